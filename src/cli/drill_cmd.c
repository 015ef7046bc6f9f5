/*
 * cli/drill_cmd.c -- `annexa drill`: restore a backup where nobody sees it, and measure.
 *
 * What a restore and a first start would do is done in a place of its own: the backup is read, the
 * keys that are kept elsewhere are put beside it, the program is opened on it, every organisation
 * verified, every file read. The running data are only looked at. ADR 0029.
 */
#include <sodium.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include "base/log.h"
#include "cli/drill.h"
#include "cli/exam.h"
#include "cli/place.h"
#include "cli/restoring.h"
#include "cli/trial.h"
#include "cli/wire.h"
#include "record/file.h"
#include "record/fsck.h"
#include "record/last.h"
#include "record/program.h"

enum { KEEP_FREE_MB = 200, PROBLEMS_SHOWN = 20, SILENT = 4 };

struct drill {
	struct cmd *m;
	struct exam x;
	struct place place;
	struct restoring w;
	const char *dir;		/* the running data, or NULL */
	const char *keys;		/* where master.key and signer/ are, or NULL */
	bool master;			/* the master key is there */
	int64_t restore_us, verify_us;
	struct value *held, *problems;
	struct trial trial;
	int64_t same;			/* organisations that are in the running data too */
};

static const char *in(struct drill *d, const char *dir, const char *name)
{
	return arena_printf(d->m->c->arena, "%s/%s", dir, name);
}

static bool there(struct drill *d, const char *dir, const char *name)
{
	return dir && access(in(d, dir, name), R_OK) == 0;
}

/* ---- before ---- */

/* The running data keep room to write: the drill gives way to them. */
static int room(void *arg)
{
	struct drill *d = arg;
	struct stat here, live;
	struct statvfs disk;

	if (!d->dir || stat(d->place.work, &here) != 0 || stat(d->dir, &live) != 0 ||
	    here.st_dev != live.st_dev || statvfs(d->place.work, &disk) != 0 ||
	    (uint64_t)disk.f_bavail * disk.f_frsize >> 20 >= KEEP_FREE_MB)
		return E_OK;
	return err_hint(&d->m->c->err, E_FULL, "name a folder on another disk with --in",
	    "restoring into %s would leave less than %d MB to the running data", d->place.path,
	    KEEP_FREE_MB);
}

static const char *place_path(struct drill *d)
{
	const char *named = cmd_option(d->m, "in"), *tmp = getenv("TMPDIR");

	if (d->dir && !named)
		return in(d, d->dir, "drill.tmp");
	return arena_printf(d->m->c->arena, "%s/annexa-drill-%u", named ? named :
	    tmp && tmp[0] ? tmp : "/var/tmp", (unsigned)geteuid());
}

/* ---- the keys that are kept elsewhere ---- */

static const char *const signer_files[] = { "signer/key", "signer/mac" };

/* Copies for as long as opening takes: a signer that is given none makes its own. */
static int bring_signer(struct drill *d)
{
	struct ctx *c = d->m->c;
	const char *why = "", *to = in(d, d->place.work, "signer");
	struct str data;
	bool ok = true;

	if (!there(d, d->keys, signer_files[0]))
		return E_OK;
	if (mkdir(to, 0700) != 0)
		return err_set(&c->err, E_IO, "making %s: %s", to, strerror(errno));
	for (size_t i = 0; ok && i < COUNT(signer_files); i++)
		ok = file_read(c->arena, in(d, d->keys, signer_files[i]), &data, &why) &&
		    file_write_new(c->arena, in(d, d->place.work, signer_files[i]), data.p, data.n,
		    &why);
	return ok ? E_OK : err_set(&c->err, E_IO, "the signer's folder: %s", why);
}

static void drop_signer(struct drill *d)
{
	for (size_t i = 0; i < COUNT(signer_files); i++)
		(void)unlink(in(d, d->place.work, signer_files[i]));	/* may not be there */
}

/*
 * --keys before the environment before the running data's own. Without a master key nobody can
 * tell whose the files are: they are put aside, so that the rest opens.
 */
static int bring_master(struct drill *d)
{
	const char *env = getenv("ANNEXA_MASTER_KEY"), *work = d->place.work;
	bool named = cmd_option(d->m, "keys") != NULL, kept = there(d, d->keys, "master.key");
	char path[PATH_MAX];
	int rc = 0;

	if (!named && env && env[0]) {
		d->master = true;
		return E_OK;
	}
	(void)unsetenv("ANNEXA_MASTER_KEY");	/* --keys says what is to be tried */
	d->master = kept;
	if (kept)
		rc = realpath(in(d, d->keys, "master.key"), path) ?
		    symlink(path, in(d, work, "master.key")) : -1;
	else if (there(d, work, "blob"))
		rc = rename(in(d, work, "blob"), in(d, work, "sealed"));
	return rc == 0 ? E_OK : err_set(&d->m->c->err, E_IO, "preparing %s: %s", work,
	    strerror(errno));
}

