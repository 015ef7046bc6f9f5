// Criteria change: own scales and matrix are drafted, looked at, put in force by a second person, and every risk is
// moved and evaluated in one act, or none is. In the browser, over the API, on the command line.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, bob, browser;
before(async () => {
	s = await Server.start();
	ann = await s.member("ann@example.com", "isms-manager");
	bob = await s.member("bob@example.com", "isms-manager");
	browser = await launch();
	const r = await ann.api("POST", "/people", { name: "Ann Example" });
	assert.equal(r.status, 201);
	for (const [title, likelihood, consequence, more] of [["Fire", 5, 5, {}], ["Rain", 2, 3, {}], ["Dust", 1, 1, {}],
		["Theft", 2, 2, { treatment: "retain", accepted_until: "2027-06-30" }]])
		assert.equal((await ann.api("POST", "/risks", { title, likelihood, consequence, ...more })).status, 201);
});
after(async () => {
	await browser.close();
	await s.stop();
});

// planted: the roles' grants taken away; the advice left out; access_advice without who_may
test("with the roles that come with Annexa: proposed by one, put in force by another, and a refusal says by whom", async () => {
	const fresh = await Server.start();
	try {
		const root = fresh.token("root@example.com"), person = {};
		for (const who of ["Mia Berg", "Tom Ost", "Rob Own"])
			person[who] = (await root.api("POST", "/people", { name: who, email: `${who.split(" ")[0].toLowerCase()}@example.com` })).body.code;
		const draft = async (by, owner) => (await by.api("POST", "/risk_criteria", { title: "Criteria", owner: person[owner] })).body.code;
		const force = (by, code) => by.api("POST", `/risk_criteria/${code}/state`, { to: "in-force" });
		const alone = await draft(root, "Tom Ost");
		let r = await force(root, alone);
		assert.equal(r.status, 403);
		assert.match(r.body.hint, /nobody else here may do it yet: .*a second person a role that includes it: Administrator, ISMS manager, Risk owner \(own ones\), Top management/);
		const join = async (name, roles) => {
			const [email] = [`${name.split(" ")[0].toLowerCase()}@example.com`], who = await fresh.member(email, roles);
			const [m] = (await root.api("GET", `/members?email=${email}`)).body.data;
			assert.equal((await root.api("PATCH", `/members/${m.code}`, { name, person: person[name] })).status, 200);
			return who;
		};
		const mia = await join("Mia Berg", "isms-manager"), tom = await join("Tom Ost", "top-management"), rob = await join("Rob Own", "risk-owner");
		const code = await draft(mia, "Tom Ost");
		r = await force(mia, code);
		assert.equal(r.status, 403);
		assert.match(r.body.detail, /another pair of eyes/);
		assert.match(r.body.hint, /^it can be done by Tom Ost or root@example.com$/, "not Rob: he does not answer for it");
		const page = (await mia.get(`/risk_criteria/${code}`)).text;
		assert.match(page, /That was you: it can be done by Tom Ost or root@example.com\./);
		assert.doesNotMatch((await tom.get(`/risk_criteria/${code}`)).text, /That was you/);
		r = fresh.cli("record", "state", "risk_criteria", code, "in-force", "--as", "mia@example.com");
		assert.equal(r.status, 3);
		assert.match(r.err, /it can be done by Tom Ost or root@example.com/);
		r = await force(rob, code);
		assert.equal(r.status, 403);
		assert.match(r.body.detail, /do not let you change the state of RC-2/);
		assert.match(r.body.hint, /a role that includes it: Administrator, ISMS manager, Risk owner \(own ones\), Top management$/);
		assert.equal((await force(tom, code)).status, 200, "top management");
		const own = await draft(mia, "Rob Own");
		assert.equal((await force(rob, own)).status, 200, "who answers for the criteria");
		assert.equal(fresh.cli("record", "state", "risk_criteria", alone, "in-force", "--as", "tom@example.com").status, 0, "on the command line");
		assert.equal((await tom.api("PATCH", `/risk_criteria/${await draft(mia, "Tom Ost")}`, { title: "Mine" })).status, 403, "decides, does not write");
	} finally {
		await fresh.stop();
	}
});

const steps = (...labels) => labels.map((label) => ({ label }));
const risk = async (code) => (await ann.api("GET", `/risks/${code}`)).body;

