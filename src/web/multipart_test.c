/* web/multipart_test.c -- forms as they arrive, cut at every place, against the form as a whole. */
#include "base/test.h"
#include "web/multipart.h"

static const char type[] = "multipart/form-data; boundary=XX";

struct seen {
	struct arena *arena;
	struct sbuf *log;
	int fail_at, n;
};

static int part(void *arg, const struct http_field *f)
{
	struct seen *s = arg;

	sbuf_printf(s->log, "[%s|%s|%s=", f->name, f->file ? f->file : "-",
	    f->type ? f->type : "-");
	return ++s->n == s->fail_at ? E_TOOBIG : 0;
}

static int data(void *arg, const char *p, size_t n)
{
	struct seen *s = arg;

	sbuf_add(s->log, p, n);
	return 0;
}

static int end(void *arg)
{
	struct seen *s = arg;

	sbuf_char(s->log, ']');
	return 0;
}

/* Given in pieces of `step` bytes, the first one of `first`. */
static int feed(struct arena *a, const char *text, size_t n, size_t first, size_t step,
    struct seen *s, bool *ret_complete, struct err *e)
{
	struct multipart_events on = { part, data, end, s };
	struct multipart *m = multipart_new(a, type, &on);
	size_t at = 0, some = first;
	int rc = 0;

	assert_non_null(m);
	s->arena = a;
	s->log = sbuf_new(a, 4 << 20);
	while (at < n && rc == 0) {
		some = some < n - at ? some : n - at;
		rc = multipart_take(m, text + at, some, e);
		at += some;
		some = step;
	}
	*ret_complete = multipart_complete(m);
	return rc;
}

/* What http_form_multipart() makes of the same bytes, written in the same way. */
static const char *whole(struct arena *a, const char *text, size_t n, struct err *e)
{
	char *copy = arena_text_n(a, text, n);
	struct sbuf *b = sbuf_new(a, 4 << 20);
	struct http_form f;

	memcpy(copy, text, n);
	assert_int_equal(http_form_multipart(a, copy, n, type, &f, e), 0);
	for (size_t i = 0; i < f.n; i++) {
		sbuf_printf(b, "[%s|%s|%s=", f.fields[i].name,
		    f.fields[i].file ? f.fields[i].file : "-",
		    f.fields[i].type ? f.fields[i].type : "-");
		sbuf_add(b, f.fields[i].value.p, f.fields[i].value.n);
		sbuf_char(b, ']');
	}
	return sbuf_str(b).p;
}

#define HEAD(name) "Content-Disposition: form-data; name=\"" name "\""

/* twin: body() without holding a delimiter's length back fails where one is cut. */
void test_multipart_cut__everywhere(void **state)
{
	static const char text[] = "--XX\r\n" HEAD("csrf") "\r\n\r\nabc\r\n--XX\r\n" HEAD("empty")
	    "\r\n\r\n\r\n--XX\r\n" HEAD("none") "\r\n\r\n--XX\r\n" HEAD("f")
	    "; filename=\"a b.txt\""
	    "\r\nContent-Type: text/plain\r\n\r\n\r\n--X almost\r\n--XY\r\n-\r\n--XX\r\n"
	    HEAD("f") "; filename=\"\"\r\n\r\n\r\n--XX--\r\nepilogue --XX";
	struct seen s = { 0 };
	const char *want;
	bool complete;
	T_BEGIN;

	want = whole(a, text, sizeof(text) - 1, e);
	assert_non_null(strstr(want, "[f|a b.txt|text/plain=\r\n--X almost\r\n--XY\r\n-]"));
	for (size_t first = 1; first < sizeof(text); first++)
		for (size_t step = 1; step < 80; step += first % 7 + 1) {
			struct arena_mark mark = arena_mark(a);
			struct arena own;

			arena_init(&own, 8 << 20);
			assert_int_equal(feed(&own, text, sizeof(text) - 1, first, step, &s,
			    &complete, e), 0);
			assert_true(complete);
			assert_string_equal(sbuf_str(s.log).p, want);
			arena_release(&own);
			arena_rewind(a, mark);
		}
	T_END;
}

void test_multipart_cut__short_of_its_end(void **state)
{
	static const char text[] = "--XX\r\n" HEAD("a") "\r\n\r\nabc\r\n--XX--";
	struct seen s = { 0 };
	bool complete;
	T_BEGIN;

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		assert_int_equal(feed(a, text, n, 1, 3, &s, &complete, e), 0);
		assert_false(complete);
	}
	assert_int_equal(feed(a, text, sizeof(text) - 1, 1, 3, &s, &complete, e), 0);
	assert_true(complete);
	T_END;
}

void test_multipart_size__larger_than_any_buffer(void **state)
{
	enum { N = 300000 };
	struct seen s = { 0 };
	struct sbuf *text;
	bool complete;
	T_BEGIN;

	text = sbuf_new(a, 1 << 20);
	sbuf_text(text, "--XX\r\n" HEAD("f") "; filename=\"x\"\r\n\r\n");
	for (size_t i = 0; i < N; i++)
		sbuf_char(text, "\r\n--XXab"[(i * 7 + i / 11) % 8 == 5 ? 6 : (i * 7 + i / 11) % 8]);
	sbuf_text(text, "\r\n--XX--\r\n");
	for (size_t step = 1000; step < 100000; step = step * 3 + 1) {
		assert_int_equal(feed(a, text->p, text->n, 1, step, &s, &complete, e), 0);
		assert_true(complete);
		assert_string_equal(sbuf_str(s.log).p, whole(a, text->p, text->n, e));
	}
	T_END;
}

void test_multipart_refused__malformed(void **state)
{
	static const char *const bad[] = { "x", "--XY\r\n", "--XXxy", "--XX\r\n\r\nabc",
		"--XX\r\nContent-Disposition: form-data\r\n\r\n", "--XX\r\nName: x\r\n\r\n",
		"--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n",
		"--XX\r\n" HEAD("\xff") "\r\n\r\n",
		"--XX\r\n" HEAD("a") "\r\n" HEAD("b") "\r\n\r\n" };
	struct multipart_events on = { part, data, end, NULL };
	struct seen s = { 0 };
	struct sbuf *text;
	bool complete;
	T_BEGIN;

	for (size_t i = 0; i < COUNT(bad); i++) {
		err_clear(e);
		if (feed(a, bad[i], strlen(bad[i]), 1, 2, &s, &complete, e) != E_USAGE)
			fail_msg("%zu", i);
	}
	assert_null(multipart_new(a, "multipart/form-data", &on));
	err_clear(e);
	text = sbuf_new(a, 1 << 20);
	sbuf_text(text, "--XX\r\n" HEAD("a") "\r\nX: ");
	for (int i = 0; i < 5000; i++)
		sbuf_char(text, 'y');
	assert_int_equal(feed(a, text->p, text->n, 10, 100, &s, &complete, e), E_USAGE);
	err_clear(e);
	s = (struct seen){ .fail_at = 2 };
	sbuf_text(text = sbuf_new(a, 4096), "--XX\r\n" HEAD("a") "\r\n\r\n\r\n--XX\r\n" HEAD("b")
	    "\r\n\r\n");
	assert_int_equal(feed(a, text->p, text->n, 7, 7, &s, &complete, e), E_TOOBIG);
	T_END;
}
