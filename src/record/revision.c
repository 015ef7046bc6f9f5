/* record/revision.c -- a record as it was at one of its revisions. See store.h. */
#include "ledger/leaf.h"
#include "record/program.h"
#include "record/store.h"
#include "record/subject.h"

/* An as-of view has no revisions of its own. */
static int find(struct ctx *c, const struct record *t, int64_t id, int64_t rev, struct query **ret)
{
	struct dbc *here = c->db;
	int rc;

	c->db = c->live ? c->live : c->db;
	if ((rc = db_query(c, ret, SQL("SELECT r.doc, l.body FROM revision AS r"
	    " LEFT JOIN ledger_leaf AS l ON l.org = r.org AND l.epoch = r.epoch AND l.idx = r.leaf"
	    " WHERE r.org = :org AND r.type = :type AND r.id = :id AND r.rev = :rev"))) == E_OK) {
		db_bind_text(*ret, ":type", t->name);
		db_bind_int(*ret, ":id", id);
		db_bind_int(*ret, ":rev", rev);
		if ((rc = db_step(c, *ret)) <= 0)
			db_done(*ret);
	}
	c->db = here;
	return rc > 0 ? E_OK : rc < 0 ? rc : err_set(&c->err, E_NOTFOUND,
	    "%s has no revision %" PRId64, code_text(c->arena, t, id), rev);
}

int record_revision(struct ctx *c, const struct record *t, int64_t id, int64_t rev,
    struct rec **ret)
{
	const uint8_t *seed;
	struct value *doc;
	struct query *q;
	int rc;

	if ((rc = find(c, t, id, rev, &q)) < 0)
		return rc;
	if ((rc = subject_open(c, t, id, db_str(q, 0), STR(""), &doc, &seed)) == E_OK)
		rc = rec_from_doc(c, t, id, rev, doc, ret);
	db_done(q);
	return rc;
}

int record_revision_digest(struct ctx *c, const struct record *t, int64_t id, int64_t rev,
    struct hash *ret)
{
	struct leaf leaf;
	struct query *q;
	struct str body;
	int rc;

	if ((rc = find(c, t, id, rev, &q)) < 0)
		return rc;
	body = db_str(q, 1);
	rc = leaf_parse(c->arena, body.p, body.n, &leaf, &c->err);
	db_done(q);
	if (rc == E_OK)
		*ret = leaf.doc;
	return rc;
}
