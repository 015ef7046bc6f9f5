/* web/template_test.c -- Mustache by the specification's rules, escaping, and hostile templates. */
#include "base/test.h"
#include "web/template.h"

/* Parts: name, text, ..., NULL. The first is rendered. */
struct part {
	const char *name, *text;
};

static void is_n(const char *json, const char *expected, const struct part *parts, size_t n)
{
	struct template_source src[8];
	struct template_set *set;
	struct sbuf out;
	struct value *view;
	void **state = NULL;

	T_BEGIN;
	assert_true(n <= COUNT(src));
	for (size_t i = 0; i < n; i++)
		src[i] = (struct template_source){ parts[i].name, parts[i].text, 0 };
	sbuf_init(&out, a, 1 << 20);
	assert_int_equal(json_parse(a, json, strlen(json), &view, e), 0);
	if (template_load(&set, src, n, e) < 0)
		fail_msg("%s", e->detail);
	assert_int_equal(template_render(set, parts[0].name, view, &out, e), 0);
	assert_string_equal(sbuf_str(&out).p, expected);
	template_free(set);
	T_END;
}

#define IS(json, expected, ...) do { \
	static const struct part parts__[] = { __VA_ARGS__ }; \
	is_n(json, expected, parts__, COUNT(parts__)); \
} while (0)
#define T(text) { "page", text }

void test_template_variable__plain(void **state)
{
	(void)state;
	IS("{}", "Hello from {Mustache}!\n", T("Hello from {Mustache}!\n"));
	IS("{\"s\":\"world\"}", "Hello, world!\n", T("Hello, {{s}}!\n"));
	IS("{\"n\":85}", "85 miles", T("{{n}} miles"));
	IS("{\"n\":-7,\"d\":1.21,\"z\":0}", "-7 1.21 0", T("{{n}} {{d}} {{z}}"));
	IS("{\"b\":true,\"c\":false}", "true false", T("{{b}} {{c}}"));
	IS("{\"x\":null}", "() ()", T("({{x}}) ({{y}})"));
	IS("{\"o\":{},\"l\":[1]}", "() ()", T("({{o}}) ({{l}})"));
	IS("{\"s\":\"-\"}", "| - |", T("| {{s}} |"));
	IS("{\"s\":\"-\"}", "  -\n", T("  {{s}}\n"));
	IS("{\"s\":\"-\"}", "|-|", T("|{{  s\t}}|"));
	IS("{\"s\":\"{{t}}\",\"t\":\"no\"}", "&#123;&#123;t&#125;&#125;", T("{{s}}"));
	IS("{}", "", T(""));
}

void test_template_variable__dotted(void **state)
{
	(void)state;
	IS("{\"p\":{\"n\":\"Joe\"}}", "Joe = Joe", T("{{p.n}} = {{#p}}{{n}}{{/p}}"));
	IS("{\"a\":{\"b\":{\"c\":{\"d\":\"x\"}}}}", "x", T("{{a.b.c.d}}"));
	IS("{\"a\":{}}", "()", T("({{a.b.c}})"));
	IS("{\"a\":{\"b\":{}},\"c\":{\"n\":\"Jim\"}}", "()", T("({{a.b.c.n}})"));
	/* The first part decides the context, then there is no way back out. */
	IS("{\"a\":{\"b\":{}},\"b\":{\"c\":\"wrong\"}}", "()", T("{{#a}}({{b.c}}){{/a}}"));
	IS("{\"n\":\"out\",\"a\":{\"n\":null}}", "()", T("{{#a}}({{n}}){{/a}}"));
}

void test_template_variable__implicit(void **state)
{
	(void)state;
	IS("{\"l\":[1,2,3]}", "(1)(2)(3)", T("{{#l}}({{.}}){{/l}}"));
	IS("{\"l\":[\"a\",\"<\"]}", "a&lt;", T("{{#l}}{{.}}{{/l}}"));
	IS("{\"l\":[[1,2],[3]]}", "(12)(3)", T("{{#l}}({{#.}}{{.}}{{/.}}){{/l}}"));
	IS("{\"l\":[{\"v\":\"a\"},{\"v\":\"b\"}]}", "ab", T("{{#l}}{{#.}}{{v}}{{/.}}{{/l}}"));
}

