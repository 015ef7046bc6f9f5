// Many records changed in one act: preview, refusals, all or none, taken back; over three faces.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server, run, sql } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, rita, owner, browser;
before(async () => {
	browser = await launch();	// first: an idle connection to the server would be closed meanwhile
	s = await Server.start();
	ann = await s.member("ann@example.com", "administrator");
	rita = await s.member("rita@example.com", "reader");
	owner = await s.member("olaf@example.com", "risk-owner");
	const p = await ann.api("POST", "/people", { name: "Olaf Owner", email: "olaf@example.com" });
	const me = (await ann.api("GET", "/members?email=olaf@example.com")).body.data[0].code;
	await ann.api("PATCH", `/members/${me}`, { person: p.body.code });
	for (let i = 1; i <= 6; i++)
		await ann.api("POST", "/risks", { title: `Risk ${i}`, ...(i % 2 ? { likelihood: i % 5 + 1, consequence: 3, owner: p.body.code } : {}), controls: ["A.8.7"] });
});
after(async () => {
	await browser?.close();
	await s.stop();
});

const get = async (code) => (await ann.api("GET", `/risks/${code}`)).body;
const leaves = () => Number(sql(s.data, "SELECT count(*) FROM ledger_leaf"));

// planted: dry passed as false to record_apply; the rollback on refusal left out; skip ignored
test("preview writes nothing; what is refused stops all; left out on request", async () => {
	const size = leaves();
	let r = await ann.api("POST", "/risks/bulk", { filter: "title[has]=risk", state: "assessed", dry_run: true });
	assert.equal(r.status, 200, r.text);
	assert.deepEqual([r.body.matched, r.body.changed, r.body.refused], [6, 3, 3]);
	assert.equal(r.body.rows[0].outcome, "refused");
	assert.ok(r.body.rows[0].detail.length > 10, "says why");
	assert.equal(leaves(), size);
	r = await ann.api("POST", "/risks/bulk", { filter: "title[has]=risk", state: "assessed" });
	assert.equal(r.status, 409);
	assert.deepEqual(r.body.errors.map((e) => e.field), ["R-6", "R-4", "R-2"].sort((a, b) => r.body.errors.findIndex((e) => e.field === a) - r.body.errors.findIndex((e) => e.field === b)));
	assert.equal(leaves(), size, "nothing half written");
	r = await ann.api("POST", "/risks/bulk", { filter: "title[has]=risk", state: "assessed", skip_refused: true, reason: "Workshop" });
	assert.equal(r.body.changed, 3);
	assert.equal((await get("R-1")).state, "assessed");
	assert.equal((await get("R-2")).state, "draft");
	const h = (await ann.api("GET", "/risks/R-1/history")).body.data[0];
	assert.equal(h.reason, "Workshop");
	assert.equal(h.request, r.body.act);
});

test("fields: set, add to several, take away; unchanged ones get no revision", async () => {
	let r = await ann.api("POST", "/risks/bulk", { codes: ["R-1", "R-2"], set: { treatment: "modify", due: "2027-01-31" }, add: { controls: ["A.8.13"] } });
	assert.equal(r.status, 200, r.text);
	assert.deepEqual((await get("R-2")).controls.sort(), ["A.8.13", "A.8.7"]);
	assert.equal((await get("R-1")).due, "2027-01-31");
	r = await ann.api("POST", "/risks/bulk", { codes: ["R-1", "R-2", "R-3"], take: { controls: ["A.8.13"] } });
	assert.deepEqual([r.body.changed, r.body.unchanged], [2, 1]);
	assert.deepEqual((await get("R-1")).controls, ["A.8.7"]);
	for (const [body, field] of [[{ set: { nothing: 1 } }, "nothing"], [{ set: { level: 3 } }, "level"], [{ add: { title: "x" } }, "title"], [{ state: "nowhere" }, "state"],
		[{}, "set"], [{ set: { title: "x" }, archive: true }, "set"], [{ codes: ["R-99999"], set: { title: "x" } }, "codes"], [{ set: { title: "x" }, zz: 1 }, "zz"]]) {
		r = await ann.api("POST", "/risks/bulk", { codes: ["R-1"], ...body });
		assert.equal(r.status, 422, JSON.stringify(body));
		assert.ok(r.body.errors.some((e) => e.field === field), r.text);
	}
	r = await ann.api("POST", "/risks/bulk", { codes: ["R-1:1"], set: { title: "late" } });
	assert.equal(r.status, 409, "changed since the revision that was seen");
});

