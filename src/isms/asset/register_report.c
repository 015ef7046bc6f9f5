/* isms/asset/register_report.c -- the asset register as a document, greatest needs first. */
#include "isms/asset/asset.h"
#include "record/list.h"
#include "report/named.h"

/* SOURCE: ISO/IEC 27001:2022, A.5.9, A.5.12. */
static const struct report_column columns[] = {
	{ .key = "code", .label = N_("Code"), .weight = 2, .kind = REPORT_CODE },
	{ .key = "name", .label = N_("Asset"), .weight = 6 },
	{ .key = "type", .label = N_("Type"), .weight = 3 },
	{ .key = "owner", .label = N_("Owner"), .weight = 4 },
	{ .key = "location", .label = N_("Location"), .weight = 4 },
	{ .key = "confidentiality",
	    .label = N_("Confidentiality"),
	    .weight = 3,
	    .kind = REPORT_STATUS },
	{ .key = "integrity", .label = N_("Integrity"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "availability", .label = N_("Availability"), .weight = 3, .kind = REPORT_STATUS },
	{ .key = "classification", .label = N_("Classification"), .weight = 4 },
	{ .key = "state", .label = N_("State"), .weight = 3, .kind = REPORT_STATUS },
};
enum { CELLS_MAX = 100000, ROWS_MAX = CELLS_MAX / (int)COUNT(columns) };

static int64_t greatest(const struct rec *r)
{
	int64_t c = rec_int(r, "confidentiality"), i = rec_int(r, "integrity");
	int64_t v = rec_int(r, "availability");

	return c > i ? (c > v ? c : v) : (i > v ? i : v);
}

static int by_need(const void *x, const void *y)
{
	const struct rec *p = *(struct rec *const *)x, *q = *(struct rec *const *)y;
	int64_t d = greatest(q) - greatest(p);

	return d ? (d > 0) - (d < 0) : (p->id > q->id) - (p->id < q->id);
}

static struct value *toned(struct arena *a, const char *label, const char *tone)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "tone", val_text(a, tone ? tone : "none"));
	return o;
}

static struct value *need_value(struct ctx *c, const struct rec *r, const char *field)
{
	int64_t step = rec_int(r, field);
	const struct item *i = scale_step(&asset_need, step);

	return i ?
	    toned(c->arena, arena_printf(c->arena, "%" PRId64 " %s", step, i->label), i->tone) :
	    val_null(c->arena);
}

static struct value *text_of(struct ctx *c, const struct rec *r, const char *field)
{
	const struct field *f = field_find(r->type, field);

	return val_text(c->arena, value_text(c, f, rec_value(r, field)));
}

static struct value *row_value(struct ctx *c, const struct rec *r)
{
	const struct item *state = item_find(r->type->states, r->state, strlen(r->state));
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, rec_code(c->arena, r)));
	val_add(o, "name", text_of(c, r, "name"));
	val_add(o, "type", text_of(c, r, "type"));
	val_add(o, "owner", text_of(c, r, "owner"));
	val_add(o, "location", text_of(c, r, "location"));
	val_add(o, "confidentiality", need_value(c, r, "confidentiality"));
	val_add(o, "integrity", need_value(c, r, "integrity"));
	val_add(o, "availability", need_value(c, r, "availability"));
	val_add(o, "classification", text_of(c, r, "classification"));
	val_add(o, "state",
	    toned(c->arena, state ? state->label : r->state, state ? state->tone : NULL));
	return o;
}

static int build(struct ctx *c, struct report_doc **ret)
{
	struct report_doc *doc = report_doc_new(c->arena, N_("Asset register"));
	struct list_query lq = { .t = record_find("asset"), .sort = "code", .every = true };
	struct value *rows = val_arr(c->arena);
	size_t unowned = 0;
	struct list l;
	int rc;

	if ((rc = list_filter(c, &lq, "state", OP_NE, STR("retired"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	if (l.n)
		qsort(l.recs, l.n, sizeof(*l.recs), by_need);
	for (size_t i = 0; i < l.n; i++)
		unowned += !rec_has(l.recs[i], "owner");
	doc->subtitle = N_("Assets planned or in use, greatest need for protection first");
	doc->landscape = true;
	report_figure(doc, N_("Assets"), arena_printf(c->arena, "%zu", l.n), NULL, REPORT_INFO);
	report_figure(doc, N_("Without owner"), arena_printf(c->arena, "%zu", unowned), NULL,
	    unowned ? REPORT_WARN : REPORT_GOOD);
	if (l.n > ROWS_MAX)
		report_paraf(doc,
		    "There are %zu assets. This document holds the %d with the greatest need "
		    "for protection; the export of the list holds all.",
		    l.n, (int)ROWS_MAX);
	for (size_t i = 0; i < l.n && i < ROWS_MAX; i++)
		val_push(rows, row_value(c, l.recs[i]));
	report_table(doc, "assets", N_("Assets"), columns, COUNT(columns), rows);
	*ret = doc;
	return E_OK;
}

REPORT(asset_register, .title = N_("Asset register"), .type = "asset", .build = build,
    .reader = N_("Owners of assets, auditors"), .source = "ISO/IEC 27001:2022, A.5.9",
    .help = N_(
	"Every asset planned or in use with owner, need for protection and classification."));
