/* isms/knowledge/view.c -- see view.h. */
#include "isms/knowledge/view.h"

static void put(struct arena *a, struct value *o, const char *key, const char *text)
{
	val_add(o, key, val_text(a, text));
}

/* ---- words ---- */

const char *view_word(struct arena *a, struct str word)
{
	char *text = arena_text_n(a, word.p, word.n);

	for (char *p = text; *p; p++)
		if (*p == '_')
			*p = ' ';
	return text;
}

const char *view_prose(struct arena *a, const char *text)
{
	struct sbuf *b;
	const char *at;

	if (!strstr(text, " =>"))
		return text;
	b = arena_alloc(a, sizeof(*b));
	sbuf_init(b, a, 1 << 20);
	for (; (at = strstr(text, " =>")); text = at + 3) {
		sbuf_add(b, text, (size_t)(at - text));
		sbuf_text(b, " \u2192");
	}
	sbuf_text(b, text);
	return sbuf_str(b).p;
}

const char *view_inverse(const char *relation)
{
	if (strcmp(relation, "subset") == 0)
		return "superset";
	return strcmp(relation, "superset") == 0 ? "subset" : relation;
}

static const char *plural(struct arena *a, const char *kind)
{
	size_t n = strlen(kind);

	return n && kind[n - 1] == 'y' ? arena_printf(a, "%.*sies", (int)n - 1, kind) :
	    arena_printf(a, "%ss", kind);
}

/* Kinds in the order they first occur: "30 requirements, 104 items, 93 controls". */
const char *view_counts(struct arena *a, const struct library_framework *f)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 4096);
	for (size_t i = 0; i < f->nnodes; i++) {
		const char *kind = f->nodes[i].kind;
		size_t n = 0;

		for (size_t j = 0; j < i && kind; j++)
			if (strcmp(f->nodes[j].kind, kind) == 0)
				kind = NULL;	/* counted already */
		if (!kind)
			continue;
		for (size_t j = i; j < f->nnodes; j++)
			n +=
			    strcmp(f->nodes[j].kind, kind) == 0 && !library_withdrawn(&f->nodes[j]);
		sbuf_printf(b, "%s%zu %s", b->n ? ", " : "", n, n == 1 ? kind : plural(a, kind));
	}
	return b->n ? sbuf_str(b).p : "";
}

struct value *view_framework(struct arena *a, const struct library_framework *f)
{
	struct value *o = val_obj(a);

	put(a, o, "key", f->key);
	put(a, o, "title", f->title);
	put(a, o, "edition", f->edition);
	put(a, o, "publisher", f->publisher);
	put(a, o, "licence", f->licence);
	put(a, o, "note", f->note);
	put(a, o, "version", f->version);
	put(a, o, "counts_text", view_counts(a, f));
	put(a, o, "href", arena_printf(a, "/knowledge/%s", f->key));
	return o;
}

/* ---- a line ---- */

/* "NIST Cybersecurity Framework 2.0 (2024)" */
static const char *framework_name(struct arena *a, const struct library_framework *f)
{
	return arena_printf(a, "%s, %s", f->title, f->edition);
}

struct value *view_line(struct arena *a, const struct library_thing *t)
{
	struct value *o = val_obj(a);

	put(a, o, "ref", library_ref(t));
	put(a, o, "title", library_title(t));
	put(a, o, "kind", t->node ? library_label(a, t->node->kind) :
	    library_kind_label(a, library_kind(t), false));
	put(a, o, "framework", t->node ? framework_name(a, t->node->framework) :
	    library_kind_label(a, library_kind(t), true));
	put(a, o, "href", knowledge_href(a, t));
	return o;
}

struct value *view_mappings(struct arena *a, const struct library_node *n)
{
	struct value *list = val_arr(a);

	for (int back = 0; back < 2; back++)
		for (const struct library_pair *p = back ? n->to : n->from; p;
		    p = back ? p->next_to : p->next_from) {
			const struct library_node *other = back ? p->from : p->to;
			struct value *o = view_line(a, &(struct library_thing){ .node = other });

			put(a, o, "relation", back ? view_inverse(p->relation) : p->relation);
			put(a, o, "key", other->framework->key);
			put(a, o, "rationale",
			    strcmp(p->rationale, "not stated") == 0 ? NULL : p->rationale);
			put(a, o, "source", p->source);
			val_push(list, o);
		}
	return list;
}

/* ---- attributes: columns and keys of one line ---- */

enum { TAG_BYTES = 32 };

