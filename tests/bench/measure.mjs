// tests/bench/measure.mjs -- what the figures are taken with: processor time, memory, wrk, nginx.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const TICKS = 100;	// of /proc per second, the same on every Linux we run on

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const seconds = (from) => (performance.now() - from) / 1000;
export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** Fields of /proc/PID/stat behind the name, from "state" on; null when it has gone. */
function stat(pid) {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, "utf8");
		return text.slice(text.lastIndexOf(")") + 2).split(" ");
	} catch { return null; }
}

/** Processor seconds of a process, all its threads. */
export function cpu(pid) {
	const f = stat(pid);
	return f ? (Number(f[11]) + Number(f[12])) / TICKS : 0;
}

/** Until the process has nothing to do; at most six seconds. */
export async function atRest(pid) {
	for (let last = -1, now, i = 0; (now = cpu(pid)) !== last && i < 15; last = now, i++) await sleep(400);
}

function memory(pid) {
	const text = readFileSync(`/proc/${pid}/status`, "utf8");
	const mb = (name) => Number(text.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))?.[1] ?? 0) / 1024;
	return { now: mb("VmRSS"), peak: mb("VmHWM"), anonymous: mb("RssAnon") };
}

/**
 * Resident memory in MB of a process and its children (the server, its signer and its parser). The
 * children were forked from it: of theirs only what is not the same pages of the same files counts.
 */
export function rss(pid) {
	const own = memory(pid), theirs = children(pid).reduce((sum, child) => sum + memory(child).anonymous, 0);
	return { now: own.now + theirs, peak: own.peak + theirs };
}

function children(pid) {
	try {
		return readdirSync(`/proc/${pid}/task`).flatMap((t) =>
			readFileSync(`/proc/${pid}/task/${t}/children`, "utf8").trim().split(" ").filter(Boolean));
	} catch { return []; }
}

/** Processor ticks of a process, of its children that have ended, and of those that live. */
function ticks(pid) {
	const own = stat(pid)?.slice(11, 15).map(Number).reduce((a, b) => a + b) ?? 0;
	return children(pid).reduce((sum, child) => sum + ticks(child), own);
}

/** Seconds all processors were busy, and those of ourselves and everything we have started. */
function busy() {
	const all = readFileSync("/proc/stat", "utf8").split("\n")[0].split(/\s+/).slice(1).map(Number);
	const total = all.slice(0, 8).reduce((a, b) => a + b);	/* guests are in user time already */
	return { all: (total - all[3] - all[4]) / TICKS, own: ticks(process.pid) / TICKS, total: total / TICKS };
}

/** Share of the machine that others used between the call and the call of what it returns. */
export function foreign() {
	const from = busy();
	return () => {
		const to = busy();
		return Math.max(0, (to.all - from.all - (to.own - from.own)) / (to.total - from.total));
	};
}

/** Run a command: wall and processor seconds and peak memory, looked at every 20 ms. */
export function timed(bin, args, env) {
	return new Promise((ok, no) => {
		const from = performance.now(), m = { cpu: 0, peak: 0, out: "" };
		const child = spawn(bin, args, { env: { ...process.env, ...env } });
		const look = () => {
			try {
				m.cpu = cpu(child.pid) || m.cpu;
				m.peak = memory(child.pid).peak || m.peak;
			} catch { /* it has just ended */ }
		};
		const timer = setInterval(look, 20);
		child.stdout.on("data", (d) => { m.out += d; });
		child.stderr.on("data", (d) => { m.out += d; });
		child.on("exit", (status) => {
			clearInterval(timer);
			m.wall = seconds(from);
			if (status === 0) ok(m);
			else no(new Error(`${args[0]}: exit ${status}: ${m.out.slice(0, 400)}`));
		});
	});
}

const ms = (text) => {
	const m = text?.match(/([\d.]+)(us|ms|s)/);
	return m ? Number(m[1]) * { us: 0.001, ms: 1, s: 1000 }[m[2]] : NaN;
};

/** One thread, 64 connections that are kept. headers: object. script: text of a Lua script. */
export async function wrk(url, { secs, headers = {}, script, dir }) {
	const args = ["-t1", "-c64", `-d${secs}s`, "--latency", ...Object.entries(headers).flatMap(([k, v]) =>
		["-H", `${k}: ${v}`])];
	if (script) {
		writeFileSync(join(dir, "wrk.lua"), script);
		args.push("-s", join(dir, "wrk.lua"));
	}
	const { out } = await timed("wrk", [...args, url], {});
	const number = (re) => Number(out.match(re)?.[1] ?? 0);
	return { rate: number(/Requests\/sec:\s+([\d.]+)/), n: number(/(\d+) requests in/),
		bad: number(/Non-2xx or 3xx responses: (\d+)/), p50: ms(out.match(/^\s+50%\s+(\S+)/m)?.[1]),
		p99: ms(out.match(/^\s+99%\s+(\S+)/m)?.[1]) };
}

function freePort() {
	return new Promise((ok) => {
		const s = createServer().listen(0, "127.0.0.1", () => {
			const { port } = s.address();
			s.close(() => ok(port));
		});
	});
}

/** nginx with its best settings for small files. Returns {base, stop}; files go to DIR/www. */
export async function nginx(dir) {
	const port = await freePort();
	mkdirSync(join(dir, "www"), { recursive: true });
	const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((x) => `${x}_temp_path ${dir}/nginx-${x};`);
	writeFileSync(join(dir, "nginx.conf"), `${process.getuid() === 0 ? "user root;" : ""}
worker_processes auto; daemon off; pid ${dir}/nginx.pid; error_log ${dir}/nginx.log warn;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 100000000;
${temp.join("\n")}
server { listen 127.0.0.1:${port}; root ${dir}/www; types { text/html html; application/json json; } } }
`);
	const args = ["-p", dir, "-c", join(dir, "nginx.conf"), "-e", join(dir, "nginx.log")];
	const child = spawn("nginx", args, { stdio: "ignore" });
	const ended = new Promise((done) => child.on("exit", done));
	const base = `http://127.0.0.1:${port}`;
	for (let i = 0; i < 100; i++) {
		try {
			await fetch(base);
			return { base, stop: () => { child.kill("SIGQUIT"); return ended; } };
		} catch { await sleep(20); }
	}
	throw new Error(`nginx does not answer: see ${dir}/nginx.log`);
}

export function machine() {
	const model = readFileSync("/proc/cpuinfo", "utf8").match(/model name\s+: (.*)/)?.[1] ?? "?";
	const n = execFileSync("nproc", { encoding: "utf8" }).trim();
	return `${n} processors, ${model}`;
}
