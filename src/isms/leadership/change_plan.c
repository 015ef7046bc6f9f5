/* isms/leadership/change_plan.c -- changes to the ISMS itself, carried out in a planned manner. */
#include "isms/approval/approval.h"
#include "record/rec.h"

static const struct item states[] = {
	{ "planned", N_("Planned"), "info", NULL },
	{ "approved", N_("Approved"), "good", N_("May be carried out.") },
	{ "done", N_("Done"), "good", N_("The result says how it went.") },
	{ "cancelled", N_("Cancelled"), NULL, NULL },
	{ 0 }
};

static int approved(struct ctx *c, const struct rec *r)
{
	struct approval_standing s;
	int rc;

	if (!rec_has(r, "consequences"))
		IGNORE(err_field(&c->err, "consequences", "required",
		    "write what follows from the change before it is approved"));
	if (!rec_has(r, "owner"))
		IGNORE(err_field(&c->err, "owner", "required", "name who carries it out"));
	if (c->err.code || (rc = approval_standing(c, r, NULL, &s)) < 0)
		return c->err.code ? c->err.code : rc;
	if (s.approved && !s.refused)
		return E_OK;
	return err_hint(&c->err, E_CONFLICT, "ask for approval on the page of the change; it is "
	    "approved as soon as the approver agrees", "nobody has approved this change");
}

static int ended(struct ctx *c, const struct rec *r)
{
	return rec_has(r, "result") ? E_OK :
	    err_field(&c->err, "result", "required", "write the result first");
}

static const struct move moves[] = {
	{ "planned", "approved", N_("Release"), approved, false },
	{ "approved", "planned", N_("Back to planned"), NULL, false },
	{ "approved", "done", N_("Mark as done"), ended, false },
	{ "planned", "cancelled", N_("Cancel"), NULL, false },
	{ "approved", "cancelled", N_("Cancel"), NULL, false },
	{ "cancelled", "planned", N_("Plan again"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Change"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.group = N_("Change")},
    {"owner", FK_REF, N_("Who carries it out"), F_LIST, .to = "person"},
    {"about", FK_ANY, N_("Part of the ISMS it changes"), 0,
	.help = N_("A record, if it is one: a scope version, a document, a process.")},
    {"purpose", FK_MARKDOWN, N_("Purpose"), F_WIDE | F_SEARCH, .help = N_("Why it is needed.")},
    {"consequences", FK_MARKDOWN, N_("Consequences"), F_WIDE | F_SEARCH,
	.help = N_("What follows from it, also what is not wanted, for risks, controls, documents "
		   "and people."),
	.source = "ISO/IEC 27001:2022, 6.3"},
    {"integrity", FK_MARKDOWN, N_("How the ISMS stays whole"), F_WIDE,
	.help = N_("What keeps working, and how, while the change goes on.")},
    {"resources", FK_TEXT, N_("Resources"), F_WIDE, .max = 500},
    {"responsibilities", FK_MARKDOWN, N_("Responsibilities that move"), F_WIDE,
	.help = N_("Which tasks and authorities go from whom to whom.")},
    {"due", FK_DATE, N_("Due"), F_LIST | F_INDEX, .due_in = "planned approved"},
    {"result", FK_MARKDOWN, N_("Result"), F_WIDE | F_SEARCH,
	.help = N_("How it went, and what was different from the plan.")}, {0}};

/* The plan that was approved is the plan that is carried out: the result alone may be written. */
static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct rec *but_result;

	if (!old || (strcmp(old->state, "approved") != 0 && strcmp(old->state, "done") != 0))
		return E_OK;
	but_result = rec_copy(c, r);
	rec_set(but_result, "result", rec_value(old, "result"));
	if (approval_same(old, but_result))
		return E_OK;
	return err_hint(&c->err, E_CONFLICT, "take it back to planned, change it and have it "
	    "approved again", "the plan of this change has been approved");
}

static int decided(struct ctx *c, const struct rec *r, const struct rec *approval)
{
	struct approval_standing s;
	struct rec *now;
	int rc;

	if (strcmp(r->state, "planned") != 0 || strcmp(approval->state, "approved") != 0)
		return E_OK;
	if ((rc = approval_standing(c, r, NULL, &s)) < 0 || s.asked || s.refused ||
	    !rec_has(r, "consequences") || !rec_has(r, "owner"))
		return rc;
	now = rec_copy(c, r);
	now->state = "approved";
	return record_save(c, r, now, "state");
}

static int extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct approval_standing s;
	int rc;

	if ((rc = approval_standing(c, r, NULL, &s)) < 0)
		return rc;
	val_set(out, "approval", approval_value(c->arena, &s));
	return E_OK;
}

RECORD(change_plan, .plural = "change_plans", .prefix = "CP", .label = N_("Change of the ISMS"),
    .labels = N_("Changes of the ISMS"), .area = "context", .icon = "change", .title = "title",
    .own = "owner", .sort = "due", .fields = fields, .states = states, .moves = moves,
    .check = check, .extend = extend, .decided = decided, .source = "ISO/IEC 27001:2022, 6.3",
    .help = N_("Changes of the management system: purpose, consequences, resources and "
	       "responsibilities, before they are made."));
