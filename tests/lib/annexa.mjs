// tests/lib/annexa.mjs -- what every test over HTTP and the command line starts from.
//
//	const s = await Server.start();			// fresh organisation, server on a free port
//	const admin = await s.member("ann@example.com", "administrator");	// signed in, with a cookie
//	const r = await admin.api("POST", "/risks", { title: "x" });	// {status, body, headers}
//	await s.stop();
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const BIN = process.env.ANNEXA ?? new URL("../../build/annexa", import.meta.url).pathname;
export const PASSWORD = "correct horse battery staple";

/** Run the command line; never throws. */
export function run(args, { data, env = {}, input } = {}) {
	const r = spawnSync(BIN, args, { encoding: "utf8", input, maxBuffer: 1 << 28,
		env: { ...process.env, ANNEXA_DATA: data, ...env } });
	return { status: r.status, out: r.stdout, err: r.stderr,
		json: () => JSON.parse(r.stdout) };
}

export function folder() {
	return mkdtempSync(join(tmpdir(), "annexa-test-"));
}

export class Server {
	static async start({ org = "acme", name = "Acme Ltd", args = [], data, framework } = {}) {
		const s = new Server();
		s.root = data ? null : folder();
		s.data = data ?? join(s.root, "data");
		if (!data) {
			const r = run(["init", "--org", org, "--name", name, "--admin", "root@example.com",
				...(framework ? ["--framework", framework] : [])], { data: s.data });
			if (r.status !== 0) throw new Error(`init: ${r.err}`);
			s.firstLink = r.out.match(/\/welcome\/\S+/)[0];
		}
		await s.launch(args);
		return s;
	}

	async launch(args = []) {
		this.log = "";
		this.child = spawn(BIN, ["serve", "--data", this.data, "--listen", "127.0.0.1:0", ...args]);
		this.ended = new Promise((done) => this.child.on("exit", (code, signal) => done({ code, signal })));
		this.child.stderr.on("data", (d) => { this.log += d; });
		this.base = await new Promise((ok, no) => {
			let text = "";
			this.child.stdout.on("data", (d) => {
				text += d;
				const m = text.match(/http:\/\/\S+/);
				if (m) ok(m[0]);
			});
			this.child.on("exit", () => no(new Error(`serve ended: ${this.log}`)));
		});
	}

	/** Graceful stop. */
	async stop({ keep = false } = {}) {
		this.child.kill("SIGTERM");
		const r = await this.ended;
		if (!keep && this.root) rmSync(this.root, { recursive: true, force: true });
		return r;
	}

	async kill() {
		this.child.kill("SIGKILL");
		return this.ended;
	}

	/** A command on this server's data folder (goes through its socket while it runs). */
	cli(...args) {
		return run(args, { data: this.data });
	}

	/** A member with these roles, signed in by its single-use link. */
	async member(email, roles, { org } = {}) {
		const r = this.cli("user", "add", email, "--name", email.split("@")[0], "--roles", roles,
			...(org ? ["--org", org] : []));
		if (r.status !== 0) throw new Error(`user add: ${r.err}`);
		return this.welcome(r.out.match(/\/welcome\/(\S+)/)[1]);
	}

	async welcome(token) {
		const c = new Client(this.base);
		await c.get(`/welcome/${token}`);
		const r = await c.form("/welcome", { token, password: PASSWORD, again: PASSWORD });
		if (r.status !== 303) throw new Error(`welcome: ${r.status} ${r.text}`);
		await c.get("/account");
		return c;
	}

	/** An API client with a bearer token of that member. */
	token(email, { org, readOnly = false } = {}) {
		const r = this.cli("token", "create", email, "--name", "test", ...(org ? ["--org", org] : []),
			...(readOnly ? ["--read-only"] : []));
		if (r.status !== 0) throw new Error(`token: ${r.err}`);
		const c = new Client(this.base);
		c.bearer = r.out.trim();
		return c;
	}
}

/** A browser without a screen: cookies, form token, JSON. */
export class Client {
	constructor(base) {
		this.base = base;
		this.cookies = new Map();
	}

	async fetch(method, path, { headers = {}, body } = {}) {
		const h = { ...headers };
		if (this.cookies.size)
			h.Cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
		if (this.bearer) h.Authorization = `Bearer ${this.bearer}`;
		const r = await fetch(this.base + path, { method, headers: h, body, redirect: "manual" });
		for (const line of r.headers.getSetCookie()) {
			const [pair, ...rest] = line.split(";");
			const at = pair.indexOf("=");
			if (rest.some((x) => x.trim().toLowerCase() === "max-age=0")) this.cookies.delete(pair.slice(0, at));
			else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
		}
		const text = await r.text();
		let json;
		try { json = JSON.parse(text); } catch { json = undefined; }
		const csrf = text.match(/name="csrf" value="([^"]+)"/);
		if (csrf) this.csrf = csrf[1];
		return { status: r.status, headers: r.headers, text, body: json };
	}

	get(path, headers) {
		return this.fetch("GET", path, { headers });
	}

	/** Submit a form the way a browser does, with the token of the last page. */
	form(path, fields) {
		return this.fetch("POST", path, {
			headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: this.base },
			body: new URLSearchParams({ csrf: this.csrf ?? "", ...fields }).toString() });
	}

	api(method, path, body, headers = {}) {
		const h = { ...headers };
		if (body !== undefined) h["Content-Type"] = "application/json";
		if (!this.bearer && this.csrf) h["X-CSRF-Token"] = this.csrf;
		return this.fetch(method, `/api/v1${path}`, { headers: h,
			body: body === undefined ? undefined : JSON.stringify(body) });
	}
}

export function sql(data, text) {
	return execFileSync("sqlite3", [join(data, "annexa.db"), text], { encoding: "utf8" });
}
