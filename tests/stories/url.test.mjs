// tests/stories/url.test.mjs -- the command line on a server: same words, same exit codes, the token's rights
// and no more, files of the caller and only those named.
//
// Proved by hand: grants of words not asked (a reader recomputes risks), the actor of a local
// database (a reader archives), a path not compared with the arguments (the file of a lying server is written).
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { BIN, Server } from "../lib/annexa.mjs";

let s, tokens = {};
before(async () => {
	s = await Server.start();
	for (const role of ["administrator", "reader"]) {
		await s.member(`${role}@example.com`, role);
		tokens[role] = s.token(`${role}@example.com`).bearer;
	}
	tokens.readOnly = s.token("administrator@example.com", { readOnly: true }).bearer;
});
after(() => s?.stop());

/** Never blocks: the server may be this process. */
function far(token, args, { url = s.base, env = {}, input } = {}) {
	return new Promise((done) => {
		const child = spawn(BIN, [...args, "--url", url], { env: { PATH: process.env.PATH, ANNEXA_TOKEN: token, ...env }, cwd: s.root });
		let out = "", err = "";
		child.stdout.on("data", (d) => { out += d; });
		child.stderr.on("data", (d) => { err += d; });
		child.on("exit", (status) => done({ status, out, err, json: () => JSON.parse(out) }));
		child.stdin.on("error", () => {});	// it may be done before it reads
		child.stdin.end(input ?? "");
	});
}
const admin = (...args) => far(tokens.administrator, args);

test("records: create, set, get, list, state, history, as on a local database", async () => {
	assert.deepEqual(await admin("record", "create", "person", "name=Ann", "email=ann.e@example.com").then((r) => [r.status, r.out]), [0, "P-1\n"]);
	assert.equal((await admin("record", "create", "risk", "title=Flood", "owner=P-1", "likelihood=4", "consequence=3", "--reason", "heard of it", "--json")).json().level, 4);
	const here = s.cli("record", "get", "risk", "R-1"), there = await admin("record", "get", "risk", "R-1");
	assert.equal(there.out, here.out);
	assert.match((await admin("record", "history", "risk", "R-1")).out, /administrator <administrator@example.com>: heard of it/);
	const bad = await admin("record", "create", "risk", "title=", "owner=P-9", "likelihood=7");
	assert.equal(bad.status, 2);
	assert.match(bad.err, /title[\s\S]*owner|owner[\s\S]*title/);
	assert.equal((await admin("record", "get", "risk", "R-99")).status, 2);
	assert.equal((await admin("check", "--fail-on", "major")).status, 1);
	assert.equal((await admin("record", "list", "risk", "--as-of", "2020-01-01", "--json")).json().total, 0);
});

test("an organisation that is not the token's is refused, not passed over", async () => {
	for (const [args, env] of [[["record", "list", "risk", "--org", "other"]], [["record", "list", "risk"], { ANNEXA_ORG: "other" }]]) {
		const r = await far(tokens.administrator, args, { env });
		assert.equal(r.status, 3, r.out);
		assert.match(r.err, /the token is not one of organisation "other"[\s\S]*ANNEXA_ORG/);
	}
	assert.equal((await admin("record", "list", "risk", "--org", "acme")).status, 0);
});

test("what the program itself knows needs no rights on a server; frameworks are loaded with those of the token", async () => {
	assert.match((await admin("doc", "settings")).out, /max-file-mb/);
	assert.match((await admin("help", "record")).out, /usage: annexa record/);
	assert.match((await admin("knowledge", "map", "A.8.13")).out, /PR\.DS-11/);
	assert.equal((await far(tokens.reader, ["knowledge", "load", "nist-csf-2.0"])).status, 3);
	assert.equal((await admin("knowledge", "load", "nist-csf-2.0")).status, 0);
	assert.match(s.cli("record", "get", "framework", "nist-csf-2.0").out, /NIST/);
});

test("files: read on the caller's side, written there, only those that are named", async () => {
	writeFileSync(join(s.root, "a.csv"), "name,type\nMail,service\n");
	assert.match((await admin("import", "asset", "a.csv")).out, /1 created/);
	writeFileSync(join(s.root, "r.json"), JSON.stringify({ title: "From a file" }));
	assert.equal((await admin("record", "create", "risk", "--from", "r.json")).status, 0);
	assert.equal((await admin("report", "soa", "--format", "pdf", "-o", "soa.pdf")).status, 0);
	assert.equal(readFileSync(join(s.root, "soa.pdf")).subarray(0, 4).toString(), "%PDF");
	assert.equal((await admin("import", "asset", "nowhere.csv")).status, 5);
});

