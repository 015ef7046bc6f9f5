/* isms/risk/sheet.c -- see sheet.h. */
#include "isms/risk/sheet.h"

/* Names of inputs: l.2 is the name of step 2, l.2.help its meaning, l.n the number of steps. */
static const struct { const char *key, *label, *field; } scales[SHEET_SCALES] = {
	[SHEET_LIKELIHOOD] = { "l", N_("Likelihood"), "likelihood_scale" },
	[SHEET_CONSEQUENCE] = { "k", N_("Consequence"), "consequence_scale" },
	[SHEET_LEVEL] = { "v", N_("Level of risk"), "level_scale" },
};

static const struct { const char *name, *label; } tones[] = {
	{ "none", N_("Plain") }, { "good", N_("Green") }, { "info", N_("Blue") },
	{ "warn", N_("Amber") }, { "bad", N_("Red") }, { "severe", N_("Dark red") },
};

/* ---- from where it comes ---- */

static void from_scale(const struct scale *s, struct sheet_scale_form *f)
{
	*f = (struct sheet_scale_form){ 0 };
	for (const struct item *i = s->items; i->name && f->n < STEPS_MAX; i++, f->n++) {
		f->label[f->n] = i->label;
		f->help[f->n] = i->help ? i->help : "";
		f->tone[f->n] = i->tone ? i->tone : "none";
	}
}

void sheet_from_record(const struct rec *r, const struct criteria *k, struct sheet *ret)
{
	const struct value *areas = rec_value(r, "areas");
	int n = 0;

	*ret = (struct sheet){ 0 };
	from_scale(&k->likelihood, &ret->scale[SHEET_LIKELIHOOD]);
	from_scale(&k->consequence, &ret->scale[SHEET_CONSEQUENCE]);
	from_scale(&k->level, &ret->scale[SHEET_LEVEL]);
	ret->acceptable = k->acceptable;
	ret->tolerable = k->tolerable;
	for (int l = 0; l < k->matrix.nl; l++)
		for (int q = 0; q < k->matrix.nc; q++)
			ret->cell[l][q] = k->matrix.cell[l * k->matrix.nc + q];
	for (const struct value *v = areas ? areas->u.list.first : NULL; v && n < SHEET_AREAS;
	    v = v->next, n++) {
		int q = 0;

		ret->area[n] = val_get_text(v, "label");
		for (const struct value *t = val_get(v, "steps")->u.list.first;
		    t && q < STEPS_MAX; t = t->next)
			ret->area_text[n][q++] = t->u.s.p;
	}
}

static const char *given(const struct req *r, const char *name)
{
	const char *text = req_field(r, name);

	return text ? text : "";
}

static int number(const struct req *r, const char *name, int low, int high, int otherwise)
{
	int64_t i;

	if (!str_int(str_of(given(r, name)), &i))
		return otherwise;
	return i < low ? low : i > high ? high : (int)i;
}

static const char *name_of(char *buf, size_t n, const char *fmt, const char *key, int i, int k)
{
	(void)snprintf(buf, n, "%s.%d", key, i);
	if (fmt)
		(void)snprintf(buf, n, fmt, key, i, k);
	return buf;
}

static void scale_from_form(const struct req *r, const char *key, struct sheet_scale_form *f)
{
	char buf[40];

	(void)snprintf(buf, sizeof(buf), "%s.was", key);
	f->n = number(r, buf, 2, STEPS_MAX, 2);
	for (int i = 0; i < f->n; i++) {
		f->label[i] = given(r, name_of(buf, sizeof(buf), NULL, key, i + 1, 0));
		f->help[i] = given(r, name_of(buf, sizeof(buf), "%s.%d.help", key, i + 1, 0));
		f->tone[i] = given(r, name_of(buf, sizeof(buf), "%s.%d.tone", key, i + 1, 0));
	}
}

