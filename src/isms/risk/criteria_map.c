/* isms/risk/criteria_map.c -- from the criteria in force to new ones: steps, and which risks move.
 * See criteria.h. */
#include "isms/risk/risk.h"
#include "record/list.h"

enum { RISKS_TOLD = 500, AREAS_MAX = 8 };

const struct criteria *criteria_before(struct ctx *c, const struct rec *r)
{
	struct criteria *k = arena_alloc(c->arena, sizeof(*k));
	struct rec *before;
	struct query *q;
	int64_t id = 0;

	if (db_query(c, &q, SQL("SELECT id FROM risk_criteria WHERE org = :org AND id <> :id"
	    " AND state = 'in-force' AND archived = FALSE ORDER BY id DESC LIMIT 1")) < 0)
		return criteria_builtin();
	db_bind_int(q, ":id", r->id);
	if (db_step(c, q) > 0)
		id = db_int(q, 0);
	db_done(q);
	if (!id || record_load(c, r->type, id, &before) < 0 ||
	    criteria_read(c, before, criteria_builtin(), k) < 0)
		return criteria_builtin();
	return k;
}

/* ---- steps ---- */

static void map_wrong(struct ctx *c, const char *text)
{
	IGNORE(err_field(&c->err, "mapping", "not-a-mapping", "%s", text));
}

static void read_map(struct ctx *c, const struct value *mapping, const char *side, int from, int to,
    int map[STEPS_MAX])
{
	const struct value *list = mapping && mapping->kind == V_OBJECT ?
	    val_get(mapping, side) : NULL;
	int i = 0;

	steps_proportional(from, to, map);
	if (!list)
		return;
	if (list->kind != V_ARRAY || list->u.list.n != (size_t)from) {
		map_wrong(c, arena_printf(c->arena, "the %s in force has %d steps, and each needs "
		    "its new one", side, from));
		return;
	}
	for (const struct value *v = list->u.list.first; v; v = v->next, i++)
		if (v->kind != V_INT || v->u.i < 1 || v->u.i > to)
			map_wrong(c, arena_printf(c->arena, "%s %d has no new step from 1 to %d",
			    side, i + 1, to));
		else if (i && v->u.i < map[i - 1])
			map_wrong(c, arena_printf(c->arena, "%s %d would become lower than the "
			    "step below it", side, i + 1));
		else
			map[i] = (int)v->u.i;
}

int criteria_maps(struct ctx *c, const struct criteria *from, const struct rec *r,
    const struct value *mapping, struct step_maps *ret)
{
	size_t problems = c->err.nfields;
	struct criteria to;
	int rc;

	if ((rc = criteria_read(c, r, criteria_builtin(), &to)) < 0)
		return rc;
	mapping = mapping ? mapping : rec_value(r, "mapping");
	read_map(c, mapping, "likelihood", from->matrix.nl, to.matrix.nl, ret->likelihood);
	read_map(c, mapping, "consequence", from->matrix.nc, to.matrix.nc, ret->consequence);
	return c->err.nfields > problems ? E_INVALID : E_OK;
}

void criteria_map_steps(struct ctx *c, struct rec *risk, const struct step_maps *maps)
{
	static const char *const fields[][2] = {
		{ "likelihood", "consequence" },
		{ "override_current_likelihood", "override_current_consequence" },
		{ "override_residual_likelihood", "override_residual_consequence" },
	};

	for (size_t i = 0; i < COUNT(fields); i++)
		for (int side = 0; side < 2; side++) {
			const int *map = side ? maps->consequence : maps->likelihood;
			int64_t step = rec_int(risk, fields[i][side]);

			if (step >= 1 && step <= STEPS_MAX)
				rec_set_int(c, risk, fields[i][side], map[step - 1]);
		}
}

/* ---- areas ---- */

