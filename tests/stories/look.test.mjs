// Attached files to look at: pictures and texts, never run, only for who may read the record.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../lib/annexa.mjs";
import { context, cookies, launch } from "../lib/browser.mjs";

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
