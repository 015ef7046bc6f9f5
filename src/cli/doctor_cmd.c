/* cli/doctor_cmd.c -- `annexa doctor`: is everything in order around the data, and what to do. */
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <dirent.h>
#include "cli/exam.h"
#include "cli/settings.h"
#include "identity/identity.h"
#include "record/last.h"
#include "record/program.h"
#include "report/fonts.h"
#include "web/http.h"

enum { LOW_MB = 200, LITTLE_MB = 2000, SECRET_MOST = 4096 };

static const char *in_folder(struct exam *x, const char *name)
{
	return arena_printf(x->m->c->arena, "%s/%s", x->m->data_dir, name);
}

/* ---- the folder ---- */

/* Is every file of ours there for us? What is missing is said elsewhere. */
static void look_at_use(struct exam *x)
{
	static const struct { const char *name; int how; } files[] = { { ".", R_OK | W_OK | X_OK },
		{ "annexa.db", R_OK | W_OK }, { "subjects.keys", R_OK | W_OK },
		{ "blob", R_OK | W_OK | X_OK }, { "signer", R_OK | W_OK | X_OK },
		{ "signer/key", R_OK }, { "signer/mac", R_OK }, { "master.key", R_OK } };
	const char *shut = "";

	for (size_t i = 0; i < COUNT(files); i++)
		if (access(in_folder(x, files[i].name), files[i].how) != 0 && errno != ENOENT)
			shut = arena_printf(x->m->c->arena, "%s%s%s", shut, shut[0] ? ", " : "",
			    files[i].name);
	if (shut[0])
		exam_say(x, BAD, "use", "give the folder to the user who runs Annexa: chown -R "
		    "USER: FOLDER; chmod -R u+rwX FOLDER", "this user may not use: %s", shut);
}

static void look_at_rights(struct exam *x)
{
	static const char *const names[] = { ".", "annexa.db", "subjects.keys", "master.key",
		"signer", "signer/key", "annexa.conf" };
	const char *open = "", *master = getenv("ANNEXA_MASTER_KEY");
	struct stat st;

	if (stat(x->m->data_dir, &st) != 0)
		return;		/* told by look_at_folder() */
	if (st.st_uid != geteuid())
		exam_say(x, BAD, "owner", "run Annexa as the user who owns the folder",
		    "the folder belongs to user %u, this is user %u", st.st_uid, geteuid());
	for (size_t i = 0; i < COUNT(names); i++)
		if (stat(in_folder(x, names[i]), &st) == 0 && (st.st_mode & 077))
			open = arena_printf(x->m->c->arena, "%s%s%s", open, open[0] ? ", " : "",
			    names[i]);
	if (master && master[0] && stat(master, &st) == 0 && (st.st_mode & 077))
		open = arena_printf(x->m->c->arena, "%s%s%s", open, open[0] ? ", " : "", master);
	if (open[0])
		exam_say(x, BAD, "rights", "take the rights of others away: chmod -R go= FOLDER, "
		    "and of keys elsewhere",
		    "others on this machine may use: %s", open);
	else
		exam_say(x, GOOD, "rights", NULL, "only its owner may use the folder");
}

static void look_at_disk(struct exam *x)
{
	struct statvfs d;
	int64_t mb;

	if (statvfs(x->m->data_dir, &d) != 0)
		return;		/* said by the rights */
	mb = (int64_t)(((uint64_t)d.f_bavail * d.f_frsize) >> 20);
	exam_say(x, mb < LOW_MB ? BAD : mb < LITTLE_MB ? LOOK : GOOD, "disk",
	    "make room or move the folder: writing stops when the disk is full",
	    "%" PRId64 " MB free", mb);
}

/* ---- keys ---- */

static size_t read_whole(const char *path, uint8_t *p, size_t room)
{
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(p, 1, room, f) : 0;

	if (f)
		(void)fclose(f);	/* only read */
	return n;
}

