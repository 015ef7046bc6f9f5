/* rule/engine.c -- running rules on one organisation's views, and what came out. See rule.h. */
#include "record/list.h"
#include "record/tables.h"
#include "rule/rule_priv.h"

enum { NAMED_MAX = 500 };	/* findings of one rule that are listed; the others are counted */

/* ---- one rule ---- */

static int collect(struct ctx *c, struct query *q, struct found **ret, size_t *ret_n, struct err *e)
{
	size_t n = 0, room = 0;
	struct found *list = NULL;
	int rc;

	while ((rc = db_step_err(q, e)) > 0) {
		struct found f = { db_is_null(q, 0) ? 0 : db_int(q, 0), NULL };

		if (n < NAMED_MAX) {
			f.text = arena_text(c->arena, db_text(q, 1));
			if (n == room) {
				struct found *more =
				    arena_alloc(c->arena, (room * 2 + 16) * sizeof(*more));

				if (n)
					memcpy(more, list, n * sizeof(*more));
				list = more;
				room = room * 2 + 16;
			}
			list[n] = f;
		}
		n++;
	}
	*ret = list;
	*ret_n = n;
	return rc;
}

/* The day the rules look at: today's, or that of an as-of view. */
static const char *today(struct ctx *c)
{
	char *text = arena_alloc(c->arena, DATE_TEXT);

	date_print(c->as_of_us ? c->as_of_us : c->now_us, text);
	return text;
}

int rule_run(struct ctx *c, const struct rule *r, int64_t steps, struct found **ret, size_t *ret_n,
    struct err *e)
{
	struct query *q;
	int rc;

	db_views_only(c->db, true, steps);
	/* The text is a file of ours, compiled in; the authorizer holds it to views. */
	rc = db_prepare(c->db, NULL, &q, (struct sqltext){ r->sql }, e);
	if (rc == E_OK) {
		if (db_has_param(q, ":today"))
			db_bind_text(q, ":today", today(c));
		rc = db_columns(q) == 2 ?
		    collect(c, q, ret, ret_n, e) :
		    err_set(e, E_INVALID, "%s: a rule returns two columns, subject and finding",
			r->file);
		db_done(q);
	}
	db_views_only(c->db, false, 0);
	return rc;
}

/* ---- findings ---- */

struct check {
	struct ctx *c;
	struct value *findings, *clauses;
	int64_t count[SEVERITY_OPPORTUNITY + 1];
	int64_t weight, met_weight, rules, met, unlisted;
};