void sheet_from_form(const struct req *r, struct sheet *ret)
{
	char buf[40];

	*ret = (struct sheet){ 0 };
	for (int s = 0; s < SHEET_SCALES; s++)
		scale_from_form(r, scales[s].key, &ret->scale[s]);
	ret->acceptable = number(r, "acceptable", 0, ret->scale[SHEET_LEVEL].n, 0);
	ret->tolerable = number(r, "tolerable", 1, ret->scale[SHEET_LEVEL].n, 1);
	for (int l = 0; l < ret->scale[SHEET_LIKELIHOOD].n; l++)
		for (int q = 0; q < ret->scale[SHEET_CONSEQUENCE].n; q++)
			ret->cell[l][q] = number(r, name_of(buf, sizeof(buf), "%s.%d.%d", "m",
			    l + 1, q + 1), 0, STEPS_MAX, 0);
	for (int a = 0; a < SHEET_AREAS; a++) {
		ret->area[a] = given(r, name_of(buf, sizeof(buf), NULL, "a", a + 1, 0));
		for (int q = 0; q < ret->scale[SHEET_CONSEQUENCE].n; q++)
			ret->area_text[a][q] = given(r, name_of(buf, sizeof(buf), "%s.%d.%d", "a",
			    a + 1, q + 1));
	}
}

/* ---- other sizes ---- */

void sheet_sizes(const struct req *r, int ret[SHEET_SCALES])
{
	char buf[40];

	for (int s = 0; s < SHEET_SCALES; s++) {
		(void)snprintf(buf, sizeof(buf), "%s.n", scales[s].key);
		ret[s] = number(r, buf, 2, STEPS_MAX, 5);
	}
}

/* Step i of the new scale takes after step from[i] of the old one; only the first of several. */
static void resize_scale(struct sheet_scale_form *f, int n, const int from[STEPS_MAX])
{
	struct sheet_scale_form old = *f;

	f->n = n;
	for (int i = 0; i < n; i++) {
		bool again = i && from[i] == from[i - 1];

		f->label[i] = again ? "" : old.label[from[i] - 1];
		f->help[i] = again ? "" : old.help[from[i] - 1];
		f->tone[i] = old.tone[from[i] - 1];
	}
}

void sheet_resize(struct sheet *s, const int n[SHEET_SCALES])
{
	int from[SHEET_SCALES][STEPS_MAX], level[STEPS_MAX];
	struct sheet old = *s;

	for (int i = 0; i < SHEET_SCALES; i++)
		steps_proportional(n[i], old.scale[i].n, from[i]);
	steps_proportional(old.scale[SHEET_LEVEL].n, n[SHEET_LEVEL], level);
	s->acceptable = old.acceptable ? level[old.acceptable - 1] : 0;
	s->tolerable = level[old.tolerable - 1];
	for (int i = 0; i < SHEET_SCALES; i++)
		resize_scale(&s->scale[i], n[i], from[i]);
	for (int l = 0; l < n[SHEET_LIKELIHOOD]; l++)
		for (int q = 0; q < n[SHEET_CONSEQUENCE]; q++) {
			int was = old.cell[from[SHEET_LIKELIHOOD][l] - 1]
			    [from[SHEET_CONSEQUENCE][q] - 1];

			s->cell[l][q] = was >= 1 && was <= old.scale[SHEET_LEVEL].n ?
			    level[was - 1] : 1;
		}
	for (int a = 0; a < SHEET_AREAS; a++)
		for (int q = 0; q < n[SHEET_CONSEQUENCE]; q++)
			s->area_text[a][q] = old.area_text[a][from[SHEET_CONSEQUENCE][q] - 1];
}

/* ---- to where it goes ---- */

static struct value *scale_input(struct arena *a, const struct sheet_scale_form *f, bool toned)
{
	struct value *list = val_arr(a);

	for (int i = 0; i < f->n; i++) {
		struct value *o = val_obj(a);

		if (f->help[i][0])
			val_add(o, "help", val_text(a, f->help[i]));
		val_add(o, "label", val_text(a, f->label[i]));
		if (toned)
			val_add(o, "tone", val_text(a, f->tone[i][0] ? f->tone[i] : "none"));
		val_push(list, o);
	}
	return list;
}

