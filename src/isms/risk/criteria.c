/* isms/risk/criteria.c -- see criteria.h: the built-in criteria, those in force, and their form. */
#include "isms/risk/criteria.h"
#include "isms/risk/risk.h"
#include "record/store.h"

/* ---- built in ---- */

static const struct item likelihood_steps[] = {
	{ "rare", N_("Rare"), NULL, N_("Less than once in ten years.") },
	{ "unlikely", N_("Unlikely"), NULL, N_("Once in three to ten years.") },
	{ "possible", N_("Possible"), NULL, N_("Once in one to three years.") },
	{ "likely", N_("Likely"), NULL, N_("About once a year.") },
	{ "frequent", N_("Frequent"), NULL, N_("Several times a year.") },
	{ 0 }
};
static const struct item consequence_steps[] = {
    {"negligible", N_("Negligible"), NULL, N_("Dealt with in daily work.")},
    {"minor", N_("Minor"), NULL, N_("Extra effort for days, no outside effect.")},
    {"moderate", N_("Moderate"), NULL, N_("Customers or partners notice; a duty is at risk.")},
    {"major", N_("Major"), NULL, N_("A duty is broken, large loss, weeks to recover.")},
    {"critical", N_("Critical"), NULL, N_("Existence or people's safety at stake.")}, {0}};
static const struct item level_steps[] = {
	{ "very-low", N_("Very low"), "good", N_("Retain; look again at the next review.") },
	{ "low", N_("Low"), "good", N_("Retain with the owner's knowledge.") },
	{ "medium", N_("Medium"), "warn", N_("Treat when the effort is in proportion.") },
	{ "high", N_("High"), "bad", N_("Treat within the year.") },
	{ "very-high", N_("Very high"), "severe", N_("Treat at once; top management is told.") },
	{ 0 }
};

static const struct scale *likelihood_of(struct ctx *c)
{
	return &criteria_of(c)->likelihood;
}

static const struct scale *consequence_of(struct ctx *c)
{
	return &criteria_of(c)->consequence;
}

static const struct scale *level_of(struct ctx *c)
{
	return &criteria_of(c)->level;
}

const struct scale risk_likelihood = { "likelihood", N_("Likelihood"), likelihood_steps,
	likelihood_of };
const struct scale risk_consequence = { "consequence", N_("Consequence"), consequence_steps,
	consequence_of };
const struct scale risk_level = { "level", N_("Level of risk"), level_steps, level_of };

static const struct criteria builtin = {
	.title = N_("Annexa's own 5 by 5"),
	.likelihood = { "likelihood", N_("Likelihood"), likelihood_steps, NULL },
	.consequence = { "consequence", N_("Consequence"), consequence_steps, NULL },
	.level = { "level", N_("Level of risk"), level_steps, NULL },
	.matrix = { 5, 5, {
		1, 1, 2, 2, 3,
		1, 2, 2, 3, 4,
		2, 2, 3, 4, 4,
		2, 3, 4, 4, 5,
		3, 4, 4, 5, 5,
	} },
	.acceptable = 2, .tolerable = 5, .most = 90,
};

const struct criteria *criteria_builtin(void)
{
	return &builtin;
}

/* ---- in force ---- */

static int64_t in_force(struct ctx *c)
{
	struct query *q;
	int64_t id = 0;

	if (db_query(c, &q, SQL("SELECT id FROM risk_criteria WHERE org = :org"
	    " AND state = 'in-force' AND archived = FALSE ORDER BY id DESC LIMIT 1")) < 0)
		return 0;
	if (db_step(c, q) > 0)
		id = db_int(q, 0);
	db_done(q);
	return id;
}

const struct criteria *criteria_of(struct ctx *c)
{
	const struct criteria *kept = c->scales;
	struct err before = c->err;
	struct criteria *k;
	struct rec *r;
	int64_t id;

	if (kept && kept->org.id == c->org.id)
		return kept;
	if (!c->db || !c->org.id)
		return &builtin;
	k = arena_alloc(c->arena, sizeof(*k));
	err_init(&c->err, c->arena);
	if (!(id = in_force(c)) || record_load(c, record_find("risk_criteria"), id, &r) < 0 ||
	    criteria_read(c, r, &builtin, k) < 0)
		*k = builtin;
	c->err = before;
	k->org = c->org;
	c->scales = k;
	return k;
}

/* ---- from a record ---- */

static const char *const tones[] = { "good", "warn", "bad", "severe", "info", "none" };