static const char *filter_href(struct arena *a, const struct library_node *n, const char *column,
    struct str part)
{
	for (size_t i = 0; i < part.n; i++)
		if (!isalnum((unsigned char)part.p[i]) && !strchr("_-.", part.p[i]))
			return NULL;
	return arena_printf(
	    a, "/knowledge/%s?%s=%.*s", n->framework->key, column, (int)part.n, part.p);
}

/* What a word in a cell leads to: the thing it names; else the list filtered by it. */
static struct value *word_value(struct arena *a, const struct library_thing *t, const char *column,
    struct str part, bool filters)
{
	struct library_thing named = library_find(library(), arena_text_n(a, part.p, part.n));
	struct value *o = val_obj(a);
	bool ref = (named.node || named.entry || named.row) &&
		   memchr(part.p, ' ', part.n) == NULL &&
		   strpbrk(library_ref(&named), "0123456789-");

	put(a, o, "label", view_word(a, part));
	put(a, o, "title", ref ? library_title(&named) : NULL);
	put(a, o, "href", ref ? knowledge_href(a, &named) :
	    filters ? filter_href(a, t->node, column, part) : NULL);
	return o;
}

/* Too long for a tag beside the text: such keys and columns are shown as sections. */
static bool is_sentence(const char *text)
{
	struct str part;

	while (library_part(&text, &part))
		if (part.n > TAG_BYTES && memchr(part.p, ' ', part.n))
			return true;
	return false;
}

static void add_attribute(struct arena *a, struct value *list, const struct library_thing *t,
    const char *name, const char *text, bool filters)
{
	struct value *o, *values;
	struct str part;
	const char *at = text;

	if (!text[0] || strcmp(text, "no") == 0 || strcmp(text, "-") == 0 || is_sentence(text))
		return;
	o = val_obj(a);
	values = val_arr(a);
	put(a, o, "name", name);
	put(a, o, "label", library_label(a, name));
	while (library_part(&at, &part))
		val_push(values, word_value(a, t, name, part, filters));
	val_add(o, "values", values);
	val_push(list, o);
}

static bool one_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Columns that are shown as heading, prose or position instead. */
static const char *const prose_columns[] = { "ref", "parent", "kind", "title", "text", "question",
	"evidence", "with_isms", "transition", "id", "key", "name" };

static struct value *attributes(struct arena *a, const struct library_thing *t)
{
	struct value *list = val_arr(a);
	const struct library_row *r = t->node ? t->node->row : t->row;

	for (size_t i = 0; r && i < r->table->ncolumns; i++)
		if (!one_of(r->table->columns[i], prose_columns, COUNT(prose_columns)))
			add_attribute(
			    a, list, t, r->table->columns[i], r->cells[i], t->node != NULL);
	for (const struct library_text *k = t->entry ? t->entry->keys : NULL; k; k = k->next)
		if (strcmp(k->name, "plain") != 0)
			add_attribute(a, list, t, k->name, k->text.p, false);
	return list;
}

/* ---- sections ---- */

static void add_section(struct arena *a, struct value *list, const char *id, const char *label,
    const char *text)
{
	struct value *o;

	if (!text[0])
		return;
	o = val_obj(a);
	put(a, o, "id", id);
	put(a, o, "label", label);
	put(a, o, "text", view_prose(a, text));
	val_push(list, o);
}

/* "a;b" as a list. */
static const char *bullets(struct arena *a, const char *parts)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	struct str part;

	sbuf_init(b, a, 64 << 10);
	while (library_part(&parts, &part)) {
		sbuf_text(b, b->n ? "\n- " : "- ");
		sbuf_add(b, part.p, part.n);
	}
	return b->n ? sbuf_str(b).p : "";
}

static void add_sentences(struct arena *a, struct value *list, const struct library_thing *t,
    const struct library_row *r)
{
	for (size_t i = 0; r && i < r->table->ncolumns; i++)
		if (!one_of(r->table->columns[i], prose_columns, COUNT(prose_columns)) &&
		    is_sentence(r->cells[i]))
			add_section(a, list, r->table->columns[i],
			    library_label(a, r->table->columns[i]),
			    strchr(r->cells[i], ';') && t->node ? bullets(a, r->cells[i])
								: r->cells[i]);
	for (const struct library_text *k = t->entry ? t->entry->keys : NULL; k; k = k->next)
		if (strcmp(k->name, "plain") != 0 && is_sentence(k->text.p))
			add_section(a, list, k->name, library_label(a, k->name), k->text.p);
}

static struct value *sections(struct arena *a, const struct library_thing *t)
{
	const struct library_row *r = t->node ? t->node->row : t->row;
	struct value *list = val_arr(a);

