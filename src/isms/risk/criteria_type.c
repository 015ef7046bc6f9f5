/* isms/risk/criteria_type.c -- risk criteria as records: drafted, put in force by a second person,
 * superseded by the next. */
#include "isms/risk/risk.h"
#include "record/store.h"

static const struct item states[] = {
	{ "draft", N_("Draft"), NULL, N_("Being worked out; nothing is measured by it yet.") },
	{ "in-force", N_("In force"), "good", N_("Risks are evaluated by it.") },
	{ "superseded", N_("Superseded"), NULL, N_("Replaced by later criteria; kept as it was.") },
	{ 0 }
};

static int complete(struct ctx *c, const struct rec *r)
{
	if (!rec_has(r, "owner"))
		IGNORE(err_field(&c->err, "owner", "required",
		    "say who answers for the criteria before they are put in force"));
	return c->err.code;
}

static const struct move moves[] = {
	{ "draft", "in-force", N_("Put in force"), complete, true },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.group = N_("Criteria"), .help = N_("Such as \"Risk criteria 2027\".")},
    {"owner", FK_REF, N_("Answerable"), F_LIST, .to = "person",
	.help = N_("Who answers for how risks are measured; mostly the head of information "
		   "security.")},
    {"assessment", FK_MARKDOWN, N_("How risks are assessed"), F_WIDE | F_SEARCH,
	.help = N_("When and by whom assessments are made, and what makes results comparable."),
	.source = "ISO/IEC 27001:2022, 6.1.2 a) 2), b)"},
    {"appetite", FK_MARKDOWN, N_("Appetite"), F_WIDE | F_SEARCH,
	.help = N_("How much risk top management is willing to take, and for what.")},
    {"acceptance", FK_MARKDOWN, N_("Who accepts what"), F_WIDE | F_SEARCH,
	.help = N_("Which level may be accepted by whom, for how long and on which conditions."),
	.source = "ISO/IEC 27001:2022, 6.1.2 a) 1)"},
    {"acceptable", FK_INT, N_("Acceptable up to level"), F_LIST, .min = 0, .max = SCALE_MAX,
	.group = N_("Limits"), .help = N_("Risks up to it are retained without a decision."),
	.source = "ISO/IEC 27001:2022, 6.1.2 a) 1)"},
    {"tolerable", FK_INT, N_("Tolerable up to level"), F_LIST, .min = 1, .max = SCALE_MAX,
	.help = N_("Risks up to it may be accepted by their owner for a time; above it they must "
		   "be treated.")},
    {"acceptance_months", FK_INT, N_("Longest acceptance in months"), 0, .min = 0, .max = 120,
	.help = N_("0 or empty: not limited.")},
    {"review_months", FK_INT, N_("Assess again after months"), 0, .min = 1, .max = 60,
	.help = N_("Empty: twelve months."), .source = "ISO/IEC 27001:2022, 8.2"},
    {"most_reduction", FK_INT, N_("Measures take away at most, %"), 0, .min = 0, .max = 100,
	.help = N_("No set of measures works perfectly: this much of a step distance at the most."),
	.source = "Annexa's formula for current and residual levels"},
    {"likelihood_scale", FK_JSON, N_("Scale of likelihood"), F_INTERNAL},
    {"consequence_scale", FK_JSON, N_("Scale of consequence"), F_INTERNAL},
    {"level_scale", FK_JSON, N_("Scale of levels"), F_INTERNAL},
    {"matrix", FK_JSON, N_("Matrix"), F_INTERNAL},
    {"areas", FK_JSON, N_("Consequence by area"), F_INTERNAL},
    {"mapping", FK_JSON, N_("Old steps to new steps"), F_INTERNAL},
    {"in_force_on", FK_DATE, N_("In force since"), F_LIST | F_DERIVED, .group = N_("Life")}, {0}};

/* What a draft lacks it takes from the criteria in force. */
static int derive(struct ctx *c, struct rec *r)
{
	char *today;

	if (strcmp(r->state, "draft") == 0)
		criteria_fill(c, r, criteria_of(c));
	if (strcmp(r->state, "in-force") == 0 && !rec_has(r, "in_force_on")) {
		today = arena_alloc(c->arena, DATE_TEXT);
		date_print(c->now_us, today);
		rec_set_text(c, r, "in_force_on", today);
	}
	return E_OK;
}

/* What was in force once is what risks were measured by: it stays as it is. */
static int unchanged(struct ctx *c, const struct rec *old, const struct rec *r)
{
	if (strcmp(old->state, "draft") == 0 || strcmp(old->state, r->state) != 0 ||
	    (old->archived != r->archived && strcmp(r->state, "superseded") == 0))
		return E_OK;
	return err_hint(&c->err, E_CONFLICT, "make a new draft and put it in force",
	    "%s is %s: criteria that risks were measured by do not change", rec_code(c->arena, r),
	    strcmp(r->state, "in-force") == 0 ? "in force" : "superseded");
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct criteria k;
	int rc;

	if (old && (rc = unchanged(c, old, r)) < 0)
		return rc;
	if ((rc = criteria_read(c, r, criteria_builtin(), &k)) < 0)
		return rc;
	criteria_check_areas(c, r, &k);
	if (strcmp(r->state, "draft") == 0 && rec_has(r, "mapping")) {
		struct step_maps maps;

		if ((rc = criteria_maps(c, criteria_of(c), r, NULL, &maps)) < 0)
			return rc;
	}
	return c->err.code;
}

static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	if (strcmp(r->state, "in-force") != 0 || (old && strcmp(old->state, "in-force") == 0))
		return E_OK;
	return risk_criteria_activate(c, r);
}

RECORD(risk_criteria, .plural = "risk_criteria", .prefix = "RC", .label = N_("Risk criteria"),
    .labels = N_("Risk criteria"), .area = "risk", .icon = "matrix", .title = "title",
    .own = "owner", .sort = "-code", .fields = fields, .states = states, .moves = moves,
    .derive = derive, .check = check, .after = after, .extend = criteria_extend,
    .partial = "criteria_panel", .source = "ISO/IEC 27001:2022, 6.1.2 a)",
    .help = N_("Scales, matrix and acceptance that risks are measured by. Without criteria of your "
	"own, Annexa's 5 by 5 is in force."));
