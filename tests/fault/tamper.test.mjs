// F40: whoever edits the tables behind Annexa's back is found, and the record is named.
//
// A folder with all kinds of history: references, revisions, archived records, two epochs. Then
// random SQL edits, each on a fresh copy of the database. ANNEXA_EDITS raises their number,
// ANNEXA_SEED repeats a run.
// twin: verify without check_forms, check_lost_links, canonical and erasures_hold, as it once was:
// 36 of 300 edits stayed unfound; with `kept = '{}'` and unended words let pass, 2 of 1,000.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { annexa, chance, copyFolder, create, folder, gone, init, join, must, putDatabase, sqlite } from "./helpers.mjs";

const EDITS = Number(process.env.ANNEXA_EDITS ?? 1000), WIDE = 3;
const rnd = chance();
let root, data, tables, prefixes, lanes;

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const text = (s) => `'${s.replaceAll("'", "''")}'`;
const plain = (literal) => literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal;

/* ---- the folder ---- */

function fill() {
	const range = (n) => Array.from({ length: n }, (_, i) => i + 1);
	create(data, "unit", range(4).map((i) => ({ name: `Unit ${i}`, description: "What it does." })));
	create(data, "person", range(30).map((i) => ({ name: `Person ${i}`, email: `p${i}@example.com`,
		unit: `U-${i % 4 + 1}`, external: i % 7 === 0, note: i % 3 ? undefined : "Away on *Fridays*" })));
	create(data, "asset", range(80).map((i) => ({ name: `Asset ${i}`, type: ["software", "service", "data-store"][i % 3],
		owner: i % 5 ? `P-${i % 30 + 1}` : undefined, unit: `U-${i % 4 + 1}`, location: "Berlin", confidentiality: i % 4 + 1,
		integrity: i % 3 + 1, classification: i % 2 ? "internal" : undefined, tags: ["erp", `t${i % 9}`],
		depends_on: i > 2 ? [`A-${i - 1}`, `A-${i - 2}`] : undefined, reviewed_on: "2026-01-15" })));
	create(data, "risk", range(50).map((i) => ({ title: `Risk ${i}`, owner: `P-${i % 30 + 1}`, likelihood: i % 5 + 1,
		consequence: (i * 3) % 5 + 1, treatment: "modify", assets: [`A-${i}`, `A-${i + 20}`], affects: ["integrity"],
		controls: ["A.8.7", "A.8.13"], due: "2026-09-01" })));
	create(data, "measure", range(20).map((i) => ({ title: `Measure ${i}`, owner: `P-${i}`, controls: [`A.5.${i}`], provider: i % 2 ? "Hosting Ltd" : undefined })));
	create(data, "obligation", range(8).map((i) => ({ title: `Law ${i}`, kind: "legal", controls: [`A.5.${i}`, "A.8.1"] })));
	create(data, "soa_entry", range(6).map((i) => ({ control: `A.7.${i}`, decision: "excluded", justification: "No premises of our own." })));
	for (const i of range(4)) {
		must(data, ["record", "set", "risk", `R-${i}`, `title=Risk ${i}, again`, "--reason", "reviewed"]);
		must(data, ["record", "set", "asset", `A-${i}`, "location=", "depends_on=A-70"]);
	}
	must(data, ["record", "archive", "risk", "R-50"]);
	must(data, ["record", "archive", "obligation", "O-8"]);
	must(data, ["record", "archive", "obligation", "O-7"]);
	must(data, ["record", "restore", "obligation", "O-7"]);
	must(data, ["ledger", "new-epoch", "--reason", "moved to another machine"]);
	create(data, "person", range(10).map((i) => ({ name: `Newcomer ${i}`, email: `n${i}@example.com` })));
	for (const i of range(4)) must(data, ["record", "set", "risk", `R-${i + 3}`, `likelihood=${i + 1}`]);
	must(data, ["record", "archive", "risk", "R-49"]);
	must(data, ["ledger", "checkpoint"]);
}

