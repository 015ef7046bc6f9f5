/* report/report_test.c -- formats, CSV, JSON, HTML and XLSX of documents. */
#include "base/test.h"
#include <dirent.h>
#include "exchange/csv.h"
#include "report/sample_test.h"

static struct sbuf *written(struct arena *a, const struct report_doc *doc, const char *format,
    struct err *e)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, REPORT_MAX);
	assert_int_equal(report_write(doc, format, b, e), 0);
	return b;
}

static const struct report_column text_column = { .key = "t", .label = "Text" };

/* A document of one table with one text in each row. */
static struct report_doc *texts(struct arena *a, const char *const *text, size_t n)
{
	struct report_doc *doc = report_doc_new(a, "Texts");
	struct value *rows = val_arr(a);

	for (size_t i = 0; i < n; i++) {
		struct value *row = val_obj(a);

		val_set_text(a, row, "t", text[i]);
		val_push(rows, row);
	}
	report_table(doc, "texts", NULL, &text_column, 1, rows);
	return doc;
}

void test_report_format__unknown_names_the_known(void **state)
{
	T_BEGIN;
	struct sbuf b;

	sbuf_init(&b, a, 100);
	assert_int_equal(report_write(report_doc_new(a, "T"), "odt", &b, e), E_USAGE);
	assert_non_null(strstr(e->detail, "\"odt\""));
	for (const struct report_format *f = report_formats; f->name; f++) {
		assert_non_null(strstr(e->detail, f->name));
		assert_non_null(strstr(REPORT_FORMATS, f->name));
	}
	err_clear(e);
	assert_int_equal(report_write(report_doc_new(a, "T"), NULL, &b, e), E_USAGE);
	T_END;
}

void test_report_format__same_bytes_every_time(void **state)
{
	T_BEGIN;

	for (const struct report_format *f = report_formats; f->name; f++) {
		struct sbuf *x = written(a, sample_mixed(a), f->name, e);
		struct sbuf *y = written(a, sample_mixed(a), f->name, e);

		assert_int_equal(x->n, y->n);
		assert_memory_equal(x->p, y->p, x->n);
	}
	T_END;
}

void test_report_format__too_big_is_told(void **state)
{
	T_BEGIN;

	for (const struct report_format *f = report_formats; f->name; f++) {
		struct sbuf b;

		sbuf_init_free(&b, 700);
		assert_int_equal(report_write(sample_soa(a, 20), f->name, &b, e), E_TOOBIG);
		sbuf_release(&b);
		err_clear(e);
	}
	T_END;
}

static const char *const injections[] = {
	"=1+1", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1,1)", "\t=1+1", "\r=1+1", "'=1",
	"''@x", "-", "=HYPERLINK(\"http://example.org\",\"x\")", "+49 221 1234", "- item",
};

void test_report_csv__no_text_begins_like_a_formula(void **state)
{
	T_BEGIN;
	struct sbuf *b = written(a, texts(a, injections, COUNT(injections)), "csv", e);
	struct csv_reader *r;
	size_t i = 0;

	for (const char *line = b->p; *line; line = strchr(line, '\n') + 1)
		assert_null(strchr("=+-@\t\r", line[*line == '"']));
	assert_int_equal(csv_open(a, b->p, b->n, &r, e), 0);
	assert_int_equal(csv_next(r, e), 1);
	for (; csv_next(r, e) == 1; i++)
		assert_string_equal(r->cells[0].p, injections[i]);
	assert_int_equal(i, COUNT(injections));
	T_END;
}

void test_report_csv__numbers_stay_numbers(void **state)
{
	T_BEGIN;
	static const struct report_column col = { .key = "n", .label = "N", .kind = REPORT_INT };
	struct report_doc *doc = report_doc_new(a, "T");
	struct value *rows = val_arr(a), *row = val_obj(a), *second = val_obj(a);

	val_set_int(a, row, "n", -5);
	val_push(rows, row);
	val_set(second, "n", val_real(a, -2.5));
	val_push(rows, second);
	report_table(doc, "t", NULL, &col, 1, rows);
	assert_string_equal(written(a, doc, "csv", e)->p, "N\n-5\n-2.5\n");
	T_END;
}

void test_report_csv__chosen_table(void **state)
{
	T_BEGIN;
	struct report_doc *doc = sample_mixed(a);
	struct sbuf b;

	doc->csv_table = "empty";
	assert_string_equal(written(a, doc, "csv", e)->p,
	    "Control,Title,Applicable,Implementation\n");
	sbuf_init(&b, a, 1000);
	doc->csv_table = "nowhere";
	assert_int_equal(report_write(doc, "csv", &b, e), E_NOTFOUND);
	err_clear(e);
	assert_int_equal(report_write(report_doc_new(a, "T"), "csv", &b, e), E_NOTFOUND);
	T_END;
}