	if (r) {
		add_section(a, list, "text", N_("In short"), library_cell(r, "text"));
		add_section(a, list, "question", N_("The question"), library_cell(r, "question"));
	}
	add_sentences(a, list, t, r);
	for (const struct library_text *s = t->entry ? t->entry->sections : NULL; s; s = s->next)
		add_section(a, list, s->name, library_label(a, s->name), s->text.p);
	if (t->node) {
		if (!t->entry)
			add_section(a, list, "evidence", N_("Evidence"),
			    bullets(a, library_cell(r, "evidence")));
		add_section(a, list, "with_isms", N_("With an ISMS"), library_cell(r, "with_isms"));
		add_section(a, list, "transition", N_("Moving to the edition of 2022"),
		    library_cell(r, "transition"));
	}
	return list;
}

/* ---- who names it ---- */

static bool has_part(const char *text, const char *ref)
{
	size_t n = strlen(ref);
	struct str part;

	if (!strstr(text, ref))
		return false;
	while (library_part(&text, &part))
		if (part.n == n && memcmp(part.p, ref, n) == 0)
			return true;
	return false;
}

static bool row_names(const struct library_row *r, const char *ref)
{
	for (size_t i = 1; i < r->table->ncolumns; i++)
		if (has_part(r->cells[i], ref))
			return true;
	return false;
}

/* A thing may name another in its keys and in a table: it is listed once. */
static void push_once(struct arena *a, struct value *list, struct library_thing t)
{
	for (const struct value *o = list->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "ref"), library_ref(&t)) == 0)
			return;
	val_push(list, view_line(a, &t));
}

/* Rows of tables that join two things, such as threat and control: the other one. */
static void joined(struct arena *a, struct value *list, const struct library_row *r,
    const char *ref)
{
	if (!has_part(r->cells[0], ref) && !row_names(r, ref))
		return;
	for (size_t i = 0; i < r->table->ncolumns; i++) {
		struct library_thing other = library_find(library(), r->cells[i]);

		if (strcmp(r->cells[i], ref) != 0 && (other.node || other.row))
			push_once(a, list, other);
	}
}

static struct value *named_by(struct arena *a, const struct library_thing *t)
{
	const char *ref = library_ref(t);
	struct value *list = val_arr(a);

	for (const struct library_entry *e = library_entries(library()); e; e = e->next)
		for (const struct library_text *k = e->keys; k; k = k->next)
			if (has_part(k->text.p, ref) && e != t->entry) {
				push_once(a, list, (struct library_thing){ e->node, e, NULL });
				break;
			}
	for (const struct library_table *c = library_tables(library()); c; c = c->next)
		for (size_t i = 0; i < c->nrows; i++) {
			if (library_is_catalogue(c) && &c->rows[i] != t->row &&
			    row_names(&c->rows[i], ref))
				push_once(a, list, (struct library_thing){ .row = &c->rows[i] });
			else if (text_starts(c->name, "catalogues/") && !library_is_catalogue(c))
				joined(a, list, &c->rows[i], ref);
		}
	return list;
}

struct value *view_thing(struct arena *a, const struct library_thing *t)
{
	struct value *o = view_line(a, t), *under;

	if (t->node) {
		under = view_framework(a, t->node->framework);
	} else {
		under = val_obj(a);
		put(a, under, "title", library_kind_label(a, library_kind(t), true));
		put(a, under, "href", arena_printf(a, "/knowledge/library/%s", library_kind(t)));
	}
	val_set(o, "framework", under);
	put(a, o, "name", library_kind(t));
	put(a, o, "plain", t->entry && library_key(t->entry, "plain")[0] ?
	    library_key(t->entry, "plain") : NULL);
	val_add(o, "attributes", attributes(a, t));
	val_add(o, "sections", sections(a, t));
	val_add(o, "mappings", t->node ? view_mappings(a, t->node) : val_arr(a));
	val_add(o, "named_by", named_by(a, t));
	return o;
}

int view_unknown(struct ctx *c, const char *ref)
{
	const char *near[8], *hint = "look for it with a search";
	size_t n = library_near(library(), c->arena, ref, near, COUNT(near));
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	sbuf_init(b, c->arena, 4096);
	for (size_t i = 0; i < n; i++)
		sbuf_printf(b, "%s%s", i ? ", " : "did you mean ", near[i]);
	if (n && sbuf_ok(b))
		hint = arena_printf(c->arena, "%s?", b->p);
	if (strlen(ref) > 100 || !str_valid(ref, strlen(ref)))
		ref = "...";
	return err_hint(&c->err, E_NOTFOUND, hint, "the library knows no \"%s\"", ref);
}