void test_template_escape__always(void **state)
{
	(void)state;
	IS("{\"s\":\"& < > \\\" ' ` =\"}", "&amp; &lt; &gt; &quot; &#39; &#96; &#61;", T("{{s}}"));
	IS("{\"s\":\"<script>alert(1)</script>\"}", "&lt;script&gt;alert(1)&lt;/script&gt;",
	    T("{{s}}"));
	IS("{\"s\":\"x\\u00e4\\u20ac\"}", "x\xc3\xa4\xe2\x82\xac", T("{{s}}"));
	IS("{\"s\":\"\\\" onmouseover=x\"}", "<a title=\"&quot; onmouseover&#61;x\">",
	    T("<a title=\"{{s}}\">"));
}

void test_template_escape__html_is_printed(void **state)
{
	static const struct template_source src[] = { { "p", "{{h}}|{{t}}", 0 } };
	struct template_set *set;
	struct sbuf out;
	struct value *view;

	T_BEGIN;
	sbuf_init(&out, a, 1000);
	view = val_obj(a);
	val_set(view, "h", val_html(a, STR("<b>")));
	val_set(view, "t", val_str(a, STR("<b>")));
	assert_int_equal(template_load(&set, src, 1, e), 0);
	assert_int_equal(template_render(set, "p", view, &out, e), 0);
	assert_string_equal(out.p, "<b>|&lt;b&gt;");
	template_free(set);
	T_END;
}

void test_template_section__truth(void **state)
{
	(void)state;
	IS("{\"b\":true}", "yes", T("{{#b}}yes{{/b}}"));
	IS("{\"b\":false}", "", T("{{#b}}yes{{/b}}"));
	IS("{\"b\":null}", "no", T("{{#b}}yes{{/b}}{{^b}}no{{/b}}"));
	IS("{}", "no", T("{{#b}}yes{{/b}}{{^b}}no{{/b}}"));
	IS("{\"l\":[]}", "none", T("{{#l}}yes{{/l}}{{^l}}none{{/l}}"));
	IS("{\"s\":\"\"}", "none", T("{{#s}}yes{{/s}}{{^s}}none{{/s}}"));
	IS("{\"s\":\"x\"}", "x", T("{{#s}}{{.}}{{/s}}{{^s}}none{{/s}}"));
	IS("{\"a\":{\"b\":{\"c\":true}}}", "here", T("{{#a.b.c}}here{{/a.b.c}}"));
	IS("{\"a\":{}}", "not here", T("{{^a.b.c}}not here{{/a.b.c}}"));
}

void test_template_section__context(void **state)
{
	(void)state;
	IS("{\"c\":{\"n\":\"Joe\"}}", "Hi Joe.", T("{{#c}}Hi {{n}}.{{/c}}"));
	IS("{\"n\":\"out\",\"c\":{\"m\":1}}", "out1", T("{{#c}}{{n}}{{m}}{{/c}}"));
	IS("{\"a\":{\"v\":1},\"b\":{\"v\":2},\"c\":{\"v\":3}}", "1 12 123 12 1",
	    T("{{#a}}{{v}} {{#b}}{{a.v}}{{v}} {{#c}}{{a.v}}{{b.v}}{{v}}{{/c}} {{a.v}}{{v}}{{/b}} "
	    "{{v}}{{/a}}"));
	IS("{\"l\":[{\"i\":1},{\"i\":2},{\"i\":3}]}", "123", T("{{#l}}{{i}}{{/l}}"));
	IS("{\"x\":1,\"l\":[{\"a\":1,\"b\":2},{\"b\":4,\"a\":3},{\"a\":5}]}", "121;341;51;",
	    T("{{#l}}{{a}}{{b}}{{x}};{{/l}}"));
	IS("{\"t\":true,\"two\":\"2\"}", "* 1\n* 2\n* 3\n",
	    T("{{#t}}\n* 1\n{{/t}}\n* {{two}}\n{{#t}}\n* 3\n{{/t}}\n"));
	IS("{\"t\":true}", "| A B C D E |", T("| A {{#t}}B {{#t}}C{{/t}} D{{/t}} E |"));
}

