/* isms/risk/weigh.c -- see weigh.h. */
#include "isms/control/effectiveness.h"
#include "isms/risk/risk.h"
#include "isms/risk/weigh.h"
#include "record/store.h"

enum { TOGETHER = 50 };		/* ids in one statement: the same text for any number */

/*
 * Columns 1 to 4 of q: state, maturity, evidence, effectiveness. planned: as if the measure were in
 * place, which its tests have not shown yet; what is proved already is never taken away.
 */
static int measure_effect(struct query *q, bool planned)
{
	struct effectiveness_in in = { force_of(db_text(q, 1)),
		db_is_null(q, 2) ? 0 : (int)db_int(q, 2), PROOF_NONE, !db_is_null(q, 3) };
	int now = db_is_null(q, 4) ? effectiveness_of(in).percent : (int)db_int(q, 4);
	int then;

	if (!planned || in.force == FORCE_WHOLE)
		return now;
	in.force = FORCE_WHOLE;
	then = effectiveness_of(in).percent;
	return then > now ? then : now;
}

static unsigned sides_of(const char *types)
{
	unsigned sides = 0;

	if (types && strstr(types, ";Preventive;"))
		sides |= EFFECT_LIKELIHOOD;
	if (types && (strstr(types, ";Detective;") || strstr(types, ";Corrective;")))
		sides |= EFFECT_CONSEQUENCE;
	return sides ? sides : EFFECT_LIKELIHOOD;	/* of no framework that says: preventive */
}

/* The next TOGETHER ids of the list as parameters; the last one fills up. */
static const struct value *some_ids(struct sqlb *b, const struct value *at)
{
	int64_t id = at->u.i;

	sqlb_add(b, SQL(" IN ("));
	for (int i = 0; i < TOGETHER; i++) {
		sqlb_add(b, i ? SQL(", ") : SQL(""));
		(void)sqlb_param_int(b, id);
		at = at ? at->next : NULL;
		id = at ? at->u.i : id;
	}
	sqlb_add(b, SQL(")"));
	return at;
}

static void add_part(struct weighing *w, struct query *q, int64_t control, unsigned sides)
{
	struct effect_part *last = w->n ? &w->part[w->n - 1] : NULL;

	if (last && last->control == control && last->measure == db_int(q, 0)) {
		last->sides |= sides;	/* of one more control that it implements */
		return;
	}
	if (w->n < EFFECT_PARTS)
		w->part[w->n++] = (struct effect_part){ control, db_int(q, 0), sides,
			measure_effect(q, false), measure_effect(q, true) };
}

/* A control comes with its measures, or with an empty row when it has none that lives. */
static void take_control(struct weighing *w, struct query *q)
{
	int64_t control = db_int(q, 6);
	bool idle = w->nidle && w->idle[w->nidle - 1] == control;

	if (db_is_null(q, 0)) {
		if (!idle && w->nidle < EFFECT_USED)
			w->idle[w->nidle++] = control;
		return;
	}
	w->nidle -= idle;	/* the empty rows come first */
	add_part(w, q, control, sides_of(db_text(q, 5)));
}

static int of_controls(struct ctx *c, const struct value *ids, struct weighing *w)
{
	int rc = 0;

	for (const struct value *at = ids ? ids->u.list.first : NULL; at && rc >= 0;) {
		struct sqlb *b = sqlb_new(c->arena);
		struct query *q;

		sqlb_add(b, SQL("SELECT m.id, m.state, m.maturity, m.evidence, m.effectiveness,"
		    " k.control_type, k.id FROM control AS k LEFT JOIN link AS l"
		    " ON l.org = k.org AND l.to_type = 'control' AND l.to_id = k.id"
		    " AND l.from_type = 'measure' AND l.field = 'controls' LEFT JOIN measure AS m"
		    " ON m.org = l.org AND m.id = l.from_id AND m.archived = FALSE"
		    " AND m.drafted = FALSE AND m.state <> 'retired' WHERE k.org = :org AND k.id"));
		at = some_ids(b, at);
		sqlb_add(b, SQL(" ORDER BY k.id, m.id NULLS FIRST"));
		if ((rc = sqlb_query(c, &q, b)) < 0)
			return rc;
		while ((rc = db_step(c, q)) > 0)
			take_control(w, q);
		db_done(q);
	}
	return rc < 0 ? rc : E_OK;
}

static int named_directly(struct ctx *c, const struct value *ids, struct weighing *w)
{
	int rc = 0;

	for (const struct value *at = ids ? ids->u.list.first : NULL; at && rc >= 0;) {
		struct sqlb *b = sqlb_new(c->arena);
		struct query *q;

		sqlb_add(b, SQL("SELECT m.id, m.state, m.maturity, m.evidence, m.effectiveness,"
		    " k.control_type FROM measure AS m LEFT JOIN link AS l ON"
		    " l.org = m.org AND l.from_type = 'measure' AND l.from_id = m.id AND"
		    " l.field = 'controls' LEFT JOIN control AS k ON k.org = m.org AND"
		    " k.id = l.to_id WHERE m.org = :org AND m.archived = FALSE"
		    " AND m.drafted = FALSE AND m.state <> 'retired' AND m.id"));
		at = some_ids(b, at);
		sqlb_add(b, SQL(" ORDER BY m.id"));
		if ((rc = sqlb_query(c, &q, b)) < 0)
			return rc;
		while ((rc = db_step(c, q)) > 0)
			add_part(w, q, 0, sides_of(db_text(q, 5)));
		db_done(q);
	}
	return rc < 0 ? rc : E_OK;
}

int weigh(struct ctx *c, const struct rec *r, struct weighing *ret)
{
	int rc;

	ret->n = ret->nidle = 0;
	if ((rc = of_controls(c, rec_value(r, "controls"), ret)) < 0)
		return rc;
	return named_directly(c, rec_value(r, "measures"), ret);
}

bool weigh_counts_plan(const struct rec *r)
{
	return rec_is(r, "treatment", "modify") || rec_is(r, "treatment", "share");
}

void weigh_steps(const struct criteria *k, const struct rec *r, const struct weighing *w,
    bool planned, struct weighed *ret)
{
	effect_of(w->part, w->n, EFFECT_LIKELIHOOD, planned, k->most, &ret->on_likelihood);
	effect_of(w->part, w->n, EFFECT_CONSEQUENCE, planned, k->most, &ret->on_consequence);
	ret->likelihood = effect_step((int)rec_int(r, "likelihood"), ret->on_likelihood.share);
	ret->consequence = effect_step((int)rec_int(r, "consequence"), ret->on_consequence.share);
}
