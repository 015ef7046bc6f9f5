// An answer that would need more than a request may use ends in a sentence, not in a broken page, and the server goes on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "../lib/annexa.mjs";

const ROWS = 500, FIELDS = ["description", "cause", "event", "impact", "rationale"];
let s, ann, api;
before(async () => {
	s = await Server.start();
	const long = "öüöüäöü öüäöüäöüä ".repeat(19_000 / 18 | 0), file = join(s.root, "risks.csv");
	writeFileSync(file, [["title", ...FIELDS].join(), ...Array.from({ length: ROWS }, (_, i) =>
		[`Risk ${i + 1}`, ...FIELDS.map(() => long)].join())].join("\n"));
	const r = s.cli("import", "risk", file);
	assert.equal(r.status, 0, r.err);
	ann = await s.member("ann@example.com", "administrator");
	api = s.token("ann@example.com");
});
after(() => s.stop());

test("a list of long texts over the API", async () => {
	const r = await api.api("GET", `/risks?limit=${ROWS}`);
	assert.equal(r.status, 413);
	assert.match(r.body.detail, /more memory than one request may use/);
	assert.match(r.body.hint, /filter/);
	assert.equal((await api.api("GET", "/risks?limit=5")).status, 200);
});

test("the same as a page for people", async () => {
	const r = await ann.get(`/risks?limit=${ROWS}&columns=title,${FIELDS}`);
	assert.equal(r.status, 413);
	assert.match(r.headers.get("content-type"), /text\/html/);
	assert.match(r.text, /more memory than one request may use/);
	assert.match(r.text, /href="\/"/, "and a way back");
	assert.match((await ann.get("/risks?limit=5")).text, /Risk 5/);
});

test("less of it goes out, also of every record", async () => {
	assert.equal((await ann.get("/risks/export?format=csv")).status, 413);
	const r = await ann.get("/risks/export?format=csv&columns=title,cause");
	assert.equal(r.status, 200);
	assert.ok(r.text.length > ROWS * 17_000);
});

// twin: ranking whatever the number leaves the sentence out; counting without access counts for who may read none
test("a word that 20,000 records have is answered, counted, and said to be too common", async () => {
	const file = join(s.root, "assets.csv");
	writeFileSync(file, ["name,type", ...Array.from({ length: 20_001 }, (_, i) => `Zebra ${i + 1},hardware`)].join("\n"));
	assert.equal(s.cli("import", "asset", file).status, 0);
	const all = (await ann.get("/search?q=zebra")).text;
	assert.match(all, /So many fit/);
	assert.equal([...all.matchAll(/<span class="code">A-\d+</g)].length, 50);
	assert.match(all, /Assets <span class="count">20001</);
	const few = (await ann.get("/search?q=zebra+777")).text;
	assert.doesNotMatch(few, /So many fit/);
	assert.match(few, />Zebra 777</);
	await api.api("PATCH", "/assets/A-1", { name: "Giraffe" });
	assert.match((await ann.get("/search?q=zebra")).text, /Assets <span class="count">20000</, "counted anew");
	await api.api("POST", "/roles", { name: "blind", title: "Blind", grants: "risk: read all" });
	const blind = await s.member("blind@example.com", "blind");
	assert.match((await blind.get("/search?q=zebra")).text, /Nothing found/);
});
