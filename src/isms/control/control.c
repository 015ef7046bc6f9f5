/*
 * isms/control/control.c -- implemented controls (measures) and the rows of the Statement of
 * Applicability. The controls themselves are knowledge (isms/knowledge).
 */
#include "isms/control/measure.h"
#include "isms/control/soa.h"
#include "isms/risk/risk.h"
#include "record/rec.h"

/* ---- measure: what is really done ---- */

static const struct item measure_states[] = {
	{ "planned", N_("Planned"), "info", NULL },
	{ "partly", N_("Partly in place"), "warn", NULL },
	{ "in-place", N_("In place"), "good", NULL },
	{ "retired", N_("Retired"), NULL, NULL },
	{ 0 }
};
static const struct move measure_moves[] = {
	{ "*", "planned", N_("Back to planned"), NULL, false },
	{ "*", "partly", N_("Mark as partly in place"), NULL, false },
	{ "*", "in-place", N_("Mark as in place"), NULL, false },
	{ "*", "retired", N_("Retire"), NULL, false },
	{ 0 }
};
static const struct item maturity_steps[] = {
	{ "initial", N_("Initial"), "bad", N_("Done by chance, depends on persons.") },
	{ "repeatable", N_("Repeatable"), "warn", N_("Done in the same way where it was learnt.") },
	{ "defined", N_("Defined"), "info", N_("Written down and done everywhere.") },
	{ "managed", N_("Managed"), "good", N_("Measured and corrected.") },
	{ "optimising", N_("Optimising"), "good", N_("Improved from what the figures show.") },
	{ 0 }
};
static const struct scale maturity = { "maturity", N_("Maturity"), maturity_steps };

static const struct item recurrences[] = {
	{ "none", N_("Not recurring"), NULL, NULL },
	{ "weekly", N_("Weekly"), NULL, NULL },
	{ "monthly", N_("Monthly"), NULL, NULL },
	{ "quarterly", N_("Quarterly"), NULL, NULL },
	{ "half-yearly", N_("Half-yearly"), NULL, NULL },
	{ "yearly", N_("Yearly"), NULL, NULL },
	{ 0 }
};

static const struct item test_results[] = {
	{ "pass", N_("Passed"), "good", NULL },
	{ "partly", N_("Partly passed"), "warn", NULL },
	{ "fail", N_("Failed"), "bad", NULL },
	{ 0 }
};

static const struct field measure_fields[] = {
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.help = N_("What is done, in one line: \"Nightly backup to the second site\".")},
    {"owner", FK_REF, N_("Control owner"), F_LIST, .to = "person"},
    {"controls", FK_REFS, N_("Implements"), F_WIDE, .to = "control",
	.help = N_("Controls of Annex A or another framework that it implements.")},
    {"description", FK_MARKDOWN, N_("How it is done"), F_SEARCH | F_WIDE},
    {"procedure", FK_TEXT, N_("Procedure"), F_WIDE, .max = 500,
	.help = N_("The document or place where its steps are written down.")},
    {"maturity", FK_STEP, N_("Maturity"), F_LIST, .scale = &maturity},
    {"provider", FK_TEXT, N_("Done by a provider"), 0, .max = 200,
	.help = N_("Name of the provider when somebody else does it for us.")},
    {"evidence", FK_MARKDOWN, N_("Evidence"), F_WIDE,
	.help = N_("Where an auditor finds that it works.")},
    {"pieces", FK_INT, N_("Pieces of evidence"), F_DERIVED,
	.help = N_("Valid evidence that names the measure, and what is written above.")},
    {"effectiveness", FK_INT, N_("Effectiveness in percent"), F_DERIVED | F_LIST, .max = 100,
	.help = N_("Computed from state, maturity, evidence and the newest test; see its page."),
	.source = "ISO/IEC 27001:2022, 9.1"},
    {"test_result", FK_ENUM, N_("Result of the last test"), F_DERIVED, .items = test_results},
    {"tested_on", FK_DATE, N_("Last tested"), F_LIST,
	.help = N_("A recorded test sets it; write it here for tests kept elsewhere.")},
    {"due", FK_DATE, N_("Due"), F_LIST, .due_in = "planned partly",
	.help = N_("By when a planned measure is to be in place.")},
    {"recurrence", FK_ENUM, N_("Recurrence"), 0, .items = recurrences, .group = N_("Operation"),
	.help = N_("How often it is carried out, when somebody has to do it again and again.")},
    {"starts_on", FK_DATE, N_("Start date"), 0,
	.help = N_("When it begins. A recurring one is due on this day first.")},
    {"next_on", FK_DATE, N_("Next due"), F_DERIVED | F_LIST | F_INDEX,
	.due_in = "partly in-place",
	.help = N_("Computed: the first day of its rhythm after it was carried out last.")},
    {"cost_once", FK_MONEY, N_("Cost, once"), 0, .group = N_("Cost"),
	.help = N_("To put it in place.")},
    {"cost_yearly", FK_MONEY, N_("Cost, every year"), 0, .help = N_("To keep it going.")},
    {0}};

