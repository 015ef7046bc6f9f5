/* isms/risk/assessment_report.c -- the risk assessment as a document: the criteria, how levels come
 * about, where the risks stand, and each of them. SOURCE: ISO/IEC 27001:2022, 6.1.2, 8.2. */
#include "isms/risk/risk.h"
#include "record/list.h"
#include "report/named.h"

static const struct report_column scale_columns[] = {
	{ .key = "scale", .label = N_("Scale"), .weight = 3 },
	{ .key = "n", .label = N_("Step"), .weight = 1, .kind = REPORT_INT },
	{ .key = "label", .label = N_("Name"), .weight = 3 },
	{ .key = "help", .label = N_("Meaning"), .weight = 10 },
};
static const struct report_column risk_columns[] = {
	{ .key = "code", .label = N_("Code"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "title", .label = N_("Risk"), .weight = 7 },
	{ .key = "owner", .label = N_("Owner"), .weight = 4 },
	{ .key = "inherent", .label = N_("Without controls"), .weight = 4 },
	{ .key = "level", .label = N_("Level"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "today", .label = N_("Today"), .weight = 4 },
	{ .key = "current_level", .label = N_("Level"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "verdict", .label = N_("Evaluation"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "residual_level", .label = N_("After treatment"), .weight = 3,
	  .kind = REPORT_STATUS },
	{ .key = "by_hand", .label = N_("Set by hand, because"), .weight = 4 },
	{ .key = "assessed", .label = N_("Assessed"), .weight = 3, .kind = REPORT_DATE },
};
enum { ROWS_MAX = 5000 };

static void scale_rows(struct arena *a, const struct scale *s, struct value *rows)
{
	int64_t n = 1;

	for (const struct item *i = s->items; i->name; i++, n++) {
		struct value *o = val_obj(a);

		val_add(o, "scale", val_text(a, s->label));
		val_add(o, "n", val_int(a, n));
		val_add(o, "label", val_text(a, i->label));
		val_add(o, "help", val_text(a, i->help));
		val_push(rows, o);
	}
}

/* The matrix as a table whose columns are the steps of the consequence. */
static void matrix(struct report_doc *doc, const struct criteria *k)
{
	struct report_column *columns = arena_zero(doc->arena, (size_t)k->matrix.nc + 1,
	    sizeof(*columns));
	struct value *rows = val_arr(doc->arena);

	columns[0] = (struct report_column){ .key = "likelihood",
		.label = N_("Likelihood, with consequence"), .weight = 3 };
	for (int q = 1; q <= k->matrix.nc; q++)
		columns[q] = (struct report_column){ .key = arena_printf(doc->arena, "c%d", q),
			.label = scale_step(&k->consequence, q)->label, .weight = 2,
			.kind = REPORT_STATUS };
	for (int l = k->matrix.nl; l >= 1; l--) {
		struct value *row = val_obj(doc->arena);

		val_add(row, "likelihood", val_text(doc->arena, arena_printf(doc->arena, "%d %s",
		    l, scale_step(&k->likelihood, l)->label)));
		for (int q = 1; q <= k->matrix.nc; q++)
			val_add(row, columns[q].key, step_value_of(doc->arena, &k->level,
			    k->matrix.cell[(l - 1) * k->matrix.nc + q - 1]));
		val_push(rows, row);
	}
	report_table(doc, "matrix", N_("Matrix"), columns, (size_t)k->matrix.nc + 1, rows);
}

static void criteria(struct ctx *c, struct report_doc *doc, const struct criteria *k)
{
	struct value *rows = val_arr(c->arena);
	const struct item *ok = scale_step(&k->level, k->acceptable);
	const struct item *most = scale_step(&k->level, k->tolerable);

	report_heading(doc, 1, N_("Criteria"));
	report_paraf(doc, "Risks are measured by %s%s%s. %s%s%s", k->title, k->code ? ", " : "",
	    k->code ? k->code : "", ok ? "Acceptable without a decision is a level up to " :
	    "No level is acceptable without a decision", ok ? ok->label : "",
	    most ? arena_printf(c->arena, "; up to %s an owner may accept a risk for a time.",
		most->label) : ".");
	scale_rows(c->arena, &k->likelihood, rows);
	scale_rows(c->arena, &k->consequence, rows);
	scale_rows(c->arena, &k->level, rows);
	report_table(doc, "scales", N_("Scales"), scale_columns, COUNT(scale_columns), rows);
	matrix(doc, k);
	report_heading(doc, 1, N_("How levels come about"));
	report_paraf(doc, "Likelihood and consequence are assessed as if no control were there. "
	    "What measures take away is computed: each measure has an effectiveness in percent; "
	    "preventive controls lower the likelihood, detective and corrective ones the "
	    "consequence. The share that the measures leave is the product of what each leaves, "
	    "and at least %d %%; each control counts with one measure, each measure once. The step "
	    "is 1 + (step without controls - 1) x share, rounded. After treatment, planned "
	    "measures count as if they were in place. Where a person set a step by hand, the "
	    "reason is given.", 100 - k->most);
}

static const char *pair(struct ctx *c, const struct criteria *k, const struct rec *r,
    enum risk_stage stage)
{
	const struct item *l = scale_step(&k->likelihood, rec_int(r,
	    risk_stages[stage].likelihood));
	const struct item *q = scale_step(&k->consequence, rec_int(r,
	    risk_stages[stage].consequence));

	return l && q ? arena_printf(c->arena, "%s, %s", l->label, q->label) : "";
}

static struct value *row(struct ctx *c, const struct criteria *k, const struct rec *r)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a);
	const char *word = rec_text(r, "verdict");
	const struct item *v = item_find(field_find(r->type, "verdict")->items, word,
	    strlen(word));

	val_add(o, "code", val_text(a, rec_code(a, r)));
	val_add(o, "title", val_text(a, rec_title(r)));
	val_add(o, "owner", val_text(a, value_text(c, field_find(r->type, "owner"),
	    rec_value(r, "owner"))));
	val_add(o, "inherent", val_text(a, pair(c, k, r, RISK_INHERENT)));
	val_add(o, "today", val_text(a, pair(c, k, r, RISK_CURRENT)));
	for (int s = 0; s < RISK_STAGES; s++)
		val_add(o, risk_stages[s].level, step_value_of(a, &k->level,
		    rec_int(r, risk_stages[s].level)));
	if (v) {
		struct value *t = val_obj(a);

		val_add(t, "label", val_text(a, v->label));
		val_add(t, "tone", val_text(a, v->tone));
		val_add(o, "verdict", t);
	}
	val_add(o, "by_hand", val_text(a, rec_is(r, "basis", "by-hand") ?
	    rec_text(r, "override_reason") : ""));
	val_add(o, "assessed", val_text(a, rec_has(r, "reviewed_on") ?
	    rec_text(r, "reviewed_on") : arena_text_n(a, r->created_at, 10)));
	return o;
}

static void chart(struct report_doc *doc, const struct criteria *k, const struct list *l,
    enum risk_stage stage)
{
	int64_t count[MATRIX_MAX + 1] = { 0 };

	for (size_t i = 0; i < l->n; i++)
		count[rec_int(l->recs[i], risk_stages[stage].level) % (MATRIX_MAX + 1)]++;
	report_chart(doc, arena_printf(doc->arena, "Risks by level: %s",
	    risk_stages[stage].label));
	for (int64_t step = scale_length(&k->level); step >= 1; step--) {
		const struct item *i = scale_step(&k->level, step);

		report_bar(doc, i->label, (double)count[step], NULL, report_tone_of(i->tone));
	}
	if (count[0])
		report_bar(doc, N_("Not assessed"), (double)count[0], NULL, REPORT_NEUTRAL);
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Risk assessment"));
	struct list_query lq = { .t = record_find("risk"), .sort = "-current_level",
		.every = true };
	const struct criteria *k = criteria_of(c);
	struct value *rows = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = list_filter(c, &lq, "state", OP_NE, STR("closed"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	doc->subtitle = N_("Criteria, method and results");
	doc->landscape = true;
	doc->csv_table = "risks";
	criteria(c, doc, k);
	report_heading(doc, 1, N_("Results"));
	for (int s = 0; s < RISK_STAGES; s++)
		chart(doc, k, &l, (enum risk_stage)s);
	if (l.n > ROWS_MAX)
		report_paraf(doc, "There are %zu live risks; the %d with the highest current level "
		    "follow. The export of the list holds all.", l.n, (int)ROWS_MAX);
	for (size_t i = 0; i < l.n && i < ROWS_MAX; i++)
		val_push(rows, row(c, k, l.recs[i]));
	report_table(doc, "risks", N_("Risks"), risk_columns, COUNT(risk_columns), rows);
	*ret = doc;
	return E_OK;
}

REPORT(risk_assessment, .title = N_("Risk assessment"), .type = "risk", .build = build,
    .reader = N_("Top management, risk owners, auditors"),
    .source = "ISO/IEC 27001:2022, 6.1.2, 8.2",
    .help = N_("The criteria, how levels are computed, and the result for each risk."));
