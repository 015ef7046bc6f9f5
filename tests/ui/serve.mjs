// A server for the sample views: /page/NAME, the assets under /static/, and the program's policy (CSP).
import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const frame = JSON.parse(readFileSync(join(here, "views", "frame.json"), "utf8"));
export const views = readdirSync(join(here, "views")).map((f) => basename(f, ".json")).filter((n) => n !== "frame");
const templates = new Set(readdirSync(join(root, "web", "templates")).map((f) => basename(f, ".html")));

let count = 0;

function page(render, name, theme) {
	const view = { ...frame, ...JSON.parse(readFileSync(join(here, "views", `${name}.json`), "utf8")), theme };
	const template = templates.has(name) ? name : name.replace(/-[^-]*$/, "");
	const file = `${render}-${++count}.json`;
	writeFileSync(file, JSON.stringify(view));
	return execFileSync(render, [join(root, "web", "templates"), template, file], { maxBuffer: 1 << 26 });
}

const types = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function asset(path) {
	const name = path.slice("/static/".length);
	return ["css", "js", "img", ""].map((d) => join(root, "web", d, name)).find((f) => !name.includes("..") && existsSync(f));
}

// Compiles the renderer, listens; other paths are answered by also(req, res), or 404.
export async function serve(also = () => false) {
	const work = mkdtempSync(join(tmpdir(), "annexa-ui-"));
	const render = join(work, "render");

	execFileSync(join(here, "build-render"), [render], { stdio: "inherit" });
	const server = createServer((req, res) => {
		const url = new URL(req.url, "http://localhost");
		const [, kind, name] = url.pathname.split("/");
		const file = kind === "static" && asset(url.pathname);
		if (kind === "page") {
			res.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
			res.end(page(render, name, url.searchParams.get("theme") || null));
		} else if (file) {
			res.writeHead(200, { "content-type": types[extname(file)] ?? "text/plain" });
			res.end(readFileSync(file));
		} else if (!also(req, res)) {
			res.writeHead(404);
			res.end();
		}
	});
	await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
	return {
		base: `http://127.0.0.1:${server.address().port}`,
		stop() {
			server.closeAllConnections();
			server.close();
			rmSync(work, { recursive: true });
		},
	};
}
