// The risk room's own pages: proposals of the catalogues, the matrix at two days, a bow-tie, what is to be assessed again, documents;
// each in the browser's HTML, over the API and on the command line.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, rita, browser;
const must = async (promise, status = 201) => {
	const r = await promise;
	assert.equal(r.status, status, r.text);
	return r.body;
};
const rev = async (path) => `"${(await must(ann.api("GET", path), 200)).rev}"`;

before(async () => {
	s = await Server.start({ framework: "iso27001-2022" });
	ann = await s.member("ann@example.com", "isms-manager");
	rita = await s.member("rita@example.com", "reader");
	await must(ann.api("POST", "/people", { name: "Olga" }));
	for (const [name, type, c, i, a] of [["File server", "hardware", 2, 3, 5], ["Order handling", "software", 3, 4, 4], ["Head office", "site"], ["Second server", "hardware", 2, 3, 5]])
		await must(ann.api("POST", "/assets", { name, type, owner: "P-1", confidentiality: c, integrity: i, availability: a }));
	browser = await launch();
});
after(async () => {
	await browser.close();
	await s.stop();
});

test("proposals: fitting, ranked, bounded; nothing is recorded by looking", async () => {
	const all = await must(ann.api("GET", "/risks/generate?limit=200"), 200);
	assert.ok(all.proposals.length > 20 && all.proposals.length <= 200);
	assert.ok(all.proposals.some((p) => p.approach === "event") && all.proposals.some((p) => p.approach === "asset"));
	const server = await must(ann.api("GET", "/risks/generate?from=assets&asset=A-1&limit=200"), 200);
	assert.ok(server.proposals.length <= 5 && server.proposals.every((p) => p.assets[0].code === "A-1"));
	assert.equal(server.proposals[0].need, 5);
	assert.equal((await ann.api("GET", "/risks/generate?limit=201")).status, 422);
	assert.equal((await ann.api("GET", "/risks/generate?asset=Nowhere")).status, 422);
	assert.equal((await rita.api("GET", "/risks/generate")).status, 403);
	const dry = s.cli("risk", "generate", "--from", "scenarios", "--limit", "3", "--dry-run", "--json").json();
	assert.equal(dry.proposals.length, 3);
	assert.equal((await must(ann.api("GET", "/risks"), 200)).total, 0);
});

test("picked ones become drafts without JavaScript, and are not proposed again", async () => {
	const c = await context(browser, s.base, { javaScriptEnabled: false, ignoreHTTPSErrors: true });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto("/risks/generate?from=assets&asset=A-1");
	const first = await tab.locator("tbody tr").first().innerText();
	await tab.locator('input[name="pick"]').nth(0).check();
	await tab.locator('input[name="pick"]').nth(1).check();
	await tab.getByText("Draft the picked risks").click();
	assert.match(await tab.locator(".flash").innerText(), /2 risks were drafted/);
	await tab.goto("/risks/generate?from=assets&asset=A-1");
	assert.notEqual(await tab.locator("tbody tr").first().innerText(), first);
	assert.match(await tab.locator(".from-to").innerText(), /2 more are recorded already/);
	assert.deepEqual(c.complaints, []);
	await c.close();
	const r = await must(ann.api("GET", "/risks/R-1"), 200);
	assert.deepEqual([r.drafted, r.approach, r.owner, r.assets, r.threats.length, r.vulnerabilities.length, r.consequence, r.likelihood],
		[true, "asset", "P-1", ["A-1"], 1, 1, 5, null]);
	assert.ok(r.controls.length > 0);
	const twin = await must(ann.api("GET", "/risks/generate?from=assets&asset=A-4&limit=200"), 200);	// another asset
	assert.ok(twin.proposals.some((p) => p.threat.code === r.threats[0] && p.vulnerability.code === r.vulnerabilities[0]));
	const check = JSON.parse(s.cli("check", "--json").out);
	const about = check.findings.filter((f) => f.subject?.code === "R-1").map((f) => f.rule);
	assert.deepEqual(about, ["risk-drafted"]);
	await must(ann.api("POST", "/risks/R-1/confirm", {}), 200);
});

test("a scenario over API and command line: whole, once", async () => {
	const { proposals } = await must(ann.api("GET", "/risks/generate?from=scenarios&limit=2"), 200);
	const made = await must(ann.api("POST", "/risks/generate", { pick: [proposals[0].key] }), 200);
	assert.equal(made.risks.length, 1);
	const r = await must(ann.api("GET", `/risks/${made.risks[0]}`), 200);
	assert.ok(r.cause && r.event && r.impact && r.likelihood && r.consequence && r.scenario === proposals[0].scenario);
	const again = await must(ann.api("POST", "/risks/generate", { pick: [proposals[0].key, proposals[1].key] }), 200);
	assert.deepEqual([again.known, again.risks.length], [1, 1]);
	assert.equal((await ann.api("POST", "/risks/generate", { pick: ["A-1:T99:V99"] })).status, 422);
	assert.equal((await ann.api("POST", "/risks/generate", { pick: [] })).status, 422);
	const before = (await must(ann.api("GET", "/risks"), 200)).total;
	const cli = s.cli("risk", "generate", "--from", "scenarios", "--type", "site", "--limit", "2");
	assert.equal(cli.status, 0, cli.err);
	assert.match(cli.err, /2 risks were drafted/);
	assert.equal((await must(ann.api("GET", "/risks"), 200)).total, before + 2);
});

