/* record/asof_test.c -- views of the past are kept for the next request, and not for ever. */
#include "base/test.h"
#include "record/asof.h"
#include "record/program.h"
#include "record/store.h"

static int make(struct ctx *c, void *arg)
{
	struct org org;

	(void)arg;
	return org_create(c, "acme", "Acme", &org);
}

static void look(struct program *p, struct arena *a, struct org org, bool rest_meanwhile)
{
	struct ctx *c = ctx_new(p, a);

	c->actor = actor_program();
	c->org = org;
	assert_int_equal(asof_enter(c, c->now_us - 1000000), E_OK);
	if (rest_meanwhile)
		asof_rest(0);
	assert_int_equal(asof_count(), 1);
	asof_leave(c);
	arena_reset(a);
}

void test_asof_rest__drops_what_nobody_uses(void **state)
{
	struct org org = { 1 };
	struct program *p;
	struct ctx *c;
	T_BEGIN;

	assert_int_equal(program_open(NULL, PROGRAM_CREATE | PROGRAM_MEMORY, &p, e), E_OK);
	c = ctx_new(p, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make, NULL), E_OK);
	arena_reset(a);
	look(p, a, org, true);		/* one in use stays */
	asof_rest(60);
	assert_int_equal(asof_count(), 1);
	asof_rest(-1);
	assert_int_equal(asof_count(), 0);
	look(p, a, org, false);
	asof_forget(p);
	program_close(p);
	T_END;
}
