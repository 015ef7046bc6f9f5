// From twelve answers to drafted records: API, command line, browser with and without JavaScript.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server, folder, run } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

const ANSWERS = { preset: "saas-startup", size: "11-50", product: "the booking service Tabula", work: ["own-development", "cloud"],
	sites: "Office Ghent | Kouter 1\nOffice Porto", data: ["personal"], law: ["none"], suppliers: "Hetzner | servers", customers: ["certificate"],
	climate: "yes", climate_parties: "no", climate_why: "Heat.", goal: "certificate", goal_date: "2099-06-30", framework: "iso27001-2022",
	manager_name: "Mia Berg", manager_email: "mia@example.com", top_name: "Tom Ost", top_email: "tom@example.com" };

async function total(who, plural, query = "") {
	return (await who.api("GET", `/${plural}?limit=1&${query}`)).body.total;
}

test("API: bad answers are refused all at once, and nothing is kept", async () => {
	const s = await Server.start();
	try {
		const admin = s.token("root@example.com");
		const r = await admin.api("POST", "/start", { preset: "circus", size: "huge", work: ["none", "cloud"], top_email: "nonsense", goal_date: "soon" });
		assert.equal(r.status, 422);
		assert.deepEqual([...new Set(r.body.errors.map((e) => e.field))].sort(), ["goal_date", "preset", "size", "top_email", "top_name", "work"]);
		assert.equal((await admin.api("GET", "/start")).body.answers, null);
		assert.equal((await admin.api("GET", "/start/preview")).status, 409);	// nothing to choose from yet
		assert.equal((await admin.api("POST", "/start/draft", {})).status, 409);
		assert.equal((await admin.api("POST", "/start", ["x"])).status, 400);
	} finally { await s.stop(); }
});

test("API: the preview says exactly what drafting makes; again it makes nothing", async () => {
	const s = await Server.start();
	try {
		const admin = s.token("root@example.com");
		assert.equal((await admin.api("GET", "/start")).body.next, "preset");
		assert.equal((await admin.api("POST", "/start", ANSWERS)).body.next, null);
		const p = (await admin.api("GET", "/start/preview")).body;
		assert.ok(p.counts.create > 200);
		const byType = {};
		for (const x of p.create) byType[x.type] = (byType[x.type] ?? 0) + 1;
		const d = await admin.api("POST", "/start/draft", {});
		assert.equal(d.status, 200);
		assert.deepEqual(d.body.counts, p.counts);
		for (const t of ["risk", "asset", "context_issue", "isms_role", "scope_statement", "document", "task"]) {
			const plural = { context_issue: "context_issues", isms_role: "isms_roles", scope_statement: "scope_statements" }[t] ?? `${t}s`;
			assert.equal(await total(admin, plural, "drafted=true"), byType[t], t);
		}
		const scope = (await admin.api("GET", "/scope_statements/SS-1?expand=sites")).body;
		assert.match(scope.statement, /booking service Tabula by Acme Ltd/);
		assert.deepEqual(scope.sites.map((x) => x.label), ["Office Ghent", "Office Porto"]);
		const risk = (await admin.api("GET", "/risks?scenario=S001")).body.data[0];
		assert.deepEqual([risk.likelihood, risk.consequence], [2, 5]);
		assert.ok(risk.controls.includes("A.8.5") && /0.02..0.12/.test(risk.rationale));
		const again = (await admin.api("POST", "/start/draft", {})).body.counts;
		assert.deepEqual([again.create, again.archive, again.adopt], [0, 0, 0]);
	} finally { await s.stop(); }
});

