// "First SoA in an afternoon": from an empty organisation to an approved Statement of Applicability, approved treatments,
// published documents and a gap analysis; over the API, on the command line, and its key steps in a browser. At each step
// also what a user may get wrong, and that nothing was half-written.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server, run } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

const ANSWERS = { preset: "consultancy", size: "11-50", product: "the advice desk Tabula", work: ["cloud"], sites: "Office Ghent | Kouter 1",
	data: ["personal"], law: ["none"], suppliers: "Hetzner | servers", customers: ["certificate"], climate: "no", climate_parties: "no",
	climate_why: "Offices above the flood line.", goal: "certificate", goal_date: "2099-06-30", framework: "iso27001-2022",
	manager_name: "Mia Berg", manager_email: "mia@example.com", top_name: "Tom Ost", top_email: "tom@example.com" };
const MANDATORY = ["D01", "D02", "D03", "D04", "D05", "D06", "D07", "D09", "D10"];	// published as documents; the rest are records
const REPORTS = ["soa", "risk-assessment", "risk-treatment-plan", "gap"];
const STARTS = { pdf: "%PDF-", docx: "PK", xlsx: "PK", json: "{" };
const YEAR = `${new Date().getFullYear() + 1}-06-30`;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const must = async (promise, status = 200) => {
	const r = await promise;
	assert.equal(r.status, status, r.text);
	return r.body;
};
const fields = (r) => [...new Set((r.body.errors ?? []).map((e) => e.field))].sort();

const drafted = async (who) => (await must(who.api("GET", "/drafted"))).types.flatMap((x) => x.items.map((i) => i.code));
/** Confirm whatever is drafted; a page shows only so many of each kind. */
async function confirm(who) {
	for (let some = await drafted(who); some.length; some = await drafted(who))
		await must(who.api("POST", "/drafted", { action: "confirm", codes: some }));
}

/** Accounts of the two people of the answers, each joined to its person. */
async function people(s) {
	const root = s.token("root@example.com"), found = {};
	for (const [name, roles] of [["mia", "isms-manager"], ["tom", "top-management"]]) {
		found[name] = await s.member(`${name}@example.com`, roles);
		const [m] = (await must(root.api("GET", `/members?email=${name}@example.com`))).data;
		const [p] = (await must(root.api("GET", `/people?email=${name}@example.com`))).data;
		assert.equal(m.person, p.code, "a new member is the person of that address");
		found[`${name}_person`] = p.code;
	}
	return found;
}

