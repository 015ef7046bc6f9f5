// tests/matrix/mass.test.mjs -- nobody sets what is not theirs, and no type of JSON gets past its field.
//
// F22, asvs:V15.3.3, V2.2.1. From `annexa doc records`: every server-owned and derived member of every
// type on create and change, over JSON, form and import; every field with every wrong JSON type and
// beyond every limit. Import takes the columns `code`, `state` and derived ones silently, because our
// own exports have them; it must still not change them.
//
// Proved by hand: derived members accepted, steps of any JSON type, a column `rev` passed over by the
// import -> the test of each fails.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { sql } from "../lib/annexa.mjs";
import { World, pool, types } from "../lib/matrix.mjs";

const OWNED = { id: 1, org: 2, org_id: 2, code: "X-1", rev: 99, state: "closed", archived: true, created_at: "2001-01-01T00:00:00.000Z",
	updated_at: "2001-01-01T00:00:00.000Z", created_by: "x", label: "x", links: [], __proto: {}, constructor: "x" };
let w, admin, page;
before(async () => {
	w = await World.start();
	admin = w.actors.administrator.api;
	page = w.actors.administrator.page;
});
after(() => w?.stop());

class Cells {
	constructor() { this.n = 0; this.wrong = []; }
	say(ok, what) { this.n++; if (!ok) this.wrong.push(what); }
	done(t) {
		return t.test(`${this.n} cells checked`, () => assert.deepEqual(this.wrong.sort().slice(0, 40), [], `${this.wrong.length} wrong`));
	}
}

/** Everything that is not the type's to set, with a value that would do harm. */
const owned = (t) => [...Object.entries(OWNED).filter(([n]) => !t.fields.some((f) => f.name === n && !f.derived)),
	...t.fields.filter((f) => f.derived).map((f) => [f.name, f.kind === "step" ? 5 : f.kind === "int" ? 7 : "planted"])];
const names = (r) => (r.body?.errors ?? []).map((e) => e.field);
const leaves = () => sql(w.server.data, "SELECT count(*) FROM ledger_leaf").trim();

test("JSON: server-owned and derived members are refused by name, and nothing changes", async (t) => {
	const cells = new Cells(), size = leaves();
	await pool(types.map((one) => async () => {
		const path = `/${one.plural}/${w.code[one.name].else}`, was = (await admin.api("GET", path)).text;
		const count = (await admin.api("GET", `/${one.plural}?limit=1`)).body.total;
		for (const [name, value] of owned(one)) {
			const made = await admin.api("POST", `/${one.plural}`, { ...w.body(one, "else", "new"), [name]: value });
			cells.say(made.status === 422 && names(made).includes(name), `create ${one.name}.${name}: ${made.status} ${names(made)}`);
			const changed = await admin.api("PATCH", path, { [name]: value });
			cells.say(changed.status === 422 && names(changed).includes(name), `change ${one.name}.${name}: ${changed.status} ${names(changed)}`);
		}
		cells.say((await admin.api("GET", path)).text === was, `${one.name} changed`);
		cells.say((await admin.api("GET", `/${one.plural}?limit=1`)).body.total === count, `${one.name} grew`);
	}));
	cells.say(leaves() === size, "the ledger grew");
	await cells.done(t);
});

test("form: the same, and rev is only the revision that was seen", async (t) => {
	const cells = new Cells(), size = leaves();
	await pool(types.map((one) => async () => {
		const path = `/${one.plural}/${w.code[one.name].else}`, was = (await admin.api("GET", path)).text;
		for (const [name, value] of owned(one)) {
			if (name === "rev" || name.startsWith("_")) continue;	// names with _ are the form's own, no field's
			const text = typeof value === "object" ? "x" : String(value);
			const made = await page.form(`/${one.plural}`, { ...texts(w.body(one, "else", "new")), [name]: text });
			cells.say(made.status === 422, `create ${one.name}.${name}: ${made.status}`);
			const changed = await page.form(path, { [name]: text });
			cells.say(changed.status === 422, `change ${one.name}.${name}: ${changed.status}`);
		}
		const r = await page.form(path, { rev: "1999" });
		cells.say(r.status === 412, `${one.name} rev: ${r.status}`);
		cells.say((await admin.api("GET", path)).text === was, `${one.name} changed`);
	}), 4);
	cells.say(leaves() === size, "the ledger grew");
	await cells.done(t);
});
const texts = (b) => Object.fromEntries(Object.entries(b).map(([k, v]) => [k, Array.isArray(v) ? v.join(",") : String(v)]));

test("import: code, state and derived columns are passed over, all others refused", async (t) => {
	const cells = new Cells();
	await pool(types.map((one) => async () => {
		const code = w.code[one.name].else, path = `/${one.plural}/${code}`, was = (await admin.api("GET", path)).text;
		const silent = new Set(["code", "state", ...one.fields.filter((f) => f.derived).map((f) => f.name)]);
		for (const [name, value] of owned(one)) {
			const text = typeof value === "object" ? "x" : String(value);
			const csv = name === "code" ? `code,${one.title}\n${text},\n` : `code,${name}\n${code},${text}\n`;
			const r = await admin.fetch("POST", `/api/v1/${one.plural}/import?key=code${name === "code" ? "&dry_run=1" : ""}`,
				{ headers: { "Content-Type": "text/csv" }, body: csv });
			const want = name === "code" ? [422, 200] : silent.has(name) ? [200] : [422];
			cells.say(want.includes(r.status), `${one.name}.${name}: ${r.status} ${r.text.slice(0, 200)}`);
			if (want[0] === 422 && name !== "code") cells.say(names(r).includes(name), `${one.name}.${name}: names ${names(r)}`);
			if (r.status === 200) cells.say(r.body.updated === 0 && r.body.created === 0, `${one.name}.${name}: wrote ${r.text}`);
		}
		cells.say((await admin.api("GET", path)).text === was, `${one.name} changed`);
	}));
	await cells.done(t);
});

