/* isms/document/list_report.c -- the list of documented information, as an auditor asks for it. */
#include "isms/asset/asset.h"
#include "isms/document/document_priv.h"
#include "isms/document/readers.h"
#include "record/program.h"
#include "record/rec.h"
#include "report/named.h"

/* SOURCE: ISO/IEC 27001:2022, 7.5.2, 7.5.3. */
static const struct report_column columns[] = {
	{ .key = "code", .label = N_("Code"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Title"), .weight = 7 },
	{ .key = "kind", .label = N_("Kind"), .weight = 3 },
	{ .key = "number", .label = N_("Version"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "owner", .label = N_("Owner"), .weight = 4 },
	{ .key = "state", .label = N_("State"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "published_on", .label = N_("Published"), .weight = 3, .kind = REPORT_DATE },
	{ .key = "next_review", .label = N_("Next review"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "classification", .label = N_("Classification"), .weight = 3 },
	{ .key = "confirmed", .label = N_("Confirmed %"), .weight = 2, .kind = REPORT_INT },
};

static struct value *toned(struct arena *a, const char *label, const char *tone)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "tone", val_text(a, tone ? tone : "none"));
	return o;
}

static int row(struct ctx *c, const struct rec *d, struct value **ret)
{
	struct arena *a = c->arena;
	const struct item *state = item_find(d->type->states, d->state, strlen(d->state));
	const char *next = rec_text(d, "next_review");
	struct value *o = val_obj(a);
	struct readers s;
	int rc = readers_standing(c, d, false, &s);

	val_add(o, "code", val_text(a, rec_code(a, d)));
	val_add(o, "title", val_text(a, rec_title(d)));
	val_add(o, "kind", val_text(a, item_label(document_kinds, rec_text(d, "kind"))));
	val_add(o, "number", val_text(a, rec_text(d, "number")));
	val_add(o, "owner", val_text(a, rec_int(d, "owner") ?
	    value_text(c, field_find(d->type, "owner"), rec_value(d, "owner")) : ""));
	val_add(o, "state", toned(a, state->label, state->tone));
	val_add(o, "published_on", val_text(a, rec_text(d, "published_on")));
	val_add(o, "next_review", toned(a, next, next[0] && strcmp(next, today_of(c)) < 0 ?
	    "bad" : NULL));
	val_add(o, "classification", val_text(a, rec_has(d, "classification") ?
	    item_label(asset_classes, rec_text(d, "classification")) : ""));
	val_add(o, "confirmed", rc == E_OK && s.percent >= 0 ? val_int(a, s.percent) :
	    val_null(a));
	*ret = o;
	return rc;
}

struct totals {
	int64_t in_force, late;
};

static void figures(struct report_doc *doc, size_t n, const struct totals *t)
{
	struct arena *a = doc->arena;

	report_figure(doc, N_("Documents"), arena_printf(a, "%zu", n), N_("not archived"),
	    REPORT_NEUTRAL);
	report_figure(doc, N_("In force"), arena_printf(a, "%" PRId64, t->in_force),
	    N_("with a published version"), REPORT_GOOD);
	report_figure(doc, N_("Review overdue"), arena_printf(a, "%" PRId64, t->late),
	    N_("of those in force"), t->late ? REPORT_WARN : REPORT_NEUTRAL);
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("List of documents"));
	struct list_query lq = { .t = record_find("document"), .every = true, .sort = "title" };
	struct value *rows = val_arr(c->arena), *o;
	struct totals t = { 0 };
	struct list l;
	int rc = list_run(c, &lq, &l);

	for (size_t i = 0; rc == E_OK && i < l.n; i++) {
		const struct rec *d = l.recs[i];
		const char *next = rec_text(d, "next_review");
		bool live = rec_has(d, "in_force") && strcmp(d->state, "withdrawn") != 0;

		if ((rc = row(c, d, &o)) < 0)
			break;
		t.in_force += live;
		t.late += live && next[0] && strcmp(next, today_of(c)) < 0;
		val_push(rows, o);
	}
	if (rc < 0)
		return rc;
	doc->subtitle = "ISO/IEC 27001:2022, 7.5";
	doc->landscape = true;
	figures(doc, l.n, &t);
	if (!l.n)
		report_para(doc, N_("There are no documents yet. The document kit drafts those that"
		    " the standard asks for."));
	report_table(doc, "documents", N_("All documents"), columns, COUNT(columns), rows);
	*ret = doc;
	return E_OK;
}

REPORT(document_list, .title = N_("List of documents"), .type = "document", .build = build,
    .reader = N_("Auditors and the ISMS manager: what is in force, and what is due."),
    .source = "ISO/IEC 27001:2022, 7.5",
    .help = N_("Every document with kind, version, owner, state, review and confirmations."));
