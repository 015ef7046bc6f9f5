/* isms/gap/proposals.c -- see proposals.h. The engine is infer.c. */
#include "isms/gap/proposals.h"
#include "isms/knowledge/library.h"
#include "record/rec.h"

int gap_ask_parse(struct ctx *c, const struct rec *analysis, const char *source,
    const char *weakest, int64_t hops, struct gap_ask *ret)
{
	struct rec *from = NULL;

	*ret = (struct gap_ask){ .limits = { INFER_INTERSECTS, hops ? (int)hops : 3 } };
	ret->soa = !source || !source[0] || strcmp(source, "soa") == 0;
	if (!ret->soa && record_get(c, &record_gap_analysis, source, VERB_READ, &from) < 0) {
		err_clear(&c->err);
		IGNORE(err_field(&c->err, "source", "not-found",
		    "\"%s\" is neither soa nor a gap analysis such as G-1", source));
	} else if (from && from->id == analysis->id) {
		IGNORE(err_field(&c->err, "source", "itself",
		    "an analysis says nothing new about itself: choose another one"));
	}
	if (weakest && weakest[0] && !infer_relation_parse(weakest, &ret->limits.weakest))
		IGNORE(err_field(&c->err, "weakest", "unknown",
		    "must be equal, superset, subset, intersects or suggests"));
	if (hops < 0 || hops > INFER_HOPS_MAX)
		IGNORE(err_field(&c->err, "hops", "out-of-range", "must be a number from 1 to %d",
		    INFER_HOPS_MAX));
	ret->from = from;
	return c->err.code;
}

/* ---- the library as a graph ---- */

struct graph {
	const struct library_framework *f;
	size_t nf;
	int *base;			/* number of the first node of each framework */
	int nodes;
	struct infer_graph *g;
};

static int number_of(const struct graph *w, const struct library_node *n)
{
	size_t f = (size_t)(n->framework - w->f);

	return w->base[f] + (int)(n - w->f[f].nodes);
}

static const struct library_node *node_of(const struct graph *w, int number)
{
	size_t f = w->nf;

	while (f-- > 0)
		if (number >= w->base[f])
			return &w->f[f].nodes[number - w->base[f]];
	BUG("no such node");
}

/* Pairs that begin in the f-th framework, into out unless it is NULL; how many. */
static size_t edges_of(const struct graph *w, size_t f, struct infer_edge *out)
{
	const struct library_pair *p;
	enum infer_relation r;
	size_t n = 0;

	for (size_t i = 0; i < w->f[f].nnodes; i++)
		for (p = w->f[f].nodes[i].from; p; p = p->next_from) {
			if (!infer_relation_parse(p->relation, &r))
				continue;
			if (out)
				out[n] = (struct infer_edge){ number_of(w, p->from),
					number_of(w, p->to), r };
			n++;
		}
	return n;
}

static struct graph graph_new(struct arena *a)
{
	struct graph w = { 0 };
	struct infer_edge *edges;
	size_t n = 0;

	w.f = library_frameworks(library(), &w.nf);
	w.base = arena_zero(a, w.nf + 1, sizeof(*w.base));
	for (size_t i = 0; i < w.nf; i++) {
		w.base[i] = w.nodes;
		w.nodes += (int)w.f[i].nnodes;
		n += edges_of(&w, i, NULL);
	}
	edges = arena_zero(a, n + 1, sizeof(*edges));
	n = 0;
	for (size_t i = 0; i < w.nf; i++)
		n += edges_of(&w, i, edges + n);
	w.g = infer_graph_new(a, w.nodes, edges, n);
	return w;
}

/* ---- what is proposed ---- */

struct proposed {
	struct graph graph;
	struct gap_knowns known;
	size_t *of_source;		/* source of the engine -> known */
	struct rec **row;		/* node -> row of the analysis, NULL */
	struct infer_proposal *list;
	size_t n, own, silent;
};

