/* rule/engine.c -- running rules on one organisation's views, and what came out. See rule.h. */
#include "record/list.h"
#include "record/tables.h"
#include "rule/rule_priv.h"
#include "rule/score.h"

enum { NAMED_MAX = 500 };	/* findings of one rule that are listed; the others are counted */
enum { CHUNK = 100 };		/* subjects named by one statement, always so many: it is cached */

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

/* ---- subjects ---- */

/* What is told about a subject; code NULL: there is none, or the actor may not read it. */
struct subject {
	int64_t id, owner;
	const char *code, *label, *path;
	bool editable;
};

static int by_id(const void *x, const void *y)
{
	const struct subject *p = x, *q = y;

	return (p->id > q->id) - (p->id < q->id);
}

/* Does the type say in one field whose record it is? */
static bool has_owner(const struct record *t)
{
	const struct field *f = t->own ? field_find(t, t->own) : NULL;

	return f && f->kind == FK_REF && f->to && strcmp(f->to, "person") == 0;
}

static void chunk_add(struct sqlb *b, const struct subject *list, size_t n)
{
	for (size_t i = 0; i < CHUNK; i++) {	/* no record has the number 0 */
		if (i)
			sqlb_add(b, SQL(", "));
		(void)sqlb_param_int(b, i < n ? list[i].id : 0);
	}
	sqlb_add(b, SQL(")"));
}

