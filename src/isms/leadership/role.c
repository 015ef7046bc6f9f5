/* isms/leadership/role.c -- roles of the ISMS: tasks, authority, who holds them, who appointed. */
#include "isms/approval/approval.h"
#include "record/rec.h"

static const struct item states[] = {
	{ "active", N_("Active"), "good", NULL },
	{ "ended", N_("Ended"), NULL, N_("No longer needed; kept for the record.") },
	{ 0 }
};
static const struct move moves[] = {
	{ "active", "ended", N_("End the role"), NULL, false },
	{ "ended", "active", N_("Use it again"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"name", FK_TEXT, N_("Role"), F_REQ | F_LIST | F_SEARCH | F_UNIQUE, .max = 120,
	.group = N_("Role")},
    {"ref", FK_TEXT, N_("Reference"), F_UNIQUE, .max = 40,
	.help = N_("Of the description in Knowledge it was made from, such as ROLE-CISO.")},
    {"holders", FK_REFS, N_("Held by"), F_WIDE, .to = "person"},
    {"deputy", FK_REF, N_("Deputy"), F_LIST, .to = "person"},
    {"responsibilities", FK_MARKDOWN, N_("Responsibilities"), F_WIDE | F_SEARCH,
	.source = "ISO/IEC 27001:2022, 5.3"},
    {"authority", FK_MARKDOWN, N_("Authority"), F_WIDE | F_SEARCH,
	.help = N_("What the role may decide alone, and where that ends."),
	.source = "ISO/IEC 27001:2022, 5.3"},
    {"not_with", FK_REFS, N_("Not in one hand with"), F_WIDE, .to = "isms_role",
	.help = N_("Roles that the same person must not hold."),
	.source = "ISO/IEC 27001:2022, A.5.3"},
    {"appointed_by", FK_REF, N_("Appointed by"), 0, .to = "person", .group = N_("Appointment")},
    {"appointment", FK_TEXT, N_("Where the appointment is written"), F_WIDE, .max = 300,
	.help = N_("Letter, minutes, contract. Not needed when it is approved here.")},
    {"appointed_on", FK_DATE, N_("Appointed on"), F_DERIVED | F_LIST,
	.help = N_("The day the appointment was approved; a change asks for a new approval.")},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_PAST}, {0}};

static bool has_ref(const struct value *list, int64_t id)
{
	for (const struct value *v = list ? list->u.list.first : NULL; v; v = v->next)
		if (v->u.i == id)
			return true;
	return false;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	if (has_ref(rec_value(r, "holders"), rec_int(r, "deputy")))
		IGNORE(err_field(&c->err, "deputy", "itself",
		    "a holder of the role cannot be the deputy as well"));
	if (r->id && has_ref(rec_value(r, "not_with"), r->id))
		IGNORE(err_field(&c->err, "not_with", "itself",
		    "a role cannot exclude itself"));
	return c->err.code;
}

/* Approved: that is the appointment. */
static int decided(struct ctx *c, const struct rec *r, const struct rec *approval)
{
	struct approval_standing s;
	struct rec *now;
	int rc;

	if (strcmp(approval->state, "approved") != 0 ||
	    (rc = approval_standing(c, r, NULL, &s)) < 0 || s.refused)
		return strcmp(approval->state, "approved") != 0 ? E_OK : rc;
	now = rec_copy(c, r);
	rec_set_text(c, now, "appointed_on", s.approved_on);
	return record_save(c, r, now, "update");
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

RECORD(isms_role, .plural = "isms_roles", .prefix = "IR", .label = N_("ISMS role"),
    .labels = N_("ISMS roles"), .area = "context", .icon = "role", .title = "name",
    .sort = "name", .fields = fields, .states = states, .moves = moves, .check = check,
    .extend = extend, .decided = decided, .source = "ISO/IEC 27001:2022, 5.3, A.5.2",
    .help = N_("Who is responsible for what in the ISMS, with which authority, and who takes "
	       "over. Roles of accounts are something else: those say what the program shows."));
