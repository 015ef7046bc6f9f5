// tests/stories/check.test.mjs -- the conformity check: actions that lead to where a finding is
// cleared, filters, exit status, and a score that answers.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { Server } from "../lib/annexa.mjs";
import { seed } from "../lib/seed.mjs";

let s, roles, admin;
before(async () => {
	s = await Server.start({ framework: "iso27001-2022" });
	({ roles } = await seed(s));
	admin = roles.administrator;
});
after(() => s.stop());

const result = () => s.cli("check", "--json");

test("every finding that has an action leads to a page that is there, at a field that is there", async () => {
	const { findings } = result().json();
	const seen = new Set();
	for (const f of findings) {
		if (!f.action_href) continue;
		const key = `${f.rule}`;
		if (seen.has(key)) continue;
		seen.add(key);
		const [path, field] = f.action_href.split("#");
		const page = await admin.get(path);
		assert.equal(page.status, 200, `${f.rule}: ${f.action_href}`);
		if (field) assert.ok(page.text.includes(`id="${field}"`) || page.text.includes(`id="${field}-`), `${f.rule}: #${field}`);
		assert.ok(f.action_label, f.rule);
	}
	assert.ok(seen.size > 5);
});

test("what is new is filled in", async () => {
	const { findings } = result().json();
	const f = findings.find((x) => x.rule === "soa-undecided" && x.action_href.includes("/new"));
	const page = await admin.get(f.action_href);
	assert.ok(page.text.includes(`value="${f.subject.code}"`), f.action_href);
});

test("nobody is offered what he may not do", async () => {
	const { body } = await roles.reader.api("GET", "/check");
	for (const clause of body.clauses)
		for (const f of clause.findings)
			assert.ok(!/\/(edit|new)/.test(f.action_href ?? ""), f.action_href);
});

test("who may edit only the own records is led to those alone", async () => {
	const member = (await admin.api("GET", "/members?email=risk-owner@example.com")).body.data[0].code;
	assert.equal((await admin.api("PATCH", `/members/${member}`, { person: "P-5" })).status, 200);
	const { body } = await roles["risk-owner"].api("GET", "/check");
	const findings = body.clauses.flatMap((k) => k.findings);
	let none = 0, some = 0;
	for (const f of findings.filter((x) => x.subject?.type === "risk")) {
		if (!f.action_href) none++;
		else if (f.action_href.includes("/edit")) {
			assert.equal((await roles["risk-owner"].get(f.action_href.split("#")[0])).status, 200, f.action_href);
			some++;
		}
	}
	assert.ok(none > 0 && some > 0, `${none} without, ${some} with`);
});

test("clearing a finding by its action raises the score, a new finding lowers it", async () => {
	const before = result().json();
	const f = before.findings.find((x) => x.rule === "risk-owner");
	assert.equal(f.action_href, `/risks/${f.subject.code}/edit#f-owner`);
	const r = await admin.api("PATCH", `/risks/${f.subject.code}`, { owner: "P-1" });
	assert.equal(r.status, 200, r.text);
	const cleared = result().json();
	assert.equal(cleared.counts.major, before.counts.major - 1);
	assert.equal(cleared.score.points, before.score.points - 10);
	assert.equal((await admin.api("POST", "/risks", { title: "Without an owner" })).status, 201);
	const more = result().json();
	assert.ok(more.score.points > cleared.score.points);
	assert.ok(more.score.value <= cleared.score.value);
});

test("filters by clause, severity and owner, the same in page, API and command line", async () => {
	const all = result().json();
	const cli = s.cli("check", "--severity", "minor", "--clause", "6", "--json").json();
	assert.ok(cli.findings.length > 0);
	for (const f of cli.findings) assert.ok(f.severity === "minor" && f.clause.startsWith("6"));
	const { body } = await admin.api("GET", "/check?severity=minor&clause=6");
	assert.equal(body.clauses.reduce((n, k) => n + k.findings.length, 0), cli.findings.length);
	const owner = all.findings.find((f) => f.owner)?.owner;
	assert.ok(owner.code && owner.label);
	const own = (await admin.api("GET", `/check?owner=${owner.code}`)).body;
	for (const k of own.clauses) for (const f of k.findings) assert.equal(f.owner.code, owner.code);
	assert.ok(own.clauses.length > 0);
	assert.deepEqual(own.counts, all.counts, "counts are those of all findings");
	const page = await admin.get(`/check?owner=${owner.code}`);
	assert.match(page.text, new RegExp(`<option value="${owner.code}" selected>`));
	assert.match((await admin.get("/check?owner=P-999")).text, /No finding of this kind/);
});

test("exit status for scripts", () => {
	assert.equal(s.cli("check").status, 0);
	assert.equal(s.cli("check", "--fail-on", "major").status, 1);
	assert.equal(s.cli("check", "--fail-on", "everything").status, 2);
	assert.equal(s.cli("check", "--severity", "worst").status, 2);
	const text = s.cli("check", "--clause", "6.1.2").out;
	assert.match(text, /Edit: .*: \/risks\/R-\d+\/edit#f-/);
	assert.match(text, /An auditor would write, 6\.1\.2: /);
	assert.match(text, /Readiness \d+ of 100/);
});

test("the report holds every finding", () => {
	const all = result().json();
	const doc = JSON.parse(s.cli("report", "conformity", "--format", "json").out);
	assert.equal(doc.tables.findings.length, all.findings.length);
	assert.equal(doc.tables.predicted.length, all.predicted.length);
	assert.equal(doc.content[0].figures[0].text, String(all.score.value));
});