void test_template_section__whitespace(void **state)
{
	(void)state;
	IS("{\"b\":true}", " | \t|\t | \n", T(" | {{#b}}\t|\t{{/b}} | \n"));
	IS("{\"b\":true}", " |  \n  | \n", T(" | {{#b}} {{! kept }}\n {{/b}} | \n"));
	IS("{\"b\":true}", " YES\n GOOD\n", T(" {{#b}}YES{{/b}}\n {{#b}}GOOD{{/b}}\n"));
	IS("{\"b\":true}", "| This Is\n|\n| A Line\n",
	    T("| This Is\n{{#b}}\n|\n{{/b}}\n| A Line\n"));
	IS("{\"b\":true}", "| This Is\n|\n| A Line\n",
	    T("| This Is\n  {{#b}}\n|\n  {{/b}}\n| A Line\n"));
	IS("{\"b\":true}", "|\r\n|", T("|\r\n{{#b}}\r\n{{/b}}\r\n|"));
	IS("{\"b\":true}", "#\n/", T("  {{#b}}\n#{{/b}}\n/"));
	IS("{\"b\":true}", "#\n/\n", T("#{{#b}}\n/\n  {{/b}}"));
	IS("{\"b\":true}", "|=|", T("|{{# b }}={{/ b }}|"));
	IS("{\"b\":false}", "| This Is\n|\n| A Line\n",
	    T("| This Is\n{{^b}}\n|\n{{/b}}\n| A Line\n"));
}

void test_template_comment__vanishes(void **state)
{
	(void)state;
	IS("{}", "1234567890", T("12345{{! c }}67890"));
	IS("{}", "1234567890\n", T("12345{{!\n  two\n  lines\n}}67890\n"));
	IS("{}", "Begin.\nEnd.\n", T("Begin.\n{{! c }}\nEnd.\n"));
	IS("{}", "Begin.\nEnd.\n", T("Begin.\n  {{! c }}\nEnd.\n"));
	IS("{}", "|\r\n|", T("|\r\n{{! c }}\r\n|"));
	IS("{}", "!", T("  {{! c }}\n!"));
	IS("{}", "!\n", T("!\n  {{! c }}"));
	IS("{}", "Begin.\nEnd.\n", T("Begin.\n  {{!\n    c\n  }}\nEnd.\n"));
	IS("{}", "  12 \n", T("  12 {{! 34 }}\n"));
}

void test_template_delimiters__change(void **state)
{
	(void)state;
	IS("{\"t\":\"Hey!\"}", "(Hey!)", T("{{=<% %>=}}(<%t%>)"));
	IS("{\"t\":\"works\"}", "(works)", T("({{=[ ]=}}[t])"));
	IS("{\"s\":true,\"d\":\"x\"}", "[\n  x\n  |d|\n\n  {{d}}\n  x\n]\n",
	    T("[\n{{#s}}\n  {{d}}\n  |d|\n{{/s}}\n\n{{= | | =}}\n|#s|\n  {{d}}\n  |d|\n|/s|\n]\n"));
	IS("{\"v\":\"yes\"}", "[ .yes. ]\n[ .yes. ]\n",
	    T("[ {{>inc}} ]\n{{= | | =}}\n[ |>inc| ]\n"), { "inc", ".{{v}}." });
	IS("{\"v\":\"yes\"}", "[ .yes.  .yes. ]\n[ .yes.  .|v|. ]\n",
	    T("[ {{>inc}} ]\n[ .{{v}}.  .|v|. ]\n"), { "inc", ".{{v}}. {{= | | =}} .|v|." });
	IS("{}", "|  |", T("| {{=@ @=}} |"));
	IS("{}", "Begin.\nEnd.\n", T("Begin.\n{{=@ @=}}\nEnd.\n"));
	IS("{}", "||", T("|{{= @   @ =}}|"));
}

