/* web/markdown.c -- Markdown through md4c's parser, written by our own hand. See markdown.h. */
#include <md4c.h>
#include "web/markdown.h"
#include "web/template.h"

enum { OUT_MAX_BYTES = 16 << 20, URL_MAX_BYTES = 2048, DEFINITIONS_MAX = 1000 };

struct writer {
	struct sbuf *out;
	unsigned base_heading;
	unsigned depth;
	bool failed;
	unsigned images;	/* inside so many images: text only */
	unsigned links;		/* inside so many <a> */
	uint64_t printed;	/* bit per open link: whether it became an <a>; newest lowest */
};

/* The text of an entity if its character matters in a link, else 0 bytes: then it stays text. */
static size_t entity_bytes(const char *s, size_t n, char out[4])
{
	static const struct { const char *name; char c; } named[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' },
	};
	uint32_t code = 0;
	bool hex = n > 3 && (s[2] == 'x' || s[2] == 'X');

	for (size_t i = 0; i < COUNT(named); i++)
		if (n == strlen(named[i].name) && memcmp(s, named[i].name, n) == 0)
			return out[0] = named[i].c, 1;
	if (n < 4 || s[1] != '#')
		return 0;
	for (size_t i = hex ? 3 : 2; i + 1 < n && code < 0x110000; i++) {
		int c = tolower((unsigned char)s[i]);

		code = code * (hex ? 16 : 10) + (uint32_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
	}
	if (code < 0x21 || code > 0x7e)
		return 0;	/* controls and letters beyond ASCII have no business in a scheme */
	return out[0] = (char)code, 1;
}

/* An attribute as the browser will understand it. False: too long for a link. */
static bool attribute_text(const MD_ATTRIBUTE *at, struct sbuf *b)
{
	char c[4];

	for (size_t i = 0; at->text && at->substr_offsets[i] < at->size; i++) {
		const char *p = at->text + at->substr_offsets[i];
		size_t n = at->substr_offsets[i + 1] - at->substr_offsets[i], k = 0;

		if (at->substr_types[i] == MD_TEXT_ENTITY && (k = entity_bytes(p, n, c)) > 0)
			sbuf_add(b, c, k);
		else
			sbuf_add(b, p, n);
	}
	return sbuf_ok(b);
}

static bool scheme(struct str url, const char *name)
{
	size_t n = strlen(name);

	return url.n > n && strncasecmp(url.p, name, n) == 0;
}

static bool external(struct str url)
{
	return scheme(url, "http://") || scheme(url, "https://");
}

/*
 * http, https, mailto, or a path of this server. A second / or a \ behind the first would name
 * another host; blanks and controls are dropped by browsers before they read the scheme.
 */
static bool allowed(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7f || url.p[i] == '\\')
			return false;
	if (url.n > 0 && url.p[0] == '/')
		return url.n == 1 || url.p[1] != '/';
	return external(url) || scheme(url, "mailto:");
}

static void open_link(struct writer *w, const MD_SPAN_A_DETAIL *d)
{
	struct sbuf text;
	struct str url;
	bool print;

	sbuf_init_free(&text, URL_MAX_BYTES);
	print = attribute_text(&d->href, &text);
	url = sbuf_str(&text);
	print = print && w->links == 0 && w->images == 0 && allowed(url);
	w->printed = w->printed << 1 | (print ? 1 : 0);
	if (print) {
		w->links++;
		sbuf_text(w->out, "<a href=\"");
		template_escape(w->out, url.p, url.n);
		sbuf_text(w->out, external(url) ? "\" rel=\"noopener noreferrer\">" : "\">");
	}
	sbuf_release(&text);
}

static void close_link(struct writer *w)
{
	if (w->printed & 1) {
		w->links--;
		sbuf_text(w->out, "</a>");
	}
	w->printed >>= 1;
}

static void heading(struct writer *w, bool opening, const MD_BLOCK_H_DETAIL *d)
{
	unsigned level = w->base_heading + d->level - 1;

	sbuf_printf(w->out, opening ? "<h%u>" : "</h%u>\n", level > 6 ? 6 : level);
}

static void cell(struct writer *w, const char *name, const MD_BLOCK_TD_DETAIL *d)
{
	static const char *const align[] = {
	    [MD_ALIGN_DEFAULT] = "",
	    [MD_ALIGN_LEFT] = " class=\"align-left\"",
	    [MD_ALIGN_CENTER] = " class=\"align-center\"",
	    [MD_ALIGN_RIGHT] = " class=\"align-right\"",
	};

	sbuf_printf(w->out, "<%s%s>", name, align[d->align]);
}

static void ordered(struct writer *w, const MD_BLOCK_OL_DETAIL *d)
{
	if (d->start == 1)
		sbuf_text(w->out, "<ol>\n");
	else
		sbuf_printf(w->out, "<ol start=\"%u\">\n", d->start);
}