test("the token's rights and no more", async () => {
	for (const token of [tokens.reader, tokens.readOnly]) {
		assert.equal((await far(token, ["record", "get", "risk", "R-1"])).status, 0);
		assert.equal((await far(token, ["record", "set", "risk", "R-1", "title=x"])).status, 3);
		assert.equal((await far(token, ["record", "archive", "risk", "R-1"])).status, 3);
		assert.equal((await far(token, ["risk", "recompute"])).status, 3);
		assert.equal((await far(token, ["gap", "create", "iso27001-2022"])).status, 3);
		assert.equal((await far(token, ["risk", "explain", "R-1"])).status, 0);
	}
	assert.equal((await admin("record", "get", "risk", "R-1", "--as", "reader@example.com")).status, 2);
	assert.equal((await far("no-such-token", ["record", "list", "risk"])).status, 3);
	assert.equal((await far("", ["record", "list", "risk"])).status, 3);
});

const address = (role) => `${role}@example.com`;
const names = () => s.cli("user", "list", "--json").json().map((m) => m.email);

test("members: listed by who may read them, added and invited by an administrator, with a trace", async () => {
	assert.equal((await admin("user", "list")).out, s.cli("user", "list").out);
	assert.equal((await far(tokens.reader, ["user", "list"])).status, 3);
	assert.equal((await far(tokens.reader, ["user", "roles"])).status, 3, "roles that are not seen are not said to be missing");
	const added = await admin("user", "add", "zoe@example.com", "--name", "Zoe", "--roles", "reader", "--json");
	assert.deepEqual([added.status, added.json().valid_hours], [0, 24]);
	assert.ok(await s.welcome(added.json().sign_in.replace("/welcome/", "")));
	const again = await admin("user", "invite", "zoe@example.com");
	assert.match(again.out, /^Sign-in of zoe@example\.com, single use, valid 24 hours: \/welcome\/\S{40,}\n$/);
	assert.ok(await s.welcome(again.out.match(/\/welcome\/(\S+)/)[1]));
	const said = s.cli("record", "list", "comment", "--json").json().data.at(-1);
	assert.match(s.cli("record", "history", "comment", said.code).out, /administrator <administrator@example\.com>/);
	assert.match(s.cli("record", "get", "comment", said.code).out, /Made a link to sign in as ME-\d+\./);
	const self = await admin("user", "invite", address("administrator"));
	assert.equal(self.status, 3);
	assert.match(self.err, /without the present one[\s\S]*\/account/);
});

// F35. Planted: the comparison left out of covers(); scopes compared by their size, so that own rights count as one's own.
// The clerk may read all and edit members, and so may stand for who only reads, but for nobody who answers for a record.
test("links: no role gains by one", async () => {
	const builtin = s.cli("user", "roles", "--json").json().map((r) => r.role);
	for (const role of builtin.filter((r) => !names().includes(address(r)))) await s.member(address(role), role);
	s.cli("record", "create", "role", "name=clerk", "title=Clerk", "grants=*: read all\nmember: all_verbs all\nrole: all_verbs all\ntask: read all, edit own\ncomment: all_verbs all\nsaved_view: all_verbs all");
	s.cli("record", "create", "role", "name=doer", "title=Doer", "grants=task: read all, edit own");
	for (const role of ["clerk", "doer"]) await s.member(address(role), role);
	const all = [...builtin, "clerk", "doer"], before = names().length;
	for (const from of all) {
		const token = s.token(address(from)).bearer;
		for (const to of all) {
			const r = await far(token, ["user", "invite", address(to)]), can = to !== from && (from === "administrator" || (from === "clerk" && to === "external-auditor"));
			assert.equal(r.status, can ? 0 : 3, `${from} invites ${to}: ${r.out}${r.err}`);
		}
		const r = await far(token, ["user", "add", `${from}-2@example.com`, "--roles", "external-auditor"]);
		assert.equal(r.status, ["administrator", "clerk"].includes(from) ? 0 : 3, `${from} adds: ${r.err}`);
	}
	assert.equal(names().length, before + 2, "who may make no link has made no member with it");
	const clerk = await far(s.token(address("clerk")).bearer, ["user", "invite", address("administrator")]);
	assert.match(clerk.err, /acts as that member, and that takes a right you lack: to /);
	for (const args of [["user", "invite", address("reader")], ["user", "add", "eve@example.com"]])
		assert.equal((await far(tokens.readOnly, args)).status, 3);
});

