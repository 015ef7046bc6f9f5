/*
 * isms/risk/recompute.c -- evaluating many risks again in one act: a measure has changed, criteria
 * were put in force. Each risk that changes gets a revision by the ordinary way, with the reason.
 */
#include "isms/risk/risk.h"
#include "record/store.h"

enum { PROBLEMS_TOLD = 20 };

struct ids {
	int64_t *id;
	size_t n, room;
};

/* Brings a copy of the risk to what it should be. Problems as field errors of c. */
typedef int (*risk_change)(struct ctx *c, const struct rec *old, struct rec *r, const void *arg);

static void push(struct ctx *c, struct ids *ids, int64_t id)
{
	if (ids->n == ids->room) {
		int64_t *more;

		ids->room = ids->room ? ids->room * 2 : 64;
		more = arena_alloc(c->arena, ids->room * sizeof(*more));
		if (ids->n)
			memcpy(more, ids->id, ids->n * sizeof(*more));
		ids->id = more;
	}
	ids->id[ids->n++] = id;
}

static int collect(struct ctx *c, struct query *q, struct ids *ids)
{
	int rc;

	while ((rc = db_step(c, q)) > 0)
		push(c, ids, db_int(q, 0));
	db_done(q);
	return rc;
}

static bool differs(const struct rec *x, const struct rec *y)
{
	for (size_t i = 0; i < field_count(x->type); i++)
		if (!x->v[i] != !y->v[i] || (x->v[i] && !val_same(x->v[i], y->v[i])))
			return true;
	return false;
}

/* c: a context of its own whose arena goes with this risk. */
static int one(struct ctx *c, int64_t id, risk_change change, const void *arg, int64_t *ret_changed)
{
	struct rec *old, *r;
	int rc;

	if ((rc = record_load(c, record_find("risk"), id, &old)) < 0)
		return rc;
	r = rec_copy(c, old);
	if ((rc = change(c, old, r, arg)) < 0)
		return rc;
	if (!differs(old, r))
		return E_OK;
	++*ret_changed;
	return record_save(c, old, r, "compute");
}

/* What is wrong with one risk, as a problem of the whole, naming the risk. */
static void tell(struct ctx *c, int64_t id, const struct err *e)
{
	for (const struct fielderr *f = e->fields; f && c->err.nfields < PROBLEMS_TOLD; f = f->next)
		IGNORE(err_field(&c->err, "", "risk", "%s: %s",
		    code_text(c->arena, record_find("risk"), id),
		    arena_text(c->arena, f->detail)));
}

static int each(struct ctx *c, const struct ids *ids, const char *reason, risk_change change,
    const void *arg, int64_t *ret_changed)
{
	struct arena *scratch = arena_child(c->arena, 64 << 20);
	struct ctx work;
	int rc = E_OK;

	(void)criteria_of(c);	/* read once, not once a risk */
	work = *c;
	work.arena = scratch;
	work.reason = reason;
	for (size_t i = 0; i < ids->n && rc == E_OK; i++) {
		work.refs = NULL;
		err_init(&work.err, scratch);
		rc = one(&work, ids->id[i], change, arg, ret_changed);
		if (rc == E_INVALID) {
			tell(c, ids->id[i], &work.err);
			rc = c->err.nfields < PROBLEMS_TOLD ? E_OK : E_INVALID;
		} else if (rc < 0) {
			rc = err_set(&c->err, rc, "evaluating %s: %s",
			    code_text(c->arena, record_find("risk"), ids->id[i]),
			    work.err.detail ? work.err.detail : err_title(rc));
		}
		arena_reset(scratch);
	}
	arena_release(scratch);
	return c->err.code ? c->err.code : rc;
}

static int derive_again(struct ctx *c, const struct rec *old, struct rec *r, const void *arg)
{
	(void)old;
	(void)arg;
	return risk_derive(c, r);
}

/* ---- everything ---- */

int risk_recompute(struct ctx *c, const char *reason, int64_t *ret_changed)
{
	struct ids ids = { 0 };
	struct query *q;
	int rc;

	*ret_changed = 0;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM risk WHERE org = :org AND archived = FALSE"
	    " AND state <> 'closed' ORDER BY id"))) < 0 || (rc = collect(c, q, &ids)) < 0)
		return rc;
	return each(c, &ids, reason, derive_again, NULL, ret_changed);
}

