/* record/input_test.c -- what people send, through the one door: all problems at once, or a record.
 */
#include <stdarg.h>
#include <stddef.h>
#include "record/list.h"
#include "record/program.h"
#include "record/store.h"
#include "base/test.h"

struct bench {
	struct program *p;
	struct ctx *c;
	const char *type, *input;
	struct rec *rec;
};

static int begin(struct ctx *c, void *arg)
{
	struct org org;
	int rc = org_create(c, "acme", "Acme", &org);

	(void)arg;
	c->org = org;
	return rc;
}

static void open_bench(struct bench *b, struct arena *a, struct err *e)
{
	assert_int_equal(program_open(NULL, PROGRAM_CREATE | PROGRAM_MEMORY, &b->p, e), E_OK);
	b->c = ctx_new(b->p, a);
	b->c->actor = actor_program();
	assert_int_equal(record_transaction(b->c, begin, NULL), E_OK);
}

static int create(struct ctx *c, void *arg)
{
	struct bench *b = arg;
	struct value *v;
	int rc = json_parse(c->arena, b->input, strlen(b->input), &v, &c->err);

	return rc < 0 ? rc : record_create(c, record_find(b->type), v, IN_JSON, &b->rec);
}

static int put(struct bench *b, const char *type, const char *json)
{
	b->type = type;
	b->input = json;
	err_clear(&b->c->err);
	return record_transaction(b->c, create, b);
}

static bool told(const struct bench *b, const char *field, const char *code)
{
	for (const struct fielderr *f = b->c->err.fields; f; f = f->next)
		if (strcmp(f->field, field) == 0 && strcmp(f->code, code) == 0)
			return true;
	return false;
}

/* twin: either call of plain_direction() left out. Several lines may hold what they like. */
void test_input__no_hidden_marks(void **state)
{
	struct bench b = { 0 };
	T_BEGIN;

	open_bench(&b, a, e);
	assert_int_equal(put(&b, "risk", "{\"title\": \"Invoice \\u202efdp.exe\","
	    " \"threats\": [\"fi\\u2066re\"], \"event\": \"a \\u202eb\"}"), E_INVALID);
	assert_true(told(&b, "title", "hidden-mark") && told(&b, "threats", "hidden-mark"));
	assert_false(told(&b, "event", "hidden-mark"));
	assert_int_equal(put(&b, "risk", "{\"title\": \"\\u062e\\u0637\\u0631 42 (R-7)\"}"), E_OK);
	assert_string_equal(rec_title(b.rec), "\xd8\xae\xd8\xb7\xd8\xb1 42 (R-7)");
	arena_reset(a);
	program_close(b.p);
	T_END;
}

void test_input__all_problems_at_once(void **state)
{
	struct bench b = { 0 };
	T_BEGIN;

	open_bench(&b, a, e);
	assert_int_equal(
	    put(&b, "risk",
		"{\"likelihood\": 9, \"owner\": \"P-1\", \"level\": 3, \"x\": 1,"
		" \"due\": \"2026-02-30\", \"treatment\": \"hope\", \"assets\": [\"A-1\"]}"),
	    E_INVALID);
	assert_true(told(&b, "title", "required") && told(&b, "likelihood", "out-of-range") &&
	    told(&b, "owner", "no-such-record") && told(&b, "level", "not-yours") &&
	    told(&b, "x", "unknown-field") && told(&b, "due", "not-a-date") &&
	    told(&b, "treatment", "not-a-choice") && told(&b, "assets", "no-such-record"));
	arena_reset(a);
	program_close(b.p);
	T_END;
}