/* ---- what came out ---- */

static void tell_ledger(struct drill *d)
{
	const struct trial *t = &d->trial;
	const struct value *p = t->problems->u.list.first;
	struct arena *a = d->m->c->arena;

	if (t->wrong)
		exam_say(&d->x, BAD, "ledger", "try an older backup, and annexa verify on the "
		    "running data", "%s with it; %s: %s", text_counted(a, t->wrong,
		    "place does not agree", "places do not agree"),
		    p ? val_get_text(p, "record") : "", p ? val_get_text(p, "detail") : "");
	else
		exam_say(&d->x, GOOD, "ledger", NULL, "%s, %s, %s of %s: all agree",
		    text_counted(a, t->orgs, "organisation", "organisations"),
		    text_counted(a, t->leaves, "leaf", "leaves"),
		    text_counted(a, t->revisions, "change", "changes"),
		    text_counted(a, t->records, "record", "records"));
	exam_say(&d->x, t->unsigned_by_us ? LOOK : GOOD, "signer", "keep a copy of "
	    "signer/ and name its folder with --keys: it proves that Annexa wrote the entries",
	    "%s", t->unsigned_by_us ? "the ledger is of a signer whose folder was not given" :
	    "its key is that of the ledger");
	exam_say(&d->x, t->sealed ? LOOK : GOOD, "keys of people", "give their own "
	    "backup with --person-keys: without it personal values of the history stay sealed",
	    "%s", !t->sealed ? "open what they seal" : cmd_option(d->m, "person-keys") ?
	    "some are missing" : "their backup was not given");
}

/* Without the master key files have no names: then they are only counted. */
static int count_files(struct drill *d, struct ctx *c)
{
	int64_t rows = 0, held = d->w.files - there(d, d->place.work, "annexa.db") -
	    (cmd_option(d->m, "person-keys") != NULL) - there(d, d->place.work, "sealed/key");
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("SELECT count(*) FROM file WHERE key IS NOT"
	    " NULL"))) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		rows = db_int(q, 0);
	db_done(q);
	if (rc >= 0)
		exam_say(&d->x, held < rows ? BAD : rows ? LOOK : GOOD, "files",
		    held < rows ? "annexa fsck on the running data tells which" : "name the folder "
		    "of master.key with --keys: without it files are only counted", "records name %"
		    PRId64 ", %" PRId64 " are in the backup%s", rows, held, rows ? ", none was "
		    "opened" : "");
	return rc < 0 ? rc : E_OK;
}

static int check_files(struct drill *d, struct ctx *c)
{
	struct value *told, *first;
	int64_t n;
	int rc;

	if (!d->master)
		return count_files(d, c);
	if ((rc = fsck_run(c, FSCK_NAMED, &told)) < 0)
		return rc;
	n = val_get_int(told, "problems_total", 0);
	first = val_get(told, "problems")->u.list.first;
	if (n)
		exam_say(&d->x, BAD, "files", "try an older backup, and annexa fsck on the "
		    "running data", "of %s %s; %s: %s", text_counted(c->arena,
		    val_get_int(told, "files", 0), "file", "files"), text_counted(c->arena, n,
		    "is not as its record says", "are not as their records say"),
		    first ? val_get_text(first, "kind") : "",
		    first ? val_get_text(first, "detail") : "");
	else
		exam_say(&d->x, GOOD, "files", NULL, "%" PRId64 ", %s, each read and as its "
		    "record says", val_get_int(told, "files", 0),
		    size_text(c->arena, val_get_int(told, "bytes", 0)));
	for (struct value *p = first; p; p = p->next)
		val_push(d->problems, val_copy(c->arena, p));
	return E_OK;
}

/* On the opened copy. Negative only when it could not be looked at. */
static int examine(struct drill *d, struct program *p)
{
	struct ctx *c = ctx_new(p, d->m->c->arena);
	int rc;

	c->actor = actor_program();
	if ((rc = db_reader_take(p->db, &c->db, &c->err)) < 0)
		goto out;
	if ((rc = db_begin(c->db, &c->err)) == E_OK && (rc = drill_holds(c, &d->held)) == E_OK &&
	    (rc = trial_verify(c, &d->trial)) == E_OK) {
		d->problems = d->trial.problems;
		tell_ledger(d);
		rc = check_files(d, c);
	}
	db_reader_give(c->db);
out:
	if (rc < 0)
		exam_say(&d->x, BAD, "database", "try an older backup", "%s", c->err.detail ?
		    c->err.detail : err_title(rc));
	return rc;
}

