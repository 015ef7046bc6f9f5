// Links both ways and comments: made, taken away, seen by those who may; over three faces.
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
	for (const [name, client] of [["Ann Example", "ann"], ["Emil Own", "emil"], ["Rita Reader", "rita"]]) {
		const p = await ann.api("POST", "/people", { name, email: `${client}@example.com` });
		const me = (await ann.api("GET", `/members?email=${client}@example.com`)).body.data[0].code;
		assert.equal((await ann.api("PATCH", `/members/${me}`, { person: p.body.code })).status, 200);
	}
	await ann.api("POST", "/risks", { title: "Emil's risk", owner: "P-2" });
	await ann.api("POST", "/risks", { title: "Ann's risk", owner: "P-1" });
	await ann.api("POST", "/assets", { name: "Mail server", type: "hardware" });
});
after(async () => {
	await browser?.close();
	await s.stop();
});

// planted: if_subject taken out of access_filter; the author taken from the body; ref_resolve of a mention without access
test("who may read the record may read and write comments, nobody else", async () => {
	let r = await ann.api("POST", "/comments", { subject: "R-2", body: "Is this *quaggaly* so, @Rita Reader?" });
	assert.equal(r.status, 201, r.text);
	assert.equal(r.body.subject, "risk/R-2");
	assert.deepEqual(r.body.mentioned, ["P-3"]);
	assert.equal(r.body.excerpt, "Is this *quaggaly* so, @Rita Reader?");
	const code = r.body.code;
	assert.equal((await emil.api("GET", `/comments/${code}`)).status, 404);
	assert.equal((await emil.api("GET", "/comments")).body.total, 0);
	assert.equal((await emil.api("GET", "/search?q=quaggaly")).body.hits.length, 0);
	assert.equal((await emil.api("POST", "/comments", { subject: "R-2", body: "x" })).status, 422, "cannot name what he may not read");
	r = await emil.api("POST", "/comments", { subject: "R-1", body: "Mine. @P-1 @ann@example.com and @Ann Example. Mail me at x@example.com" });
	assert.equal(r.status, 201, r.text);
	assert.deepEqual(r.body.mentioned, ["P-1"], "each once");
	assert.equal((await rita.api("POST", "/comments", { subject: "R-1", body: "A reader may" })).status, 201);
	assert.equal((await rita.api("POST", "/comments", { subject: "R-1", body: "x", author: "ME-1" })).status, 422);
	assert.equal((await rita.api("PATCH", `/comments/${code}`, { body: "not mine" })).status, 403);
	assert.equal((await rita.api("POST", "/comments", { subject: code, body: "on a comment" })).status, 422);
	assert.equal((await emil.api("GET", "/comments")).body.total, 2);
	assert.equal((await ann.api("PATCH", "/risks/R-1", { owner: "P-1" })).status, 200);
	r = await emil.api("GET", "/comments");
	assert.equal(r.body.total, 0, `no longer his to read, so his comment is not either: ${r.text} ${(await emil.api("GET", "/risks")).text}`);
	await ann.api("PATCH", "/risks/R-1", { owner: "P-2" });
});

test("who is mentioned sees it on the first page; a comment shows who wrote it", async () => {
	let r = await rita.get("/");
	assert.match(r.text, /You are mentioned[\s\S]*R-2[\s\S]*Is this \*quaggaly\* so/);
	assert.doesNotMatch((await emil.get("/")).text, /<li><a[^>]*>[^<]*<span class="code">R-2/);
	r = await rita.get("/risks/R-2");
	assert.match(r.text, /<strong>ann &lt;ann@example\.com&gt;<\/strong>|<strong>ann/);
	assert.match(r.text, /<em>quaggaly<\/em>/);
	assert.match((await rita.get("/risks/R-1")).text, /A reader may/);
});

