/* isms/asset/inherit_test.c -- needs along dependencies: examples, circles, and what always holds.
 */
#include "base/test.h"
#include "isms/asset/inherit.h"

/* A chain 0 -> 1 -> 2 (each needs the next), need at the top alone. */
void test_inherit__chain(void **state)
{
	static const struct need_node nodes[] = { { 1, { 4, 0, 0 } }, { 2, { 2, 0, 3 } },
		{ 3, { 0 } } };
	static const struct need_edge edges[] = { { 0, 1 }, { 1, 2 } };
	struct need_result r[3];

	T_BEGIN;
	need_inherit(a, nodes, 3, edges, 2, r);
	assert_int_equal(r[0].level[0], 4);
	assert_int_equal(r[0].from[0], -1);
	assert_int_equal(r[1].level[0], 4);
	assert_int_equal(r[1].from[0], 0);
	assert_int_equal(r[2].level[0], 4);
	assert_int_equal(r[2].from[0], 1);
	assert_int_equal(r[0].level[2], 0);	/* never downwards to the user */
	assert_int_equal(r[2].level[2], 3);
	assert_int_equal(r[2].from[2], 1);
	assert_int_equal(r[2].level[1], 0);	/* nothing known stays nothing */
	assert_int_equal(r[2].from[1], -1);
	T_END;
}

/* Equal to the own need: the own one is named, not a path. */
void test_inherit__own_first(void **state)
{
	static const struct need_node nodes[] = { { 1, { 3, 3, 3 } }, { 2, { 3, 2, 4 } } };
	static const struct need_edge edges[] = { { 0, 1 } };
	struct need_result r[2];

	T_BEGIN;
	need_inherit(a, nodes, 2, edges, 1, r);
	assert_int_equal(r[1].from[0], -1);
	assert_int_equal(r[1].from[1], 0);
	assert_int_equal(r[1].level[1], 3);
	assert_int_equal(r[1].from[2], -1);
	assert_int_equal(r[1].level[2], 4);
	T_END;
}

/* The shortest way to the highest need, not the first way found. */
void test_inherit__shortest_path(void **state)
{
	static const struct need_node nodes[] = { { 1, { 5 } }, { 2, { 0 } }, { 3, { 0 } },
		{ 4, { 0 } } };
	static const struct need_edge edges[] = { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 0, 3 } };
	struct need_result r[4];

	T_BEGIN;
	need_inherit(a, nodes, 4, edges, 4, r);
	assert_int_equal(r[3].level[0], 5);
	assert_int_equal(r[3].from[0], 0);
	T_END;
}

void test_inherit__circle(void **state)
{
	static const struct need_node nodes[] = { { 1, { 1 } }, { 2, { 5 } }, { 3, { 2 } },
		{ 4, { 0 } } };
	static const struct need_edge edges[] = { { 0, 1 }, { 1, 2 }, { 2, 0 }, { 0, 3 },
		{ 3, 3 } };
	struct need_result r[4];

	T_BEGIN;
	need_inherit(a, nodes, 4, edges, 5, r);
	for (int i = 0; i < 4; i++)
		assert_int_equal(r[i].level[0], 5);
	assert_int_equal(r[1].from[0], -1);
	assert_int_equal(r[0].from[0], 2);
	assert_int_equal(r[3].from[0], 0);
	T_END;
}

void test_inherit__nothing(void **state)
{
	T_BEGIN;
	need_inherit(a, NULL, 0, NULL, 0, NULL);
	T_END;
}

enum { NODES = 60, EDGES = 150, ROUNDS = 200 };

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void make(uint32_t *seed, struct need_node *nodes, struct need_edge *edges)
{
	for (uint32_t i = 0; i < NODES; i++) {
		nodes[i].id = i + 1;
		for (int p = 0; p < PROPERTIES; p++)
			nodes[i].own[p] = (uint8_t)(next(seed) % 6);
	}
	for (int i = 0; i < EDGES; i++)
		edges[i] = (struct need_edge){ next(seed) % NODES, next(seed) % NODES };
}

/* The plain way: raise along every edge until nothing changes. */
static void slowly(
    const struct need_node *nodes, const struct need_edge *edges, uint8_t level[NODES][3])
{
	bool changed = true;

	for (int i = 0; i < NODES; i++)
		memcpy(level[i], nodes[i].own, PROPERTIES);
	while (changed) {
		changed = false;
		for (int i = 0; i < EDGES; i++)
			for (int p = 0; p < PROPERTIES; p++)
				if (level[edges[i].used][p] < level[edges[i].user][p]) {
					level[edges[i].used][p] = level[edges[i].user][p];
					changed = true;
				}
	}
}

/* Along `from` one arrives at a node whose own need is that level, in finitely many steps. */
static void assert_path(
    const struct need_node *nodes, const struct need_result *r, uint32_t i, int p)
{
	uint8_t level = r[i].level[p];
	int hops = 0;

	while (r[i].from[p] >= 0) {
		i = (uint32_t)r[i].from[p];
		assert_int_equal(r[i].level[p], level);
		assert_true(++hops < NODES);
	}
	assert_int_equal(nodes[i].own[p], level);
}

void test_inherit__properties(void **state)
{
	struct need_node nodes[NODES];
	struct need_edge edges[EDGES];
	struct need_result r[NODES], more[NODES];
	uint8_t level[NODES][3];
	uint32_t seed = 7;

	T_BEGIN;
	for (int round = 0; round < ROUNDS; round++) {
		make(&seed, nodes, edges);
		need_inherit(a, nodes, NODES, edges, EDGES, r);
		slowly(nodes, edges, level);
		for (uint32_t i = 0; i < NODES; i++)
			for (int p = 0; p < PROPERTIES; p++) {
				assert_int_equal(r[i].level[p], level[i][p]);
				assert_true(r[i].level[p] >= nodes[i].own[p]);
				assert_path(nodes, r, i, p);
			}
		nodes[round % NODES].own[0] = 5;	/* raising one need lowers none */
		need_inherit(a, nodes, NODES, edges, EDGES, more);
		for (int i = 0; i < NODES; i++)
			assert_true(more[i].level[0] >= r[i].level[0]);
	}
	T_END;
}
