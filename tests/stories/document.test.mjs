// Documents from the kit to readers who have confirmed, over API, pages and command line: with a
// refusal, a quorum, a change in between, a conflict, bad input, and what an employee does not see.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, root, ann, bob, cy, dora, code, browser;
const ok = (r, status = 200) => { assert.equal(r.status, status, r.text); return r.body; };
const person = (name) => ok(root.people.find((p) => p.name === name) ? { status: 200, body: root.people.find((p) => p.name === name) } : { status: 404, text: name }).code;

before(async () => {
	s = await Server.start({ framework: "iso27001-2022" });
	root = s.token("root@example.com");
	root.people = [];
	for (const name of ["Ann", "Bob", "Cy", "Dora"])
		root.people.push(ok(await root.api("POST", "/people", { name, email: `${name.toLowerCase()}@example.com` }), 201));
	const member = async (email, roles) => {
		const c = await s.member(email, roles);
		const m = ok(await root.api("GET", `/members?email=${encodeURIComponent(email)}`)).data[0];
		const p = root.people.find((x) => x.email === email);
		if (p) ok(await root.api("PATCH", `/members/${encodeURIComponent(m.code)}`, { person: p.code }));
		return c;
	};
	ann = await member("ann@example.com", "isms-manager");
	bob = await member("bob@example.com", "risk-owner");
	cy = await member("cy@example.com", "risk-owner");
	dora = await member("dora@example.com", "employee");
});
after(async () => { await browser?.close(); await s?.stop(); });

test("the kit: what is demanded is drafted in one step, over the API and the command line", async () => {
	const kit = ok(await ann.api("GET", "/documents/kit"));
	assert.equal(kit.summary.mandatory, 19);
	assert.equal(kit.documents.length, 95);
	assert.equal(kit.documents.find((d) => d.ref === "D02").status.name, "missing");
	const one = ok(await ann.api("POST", "/documents/kit", { ref: "D02" }), 201);
	code = one.code;
	assert.equal(one.kit, "D02");
	assert.deepEqual([(await ann.api("POST", "/documents/kit", { ref: "D02" })).status,
		(await ann.api("POST", "/documents/kit", { ref: "D99" })).status,
		(await ann.api("POST", "/documents/kit", {})).status], [409, 404, 422]);
	assert.equal((await dora.api("POST", "/documents/kit", { ref: "D03" })).status, 403);
	const all = s.cli("document", "create", "--mandatory", "--json");
	assert.equal(all.status, 0, all.err);
	assert.equal(all.json().length, 18);
	const rows = s.cli("document", "kit", "--json").json();
	assert.equal(rows.documents.find((d) => d.ref === "D02").status.name, "drafted");
	assert.equal(rows.summary.mandatory_missing, 0);
});

