/* isms/asset/extend_test.c -- inherited needs as the asset's page shows them. */
#include "base/test.h"
#include "isms/asset/asset.h"
#include "record/program.h"
#include "record/store.h"

static int make_org(struct ctx *c, void *arg)
{
	(void)arg;
	return org_create(c, "acme", "Acme", &c->org);
}

struct wish {
	const char *name, *confidentiality, *depends_on;
};

static int make(struct ctx *c, void *arg)
{
	const struct wish *w = arg;
	struct value *input = val_obj(c->arena);
	struct rec *r;

	val_set_text(c->arena, input, "name", w->name);
	val_set_text(c->arena, input, "type", "hardware");
	val_set_text(c->arena, input, "confidentiality", w->confidentiality);
	val_set_text(c->arena, input, "depends_on", w->depends_on);
	return record_create(c, record_find("asset"), input, IN_TEXT, &r);
}

static int retire(struct ctx *c, void *arg)
{
	struct rec *r;

	return record_move(c, record_find("asset"), arg, "retired", ANY_REV, &r);
}

static const struct value *need(struct ctx *c, const char *code)
{
	struct value *out = val_obj(c->arena);
	struct rec *r;

	assert_int_equal(record_get(c, record_find("asset"), code, VERB_READ, &r), E_OK);
	assert_int_equal(asset_extend(c, r, out), E_OK);
	return val_get(val_get(out, "inherited"), "confidentiality");
}

/* Payroll (4) needs Service needs Server; Archive (5) needs Server too, until it is retired. */
void test_asset_extend__path(void **state)
{
	static const struct wish wishes[] = {
		{ "Server", "1", "" }, { "Service", "", "A-1" }, { "Payroll", "4", "A-2" },
		{ "Archive", "5", "A-1" },
	};
	const struct value *v;
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	assert_int_equal(program_open("", PROGRAM_MEMORY, &p, e), E_OK);
	c = ctx_new(p, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make_org, NULL), E_OK);
	for (size_t i = 0; i < COUNT(wishes); i++) {
		struct wish w = wishes[i];

		assert_int_equal(record_transaction(c, make, &w), E_OK);
	}
	assert_int_equal(ctx_reader(c), E_OK);
	v = need(c, "A-1");
	assert_int_equal(val_get_int(v, "step", 0), 5);
	assert_false(val_truthy(val_get(v, "from_own")));
	assert_string_equal(val_get_text(val_get(v, "path")->u.list.first, "code"), "A-4");
	db_end(c->db);	/* in memory reader and writer are one connection */
	assert_int_equal(record_transaction(c, retire, arena_text(a, "A-4")), E_OK);
	v = need(c, "A-1");
	assert_int_equal(val_get_int(v, "step", 0), 4);
	assert_int_equal(val_get(v, "path")->u.list.n, 2);
	assert_string_equal(val_get_text(val_get(v, "path")->u.list.first, "label"), "Service");
	assert_string_equal(val_get_text(val_get(v, "path")->u.list.last, "href"), "/assets/A-3");
	v = need(c, "A-3");
	assert_true(val_truthy(val_get(v, "from_own")));
	assert_int_equal(val_get(v, "path")->u.list.n, 0);
	arena_release(a);
	program_close(p);
}
