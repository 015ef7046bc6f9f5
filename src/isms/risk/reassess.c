/* isms/risk/reassess.c -- see reassess.h. A statement for each trigger; a risk was last assessed on
 * the day of its review, or on the day it was recorded. */
#include "isms/risk/reassess.h"
#include "isms/risk/risk.h"
#include "record/list.h"

enum { RUNS_OUT_DAYS = 30 };

#define ASSESSED "coalesce(t.reviewed_on, substr(t.created_at, 1, 10))"

struct search {
	struct ctx *c;
	struct value *risks;
	const char *today, *soon, *year;	/* today; in 30 days; one interval back */
	size_t reasons;
	bool truncated;
};

static const char *day_at(struct ctx *c, int64_t days)
{
	char *text = arena_alloc(c->arena, DATE_TEXT);

	date_print((c->as_of_us ? c->as_of_us : c->now_us) + days * INT64_C(86400000000), text);
	return text;
}

/* The day so many months back; a day that this month lacks compares well enough as text. */
static const char *months_back(struct ctx *c, const char *today, int64_t months)
{
	int64_t year = 0, month = 0;

	if (!str_int(str_copy(c->arena, today, 4), &year) ||
	    !str_int(str_copy(c->arena, today + 5, 2), &month))
		return "0000-00-00";
	month = year * 12 + month - 1 - months;
	return arena_printf(c->arena, "%04" PRId64 "-%02" PRId64 "-%s", month / 12, month % 12 + 1,
	    today + 8);
}

/* Reassessment interval of the criteria in force; twelve months without one. */
static int interval(struct ctx *c, int64_t *ret)
{
	const struct criteria *k = criteria_of(c);
	struct rec *r;
	int rc;

	*ret = 12;
	if (!k->id)
		return E_OK;
	if ((rc = record_load(c, record_find("risk_criteria"), k->id, &r)) < 0)
		return rc;
	if (rec_has(r, "review_months"))
		*ret = rec_int(r, "review_months");
	return E_OK;
}

static struct value *entry(struct search *s, int64_t id, const char *title, int64_t owner)
{
	struct arena *a = s->c->arena;
	const char *code = code_text(a, record_find("risk"), id);
	struct value *o;

	for (o = s->risks->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "code"), code) == 0)
			return o;
	o = val_obj(a);
	val_add(o, "code", val_text(a, code));
	val_add(o, "title", val_text(a, arena_text(a, title)));
	val_add(o, "href", val_text(a, arena_printf(a, "/risks/%s", code)));
	val_add(o, "owner", val_text(a, owner ? ref_label(s->c, record_find("person"), owner).label
					      : NULL));
	val_add(o, "reasons", val_arr(a));
	val_push(s->risks, o);
	return o;
}

/* What a trigger looks for. Columns: id, title, owner_id, and up to two texts for the sentence. */
struct trigger {
	const char *why, *sentence;	/* "%s" for each text */
	const char *label;		/* on what to do */
	const char *at;			/* behind the risk's address */
	const char *type;		/* read access to it is needed; NULL = the risk alone */
	struct sqltext columns, joins, where;
};

static const struct trigger triggers[] = {
	{ "date", N_("It was to be assessed again by %s."), N_("Assess it"), "/edit", NULL,
	    { "t.review_due, NULL" }, { "" },
	    { "t.review_due < :today AND " ASSESSED " < t.review_due" } },
	{ "interval", N_("It was last assessed on %s, longer ago than the interval."),
	    N_("Assess it"), "/edit", NULL, { ASSESSED ", NULL" }, { "" },
	    { ASSESSED " < :year AND t.review_due IS NULL" } },
	{ "asset", N_("\"%s\" changed on %s, after it was assessed."), N_("Assess it"), "/edit",
	    "asset", { "x.name, substr(x.updated_at, 1, 10)" },
	    { " JOIN link AS l ON l.org = t.org AND l.from_type = 'risk' AND l.from_id = t.id"
	      " AND l.field = 'assets' JOIN asset AS x ON x.org = t.org AND x.id = l.to_id"
	      " AND x.archived = FALSE" },
	    { "substr(x.updated_at, 1, 10) > " ASSESSED } },
	{ "test", N_("\"%s\" failed its test on %s."), N_("Assess it"), "/edit", "measure_test",
	    { "m.title, x.performed_on" },
	    { " JOIN link AS l ON l.org = t.org AND l.from_type = 'risk' AND l.from_id = t.id"
	      " AND l.field IN ('controls', 'measures')"
	      " JOIN link AS k ON k.org = t.org AND k.from_type = 'measure'"
	      " AND k.field = 'controls' AND k.to_type = 'control'"
	      " AND ((l.to_type = 'control' AND k.to_id = l.to_id)"
	      " OR (l.to_type = 'measure' AND k.from_id = l.to_id))"
	      " JOIN measure AS m ON m.org = t.org AND m.id = k.from_id AND m.archived = FALSE"
	      " JOIN measure_test AS x ON x.org = t.org AND x.measure_id = m.id"
	      " AND x.archived = FALSE AND x.drafted = FALSE AND x.result = 'fail'" },
	    { "x.performed_on > " ASSESSED } },
	{ "acceptance", N_("Its acceptance ends on %s."), N_("Decide again"), "", NULL,
	    { "t.accepted_until, NULL" }, { "" }, { "t.accepted_until <= :soon" } },
	{ "outdated", N_("What its owner approved on %s has changed since."), N_("Ask the owner"),
	    "", NULL, { "t.accepted_on, NULL" }, { "" }, { "t.acceptance = 'outdated'" } },
	{ "unevaluated",
	    N_("It was assessed before levels were computed; compute all levels again."),
	    N_("Open it"), "", NULL, { "NULL, NULL" }, { "" },
	    { "t.level IS NOT NULL AND t.current_level IS NULL" } },
};