/* Do the bytes occur in the file? Read in pieces that overlap by the length of the needle. */
static bool file_has(const char *path, const uint8_t *needle, size_t n)
{
	enum { PIECE = 1 << 20 };
	FILE *f = fopen(path, "re");
	uint8_t *p = mem_new(PIECE + SECRET_MOST, 1);
	size_t kept = 0, got;
	bool found = false;

	while (f && !found && (got = fread(p + kept, 1, PIECE, f)) > 0) {
		found = memmem(p, kept + got, needle, n) != NULL;
		kept = kept + got < n - 1 ? kept + got : n - 1;
		memmove(p, p + got, kept);
	}
	if (f)
		(void)fclose(f);	/* only read */
	mem_free(p);
	return found;
}

static void look_at_key(struct exam *x, const char *path, const char *what, const char *cure)
{
	uint8_t key[SECRET_MOST];
	size_t n = read_whole(path, key, sizeof(key));

	while (n && (key[n - 1] == '\n' || key[n - 1] == '\r'))
		n--;
	if (access(path, R_OK) != 0 && errno != ENOENT)
		exam_say(x, BAD, what, "let the user who runs Annexa read it", "reading %s: %s",
		    path, strerror(errno));
	else if (n < 16)
		exam_say(x, BAD, what, cure, "%s is %s", path, access(path, F_OK) == 0 ? "damaged" :
		    "missing");
	else if (file_has(in_folder(x, "annexa.db"), key, n))
		exam_say(x, BAD, what, "somebody has copied the key into the database: treat it "
		    "as lost", "the key of %s stands in the database", path);
	else
		exam_say(x, GOOD, what, NULL, "there, and not in the database");
	explicit_bzero(key, sizeof(key));
}

static void look_at_keys(struct exam *x)
{
	const char *master = getenv("ANNEXA_MASTER_KEY");
	struct stat st;

	look_at_key(x, in_folder(x, "signer/key"), "signing key",
	    "bring it back from where you keep it, or open a new epoch: annexa ledger new-epoch");
	if (stat(in_folder(x, "blob"), &st) == 0)
		look_at_key(x, master && master[0] ? master : in_folder(x, "master.key"),
		    "master key", "bring the key back: files cannot be read without it");
	if (stat(in_folder(x, "subjects.keys"), &st) != 0 && errno == ENOENT)
		exam_say(x, BAD, "keys of people", "bring subjects.keys back from its own backup",
		    "subjects.keys is missing: personal values of the history cannot be read");
	else if (access(in_folder(x, "subjects.keys"), R_OK) == 0)
		exam_say(x, GOOD, "keys of people", NULL, "there, in a file of their own");
}

/* ---- the machine ---- */

static void look_at_sqlite(struct exam *x)
{
	const char *version;
	int v = db_engine(&version);
	bool sound = v >= 3051003 || v == 3050007 || v == 3044006;

	if (v < 3040000)
		exam_say(x, BAD, "sqlite", "install SQLite 3.40 or newer", "version %s is too old",
		    version);
	else
		exam_say(x, GOOD, "sqlite", NULL, sound ? "version %s" : "version %s, whose defect "
		    "when two connections reset the log cannot happen: one connection writes",
		    version);
}

static void look_at_sandbox(struct exam *x)
{
	bool landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
	bool seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;

	exam_say(x, landlock && seccomp ? GOOD : LOOK, "sandbox",
	    "use a kernel of 5.13 or newer with Landlock and seccomp switched on",
	    "seccomp %s, Landlock %s", seccomp ? "available" : "missing",
	    landlock ? "available" : "missing: the signer sees more of the disk than it needs");
}

static void look_at_fonts(struct exam *x)
{
	int n = report_fonts();

	exam_say(x, n ? GOOD : BAD, "fonts", "install some, such as fonts-dejavu-core: reports as "
	    "PDF need them", "%s", text_counted(x->m->c->arena, n, "family", "families"));
}

/* ---- the data ---- */

