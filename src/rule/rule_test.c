/*
 * rule/rule_test.c -- every rule proves itself: its `-- test:` lines are made into records by the
 * ordinary write path on a fresh organisation, and it must find exactly the subjects named.
 *
 * A test's records are separated by " | ": `type field=value field="value with blanks"`, with
 * `draft` before it one that the program drafted, with `made` one with fields that only the program
 * sets, a move as `R-1 -> assessed`, `framework KEY` loads that knowledge, `as P-1: ...` does it as
 * that person. Behind => stand the subjects, `none` for a finding without one. The day is always
 * 2026-06-30.
 */
#include "base/test.h"
#include "isms/knowledge/knowledge.h"
#include "record/list.h"
#include "record/tables.h"
#include "rule/rule_priv.h"

static int64_t fixed_now(void *arg)
{
	int64_t us = 0;

	(void)arg;
	REQUIRE(time_parse(STR("2026-06-30T12:00:00Z"), &us));
	return us;
}

/* ---- records of a test line ---- */

/* The next word of a piece, quotes taken away; NULL at its end. */
static char *word(struct arena *a, const char **at)
{
	char *out = arena_alloc(a, strlen(*at) + 1), *p = out;
	bool quoted = false;

	while (**at == ' ')
		(*at)++;
	if (!**at)
		return NULL;
	for (; **at && (quoted || **at != ' '); (*at)++) {
		if (**at == '"')
			quoted = !quoted;
		else
			*p++ = **at;
	}
	*p = '\0';
	return out;
}

static int move(struct ctx *c, const char *code, const char *state)
{
	struct rec *r;
	int64_t id;

	for (size_t i = 0; record_index[i]; i++)
		if (code_id(record_index[i], str_of(code), &id))
			return record_move(c, record_index[i], code, state, ANY_REV, &r);
	return err_set(&c->err, E_USAGE, "test: \"%s\" is no code", code);
}

static int create(struct ctx *c, const char *type, const char *at)
{
	bool drafted = strcmp(type, "draft") == 0;
	const struct record *t = record_find(drafted ? type = word(c->arena, &at) : type);
	struct value *input = val_obj(c->arena);
	struct rec *r;
	char *w;

	if (!t)
		return err_set(&c->err, E_USAGE, "test: no type \"%s\"", type);
	while ((w = word(c->arena, &at))) {
		char *equals = strchr(w, '=');

		if (!equals)
			return err_set(&c->err, E_USAGE, "test: \"%s\" is not field=value", w);
		*equals = '\0';
		val_set_text(c->arena, input, w, equals + 1);
	}
	return drafted ? record_draft(c, t, input, IN_TEXT, &r) :
	    record_create(c, t, input, IN_TEXT, &r);
}

/* "as P-1: ..." is done by that person, with every right: for decisions and four eyes. */
static int as_person(struct ctx *c, const char *at, struct actor *ret)
{
	const char *colon = strchr(at, ':');
	int64_t id;

	if (!colon || !code_id(record_find("person"), (struct str){ at, (size_t)(colon - at) },
	    &id))
		return err_set(&c->err, E_USAGE, "test: \"as %s\" names no person", at);
	*ret = (struct actor){ .account = id, .person = id, .all = true, .auth = "password",
		.pseudonym = arena_printf(c->arena, "u-%" PRId64, id), .label = "test" };
	ret->subject = ret->pseudonym;
	return E_OK;
}

static int make_piece(struct ctx *c, const char *piece);

/* A field's value, or the state, as the program sets it: also what no input reaches. */
static int set_field(struct ctx *c, struct rec *r, const char *name, const char *text)
{
	const struct field *f = field_find(r->type, name);
	struct value *v = NULL;
	int rc;

	if (strcmp(name, "state") == 0) {
		r->state = arena_text(c->arena, text);
		return E_OK;
	}
	if (!f)
		return err_set(&c->err, E_USAGE, "test: no field \"%s\"", name);
	if ((rc = input_one(c, f, str_of(text), &v)) == E_OK)
		rec_set(r, name, v);
	return rc;
}