struct value *sheet_input(struct arena *a, const struct sheet *s)
{
	struct value *in = val_obj(a), *rows = val_arr(a), *areas = val_arr(a);

	for (int i = 0; i < SHEET_SCALES; i++)
		val_add(in, scales[i].field, scale_input(a, &s->scale[i], i == SHEET_LEVEL));
	for (int l = 0; l < s->scale[SHEET_LIKELIHOOD].n; l++) {
		struct value *row = val_arr(a);

		for (int q = 0; q < s->scale[SHEET_CONSEQUENCE].n; q++)
			val_push(row, val_int(a, s->cell[l][q]));
		val_push(rows, row);
	}
	for (int i = 0; i < SHEET_AREAS; i++) {
		struct value *o = val_obj(a), *texts = val_arr(a);

		if (!s->area[i] || !s->area[i][0])
			continue;
		for (int q = 0; q < s->scale[SHEET_CONSEQUENCE].n; q++)
			val_push(texts, val_text(a, s->area_text[i][q] ? s->area_text[i][q] : ""));
		val_add(o, "label", val_text(a, s->area[i]));
		val_add(o, "steps", texts);
		val_push(areas, o);
	}
	val_add(in, "acceptable", val_int(a, s->acceptable));
	val_add(in, "tolerable", val_int(a, s->tolerable));
	val_add(in, "matrix", rows);
	val_add(in, "areas", areas);
	return in;
}

static struct value *option(struct arena *a, const char *value, const char *label, bool selected)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	val_add(o, "selected", val_bool(a, selected));
	return o;
}

static struct value *tone_options(struct arena *a, const char *now)
{
	struct value *list = val_arr(a);

	for (size_t i = 0; i < COUNT(tones); i++)
		val_push(list, option(a, tones[i].name, tones[i].label,
		    strcmp(tones[i].name, now) == 0));
	return list;
}

static struct value *size_options(struct arena *a, int now)
{
	struct value *list = val_arr(a);

	for (int n = 2; n <= STEPS_MAX; n++) {
		const char *text = arena_printf(a, "%d", n);

		val_push(list, option(a, text, text, n == now));
	}
	return list;
}

static struct value *scale_view(struct arena *a, enum sheet_scale which,
    const struct sheet_scale_form *f)
{
	struct value *o = val_obj(a), *steps = val_arr(a);

	for (int i = 0; i < f->n; i++) {
		struct value *step = val_obj(a);

		val_add(step, "n", val_int(a, i + 1));
		val_add(step, "label", val_text(a, f->label[i]));
		val_add(step, "help", val_text(a, f->help[i]));
		val_add(step, "tones", which == SHEET_LEVEL ?
		    tone_options(a, f->tone[i][0] ? f->tone[i] : "none") : val_null(a));
		val_push(steps, step);
	}
	val_add(o, "key", val_text(a, scales[which].key));
	val_add(o, "label", val_text(a, scales[which].label));
	val_add(o, "n", val_int(a, f->n));
	val_add(o, "sizes", size_options(a, f->n));
	val_add(o, "is_level", val_bool(a, which == SHEET_LEVEL));
	val_add(o, "steps", steps);
	return o;
}

static const char *or_number(struct arena *a, const char *label, int n)
{
	return label && label[0] ? label : arena_printf(a, "Step %d", n);
}

static struct value *cell_view(struct arena *a, const struct sheet *s, int l, int q)
{
	const struct sheet_scale_form *level = &s->scale[SHEET_LEVEL];
	struct value *o = val_obj(a), *options = val_arr(a);
	int now = s->cell[l][q];

