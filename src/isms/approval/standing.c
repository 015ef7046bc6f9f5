/* isms/approval/standing.c -- which approvals of a record count. See approval.h. */
#include "isms/approval/approval_priv.h"
#include "record/program.h"

bool approval_same(const struct rec *x, const struct rec *y)
{
	for (const struct field *f = x->type->fields; f->name; f++) {
		size_t i = field_index(x->type, f);

		if (f->flags & (F_DERIVED | F_INTERNAL))
			continue;
		if (!x->v[i] != !y->v[i] || (x->v[i] && !val_same(x->v[i], y->v[i])))
			return false;
	}
	return true;
}

int content_author(struct ctx *c, const struct any *s, int64_t rev, const char **ret)
{
	struct query *q;
	int rc;

	*ret = NULL;
	if ((rc = db_query(c, &q, SQL("SELECT actor FROM revision WHERE org = :org AND type = :type"
	    " AND id = :id AND rev <= :rev AND op IN ('create', 'draft', 'update')"
	    " ORDER BY rev DESC LIMIT 1"))) < 0)
		return rc;
	db_bind_text(q, ":type", s->t->name);
	db_bind_int(q, ":id", s->id);
	db_bind_int(q, ":rev", rev);
	if ((rc = db_step(c, q)) > 0)
		*ret = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* The approvals of a record, newest first: ids. */
static int of_record(struct ctx *c, const struct rec *r, int64_t *ids, size_t room, size_t *ret)
{
	struct query *q;
	int rc;

	*ret = 0;
	if ((rc = db_query(c, &q, SQL("SELECT from_id FROM link WHERE org = :org"
	    " AND to_type = :type AND to_id = :id AND from_type = 'approval'"
	    " AND field = 'subject' ORDER BY from_id DESC"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	while (*ret < room && (rc = db_step(c, q)) > 0)
		ids[(*ret)++] = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* Add one approval to the standing of r. */
static int count(struct ctx *c, const struct rec *r, const struct rec *a,
    struct approval_standing *s)
{
	const char *on = rec_text(a, "decided_on");
	struct rec *shown;
	bool same;
	int rc;

	if (a->archived || strcmp(a->state, "withdrawn") == 0)
		return E_OK;
	if ((rc = record_revision(c, r->type, r->id, rec_int(a, "subject_rev"), &shown)) < 0)
		return rc;
	same = approval_same(r, shown);
	if (strcmp(a->state, "asked") == 0) {
		s->asked += same;
	} else if (strcmp(a->state, "refused") == 0) {
		s->refused += same;
	} else if (!same) {
		s->outdated++;
	} else {
		s->approved++;
		if (!s->approved_on || strcmp(on, s->approved_on) > 0)
			s->approved_on = on;
	}
	return E_OK;
}

/* A person counts once, by his or her newest approval that is not withdrawn. */
static bool counted(const int64_t *persons, size_t n, int64_t person)
{
	for (size_t i = 0; i < n; i++)
		if (persons[i] == person)
			return true;
	return false;
}

enum { APPROVALS_MAX = 500 };

int approval_standing(struct ctx *c, const struct rec *r, const char *purpose,
    struct approval_standing *ret)
{
	const struct record *t = record_find("approval");
	int64_t ids[APPROVALS_MAX], persons[APPROVALS_MAX];
	size_t n, seen = 0;
	struct rec *a;
	int rc;

	*ret = (struct approval_standing){ 0 };
	if ((rc = of_record(c, r, ids, COUNT(ids), &n)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		if ((rc = record_load(c, t, ids[i], &a)) < 0)
			return rc;
		if ((purpose && !rec_is(a, "purpose", purpose)) || a->archived ||
		    strcmp(a->state, "withdrawn") == 0 ||
		    counted(persons, seen, rec_int(a, "approver")))
			continue;
		persons[seen++] = rec_int(a, "approver");
		if ((rc = count(c, r, a, ret)) < 0)
			return rc;
	}
	return E_OK;
}

struct value *approval_value(struct arena *a, const struct approval_standing *s)
{
	struct value *o = val_obj(a);

	val_add(o, "asked", val_int(a, s->asked));
	val_add(o, "approved", val_int(a, s->approved));
	val_add(o, "refused", val_int(a, s->refused));
	val_add(o, "outdated", val_int(a, s->outdated));
	val_add(o, "approved_on", val_text(a, s->approved_on));
	return o;
}

/* Is the person asked about this very content already? */
static int waiting(struct ctx *c, const struct rec *r, int64_t approver, struct rec **ret)
{
	const struct record *t = record_find("approval");
	int64_t ids[APPROVALS_MAX];
	struct rec *a, *shown;
	size_t n;
	int rc;

	*ret = NULL;
	if ((rc = of_record(c, r, ids, COUNT(ids), &n)) < 0)
		return rc;
	for (size_t i = 0; i < n && !*ret; i++) {
		if ((rc = record_load(c, t, ids[i], &a)) < 0)
			return rc;
		if (a->archived || strcmp(a->state, "asked") != 0 ||
		    rec_int(a, "approver") != approver)
			continue;
		if ((rc = record_revision(c, r->type, r->id, rec_int(a, "subject_rev"),
		    &shown)) < 0)
			return rc;
		*ret = approval_same(r, shown) ? a : NULL;
	}
	return E_OK;
}

int approval_ask(struct ctx *c, const struct rec *r, int64_t approver, const char *purpose,
    const char *due, const char *note, struct rec **ret)
{
	struct value *in = val_obj(c->arena);
	int rc;

	if ((rc = waiting(c, r, approver, ret)) < 0 || *ret)
		return rc;
	val_add(in, "subject", val_text(c->arena, any_text(c->arena, r->type, r->id)));
	val_add(in, "purpose", val_text(c->arena, purpose ? purpose : ""));
	val_add(in, "approver", val_text(c->arena, code_text(c->arena, record_find("person"),
	    approver)));
	val_add(in, "due", val_text(c->arena, due ? due : ""));
	val_add(in, "note", val_text(c->arena, note ? note : ""));
	return record_create(c, record_find("approval"), in, IN_TEXT, ret);
}