void test_template_partial__included(void **state)
{
	(void)state;
	IS("{}", "\"from\"", T("\"{{>text}}\""), { "text", "from" });
	IS("{\"t\":\"c\"}", "\"*c*\"", T("\"{{>p}}\""), { "p", "*{{t}}*" });
	IS("{\"c\":\"X\",\"n\":[{\"c\":\"Y\",\"n\":[]}]}", "X<Y<>>", T("{{>node}}"),
	    { "node", "{{c}}<{{#n}}{{>node}}{{/n}}>" });
	IS("{\"a\":\"h\",\"b\":\"w\"}", "*h w!*", T("{{>o}}"), { "o", "*{{a}} {{>i}}*" },
	    { "i", "{{b}}!" });
	IS("{}", "| \t|\t |", T("| {{>p}} |"), { "p", "\t|\t" });
	IS("{\"d\":\"|\"}", "  |  >\n>\n", T("  {{d}}  {{> p}}\n"), { "p", ">\n>" });
	IS("{}", "|\r\n>|", T("|\r\n{{>p}}\r\n|"), { "p", ">" });
	IS("{}", "  >\n  >>", T("  {{>p}}\n>"), { "p", ">\n>" });
	IS("{}", ">\n  >\n  >", T(">\n  {{>p}}"), { "p", ">\n>" });
	IS("{\"c\":\"<\\n->\"}", "\\\n |\n &lt;\n-&gt;\n |\n/\n", T("\\\n {{>p}}\n/\n"),
	    { "p", "|\n{{c}}\n|\n" });
	IS("{\"b\":true}", "|[]|", T("|{{> p }}|"), { "p", "[]" });
	IS("{\"l\":[1,2]}", "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>\n",
	    T("<ul>\n  {{>i}}\n</ul>\n"), { "i", "{{#l}}\n<li>{{.}}</li>\n{{/l}}\n" });
	IS("{}", "  a\n    b\n\n    c\n", T("  {{>p}}\n"), { "p", "a\n  {{>q}}\n" },
	    { "q", "b\n\nc\n" });
}

void test_template_inherit__blocks(void **state)
{
	(void)state;
	IS("{}", "Default\n", T("{{$t}}Default{{/t}}\n"));
	IS("{\"b\":\"baz\"}", "default baz\n", T("{{$f}}default {{b}}{{/f}}\n"));
	IS("{\"b\":{\"z\":\"q\"}}", "default q\n", T("{{$f}}default {{#b}}{{z}}{{/b}}{{/f}}\n"));
	IS("{}", "default", T("{{<inc}}{{/inc}}\n"), { "inc", "{{$f}}default{{/f}}" });
	IS("{}", "...sub...", T("{{<super}}{{$t}}sub{{/t}}{{/super}}"),
	    { "super", "...{{$t}}Default{{/t}}..." });
	IS("{\"v\":\"data\"}", "template", T("{{<inc}}{{$v}}template{{/v}}{{/inc}}"),
	    { "inc", "{{$v}}include{{/v}}" });
	IS("{\"v\":\"data\"}", "include", T("{{<inc}}{{/inc}}"), { "inc", "{{$v}}include{{/v}}" });
	IS("{}", "test |one default| |two default|\n",
	    T("test {{<p}}{{$s}}one{{/s}}{{/p}} {{<p}}{{$s}}two{{/s}}{{/p}}\n"),
	    { "p", "|{{$s}}...{{/s}}{{$d}} default{{/d}}|" });
	IS("{}", "one, override two", T("{{<p}}{{$b}}override two{{/b}}{{/p}}"),
	    { "p", "{{$a}}one{{/a}}, {{$b}}two{{/b}}" });
	IS("{}", "default|default", T("{{>p}}|{{<p}}{{/p}}"), { "p", "{{$f}}default{{/f}}" });
	IS("{}", "hmm", T("{{<p}} asd {{$f}}hmm{{/f}} asd {{/p}}"), { "p", "{{$f}}d{{/f}}" });
	IS("{}", "d", T("{{<p}} asd asd {{/p}}"), { "p", "{{$f}}d{{/f}}" });
	IS("{\"f\":\"apples\",\"n\":{\"f\":\"bananas\"}}", "I say bananas.",
	    T("{{<p}}{{$b}}I say {{f}}.{{/b}}{{/p}}"),
	    { "p", "{{#n}}{{$b}}You say {{f}}.{{/b}}{{/n}}" });
	IS("{}", "[x:PART]", T("{{<p}}{{$b}}x:{{>part}}{{/b}}{{/p}}"), { "p", "[{{$b}}{{/b}}]" },
	    { "part", "PART" });
}