/* A record as only the program makes it, saved without checks: for days gone by. */
static int make_by_program(struct ctx *c, const char *at)
{
	const struct record *t = record_find(word(c->arena, &at));
	struct rec *r;
	int rc = E_OK;

	if (!t)
		return err_set(&c->err, E_USAGE, "test: made of no type");
	r = rec_new(c, t);
	for (char *w; rc == E_OK && (w = word(c->arena, &at));) {
		char *equals = strchr(w, '=');

		REQUIRE(equals);
		*equals = '\0';
		rc = set_field(c, r, w, equals + 1);
	}
	return rc == E_OK ? record_save(c, NULL, r, "create") : rc;
}

static int make_as(struct ctx *c, const char *at)
{
	const struct actor *before = c->actor;
	struct actor me;
	int rc = as_person(c, at, &me);

	if (rc < 0)
		return rc;
	c->actor = &me;
	rc = make_piece(c, strchr(at, ':') + 1);
	c->actor = before;
	return rc;
}

static int make_piece(struct ctx *c, const char *piece)
{
	const char *at = piece, *arrow = strstr(piece, " -> ");
	char *type = word(c->arena, &at);
	struct value *ret;

	if (!type)
		return E_OK;
	if (strcmp(type, "as") == 0)
		return make_as(c, str_trim(c->arena, str_of(at)).p);
	if (arrow)
		return move(c, type, str_trim(c->arena, str_of(arrow + 4)).p);
	if (strcmp(type, "framework") == 0 && !strchr(at, '='))
		return knowledge_load(c, str_trim(c->arena, str_of(at)).p, &ret);
	if (strcmp(type, "made") == 0)
		return make_by_program(c, at);
	return create(c, type, at);
}

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

static int make_records(struct ctx *c, void *arg)
{
	const char *line = arg, *bar;
	int rc = E_OK;

	for (; rc == E_OK && line; line = bar ? bar + 3 : NULL) {
		bar = strstr(line, " | ");
		rc = make_piece(c, bar ? arena_text_n(c->arena, line, (size_t)(bar - line)) : line);
	}
	return rc;
}

static const char *why(struct ctx *c)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	sbuf_init(b, c->arena, 4096);
	sbuf_printf(b, "%s", c->err.detail ? c->err.detail : "");
	for (const struct fielderr *f = c->err.fields; f; f = f->next)
		sbuf_printf(b, "; %s: %s", f->field, f->detail);
	return sbuf_str(b).p;
}

/* A fresh organisation holding the records; fails the test when they cannot be made. */
static struct ctx *fresh(struct arena *a, const char *records, struct program **ret)
{
	struct program *p;
	struct err e;
	struct ctx *c;
	int rc;

	err_init(&e, a);
	assert_int_equal(program_open("", PROGRAM_MEMORY, &p, &e), E_OK);
	p->clock = (struct clock){ fixed_now, NULL };
	c = ctx_new(p, a);
	c->actor = actor_program();
	if ((rc = record_transaction(c, make_org, NULL)) == E_OK && records[0])
		rc = record_transaction(c, make_records, arena_text(a, records));
	if (rc < 0)
		fail_msg("%s: %s", records, why(c));
	assert_int_equal(ctx_reader(c), E_OK);
	assert_int_equal(views_create(c->db, c->org, &c->err), E_OK);
	*ret = p;
	return c;
}

/* ---- subjects found, as one text ---- */

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static const char *joined(struct arena *a, const char **words, size_t n)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 64 << 10);
	if (n)
		qsort(words, n, sizeof(*words), by_text);
	for (size_t i = 0; i < n; i++)
		sbuf_printf(b, "%s%s", i ? " " : "", words[i]);
	return sbuf_str(b).p;
}

static const char *expected(struct arena *a, const char *at)
{
	const char *words[200];
	size_t n = 0;

	while (n < COUNT(words) && (words[n] = word(a, &at)))
		n++;
	return joined(a, words, n);
}

static const char *subjects(struct ctx *c, const struct rule *r, const struct found *list, size_t n)
{
	const char **words = arena_zero(c->arena, n + 1, sizeof(*words));

	for (size_t i = 0; i < n; i++) {
		assert_non_null(list[i].text);
		words[i] =
		    list[i].subject ? ref_label(c, r->subject, list[i].subject).code : "none";
	}
	return joined(c->arena, words, n);
}

