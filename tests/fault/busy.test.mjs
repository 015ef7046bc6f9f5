// Folders that are in use, too new, or asked to end: nothing is touched, nothing acknowledged is lost.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { BIN, Client, Server, run } from "../lib/annexa.mjs";
import { copyFolder, existsSync, folder, gone, hash, init, join, sqlite, start } from "./helpers.mjs";

let root, data, server;

before(async () => {
	root = folder();
	data = join(root, "data");
	init(data);
	server = await Server.start({ data, args: ["--log", "warn"] });
});
after(async () => {
	await server?.kill();
	gone(root);
});

// twin: migrate_allowed that allows all: the server starts. The version looked at only after opening
// for writing, as it once was: the file changes.
for (const mode of ["wal", "delete", "a wal left behind"])
	test(`a newer database (${mode}) is refused with exit 4 and stays as it is`, async () => {
		const newer = join(root, `newer-${mode.replaceAll(" ", "-")}`), file = join(newer, "annexa.db");
		init(newer);
		await sqlite(file, `PRAGMA journal_mode = ${mode === "delete" ? "delete" : "wal"}; PRAGMA user_version = 999;`);
		if (mode === "a wal left behind") {	// as a crash leaves it: copied while somebody has it open
			const copy = `${newer}-copy`;
			spawnSync("sqlite3", [file], { input: `PRAGMA wal_autocheckpoint = 0; UPDATE counter SET value = value + 1;
.shell cp -r ${newer} ${copy}
` });
			assert.ok(statSync(join(copy, "annexa.db-wal")).size > 0);
			gone(newer);
			copyFolder(copy, newer);
			rmSync(join(newer, "annexa.db-shm"), { force: true });
		}
		// An empty WAL is what looking in leaves beside it.
		const look = () => readdirSync(newer).filter((n) => /annexa\.db(-wal)?$/.test(n) && statSync(join(newer, n)).size).map((n) => [n, hash(join(newer, n))]);
		const then = look();
		for (const args of [["serve", "--listen", "127.0.0.1:0"], ["verify"], ["record", "list", "asset"], ["record", "create", "asset", "name=x", "type=software"]]) {
			const r = spawnSync(BIN, args, { encoding: "utf8", timeout: 5000,
				env: { ...process.env, ANNEXA_DATA: newer } });
			assert.equal(r.status, 4, `${args}: ${r.stdout}${r.stderr}`);
			assert.match(r.stderr, /schema version 999/);
			assert.deepEqual(look(), then, `after ${args}`);
		}
	});

// twin: program.c without flock: the second server starts.
test("a second server on the same folder refuses with exit 4", async () => {
	const r = await start(BIN, ["serve", "--data", data, "--listen", "127.0.0.1:0"]);
	assert.equal(r.status, 4, r.err);
	assert.match(r.err, /another Annexa works on/);
});

// twin: main.c without dial: the command waits and gives up with exit 4.
test("a command goes through the server while it runs, and alone when it does not", async () => {
	const made = server.cli("record", "create", "asset", "name=Through", "type=software");
	assert.equal(made.status, 0, made.err);
	const c = new Client(server.base);
	c.bearer = server.token("root@example.com").bearer;
	assert.equal((await c.api("GET", `/assets/${made.out.trim()}`)).body.name, "Through");
	await server.stop({ keep: true });
	assert.ok(!readdirSync(data).some((n) => n.endsWith("-wal")), "the WAL is folded in at the end");
	assert.equal(run(["record", "get", "asset", made.out.trim()], { data }).status, 0);
	await server.launch(["--log", "warn"]);
});

// twin: serve_cmd.c with _exit(0) at the signal: the WAL stays, the last entries unsigned.
test("SIGTERM under load ends in order, and what was acknowledged is durable", async () => {
	const bearer = server.token("root@example.com").bearer, acked = [];
	let stop = false;
	const write = async (w) => {
		const c = new Client(server.base);
		c.bearer = bearer;
		for (let i = 0; i < 1000 && !stop; i++) {
			try {
				const r = await c.api("POST", "/assets", { name: `Load ${w}-${i}`, type: "software" });
				if (r.status !== 201) return;
				acked.push([r.body.code, r.body.name]);
			} catch { return; }
		}
	};
	const work = Promise.all([0, 1, 2, 3].map(write));
	await sleep(300);
	const began = Date.now(), end = await server.stop({ keep: true });
	stop = true;
	await work;
	assert.deepEqual(end, { code: 0, signal: null }, server.log);
	assert.ok(Date.now() - began < 8000, `took ${Date.now() - began} ms`);
	assert.ok(acked.length > 10);
	assert.ok(!existsSync(join(data, "annexa.db-wal")));
	const rows = new Set((await sqlite(join(data, "annexa.db"), "SELECT 'A-' || id || name FROM asset;")).split("\n"));
	assert.deepEqual(acked.filter(([code, name]) => !rows.has(code + name)), []);
	const v = run(["verify", "--json"], { data });
	assert.equal(v.status, 0, v.out);
	assert.equal(v.json().logs[0].size, v.json().logs[0].signed_size, "the last entries are signed at the end");
	await server.launch(["--log", "warn"]);
});
