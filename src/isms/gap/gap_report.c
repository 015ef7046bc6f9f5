/* isms/gap/gap_report.c -- one gap analysis as a document: where we stand, what closes the gaps. */
#include "isms/gap/progress.h"
#include "isms/gap/view.h"
#include "record/list.h"
#include "report/named.h"

static const struct report_column gap_columns[] = {
	{ .key = "title", .label = N_("Requirement"), .weight = 6 },
	{ .key = "status", .label = N_("Status"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "gap", .label = N_("Steps"), .weight = 1, .kind = REPORT_INT },
	{ .key = "note", .label = N_("Note"), .weight = 6 },
	{ .key = "owner", .label = N_("Owner"), .weight = 3 },
	{ .key = "due", .label = N_("Due"), .weight = 2, .kind = REPORT_DATE },
	{ .key = "tasks", .label = N_("Tasks"), .weight = 5, .kind = REPORT_LIST },
};
static const struct report_column row_columns[] = {
	{ .key = "ref", .label = N_("Reference"), .weight = 3, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Requirement"), .weight = 6 },
	{ .key = "status", .label = N_("Status"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "maturity", .label = N_("Maturity"), .weight = 2, .kind = REPORT_INT },
	{ .key = "target", .label = N_("Target"), .weight = 2, .kind = REPORT_INT },
	{ .key = "note", .label = N_("Note"), .weight = 5 },
	{ .key = "evidence", .label = N_("Evidence"), .weight = 4 },
	{ .key = "inferred_text", .label = N_("Inferred"), .weight = 4 },
};
/* In the order of the bars on the screen: best first. */
static const struct { enum gap_status status; enum report_tone tone; } shown[] = {
	{ GAP_MET, REPORT_GOOD }, { GAP_LARGELY, REPORT_INFO }, { GAP_PARTLY, REPORT_WARN },
	{ GAP_NOT_MET, REPORT_BAD }, { GAP_NOT_APPLICABLE, REPORT_NEUTRAL },
	{ GAP_NOT_ASSESSED, REPORT_NEUTRAL },
};

static struct report_series *series_new(struct arena *a)
{
	struct report_series *s = arena_zero(a, COUNT(shown), sizeof(*s));

	for (size_t i = 0; i < COUNT(shown); i++)
		s[i] = (struct report_series){ gap_statuses[shown[i].status].label, shown[i].tone };
	return s;
}

static void add_point(struct report_doc *doc, const char *label, const struct gap_tally *t)
{
	double values[COUNT(shown)];

	for (size_t i = 0; i < COUNT(shown); i++)
		values[i] = (double)t->n[shown[i].status];
	report_point(doc, label, values, COUNT(shown));
}

static void figure(struct report_doc *doc, const char *label, int64_t n, const char *note,
    enum report_tone tone)
{
	report_figure(doc, label, arena_printf(doc->arena, "%" PRId64, n), note, tone);
}

static void figures(struct report_doc *doc, const struct gap_tally *t)
{
	int percent = gap_percent(t), mean = gap_mean_tenths(t->maturity_sum, t->maturity_n);

	report_figure(doc, N_("Reached"), percent == GAP_UNKNOWN ? "-" :
	    arena_printf(doc->arena, "%d %%", percent), N_("met 100, largely 67, partly 33"),
	    REPORT_INFO);
	figure(doc, N_("Assessed"), gap_assessed(t), arena_printf(doc->arena, "of %" PRId64,
	    t->total), REPORT_INFO);
	figure(doc, N_("Below target"), t->below, N_("in status or maturity"),
	    t->below ? REPORT_WARN : REPORT_GOOD);
	figure(doc, N_("Not confirmed"), t->inferred, N_("inferred, nobody has agreed yet"),
	    t->inferred ? REPORT_WARN : REPORT_NEUTRAL);
	if (mean != GAP_UNKNOWN)
		report_figure(doc, N_("Mean maturity"), arena_printf(doc->arena, "%d.%d", mean / 10,
		    mean % 10), N_("0 to 5"), REPORT_INFO);
}

/* Lists print labels: the task's code and state belong to it; the owner is a name. */
static void flatten(struct arena *a, struct value *o)
{
	for (struct value *t = val_get(o, "tasks")->u.list.first; t; t = t->next)
		val_set_text(a, t, "label", arena_printf(a, "%s %s (%s)", val_get_text(t, "code"),
		    val_get_text(t, "label"), val_get_text(val_get(t, "state"), "label")));
	if (!val_get_text(val_get(o, "owner"), "label"))
		val_set(o, "owner", val_null(a));
	if (val_get_text(o, "justification"))
		val_set_text(a, o, "note", val_get_text(o, "justification"));
}

static void sections(struct report_doc *doc, const struct gap_groups *g)
{
	if (!g->n)
		return;
	report_chart_series(doc, REPORT_STACKED, N_("Requirements by section and status"),
	    series_new(doc->arena), COUNT(shown));
	for (size_t i = 0; i < g->n; i++)
		add_point(doc, g->list[i].title[0] ? g->list[i].title : N_("Other"),
		    &g->list[i].tally);
}

static int progress(struct ctx *c, const struct rec *an, struct report_doc *doc)
{
	int64_t moments[GAP_MONTHS_MAX], now = c->as_of_us ? c->as_of_us : c->now_us;
	struct gap_history h;
	struct gap_tally *t;
	size_t n;
	int rc;

	if ((rc = gap_history_read(c, an->id, &h)) < 0 || !h.n)
		return rc;
	n = gap_months(h.events[0].at_us, now, moments);
	t = gap_progress(c->arena, h.events, h.n, h.nrows, moments, n);
	report_chart_series(doc, REPORT_STACKED, N_("Progress at the end of each month"),
	    series_new(c->arena), COUNT(shown));
	for (size_t i = 0; i < n; i++) {
		char *day = arena_alloc(c->arena, DATE_TEXT);

		date_print(moments[i], day);
		add_point(doc, day, &t[i]);
	}
	return E_OK;
}

/* The one asked for, else the newest the reader may see. */
static int find(struct ctx *c, const char *of, struct rec **ret)
{
	struct list_query lq = { .t = &record_gap_analysis, .limit = 1, .sort = "-started_on" };
	struct list l;
	int rc;

	if (of)
		return record_get(c, &record_gap_analysis, of, VERB_READ, ret);
	if ((rc = list_run(c, &lq, &l)) < 0)
		return rc;
	*ret = l.n ? l.recs[0] : NULL;
	return E_OK;
}

static int fill(struct ctx *c, const struct rec *an, struct report_doc *doc)
{
	struct value *gaps = val_arr(c->arena), *all = val_arr(c->arena);
	struct gap_tally t = { 0 };
	struct gap_tasks tasks;
	struct gap_groups g;
	struct gap_rows rows;
	int rc;

	if ((rc = gap_rows_read(c, an->id, VERB_READ, &rows)) < 0 ||
	    (rc = gap_tasks_read(c, an->id, &tasks)) < 0)
		return rc;
	for (size_t i = 0; i < rows.n; i++) {
		struct value *o = gap_row_value(c, rows.recs[i], &tasks);

		gap_tally_row(&t, rows.recs[i]);
		flatten(c->arena, o);
		if (rec_int(rows.recs[i], "gap") > 0)
			val_push(gaps, val_copy(c->arena, o));
		val_push(all, o);
	}
	for (struct value *o = gaps->u.list.first; o; o = o->next)
		val_set_text(c->arena, o, "title", arena_printf(c->arena, "%s %s",
		    val_get_text(o, "ref"), val_get_text(o, "title")));
	g = gap_groups_of(c->arena, &rows);
	figures(doc, &t);
	report_para(doc, val_get_text(gap_tally_value(c->arena, &t), "text"));
	if (rec_has(an, "scope"))
		report_para(doc, rec_text(an, "scope"));
	sections(doc, &g);
	if ((rc = progress(c, an, doc)) < 0)
		return rc;
	report_heading(doc, 1, N_("Gaps and their tasks"));
	if (!gaps->u.list.n)
		report_para(doc, N_("Nothing that was assessed is below its target."));
	else
		report_table(doc, "gaps", N_("Below the target"), gap_columns, COUNT(gap_columns),
		    gaps);
	report_heading(doc, 1, N_("All requirements"));
	report_table(doc, "rows", N_("All requirements"), row_columns, COUNT(row_columns), all);
	return E_OK;
}

static int build(struct ctx *c, const char *of, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Gap analysis"));
	struct ref_label framework;
	struct rec *an = NULL;
	int rc;

	if ((rc = find(c, of, &an)) < 0)
		return rc;
	doc->landscape = true;
	doc->csv_table = "rows";
	*ret = doc;
	if (!an) {
		report_para(doc, N_("There is no gap analysis yet. Begin one in Check & improve."));
		report_table(doc, "rows", N_("All requirements"), row_columns, COUNT(row_columns),
		    val_arr(c->arena));
		return E_OK;
	}
	framework = ref_label(c, record_find("framework"), rec_int(an, "framework"));
	doc->title = arena_printf(c->arena, "Gap analysis: %s", rec_title(an));
	doc->subtitle = arena_printf(c->arena, "%s, %s", rec_code(c->arena, an),
	    framework.label ? framework.label : framework.code);
	return fill(c, an, doc);
}

REPORT(gap, .title = N_("Gap analysis"), .type = "gap_row", .build_of = build,
    .reader = N_("Top management and who plans the work"),
    .source = "ISO/IEC 27001:2022, 9.1, 10.1",
    .help = N_("One gap analysis, the newest or the one asked for: summary, charts, gaps with "
	"their tasks, all requirements."));
