/* isms/knowledge/tree_page.c -- one framework: its tree, filtered by attributes and words. */
#include "isms/control/soa.h"
#include "isms/knowledge/page_parts.h"

extern const struct record record_control;

/* ---- filters: columns with few different words ---- */

enum { FILTER_WORDS = 24, FILTER_COLUMNS = 12 };

struct filter_column {
	const char *name, *chosen;	/* chosen: the word asked for, or NULL */
	struct str word[FILTER_WORDS];
	size_t n;
};

static bool is_prose(const char *column)
{
	static const char *const prose[] = {"ref", "parent", "title", "text", "question",
	    "evidence", "with_isms", "gdpr", "successors", "iso27001", "outputs", "withdrawn",
	    "withdrawn_into", "responsible", "oscal_model", "transition"};

	for (size_t i = 0; i < COUNT(prose); i++)
		if (strcmp(prose[i], column) == 0)
			return true;
	return false;
}

/* False if there are more words than anybody wants in a menu. */
static bool add_word(struct filter_column *k, struct str word)
{
	size_t at = k->n;

	for (size_t i = 0; i < k->n; i++)
		if (k->word[i].n == word.n && memcmp(k->word[i].p, word.p, word.n) == 0)
			return true;
	if (k->n == FILTER_WORDS || word.n > 60)
		return false;
	k->n++;
	k->word[at] = word;
	return true;
}

static bool collect(const struct library_framework *f, size_t column, struct filter_column *k)
{
	struct str word;

	for (size_t i = 0; i < f->nnodes; i++) {
		const char *at = f->nodes[i].row->cells[column];

		while (library_part(&at, &word))
			if (!add_word(k, word))
				return false;
	}
	return k->n > 1;
}

static size_t filter_columns(const struct req *r, const struct library_framework *f,
    struct filter_column list[FILTER_COLUMNS])
{
	size_t n = 0;

	for (size_t i = 0; i < f->table->ncolumns && n < FILTER_COLUMNS; i++) {
		struct filter_column *k = &list[n];

		*k = (struct filter_column){ .name = f->table->columns[i] };
		if (is_prose(k->name) || !collect(f, i, k))
			continue;
		k->chosen = req_query(r, k->name);
		if (k->chosen && !k->chosen[0])
			k->chosen = NULL;
		n++;
	}
	return n;
}

static struct value *filter_values(struct arena *a, const struct filter_column *list, size_t n,
    int64_t *ret_active)
{
	struct value *filters = val_arr(a);

	for (size_t i = 0; i < n; i++) {
		struct value *o = val_obj(a), *options = val_arr(a);

		for (size_t j = 0; j < list[i].n; j++) {
			struct str w = list[i].word[j];

			val_push(options, part_option(a, arena_text_n(a, w.p, w.n), view_word(a, w),
			    list[i].chosen && strlen(list[i].chosen) == w.n &&
			    memcmp(list[i].chosen, w.p, w.n) == 0));
		}
		val_add(o, "name", val_text(a, list[i].name));
		val_add(o, "label", val_text(a, library_label(a, list[i].name)));
		val_add(o, "active", val_bool(a, list[i].chosen != NULL));
		val_add(o, "options", options);
		val_push(filters, o);
		*ret_active += list[i].chosen != NULL;
	}
	return filters;
}

static bool passes(struct arena *a, const struct library_node *n, const struct filter_column *list,
    size_t nlist, const char *q)
{
	for (size_t i = 0; i < nlist; i++) {
		const char *at = library_cell(n->row, list[i].name);
		bool found = false;
		struct str word;

		while (list[i].chosen && !found && library_part(&at, &word))
			found = strlen(list[i].chosen) == word.n &&
				memcmp(list[i].chosen, word.p, word.n) == 0;
		if (list[i].chosen && !found)
			return false;
	}
	return !q || !q[0] ||
	       part_matches(a,
		   arena_printf(a, "%s %s %s %s", n->name, n->title, n->text,
		       library_key(n->entry, "plain")),
		   q);
}

/* ---- the tree ---- */

struct shown {
	struct ctx *c;
	struct value *groups;
	const struct library_node *section;	/* the group being filled */
	struct value *items;
	const struct value *soa;		/* rows of the Statement, or NULL */
	const struct value *at;			/* the row found last: both go in the same order */
};

/* Decision on a control; an empty object when there is none, so that nothing shines through. */
static struct value *state_of(struct shown *w, const struct library_node *n)
{
	const struct value *from = w->at ? w->at : w->soa ? w->soa->u.list.first : NULL, *r = from;

	while (r && strcmp(val_get_text(r, "control"), n->name) != 0) {
		r = r->next ? r->next : w->soa->u.list.first;
		if (r == from)
			r = NULL;
	}
	if (!r)
		return val_obj(w->c->arena);
	w->at = r;
	return val_copy(w->c->arena, val_get(r, "decision"));
}

