// The Statement of Applicability over browser, API and command line: an exclusion whose condition turns false, what
// an auditor sees who looks at a day in the past, versions with approval, the comparison by 6.1.3 c).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, bob, browser;
const must = async (answer, status = 201) => {
	const r = await answer;
	assert.equal(r.status, status, r.text);
	return r.body;
};
before(async () => {
	s = await Server.start();
	ann = await s.member("ann@example.com", "administrator");
	bob = await s.member("bob@example.com", "isms-manager");
	for (const name of ["ann", "bob"]) {
		const p = await must(ann.api("POST", "/people", { name, email: `${name}@example.com` }));
		const [m] = (await must(ann.api("GET", `/members?q=${name}`), 200)).data;
		await must(ann.api("PATCH", `/members/${m.code}`, { person: p.code }), 200);
	}
	browser = await launch();
});
after(async () => {
	await browser.close();
	await s.stop();
});

const rows = async (client, query = "") => (await must(client.api("GET", `/soa${query}`), 200)).groups.flatMap((g) => g.controls);
const row = async (client, ref, query = "") => (await rows(client, query)).find((r) => r.control === ref);
const findings = async (client, rule, query = "") => (await must(client.api("GET", `/check${query}`), 200)).clauses
	.flatMap((c) => c.findings).filter((f) => f.rule === rule);
const moment = async () => {
	await new Promise((done) => setTimeout(done, 30));
	const t = new Date().toISOString();
	await new Promise((done) => setTimeout(done, 30));
	return t;
};

async function tab(client, options = {}) {
	const c = await context(browser, s.base, options);
	await c.addCookies(cookies(client));
	return c.newPage();
}

test("an exclusion is decided on in its row, without a script", async () => {
	const t = await tab(ann, { javaScriptEnabled: false });
	await t.goto("/soa?decision=undecided");
	await t.locator('tr[id="A.8.28"] summary').click();
	await t.selectOption('[id="d-A.8.28"]', "excluded");
	await t.locator('tr[id="A.8.28"] form .btn-primary').click();
	assert.match(await t.locator("main").innerText(), /an excluded control needs its justification/);
	await t.goto("/soa");
	await t.locator('tr[id="A.8.28"] summary').click();
	await t.selectOption('[id="d-A.8.28"]', "excluded");
	await t.fill('[id="j-A.8.28"]', "We write no software");
	await t.locator('tr[id="A.8.28"] form .btn-primary').click();
	assert.match(await t.locator('tr[id="A.8.28"]').innerText(), /Not applicable[\s\S]*We write no software/);
	const proposed = t.locator('tr[id="A.8.28"] a', { hasText: "Add the condition: no software that speaks of development" });
	await proposed.click();
	assert.equal(await t.inputValue("#f-query"), "type=software&q=development");
	await t.locator(".save .btn-primary").click();
	assert.match(await t.locator("h1").innerText(), /A\.8\.28: no asset where Type is Software and with the words "development"/);
	await t.context().close();
});

test("a condition is checked when it is saved, with all errors", async () => {
	const bad = await ann.api("POST", "/exclusion_conditions", { control: "A.8.28", records: "nothing", query: "type=software" });
	assert.equal(bad.status, 422);
	assert.match(bad.text, /there is no register/);
	const worse = await ann.api("POST", "/exclusion_conditions", { control: "A.8.28", records: "assets", query: "type=spaceship&size=7" });
	assert.equal(worse.status, 422);
	assert.equal(worse.body.errors.filter((e) => e.field === "query").length, 2, worse.text);
});

