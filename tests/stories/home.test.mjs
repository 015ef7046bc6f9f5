// The figures of the home page and of the clauses: kept between two changes, never older than the last one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";

let s, admin;
before(async () => {
	s = await Server.start();
	admin = await s.member("ann@example.com", "administrator");
});
after(() => s.stop());

/** {label: "number explain"} of the tiles. */
async function tiles(who) {
	const html = (await who.get("/")).text;
	return Object.fromEntries([...html.matchAll(/<\/span>([^<]+)<\/span><span class="tile-number">([^<]*)<\/span><span class="tile-text">([^<]*)</g)]
		.map(([, label, n, text]) => [label, `${n} ${text}`]));
}
const clause = async (who, ref) => (await who.api("GET", "/clauses")).body.clauses.find((c) => c.clause === ref);
const must = async (promise, status) => { const r = await promise; assert.equal(r.status, status, r.text); return r.body; };

test("each change shows at once, also twice in a row", async () => {
	for (let n = 1; n <= 2; n++) {
		await must(admin.api("POST", "/assets", { name: `Server ${n}`, type: "hardware" }), 201);
		for (let i = 0; i < 2; i++) assert.equal((await tiles(admin)).Assets, `${n} ${n} without an owner`);
	}
	const person = (await must(admin.api("POST", "/people", { name: "Olaf", email: "olaf@example.com" }), 201)).code;
	await must(admin.api("PATCH", "/assets/A-1", { owner: person }), 200);
	assert.equal((await tiles(admin)).Assets, "2 1 without an owner");
	await must(admin.api("POST", "/risks", { title: "Loss", likelihood: 5, consequence: 5 }), 201);
	assert.equal((await tiles(admin))["Risks above acceptance"], "1 of 1 live risk");
	await must(admin.api("DELETE", "/assets/A-2"), 204);
	assert.equal((await tiles(admin)).Assets, "1 each with an owner");
	const before = (await tiles(admin))["Applicable controls"];
	await must(admin.api("POST", "/risks", { title: "Fire", likelihood: 4, consequence: 4, treatment: "modify", controls: ["A.8.13"] }), 201);
	assert.notEqual((await tiles(admin))["Applicable controls"], before, "a risk that is treated decides a control");
});

test("what stands at a clause follows too", async () => {
	const issues = async () => (await clause(admin, "4.1")).things.find((t) => /issues/.test(t.label));
	const was = await issues();
	await must(admin.api("POST", "/context_issues", { title: "Growth", side: "internal" }), 201);
	await must(admin.api("POST", "/context_issues", { title: "Law", side: "external" }), 201);
	const now = await issues();
	assert.equal(now.done, was.done + 2);
	assert.deepEqual(await issues(), now);
});

test("figures are those of the reader and of the organisation", async () => {
	await must(admin.api("POST", "/roles", { name: "own-assets", title: "Own", grants: "asset: read own\nrisk: read all" }), 201);
	const olaf = await s.member("olaf@example.com", "own-assets");
	assert.equal((await tiles(admin)).Assets, "1 each with an owner");
	await must(admin.api("POST", "/assets", { name: "Nobody's", type: "hardware" }), 201);
	assert.equal((await tiles(admin)).Assets, "2 1 without an owner");
	assert.equal((await tiles(olaf)).Assets, "1 each with an owner");
	s.cli("org", "create", "--code", "other", "--name", "Other Ltd", "--admin", "root@example.com");
	const away = await s.member("away@example.com", "administrator", { org: "other" });
	await must(away.api("POST", "/risks", { title: "Elsewhere" }), 201);
	assert.equal((await tiles(away)).Assets, "0 none yet");
	assert.equal((await clause(away, "4.1")).things.find((t) => /issues/.test(t.label)).done, 0);
});

// twin: without soa_sees_all() one gets the other's number
test("the Statement's figures are not kept from one reader to another", async () => {
	await must(admin.api("POST", "/roles", { name: "few", title: "Few", grants: "control: read own\nrisk: read all" }), 201);
	const few = await s.member("few@example.com", "few", { org: "acme" });
	const all = (await tiles(admin))["Applicable controls"];
	assert.match(all, /of 93;/);
	assert.match((await tiles(few))["Applicable controls"], /of 0;/);
	await must(admin.api("POST", "/risks", { title: "One more" }), 201);
	assert.match((await tiles(few))["Applicable controls"], /of 0;/);
	assert.equal((await tiles(admin))["Applicable controls"], all);
});
