// A backup while the server runs, read back and verified; restored whole or not at all; the ledger knows a copy; erasures stay erased.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BIN, Server, run } from "../lib/annexa.mjs";

let s, admin, to;
const at = (name) => join(s.root, name);
const ok = (r) => { assert.equal(r.status, 0, r.err); return r; };
const WEAKNESS = "canary: the badge reader of door 7 opens for everybody";

before(async () => {
	s = await Server.start();
	admin = await s.member("ada@example.com", "administrator");
	to = ok(s.cli("backup", "--new-key", at("secret"))).out.trim();
	ok(s.cli("record", "create", "person", "name=Ann Example", "email=ann@example.com"));
	ok(s.cli("record", "create", "risk", `title=${WEAKNESS}`));
	writeFileSync(at("evidence.txt"), "what was seen");
	writeFileSync(at("doomed.txt"), "to be erased");
	ok(s.cli("record", "create", "evidence", "title=Seen", `files=@${at("evidence.txt")}`));
	ok(s.cli("record", "create", "evidence", "title=Doomed", `files=@${at("doomed.txt")}`));
});
after(() => s.stop());

test("made while people work; nothing of it can be read in the file; the tail is verified", async () => {
	const work = Promise.all(Array.from({ length: 30 }, (_, i) => admin.api("POST", "/people", { name: `Person ${i}` })));
	const r = ok(s.cli("backup", at("b1"), "--to", to));
	assert.match(r.err, /read back and verified/);
	await work;
	assert.ok(!readFileSync(at("b1")).includes(WEAKNESS.slice(8, 30)));
	assert.ok(!readdirSync(s.data).includes("backup.tmp"), "nothing is left lying about");
	assert.equal(ok(s.cli("doctor", "--json")).json().checks.find((c) => c.check === "backup").state, "ok");
	ok(s.cli("backup", at("k1"), "--to", to, "--person-keys"));
	for (const args of [["x"], ["x", "--to", "abc"], ["-", "--to", to]])
		assert.equal(s.cli("backup", ...args).status, 2);
	assert.equal(s.cli("backup", "/nosuch/place", "--to", to).status, 5);
});

test("restored: all there, read-only until a new epoch says that it is a copy", async () => {
	const data = at("r1");
	assert.equal(run(["restore", at("b1"), "--key", at("secret")], { data }).status, 4, "erasures are asked for");
	let r = ok(run(["restore", at("b1"), "--key", at("secret"), "--accept-lost-erasures", "--person-keys", at("k1")], { data }));
	assert.match(r.err, /new-epoch/);
	copyFileSync(join(s.data, "master.key"), join(data, "master.key"));
	cpSync(join(s.data, "signer"), join(data, "signer"), { recursive: true });
	r = ok(run(["record", "get", "risk", "R-1", "--json"], { data }));
	assert.equal(r.json().title, WEAKNESS);
	assert.equal(ok(run(["record", "get", "person", "P-1", "--json"], { data })).json().name, "Ann Example");
	ok(run(["record", "create", "person", "name=Later"], { data: s.data }));	// the original has gone on
	assert.equal(run(["restore", at("b1"), "--key", at("secret"), "--accept-lost-erasures"], { data }).status, 2, "nothing is written over");
});

