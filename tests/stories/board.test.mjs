// The board by state, and what hangs on a record.
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
	await ann.api("POST", "/people", { name: "Emil Own", email: "emil@example.com" });
	await ann.api("POST", "/people", { name: "Ann Example", email: "ann@example.com" });
	const me = (await ann.api("GET", "/members?email=emil@example.com")).body.data[0].code;
	await ann.api("PATCH", `/members/${me}`, { person: "P-1" });
	for (const [name, on, owner] of [["Server room", [], "P-2"], ["Server", ["A-1"], "P-2"], ["Mail", ["A-2"], "P-1"], ["Secret project", ["A-2"], "P-2"], ["Orders", ["A-3"], "P-1"]])
		await ann.api("POST", "/assets", { name, type: "service", depends_on: on, owner });
	for (let i = 1; i <= 25; i++)
		await ann.api("POST", "/risks", { title: `Risk ${i}`, owner: i % 2 ? "P-1" : "P-2", ...(i < 4 ? { likelihood: 3, consequence: 3 } : {}), assets: i === 1 ? ["A-3"] : [] });
});
after(async () => {
	await browser?.close();
	await s.stop();
});

const column = (html, name) => html.match(new RegExp(`data-state="${name}">([\\s\\S]*?)</section>`))[1];

test("columns with counts and pages, filters kept, moves only for those who may", async () => {
	let r = await ann.get("/risks/board");
	assert.equal(r.status, 200);
	assert.match(column(r.text, "draft"), /class="count">25</);
	assert.equal(column(r.text, "draft").match(/class="ticket"/g).length, 20);
	const next = column(r.text, "draft").match(/href="([^"]*_after_draft[^"]*)"/)[1].replaceAll("&#61;", "=").replaceAll("&amp;", "&");
	assert.equal(column((await ann.get(next)).text, "draft").match(/class="ticket"/g).length, 5);
	r = await ann.get("/risks/board?likelihood[empty]=no");
	assert.match(column(r.text, "draft"), /class="count">3</);
	assert.match(r.text, /Likelihood is not empty/);
	r = await rita.get("/risks/board");
	assert.doesNotMatch(r.text, /name="to"/);
	r = await emil.get("/risks/board");
	assert.match(column(r.text, "draft"), /class="count">13</, "own ones");
	assert.doesNotMatch(r.text, /Risk 2</);
	assert.equal((await ann.get("/people/board")).status, 200, "a kind without states says so");
});

test("columns stand in the order in which records pass them, wherever new ones begin", async () => {
	const html = (await ann.get("/assets/board")).text;
	assert.deepEqual([...html.matchAll(/data-state="([^"]+)"/g)].map((m) => m[1]), ["planned", "in-use", "retired"]);
	assert.match(column(html, "planned"), /class="count">0</);
	const r = await ann.api("POST", "/assets", { name: "New one", type: "service" });
	assert.equal(r.body.state, "in-use");
	assert.equal((await ann.api("DELETE", `/assets/${r.body.code}`)).status, 204);
});

// planted: the field's name and the code without a colon
test("the list below the graph says by which field", async () => {
	assert.match((await ann.get("/assets/A-3/graph")).text, /Risk · Assets at risk: A-3/);
});

// planted: record_get in reach() replaced by record_load; archived ones drawn; depth ignored
test("impact: level by level, bounded, only what one may read", async () => {
	const codes = (r) => r.body.nodes.map((n) => `${n.level} ${n.code}`);
	let r = await ann.api("GET", "/assets/A-1/graph?depth=3");
	assert.deepEqual(codes(r), ["0 A-1", "1 A-2", "2 A-3", "2 A-4", "3 A-5", "3 R-1"]);
	assert.ok(r.body.edges.some((e) => e.label === "Depends on" && r.body.nodes[e.from].code === "A-2" && r.body.nodes[e.to].code === "A-1"));
	assert.deepEqual(codes(await ann.api("GET", "/assets/A-1/graph?depth=1")), ["0 A-1", "1 A-2"]);
	assert.deepEqual(codes(await ann.api("GET", "/assets/A-3/graph?dir=out&depth=3")).filter((x) => x.includes("A-")), ["0 A-3", "1 A-2", "2 A-1"]);
	assert.equal((await ann.api("GET", "/assets/A-1/graph?depth=9")).status, 422);
	assert.equal((await emil.api("GET", "/assets/A-1/graph")).status, 404);
	r = await emil.api("GET", "/assets/A-3/graph?depth=3");
	assert.deepEqual(codes(r), ["0 A-3", "1 A-5", "1 R-1"]);
	r = await emil.api("GET", "/assets/A-3/graph?dir=out&depth=3");
	assert.deepEqual(codes(r).filter((x) => x.includes("A-")), ["0 A-3"], "nothing through what he may not read");
	assert.equal((await ann.api("DELETE", "/risks/R-1")).status, 204);
	assert.ok(!codes(await ann.api("GET", "/assets/A-3/graph")).includes("1 R-1"), "not what was put away");
	await ann.api("POST", "/risks/R-1/restore");
	const cli = s.cli("record", "graph", "asset", "A-1", "--depth", "3");
	assert.deepEqual(cli.out.trim().split("\n").map((l) => l.replace(/^( *)(\S+).*/, (_, b, c) => `${b.length / 2} ${c}`)), ["0 A-1", "1 A-2", "2 A-3", "2 A-4", "3 A-5", "3 R-1"]);
});

for (const javaScriptEnabled of [true, false])
	test(`in a browser, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
		const c = await context(browser, s.base, { javaScriptEnabled, reducedMotion: "reduce" });
		await c.addCookies(cookies(ann));
		const tab = await c.newPage(), code = javaScriptEnabled ? "R-2" : "R-3";
		await tab.goto("/risks/board?likelihood[empty]=no");
		if (javaScriptEnabled) {
			await tab.locator(".ticket", { hasText: code }).dragTo(tab.locator('[data-state="assessed"]'));
		} else {
			await tab.locator(".ticket", { hasText: code }).locator("summary").click();
			await tab.locator(".ticket", { hasText: code }).locator("button", { hasText: "assessed" }).click();
		}
		await tab.locator('[data-state="assessed"] .ticket', { hasText: code }).waitFor();
		assert.match(tab.url(), /board\?likelihood\[empty\]=no/, "back on the board as it was");
		assert.equal((await ann.api("GET", `/risks/${code}`)).body.state, "assessed");
		await tab.goto("/assets/A-1");
		await tab.locator("a", { hasText: "Impact graph" }).click();
		assert.equal(await tab.locator("svg .box").count(), 4);
		await tab.locator("svg .box", { hasText: "Mail" }).click();
		await tab.waitForURL(/\/assets\/A-3$/);
		assert.deepEqual(c.complaints, []);
		await c.close();
	});
