/* isms/document/diff_test.c -- the difference of two texts. */
#include "base/sbuf.h"
#include "base/test.h"
#include "isms/document/diff.h"

/* " same\n+added\n-removed\n~old{-x-}{+y+}" */
static const char *shown(struct arena *a, const char *from, const char *to)
{
	struct sbuf *b = sbuf_new(a, 1 << 20);
	struct diff d;

	diff_texts(a, str_of(from), str_of(to), &d);
	for (const struct diff_row *r = d.first; r; r = r->next) {
		sbuf_char(b, " +-~"[r->kind - 1]);
		if (!r->parts)
			sbuf_add(b, r->text.p, r->text.n);
		for (const struct diff_part *p = r->parts; p; p = p->next)
			sbuf_printf(b, p->kind == DIFF_SAME ? "%.*s" : p->kind == DIFF_ADDED ?
			    "{+%.*s+}" : "{-%.*s-}", (int)p->text.n, p->text.p);
		sbuf_char(b, '\n');
	}
	return b->n ? sbuf_str(b).p : "";
}

void test_diff_lines__added_removed(void **state)
{
	T_BEGIN;
	assert_string_equal(shown(a, "", ""), "");
	assert_string_equal(shown(a, "a\nb\n", "a\nb"), " a\n b\n");
	assert_string_equal(shown(a, "", "a\n"), "+a\n");
	assert_string_equal(shown(a, "a\n", ""), "-a\n");
	assert_string_equal(shown(a, "a\nb\nc\n", "a\nc\nd\n"), " a\n-b\n c\n+d\n");
	assert_string_equal(shown(a, "a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n"),
	    "-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n");
	T_END;
}

void test_diff_words__of_a_changed_line(void **state)
{
	T_BEGIN;
	assert_string_equal(shown(a, "x\nPasswords have at least 12 characters.\n",
	    "x\nPasswords have at least 14 characters.\n"),
	    " x\n~Passwords have at least {-12-}{+14+} characters.\n");
	assert_string_equal(shown(a, "wholly other words here\n", "nothing of that is left\n"),
	    "-wholly other words here\n+nothing of that is left\n");
	T_END;
}

/* Marks must lead from one text to the other whatever the texts are. */
void test_diff_ids__leads_from_one_to_the_other(void **state)
{
	uint32_t seed = 7;

	T_BEGIN;
	for (int round = 0; round < 300; round++) {
		size_t x[40], y[40], n, m, i = 0, k = 0;
		bool removed[40] = { 0 }, added[40] = { 0 };

		n = (seed = seed * 1664525u + 1013904223u) >> 16 & 31;
		m = (seed = seed * 1664525u + 1013904223u) >> 16 & 31;
		for (size_t j = 0; j < 40; j++) {
			x[j] = (seed = seed * 1664525u + 1013904223u) >> 20 & 3;
			y[j] = (seed = seed * 1664525u + 1013904223u) >> 20 & 3;
		}
		assert_true(diff_ids(a, x, n, y, m, 200, removed, added));
		for (;;) {
			while (i < n && removed[i])
				i++;
			while (k < m && added[k])
				k++;
			if (i == n || k == m)
				break;
			assert_int_equal(x[i++], y[k++]);
		}
		assert_true(i == n && k == m);
	}
	T_END;
}

/* Beyond the limit the answer is plain, and comes in time. */
void test_diff_texts__bounded(void **state)
{
	struct sbuf *x, *y;
	struct diff d;

	T_BEGIN;
	x = sbuf_new(a, 1 << 20);
	y = sbuf_new(a, 1 << 20);
	sbuf_text(x, "same\n");
	sbuf_text(y, "same\n");
	for (int i = 0; i < 3 * DIFF_EDITS; i++) {
		sbuf_printf(x, "%d\n", i);
		sbuf_printf(y, "n%d\n", i);
	}
	diff_texts(a, sbuf_str(x), sbuf_str(y), &d);
	assert_true(d.bounded);
	assert_int_equal(d.first->kind, DIFF_SAME);
	assert_int_equal(d.removed + d.changed, 3 * DIFF_EDITS);
	T_END;
}
