/* isms/control/soa_freeze_test.c -- comparing frozen rows: what differs, and what never may. */
#include "base/test.h"
#include "isms/control/soa_version.h"

enum { ROWS = 12 };

/* A row that follows from its number and a seed: the same for the same two. */
static struct value *row(struct arena *a, int i, unsigned seed)
{
	static const char *const decisions[] = { "undecided", "applicable", "inherited",
		"excluded" };
	struct value *o = val_obj(a), *reasons = val_arr(a);

	for (unsigned k = 0; k < seed % 3; k++)
		val_push(reasons, val_text(a, arena_printf(a, "risk R-%u", k + seed % 5)));
	val_add(o, "control", val_text(a, arena_printf(a, "A.5.%d", i)));
	val_add(o, "title", val_text(a, arena_printf(a, "Control %d", i)));
	val_add(o, "framework", val_text(a, SOA_ANNEX_A));
	val_add(o, "decision", val_text(a, decisions[seed % 4]));
	val_add(o, "reasons", reasons);
	val_add(o, "justification", val_text(a, seed % 7 ? "" : "Because"));
	val_add(o, "provider", val_text(a, ""));
	val_add(o, "status", val_text(a, seed % 2 ? "planned" : "in-place"));
	val_add(o, "override", val_text(a, ""));
	return o;
}

/* Some rows, each by its bit of `which`. */
static struct value *rows(struct arena *a, unsigned which, unsigned seed)
{
	struct value *list = val_arr(a);

	for (int i = 0; i < ROWS; i++)
		if (which & 1u << i)
			val_push(list, row(a, i, seed * 31 + (unsigned)i * seed % 11));
	return list;
}

static const struct value *about(const struct value *list, const char *ref)
{
	for (const struct value *o = list->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "control"), ref) == 0)
			return o;
	return NULL;
}

void test_soa_compare__nothing_differs_from_itself(void **state)
{
	T_BEGIN;
	for (unsigned seed = 0; seed < 200; seed++)
		assert_int_equal(soa_compare(a, rows(a, seed * 37 % 4096, seed),
		    rows(a, seed * 37 % 4096, seed))->u.list.n, 0);
	T_END;
	(void)e;
}

/* Forwards and backwards tell of the same controls: what was added is removed the other way. */
void test_soa_compare__both_ways_the_same_controls(void **state)
{
	T_BEGIN;
	for (unsigned seed = 1; seed < 200; seed++) {
		const struct value *x = rows(a, seed * 37 % 4096, seed);
		const struct value *y = rows(a, seed * 53 % 4096, seed + seed % 3);
		const struct value *there = soa_compare(a, x, y), *back = soa_compare(a, y, x);

		assert_int_equal(there->u.list.n, back->u.list.n);
		for (const struct value *o = there->u.list.first; o; o = o->next) {
			const struct value *p = about(back, val_get_text(o, "control"));
			int64_t w = val_get_int(o, "what", 0), v;

			assert_non_null(p);
			v = val_get_int(p, "what", 0);
			assert_int_equal(w & SOA_DIFF_ADDED ? SOA_DIFF_REMOVED :
			    w & SOA_DIFF_REMOVED ? SOA_DIFF_ADDED : w, v);
		}
		arena_reset(a);
	}
	T_END;
	(void)e;
}

void test_soa_compare__says_what(void **state)
{
	struct value *x, *y, *list;
	const struct value *o;

	T_BEGIN;
	x = rows(a, 3, 4);	/* two rows; reasons of seed 4 * 31 = 124: one */
	y = rows(a, 3, 4);
	val_set_text(a, y->u.list.first, "decision", "excluded");
	val_push(val_get(y->u.list.first, "reasons"), val_text(a, "risk R-9"));
	list = soa_compare(a, x, y);
	assert_int_equal(list->u.list.n, 1);
	o = list->u.list.first;
	assert_string_equal(val_get_text(o, "change"), "changed");
	assert_int_equal(val_get_int(o, "what", 0), SOA_DIFF_DECISION | SOA_DIFF_REASONS);
	o = val_get(o, "fields")->u.list.first;
	assert_string_equal(val_get_text(o, "after"), "excluded");
	assert_string_equal(val_get_text(o->next, "before"), "");
	assert_string_equal(val_get_text(o->next, "after"), "risk R-9");
	T_END;
	(void)e;
}

void test_soa_canonical__binds_the_rows(void **state)
{
	char one[HASH_HEX], two[HASH_HEX];

	T_BEGIN;
	assert_non_null(soa_canonical(a, rows(a, 4095, 7), one));
	assert_non_null(soa_canonical(a, rows(a, 4095, 7), two));
	assert_string_equal(one, two);
	assert_non_null(soa_canonical(a, rows(a, 4094, 7), two));
	assert_string_not_equal(one, two);
	T_END;
	(void)e;
}
