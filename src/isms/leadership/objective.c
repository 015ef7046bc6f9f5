/*
 * isms/leadership/objective.c -- information security objectives with their plan, and the values
 * measured on the way.
 */
#include "record/rec.h"
#include "record/store.h"

static const struct item states[] = {
	{ "planned", N_("Planned"), NULL, N_("Not agreed yet.") },
	{ "active", N_("Active"), "info", N_("Agreed and being worked on.") },
	{ "achieved", N_("Achieved"), "good", NULL },
	{ "missed", N_("Missed"), "bad", N_("The result says why and what follows.") },
	{ "dropped", N_("Dropped"), NULL, N_("Given up; the result says why.") },
	{ 0 }
};

/* 6.2 asks how results are evaluated: an end without a result is none. */
static int ended(struct ctx *c, const struct rec *r)
{
	return rec_has(r, "result") ? E_OK :
	    err_field(&c->err, "result", "required",
		"write the result first: what was reached, and how it was evaluated");
}

static const struct move moves[] = {
	{ "planned", "active", N_("Agree on it"), NULL, false },
	{ "active", "achieved", N_("Mark as achieved"), ended, false },
	{ "active", "missed", N_("Mark as missed"), ended, false },
	{ "planned", "dropped", N_("Drop"), ended, false },
	{ "active", "dropped", N_("Drop"), ended, false },
	{ "active", "planned", N_("Back to planned"), NULL, false },
	{ "achieved", "active", N_("Open again"), NULL, false },
	{ "missed", "active", N_("Open again"), NULL, false },
	{ "dropped", "planned", N_("Open again"), NULL, false },
	{ 0 }
};
static const struct item directions[] = {
	{ "up", N_("At least the target"), NULL, NULL },
	{ "down", N_("At most the target"), NULL, NULL },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Objective"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.group = N_("Objective"), .help = N_("What is to be reached, so that one can tell."),
	.source = "ISO/IEC 27001:2022, 6.2"},
    {"owner", FK_REF, N_("Who answers for it"), F_LIST, .to = "person",
	.source = "ISO/IEC 27001:2022, 6.2 j)"},
    {"why", FK_MARKDOWN, N_("Why"), F_WIDE | F_SEARCH,
	.help = N_("How it follows from policy, requirements and risks.")},
    {"measure", FK_TEXT, N_("How it is measured"), F_WIDE, .max = 300, .group = N_("Measure"),
	.source = "ISO/IEC 27001:2022, 6.2 b)"},
    {"unit", FK_TEXT, N_("Unit of measure"), 0, .max = 40,
	.help = N_("Per cent, hours, number of cases.")},
    {"direction", FK_ENUM, N_("Reached when it is"), 0, .items = directions, .initial = "up"},
    {"start", FK_DECIMAL, N_("Value at the start"), 0},
    {"target", FK_DECIMAL, N_("Target value"), F_LIST},
    {"current", FK_DECIMAL, N_("Current value"), F_DERIVED | F_LIST},
    {"measured_on", FK_DATE, N_("Measured on"), F_DERIVED},
    {"plan", FK_MARKDOWN, N_("What will be done"), F_WIDE | F_SEARCH, .group = N_("Plan"),
	.source = "ISO/IEC 27001:2022, 6.2 h)"},
    {"resources", FK_TEXT, N_("Resources"), F_WIDE, .max = 500,
	.source = "ISO/IEC 27001:2022, 6.2 i)"},
    {"due", FK_DATE, N_("Due"), F_LIST | F_INDEX, .due_in = "planned active",
	.source = "ISO/IEC 27001:2022, 6.2 k)"},
    {"evaluated", FK_TEXT, N_("How results are evaluated"), F_WIDE, .max = 500,
	.source = "ISO/IEC 27001:2022, 6.2 l)"},
    {"risks", FK_REFS, N_("Risks it lowers"), F_WIDE, .to = "risk", .group = N_("Connections")},
    {"requirements", FK_REFS, N_("Requirements it serves"), F_WIDE, .to = "requirement"},
    {"result", FK_MARKDOWN, N_("Result"), F_WIDE | F_SEARCH, .group = N_("Result")},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_PAST}, {0}};

/* Share of the way from start to target that is behind us, in per cent; -1 = cannot be said. */
static int64_t way(const struct rec *r)
{
	int64_t from = rec_int(r, "start"), to = rec_int(r, "target"), at = rec_int(r, "current");
	double share;

	if (!rec_has(r, "target") || !rec_has(r, "current"))
		return -1;
	if (to == from)
		return at == to ? 100 : 0;
	share = ((double)at - (double)from) / ((double)to - (double)from);
	return share <= 0 ? 0 : share >= 1 ? 100 : (int64_t)(share * 100);
}

