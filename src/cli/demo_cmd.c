/*
 * cli/demo_cmd.c -- `annexa demo`: a made-up organisation with two years of history.
 *
 * It lives in a data folder of its own. Its script (content/demo) is commands of the command line
 * with the days they were given on; they run one after the other with the clock set to that day,
 * so everything goes the ordinary way and the ledger verifies.
 */
#include <errno.h>
#include <ftw.h>
#include <unistd.h>
#include "base/asset.h"
#include "cli/demo_script.h"
#include "cli/run.h"
#include "cli/setup.h"
#include "record/store.h"

#define ORG "demo"
#define NAME "Bergmann Components"
#define ADMIN "Nina Weber"	/* who gives the first command */

struct alias {
	const char *name, *value;
	struct alias *next;
};

struct demo {
	struct cmd *m;
	struct program *p;
	struct demo_script script;
	struct alias *aliases;
	int64_t now_us;			/* what the program's clock says */
	struct arena step;		/* emptied after each command */
};

static int64_t set_clock(void *arg)
{
	const struct demo *d = arg;

	return d->now_us;
}

static int read_scripts(struct demo *d)
{
	int64_t today = clock_now(&clock_system);
	int rc = E_OK;

	for (const struct asset *f = asset_first(); f->name && rc == E_OK; f++)
		if (text_starts(f->name, "content/demo/") && strstr(f->name, ".demo"))
			rc = demo_script_add(d->m->c->arena, &d->script, f->name,
			    (struct str){ f->p, f->n }, today, &d->m->c->err);
	demo_script_sort(&d->script);
	return rc == E_OK && !d->script.n ?
	    err_set(&d->m->c->err, E_NOTFOUND, "the program holds no demonstration") : rc;
}

static const char *alias_find(const struct demo *d, const char *name, size_t n)
{
	for (const struct alias *x = d->aliases; x; x = x->next)
		if (strncmp(x->name, name, n) == 0 && x->name[n] == '\0')
			return x->value;
	return NULL;
}

