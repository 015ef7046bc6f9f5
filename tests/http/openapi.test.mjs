// tests/http/openapi.test.mjs -- the API's description: sound as OpenAPI 3.1, complete, and true.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Server, run } from "../lib/annexa.mjs";
import { problems, resolve, schemaProblems } from "../lib/schema.mjs";

const METHODS = new Set(["get", "post", "put", "patch", "delete"]);
const printed = run(["doc", "openapi"]).json();
let s, admin, doc;

before(async () => {
	s = await Server.start();
	admin = await s.member("ann@example.com", "administrator");
	doc = (await admin.api("GET", "/openapi.json")).body;
});
after(() => s.stop());

/** Every rule of OpenAPI 3.1 that this document could break. */
function structure(d) {
	const out = [], ids = new Set(), say = (at, what) => out.push(`${at}: ${what}`);
	const only = (at, o, names) => Object.keys(o).forEach((k) => names.includes(k) || k.startsWith("x-") || say(at, `unknown member ${k}`));
	const deref = (o) => o.$ref ? resolve(d, o.$ref) : o;

	only("document", d, ["openapi", "info", "servers", "security", "paths", "components", "tags"]);
	if (!/^3\.1\.\d+$/.test(d.openapi)) say("document", "version");
	if (!d.info?.title || !d.info?.version) say("info", "title and version are needed");
	for (const need of d.security) for (const name of Object.keys(need))
		if (!d.components.securitySchemes[name]) say("security", `no scheme ${name}`);
	for (const [name, x] of Object.entries(d.components.securitySchemes)) {
		if (x.type === "http" ? !x.scheme : x.type === "apiKey" ? !x.in || !x.name : true) say(name, "scheme");
	}
	for (const [name, x] of Object.entries(d.components.schemas)) {
		if (!/^[a-zA-Z0-9._-]+$/.test(name)) say(name, "name of a component");
		out.push(...schemaProblems(x, d, name));
	}
	const shapes = new Set();
	for (const [path, item] of Object.entries(d.paths)) {
		const shape = path.replace(/\{[^}]+\}/g, "{}");
		if (path[0] !== "/" || shapes.has(shape)) say(path, "path");
		shapes.add(shape);
		for (const [method, op] of Object.entries(item)) {
			const at = `${method} ${path}`, seen = new Set();
			if (!METHODS.has(method)) say(at, "method");
			only(at, op, ["operationId", "summary", "description", "tags", "parameters", "requestBody", "responses"]);
			if (!op.operationId || ids.has(op.operationId)) say(at, `operationId ${op.operationId} twice or missing`);
			ids.add(op.operationId);
			for (const p of op.parameters.map(deref)) {
				if (!p) { say(at, "a parameter leads nowhere"); continue; }
				only(at, p, ["name", "in", "required", "description", "schema"]);
				if (!["path", "query", "header"].includes(p.in) || !p.schema) say(at, `parameter ${p.name}`);
				if (seen.has(`${p.in} ${p.name}`)) say(at, `parameter ${p.name} twice`);
				if (p.in === "path" && p.required !== true) say(at, `${p.name} must be required`);
				seen.add(`${p.in} ${p.name}`);
				out.push(...schemaProblems(p.schema, d, `${at} ${p.name}`));
			}
			for (const m of path.matchAll(/\{([^}]+)\}/g)) if (!seen.has(`path ${m[1]}`)) say(at, `{${m[1]}} is not described`);
			if (op.requestBody) {
				if (["get", "delete"].includes(method)) say(at, "a body here means nothing");
				for (const x of Object.values(op.requestBody.content)) out.push(...schemaProblems(x.schema, d, at));
			}
			if (!Object.keys(op.responses).some((c) => /^2\d\d$/.test(c))) say(at, "no success");
			for (const [code, raw] of Object.entries(op.responses)) {
				const r = deref(raw);
				if (!/^([1-5]\d\d|default)$/.test(code) || !r?.description) say(at, `response ${code}`);
				for (const x of Object.values(r?.content ?? {})) out.push(...schemaProblems(x.schema, d, at));
				for (const h of Object.values(r?.headers ?? {})) if (!deref(h)?.schema) say(at, "header");
			}
		}
	}
	return out;
}

