/*
 * isms/task/task.c -- what somebody is to do about a record until a day: actions of a treatment
 * plan, gaps to close, evidence to bring, things to review. One to-do list for people, whatever
 * the reason.
 */
#include "record/program.h"
#include "record/rec.h"
#include "record/store.h"

static const struct item kinds[] = {
	{ "treatment", N_("Risk treatment"), NULL, N_("An action of a risk treatment plan.") },
	{ "gap", N_("Gap"), NULL, N_("Closes a gap found in a gap analysis.") },
	{ "evidence", N_("Evidence"), NULL, N_("Somebody is asked for evidence.") },
	{ "review", N_("Review"), NULL, N_("Look at a record again.") },
	{ "document", N_("Document"), NULL, N_("Write, revise or read a document.") },
	{ "finding", N_("Finding"), NULL, N_("Clears a finding of a check or an audit.") },
	{ "improvement", N_("Improvement"), NULL, N_("Makes something better that is not wrong.") },
	{ "other", N_("Other"), NULL, NULL },
	{ 0 }
};
static const struct item priorities[] = {
	{ "low", N_("Low"), NULL, NULL },
	{ "normal", N_("Normal"), "info", NULL },
	{ "high", N_("High"), "warn", NULL },
	{ 0 }
};
static const struct item states[] = {
	{ "open", N_("Open"), "info", NULL },
	{ "doing", N_("In progress"), "warn", NULL },
	{ "done", N_("Done"), "good", N_("With the result that was reached.") },
	{ "dropped", N_("Dropped"), NULL, N_("Not to be done; the result says why.") },
	{ 0 }
};

/* An end without a result tells nobody anything. */
static int ended(struct ctx *c, const struct rec *r)
{
	return rec_has(r, "result") ? E_OK :
	    err_field(&c->err, "result", "required",
		"write the result first: what was done, or why it is not to be done");
}

static const struct move moves[] = {
	{ "open", "doing", N_("Start"), NULL, false },
	{ "open", "done", N_("Mark as done"), ended, false },
	{ "doing", "done", N_("Mark as done"), ended, false },
	{ "open", "dropped", N_("Drop"), ended, false },
	{ "doing", "dropped", N_("Drop"), ended, false },
	{ "doing", "open", N_("Back to open"), NULL, false },
	{ "done", "open", N_("Open again"), NULL, false },
	{ "dropped", "open", N_("Open again"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Task"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.help = N_("What is to be done, as an order: \"Encrypt the laptops of sales\".")},
    {"kind", FK_ENUM, N_("Kind"), F_REQ | F_LIST, .items = kinds, .initial = "other"},
    {"about", FK_ANY, N_("About"), F_LIST,
	.help = N_("The record it is about: its code, or type and key.")},
    {"owner", FK_REF, N_("Who does it"), F_LIST, .to = "person"},
    {"due", FK_DATE, N_("Due"), F_LIST | F_INDEX, .due_in = "open doing"},
    {"priority", FK_ENUM, N_("Priority"), F_LIST, .items = priorities, .initial = "normal"},
    {"description", FK_MARKDOWN, N_("How"), F_SEARCH | F_WIDE},
    {"resources", FK_TEXT, N_("Resources"), F_WIDE, .max = 500,
	.help = N_("Time, money and help that it takes."),
	.source = "ISO/IEC 27001:2022, 6.2, 7.1"},
    {"result", FK_MARKDOWN, N_("Result"), F_SEARCH | F_WIDE,
	.help = N_("What was reached, or why it was dropped. Needed before it ends.")},
    {"done_on", FK_DATE, N_("Ended on"), F_DERIVED | F_LIST},
    {0}};

/* The day it ended stays until it is opened again. */
static int derive(struct ctx *c, struct rec *r)
{
	bool over = strcmp(r->state, "done") == 0 || strcmp(r->state, "dropped") == 0;
	char *today = arena_alloc(c->arena, DATE_TEXT);

	if (!over) {
		rec_set(r, "done_on", NULL);
	} else if (!rec_has(r, "done_on")) {
		date_print(c->now_us, today);
		rec_set_text(c, r, "done_on", today);
	}
	return E_OK;
}

/* A request for evidence is answered with evidence: its page leads there. */
static int extend(struct ctx *c, const struct rec *r, struct value *out)
{
	if (rec_is(r, "kind", "evidence") &&
	    (strcmp(r->state, "open") == 0 || strcmp(r->state, "doing") == 0))
		val_set_text(c->arena, out, "answer_href", arena_printf(c->arena,
		    "/evidence-room/answer?task=%s", code_text(c->arena, r->type, r->id)));
	return E_OK;
}

RECORD(task, .plural = "tasks", .prefix = "T", .label = N_("Task"), .labels = N_("Tasks"),
    .area = "improvement", .icon = "task", .title = "title", .own = "owner", .sort = "due",
    .fields = fields, .states = states, .moves = moves, .derive = derive,
    .extend = extend,
    .source = "ISO/IEC 27001:2022, 6.1.3 e), 6.2, 8.1",
    .help = N_("What is to be done, about what, by whom and until when: actions of treatment "
	       "plans, gaps, requests for evidence, reviews."));
