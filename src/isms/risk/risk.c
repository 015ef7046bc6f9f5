/* isms/risk/risk.c -- one assessed risk: what may happen, to what, how bad, what is done about it.
 */
#include "isms/risk/risk.h"
#include "record/rec.h"

static const struct item treatments[] = {	/* ISO/IEC 27005:2022, 8.2 */
	{ "modify", N_("Modify: apply controls"), "info", NULL },
	{ "retain", N_("Retain: accept as it stands"), "warn", NULL },
	{ "avoid", N_("Avoid: stop the activity"), NULL, NULL },
	{ "share", N_("Share: insure or outsource"), NULL, NULL },
	{ 0 }
};

static const struct item states[] = {
	{ "draft", N_("Draft"), NULL, N_("Not assessed yet.") },
	{ "assessed", N_("Assessed"), "info", N_("Likelihood and consequence are agreed.") },
	{ "treated", N_("Treatment decided"), "good", N_("The owner has decided what is done.") },
	{ "closed", N_("Closed"), NULL, N_("No longer a risk; kept for the record.") },
	{ 0 }
};

/* ISO/IEC 27005:2022, 7.4: levels compared with the criteria. */
static const struct item verdicts[] = {
	{ "acceptable", N_("Acceptable"), "good", N_("May be retained without more.") },
	{ "tolerable", N_("Above appetite"), "warn",
	  N_("Treated, or accepted by its owner for a time.") },
	{ "unacceptable", N_("Not acceptable"), "severe", N_("Must be treated; not accepted.") },
	{ 0 }
};

static const struct item bases[] = {
	{ "computed", N_("Computed"), NULL, N_("From the effectiveness of the measures.") },
	{ "by-hand", N_("Set by hand"), "warn", N_("Somebody replaced the computed steps.") },
	{ 0 }
};

static const struct item acceptances[] = {
	{ "accepted", N_("Accepted by the owner"), "good",
	  N_("The owner approved plan and residual risk as they are.") },
	{ "outdated", N_("Acceptance outdated"), "warn",
	  N_("Plan or residual level have changed since the owner approved them.") },
	{ "refused", N_("Refused by the owner"), "bad", N_("The reason stands beside it.") },
	{ 0 }
};

static const struct item approaches[] = {	/* ISO/IEC 27005:2022, 7.2.1 */
	{ "event", N_("Event-based"), NULL, N_("From an event and its consequences.") },
	{ "asset", N_("Asset-based"), NULL, N_("From asset, threat and vulnerability.") },
	{ 0 }
};

static int assessed(struct ctx *c, const struct rec *r)
{
	if (!rec_has(r, "level"))
		IGNORE(err_field(&c->err, "likelihood", "required",
		    "likelihood and consequence are needed before a risk counts as assessed"));
	return c->err.code;
}

int risk_decidable(struct ctx *c, const struct rec *r)
{
	if (!rec_has(r, "treatment"))
		IGNORE(err_field(&c->err, "treatment", "required", "decide on a treatment first"));
	if (!rec_has(r, "owner"))
		IGNORE(
		    err_field(&c->err, "owner", "required", "a risk needs an owner who decides"));
	if (rec_is(r, "treatment", "modify") && !rec_has(r, "controls") && !rec_has(r, "measures"))
		IGNORE(err_field(&c->err, "controls", "required",
		    "a risk that is modified needs the controls that do it"));
	return c->err.code ? c->err.code : assessed(c, r);
}

static const struct move moves[] = {
	{ "draft", "assessed", N_("Mark as assessed"), assessed, false },
	{ "assessed", "treated", N_("Decide treatment"), risk_decidable, false },
	{ "assessed", "draft", N_("Back to draft"), NULL, false },
	{ "treated", "assessed", N_("Assess again"), NULL, false },
	{ "treated", "closed", N_("Close"), NULL, false },
	{ "closed", "assessed", N_("Reopen"), NULL, false },
	{ 0 }
};