test("over the API", async (t) => {
	const s = await Server.start(), root = s.token("root@example.com");
	let first, mia, tom, mia_person, tom_person, approvals;
	const total = async (type, query = "") => (await must(root.api("GET", `/${type}?limit=1&${query}`))).total;
	const state = (who, path, to, more = {}) => who.api("POST", `${path}/state`, { to, ...more });
	const ask = async (subject) => (await must(mia.api("POST", "/approvals", { subject, approver: tom_person }), 201)).code;
	const approve = async () => {
		for (const a of (await must(tom.api("GET", "/approvals?state=asked&limit=200"))).data) await must(state(tom, `/approvals/${a.code}`, "approved"));
	};
	const majors = async () => (await must(root.api("GET", "/check"))).counts.major;
	try {
		await t.test("questions, preview, draft", async () => {
			first = await majors();
			const bad = await root.api("POST", "/start", { ...ANSWERS, preset: "circus", goal_date: "soon", top_email: "nobody" });
			assert.equal(bad.status, 422);
			assert.deepEqual(fields(bad), ["goal_date", "preset", "top_email"]);
			assert.equal((await must(root.api("GET", "/start"))).answers, null);
			assert.equal((await root.api("POST", "/start/draft", {})).status, 409);
			await must(root.api("POST", "/start", ANSWERS));
			const preview = await must(root.api("GET", "/start/preview"));
			assert.equal(await total("risks"), 0, "looking makes nothing");
			assert.deepEqual((await must(root.api("POST", "/start/draft", {}))).counts, preview.counts);
		});
		await t.test("confirm what was drafted", async () => {
			const all = await drafted(root);
			assert.equal((await root.api("POST", "/drafted", { action: "confirm", codes: [...all.slice(0, 3), "R-9999"] })).status, 422);
			assert.deepEqual(await drafted(root), all, "all or none");
			await confirm(root);
			assert.equal((await must(root.api("GET", "/drafted"))).total, 0);
			({ mia, tom, mia_person, tom_person } = await people(s));
		});
		await t.test("scope, with the approval of the top", async () => {
			await must(state(mia, "/scope_statements/SS-1", "in-review"));
			const own = await mia.api("POST", "/approvals", { subject: "SS-1", approver: "P-999" });
			assert.equal(own.status, 422);
			const code = await ask("SS-1");
			assert.equal((await state(mia, `/approvals/${code}`, "approved")).status, 403);
			await must(state(tom, `/approvals/${code}`, "approved"));
			assert.equal((await must(mia.api("GET", "/scope_statements/SS-1"))).state, "approved");
		});
		await t.test("criteria, in force by a second person", async () => {
			assert.equal((await mia.api("POST", "/risk_criteria", { title: "Ours", owner: mia_person, acceptable: 4, tolerable: 2 })).status, 422);
			const [{ code }] = (await must(root.api("GET", "/risk_criteria"))).data;	// drafted by the start
			await must(mia.api("PATCH", `/risk_criteria/${code}`, { title: "Ours" }));
			const own = await state(mia, `/risk_criteria/${code}`, "in-force");
			assert.equal(own.status, 403);
			assert.match(own.body.hint, /it can be done by .*tom/);
			await must(state(tom, `/risk_criteria/${code}`, "in-force"));
			assert.equal((await must(mia.api("GET", "/risks/R-1"))).criteria, code);
		});
		await t.test("risks assessed, treated, approved by their owner", async () => {
			const bad = await mia.api("PATCH", "/risks/R-1", { likelihood: 9, owner: "P-999", treatment: "pray" });
			assert.equal(bad.status, 422);
			assert.deepEqual(fields(bad), ["likelihood", "owner", "treatment"]);
			assert.equal((await mia.api("POST", "/risks/R-1/ask", {})).status, 409, "not assessed yet");
			const n = await total("risks");
			const none = await mia.api("POST", "/risks/bulk", { filter: "state=draft", set: { due: "yesterday" } });
			assert.equal(none.status, 409);
			assert.equal(none.body.errors.length, n, "each with what is wrong");
			assert.equal(await total("risks", "due[empty]=no"), 0);
			assert.equal((await must(mia.api("POST", "/risks/bulk", { filter: "state=draft", state: "assessed" }))).changed, n);
			await must(mia.api("POST", "/risks/bulk", { filter: "state=assessed", set: { due: YEAR, accepted_until: YEAR, plan: "Measures by the controls named." } }));
			for (const r of (await must(mia.api("GET", "/risks?limit=200"))).data)
				await must(mia.api("POST", `/risks/${r.code}/ask`, { note: "Plan and what remains" }));
			approvals = (await must(tom.api("GET", "/approvals?state=asked&limit=200"))).data;
			assert.equal(approvals.length, n);
			assert.equal((await state(tom, `/approvals/${approvals[0].code}`, "refused")).status, 422, "a refusal says why");
			assert.equal((await state(mia, `/approvals/${approvals[0].code}`, "approved")).status, 403, "four eyes");
			await approve();
			assert.equal(await total("risks", "state=treated"), n);
			assert.equal(await total("risks", "acceptance=accepted"), n);
		});
		await t.test("the rest of the Statement in one act", async () => {
			const open = async () => (await must(mia.api("GET", "/soa?decision=undecided"))).groups.flatMap((g) => g.controls).map((c) => c.control);
			const all = await open();
			assert.ok(all.length > 5 && all.length < 93, `${all.length} undecided`);
			assert.equal((await mia.api("POST", "/soa/decide", { control: all, decision: "excluded" })).status, 422, "an exclusion has its reason");
			assert.equal((await mia.api("POST", "/soa/decide", { control: [all[0], "A.9.99"], decision: "applicable", justification: "x" })).status, 422);
			assert.deepEqual(await open(), all);
			const out = all.includes("A.8.30") ? ["A.8.30"] : [all[0]];
			await must(mia.api("POST", "/soa/decide", { control: out, decision: "excluded", justification: "Nothing is developed for us by others." }));
			await must(mia.api("POST", "/soa/decide", { control: all.filter((c) => !out.includes(c)), decision: "applicable", justification: "Good practice for our size." }));
			assert.deepEqual(await open(), []);
		});
		await t.test("comparison, version, approval", async () => {
			const bad = await mia.api("POST", "/soa_comparisons", { performed_by: "P-999" });
			assert.equal(bad.status, 422);
			assert.deepEqual(fields(bad), ["performed_by", "statement"]);
			await must(mia.api("POST", "/soa_comparisons", { performed_by: mia_person, statement: "Every control of Annex A was looked at; nothing is missing." }), 201);
			await must(mia.api("POST", "/soa_versions", { note: "First" }), 201);
			assert.equal((await state(mia, "/soa_versions/SOA-V-1", "approved")).status, 409, "not without review");
			await must(state(mia, "/soa_versions/SOA-V-1", "in-review"));
			await must(state(tom, `/approvals/${await ask("SOA-V-1")}`, "approved"));
			assert.equal((await must(mia.api("GET", "/soa_versions/SOA-V-1"))).state, "approved");
			assert.equal((await mia.api("PATCH", "/soa_versions/SOA-V-1", { note: "Better" })).status, 422, "frozen");
		});
		await t.test("documents from the kit, approved and published", async () => {
			assert.equal((await mia.api("POST", "/documents/kit", { ref: "D99" })).status, 404);
			await must(mia.api("POST", "/documents/kit", { mandatory: true }), 201);
			const kit = async () => (await must(mia.api("GET", "/documents/kit"))).documents.filter((d) => MANDATORY.includes(d.ref));
			const codes = (await kit()).map((d) => d.document.code);
			await must(mia.api("PATCH", "/profiles/OP-1", { report_channel: null }));
			const bare = await mia.api("POST", `/documents/${codes[1]}/review`, {});
			assert.equal(bare.status, 422);
			assert.deepEqual(bare.body.errors.map((e) => [e.field, e.href]), [["body", "/profiles/OP-1/edit"]], "all else was answered at the start");
			await must(mia.api("PATCH", `/documents/${codes[0]}`, { owner: null, approvers: [] }));
			const two = await mia.api("POST", `/documents/${codes[0]}/review`, {});
			assert.deepEqual(two.body.errors.map((e) => [e.field, e.href]), [["owner", `/documents/${codes[0]}/edit`], ["approvers", `/documents/${codes[0]}/edit`]], "all that is missing at once, each with the place");
			assert.equal((await mia.api("PATCH", "/profiles/OP-1", { name: null })).status, 422, "a profile has a name");
			await must(mia.api("PATCH", "/profiles/OP-1", { address: "Kouter 1, Ghent", report_channel: "desk@example.com" }));
			assert.equal((await mia.api("POST", "/documents/bulk", { codes, set: { owner: mia_person, approvers: ["P-999"] } })).status, 409);
			await must(mia.api("POST", "/documents/bulk", { codes, set: { owner: mia_person, approvers: [tom_person] } }));
			assert.equal((await mia.api("POST", `/documents/${codes[0]}/publish`, {})).status, 409, "not before it is approved");
			for (const code of codes) await must(mia.api("POST", `/documents/${code}/review`, {}));
			await approve();
			for (const code of codes) await must(mia.api("POST", `/documents/${code}/publish`, { reason: "First issue" }));
			assert.deepEqual(new Set((await kit()).map((d) => d.status.name)), new Set(["published"]));
		});
		await t.test("gap analysis", async () => {
			const bad = await mia.api("POST", "/gap_analyses", { title: "Where we stand", framework: "iso9001" });
			assert.deepEqual([bad.status, fields(bad)], [422, ["framework"]]);
			await must(mia.api("POST", "/gap_analyses", { title: "Where we stand", framework: "iso27001-2022" }), 201);
			assert.equal(await total("gap_rows", "analysis=G-1"), 123);
			assert.equal((await mia.api("POST", "/gap_analyses/G-1/infer", { rows: ["nothing"] })).status, 409);
			assert.ok((await must(mia.api("POST", "/gap_analyses/G-1/infer", {}))).applied > 50);
			assert.equal((await mia.api("PATCH", "/gap_rows/GR-1", { status: "nearly", maturity: 9 })).status, 422);
			await must(mia.api("PATCH", "/gap_rows/GR-1", { status: "met", maturity: 3 }));
		});
		await t.test("fewer major findings, reports, verified", async () => {
			const left = (await must(root.api("GET", "/check"))).clauses.flatMap((c) => c.findings).filter((f) => f.severity.name === "major");
			assert.ok(left.length < 20 && first > 100, `${first} at the start, ${left.length} now`);
			assert.match((await must(mia.api("GET", "/reports/soa?format=odt"), 404)).detail, /"soa" as odt/);
			assert.equal((await mia.get("/reports/nothing?format=pdf")).status, 404);
			for (const name of REPORTS)
				for (const format of ["pdf", "docx", "xlsx", "json"]) {
					const r = await mia.get(`/reports/${name}?format=${format}`);
					assert.equal(r.status, 200, `${name} ${format}: ${r.text.slice(0, 300)}`);
					assert.ok(r.text.startsWith(STARTS[format]) && r.text.length > 2000, `${name} ${format}`);
				}
			const v = s.cli("verify");
			assert.equal(v.status, 0, v.out + v.err);
		});
	} finally { await s.stop(); }
});