static void check_area(struct ctx *c, const struct value *area, int steps)
{
	const char *label = area->kind == V_OBJECT ? val_get_text(area, "label") : NULL;
	const struct value *list = area->kind == V_OBJECT ? val_get(area, "steps") : NULL;

	if (!label || !label[0] || str_chars(str_of(label)) > 60)
		IGNORE(err_field(&c->err, "areas", "not-an-area",
		    "each area needs a name of at most 60 characters"));
	else if (!list || list->kind != V_ARRAY || list->u.list.n != (size_t)steps)
		IGNORE(err_field(&c->err, "areas", "not-an-area",
		    "area \"%s\" must say something for each of the %d steps", label, steps));
	else
		for (const struct value *v = list->u.list.first; v; v = v->next)
			if (v->kind != V_TEXT || str_chars(v->u.s) > 300)
				IGNORE(err_field(&c->err, "areas", "not-an-area",
				    "area \"%s\": a meaning is a text of at most 300 characters",
				    label));
}

void criteria_check_areas(struct ctx *c, const struct rec *r, const struct criteria *k)
{
	const struct value *areas = rec_value(r, "areas");

	if (!areas)
		return;
	if (areas->kind != V_ARRAY || areas->u.list.n > AREAS_MAX) {
		IGNORE(err_field(&c->err, "areas", "not-an-area", "at most %d areas, each "
		    "{\"label\": .., \"steps\": [..]}", AREAS_MAX));
		return;
	}
	for (const struct value *v = areas->u.list.first; v; v = v->next)
		check_area(c, v, k->matrix.nc);
}

/* ---- preview ---- */

struct preview {
	const struct criteria *from;
	struct criteria to;
	struct step_maps maps;
	int64_t total, moved, up, down;
	int64_t pair[STEPS_MAX + 1][STEPS_MAX + 1];
	struct value *risks, *problems;
};

struct value *step_value_of(struct arena *a, const struct scale *s, int64_t step)
{
	const struct item *i = scale_step(s, step);
	struct value *o = val_obj(a);

	val_add(o, "n", val_int(a, step));
	val_add(o, "label", val_text(a, i ? i->label : N_("Not assessed")));
	val_add(o, "tone", val_text(a, i && i->tone ? i->tone : "none"));
	return o;
}

static struct value *named(struct ctx *c, const struct rec *r)
{
	struct value *o = val_obj(c->arena);
	const char *code = rec_code(c->arena, r);

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "title", val_text(c->arena, rec_title(r)));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
	return o;
}

static const char *verdict_label(const struct rec *r)
{
	const struct field *f = field_find(r->type, "verdict");
	const char *word = rec_text(r, "verdict");
	const struct item *i = item_find(f->items, word, strlen(word));

	return i ? i->label : N_("Not assessed");
}

static void moved(struct ctx *c, struct preview *p, const struct rec *old, const struct rec *r)
{
	int64_t was = rec_int(old, "current_level"), is = rec_int(r, "current_level");
	int64_t was_of = scale_length(&p->from->level), is_of = scale_length(&p->to.level);
	struct value *o;
	/* Levels of scales of different lengths compare by where they stand between the ends. */
	int64_t higher = (is - 1) * (was_of - 1) - (was - 1) * (is_of - 1);
	bool same = was == is && was_of == is_of &&
	    strcmp(rec_text(old, "verdict"), rec_text(r, "verdict")) == 0;

	if (was >= 0 && was <= STEPS_MAX && is >= 0 && is <= STEPS_MAX)
		p->pair[was][is]++;
	p->total++;
	p->up += !same && was && is && higher > 0;
	p->down += !same && was && is && higher < 0;
	p->moved += !same;
	if (same || p->risks->u.list.n >= RISKS_TOLD)
		return;
	o = named(c, old);
	val_add(o, "from", step_value_of(c->arena, &p->from->level, was));
	val_add(o, "to", step_value_of(c->arena, &p->to.level, is));
	val_add(o, "verdict_from", val_text(c->arena, verdict_label(old)));
	val_add(o, "verdict_to", val_text(c->arena, verdict_label(r)));
	val_add(o, "direction", val_text(c->arena, !was || !is ? "new" : higher > 0 ? "up" :
	    higher < 0 ? "down" : "same"));
	val_push(p->risks, o);
}

static int one(struct ctx *c, struct preview *p, const struct rec *old)
{
	struct err before = c->err;
	struct rec *r = rec_copy(c, old);
	int rc;

	err_init(&c->err, c->arena);
	criteria_map_steps(c, r, &p->maps);
	if ((rc = risk_derive(c, r)) == E_OK && (rc = risk_check(c, old, r)) == E_INVALID) {
		for (const struct fielderr *f = c->err.fields; f; f = f->next) {
			struct value *o = named(c, old);

			val_add(o, "detail", val_text(c->arena, f->detail));
			val_push(p->problems, o);
		}
		rc = E_OK;
	}
	if (rc < 0)
		return rc;
	c->err = before;
	moved(c, p, old, r);
	return E_OK;
}

