/*
 * isms/knowledge/knowledge_page.c -- the shelf, and one requirement or control with the
 * organisation's own state. The router takes the first page by name, so names sort such that
 * fixed segments (compare, library) come before parameters (tree).
 */
#include "isms/knowledge/page_parts.h"
#include "record/list.h"

extern const struct record record_control, record_requirement;

/* ---- the shelf ---- */

static void add_kind(struct arena *a, struct value *list, const char *kind, size_t n)
{
	struct value *o = val_obj(a);

	val_add(o, "kind", val_text(a, kind));
	val_add(o, "label", val_text(a, library_kind_label(a, kind, true)));
	val_add(o, "count", val_int(a, (int64_t)n));
	val_add(o, "href", val_text(a, arena_printf(a, "/knowledge/library/%s", kind)));
	val_push(list, o);
}

/* What stands under /knowledge/library: kinds of entries that guide no node, and tables. */
static struct value *kinds(struct arena *a)
{
	struct value *list = val_arr(a);

	for (const struct library_entry *e = library_entries(library()); e; ) {
		const char *kind = e->kind;
		bool guides = e->node != NULL;
		size_t n = 0;

		for (const struct value *o = list->u.list.first; o && !guides; o = o->next)
			guides = strcmp(val_get_text(o, "kind"), kind) == 0; /* counted already */
		for (const struct library_entry *x = e; x && !guides; x = x->next)
			n += strcmp(x->kind, kind) == 0;
		if (!guides)
			add_kind(a, list, kind, n);
		while (e && strcmp(e->kind, kind) == 0)
			e = e->next;
	}
	for (const struct library_table *t = library_tables(library()); t; t = t->next)
		if (text_starts(t->name, "catalogues/") || text_starts(t->name, "documents/"))
			add_kind(a, list, strrchr(t->name, '/') + 1, t->nrows);
	return list;
}

/* {label, tone, href}: does the organisation have it, and what this content says? */
static int loaded_state(struct ctx *c, const struct library_framework *f, struct value *to)
{
	struct value *o = val_obj(c->arena);
	const char *version;
	int rc;

	if ((rc = knowledge_loaded(c, f->key, &version)) < 0)
		return rc;
	if (version) {
		bool same = strcmp(version, f->version) == 0;

		val_add(o, "label", val_text(c->arena, same ? N_("Loaded") : N_("Newer content")));
		val_add(o, "tone", val_text(c->arena, same ? "good" : "warn"));
	}
	val_add(to, "loaded", o);
	return E_OK;
}

static int shelf(struct ctx *c, struct req *r, struct value *view)
{
	struct library_hit hits[LIBRARY_HITS];
	const char *q = req_query(r, "q");
	struct value *results = val_arr(c->arena), *frameworks = val_arr(c->arena);
	size_t n, total = 0;
	const struct library_framework *f = library_frameworks(library(), &n);
	int rc;

	for (size_t i = 0; i < n; i++) {
		struct value *o = view_framework(c->arena, &f[i]);

		if ((rc = loaded_state(c, &f[i], o)) < 0)
			return rc;
		val_push(frameworks, o);
	}
	n = q ? library_search(library(), c->arena, q, hits, &total) : 0;
	for (size_t i = 0; i < n; i++)
		val_push(results, view_line(c->arena, &hits[i].thing));
	val_set_text(c->arena, view, "q", q ? q : "");
	val_set(view, "results", results);
	val_set_int(c->arena, view, "total", (int64_t)total);
	val_set(view, "frameworks", frameworks);
	val_set(view, "kinds", kinds(c->arena));
	return E_OK;
}
PAGE(knowledge, .method = "GET", .path = "/knowledge", .run = shelf, .type = "framework",
	.verb = VERB_READ, .template = "knowledge", .title = N_("Knowledge"),
	.nav = "knowledge|Library|books", .api = true,
	.params = "q string words or a reference to look for",
	.help = "The frameworks, the other parts of the library, and a search over all of it.");

static int kinds_page(struct ctx *c, struct req *r, struct value *view)
{
	struct value *columns = val_arr(c->arena), *rows = val_arr(c->arena),
		     *list = kinds(c->arena);

	(void)r;
	for (const struct value *k = list->u.list.first; k; k = k->next) {
		struct value *row = val_obj(c->arena);

		val_add(row, "ref", val_null(c->arena));
		val_add(row, "title", val_copy(c->arena, val_get(k, "label")));
		val_add(row, "href", val_copy(c->arena, val_get(k, "href")));
		val_add(row, "cells", val_arr(c->arena));
		val_push(rows, row);
	}
	part_crumb(c->arena, view, N_("Knowledge"), "/knowledge");
	val_set_text(c->arena, view, "label", N_("Library"));
	val_set(view, "columns", columns);
	val_set(view, "rows", rows);
	val_set(view, "kinds", list);
	return E_OK;
}
PAGE(knowledge_kinds, .method = "GET", .path = "/knowledge/library", .run = kinds_page,
	.type = "framework", .verb = VERB_READ, .template = "library", .title = N_("Library"),
	.help = "The parts of the library beside the frameworks.", .api = true);

/* ---- one node ---- */

