/* web/palette_page.c -- what the command palette finds: pages, types, actions, records. */
#include "record/list.h"
#include "record/search.h"
#include "web/app.h"

enum { ITEMS = 24, RECORDS = 10 };

static void add(struct ctx *c, struct value *list, const char *kind, const char *label,
    const char *hint, const char *href)
{
	struct value *o = val_obj(c->arena);

	if (list->u.list.n >= ITEMS)
		return;
	val_add(o, "kind", val_text(c->arena, kind));
	val_add(o, "label", val_text(c->arena, label));
	val_add(o, "hint", val_text(c->arena, hint));
	val_add(o, "href", val_text(c->arena, href));
	val_push(list, o);
}

/* Does every word of q begin a word of the label? */
static bool fits(struct ctx *c, const char *label, const char *q)
{
	const char *text = text_lower(c->arena, arena_printf(c->arena, " %s", label));

	while (*q) {
		size_t n = strcspn(q, " ");

		if (n && !strstr(text, arena_printf(c->arena, " %.*s", (int)n, q)))
			return false;
		q += n + strspn(q + n, " ");
	}
	return true;
}

static void pages(struct ctx *c, const char *q, struct value *list)
{
	if (fits(c, N_("Home"), q))
		add(c, list, "page", N_("Home"), N_("Page"), "/");
	for (size_t i = 0; page_index[i]; i++) {
		const struct page *p = page_index[i];
		const char *label = p->nav ? strchr(p->nav, '|') : NULL;

		if (!label || (p->type && access_scope(c, record_find(p->type), p->verb) ==
		    SCOPE_NONE))
			continue;
		label = arena_text_n(c->arena, label + 1, strcspn(label + 1, "|"));
		if (fits(c, label, q))
			add(c, list, "page", label, N_("Page"), p->path);
	}
}

static void types(struct ctx *c, const char *q, struct value *list)
{
	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];

		if (access_scope(c, t, VERB_READ) != SCOPE_NONE && fits(c, t->labels, q))
			add(c, list, "type", t->labels, N_("List"),
			    arena_printf(c->arena, "/%s", t->plural));
	}
	for (size_t i = 0; record_index[i] && !c->as_of_us; i++) {
		const struct record *t = record_index[i];
		const char *label = arena_printf(c->arena, "New %s", t->label);

		if (access_scope(c, t, VERB_CREATE) != SCOPE_NONE && !t->everyone && q[0] &&
		    fits(c, label, q))
			add(c, list, "action", label, N_("Action"),
			    arena_printf(c->arena, "/%s/new", t->plural));
	}
}

/* Codes are written R-42 and A.8.13, and typed as they come. */
static const char *capitals(struct ctx *c, const char *q)
{
	char *out = arena_text(c->arena, q);

	for (char *p = out; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return out;
}

/* The record with this code or natural key, whichever type's it is. */
static void by_code(struct ctx *c, const char *q, struct value *list)
{
	const char *code = capitals(c, q);

	for (size_t i = 0; record_index[i] && strlen(q) <= 60; i++) {
		const struct record *t = record_index[i];
		struct err before = c->err;
		struct rec *r;
		int64_t id;

		if (access_scope(c, t, VERB_READ) == SCOPE_NONE ||
		    (!code_id(t, str_of(code), &id) && !t->key_is_code))
			continue;
		if (record_get(c, t, code, VERB_READ, &r) == E_OK)
			add(c, list, "record", arena_printf(c->arena, "%s %s",
			    rec_code(c->arena, r), rec_title(r)), t->label,
			    rec_path(c->arena, t, rec_code(c->arena, r)));
		c->err = before;
	}
}

static int palette(struct ctx *c, struct req *r, struct value *view)
{
	const char *q = req_query(r, "q");
	struct value *list = val_arr(c->arena), *hits;
	bool found;
	int rc;

	q = q ? text_lower(c->arena, q) : "";
	if (q[0])
		by_code(c, q, list);
	found = list->u.list.n > 0;
	pages(c, q, list);
	types(c, q, list);
	if (strlen(q) > 1 && !found) {	/* who types a code means it */
		if ((rc = search_some(c, str_of(q), RECORDS, &hits)) < 0)
			return rc;
		for (const struct value *o = hits->u.list.first; o; o = o->next)
			add(c, list, "record", arena_printf(c->arena, "%s %s",
			    val_get_text(o, "code"), val_get_text(o, "title")),
			    val_get_text(o, "label"), val_get_text(o, "href"));
	}
	val_add(view, "items", list);
	return E_OK;
}
PAGE(palette, .method = "GET", .path = "/palette", .run = palette, .flags = PAGE_SIGNED_IN,
	.template = "palette", .title = N_("Go to"), .api = true,
	.params = "q text words, or a code",
	.help = "Pages, lists, actions and records to go to, as the command palette shows them.");
