/* isms/gap/score_test.c -- SOURCE: ISO/IEC 33020, N-P-L-F; worked examples by hand. */
#include "base/test.h"
#include "isms/gap/score.h"

#define J(s, m) ((struct gap_judgement){ s, m })

void test_gap_size__larger_of_status_and_maturity(void **state)
{
	const struct { struct gap_judgement now, target; int size; } cases[] = {
		{ J(GAP_NOT_ASSESSED, GAP_UNKNOWN), J(GAP_MET, 3), GAP_UNKNOWN },
		{ J(GAP_NOT_ASSESSED, 5), J(GAP_MET, 3), GAP_UNKNOWN },
		{ J(GAP_MET, 3), J(GAP_MET, 3), 0 },
		{ J(GAP_MET, 5), J(GAP_MET, 3), 0 },		/* better than asked */
		{ J(GAP_MET, 0), J(GAP_MET, 3), 3 },		/* 0 is a maturity, not "unknown" */
		{ J(GAP_MET, GAP_UNKNOWN), J(GAP_MET, 3), 0 },
		{ J(GAP_NOT_MET, GAP_UNKNOWN), J(GAP_MET, 3), 3 },
		{ J(GAP_PARTLY, 2), J(GAP_MET, 3), 2 },		/* status decides */
		{ J(GAP_LARGELY, 0), J(GAP_MET, 5), 5 },	/* maturity decides */
		{ J(GAP_NOT_MET, 0), J(GAP_NOT_MET, GAP_UNKNOWN), 0 },
		{ J(GAP_NOT_MET, 0), J(GAP_NOT_ASSESSED, GAP_UNKNOWN), 0 },
		{ J(GAP_NOT_APPLICABLE, 0), J(GAP_MET, 5), 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (gap_size(cases[i].now, cases[i].target) != cases[i].size)
			fail_msg("case %zu: %d", i, gap_size(cases[i].now, cases[i].target));
}

void test_gap_tally__adds_up(void **state)
{
	struct gap_tally t = { 0 };
	int64_t sum = 0;

	(void)state;
	assert_int_equal(gap_percent(&t), GAP_UNKNOWN);
	gap_tally_add(&t, J(GAP_MET, 4), J(GAP_MET, 3), false);
	gap_tally_add(&t, J(GAP_LARGELY, 3), J(GAP_MET, 3), true);
	gap_tally_add(&t, J(GAP_PARTLY, 1), J(GAP_MET, 3), false);
	gap_tally_add(&t, J(GAP_NOT_MET, 0), J(GAP_MET, 3), false);
	gap_tally_add(&t, J(GAP_NOT_ASSESSED, GAP_UNKNOWN), J(GAP_MET, 3), true);
	gap_tally_add(&t, J(GAP_NOT_APPLICABLE, 5), J(GAP_MET, 5), false);
	for (int i = 0; i < GAP_STATUS_N; i++)
		sum += t.n[i];
	assert_int_equal(sum, 6);
	assert_int_equal(t.total, 6);
	assert_int_equal(gap_assessed(&t), 5);
	assert_int_equal(t.below, 3);
	assert_int_equal(t.inferred, 1);	/* what is not assessed was not inferred either */
	assert_int_equal(gap_percent(&t), 40);	/* (3 + 2 + 1) thirds of 5 that apply */
	assert_int_equal(gap_mean_tenths(t.maturity_sum, t.maturity_n), 20);
	assert_int_equal(gap_mean_tenths(t.target_sum, t.target_n), 30);
	assert_int_equal(gap_mean_tenths(0, 0), GAP_UNKNOWN);
}

/* Whatever the set, a better judgement never lowers the percentage. */
void test_gap_percent__grows_with_each_step(void **state)
{
	(void)state;
	for (int others = 0; others < 4; others++)
		for (int s = GAP_NOT_MET; s < GAP_MET; s++) {
			struct gap_tally worse = { 0 }, better = { 0 };

			for (int i = 0; i < 3; i++) {
				struct gap_judgement other = J(1 + (others + i) % 4, -1);

				gap_tally_add(&worse, other, J(GAP_MET, -1), false);
				gap_tally_add(&better, other, J(GAP_MET, -1), false);
			}
			gap_tally_add(&worse, J(s, -1), J(GAP_MET, -1), false);
			gap_tally_add(&better, J(s + 1, -1), J(GAP_MET, -1), false);
			assert_true(gap_percent(&better) > gap_percent(&worse));
			assert_in_range(gap_percent(&better), 0, 100);
		}
}
