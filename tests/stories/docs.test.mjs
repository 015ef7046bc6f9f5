// The documents: links resolve, the tour in README.md runs, every page of the manual is reachable.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { BIN, Server, folder } from "../lib/annexa.mjs";

const ROOT = new URL("../..", import.meta.url).pathname;
const read = (path) => readFileSync(join(ROOT, path), "utf8");
const SKIP = new Set(["node_modules", "vendor", "annexa-data", "bench-out", ".git"]);

function documents(dir = ROOT, out = []) {
	for (const d of readdirSync(dir, { withFileTypes: true })) {
		const path = join(dir, d.name);
		if (d.isDirectory() && !SKIP.has(d.name) && !d.name.startsWith("build")) documents(path, out);
		else if (d.isFile() && d.name.endsWith(".md")) out.push(relative(ROOT, path));
	}
	return out;
}

/** Targets of [text](target) outside code. */
function links(text) {
	const plain = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/^(?: {4}|\t).*$/gm, "").replace(/`[^`\n]*`/g, "");
	return [...plain.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map((m) => m[1]);
}

/** The file a link means, or null for another server's. /manual/x is a page of the manual. */
function target(from, link) {
	const path = decodeURIComponent(link.replace(/[#?].*$/, ""));
	if (/^[a-z][a-z0-9+.-]*:/i.test(link) || path === "") return null;
	const page = path.match(/^\/manual\/([a-z0-9-]+)$/);
	if (page) return join(ROOT, "doc/manual", `${page[1]}.md`);
	if (path.startsWith("/")) return null;	// another page of the running program
	return resolve(ROOT, dirname(from), path);
}

/** Every dead link among the documents, as "file: link". */
function dead(files, textOf) {
	return files.flatMap((file) => links(textOf(file)).filter((link) => {
		const path = target(file, link);
		return path && !existsSync(path);
	}).map((link) => `${file}: ${link}`));
}

/** The lines of the marked block of README.md. */
function tour() {
	const m = read("README.md").match(/<!-- tour -->\n```sh\n([\s\S]*?)```/);
	assert.ok(m, "README.md has a block marked <!-- tour -->");
	return m[1].trimEnd().split("\n");
}

test("relative links of all documents resolve", () => {
	const files = documents();
	assert.ok(files.includes("README.md") && files.length > 10);
	assert.deepEqual(dead(files, read), []);
});

test("and a dead link would be seen", () => {
	const bad = (text) => dead(["doc/manual/x.md"], () => text);
	assert.equal(bad("[a](nowhere.md)").length, 1);
	assert.equal(bad("[a](/manual/nowhere)").length, 1);
	assert.equal(bad("[a](../../README.md) [b](/manual/index#x) `[c](nowhere.md)`").length, 0);
});

test("every line of the tour in README.md ends with 0", () => {
	const lines = tour(), dir = folder();
	assert.ok(lines.filter((l) => l.startsWith("annexa ")).length >= 12);
	try {
		mkdirSync(join(dir, "bin"));
		symlinkSync(resolve(BIN), join(dir, "bin", "annexa"));
		const script = lines.map((l) => `${l}\nrc=$?; [ $rc -eq 0 ] || { echo "exit $rc: "${quoted(l)} >&2; exit 1; }`);
		const env = { ...process.env, PATH: `${join(dir, "bin")}:${process.env.PATH}` };
		delete env.ANNEXA_ORG;
		const r = spawnSync("sh", ["-c", script.join("\n")], { cwd: dir, encoding: "utf8", env });
		assert.equal(r.status, 0, r.stderr);
		assert.match(r.stdout, /verified: \d+ leaves/);
		assert.match(r.stdout, /"2|4 Likely/);
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
});

function quoted(text) {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

test("every page of the manual begins with a title and is shown in the program", async () => {
	const names = readdirSync(join(ROOT, "doc/manual")).filter((f) => f.endsWith(".md")).map((f) => f.slice(0, -3));
	assert.ok(names.includes("index"));
	const s = await Server.start();
	try {
		const c = await s.welcome(s.firstLink.split("/").pop());
		for (const name of names) {
			const title = read(`doc/manual/${name}.md`).match(/^# (.+)\n/);
			assert.ok(title, `${name}.md begins with # Title`);
			const r = await c.get(`/manual/${name}`);
			assert.equal(r.status, 200, name);
			assert.ok(r.text.includes(`<h1>${title[1]}</h1>`), `${name} shows its title`);
		}
		assert.equal((await c.get("/manual")).status, 200);
		assert.equal((await c.get("/manual/nowhere")).status, 404);
	} finally {
		await s.stop();
	}
});

test("decisions are numbered once, without a gap, and the index of the manual names every page", () => {
	const adr = readdirSync(join(ROOT, "doc/adr")).filter((f) => f.endsWith(".md")).sort();
	adr.forEach((f, i) => assert.match(f, new RegExp(`^${String(i + 1).padStart(4, "0")}-[a-z0-9-]+\\.md$`)));
	for (const f of adr) assert.match(read(`doc/adr/${f}`), new RegExp(`^# ${f.slice(0, 4)} `), `${f} says its number`);
	const index = links(read("doc/manual/index.md"));
	for (const f of readdirSync(join(ROOT, "doc/manual")))
		if (f !== "index.md") assert.ok(index.includes(`/manual/${f.slice(0, -3)}`), `index.md names ${f}`);
});

test("decisions named in the source exist", () => {
	const src = execFileSync("grep", ["-rhoE", "ADR [0-9]{4}|adr/[0-9]{4}", join(ROOT, "src"), join(ROOT, "meson.build")],
		{ encoding: "utf8" });
	const have = new Set(readdirSync(join(ROOT, "doc/adr")).map((f) => f.slice(0, 4)));
	for (const m of src.matchAll(/[0-9]{4}/g)) assert.ok(have.has(m[0]), `ADR ${m[0]}`);
});
