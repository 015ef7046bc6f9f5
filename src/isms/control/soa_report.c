/* isms/control/soa_report.c -- the Statement of Applicability as a document. */
#include "isms/control/soa.h"
#include "report/named.h"

/* SOURCE: ISO/IEC 27001:2022, 6.1.3 d): necessary controls, justification, status, exclusions. */
static const struct report_column columns[] = {
	{ .key = "control", .label = N_("Control"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Title"), .weight = 5 },
	{ .key = "applicable", .label = N_("Applies"), .weight = 2 },
	{ .key = "decision", .label = N_("Decision"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "reasons", .label = N_("Reasons"), .weight = 7, .kind = REPORT_LIST },
	{ .key = "justification", .label = N_("Justification"), .weight = 6 },
	{ .key = "status", .label = N_("Status"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "measures", .label = N_("Measures"), .weight = 6, .kind = REPORT_LIST },
};

/* Printed lists show labels alone: give them the code and the kind in front. */
static void name_items(struct arena *a, struct value *items)
{
	for (struct value *o = items->u.list.first; o; o = o->next) {
		const char *code = val_get_text(o, "code"), *kind = val_get_text(o, "kind");
		const char *label = val_get_text(o, "label");

		if (kind && strcmp(kind, "risk") != 0)
			label = arena_printf(a, "%s (%s)", label, kind);
		if (code)
			label = arena_printf(a, "%s %s", code, label);
		val_set_text(a, o, "label", label);
	}
}

/* An inherited control names its provider where an excluded one has its justification. */
static void name_provider(struct arena *a, struct value *row)
{
	const char *provider = val_get_text(row, "provider");
	const char *why = val_get_text(row, "justification");

	if (val_truthy(val_get(row, "inherited")) && provider)
		val_set_text(a, row, "justification", arena_printf(a, "Provider: %s%s%s", provider,
		    why ? ". " : "", why ? why : ""));
}

static void figure(struct report_doc *doc, const struct value *summary, const char *key,
    const char *label, const char *note, enum report_tone tone)
{
	report_figure(doc, label,
	    arena_printf(doc->arena, "%" PRId64, val_get_int(summary, key, 0)), note, tone);
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Statement of Applicability"));
	struct value *rows, *summary;
	int rc;

	if ((rc = soa_rows(c, "iso27001-2022", &rows)) < 0)
		return rc;
	summary = soa_summary(c->arena, rows);
	for (struct value *r = rows->u.list.first; r; r = r->next) {
		name_items(c->arena, val_get(r, "reasons"));
		name_items(c->arena, val_get(r, "measures"));
		name_provider(c->arena, r);
	}
	doc->subtitle = "ISO/IEC 27001:2022, 6.1.3 d)";
	doc->landscape = true;
	figure(doc, summary, "applicable", N_("Applicable"), N_("needed, for the reasons given"),
	    REPORT_GOOD);
	figure(doc, summary, "excluded", N_("Excluded"), N_("each with its justification"),
	    REPORT_INFO);
	figure(doc, summary, "undecided", N_("Undecided"), N_("neither named nor decided"),
	    val_get_int(summary, "undecided", 0) ? REPORT_WARN : REPORT_NEUTRAL);
	figure(doc, summary, "inherited", N_("Inherited"), N_("applicable, done by a provider"),
	    REPORT_INFO);
	report_para(doc,
	    N_("A control is applicable because of what names it: a risk it treats, a legal, "
	       "regulatory, contractual or business requirement, or a decision with its reason. "
	       "The status "
	       "follows from the measures that implement it."));
	if (!rows->u.list.n)
		report_para(doc, N_("The controls of ISO/IEC 27001:2022 are not loaded in this "
		    "organisation, so there is nothing to state yet."));
	report_table(doc, "soa", N_("All controls of Annex A"), columns, COUNT(columns), rows);
	*ret = doc;
	return E_OK;
}

REPORT(soa, .title = N_("Statement of Applicability"), .type = "control", .build = build,
    .reader = N_("Certification body, customers, management"),
    .source = "ISO/IEC 27001:2022, 6.1.3 d)",
    .help = N_(
	"Every control of Annex A with decision, reasons, justification, status and measures."));