/* The library's node for two parameters of a path; a full name such as 800-53:AC-2 is fine too. */
static const struct library_node *node_of(struct ctx *c, const struct req *r)
{
	const struct library_framework *f = library_framework(library(), r->param[0]);
	const char *ref = knowledge_path_ref(c->arena, r->param[1]);
	const struct library_node *n = f ? library_node(library(), f, ref) : NULL;

	if (f && !n)
		n = library_find(library(), ref).node;
	return n && n->framework == f ? n : NULL;
}

/* Risks, obligations and other reasons of a row of the Statement, apart. */
/* Without the types that the SoA's row of a control already tells of. */
static struct value *other_links(struct arena *a, struct value *links)
{
	struct value *list = val_arr(a);

	for (struct value *g = links->u.list.first, *next; g; g = next) {
		const char *type = val_get_text(g, "type");

		next = g->next;
		if (strcmp(type, "risk") != 0 && strcmp(type, "measure") != 0 &&
		    strcmp(type, "obligation") != 0)
			val_push(list, g);
	}
	return list;
}

static void split_reasons(struct arena *a, struct value *own, const struct value *soa)
{
	struct value *risks = val_arr(a), *obligations = val_arr(a);
	const struct value *reasons = val_get(soa, "reasons");

	for (const struct value *o = reasons->u.list.first; o; o = o->next)
		val_push(strcmp(val_get_text(o, "kind"), "risk") == 0 ? risks : obligations,
		    val_copy(a, o));
	val_add(own, "risks", risks);
	val_add(own, "obligations", obligations);
	val_add(own, "measures", val_copy(a, val_get(soa, "measures")));
}

/* What the organisation has made of the node; *ret stays NULL if that cannot be read. */
static int own_state(struct ctx *c, const struct library_node *n, struct value **ret)
{
	bool control = strcmp(library_role(n), "control") == 0;
	const struct record *t = control ? &record_control : &record_requirement;
	struct value *links, *soa = NULL;
	struct rec *r;
	int rc;

	if (access_scope(c, t, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = record_get(c, t, n->name, VERB_READ, &r)) == E_NOTFOUND) {
		err_clear(&c->err);
		return E_OK;
	}
	if (rc < 0 || (rc = record_backlinks(c, r, &links)) < 0 || (control &&
	    (rc = knowledge_soa_row(c, n->framework->key, n->name, &soa)) < 0))
		return rc;
	*ret = val_obj(c->arena);
	val_add(*ret, "href", val_text(c->arena, arena_printf(c->arena, "/%s/%s", t->plural,
	    code_text(c->arena, t, r->id))));
	val_add(*ret, "note", control && rec_has(r, "own_note") ?
	    val_copy(c->arena, rec_value(r, "own_note")) : val_null(c->arena));
	val_add(*ret, "links", control ? other_links(c->arena, links) : links);
	if (soa) {
		val_set_text(c->arena, soa, "href", arena_printf(c->arena, "/soa#%s", n->name));
		split_reasons(c->arena, *ret, soa);
		val_add(*ret, "soa", soa);
	}
	return E_OK;
}

/* The next node in that direction that is still part of the framework. */
static struct library_thing neighbour(const struct library_node *n, int step)
{
	const struct library_framework *f = n->framework;
	ptrdiff_t i = n - f->nodes + step;

	while (i >= 0 && i < (ptrdiff_t)f->nnodes && library_withdrawn(&f->nodes[i]))
		i += step;
	return (struct library_thing){
	    .node = i >= 0 && i < (ptrdiff_t)f->nnodes ? &f->nodes[i] : NULL};
}

static void add_action(struct arena *a, struct value *list, const char *label, const char *href)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "href", val_text(a, href));
	val_push(list, o);
}

static int guide(struct ctx *c, struct req *r, struct value *view)
{
	const struct library_node *n = node_of(c, r);
	struct value *own = NULL, *actions = val_arr(c->arena);
	struct library_thing t, near;
	int rc;

	if (!n)
		return view_unknown(c, knowledge_path_ref(c->arena, r->param[1]));
	t = (struct library_thing){ .node = n, .entry = n->entry };
	*view = *view_thing(c->arena, &t);
	part_html(c->arena, view);
	if ((rc = own_state(c, n, &own)) < 0)
		return rc;
	val_set(view, "own", own ? own : val_null(c->arena));
	if (own)
		add_action(c->arena, actions, N_("Open our record"), val_get_text(own, "href"));
	val_set(view, "actions", actions);
	near = neighbour(n, -1);
	part_neighbour(c->arena, view, "prev", &near);
	near = neighbour(n, 1);
	part_neighbour(c->arena, view, "next", &near);
	part_crumb(c->arena, view, N_("Knowledge"), "/knowledge");
	part_crumb(c->arena, view, n->framework->title,
	    arena_printf(c->arena, "/knowledge/%s", n->framework->key));
	if (strcmp(library_role(n), "control") == 0)
		r->template = "control-guide";
	return E_OK;
}
PAGE(knowledge_tree_node, .method = "GET", .path = "/knowledge/:framework/:ref", .run = guide,
    .type = "framework", .verb = VERB_READ, .template = "requirement", .title = N_("Guidance"),
    .help =
	"One requirement or control: what it asks, how it is done, attributes, corresponding "
	"references, and what the organisation has made of it. `/` in a reference is written `~`.",
    .api = true);
