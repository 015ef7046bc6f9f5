// tests/stories/parity.test.mjs -- every command on a local database and on a server: same words, same standard
// output, same standard error, same exit status, with --json too. Two copies of the demonstration, one reached
// through the folder, one through --url, get the same command lines in the same order.
//
// A form of a command that stands neither in ROWS nor in REFUSED fails the last test.
//
// Proved by hand: a row of REFUSED taken out (org), a grant of verify that nobody has, the answer of `file get` cut by a
// byte, exit statuses of the far side always 0, a form added to a usage (user lock): each fails here.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, Server, folder, run } from "../lib/annexa.mjs";

const ME = "nina.weber@bergmann.example", NOTE = createHash("sha256").update("A note.\n").digest("hex"), DAY = new Date(Date.now() - 100 * 86400000).toISOString().slice(0, 10);

/** Not over the network: these forms, each with the reason the refusal gives. */
const REFUSED = {
	"init": /makes a data folder/, "serve": /server itself/, "demo": /data folders/, "demo remove": /data folders/,
	"org list": /belongs to one organisation/, "org create": /belongs to one organisation/,
	"backup": /every organisation/, "restore": /makes a data folder/, "drill": /takes its keys/, "doctor": /\/readyz/, "fsck": /every organisation/,
	"file erase": /destroys for good/, "ledger new-epoch": /answers for the machine/,
};

/** Words as typed (+ is a blank); "2 ..." ends with status 2 the first time. Each runs plain and with --json, in this order. */
const ROWS = `
record types
record list risk
record list risk level>=3 --sort -level --limit 5
record list risk --search backup
record list risk --as-of ${DAY}
2 record list risk no_such=1
2 record list nothing
record get risk R-1
record get control A.8.13
record get risk R-1 --as-of ${DAY}
2 record get risk R-999
record create asset name=Parity type=service owner=P-1
record create risk --from risk.json --reason From+a+file
2 record create risk title= owner=P-999 likelihood=9
5 record create risk --from nowhere.json
record create evidence title=Log kind=note files=@note.txt owner=P-1 collected_on=${DAY}
record set asset A-1 name=Renamed --reason better
2 record set asset A-1 name=Again --if-rev 1
2 record set asset A-1 colour=red
record history asset A-1
record state asset A-32 retired
2 record confirm asset A-32
record archive asset A-32
record restore asset A-32
record link risk R-1 assets A-2
record unlink risk R-1 assets A-2
record restore-value asset A-1 1 name
record comment risk R-1 So+be+it
record graph risk R-1
record bulk asset type=service --set confidentiality=2 --dry-run
record bulk asset --codes A-1,A-2 --set confidentiality=3
import asset assets.csv
import asset assets.csv --dry-run
2 import asset bad.csv
5 import asset nowhere.csv
export asset --format csv -o out.csv
export risk --format json -o out.json
export risk level>=3 --format xlsx -o out.xlsx
2 export risk --format odt -o out.odt
search backup
search nothing+of+this+kind+is+there
knowledge list
knowledge show A.8.13
knowledge search backup
knowledge map A.8.13
knowledge questions A.8.13
knowledge changes iso27001-2013
knowledge load nist-csf-1.1
knowledge check
2 knowledge show A.99.99
check
check --clause 6.1
1 check --fail-on minor
1 check --fail-on major
2 check --fail-on nothing
report
report soa --format pdf -o soa.pdf
report soa --format docx -o soa.docx
report risk-register --format xlsx -o risks.xlsx
report asset-register --format html -o assets.html
report risk-treatment-plan --format csv -o plan.csv
report document-list --format json -o documents.json
2 report nothing --format pdf -o nothing.pdf
verify
2 verify --as-of ${DAY}
ledger checkpoint
ledger prove risk R-1
ledger prove member ${ME}
2 ledger prove risk R-999
2 ledger prove
2 ledger nothing
doc records
doc settings
help record
soa
soa compare SOA-V-1 SOA-V-2
risk explain R-1
risk plan
risk plan R-1
risk ask R-1
risk reassess
risk recompute
risk generate --from scenarios --limit 2 --dry-run
risk criteria preview RC-1
gap create nist-csf-2.0 --title Second --owner P-1
gap show G-1
gap infer G-2 --dry-run
2 gap undo no-such-run
gap tasks G-1 --owner P-1 --due 2030-01-01
document kit
document create FRM-01
2 document review DOC-6
2 document publish DOC-6
document reviewed DOC-6
document readers DOC-6
document ask DOC-6
document remind DOC-6
document reading
2 document acknowledge ACK-999
document versions DOC-6
document diff DOC-4
document file DOC-6 --format docx --output policy.docx
document placeholders
start show
start answer preset=manufacturer
start answer --from answers.json
start preview
start draft
transition import soa.csv --dry-run
transition import soa.csv
start drafted
record confirm soa_entry SOA-4
start confirm --type soa_entry
start discard --type soa_entry
transition undo TR-1
file add note.txt
file attach evidence EV-1 note.txt
file get ${NOTE} -o back.txt
user list
user roles
user add new@bergmann.example --name New --roles reader
2 user add not-an-address
2 user add else@bergmann.example --roles nothing
user invite new@bergmann.example
2 user invite nobody@bergmann.example
2 user nothing
token create ${ME} --name parity --days 10
token create ${ME} --name reads --read-only
2 token create ${ME} --name long --days 1000
token list ${ME}
2 token list ${ME} --as-of ${DAY}
token revoke ${ME} 2
2 token revoke ${ME} 999
2 token nothing ${ME}
`.trim().split("\n").map((line) => line.match(/^(\d )?(.*)$/)).map(([, status, words]) => ({ status: Number(status ?? 0), words: words.split(" ").map((w) => w.replaceAll("+", " ")).filter(Boolean) }));

