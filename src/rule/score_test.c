/* rule/score_test.c -- the score by hand, and that it never rises with a finding. */
#include "base/test.h"
#include "rule/score.h"

void test_rule_score__by_hand(void **state)
{
	(void)state;
	assert_int_equal(score_of((struct tally){ 0, 0, 0 }), 100);
	assert_int_equal(score_of((struct tally){ 0, 0, 1 }), 99);
	assert_int_equal(score_of((struct tally){ 0, 1, 0 }), 94);	/* 97, limited */
	assert_int_equal(score_of((struct tally){ 0, 5, 0 }), 86);	/* 15 points */
	assert_int_equal(score_of((struct tally){ 1, 0, 0 }), 74);	/* 90, limited */
	assert_int_equal(score_of((struct tally){ 10, 0, 0 }), 50);
	assert_int_equal(score_of((struct tally){ 75, 0, 0 }), 11);
	assert_int_equal(score_of((struct tally){ 30, 0, 0 }), 25);
	assert_int_equal(score_of((struct tally){ 100000, 5, 5 }), 0);
}

void test_rule_score__never_rises(void **state)
{
	(void)state;
	for (int64_t major = 0; major < 40; major++)
		for (int64_t minor = 0; minor < 40; minor++)
			for (int64_t o = 0; o < 40; o++) {
				int now = score_of((struct tally){ major, minor, o });

				assert_in_range(now, 0, 100);
				assert_true(score_of((struct tally){ major + 1, minor, o }) <= now);
				assert_true(score_of((struct tally){ major, minor + 1, o }) <= now);
				assert_true(score_of((struct tally){ major, minor, o + 1 }) <= now);
				/* a worse one instead of a milder one */
				assert_true(!o || score_of((struct tally){ major, minor + 1,
				    o - 1 }) <= now);
				assert_true(!minor || score_of((struct tally){ major + 1, minor - 1,
				    o }) <= now);
			}
}

void test_rule_score__words_bear_the_numbers(void **state)
{
	T_BEGIN;
	const char *words = score_words(a, (struct tally){ 1, 2, 3 });

	assert_non_null(strstr(words, "1 major x 10 + 2 minor x 3 + 3 opportunities x 1 = 19 "));
	assert_non_null(strstr(words, "100 x 100 / (100 + 19) = 84"));
	assert_non_null(strstr(words, "at most 74"));
	assert_null(strstr(score_words(a, (struct tally){ 20, 0, 0 }), "at most"));
	(void)e;
	T_END;
}

void test_rule_predicted__three_minor_ones_are_a_major(void **state)
{
	struct predicted p = predicted_of((struct tally){ 1, 2, 4 });

	(void)state;
	assert_int_equal(p.major, 1);
	assert_int_equal(p.minor, 2);
	assert_false(p.systemic);
	p = predicted_of((struct tally){ 0, 3, 1 });
	assert_int_equal(p.major, 1);
	assert_int_equal(p.minor, 0);
	assert_int_equal(p.opportunity, 1);
	assert_true(p.systemic);
}
