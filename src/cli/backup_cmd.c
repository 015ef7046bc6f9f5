/*
 * cli/backup_cmd.c -- `annexa backup`: a copy of everything but the keys, for one recipient.
 *
 * Database first, files after: files never change and are not removed while a row names them, so
 * the copy of the database finds all of its own. The file is read back where it was written, and
 * the database in it verified, before the backup counts as made.
 */
#include <sodium.h>
#include <sys/stat.h>
#include "blob/blob.h"
#include "cli/backup.h"
#include "cli/command.h"
#include "cli/tree.h"
#include "cli/trial.h"
#include "record/file.h"
#include "record/last.h"
#include "record/program.h"
#include "record/subject.h"

struct making {
	struct cmd *m;
	const char *dir;		/* data folder */
	const char *tmp, *trial;
	const char *file;		/* on the caller's side */
	uint8_t to[BACKUP_KEY];
	struct backup_file *files;
	size_t n, room;
	int64_t bytes;
};

/* ---- what goes in ---- */

static int add_file(struct making *w, const char *name, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(&w->m->c->err, E_IO, "reading %s: %s", path, strerror(errno));
	if (w->n == w->room) {
		size_t room = w->room * 2 + 64;
		struct backup_file *more = arena_zero(w->m->c->arena, room, sizeof(*more));

		if (w->n)
			memcpy(more, w->files, w->n * sizeof(*more));
		w->files = more;
		w->room = room;
	}
	w->files[w->n++] = (struct backup_file){ name, path, st.st_size };
	w->bytes += st.st_size;
	return E_OK;
}

static int add_blob(void *arg, const char *name, int64_t age_s)
{
	struct making *w = arg;
	const char *in = arena_printf(w->m->c->arena, "blob/%.2s/%s", name, name + 2);

	(void)age_s;
	return add_file(w, in, arena_printf(w->m->c->arena, "%s/%s", w->dir, in));
}

static int collect(struct making *w)
{
	struct ctx *c = w->m->c;
	const char *db = arena_printf(c->arena, "%s/annexa.db", w->tmp);
	const char *key = arena_printf(c->arena, "%s/blob/key", w->dir);
	int rc;

	if ((rc = ctx_reader(c)) < 0 || (rc = db_copy(c->db, db, &c->err)) < 0 ||
	    (rc = add_file(w, "annexa.db", db)) < 0)
		return rc;
	if (access(key, F_OK) == 0 && (rc = add_file(w, "blob/key", key)) < 0)
		return rc;
	return blobs_each(c->program->blobs, add_blob, w, &c->err);
}

/* The keys of people have backups of their own, kept for days and not for years. */
static int collect_keys(struct making *w)
{
	struct ctx *c = w->m->c;
	const char *copy = arena_printf(c->arena, "%s/subjects.keys", w->tmp);
	int rc = subjects_copy(c->program->subjects, copy, &c->err);

	return rc < 0 ? rc : add_file(w, "subjects.keys", copy);
}

/* ---- proving it ---- */

/* The database that came out of the backup says what the ledger says. */
static int verify_copy(struct making *w, struct dbc *conn)
{
	struct err *e = &w->m->c->err;
	struct ctx c = *w->m->c;
	struct trial t;
	int rc;

	c.db = conn;
	if ((rc = db_begin(conn, e)) < 0)
		return rc;
	rc = trial_verify(&c, &t);
	db_end(conn);
	if (rc < 0)
		return err_set(e, rc, "verifying the backup: %s", c.err.detail);
	if (t.wrong || t.wants_epoch)
		return err_hint(e, E_REFUSED, "see annexa verify", t.wrong ? "the backup does not "
		    "verify: %s with the ledger" : "the ledger refuses to go on", text_counted(
		    c.arena, t.wrong, "place does not agree", "places do not agree"));
	if (t.sealed)
		cmd_chat(w->m, "keys of people are missing: what they seal in the history was "
		    "not compared\n");
	if (t.unsigned_by_us)
		cmd_chat(w->m, "a log of the ledger is of a signer that is not here any more\n");
	return E_OK;
}

static int verify_trial(struct making *w)
{
	struct err *e = &w->m->c->err;
	struct db *db;
	struct dbc *conn;
	int rc;

	if ((rc = db_open(w->trial, 0, &db, e)) < 0)
		return rc;
	if ((rc = db_reader_take(db, &conn, e)) == E_OK) {
		rc = verify_copy(w, conn);
		db_reader_give(conn);
	}
	db_close(db);
	return rc;
}

static int read_back(struct making *w, const uint8_t key[BACKUP_KEY])
{
	struct backup_reader *r = backup_reader_new(w->trial, NULL, key);
	int rc = w->m->pull_file(w->m, w->file, backup_take, r);

	if (backup_why(r)[0])
		rc = err_set(&w->m->c->err, rc, "reading the backup back: %s", backup_why(r));
	if (rc == E_OK)
		rc = backup_end(r, &w->m->c->err);
	backup_reader_free(r);
	return rc;
}

/* ---- the act ---- */

static int write_file(struct making *w, uint8_t key[BACKUP_KEY])
{
	struct backup_writer *b = backup_writer_new(w->to, w->files, w->n);
	int rc = w->m->push_file(w->m, w->file, backup_next, b);

	if (backup_failure(b)[0]) {
		err_clear(&w->m->c->err);
		rc = err_set(&w->m->c->err, E_IO, "making the backup: %s", backup_failure(b));
	}
	backup_stream_key(b, key);
	backup_writer_free(b);
	return rc;
}