let root, here, there, token;
before(async () => {
	root = folder();
	const made = run(["demo"], { data: join(root, "here") });
	assert.equal(made.status, 0, made.err);
	cpSync(join(root, "here"), join(root, "there"), { recursive: true });
	[here, there] = [await Server.start({ data: join(root, "here") }), await Server.start({ data: join(root, "there") })];
	for (const s of [here, there]) {
		const work = s.work = join(root, `work-${s === here ? "here" : "there"}`);
		mkdirSync(work);
		writeFileSync(join(work, "risk.json"), JSON.stringify({ title: "From a file", likelihood: 2, consequence: 2 }));
		writeFileSync(join(work, "answers.json"), JSON.stringify({ size: "51-250" }));
		writeFileSync(join(work, "note.txt"), "A note.\n");
		writeFileSync(join(work, "assets.csv"), "name,type\nFirst,service\nSecond,hardware\n");
		writeFileSync(join(work, "bad.csv"), "name,type\nFirst,nothing\n,service\n");
		writeFileSync(join(work, "soa.csv"), "Control;Applicable;Justification;Implementation status\nA.9.2.2;yes;Access is a risk;implemented\n");
		token = s.token(ME).bearer;	// the last one is that of the far side
	}
});
after(async () => { await here?.stop(); await there?.stop(); rmSync(root, { recursive: true, force: true }); });

const command = (s, words, env) => spawnSync(BIN, words, { cwd: s.work, encoding: "utf8", maxBuffer: 1 << 28, env: { PATH: process.env.PATH, ...env } });
const local = (words) => command(here, [...words, "--as", ME], { ANNEXA_DATA: here.data });
const far = (words) => command(there, [...words, "--url", there.base], { ANNEXA_TOKEN: token });