static struct value *pairs(struct arena *a, const struct preview *p)
{
	struct value *list = val_arr(a);

	for (int64_t was = scale_length(&p->from->level); was >= 1; was--)
		for (int64_t is = scale_length(&p->to.level); is >= 1; is--) {
			struct value *o;

			if (!p->pair[was][is])
				continue;
			o = val_obj(a);
			val_add(o, "from", step_value_of(a, &p->from->level, was));
			val_add(o, "to", step_value_of(a, &p->to.level, is));
			val_add(o, "count", val_int(a, p->pair[was][is]));
			val_push(list, o);
		}
	return list;
}

static struct value *map_value(struct arena *a, const char *side, const char *label,
    const struct scale *from, const struct scale *to, const int map[STEPS_MAX])
{
	struct value *o = val_obj(a), *rows = val_arr(a);

	val_add(o, "side", val_text(a, side));
	val_add(o, "label", val_text(a, label));
	for (int64_t i = 1; i <= scale_length(from); i++) {
		struct value *row = val_obj(a), *options = val_arr(a);

		for (int64_t n = 1; n <= scale_length(to); n++) {
			struct value *option = step_value_of(a, to, n);

			val_add(option, "selected", val_bool(a, n == map[i - 1]));
			val_push(options, option);
		}
		val_add(row, "name", val_text(a, arena_printf(a, "%s.%" PRId64, side, i)));
		val_add(row, "from", step_value_of(a, from, i));
		val_add(row, "to", step_value_of(a, to, map[i - 1]));
		val_add(row, "options", options);
		val_push(rows, row);
	}
	val_add(o, "rows", rows);
	return o;
}

static struct value *criteria_name(struct arena *a, const char *code, const char *title)
{
	struct value *o = val_obj(a);

	val_add(o, "code", val_text(a, code));
	val_add(o, "title", val_text(a, title));
	return o;
}

static struct value *answer(struct arena *a, const struct preview *p)
{
	struct value *o = val_obj(a), *maps = val_arr(a);

	val_push(maps, map_value(a, "likelihood", N_("Likelihood"), &p->from->likelihood,
	    &p->to.likelihood, p->maps.likelihood));
	val_push(maps, map_value(a, "consequence", N_("Consequence"), &p->from->consequence,
	    &p->to.consequence, p->maps.consequence));
	val_add(o, "from", criteria_name(a, p->from->code, p->from->title));
	val_add(o, "to", criteria_name(a, p->to.code, p->to.title));
	val_add(o, "total", val_int(a, p->total));
	val_add(o, "moved", val_int(a, p->moved));
	val_add(o, "up", val_int(a, p->up));
	val_add(o, "down", val_int(a, p->down));
	val_add(o, "maps", maps);
	val_add(o, "pairs", pairs(a, p));
	val_add(o, "risks", p->risks);
	val_add(o, "problems", p->problems);
	return o;
}

int criteria_preview(struct ctx *c, const struct rec *r, const struct value *mapping,
    struct value **ret)
{
	struct preview *p = arena_zero(c->arena, 1, sizeof(*p));
	struct list_query lq = { .t = record_find("risk"), .sort = "-current_level",
		.every = true };
	const void *scales = c->scales;
	struct list l;
	int rc;

	p->from = criteria_before(c, r);
	p->risks = val_arr(c->arena);
	p->problems = val_arr(c->arena);
	if ((rc = criteria_read(c, r, criteria_builtin(), &p->to)) < 0 ||
	    (rc = criteria_maps(c, p->from, r, mapping, &p->maps)) < 0 ||
	    (rc = list_filter(c, &lq, "state", OP_NE, STR("closed"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	c->scales = &p->to;	/* evaluate as if they were in force */
	for (size_t i = 0; i < l.n && rc == E_OK; i++)
		rc = one(c, p, l.recs[i]);
	c->scales = scales;
	if (rc == E_OK)
		*ret = answer(c->arena, p);
	return rc;
}
