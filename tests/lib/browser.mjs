// tests/lib/browser.mjs -- Chromium for tests: quiet, and what pages complain about is kept.
import { chromium } from "playwright-core";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"];

export function launch() {
	return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/**
 * A context whose pages' complaints (console errors, violations of the policy, failed and foreign
 * requests) end in context.complaints.
 */
export async function context(browser, base, options = {}) {
	const c = await browser.newContext({ viewport: { width: 1360, height: 900 }, baseURL: base, ...options });
	c.setDefaultTimeout(15000);
	c.complaints = [];
	const say = (tab, what) => c.complaints.push(`${new URL(tab.url()).pathname}: ${what}`);
	c.on("page", (tab) => {
		tab.on("console", (m) => {	// a refused form is answered with 4xx, which Chromium writes to the console
			if (m.type() === "error" && !/^Failed to load resource/.test(m.text())) say(tab, m.text());
		});
		tab.on("pageerror", (e) => say(tab, e.message));
		tab.on("request", (r) => {
			if (!r.url().startsWith(base) && !/^(data|blob|about):/.test(r.url())) say(tab, `asks ${r.url()}`);
		});
		tab.on("response", (r) => {
			if (r.status() >= 500 || (r.status() >= 400 && r.request().resourceType() !== "document"))
				say(tab, `${r.status()} ${r.url()}`);
		});
	});
	return c;
}

/** The cookies of a tests/lib/annexa.mjs Client, for a context. */
export function cookies(client) {
	return [...client.cookies].map(([name, value]) => ({ name, value, url: client.base.replace("http:", "https:"), secure: true, httpOnly: true }));
}