/* ---- a measure ---- */

static bool field_same(const struct rec *old, const struct rec *r, const char *field)
{
	const struct value *x = rec_value(old, field), *y = rec_value(r, field);

	return x == y || (x && y && val_same(x, y));
}

static bool matters(const struct rec *old, const struct rec *r)
{
	static const char *const fields[] = { "maturity", "evidence", "controls", "effectiveness" };

	if (!old || old->archived != r->archived || old->drafted != r->drafted ||
	    strcmp(old->state, r->state) != 0)
		return true;
	for (size_t i = 0; i < COUNT(fields); i++)
		if (!field_same(old, r, fields[i]))
			return true;
	return false;
}

/* Live risks that name the measure, or a control it implements or implemented. */
static int touched(struct ctx *c, const struct rec *old, const struct rec *r, struct ids *ids)
{
	const struct value *lists[] = { rec_value(r, "controls"),
		old ? rec_value(old, "controls") : NULL };
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT DISTINCT t.id FROM risk AS t JOIN link AS l ON l.org = t.org"
	    " AND l.from_type = 'risk' AND l.from_id = t.id WHERE t.org = :org"
	    " AND t.archived = FALSE AND t.state <> 'closed' AND ((l.field = 'measures'"
	    " AND l.to_type = 'measure' AND l.to_id = "));
	sqlb_int(b, r->id);
	sqlb_add(b, SQL(") OR (l.field = 'controls' AND l.to_type = 'control' AND l.to_id IN (0"));
	for (size_t i = 0; i < COUNT(lists); i++)
		for (const struct value *v = lists[i] ? lists[i]->u.list.first : NULL; v;
		    v = v->next) {
			sqlb_add(b, SQL(", "));
			sqlb_int(b, v->u.i);
		}
	sqlb_add(b, SQL("))) ORDER BY t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	return collect(c, q, ids);
}

int risk_measure_changed(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct ids ids = { 0 };
	int64_t changed = 0;
	int rc;

	if (!matters(old, r))
		return E_OK;
	if ((rc = touched(c, old, r, &ids)) < 0)
		return rc;
	return each(c, &ids, arena_printf(c->arena, "Levels follow the change of %s \"%s\"",
	    rec_code(c->arena, r), rec_title(r)), derive_again, NULL, &changed);
}

/* ---- criteria ---- */

static int supersede_others(struct ctx *c, const struct rec *r)
{
	struct ids ids = { 0 };
	struct rec *old, *now;
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT id FROM risk_criteria WHERE org = :org AND id <> :id"
	    " AND state = 'in-force'"))) < 0)
		return rc;
	db_bind_int(q, ":id", r->id);
	if ((rc = collect(c, q, &ids)) < 0)
		return rc;
	for (size_t i = 0; i < ids.n; i++) {
		if ((rc = record_load(c, r->type, ids.id[i], &old)) < 0)
			return rc;
		now = rec_copy(c, old);
		now->state = "superseded";
		if ((rc = record_save(c, old, now, "state")) < 0)
			return rc;
	}
	return E_OK;
}

static int move_and_derive(struct ctx *c, const struct rec *old, struct rec *r, const void *arg)
{
	int rc;

	criteria_map_steps(c, r, arg);
	if ((rc = risk_derive(c, r)) < 0)
		return rc;
	return r->archived || strcmp(r->state, "closed") == 0 ? E_OK : risk_check(c, old, r);
}

int risk_criteria_activate(struct ctx *c, const struct rec *r)
{
	struct step_maps maps;
	struct ids ids = { 0 };
	int64_t changed = 0;
	struct query *q;
	int rc;

	if ((rc = criteria_maps(c, criteria_before(c, r), r, NULL, &maps)) < 0 ||
	    (rc = supersede_others(c, r)) < 0)
		return rc;
	c->scales = NULL;	/* from here on the new ones hold */
	if ((rc = db_query(c, &q, SQL("SELECT id FROM risk WHERE org = :org ORDER BY id"))) < 0 ||
	    (rc = collect(c, q, &ids)) < 0)
		return rc;
	return each(c, &ids, arena_printf(c->arena, "Risk criteria %s put in force",
	    rec_code(c->arena, r)), move_and_derive, &maps, &changed);
}
