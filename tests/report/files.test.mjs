// tests/report/files.test.mjs -- the sample reports, opened with other programs: poppler for PDF,
// LibreOffice and xmllint for DOCX, a spreadsheet reader and LibreOffice for XLSX.
//
// The samples come from the writers' own unit test, which writes them to a folder.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";

const XLSX = createRequire(import.meta.url)("xlsx");
const build = process.env.ANNEXA_BUILD ?? new URL("../../build", import.meta.url).pathname;
const FORMATS = ["pdf", "docx", "xlsx", "csv", "json", "html"];
const CHECKPOINT = "b3c4d5e6f708192a3b4c5d";
let dir;

const run = (program, ...args) =>
	execFileSync(program, args, { cwd: dir, encoding: "utf8", maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "pipe"] });
const count = (text, re) => [...text.matchAll(re)].length;

function samples(name, env) {
	mkdirSync(join(dir, name));
	execFileSync(join(build, "annexa-unit"), ["test_report_format__samples_to_a_folder"],
		{ env: { ...process.env, ...env, ANNEXA_TEST_OUT: join(dir, name) }, stdio: "ignore" });
}

/** The file as PDF by LibreOffice, as text with its layout. */
function office(file) {
	run("soffice", "--headless", `-env:UserInstallation=file://${dir}/profile`, "--convert-to", "pdf",
		"--outdir", join(dir, "office"), file);
	const pdf = join(dir, "office", file.replace(/^.*\/|\.[a-z]+$/g, "") + ".pdf");
	return { text: run("pdftotext", "-layout", pdf, "-"), info: run("pdfinfo", pdf) };
}
const pagesOf = (info) => Number(/^Pages: +(\d+)/m.exec(info)[1]);

before(() => {
	dir = mkdtempSync(join(tmpdir(), "annexa-report-"));
	samples("a", {});
	samples("b", { TZ: "Asia/Tokyo", LC_ALL: "de_DE.UTF-8", LANGUAGE: "de" });
});
after(() => rmSync(dir, { recursive: true, force: true }));

test("the same bytes in another process, time zone and locale, in every format", () => {
	const files = readdirSync(join(dir, "a"));
	assert.equal(files.length, 2 * FORMATS.length);
	for (const f of files)
		assert.ok(readFileSync(join(dir, "a", f)).equals(readFileSync(join(dir, "b", f))), f);
});

test("PDF: heads, page numbers, stamp and checkpoint on every page, each row once", () => {
	const text = run("pdftotext", "-layout", "a/soa.pdf", "-"), info = run("pdfinfo", "a/soa.pdf");
	const pages = pagesOf(info);
	assert.equal(count(text, /Control +Title +Applicable/g), pages);
	for (let i = 1; i <= pages; i++)
		assert.equal(count(text, new RegExp(` ${i} ?/ ?${pages}$`, "gm")), 1, `page ${i}`);
	assert.equal(count(text, /Confidential$/gm), pages);
	assert.equal(count(text, new RegExp(`${CHECKPOINT}$`, "gm")), pages);
	assert.equal(new Set(text.match(/^ *A\.[5-8]\.\d+ /gm).map((s) => s.trim())).size, 93);
	assert.match(text, /Łódź, Ærø, İstanbul/);
	assert.match(info, /^Title: +Statement of Applicability$/m);
	assert.match(info, /841\.89 x 595\.28/);
	const fonts = run("pdffonts", "a/soa.pdf").split("\n").slice(2).filter(Boolean);
	for (const line of fonts) assert.match(line, / yes yes yes /, "embedded, subset, with text");
});

test("PDF: the contents name the right pages", () => {
	const text = run("pdftotext", "-layout", "a/management-review.pdf", "-");
	const page = /^Annex: empty table .*?(\d+)$/m.exec(text)[1];
	assert.match(run("pdftotext", "-f", page, "-l", page, "a/management-review.pdf", "-"), /^Annex: empty table$/m);
});

test("DOCX: LibreOffice shows all of it, heads repeated, pages counted", () => {
	const { text, info } = office("a/soa.docx"), pages = pagesOf(info);
	assert.ok(pages > 3);
	assert.equal(count(text, /Control +Title +Applicable/g), pages);
	for (let i = 1; i <= pages; i++)
		assert.equal(count(text, new RegExp(` ${i} ?/ ?${pages}$`, "gm")), 1, `page ${i}`);
	assert.equal(count(text, /Confidential$/gm), pages);
	assert.equal(count(text, new RegExp(`${CHECKPOINT}$`, "gm")), pages);
	assert.equal(new Set(text.match(/^ *A\.[5-8]\.\d+ /gm).map((s) => s.trim())).size, 93);
	assert.match(info, /841\.\d+ x 595\.\d+/);
	const review = office("a/management-review.docx").text;
	assert.equal(count(review, /Annex: empty table/g), 2, "in the contents and above its table");
	assert.match(review, /Clause <9> &/);
});

