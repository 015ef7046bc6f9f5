/* web/http_test.c -- the pure parts: paths, cookies, forms. The server: tests/http. */
#include "base/test.h"
#include "web/http.h"

static void path(const char *raw, const char *expected)
{
	void **state = NULL;

	T_BEGIN;
	(void)e;
	const char *got = http_path(a, raw, strlen(raw));

	if (!expected)
		assert_null(got);
	else
		assert_string_equal(got, expected);
	T_END;
}

void test_http_path__decoded(void **state)
{
	(void)state;
	path("/", "/");
	path("/risk/R-1", "/risk/R-1");
	path("/risk/", "/risk/");
	path("/a%20b%C3%A4", "/a b\xc3\xa4");
	path("/a%2Bb+c", "/a+b+c");
	path("/.well-known/x", "/.well-known/x");
	path("/a...", "/a...");
}

void test_http_path__refused(void **state)
{
	static const char *const bad[] = {"", "*", "a", "http://x/", "//", "/a//b", "/a/../b",
	    "/..", "/.", "/./a", "/a/.", "/%2e%2e/a", "/.%2E", "/a%2fb", "/a%2Fb", "/a%5Cb",
	    "/a\\b", "/a%00", "/a%0a", "/a%7f", "/a%", "/a%2", "/a%zz", "/a%ff", "/a%C3",
	    "/a%ed%a0%80", "/a b", "/a#b", "/a\xc3\xa4", "/%2f/a"};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		path(bad[i], NULL);
}

void test_http_cookie__one_of_its_name(void **state)
{
	T_BEGIN;
	struct http_pair h[] = { { "cookie", STR("a=1; sid=x=y ;b=2;b=3; bb=4; empty=") } };
	struct http_request r = { .arena = a, .headers = h, .nheaders = 1 };

	(void)e;
	assert_string_equal(http_cookie(&r, "a"), "1");
	assert_string_equal(http_cookie(&r, "sid"), "x=y");
	assert_null(http_cookie(&r, "b"));
	assert_string_equal(http_cookie(&r, "bb"), "4");
	assert_string_equal(http_cookie(&r, "empty"), "");
	assert_null(http_cookie(&r, "si"));
	r.nheaders = 0;
	assert_null(http_cookie(&r, "a"));
	T_END;
}

void test_http_form__urlencoded(void **state)
{
	T_BEGIN;
	struct http_form f;

	assert_int_equal(
	    http_form_urlencoded(a, STR("a=1&b=x+y%26z&a=2&c&=v&&d=%C3%A4"), &f, e), 0);
	assert_int_equal(f.n, 6);
	assert_string_equal(f.fields[0].name, "a");
	assert_string_equal(f.fields[1].value.p, "x y&z");
	assert_string_equal(f.fields[2].value.p, "2");
	assert_string_equal(f.fields[3].name, "c");
	assert_string_equal(f.fields[3].value.p, "");
	assert_string_equal(f.fields[4].name, "");
	assert_int_equal(f.fields[5].value.n, 2);
	assert_ptr_equal(http_form_find(&f, "a"), &f.fields[0]);
	assert_null(http_form_find(&f, "z"));
	assert_int_equal(http_form_urlencoded(a, STR(""), &f, e), 0);
	assert_int_equal(f.n, 0);
	T_END;
}

void test_http_form__urlencoded_refused(void **state)
{
	T_BEGIN;
	struct http_form f;
	char *many = arena_alloc(a, 2 * (HTTP_FORM_FIELDS + 1) + 1);

	assert_int_equal(http_form_urlencoded(a, STR("a=%zz"), &f, e), E_USAGE);
	assert_int_equal(http_form_urlencoded(a, STR("a=%ff"), &f, e), E_USAGE);
	assert_int_equal(http_form_urlencoded(a, STR("a=%00"), &f, e), E_USAGE);
	assert_int_equal(http_form_urlencoded(a, STR("a=%4"), &f, e), E_USAGE);
	for (int i = 0; i <= HTTP_FORM_FIELDS; i++)
		memcpy(many + 2 * i, "a&", 3);
	many[2 * HTTP_FORM_FIELDS - 1] = '\0';
	assert_int_equal(http_form_urlencoded(a, str_of(many), &f, e), 0);
	many[2 * HTTP_FORM_FIELDS - 1] = '&';
	assert_int_equal(http_form_urlencoded(a, str_of(many), &f, e), E_TOOBIG);
	T_END;
}

