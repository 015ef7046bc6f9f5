/* isms/control/recur_test.c -- series of due days, by the calendar. */
#include "base/test.h"
#include "isms/control/recur.h"

static const char *next(enum recur r, const char *start, const char *after)
{
	static char out[DATE_TEXT];

	return recur_next(r, start, after, out) ? out : "none";
}

void test_recur_next__days(void **state)
{
	(void)state;
	assert_string_equal(next(RECUR_MONTHLY, "2026-01-31", ""), "2026-01-31");
	assert_string_equal(next(RECUR_MONTHLY, "2026-01-31", "2026-01-31"), "2026-02-28");
	assert_string_equal(next(RECUR_MONTHLY, "2026-01-31", "2026-02-28"), "2026-03-31");
	assert_string_equal(next(RECUR_MONTHLY, "2027-12-31", "2028-01-31"), "2028-02-29");
	assert_string_equal(next(RECUR_WEEKLY, "2026-02-27", "2026-03-05"), "2026-03-06");
	assert_string_equal(next(RECUR_WEEKLY, "2026-02-27", "2026-03-06"), "2026-03-13");
	assert_string_equal(next(RECUR_QUARTERLY, "2026-01-15", "2026-12-20"), "2027-01-15");
	assert_string_equal(next(RECUR_HALF_YEARLY, "2026-08-30", "2026-08-30"), "2027-02-28");
	assert_string_equal(next(RECUR_YEARLY, "2028-02-29", "2028-02-29"), "2029-02-28");
	assert_string_equal(next(RECUR_YEARLY, "2026-05-01", "2026-04-30"), "2026-05-01");
	assert_string_equal(next(RECUR_NONE, "2026-05-01", ""), "none");
	assert_string_equal(next(RECUR_YEARLY, "2999-05-01", "2999-05-01"), "none");
	assert_int_equal(recur_of("half-yearly"), RECUR_HALF_YEARLY);
	assert_int_equal(recur_of("sometimes"), RECUR_NONE);
}

/* Always later than what was asked for, and a real day. */
void test_recur_next__properties(void **state)
{
	(void)state;
	for (int r = RECUR_WEEKLY; r <= RECUR_YEARLY; r++) {
		char before[DATE_TEXT] = "2024-01-31", at[DATE_TEXT];

		for (int i = 0; i < 60; i++) {
			assert_true(recur_next((enum recur)r, "2024-01-31", before, at));
			assert_true(strcmp(at, before) > 0);
			assert_true(date_valid(str_of(at)));
			memcpy(before, at, sizeof(before));
		}
	}
}
