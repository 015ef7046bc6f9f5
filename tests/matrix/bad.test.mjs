// tests/matrix/bad.test.mjs -- whatever is sent, the answer is a problem that says what is wrong.
//
// F35's path aside, this is trust.md section 2, 2.1.x: never 500, never half written, always
// application/problem+json with errors[] at the API, with the right status.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Server, run, sql } from "../lib/annexa.mjs";

const types = run(["doc", "records"]).json();
let s, c, code;
before(async () => {
	s = await Server.start();
	c = s.token("root@example.com");
	for (let i = 0; i < 3; i++) code = (await c.api("POST", "/risks", { title: `Risk ${i}` })).body.code;
});
after(() => s?.stop());

const leaves = () => Number(sql(s.data, "SELECT count(*) FROM ledger_leaf"));
const json = { "Content-Type": "application/json" };
const send = (method, path, body, headers = json) => c.fetch(method, `/api/v1${path}`, { headers, body });

function problem(r, status, at, field) {
	assert.ok([status].flat().includes(r.status), `${at}: ${r.status} ${r.text.slice(0, 200)}`);
	assert.match(r.headers.get("content-type"), /^application\/problem\+json/, at);
	assert.ok(Array.isArray(r.body.errors) && r.body.title && r.body.detail && r.body.status === r.status, `${at}: ${r.text}`);
	if (field !== undefined) assert.ok(r.body.errors.some((e) => e.field === field && e.code && e.detail), `${at}: ${r.text}`);
}

const deep = (n) => "[".repeat(n) + "]".repeat(n);
const BODIES = {
	nothing: "", blank: "   ", "open object": "{", "open text": "{\"title\":\"", "two values": "{} {}", "trailing comma": "{\"title\":\"x\",}",
	comment: "{/**/}", "single quotes": "{'title':'x'}", "no quotes": "{title:1}", "bare word": "nope", NaN: "{\"title\":NaN}", Infinity: "{\"title\":-Infinity}",
	"leading zero": "{\"due\":01}", "plus sign": "{\"due\":+1}", "hex number": "{\"due\":0x1}", "half a number": "{\"due\":1.}", "too deep": deep(40),
	"much too deep": deep(100000), "deep in a field": `{"title":${deep(40)}}`, "deep objects": "{\"a\":".repeat(50) + "1" + "}".repeat(50),
	"duplicate key": "{\"title\":\"a\",\"title\":\"b\"}", "duplicate key, escaped": "{\"title\":\"a\",\"t\\u0069tle\":\"b\"}",
	"NUL byte": Buffer.from("{\"title\":\"a\0b\"}"), "escaped NUL": "{\"title\":\"a\\u0000b\"}", "lone surrogate": "{\"title\":\"\\ud800\"}",
	"reversed surrogates": "{\"title\":\"\\udc00\\ud800\"}", "bad escape": "{\"title\":\"\\x\"}", "raw line break": "{\"title\":\"a\nb\"}",
	"invalid UTF-8": Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d]), "overlong UTF-8": Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xc0, 0xaf, 0x22, 0x7d]),
	"UTF-8 surrogate": Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]), "UTF-16": Buffer.from("\ufeff{}", "utf16le"), BOM: "\ufeff{}",
	array: "[]", text: "\"x\"", number: "7", null: "null", true: "true", "array of records": "[{\"title\":\"x\"}]",
};

test("malformed and misplaced JSON: 400 or 422, nothing written", async (t) => {
	const size = leaves();
	for (const [name, body] of Object.entries(BODIES))
		for (const [method, path] of [["POST", "/risks"], ["PATCH", `/risks/${code}`], ["POST", `/risks/${code}/state`]]) {
			if (/NaN|zero|sign|hex|half/.test(name) && method !== "POST") continue;
			problem(await send(method, path, body), [400, 422], `${method} ${path} ${name}`);
		}
	assert.equal(leaves(), size);
	await t.test(`${Object.keys(BODIES).length} bodies`, () => {});
});

test("numbers no program keeps exactly, in every whole-number field", async () => {
	const size = leaves();
	for (const one of types)
		for (const f of one.fields.filter((x) => ["int", "step"].includes(x.kind) && !x.derived))
			for (const n of ["1e308", "1e999", "-1e999", "9223372036854775808", "99999999999999999999999", "1.5", "1e2", "-0", "9007199254740993"]) {
				const r = await send("POST", `/${one.plural}`, `{"${f.name}":${n},"zz_unknown":1}`);
				problem(r, [400, 422], `${one.name}.${f.name} ${n}`);
			}
	assert.equal(leaves(), size);
});

