/*
 * isms/asset/inherit.h -- pure engine: a need for protection along dependencies, by maximum.
 *
 * Knows no database: a graph of n nodes, each with its own needs, and edges "user needs used".
 */
#ifndef ANNEXA_INHERIT_H
#define ANNEXA_INHERIT_H

#include "base/arena.h"

enum { PROPERTIES = 3 };	/* confidentiality, integrity, availability */

struct need_node {
	int64_t id;
	uint8_t own[PROPERTIES];	/* 0 = not set, 1..5 */
};

struct need_edge {
	uint32_t user, used;		/* indexes of nodes */
};

struct need_result {
	uint8_t level[PROPERTIES];	/* maximum of own and inherited, 0 = nothing known */
	/* Node the level comes from, by way of `next` hops: -1 = its own. */
	int32_t from[PROPERTIES];	/* the user directly above on the path to the source */
};

/*
 * Levels for all nodes. Circles are fine: levels only rise, at most 5 times each. Linear in edges
 * times steps. result: n entries from the caller.
 */
void need_inherit(struct arena *a, const struct need_node *nodes, size_t n,
    const struct need_edge *edges, size_t nedges, struct need_result *result);

#endif
