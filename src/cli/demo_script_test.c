/* cli/demo_script_test.c -- the script of the demonstration. */
#include "base/clock.h"
#include "base/test.h"
#include "cli/demo_script.h"

static int64_t noon(void)
{
	int64_t us = 0;

	assert_true(time_parse(STR("2026-11-26T12:00:00Z"), &us));
	return us;
}

void test_demo_script__words_dates_and_order(void **state)
{
	struct demo_script s = { 0 };
	char at[TIME_TEXT];

	T_BEGIN;
	assert_int_equal(demo_script_add(a, &s, "late", STR("@-1 08:30 b@x.example\n"
	    "record list asset\n"), noon(), e), E_OK);
	assert_int_equal(demo_script_add(a, &s, "early", STR("# a comment\n@-2 09:00 a@x.example\n"
	    "mail = record create asset name=\"Mail \\\"in\\\"\nand out\" due={+10}\n"
	    "record set asset $mail x=\n"), noon(), e), E_OK);
	demo_script_sort(&s);
	assert_int_equal(s.n, 3);
	assert_string_equal(s.steps[0].actor, "a@x.example");
	assert_string_equal(s.steps[0].keep, "mail");
	assert_int_equal(s.steps[0].argc, 5);
	assert_string_equal(s.steps[0].argv[3], "name=Mail \"in\"\nand out");
	time_print(s.steps[0].at_us, at);
	assert_string_equal(at, "2026-11-24T09:00:00.000Z");
	time_print(s.steps[1].at_us, at);
	assert_string_equal(at, "2026-11-24T09:01:00.000Z");
	assert_int_equal(s.steps[1].line, 5);	/* the quoted text was two lines long */
	assert_string_equal(s.steps[0].argv[4], "due=2026-12-06");
	assert_string_equal(s.steps[2].file, "late");
	T_END;
}

void test_demo_script__refuses(void **state)
{
	static const char *const bad[] = { "record list asset\n", "@-1 8:30 a@x\n",
		"@x 08:30 a@x\n",
		"@-1 25:00 a@x\n", "@-1 08:30\n", "@-1 08:30 a@x\nrecord create x=\"open\n" };

	T_BEGIN;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct demo_script s = { 0 };

		err_clear(e);
		assert_int_equal(demo_script_add(a, &s, "f", str_of(bad[i]), noon(), e), E_USAGE);
		assert_non_null(strstr(e->detail, "f, line "));
	}
	T_END;
}
