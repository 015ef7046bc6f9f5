/* cli/restoring.c -- see restoring.h. */
#include <sodium.h>
#include "cli/restoring.h"
#include "record/subject.h"

int restoring_key(struct restoring *w)
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

static int take(void *arg, const void *p, size_t n)
{
	struct restoring *w = arg;
	bool look = w->room && w->bytes / RESTORING_CHECK != (w->bytes + (int64_t)n) /
	    RESTORING_CHECK;
	int rc = look ? w->room(w->arg) : E_OK;

	w->bytes += (int64_t)n;
	return rc < 0 ? rc : backup_take(w->reader, p, n);
}

static int read_backup(struct restoring *w, const char *path)
{
	struct backup_reader *r = w->reader = backup_reader_new(w->part, w->secret, NULL);
	int rc = w->m->pull_file(w->m, path, take, w);
	struct err e;

	err_init(&e, w->m->c->arena);
	if (rc == E_OK)
		rc = backup_end(r, &e);
	if (backup_why(r)[0])
		rc = err_set(&w->m->c->err, rc, rc == E_REFUSED ? "%s: %s" : "unpacking %s: %s",
		    path, backup_why(r));
	w->files += backup_files(r);
	backup_reader_free(r);
	w->reader = NULL;
	return rc;
}

static bool has(struct restoring *w, const char *name)
{
	return access(arena_printf(w->m->c->arena, "%s/%s", w->part, name), F_OK) == 0;
}

int restoring_data(struct restoring *w, const char *file)
{
	int rc = read_backup(w, file);

	return rc < 0 || has(w, "annexa.db") ? rc : err_set(&w->m->c->err, E_REFUSED,
	    "%s holds no database: a backup of keys goes behind --person-keys", file);
}

int restoring_person_keys(struct restoring *w)
{
	const char *path = cmd_option(w->m, "person-keys");
	struct subjects *s;
	int rc;

	if (!path) {
		if ((rc = subjects_open(w->part, true, &s, &w->m->c->err)) == E_OK)
			subjects_close(s);
		return rc;
	}
	rc = read_backup(w, path);
	return rc < 0 || has(w, "subjects.keys") ? rc : err_set(&w->m->c->err, E_REFUSED,
	    "%s holds no keys of people", path);
}
