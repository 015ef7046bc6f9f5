/* isms/knowledge/page_parts.c -- see page_parts.h. */
#include "isms/knowledge/page_parts.h"
#include "isms/document/live.h"
#include "web/markdown.h"

void part_crumb(struct arena *a, struct value *view, const char *label, const char *href)
{
	struct value *list = val_get(view, "crumbs"), *o = val_obj(a);

	if (!list)
		val_add(view, "crumbs", list = val_arr(a));
	val_add(o, "label", val_text(a, label));
	val_add(o, "href", val_text(a, href));
	val_push(list, o);
}

/* ---- references in running text become links ---- */

static bool in_ref(char c)
{
	return isalnum((unsigned char)c) || (c && strchr(".:/()-", c));
}

/* Length of the reference at p, 0 if there is none. Plain numbers such as 6.1 may be anything. */
static size_t ref_length(struct arena *a, const char *p, const char **ret_href)
{
	const struct library_thing none = { 0 };
	struct library_thing t = none;
	bool digit = false;
	size_t n = 0;

	while (in_ref(p[n]))
		digit |= isdigit((unsigned char)p[n++]) != 0;
	while (n && strchr(".:/-", p[n - 1]))
		n--;
	if (!digit || n < 3 || n > 40 || (!isupper((unsigned char)*p) && !memchr(p, '/', n) &&
	    !memchr(p, ':', n)))
		return 0;
	for (; n && !(t.node || t.entry || t.row);
	     n -= p[n - 1] == ')' || p[n - 1] == '(' ? 1 : n) {
		t = library_find_exact(library(), arena_text_n(a, p, n));
		if (t.node || t.entry || t.row)
			break;
	}
	*ret_href = knowledge_href(a, &t);
	return n;
}

/* Markdown with references outside code and links made into links. */
static struct str linked(struct arena *a, const char *p)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	bool code = false, link = false, inside = false; /* inside: a word, so no ref begins */
	const char *href;
	size_t n;

	sbuf_init(b, a, 1 << 20);
	while (*p) {
		code ^= *p == '`';
		link = *p == '[' || (link && *p != ')');
		n = code || link || inside ? 0 : ref_length(a, p, &href);
		if (n)
			sbuf_printf(b, "[%.*s](%s)", (int)n, p, href);
		else
			sbuf_char(b, *p);
		inside = n == 0 && in_ref(*p);
		p += n ? n : 1;
	}
	return sbuf_ok(b) && b->n ? sbuf_str(b) : STR("");
}

void part_html(struct arena *a, struct value *thing)
{
	const struct value *list = val_get(thing, "sections");

	for (struct value *s = list->u.list.first; s; s = s->next)
		val_set(s, "html", markdown_html(a, linked(a,
		    live_words(a, str_of(val_get_text(s, "text"))).p), 1));
}

void part_neighbour(struct arena *a, struct value *view, const char *key,
    const struct library_thing *t)
{
	struct value *o = val_obj(a);

	if (t->node || t->entry || t->row) {
		const char *ref = t->node ? t->node->ref : library_ref(t);

		val_add(o, "label", val_text(a, arena_printf(a, "%s %s", ref, library_title(t))));
		val_add(o, "href", val_text(a, knowledge_href(a, t)));
	}
	val_set(view, key, o);
}

bool part_matches(struct arena *a, const char *text, const char *q)
{
	const char *low, *words;

	if (!q || !q[0])
		return true;
	low = text_lower(a, text);
	words = text_lower(a, q);
	while (*(words += strspn(words, " \t"))) {
		size_t n = strcspn(words, " \t");

		if (!memmem(low, strlen(low), words, n))
			return false;
		words += n;
	}
	return true;
}

struct value *part_option(struct arena *a, const char *value, const char *label, bool selected)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	val_add(o, "selected", val_bool(a, selected));
	return o;
}
