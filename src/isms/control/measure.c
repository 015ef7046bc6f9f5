/* isms/control/measure.c -- see measure.h. What the page shows is in measure_view.c. */
#include "isms/control/measure.h"
#include "isms/control/recur.h"

/* The newest day on which the measure was tested, and the worst result of that day. */
static int newest_test(struct ctx *c, int64_t id, enum proof *ret, const char **ret_on)
{
	struct query *q;
	int rc;

	*ret = PROOF_NONE;
	*ret_on = "";
	if ((rc = db_query(c, &q, SQL("SELECT performed_on, result FROM measure_test WHERE"
	    " org = :org AND measure_id = :id AND archived = FALSE AND drafted = FALSE"
	    " AND performed_on IS NOT NULL AND result IS NOT NULL"
	    " ORDER BY performed_on DESC, id DESC"))) < 0)
		return rc;
	db_bind_int(q, ":id", id);
	while ((rc = db_step(c, q)) > 0) {
		enum proof p = proof_of(db_text(q, 1));

		if ((*ret_on)[0] && strcmp(*ret_on, db_text(q, 0)) != 0)
			break;
		*ret = !(*ret_on)[0] || p < *ret ? p : *ret;
		*ret_on = arena_text(c->arena, db_text(q, 0));
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* The last day that is done with: the day it was due for, or a later one on which it was done. */
static int last_done(struct ctx *c, int64_t id, const char **ret)
{
	struct query *q;
	int rc;

	*ret = "";
	if ((rc = db_query(c, &q, SQL("SELECT max(due_on), max(done_on) FROM occurrence WHERE"
	    " org = :org AND measure_id = :id AND archived = FALSE"))) < 0)
		return rc;
	db_bind_int(q, ":id", id);
	if ((rc = db_step(c, q)) > 0) {
		const char *due = db_is_null(q, 0) ? "" : db_text(q, 0);
		const char *done = db_is_null(q, 1) ? "" : db_text(q, 1);

		*ret = arena_text(c->arena, strcmp(due, done) > 0 ? due : done);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* Evidence somebody has looked at; what is only collected shows nothing yet. */
static int count_evidence(struct ctx *c, int64_t id, int *ret)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT count(*) FROM link AS l JOIN evidence AS e"
	    " ON e.org = l.org AND e.id = l.from_id AND e.archived = FALSE AND e.drafted = FALSE"
	    " AND e.state = 'valid' WHERE l.org = :org AND l.to_type = 'measure'"
	    " AND l.to_id = :id AND l.from_type = 'evidence'"))) < 0)
		return rc;
	db_bind_int(q, ":id", id);
	if ((rc = db_step(c, q)) > 0)
		*ret += (int)db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int facts(struct ctx *c, const struct rec *r, struct effectiveness_in *ret,
    const char **ret_tested)
{
	int rc;

	*ret_tested = "";
	*ret = (struct effectiveness_in){ force_of(r->state), (int)rec_int(r, "maturity"),
		PROOF_NONE, rec_has(r, "evidence") };
	if (!r->id)
		return E_OK;	/* nothing can be about it yet */
	rc = newest_test(c, r->id, &ret->proof, ret_tested);
	return rc < 0 ? rc : count_evidence(c, r->id, &ret->evidence);
}

int measure_facts(struct ctx *c, const struct rec *r, struct effectiveness_in *ret)
{
	const char *on;

	return facts(c, r, ret, &on);
}

/* Who is not at work yet, or no longer, is due for nothing. */
static int derive_next(struct ctx *c, struct rec *r)
{
	enum recur every = recur_of(rec_text(r, "recurrence"));
	char *next = arena_alloc(c->arena, DATE_TEXT);
	const char *done = "";
	int rc;

	rec_set(r, "next_on", NULL);
	if (every == RECUR_NONE || !rec_has(r, "starts_on") ||
	    force_of(r->state) == FORCE_NONE || r->archived)
		return E_OK;
	if (r->id && (rc = last_done(c, r->id, &done)) < 0)
		return rc;
	if (recur_next(every, rec_text(r, "starts_on"), done, next))
		rec_set_text(c, r, "next_on", next);
	return E_OK;
}

int measure_derive(struct ctx *c, struct rec *r)
{
	struct effectiveness_in in;
	const char *on;
	int rc;

	if ((rc = facts(c, r, &in, &on)) < 0)
		return rc;
	rec_set_int(c, r, "effectiveness", effectiveness_of(in).percent);
	rec_set_int(c, r, "pieces", in.evidence);
	rec_set_text(c, r, "test_result", proof_word(in.proof));
	if (strcmp(on, rec_text(r, "tested_on")) > 0)
		rec_set_text(c, r, "tested_on", on);
	return derive_next(c, r);
}

int measure_check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (recur_of(rec_text(r, "recurrence")) != RECUR_NONE && !rec_has(r, "starts_on"))
		return err_field(&c->err, "starts_on", "required",
		    "a recurring measure needs the day on which it is due first");
	return E_OK;
}

static bool differs(const struct rec *x, const struct rec *y)
{
	for (size_t i = 0; i < field_count(x->type); i++)
		if (!x->v[i] != !y->v[i] || (x->v[i] && !val_same(x->v[i], y->v[i])))
			return true;
	return false;
}

int measure_refresh(struct ctx *c, int64_t measure, const char *why)
{
	const char *reason = c->reason;
	struct rec *old, *r;
	int rc;

	if ((rc = record_load(c, record_find("measure"), measure, &old)) < 0)
		return rc;
	r = rec_copy(c, old);
	if ((rc = measure_derive(c, r)) < 0 || !differs(old, r))
		return rc;
	c->reason = why;
	rc = record_save(c, old, r, "update");
	if (rc == E_OK && r->type->after)
		rc = r->type->after(c, old, r);
	c->reason = reason;
	return rc;
}
