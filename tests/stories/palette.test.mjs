// The command palette, shortcuts, and search with how many of each kind.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, emil, rita, browser;
before(async () => {
	browser = await launch();	// first: an idle connection to the server would be closed meanwhile
	s = await Server.start();
	ann = await s.member("ann@example.com", "administrator");
	emil = await s.member("emil@example.com", "employee");
	rita = await s.member("rita@example.com", "reader");
	await ann.api("POST", "/risks", { title: "Quaggas in the server room" });
	await ann.api("POST", "/risks", { title: "Quaggas at the door" });
	await ann.api("POST", "/assets", { name: "Quagga detector", type: "hardware" });
});
after(async () => {
	await browser?.close();
	await s.stop();
});

const labels = async (client, q) => (await client.api("GET", `/palette?q=${encodeURIComponent(q)}`)).body.items.map((x) => `${x.kind} ${x.label}`);

// planted: the scopes of types() not asked; hit() without its access; codes compared as typed
test("pages, lists, actions and records by a few letters, only what one may", async () => {
	assert.ok((await labels(ann, "r-1")).includes("record R-1 Quaggas in the server room"));
	assert.ok((await labels(ann, "a.8.13")).some((x) => x.startsWith("record A.8.13")));
	assert.ok((await labels(ann, "new ri")).includes("action New Risk"));
	assert.ok(!(await labels(rita, "new ri")).includes("action New Risk"), "no action she may not do");
	assert.ok((await labels(rita, "ris")).includes("type Risks"));
	assert.ok(!(await labels(rita, "memb")).includes("type Members"));
	assert.deepEqual((await labels(ann, "quagga")).filter((x) => x.startsWith("record")).length, 3);
	assert.deepEqual((await labels(emil, "quagga")).filter((x) => x.startsWith("record")), []);
	assert.deepEqual((await labels(emil, "r-1")).filter((x) => x.startsWith("record R-")), []);
	assert.ok((await labels(ann, "")).length > 5, "without letters: where one can go");
	for (const q of ["\"", "%", "*", "a".repeat(500), "' OR 1=1"]) assert.equal((await ann.api("GET", `/palette?q=${encodeURIComponent(q)}`)).status, 200);
	assert.equal((await ann.get("/palette?q=quagga")).status, 200);
});

// planted: count_of without the list's access filter
test("search says how many of each kind, and shows one kind alone", async () => {
	const facets = (r) => Object.fromEntries(r.body.facets.map((f) => [f.type ?? "all", f.count]));
	assert.deepEqual(facets(await ann.api("GET", "/search?q=quagga")), { all: 3, risk: 2, asset: 1 });
	assert.deepEqual((await ann.api("GET", "/search?q=quagga&type=asset")).body.hits.map((h) => h.code), ["A-1"]);
	assert.deepEqual(facets(await emil.api("GET", "/search?q=quagga")), {});
	assert.equal((await ann.api("GET", "/search?q=quagga&type=nothing")).status, 422);
	assert.match((await ann.get("/search?q=quagga")).text, /Risks <span class="count">2</);
	const r = s.cli("search", "quagga", "--type", "asset", "--json");
	assert.deepEqual(r.json().map((x) => x.code), ["A-1"]);
	assert.equal(s.cli("search", "quagga", "--type", "nothing").status, 2);
});

test("Ctrl K, arrows, Enter; g r; x; the sheet", async () => {
	const c = await context(browser, s.base, { reducedMotion: "reduce" });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto("/risks/R-2");
	await tab.goto("/");
	await tab.keyboard.press("Control+k");
	await tab.locator(".palette li", { hasText: "R-2 Quaggas at the door" }).waitFor();	// seen before
	await tab.keyboard.type("quagga d");
	await tab.locator(".palette li", { hasText: "Quagga detector" }).waitFor();
	await tab.waitForFunction(() => document.querySelectorAll(".palette li").length <= 2);
	while (!/detector/.test(await tab.locator('.palette li[aria-selected="true"]').innerText())) await tab.keyboard.press("ArrowDown");
	await tab.keyboard.press("Enter");
	await tab.waitForURL(/\/assets\/A-1/);
	await tab.keyboard.press("Control+k");
	await tab.locator(".palette li").first().waitFor();
	await tab.keyboard.press("Escape");
	assert.equal(await tab.locator(".palette[open]").count(), 0);
	await tab.keyboard.press("g");
	await tab.keyboard.press("r");
	await tab.waitForURL(/\/risks/);
	await tab.keyboard.press("j");
	await tab.keyboard.press("x");
	assert.equal(await tab.locator("[name=_code]:checked").count(), 1);
	await tab.keyboard.press("?");
	await tab.locator("#keys", { hasText: "Choose the row" }).waitFor();
	assert.deepEqual(c.complaints, []);
	await c.close();
});

// Proved by hand: without keeping what is typed early, "new" is lost, and its n opens a form.
test("what is typed before the palette has come is not lost", async () => {
	const c = await context(browser, s.base, { reducedMotion: "reduce" });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.route("**/palette.js*", async (r) => {
		await new Promise((done) => setTimeout(done, 400));
		await r.continue();
	});
	await tab.goto("/risks");
	await tab.keyboard.press("Control+k");
	await tab.keyboard.type("new");
	await tab.locator(".palette[open]").waitFor();
	assert.equal(await tab.locator(".palette input").inputValue(), "new");
	await tab.keyboard.type(" risk");
	await tab.locator(".palette li", { hasText: "New risk" }).first().waitFor();
	assert.match(tab.url(), /\/risks$/);
	await c.close();
});

// planted: role=status left out; the text set while nothing is found only by hiding
test("that nothing is found is also said, not only shown", async () => {
	const c = await context(browser, s.base, { reducedMotion: "reduce" });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto("/");
	await tab.keyboard.press("Control+k");
	const status = tab.locator("dialog.palette [role=status]");
	await status.waitFor({ state: "attached" });
	await tab.locator("dialog.palette [role=option]").first().waitFor();
	assert.equal(await status.textContent(), "");
	await tab.keyboard.type("zzqq");
	await tab.locator("dialog.palette [role=status]:not(:empty)").waitFor();
	assert.equal(await status.textContent(), "Nothing found.");
	await c.close();
});

test("ten milliseconds over many records", async () => {
	const csv = ["name,type", ...Array.from({ length: 20000 }, (_, i) => `Machine ${i} of hall ${i % 97},hardware`)].join("\n");
	for (let i = 0; i < 5; i++) {
		const r = await ann.fetch("POST", "/api/v1/assets/import", { headers: { "Content-Type": "text/csv", "X-CSRF-Token": ann.csrf }, body: csv });
		assert.equal(r.status, 200, r.text.slice(0, 300));
	}
	const worst = {};
	for (const q of ["", "zzzz", "machine 19", "ma", "ha", "machine 777", "r-1", "of hall"]) {
		const times = [];
		for (let i = 0; i < 9; i++) {
			const from = performance.now();
			assert.equal((await ann.api("GET", `/palette?q=${encodeURIComponent(q)}`)).status, 200);
			times.push(performance.now() - from);
		}
		[worst[q]] = times.sort((a, b) => a - b).slice(4);
	}
	console.log(`# palette over 100,000: ${JSON.stringify(worst)}`);
	for (const [q, ms] of Object.entries(worst)) assert.ok(ms < 150, `${q}: ${ms} ms`);
});
