/* report/docx_test.c -- parts, escaping, contents, sections and the logo of DOCX files. */
#include "base/test.h"
#include <zip.h>
#include "report/sample_test.h"

/* The text of one part of the written document; "" if there is no such part. */
static const char *part_of(struct arena *a, const struct report_doc *doc, const char *name,
    struct err *e)
{
	struct sbuf *out = sbuf_new(a, REPORT_MAX);
	zip_source_t *s;
	zip_file_t *f;
	zip_stat_t st;
	zip_t *z;
	char *text = arena_text(a, "");

	assert_int_equal(report_write(doc, "docx", out, e), 0);
	s = zip_source_buffer_create(out->p, out->n, 0, NULL);
	z = zip_open_from_source(s, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	assert_non_null(z);
	if (zip_stat(z, name, 0, &st) == 0) {
		text = arena_zero(a, 1, st.size + 1);
		f = zip_fopen(z, name, 0);
		assert_int_equal(zip_fread(f, text, st.size), st.size);
		(void)zip_fclose(f);	/* read only */
	}
	(void)zip_close(z);		/* read only */
	return text;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, what)); p++)
		n++;
	return n;
}

void test_report_docx__headings_are_words_own_and_in_the_contents(void **state)
{
	T_BEGIN;
	struct report_doc *doc = sample_mixed(a);
	const char *x = part_of(a, doc, "word/document.xml", e);
	const char *styles = part_of(a, doc, "word/styles.xml", e);

	assert_non_null(strstr(styles, "<w:name w:val=\"heading 1\"/>"));
	assert_non_null(strstr(styles, "<w:outlineLvl w:val=\"2\"/>"));
	assert_int_equal(times(x, "<w:pStyle w:val=\"Heading"), doc->nheadings);
	assert_int_equal(times(x, "> TOC \\o \"1-3\" "), 1);
	for (size_t i = 1; i <= doc->nheadings; i++) {
		assert_int_equal(times(x, arena_printf(a, "w:name=\"_Toc%06zu\"", i)), 1);
		assert_int_equal(times(x, arena_printf(a, "w:anchor=\"_Toc%06zu\"", i)), 1);
	}
	assert_int_equal(times(x, "fldCharType=\"begin\""), times(x, "fldCharType=\"end\""));
	T_END;
}

void test_report_docx__few_headings_need_no_contents(void **state)
{
	T_BEGIN;

	assert_null(strstr(part_of(a, sample_soa(a, 3), "word/document.xml", e), "TOC"));
	T_END;
}

void test_report_docx__texts_are_escaped_and_never_instructions(void **state)
{
	T_BEGIN;
	static const char evil[] = "</w:t><w:instrText>DDEAUTO c:\\\\x</w:instrText>"
	    "&\"\x01\xef\xbf\xbf";
	static const struct report_column col = { .key = "t", .label = evil };
	struct report_doc *doc = report_doc_new(a, evil);
	struct value *rows = val_arr(a), *row = val_obj(a);
	const char *x;

	val_set_text(a, row, "t", evil);
	val_push(rows, row);
	doc->subtitle = doc->organisation = doc->classification = doc->as_of = evil;
	doc->header = doc->footer = doc->checkpoint = evil;
	report_heading(doc, 1, evil);
	report_para(doc, evil);
	report_pair(doc, evil, evil);
	report_figure(doc, evil, evil, evil, 0);
	report_chart(doc, evil);
	report_bar(doc, evil, 1, evil, 0);
	report_table(doc, "t", evil, &col, 1, rows);
	x = part_of(a, doc, "word/document.xml", e);
	assert_int_equal(times(x, "<w:instrText"), 0);
	assert_int_equal(times(x, "\x01"), 0);
	assert_int_equal(times(x, "\xef\xbf\xbf"), 0);
	assert_int_equal(times(x, "DDEAUTO"), 17);
	for (int i = 1; i <= 2; i++) {
		x = part_of(a, doc, arena_printf(a, "word/header%d.xml", i), e);
		assert_int_equal(times(x, "<w:instrText"), 0);
		assert_int_equal(times(x, "DDEAUTO"), 4);
		x = part_of(a, doc, arena_printf(a, "word/footer%d.xml", i), e);
		assert_int_equal(times(x, "<w:instrText"), 0);
		assert_int_equal(times(x, "DDEAUTO"), 3);
	}
	T_END;
}

