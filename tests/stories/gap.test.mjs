// Gap analysis: begun, assessed by keyboard and by form, inferred with provenance and undone, made into tasks, watched over time.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

const axe = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let browser, s, admin;
const ok = (r) => { assert.equal(r.status, 0, r.err); return r; };
const row = async (analysis, ref) => (await admin.api("GET", `/gap_analyses/${analysis}/rows?q=${ref}`)).body.groups
	.flatMap((g) => g.rows).find((r) => r.ref === ref);
const api = async (method, path, body, headers) => {
	const r = await admin.api(method, path, body, headers);
	assert.ok(r.status < 300, `${method} ${path}: ${r.status} ${r.text.slice(0, 400)}`);
	return r.body;
};

before(async () => {
	browser = await launch();
	s = await Server.start();
	admin = await s.member("ada@example.com", "administrator");
	ok(s.cli("knowledge", "load", "nist-csf-2.0"));
	ok(s.cli("record", "create", "person", "name=Ann Example", "email=ann@example.com"));
	ok(s.cli("record", "create", "risk", "title=Fire", "controls=A.5.15,A.8.13,A.5.1", "treatment=modify"));
	ok(s.cli("record", "create", "measure", "title=Access", "controls=A.5.15", "maturity=4"));
	ok(s.cli("record", "create", "measure", "title=Backup", "controls=A.8.13", "maturity=2"));
	ok(s.cli("record", "state", "measure", "M-1", "in-place"));
	ok(s.cli("record", "state", "measure", "M-2", "partly"));
	ok(s.cli("record", "create", "soa_entry", "control=A.8.30", "decision=excluded", "justification=Nothing is developed outside."));
});
after(async () => { await browser.close(); await s.stop(); });

async function tabOf(options) {
	const c = await context(browser, s.base, options);
	await c.addCookies(cookies(admin));
	return c.newPage();
}

test("an analysis has a row for every requirement; bad ones are refused whole", async () => {
	const g = await api("POST", "/gap_analyses", { title: "Before certification", framework: "iso27001-2022", started_on: "2026-01-01" });
	assert.equal(g.code, "G-1");
	const rows = (await api("GET", "/gap_rows?analysis=G-1&limit=500")).data;
	assert.equal(rows.length, 123);	// 30 clauses and 93 controls
	assert.ok(rows.every((r) => r.status === "not-assessed" && r.target === 3 && r.target_status === "met"));
	const cli = s.cli("gap", "create", "nist-csf-2.0", "--title", "CSF", "--target", "2");
	assert.equal(ok(cli).out, "G-2\n");
	assert.equal((await api("GET", "/gap_rows?analysis=G-2&limit=1")).total, 106);
	let r = await admin.api("POST", "/gap_analyses", { title: "x", framework: "gdpr" });
	assert.equal(r.status, 422);
	assert.equal(r.body.errors[0].field, "framework");
	r = await admin.api("POST", "/gap_analyses", { title: "x", framework: "iso27001-2022", target_maturity: 6 });
	assert.equal(r.body.errors[0].field, "target_maturity");
	r = await admin.api("POST", "/gap_analyses", { title: "x", framework: "nist-csf-2.0", baseline: "G-1" });
	assert.equal(r.body.errors[0].field, "baseline");
	assert.equal(s.cli("gap", "create", "nosuch").status, 2);
	assert.equal((await api("GET", "/gap_analyses?limit=1")).total, 2, "nothing half-written");
	r = await admin.api("POST", "/gap_rows", { analysis: "G-1", requirement: "control/A.5.15" });
	assert.equal(r.status, 422, "one row for one requirement");
	r = await admin.api("PATCH", "/gap_rows/GR-1", { status: "not-applicable" });
	assert.equal(r.body.errors[0].field, "justification");
	r = await admin.api("PATCH", "/gap_rows/GR-1", { status: "nearly", maturity: 9 });
	assert.deepEqual(r.body.errors.map((e) => e.field).sort(), ["maturity", "status"]);
});

