// Numbers agree with their nouns: no "1 files", in pages, in messages, on the command line.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
// Not nouns: verbs and words that end in s and follow a one as they should.
const FINE = /^(is|was|has|says|stays|differs|fits|this|waits|agrees|minus|times|across|plus|as)$/;
const wrong = (text) => [...text.matchAll(/(?<![\d.,:\/-])\b1 ([a-z]+s)\b/g)].filter((m) => !FINE.test(m[1])).map((m) => text.slice(m.index, m.index + 40));
let s, ann;
before(async () => {
	s = await Server.start({ framework: "iso27001-2022" });
	ann = await s.member("ann@example.com", "administrator");
});
after(() => s.stop());

// planted: n == 1 turned to n <= 1 in sbuf_counted() (0 rows), to n == 2
test("on pages and the command line, where there is one of everything", async () => {
	const made = (plural, fields) => ann.api("POST", `/${plural}`, fields).then((r) => { assert.equal(r.status, 201, r.text); return r.body.code; });
	const person = await made("people", { name: "Ann Example", email: "ann@example.com" });
	const asset = await made("assets", { name: "Mail", type: "service", owner: person });
	const risk = await made("risks", { title: "Mail is lost", owner: person, assets: [asset], likelihood: 3, consequence: 3, treatment: "modify", controls: ["A.8.13"] });
	await made("tasks", { title: "Copy it", kind: "treatment", about: `risk/${risk}`, owner: person });
	await made("measures", { title: "Copies", controls: ["A.8.13"] });
	const doc = await made("documents", { title: "Policy", kind: "policy", body: "One line.", approvers: [person], quorum: 1 });
	const files = ["/", "/check", "/clauses/6.1", "/clauses/8.3", "/treatment-plan", `/risks/${risk}`, `/risks/${risk}/graph`, `/assets/${asset}/graph`,
		`/documents/${doc}`, "/soa", "/soa/comparison", "/risks/matrix", "/project", "/ledger", "/leadership", "/drafted", "/assets", "/people",
		`/risks/bulk?_code=${risk}`, "/risks/generate", "/risks/reassess", "/evidence-room", "/transition", "/start", "/check/rules", "/knowledge/questions"];
	for (const path of files) {
		const r = await ann.get(path);
		assert.equal(r.status, 200, path);
		assert.deepEqual(wrong(r.text.replace(/<(script|style)[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, "")), [], path);
	}
	for (const args of [["verify"], ["fsck"], ["check"], ["risk", "generate", "--dry-run", "--limit", "1"], ["risk", "recompute"], ["risk", "reassess"],
		["risk", "generate", "--limit", "1"], ["record", "list", "asset"], ["soa"], ["search", "mail"], ["doctor"]]) {
		const r = s.cli(...args);
		assert.deepEqual(wrong(r.out + r.err), [], args.join(" "));
	}
	assert.match(s.cli("risk", "generate", "--limit", "1").err, /^1 risk was drafted$/m);
	assert.match((await ann.get("/assets")).text, />1 Asset</);
	assert.match((await ann.get(`/assets/${asset}/graph`)).text, /: [1-9]\d* records?</);
});

// planted: "%zu rows" written into a page
test("nobody prints a number before a noun by hand", () => {
	const bad = [];
	const walk = (dir, name, seen) => {
		for (const e of readdirSync(`${ROOT}${dir}`, { withFileTypes: true }))
			if (e.isDirectory()) walk(`${dir}/${e.name}`, name, seen);
			else if (name.test(e.name) && !/_test\.c$/.test(e.name)) seen(`${dir}/${e.name}`, readFileSync(`${ROOT}${dir}/${e.name}`, "utf8"));
	};
	walk("web/templates", /\.html$/, (path, text) => {
		for (const m of text.matchAll(/\{\{[a-z_.]+\}\} (files|rows|records|risks|controls|entries|measures|problems|questions|lines|actions|approvals|documents|leaves|steps|drafts|tasks|findings)\b/g))
			bad.push(`${path}: ${m[0]}`);
	});
	walk("src", /\.c$/, (path, text) => {
		const plain = text.replace(/"\s*PRId64\s*"/g, "d");
		for (const m of plain.matchAll(/%z?[du] (files|rows|records|risks|problems|questions|actions|documents|leaves|drafts|tasks|findings|gaps|proposals|places|changes|entries)\b[^\n]*/g))
			if (!/at most|more than|must have|between|has %z?[du]|first %z?[du]|There are/.test(plain.slice(Math.max(0, m.index - 60), m.index + 60)))
				bad.push(`${path}: ${m[0]}`);
	});
	walk("src", /\.c$/, (path, text) => {
		for (const m of text.matchAll(/== 1 \? ""\s*: "s"/g))
			bad.push(`${path}: ${m[0]}`);
	});
	assert.deepEqual(bad, []);
});
