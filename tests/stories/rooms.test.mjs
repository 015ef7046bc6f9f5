// Context and leadership: the scope from draft to approval, who answers for what, objectives, changes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, admin, browser;
before(async () => {
	browser = await launch();
	s = await Server.start();
	admin = s.token("root@example.com");
	for (const [name, email] of [["Ann Author", "ann@example.com"], ["Bob Boss", "bob@example.com"]])
		assert.equal((await admin.api("POST", "/people", { name, email })).status, 201);
	for (const email of ["ann@example.com", "bob@example.com"]) {
		await s.member(email, "isms-manager");
		const m = (await admin.api("GET", `/members?email=${email}`)).body.data[0].code;
		assert.equal((await admin.api("PATCH", `/members/${m}`, { person: email })).status, 200);
	}
});
after(async () => { await s.stop(); await browser.close(); });

const as = (email) => s.token(email);
const one = async (who, path) => (await who.api("GET", path)).body;

test("the scope: written, submitted, approved by somebody else, then it keeps its content", async () => {
	const ann = as("ann@example.com"), bob = as("bob@example.com");
	await admin.api("POST", "/assets", { name: "Ghent", type: "site" });
	assert.equal((await one(ann, "/scope")).scope, null);
	assert.equal((await ann.api("POST", "/scope/version", {})).status, 409);
	let r = await ann.api("POST", "/scope_statements", { exclusions: "Canteen" });
	assert.equal(r.status, 201);
	r = await ann.api("POST", "/scope_statements/SS-1/state", { to: "in-review" });
	assert.equal(r.status, 422);	// without a statement there is nothing to review
	await ann.api("PATCH", "/scope_statements/SS-1", { statement: "All of it.", sites: ["A-1"], exclusions: "Canteen | handles nothing" });
	assert.equal((await ann.api("POST", "/scope_statements/SS-1/state", { to: "in-review" })).status, 200);
	assert.equal((await ann.api("POST", "/scope_statements/SS-1/state", { to: "approved" })).status, 409);
	r = await ann.api("POST", "/approvals", { subject: "SS-1", approver: "ann@example.com" });
	assert.equal((await ann.api("POST", `/approvals/${r.body.code}/state`, { to: "approved" })).status, 403);	// four eyes
	await ann.api("POST", `/approvals/${r.body.code}/state`, { to: "withdrawn" });
	r = await ann.api("POST", "/approvals", { subject: "SS-1", approver: "bob@example.com" });
	assert.equal((await bob.api("POST", `/approvals/${r.body.code}/state`, { to: "approved" })).status, 200);
	const held = await one(ann, "/scope");
	assert.equal(held.in_force, true);
	assert.deepEqual(held.scope.exclusions, [{ what: "Canteen", why: "handles nothing" }]);
	r = await ann.api("PATCH", "/scope_statements/SS-1", { statement: "Less." });
	assert.equal(r.status, 409);
	assert.match(r.body.hint, /new version/);
});

test("a new version supersedes the old one when it is approved, and says what is different", async () => {
	const ann = as("ann@example.com"), bob = as("bob@example.com");
	assert.equal((await ann.api("POST", "/scope/version", {})).body.code, "SS-2");
	await ann.api("PATCH", "/scope_statements/SS-2", { statement: "All of it.\nAnd Porto.", sites: [] });
	const d = await one(ann, "/scope/compare?from=SS-1&to=SS-2");
	assert.deepEqual(d.rows.map((x) => [x.field, x.removed, x.added]), [["statement", [], ["And Porto."]], ["sites", ["A-1 Ghent"], []]]);
	assert.equal((await ann.api("GET", "/scope/compare?from=SS-1")).status, 422);
	assert.equal((await ann.api("GET", "/scope/compare?from=SS-1&to=SS-77")).status, 404);
	await ann.api("POST", "/scope_statements/SS-2/state", { to: "in-review" });
	let r = await ann.api("POST", "/approvals", { subject: "SS-2", approver: "bob@example.com" });
	assert.equal((await bob.api("POST", `/approvals/${r.body.code}/state`, { to: "refused", reason: "Ghent is missing" })).status, 200);
	assert.equal((await one(ann, "/scope_statements/SS-2")).state, "draft");
	await ann.api("PATCH", "/scope_statements/SS-2", { sites: ["A-1"] });
	await ann.api("POST", "/scope_statements/SS-2/state", { to: "in-review" });
	r = (await ann.api("PATCH", `/approvals/${r.body.code}`, { note: "Was asked otherwise", due: "2030-01-01" }));
	assert.deepEqual(r.body.errors?.map((e) => [e.field, e.code]).sort(), [["due", "fixed"], ["note", "fixed"]], "what was decided stays");
	r = await ann.api("POST", "/approvals", { subject: "SS-2", approver: "bob@example.com" });
	await bob.api("POST", `/approvals/${r.body.code}/state`, { to: "approved" });
	assert.deepEqual(await Promise.all(["SS-1", "SS-2"].map(async (c) => (await one(ann, `/scope_statements/${c}`)).state)), ["superseded", "approved"]);
	assert.equal((await one(ann, "/scope_statements?state=approved")).total, 1);
});