test("by keyboard: keys judge, arrows go on, what was done is saved as one goes", async () => {
	const tab = await tabOf();
	await tab.goto("/gap_analyses/G-1/work");
	assert.match(await tab.locator("h1").innerText(), /^4\.1 /);
	await tab.keyboard.press("s");
	await tab.keyboard.press("2");
	await tab.keyboard.press("n");
	await tab.keyboard.type("Issues are listed, nobody reviews them. 5a");
	await tab.keyboard.press("Escape");
	await tab.keyboard.press("ArrowRight");
	await tab.waitForURL(/row=GR-2/);
	let r = await api("GET", "/gap_rows/GR-1");
	assert.deepEqual([r.status, r.maturity, r.note, r.gap, r.rev], ["partly", 2, "Issues are listed, nobody reviews them. 5a", 2, 2],
		"one revision for one look");
	await tab.keyboard.press("f");
	await tab.keyboard.press("4");
	await tab.locator("[data-work-state]", { hasText: "Saved." }).waitFor();
	r = await api("GET", "/gap_rows/GR-2");
	assert.deepEqual([r.status, r.maturity, r.gap], ["met", 4, 0]);
	await api("PATCH", "/gap_rows/GR-2", { note: "somebody else" });
	await tab.keyboard.press("a");
	await tab.locator("[data-work-state]", { hasText: "changed this row meanwhile" }).waitFor();
	assert.equal((await api("GET", "/gap_rows/GR-2")).status, "met", "the other's change stands");
	await tab.keyboard.press("ArrowLeft");
	await tab.waitForTimeout(200);
	assert.match(tab.url(), /row=GR-2/, "what is not saved is not left behind");
	await tab.goto("/gap_analyses/G-1/work?row=GR-3");
	await tab.keyboard.press("x");
	await tab.keyboard.type("Only one site.");
	await tab.keyboard.press("Escape");
	await tab.keyboard.press("ArrowLeft");
	await tab.waitForURL(/row=GR-2/);
	r = await api("GET", "/gap_rows/GR-3");
	assert.deepEqual([r.status, r.justification], ["not-applicable", "Only one site."]);
	assert.deepEqual(tab.context().complaints.filter((x) => !/ 412 /.test(x)), []);
	await tab.context().close();
});

