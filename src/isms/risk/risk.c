/* isms/risk/risk.c -- one assessed risk: what may happen, to what, how bad, what is done about it.
 */
#include "isms/risk/risk.h"
#include "record/rec.h"

static const struct item likelihood_steps[] = {
	{ "rare", N_("Rare"), NULL, N_("Less than once in ten years.") },
	{ "unlikely", N_("Unlikely"), NULL, N_("Once in three to ten years.") },
	{ "possible", N_("Possible"), NULL, N_("Once in one to three years.") },
	{ "likely", N_("Likely"), NULL, N_("About once a year.") },
	{ "frequent", N_("Frequent"), NULL, N_("Several times a year.") },
	{ 0 }
};
static const struct item consequence_steps[] = {
    {"negligible", N_("Negligible"), NULL, N_("Dealt with in daily work.")},
    {"minor", N_("Minor"), NULL, N_("Extra effort for days, no outside effect.")},
    {"moderate", N_("Moderate"), NULL, N_("Customers or partners notice; a duty is at risk.")},
    {"major", N_("Major"), NULL, N_("A duty is broken, large loss, weeks to recover.")},
    {"critical", N_("Critical"), NULL, N_("Existence or people's safety at stake.")}, {0}};
static const struct item level_steps[] = {
	{ "very-low", N_("Very low"), "good", N_("Retain; look again at the next review.") },
	{ "low", N_("Low"), "good", N_("Retain with the owner's knowledge.") },
	{ "medium", N_("Medium"), "warn", N_("Treat when the effort is in proportion.") },
	{ "high", N_("High"), "bad", N_("Treat within the year.") },
	{ "very-high", N_("Very high"), "severe", N_("Treat at once; top management is told.") },
	{ 0 }
};
const struct scale risk_likelihood = { "likelihood", N_("Likelihood"), likelihood_steps };
const struct scale risk_consequence = { "consequence", N_("Consequence"), consequence_steps };
const struct scale risk_level = { "level", N_("Level of risk"), level_steps };

const struct matrix risk_matrix = { 5, 5, {
	1, 1, 2, 2, 3,
	1, 2, 2, 3, 4,
	2, 2, 3, 4, 4,
	2, 3, 4, 4, 5,
	3, 4, 4, 5, 5,
} };

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

static int assessed(struct ctx *c, const struct rec *r)
{
	if (!rec_has(r, "level"))
		IGNORE(err_field(&c->err, "likelihood", "required",
		    "likelihood and consequence are needed before a risk counts as assessed"));
	return c->err.code;
}

static int treated(struct ctx *c, const struct rec *r)
{
	if (!rec_has(r, "treatment"))
		IGNORE(err_field(&c->err, "treatment", "required", "decide on a treatment first"));
	if (!rec_has(r, "owner"))
		IGNORE(
		    err_field(&c->err, "owner", "required", "a risk needs an owner who decides"));
	if (rec_is(r, "treatment", "modify") && !rec_has(r, "controls"))
		IGNORE(err_field(&c->err, "controls", "required",
		    "a risk that is modified needs the controls that do it"));
	return c->err.code ? c->err.code : assessed(c, r);
}

