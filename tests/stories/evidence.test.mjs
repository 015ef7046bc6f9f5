// tests/stories/evidence.test.mjs -- evidence by form, API and command line: who gets at files, what is
// fresh and what is missing, what is asked for and answered, what is erased.
//
// A15, A16, F21 for files: a file is there for who may read a record that names or has named it, and for
// who has uploaded the very contents; for everybody else, knowing its digest is knowing nothing.
//
// Proved by hand: used_name() without readable(), find() without asking whether it is used or held,
// evidence_answer() that closes any task -> the test of each fails.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server, run, sql } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, root, ann, bob, digest;
before(async () => {
	s = await Server.start();
	root = s.token("root@example.com", { org: "acme" });
	assert.equal(s.cli("org", "create", "--code", "other", "--name", "Other Ltd", "--admin", "boss@other.example").status, 0);
	ann = await s.member("ann@example.com", "isms-manager", { org: "acme" });
	bob = await s.member("bob@example.com", "employee", { org: "acme" });
});
after(() => s?.stop());

const cli = (...args) => s.cli("--org", "acme", ...args);
const hash = (text) => createHash("sha256").update(text).digest("hex");
const must = async (client, method, path, body) => {
	const r = await client.api(method, path, body);
	assert.ok(r.status < 300, `${method} ${path}: ${r.status} ${r.text}`);
	return r.body;
};
const upload = (client, name, text) => client.fetch("POST", `/api/v1/files?name=${encodeURIComponent(name)}`, {
	headers: { "Content-Type": "application/octet-stream", ...(client.bearer ? {} : { "X-CSRF-Token": client.csrf, Origin: s.base }) }, body: text });

function form(client, fields, files) {
	const f = new FormData();
	f.append("csrf", client.csrf);
	for (const [k, v] of Object.entries(fields)) f.append(k, v);
	for (const [name, text, as = "files"] of files) f.append(as, new Blob([text]), name);
	return f;
}

test("by a form: several files, refused and shown again with what was uploaded, then kept, added and taken off", async () => {
	await ann.get("/evidence/new");
	const post = (path, body) => ann.fetch("POST", path, { headers: { Origin: s.base }, body });
	let r = await post("/evidence", form(ann, { title: "", kind: "file", files: "" }, [["minutes.txt", "minutes"], ["wrong.pdf", "<html>"]]));
	assert.equal(r.status, 422);
	assert.match(r.text, /Evidence is needed/);
	assert.match(r.text, /wrong\.pdf.{1,10} says that the file is a PDF/);
	const line = `${hash("minutes")} minutes.txt`;
	assert.ok(r.text.includes(`value="${line}" checked`), "the good file is still there");
	r = await post("/evidence", form(ann, { title: "Restore test", kind: "file", files: line }, [["log.csv", "a;b\n"]]));
	assert.equal(r.status, 303, r.text);
	const path = r.headers.get("location");
	let page = await ann.get(path);
	assert.match(page.text, /minutes\.txt<\/a>.*log\.csv<\/a>/s);
	const made = await must(root, "GET", `/evidence/${path.split("/").pop()}`);
	assert.deepEqual(made.files.map((f) => [f.name, f.size, f.type, f.digest]), [["minutes.txt", 7, "text/plain", hash("minutes")], ["log.csv", 4, "text/csv", hash("a;b\n")]]);
	// Off with the first, on with another; the history says both.
	await ann.get(`${path}/edit`);
	r = await post(path, form(ann, { title: "Restore test", kind: "file", files: `${made.files[1].digest} log.csv`, rev: made.rev, reason: "newer" }, [["extra.md", "# x"]]));
	assert.equal(r.status, 303, r.text);
	page = await ann.get(`${path}/history`);
	assert.match(page.text, /extra\.md/);
	// What was taken off is still there for who may read the record's history.
	assert.equal((await ann.get(`/files/${hash("minutes")}/minutes.txt`)).text, "minutes");
	// A form that nobody gave a token brings nothing in.
	const n = sql(s.data, "SELECT count(*) FROM file");
	r = await ann.fetch("POST", "/evidence", { headers: { Origin: s.base }, body: (() => { const f = new FormData(); f.append("title", "x"); f.append("files", new Blob(["stolen"]), "x.txt"); return f; })() });
	assert.equal(r.status, 403);
	r = await ann.fetch("POST", "/evidence", { headers: { Origin: "https://evil.example" }, body: form(ann, { title: "x" }, [["x.txt", "stolen"]]) });
	assert.equal(r.status, 403);
	r = await post("/evidence", form(ann, { title: "x" }, [["x.txt", "stolen", "note"]]));
	assert.equal(r.status, 422);
	assert.equal(sql(s.data, "SELECT count(*) FROM file"), n);
});