test("taken back, but for what was changed since", async () => {
	const act = (await ann.api("POST", "/risks/bulk", { codes: ["R-4", "R-5", "R-6"], set: { description: "One text for all" } })).body.act;
	await ann.api("PATCH", "/risks/R-6", { description: "Mine" });
	let r = await ann.api("POST", "/risks/bulk", { undo: act });
	assert.equal(r.status, 409);
	r = await ann.api("POST", "/risks/bulk", { undo: act, skip_refused: true });
	assert.deepEqual([r.body.changed, r.body.refused], [2, 1]);
	assert.equal((await get("R-4")).description, null);
	assert.equal((await get("R-6")).description, "Mine");
	assert.equal((await ann.api("POST", "/risks/bulk", { undo: "0000000000000000" })).status, 404);
});

// planted: record_may taken out of record_apply
test("only what the actor may", async () => {
	assert.equal((await rita.api("POST", "/risks/bulk", { codes: ["R-1"], set: { title: "x" } })).status, 403);
	assert.equal((await rita.get("/risks/bulk?_code=R-1")).status, 403);
	assert.doesNotMatch((await rita.get("/risks")).text, /Change the chosen/);
	let r = await owner.api("POST", "/risks/bulk", { filter: "", set: { description: "x" }, dry_run: true });
	assert.deepEqual([r.body.changed, r.body.refused], [3, 3], "an empty filter is all");
	r = await owner.api("POST", "/risks/bulk", { filter: "title[has]=risk", set: { description: "Seen" }, skip_refused: true });
	assert.deepEqual([r.body.changed, r.body.refused], [3, 3], "own ones");
	assert.equal((await owner.api("POST", "/risks/bulk", { codes: ["R-1"], archive: true })).status, 403);
	assert.equal((await owner.api("POST", "/roles/bulk", { codes: ["RO-1"], set: { title: "x" } })).status, 403);
});

// planted: the routes' verb edit; the preview's undo asking for edit; the fields shown to who may only move
test("who may only move records moves many: approvals of a risk owner", async () => {
	const person = (await ann.api("GET", "/people?email=olaf@example.com")).body.data[0].code, codes = [];
	for (let i = 1; i <= 5; i++) {
		const asset = (await ann.api("POST", "/assets", { name: `Mail ${i}`, type: "service" })).body.code;
		codes.push((await ann.api("POST", "/approvals", { subject: asset, approver: person })).body.code);
	}
	const others = (await ann.api("POST", "/approvals", { subject: "A-1", approver: (await ann.api("POST", "/people", { name: "Una Other" })).body.code })).body.code;
	const approvals = async (list) => Promise.all(list.map(async (c) => (await ann.api("GET", `/approvals/${c}`)).body.state));
	let r = await owner.api("POST", "/approvals/bulk", { codes: [codes[0], others], state: "approved" });
	assert.equal(r.status, 409, r.text);
	assert.match(r.body.errors[0].detail, /do not let you change the state of|waits for the decision/);
	r = await owner.api("POST", "/approvals/bulk", { codes: codes.slice(0, 2), state: "approved" });
	assert.equal(r.status, 200, r.text);
	assert.equal(r.body.changed, 2);
	assert.equal((await owner.api("POST", "/approvals/bulk", { codes: codes.slice(2), set: { note: "x" } })).status, 403);
	assert.equal((await owner.api("POST", "/approvals/bulk", { codes: codes.slice(2), archive: true })).status, 403);

	assert.match((await owner.get("/approvals")).text, /Change the chosen/);
	const page = await owner.get(`/approvals/bulk?_code=${codes[2]}&_code=${codes[3]}`);
	assert.equal(page.status, 200);
	assert.match(page.text, /value="state" checked/);
	assert.doesNotMatch(page.text, /Change the fields|name="_set"/);
	const form = { _codes: codes.slice(2, 4).join(), _what: "state", _to: "approved" };
	assert.match((await owner.form("/approvals/bulk", { ...form, _step: "preview" })).text, /2 would change/);
	r = await owner.form("/approvals/bulk", { ...form, _step: "act" });
	assert.equal(r.status, 303);
	assert.equal((await owner.get(r.headers.get("location"))).status, 200, "what was done is shown to who did it");

	const token = s.token("olaf@example.com").bearer;
	r = run(["record", "bulk", "approval", "--codes", codes[4], "--state", "approved", "--url", s.base], { env: { ANNEXA_TOKEN: token } });
	assert.equal(r.status, 0, r.err);
	assert.deepEqual(await approvals(codes), Array(5).fill("approved"));
	assert.equal((await rita.api("POST", "/approvals/bulk", { codes, state: "approved" })).status, 403);
});