static void subjects_statement(struct ctx *c, struct sqlb *b, const struct record *t,
    const struct subject *list, size_t n)
{
	sqlb_add(b, SQL("SELECT t.id, t."));
	sqlb_name(b, t->title);
	sqlb_add(b, SQL(", t."));
	sqlb_name(b, t->key_is_code ? t->key : "id");
	sqlb_add(b, SQL(", "));
	if (has_owner(t)) {
		sqlb_add(b, SQL("t."));
		sqlb_name(b, arena_printf(c->arena, "%s_id", t->own));
	} else {
		sqlb_add(b, SQL("NULL"));
	}
	sqlb_add(b, SQL(" FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t.id IN ("));
	chunk_add(b, list, n);
	access_filter(c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.id"));
}

/* A chunk, sorted by id. */
static int chunk_name(struct ctx *c, const struct record *t, struct subject *list, size_t n)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	size_t at = 0;
	int rc;

	subjects_statement(c, b, t, list, n);
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		int64_t id = db_int(q, 0);

		for (; at < n && list[at].id <= id; at++) {
			struct subject *s = &list[at];

			if (s->id != id)
				continue;
			s->code = t->key_is_code && !db_is_null(q, 2) ?
			    arena_text(c->arena, db_text(q, 2)) : code_text(c->arena, t, id);
			s->label = arena_text(c->arena, db_text(q, 1));
			s->owner = db_int(q, 3);
			s->path = rec_path(c->arena, t, s->code);
		}
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* Which of them the actor may edit: asked where the right depends on whose record it is. */
static int chunk_editable(struct ctx *c, const struct record *t, struct subject *list, size_t n)
{
	enum scope scope = access_scope(c, t, VERB_EDIT);
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	size_t at = 0;
	int rc;

	for (size_t i = 0; i < n; i++)
		list[i].editable = scope == SCOPE_ALL;
	if (scope == SCOPE_ALL || scope == SCOPE_NONE)
		return E_OK;
	sqlb_add(b, SQL("SELECT t.id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t.id IN ("));
	chunk_add(b, list, n);
	access_filter(c, b, t, VERB_EDIT, "t");
	sqlb_add(b, SQL(" ORDER BY t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		for (; at < n && list[at].id <= db_int(q, 0); at++)
			list[at].editable = list[at].id == db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* Names the subjects the actor may read, and sorts them by id. */
static int subjects_name(struct ctx *c, const struct record *t, struct subject *list, size_t n)
{
	int rc = E_OK;

	qsort(list, n, sizeof(*list), by_id);
	for (size_t i = 0; t && i < n && rc == E_OK; i += CHUNK) {
		size_t some = n - i < CHUNK ? n - i : CHUNK;

		if ((rc = chunk_name(c, t, list + i, some)) == E_OK)
			rc = chunk_editable(c, t, list + i, some);
	}
	return rc;
}

static struct value *subject_value(struct ctx *c, const struct record *t, const struct subject *s)
{
	struct value *o;

	if (!s || !s->code)
		return val_null(c->arena);
	o = val_obj(c->arena);
	val_add(o, "type", val_text(c->arena, t->name));
	val_add(o, "code", val_text(c->arena, s->code));
	val_add(o, "label", val_text(c->arena, s->label));
	val_add(o, "href", val_text(c->arena, s->path));
	return o;
}

static struct value *owner_value(struct ctx *c, const struct subject *s)
{
	struct ref_label l;
	struct value *o;

	if (!s || !s->code || !s->owner)
		return val_null(c->arena);
	l = ref_label(c, record_find("person"), s->owner);
	o = val_obj(c->arena);
	val_add(o, "code", val_text(c->arena, l.code));
	val_add(o, "label", val_text(c->arena, l.label));
	return o;
}

/* ---- findings ---- */

struct check {
	struct ctx *c;
	struct value *findings, *clauses;
	struct tally all;	/* findings */
	int64_t rules, met, unlisted;
	const struct found_rule *kept;	/* of all rules, or NULL: they are run */
	struct found_rule *found;	/* what they found now */
	bool failed;			/* one of them could not be run */
};

static void add_finding(struct check *k, const struct rule *r, enum severity s,
    const struct subject *subject, const char *text)
{
	struct arena *a = k->c->arena;
	struct value *o = val_obj(a), *action;

	action = action_value(k->c, r, subject ? subject->code : NULL,
	    subject ? subject->path : NULL, subject && subject->editable);
	val_add(o, "rule", val_text(a, r->name));
	val_add(o, "title", val_text(a, r->title));
	val_add(o, "clause", val_text(a, r->clause));
	val_add(o, "severity", val_text(a, severity_name(s)));
	val_add(o, "source", val_text(a, r->source));
	val_add(o, "fix", val_text(a, r->fix));
	val_add(o, "subject", subject_value(k->c, r->subject, subject));
	val_add(o, "owner", owner_value(k->c, subject));
	val_add(o, "finding", val_text(a, text));
	val_add(o, "action_href", val_text(a, action ? val_get_text(action, "href") : NULL));
	val_add(o, "action_label", val_text(a, action ? val_get_text(action, "label") : NULL));
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

static void count(struct value *o, const char *name, int64_t n)
{
	val_get(o, name)->u.i += n;
}

static struct tally tally_of(const struct value *o, const char *prefix, struct arena *a)
{
	return (struct tally){
		.major = val_get_int(o, arena_printf(a, "%smajor", prefix), 0),
		.minor = val_get_int(o, arena_printf(a, "%sminor", prefix), 0),
		.opportunity = val_get_int(o, arena_printf(a, "%sopportunity", prefix), 0),
	};
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
		val_add(o, "rules", val_int(a, 0));
		for (enum severity i = SEVERITY_MAJOR; i <= SEVERITY_OPPORTUNITY; i++) {
			val_add(o, severity_name(i), val_int(a, 0));
			val_add(o, arena_printf(a, "broken_%s", severity_name(i)), val_int(a, 0));
		}
		val_push(k->clauses, o);
	}
	count(o, "rules", 1);
	count(o, severity_name(s), (int64_t)n);
	count(o, arena_printf(a, "broken_%s", severity_name(s)), n > 0);
	return E_OK;
}

/* The findings of a rule that ran. */
static int add_found(struct check *k, const struct rule *r, const struct found *list, size_t n)
{
	struct subject *known = arena_zero(k->c->arena, n + 1, sizeof(*known));
	size_t subjects = 0;
	int rc;

	for (size_t i = 0; i < n; i++)
		if (list[i].subject)
			known[subjects++].id = list[i].subject;
	if ((rc = subjects_name(k->c, r->subject, known, subjects)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct subject key = { .id = list[i].subject };
		const struct subject *s = !key.id ? NULL :
		    bsearch(&key, known, subjects, sizeof(key), by_id);

		add_finding(k, r, r->severity, s, s && !s->code ? r->title : list[i].text);
	}	/* the sentence may name what is hidden */
	return E_OK;
}

/* Looks at what is kept, else runs the rule and notes what it found. */
static int find(struct check *k, const struct rule *r, size_t i, struct found **ret, size_t *ret_n,
    struct err *e)
{
	struct found_rule *to = &k->found[i];
	int rc;

	if (k->kept) {
		*ret = k->kept[i].rows;
		*ret_n = k->kept[i].all;
		return E_OK;
	}
	rc = rule_run(k->c, r, RULE_STEPS, ret, ret_n, e);
	k->failed |= rc < 0;
	if (rc >= 0)
		*to = (struct found_rule){ *ret, *ret_n < NAMED_MAX ? *ret_n : NAMED_MAX, *ret_n };
	return rc;
}

static int check_rule(struct check *k, const struct rule *r, size_t i)
{
	enum severity s = r->severity;
	struct found *list;
	struct err e;
	size_t n = 0;
	int rc;

	err_init(&e, k->c->arena);
	k->rules++;
	if (find(k, r, i, &list, &n, &e) < 0) {
		s = SEVERITY_MAJOR;	/* a check that did not happen is no check passed */
		n = 1;
		add_finding(k, r, s, NULL, arena_printf(k->c->arena,
		    "the rule could not be run: %s", e.detail ? e.detail : err_title(e.code)));
	} else if ((rc = add_found(k, r, list, n < NAMED_MAX ? n : NAMED_MAX)) < 0) {
		return rc;
	}
	k->unlisted += n > NAMED_MAX ? (int64_t)(n - NAMED_MAX) : 0;
	k->met += !n;
	k->all.major += s == SEVERITY_MAJOR ? (int64_t)n : 0;
	k->all.minor += s == SEVERITY_MINOR ? (int64_t)n : 0;
	k->all.opportunity += s == SEVERITY_OPPORTUNITY ? (int64_t)n : 0;
	return count_clause(k, r, s, n);
}

/* ---- the result ---- */

static void plural(struct sbuf *b, int64_t n, const char *one, const char *many)
{
	if (n)
		sbuf_printf(b, "%s%" PRId64 " %s", b->n ? ", " : "", n, n == 1 ? one : many);
}

/* The clauses an auditor would write about. */
static struct value *predicted(const struct check *k)
{
	struct arena *a = k->c->arena;
	struct value *list = val_arr(a);

	for (const struct value *o = k->clauses->u.list.first; o; o = o->next) {
		struct predicted p = predicted_of(tally_of(o, "broken_", a));
		struct sbuf *b = sbuf_new(a, 1024);
		struct value *v = val_obj(a);

		if (!p.major && !p.minor && !p.opportunity)
			continue;
		plural(b, p.major, "major nonconformity", "major nonconformities");
		plural(b, p.minor, "minor nonconformity", "minor nonconformities");
		plural(b, p.opportunity, "opportunity for improvement",
		    "opportunities for improvement");
		val_add(v, "clause", val_copy(a, val_get(o, "clause")));
		val_add(v, "title", val_copy(a, val_get(o, "title")));
		val_add(v, "major", val_int(a, p.major));
		val_add(v, "minor", val_int(a, p.minor));
		val_add(v, "opportunity", val_int(a, p.opportunity));
		val_add(v, "systemic", val_bool(a, p.systemic));
		val_add(v, "text", val_text(a, sbuf_str(b).p));
		val_push(list, v);
	}
	return list;
}

static struct value *score(struct arena *a, struct tally t)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_int(a, score_of(t)));
	val_add(o, "points", val_int(a, score_points(t)));
	val_add(o, "explain", val_text(a, score_words(a, t)));
	return o;
}

static struct value *result(const struct check *k, int64_t took_us)
{
	struct arena *a = k->c->arena;
	struct value *o = val_obj(a), *counts = val_obj(a);

	val_add(counts, "major", val_int(a, k->all.major));
	val_add(counts, "minor", val_int(a, k->all.minor));
	val_add(counts, "opportunity", val_int(a, k->all.opportunity));
	for (struct value *i = k->clauses->u.list.first; i; i = i->next)
		val_add(i, "score", val_int(a, score_of(tally_of(i, "", a))));
	val_add(o, "findings", k->findings);
	val_add(o, "counts", counts);
	val_add(o, "clauses", k->clauses);
	val_add(o, "predicted", predicted(k));
	val_add(o, "score", score(a, k->all));
	val_add(o, "rules", val_int(a, k->rules));
	val_add(o, "met", val_int(a, k->met));
	val_add(o, "not_listed", val_int(a, k->unlisted));
	val_add(o, "took_ms", val_int(a, took_us / 1000));
	return o;
}

static bool other(const char *have, const char *want)
{
	return want && *want && (!have || strcmp(have, want) != 0);
}

void rules_filter(struct value *result, const char *severity, const char *owner)
{
	struct value *list = val_get(result, "findings"), *f = list->u.list.first, *next;

	list->u.list.first = list->u.list.last = NULL;
	list->u.list.n = 0;
	for (; f; f = next) {
		next = f->next;
		if (other(val_get_text(f, "severity"), severity) ||
		    other(val_get_text(val_get(f, "owner"), "code"), owner))
			continue;
		f->next = NULL;
		val_push(list, f);
	}
}

struct value *severity_value(struct arena *a, const char *name)
{
	static const struct { const char *name, *label, *tone; } severities[] = {
		{ "major", N_("Major"), "severe" }, { "minor", N_("Minor"), "warn" },
		{ "opportunity", N_("Opportunity"), "info" },
	};
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	for (size_t i = 0; i < COUNT(severities); i++)
		if (strcmp(severities[i].name, name) == 0) {
			val_add(o, "label", val_text(a, severities[i].label));
			val_add(o, "tone", val_text(a, severities[i].tone));
		}
	return o;
}

int rules_check(struct ctx *c, const char *clause, struct value **ret)
{
	struct check k = { .c = c, .findings = val_arr(c->arena), .clauses = val_arr(c->arena) };
	const struct rule *const *rules;
	int64_t began = clock_mono_us();
	size_t n;
	int rc;

	if ((rc = rules_load(&rules, &n, &c->err)) < 0)
		return rc;
	k.kept = kept_find(c, today(c), n);
	k.found = arena_zero(c->arena, n + 1, sizeof(*k.found));
	if (!k.kept && ((rc = views_create(c->db, c->org, &c->err)) < 0 ||
	    (rc = ruleviews_create(c, rules, n)) < 0))
		return rc;
	for (size_t i = 0; i < n; i++)
		if (clause_within(rules[i]->clause, clause) &&
		    (rc = check_rule(&k, rules[i], i)) < 0)
			return rc;
	if (!k.kept && !k.failed && !clause)
		kept_put(c, today(c), k.found, n);
	if (!k.rules)
		return err_hint(&c->err, E_NOTFOUND, "leave the clause out to run all rules",
		    "no rule is about clause \"%.40s\"", clause ? clause : "");
	*ret = result(&k, clock_mono_us() - began);
	return E_OK;
}
