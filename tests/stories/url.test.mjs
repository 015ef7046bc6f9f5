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
	for (const args of [["user", "list"], ["org", "list"], ["verify"], ["ledger", "new-epoch", "--reason", "x"], ["token", "create", "reader@example.com", "--name", "x"],
		["serve"], ["init", "--org", "x", "--name", "x", "--admin", "x@example.com"]])
		assert.equal((await admin(...args)).status, 3, args.join(" "));
	assert.equal((await admin("record", "get", "risk", "R-1", "--as", "reader@example.com")).status, 2);
	assert.equal((await far("no-such-token", ["record", "list", "risk"])).status, 3);
	assert.equal((await far("", ["record", "list", "risk"])).status, 3);
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
