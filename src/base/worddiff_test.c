/* base/worddiff_test.c -- words that differ. */
#include "base/test.h"
#include "base/worddiff.h"

/* "at [the] office": parts that differ stand in brackets. */
static const char *shown(struct arena *a, const struct diff_text *t)
{
	const char *out = "";

	for (size_t i = 0; i < t->n; i++)
		out = arena_printf(a, t->part[i].differs ? "%s[%s]" : "%s%s", out,
		    t->part[i].text.p);
	return out;
}

static void same(const char *before, const char *after, const char *want_before,
    const char *want_after)
{
	struct diff_text x, y;
	struct arena a;

	arena_init(&a, 256 << 20);
	words_diff(&a, str_of(before), str_of(after), &x, &y);
	assert_string_equal(shown(&a, &x), want_before);
	assert_string_equal(shown(&a, &y), want_after);
	arena_release(&a);
}

void test_worddiff__changed_words(void **state)
{
	(void)state;
	same("at the office", "at our office", "at [the] office", "at [our] office");
	same("", "new", "", "[new]");
	same("gone", "", "[gone]", "");
	same("one", "one", "one", "one");
	same("a b c d", "a c d e", "a [b ]c d", "a c d[ e]");
	same("Größe: 3 MB", "Größe: 4 MB", "Größe: [3] MB", "Größe: [4] MB");
}

void test_worddiff__too_long_is_wholly_different(void **state)
{
	char *x = mem_new(30001, 1), *y = mem_new(30001, 1);
	struct diff_text b, c;
	struct arena a;

	(void)state;
	for (size_t i = 0; i < 30000; i++) {
		x[i] = i % 2 ? '.' : (char)('a' + i % 23);
		y[i] = i % 2 ? ',' : (char)('a' + i % 19);
	}
	arena_init(&a, 256 << 20);
	words_diff(&a, str_of(x), str_of(y), &b, &c);
	assert_true(b.n <= 3);
	arena_release(&a);
	mem_free(x);
	mem_free(y);
}
