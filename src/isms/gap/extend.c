/* isms/gap/extend.c -- what the pages of an analysis and of a row show beside their fields. */
#include "isms/gap/page.h"

/* Only a-z, A-Z, 0-9 and the like in an address. */
static const char *encoded(struct arena *a, const char *text)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 4096);
	url_add(b, text);
	return sbuf_str(b).p;
}

static struct value *sections(struct ctx *c, const struct rec *r, const struct gap_groups *g)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < g->n; i++) {
		struct value *o = gap_group_value(c->arena, &g->list[i]);

		val_set(o, "rows", val_null(c->arena));
		val_add(o, "href", val_text(c->arena, arena_printf(c->arena,
		    "/gap_analyses/%s/rows?section=%s", rec_code(c->arena, r),
		    encoded(c->arena, g->list[i].title))));
		val_push(list, o);
	}
	return list;
}

/* summary, bar, sections, radar: as far as the actor may read the rows. */
int gap_analysis_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct gap_tally t = { 0 };
	struct gap_groups g;
	struct gap_rows rows;
	int rc;

	if (access_scope(c, &record_gap_row, VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = gap_rows_read(c, r->id, VERB_READ, &rows)) < 0)
		return rc;
	for (size_t i = 0; i < rows.n; i++)
		gap_tally_row(&t, rows.recs[i]);
	g = gap_groups_of(c->arena, &rows);
	val_set(out, "analysis", gap_links(c, r));
	val_set(out, "summary", gap_tally_value(c->arena, &t));
	val_set(out, "bar", gap_bar_value(c->arena, &t));
	val_set(out, "sections", sections(c, r, &g));
	val_set(out, "radar", gap_radar_value(c->arena, &g));
	return E_OK;
}

/* judgement: the row as the pages of the analysis show it, with its tasks and provenance. */
int gap_row_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct gap_tasks tasks;
	int rc;

	if ((rc = gap_tasks_read(c, rec_int(r, "analysis"), &tasks)) < 0)
		return rc;
	val_set(out, "judgement", gap_row_value(c, r, &tasks));
	return E_OK;
}