/** Without what is made at random or says when: moments, secrets, hashes, heads and proofs. */
const plain = (text) => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "MOMENT").replace(/\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/g, "MOMENT")
	.replaceAll("\\n", "\n").replace(/[0-9a-f]{64}/g, "HASH").replace(/\b[0-9a-f]{16}\b/g, "ACT").replace(/[\w+/]{60,}={0,2}/g, "SIGNATURE").replace(/(?<![\w+-])[\w+/-]{43}=?(?![\w+/-])/g, "SECRET")
	.replace(/\+[0-9a-f]{8}\b/g, "+KEY").replace(/\d+ of them signed/g, "N of them signed")
	.replace(/"signed_size": \d+/g, '"signed_size": N').replace(/"took_ms": \d+/g, '"took_ms": N').replace(/[\d,]+ bytes/g, "N bytes").replaceAll(here.base, "BASE").replaceAll(there.base, "BASE");

/** What a file that was written says, as far as two runs can agree. */
function written(s, words) {
	const at = words.findIndex((w) => w === "-o" || w === "--output"), path = at < 0 ? null : join(s.work, words[at + 1]);
	if (!path || !existsSync(path)) return null;
	return /\.(csv|txt|html)$/.test(path) ? plain(readFileSync(path, "utf8")) : readFileSync(path).subarray(0, 4).toString("latin1");
}

for (const { status, words } of ROWS)
	test(words.join(" "), () => {
		for (const json of [false, true]) {
			const w = json ? [...words, "--json"] : words, a = local(w), b = far(w);
			if (!json) assert.equal(a.status, status, `here: ${a.stdout}${a.stderr}`);
			assert.doesNotMatch(b.stderr, /is not given over the network/);
			assert.deepEqual({ status: b.status, out: plain(b.stdout), err: plain(b.stderr), file: written(there, w) },
				{ status: a.status, out: plain(a.stdout), err: plain(a.stderr), file: written(here, w) }, w.join(" "));
			if (json && b.stdout && words[0] !== "help") assert.doesNotThrow(() => JSON.parse(b.stdout), w.join(" "));
		}
	});

test("the manual names what is refused, and nothing else", () => {
	const said = readFileSync(new URL("../../doc/manual/cli.md", import.meta.url), "utf8").match(/and exit status 3: ([^.]*)\./)[1];
	assert.deepEqual([...said.matchAll(/`([^`]+)`/g)].map((m) => m[1]).sort(), Object.keys(REFUSED).sort());
});

/** "record archive|restore TYPE CODE" names two. */
function forms() {
	return JSON.parse(command(here, ["doc", "commands", "--json"]).stdout).flatMap((c) => c.usage.split("\n")).flatMap((line) => {
		const [name, second = ""] = line.split(" ");
		return /^[a-z][a-z|-]*$/.test(second) ? second.split("|").map((v) => `${name} ${v}`) : [name];
	});
}

test("what is refused says why and where to run it, and ends with 3", () => {
	for (const [form, why] of Object.entries(REFUSED))
		for (const more of [[], ["--org", "elsewhere"]]) {
			const r = far([...form.split(" "), ...more]);
			assert.deepEqual([r.status, r.stdout], [3, ""], `${form}: ${r.stdout}${r.stderr}`);
			assert.match(r.stderr, why, form);
			assert.match(r.stderr, /hint: run it on the machine that has the data/);
			const j = far([...form.split(" "), ...more, "--json"]), said = JSON.parse(j.stdout);
			assert.deepEqual([j.status, said.error], [3, "not-allowed"]);
			assert.match(said.detail, why);
			assert.match(said.hint, /machine that has the data/);
		}
});

test("every form of every command is compared or refused, and nothing else is listed", () => {
	const all = [...new Set(forms())], listed = ROWS.flatMap(({ words }) => [words.slice(0, 2).join(" "), words[0]]);
	assert.ok(all.length > 60, String(all.length));
	assert.deepEqual(all.filter((f) => !(f in REFUSED) && !listed.includes(f)), []);
	assert.deepEqual(Object.keys(REFUSED).filter((f) => !all.includes(f)), []);
});
