// The command line's contract: exit codes, JSON, where output goes, the same with and without a server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BIN, folder, run, Server, sql } from "../lib/annexa.mjs";

let dir, data, clock = 0;
const cli = (...args) => run(args, { data, env: { ANNEXA_ORG: "" } });
const file = (name, text) => {
	const path = join(dir, name);
	writeFileSync(path, text);
	return path;
};
/** Done: exit 0; returns the JSON. */
const ok = (...args) => {
	const r = cli(...args, "--json");
	assert.equal(r.status, 0, `${args.join(" ")}: ${r.err}`);
	return r.json();
};

before(() => {
	dir = folder();
	data = join(dir, "data");
	assert.equal(cli("init", "--org", "acme", "--name", "Acme Ltd", "--admin", "root@example.com").status, 0);
	clock = new Date().toISOString();
	assert.equal(cli("record", "create", "person", "name=Ann Example", "email=ann@example.com").out, "P-1\n");
});
after(() => rmSync(dir, { recursive: true, force: true }));

test("help knows every command, and each explains itself", () => {
	const r = cli("help");
	assert.equal(r.status, 0);
	const names = r.out.split("options of all commands:")[0].match(/^ {2}[a-z]+/gm).map((x) => x.trim());
	for (const must of ["init", "serve", "record", "import", "export", "search", "knowledge", "check", "report", "verify",
		"ledger", "user", "org", "token", "doc"]) assert.ok(names.includes(must), must);
	for (const name of names) {
		const h = run([name, "--help"], { data: join(dir, "none") });
		assert.equal(h.status, 0, `${name}: ${h.err}`);
		assert.match(h.out, new RegExp(`^usage: annexa ${name}`));
		assert.equal(h.err, "");
		assert.equal(run(["help", name]).out, h.out);
		assert.doesNotMatch(h.out, /undefined|\(null\)| $/m);
	}
});

test("exit 1: the answer is no", () => {
	assert.equal(cli("check", "--fail-on", "major").status, 1);
	assert.equal(cli("check").status, 0);
	const other = join(dir, "tampered");
	assert.equal(run(["init", "--org", "acme", "--name", "Acme", "--admin", "a@example.com"], { data: other }).status, 0);
	run(["record", "create", "person", "name=Bob"], { data: other });
	assert.equal(run(["verify"], { data: other }).status, 0);
	sql(other, "UPDATE person SET job = 'spy' WHERE id = 1");
	const r = run(["verify", "--json"], { data: other });
	assert.equal(r.status, 1, r.err);
	assert.match(JSON.stringify(r.json()), /P-1/);
});

const WRONG = [
	[2, ["nonsense"]], [2, ["record"]], [2, ["record", "nonsense"]], [2, ["record", "get", "risk"]], [2, ["record", "list", "nonsense"]],
	[2, ["record", "get", "risk", "R-99"]], [2, ["record", "list", "risk", "title"]], [2, ["record", "list", "risk", "--nonsense"]],
	[2, ["record", "list", "risk", "--limit", "many"]], [2, ["record", "list", "risk", "--limit"]], [2, ["record", "list", "risk", "nonsense=1"]],
	[2, ["record", "create", "risk", "title=", "owner=P-99", "likelihood=7"]], [2, ["record", "set", "person", "P-1", "name="]],
	[2, ["record", "set", "person", "P-1", "job=x", "--if-rev", "9"]], [2, ["record", "state", "person", "P-1", "nonsense"]],
	[2, ["record", "list", "risk", "--as-of", "yesterday"]], [2, ["record", "list", "risk", "--org", "other"]],
	[2, ["report", "nonsense", "--format", "json"]], [2, ["report", "soa", "--format", "nonsense"]], [2, ["export", "risk", "--format", "nonsense"]],
	[2, ["knowledge", "show", "A.99.99"]], [2, ["ledger", "prove", "risk", "R-99"]], [2, ["user", "add", "nonsense", "--name", "N"]],
	[2, ["token", "create", "nobody@example.com", "--name", "x"]], [2, ["check", "--fail-on", "nonsense"]],
	[3, ["record", "create", "unit", "name=X", "--as-of", "2020-01-01"]],
	[5, ["import", "asset", "/nowhere/file.csv"]], [5, ["record", "create", "risk", "--from", "/nowhere/file.json"]],
	[5, ["report", "soa", "--format", "json", "-o", "/nowhere/soa.json"]],
];
test("a report that does not exist is told as such, whatever else is missing", () => {
	const r = cli("report", "nonsense");
	assert.match(r.err, /no report "nonsense"/);
	assert.match(r.err, /known are: .*soa/);
});
for (const [status, args] of WRONG)
	test(`exit ${status}: ${args.join(" ")}`, () => {
		const r = cli(...args);
		assert.equal(r.status, status, r.err);
		assert.match(r.err, /^annexa: \S/m);
		assert.equal(r.out, "", "nothing on stdout");
		const j = cli("--json", ...args);
		assert.equal(j.status, status);
		const problem = j.json();
		assert.ok(problem.error && problem.detail && Array.isArray(problem.errors), j.out);
	});