static bool tone_known(const char *tone)
{
	for (size_t i = 0; i < COUNT(tones); i++)
		if (strcmp(tones[i], tone) == 0)
			return true;
	return false;
}

static void wrong(struct ctx *c, const char *field, const char *text)
{
	IGNORE(err_field(&c->err, field, "not-a-scale", "%s", text));
}

static bool label_taken(const struct item *items, size_t n, const char *label)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(items[i].label, label) == 0)
			return true;
	return false;
}

/* One step from {"label", "help", "tone"}; what is wrong with it, or NULL. */
static const char *read_step(const struct value *v, const struct item *items, size_t n, bool toned,
    struct item *ret)
{
	const char *label = v->kind == V_OBJECT ? val_get_text(v, "label") : NULL;
	const char *help = v->kind == V_OBJECT ? val_get_text(v, "help") : NULL;
	const char *tone = v->kind == V_OBJECT && toned ? val_get_text(v, "tone") : NULL;

	if (!label || !label[0] || str_chars(str_of(label)) > 60 || strchr(label, '\n'))
		return "each step needs a name of at most 60 characters";
	if (help && str_chars(str_of(help)) > 300)
		return "a meaning has at most 300 characters";
	if (tone && !tone_known(tone))
		return "a tone is good, warn, bad, severe, info or none";
	if (label_taken(items, n, label))
		return "two steps have the same name";
	*ret = (struct item){ label, label, tone && strcmp(tone, "none") != 0 ? tone : NULL,
		help && help[0] ? help : NULL };
	return NULL;
}

static void read_scale(struct ctx *c, const struct rec *r, const char *field, bool toned,
    struct scale *ret)
{
	const struct value *list = rec_value(r, field);
	const char *problem = NULL;
	struct item *items;
	size_t n = 0;

	if (!list)
		return;
	if (list->kind != V_ARRAY || list->u.list.n < 2 || list->u.list.n > STEPS_MAX) {
		wrong(c, field, "a scale has 2 to 10 steps, each {\"label\": .., \"help\": ..}");
		return;
	}
	items = arena_zero(c->arena, list->u.list.n + 1, sizeof(*items));
	for (const struct value *v = list->u.list.first; v && !problem; v = v->next, n++)
		problem = read_step(v, items, n, toned, &items[n]);
	if (problem)
		wrong(c, field, problem);
	else
		ret->items = items;
}

static void read_row(struct ctx *c, const struct value *row, int l, int64_t levels,
    struct matrix *m)
{
	int k = 0;

	if (row->kind != V_ARRAY || row->u.list.n != (size_t)m->nc) {
		wrong(c, "matrix", arena_printf(c->arena,
		    "row %d must have %d levels, one for each step of the consequence", l + 1,
		    m->nc));
		return;
	}
	for (const struct value *v = row->u.list.first; v; v = v->next, k++)
		if (v->kind != V_INT || v->u.i < 1 || v->u.i > levels)
			wrong(c, "matrix", arena_printf(c->arena, "likelihood %d with consequence "
			    "%d has no level from 1 to %" PRId64, l + 1, k + 1, levels));
		else
			m->cell[l * m->nc + k] = (uint8_t)v->u.i;
}

/* Where a higher step gives a lower level: the first such place. */
static void check_rises(struct ctx *c, const struct matrix *m)
{
	for (int l = 0; l < m->nl; l++)
		for (int k = 0; k < m->nc; k++) {
			int here = m->cell[l * m->nc + k];

			if ((l && m->cell[(l - 1) * m->nc + k] > here) ||
			    (k && m->cell[l * m->nc + k - 1] > here)) {
				wrong(c, "matrix", arena_printf(c->arena,
				    "likelihood %d with consequence %d has a lower level than a "
				    "step below it", l + 1, k + 1));
				return;
			}
		}
}

static void read_matrix(struct ctx *c, const struct rec *r, struct criteria *k)
{
	const struct value *rows = rec_value(r, "matrix");
	size_t problems = c->err.nfields;
	int l = 0;

	k->matrix.nl = (int)scale_length(&k->likelihood);
	k->matrix.nc = (int)scale_length(&k->consequence);
	if (!rows || rows->kind != V_ARRAY || rows->u.list.n != (size_t)k->matrix.nl) {
		wrong(c, "matrix", arena_printf(c->arena,
		    "the matrix must have %d rows, one for each step of the likelihood, lowest "
		    "first", k->matrix.nl));
		return;
	}
	for (const struct value *row = rows->u.list.first; row; row = row->next, l++)
		read_row(c, row, l, scale_length(&k->level), &k->matrix);
	if (c->err.nfields == problems)
		check_rises(c, &k->matrix);
}

