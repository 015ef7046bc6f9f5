/* exchange/sheet_test.c -- tables of strangers: F13, F14, and what people send. */
#include <xlsxwriter.h>
#include <zip.h>
#include "base/test.h"
#include "exchange/parser.h"
#include "exchange/sheet.h"
#include "exchange/xlsx_priv.h"

struct heap { char *p; size_t n; };

static bool collect(void *arg, const char *p, size_t n)
{
	sbuf_add(arg, p, n);
	return sbuf_ok(arg);
}

static const char *csv(struct arena *a, const char *p, size_t n, int want, struct err *e)
{
	struct sbuf *b = sbuf_new(a, 1 << 20);
	const struct sheet_out out = { collect, b };

	err_clear(e);
	assert_int_equal(sheet_read_csv(a, p, n, &out, e), want);
	return b->n ? sbuf_str(b).p : "";
}

void test_sheet_csv__encodings_and_separators(void **state)
{
	static const char utf16[] = "\xff\xfen\0a\0m\0e\0;\0x\0\n\0\xd6\0;\0=\0" "1\0\n\0";
	static const char plain[] = "name;note\n\nM\xfcller;\"two\nlines\"\n";

	T_BEGIN;
	assert_string_equal(csv(a, utf16, sizeof(utf16) - 1, 0, e), "1,name,x\n2,\xc3\x96,=1\n");
	assert_string_equal(csv(a, plain, sizeof(plain) - 1, 0, e),
	    "1,name,note\n3,M\xc3\xbcller,\"two\nlines\"\n");
	assert_string_equal(csv(a, "\xef\xbb\xbf" "a,b\n1,2\n", 11, 0, e), "1,a,b\n2,1,2\n");
	(void)csv(a, "a\x81\n", 3, E_INVALID, e);
	assert_non_null(strstr(e->detail, "byte 1"));
	(void)csv(a, "\xff\xfe\x00\xd8", 4, E_INVALID, e);
	T_END;
}

/* ---- archives ---- */

/* A zip of these parts: name, text, ..., NULL. Memory: arena. */
static struct str archive(struct arena *a, const char *const *parts)
{
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z = zip_open_from_source(s, ZIP_TRUNCATE, NULL);
	zip_stat_t st;
	char *p;

	zip_source_keep(s);
	for (size_t i = 0; parts[i]; i += 2)
		assert_true(zip_file_add(z, parts[i], zip_source_buffer(z, parts[i + 1],
		    strlen(parts[i + 1]), 0), 0) >= 0);
	assert_int_equal(zip_close(z), 0);
	assert_int_equal(zip_source_stat(s, &st), 0);
	p = arena_alloc(a, st.size);
	assert_int_equal(zip_source_open(s), 0);
	assert_int_equal(zip_source_read(s, p, st.size), (zip_int64_t)st.size);
	zip_source_free(s);
	return (struct str){ p, st.size };
}

#define WORKBOOK "xl/workbook.xml", "<workbook><workbookPr/><sheets>" \
	"<sheet name=\"Hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/>" \
	"<sheet name=\"Data\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>", \
	"xl/_rels/workbook.xml.rels", "<Relationships>" \
	"<Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>" \
	"<Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>"

static const char *xlsx(struct arena *a, struct str z, int want, struct err *e)
{
	struct sbuf *b = sbuf_new(a, 64 << 20);
	const struct sheet_out out = { collect, b };

	err_clear(e);
	assert_int_equal(sheet_read_xlsx(a, z.p, z.n, NULL, &out, e), want);
	return b->n ? sbuf_str(b).p : "";
}

void test_sheet_xlsx__cells_of_every_kind(void **state)
{
	static const char *const parts[] = { WORKBOOK,
		"xl/sharedStrings.xml", "<sst><si><t>name</t></si><si><r><t>Fi</t></r>"
		"<r><t>le</t></r>"
		"<rPh><t>x</t></rPh></si></sst>",
		"xl/styles.xml", "<styleSheet><numFmts>"
		"<numFmt numFmtId=\"170\" formatCode=\"0&quot;d&quot;\"/>"
		"<numFmt numFmtId=\"171\" formatCode=\"dd.mm.yyyy\"/></numFmts>"
		"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
		"<cellXfs><xf numFmtId=\"0\"/>"
		"<xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
		"<xf numFmtId=\"171\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>",
		"xl/worksheets/sheet2.xml", "<x:worksheet><x:sheetData>"
		"<x:row r=\"1\"><x:c r=\"A1\" t=\"s\"><x:v>0</x:v></x:c>"
		"<x:c r=\"C1\" t=\"inlineStr\"><x:is><x:t>a, b</x:t></x:is></x:c></x:row>"
		"<x:row r=\"4\"><x:c r=\"A4\" t=\"s\"><x:v>1</x:v></x:c>"
		"<x:c r=\"B4\"><x:v>0.30000000000000004</x:v></x:c>"
		"<x:c r=\"C4\" s=\"1\"><x:v>46352</x:v></x:c>"
		"<x:c r=\"D4\" s=\"3\"><x:v>46352.5</x:v></x:c>"
		"<x:c r=\"E4\" s=\"2\"><x:v>7</x:v></x:c>"
		"<x:c r=\"F4\" t=\"b\"><x:v>1</x:v></x:c>"
		"<x:c r=\"G4\" t=\"str\"><x:f>A1</x:f><x:v>=x</x:v></x:c>"
		"<x:c r=\"H4\" s=\"4\"><x:v>0.07</x:v></x:c>"
		"<x:c r=\"I4\" t=\"e\"><x:v>#REF!</x:v></x:c></x:row>"
		"</x:sheetData></x:worksheet>", NULL };

	T_BEGIN;
	assert_string_equal(xlsx(a, archive(a, parts), 0, e), "0,Data\n1,name,,\"a, b\"\n"
	    "4,File,0.3,2026-11-26,2026-11-26T12:00:00Z,7,true,=x,7%,#REF!\n");
	T_END;
}