// Planted: `document` for who may change every one (the author is refused), a risk's approval asked for by who may read it.
test("steps with one's own records, as on the pages: an author's document, an owner's risk", async () => {
	const author = s.token(address("author")).bearer, owner = s.token(address("risk-owner")).bearer;
	s.cli("record", "create", "person", "name=Otto", "email=otto@example.com");
	for (const role of ["author", "risk-owner"]) s.cli("record", "set", "member", address(role), "person=P-2");
	const made = (await far(author, ["document", "create", "FRM-01"])).out.split(" ")[0], other = (await admin("document", "create", "FRM-02")).out.split(" ")[0];
	s.cli("record", "set", "document", made, "owner=P-2", "approvers=P-1");
	s.cli("record", "set", "document", other, "owner=P-1", "approvers=P-1");
	s.cli("record", "create", "risk", "title=Own", "owner=P-2", "likelihood=2", "consequence=2");
	const round = await far(author, ["document", "review", made]);
	assert.equal(round.status, 0, round.err);
	for (const [token, ...args] of [[author, "document", "review", other], [author, "document", "publish", other], [author, "document", "remind", other],
		[tokens.reader, "document", "create", "FRM-03"], [tokens.reader, "document", "review", made], [owner, "risk", "ask", "R-1"], [author, "risk", "ask", "R-1"]]) {
		const r = await far(token, args);
		assert.equal(r.status, 3, `${args.join(" ")}: ${r.out}${r.err}`);
	}
	const own = s.cli("record", "list", "risk", "owner=P-2", "--json").json().data[0].code;
	assert.notEqual((await far(owner, ["risk", "ask", own])).status, 3, "an own risk may lack something, not the right");
	assert.equal((await far(tokens.reader, ["document", "versions", made])).status, 0);
});

test("links: not over the network where organisations share accounts", async () => {
	const two = await Server.start();
	try {
		await two.member("boss@example.com", "administrator");
		await two.member("bob@example.com", "reader");
		const boss = two.token("boss@example.com").bearer;
		assert.equal(two.cli("org", "create", "--code", "other", "--name", "Other", "--admin", "bob@example.com").status, 0);
		for (const args of [["user", "invite", "bob@example.com"], ["user", "add", "eve@example.com"]]) {
			const r = await far(boss, args, { url: two.base });
			assert.equal(r.status, 3, r.out);
			assert.match(r.err, /several organisations[\s\S]*record create member[\s\S]*user invite/);
		}
		assert.doesNotMatch(two.cli("user", "list", "--org", "acme").out, /eve/);
		assert.equal(two.cli("user", "invite", "bob@example.com", "--org", "acme").status, 0);
		// A token reaches its own organisation's tokens, not all of the account.
		const bob = two.token("bob@example.com", { org: "acme" }).bearer, id = two.cli("token", "create", "bob@example.com", "--org", "other", "--json").json().id;
		assert.deepEqual((await far(bob, ["token", "list", "bob@example.com", "--json"], { url: two.base })).json().map((t) => t.scope), ["read and write in acme"]);
		assert.equal((await far(bob, ["token", "revoke", "bob@example.com", String(id)], { url: two.base })).status, 2);
		assert.equal(two.cli("token", "list", "bob@example.com", "--org", "acme", "--json").json().length, 2);
	} finally { await two.stop(); }
});

test("tokens: one's own, never with more rights or a longer life", async () => {
	const me = address("reader"), short = s.cli("token", "create", me, "--name", "short", "--days", "10").out.trim();
	const made = await far(short, ["token", "create", me, "--name", "child", "--json"]), child = made.json();
	assert.equal(made.status, 0, made.err);
	const list = s.cli("token", "list", me, "--json").json(), end = (name) => list.find((t) => t.name === name).expires;
	assert.equal(end("child"), end("short"), "ends with the one it was made with");
	const long = await far(short, ["token", "create", me, "--name", "long", "--days", "11"]);
	assert.equal(long.status, 2);
	assert.match(long.err, /days: a token made with a token ends no later/);
	assert.equal((await far(short, ["token", "create", me, "--days", "9"])).status, 0);
	assert.equal((await far(child.token, ["record", "list", "risk"])).status, 0);
	assert.equal((await far(child.token, ["record", "set", "risk", "R-1", "title=x"])).status, 3);
	for (const args of [["create", address("administrator"), "--name", "x"], ["list", address("administrator")], ["revoke", address("administrator"), "1"], ["list", "nobody@example.com"]]) {
		const r = await far(short, ["token", ...args]);
		assert.equal(r.status, 3, args.join(" "));
		assert.match(r.err, /tokens of your own account only/);
	}
	const other = s.cli("token", "list", address("administrator"), "--json").json()[0].id;
	assert.equal((await far(short, ["token", "revoke", me, String(other)])).status, 2, "another's number under one's own address");
	assert.equal((await admin("token", "create", me)).status, 3, "not for another, also by an administrator");
	const reads = await far(tokens.readOnly, ["token", "list", address("administrator"), "--json"]);
	assert.equal(reads.status, 0);
	for (const args of [["create", address("administrator"), "--read-only"], ["revoke", address("administrator"), String(other)]])
		assert.equal((await far(tokens.readOnly, ["token", ...args])).status, 3);
	const mine = list.find((t) => t.name === "child").id;
	assert.equal((await far(short, ["token", "revoke", me, String(mine)])).status, 0);
	assert.equal((await far(child.token, ["record", "list", "risk"])).status, 3, "a revoked one is worth nothing at once");
});

