/* record/erasures.c -- see erasures.h. */
#include "record/erasures.h"
#include "record/program.h"

int erasure_note(struct ctx *c, const char *digest)
{
	const char *path = arena_printf(c->arena, "%s/erasures", c->program->dir), *line;
	char now[TIME_TEXT];
	int fd, rc = E_OK;

	if (!c->program->dir[0])
		return E_OK;	/* a database in memory */
	time_print(c->now_us, now);
	line = arena_printf(c->arena, "%s %" PRId64 " file %s\n", now, c->org.id, digest);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line) || fsync(fd) != 0)
		rc = err_set(&c->err, E_IO, "writing %s: %s", path, strerror(errno));
	if (fd >= 0 && close(fd) != 0 && rc == E_OK)
		rc = err_set(&c->err, E_IO, "writing %s: %s", path, strerror(errno));
	return rc;
}

struct applying {
	struct str list;
	struct arena *a;
	struct err *e;
	int64_t n;
};

/* The next blank-separated word of a line. */
static struct str word(const char **at)
{
	struct str w;

	*at += strspn(*at, " ");
	w = (struct str){ *at, strcspn(*at, " ") };
	*at += w.n;
	return w;
}

static int apply_line(struct applying *w, struct dbc *conn, const char *line)
{
	const char *at = line;
	struct str when = word(&at), org = word(&at), what = word(&at), digest = word(&at);
	struct org of = { 0 };
	struct query *q;
	int rc;

	if (!when.n || !str_int(str_copy(w->a, org.p, org.n), &of.id) || what.n != 4 ||
	    memcmp(what.p, "file", 4) != 0 || digest.n != HASH_HEX - 1)
		return err_set(w->e, E_USAGE, "the list of erasures has a line that is none: "
		    "\"%.80s\"", line);
	if ((rc = db_prepare(conn, &of, &q, SQL("UPDATE file SET key = NULL WHERE org = :org"
	    " AND digest = :digest"), w->e)) < 0)
		return rc;
	db_bind_str(q, ":digest", str_copy(w->a, digest.p, digest.n));
	w->n++;
	return db_run_err(q, w->e);
}

static int apply(struct dbc *conn, void *arg)
{
	struct applying *w = arg;
	char *text = arena_text_n(w->a, w->list.p, w->list.n), *end;
	int rc = E_OK;

	for (char *at = text; rc == E_OK && *at; at = end) {
		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = '\0';
		if (*at)
			rc = apply_line(w, conn, at);
	}
	return rc;
}

/* The list goes on in the new folder: a later restore may be from an older backup still. */
static int keep(const char *dir, struct str list, struct arena *a, struct err *e)
{
	const char *path = arena_printf(a, "%s/erasures", dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int rc = E_OK;
	bool cut = list.n && list.p[list.n - 1] != '\n';	/* a next line would join it */

	if (fd < 0 || write(fd, list.p, list.n) != (ssize_t)list.n ||
	    (cut && write(fd, "\n", 1) != 1) || fsync(fd) != 0)
		rc = err_set(e, E_IO, "writing %s: %s", path, strerror(errno));
	if (fd >= 0 && close(fd) != 0 && rc == E_OK)
		rc = err_set(e, E_IO, "writing %s: %s", path, strerror(errno));
	return rc;
}

int erasures_apply(const char *dir, struct str list, int64_t *ret_n, struct arena *a,
    struct err *e)
{
	struct applying w = { .list = list, .a = a, .e = e };
	struct db *db;
	int rc;

	if ((rc = db_open(dir, 0, &db, e)) < 0)
		return rc;
	rc = db_write(db, apply, &w);
	db_close(db);
	*ret_n = w.n;
	return rc < 0 ? rc : keep(dir, list, a, e);
}
