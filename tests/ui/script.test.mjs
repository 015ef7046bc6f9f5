// What annexa.js adds, in a browser, and that the pages do their work without it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

let site, browser;
const asked = [];

function answer(req, res) {
	asked.push(`${req.method} ${req.url}`);
	if (!req.url.startsWith("/api/"))
		return false;
	res.writeHead(200, { "content-type": "application/json" });
	res.end(JSON.stringify({ items: [{ code: "P-3", title: "Lucie Marchand" }] }));
	return true;
}

before(async () => {
	site = await serve(answer);
	browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(async () => {
	await browser.close();
	site.stop();
});

async function open(name, options = {}) {
	const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
	const tab = await context.newPage();
	tab.setDefaultTimeout(10000);
	await tab.goto(`${site.base}/page/${name}`);
	asked.length = 0;
	return tab;
}

const until = async (what) => {
	for (let i = 0; i < 100 && !what(); i++)
		await new Promise((r) => setTimeout(r, 50));
	assert.ok(what(), asked.join("\n"));
};

test("appearance is kept in a cookie", async () => {
	const tab = await open("list");
	await tab.click(".drop-user summary");
	await tab.locator(".themes label", { hasText: "Dark" }).click();
	assert.equal(await tab.getAttribute("html", "data-bs-theme"), "dark");
	assert.match(await tab.evaluate(() => document.cookie), /theme=dark/);
	await tab.locator(".themes label", { hasText: "Auto" }).click();
	assert.equal(await tab.getAttribute("html", "data-bs-theme"), null);
	assert.equal(await tab.evaluate(() => localStorage.length), 0);
	await tab.keyboard.press("Escape");
	assert.equal(await tab.locator(".drop-user[open]").count(), 0);
});

test("keys: / goes to the search, ? opens the sheet, n makes a new record", async () => {
	const tab = await open("list");
	await tab.keyboard.press("/");
	assert.equal(await tab.evaluate(() => document.activeElement.id), "q");
	await tab.locator("#main").focus();
	await tab.keyboard.press("?");
	assert.ok(await tab.locator("#keys").isVisible());
	await tab.keyboard.press("Escape");
	await tab.keyboard.press("j");
	await tab.keyboard.press("j");
	assert.equal(await tab.evaluate(() => document.activeElement.textContent), "R-2");
	await tab.keyboard.press("n");
	await until(() => asked.includes("GET /risks/new"));
});

test("a filter applies itself and leaves empty ones out; a row is a link", async () => {
	let tab = await open("list");
	await tab.selectOption("#filter-state", "draft");
	await until(() => asked.some((a) => a.startsWith("GET /risks?") && a.includes("state=draft") && !a.includes("owner=")));
	tab = await open("list");
	await tab.locator("tbody tr").nth(2).locator("td").nth(3).click();
	await until(() => asked.includes("GET /risks/R-3"));
});

test("without the script the filter has its button", async () => {
	const tab = await open("list", { javaScriptEnabled: false });
	assert.ok(await tab.locator("button", { hasText: "Apply" }).isVisible());
	await tab.click(".drop-user summary");
	assert.ok(await tab.locator(".drop-user .drop-item", { hasText: "Sign out" }).isVisible());
	assert.equal(await tab.locator(".themes").isVisible(), false);
});

test("on a narrow window the menu opens without the script", async () => {
	const tab = await open("list", { javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
	assert.equal(await tab.locator(".side").isVisible(), false);
	await tab.click(".drop-nav > summary");
	assert.ok(await tab.locator(".drop-nav a", { hasText: "Knowledge" }).isVisible());
});

test("unsaved changes are guarded", async () => {
	const tab = await open("form");
	await tab.fill("#f-title", "Something else");
	await tab.click("[data-leave]");
	assert.ok(await tab.locator("#sure").isVisible());
	await tab.click("#sure button[value=no]");
	assert.equal(asked.length, 0);
	await tab.click("[data-leave]");
	await tab.click("#sure button[value=yes]");
	await until(() => asked.includes("GET /risks/R-1"));
});

test("the picker asks the API for the last code typed", async () => {
	const tab = await open("form");
	await tab.locator("#f-assets").press("End");
	await tab.locator("#f-assets").pressSequentially(", luc");
	await until(() => asked.some((a) => a.includes("/api/v1/assets?q=luc")));
	await tab.waitForFunction(() => document.querySelector("#l-assets option")?.value === "AS-2, AS-7, P-3");
});

test("revoking asks first", async () => {
	const tab = await open("account");
	await tab.locator("button", { hasText: "Revoke" }).click();
	assert.ok(await tab.locator("#sure").isVisible());
	assert.equal(asked.length, 0);
	await tab.click("[data-sure-yes]");
	await until(() => asked.includes("POST /account/tokens/revoke"));
});

test("the summary of errors has the focus and leads to the field", async () => {
	const tab = await open("form-errors");
	assert.ok(await tab.evaluate(() => document.activeElement.matches("[data-summary]")));
	await tab.locator(".summary a").nth(1).click();
	assert.equal(await tab.evaluate(() => document.activeElement.id), "f-review");
});

test("on paper: no navigation, the table is whole", async () => {
	const tab = await open("list");
	await tab.emulateMedia({ media: "print" });
	for (const gone of [".side", ".top", ".filters", ".pages"])
		assert.equal(await tab.locator(gone).first().isVisible(), false, gone);
	assert.ok(await tab.locator("table").isVisible());
});