static int look_at_logs(struct exam *x, struct ctx *c)
{
	char now[TIME_TEXT], ahead[TIME_TEXT] = "";
	uint64_t size = 0, waiting = 0;
	struct ledger_status s;
	struct query *q;
	int rc;

	if ((rc = ctx_reader(c)) < 0 ||
	    (rc = db_query_instance(c, &q, SQL("SELECT o.id, (SELECT max(r.at) FROM revision AS r"
	    " WHERE r.org = o.id) FROM org AS o ORDER BY o.id"))) < 0)
		return rc;
	time_print(c->now_us, now);
	while ((rc = db_step(c, q)) > 0) {
		struct org org = { db_int(q, 0) };

		if (!db_is_null(q, 1) && strcmp(db_text(q, 1), now) > 0)
			(void)snprintf(ahead, sizeof(ahead), "%s", db_text(q, 1));
		if ((rc = ledger_status(c->db, org, c->arena, &s, &c->err)) < 0)
			break;
		size += s.size;
		waiting += s.size - (s.signed_size > 0 ? (uint64_t)s.signed_size : 0);
	}
	db_done(q);
	if (rc < 0)
		return rc;
	exam_say(x, waiting > 1000 ? BAD : GOOD, "signer", "start the server, or run any command "
	    "that writes: both sign; look for signer_refused in the log",
	    "%" PRIu64 " leaves, %" PRIu64 " not signed yet", size, waiting);
	exam_say(x, ahead[0] ? BAD : GOOD, "clock", "set the clock, best by NTP: recorded time "
	    "never goes back", ahead[0] ? "it says %s, the newest record is of %s" : "it says %s%s",
	    now, ahead);
	return E_OK;
}

/* Adds the organisation's roles that are not as they come: own ones, and those that lag behind. */
static int roles_of(struct ctx *c, const char *org, const char **own, const char **behind)
{
	struct value *all;
	int rc = roles_standing(c, &all);

	for (const struct value *r = rc == E_OK ? all->u.list.first : NULL; r; r = r->next) {
		const char *standing = val_get_text(r, "standing");
		const char **list = strcmp(standing, "own") == 0 ? own : behind;

		if (strcmp(standing, "same") != 0)
			*list = arena_printf(c->arena, "%s%s%s of %s", *list, (*list)[0] ? ", " :
			    "", val_get_text(r, "role"), org);
	}
	return rc;
}

