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

		if (!v || (f->flags & (F_INTERNAL | F_PANEL)))
			continue;
		val_add(o, "label", val_text(c->arena, f->label));
		val_add(o, "text", val_text(c->arena, value_text(c, f, v)));
		val_push(list, o);
	}
	return list;
}

/* A text that has a place of its own on its record's page is read here as it is there. */
static void read_as_there(struct ctx *c, const struct rec *shown, struct value *out)
{
	struct value *more = val_obj(c->arena), *html = NULL;
	struct err before = c->err;

	for (const struct field *f = shown->type->fields; f->name && !html; f++)
		if ((f->flags & F_PANEL) && shown->type->extend &&
		    shown->type->extend(c, shown, more) == E_OK)
			html = val_get(more, "text_html");
	c->err = before;
	if (html)
		val_set(out, "text_html", val_copy(c->arena, html));
}

/*
 * {subject: {code, label, href, type}, shown: [{label, text}], text_html: its text where the type
 * has a place for it, current: is that still what the record says, author: who wrote it}. Nothing of
 * it for who may not read the subject.
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
	read_as_there(c, shown, out);
	val_set(out, "current", val_bool(a, !now->archived && approval_same(now, shown)));
	val_set(out, "author", val_text(a, author ? actor_label(c, author) : NULL));
	return E_OK;
}