	for (int v = 1; v <= level->n; v++)
		val_push(options, option(a, arena_printf(a, "%d", v), arena_printf(a, "%d %s", v,
		    or_number(a, level->label[v - 1], v)), v == now));
	val_add(o, "name", val_text(a, arena_printf(a, "m.%d.%d", l + 1, q + 1)));
	val_add(o, "tone", val_text(a, now >= 1 && now <= level->n && level->tone[now - 1][0] ?
	    level->tone[now - 1] : "none"));
	val_add(o, "row", val_text(a, or_number(a, s->scale[SHEET_LIKELIHOOD].label[l], l + 1)));
	val_add(o, "column",
	    val_text(a, or_number(a, s->scale[SHEET_CONSEQUENCE].label[q], q + 1)));
	val_add(o, "options", options);
	return o;
}

static struct value *grid_view(struct arena *a, const struct sheet *s)
{
	const struct sheet_scale_form *lf = &s->scale[SHEET_LIKELIHOOD],
				      *qf = &s->scale[SHEET_CONSEQUENCE];
	struct value *o = val_obj(a), *heads = val_arr(a), *rows = val_arr(a);

	for (int q = 0; q < qf->n; q++)
		val_push(heads, val_text(a, or_number(a, qf->label[q], q + 1)));
	for (int l = lf->n - 1; l >= 0; l--) {
		struct value *row = val_obj(a), *cells = val_arr(a);

		for (int q = 0; q < qf->n; q++)
			val_push(cells, cell_view(a, s, l, q));
		val_add(row, "label", val_text(a, or_number(a, lf->label[l], l + 1)));
		val_add(row, "cells", cells);
		val_push(rows, row);
	}
	val_add(o, "heads", heads);
	val_add(o, "rows", rows);
	return o;
}

/* Areas that are named, and one empty row for the next. */
static struct value *areas_view(struct arena *a, const struct sheet *s)
{
	struct value *list = val_arr(a);
	bool blank = false;

	for (int i = 0; i < SHEET_AREAS && !blank; i++) {
		struct value *o = val_obj(a), *texts = val_arr(a);

		blank = !s->area[i] || !s->area[i][0];
		for (int q = 0; q < s->scale[SHEET_CONSEQUENCE].n; q++) {
			struct value *t = val_obj(a);

			val_add(t, "name", val_text(a, arena_printf(a, "a.%d.%d", i + 1, q + 1)));
			val_add(t, "step", val_text(a, or_number(a,
			    s->scale[SHEET_CONSEQUENCE].label[q], q + 1)));
			val_add(t, "text",
			    val_text(a, s->area_text[i][q] ? s->area_text[i][q] : ""));
			val_push(texts, t);
		}
		val_add(o, "name", val_text(a, arena_printf(a, "a.%d", i + 1)));
		val_add(o, "label", val_text(a, s->area[i] ? s->area[i] : ""));
		val_add(o, "texts", texts);
		val_push(list, o);
	}
	return list;
}

static struct value *limit_view(struct arena *a, const struct sheet *s, const char *name,
    const char *label, int first, int now)
{
	const struct sheet_scale_form *level = &s->scale[SHEET_LEVEL];
	struct value *o = val_obj(a), *options = val_arr(a);

	for (int v = first; v <= level->n; v++)
		val_push(options, option(a, arena_printf(a, "%d", v), v ? arena_printf(a, "%d %s",
		    v, or_number(a, level->label[v - 1], v)) : N_("No level"), v == now));
	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, label));
	val_add(o, "options", options);
	return o;
}

void sheet_view(struct arena *a, const struct sheet *s, struct value *view)
{
	struct value *list = val_arr(a), *limits = val_arr(a);

	for (int i = 0; i < SHEET_SCALES; i++)
		val_push(list, scale_view(a, (enum sheet_scale)i, &s->scale[i]));
	val_push(limits, limit_view(a, s, "acceptable", N_("Acceptable up to"), 0, s->acceptable));
	val_push(limits, limit_view(a, s, "tolerable", N_("Accepted for a time up to"), 1,
	    s->tolerable));
	val_set(view, "limits", limits);
	val_set(view, "scales", list);
	val_set(view, "grid", grid_view(a, s));
	val_set(view, "areas", areas_view(a, s));
}
