/* report/markdown_test.c -- Markdown to the blocks of a document. */
#include "base/test.h"
#include "report/markdown.h"

static struct report_doc *made(struct arena *a, const char *text)
{
	struct report_doc *doc = report_doc_new(a, "T");

	report_markdown(doc, str_of(text));
	return doc;
}

static void is(const struct report_block *b, enum report_block_kind kind, const char *text)
{
	assert_non_null(b);
	assert_int_equal(b->kind, kind);
	assert_string_equal(b->text, text);
}

void test_report_markdown__headings_paragraphs(void **state)
{
	struct report_block *b;

	T_BEGIN;
	b = made(a, "## One\n\nA *b* **c** `d`\nand e & <f>.\n\n#### Deep\n")->first;
	is(b, REPORT_B_HEADING, "One");
	assert_int_equal(b->level, 1);
	is(b->next, REPORT_B_PARA, "A b c d and e & <f>.");
	is(b->next->next, REPORT_B_HEADING, "Deep");
	assert_int_equal(b->next->next->level, 3);
	assert_null(b->next->next->next);
	T_END;
}

void test_report_markdown__lists(void **state)
{
	T_BEGIN;
	is(made(a, "3. x\n4. y\n   - z\n5. [w](https://e.example)\n")->first, REPORT_B_PARA,
	    "3. x\n4. y\n   \xe2\x80\xa2 z\n5. w");
	T_END;
}

void test_report_markdown__tables(void **state)
{
	const struct report_block *b;

	T_BEGIN;
	b = made(a, "| A | B |\n|---|---|\n| 1 \\| 2 | x |\n| 3 |\n")->first;
	assert_int_equal(b->kind, REPORT_B_TABLE);
	assert_int_equal(b->n, 2);
	assert_string_equal(b->columns[0].label, "A");
	assert_int_equal(b->rows->u.list.n, 2);
	assert_string_equal(val_get_text(b->rows->u.list.first, "c0"), "1 | 2");
	assert_string_equal(val_get_text(b->rows->u.list.last, "c0"), "3");
	T_END;
}
