/* isms/gap/progress_view.c -- progress as a value, and its page. See progress.h. */
#include "isms/gap/page.h"
#include "isms/gap/progress.h"

static const char *day_of(struct arena *a, int64_t us)
{
	char *text = arena_alloc(a, DATE_TEXT);

	date_print(us, text);
	return text;
}

static struct value *point(struct arena *a, int64_t us, const struct gap_tally *t)
{
	struct value *o = val_obj(a);

	val_add(o, "on", val_text(a, day_of(a, us)));
	val_add(o, "tally", gap_tally_value(a, t));
	val_add(o, "bar", gap_bar_value(a, t));
	return o;
}

static struct value *months(struct arena *a, const struct gap_history *h, int64_t from, int64_t to)
{
	int64_t moments[GAP_MONTHS_MAX];
	size_t n = gap_months(from, to, moments);
	struct gap_tally *t = gap_progress(a, h->events, h->n, h->nrows, moments, n);
	struct value *list = val_arr(a);

	for (size_t i = 0; i < n; i++)
		val_push(list, point(a, moments[i], &t[i]));
	return list;
}

static struct value *judgement(struct arena *a, const struct gap_event *e)
{
	enum gap_status s = e ? e->judged.status : GAP_NOT_ASSESSED;
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, gap_statuses[s].name));
	val_add(o, "label", val_text(a, gap_statuses[s].label));
	val_add(o, "tone", val_text(a, gap_statuses[s].tone ? gap_statuses[s].tone : "none"));
	val_add(o, "maturity", e && e->judged.maturity != GAP_UNKNOWN ?
	    val_int(a, e->judged.maturity) : val_null(a));
	return o;
}

/* Rows whose judgement is another one at the second day. */
static void changes(struct ctx *c, const struct gap_history *h, int64_t from, int64_t to,
    struct value *out)
{
	const struct gap_event **was = gap_state_at(c->arena, h, from);
	const struct gap_event **now = gap_state_at(c->arena, h, to);
	struct value *list = val_arr(c->arena);
	int64_t better = 0, worse = 0;

	for (size_t i = 0; i < h->nrows; i++) {
		enum gap_status s = was[i] ? was[i]->judged.status : GAP_NOT_ASSESSED;
		const char *code = rec_code(c->arena, h->rows[i]);
		struct value *o;

		if (!now[i] || (s == now[i]->judged.status && was[i] &&
		    was[i]->judged.maturity == now[i]->judged.maturity))
			continue;
		if (s == GAP_NOT_ASSESSED && now[i]->judged.status == GAP_NOT_ASSESSED)
			continue;
		better += s != GAP_NOT_ASSESSED && now[i]->judged.status > s &&
		    now[i]->judged.status <= GAP_MET;
		worse += s <= GAP_MET && now[i]->judged.status < s;
		o = val_obj(c->arena);
		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "title", val_text(c->arena, rec_title(h->rows[i])));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, &record_gap_row, code)));
		val_add(o, "was", judgement(c->arena, was[i]));
		val_add(o, "now", judgement(c->arena, now[i]));
		val_push(list, o);
	}
	val_add(out, "changes", list);
	val_add(out, "better", val_int(c->arena, better));
	val_add(out, "worse", val_int(c->arena, worse));
}

/* A date people gave to the end of that day; the field's error otherwise. */
static int moment_of(struct ctx *c, const char *name, const char *text, int64_t otherwise,
    int64_t *ret)
{
	*ret = otherwise;
	if (!text || !text[0])
		return E_OK;
	if (!date_valid(str_of(text)) || !time_parse(str_of(text), ret))
		return err_field(&c->err, name, "not-a-date",
		    "\"%s\" is not a date such as 2026-11-22", text);
	return E_OK;
}

static const char *in_numbers(struct arena *a, const struct gap_tally *was,
    const struct gap_tally *now, const char *on)
{
	return arena_printf(a, "Since %s: met %" PRId64 " (%+" PRId64 "), largely %" PRId64 " (%+"
	    PRId64 "), partly %" PRId64 " (%+" PRId64 "), not met %" PRId64 " (%+" PRId64
	    "), not assessed %" PRId64 " (%+" PRId64 ")", on, now->n[GAP_MET],
	    now->n[GAP_MET] - was->n[GAP_MET], now->n[GAP_LARGELY],
	    now->n[GAP_LARGELY] - was->n[GAP_LARGELY], now->n[GAP_PARTLY],
	    now->n[GAP_PARTLY] - was->n[GAP_PARTLY], now->n[GAP_NOT_MET],
	    now->n[GAP_NOT_MET] - was->n[GAP_NOT_MET], now->n[GAP_NOT_ASSESSED],
	    now->n[GAP_NOT_ASSESSED] - was->n[GAP_NOT_ASSESSED]);
}