static const struct move moves[] = {
	{ "draft", "assessed", N_("Mark as assessed"), assessed, false },
	{ "assessed", "treated", N_("Decide treatment"), treated, false },
	{ "assessed", "draft", N_("Back to draft"), NULL, false },
	{ "treated", "assessed", N_("Assess again"), NULL, false },
	{ "treated", "closed", N_("Close"), NULL, false },
	{ "closed", "assessed", N_("Reopen"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH | F_INDEX, .max = 200,
	.group = N_("Risk"), .help = N_("The event in one line: what happens to what.")},
    {"owner", FK_REF, N_("Risk owner"), F_LIST, .to = "person",
	.help = N_("Who has the authority to decide on this risk."),
	.source = "ISO/IEC 27001:2022, 6.1.2 c) 2)"},
    {"description", FK_MARKDOWN, N_("Cause, event, consequence"), F_SEARCH | F_WIDE},
    {"assets", FK_REFS, N_("Assets at risk"), F_WIDE, .to = "asset"},
    {"affects", FK_WORDS, N_("Affects"), 0,
	.items = (const struct item[]){{"confidentiality", N_("Confidentiality"), NULL, NULL},
	    {"integrity", N_("Integrity"), NULL, NULL},
	    {"availability", N_("Availability"), NULL, NULL}, {0}}},
    {"likelihood", FK_STEP, N_("Likelihood"), F_LIST, .scale = &risk_likelihood,
	.group = N_("Assessment"), .source = "ISO/IEC 27001:2022, 6.1.2 d) 2)"},
    {"consequence", FK_STEP, N_("Consequence"), F_LIST, .scale = &risk_consequence,
	.source = "ISO/IEC 27001:2022, 6.1.2 d) 1)"},
    {"level", FK_STEP, N_("Level of risk"), F_LIST | F_DERIVED | F_INDEX, .scale = &risk_level,
	.help = N_("Computed from likelihood and consequence by the matrix."),
	.source = "ISO/IEC 27001:2022, 6.1.2 d) 3)"},
    {"rationale", FK_MARKDOWN, N_("Why these steps"), F_WIDE},
    {"treatment", FK_ENUM, N_("Treatment"), F_LIST, .items = treatments, .group = N_("Treatment"),
	.source = "ISO/IEC 27001:2022, 6.1.3 a)"},
    {"controls", FK_REFS, N_("Controls that treat it"), F_WIDE, .to = "control",
	.help =
	    N_("Each becomes applicable in the Statement of Applicability because of this risk."),
	.source = "ISO/IEC 27001:2022, 6.1.3 b)"},
    {"plan", FK_MARKDOWN, N_("Treatment plan"), F_WIDE, .source = "ISO/IEC 27001:2022, 6.1.3 e)"},
    {"due", FK_DATE, N_("Treatment due"), F_LIST},
    {"residual_likelihood", FK_STEP, N_("Likelihood after treatment"), 0,
	.scale = &risk_likelihood},
    {"residual_consequence", FK_STEP, N_("Consequence after treatment"), 0,
	.scale = &risk_consequence},
    {"residual_level", FK_STEP, N_("Residual level"), F_LIST | F_DERIVED, .scale = &risk_level,
	.source = "ISO/IEC 27001:2022, 6.1.3 f)"},
    {"accepted_until", FK_DATE, N_("Accepted until"), 0,
	.help = N_("A retained risk is accepted for a time, not for ever.")},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), 0}, {0}};

/* Level of a pair of fields into a third; empty when one of the pair is. */
static void set_level(struct ctx *c, struct rec *r, const char *l, const char *k, const char *to)
{
	struct err e;
	int level;

	err_init(&e, c->arena);
	if (rec_has(r, l) && rec_has(r, k) &&
	    matrix_level(&risk_matrix, rec_int(r, l), rec_int(r, k), &level, &e) == E_OK)
		rec_set_int(c, r, to, level);
	else
		rec_set(r, to, NULL);
}

static int derive(struct ctx *c, struct rec *r)
{
	set_level(c, r, "likelihood", "consequence", "level");
	set_level(c, r, "residual_likelihood", "residual_consequence", "residual_level");
	return E_OK;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (rec_is(r, "treatment", "retain") && rec_int(r, "level") > RISK_ACCEPTABLE &&
	    !rec_has(r, "accepted_until"))
		return err_field(&c->err, "accepted_until", "required",
		    "a risk above level %d that is retained needs an end date", RISK_ACCEPTABLE);
	if (rec_has(r, "residual_level") && rec_has(r, "level") &&
	    rec_int(r, "residual_level") > rec_int(r, "level"))
		return err_field(&c->err, "residual_likelihood", "rises",
		    "the residual level is higher than the level before treatment");
	return E_OK;
}

RECORD(risk, .plural = "risks", .prefix = "R", .label = N_("Risk"), .labels = N_("Risks"),
    .area = "risk", .icon = "risk", .title = "title", .own = "owner", .sort = "-level",
    .fields = fields, .states = states, .moves = moves, .derive = derive, .check = check,
    .extend = risk_extend, .partial = "risk_panel",
    .source = "ISO/IEC 27001:2022, 6.1.2, 6.1.3, 8.2",
    .help = N_(
	"What may happen, to which assets, how likely and how bad; and what is done about it."));