static void found(struct search *s, const struct trigger *t, struct query *q)
{
	struct arena *a = s->c->arena;
	struct value *o, *reason = val_obj(a), *reasons;
	const char *text;

	if (s->reasons++ >= REASSESS_MAX) {
		s->truncated = true;
		return;
	}
	o = entry(s, db_int(q, 0), db_text(q, 1), db_is_null(q, 2) ? 0 : db_int(q, 2));
	text = db_is_null(q, 3) ? t->sentence : arena_printf(a, t->sentence, db_text(q, 3),
	    db_is_null(q, 4) ? "" : db_text(q, 4));
	reasons = val_get(o, "reasons");
	for (const struct value *r = reasons->u.list.first; r; r = r->next)
		if (strcmp(val_get_text(r, "text"), text) == 0)
			return;
	val_add(reason, "why", val_text(a, t->why));
	val_add(reason, "text", val_text(a, text));
	val_add(reason, "label", val_text(a, t->label));
	val_add(reason, "href", val_text(a, arena_printf(a, "%s%s", val_get_text(o, "href"),
	    t->at)));
	val_push(reasons, reason);
}

static int look(struct search *s, const struct trigger *t)
{
	struct sqlb *b = sqlb_new(s->c->arena);
	struct query *q;
	int rc;

	if (t->type && access_scope(s->c, record_find(t->type), VERB_READ) == SCOPE_NONE)
		return E_OK;
	sqlb_add(b, SQL("SELECT DISTINCT t.id, t.title, t.owner_id, "));
	sqlb_add(b, t->columns);
	sqlb_add(b, SQL(" FROM risk AS t"));
	sqlb_add(b, t->joins);
	sqlb_add(b, SQL(" WHERE t.org = :org AND t.archived = FALSE AND t.state <> 'closed' AND "));
	sqlb_add(b, t->where);
	access_filter(s->c, b, record_find("risk"), VERB_READ, "t");
	if (t->type)
		access_filter(s->c, b, record_find(t->type), VERB_READ, "x");
	sqlb_add(b, SQL(" ORDER BY t.id LIMIT 1001"));
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	if (db_has_param(q, ":today"))
		db_bind_text(q, ":today", s->today);
	if (db_has_param(q, ":soon"))
		db_bind_text(q, ":soon", s->soon);
	if (db_has_param(q, ":year"))
		db_bind_text(q, ":year", s->year);
	while ((rc = db_step(s->c, q)) > 0)
		found(s, t, q);
	db_done(q);
	return rc;
}

int reassess(struct ctx *c, struct value **ret)
{
	struct search s = { .c = c, .risks = val_arr(c->arena), .today = day_at(c, 0),
		.soon = day_at(c, RUNS_OUT_DAYS) };
	int64_t months;
	int rc;

	if ((rc = interval(c, &months)) < 0)
		return rc;
	s.year = months_back(c, s.today, months);
	for (size_t i = 0; i < COUNT(triggers); i++)
		if ((rc = look(&s, &triggers[i])) < 0)
			return rc;
	*ret = val_obj(c->arena);
	val_add(*ret, "total", val_int(c->arena, (int64_t)s.risks->u.list.n));
	val_add(*ret, "truncated", val_bool(c->arena, s.truncated));
	val_add(*ret, "risks", s.risks);
	return E_OK;
}
