/* identity/roles_test.c -- roles that come with Annexa follow it, those somebody changed do not. */
#include "base/test.h"
#include "identity/identity.h"
#include "record/store.h"

/* As an earlier Annexa made them: fewer roles, fewer grants. */
static int earlier(struct ctx *c, void *arg)
{
	static const char *const names[] = { "reader", "risk-owner", "author" };
	struct rec *r;
	int rc = org_create(c, "acme", "Acme", &c->org);

	(void)arg;
	for (size_t i = 0; i < COUNT(names) && rc == E_OK; i++) {
		struct value *in = val_obj(c->arena);

		val_add(in, "name", val_text(c->arena, names[i]));
		val_add(in, "title", val_text(c->arena, names[i]));
		val_add(in, "grants", val_text(c->arena, "risk: read all"));
		rc = record_create(c, record_find("role"), in, IN_TEXT, &r);
	}
	return rc;
}

static int by_somebody(struct ctx *c, void *arg)
{
	struct actor me = { .account = 1, .all = true, .pseudonym = "u-ann", .subject = "u-ann",
		.label = "Ann", .auth = "password" };
	const struct actor *before = c->actor;
	struct value *in = val_obj(c->arena);
	struct rec *r;
	int rc;

	(void)arg;
	c->actor = &me;
	val_add(in, "grants", val_text(c->arena, "risk: read all, edit own"));
	rc = record_update(c, record_find("role"), "risk-owner", in, IN_TEXT, ANY_REV, &r);
	if (rc == E_OK)
		rc = record_archive(c, record_find("role"), "author", true, ANY_REV, &r);
	c->actor = before;
	return rc;
}

static const char *standing(struct ctx *c, const char *role)
{
	struct value *all;

	assert_int_equal(roles_standing(c, &all), E_OK);
	for (const struct value *o = all->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "role"), role) == 0)
			return val_get_text(o, "standing");
	return "none";
}

static const char *grants(struct ctx *c, const char *role)
{
	struct rec *r;

	assert_int_equal(record_get(c, record_find("role"), role, VERB_READ, &r), E_OK);
	return rec_text(r, "grants");
}

static int follow(struct ctx *c, void *arg)
{
	const char *names;

	(void)arg;
	assert_string_equal(standing(c, "reader"), "older");
	assert_string_equal(standing(c, "risk-owner"), "own");
	assert_string_equal(standing(c, "author"), "own");
	assert_string_equal(standing(c, "employee"), "missing");
	assert_int_equal(roles_follow(c, &names), E_OK);
	assert_non_null(strstr(names, "reader"));
	assert_non_null(strstr(names, "employee"));
	assert_null(strstr(names, "risk-owner"));
	assert_null(strstr(names, "author"));
	assert_string_equal(standing(c, "reader"), "same");
	assert_non_null(strstr(grants(c, "reader"), "member: all_verbs none"));
	assert_string_equal(grants(c, "risk-owner"), "risk: read all, edit own");
	assert_int_equal(roles_follow(c, &names), E_OK);
	assert_string_equal(names, "");
	return E_OK;
}

void test_roles_follow__but_for_those_somebody_changed(void **state)
{
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	assert_int_equal(program_open("", PROGRAM_MEMORY, &p, e), E_OK);
	c = ctx_new(p, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, earlier, NULL), E_OK);
	assert_int_equal(record_transaction(c, by_somebody, NULL), E_OK);
	assert_int_equal(record_transaction(c, follow, NULL), E_OK);
	arena_reset(a);
	program_close(p);
	T_END;
}
