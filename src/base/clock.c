/* base/clock.c -- see clock.h. Civil days by the proleptic Gregorian calendar. */
#include "base/clock.h"

static const int64_t second_us = 1000000, day_us = 86400 * INT64_C(1000000);

#ifdef ANNEXA_TEST_HOOKS
/* Test builds only: ANNEXA_TEST_CLOCK_FILE names a file with the microseconds to answer. */
static bool test_now(int64_t *ret)
{
	const char *path = getenv("ANNEXA_TEST_CLOCK_FILE");
	char text[32] = "";
	FILE *f = path ? fopen(path, "r") : NULL;
	size_t n;

	if (!f)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	(void)fclose(f);	/* read only */
	while (n && text[n - 1] == '\n')
		n--;
	return str_int((struct str){ text, n }, ret);
}
#endif

static int64_t system_now(void *arg)
{
	struct timespec t;

	(void)arg;
#ifdef ANNEXA_TEST_HOOKS
	int64_t fixed;
	if (test_now(&fixed))
		return fixed;
#endif
	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		BUG("no clock");
	return t.tv_sec * second_us + t.tv_nsec / 1000;
}

const struct clock clock_system = { system_now, NULL };

int64_t clock_now(const struct clock *c)
{
	return c->now(c->arg);
}

int64_t clock_mono_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		BUG("no clock");
	return t.tv_sec * second_us + t.tv_nsec / 1000;
}

/* Days since 1970-01-01 of a civil date; years of 400 have 146,097 days. */
static int64_t days_of(int y, int m, int d)
{
	int64_t era, of_era, of_year;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	of_era = (y - era * 400) * 365 + (y - era * 400) / 4 - (y - era * 400) / 100 + of_year;
	return era * 146097 + of_era - 719468;
}

static void civil(int64_t days, int *y, int *m, int *d)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = (int)(mp < 10 ? mp + 3 : mp - 9);
	*y = (int)(yoe + era * 400 + (*m <= 2));
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static char *digits(char *out, int value, int width)
{
	for (int i = width - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + width;
}

void date_print(int64_t us, char out[DATE_TEXT])
{
	int y, m, d;

	civil(floor_div(us, day_us), &y, &m, &d);
	out = digits(out, y, 4);
	*out++ = '-';
	out = digits(out, m, 2);
	*out++ = '-';
	out = digits(out, d, 2);
	*out = '\0';
}

void time_print(int64_t us, char out[TIME_TEXT])
{
	int64_t in_day = us - floor_div(us, day_us) * day_us;
	int ms = (int)(in_day / 1000 % 1000), s = (int)(in_day / second_us);

	date_print(us, out);
	out += 10;
	*out++ = 'T';
	out = digits(out, s / 3600, 2);
	*out++ = ':';
	out = digits(out, s / 60 % 60, 2);
	*out++ = ':';
	out = digits(out, s % 60, 2);
	*out++ = '.';
	out = digits(out, ms, 3);
	*out++ = 'Z';
	*out = '\0';
}

/* Exactly `width` digits at *p, moved past them; -1 if there are not. */
static int take(const char **p, int width)
{
	int v = 0;

	for (int i = 0; i < width; i++) {
		if ((*p)[i] < '0' || (*p)[i] > '9')
			return -1;
		v = v * 10 + ((*p)[i] - '0');
	}
	*p += width;
	return v;
}

static bool take_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool take_date(const char **p, int64_t *ret_days)
{
	static const int length[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, m, d;

	if ((y = take(p, 4)) < 1900 || y > 2999 || !take_char(p, '-') || (m = take(p, 2)) < 1 ||
	    m > 12 || !take_char(p, '-') || (d = take(p, 2)) < 1 || d > length[m - 1])
		return false;
	if (m == 2 && d == 29 && (y % 4 != 0 || (y % 100 == 0 && y % 400 != 0)))
		return false;
	*ret_days = days_of(y, m, d);
	return true;
}

bool date_valid(struct str s)
{
	const char *p = s.p;
	int64_t days;

	return s.n == 10 && take_date(&p, &days);
}

static bool take_zone(const char **p, int64_t *us)
{
	int sign = **p == '-' ? 1 : -1, h, m;

	if (take_char(p, 'Z') || take_char(p, 'z'))
		return true;
	if (!take_char(p, '+') && !take_char(p, '-'))
		return false;
	if ((h = take(p, 2)) < 0 || h > 23 || !take_char(p, ':') || (m = take(p, 2)) < 0 || m > 59)
		return false;
	*us += sign * (h * 60 + m) * 60 * second_us;
	return true;
}

bool time_parse(struct str s, int64_t *ret_us)
{
	int64_t days, us, unit = 100000;
	const char *p = s.p;
	int h, m, sec = 0;

	if (s.n < 10 || strlen(s.p) != s.n || !take_date(&p, &days))
		return false;
	us = days * day_us;
	if (*p == '\0') {
		*ret_us = us + day_us - 1;
		return true;
	}
	if ((*p != 'T' && *p != 't' && *p != ' ') || (p++, (h = take(&p, 2)) < 0) || h > 23 ||
	    !take_char(&p, ':') || (m = take(&p, 2)) < 0 || m > 59)
		return false;
	if (take_char(&p, ':') && ((sec = take(&p, 2)) < 0 || sec > 60))
		return false;
	us += ((h * 60 + m) * INT64_C(60) + sec) * second_us;
	if (take_char(&p, '.')) {
		if (*p < '0' || *p > '9')
			return false;
		for (; *p >= '0' && *p <= '9'; p++, unit /= 10)
			us += (*p - '0') * unit;
	}
	if (!take_zone(&p, &us) || *p)
		return false;
	*ret_us = us;
	return true;
}
