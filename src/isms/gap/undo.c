/* isms/gap/undo.c -- one run of inference taken back as one act. See proposals.h. */
#include "isms/gap/proposals.h"
#include "record/rec.h"

/* Confirmed or changed rows are a person's; only what still waits goes back. */
static bool untouched(const struct rec *r)
{
	return r->drafted && rec_has(r, "provenance");
}

/* What the run wrote, as it was at the revision before; everything else stays as it is now. */
static int restore(struct ctx *c, const struct rec *old)
{
	static const char *const written[] = { "status", "maturity", "justification", "provenance",
		"inference", "judged_at" };
	struct rec *r = rec_copy(c, old), *before;
	int rc;

	if ((rc = record_revision(c, old->type, old->id,
	    val_get_int(rec_value(old, "provenance"), "before", 1), &before)) < 0)
		return rc;
	for (size_t i = 0; i < COUNT(written); i++)
		rec_set(r, written[i], rec_value(before, written[i]));
	r->drafted = before->drafted;
	if ((rc = r->type->derive(c, r)) < 0)
		return rc;
	return record_save(c, old, r, "undo");
}

static void keep(struct ctx *c, struct value *list, const struct rec *r)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "row", val_text(c->arena, rec_code(c->arena, r)));
	val_add(o, "title", val_text(c->arena, rec_title(r)));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, rec_code(c->arena, r))));
	val_push(list, o);
}

/* Did this revision of the row belong to the run? Requests may write more than one. */
static bool of_run(struct ctx *c, const struct rec *run, int64_t id, int64_t rev)
{
	struct rec *then;

	return record_revision(c, &record_gap_row, id, rev, &then) == E_OK &&
	    rec_int(then, "inference") == run->id;
}

/* Rows the run filled, also those that say something else by now: from the history. */
static int read_ever(struct ctx *c, const struct rec *run, struct gap_rows *rows)
{
	struct gap_rows all;
	struct query *q;
	int rc;

	if ((rc = gap_rows_read(c, rec_int(run, "analysis"), VERB_READ, &all)) < 0 ||
	    (rc = db_query(c, &q, SQL("SELECT id, rev FROM revision WHERE org = :org"
	    " AND type = 'gap_row' AND op = 'infer' AND request = (SELECT request FROM revision"
	    " WHERE org = :org AND type = 'gap_inference' AND id = :run AND rev = 1)"
	    " ORDER BY id"))) < 0)
		return rc;
	*rows = (struct gap_rows){ .recs = arena_zero(c->arena, all.n + 1, sizeof(*rows->recs)) };
	db_bind_int(q, ":run", run->id);
	while ((rc = db_step(c, q)) > 0)
		for (size_t i = 0; i < all.n; i++)
			if (all.recs[i]->id == db_int(q, 0) &&
			    of_run(c, run, db_int(q, 0), db_int(q, 1)))
				rows->recs[rows->n++] = all.recs[i];
	db_done(q);
	return rc;
}

static int end_run(struct ctx *c, const struct rec *run, int64_t kept)
{
	struct rec *r = rec_copy(c, run);

	r->state = "undone";
	rec_set_int(c, r, "kept", kept);
	return record_save(c, run, r, "undo");
}

int gap_infer_undo(struct ctx *c, const char *code, struct value **ret)
{
	struct value *kept = val_arr(c->arena), *o = val_obj(c->arena);
	struct rec *run, *analysis;
	struct gap_rows rows;
	int64_t undone = 0;
	int rc;

	if ((rc = record_get(c, &record_gap_inference, code, VERB_EDIT, &run)) < 0 ||
	    (rc = record_load(c, &record_gap_analysis, rec_int(run, "analysis"), &analysis)) < 0)
		return rc;
	if (strcmp(run->state, "applied") != 0)
		return err_set(&c->err, E_CONFLICT, "%s was undone before", code);
	if (strcmp(analysis->state, "closed") == 0)
		return err_hint(&c->err, E_CONFLICT, "open it again first", "%s is closed",
		    rec_code(c->arena, analysis));
	if ((rc = read_ever(c, run, &rows)) < 0)
		return rc;
	for (size_t i = 0; i < rows.n; i++) {
		const struct rec *r = rows.recs[i];

		if (!untouched(r) || rec_int(r, "inference") != run->id) {
			keep(c, kept, r);
			continue;
		}
		if ((rc = access_require(c, r->type, VERB_EDIT)) < 0 || (rc = restore(c, r)) < 0)
			return rc;
		undone++;
	}
	if ((rc = end_run(c, run, (int64_t)kept->u.list.n)) < 0)
		return rc;
	val_add(o, "run", val_text(c->arena, code));
	val_add(o, "undone", val_int(c->arena, undone));
	val_add(o, "kept", kept);
	*ret = o;
	return E_OK;
}
