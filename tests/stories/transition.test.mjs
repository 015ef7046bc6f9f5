// An old Statement of Applicability (2013) carried over: looked at, decided, drafted, confirmed, taken back.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

const CSV = `Control;Applicable;Justification;Implementation status
A.9.2.2;yes;Access is a risk;implemented
A.9.2.5;yes;Reviews catch leavers;partly
A.12.6.1;yes;Patches;implemented
A.18.2.3;no;Nothing technical;n/a
A.6.1.2;no;Two people only;n/a
A.6.1.1;yes;"=Roles; named";planned
`;
let browser, s, admin;
const ok = (r) => { assert.equal(r.status, 0, r.err); return r; };
const entries = async () => (await admin.api("GET", "/soa_entries?limit=200&expand=control")).body.data;
const of = (list, ref) => list.find((e) => e.control.code === ref);

before(async () => {
	browser = await launch();
	s = await Server.start();
	admin = await s.member("ada@example.com", "administrator");
	ok(s.cli("record", "create", "soa_entry", "control=A.5.3", "decision=applicable", "business_reason=We have grown"));
});
after(async () => { await browser.close(); await s.stop(); });

test("the plan says what becomes of each control of 2022, and writes nothing", async () => {
	const r = await admin.api("POST", "/transition/plan", { csv: CSV, choices: { "A.5.7": "applicable" } });
	assert.equal(r.status, 200, r.text);
	const row = (ref) => r.body.rows.find((x) => x.ref === ref);
	assert.equal(r.body.rows.length, 93);
	assert.deepEqual([row("A.5.18").kind.name, row("A.5.18").applies, row("A.5.18").status, row("A.5.18").missing], ["merged", "applicable", "partly in place", ["A.9.2.6"]]);
	assert.match(row("A.5.18").justification, /A\.9\.2\.2: Access is a risk; A\.9\.2\.5: Reviews catch leavers/);
	assert.deepEqual([row("A.8.8").kind.name, row("A.8.8").to_decide], ["conflict", true]);
	assert.deepEqual([row("A.5.3").kept, row("A.5.2").from[0].justification], [true, "=Roles; named"]);
	assert.ok(row("A.5.18").from.every((f) => f.note), "each old control says what changed");
	assert.equal(row("A.5.7").choice, "applicable");
	assert.equal((await entries()).length, 1);
});

test("mistakes are told together, with line and column", async () => {
	const file = join(s.root, "bad.csv");
	writeFileSync(file, "control,applicable\nA.1.1.1,yes\nA.9.2.1,perhaps\n");
	const r = s.cli("transition", "import", file);
	assert.equal(r.status, 2);
	assert.match(r.err, /line 2, control: "A\.1\.1\.1" is no control[\s\S]*line 3, applicable: "perhaps"/);
	assert.equal((await admin.api("POST", "/transition", { csv: CSV, choices: { "A.5.99": "applicable", "A.5.7": "perhaps" } })).body.errors.length, 2);
	assert.equal((await admin.api("POST", "/transition", { csv: CSV, choices: { "A.5.7": "excluded" } })).status, 422);
	assert.equal((await admin.api("POST", "/transition", {})).status, 422);
	assert.equal((await entries()).length, 1, "nothing half-written");
});

test("in the browser: paste, decide, mend, draft; nothing decided is touched", async () => {
	const c = await context(browser, s.base), tab = await c.newPage();
	await c.addCookies(cookies(admin));
	await tab.goto("/transition");
	await tab.fill("#f-csv", CSV);
	await tab.locator("main .btn-primary").click();
	assert.match(await tab.locator('tr[id="A.8.8"]').innerText(), /Applicable, in place[\s\S]*Not applicable/);
	await tab.check('input[name="choices.A.8.8"][value="applicable"]');
	await tab.check('input[name="choices.A.5.23"][value="excluded"]');
	await tab.locator(".save .btn-primary").click();
	assert.match(await tab.locator(".summary").innerText(), /A\.5\.23: an exclusion needs its reason/);
	assert.ok(await tab.isChecked('input[name="choices.A.8.8"][value="applicable"]'));
	await tab.fill('input[name="why.A.5.23"]', "No cloud is used.");
	await tab.locator(".save .btn-primary").click();
	assert.match(await tab.locator(".flash").innerText(), /5 SoA entries and 3 measures are drafted/);
	assert.deepEqual(c.complaints, []);
	await c.close();
	const list = await entries();
	assert.equal(list.length, 6);
	assert.deepEqual([of(list, "A.5.3").decision, of(list, "A.5.3").drafted], ["applicable", false], "a person's decision stands");
	assert.deepEqual([of(list, "A.5.23").decision, of(list, "A.5.23").justification, of(list, "A.5.23").drafted], ["excluded", "No cloud is used.", true]);
	assert.match(of(list, "A.5.18").business_reason, /From the Statement of 2013, A\.9\.2\.2: Access is a risk/);
	const measures = (await admin.api("GET", "/measures?limit=50")).body.data;
	assert.deepEqual(measures.map((m) => [m.state, m.drafted]).sort(), [["in-place", true], ["partly", true], ["planned", true]]);
});

test("undone as one act, but for what was confirmed", async () => {
	const list = await entries();
	assert.equal((await admin.api("POST", `/soa_entries/${of(list, "A.5.18").code}/confirm`)).status, 200);
	const r = await admin.api("POST", "/soa_transitions/TR-1/undo");
	assert.deepEqual([r.body.undone, r.body.kept.map((k) => k.code)], [7, [of(list, "A.5.18").code]]);
	assert.deepEqual((await entries()).map((e) => e.control.code).sort(), ["A.5.18", "A.5.3"]);
	assert.equal((await admin.api("GET", "/measures?limit=1")).body.total, 0);
	assert.equal((await admin.api("POST", "/soa_transitions/TR-1/undo")).status, 409);
});

test("from the terminal, and again over drafts", async () => {
	const file = join(s.root, "old.csv");
	writeFileSync(file, CSV);
	assert.match(ok(s.cli("transition", "import", file, "--dry-run")).out, /A\.8\.8 +Management of technical vulnerabilities +conflict/);
	assert.equal(ok(s.cli("transition", "import", file, "--choose", "A.8.8=applicable", "--choose", "A.5.7=excluded:Too small")).out, "TR-2\n");
	const before = of(await entries(), "A.5.7");
	writeFileSync(file, CSV.replace("Patches", "Patching"));
	assert.equal(ok(s.cli("transition", "import", file, "--choose", "A.8.8=applicable", "--choose", "A.5.7=excluded:Much too small")).out, "TR-3\n");
	assert.equal(of(await entries(), "A.5.7").justification, "Much too small");
	ok(s.cli("transition", "undo", "TR-3"));
	const now = of(await entries(), "A.5.7");
	assert.deepEqual([now.justification, now.drafted, now.code], [before.justification, true, before.code]);
	const reader = await s.member("reader@example.com", "reader");
	assert.equal((await reader.api("POST", "/transition", { csv: CSV })).status, 403);
	assert.ok(ok(s.cli("verify")));
});
