/* isms/knowledge/compare_page.c -- two frameworks side by side, by their pairs. */
#include "isms/knowledge/page_parts.h"

struct comparison {
	struct arena *a;
	const struct library_framework *from, *to;
	const char *show;		/* "mapped", "gaps" or "" for all */
	struct value *rows;
	size_t mapped, gaps;
};

static struct value *side(struct arena *a, const struct library_node *n)
{
	struct value *o = val_obj(a);

	val_add(o, "ref", val_text(a, n->ref));
	val_add(o, "title", val_text(a, n->title));
	val_add(o, "text", val_text(a, n->text[0] ? n->text : NULL));
	val_add(o, "href", val_text(a, knowledge_href(a, &(struct library_thing){ .node = n })));
	return o;
}

static void add_match(struct comparison *k, struct value *matches, const struct library_pair *p,
    bool back)
{
	struct value *o = side(k->a, back ? p->from : p->to);

	val_add(o, "relation", val_text(k->a, back ? view_inverse(p->relation) : p->relation));
	val_add(o, "rationale", val_text(k->a, strcmp(p->rationale, "not stated") == 0 ? NULL :
	    p->rationale));
	val_add(o, "source", val_text(k->a, p->source));
	val_push(matches, o);
}

/* Pairs of n with the framework on the other side, whichever way they were written down. */
static struct value *matches_of(struct comparison *k, const struct library_node *n,
    const struct library_framework *other)
{
	struct value *matches = val_arr(k->a);

	for (const struct library_pair *p = n->from; p; p = p->next_from)
		if (p->to->framework == other)
			add_match(k, matches, p, false);
	for (const struct library_pair *p = n->to; p; p = p->next_to)
		if (p->from->framework == other)
			add_match(k, matches, p, true);
	return matches;
}

/* Headings count only when a pair names them. */
static bool compared(const struct library_node *n, const struct value *matches)
{
	return matches->u.list.n ||
	       (strcmp(library_role(n), "section") != 0 && !library_withdrawn(n));
}

static void compare_node(struct comparison *k, const struct library_node *n)
{
	struct value *matches = matches_of(k, n, k->to), *row;
	bool gap = matches->u.list.n == 0;

	if (!compared(n, matches))
		return;
	k->mapped += !gap;
	k->gaps += gap;
	if (strcmp(k->show, gap ? "mapped" : "gaps") == 0)
		return;
	row = side(k->a, n);
	val_add(row, "matches", matches);
	val_add(row, "gap", val_bool(k->a, gap));
	val_push(k->rows, row);
}

/* What the other framework has and nothing of the first corresponds to. */
static struct value *unanswered(struct comparison *k)
{
	struct value *list = val_arr(k->a);

	for (size_t i = 0; i < k->to->nnodes; i++) {
		const struct library_node *n = &k->to->nodes[i];
		struct value *matches = matches_of(k, n, k->from);

		if (matches->u.list.n == 0 && compared(n, matches))
			val_push(list, side(k->a, n));
	}
	return list;
}

static struct value *choices(struct arena *a, const struct library_framework *chosen)
{
	struct value *list = val_arr(a);
	size_t n;
	const struct library_framework *f = library_frameworks(library(), &n);

	for (size_t i = 0; i < n; i++)
		val_push(list,
		    part_option(a, f[i].key, arena_printf(a, "%s, %s", f[i].title, f[i].edition),
			&f[i] == chosen));
	return list;
}

static struct value *shows(struct arena *a, const char *show)
{
	struct value *list = val_arr(a);

	val_push(list, part_option(a, "", N_("All"), show[0] == '\0'));
	val_push(list, part_option(a, "mapped", N_("Only what corresponds"),
	    strcmp(show, "mapped") == 0));
	val_push(list, part_option(a, "gaps", N_("Only gaps"), strcmp(show, "gaps") == 0));
	return list;
}

static const struct library_framework *asked(const struct req *r, const char *name,
    const char *otherwise)
{
	const char *key = req_query(r, name);

	return library_framework(library(), key && key[0] ? key : otherwise);
}

static int compare(struct ctx *c, struct req *r, struct value *view)
{
	const char *show = req_query(r, "show");
	struct arena *a = c->arena;
	struct comparison k = { .a = a, .rows = val_arr(a), .show = show ? show : "",
		.from = asked(r, "from", "nist-csf-2.0"), .to = asked(r, "to", "iso27001-2022") };
	struct value *rest;

	if (!k.from || !k.to)
		return view_unknown(c, req_query(r, k.from ? "to" : "from"));
	for (size_t i = 0; i < k.from->nnodes; i++)
		compare_node(&k, &k.from->nodes[i]);
	rest = unanswered(&k);
	val_set(view, "from", view_framework(a, k.from));
	val_set(view, "to", view_framework(a, k.to));
	val_set(view, "from_options", choices(a, k.from));
	val_set(view, "to_options", choices(a, k.to));
	val_set(view, "show_options", shows(a, k.show));
	val_set_text(a, view, "counts_text",
	    arena_printf(a,
		"%zu correspond, %zu have no counterpart; "
		"%zu of the other side stay unanswered",
		k.mapped, k.gaps, rest->u.list.n));
	val_set_bool(a, view, "nothing", k.mapped == 0);
	val_set(view, "rows", k.rows);
	val_set(view, "unanswered", rest);
	part_crumb(a, view, N_("Knowledge"), "/knowledge");
	return E_OK;
}
PAGE(knowledge_compare, .method = "GET", .path = "/knowledge/compare", .run = compare,
	.type = "framework", .verb = VERB_READ, .template = "knowledge-compare",
	.title = N_("Compare frameworks"), .nav = "knowledge|Compare frameworks|arrows-diff",
	.params = "from string key of the framework on the left\n"
	"to string key of the framework on the right\n"
	"show string mapped or gaps; all when left out",
	.help = "Requirements and controls of two frameworks that correspond, and the gaps.",
	.api = true);