/* May inference write here? Not where a person has judged. */
static bool open_row(const struct rec *r)
{
	return gap_judged(r).status == GAP_NOT_ASSESSED || (r->drafted && rec_has(r, "provenance"));
}

/* "from A.5.15 in place, through CSF2:PR.AA-01 (intersects), then equal; 2 others say the same" */
static const char *said(struct arena *a, const struct proposed *w, const struct infer_proposal *p)
{
	const struct gap_known *k = &w->known.list[w->of_source[p->source]];
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 4096);
	sbuf_printf(b, "from %s %s", k->ref, k->said);
	for (int i = 1; i < p->hops; i++)
		sbuf_printf(b, "%s%s (%s)", i == 1 ? ", through " : ", ",
		    node_of(&w->graph, p->path[i])->name, infer_relation_name(p->link[i - 1]));
	if (p->hops)
		sbuf_printf(b, "%s%s", p->hops == 1 ? ", " : ", then ",
		    infer_relation_name(p->link[p->hops - 1]));
	if (p->also)
		sbuf_printf(b, "; %zu %s the same", p->also, p->also == 1 ? "other says" :
		    "others say");
	return sbuf_str(b).p;
}

/* What an earlier run wrote, for the same reason, is no news. */
static void drop_known(struct arena *a, struct proposed *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct rec *r = w->row[w->list[i].node];
		const char *was = val_get_text(rec_value(r, "provenance"), "text");

		if (gap_judged(r).status == w->list[i].judged.status && was &&
		    gap_judged(r).maturity == w->list[i].judged.maturity &&
		    strcmp(was, said(a, w, &w->list[i])) == 0)
			continue;
		w->list[n++] = w->list[i];
	}
	w->n = n;
}

static int propose(struct ctx *c, const struct rec *analysis, const struct gap_ask *ask,
    enum verb v, struct proposed *w)
{
	struct infer_source *sources;
	struct gap_rows rows;
	bool *wanted;
	size_t n = 0;
	int rc;

	if ((rc = gap_rows_read(c, analysis->id, v, &rows)) < 0 ||
	    (rc = gap_sources_read(c, ask, &w->known)) < 0)
		return rc;
	w->graph = graph_new(c->arena);
	w->row = arena_zero(c->arena, (size_t)w->graph.nodes + 1, sizeof(*w->row));
	wanted = arena_zero(c->arena, (size_t)w->graph.nodes + 1, sizeof(*wanted));
	for (size_t i = 0; i < rows.n; i++) {
		const struct library_node *node = library_find_exact(library(),
		    rec_text(rows.recs[i], "ref")).node;

		w->own += !open_row(rows.recs[i]);
		w->silent += open_row(rows.recs[i]);
		if (!node || !open_row(rows.recs[i]))
			continue;
		w->row[number_of(&w->graph, node)] = rows.recs[i];
		wanted[number_of(&w->graph, node)] = true;
	}
	sources = arena_zero(c->arena, w->known.n + 1, sizeof(*sources));
	w->of_source = arena_zero(c->arena, w->known.n + 1, sizeof(*w->of_source));
	for (size_t i = 0; i < w->known.n; i++) {
		const struct library_node *node = library_find_exact(library(),
		    w->known.list[i].ref).node;

		if (!node)
			continue;
		sources[n] = (struct infer_source){ number_of(&w->graph, node),
			w->known.list[i].judged };
		w->of_source[n++] = i;
	}
	w->n = infer(c->arena, w->graph.g, sources, n, wanted, ask->limits, &w->list);
	w->silent -= w->n;
	drop_known(c->arena, w);
	return E_OK;
}

static struct value *path_value(struct arena *a, const struct proposed *w,
    const struct infer_proposal *p)
{
	struct value *list = val_arr(a);

	for (int i = 0; i <= p->hops; i++) {
		struct value *o = val_obj(a);

		val_add(o, "ref", val_text(a, node_of(&w->graph, p->path[i])->name));
		val_add(o, "link", val_text(a, i ? infer_relation_name(p->link[i - 1]) : NULL));
		val_push(list, o);
	}
	return list;
}