test("it turns false: on the page, in the API, in the check, on the command line", async () => {
	assert.equal((await row(ann, "A.8.28")).conditions[0].holds, true);
	assert.equal((await findings(ann, "soa-condition-false")).length, 0);
	const quiet = await moment();
	await must(ann.api("POST", "/assets", { name: "Shop development", type: "software" }));
	const r = await row(ann, "A.8.28");
	assert.equal(r.conditions[0].holds, false);
	assert.equal(r.conditions[0].found, 1);
	assert.deepEqual(r.conditions[0].records.map((x) => x.code), ["A-1"]);
	const [f] = await findings(ann, "soa-condition-false");
	assert.equal(f.severity.name, "major");
	assert.equal(f.subject.code, "A.8.28");
	const cli = s.cli("check", "--clause", "6.1.3", "--json").json().findings.filter((x) => x.rule === "soa-condition-false");
	assert.deepEqual(cli.map((x) => x.subject.code), ["A.8.28"]);
	assert.equal(s.cli("check", "--clause", "6.1.3", "--fail-on", "major").status, 1);
	const t = await tab(ann);
	await t.goto("/soa?proof=broken");
	const text = await t.locator('tr[id="A.8.28"]').innerText();
	assert.match(text, /Turned false/);
	assert.match(text, /A-1 Shop development/);
	await t.goto("/controls/A.8.28");
	const own = await t.locator("main").innerText();
	assert.match(own, /Turned false[\s\S]*A-1\s+Shop development/, "its own page names what contradicts");
	assert.match(own, /Application security/, "attributes in words");
	assert.ok((await must(ann.api("GET", "/controls/A.8.28"), 200)).capabilities.includes("Application_security"), "the API keeps the terms");
	await t.context().close();
	// The day before, nothing contradicted.
	assert.equal((await row(ann, "A.8.28", `?as_of=${quiet}`)).conditions[0].holds, true);
	assert.equal((await findings(ann, "soa-condition-false", `?as_of=${quiet}`)).length, 0);
	await must(ann.api("DELETE", "/assets/A-1"), 204);
	assert.equal((await row(ann, "A.8.28")).conditions[0].holds, true);
});

test("who may not read the contradicting records sees that there are some, not which", async () => {
	await must(ann.api("POST", "/assets", { name: "Secret development", type: "software" }));
	await must(ann.api("POST", "/roles", { name: "soa-reader", title: "SoA reader", grants: "control: read all\nexclusion_condition: read all\nsoa_entry: read all\nframework: read all" }));
	await s.member("eve@example.com", "soa-reader");
	const eve = s.token("eve@example.com");
	const r = await row(eve, "A.8.28");
	assert.equal(r.conditions[0].holds, false);
	assert.deepEqual(r.conditions[0].records, []);
	assert.doesNotMatch(JSON.stringify(r), /Secret/);
	await must(ann.api("DELETE", "/assets/A-2"), 204);
});

test("many controls in one act, all or none", async () => {
	const none = await ann.api("POST", "/soa/decide", { control: "A.7.1, A.7.2, A.99.1", decision: "excluded", justification: "No premises" });
	assert.equal(none.status, 422);
	assert.match(none.text, /A\.99\.1/);
	assert.equal((await row(ann, "A.7.1")).decision.name, "undecided");
	await must(ann.api("POST", "/soa/decide", { control: "A.7.1, A.7.2", decision: "excluded", justification: "No premises" }), 200);
	assert.equal((await row(ann, "A.7.2")).decision.name, "excluded");
	const t = await tab(ann);
	await t.goto("/soa");
	for (const ref of ["A.7.3", "A.7.4"]) await t.locator(`tr[id="${ref}"] input[type=checkbox]`).check();
	await t.locator("#several summary").click();
	await t.selectOption("#bulk-decision", "excluded");
	await t.fill("#bulk-justification", "No premises");
	await t.locator("#bulk .btn-primary").click();
	await t.waitForLoadState();
	assert.match(await t.locator('tr[id="A.7.4"]').innerText(), /Not applicable/);
	await t.context().close();
});

