/*
 * cli/restore_cmd.c -- `annexa restore`: a data folder out of a backup, whole or not at all.
 *
 * Everything is made beside the folder's place and moved there by one rename. What was erased since
 * the backup must not come back: the list of erasures, which lies outside backups, is applied.
 */
#include <sodium.h>
#include <sys/stat.h>
#include "cli/backup.h"
#include "cli/command.h"
#include "cli/tree.h"
#include "record/erasures.h"
#include "record/program.h"
#include "record/subject.h"

struct restoring {
	struct cmd *m;
	const char *part;		/* where it is made */
	uint8_t secret[BACKUP_KEY];
	int64_t files;
};

static int read_key(struct restoring *w)
{
	const char *path = cmd_option(w->m, "key");
	struct str text;
	int rc;

	if (!path)
		return err_set(&w->m->c->err, E_USAGE,
		    "name the file with the secret key: --key FILE");
	if ((rc = w->m->read_file(w->m, path, &text)) < 0)
		return rc;
	text = str_trim(w->m->c->arena, text);
	return text.n == 2 * BACKUP_KEY && hex_decode(text.p, w->secret, BACKUP_KEY) ? E_OK :
	    err_set(&w->m->c->err, E_USAGE, "%s is no secret key of a backup", path);
}

/* Nothing is written over: the place is free, or an empty folder. */
static int place_free(struct restoring *w)
{
	if (rmdir(w->m->data_dir) == 0 || errno == ENOENT)
		return E_OK;
	return err_hint(&w->m->c->err, E_CONFLICT, "move it away, or name another with --data",
	    "there is something in \"%s\" already", w->m->data_dir);
}

static int read_backup(struct restoring *w, const char *path)
{
	struct backup_reader *r = backup_reader_new(w->part, w->secret, NULL);
	int rc = w->m->pull_file(w->m, path, backup_take, r);

	if (rc == E_REFUSED)
		rc = err_set(&w->m->c->err, E_REFUSED, "%s: %s", path, backup_why(r));
	if (rc == E_OK)
		rc = backup_end(r, &w->m->c->err);
	w->files += backup_files(r);
	backup_reader_free(r);
	return rc;
}

static bool has(struct restoring *w, const char *name)
{
	return access(arena_printf(w->m->c->arena, "%s/%s", w->part, name), F_OK) == 0;
}

/* Without the keys of people the folder opens; their values in the history stay sealed. */
static int person_keys(struct restoring *w)
{
	const char *path = cmd_option(w->m, "person-keys");
	struct subjects *s;
	int rc;

	if (path)
		return read_backup(w, path);
	if ((rc = subjects_open(w->part, true, &s, &w->m->c->err)) == E_OK)
		subjects_close(s);
	return rc;
}

static int erase_again(struct restoring *w)
{
	const char *path = cmd_option(w->m, "erasures");
	struct str list;
	int64_t n = 0;
	int rc;

	if (!path)
		return E_OK;
	if ((rc = w->m->read_file(w->m, path, &list)) < 0 ||
	    (rc = erasures_apply(w->part, list, &n, w->m->c->arena, &w->m->c->err)) < 0)
		return rc;
	cmd_chat(w->m, "%" PRId64 " erasures applied again\n", n);
	return E_OK;
}

static int make(struct restoring *w)
{
	int rc;

	if (mkdir(w->part, 0700) != 0)
		return err_set(&w->m->c->err, E_IO, "making %s: %s", w->part, strerror(errno));
	if ((rc = read_backup(w, cmd_arg(w->m, 0))) < 0)
		return rc;
	if (!has(w, "annexa.db"))
		return err_set(&w->m->c->err, E_REFUSED, "%s holds no database: a backup of keys "
		    "goes behind --person-keys", cmd_arg(w->m, 0));
	if ((rc = person_keys(w)) < 0 || (rc = erase_again(w)) < 0)
		return rc;
	if (!has(w, "subjects.keys"))
		return err_set(&w->m->c->err, E_REFUSED, "%s holds no keys of people",
		    cmd_option(w->m, "person-keys"));
	if (rename(w->part, w->m->data_dir) != 0)
		return err_set(&w->m->c->err, E_IO, "moving %s to %s: %s", w->part,
		    w->m->data_dir, strerror(errno));
	return E_OK;
}

static int run(struct cmd *m)
{
	struct restoring w = { .m = m };
	int rc;

	if (!cmd_option(m, "erasures") && !cmd_option(m, "accept-lost-erasures"))
		return err_hint(&m->c->err, E_REFUSED, "give the file erasures of the old data "
		    "folder with --erasures FILE; if it is lost, --accept-lost-erasures",
		    "what was erased since the backup would come back");
	w.part = arena_printf(m->c->arena, "%s.restoring", m->data_dir);
	if ((rc = read_key(&w)) < 0 || (rc = place_free(&w)) < 0)
		return rc;
	tree_remove(w.part);	/* of one that was killed */
	rc = make(&w);
	sodium_memzero(w.secret, sizeof(w.secret));
	if (rc < 0) {
		tree_remove(w.part);
		return rc;
	}
	cmd_printf(m, "%s: %" PRId64 " files\n", m->data_dir, w.files);
	cmd_chat(m, "Bring master.key back from where you keep it: without it the folder does "
	    "not open. Bring\nsigner/ back too if you have it. The ledger stays read-only until "
	    "`annexa ledger new-epoch\n--reason TEXT` says that this is a restored copy.\n");
	return E_OK;
}

static const struct option_def options[] = {
	{ "key", "FILE", "the secret key that `annexa backup --new-key` wrote" },
	{ "person-keys", "FILE", "a backup of the keys of people, made with --person-keys" },
	{ "erasures", "FILE", "the file erasures of the old data folder: what must not come back" },
	{ "accept-lost-erasures", NULL, "go on without that list" },
	{ 0 }
};
COMMAND(restore, .usage = "restore FILE --key FILE (--erasures FILE | --accept-lost-erasures)"
	" [--person-keys FILE]",
    .help = "Make a data folder out of a backup, whole or not at all.\n\n"
	"The folder named by --data must not be there yet. A torn or changed backup, or another\n"
	"key, leaves nothing behind. The ledger knows a restored copy by its missing end and\n"
	"refuses to write until a new epoch is opened, which stays on record.",
    .options = options, .min = 1, .max = 1, .flags = CMD_LOCAL, .run = run);
