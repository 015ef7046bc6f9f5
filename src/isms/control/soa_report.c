/* isms/control/soa_report.c -- the Statement of Applicability as a document. */
#include "isms/control/soa_version.h"
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

/* The conditions of an exclusion stand behind its justification, with whether they hold. */
static void name_conditions(struct arena *a, struct value *row)
{
	const char *why = val_get_text(row, "justification");

	for (const struct value *k = val_get(row, "conditions")->u.list.first; k; k = k->next)
		why = arena_printf(a, "%s%sCondition: %s (%s)", why ? why : "", why ? ". " : "",
		    val_get_text(k, "text"), val_truthy(val_get(k, "holds")) ? "holds" :
		    "no longer true");
	val_set_text(a, row, "justification", why);
}

static void head(struct report_doc *doc, const struct value *summary)
{
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
	       "follows from the measures that implement it and from their tests."));
}

static int build_live(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Statement of Applicability"));
	struct value *rows;
	int rc;

	if ((rc = soa_rows(c, NULL, &rows)) < 0)
		return rc;
	for (struct value *r = rows->u.list.first; r; r = r->next) {
		name_items(c->arena, val_get(r, "reasons"));
		name_items(c->arena, val_get(r, "measures"));
		name_provider(c->arena, r);
		name_conditions(c->arena, r);
	}
	head(doc, soa_summary(c->arena, rows));
	if (!rows->u.list.n)
		report_para(doc, N_("The controls of ISO/IEC 27001:2022 are not loaded in this "
		    "organisation, so there is nothing to state yet."));
	report_table(doc, "soa", N_("All controls of the Statement"), columns, COUNT(columns),
	    rows);
	*ret = doc;
	return E_OK;
}

/* ---- a version ---- */

static const struct report_column frozen_columns[] = {
	{ .key = "control", .label = N_("Control"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Title"), .weight = 5 },
	{ .key = "applicable", .label = N_("Applies"), .weight = 2 },
	{ .key = "decision", .label = N_("Decision"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "reasons", .label = N_("Reasons"), .weight = 7, .kind = REPORT_LIST },
	{ .key = "justification", .label = N_("Justification"), .weight = 8 },
	{ .key = "status", .label = N_("Status"), .weight = 3, .kind = REPORT_STATUS },
};

static struct value *worded(struct arena *a, const char *label, const char *tone)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "tone", val_text(a, tone));
	return o;
}

/* A frozen row says names of decisions and statuses; people read words. */
static void unfreeze(struct arena *a, struct value *row)
{
	static const char *const tones[] = { "warn", "good", "info", "none" };
	const char *decision = val_get_text(row, "decision"), *status = val_get_text(row, "status");
	const char *provider = val_get_text(row, "provider");

	for (enum soa_status s = SOA_NOT_NEEDED; s <= SOA_BY_PROVIDER; s++)
		if (strcmp(soa_status_name(s), status) == 0)
			val_set(row, "status", soa_status_value(a, s,
			    strcmp(decision, "excluded") != 0));
	for (enum soa_decision d = SOA_UNDECIDED; d <= SOA_EXCLUDED; d++) {
		if (strcmp(soa_decision_name(d), decision) != 0)
			continue;
		val_set(row, "decision", worded(a, soa_decision_label(d), tones[d]));
		val_set_bool(a, row, "applicable", d == SOA_APPLICABLE || d == SOA_INHERITED);
		val_set_bool(a, row, "excluded", d == SOA_EXCLUDED);
		val_set_bool(a, row, "undecided", d == SOA_UNDECIDED);
		val_set_bool(a, row, "inherited", d == SOA_INHERITED);
	}
	if (provider && provider[0])
		val_set_text(a, row, "justification", arena_printf(a, "Provider: %s. %s", provider,
		    val_get_text(row, "justification")));
}

static int build_version(struct ctx *c, const char *code, struct report_doc **ret)
{
	struct report_doc *doc;
	struct rec *version;
	struct value *rows;
	int rc;

	if ((rc = record_get(c, record_find("soa_version"), code, VERB_READ, &version)) < 0 ||
	    (rc = soa_version_rows(c, version, &rows)) < 0)
		return rc;
	doc = report_doc_new(c->arena, arena_printf(c->arena,
	    "Statement of Applicability, version %s", rec_code(c->arena, version)));
	for (struct value *r = rows->u.list.first; r; r = r->next)
		unfreeze(c->arena, r);
	head(doc, soa_summary(c->arena, rows));
	report_pair(doc, N_("Rows as of"), rec_text(version, "frozen_at"));
	report_pair(doc, N_("State"), rec_has(version, "approved_on") ? arena_printf(c->arena,
	    "%s, approved on %s", version->state, rec_text(version, "approved_on")) :
	    version->state);
	report_pair(doc, N_("Digest of the rows (SHA-256)"), rec_text(version, "digest"));
	report_table(doc, "soa", N_("All controls of the Statement"), frozen_columns,
	    COUNT(frozen_columns), rows);
	*ret = doc;
	return E_OK;
}

static int build(struct ctx *c, const char *of, struct report_doc **ret)
{
	return of ? build_version(c, of, ret) : build_live(c, ret);
}

REPORT(soa, .title = N_("Statement of Applicability"), .type = "control", .build_of = build,
    .reader = N_("Certification body, customers, management"),
    .source = "ISO/IEC 27001:2022, 6.1.3 d)",
    .help = N_("Every control with decision, reasons, justification, status and measures: as they "
	"are now, or as a version froze them (SOA-V-1)."));
