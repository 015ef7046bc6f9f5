// The main job in a browser, from the first sign-in to a Statement of Applicability that can be proved.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { PASSWORD, Server, sql } from "../lib/annexa.mjs";
import { context, launch } from "../lib/browser.mjs";

let browser, s;
before(async () => {
	browser = await launch();
});
after(() => browser.close());

const ASSETS = ["name,type,owner,confidentiality,integrity,availability", ...Array.from({ length: 1000 }, (_, i) =>
	`Server ${i + 1},hardware,ann@example.com,${1 + (i % 5)},${1 + (i * 3) % 5},${1 + (i * 7) % 5}`)].join("\n");
const BAD = "name,type,owner,confidentiality\nGood,hardware,ann@example.com,3\n,nosuchtype,nobody@example.com,9\n";
const csv = (text) => ({ name: "assets.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
const h1 = (tab) => tab.locator("h1").innerText();
const summary = (tab) => tab.locator(".summary").innerText();
const text = (tab, where = "main") => tab.locator(where).first().innerText();

async function save(tab) {
	await tab.locator(".save .btn-primary").click();
	await tab.waitForLoadState();
}

async function signIn(tab, password) {
	await tab.goto("/signin");
	await tab.fill("#email", "root@example.com");
	await tab.fill("#password", password);
	await tab.click(".door .btn-primary");
	await tab.waitForLoadState();
}

/** The same forms with and without the script. */
async function first(tab) {
	await tab.goto(s.firstLink);
	const set = async (password, again) => {
		await tab.locator("form").evaluateAll((all) => all.forEach((f) => { f.noValidate = true; }));	// the server's word counts
		await tab.fill("#f-password", password);
		await tab.fill("#f-again", again);
		await tab.click(".door .btn-primary");
		await tab.waitForLoadState();
	};
	await set("short", "different");
	assert.match(await summary(tab), /at least 15 characters/);
	assert.match(await summary(tab), /are not the same/);
	assert.equal(await tab.inputValue("#f-email"), "root@example.com");
	await set(PASSWORD, PASSWORD);
	assert.equal(new URL(tab.url()).pathname, "/start");	// nothing is there yet
	await tab.click('button[value="later"]');
	await tab.waitForLoadState();
	assert.equal(new URL(tab.url()).pathname, "/");
}

async function person(tab) {
	await tab.goto("/people");
	await tab.locator('a[href="/people/new"]').first().click();
	await tab.fill("#f-name", "Ann Example");
	await tab.fill("#f-email", "nonsense");
	await save(tab);
	assert.match(await text(tab, ".field:has(#f-email) .field-error"), /e-mail|address/i);
	assert.equal(await tab.inputValue("#f-name"), "Ann Example");
	await tab.fill("#f-email", "ann@example.com");
	await save(tab);
	assert.equal(await h1(tab), "Ann Example");
	assert.match(await text(tab, ".flash"), /Person P-1 was created/);
}

async function risk(tab) {
	await tab.goto("/risks/new");
	await tab.fill("#f-owner", "P-99");
	await tab.fill("#f-description", "What was typed <b>stays</b>.");
	await tab.check('input[name="likelihood"][value="4"]');
	await tab.fill("#f-controls", "A.8.7, A.99");
	await tab.selectOption("#f-treatment", "modify");
	await save(tab);
	for (const name of ["title", "owner", "controls"]) {
		assert.equal(await tab.locator(`.field:has(#f-${name}) .field-error`).count(), 1, name);
		assert.equal(await tab.locator(`.summary a[href="#f-${name}"]`).count(), 1, name);
	}
	assert.equal(await tab.inputValue("#f-description"), "What was typed <b>stays</b>.");
	assert.equal(await tab.inputValue("#f-controls"), "A.8.7, A.99");
	assert.ok(await tab.isChecked('input[name="likelihood"][value="4"]'));
	assert.equal(await tab.inputValue("#f-treatment"), "modify");
	await tab.fill("#f-title", "Ransomware on the file server");
	await tab.fill("#f-owner", "P-1");
	await tab.fill("#f-controls", "A.8.7, A.8.13");
	await tab.check('input[name="consequence"][value="5"]');
	await save(tab);
	assert.equal(await h1(tab), "Ransomware on the file server");
	assert.match(await text(tab), /Very high/);
}

async function soa(tab) {
	await tab.goto("/soa");
	const row = tab.locator('tr[id="A.8.13"]');
	assert.match(await row.innerText(), /Applicable[\s\S]*R-1 Ransomware on the file server/);
	await tab.locator('tr[id="A.8.30"] summary', { hasText: "Decide" }).click();
	await tab.locator('tr[id="A.8.30"] a', { hasText: "All fields" }).click();
	assert.match(await tab.inputValue("#f-control"), /A\.8\.30/);
	await tab.selectOption("#f-decision", "excluded");
	await save(tab);
	assert.match(await summary(tab), /justification/i);
	assert.equal(await tab.inputValue("#f-decision"), "excluded");
	await tab.fill("#f-justification", "Nothing is developed outside.");
	await save(tab);
	await tab.goto("/soa?decision=excluded");
	assert.match(await text(tab, 'tr[id="A.8.30"]'), /Not applicable[\s\S]*Nothing is developed outside\./);
	assert.equal(await tab.locator("tbody tr").count(), 1);
}

async function imports(tab) {
	await tab.goto("/assets/import");
	await tab.setInputFiles("#file", csv(BAD));
	await tab.locator('button[value="preview"]').click();
	await tab.waitForLoadState();
	const wrong = await tab.locator("section[role=alert] tbody tr").allInnerTexts();
	assert.deepEqual(wrong.map((w) => w.split("\t").slice(0, 2).join(" ")).sort(), ["3 confidentiality", "3 name", "3 owner", "3 type"]);
	await tab.goto("/assets");
	assert.match(await text(tab), /0 Assets/);
	await tab.goto("/assets/import");
	await tab.setInputFiles("#file", csv(ASSETS));
	await tab.locator('button[value="preview"]').click();
	await tab.waitForLoadState();
	assert.match(await text(tab, "section.card"), /Preview\s+1,?000/);
	const other = await tab.context().newPage();
	await other.goto("/assets");
	assert.match(await text(other), /0 Assets/, "a preview writes nothing");
	await other.close();
	await tab.locator('button[value="import"]').click();
	await tab.waitForLoadState();
	assert.match(await text(tab, ".flash"), /1,?000 Assets imported/);
	await tab.goto("/assets");
	assert.match(await text(tab, ".sub"), /1,000 Assets/);
}

async function download(tab, label) {
	const [file] = await Promise.all([tab.waitForEvent("download"), tab.locator(".exports a", { hasText: label }).click()]);
	return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test("the main job, with JavaScript", async (t) => {
	s = await Server.start();
	const c = await context(browser, s.base), tab = await c.newPage();
	const [yesterday] = new Date(Date.now() - 86400000).toISOString().split("T");
	try {
		await t.test("first sign-in", () => first(tab));
		await t.test("a person, mistakes first", () => person(tab));
		await t.test("1,000 assets from a CSV file, a bad file first", () => imports(tab));
		await t.test("a risk, mistakes first", () => risk(tab));
		await t.test("moving states", async () => {
			await tab.fill("#move-reason", "Agreed in the meeting");
			await tab.locator(".move", { hasText: "Mark as assessed" }).click();
			await tab.locator(".move", { hasText: "Decide treatment" }).click();
			await tab.waitForLoadState();
			assert.match(await text(tab, ".head .sub"), /Treatment decided/);
		});
		await t.test("the Statement of Applicability and an exclusion", () => soa(tab));
		await t.test("the check tells findings by clause", async () => {
			await tab.goto("/check");
			assert.match(await text(tab), /not ready/i);
			const findings = await text(tab);
			assert.match(findings, /6\.1\.3/);
			assert.match(findings, /undecided|decision/i);
		});
		await t.test("the SoA as PDF, XLSX and JSON", async () => {
			await tab.goto("/soa");
			const pdf = await download(tab, "PDF"), xlsx = await download(tab, "XLSX"), json = await download(tab, "JSON");
			assert.equal(pdf.name, "soa.pdf");
			assert.equal(pdf.bytes.subarray(0, 5).toString(), "%PDF-");
			assert.equal(xlsx.bytes.subarray(0, 2).toString(), "PK");
			const flat = JSON.stringify(JSON.parse(json.bytes));
			assert.match(flat, /Nothing is developed outside\./);
			assert.equal(flat.match(/"applicable":/g).length, 93);
		});
		await t.test("yesterday there was none of this, and nothing can be changed", async () => {
			await tab.fill("#as-of", yesterday);
			await tab.locator(".time button").click();
			await tab.waitForLoadState();
			assert.match(await text(tab, ".banner-time"), new RegExp(`As it was on ${yesterday}`));
			assert.equal(await tab.locator("main a", { hasText: /^(Decide|Change)/ }).count(), 0);
			assert.equal(await tab.locator("main form[method=post]:visible").count(), 0);
			await tab.goto(`/risks?as_of=${yesterday}`);
			assert.doesNotMatch(await text(tab), /Ransomware/);
			await tab.locator(".side a", { hasText: "Assets" }).first().click();
			assert.match(await text(tab, ".banner-time"), new RegExp(yesterday), "links stay in the past");
			assert.match(await text(tab), /0 Assets/);
			assert.equal(await tab.locator('a[href="/risks/new"]').count(), 0);
			const before = new Date().toISOString();
			await tab.goto(`/risks/R-1?as_of=${before}`);
			assert.equal(await tab.locator("main a", { hasText: "Edit" }).count(), 0);
			assert.equal(await tab.locator("main form[method=post]:visible").count(), 0);
			await tab.click(".banner-time a");
			await tab.waitForLoadState();
			assert.equal(await tab.locator(".banner-time").count(), 0);
		});
		await t.test("history says who, when, why and what", async () => {
			await tab.goto("/risks/R-1");
			await tab.locator(".head-acts a", { hasText: "History" }).click();
			const all = await text(tab);
			assert.match(all, /Agreed in the meeting/);
			assert.match(all, /root@example\.com/);
			assert.match(await text(tab, "#rev-1"), /Ransomware on the file server/);
			assert.equal(await tab.locator(".revision").count(), 3);
		});
		await t.test("two tabs: the second save shows the conflict and keeps the text", async () => {
			const other = await c.newPage();
			await tab.goto("/risks/R-1/edit");
			await other.goto("/risks/R-1/edit");
			await tab.fill("#f-title", "Ransomware on all servers");
			await save(tab);
			assert.equal(await h1(tab), "Ransomware on all servers");
			await other.fill("#f-title", "Ransomware on the backup");
			await save(other);
			assert.match(await summary(other), /R-1 was changed meanwhile by root[\s\S]*Saving again/);
			assert.equal(await other.inputValue("#f-title"), "Ransomware on the backup");
			await other.fill("#reason", "Both have seen it");
			await save(other);
			assert.equal(await h1(other), "Ransomware on the backup");
			await other.close();
		});
		await t.test("the ledger verifies, and names what was changed behind its back", async () => {
			const verify = async () => {
				await tab.goto("/ledger");
				await tab.locator("button", { hasText: "Verify now" }).click();
				await tab.waitForLoadState();
				return text(tab, "main .flash");
			};
			assert.match(await verify(), /Verified: 1,?[23]\d\d entries agree/);
			sql(s.data, "UPDATE risk SET title = 'Nothing to see' WHERE id = 1");
			const found = await verify();
			assert.match(found, /NOT verified/);
			assert.match(found, /R-1/);
		});
		await t.test("another password ends the session", async () => {
			await tab.goto("/account");
			await tab.fill("#f-current", "this is not the password");
			await tab.fill("#f-password", `${PASSWORD} again`);
			await tab.fill("#f-again", `${PASSWORD} again`);
			await tab.locator("button", { hasText: "Change password" }).click();
			await tab.waitForLoadState();
			assert.match(await summary(tab), /not your present password/);
			await tab.fill("#f-current", PASSWORD);
			await tab.fill("#f-password", `${PASSWORD} again`);
			await tab.fill("#f-again", `${PASSWORD} again`);
			await tab.locator("button", { hasText: "Change password" }).click();
			await tab.waitForURL("**/signin*");
			await tab.goto("/risks");
			assert.match(tab.url(), /\/signin/);
			await signIn(tab, PASSWORD);
			assert.match(await summary(tab), /do not belong together/);
			assert.equal(await tab.inputValue("#email"), "root@example.com");
			await signIn(tab, `${PASSWORD} again`);
			assert.equal(new URL(tab.url()).pathname, "/");
		});
		await t.test("signing out", async () => {
			await tab.click(".drop-user summary");
			await tab.locator(".drop-user button", { hasText: "Sign out" }).click();
			await tab.waitForURL("**/signin*");
			await tab.goto("/account");
			assert.match(tab.url(), /\/signin/);
		});
		assert.deepEqual(c.complaints, []);
	} finally {
		await c.close();
		await s.stop();
	}
});

test("the same forms without JavaScript", async (t) => {
	s = await Server.start();
	const c = await context(browser, s.base, { javaScriptEnabled: false }), tab = await c.newPage();
	try {
		await t.test("first sign-in", () => first(tab));
		await t.test("a person", () => person(tab));
		await t.test("1,000 assets", () => imports(tab));
		await t.test("a risk", () => risk(tab));
		await t.test("a move", async () => {
			await tab.locator(".move", { hasText: "Mark as assessed" }).click();
			assert.match(await text(tab, ".head .sub"), /Assessed/);
		});
		await t.test("the Statement of Applicability", () => soa(tab));
		await t.test("archive and restore", async () => {
			await tab.goto("/risks/R-1");
			await tab.locator("details.fold summary", { hasText: "Archive" }).click();
			await tab.locator("button", { hasText: "Archive" }).click();
			assert.match(await text(tab, ".head .sub"), /Archived/);
			await tab.locator("button", { hasText: "Restore" }).click();
			assert.doesNotMatch(await text(tab, ".head .sub"), /Archived/);
		});
		await t.test("sign out and in", async () => {
			await tab.click(".drop-user summary");
			await tab.locator(".drop-user button", { hasText: "Sign out" }).click();
			await signIn(tab, PASSWORD);
			assert.equal(new URL(tab.url()).pathname, "/");
		});
		assert.deepEqual(c.complaints, []);
	} finally {
		await c.close();
		await s.stop();
	}
});