#define TYPE "multipart/form-data; boundary=XyZ"

static int multipart(struct arena *a, const char *body, size_t n, struct http_form *f,
    struct err *e)
{
	return http_form_multipart(a, arena_text_n(a, body, n), n, TYPE, f, e);
}

void test_http_form__multipart(void **state)
{
	static const char body[] =
	    "--XyZ\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n"
	    "two\r\nlines\r\n--XyZ\r\ncontent-disposition: form-data; name=\"f%22\"; "
	    "filename=\"C:\\\\dir\\\\a b.csv\"\r\nContent-Type: "
	    "text/csv\r\n\r\nx\0y\xff\r\n--Xy\r\n\r\n"
	    "--XyZ\r\nContent-Disposition: form-data; name=e; filename=\"\"\r\n\r\n\r\n--XyZ--\r\n";

	T_BEGIN;
	struct http_form f;

	assert_int_equal(multipart(a, body, sizeof(body) - 1, &f, e), 0);
	assert_int_equal(f.n, 3);
	assert_string_equal(f.fields[0].name, "note");
	assert_string_equal(f.fields[0].value.p, "two\r\nlines");
	assert_null(f.fields[0].file);
	assert_string_equal(f.fields[1].name, "f\"");
	assert_string_equal(f.fields[1].file, "a b.csv");
	assert_string_equal(f.fields[1].type, "text/csv");
	assert_int_equal(f.fields[1].value.n, 12);
	assert_memory_equal(f.fields[1].value.p, "x\0y\xff\r\n--Xy\r\n", 13);
	assert_string_equal(f.fields[2].name, "e");
	assert_string_equal(f.fields[2].file, "");
	assert_int_equal(f.fields[2].value.n, 0);
	T_END;
}

void test_http_form__multipart_refused(void **state)
{
	static const char *const bad[] = {"", "--XyZ", "--XyZ\r\n", "x--XyZ--",
	    "--XyZ\r\n\r\nx\r\n--XyZ--", "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
	    "--XyZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XyZ--",
	    "--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XyZ--",
	    "--XyZ\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--XyZ--",
	    "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--XyZ--",
	    ("--XyZ\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
	     "name=b\r\n\r\nx\r\n--XyZ--"),
	    "--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XyZx"};
	char *big;

	T_BEGIN;
	struct http_form f;

	for (size_t i = 0; i < COUNT(bad); i++)
		if (multipart(a, bad[i], strlen(bad[i]), &f, e) != E_USAGE)
			fail_msg("accepted: %s", bad[i]);
	big = arena_printf(a,
	    "--XyZ\r\nContent-Disposition: form-data; name=a%*s\r\n\r\nx\r\n--XyZ--",
	    HTTP_FORM_PART_HEADER, "");
	assert_int_equal(multipart(a, big, strlen(big), &f, e), E_USAGE);
	T_END;
}

/* Every cut and every changed byte of a body is read or refused, never read past. */
void test_http_form__multipart_mutations(void **state)
{
	static const char body[] =
	    "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv\r\n--XyZ"
	    "\r\nContent-Disposition: form-data; name=\"f\"; "
	    "filename=\"g\"\r\n\r\nw\r\n--XyZ--\r\n";
	static const char with[] = "\0\r\n-\";=\\% \xff" "Z";

	T_BEGIN;
	struct http_form f;

	for (size_t cut = 0; cut < sizeof(body); cut++)
		for (size_t at = 0; at < sizeof(body) - 1; at += 1 + cut % 3)
			for (size_t k = 0; k < sizeof(with) - 1; k++) {
				char *copy = mem_new(cut + 1, 1);

				memcpy(copy, body, cut);
				if (at < cut)
					copy[at] = with[k];
				if (http_form_multipart(a, copy, cut, TYPE, &f, e) == 0)
					assert_true(f.n <= 2);
				mem_free(copy);
				arena_reset(a);
				err_clear(e);
			}
	T_END;
}
