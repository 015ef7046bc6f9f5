// tests/matrix/access.test.mjs -- who reaches what: every route x role x record, from the tables.
//
// F21, asvs:V8.2.1, V8.2.2, V8.3.1, V8.4.1. The expectation comes from `annexa doc access` alone
// (tests/lib/matrix.mjs: scope, may); the requests from `annexa doc routes`. A write is sent with a
// revision that cannot be: 412 says that access was given, and nothing changes.
//
// Proved by hand, one check taken out of the program at a time and this file run:
//	access_require says yes to all			-> "routes" fails
//	access_filter limits nothing			-> "routes", "pages", "lists" and "references" fail
//	record_get reads without its filter		-> "routes", "pages" and "lists" fail
//	record_get asks only for read			-> "routes" fails
//	ref_label reads without the filter		-> "routes" and "lists" fail
//	:org left out of the loading of one record	-> the second organisation cannot be made at all
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World, marker, may, pool, roles, routes, scope, still, type, types } from "../lib/matrix.mjs";

const RELATIONS = ["own", "else", "foreign", "absent"];
const ACTORS = [...roles, "read-only", "anonymous", "foreign"];
const NEVER = 999999;	// a revision that no record has
let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

class Cells {
	constructor() { this.n = 0; this.wrong = []; }
	say(ok, what) { this.n++; if (!ok) this.wrong.push(what); }
	done(t) {
		const sorted = this.wrong.sort();
		return t.test(`${this.n} cells checked`, () => assert.deepEqual(sorted.slice(0, 40), [],
			`${sorted.length} of ${this.n} cells`));
	}
}

/** Nothing in the text that this actor may not read. */
function leak(actor, text) {
	return w.hidden[actor].find((m) => new RegExp(`${m}(?![a-z])`).test(text));
}

/** Does the other organisation have a record of this code too? Then its administrator reaches that. */
const twin = (t, relation) => relation === "foreign" || (relation !== "absent" && /-\d+$/.test(w.code[t][relation]));

function expected(route, actor, relation, done) {
	if (actor === "anonymous") return route.face === "api" ? 401 : route.method === "GET" ? 303 : 401;
	const s = scope(actor, route.type, route.verb);
	if (s === "none") return 403;
	if (relation === null) return done;
	if (actor === "foreign") return twin(route.type, relation) ? done : 404;
	if (!may(actor, route.type, "read", relation)) return 404;
	return may(actor, route.type, route.verb, relation) ? done : 403;
}

/** The record machine's own routes of a record, and the answers of rooms to what they do with one. */
const OWN = /:code(\/(restore|confirm|state|links|back|archive|comments?))?$/, DONE = [200, 201, 303, 404, 409, 412, 422];
/** One request of a generic route, and the status when it is let through. */
function shape(route, actor, code) {
	const path = route.path.replace(":code", encodeURIComponent(code ?? "")), who = w.actors[actor];
	const client = route.face === "api" || !who.page ? who.api : who.page;
	if (route.method === "GET") return { done: 200, send: () => client.get(path) };
	// Two organisations share the accounts: a sign-in link is made by nobody, whatever the grants say.
	if (route.path.endsWith("/sign-in-link")) return { done: 403, send: () => route.face === "page" ? client.form(path, {}) : client.api(route.method, path.slice(7), {}) };
	if (route.face === "page")
		return { done: !code && !/\/(import|bulk)$/.test(path) ? [201, 303, 422] : /\/(import|bulk)$/.test(path) || !code ? 422 : OWN.test(route.path) ? 412 : DONE, send: () => client.form(path, code ? { rev: NEVER, to: "x" } : {}) };
	if (path.endsWith("/import")) return { done: 200, send: () => client.fetch("POST", `${path}?dry_run=1`, {
		headers: { "Content-Type": "text/csv" }, body: `${type(route.type).title}\n` }) };
	if (/\/bulk$/.test(path)) return { done: 422, send: () => client.api("POST", path.slice(7), { codes: [] }) };
	if (!code) return { done: [201, 422], send: () => client.api("POST", path.slice(7), {}) };
	// What a room does with a record has answers of its own; that it is let through is what is asked here.
	const done = OWN.test(route.path) ? 412 : DONE;
	return { done, send: () => client.api(route.method, path.slice(7), route.method === "DELETE" ? undefined : { to: "x" },
		{ "If-Match": `"${NEVER}"` }) };
}

