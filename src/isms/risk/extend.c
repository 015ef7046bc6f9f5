/* isms/risk/extend.c -- what a risk's page shows beside it: the matrix, and why the level is what
 * it is. */
#include "isms/risk/risk.h"
#include "record/store.h"

static struct value *labelled(struct arena *a, const struct scale *s, int64_t step)
{
	struct value *o = val_obj(a);

	val_add(o, "n", val_int(a, step));
	val_add(o, "label", val_text(a, scale_step(s, step)->label));
	return o;
}

/* Live risks per cell, as far as the actor may read them. */
static int count_cells(struct ctx *c, int64_t count[MATRIX_MAX * MATRIX_MAX])
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.likelihood, t.consequence, count(*) FROM risk AS t"
	    " WHERE t.org = :org AND t.archived = FALSE AND t.state <> 'closed'"));
	access_filter(c, b, record_find("risk"), VERB_READ, "t");
	sqlb_add(b, SQL(" GROUP BY t.likelihood, t.consequence"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		int64_t l = db_int(q, 0), k = db_int(q, 1);	/* 0 = not assessed */

		if (l >= 1 && l <= risk_matrix.nl && k >= 1 && k <= risk_matrix.nc)
			count[(l - 1) * risk_matrix.nc + k - 1] = db_int(q, 2);
	}
	db_done(q);
	return rc;
}

static struct value *cell_value(struct arena *a, int l, int k, int64_t count, bool here)
{
	const struct item *level = scale_step(&risk_level,
	    risk_matrix.cell[(l - 1) * risk_matrix.nc + k - 1]);
	struct value *o = val_obj(a);

	val_add(o, "tone", val_text(a, level->tone ? level->tone : "none"));
	val_add(o, "label", val_text(a, level->label));
	val_add(o, "level", val_int(a, risk_matrix.cell[(l - 1) * risk_matrix.nc + k - 1]));
	val_add(o, "count", val_int(a, count));
	val_add(o, "here", val_bool(a, here));
	/* The page shows the words "This risk" only in a cell that is no link. */
	val_add(o, "href", val_text(a, here || !count ? NULL :
	    arena_printf(a, "/risks?likelihood=%d&consequence=%d", l, k)));
	return o;
}

/* Highest likelihood first, as people draw it. */
int risk_matrix_view(struct ctx *c, int64_t likelihood, int64_t consequence, struct value **ret)
{
	int64_t count[MATRIX_MAX * MATRIX_MAX] = { 0 };
	struct value *view = val_obj(c->arena), *heads = val_arr(c->arena),
		     *rows = val_arr(c->arena);
	int rc;

	if ((rc = count_cells(c, count)) < 0)
		return rc;
	for (int k = 1; k <= risk_matrix.nc; k++)
		val_push(heads, labelled(c->arena, &risk_consequence, k));
	for (int l = risk_matrix.nl; l >= 1; l--) {
		struct value *row = labelled(c->arena, &risk_likelihood, l),
			     *cells = val_arr(c->arena);

		for (int k = 1; k <= risk_matrix.nc; k++)
			val_push(cells,
			    cell_value(c->arena, l, k, count[(l - 1) * risk_matrix.nc + k - 1],
				l == likelihood && k == consequence));
		val_add(row, "cells", cells);
		val_push(rows, row);
	}
	val_add(view, "heads", heads);
	val_add(view, "rows", rows);
	*ret = view;
	return E_OK;
}

static const char *named(struct arena *a, const struct scale *s, int64_t step)
{
	return arena_printf(a, "%" PRId64 " (%s)", step, scale_step(s, step)->label);
}

static const char *explain_pair(struct arena *a, const struct rec *r, const char *before,
    const char *l, const char *k, const char *level)
{
	return arena_printf(a, "%sikelihood %s x consequence %s gives level %s by the matrix.",
	    before, named(a, &risk_likelihood, rec_int(r, l)),
	    named(a, &risk_consequence, rec_int(r, k)), named(a, &risk_level, rec_int(r, level)));
}

static const char *explain(struct arena *a, const struct rec *r)
{
	const char *text;

	if (!rec_has(r, "level"))
		return N_("Not assessed: likelihood and consequence together give the level.");
	text = explain_pair(a, r, "L", "likelihood", "consequence", "level");
	if (rec_has(r, "residual_level"))
		return arena_printf(a, "%s %s", text, explain_pair(a, r, "After treatment: l",
		    "residual_likelihood", "residual_consequence", "residual_level"));
	return arena_printf(a, "%s %s", text, scale_step(&risk_level, rec_int(r, "level"))->help);
}

int risk_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *matrix;
	int rc;

	if ((rc = risk_matrix_view(c, rec_int(r, "likelihood"), rec_int(r, "consequence"),
	    &matrix)) < 0)
		return rc;
	val_set(out, "matrix", matrix);
	val_set_text(c->arena, out, "explain", explain(c->arena, r));
	return E_OK;
}
