/* report/style_test.c -- the house style: its colours, and those of the tones. */
#include "base/test.h"
#include "record/program.h"
#include "record/store.h"
#include "report/named.h"
#include "report/style.h"

void test_report_style__colours(void **state)
{
	T_BEGIN;
	unsigned rgb = 7;

	assert_true(colour_parse("#1f4E79", &rgb));
	assert_int_equal(rgb, 0x1f4e79);
	assert_false(colour_parse("#1f4e7", &rgb));
	assert_false(colour_parse("1f4e790", &rgb));
	assert_false(colour_parse("#1f4e7g", &rgb));
	assert_false(colour_parse("#12 456", &rgb));
	assert_int_equal(rgb, 0x1f4e79);
	assert_true(colour_contrast(0x000000) > 20.99 && colour_contrast(0x000000) < 21.01);
	assert_true(colour_contrast(0xffffff) < 1.01);
	assert_true(colour_contrast(0x767676) >= 4.5);	/* the known border among greys */
	assert_true(colour_contrast(0x777777) < 4.5);
	(void)e;
	T_END;
}

/* Every tone must be readable as text on white, or a status would hide. */
void test_report_style__tones_have_contrast(void **state)
{
	T_BEGIN;

	for (int t = REPORT_NEUTRAL; t <= REPORT_SEVERE; t++) {
		assert_true(colour_contrast(report_tone_rgb((enum report_tone)t)) >= 4.5);
		assert_true(colour_contrast(report_bar_rgb((enum report_tone)t)) >= 3);
	}
	(void)a;
	(void)e;
	T_END;
}