test("all mistakes of a record at once, by field", () => {
	const r = cli("record", "create", "risk", "title=", "owner=P-99", "likelihood=7", "nonsense=1", "--json");
	assert.deepEqual(r.json().errors.map((e) => e.field).sort(), ["likelihood", "nonsense", "owner", "title"]);
	assert.equal(ok("record", "list", "risk").total, 0);
});

test("exit 4: a folder of a newer program is refused and stays as it is", () => {
	const none = run(["record", "list", "risk", "--json"], { data: join(dir, "none") });
	assert.equal(none.status, 2);
	assert.match(none.json().hint, /annexa init/);
	const newer = join(dir, "newer");
	run(["init", "--org", "acme", "--name", "Acme", "--admin", "a@example.com"], { data: newer });
	sql(newer, "PRAGMA user_version = 999999");
	const r = run(["record", "list", "risk", "--json"], { data: newer });
	assert.equal(r.status, 4, r.err);
	assert.match(r.json().detail, /999999.*nothing was changed/);
	assert.equal(sql(newer, "PRAGMA user_version").trim(), "999999", "untouched");
});

test("records of an array, all or none", () => {
	const good = file("good.json", JSON.stringify([{ name: "One", type: "hardware" }, { name: "Two", type: "software", owner: "P-1" }]));
	assert.equal(cli("record", "create", "asset", "--from", good).out, "A-1\nA-2\n");
	assert.deepEqual(ok("record", "create", "asset", "--from", good).map((a) => a.name), ["One", "Two"]);
	const bad = file("bad.json", JSON.stringify([{ name: "Three", type: "hardware" }, { name: "", type: "nonsense" }]));
	const r = cli("record", "create", "asset", "--from", bad, "--json");
	assert.equal(r.status, 2);
	assert.deepEqual(r.json().errors.map((e) => [e.row, e.field]).sort(), [[2, "name"], [2, "type"]]);
	assert.equal(ok("record", "list", "asset").total, 4);
	assert.equal(cli("record", "create", "asset", "--from", file("broken.json", "[{")).status, 2);
});

test("import: columns by --map, --dry-run writes nothing, --key changes what is there", () => {
	const csv = file("people.csv", "Called,Mail,Job title\nBea,bea@example.com,Chief\nCarl,carl@example.com,\n");
	const map = ["--map", "Called=name", "--map", "Mail=email"];
	assert.equal(cli("import", "person", csv).status, 2);
	const counts = (r) => ({ created: r.created, updated: r.updated, unchanged: r.unchanged, dry_run: r.dry_run, act: r.act != null });
	assert.deepEqual(counts(ok("import", "person", csv, ...map, "--dry-run")), { created: 2, updated: 0, unchanged: 0, dry_run: true, act: false });
	assert.equal(ok("record", "list", "person").total, 1);
	assert.equal(cli("import", "person", csv, ...map).out, "2 created, 0 updated, 0 unchanged\n");
	const again = file("people2.csv", "email,job\nbea@example.com,Director\ncarl@example.com,\n");
	assert.deepEqual(counts(ok("import", "person", again, "--key", "email")), { created: 0, updated: 1, unchanged: 1, dry_run: false, act: true });
	assert.equal(ok("record", "get", "person", "bea@example.com").job, "Director");
	const bad = cli("import", "person", file("bad.csv", "name,email\nDan,nonsense\n,dan@example.com\n"), "--json");
	assert.equal(bad.status, 2);
	assert.deepEqual(bad.json().errors.map((e) => e.row).sort(), [2, 3]);
	assert.equal(cli("import", "person", csv, "--key", "nonsense", ...map).status, 2);
});