/* The measured values, newest first. */
static int progress(struct ctx *c, const struct rec *r, struct value **ret)
{
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	if ((rc = db_query(c, &q, SQL("SELECT id, held_on, value, note FROM objective_entry"
	    " WHERE org = :org AND objective_id = :id AND archived = FALSE"
	    " ORDER BY held_on DESC, id DESC LIMIT 100"))) < 0)
		return rc;
	db_bind_int(q, ":id", r->id);
	while ((rc = db_step(c, q)) > 0) {
		struct value *o = val_obj(c->arena);
		const char *code = code_text(c->arena, record_find("objective_entry"),
		    db_int(q, 0));

		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "href", val_text(c->arena, arena_printf(c->arena,
		    "/objective_entries/%s", code)));
		val_add(o, "on", val_text(c->arena, arena_text(c->arena, db_text(q, 1))));
		val_add(o, "value", val_text(c->arena, fixed_text(c->arena, db_int(q, 2), 6, 0)));
		val_add(o, "note", val_text(c->arena, db_is_null(q, 3) ? NULL :
		    arena_text(c->arena, db_text(q, 3))));
		val_push(*ret, o);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *list;
	int64_t share = way(r);
	int rc;

	if ((rc = progress(c, r, &list)) < 0)
		return rc;
	val_set(out, "progress", list);
	val_set(out, "share", share < 0 ? val_null(c->arena) : val_int(c->arena, share));
	return E_OK;
}

RECORD(objective, .plural = "objectives", .prefix = "OB", .label = N_("Objective"),
    .labels = N_("Objectives"), .area = "context", .icon = "objective", .title = "title",
    .own = "owner", .sort = "due", .fields = fields, .states = states, .moves = moves,
    .extend = extend, .source = "ISO/IEC 27001:2022, 6.2",
    .help = N_("What information security is to reach, with measure, plan, resources and the day "
	       "it is evaluated."));

/* ---- values on the way ---- */

static const struct field entry_fields[] = {
    {"title", FK_TEXT, N_("Value"), F_DERIVED | F_SEARCH, .max = 300},
    {"objective", FK_REF, N_("Objective"), F_REQ | F_LIST | F_FIXED, .to = "objective"},
    {"held_on", FK_DATE, N_("Measured on"), F_REQ | F_LIST | F_INDEX | F_PAST},
    {"value", FK_DECIMAL, N_("Value"), F_REQ | F_LIST},
    {"note", FK_TEXT, N_("Note"), F_LIST | F_WIDE | F_SEARCH, .max = 500}, {0}};

static int entry_derive(struct ctx *c, struct rec *r)
{
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s on %s",
	    fixed_text(c->arena, rec_int(r, "value"), 6, 0), rec_text(r, "held_on")));
	return E_OK;
}

/* The objective shows the newest value. */
static int entry_after(struct ctx *c, const struct rec *old, const struct rec *e)
{
	struct rec *was, *r;
	struct query *q;
	int rc;

	(void)old;
	if ((rc = record_load(c, record_find("objective"), rec_int(e, "objective"), &was)) < 0 ||
	    (rc = db_query(c, &q, SQL("SELECT value, held_on FROM objective_entry WHERE org = :org"
	    " AND objective_id = :id AND archived = FALSE ORDER BY held_on DESC, id DESC"
	    " LIMIT 1"))) < 0)
		return rc;
	r = rec_copy(c, was);
	rec_set(r, "current", NULL);
	rec_set(r, "measured_on", NULL);
	db_bind_int(q, ":id", was->id);
	if ((rc = db_step(c, q)) > 0) {
		rec_set_int(c, r, "current", db_int(q, 0));
		rec_set_text(c, r, "measured_on", arena_text(c->arena, db_text(q, 1)));
	}
	db_done(q);
	return rc < 0 ? rc : record_save(c, was, r, "update");
}

RECORD(objective_entry, .plural = "objective_entries", .prefix = "OE",
    .label = N_("Measured value"), .labels = N_("Measured values"), .area = "context",
    .icon = "metric", .title = "title", .sort = "-held_on", .fields = entry_fields,
    .derive = entry_derive, .after = entry_after,
    .source = "ISO/IEC 27001:2022, 6.2 d)",
    .help = N_("Values measured on the way to an objective, one for each day of measurement."));
