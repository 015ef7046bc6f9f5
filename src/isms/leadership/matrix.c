/* isms/leadership/matrix.c -- see matrix.h. */
#include "isms/leadership/matrix.h"
#include "isms/leadership/clauses.h"
#include "record/any.h"
#include "record/program.h"

struct value *matrix_word(struct arena *a, const struct item *items, const char *name)
{
	const struct item *i = item_find(items, name, strlen(name));
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, i ? i->label : name));
	val_add(o, "tone", val_text(a, i && i->tone ? i->tone : "none"));
	return o;
}

int matrix_roles(struct ctx *c, struct list *ret)
{
	struct list_query lq = { .t = record_find("isms_role"), .sort = "name", .every = true };
	int rc;

	rc = list_filter(c, &lq, "state", OP_EQ, STR("active"));
	return rc < 0 ? rc : list_run(c, &lq, ret);
}

/* Assignments of roles, those the actor may read. */
static int assignments(struct ctx *c, struct list *ret)
{
	struct list_query lq = { .t = record_find("raci"), .every = true };

	*ret = (struct list){ 0 };
	if (access_scope(c, lq.t, VERB_READ) == SCOPE_NONE)
		return E_OK;
	return list_run(c, &lq, ret);
}

static const struct rec *at(const struct list *l, const char *subject, int64_t role)
{
	for (size_t i = 0; i < l->n; i++)
		if (rec_is(l->recs[i], "subject", subject) && rec_int(l->recs[i], "role") == role)
			return l->recs[i];
	return NULL;
}

static struct value *cell(struct arena *a, const struct rec *role, const struct rec *r)
{
	const struct field *f = field_find(record_find("raci"), "letter");
	struct value *o = val_obj(a), *options = val_arr(a);
	const char *now = r ? rec_text(r, "letter") : "";

	val_add(o, "role", val_text(a, rec_code(a, role)));
	val_add(o, "label", val_text(a, rec_title(role)));
	val_add(o, "letter", val_text(a, now[0] ? now : NULL));
	val_add(o, "drafted", val_bool(a, r && r->drafted));
	for (const struct item *i = f->items; i->name; i++) {
		struct value *option = val_obj(a);

		val_add(option, "value", val_text(a, i->name));
		val_add(option, "label", val_text(a, arena_printf(a, "%c", i->label[0])));
		val_add(option, "selected", val_bool(a, strcmp(i->name, now) == 0));
		val_push(options, option);
	}
	val_add(o, "options", options);
	return o;
}

/* A confirmed assignment says who answers for it, a role or a person. */
static bool is_accountable(const struct list *l, const char *subject, bool *ret_drafted)
{
	for (size_t i = 0; i < l->n; i++) {
		if (!rec_is(l->recs[i], "subject", subject) || !rec_is(l->recs[i], "letter", "a"))
			continue;
		if (!l->recs[i]->drafted)
			return true;
		*ret_drafted = true;
	}
	return false;
}

static struct value *row(struct ctx *c, const struct clause *k, const char *subject,
    const struct list *roles, const struct list *set)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *cells = val_arr(a);
	bool drafted = false, accountable = is_accountable(set, subject, &drafted);

	val_add(o, "subject", val_text(a, arena_printf(a, "requirement/%s", k->ref)));
	val_add(o, "clause", val_text(a, k->ref));
	val_add(o, "title", val_text(a, k->title));
	val_add(o, "href", val_text(a, arena_printf(a, "/clauses/%s", k->ref)));
	val_add(o, "accountable", val_bool(a, accountable));
	val_add(o, "drafted", val_bool(a, !accountable && drafted));
	for (size_t i = 0; i < roles->n; i++)
		val_push(cells, cell(a, roles->recs[i], at(set, subject, roles->recs[i]->id)));
	val_add(o, "cells", cells);
	return o;
}

int raci_matrix(struct ctx *c, const struct list *roles, struct value *view)
{
	const struct record *t = record_find("requirement");
	struct value *columns = val_arr(c->arena), *rows = val_arr(c->arena);
	struct list set;
	int64_t gaps = 0;
	int rc;

	if ((rc = assignments(c, &set)) < 0)
		return rc;
	for (size_t i = 0; i < roles->n; i++) {
		const char *code = rec_code(c->arena, roles->recs[i]);
		struct value *o = val_obj(c->arena);

		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "label", val_text(c->arena, rec_title(roles->recs[i])));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, roles->recs[i]->type,
		    code)));
		val_push(columns, o);
	}
	for (size_t i = 0; i < clauses_count; i++) {
		int64_t id = ref_resolve(c, t, str_of(clauses[i].ref));
		struct value *one;

		if (id <= 0)
			continue;
		one = row(c, &clauses[i], any_text(c->arena, t, id), roles, &set);
		gaps += !val_truthy(val_get(one, "accountable"));
		val_push(rows, one);
	}
	val_add(view, "columns", columns);
	val_add(view, "rows", rows);
	val_add(view, "gaps", val_int(c->arena, gaps));
	val_add(view, "may_edit", val_bool(c->arena, !c->as_of_us && roles->n &&
	    access_scope(c, record_find("raci"), VERB_EDIT) != SCOPE_NONE));
	return E_OK;
}

/* ---- writing ---- */

static int create_cell(struct ctx *c, const char *subject, const struct rec *role,
    const char *letter)
{
	struct value *input = val_obj(c->arena);
	struct rec *made;

	val_add(input, "subject", val_text(c->arena, subject));
	val_add(input, "role", val_text(c->arena, rec_code(c->arena, role)));
	val_add(input, "letter", val_text(c->arena, letter));
	return record_create(c, record_find("raci"), input, IN_TEXT, &made);
}

int raci_put(struct ctx *c, const char *subject, const struct rec *role, const char *letter,
    int64_t *changed)
{
	const struct record *t = record_find("raci");
	struct value *input = val_obj(c->arena);
	const struct rec *now;
	struct rec *r;
	struct list set;
	struct any any;
	int rc;

	if ((rc = any_resolve(c, str_of(subject), &any)) < 0)
		return err_field(&c->err, "subject", "unknown",
		    "there is no requirement or control \"%s\"", subject);
	if ((rc = assignments(c, &set)) < 0)
		return rc;
	now = at(&set, any_text(c->arena, any.t, any.id), role->id);
	if (!now && !letter[0])
		return E_OK;
	if (now && rec_is(now, "letter", letter) && !now->drafted)
		return E_OK;
	++*changed;
	if (!now)
		return create_cell(c, subject, role, letter);
	if (!letter[0])
		return record_archive(c, t, rec_code(c->arena, now), true, ANY_REV, &r);
	if (rec_is(now, "letter", letter))	/* drafted, and now seen */
		return record_confirm(c, t, rec_code(c->arena, now), ANY_REV, &r);
	val_add(input, "letter", val_text(c->arena, letter));
	return record_update(c, t, rec_code(c->arena, now), input, IN_TEXT, ANY_REV, &r);
}
