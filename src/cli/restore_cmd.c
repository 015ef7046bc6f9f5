/*
 * cli/restore_cmd.c -- `annexa restore`: a data folder out of a backup, whole or not at all.
 *
 * Everything is made beside the folder's place and moved there by one rename. What was erased since
 * the backup must not come back: the list of erasures, which lies outside backups, is applied.
 */
#include <sodium.h>
#include <sys/stat.h>
#include "cli/restoring.h"
#include "cli/tree.h"
#include "record/erasures.h"

/* Nothing is written over: the place is free, or an empty folder. */
static int place_free(struct restoring *w)
{
	if (rmdir(w->m->data_dir) == 0 || errno == ENOENT)
		return E_OK;
	return err_hint(&w->m->c->err, E_CONFLICT, "move it away, or name another with --data",
	    "there is something in \"%s\" already", w->m->data_dir);
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
	cmd_chat(w->m, "%s applied again\n", text_counted(w->m->c->arena, n, "erasure",
	    "erasures"));
	return E_OK;
}

static int make(struct restoring *w)
{
	int rc;

	if (mkdir(w->part, 0700) != 0)
		return err_set(&w->m->c->err, E_IO, "making %s: %s", w->part, strerror(errno));
	if ((rc = restoring_data(w, cmd_arg(w->m, 0))) < 0 ||
	    (rc = restoring_person_keys(w)) < 0 || (rc = erase_again(w)) < 0)
		return rc;
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
	if ((rc = restoring_key(&w)) < 0 || (rc = place_free(&w)) < 0)
		return rc;
	tree_remove(w.part);	/* of one that was killed */
	rc = make(&w);
	sodium_memzero(w.secret, sizeof(w.secret));
	if (rc < 0) {
		tree_remove(w.part);
		return rc;
	}
	if (m->json) {
		struct value *o = val_obj(m->c->arena);

		val_add(o, "folder", val_text(m->c->arena, m->data_dir));
		val_add(o, "files", val_int(m->c->arena, w.files));
		cmd_json(m, o);
	} else {
		cmd_printf(m, "%s: %s\n", m->data_dir, text_counted(m->c->arena, w.files, "file",
		    "files"));
	}
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

static const struct remote_grant remote[] = {
	{ "*", .here = "it makes a data folder out of a backup" },
	{ 0 }
};

COMMAND(restore, .usage = "restore FILE --key FILE (--erasures FILE | --accept-lost-erasures)"
	" [--person-keys FILE]",
    .help = "Make a data folder out of a backup, whole or not at all.\n\n"
	"The folder named by --data must not be there yet. A torn or changed backup, or another\n"
	"key, leaves nothing behind. The ledger knows a restored copy by its missing end and\n"
	"refuses to write until a new epoch is opened, which stays on record.",
    .options = options, .min = 1, .max = 1, .flags = CMD_LOCAL, .remote = remote, .run = run);