test("who answers for what: a row at once, gaps shown, one assignment for each place", async () => {
	await admin.api("POST", "/isms_roles", { name: "Top management", holders: ["bob@example.com"] });
	await admin.api("POST", "/isms_roles", { name: "ISMS manager", holders: ["ann@example.com"] });
	assert.equal((await admin.api("POST", "/isms_roles", { name: "Double", holders: ["bob@example.com"], deputy: "bob@example.com" })).status, 422);
	const gaps = (await one(admin, "/leadership")).gaps;
	assert.equal((await admin.api("POST", "/leadership", { subject: "requirement/5.2", "IR-1": "a", "IR-2": "r" })).body.changed, 2);
	assert.equal((await admin.api("POST", "/leadership", { subject: "requirement/5.2", "IR-1": "a", "IR-2": "r" })).body.changed, 0);
	assert.equal((await one(admin, "/leadership")).gaps, gaps - 1);
	assert.equal((await admin.api("POST", "/leadership", { subject: "requirement/5.2", "IR-1": "x" })).status, 422);
	assert.equal((await admin.api("POST", "/leadership", { subject: "requirement/99", "IR-1": "a" })).status, 422);
	assert.equal((await admin.api("POST", "/raci", { subject: "requirement/5.2", role: "IR-1", letter: "c" })).status, 422);
	assert.equal((await admin.api("POST", "/raci", { subject: "A-1", role: "IR-1", letter: "c" })).status, 422);
	assert.equal((await admin.api("POST", "/leadership", { subject: "requirement/5.2", "IR-1": "" })).body.changed, 1);
	assert.equal((await one(admin, "/leadership")).gaps, gaps);
	assert.ok((await one(admin, "/check?clause=5.3")).clauses[0].findings.some((f) => /nobody is accountable for 5.2/.test(f.finding)));
});

test("objectives show how far they are; changes are approved before they are done", async () => {
	await admin.api("POST", "/objectives", { title: "Report test mails", start: "20", target: "90", unit: "per cent" });
	assert.equal((await admin.api("POST", "/objective_entries", { objective: "OB-1", held_on: "2999-01-01", value: "50" })).status, 422);
	assert.equal((await admin.api("POST", "/objective_entries", { objective: "OB-1", held_on: "2026-01-05", value: "55" })).status, 201);
	await admin.api("POST", "/objective_entries", { objective: "OB-1", held_on: "2025-12-05", value: "30" });	// an older one arrives late
	const o = await one(admin, "/objectives/OB-1");
	assert.deepEqual([o.current, o.measured_on, o.share], ["55", "2026-01-05", 50]);
	const board = await one(admin, "/objectives/board");
	assert.ok(board.columns[0].objectives[0].lacking.includes("resources"));
	assert.equal((await admin.api("POST", "/objectives/OB-1/state", { to: "active" })).status, 200);
	assert.equal((await admin.api("POST", "/objectives/OB-1/state", { to: "achieved" })).status, 422);	// without a result

	const ann = as("ann@example.com"), bob = as("bob@example.com");
	await ann.api("POST", "/change_plans", { title: "Move to Porto", owner: "ann@example.com" });
	assert.equal((await ann.api("POST", "/change_plans/CP-1/state", { to: "approved" })).status, 422);
	await ann.api("PATCH", "/change_plans/CP-1", { purpose: "Rent", consequences: "Two sites for a month", integrity: "Doors stay guarded" });
	assert.equal((await ann.api("POST", "/change_plans/CP-1/state", { to: "approved" })).status, 409);
	const r = await ann.api("POST", "/approvals", { subject: "CP-1", approver: "bob@example.com" });
	await bob.api("POST", `/approvals/${r.body.code}/state`, { to: "approved" });
	assert.equal((await one(ann, "/change_plans/CP-1")).state, "approved");
	assert.equal((await ann.api("PATCH", "/change_plans/CP-1", { consequences: "None" })).status, 409);
	await ann.api("PATCH", "/change_plans/CP-1", { result: "Moved in a weekend" });
	assert.equal((await ann.api("POST", "/change_plans/CP-1/state", { to: "done" })).status, 200);
});

