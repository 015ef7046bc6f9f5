/*
 * record/file_erase.c -- a file destroyed for good: its key goes, then its bytes. Records that name
 * it now let go of it, with the reason in their history; what they said before stays, digest and
 * name, and goes on proving what it proved.
 */
#include "record/erasures.h"
#include "record/file.h"
#include "record/program.h"
#include "record/store.h"

struct erasing {
	const char *digest;
	int64_t records;
};

/* The list without the file; NULL when nothing is left. */
static struct value *without(struct ctx *c, const struct value *v, const char *digest)
{
	struct value *list = val_arr(c->arena);

	for (const struct value *m = v->u.list.first; m; m = m->next)
		if (strcmp(val_get_text(m, "digest"), digest) != 0)
			val_push(list, val_copy(c->arena, m));
	return list->u.list.n ? list : NULL;
}

static int let_go(struct ctx *c, const struct record *t, int64_t id, struct erasing *e)
{
	struct rec *old, *r;
	bool changed = false;
	int rc;

	if ((rc = record_load(c, t, id, &old)) < 0)
		return rc;
	r = rec_copy(c, old);
	for (const struct field *f = t->fields; f->name; f++) {
		struct value **v = &r->v[field_index(t, f)], *left;

		if (f->kind != FK_FILES || !*v || (left = without(c, *v, e->digest),
		    left && left->u.list.n == (*v)->u.list.n))
			continue;
		*v = left;
		changed = true;
	}
	e->records += changed;
	return changed ? record_save(c, old, r, "update") : E_OK;
}

static int let_all_go(struct ctx *c, struct erasing *e)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT DISTINCT type, id FROM file_use WHERE org = :org"
	    " AND digest = :digest ORDER BY type, id"))) < 0)
		return rc;
	db_bind_text(q, ":digest", e->digest);
	while ((rc = db_step(c, q)) > 0) {
		const struct record *t = record_find(db_text(q, 0));

		if (t && (rc = let_go(c, t, db_int(q, 1), e)) < 0)
			break;
	}
	db_done(q);
	return rc;
}

static int forget_key(struct ctx *c, void *arg)
{
	struct erasing *e = arg;
	struct query *q;
	int rc;

	if ((rc = let_all_go(c, e)) < 0 || (rc = db_query(c, &q,
	    SQL("UPDATE file SET key = NULL WHERE org = :org AND digest = :digest"))) < 0)
		return rc;
	db_bind_text(q, ":digest", e->digest);
	return db_run(c, q);
}

/* On the writer, after the key is durably gone. It may have been uploaded anew in between. */
static int remove_bytes(struct ctx *c, void *arg)
{
	const struct erasing *e = arg;
	struct file f;
	struct hash h;
	char name[HASH_HEX];
	int rc;

	if ((rc = file_find(c, e->digest, NULL, &f)) < 0)
		return rc;
	if (!f.erased)
		return E_OK;
	REQUIRE(hash_from_hex(e->digest, &h));
	blob_name(c->program->blobs, c->org, &h, name);
	return blob_remove(c->program->blobs, name, &c->err);
}

int file_erase(struct ctx *c, const char *digest, int64_t *ret_records)
{
	struct erasing e = { .digest = digest };
	struct file f;
	int rc;

	if ((rc = file_find(c, digest, NULL, &f)) < 0 ||
	    (rc = erasure_note(c, digest)) < 0 ||	/* first: a restore brings nothing back */
	    (rc = record_transaction(c, forget_key, &e)) < 0 ||
	    (rc = record_transaction(c, remove_bytes, &e)) < 0)
		return rc;
	*ret_records = e.records;
	return E_OK;
}
