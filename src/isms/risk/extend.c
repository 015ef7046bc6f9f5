/* isms/risk/extend.c -- what a risk's page shows beside it: why each level is what it is, in words
 * and numbers. */
#include "isms/approval/approval.h"
#include "isms/risk/plan.h"
#include "isms/risk/risk.h"
#include "isms/risk/weigh.h"
#include "record/list.h"

/* ---- why ---- */

/* 280000 parts as "28 %". */
static const char *percent(struct arena *a, int64_t share)
{
	int64_t tenths = (share * 1000 + EFFECT_WHOLE / 2) / EFFECT_WHOLE;

	return tenths % 10 ? arena_printf(a, "%" PRId64 ".%" PRId64 " %%", tenths / 10, tenths % 10)
			   : arena_printf(a, "%" PRId64 " %%", tenths / 10);
}

static struct value *measure_value(struct ctx *c, const struct effect_part *p, bool planned)
{
	const struct record *t = record_find("measure");
	struct ref_label l = ref_label(c, t, p->measure);
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, l.code));
	val_add(o, "title", val_text(c->arena, l.label ? l.label : N_("not shown to you")));
	val_add(o, "href", val_text(c->arena, l.label ? rec_path(c->arena, t, l.code) : NULL));
	val_add(o, "control", val_text(c->arena, p->control ?
	    ref_label(c, record_find("control"), p->control).code : NULL));
	val_add(o, "effectiveness", val_int(c->arena, planned ? p->planned : p->now));
	return o;
}

/* "M-1 (60 %) and M-2 (30 %) leave 40 % x 70 % = 28 %" */
static void product(struct ctx *c, struct sbuf *b, const struct effect *e, bool planned, int most)
{
	for (size_t i = 0; i < e->n && i < EFFECT_USED; i++)
		sbuf_printf(b, "%s%s (%d %%)", !i ? "" : i + 1 == e->n ? " and " : ", ",
		    code_text(c->arena, record_find("measure"), e->used[i]->measure),
		    planned ? e->used[i]->planned : e->used[i]->now);
	sbuf_text(b, e->n == 1 ? " leaves " : " leave ");
	for (size_t i = 0; e->n > 1 && i < e->n && i < EFFECT_USED; i++)
		sbuf_printf(b, "%s%d %%", i ? " x " : "",
		    100 - (planned ? e->used[i]->planned : e->used[i]->now));
	if (e->floored)
		sbuf_printf(b, "%sless than %d %%, and by the criteria measures take away at most "
		    "%d %%, so %d %%", e->n > 1 ? " = " : "", 100 - most, most, 100 - most);
	else
		sbuf_printf(b, "%s%s", e->n > 1 ? " = " : "", percent(c->arena, e->share));
}

/* One side in a sentence: which measures, what they leave, which step that is. */
static const char *sentence(struct ctx *c, const char *name, const struct scale *s, int from,
    int to, const struct effect *e, bool planned, int most)
{
	struct sbuf *b = sbuf_new(c->arena, 16 << 10);
	int64_t hundredths = 100 + ((int64_t)(from - 1) * e->share * 100 + EFFECT_WHOLE / 2) /
	    EFFECT_WHOLE;

	if (!e->n) {
		sbuf_printf(b, "%s stays %d (%s): no measure that works on it %s.", name, from,
		    scale_step(s, from)->label, planned ? "is in place or planned" : "is in place");
		return sbuf_str(b).p;
	}
	sbuf_printf(b, "%s: ", name);
	product(c, b, e, planned, most);
	sbuf_printf(b, " of the %d step%s above the lowest. 1 + %d x %s = %" PRId64 ".%02" PRId64
	    ", rounded %d (%s).", from - 1, from == 2 ? "" : "s", from - 1,
	    percent(c->arena, e->share), hundredths / 100, hundredths % 100, to,
	    scale_step(s, to)->label);
	return sbuf_str(b).p;
}

static struct value *used(struct ctx *c, const struct effect *e, bool planned)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < e->n && i < EFFECT_USED; i++)
		val_push(list, measure_value(c, e->used[i], planned));
	return list;
}

static const char *overridden(struct ctx *c, const struct rec *r, const char *likelihood,
    const char *consequence, const struct weighed *w)
{
	if (!rec_has(r, likelihood) && !rec_has(r, consequence))
		return NULL;
	return arena_printf(c->arena, "Likelihood %" PRId64 " and consequence %" PRId64
	    ", where the formula gives %d and %d.",
	    rec_has(r, likelihood) ? rec_int(r, likelihood) : w->likelihood,
	    rec_has(r, consequence) ? rec_int(r, consequence) : w->consequence, w->likelihood,
	    w->consequence);
}

/* Inherent, current or residual: level, and how it came about. */
static struct value *stage_value(struct ctx *c, const struct criteria *k, const struct rec *r,
    enum risk_stage stage, const struct weighed *w)
{
	const struct risk_stage_def *s = &risk_stages[stage];
	bool planned = stage == RISK_RESIDUAL;
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *lines = val_arr(a);
	int64_t l = rec_int(r, s->likelihood), q = rec_int(r, s->consequence);

