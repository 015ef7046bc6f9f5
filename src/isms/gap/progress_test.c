/* isms/gap/progress_test.c -- states at moments and ends of months, by hand. */
#include "base/test.h"
#include "isms/gap/progress.h"

static int64_t at(const char *text)
{
	int64_t us = 0;

	assert_true(time_parse(str_of(text), &us));
	return us;
}

static struct gap_event event(int64_t row, const char *when, enum gap_status s, bool counts)
{
	return (struct gap_event){ row, at(when), { s, GAP_UNKNOWN }, { GAP_MET, GAP_UNKNOWN },
		counts, false };
}

void test_gap_progress__last_word_up_to_the_moment(void **state)
{
	const struct gap_event events[] = {
		event(0, "2026-01-05T10:00:00Z", GAP_NOT_ASSESSED, true),
		event(1, "2026-01-05T10:00:00Z", GAP_NOT_ASSESSED, true),
		event(0, "2026-02-28", GAP_NOT_MET, true),	/* the last moment of the day */
		event(0, "2026-03-31T23:59:59Z", GAP_MET, true),
		event(1, "2026-04-02T10:00:00Z", GAP_PARTLY, false),	/* put away */
	};
	const int64_t moments[] = { at("2026-01-01"), at("2026-01-31"), at("2026-02-28"),
		at("2026-03-31"), at("2026-04-30") };
	struct gap_tally *t;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	t = gap_progress(&a, events, COUNT(events), 2, moments, COUNT(moments));
	assert_int_equal(t[0].total, 0);
	assert_int_equal(t[1].n[GAP_NOT_ASSESSED], 2);
	assert_int_equal(t[2].n[GAP_NOT_MET], 1);
	assert_int_equal(t[2].n[GAP_NOT_ASSESSED], 1);
	assert_int_equal(t[3].n[GAP_MET], 1);	/* a date ends with its day */
	assert_int_equal(t[4].total, 1);
	assert_int_equal(t[4].n[GAP_MET], 1);
	arena_release(&a);
}

void test_gap_months__ends_and_today(void **state)
{
	int64_t m[GAP_MONTHS_MAX];
	char day[DATE_TEXT];
	size_t n = gap_months(at("2025-11-30T08:00:00Z"), at("2026-02-01T00:00:00Z"), m);

	(void)state;
	assert_int_equal(n, 4);
	date_print(m[0], day);
	assert_string_equal(day, "2025-11-30");
	date_print(m[1], day);
	assert_string_equal(day, "2025-12-31");
	date_print(m[2], day);
	assert_string_equal(day, "2026-01-31");
	assert_int_equal(m[3], at("2026-02-01T00:00:00Z"));
	assert_int_equal(gap_months(at("2026-02-01T00:00:00Z"), at("2026-02-01T00:00:01Z"), m), 1);
	n = gap_months(at("2010-01-01T00:00:00Z"), at("2026-02-15T00:00:00Z"), m);
	assert_int_equal(n, GAP_MONTHS_MAX);	/* the latest, and still rising */
	date_print(m[n - 2], day);
	assert_string_equal(day, "2026-01-31");
	for (size_t i = 1; i < n; i++)
		assert_true(m[i] > m[i - 1]);
}
