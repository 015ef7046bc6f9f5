// tests/bench/daily.mjs -- figures of daily work: the palette, filters, many changed at once, every
// page of the demonstration, and memory under mixed load. Part of bench.mjs, which gives `env`:
// { figure, RECORDS, work, bin, full, quick }.
import { join } from "node:path";
import { atRest, cpu, median, rss, seconds, sleep, timed, wrk } from "./measure.mjs";
import { Server } from "../lib/annexa.mjs";

const REST_MS = 11_000;	// a server at rest gives pages of the database back, every five seconds
const round = (x) => x >= 100 ? String(Math.round(x)) : x >= 10 ? x.toFixed(1) : x.toPrecision(2);
export const cookieOf = (client) => [...client.cookies].map(([k, v]) => `${k}=${v}`).join("; ");

/** Times of N requests in ms, one after the other; the server's processor time of one, and its size. */
async function often(server, path, headers, n = 9) {
	const times = [], before = cpu(server.child.pid);
	let size = 0;
	for (let i = 0; i < n; i++) {
		const from = performance.now();
		const r = await fetch(server.base + path, { headers });
		size = (await r.arrayBuffer()).byteLength;
		times.push(performance.now() - from);
		if (r.status !== 200) throw new Error(`${path}: ${r.status}`);
	}
	return { first: times[0], ms: median(times), cost: (cpu(server.child.pid) - before) * 1000 / n, size };
}

/** The command palette, and a list filtered on three fields that none of them narrows to few. */
export async function finding(server, cookie, env) {
	const of = {};
	for (const q of ["server", "person 4", "backup", "server 777"])
		of[q] = await often(server, `/palette?q=${encodeURIComponent(q)}`, { Cookie: cookie });
	const worst = Object.entries(of).sort((a, b) => b[1].ms - a[1].ms)[0];
	env.figure("palette", worst[1].ms, "ms", { max: 10 }, `slowest of ${Object.entries(of).map(([q, m]) =>
		`"${q}" ${round(m.ms)}`).join(", ")} ms; ${round(worst[1].cost)} ms of processor`, worst[1].cost);
	const m = await often(server, "/assets?type=hardware&confidentiality[gte]=3&integrity=2", { Cookie: cookie });
	env.figure("list filtered on three fields", m.ms, "ms", { max: 25 }, `of ${env.RECORDS}; first ${
		round(m.first)}; ${round(m.cost)} ms of processor`, m.cost);
}

/** 10,000 assets get another location in one act; then the act is taken back. */
export async function many(server, api, env) {
	const before = cpu(server.child.pid), from = performance.now();
	const n = Math.min(10_000, env.RECORDS / 6 | 0);
	const codes = Array.from({ length: n }, (_, i) => `A-${i + 1}`);
	const r = await api.api("POST", "/assets/bulk", { codes, set: { location: "Hall 7" } });
	const wall = seconds(from), used = cpu(server.child.pid) - before;
	if (r.status !== 200) throw new Error(`bulk: ${r.status} ${r.text.slice(0, 300)}`);
	env.figure(`${n} records changed in one act`, wall, "s", { max: 2 }, `${round(used)} s of processor`, used);
	const back = performance.now();
	const u = await api.api("POST", "/assets/bulk", { undo: r.body.act });
	if (u.status !== 200) throw new Error(`undo: ${u.status} ${u.text.slice(0, 300)}`);
	env.figure("and taken back", seconds(back), "s", null, "");
}

