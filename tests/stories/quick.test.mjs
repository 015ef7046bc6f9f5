// A record made in the middle of another's form, without losing what was typed there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

let s, ann, browser;
before(async () => {
	browser = await launch();	// first: an idle connection to the server would be closed meanwhile
	s = await Server.start();
	ann = await s.member("ann@example.com", "administrator");
	await ann.api("POST", "/people", { name: "Olaf Owner", email: "olaf@example.com" });
	await ann.api("POST", "/assets", { name: "Old one", type: "hardware" });
});
after(async () => {
	await browser?.close();
	await s.stop();
});

for (const javaScriptEnabled of [true, false])
	test(`new and edit, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
		const c = await context(browser, s.base, { javaScriptEnabled, reducedMotion: "reduce" });
		await c.addCookies(cookies(ann));
		const tab = await c.newPage(), n = javaScriptEnabled ? 1 : 2;
		await tab.goto("/risks/new");
		await tab.fill("#f-title", "Typed <first> & \"kept\"");
		await tab.fill("#f-description", "Two\nlines");
		await tab.check('input[name="likelihood"][value="4"]');
		await tab.fill("#f-assets", "A-1");
		await tab.locator('[name=_new][value=assets]').click();
		assert.match(await tab.locator("h1").innerText(), /New Asset/);
		await tab.locator(".save .btn-primary").click();
		assert.equal(await tab.locator(".summary li").count() > 0, true, "its own mistakes are told");
		await tab.fill("#f-name", `Made on the way ${n}`);
		await tab.selectOption("#f-type", "hardware");
		await tab.locator(".save .btn-primary").click();
		assert.match(await tab.locator(".note").innerText(), /was made and is chosen/);
		const code = (await ann.api("GET", `/assets?name=${encodeURIComponent(`Made on the way ${n}`)}`)).body.data[0].code;
		assert.equal(await tab.inputValue("#f-assets"), `A-1, ${code}`);
		assert.equal(await tab.inputValue("#f-title"), "Typed <first> & \"kept\"");
		assert.equal(await tab.inputValue("#f-description"), "Two\nlines");
		assert.ok(await tab.isChecked('input[name="likelihood"][value="4"]'));
		await tab.locator('[name=_new][value=owner]').click();
		await tab.locator("button", { hasText: "Back to the form" }).click();
		assert.equal(await tab.inputValue("#f-assets"), `A-1, ${code}`, "going back loses nothing");
		await tab.locator(".save .btn-primary").click();
		await tab.waitForURL(/\/risks\/R-\d+$/);
		await tab.goto(`${tab.url()}/edit`);
		await tab.fill("#f-title", "Changed, not saved");
		await tab.locator('[name=_new][value=owner]').click();
		await tab.fill("#f-name", `Person ${n}`);
		await tab.locator(".save .btn-primary").click();
		assert.equal(await tab.inputValue("#f-title"), "Changed, not saved");
		assert.match(await tab.inputValue("#f-owner"), /^P-\d+$/);
		await tab.press("#f-title", "Enter");	// saves, and does not open the first button's form
		await tab.waitForURL(/\/risks\/R-\d+$/);
		assert.equal(await tab.locator("h1").innerText(), "Changed, not saved");
		assert.deepEqual(c.complaints, []);
		await c.close();
	});

// planted: access_require left out of quick_begin and quick_end
test("only what one may make, and back only where one may", async () => {
	await ann.api("POST", "/roles", { name: "drafter", title: "Drafter", grants: "risk: read all, create all\nperson: read all\nasset: read all, create all" });
	const drafter = await s.member("dora@example.com", "drafter");
	assert.equal((await drafter.form("/risks", { title: "x", _new: "owner" })).status, 403);
	assert.equal((await drafter.form("/risks", { title: "x", _new: "assets" })).status, 200);
	assert.doesNotMatch((await drafter.get("/risks/new")).text, /New Person/);
	const size = (await ann.api("GET", "/assets")).body.total;
	const r = await drafter.form("/assets", { name: "y", type: "hardware", _back_type: "risk", _back_code: "R-1", _back_field: "assets" });
	assert.equal(r.status, 403, "back only into what one may edit");
	assert.equal((await ann.api("GET", "/assets")).body.total, size, "and then nothing is made");
	await ann.get("/account");
	assert.equal((await ann.form("/risks", { title: "x", _new: "title" })).status, 422);
	assert.equal((await ann.form("/people", { name: "Nowhere", _back_type: "nothing", _back_field: "x" })).status, 400);
	assert.equal((await ann.api("GET", "/people?name=Nowhere")).body.total, 0, "nothing half done");
});

test("what a form offers follows the records, the reader's rights and the organisation", async () => {
	await ann.api("POST", "/roles", { name: "risk-own", title: "Own assets only",
		grants: "risk: read all, create all\nasset: read own" });
	await ann.api("POST", "/roles", { name: "risk-none", title: "No assets", grants: "risk: read all, create all" });
	const own = await s.member("own@example.com", "risk-own"), none = await s.member("none@example.com", "risk-none");
	s.cli("org", "create", "--code", "other", "--name", "Other Ltd", "--admin", "root@example.com");
	const other = await s.member("away@example.com", "administrator", { org: "other" });
	const offered = async (who) => (await who.get("/risks/new")).text
		.match(/<datalist id="l-assets">([\s\S]*?)<\/datalist>/)?.[1] ?? "";
	const made = (await ann.api("POST", "/assets", { name: "Fresh <b>one</b>", type: "hardware" })).body.code;
	for (let i = 0; i < 2; i++)	// the second comes from what was kept
		assert.ok((await offered(ann)).includes(`<option value="${made}">Fresh &lt;b&gt;one&lt;/b&gt;</option>`));
	for (const who of [own, none, other]) assert.ok(!(await offered(who)).includes("Fresh"), "not theirs to read");
	await ann.api("PATCH", `/assets/${made}`, { name: "Renamed" });
	assert.match(await offered(ann), new RegExp(`<option value="${made}">Renamed</option>`));
	await ann.api("DELETE", `/assets/${made}`);
	assert.ok(!(await offered(ann)).includes(made), "put away");
	assert.match(await offered(ann), /Old one/);
});
