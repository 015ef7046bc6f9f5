// F2: the power fails. What was acknowledged is there, nothing is torn, no false alarm is given.
//
// recorder.c writes down what the program does to its folder; here a crash point is picked, what was
// fsynced by then is kept, each other write is kept or lost by chance or torn at 512 bytes, names made,
// renamed and removed are kept up to a point unless their directory was fsynced. The folder is
// built from that, without -shm, and `annexa verify` opens it. ANNEXA_STATES raises the number.
// twin: five, below: RECORD_DROP leaves out the fsync of the WAL (as synchronous=NORMAL does), of
// the signer's marks, of the signer's directory, of stored files, of their directories. Each must be
// found within 400 states.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { BIN, Client, Server, run } from "../lib/annexa.mjs";
import { annexa, chance, copyFolder, folder, gone, init, join, sqlite, start } from "./helpers.mjs";

const STATES = Number(process.env.ANNEXA_STATES ?? 400), TWIN_STATES = 400, WIDE = 3, LOG = 256 << 20;
const rnd = chance();
let root, library, base, server;

before(() => {
	root = folder();
	library = join(root, "recorder.so");
	execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library,
		join(dirname(fileURLToPath(import.meta.url)), "recorder.c"), "-ldl"]);
	base = join(root, "base");
	init(base);
});
after(async () => {
	await server?.kill();
	gone(root);
});

/* ---- recording ---- */

function recording(name, drop) {
	const data = copyFolder(base, join(root, name)), log = join(root, `${name}.log`);
	writeFileSync(log, "");
	truncateSync(log, LOG);
	const env = { LD_PRELOAD: library, RECORD_DIR: data, RECORD_LOG: log, ...(drop ? { RECORD_DROP: drop } : {}) };
	return { data, log, env, before: files(data) };
}

/** path -> bytes of all files of a folder, but the shared memory that a crash empties. */
function files(dir, under = "") {
	const all = new Map();
	for (const d of readdirSync(join(dir, under), { withFileTypes: true })) {
		const path = under ? `${under}/${d.name}` : d.name;
		if (d.isDirectory()) for (const [p, b] of files(dir, path)) all.set(p, b);
		else if (d.isFile() && !path.endsWith("-shm")) all.set(path, readFileSync(join(dir, path)));
	}
	return all;
}

/** The notes of a recording, in order. */
function notes(log) {
	const fd = openSync(log), head = Buffer.alloc(8), all = [];
	readSync(fd, head);
	const end = Number(head.readBigUInt64LE(0)), b = Buffer.alloc(8 + end);
	readSync(fd, b, 0, b.length, 0);
	closeSync(fd);
	for (let at = 8; at < 8 + end;) {
		const n = b.readUInt32LE(at), m = b[at + 5];
		assert.ok(n >= 15, "a note was begun and not ended");
		all.push({ kind: String.fromCharCode(b[at + 4]), path: b.toString("utf8", at + 14, at + 14 + m),
			number: Number(b.readBigUInt64LE(at + 6)), data: b.subarray(at + 15 + m, at + n) });
		at += (n + 7) & ~7;
	}
	return all;
}

/** A server whose doings are recorded; work(client, i) until `n` are done, by four at a time. */
async function recorded(r, n, work) {
	const s = server = new Server(), names = ["LD_PRELOAD", "RECORD_DIR", "RECORD_LOG", "RECORD_DROP"];
	s.data = r.data;
	Object.assign(process.env, r.env);
	try {
		await s.launch(["--log", "warn"]);
	} finally {
		for (const x of names) delete process.env[x];
	}
	const bearer = s.token("root@example.com").bearer;
	let next = 0;
	await Promise.all([0, 1, 2, 3].map(async () => {
		const c = new Client(s.base);
		c.bearer = bearer;
		for (let i = next++; i < n; i = next++) await work(c, i);
	}));
	assert.equal((await s.stop({ keep: true })).code, 0);
	server = null;
}

/** Files, each then named by evidence; every third has contents that are there already. */
const uploads = (r, n) => recorded(r, n, async (c, i) => {
	const body = `${"line of a file, long enough to be torn\n".repeat(300)}${i % 3 ? i : "the same"}`;
	const up = await c.fetch("POST", `/api/v1/files?name=f${i}.txt`, { headers: { "Content-Type": "text/plain" }, body });
	assert.equal(up.status, 201, up.text);
	const made = await c.api("POST", "/evidence", { title: `W-${i}`, files: up.body.data });
	assert.equal(made.status, 201, made.text);
});

/** Edits by four writers, with a checkpoint of the ledger now and then, then an end in order. */
const edits = (r, writes) => recorded(r, writes, async (c, i) => {
	const name = `W-${i}`;
	const made = await c.api("POST", i % 3 ? "/assets" : "/people", i % 3 ? { name, type: "software", tags: ["x"] } : { name, phone: "1" });
	assert.equal(made.status, 201, made.text);
	const changed = await c.api("PATCH", `/${i % 3 ? "assets" : "people"}/${made.body.code}`, { [i % 3 ? "location" : "phone"]: "changed" });
	assert.equal(changed.status, 200, changed.text);
	if (i % 5 === 4) await annexa(r.data, "ledger", "checkpoint");
});