// planted: the names left out of record_comments()
test("a comment says who will find it, so that a name that was not understood shows", async () => {
	const risk = (await ann.api("POST", "/risks", { title: "Who sees this" })).body.code;
	const bob = (await ann.api("POST", "/people", { name: "Bob Mentioned" })).body;
	await ann.api("POST", "/comments", { subject: `risk/${risk}`, body: "@Bob Mentioned and @Nobody Known: look" });
	const page = (await ann.get(`/risks/${risk}`)).text;
	assert.ok(bob.code);
	assert.match(page, /Mentioned: <bdi>Bob Mentioned<\/bdi>/);
	assert.doesNotMatch(page, /Mentioned: [^\n]*Nobody Known/);
});

test("links from either end, one more or less", async () => {
	let r = await ann.api("POST", "/risks/R-1/links", { field: "controls", to: "A.8.13" });
	assert.deepEqual(r.body.controls, ["A.8.13"], r.text);
	r = await ann.api("POST", "/risks/R-1/links", { field: "controls", to: "A.8.7" });
	assert.deepEqual(r.body.controls.sort(), ["A.8.13", "A.8.7"]);
	r = await ann.api("POST", "/risks/R-1/links", { field: "controls", to: "A.8.13", remove: true });
	assert.deepEqual(r.body.controls, ["A.8.7"]);
	assert.equal((await ann.api("POST", "/risks/R-1/links", { field: "controls", to: "A.8.13", remove: true })).status, 404);
	assert.equal((await ann.api("POST", "/risks/R-1/links", { field: "level", to: "A.8.13" })).status, 422);
	assert.equal((await rita.api("POST", "/risks/R-1/links", { field: "controls", to: "A.8.13" })).status, 403);
	await ann.get("/assets/A-1/links");
	r = await ann.form("/assets/A-1/links", { relation: "risk.assets", other: "R-1" });
	assert.equal(r.status, 303, r.text);
	assert.deepEqual((await ann.api("GET", "/risks/R-1")).body.assets, ["A-1"]);
	await rita.get("/risks/R-1/links");
	assert.equal((await rita.form("/assets/A-1/links", { relation: "risk.assets", other: "R-2" })).status, 403);
	assert.doesNotMatch((await rita.get("/risks/R-1/links")).text, />Unlink/);
	assert.equal((await ann.form("/assets/A-1/links", { relation: "risk.assets", other: "R-999" })).status, 422);
});

test("on the command line", () => {
	let r = s.cli("record", "comment", "risk", "R-1", "From the terminal");
	assert.equal(r.status, 0, r.err);
	assert.match(r.out, /CM-\d+/);
	assert.equal(s.cli("record", "comment", "risk", "R-99", "x").status, 2);
	r = s.cli("record", "list", "comment", "subject=R-1", "--json");
	assert.ok(r.json().data.some((x) => x.body === "From the terminal"));
	assert.equal(s.cli("record", "link", "risk", "R-2", "assets", "A-1").status, 0);
});

for (const javaScriptEnabled of [true, false])
	test(`in a browser, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
		const c = await context(browser, s.base, { javaScriptEnabled, reducedMotion: "reduce" });
		await c.addCookies(cookies(ann));
		const tab = await c.newPage();
		await tab.goto("/risks/R-2");
		await tab.fill("#comment-body", `Said ${javaScriptEnabled} by @Emil Own`);
		await tab.locator("button", { hasText: /^Comment$/ }).click();
		await tab.locator("#comments .prose", { hasText: `Said ${javaScriptEnabled}` }).waitFor();
		await tab.locator("summary", { hasText: "Link with another record" }).click();
		await tab.selectOption("#f-relation", "controls");
		await tab.fill("#f-other", "A.5.1");
		await tab.locator("button", { hasText: /^Link$/ }).click();
		await tab.waitForURL(/\/links/);
		const row = tab.locator("li", { hasText: "A.5.1 " });
		await row.locator("button", { hasText: "Unlink" }).click();
		await tab.locator(".flash", { hasText: "taken away" }).waitFor();
		assert.equal(await tab.locator("li", { hasText: "A.5.1 " }).count(), 0);
		assert.deepEqual(c.complaints, []);
		await c.close();
	});
