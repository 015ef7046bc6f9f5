/* isms/knowledge/page_parts.c -- see page_parts.h. */
#include "isms/knowledge/page_parts.h"
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

void part_html(struct arena *a, struct value *thing)
{
	const struct value *list = val_get(thing, "sections");

	for (struct value *s = list->u.list.first; s; s = s->next)
		val_set(s, "html", markdown_html(a, val_get(s, "text")->u.s, 3));
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
