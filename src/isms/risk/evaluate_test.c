/*
 * isms/risk/evaluate_test.c -- levels from measures, as records: what lowers which side, what
 * counts only after treatment, what a person sets by hand; criteria of another size put in force.
 * SOURCE: ISO/IEC 27001:2022, 6.1.2, 6.1.3.
 */
#include "base/test.h"
#include "isms/risk/risk.h"
#include "record/program.h"
#include "record/store.h"

struct job {
	const char *type, *code, *to;
	const char *fields[17];		/* names and values, NULL ends */
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

/* As one of two people with every right, so that four eyes can be had. */
static int as(struct ctx *c, const char *pseudonym, struct job *j)
{
	struct actor me = { .account = 1, .all = true, .pseudonym = pseudonym,
		.subject = pseudonym, .label = pseudonym, .auth = "password" };
	int rc;

	err_clear(&c->err);
	c->actor = &me;
	rc = record_transaction(c, work, j);
	c->actor = actor_program();
	return rc;
}

static struct rec *must(struct ctx *c, struct job j)
{
	if (as(c, "u-ann", &j) < 0)
		fail_msg("%s %s: %s", j.type, j.code ? j.code : "",
		    c->err.fields ? c->err.fields->detail : c->err.detail);
	return j.ret;
}

static int wants(struct ctx *c, struct job j, const char *field)
{
	int rc = as(c, "u-ann", &j);

	if (field && (!c->err.fields || strcmp(c->err.fields->field, field) != 0))
		fail_msg("no problem with %s, but %s", field,
		    c->err.fields ? c->err.fields->field : "none");
	return rc;
}

/* A-controls: C-1 prevents, C-2 corrects. */
static struct ctx *fresh(struct arena *a, struct program **ret)
{
	struct err e;
	struct ctx *c;

	err_init(&e, a);
	assert_int_equal(program_open("", PROGRAM_MEMORY, ret, &e), E_OK);
	c = ctx_new(*ret, a);
	c->actor = actor_program();
	assert_int_equal(record_transaction(c, make_org, NULL), E_OK);
	(void)must(c, (struct job){ "person", .fields = { "name", "Ann" } });
	(void)must(c, (struct job){ "framework", .fields = { "ref", "iso27001-2022", "title",
	    "ISO" } });
	(void)must(c, (struct job){ "control", .fields = { "ref", "A.8.7", "title", "Malware",
	    "framework", "iso27001-2022", "control_type", "Preventive" } });
	(void)must(c, (struct job){ "control", .fields = { "ref", "A.8.13", "title", "Backup",
	    "framework", "iso27001-2022", "control_type", "Corrective" } });
	return c;
}

struct found {
	const char *type, *code;
	struct rec *r;
};

static int find(struct ctx *c, void *arg)
{
	struct found *f = arg;

	return record_get(c, record_find(f->type), f->code, VERB_READ, &f->r);
}

static struct rec *get(struct ctx *c, const char *type, const char *code)
{
	struct found f = { type, code, NULL };

	assert_int_equal(record_transaction(c, find, &f), E_OK);
	return f.r;
}

static void levels(const struct rec *r, int inherent, int current, int residual)
{
	assert_int_equal(rec_int(r, "level"), inherent);
	assert_int_equal(rec_int(r, "current_level"), current);
	assert_int_equal(rec_int(r, "residual_level"), residual);
}

#define FIRE { "risk", .fields = { "title", "Fire", "likelihood", "5", "consequence", "5", \
	"treatment", "modify", "controls", "A.8.7,A.8.13" } }

