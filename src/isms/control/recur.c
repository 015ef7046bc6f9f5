/* isms/control/recur.c -- see recur.h. */
#include "isms/control/recur.h"

static const struct {
	const char *word;
	int months;
} intervals[] = {
	[RECUR_NONE] = { "none", 0 },
	[RECUR_WEEKLY] = { "weekly", 0 },
	[RECUR_MONTHLY] = { "monthly", 1 },
	[RECUR_QUARTERLY] = { "quarterly", 3 },
	[RECUR_HALF_YEARLY] = { "half-yearly", 6 },
	[RECUR_YEARLY] = { "yearly", 12 },
};

enum recur recur_of(const char *word)
{
	for (size_t i = 0; i < COUNT(intervals); i++)
		if (strcmp(intervals[i].word, word) == 0)
			return (enum recur)i;
	return RECUR_NONE;
}

static const int64_t week_us = 7 * 86400 * INT64_C(1000000);

static int64_t day_of(const char *date)
{
	int64_t us = 0;

	REQUIRE(time_parse(str_of(date), &us));
	return us;
}

static bool next_week(const char *start, const char *after, char out[DATE_TEXT])
{
	int64_t us = day_of(start), past = day_of(after);

	us += us > past ? 0 : (past - us) / week_us * week_us + week_us;
	date_print(us, out);
	return date_valid(str_of(out));
}

static int number(const char *date, int at, int n)
{
	int x = 0;

	for (int i = at; i < at + n; i++)
		x = x * 10 + (date[i] - '0');
	return x;
}

static int days_in(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return m == 2 && leap ? 29 : days[m - 1];
}

static void put_number(char *out, int n, int width)
{
	for (int i = width - 1; i >= 0; i--, n /= 10)
		out[i] = (char)('0' + n % 10);
}

/* start and `months` more, at most the last day of the month. */
static bool month_later(const char *start, int months, char out[DATE_TEXT])
{
	int m = number(start, 5, 2) - 1 + months, y = number(start, 0, 4) + m / 12;
	int d = number(start, 8, 2);

	m = m % 12 + 1;
	if (y < 0 || y > 2999)
		return false;
	d = d > days_in(y, m) ? days_in(y, m) : d;
	memcpy(out, start, DATE_TEXT);
	put_number(out, y, 4);
	put_number(out + 5, m, 2);
	put_number(out + 8, d, 2);
	return true;
}

bool recur_next(enum recur r, const char *start, const char *after, char out[DATE_TEXT])
{
	int step = intervals[r].months, months, k;

	if (r == RECUR_NONE)
		return false;
	if (strcmp(start, after) > 0) {
		memcpy(out, start, DATE_TEXT);
		return true;
	}
	if (r == RECUR_WEEKLY)
		return next_week(start, after, out);
	months = (number(after, 0, 4) - number(start, 0, 4)) * 12 + number(after, 5, 2) -
	    number(start, 5, 2);
	for (k = months / step; month_later(start, k * step, out); k++)
		if (strcmp(out, after) > 0)
			return true;
	return false;
}
