// The Debian package: made of a release build, the same bytes each time; installed into a clean root, set up as
// it says itself, served as its unit does, installed over itself, removed, purged.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Root, obstacle } from "../lib/root.mjs";

const TOP = new URL("../..", import.meta.url).pathname;
const MADE = join(TOP, "build-release/deb");
const DATA = "/var/lib/annexa";
// What dpkg, adduser and the packages it needs write down for themselves.
const OTHERS = /^\/(var\/(cache|log|lib\/(dpkg|apt|systemd\/deb-systemd-helper-enabled))|etc\/(fonts|ssl)|run)\/|^\/etc\/\w+-$|^\/usr\/local\/share\/fonts$/;
const call = (name, args, options) => spawnSync(name, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });
const missing = (name) => call("sh", ["-c", `command -v ${name}`]).status !== 0 && `${name} is not installed`;

/** ./dev package, and the bytes that came of it. */
function make() {
	const r = call("./dev", ["package"], { cwd: TOP });
	assert.equal(r.status, 0, r.stderr);
	const name = readdirSync(MADE).filter((f) => f.endsWith(".deb"));
	assert.equal(name.length, 1);
	return readFileSync(join(MADE, name[0]));
}

let bytes, root;
before(() => { bytes = make(); });
after(() => root?.remove());

test("a release build has no warnings, and a commit has one package", () => {
	const rules = call("ninja", ["-C", "build-release", "-t", "commands", "annexa"], { cwd: TOP }).stdout;
	const compiled = rules.split("\n").filter((l) => / -c src\/| -c \.\.\/src\//.test(l));
	assert.ok(compiled.length > 300);
	for (const line of compiled) assert.match(line, /-Werror .*-O3 /);
	assert.ok(bytes.equals(make()), "the second has the same bytes");
});

test("lintian sees no error", { skip: missing("lintian") }, () => {
	const r = call("lintian", ["--fail-on", "error", join(MADE, readdirSync(MADE).find((f) => f.endsWith(".deb")))]);
	assert.equal(r.status, 0, r.stdout);
});

test("systemd understands the units and finds little to attack", { skip: missing("systemd-analyze") }, () => {
	const dir = mkdtempSync(join(tmpdir(), "annexa-unit-"));
	try {
		for (const unit of ["annexa.service", "annexa.socket"])
			writeFileSync(join(dir, unit), readFileSync(join(TOP, "packaging/systemd", unit), "utf8")
				.replace("/usr/bin/annexa", join(TOP, "build-release/annexa")));
		const units = ["annexa.service", "annexa.socket"].map((u) => join(dir, u));
		const r = call("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", ...units]);
		assert.equal(r.stderr.split("\n").filter((l) => l.includes("annexa")).join("\n"), "");
		assert.equal(r.status, 0, r.stderr);
		const s = call("systemd-analyze", ["security", "--offline=true", "--threshold=15", units[0]]);
		assert.equal(s.status, 0, s.stdout.split("\n").filter((l) => /^✗|exposure/.test(l)).join("\n"));
	} finally { rmSync(dir, { recursive: true, force: true }); }
});

