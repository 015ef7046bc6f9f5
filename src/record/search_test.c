/* record/search_test.c -- the index says what the records say, however long one job is. */
#include "record/list.h"
#include "record/program.h"
#include "record/search.h"
#include "record/store.h"
#include "base/test.h"

enum { LONG = 5000 };

static int person(struct ctx *c, const char *name, struct rec **ret)
{
	struct value *in = val_obj(c->arena);

	val_add(in, "name", val_text(c->arena, name));
	return record_create(c, record_find("person"), in, IN_TEXT, ret);
}

/* One person, renamed by a later job of the same group that goes on to write many. */
static int long_job(struct ctx *c, void *arg)
{
	struct arena *whole = c->arena, *scratch = arena_child(c->arena, 16 << 20);
	struct value *in = val_obj(c->arena);
	struct rec *r;
	int rc;

	(void)arg;
	if ((rc = org_create(c, "acme", "Acme", &c->org)) < 0 || (rc = person(c, "Before", &r)) < 0)
		return rc;
	search_job_begin(c->program->search);
	val_add(in, "name", val_text(c->arena, "Afterwards"));
	if ((rc = record_update(c, r->type, "P-1", in, IN_TEXT, ANY_REV, &r)) < 0)
		return rc;
	c->arena = scratch;
	for (int i = 0; i < LONG && rc == E_OK; i++) {
		c->refs = NULL;
		rc = person(c, arena_printf(scratch, "Number%d", i), &r);
		arena_reset(scratch);
	}
	c->arena = whole;
	arena_release(scratch);
	return rc;
}

static size_t hits(struct ctx *c, const char *word)
{
	struct value *list = NULL;

	assert_int_equal(search_all(c, str_of(word), 10, &list), E_OK);
	return list->u.list.n;
}

/* twin: apply_early without marking what it overtakes; the old name comes back. */
void test_search__a_long_job_is_applied_in_pieces(void **state)
{
	struct program *p;
	struct ctx *c;
	T_BEGIN;

	assert_int_equal(program_open(NULL, PROGRAM_CREATE | PROGRAM_MEMORY, &p, e), E_OK);
	c = ctx_new(p, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, long_job, NULL), E_OK);
	assert_int_equal(ctx_reader(c), E_OK);
	assert_int_equal(hits(c, "Number0"), 1);
	assert_int_equal(hits(c, "Number4999"), 1);
	assert_int_equal(hits(c, "Afterwards"), 1);
	assert_int_equal(hits(c, "Before"), 0);
	arena_reset(a);
	program_close(p);
	T_END;
}