test("what is exported as CSV and imported with its key changes nothing", () => {
	const risk = cli("record", "create", "risk", 'title=A, "quoted"', "owner=P-1", "assets=A-1,A-2", "likelihood=4", "consequence=5",
		"controls=A.8.7,A.8.13", "affects=integrity,availability", "description=- one\n- two", "treatment=modify", "due=2027-01-31");
	assert.equal(risk.status, 0, risk.err);
	for (const type of ["unit", "person", "asset", "risk", "measure", "obligation", "soa_entry"]) {
		const path = join(dir, `${type}.csv`);
		const e = cli("export", type, "--format", "csv", "-o", path);
		assert.equal(e.status, 0, e.err);
		assert.equal(cli("export", type, "--format", "csv").out, readFileSync(path, "utf8"));
		const n = ok("record", "list", type).total;
		const back = ok("import", type, path, "--key", "code");
		assert.deepEqual([back.created, back.updated, back.unchanged], [0, 0, n], type);
	}
	const json = ok("export", "risk", "--format", "json");
	assert.ok(JSON.stringify(json).includes("quoted"));
	const x = cli("export", "risk", "--format", "xlsx", "-o", join(dir, "r.xlsx"));
	assert.equal(x.status, 0, x.err);
	assert.equal(readFileSync(join(dir, "r.xlsx")).subarray(0, 2).toString(), "PK");
});

test("who, when and why are in the history", () => {
	assert.equal(cli("record", "set", "person", "P-1", "job=Director", "--as", "bea", "--reason", "Elected in May").status, 0);
	const [last, first] = ok("record", "history", "person", "P-1");
	assert.equal(last.reason, "Elected in May");
	assert.match(last.actor, /bea/);
	assert.equal(last.changes[0].after, "Director");
	assert.equal(first.rev, 1);
	assert.match(cli("record", "history", "person", "P-1").out, /Elected in May/);
});

test("--as-of looks back, in lists, records, reports and the check", () => {
	assert.equal(ok("record", "list", "person", "--as-of", clock).total, 0);
	assert.equal(cli("record", "get", "person", "P-1", "--as-of", clock).status, 2);
	const now = new Date().toISOString();
	assert.equal(ok("record", "get", "person", "P-1", "--as-of", now).job, "Director");
	assert.notEqual(cli("report", "asset-register", "--format", "csv", "--as-of", clock).out, cli("report", "asset-register", "--format", "csv").out);
	assert.notDeepEqual(ok("check", "--as-of", clock).counts, ok("check").counts);
});

test("output is data, chatter goes to stderr", () => {
	const list = cli("record", "list", "asset");
	assert.match(list.err, /4 of 4 Assets/);
	assert.doesNotMatch(list.out, /4 of 4/);
	assert.equal(cli("record", "list", "asset", "--json").err, "");
	assert.equal(cli("record", "get", "asset", "A-1", "--json").err, "");
});

test("with a running server the same commands give the same answers", async () => {
	const reads = [["record", "list", "risk"], ["record", "list", "asset", "--sort", "-name", "--limit", "2", "--json"], ["record", "get", "risk", "R-1"],
		["record", "history", "person", "P-1", "--json"], ["record", "types", "--json"], ["export", "asset", "--format", "csv"],
		["report", "soa", "--format", "csv"], ["report", "risk-register", "--format", "csv"], ["check", "--json"],
		["knowledge", "show", "A.8.13"], ["search", "quoted", "--json"], ["user", "list", "--json"], ["org", "list", "--json"],
		["record", "get", "risk", "R-99", "--json"], ["record", "create", "risk", "title=", "--json"], ["record", "list", "risk", "--as-of", clock, "--json"],
		["record", "list", "risk", "--limit", "many"], ["import", "asset", "/nowhere/file.csv"], ["verify"], ["doc", "columns"],
		["import", "asset", join(dir, "asset.csv"), "--key", "code", "--json"]];
	const all = () => reads.map((args) => {
		const { status, out, err } = cli(...args);
		return { args: args.join(" "), status, out: out.replace(/"took_ms": \d+/, ""), err };
	});
	const alone = all();
	const s = await Server.start({ data });
	try {
		for (const [i, now] of all().entries()) assert.deepEqual(now, alone[i]);
		assert.equal(cli("record", "create", "unit", "name=Through the server", "--reason", "why", "--as", "carl").out, "U-1\n");
		const out = join(dir, "through.pdf");
		assert.equal(cli("report", "soa", "--format", "pdf", "-o", out).status, 0);
		assert.equal(readFileSync(out).subarray(0, 5).toString(), "%PDF-");
	} finally {
		await s.stop({ keep: true });
	}
	const [rev] = ok("record", "history", "unit", "U-1");
	assert.equal(rev.reason, "why");
	assert.match(rev.actor, /carl/);
});

