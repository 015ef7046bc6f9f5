// Attached files to look at: pictures, texts and PDFs, never run, only for who may read the record.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";
import { headerProblems } from "../lib/recorder.mjs";

let s, ann, emil, browser;
before(async () => {
	browser = await launch();	// first: an idle connection to the server would be closed meanwhile
	s = await Server.start();
	ann = await s.member("ann@example.com", "administrator");
	emil = await s.member("emil@example.com", "employee");
});
after(async () => {
	await browser?.close();
	await s.stop();
});

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
async function attach(name, type, bytes) {
	const body = new FormData();
	body.append("file", new Blob([bytes], { type }), name);
	const up = await ann.fetch("POST", "/api/v1/files", { headers: { "X-CSRF-Token": ann.csrf }, body });
	assert.ok([200, 201].includes(up.status), up.text);
	const file = (up.body.files ?? up.body.data)[0];
	const r = await ann.api("POST", "/evidence", { title: name, files: [file] });
	assert.equal(r.status, 201, r.text);
	return { code: r.body.code, path: `/files/${file.digest}/${encodeURIComponent(file.name)}/look` };
}

// planted: SVG among the pictures; file_find asked without the actor; the text not escaped
test("pictures and texts are shown, everything else is not; nothing of it runs", async () => {
	const text = await attach("minutes.txt", "text/plain", "Agreed: <script>alert(1)</script> & more\n"), png = await attach("dot.png", "image/png", PNG);
	let r = await ann.get(text.path);
	assert.equal(r.status, 200);
	assert.match(r.text, /Agreed: &lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; more/);
	assert.equal((await emil.get(text.path)).status, 404, "not for who may not read the record");
	assert.equal((await ann.get("/files/nonsense/x/look")).status, 404);
	const svg = await attach("drawing.svg", "image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
	r = await ann.get(svg.path);
	assert.match(r.text, /Not shown here/);
	assert.doesNotMatch(r.text, /class="picture"/);
	const long = await attach("long.txt", "text/plain", "ä".repeat(200000));
	r = await ann.get(long.path);
	assert.match(r.text, /This is the beginning/);
	assert.equal(r.text.indexOf("\ufffd"), -1, JSON.stringify(r.text.slice(Math.max(0, r.text.indexOf("\ufffd") - 60), r.text.indexOf("\ufffd") + 60)));
	const c = await context(browser, s.base, { reducedMotion: "reduce" });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto(`/evidence/${png.code}`);
	await tab.locator("a", { hasText: /^Look/ }).click();
	await tab.waitForURL(/\/look$/);
	assert.equal(await tab.locator("img.picture").evaluate((img) => img.naturalWidth), 1, "the picture is loaded");
	assert.deepEqual(c.complaints, []);
	await c.close();
});

/** The smallest PDF: one page with a line of text, and a script that tries to get at the page when it is opened. */
function pdf(line) {
	const text = `BT /F1 24 Tf 20 100 Td (${line}) Tj ET`, at = [];
	const bodies = ["<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(document.title=1)>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		`<</Length ${text.length}>>stream\n${text}\nendstream`, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"];
	let out = "%PDF-1.4\n";
	bodies.forEach((b, i) => { at.push(out.length); out += `${i + 1} 0 obj${b}endobj\n`; });
	const xref = out.length;
	out += `xref\n0 ${at.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, "0")} 00000 n \n`).join("")}`;
	return Buffer.from(`${out}trailer<</Size ${at.length + 1}/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`);
}

// planted: the route without its type, without sandbox, with frame-ancestors 'none'; frame-src on every page, or on none
test("a PDF is shown by the browser's viewer, sandboxed, and only by the page for it", async () => {
	const doc = await attach("plan.pdf", "application/pdf", pdf("A plan")), text = await attach("page.txt", "text/plain", "<script>alert(1)</script>");
	const page = await ann.get(`${doc.path}?open=1`), src = doc.path.replace(/look$/, "pdf");
	const closed = await ann.get(doc.path);
	assert.doesNotMatch(closed.text, /<iframe/, "on demand");
	assert.deepEqual(headerProblems(closed, doc.path), []);
	assert.doesNotMatch(closed.headers.get("content-security-policy"), /frame-src/);
	assert.ok(page.text.includes(`<iframe class="viewer" src="${src}" title="plan.pdf">`));
	assert.match(page.headers.get("content-security-policy"), /frame-src 'self'$/);
	assert.deepEqual(headerProblems(page, doc.path), []);
	const shown = await ann.get(src);
	assert.equal(shown.status, 200);
	assert.equal(shown.headers.get("content-type"), "application/pdf");
	assert.equal(shown.headers.get("content-disposition"), 'inline; filename="plan.pdf"');
	assert.match(shown.headers.get("content-security-policy"), /^default-src 'none'; sandbox; frame-ancestors 'self'; /);
	assert.deepEqual(headerProblems(shown, src), []);
	assert.match((await ann.get(src.replace(/\/pdf$/, ""))).headers.get("content-disposition"), /^attachment/);
	assert.equal((await emil.get(src)).status, 404, "not for who may not read the record");
	const wrong = await ann.get(text.path.replace(/look$/, "pdf"));
	assert.equal(wrong.status, 404);
	assert.match(wrong.text, /only application\/pdf is shown here/);
	assert.doesNotMatch((await ann.get(text.path)).headers.get("content-security-policy"), /frame-src/);
	const c = await context(browser, s.base, { reducedMotion: "reduce" });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto(doc.path);
	await tab.click("a.btn:text-is(\"Show it here\")");
	await tab.waitForURL(/open=1$/);
	const inside = () => tab.frames().find((f) => f.parentFrame()?.url().startsWith("chrome-extension://"));
	for (let i = 0; i < 100 && !inside(); i++) await tab.waitForTimeout(100);
	const drawn = inside();
	assert.ok(drawn, `no viewer opens: ${tab.frames().map((f) => f.url())}`);
	// The viewer's script engine has no document, and what it draws in cannot reach the page around it.
	assert.equal(await drawn.evaluate(() => { try { return parent.document.title; } catch (e) { return e.name; } }), "SecurityError");
	if (process.env.SHOTS) await tab.waitForTimeout(2000).then(() => tab.screenshot({ path: `${process.env.SHOTS}/pdf.png` }));
	assert.equal(await tab.locator("h1").innerText(), "plan.pdf");
	assert.deepEqual(c.complaints.filter((x) => !/ asks chrome(-extension)?:/.test(x)), []);
	await c.close();
});

test("tables of a text keep the words of their first column whole, also in a narrow window", async () => {
	const c = await context(browser, s.base, { viewport: { width: 390, height: 800 } });
	await c.addCookies(cookies(ann));
	const tab = await c.newPage();
	await tab.goto("/manual/administration");
	const cell = tab.locator(".prose td", { hasText: /^recovery point$/ });
	const word = await cell.evaluate((td) => {	// one line for one word
		const range = document.createRange();
		range.setStart(td.firstChild, 0);
		range.setEnd(td.firstChild, "recovery".length);
		return range.getClientRects().length;
	});
	assert.equal(word, 1);
	assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth), 390);
	await c.close();
});
