/* isms/start/estimate.c -- see estimate.h. */
#include "isms/start/estimate.h"
#include <math.h>
#include <stdlib.h>

bool estimate_range(const char *text, double *ret_low, double *ret_high)
{
	const char *dots = strstr(text, "..");
	size_t n = dots ? (size_t)(dots - text) : 0;
	char first[24], *end;	/* by itself: strtod would take a dot of the two along */
	double low, high;

	if (n == 0 || n >= sizeof(first))
		return false;
	memcpy(first, text, n);
	first[n] = '\0';
	low = strtod(first, &end);
	if (*end)
		return false;
	high = strtod(dots + 2, &end);
	if (*end || !(low > 0) || !(high >= low) || !isfinite(high))
		return false;
	*ret_low = low;
	*ret_high = high;
	return true;
}

/* The step whose upper bound the value does not exceed. */
static int step(double value, const double bounds[4])
{
	int s = 1;

	while (s < 5 && value > bounds[s - 1])
		s++;
	return s;
}

int estimate_likelihood(double most_a_year)
{
	/* The help of the risk scale: ten years, three years, one year, about once a year. */
	static const double bounds[4] = { 0.1, 1.0 / 3, 0.8, 2 };

	return step(most_a_year, bounds);
}

int estimate_consequence(double most_thousands)
{
	static const double bounds[4] = { 10, 50, 250, 1500 };

	return step(most_thousands, bounds);
}