void test_sheet_xlsx__what_is_wrong_is_said(void **state)
{
	static const struct { const char *sheet, *said; int rc; } cases[] = {
		{ "<!DOCTYPE x [<!ENTITY y \"z\">]><worksheet>&y;</worksheet>",
		  "document type", E_INVALID },
		{ "<worksheet><row><c r=\"A1\" t=\"s\"><v>9</v></c></row></worksheet>",
		  "cell A1", E_INVALID },
		{ "<worksheet><row><c r=\"A1\"><v>1x</v></c></row></worksheet>", "number",
		  E_INVALID },
		{ "<worksheet><row><c r=\"ZZZ1\"><v>1</v></c></row></worksheet>",
		  "200 columns", E_INVALID },
		{ "<worksheet><row>", "line 1", E_INVALID },
	};

	T_BEGIN;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const parts[] = { WORKBOOK, "xl/worksheets/sheet2.xml",
			cases[i].sheet, NULL };

		(void)xlsx(a, archive(a, parts), cases[i].rc, e);
		if (!strstr(e->detail, cases[i].said))
			fail_msg("%s: %s", cases[i].sheet, e->detail);
	}
	(void)xlsx(a, STR("PK\x03\x04 no archive"), E_INVALID, e);
	(void)xlsx(a, archive(a, (const char *const[]){ "a.txt", "x", NULL }), E_INVALID, e);
	assert_non_null(strstr(e->detail, "no workbook"));
	T_END;
}

/* F13: 40 MB of blanks in 40 KB. */
void test_sheet_xlsx__a_bomb_ends_at_the_limit(void **state)
{
	size_t n = 40u << 20;
	char *big;

	T_BEGIN;
	big = arena_alloc(a, n + 1);
	memset(big, ' ', n);
	memcpy(big, "<worksheet>", 11);
	big[n] = '\0';
	{
		const char *const parts[] = { WORKBOOK, "xl/worksheets/sheet2.xml", big, NULL };

		(void)xlsx(a, archive(a, parts), E_TOOBIG, e);
	}
	{	/* in a sheet beside one that is sound */
		const char *const parts[] = { "xl/workbook.xml", "<workbook><sheets>"
			"<sheet name=\"A\" r:id=\"rId1\"/><sheet name=\"B\" r:id=\"rId2\"/>"
			"</sheets></workbook>", "xl/_rels/workbook.xml.rels", "<Relationships>"
			"<Relationship Id=\"rId1\" Target=\"a.xml\"/>"
			"<Relationship Id=\"rId2\" Target=\"b.xml\"/></Relationships>",
			"xl/a.xml", big, "xl/b.xml", "<worksheet/>", NULL };

		(void)xlsx(a, archive(a, parts), E_TOOBIG, e);
	}
	T_END;
}

void test_sheet_date__edges(void **state)
{
	char out[XLSX_DATE];

	(void)state;
	assert_true(xlsx_date(1, false, out));
	assert_string_equal(out, "1900-01-01");
	assert_true(xlsx_date(61, false, out));
	assert_string_equal(out, "1900-03-01");
	assert_true(xlsx_date(0, true, out));
	assert_string_equal(out, "1904-01-01");
	assert_false(xlsx_date(0.5, false, out));
	assert_false(xlsx_date(1e9, false, out));
}

/* ---- in the process made for it ---- */

void test_parser_table__apart(void **state)
{
	struct parser *p;
	struct str plain;

	T_BEGIN;
	assert_int_equal(parser_start(&p, e), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(parser_table(p, a, "a;b\n1;2\n", 8, NULL, &plain, e), 0);
		assert_string_equal(plain.p, "1,a,b\n2,1,2\n");
		assert_int_equal(parser_table(p, a, "a,\"b\n", 5, NULL, &plain, e), E_INVALID);
		assert_non_null(strstr(e->detail, "quot"));
		err_clear(e);
	}
	parser_stop(p);
	T_END;
}
