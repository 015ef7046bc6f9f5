/* isms/document/clock_test.c -- days of the review clock. */
#include "base/test.h"
#include "isms/document/document.h"

static const char *plus_months(const char *from, int64_t n)
{
	static char out[DATE_TEXT];

	date_add_months(from, n, out);
	return out;
}

void test_clock_months__ends_of_months(void **state)
{
	(void)state;
	assert_string_equal(plus_months("2026-01-31", 1), "2026-02-28");
	assert_string_equal(plus_months("2024-01-31", 1), "2024-02-29");
	assert_string_equal(plus_months("2026-11-30", 3), "2027-02-28");
	assert_string_equal(plus_months("2026-12-15", 12), "2027-12-15");
	assert_string_equal(plus_months("2096-02-29", 48), "2100-02-28");
	assert_string_equal(plus_months("2026-06-01", 60), "2031-06-01");
}

void test_clock_days__over_years(void **state)
{
	char out[DATE_TEXT];

	(void)state;
	date_add_days("2026-12-25", 14, out);
	assert_string_equal(out, "2027-01-08");
	date_add_days("2028-02-28", 1, out);
	assert_string_equal(out, "2028-02-29");
	date_add_days("2026-01-01", -1, out);
	assert_string_equal(out, "2025-12-31");
}