// ---- every wrong type and every limit ----

const VALUES = { integer: 7, fraction: 1.5, negative: -1, boolean: true, text: "zz nowhere", object: { a: 1 }, "empty object": {},
	"array of numbers": [1], "array of arrays": [["x"]], "array of null": [null], "array of objects": [{}], huge: 1e308 };
const FITS = { text: ["text"], markdown: ["text"], json: ["object", "empty object", "array of numbers", "array of arrays", "array of null",
	"array of objects"], int: ["integer"], bool: ["boolean"] };

/** Is this value wrong for that field? Texts of dates, codes, words and numbers are never "zz nowhere". */
function wrong(f, kind) {
	if (f.kind === "step") return !(kind === "integer" && f.steps.length >= 7);
	if (f.kind === "text" && f.name === "email" && kind === "text") return null;	// its hook has a say
	return !(FITS[f.kind] ?? []).includes(kind);
}

test("every field with every wrong JSON type: 422 that names it", async (t) => {
	const cells = new Cells(), size = leaves();
	await pool(types.map((one) => async () => {
		for (const f of one.fields.filter((x) => !x.derived))
			for (const [kind, value] of Object.entries(VALUES)) {
				const bad = wrong(f, kind);
				if (!bad || (f.fixed && bad === null)) continue;
				for (const [method, path] of [["POST", `/${one.plural}`], ["PATCH", `/${one.plural}/${w.code[one.name].else}`]]) {
					const r = await admin.api(method, path, { [f.name]: value, zz_unknown: 1 });
					cells.say(r.status === 422 && names(r).includes(f.name), `${method} ${one.name}.${f.name} ${kind}: ${r.status} ${names(r)}`);
				}
			}
	}));
	cells.say(leaves() === size, "the ledger grew");
	await cells.done(t);
});

/** Values just outside and just inside what a field takes: [value, fits]. */
function edges(f) {
	switch (f.kind) {
	case "text": return [["x".repeat((f.max ?? 200) + 1), false], ["é".repeat((f.max ?? 200) + 1), false], ["two\nlines", false], ["a\u0000b", false],
		["a\u001bb", false], ["é".repeat(f.max ?? 200), true]];
	case "markdown": return [["x".repeat((f.max ?? 20000) + 1), false], ["a\u0000b", false]];
	case "step": return [[0, false], [-1, false], [f.steps.length + 1, false], [f.steps.length, true], [1, true]];
	case "date": return [["2026-02-30", false], ["2026-13-01", false], ["22.11.2026", false], ["2026-2-3", false], ["0000-00-00", false], [f.past ? "2024-02-29" : "2028-02-29", true],
		...(f.past ? [["2999-01-01", false]] : [])];
	case "time": return [["2026-11-22T25:00:00Z", false], ["2026-11-22T09:30:00Z", true]];
	case "money": return [["1.234", false], ["1,5", false], ["1e9", false], ["99999999999999999999", false], ["1.23", true]];
	case "decimal": return [["1.2345678", false], ["NaN", false], ["1.25", true]];
	case "enum": return [["zz", false], ...f.items.map((i) => [i.name, true])];
	case "words": return [[f.items ? ["zz"] : ["x".repeat(61)], false]];
	case "refs": return [[["zz-1"], false], [Array(501).fill("A-1"), null]];
	case "files": return [[[{ digest: "0".repeat(64) }], false], [["../../etc/passwd"], false], [[{ digest: 7 }], false], [[{ name: "x" }], false]];
	case "int": return f.max ? [[f.max + 1, false], [f.max, true]] : [[2 ** 53 + 2, false]];
	default: return [];
	}
}

/** Fields whose type asks for more than limits: days that are over, names that exist, forms of their own. */
const SAYS = new Set(["document.kit", "document.quorum", "exclusion_condition.records", "measure_test.performed_on", "report_style.accent", "start_answers.manager_email", "start_answers.preset", "start_answers.top_email"]);

test("every field just inside and just outside its limits", async (t) => {
	const cells = new Cells();
	await pool(types.map((one) => async () => {
		for (const f of one.fields.filter((x) => !x.derived && !x.fixed))
			for (const [value, fits] of edges(f)) {
				const r = await admin.api("PATCH", `/${one.plural}/${w.code[one.name].else}`, { [f.name]: value, zz_unknown: 1 });
				const at = `${one.name}.${f.name} ${JSON.stringify(value).slice(0, 40)}: ${r.status} ${names(r)}`;
				// A NUL is no JSON text here at all: 400 says so before any field is looked at.
				if (fits === false) cells.say((r.status === 422 && names(r).includes(f.name)) || (r.status === 400 && /\\u0000/.test(at)), at);
				else if (fits && !["email", "link", "acceptable", "tolerable"].includes(f.name) && !SAYS.has(`${one.name}.${f.name}`))	// their types say more
					cells.say(r.status === 422 && !names(r).includes(f.name), `${at} is refused`);
				else cells.say(r.status < 500, at);
			}
	}));
	await cells.done(t);
});