// planted: nothing_said left out; skipping keeps the answer; without_none left out
test("nothing, none of these and skipped are three things", async () => {
	const s = await Server.start();
	try {
		const who = await s.member("ann@example.com", "isms-manager");
		const answer = async (question, step, fields = {}) => { await who.get("/start?q=" + question); return who.form("/start", { question, step, ...fields }); };
		const now = async () => (await who.api("GET", "/start")).body, state = async (key) => (await now()).questions.find((q) => q.key === key).state;
		const excluded = async () => (await who.api("GET", "/start/preview")).body.create.filter((x) => x.type === "soa_entry").map((x) => x.title.split(":")[0]);
		const has = async (word) => (await who.api("GET", "/start/preview")).body.create.some((x) => x.title.toLowerCase() === word);
		assert.equal((await answer("preset", "next", { preset: "hospital" })).status, 303);

		const page = (await who.get("/start?q=work")).text;
		assert.match(page, /<strong>None of these<\/strong> is an answer/);
		let r = await answer("work", "next");
		assert.equal(r.status, 422);
		assert.match(r.text, /choose &quot;None of these&quot; if that is the answer, or skip/);
		assert.equal(await state("work"), "open", "nothing was kept");
		assert.deepEqual(await excluded(), []);
		assert.equal((await answer("work", "skip")).status, 303);
		assert.equal(await state("work"), "skipped");
		assert.deepEqual(await excluded(), [], "what is skipped leaves nothing out");
		assert.match((await who.get("/start/preview")).text, /Nothing is drafted from the 11 questions that are open or skipped/);
		assert.equal((await answer("work", "next", { work: "none" })).status, 303);
		assert.deepEqual([await state("work"), (await now()).answers.work], ["answered", ["none"]]);
		assert.ok((await excluded()).includes("A.8.30"), "none of these leaves out what only those would need");
		assert.match((await who.get("/start?q=work")).text, /takes the answer back/);
		assert.equal((await answer("work", "skip")).status, 303);
		assert.deepEqual([await state("work"), await excluded()], ["skipped", []]);

		r = await answer("suppliers", "next", { suppliers: " " });
		assert.equal(r.status, 422);
		assert.match(r.text, /write &quot;none&quot; if there are none/);
		assert.equal((await answer("suppliers", "next", { suppliers: "Hetzner" })).status, 303);
		assert.ok(await has("hetzner"));
		assert.equal((await answer("suppliers", "next", { suppliers: "None" })).status, 303);
		assert.equal(await state("suppliers"), "answered");
		assert.ok(!(await has("none")) && !(await has("hetzner")), "no supplier is called none");
		assert.equal((await answer("size", "next")).status, 422);
	} finally { await s.stop(); }
});

test("API: a changed answer proposes the difference; what somebody confirmed stays", async () => {
	const s = await Server.start();
	try {
		const admin = s.token("root@example.com");
		await admin.api("POST", "/start", { preset: "consultancy", law: ["dora"] });
		await admin.api("POST", "/start/draft", {});
		const code = (title) => admin.api("GET", `/obligations?q=${encodeURIComponent(title)}`).then((r) => r.body.data[0].code);
		const kept = await code("DORA incident"), mine = await code("DORA framework");
		assert.equal((await admin.api("POST", "/drafted", { action: "confirm", codes: [mine] })).body.done, 1);
		await admin.api("POST", "/start", { law: ["nis2"] });
		const p = (await admin.api("GET", "/start/preview")).body;
		assert.deepEqual(p.stays.map((x) => x.code), [mine]);
		assert.ok(p.archive.some((x) => x.code === kept));
		assert.ok(p.create.some((x) => /NIS 2/.test(x.title)));
		await admin.api("POST", "/start/draft", {});
		assert.equal((await admin.api("GET", `/obligations/${kept}`)).body.archived, true);
		assert.notEqual((await admin.api("GET", `/obligations/${mine}`)).body.archived, true);
	} finally { await s.stop(); }
});

test("API: confirming is one act, and only for who may edit", async () => {
	const s = await Server.start();
	try {
		const admin = s.token("root@example.com");
		await s.member("eve@example.com", "employee");
		await s.member("ron@example.com", "reader");
		await admin.api("POST", "/start", { preset: "bank" });
		await admin.api("POST", "/start/draft", {});
		const bad = await admin.api("POST", "/drafted", { action: "confirm", codes: ["CI-1", "CI-9999"] });
		assert.equal(bad.status, 422);
		assert.equal((await admin.api("GET", "/context_issues/CI-1")).body.drafted, true);	// all or none
		assert.equal((await admin.api("POST", "/drafted", { action: "burn", codes: ["CI-1"] })).status, 422);
		assert.equal((await admin.api("POST", "/drafted", { action: "confirm", codes: [] })).status, 422);
		assert.equal((await s.token("ron@example.com").api("POST", "/drafted", { codes: ["CI-1"] })).status, 403);
		assert.equal((await s.token("eve@example.com").api("GET", "/start")).status, 403);
		assert.equal((await s.token("ron@example.com").api("POST", "/start", { size: "1-10" })).status, 403);
		assert.equal((await s.token("ron@example.com").api("POST", "/start/draft", {})).status, 403);
	} finally { await s.stop(); }
});

