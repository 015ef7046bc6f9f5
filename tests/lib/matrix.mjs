// tests/lib/matrix.mjs -- two organisations on one server, with a record for every relation and an
// actor for every role: what the generated matrices (access, mass assignment, origin) start from.
//
// Everything comes from the tables in the binary (`annexa doc records|routes|access --json`): a new
// type, page or role is in the matrix without a line here.
import { Client, Server, run } from "./annexa.mjs";

// What the program alone makes cannot be made here: its story looks after it.
export const types = run(["doc", "records"]).json().filter((t) => !t.made_by);
export const routes = run(["doc", "routes", "--json"]).json();
export const access = run(["doc", "access", "--json"]).json();
export const roles = [...new Set(access.map((r) => r.role))];
export const type = (name) => types.find((t) => t.name === name);

const table = new Map(access.map((r) => [`${r.role} ${r.type} ${r.verb}`, r.scope]));

/** Scope of an actor for a verb on a type: "none", "own", "unit", "all". */
export function scope(actor, t, verb) {
	if (verb === "change") return ["all", "unit", "own", "none"].find((s) => ["edit", "state", "archive"].some((v) => scope(actor, t, v) === s));
	if (actor === "anonymous") return "none";
	if (actor === "foreign") return table.get(`administrator ${t} ${verb}`);
	if (actor === "read-only") return verb === "read" ? table.get(`administrator ${t} ${verb}`) : "none";
	return table.get(`${actor} ${t} ${verb}`);
}

const [TODAY] = new Date().toISOString().split("T");
const PLAIN = { date: TODAY, time: `${TODAY}T00:00:00Z`, int: 1, step: 1, bool: true, decimal: "1", money: "1" };

/** The type of the record that a required field of any type names. */
const subject = (t) => ({ gap_row: "requirement", raci: "control" })[t.name] ?? "asset";

/** Is whose record it is taken from the session, so that no record of the world is a member's own? */
const taken = (t) => t.fields.find((f) => f.name === t.own)?.derived;

/** May the actor `verb` the record of acme that stands in this relation to the members' person? */
export function may(actor, t, verb, relation) {
	const s = relation === "own" || relation === "else" ? scope(actor, t, verb) : "none";
	if (type(t).about && !may(actor, subject(type(t)), "read", relation)) return false;	// seen with what it is about
	return s === "all" || (s === "own" && relation === "own" && ((type(t).own != null && !taken(type(t))) || t === "person"));
}

export async function pool(jobs, lanes = 8) {
	const left = jobs.slice();
	await Promise.all(Array.from({ length: lanes }, async () => { while (left.length) await left.shift()(); }));
}

export class World {
	static async start() {
		const w = new World();
		w.server = await Server.start();
		try {
			await w.fill();
		} catch (e) {
			await w.server.stop();	// a server left running would keep the test's process alive
			throw e;
		}
		return w;
	}

	async fill() {
		const r = this.server.cli("org", "create", "--code", "other", "--name", "Other Ltd", "--admin", "boss@other.example");
		if (r.status !== 0) throw new Error(r.err);
		this.actors = {};
		this.root = this.server.token("root@example.com", { org: "acme" });
		this.boss = this.server.token("boss@other.example", { org: "other" });
		await this.records();
		await this.people();
	}

	stop() { return this.server.stop(); }

	/** Relation -> code of a record of each type: own and else in acme, foreign in other, absent nowhere. */
	async records() {
		this.code = {};
		this.last = {};
		for (const t of types) this.code[t.name] = { absent: `${t.prefix}-99999` };
		for (const t of types) await this.one(this.root, t, "own");
		for (const t of types) await this.one(this.root, t, "else");
		// Codes count per organisation: other must reach numbers that acme does not have.
		for (const t of types) {
			await this.one(this.boss, t, "foreign");
			if (!number(this.last[t.name])) continue;	/* named by its key, which is not in acme */
			const top = Math.max(...(await this.all(this.root, t)).map(number)) + 12;
			for (let i = 0; i < 60 && number(this.last[t.name]) < top; i++) await this.one(this.boss, t, "foreign", i + 1);
		}
		// Each refers to the other one and back, wherever a field allows it: labels are what leaks.
		for (const t of types)
			for (const rel of ["own", "else"]) await this.entangle(t, rel);
	}

	async all(client, t) {
		const out = [];
		for (let after = ""; ;) {
			const r = await client.api("GET", `/${t.plural}?limit=500&archived=true&fields=code${after && `&after=${encodeURIComponent(after)}`}`);
			out.push(...r.body.data.map((x) => x.code));
			if (!(after = r.body.next)) return out;
		}
	}

