/*
 * record/graph.h -- what hangs on a record, and on that: the links around it, level by level.
 *
 * Only records the actor may read are there, and nothing is reached through one he may not.
 * Views and comments are left out, archived records too. Bounded: GRAPH_NODES records.
 */
#ifndef ANNEXA_GRAPH_H
#define ANNEXA_GRAPH_H

#include "record/store.h"

enum { GRAPH_NODES = 200, GRAPH_EDGES = 600, GRAPH_DEPTH = 3 };

struct graph_node {
	const struct rec *rec;
	int level;		/* 0 = the record itself */
	int place;		/* within its level, from 0 */
};
struct graph_edge {
	int from, to;		/* nodes; from holds the field */
	const struct field *field;
};
struct graph {
	struct graph_node node[GRAPH_NODES];
	struct graph_edge edge[GRAPH_EDGES];
	int nodes, edges;
	bool cut;		/* there was more */
};

/* out: what it names instead of what names it. depth: 1 to GRAPH_DEPTH. */
int graph_build(struct ctx *c, const struct rec *start, bool out, int depth,
    struct graph *ret) MUST;
/* {nodes: [{type, label, code, title, href, level}], edges: [{from, to, field, label}], cut} */
struct value *graph_value(struct ctx *c, const struct graph *g);

#endif
