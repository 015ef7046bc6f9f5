// tests/lib/recorder.mjs -- every answer a test gets passes here and is held to what all answers owe.
//
//	const seen = record(client);	// from now on; seen.wrong, seen.kinds

const ALWAYS = {
	"x-content-type-options": /^nosniff$/,
	"referrer-policy": /^(same-origin|no-referrer|strict-origin)/,
	"strict-transport-security": /^max-age=(3153600[0-9]|[4-9]\d{7,}|\d{9,})/,
	"cross-origin-opener-policy": /^same-origin$/,
	"cross-origin-resource-policy": /^same-origin$/,
	"content-security-policy": /^(?=.*default-src 'none')(?=.*frame-ancestors '(none|self)')(?=.*base-uri 'none')(?=.*object-src 'none')(?!.*unsafe)/,
};

/** What is wrong with the headers of one answer. */
export function headerProblems(r, path) {
	const out = [], h = r.headers, type = h.get("content-type");
	for (const [name, re] of Object.entries(ALWAYS)) if (!re.test(h.get(name) ?? "")) out.push(`${name}: ${h.get(name)}`);
	const policy = h.get("content-security-policy") ?? "";
	if (/frame-ancestors 'self'/.test(policy) && !(type === "application/pdf" && /; sandbox;/.test(policy) && /^\/files\/[^/]+\/[^/]+\/pdf$/.test(path)))
		out.push(`may be framed: ${type}, ${policy}`);
	if (/frame-src/.test(policy) && !/\/look$/.test(path)) out.push(`may frame: ${policy}`);
	for (const [name] of h) if (name.startsWith("access-control-")) out.push(`${name} is given`);
	if (h.has("server") || h.has("x-powered-by")) out.push("says what it is");
	if (r.text?.length && !type) out.push("a body without a type");
	if (type && /text|json|javascript/.test(type) && !/charset=utf-8/.test(type)) out.push(`${type} without charset`);
	if (!path.startsWith("/static/") && !/^\/(healthz|readyz)/.test(path) && !/no-store/.test(h.get("cache-control") ?? "")) out.push(`cache-control: ${h.get("cache-control")}`);
	if (r.status >= 400 && path.startsWith("/api/") && !/^application\/problem\+json/.test(type ?? "")) out.push(`${r.status} as ${type}`);
	for (const c of h.getSetCookie())
		if (!/^__Host-[\w-]+=[^;]*; Path=\/; Secure; HttpOnly; SameSite=(Lax|Strict)(; Max-Age=\d+)?$/.test(c)) out.push(`cookie ${c}`);
	if (/text\/html/.test(type ?? "")) {
		const nonce = /'nonce-([^']+)'/.exec(h.get("content-security-policy") ?? "")?.[1];
		for (const m of r.text.matchAll(/<script\b([^>]*)>/g)) if (!/ src="\/static\//.test(m[1]) && !m[1].includes(`nonce="${nonce}"`)) out.push("a script without nonce");
		if (/<[^>]+ style="|<style\b/.test(r.text)) out.push("inline style");
	}
	return out;
}

export function record(client, seen = { wrong: new Map(), kinds: new Map(), n: 0 }) {
	const plain = client.fetch.bind(client);
	client.fetch = async (method, path, options) => {
		const r = await plain(method, path, options), type = (r.headers.get("content-type") ?? "").split(";")[0];
		seen.n++;
		seen.kinds.set(`${r.status} ${type}`, path);
		for (const what of headerProblems(r, path)) seen.wrong.set(what, `${method} ${path} ${r.status}`);
		return r;
	};
	return seen;
}