	/** The least body that makes a record of this type, with its marker in the title. */
	body(t, rel, n = "") {
		const b = {};
		for (const f of t.fields) {
			const word = `${marker(t.name, rel)}${n}`;
			if (f.derived || (!f.required && f.name !== t.title)) continue;
			if (f.name === t.title) b[f.name] = `zzcommon ${word}`;
			else if (t.name === "role" && f.name === "grants") b[f.name] = "risk: read all";
			else if (f.name === "accent") b[f.name] = "#1f4e79";
			else if (f.name === "email") b[f.name] = `${word}@example.com`;
			else if (f.kind === "enum") b[f.name] = f.items[0].name;
			else if (f.kind === "ref") b[f.name] = this.target(f.to, rel, n);
			else if (f.kind === "any") b[f.name] = `${subject(t)}/${this.code[subject(t)][rel]}`;
			else if (f.kind === "refs") b[f.name] = [this.target(f.to, rel, n)];
			else b[f.name] = PLAIN[f.kind] ?? word;
		}
		const said = t.fields.filter((f) => !f.derived && /text|markdown/.test(f.kind));
		if (t.fields.find((f) => f.name === t.title).derived && said.length)
			b[(said.find((f) => f.search) ?? said[0]).name] = `zzcommon ${marker(t.name, rel)}`;
		if (t.own && !taken(t)) b[t.own] = this.code.person[rel] ?? b[t.own];
		if (t.shared) b[t.shared] = true;
		if (t.name === "saved_view") b.record_type = "risk";
		if (t.name === "start_answers") b.preset = "bank";
		if (t.name === "report_style") b.accent = "#204060";
		if (t.name === "exclusion_condition") Object.assign(b, { records: "assets", why: `zzcommon ${marker(t.name, rel)}` });
		return b;
	}

	async sample(client, f, rel) {
		if (f.to && !this.code[f.to][rel]) await this.one(client, type(f.to), rel);
		return PLAIN[f.kind] ?? (f.kind === "enum" ? f.items[0].name :
			f.kind === "ref" ? this.code[f.to][rel] : f.kind === "refs" ? [this.code[f.to][rel]] : f.kind === "words" ? ["x"] : "x");
	}

	target(to, rel) {
		return this.code[to][rel];
	}

	async one(client, t, rel, n = "") {
		// What it needs must be there first.
		for (const f of t.fields) {
			const to = f.kind === "any" ? subject(t) : f.to;
			if (to && to !== t.name && (f.required || f.name === t.own) && !this.code[to][rel]) await this.one(client, type(to), rel);
		}
		if (this.code[t.name][rel] && n === "") return;
		if (t.name === "soa_comparison") await this.decide(client);
		const body = this.body(t, rel, n);
		if (n !== "" && t.fields.some((f) => f.kind === "ref" && f.required && f.unique)) {
			const f = t.fields.find((x) => x.kind === "ref" && x.required && x.unique), to = type(f.to);
			const r = await client.api("POST", `/${to.plural}`, this.body(to, rel, `${n}x`));
			if (r.status !== 201) throw new Error(`${to.name} ${rel}: ${r.text}`);
			body[f.name] = r.body.code;
		}
		let r = await client.api("POST", `/${t.plural}`, body);
		for (let i = 0; i < 5 && r.status === 422; i++) {	// what a check asks for beyond the fields that are always needed
			for (const e of r.body.errors.filter((x) => x.code === "required"))
				body[e.field] = await this.sample(client, t.fields.find((f) => f.name === e.field), rel);
			r = await client.api("POST", `/${t.plural}`, body);
		}
		// One of a kind for what it belongs to: a next one needs another.
		const whose = t.fields.find((f) => f.kind === "ref" && f.required && f.fixed && f.name !== t.own) ??
			t.fields.find((f) => f.kind === "any" && f.required);
		if (r.status === 422 && n !== "" && whose && r.body.errors.some((e) => e.code === "taken")) {
			const to = type(whose.to ?? subject(t)), made = await client.api("POST", `/${to.plural}`, this.body(to, rel, `${n}y`));
			if (made.status !== 201) throw new Error(`${to.name} ${rel}: ${made.text}`);
			r = await client.api("POST", `/${t.plural}`, { ...body, [whose.name]: whose.to ? made.body.code : `${to.name}/${made.body.code}` });
			if (r.status === 422) {	// it came with what it belongs to
				const there = (await client.api("GET", `/${t.plural}?limit=1&sort=-code`)).body.data[0];
				if (there) r = { status: 201, body: there };
			}
		}
		// There is one of it for an organisation: the other relation means the same, a next one takes its place.
		if (r.status === 422 && r.body.errors.some((e) => e.code === "only-one" || (e.code === "taken" && taken(t)))) {
			if (rel !== "foreign") { this.code[t.name][rel] = this.code[t.name].own; return; }
			const gone = await client.api("DELETE", `/${t.plural}/${this.last[t.name]}`);
			if (gone.status !== 204) throw new Error(`${t.name} ${rel}: ${gone.text}`);
			r = await client.api("POST", `/${t.plural}`, body);
		}
		if (r.status !== 201) throw new Error(`${t.name} ${rel}: ${r.text} ${JSON.stringify(body)}`);
		this.last[t.name] = r.body.code;
		this.code[t.name][rel] = r.body.code;
	}