test("reasons lead to records, words say that they do not; a provider is a supplier", async () => {
	const o = await must(ann.api("POST", "/obligations", { title: "Contract with Big Customer", kind: "contractual" }));
	await must(ann.api("POST", "/soa_reasons", { control: "A.5.1", kind: "contractual", cause: o.code }));
	await must(ann.api("POST", "/soa_reasons", { control: "A.5.2", kind: "good-practice", words: "Everybody does" }));
	const linked = (await row(ann, "A.5.1")).reasons[0];
	assert.deepEqual([linked.linked, linked.code, linked.label], [true, o.code, "Contract with Big Customer"]);
	assert.equal((await row(ann, "A.5.2")).reasons[0].linked, false);
	assert.deepEqual((await rows(ann, "?reason=words")).map((r) => r.control), ["A.5.2"]);
	const site = await must(ann.api("POST", "/assets", { name: "Office", type: "site" }));
	const refused = await ann.api("POST", "/soa/decide", { control: "A.7.5", decision: "inherited", supplier: site.code });
	assert.equal(refused.status, 422);
	assert.match(refused.text, /type supplier/);
	const cloud = await must(ann.api("POST", "/assets", { name: "Cloud GmbH", type: "supplier" }));
	await must(ann.api("POST", "/soa/decide", { control: "A.7.5", decision: "inherited", supplier: cloud.code, agreement: o.code }), 200);
	assert.equal((await row(ann, "A.7.5")).provider, "Cloud GmbH");
});

test("the status follows from measures and tests; set by hand it says so", async () => {
	await must(ann.api("POST", "/measures", { title: "Rules", controls: ["A.5.1"], maturity: 3 }));
	await must(ann.api("POST", "/measures/M-1/state", { to: "in-place" }), 200);
	assert.deepEqual([(await row(ann, "A.5.1")).status.name, (await row(ann, "A.5.1")).proof.name], ["in-place", "claimed"]);
	await must(ann.api("POST", "/measure_tests", { measure: "M-1", title: "Sample", performed_on: "2020-01-01", result: "fail", finding: "None knew" }));
	const failed = await row(ann, "A.5.1");
	assert.deepEqual([failed.status.name, failed.proof.name, failed.effectiveness], ["partly", "contradicted", 12]);
	await must(ann.api("POST", "/measure_tests", { measure: "M-1", title: "Again", performed_on: "2020-02-01", result: "pass" }));
	assert.deepEqual([(await row(ann, "A.5.1")).status.name, (await row(ann, "A.5.1")).proof.name], ["in-place", "proved"]);
	assert.equal((await ann.api("POST", "/soa/decide", { control: "A.5.1", status_override: "planned" })).status, 422);
	await must(ann.api("POST", "/soa/decide", { control: "A.5.1", status_override: "planned", override_reason: "Audit pending" }), 200);
	const forced = await row(ann, "A.5.1");
	assert.deepEqual([forced.status.name, forced.derived_status.name, forced.override_reason], ["planned", "in-place", "Audit pending"]);
});

test("the comparison waits until everything is decided on, and stands until risks choose otherwise", async () => {
	const early = await ann.api("POST", "/soa_comparisons", { performed_by: "P-1", statement: "Gone through" });
	assert.equal(early.status, 422);
	assert.match(early.text, /nobody has decided on them: A\.5\.3/);
	const open = (await rows(ann, "?decision=undecided")).map((r) => r.control);
	await must(ann.api("POST", "/soa/decide", { control: open.join(","), decision: "excluded", justification: "Not yet" }), 200);
	const t = await tab(ann);
	await t.goto("/soa/comparison");
	await t.fill("#c-what", "All 93 were gone through; none is missing.");
	await t.fill("#c-by", "P-1");
	await t.locator("main form .btn-primary").click();
	await t.waitForLoadState();
	assert.match(await t.locator("h1").innerText(), /Comparison with Annex A/);
	await t.context().close();
	assert.equal((await findings(ann, "soa-comparison-none")).length, 0);
	assert.equal((await findings(ann, "soa-comparison-old")).length, 0);
	await must(ann.api("POST", "/risks", { title: "Fire", treatment: "modify", controls: ["A.8.13"] }));
	assert.equal((await findings(ann, "soa-comparison-old")).length, 1);
	assert.equal((await findings(ann, "soa-excluded-needed")).length, 1);
	await must(ann.api("POST", "/soa/decide", { control: "A.8.13", decision: "applicable", justification: "" }), 200);
});

