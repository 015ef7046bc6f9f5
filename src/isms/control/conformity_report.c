/* isms/control/conformity_report.c -- what the conformity rules find, as an auditor would write. */
#include "report/named.h"
#include "rule/rule.h"

static const struct report_column predicted_columns[] = {
	{ .key = "clause", .label = N_("Clause"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Title"), .weight = 8 },
	{ .key = "major", .label = N_("Major"), .weight = 2, .kind = REPORT_INT },
	{ .key = "minor", .label = N_("Minor"), .weight = 2, .kind = REPORT_INT },
	{ .key = "opportunity", .label = N_("Opportunity"), .weight = 3, .kind = REPORT_INT },
	{ .key = "note", .label = N_("Note"), .weight = 7 },
};
static const struct report_column finding_columns[] = {
	{ .key = "clause", .label = N_("Clause"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "severity", .label = N_("Severity"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "subject", .label = N_("Record"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "finding", .label = N_("Finding"), .weight = 8 },
	{ .key = "owner", .label = N_("Owner"), .weight = 3 },
	{ .key = "fix", .label = N_("What to do"), .weight = 8 },
	{ .key = "source", .label = N_("Source"), .weight = 4 },
	{ .key = "rule", .label = N_("Rule"), .weight = 4 },
};
enum { ROWS_MAX = 90000 / (int)COUNT(finding_columns) };	/* a PDF takes no more */

static void figures(struct report_doc *doc, const struct value *result)
{
	const struct value *counts = val_get(result, "counts");
	int64_t major = val_get_int(counts, "major", 0), minor = val_get_int(counts, "minor", 0);
	int64_t better = val_get_int(counts, "opportunity", 0);
	struct arena *a = doc->arena;

	report_figure(doc, N_("Readiness, of 100"), arena_printf(a, "%" PRId64,
	    val_get_int(val_get(result, "score"), "value", 0)), arena_printf(a, "%" PRId64 " of %"
	    PRId64 " rules are met", val_get_int(result, "met", 0),
	    val_get_int(result, "rules", 0)), major ? REPORT_BAD : minor ? REPORT_WARN :
	    REPORT_GOOD);
	report_figure(doc, N_("Major"), arena_printf(a, "%" PRId64, major),
	    N_("a requirement is not met"), major ? REPORT_SEVERE : REPORT_GOOD);
	report_figure(doc, N_("Minor"), arena_printf(a, "%" PRId64, minor),
	    N_("a lapse that does not make the system fail"), minor ? REPORT_WARN : REPORT_GOOD);
	report_figure(doc, N_("Opportunity"), arena_printf(a, "%" PRId64, better),
	    N_("met, and could be better"), better ? REPORT_INFO : REPORT_GOOD);
	report_para(doc, val_get_text(val_get(result, "score"), "explain"));
}

static void predicted(struct report_doc *doc, const struct value *result)
{
	struct arena *a = doc->arena;
	struct value *rows = val_copy(a, val_get(result, "predicted"));

	for (struct value *r = rows->u.list.first; r; r = r->next)
		val_set_text(a, r, "note", val_truthy(val_get(r, "systemic")) ?
		    N_("three minor ones or more against one clause are a major") : "");
	report_heading(doc, 1, N_("What an auditor would write"));
	report_para(doc, N_("An auditor writes one nonconformity for a requirement, with its cases "
	    "as examples. So these are rules broken, not findings."));
	report_table(doc, "predicted", N_("By clause"), predicted_columns,
	    COUNT(predicted_columns), rows);
}

static struct value *finding_row(struct arena *a, const struct value *f)
{
	static const char *const same[] = { "clause", "finding", "fix", "source", "rule" };
	const char *code = val_get_text(val_get(f, "subject"), "code");
	const char *owner = val_get_text(val_get(f, "owner"), "label");
	struct value *row = val_obj(a);

	for (size_t i = 0; i < COUNT(same); i++)
		val_add(row, same[i], val_text(a, val_get_text(f, same[i])));
	val_add(row, "severity", severity_value(a, val_get_text(f, "severity")));
	val_add(row, "subject", val_text(a, code ? code : ""));
	val_add(row, "owner", val_text(a, owner ? owner : ""));
	return row;
}

static void findings(struct report_doc *doc, const struct value *result)
{
	struct value *rows = val_arr(doc->arena);
	int64_t more = val_get_int(result, "not_listed", 0);

	for (const struct value *f = val_get(result, "findings")->u.list.first; f; f = f->next) {
		if (rows->u.list.n < ROWS_MAX)
			val_push(rows, finding_row(doc->arena, f));
		else
			more++;
	}
	report_heading(doc, 1, N_("Findings"));
	if (more)
		report_paraf(doc, "%" PRId64 " further findings of the same rules are counted, not "
		    "listed.", more);
	report_table(doc, "findings", N_("All findings"), finding_columns, COUNT(finding_columns),
	    rows);
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Conformity check"));
	struct value *result;
	int rc;

	if ((rc = rules_check(c, NULL, &result)) < 0)
		return rc;
	doc->subtitle = N_("What a certification auditor would raise, as far as records tell");
	doc->landscape = true;
	doc->csv_table = "findings";
	figures(doc, result);
	predicted(doc, result);
	findings(doc, result);
	*ret = doc;
	return E_OK;
}

REPORT(conformity, .title = N_("Conformity check"), .type = "control", .build = build,
    .reader = N_("ISMS manager and owners before an audit"), .source = "ISO/IEC 27001:2022, 9.2",
    .help = N_("What the conformity rules find by clause, with severity, record, owner and remedy; "
	       "and what an auditor would make of it."));
