/* isms/gap/gap.c -- gap analyses and their rows as records. */
#include "isms/gap/gap.h"
#include "isms/knowledge/library.h"
#include "record/any.h"
#include "record/program.h"

const struct item gap_statuses[] = {
	{ "not-assessed", N_("Not assessed"), NULL, N_("Nobody has looked yet.") },
	{ "not-met", N_("Not met"), "bad", N_("Nothing, or next to nothing, of it is there.") },
	{ "partly", N_("Partly met"), "warn", N_("Some of it is there; gaps in approach or use.") },
	{ "largely", N_("Largely met"), "info", N_("Done nearly everywhere; small gaps.") },
	{ "met", N_("Met"), "good", N_("Done, and there is evidence.") },
	{ "not-applicable", N_("Not applicable"), NULL,
	  N_("Asks nothing of us; the justification says why.") },
	{ 0 }
};
static const struct item targets[] = {
	{ "not-met", N_("Nothing asked"), NULL, NULL }, { "partly", N_("Partly met"), NULL, NULL },
	{ "largely", N_("Largely met"), NULL, NULL }, { "met", N_("Met"), NULL, NULL }, { 0 }
};
static const struct item depths[] = {
	{ "main", N_("Requirements and controls"), NULL,
	  N_("One row for each; their items and enhancements are read beside it.") },
	{ "all", N_("Also items and enhancements"), NULL,
	  N_("Every lettered item and every enhancement has a row of its own.") },
	{ 0 }
};
static const struct item states[] = {
	{ "open", N_("Open"), "info", NULL }, { "closed", N_("Closed"), "good", NULL }, { 0 }
};
static const struct move moves[] = {
	{ "open", "closed", N_("Close the analysis"), NULL, false },
	{ "closed", "open", N_("Open again"), NULL, false }, { 0 }
};

static const struct field analysis_fields[] = {
	{ "title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 200 },
	{ "framework", FK_REF, N_("Framework"), F_REQ | F_LIST | F_FIXED, .to = "framework",
	  .help = N_("What is measured against; load it in Knowledge first.") },
	{ "owner", FK_REF, N_("Led by"), F_LIST, .to = "person" },
	{ "depth", FK_ENUM, N_("Rows"), F_FIXED, .items = depths, .initial = "main" },
	{ "scope", FK_MARKDOWN, N_("Scope"), F_WIDE | F_SEARCH,
	  .help = N_("Which sites, systems and processes were looked at.") },
	{ "target_status", FK_ENUM, N_("Target status"), 0, .items = targets, .initial = "met",
	  .group = N_("Target profile"),
	  .help = N_("What new rows begin with; each row can have its own.") },
	{ "target_maturity", FK_INT, N_("Target maturity"), 0, .min = 0, .max = 5, .initial = "3",
	  .help = N_("0 to 5, what new rows begin with. 3 = written down and done everywhere.") },
	{ "started_on", FK_DATE, N_("Started on"), F_LIST, .group = N_("Course"),
	  .help = N_("Empty: the day it is created.") },
	{ "finished_on", FK_DATE, N_("Finished on"), F_DERIVED | F_LIST },
	{ "baseline_on", FK_DATE, N_("Progress since"), 0,
	  .help = N_("Day that the progress is measured from; empty = the day it started.") },
	{ "baseline", FK_REF, N_("Compared with"), 0, .to = "gap_analysis",
	  .help = N_("An earlier analysis of the same framework.") },
	{ 0 }
};

static const char *today(struct ctx *c)
{
	char *text = arena_alloc(c->arena, DATE_TEXT);

	date_print(c->now_us, text);
	return text;
}

static int analysis_derive(struct ctx *c, struct rec *r)
{
	bool closed = strcmp(r->state, "closed") == 0;

	if (!rec_has(r, "started_on"))
		rec_set_text(c, r, "started_on", today(c));
	if (!closed)
		rec_set(r, "finished_on", NULL);
	else if (!rec_has(r, "finished_on"))
		rec_set_text(c, r, "finished_on", today(c));
	return E_OK;
}

static int analysis_check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct rec *base;
	int rc;

	(void)old;
	if (!rec_has(r, "baseline"))
		return E_OK;
	if ((rc = record_load(c, &record_gap_analysis, rec_int(r, "baseline"), &base)) < 0)
		return rc;
	if (base->id == r->id)
		return err_field(&c->err, "baseline", "itself",
		    "an analysis cannot be compared with itself: choose an earlier one");
	if (rec_int(base, "framework") != rec_int(r, "framework"))
		return err_field(&c->err, "baseline", "other-framework",
		    "the two analyses must be of the same framework");
	return E_OK;
}