void test_template_inherit__levels(void **state)
{
	(void)state;
	IS("{}", "c", T("{{<parent}}{{$a}}c{{/a}}{{/parent}}"),
	    { "parent", "{{<older}}{{$a}}p{{/a}}{{/older}}" },
	    { "older", "{{<grand}}{{$a}}o{{/a}}{{/grand}}" }, { "grand", "{{$a}}g{{/a}}" });
	IS("{}", "p", T("{{<parent}}{{/parent}}"),
	    { "parent", "{{<older}}{{$a}}p{{/a}}{{/older}}" },
	    { "older", "{{<grand}}{{$a}}o{{/a}}{{/grand}}" }, { "grand", "{{$a}}g{{/a}}" });
	IS("{}", "override override override don't recurse",
	    T("{{<parent}}{{$foo}}override{{/foo}}{{/parent}}"),
	    {"parent", "{{$foo}}default content{{/foo}} {{$bar}}{{<parent2}}{{/parent2}}{{/bar}}"},
	    {"parent2", "{{$foo}}parent2 default content{{/foo}} "
			"{{<parent}}{{$bar}}don't recurse{{/bar}}{{/parent}}"});
	IS("{}", "<T|B[inner]>", T("{{<mid}}{{$in}}inner{{/in}}{{/mid}}"),
	    { "mid", "{{<top}}{{$t}}T{{/t}}{{$b}}B[{{$in}}?{{/in}}]{{/b}}{{/top}}" },
	    { "top", "<{{$t}}t{{/t}}|{{$b}}b{{/b}}>" });
}

void test_template_inherit__whitespace(void **state)
{
	(void)state;
	IS("{}", "peaked\n\n:(\n", T("{{<p}}{{$b}}\npeaked\n\n:(\n{{/b}}{{/p}}"),
	    { "p", "{{$b}}peaking{{/b}}" });
	IS("{}", "stop:\n  hammer time\n", T("{{<p}}{{$n}}hammer time{{/n}}{{/p}}"),
	    { "p", "stop:\n  {{$n}}collaborate and listen{{/n}}\n" });
	IS("{}", "Hi,\n  one\n  two\n", T("Hi,\n  {{<p}}{{/p}}\n"), { "p", "one\ntwo\n" });
	IS("{}", "Hi,\n  one\n  two\n", T("{{<p}}{{$b}}\none\ntwo{{/b}}\n{{/p}}\n"),
	    { "p", "Hi,\n  {{$b}}{{/b}}\n" });
	IS("{}", "Hi,\n  one\n  two\n", T("{{<p}}{{$b}}\n    one\n    two\n{{/b}}{{/p}}\n"),
	    { "p", "Hi,\n  {{$b}}\n  {{/b}}\n" });
	IS("{}", "Hi,\n  one\n  two\n", T("{{<p}}{{$b}}\none\ntwo\n{{/b}}{{/p}}\n"),
	    { "p", "Hi,\n{{$b}}\n  default\n{{/b}}\n" });
	IS("{}", "a\n  b\n    c\nd\n", T("a\n{{$x}}\n  b\n  {{$y}}\n    c\n  {{/y}}\n{{/x}}\nd\n"));
	IS("{\"l\":[\"1\",\"2\"]}", "<main>\n  <ul>\n    <li>1\n    <li>2\n  </ul>\n</main>\n",
	    T("{{<lay}}\n{{$main}}\n<ul>\n{{#l}}\n  "
	      "<li>{{.}}\n{{/l}}\n</ul>\n{{/main}}\n{{/lay}}\n"),
	    {"lay", "<main>\n  {{$main}}\n  {{/main}}\n</main>\n"});
}

