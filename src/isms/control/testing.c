/*
 * isms/control/testing.c -- tests of measures: planned, carried out, with a result. And what
 * follows from one: the measure's effectiveness is computed again, a failed test makes a task.
 *
 * Who tests should not be who runs the measure. In an organisation of three that cannot be had, so
 * it is not refused: the rule measure-test-eyes says it.
 */
#include "isms/control/measure.h"
#include "record/any.h"

enum { CLEAR_WITHIN_DAYS = 30 };

static const struct item methods[] = {
	{ "inspection", N_("Inspection"), NULL, N_("Look at records, settings or the place.") },
	{ "interview", N_("Interview"), NULL, N_("Ask those who do it.") },
	{ "observation", N_("Observation"), NULL, N_("Watch it being done.") },
	{ "technical", N_("Technical test"), NULL, N_("Scan, restore, attack, measure.") },
	{ "reperformance", N_("Re-performance"), NULL, N_("Do it again and compare.") },
	{ "exercise", N_("Exercise"), NULL, N_("Practise the case it is there for.") },
	{ 0 }
};
static const struct item results[] = {
	{ "pass", N_("Passed"), "good", N_("It does what it is there for.") },
	{ "partly", N_("Partly passed"), "warn", N_("It works, but not everywhere or always.") },
	{ "fail", N_("Failed"), "bad", N_("It does not do what it is there for.") },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("What is tested"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.help = N_("The question it answers: \"A restore of mail takes less than four hours\".")},
    {"measure", FK_REF, N_("Measure"), F_REQ | F_LIST | F_FIXED, .to = "measure"},
    {"method", FK_ENUM, N_("Method"), F_LIST, .items = methods},
    {"planned_on", FK_DATE, N_("Planned for"), F_LIST | F_INDEX},
    {"tester", FK_REF, N_("Tested by"), F_LIST, .to = "person",
	.help = N_("Somebody other than the owner of the measure, where that can be had.")},
    {"performed_on", FK_DATE, N_("Carried out on"), F_LIST, .group = N_("Result")},
    {"result", FK_ENUM, N_("Result"), F_LIST, .items = results,
	.source = "ISO/IEC 27001:2022, 9.1"},
    {"sample", FK_TEXT, N_("Sample"), F_WIDE, .max = 500,
	.help = N_("What was looked at, out of how much: \"12 of 340 accounts, by chance\".")},
    {"finding", FK_MARKDOWN, N_("What was found"), F_WIDE | F_SEARCH,
	.help = N_("Needed when the test did not pass.")},
    {"evidence", FK_MARKDOWN, N_("Evidence"), F_WIDE,
	.help = N_("Where the test's records are.")},
    {"files", FK_FILES, N_("Files"), F_WIDE, .help = N_("Logs, screenshots, minutes of the test.")},
    {0}};

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	char today[DATE_TEXT];

	(void)old;
	date_print(c->now_us, today);
	if (!rec_has(r, "planned_on") && !rec_has(r, "performed_on"))
		IGNORE(err_field(&c->err, "planned_on", "required",
		    "say when the test is planned, or when it was carried out"));
	if (rec_has(r, "performed_on") && !rec_has(r, "result"))
		IGNORE(err_field(&c->err, "result", "required",
		    "a test that was carried out has a result"));
	if (rec_has(r, "result") && !rec_has(r, "performed_on"))
		IGNORE(err_field(&c->err, "performed_on", "required",
		    "say when the test was carried out"));
	if (strcmp(rec_text(r, "performed_on"), today) > 0)
		IGNORE(err_field(&c->err, "performed_on", "future",
		    "a test cannot have been carried out after today, %s", today));
	if ((rec_is(r, "result", "fail") || rec_is(r, "result", "partly")) &&
	    !rec_has(r, "finding"))
		IGNORE(err_field(&c->err, "finding", "required",
		    "say what was found: it is what somebody has to mend"));
	return c->err.code;
}

/* Is there a task about this record? One is enough, also when it is done. */
static int has_task(struct ctx *c, const struct rec *r, bool *ret)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT 1 FROM link WHERE org = :org AND to_type = :type"
	    " AND to_id = :id AND from_type = 'task' AND field = 'about'"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	*ret = (rc = db_step(c, q)) > 0;
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* The program's own write: who may record a test need not be one who may give out tasks. */
static int make_task(struct ctx *c, const struct rec *r, const struct rec *measure)
{
	struct rec *t = rec_new(c, record_find("task"));
	char *due = arena_alloc(c->arena, DATE_TEXT);
	const char *reason = c->reason;
	int rc;

	date_print(c->now_us + CLEAR_WITHIN_DAYS * 86400 * INT64_C(1000000), due);
	rec_set_text(c, t, "title", arena_printf(c->arena, "Clear the failed test of %s",
	    code_text(c->arena, measure->type, measure->id)));
	rec_set_text(c, t, "kind", "finding");
	rec_set_text(c, t, "about", any_text(c->arena, r->type, r->id));
	if (rec_has(measure, "owner"))
		rec_set_int(c, t, "owner", rec_int(measure, "owner"));
	rec_set_text(c, t, "due", due);
	rec_set_text(c, t, "priority", "high");
	rec_set_text(c, t, "description", rec_text(r, "finding"));
	c->reason = arena_printf(c->arena, "failed test %s", rec_code(c->arena, r));
	rc = record_save(c, NULL, t, "create");
	c->reason = reason;
	return rc;
}

static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct rec *measure;
	bool known = true;
	int rc;

	(void)old;
	if ((rc = measure_refresh(c, rec_int(r, "measure"), arena_printf(c->arena, "test %s",
	    rec_code(c->arena, r)))) < 0)
		return rc;
	if (!rec_is(r, "result", "fail") || r->archived || (rc = has_task(c, r, &known)) < 0 ||
	    known)
		return rc;
	if ((rc = record_load(c, record_find("measure"), rec_int(r, "measure"), &measure)) < 0)
		return rc;
	return make_task(c, r, measure);
}

RECORD(measure_test, .plural = "measure_tests", .prefix = "MT", .label = N_("Test of a measure"),
    .labels = N_("Tests of measures"), .area = "control", .icon = "audit", .title = "title",
    .own = "tester", .sort = "-planned_on", .fields = fields, .check = check, .after = after,
    .source = "ISO/IEC 27001:2022, 9.1",
    .help = N_("Tests that show whether a measure works: what was looked at, how, and what came "
	       "out. A failed one lowers the measure's effectiveness and makes a task."));
