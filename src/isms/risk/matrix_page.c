/* isms/risk/matrix_page.c -- the risk matrix for each stage, and two dates beside each other with
 * what moved between them. */
#include "isms/risk/risk.h"
#include "record/list.h"
#include "record/program.h"
#include "web/page.h"

enum { MOVED_TOLD = 200 };

/* Where one risk stood at a date. */
struct spot {
	int64_t id;
	int l, q, level;
	const char *title;
};

/* All live risks at a date. */
struct day {
	const char *date;
	const struct criteria *k;
	struct spot *spots;
	size_t n;
	int64_t count[MATRIX_MAX * MATRIX_MAX];
};

static int read_day(struct ctx *c, enum risk_stage stage, struct day *d)
{
	struct list_query lq = { .t = record_find("risk"), .sort = "code", .every = true };
	const struct risk_stage_def *s = &risk_stages[stage];
	struct list l;
	int rc;

	if ((rc = list_filter(c, &lq, "state", OP_NE, STR("closed"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	d->k = criteria_of(c);
	d->spots = arena_zero(c->arena, l.n + 1, sizeof(*d->spots));
	for (size_t i = 0; i < l.n; i++) {
		const struct rec *r = l.recs[i];
		struct spot *p = &d->spots[d->n++];

		*p = (struct spot){ r->id, (int)rec_int(r, s->likelihood),
			(int)rec_int(r, s->consequence), (int)rec_int(r, s->level),
			rec_title(r) };
		if (p->l >= 1 && p->l <= d->k->matrix.nl && p->q >= 1 && p->q <= d->k->matrix.nc)
			d->count[(p->l - 1) * d->k->matrix.nc + p->q - 1]++;
	}
	return E_OK;
}

/* The end of that day, or now when that is earlier; the view is given back before another is asked
 * for, so that two requests never wait for each other's. */
static int read_past(struct ctx *c, enum risk_stage stage, const char *date, struct day *d)
{
	struct ctx past = *c;
	int64_t us = 0;
	int rc;

	d->date = date;
	if (!date_valid(str_of(date)) || !time_parse(str_of(arena_printf(c->arena,
	    "%sT23:59:59.999999Z", date)), &us))
		return err_field(&c->err, "from", "not-a-date",
		    "\"%.20s\" is not a date such as 2026-11-22", date);
	if ((rc = asof_enter(&past, us)) == E_OK)
		rc = read_day(&past, stage, d);
	asof_leave(&past);
	if (rc < 0)
		c->err = past.err;
	return rc;
}

static int by_id(const void *x, const void *y)
{
	int64_t a = ((const struct spot *)x)->id, b = ((const struct spot *)y)->id;

	return a < b ? -1 : a > b;
}

static struct value *day_value(struct ctx *c, const struct day *d, enum risk_stage stage,
    bool links)
{
	struct matrix_look look = { .count = d->count };
	struct value *o = val_obj(c->arena);

	if (links) {
		look.likelihood = risk_stages[stage].likelihood;
		look.consequence = risk_stages[stage].consequence;
	}
	val_add(o, "date", val_text(c->arena, d->date));
	val_add(o, "criteria", val_text(c->arena, d->k->title));
	val_add(o, "risks", val_int(c->arena, (int64_t)d->n));
	val_add(o, "matrix", matrix_value_of(c->arena, d->k, &look));
	return o;
}

struct movement {
	int64_t up, down, same, new, gone;
	struct value *risks;
};

static void tell(struct ctx *c, struct movement *m, const struct day *a, const struct day *b,
    const struct spot *was, const struct spot *is, const char *direction)
{
	const struct spot *any = is ? is : was;
	const char *code = code_text(c->arena, record_find("risk"), any->id);
	struct value *o;

	if (m->risks->u.list.n >= MOVED_TOLD)
		return;
	o = val_obj(c->arena);
	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "title", val_text(c->arena, any->title));
	val_add(o, "href", val_text(c->arena, arena_printf(c->arena, "/risks/%s", code)));
	val_add(o, "from", was ? step_value_of(c->arena, &a->k->level, was->level) :
	    val_null(c->arena));
	val_add(o, "to", is ? step_value_of(c->arena, &b->k->level, is->level) :
	    val_null(c->arena));
	val_add(o, "direction", val_text(c->arena, direction));
	val_push(m->risks, o);
}

static void compare(struct ctx *c, const struct day *a, const struct day *b, struct movement *m)
{
	int64_t from = scale_length(&a->k->level), to = scale_length(&b->k->level);

	for (size_t i = 0; i < b->n; i++) {
		const struct spot *is = &b->spots[i];
		const struct spot *was = bsearch(is, a->spots, a->n, sizeof(*is), by_id);
		int64_t higher = was ? (is->level - 1) * (from - 1) - (was->level - 1) * (to - 1)
				     : 0;

		if (!was) {
			m->new++;
			tell(c, m, a, b, NULL, is, N_("New"));
		} else if (higher > 0) {
			m->up++;
			tell(c, m, a, b, was, is, N_("Higher"));
		} else if (higher < 0) {
			m->down++;
			tell(c, m, a, b, was, is, N_("Lower"));
		} else {
			m->same++;
		}
	}
	for (size_t i = 0; i < a->n; i++)
		if (!bsearch(&a->spots[i], b->spots, b->n, sizeof(a->spots[0]), by_id)) {
			m->gone++;
			tell(c, m, a, b, &a->spots[i], NULL, N_("Gone"));
		}
}

static void add_movement(struct ctx *c, const struct day *a, const struct day *b,
    struct value *view)
{
	struct movement m = { .risks = val_arr(c->arena) };
	struct value *o = val_obj(c->arena);

	compare(c, a, b, &m);
	val_add(o, "up", val_int(c->arena, m.up));
	val_add(o, "down", val_int(c->arena, m.down));
	val_add(o, "same", val_int(c->arena, m.same));
	val_add(o, "new", val_int(c->arena, m.new));
	val_add(o, "gone", val_int(c->arena, m.gone));
	val_add(o, "risks", m.risks);
	val_set(view, "movement", o);
}

static enum risk_stage stage_of(const struct req *r)
{
	const char *word = req_query(r, "stage");

	for (int s = 0; word && s < RISK_STAGES; s++)
		if (strcmp(word, risk_stages[s].name) == 0)
			return (enum risk_stage)s;
	return RISK_CURRENT;
}

static struct value *stages(struct ctx *c, enum risk_stage now)
{
	struct value *list = val_arr(c->arena);

	for (int s = 0; s < RISK_STAGES; s++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "name", val_text(c->arena, risk_stages[s].name));
		val_add(o, "label", val_text(c->arena, risk_stages[s].label));
		val_add(o, "href", val_text(c->arena, arena_printf(c->arena,
		    "/risks/matrix?stage=%s", risk_stages[s].name)));
		val_add(o, "current", val_bool(c->arena, s == (int)now));
		val_push(list, o);
	}
	return list;
}

static const char *given(const struct req *r, const char *name)
{
	const char *text = req_query(r, name);

	return text && text[0] ? text : NULL;
}

static int matrix(struct ctx *c, struct req *r, struct value *view)
{
	const char *from = given(r, "from"), *to = given(r, "to");
	enum risk_stage stage = stage_of(r);
	struct day *a = arena_zero(c->arena, 2, sizeof(*a)), *b = a + 1;
	struct value *days = val_arr(c->arena);
	int rc;

	if (c->as_of_us)	/* a view is held: comparing would need a second one */
		from = to = NULL;
	if (from && (rc = read_past(c, stage, from, a)) < 0)
		return rc;
	b->date = N_("Today");
	if ((rc = to ? read_past(c, stage, to, b) : read_day(c, stage, b)) < 0)
		return rc;
	if (from)
		val_push(days, day_value(c, a, stage, false));
	val_push(days, day_value(c, b, stage, !to));
	val_set(view, "stage", val_text(c->arena, risk_stages[stage].name));
	val_set(view, "days", days);
	if (from)
		add_movement(c, a, b, view);
	if (!r->json) {
		val_set(view, "stages", stages(c, stage));
		val_set_text(c->arena, view, "stage_label", risk_stages[stage].label);
		val_set_text(c->arena, view, "from", from);
		val_set_text(c->arena, view, "to", to);
		val_set_bool(c->arena, view, "can_compare", !c->as_of_us);
		val_set_bool(c->arena, view, "none", b->n == 0 && !from);
		val_set_bool(c->arena, view, "can_create", !c->as_of_us &&
		    access_scope(c, record_find("risk"), VERB_CREATE) != SCOPE_NONE);
	}
	return E_OK;
}

PAGE(risk_matrix, .method = "GET", .path = "/risks/matrix", .run = matrix, .type = "risk",
    .verb = VERB_READ, .flags = PAGE_SLOW, .template = "risk-matrix", .title = N_("Risk matrix"),
    .nav = "risk|Matrix|matrix", .api = true,
    .params = "stage text inherent, current or residual\n"
	      "from date compare with the risks as they were on this day\n"
	      "to date the later day; without it, today",
    .help = "How many live risks stand in which cell of the matrix, and what moved between two "
	    "days.");