/* The record found, when the actor may read it; else null: counted, not named. */
static int subject_value(struct ctx *c, const struct record *t, int64_t id, struct value **ret)
{
	struct sqlb *b;
	struct query *q;
	int rc;

	*ret = val_null(c->arena);
	if (!t || !id)
		return E_OK;
	b = sqlb_new(c->arena);
	sqlb_add(b, SQL("SELECT t."));
	sqlb_name(b, t->title);
	sqlb_add(b, SQL(", t."));
	sqlb_name(b, t->key_is_code ? t->key : "id");
	sqlb_add(b, SQL(" FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t.id = "));
	(void)sqlb_param_int(b, id);
	access_filter(c, b, t, VERB_READ, "t");
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0) {
		const char *code = t->key_is_code && !db_is_null(q, 1) ?
		    arena_text(c->arena, db_text(q, 1)) : code_text(c->arena, t, id);

		*ret = val_obj(c->arena);
		val_add(*ret, "type", val_text(c->arena, t->name));
		val_add(*ret, "code", val_text(c->arena, code));
		val_add(*ret, "label", val_text(c->arena, arena_text(c->arena, db_text(q, 0))));
		val_add(*ret, "href",
		    val_text(c->arena, rec_path(c->arena, t, code)));
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static void add_finding(
    struct check *k, const struct rule *r, enum severity s, struct value *subject, const char *text)
{
	struct arena *a = k->c->arena;
	struct value *o = val_obj(a);

	val_add(o, "rule", val_text(a, r->name));
	val_add(o, "title", val_text(a, r->title));
	val_add(o, "clause", val_text(a, r->clause));
	val_add(o, "severity", val_text(a, severity_name(s)));
	val_add(o, "source", val_text(a, r->source));
	val_add(o, "fix", val_text(a, r->fix));
	val_add(o, "subject", subject);
	val_add(o, "finding", val_text(a, text));
	val_push(k->findings, o);
}

/* Title of the clause as the loaded knowledge has it: any record whose code is the clause. */
static int clause_title(struct ctx *c, const char *clause, const char **ret)
{
	*ret = "";
	for (size_t i = 0; record_index[i] && !(*ret)[0]; i++) {
		const struct record *t = record_index[i];
		struct sqlb *b;
		struct query *q;
		int rc;

		if (!t->key_is_code)
			continue;
		b = sqlb_new(c->arena);
		sqlb_add(b, SQL("SELECT t."));
		sqlb_name(b, t->title);
		sqlb_add(b, SQL(" FROM "));
		sqlb_name(b, t->name);
		sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t.archived = FALSE AND t."));
		sqlb_name(b, t->key);
		sqlb_add(b, SQL(" = "));
		(void)sqlb_param_str(b, str_of(clause));
		if ((rc = sqlb_query(c, &q, b)) < 0)
			return rc;
		if ((rc = db_step(c, q)) > 0)
			*ret = arena_text(c->arena, db_text(q, 0));
		db_done(q);
		if (rc < 0)
			return rc;
	}
	return E_OK;
}

/* Rules come sorted by clause, so the clause in hand is the last one. */
static int count_clause(struct check *k, const struct rule *r, enum severity s, size_t n)
{
	struct arena *a = k->c->arena;
	struct value *o = k->clauses->u.list.last;
	const char *title;
	int rc;

	if (!o || strcmp(val_get_text(o, "clause"), r->clause) != 0) {
		if ((rc = clause_title(k->c, r->clause, &title)) < 0)
			return rc;
		o = val_obj(a);
		val_add(o, "clause", val_text(a, r->clause));
		val_add(o, "title", val_text(a, title));
		for (enum severity i = SEVERITY_MAJOR; i <= SEVERITY_OPPORTUNITY; i++)
			val_add(o, severity_name(i), val_int(a, 0));
		val_push(k->clauses, o);
	}
	val_get(o, severity_name(s))->u.i += (int64_t)n;
	k->count[s] += (int64_t)n;
	return E_OK;
}

static int check_rule(struct check *k, const struct rule *r)
{
	static const int64_t weights[] = { 0, 5, 2, 1 };
	enum severity s = r->severity;
	struct found *list;
	struct value *subject;
	struct err e;
	size_t n = 0;
	int rc;

	err_init(&e, k->c->arena);
	k->rules++;
	k->weight += weights[s];
	if (rule_run(k->c, r, RULE_STEPS, &list, &n, &e) < 0) {
		s = SEVERITY_MAJOR;	/* a check that did not happen is no check passed */
		add_finding(k, r, s, val_null(k->c->arena), arena_printf(k->c->arena,
		    "the rule could not be run: %s", e.detail ? e.detail : err_title(e.code)));
		return count_clause(k, r, s, 1);
	}
	for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
		if ((rc = subject_value(k->c, r->subject, list[i].subject, &subject)) < 0)
			return rc;
		add_finding(k, r, s, subject, list[i].subject && subject->kind == V_NULL ?
		    r->title : list[i].text);	/* the sentence may name what is hidden */
	}
	k->unlisted += n > NAMED_MAX ? (int64_t)(n - NAMED_MAX) : 0;
	if (!n) {
		k->met++;
		k->met_weight += weights[s];
	}
	return count_clause(k, r, s, n);
}

static struct value *score(const struct check *k)
{
	struct arena *a = k->c->arena;
	struct value *o = val_obj(a);

	val_add(o, "value", val_int(a, k->weight ? 100 * k->met_weight / k->weight : 0));
	val_add(o, "explain",
	    val_text(a,
		arena_printf(a,
		    "%" PRId64 " of %" PRId64 " rules are met. In "
		    "the score a rule for a major nonconformity counts five, a minor one two, an "
		    "opportunity "
		    "one.",
		    k->met, k->rules)));
	return o;
}

static struct value *result(const struct check *k, int64_t took_us)
{
	struct arena *a = k->c->arena;
	struct value *o = val_obj(a), *counts = val_obj(a);

	for (enum severity s = SEVERITY_MAJOR; s <= SEVERITY_OPPORTUNITY; s++)
		val_add(counts, severity_name(s), val_int(a, k->count[s]));
	val_add(o, "findings", k->findings);
	val_add(o, "counts", counts);
	val_add(o, "clauses", k->clauses);
	val_add(o, "score", score(k));
	val_add(o, "rules", val_int(a, k->rules));
	val_add(o, "not_listed", val_int(a, k->unlisted));
	val_add(o, "took_ms", val_int(a, took_us / 1000));
	return o;
}

int rules_check(struct ctx *c, const char *clause, struct value **ret)
{
	struct check k = { .c = c, .findings = val_arr(c->arena), .clauses = val_arr(c->arena) };
	const struct rule *const *rules;
	int64_t began = clock_mono_us();
	size_t n;
	int rc;

	if ((rc = rules_load(&rules, &n, &c->err)) < 0 ||
	    (rc = views_create(c->db, c->org, &c->err)) < 0)
		return rc;
	if ((rc = ruleviews_create(c, rules, n)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++)
		if (clause_within(rules[i]->clause, clause) && (rc = check_rule(&k, rules[i])) < 0)
			return rc;
	if (!k.rules)
		return err_hint(&c->err, E_NOTFOUND, "leave the clause out to run all rules",
		    "no rule is about clause \"%.40s\"", clause ? clause : "");
	*ret = result(&k, clock_mono_us() - began);
	return E_OK;
}
