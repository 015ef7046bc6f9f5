/* report/model_test.c -- the text and tone of cells; building documents. */
#include "base/test.h"
#include "report/model.h"

static const char *shown(struct arena *a, enum report_kind kind, struct value *v)
{
	struct report_column col = { .key = "k", .label = "K", .kind = kind };
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 1000);
	report_cell_text(b, &col, v, ", ");
	return b->p ? b->p : "";
}

void test_report_model__cell_texts(void **state)
{
	T_BEGIN;
	struct value *list = val_arr(a), *o = val_obj(a);

	val_set_text(a, o, "label", "Done");
	val_set_text(a, o, "tone", "good");
	val_push(list, val_text(a, "one"));
	val_push(list, val_null(a));
	val_push(list, o);
	val_push(list, val_text(a, ""));
	val_push(list, val_int(a, 3));
	assert_string_equal(shown(a, REPORT_TEXT, NULL), "");
	assert_string_equal(shown(a, REPORT_TEXT, val_null(a)), "");
	assert_string_equal(shown(a, REPORT_TEXT, val_bool(a, true)), "yes");
	assert_string_equal(shown(a, REPORT_INT, val_int(a, -12)), "-12");
	assert_string_equal(shown(a, REPORT_TEXT, val_real(a, 2.5)), "2.5");
	assert_string_equal(shown(a, REPORT_LIST, list), "one, Done, 3");
	assert_string_equal(shown(a, REPORT_STATUS, val_copy(a, o)), "Done");
	assert_string_equal(shown(a, REPORT_TEXT, val_obj(a)), "");
	assert_string_equal(shown(a, REPORT_LIST, val_arr(a)), "");
	assert_int_equal(report_cell_tone(o), REPORT_GOOD);
	(void)e;
	T_END;
}

void test_report_model__dates(void **state)
{
	T_BEGIN;

	assert_string_equal(shown(a, REPORT_DATE, val_text(a, "2026-11-22")), "2026-11-22");
	assert_string_equal(shown(a, REPORT_DATE, val_text(a, "2026-11-22T03:04:05.678Z")),
	    "2026-11-22 03:04");
	assert_string_equal(shown(a, REPORT_DATE, val_text(a, "2026-11-22T00:30:00+02:00")),
	    "2026-11-21 22:30");
	assert_string_equal(shown(a, REPORT_DATE, val_int(a, 0)), "1970-01-01");
	assert_string_equal(shown(a, REPORT_DATE, val_text(a, "every second Tuesday of a month")),
	    "every second Tuesday of a month");
	(void)e;
	T_END;
}

void test_report_model__tones(void **state)
{
	(void)state;
	for (int t = REPORT_NEUTRAL; t <= REPORT_SEVERE; t++)
		assert_int_equal(report_tone_of(report_tone_name((enum report_tone)t)), t);
	assert_int_equal(report_tone_of("purple"), REPORT_NEUTRAL);
	assert_int_equal(report_tone_of(NULL), REPORT_NEUTRAL);
}

void test_report_model__neighbours_form_one_block(void **state)
{
	T_BEGIN;
	static const struct report_column col = { .key = "k", .label = "K" };
	struct report_doc *doc = report_doc_new(a, "T");

	report_pair(doc, "a", "1");
	report_pair(doc, "b", NULL);
	report_figure(doc, "f", "1", NULL, 0);
	report_chart(doc, NULL);
	report_bar(doc, "x", 3, NULL, 0);
	report_chart(doc, "second");
	report_para(doc, "");
	report_table(doc, "t", NULL, &col, 1, val_arr(a));
	assert_int_equal(doc->first->n, 2);
	assert_string_equal(doc->first->last->text, "");
	assert_int_equal(doc->first->next->kind, REPORT_B_FIGURES);
	assert_string_equal(doc->first->next->next->first->text, "3");
	assert_int_equal(doc->last->columns[0].kind, REPORT_TEXT);
	assert_int_equal(doc->last->columns[0].weight, 1);
	assert_ptr_equal(report_table_find(doc, "t"), doc->last);
	assert_null(report_table_find(doc, "u"));
	(void)e;
	T_END;
}