test("over the API: upload, name, read back; digests alone are no right", async () => {
	const secret = "the list of open weaknesses";
	const r = await upload(root, "weak.txt", secret);
	assert.equal(r.status, 201, r.text);
	digest = r.body.data[0].digest;
	assert.equal(digest, hash(secret));
	// The uploader may look before a record names it; nobody else, not even who may read all evidence.
	assert.equal((await root.get(`/api/v1/files/${digest}`)).text, secret);
	const absent = (x) => x.text.replace(/"request":"\w+"/, "");
	const none = await ann.get(`/api/v1/files/${hash("nothing at all")}`), theirs = await ann.get(`/api/v1/files/${digest}`);
	assert.equal(theirs.status, 404);
	assert.equal(absent(theirs), absent(none));
	const tried = await ann.api("POST", "/evidence", { title: "Mine?", files: [{ digest }] });
	assert.equal(tried.status, 422);
	assert.equal(tried.body.errors[0].code, "no-such-file");
	// Named by a record, it is there for its readers.
	const made = await must(root, "POST", "/evidence", { title: "Weaknesses", files: [{ digest, name: "../weak \u202etxt.exe" }] });
	assert.equal(made.files[0].name, "weak _txt.exe");
	assert.equal((await ann.get(`/api/v1/files/${digest}`)).text, secret);
	assert.equal((await must(root, "PATCH", `/evidence/${made.code}`, { files: made.files })).rev, made.rev, "the same again is no change");
	// An employee reads own evidence only: neither this file nor, by its digest, a copy of it.
	for (const path of [`/api/v1/files/${digest}`, `/files/${digest}`, `/files/${digest}/weak.txt`]) assert.equal((await bob.get(path)).status, 404, path);
	assert.equal((await bob.api("POST", "/evidence", { title: "Copy", files: [digest] })).status, 422);
	// Another organisation has its own files, also of the same contents.
	const boss = s.token("boss@other.example", { org: "other" });
	assert.equal((await boss.get(`/api/v1/files/${digest}`)).status, 404);
	assert.equal((await upload(boss, "same.txt", secret)).status, 201);
	assert.equal((await boss.get(`/api/v1/files/${digest}`)).headers.get("content-disposition"), "attachment; filename=\"same.txt\"");
	assert.match((await root.get(`/api/v1/files/${digest}`)).headers.get("content-disposition"), /weak _txt\.exe/);
	assert.equal(sql(s.data, `SELECT count(*) FROM file WHERE digest = '${digest}'`).trim(), "2");
	// Archived evidence keeps its files for its readers.
	assert.equal((await root.api("DELETE", `/evidence/${made.code}`)).status, 204);
	assert.equal((await ann.get(`/api/v1/files/${digest}`)).status, 200);
	assert.equal((await root.api("POST", `/evidence/${made.code}/restore`)).status, 200);
	// Wrong values.
	for (const files of ["x", [7], [{}], [{ digest: 7 }], [{ digest, name: 7 }], Array(51).fill({ digest }).map((f, i) => ({ ...f, name: `n${i}` })), [{ digest: "../../etc/passwd" }]])
		assert.equal((await root.api("POST", "/evidence", { title: "x", files })).status, 422, JSON.stringify(files).slice(0, 60));
});

