/* record/link.c -- one reference more or less, from either end. See store.h. */
#include "record/store.h"

static bool can_link(const struct field *f)
{
	return f && (f->kind == FK_REF || f->kind == FK_REFS) &&
	    !(f->flags & (F_DERIVED | F_FIXED | F_INTERNAL));
}

bool record_can_link(const struct record *t, const struct field *f)
{
	return f >= t->fields && f < t->fields + field_count(t) && can_link(f);
}

/* The field's codes with the other one, or without it. */
static int entries(struct ctx *c, const struct rec *r, const struct field *f, int64_t other,
    bool add, struct value **ret)
{
	const struct record *to = record_find(f->to);
	const struct value *has = rec_value(r, f->name);
	struct value *list = val_arr(c->arena);
	bool there = false;

	if (has && has->kind == V_INT)
		there = has->u.i == other;
	for (const struct value *v = has && has->kind == V_ARRAY ? has->u.list.first : NULL; v;
	     v = v->next) {
		there |= v->u.i == other;
		if (v->u.i != other)
			val_push(list, val_text(c->arena, code_text(c->arena, to, v->u.i)));
	}
	if (!add && !there)
		return err_set(&c->err, E_NOTFOUND, "%s is not linked to %s",
		    rec_code(c->arena, r), code_text(c->arena, to, other));
	if (add)
		val_push(list, val_text(c->arena, code_text(c->arena, to, other)));
	*ret = f->kind == FK_REFS ? list : val_null(c->arena);
	if (f->kind == FK_REF && add)
		*ret = val_text(c->arena, code_text(c->arena, to, other));
	return E_OK;
}

int record_link(struct ctx *c, const struct record *t, const char *code, const char *field,
    const char *other, bool add, int64_t if_rev, struct rec **ret)
{
	const struct field *f = field_find(t, field);
	struct value *input = val_obj(c->arena), *v;
	struct rec *r, *o;
	int rc;

	if (!can_link(f))
		return err_field(&c->err, field, "unknown-field",
		    "is not a field of %s that links to other records", t->label);
	if ((rc = record_get(c, t, code, VERB_EDIT, &r)) < 0 ||
	    (rc = record_get(c, record_find(f->to), other, VERB_READ, &o)) < 0 ||
	    (rc = entries(c, r, f, o->id, add, &v)) < 0)
		return rc;
	val_add(input, f->name, v);
	return record_update(c, t, code, input, IN_JSON, if_rev, ret);
}