test("a text is refused with every unknown placeholder and its line, and nothing is kept", async () => {
	const r = await ann.api("PATCH", `/documents/${code}`, { body: "one\n{{7*7}} {{no.such}}\n{{#if has.moon}}\n" });
	assert.equal(r.status, 422);
	assert.match(r.body.errors.map((e) => e.detail).join("|"), /line 2: .*7\*7.*line 2: .*no\.such.*line 3: .*has\.moon.*line 3: .*not closed/);
	assert.match(ok(await ann.api("GET", `/documents/${code}`)).body, /^## Purpose/);
	assert.equal((await ann.api("PATCH", `/documents/${code}`, { approvers: [person("Bob")], quorum: 2 })).status, 422);
	assert.equal((await ann.api("PATCH", `/documents/${code}`, { number: "9.9" })).status, 422);
});

test("a draft that is not ready is told all that is missing", async () => {
	const r = await ann.api("POST", `/documents/${code}/review`, {});
	assert.equal(r.status, 422);
	const text = JSON.stringify(r.body.errors);
	for (const what of ["owner", "approvers", "isms.scope", "org.activities", "line "]) assert.ok(text.includes(what), `${what} in ${text}`);
	ok(await ann.api("POST", "/profiles", { name: "Acme Ltd", address: "Main Street 1", activities: "hosting of payroll",
		report_channel: "security@example.com", public_contact: "abuse@example.com", circumstances: ["has-cloud"] }), 201);
	assert.equal((await ann.api("POST", "/profiles", { name: "Another" })).status, 422);
	const scope = ok(await ann.api("POST", "/scope_statements", { statement: "Hosting of payroll in Lyon." }), 201).code;
	ok(await ann.api("POST", `/scope_statements/${scope}/state`, { to: "in-review" }));
	const ap = ok(await ann.api("POST", "/approvals", { subject: `scope_statement/${scope}`, approver: person("Bob") }), 201).code;
	ok(await bob.api("POST", `/approvals/${ap}/state`, { to: "approved" }));
	const now = ok(await ann.api("GET", `/scope_statements/${scope}`));
	if (now.state !== "approved") ok(await ann.api("POST", `/scope_statements/${scope}/state`, { to: "approved" }));
	ok(await ann.api("PATCH", `/documents/${code}`, { owner: person("Ann"), approvers: [person("Bob"), person("Cy")], quorum: 2 }));
	const page = ok(await ann.api("GET", `/documents/${code}`));
	assert.match(page.text_html, /Hosting of payroll in Lyon/);
	assert.equal(page.gaps.length, 0);
});

const asked = async (who) => ok(await root.api("GET", `/approvals?state=asked&approver=${person(who)}`)).data;

test("a refusal sends it back with its comment; a change ends a round; a quorum approves", async () => {
	ok(await ann.api("POST", `/documents/${code}/review`, { due: "2030-01-31", note: "Please read" }));
	const [first] = await asked("Bob");
	assert.equal(first.due, "2030-01-31");
	assert.match((await bob.get(`/approvals/${first.code}`)).text, /<h3>Purpose<\/h3>[^]*Hosting of payroll in Lyon/, "the approver reads it as it will be read");
	assert.equal((await bob.api("POST", `/approvals/${first.code}/state`, { to: "refused" })).status, 422, "a refusal says why");
	ok(await bob.api("POST", `/approvals/${first.code}/state`, { to: "refused", reason: "Too long" }));
	let doc = ok(await ann.api("GET", `/documents/${code}`));
	assert.equal(doc.state, "draft");
	assert.equal(doc.round.approvals.find((a) => a.code === first.code).comment, "Too long");
	assert.equal((await asked("Cy")).length, 0, "the others need not decide any more");

	ok(await ann.api("PATCH", `/documents/${code}`, { body: `${doc.body}\nOne more line.\n` }));
	ok(await ann.api("POST", `/documents/${code}/review`, {}));
	const [second] = await asked("Cy");
	ok(await cy.api("POST", `/approvals/${second.code}/state`, { to: "approved" }));
	assert.equal(ok(await ann.api("GET", `/documents/${code}`)).state, "in-review", "one of two");
	doc = ok(await ann.api("GET", `/documents/${code}`));
	ok(await ann.api("PATCH", `/documents/${code}`, { body: doc.body.replace("One more line.", "Another line.") }));
	doc = ok(await ann.api("GET", `/documents/${code}`));
	assert.equal(doc.state, "draft");
	assert.equal(doc.round.outdated, 1);
	assert.equal((await ann.api("POST", `/documents/${code}/publish`, {})).status, 409);

	ok(await ann.api("POST", `/documents/${code}/review`, {}));
	for (const [who, client] of [["Bob", bob], ["Cy", cy]]) {
		const [a] = await asked(who);
		assert.equal((await ann.api("POST", `/approvals/${a.code}/state`, { to: "approved" })).status, 403, "not by somebody else");
		ok(await client.api("POST", `/approvals/${a.code}/state`, { to: "approved" }));
	}
	assert.equal(ok(await ann.api("GET", `/documents/${code}`)).state, "approved");
});

let version;

test("publishing freezes text, digest and approvers; readers are asked, a review is set", async () => {
	const draft = ok(await ann.api("GET", `/documents/${code}`));
	const doc = ok(await ann.api("POST", `/documents/${code}/publish`, { reason: "First issue" }));
	assert.deepEqual([doc.state, doc.number], ["published", "1.0"]);
	version = doc.in_force;
	const v = ok(await ann.api("GET", `/document_versions/${version}`));
	assert.deepEqual([v.state, v.note, v.approvers.length], ["current", "First issue", 2]);
	assert.match(v.body, /Hosting of payroll in Lyon/);
	assert.ok(!v.body.includes("{{"), "nothing is left to resolve");
	const { createHash } = await import("node:crypto");
	assert.equal(v.digest, createHash("sha256").update(v.body).digest("hex"));
	assert.equal(v.source_text, draft.body);
	for (const r of [await ann.api("PATCH", `/document_versions/${version}`, { note: "x" }),
		await root.api("DELETE", `/document_versions/${version}`), await root.api("POST", "/document_versions", { title: "x" })])
		assert.equal(r.status, 403, r.text);
	const tasks = ok(await ann.api("GET", "/tasks?kind=review")).data;
	assert.equal(tasks[0].due, doc.next_review);
	assert.equal(ok(await ann.api("GET", `/documents/${code}/readers`)).asked, 4);
});

test("an employee reads what is addressed to him and no draft, and confirms in person", async () => {
	assert.equal((await dora.api("GET", "/documents")).status, 403);
	assert.equal((await dora.api("GET", `/documents/${code}`)).status, 403);
	const mine = ok(await dora.api("GET", "/reading"));
	assert.deepEqual([mine.open, mine.documents[0].version], [1, version]);
	assert.match(ok(await dora.api("GET", `/document_versions/${version}`)).body, /Hosting of payroll/);
	const ack = mine.documents[0].confirmation;
	assert.equal((await ann.api("POST", `/acknowledgements/${ack}/state`, { to: "acknowledged" })).status, 403);
	ok(await dora.api("POST", `/acknowledgements/${ack}/state`, { to: "acknowledged" }));
	assert.equal(ok(await dora.api("GET", "/reading")).open, 0);
	const cli = s.cli("document", "reading", "--as", "bob@example.com", "--json").json();
	assert.equal(cli.open, 1);
	assert.equal(s.cli("document", "acknowledge", cli.documents[0].confirmation).status, 3);
	assert.equal(s.cli("document", "acknowledge", cli.documents[0].confirmation, "--as", "bob@example.com").status, 0);
	const r = s.cli("document", "readers", code, "--json").json();
	assert.deepEqual([r.asked, r.done, r.percent], [4, 2, 50]);
	assert.equal(ok(await ann.api("POST", `/documents/${code}/remind`, {})).reminded, 2);
	assert.equal(ok(await ann.api("POST", `/documents/${code}/remind`, {})).reminded, 0, "one task each");
	ok(await root.api("POST", "/people", { name: "Eve" }), 201);
	assert.equal(ok(await ann.api("GET", `/documents/${code}/readers`)).missing, 1);
	assert.equal(ok(await ann.api("POST", `/documents/${code}/ask`, {})).asked, 1);
});

test("a document for one unit is read there and in its parts, and nowhere else", async () => {
	const unit = ok(await root.api("POST", "/units", { name: "Company" }), 201).code;
	const part = ok(await root.api("POST", "/units", { name: "Operations", parent: unit }), 201).code;
	ok(await root.api("PATCH", `/people/${person("Cy")}`, { unit: part }));
	const d = ok(await ann.api("POST", "/documents", { title: "Night shift", kind: "procedure", body: "## Do\n\n1. Lock.\n",
		owner: person("Ann"), approvers: [person("Bob")], audience: "units", units: [unit], acknowledge: true }), 201).code;
	ok(await ann.api("POST", `/documents/${d}/review`, {}));
	ok(await bob.api("POST", `/approvals/${(await asked("Bob"))[0].code}/state`, { to: "approved" }));
	const dv = ok(await ann.api("POST", `/documents/${d}/publish`, {})).in_force;
	assert.equal((await dora.api("GET", `/document_versions/${dv}`)).status, 404);
	assert.deepEqual(ok(await dora.api("GET", "/document_versions")).data.map((x) => x.code), [version]);
	assert.equal(ok(await dora.api("GET", "/document_versions")).total, 1);
	assert.equal(ok(await ann.api("GET", `/documents/${d}/readers`)).asked, 1);
	ok(await root.api("PATCH", `/people/${person("Dora")}`, { unit: part }));
	assert.equal((await dora.api("GET", `/document_versions/${dv}`)).status, 200);
	ok(await root.api("PATCH", `/people/${person("Dora")}`, { unit: "" }));
});

test("live data that has changed is told, and renewed without asking anybody again", async () => {
	const before = ok(await ann.api("GET", `/documents/${code}`));
	assert.equal(before.differ_count, 0);
	assert.equal((await ann.api("POST", `/documents/${code}/publish`, {})).status, 409, "nothing new");
	const profile = ok(await ann.api("GET", "/profiles")).data[0].code;
	ok(await ann.api("PATCH", `/profiles/${profile}`, { activities: "hosting of everything" }));
	const now = ok(await ann.api("GET", `/documents/${code}`));
	assert.equal(now.differ_count, 1);
	assert.deepEqual([now.differences[0].was, now.differences[0].now], ["hosting of payroll", "hosting of everything"]);
	const doc = ok(await ann.api("POST", `/documents/${code}/publish`, {}));
	assert.equal(doc.number, "1.1");
	assert.equal(ok(await ann.api("GET", `/document_versions/${version}`)).state, "superseded");
	assert.match(ok(await ann.api("GET", `/document_versions/${version}`)).body, /hosting of payroll/);
	const r = ok(await ann.api("GET", `/documents/${code}/readers`));
	assert.deepEqual([r.asked, r.done], [5, 2], "confirmations of 1.0 hold for 1.1");
});

test("the difference is told by lines and words; files come in four formats", async () => {
	const d = ok(await ann.api("GET", `/documents/${code}/diff?from=1.0&to=1.1`));
	assert.ok(d.changed >= 1 && d.changed <= 3, JSON.stringify(d.rows));
	const parts = d.rows.find((r) => r.kind === "changed" && r.parts.some((p) => p.text === "payroll")).parts;
	assert.ok(parts.some((p) => p.kind === "removed" && p.text === "payroll"));
	assert.ok(parts.some((p) => p.kind === "added" && p.text === "everything"));
	assert.equal((await ann.api("GET", `/documents/${code}/diff?from=7.0`)).status, 404);
	const latest = ok(await ann.api("GET", `/documents/${code}`)).in_force;
	for (const [format, head] of [["pdf", "%PDF"], ["docx", "PK"], ["html", "<!"], ["md", "# Information security policy"]]) {
		const r = await dora.api("GET", `/document_versions/${latest}/file?format=${format}`);
		assert.equal(r.status, 200, format);
		assert.ok(r.text.startsWith(head), `${format}: ${r.text.slice(0, 40)}`);
	}
	assert.equal((await dora.api("GET", `/document_versions/${latest}/file?format=exe`)).status, 400);
	assert.equal((await dora.api("GET", `/documents/${code}/file`)).status, 403);
});

test("a foreign file goes through the same round and is a version that readers download", async () => {
	const dir = mkdtempSync(join(tmpdir(), "annexa-doc-")), path = join(dir, "signed policy.txt");
	writeFileSync(path, "signed by hand\n");
	const d = ok(await ann.api("POST", "/documents", { title: "Signed by hand", kind: "statement",
		owner: person("Ann"), approvers: [person("Bob")] }), 201).code;
	assert.equal((await ann.api("POST", `/documents/${d}/review`, {})).status, 422, "neither text nor file");
	const set = s.cli("record", "set", "document", d, `files=@${path}`);
	assert.equal(set.status, 0, set.err);
	ok(await ann.api("POST", `/documents/${d}/review`, {}));
	ok(await bob.api("POST", `/approvals/${(await asked("Bob"))[0].code}/state`, { to: "approved" }));
	const doc = ok(await ann.api("POST", `/documents/${d}/publish`, {}));
	const v = ok(await dora.api("GET", `/document_versions/${doc.in_force}`));
	const { createHash } = await import("node:crypto");
	assert.equal(v.files[0].digest, createHash("sha256").update("signed by hand\n").digest("hex"));
	const page = await dora.get(`/document_versions/${doc.in_force}`);
	const href = page.text.match(/href="(\/files\/[^"]+)"/)[1];
	assert.equal((await dora.get(href)).text, "signed by hand\n");
	writeFileSync(path, "signed again\n");
	assert.equal(s.cli("record", "set", "document", d, `files=@${path}`).status, 0);
	assert.equal(ok(await ann.api("GET", `/documents/${d}`)).state, "draft", "another file is another text");
	rmSync(dir, { recursive: true });
});