/* The types JSON must have, one wrong after the other. */
void test_input__types_are_strict(void **state)
{
	static const char *const wrong[][2] = {
	    {"{\"title\": 1}", "title"},
	    {"{\"title\": \"x\", \"likelihood\": \"3\"}", "likelihood"},
	    {"{\"title\": \"x\", \"affects\": \"integrity\"}", "affects"},
	    {"{\"title\": \"x\", \"owner\": 1}", "owner"},
	    {"{\"title\": \"x\", \"assets\": [1]}", "assets"},
	    {"{\"title\": [\"x\"]}", "title"},
	    {"{\"title\": {\"x\": 1}}", "title"},
	};
	struct bench b = { 0 };
	T_BEGIN;

	open_bench(&b, a, e);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_int_equal(put(&b, "risk", wrong[i][0]), E_INVALID);
		if (!told(&b, wrong[i][1], "wrong-type"))
			fail_msg("case %zu", i);
	}
	arena_reset(a);
	program_close(b.p);
	T_END;
}

/* Nothing of a failed write stays, in tables and in the ledger alike; ids do not have gaps. */
void test_store__a_failed_write_leaves_nothing(void **state)
{
	struct ledger_status st, after;
	struct bench b = { 0 };
	T_BEGIN;

	open_bench(&b, a, e);
	assert_int_equal(
	    put(&b, "person", "{\"name\": \"Ann\", \"email\": \"ann@example.com\"}"), E_OK);
	assert_int_equal(ledger_status(db_memory(b.p->db), b.c->org, a, &st, e), E_OK);
	assert_int_equal(
	    put(&b, "person", "{\"name\": \"Bob\", \"email\": \"ann@example.com\"}"), E_INVALID);
	assert_true(told(&b, "email", "taken"));
	assert_int_equal(ledger_status(db_memory(b.p->db), b.c->org, a, &after, e), E_OK);
	assert_true(st.size == after.size && hash_eq(&st.root, &after.root));
	assert_int_equal(put(&b, "person", "{\"name\": \"Bob\"}"), E_OK);
	assert_int_equal(b.rec->id, 2);
	arena_reset(a);
	program_close(b.p);
	T_END;
}

/* Pages by key give every record once, in order, empty values first, whatever the sort. */
void test_list__pages_are_complete(void **state)
{
	static const char *const sorts[] = { "name", "-name", "job", "-job", "code", "-code" };
	struct bench b = { 0 };
	T_BEGIN;

	open_bench(&b, a, e);
	for (int i = 0; i < 23; i++)
		assert_int_equal(
		    put(&b, "person",
			i % 3
			    ? arena_printf(a, "{\"name\": \"N%d\", \"job\": \"J%d\"}", i % 5, i % 4)
			    : arena_printf(a, "{\"name\": \"N%d\"}", i % 5)),
		    E_OK);
	assert_int_equal(ctx_reader(b.c), E_OK);
	for (size_t s = 0; s < COUNT(sorts); s++) {
		struct list_query lq = { .t = record_find("person"), .sort = sorts[s], .limit = 4 };
		uint32_t seen = 0;
		struct list l;

		do {
			assert_int_equal(list_run(b.c, &lq, &l), E_OK);
			assert_int_equal(l.total, 23);
			for (size_t i = 0; i < l.n; i++) {
				assert_false(seen & (1u << l.recs[i]->id));
				seen |= 1u << l.recs[i]->id;
			}
			lq.after = l.next;
		} while (l.next);
		assert_int_equal(seen, 0xfffffeu);
	}
	arena_reset(a);
	program_close(b.p);
	T_END;
}

void test_fixed__text_and_back(void **state)
{
	int64_t v;
	T_BEGIN;

	(void)e;
	assert_true(fixed_parse(STR("12.5"), 6, &v) && v == 12500000);
	assert_string_equal(fixed_text(a, v, 6, 0), "12.5");
	assert_true(fixed_parse(STR("-0.05"), 2, &v) && v == -5);
	assert_string_equal(fixed_text(a, v, 2, 2), "-0.05");
	assert_false(fixed_parse(STR("1.234"), 2, &v) || fixed_parse(STR("."), 2, &v) ||
	    fixed_parse(STR("1."), 2, &v) || fixed_parse(STR("1e3"), 2, &v) ||
	    fixed_parse(STR("99999999999999999999"), 2, &v));
	T_END;
}
