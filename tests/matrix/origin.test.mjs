// tests/matrix/origin.test.mjs -- a change comes from our own pages; reading changes nothing.
//
// F19, asvs:V3.5.1, V3.5.2, V3.5.3, V3.4.1-V3.4.6, V3.3.1. Every state-changing route of the tables with
// what a foreign page could send in a signed-in browser; every GET again; the headers of every answer.
//
// Proved by hand: Sec-Fetch-Site not looked at, an Origin that only begins like ours taken -> the first
// test fails, and tables have grown.
import { connect } from "node:net";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Client, sql } from "../lib/annexa.mjs";
import { World, pool, routes, type, types } from "../lib/matrix.mjs";
import { headerProblems, record } from "../lib/recorder.mjs";

let w, admin, token, nobody, seen;
before(async () => {
	w = await World.start();
	admin = w.actors.administrator.page;
	token = w.actors.administrator.api;
	nobody = new Client(w.server.base);
	seen = record(nobody, record(token, record(admin)));
	await admin.get("/account");
});
after(() => w?.stop());

/** Rows of all tables but the search index and checkpoints, which the signer adds in its own time. */
function state() {
	const names = sql(w.server.data, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%' AND name <> 'ledger_checkpoint' ORDER BY 1").trim().split("\n");
	const query = names.map((n) => `SELECT '${n}', count(*) FROM ${n}`).join(" UNION ALL ");
	return `${sql(w.server.data, query)}${sql(w.server.data, "SELECT group_concat(token || org || csrf) FROM (SELECT * FROM session ORDER BY token)")}`;
}

const changing = routes.filter((r) => r.method !== "GET");
const where = (r) => r.path.replace(":code", encodeURIComponent(w.code[r.type]?.own ?? "x")).replace(/:\w+/g, "x");

/** A body the route would take. */
function good(r) {
	const t = type(r.type ?? "");
	if (r.flags.includes("files")) return ["multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.bin\"\r\n\r\nplanted\r\n--b--\r\n"];
	if (r.face === "api") {
		if (r.path.endsWith("/import")) return ["text/csv", `${t?.title ?? "title"}\nplanted\n`];
		return ["application/json", JSON.stringify(!t ? {} : r.path.endsWith("/state") ? { to: t.states[1]?.name ?? "x" } :
			r.path.includes(":code") ? { [t.title]: "planted" } : w.body(t, "own", "planted"))];
	}
	const fields = t ? (r.path.includes(":code") ? { [t.title]: "planted", to: t.states[1]?.name ?? "x" } : w.body(t, "own", "planted")) :
		{ email: "x@example.com", password: "x", name: "planted", scope: "write", org: "acme", id: "1" };
	return ["application/x-www-form-urlencoded", new URLSearchParams(fields).toString()];
}

const BASE = () => w.server.base, HOST = () => new URL(w.server.base).host;
const ATTACKS = {
	"foreign Origin": (h) => ({ ...h, Origin: "https://evil.example" }),
	"null Origin": (h) => ({ ...h, Origin: "null" }),
	"Origin that begins like ours": (h) => ({ ...h, Origin: `http://${HOST()}.evil.example` }),
	"Origin that ends like ours": (h) => ({ ...h, Origin: `http://evil.example/${HOST()}` }),
	"Origin of another port": (h) => ({ ...h, Origin: "http://127.0.0.1:1" }),
	"Sec-Fetch-Site cross-site": (h) => ({ ...h, "Sec-Fetch-Site": "cross-site" }),
	"Sec-Fetch-Site same-site": (h) => ({ ...h, "Sec-Fetch-Site": "same-site" }),
	"no token": ({ "X-CSRF-Token": _, ...h }) => h,
	"wrong token": (h) => ({ ...h, "X-CSRF-Token": "A".repeat(h["X-CSRF-Token"].length) }),
	"short token": (h) => ({ ...h, "X-CSRF-Token": h["X-CSRF-Token"].slice(0, -1) }),
	"empty token": (h) => ({ ...h, "X-CSRF-Token": "" }),
	"text/plain": (h) => ({ ...h, "Content-Type": "text/plain" }),
	"no type": ({ "Content-Type": _, ...h }) => ({ ...h, "Content-Type": "" }),
};

test("every state-changing route refuses what a foreign page can send", async (t) => {
	const before = state(), wrong = [];
	let n = 0;
	await pool(changing.flatMap((r) => Object.entries(ATTACKS).map(([name, bend]) => async () => {
		const [kind, body] = good(r), open = r.flags.includes("public"), client = open ? nobody : admin;
		if (open && /type|text/.test(name)) return;	// refused for the token as well; counted above
		const headers = bend({ Origin: BASE(), "Content-Type": kind, "X-CSRF-Token": admin.csrf });
		const got = await client.fetch(r.method, where(r), { headers, body: r.method === "DELETE" && !/type|text/.test(name) ? undefined : body });
		n++;
		if (![403, 415, 401].includes(got.status) || (got.status === 401 && !open)) wrong.push(`${name}: ${r.method} ${where(r)}: ${got.status}`);
	})));
	assert.equal(state(), before);
	assert.equal((await admin.get("/account")).status, 200, "the session was ended");
	await t.test(`${n} requests`, () => assert.deepEqual(wrong.sort().slice(0, 30), []));
});

test("the same requests with the right origin and token pass: the refusals were not for something else", async () => {
	const ok = [];
	for (const one of types) {
		const r = changing.find((x) => x.face === "page" && x.type === one.name && x.path === `/${one.plural}/:code`);
		const headers = { Origin: BASE(), "Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": admin.csrf };
		ok.push((await admin.fetch("POST", where(r), { headers, body: "rev=999999" })).status);
	}
	assert.deepEqual([...new Set(ok)], [412]);
});

test("no route takes a change by GET", async () => {
	for (const r of changing.filter((x) => !routes.some((y) => y.method === "GET" && y.path === x.path))) {
		const got = await admin.get(where(r));
		// A longer path may be another page's: /risks/import is also /risks/:code.
		assert.ok([404, 405, 200].includes(got.status), `${r.path}: ${got.status}`);
	}
});

test("every GET again, twice: nothing is written, and no GET fails", async (t) => {
	const before = state(), wrong = [];
	let n = 0;
	const gets = routes.filter((r) => r.method === "GET").map(where);
	await pool([...gets, ...gets].map((path) => async () => {
		const got = await (path.startsWith("/api/") ? token : admin).get(path);
		n++;
		if (got.status >= 500) wrong.push(`${path}: ${got.status}`);
	}));
	assert.equal(state(), before);
	await t.test(`${n} requests`, () => assert.deepEqual(wrong, []));
});

test("headers of every kind of answer", async (t) => {
	const form = { "Content-Type": "application/x-www-form-urlencoded", Origin: BASE() };
	const stray = record(new Client(w.server.base), seen);
	const anyone = new Client(w.server.base);
	record(anyone, stray);
	const css = (await admin.get("/")).text.match(/\/static\/[\w/.-]+\.css[^"]*/)[0];
	const kinds = [
		[200, admin, "GET", "/"], [200, admin, "GET", css], [200, token, "GET", "/api/v1/risks"], [303, anyone, "GET", "/risks"],
		[404, admin, "GET", "/nowhere/at/all"], [404, admin, "GET", "/static/none.css"], [404, token, "GET", "/api/v1/nowhere"], [404, token, "GET", "/api/v1/risks/R-99999"],
		[401, anyone, "GET", "/api/v1/risks"], [405, admin, "DELETE", "/risks"], [405, token, "PUT", "/api/v1/risks"], [403, token, "POST", "/risks"],
		[415, token, "POST", "/api/v1/risks", { headers: { "Content-Type": "text/plain" }, body: "x" }],
		[400, token, "POST", "/api/v1/risks", { headers: { "Content-Type": "application/json" }, body: "{" }],
		[422, token, "POST", "/api/v1/risks", { headers: { "Content-Type": "application/json" }, body: "{}" }],
		[422, admin, "POST", "/risks", { headers: form, body: `csrf=${admin.csrf}` }],
		[412, token, "PATCH", `/api/v1/risks/${w.code.risk.own}`, { headers: { "Content-Type": "application/json", "If-Match": "\"99\"" }, body: "{}" }],
		[413, token, "POST", "/api/v1/risks", { headers: { "Content-Type": "application/json" }, body: "x".repeat(2 << 20) }],
		[200, admin, "GET", "/risks/export?format=xlsx"], [200, admin, "GET", "/reports/soa?format=pdf"], [200, anyone, "GET", "/healthz"], [200, anyone, "GET", "/signin"],
	];
	for (const [status, client, method, path, options] of kinds)
		assert.equal((await client.fetch(method, path, options ?? {})).status, status, `${method} ${path}`);
	await t.test(`${seen.n} answers of ${seen.kinds.size} kinds`, () => assert.deepEqual([...seen.wrong], []));
});

/** Refused by the server before any handler: read from the wire. */
function raw(text) {
	return new Promise((done) => {
		const { port } = new URL(w.server.base), s = connect(Number(port), "127.0.0.1", () => s.write(text));
		let out = "";
		s.on("data", (d) => { out += d; });
		s.on("close", () => done(out));
		s.on("error", () => done(out));
		setTimeout(() => s.destroy(), 1500);
	});
}

test("headers of what is refused on the wire", async () => {
	const bad = ["GET / HTTP/1.1\r\n\r\n", "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /../x HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"];
	for (const text of bad) {
		const out = await raw(text), status = Number(/^HTTP\/1\.1 (\d+)/.exec(out)?.[1]);
		if (!out) continue;	// closed without a word
		assert.ok(status >= 400 && status < 600, out.slice(0, 100));
		assert.doesNotMatch(out, /access-control-|^server:/im);
		assert.match(out, /x-content-type-options: nosniff/i, out);
	}
});

test("the recorder finds planted defects", () => {
	const h = new Headers(), wrong = (change) => {
		const x = new Headers(h);
		change(x);
		return headerProblems({ status: 200, headers: x, text: "" }, "/x").length;
	};
	for (const [k, v] of Object.entries({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "strict-transport-security": "max-age=31536000",
		"cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin", "cache-control": "no-store",
		"content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'" })) h.set(k, v);
	assert.equal(wrong(() => {}), 0);
	for (const name of [...h.keys()]) assert.notEqual(wrong((x) => x.delete(name)), 0, name);
	assert.notEqual(wrong((x) => x.set("access-control-allow-origin", "*")), 0);
	assert.notEqual(wrong((x) => x.append("set-cookie", "a=b")), 0);
	assert.notEqual(wrong((x) => x.set("content-type", "text/html")), 0);
	assert.notEqual(wrong((x) => x.set("server", "annexa")), 0);
});