/* What stays with the row: enough to show where it came from, and to take it back. */
static struct value *provenance(struct ctx *c, const struct gap_ask *ask, const struct proposed *w,
    const struct infer_proposal *p)
{
	const struct gap_known *k = &w->known.list[w->of_source[p->source]];
	struct arena *a = c->arena;
	struct value *o = val_obj(a);

	val_add(o, "source", val_text(a, ask->soa ? "soa" : rec_code(a, ask->from)));
	val_add(o, "from", val_text(a, k->ref));
	val_add(o, "said", val_text(a, k->said));
	val_add(o, "relation", val_text(a, infer_relation_name(p->relation)));
	val_add(o, "strength", val_text(a, infer_strength(p->relation)));
	val_add(o, "also", val_int(a, (int64_t)p->also));
	val_add(o, "path", path_value(a, w, p));
	val_add(o, "text", val_text(a, said(a, w, p)));
	return o;
}

/* Checks that what is applied is what was seen. */
static const char *choice_of(struct arena *a, const struct rec *row, const struct infer_proposal *p)
{
	return p->judged.maturity == GAP_UNKNOWN ?
	    arena_printf(a, "%s:%s", rec_code(a, row), gap_statuses[p->judged.status].name) :
	    arena_printf(a, "%s:%s:%d", rec_code(a, row), gap_statuses[p->judged.status].name,
		p->judged.maturity);
}

static struct value *proposal_value(struct ctx *c, const struct gap_ask *ask,
    const struct proposed *w, const struct infer_proposal *p)
{
	const struct item *status = &gap_statuses[p->judged.status];
	struct value *o = provenance(c, ask, w, p);
	const struct rec *row = w->row[p->node];
	struct arena *a = c->arena;

	val_add(o, "row", val_text(a, rec_code(a, row)));
	val_add(o, "ref", val_text(a, rec_text(row, "ref")));
	val_add(o, "title", val_text(a, rec_title(row)));
	val_add(o, "href", val_text(a, rec_path(a, row->type, rec_code(a, row))));
	val_add(o, "status", val_text(a, status->name));
	val_add(o, "label", val_text(a, status->label));
	val_add(o, "tone", val_text(a, status->tone ? status->tone : "none"));
	val_add(o, "maturity", p->judged.maturity == GAP_UNKNOWN ? val_null(a) :
	    val_int(a, p->judged.maturity));
	val_add(o, "hops", val_int(a, p->hops));
	val_add(o, "selected", val_bool(a, p->relation > INFER_SUGGESTS));
	val_add(o, "value", val_text(a, choice_of(a, row, p)));
	return o;
}

int gap_infer_preview(struct ctx *c, const struct rec *analysis, const struct gap_ask *ask,
    struct value **ret)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *list = val_arr(a), *source = val_obj(a);
	struct proposed w = { 0 };
	int rc;

	if ((rc = propose(c, analysis, ask, VERB_READ, &w)) < 0)
		return rc;
	for (size_t i = 0; i < w.n; i++)
		val_push(list, proposal_value(c, ask, &w, &w.list[i]));
	val_add(source, "code", val_text(a, ask->soa ? "soa" : rec_code(a, ask->from)));
	val_add(source, "label", val_text(a, ask->soa ? N_("the Statement of Applicability") :
	    rec_title(ask->from)));
	val_add(o, "source", source);
	val_add(o, "known", val_int(a, (int64_t)w.known.n));
	val_add(o, "proposals", list);
	val_add(o, "own", val_int(a, (int64_t)w.own));
	val_add(o, "silent", val_int(a, (int64_t)w.silent));
	*ret = o;
	return E_OK;
}

/* ---- applying ---- */

