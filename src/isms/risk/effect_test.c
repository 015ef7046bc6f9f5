/* isms/risk/effect_test.c -- worked examples by hand, and properties over many made-up cases. */
#include "base/test.h"
#include "isms/risk/effect.h"

#define L EFFECT_LIKELIHOOD
#define K EFFECT_CONSEQUENCE
enum { MOST = 90 };

static int64_t share(const struct effect_part *p, size_t n, enum effect_side s, bool planned,
    int most)
{
	struct effect e;

	effect_of(p, n, s, planned, most, &e);
	return e.share;
}

/* Two independent preventive measures of 60 % and 30 %: 0.4 x 0.7 = 0.28. From step 4: 1.84. */
void test_effect_of__worked(void **state)
{
	static const struct effect_part p[] = {
		{ 13, 1, L, 60, 60 }, { 7, 2, L, 30, 80 }, { 8, 3, K, 50, 50 },
	};
	struct effect e;

	(void)state;
	effect_of(p, COUNT(p), L, false, MOST, &e);
	assert_int_equal(e.share, 280000);
	assert_int_equal(e.n, 2);
	assert_int_equal(e.used[0]->measure, 1);
	assert_int_equal(effect_step(4, e.share), 2);
	assert_int_equal(effect_step(5, e.share), 2);	/* 1 + 4 x 0.28 = 2.12 */
	assert_int_equal(share(p, COUNT(p), K, false, MOST), 500000);
	/* The plan brings the second to 80 %: 0.4 x 0.2 = 0.08, not below the floor of 0.1. */
	effect_of(p, COUNT(p), L, true, MOST, &e);
	assert_int_equal(e.share, 100000);
	assert_true(e.floored);
	assert_int_equal(share(p, COUNT(p), L, true, 100), 80000);
}

/* Three measures for one control: the strongest alone. One measure for two controls: once. */
void test_effect_of__not_twice(void **state)
{
	static const struct effect_part same[] = {
		{ 13, 1, L, 40, 40 }, { 13, 2, L, 70, 70 }, { 13, 3, L, 70, 70 },
	};
	static const struct effect_part both[] = {
		{ 13, 1, L, 50, 50 }, { 14, 1, L | K, 50, 50 }, { 0, 1, L, 50, 50 },
	};
	static const struct effect_part moved[] = {
		{ 13, 1, L, 60, 60 }, { 14, 1, L, 60, 60 }, { 13, 2, L, 55, 55 },
	};
	struct effect e;

	(void)state;
	effect_of(same, COUNT(same), L, false, MOST, &e);
	assert_int_equal(e.n, 1);
	assert_int_equal(e.used[0]->measure, 2);
	assert_int_equal(e.share, 300000);
	/* M-1 moves to its other control, so that M-2 counts too. */
	effect_of(moved, COUNT(moved), L, false, MOST, &e);
	assert_int_equal(e.n, 2);
	assert_int_equal(e.share, 180000);	/* 0.4 x 0.45 */
	effect_of(both, COUNT(both), L, false, MOST, &e);
	assert_int_equal(e.n, 1);
	assert_int_equal(e.share, 500000);
	assert_int_equal(share(both, COUNT(both), K, false, MOST), 500000);
}

void test_effect_of__nothing(void **state)
{
	static const struct effect_part none[] = { { 1, 1, L, 0, 0 }, { 2, 2, K, 90, 90 } };

	(void)state;
	assert_int_equal(share(NULL, 0, L, false, MOST), EFFECT_WHOLE);
	assert_int_equal(share(none, COUNT(none), L, false, MOST), EFFECT_WHOLE);
	assert_int_equal(effect_step(5, EFFECT_WHOLE), 5);
	assert_int_equal(effect_step(1, 0), 1);
}

/* Halves go up: half of 1 step above the lowest is still a step. */
void test_effect_step__rounding(void **state)
{
	(void)state;
	assert_int_equal(effect_step(2, 500000), 2);
	assert_int_equal(effect_step(2, 499999), 1);
	assert_int_equal(effect_step(10, 500000), 6);	/* 1 + 4.5 */
	assert_int_equal(effect_step(3, 250000), 2);	/* 1 + 0.5 */
}

static unsigned next(unsigned *seed)
{
	return *seed = *seed * 1664525u + 1013904223u, *seed >> 8;
}

/* Parts of at most 6 measures; a measure has one effectiveness, wherever it is named. */
static size_t made_up(unsigned *seed, struct effect_part p[12])
{
	size_t n = next(seed) % 12;
	int now[7], planned[7];

	for (int i = 0; i < 7; i++) {
		now[i] = (int)(next(seed) % 101);
		planned[i] = (int)(next(seed) % 101);
	}
	for (size_t i = 0; i < n; i++) {
		int m = 1 + (int)(next(seed) % 6);

		p[i] = (struct effect_part){ next(seed) % 5, m, 1 + next(seed) % 3, now[m],
			planned[m] };
	}
	return n;
}

/*
 * For any measures: between floor and whole; the order of the parts does not matter; a measure that
 * becomes stronger never leaves more, nor does one more measure; the step is between 1 and the
 * inherent one.
 */
void test_effect_of__properties(void **state)
{
	unsigned seed = 27005;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct effect_part p[12], other[12];
		size_t n = made_up(&seed, p), at;
		int most = (int)(next(&seed) % 101), more;
		int64_t here = share(p, n, L, false, most);

		assert_in_range(here, (100 - most) * (EFFECT_WHOLE / 100), EFFECT_WHOLE);
		for (size_t i = 0; i < n; i++)
			other[i] = p[n - 1 - i];
		assert_int_equal(share(other, n, L, false, most), here);
		for (int step = 1; step <= 10; step++)
			assert_in_range(effect_step(step, here), 1, step);
		if (!n)
			continue;
		assert_true(share(p, n - 1, L, false, most) >= here);
		at = next(&seed) % n;
		more = p[at].now + (int)(next(&seed) % (unsigned)(101 - p[at].now));
		for (size_t i = 0; i < n; i++)
			if (other[i].measure == p[at].measure)
				other[i].now = more;
		assert_true(share(other, n, L, false, most) <= here);
	}
}
