/* report/pdf_test.c -- the PDF writer by its bytes; tests/report reads the text. */
#include "base/test.h"
#include "report/sample_test.h"

static struct sbuf *written(struct arena *a, const struct report_doc *doc, struct err *e)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, REPORT_MAX);
	assert_int_equal(report_write(doc, "pdf", b, e), 0);
	assert_memory_equal(b->p, "%PDF-1.", 7);
	assert_memory_equal(b->p + b->n - 6, "%%EOF\n", 6);
	return b;
}

/* The page objects are not compressed by Cairo. */
static int pages(const struct sbuf *b)
{
	static const char mark[] = "/Type /Page %";	/* as Cairo writes it */
	int n = 0;

	for (const char *p = b->p; (p = memmem(p, b->n - (size_t)(p - b->p), mark,
	    sizeof(mark) - 1)) != NULL; p++)
		n++;
	return n;
}

static bool holds(const struct sbuf *b, const char *text)
{
	return memmem(b->p, b->n, text, strlen(text)) != NULL;
}

void test_report_pdf__soa_has_a_sane_number_of_pages(void **state)
{
	T_BEGIN;
	struct sbuf *b = written(a, sample_soa(a, 93), e);

	assert_in_range(pages(b), 8, 13);
	assert_true(b->n < 200000);
	assert_true(holds(b, "/CreationDate (20261122030405"));
	assert_true(holds(b, "/Title (Statement of Applicability)"));
	T_END;
}

void test_report_pdf__same_bytes_every_time(void **state)
{
	T_BEGIN;
	struct sbuf *x = written(a, sample_soa(a, 93), e), *y = written(a, sample_mixed(a), e);
	struct sbuf *x2 = written(a, sample_soa(a, 93), e), *y2 = written(a, sample_mixed(a), e);

	assert_int_equal(x->n, x2->n);
	assert_memory_equal(x->p, x2->p, x->n);
	assert_int_equal(y->n, y2->n);
	assert_memory_equal(y->p, y2->p, y->n);
	T_END;
}

void test_report_pdf__contents_from_six_headings(void **state)
{
	T_BEGIN;
	struct report_doc *few = report_doc_new(a, "Few");

	for (int i = 0; i < 5; i++)
		report_heading(few, 1, "Chapter");
	assert_false(holds(written(a, few, e), "/Subtype /Link"));
	report_heading(few, 3, "Sixth");
	assert_true(holds(written(a, few, e), "/Subtype /Link"));
	assert_true(holds(written(a, sample_mixed(a), e), "/Outlines"));
	T_END;
}

static const struct report_column two[] = {
	{ .key = "code", .label = "Code", .weight = 1, .kind = REPORT_CODE },
	{ .key = "text", .label = "Text", .weight = 4 },
};

static struct report_doc *one_row(struct arena *a, const char *code, const char *text)
{
	struct report_doc *doc = report_doc_new(a, "One row");
	struct value *rows = val_arr(a), *row = val_obj(a);

	val_set_text(a, row, "code", code);
	val_set_text(a, row, "text", text);
	val_push(rows, row);
	report_table(doc, "t", "Table", two, COUNT(two), rows);
	return doc;
}

static const char *repeated(struct arena *a, const char *what, size_t times)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 4 << 20);
	for (size_t i = 0; i < times; i++)
		sbuf_text(b, what);
	return b->p;
}

void test_report_pdf__row_taller_than_pages_is_broken(void **state)
{
	T_BEGIN;

	assert_in_range(pages(written(a, one_row(a, "X-1", repeated(a, "long text ", 6000)), e)),
	    6, 40);
	T_END;
}

void test_report_pdf__odd_texts_end(void **state)
{
	T_BEGIN;
	struct report_doc *doc = one_row(a, repeated(a, "W", 3000), repeated(a, "x\n", 500));
	struct report_column many[120];
	struct value *rows = val_arr(a);

	report_para(doc, repeated(a, "unbroken", 4000));
	report_heading(doc, 1, repeated(a, "Heading ", 300));
	report_pair(doc, repeated(a, "k", 900), repeated(a, "v ", 9000));
	report_figure(doc, repeated(a, "l", 200), repeated(a, "9", 60), "", REPORT_BAD);
	report_chart(doc, NULL);
	report_bar(doc, repeated(a, "label ", 60), 0, repeated(a, "shown ", 20), REPORT_BAD);
	for (size_t c = 0; c < COUNT(many); c++)
		many[c] = (struct report_column){ .key = "a",
			.label = repeated(a, "Very long head ", 40), .weight = 1 };
	for (int i = 0; i < 3; i++) {
		struct value *row = val_obj(a);

		val_set_text(a, row, "a", "some words");
		val_push(rows, row);
	}
	report_table(doc, "many", NULL, many, COUNT(many), rows);
	assert_true(pages(written(a, doc, e)) > 5);
	T_END;
}

void test_report_pdf__empty_document(void **state)
{
	T_BEGIN;

	assert_int_equal(pages(written(a, report_doc_new(a, ""), e)), 1);
	T_END;
}

void test_report_pdf__too_big_for_the_buffer(void **state)
{
	T_BEGIN;
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 1000);
	assert_int_equal(report_write(sample_soa(a, 5), "pdf", b, e), E_TOOBIG);
	err_clear(e);
	assert_int_equal(report_write(sample_wide(a, 6700), "pdf", b, e), E_TOOBIG);
	assert_non_null(e->hint);
	T_END;
}

void test_report_pdf__arena_limit_gives_everything_back(void **state)
{
	T_BEGIN;
	struct arena small;
	struct report_doc *doc = sample_soa(a, 93);
	struct sbuf out;
	volatile bool caught = false;

	sbuf_init_free(&out, REPORT_MAX);
	arena_init(&small, 100000);
	doc->arena = &small;
	ARENA_TRY(&small) {
		assert_int_equal(report_write(doc, "pdf", &out, e), 1);	/* jumps */
	} ARENA_CAUGHT {
		caught = true;
	} ARENA_END
	assert_true(caught);
	arena_release(&small);		/* the sanitizer sees what is left */
	sbuf_release(&out);
	T_END;
}