static const struct { const char *open, *close; } blocks[] = {
	[MD_BLOCK_DOC] = { "", "" },
	[MD_BLOCK_QUOTE] = { "<blockquote>\n", "</blockquote>\n" },
	[MD_BLOCK_UL] = { "<ul>\n", "</ul>\n" },
	[MD_BLOCK_OL] = { NULL, "</ol>\n" },
	[MD_BLOCK_LI] = { "<li>", "</li>\n" },
	[MD_BLOCK_HR] = { "<hr>\n", "" },
	[MD_BLOCK_H] = { NULL, NULL },
	[MD_BLOCK_CODE] = { "<pre tabindex=\"0\"><code>", "</code></pre>\n" },
	[MD_BLOCK_HTML] = { "", "" },	/* never: the parser is told to leave HTML alone */
	[MD_BLOCK_P] = { "<p>", "</p>\n" },
	[MD_BLOCK_TABLE] = { "<table>\n", "</table>\n" },
	[MD_BLOCK_THEAD] = { "<thead>\n", "</thead>\n" },
	[MD_BLOCK_TBODY] = { "<tbody>\n", "</tbody>\n" },
	[MD_BLOCK_TR] = { "<tr>", "</tr>\n" },
	[MD_BLOCK_TH] = { NULL, "</th>" },
	[MD_BLOCK_TD] = { NULL, "</td>" },
};

/*
 * Nested too deeply, or the output full: the parse ends. md4c hands only negative values up, and
 * `failed` does not depend on it.
 */
static int deeper(struct writer *w)
{
	w->failed = w->failed || ++w->depth > MARKDOWN_MAX_DEPTH || !sbuf_ok(w->out);
	return w->failed ? -1 : 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct writer *w = user;

	if (type == MD_BLOCK_H)
		heading(w, true, detail);
	else if (type == MD_BLOCK_OL)
		ordered(w, detail);
	else if (type == MD_BLOCK_TH)
		cell(w, "th", detail);
	else if (type == MD_BLOCK_TD)
		cell(w, "td", detail);
	else
		sbuf_text(w->out, blocks[type].open);
	return deeper(w);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct writer *w = user;

	w->depth--;
	if (type == MD_BLOCK_H)
		heading(w, false, detail);
	else
		sbuf_text(w->out, blocks[type].close);
	return 0;
}

static const char *span_name(MD_SPANTYPE type)
{
	switch (type) {
	case MD_SPAN_EM:
		return "em";
	case MD_SPAN_STRONG:
		return "strong";
	case MD_SPAN_CODE:
		return "code";
	case MD_SPAN_DEL:
		return "del";
	default:
		return NULL;
	}
}

static int enter_span(MD_SPANTYPE type, void *detail, void *user)
{
	struct writer *w = user;

	if (type == MD_SPAN_A)
		open_link(w, detail);
	else if (type == MD_SPAN_IMG)
		w->images++;
	else if (span_name(type))
		sbuf_printf(w->out, "<%s>", span_name(type));
	return deeper(w);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *user)
{
	struct writer *w = user;

	(void)detail;
	w->depth--;
	if (type == MD_SPAN_A)
		close_link(w);
	else if (type == MD_SPAN_IMG)
		w->images--;
	else if (span_name(type))
		sbuf_printf(w->out, "</%s>", span_name(type));
	return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *user)
{
	struct writer *w = user;

	switch (type) {
	case MD_TEXT_BR:
		sbuf_text(w->out, "<br>\n");
		break;
	case MD_TEXT_SOFTBR:
		sbuf_char(w->out, '\n');
		break;
	case MD_TEXT_NULLCHAR:
		sbuf_text(w->out, "\xef\xbf\xbd");
		break;
	case MD_TEXT_ENTITY:	/* letters, digits, # between & and ;: text to the browser */
		sbuf_add(w->out, p, n);
		break;
	default:
		template_escape(w->out, p, n);
		break;
	}
	return sbuf_ok(w->out) ? 0 : -1;
}

/* The buffer's memory goes with the arena, whichever way the request ends. */
static struct sbuf *buffer(struct arena *a, size_t max)
{
	struct sbuf *b = arena_zero(a, 1, sizeof(*b));

	sbuf_init(b, a, max);
	return b;
}

static struct value *as_it_is(struct arena *a, struct str s)
{
	struct sbuf *b = buffer(a, SIZE_MAX / 4);

	sbuf_text(b, "<pre tabindex=\"0\">");
	template_escape(b, s.p, s.n);
	sbuf_text(b, "</pre>\n");
	return val_html(a, sbuf_str(b));
}

/*
 * md4c 0.4.8 takes time in the square of the number of link reference definitions ("[a]: /x").
 * People write a handful.
 */
static bool too_many_definitions(struct str s)
{
	size_t n = 0;

	for (size_t i = 1; i < s.n && n <= DEFINITIONS_MAX; i++)
		n += s.p[i] == ':' && s.p[i - 1] == ']';
	return n > DEFINITIONS_MAX;
}

struct value *markdown_html(struct arena *a, struct str s, int base_heading)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
		.enter_block = enter_block, .leave_block = leave_block,
		.enter_span = enter_span, .leave_span = leave_span, .text = text,
	};
	struct writer w = { .out = buffer(a, OUT_MAX_BYTES) };

	w.base_heading = base_heading < 1 ? 1 : base_heading > 6 ? 6 : (unsigned)base_heading;
	if (s.n > MARKDOWN_MAX_BYTES || too_many_definitions(s) ||
	    md_parse(s.p, (MD_SIZE)s.n, &parser, &w) != 0 || w.failed || !sbuf_ok(w.out))
		return as_it_is(a, s);
	return val_html(a, sbuf_str(w.out));
}
