/*
 * isms/control/testing_test.c -- SOURCE: ISO/IEC 27001:2022, 8.1, 9.1: what tests and occurrences
 * do to a measure.
 */
#include "base/test.h"
#include "isms/control/measure.h"
#include "record/program.h"

static int64_t fixed_now(void *arg)
{
	int64_t us = 0;

	(void)arg;
	REQUIRE(time_parse(STR("2026-06-30T12:00:00Z"), &us));
	return us;
}

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

/* A record, or with `to` a move of `code`. */
struct wish {
	const char *type, *code, *to, *fields[13];
};

static int make(struct ctx *c, void *arg)
{
	const struct wish *w = arg;
	struct value *input = val_obj(c->arena);
	struct rec *r;

	if (w->to)
		return record_move(c, record_find(w->type), w->code, w->to, ANY_REV, &r);
	for (size_t i = 0; w->fields[i]; i += 2)
		val_set_text(c->arena, input, w->fields[i], w->fields[i + 1]);
	return w->code ? record_update(c, record_find(w->type), w->code, input, IN_TEXT, ANY_REV,
	    &r) : record_create(c, record_find(w->type), input, IN_TEXT, &r);
}

static struct ctx *fresh(struct arena *a, struct program **ret)
{
	struct err e;
	struct ctx *c;

	err_init(&e, a);
	assert_int_equal(program_open("", PROGRAM_MEMORY, ret, &e), E_OK);
	(*ret)->clock = (struct clock){ fixed_now, NULL };
	c = ctx_new(*ret, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make_org, NULL), E_OK);
	return c;
}

static int wish(struct ctx *c, struct wish w)
{
	err_clear(&c->err);
	return record_transaction(c, make, &w);
}

static void must(struct ctx *c, struct wish w)
{
	if (wish(c, w) < 0)
		fail_msg("%s: %s", w.type, c->err.fields ? c->err.fields->detail : c->err.detail);
}

/* Read as a job, too: a reader in between would keep the database in memory from being written. */
struct wanted {
	const char *type, *code;
	struct rec *r;
};

static int find(struct ctx *c, void *arg)
{
	struct wanted *w = arg;

	return record_get(c, record_find(w->type), w->code, VERB_READ, &w->r);
}

static struct rec *get(struct ctx *c, const char *type, const char *code)
{
	struct wanted w = { type, code, NULL };

	err_clear(&c->err);
	IGNORE(record_transaction(c, find, &w));	/* NULL when it is not there */
	return w.r;
}

#define MEASURE(...) (struct wish){ "measure", NULL, NULL, { "title", "Backup", __VA_ARGS__ } }
#define TEST(...) (struct wish){ "measure_test", NULL, NULL, { "title", "Restore", "measure",     \
	"M-1", __VA_ARGS__ } }

static int64_t effectiveness(struct ctx *c)
{
	return rec_int(get(c, "measure", "M-1"), "effectiveness");
}