test("a draft starts from what is in force; the grid changes its size without JavaScript", async () => {
	const c = await context(browser, s.base, { javaScriptEnabled: false, ignoreHTTPSErrors: true });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto("/risk_criteria/new");
	await tab.fill("#f-title", "Three by four");
	await tab.fill("#f-owner", "P-1");
	await tab.locator(".save .btn-primary").click();
	assert.match(await tab.locator("main").innerText(), /Up to level 2 \(Low\) a risk is acceptable/);
	await tab.getByText("Edit scales and matrix").click();
	assert.equal(await tab.locator(".matrix-edit select").count(), 25);
	await tab.selectOption("#size-l", "3");
	await tab.selectOption("#size-k", "4");
	await tab.selectOption("#size-v", "3");
	await tab.click('button[value="resize"]');
	assert.equal(await tab.locator(".matrix-edit select").count(), 12);
	assert.equal(await tab.inputValue('[name="l.1"]'), "Rare");
	assert.equal(await tab.inputValue('[name="l.3"]'), "Frequent");
	await tab.fill('[name="v.2"]', "Very low");	// taken by step 1
	await tab.selectOption('[name="m.3.4"]', "1");	// falls
	await tab.locator(".save .btn-primary").click();
	assert.match(await tab.locator(".summary").innerText(), /two steps have the same name/);
	assert.equal(await tab.inputValue('[name="v.2"]'), "Very low");
	await tab.fill('[name="v.2"]', "Middle");
	await tab.locator(".save .btn-primary").click();
	assert.match(await tab.locator(".summary").innerText(), /lower level than a step below it/);
	await tab.selectOption('[name="m.3.4"]', "3");
	await tab.fill('[name="a.1"]', "Money");
	for (const n of [1, 2, 3, 4]) await tab.fill(`[name="a.1.${n}"]`, `${n} million`);
	await tab.locator(".save .btn-primary").click();
	assert.match(await tab.locator(".flash").innerText(), /were saved/);
	assert.equal(await tab.locator(".matrix td").count(), 12);
	assert.match(await tab.locator("main").innerText(), /4 million/);
	assert.deepEqual(c.complaints, []);
	await c.close();
});

test("limits fit the new scale", async () => {
	assert.equal((await ann.api("PATCH", "/risk_criteria/RC-1", { tolerable: 4, acceptable: 1 }, { "If-Match": '"2"' })).status, 422);
	const r = await ann.api("PATCH", "/risk_criteria/RC-1", { tolerable: 2, acceptable: 1 }, { "If-Match": '"2"' });
	assert.equal(r.status, 200, r.text);
});

test("the preview says what moves and what stands in the way", async () => {
	const r = await ann.api("GET", "/risk_criteria/RC-1/preview");
	assert.equal(r.status, 200, r.text);
	assert.equal(r.body.total, 4);
	assert.equal(r.body.problems.length, 0);
	const fire = r.body.risks.find((x) => x.code === "R-1");
	assert.deepEqual([fire.from.n, fire.to.n, fire.verdict_to], [5, 3, "Not acceptable"]);
	const other = await ann.api("GET", "/risk_criteria/RC-1/preview?likelihood.1=1&likelihood.2=1&likelihood.3=1&likelihood.4=2&likelihood.5=2"
		+ "&consequence.1=1&consequence.2=1&consequence.3=1&consequence.4=2&consequence.5=2");
	assert.notDeepEqual(other.body.risks, r.body.risks);
	assert.equal((await ann.api("GET", "/risk_criteria/RC-1/preview?likelihood.1=9")).status, 422);
	const cli = s.cli("risk", "criteria", "preview", "RC-1");
	assert.equal(cli.status, 0, cli.err);
	assert.match(cli.out, /R-1 +Fire +5 Very high +3 /);
	assert.equal((await risk("R-1")).level, 5);	// looked, not changed
});

test("not by who wrote it; then all risks at once", async () => {
	assert.equal((await ann.api("POST", "/risk_criteria/RC-1/state", { to: "in-force" })).status, 403);
	const r = await bob.api("POST", "/risk_criteria/RC-1/state", { to: "in-force" });
	assert.equal(r.status, 200, r.text);
	const fire = await risk("R-1");
	assert.deepEqual([fire.likelihood, fire.consequence, fire.level, fire.verdict, fire.criteria], [3, 4, 3, "unacceptable", "RC-1"]);
	const h = await ann.api("GET", "/risks/R-1/history");
	assert.match(JSON.stringify(h.body), /Risk criteria RC-1 put in force/);
	assert.equal((await ann.api("POST", "/risks", { title: "x", likelihood: 4, consequence: 1 })).status, 422);
	const page = await ann.get("/risks/R-1");
	assert.match(page.text, /Three by four/);
	assert.match((await ann.get("/risks/new")).text, /Frequent/);
	assert.doesNotMatch((await ann.get("/risks/new")).text, /Unlikely/);
	assert.equal(s.cli("verify").status, 0);
});

test("what breaks the new criteria refuses them whole", async () => {
	const made = await ann.api("POST", "/risk_criteria", { title: "Strict", owner: "P-1", tolerable: 1, acceptable: 0,
		level_scale: steps("Small", "Middle", "Big") });
	assert.equal(made.status, 201, made.text);
	const cli = s.cli("risk", "criteria", "preview", "RC-2");
	assert.equal(cli.status, 1);
	assert.match(cli.out, /in the way: R-4 Theft/);
	const r = await bob.api("POST", "/risk_criteria/RC-2/state", { to: "in-force" });
	assert.equal(r.status, 422, r.text);
	assert.match(r.text, /R-4: a risk above level 1 cannot be retained/);
	assert.equal((await risk("R-1")).criteria, "RC-1");
	assert.equal((await ann.api("GET", "/risk_criteria/RC-1")).body.state, "in-force");
	assert.equal((await ann.api("PATCH", "/risk_criteria/RC-1", { title: "y" }, { "If-Match": '"4"' })).status, 409);
});

test("the past keeps its scales", async () => {
	const first = (await ann.api("GET", "/risks/R-1/history")).body.data?.at(-1)?.at ?? (await risk("R-1")).created_at;
	const r = await ann.get(`/risks/R-1?as_of=${first}`);
	assert.match(r.text, /Very high/);
	assert.match(r.text, /Annexa&#39;s own 5 by 5|Annexa's own 5 by 5/);
});