test("on the command line", () => {
	const root = mkdtempSync(join(tmpdir(), "annexa-test-")), data = join(root, "data"), file = join(root, "answers.json");
	const cli = (...a) => run(a, { data });
	const ok = (...a) => { const r = cli(...a); assert.equal(r.status, 0, `${a.join(" ")}: ${r.err}`); return r; };
	const bad = (status, words, ...a) => { const r = cli(...a); assert.equal(r.status, status, `${a.join(" ")}: ${r.out}${r.err}`); assert.match(r.out + r.err, words); };
	const list = (type, ...more) => ok("record", "list", type, "--limit", "1000", "--json", ...more).json();
	const check = () => cli("check", "--json").json().counts;
	try {
		ok("init", "--org", "acme", "--name", "Acme Ltd", "--admin", "root@example.com");
		const first = check().major;
		writeFileSync(file, JSON.stringify({ ...ANSWERS, size: "many", top_email: "nobody" }));
		bad(2, /size[^]*top_email/, "start", "answer", "--from", file);
		assert.equal(cli("start", "preview").status, 2, "nothing was kept");
		writeFileSync(file, JSON.stringify(ANSWERS));
		ok("start", "answer", "--from", file);
		const { counts } = ok("start", "preview", "--json").json();
		assert.match(ok("start", "draft").out, new RegExp(`^${counts.create} drafted`));
		bad(2, /R-9999/, "start", "confirm", "R-1", "R-9999");
		for (const t of ok("start", "drafted", "--json").json()) ok("start", "confirm", "--type", t.type);
		assert.deepEqual(ok("start", "drafted", "--json").json(), []);
		for (const [name, roles] of [["mia", "isms-manager"], ["tom", "top-management"]])
			ok("user", "add", `${name}@example.com`, "--name", name, "--roles", roles);
		const mia = (...a) => ok("--as", "mia@example.com", ...a), tom = (...a) => ok("--as", "tom@example.com", ...a);
		const asked = () => list("approval", "state=asked").data.map((a) => a.code);
		const approve = () => { for (const code of asked()) tom("record", "state", "approval", code, "approved", "--reason", "Read"); };

		mia("record", "state", "scope_statement", "SS-1", "in-review");
		mia("record", "create", "approval", "subject=SS-1", "approver=tom@example.com");
		bad(3, /Tom Ost/, "--as", "mia@example.com", "record", "state", "approval", "AP-1", "approved");
		approve();
		bad(2, /acceptable/, "record", "create", "risk_criteria", "title=Ours", "owner=mia@example.com", "acceptable=4", "tolerable=2");
		mia("record", "set", "risk_criteria", "RC-1", "title=Ours");
		bad(3, /./, "--as", "mia@example.com", "record", "state", "risk_criteria", "RC-1", "in-force");
		ok("--as", "tom@example.com", "record", "state", "risk_criteria", "RC-1", "in-force");

		const risks = list("risk").data.map((r) => r.code);
		bad(2, /likelihood[^]*treatment/, "record", "set", "risk", "R-1", "likelihood=9", "treatment=pray");
		bad(2, /assessed/, "risk", "ask", "R-1");
		mia("record", "bulk", "risk", "state=draft", "--state", "assessed");
		bad(2, /yesterday/, "record", "bulk", "risk", "state=assessed", "--set", "due=yesterday");
		mia("record", "bulk", "risk", "state=assessed", "--set", `due=${YEAR}`, "--set", `accepted_until=${YEAR}`, "--set", "plan=Measures by the controls named.");
		for (const code of risks.slice(0, 4)) mia("risk", "ask", code);	// the rest goes the same way
		bad(2, /reason|why/, "--as", "tom@example.com", "record", "state", "approval", asked()[0], "refused");
		approve();
		assert.equal(list("risk", "state=treated", "acceptance=accepted").total, 4);

		const open = ok("soa", "--json").json().filter((r) => r.decision.name === "undecided").map((r) => r.control);
		bad(2, /justification/, "record", "create", "soa_entry", `control=${open[0]}`, "decision=excluded");
		bad(2, /A\.9\.99/, "record", "create", "soa_entry", "control=A.9.99", "decision=applicable");
		const rest = (justification, more = "") => writeFileSync(join(root, "rest.csv"), `control,decision,justification\n${open.map((c) => `${c},applicable,${justification}\n`).join("")}${more}`);
		const entries = list("soa_entry").total;
		rest("Good practice for our size.", "A.8.30,excluded,\n");
		bad(2, /justification/, "import", "soa_entry", join(root, "rest.csv"));
		assert.equal(list("soa_entry").total, entries, "all rows or none");
		rest("Good practice for our size.");
		mia("import", "soa_entry", join(root, "rest.csv"));
		assert.ok(ok("soa", "--json").json().every((r) => r.decision.name !== "undecided"));
		bad(2, /performed_by|statement/, "record", "create", "soa_comparison");
		mia("record", "create", "soa_comparison", "performed_by=mia@example.com", "statement=Every control was looked at; nothing is missing.");
		mia("record", "create", "soa_version", "note=First");
		bad(2, /./, "--as", "mia@example.com", "record", "state", "soa_version", "SOA-V-1", "approved");
		mia("record", "state", "soa_version", "SOA-V-1", "in-review");
		mia("record", "create", "approval", "subject=SOA-V-1", "approver=tom@example.com");
		approve();
		assert.equal(ok("record", "get", "soa_version", "SOA-V-1", "--json").json().state, "approved");

		bad(2, /D99/, "document", "create", "D99");
		mia("document", "create", "--mandatory");
		const docs = ok("document", "kit", "--json").json().documents.filter((d) => MANDATORY.slice(1, 4).includes(d.ref)).map((d) => d.document.code);
		mia("record", "set", "profile", "OP-1", "report_channel=");
		bad(2, /org\.report_channel\}\} has no value yet: fill in the organisation profile \(\/profiles\/OP-1\/edit\)/, "document", "review", docs[0]);
		mia("record", "set", "profile", "OP-1", "report_channel=desk@example.com");
		bad(2, /./, "document", "publish", docs[0]);
		for (const d of docs) mia("document", "review", d);
		approve();
		for (const d of docs) mia("document", "publish", d, "--reason", "First issue");

		bad(2, /iso9001/, "gap", "create", "iso9001");
		mia("gap", "create", "iso27001-2022", "--title", "Where we stand");
		mia("gap", "infer", "G-1");
		assert.ok(check().major < first / 4, `${first} at the start, ${check().major} now`);
		bad(2, /odt/, "report", "soa", "--format", "odt");
		for (const name of REPORTS)
			for (const format of Object.keys(STARTS)) {
				ok("report", name, "-o", join(root, `${name}.${format}`));
				assert.ok(readFileSync(join(root, `${name}.${format}`), "latin1").startsWith(STARTS[format]), `${name} ${format}`);
			}
		assert.match(ok("verify").out, /0 problems/);
	} finally { rmSync(root, { recursive: true, force: true }); }
});

