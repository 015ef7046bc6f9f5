/*
 * isms/asset/extend.c -- the need for protection an asset inherits, and by which path.
 *
 * Only the assets that depend on this one, directly or not, can raise its need, so only they are
 * read: upwards along the links, never the whole register.
 */
#include "isms/asset/asset.h"
#include "isms/asset/inherit.h"
#include "record/store.h"

static const char *const properties[PROPERTIES] = { "confidentiality", "integrity",
	"availability" };

struct graph {
	struct ctx *c;
	struct need_node *nodes;	/* by rising id */
	struct need_edge *edges;
	size_t n, nedges, room, edge_room;
};

static uint32_t node_at(const struct graph *g, int64_t id)
{
	size_t low = 0, high = g->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (g->nodes[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < g->n && g->nodes[low].id == id ? (uint32_t)low : UINT32_MAX;
}

static void *doubled(struct arena *a, const void *old, size_t n, size_t size, size_t *room)
{
	void *p;

	*room = *room ? *room * 2 : 64;
	p = arena_zero(a, *room, size);
	if (n)
		memcpy(p, old, n * size);
	return p;
}

/* The asset and everything live above it, with their own needs. */
static int read_nodes(struct graph *g, int64_t id)
{
	struct ctx *c = g->c;
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("WITH RECURSIVE up (id) AS (SELECT :id UNION"
	    " SELECT l.from_id FROM up JOIN link AS l ON l.org = :org AND l.to_type = 'asset'"
	    " AND l.to_id = up.id AND l.from_type = 'asset' AND l.field = 'depends_on')"
	    " SELECT a.id, a.confidentiality, a.integrity, a.availability FROM up JOIN asset AS a"
	    " ON a.org = :org AND a.id = up.id WHERE a.id = :id"
	    " OR (a.archived = FALSE AND a.state <> 'retired') ORDER BY a.id"))) < 0)
		return rc;
	db_bind_int(q, ":id", id);
	while ((rc = db_step(c, q)) > 0) {
		if (g->n == g->room)
			g->nodes = doubled(c->arena, g->nodes, g->n, sizeof(*g->nodes), &g->room);
		g->nodes[g->n].id = db_int(q, 0);
		for (int p = 0; p < PROPERTIES; p++)
			g->nodes[g->n].own[p] = (uint8_t)db_int(q, p + 1);
		g->n++;
	}
	db_done(q);
	return rc;
}

/* The dependencies among them. */
static int read_edges(struct graph *g, int64_t id)
{
	struct ctx *c = g->c;
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("WITH RECURSIVE up (id) AS (SELECT :id UNION"
	    " SELECT l.from_id FROM up JOIN link AS l ON l.org = :org AND l.to_type = 'asset'"
	    " AND l.to_id = up.id AND l.from_type = 'asset' AND l.field = 'depends_on')"
	    " SELECT l.from_id, l.to_id FROM up JOIN link AS l ON l.org = :org"
	    " AND l.to_type = 'asset' AND l.to_id = up.id AND l.from_type = 'asset'"
	    " AND l.field = 'depends_on'"))) < 0)
		return rc;
	db_bind_int(q, ":id", id);
	while ((rc = db_step(c, q)) > 0) {
		uint32_t user = node_at(g, db_int(q, 0)), used = node_at(g, db_int(q, 1));

		if (user == UINT32_MAX || used == UINT32_MAX)
			continue;	/* retired: needs nothing any more */
		if (g->nedges == g->edge_room)
			g->edges = doubled(c->arena, g->edges, g->nedges, sizeof(*g->edges),
			    &g->edge_room);
		g->edges[g->nedges++] = (struct need_edge){ user, used };
	}
	db_done(q);
	return rc;
}

/* One step of a path. An asset the actor may not read has neither name nor code. */
static int path_step(struct ctx *c, int64_t id, struct value *path)
{
	const struct record *t = record_find("asset");
	struct value *o = val_obj(c->arena);
	struct sqlb *b = sqlb_new(c->arena);
	const char *code = NULL, *name = N_("an asset you may not read");
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.name FROM asset AS t WHERE t.org = :org AND t.id = "));
	(void)sqlb_param_int(b, id);
	access_filter(c, b, t, VERB_READ, "t");
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0) {
		code = code_text(c->arena, t, id);
		name = arena_text(c->arena, db_text(q, 0));
	}
	db_done(q);
	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "label", val_text(c->arena, name));
	val_add(o, "href", val_text(c->arena, code ? arena_printf(c->arena, "/assets/%s", code) :
	    "/assets"));
	val_push(path, o);
	return rc < 0 ? rc : E_OK;
}

/* Null when neither the asset nor anything above it says what it needs. */
static int need_value(const struct graph *g, const struct need_result *result, uint32_t at, int p,
    struct value **ret)
{
	struct arena *a = g->c->arena;
	const struct item *i = scale_step(&asset_need, result[at].level[p]);
	struct value *path = val_arr(a);
	int rc;

	*ret = val_null(a);
	if (!i)
		return E_OK;
	*ret = val_obj(a);
	val_add(*ret, "step", val_int(a, result[at].level[p]));
	val_add(*ret, "label", val_text(a, i->label));
	val_add(*ret, "tone", val_text(a, i->tone ? i->tone : "none"));
	val_add(*ret, "from_own", val_bool(a, result[at].from[p] < 0));
	for (int32_t k = result[at].from[p]; k >= 0; k = result[k].from[p])
		if ((rc = path_step(g->c, g->nodes[k].id, path)) < 0)
			return rc;
	val_add(*ret, "path", path);
	return E_OK;
}

int asset_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *inherited = val_obj(c->arena), *v;
	struct graph g = { .c = c };
	struct need_result *result;
	uint32_t at;
	int rc;

	if ((rc = read_nodes(&g, r->id)) < 0 || (rc = read_edges(&g, r->id)) < 0)
		return rc;
	if ((at = node_at(&g, r->id)) == UINT32_MAX)
		return E_OK;
	result = arena_zero(c->arena, g.n, sizeof(*result));
	need_inherit(c->arena, g.nodes, g.n, g.edges, g.nedges, result);
	for (int p = 0; p < PROPERTIES; p++) {
		if ((rc = need_value(&g, result, at, p, &v)) < 0)
			return rc;
		val_add(inherited, properties[p], v);
	}
	val_set(out, "inherited", inherited);
	return E_OK;
}
