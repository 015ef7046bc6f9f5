/* isms/asset/inherit.c -- see inherit.h. Works from the highest level down: each node is settled
 * once. */
#include "isms/asset/inherit.h"

/* Edges grouped by their user: out[start[u] .. start[u + 1]] are the nodes u uses. */
struct uses {
	uint32_t *start, *used;
};

static struct uses group(struct arena *a, size_t n, const struct need_edge *edges, size_t nedges)
{
	struct uses u = { arena_zero(a, n + 2, sizeof(uint32_t)),
		arena_zero(a, nedges + 1, sizeof(uint32_t)) };

	for (size_t i = 0; i < nedges; i++)
		u.start[edges[i].user + 2]++;
	for (size_t i = 2; i < n + 2; i++)
		u.start[i] += u.start[i - 1];
	for (size_t i = 0; i < nedges; i++)
		u.used[u.start[edges[i].user + 1]++] = edges[i].used;
	return u;
}

/* Spread one level of one property: breadth first, so that the path shown is a shortest one. */
static void spread(const struct uses *u, const struct need_node *nodes, size_t n, int p,
    uint8_t level, uint32_t *queue, struct need_result *result)
{
	size_t head = 0, tail = 0;

	for (size_t i = 0; i < n; i++)
		if (nodes[i].own[p] == level && !result[i].level[p]) {
			result[i].level[p] = level;
			result[i].from[p] = -1;
			queue[tail++] = (uint32_t)i;
		}
	while (head < tail) {
		uint32_t at = queue[head++];

		for (uint32_t k = u->start[at]; k < u->start[at + 1]; k++) {
			uint32_t below = u->used[k];

			if (result[below].level[p])
				continue;
			result[below].level[p] = level;
			result[below].from[p] = (int32_t)at;
			queue[tail++] = below;
		}
	}
}

void need_inherit(struct arena *a, const struct need_node *nodes, size_t n,
    const struct need_edge *edges, size_t nedges, struct need_result *result)
{
	struct uses u = group(a, n, edges, nedges);
	uint32_t *queue = arena_zero(a, n + 1, sizeof(uint32_t));

	if (n)
		memset(result, 0, n * sizeof(*result));
	for (int p = 0; p < PROPERTIES; p++)
		for (uint8_t level = 5; level >= 1; level--)
			spread(&u, nodes, n, p, level, queue, result);
	for (size_t i = 0; i < n; i++)
		for (int p = 0; p < PROPERTIES; p++)
			if (!result[i].level[p])
				result[i].from[p] = -1;
}
