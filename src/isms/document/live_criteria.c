/* isms/document/live_criteria.c -- placeholders for scope, responsibilities and risk criteria. */
#include "isms/context/scope.h"
#include "isms/document/live.h"
#include "isms/risk/risk.h"
#include "record/any.h"
#include "record/program.h"

/* ---- scope ---- */

/* The scope that holds, or NULL. */
static int scope(struct live *l, const struct live_name *n, struct live_thing *ret,
    const struct rec **ret_scope)
{
	struct list list;
	int rc;

	*ret_scope = NULL;
	if (!live_readable(l, record_find(n->type), ret))
		return E_OK;
	if ((rc = live_select(l, n, &list)) == E_OK && list.n)
		*ret_scope = list.recs[list.n - 1];
	return rc;
}

/* None holds: the newest one that may come to. */
static int waiting(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct list_query lq = { .t = record_find(n->type), .limit = 1, .sort = "-code" };
	struct list list;
	int rc = E_OK;

	if (!ret->hidden && (rc = list_run(l->c, &lq, &list)) == E_OK && list.n)
		ret->href = rec_path(l->c->arena, lq.t, rec_code(l->c->arena, list.recs[0]));
	return rc;
}

/* In one line without full stop: it stands inside sentences. */
int live_scope(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	const struct rec *r;
	int rc = scope(l, n, ret, &r);
	struct str text;

	if (rc == E_OK && !r)
		rc = waiting(l, n, ret);
	if (rc < 0 || !r)
		return rc;
	text = str_trim(l->c->arena, str_of(rec_text(r, "statement")));
	while (text.n && (text.p[text.n - 1] == '.' || text.p[text.n - 1] == '\n'))
		text.n--;
	ret->text = text.n ? arena_text_n(l->c->arena, text.p, text.n) : NULL;
	return E_OK;
}

int live_scope_lines(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct arena *a = l->c->arena;
	const struct rec *r;
	struct value *lines;
	int rc = scope(l, n, ret, &r);

	ret->rows = val_arr(a);
	if (rc < 0 || !r)
		return rc;
	lines = scope_lines(a, rec_text(r, strchr(n->name, '.') + 1));
	for (const struct value *o = lines->u.list.first; o; o = o->next) {
		const struct value *why = val_get(o, "why");
		struct value *row = val_arr(a);

		val_push(row, val_copy(a, val_get(o, "what")));
		val_push(row, why->kind == V_TEXT ? val_copy(a, why) : val_text(a, ""));
		val_push(ret->rows, row);
	}
	return E_OK;
}

/* ---- responsibilities: a row for each subject, its holders by letter ---- */

static struct value *subject_row(struct live *l, struct value *rows, const struct rec *r)
{
	static const char letters[] = "raci";
	const char *subject = rec_text(r, "subject");
	struct value *row;
	struct any any;

	for (row = rows->u.list.first; row; row = row->next)
		if (strcmp(val_get_text(row, "subject"), subject) == 0)
			return row;
	row = val_obj(l->c->arena);
	val_add(row, "subject", val_text(l->c->arena, subject));
	if (rec_any(r, "subject", &any)) {
		struct ref_label label = ref_label(l->c, any.t, any.id);

		val_add(row, "label", val_text(l->c->arena, arena_printf(l->c->arena, "%s %s",
		    label.code, label.label ? label.label : "")));
	}
	for (size_t i = 0; letters[i]; i++)
		val_add(row, arena_printf(l->c->arena, "%c", letters[i]),
		    val_text(l->c->arena, ""));
	val_push(rows, row);
	return row;
}

static const char *holder(struct live *l, const struct rec *r)
{
	bool role = rec_int(r, "role") != 0;
	struct ref_label who = ref_label(l->c, record_find(role ? "isms_role" : "person"),
	    rec_int(r, role ? "role" : "person"));

	return who.label ? who.label : who.code;
}