const generic = routes.filter((r) => r.type && type(r.type) && r.path.split("/").includes(type(r.type).plural));
const others = routes.filter((r) => !generic.includes(r));

test("routes: generic route x role x record", async (t) => {
	w.hidden = Object.fromEntries(ACTORS.map((a) => [a, World.prototype.hidden.call(w, a)]));
	const cells = new Cells(), jobs = [];
	for (const route of generic)
		for (const actor of ACTORS)
			for (const relation of route.path.includes(":code") ? RELATIONS : [null]) {
				if (actor === "read-only" && route.face === "page" && route.method !== "GET") continue;	// see the next test
				jobs.push(async () => {
					const code = relation && w.code[route.type][relation], s = shape(route, actor, code);
					const want = expected(route, actor, relation, s.done), got = await s.send();
					const at = `${actor} ${route.method} ${route.path} ${relation ?? ""}`;
					cells.say([want].flat().includes(got.status), `${at}: ${got.status}, not ${want}`);
					const shown = leak(actor, got.text.split(code || "\0").join(""));	// what was asked is repeated
					cells.say(!shown, `${at}: shows ${shown}`);
				});
			}
	await pool(jobs);
	await cells.done(t);
});

test("another organisation's record is as absent as one that never was, byte for byte", async (t) => {
	const cells = new Cells(), jobs = [];
	for (const route of generic.filter((r) => r.path.includes(":code")))
		for (const actor of ACTORS.filter((a) => a !== "foreign"))
			jobs.push(async () => {
				if (actor === "read-only" && route.face === "page" && route.method !== "GET") return;
				const { foreign, absent } = w.code[route.type];
				const [x, y] = [await shape(route, actor, foreign).send(), await shape(route, actor, absent).send()];
				const same = x.status === y.status && plain(x.text, foreign) === plain(y.text, absent) &&
					still(heads(x), foreign) === still(heads(y), absent);
				cells.say(same, `${actor} ${route.method} ${route.path}: ${x.status} ${y.status}`);
			});
	await pool(jobs);
	await cells.done(t);
});
const plain = (text, code) => still(text, code).replace(/Ledger: [^<]*/g, "").replace(/nonce="[^"]+"|'nonce-[^']+'|value="[\w-]{40,}"/g, "");
const heads = (r) => [...r.headers].filter(([k]) => !["date", "content-length", "content-security-policy", "set-cookie"].includes(k)).join();

test("lists, counts, search, export, history and labels show only what the role may read", async (t) => {
	const cells = new Cells(), jobs = [];
	for (const actor of ACTORS.filter((a) => a !== "anonymous"))
		for (const one of types) {
			if (scope(actor, one.name, "read") === "none") continue;
			jobs.push(() => lists(cells, actor, one));
		}
	for (const actor of ACTORS.filter((a) => a !== "anonymous"))
		for (const path of ["/api/v1/search?q=zzcommon", "/search?q=zzcommon", "/", "/ledger", "/check", "/soa", "/api/v1/soa", "/api/v1/check"])
			jobs.push(async () => {
				const who = w.actors[actor], got = await (path.startsWith("/api") || !who.page ? who.api : who.page).get(path);
				cells.say(!leak(actor, got.text), `${actor} GET ${path}: shows ${leak(actor, got.text)}`);
			});
	await pool(jobs);
	await cells.done(t);
});