static void prove(const struct rule *r, const char *test)
{
	bool meets = text_starts(test, "meets");
	const char *arrow = strstr(test, "=>"), *records;
	struct found *list = NULL;
	struct program *p;
	struct arena arena, *a = &arena;
	struct ctx *c;
	size_t n = 0;
	int rc;

	arena_init(a, 256u << 20);
	if (meets == (arrow != NULL) || (!meets && !text_starts(test, "breaks")))
		fail_msg("%s: \"%s\" is neither meets without nor breaks with =>", r->file, test);
	records = test + (meets ? 5 : 6);
	if (arrow)
		records = arena_text_n(a, records, (size_t)(arrow - records));
	c = fresh(a, records, &p);
	if ((rc = ruleviews_create(c, &r, 1)) < 0)
		fail_msg("%s: %s", r->file, why(c));
	if ((rc = rule_run(c, r, RULE_STEPS, &list, &n, &c->err)) < 0)
		fail_msg("%s: %s", r->file, why(c));
	if (strcmp(subjects(c, r, list, n), expected(a, arrow ? arrow + 2 : "")) != 0)
		fail_msg("%s: %s\n  found \"%s\"", r->file, test, subjects(c, r, list, n));
	arena_release(a);
	program_close(p);
}

void test_rules__every_test(void **state)
{
	const struct rule *const *rules;
	size_t n;

	T_BEGIN;
	if (rules_load(&rules, &n, e) < 0)
		fail_msg("%s", e->detail);
	assert_true(n >= 25);
	for (size_t i = 0; i < n; i++)
		for (const char **t = rules[i]->tests; *t; t++)
			prove(rules[i], *t);
	T_END;
}

/* ---- the parser ---- */

#define HEAD "-- rule:      x\n-- title:     T\n-- source:    S, 1\n-- clause:    1\n" \
	"-- severity:  minor\n-- subject:   risk\n-- fix:       Do it.\n"
#define TESTS "-- test: meets   \n-- test: breaks  risk title=R => R-1\n"

static int parse(struct arena *a, struct err *e, const char *text, struct rule *ret)
{
	err_clear(e);
	return rule_parse(a, "src/isms/x/rules/x.sql", text, ret, e);
}

void test_rule_parse__form(void **state)
{
	struct rule r;

	T_BEGIN;
	assert_int_equal(parse(a, e, HEAD TESTS "SELECT id, 'x' FROM v_risk\n", &r), E_OK);
	assert_string_equal(r.name, "x");
	assert_int_equal(r.severity, SEVERITY_MINOR);
	assert_ptr_equal(r.subject, record_find("risk"));
	assert_string_equal(r.tests[1], "breaks  risk title=R => R-1");
	assert_int_equal(parse(a, e, HEAD "-- test: meets   risk title=R |\n--      risk title=S\n"
	    "-- test: breaks  risk => R-1\n-- Prose: is left alone\n", &r), E_OK);
	assert_string_equal(r.tests[0], "meets   risk title=R | risk title=S");
	T_END;
}

void test_rule_parse__refuses(void **state)
{
	static const char *const bad[] = {
		"",
		HEAD,
		TESTS,
		HEAD "-- test: meets   \n",                    /* no breaking test */
		HEAD "-- test: breaks  risk title=R => R-1\n", /* no meeting one */
		HEAD TESTS "-- colour: red\n",
		HEAD TESTS "-- title: again\n",
		"-- rule: y\n" HEAD TESTS,
		HEAD TESTS "WITH v_x AS (SELECT id FROM risk) SELECT id, 'x' FROM v_x\n",
		HEAD TESTS
		"WITH v_x (id) AS MATERIALIZED (SELECT id FROM risk) SELECT id, 'x' FROM v_x\n",
	};
	struct rule r;

	T_BEGIN;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(parse(a, e, bad[i], &r), E_INVALID);
		assert_true(text_starts(e->detail, "src/isms/x/rules/x.sql:"));
	}
	T_END;
}