static int run_new(struct ctx *c, const struct rec *analysis, const struct gap_ask *ask,
    int64_t rows, struct rec **ret)
{
	struct arena *a = c->arena;
	struct rec *r = rec_new(c, &record_gap_inference);
	int rc;

	if ((rc = access_require(c, r->type, VERB_CREATE)) < 0)
		return rc;
	rec_set_text(c, r, "title", arena_printf(a, "%s of %s from %s", text_counted(a, rows,
	    "row", "rows"), rec_code(a, analysis), ask->soa ? "the Statement of Applicability" :
	    rec_code(a, ask->from)));
	rec_set_int(c, r, "analysis", analysis->id);
	rec_set_text(c, r, "source", ask->soa ? "soa" : "analysis");
	if (ask->from)
		rec_set_int(c, r, "from", ask->from->id);
	rec_set_int(c, r, "applied", rows);
	*ret = r;
	return record_save(c, NULL, r, "create");
}

static int fill_row(struct ctx *c, const struct gap_ask *ask, const struct proposed *w,
    const struct infer_proposal *p, const struct rec *run)
{
	const struct gap_known *k = &w->known.list[w->of_source[p->source]];
	const struct rec *old = w->row[p->node];
	struct rec *r = rec_copy(c, old);
	struct value *from = provenance(c, ask, w, p);
	int rc;

	val_add(from, "before", val_int(c->arena, old->rev));
	rec_set(r, "provenance", from);
	rec_set_int(c, r, "inference", run->id);
	rec_set_text(c, r, "status", gap_statuses[p->judged.status].name);
	rec_set(r, "maturity", p->judged.maturity == GAP_UNKNOWN ? NULL :
	    val_int(c->arena, p->judged.maturity));
	if (p->judged.status == GAP_NOT_APPLICABLE)
		rec_set_text(c, r, "justification", k->why && k->why[0] ? k->why :
		    arena_printf(c->arena, "%s is %s", k->ref, k->said));
	r->drafted = true;
	if ((rc = r->type->derive(c, r)) < 0)
		return rc;
	return record_save(c, old, r, "infer");
}

/* Which proposals were chosen; a choice that is no proposal (any more) is refused. */
static int mark_chosen(struct ctx *c, const struct proposed *w, const struct value *chosen,
    bool *marks, int64_t *ret_n)
{
	*ret_n = 0;
	for (size_t i = 0; !chosen && i < w->n; i++, (*ret_n)++)
		marks[i] = true;
	for (const struct value *v = chosen ? chosen->u.list.first : NULL; v; v = v->next) {
		size_t i = 0;

		while (i < w->n && (v->kind != V_TEXT || !str_is(v->u.s,
		    choice_of(c->arena, w->row[w->list[i].node], &w->list[i]))))
			i++;
		if (i == w->n)
			return err_hint(&c->err, E_CONFLICT, "look at the preview again",
			    "\"%s\" is not proposed (any more)", v->kind == V_TEXT ? v->u.s.p : "");
		*ret_n += !marks[i];
		marks[i] = true;
	}
	return *ret_n ? E_OK :
	    err_field(&c->err, "rows", "required", "choose at least one proposal");
}

int gap_infer_apply(struct ctx *c, const struct rec *analysis, const struct gap_ask *ask,
    const struct value *chosen, struct rec **ret)
{
	struct proposed w = { 0 };
	int64_t n;
	bool *marks;
	int rc;

	if (strcmp(analysis->state, "closed") == 0 || analysis->archived)
		return err_hint(&c->err, E_CONFLICT, "open it again first", "%s is closed",
		    rec_code(c->arena, analysis));
	if ((rc = propose(c, analysis, ask, VERB_EDIT, &w)) < 0)
		return rc;
	marks = arena_zero(c->arena, w.n + 1, sizeof(*marks));
	if ((rc = mark_chosen(c, &w, chosen, marks, &n)) < 0 ||
	    (rc = run_new(c, analysis, ask, n, ret)) < 0)
		return rc;
	for (size_t i = 0; i < w.n; i++)
		if (marks[i] && (rc = fill_row(c, ask, &w, &w.list[i], *ret)) < 0)
			return rc;
	return E_OK;
}
