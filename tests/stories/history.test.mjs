// What a record said before: shown word by word, brought back, and two people at the same form.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, bob, rita, browser;
before(async () => {
	browser = await launch();	// first: an idle connection to the server would be closed meanwhile
	s = await Server.start();
	ann = await s.member("ann@example.com", "administrator");
	bob = await s.member("bob@example.com", "isms-manager");
	rita = await s.member("rita@example.com", "reader");
	await ann.api("POST", "/people", { name: "Ann Example", email: "ann@example.com" });
	await ann.api("POST", "/assets", { name: "Mail", type: "service" });
	await fresh();
});
after(async () => {
	await browser?.close();
	await s.stop();
});

let last;
async function fresh() {
	const r = await ann.api("POST", "/risks", { title: "The mail server fails for a day", description: "First text", controls: ["A.8.7"] });
	last = r.body.code;
	await bob.api("PATCH", `/risks/${last}`, { title: "The mail service fails for a week", description: "Second text", controls: ["A.8.7", "A.8.13"] });
	return last;
}
const get = async (code) => (await ann.api("GET", `/risks/${code}`)).body;

test("the window says whose history it shows", async () => {
	assert.match((await ann.get(`/risks/${last}/history`)).text, new RegExp(`<title>History of ${last} `));
});

// planted: record_back without the field; the state brought back too; require_rev left out
test("a value, or all of them, comes back as a new revision", async () => {
	const code = await fresh();
	let r = await ann.api("POST", `/risks/${code}/restore-value`, { rev: 1, field: "title", reason: "It was right" });
	assert.equal(r.status, 200, r.text);
	assert.equal(r.body.title, "The mail server fails for a day");
	assert.equal(r.body.description, "Second text", "only that field");
	assert.equal(r.body.rev, 3);
	const h = (await ann.api("GET", `/risks/${code}/history`)).body.data;
	assert.equal(h[0].reason, "It was right");
	assert.equal(h.length, 3, "nothing is overwritten");
	await ann.api("PATCH", `/risks/${code}`, { likelihood: 3, consequence: 3 });
	await ann.api("POST", `/risks/${code}/state`, { to: "assessed" });
	r = await ann.api("POST", `/risks/${code}/restore-value`, { rev: 2 });
	assert.equal(r.body.description, "Second text");
	assert.deepEqual(r.body.controls.sort(), ["A.8.13", "A.8.7"]);
	assert.equal(r.body.state, "assessed", "the state stays");
	r = await ann.api("POST", `/risks/${code}/restore-value`, { rev: 1, field: "controls" });
	assert.deepEqual(r.body.controls, ["A.8.7"]);
	for (const [body, status] of [[{ rev: 99 }, 404], [{}, 422], [{ rev: 1, field: "level" }, 422], [{ rev: 1, field: "nothing" }, 422]])
		assert.equal((await ann.api("POST", `/risks/${code}/restore-value`, body)).status, status, JSON.stringify(body));
	assert.equal((await ann.api("POST", `/risks/${code}/restore-value`, { rev: 1 }, { "If-Match": "\"1\"" })).status, 412);
	assert.equal((await rita.api("POST", `/risks/${code}/restore-value`, { rev: 1 })).status, 403);
	assert.doesNotMatch((await rita.get(`/risks/${code}/history`)).text, /Bring back/);
});

// planted: req_reason() answers E_OK for what is too long, or holds a mark
test("a reason is kept whole or refused, never dropped", async () => {
	await fresh();
	for (const [reason, code] of [["x".repeat(2001), "too-long"], ["a\u202eb", "hidden-mark"]]) {
		const no = await ann.api("PATCH", "/risks/R-1", { title: "Not with this reason", reason });
		assert.equal(no.status, 422, no.text);
		assert.deepEqual([no.body.errors[0].field, no.body.errors[0].code], ["reason", code]);
		assert.notEqual((await ann.api("GET", "/risks/R-1")).body.title, "Not with this reason");
	}
	const r = s.cli("record", "set", "risk", "R-1", "title=x", "--reason", "a\u202eb");
	assert.equal(r.status, 2);
	assert.match(r.err, /--reason .*hidden mark/);
});

test("on the command line", async () => {
	const code = await fresh();
	const r = s.cli("record", "restore-value", "risk", code, "1", "title", "--reason", "Back");
	assert.equal(r.status, 0, r.err);
	assert.equal((await get(code)).title, "The mail server fails for a day");
	assert.equal(s.cli("record", "restore-value", "risk", code, "x").status, 2);
	assert.equal(s.cli("record", "restore-value", "risk", code, "1").status, 0);
	assert.equal((await get(code)).description, "First text");
});

for (const javaScriptEnabled of [true, false])
	test(`in a browser, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
		const code = await fresh();
		const c = await context(browser, s.base, { javaScriptEnabled, reducedMotion: "reduce" });
		await c.addCookies(cookies(ann));
		const tab = await c.newPage();
		await tab.goto(`/risks/${code}/history`);
		const words = await tab.locator("#rev-2 tr", { hasText: "Title" }).locator("del, ins").allInnerTexts();
		assert.deepEqual(words, ["server", "day", "service", "week"]);
		await tab.locator("summary", { hasText: "Bring back" }).click();
		await tab.fill("#back-reason", "The first was right");
		await tab.locator("#rev-2 tr", { hasText: "Title" }).locator("button").click();
		await tab.locator("#rev-3", { hasText: "The first was right" }).waitFor();
		assert.equal((await get(code)).title, "The mail server fails for a day");
		await tab.locator("#rev-2 button", { hasText: "Bring back all of it" }).click();
		await tab.locator("#rev-4").waitFor();
		assert.equal((await get(code)).title, "The mail service fails for a week");

		// Two at the same form: bob changes description and owner, ann title and description.
		await tab.goto(`/risks/${code}/edit`);
		await bob.api("PATCH", `/risks/${code}`, { description: "Bob's text", owner: "P-1" });
		await tab.fill("#f-title", "Ann's title");
		await tab.fill("#f-description", "Ann's text");
		await tab.locator(".save .btn-primary").click();
		assert.match(await tab.locator(".summary").innerText(), /was changed meanwhile by bob/);
		const rows = await tab.locator(".conflict tbody tr").allInnerTexts();
		assert.equal(rows.length, 2, rows.join());
		assert.ok(await tab.isChecked('[name=_pick_owner][value=theirs]'), "what only they changed is theirs");
		assert.ok(await tab.isChecked('[name=_pick_description][value=mine]'));
		assert.match(rows.join(), /both changed/);
		await tab.check('[name=_pick_description][value=theirs]');
		await tab.locator(".save .btn-primary").click();
		await tab.waitForURL(new RegExp(`/risks/${code}$`));
		const now = await get(code);
		assert.deepEqual([now.title, now.description, now.owner], ["Ann's title", "Bob's text", "P-1"]);
		assert.deepEqual(c.complaints, []);
		await c.close();
	});
