/* isms/knowledge/library_page.c -- everything that is no framework: entries and catalogues. */
#include "isms/knowledge/page_parts.h"

static void add_column(struct arena *a, struct value *list, const char *name)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, library_label(a, name)));
	val_push(list, o);
}

static struct value *new_row(struct arena *a, const struct library_thing *t, bool linked)
{
	struct value *o = val_obj(a);

	val_add(o, "ref", val_text(a, library_ref(t)));
	val_add(o, "title", val_text(a, library_title(t)));
	val_add(o, "href", val_text(a, linked ? knowledge_href(a, t) : NULL));
	val_add(o, "cells", val_arr(a));
	return o;
}

/* "T30;T28" as people write a list. */
static const char *commas(struct arena *a, const char *text)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	struct str part;

	if (!strchr(text, ';') || strstr(text, "; "))
		return text;	/* a semicolon of a sentence is followed by a blank */
	sbuf_init(b, a, 64 << 10);
	while (library_part(&text, &part)) {
		sbuf_text(b, b->n ? ", " : "");
		sbuf_add(b, part.p, part.n);
	}
	return b->n ? sbuf_str(b).p : "";
}

static void add_cell(struct arena *a, struct value *row, const char *label, const char *text)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "text", val_text(a, commas(a, text)));
	val_push(val_get(row, "cells"), o);
}

/* ---- entries of a kind ---- */

enum { KEYS_SHOWN = 4 };

/* Columns are the short keys of the first entry. */
static bool list_entries(struct arena *a, const char *kind, const char *q, struct value *columns,
    struct value *rows)
{
	const struct library_entry *first = NULL;

	for (const struct library_entry *e = library_entries(library()); e; e = e->next) {
		struct library_thing t = { .node = NULL, .entry = e };
		struct value *row;
		size_t n = 0;

		if (strcmp(e->kind, kind) != 0)
			continue;
		for (const struct library_text *k = first ? NULL : e->keys; k; k = k->next)
			if (n < KEYS_SHOWN && k->text.n <= 60) {
				add_column(a, columns, k->name);
				n++;
			}
		first = first ? first : e;
		if (!part_matches(a, arena_printf(a, "%s %s", e->ref, e->title), q))
			continue;
		if (e->node)
			t.node = e->node;
		row = new_row(a, &t, true);
		for (const struct value *o = columns->u.list.first; o; o = o->next)
			add_cell(a, row, val_get_text(o, "label"),
			    library_key(e, val_get_text(o, "name")));
		val_push(rows, row);
	}
	return first != NULL;
}

/* ---- rows of a catalogue ---- */

static const struct library_table *table_of(struct arena *a, const char *kind)
{
	const struct library_table *t =
	    library_table(library(), arena_printf(a, "catalogues/%s", kind));

	return t ? t : library_table(library(), arena_printf(a, "documents/%s", kind));
}

enum { CELLS_SHOWN = 3 };	/* of rows that have a page of their own for the rest */

/* Is column j told in the list? The title stands in front already. */
static bool shown_column(const struct library_table *t, size_t j, size_t n)
{
	struct library_thing first = { .row = &t->rows[0] };

	if (!library_is_catalogue(t))
		return true;
	return n < CELLS_SHOWN && t->nrows && t->rows[0].cells[j] != library_title(&first);
}

static bool list_rows(struct arena *a, const char *kind, const char *q, struct value *columns,
    struct value *rows)
{
	const struct library_table *t = table_of(a, kind);
	bool linked = t && library_is_catalogue(t);

	if (!t)
		return false;
	for (size_t j = 1; j < t->ncolumns; j++)
		if (shown_column(t, j, columns->u.list.n))
			add_column(a, columns, t->columns[j]);
	for (size_t i = 0; i < t->nrows; i++) {
		struct library_thing thing = { .row = &t->rows[i] };
		struct value *row = new_row(a, &thing, linked);
		struct sbuf *all = arena_alloc(a, sizeof(*all));

		sbuf_init(all, a, 64 << 10);
		sbuf_text(all, t->rows[i].cells[0]);
		for (size_t j = 1; j < t->ncolumns; j++)
			sbuf_printf(all, " %s", t->rows[i].cells[j]);
		for (const struct value *o = columns->u.list.first; o; o = o->next)
			add_cell(a, row, val_get_text(o, "label"),
			    library_cell(&t->rows[i], val_get_text(o, "name")));
		if (part_matches(a, sbuf_str(all).p, q))
			val_push(rows, row);
	}
	return true;
}

