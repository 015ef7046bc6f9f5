/*
 * isms/gap/infer_test.c -- SOURCE: set theory; NIST IR 8477. Worked examples, and properties on
 * graphs whose nodes are real sets, so that every relation and judgement can be looked up.
 */
#include "base/test.h"
#include "isms/gap/infer.h"

#define S INFER_SUGGESTS
#define I INFER_INTERSECTS
#define SUB INFER_SUBSET
#define SUP INFER_SUPERSET
#define EQ INFER_EQUAL

/* ---- worked examples ---- */

struct example {
	const char *name;
	struct infer_edge edge[4];
	size_t edges;
	struct infer_source source[3];
	size_t sources;
	struct infer_limits limits;
	bool said;		/* about node 2 */
	enum gap_status status;
	int maturity;
	enum infer_relation relation;
	int hops;
	size_t also;
};

static const struct example examples[] = {
	{ "the requirement itself", { { 0 } }, 0, { { 2, { GAP_LARGELY, 3 } } }, 1, { I, 3 },
	  true, GAP_LARGELY, 3, EQ, 0, 0 },
	{ "equal carries all", { { 0, 2, EQ } }, 1, { { 0, { GAP_PARTLY, 2 } } }, 1, { I, 3 },
	  true, GAP_PARTLY, 2, EQ, 1, 0 },
	{ "the other way round", { { 2, 0, SUB } }, 1, { { 0, { GAP_MET, 4 } } }, 1, { I, 3 },
	  true, GAP_MET, 4, SUP, 1, 0 },
	{ "a part is a part", { { 0, 2, SUB } }, 1, { { 0, { GAP_MET, 4 } } }, 1, { I, 3 },
	  true, GAP_PARTLY, GAP_UNKNOWN, SUB, 1, 0 },
	{ "a missing part says nothing", { { 0, 2, SUB } }, 1, { { 0, { GAP_NOT_MET, 0 } } }, 1,
	  { I, 3 }, false, 0, 0, S, 0, 0 },
	{ "nothing of the whole, nothing of the part", { { 0, 2, SUP } }, 1,
	  { { 0, { GAP_NOT_MET, 0 } } }, 1, { I, 3 }, true, GAP_NOT_MET, 0, SUP, 1, 0 },
	{ "two hops: a part of an equal", { { 0, 1, SUB }, { 1, 2, EQ } }, 2,
	  { { 0, { GAP_MET, 4 } } }, 1, { I, 3 }, true, GAP_PARTLY, GAP_UNKNOWN, SUB, 2, 0 },
	{ "two intersections prove nothing", { { 0, 1, I }, { 1, 2, I } }, 2,
	  { { 0, { GAP_MET, 4 } } }, 1, { I, 3 }, false, 0, 0, S, 0, 0 },
	{ "but suggest, when asked for", { { 0, 1, I }, { 1, 2, I } }, 2,
	  { { 0, { GAP_MET, 4 } } }, 1, { S, 3 }, true, GAP_PARTLY, GAP_UNKNOWN, S, 2, 0 },
	{ "too far", { { 0, 1, EQ }, { 1, 2, EQ } }, 2, { { 0, { GAP_MET, 4 } } }, 1, { I, 1 },
	  false, 0, 0, S, 0, 0 },
	{ "too weak", { { 0, 2, I } }, 1, { { 0, { GAP_MET, 4 } } }, 1, { SUB, 3 },
	  false, 0, 0, S, 0, 0 },
	{ "the stronger wins, though it is worse", { { 0, 2, I }, { 1, 2, EQ } }, 2,
	  { { 0, { GAP_MET, 4 } }, { 1, { GAP_NOT_MET, 0 } } }, 2, { I, 3 },
	  true, GAP_NOT_MET, 0, EQ, 1, 0 },
	{ "of equals the most cautious", { { 0, 2, EQ }, { 1, 2, EQ } }, 2,
	  { { 0, { GAP_MET, 4 } }, { 1, { GAP_LARGELY, 3 } } }, 2, { I, 3 },
	  true, GAP_LARGELY, 3, EQ, 1, 0 },
	{ "several say the same", { { 0, 2, I }, { 1, 2, I } }, 2,
	  { { 0, { GAP_MET, 4 } }, { 1, { GAP_LARGELY, 3 } } }, 2, { I, 3 },
	  true, GAP_PARTLY, GAP_UNKNOWN, I, 1, 1 },
	{ "of two ways the shorter", { { 0, 1, EQ }, { 1, 2, EQ }, { 0, 2, EQ } }, 3,
	  { { 0, { GAP_MET, 4 } } }, 1, { I, 3 }, true, GAP_MET, 4, EQ, 1, 0 },
	{ "not applicable only where it is the same", { { 0, 2, SUP } }, 1,
	  { { 0, { GAP_NOT_APPLICABLE, GAP_UNKNOWN } } }, 1, { I, 3 }, false, 0, 0, S, 0, 0 },
	{ "not assessed says nothing", { { 0, 2, EQ } }, 1,
	  { { 0, { GAP_NOT_ASSESSED, GAP_UNKNOWN } } }, 1, { I, 3 }, false, 0, 0, S, 0, 0 },
};