test("the ledger: heads and proofs for everybody, verify for who may read members", async () => {
	assert.equal((await admin("verify")).status, 0);
	assert.equal((await far(tokens.reader, ["verify"])).status, 3);
	for (const token of [tokens.reader, tokens.readOnly]) {
		assert.match((await far(token, ["ledger", "checkpoint"])).out, /\n— /);
		assert.match((await far(token, ["ledger", "prove", "risk", "R-1"])).out, /^c2sp\.org\/tlog-proof@v1/);
	}
	assert.equal((await far(tokens.reader, ["ledger", "prove", "member", address("administrator")])).status, 2);
	const j = (await far(tokens.reader, ["ledger", "checkpoint", "--json"])).json();
	assert.equal(j.note.split("\n")[0], j.origin);
});

test("files: sent and attached by who may attach, fetched by who may read the record", async () => {
	writeFileSync(join(s.root, "log.txt"), "what was seen\n");
	assert.equal((await admin("record", "create", "evidence", "title=Log", "kind=note")).status, 0);
	assert.equal((await admin("file", "attach", "evidence", "EV-1", "log.txt")).out, "EV-1\n");
	const digest = (await admin("file", "add", "log.txt")).out.split(" ")[0];
	assert.equal((await far(tokens.reader, ["file", "get", digest, "-o", "back.txt"])).status, 0);
	assert.equal(readFileSync(join(s.root, "back.txt"), "utf8"), "what was seen\n");
	for (const args of [["file", "add", "log.txt"], ["file", "attach", "evidence", "EV-1", "log.txt"], ["record", "create", "evidence", "title=x", "kind=note", "files=@log.txt"]])
		assert.equal((await far(tokens.readOnly, args)).status, 3, args.join(" "));
});

test("the token goes to nobody in clear, and nowhere else", async () => {
	const r = await far(tokens.administrator, ["record", "list", "risk"], { url: "http://annexa.example" });
	assert.equal(r.status, 2);
	assert.match(r.err, /https:/);
	assert.equal((await far(tokens.administrator, ["record", "list", "risk"], { url: "http://127.0.0.1.example.com" })).status, 2);
	assert.equal((await far(tokens.administrator, ["record", "list", "risk"], { url: "http://127.0.0.1:1" })).status, 5);
});

test("a server that lies: no file is given or written that the command does not name", async () => {
	let answer, asked = 0;
	const liar = createServer((q, r) => { asked++; q.resume().on("end", () => { r.writeHead(answer.http, { "Content-Type": "application/json" }); r.end(JSON.stringify(answer.body)); }); });
	await new Promise((ok) => liar.listen(0, "127.0.0.1", ok));
	const url = `http://127.0.0.1:${liar.address().port}`;
	try {
		answer = { http: 200, body: { status: 0, out: "fine\n", err: "", files: { "planted.txt": "eA==" } } };
		const wrote = await far("t", ["record", "list", "risk"], { url });
		assert.equal(wrote.status, 4, wrote.err);
		assert.ok(!existsSync(join(s.root, "planted.txt")));
		answer = { http: 428, body: { need: "/etc/passwd" } };
		assert.equal((await far("t", ["record", "list", "risk"], { url })).status, 4);
		answer = { http: 200, body: "no object" };
		assert.equal((await far("t", ["record", "list", "risk"], { url })).status, 5);
		asked = 0;
		answer = { http: 302, body: {} };
		await far("t", ["record", "list", "risk"], { url });
		assert.equal(asked, 1, "a redirect is not followed");
	} finally { liar.close(); }
});