RECORD(measure, .plural = "measures", .prefix = "M", .label = N_("Measure"),
    .labels = N_("Measures"), .area = "control", .icon = "measure", .title = "title",
    .own = "owner", .fields = measure_fields, .states = measure_states, .moves = measure_moves,
    .derive = measure_derive, .check = measure_check, .after = risk_measure_changed,
    .extend = measure_extend,
    .source = "ISO/IEC 27001:2022, 6.1.3, 8.1",
    .help = N_(
	"What is really done to implement controls, by whom, and how one sees that it works."));

/* ---- SoA entry: the decision on one control ---- */

static const struct item decisions[] = {
	{ "applicable", N_("Applicable"), "good",
	  N_("Needed. Risks and obligations that name the control are its reasons.") },
	{ "inherited", N_("Inherited from a provider"), "info",
	  N_("Needed, and done by a provider who is named.") },
	{ "excluded", N_("Not applicable"), NULL, N_("Not needed; the justification says why.") },
	{ 0 }
};

static const struct item overrides[] = {
	{ "in-place", N_("In place"), "good", NULL },
	{ "partly", N_("Partly"), "warn", NULL },
	{ "planned", N_("Planned"), "info", NULL },
	{ "not-implemented", N_("Not implemented"), "bad", NULL },
	{ 0 }
};

static const struct field soa_fields[] = {
    {"control", FK_REF, N_("Control"), F_REQ | F_LIST | F_UNIQUE | F_FIXED, .to = "control"},
    {"title", FK_TEXT, N_("Entry"), F_DERIVED | F_LIST | F_SEARCH, .max = 300},
    {"decision", FK_ENUM, N_("Decision"), F_LIST, .items = decisions,
	.help = N_("Empty: the control is applicable as soon as a risk or an obligation names it."),
	.source = "ISO/IEC 27001:2022, 6.1.3 d)"},
    {"legal_reason", FK_TEXT, N_("Legal reason"), F_WIDE, .max = 500,
	.help = N_("Law or regulation that demands it, if no obligation record does.")},
    {"contractual_reason", FK_TEXT, N_("Contractual reason"), F_WIDE, .max = 500},
    {"business_reason", FK_TEXT, N_("Business reason or good practice"), F_WIDE, .max = 500},
    {"justification", FK_MARKDOWN, N_("Justification"), F_WIDE | F_SEARCH,
	.help = N_("Why the control is excluded, or what is special about it here.")},
    {"supplier", FK_REF, N_("Provider in the register"), 0, .to = "asset",
	.group = N_("Inherited from a provider"),
	.help = N_("The asset of type supplier that does it.")},
    {"provider", FK_TEXT, N_("Provider"), 0, .max = 200,
	.help = N_("Its name, when it is not in the register.")},
    {"agreement", FK_ANY, N_("Agreement"), 0,
	.help = N_("The obligation, document or other record by which the provider owes it.")},
    {"status_override", FK_ENUM, N_("Status set by hand"), 0, .items = overrides,
	.group = N_("Status"),
	.help = N_("Only when the measures cannot say it. Stays visible beside the derived one.")},
    {"override_reason", FK_TEXT, N_("Why it is set by hand"), F_WIDE, .max = 500},
    {"owner", FK_REF, N_("Control owner"), F_LIST, .to = "person"}, {0}};

RECORD(soa_entry, .plural = "soa_entries", .prefix = "SOA", .label = N_("SoA entry"),
	.labels = N_("SoA entries"), .area = "control", .icon = "soa", .title = "title",
	.own = "owner", .fields = soa_fields, .derive = soa_entry_derive, .check = soa_entry_check,
	.source = "ISO/IEC 27001:2022, 6.1.3 d)",
	.help = N_("Decisions on single controls: excluded with a justification, inherited, or "
	    "applicable for a reason that is no risk."));