async function lists(cells, actor, one) {
	const { api, page } = w.actors[actor];
	const mine = ["own", "else"].filter((rel) => actor !== "foreign" && may(actor, one.name, "read", rel)).map((rel) => w.code[one.name][rel]);
	const not = ["own", "else"].filter((rel) => !mine.includes(w.code[one.name][rel])).map((rel) => marker(one.name, rel));
	// What a title is made of, and whether words are in the index, is the type's; the marker is then elsewhere.
	const titled = !one.fields.find((f) => f.name === one.title).derived, searched = one.fields.some((f) => f.search && !f.derived && /text|markdown/.test(f.kind));
	const words = searched ? ["limit=500&q=zzcommon"] : [];
	for (const query of ["limit=500", ...words, "limit=500&sort=-updated_at", "limit=500&archived=true", "limit=500&expand=*",
		...(titled ? [`limit=500&${one.title}[has]=zz`, `limit=500&${one.title}[gte]=A`] : [])]) {
		const r = await api.get(`/api/v1/${one.plural}?${query}`), codes = r.body?.data?.map((x) => x.code) ?? [];
		const at = `${actor} /${one.plural}?${query}`;
		cells.say(r.status === 200, `${at}: ${r.status}`);
		cells.say(mine.every((c) => codes.includes(c)), `${at}: lacks what it may read`);
		cells.say(r.body?.total === codes.length || codes.length === 500, `${at}: total ${r.body?.total} of ${codes.length}`);
		cells.say(!not.some((m) => r.text.includes(m)), `${at}: shows another's`);
		cells.say(!leak(actor, r.text), `${at}: shows ${leak(actor, r.text)}`);
		if (scope(actor, one.name, "read") === "own") cells.say(codes.length === mine.length, `${at}: ${codes.length} records`);
	}
	for (const format of ["json", "csv"]) {
		const r = await (page ?? api).get(`/${one.plural}/export?format=${format}`), bad = leak(actor, r.text);
		cells.say(r.status === 200 && !bad, `${actor} export ${one.plural} ${format}: ${r.status} ${bad}`);
	}
	for (const code of mine)
		for (const path of ["", "/history", "?expand=*"]) {
			const r = await api.get(`/api/v1/${one.plural}/${code}${path}`), bad = leak(actor, r.text);
			cells.say(r.status === 200 && !bad, `${actor} ${one.plural}/${code}${path}: ${r.status} shows ${bad}`);
		}
}

/** What an answer says about one field: its codes of problems. */
const said = (r, field) => (r.body?.errors ?? []).filter((e) => e.field === field).map((e) => `${e.code} ${e.detail}`).join();

test("references in filters, bodies and imports reach only what the role may read", async (t) => {
	const cells = new Cells(), jobs = [];
	for (const actor of ACTORS.filter((a) => a !== "anonymous" && a !== "foreign"))
		for (const one of types)
			for (const f of one.fields.filter((x) => (x.to && w.code[x.to]) || x.kind === "any")) jobs.push(() => references(cells, actor, one, f));
	await pool(jobs);
	await cells.done(t);
});

async function references(cells, actor, one, f) {
	const { api } = w.actors[actor], answers = {}, to = f.to ?? "asset";	// a subject may be of any type
	for (const relation of RELATIONS) {
		const code = f.to ? w.code[to][relation] : `asset/${w.code[to][relation]}`;
		const known = RELATIONS.indexOf(relation) < 2 && may(actor, to, "read", relation);
		const probes = {};
		if (scope(actor, one.name, "read") !== "none") probes.filter = () => api.get(`/api/v1/${one.plural}?${f.name}=${encodeURIComponent(code)}`);
		const value = f.kind === "refs" ? [code] : code;
		if (scope(actor, one.name, "create") !== "none" && !f.derived) {
			probes.body = () => api.api("POST", `/${one.plural}`, { [f.name]: value, zz_unknown: 1 });
			probes.import = () => api.fetch("POST", `/api/v1/${one.plural}/import?dry_run=1`, { headers: { "Content-Type": "text/csv" },
				body: `${f.name}\n${code}\n` });
		}
		if (may(actor, one.name, "edit", "own") && !f.derived && !f.fixed)
			probes.change = () => api.api("PATCH", `/${one.plural}/${w.code[one.name].own}`, { [f.name]: value, zz_unknown: 1 });
		for (const [position, send] of Object.entries(probes)) {
			const r = await send(), told = said(r, f.name), at = `${actor} ${position} ${one.name}.${f.name} -> ${relation}`;
			cells.say(r.status < 500, `${at}: ${r.status}`);
			cells.say(known ? !/no-such-record/.test(told) : /no-such-record/.test(told), `${at}: ${r.status} ${told || "accepted"}`);
			if (!known) {
				const text = still(told, code);
				answers[position] ??= text;
				cells.say(answers[position] === text, `${at}: tells apart: ${text} / ${answers[position]}`);
			}
		}
	}
}

