/* web/markdown_test.c -- what people write, and what attackers write. */
#include "base/test.h"
#include "web/markdown.h"

static void is(const char *markdown, const char *expected)
{
	void **state = NULL;

	T_BEGIN;
	(void)e;
	struct value *v = markdown_html(a, str_of(markdown), 3);

	assert_int_equal(v->kind, V_HTML);
	assert_string_equal(v->u.s.p, expected);
	T_END;
}

/* No expected form, but nothing live may be in it. */
static void harmless(const char *markdown)
{
	static const char *const live[] = {"href=\"j", "href=\"J", "href=\"d", "href=\"v",
	    "<script", "<img", "<svg", "href=\"//", "href=\"/\\", "onerror=", "<a href=\"\"",
	    "style="};
	void **state = NULL;

	T_BEGIN;
	(void)e;
	struct value *v = markdown_html(a, str_of(markdown), 1);

	for (size_t i = 0; i < COUNT(live); i++)
		if (strstr(v->u.s.p, live[i]))
			fail_msg("%s gives %s", markdown, v->u.s.p);
	T_END;
}

void test_markdown_blocks__usual(void **state)
{
	(void)state;
	is("", "");
	is("# A\n\n## B\n\n###### C", "<h3>A</h3>\n<h4>B</h4>\n<h6>C</h6>\n");
	is("one\ntwo  \nthree\n\nfour", "<p>one\ntwo<br>\nthree</p>\n<p>four</p>\n");
	is("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
	is("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
	is("1. a", "<ol>\n<li>a</li>\n</ol>\n");
	is("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n");
	is("```sh\na < b\n```", "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>\n");
	is("---", "<hr>\n");
	is("| a | b |\n|---|--:|\n| 1 | 2 |", "<table>\n<thead>\n<tr><th>a</th>"
	    "<th class=\"align-right\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td>"
	    "<td class=\"align-right\">2</td></tr>\n</tbody>\n</table>\n");
}

void test_markdown_spans__usual(void **state)
{
	(void)state;
	is("*a* **b** `c<` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c&lt;</code> "
	    "<del>d</del></p>\n");
	is("a & b &amp; &copy; &#60;", "<p>a &amp; b &amp; &copy; &#60;</p>\n");
	is("![a *picture*](http://x/y.png)", "<p>a <em>picture</em></p>\n");
}

void test_markdown_links__allowed(void **state)
{
	(void)state;
	is("[a](/risk/R-1?x=1&y=2)", "<p><a href=\"/risk/R-1?x&#61;1&amp;y&#61;2\">a</a></p>\n");
	is("[a](https://example.org/ \"title\")",
	    "<p><a href=\"https://example.org/\" rel=\"noopener noreferrer\">a</a></p>\n");
	is("<HTTPS://example.org>",
	    "<p><a href=\"HTTPS://example.org\" rel=\"noopener noreferrer\">"
	    "HTTPS://example.org</a></p>\n");
	is("[m](mailto:a@example.org)", "<p><a href=\"mailto:a@example.org\">m</a></p>\n");
	is("<a@example.org>", "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>\n");
	is("[a](http://x/?a=1&amp;b=2)", "<p><a href=\"http://x/?a&#61;1&amp;b&#61;2\" "
	    "rel=\"noopener noreferrer\">a</a></p>\n");
	is("[a](/a) [b](/b)", "<p><a href=\"/a\">a</a> <a href=\"/b\">b</a></p>\n");
	is("[/](/)", "<p><a href=\"/\">/</a></p>\n");
}

void test_markdown_links__refused(void **state)
{
	(void)state;
	is("[a](javascript:alert(1))", "<p>a</p>\n");
	is("[a](//evil.example/)", "<p>a</p>\n");
	is("[a](relative/path)", "<p>a</p>\n");
	is("[a](#x)", "<p>a</p>\n");
	is("[a](</\\evil.example>)", "<p>a</p>\n");
	is("[![b [c](/d)](/e)](/f)", "<p>[b c](/f)</p>\n");
}

void test_markdown_hostile__harmless(void **state)
{
	static const char *const corpus[] = {
	    "<script>alert(1)</script>",
	    "<img src=x onerror=alert(1)>",
	    "<svg/onload=alert(1)>",
	    "[a](JaVaScRiPt:alert(1))",
	    "[a]( javascript:alert(1))",
	    "[a](<java\tscript:alert(1)>)",
	    "[a](javascript&colon;alert(1))",
	    "[a](javascript&#58;alert(1))",
	    "[a](&#106;avascript:alert(1))",
	    "[a](&#x6A;avascript:alert(1))",
	    "[a](&#1;javascript:alert(1))",
	    "[a](&Tab;javascript:alert(1))",
	    "[a](data:text/html,<script>alert(1)</script>)",
	    "[a](vbscript:x)",
	    "<javascript:alert(1)>",
	    "[x]: javascript:alert(1)\n\n[x]",
	    "[a](//evil)",
	    "[a](/\\evil)",
	    "[a](/&#92;evil)",
	    "[a](&#47;&#47;evil)",
	    "[a](/&#47;evil)",
	    "![x](javascript:alert(1))",
	    "[a](http://x\"onmouseover=alert(1))",
	    "[a](/x 'y\" onclick=alert(1) z')",
	    "```\"><script>\nx\n```",
	    "| <script> |\n|---|\n| <img src=x onerror=y> |",
	    "[a](\x01javascript:alert(1))",
	    "\\<script>",
	    "<!-- --><script>",
	    "&lt;script&gt;",
	    "<style>*{}</style>",
	    "<a href=javascript:alert(1)>x</a>",
	    "[a](&sol;/evil)",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(corpus); i++)
		harmless(corpus[i]);
	is("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n");
	is("[a](http://x/\"><script>)", "<p><a href=\"http://x/&quot;&gt;&lt;script&gt;\" "
	    "rel=\"noopener noreferrer\">a</a></p>\n");
}

static char *repeated(struct arena *a, const char *unit, size_t bytes)
{
	size_t n = strlen(unit), k = bytes / n;
	char *p = arena_alloc(a, k * n + 1);

	for (size_t i = 0; i < k; i++)
		memcpy(p + i * n, unit, n);
	p[k * n] = '\0';
	return p;
}

void test_markdown_limits__shown_as_text(void **state)
{
	T_BEGIN;
	(void)e;
	struct value *v = markdown_html(a, str_of(repeated(a, "> ", 200)), 1);

	assert_int_equal(strncmp(v->u.s.p, "<pre tabindex=\"0\">&gt; &gt; ", 28), 0);
	v = markdown_html(a, str_of(repeated(a, "a<b ", MARKDOWN_MAX_BYTES + 8)), 1);
	assert_int_equal(strncmp(v->u.s.p, "<pre tabindex=\"0\">a&lt;b a&lt;b", 30), 0);
	assert_true(v->u.s.n > MARKDOWN_MAX_BYTES);
	T_END;
}

void test_markdown_limits__endless_patterns(void **state)
{
	static const char *const unit[] = {"> ", "[", "![", "*a ", "`", "~~a", "- ", "<", "&#",
	    "|a", "[a](", "**a_", "\\", "_", "<a@", "&a;", "[a]: x\n", "a\n=\n", "|", "1. ",
	    "[a]:b\n[a]\n"};
	struct timespec from, to;

	T_BEGIN;
	(void)e;
	for (size_t i = 0; i < COUNT(unit); i++) {
		char *s = repeated(a, unit[i], MARKDOWN_MAX_BYTES);

		clock_gettime(CLOCK_MONOTONIC, &from);
		assert_int_equal(markdown_html(a, str_of(s), 1)->kind, V_HTML);
		clock_gettime(CLOCK_MONOTONIC, &to);
		if (to.tv_sec - from.tv_sec > 5)
			fail_msg("%s takes more than 5 s", unit[i]);
		if (getenv("ANNEXA_TIMES"))
			print_message("%-8.4s %ld ms\n", unit[i], (to.tv_sec - from.tv_sec) * 1000 +
			    (to.tv_nsec - from.tv_nsec) / 1000000);
	}
	T_END;
}
