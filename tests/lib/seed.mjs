// tests/lib/seed.mjs -- a small company in Annexa: something of everything, made over the API.
//
//	const { roles } = await seed(server);	// roles.reader is a signed-in Client, and so on
export const ROLES = ["administrator", "isms-manager", "risk-owner", "control-owner", "internal-auditor",
	"external-auditor", "employee", "reader"];

async function make(admin, plural, list) {
	const made = [];
	for (const one of list) {
		const r = await admin.api("POST", `/${plural}`, one);
		if (r.status !== 201) throw new Error(`${plural}: ${r.text}`);
		made.push(r.body.code);
	}
	return made;
}

async function move(admin, plural, code, ...states) {
	for (const state of states) {
		const r = await admin.api("POST", `/${plural}/${code}/state`, { to: state });
		if (r.status !== 200) throw new Error(`${plural}/${code} to ${state}: ${r.text}`);
	}
}

async function archive(admin, plural, code) {
	const r = await admin.api("DELETE", `/${plural}/${code}`);
	if (r.status >= 300) throw new Error(`archive ${plural}/${code}: ${r.text}`);
}

const PEOPLE = [
	["Ann Example", "ann@example.com", "Managing director"], ["Boris Keller", "boris@example.com", "Head of IT"],
	["Chloé Martin", "chloe@example.com", "Information security officer"],
	["Dmitri Orlov", "dmitri@example.com", "Administrator of systems"],
	["Eva Lindqvist", "eva@example.com", "Human resources"], ["Farid Haddad", "farid@example.com", "Sales"],
];
const ASSETS = [	// name, type, three needs, numbers of the assets it depends on
	["Customer contracts", "information", 4, 3, 2, [6]], ["Payroll data", "information", 4, 4, 2, [5]],
	["Source code", "information", 3, 4, 3, [6, 12]], ["Order handling", "process", 3, 4, 4, [5, 11]],
	["Enterprise resource planning", "software", null, null, null, [7]],
	["File server", "hardware", null, null, null, [8]], ["Database server", "hardware", null, null, null, [8, 10]],
	["Office network", "network", null, null, null, [10]], ["Laptops of the field staff", "hardware", 3, 2, 3, []],
	["Head office", "site", null, null, null, []], ["Mail service", "service", 3, 3, 4, []],
	["Development team", "people", null, null, null, []],
];
const RISKS = [
	["Ransomware encrypts the file server", 4, 5, "modify", ["A.8.7", "A.8.13"], [6]],
	["A laptop is stolen on a journey", 4, 3, "modify", ["A.7.9", "A.8.1", "A.8.24"], [9]],
	["A leaver keeps access", 3, 3, "modify", ["A.5.18", "A.6.5"], [5]],
	["The only administrator is ill", 3, 4, "modify", ["A.5.37"], [7]],
	["Phishing captures a mailbox", 5, 3, "modify", ["A.6.3", "A.8.5"], [11]],
	["Fire in the server room", 1, 5, "share", [], [10]], ["The provider of mail fails for days", 2, 4, "share", [], [11]],
	["Payroll data is sent to the wrong person", 3, 4, "modify", ["A.8.12"], [2]],
	["A change breaks order handling", 4, 3, "modify", ["A.8.32"], [4]],
	["Old backups cannot be read", 2, 5, "modify", ["A.8.13"], [7]],
	["Source code leaks", 2, 4, "modify", ["A.8.4"], [3, 12]], ["Visitors walk through the office", 3, 2, "retain", [], [10]],
	["A supplier of the planning system ends its support", 2, 3, null, [], [5]],
	["Nobody reads the logs", null, null, null, [], []], ["Paper contracts are lost", 1, 2, "retain", [], [1]],
];

