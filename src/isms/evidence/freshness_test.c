/* isms/evidence/freshness_test.c -- the last day, and what is fresh on which day. */
#include "isms/evidence/evidence.h"
#include "base/test.h"

static const char *last(const char *collected, int64_t days, const char *until)
{
	static char day[DATE_TEXT];

	return evidence_last_day(collected, days, until, day) ? day : "never";
}

void test_freshness_last_day__the_earlier_of_both(void **state)
{
	T_BEGIN;

	assert_string_equal(last("2026-11-26", 0, ""), "never");
	assert_string_equal(last("2026-11-26", 30, ""), "2026-12-26");
	assert_string_equal(last("2026-11-26", 30, "2026-12-01"), "2026-12-01");
	assert_string_equal(last("2026-11-26", 3, "2026-12-01"), "2026-11-29");
	assert_string_equal(last("2026-11-26", 0, "2027-02-28"), "2027-02-28");
	assert_string_equal(last("2027-02-28", 366, ""), "2028-02-29");	/* over no leap day */
	assert_string_equal(last("", 30, ""), "never");
	T_END;
}

/* twin: `last <= now` makes the last day itself stale. */
void test_freshness_on__the_last_day_is_good(void **state)
{
	T_BEGIN;

	assert_int_equal(evidence_freshness("2026-11-26", ""), EVIDENCE_ENDLESS);
	assert_int_equal(evidence_freshness("2026-11-26", NULL), EVIDENCE_ENDLESS);
	assert_int_equal(evidence_freshness("2026-11-26", "2026-11-25"), EVIDENCE_STALE);
	assert_int_equal(evidence_freshness("2026-11-26", "2026-11-26"), EVIDENCE_SOON);
	assert_int_equal(evidence_freshness("2026-11-26", "2026-12-26"), EVIDENCE_SOON);
	assert_int_equal(evidence_freshness("2026-11-26", "2026-12-27"), EVIDENCE_FRESH);
	assert_int_equal(evidence_freshness("2028-02-28", "2028-03-30"), EVIDENCE_FRESH);
	T_END;
}