static void read_number(struct ctx *c, const struct rec *r, const char *field, int lowest,
    int highest, int *ret)
{
	if (!rec_has(r, field))
		return;
	if (rec_int(r, field) < lowest || rec_int(r, field) > highest)
		IGNORE(err_field(&c->err, field, "out-of-range", "must be between %d and %d",
		    lowest, highest));
	else
		*ret = (int)rec_int(r, field);
}

int criteria_read(struct ctx *c, const struct rec *r, const struct criteria *base,
    struct criteria *ret)
{
	size_t problems = c->err.nfields;
	int levels;

	*ret = *base;
	ret->org = c->org;
	ret->id = r->id;
	ret->code = rec_code(c->arena, r);
	ret->title = rec_title(r);
	read_scale(c, r, "likelihood_scale", false, &ret->likelihood);
	read_scale(c, r, "consequence_scale", false, &ret->consequence);
	read_scale(c, r, "level_scale", true, &ret->level);
	levels = (int)scale_length(&ret->level);
	if (c->err.nfields == problems)
		read_matrix(c, r, ret);
	ret->tolerable = levels;
	ret->acceptance_months = 0;
	read_number(c, r, "acceptable", 0, levels, &ret->acceptable);
	read_number(c, r, "tolerable", 1, levels, &ret->tolerable);
	read_number(c, r, "most_reduction", 0, 100, &ret->most);
	read_number(c, r, "acceptance_months", 0, 120, &ret->acceptance_months);
	if (ret->tolerable < ret->acceptable)
		IGNORE(err_field(&c->err, "tolerable", "out-of-range", "must not be lower than the "
		    "level that is acceptable at once, %d", ret->acceptable));
	return c->err.nfields > problems ? E_INVALID : E_OK;
}

/* ---- to a record ---- */

static struct value *scale_value(struct arena *a, const struct scale *s, bool toned)
{
	struct value *list = val_arr(a);

	for (const struct item *i = s->items; i->name; i++) {
		struct value *o = val_obj(a);

		if (i->help)	/* keys in the order in which they are stored */
			val_add(o, "help", val_text(a, i->help));
		val_add(o, "label", val_text(a, i->label));
		if (toned)
			val_add(o, "tone", val_text(a, i->tone ? i->tone : "none"));
		val_push(list, o);
	}
	return list;
}

static struct value *matrix_value(struct arena *a, const struct matrix *m)
{
	struct value *rows = val_arr(a);

	for (int l = 0; l < m->nl; l++) {
		struct value *row = val_arr(a);

		for (int k = 0; k < m->nc; k++)
			val_push(row, val_int(a, m->cell[l * m->nc + k]));
		val_push(rows, row);
	}
	return rows;
}

void criteria_fill(struct ctx *c, struct rec *r, const struct criteria *k)
{
	if (!rec_has(r, "likelihood_scale"))
		rec_set(r, "likelihood_scale", scale_value(c->arena, &k->likelihood, false));
	if (!rec_has(r, "consequence_scale"))
		rec_set(r, "consequence_scale", scale_value(c->arena, &k->consequence, false));
	if (!rec_has(r, "level_scale"))
		rec_set(r, "level_scale", scale_value(c->arena, &k->level, true));
	if (!rec_has(r, "matrix"))
		rec_set(r, "matrix", matrix_value(c->arena, &k->matrix));
	if (!rec_has(r, "acceptable"))
		rec_set_int(c, r, "acceptable", k->acceptable);
	if (!rec_has(r, "tolerable"))
		rec_set_int(c, r, "tolerable", k->tolerable);
	if (!rec_has(r, "most_reduction"))
		rec_set_int(c, r, "most_reduction", k->most);
}

enum verdict criteria_verdict(const struct criteria *k, int64_t level)
{
	if (level < 1)
		return VERDICT_NONE;
	return level <= k->acceptable ? VERDICT_ACCEPTABLE : level <= k->tolerable ?
	    VERDICT_TOLERABLE : VERDICT_UNACCEPTABLE;
}

void steps_proportional(int from, int to, int map[STEPS_MAX])
{
	for (int i = 0; i < from; i++)
		map[i] = from < 2 ? 1 : 1 + (2 * i * (to - 1) + from - 1) / (2 * (from - 1));
}
