/* web/graph_page.c -- what hangs on a record, drawn and as a list. */
#include "record/graph.h"
#include "web/generic.h"

enum { BOX_W = 230, BOX_H = 44, STEP_X = 300, STEP_Y = 58, MARGIN = 10, TITLE_CHARS = 30 };

static int64_t box_x(const struct graph_node *n)
{
	return MARGIN + (int64_t)n->level * STEP_X;
}

static int64_t box_y(const struct graph_node *n)
{
	return MARGIN + (int64_t)n->place * STEP_Y;
}

/* As much of a title as the box has room for. */
static const char *shortened(struct arena *a, const char *text)
{
	size_t n = 0, chars = 0;

	while (text[n] && chars < TITLE_CHARS) {
		n++;
		while (((unsigned char)text[n] & 0xc0) == 0x80)
			n++;
		chars++;
	}
	return text[n] ? arena_printf(a, "%.*s…", (int)n, text) : text;
}

static void draw_nodes(struct ctx *c, const struct graph *g, struct value *nodes)
{
	int i = 0;

	for (struct value *o = nodes->u.list.first; o; o = o->next, i++) {
		int64_t x = box_x(&g->node[i]), y = box_y(&g->node[i]);

		val_add(o, "x", val_int(c->arena, x));
		val_add(o, "y", val_int(c->arena, y));
		val_add(o, "tx", val_int(c->arena, x + 10));
		val_add(o, "ty1", val_int(c->arena, y + 18));
		val_add(o, "ty2", val_int(c->arena, y + 35));
		val_add(o, "short",
		    val_text(c->arena, shortened(c->arena, val_get_text(o, "title"))));
		val_add(o, "here", val_bool(c->arena, i == 0));
	}
}

/* From the side of one box to the side of the other; inside a level from right to right. */
static void draw_edges(struct ctx *c, const struct graph *g, struct value *edges)
{
	int i = 0;

	for (struct value *o = edges->u.list.first; o; o = o->next, i++) {
		const struct graph_node *from = &g->node[g->edge[i].from];
		const struct graph_node *to = &g->node[g->edge[i].to];
		bool right = to->level >= from->level;
		int64_t x1 = box_x(from) + (right ? BOX_W : 0), y1 = box_y(from) + BOX_H / 2;
		int64_t x2 = box_x(to) + (right && to->level > from->level ? 0 : BOX_W);
		int64_t y2 = box_y(to) + BOX_H / 2, bend = 34;

		val_add(o, "d", val_text(c->arena, arena_printf(c->arena, "M%" PRId64 " %" PRId64
		    "C%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, x1, y1,
		    right ? x1 + bend : x1 - bend, y1,
		    right && to->level > from->level ? x2 - bend : x2 + bend, y2, x2, y2)));
	}
}

/* Every record below its level, with how it hangs together with what is nearer. */
static struct value *as_list(struct ctx *c, const struct graph *g, const struct value *nodes)
{
	static const char *const heads[] = { NULL, N_("Directly"), N_("Through one record"),
		N_("Through two records") };
	struct value *levels = val_arr(c->arena);

	for (int level = 1; level <= GRAPH_DEPTH; level++) {
		struct value *o = val_obj(c->arena), *items = val_arr(c->arena);
		int i = 0;

		for (const struct value *n = nodes->u.list.first; n; n = n->next, i++) {
			struct value *one;

			if (g->node[i].level != level)
				continue;
			one = val_copy(c->arena, n);
			for (int k = 0; k < g->edges; k++) {
				const struct graph_edge *e = &g->edge[k];
				int other = e->from == i ? e->to : e->to == i ? e->from : -1;

				if (other < 0 || g->node[other].level != level - 1)
					continue;
				val_set_text(c->arena, one, "via", arena_printf(c->arena, "%s: %s",
				    e->field->label, rec_code(c->arena, g->node[other].rec)));
				break;
			}
			val_push(items, one);
		}
		val_add(o, "label", val_text(c->arena, heads[level]));
		val_add(o, "items", items);
		if (items->u.list.n)
			val_push(levels, o);
	}
	return levels;
}

