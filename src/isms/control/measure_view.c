/* isms/control/measure_view.c -- what a measure's page says: how well it works, why, its tests. */
#include "isms/control/measure.h"

enum { TESTS_SHOWN = 10 };

static const char *tone_of(int percent)
{
	return percent >= 70 ? "good" : percent >= 40 ? "warn" : "bad";
}

static struct value *effect_value(struct arena *a, struct effectiveness_in in)
{
	struct effectiveness e = effectiveness_of(in);
	struct value *o = val_obj(a);

	val_add(o, "percent", val_int(a, e.percent));
	val_add(o, "tone", val_text(a, in.force == FORCE_NONE ? "none" : tone_of(e.percent)));
	val_add(o, "words", val_text(a, effectiveness_words(a, in)));
	val_add(o, "claim", val_int(a, e.claim));
	val_add(o, "shown", val_int(a, e.shown));
	val_add(o, "proved", val_int(a, e.proved));
	return o;
}

static const struct {
	const char *name, *label, *tone;
} results[] = {
	{ "pass", N_("Passed"), "good" }, { "partly", N_("Partly passed"), "warn" },
	{ "fail", N_("Failed"), "bad" },
};

static struct value *test_value(struct ctx *c, struct query *q, const char *today)
{
	const char *result = db_text(q, 4), *planned = db_text(q, 2);
	struct arena *a = c->arena;
	struct value *o = val_obj(a);
	const char *code = code_text(a, record_find("measure_test"), db_int(q, 0));
	bool late = !result && planned && strcmp(planned, today) < 0;

	val_add(o, "code", val_text(a, code));
	val_add(o, "label", val_text(a, arena_text(a, db_text(q, 1))));
	val_add(o, "href", val_text(a, arena_printf(a, "/measure_tests/%s", code)));
	val_add(o, "on", val_text(a, arena_text(a, result ? db_text(q, 3) : planned)));
	val_add(o, "word", val_text(a, late ? N_("Overdue") : N_("Planned")));
	val_add(o, "tone", val_text(a, late ? "bad" : "info"));
	for (size_t i = 0; i < COUNT(results); i++)
		if (result && strcmp(results[i].name, result) == 0) {
			val_set_text(a, o, "word", results[i].label);
			val_set_text(a, o, "tone", results[i].tone);
		}
	return o;
}

/* Planned ones first, then the newest; as far as the actor may read them. */
static int tests(struct ctx *c, int64_t id, struct value **ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	char today[DATE_TEXT];
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	sqlb_add(b, SQL("SELECT t.id, t.title, t.planned_on, t.performed_on, t.result"
	    " FROM measure_test AS t WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.measure_id = "));
	(void)sqlb_param_int(b, id);
	access_filter(c, b, record_find("measure_test"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.performed_on DESC NULLS FIRST, t.planned_on, t.id DESC"
	    " LIMIT "));
	sqlb_int(b, TESTS_SHOWN);
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		val_push(*ret, test_value(c, q, today));
	db_done(q);
	return rc;
}

static bool may_add(struct ctx *c, const char *type, const struct rec *r)
{
	return !c->as_of_us && !r->archived &&
	    access_scope(c, record_find(type), VERB_CREATE) != SCOPE_NONE;
}

/* What recurs: when it is due, and whether that day is past. */
static struct value *schedule(struct ctx *c, const struct rec *r)
{
	struct value *o = val_obj(c->arena);
	char today[DATE_TEXT];
	bool late;

	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	late = strcmp(rec_text(r, "next_on"), today) < 0;
	val_add(o, "next_on", val_text(c->arena, rec_text(r, "next_on")));
	val_add(o, "late", val_bool(c->arena, late));
	val_add(o, "can_do", val_bool(c->arena, may_add(c, "occurrence", r)));
	return o;
}

int measure_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct effectiveness_in in;
	struct value *list;
	int rc;

	if ((rc = measure_facts(c, r, &in)) < 0 || (rc = tests(c, r->id, &list)) < 0)
		return rc;
	val_set(out, "effect", effect_value(c->arena, in));
	val_set(out, "tests", list);
	val_set(out, "schedule", rec_has(r, "next_on") ? schedule(c, r) : val_null(c->arena));
	val_set_text(c->arena, out, "test_href", may_add(c, "measure_test", r) ?
	    arena_printf(c->arena, "/measure_tests/new?measure=%s", rec_code(c->arena, r)) : NULL);
	return E_OK;
}
