/* isms/start/estimate_test.c -- SOURCE: the help texts of the scales in isms/risk/risk.c. */
#include "base/test.h"
#include "isms/start/estimate.h"

static void likelihood(const char *range, int want)
{
	double low, high;

	assert_true(estimate_range(range, &low, &high));
	assert_int_equal(estimate_likelihood(high), want);
}

static void consequence(const char *range, int want)
{
	double low, high;

	assert_true(estimate_range(range, &low, &high));
	assert_int_equal(estimate_consequence(high), want);
}

void test_estimate_steps__likelihood(void **state)
{
	(void)state;
	likelihood("0.02..0.08", 1);	/* once in twelve years */
	likelihood("0.1..0.1", 1);	/* on the bound: not above it */
	likelihood("0.02..0.12", 2);	/* once in eight years */
	likelihood("0.1..0.5", 3);	/* once in two years */
	likelihood("0.2..1", 4);	/* once a year */
	likelihood("2..12", 5);		/* every month */
}

void test_estimate_steps__consequence(void **state)
{
	(void)state;
	consequence("1..10", 1);
	consequence("2..50", 2);
	consequence("5..200", 3);
	consequence("20..800", 4);
	consequence("150..2500", 5);
}

void test_estimate_range__refuses(void **state)
{
	static const char *const bad[] = { "", "1", "1..", "..2", "2..1", "0..1", "-1..2", "1..2x",
		"a..b", "1..inf" };
	double low = 7, high = 7;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(estimate_range(bad[i], &low, &high));
	assert_true(low == 7 && high == 7);
}
