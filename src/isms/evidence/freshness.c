/* isms/evidence/freshness.c -- days, see evidence.h. No database, no clock. */
#include "isms/evidence/room.h"

enum { DAY_S = 86400 };

static int64_t day_of(const char *date)
{
	int64_t us;

	/* A bare date is its end: the same for all, so that differences are whole days. */
	return date && time_parse(str_of(date), &us) ? us / (DAY_S * INT64_C(1000000)) : INT64_MIN;
}

enum freshness evidence_freshness(const char *today, const char *good_until)
{
	int64_t now = day_of(today), last = day_of(good_until);

	if (!good_until || !good_until[0] || last == INT64_MIN)
		return EVIDENCE_ENDLESS;
	return last < now ? EVIDENCE_STALE : last - now <= EVIDENCE_SOON_DAYS ? EVIDENCE_SOON :
	    EVIDENCE_FRESH;
}

bool evidence_last_day(const char *collected_on, int64_t valid_days, const char *valid_until,
    char ret[DATE_TEXT])
{
	int64_t from = day_of(collected_on), until = day_of(valid_until);
	int64_t last = valid_days > 0 && from != INT64_MIN ? from + valid_days : INT64_MAX;

	if (until != INT64_MIN && until < last)
		last = until;
	if (last == INT64_MAX)
		return false;
	date_print(last * DAY_S * INT64_C(1000000), ret);
	return true;
}

int64_t days_between(const char *from, const char *to)
{
	int64_t x = day_of(from), y = day_of(to);

	return x == INT64_MIN || y == INT64_MIN ? 0 : y - x;
}

const char *freshness_text(struct arena *a, const char *today, const char *good_until)
{
	int64_t days = days_between(today, good_until);

	if (evidence_freshness(today, good_until) == EVIDENCE_ENDLESS)
		return "no end";
	if (days < 0)
		return arena_join(a, "stale for ", text_counted(a, -days, "day", "days"));
	return days == 0 ? "last day today" :
	    text_counted(a, days, "day left", "days left");
}
