/* isms/risk/register_report.c -- all live risks as a document, highest level first. */
#include "isms/risk/risk.h"
#include "record/list.h"
#include "report/named.h"

/* SOURCE: ISO/IEC 27001:2022, 8.2, 8.3: results of assessment and treatment. */
static const struct report_column columns[] = {
	{ .key = "code", .label = N_("Code"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Risk"), .weight = 7 },
	{ .key = "owner", .label = N_("Owner"), .weight = 4 },
	{ .key = "assets", .label = N_("Assets"), .weight = 5, .kind = REPORT_LIST },
	{ .key = "likelihood", .label = N_("Likelihood"), .weight = 3 },
	{ .key = "consequence", .label = N_("Consequence"), .weight = 3 },
	{ .key = "level", .label = N_("Inherent"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "current_level", .label = N_("Current"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "verdict", .label = N_("Evaluation"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "treatment", .label = N_("Treatment"), .weight = 4 },
	{ .key = "controls", .label = N_("Controls"), .weight = 4, .kind = REPORT_LIST },
	{ .key = "due", .label = N_("Due"), .weight = 3, .kind = REPORT_DATE },
	{ .key = "residual_level", .label = N_("Residual"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "by_hand", .label = N_("Set by hand"), .weight = 4 },
	{ .key = "state", .label = N_("State"), .weight = 3, .kind = REPORT_STATUS },
};
enum { CELLS_MAX = 100000, ROWS_MAX = CELLS_MAX / (int)COUNT(columns) };

static struct value *toned(struct arena *a, const char *label, const char *tone)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "tone", val_text(a, tone ? tone : "none"));
	return o;
}

static struct value *level_value(struct ctx *c, const struct rec *r, const char *field)
{
	int64_t step = rec_int(r, field);
	const struct item *i = scale_step(&criteria_of(c)->level, step);

	return i ?
	    toned(c->arena, arena_printf(c->arena, "%" PRId64 " %s", step, i->label), i->tone) :
	    val_null(c->arena);
}

/* Codes and names of what a refs field names. */
static struct value *names(struct ctx *c, const struct rec *r, const char *field)
{
	const struct field *f = field_find(r->type, field);
	const struct value *v = rec_value(r, field);
	struct value *list = val_arr(c->arena);

	for (const struct value *m = v ? v->u.list.first : NULL; m; m = m->next) {
		struct ref_label l = ref_label(c, record_find(f->to), m->u.i);

		val_push(list, val_text(c->arena, arena_printf(c->arena, "%s %s", l.code,
		    l.label ? l.label : "")));
	}
	return list;
}

static struct value *text_of(struct ctx *c, const struct rec *r, const char *field)
{
	const struct field *f = field_find(r->type, field);

	return val_text(c->arena, value_text(c, f, rec_value(r, field)));
}

static struct value *word_value(struct ctx *c, const struct rec *r, const char *field)
{
	const struct field *f = field_find(r->type, field);
	const char *word = rec_text(r, field);
	const struct item *i = item_find(f->items, word, strlen(word));

	return i ? toned(c->arena, i->label, i->tone) : val_null(c->arena);
}

static struct value *row_value(struct ctx *c, const struct rec *r)
{
	const struct item *state = item_find(r->type->states, r->state, strlen(r->state));
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, rec_code(c->arena, r)));
	val_add(o, "title", text_of(c, r, "title"));
	val_add(o, "owner", text_of(c, r, "owner"));
	val_add(o, "assets", names(c, r, "assets"));
	val_add(o, "likelihood", text_of(c, r, "likelihood"));
	val_add(o, "consequence", text_of(c, r, "consequence"));
	val_add(o, "level", level_value(c, r, "level"));
	val_add(o, "current_level", level_value(c, r, "current_level"));
	val_add(o, "verdict", word_value(c, r, "verdict"));
	val_add(o, "treatment", text_of(c, r, "treatment"));
	val_add(o, "controls", names(c, r, "controls"));
	val_add(o, "due", text_of(c, r, "due"));
	val_add(o, "residual_level", level_value(c, r, "residual_level"));
	val_add(o, "by_hand", val_text(c->arena, rec_is(r, "basis", "by-hand") ?
	    rec_text(r, "override_reason") : ""));
	val_add(o, "state",
	    toned(c->arena, state ? state->label : r->state, state ? state->tone : NULL));
	return o;
}

/* Bars: how many risks at each level. */
static void chart(struct ctx *c, struct report_doc *doc, const struct list *l)
{
	const struct scale *level = &criteria_of(c)->level;
	int64_t count[MATRIX_MAX + 1] = { 0 };

	for (size_t i = 0; i < l->n; i++)
		count[rec_int(l->recs[i], "current_level") % (MATRIX_MAX + 1)]++;
	report_chart(doc, N_("Risks by current level"));
	for (int64_t step = scale_length(level); step >= 1; step--) {
		const struct item *i = scale_step(&criteria_of(c)->level, step);

		report_bar(doc, i->label, (double)count[step], NULL, report_tone_of(i->tone));
	}
	if (count[0])
		report_bar(doc, N_("Not assessed"), (double)count[0], NULL, REPORT_NEUTRAL);
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Risk register"));
	struct list_query lq = { .t = record_find("risk"), .sort = "-current_level",
		.every = true };
	struct value *rows = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = list_filter(c, &lq, "state", OP_NE, STR("closed"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	doc->subtitle = N_("Live risks, highest current level first");
	doc->landscape = true;
	chart(c, doc, &l);
	if (l.n > ROWS_MAX)
		report_paraf(doc,
		    "There are %zu live risks. This document holds the %d with the highest "
		    "current level; the export of the list holds all.",
		    l.n, (int)ROWS_MAX);
	for (size_t i = 0; i < l.n && i < ROWS_MAX; i++)
		val_push(rows, row_value(c, l.recs[i]));
	report_table(doc, "risks", N_("Risks"), columns, COUNT(columns), rows);
	*ret = doc;
	return E_OK;
}

REPORT(risk_register, .title = N_("Risk register"), .type = "risk", .build = build,
    .reader = N_("Risk owners, management, auditors"), .source = "ISO/IEC 27001:2022, 8.2, 8.3",
    .help = N_("Every live risk with owner, assessment, treatment, controls and residual level."));
