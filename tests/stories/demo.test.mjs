// tests/stories/demo.test.mjs -- the demonstration: made by one command, verified, in the past too,
// said to be made up on every page, removed by one command and never with other data.
//
// Proved by hand: the clock left alone (nothing is there a year ago), the reason not given to the
// ledger (no banner, and remove refuses), remove without looking (other data is gone), the second
// year's approvals, audit and reviews left out (20 major findings).
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Client, Server, folder, run } from "../lib/annexa.mjs";

let root, data, made;
const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
const list = (type, ...more) => run(["record", "list", type, "--limit", "1000", "--json", ...more], { data }).json();

before(() => {
	root = folder();
	data = join(root, "demo");
	made = run(["demo", "--json"], { data });
	assert.equal(made.status, 0, made.err);
});
after(() => rmSync(root, { recursive: true, force: true }));

test("two years through the ordinary way: the ledger verifies", () => {
	const r = run(["verify", "--json"], { data });
	assert.equal(r.status, 0, r.out + r.err);
	assert.ok(r.json().leaves > 300);
});

test("the past can be visited", () => {
	assert.equal(list("person", "--as-of", day(-800)).total, 0);
	const then = list("person", "--as-of", day(-600)), now = list("person");
	assert.ok(then.total > 5 && now.total > then.total, `${then.total} people then, ${now.total} now`);
	assert.ok(now.data.every((p) => p.created_at < new Date().toISOString()));
});

test("nothing of it lies in the future, and its people are told apart", () => {
	const persons = new Set();
	for (const p of list("asset").data)
		for (const h of run(["record", "history", "asset", p.code, "--json"], { data }).json()) persons.add(h.actor);
	assert.ok(![...persons].includes("Annexa"), [...persons].join());
});

test("it stands shortly before its surveillance audit: mostly in order, with a handful of honest findings", () => {
	const { counts, findings } = run(["check", "--json"], { data }).json();
	assert.ok(counts.major >= 3 && counts.major <= 6, `${counts.major} major`);
	assert.ok(counts.minor >= 25 && counts.minor <= 50, `${counts.minor} minor`);
	for (const rule of ["soa-condition-false", "risk-assessed", "task-overdue", "document-review-overdue", "evidence-stale"])
		assert.ok(findings.some((f) => f.rule === rule), rule);
	assert.ok(!findings.some((f) => ["soa-version-old", "risk-acceptance-outdated", "internal-audit-shown"].includes(f.rule)));
	const year = run(["--as-of", day(-365), "check", "--json"], { data }).json().counts;
	assert.ok(year.major > counts.major, `${year.major} a year ago`);
});

test("every page says that it is made up; a person of it signs in", async () => {
	const s = await Server.start({ data });
	try {
		const nina = JSON.parse(made.out).people.find((p) => p.email === "nina.weber@bergmann.example");
		const c = await s.welcome(nina.sign_in.replace("/welcome/", ""));
		const home = await c.get("/");
		assert.equal(home.status, 200);
		assert.match(home.text, /banner-demo/);
		assert.match(home.text, /Bergmann Components/);
		assert.equal(run(["demo", "remove"], { data }).status, 4, "removed while a server has it");
	} finally { await s.stop(); }
});

test("made again over itself: refused; removed by one command; other data is left alone", () => {
	assert.equal(run(["demo"], { data }).status, 2);
	const other = join(root, "other");
	assert.equal(run(["init", "--org", "acme", "--name", "Acme", "--admin", "a@example.com"], { data: other }).status, 0);
	const refused = run(["demo", "remove"], { data: other });
	assert.equal(refused.status, 4, refused.err);
	assert.ok(existsSync(join(other, "annexa.db")));
	assert.equal(run(["demo", "remove"], { data }).status, 0);
	assert.ok(!existsSync(data));
});
