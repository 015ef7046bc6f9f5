/* isms/start/start_test.c -- answers, proposals of every starting point, and drafting again. */
#include "base/test.h"
#include "isms/knowledge/knowledge.h"
#include "isms/start/start.h"
#include "record/list.h"
#include "record/program.h"

/* ---- content ---- */

/* Every row of answers.csv names a question, a word it can be answered with, and real things. */
void test_start_content__resolves(void **state)
{
	static const struct { const char *proposes, *kind; } kinds[] = {
		{ "issue", "issues" }, { "party", "parties" }, { "obligation", "obligations" },
		{ "scenario", "scenario" }, { "role", "role" }, { "document", "document" },
	};
	const struct library_table *t = library_table(library(), "presets/answers");
	const struct record *type = record_find("start_answers");

	T_BEGIN;
	assert_non_null(t);
	for (size_t i = 0; i < t->nrows; i++) {
		const struct library_row *row = &t->rows[i];
		const char *answer = library_cell(row, "answer"), *refs = library_cell(row, "refs");
		const char *proposes = library_cell(row, "proposes"), *kind = NULL;
		const struct start_question *q = start_question(library_cell(row, "question"));
		const struct field *f = q ? field_find(type, q->fields[0]) : NULL;
		struct str part;

		if (!q)
			fail_msg("line %ld: no question", row->line);
		answer += *answer == '!';
		if (f->items && strcmp(answer, "*") != 0 &&
		    !item_find(f->items, answer, strlen(answer)))
			fail_msg("line %ld: \"%s\" is no answer of %s", row->line, answer, q->key);
		for (size_t k = 0; k < COUNT(kinds); k++)
			if (strcmp(kinds[k].proposes, proposes) == 0)
				kind = kinds[k].kind;
		if (!kind && strcmp(proposes, "exclude") != 0)
			fail_msg("line %ld: proposes \"%s\"", row->line, proposes);
		while (library_part(&refs, &part)) {
			const char *ref = arena_text_n(a, part.p, part.n);
			struct library_thing thing = library_find(library(),
			    kind ? arena_printf(a, "%s/%s", kind, ref) : ref);

			if (!thing.row && !thing.entry && !thing.node)
				fail_msg("line %ld: nothing is called %s", row->line, ref);
		}
	}
	T_END;
}

/* A question asks for fields there are, and there are no more than twelve. */
void test_start_questions__have_fields(void **state)
{
	const struct record *type = record_find("start_answers");

	(void)state;
	assert_true(START_QUESTIONS <= 12);
	for (size_t i = 0; i < START_QUESTIONS; i++) {
		const struct field *skipped = field_find(type, "skipped");
		const char *key = start_questions[i].key;

		assert_non_null(item_find(skipped->items, key, strlen(key)));
		for (size_t k = 0; start_questions[i].fields[k]; k++)
			assert_non_null(field_find(type, start_questions[i].fields[k]));
	}
}

/* ---- an organisation ---- */

struct job {
	const char *const *pairs;	/* field, text, ..., NULL */
	struct start_plan plan;
	const char *code, *type;
};

static int make_org(struct ctx *c, void *arg)
{
	struct value *loaded;
	struct org org;
	int rc;

	(void)arg;
	if ((rc = org_create(c, "test", "Test Ltd", &org)) < 0)
		return rc;
	c->org = org;
	return knowledge_load(c, "iso27001-2022", &loaded);
}

static int answer_job(struct ctx *c, void *arg)
{
	struct job *j = arg;
	struct value *input = val_obj(c->arena);
	struct rec *r;

	for (size_t i = 0; j->pairs[i]; i += 2)
		val_set_text(c->arena, input, j->pairs[i], j->pairs[i + 1]);
	return start_answer(c, input, IN_TEXT, &r);
}

static int draft_job(struct ctx *c, void *arg)
{
	struct job *j = arg;
	int rc = start_plan(c, &j->plan);

	return rc < 0 ? rc : start_draft(c, &j->plan);
}

static int confirm_job(struct ctx *c, void *arg)
{
	struct job *j = arg;
	size_t done;

	return start_review(c, &j->code, 1, false, &done);
}

static void run(struct ctx *c, int (*fn)(struct ctx *c, void *arg), struct job *j)
{
	c->db = NULL;
	if (record_transaction(c, fn, j) < 0)
		fail_msg("%s %s", c->err.detail ? c->err.detail : "?",
		    c->err.fields ? c->err.fields->detail : "");
	c->db = db_memory(c->program->db);
}

static void answers(struct ctx *c, const char *const *pairs)
{
	struct job j = { .pairs = pairs };

	run(c, answer_job, &j);
}
#define ANSWER(c, ...) answers(c, (const char *const[]){ __VA_ARGS__, NULL })

static struct start_plan draft(struct ctx *c)
{
	struct job j = { 0 };

	run(c, draft_job, &j);
	return j.plan;
}

static int64_t count(struct ctx *c, const char *type, const char *field, const char *value)
{
	struct list_query lq = { .t = record_find(type), .limit = 1 };
	struct list l = { 0 };

	if (field)
		assert_int_equal(list_filter(c, &lq, field, OP_EQ, str_of(value)), E_OK);
	assert_int_equal(list_run(c, &lq, &l), E_OK);
	return l.total;
}

#define O_BEGIN T_BEGIN; struct program *p = NULL; struct ctx *c; \
	if (program_open("", PROGRAM_MEMORY, &p, e) < 0) \
		fail_msg("%s", e->detail ? e->detail : "program_open"); \
	c = ctx_new(p, a); c->actor = actor_program(); \
	run(c, make_org, NULL)
