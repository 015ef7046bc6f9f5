/* rule/kept_test.c -- what is kept of a check is never older than the records or the day. */
#include "base/test.h"
#include "record/counts.h"
#include "record/store.h"
#include "rule/rule.h"

static int64_t now;

static int64_t fixed(void *arg)
{
	(void)arg;
	return now;
}

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

static int make_objective(struct ctx *c, void *arg)
{
	struct value *input = val_obj(c->arena);
	struct rec *r;

	(void)arg;
	val_set_text(c->arena, input, "title", "Mail");
	val_set_text(c->arena, input, "due", "2026-07-01");
	return record_create(c, record_find("objective"), input, IN_TEXT, &r);
}

/* Findings of a rule, as a request of its own sees them. */
static int64_t count(struct program *p, struct org org, const char *rule)
{
	struct arena a;
	struct ctx *c;
	struct value *result;
	int64_t n = 0;

	arena_init(&a, 64u << 20);
	c = ctx_new(p, &a);
	c->actor = actor_program();
	c->org = org;
	c->generations = counts_now(p->counts, &a);	/* as a reader does */
	c->db = db_memory(p->db);
	assert_int_equal(rules_check(c, NULL, &result), E_OK);
	for (const struct value *f = val_get(result, "findings")->u.list.first; f; f = f->next)
		n += strcmp(val_get_text(f, "rule"), rule) == 0;
	arena_release(&a);
	return n;
}

static struct program *fresh(struct ctx **ret, struct arena *a, struct err *e)
{
	struct program *p;

	assert_true(time_parse(STR("2026-06-30T12:00:00Z"), &now));
	assert_int_equal(program_open("", PROGRAM_MEMORY, &p, e), E_OK);
	p->clock = (struct clock){ .now = fixed };
	*ret = ctx_new(p, a);
	(*ret)->actor = actor_program();
	assert_int_equal(record_transaction(*ret, make_org, NULL), E_OK);
	return p;
}

void test_kept_check__follows_records_and_day(void **state)
{
	T_BEGIN;
	struct ctx *c;
	struct program *p = fresh(&c, a, e);

	assert_int_equal(count(p, c->org, "objective-none"), 1);
	assert_int_equal(count(p, c->org, "objective-none"), 1);
	assert_int_equal(record_transaction(c, make_objective, NULL), E_OK);
	assert_int_equal(count(p, c->org, "objective-none"), 0);	/* a record has changed */
	assert_int_equal(count(p, c->org, "objective-overdue"), 0);
	now += 2 * 86400 * INT64_C(1000000);
	assert_int_equal(count(p, c->org, "objective-overdue"), 1);	/* the day has */
	program_close(p);
	T_END;
}

/* Another database of the same process is another matter. */
void test_kept_check__of_one_program(void **state)
{
	T_BEGIN;
	struct ctx *c;
	struct program *p = fresh(&c, a, e);

	assert_int_equal(record_transaction(c, make_objective, NULL), E_OK);
	assert_int_equal(count(p, c->org, "objective-none"), 0);
	program_close(p);
	p = fresh(&c, a, e);
	assert_int_equal(count(p, c->org, "objective-none"), 1);
	program_close(p);
	T_END;
}
