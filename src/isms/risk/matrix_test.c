/* isms/risk/matrix_test.c -- SOURCE: ISO/IEC 27005:2022, 7.3.4: a level for every assessed pair. */
#include "base/test.h"
#include "isms/risk/risk.h"

static const struct matrix *ours(void)
{
	return &criteria_builtin()->matrix;
}

void test_matrix_level__each_cell(void **state)
{
	static const int want[5][5] = {
		{ 1, 1, 2, 2, 3 }, { 1, 2, 2, 3, 4 }, { 2, 2, 3, 4, 4 }, { 2, 3, 4, 4, 5 },
		{ 3, 4, 4, 5, 5 },
	};

	T_BEGIN;
	for (int l = 1; l <= 5; l++)
		for (int k = 1; k <= 5; k++) {
			int got = -1;

			assert_int_equal(matrix_level(ours(), l, k, &got, e), E_OK);
			assert_int_equal(got, want[l - 1][k - 1]);
		}
	T_END;
}

void test_matrix_level__out_of_range(void **state)
{
	static const int64_t bad[] = { 0, -1, 6, INT64_MAX, INT64_MIN };

	T_BEGIN;
	for (size_t i = 0; i < COUNT(bad); i++) {
		int got = -1;

		err_clear(e);
		assert_int_equal(matrix_level(ours(), bad[i], 3, &got, e), E_INVALID);
		assert_true(text_starts(e->detail, "likelihood"));
		err_clear(e);
		assert_int_equal(matrix_level(ours(), 3, bad[i], &got, e), E_INVALID);
		assert_true(text_starts(e->detail, "consequence"));
		assert_int_equal(got, -1);	/* untouched */
	}
	T_END;
}

/* A property, not an example: raising a step never lowers the level. */
void test_matrix_monotone__ours(void **state)
{
	T_BEGIN;
	assert_true(matrix_monotone(ours()));
	for (int l = 1; l <= 5; l++)
		for (int k = 1; k <= 5; k++) {
			int here = 0, up = 0, right = 0;

			assert_int_equal(matrix_level(ours(), l, k, &here, e), E_OK);
			assert_in_range(here, 1, 5);
			if (l < 5)
				assert_int_equal(
				    matrix_level(ours(), l + 1, k, &up, e), E_OK);
			if (k < 5)
				assert_int_equal(
				    matrix_level(ours(), l, k + 1, &right, e), E_OK);
			assert_true(l == 5 || up >= here);
			assert_true(k == 5 || right >= here);
		}
	T_END;
}

void test_matrix_monotone__refuses(void **state)
{
	static const struct matrix falls = { 2, 2, { 1, 2, 2, 1 } };
	static const struct matrix level = { 2, 3, { 1, 1, 1, 1, 1, 1 } };

	(void)state;
	assert_false(matrix_monotone(&falls));
	assert_true(matrix_monotone(&level));
}