test("a version is frozen, submitted, approved by another, and out of date when rows change", async () => {
	await must(ann.api("POST", "/soa_versions", { note: "First" }));
	await must(ann.api("POST", "/soa_versions/SOA-V-1/state", { to: "in-review" }), 200);
	assert.equal((await ann.api("POST", "/soa_versions/SOA-V-1/state", { to: "approved" })).status, 409);
	const own = await must(ann.api("POST", "/approvals", { subject: "SOA-V-1", approver: "ann@example.com" }));
	assert.equal((await ann.api("POST", `/approvals/${own.code}/state`, { to: "approved" })).status, 403);
	await must(ann.api("POST", `/approvals/${own.code}/state`, { to: "withdrawn" }), 200);
	const a = await must(ann.api("POST", "/approvals", { subject: "SOA-V-1", approver: "bob@example.com" }));
	await must(bob.api("POST", `/approvals/${a.code}/state`, { to: "approved" }), 200);
	assert.equal((await must(ann.api("GET", "/soa_versions/SOA-V-1"), 200)).state, "approved");
	const late = await ann.api("PATCH", "/soa_versions/SOA-V-1", { note: "Better words", quorum: 2 });
	assert.deepEqual(late.body.errors.map((e) => [e.field, e.code]).sort(), [["note", "fixed"], ["quorum", "fixed"]]);
	assert.equal((await findings(ann, "soa-version-old")).length, 0);
	assert.deepEqual((await must(ann.api("GET", "/soa/compare"), 200)).rows, []);

	await must(ann.api("POST", "/soa/decide", { control: "A.5.3", decision: "applicable", justification: "Wanted after all" }), 200);
	assert.deepEqual((await findings(ann, "soa-version-old")).map((f) => f.subject.code), ["A.5.3"]);
	const diff = (await must(ann.api("GET", "/soa/compare"), 200)).rows;
	assert.deepEqual(diff.map((d) => [d.control, d.change]), [["A.5.3", "changed"]]);
	assert.deepEqual(diff[0].fields.map((f) => [f.name, f.before, f.after]).filter((f) => f[0] === "decision"), [["decision", "excluded", "applicable"]]);
	const page = await ann.get("/soa");
	assert.match(page.text, /Version SOA-V-1, approved on [0-9-]+, is out of date: 1 row differs/);
	assert.match(s.cli("soa", "compare", "SOA-V-1").out, /A\.5\.3[\s\S]*Decision: "excluded" -> "applicable"/);
	const shown = (await ann.get("/soa/compare")).text.match(/<table[\s\S]*<\/table>/)[0];
	assert.match(shown, /A\.5\.3[\s\S]*Not applicable[\s\S]*Applicable/, "one table, in the words of the Statement");
	assert.doesNotMatch(shown, />(excluded|in-place|not-implemented)</);

	await must(bob.api("POST", "/soa_versions", { note: "Second" }));
	await must(bob.api("POST", "/soa_versions/SOA-V-2/state", { to: "in-review" }), 200);
	const b = await must(bob.api("POST", "/approvals", { subject: "SOA-V-2", approver: "ann@example.com" }));
	await must(ann.api("POST", `/approvals/${b.code}/state`, { to: "approved" }), 200);
	assert.equal((await must(ann.api("GET", "/soa_versions/SOA-V-1"), 200)).state, "superseded");
	const frozen = JSON.parse(s.cli("report", "soa", "--of", "SOA-V-1", "--format", "json").out);
	const find = (o) => Array.isArray(o) ? o.flatMap(find) : o && typeof o === "object" ? (o.control && "applicable" in o ? [o] : Object.values(o).flatMap(find)) : [];
	assert.equal(find(frozen).find((r) => r.control === "A.5.3").applicable, false);
	assert.equal(find(frozen).length, 93);
	const refused = await ann.api("PATCH", "/soa_versions/SOA-V-1", { digest: "0" });
	assert.equal(refused.status, 422);
});

