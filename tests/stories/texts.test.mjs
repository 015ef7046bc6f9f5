// Texts nobody expects: without a blank, from right to left, with marks that turn what is read around.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

const LONG = "W".repeat(200), ARABIC = "خطر فقدان البيانات 42 (R-7)";
const KINDS = [["risks", "title", {}], ["assets", "name", { type: "service" }], ["tasks", "title", {}]];
let s, ann, browser, pages;
before(async () => {
	browser = await launch();	// first: an idle connection to the server would be closed meanwhile
	s = await Server.start({ framework: "iso27001-2022" });
	ann = await s.member("ann@example.com", "administrator");
	pages = ["/", "/clauses/6.1", "/check", "/measures/calendar", "/leadership", "/search?q=W*", "/manual/cli", "/manual/soa"];
	for (const [plural, title, more] of KINDS)
		for (const text of [LONG, ARABIC]) {
			const r = await ann.api("POST", `/${plural}`, { [title]: text, ...more });
			assert.equal(r.status, 201, r.text);
			const one = `/${plural}/${r.body.code}`;
			pages.push(`/${plural}`, `/${plural}/board`, `/${plural}/print`, one, `${one}/edit`, `${one}/history`, `${one}/links`, `${one}/graph`,
				`/${plural}/bulk?_code=${r.body.code}`, ...(plural === "risks" ? [`${one}/bowtie`] : []));
		}
	const person = (await ann.api("POST", "/people", { name: "Bartholomew Featherstonehaugh" })).body.code;
	assert.equal((await ann.api("POST", "/evidence", { title: "Review of access rights, first half of the year", kind: "note", note: "seen", owner: person })).status, 201);
	for (let i = 1; i <= 12; i++)	// a count of two digits in a heading of two lines
		assert.equal((await ann.api("POST", "/soa_entries", { control: `A.5.${i}`, decision: "applicable" })).status, 201);
	pages = [...new Set([...pages, "/evidence-room"])];
});
after(async () => {
	await browser?.close();
	await s.stop();
});

async function open(options) {
	const c = await context(browser, s.base, { reducedMotion: "reduce", ...options });
	await c.addCookies(cookies(ann));
	return [c, await c.newPage()];
}

// planted: bdi taken from the rule of overflow-wrap; min-width of th with bdi; nowrap of .count
test("a narrow page is never wider than its screen, and no text leaves its box", async () => {
	const [c, tab] = await open({ viewport: { width: 390, height: 844 } });
	for (const path of pages.filter((p) => !/print$/.test(p))) {
		assert.equal((await tab.goto(path)).status(), 200, path);
		const [over, out] = await tab.evaluate(() => [document.documentElement.scrollWidth - innerWidth,
			[...document.querySelectorAll("main :is(a, bdi, strong, h1, td, th, li)")].filter((e) => e.getClientRects().length &&
				!e.closest("svg, pre, table, .visually-hidden, .board-scroll, details:not([open])") && e.getBoundingClientRect().right > innerWidth).map((e) => e.outerHTML.slice(0, 80))]);
		assert.equal(over, 0, path);
		assert.deepEqual(out, [], path);
		assert.deepEqual(await tab.locator("main .count:not(.count-text)").evaluateAll((all) => all.filter((e) => e.getBoundingClientRect().height > 32).map((e) => e.textContent)), [],
			`${path}: a count in two lines`);
		assert.deepEqual(await tab.locator(".table:not(.table-soa, .changes) tbody th[scope=row]:has(> a > bdi)").evaluateAll((all) => all
			.filter((e) => e.getBoundingClientRect().width < 150).map((e) => e.textContent)), [], `${path}: a name with a word in each line`);
	}
	for (const [plural] of KINDS) {
		await tab.goto(`/${plural}/board`);
		assert.deepEqual(await tab.locator(".ticket").evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)), [], plural);
	}
	await c.close();
});

// planted: overflow-wrap of .txt taken out of @media print
test("a list fits on its paper", async () => {
	const [c, tab] = await open({ viewport: { width: 1009, height: 680 } });	// A4 across, without its margins
	await tab.emulateMedia({ media: "print" });
	for (const [plural] of KINDS)
		for (const path of [`/${plural}`, `/${plural}/print`]) {
			await tab.goto(path);
			assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth) <= 1009, path);
		}
	await c.close();
});

// planted: bdi taken from cell.html, from the refs of detail.html
test("a title from right to left does not reorder what stands beside it", async () => {
	const [c, tab] = await open({});
	for (const path of pages.filter((p) => !/edit$|manual/.test(p))) {
		await tab.goto(path);
		const loose = await tab.evaluate((title) => {
			const found = [], walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
			for (let n = walk.nextNode(); n; n = walk.nextNode()) {
				if (n.data.trim() !== title || n.parentElement.closest("svg, option"))
					continue;
				let e = n.parentElement;
				const own = () => getComputedStyle(e).direction === "rtl" || getComputedStyle(e).unicodeBidi === "plaintext";
				while (e.textContent.trim() === title && !own())
					e = e.parentElement;
				if (e.textContent.trim() !== title)
					found.push(e.outerHTML.slice(0, 120));
			}
			return found;
		}, ARABIC);
		assert.deepEqual(loose, [], path);
	}
	await c.close();
});

// planted: plain_direction() answers true
test("a mark that turns a title around is refused in a sentence, and the form is kept", async () => {
	const [c, tab] = await open({});
	await tab.goto("/risks/new");
	await tab.fill("#f-title", "Invoice \u202efdp.exe");
	await tab.fill("#f-event", "It is opened.");
	await tab.click("button.btn-primary:has-text('Save')");
	assert.match(await tab.locator("#h-title").innerText(), /hidden mark U\+202E/);
	assert.equal(await tab.inputValue("#f-event"), "It is opened.");
	const r = s.cli("record", "create", "asset", "name=a\u2066b", "type=service");
	assert.equal(r.status, 2);
	assert.match(r.err, /hidden mark U\+2066/);
	await c.close();
});