void test_testing_effect__on_the_measure(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	must(c, MEASURE("maturity", "3", NULL));
	assert_int_equal(effectiveness(c), 0);
	must(c, (struct wish){ "measure", "M-1", "in-place", { NULL } });
	assert_int_equal(effectiveness(c), 60);
	must(c, TEST("planned_on", "2026-07-01", NULL));
	assert_int_equal(effectiveness(c), 60);
	must(c, TEST("performed_on", "2026-06-01", "result", "pass", NULL));
	assert_int_equal(effectiveness(c), 80);
	assert_string_equal(rec_text(get(c, "measure", "M-1"), "tested_on"), "2026-06-01");
	must(c, TEST("performed_on", "2026-06-01", "result", "fail", "finding", "No", NULL));
	assert_int_equal(effectiveness(c), 12);	/* the worst of the newest day */
	must(c, TEST("performed_on", "2026-05-01", "result", "pass", NULL));
	assert_int_equal(effectiveness(c), 12);	/* an older one says nothing new */
	must(c, TEST("performed_on", "2026-06-02", "result", "partly", "finding", "Half", NULL));
	assert_int_equal(effectiveness(c), 36);
	(void)e;
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_testing_fail__makes_one_task(void **state)
{
	struct program *p;
	struct ctx *c;
	struct rec *t;

	T_BEGIN;
	c = fresh(a, &p);
	must(c, (struct wish){ "person", NULL, NULL, { "name", "Ann", NULL } });
	must(c, MEASURE("owner", "P-1", NULL));
	must(c, TEST("performed_on", "2026-06-01", "result", "fail", "finding", "Broken", NULL));
	t = get(c, "task", "T-1");
	assert_string_equal(rec_text(t, "kind"), "finding");
	assert_string_equal(rec_text(t, "about"), "measure_test/MT-1");
	assert_string_equal(rec_text(t, "due"), "2026-07-30");
	assert_int_equal(rec_int(t, "owner"), 1);
	must(c, (struct wish){ "measure_test", "MT-1", NULL, { "sample", "All", NULL } });
	assert_null(get(c, "task", "T-2"));
	(void)e;
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_testing_check__all_problems(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	must(c, MEASURE(NULL));
	assert_int_equal(wish(c, TEST(NULL)), E_INVALID);
	assert_int_equal(wish(c, TEST("performed_on", "2026-07-01", NULL)), E_INVALID);
	assert_int_equal(c->err.nfields, 2);	/* after today, without a result */
	assert_int_equal(wish(c, TEST("planned_on", "2026-07-01", "result", "fail", NULL)),
	    E_INVALID);
	assert_int_equal(c->err.nfields, 2);	/* without a date, without a finding */
	assert_int_equal(wish(c, MEASURE("recurrence", "monthly", NULL)), E_INVALID);
	(void)e;
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_testing_occurrence__moves_the_next_day(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	must(c, MEASURE("recurrence", "quarterly", "starts_on", "2026-03-31", NULL));
	assert_string_equal(rec_text(get(c, "measure", "M-1"), "next_on"), "");
	must(c, (struct wish){ "measure", "M-1", "in-place", { NULL } });
	assert_string_equal(rec_text(get(c, "measure", "M-1"), "next_on"), "2026-03-31");
	must(c, (struct wish){ "occurrence", NULL, NULL, { "measure", "M-1", "done_on",
	    "2026-04-02", NULL } });
	assert_string_equal(rec_text(get(c, "occurrence", "OC-1"), "due_on"), "2026-03-31");
	assert_string_equal(rec_text(get(c, "measure", "M-1"), "next_on"), "2026-06-30");
	must(c, (struct wish){ "occurrence", NULL, NULL, { "measure", "M-1", NULL } });
	assert_string_equal(rec_text(get(c, "occurrence", "OC-2"), "done_on"), "2026-06-30");
	assert_string_equal(rec_text(get(c, "measure", "M-1"), "next_on"), "2026-09-30");
	assert_int_equal(wish(c, (struct wish){ "occurrence", NULL, NULL, { "measure", "M-1",
	    "done_on", "2026-07-02", NULL } }), E_INVALID);
	(void)e;
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_testing_evidence__counts_once_it_is_valid(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	must(c, MEASURE("maturity", "3", NULL));
	must(c, (struct wish){ "measure", "M-1", "in-place", { NULL } });
	must(c, (struct wish){ "evidence", NULL, NULL, { "title", "Log", "kind", "note", "note",
	    "Seen", "measures", "M-1", NULL } });
	assert_int_equal(effectiveness(c), 60);
	must(c, (struct wish){ "evidence", "EV-1", "valid", { NULL } });
	assert_int_equal(effectiveness(c), 68);
	assert_int_equal(rec_int(get(c, "measure", "M-1"), "pieces"), 1);
	must(c, (struct wish){ "evidence", "EV-1", NULL, { "measures", "", NULL } });
	assert_int_equal(effectiveness(c), 60);	/* no longer about it */
	(void)e;
	arena_reset(a);
	program_close(p);
	T_END;
}