/** Every row of a table as SQL literals. */
async function load(name) {
	const info = (await sqlite(`file:${join(data, "annexa.db")}?mode=ro`, `SELECT name || '|' || type || '|' || "notnull" || '|' || pk FROM pragma_table_info('${name}');`))
		.trim().split("\n").map((l) => l.split("|"));
	const columns = info.map(([n, type, notnull, pk]) => ({ name: n, type, notnull: notnull === "1", key: pk !== "0" }));
	const rows = (await sqlite(join(data, "annexa.db"), `SELECT ${columns.map((c) => `hex(quote(${c.name}))`).join("||' '||")} FROM ${name};`))
		.trim().split("\n").filter(Boolean).map((l) => l.split(" ").map((h) => Buffer.from(h, "hex").toString()));
	return { name, columns, rows };
}

before(async () => {
	root = folder();
	data = join(root, "base", "data");
	const { mkdirSync } = await import("node:fs");
	mkdirSync(join(root, "base"));
	init(data);
	fill();
	const r = await annexa(data, "verify", "--json");
	assert.equal(r.status, 0, r.out + r.err);
	const open = new Set(JSON.parse(r.out).not_covered);
	const names = (await sqlite(join(data, "annexa.db"), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_index%' AND name NOT LIKE 'sqlite%';")).trim().split("\n");
	tables = {};
	for (const name of names)
		if (!open.has(name)) tables[name] = await load(name);
	prefixes = Object.fromEntries(JSON.parse(must(data, ["record", "types", "--json"])).map((t) => [t.name, t.prefix]));
	lanes = Array.from({ length: WIDE }, (_, k) => copyFolder(data, join(root, `lane${k}`)));
});
after(() => gone(root));

/* ---- edits: {sql, name: codes of which one must be named} or null if chance found none ---- */

const at = (t, row, column) => row[t.columns.findIndex((c) => c.name === column)];
const where = (t, row) => t.columns.map((c, i) => [c, i]).filter(([c]) => c.key).map(([c, i]) => `${c.name} = ${row[i]}`).join(" AND ");
const code = (type, id) => `${prefixes[type] ?? `${type}/`}${prefixes[type] ? "-" : ""}${id}`;

/** The record a row belongs to, as verify would name it. */
function named(t, row) {
	if (prefixes[t.name]) return [code(t.name, at(t, row, "id"))];
	if (t.name === "revision") return [code(plain(at(t, row, "type")), at(t, row, "id"))];
	if (t.name === "link") return [code(plain(at(t, row, "from_type")), at(t, row, "from_id"))];
	if (t.name === "actor") return ["", "actor/"].map((x) => x + plain(at(t, row, "pseudonym")));
	return [];
}

function otherText(old, t, i) {
	const s = plain(old), k = rnd.below(s.length + 1);
	switch (rnd.below(5)) {
	case 0: return text(`${s}x`);
	case 1: return text(s.slice(0, k) + "7" + s.slice(k + 1));
	case 2: return rnd.one(t.rows)[i];
	case 3: return s.length ? text(s.slice(0, -1)) : "'y'";
	default: return text(s.slice(0, k) + " " + s.slice(k));
	}
}

function otherBlob(old) {
	const b = Buffer.from(old.slice(2, -1), "hex");
	if (!b.length) return "x'00'";
	b[rnd.below(b.length)] ^= 1 << rnd.below(8);
	return `x'${b.toString("hex")}'`;
}

/** Another value for column i of the row; never the same. */
function other(t, row, i) {
	const c = t.columns[i], old = row[i];
	let v = old;
	for (let k = 0; k < 20 && v === old; k++) {
		if (!c.notnull && old !== "NULL" && rnd.below(4) === 0) v = "NULL";
		else if (c.type === "BLOB") v = old === "NULL" ? `x'${"ab".repeat(32)}'` : otherBlob(old);
		else if (c.type === "BOOLEAN") v = old === "1" ? rnd.one(["0", "2"]) : rnd.one(["1", "2"]);
		else if (c.type === "INTEGER") v = rnd.one([String(Number(old === "NULL" ? 0 : old) + 1), String(rnd.below(60)), rnd.one(t.rows)[i], "99999"]);
		else v = old === "NULL" ? rnd.one(["''", "'new'", "'{}'"]) : otherText(old, t, i);
	}
	return v === old ? null : v;
}

const anyTable = () => rnd.one(Object.values(tables).filter((t) => t.rows.length));
// The moment a checkpoint was stored is not covered, nor is that an old one is still there: a newer one contains it.
const free = (t, c) => t.name === "ledger_checkpoint" && c === "at";

function update() {
	const t = anyTable(), row = rnd.one(t.rows), i = rnd.below(t.columns.length), v = other(t, row, i);
	if (v === null || free(t, t.columns[i].name) || (t.name === "ledger_checkpoint" && t.columns[i].key)) return null;
	return { sql: `UPDATE ${t.name} SET ${t.columns[i].name} = ${v} WHERE ${where(t, row)};`, name: named(t, row) };
}

/** A value that the column's type does not allow: the attacker switches the checks off. */
function wrongType() {
	const t = anyTable(), row = rnd.one(t.rows), i = rnd.below(t.columns.length), c = t.columns[i];
	if (!["INTEGER", "BOOLEAN"].includes(c.type) || c.key || row[i] === "NULL") return null;
	return { sql: `UPDATE ${t.name} SET ${c.name} = ${rnd.one([text(`${row[i]}x`), `${row[i]}.5`])} WHERE ${where(t, row)};`,
		name: named(t, row) };
}

function remove() {
	const t = anyTable(), row = rnd.one(t.rows);
	if (t.name === "ledger_checkpoint") return null;
	return { sql: `DELETE FROM ${t.name} WHERE ${where(t, row)};`, name: named(t, row) };
}

function insert() {
	const t = anyTable(), row = [...rnd.one(t.rows)], keys = t.columns.map((c, i) => i).filter((i) => t.columns[i].key);
	const i = rnd.one(keys), v = other(t, row, i);
	if (v === null) return null;
	row[i] = v;
	if (t.name === "actor") row[t.columns.findIndex((c) => c.name === "subject")] = "'local/nobody'";
	if (t.name === "ledger_head") row[t.columns.findIndex((c) => c.name === "origin")] = "'elsewhere/1'";
	return { sql: `INSERT INTO ${t.name} VALUES (${row.join(", ")});`, name: t.columns[i].name === "org" ? [] : named(t, row) };
}

/** Two rows change places: each gets the other's values, the keys stay. */
function swap() {
	const t = anyTable(), x = rnd.one(t.rows), y = rnd.one(t.rows);
	const values = t.columns.map((c, i) => i).filter((i) => !t.columns[i].key && !free(t, t.columns[i].name) && x[i] !== y[i]);
	if (!values.length) return null;
	const set = (from) => values.map((i) => `${t.columns[i].name} = ${from[i]}`).join(", ");
	const origin = t.name === "ledger_head" ? `UPDATE ledger_head SET origin = 'a' || epoch;` : "";
	const subject = t.name === "actor" ? "UPDATE actor SET subject = NULL;" : "";
	return { sql: `${origin}${subject}UPDATE ${t.name} SET ${set(y)} WHERE ${where(t, x)}; UPDATE ${t.name} SET ${set(x)} WHERE ${where(t, y)};`,
		name: [...named(t, x), ...named(t, y)] };
}

function cutTail() {
	const n = 1 + rnd.below(12), epoch = 1 + rnd.below(2);
	const leaves = tables.ledger_leaf.rows.filter((r) => r[1] === String(epoch));
	const from = Math.max(1, leaves.length - n);
	const cut = `DELETE FROM ledger_leaf WHERE epoch = ${epoch} AND idx >= ${from};`;
	const revisions = `DELETE FROM revision WHERE epoch = ${epoch} AND leaf >= ${from};`;
	return { sql: [cut, revisions, cut + revisions, cut + revisions + head(epoch, leaves.slice(0, from).map((r) => plain(r[3]))),
		cut + revisions + head(epoch, leaves.slice(0, from).map((r) => plain(r[3]))) + `DELETE FROM ledger_checkpoint WHERE epoch = ${epoch} AND size > ${from};`][rnd.below(5)], name: [] };
}

/** UPDATE of a head to the tree over these leaf bodies (RFC 9162, the frontier packed). */
function head(epoch, bodies) {
	const frontier = [];	// [hash, level], highest level first
	for (const b of bodies) {
		let h = sha(Buffer.from([0]), Buffer.from(b)), level = 0;
		while (frontier.length && frontier.at(-1)[1] === level) h = sha(Buffer.from([1]), frontier.pop()[0], h), level++;
		frontier.push([h, level]);
	}
	const size = Buffer.alloc(8);
	size.writeBigUInt64BE(BigInt(bodies.length));
	const last = Date.parse(JSON.parse(bodies.at(-1)).t) * 1000;
	return `UPDATE ledger_head SET size = ${bodies.length}, tree = x'${Buffer.concat([size, ...frontier.map((f) => f[0])]).toString("hex")}', last_us = ${last} WHERE epoch = ${epoch};`;
}

/** Another leaf with everything above it computed anew; sometimes the unsigned notes taken away too. */
function forgeLeaf() {
	const epoch = 1 + rnd.below(2), rows = tables.ledger_leaf.rows.filter((r) => r[1] === String(epoch));
	const bodies = rows.map((r) => plain(r[3])), k = rnd.below(bodies.length), leaf = JSON.parse(bodies[k]);
	switch (rnd.below(4)) {
	case 0: leaf.act = "u-00000000"; break;
	case 1: leaf.t = "2020-01-01T00:00:00.000Z"; break;
	case 2: leaf.doc = sha(Buffer.from(leaf.doc)).toString("hex"); break;
	default: leaf.op = leaf.op === "create" ? "update" : "create";
	}
	bodies[k] = JSON.stringify(leaf);
	return { sql: `UPDATE ledger_leaf SET body = ${text(bodies[k])} WHERE epoch = ${epoch} AND idx = ${k};${head(epoch, bodies)}` +
		(rnd.below(2) ? `DELETE FROM ledger_checkpoint WHERE epoch = ${epoch};` : ""), name: [] };
}


/** The same document, written otherwise. */
function reformat() {
	const t = tables.revision, row = rnd.one(t.rows), doc = plain(at(t, row, "doc"));
	return { sql: `UPDATE revision SET doc = ${text(JSON.stringify(JSON.parse(doc), null, 1))} WHERE ${where(t, row)};`, name: named(t, row) };
}

/** A text that goes on behind a NUL, where C does not look. */
function behindNul() {
	const t = anyTable(), row = rnd.one(t.rows), i = rnd.below(t.columns.length), c = t.columns[i];
	if (c.type !== "TEXT" || row[i] === "NULL" || free(t, c.name) || (t.name === "ledger_checkpoint" && c.key)) return null;
	return { sql: `UPDATE ${t.name} SET ${c.name} = ${row[i]} || char(0) || 'x' WHERE ${where(t, row)};`, name: c.key ? [] : named(t, row) };
}

/** An old value made to look erased with the digest that fits: only, no leaf erased it. */
function falseErasure() {
	const t = tables.revision, row = rnd.one(t.rows), literal = at(t, row, "seed"), doc = JSON.parse(plain(at(t, row, "doc")));
	if (literal.length !== 67) return null;		// with a sealed member there are more seeds
	const seed = Buffer.from(literal.slice(2, -1), "hex"), kept = {}, victim = rnd.one(Object.keys(doc));
	const all = { ...doc, request: plain(at(t, row, "request")) };
	if (at(t, row, "reason") !== "NULL") all.reason = plain(at(t, row, "reason"));
	for (const [k, v] of Object.entries(all)) {
		const salt = createHmac("sha256", seed).update(k).digest("hex");
		kept[k] = k === victim ? { digest: sha(Buffer.from(`\x10["${salt}",${JSON.stringify(k)},${jcs(v)}]`)).toString("hex") } : { salt };
	}
	doc[victim] = { redacted: rnd.below(400) };
	return { sql: `UPDATE revision SET doc = ${text(jcs(doc))}, kept = ${text(jcs(kept))}, seed = NULL WHERE ${where(t, row)};`, name: named(t, row) };
}

/** The reason moved from its column into the document: the same members, so the same digest. */
function movedReason() {
	const t = tables.revision, rows = t.rows.filter((r) => at(t, r, "reason") !== "NULL");
	if (!rows.length) return null;
	const row = rnd.one(rows), doc = JSON.parse(plain(at(t, row, "doc")));
	doc.reason = plain(at(t, row, "reason"));
	return { sql: `UPDATE revision SET doc = ${text(jcs(doc))}, reason = NULL WHERE ${where(t, row)};`, name: named(t, row) };
}

const jcs = (v) => v === null || typeof v !== "object" ? JSON.stringify(v) : Array.isArray(v) ? `[${v.map(jcs)}]` :
	`{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${jcs(v[k])}`)}}`;

/* ---- the tests ---- */

const drop = () => Object.values(tables).map((t) => `DROP TRIGGER IF EXISTS ${t.name}_no_update; DROP TRIGGER IF EXISTS ${t.name}_no_delete;`).join("");

async function edited(lane, sql) {
	putDatabase(join(data, "annexa.db"), lane);
	try {
		await sqlite(join(lane, "annexa.db"), `PRAGMA ignore_check_constraints = ON; BEGIN; ${drop()} ${sql} COMMIT; PRAGMA wal_checkpoint(TRUNCATE);`);
	} catch (e) {
		if (/constraint/.test(e.message)) return null;	// that row is there already: another edit
		throw new Error(`${e.message}: ${sql}`);
	}
	return annexa(lane, "verify", "--json");
}

test("the untouched folder verifies, and so does a copy whose triggers were dropped", async () => {
	const r = await edited(lanes[0], "");
	assert.equal(r.status, 0, r.out + r.err);
});

test("a head that no log can have is found, and the folder can still be read", async () => {
	for (const set of ["origin = replace(origin, '-', ' ')", "tree = x'00'"]) {
		const r = await edited(lanes[0], `UPDATE ledger_head SET ${set};`);
		assert.equal(r.status, 1, r.err);
		assert.match(r.out, /ledger-refused/);
	}
});

/** Up to `room` edits for one copy: more than one only if each is of other records, to be named. */
function batch(kinds, room) {
	const edits = [], names = new Set();
	for (let tries = 0; tries < 200 && edits.length < room; tries++) {
		const e = rnd.one(kinds)();
		if (!e || e.name.some((n) => names.has(n)) || (edits.length && !e.name.length)) continue;
		e.name.forEach((n) => names.add(n));
		edits.push(e);
		if (!e.name.length) break;
	}
	return edits;
}

/** What of these edits verify has not found or not named. */
function missing(edits, r) {
	let found = [];
	try { found = JSON.parse(r.out).problems.map((p) => p.record); } catch { /* nothing was said */ }
	if (r.status !== 1) return edits.map((e) => `exit ${r.status}: ${e.sql}`.slice(0, 400));
	return edits.filter((e) => e.name.length && !e.name.some((n) => found.includes(n)))
		.map((e) => `not named ${e.name}, but ${found.slice(0, 5)}: ${e.sql}`.slice(0, 400));
}

test(`${EDITS} random edits are all found, seed ${rnd.seed}`, async () => {
	const kinds = [update, update, update, update, remove, insert, insert, swap, cutTail, forgeLeaf,
		wrongType, reformat, behindNul, falseErasure, movedReason];
	const missed = [];
	let left = EDITS, refused = 0;
	const lane = async (k) => {
		while (left > 0) {
			const edits = batch(kinds, Math.min(4, left));
			left -= edits.length;
			const r = await edited(lanes[k], edits.map((e) => e.sql).join("\n"));
			if (r) missed.push(...missing(edits, r));
			else left += edits.length, refused++;
			assert.ok(refused < EDITS, "SQLite refuses nearly every edit");
		}
	};
	await Promise.all(lanes.map((_, k) => lane(k)));
	assert.deepEqual(missed, []);
});
