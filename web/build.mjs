// Makes web/vendor/: Tabler's style sheet without what our templates never use, and one sprite of icons.
//
// Kept of the style sheet: rules whose classes all occur in templates/, js/ or css/, with the custom
// properties they need. Dark rules are kept twice: for the user's choice (data-bs-theme="dark") and,
// without a choice, for what the browser prefers. Images inside the CSS become files, so that the
// policy `img-src 'self'` holds.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "vendor");
const MAX_BYTES = 150 * 1024;

const read = (...path) => readFileSync(join(here, ...path), "utf8");

// ---- CSS in: a tree of {head, body} (rules) and {head, rules} (at-rules around rules) ----

function parse(css) {
	let i = 0;

	function until(stops) {
		const from = i;
		for (let depth = 0; i < css.length; i++) {
			const c = css[i];
			if (c === '"' || c === "'") {
				for (i++; css[i] !== c; i++)
					if (css[i] === "\\") i++;
			} else if (c === "\\") {
				i++;
			} else if (c === "(" || c === "[") {
				depth++;
			} else if (c === ")" || c === "]") {
				depth--;
			} else if (depth === 0 && stops.includes(c)) {
				break;
			}
		}
		return css.slice(from, i).trim();
	}

	function rules() {
		const list = [];
		while (i < css.length) {
			const head = until("{};");
			const stop = css[i++];
			if (stop === "}" || stop === undefined)
				return list;
			if (stop === ";")
				continue;	// @charset, @import
			if (/^@(media|supports|layer|container)/.test(head))
				list.push({ head, rules: rules() });
			else if (/^@(-webkit-)?keyframes/.test(head))
				list.push({ head, keyframes: rules() });
			else {
				list.push({ head, body: until("}") });
				i++;
			}
		}
		return list;
	}

	css = css.replace(/\/\*[^]*?\*\//g, "");
	return rules();
}

function split(text, separator) {
	const parts = [];
	let depth = 0, from = 0, quote = "";
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (quote) {
			if (c === "\\") i++;
			else if (c === quote) quote = "";
		} else if (c === '"' || c === "'") quote = c;
		else if (c === "\\") i++;
		else if (c === "(" || c === "[") depth++;
		else if (c === ")" || c === "]") depth--;
		else if (c === separator && depth === 0) {
			parts.push(text.slice(from, i));
			from = i + 1;
		}
	}
	parts.push(text.slice(from));
	return parts.map((p) => p.trim()).filter(Boolean);
}

// ---- what we use ----

const found = (text, pattern) => [...text.matchAll(pattern)].flatMap((m) => m[1].match(/[A-Za-z_][\w-]*/g) ?? []);

