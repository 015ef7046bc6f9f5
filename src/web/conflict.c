/* web/conflict.c -- two people changed a record: both versions, field by field, to choose from. */
#include "record/list.h"
#include "web/generic.h"

/* What only they changed stays theirs at first; what both changed is mine until it is chosen. */
static struct value *row(struct ctx *c, const struct record *t, const struct field *f,
    const struct value *theirs, const struct value *mine, bool i_did)
{
	struct value *o = val_obj(c->arena), *list = val_arr(c->arena), *one = val_obj(c->arena);

	val_add(one, "field", val_text(c->arena, f->name));
	val_add(one, "before", val_text(c->arena, value_text(c, f, theirs)));
	val_add(one, "after", val_text(c->arena, value_text(c, f, mine)));
	val_push(list, one);
	changes_in_words(c, t, list);
	val_add(o, "name", val_text(c->arena, f->name));
	val_add(o, "label", val_text(c->arena, f->label));
	val_add(o, "theirs", val_copy(c->arena, val_get(one, "before")));
	val_add(o, "mine", val_copy(c->arena, val_get(one, "after")));
	val_add(o, "theirs_parts", val_copy(c->arena, val_get(one, "before_parts") ?
	    val_get(one, "before_parts") : val_arr(c->arena)));
	val_add(o, "mine_parts", val_copy(c->arena, val_get(one, "after_parts") ?
	    val_get(one, "after_parts") : val_arr(c->arena)));
	val_add(o, "pick_mine", val_bool(c->arena, i_did));
	val_add(o, "both", val_bool(c->arena, i_did));
	return o;
}

static bool equal(const struct value *x, const struct value *y)
{
	return !x == !y && (!x || val_same(x, y));
}

struct value *conflict_rows(struct ctx *c, const struct rec *now, int64_t seen,
    const struct value *input)
{
	struct err before = c->err;
	struct value *list = val_arr(c->arena);
	struct rec *base, *mine;

	if (record_revision(c, now->type, now->id, seen, &base) < 0)
		base = rec_copy(c, now);
	mine = rec_copy(c, base);
	if (input_apply(c, mine, input, IN_TEXT) < 0)	/* what cannot be read stays in the form */
		c->err = before;
	c->err = before;
	for (const struct field *f = now->type->fields; f->name; f++) {
		size_t i = field_index(now->type, f);
		bool i_did = !equal(mine->v[i], base->v[i]);
		bool they_did = !equal(now->v[i], base->v[i]);

		if ((f->flags & (F_DERIVED | F_FIXED | F_INTERNAL)) || !they_did ||
		    equal(now->v[i], mine->v[i]))
			continue;
		val_push(list, row(c, now->type, f, now->v[i], mine->v[i], i_did));
	}
	return list;
}

struct value *conflict_picked(struct ctx *c, const struct req *r, const struct record *t,
    const struct value *input)
{
	struct value *o = val_obj(c->arena);

	for (const struct value *m = input->u.list.first; m; m = m->next) {
		const char *pick = req_field(r, arena_printf(c->arena, "_pick_%s", m->key));

		if (field_find(t, m->key) && pick && strcmp(pick, "theirs") == 0)
			continue;	/* it stays as they left it */
		if (m->key[0] != '_')
			val_add(o, m->key, val_copy(c->arena, m));
	}
	return o;
}
