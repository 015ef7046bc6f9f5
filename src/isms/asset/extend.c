/*
 * isms/asset/extend.c -- the need for protection an asset inherits, and by which path.
 *
 * Only the assets that depend on this one, directly or not, can raise its need, so only they are
 * read: upwards along the links, never the whole register, and no further once the highest step
 * is reached.
 */
#include "isms/asset/asset.h"
#include "isms/asset/inherit.h"
#include "record/store.h"

static const char *const properties[PROPERTIES] = { "confidentiality", "integrity",
	"availability" };

/* The asset is node 0, the others follow in the order they are met: nearest first. */
struct graph {
	struct ctx *c;
	struct need_node *nodes;
	struct need_edge *edges;
	size_t n, nedges, room, edge_room;
	uint32_t *slots, mask;		/* open hash of ids: node + 1 */
};

static void *doubled(struct arena *a, const void *old, size_t n, size_t size, size_t *room)
{
	void *p;

	*room = *room ? *room * 2 : 64;
	p = arena_alloc(a, *room * size);
	if (n)
		memcpy(p, old, n * size);
	return p;
}

/* Where the id is, or where it would go. */
static uint32_t slot_of(const struct graph *g, int64_t id)
{
	uint32_t at = (uint32_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & g->mask;

	while (g->slots[at] && g->nodes[g->slots[at] - 1].id != id)
		at = (at + 1) & g->mask;
	return at;
}

static void grow(struct graph *g)
{
	g->nodes = doubled(g->c->arena, g->nodes, g->n, sizeof(*g->nodes), &g->room);
	g->slots = arena_zero(g->c->arena, 2 * g->room, sizeof(*g->slots));
	g->mask = (uint32_t)(2 * g->room - 1);
	for (size_t i = 0; i < g->n; i++)
		g->slots[slot_of(g, g->nodes[i].id)] = (uint32_t)(i + 1);
}

static uint32_t node_for(struct graph *g, const struct need_node *node)
{
	uint32_t at;

	if (g->n == g->room)
		grow(g);
	at = slot_of(g, node->id);
	if (!g->slots[at]) {
		g->nodes[g->n] = *node;
		g->slots[at] = (uint32_t)++g->n;
	}
	return g->slots[at] - 1;
}

static void add_edge(struct graph *g, uint32_t user, uint32_t used)
{
	if (g->nedges == g->edge_room)
		g->edges =
		    doubled(g->c->arena, g->edges, g->nedges, sizeof(*g->edges), &g->edge_room);
	g->edges[g->nedges++] = (struct need_edge){ user, used };
}

/* Raise top to the node's needs; true when nothing can be higher. */
static bool at_top(uint8_t top[PROPERTIES], const struct need_node *node)
{
	bool all = true;

	for (int p = 0; p < PROPERTIES; p++) {
		if (node->own[p] > top[p])
			top[p] = node->own[p];
		all &= top[p] == scale_length(&asset_need);
	}
	return all;
}

/* The live assets that depend directly on node `used`. One small statement, over and over. */
static int read_users(struct graph *g, uint32_t used, uint8_t top[PROPERTIES], bool *ret_enough)
{
	struct query *q;
	int rc;

	if ((rc = db_query(g->c, &q,
		 SQL("SELECT a.id, a.confidentiality, a.integrity, a.availability"
		     " FROM link AS l CROSS JOIN asset AS a WHERE l.org = :org AND l.to_type = "
		     "'asset'"
		     " AND l.to_id = :id AND l.from_type = 'asset' AND l.field = 'depends_on'"
		     " AND a.org = l.org AND a.id = l.from_id AND a.archived = FALSE"
		     " AND a.state <> 'retired'"))) < 0)
		return rc;
	db_bind_int(q, ":id", g->nodes[used].id);
	while (!*ret_enough && (rc = db_step(g->c, q)) > 0) {
		struct need_node user = { .id = db_int(q, 0) };

		for (int p = 0; p < PROPERTIES; p++)
			user.own[p] = (uint8_t)db_int(q, p + 1);
		add_edge(g, node_for(g, &user), used);
		*ret_enough = at_top(top, &user);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* Upwards, layer by layer, until nobody is left or every property has met the highest step. */
static int read_above(struct graph *g, const struct rec *r)
{
	struct need_node self = { .id = r->id };
	uint8_t top[PROPERTIES] = { 0 };
	bool enough;
	int rc;

	for (int p = 0; p < PROPERTIES; p++)
		self.own[p] = (uint8_t)rec_int(r, properties[p]);
	enough = at_top(top, &self);
	(void)node_for(g, &self);
	for (uint32_t i = 0; i < g->n && !enough; i++)
		if ((rc = read_users(g, i, top, &enough)) < 0)
			return rc;
	return E_OK;
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
static int need_value(const struct graph *g, const struct need_result *result, int p,
    struct value **ret)
{
	struct arena *a = g->c->arena;
	const struct item *i = scale_step(&asset_need, result[0].level[p]);
	struct value *path = val_arr(a);
	int rc;

	*ret = val_null(a);
	if (!i)
		return E_OK;
	*ret = val_obj(a);
	val_add(*ret, "step", val_int(a, result[0].level[p]));
	val_add(*ret, "label", val_text(a, i->label));
	val_add(*ret, "tone", val_text(a, i->tone ? i->tone : "none"));
	val_add(*ret, "from_own", val_bool(a, result[0].from[p] < 0));
	for (int32_t k = result[0].from[p]; k >= 0; k = result[k].from[p])
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
	int rc;

	if ((rc = read_above(&g, r)) < 0)
		return rc;
	result = arena_zero(c->arena, g.n, sizeof(*result));
	need_inherit(c->arena, g.nodes, g.n, g.edges, g.nedges, result);
	for (int p = 0; p < PROPERTIES; p++) {
		if ((rc = need_value(&g, result, p, &v)) < 0)
			return rc;
		val_add(inherited, properties[p], v);
	}
	val_set(out, "inherited", inherited);
	return E_OK;
}
