// From an empty database to the first published document of the kit: every stop says what is missing and where. In the
// browser (the approver too), and on the command line.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

const ANSWERS = { preset: "consultancy", size: "11-50", product: "the advice desk Tabula", work: ["cloud", "remote-work"], sites: "Office Ghent | Kouter 1",
	data: ["personal"], law: ["none"], suppliers: "Hetzner | servers", climate: "no", climate_parties: "no", goal: "certificate",
	manager_name: "Mia Berg", manager_email: "mia@example.com", top_name: "Tom Ost", top_email: "tom@example.com" };

let s, mia, tom, browser;
before(async () => {
	browser = await launch();
	s = await Server.start();
	const root = s.token("root@example.com");
	assert.equal((await root.api("POST", "/start", ANSWERS)).status, 200);
	assert.equal((await root.api("POST", "/start/draft", {})).status, 200);
	mia = await s.member("mia@example.com", "isms-manager");
	tom = await s.member("tom@example.com", "top-management");
});
after(async () => {
	await browser?.close();
	await s.stop();
});

const first = async (plural, query) => (await mia.api("GET", `/${plural}?${query}`)).body.data[0];

// planted: the profile left out of the proposals; address of the second site; unconfirmed not told apart
test("the answers draft the profile, the risk criteria and the conditions of exclusions, all to be confirmed", async () => {
	const profile = await first("profiles", "limit=1"), criteria = await first("risk_criteria", "limit=1");
	assert.deepEqual([profile.name, profile.address, profile.activities, profile.report_channel, profile.staff_count, profile.drafted],
		["Acme Ltd", "Kouter 1", "the advice desk Tabula", "mia@example.com", null, true]);
	assert.deepEqual([criteria.state, criteria.drafted, criteria.owner], ["draft", true, (await first("people", "email=tom@example.com")).code]);
	const excluded = (await mia.api("GET", "/soa_entries?decision=excluded&limit=100&expand=control")).body.data;
	const conditions = (await mia.api("GET", "/exclusion_conditions?limit=100")).body.data;
	assert.ok(excluded.length && conditions.length, `${excluded.length} exclusions, ${conditions.length} conditions`);
	assert.ok(conditions.every((k) => k.drafted && k.why));
	assert.equal((await mia.api("GET", "/start/preview")).body.counts.create, 0, "drafted once");
});

test("on the command line: the stop names the place", () => {
	const doc = JSON.parse(s.cli("record", "list", "document", "kit=D02", "--json").out).data[0].code;
	const r = s.cli("--as", "mia@example.com", "document", "review", doc);
	assert.equal(r.status, 2);
	assert.match(r.err, /org\.report_channel\}\} comes from a draft that nobody has confirmed: look at the organisation profile \(\/profiles\/OP-1\)/);
	assert.match(r.err, /isms\.scope\}\} has no value yet: fill in a scope statement that is approved \(\/scope_statements\/SS-1\)/);
});

test("in the browser: review, the stops and their links, approval, publication", async () => {
	const desk = await context(browser, s.base, { javaScriptEnabled: false }), top = await context(browser, s.base);
	await desk.addCookies(cookies(mia));
	await top.addCookies(cookies(tom));
	const tab = await desk.newPage(), his = await top.newPage(), doc = (await first("documents", "kit=D02")).code;
	const shot = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
	const approve = async (subject) => {
		await his.goto("/");
		await his.locator("main a", { hasText: `Approval of ${subject}` }).first().click();
		await his.click('button[name="to"][value="approved"]');
		await his.locator("[data-sure-yes]").click({ timeout: 1000 }).catch(() => {});
		await his.locator(".flash").waitFor();
		await shot(his, `approved-${subject}`);
	};

	await tab.goto(`/documents/${doc}`);
	await shot(tab, "document");
	assert.equal(await tab.locator(`.note a[href="/profiles/OP-1"]`).count(), 3);
	await tab.click('button[name="to"][value="in-review"]');
	await shot(tab, "stopped");
	const links = await tab.locator(".oops-errors a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
	assert.deepEqual([...new Set(links)], ["/profiles/OP-1", "/scope_statements/SS-1"]);

	await tab.click('.oops-errors a[href="/profiles/OP-1"]');
	await shot(tab, "profile");
	await tab.locator("button", { hasText: "Confirm as it stands" }).click();
	await tab.goto("/scope_statements/SS-1");
	await shot(tab, "scope");
	await tab.click('button[name="to"][value="in-review"]');
	await tab.locator("a", { hasText: /approval/i }).first().click();
	await shot(tab, "ask");
	await tab.selectOption("#f-approver", (await first("people", "email=tom@example.com")).code).catch(() => tab.fill("#f-approver", "tom@example.com"));
	await tab.locator(".save .btn-primary").click();
	await approve("SS-1");

	await tab.goto(`/documents/${doc}`);
	assert.equal(await tab.locator(".note a").count(), 0, "nothing is missing");
	await tab.click('button[name="to"][value="in-review"]');
	await tab.locator(".flash").waitFor();
	await approve(doc);
	await tab.goto(`/documents/${doc}`);
	await tab.click('button[name="to"][value="published"]');
	await tab.locator(".flash").waitFor();
	await shot(tab, "published");
	const version = await first("document_versions", `document=${doc}`);
	assert.equal(version.state, "current");
	assert.match((await mia.get(`/document_versions/${version.code}`)).text, /mia@example\.com/);
	assert.deepEqual(desk.complaints.concat(top.complaints), []);
});
