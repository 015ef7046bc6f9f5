/*
 * isms/risk/evaluate.c -- the computed fields of a risk: levels, verdicts, by hand or by measures.
 * See risk.h.
 */
#include "isms/risk/risk.h"
#include "isms/risk/weigh.h"
#include "record/store.h"

static const char *const computed[] = { "level", "current_likelihood", "current_consequence",
	"current_level", "residual_likelihood", "residual_consequence", "residual_level", "verdict",
	"residual_verdict", "basis" };

static void set_level(struct ctx *c, const struct criteria *k, struct rec *r, const char *to,
    int64_t likelihood, int64_t consequence)
{
	struct err e;
	int level;

	err_init(&e, c->arena);
	if (matrix_level(&k->matrix, likelihood, consequence, &level, &e) == E_OK)
		rec_set_int(c, r, to, level);
	else
		rec_set(r, to, NULL);
}

/*
 * Before Annexa computed what remains, people typed it into the residual fields. A risk that was
 * never evaluated by criteria keeps what was typed, as set by hand.
 */
static void keep_typed(struct ctx *c, struct rec *r)
{
	static const char *const pairs[][2] = {
		{ "residual_likelihood", "override_residual_likelihood" },
		{ "residual_consequence", "override_residual_consequence" },
	};

	if (!r->id || rec_has(r, "criteria"))
		return;
	for (size_t i = 0; i < COUNT(pairs); i++)
		if (rec_has(r, pairs[i][0]) && !rec_has(r, pairs[i][1]))
			rec_set_int(c, r, pairs[i][1], rec_int(r, pairs[i][0]));
	if (rec_has(r, pairs[0][1]) && !rec_has(r, "override_reason"))
		rec_set_text(c, r, "override_reason",
		    "Estimated by hand before levels were computed from measures");
}

static int64_t step_or(const struct rec *r, const char *override, int64_t otherwise)
{
	return rec_has(r, override) ? rec_int(r, override) : otherwise;
}

static void set_verdict(struct ctx *c, const struct criteria *k, struct rec *r, const char *to,
    const char *level)
{
	static const char *const words[] = {
		[VERDICT_ACCEPTABLE] = "acceptable", [VERDICT_TOLERABLE] = "tolerable",
		[VERDICT_UNACCEPTABLE] = "unacceptable",
	};
	enum verdict v = criteria_verdict(k, rec_int(r, level));

	rec_set_text(c, r, to, v ? words[v] : NULL);
}

static bool by_hand(const struct rec *r)
{
	return rec_has(r, "override_current_likelihood") ||
	    rec_has(r, "override_current_consequence") ||
	    rec_has(r, "override_residual_likelihood") ||
	    rec_has(r, "override_residual_consequence");
}

static int remaining(struct ctx *c, const struct criteria *k, struct rec *r)
{
	struct weighing *w = arena_alloc(c->arena, sizeof(*w));
	struct weighed now, then;
	int rc;

	if ((rc = weigh(c, r, w)) < 0)
		return rc;
	weigh_steps(k, r, w, false, &now);
	weigh_steps(k, r, w, weigh_counts_plan(r), &then);
	rec_set_int(c, r, "current_likelihood",
	    step_or(r, "override_current_likelihood", now.likelihood));
	rec_set_int(c, r, "current_consequence",
	    step_or(r, "override_current_consequence", now.consequence));
	rec_set_int(c, r, "residual_likelihood",
	    step_or(r, "override_residual_likelihood", then.likelihood));
	rec_set_int(c, r, "residual_consequence",
	    step_or(r, "override_residual_consequence", then.consequence));
	set_level(c, k, r, "current_level", rec_int(r, "current_likelihood"),
	    rec_int(r, "current_consequence"));
	set_level(c, k, r, "residual_level", rec_int(r, "residual_likelihood"),
	    rec_int(r, "residual_consequence"));
	return E_OK;
}

int risk_derive(struct ctx *c, struct rec *r)
{
	const struct criteria *k = criteria_of(c);
	int rc;

	keep_typed(c, r);
	for (size_t i = 0; i < COUNT(computed); i++)
		rec_set(r, computed[i], NULL);
	rec_set_text(c, r, "criteria", k->code ? k->code : k->title);
	if (!rec_has(r, "likelihood") || !rec_has(r, "consequence"))
		return risk_acceptance(c, r);
	set_level(c, k, r, "level", rec_int(r, "likelihood"), rec_int(r, "consequence"));
	if ((rc = remaining(c, k, r)) < 0)
		return rc;
	set_verdict(c, k, r, "verdict", "current_level");
	set_verdict(c, k, r, "residual_verdict", "residual_level");
	rec_set_text(c, r, "basis", by_hand(r) ? "by-hand" : "computed");
	return risk_acceptance(c, r);
}

/* ---- what must hold ---- */

static bool same_field(const struct rec *old, const struct rec *r, const char *field)
{
	const struct value *x = old ? rec_value(old, field) : NULL, *y = rec_value(r, field);

	return x == y || (x && y && val_same(x, y));
}

/* The last day that is so many months from today, as text that compares. */
static const char *months_on(struct ctx *c, int months)
{
	char today[DATE_TEXT];
	int64_t year, month;

	date_print(c->now_us, today);
	if (!str_int(str_copy(c->arena, today, 4), &year) ||
	    !str_int(str_copy(c->arena, today + 5, 2), &month))
		return "9999-12-31";
	month += months - 1;
	return arena_printf(c->arena, "%04" PRId64 "-%02" PRId64 "-%s", year + month / 12,
	    month % 12 + 1, today + 8);
}

static void check_acceptance(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const struct criteria *k = criteria_of(c);
	enum verdict v = criteria_verdict(k, rec_int(r, "current_level"));

	if (rec_is(r, "treatment", "retain") && v == VERDICT_UNACCEPTABLE)
		IGNORE(err_field(&c->err, "treatment", "not-acceptable", "a risk above level %d "
		    "cannot be retained: the criteria ask for another treatment", k->tolerable));
	else if (rec_is(r, "treatment", "retain") && v == VERDICT_TOLERABLE &&
	    !rec_has(r, "accepted_until"))
		IGNORE(err_field(&c->err, "accepted_until", "required",
		    "a risk above level %d that is retained needs an end date", k->acceptable));
	if (k->acceptance_months && rec_has(r, "accepted_until") &&
	    !same_field(old, r, "accepted_until") &&
	    strcmp(rec_text(r, "accepted_until"), months_on(c, k->acceptance_months)) > 0)
		IGNORE(err_field(&c->err, "accepted_until", "too-far",
		    "the criteria let a risk be accepted for %d months at the most",
		    k->acceptance_months));
}

int risk_check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	if (by_hand(r) && !rec_has(r, "override_reason"))
		IGNORE(err_field(&c->err, "override_reason", "required",
		    "say why the computed step is replaced by hand"));
	if (rec_int(r, "residual_level") > rec_int(r, "level"))
		IGNORE(err_field(&c->err, "override_residual_likelihood", "rises",
		    "the residual level is higher than the level without controls"));
	if (rec_int(r, "current_level") > rec_int(r, "level"))
		IGNORE(err_field(&c->err, "override_current_likelihood", "rises",
		    "the current level is higher than the level without controls"));
	check_acceptance(c, old, r);
	return c->err.code;
}