void test_rule_clause__order(void **state)
{
	static const char *const rising[] = { "4.2", "5.3", "6.1", "6.1.2", "6.1.3", "8.1", "10.1",
		"A.5.9", "A.5.12", "A.8.1" };

	(void)state;
	for (size_t i = 0; i + 1 < COUNT(rising); i++) {
		assert_true(clause_order(rising[i], rising[i + 1]) < 0);
		assert_true(clause_order(rising[i + 1], rising[i]) > 0);
	}
	assert_true(clause_within("6.1.2", "6.1"));
	assert_true(clause_within("6.1.2", "6.1.2"));
	assert_true(clause_within("6.1.2", NULL));
	assert_false(clause_within("6.10", "6.1"));
	assert_false(clause_within("6.1", "6.1.2"));
}

/* ---- the cage ---- */

static int run_sql(struct ctx *c, const char *sql, int64_t steps, size_t *ret_n)
{
	struct rule r = { .name = "x", .file = "x.sql", .sql = sql };
	struct found *list;

	err_clear(&c->err);
	return rule_run(c, &r, steps, &list, ret_n, &c->err);
}

void test_rule_run__only_views(void **state)
{
	static const char *const bad[] = {
		"SELECT id, title FROM risk",
		"SELECT id, name FROM main.person",
		"SELECT 1, code FROM org",
		"SELECT v.id, r.title FROM v_risk AS v JOIN risk AS r ON r.id = v.id",
		"SELECT id, (SELECT max(name) FROM person) FROM v_risk",
		"WITH x AS (SELECT * FROM person) SELECT id, name FROM x",
		"SELECT 1, sql FROM sqlite_schema",
		"SELECT 1, body FROM ledger_leaf",
		"DELETE FROM v_risk",
		"DELETE FROM risk",
		"UPDATE risk SET title = 'x'",
		"DROP TABLE risk",
		"PRAGMA writable_schema = ON",
		"ATTACH '/tmp/x' AS x",
	};
	struct program *p;
	struct ctx *c;
	size_t n = 0;

	T_BEGIN;
	c = fresh(a, "person name=Ann | risk title=R", &p);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (run_sql(c, bad[i], RULE_STEPS, &n) == E_OK)
			fail_msg("allowed: %s", bad[i]);
	assert_int_equal(run_sql(c, "SELECT id, title FROM v_risk", RULE_STEPS, &n), E_OK);
	assert_int_equal(n, 1);
	assert_int_equal(run_sql(c, "SELECT id FROM v_risk", RULE_STEPS, &n), E_INVALID);
	arena_release(a);
	program_close(p);
	(void)e;
}

void test_rule_run__cut_off(void **state)
{
	struct program *p;
	struct ctx *c;
	size_t n = 0;

	T_BEGIN;
	c = fresh(a, "", &p);
	assert_int_equal(run_sql(c,
			     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
			     " SELECT max(i), 'x' FROM n",
			     1000000, &n),
	    E_LIMIT);
	assert_int_equal(
	    run_sql(c, "SELECT id, title FROM v_risk", 1000000, &n), E_OK); /* goes on */
	arena_release(a);
	program_close(p);
	(void)e;
}

void test_rules_check__value(void **state)
{
	struct value *v, *f;
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, "person name=Ann | risk title=R likelihood=4 consequence=5", &p);
	assert_int_equal(rules_check(c, NULL, &v), E_OK);
	assert_true(val_get_int(v, "rules", 0) >= 25);
	assert_in_range(val_get_int(val_get(v, "score"), "value", -1), 0, 99);
	f = val_get(v, "findings")->u.list.first;
	assert_non_null(val_get_text(f, "clause"));
	assert_int_equal(rules_check(c, "6.1.2", &v), E_OK);
	for (f = val_get(v, "findings")->u.list.first; f; f = f->next)
		assert_string_equal(val_get_text(f, "clause"), "6.1.2");
	assert_int_equal(rules_check(c, "99", &v), E_NOTFOUND);
	arena_release(a);
	program_close(p);
	(void)e;
}