RECORD(gap_analysis, .plural = "gap_analyses", .prefix = "G", .label = N_("Gap analysis"),
    .labels = N_("Gap analyses"), .area = "improvement", .icon = "gap", .title = "title",
    .own = "owner", .sort = "-started_on", .fields = analysis_fields, .states = states,
    .moves = moves, .derive = analysis_derive, .check = analysis_check, .after = gap_rows_make,
    .extend = gap_analysis_extend,
    .source = "ISO/IEC 27001:2022, 9.2, 10.1",
    .help = N_("Where the organisation stands against a framework, requirement by requirement: "
	       "status and maturity now, the target, and the tasks that close the gap."));

/* ---- one row ---- */

static const struct field row_fields[] = {
	{ "title", FK_TEXT, N_("Requirement"), F_DERIVED | F_LIST | F_SEARCH, .max = 400 },
	{ "analysis", FK_REF, N_("Analysis"), F_REQ | F_LIST | F_FIXED | F_INDEX,
	  .to = "gap_analysis" },
	{ "requirement", FK_ANY, N_("Judges"), F_REQ | F_FIXED,
	  .help = N_("The requirement or control, by its reference.") },
	{ "status", FK_ENUM, N_("Status"), F_LIST, .items = gap_statuses,
	  .initial = "not-assessed" },
	{ "maturity", FK_INT, N_("Maturity"), F_LIST, .min = 0, .max = 5,
	  .help = N_("0 nothing there, 1 initial, 2 repeatable, 3 defined, 4 managed, "
	      "5 optimising.") },
	{ "target_status", FK_ENUM, N_("Target status"), 0, .items = targets },
	{ "target", FK_INT, N_("Target maturity"), F_LIST, .min = 0, .max = 5 },
	{ "gap", FK_INT, N_("Gap"), F_DERIVED | F_LIST | F_INDEX,
	  .help = N_("Steps below the target, in status or maturity, whichever is more.") },
	{ "justification", FK_TEXT, N_("Why it does not apply"), F_WIDE, .max = 500 },
	{ "note", FK_MARKDOWN, N_("Note"), F_WIDE | F_SEARCH,
	  .help = N_("What was seen, and what is missing.") },
	{ "evidence", FK_MARKDOWN, N_("Evidence"), F_WIDE,
	  .help = N_("Where one sees it: documents, records, systems.") },
	{ "records", FK_REFS, N_("Evidence records"), F_WIDE, .to = "evidence" },
	{ "owner", FK_REF, N_("Owner"), F_LIST, .to = "person" },
	{ "due", FK_DATE, N_("Due"), F_LIST, .help = N_("By when the gap is to be closed.") },
	{ "ref", FK_TEXT, N_("Reference"), F_DERIVED | F_INTERNAL, .max = 80 },
	{ "section", FK_TEXT, N_("Section"), F_DERIVED, .max = 400 },
	{ "inference", FK_REF, N_("Inferred in"), F_DERIVED | F_INDEX, .to = "gap_inference" },
	{ "provenance", FK_JSON, N_("Inferred from"), F_DERIVED | F_INTERNAL },
	{ "judged_at", FK_TIME, N_("Judged at"), F_DERIVED },
	{ "sort_key", FK_TEXT, N_("Order"), F_DERIVED | F_INDEX | F_INTERNAL, .max = 240 },
	{ "mark", FK_TEXT, N_("Key"), F_DERIVED | F_UNIQUE | F_INTERNAL, .max = 120 },
	{ 0 }
};

enum gap_status gap_status_of(const char *word)
{
	for (int i = 0; word && i < GAP_STATUS_N; i++)
		if (strcmp(gap_statuses[i].name, word) == 0)
			return (enum gap_status)i;
	return GAP_NOT_ASSESSED;
}

/* The steps of the scale that measures have, with 0 below them. */
const char *gap_maturity_label(int maturity)
{
	const struct item *step = scale_step(
	    field_find(record_find("measure"), "maturity")->scale, maturity);

	return step ? step->label : N_("Nothing there");
}

static int step_of(const struct rec *r, const char *field)
{
	return rec_has(r, field) ? (int)rec_int(r, field) : GAP_UNKNOWN;
}

struct gap_judgement gap_judged(const struct rec *r)
{
	return (struct gap_judgement){ gap_status_of(rec_text(r, "status")),
		step_of(r, "maturity") };
}

struct gap_judgement gap_target(const struct rec *r)
{
	return (struct gap_judgement){ gap_status_of(rec_text(r, "target_status")),
		step_of(r, "target") };
}