/** apt-get in the root with our package laid into it; what it said. */
function apt(...args) {
	writeFileSync(root.at("/tmp/annexa.deb"), bytes);
	try {
		return root.ok("apt-get", "-y", "-q", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", ...args);
	} finally { rmSync(root.at("/tmp/annexa.deb")); }
}

const annexa = (...args) => root.ok("runuser", "-u", "annexa", "--", "annexa", ...args, "--data", DATA);
const user = () => root.run(["getent", "passwd", "annexa"]).out;

/** What systemd would make of the unit: its command with the settings of its file, until it answers. */
async function serve() {
	const unit = readFileSync(root.at("/lib/systemd/system/annexa.service"), "utf8");
	const [, words] = unit.match(/^ExecStart=(.*)$/m), [, file] = unit.match(/^EnvironmentFile=-(.*)$/m);
	const env = Object.fromEntries(readFileSync(root.at(file), "utf8").split("\n")
		.filter((l) => /^[A-Z]/.test(l)).map((l) => l.split("=")));
	const child = root.serve("annexa", DATA, words.split(" "), env);
	let said = "";
	const ended = new Promise((done) => child.on("exit", (code) => done(code)));
	child.stderr.on("data", (d) => { said += d; });
	const base = await new Promise((ok, no) => {
		child.stdout.on("data", (d) => { const m = `${d}`.match(/http:\/\/\S+/); if (m) ok(m[0]); });
		ended.then((code) => no(new Error(`serve ended with ${code}: ${said}`)));
	});
	return { base, pid: child.pid, log: () => said, stop: () => { child.kill("SIGTERM"); return ended; } };
}

async function answers(base) {
	assert.equal(await (await fetch(`${base}/readyz`)).text(), "ok\n");
	const page = await fetch(base);
	assert.equal(page.status, 200);
	assert.match(await page.text(), /<input[^>]*type="password"/, "the sign-in page");
}

const steps = [
	["it installs with what it needs, puts files only where packages may, and starts nothing", () => {
		const empty = root.paths();
		const said = apt("install", "/tmp/annexa.deb");
		assert.match(said, /has no data yet/);
		root.next = said.match(/^ {2}runuser[^\n]*\\\n[^\n]*/m)[0];
		const packaged = new Set(readdirSync(root.at("/var/lib/dpkg/info")).filter((f) => f.endsWith(".list"))
			.flatMap((f) => readFileSync(root.at(`/var/lib/dpkg/info/${f}`), "utf8").split("\n")));
		const loose = [...root.paths()].filter((p) => !empty.has(p) && !packaged.has(p) && !packaged.has(p.replace(/^\/usr/, "")) &&
			!OTHERS.test(p));
		assert.deepEqual(loose.sort(), ["/etc/systemd/system/multi-user.target.wants/annexa.service", DATA]);
		assert.match(user(), /:\/var\/lib\/annexa:\/usr\/sbin\/nologin$/m);
		assert.deepEqual(readdirSync(root.at(DATA)), []);
		assert.ok(!existsSync(root.at("/etc/systemd/system/sockets.target.wants/annexa.socket")), "the socket is the owner's choice");
		assert.equal(statSync(root.at("/etc/annexa/annexa.env")).mode & 0o777, 0o600);
	}],
	["manual page and completion are those of the program", () => {
		assert.equal(gunzipSync(readFileSync(root.at("/usr/share/man/man1/annexa.1.gz"))).toString(), root.ok("annexa", "doc", "man"));
		const file = "/usr/share/bash-completion/completions/annexa";
		assert.equal(root.ok("bash", "-c", `. ${file}; COMP_WORDS=(annexa doct); COMP_CWORD=1; ` +
			'$(complete -p annexa | sed "s/.*-F \\([^ ]*\\).*/\\1/") ; echo "${COMPREPLY[*]}"').trim(), "doctor");
	}],
	["init, as the package says it, and the server as its unit says it", async () => {
		assert.match(root.ok("sh", "-c", root.next), /\/welcome\//);
		writeFileSync(root.at("/etc/annexa/annexa.env"), "# ours\nANNEXA_LISTEN=127.0.0.1:0\n");
		const s = await serve();
		try {
			await answers(s.base);
			const status = readFileSync(`/proc/${s.pid}/status`, "utf8");
			assert.match(status, /^CapEff:\s0+$/m);
			assert.match(status, /^NoNewPrivs:\s1$/m);
			assert.doesNotMatch(status, /^Uid:\s0/m);
			annexa("record", "create", "asset", "name=Server", "type=hardware");
			assert.match(annexa("doctor"), /^ok +fonts/m);
			annexa("report", "soa", "--format", "pdf", "-o", "/tmp/soa.pdf");
			assert.equal(readFileSync(root.at("/tmp/soa.pdf")).subarray(0, 5).toString(), "%PDF-");
		} finally { assert.equal(await s.stop(), 0, s.log()); }
		assert.equal(root.ok("find", DATA, "!", "-user", "annexa", "-o", "-perm", "/077"), "");
	}],
	["installed over itself it keeps data and settings", async () => {
		const said = apt("install", "--reinstall", "/tmp/annexa.deb");
		assert.doesNotMatch(said, /has no data yet/);
		assert.match(readFileSync(root.at("/etc/annexa/annexa.env"), "utf8"), /^# ours/);
		const s = await serve();
		try {
			await answers(s.base);
			assert.match(annexa("record", "get", "asset", "A-1"), /Server/);
		} finally { assert.equal(await s.stop(), 0, s.log()); }
	}],
	["removed it leaves settings and data, purged the data, of root, and says so; installed again it takes it up", () => {
		apt("remove", "annexa");
		assert.ok(!existsSync(root.at("/usr/bin/annexa")));
		assert.ok(existsSync(root.at("/etc/annexa/annexa.env")) && user() !== "");
		const said = apt("purge", "annexa");
		assert.match(said, /still in \/var\/lib\/annexa/);
		assert.equal(user(), "");
		assert.deepEqual([...root.paths()].filter((p) => /annexa/.test(p) && !/^\/var\/(lib\/annexa(\/|$)|log)/.test(p)), []);
		assert.deepEqual([statSync(root.at(DATA)).uid, statSync(root.at(DATA)).mode & 0o777], [0, 0o700]);
		root.ok("adduser", "--system", "another");	// gets the number that is free now
		apt("install", "/tmp/annexa.deb");
		annexa("verify");
		assert.match(annexa("record", "get", "asset", "A-1"), /Server/);
	}],
];

test("in a clean root", async (t) => {
	let why = obstacle();
	if (!why) ({ root, reason: why } = Root.make());
	for (const [name, step] of steps) {
		await t.test(name, { skip: why }, step);
	}
});