test("links, moves, archive and back", () => {
	assert.equal(cli("record", "link", "risk", "R-1", "controls", "A.5.1").out, "R-1\n");
	assert.deepEqual(ok("record", "get", "risk", "R-1").controls.sort(), ["A.5.1", "A.8.13", "A.8.7"]);
	assert.equal(cli("record", "unlink", "risk", "R-1", "controls", "A.5.1").status, 0);
	assert.equal(cli("record", "unlink", "risk", "R-1", "controls", "A.5.1").status, 2);
	assert.equal(ok("record", "state", "risk", "R-1", "assessed").state, "assessed");
	const n = ok("record", "list", "risk").total;
	assert.equal(cli("record", "archive", "risk", "R-1").status, 0);
	assert.equal(ok("record", "list", "risk").total, n - 1);
	assert.equal(ok("record", "list", "risk", "--archived").total, n);
	assert.equal(cli("record", "restore", "risk", "R-1").status, 0);
	assert.equal(ok("record", "list", "risk", "--search", "quoted").total, 1);
});

test("verify is content after all of this", () => {
	assert.equal(cli("verify").status, 0);
});

/** At a terminal of ten lines, with these variables; all that it was sent. */
function terminal(command, env = {}) {
	return spawnSync("script", ["-qec", `stty rows 10 cols 80; exec ${command}`, "/dev/null"], { encoding: "utf8", timeout: 20000,
		env: { PATH: process.env.PATH, TERM: "xterm", ANNEXA_DATA: data, ANNEXA_PAGER: "", ...env } }).stdout;
}