test("the command line: files are the caller's, in pieces, through the server or without it", async () => {
	const dir = join(s.root, "caller"), big = Buffer.alloc(700001, "0123456789abcdef-");
	run(["version"]);
	await import("node:fs").then((fs) => fs.mkdirSync(dir));
	writeFileSync(join(dir, "a.txt"), "from the caller");
	writeFileSync(join(dir, "big.bin"), big);
	let r = cli("record", "create", "evidence", "title=By command", `files=@${dir}/a.txt`, `files=@${dir}/big.bin`, "--json");
	assert.equal(r.status, 0, r.err);
	const made = r.json();
	assert.deepEqual(made.files.map((f) => f.name), ["a.txt", "big.bin"]);
	r = cli("file", "get", made.files[1].digest, "-o", join(dir, "back.bin"));
	assert.equal(r.status, 0, r.err);
	assert.ok(readFileSync(join(dir, "back.bin")).equals(big));
	r = cli("file", "attach", "evidence", made.code, `${dir}/a.txt`);
	assert.equal(r.status, 0, r.err);
	assert.equal((await must(root, "GET", `/evidence/${made.code}`)).files.length, 2, "the same once");
	r = cli("record", "set", "evidence", made.code, `files=@${dir}/nowhere`);
	assert.equal(r.status, 5);
	assert.match(r.err, /No such file/);
	for (const args of [["file", "get", made.files[0].digest], ["file", "get", hash("x"), "-o", join(dir, "x")], ["file", "erase", made.files[0].digest], ["file", "add", "-"], ["file", "attach", "risk", "R-1", `${dir}/a.txt`], ["file", "zz"]])
		assert.notEqual(cli(...args).status, 0, args.join(" "));
	assert.ok(!readdirSync(dir).includes("x"));
	assert.equal(cli("fsck").status, 0);
	assert.equal(cli("verify").status, 0);
});

test("export and import keep files; the past shows those of its time", async () => {
	const made = await must(root, "POST", "/evidence", { title: "Table", files: [digest], kind: "file" });
	const csv = await ann.get("/evidence/export?format=csv");
	assert.ok(csv.text.includes(`${digest} weak`), csv.text.slice(0, 300));
	const rows = csv.text.split("\r\n").length > 1 ? csv.text : csv.text.replaceAll("\n", "\r\n");
	const r = await root.fetch("POST", "/api/v1/evidence/import?key=code&dry_run", { headers: { "Content-Type": "text/csv" }, body: rows });
	assert.equal(r.status, 200, r.text);
	assert.deepEqual([r.body.created, r.body.updated], [0, 0], "an export imported changes nothing");
	const then = (await must(root, "GET", `/evidence/${made.code}`)).updated_at;
	await new Promise((done) => setTimeout(done, 30));
	await must(root, "PATCH", `/evidence/${made.code}`, { files: null });
	assert.equal((await must(root, "GET", `/evidence/${made.code}`)).files, null);
	const past = await must(root, "GET", `/evidence/${made.code}?as_of=${then}`);
	assert.equal(past.files[0].digest, digest);
	assert.equal((await ann.get(`/files/${digest}/weak?as_of=${then}`)).text, "the list of open weaknesses");
	assert.equal((await must(root, "GET", "/evidence?files[has]=WEAK _txt")).total, 1);
	assert.equal((await must(root, "GET", "/evidence?q=minutes")).total, 0, "taken off: no longer found by its name");
	assert.ok((await must(root, "GET", "/evidence?q=extra")).total >= 1);
});

const note = (more) => ({ kind: "note", note: "seen", ...more });
const accept = (code) => must(root, "POST", `/evidence/${code}/state`, { to: "valid" });

