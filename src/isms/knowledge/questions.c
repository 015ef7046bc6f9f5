/* isms/knowledge/questions.c -- see questions.h. */
#include "isms/knowledge/page_parts.h"
#include "isms/knowledge/questions.h"

struct bank {
	struct arena *a;
	const struct question_filter *f;
	const struct library_node *asked;	/* the filter's ref in another framework, or NULL */
	struct value *list;
};

static bool given(const char *text)
{
	return text && text[0];
}

static const struct library_framework *standard(void)
{
	size_t n;

	return library_frameworks(library(), &n);
}

/* Is ref what was asked for, or below it? "A.8.1" has A.8.1 but not A.8.10. */
static bool within(const char *ref, const char *asked)
{
	size_t n = strlen(asked);

	return strncasecmp(ref, asked, n) == 0 &&
	       (ref[n] == '\0' || ref[n] == '.' || ref[n] == '/');
}

static bool ref_fits(const struct bank *b, const char *ref)
{
	if (!given(b->f->ref))
		return true;
	if (!b->asked)
		return within(ref, b->f->ref);
	for (const struct library_pair *p = b->asked->from; p; p = p->next_from)
		if (p->to->framework == standard() && within(ref, p->to->name))
			return true;
	for (const struct library_pair *p = b->asked->to; p; p = p->next_to)
		if (p->from->framework == standard() && within(ref, p->from->name))
			return true;
	return false;
}

static bool any_ref_fits(const struct bank *b, const char *refs)
{
	struct str part;

	if (!given(b->f->ref))
		return true;
	while (library_part(&refs, &part))
		if (ref_fits(b, arena_text_n(b->a, part.p, part.n)))
			return true;
	return false;
}

static void put(struct bank *b, struct value *o, const char *key, const char *text)
{
	val_add(o, key, val_text(b->a, given(text) ? text : NULL));
}

/* "6.1.2;A.5.2" as people write a list. */
static const char *commas(struct arena *a, const char *parts)
{
	const char *text = "";
	struct str part;

	while (library_part(&parts, &part))
		text = arena_printf(a, "%s%s%.*s", text, text[0] ? ", " : "", (int)part.n, part.p);
	return text;
}

/* Adds the question if its words fit. */
static void add(struct bank *b, const struct library_thing *t, const char *kind, const char *theme,
    const char *question, const char *look)
{
	const struct library_row *r = t->node ? NULL : t->row;
	struct value *o;

	if (!part_matches(b->a, arena_printf(b->a, "%s %s %s %s", library_ref(t), library_title(t),
	    question, look), b->f->q))
		return;
	o = val_obj(b->a);
	put(b, o, "ref", library_ref(t));
	put(b, o, "title", r ? NULL : library_title(t));
	put(b, o, "href", knowledge_href(b->a, t));
	put(b, o, "kind", kind);
	put(b, o, "theme", theme);
	put(b, o, "question", question);
	put(b, o, "look", look);
	put(b, o, "finding", r ? library_cell(r, "finding") : NULL);
	put(b, o, "serves", r ? commas(b->a, library_cell(r, "serves")) : NULL);
	val_push(b->list, o);
}

/* ---- questions of the guidance: "- Question? => what to look at" ---- */

static const char *theme_of(const struct library_node *n)
{
	while (n->parent)
		n = n->parent;
	return n->ref;
}

static void add_node(struct bank *b, const struct library_node *n)
{
	const char *at = library_section(n->entry, "questions"), *item;
	const char *kind = strcmp(n->kind, "control") == 0 ? "control" : "clause";
	struct library_thing t = { .node = n, .entry = n->entry };

	if ((given(b->f->kind) && strcmp(b->f->kind, kind) != 0) || !ref_fits(b, n->name) ||
	    (given(b->f->theme) && strcmp(b->f->theme, theme_of(n)) != 0))
		return;
	while (library_item(b->a, &at, &item)) {
		const char *arrow = strstr(item, " => ");
		size_t len = arrow ? (size_t)(arrow - item) : strlen(item);

		add(b, &t, kind, theme_of(n), arena_text_n(b->a, item, len),
		    arrow ? arrow + 4 : "");
	}
}

/* ---- questions of the certification auditor ---- */

static const struct library_table *asked_by_certifiers(void)
{
	static const struct library_table none = { .name = "", .file = "" };
	const struct library_table *t = library_table(library(), "catalogues/audit_questions");

	return t ? t : &none;
}

static void add_row(struct bank *b, const struct library_row *r)
{
	struct library_thing t = { .row = r };
	const char *stage = library_cell(r, "stage");

	if ((given(b->f->kind) && strcmp(b->f->kind, "certification") != 0) ||
	    (given(b->f->theme) && strcmp(b->f->theme, stage) != 0) ||
	    !any_ref_fits(b, library_cell(r, "serves")))
		return;
	add(b, &t, "certification", stage, library_title(&t), library_cell(r, "look"));
}

struct value *questions_find(struct arena *a, const struct question_filter *f)
{
	struct bank b = { .a = a, .f = f, .list = val_arr(a) };
	const struct library_framework *first = standard();
	const struct library_table *t = asked_by_certifiers();

	if (given(f->ref))
		b.asked = library_find(library(), f->ref).node;
	if (b.asked && b.asked->framework == first)
		b.asked = NULL;		/* its own references are compared as they are */
	for (size_t i = 0; i < first->nnodes; i++)
		add_node(&b, &first->nodes[i]);
	for (size_t i = 0; i < t->nrows; i++)
		add_row(&b, &t->rows[i]);
	return b.list;
}

static void add_theme(struct arena *a, struct value *list, const char *value, const char *label)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	val_push(list, o);
}

struct value *questions_themes(struct arena *a)
{
	const struct library_framework *first = standard();
	const struct library_table *t = asked_by_certifiers();
	struct value *list = val_arr(a);
	const char *last = "";

	for (size_t i = 0; i < first->nnodes; i++)
		if (!first->nodes[i].parent)
			add_theme(a, list, first->nodes[i].ref,
			    arena_printf(a, "%s %s", first->nodes[i].ref, first->nodes[i].title));
	for (size_t i = 0; i < t->nrows; last = library_cell(&t->rows[i++], "stage"))
		if (strcmp(library_cell(&t->rows[i], "stage"), last) != 0)
			add_theme(a, list, library_cell(&t->rows[i], "stage"),
			    library_label(a, library_cell(&t->rows[i], "stage")));
	return list;
}