/* The outermost heading above the requirement: of the library, else what the record says. */
static const char *section_of(struct ctx *c, const struct rec *named)
{
	const struct library_node *n = library_find_exact(library(), rec_text(named, "ref")).node;
	const struct library_node *top = NULL;

	for (n = n ? n->parent : NULL; n; n = n->parent)
		if (strcmp(library_role(n), "section") == 0)
			top = n;
	if (top)
		return arena_printf(c->arena, "%s %s", top->ref, top->title);
	return rec_text(named, strcmp(named->type->name, "control") == 0 ? "theme" : "parent");
}

/* What a row takes from the requirement it judges; once, when it is made. */
static int take_requirement(struct ctx *c, struct rec *r, const struct any *any)
{
	const char *section;
	struct rec *named;
	int rc;

	if (strcmp(any->t->name, "requirement") != 0 && strcmp(any->t->name, "control") != 0)
		return err_field(&c->err, "requirement", "wrong-type",
		    "must be a requirement or a control of a framework");
	if ((rc = record_load(c, any->t, any->id, &named)) < 0)
		return rc;
	section = section_of(c, named);
	rec_set_text(c, r, "ref", rec_text(named, "ref"));
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s %s", rec_text(named, "ref"),
	    rec_text(named, "title")));
	rec_set(r, "section", section[0] ? val_text(c->arena, section) : NULL);
	rec_set_text(c, r, "sort_key", arena_printf(c->arena, "%s%s",
	    strcmp(any->t->name, "control") == 0 ? "b" : "a", rec_text(named, "sort_key")));
	rec_set_text(c, r, "mark", arena_printf(c->arena, "%" PRId64 " %s/%" PRId64,
	    rec_int(r, "analysis"), any->t->name, any->id));
	return E_OK;
}

static bool same_field(const struct rec *x, const struct rec *y, const char *name)
{
	const struct value *v = rec_value(x, name), *w = rec_value(y, name);

	return v && w ? val_same(v, w) : v == w;
}

/* A judgement by a person is the person's: where an earlier value came from no longer matters. */
static int note_judgement(struct ctx *c, struct rec *r)
{
	char *now = arena_alloc(c->arena, TIME_TEXT);
	struct rec *old = NULL;
	int rc;

	if (r->id && (rc = record_load(c, r->type, r->id, &old)) < 0)
		return rc;
	if (old ? same_field(old, r, "status") && same_field(old, r, "maturity") &&
	    old->drafted == r->drafted : gap_judged(r).status == GAP_NOT_ASSESSED)
		return E_OK;
	if (old && !same_field(old, r, "provenance"))
		return E_OK;	/* the program infers or takes it back */
	if (old && (!same_field(old, r, "status") || !same_field(old, r, "maturity"))) {
		rec_set(r, "provenance", NULL);
		rec_set(r, "inference", NULL);
	}
	time_print(c->now_us, now);
	rec_set_text(c, r, "judged_at", now);
	return E_OK;
}

static int row_derive(struct ctx *c, struct rec *r)
{
	struct any any;
	int rc, gap;

	if (!rec_has(r, "mark") && rec_any(r, "requirement", &any) &&
	    (rc = take_requirement(c, r, &any)) < 0)
		return rc;
	if ((rc = note_judgement(c, r)) < 0)
		return rc;
	gap = gap_size(gap_judged(r), gap_target(r));
	rec_set(r, "gap", gap == GAP_UNKNOWN ? NULL : val_int(c->arena, gap));
	return E_OK;
}

static int row_check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct rec *analysis;
	int rc;

	if (rec_is(r, "status", "not-applicable") && !rec_has(r, "justification"))
		IGNORE(err_field(&c->err, "justification", "required",
		    "say why the requirement does not apply"));
	if (!old || !rec_has(r, "analysis") || c->err.code)
		return c->err.code;
	if ((rc = record_load(c, &record_gap_analysis, rec_int(r, "analysis"), &analysis)) < 0)
		return rc;
	return strcmp(analysis->state, "closed") != 0 ? E_OK :
	    err_hint(&c->err, E_CONFLICT, "open it again first, or begin a new analysis",
		"%s is closed: its rows stay as they were", rec_code(c->arena, analysis));
}

RECORD(gap_row, .plural = "gap_rows", .prefix = "GR", .label = N_("Gap row"),
    .labels = N_("Gap rows"), .area = "improvement", .icon = "requirement", .title = "title",
    .own = "owner", .sort = "sort_key", .fields = row_fields, .derive = row_derive,
    .check = row_check, .extend = gap_row_extend,
    .source = "ISO/IEC 27001:2022, 9.2, 10.1",
    .help = N_("One requirement judged in a gap analysis: status, maturity, target, evidence, "
	       "owner."));