test("the matrix of each stage leads to the risks; two days show what moved", async () => {
	const day = new Date(Date.now() - 2 * 86400000).toISOString().slice(0, 10);
	await must(ann.api("PATCH", "/risks/R-1", { likelihood: 5, consequence: 5 }, { "If-Match": await rev("/risks/R-1") }), 200);
	const m = await must(ann.api("GET", "/risks/matrix?stage=inherent"), 200);
	const cell = m.days[0].matrix.rows[0].cells.at(-1);
	assert.equal(cell.count, 1);
	const page = await ann.get(cell.href);
	assert.match(page.text, /R-1</);
	assert.doesNotMatch(page.text, /R-2</);
	const moved = await must(ann.api("GET", `/risks/matrix?stage=inherent&from=${day}`), 200);
	assert.equal(moved.days.length, 2);
	assert.deepEqual([moved.days[0].risks, moved.movement.gone, moved.movement.new], [0, 0, moved.days[1].risks]);
	const same = await must(ann.api("GET", `/risks/matrix?from=${day}&to=${day}`), 200);
	assert.deepEqual([same.movement.new, same.movement.same], [0, 0]);
	assert.equal((await ann.api("GET", "/risks/matrix?from=yesterday")).status, 422);
	assert.match((await rita.get(`/risks/matrix?from=${day}`)).text, /What moved/);
});

test("a bow-tie has the causes, barriers and consequences, also as lists", async () => {
	const scenario = (await must(ann.api("GET", "/risks?approach=event"), 200)).data[0];
	const b = await must(ann.api("GET", `/risks/${scenario.code}/bowtie`), 200);
	const part = (name) => b.parts.find((p) => p.name === name).boxes;
	assert.ok(part("cause").some((x) => x.code === scenario.threats[0]));
	assert.equal(part("event")[0].text, scenario.title);
	assert.ok(part("before").length + part("after").length >= scenario.controls.length);
	assert.ok(part("effect").length > 0);
	const boxes = b.parts.flatMap((p) => p.boxes);
	for (const p of b.parts)	// no box lies on another
		for (const [i, x] of p.boxes.entries())
			assert.ok(!i || x.y >= p.boxes[i - 1].y + p.boxes[i - 1].h);
	assert.ok(boxes.every((x) => x.y >= 0 && x.y + x.h <= b.h && x.x + b.box_w <= b.w));
	const page = await rita.get(`/risks/${scenario.code}/bowtie`);
	assert.match(page.text, /<svg class="bowtie"/);
	assert.match(page.text, /What softens it<\/h2>/);
});

test("what is to be assessed again, why, and that it was", async () => {
	await must(ann.api("PATCH", "/risks/R-1", { reviewed_on: "2024-01-31", treatment: "retain", accepted_until: "2025-01-31" },
		{ "If-Match": await rev("/risks/R-1") }), 200);
	await must(ann.api("POST", "/measures", { title: "Doors", controls: [(await must(ann.api("GET", "/risks/R-1"), 200)).controls[0]] }));
	await must(ann.api("POST", "/measure_tests", { title: "Are they shut?", measure: "M-1", performed_on: "2025-06-01", result: "fail",
		finding: "One stood open" }));
	const list = await must(ann.api("GET", "/risks/reassess"), 200);
	const mine = list.risks.find((r) => r.code === "R-1");
	assert.deepEqual(mine.reasons.map((r) => r.why).sort(), ["acceptance", "asset", "interval", "test"]);
	assert.match(s.cli("risk", "reassess").out, /"Doors" failed its test on 2025-06-01/);
	assert.match((await rita.get("/risks/reassess")).text, /failed its test/);
	assert.doesNotMatch((await rita.get("/risks/reassess")).text, /it stands/);
	assert.equal((await rita.api("POST", "/risks/R-1/reviewed", {})).status, 403);
	await must(ann.api("POST", "/risks/R-1/reviewed", { review_due: "2099-01-01" }), 200);
	const then = (await must(ann.api("GET", "/risks/reassess"), 200)).risks.find((r) => r.code === "R-1");
	assert.deepEqual(then.reasons.map((r) => r.why), ["acceptance"]);
	assert.equal((await ann.api("POST", "/risk_criteria/recompute", {})).status, 422);
	assert.equal((await must(ann.api("POST", "/risk_criteria/recompute", { reason: "To be sure" }), 200)).changed, 0);
	assert.equal((await ann.api("POST", "/risks/R-1/reviewed", {}, { "If-Match": '"99"' })).status, 412);
});