void test_report_docx__table_heads_repeat_and_tones_have_words(void **state)
{
	T_BEGIN;
	const char *x = part_of(a, sample_soa(a, 93), "word/document.xml", e);

	assert_int_equal(times(x, "<w:tblHeader/>"), 1);
	assert_int_equal(times(x, "<w:tr>"), 1 + 1 + 93);	/* figures, head, rows */
	assert_non_null(strstr(x, "<w:b/><w:bCs/><w:color w:val=\"1e6b3a\"/></w:rPr>"
	    "<w:t xml:space=\"preserve\">Implemented</w:t>"));
	assert_non_null(strstr(x, "w:orient=\"landscape\""));
	T_END;
}

void test_report_docx__a_wide_table_turns_its_pages(void **state)
{
	T_BEGIN;
	const char *x = part_of(a, sample_wide(a, 3), "word/document.xml", e);

	assert_int_equal(times(x, "<w:sectPr>"), 3);	/* upright, across, upright */
	assert_int_equal(times(x, "w:orient=\"landscape\""), 1);
	T_END;
}

/* A PNG of w by h grey points, made by hand: stored deflate blocks would be long, so 1 x 1. */
static const char dot[] =
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x8\0\0\0\0\x3a\x7e\x9b\x55"
    "\0\0\0\nIDAT\x78\x9c\x63\x60\0\0\0\2\0\1\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";

void test_report_logo__only_small_sound_png(void **state)
{
	T_BEGIN;
	struct str png = { dot, sizeof(dot) - 1 };
	char *bad = arena_alloc(a, png.n);

	assert_int_equal(report_logo_check(png, e), 0);
	assert_int_equal(report_logo_size(png).width, 1);
	for (size_t n = 0; n < png.n - 12; n++) {	/* cut anywhere before its end mark */
		assert_int_equal(report_logo_check((struct str){ dot, n }, e), E_INVALID);
		err_clear(e);
	}
	memcpy(bad, dot, png.n);
	bad[18] = 0x7f;		/* 32,513 points wide */
	assert_int_equal(report_logo_check((struct str){ bad, png.n }, e), E_INVALID);
	err_clear(e);
	assert_int_equal(report_logo_check(STR("GIF89a..................."), e), E_INVALID);
	err_clear(e);
	png.n = REPORT_LOGO_BYTES + 1;
	assert_int_equal(report_logo_check(png, e), E_INVALID);
	T_END;
}

void test_report_logo__stands_in_every_format_with_pages(void **state)
{
	T_BEGIN;
	struct report_doc *doc = sample_soa(a, 3);
	struct sbuf *pdf = sbuf_new(a, REPORT_MAX), *html = sbuf_new(a, REPORT_MAX);

	doc->logo = (struct str){ dot, sizeof(dot) - 1 };
	doc->accent = 0x7a1f4e;
	assert_non_null(strstr(part_of(a, doc, "word/header1.xml", e), "r:embed=\"rId1\""));
	assert_memory_equal(part_of(a, doc, "word/media/logo.png", e), dot, sizeof(dot) - 1);
	assert_non_null(strstr(part_of(a, doc, "word/styles.xml", e), "7a1f4e"));
	assert_int_equal(report_write(doc, "pdf", pdf, e), 0);
	assert_non_null(memmem(pdf->p, pdf->n, "/Subtype /Image", 15));
	assert_int_equal(report_write(doc, "html", html, e), 0);
	assert_non_null(strstr(html->p, "data:image/png;base64,iVBOR"));
	assert_non_null(strstr(html->p, "--accent:#7a1f4e"));
	T_END;
}
