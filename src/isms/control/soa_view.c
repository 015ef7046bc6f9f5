/* isms/control/soa_view.c -- what the pages of versions, comparisons and conditions show beside. */
#include "isms/approval/approval.h"
#include "isms/control/exclusion.h"
#include "isms/control/soa_version.h"
#include "record/rec.h"

static struct value *decision_value(struct arena *a, const char *name)
{
	static const char *const tones[] = { "warn", "good", "info", "none" };
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	for (enum soa_decision d = SOA_UNDECIDED; d <= SOA_EXCLUDED; d++)
		if (strcmp(soa_decision_name(d), name) == 0) {
			val_add(o, "label", val_text(a, soa_decision_label(d)));
			val_add(o, "tone", val_text(a, tones[d]));
		}
	return o;
}

static void word_status(struct arena *a, struct value *row)
{
	const char *name = val_get_text(row, "status");

	for (enum soa_status s = SOA_NOT_NEEDED; name && s <= SOA_BY_PROVIDER; s++)
		if (strcmp(soa_status_name(s), name) == 0) {
			val_set(row, "status", soa_status_value(a, s, true));
			return;
		}
}

/* Frozen rows in words; the names stay beside the labels. */
static struct value *worded(struct arena *a, const struct value *rows)
{
	struct value *list = val_copy(a, rows);

	for (struct value *o = list->u.list.first; o; o = o->next) {
		val_set(o, "decision", decision_value(a, val_get_text(o, "decision")));
		val_set(o, "href", val_text(a, rec_path(a, record_find("control"),
		    val_get_text(o, "control"))));
		word_status(a, o);
	}
	return list;
}

int soa_version_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct approval_standing s;
	const char *code = rec_code(c->arena, r);
	struct value *rows;
	int rc;

	if ((rc = approval_standing(c, r, NULL, &s)) < 0 ||
	    (rc = soa_version_rows(c, r, &rows)) < 0)
		return rc;
	val_set(out, "approval", approval_value(c->arena, &s));
	val_set(out, "statement_rows", worded(c->arena, rows));
	val_set_text(c->arena, out, "report_href", arena_printf(c->arena,
	    "/reports/soa?format=pdf&of=%s", code));
	val_set_text(c->arena, out, "compare_href", arena_printf(c->arena,
	    "/soa/compare?from=%s", code));
	return E_OK;
}

int soa_comparison_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	const char *text = rec_text(r, "frozen");
	struct value *rows;
	int rc = json_parse(c->arena, text, strlen(text), &rows, &c->err);

	if (rc < 0)
		return rc;
	val_set(out, "annex", worded(c->arena, val_get(rows, "annex")));
	val_set(out, "beyond_rows", worded(c->arena, val_get(rows, "beyond")));
	return E_OK;
}

/* Does it hold now, or on the day that is looked at, and what contradicts. */
int exclusion_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *records = val_arr(c->arena);
	struct err before = c->err;
	int64_t found = 0;
	int rc = exclusion_look(c, rec_text(r, "records"), rec_text(r, "query"), &found, &records);

	if (rc < 0 && rc != E_INVALID)
		return rc;
	c->err = before;
	val_set_bool(c->arena, out, "holds", rc == E_OK && found == 0);
	val_set_bool(c->arena, out, "readable", rc == E_OK);
	val_set_int(c->arena, out, "found", found);
	val_set(out, "contradicting", records);
	val_set_text(c->arena, out, "condition", exclusion_text(c, rec_text(r, "records"),
	    rec_text(r, "query")));
	val_set_text(c->arena, out, "list_href", arena_printf(c->arena, "/%s?%s",
	    rec_text(r, "records"), rec_text(r, "query")));
	return E_OK;
}
