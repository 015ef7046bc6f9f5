// Checks everything under content/ against content/kinds.csv and against the facts it must agree with.
//
//   node tests/content/check.mjs [--partial] [CONTENT]
//
// Prints one line per check: "ok", "not ok" (followed by file:line and the problem) or "skip" (nobody has written it
// yet). Ends with "N passed, N failed"; exit 1 if anything failed. --partial turns "93 controls wanted, 40 written"
// from a failure into a skip, for use while a folder is being filled.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join, relative, dirname, basename } from "node:path";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const partial = args.includes("--partial");
const root = args.find((a) => !a.startsWith("--")) ?? join(dirname(fileURLToPath(import.meta.url)), "../../content");

// ------------------------------------------------------------------------------------------------ reporting
let passed = 0, failed = 0;
const SHOWN = 40;
function report(name, problems) {
  if (!problems.length) { passed++; console.log(`ok   ${name}`); return; }
  failed++;
  console.log(`not ok   ${name}`);
  for (const p of problems.slice(0, SHOWN)) console.log(`    ${p.file}:${p.line}  ${p.text}`);
  if (problems.length > SHOWN) console.log(`    ... and ${problems.length - SHOWN} more`);
}
const skip = (name, why) => console.log(`skip   ${name}: ${why}`);

/** Runs one check; body calls bad(where, text) for every problem. */
function check(name, body) {
  const problems = [];
  body((where, text) => problems.push({ file: where.file, line: where.line ?? 1, text }));
  report(name, problems);
}

// ------------------------------------------------------------------------------------------------ reading
function walk(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => (e.isDirectory() ? walk(join(dir, e.name)) : [join(dir, e.name)]));
}
const short = (path) => "content/" + relative(root, path);
const list = (cell) => (cell ?? "").split(";").map((s) => s.trim()).filter(Boolean);