static size_t alias_length(const char *p)
{
	return strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

/* The code of the newest record of a type, for what a command has made beside its own. */
static const char *newest(struct demo *d, const char *type, size_t n)
{
	const struct record *t = record_find(arena_text_n(&d->step, type, n));
	struct ctx *c = ctx_new(d->p, &d->step);
	const char *code = NULL;
	struct query *q;

	if (!t || ctx_reader(c) < 0 || org_find(c, ORG, &c->org) < 0 || db_query(c, &q,
	    SQL("SELECT value FROM counter WHERE org = :org AND name = :name")) < 0)
		return NULL;
	db_bind_text(q, ":name", t->name);
	if (db_step(c, q) > 0)
		code = code_text(&d->step, t, db_int(q, 0));
	db_done(q);
	return code;
}

/* $mail becomes A-7, $@task the newest task; an unknown name is a mistake of the script. */
static int replaced(struct demo *d, const struct demo_step *s, const char *word, char **ret)
{
	struct sbuf *b = sbuf_new(&d->step, 128 << 10);

	for (const char *p = word; *p;) {
		bool of_type = *p == '$' && p[1] == '@';
		size_t n = *p == '$' ? alias_length(p + 1 + of_type) + of_type : 0;
		const char *value = !n ? NULL : of_type ? newest(d, p + 2, n - 1) :
		    alias_find(d, p + 1, n);

		if (n && !value)
			return err_set(&d->m->c->err, E_USAGE,
			    "%s, line %d: nothing is called $%.*s", s->file, s->line,
			    (int)n, p + 1);
		if (value)
			sbuf_text(b, value);
		else
			sbuf_char(b, *p);
		p += value ? n + 1 : 1;
	}
	*ret = arena_text_n(&d->step, b->p ? b->p : "", b->n);
	return E_OK;
}

static void keep(struct demo *d, const char *name, const struct sbuf *out)
{
	struct alias *x = arena_zero(d->m->c->arena, 1, sizeof(*x));
	const char *text = out->p ? out->p : "";

	x->name = name;
	x->value = arena_text_n(d->m->c->arena, text, strcspn(text, " \t\n"));
	x->next = d->aliases;
	d->aliases = x;
}

/* Files of the script lie beside it, in the program. */
static int read_asset(struct cmd *m, const char *path, struct str *ret)
{
	char name[200];
	const struct asset *f;

	(void)snprintf(name, sizeof(name), "content/demo/%.150s", path);
	if (!(f = asset_find(name)))
		return err_set(&m->c->err, E_IO, "the demonstration has no file \"%s\"", path);
	*ret = (struct str){ f->p, f->n };
	return E_OK;
}

static int pull_asset(struct cmd *m, const char *path,
    int (*take)(void *arg, const void *p, size_t n), void *arg)
{
	struct str text;
	int rc = read_asset(m, path, &text);

	return rc < 0 ? rc : take(arg, text.p, text.n);
}

static int write_nothing(struct cmd *m, const char *path, const void *p, size_t n)
{
	(void)p, (void)n;
	return err_set(&m->c->err, E_USAGE, "the demonstration writes no file: \"%s\"", path);
}

static int push_nothing(struct cmd *m, const char *path,
    ssize_t (*next)(void *arg, void *p, size_t room), void *arg)
{
	(void)next, (void)arg;
	return write_nothing(m, path, NULL, 0);
}

static int run_step(struct demo *d, const struct demo_step *s)
{
	struct sbuf *out = sbuf_new(&d->step, 16 << 20), *chatter = sbuf_new(&d->step, 1 << 20);
	struct cmd io = { .out = out, .chatter = chatter, .read_file = read_asset,
		.write_file = write_nothing, .pull_file = pull_asset, .push_file = push_nothing };
	char **argv = arena_zero(&d->step, (size_t)s->argc + 1, sizeof(*argv));
	struct err *e = &d->m->c->err;
	struct invocation inv;
	int rc = E_OK;

	for (int i = 0; i < s->argc && rc == E_OK; i++)
		rc = replaced(d, s, s->argv[i], &argv[i]);
	if (rc < 0 || (rc = run_parse(&d->step, s->argc, argv, &inv, e)) < 0)
		return rc;
	if (!inv.command || (inv.command->flags & CMD_LOCAL))
		return err_set(e, E_USAGE, "%s, line %d: not a command that works on records",
		    s->file, s->line);
	inv.org = ORG;
	inv.as_user = s->actor;
	d->now_us = s->at_us;
	if (run_command(d->p, &inv, s->actor, &io, &d->step) != 0)
		return err_set(e, E_USAGE, "%s, line %d: %.*s", s->file, s->line,
		    (int)strcspn(chatter->p ? chatter->p : "", "\0"), chatter->p);
	if (s->keep)
		keep(d, s->keep, out);
	return E_OK;
}

/* Something to look at while two years go by. */
static void progress(const struct demo *d, size_t i)
{
	if (isatty(STDERR_FILENO) && (i % 50 == 0 || i == d->script.n))
		fprintf(stderr, "\rplaying two years: %zu of %zu%s", i, d->script.n,
		    i == d->script.n ? "\n" : "");
}

/* Checkpoints are signed along the way, as a server would have done. */
static int play(struct demo *d)
{
	const int64_t quarter_us = INT64_C(90) * 86400 * 1000000;
	int64_t next_us = d->script.steps[0].at_us + quarter_us;
	int rc = E_OK;

	for (size_t i = 0; i < d->script.n && rc == E_OK; i++) {
		if (d->script.steps[i].at_us > next_us) {
			next_us += quarter_us;
			if ((rc = ledger_sign_all(d->p->ledger, &d->m->c->err)) < 0)
				return rc;
		}
		rc = run_step(d, &d->script.steps[i]);
		arena_reset(&d->step);
		progress(d, i + 1);
	}
	return rc;
}

/* ---- who can sign in ---- */

struct links {
	struct demo *d;
	struct value *rows;
};

static int invite_all(struct ctx *c, void *arg)
{
	struct links *l = arg;
	struct arena *keep = l->d->m->c->arena;
	struct query *q;
	int64_t account;
	int rc;

	if ((rc = org_find(c, ORG, &c->org)) < 0 || (rc = db_query(c, &q,
	    SQL("SELECT m.name, m.email, coalesce(p.job, '') FROM member AS m LEFT JOIN person AS p"
	        " ON p.org = m.org AND p.id = m.person_id WHERE m.org = :org"
	        " AND m.archived = FALSE AND m.state = 'active' ORDER BY m.id"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct value *o = val_obj(keep);

		val_add(o, "name", val_text(keep, arena_text(keep, db_text(q, 0))));
		val_add(o, "email", val_text(keep, arena_text(keep, db_text(q, 1))));
		val_add(o, "job", val_text(keep, arena_text(keep, db_text(q, 2))));
		val_push(l->rows, o);
	}
	db_done(q);
	for (struct value *o = l->rows->u.list.first; o && rc >= 0; o = o->next) {
		char token[TOKEN_TEXT];

		if ((rc = account_find(c, val_get_text(o, "email"), &account)) == E_OK && account &&
		    (rc = invite_create(c, account, token)) == E_OK)
			val_add(o, "sign_in", val_text(keep,
			    arena_printf(keep, "/welcome/%s", token)));
	}
	return rc < 0 ? rc : E_OK;
}

static int tell(struct demo *d)
{
	static const char *const keys[] = { "name", "job", "sign_in" };
	static const char *const heads[] = { "Name", "Job", "First sign-in, single use" };
	struct links l = { d, val_arr(d->m->c->arena) };
	struct ctx *c = ctx_new(d->p, &d->step);
	int rc;

	c->actor = actor_program();
	if ((rc = record_transaction(c, invite_all, &l)) < 0) {
		d->m->c->err = c->err;
		return rc;
	}
	if (d->m->json) {
		struct value *o = val_obj(d->m->c->arena);

		val_add(o, "org", val_text(d->m->c->arena, ORG));
		val_add(o, "steps", val_int(d->m->c->arena, (int64_t)d->script.n));
		val_add(o, "people", l.rows);
		cmd_json(d->m, o);
		return E_OK;
	}
	cmd_chat(d->m, "%s is ready in %s: %zu acts over two years. See it with\n"
	    "  annexa serve --data %s\n", NAME, d->m->data_dir, d->script.n, d->m->data_dir);
	cmd_table(d->m, keys, heads, COUNT(keys), l.rows);
	return E_OK;
}

/* ---- the command ---- */

static int make(struct demo *d)
{
	struct org_setup s = { .org = ORG, .name = NAME, .admin_name = ADMIN,
		.framework = "iso27001-2022" };
	struct ctx *c = ctx_new(d->p, &d->step);
	int rc;

	identity_join(d->p);
	d->now_us = d->script.steps[0].at_us - INT64_C(60) * 1000000;
	d->p->clock = (struct clock){ set_clock, d };
	s.admin = d->script.steps[0].actor;
	c->reason = DEMONSTRATION;
	if ((rc = record_transaction(c, org_set_up, &s)) < 0) {
		d->m->c->err = c->err;
		return rc;
	}
	arena_reset(&d->step);
	if ((rc = play(d)) < 0)
		return rc;
	d->p->clock = clock_system;
	if ((rc = tell(d)) < 0)
		return rc;
	arena_reset(&d->step);
	return ledger_sign_all(d->p->ledger, &d->m->c->err);
}

/* Does this folder hold the demonstration and nothing else? */
static int only_demo(struct cmd *m)
{
	struct program *p;
	struct arena work;
	struct ctx *c;
	int rc;

	if ((rc = program_open(m->data_dir, 0, &p, &m->c->err)) < 0)
		return rc;
	arena_init(&work, 16u << 20);
	c = ctx_new(p, &work);
	if (ctx_reader(c) < 0 || org_only(c, &c->org) < 0 || !org_demonstration(c))
		rc = err_set(&m->c->err, E_REFUSED, "%s holds other data than a demonstration; "
		    "nothing was removed", m->data_dir);
	arena_release(&work);
	program_close(p);
	return rc;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

/* Of the folder only what Annexa makes; what else somebody put there stays. */
static int remove_files(struct cmd *m)
{
	static const char *const names[] = { "annexa.db", "annexa.db-wal", "annexa.db-shm",
		"subjects.keys", "subjects.keys-wal", "subjects.keys-shm", "master.key", "signer",
		"blob", "annexa.sock", "lock" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (nftw(arena_printf(m->c->arena, "%s/%s", m->data_dir, names[i]), remove_one, 16,
		    FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0 && errno != ENOENT)
			return err_set(&m->c->err, E_IO, "removing %s in %s: %s", names[i],
			    m->data_dir, strerror(errno));
	(void)rmdir(m->data_dir);	/* stays when something else is in it */
	return E_OK;
}

static int remove_demo(struct cmd *m)
{
	int rc = only_demo(m);

	if (rc < 0 || (rc = remove_files(m)) < 0)
		return rc;
	cmd_chat(m, "the demonstration in %s is gone\n", m->data_dir);
	return E_OK;
}

static int run(struct cmd *m)
{
	struct demo d = { .m = m };
	int rc;

	if (m->argc && strcmp(cmd_arg(m, 0), "remove") == 0)
		return remove_demo(m);
	if (m->argc)
		return err_set(&m->c->err, E_USAGE, "`demo` alone makes the demonstration, `demo "
		    "remove` takes it away; it has no \"%s\"", cmd_arg(m, 0));
	if ((rc = read_scripts(&d)) < 0 ||
	    (rc = program_open(m->data_dir, PROGRAM_CREATE, &d.p, &m->c->err)) < 0)
		return rc;
	arena_init(&d.step, 1u << 30);
	rc = make(&d);
	arena_release(&d.step);
	program_close(d.p);
	if (rc < 0)
		IGNORE(remove_files(m));	/* nothing half made stays behind */
	return rc;
}

static const struct remote_grant remote[] = {
	{ "*", .here = "it makes and removes data folders" },
	{ 0 }
};

COMMAND(demo, .usage = "demo [--data DIR]\ndemo remove [--data DIR]",
	.help = "Make a demonstration, or remove it.\n\nA made-up manufacturer with two years of "
	"history, in a data folder of its own: every page has something to look at, and the past "
	"can be visited. Its ledger says that it is a demonstration, and so does every page. "
	"Prints a single-use link for each person who can sign in.\n\n`demo remove` deletes the "
	"folder's files, and only those of a demonstration.",
	.min = 0, .max = 1, .flags = CMD_LOCAL, .remote = remote, .run = run);
