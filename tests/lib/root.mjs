// tests/lib/root.mjs -- a clean system of the release this machine runs, in a folder, and commands in it.
//
// Sources, keys and ways of fetching are the machine's own, asked of apt at run time. Nothing stays
// mounted: each command has mounts of its own, which go with it.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// What a service under ProtectSystem=strict, PrivateTmp and UMask=0077 sees; $1 root, $2 writable.
const ENTER = `set -e; r=$1; w=$2; shift 2
mount --bind "$r" "$r"; mount -t proc proc "$r/proc"; mount --rbind /dev "$r/dev"
if [ -n "$w" ]; then
	mount --bind "$r$w" "$r$w"; mount -o remount,bind,ro "$r"; mount -t tmpfs tmp "$r/tmp"; umask 077
fi
exec chroot "$r" "$@"`;

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const call = (name, args, options) => spawnSync(name, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });

/** Why a root cannot be made here, or nothing. */
export function obstacle() {
	if (process.getuid() !== 0) return "a root with its own mounts is made by root only";
	if (call("mmdebstrap", ["--version"]).status !== 0) return "mmdebstrap is not installed";
	const r = call("unshare", ["--mount", "sh", "-c", "mount -t tmpfs none /mnt"]);
	return r.status === 0 ? undefined : `nothing can be mounted here: ${r.stderr.trim()}`;
}

/** The files of apt's sources that hold this release, and apt's settings for fetching. */
function apt() {
	const release = readFileSync("/etc/os-release", "utf8").match(/^VERSION_CODENAME=(\S+)/m)[1];
	const files = call("apt-get", ["indextargets", "--format", "$(RELEASE) $(SOURCESENTRY)", "Created-By: Packages"])
		.stdout.split("\n").filter((l) => l.startsWith(release)).map((l) => l.replace(/^\S+ (.*):\d+$/, "$1"));
	const fetching = call("apt-config", ["dump"]).stdout.split("\n")
		.filter((l) => /^Acquire::(https?|Check|Force|Retries|Languages)/.test(l));
	return { release, files: [...new Set(files)], fetching };
}

export class Root {
	/** A minimal root, or { reason } when none can be made, mostly for want of a network. */
	static make() {
		const top = mkdtempSync(join(tmpdir(), "annexa-root-"));
		const { release, files, fetching } = apt();
		writeFileSync(join(top, "fetching"), `${fetching.join("\n")}\n`);
		const root = new Root(top, join(top, "root"));
		const r = call("mmdebstrap", ["--variant=minbase", "--mode=root", "--skip=cleanup/apt", "--dpkgopt=force-unsafe-io",
			`--aptopt=${join(top, "fetching")}`, release, root.path, ...files]);
		if (r.status !== 0) {
			root.remove();
			return { reason: `no clean system can be made here: ${r.stderr.trim().split("\n").pop()}` };
		}
		for (const p of ["/etc/resolv.conf", "/etc/hosts", "/usr/share/keyrings", "/etc/apt/keyrings", "/etc/apt/trusted.gpg.d"])
			if (existsSync(p)) cpSync(p, join(root.path, p), { recursive: true, dereference: true });
		return { root };
	}

	constructor(top, path) {
		this.top = top;
		this.path = path;
	}

	at(path) {
		return join(this.path, path);
	}

	/** A command in it, as root; never throws. */
	run(args, { env } = {}) {
		const r = call("unshare", ["--mount", "sh", "-c", ENTER, "enter", this.path, "", ...args],
			{ env: { ...process.env, PATH, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8", ANNEXA_DATA: undefined, ...env } });
		return { status: r.status, out: r.stdout, err: r.stderr };
	}

	/** A command that must succeed: its output, both kinds. */
	ok(...args) {
		const r = this.run(args);
		if (r.status !== 0) throw new Error(`${args.join(" ")}: ${r.status} ${r.out}${r.err}`);
		return r.out + r.err;
	}

	/** A service of that user without any right, that can write one folder. */
	serve(user, writable, args, env) {
		return spawn("unshare", ["--mount", "sh", "-c", ENTER, "enter", this.path, writable, "setpriv", `--reuid=${user}`,
			`--regid=${user}`, "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", ...args],
			{ env: { PATH, ...env } });
	}

	/** Every path in it. */
	paths() {
		return new Set(call("find", [this.path, "-xdev", "-printf", "/%P\\n"]).stdout.trim().split("\n"));
	}

	remove() {
		rmSync(this.top, { recursive: true, force: true });
	}
}