void test_gap_infer__worked_examples(void **state)
{
	const bool wanted[3] = { false, false, true };
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < COUNT(examples); i++) {
		const struct example *e = &examples[i];
		const struct infer_graph *g = infer_graph_new(&a, 3, e->edge, e->edges);
		struct infer_proposal *p;
		size_t n = infer(&a, g, e->source, e->sources, wanted, e->limits, &p);

		if (n != e->said)
			fail_msg("%s: %zu proposals", e->name, n);
		if (n && (p->node != 2 || p->judged.status != e->status ||
		    p->judged.maturity != e->maturity || p->relation != e->relation ||
		    p->hops != e->hops || p->also != e->also || p->path[p->hops] != 2 ||
		    p->path[0] != e->source[p->source].node))
			fail_msg("%s: status %d maturity %d relation %d hops %d also %zu", e->name,
			    p->judged.status, p->judged.maturity, p->relation, p->hops, p->also);
	}
	arena_release(&a);
}

/* ---- properties ---- */

enum { NODES = 9, ATOMS = 6, ROUNDS = 3000 };

static unsigned next(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 12;
}

static enum infer_relation real(unsigned x, unsigned y)
{
	return x == y ? EQ : (x & y) == x ? SUB : (x & y) == y ? SUP : (x & y) ? I : S;
}

/* What a set asks for against what is there. */
static enum gap_status status_of(unsigned set, unsigned there)
{
	return (set & there) == set ? GAP_MET : set & there ? GAP_PARTLY : GAP_NOT_MET;
}

struct world {
	unsigned set[NODES], there;
	struct infer_edge edge[NODES * NODES];
	size_t edges;
	struct infer_source source[NODES];
	size_t sources;
	bool wanted[NODES];
};

static void world_make(struct world *w, unsigned *seed)
{
	*w = (struct world){ .there = next(seed) % (1u << ATOMS) };
	for (int i = 0; i < NODES; i++) {
		w->set[i] = 1 + next(seed) % ((1u << ATOMS) - 1);	/* never empty */
		w->wanted[i] = next(seed) % 2;
		if (next(seed) % 3 == 0)
			w->source[w->sources++] = (struct infer_source){ i,
				{ status_of(w->set[i], w->there), GAP_UNKNOWN } };
	}
	for (int i = 0; i < NODES; i++)
		for (int j = 0; j < NODES; j++)
			if (i != j && real(w->set[i], w->set[j]) != S && next(seed) % 4 == 0)
				w->edge[w->edges++] = (struct infer_edge){ i, j,
					real(w->set[i], w->set[j]) };
}

static bool joins(const struct infer_edge *e, int x, int y)
{
	return (e->from == x && e->to == y) || (e->from == y && e->to == x);
}

