/* isms/approval/approval_test.c -- SOURCE: ISO/IEC 27001:2022, 6.1.3 f), 7.5.2 c); four eyes. */
#include "base/test.h"
#include "isms/approval/approval.h"
#include "record/program.h"

struct job {
	const char *type, *code, *to, *fields[9];	/* fields: names and values, NULL ends */
	struct rec *ret;
};

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

static int work(struct ctx *c, void *arg)
{
	struct job *j = arg;
	const struct record *t = record_find(j->type);
	struct value *in = val_obj(c->arena);

	for (size_t i = 0; j->fields[i]; i += 2)
		val_set_text(c->arena, in, j->fields[i], j->fields[i + 1]);
	if (j->to)
		return record_move(c, t, j->code, j->to, ANY_REV, &j->ret);
	return j->code ? record_update(c, t, j->code, in, IN_TEXT, ANY_REV, &j->ret) :
	    record_create(c, t, in, IN_TEXT, &j->ret);
}

/* As who: an actor with a person, and every right. */
static int as(
    struct ctx *c, int64_t person, const char *pseudonym, const char *reason, struct job j)
{
	struct actor me = { .account = person, .member = person, .person = person, .all = true,
		.pseudonym = pseudonym, .subject = pseudonym, .label = pseudonym,
		.auth = "password" };
	int rc;

	err_clear(&c->err);
	c->actor = &me;
	c->reason = reason;
	rc = record_transaction(c, work, &j);
	c->actor = actor_program();
	c->reason = NULL;
	return rc;
}

static void must(struct ctx *c, int rc)
{
	if (rc < 0)
		fail_msg("%s", c->err.fields ? c->err.fields->detail : c->err.detail);
}

/* P-1 Ann wrote A-1, P-2 Bob is asked: AP-1. */
static struct ctx *fresh(struct arena *a, struct program **ret)
{
	struct err e;
	struct ctx *c;

	err_init(&e, a);
	assert_int_equal(program_open("", PROGRAM_MEMORY, ret, &e), E_OK);
	c = ctx_new(*ret, a);
	c->actor = actor_program();
	must(c, record_transaction(c, make_org, NULL));
	must(c, as(c, 0, "u-root", NULL, (struct job){ "person", .fields = { "name", "Ann" } }));
	must(c, as(c, 0, "u-root", NULL, (struct job){ "person", .fields = { "name", "Bob" } }));
	must(c, as(c, 1, "u-ann", NULL, (struct job){ "asset", .fields = { "name", "Mail",
	    "type", "service" } }));
	must(c, as(c, 1, "u-ann", NULL, (struct job){ "approval", .fields = { "subject", "A-1",
	    "approver", "P-2", "purpose", "content" } }));
	return c;
}

static int stand(struct ctx *c, void *arg)
{
	struct rec *r;
	int rc = record_get(c, record_find("asset"), "A-1", VERB_READ, &r);

	return rc < 0 ? rc : approval_standing(c, r, NULL, arg);
}

static struct approval_standing standing(struct ctx *c)
{
	struct approval_standing s;

	err_clear(&c->err);
	must(c, record_transaction(c, stand, &s));
	return s;
}

static const struct job approve = { "approval", "AP-1", "approved", { NULL }, NULL };
static const struct job refuse = { "approval", "AP-1", "refused", { NULL }, NULL };

void test_approval_decide__by_the_approver_alone(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	assert_int_equal(standing(c).asked, 1);
	assert_int_equal(as(c, 3, "u-eve", NULL, approve), E_DENIED);
	assert_int_equal(as(c, 1, "u-ann", NULL, approve), E_DENIED);
	must(c, as(c, 2, "u-bob", NULL, approve));
	assert_int_equal(standing(c).approved, 1);
	assert_int_equal(standing(c).asked, 0);
	assert_int_equal(as(c, 2, "u-bob", "no", refuse), E_CONFLICT);	/* one decision */
	arena_reset(a);
	program_close(p);
	T_END;
}

/* Bob changes the record himself and is the one asked: his is no second pair of eyes. */
void test_approval_decide__not_by_the_author(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	must(c, as(c, 2, "u-bob", NULL, (struct job){ "asset", "A-1", .fields = { "location",
	    "Cellar" } }));
	assert_int_equal(as(c, 2, "u-bob", NULL, approve), E_CHANGED);	/* not what was shown */
	must(c, as(c, 1, "u-ann", NULL, (struct job){ "approval", .fields = { "subject", "A-1",
	    "approver", "P-2" } }));
	assert_int_equal(as(c, 2, "u-bob", NULL, (struct job){ "approval", "AP-2", "approved",
	    { NULL }, NULL }), E_DENIED);
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_approval_standing__outdated_by_a_change(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	must(c, as(c, 2, "u-bob", NULL, approve));
	must(c, as(c, 1, "u-ann", NULL, (struct job){ "asset", "A-1", .fields = { "location",
	    "Cellar" } }));
	assert_int_equal(standing(c).approved, 0);
	assert_int_equal(standing(c).outdated, 1);
	must(c, as(c, 1, "u-ann", NULL, (struct job){ "asset", "A-1", .fields = { "location",
	    "" } }));
	assert_int_equal(standing(c).approved, 1);	/* it says again what was approved */
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_approval_refuse__with_a_reason(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	assert_int_equal(as(c, 2, "u-bob", NULL, refuse), E_INVALID);
	must(c, as(c, 2, "u-bob", "The cellar floods", refuse));
	assert_int_equal(standing(c).refused, 1);
	arena_reset(a);
	program_close(p);
	T_END;
}
