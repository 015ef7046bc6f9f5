/* record/fsck.c -- see fsck.h. */
#include "record/fsck.h"
#include "record/program.h"
#include "record/store.h"

enum { PROBLEMS_MAX = 1000 };

struct fsck {
	struct ctx *c;
	struct value *problems;
	int64_t total, files, bytes, unclaimed, removed;
	struct hash *names;		/* of every row with a key, sorted; mem */
	size_t n, room;
	bool remove;			/* orphans: remove them instead of telling */
};

static void problem(struct fsck *f, const char *kind, const char *file, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

static void problem(struct fsck *f, const char *kind, const char *file, const char *fmt, ...)
{
	struct arena *a = f->c->arena;
	struct value *o;
	va_list ap;

	if (++f->total > PROBLEMS_MAX)
		return;
	o = val_obj(a);
	va_start(ap, fmt);
	val_add(o, "kind", val_text(a, kind));
	val_add(o, "file", val_text(a, arena_text(a, file)));
	val_add(o, "detail", val_text(a, arena_vprintf(a, fmt, ap)));
	va_end(ap);
	val_push(f->problems, o);
}

/* ---- one file ---- */

struct row {
	const char *digest, *name;
	int64_t size;
	struct hash hash;
	uint8_t key[BLOB_KEY];
	bool erased;
};

/* Who names it: "EV-3, EV-7", for people who have to bring it back. */
static const char *named_by(struct fsck *f, const char *digest)
{
	struct sbuf *b = sbuf_new(f->c->arena, 4096);
	struct query *q;
	int n = 0;

	if (db_query(f->c, &q, SQL("SELECT DISTINCT type, id FROM file_use WHERE org = :org"
	    " AND digest = :digest ORDER BY type, id")) < 0)
		return "?";
	db_bind_text(q, ":digest", digest);
	while (n++ < 5 && db_step(f->c, q) > 0) {
		const struct record *t = record_find(db_text(q, 0));

		sbuf_printf(b, "%s%s", b->n ? ", " : "",
		    t ? code_text(f->c->arena, t, db_int(q, 1)) : db_text(q, 0));
	}
	db_done(q);
	return b->n ? sbuf_str(b).p : "no record";
}

static void read_through(struct fsck *f, const struct row *r, struct blob_reader *reader)
{
	uint8_t *piece = mem_new(1, BLOB_CHUNK);
	struct sha256 sum;
	struct hash got;
	int64_t size = 0;
	ssize_t n;

	sha256_init(&sum);
	while ((n = blob_read(reader, piece, BLOB_CHUNK)) > 0) {
		sha256_add(&sum, piece, (size_t)n);
		size += n;
	}
	sha256_end(&sum, &got);
	mem_free(piece);
	if (n < 0)
		problem(f, "damaged", r->digest, "\"%s\" of %s: its bytes were changed or cut off",
		    r->name, named_by(f, r->digest));
	else if (!hash_eq(&got, &r->hash) || size != r->size)
		problem(f, "damaged", r->digest,
		    "\"%s\" of %s: %" PRId64 " bytes of another digest, its row says %" PRId64,
		    r->name, named_by(f, r->digest), size, r->size);
}

static void check_one(struct fsck *f, const struct row *r, bool quick)
{
	struct blob_reader *reader;
	struct err before = f->c->err;
	int rc;

	f->files++;
	f->bytes += r->size;
	if (r->erased)
		return;
	err_init(&f->c->err, f->c->arena);
	rc = blob_open(f->c->program->blobs, f->c->org, &r->hash, r->key, &reader, &f->c->err);
	if (rc < 0)
		problem(f, rc == E_NOTFOUND ? "missing" : "damaged", r->digest, "\"%s\" of %s: %s",
		    r->name, named_by(f, r->digest), f->c->err.detail);
	f->c->err = before;
	if (rc < 0)
		return;
	if (!quick)
		read_through(f, r, reader);
	blob_close(reader);
}

/* ---- the rows of one organisation ---- */

static void keep_name(struct fsck *f, const struct hash *digest)
{
	char hex[HASH_HEX];

	if (f->n == f->room)
		f->names = mem_grow(f->names, f->room = f->room ? f->room * 2 : 256,
		    sizeof(*f->names));
	blob_name(f->c->program->blobs, f->c->org, digest, hex);
	REQUIRE(hash_from_hex(hex, &f->names[f->n]));
	f->n++;
}

static bool read_row(struct fsck *f, struct query *q, struct row *r)
{
	const void *p;
	size_t n;

	*r = (struct row){ .digest = arena_text(f->c->arena, db_text(q, 0)), .size = db_int(q, 1),
		.name = arena_text(f->c->arena, db_text(q, 2)) };
	p = db_blob(q, 3, &n);
	r->erased = n == 0;
	if (n == BLOB_KEY)
		memcpy(r->key, p, n);
	return r->digest && hash_from_hex(r->digest, &r->hash) && (n == 0 || n == BLOB_KEY);
}

static int check_rows(struct fsck *f, bool names_only, bool quick)
{
	struct query *q;
	struct row r;
	int rc;

	if ((rc = db_query(f->c, &q, SQL("SELECT digest, size, name, key FROM file"
	    " WHERE org = :org ORDER BY digest"))) < 0)
		return rc;
	while ((rc = db_step(f->c, q)) > 0) {
		struct arena_mark mark = arena_mark(f->c->arena);
		int64_t before = f->total;

		if (!read_row(f, q, &r)) {
			problem(f, "damaged", r.digest ? r.digest : "",
			    "its row is no row of ours");
			continue;
		}
		if (!r.erased)
			keep_name(f, &r.hash);
		if (!names_only)
			check_one(f, &r, quick);
		if (f->total == before)
			arena_rewind(f->c->arena, mark);
	}
	db_done(q);
	return rc;
}

/* Files that records name, or have named, and table `file` does not know. */
static int check_uses(struct fsck *f)
{
	struct query *q;
	int rc;

	if ((rc = db_query(f->c, &q, SQL("SELECT u.digest, u.type, u.id, u.name FROM file_use AS u"
	    " WHERE u.org = :org AND NOT EXISTS (SELECT 1 FROM file AS f WHERE f.org = u.org"
	    " AND f.digest = u.digest) ORDER BY u.digest, u.type, u.id"))) < 0)
		return rc;
	while ((rc = db_step(f->c, q)) > 0) {
		const struct record *t = record_find(db_text(q, 1));

		problem(f, "unknown", db_text(q, 0), "\"%s\" of %s has no row in table file",
		    db_text(q, 3), t ? code_text(f->c->arena, t, db_int(q, 2)) : db_text(q, 1));
	}
	db_done(q);
	return rc;
}

static void day_ago(struct fsck *f, char ret[TIME_TEXT])
{
	time_print(f->c->now_us - FSCK_UNCLAIMED_S * INT64_C(1000000), ret);
}

static int count_unclaimed(struct fsck *f)
{
	char before[TIME_TEXT];
	struct query *q;
	int rc;

	day_ago(f, before);
	if ((rc = db_query(f->c, &q, SQL("SELECT count(*) FROM file AS f WHERE f.org = :org"
	    " AND f.created_at < :before AND NOT EXISTS (SELECT 1 FROM file_use AS u"
	    " WHERE u.org = f.org AND u.digest = f.digest)"))) < 0)
		return rc;
	db_bind_text(q, ":before", before);
	if ((rc = db_step(f->c, q)) > 0)
		f->unclaimed += db_int(q, 0);
	db_done(q);
	return rc;
}

/* ---- the whole instance ---- */

static int orgs(struct fsck *f, struct org **ret, size_t *ret_n)
{
	struct query *q;
	size_t room = 0;
	int rc;

	*ret = NULL;
	*ret_n = 0;
	if ((rc = db_query_instance(f->c, &q, SQL("SELECT id FROM org ORDER BY id"))) < 0)
		return rc;
	while ((rc = db_step(f->c, q)) > 0) {
		if (*ret_n == room)
			*ret = mem_grow(*ret, room = room ? room * 2 : 16, sizeof(**ret));
		(*ret)[(*ret_n)++].id = db_int(q, 0);
	}
	db_done(q);
	return rc;
}

static int each_org(struct fsck *f, int (*fn)(struct fsck *f, int flags), int flags)
{
	struct org own = f->c->org, *list;
	size_t n;
	int rc = orgs(f, &list, &n);

	for (size_t i = 0; i < n && rc >= 0; i++) {
		f->c->org = list[i];
		rc = fn(f, flags);
	}
	f->c->org = own;
	mem_free(list);
	return rc;
}

static int by_name(const void *x, const void *y)
{
	return memcmp(x, y, sizeof(struct hash));
}

static int one_blob(void *arg, const char *name, int64_t age_s)
{
	struct fsck *f = arg;
	struct hash h;
	int rc;

	if (!hash_from_hex(name, &h) || age_s < FSCK_AGE_S ||
	    (f->n && bsearch(&h, f->names, f->n, sizeof(h), by_name)))
		return 0;
	if (!f->remove) {
		problem(f, "orphan", name, "a file in the store that no row knows");
		return 0;
	}
	if ((rc = blob_remove(f->c->program->blobs, name, &f->c->err)) == 0)
		f->removed++;
	return rc;
}

static int check_store(struct fsck *f)
{
	if (f->n)
		qsort(f->names, f->n, sizeof(*f->names), by_name);
	return blobs_each(f->c->program->blobs, one_blob, f, &f->c->err);
}

static int check_org(struct fsck *f, int flags)
{
	int rc;

	if ((rc = check_rows(f, false, flags & FSCK_QUICK)) < 0 || (rc = check_uses(f)) < 0)
		return rc;
	return count_unclaimed(f);
}

static int names_of_org(struct fsck *f, int flags)
{
	(void)flags;
	return check_rows(f, true, true);
}

/* ---- repairing: on the writer, so that no upload is between its bytes and its row ---- */

static int drop_unclaimed(struct fsck *f, int flags)
{
	char before[TIME_TEXT];
	struct query *q;
	int rc;

	(void)flags;
	day_ago(f, before);
	if ((rc = db_query(f->c, &q, SQL("DELETE FROM file WHERE org = :org"
	    " AND created_at < :before AND NOT EXISTS (SELECT 1 FROM file_use AS u"
	    " WHERE u.org = file.org AND u.digest = file.digest)"))) < 0)
		return rc;
	db_bind_text(q, ":before", before);
	if ((rc = db_run(f->c, q)) < 0)
		return rc;
	if ((rc = db_query(f->c, &q, SQL("DELETE FROM file_holder WHERE org = :org"
	    " AND NOT EXISTS (SELECT 1 FROM file AS f WHERE f.org = file_holder.org"
	    " AND f.digest = file_holder.digest)"))) < 0)
		return rc;
	return db_run(f->c, q);
}

static int forget_rows(struct ctx *c, void *arg)
{
	(void)c;
	return each_org(arg, drop_unclaimed, 0);
}

/* In a job of its own: a row that is gone is durably gone before its bytes are. */
static int remove_orphans(struct ctx *c, void *arg)
{
	struct fsck *f = arg;
	int rc;

	(void)c;
	f->n = 0;
	f->remove = true;
	if ((rc = each_org(f, names_of_org, 0)) >= 0)
		rc = check_store(f);
	f->remove = false;
	return rc;
}

static int repair(struct fsck *f)
{
	struct org none = { 0 }, own = f->c->org;
	int rc;

	f->c->org = none;	/* pseudonyms are an organisation's, and nobody's are needed */
	if ((rc = record_transaction(f->c, forget_rows, f)) >= 0)
		rc = record_transaction(f->c, remove_orphans, f);
	f->c->org = own;
	return rc;
}

int fsck_sweep(struct ctx *c, int64_t *ret_removed)
{
	struct fsck f = { .c = c, .problems = val_arr(c->arena) };
	int rc = c->program->blobs ? repair(&f) : E_OK;

	mem_free(f.names);
	*ret_removed = f.removed;
	return rc;
}

static struct value *summary(const struct fsck *f)
{
	struct arena *a = f->c->arena;
	struct value *o = val_obj(a);

	val_add(o, "ok", val_bool(a, f->total == 0));
	val_add(o, "files", val_int(a, f->files));
	val_add(o, "bytes", val_int(a, f->bytes));
	val_add(o, "unclaimed", val_int(a, f->unclaimed));
	val_add(o, "removed", val_int(a, f->removed));
	val_add(o, "problems_total", val_int(a, f->total));
	val_add(o, "problems", f->problems);
	return o;
}

int fsck_run(struct ctx *c, enum fsck_flags flags, struct value **ret)
{
	struct fsck f = { .c = c, .problems = val_arr(c->arena) };
	int rc = E_OK;

	if (!c->program->blobs)
		return err_set(&c->err, E_REFUSED, "there is no store for files here");
	if (flags & FSCK_REPAIR)
		rc = repair(&f);
	f.n = 0;
	if (rc >= 0 && (rc = ctx_reader(c)) >= 0 &&
	    (rc = each_org(&f, check_org, flags)) >= 0 && !(flags & FSCK_NAMED))
		rc = check_store(&f);
	if (rc >= 0)
		*ret = summary(&f);
	mem_free(f.names);
	return rc < 0 ? rc : E_OK;
}