test("a person at a terminal gets colours and a pager; files and pipes get neither", { skip: spawnSync("script", ["--version"]).status !== 0 }, () => {
	const list = `${BIN} record types`, table = `${BIN} report`;
	assert.match(terminal(table), /\x1b\[1mNAME/);
	assert.doesNotMatch(terminal(table, { NO_COLOR: "1" }), /\x1b/);
	assert.doesNotMatch(terminal(table, { TERM: "dumb" }), /\x1b/);
	assert.doesNotMatch(cli("report").out, /\x1b/);
	assert.match(terminal(list, { ANNEXA_PAGER: "sed s/^/PAGED:/" }), /^PAGED:acknowledgement/m);
	assert.match(terminal(list, { PAGER: "sed s/^/PAGED:/", ANNEXA_PAGER: undefined }), /^PAGED:acknowledgement/m);
	assert.doesNotMatch(terminal(`${BIN} search nothing`, { ANNEXA_PAGER: "sed s/^/PAGED:/" }), /PAGED/);	// fits
	assert.doesNotMatch(terminal(`${list} | cat`, { ANNEXA_PAGER: "sed s/^/PAGED:/" }), /PAGED/);
	assert.match(terminal(list, { ANNEXA_PAGER: "no-such-pager" }), /^acknowledgement/m);
	assert.match(terminal(list, { ANNEXA_PAGER: "head -n 1" }), /^acknowledgement/m);	// left early
	assert.match(terminal(list, { ANNEXA_PAGER: "echo $TERM;echo" }), /\$TERM;echo/);	// words, never a shell
});

test("a table shows the whole text where no person reads", () => {
	const name = "A name of more than sixty characters that a script reads to its very end";
	assert.equal(cli("record", "create", "asset", `name=${name}`, "type=service").status, 0);
	assert.match(cli("record", "list", "asset").out, /very end {2}service/);
	assert.match(terminal(`${BIN} record list asset`), /reads to…  service/);
});

test("what everybody tries first: --version, -h, help within a window", () => {
	assert.match(cli("--version").out, /^annexa \d+\.\d+\.\d+\n$/);
	assert.equal(cli("record", "-h").out, cli("help", "record").out);
	assert.doesNotMatch(cli("help", "verify").out, /\noptions:\nglobal/);
	for (const line of cli("help", "report").out.split("\n")) assert.ok(line.length <= 100, line);
});

test("a refusal says what would do", () => {
	const code = cli("record", "create", "asset", "name=Stated", "type=service").out.trim();
	assert.match(cli("record", "state", "asset", code, "gone").err, /hint: from here it can go to: .*retired/);
	assert.match(cli("record", "create", "asset", "name=a\u001b[1mb", "type=service").err, /control characters/);
	assert.match(cli("record", "list", "asset", "colour=red").err, /: Asset has no field "colour"/);
	assert.match(cli("token", "list", "nobody@example.com").err, /there is no account/);
	const none = cli("search", "xyzzy");
	assert.deepEqual([none.status, none.out, none.err], [0, "", "nothing found\n"]);
	const path = join(dir, "out.csv");
	assert.match(cli("export", "asset", "--format", "csv", "-o", path).err, /out\.csv: Assets, \d+ bytes/);
	assert.match(terminal(`${BIN} export asset --format xlsx`), /not for a terminal/);
});

test("a table that is not what it says, or a map for no column, is refused", () => {
	const fake = cli("import", "asset", file("fake.xlsx", "name,type\nA,service\n"));
	assert.equal(fake.status, 2);
	assert.match(fake.err, /fake\.xlsx is called \.xlsx but holds no spreadsheet/);
	const table = file("map.csv", "name,type,colour\nA,service,red\n");
	const slip = cli("import", "asset", table, "--map", "Color=", "--map", "colour=");
	assert.equal(slip.status, 2, slip.out);
	assert.match(slip.err, /1 mistake in the file[\s\S]*Color: the file has no column of this name/);
	assert.equal(cli("import", "asset", table, "--map", "colour=").status, 0);
});

test("a slip of the hand is met with the word that was meant", () => {
	const cases = [[["recrod", "list", "asset"], /did you mean "record"/], [["record", "lst", "asset"], /did you mean `annexa record list`/],
		[["record", "list", "aset"], /did you mean "asset"/], [["export", "rsik"], /did you mean "risk"/], [["search", "x", "--type", "persn"], /did you mean "person"/],
		[["record", "list", "asset", "--srt", "name"], /`record` has no option --srt; did you mean "--sort"/], [["record", "list", "asset", "onwer=P-1"], /did you mean "owner"/],
		[["record", "create", "asset", "nmae=x"], /did you mean "name"/], [["record", "list", "asset", "--sort", "tpye"], /did you mean "type"/],
		[["record", "get", "asset"], /usage: annexa record get TYPE CODE/], [["risk", "expl"], /did you mean `annexa risk explain`/]];
	for (const [args, said] of cases) {
		const r = cli(...args);
		assert.equal(r.status, 2, args.join(" "));
		assert.match(r.err, said);
	}
	assert.doesNotMatch(cli("record", "list", "qqqqq").err, /did you mean/, "nothing is near");
});

test("a result that cannot be written is no success, and a closed descriptor is nobody's", () => {
	const sh = (line) => spawnSync("sh", ["-c", line], { encoding: "utf8", timeout: 20000, env: { ...process.env, ANNEXA: BIN, ANNEXA_DATA: data } });
	for (const line of ['"$ANNEXA" record list person', '"$ANNEXA" export person --format csv', '"$ANNEXA" help', '"$ANNEXA" doc openapi'])
		for (const [to, why] of [[">/dev/full", /No space left/], [">&-", /Bad file descriptor/]]) {
			const r = sh(`${line} ${to}`);
			assert.deepEqual([r.status, why.test(r.stderr)], [5, true], `${line} ${to}: ${r.stderr}`);
		}
	assert.equal(sh('"$ANNEXA" doc openapi | head -c 10').status, 0, "who has read enough leaves");
	const closed = sh('"$ANNEXA" import person - <&-');
	assert.deepEqual([closed.status, /Bad file descriptor/.test(closed.stderr)], [5, true], `it read something else: ${closed.stderr}`);
	assert.equal(sh('"$ANNEXA" record list person 2>&- >/dev/null').status, 0);
	assert.equal(sh('"$ANNEXA" verify').status, 0, "nothing was written where it does not belong");
});

test("an export of many pages is one table: every record once, in order, as CSV and JSON", () => {
	const n = 1234, rows = Array.from({ length: n }, (_, i) => `Page ${i},site,${i % 7 ? i % 5 + 1 : ""}`);
	const act = ok("import", "asset", file("pages.csv", `name,type,confidentiality\n${rows.join("\n")}\n`)).act;
	const where = ["export", "asset", "name~Page"];
	const csv = cli(...where, "--format", "csv").out.trimEnd().split("\n"), json = JSON.parse(cli(...where).out);
	assert.equal(csv.length, n + 1);
	assert.deepEqual([json.length, new Set(json.map((r) => r.code)).size], [n, n]);
	assert.deepEqual(csv.slice(1).map((l) => l.split(",")[0]), json.map((r) => r.code));
	const sorted = JSON.parse(cli(...where, "--sort", "-confidentiality").out).map((r) => r.confidentiality ?? 0);
	assert.deepEqual(sorted, sorted.toSorted((a, b) => b - a), "nothing lost or twice where many are equal or empty");
	assert.equal(sorted.length, n);
	assert.equal(cli("export", "asset", "name=nothing of this name").out, "[]\n");
	assert.equal(cli("record", "bulk", "asset", "--undo", act).status, 0);
});