// F35 over the command line: planted link_allowed that allows, tokens_allowed that allows, a read-only token that may.
test("commands: nobody gets a sign-in link or another's token, and another organisation's members are as absent", async (t) => {
	const cells = new Cells(), mail = { foreign: "admin@other.example", "read-only": "administrator@example.com" };
	const emails = [...roles.map((r) => `${r}@example.com`), "boss@other.example", "nobody@nowhere.example"];
	for (const actor of ACTORS)
		for (const email of emails) {
			const say = async (...argv) => { const r = await w.actors[actor].api.api("POST", "/command", { argv }); return r.status === 200 ? r.body : { status: r.status, out: "", err: r.text }; };
			const mine = email === (mail[actor] ?? `${actor}@example.com`), at = `${actor} ${email}`;
			for (const argv of [["user", "invite", email], ["user", "add", email, "--roles", "reader"], ["user", "add", `${actor}.${email}`, "--roles", "administrator"]]) {
				const r = await say(...argv);
				cells.say(r.status !== 0 && !/welcome/.test(r.out), `${at} ${argv.slice(0, 2)}: ${r.status} ${r.out}`);
			}
			const made = await say("token", "create", email, "--name", "cell"), can = mine && !["anonymous", "read-only"].includes(actor);
			cells.say((made.status === 0) === can, `${at} token create: ${made.status} ${made.err}`);
			for (const argv of [["token", "list", email], ["token", "revoke", email, "1"]]) {
				const r = await say(...argv);
				cells.say(mine ? r.status !== 3 || actor === "read-only" || actor === "anonymous" : r.status !== 0, `${at} ${argv.slice(0, 2)}: ${r.status}`);
			}
			if (mine || actor === "anonymous") continue;
			for (const argv of [["user", "invite"], ["token", "list"], ["token", "create"]]) {
				const [x, y] = [await say(...argv, actor === "foreign" ? "reader@example.com" : "boss@other.example"), await say(...argv, "nobody@nowhere.example")];
				const same = (r) => (r.err ?? "").replace(/boss@other\.example|reader@example\.com|nobody@nowhere\.example/g, "X");
				cells.say(x.status === y.status && same(x) === same(y), `${actor} ${argv}: ${x.err} / ${y.err}`);
			}
		}
	await cells.done(t);
});

/** Pages that need the name of something in their address, and routes that ask for grants by what their body says. */
const NAMED = /\/(scope\/compare|evidence-room\/answer)$/, ASKS = /^\/api\/v1\/(command|drafted)$/;

// Last: some pages make records, and other's codes must not be among them before.
test("routes: pages of their own x role", async (t) => {
	const cells = new Cells(), sample = { ":kind": "scenarios", ":framework": "iso27001-2022", ":ref": "A.8.13", ":page": "risk", ":token": "x".repeat(43), ":name": "soa" };
	for (const route of others.filter((r) => r.method === "GET"))
		for (const actor of ACTORS) {
			const who = w.actors[actor], client = route.face === "api" || !who.page ? who.api : who.page;
			const path = route.path.replace(/:\w+/g, (m) => sample[m] ?? "x") + (route.path.includes("/reports/") ? "?format=json" : "");
			const open = route.flags.includes("public"), at = `${actor} ${route.method} ${path}`;
			const got = await client.get(path);
			if (open) cells.say([200, 303, 403, 404].includes(got.status), `${at}: ${got.status}`);
			else if (actor === "anonymous") cells.say(got.status === (route.face === "api" ? 401 : 303), `${at}: ${got.status}`);
			else if (route.type && scope(actor, route.type, route.verb) === "none") cells.say(got.status === 403, `${at}: ${got.status}, not 403`);
			else cells.say([200, 403, 404, 422].includes(got.status) && (got.status === 200 || /:/.test(route.path) || NAMED.test(route.path)), `${at}: ${got.status}`);
			cells.say(!leak(actor, got.text), `${at}: shows ${leak(actor, got.text)}`);
		}
	for (const route of others.filter((r) => r.method !== "GET" && !r.flags.includes("public"))) {
		const body = { headers: { "Content-Type": "application/json", Accept: "application/json" }, body: "{\"name\":\"x\",\"scope\":\"write\"}" };
		for (const actor of ACTORS) {
			// F35: a token is not a session; with none of them can a better one be made.
			const got = await w.actors[actor].api.fetch(route.method, route.path, body);
			// At the API a token may what its member may; the path names nothing, so nothing is made.
			const open = route.face === "api" && route.type && scope(actor, route.type, route.verb) !== "none";
			// Who may attach a file to anything may send one; this body is none.
			const attaches = route.face === "api" && route.flags.includes("files") && types.some((x) => x.fields.some((f) => f.kind === "files") &&
				["create", "edit"].some((v) => scope(actor, x.name, v) !== "none"));
			const want = actor === "anonymous" ? [401] : attaches || ASKS.test(route.path) ? [422] : open ? [200, 404, 412, 422] : [403];
			cells.say(want.includes(got.status), `${actor} token ${route.method} ${route.path}: ${got.status}, not ${want}`);
		}
	}
	await cells.done(t);
});