/* ---- replaying ---- */

/** The bytes of a file, in a buffer with room to grow. */
class Bytes {
	constructor(from = Buffer.alloc(0)) {
		this.size = from.length;
		this.buffer = Buffer.from(from);
	}
	all() {
		return this.buffer.subarray(0, this.size);
	}
	resize(n) {
		if (n > this.buffer.length) {
			const more = Buffer.alloc(2 * n);
			this.buffer.copy(more, 0, 0, this.size);
			this.buffer = more;
		}
		if (n < this.size) this.buffer.fill(0, n, this.size);
		this.size = n;
	}
	apply(op) {
		if (op.parts) return op.parts.forEach((p) => this.apply(p));
		if (op.data) {
			if (op.at + op.data.length > this.size) this.resize(op.at + op.data.length);
			op.data.copy(this.buffer, op.at);
		} else {
			this.resize(op.cut);
		}
	}
}

class Disk {
	constructor(start) {
		this.now = new Map();		// names as the program sees them: path -> file
		this.kept = new Map();		// names that are durable
		this.names = [];		// changes of names since: {dir, apply(map)}
		this.start = new Set(start.keys());
		this.made = new Set();		// folders made since; "path/" in the maps when they are there
		for (const [path, bytes] of start) {
			const f = { bytes: new Bytes(bytes), pending: [] };
			this.now.set(path, f);
			this.kept.set(path, f);
		}
	}
	name(path, apply) {
		apply(this.now);
		const dir = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
		this.names.push({ dir, apply });
	}
	/** Is every folder above it there? */
	reached(path, left) {
		return [...this.made].every((dir) => !path.startsWith(`${dir}/`) || left.has(`${dir}/`));
	}
	step({ kind, path, number, data }) {
		const f = this.now.get(path), other = data.toString();
		switch (kind) {
		case "O": if (!f) { const made = { bytes: new Bytes(), pending: [] }; this.name(path, (m) => m.set(path, made)); } break;
		case "W": if (f) f.pending.push({ at: number, data }); break;
		case "T": if (f) f.pending.push({ cut: number }); break;
		case "U": if (f) this.name(path, (m) => m.delete(path)); break;
		// Durable with the folder it comes to; that it is gone from the other one is of no use.
		case "R": if (f) this.name(other, (m) => { m.set(other, f); m.delete(path); }); break;
		case "L": if (f) this.name(other, (m) => m.set(other, f)); break;
		case "M":	// tried and there already is no change
			if (![...this.start].some((p) => p.startsWith(`${path}/`))) {
				this.made.add(path);
				this.name(path, (m) => m.set(`${path}/`, null));
			}
			break;
		case "S":
			if (f) {
				f.pending.forEach((op) => f.bytes.apply(op));
				f.pending = [];
			} else {
				for (const n of this.names) if (n.dir === path) n.apply(this.kept);
				this.names = this.names.filter((n) => n.dir !== path);
			}
		}
	}
	/** What is on the disk when the power comes back. */
	crash() {
		const left = new Map(this.kept), until = new Map();
		for (const n of this.names) {	// a directory's changes reach the disk in order, up to a point
			if (!until.has(n.dir)) until.set(n.dir, rnd.below(this.names.filter((x) => x.dir === n.dir).length + 1));
			const room = until.get(n.dir);
			if (room > 0) n.apply(left);
			until.set(n.dir, room - 1);
		}
		return new Map([...left].filter(([p]) => !p.endsWith("-shm") && !p.endsWith("/") && this.reached(p, left)).map(([p, f]) => {
			const bytes = new Bytes(f.bytes.all());
			for (const op of f.pending) if (rnd.below(2)) bytes.apply(torn(op));
			return [p, bytes.all()];
		}));
	}
}

/** One write in four reaches the disk only in some of its sectors. */
function torn(op) {
	if (!op.data || op.data.length <= 512 || rnd.below(4)) return op;
	const parts = [];
	for (let at = 0; at < op.data.length; at += 512)
		if (rnd.below(2)) parts.push({ at: op.at + at, data: op.data.subarray(at, at + 512) });
	return { parts };
}

/* ---- judging ---- */

/** What the answers up to here promise: name -> was the change acknowledged, too? */
function promise(promised, { kind, data }) {
	if (kind !== "A") return;
	const text = data.toString(), name = text.match(/"(?:name|title)":\s*"(W-\d+)"/)?.[1];
	if (name && /"code":/.test(text)) promised.set(name, promised.get(name) || /"(location|phone)":\s*"changed"/.test(text));
}

/** Size of the last signed tree in a mark: magic, origin, time, packed tree. */
function marked(bytes) {
	const n = bytes.readUInt32BE(21);
	return Number(bytes.readBigUInt64BE(21 + 4 + n + 8 + 4));
}

