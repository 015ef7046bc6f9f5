/* isms/gap/infer.c -- see infer.h. A breadth-first walk from every source over (node, relation). */
#include "isms/gap/infer.h"

static const char *const names[INFER_RELATION_N] = {
	"suggests", "intersects", "subset", "superset", "equal" };

const char *infer_relation_name(enum infer_relation r)
{
	return names[r];
}

bool infer_relation_parse(const char *name, enum infer_relation *ret)
{
	for (int i = 0; name && i < INFER_RELATION_N; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum infer_relation)i;
			return true;
		}
	return false;
}

const char *infer_strength(enum infer_relation r)
{
	static const char *const words[INFER_RELATION_N] = {
		"hint", "weak", "some", "strong", "strong" };

	return words[r];
}

enum infer_relation infer_inverse(enum infer_relation r)
{
	return r == INFER_SUBSET ? INFER_SUPERSET : r == INFER_SUPERSET ? INFER_SUBSET : r;
}

/* No requirement asks for nothing: what lies in both x and z through y is not empty. */
enum infer_relation infer_compose(enum infer_relation r, enum infer_relation s)
{
	if (r == INFER_SUGGESTS || s == INFER_SUGGESTS)
		return INFER_SUGGESTS;
	if (r == INFER_EQUAL || s == INFER_EQUAL)
		return r == INFER_EQUAL ? s : r;
	if (r == s && r != INFER_INTERSECTS)
		return r;
	if (s == INFER_SUBSET || (r == INFER_SUPERSET && s == INFER_INTERSECTS))
		return INFER_INTERSECTS;
	return INFER_SUGGESTS;
}

bool infer_transfer(enum infer_relation r, struct gap_judgement x, struct gap_judgement *ret)
{
	static const enum gap_status least[INFER_RELATION_N] = {
		GAP_MET, GAP_LARGELY, GAP_PARTLY, GAP_NOT_MET, GAP_NOT_MET };

	if (x.status == GAP_NOT_APPLICABLE && r == INFER_EQUAL) {
		*ret = x;
		return true;
	}
	if (x.status < least[r] || x.status > GAP_MET)
		return false;
	*ret = r >= INFER_SUPERSET ? x : (struct gap_judgement){ GAP_PARTLY, GAP_UNKNOWN };
	return true;
}

/* ---- the graph ---- */

struct arc {
	int to;
	enum infer_relation relation;
};
struct infer_graph {
	int n;
	const int *first;		/* n + 1: arcs of node i are arc[first[i]] .. */
	const struct arc *arc;
};

struct infer_graph *infer_graph_new(struct arena *a, int nodes, const struct infer_edge *edges,
    size_t n)
{
	struct infer_graph *g = arena_zero(a, 1, sizeof(*g));
	int *first = arena_zero(a, (size_t)nodes + 2, sizeof(*first));
	struct arc *arc = arena_zero(a, 2 * n + 1, sizeof(*arc));

	for (size_t i = 0; i < n; i++) {
		REQUIRE(edges[i].from >= 0 && edges[i].from < nodes && edges[i].to >= 0 &&
		    edges[i].to < nodes);
		first[edges[i].from + 2]++;
		first[edges[i].to + 2]++;
	}
	for (int i = 2; i < nodes + 2; i++)
		first[i] += first[i - 1];
	for (size_t i = 0; i < n; i++) {	/* first[i + 1] is where the next arc of i goes */
		arc[first[edges[i].from + 1]++] = (struct arc){ edges[i].to, edges[i].relation };
		arc[first[edges[i].to + 1]++] = (struct arc){ edges[i].from,
			infer_inverse(edges[i].relation) };
	}
	*g = (struct infer_graph){ nodes, first, arc };
	return g;
}

/* ---- the walk ---- */

enum { NOT_SEEN = -1, START = -2 };

/* Where a state (node, relation) was reached from, and by which link. */
struct step {
	int from;
	enum infer_relation link;
};
struct walk {
	const struct infer_graph *g;
	const bool *wanted;
	struct infer_limits limits;
	struct step *step;	/* a state is node * INFER_RELATION_N + relation */
	int *queue;
	struct infer_proposal **best;	/* by node */
	struct arena *a;
};

