/* isms/gap/extend.c -- what the pages of an analysis and of a row show beside their fields. */
#include "isms/gap/gap.h"

int gap_analysis_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct gap_tally t = { 0 };
	struct gap_rows rows;
	int rc;

	if (access_scope(c, &record_gap_row, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = gap_rows_read(c, r->id, VERB_READ, &rows)) < 0)
		return rc;
	for (size_t i = 0; i < rows.n; i++)
		gap_tally_row(&t, rows.recs[i]);
	val_set(out, "summary", gap_tally_value(c->arena, &t));
	return E_OK;
}

int gap_row_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	const struct value *p = rec_value(r, "provenance");

	val_set(out, "provenance", p ? val_copy(c->arena, p) : val_null(c->arena));
	return E_OK;
}