test("the room: fresh, running out, stale; controls and measures without any; one piece for many", async () => {
	const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
	for (const control of ["A.5.1", "A.7.2", "A.8.13"]) await must(root, "POST", "/soa_entries", { control, decision: "applicable" });
	const m = await must(root, "POST", "/measures", { title: "Backup", controls: ["A.8.13"] });
	await must(root, "POST", `/measures/${m.code}/state`, { to: "in-place" });
	const room = async () => (await must(root, "GET", "/evidence-room"));
	const k0 = (await room()).counts, code = (list) => list.map((x) => x.code);
	assert.ok(code((await room()).controls).includes("A.8.13") && code((await room()).measures).includes(m.code));
	const one = await must(root, "POST", "/evidence", note({ title: "Restore", measures: [m.code], controls: ["A.5.1"], requirements: (await must(root, "GET", "/requirements?limit=1")).data.map((x) => x.code), valid_days: 365 }));
	assert.equal(one.good_until, day(365));
	let k = await room();
	assert.ok(code(k.controls).includes("A.8.13"), "a draft shows nothing yet");
	assert.ok(code(k.drafts).includes(one.code));
	await accept(one.code);
	k = await room();
	assert.ok(!code(k.controls).includes("A.8.13") && !code(k.controls).includes("A.5.1") && !code(k.measures).includes(m.code));
	assert.equal(k.counts.covered, k0.covered + 2);
	const old = await must(root, "POST", "/evidence", note({ title: "Old", controls: ["A.7.2"], collected_on: day(-100), valid_days: 90 }));
	const soon = await must(root, "POST", "/evidence", note({ title: "Soon", controls: ["A.7.2"], collected_on: day(-10), valid_until: day(30), valid_days: 900 }));
	await accept(old.code);
	k = await room();
	assert.deepEqual([code(k.stale).includes(old.code), k.controls.find((x) => x.code === "A.7.2").stale], [true, true]);
	assert.match(k.stale[0].left, /stale for 10 days/);
	assert.equal((await must(root, "GET", `/evidence/${old.code}`)).freshness, "stale");
	assert.ok((await must(root, "GET", "/check")).clauses.some((x) => x.findings?.some((f) => f.rule === "evidence-stale")));
	await accept(soon.code);
	k = await room();
	assert.deepEqual([code(k.soon).includes(soon.code), code(k.controls).includes("A.7.2")], [true, false]);
	// What newer evidence shows as well is stale no more in the room; as soon as it shows one thing more, it is.
	assert.deepEqual([code(k.stale).includes(old.code), k.counts.renewed], [false, 1]);
	assert.match((await ann.get("/evidence-room")).text, /1 more piece is past its last day/);
	await must(root, "POST", `/evidence/${old.code}/links`, { field: "controls", to: "A.7.3" });
	k = await room();
	assert.deepEqual([code(k.stale).includes(old.code), k.counts.renewed], [true, 0]);
	const page = await ann.get("/evidence-room");
	assert.match(page.text, /Running out within 30 days/);
	assert.match((await ann.get("/controls/A.8.13")).text, /Ask for evidence/);
	// What does not fit.
	for (const [bad, field] of [[{ kind: "link", link: "javascript:alert(1)" }, "link"], [{ valid_until: day(-1), collected_on: day(0) }, "valid_until"], [{ sample_size: 5, population_size: 4 }, "sample_size"], [{ period_from: day(1), period_to: day(0) }, "period_to"]]) {
		const r = await root.api("POST", "/evidence", note({ title: "x", ...bad }));
		assert.equal(r.status, 422);
		assert.ok(r.body.errors.some((e) => e.field === field), r.text);
	}
	const empty = await must(root, "POST", "/evidence", { title: "Nothing in it" });
	assert.equal((await root.api("POST", `/evidence/${empty.code}/state`, { to: "valid" })).status, 422);
});

test("asked for and answered, in a browser without JavaScript", async () => {
	const person = await must(root, "POST", "/people", { name: "Bob Asked", email: "asked@example.com" });
	const browser = await launch();
	try {
		const x = await context(browser, s.base, { javaScriptEnabled: false });
		await x.addCookies(cookies(ann));
		const tab = await x.newPage();
		await tab.goto("/controls/A.8.13");
		await tab.click("text=Ask for evidence");
		assert.equal(await tab.inputValue("#f-about"), "control/A.8.13");
		assert.match(await tab.inputValue("#f-title"), /^Evidence for A\.8\.13 /);
		await tab.click(".save .btn-primary");
		assert.match(await tab.locator("main").innerText(), /say who is asked/);
		await tab.fill("#f-owner", person.code);
		await tab.fill("#f-due", "2020-01-31");
		await tab.click(".save .btn-primary");
		assert.equal(new URL(tab.url()).pathname, "/evidence-room");
		assert.match(await tab.locator("#requests").innerText(), /A\.8\.13[\s\S]*Bob Asked[\s\S]*Overdue/);
		const task = (await must(root, "GET", "/tasks?kind=evidence&state=open")).data.at(-1);
		assert.ok((await must(root, "GET", "/check")).clauses.some((c) => c.findings?.some((f) => f.rule === "evidence-request-overdue")));
		await tab.goto(`/tasks/${task.code}`);
		await tab.click("text=Answer with evidence");
		assert.deepEqual([await tab.inputValue("#f-controls"), await tab.inputValue("#f-answers")], ["A.8.13", task.code]);
		await tab.setInputFiles("#f-files input[type=file]", [{ name: "restore.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n") }, { name: "bild.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n", "latin1") }]);
		await tab.click(".save .btn-primary");
		assert.match(await tab.locator("main").innerText(), /restore\.pdf[\s\S]*bild\.png/);
		const [download] = await Promise.all([tab.waitForEvent("download"), tab.click("text=restore.pdf")]);
		assert.equal(download.suggestedFilename(), "restore.pdf");
		assert.equal(readFileSync(await download.path(), "latin1"), "%PDF-1.7\n");
		const done = await must(root, "GET", `/tasks/${task.code}`);
		assert.deepEqual([done.state, /^Answered with EV-\d+\.$/.test(done.result)], ["done", true]);
		assert.deepEqual(x.complaints, []);
	} finally {
		await browser.close();
	}
});