int live_raci(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	static const char *const keys[] = { "label", "r", "a", "c", "i" };
	struct arena *a = l->c->arena;
	struct value *subjects = val_arr(a);
	struct list list;
	int rc;

	ret->rows = val_arr(a);
	if (!live_readable(l, record_find(n->type), ret))
		return E_OK;
	if ((rc = live_select(l, n, &list)) < 0)
		return rc;
	for (size_t i = 0; i < list.n; i++) {
		struct value *row = subject_row(l, subjects, list.recs[i]);
		const char *letter = rec_text(list.recs[i], "letter");
		const char *have = val_get_text(row, letter);

		val_set_text(a, row, letter, arena_printf(a, "%s%s%s", have, have[0] ? ", " : "",
		    holder(l, list.recs[i])));
	}
	for (const struct value *o = subjects->u.list.first; o; o = o->next) {
		struct value *row = val_arr(a);

		for (size_t i = 0; i < COUNT(keys); i++)
			val_push(row, val_text(a, val_get_text(o, keys[i])));
		val_push(ret->rows, row);
	}
	return E_OK;
}

/* ---- risk criteria in force ---- */

static void scale_rows(struct arena *a, const struct scale *s, struct value *rows)
{
	for (int64_t i = 1; i <= scale_length(s); i++) {
		const struct item *step = scale_step(s, i);
		struct value *row = val_arr(a);

		val_push(row, val_text(a, s->label));
		val_push(row, val_text(a, arena_printf(a, "%" PRId64, i)));
		val_push(row, val_text(a, step->label));
		val_push(row, val_text(a, step->help));
		val_push(rows, row);
	}
}

int live_scales(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	const struct criteria *k = criteria_of(l->c);

	(void)n;
	ret->rows = val_arr(l->c->arena);
	scale_rows(l->c->arena, &k->likelihood, ret->rows);
	scale_rows(l->c->arena, &k->consequence, ret->rows);
	return E_OK;
}

/* A name of an organisation's own scale as the head of a column. */
static const char *head_text(struct arena *a, const char *name)
{
	char *p = arena_text(a, name);

	for (char *at = p; *at; at++)
		if (strchr("|=", *at))
			*at = '/';
	return p;
}

int live_matrix(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	const struct criteria *k = criteria_of(l->c);
	struct arena *a = l->c->arena;
	const char *heads = head_text(a, k->likelihood.label);
	int level, rc = E_OK;

	(void)n;
	for (int i = 1; i <= k->matrix.nc; i++)
		heads = arena_printf(a, "%s|%d %s", heads, i,
		    head_text(a, scale_step(&k->consequence, i)->label));
	ret->columns = heads;
	ret->rows = val_arr(a);
	for (int i = 1; i <= k->matrix.nl; i++) {
		struct value *row = val_arr(a);

		val_push(row, val_text(a, arena_printf(a, "%d %s", i,
		    scale_step(&k->likelihood, i)->label)));
		for (int j = 1; j <= k->matrix.nc && rc == E_OK; j++)
			if ((rc = matrix_level(&k->matrix, i, j, &level, &l->c->err)) == E_OK)
				val_push(row, val_text(a, scale_step(&k->level, level)->label));
		val_push(ret->rows, row);
	}
	return rc;
}

int live_levels(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	static const char *const words[] = { [VERDICT_NONE] = "", [VERDICT_ACCEPTABLE] =
		N_("acceptable"), [VERDICT_TOLERABLE] = N_("acceptable for a time"),
		[VERDICT_UNACCEPTABLE] = N_("not acceptable") };
	const struct criteria *k = criteria_of(l->c);
	struct arena *a = l->c->arena;

	(void)n;
	ret->rows = val_arr(a);
	for (int64_t i = 1; i <= scale_length(&k->level); i++) {
		const struct item *step = scale_step(&k->level, i);
		struct value *row = val_arr(a);

		val_push(row, val_text(a, step->label));
		val_push(row, val_text(a, words[criteria_verdict(k, i)]));
		val_push(row, val_text(a, step->help));
		val_push(ret->rows, row);
	}
	return E_OK;
}

int live_acceptable(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	const struct criteria *k = criteria_of(l->c);
	const struct item *step = scale_step(&k->level, k->acceptable);

	(void)n;
	ret->text = step ? step->label : N_("none");
	return E_OK;
}

int live_method(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	const struct criteria *k = criteria_of(l->c);

	(void)n;
	ret->text = k->id ? arena_printf(l->c->arena, "%s %s", k->code, k->title) :
	    N_("the built-in criteria");
	return E_OK;
}
