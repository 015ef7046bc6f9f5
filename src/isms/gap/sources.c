/* isms/gap/sources.c -- what inference starts from: the Statement, or another analysis. */
#include "isms/control/soa.h"
#include "isms/gap/proposals.h"

static struct gap_knowns knowns_new(struct arena *a, size_t room)
{
	return (struct gap_knowns){ .list = arena_zero(a, room + 1, sizeof(struct gap_known)) };
}

/* ---- the Statement of Applicability ---- */

/* Least maturity of the measures that do something for the control; nothing when none is rated. */
static int read_maturities(struct ctx *c, struct gap_knowns *k)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT k.ref, min(t.maturity) FROM measure AS t"
	    " JOIN link AS l ON l.org = t.org AND l.from_type = 'measure' AND l.from_id = t.id"
	    " AND l.field = 'controls' AND l.to_type = 'control'"
	    " JOIN control AS k ON k.org = l.org AND k.id = l.to_id"
	    " WHERE t.org = :org AND t.archived = FALSE AND t.state IN ('in-place', 'partly')"
	    " AND t.maturity IS NOT NULL"));
	access_filter(c, b, record_find("measure"), VERB_READ, "t");
	sqlb_add(b, SQL(" GROUP BY k.ref"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		for (size_t i = 0; i < k->n; i++)
			if (strcmp(k->list[i].ref, db_text(q, 0)) == 0 &&
			    k->list[i].judged.status != GAP_NOT_APPLICABLE)
				k->list[i].judged.maturity = (int)db_int(q, 1);
	db_done(q);
	return rc;
}

/* A test that failed says more than the state of the measure. */
static bool contradicted(const struct value *row)
{
	const char *proof = val_get_text(val_get(row, "proof"), "name");

	return proof && strcmp(proof, "contradicted") == 0;
}

/* A control nobody has decided on says nothing. */
static enum gap_status soa_status(const struct value *row)
{
	static const struct { const char *name; enum gap_status status; } words[] = {
		{ "in-place", GAP_MET }, { "provider", GAP_MET }, { "partly", GAP_PARTLY },
		{ "planned", GAP_NOT_MET }, { "not-implemented", GAP_NOT_MET },
	};
	const char *name = val_get_text(val_get(row, "status"), "name");

	if (val_truthy(val_get(row, "excluded")))
		return GAP_NOT_APPLICABLE;
	for (size_t i = 0; name && val_truthy(val_get(row, "applicable")) && i < COUNT(words); i++)
		if (strcmp(words[i].name, name) == 0)
			return words[i].status == GAP_MET && contradicted(row) ? GAP_PARTLY :
			    words[i].status;
	return GAP_NOT_ASSESSED;
}

static const char *said_of(struct arena *a, const struct value *row, const char *label)
{
	const char *text = text_lower(a, label ? label : "");

	return contradicted(row) ? arena_printf(a, "%s but contradicted by a test", text) : text;
}

static int read_soa(struct ctx *c, struct gap_knowns *ret)
{
	struct value *rows;
	int rc;

	if ((rc = soa_rows(c, "iso27001-2022", &rows)) < 0)
		return rc;
	*ret = knowns_new(c->arena, rows->u.list.n);
	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		enum gap_status s = soa_status(r);
		const char *label = val_get_text(val_get(r,
		    s == GAP_NOT_APPLICABLE ? "decision" : "status"), "label");

		if (s != GAP_NOT_ASSESSED)
			ret->list[ret->n++] = (struct gap_known){ val_get_text(r, "control"),
				{ s, GAP_UNKNOWN }, said_of(c->arena, r, label),
				s == GAP_NOT_APPLICABLE ? val_get_text(r, "justification") : NULL };
	}
	return read_maturities(c, ret);
}

/* ---- another analysis ---- */

/* Only what persons judged: what was inferred would come back as its own witness. */
static int read_analysis(struct ctx *c, const struct rec *from, struct gap_knowns *ret)
{
	struct gap_rows rows;
	int rc;

	if ((rc = gap_rows_read(c, from->id, VERB_READ, &rows)) < 0)
		return rc;
	*ret = knowns_new(c->arena, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct rec *r = rows.recs[i];
		struct gap_judgement j = gap_judged(r);

		if (j.status == GAP_NOT_ASSESSED || r->drafted)
			continue;
		ret->list[ret->n++] = (struct gap_known){ rec_text(r, "ref"), j,
			text_lower(c->arena, gap_statuses[j.status].label),
			j.status == GAP_NOT_APPLICABLE ? rec_text(r, "justification") : NULL };
	}
	return E_OK;
}

int gap_sources_read(struct ctx *c, const struct gap_ask *ask, struct gap_knowns *ret)
{
	return ask->soa ? read_soa(c, ret) : read_analysis(c, ask->from, ret);
}
