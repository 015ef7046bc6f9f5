/* isms/gap/rows.c -- the rows of an analysis: made with it, read in order, added up. */
#include "isms/gap/gap.h"
#include "isms/knowledge/library.h"
#include "record/any.h"

/* ---- making ---- */

struct candidate {
	const struct record *t;
	int64_t id;
	const char *ref, *kind, *parent;
};
struct candidates {
	struct candidate *list;
	size_t n, room;
};

static struct candidate *candidate_add(struct ctx *c, struct candidates *all)
{
	if (all->n == all->room) {
		size_t room = all->room ? all->room * 2 : 256;
		struct candidate *more = arena_zero(c->arena, room, sizeof(*more));

		if (all->n)
			memcpy(more, all->list, all->n * sizeof(*more));
		all->list = more;
		all->room = room;
	}
	return &all->list[all->n++];
}

static int read_type(struct ctx *c, const struct record *t, int64_t framework,
    struct candidates *all)
{
	bool control = strcmp(t->name, "control") == 0;
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, control ? SQL("SELECT t.id, t.ref, NULL, NULL FROM control AS t") :
	    SQL("SELECT t.id, t.ref, t.kind, t.parent FROM requirement AS t"));
	sqlb_add(b, SQL(" WHERE t.org = :org AND t.archived = FALSE AND t.framework_id = "));
	(void)sqlb_param_int(b, framework);
	access_filter(c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.sort_key, t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		*candidate_add(c, all) = (struct candidate){ t, db_int(q, 0),
			arena_text(c->arena, db_text(q, 1)), arena_text(c->arena, db_text(q, 2)),
			arena_text(c->arena, db_text(q, 3)) };
	db_done(q);
	return rc;
}

static bool is_section(const struct candidate *k)
{
	return k->kind && strcmp(k->kind, "section") == 0;
}

/* Does it stand below something that has a row of its own? */
static bool is_detail(const struct candidates *all, const struct candidate *k)
{
	const struct library_node *n = library_find_exact(library(), k->ref).node;

	if (n)
		return n->parent && strcmp(library_role(n->parent), "section") != 0;
	for (size_t i = 0; k->parent && i < all->n; i++)
		if (all->list[i].t == k->t && strcmp(all->list[i].ref, k->parent) == 0)
			return !is_section(&all->list[i]);
	return false;
}

static int make(struct ctx *c, const struct rec *analysis, const struct candidate *k)
{
	struct value *o = val_obj(c->arena);
	struct rec *row;

	val_add(o, "analysis", val_text(c->arena, rec_code(c->arena, analysis)));
	val_add(o, "requirement", val_text(c->arena, any_text(c->arena, k->t, k->id)));
	if (rec_has(analysis, "target_status"))
		val_add(o, "target_status",
		    val_text(c->arena, rec_text(analysis, "target_status")));
	if (rec_has(analysis, "target_maturity"))
		val_add(o, "target", val_int(c->arena, rec_int(analysis, "target_maturity")));
	return record_create(c, &record_gap_row, o, IN_JSON, &row);
}

int gap_rows_make(struct ctx *c, const struct rec *old, const struct rec *r)
{
	bool all = rec_is(r, "depth", "all");
	struct candidates list = { 0 };
	size_t made = 0;
	int rc;

	if (old)
		return E_OK;
	if ((rc = read_type(c, record_find("requirement"), rec_int(r, "framework"), &list)) < 0 ||
	    (rc = read_type(c, record_find("control"), rec_int(r, "framework"), &list)) < 0)
		return rc;
	for (size_t i = 0; i < list.n; i++) {
		if (is_section(&list.list[i]) || (!all && is_detail(&list, &list.list[i])))
			continue;
		if ((rc = make(c, r, &list.list[i])) < 0)
			return rc;
		made++;
	}
	return made ? E_OK : err_field(&c->err, "framework", "empty",
	    "no requirement or control of this framework is loaded: load it in Knowledge first");
}

/* ---- reading ---- */

int gap_rows_read(struct ctx *c, int64_t analysis, enum verb v, struct gap_rows *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	size_t room = 0;
	int rc;

	*ret = (struct gap_rows){ 0 };
	sqlb_add(b, SQL("SELECT "));
	record_columns(b, &record_gap_row, "t");
	sqlb_add(b, SQL(" FROM gap_row AS t WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.analysis_id = "));
	(void)sqlb_param_int(b, analysis);
	access_filter(c, b, &record_gap_row, v, "t");
	sqlb_add(b, SQL(" ORDER BY t.sort_key, t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		if (ret->n == room) {
			struct rec **more = arena_zero(c->arena, room * 2 + 128, sizeof(*more));

			if (ret->n)
				memcpy(more, ret->recs, ret->n * sizeof(*more));
			ret->recs = more;
			room = room * 2 + 128;
		}
		ret->recs[ret->n++] = record_row(c, &record_gap_row, q);
	}
	db_done(q);
	return rc < 0 ? rc : record_load_links(c, ret->recs, ret->n);
}

struct rec *gap_rows_find(const struct gap_rows *rows, struct str code)
{
	int64_t id;

	if (!code_id(&record_gap_row, code, &id))
		return NULL;
	for (size_t i = 0; i < rows->n; i++)
		if (rows->recs[i]->id == id)
			return rows->recs[i];
	return NULL;
}

/* ---- adding up ---- */

void gap_tally_row(struct gap_tally *t, const struct rec *row)
{
	gap_tally_add(t, gap_judged(row), gap_target(row), row->drafted);
}

static const char *tenths(struct arena *a, int t)
{
	return t == GAP_UNKNOWN ? NULL : arena_printf(a, "%d.%d", t / 10, t % 10);
}

struct value *gap_tally_value(struct arena *a, const struct gap_tally *t)
{
	static const char *const keys[GAP_STATUS_N] = {
		"not_assessed", "not_met", "partly", "largely", "met", "not_applicable" };
	int64_t assessed = gap_assessed(t);
	struct value *o = val_obj(a);
	int percent = gap_percent(t);

	val_add(o, "total", val_int(a, t->total));
	val_add(o, "assessed", val_int(a, assessed));
	for (int i = 0; i < GAP_STATUS_N; i++)
		val_add(o, keys[i], val_int(a, t->n[i]));
	val_add(o, "below", val_int(a, t->below));
	val_add(o, "inferred", val_int(a, t->inferred));
	val_add(o, "percent", percent == GAP_UNKNOWN ? val_null(a) : val_int(a, percent));
	val_add(o, "maturity", val_text(a,
	    tenths(a, gap_mean_tenths(t->maturity_sum, t->maturity_n))));
	val_add(o, "target", val_text(a, tenths(a, gap_mean_tenths(t->target_sum, t->target_n))));
	val_add(o, "text", val_text(a, arena_printf(a, "%" PRId64 " of %" PRId64 " assessed: %"
	    PRId64 " met, %" PRId64 " largely, %" PRId64 " partly, %" PRId64 " not met, %" PRId64
	    " not applicable", assessed, t->total, t->n[GAP_MET], t->n[GAP_LARGELY],
	    t->n[GAP_PARTLY], t->n[GAP_NOT_MET], t->n[GAP_NOT_APPLICABLE])));
	return o;
}
