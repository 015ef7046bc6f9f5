/*
 * isms/context/issue.c -- what inside and outside the organisation bears on the ISMS, and the
 * question of climate change, which has to be answered either way.
 */
#include "record/rec.h"
#include "record/type.h"

static const struct item sides[] = {
	{ "external", N_("External"), "info", N_("Comes from outside the organisation.") },
	{ "internal", N_("Internal"), NULL, N_("Lies in the organisation itself.") },
	{ 0 }
};
/* The lenses of content/catalogues/issues.csv. */
static const struct item lenses[] = {
	{ "political", N_("Political"), NULL, NULL },
	{ "economic", N_("Economic"), NULL, NULL },
	{ "social", N_("Social"), NULL, NULL },
	{ "technological", N_("Technological"), NULL, NULL },
	{ "legal", N_("Legal"), NULL, NULL },
	{ "environmental", N_("Environmental"), NULL, NULL },
	{ 0 }
};
static const struct item tendencies[] = {
	{ "risk", N_("A risk"), "warn", NULL },
	{ "opportunity", N_("An opportunity"), "good", NULL },
	{ "both", N_("Both"), "info", NULL },
	{ 0 }
};

static const struct field issue_fields[] = {
    {"title", FK_TEXT, N_("Issue"), F_REQ | F_LIST | F_SEARCH, .max = 300,
	.help = N_("What is the case, in one sentence.")},
    {"side", FK_ENUM, N_("Side"), F_REQ | F_LIST, .items = sides, .initial = "external"},
    {"lens", FK_ENUM, N_("Lens"), F_LIST, .items = lenses,
	.help = N_("PESTLE: where one has to look so that nothing is left out.")},
    {"climate", FK_BOOL, N_("About climate change"), F_LIST,
	.source = "ISO/IEC 27001:2022/Amd 1:2024, 4.1"},
    {"relevance", FK_MARKDOWN, N_("Why it matters here"), F_SEARCH | F_WIDE},
    {"effect", FK_MARKDOWN, N_("What it means for the ISMS"), F_SEARCH | F_WIDE,
	.help = N_("How it bears on what the ISMS is to achieve, and what follows from it."),
	.source = "ISO/IEC 27001:2022, 4.1, 6.1.1"},
    {"brings", FK_ENUM, N_("It brings"), F_LIST, .items = tendencies, .group = N_("Consequences"),
	.source = "ISO/IEC 27001:2022, 6.1.1"},
    {"risks", FK_REFS, N_("Risks that follow"), F_WIDE, .to = "risk"},
    {"objectives", FK_REFS, N_("Objectives that use it"), F_WIDE, .to = "objective",
	.help = N_("An opportunity is taken by an objective.")},
    {"controls", FK_REFS, N_("Controls that answer it"), F_WIDE, .to = "control"},
    {"owner", FK_REF, N_("Who watches it"), F_LIST, .to = "person", .group = N_("Care")},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_LIST | F_PAST},
    {"review_due", FK_DATE, N_("Review due"), F_INDEX, .due_in = "active"}, {0}};

RECORD(context_issue, .plural = "context_issues", .prefix = "CI", .label = N_("Context issue"),
    .labels = N_("Context issues"), .area = "context", .icon = "issue", .title = "title",
    .own = "owner", .fields = issue_fields, .source = "ISO/IEC 27001:2022, 4.1",
    .help = N_("What inside and outside the organisation bears on information security, what it "
	       "means for the ISMS, and the risks and objectives that follow."));

/* ---- the climate question of the amendment of 2024 ---- */

static const struct item answers[] = {
	{ "yes", N_("Yes"), "info", NULL },
	{ "no", N_("No"), NULL, NULL },
	{ 0 }
};

static const struct field climate_fields[] = {
    {"title", FK_TEXT, N_("Question"), F_DERIVED | F_LIST, .max = 100},
    {"relevant", FK_ENUM, N_("Is climate change a relevant issue?"), F_REQ | F_LIST,
	.items = answers, .help = N_("For what the ISMS is to achieve. No is an answer, silence is "
				     "not."),
	.source = "ISO/IEC 27001:2022/Amd 1:2024, 4.1"},
    {"reasoning", FK_MARKDOWN, N_("Why"), F_REQ | F_WIDE | F_SEARCH,
	.help = N_("Look at heat, water and storms at sites and providers, at energy, and at what "
		   "customers and law ask for.")},
    {"issues", FK_REFS, N_("Issues it shows in"), F_WIDE, .to = "context_issue"},
    {"parties_ask", FK_ENUM, N_("Do interested parties have requirements about it?"),
	F_REQ | F_LIST, .items = answers, .source = "ISO/IEC 27001:2022/Amd 1:2024, 4.2"},
    {"needs", FK_REFS, N_("Their requirements"), F_WIDE, .to = "party_need"},
    {"answered_by", FK_REF, N_("Answered by"), F_LIST, .to = "person"},
    {"answered_on", FK_DATE, N_("Answered on"), F_LIST | F_PAST},
    {"review_due", FK_DATE, N_("Ask again on"), F_LIST | F_INDEX, .due_in = "active"}, {0}};

/* The newest answer counts; one may be changed, or another given when things have changed. */
static int climate_derive(struct ctx *c, struct rec *r)
{
	rec_set_text(c, r, "title", N_("Is climate change relevant to the ISMS?"));
	return E_OK;
}

RECORD(climate_answer, .plural = "climate_answers", .prefix = "CL", .label = N_("Climate answer"),
    .labels = N_("Climate answers"), .area = "context", .icon = "question", .title = "title",
    .own = "answered_by", .fields = climate_fields, .derive = climate_derive,
    .source = "ISO/IEC 27001:2022/Amd 1:2024, 4.1, 4.2",
    .help = N_("The answer to the question whether climate change is a relevant issue, with its "
	       "reasoning. The newest counts."));