static void refused(const char *text, const char *message)
{
	const struct template_source src[] = { { "page", text, 0 }, { "other", "x", 0 } };
	struct template_set *set = NULL;
	void **state = NULL;

	T_BEGIN;
	assert_int_equal(template_load(&set, src, 2, e), E_INVALID);
	assert_string_equal(e->detail, message);
	assert_null(set);
	T_END;
}

void test_template_parse__mistakes(void **state)
{
	(void)state;
	refused("a\n{{{x}}}", "page:2: unescaped output is not possible");
	refused("a\n\n{{&x}}", "page:3: unescaped output is not possible");
	refused("{{=<% %>=}}\n<%& x%>", "page:2: unescaped output is not possible");
	refused("{{>nowhere}}", "page:1: no template 'nowhere'");
	refused("\n{{<nowhere}}{{/nowhere}}", "page:2: no template 'nowhere'");
	refused("{{>othe}}", "page:1: no template 'othe'");
	refused("\n\n{{#x}}\n", "page:3: 'x' is never closed");
	refused("\n{{/x}}\n", "page:2: 'x' is closed but was not opened");
	refused("{{#x}}\n{{#y}}\n{{/x}}{{/y}}\n", "page:3: 'x' is closed where 'y' is open");
	refused("x\n {{x", "page:2: tag is not closed");
	refused("{{}}", "page:1: tag without a name");
	refused("{{a b}}", "page:1: 'a b' is not a name");
	refused("{{a..b}}", "page:1: 'a..b' has an empty part");
	refused("{{=x=}}", "page:1: two delimiters expected");
	refused("{{= | | | =}}", "page:1: not delimiters");
}

/* twins: n == 1 turned round; commas after every third digit from the left; the check of words */
void test_template_counted__noun(void **state)
{
	(void)state;
	IS("{\"n\":1}", "1 row is", T("{{+n row is|rows are}}"));
	IS("{\"n\":0}", "0 rows are", T("{{+n row is|rows are}}"));
	IS("{\"a\":{\"b\":1234567}}", "<p>1,234,567 files</p>", T("<p>{{+a.b file|files}}</p>"));
	IS("{\"n\":-1000}", "-1,000 x", T("{{+ n y|x }}"));
	IS("{\"n\":\"no <\"}", "no &lt; rows", T("{{+n row|rows}}"));
	IS("{\"l\":[{\"n\":1},{\"n\":100}]}", "1 a, 100 b, ", T("{{#l}}{{+n a|b}}, {{/l}}"));
	refused("{{+n}}", "page:1: a counted noun is {{+name one|many}}, in plain words");
	refused("{{+n row}}", "page:1: a counted noun is {{+name one|many}}, in plain words");
	refused("{{+n |rows}}", "page:1: a counted noun is {{+name one|many}}, in plain words");
	refused("{{+n <b>|rows}}", "page:1: a counted noun is {{+name one|many}}, in plain words");
	refused("{{+. row|rows}}", "page:1: a counted noun needs a name");
}

void test_template_parse__same_name_twice(void **state)
{
	static const struct template_source src[] = { { "x", "1", 0 }, { "x", "2", 0 } };
	struct template_set *set;

	T_BEGIN;
	assert_int_equal(template_load(&set, src, 2, e), E_INVALID);
	T_END;
}

void test_template_parse__length_counts(void **state)
{
	static const struct template_source src[] = { { "x", "abc{{#", 3 } };
	struct template_set *set;
	struct sbuf out;

	T_BEGIN;
	sbuf_init(&out, a, 100);
	assert_int_equal(template_load(&set, src, 1, e), 0);
	assert_true(template_has(set, "x"));
	assert_false(template_has(set, "y"));
	assert_int_equal(template_render(set, "x", NULL, &out, e), 0);
	assert_string_equal(out.p, "abc");
	assert_int_equal(template_render(set, "y", NULL, &out, e), E_NOTFOUND);
	template_free(set);
	T_END;
}