test("an auditor looks at a day in the past: Statement, report and check are as they were, and nothing can be changed", async () => {
	const then = await moment();
	const before = await rows(ann);
	const checked = (await must(ann.api("GET", "/check"), 200)).counts;
	await must(ann.api("POST", "/soa/decide", { control: "A.5.4", decision: "applicable", justification: "" }), 200);
	await must(ann.api("POST", "/measures", { title: "Later", controls: ["A.5.4"] }));
	await must(ann.api("POST", "/assets", { name: "Later development", type: "software" }));
	const auditor = await s.member("carl@example.com", "external-auditor");
	const plain = (list) => list.map((r) => ({ ...r, edit_href: null }));
	assert.deepEqual(plain(await rows(auditor, `?as_of=${then}`)), plain(before));
	assert.notDeepEqual(plain(await rows(auditor)), plain(before));
	assert.deepEqual((await must(auditor.api("GET", `/check?as_of=${then}`), 200)).counts, checked);
	const report = await auditor.get(`/reports/soa?format=json&as_of=${then}`);
	assert.equal(report.status, 200);
	assert.doesNotMatch(report.text, /Later/);
	const cli = s.cli("--as-of", then, "soa", "--json").json();
	assert.deepEqual(cli.map((r) => [r.control, r.decision.name, r.status.name]), before.map((r) => [r.control, r.decision.name, r.status.name]));

	const t = await tab(ann);
	await t.goto("/soa");
	await t.goto(`/soa?as_of=${then}`);
	assert.match(await t.locator(".banner-time").innerText(), /Nothing on these pages can be changed/);
	assert.equal(await t.locator("main form[method=post], main details.decide, main input[type=checkbox]").count(), 0);
	assert.match(await t.locator('tr[id="A.5.4"]').innerText(), /Not applicable/);
	await t.context().close();
	for (const [path, body] of [["/soa/decide", { control: "A.5.4", decision: "inherited", provider: "X" }],
		["/soa_versions", { note: "Back then" }], ["/measures/M-1/done", {}]]) {
		const r = await ann.api("POST", `${path}?as_of=${then}`, body);
		assert.ok([403, 405, 409].includes(r.status), `${path}: ${r.status} ${r.text}`);
	}
	const denied = await auditor.api("POST", "/soa/decide", { control: "A.5.4", decision: "applicable" });
	assert.equal(denied.status, 403);
});

test("own controls and other frameworks stand in the Statement when the organisation wants them", async () => {
	await must(ann.api("POST", "/frameworks", { ref: "own", title: "Our own controls" }));
	await must(ann.api("POST", "/controls", { ref: "X.1", title: "Two people open the safe", framework: "own" }));
	assert.equal((await row(ann, "X.1")).decision.name, "undecided");
	await must(ann.api("POST", "/risks", { title: "Theft", treatment: "modify", controls: ["X.1"] }));
	assert.equal((await row(ann, "X.1")).decision.name, "applicable");
	assert.deepEqual((await must(ann.api("GET", "/soa/comparison"), 200)).beyond.map((r) => r.control), ["X.1"]);
	await must(ann.api("POST", "/frameworks", { ref: "house", title: "House rules" }));
	await must(ann.api("POST", "/controls", { ref: "H.1", title: "Lights out", framework: "house" }));
	assert.equal(await row(ann, "H.1"), undefined);
	await must(ann.api("PATCH", "/frameworks/house", { in_soa: true }), 200);
	assert.ok(await row(ann, "H.1"));
	assert.deepEqual((await rows(ann, "?framework=house")).map((r) => r.control), ["H.1"]);
});

test("what recurs is in the calendar and moves on when it is done", async () => {
	await must(ann.api("POST", "/measures", { title: "Review of rights", controls: ["A.5.18"], recurrence: "quarterly", starts_on: "2020-01-31" }));
	const code = (await must(ann.api("GET", "/measures?q=Review"), 200)).data[0].code;
	await must(ann.api("POST", `/measures/${code}/state`, { to: "in-place" }), 200);
	const late = (await must(ann.api("GET", "/measures/calendar"), 200)).late_group.items;
	assert.deepEqual(late.map((x) => [x.code, x.day]), [[code, "2020-01-31"]]);
	assert.equal((await findings(ann, "measure-recurring-late")).length, 1);
	const t = await tab(ann, { javaScriptEnabled: false });
	await t.goto("/measures/calendar");
	await t.locator("main form button", { hasText: "Done" }).first().click();
	assert.match(await t.locator(".flash").innerText(), /OC-1 was recorded/);
	await t.context().close();
	assert.equal((await findings(ann, "measure-recurring-late")).length, 0);
});
