/* isms/risk/matrix_view.c -- the matrix as pages draw it: levels, or how many risks are where. */
#include "isms/risk/risk.h"
#include "record/counts.h"
#include "record/store.h"

const struct risk_stage_def risk_stages[RISK_STAGES] = {
	[RISK_INHERENT] = { "inherent", N_("Without controls"), "likelihood", "consequence",
		"level", NULL, NULL },
	[RISK_CURRENT] = { "current", N_("Today"), "current_likelihood", "current_consequence",
		"current_level", "override_current_likelihood", "override_current_consequence" },
	[RISK_RESIDUAL] = { "residual", N_("After treatment"), "residual_likelihood",
		"residual_consequence", "residual_level", "override_residual_likelihood",
		"override_residual_consequence" },
};

static struct value *cell_value(struct arena *a, const struct criteria *k, int l, int q,
    const struct matrix_look *look)
{
	int at = (l - 1) * k->matrix.nc + q - 1, level = k->matrix.cell[at];
	struct value *o = step_value_of(a, &k->level, level);
	int64_t count = look->count ? look->count[at] : 0;
	bool here = l == look->here_l && q == look->here_k;

	val_add(o, "level", val_int(a, level));
	val_add(o, "count", look->count ? val_int(a, count) :
	    val_text(a, arena_printf(a, "%d", level)));
	val_add(o, "here", val_bool(a, here));
	/* The page shows the words "This risk" only in a cell that is no link. */
	val_add(o, "href", val_text(a, here || !count || !look->likelihood ? NULL :
	    arena_printf(a, "/risks?%s=%d&%s=%d&state[ne]=closed", look->likelihood, l,
		look->consequence, q)));
	return o;
}

struct value *matrix_value_of(struct arena *a, const struct criteria *k,
    const struct matrix_look *look)
{
	struct value *view = val_obj(a), *heads = val_arr(a), *rows = val_arr(a);

	for (int q = 1; q <= k->matrix.nc; q++)
		val_push(heads, step_value_of(a, &k->consequence, q));
	for (int l = k->matrix.nl; l >= 1; l--) {
		struct value *row = step_value_of(a, &k->likelihood, l), *cells = val_arr(a);

		for (int q = 1; q <= k->matrix.nc; q++)
			val_push(cells, cell_value(a, k, l, q, look));
		val_add(row, "cells", cells);
		val_push(rows, row);
	}
	val_add(view, "heads", heads);
	val_add(view, "rows", rows);
	val_add(view, "counted", val_bool(a, look->count != NULL));
	return view;
}

/*
 * Counting reads the whole register, so what was counted is kept until a risk changes: a number a
 * cell, in neighbouring places. False when one is missing.
 */
static bool cells_known(struct ctx *c, uint64_t key, int n, int64_t *count)
{
	struct counted k;

	for (int i = 0; i < n; i++) {
		if (!count_known(c, record_find("risk"), key + (uint64_t)i, &k))
			return false;
		count[i] = k.n;
	}
	return true;
}

static void cells_keep(struct ctx *c, uint64_t key, int n, const int64_t *count)
{
	for (int i = 0; i < n; i++)
		count_keep(c, record_find("risk"), key + (uint64_t)i,
		    (struct counted){ count[i], 0 });
}

int risk_count_cells(struct ctx *c, enum risk_stage stage, const struct matrix *m,
    int64_t count[MATRIX_MAX * MATRIX_MAX])
{
	const struct risk_stage_def *s = &risk_stages[stage];
	struct sqlb *b = sqlb_new(c->arena);
	int n = m->nl * m->nc, rc;
	struct query *q;
	uint64_t key;

	sqlb_add(b, SQL("SELECT t."));
	sqlb_name(b, s->likelihood);
	sqlb_add(b, SQL(", t."));
	sqlb_name(b, s->consequence);
	sqlb_add(b, SQL(", count(*) FROM risk AS t WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.state <> 'closed'"));
	access_filter(c, b, record_find("risk"), VERB_READ, "t");
	sqlb_add(b, SQL(" GROUP BY 1, 2"));
	sqlb_add(b, SQL(" -- "));	/* counts of a matrix of another size are others */
	sqlb_int(b, m->nl * (MATRIX_MAX + 1) + m->nc);
	key = count_key(c, b, "");
	if (cells_known(c, key, n, count))
		return E_OK;
	memset(count, 0, (size_t)n * sizeof(*count));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		int64_t l = db_int(q, 0), k = db_int(q, 1);	/* 0 = not assessed */

		if (l >= 1 && l <= m->nl && k >= 1 && k <= m->nc)
			count[(l - 1) * m->nc + k - 1] = db_int(q, 2);
	}
	db_done(q);
	if (rc == 0)
		cells_keep(c, key, n, count);
	return rc;
}

int risk_matrix_view(struct ctx *c, enum risk_stage stage, int64_t likelihood, int64_t consequence,
    struct value **ret)
{
	int64_t *count = arena_zero(c->arena, (size_t)MATRIX_MAX * MATRIX_MAX, sizeof(*count));
	const struct criteria *k = criteria_of(c);
	struct matrix_look look = { count, risk_stages[stage].likelihood,
		risk_stages[stage].consequence, likelihood, consequence };
	int rc;

	if ((rc = risk_count_cells(c, stage, &k->matrix, count)) == E_OK)
		*ret = matrix_value_of(c->arena, k, &look);
	return rc;
}
