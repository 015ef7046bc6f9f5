/* isms/risk/criteria_view.c -- criteria as people look at them: scales, matrix, limits. */
#include "isms/risk/risk.h"
#include "record/store.h"

/* Steps with their meanings; for the consequence also by area. */
static struct value *scale_view(struct arena *a, const char *label, const struct scale *s,
    const struct value *areas)
{
	struct value *o = val_obj(a), *steps = val_arr(a), *heads = val_arr(a);
	int64_t n = 1;

	for (const struct value *area = areas ? areas->u.list.first : NULL; area; area = area->next)
		val_push(heads, val_text(a, val_get_text(area, "label")));
	for (const struct item *i = s->items; i->name; i++, n++) {
		struct value *step = step_value_of(a, s, n), *by_area = val_arr(a);

		val_add(step, "help", val_text(a, i->help));
		for (const struct value *area = areas ? areas->u.list.first : NULL; area;
		    area = area->next) {
			const struct value *v = val_get(area, "steps")->u.list.first;

			for (int64_t k = 1; v && k < n; k++)
				v = v->next;
			val_push(by_area, v ? val_copy(a, v) : val_text(a, ""));
		}
		val_add(step, "areas", by_area);
		val_push(steps, step);
	}
	val_add(o, "label", val_text(a, label));
	val_add(o, "steps", steps);
	val_add(o, "heads", heads);
	return o;
}

static const char *limits(struct arena *a, const struct criteria *k)
{
	const struct item *ok = scale_step(&k->level, k->acceptable);
	const struct item *most = scale_step(&k->level, k->tolerable);

	return arena_printf(a, "%s%s%s Measures take away at most %d %% of the steps above the "
	    "lowest.",
	    ok ? arena_printf(a, "Up to level %d (%s) a risk is acceptable. ", k->acceptable,
		ok->label) : "No level is acceptable without a decision. ",
	    most && k->tolerable > k->acceptable ? arena_printf(a,
		"Up to level %d (%s) its owner may accept it for a time.", k->tolerable,
		most->label) : "No level above may be accepted.",
	    k->tolerable < scale_length(&k->level) ? " What is higher must be treated." : "",
	    k->most);
}

int criteria_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct err before = c->err;
	struct value *scales = val_arr(c->arena);
	struct matrix_look look = { 0 };
	struct criteria k;
	const char *self = rec_path(c->arena, r->type, rec_code(c->arena, r));
	bool draft = strcmp(r->state, "draft") == 0 && !r->archived && !c->as_of_us;

	err_init(&c->err, c->arena);
	if (criteria_read(c, r, criteria_builtin(), &k) < 0) {
		c->err = before;	/* broken behind our back: the fields alone are shown */
		return E_OK;
	}
	c->err = before;
	val_push(scales, scale_view(c->arena, N_("Likelihood"), &k.likelihood, NULL));
	val_push(scales, scale_view(c->arena, N_("Consequence"), &k.consequence,
	    rec_value(r, "areas")));
	val_push(scales, scale_view(c->arena, N_("Level of risk"), &k.level, NULL));
	val_set(out, "matrix", matrix_value_of(c->arena, &k, &look));
	val_set(out, "scales", scales);
	val_set_text(c->arena, out, "limits", limits(c->arena, &k));
	if (draft && record_may(c, r, VERB_EDIT))
		val_set_text(c->arena, out, "scales_href",
		    arena_printf(c->arena, "%s/scales", self));
	if (draft)
		val_set_text(c->arena, out, "preview_href",
		    arena_printf(c->arena, "%s/preview", self));
	return E_OK;
}