test("all problems of a record at once", async () => {
	const r = await send("POST", "/risks", JSON.stringify({ title: "", likelihood: 9, consequence: "x", owner: "P-999", due: "soon", zz: 1 }));
	problem(r, 422, "many");
	assert.deepEqual(r.body.errors.map((e) => e.field).sort(), ["consequence", "due", "likelihood", "owner", "title", "zz"]);
});

const QUERIES = {
	limit: ["limit=0", "limit=501", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=99999999999999999999"],
	after: ["after=x", "after=%00", "after=AAAA", `after=${"A".repeat(3000)}`, "after=eyJ9", "after=1"],
	sort: ["sort=nothing", "sort=--title", "sort=title;drop", "sort=assets", "sort=-", "sort=id"],
	nothing: ["nothing=1", "nothing[gte]=1"],
	likelihood: ["likelihood=x", "likelihood=9", "likelihood[gte]=x"],
	due: ["due=soon", "due[lt]=2026-02-30"],
	assets: ["assets=A-999", "assets=x"],
	"likelihood[zz]": ["likelihood[zz]=1"], "likelihood[": ["likelihood[=1"], "likelihood[gte": ["likelihood[gte=1"], "likelihood[]": ["likelihood[]=1"],
	as_of: ["as_of=yesterday", "as_of=2026-02-30", "as_of=x"],
};

test("query parameters: 422 that names them", async () => {
	const wrong = [];
	for (const [field, list] of Object.entries(QUERIES))
		for (const q of list) {
			const r = await c.get(`/api/v1/risks?${q}`);
			if (r.status === 200 && (q === "limit=" || q === "after=")) continue;
			if (![400, 422].includes(r.status) || !/problem\+json/.test(r.headers.get("content-type")) || !(r.status === 400 || r.body.errors.some((e) => e.field === field)))
				wrong.push(`${q}: ${r.status} ${r.text.slice(0, 120)}`);
		}
	assert.deepEqual(wrong, []);
});

test("every field of every type as filter with every operator: answered or refused, never a fault", async (t) => {
	let n = 0;
	for (const one of types)
		for (const f of [...one.fields.map((x) => x.name), "state", "created_at", "updated_at", "code", "id", "org", "rev"])
			for (const op of ["", "[ne]", "[lt]", "[lte]", "[gt]", "[gte]", "[has]", "[eq]"])
				for (const v of ["", "1", "x", "%27", "%25"]) {
					const r = await c.get(`/api/v1/${one.plural}?${f}${op}=${v}&limit=1`);
					n++;
					if (r.status !== 200) problem(r, 422, `${one.plural}?${f}${op}=${v}`);
				}
	await t.test(`${n} filters`, () => assert.ok(n > 1000));
});

test("search takes any text", async () => {
	for (const q of ["\"", "*", "a*", "NEAR(", "AND", "OR NOT", "(", "title:x", "^", "-x", "'", "\\", "%00", "%F0%9F%98%80", "a".repeat(3000), "+", "{}", "x AND", "\"a"]) {
		const text = q.startsWith("%") ? q : encodeURIComponent(q);
		for (const path of [`/api/v1/risks?q=${text}`, `/api/v1/search?q=${text}`]) {
			const r = await c.get(path);
			assert.ok([200, 400, 422].includes(r.status), `${path.slice(0, 60)}: ${r.status} ${r.text.slice(0, 100)}`);
		}
	}
});

test("revisions: a stale or senseless If-Match is 412 and changes nothing", async () => {
	const size = leaves();
	for (const tag of ["\"2\"", "\"0\"", "\"-1\"", "3", "\"x\"", "W/\"1\"", "\"1\", \"2\"", "", "\"\"", "\"99999999999999999999\""])
		for (const [method, path, body] of [["PATCH", `/risks/${code}`, "{\"title\":\"x\"}"], ["DELETE", `/risks/${code}`], ["POST", `/risks/${code}/state`, "{\"to\":\"closed\"}"]]) {
			if (tag === "") continue;	// as good as none
			problem(await send(method, path, body, { ...json, "If-Match": tag }), 412, `${method} ${tag}`);
		}
	assert.equal(leaves(), size);
	assert.equal((await send("PATCH", `/risks/${code}`, "{\"title\":\"y\"}", { ...json, "If-Match": "\"1\"" })).status, 200);
	problem(await send("PATCH", `/risks/${code}`, "{\"title\":\"z\"}", { ...json, "If-Match": "\"1\"" }), 412, "the same again");
});

test("an Idempotency-Key stands for one request", async () => {
	const h = { ...json, "Idempotency-Key": "k-1" }, body = "{\"title\":\"Once\"}";
	const first = await send("POST", "/risks", body, h), size = leaves(), again = await send("POST", "/risks", body, h);
	assert.equal(first.status, 201);
	assert.equal(again.status, 201);
	assert.equal(again.body.code, first.body.code);
	problem(await send("POST", "/risks", "{\"title\":\"Other\"}", h), 409, "another body");
	problem(await send("POST", "/assets", "{\"name\":\"Other\",\"type\":\"process\"}", h), 409, "another type");
	for (const key of ["x".repeat(201)]) problem(await send("POST", "/risks", body, { ...json, "Idempotency-Key": key }), 400, "long key");
	assert.equal(leaves(), size);
	// A refused request keeps nothing: the key is free for the corrected one.
	const k2 = { ...json, "Idempotency-Key": "k-2" };
	problem(await send("POST", "/risks", "{}", k2), 422, "refused");
	assert.equal((await send("POST", "/risks", "{\"title\":\"Corrected\"}", k2)).status, 201);
});

test("states, codes and paths that are not", async () => {
	for (const to of ["nowhere", "", 7, null, [], {}, "draft\u0000"])
		problem(await send("POST", `/risks/${code}/state`, JSON.stringify({ to })), [400, 409, 422], `state ${JSON.stringify(to)}`);
	for (const x of ["R-0", "R--1", "R-01", "R-1x", "R-9223372036854775808", "A-1", "1", "'", "%F0%9F%98%80", "R-1%20", "..%2f", "x".repeat(2000)])
		problem(await c.get(`/api/v1/risks/${x}`), [404, 400, 414], `risk ${x.slice(0, 20)}`);
	for (const x of ["/", "/nothing", "/risks/R-1/nothing", "/risk", "/Risks", "//risks"])
		assert.ok([400, 404].includes((await c.get(`/api/v1${x}`)).status), x);
});

test("imports: every mistake named, nothing written", async () => {
	const size = leaves(), csv = { "Content-Type": "text/csv" };
	const files = { nothing: "", "only a header": "nowhere\n", "no such column": "title,zz\nx,1\n", "twice": "title,title\na,b\n", "open quote": "title\n\"x\n",
		"too many cells": "title\na,b\n", "NUL": "title\na\0b\n", "no encoding of a text": Buffer.from([0x74, 0x69, 0x74, 0x6c, 0x65, 0x0a, 0x81, 0x0a]),
		"bad values": "title,likelihood,owner\n,9,P-999\n", "good then bad": "title,likelihood\nfine,2\nbad,9\n" };
	for (const [name, body] of Object.entries(files)) problem(await send("POST", "/risks/import", body, csv), [400, 422], `import ${name}`);
	const r = await send("POST", "/risks/import", "title,likelihood\n,2\nx,9\n", csv);
	assert.deepEqual(r.body.errors.map((e) => [e.row, e.field]), [[2, "title"], [3, "likelihood"]]);
	problem(await send("POST", "/risks/import?key=nowhere", "title\nx\n", csv), 422, "key");
	assert.equal(leaves(), size);
});

test("the same mistakes at the pages are pages, with the status of the mistake", async () => {
	for (const [path, want] of [["/risks?limit=0", 422], ["/risks?sort=nothing", 422], ["/risks?after=x", 422], ["/risks/R-9999", 404], ["/nowhere", 404], ["/risks?as_of=x", 422]]) {
		const r = await c.get(path);
		assert.equal(r.status, want, path);
		assert.match(r.headers.get("content-type"), /text\/html/);
	}
});

test("the server has met no fault of its own", () => {
	assert.doesNotMatch(s.log, /request-failed|"event":"bug"/);
});