/* One process for all looks: a fork of this one, with a recording in memory, is dear. */
const LOOK = `"$ANNEXA" verify --json || exit 1
"$ANNEXA" fsck >&2 || exit 1
echo ====
exec sqlite3 "$ANNEXA_DATA/annexa.db" "SELECT name || '|' || coalesce(location, '') FROM asset UNION ALL
SELECT name || '|' || CASE phone WHEN '1' THEN '' ELSE phone END FROM person UNION ALL
SELECT title || '|' FROM evidence; PRAGMA integrity_check;"`;

/** What is wrong with a state, or null. */
async function wrong(dir, state, promised) {
	gone(dir);
	mkdirSync(join(dir, "signer"), { recursive: true, mode: 0o700 });
	for (const [path, bytes] of state) {
		mkdirSync(dirname(join(dir, path)), { recursive: true, mode: 0o700 });
		writeFileSync(join(dir, path), bytes, { mode: 0o600 });
	}
	const mark = [...state.keys()].find((p) => p.endsWith(".mark"));
	const r = await start("sh", ["-c", LOOK], { env: { ANNEXA_DATA: dir, ANNEXA: BIN } });
	const [json, text] = r.out.split("\n====\n");
	if (r.status !== 0) return `verify: ${r.err} ${json.slice(0, 600)}`;
	const rows = new Map(text.trim().split("\n").map((l) => l.split("|")));
	if (!rows.has("ok")) return `integrity_check: ${text}`.slice(0, 300);
	const noted = JSON.parse(json).logs.at(-1).signed_size;
	if (!mark || marked(state.get(mark)) < noted)
		return `the mark is at ${mark && marked(state.get(mark))}, a note of ${noted} is stored`;
	for (const [name, changed] of promised)
		if (!rows.has(name) || (changed && rows.get(name) !== "changed")) return `${name} was acknowledged${changed ? " with its change" : ""}`;
	return null;
}

/** The first n wrong states out of `states`. */
async function replay(r, states, most) {
	const all = notes(r.log), disk = new Disk(r.before), promised = new Map(), found = [];
	const points = Array.from({ length: states }, () => rnd.below(all.length + 1)).sort((x, y) => x - y);
	let at = 0, tried = 0;
	const lanes = Array.from({ length: WIDE }, (_, k) => join(root, `state${k}`)), busy = new Set();
	for (const point of points) {
		for (; at < point; at++) {
			disk.step(all[at]);
			promise(promised, all[at]);
		}
		while (!lanes.length) await Promise.race(busy);
		if (found.length >= most) break;
		const dir = lanes.pop(), work = wrong(dir, disk.crash(), new Map(promised)).then((w) => {
			if (w) found.push(`at ${point} of ${all.length}: ${w}`);
			tried++;
			lanes.push(dir);
			busy.delete(work);
		});
		busy.add(work);
	}
	await Promise.all(busy);
	for (const n of all.slice(at)) promise(promised, n);
	return { found, tried, promised: promised.size };
}

test(`${STATES} power failures under edits and checkpoints lose nothing, seed ${rnd.seed}`, async () => {
	const r = recording("edits");
	await edits(r, 120);
	assert.ok(notes(r.log).some((n) => n.kind === "R" && n.path.startsWith("signer/")), "the signer was not recorded");
	assert.ok(notes(r.log).some((n) => n.kind === "W" && n.path === "annexa.db"), "no WAL was folded in");
	const got = await replay(r, STATES, 5);
	assert.ok(got.promised === 120);
	assert.deepEqual(got.found, []);
});

test("power failures during the migration of an older database", async () => {
	const r = recording("older");
	await sqlite(join(r.data, "annexa.db"), "PRAGMA user_version = 1; DROP INDEX asset_owner; PRAGMA wal_checkpoint(TRUNCATE);");
	r.before = files(r.data);
	const made = run(["record", "create", "asset", "name=W-0", "type=software"], { data: r.data, env: r.env });
	assert.equal(made.status, 0, made.err);
	const got = await replay(r, Math.ceil(STATES / 8), 5);
	assert.deepEqual(got.found, []);
});

test("power failures under uploads lose no byte of a file that a record names", async () => {
	const r = recording("uploads");
	await uploads(r, 60);
	assert.ok(notes(r.log).some((n) => n.kind === "R" && n.path.startsWith("blob/tmp/")), "the store was not recorded");
	const got = await replay(r, STATES, 5);
	assert.ok(got.promised === 60);
	assert.deepEqual(got.found, []);
});

for (const [drop, what, work, n] of [["wal", "commits without fsync (synchronous=NORMAL)", edits, 40], ["mark", "marks of the signer without fsync", edits, 40],
	["names", "renamed marks without fsync of their directory", edits, 40], ["blob", "stored files without fsync", uploads, 30], ["blobnames", "stored files without fsync of their directory", uploads, 30]])
	test(`twin found: ${what}`, async () => {
		const r = recording(`twin-${drop}`, drop);
		await work(r, n);
		const got = await replay(r, TWIN_STATES, 1);
		assert.ok(got.found.length, `not found in ${got.tried} states`);
	});