// Names of classes: in templates what stands in class="..", in scripts what stands in quotes.
function words() {
	const files = (dir) => readdirSync(join(here, dir)).map((file) => read(dir, file));
	return new Set([
		...files("templates").flatMap((t) => found(t, /class="([^"]*)"/g)),
		...files("js").flatMap((t) => found(t, /["'`]([^"'`\n]*)["'`]/g)),
		...files("css").flatMap((t) => found(t, /\.([A-Za-z_][\w-]*)/g)),
	]);
}

// Elements we never print, and states only Tabler's own scripts set.
const NEVER = /(^|[\s>+~])(mark|kbd|samp|video|audio|iframe|figure|figcaption|optgroup|output|abbr|address)\b|:dir\(|::-moz-|\[data-bs-(?!theme)|\.was-validated|\.navbar|\.offcanvas|\.nav\b|\.tab-|\.dark|\.light|\.theme-/;

function wanted(selector, used) {
	if (NEVER.test(selector))
		return false;
	if (/\[data-theme|\[data-bs-navbar-theme|body\[data-bs-theme/.test(selector))
		return false;
	return (selector.match(/\.[A-Za-z_][\w-]*/g) ?? []).every((c) => used.has(c.slice(1)));
}

function prune(rules, used) {
	const kept = [], dark = [];
	for (const rule of rules) {
		if (rule.keyframes) {
			kept.push(rule);
		} else if (rule.rules) {
			const inner = prune(rule.rules, used);
			if (inner.length)
				kept.push({ head: rule.head, rules: inner });
		} else if (!rule.head.startsWith("@")) {
			const selectors = split(rule.head, ",").filter((s) => wanted(s, used));
			if (!selectors.length)
				continue;
			kept.push({ head: selectors.join(","), body: rule.body });
			const own = selectors.filter((s) => s.includes("[data-bs-theme=dark]"))
				.map((s) => s.replaceAll("[data-bs-theme=dark]", ":root:not([data-bs-theme])"));
			if (own.length)
				dark.push({ head: own.join(","), body: rule.body });
		}
	}
	if (dark.length)
		kept.push({ head: "@media (prefers-color-scheme:dark)", rules: dark });
	return kept;
}

function* bodies(rules) {
	for (const rule of rules)
		if (rule.rules) yield* bodies(rule.rules);
		else if (rule.keyframes) yield* bodies(rule.keyframes);
		else yield rule;
}

// Drop custom properties and keyframes nobody asks for, until nothing more falls away.
function sweep(rules, ours) {
	for (;;) {
		const all = [...bodies(rules)].map((r) => r.body).join(";") + ours;
		const asked = new Set([...all.matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]));
		const played = new Set([...all.matchAll(/animation(?:-name)?:([^;}]*)/g)].flatMap((m) => m[1].split(/[\s,]+/)));
		let dropped = 0;
		for (const rule of bodies(rules)) {
			const left = split(rule.body, ";").filter((d) => !d.startsWith("--") || asked.has(d.slice(0, d.indexOf(":")).trim()));
			dropped += split(rule.body, ";").length - left.length;
			rule.body = left.join(";");
		}
		rules = rules.filter((r) => !r.keyframes || played.has(r.head.replace(/^@\S+\s+/, "")));
		if (!dropped)
			return empty(rules);
	}
}

function empty(rules) {
	return rules.map((r) => r.rules ? { ...r, rules: empty(r.rules) } : r)
		.filter((r) => r.keyframes || (r.rules ? r.rules.length : r.body));
}

function print(rules) {
	return rules.map((r) => r.rules || r.keyframes ? `${r.head}{${print(r.rules ?? r.keyframes)}}\n` : `${r.head}{${r.body}}`).join("\n");
}

function images(css) {
	return css.replace(/url\((["']?)data:image\/svg\+xml,([^]*?)\1\)/g, (_, quote, data) => {
		const svg = decodeURIComponent(data.replaceAll("\\", ""));
		const name = `tabler-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
		writeFileSync(join(vendor, name), svg);
		return `url(${name})`;
	});
}

// ---- icons ----

function sprite() {
	const icons = read("icons.txt").split("\n").filter((l) => l && !l.startsWith("#")).map((l) => l.split(/\s+/));
	const symbols = icons.map(([name, drawn]) => {
		const svg = read("node_modules/@tabler/icons/icons/outline", `${drawn}.svg`);
		const inner = svg.replace(/^[^]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "")
			.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "").replace(/\s*\n\s*/g, "");
		return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
	});
	return "<!-- Tabler Icons, MIT licence, Copyright (c) 2020-2025 Pawel Kuna -->\n" +
		`<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor);
const source = join("node_modules", "@tabler", "core", "dist", "css", "tabler.min.css");
if (!existsSync(join(here, source)))
	throw new Error("web/node_modules is missing: run web/build");
const own = read("css", "annexa.css");
const licence = "/* Tabler, MIT licence, Copyright (c) 2018-2026 The Tabler Authors; Bootstrap, MIT licence, " +
	"Copyright (c) 2011-2026 The Bootstrap Authors. Without the rules Annexa does not use. */\n";
const css = licence + images(print(sweep(prune(parse(read(source)), words()), own))) + "\n";
if (/url\(["']?(data|https?):/.test(css))
	throw new Error("an image is left inside the style sheet");
writeFileSync(join(vendor, "tabler.css"), css);
writeFileSync(join(vendor, "icons.svg"), sprite());
const served = css.length + own.length;
if (served > MAX_BYTES)
	throw new Error(`served CSS is ${served} bytes, more than ${MAX_BYTES}`);
console.log(`web/vendor: tabler.css ${css.length} + annexa.css ${own.length} = ${served} bytes of CSS`);