static int rendered(const char *text, size_t max)
{
	const struct template_source src[] = { { "p", text, 0 } };
	struct template_set *set;
	struct sbuf out;
	void **state = NULL;
	int rc;

	T_BEGIN;
	sbuf_init(&out, a, max);
	assert_int_equal(template_load(&set, src, 1, e), 0);
	rc = template_render(set, "p", NULL, &out, e);
	template_free(set);
	T_END;
	return rc;
}

void test_template_limits__recursion(void **state)
{
	(void)state;
	assert_int_equal(rendered("{{>p}}", 1000), E_TOOBIG);
	assert_int_equal(rendered("{{>p}}{{>p}}", 1000), E_TOOBIG);
	assert_int_equal(rendered("{{^x}}{{>p}}{{/x}}{{>p}}", 1000), E_TOOBIG);
	assert_int_equal(rendered("{{<p}}{{$a}}{{$a}}{{/a}}{{/a}}{{/p}}", 1000), E_TOOBIG);
	assert_int_equal(rendered("0123456789", 10), 0);
	assert_int_equal(rendered("0123456789", 9), E_TOOBIG);
}

static uint64_t next_random(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* Any text is either refused with a message or renders; it never crashes and always ends. */
void test_template_parse__mutations(void **state)
{
	static const char seed[] =
	    "<h1>{{title}}</h1>\n{{#rows}}\n  <td>{{a.b}}{{^c}}-{{/c}}</td>\n"
	    "{{/rows}}\n  {{>p}}\n{{<q}}{{$x}}\n  in {{.}}\n{{/x}}{{/q}}\n{{! no }}{{=<% "
	    "%>=}}<%z%>\n";
	static const char piece[][8] = {"{{", "}}", "{{#", "{{/", "{{$", "{{<", "{{>p", "{{=", "\n",
	    " ", "x", ".", "{{^", "a", "{{/x}}", "<%", "%>", "\0", "\r\n", "{{{"};
	static const char json[] =
	    "{\"title\":\"t\",\"rows\":[{\"a\":{\"b\":1}},{\"c\":2}],\"z\":[]}";
	const char *often = getenv("ANNEXA_MUTATIONS");
	long rounds = often ? strtoll(often, NULL, 10) : 20000;
	struct arena_mark mark;
	uint64_t rnd = 88172645463325252u;
	struct value *view;

	T_BEGIN;
	assert_int_equal(json_parse(a, json, sizeof(json) - 1, &view, e), 0);
	mark = arena_mark(a);
	for (long round = 0; round < rounds; round++) {
		char text[sizeof(seed) + 200];
		size_t n = sizeof(seed) - 1;
		struct template_source src[] = { { "p", text, 0 }, { "q", "[{{$x}}d{{/x}}]", 0 } };
		struct template_set *set;
		struct sbuf out;

		memcpy(text, seed, n);
		for (uint64_t k = 1 + next_random(&rnd) % 8; k > 0; k--) {
			const char *add = piece[next_random(&rnd) % COUNT(piece)];
			size_t add_n = add[0] ? strlen(add) : 1, at = next_random(&rnd) % n;
			size_t cut = next_random(&rnd) % 6;

			cut = cut > n - at ? n - at : cut;
			memmove(text + at + add_n, text + at + cut, n - at - cut);
			memcpy(text + at, add, add_n);
			n += add_n - cut;
			if (n < 10)
				break;
		}
		src[0].n = n;
		sbuf_init_free(&out, 4000);
		if (template_load(&set, src, 2, e) == 0) {
			int rc = template_render(set, "p", view, &out, e);

			assert_true(rc == 0 || rc == E_TOOBIG);
			template_free(set);
		} else {
			assert_non_null(e->detail);
		}
		sbuf_release(&out);
		err_clear(e);
		arena_rewind(a, mark);
	}
	T_END;
}
