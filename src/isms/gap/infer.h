/*
 * isms/gap/infer.h -- what is known about some requirements says something about others.
 *
 * Pure: a graph of typed set relations and judgements in, proposals with path and strength out.
 * A requirement is seen as the set of what it asks for. Relations compose along a path; where the
 * composition proves nothing, the path only suggests. The result is never stronger than the
 * weakest link of its path. Relations: NIST IR 8477, set theory relationship mapping.
 *
 *	A met, A equal B			B met
 *	A met, A superset of B			B met: all of B is in A
 *	A met, A subset of B			B partly: some of B is in A
 *	A met or largely, A intersects B	B partly
 *	A not met, A equal or superset of B	B not met: nothing of it is there
 *	A not met, A subset of B		nothing is said about the rest of B
 */
#ifndef ANNEXA_GAP_INFER_H
#define ANNEXA_GAP_INFER_H

#include "base/arena.h"
#include "isms/gap/score.h"

/* "x is ... of y", weakest first: the order is that of strength. */
enum infer_relation {
	INFER_SUGGESTS,		/* a chain that proves nothing */
	INFER_INTERSECTS, INFER_SUBSET, INFER_SUPERSET, INFER_EQUAL,
	INFER_RELATION_N
};
const char *infer_relation_name(enum infer_relation r);	/* "suggests", "intersects", ... */
bool infer_relation_parse(const char *name, enum infer_relation *ret) MUST;
/* "weak", "hint", "some", "strong": what a proposal by this relation is worth. */
const char *infer_strength(enum infer_relation r);
enum infer_relation infer_inverse(enum infer_relation r);
/* x r y and y s z: what x is of z. */
enum infer_relation infer_compose(enum infer_relation r, enum infer_relation s);
/*
 * What a judgement of x says about y when x is r of y. False: nothing. Maturity goes over only
 * with equal and superset; "not applicable" only with equal.
 */
bool infer_transfer(enum infer_relation r, struct gap_judgement x, struct gap_judgement *ret) MUST;

struct infer_edge {
	int from, to;			/* nodes 0..n-1; read in both directions */
	enum infer_relation relation;
};
struct infer_graph;
/* Memory: a. Edges are copied. */
struct infer_graph *infer_graph_new(struct arena *a, int nodes, const struct infer_edge *edges,
    size_t n);

struct infer_source {
	int node;
	struct gap_judgement judged;
};

enum { INFER_HOPS_MAX = 4 };
struct infer_proposal {
	int node;
	struct gap_judgement judged;
	enum infer_relation relation;	/* of the source to the node, composed */
	size_t source;			/* index of the source that decides */
	size_t also;			/* other sources that say the same, as strongly */
	int hops;			/* 0 = the source is the node itself */
	int path[INFER_HOPS_MAX + 1];	/* source ... node */
	enum infer_relation link[INFER_HOPS_MAX];	/* of each step */
};
struct infer_limits {
	enum infer_relation weakest;	/* weaker proposals are left out */
	int hops;			/* at most INFER_HOPS_MAX */
};
/*
 * One proposal for each node that is wanted (wanted[node]) and about which something is said, by
 * node. The strongest relation decides; among equally strong ones the most cautious judgement,
 * then the shortest path, then the first source. Memory: a.
 */
size_t infer(struct arena *a, const struct infer_graph *g, const struct infer_source *sources,
    size_t n, const bool *wanted, struct infer_limits limits, struct infer_proposal **ret);

#endif