static int hops_of(const struct walk *w, int state)
{
	int n = 0;

	for (; w->step[state].from != START; state = w->step[state].from)
		n++;
	return n;
}

static void fill(const struct walk *w, struct infer_proposal *p, int state)
{
	int i = p->hops;

	for (; w->step[state].from != START; state = w->step[state].from) {
		p->path[i--] = state / INFER_RELATION_N;
		p->link[i] = w->step[state].link;
	}
	p->path[0] = state / INFER_RELATION_N;
}

/* Not applicable counts as the least cautious: it ends the question. */
static bool more_cautious(struct gap_judgement x, struct gap_judgement y)
{
	return x.status != y.status ? x.status < y.status : x.maturity < y.maturity;
}

static void consider(struct walk *w, int state, const struct infer_source *s, size_t source)
{
	struct infer_proposal now = { .node = state / INFER_RELATION_N, .source = source,
		.relation = (enum infer_relation)(state % INFER_RELATION_N) }, *old;

	if (!w->wanted[now.node] || now.relation < w->limits.weakest ||
	    !infer_transfer(now.relation, s->judged, &now.judged))
		return;
	old = w->best[now.node];
	if (old && old->relation > now.relation)
		return;
	now.hops = hops_of(w, state);
	if (old && old->relation == now.relation) {
		bool wins = more_cautious(now.judged, old->judged);

		if (!wins && old->source != source)
			old->also += old->judged.status == now.judged.status &&
			    old->judged.maturity == now.judged.maturity;
		if (!wins && (more_cautious(old->judged, now.judged) || old->hops <= now.hops))
			return;
		now.also = wins ? 0 : old->also;
	}
	if (!old)
		w->best[now.node] = old = arena_zero(w->a, 1, sizeof(*old));
	fill(w, &now, state);
	*old = now;
}

static void spread(struct walk *w, const struct infer_source *s, size_t source)
{
	int states = w->g->n * INFER_RELATION_N, head = 0, tail = 0, level = 1;
	int start = s->node * INFER_RELATION_N + INFER_EQUAL;

	for (int i = 0; i < states; i++)
		w->step[i].from = NOT_SEEN;
	w->step[start].from = START;
	w->queue[tail++] = start;
	for (int hops = 0; head < tail; head++) {
		int state = w->queue[head], node = state / INFER_RELATION_N;

		if (head == level) {	/* the next hop begins */
			level = tail;
			hops++;
		}
		consider(w, state, s, source);
		for (int i = w->g->first[node]; hops < w->limits.hops &&
		    i < w->g->first[node + 1]; i++) {
			const struct arc *arc = &w->g->arc[i];
			enum infer_relation r = infer_compose(
			    (enum infer_relation)(state % INFER_RELATION_N), arc->relation);
			int next = arc->to * INFER_RELATION_N + (int)r;

			if (r < w->limits.weakest || w->step[next].from != NOT_SEEN)
				continue;
			w->step[next] = (struct step){ state, arc->relation };
			w->queue[tail++] = next;
		}
	}
}

size_t infer(struct arena *a, const struct infer_graph *g, const struct infer_source *sources,
    size_t n, const bool *wanted, struct infer_limits limits, struct infer_proposal **ret)
{
	size_t states = (size_t)g->n * INFER_RELATION_N, found = 0;
	struct walk w = { .g = g, .wanted = wanted, .limits = limits, .a = a,
		.step = arena_zero(a, states + 1, sizeof(*w.step)),
		.queue = arena_zero(a, states + 1, sizeof(*w.queue)),
		.best = arena_zero(a, (size_t)g->n + 1, sizeof(*w.best)) };

	REQUIRE(limits.hops >= 0 && limits.hops <= INFER_HOPS_MAX);
	for (size_t i = 0; i < n; i++)
		spread(&w, &sources[i], i);
	*ret = arena_zero(a, (size_t)g->n + 1, sizeof(**ret));
	for (int i = 0; i < g->n; i++)
		if (w.best[i])
			(*ret)[found++] = *w.best[i];
	return found;
}
