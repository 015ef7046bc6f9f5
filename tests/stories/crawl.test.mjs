// Every page, by following its links: as each role over HTTP, and one of each kind in a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { run, Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";
import { ROLES, seed } from "../lib/seed.mjs";

const SAMPLES = 5, PAGES = 400;
const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let s, roles, routes, admin, browser;

before(async () => {
	s = await Server.start();
	({ roles } = await seed(s));
	routes = run(["doc", "routes"], { data: s.data }).out.trim().split("\n").slice(1).map((l) => l.split("\t"))
		.filter(([face, method]) => face === "page" && method === "GET").map((l) => l[2]);
	routes.sort((a, b) => a.includes(":") - b.includes(":") || b.split("/").length - a.split("/").length);
});
after(async () => {
	await browser?.close();
	await s.stop();
});

/** The route a path belongs to; pages that only differ in the query count as different kinds. */
function pattern(href) {
	const u = new URL(href, s.base);
	const route = routes.find((r) => new RegExp(`^${r.replace(/:\w+/g, "[^/]+")}$`).test(u.pathname)) ?? u.pathname;
	return `${route}${[...u.searchParams.keys()].sort().map((k) => `?${k}`).join("")}`;
}

const unescape = (t) => t.replace(/&#(\d+);/g, (_, n) => String.fromCharCode(n)).replaceAll("&quot;", '"').replaceAll("&lt;", "<")
	.replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const none = (wrong) => {
	if (wrong.length) assert.fail(`${wrong.length} problems\n${wrong.slice(0, process.env.ALL ? 9999 : 60).join("\n")}`);
};

/** What is wrong with a page as HTML. */
function lint(html) {
	const wrong = [], count = (re) => (html.match(re) ?? []).length;
	if (count(/<h1[\s>]/g) !== 1) wrong.push(`${count(/<h1[\s>]/g)} h1`);
	if (!/<title>[^<]*\S[^<]*<\/title>/.test(html)) wrong.push("no title");
	for (const m of html.matchAll(/<a\s[^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)) {
		if (!m[1]) wrong.push(`a link to nowhere: ${m[2].slice(0, 60)}`);
		if (!m[2].replace(/<[^>]*>/g, "").trim() && !/aria-label=|alt="[^"]/.test(m[0])) wrong.push(`a link without words to ${m[1]}`);
	}
	for (const m of html.matchAll(/<(?:a|form|button)\s[^>]*(?:href|action|formaction)="([^"]*)"/g))
		if (/\/\/|null|undefined|%22/.test(m[1].replace(/^https?(:|&#58;)\/\//, ""))) wrong.push(`a strange address ${m[1]}`);
	if (/\{\{|\}\}/.test(html)) wrong.push("a template's tag");
	const words = html.replace(/<(script|pre|code|textarea)[\s>].*?<\/\1>/gs, "");
	for (const m of words.matchAll(/>([^<]*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.[^<]*)</g)) wrong.push(`a machine's time: ${m[1]}`);
	for (const m of words.matchAll(/>[^<]*\b(1 (?:Assets|Risks|People|Measures|entries|records))\b/g)) wrong.push(`one is not many: ${m[1]}`);
	for (const m of html.matchAll(/<(?!a\s)[a-z]+\s[^>]*(?:src|href|action)="(https?:[^"]*)"/g)) wrong.push(`foreign ${m[1]}`);
	return wrong;
}

/** Breadth first; returns the pages seen as {path, pattern}, and what was wrong in `wrong`. */
async function crawl(client, wrong) {
	const then = `/?as_of=${new Date().toISOString()}`;	// links of a page of the past stay in the past
	const queue = ["/", then], known = new Map(queue.map((q) => [q, "the start"])), taken = new Map(), pages = [];
	while (queue.length && pages.length < PAGES) {
		const path = queue.shift();
		const kind = pattern(path), n = taken.get(kind) ?? 0;
		if (n >= SAMPLES) continue;
		taken.set(kind, n + 1);
		const r = await client.get(path);
		if (r.status !== 200 && r.status !== 303) wrong.push(`${path}: ${r.status}, linked on ${known.get(path)}`);
		const html = /text\/html/.test(r.headers.get("content-type") ?? "") && !r.headers.get("content-disposition");
		pages.push({ path, kind, shown: html || r.status === 303 });
		if (!html) continue;
		wrong.push(...lint(r.text).map((w) => `${path}: ${w}`));
		for (const m of r.text.matchAll(/<a\s[^>]*href="([^"]+)/g)) {
			const u = new URL(unescape(m[1]), s.base + path), next = u.pathname + u.search;
			if (u.origin !== s.base || known.has(next)) continue;
			known.set(next, path);
			queue.push(next);
		}
	}
	return pages;
}

for (const role of ROLES)
	test(`as ${role}: every link shown can be followed`, async () => {
		const wrong = [], pages = await crawl(roles[role], wrong);
		none(wrong);
		assert.ok(pages.length > 30, `only ${pages.length} pages`);
		if (role === "administrator") admin = pages;
	});

/* ---- in a browser ---- */

// Light and wide: every rule. Dark and narrow: what can differ.
const LOOKS = [["light", 1360, { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }],
	["dark", 390, { type: "rule", values: ["color-contrast", "target-size", "scrollable-region-focusable"] }]];

async function look(tab, path, wrong) {
	await tab.goto(path);
	for (const [theme, width, runOnly] of LOOKS) {
		await tab.emulateMedia({ colorScheme: theme });
		await tab.setViewportSize({ width, height: 900 });
		const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		if (wide > 0) wrong.push(`${path} at ${width}: wider than the window by ${wide}`);
		if (width > 1000) await tab.evaluate(axe);
		const found = await tab.evaluate((only) => globalThis.axe.run({ runOnly: only, resultTypes: ["violations"] }), runOnly);
		for (const v of found.violations.filter((x) => x.impact === "serious" || x.impact === "critical"))
			wrong.push(`${path} ${theme} ${width}: ${v.id} ${v.nodes.slice(0, 3).map((n) => n.target).join(" ")}`);
	}
}

test("one page of each kind in a browser: no complaint of axe, of the policy, of the console", async () => {
	const wrong = [], seen = new Set();
	browser = await launch();
	const c = await context(browser, s.base, { reducedMotion: "reduce" });
	await c.addCookies(cookies(roles.administrator));
	const plurals = new Set(routes.filter((r) => r.endsWith("/:code")).map((r) => r.split("/")[1]));
	const alike = (kind) => {	// lists, forms, histories of all types are one kind; each type's own page is another
		const [, first, ...rest] = kind.split("/");
		return plurals.has(first) && rest.join("/") !== ":code" ? ["", ":type", ...rest].join("/") : kind;
	};
	const kinds = admin.filter(({ path, kind, shown }) => shown && !/[?]/.test(kind + path) &&
		!seen.has(alike(kind)) && seen.add(alike(kind)));
	kinds.push({ path: "/risks/R-999" }, { path: "/nothing-here" }, { path: "/risks?q=zzz" }, { path: "/search?q=ransomware" },
		{ path: "/risks/R-1?as_of=2020-01-01" });
	const lanes = [0, 1].map(async (k) => {
		const tab = await c.newPage();
		for (let i = k; i < kinds.length; i += 2) await look(tab, kinds[i].path, wrong);
	});
	await Promise.all(lanes);
	const d = await context(browser, s.base, { reducedMotion: "reduce" }), link = s.cli("user", "add", "new@example.com", "--name", "New").out.match(/\/welcome\/\S+/)[0];
	const tab = await d.newPage();
	for (const path of ["/signin", link, "/welcome/nothing", "/not-there"]) await look(tab, path, wrong);
	none([...wrong, ...c.complaints, ...d.complaints]);
});
