/* record/graph.c -- see graph.h. */
#include "record/graph.h"

enum { LINKS_OF_ONE = 300 };

struct found {
	const struct record *t;
	int64_t id;
	const struct field *field;
};

/* The other ends of a record's links; types that everybody makes are not about the matter. */
static int links_of(struct ctx *c, const struct rec *r, bool out, struct found *ret, size_t *ret_n,
    bool *ret_cut)
{
	struct query *q;
	int rc;

	*ret_n = 0;
	if ((rc = db_query(c, &q, out ?
	    SQL("SELECT to_type, to_id, field FROM link WHERE org = :org AND from_type = :type"
		" AND from_id = :id ORDER BY field, to_id LIMIT 301") :
	    SQL("SELECT from_type, from_id, field FROM link WHERE org = :org AND to_type = :type"
		" AND to_id = :id ORDER BY from_type, from_id LIMIT 301"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	while ((rc = db_step(c, q)) > 0) {
		const struct record *t = record_find(db_text(q, 0));
		const struct field *f = t ? field_find(out ? r->type : t, db_text(q, 2)) : NULL;

		if (!f || t->everyone || access_scope(c, t, VERB_READ) == SCOPE_NONE)
			continue;
		if (*ret_n == LINKS_OF_ONE) {
			*ret_cut = true;
			break;
		}
		ret[(*ret_n)++] = (struct found){ t, db_int(q, 1), f };
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int place_of(const struct graph *g, const struct found *f)
{
	for (int i = 0; i < g->nodes; i++)
		if (g->node[i].rec->type == f->t && g->node[i].rec->id == f->id)
			return i;
	return -1;
}

/* The node of a record, made if it may be seen; -1 if not. */
static int reach(struct ctx *c, struct graph *g, const struct found *f, int level)
{
	int at = place_of(g, f), place = 0;
	struct err before = c->err;
	struct rec *r;

	if (at >= 0)
		return at;
	if (record_get(c, f->t, code_text(c->arena, f->t, f->id), VERB_READ, &r) < 0) {
		c->err = before;
		return -1;
	}
	if (r->archived)
		return -1;
	if (g->nodes == GRAPH_NODES) {
		g->cut = true;
		return -1;
	}
	for (int i = 0; i < g->nodes; i++)
		place += g->node[i].level == level;
	g->node[g->nodes] = (struct graph_node){ r, level, place };
	return g->nodes++;
}

static void connect(struct graph *g, int from, int to, const struct field *f)
{
	for (int i = 0; i < g->edges; i++)
		if (g->edge[i].from == from && g->edge[i].to == to && g->edge[i].field == f)
			return;
	if (g->edges == GRAPH_EDGES)
		g->cut = true;
	else
		g->edge[g->edges++] = (struct graph_edge){ from, to, f };
}

int graph_build(struct ctx *c, const struct rec *start, bool out, int depth, struct graph *ret)
{
	struct found *found = arena_alloc(c->arena, LINKS_OF_ONE * sizeof(*found));
	int rc;

	*ret = (struct graph){ .nodes = 1 };
	ret->node[0] = (struct graph_node){ start, 0, 0 };
	for (int i = 0; i < ret->nodes && ret->node[i].level < depth; i++) {
		size_t n = 0;

		if ((rc = links_of(c, ret->node[i].rec, out, found, &n, &ret->cut)) < 0)
			return rc;
		for (size_t k = 0; k < n; k++) {
			int at = reach(c, ret, &found[k], ret->node[i].level + 1);

			if (at >= 0)
				connect(ret, out ? i : at, out ? at : i, found[k].field);
		}
	}
	return E_OK;
}

struct value *graph_value(struct ctx *c, const struct graph *g)
{
	struct value *o = val_obj(c->arena), *nodes = val_arr(c->arena), *edges = val_arr(c->arena);

	for (int i = 0; i < g->nodes; i++) {
		const struct rec *r = g->node[i].rec;
		const char *code = rec_code(c->arena, r);
		struct value *n = val_obj(c->arena);

		val_add(n, "type", val_text(c->arena, r->type->name));
		val_add(n, "label", val_text(c->arena, r->type->label));
		val_add(n, "code", val_text(c->arena, code));
		val_add(n, "title", val_text(c->arena, rec_title(r)));
		val_add(n, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
		val_add(n, "level", val_int(c->arena, g->node[i].level));
		val_push(nodes, n);
	}
	for (int i = 0; i < g->edges; i++) {
		struct value *e = val_obj(c->arena);

		val_add(e, "from", val_int(c->arena, g->edge[i].from));
		val_add(e, "to", val_int(c->arena, g->edge[i].to));
		val_add(e, "field", val_text(c->arena, g->edge[i].field->name));
		val_add(e, "label", val_text(c->arena, g->edge[i].field->label));
		val_push(edges, e);
	}
	val_add(o, "nodes", nodes);
	val_add(o, "edges", edges);
	val_add(o, "cut", val_bool(c->arena, g->cut));
	return o;
}