for (const javaScriptEnabled of [true, false])
	test(`in a browser, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
		const c = await context(browser, s.base, { javaScriptEnabled, reducedMotion: "reduce" });
		await c.addCookies(cookies(ann));
		const tab = await c.newPage(), text = `Seen in the meeting ${javaScriptEnabled}`;
		await tab.goto("/risks?view=all");
		await tab.check('[name=_code][value="R-1"]');
		await tab.check('[name=_code][value="R-3"]');
		await tab.locator("button", { hasText: "Change the chosen" }).click();
		assert.match(await tab.locator("h1").innerText(), /Change 2 Risks/);
		await tab.locator("button", { hasText: "Preview" }).click();
		assert.match(await tab.locator(".summary").innerText(), /which field/);
		if (!javaScriptEnabled) await tab.check('[name=_set][value="description"]');
		await tab.fill("#f-description", text);
		await tab.locator("button", { hasText: "Preview" }).click();
		assert.match(await tab.locator("main").innerText(), /2 would change/);
		assert.equal(await tab.locator("ins", { hasText: text }).count(), 2);
		assert.notEqual((await get("R-1")).description, text, "a preview writes nothing");
		await tab.fill("#act-reason", "Meeting");
		await tab.locator("button", { hasText: "Change 2 Risks" }).click();
		await tab.waitForURL(/_done=/);
		assert.equal((await get("R-3")).description, text);
		await tab.locator("button", { hasText: "Take it back" }).first().click();
		if (javaScriptEnabled) await tab.locator("[data-sure-yes]").click();
		await tab.locator(".flash", { hasText: "as they were before" }).waitFor();
		assert.notEqual((await get("R-3")).description, text);
		await tab.goto("/risks?likelihood[empty]=yes");
		await tab.locator("button", { hasText: "Change all 3 Risks" }).click();
		assert.match(await tab.locator("h1").innerText(), /Change 3 Risks/);
		await tab.check('[name=_what][value=state]');
		await tab.selectOption("[name=_to]", "assessed");
		await tab.locator("button", { hasText: "Preview" }).click();
		assert.match(await tab.locator("main").innerText(), /3 would be refused/);
		assert.equal(await tab.locator("button", { hasText: /^Move/ }).count(), 0);
		assert.deepEqual(c.complaints, []);
		await c.close();
	});

test("on the command line", () => {
	let r = s.cli("record", "bulk", "risk", "likelihood[empty]=no", "--set", "due=2027-06-30", "--dry-run");
	assert.match(r.out, /R-1 {2}change/);
	assert.match(r.err, /would change: 3 of 3/);
	r = s.cli("record", "bulk", "risk", "--codes", "R-1,R-3", "--set", "due=2027-06-30", "--json");
	assert.equal(r.json().changed, 2);
	r = s.cli("record", "bulk", "risk", "--undo", r.json().act);
	assert.equal(r.status, 0, r.err);
	assert.equal(s.cli("record", "bulk", "risk", "--set", "due=2027-06-30").status, 2, "not all by mistake");
	r = s.cli("record", "bulk", "risk", "likelihood[empty]=yes", "--state", "assessed");
	assert.equal(r.status, 2);
	assert.match(r.out, /refused/);
});

test("ten thousand in one act, and not one more", async () => {
	const csv = ["name,type", ...Array.from({ length: 10001 }, (_, i) => `Asset ${i},hardware`)].join("\n");
	const made = await ann.fetch("POST", "/api/v1/assets/import", { headers: { "Content-Type": "text/csv", "X-CSRF-Token": ann.csrf }, body: csv });
	assert.equal(made.status, 200, made.text.slice(0, 300));
	assert.equal((await ann.api("POST", "/assets/bulk", { filter: "type=hardware", set: { type: "software" } })).status, 422);
	await ann.api("DELETE", "/assets/A-9");
	let r = await ann.api("POST", "/assets/bulk", { filter: "type=hardware", set: { type: "software" }, dry_run: true });
	assert.equal(r.body.changed, 10000, r.text.slice(0, 300));
	r = await ann.api("POST", "/assets/bulk", { filter: "type=hardware", set: { type: "software" } });
	assert.equal(r.body.changed, 10000, r.text.slice(0, 300));
	assert.equal(run(["verify"], { data: s.data }).status, 0);
});