test("the command line: versions, difference, file, list of documents", async () => {
	assert.deepEqual(s.cli("document", "versions", code, "--json").json().map((v) => v.number), ["1.1", "1.0"]);
	const diff = s.cli("document", "diff", code, "1.0", "1.1");
	assert.match(diff.out, /\[-payroll-\].*\{\+everything\+\}/);
	const dir = mkdtempSync(join(tmpdir(), "annexa-doc-"));
	assert.equal(s.cli("document", "file", version, "--format", "md", "--output", join(dir, "x.md")).status, 0);
	assert.match(readFileSync(join(dir, "x.md"), "utf8"), /^# Information security policy\n\n- Version: 1\.0/);
	assert.equal(s.cli("report", "document-list", "--format", "csv", "-o", join(dir, "l.csv")).status, 0);
	assert.match(readFileSync(join(dir, "l.csv"), "utf8"), /Information security policy,Policy,1\.1,.*,40/);
	assert.match(s.cli("document", "placeholders").out, /\{\{#if has\.cloud\}\}/);
	rmSync(dir, { recursive: true });
	const check = s.cli("check", "--clause", "7.5", "--json").json();
	assert.ok(check.findings.some((f) => f.rule === "document-mandatory"));
	assert.ok(!check.findings.some((f) => f.rule === "document-mandatory" && /D02/.test(f.finding)));
});

test("in the browser: writing with a preview, a conflict that keeps what was typed", async () => {
	browser = await launch();
	const c = await context(browser, s.base);
	await c.addCookies(cookies(ann));
	const page = await c.newPage();
	await page.goto(`/documents/${code}/write`);
	await page.fill("#f-body", "## Typed\n\nWe are {{organisation}}.\n\n{{no.such}}");
	await page.waitForFunction(() => document.querySelector(".document-text").textContent.includes("We are Acme Ltd."));
	assert.match(await page.textContent("[data-preview]"), /no placeholder \{\{no\.such\}\}/);
	await page.click("text=Save");
	assert.match(await page.textContent("[data-summary]"), /line 5/);
	await page.fill("#f-body", "## Typed\n\nWe are {{organisation}}.");
	ok(await ann.api("PATCH", `/documents/${code}`, { language: "de" }));
	await page.click("button:has-text('Save')");
	assert.match(await page.textContent("[data-summary]"), /changed meanwhile/);
	assert.match(await page.inputValue("#f-body"), /## Typed/);
	await page.click("button:has-text('Save')");
	await page.waitForURL(new RegExp(`/documents/${code}$`));
	assert.match(await page.textContent("main"), /Working draft/);
	assert.deepEqual(c.complaints, []);
	await c.close();
});

test("without the script: preview by a button, confirming by a form", async () => {
	await cy.get(`/reading`);
	const mine = ok(await cy.api("GET", "/reading")).documents.find((d) => d.confirmation);
	const p = await cy.get(mine.href);
	assert.match(p.text, /I have read and understood it/);
	assert.equal(p.text.split("<h3>").length, 1 + new Set(p.text.match(/<h3>[^<]*/g)).size, "the text stands there once");
	const r = await cy.form(`/acknowledgements/${mine.confirmation}/state`, { to: "acknowledged" });
	assert.equal(r.status, 303);
	await ann.get(`/documents/${code}/write`);
	const shown = await ann.form(`/documents/${code}/write`, { body: "Hello {{organisation}}", do: "preview", rev: "1" });
	assert.equal(shown.status, 200);
	assert.match(shown.text, /Hello Acme Ltd/);
	assert.equal(ok(await ann.api("GET", `/documents/${code}`)).body, "## Typed\n\nWe are {{organisation}}.");
});

test("reviewed without a change starts the clock again; withdrawing ends it for readers", async () => {
	const doc = ok(await ann.api("POST", `/documents/${code}/reviewed`, { reason: "Looked at it" }));
	assert.equal(doc.reviewed_on, new Date().toISOString().slice(0, 10));
	const tasks = ok(await ann.api("GET", "/tasks?kind=review&state=open")).data.filter((t) => t.about === `document/${code}`);
	assert.equal(tasks.length, 1);
	ok(await ann.api("POST", `/documents/${code}/state`, { to: "withdrawn", reason: "Replaced" }));
	assert.deepEqual(ok(await dora.api("GET", "/document_versions?state=current")).data.map((v) => v.title), ["Signed by hand"]);
	assert.equal(ok(await ann.api("GET", "/tasks?kind=review&state=open")).data.filter((t) => t.about === `document/${code}`).length, 0);
	assert.equal(s.cli("verify").status, 0);
});
