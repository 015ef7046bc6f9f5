/* isms/approval/view.c -- what an approver sees: the content as it was when it was asked for. */
#include "isms/approval/approval_priv.h"
#include "record/list.h"
#include "record/program.h"

static struct value *shown_fields(struct ctx *c, const struct rec *shown)
{
	struct value *list = val_arr(c->arena);

	for (const struct field *f = shown->type->fields; f->name; f++) {
		const struct value *v = shown->v[field_index(shown->type, f)];
		struct value *o = val_obj(c->arena);

		if (!v || (f->flags & F_INTERNAL))
			continue;
		val_add(o, "label", val_text(c->arena, f->label));
		val_add(o, "text", val_text(c->arena, value_text(c, f, v)));
		val_push(list, o);
	}
	return list;
}

/*
 * {subject: {code, label, href, type}, shown: [{label, text}], current: is that still what the
 * record says, author: who wrote it}. Nothing of it for who may not read the subject.
 */
int approval_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct arena *a = c->arena;
	struct rec *now, *shown;
	struct err before = c->err;
	const char *author = NULL;
	struct value *o;
	struct any any;
	int rc;

	if (!rec_any(r, "subject", &any))
		return E_OK;
	if (record_get(c, any.t, code_text(a, any.t, any.id), VERB_READ, &now) < 0) {
		c->err = before;
		return E_OK;
	}
	if ((rc = record_revision(c, any.t, any.id, rec_int(r, "subject_rev"), &shown)) < 0)
		return rc;
	if (!c->as_of_us &&
	    (rc = content_author(c, &any, rec_int(r, "subject_rev"), &author)) < 0)
		return rc;
	o = val_obj(a);
	val_add(o, "code", val_text(a, rec_code(a, now)));
	val_add(o, "label", val_text(a, rec_title(now)));
	val_add(o, "href", val_text(a, rec_path(a, any.t, rec_code(a, now))));
	val_add(o, "type", val_text(a, any.t->label));
	val_set(out, "about", o);
	val_set(out, "shown", shown_fields(c, shown));
	val_set(out, "current", val_bool(a, !now->archived && approval_same(now, shown)));
	val_set(out, "author", val_text(a, author ? actor_label(c, author) : NULL));
	return E_OK;
}