test("answering closes only what one may close, and only requests", async () => {
	const mine = await must(root, "POST", "/tasks", { title: "Not a request", kind: "other" });
	const asked = await must(root, "POST", "/tasks", { title: "Asked", kind: "evidence" });
	await must(root, "POST", "/evidence", note({ title: "Both", answers: [mine.code, asked.code] }));
	assert.equal((await must(root, "GET", `/tasks/${mine.code}`)).state, "open");
	assert.equal((await must(root, "GET", `/tasks/${asked.code}`)).state, "done");
	const again = await must(root, "POST", "/tasks", { title: "Asked of somebody", kind: "evidence" });
	const owner = await s.member("owner@example.com", "control-owner", { org: "acme" });
	assert.equal((await owner.api("POST", "/evidence", note({ title: "By another", answers: [again.code] }))).status, 201);
	assert.equal((await must(root, "GET", `/tasks/${again.code}`)).state, "open", "reads all tasks, may close own ones only");
});

test("erased: key and bytes are gone, records let go, history and proof stay", async () => {
	const text = "wrong person's payslip", up = await upload(root, "payslip.txt", text), d = up.body.data[0].digest;
	const a = await must(root, "POST", "/evidence", { title: "Has it", files: [d, digest] });
	const n = readdirSync(join(s.data, "blob"), { recursive: true }).length;
	const r = cli("file", "erase", d, "--reason", "belongs to somebody else");
	assert.equal(r.status, 0, r.err);
	assert.match(r.out, /1 record let go/);
	assert.equal(readdirSync(join(s.data, "blob"), { recursive: true }).length, n - 1);
	assert.deepEqual((await must(root, "GET", `/evidence/${a.code}`)).files.map((f) => f.digest), [digest]);
	assert.equal((await root.get(`/api/v1/files/${d}`)).status, 404);
	assert.match((await ann.get(`/evidence/${a.code}/history`)).text, /belongs to somebody else/);
	assert.equal((await root.api("POST", "/evidence", { title: "x", files: [d] })).body.errors[0].code, "erased");
	assert.equal(cli("verify").status, 0);
	assert.equal(cli("fsck").status, 0);
	assert.equal((await upload(root, "payslip.txt", text)).status, 201, "uploaded anew it is a file again");
	assert.equal((await root.get(`/api/v1/files/${d}`)).text, text);
});

test("what nobody claims is swept; what is changed behind Annexa's back is told", async () => {
	const up = await upload(root, "forgotten.txt", "forgotten"), d = up.body.data[0].digest;
	assert.equal(cli("fsck", "--repair", "--json").json().removed, 0, "young ones stay");
	sql(s.data, `UPDATE file SET created_at = '2020-01-01T00:00:00.000Z' WHERE digest = '${d}'`);
	assert.equal(cli("fsck", "--repair", "--json").status, 0);
	assert.equal((await root.get(`/api/v1/files/${d}`)).status, 404);
	sql(s.data, `UPDATE file SET size = size + 1 WHERE digest = '${digest}' AND org = 1`);
	assert.ok(cli("verify", "--json").json().problems.some((p) => p.kind === "file-changed"));
	sql(s.data, `UPDATE file SET size = size - 1 WHERE digest = '${digest}' AND org = 1`);
	sql(s.data, `DELETE FROM file_use WHERE digest = '${digest}' AND org = 1`);
	assert.ok(cli("verify", "--json").json().problems.some((p) => p.kind === "file-unused"));
	sql(s.data, `DELETE FROM file WHERE digest = '${digest}' AND org = 1`);
	assert.ok(cli("verify", "--json").json().problems.some((p) => p.kind === "file-missing"));
});

test("the server has met no fault of its own", () => {
	assert.doesNotMatch(s.log, /request-failed|"event":"bug"/);
});
