// Running it: figures for Prometheus, settings and where they come from, a socket handed over, an end in order, the doctor.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BIN, Server, folder, run } from "../lib/annexa.mjs";

let s, admin;
const TOKEN = "a-token-for-the-figures";
before(async () => {
	process.env.ANNEXA_METRICS_TOKEN = TOKEN;
	s = await Server.start({ args: ["--metrics-listen", "127.0.0.1:0"] });
	delete process.env.ANNEXA_METRICS_TOKEN;
	admin = await s.member("ada@example.com", "administrator");
});
after(() => s.stop());

const figure = (text, name) => Number(text.match(new RegExp(`^${name.replace(/[{}"+]/g, "\\$&")} (\\S+)$`, "m"))?.[1] ?? NaN);
const metrics = async () => (await fetch(`${s.base}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } })).text();

test("/metrics counts what happens, for who has the token", async () => {
	assert.equal((await fetch(`${s.base}/metrics`)).status, 401);
	assert.equal((await fetch(`${s.base}/metrics`, { headers: { Authorization: "Bearer nonsense" } })).status, 401);
	const before = await metrics();
	for (let i = 0; i < 3; i++) await admin.api("POST", "/people", { name: `Person ${i}` });
	await admin.api("GET", "/people/P-99");
	let now;
	const grew = (name) => figure(now, name) - figure(before, name);
	for (let i = 0; i < 40; i++) {	// an exchange counts when its last byte is out, which the client sees a little earlier
		now = await metrics();
		if (grew('annexa_http_request_seconds_count{route="api"}') === 4 && figure(now, "annexa_writer_queue") === 0) break;
		await new Promise((ok) => setTimeout(ok, 50));
	}
	assert.equal(grew('annexa_http_requests_total{route="api",status="2xx"}'), 3);
	assert.equal(grew('annexa_http_requests_total{route="api",status="4xx"}'), 1);
	assert.equal(grew('annexa_http_request_seconds_count{route="api"}'), 4);
	assert.ok(grew("annexa_group_size_count") >= 1 && grew("annexa_group_size_sum") >= 3);
	assert.ok(grew("annexa_ledger_entries") >= 3);
	assert.equal(figure(now, "annexa_read_only"), 0);
	for (const name of ["memory_bytes", "database_bytes", "disk_free_bytes", "open_connections", "start_time_seconds"])
		assert.ok(figure(now, `annexa_${name}`) > 0, name);
	assert.equal(figure(now, "annexa_writer_queue"), 0);
	assert.deepEqual([figure(now, "annexa_last_backup_timestamp_seconds"), figure(now, "annexa_last_drill_timestamp_seconds")], [0, 0]);
	const key = join(s.root, "key"), file = join(s.root, "backup"), to = s.cli("backup", "--new-key", key).out.trim();
	assert.equal(s.cli("backup", file, "--to", to).status, 0);
	assert.equal(s.cli("drill", file, "--key", key).status, 0);
	const after = await metrics();
	for (const what of ["backup", "drill"]) assert.ok(Math.abs(figure(after, `annexa_last_${what}_timestamp_seconds`) - Date.now() / 1000) < 60, what);
	await admin.get(`/people?as_of=${new Date(Date.now() - 1000).toISOString()}`);
	assert.equal(figure(await metrics(), "annexa_asof_views"), 1);
	for (const line of now.trim().split("\n"))	// the text format: comments and samples, nothing else
		assert.match(line, /^(# (HELP|TYPE) annexa_\w+ .+|annexa_\w+(\{[^}]*\})? -?[\d.e+-]+)$/);
	assert.doesNotMatch(now, /ada@|acme|Person/i, "no word of an organisation");
});

test("the page is not there without a token; health is; others than this machine are refused a listener", async () => {
	const other = await Server.start();
	try {
		assert.equal((await fetch(`${other.base}/metrics`)).status, 404);
		assert.equal(await (await fetch(`${other.base}/readyz`)).text(), "ok\n");
		assert.equal((await fetch(`${other.base}/healthz`)).status, 200);
	} finally { await other.stop(); }
	const r = run(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "0.0.0.0:0"], { data: other.data });
	assert.notEqual(r.status, 0);
});

test("a port that there is not is refused, not taken modulo 65536", async () => {
	const other = await Server.start();
	await other.stop({ keep: true });
	for (const port of ["99999", "65536", "-1", "8x", ""]) {
		const r = spawnSync(BIN, ["serve", "--data", other.data, "--listen", `127.0.0.1:${port}`], { encoding: "utf8", timeout: 5000 });
		assert.equal(r.status, 2, `${port}: ${r.stdout}`);
		assert.match(r.stderr, /is not an address to listen on/);
	}
	rmSync(other.root, { recursive: true });
});

test("settings: option before environment before file before default; all mistakes at once; no secret told", async (x) => {
	const t = await Server.start();
	x.after(() => t.child.kill("SIGKILL"));
	await t.stop({ keep: true });
	const conf = join(t.data, "annexa.conf");
	writeFileSync(conf, "# mine\nlog = debug\nmetrics-token = file-token\n");
	chmodSync(conf, 0o600);
	const answers = async (env, token) => {
		Object.assign(process.env, env);
		await t.launch();
		for (const k of Object.keys(env)) delete process.env[k];
		const r = await fetch(`${t.base}/metrics`, { headers: { Authorization: `Bearer ${token}` } });
		await t.stop({ keep: true });
		return r.status;
	};
	assert.equal(await answers({}, "file-token"), 200);
	assert.equal(await answers({ ANNEXA_METRICS_TOKEN: "other-token" }, "file-token"), 401);
	writeFileSync(conf, "log = loud\nconnections = 3\nnonsense = 1\njust words\n");
	const r = run(["serve", "--group", "0"], { data: t.data });
	assert.equal(r.status, 2);
	for (const part of [/annexa\.conf:1: must be one of: debug info warn/, /annexa\.conf:2: must be a whole number from 10/,
		/annexa\.conf:3: there is no setting "nonsense"/, /annexa\.conf:4: write name = value/, /--group: must be a whole number from 1 to 1024/])
		assert.match(r.err, part);
	const doc = run(["doc", "settings", "--json"], {}).json();
	assert.equal(doc.find((x) => x.name === "metrics-token").kind, "secret");
	assert.ok(!run(["serve", "--metrics-token", "x"], { data: t.data }).err.includes("answers"), "a secret is no option");
});

test("a socket handed over by systemd is served; the end is in order", async (x) => {
	const t = await Server.start();
	x.after(() => t.child.kill("SIGKILL"));
	await t.stop({ keep: true });
	const listener = createServer().listen(0, "127.0.0.1");
	await new Promise((ok) => listener.once("listening", ok));
	const { port } = listener.address();
	const child = spawn("sh", ["-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve --data "$1"', BIN, t.data],
		{ stdio: ["ignore", "pipe", "pipe", listener._handle.fd] });
	x.after(() => child.kill("SIGKILL"));
	const line = await new Promise((ok) => child.stdout.once("data", (d) => ok(String(d))));
	assert.match(line, new RegExp(`127\\.0\\.0\\.1:${port}`));
	listener.close();
	assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
	child.kill("SIGTERM");
	assert.equal(await new Promise((ok) => child.once("exit", ok)), 0);
});

test("the doctor: what is wrong, what to do, and an exit status", async (x) => {
	const t = await Server.start();
	x.after(() => t.child.kill("SIGKILL"));
	const checks = (r) => Object.fromEntries(r.json().checks.map((c) => [c.check, c]));
	let r = t.cli("doctor", "--json");
	assert.equal(r.status, 0, r.out);
	assert.equal(checks(r).backup.state, "look");
	assert.ok(Object.values(checks(r)).every((c) => c.state === "ok" || c.cure), "each with what to do");
	await t.stop({ keep: true });
	chmodSync(t.data, 0o755);
	r = t.cli("doctor", "--json");
	assert.equal(r.status, 1);
	assert.deepEqual([r.json().ok, checks(r).rights.state], [false, "wrong"]);
	chmodSync(t.data, 0o700);
	const key = join(t.data, "signer", "key");
	const bytes = readFileSync(key);
	run(["record", "create", "person", "name=X"], { data: t.data });
	writeFileSync(join(t.data, "annexa.db"), Buffer.concat([readFileSync(join(t.data, "annexa.db")), bytes]));
	r = t.cli("doctor", "--json");
	assert.match(checks(r)["signing key"].found, /stands in the database/);
	renameSync(key, `${key}.away`);
	r = t.cli("doctor", "--json");
	assert.equal(r.status, 1);
	assert.match(checks(r)["signing key"].found, /missing/);
	assert.equal(checks(r).database.state, "wrong", "it speaks also when the data does not open");
	assert.ok(!existsSync(key), "looking changes nothing");
});

test("the doctor names what is cut off, missing, shut or taken, and what to do about it", async (x) => {
	const t = await Server.start();
	await t.stop({ keep: true });
	x.after(() => rmSync(t.root, { recursive: true, force: true }));
	const whole = join(t.root, "whole"), data = t.data;
	cpSync(data, whole, { recursive: true });
	// As somebody who is not root, for whom rights count.
	const user = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
	const doctor = (break_it, env = {}) => {
		rmSync(data, { recursive: true, force: true });
		cpSync(whole, data, { recursive: true });
		break_it();
		if (user.uid && existsSync(data)) execFileSync("chown", ["-R", "65534:65534", data]);
		const r = spawnSync(BIN, ["doctor", "--data", data, "--json"], { encoding: "utf8", ...user, env: { ...process.env, HOME: t.root, ...env } });
		const o = JSON.parse(r.stdout);
		assert.equal(r.status, o.ok ? 0 : 1);
		for (const c of o.checks) assert.ok(c.state === "ok" || c.cure, JSON.stringify(c));
		return Object.fromEntries(o.checks.map((c) => [c.check, c]));
	};
	const found = (checks, name, re) => { assert.equal(checks[name]?.state, "wrong", JSON.stringify(checks[name])); assert.match(checks[name].found, re); };
	chmodSync(t.root, 0o755);
	let c = doctor(() => writeFileSync(join(data, "annexa.db"), ""));
	found(c, "database", /there is no data in .*annexa\.db: it was cut off or never finished/);
	assert.equal(statSync(join(data, "annexa.db")).size, 0, "an empty database is not filled as if it were new");
	c = doctor(() => writeFileSync(join(data, "subjects.keys"), ""));
	found(c, "database", /subjects\.keys holds no keys of people: it was cut off or is damaged/);
	c = doctor(() => rmSync(join(data, "subjects.keys")));
	found(c, "database", /subjects\.keys is missing/);
	c = doctor(() => writeFileSync(join(data, "annexa.db"), "not a database, but long enough to be looked at".repeat(40)));
	found(c, "database", /opening .*annexa\.db: the database file is damaged/);
	assert.match(c.database.cure, /restore a backup/);
	c = doctor(() => rmSync(data, { recursive: true }));
	found(c, "folder", /there is no folder/);
	assert.ok(!c.database && !c["signing key"], "what is in a folder that is not there is not told");
	const elsewhere = join(t.root, "elsewhere.key");
	c = doctor(() => { renameSync(join(data, "master.key"), elsewhere); if (user.uid) execFileSync("chown", ["65534", elsewhere]); chmodSync(elsewhere, 0o644); }, { ANNEXA_MASTER_KEY: elsewhere });
	found(c, "rights", /elsewhere\.key/);
	const taken = createServer().listen(0, "127.0.0.1");
	await new Promise((ok) => taken.once("listening", ok));
	c = doctor(() => {}, { ANNEXA_LISTEN: `127.0.0.1:${taken.address().port}` });
	assert.deepEqual([c.address.state, /cannot listen on .*in use/.test(c.address.found)], ["look", true]);
	taken.close();
	if (process.getuid() === 0 && spawnSync(BIN, ["--version"], user).status !== 0) return x.diagnostic("the program cannot be run by others here");
	for (const [name, check, why] of [["annexa.db", "database", /opening .*annexa\.db: Permission denied/], ["subjects.keys", "database", /subjects\.keys: Permission denied/],
		["master.key", "master key", /Permission denied/], ["signer/key", "signing key", /Permission denied/], ["signer/mac", "database", /"mac": Permission denied/]]) {
		c = doctor(() => chmodSync(join(data, name), 0));
		found(c, "use", new RegExp(`may not use: ${name}$`));
		found(c, check, why);
	}
	const key = join(t.root, "drill.key"), file = join(t.root, "drill.backup"), to = run(["backup", "--new-key", key], { data: whole }).out.trim();
	assert.equal(run(["backup", file, "--to", to], { data: whole }).status, 0);
	for (const f of [key, file]) chmodSync(f, 0o644);
	chmodSync(data, 0);
	const held = spawnSync(BIN, ["drill", file, "--key", key, "--data", data, "--json"], { encoding: "utf8", ...user });
	chmodSync(data, 0o700);
	const rows = JSON.parse(held.stdout).checks;
	assert.match(rows.find((k) => k.check === "running data").found, /Permission denied/, "data that cannot be looked at are not left out in silence");
	c = doctor(() => chmodSync(data, 0o500));
	found(c, "use", /may not use: \.$/);
});

test("manual page and completion follow from the tables", () => {
	const man = run(["doc", "man"], {}).out;
	for (const line of man.split("\n"))
		assert.ok(!line.startsWith(".") || /^\.(TH|SH|SS|TP|PP|nf|fi|B|I)\b/.test(line), line);
	const names = run(["doc", "commands", "--json"], {}).json().map((c) => c.name);
	for (const name of names)
		assert.ok(man.includes(`\n.SS ${name}\n`), name);
	// Every command and option; files where a file belongs; the words of tables; values are no words of a command.
	const script = run(["doc", "completion"], {}).out;
	const asked = [];
	for (const c of run(["doc", "commands", "--json"], {}).json()) {
		asked.push([[c.name], c.name]);
		for (const o of c.options) asked.push([[c.name, `--${o.name}`], `--${o.name}`]);
	}
	for (const [line, word] of [["", "gap"], ["help dri", "drill"], ["--org acme gap cr", "create"], ["--url http://x record li", "list"], ["serve --met", "--metrics-listen"],
		["drill --key ann", "annexa.pub"], ["drill b --key=ann", "annexa.pub"], ["drill ann", "annexa.pub"], ["drill --key k ann", "annexa.pub"], ["record create ri", "risk"],
		["record archive ri", "risk"], ["export as", "asset"], ["search --type ri", "risk"], ["report man", "management-summary"], ["gap create --depth a", "all"],
		["import risk ann", "annexa.pub"]])
		asked.push([line.split(" "), word]);
	const none = [["backup --to ", "--to"], ["drill --key ", "--key"], ["record create ", "list"], ["serve --listen ", "--log"]];
	const place = folder();
	writeFileSync(join(place, "annexa.pub"), "");
	const ask = (words) => `COMP_WORDS=(annexa ${words.flatMap((w) => w.split(/(?==)|(?<==)/)).map((w) => `'${w}'`).join(" ") || "''"}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _annexa; echo "\${COMPREPLY[*]}"`;
	const r = spawnSync("bash", ["-c", [script, ...asked.map(([words]) => ask(words)), ...none.map(([line]) => ask(line.split(" ").map((w) => w || "")))].join("\n")], { encoding: "utf8", cwd: place });
	assert.equal(r.stderr, "");
	const lines = r.stdout.split("\n");
	asked.forEach(([words, want], i) => assert.ok(lines[i].split(" ").includes(want), `annexa ${words.join(" ")} => ${lines[i]}`));
	none.forEach(([line, never], i) => assert.ok(!lines[asked.length + i].split(" ").includes(never), `annexa ${line}=> ${lines[asked.length + i]}`));
	rmSync(place, { recursive: true });
});
