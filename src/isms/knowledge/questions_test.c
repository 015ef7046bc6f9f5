/* isms/knowledge/questions_test.c -- the bank of audit questions and its filters. */
#include "base/test.h"
#include "isms/knowledge/questions.h"

static size_t found(struct arena *a, struct question_filter f)
{
	return questions_find(a, &f)->u.list.n;
}

static bool has(struct arena *a, struct question_filter f, const char *ref)
{
	const struct value *list = questions_find(a, &f);

	for (const struct value *o = list->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "ref"), ref) == 0)
			return true;
	return false;
}

#define F(...) ((struct question_filter){ __VA_ARGS__ })

void test_knowledge_questions__hold_all_of_them(void **state)
{
	T_BEGIN;
	size_t all = found(a, F(0)), clauses = found(a, F(.kind = "clause"));
	size_t controls = found(a, F(.kind = "control"));
	size_t certification = found(a, F(.kind = "certification"));

	(void)e;
	assert_int_equal(all, clauses + controls + certification);
	assert_true(clauses >= 134 * 3 && controls >= 93 * 4 && certification >= 60);
	T_END;
}

/* A.8.1 is not A.8.10; 6.1.2 has its items and what a certifier asks about them. */
void test_knowledge_questions__by_reference(void **state)
{
	T_BEGIN;
	(void)e;
	assert_true(has(a, F(.ref = "A.8.1"), "A.8.1"));
	assert_false(has(a, F(.ref = "A.8.1"), "A.8.10"));
	assert_true(has(a, F(.ref = "a.8"), "A.8.10"));
	assert_true(has(a, F(.ref = "6.1.2"), "6.1.2/c"));
	assert_true(has(a, F(.ref = "6.1.2"), "AQ-S1-07"));
	assert_false(has(a, F(.ref = "6.1.2", .kind = "clause"), "AQ-S1-07"));
	assert_true(has(a, F(.ref = "2013:A.12.3.1"), "A.8.13"));	/* by its pair */
	assert_false(has(a, F(.ref = "2013:A.12.3.1"), "A.8.14"));
	assert_int_equal(found(a, F(.ref = "A.9.99")), 0);
	T_END;
}

void test_knowledge_questions__by_theme_and_words(void **state)
{
	T_BEGIN;
	(void)e;
	assert_int_equal(found(a, F(.theme = "A.5")) + found(a, F(.theme = "A.6")) +
			     found(a, F(.theme = "A.7")) + found(a, F(.theme = "A.8")),
	    found(a, F(.kind = "control")));
	assert_true(found(a, F(.theme = "stage-1")) >= 20 && found(a, F(.theme = "stage-2")) >= 30);
	assert_true(has(a, F(.q = "restore INTERVAL"), "A.8.13"));
	assert_false(has(a, F(.q = "restore INTERVAL", .theme = "A.5"), "A.8.13"));
	T_END;
}
