// The owner of a risk is asked to approve plan and residual risk: refuses with a reason, which sends the risk back and gives
// whoever asked a task; approves the revised plan; and the acceptance is outdated when the residual level rises.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, olga, browser;
const must = async (promise, status = 201) => {
	const r = await promise;
	assert.equal(r.status, status, r.text);
	return r.body;
};
const risk = async (code = "R-1") => must(ann.api("GET", `/risks/${code}`), 200);
const tagged = async (path) => `"${(await must(ann.api("GET", path), 200)).rev}"`;
const patch = async (path, body) => must(ann.api("PATCH", path, body, { "If-Match": await tagged(path) }), 200);

before(async () => {
	s = await Server.start({ framework: "iso27001-2022" });
	ann = await s.member("ann@example.com", "isms-manager");
	olga = await s.member("olga@example.com", "risk-owner");
	const root = await s.member("adam@example.com", "administrator");
	for (const [name, email] of [["Ann", "ann@example.com"], ["Olga", "olga@example.com"]]) {
		const person = (await must(root.api("POST", "/people", { name, email }))).code;
		const list = await must(root.api("GET", `/members?email=${email}`), 200);
		await must(root.api("PATCH", `/members/${list.data[0].code}`, { person }, { "If-Match": `"${list.data[0].rev}"` }), 200);
	}
	await must(ann.api("POST", "/measures", { title: "Backup", controls: ["A.8.13"], maturity: 4 }));
	await must(ann.api("POST", "/risks", { title: "Ransomware", owner: "P-2", likelihood: 4, consequence: 5, treatment: "modify",
		controls: ["A.8.13"], plan: "Buy a second backup site", due: "2027-06-30", accepted_until: "2027-06-30" }));
	browser = await launch();
});
after(async () => {
	await browser.close();
	await s.stop();
});

test("nothing to approve before the risk is assessed, and all that is missing is told", async () => {
	await must(ann.api("POST", "/risks", { title: "Bare" }));
	assert.equal((await ann.api("POST", "/risks/R-2/ask", {})).status, 409);
	await must(ann.api("POST", "/risks/R-1/state", { to: "assessed" }), 200);
	await must(ann.api("POST", "/tasks", { title: "Rent the site", kind: "treatment", about: "R-1", owner: "P-1", due: "2026-01-31" }));
	const plan = s.cli("risk", "plan", "R-1");
	assert.match(plan.out, /Rent the site, .*Ann, late/);
});

test("asked in the browser, refused there with a reason", async () => {
	const c = await context(browser, s.base, { ignoreHTTPSErrors: true });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto("/risks/R-1");
	assert.match(await tab.locator("main").innerText(), /0 of 1 action done, 1 late/);
	await tab.getByText("Ask the owner to approve").click();
	assert.match(await tab.locator(".flash").innerText(), /AP-1: the owner is asked/);
	assert.equal(await tab.getByText("Ask the owner to approve").count(), 0);
	await c.clearCookies();
	await c.addCookies(cookies(olga));
	await tab.goto("/approvals/AP-1");
	assert.match(await tab.locator("main").innerText(), /Buy a second backup site/);
	await tab.locator('button[value="refused"]').click();
	assert.match(await tab.locator("main").innerText(), /say why you refuse/);
	await tab.goto("/approvals/AP-1");
	await tab.fill("#move-reason", "No budget is named");
	await tab.locator('button[value="refused"]').click();
	await tab.goto("/risks/R-1");
	assert.match(await tab.locator("main").innerText(), /The owner refused: No budget is named/);
	assert.deepEqual(c.complaints, []);
	await c.close();
	const r = await risk();
	assert.deepEqual([r.state, r.acceptance, r.refusal], ["assessed", "refused", "No budget is named"]);
	const tasks = await must(ann.api("GET", "/tasks?kind=treatment&priority=high"), 200);
	assert.equal(tasks.data.length, 1);
	assert.deepEqual([tasks.data[0].about, tasks.data[0].owner], ["risk/R-1", "P-1"]);
	assert.match(tasks.data[0].description, /No budget is named/);
});

test("refused again on the command line, then approved: treated, accepted at this level", async () => {
	await patch("/risks/R-1", { plan: "Buy a second backup site for 20,000 euro a year" });
	const asked = s.cli("risk", "ask", "R-1", "--note", "With the budget now", "--as", "ann@example.com");
	assert.equal(asked.status, 0, asked.err);
	assert.match(asked.out, /AP-2/);
	assert.notEqual(s.cli("record", "state", "approval", "AP-2", "approved", "--as", "ann@example.com").status, 0);
	assert.equal(s.cli("record", "state", "approval", "AP-2", "refused", "--as", "olga@example.com", "--reason", "Still too dear").status, 0);
	assert.equal((await risk()).refusal, "Still too dear");
	await must(ann.api("POST", "/risks/R-1/ask", {}), 200);
	await must(olga.api("POST", "/approvals/AP-3/state", { to: "approved" }), 200);
	const r = await risk();
	assert.deepEqual([r.state, r.acceptance, r.refusal, r.accepted_level], ["treated", "accepted", null, r.residual_level]);
	const check = JSON.parse(s.cli("check", "--json").out);
	assert.ok(!check.findings.some((f) => f.rule === "risk-approved" && f.subject?.code === "R-1"));
});

test("the acceptance is of what was shown: a higher residual level or another plan outdates it", async () => {
	await must(ann.api("POST", "/measures/M-1/state", { to: "retired" }), 200);
	let r = await risk();
	assert.ok(r.residual_level > r.accepted_level);
	assert.equal(r.acceptance, "outdated");
	await must(ann.api("POST", "/measures/M-1/state", { to: "planned" }), 200);
	assert.equal((await risk()).acceptance, "accepted");
	await patch("/risks/R-1", { plan: "Something else" });
	r = await risk();
	assert.equal(r.acceptance, "outdated");
	const check = JSON.parse(s.cli("check", "--json").out);
	assert.ok(check.findings.some((f) => f.rule === "risk-acceptance-outdated" && f.subject?.code === "R-1"));
});

test("asked while the level moves: not approved unseen", async () => {
	await must(ann.api("POST", "/risks/R-1/ask", {}), 200);
	await must(ann.api("POST", "/measures/M-1/state", { to: "retired" }), 200);
	const r = await olga.api("POST", "/approvals/AP-4/state", { to: "approved" });
	assert.equal(r.status, 412, r.text);
	assert.match(r.text, /residual level of R-1 was/);
	assert.equal((await risk()).state, "treated");
	await must(olga.api("POST", "/approvals/AP-4/state", { to: "refused", reason: "Not at this level" }), 200);
	const then = await risk();
	assert.deepEqual([then.state, then.acceptance, then.accepted_level], ["assessed", "refused", null]);
	assert.equal(s.cli("verify").status, 0);
});

test("the treatment plan over all risks", async () => {
	const page = await ann.get("/treatment-plan");
	assert.match(page.text, /Rent the site/);
	const api = await must(ann.api("GET", "/treatment-plan"), 200);
	assert.deepEqual([api.summary.risks, api.summary.late], [1, 1]);
	assert.equal(api.risks[0].plan.actions.length, 4);	// one more for each refusal
});