static int make(struct making *w)
{
	bool keys = cmd_option(w->m, "person-keys") != NULL;
	uint8_t key[BACKUP_KEY];
	int rc;

	if (mkdir(w->tmp, 0700) != 0 || mkdir(w->trial, 0700) != 0)
		return err_set(&w->m->c->err, E_IO, "making %s: %s", w->tmp, strerror(errno));
	if ((rc = keys ? collect_keys(w) : collect(w)) == E_OK &&
	    (rc = write_file(w, key)) == E_OK && (rc = read_back(w, key)) == E_OK && !keys &&
	    (rc = verify_trial(w)) == E_OK)
		rc = last_note(w->dir, LAST_BACKUP, w->m->c->now_us, NULL, &w->m->c->err);
	sodium_memzero(key, sizeof(key));
	return rc;
}

/* The doctor tells of a night's failure in the morning, not when the last good one is old. */
static int note_failure(struct making *w, int rc)
{
	struct err e;

	err_init(&e, w->m->c->arena);
	IGNORE(last_note(w->dir, LAST_BACKUP, w->m->c->now_us, w->m->c->err.detail ?
	    w->m->c->err.detail : err_title(rc), &e));	/* the failure itself is told */
	return rc;
}

/* The secret half goes into a file of the caller, which belongs on another machine. */
static int new_key(struct cmd *m, const char *path)
{
	uint8_t public[BACKUP_KEY], secret[BACKUP_KEY];
	char text[2 * BACKUP_KEY + 2], shown[2 * BACKUP_KEY + 1];
	int rc;

	(void)crypto_box_keypair(public, secret);
	hex_encode(secret, sizeof(secret), text);
	text[2 * BACKUP_KEY] = '\n';
	hex_encode(public, sizeof(public), shown);
	rc = m->write_new(m, path, text, 2 * BACKUP_KEY + 1);
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(text, sizeof(text));
	if (rc < 0)
		return rc;
	if (m->json) {
		struct value *o = val_obj(m->c->arena);

		val_add(o, "key", val_text(m->c->arena, shown));
		cmd_json(m, o);
	} else {
		cmd_printf(m, "%s\n", shown);
	}
	cmd_chat(m, "%s opens backups made --to this key: keep it away from this machine\n", path);
	return E_OK;
}

static void made_json(const struct making *w)
{
	struct arena *a = w->m->c->arena;
	struct value *o = val_obj(a);

	val_add(o, "file", val_text(a, w->file));
	val_add(o, "files", val_int(a, (int64_t)w->n));
	val_add(o, "bytes", val_int(a, (int64_t)w->bytes));
	cmd_json(w->m, o);
}

static int run(struct cmd *m)
{
	const char *to = cmd_option(m, "to"), *fresh = cmd_option(m, "new-key");
	struct making w = { .m = m };
	int rc;

	if (fresh)
		return new_key(m, fresh);
	if (m->argc != 1 || !to)
		return err_hint(&m->c->err, E_USAGE,
		    "make a key once: annexa backup --new-key FILE",
		    "say where and for whom: annexa backup FILE --to KEY");
	if (strlen(to) != 2 * BACKUP_KEY || !hex_decode(to, w.to, BACKUP_KEY))
		return err_set(&m->c->err, E_USAGE, "--to must be the public key that --new-key "
		    "printed: 64 hexadecimal digits");
	w.file = cmd_arg(m, 0);
	if (strcmp(w.file, "-") == 0)
		return err_set(&m->c->err, E_USAGE, "a backup is read back: name a file");
	w.dir = m->c->program->dir;
	w.tmp = arena_printf(m->c->arena, "%s/backup.tmp", w.dir);
	w.trial = arena_printf(m->c->arena, "%s/trial", w.tmp);
	tree_remove(w.tmp);	/* of one that was killed */
	rc = make(&w);
	tree_remove(w.tmp);
	if (rc < 0)
		return cmd_option(m, "person-keys") ? rc : note_failure(&w, rc);
	if (m->json)
		made_json(&w);
	cmd_chat(m, "%s: %s, %s, read back%s\n", w.file, text_counted(m->c->arena,
	    (int64_t)w.n, "file", "files"), size_text(m->c->arena, w.bytes),
	    cmd_option(m, "person-keys") ? "" : " and verified");
	return E_OK;
}

static const struct option_def options[] = {
	{ "to", "KEY", "public key of who may open it, as --new-key printed it" },
	{ "new-key", "FILE", "make a key: the secret half into FILE, the public half is printed" },
	{ "person-keys", NULL, "only the keys of people: a backup of its own, kept for days" },
	{ 0 }
};

static const struct remote_grant remote[] = {
	{ "*", .here = "it copies the records of every organisation, and those belong to who runs "
		"the server" },
	{ 0 }
};

COMMAND(backup, .usage = "backup FILE --to KEY [--person-keys]\nbackup --new-key FILE",
    .help = "Make an encrypted backup while the server runs.\n\n"
	"It holds the database and the attached files, and none of the keys: not the ledger's,\n"
	"not the master key, not those of people, which have a backup of their own so that\n"
	"erasing them stays possible. The file is read back and the database in it verified\n"
	"before it counts.\n"
	"It takes as much room in the data folder as the database twice, for the time it runs.",
    .options = options, .min = 0, .max = 1, .remote = remote, .run = run);
