/* isms/gap/page.c -- see page.h. */
#include "isms/gap/page.h"

static void link_to(struct arena *a, struct value *o, const char *key, const char *code,
    const char *part)
{
	val_add(o, key, val_text(a, arena_printf(a, "/gap_analyses/%s/%s", code, part)));
}

struct value *gap_links(struct ctx *c, const struct rec *an)
{
	struct arena *a = c->arena;
	const char *code = rec_code(a, an);
	struct value *o = val_obj(a);
	struct ref_label f = ref_label(c, record_find("framework"), rec_int(an, "framework"));

	val_add(o, "code", val_text(a, code));
	val_add(o, "title", val_text(a, rec_title(an)));
	val_add(o, "href", val_text(a, rec_path(a, an->type, code)));
	val_add(o, "state", state_view(a, an->type, an->state));
	val_add(o, "closed", val_bool(a, strcmp(an->state, "closed") == 0));
	val_add(o, "framework", val_text(a, f.label ? f.label : f.code));
	link_to(a, o, "rows_href", code, "rows");
	link_to(a, o, "work_href", code, "work");
	link_to(a, o, "infer_href", code, "infer");
	link_to(a, o, "progress_href", code, "progress");
	val_add(o, "may_edit", val_bool(a, !c->as_of_us && !an->archived &&
	    strcmp(an->state, "open") == 0 &&
	    access_scope(c, &record_gap_row, VERB_EDIT) != SCOPE_NONE));
	return o;
}

void gap_head(struct ctx *c, const struct rec *an, const char *what, struct value *view)
{
	const char *code = rec_code(c->arena, an);

	val_set(view, "analysis", gap_links(c, an));
	val_set_text(c->arena, view, "title",
	    arena_printf(c->arena, "%s: %s", rec_title(an), what));
	part_crumb(c->arena, view, an->type->labels, "/gap_analyses");
	part_crumb(c->arena, view, arena_printf(c->arena, "%s %s", code, rec_title(an)),
	    rec_path(c->arena, an->type, code));
}

/* ---- the form of a row ---- */

/* What was typed, else what the record says; "" for nothing. */
static const char *input(const struct ctx *c, const struct rec *row, const struct value *typed,
    const char *name)
{
	const char *text = val_get_text(typed, name);
	const struct field *f = field_find(row->type, name);
	const struct value *v = rec_value(row, name);

	if (text)
		return text;
	if (!v)
		return "";
	if (f->kind == FK_INT)
		return arena_printf(c->arena, "%" PRId64, v->u.i);
	if (f->kind == FK_REF)
		return code_text(c->arena, record_find(f->to), v->u.i);
	return v->u.s.p;
}

static struct value *choice(struct arena *a, const char *value, const char *label,
    const char *help, const char *key, const char *now)
{
	struct value *o = part_option(a, value, label, strcmp(now, value) == 0);

	val_add(o, "help", val_text(a, help));
	val_add(o, "key", val_text(a, key));
	return o;
}

static struct value *statuses(struct arena *a, const char *now)
{
	/* The home row under the left hand; one per status, in the order of gap_statuses. */
	static const char *const keys[GAP_STATUS_N] = { "u", "a", "s", "d", "f", "x" };
	struct value *list = val_arr(a);

	for (int i = 0; i < GAP_STATUS_N; i++)
		val_push(list, choice(a, gap_statuses[i].name, gap_statuses[i].label,
		    gap_statuses[i].help, keys[i], now));
	return list;
}

static struct value *steps(struct arena *a, const char *now)
{
	struct value *list = val_arr(a);

	for (int i = 0; i <= GAP_MATURITY_MAX; i++) {
		const char *n = arena_printf(a, "%d", i);

		val_push(list, choice(a, n, gap_maturity_label(i), NULL, n, now));
	}
	return list;
}

void gap_row_inputs(struct ctx *c, const struct rec *row, const struct value *typed,
    struct value *o)
{
	static const char *const texts[] = { "note", "evidence", "justification", "owner", "due",
		"target" };
	struct arena *a = c->arena;
	struct value *in = val_obj(a);
	const char *maturity = input(c, row, typed, "maturity");

	val_add(in, "statuses", statuses(a, input(c, row, typed, "status")));
	val_add(in, "maturities", steps(a, maturity));
	val_add(in, "no_maturity", val_bool(a, maturity[0] == '\0'));
	val_add(in, "targets", steps(a, input(c, row, typed, "target")));
	for (size_t i = 0; i < COUNT(texts); i++)
		val_add(in, texts[i], val_text(a, input(c, row, typed, texts[i])));
	val_set(o, "input", in);
}

struct value *gap_many(struct ctx *c, const struct req *r, const char *name)
{
	struct value *list = val_arr(c->arena);
	const struct value *given = r->body ? val_get(r->body, name) : NULL;

	for (size_t i = 0; r->form && i < r->form->n; i++)
		if (strcmp(r->form->fields[i].name, name) == 0 && !r->form->fields[i].file)
			val_push(list, val_str(c->arena, r->form->fields[i].value));
	if (given && given->kind == V_ARRAY)
		for (const struct value *v = given->u.list.first; v; v = v->next)
			val_push(list, val_copy(c->arena, v));
	return list;
}