#define O_END program_close(p); T_END

/* Every starting point gives an organisation what the first clauses ask for. */
void test_start_draft__every_preset(void **state)
{
	static const char *const types[] = { "context_issue", "interested_party", "party_need",
		"obligation", "isms_role", "raci", "asset", "risk", "scope_statement", "task" };

	for (const struct library_entry *x = library_entries(library()); x; x = x->next) {
		if (strcmp(x->kind, "preset") != 0)
			continue;
		O_BEGIN;
		ANSWER(c, "preset", x->ref, "size", "51-250", "work", "none", "data", "personal",
		    "climate", "yes", "climate_parties", "no", "manager_name", "Mia Berg");
		assert_true(draft(c).ncreate > 100);
		for (size_t i = 0; i < COUNT(types); i++)
			if (count(c, types[i], "drafted", "true") == 0)
				fail_msg("%s: no %s", x->ref, types[i]);
		assert_int_equal(count(c, "climate_answer", NULL, NULL), 1);
		assert_true(count(c, "soa_entry", "decision", "excluded") > 0);
		O_END;
	}
}

/* Once more proposes nothing. */
void test_start_draft__again(void **state)
{
	O_BEGIN;
	struct start_plan plan;

	ANSWER(c, "preset", "consultancy", "size", "11-50", "top_name", "Tom Ost");
	assert_true(draft(c).ncreate > 0);
	plan = draft(c);
	assert_int_equal(plan.ncreate + plan.narchive + plan.nstays + plan.nadopt, 0);
	assert_int_equal(plan.nthere, plan.all.n);
	O_END;
}

/* A changed answer: new rows drafted, drafted ones that no longer fit archived, confirmed kept. */
void test_start_draft__changed_answer(void **state)
{
	O_BEGIN;
	struct job j = { .code = NULL };
	struct start_plan plan;
	struct rec *r;
	struct any dora;

	ANSWER(c, "preset", "consultancy", "size", "11-50", "law", "dora");
	(void)draft(c);
	assert_int_equal(start_answers(c, &r), E_OK);
	assert_true(start_origin(r, "obligation:dora-framework", &dora));
	j.code = code_text(a, dora.t, dora.id);
	run(c, confirm_job, &j);
	ANSWER(c, "law", "nis2");
	plan = draft(c);
	assert_int_equal(plan.nstays, 1);
	assert_string_equal(rec_code(a, plan.stays[0]), j.code);
	assert_int_equal(plan.narchive, 3);	/* dora-incident, -third-party, -testing */
	assert_true(plan.ncreate >= 4);		/* the four of NIS 2, its party and issue */
	assert_int_equal(record_load(c, dora.t, dora.id, &r), E_OK);
	assert_false(r->archived);
	/* And back: what the program has archived it drafts anew. */
	ANSWER(c, "law", "dora");
	assert_int_equal(draft(c).narchive, plan.ncreate);
	O_END;
}

/* What somebody has made under the same name is not made twice. */
static int make_asset(struct ctx *c, void *arg)
{
	struct value *input = val_obj(c->arena);
	struct rec *r;

	(void)arg;
	val_set_text(c->arena, input, "name", "client documents in project SPACES");
	val_set_text(c->arena, input, "type", "information");
	return record_create(c, record_find("asset"), input, IN_TEXT, &r);
}

void test_start_draft__adopts(void **state)
{
	O_BEGIN;
	struct start_plan plan;

	run(c, make_asset, NULL);
	ANSWER(c, "preset", "consultancy");
	plan = draft(c);
	assert_int_equal(plan.nadopt, 1);
	assert_string_equal(rec_code(a, plan.adopt[0].r), "A-1");
	assert_int_equal(count(c, "asset", "drafted", "false"), 1);
	O_END;
}

/* Archived by a person is a decision: it does not come back. */
static int discard_job(struct ctx *c, void *arg)
{
	struct job *j = arg;
	size_t done;

	return start_review(c, &j->code, 1, true, &done);
}

void test_start_draft__discarded_stays_away(void **state)
{
	O_BEGIN;
	struct job j = { .code = "CI-1" };

	ANSWER(c, "preset", "consultancy");
	(void)draft(c);
	run(c, discard_job, &j);
	assert_int_equal(draft(c).ncreate, 0);
	O_END;
}

void test_start_draft__needs_a_preset(void **state)
{
	O_BEGIN;
	struct start_plan plan;

	ANSWER(c, "size", "1-10");
	assert_int_equal(start_plan(c, &plan), E_CONFLICT);
	O_END;
}

/* ---- questions ---- */

void test_start_answers__says(void **state)
{
	O_BEGIN;
	struct rec *r;

	assert_string_equal(start_next(NULL)->key, "preset");
	ANSWER(c, "preset", "bank", "work", "cloud,ai", "skipped", "size,product");
	assert_int_equal(start_answers(c, &r), E_OK);
	assert_true(start_says(r, "work", "cloud"));
	assert_false(start_says(r, "work", "!cloud"));
	assert_true(start_says(r, "work", "!own-servers"));
	assert_true(start_says(r, "work", "*"));
	assert_false(start_says(r, "law", "!nis2"));	/* not answered is no answer */
	assert_false(start_says(r, "size", "*"));
	assert_string_equal(start_next(r)->key, "sites");
	O_END;
}