test("parties and the climate question: decisions have reasons, both faces show them", async () => {
	assert.equal((await one(admin, "/context")).climate, null);
	assert.equal((await admin.api("POST", "/climate_answers", { relevant: "no" })).status, 422);
	await admin.api("POST", "/climate_answers", { relevant: "no", reasoning: "Cloud in two regions, offices on hills.", parties_ask: "no" });
	await admin.api("POST", "/interested_parties", { name: "Customers", kind: "customer" });
	assert.equal((await admin.api("POST", "/party_needs", { title: "Cheap", party: "IP-1", treated: "no" })).status, 422);
	await admin.api("POST", "/party_needs", { title: "Secrecy", party: "IP-1", treated: "yes", controls: ["A.5.14"] });
	await admin.api("POST", "/obligations", { title: "Contract", party: "in words", interested_party: "IP-1", controls: ["A.5.20"] });
	assert.equal((await admin.api("POST", "/obligations", { title: "Backwards", applies_since: "2026-02-01", applies_until: "2026-01-01" })).status, 422);
	const v = await one(admin, "/context");
	assert.equal(v.climate.relevant.name, "no");
	assert.deepEqual(v.parties[0].needs[0].controls.map((c) => c.code), ["A.5.14"]);
	assert.deepEqual(v.obligations[0].controls.map((c) => c.code), ["A.5.20"]);
});

test("the pages in a browser, with the script and without", async () => {
	for (const javaScriptEnabled of [true, false]) {
		const c = await context(browser, s.base, { javaScriptEnabled }), person = await s.member(`w${javaScriptEnabled}@example.com`, "isms-manager");
		await c.addCookies(cookies(person));
		const tab = await c.newPage();
		await tab.goto("/leadership");
		const cell = tab.locator('select[form="row-6.1"][name="IR-2"]');
		await cell.focus();
		await cell.selectOption("a");	// by keyboard as well: it is a list of the browser's own
		await tab.locator('button[form="row-6.1"]').press("Enter");
		await tab.waitForLoadState();
		assert.equal(await tab.locator('select[form="row-6.1"][name="IR-2"]').inputValue(), "a");
		assert.doesNotMatch(await tab.locator('tr[id="6.1"] th').innerText(), /nobody/);
		await tab.locator('select[form="row-6.1"][name="IR-2"]').selectOption("");
		await tab.locator('button[form="row-6.1"]').click();
		await tab.waitForLoadState();
		assert.match(await tab.locator('tr[id="6.1"] th').innerText(), /nobody accountable/);
		await tab.goto("/scope");
		assert.match(await tab.locator(".sub").innerText(), /Version 2, approved on/);
		await tab.goto("/context");
		assert.match(await tab.locator("main").innerText(), /offices on hills/);
		await tab.goto("/objectives/board");
		assert.match(await tab.locator("main").innerText(), /55 of 90 per cent/);
		await tab.goto("/clauses/5.3");
		assert.match(await tab.locator("main").innerText(), /Roles with a holder/);
		assert.deepEqual(c.complaints, []);
		await c.close();
	}
});

// Proved by hand: "/%" and ".%" as the only forms of the clause (7.2 itself is not counted), the state not asked.
test("competence and communication count when accepted evidence shows them", async () => {
	const row = (await one(admin, "/requirements?ref=7.2&limit=1")).data[0].code;
	const counted = async (clause) => (await one(admin, `/clauses/${clause}`)).things[0];
	const made = await admin.api("POST", "/evidence", { title: "Certificates", kind: "note", note: "Seen", requirements: [row] });
	assert.equal(made.status, 201, made.text);
	assert.deepEqual([(await counted("7.2")).done, (await counted("7.2")).wanted], [0, 1]);
	assert.equal((await admin.api("POST", `/evidence/${made.body.code}/state`, { to: "valid" })).status, 200);
	assert.equal((await counted("7.2")).done, 1);
	assert.equal((await counted("7.4")).done, 0);
	for (const clause of ["9.2", "9.3"]) {
		const shown = { title: "Report", kind: "note", note: "Seen", requirements: [(await one(admin, `/requirements?ref=${clause}&limit=1`)).data[0].code] };
		const e = await admin.api("POST", "/evidence", shown);
		assert.deepEqual([(await counted(clause)).done, (await counted(clause)).wanted], [0, 1], clause);
		assert.equal((await admin.api("POST", `/evidence/${e.body.code}/state`, { to: "valid" })).status, 200);
		assert.equal((await counted(clause)).done, 1, clause);
	}
});

test("what was done was not done on a day to come", async () => {
	const made = async (path, body) => (await admin.api("POST", path, body)).body.code;
	const risk = await made("/risks", { title: "Fire" }), asset = await made("/assets", { name: "Hall", type: "site" });
	for (const [method, path, body, field] of [["PATCH", `/risks/${risk}`, { reviewed_on: "2031-01-01" }, "reviewed_on"],
		["PATCH", `/assets/${asset}`, { reviewed_on: "2031-01-01" }, "reviewed_on"],
		["POST", "/evidence", { title: "x", kind: "note", note: "x", collected_on: "2031-01-01" }, "collected_on"]]) {
		const r = await admin.api(method, path, body);
		assert.deepEqual(r.body.errors?.map((e) => [e.field, e.code]), [[field, "future"]], r.text);
	}
});