test("DOCX: every part is well-formed XML and nothing is an active field of foreign text", () => {
	run("unzip", "-q", "a/management-review.docx", "-d", "docx");
	const parts = run("find", "docx", "-name", "*.xml", "-o", "-name", "*.rels").trim().split("\n");
	assert.ok(parts.length >= 10);
	run("xmllint", "--noout", ...parts);
	const fields = parts.flatMap((p) => readFileSync(join(dir, p), "utf8").match(/<w:instrText[^>]*>[^<]*|w:instr="[^"]*"/g) ?? []);
	for (const f of fields) assert.match(f, /^w:instr=" (PAGE|NUMPAGES) "$|> TOC /);
	assert.equal(run("unzip", "-l", "a/soa.docx").match(/1980-01-01 00:00/g).length, 11, "fixed times");
});

test("XLSX: a spreadsheet reader finds numbers, dates, text, filters; no formulas", () => {
	const book = XLSX.read(readFileSync(join(dir, "a", "soa.xlsx")), { cellFormula: true });
	assert.deepEqual(book.SheetNames, ["About", "Controls of Annex A"]);
	const sheet = book.Sheets["Controls of Annex A"], rows = XLSX.utils.sheet_to_json(sheet, { header: 1, raw: true });
	assert.equal(rows.length, 94);
	assert.equal(rows[2][7], 46477, "2027-03-31 is a number of days");
	assert.equal(typeof rows[2][8], "number");
	assert.equal(sheet["!autofilter"].ref, "A1:I94");
	for (const name of book.SheetNames)
		for (const [at, cell] of Object.entries(book.Sheets[name]))
			assert.equal(cell.f, undefined, `${name} ${at}`);
	run("unzip", "-q", "a/soa.xlsx", "-d", "xlsx");
	assert.match(readFileSync(join(dir, "xlsx/xl/worksheets/sheet2.xml"), "utf8"), /state="frozen"/);
});

test("XLSX: charts are native, with their numbers beside them, and LibreOffice draws them", () => {
	const book = XLSX.read(readFileSync(join(dir, "a", "management-review.xlsx")));
	const rows = XLSX.utils.sheet_to_json(book.Sheets.Charts, { header: 1, raw: true });
	assert.deepEqual(rows.find((r) => r[0] === "Clause 6").slice(0, 4), ["Clause 6", 3, 2, 9]);
	run("unzip", "-q", "a/management-review.xlsx", "-d", "charts");
	assert.equal(readdirSync(join(dir, "charts/xl/charts")).length, 3);
	run("xmllint", "--noout", ...readdirSync(join(dir, "charts/xl/charts")).map((f) => join(dir, "charts/xl/charts", f)));
	assert.match(office("a/management-review.xlsx").text, /Tasks by clause/);
});

test("JSON and CSV say what the others say", () => {
	const doc = JSON.parse(readFileSync(join(dir, "a", "soa.json"), "utf8"));
	assert.equal(doc.tables.controls.length, 93);
	assert.ok(doc.checkpoint.endsWith(CHECKPOINT));
	const csv = XLSX.read(readFileSync(join(dir, "a", "soa.csv"), "utf8"), { type: "string", raw: true });
	assert.equal(XLSX.utils.sheet_to_json(csv.Sheets[csv.SheetNames[0]], { header: 1 }).length, 94);
	const html = readFileSync(join(dir, "a", "management-review.html"), "utf8");
	for (const [, id] of html.matchAll(/<a href="#(s\d+)"/g)) assert.match(html, new RegExp(`id="${id}"`));
	assert.ok(html.includes(CHECKPOINT));
});

// planted: one_page not set; the sizes of the DOCX as of any report; the parts of charts without relationship
test("the management summary of the demonstration is one page, as PDF and as LibreOffice lays out the DOCX", () => {
	const annexa = join(build, "annexa"), data = join(dir, "demo");
	execFileSync(annexa, ["--data", data, "demo"], { stdio: "ignore" });
	for (const format of ["pdf", "docx"])
		execFileSync(annexa, ["--data", data, "report", "management-summary", "--format", format, "-o", join(dir, `summary.${format}`)], { stdio: "ignore" });
	const docx = office("summary.docx");
	for (const [name, text, info] of [["pdf", run("pdftotext", "-layout", "summary.pdf", "-"), run("pdfinfo", "summary.pdf")], ["docx", docx.text, docx.info]]) {
		assert.equal(pagesOf(info), 1, name);
		for (const words of ["Risks by current level", "Findings by clause and severity", "Evidence by freshness", /live: \d+/, "What stands out", "What to do"])
			assert.match(text, new RegExp(words), `${name}: ${words}`);
	}
	// The line chart is drawn from its part, and told in words.
	run("unzip", "-q", "-d", "summary", "summary.docx");
	for (const part of ["word/document.xml", "word/charts/chart1.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
		run("xmllint", "--noout", join("summary", part));
	assert.match(readFileSync(join(dir, "summary/word/document.xml"), "utf8"), /descr="\d{4}-\d\d: \d+ live, \d+ above acceptance/);
});
