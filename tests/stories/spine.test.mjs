// The first story: an organisation, a risk, its Statement of Applicability, over HTTP.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";

let s, admin;
before(async () => {
	s = await Server.start();
	admin = await s.member("ann@example.com", "administrator");
});
after(() => s.stop());

test("a risk made over the API has a derived level and is read back", async () => {
	const p = await admin.api("POST", "/people", { name: "Ann Example", email: "ann.e@example.com" });
	assert.equal(p.status, 201, p.text);
	const r = await admin.api("POST", "/risks", { title: "Ransomware", owner: p.body.code, likelihood: 4,
		consequence: 5, treatment: "modify", controls: ["A.8.7", "A.8.13"] });
	assert.equal(r.status, 201, r.text);
	assert.equal(r.body.level, 5);
	assert.deepEqual(r.body.controls, ["A.8.7", "A.8.13"]);
	const again = await admin.api("GET", `/risks/${r.body.code}`);
	assert.equal(again.body.title, "Ransomware");
	assert.equal(again.headers.get("etag"), '"1"');
});

test("all mistakes are told at once and nothing is written", async () => {
	const r = await admin.api("POST", "/risks", { title: "", owner: "P-999", likelihood: 7, nonsense: 1 });
	assert.equal(r.status, 422);
	assert.deepEqual(r.body.errors.map((e) => e.field).sort(), ["likelihood", "nonsense", "owner", "title"]);
	const list = await admin.api("GET", "/risks");
	assert.equal(list.body.total, 1);
});