/* ---- the drill ---- */

/* As a first start would; what stops it is what the drill is for. */
static void open_copy(struct drill *d)
{
	struct program *p = NULL;
	struct err e;
	int rc;

	err_init(&e, d->m->c->arena);
	log_level(SILENT);	/* that the signer does not know the copy is as it should be */
	rc = program_open(d->place.work, 0, &p, &e);
	drop_signer(d);
	if (rc < 0) {
		exam_say(&d->x, BAD, "database", e.hint ? e.hint : "try an older backup",
		    "the restored folder does not open: %s", e.detail);
		return;
	}
	exam_say(&d->x, GOOD, "database", NULL, "opens as at a first start");
	IGNORE(examine(d, p));	/* told */
	program_close(p);
}

static int restore(struct drill *d)
{
	const char *file = cmd_arg(d->m, 0);
	int64_t began = clock_mono_us();
	int rc;

	if ((rc = restoring_key(&d->w)) < 0 || (rc = room(d)) < 0 ||
	    (rc = restoring_data(&d->w, file)) < 0 || (rc = restoring_person_keys(&d->w)) < 0 ||
	    (rc = bring_signer(d)) < 0 || (rc = bring_master(d)) < 0)
		return rc;
	d->restore_us = clock_mono_us() - began;
	exam_say(&d->x, GOOD, "backup", NULL, "whole, and opened by the key: %s, %s",
	    text_counted(d->m->c->arena, d->w.files, "file", "files"),
	    size_text(d->m->c->arena, d->w.bytes));
	began = clock_mono_us();
	open_copy(d);
	d->verify_us = clock_mono_us() - began;
	return E_OK;
}

static void compare(struct drill *d)
{
	struct ctx *c = d->m->c;

	if (!d->held || !d->dir)
		return;
	if (drill_beyond(c, d->dir, d->held, &d->same) < 0)
		exam_say(&d->x, LOOK, "running data", "see annexa doctor", "%s",
		    c->err.detail);
	else if (!d->same)
		exam_say(&d->x, LOOK, "running data", "name its own data folder with --data, "
		    "or none", "%s holds no organisation of the backup", d->dir);
	err_clear(&c->err);
}

/* Only a drill of this folder's own data counts for it. */
static int note(struct drill *d)
{
	if (!d->dir || (d->held && !d->same))
		return E_OK;
	return last_note(d->dir, LAST_DRILL, clock_now(&clock_system), d->x.first_bad,
	    &d->m->c->err);
}

static struct value *answer(struct drill *d)
{
	struct arena *a = d->m->c->arena;
	struct value *o = val_obj(a), *t = val_obj(a);
	char now[TIME_TEXT];

	time_print(clock_now(&clock_system), now);
	val_add(o, "ok", val_bool(a, d->x.worst != BAD));
	val_add(o, "held_at", val_text(a, arena_text(a, now)));
	val_add(o, "annexa", val_text(a, ANNEXA_VERSION));
	val_add(o, "backup", val_text(a, cmd_arg(d->m, 0)));
	val_add(o, "files", val_int(a, d->w.files));
	val_add(o, "bytes", val_int(a, d->w.bytes));
	val_add(o, "recovery_point", d->held ? drill_point(a, d->held, clock_now(&clock_system)) :
	    val_null(a));
	val_add(t, "restore_ms", val_int(a, d->restore_us / 1000));
	val_add(t, "verify_ms", val_int(a, d->verify_us / 1000));
	val_add(t, "total_ms", val_int(a, (d->restore_us + d->verify_us) / 1000));
	val_add(o, "recovery_time", t);
	val_add(o, "organisations", d->held ? d->held : val_arr(a));
	val_add(o, "checks", d->x.rows);
	val_add(o, "problems", d->problems);
	return o;
}

static const char *seconds(struct arena *a, int64_t us)
{
	if (us < 1000000)
		return arena_printf(a, "%" PRId64 " ms", us / 1000);
	return us >= 60000000 ? drill_span(a, us / 1000000) :
	    arena_printf(a, "%" PRId64 ".%" PRId64 " s", us / 1000000, us / 100000 % 10);
}