test("without the script: a form, next and previous, mistakes told, edited in place", async () => {
	const tab = await tabOf({ javaScriptEnabled: false });
	await tab.goto("/gap_analyses/G-1/work?row=GR-4");
	await tab.locator('label:has(input[name=status][value="not-applicable"])').click();
	await tab.fill("#f-note", "typed <b>text</b>");
	await tab.locator("button", { hasText: "Save and next" }).click();
	assert.match(await tab.locator(".summary").innerText(), /why the requirement does not apply/);
	assert.equal(await tab.inputValue("#f-note"), "typed <b>text</b>");
	await tab.fill("#f-justification", "Not ours.");
	await tab.locator("button", { hasText: "Save and next" }).click();
	assert.match(await tab.locator("h1").innerText(), /^5\.1 /);
	await tab.goto("/gap_analyses/G-1/rows?edit=GR-5");
	await tab.selectOption("#e-status", "not-met");
	await tab.selectOption("#e-maturity", "0");
	await tab.locator(".gap-edit button").click();
	assert.match(tab.url(), /\/gap_analyses\/G-1\/rows#GR-5$/);
	assert.match(await tab.locator("#GR-5").innerText(), /Not met[\s\S]*0 Nothing there[\s\S]*3 steps below/);
	await tab.goto("/gap_analyses/G-1/rows?gap=2");
	assert.deepEqual(await tab.locator("tbody tr[id]").evaluateAll((all) => all.map((t) => t.id)), ["GR-1", "GR-5"]);
	await tab.context().close();
});

test("inference: looked at, applied, never over a person's word, undone but for what was touched", async () => {
	const seen = await api("GET", "/gap_analyses/G-1/infer");
	const of = (ref) => seen.proposals.find((p) => p.ref === ref);
	assert.deepEqual(seen.proposals.map((p) => p.ref).sort(), ["A.5.1", "A.5.15", "A.8.13", "A.8.30"]);
	assert.deepEqual([of("A.5.15").status, of("A.5.15").maturity, of("A.5.15").strength, of("A.5.15").text],
		["met", 4, "strong", "from A.5.15 in place"]);
	assert.deepEqual([of("A.8.13").status, of("A.8.13").maturity], ["partly", 2]);
	assert.deepEqual([of("A.5.1").status, of("A.8.30").status], ["not-met", "not-applicable"]);
	let r = await row("G-1", "A.8.13");
	await api("PATCH", `/gap_rows/${r.code}`, { status: "largely" });	// a person was here
	r = await admin.api("POST", "/gap_analyses/G-1/infer", { rows: [of("A.8.13").value] });
	assert.equal(r.status, 409, "what is no longer proposed is refused");
	const run = await api("POST", "/gap_analyses/G-1/infer", { rows: ["A.5.15", "A.5.1", "A.8.30"].map((x) => of(x).value) });
	assert.deepEqual([run.code, run.applied, run.state], ["GI-1", 3, "applied"]);
	assert.ok(!ok(s.cli("check", "--json")).json().findings.some((f) => f.rule === "gap-task" && /A\.5\.1 /.test(f.finding)),
		"what was only inferred asks for no task yet");
	r = await row("G-1", "A.5.15");
	assert.deepEqual([r.status.name, r.maturity, r.inferred, r.inferred_text], ["met", 4, true, "from A.5.15 in place"]);
	assert.equal((await row("G-1", "A.8.30")).justification, "Nothing is developed outside.");
	assert.equal((await row("G-1", "A.8.13")).status.name, "largely");
	assert.equal((await api("GET", "/gap_analyses/G-1/infer")).proposals.length, 0, "no news the second time");
	await api("POST", `/gap_rows/${r.code}/confirm`);
	assert.equal((await row("G-1", "A.5.15")).inferred, false);
	await api("PATCH", `/gap_rows/${(await row("G-1", "A.8.30")).code}`, { status: "met" });
	const told = await api("POST", "/gap_inferences/GI-1/undo");
	assert.equal(told.undone, 1);
	assert.deepEqual(told.kept.map((k) => k.title.split(" ")[0]), ["A.5.15", "A.8.30"]);
	assert.deepEqual([(await row("G-1", "A.5.1")).status.name, (await row("G-1", "A.5.15")).status.name], ["not-assessed", "met"]);
	assert.equal((await admin.api("POST", "/gap_inferences/GI-1/undo")).status, 409);
	for (const [q, field] of [["weakest=x", "weakest"], ["hops=9", "hops"], ["source=G-99", "source"], ["source=G-1", "source"]])
		assert.equal((await admin.api("GET", `/gap_analyses/G-1/infer?${q}`)).body.errors[0].field, field);
});

test("through mappings, in the browser and the terminal, from another analysis", async () => {
	const tab = await tabOf();
	await tab.goto("/gap_analyses/G-2/infer");
	const line = tab.locator("tbody tr", { hasText: "PR.AA-01" });
	assert.match(await line.innerText(), /Partly met[\s\S]*weak[\s\S]*from A\.5\.15 in place, intersects/);
	await tab.locator("button", { hasText: "Fill the ticked rows" }).click();
	assert.match(await tab.locator(".flash").innerText(), /rows filled by GI-2/);
	assert.match(await tab.locator("main").innerText(), /from A\.5\.15 in place, intersects \(weak\)/);
	await tab.goto("/gap_analyses/G-2/infer");
	await tab.locator("button", { hasText: "Undo this run" }).click();
	assert.match(await tab.locator(".flash").innerText(), /rows are as they were\./);
	assert.equal((await api("GET", "/gap_rows?analysis=G-2&status[ne]=not-assessed&limit=1")).total, 0);
	await tab.context().close();
	const r = ok(s.cli("gap", "infer", "G-2", "--source", "G-1", "--dry-run", "--json")).json();
	assert.equal(r.source.code, "G-1");
	assert.ok(r.proposals.every((p) => p.from !== "A.5.1"), "what nobody judged says nothing");
	const hops = ok(s.cli("gap", "infer", "G-2", "--weakest", "suggests", "--hops", "4", "--dry-run", "--json")).json();
	const far = hops.proposals.find((p) => p.hops > 1);
	assert.match(far.text, /^from A\.5\.15 in place, through \S+ \(intersects\).*, then intersects/);
	assert.ok(r.proposals.every((p) => p.hops === 1), "a chain of intersections proves nothing");
	assert.equal(far.strength, "hint");
	assert.equal(s.cli("gap", "infer", "G-2", "--hops", "x").status, 2);
	assert.equal(s.cli("gap", "infer", "G-2", "GR-1:met").status, 2);
	assert.equal(ok(s.cli("gap", "infer", "G-2", "--source", "G-1")).out, "GI-3\n");
	assert.match(ok(s.cli("gap", "undo", "GI-3")).out, /rows are as they were/);
});

test("gaps become tasks, once; a done task asks for another look", async () => {
	let r = await admin.api("POST", "/gap_analyses/G-1/tasks", { rows: ["GR-2", "GR-9", "GR-999"] });
	assert.equal(r.status, 422);
	assert.equal(r.body.errors.length, 3, "on target, not assessed, unknown");
	const tab = await tabOf();
	await tab.goto("/gap_analyses/G-1/rows?gap=1");
	await tab.locator('input[name=rows][value="GR-5"]').check();
	await tab.fill("#tasks #f-owner", "P-1");
	await tab.fill("#tasks #f-due", "2027-01-31");
	await tab.locator("button", { hasText: "Make tasks" }).click();
	assert.match(await tab.locator(".flash").innerText(), /1 task made/);
	assert.match(await tab.locator("#GR-5").innerText(), /T-1/);
	await tab.context().close();
	const t = await api("GET", "/tasks/T-1");
	assert.deepEqual([t.kind, t.about, t.owner, t.due], ["gap", "gap_row/GR-5", "P-1", "2027-01-31"]);
	assert.match(t.description, /5\.1 is not met, maturity 0 \(nothing there\)\. To be reached: met, maturity 3/);
	r = ok(s.cli("gap", "tasks", "G-1", "--json")).json();
	assert.deepEqual(r.had.map((x) => x.row), ["GR-5"]);
	assert.deepEqual(r.made.map((x) => x.row), ["GR-1", (await row("G-1", "A.8.13")).code]);
	assert.equal((await api("GET", "/tasks?kind=gap&limit=1")).total, 3);
	const finding = (rule) => ok(s.cli("check", "--json")).json().findings.filter((f) => f.rule === rule).map((f) => f.subject?.code);
	assert.deepEqual(finding("gap-task"), []);
	await api("PATCH", "/tasks/T-1", { result: "Done" });
	await api("POST", "/tasks/T-1/state", { to: "done" });
	assert.deepEqual(finding("gap-reassess"), ["GR-5"]);
	assert.equal((await row("G-1", "5.1")).reassess, true);
	await api("PATCH", "/gap_rows/GR-5", { status: "met", maturity: 3 });
	assert.deepEqual(finding("gap-reassess"), []);
});

test("progress in numbers, the report in every format, a closed analysis stays", async () => {
	const p = await api("GET", "/gap_analyses/G-1/progress?from=2026-01-01");
	assert.equal(p.baseline.tally.total, 0, "there was no analysis yet");
	assert.equal(p.now.tally.met + p.now.tally.largely + p.now.tally.partly, 6);
	assert.ok(p.months.length >= 1 && p.months.at(-1).tally.met === p.now.tally.met);
	assert.ok(p.changes.some((c) => c.code === "GR-5" && c.now.name === "met"));
	assert.equal((await admin.api("GET", "/gap_analyses/G-1/progress?from=soon")).body.errors[0].field, "from");
	for (const format of ["pdf", "xlsx", "docx", "html", "csv", "json"]) {
		const file = join(s.root, `gap.${format}`);
		ok(s.cli("report", "gap", "--of", "G-1", "-o", file));
		assert.ok(readFileSync(file).length > 2000, format);
	}
	assert.match(readFileSync(join(s.root, "gap.csv"), "utf8"), /A\.5\.15/);
	assert.match(readFileSync(join(s.root, "gap.html"), "utf8"), /Gaps and their tasks/);
	assert.equal(s.cli("report", "gap", "--of", "G-99", "--format", "csv").status, 2);
	assert.equal(s.cli("report", "soa", "--of", "G-1", "--format", "csv").status, 2);
	assert.match(ok(s.cli("gap", "show", "G-1")).out, /of 123 assessed/);
	await api("POST", "/gap_analyses/G-1/state", { to: "closed" });
	assert.equal((await admin.api("PATCH", "/gap_rows/GR-7", { status: "met" })).status, 409);
	assert.equal((await admin.api("POST", "/gap_analyses/G-1/infer", {})).status, 409);
	await api("POST", "/gap_analyses/G-1/state", { to: "open" });
});

test("the pages in light and dark, wide and narrow: no complaint of axe, of the policy, of the console", async () => {
	const pages = ["/gap_analyses/G-1", "/gap_analyses/G-1/rows?edit=GR-7", "/gap_analyses/G-1/work?row=GR-1", "/gap_analyses/G-2/infer",
		"/gap_analyses/G-1/progress", "/gap_rows/GR-5", "/transition"];
	for (const colorScheme of ["light", "dark"])
		for (const width of [1360, 390]) {
			const tab = await tabOf({ colorScheme, viewport: { width, height: 900 } });
			for (const path of pages) {
				await tab.goto(path);
				await tab.evaluate(axe);
				const found = await tab.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }));
				assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`), [], `${path} ${colorScheme} ${width}`);
				assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider than ${width}`);
			}
			assert.deepEqual(tab.context().complaints, []);
			await tab.context().close();
		}
});

test("owners edit their own rows, and no others; readers none", async () => {
	const ann = await s.member("owner@example.com", "control-owner");
	ok(s.cli("record", "create", "person", "name=Olaf Owner", "email=owner@example.com"));
	const member = (await api("GET", "/members?email=owner@example.com")).data[0];
	await api("PATCH", `/members/${member.code}`, { person: "P-2" });
	await api("PATCH", "/gap_rows/GR-8", { owner: "P-2" });
	assert.equal((await ann.api("PATCH", "/gap_rows/GR-8", { status: "partly" })).status, 200);
	assert.equal((await ann.api("PATCH", "/gap_rows/GR-9", { status: "partly" })).status, 403);
	assert.equal((await ann.api("POST", "/gap_analyses/G-1/infer", {})).status, 403);
	const reader = await s.member("reader@example.com", "reader");
	const page = await reader.get("/gap_analyses/G-1/work?row=GR-8");
	assert.equal(page.status, 200);
	assert.doesNotMatch(page.text, /data-work-form|name="status"/);
});
