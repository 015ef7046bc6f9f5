// The generic pages as people see them: axe, light and dark, wide and narrow, opened and filled in.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";
import { seed } from "../lib/seed.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const LOOKS = [["light", 1360, { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }],
	["dark", 390, { type: "rule", values: ["color-contrast", "target-size", "scrollable-region-focusable"] }]];
let s, admin, browser, c;
before(async () => {
	s = await Server.start();
	admin = (await seed(s)).roles.administrator;
	await admin.api("POST", "/views", { name: "Late", record_type: "risk", query: "due[lt]=today", shared: true });
	await admin.api("POST", "/comments", { subject: "R-1", body: "Is this **still** so? @Ann Example" });
	browser = await launch();
	c = await context(browser, s.base, { reducedMotion: "reduce" });
	await c.addCookies(cookies(admin));
});
after(async () => {
	await browser?.close();
	await s.stop();
});

async function look(tab, name, wrong) {
	for (const [theme, width, runOnly] of LOOKS) {
		await tab.emulateMedia({ colorScheme: theme });
		await tab.setViewportSize({ width, height: 900 });
		const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		if (wide > 0) wrong.push(`${name} at ${width}: wider than the window by ${wide}`);
		await tab.evaluate(axe);
		const found = await tab.evaluate((only) => globalThis.axe.run({ runOnly: only, resultTypes: ["violations"] }), runOnly);
		for (const v of found.violations.filter((x) => x.impact === "serious" || x.impact === "critical"))
			wrong.push(`${name} ${theme} ${width}: ${v.id} ${v.nodes.slice(0, 3).map((n) => n.target).join(" ")}`);
	}
	await tab.setViewportSize({ width: 1360, height: 900 });
}

const PAGES = ["/risks?view=all", "/risks?level[gte]=2&due[empty]=no&columns=title,owner,due,updated_at", "/risks/board", "/risks/R-1", "/risks/R-1/edit",
	"/risks/new", "/risks/R-1/history", "/assets/A-6/links", "/assets/A-10/graph?depth=3", "/assets/A-10/graph?dir=out", "/risks/print?level[gte]=2",
	"/risks/bulk?_code=R-1&_code=R-2", "/risks/bulk", "/people/board", "/search?q=server", "/palette?q=ri", "/views/VW-1", "/comments/CM-1", "/comments", "/"];

test("each page", async () => {
	const wrong = [], tab = await c.newPage();
	for (const path of PAGES) {
		const r = await tab.goto(path);
		if (r.status() !== 200) wrong.push(`${path}: ${r.status()}`);
		await look(tab, path, wrong);
	}
	assert.deepEqual([...wrong, ...c.complaints], []);
	await tab.close();
});

test("what opens on them, and what comes back from a form", async () => {
	const wrong = [], tab = await c.newPage();
	await tab.goto("/risks?level[gte]=2");
	for (const name of ["Add a filter", "Columns", "Save as a view"]) {
		await tab.locator("summary", { hasText: name }).click();
		await look(tab, name, wrong);
	}
	await tab.goto("/risks/R-1");
	await tab.locator("summary", { hasText: "Link with another record" }).click();
	await look(tab, "linker", wrong);
	await tab.keyboard.press("Control+k");
	await tab.keyboard.type("ris");
	await tab.locator(".palette li", { hasText: "Risks" }).first().waitFor();
	await look(tab, "palette", wrong);
	await tab.goto("/risks/bulk?_code=R-1&_code=R-13");
	await tab.check("[name=_what][value=state]");
	await tab.selectOption("[name=_to]", "treated");
	await tab.locator("button", { hasText: "Preview" }).click();
	await tab.locator("h2", { hasText: "Preview" }).waitFor();
	await look(tab, "bulk preview", wrong);
	await tab.goto("/risks/R-2/edit");
	await admin.api("PATCH", "/risks/R-2", { description: "Theirs", due: "2027-12-31" });
	await tab.fill("#f-description", "Mine");
	await tab.locator(".save .btn-primary").click();
	await tab.locator(".conflict").waitFor();
	await look(tab, "conflict", wrong);
	await tab.goto("/risks/new");
	await tab.locator("[name=_new][value=owner]").click();
	await tab.locator("button", { hasText: "Back to the form" }).waitFor();
	await look(tab, "quick", wrong);
	assert.deepEqual([...wrong, ...c.complaints], []);
	await tab.close();
});

// planted: groups pushed before their first field; labels of .bulk-field left where they are
test("no heading stands over nothing; a field of a bulk change says its name once to the eye", async () => {
	const tab = await c.newPage();
	const groups = (await admin.api("GET", "/risks?limit=1")).body.data;
	for (const path of ["/risks/new", `/risks/${groups[0].code}/edit`, "/assets/new", "/measures/new", "/tasks/new"]) {
		await tab.goto(`${s.base}${path}`);
		assert.deepEqual(await tab.$$eval("fieldset.group", (all) => all.filter((g) => !g.querySelector(".field")).map((g) => g.textContent.trim())), [], path);
	}
	await tab.goto(`${s.base}/risks/bulk?_code=${groups[0].code}`);
	const seen = await tab.$$eval(".bulk-field", (all) => all.map((f) => [...f.querySelectorAll(".form-check strong, .form-label")]
		.filter((e) => e.getBoundingClientRect().width > 2 && e.textContent.trim() === f.querySelector("strong").textContent).length));
	assert.ok(seen.length > 5 && seen.every((n) => n === 1), String(seen));
	assert.ok(await tab.getByLabel("Treatment plan", { exact: true }).count(), "still a label for who does not see");
	await tab.close();
});

test("a form names what its references hold, and things in a row stand in a row", async () => {
	await admin.api("POST", "/people", { name: "Quite Unknown" });
	const person = (await admin.api("GET", "/people?q=Quite&fields=code")).body.data[0].code;
	const made = await admin.api("POST", "/risks", { title: "A title much longer than the thirty characters a box has room for", owner: person });
	const form = await admin.get(`/risks/${made.body.code}/edit`);
	assert.match(form.text, new RegExp(`Now: ${person} Quite Unknown`));
	assert.doesNotMatch((await admin.get("/risks/new")).text, /Now:/);
	const tab = await c.newPage();
	await tab.goto(`${s.base}/risks/${made.body.code}`);
	const tops = await tab.$$eval(".acts .btn-small", (all) => all.map((b) => b.getBoundingClientRect().top));
	assert.ok(tops.length >= 2 && tops[0] === tops[1], String(tops));
	await tab.goto(`${s.base}/risks`);
	const heads = await tab.$$eval(".table-list thead th", (all) => all.map((th) => {
		const r = document.createRange();
		r.selectNodeContents(th.querySelector("a, button") ?? th);
		return th.textContent.trim() ? Math.round(r.getBoundingClientRect().top + r.getBoundingClientRect().height / 2) : null;
	}).filter((y) => y !== null));
	assert.ok(Math.max(...heads) - Math.min(...heads) <= 1, String(heads));
	await tab.goto(`${s.base}/risks/${made.body.code}/graph?dir=out`);
	const over = await tab.$$eval("svg a, svg g", (all) => all.filter((g) => g.querySelector(":scope > rect")).map((g) => {
		const box = g.querySelector("rect").getBoundingClientRect();
		return Math.max(...[...g.querySelectorAll("text")].map((t) => t.getBoundingClientRect().right)) - box.right;
	}));
	assert.ok(over.length && Math.max(...over) <= 0, String(over));
	await tab.close();
});