int gap_progress_value(struct ctx *c, const struct rec *an, const char *from, const char *to,
    struct value **ret)
{
	const char *since = rec_has(an, "baseline_on") ? rec_text(an, "baseline_on") :
	    rec_text(an, "started_on");
	int64_t now = c->as_of_us ? c->as_of_us : c->now_us, start, ends[2], first = now;
	struct arena *a = c->arena;
	struct gap_tally *t;
	struct gap_history h;
	struct value *o = val_obj(a);
	int rc;

	if (moment_of(c, "baseline_on", since, now, &start) < 0 ||
	    moment_of(c, "from", from, start, &ends[0]) < 0 ||
	    moment_of(c, "to", to, now, &ends[1]) < 0)
		return c->err.code;
	ends[1] = ends[1] > now ? now : ends[1];
	if (ends[0] > ends[1] && from && from[0])
		return err_field(&c->err, "from", "after", "the first day must not be after the "
		    "second");
	ends[0] = ends[0] > ends[1] ? ends[1] : ends[0];
	if ((rc = gap_history_read(c, an->id, &h)) < 0)
		return rc;
	if (h.n)
		first = h.events[0].at_us;
	if ((!from || !from[0]) && ends[0] < first)
		ends[0] = first;	/* before the rows were made there was nothing to measure */
	t = gap_progress(a, h.events, h.n, h.nrows, ends, 2);
	val_add(o, "since", val_text(a, day_of(a, ends[0])));
	val_add(o, "months", months(a, &h, first, now));
	val_add(o, "baseline", point(a, ends[0], &t[0]));
	val_add(o, "now", point(a, ends[1], &t[1]));
	val_add(o, "text", val_text(a, in_numbers(a, &t[0], &t[1], day_of(a, ends[0]))));
	val_add(o, "from", val_text(a, day_of(a, ends[0])));
	val_add(o, "to", val_text(a, day_of(a, ends[1])));
	changes(c, &h, ends[0], ends[1], o);
	*ret = o;
	return E_OK;
}

/* ---- compared with an earlier analysis ---- */

static int compared(struct ctx *c, const struct rec *an, struct value *view)
{
	struct gap_tally was = { 0 }, now = { 0 };
	struct gap_rows mine, theirs;
	struct value *o, *list;
	struct rec *base;
	int rc;

	if (!rec_has(an, "baseline"))
		return E_OK;
	if (record_get(c, &record_gap_analysis, code_text(c->arena, an->type, rec_int(an,
	    "baseline")), VERB_READ, &base) < 0) {
		err_clear(&c->err);
		return E_OK;
	}
	if ((rc = gap_rows_read(c, an->id, VERB_READ, &mine)) < 0 ||
	    (rc = gap_rows_read(c, base->id, VERB_READ, &theirs)) < 0)
		return rc;
	for (size_t i = 0; i < mine.n; i++)
		gap_tally_row(&now, mine.recs[i]);
	for (size_t i = 0; i < theirs.n; i++)
		gap_tally_row(&was, theirs.recs[i]);
	o = val_obj(c->arena);
	list = val_arr(c->arena);
	val_add(o, "code", val_text(c->arena, rec_code(c->arena, base)));
	val_add(o, "title", val_text(c->arena, rec_title(base)));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, base->type,
	    rec_code(c->arena, base))));
	val_push(list, point(c->arena, c->now_us, &was));
	val_push(list, point(c->arena, c->now_us, &now));
	val_set_text(c->arena, list->u.list.first, "on", rec_code(c->arena, base));
	val_set_text(c->arena, list->u.list.last, "on", rec_code(c->arena, an));
	val_add(o, "points", list);
	val_set(view, "compared", o);
	return E_OK;
}

static int progress_page(struct ctx *c, struct req *r, struct value *view)
{
	struct value *told;
	struct rec *an;
	int rc;

	if ((rc = record_get(c, &record_gap_analysis, r->param[0], VERB_READ, &an)) < 0 ||
	    (rc = gap_progress_value(c, an, req_query(r, "from"), req_query(r, "to"), &told)) < 0)
		return rc;
	for (const struct value *v = told->u.list.first; v; v = v->next)
		val_set(view, v->key, val_copy(c->arena, v));
	gap_head(c, an, N_("Progress"), view);
	val_set_bool(c->arena, view, "unchanged", val_get(told, "changes")->u.list.n == 0);
	return compared(c, an, view);
}
PAGE(gap_progress, .method = "GET", .path = "/gap_analyses/:code/progress", .run = progress_page,
	.type = "gap_row", .verb = VERB_READ, .template = "gap-progress", .title = N_("Progress"),
	.params = "from string first day of the comparison; the baseline when left out\n"
	"to string second day; today when left out",
	.help = "How the analysis stood at the end of each month, and what changed between two "
	"days.",
	.api = true);