test("many at once: levels follow, and every problem is told before anything is written", async () => {
	const codes = (await must(ann.api("GET", "/risks?approach=event"), 200)).data.map((r) => r.code);
	const bad = await ann.api("POST", "/risks/bulk", { codes, set: { override_current_likelihood: 1 } });
	assert.equal(bad.status, 409, bad.text);
	assert.match(bad.text, /override_reason/);
	await must(ann.api("POST", "/risks/bulk", { codes, set: { likelihood: 5, consequence: 5, treatment: "avoid" } }), 200);
	for (const code of codes)
		assert.equal((await must(ann.api("GET", `/risks/${code}`), 200)).level, 5);
});

test("a measure that fails its test lifts the risk at once, and the matrix follows", async () => {
	await must(ann.api("POST", "/measures", { title: "Backup", controls: ["A.8.13"], maturity: 5 }));
	await must(ann.api("POST", "/measures/M-2/state", { to: "in-place" }), 200);
	const { code } = await must(ann.api("POST", "/risks", { title: "Loss of data", likelihood: 3, consequence: 5, controls: ["A.8.13"] }));
	const here = async () => {
		const r = await must(ann.api("GET", `/risks/${code}`), 200), m = await must(ann.api("GET", "/risks/matrix"), 200);
		const row = m.days[0].matrix.rows.find((x) => x.n === r.current_likelihood);
		const own = r.matrix.rows.find((x) => x.n === r.current_likelihood);	// kept counts say the same as counted ones
		assert.deepEqual(own.cells.map((x) => x.count), row.cells.map((x) => x.count));
		return [r.current_consequence, row.cells[r.current_consequence - 1].count];
	};
	const [before, n] = await here();
	assert.ok(before < 3 && n >= 1);
	await must(ann.api("POST", "/measure_tests", { title: "Restore", measure: "M-2", performed_on: "2026-01-31", result: "fail", finding: "Nothing came back" }));
	const [after, m] = await here();
	assert.ok(after > before && m >= 1, `${before} to ${after}, ${m} there`);
	const h = await must(ann.api("GET", `/risks/${code}/history`), 200);
	assert.match(JSON.stringify(h), /Levels follow the change of M-2/);
});

test("a treatment that is carried out is not late, and the plan says what was planned", async () => {
	const { code } = await must(ann.api("POST", "/risks", { title: "Old date", likelihood: 2, consequence: 2, treatment: "modify", controls: ["A.7.4"], plan: "Cameras at the gate", due: "2026-01-31" }));
	const row = async () => (await must(ann.api("GET", "/treatment-plan"), 200)).risks.find((x) => x.code === code);
	let r = await row();
	assert.deepEqual([r.late, r.standing.name, r.progress], [true, "late", "0 of 1 control has a measure in place"]);
	const m = await must(ann.api("POST", "/measures", { title: "Cameras", controls: ["A.7.4"], owner: "P-1" }));
	await must(ann.api("POST", `/measures/${m.code}/state`, { to: "in-place" }), 200);
	r = await row();
	assert.deepEqual([r.late, r.standing.name, r.text], [false, "carried-out", "Cameras at the gate"]);
	const t = await must(ann.api("POST", "/tasks", { title: "Order a fourth", kind: "treatment", about: `risk/${code}`, owner: "P-1", due: "2026-02-01" }));
	r = await row();
	assert.deepEqual([r.late, r.standing.name], [true, "late"], "an action is open");
	await must(ann.api("PATCH", `/tasks/${t.code}`, { result: "Not needed" }), 200);
	await must(ann.api("POST", `/tasks/${t.code}/state`, { to: "dropped" }), 200);
	assert.equal((await row()).standing.name, "carried-out");
	assert.match((await ann.get("/treatment-plan")).text, /Carried out[\s\S]*Cameras at the gate/);
	assert.match(s.cli("risk", "plan").out, new RegExp(`${code} Old date: Carried out`));
});

test("explained in words and numbers; documents hold the same", async () => {
	const out = s.cli("risk", "explain", "R-1").out;
	assert.match(out, /Without controls: 5 Very high/);
	assert.match(out, /Likelihood 5 \(Frequent\) with consequence 5 \(Critical\) is level 5/);
	for (const name of ["risk-assessment", "risk-treatment-plan", "risk-register"]) {
		const r = await ann.get(`/reports/${name}?format=json`);
		assert.equal(r.status, 200, r.text);
		assert.match(r.text, name === "risk-treatment-plan" ? /"actions"/ : /R-1/);
	}
	const pdf = join(s.root, "plan.pdf");
	assert.equal(s.cli("report", "risk-treatment-plan", "--format", "pdf", "-o", pdf).status, 0);
	assert.equal(readFileSync(pdf).subarray(0, 5).toString(), "%PDF-");
	assert.equal(s.cli("verify").status, 0);
});
