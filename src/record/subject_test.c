/* record/subject_test.c -- personal data in the history is sealed, and gone with its key. */
#include <stdarg.h>
#include <stddef.h>
#include "record/list.h"
#include "record/program.h"
#include "record/store.h"
#include "record/subject.h"
#include "record/verify.h"
#include "base/test.h"

static int make(struct ctx *c, void *arg)
{
	struct value *in = val_obj(c->arena);
	struct org org;
	int rc;

	if ((rc = org_create(c, "acme", "Acme", &org)) < 0)
		return rc;
	c->org = org;
	val_add(in, "name", val_text(c->arena, "Zoe Secret"));
	val_add(in, "job", val_text(c->arena, "Pilot"));
	return record_create(c, record_find("person"), in, IN_TEXT, arg);
}

/* twin: subject_seal returning the clear text fails the first search. */
void test_subject__sealed_in_the_history(void **state)
{
	struct program *p;
	struct value *revs, *result;
	struct query *q;
	struct ctx *c;
	struct rec *r;
	T_BEGIN;

	assert_int_equal(program_open(NULL, PROGRAM_CREATE | PROGRAM_MEMORY, &p, e), E_OK);
	c = ctx_new(p, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make, &r), E_OK);
	assert_int_equal(ctx_reader(c), E_OK);
	assert_int_equal(db_query(c, &q, SQL("SELECT doc FROM revision WHERE org = :org"
	    " AND type = 'person'")), E_OK);
	assert_int_equal(db_step(c, q), 1);
	assert_null(strstr(db_text(q, 0), "Zoe"));
	assert_non_null(strstr(db_text(q, 0), "Pilot"));	/* not personal, not sealed */
	db_done(q);
	assert_int_equal(record_history(c, r, 0, 10, &revs), E_OK);
	assert_string_equal(
	    val_get_text(val_get(revs->u.list.first, "changes")->u.list.first, "after"),
	    "Zoe Secret");
	assert_int_equal(verify_org(c, &result), E_OK);
	arena_reset(a);
	program_close(p);
	T_END;
}

/* A value moved to another record, or cut, does not open there. */
void test_subject__the_place_is_authenticated(void **state)
{
	struct str text, salt, other;
	struct value *doc, *back;
	struct sbuf *want, *got;
	const uint8_t *seed;
	uint8_t raw[DOC_SEED] = { 7 };
	struct program *p;
	struct ctx *c;
	struct rec *r;
	T_BEGIN;

	assert_int_equal(program_open(NULL, PROGRAM_CREATE | PROGRAM_MEMORY, &p, e), E_OK);
	c = ctx_new(p, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make, &r), E_OK);
	doc = rec_doc(a, r);
	c->writing = true;
	assert_int_equal(subject_seal(c, r->type, 1, doc, STR("{}"), raw, &text, &salt), E_OK);
	assert_int_equal(subject_seal(c, r->type, 2, doc, STR("{}"), raw, &other, &salt), E_OK);
	assert_int_equal(subject_open(c, r->type, 2, other, salt, &back, &seed), E_OK);
	jcs_print(want = sbuf_new(a, 4096), doc);
	jcs_print(got = sbuf_new(a, 4096), back);
	assert_string_equal(want->p, got->p);
	assert_memory_equal(seed, raw, DOC_SEED);
	assert_int_equal(subject_open(c, r->type, 2, text, salt, &back, &seed), E_REFUSED);
	err_clear(&c->err);
	salt.n--;
	assert_int_equal(subject_open(c, r->type, 2, other, salt, &back, &seed), E_REFUSED);
	c->writing = false;
	arena_reset(a);
	program_close(p);
	T_END;
}