static const struct library_node *section_above(const struct library_node *n)
{
	for (n = n->parent; n; n = n->parent)
		if (strcmp(library_role(n), "section") == 0)
			return n;
	return NULL;
}

static void open_group(struct shown *w, const struct library_framework *f,
    const struct library_node *section)
{
	struct arena *a = w->c->arena;
	struct value *o = val_obj(a);

	if (w->items && w->section == section)
		return;
	w->section = section;
	w->items = val_arr(a);
	val_add(o, "ref", val_text(a, section ? section->ref : NULL));
	val_add(o, "title", val_text(a, section ? section->title : f->title));
	val_add(o, "text", val_text(a, section ? section->text : NULL));
	val_add(o, "href", val_text(a, section ?
	    knowledge_href(a, &(struct library_thing){ .node = section }) : NULL));
	val_add(o, "items", w->items);
	val_push(w->groups, o);
}

static void add_item(struct shown *w, const struct library_node *n)
{
	struct arena *a = w->c->arena;
	struct value *o = val_obj(a);
	const char *plain = library_key(n->entry, "plain");

	open_group(w, n->framework, section_above(n));
	val_add(o, "ref", val_text(a, n->ref));
	val_add(o, "name", val_text(a, n->name));
	val_add(o, "title", val_text(a, n->title));
	val_add(o, "kind", val_text(a, n->kind));
	val_add(o, "plain", val_text(a, plain[0] ? plain : NULL));
	val_add(o, "href", val_text(a, knowledge_href(a, &(struct library_thing){ .node = n })));
	val_add(o, "state", strcmp(library_role(n), "control") == 0 ? state_of(w, n) : val_obj(a));
	val_push(w->items, o);
}

static int read_soa(struct shown *w, const struct library_framework *f)
{
	struct value *rows;
	int rc;

	if (access_scope(w->c, &record_control, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = soa_rows(w->c, f->key, &rows)) == E_OK && rows->u.list.n)
		w->soa = rows;
	return rc;
}

static void add_actions(struct arena *a, struct value *view, const struct library_framework *f)
{
	struct value *list = val_arr(a), *o = val_obj(a);
	bool first = f->prefix[0] == '\0';

	val_add(o, "label", val_text(a, N_("Compare")));
	val_add(o, "href", val_text(a, arena_printf(a, first ? "/knowledge/compare?to=%s" :
	    "/knowledge/compare?from=%s", f->key)));
	val_push(list, o);
	o = val_obj(a);
	val_add(o, "label", val_text(a, N_("What loading changes")));
	val_add(o, "href", val_text(a, arena_printf(a, "/knowledge/changes/%s", f->key)));
	val_push(list, o);
	val_set(view, "actions", list);
}

static int tree(struct ctx *c, struct req *r, struct value *view)
{
	const struct library_framework *f = library_framework(library(), r->param[0]);
	struct filter_column *columns = arena_zero(c->arena, FILTER_COLUMNS, sizeof(*columns));
	struct shown w = { .c = c, .groups = val_arr(c->arena) };
	const char *q = req_query(r, "q");
	int64_t active = 0;
	size_t n;
	int rc;

	if (!f)
		return view_unknown(c, r->param[0]);
	if ((rc = read_soa(&w, f)) < 0)
		return rc;
	n = filter_columns(r, f, columns);
	for (size_t i = 0; i < f->nnodes; i++)
		if (strcmp(library_role(&f->nodes[i]), "section") != 0 &&
		    !library_withdrawn(&f->nodes[i]) &&
		    passes(c->arena, &f->nodes[i], columns, n, q))
			add_item(&w, &f->nodes[i]);
	val_set(view, "framework", view_framework(c->arena, f));
	val_set_text(c->arena, view, "title", f->title);
	val_set_text(c->arena, view, "q", q ? q : "");
	val_set(view, "filters", filter_values(c->arena, columns, n, &active));
	active += q && q[0];
	val_set_int(c->arena, view, "filter_count", active);
	val_set_text(c->arena, view, "clear_href", arena_printf(c->arena, "/knowledge/%s", f->key));
	val_set_bool(c->arena, view, "nothing", w.groups->u.list.n == 0);
	val_set(view, "groups", w.groups);
	part_crumb(c->arena, view, N_("Knowledge"), "/knowledge");
	add_actions(c->arena, view, f);
	return E_OK;
}
PAGE(knowledge_tree, .method = "GET", .path = "/knowledge/:framework", .run = tree,
	.type = "framework", .verb = VERB_READ, .template = "framework", .title = N_("Framework"),
	.params = "q string words of reference, title or text\n"
	"control_type string any column of the framework's table filters by its words",
	.help = "The tree of a framework with the decisions on its controls.", .api = true);