/** Returns codes by kind, and a signed-in client for each built-in role. */
export async function seed(s) {
	const roles = {}, org = {};
	roles.administrator = await s.member("administrator@example.com", "administrator");
	const a = roles.administrator;
	for (const r of ROLES.slice(1)) roles[r] = await s.member(`${r}@example.com`, r);
	org.units = await make(a, "units", [{ name: "Acme Ltd" }, { name: "Information technology", parent: "U-1",
		description: "Runs what the others work with." }, { name: "Sales", parent: "U-1" }]);
	org.people = await make(a, "people", PEOPLE.map(([name, email, job], i) => ({ name, email, job,
		unit: org.units[i % 3], phone: i ? undefined : "+41 44 000 00 00", external: i === 5 })));
	org.assets = [];
	for (const [i, [name, type, c, ig, av]] of ASSETS.entries())
		org.assets.push(...await make(a, "assets", [{ name, type, owner: org.people[i % 6], unit: org.units[i % 3],
			confidentiality: c, integrity: ig, availability: av, location: i % 2 ? "Zurich" : null,
			description: i ? null : "The **signed** contracts.\n\n- on paper\n- scanned", reviewed_on: i % 3 ? null : "2026-01-31",
			tags: i % 4 ? [] : ["core", "audited"] }]));
	for (const [i, asset] of ASSETS.entries())
		if (asset[5].length)
			await a.api("PATCH", `/assets/${org.assets[i]}`, { depends_on: asset[5].map((n) => org.assets[n - 1]) },
				{ "If-Match": '"1"' });
	org.risks = await make(a, "risks", RISKS.map(([title, likelihood, consequence, treatment, controls, assets], i) => ({
		title, likelihood, consequence, treatment, controls, owner: i === 13 ? null : org.people[i % 6],
		assets: assets.map((n) => org.assets[n - 1]), affects: likelihood ? ["confidentiality", "availability"] : [],
		description: i % 3 ? null : "**Cause**: it has happened to others.", plan: controls.length ? "See the measures." : null,
		due: controls.length ? (i % 2 ? "2027-03-31" : "2025-12-31") : null, override_residual_likelihood: controls.length ? 1 : null,
		override_residual_consequence: controls.length ? consequence : null,
		override_reason: controls.length ? "Estimated in the workshop of May" : null })));
	for (const i of [0, 1, 2, 4, 7, 8, 9]) await move(a, "risks", org.risks[i], "assessed", "treated");
	for (const i of [3, 5, 6]) await move(a, "risks", org.risks[i], "assessed");
	await move(a, "risks", org.risks[9], "closed");
	org.obligations = await make(a, "obligations", [
		{ title: "Data protection law", kind: "legal", owner: org.people[2], party: "Supervisory authority",
			duty: "Personal data is processed lawfully and protected.", controls: ["A.5.34", "A.8.11"], link: "https://example.org/law" },
		{ title: "Contract with Northwind", kind: "contractual", owner: org.people[5], party: "Northwind",
			controls: ["A.5.24", "A.5.26"], reviewed_on: "2026-02-01" },
		{ title: "Licences of software", kind: "legal", controls: ["A.5.32"] }]);
	org.measures = await make(a, "measures", [
		{ title: "Nightly backup, restored each quarter", owner: org.people[3], controls: ["A.8.13"], maturity: 3,
			description: "1. Dump\n2. Copy\n3. Restore a sample", evidence: "Restore log", tested_on: "2026-05-01" },
		{ title: "Endpoint protection", owner: org.people[3], controls: ["A.8.7"], maturity: 4 },
		{ title: "Awareness training", owner: org.people[4], controls: ["A.6.3"], due: "2027-01-31" },
		{ title: "Encrypted disks", owner: org.people[1], controls: ["A.7.9", "A.8.1"], provider: "Acme Devices" }]);
	await move(a, "measures", org.measures[0], "in-place");
	await move(a, "measures", org.measures[1], "partly");
	org.entries = await make(a, "soa_entries", [
		{ control: "A.8.30", decision: "excluded", justification: "Nothing is developed outside." },
		{ control: "A.7.4", decision: "inherited", provider: "Landlord", justification: "The landlord watches the building." },
		{ control: "A.5.1", decision: "applicable", business_reason: "Good practice", owner: org.people[2] }]);
	org.criteria = await make(a, "risk_criteria", [{ title: "Risk criteria of next year", owner: org.people[2], acceptable: 1, tolerable: 4,
		acceptance: "Owners accept up to high.", areas: [{ label: "Money", steps: ["1,000", "10,000", "100,000", "1 million", "more"] }] }]);
	const file = await a.fetch("POST", "/api/v1/files?name=restore.txt", { headers: { "Content-Type": "application/octet-stream",
		"X-CSRF-Token": a.csrf, Origin: a.base }, body: "Restored in 40 minutes.\n" });
	if (file.status !== 201) throw new Error(file.text);
	org.evidence = await make(a, "evidence", [
		{ title: "Minutes of the restore", files: file.body.data, measures: [org.measures[0]], controls: ["A.8.13"], owner: org.people[3],
			collected_on: "2026-05-01", valid_days: 365 },
		{ title: "Visitors' book", kind: "note", note: "Seen at the reception.", controls: ["A.7.2"], owner: org.people[1],
			collected_on: "2025-01-10", valid_days: 90 },
		{ title: "Certificate of the data centre", kind: "link", link: "https://example.org/certificate", controls: ["A.7.1"] }]);
	await move(a, "evidence", org.evidence[0], "valid");
	await move(a, "evidence", org.evidence[1], "valid");
	await make(a, "tasks", [{ title: "Newer: EV-2 Visitors' book", kind: "evidence", about: `evidence/${org.evidence[1]}`, owner: org.people[1], due: "2026-06-30" }]);
	const [asset] = await make(a, "assets", [{ name: "Fax machine", type: "hardware" }]);
	const [risk] = await make(a, "risks", [{ title: "The fax is read by others" }]);
	await archive(a, "assets", asset);
	await archive(a, "risks", risk);
	await a.api("PATCH", `/risks/${org.risks[0]}`, { due: "2027-06-30", reason: "Delivery is late" });
	org.archived = { asset, risk };
	return { roles, org };
}