test("the document is sound OpenAPI 3.1", () => {
	assert.deepEqual(structure(doc), []);
});

test("the checks find planted defects", () => {
	const plant = (f) => { const d = structuredClone(doc); f(d); assert.notDeepEqual(structure(d), []); };
	plant((d) => { d.openapi = "3.0.3"; });
	plant((d) => { d.paths["/risks"].post.operationId = "list_risks"; });
	plant((d) => { d.paths["/risks/{code}"].get.parameters = []; });
	plant((d) => { d.paths["/risks"].get.responses = {}; });
	plant((d) => { delete d.components.schemas.risk; });
	plant((d) => { d.components.schemas.risk.properties.title.type = "text"; });
	plant((d) => { d.security.push({ other: [] }); });
	plant((d) => { d.paths["/risks"].get.extra = 1; });
	plant((d) => { d.paths["/risks/{id}"] = {}; });
});

test("what is served is what annexa doc prints", () => {
	assert.deepEqual(doc, printed);
});

test("every route of the API is described, and nothing else", () => {
	const routes = run(["doc", "routes", "--json"]).json().filter((r) => r.face === "api")
		.map((r) => `${r.method.toLowerCase()} ${r.path.slice("/api/v1".length).replace(/:(\w+)/g, "{$1}")}`);
	const described = Object.entries(doc.paths).flatMap(([p, item]) => Object.keys(item).map((m) => `${m} ${p}`));
	assert.deepEqual(described.sort(), [...new Set(routes)].sort());
});

test("server-owned and derived members are read-only and not accepted", () => {
	const types = run(["doc", "records"]).json();
	assert.ok(types.length > 5);
	for (const t of types) {
		const own = ["code", "state", "rev", "archived", "created_at", "updated_at"];
		const derived = t.fields.filter((f) => f.derived).map((f) => f.name);
		const answer = doc.components.schemas[t.name].properties, change = doc.components.schemas[`${t.name}_change`].properties;
		for (const name of [...own, ...derived]) {
			assert.equal(answer[name]?.readOnly, true, `${t.name}.${name}`);
			assert.ok(!(name in change), `${t.name}.${name}`);
		}
		assert.deepEqual(Object.keys(change), t.fields.filter((f) => !f.derived).map((f) => f.name));
	}
});

test("answers are as described: created, listed, changed, refused", async () => {
	const make = { person: { name: "Ann", email: "a@example.com" }, unit: { name: "Sales" }, asset: { name: "Shop", type: "information" },
		risk: { title: "Fire", likelihood: 2, consequence: 3 }, obligation: { title: "Law", kind: "legal" }, measure: { title: "Backups" } };
	for (const [type, body] of Object.entries(make)) {
		const t = doc.components.schemas[type], plural = run(["doc", "records"]).json().find((x) => x.name === type).plural;
		assert.deepEqual(problems(body, doc.components.schemas[`${type}_new`], doc), []);
		const made = await admin.api("POST", `/${plural}`, body);
		assert.equal(made.status, 201, made.text);
		assert.deepEqual(problems(made.body, t, doc), [], type);
		const list = await admin.api("GET", `/${plural}`);
		const op = doc.paths[`/${plural}`].get.responses["200"].content["application/json"].schema;
		assert.deepEqual(problems(list.body, op, doc), [], type);
		const got = await admin.api("GET", `/${plural}/${made.body.code}`);
		assert.match(got.headers.get("etag"), /^"\d+"$/);
		const bad = await admin.api("POST", `/${plural}`, { nonsense: 1 });
		assert.equal(bad.status, 422);
		assert.deepEqual(problems(bad.body, doc.components.schemas.problem, doc), []);
		assert.notDeepEqual(problems({ ...body, nonsense: 1 }, doc.components.schemas[`${type}_new`], doc), []);
	}
});