	val_add(o, "name", val_text(a, s->name));
	val_add(o, "label", val_text(a, s->label));
	val_add(o, "level", step_value_of(a, &k->level, rec_int(r, s->level)));
	if (w) {
		val_push(lines, val_text(a, sentence(c, "Likelihood", &k->likelihood,
		    (int)rec_int(r, "likelihood"), w->likelihood, &w->on_likelihood, planned,
		    k->most)));
		val_push(lines, val_text(a, sentence(c, "Consequence", &k->consequence,
		    (int)rec_int(r, "consequence"), w->consequence, &w->on_consequence, planned,
		    k->most)));
		val_add(o, "on_likelihood", used(c, &w->on_likelihood, planned));
		val_add(o, "on_consequence", used(c, &w->on_consequence, planned));
		val_add(o, "by_hand",
		    val_text(a, overridden(c, r, s->by_hand_l, s->by_hand_k, w)));
	}
	val_push(lines, val_text(a, arena_printf(a, "Likelihood %" PRId64 " (%s) with consequence "
	    "%" PRId64 " (%s) is level %" PRId64 " (%s) in the matrix.", l,
	    scale_step(&k->likelihood, l)->label, q, scale_step(&k->consequence, q)->label,
	    rec_int(r, s->level), scale_step(&k->level, rec_int(r, s->level))->label)));
	val_add(o, "lines", lines);
	return o;
}

/* Steps of an earlier view may not be on today's scales: then nothing is explained. */
static bool explainable(const struct criteria *k, const struct rec *r)
{
	for (size_t i = 0; i < RISK_STAGES; i++)
		if (!scale_step(&k->likelihood, rec_int(r, risk_stages[i].likelihood)) ||
		    !scale_step(&k->consequence, rec_int(r, risk_stages[i].consequence)) ||
		    !scale_step(&k->level, rec_int(r, risk_stages[i].level)))
			return false;
	return true;
}

static int explain(struct ctx *c, const struct criteria *k, const struct rec *r, struct value **ret)
{
	struct weighing *w = arena_alloc(c->arena, sizeof(*w));
	struct weighed now, then;
	int rc;

	*ret = val_arr(c->arena);
	if (!explainable(k, r))
		return E_OK;
	if ((rc = weigh(c, r, w)) < 0)
		return rc;
	weigh_steps(k, r, w, false, &now);
	weigh_steps(k, r, w, weigh_counts_plan(r), &then);
	val_push(*ret, stage_value(c, k, r, RISK_INHERENT, NULL));
	val_push(*ret, stage_value(c, k, r, RISK_CURRENT, &now));
	val_push(*ret, stage_value(c, k, r, RISK_RESIDUAL, &then));
	return E_OK;
}

/* Actions, the owner's decision, and what can be done next. */
static int treatment(struct ctx *c, const struct rec *r, struct value *out)
{
	const char *word = rec_text(r, "acceptance"), *about;
	const struct item *i = item_find(field_find(r->type, "acceptance")->items, word,
	    strlen(word));
	struct approval_standing s = { 0 };
	struct value *plan, *o;
	int rc;

	if ((rc = plan_of(c, r->id, &plan)) < 0 ||
	    (!c->as_of_us && (rc = approval_standing(c, r, NULL, &s)) < 0))
		return rc;
	val_add(plan, "approval", approval_value(c->arena, &s));
	if (i) {
		o = val_obj(c->arena);
		val_add(o, "label", val_text(c->arena, i->label));
		val_add(o, "tone", val_text(c->arena, i->tone));
		val_add(plan, "acceptance", o);
	}
	if (rec_has(r, "refusal"))
		val_add(plan, "refusal", val_text(c->arena, rec_text(r, "refusal")));
	about = arena_printf(c->arena, "risk/%s", rec_code(c->arena, r));
	if (!c->as_of_us && !r->archived) {
		if (access_scope(c, record_find("task"), VERB_CREATE) != SCOPE_NONE)
			val_add(plan, "add_href", val_text(c->arena, arena_printf(c->arena,
			    "/tasks/new?kind=treatment&about=%s", about)));
		val_add(plan, "can_ask", val_bool(c->arena, rec_has(r, "treatment") &&
		    rec_has(r, "owner") && !s.asked && !rec_is(r, "acceptance", "accepted") &&
		    (strcmp(r->state, "assessed") == 0 || strcmp(r->state, "treated") == 0) &&
		    access_scope(c, record_find("approval"), VERB_CREATE) != SCOPE_NONE &&
		    record_may(c, r, VERB_EDIT)));
		val_add(plan, "waiting", val_bool(c->arena, s.asked > 0));
	}
	val_set(out, "treatment_plan", plan);
	return E_OK;
}

int risk_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	const struct criteria *k = criteria_of(c);
	struct value *matrix, *list;
	int rc;

	if ((rc = risk_matrix_view(c, RISK_CURRENT, rec_int(r, "current_likelihood"),
	    rec_int(r, "current_consequence"), &matrix)) < 0 ||
	    (rc = explain(c, k, r, &list)) < 0 || (rc = treatment(c, r, out)) < 0)
		return rc;
	val_set(out, "matrix", matrix);
	val_set(out, "stages", list);
	val_set_bool(c->arena, out, "assessed", list->u.list.n > 0);
	if (!list->u.list.n)
		val_set_text(c->arena, out, "explain", rec_has(r, "level") ?
		    N_("Assessed before levels were computed from measures.") :
		    N_("Not assessed: likelihood and consequence together give the level."));
	val_set_text(c->arena, out, "criteria_title", k->title);
	if (k->code && access_scope(c, record_find("risk_criteria"), VERB_READ) != SCOPE_NONE)
		val_set_text(c->arena, out, "criteria_href", rec_path(c->arena,
		    record_find("risk_criteria"), k->code));
	if (rec_is(r, "basis", "by-hand"))
		val_set_text(c->arena, out, "override_reason", rec_text(r, "override_reason"));
	return E_OK;
}