/* 5 x 5 is level 5. Backup of maturity 5 takes 90 %: consequence 1 + 4 x 0.1 = 1.4 -> 1. */
void test_risk_evaluate__measures_in_place(void **state)
{
	struct program *p;
	struct ctx *c;
	struct rec *r;

	T_BEGIN;
	c = fresh(a, &p);
	levels(must(c, (struct job)FIRE), 5, 5, 5);
	(void)must(c, (struct job){ "measure", .fields = { "title", "Backup", "controls",
	    "A.8.13", "maturity", "5" } });
	r = get(c, "risk", "R-1");
	levels(r, 5, 5, 3);		/* planned: counts after treatment alone */
	(void)must(c, (struct job){ "measure", "M-1", "in-place" });
	r = get(c, "risk", "R-1");
	assert_int_equal(rec_int(r, "current_likelihood"), 5);
	assert_int_equal(rec_int(r, "current_consequence"), 1);
	levels(r, 5, 3, 3);
	assert_true(rec_is(r, "verdict", "tolerable"));
	(void)must(c, (struct job){ "measure", .fields = { "title", "Scanner", "controls",
	    "A.8.7", "maturity", "3" } });
	r = get(c, "risk", "R-1");	/* likelihood 1 + 4 x 0.4 = 2.6 -> 3 after treatment */
	assert_int_equal(rec_int(r, "residual_likelihood"), 3);
	assert_int_equal(rec_int(r, "current_likelihood"), 5);
	(void)must(c, (struct job){ "measure", "M-1", "retired" });
	levels(get(c, "risk", "R-1"), 5, 5, 4);
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_risk_evaluate__by_hand(void **state)
{
	struct program *p;
	struct ctx *c;
	struct rec *r;

	T_BEGIN;
	c = fresh(a, &p);
	(void)must(c, (struct job)FIRE);
	assert_int_equal(wants(c, (struct job){ "risk", "R-1", .fields = {
	    "override_current_likelihood", "1" } }, "override_reason"), E_INVALID);
	r = must(c, (struct job){ "risk", "R-1", .fields = { "override_current_likelihood", "1",
	    "override_reason", "The plant is shut down" } });
	levels(r, 5, 3, 5);
	assert_true(rec_is(r, "basis", "by-hand"));
	r = must(c, (struct job){ "risk", "R-1", .fields = { "override_current_likelihood", "" } });
	levels(r, 5, 5, 5);
	assert_true(rec_is(r, "basis", "computed"));
	arena_reset(a);
	program_close(p);
	T_END;
}

#define SMALL "[{\"label\":\"Low\"},{\"label\":\"Middle\"},{\"label\":\"High\"}]"

static const struct job three = { "risk_criteria", .fields = { "title", "Three by three", "owner",
	"P-1", "likelihood_scale", SMALL, "consequence_scale", SMALL, "level_scale", SMALL,
	"matrix", "[[1,1,2],[1,2,3],[2,3,3]]", "acceptable", "1", "tolerable", "2" } };

/* 5 x 5 on three steps: 1, 1.5 -> 2, 2, 2.5 -> 3, 3. */
void test_risk_criteria__another_size(void **state)
{
	struct program *p;
	struct ctx *c;
	struct rec *r;
	struct job force = { "risk_criteria", "RC-1", "in-force", { NULL }, NULL };

	T_BEGIN;
	c = fresh(a, &p);
	(void)must(c, (struct job)FIRE);
	(void)must(c, (struct job){ "risk", .fields = { "title", "Rain", "likelihood", "2",
	    "consequence", "3" } });
	(void)must(c, three);
	assert_int_equal(as(c, "u-ann", &force), E_DENIED);	/* not by who wrote it */
	assert_int_equal(as(c, "u-bob", &force), E_OK);
	r = get(c, "risk", "R-1");
	assert_int_equal(rec_int(r, "likelihood"), 3);
	levels(r, 3, 3, 3);
	assert_true(rec_is(r, "verdict", "unacceptable"));
	assert_string_equal(rec_text(r, "criteria"), "RC-1");
	r = get(c, "risk", "R-2");
	assert_int_equal(rec_int(r, "likelihood"), 2);
	assert_int_equal(rec_int(r, "consequence"), 2);
	levels(r, 2, 2, 2);
	assert_int_equal(wants(c, (struct job){ "risk", "R-2", .fields = { "likelihood", "4" } },
	    "likelihood"), E_INVALID);
	assert_int_equal(wants(c, (struct job){ "risk", "R-1", .fields = { "treatment",
	    "retain" } }, "treatment"), E_INVALID);	/* above what may be accepted */
	assert_int_equal(wants(c, (struct job){ "risk_criteria", "RC-1", .fields = { "acceptable",
	    "2" } }, NULL), E_CONFLICT);
	arena_reset(a);
	program_close(p);
	T_END;
}

/* A retained risk without end date, which the stricter criteria do not allow: all or none. */
void test_risk_criteria__refused_whole(void **state)
{
	struct program *p;
	struct ctx *c;
	struct job force = { "risk_criteria", "RC-1", "in-force", { NULL }, NULL };

	T_BEGIN;
	c = fresh(a, &p);
	(void)must(c, (struct job){ "risk", .fields = { "title", "Rain", "likelihood", "2",
	    "consequence", "3", "treatment", "retain" } });
	(void)must(c, three);
	assert_int_equal(as(c, "u-bob", &force), E_INVALID);
	assert_non_null(c->err.fields);
	assert_true(text_starts(c->err.fields->detail, "R-1: "));
	assert_string_equal(get(c, "risk_criteria", "RC-1")->state, "draft");
	levels(get(c, "risk", "R-1"), 2, 2, 2);
	assert_int_equal(get(c, "risk", "R-1")->rev, 1);
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_risk_criteria__wrong_ones(void **state)
{
	static const struct { const char *field, *name, *text; } bad[] = {
		{ "matrix", "matrix", "[[1,1,2],[1,2,3],[2,3,2]]" },	/* falls */
		{ "matrix", "matrix", "[[1,1,2],[1,2,3]]" },
		{ "matrix", "matrix", "[[1,1,2],[1,2,4],[2,3,4]]" },
		{ "likelihood_scale", "likelihood_scale", "[{\"label\":\"Only\"}]" },
		{ "level_scale", "level_scale", "[{\"label\":\"A\"},{\"label\":\"a\"}]" },
		{ "tolerable", "acceptable", "3" },
		{ "areas", "areas", "[{\"label\":\"Money\",\"steps\":[\"a\",\"b\"]}]" },
		{ "mapping", "mapping", "{\"likelihood\":[1,2,1,3,3]}" },
	};
	struct program *p;
	struct ctx *c;

	T_BEGIN;
	c = fresh(a, &p);
	(void)must(c, three);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(wants(c, (struct job){ "risk_criteria", "RC-1", .fields = {
		    bad[i].name, bad[i].text } }, bad[i].field), E_INVALID);
	arena_reset(a);
	program_close(p);
	T_END;
}

void test_steps_proportional__ends_stay(void **state)
{
	int map[STEPS_MAX];

	(void)state;
	for (int from = 2; from <= STEPS_MAX; from++)
		for (int to = 2; to <= STEPS_MAX; to++) {
			steps_proportional(from, to, map);
			assert_int_equal(map[0], 1);
			assert_int_equal(map[from - 1], to);
			for (int i = 1; i < from; i++)
				assert_true(map[i] >= map[i - 1]);
			for (int i = 0; from == to && i < from; i++)
				assert_int_equal(map[i], i + 1);
		}
}