/* Roles that were changed here do not follow Annexa: who runs it should know. */
static int look_at_roles(struct exam *x, struct ctx *c)
{
	const char *own = "", *behind = "";
	struct value *orgs = val_obj(c->arena);
	const struct actor *who = c->actor;
	struct org before = c->org;
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("SELECT id, code FROM org ORDER BY id"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		val_add(orgs, arena_text(c->arena, db_text(q, 1)), val_int(c->arena, db_int(q, 0)));
	db_done(q);
	c->actor = actor_program();
	for (const struct value *o = orgs->u.list.first; o && rc == E_OK; o = o->next) {
		c->org = (struct org){ o->u.i };
		rc = roles_of(c, o->key, &own, &behind);
	}
	c->org = before;
	c->actor = who;
	if (rc == E_OK)
		exam_say(x, behind[0] ? LOOK : GOOD, "roles", "restart the server: roles that "
		    "nobody changed follow it", "%s%s", behind[0] ?
		    "as an earlier Annexa made them: " : own[0] ?
		    "changed here, so they do not follow (annexa user roles): " :
		    "as they come with Annexa", behind[0] ? behind : own);
	return rc;
}

static void look_at_data(struct exam *x)
{
	struct program *p = x->m->c->program;
	const struct err *why = x->m->unopened;
	struct ctx *c = x->m->c;

	if (!p) {
		exam_say(x, BAD, "database", why->hint ? why->hint : "mend what the message says, "
		    "or restore a backup: annexa restore", "%s", why->detail);
		return;
	}
	if (ledger_refusal(p->ledger))
		exam_say(x, BAD, "ledger", "find out who changed or restored the database; then "
		    "annexa ledger new-epoch --reason TEXT", "%s", ledger_refusal(p->ledger));
	else
		exam_say(x, GOOD, "ledger", NULL, "the database continues what was signed");
	if (look_at_logs(x, c) < 0 || look_at_roles(x, c) < 0) {
		exam_say(x, BAD, "database", "restore a backup: annexa restore", "%s",
		    c->err.detail);
		err_clear(&c->err);
	}
}

/* ---- backup, drill, settings ---- */

/* What should be done again and again: backups, drills. */
static void look_at_last(struct exam *x, enum last_what what)
{
	const struct last_kind *k = &last_kinds[what];
	int64_t days;
	struct last l;

	last_read(x->m->data_dir, what, &l);
	days = (clock_now(&clock_system) - l.at_us) / (86400 * INT64_C(1000000));
	if (l.failed_at[0])
		exam_say(x, BAD, k->name, k->cure, "the last try, of %s, failed: %s",
		    l.failed_at, l.why);
	else if (!l.at_us)
		exam_say(x, LOOK, k->name, k->cure, "%s", k->never);
	else
		exam_say(x, days > k->days ? LOOK : GOOD, k->name, k->cure,
		    "the last one is of %s", l.at);
}

/* Stopped, it would want its address; running, it has it. */
static void look_at_address(struct exam *x, const struct settings *s)
{
	const struct program *p = x->m->c->program;
	struct err e;

	err_init(&e, x->m->c->arena);
	if (p && p->may_follow)
		exam_say(x, GOOD, "address", NULL, "a server answers for this folder");
	else if (http_listen_try(setting_text(s, "listen"), &e) < 0)
		exam_say(x, LOOK, "address", "stop it, unless it is annexa.socket; or give this "
		    "server another address: listen in annexa.conf", "%s", e.detail);
	else
		exam_say(x, GOOD, "address", NULL, "%s is free", setting_text(s, "listen"));
}

static void look_at_settings(struct exam *x)
{
	struct settings *s;

	if (settings_load(x->m, &s) == E_OK) {
		exam_say(x, GOOD, "settings", NULL, "understood");
		look_at_address(x, s);
		return;
	}
	exam_say(x, BAD, "settings", "mend annexa.conf or the environment; annexa doc settings",
	    "%s", x->m->c->err.fields ? x->m->c->err.fields->detail : x->m->c->err.detail);
	err_clear(&x->m->c->err);
}

static bool look_at_folder(struct exam *x)
{
	struct stat st;

	if (stat(x->m->data_dir, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	exam_say(x, BAD, "folder", "name the data folder with --data or ANNEXA_DATA, or make one: "
	    "annexa init", "there is no folder %s", x->m->data_dir);
	return false;
}

static void look_into_folder(struct exam *x)
{
	look_at_use(x);
	look_at_rights(x);
	look_at_disk(x);
	look_at_keys(x);
	look_at_data(x);
	for (size_t i = 0; i < LAST_N; i++)
		look_at_last(x, (enum last_what)i);
	look_at_settings(x);
}

static int run(struct cmd *m)
{
	struct exam x = exam_new(m);
	struct value *o = val_obj(m->c->arena);

	if (m->c->program)
		m->data_dir = m->c->program->dir;	/* inside a server: the folder it has */
	if (look_at_folder(&x))
		look_into_folder(&x);
	look_at_sqlite(&x);
	look_at_sandbox(&x);
	look_at_fonts(&x);
	val_add(o, "ok", val_bool(m->c->arena, x.worst != BAD));
	val_add(o, "checks", x.rows);
	if (m->json)
		cmd_json(m, o);
	else
		exam_print(&x);
	return x.worst == BAD ? E_NO : E_OK;
}

static const struct remote_grant remote[] = {
	{ "*", .here = "it looks at the data folder, the keys and the machine; whether the server "
		"is in order says /readyz, what concerns your organisation `annexa verify` and "
		"`annexa user roles`" },
	{ 0 }
};

COMMAND(doctor, .usage = "doctor [--json]",
    .help = "Look whether everything around the data is in order.\n\n"
	    "Rights of the folder, space, keys, ledger, signer, clock, roles, last backup and "
	    "drill, settings, address, SQLite, sandbox, fonts; each with what to do. "
	    "Exit status 1 when something is wrong. "
	    "Works also when the data cannot be opened. It does not read the records: that is "
	    "`annexa verify`.",
    .min = 0, .max = 0, .flags = CMD_ANYWAY, .remote = remote, .run = run);