/** An address of each kind that links lead to within two steps of home; downloads are left out. */
async function addresses(client) {
	const kinds = new Map([["/", "/"]]);
	let pages = ["/"];
	for (let step = 0; step < 2; step++) {
		const next = [];
		for (const at of pages)
			for (const [, href] of (await client.get(at)).text.matchAll(/<a [^>]*href="(\/[^"#]*)"/g)) {
				const path = href.replaceAll("&amp;", "&");
				const kind = path.replace(/\?.*/, "").replace(/[A-Z]+-\d+|[A-Z]\.\d[\d.]*|\d+/g, "x");
				if (kinds.has(kind) || /format=|\/signout|as_of=|\/files|\/exports?/.test(path)) continue;
				kinds.set(kind, path);
				next.push(path);
			}
		pages = next;
	}
	return [...kinds.values()];
}

/** The demonstration: each kind of page its administrator can click to, and the server's memory. */
export async function demonstration(env) {
	const data = join(env.work, "demo");
	const made = await timed(env.bin, ["demo", "--json"], { ANNEXA_DATA: data });
	const { leaves } = JSON.parse((await timed(env.bin, ["verify", "--json"], { ANNEXA_DATA: data })).out);
	env.figure("making the demonstration", made.wall, "s", null, `${leaves} leaves; peak ${round(made.peak)} MB`);
	const s = await Server.start({ data });
	try {
		const person = JSON.parse(made.out).people.find((p) => p.email.startsWith("nina."));
		const client = await s.welcome(person.sign_in.replace("/welcome/", ""));
		const all = [];
		for (const path of await addresses(client)) {
			const r = await client.get(path);
			if (r.status !== 200 || !/html/.test(r.headers.get("content-type"))) continue;
			all.push({ path, ...await often(s, path, { Cookie: cookieOf(client) }, 5) });
		}
		all.sort((a, b) => b.ms - a.ms);
		env.figure("any page of the demonstration", all[0].ms, "ms", { max: 20 }, `slowest of ${all.length} kinds; ${
			all.slice(0, 4).map((m) => `${m.path} ${round(m.ms)}`).join(", ")}; median ${round(median(all.map((m) => m.ms)))}`,
			all[0].cost);
		const pdf = await often(s, "/reports/soa?format=pdf", { Cookie: cookieOf(client) }, 5);
		env.figure("its Statement of Applicability, PDF", pdf.ms, "ms", { max: 300 }, `${Math.round(pdf.size / 1024)} KB; ${
			round(pdf.cost)} ms of processor`, pdf.cost);
		const check = await often(s, "/check", { Cookie: cookieOf(client) }, 5);
		env.figure("its check, page", check.ms, "ms", { max: 200 }, `first ${round(check.first)}`, check.cost);
		const m = rss(s.child.pid);
		env.figure("memory with the demonstration", m.peak, "MB", { max: 64 }, `peak of server and its children; now ${
			round(m.now)} MB`);
	} finally {
		await s.stop({ keep: true });
	}
}

/** Reads and changes by turns, growth of memory at rest after the first part. */
export async function mixed(server, token, env) {
	const parts = env.quick ? 3 : 6, secs = env.full ? 100 : env.quick ? 2 : 6, seen = [];
	const script = `local n = 0
local gets = {"/api/v1/assets?limit=50", "/api/v1/risks?limit=50", "/api/v1/palette?q=server", "/api/v1/assets/A-1", "/api/v1/soa", "/api/v1/check"}
request = function()
  n = n + 1
  local h = { ["Authorization"] = "Bearer ${token}", ["Content-Type"] = "application/json" }
  if n % 7 == 0 then
    return wrk.format("PATCH", "/api/v1/assets/A-" .. (n % 10000 + 1), h, '{"location":"Shelf ' .. n .. ' of ' .. os.time() .. '"}')
  end
  return wrk.format("GET", gets[n % 6 + 1], h)
end
`;
	let n = 0;
	for (let i = 0; i < parts; i++) {
		n += (await wrk(`${server.base}/`, { secs, script, dir: env.work })).n;
		await atRest(server.child.pid);	/* what was under way when wrk stopped is no growth */
		await sleep(REST_MS);
		seen.push(rss(server.child.pid).now);
	}
	const growth = (seen.at(-1) / seen[0] - 1) * 100;
	env.figure("memory under mixed load", Math.max(0, growth), "%", { max: 1 }, `growth after the first of ${
		parts * secs} s, ${n} requests: ${seen.map((x) => round(x)).join(", ")} MB`);
}
