/* exchange/csv_test.c -- the CSV reader, alone and against our own export. */
#include "base/test.h"
#include "exchange/csv.h"
#include "report/report.h"

/* All cells as "a|b/c|d/" with the line number of the last row in *ret_line. */
static const char *read_all(struct arena *a, const char *p, size_t n, long *ret_line, struct err *e)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	struct csv_reader *r;
	int rc;

	sbuf_init(b, a, 1 << 20);
	assert_int_equal(csv_open(a, p, n, &r, e), 0);
	while ((rc = csv_next(r, e)) > 0) {
		for (size_t i = 0; i < r->ncells; i++) {
			assert_int_equal(strlen(r->cells[i].p), r->cells[i].n);
			sbuf_printf(b, "%s%s", i ? "|" : "", r->cells[i].p);
		}
		sbuf_char(b, '/');
		*ret_line = r->line;
	}
	assert_int_equal(rc, 0);
	assert_int_equal(csv_next(r, e), 0);
	return b->p ? b->p : "";
}

void test_exchange_csv__good_files(void **state)
{
	T_BEGIN;
	static const struct { const char *in, *out; long line; } cases[] = {
		{ "", "", 0 },
		{ "a", "a/", 1 },
		{ "a,b\nc,d\n", "a|b/c|d/", 2 },
		{ "a,b\r\nc,d\r\n", "a|b/c|d/", 2 },
		{ "a,b\rc,d", "a|b/c|d/", 2 },
		{ "\xef\xbb\xbf" "a,b\n", "a|b/", 1 },
		{ "a;b,c\nd;e\n", "a;b|c/d;e/", 2 },	/* the comma wins ties */
		{ "a;b;c,d\n", "a|b|c,d/", 1 },
		{ "a\tb\n\n\nc\td", "a|b/c|d/", 4 },
		{ "sep=;\r\na,b;c\n", "a,b|c/", 2 },
		{ "\"a;b;c\",d\n", "a;b;c|d/", 1 },
		{ "a,\"x\r\ny\n\rz\"\nb,c", "a|x\r\ny\n\rz/b|c/", 5 },
		{ "\"say \"\"hi\"\"\",\"\"\n", "say \"hi\"|/", 1 },
		{ "a,,\n,,\n", "a||/||/", 2 },
		{ "\"\"\n\"\"\n", "//", 2 },
		{ "5\" disk,b\n", "5\" disk|b/", 1 },
		{ "'=1,'+1,'-1,'@x,'abc,'\n", "=1|+1|-1|@x|'abc|'/", 1 },
		{ "''=1,\"'\t=\"\n", "'=1|\t=/", 1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		long line = 0;

		assert_string_equal(read_all(a, cases[i].in, strlen(cases[i].in), &line, e),
		    cases[i].out);
		assert_int_equal(line, cases[i].line);
	}
	T_END;
}

static void refused(struct arena *a, const char *p, size_t n, const char *where, struct err *e)
{
	struct csv_reader *r;
	int rc;

	assert_int_equal(csv_open(a, p, n, &r, e), 0);
	while ((rc = csv_next(r, e)) > 0)
		;
	assert_int_equal(rc, E_USAGE);
	if (!strstr(e->detail, where))
		fail_msg("%s is not in: %s", where, e->detail);
	assert_int_equal(csv_next(r, e), 0);
	err_clear(e);
}

void test_exchange_csv__bad_files_are_refused_with_the_place(void **state)
{
	T_BEGIN;
	static const struct { struct str in; const char *where; } cases[] = {
		{ STR("a,b\nc,d\0e\n"), "line 2, column 2: a NUL" },
		{ STR("a,b\nc,\"d\0\"\n"), "line 2, column 2: a NUL" },
		{ STR("a\nM\xfcller\n"), "line 2, column 1: bytes that are not UTF-8" },
		{ STR("a\n\xed\xa0\x80\n"), "line 2, column 1: bytes that are not UTF-8" },
		{ STR("a,\xc3"), "line 1, column 2: bytes that are not UTF-8" },
		{ STR("a,\x1b[31m"), "line 1, column 2: a control character" },
		{ STR("a,b\n\"x\ny\",\"z\n1,2\n"), "line 3, column 2: the quote that opens" },
		{ STR("a,\""), "line 1, column 2: the quote that opens" },
		{ STR("a,\"b\"c\n"), "line 1, column 2: text after" },
		{ STR("a,\"b\" ,c\n"), "line 1, column 2: text after" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		refused(a, cases[i].in.p, cases[i].in.n, cases[i].where, e);
	T_END;
}

void test_exchange_csv__limits(void **state)
{
	T_BEGIN;
	struct sbuf b;
	long line;

	sbuf_init(&b, a, 1 << 20);
	for (int i = 0; i < CSV_MAX_COLUMNS - 1; i++)
		sbuf_char(&b, ',');
	(void)read_all(a, b.p, b.n, &line, e);
	sbuf_char(&b, ',');
	refused(a, b.p, b.n, "line 1, column 202: more than 201 columns", e);
	for (int quoted = 0; quoted < 2; quoted++) {
		b.n = 0;
		sbuf_text(&b, quoted ? "\n\"" : "\n");
		for (int i = 0; i < CSV_MAX_CELL; i++)
			sbuf_char(&b, 'x');
		sbuf_text(&b, quoted ? "\"" : "");
		(void)read_all(a, b.p, b.n, &line, e);
		b.n -= (size_t)quoted;
		sbuf_text(&b, quoted ? "x\"" : "x");
		refused(a, b.p, b.n, "line 2, column 1: the cell is longer", e);
	}
	T_END;
}

void test_exchange_csv__other_files_are_refused(void **state)
{
	T_BEGIN;
	static const struct str files[] = { STR("\xff\xfe" "a\0"), STR("\xfe\xff\0a"),
		STR("PK\3\4rest"), STR("\xd0\xcf\x11\xe0rest") };

	for (size_t i = 0; i < COUNT(files); i++) {
		struct csv_reader *r;

		assert_int_equal(csv_open(a, files[i].p, files[i].n, &r, e), E_USAGE);
		assert_non_null(e->hint);
		err_clear(e);
	}
	T_END;
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static struct str random_cell(struct arena *a, uint64_t *seed)
{
	static const char *const parts[] = { "a", "\"", ",", ";", "\t", "\n", "\r", "\r\n", "=",
		"+", "-", "@", "'", "'=", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x99\x82", " ", "0",
		"\"\"", "sep=;", "" };
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	size_t n = next_random(seed) % 7;

	sbuf_init(b, a, 1000);
	while (n--)
		sbuf_text(b, parts[next_random(seed) % COUNT(parts)]);
	return sbuf_str(b);
}

/* What we export and read again is what it was, whatever is in the cells. */
void test_exchange_csv__round_trip(void **state)
{
	enum { ROWS = 40, TABLES = 100 };
	static const char *const keys[] = { "a", "b", "c", "d", "e" };
	uint64_t seed = 20261122;

	for (int round = 0; round < TABLES; round++) {
		T_BEGIN;
		struct report_doc *doc = report_doc_new(a, "T");
		size_t columns = 1 + next_random(&seed) % COUNT(keys);
		struct report_column cols[COUNT(keys)];
		struct str in[ROWS][COUNT(keys)];
		struct value *rows = val_arr(a);
		struct csv_reader *r;
		struct sbuf out;

		for (size_t c = 0; c < columns; c++)
			cols[c] = (struct report_column){ .key = keys[c], .label = keys[c] };
		for (size_t i = 0; i < ROWS; i++) {
			struct value *row = val_obj(a);

			for (size_t c = 0; c < columns; c++) {
				in[i][c] = random_cell(a, &seed);
				val_set(row, keys[c], val_str(a, in[i][c]));
			}
			val_push(rows, row);
		}
		report_table(doc, "t", NULL, cols, columns, rows);
		sbuf_init(&out, a, 1 << 20);
		assert_int_equal(report_write(doc, "csv", &out, e), 0);
		assert_int_equal(csv_open(a, out.p, out.n, &r, e), 0);
		assert_int_equal(csv_next(r, e), 1);
		for (size_t i = 0; i < ROWS; i++) {
			assert_int_equal(csv_next(r, e), 1);
			assert_int_equal(r->ncells, columns);
			for (size_t c = 0; c < columns; c++)
				assert_string_equal(r->cells[c].p, in[i][c].p);
		}
		assert_int_equal(csv_next(r, e), 0);
		T_END;
	}
}
