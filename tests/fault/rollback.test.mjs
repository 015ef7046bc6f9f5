// F39: yesterday's database is put back under a signer that has signed more since.
//
// Reading goes on, writing is refused with a clear text until a person opens a new epoch; another
// organisation that was put back, too, stays refused until its own is opened.
// twin: compare_one in ledger/sign.c without its first test: /readyz says 200 and writing goes on.
// twin: ledger_new_epoch that forgets every refusal, as it once did: the other organisation writes.
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Client, Server, run } from "../lib/annexa.mjs";
import { folder, gone, init, join, must, putDatabase, sqlite } from "./helpers.mjs";

let root, data, server, api, note;

before(async () => {
	root = folder();
	data = join(root, "data");
	init(data);
	must(data, ["org", "create", "--code", "other", "--name", "Other", "--admin", "root@example.com"]);
	const env = ["--org", "acme"];
	must(data, ["record", "create", "asset", "name=Kept", "type=software", ...env]);
	must(data, ["record", "create", "asset", "name=Kept", "type=software", "--org", "other"]);
	const bearer = must(data, ["token", "create", "root@example.com", "--name", "t", ...env]).trim();
	copyFileSync(join(data, "annexa.db"), join(root, "yesterday.db"));
	must(data, ["record", "create", "asset", "name=Lost", "type=software", ...env]);
	must(data, ["record", "create", "asset", "name=Lost", "type=software", "--org", "other"]);
	note = must(data, ["ledger", "checkpoint", ...env]);
	putDatabase(join(root, "yesterday.db"), data);
	server = await Server.start({ data, args: ["--log", "warn"] });
	api = new Client(server.base);
	api.bearer = bearer;
});
after(async () => {
	await server?.kill();
	gone(root);
});

const asset = (name) => api.api("POST", "/assets", { name, type: "software" });

test("the server starts, says that it is read-only, and lets read", async () => {
	assert.equal((await api.get("/readyz")).status, 503);
	assert.equal((await api.get("/healthz")).status, 200);
	const r = await api.api("GET", "/assets");
	assert.equal(r.status, 200);
	assert.deepEqual(r.body.data.map((a) => a.name), ["Kept"]);
});

test("writing is refused with 503 and exit 4, and the text says what to do", async () => {
	const r = await asset("New");
	assert.equal(r.status, 503, r.text);
	assert.match(r.text, /an older database was put back/);
	assert.match(r.text, /new-epoch/);
	const c = server.cli("--org", "acme", "record", "create", "asset", "name=New", "type=software");
	assert.equal(c.status, 4);
	assert.match(c.err, /nothing can be written.*put back/s);
	assert.equal(await sqlite(join(data, "annexa.db"), "SELECT count(*) FROM asset;"), "2\n");
});

test("verify says that this is not what was signed", () => {
	const r = server.cli("verify", "--org", "acme");
	assert.equal(r.status, 1, r.out + r.err);
	assert.match(r.out, /put back/);
});

test("no checkpoint is signed of the older log", () => {
	const r = server.cli("ledger", "checkpoint", "--org", "acme");
	assert.notEqual(r.out, note);
	const size = (n) => Number(n.split("\n")[1] ?? 0);
	assert.ok(!r.out || size(r.out) < size(note), r.out);
});

test("a new epoch needs a reason", () => {
	assert.equal(server.cli("ledger", "new-epoch", "--org", "acme").status, 2);
});

test("a new epoch of each organisation opens writing again, not that of one for the other", async () => {
	let r = server.cli("ledger", "new-epoch", "--org", "acme", "--reason", "restored after a fire");
	assert.equal(r.status, 0, r.err);
	const early = server.cli("--org", "other", "record", "create", "asset", "name=Early", "type=software");
	assert.equal(early.status, 4, "the other organisation goes on writing behind what was signed");
	r = server.cli("ledger", "new-epoch", "--org", "other", "--reason", "restored after a fire");
	assert.equal(r.status, 0, r.err);
	assert.equal((await api.get("/readyz")).status, 200);
	assert.equal((await asset("New")).status, 201);
	for (const org of ["acme", "other"]) {
		const v = server.cli("verify", "--org", org);
		assert.equal(v.status, 0, v.out);
	}
});

test("the new log names the last note that the database knew, and signs; so it stays after a restart", async () => {
	const before = await sqlite(join(data, "annexa.db"), "SELECT before_note FROM ledger_head WHERE org = 1 AND epoch = 2;");
	assert.equal(before.split("\n")[0], note.split("\n")[0]);
	const now = server.cli("ledger", "checkpoint", "--org", "acme");
	assert.equal(now.status, 0, now.err);
	assert.match(now.out.split("\n")[0], /\/2$/);
	await server.stop({ keep: true });
	await server.launch(["--log", "warn"]);
	api.base = server.base;
	assert.equal((await api.get("/readyz")).status, 200);
	assert.equal((await asset("After")).status, 201);
	assert.equal(run(["verify", "--org", "acme"], { data }).status, 0);
});
