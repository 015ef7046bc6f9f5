/* isms/risk/plan_report.c -- the risk treatment plan as a document: risks, actions, approvals.
 * SOURCE: ISO/IEC 27001:2022, 6.1.3 e), f), 8.3. */
#include "isms/risk/plan.h"
#include "isms/risk/risk.h"
#include "report/named.h"

static const struct report_column risk_columns[] = {
	{ .key = "code", .label = N_("Code"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Risk"), .weight = 7 },
	{ .key = "text", .label = N_("What is planned"), .weight = 7 },
	{ .key = "owner", .label = N_("Owner"), .weight = 4 },
	{ .key = "treatment", .label = N_("Treatment"), .weight = 5, .kind = REPORT_STATUS },
	{ .key = "current", .label = N_("Today"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "residual", .label = N_("After treatment"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "due", .label = N_("Due"), .weight = 3, .kind = REPORT_DATE },
	{ .key = "standing", .label = N_("Standing"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "acceptance", .label = N_("Owner's approval"), .weight = 4,
	  .kind = REPORT_STATUS },
};
static const struct report_column action_columns[] = {
	{ .key = "risk", .label = N_("Risk"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "code", .label = N_("Action"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("What is done"), .weight = 8 },
	{ .key = "owner", .label = N_("By"), .weight = 4 },
	{ .key = "resources", .label = N_("Resources"), .weight = 5 },
	{ .key = "due", .label = N_("Due"), .weight = 3, .kind = REPORT_DATE },
	{ .key = "state", .label = N_("State"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "done_on", .label = N_("Ended"), .weight = 3, .kind = REPORT_DATE },
};
enum { ROWS_MAX = 10000 };

static void add_actions(struct arena *a, const struct value *row, struct value *actions)
{
	for (const struct value *t = val_get(val_get(row, "plan"), "actions")->u.list.first; t;
	    t = t->next) {
		struct value *o = val_copy(a, t);

		if (actions->u.list.n >= ROWS_MAX)
			return;
		val_set_text(a, o, "risk", val_get_text(row, "code"));
		val_push(actions, o);
	}
}

static void figures(struct ctx *c, struct report_doc *doc, const struct value *s)
{
	static const struct { const char *key, *label; enum report_tone good, bad; } list[] = {
		{ "risks", N_("Risks treated"), REPORT_INFO, REPORT_INFO },
		{ "accepted", N_("Approved by the owner"), REPORT_GOOD, REPORT_GOOD },
		{ "actions", N_("Actions"), REPORT_INFO, REPORT_INFO },
		{ "done", N_("Actions done"), REPORT_GOOD, REPORT_GOOD },
		{ "late", N_("Actions late"), REPORT_GOOD, REPORT_BAD },
	};

	for (size_t i = 0; i < COUNT(list); i++) {
		int64_t n = val_get_int(s, list[i].key, 0);

		report_figure(doc, list[i].label, arena_printf(c->arena, "%" PRId64, n), NULL,
		    n ? list[i].bad : list[i].good);
	}
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Risk treatment plan"));
	struct value *rows, *summary, *actions = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = plan_rows(c, NULL, 0, &rows, &l)) < 0 || (rc = plan_summary(c, &summary)) < 0)
		return rc;
	doc->subtitle = N_("Risks that are modified, avoided or shared, by due date");
	doc->landscape = true;
	figures(c, doc, summary);
	report_para(doc, N_("Each action is a task with one person and a date. The level after "
	    "treatment is computed as if all planned measures were in place. An approval is "
	    "bound to the revision of the risk that its owner was shown."));
	for (struct value *row = rows->u.list.first; row; row = row->next)
		add_actions(c->arena, row, actions);
	report_table(doc, "risks", N_("Risks"), risk_columns, COUNT(risk_columns), rows);
	report_table(doc, "actions", N_("Actions"), action_columns, COUNT(action_columns),
	    actions);
	*ret = doc;
	return E_OK;
}

REPORT(risk_treatment_plan, .title = N_("Risk treatment plan"), .type = "risk", .build = build,
    .reader = N_("Risk owners, top management, auditors"),
    .source = "ISO/IEC 27001:2022, 6.1.3 e), 8.3",
    .help = N_("What is done about which risk, by whom, until when, and who approved it."));