test("an older copy beside a newer signer refuses to write until an epoch is opened", async () => {
	ok(s.cli("record", "create", "person", "name=After the backup"));
	const data = at("r2");
	ok(run(["restore", at("b1"), "--key", at("secret"), "--accept-lost-erasures", "--person-keys", at("k1")], { data }));
	copyFileSync(join(s.data, "master.key"), join(data, "master.key"));
	await s.stop({ keep: true });
	cpSync(join(s.data, "signer"), join(data, "signer"), { recursive: true });
	await s.launch();
	admin.base = s.base;
	const r = run(["record", "create", "person", "name=X"], { data });
	assert.equal(r.status, 4, r.err);
	assert.match(r.err, /^annexa: signer-refused: the ledger \S+ has \d+ leaves, but \d+ were signed/);
	assert.doesNotMatch(r.err, /\{"t"/, "JSON is for the server's log");
	ok(run(["ledger", "new-epoch", "--reason", "restored from b1"], { data }));
	ok(run(["record", "create", "person", "name=X"], { data }));
	const v = run(["verify"], { data });
	assert.equal(v.status, 0, v.out + v.err);
});

test("without the signer's folder too: reading goes on, writing waits for the epoch", () => {
	const data = at("r7");
	ok(run(["restore", at("b1"), "--key", at("secret"), "--accept-lost-erasures"], { data }));
	assert.match(run(["record", "list", "risk"], { data }).err, /master key/);
	copyFileSync(join(s.data, "master.key"), join(data, "master.key"));
	assert.match(ok(run(["record", "get", "risk", "R-1"], { data })).out, /canary/);
	let r = run(["record", "create", "person", "name=X"], { data });
	assert.equal(r.status, 4);
	assert.match(r.err, /signer does not know the ledger/);
	ok(run(["ledger", "new-epoch", "--reason", "restored without the signer"], { data }));
	ok(run(["record", "create", "person", "name=X"], { data }));
	const v = run(["verify"], { data });	// nobody is accused of changing each leaf; but nothing proves them either
	assert.equal(v.status, 1);
	assert.match(v.out, /\/1: signer-unknown: its \d+ leaves and their checkpoints are of another signer's key/);
	// Nor is anybody whose personal data are sealed for good; what else stands there is compared.
	assert.equal(v.out.match(/person-keys-missing: \d+ revisions hold personal data/g)?.length, 1, v.out);
	assert.doesNotMatch(v.out, /leaf-changed|checkpoint-changed|revision-changed|row-changed/);
	// What is lost is no reason to go without backups from now on.
	r = ok(run(["backup", at("b7"), "--to", to], { data }));
	assert.match(r.err, /keys of people are missing/);
	assert.match(r.err, /of a signer that is not here/);
	execFileSync("sqlite3", [join(data, "annexa.db"), "UPDATE person SET rev = rev + 1 WHERE id = 1"]);
	assert.match(run(["verify"], { data }).out, /P-1: row-revision/);
	r = run(["backup", at("b7"), "--to", to], { data });
	assert.equal(r.status, 4, r.out);
	assert.match(r.err, /1 place does not agree with the ledger/);
	assert.match(run(["doctor"], { data }).out, /wrong +backup +the last try, of \S+, failed: the backup does not verify/);
});

test("torn, changed, for another key: refused by name, and nothing is left", () => {
	const whole = readFileSync(at("b1")), data = at("r3");
	const refused = (bytes, why, key = at("secret")) => {
		writeFileSync(at("bad"), bytes);
		const r = run(["restore", at("bad"), "--key", key, "--accept-lost-erasures"], { data });
		assert.equal(r.status, 4, r.err);
		assert.match(r.err, why);
		assert.ok(!existsSync(data) && !existsSync(`${data}.restoring`));
	};
	refused(whole.subarray(0, whole.length - 1), /torn/);
	refused(whole.subarray(0, whole.length >> 1), /torn/);
	const changed = Buffer.from(whole);
	changed[whole.length >> 1] ^= 1;
	refused(changed, /changed|damaged/);
	refused(Buffer.from("hello, world".repeat(100)), /no backup of Annexa/);
	refused(readFileSync(at("secret")), /bad: this is no backup of Annexa/);
	refused(whole.subarray(0, 20), /bad: the backup is torn/);
	ok(run(["backup", "--new-key", at("other")], { data: s.data }));
	refused(whole, /another key/, at("other"));
	refused(readFileSync(at("k1")), /holds no database/);
});

test("a key is never written over another: what it opens would be lost", async () => {
	const elsewhere = await Server.start();
	const before = readFileSync(at("secret"));
	for (const data of [s.data, elsewhere.data]) {
		const r = run(["backup", "--new-key", at("secret")], { data });
		assert.equal(r.status, 5, r.out);
		assert.match(r.err, /is there already and stays as it is/);
		assert.equal(r.out, "");
	}
	await elsewhere.stop({ keep: true });
	assert.equal(run(["backup", "--new-key", at("secret")], { data: elsewhere.data }).status, 5);
	assert.deepEqual(readFileSync(at("secret")), before);
	symlinkSync("/proc/self/fd/1", at("out"));	// what /dev/stdout is
	assert.match(execFileSync("sh", ["-c", '"$0" backup --new-key "$1" --data "$2" | cat', BIN, at("out"), elsewhere.data], { encoding: "utf8" }), /^[0-9a-f]{64}\n[0-9a-f]{64}\n$/);
	assert.ok(lstatSync(at("out")).isSymbolicLink());
	rmSync(elsewhere.root, { recursive: true });
});

test("what was erased since stays erased", async () => {
	const list = (await admin.api("GET", "/evidence?limit=50")).body.data;
	const digest = list.find((e) => e.title === "Doomed").files[0].digest;
	ok(s.cli("file", "erase", digest, "--reason", "asked for"));
	const data = at("r4");
	assert.match(ok(run(["restore", at("b1"), "--key", at("secret"), "--erasures", join(s.data, "erasures")], { data })).err, /1 erasures? applied/);
	copyFileSync(join(s.data, "master.key"), join(data, "master.key"));
	assert.equal(readFileSync(join(data, "erasures"), "utf8"), readFileSync(join(s.data, "erasures"), "utf8"), "and in the restore after this one");
	assert.notEqual(run(["file", "get", digest, "-o", at("back.txt")], { data }).status, 0);
	assert.ok(!existsSync(at("back.txt")));
});

test("killed in the middle, backup and restore leave nothing that counts, and the next one works", async () => {
	for (const [args, data] of [[["backup", at("b2"), "--to", to], s.data],
		[["restore", at("b1"), "--key", at("secret"), "--accept-lost-erasures"], at("r5")]])
		for (const ms of [5, 15, 30, 60]) {
			const child = spawn(BIN, args, { env: { ...process.env, ANNEXA_DATA: data }, stdio: "ignore" });
			const ended = new Promise((end) => child.once("exit", end));	// it may be faster than the kill
			await new Promise((go) => setTimeout(go, ms));
			child.kill("SIGKILL");
			await ended;
			if (args[0] === "restore" && existsSync(data)) break;	// it was faster than the kill
		}
	if (!existsSync(at("r5")))
		ok(run(["restore", at("b1"), "--key", at("secret"), "--accept-lost-erasures"], { data: at("r5") }));
	ok(s.cli("backup", at("b2"), "--to", to));
	ok(run(["restore", at("b2"), "--key", at("secret"), "--accept-lost-erasures"], { data: at("r6") }));
});

test("the server's end waits for a backup, but not for ever; a torn file is not left", async () => {
	const t = await Server.start({ args: ["--stop-seconds", "1"] });
	writeFileSync(join(t.root, "large"), Buffer.alloc(60 << 20, 7));
	ok(t.cli("record", "create", "evidence", "title=Large", `files=@${join(t.root, "large")}`));
	const file = join(t.root, "night");
	const child = spawn(BIN, ["backup", file, "--to", to], { env: { ...process.env, ANNEXA_DATA: t.data }, stdio: ["ignore", "ignore", "pipe"] });
	let said = "";
	child.stderr.on("data", (d) => { said += d; });
	const ended = new Promise((go) => child.once("exit", go));
	await until(() => existsSync(`${file}.part`), 2);
	child.kill("SIGSTOP");
	const began = Date.now();
	assert.equal((await t.stop({ keep: true })).code, 0);
	assert.ok(Date.now() - began < 10000, `${Date.now() - began} ms`);
	child.kill("SIGCONT");
	assert.equal(await ended, 5);
	assert.match(said, /the server closed the connection/);
	assert.deepEqual(readdirSync(t.root).sort(), ["data", "large"]);
	assert.ok(!existsSync(join(t.data, "backup.tmp")));
	assert.match(run(["doctor"], { data: t.data }).out, /wrong +backup +the last try, of \S+, failed/);
	ok(run(["backup", file, "--to", to], { data: t.data }));
	rmSync(t.root, { recursive: true });
});

// ---- the drill: a backup is worth what it restores ----

const drill = (file, ...more) => run(["drill", file, "--key", at("secret"), "--json", ...more], { data: s.data });
const doctor = () => s.cli("doctor", "--json").json().checks.find((c) => c.check === "drill");
const check = (r, name) => r.json().checks.find((c) => c.check === name);
const until = async (what, ms = 25) => {
	for (let i = 0; i < 5000 / ms && !what(); i++) await new Promise((go) => setTimeout(go, ms));
	assert.ok(what());
};

test("a drill restores aside, verifies, measures, and is remembered; the server does not notice", async () => {
	assert.equal(doctor().state, "look");
	assert.match(doctor().found, /no backup of this folder was tried out yet/);
	ok(s.cli("backup", at("d1"), "--to", to));
	ok(s.cli("backup", at("dk"), "--to", to, "--person-keys"));
	let r = ok(drill(at("d1"), "--person-keys", at("dk")));
	let told = r.json();
	assert.ok(told.ok && told.checks.every((c) => c.state === "ok"), r.out);
	assert.deepEqual([told.recovery_point.changes_since, told.recovery_point.lost_s], [0, 0]);
	assert.ok(told.recovery_time.total_ms > 0 && told.bytes > 0 && told.organisations[0].leaves > 250);
	for (const name of ["X", "Y"]) await admin.api("POST", "/people", { name });
	await new Promise((go) => setTimeout(go, 1100));
	told = ok(drill(at("d1"), "--person-keys", at("dk"))).json();
	assert.equal(told.recovery_point.changes_since, 2);
	assert.ok(told.recovery_point.lost_s >= 1 && told.recovery_point.first_since > told.recovery_point.last_change);
	r = ok(run(["drill", at("d1"), "--key", at("secret")], { data: s.data }));
	assert.match(r.out, /look +keys of people +their backup was not given/);
	assert.match(r.out, /recovery point +last change in it \S+, \d+ s ago\n +2 changes since would be lost, the first of/);
	assert.match(r.out, /recovery time +\d+(\.\d)? m?s: restoring/);
	assert.equal(doctor().state, "ok");
	assert.ok(!readdirSync(s.data).some((n) => n.startsWith("drill.tmp")), "nothing is left");
	assert.equal((await admin.api("GET", "/people?limit=1")).status, 200);
	assert.equal((await admin.api("POST", "/people", { name: "Z" })).status, 201);
	assert.equal(s.cli("verify").status, 0);
});

test("on another machine: with the keys that are kept there, and without", () => {
	const away = at("away"), kept = at("kept"), place = at("place");
	mkdirSync(kept);
	mkdirSync(place);
	const args = ["drill", at("d1"), "--key", "-", "--in", place, "--json"];
	const held = (more) => run([...args, ...more], { data: away, input: readFileSync(at("secret")) });
	let r = ok(held([]));
	assert.deepEqual(["signer", "keys of people", "files"].map((n) => check(r, n).state), ["look", "look", "look"]);
	assert.equal(r.json().recovery_point.changes_since, null);
	copyFileSync(join(s.data, "master.key"), join(kept, "master.key"));
	mkdirSync(join(kept, "signer"));
	for (const f of ["key", "mac"]) copyFileSync(join(s.data, "signer", f), join(kept, "signer", f));
	r = ok(held(["--keys", kept, "--person-keys", at("dk")]));
	assert.ok(r.json().checks.every((c) => c.state === "ok"), r.out);
	writeFileSync(join(kept, "master.key"), `${"ab".repeat(32)}\n`);
	r = held(["--keys", kept]);
	assert.equal(r.status, 1, "the key that is kept must be the right one");
	assert.match(check(r, "database").found, /master key is not the one/);
	assert.deepEqual(readdirSync(place), []);
	assert.ok(!existsSync(away));
	const other = run(["init", "--org", "other", "--name", "O", "--admin", "o@example.com"], { data: away });
	assert.equal(other.status, 0, other.err);
	copyFileSync(join(s.data, "master.key"), join(kept, "master.key"));
	r = ok(held(["--keys", kept]));
	assert.match(check(r, "running data").found, /holds no organisation of the backup/);
	assert.ok(!existsSync(join(away, "drill.last")), "it is no drill of that folder");
});

test("what does not restore: torn and another key 4, what does not verify or lacks a file 1, a mistake 2", async () => {
	const whole = readFileSync(at("d1"));
	const good = doctor().found;
	writeFileSync(at("bad"), whole.subarray(0, whole.length - 9));
	let r = drill(at("bad"));
	assert.equal(r.status, 4);
	assert.match(r.err, /torn/);
	r = run(["drill", at("d1"), "--key", at("other")], { data: s.data });
	assert.equal(r.status, 4);
	assert.match(r.err, /another key/);
	assert.equal(drill(at("dk")).status, 4, "keys are no backup");
	assert.equal(run(["drill", at("d1")], { data: s.data }).status, 2);
	assert.equal(drill(at("d1"), "--keys", at("nosuch")).status, 2);
	assert.equal(drill(at("d1"), "--in", at("nosuch")).status, 5);
	assert.equal(drill(at("nosuch")).status, 5);
	assert.equal(doctor().found, good, "what was no drill is none");

	// A copy whose files went missing, and whose database was altered, before the backup was made.
	const data = at("altered");
	ok(run(["restore", at("d1"), "--key", at("secret"), "--accept-lost-erasures", "--person-keys", at("dk")], { data }));
	for (const f of ["master.key", "signer"]) cpSync(join(s.data, f), join(data, f), { recursive: true });
	ok(run(["ledger", "new-epoch", "--reason", "drill"], { data }));
	const blobs = readdirSync(join(data, "blob"), { recursive: true }).filter((n) => /\/[0-9a-f]{62}$/.test(n));
	rmSync(join(data, "blob", blobs[0]));
	ok(run(["backup", at("lacks"), "--to", to], { data }));
	r = drill(at("lacks"), "--person-keys", at("dk"));
	assert.equal(r.status, 1, r.out);
	assert.deepEqual([check(r, "ledger").state, check(r, "files").state], ["ok", "wrong"]);
	assert.equal(r.json().problems.filter((p) => p.kind === "missing").length, 1);
	assert.deepEqual([doctor().state, /failed: files: of \d files 1 is not as/.test(doctor().found)], ["wrong", true]);
	r = run(["drill", at("lacks"), "--key", at("secret"), "--in", s.root, "--json"], { data: at("nowhere") });
	assert.equal(r.status, 1, "counting is enough to miss one");
	execFileSync("sqlite3", [join(data, "annexa.db"), "UPDATE risk SET title = 'harmless' WHERE id = 1"]);
	assert.equal(run(["backup", at("lies"), "--to", to], { data }).status, 4);
	r = drill(at("lies"), "--person-keys", at("dk"));
	assert.equal(r.status, 1);
	assert.match(check(r, "ledger").found, /1 place does not agree with it; R-1: .*title/);
	execFileSync("sqlite3", [join(data, "annexa.db"), "PRAGMA user_version = 99"]);
	ok(drill(at("d1")));
	assert.equal(doctor().state, "ok", "a good one counts again");
});

test("a killed drill leaves nothing, and what a power cut leaves the next one removes; only what is a drill's", async () => {
	const place = join(s.data, "drill.tmp"), fifo = at("fifo");
	execFileSync("mkfifo", [fifo]);
	const child = spawn(BIN, ["drill", fifo, "--key", at("secret")], { env: { ...process.env, ANNEXA_DATA: s.data }, stdio: "ignore" });
	const pipe = spawn("sh", ["-c", 'exec 3>"$1"; head -c 300000 "$0" >&3; exec sleep 30', at("d1"), fifo], { stdio: "ignore" });
	await until(() => existsSync(join(place, "data", "annexa.db")));
	const busy = spawn(BIN, ["drill", at("d1"), "--key", at("secret")], { env: { ...process.env, ANNEXA_DATA: s.data }, stdio: "ignore" });
	const ended = new Promise((go) => busy.once("exit", go));
	child.kill("SIGKILL");
	assert.equal(await ended, 0, "the next one waits until it has gone");
	pipe.kill("SIGKILL");
	await until(() => !existsSync(place));

	mkdirSync(join(place, "data", "blob"), { recursive: true, mode: 0o700 });	// as if the power had gone
	writeFileSync(join(place, "place.lock"), "");
	writeFileSync(join(place, "data", "annexa.db"), "half");
	ok(drill(at("d1")));
	assert.ok(!existsSync(place));
	mkdirSync(join(place, "data"), { recursive: true, mode: 0o700 });
	writeFileSync(join(place, "data", "mine"), "keep me");
	const r = drill(at("d1"));
	assert.equal(r.status, 2);
	assert.match(r.err, /there is something in .*drill\.tmp already/);
	assert.equal(readFileSync(join(place, "data", "mine"), "utf8"), "keep me");
	rmSync(place, { recursive: true });
});

test("a full disk is no torn backup", (x) => {
	const small = at("small");
	mkdirSync(small);
	try { execFileSync("mount", ["-t", "tmpfs", "-o", "size=600k", "none", small], { stdio: "ignore" }); } catch { return x.skip("no right to mount"); }
	try {
		let r = run(["drill", at("d1"), "--key", at("secret"), "--in", small], { data: at("nowhere") });
		assert.equal(r.status, 5, r.err);
		assert.match(r.err, /No space left on device/);
		assert.deepEqual(readdirSync(small), []);
		r = run(["restore", at("d1"), "--key", at("secret"), "--accept-lost-erasures"], { data: join(small, "data") });
		assert.equal(r.status, 5, r.err);
		assert.deepEqual(readdirSync(small), []);
	} finally { execFileSync("umount", [small]); }
});

// Planted: the words beside the object.
test("with --json each says what it made as one object", async () => {
	const data = at("j1"), json = (...args) => ok(run([...args, "--json"], { data })).json();
	json("init", "--org", "acme", "--name", "Acme", "--admin", "ann@example.com");
	const { key } = json("backup", "--new-key", at("j-secret"));
	assert.match(key, /^[0-9a-f]{64}$/);
	const made = json("backup", at("j-backup"), "--to", key);
	assert.deepEqual([made.file, made.bytes > 0], [at("j-backup"), true]);
	assert.deepEqual(json("restore", at("j-backup"), "--key", at("j-secret"), "--accept-lost-erasures", "--data", at("j2")), { folder: at("j2"), files: made.files });
	const epoch = json("ledger", "new-epoch", "--reason", "tried");
	assert.deepEqual([epoch.epoch, epoch.origin.split("/").at(-1)], [2, "2"]);
});
