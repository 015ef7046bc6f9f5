// tests/fault/helpers.mjs -- what the fault tests share: chance that can be repeated, processes,
// data folders and their copies.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN, run } from "../lib/annexa.mjs";

/** Numbers in [0, 1) from a seed; ANNEXA_SEED repeats a run. */
export function chance(seed = Number(process.env.ANNEXA_SEED ?? Date.now() % 1e9)) {
	let a = seed >>> 0;
	const next = () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), a | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	const below = (n) => Math.floor(next() * n);
	return { seed, next, below, one: (list) => list[below(list.length)] };
}

/** A process to its end: {status, out, err}; never throws. */
export function start(program, args, { env = {}, input } = {}) {
	return new Promise((done) => {
		const child = execFile(program, args, { maxBuffer: 1 << 28, timeout: 60000,
			env: { ...process.env, ...env } }, (e, out, err) =>
			done({ status: e ? (typeof e.code === "number" ? e.code : -1) : 0, out, err }));
		child.stdin.on("error", () => {});	// it may end before it has read all
		child.stdin.end(input ?? "");
	});
}

export const annexa = (data, ...args) => start(BIN, args, { env: { ANNEXA_DATA: data } });

/** SQL on a database file, from stdin: as much as one likes. Throws when SQLite refuses. */
export async function sqlite(file, text, ...options) {
	const r = await start("sqlite3", ["-bail", "-cmd", ".timeout 5000", ...options, file], { input: text });
	if (r.status !== 0) throw new Error(r.err.trim());
	return r.out;
}

export const folder = () => mkdtempSync(join(tmpdir(), "annexa-test-"));
export const gone = (dir) => rmSync(dir, { recursive: true, force: true });
export const hash = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/** Put this database file, alone, into a data folder. */
export function putDatabase(file, data) {
	for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(join(data, `annexa.db${end}`), { force: true });
	copyFileSync(file, join(data, "annexa.db"));
}

export function copyFolder(from, to) {
	cpSync(from, to, { recursive: true, filter: (f) => !f.endsWith(".sock") && !f.endsWith("/socket") });
	return to;
}

/** Command line that must succeed; its stdout. */
export function must(data, args, input) {
	const r = run(args, { data, input });
	if (r.status !== 0) throw new Error(`annexa ${args.join(" ")}: ${r.status} ${r.err}`);
	return r.out;
}

/** Records from objects, in one transaction. */
export function create(data, type, records) {
	const file = join(data, "..", `${type}.json`);
	writeFileSync(file, JSON.stringify(records));
	const out = must(data, ["record", "create", type, "--from", file]);
	rmSync(file);
	return out.trim().split("\n");
}

export function init(data, more = []) {
	must(data, ["init", "--org", "acme", "--name", "Acme Ltd", "--admin", "root@example.com", ...more]);
}

/** n times work(i), at most `wide` at once. */
export async function pool(n, wide, work) {
	let next = 0;
	const lane = async (k) => { while (next < n) await work(next++, k); };
	await Promise.all(Array.from({ length: wide }, (_, k) => lane(k)));
}

export { existsSync, join };