void test_report_json__is_json_with_values(void **state)
{
	T_BEGIN;
	struct sbuf *b = written(a, sample_mixed(a), "json", e);
	struct value *v = NULL;
	const struct value *rows, *row;

	assert_int_equal(json_parse(a, b->p, b->n, &v, e), 0);
	assert_string_equal(val_get_text(v, "report"), "management-review");
	assert_string_equal(val_get_text(v, "generated"), "2026-11-22T03:04:05.678Z");
	rows = val_get(val_get(v, "tables"), "risks");
	assert_int_equal(rows->u.list.n, 12);
	row = rows->u.list.first;
	assert_int_equal(val_get(row, "applicable")->kind, V_BOOL);
	assert_string_equal(val_get_text(val_get(row, "state"), "tone"), "good");
	assert_null(val_get(row, "owner"));	/* not a column of this table */
	assert_int_equal(val_get(val_get(v, "tables"), "empty")->u.list.n, 0);
	T_END;
}

void test_report_html__everything_is_escaped(void **state)
{
	T_BEGIN;
	static const char evil[] = "<script>alert('x')</script>\"&";
	static const char *const cell[] = { evil };
	struct report_doc *doc = texts(a, cell, 1);
	struct sbuf *b;

	doc->title = doc->subtitle = doc->organisation = evil;
	doc->classification = doc->as_of = doc->checkpoint = evil;
	report_heading(doc, 1, evil);
	report_para(doc, evil);
	report_pair(doc, evil, evil);
	report_figure(doc, evil, evil, evil, 0);
	report_chart(doc, evil);
	report_bar(doc, evil, 1, evil, 0);
	b = written(a, doc, "html", e);
	assert_null(strstr(b->p, "<script"));
	assert_null(strstr(b->p, "alert('"));
	assert_non_null(strstr(b->p, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"));
	T_END;
}

static size_t entries(const char *path)
{
	DIR *d = opendir(path);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	(void)closedir(d);	/* read only */
	return n - 2;
}

void test_report_xlsx__leaves_no_files(void **state)
{
	T_BEGIN;
	char dir[] = "/tmp/annexa-test-XXXXXX";
	struct report_doc *doc = sample_mixed(a);
	struct sbuf *b;

	assert_non_null(mkdtemp(dir));
	doc->tmp_dir = dir;
	b = written(a, doc, "xlsx", e);
	assert_memory_equal(b->p, "PK\3\4", 4);
	assert_int_equal(entries(dir), 0);
	b->n = 0;
	b->max = 100;
	assert_int_equal(report_write(doc, "xlsx", b, e), E_TOOBIG);
	assert_int_equal(entries(dir), 0);
	assert_int_equal(rmdir(dir), 0);
	err_clear(e);
	assert_int_equal(report_write(doc, "xlsx", b, e), E_IO);
	assert_non_null(strstr(e->detail, dir));
	T_END;
}

void test_report_xlsx__hard_names_and_long_cells(void **state)
{
	T_BEGIN;
	struct report_doc *doc = report_doc_new(a, "T");
	struct value *rows = val_arr(a), *row = val_obj(a);
	char *huge = arena_alloc(a, 60001);

	for (size_t i = 0; i < 60000; i += 2)
		memcpy(huge + i, "\xc3\xa9", 2);
	huge[60000] = '\0';
	val_set(row, "t", val_str(a, (struct str){ huge, 60000 }));
	val_push(rows, row);
	report_table(doc, "a", "[About]: what? it's / and \\ more than thirty-one", &text_column, 1,
	    rows);
	report_table(doc, "b", "about", &text_column, 1, rows);
	report_table(doc, "c", "History", &text_column, 1, rows);
	report_table(doc, "about", "About", &text_column, 1, rows);
	report_table(doc, "d", "'''", &text_column, 1, rows);
	report_table(
	    doc, "e", "Tabelle über alles, länger als einunddreißig", &text_column, 1, rows);
	(void)written(a, doc, "xlsx", e);
	T_END;
}

/* For tests/report: the samples in all formats in the folder ANNEXA_TEST_OUT. */
void test_report_format__samples_to_a_folder(void **state)
{
	T_BEGIN;
	const char *dir = getenv("ANNEXA_TEST_OUT");
	struct report_doc *docs[] = { sample_soa(a, 93), sample_mixed(a) };

	for (size_t i = 0; dir && i < COUNT(docs); i++) {
		for (const struct report_format *f = report_formats; f->name; f++) {
			struct sbuf *b = written(a, docs[i], f->name, e);
			FILE *out = fopen(arena_printf(a, "%s/%s.%s", dir, docs[i]->name,
			    f->extension), "we");

			assert_non_null(out);
			assert_int_equal(fwrite(b->p, 1, b->n, out), b->n);
			assert_int_equal(fclose(out), 0);
		}
	}
	T_END;
}