/** CSV by RFC 4180 after leading "# key: value" lines. Rows know their file and line. */
function readTable(path) {
  const file = short(path), text = readFileSync(path, "utf8");
  const table = { file, line: 1, passport: {}, columns: [], rows: [], problems: [] };
  let pos = 0, line = 1;
  while (text[pos] === "#") {
    const end = text.indexOf("\n", pos), l = text.slice(pos, end);
    const m = /^# ([a-z]+): (.*\S)\s*$/.exec(l);
    if (m) table.passport[m[1]] = (table.passport[m[1]] ? table.passport[m[1]] + "\n" : "") + m[2];
    else table.problems.push({ file, line, text: `passport line is not "# key: value": ${l}` });
    pos = end + 1; line++;
  }
  let row = [], cell = "", quoted = false, start = line;
  const endRow = () => {
    row.push(cell); cell = "";
    if (row.length > 1 || row[0] !== "") {
      if (!table.columns.length) table.columns = row;
      else {
        if (row.length !== table.columns.length)
          table.problems.push({ file, line: start, text: `${row.length} cells, the header has ${table.columns.length}` });
        table.rows.push(Object.assign(Object.fromEntries(table.columns.map((c, i) => [c, row[i] ?? ""])), { file, line: start }));
      }
    }
    row = [];
  };
  for (; pos < text.length; pos++) {
    const c = text[pos];
    if (c === "\n") line++;
    if (quoted) {
      if (c === '"' && text[pos + 1] === '"') { cell += '"'; pos++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ",") { row.push(cell); cell = ""; }
    else if (c === "\n") { endRow(); start = line; }
    else if (c !== "\r") cell += c;
  }
  if (quoted) table.problems.push({ file, line: start, text: "a quoted cell is never closed" });
  if (cell !== "" || row.length) endRow();
  return table;
}

/** The entries of one Markdown file, with the line of every part. */
function readEntries(path) {
  const file = short(path), lines = readFileSync(path, "utf8").split("\n");
  const out = { file, line: 1, passport: {}, entries: [], problems: [] };
  let i = 0;
  for (; i < lines.length && lines[i] !== "---"; i++) {
    const m = /^([a-z]+): (.*\S)\s*$/.exec(lines[i]);
    if (m) out.passport[m[1]] = m[2];
    else if (lines[i].trim()) out.problems.push({ file, line: i + 1, text: `passport line is not "key: value": ${lines[i]}` });
  }
  if (i === lines.length) { out.problems.push({ file, line: 1, text: 'no "---" after the passport' }); return out; }
  let entry = null, section = null, fence = false;
  for (i++; i < lines.length; i++) {
    const l = lines[i], line = i + 1;
    if (l.startsWith("```")) fence = !fence;
    const h = fence ? null : /^(#{1,6})\s+(.*\S)\s*$/.exec(l);
    if (h && h[1] === "#") {
      const m = /^(\S+)\s+(\S.*)$/.exec(h[2]);
      if (!m) out.problems.push({ file, line, text: `entry heading needs a reference and a title: ${l}` });
      entry = { file, line, kind: out.passport.kind, ref: m?.[1] ?? h[2], title: m?.[2] ?? "", keys: {}, sections: {} };
      section = null;
      out.entries.push(entry);
    } else if (!entry) { if (l.trim()) out.problems.push({ file, line, text: `text before the first entry: ${l}` }); }
    else if (h && h[1] === "##") {
      if (entry.sections[h[2]]) out.problems.push({ file, line, text: `section ${h[2]} stands twice in ${entry.ref}` });
      section = entry.sections[h[2]] = { file, line, name: h[2], lines: [] };
    } else if (section) {
      if (h && h[1] !== "###") out.problems.push({ file, line, text: `only ### headings may stand inside a section: ${l}` });
      if (!fence && /<\/?[a-zA-Z][^>]*>/.test(l.replace(/`[^`]*`/g, "")))
        out.problems.push({ file, line, text: `raw HTML: ${l.trim()}` });
      section.lines.push({ file, line, text: l });
    } else if (l.trim()) {
      const m = /^([a-z-]+):\s*(.*?)\s*$/.exec(l);
      if (!m) out.problems.push({ file, line, text: `neither a key nor a section: ${l}` });
      else {
        if (entry.keys[m[1]]) out.problems.push({ file, line, text: `key ${m[1]} stands twice in ${entry.ref}` });
        entry.keys[m[1]] = { file, line, value: m[2] };
      }
    }
  }
  return out;
}

/** List items of a section (continuation lines joined) and its paragraphs. */
function items(section) {
  const out = [];
  for (const l of section?.lines ?? []) {
    const m = /^(?:[-*]|\d+\.)\s+(.*)$/.exec(l.text);
    if (m) out.push({ file: l.file, line: l.line, text: m[1].trim() });
    else if (out.length && /^\s+\S/.test(l.text)) out.at(-1).text += " " + l.text.trim();
  }
  return out;
}
function paragraphs(section) {
  const out = [];
  let open = null;
  for (const l of section?.lines ?? []) {
    const item = /^\s*(?:[-*]|\d+\.)\s+(.*)$/.exec(l.text), table = /^\s*\|/.test(l.text);
    if (!l.text.trim()) open = null;
    else if (item || table || !open) out.push((open = { file: l.file, line: l.line, text: item ? item[1] : l.text.trim() }));
    else open.text += " " + l.text.trim();
  }
  return out;
}
const words = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim().split(" ").filter(Boolean);

const paths = walk(root);
const schema = readTable(join(root, "kinds.csv"));
const tables = Object.fromEntries(paths.filter((p) => p.endsWith(".csv") && basename(p) !== "kinds.csv")
  .map((p) => [relative(root, p).replace(/\.csv$/, ""), readTable(p)]));
const books = paths.filter((p) => p.endsWith(".md") && basename(p) !== "README.md").map(readEntries);
const entries = books.flatMap((b) => b.entries);
const kinds = [...new Set(schema.rows.map((r) => r.kind))];
const parts = (kind, part) => schema.rows.filter((r) => r.kind === kind && r.part === part);
const of = (kind) => entries.filter((e) => e.kind === kind);

// ------------------------------------------------------------------------------------------------ what references may name
const column = (name, col, where = () => true) => new Set((tables[name]?.rows ?? []).filter(where).map((r) => r[col]));
const framework = (key) => column(`frameworks/${key}`, "ref");
const refs = {
  control: column("frameworks/iso27001-2022", "ref", (r) => r.kind === "control"),
  requirement: column("frameworks/iso27001-2022", "ref", (r) => ["requirement", "container", "item"].includes(r.kind)),
  threat: column("catalogues/threats", "id"),
  vulnerability: column("catalogues/vulnerabilities", "id"),
  document: column("documents/mandatory", "id"),
};
for (const kind of kinds) if (!["control", "requirement"].includes(kind))
  refs[kind] = new Set([...(refs[kind] ?? []), ...of(kind).map((e) => e.ref)]);
const assetTypes = tables["catalogues/asset_types"];
if (assetTypes) refs.asset = column("catalogues/asset_types", assetTypes.columns[0]);
// A set nobody has filled yet cannot refuse anything. Documents: the kit is meant by refs that are not D01, A01, E01.
const resolves = (kind, ref) =>
  !refs[kind]?.size || refs[kind].has(ref) || (kind === "document" && !/^[DAE]\d\d$/.test(ref) && !of("document").length);
const prefixes = Object.fromEntries((tables["frameworks/frameworks"]?.rows ?? [])
  .map((r) => [/prefix (\S+):/.exec(r.note)?.[1], r.key]).filter(([p]) => p));

// ------------------------------------------------------------------------------------------------ tables
const PASSPORT = ["origin", "licence", "edition"];
check("every table has its passport and even rows", (bad) => {
  for (const t of [schema, ...Object.values(tables)]) {
    for (const k of PASSPORT) if (!t.passport[k]) bad(t, `passport line "# ${k}:" is missing`);
    for (const p of t.problems) bad(p, p.text);
    if (!t.rows.length) bad(t, "no rows");
  }
});

const frameworks = tables["frameworks/frameworks"];
if (!frameworks) skip("frameworks", "frameworks/frameworks.csv is not written");
else {
  check("frameworks.csv and the framework tables name each other", (bad) => {
    const keys = new Set(frameworks.rows.map((r) => r.key));
    for (const r of frameworks.rows) {
      for (const c of ["key", "title", "edition", "publisher", "licence"]) if (!r[c]) bad(r, `${c} is empty`);
      if (!tables[`frameworks/${r.key}`]) {
        if (partial) skip(`framework ${r.key}`, "its table is not written"); else bad(r, `frameworks/${r.key}.csv does not exist`);
      }
    }
    for (const [name, t] of Object.entries(tables))
      if (name.startsWith("frameworks/") && name !== "frameworks/frameworks" && !keys.has(name.slice(11)))
        bad(t, "this table is not listed in frameworks.csv");
  });
  check("framework rows: unique ref, known parent, a title", (bad) => {
    for (const f of frameworks.rows) {
      const t = tables[`frameworks/${f.key}`], seen = new Set(), all = framework(f.key);
      for (const r of t?.rows ?? []) {
        if (!r.ref) bad(r, "ref is empty");
        if (seen.has(r.ref)) bad(r, `${r.ref} stands twice`);
        seen.add(r.ref);
        if (!r.kind) bad(r, `${r.ref} has no kind`);
        if (!r.title) bad(r, `${r.ref} has no title`);
        if (r.parent && !all.has(r.parent)) bad(r, `parent ${r.parent} of ${r.ref} does not exist`);
      }
    }
  });
}

const yes = (col) => (r) => r[col] === "yes";
const kindIs = (k) => (r) => r.kind === k;
const below = (kind, parent) => (r) => r.kind === kind && r.parent === parent;
const COUNTS = {
  "iso27001-2022": [
    [11, "sections (4 to 10 and the four themes)", kindIs("section")], [4, "containers", kindIs("container")],
    [30, "requirement clauses", kindIs("requirement")], [104, "lettered items", kindIs("item")],
    [93, "controls", kindIs("control")], [37, "organizational controls", below("control", "A.5")],
    [8, "people controls", below("control", "A.6")], [14, "physical controls", below("control", "A.7")],
    [34, "technological controls", below("control", "A.8")],
    [11, "controls new in 2022", (r) => r.kind === "control" && r.is_new === "yes"],
    [83, "preventive controls", (r) => list(r.control_type).includes("Preventive")],
    [13, "detective controls", (r) => list(r.control_type).includes("Detective")],
    [14, "corrective controls", (r) => list(r.control_type).includes("Corrective")],
    [16, "controls of capability Asset_management", (r) => list(r.capabilities).includes("Asset_management")],
    [8, "controls of domain Resilience", (r) => list(r.domains).includes("Resilience")],
  ],
  "iso27001-2013": [[14, "domains", kindIs("domain")], [35, "objectives", kindIs("objective")], [114, "controls", kindIs("control")]],
  "nist-csf-2.0": [[6, "functions", kindIs("function")], [22, "categories", kindIs("category")], [106, "subcategories", kindIs("subcategory")]],
  "nist-csf-1.1": [[5, "functions", kindIs("function")], [23, "categories", kindIs("category")], [108, "subcategories", kindIs("subcategory")]],
  "nist-800-53-r5": [
    [20, "families", kindIs("family")], [324, "controls", kindIs("control")], [872, "enhancements", kindIs("enhancement")],
    [182, "withdrawn", yes("withdrawn")], [149, "in baseline LOW", yes("baseline_low")],
    [287, "in baseline MODERATE", yes("baseline_moderate")], [370, "in baseline HIGH", yes("baseline_high")],
    [96, "in baseline PRIVACY", yes("baseline_privacy")],
    [0, "base controls of MODERATE without a statement", (r) => r.kind === "control" && r.baseline_moderate === "yes" && !r.text],
  ],
  "nist-rmf": [[7, "steps", kindIs("step")], [47, "tasks", kindIs("task")], [18, "tasks of Prepare", (r) => r.kind === "task" && r.ref.startsWith("P-")]],
  gdpr: [[11, "chapters", kindIs("chapter")], [99, "articles", kindIs("article")]],
  "nis2-art21": [[20, "points", kindIs("point")], [10, "points of Article 21(2)", (r) => r.kind === "point" && r.ref.startsWith("21(2)")]],
  "nis2-2024-2690": [[325, "points", kindIs("point")], [13, "titles", kindIs("title")]],
  "iso42001-annexa": [[38, "controls", kindIs("control")]],
  "iso27701-2019": [[49, "controls", kindIs("control")], [31, "controls for controllers", (r) => r.kind === "control" && r.ref.startsWith("A.")],
    [18, "controls for processors", (r) => r.kind === "control" && r.ref.startsWith("B.")]],
};
function counted(name, table, counts) {
  if (!table) { skip(name, "not written"); return; }
  check(name, (bad) => {
    for (const [want, what, test] of counts) {
      const got = table.rows.filter(test).length;
      if (got !== want) bad(table, `${want} ${what} wanted, ${got} found`);
    }
  });
}
for (const [key, counts] of Object.entries(COUNTS)) counted(`counts of ${key}`, tables[`frameworks/${key}`], counts);

const VALUES = {
  theme: ["Organizational", "People", "Physical", "Technological"],
  control_type: ["Preventive", "Detective", "Corrective"],
  properties: ["Confidentiality", "Integrity", "Availability"],
  concepts: ["Identify", "Protect", "Detect", "Respond", "Recover"],
  capabilities: ["Governance", "Asset_management", "Information_protection", "Human_resource_security", "Physical_security",
    "System_and_network_security", "Application_security", "Secure_configuration", "Identity_and_access_management",
    "Threat_and_vulnerability_management", "Continuity", "Supplier_relationships_security", "Legal_and_compliance",
    "Information_security_event_management", "Information_security_assurance"],
  domains: ["Governance_and_Ecosystem", "Protection", "Defence", "Resilience"],
};
if (tables["frameworks/iso27001-2022"]) check("iso27001-2022: attribute values, text and flags", (bad) => {
  for (const r of tables["frameworks/iso27001-2022"].rows) {
    if (!r.text) bad(r, `${r.ref} has no text`);
    for (const c of ["documented", "is_new"]) if (!["yes", "no"].includes(r[c])) bad(r, `${r.ref}: ${c} must be yes or no`);
    if (r.kind === "requirement" && !r.question) bad(r, `${r.ref} has no question`);
    if (r.kind === "control") for (const [c, allowed] of Object.entries(VALUES)) {
      if (!list(r[c]).length) bad(r, `${r.ref}: ${c} is empty`);
      for (const v of list(r[c])) if (!allowed.includes(v)) bad(r, `${r.ref}: ${c} knows no value ${v}`);
    }
  }
});

// "with_isms": which kinds of which frameworks say how an ISMS meets them, each in its own words.
const WITH_ISMS = {
  "nist-csf-2.0": ["category"], "nist-csf-1.1": ["category"], "nis2-art21": ["point"], "nis2-2024-2690": ["subtitle"],
  "iso42001-annexa": ["control"], "iso27701-2019": ["control"], gdpr: ["article"], "nist-rmf": ["task"],
  "nist-800-53-r5": ["family"],
};
for (const [key, of] of Object.entries(WITH_ISMS)) {
  const t = tables[`frameworks/${key}`];
  if (!t) continue;
  check(`${key}: with_isms is written and never repeats itself`, (bad) => {
    const seen = new Map();
    for (const r of t.rows) {
      const duty = key !== "gdpr" || (r.text && !["member_state", "authority", "monitoring_body", "certification_body"].includes(r.addressee));
      if (of.includes(r.kind) && duty && words(r.with_isms).length < 8) bad(r, `${r.ref}: with_isms is missing or too short`);
      if (!r.with_isms) continue;
      for (const m of r.with_isms.matchAll(/\bA\.\d+\.\d+(?:\.\d+)*|\b(?:10|[4-9])\.\d(?:\.\d)?(?:\/[a-z]\w*)?/g))
        if (!resolves(m[0][0] === "A" ? "control" : "requirement", m[0])) bad(r, `${r.ref}: with_isms names ${m[0]}, which iso27001-2022 has not`);
      const k = words(r.with_isms).join(" ");
      if (seen.has(k)) bad(r, `${r.ref}: same with_isms as ${seen.get(k)}`);
      seen.set(k, r.ref);
    }
  });
}

if (tables["frameworks/iso27001-2013"]) check("iso27001-2013: every control has a transition note of its own that names its successors", (bad) => {
  const seen = new Map();
  for (const r of tables["frameworks/iso27001-2013"].rows) {
    if (r.kind !== "control") continue;
    const k = words(r.transition ?? "").join(" ");
    if (k.split(" ").length < 20) bad(r, `${r.ref}: transition is missing or too short`);
    if (seen.has(k)) bad(r, `${r.ref}: same transition as ${seen.get(k)}`);
    seen.set(k, r.ref);
    const named = [...(r.transition ?? "").matchAll(/\bA\.\d+\.\d+(?:\.\d+)?/g)].map((m) => m[0]);
    for (const x of list(r.successors)) if (!named.includes(x)) bad(r, `${r.ref}: transition does not name ${x}`);
    for (const x of named)
      if (x.split(".").length === 3 ? !resolves("control", x) : !framework("iso27001-2013").has(x)) bad(r, `${r.ref}: transition names ${x}, which does not exist`);
  }
});

// ------------------------------------------------------------------------------------------------ mappings
const MAPPINGS = {
  "iso27001-2013__iso27001-2022": 115, "csf2__iso27001": 341, "csf1__iso27001": 180, "800-53__iso27001": 642,
  "nis2-2690__iso27001": 926, csf1__csf2: 185, gdpr__iso27001: 0, iso42001__iso27001: 0,
};
for (const [name, want] of Object.entries(MAPPINGS)) {
  const t = tables[`mappings/${name}`];
  if (!t) skip(`mapping ${name}`, "not written");
  else if (want) counted(`mapping ${name} has ${want} pairs`, t, [[want, "pairs", () => true]]);
}
const mappings = Object.entries(tables).filter(([n]) => n.startsWith("mappings/"));
if (mappings.length) {
  check("mappings: both ends resolve", (bad) => {
    for (const [, t] of mappings) for (const end of ["from", "to"]) {
      const key = t.passport[end], all = framework(key);
      if (!key) bad(t, `passport line "# ${end}:" is missing`);
      else if (!tables[`frameworks/${key}`]) bad(t, `${end}: framework ${key} does not exist`);
      else for (const r of t.rows) if (!all.has(r[end])) bad(r, `${r[end]} is not in ${key}`);
    }
  });
  check("mappings: relation, rationale and source are stated, no pair twice", (bad) => {
    for (const [, t] of mappings) {
      const seen = new Set(), own = new Map();
      for (const r of t.rows) {
        if (!["equal", "subset", "superset", "intersects"].includes(r.relation)) bad(r, `relation ${r.relation} is unknown`);
        for (const c of ["rationale", "source"]) if (!r[c]) bad(r, `${r.from} - ${r.to}: ${c} is empty`);
        const pair = `${r.from} - ${r.to}`;
        if (seen.has(pair)) bad(r, `${pair} stands twice`);
        seen.add(pair);
        if (r.source !== "Annexa authors") continue;
        if (words(r.rationale).length < 6) bad(r, `${pair}: an own pair needs a written rationale`);
        const k = words(r.rationale).join(" ");
        if (own.has(k)) bad(r, `${pair}: same rationale as ${own.get(k)}`);
        own.set(k, pair);
      }
    }
  });
}

// ------------------------------------------------------------------------------------------------ catalogues and document list
counted("documents/mandatory.csv: 19 mandatory, 29 by control, 15 expected", tables["documents/mandatory"], [
  [19, "mandatory", (r) => r.obligation === "mandatory"], [29, "if the control applies", (r) => r.obligation === "if_control_applicable"],
  [15, "expected", (r) => r.obligation === "expected"], [63, "with a basis", (r) => r.basis !== ""]]);
counted("catalogues/threats.csv: 60 threats", tables["catalogues/threats"], [[60, "threats", () => true]]);
counted("catalogues/vulnerabilities.csv: 78 vulnerabilities", tables["catalogues/vulnerabilities"], [[78, "vulnerabilities", () => true]]);
counted("catalogues/threat_controls.csv: 332 pairs", tables["catalogues/threat_controls"], [[332, "pairs", () => true]]);
const bank = tables["catalogues/audit_questions"];
counted("catalogues/audit_questions.csv: enough questions for stage 1 and stage 2", bank, [
  [0, "rows without stage, topic, look, finding or serves", (r) => !(r.stage && r.topic && r.look && r.finding && r.serves)],
  [0, "titles that are no question", (r) => !r.title.endsWith("?")]]);
if (bank) check("catalogues/audit_questions.csv: at least 60 of the two stages, each asked once", (bad) => {
  const n = bank.rows.filter((r) => ["stage-1", "stage-2"].includes(r.stage)).length, seen = new Set();
  if (bank.rows.length < 60 || n < 50) bad(bank, `${bank.rows.length} questions, ${n} of stage 1 and 2; 60 and 50 wanted`);
  for (const r of bank.rows) for (const c of ["title", "look", "finding"]) {
    const k = words(r[c]).join(" ");
    if (seen.has(k)) bad(r, `${r.key}: ${c} stands twice`);
    seen.add(k);
  }
});
check("catalogues and document list: unique ids, references resolve", (bad) => {
  const KINDS = { threat: "threat", threats: "threat", control: "control", controls: "control", vulnerability: "vulnerability", vulnerabilities: "vulnerability" };
  for (const [name, t] of Object.entries(tables)) if (!/^(frameworks|mappings)\//.test(name))
    for (const col of t.columns) if (KINDS[col])
      for (const r of t.rows) for (const x of list(r[col])) if (x !== "-" && !resolves(KINDS[col], x)) bad(r, `${col}: ${x} is no ${KINDS[col]}`);
  for (const name of ["documents/mandatory", "catalogues/audit_questions"]) for (const r of tables[name]?.rows ?? [])
    for (const x of list(r.serves)) if (!resolves("control", x) && !resolves("requirement", x)) bad(r, `serves: ${x} does not exist`);
  for (const [name, t] of Object.entries(tables)) {
    const id = t.columns[0], seen = new Set();
    if (!/^(catalogues|documents)\//.test(name) || id === "threat") continue;
    for (const r of t.rows) { if (seen.has(r[id])) bad(r, `${id} ${r[id]} stands twice`); seen.add(r[id]); }
  }
});
check("every control treats a threat or closes a vulnerability", (bad) => {
  const used = new Set([...column("catalogues/threat_controls", "control"),
    ...(tables["catalogues/vulnerabilities"]?.rows ?? []).flatMap((r) => list(r.controls))]);
  if (used.size) for (const c of refs.control) if (!used.has(c)) bad(tables["catalogues/threat_controls"], `${c} occurs nowhere`);
});

// ------------------------------------------------------------------------------------------------ entries: form
check("entry files: passport and form", (bad) => {
  for (const b of books) {
    for (const k of ["kind", ...PASSPORT]) if (!b.passport[k]) bad(b, `passport key ${k} is missing`);
    if (b.passport.kind && !kinds.includes(b.passport.kind)) bad(b, `kind ${b.passport.kind} is not in kinds.csv`);
    if (!b.entries.length) bad(b, "no entries");
    for (const p of b.problems) bad(p, p.text);
  }
});
for (const kind of kinds) {
  const mine = of(kind);
  if (!mine.length) { skip(`kind ${kind}`, "nobody has written an entry yet"); continue; }
  check(`${kind} (${mine.length}): keys and sections as in kinds.csv`, (bad) => {
    const known = { key: new Set(parts(kind, "key").map((r) => r.name)), section: new Set(parts(kind, "section").map((r) => r.name)) };
    for (const e of mine) {
      for (const k of Object.keys(e.keys)) if (!known.key.has(k)) bad(e.keys[k], `${e.ref}: key ${k} is unknown`);
      for (const s of Object.keys(e.sections)) if (!known.section.has(s)) bad(e.sections[s], `${e.ref}: section ${s} is unknown`);
      for (const p of parts(kind, "key")) {
        const k = e.keys[p.name], min = Number(p.min_items || 0);
        if (!k?.value) { if (p.required === "yes") bad(k ?? e, `${e.ref}: key ${p.name} is missing`); continue; }
        if (list(k.value).length < min) bad(k, `${e.ref}: ${p.name} needs at least ${min} items`);
        const max = /at most (\d+) characters/.exec(p.note);
        if (max && k.value.length > Number(max[1])) bad(k, `${e.ref}: ${p.name} has ${k.value.length} characters, at most ${max[1]}`);
      }
      for (const p of parts(kind, "section")) {
        const s = e.sections[p.name], min = Number(p.min_items || 0);
        if (!s || !s.lines.some((l) => l.text.trim())) {
          if (p.required === "yes") bad(s ?? e, `${e.ref}: section ${p.name} is missing or empty`);
          continue;
        }
        const n = items(s).length;
        if (n < min) bad(s, `${e.ref}: ${p.name} has ${n} list items, at least ${min} wanted`);
      }
    }
  });
  // The lengths in kinds.csv are guides: a quarter above or below passes.
  const lengths = parts(kind, "section").map((p) => [p.name, /(\d+)-(\d+) words/.exec(p.note)]).filter(([, m]) => m);
  if (lengths.length) check(`${kind}: lengths near those in kinds.csv`, (bad) => {
    for (const e of mine) for (const [name, m] of lengths) {
      const s = e.sections[name];
      if (!s) continue;
      const n = s.lines.map((l) => l.text).join(" ").split(/\s+/).filter((w) => /[\p{L}\p{N}]/u.test(w)).length;
      if (n < m[1] * 0.75 || n > m[2] * 1.25) bad(s, `${e.ref}: ${name} has ${n} words, ${m[1]} to ${m[2]} wanted`);
    }
  });
  check(`${kind}: references and titles are unique`, (bad) => {
    const byRef = new Map(), byTitle = new Map();
    for (const e of mine) {
      if (byRef.has(e.ref)) bad(e, `${e.ref} already stands in ${byRef.get(e.ref)}`);
      byRef.set(e.ref, `${e.file}:${e.line}`);
      const t = words(e.title).join(" ");
      // Three requirement clauses of the standard are all called "General".
      if (byTitle.has(t) && kind !== "requirement") bad(e, `title "${e.title}" already stands in ${byTitle.get(t)}`);
      byTitle.set(t, `${e.file}:${e.line}`);
    }
  });
  if (parts(kind, "key").some((p) => p.refs)) check(`${kind}: keys refer to things that exist`, (bad) => {
    for (const e of mine) for (const p of parts(kind, "key")) if (p.refs && e.keys[p.name])
      for (const x of list(e.keys[p.name].value))
        if (x !== "-" && !p.refs.split(" ").some((k) => resolves(k, x)))
          bad(e.keys[p.name], `${e.ref}: ${p.name} names ${x}, which is no ${p.refs.replace(" ", " or ")}`);
  });
}

// ------------------------------------------------------------------------------------------------ entries against the framework
const iso = tables["frameworks/iso27001-2022"];
for (const kind of ["control", "requirement", "item"]) {
  const mine = of(kind), rows = new Map((iso?.rows ?? []).filter(kindIs(kind)).map((r) => [r.ref, r]));
  if (!mine.length || !iso) continue;
  check(`${kind}: headings are the framework's`, (bad) => {
    for (const e of mine) {
      const row = rows.get(e.ref);
      if (!row) bad(e, `${e.ref} is no ${kind} of iso27001-2022`);
      else if (row.title !== e.title) bad(e, `${e.ref}: heading "${e.title}", the framework says "${row.title}"`);
    }
  });
  const have = new Set(mine.map((e) => e.ref)), missing = [...rows.keys()].filter((r) => !have.has(r));
  const name = `${kind}: all ${rows.size} are written`;
  if (partial && missing.length) skip(name, `${missing.length} missing, first ${missing[0]}`);
  else check(name, (bad) => { if (missing.length) bad(iso, `missing: ${missing.join(" ")}`); });
}
if (of("control").length && iso) check("control: gap-tasks for the 11 new controls and for no other", (bad) => {
  const fresh = new Set(iso.rows.filter((r) => r.kind === "control" && r.is_new === "yes").map((r) => r.ref));
  for (const e of of("control")) {
    if (fresh.has(e.ref) && !e.sections["gap-tasks"]) bad(e, `${e.ref} is new in 2022 and needs gap-tasks`);
    if (!fresh.has(e.ref) && e.sections["gap-tasks"]) bad(e.sections["gap-tasks"], `${e.ref} is not new in 2022`);
  }
});

// ------------------------------------------------------------------------------------------------ entries: words
check("references in running text resolve", (bad) => {
  const sets = Object.fromEntries(Object.entries(prefixes).map(([p, key]) => [p, framework(key)]));
  const old = new Set([...framework("iso27001-2013"), ...framework("iso42001-annexa"), ...framework("iso27701-2019")]);
  const sections = column("frameworks/iso27001-2022", "ref", (r) => r.kind === "section");
  const tests = [
    [/(?<![\w.:])A\.\d+\.\d+(?:\.\d+)*(?![\w/])/g, (x) => !refs.control.size || refs.control.has(x) || old.has(x)],
    [/(?<![\w.:-])(?:10|[4-9])\.\d(?:\.\d)?\/[a-z]\w*/g, (x) => !refs.requirement.size || refs.requirement.has(x)],
    [/(?<=\bclauses? )(?:10|[4-9])(?:\.\d){0,2}(?![\d.]*[\d/])/g, (x) => !refs.requirement.size || refs.requirement.has(x) || sections.has(x)],
    [/(?<![\w:-])T\d\d(?!\w)/g, (x) => resolves("threat", x)],
    [/(?<![\w:-])V\d\d(?!\w)/g, (x) => resolves("vulnerability", x)],
    [/(?<![\w:.-])[ADE]\d\d(?![\w-])/g, (x) => resolves("document", x)],
    [/(?<![\w:.-])S\d{3}(?![\w-])/g, (x) => resolves("scenario", x)],
    [/(?<![\w:.-])M\d\d(?![\w-])/g, (x) => resolves("measure", x)],
    [/(?<![\w:.-])P\d\d(?![\w-])/g, (x) => resolves("step", x)],
    [/(?<![\w:.-])(?:PB|Q|ROLE)-[A-Z]{3,}(?![\w-])/g, (x) => resolves({ PB: "playbook", Q: "questionnaire", ROLE: "role" }[x.split("-")[0]], x)],
    [/(?<![\w:-])(?:CSF1|CSF2|800-53|RMF|GDPR|NIS2|NIS2IR|42001|27701):[A-Z0-9][\w.()-]*/g, (x) => {
      const [prefix, ref] = x.split(/:(.*)/s), set = sets[prefix];
      return !set?.size || set.has(ref) || set.has(ref.replace(/[.,;)]+$/, ""));
    }],
  ];
  for (const e of entries) for (const s of Object.values(e.sections)) for (const l of s.lines) for (const [re, good] of tests)
    for (const m of l.text.matchAll(re)) if (!good(m[0])) bad(l, `${e.ref}: ${m[0]} does not exist`);
});
function unique(name, unit) {
  check(name, (bad) => {
    const seen = new Map();
    for (const e of entries) for (const s of Object.values(e.sections)) for (const p of paragraphs(s)) for (const text of unit(p.text)) {
      const w = words(text);
      if (w.length <= 12) continue;
      const k = w.join(" "), first = seen.get(k), here = `${e.kind} ${e.ref}`;
      if (first && first.entry !== here) bad(p, `${here} repeats ${first.at}: "${text.slice(0, 70)}..."`);
      if (!first) seen.set(k, { entry: here, at: `${p.file}:${p.line}` });
    }
  });
}
if (entries.length) {
  unique("no paragraph of more than 12 words stands in two entries", (text) => [text]);
  unique("no sentence of more than 12 words stands in two entries", (text) => text.split(/(?<=[.?!])\s+(?=[A-Z`*])|\s=>\s/));
}

// ------------------------------------------------------------------------------------------------ entries: lines with a form
const lines = (kind, section) => of(kind).flatMap((e) => items(e.sections[section]).map((i) => ({ ...i, ref: e.ref })));
const form = (name, kind, section, body) => {
  const all = lines(kind, section);
  if (all.length) check(name, (bad) => { for (const l of all) body(l, (text) => bad(l, `${l.ref}: ${text}: ${l.text.slice(0, 90)}`)); });
};
for (const kind of ["control", "requirement", "item"])
  form(`${kind}: question lines are "question? => what to look at"`, kind, "questions", (l, bad) => {
    const [question, look, more] = l.text.split(" => ");
    if (!look?.trim() || more !== undefined) bad('needs exactly one " => "');
    else if (!question.trim().endsWith("?")) bad("the question does not end with ?");
  });
for (const kind of ["control", "requirement", "item"]) {
  const all = lines(kind, "questions");
  if (all.length) check(`${kind}: no audit question stands twice`, (bad) => {
    const seen = new Map();
    for (const l of all) {
      const k = words(l.text.split(" => ")[0]).join(" ");
      if (seen.has(k)) bad(l, `${l.ref}: same question as ${seen.get(k)}`);
      seen.set(k, l.ref);
    }
  });
}
form('role: competence lines are "competence => evidence"', "role", "competence", (l, bad) => {
  if (l.text.split(" => ").filter((x) => x.trim()).length !== 2) bad('needs exactly one " => "');
});
if (of("role").length) check("role: time names small, medium and large; not-with is mutual", (bad) => {
  const not = new Map(of("role").map((e) => [e.ref, list(e.keys["not-with"]?.value)]));
  for (const e of of("role")) {
    const sizes = items(e.sections.time).map((i) => i.text.split(":")[0]).join(" ");
    if (sizes !== "Small Medium Large") bad(e.sections.time ?? e, `${e.ref}: time has the lines "${sizes}"`);
    for (const x of not.get(e.ref)) if (x !== "-" && !(not.get(x) ?? []).includes(e.ref)) bad(e, `${e.ref}: ${x} does not name it back`);
  }
});
form('control: measures are "name: formula; target"', "control", "measures", (l, bad) => {
  if (!/^[^:]+: .+;\s*\S/.test(l.text)) bad("name, formula and target wanted");
});
form('lesson: quiz lines are "question? => right | wrong | wrong : why"', "lesson", "quiz", (l, bad) => {
  const [question, rest, more] = l.text.split(" => ");
  if (!rest || more !== undefined) return bad('needs exactly one " => "');
  if (!question.trim().endsWith("?")) bad("the question does not end with ?");
  const cut = rest.lastIndexOf(" : ");
  if (cut < 0 || !rest.slice(cut + 3).trim()) return bad('no " : why" at the end');
  const answers = rest.slice(0, cut).split(" | ").map((a) => a.trim()).filter(Boolean);
  if (answers.length !== 3 || new Set(answers.map((a) => a.toLowerCase())).size !== 3) bad(`three different answers wanted, ${answers.length} found`);
});
form('questionnaire: lines are "question? => evidence | weight 1-3 | controls"', "questionnaire", "questions", (l, bad) => {
  const [question, rest] = l.text.split(" => "), [evidence, weight, controls] = (rest ?? "").split(" | ");
  if (!question.trim().endsWith("?")) bad("the question does not end with ?");
  if (!evidence?.trim() || !/^[123]$/.test(weight?.trim() ?? "")) bad("evidence and a weight of 1, 2 or 3 wanted");
  const cs = (controls ?? "").split(/[;,\s]+/).filter(Boolean);
  if (!cs.length) bad("no controls");
  for (const c of cs) if (!resolves("control", c)) bad(`${c} is no control`);
});
const LENSES = "political economic social technological legal environmental".split(" ");
if (of("preset").length && tables["catalogues/issues"]) check("preset: the sector has issues of both sides under every lens, one about climate, and parties", (bad) => {
  for (const e of of("preset")) {
    const rows = (name) => (tables[name]?.rows ?? []).filter((r) => r.sector === e.keys.sector?.value), issues = rows("catalogues/issues");
    for (const l of LENSES) if (!issues.some((r) => r.lens === l)) bad(e, `${e.ref}: no ${l} issue`);
    for (const s of ["internal", "external"]) if (!issues.some((r) => r.side === s)) bad(e, `${e.ref}: no ${s} issue`);
    if (!issues.some((r) => r.climate === "yes")) bad(e, `${e.ref}: no issue about climate change`);
    if (rows("catalogues/parties").length < 4) bad(e, `${e.ref}: fewer than four interested parties`);
  }
});
for (const name of ["catalogues/issues", "catalogues/parties"]) if (tables[name] && of("preset").length) check(`${name}: every sector is one of a preset, or all`, (bad) => {
  const known = new Set(["all", ...of("preset").map((e) => e.keys.sector?.value)]);
  for (const r of tables[name].rows) if (!known.has(r.sector)) bad(r, `${r.key}: nobody is "${r.sector}"`);
});
form('preset: obligations begin with a key of catalogues/obligations.csv', "preset", "obligations", (l, bad) => {
  const keys = column("catalogues/obligations", "key");
  if (keys.size && !keys.has(l.text.split(":")[0])) bad("unknown obligation");
});
form('preset: assets are "name | asset type | C I A", and "| what it needs"', "preset", "assets", (l, bad) => {
  const [name, type, cia, needs] = l.text.split(" | ").map((x) => x.trim());
  const here = new Set(lines("preset", "assets").filter((x) => x.ref === l.ref).map((x) => x.text.split(" | ")[0].trim()));
  for (const n of list(needs)) if (n === name || (!here.has(n) && !resolves("asset", n))) bad(`needs "${n}", which is no other asset here and no asset type`);
  if (!name || !type || !/^[1-5] [1-5] [1-5]$/.test(cia ?? "")) bad("name, type and three values 1 to 5 wanted");
  else if (!resolves("asset", type)) bad(`${type} is not in catalogues/asset_types.csv`);
});
form('preset: interview lines are "question | kind | what the answer selects"', "preset", "interview", (l, bad) => {
  if (l.text.split(" | ").filter((x) => x.trim()).length !== 3) bad("three parts wanted");
});
const keyForm = (name, kind, key, good) => {
  if (of(kind).length) check(name, (bad) => {
    for (const e of of(kind)) if (e.keys[key] && !good(e.keys[key].value, e)) bad(e.keys[key], `${e.ref}: ${key} is "${e.keys[key].value}"`);
  });
};
const range = (v) => { const m = /^([\d.]+)\.\.([\d.]+)$/.exec(v.replace(/\s/g, "")); return m && Number(m[1]) > 0 && Number(m[1]) < Number(m[2]); };
const SUBJECTS = "context leadership people asset risk control document evidence measure audit review improvement change".split(" ");
keyForm("requirement: subjects are Annexa's", "requirement", "subjects", (v) => list(v).every((s) => SUBJECTS.includes(s)));
keyForm("scenario: affects is made of C, I, A", "scenario", "affects", (v) => /^[CIA]([; ]+[CIA])*$/.test(v));
keyForm("scenario: frequency is a range low..high", "scenario", "frequency", range);
keyForm("scenario: loss is a range low..high", "scenario", "loss", range);
keyForm("scenario: asset types exist", "scenario", "assets", (v) => list(v).every((a) => resolves("asset", a)));
keyForm("measure: direction is up or down", "measure", "direction", (v) => ["up", "down"].includes(v));
keyForm("step: effort is low-high / low-high / low-high", "step", "effort", (v) => /^[\d.]+(-[\d.]+)?( \/ [\d.]+(-[\d.]+)?){2}$/.test(v));
keyForm("document: type is known", "document", "type", (v) => "policy procedure plan record register form report".split(" ").includes(v));
if (of("step").length) check("step: the order has no circle", (bad) => {
  const after = new Map(of("step").map((e) => [e.ref, list(e.keys.after?.value)])), done = new Set();
  const visit = (ref, trail) => {
    if (trail.includes(ref)) { const e = of("step").find((x) => x.ref === ref); bad(e.keys.after ?? e, `circle: ${[...trail, ref].join(" ")}`); return; }
    if (done.has(ref)) return;
    for (const next of after.get(ref) ?? []) visit(next, [...trail, ref]);
    done.add(ref);
  };
  for (const ref of after.keys()) visit(ref, []);
});
if (of("document").length) check("document: conditions are declared and closed", (bad) => {
  for (const e of of("document")) {
    const known = new Set((e.keys.conditions?.value ?? "").split(/[;,\s]+/).filter(Boolean));
    for (const s of Object.values(e.sections)) {
      let open = 0;
      for (const l of s.lines) for (const m of l.text.matchAll(/\{\{(#if\s+(\S+?)|\/if)\}\}/g)) {
        open += m[2] ? 1 : -1;
        if (m[2] && !known.has(m[2])) bad(l, `${e.ref}: condition ${m[2]} is not declared`);
      }
      if (open) bad(s, `${e.ref}: {{#if}} and {{/if}} do not match in ${s.name}`);
    }
  }
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