static int list(struct ctx *c, struct req *r, struct value *view)
{
	struct arena *a = c->arena;
	const char *kind = r->param[0], *q = req_query(r, "q");
	struct value *columns = val_arr(a), *rows = val_arr(a);

	if (!list_entries(a, kind, q, columns, rows) && !list_rows(a, kind, q, columns, rows))
		return view_unknown(c, kind);
	val_set_text(a, view, "kind", kind);
	val_set_text(a, view, "title", library_kind_label(a, kind, true));
	val_set_text(a, view, "label", library_kind_label(a, kind, true));
	val_set_text(a, view, "q", q ? q : "");
	val_set_bool(a, view, "can_search", true);
	val_set_text(a, view, "clear_href", arena_printf(a, "/knowledge/library/%s", kind));
	val_set_int(a, view, "filter_count", q && q[0]);
	val_set_bool(a, view, "nothing", rows->u.list.n == 0);
	val_set(view, "columns", columns);
	val_set(view, "rows", rows);
	part_crumb(a, view, N_("Knowledge"), "/knowledge");
	return E_OK;
}
PAGE(knowledge_library, .method = "GET", .path = "/knowledge/library/:kind", .run = list,
	.type = "framework", .verb = VERB_READ, .template = "library", .title = N_("Library"),
	.params = "q string words to look for in this list",
	.help = "All scenarios, documents, measures, lessons, threats and so on of one kind.",
	.api = true);

/* ---- one of them ---- */

static struct library_thing thing_of(struct arena *a, const char *kind, const char *ref)
{
	struct library_thing t = { 0 };
	const char *key = arena_printf(a, "%s/%s", kind, ref);

	t.entry = library_entry(library(), kind, ref);
	if (!t.entry && table_of(a, kind))
		t = library_find(library(), key);
	if (t.entry && t.entry->node)
		t.node = t.entry->node;
	return t;
}

/* Neighbours are those of the same file order and kind. */
static void neighbours(struct arena *a, struct value *view, const struct library_thing *t)
{
	struct library_thing prev = { 0 }, next = { 0 };
	const struct library_entry *before = NULL;

	for (const struct library_entry *e = library_entries(library()); e; e = e->next) {
		if (!t->entry || strcmp(e->kind, t->entry->kind) != 0)
			continue;
		if (e == t->entry)
			prev.entry = before;
		if (before == t->entry && before)
			next.entry = e;
		before = e;
	}
	if (!t->entry && t->row) {
		const struct library_table *table = t->row->table;

		prev.row = t->row > table->rows ? t->row - 1 : NULL;
		next.row = t->row + 1 < table->rows + table->nrows ? t->row + 1 : NULL;
	}
	part_neighbour(a, view, "prev", &prev);
	part_neighbour(a, view, "next", &next);
}

static int entry(struct ctx *c, struct req *r, struct value *view)
{
	const char *ref = knowledge_path_ref(c->arena, r->param[1]);
	struct library_thing t = thing_of(c->arena, r->param[0], ref);

	if (!t.node && !t.entry && !t.row)
		return view_unknown(c, ref);
	if (t.node && !r->json)	/* guidance is read where its requirement or control is */
		r->redirect = knowledge_href(c->arena, &t);
	*view = *view_thing(c->arena, &t);
	part_html(c->arena, view);
	val_set(view, "own", val_null(c->arena));
	val_set(view, "actions", val_arr(c->arena));
	neighbours(c->arena, view, &t);
	part_crumb(c->arena, view, N_("Knowledge"), "/knowledge");
	part_crumb(c->arena, view, library_kind_label(c->arena, r->param[0], true),
	    arena_printf(c->arena, "/knowledge/library/%s", r->param[0]));
	return E_OK;
}
PAGE(knowledge_library_entry, .method = "GET", .path = "/knowledge/library/:kind/:ref",
    .run = entry, .type = "framework", .verb = VERB_READ, .template = "library-entry",
    .title = N_("Library"), .help = "One scenario, document, measure, lesson, threat and so on.",
    .api = true);