// twin: without by_cell() drafting stops at the first cell that is there
test("cells of the matrix that are there already are left as they are", async () => {
	const s = await Server.start();
	try {
		const admin = s.token("root@example.com");
		await admin.api("POST", "/isms_roles", { name: "Board", ref: "ROLE-TOP" });
		const role = (await admin.api("GET", "/isms_roles?ref=ROLE-TOP")).body.data[0].code;
		const made = await admin.api("POST", "/raci", { subject: "requirement/5.1", role, letter: "c" });
		assert.equal(made.status, 201, made.text);
		assert.equal((await admin.api("POST", "/start", ANSWERS)).status, 200);
		const d = await admin.api("POST", "/start/draft", {});
		assert.equal(d.status, 200, d.text);
		const cells = (await admin.api("GET", "/raci?subject=requirement/5.1&limit=100")).body.data;
		assert.equal(cells.filter((r) => r.role === role).length, 1);
		assert.equal((await admin.api("GET", `/raci/${made.body.code}`)).body.letter, "c");
	} finally {
		await s.stop();
	}
});

test("command line: show, answer, preview, draft, confirm; init with answers", () => {
	const data = join(folder(), "data"), file = `${data}.json`, cli = (...a) => run(a, { data });
	writeFileSync(file, JSON.stringify(ANSWERS));
	assert.equal(run(["init", "--org", "acme", "--name", "Acme", "--admin", "a@example.com"], { data }).status, 0);
	assert.match(cli("start", "show").out, /1\. What kind of organisation is it\?\n +\(open\)/);
	assert.equal(cli("start", "preview").status, 2);
	let r = cli("start", "answer", "preset=bank", "size=many");
	assert.equal(r.status, 2);
	assert.match(r.err, /size: "many" is not one of/);
	assert.match(cli("start", "show").out, /1\..*\n +\(open\)/);
	assert.equal(cli("start", "answer", "nonsense").status, 2);
	assert.match(cli("start", "answer", "preset=bank").out, /Next: How many people/);
	assert.match(cli("start", "answer", "--from", file).out, /All questions/);
	const p = cli("start", "preview", "--json").json();
	assert.match(cli("start", "draft").out, new RegExp(`^${p.counts.create} drafted`));
	assert.equal(cli("start", "drafted", "--json").json().find((t) => t.type === "risk").n, p.create.filter((x) => x.type === "risk").length);
	assert.match(cli("start", "confirm", "--type", "risk").out, /^\d+ confirmed/);
	assert.ok(!cli("start", "drafted", "--json").json().some((t) => t.type === "risk"));
	assert.match(cli("start", "discard", "CI-1").out, /^1 archived/);
	assert.match(cli("start", "draft").out, /^0 drafted/);	// thrown away is thrown away
	assert.equal(cli("start", "confirm").status, 2);
	assert.equal(cli("start", "dance").status, 2);

	const second = `${data}-2`, made = run(["init", "--org", "acme", "--name", "Acme", "--admin", "a@example.com", "--answers", file], { data: second });
	assert.equal(made.status, 0);
	assert.match(made.err, /records were drafted/);
	writeFileSync(file, "{\"preset\": \"circus\"}");
	const third = run(["init", "--org", "acme", "--name", "Acme", "--admin", "a@example.com", "--answers", file], { data: `${data}-3` });
	assert.equal(third.status, 2);
	assert.match(third.err, /circus/);
	for (const d of [data, second, `${data}-3`]) rmSync(d, { recursive: true, force: true });
});

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** The whole way in a browser, the same with and without the script. */
async function way(javaScriptEnabled) {
	const s = await Server.start();
	const c = await context(browser, s.base, { javaScriptEnabled });
	try {
		const admin = await s.welcome(s.firstLink.replace("/welcome/", ""));
		await c.addCookies(cookies(admin));
		const tab = await c.newPage(), press = async (value) => {
			await tab.click(`button[name="step"][value="${value}"]`);
			await tab.waitForLoadState();
		}, at = () => new URL(tab.url()), title = () => tab.locator("#question-title").innerText();
		await tab.goto("/");
		assert.equal(at().pathname, "/start");	// an empty organisation begins here
		assert.equal(await tab.locator('a[href="/start/preview"]').count(), 0);	// nothing to see before the first answer
		await tab.selectOption("#f-preset", "consultancy");
		await press("next");
		assert.equal(await tab.locator('a[href="/start/preview"]').count(), 1);
		await press("skip");	// size
		assert.match(await title(), /What does it offer/);
		await tab.click(".acts a.btn-quiet");	// back
		assert.match(await title(), /How many people/);
		await tab.selectOption("#f-size", "51-250");
		await press("next");
		await tab.fill("#f-product", "Advice");
		await press("next");
		await tab.check('input[name="work"][value="none"]');
		await tab.check('input[name="work"][value="cloud"]');
		await press("next");
		assert.match(await tab.locator(".summary").innerText(), /none of these/);
		assert.ok(await tab.isChecked('input[name="work"][value="cloud"]'));	// what was typed stays
		await tab.uncheck('input[name="work"][value="none"]');
		await press("next");
		await tab.goto("/start");	// left and come back
		assert.match(await title(), /At which sites/);
		for (let i = 0; i < 7; i++) await press("skip");
		await tab.fill("#f-top_name", "Tom Ost");
		await tab.fill("#f-manager_name", "Mia Berg");
		await press("next");
		if (at().pathname === "/start") await tab.goto("/start/preview");
		const n = Number((await tab.locator(".sub").innerText()).match(/^(\d+) new/)[1]);
		assert.ok(n > 150);
		const folds = await tab.locator("details.fold").evaluateAll((all) => all.map((d) => [d.open, Number(d.querySelector(".count").innerText)]));
		assert.ok(folds.some(([open]) => open) && folds.every(([open, lines]) => open === lines <= 12), "long groups are folded");
		await tab.click('form[action="/start/draft"] button');
		await tab.waitForLoadState();
		assert.equal(at().pathname, "/drafted");
		assert.match(await tab.locator(".flash").innerText(), new RegExp(`^${n} records were drafted`));
		assert.equal(await tab.locator('input[name="codes"]').first().inputValue(), "A-1");	// in the order of drafting
		const card = tab.locator('form:has(input[value="IP-1"])'), before = await card.locator('input[name="codes"]').count();
		await card.locator('input[value="IP-2"]').uncheck();
		await card.locator('button[value="confirm"]').click();
		await tab.waitForLoadState();
		assert.match(await tab.locator(".flash").innerText(), new RegExp(`^${before - 1} records were confirmed`));
		assert.equal(await tab.locator('input[name="codes"][value="IP-2"]').count(), 1);
		await tab.goto("/");
		assert.equal(at().pathname, "/");
		assert.match(await tab.locator("ol.next").innerText(), /Look through \d+ drafted records/);
		await tab.click('.clause[href="/clauses/4.2"]');
		await tab.waitForLoadState();
		assert.match(await tab.locator("tr", { hasText: "Interested parties" }).innerText(), new RegExp(`${before - 1} of ${before}`));
		await tab.goto("/project");
		assert.match(await tab.locator(".sub").innerText(), /0 of 78 steps done/);
		await tab.goto("/start?q=size");
		await tab.selectOption("#f-size", "1-10");
		await press("next");
		await tab.goto("/start/preview");
		assert.match(await tab.locator("#archive-title").innerText(), /no longer fit/);
		assert.deepEqual(c.complaints, []);
	} finally {
		await c.close();
		await s.stop();
	}
}
test("browser: from an empty organisation to a reviewed draft, with JavaScript", () => way(true));
test("browser: the same without JavaScript", () => way(false));