/** The key steps in a browser: the same with and without the script. */
async function walk(javaScriptEnabled) {
	const s = await Server.start(), root = s.token("root@example.com");
	const c = await context(browser, s.base, { javaScriptEnabled });
	const tab = await c.newPage(), main = () => tab.locator("main").innerText(), summary = () => tab.locator(".summary").innerText();
	const as = async (who) => { await c.clearCookies(); await c.addCookies(cookies(who)); };
	const click = async (where) => { await where.first().click(); await tab.waitForLoadState(); };
	const save = () => click(tab.locator(".save .btn-primary"));
	const loose = () => tab.locator("form").evaluateAll((all) => all.forEach((f) => { f.noValidate = true; }));	// the server's word counts
	const move = (to) => click(tab.locator(`button[name="to"][value="${to}"]`));
	const at = () => new URL(tab.url()).pathname;
	try {
		const majors = async () => (await must(root.api("GET", "/check"))).counts.major, first = await majors();
		await as(await s.welcome(s.firstLink.replace("/welcome/", "")));
		await tab.goto("/");
		assert.equal(at(), "/start");
		await click(tab.locator('button[name="step"][value="next"]'));	// nothing chosen: asked which is meant
		assert.match(await tab.locator(".summary").innerText(), /answer it, or skip the question/);
		assert.equal((await must(root.api("GET", "/start"))).answers, null, "nothing was kept");
		await tab.goto("/start?q=preset");
		await tab.selectOption("#f-preset", ANSWERS.preset);
		await click(tab.locator('button[name="step"][value="next"]'));
		await must(root.api("POST", "/start", ANSWERS));	// the questions one by one are start.test.mjs
		await tab.goto("/start/preview");
		await click(tab.locator('form[action="/start/draft"] button'));
		assert.match(await tab.locator(".flash").innerText(), /records were drafted/);
		await click(tab.locator('main button[value="confirm"]'));
		assert.match(await tab.locator(".flash").innerText(), /records were confirmed/);
		await confirm(root);
		const { mia, tom, mia_person, tom_person } = await people(s);

		await as(mia);
		await tab.goto("/risks/R-1/edit");
		await loose();
		await tab.fill("#f-owner", "P-999");
		const controls = await tab.inputValue("#f-controls");
		await tab.fill("#f-controls", `${controls}, A.99`);
		await save();
		assert.match(await summary(), /P-999/);
		assert.match(await summary(), /A\.99/);
		assert.equal((await must(mia.api("GET", "/risks/R-1"))).rev, 2, "nothing was saved");
		await tab.fill("#f-owner", tom_person);
		await tab.fill("#f-controls", controls);
		await tab.fill("#f-accepted_until", YEAR);
		await tab.fill("#f-plan", "Second account, restore rehearsed.");
		await save();
		await move("assessed");
		await click(tab.getByText("Ask the owner to approve"));
		await as(tom);
		await tab.goto("/approvals/AP-1");
		await click(tab.locator('button[value="refused"]'));
		assert.match(await main(), /say why you refuse/);
		await tab.goto("/approvals/AP-1");
		await click(tab.locator('button[value="approved"]'));
		await tab.goto("/risks/R-1");
		assert.match(await main(), /Treatment decided/);

		await as(mia);
		await tab.goto("/soa?decision=undecided");
		const open = await tab.locator('main tbody input[type="checkbox"]').count();
		assert.ok(open > 5);
		const decide = async (decision, why) => {
			await click(tab.locator("#several summary"));
			await tab.selectOption("#bulk-decision", decision);
			await tab.fill("#bulk-justification", why);
			for (const box of (await tab.locator('main tbody input[type="checkbox"]').all()).slice(0, 4)) await box.check();
			await click(tab.locator("#bulk .btn-primary"));
		};
		await decide("excluded", "");
		assert.match(await main(), /an excluded control needs its justification/);
		await tab.goto("/soa?decision=undecided");
		assert.equal(await tab.locator('main tbody input[type="checkbox"]').count(), open, "none was decided");
		await decide("applicable", "Good practice for our size.");
		await tab.goto("/soa?decision=undecided");
		const rest = await tab.locator('main tbody input[type="checkbox"]').evaluateAll((all) => all.map((x) => x.value));
		assert.equal(rest.length, open - 4);
		await must(mia.api("POST", "/soa/decide", { control: rest, decision: "applicable", justification: "Good practice for our size." }));
		await tab.goto("/soa/comparison");
		await loose();
		await click(tab.locator("main form .btn-primary"));
		assert.match(await summary(), /./);
		await tab.goto("/soa/comparison");
		await tab.fill("#c-what", "Every control was looked at; nothing is missing.");
		await tab.fill("#c-by", mia_person);
		await click(tab.locator("main form .btn-primary"));
		await tab.goto("/soa_versions/new");
		await save();
		await move("in-review");
		await tab.goto("/approvals/new?subject=SOA-V-1");
		await tab.fill("#f-approver", "nobody");
		await save();
		assert.match(await summary(), /nobody/);
		await tab.fill("#f-approver", tom_person);
		await save();
		await as(tom);
		await tab.goto("/approvals/AP-2");
		await click(tab.locator('button[value="approved"]'));
		await tab.goto("/soa");
		assert.match(await main(), /As approved on [0-9-]+ in version SOA-V-1/);

		await as(mia);
		await tab.goto("/documents/kit?need=mandatory");
		assert.equal(await tab.locator('button[name="mandatory"]').count(), 0, "the start has drafted them");
		await click(tab.locator("main tr", { hasText: "D02" }).locator('a[href^="/documents/DOC-"]'));
		assert.match(await main(), /Information security policy/);
		await tab.goto("/gap_analyses/new");
		await loose();
		await save();
		assert.match(await summary(), /title|Title/i);
		await tab.fill("#f-title", "Where we stand");
		await tab.fill("#f-framework", "iso27001-2022");
		await save();
		await tab.goto("/check");
		assert.match(await main(), /major/i);
		assert.ok(await majors() < first, `${first} at the start, ${await majors()} now`);
		await tab.goto("/reports");
		for (const name of REPORTS) assert.ok(await tab.locator(`a[href="/reports/${name}?format=pdf"]`).count() > 0, name);
		assert.deepEqual(c.complaints, []);
		assert.equal(s.cli("verify").status, 0);
	} finally {
		await c.close();
		await s.stop();
	}
}
test("the key steps in a browser, and the same without JavaScript", { concurrency: 2 }, (t) => Promise.all([
	t.test("with JavaScript", () => walk(true)), t.test("without", () => walk(false))]));