#define STEP(n, l, f, s, ...) { n, FK_STEP, l, f, .scale = &risk_##s, __VA_ARGS__ }

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH | F_INDEX, .max = 200,
	.group = N_("Risk"), .help = N_("The event in one line: what happens to what.")},
    {"owner", FK_REF, N_("Risk owner"), F_LIST, .to = "person",
	.help = N_("Who has the authority to decide on this risk."),
	.source = "ISO/IEC 27001:2022, 6.1.2 c) 2)"},
    {"approach", FK_ENUM, N_("Approach"), 0, .items = approaches,
	.source = "ISO/IEC 27005:2022, 7.2.1"},
    {"cause", FK_MARKDOWN, N_("Cause"), F_SEARCH | F_WIDE,
	.help = N_("Who or what brings the event about, and which weakness lets it.")},
    {"event", FK_MARKDOWN, N_("Event"), F_SEARCH | F_WIDE, .help = N_("What happens then.")},
    {"impact", FK_MARKDOWN, N_("What follows"), F_SEARCH | F_WIDE,
	.help = N_("What it means for the organisation, its duties and other people.")},
    {"description", FK_MARKDOWN, N_("Notes"), F_SEARCH | F_WIDE},
    {"assets", FK_REFS, N_("Assets at risk"), F_WIDE, .to = "asset"},
    {"threats", FK_WORDS, N_("Threats"), 0,
	.help = N_("References of the catalogue of threats, such as T30.")},
    {"vulnerabilities", FK_WORDS, N_("Vulnerabilities"), 0,
	.help = N_("References of the catalogue of vulnerabilities, such as V18.")},
    {"scenario", FK_TEXT, N_("Scenario"), 0, .max = 20,
	.help = N_("Reference of the catalogue of scenarios it was made from, such as S001.")},
    {"affects", FK_WORDS, N_("Affects"), 0,
	.items = (const struct item[]){{"confidentiality", N_("Confidentiality"), NULL, NULL},
	    {"integrity", N_("Integrity"), NULL, NULL},
	    {"availability", N_("Availability"), NULL, NULL}, {0}}},
    STEP("likelihood", N_("Likelihood"), 0, likelihood,
	.group = N_("Assessment without controls"), .source = "ISO/IEC 27001:2022, 6.1.2 d) 2)",
	.help = N_("As if no control were there: what controls do is computed.")),
    STEP("consequence", N_("Consequence"), 0, consequence,
	.source = "ISO/IEC 27001:2022, 6.1.2 d) 1)"),
    STEP("level", N_("Inherent level"), F_LIST | F_DERIVED | F_INDEX, level,
	.help = N_("Computed from likelihood and consequence by the matrix."),
	.source = "ISO/IEC 27001:2022, 6.1.2 d) 3)"),
    {"rationale", FK_MARKDOWN, N_("Why these steps"), F_WIDE},
    STEP("current_likelihood", N_("Likelihood today"), F_DERIVED, likelihood,
	.group = N_("Today, with the measures in place")),
    STEP("current_consequence", N_("Consequence today"), F_DERIVED, consequence),
    STEP("current_level", N_("Current level"), F_LIST | F_DERIVED | F_INDEX, level,
	.help = N_("Computed from the effectiveness of the measures in place.")),
    {"verdict", FK_ENUM, N_("Evaluation"), F_LIST | F_DERIVED, .items = verdicts,
	.help = N_("The current level compared with the criteria for acceptance."),
	.source = "ISO/IEC 27001:2022, 6.1.2 e)"},
    {"treatment", FK_ENUM, N_("Treatment"), F_LIST, .items = treatments, .group = N_("Treatment"),
	.source = "ISO/IEC 27001:2022, 6.1.3 a)"},
    {"controls", FK_REFS, N_("Controls that treat it"), F_WIDE, .to = "control",
	.help =
	    N_("Each becomes applicable in the Statement of Applicability because of this risk."),
	.source = "ISO/IEC 27001:2022, 6.1.3 b)"},
    {"measures", FK_REFS, N_("Measures that work on it"), F_WIDE, .to = "measure",
	.help = N_("Beside the measures that implement the controls, which count by themselves.")},
    {"plan", FK_MARKDOWN, N_("Treatment plan"), F_WIDE, .source = "ISO/IEC 27001:2022, 6.1.3 e)"},
    {"due", FK_DATE, N_("Treatment due"), F_LIST},
    STEP("residual_likelihood", N_("Likelihood after treatment"), F_DERIVED, likelihood),
    STEP("residual_consequence", N_("Consequence after treatment"), F_DERIVED, consequence),
    STEP("residual_level", N_("Residual level"), F_LIST | F_DERIVED | F_INDEX, level,
	.help = N_("Computed as if all planned measures were in place."),
	.source = "ISO/IEC 27001:2022, 6.1.3 f)"),
    {"residual_verdict", FK_ENUM, N_("Evaluation after treatment"), F_DERIVED, .items = verdicts},
    {"accepted_until", FK_DATE, N_("Accepted until"), 0, .due_in = "treated",
	.help = N_("A retained risk is accepted for a time, not for ever.")},
    {"acceptance", FK_ENUM, N_("Owner's approval"), F_DERIVED, .items = acceptances,
	.help = N_("Of plan and residual risk, bound to the revision that was shown."),
	.source = "ISO/IEC 27001:2022, 6.1.3 f)"},
    {"accepted_on", FK_DATE, N_("Approved on"), F_DERIVED},
    STEP("accepted_level", N_("Residual level approved"), F_DERIVED, level),
    {"refusal", FK_TEXT, N_("Why the owner refused"), F_DERIVED | F_WIDE, .max = 500},
    {"accepted_rev", FK_INT, N_("Revision approved"), F_DERIVED | F_INTERNAL},
    STEP("override_current_likelihood", N_("Likelihood today, by hand"), 0, likelihood,
	.group = N_("Set by hand"),
	.help = N_("Replaces the computed step. Needs a reason, which stays visible.")),
    STEP("override_current_consequence", N_("Consequence today, by hand"), 0, consequence),
    STEP("override_residual_likelihood", N_("Likelihood after treatment, by hand"), 0, likelihood),
    STEP("override_residual_consequence", N_("Consequence after treatment, by hand"), 0,
	consequence),
    {"override_reason", FK_TEXT, N_("Why by hand"), F_WIDE, .max = 500},
    {"basis", FK_ENUM, N_("Levels are"), F_LIST | F_DERIVED, .items = bases},
    {"criteria", FK_TEXT, N_("Evaluated by"), F_DERIVED, .max = 60, .group = N_("Care"),
	.help = N_("The risk criteria the levels follow from.")},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_PAST},
    {"review_due", FK_DATE, N_("Assess again by"), 0, .due_in = "assessed treated",
	.source = "ISO/IEC 27001:2022, 8.2"}, {0}};

RECORD(risk, .plural = "risks", .prefix = "R", .label = N_("Risk"), .labels = N_("Risks"),
    .area = "risk", .icon = "risk", .title = "title", .own = "owner", .sort = "-current_level",
    .fields = fields, .states = states, .moves = moves, .derive = risk_derive, .check = risk_check,
    .extend = risk_extend, .partial = "risk_panel", .decided = risk_decided,
    .source = "ISO/IEC 27001:2022, 6.1.2, 6.1.3, 8.2",
    .help = N_(
	"What may happen, to which assets, how likely and how bad; and what is done about it."));
