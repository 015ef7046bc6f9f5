/* isms/start/start_test.c -- answers, proposals of every starting point, and drafting again. */
#include "base/test.h"
#include "isms/knowledge/knowledge.h"
#include "isms/start/propose.h"
#include "record/list.h"
#include "record/program.h"

/* ---- content ---- */

/* Every row of answers.csv names a question, a word it can be answered with, and real things. */
void test_start_content__resolves(void **state)
{
	static const struct { const char *proposes, *kind; } kinds[] = {
		{ "issue", "issues" }, { "party", "parties" }, { "obligation", "obligations" },
		{ "scenario", "scenario" }, { "role", "role" }, { "document", "document" },
		{ "asset", "asset_types" },
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

/* What the catalogues say of issues and parties are choices their records offer. */
void test_start_content__choices(void **state)
{
	static const struct { const char *table, *type, *column; } cells[] = {
		{ "parties", "interested_party", "kind" },
		{ "parties", "interested_party", "side" },
		{ "issues", "context_issue", "lens" }, { "issues", "context_issue", "side" },
	};

	T_BEGIN;
	for (size_t i = 0; i < COUNT(cells); i++) {
		const struct library_table *t = library_table(library(),
		    arena_printf(a, "catalogues/%s", cells[i].table));
		const struct field *f = field_find(record_find(cells[i].type), cells[i].column);

		assert_true(t && f && t->nrows > 50);
		for (size_t k = 0; k < t->nrows; k++) {
			const char *cell = library_cell(&t->rows[k], cells[i].column);

			if (!item_find(f->items, cell, strlen(cell)))
				fail_msg("%s.csv, line %ld: %s \"%s\"", cells[i].table,
				    t->rows[k].line, cells[i].column, cell);
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

/* ---- what is proposed ---- */

/* Every word a question can be answered with, but "none": "own-development,cloud". */
static const char *all_words(struct arena *a, const char *field)
{
	const struct field *f = field_find(record_find("start_answers"), field);
	const char *text = "";

	for (const struct item *i = f->items; i->name; i++)
		if (strcmp(i->name, "none") != 0)
			text = arena_printf(a, "%s%s%s", text, text[0] ? "," : "", i->name);
	return text;
}

static struct proposals proposals(struct ctx *c)
{
	struct proposals all;
	struct rec *r;

	assert_int_equal(start_answers(c, &r), E_OK);
	assert_int_equal(start_propose(c, r, &all), E_OK);
	return all;
}

static bool is(const struct proposal *p, const char *type)
{
	return strcmp(p->t->name, type) == 0;
}

/* The words of a title that say what it is about, by their first letters: "provi" of providers. */
enum { WORD_LETTERS = 5, WORDS_MOST = 40 };
struct words {
	const char *w[WORDS_MOST];
	size_t n;
};

static bool has_word(const struct words *ws, const char *w)
{
	for (size_t i = 0; i < ws->n; i++)
		if (strcmp(ws->w[i], w) == 0)
			return true;
	return false;
}

static struct words significant(struct arena *a, const char *title)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	static const char small[] = " also each from have into many more most never only over than"
	    " that them they this when where which with year years ";
	struct words ws = { .n = 0 };

	for (const char *t = text_lower(a, title); *t && ws.n < WORDS_MOST;) {
		size_t n = strspn(t, letters);

		if (n >= 4 && !strstr(small, arena_printf(a, " %.*s ", (int)n, t))) {
			const char *w = arena_printf(a, "%.*s", n < WORD_LETTERS ? (int)n :
			    WORD_LETTERS, t);

			if (!has_word(&ws, w))
				ws.w[ws.n++] = w;
		}
		t += n + (t[n] != '\0');
	}
	return ws;
}

/* Half of the shorter title stands in the other one as well: by two words, or by all it has. */
static bool alike(struct arena *a, const char *one, const char *other)
{
	struct words x = significant(a, one), y = significant(a, other);
	size_t shorter = x.n < y.n ? x.n : y.n, shared = 0;

	for (size_t i = 0; i < x.n; i++)
		shared += has_word(&y, x.w[i]);
	return shared && shared * 2 >= shorter && (shared > 1 || shorter == 1);
}

void test_start_propose__alike(void **state)
{
	T_BEGIN;
	assert_true(alike(a, "Cloud provider", "Cloud and hosting providers"));
	assert_true(alike(a, "Investors", "Venture investors"));
	assert_true(alike(a, "Instant payments leave seconds to stop fraud",
	    "Instant payments shorten the time to stop fraud to seconds"));
	assert_false(alike(a, "IT service provider", "Cloud and hosting providers"));
	assert_false(alike(a, "Employees", "Engineers"));
	T_END;
}

/* No fact twice, whatever is answered: two issues or parties that say the same are one too many. */
void test_start_propose__no_two_alike(void **state)
{
	static const char *const types[] = { "context_issue", "interested_party" };

	for (const struct library_entry *x = library_entries(library()); x; x = x->next) {
		if (strcmp(x->kind, "preset") != 0)
			continue;
		O_BEGIN;
		struct proposals all;

		ANSWER(c, "preset", x->ref, "size", "251-1000", "work", all_words(a, "work"),
		    "data", all_words(a, "data"), "law", all_words(a, "law"),
		    "customers", all_words(a, "customers"), "suppliers", "Hosting Ltd",
		    "climate", "yes", "climate_parties", "yes", "goal", "certificate");
		all = proposals(c);
		for (size_t i = 0; i < COUNT(types); i++)
			for (const struct proposal *one = all.first; one; one = one->next)
				for (const struct proposal *q = one->next; q; q = q->next)
					if (is(one, types[i]) && is(q, types[i]) &&
					    alike(a, proposal_title(one), proposal_title(q)))
						fail_msg("%s: \"%s\" is \"%s\"", x->ref,
						    proposal_title(one), proposal_title(q));
		O_END;
	}
}

/* A risk is a risk to something that is there, from the least answers to any way of working. */
void test_start_propose__risks_name_assets(void **state)
{
	const struct field *work = field_find(record_find("start_answers"), "work");

	for (const struct library_entry *x = library_entries(library()); x; x = x->next) {
		if (strcmp(x->kind, "preset") != 0)
			continue;
		O_BEGIN;
		for (const struct item *i = work->items; i->name; i++) {
			struct proposals all;

			ANSWER(c, "preset", x->ref, "size", "11-50", "sites", "Office Ghent",
			    "suppliers", "Hosting Ltd", "data", "personal", "work", i->name);
			all = proposals(c);
			for (const struct proposal *one = all.first; one; one = one->next)
				if (is(one, "risk") && !val_get(one->input, "assets"))
					fail_msg("%s, %s: nothing is at risk by %s \"%s\"", x->ref,
					    i->name, one->origin, proposal_title(one));
		}
		O_END;
	}
}

static size_t about_climate(const struct proposals *all)
{
	size_t n = 0;

	for (const struct proposal *one = all->first; one; one = one->next) {
		const char *climate = val_get_text(one->input, "climate");

		n += climate && strcmp(climate, "true") == 0;
	}
	return n;
}

/* Who says that climate change is not relevant is not given issues about it. */
void test_start_propose__climate(void **state)
{
	O_BEGIN;
	struct proposals all;

	ANSWER(c, "preset", "hospital", "work", "own-servers");
	all = proposals(c);
	assert_int_equal(about_climate(&all), 3);
	ANSWER(c, "climate", "no", "climate_parties", "no");
	all = proposals(c);
	assert_int_equal(about_climate(&all), 0);
	ANSWER(c, "climate", "yes");
	all = proposals(c);
	assert_int_equal(about_climate(&all), 5);
	ANSWER(c, "climate_parties", "yes");	/* then one party's requirement says so */
	all = proposals(c);
	assert_int_equal(about_climate(&all), 6);
	O_END;
}

static void check_need(struct proposer *made, const char *name, const char *need)
{
	const char *origin = arena_printf(made->a, "asset:%s", slug(made->a, name));
	const char *refs = val_get_text(proposed(made, origin)->input, "depends_on");

	if (!refs || !strstr(refs, arena_printf(made->a, "@asset:%s", slug(made->a, need))))
		fail_msg("\"%s\" does not get \"%s\", which comes after it", name, need);
}

/* What an asset needs is proposed before it: nothing a starting point names gets lost. */
void test_start_propose__needs_come_first(void **state)
{
	for (const struct library_entry *x = library_entries(library()); x; x = x->next) {
		const char *at = library_section(x, "assets"), *item;

		if (strcmp(x->kind, "preset") != 0)
			continue;
		O_BEGIN;
		struct proposals all;
		struct proposer made = { .a = a, .out = &all };

		ANSWER(c, "preset", x->ref);
		all = proposals(c);
		while (library_item(a, &at, &item)) {
			const char *name, *needs;
			struct str part;

			halves(a, item, &name, &needs);
			needs = strrchr(item, '|') + 1;
			while (library_part(&needs, &part))
				if (part.p[0] >= 'A' && part.p[0] <= 'Z')	/* no type */
					check_need(&made, name, arena_text_n(a, part.p, part.n));
		}
		O_END;
	}
}

/* A site that the answers name comes into the sentence of the scope with the others. */
void test_start_propose__scope(void **state)
{
	O_BEGIN;
	const char *text = NULL;
	struct proposals all;

	ANSWER(c, "preset", "hospital", "sites", "Main house | Mill Lane 1\nRehab clinic\nNursery");
	all = proposals(c);
	for (const struct proposal *one = all.first; one; one = one->next)
		if (is(one, "scope_statement"))
			text = val_get_text(one->input, "statement");
	assert_non_null(text);
	assert_non_null(strstr(text, "treatment at Main house, Rehab clinic and Nursery with"));
	O_END;
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