static void print_point(struct drill *d, const struct value *p)
{
	struct arena *a = d->m->c->arena;
	const char *last = val_get_text(p, "last_change"), *first = val_get_text(p, "first_since");
	int64_t since = val_get_int(p, "changes_since", 0);

	cmd_tone(d->m, TONE_HEAD, "\nrecovery point  ");
	cmd_printf(d->m, "last change in it %s, %s ago\n", last ? last : "never",
	    drill_span(a, val_get_int(p, "age_s", 0)));
	if (!d->same)
		cmd_printf(d->m, "                no running data at hand to compare it with\n");
	else if (since < 0)
		cmd_printf(d->m, "                the running data have %s less than the backup\n",
		    text_counted(a, -since, "change", "changes"));
	else if (!since)
		cmd_printf(d->m, "                nothing would be lost: no change since\n");
	else
		cmd_printf(d->m, "                %s since would be lost, the first of "
		    "%s, %s ago\n", text_counted(a, since, "change", "changes"),
		    first ? first : "?",
		    drill_span(a, val_get_int(p, "lost_s", 0)));
}

static void print(struct drill *d, const struct value *o)
{
	struct arena *a = d->m->c->arena;
	int64_t left = (int64_t)d->problems->u.list.n - PROBLEMS_SHOWN, n = 0;

	exam_print(&d->x);
	for (const struct value *p = d->problems->u.list.first; p && n < PROBLEMS_SHOWN;
	     p = p->next, n++)
		cmd_printf(d->m, "%-22s %s: %s\n", n ? "" : "  problems", val_get_text(p, "kind"),
		    val_get_text(p, "detail"));
	if (left > 0)
		cmd_printf(d->m, "%-22s and %" PRId64 " more: --json lists them\n", "", left);
	if (d->held)
		print_point(d, val_get(o, "recovery_point"));
	cmd_tone(d->m, TONE_HEAD, "recovery time   ");
	cmd_printf(d->m, "%s: restoring %s, opening and verifying %s\n",
	    seconds(a, d->restore_us + d->verify_us), seconds(a, d->restore_us),
	    seconds(a, d->verify_us));
}

static int hold(struct drill *d)
{
	struct value *o;
	int rc = place_take(&d->place, place_path(d), &d->m->c->err);

	if (rc == E_OK) {
		d->w.part = d->place.work;
		rc = restore(d);
		sodium_memzero(d->w.secret, sizeof(d->w.secret));
	}
	place_give(&d->place);
	if (rc < 0)
		return rc;
	compare(d);
	o = answer(d);
	if (d->m->json)
		cmd_json(d->m, o);
	else
		print(d, o);
	if ((rc = note(d)) < 0)
		return rc;
	return d->x.worst == BAD ? E_NO : E_OK;
}

static int run(struct cmd *m)
{
	struct drill d = { .m = m, .x = exam_new(m), .problems = val_arr(m->c->arena) };
	const char *keys = cmd_option(m, "keys");
	struct stat st;

	d.dir = there(&d, m->data_dir, "annexa.db") ? m->data_dir : NULL;
	if (!d.dir && errno == EACCES)
		exam_say(&d.x, LOOK, "running data", "run it as the user whose data they are",
		    "reading %s: %s", m->data_dir, strerror(EACCES));
	d.keys = keys ? keys : d.dir;
	d.w = (struct restoring){ .m = m, .room = room, .arg = &d };
	if (!cmd_option(m, "key"))
		return err_set(&m->c->err, E_USAGE,
		    "name the file with the secret key: --key FILE");
	if (keys && (stat(keys, &st) != 0 || !S_ISDIR(st.st_mode)))
		return err_set(&m->c->err, E_USAGE, "--keys \"%s\" is no folder", keys);
	return hold(&d);
}

static const struct option_def options[] = {
	{ "key", "FILE",
	    "the secret key that `annexa backup --new-key` wrote; - for standard input" },
	{ "person-keys", "FILE", "a backup of the keys of people, made with --person-keys" },
	{ "keys", "DIR", "folder with the copies of master.key and signer/ that you keep; those of "
	    "the data folder when left out" },
	{ "in", "DIR", "where to restore: in the data folder, else $TMPDIR, else /var/tmp" },
	{ 0 }
};

static const struct remote_grant remote[] = {
	{ "*", .here = "it restores every organisation of a backup, which takes its keys" },
	{ 0 }
};

COMMAND(drill, .usage = "drill FILE --key FILE [--person-keys FILE] [--keys DIR] [--in DIR]",
    .help = "Try out a backup: restore it aside, verify it, measure, throw it away.\n\n"
	"Prints how old the backup's last change is and what would be lost with it, how long "
	"restoring and verifying took, and what was checked: the database opens, every "
	"organisation agrees with its ledger, every file a record names is there. The running data "
	"are only looked at; "
	"the doctor tells when the last drill was. Works without a data folder, on another "
	"machine. Exit status 1 when the backup would not restore to something that verifies, 4 "
	"when it is torn or for another key.",
    .options = options, .min = 1, .max = 1, .flags = CMD_LOCAL,
    .remote = remote, .run = run);
