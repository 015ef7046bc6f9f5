// Renders the sample views, photographs them and runs axe-core over each.
//
//	node tests/ui/preview.mjs [OUTPUT-FOLDER [PAGE..]]
//
// Each page is shown light and dark, wide and narrow, under the policy (CSP) of the server.
// A serious or critical finding of axe, a violation of the policy, an error in the console, a
// missing file, an id used twice or a page wider than the window makes the run fail.
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve, views } from "./serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [out = "build-preview", ...only] = process.argv.slice(2);
const axe = readFileSync(join(here, "..", "node_modules", "axe-core", "axe.min.js"), "utf8");

mkdirSync(out, { recursive: true });
const { base, stop } = await serve();

// ---- looks ----

const looks = [
	{ name: "light", theme: "", colorScheme: "light", width: 1360 },
	{ name: "dark", theme: "", colorScheme: "dark", width: 1360 },
	{ name: "light-narrow", theme: "light", colorScheme: "dark", width: 390 },
	{ name: "dark-narrow", theme: "dark", colorScheme: "light", width: 390 },
];
let problems = 0;

function problem(where, what) {
	problems++;
	console.log(`${where}: ${what}`);
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
await Promise.all(looks.map(async (look) => {
	const context = await browser.newContext({ viewport: { width: look.width, height: 900 }, colorScheme: look.colorScheme, bypassCSP: false });
	await context.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
	for (const name of only.length ? only : views) {
		const where = `${name} ${look.name}`;
		const tab = await context.newPage();
		tab.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") problem(where, m.text()); });
		tab.on("pageerror", (e) => problem(where, e.message));
		tab.on("response", (r) => { if (r.status() >= 400) problem(where, `${r.status()} ${r.url()}`); });
		await tab.goto(`${base}/page/${name}?theme=${look.theme}`);
		const facts = await tab.evaluate(() => ({
			wide: document.documentElement.scrollWidth - innerWidth,
			twice: [...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, a) => a.indexOf(id) !== i),
			styled: document.querySelectorAll("[style], style, script:not([src])").length,
			small: [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
				.filter((e) => e.checkVisibility() && !e.closest("p, .prose, label, td, .skip"))
				.map((e) => [e, e.getBoundingClientRect()])
				.filter(([e, r]) => r.width > 1 && (r.height < 24 || r.width < 24) && !e.matches(".skip, .visually-hidden"))
				.map(([e, r]) => `${e.tagName} "${e.textContent.trim().slice(0, 30)}" ${Math.round(r.width)}x${Math.round(r.height)}`),
		}));
		if (facts.wide > 0) problem(where, `wider than the window by ${facts.wide}`);
		if (facts.twice.length) problem(where, `id used twice: ${facts.twice}`);
		if (facts.styled) problem(where, `${facts.styled} inline styles or scripts`);
		for (const s of new Set(facts.small)) problem(where, `target too small: ${s}`);
		await tab.screenshot({ path: join(out, `${name}-${look.name}.png`), fullPage: true });
		await tab.evaluate(axe);
		const found = await tab.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
		for (const v of found.violations)
			for (const n of v.nodes.slice(0, 4)) {
				const line = `${v.impact} ${v.id}: ${n.target} ${n.failureSummary.replace(/\s+/g, " ").slice(0, 240)}`;
				if (v.impact === "serious" || v.impact === "critical") problem(where, line);
				else console.log(`${where}: (${line})`);
			}
		await tab.close();
	}
	await context.close();
}));
await browser.close();
stop();
console.log(problems ? `${problems} problems` : `no problem; pictures in ${out}`);
process.exit(problems ? 1 : 0);