	/** Nothing can be compared while somebody still has to decide. */
	async decide(client) {
		const r = await client.api("GET", "/soa?decision=undecided");
		const open = r.body.groups.flatMap((g) => g.controls).map((c) => c.control);
		if (!open.length) return;
		const d = await client.api("POST", "/soa/decide", { control: open.join(","), decision: "excluded", justification: "zzcommon" });
		if (d.status !== 200) throw new Error(d.text);
	}

	async entangle(t, rel) {
		const b = {};
		for (const f of t.fields) {
			if (f.kind === "any" && !f.fixed) b[f.name] = `risk/${this.code.risk.else}`;
			if (t.name === "soa_entry" && f.name === "supplier") continue;	/* only an asset of that type */
			if (!f.to || f.derived || f.fixed || f.name === t.own || (t.name === "member" && f.name !== "person") || t.name === "unit") continue;
			const other = this.code[f.to].else;
			if (f.to === t.name && other === this.code[t.name][rel]) continue;
			// A.8.13 brings the record into the Statement of Applicability.
			b[f.name] = f.kind !== "refs" ? other : f.to === "control" ? [other, "A.8.13"] : [other];
		}
		if (!Object.keys(b).length) return;
		let r = await this.root.api("PATCH", `/${t.plural}/${this.code[t.name][rel]}`, b);
		for (let i = 0; i < 5 && r.status === 422; i++) {	// what a check does not let stand together
			for (const e of r.body.errors) delete b[e.field];
			if (!Object.keys(b).length) return;
			r = await this.root.api("PATCH", `/${t.plural}/${this.code[t.name][rel]}`, b);
		}
		if (r.status !== 200) throw new Error(`${t.name} ${rel}: ${r.text}`);
	}

	/** A member for each role, whose person owns the records "own": a token and a browser's session. */
	async people() {
		for (const role of roles) {
			const email = `${role}@example.com`, page = await this.server.member(email, role, { org: "acme" });
			const found = await this.root.api("GET", `/members?email=${email}`);
			const r = await this.root.api("PATCH", `/members/${found.body.data[0].code}`, { person: this.code.person.own });
			if (r.status !== 200) throw new Error(r.text);
			this.actors[role] = { name: role, api: this.server.token(email, { org: "acme" }), page };
		}
		const page = await this.server.member("admin@other.example", "administrator", { org: "other" });
		this.actors.foreign = { name: "foreign", page, api: this.server.token("admin@other.example", { org: "other" }) };
		this.actors.anonymous = { name: "anonymous", api: new Client(this.server.base), page: new Client(this.server.base) };
		this.actors["read-only"] = { name: "read-only",
			api: this.server.token("administrator@example.com", { org: "acme", readOnly: true }) };
	}

	/** The markers this actor must never see, each as a word. */
	hidden(actor) {
		const out = [];
		for (const t of types) {
			if (actor === "foreign") { out.push(marker(t.name, "own"), marker(t.name, "else")); continue; }
			out.push(marker(t.name, "foreign"));
			for (const rel of ["own", "else"]) if (!may(actor, t.name, "read", rel)) out.push(marker(t.name, rel));
		}
		return out;
	}
}

export const number = (code) => Number((/-(\d+)$/.exec(code) ?? [0, 0])[1]);
export const marker = (t, rel) => `zz${t.replace(/_/g, "")}${rel}`;
/** An answer without what differs from request to request. */
export const still = (text, code) => text.replace(/"request":\s*"[0-9a-f]{16}"/g, "").replace(/[0-9a-f]{16}/g, "")
	.split(code).join("@").split(encodeURIComponent(code)).join("@");