static int build(struct ctx *c, struct req *r, struct rec **ret, struct graph **ret_graph,
    bool *ret_out, int64_t *ret_depth)
{
	const char *dir = req_query(r, "dir");
	int rc;

	*ret_depth = req_int(r, "depth", 2);
	*ret_out = dir && strcmp(dir, "out") == 0;
	if (*ret_depth < 1 || *ret_depth > GRAPH_DEPTH)
		return err_field(&c->err, "depth", "out-of-range", "must be between 1 and %d",
		    GRAPH_DEPTH);
	*ret_graph = arena_alloc(c->arena, sizeof(**ret_graph));
	if ((rc = record_get(c, req_type(r), r->param[0], VERB_READ, ret)) < 0)
		return rc;
	return graph_build(c, *ret, *ret_out, (int)*ret_depth, *ret_graph);
}

int page_graph(struct ctx *c, struct req *r, struct value *view)
{
	struct value *o, *depths = val_arr(c->arena);
	int64_t depth, tallest = 1;
	struct graph *g;
	struct rec *rec;
	bool out;
	int rc;

	if ((rc = build(c, r, &rec, &g, &out, &depth)) < 0)
		return rc;
	o = graph_value(c, g);
	draw_nodes(c, g, val_get(o, "nodes"));
	draw_edges(c, g, val_get(o, "edges"));
	for (int i = 0; i < g->nodes; i++)
		if (g->node[i].place + 1 > tallest)
			tallest = g->node[i].place + 1;
	for (int64_t d = 1; d <= GRAPH_DEPTH; d++) {
		struct value *one = val_obj(c->arena);

		val_add(one, "label", val_text(c->arena, text_counted(c->arena, d, "level",
		    "levels")));
		val_add(one, "active", val_bool(c->arena, d == depth));
		val_add(one, "href", val_text(c->arena, query_with(c, r, "depth",
		    arena_printf(c->arena, "%" PRId64, d))));
		val_push(depths, one);
	}
	val_set(view, "type", type_view(c->arena, rec->type));
	val_set_text(c->arena, view, "code", rec_code(c->arena, rec));
	val_set_text(c->arena, view, "heading", rec_title(rec));
	val_set_text(c->arena, view, "title", arena_printf(c->arena, "Impact of %s",
	    rec_code(c->arena, rec)));
	val_set_text(c->arena, view, "self_href", self_of(c, rec));
	val_set(view, "levels", as_list(c, g, val_get(o, "nodes")));
	val_set(view, "nodes", val_copy(c->arena, val_get(o, "nodes")));
	val_set(view, "edges", val_copy(c->arena, val_get(o, "edges")));
	val_set_bool(c->arena, view, "alone", g->nodes == 1);
	val_set_bool(c->arena, view, "cut", g->cut);
	val_set_int(c->arena, view, "count", g->nodes - 1);
	val_set_bool(c->arena, view, "many", g->nodes != 2);
	val_set_int(c->arena, view, "w", 2 * MARGIN + depth * STEP_X + BOX_W);
	val_set_int(c->arena, view, "h", 2 * MARGIN + tallest * STEP_Y);
	val_set(view, "depths", depths);
	val_set_bool(c->arena, view, "out", out);
	val_set_text(c->arena, view, "in_href", query_with(c, r, "dir", NULL));
	val_set_text(c->arena, view, "out_href", query_with(c, r, "dir", "out"));
	return E_OK;
}

int api_graph(struct ctx *c, struct req *r, struct value *view)
{
	struct graph *g;
	struct rec *rec;
	int64_t depth;
	bool out;
	int rc = build(c, r, &rec, &g, &out, &depth);

	if (rc == E_OK)
		*view = *graph_value(c, g);
	return rc;
}