/* What is proved of sets is true of them; the path is there; no link is weaker than the whole. */
static void prove(const struct world *w, const struct infer_proposal *p)
{
	unsigned from = w->set[p->path[0]], to = w->set[p->node];
	enum infer_relation composed = EQ;
	enum gap_status truth = status_of(to, w->there);

	assert_true(w->wanted[p->node]);
	for (int i = 0; i < p->hops; i++) {
		bool there = false;

		for (size_t k = 0; k < w->edges; k++)
			there |= joins(&w->edge[k], p->path[i], p->path[i + 1]);
		assert_true(there);
		assert_int_equal(p->link[i], real(w->set[p->path[i]], w->set[p->path[i + 1]]));
		composed = infer_compose(composed, p->link[i]);
		assert_true(p->relation <= p->link[i]);
	}
	assert_int_equal(composed, p->relation);
	if (p->relation == EQ || p->relation == SUB || p->relation == SUP) {
		assert_true(p->relation == SUB ? (from & to) == from : (from & to) == to);
		assert_true(p->relation != EQ || from == to);
	}
	if (p->relation == I)
		assert_true(from & to);
	if (p->judged.status == GAP_MET)
		assert_int_equal(truth, GAP_MET);
	if (p->judged.status == GAP_NOT_MET)
		assert_int_equal(truth, GAP_NOT_MET);
	if (p->relation > S && p->relation < SUP && w->source[p->source].judged.status == GAP_MET)
		assert_int_not_equal(truth, GAP_NOT_MET);
}

void test_gap_infer__true_of_real_sets(void **state)
{
	size_t proved = 0, far = 0;
	unsigned seed = 7;
	struct world w;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct infer_proposal *p, *again;
		struct infer_graph *g;
		struct arena a;
		size_t n;

		arena_init(&a, 4 << 20);
		world_make(&w, &seed);
		g = infer_graph_new(&a, NODES, w.edge, w.edges);
		n = infer(&a, g, w.source, w.sources, w.wanted, (struct infer_limits){ S, 4 }, &p);
		assert_int_equal(n, infer(&a, g, w.source, w.sources, w.wanted,
		    (struct infer_limits){ S, 4 }, &again));
		for (size_t k = 0; k < n; k++) {
			assert_memory_equal(&p[k], &again[k], sizeof(*p));
			prove(&w, &p[k]);
			proved += p[k].relation > S;
			far += p[k].relation > S && p[k].hops > 1;
		}
		arena_release(&a);
	}
	assert_true(proved > 1000 && far > 100);	/* else the properties were never asked */
}

/* A longer chain or a stronger demand never finds more than a shorter, weaker one. */
void test_gap_infer__limits_only_take_away(void **state)
{
	unsigned seed = 11;
	struct world w;

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct infer_proposal *p;
		size_t before = NODES + 1;
		struct arena a;

		arena_init(&a, 4 << 20);
		world_make(&w, &seed);
		for (enum infer_relation r = S; r <= EQ; r++) {
			const struct infer_graph *g = infer_graph_new(&a, NODES, w.edge, w.edges);
			size_t n = infer(&a, g, w.source, w.sources, w.wanted,
			    (struct infer_limits){ r, 4 }, &p);

			assert_true(n <= before);
			before = n;
			for (size_t k = 0; k < n; k++)
				assert_true(p[k].relation >= r);
		}
		arena_release(&a);
	}
}

void test_gap_infer__weakest_link(void **state)
{
	(void)state;
	for (enum infer_relation r = S; r <= EQ; r++)
		for (enum infer_relation s = S; s <= EQ; s++) {
			enum infer_relation x = infer_compose(r, s);

			assert_true(x <= r && x <= s);
			/* read backwards it says the inverse */
			assert_int_equal(infer_inverse(x),
			    infer_compose(infer_inverse(s), infer_inverse(r)));
		}
}
