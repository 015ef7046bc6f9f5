/*
 * isms/control/occurrence.c -- one time a recurring measure was carried out. Not a test: it shows
 * that the work is done, not that the work is enough, and who owns the measure does it.
 */
#include "isms/control/measure.h"

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Occurrence"), F_DERIVED | F_LIST | F_SEARCH, .max = 300},
    {"measure", FK_REF, N_("Measure"), F_REQ | F_LIST | F_FIXED, .to = "measure"},
    {"due_on", FK_DATE, N_("It was due on"), F_LIST,
	.help = N_("Empty: the day on which the measure is due next.")},
    {"done_on", FK_DATE, N_("Done on"), F_LIST | F_INDEX | F_PAST,
	.help = N_("Empty: today.")},
    {"done_by", FK_REF, N_("Done by"), F_LIST, .to = "person"},
    {"result", FK_MARKDOWN, N_("What came out"), F_WIDE | F_SEARCH,
	.help = N_("What was found and what was done about it; numbers where there are some.")},
    {"evidence", FK_MARKDOWN, N_("Evidence"), F_WIDE},
    {"files", FK_FILES, N_("Files"), F_WIDE}, {0}};

static int derive(struct ctx *c, struct rec *r)
{
	char *today = arena_alloc(c->arena, DATE_TEXT);
	struct rec *m;
	int rc;

	if (!rec_has(r, "measure"))
		return E_OK;	/* "required" is told by the machine */
	if ((rc = record_load(c, record_find("measure"), rec_int(r, "measure"), &m)) < 0)
		return rc;
	date_print(c->now_us, today);
	if (!rec_has(r, "done_on"))
		rec_set_text(c, r, "done_on", today);
	if (!rec_has(r, "due_on") && rec_has(m, "next_on"))
		rec_set_text(c, r, "due_on", rec_text(m, "next_on"));
	if (!rec_has(r, "done_by") && c->actor->person)
		rec_set_int(c, r, "done_by", c->actor->person);
	rec_set_text(c, r, "title", arena_printf(c->arena, "%.240s, %s", rec_title(m),
	    rec_text(r, "done_on")));
	return E_OK;
}

static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)old;
	return measure_refresh(c, rec_int(r, "measure"), arena_printf(c->arena, "carried out, %s",
	    rec_code(c->arena, r)));
}

RECORD(occurrence, .plural = "occurrences", .prefix = "OC", .label = N_("Occurrence"),
    .labels = N_("Occurrences"), .area = "control", .icon = "time", .title = "title",
    .own = "done_by", .sort = "-done_on", .fields = fields, .derive = derive,
    .after = after, .source = "ISO/IEC 27001:2022, 8.1",
    .help = N_("Each time a recurring measure was carried out. The control calendar says what is "
	       "due."));
