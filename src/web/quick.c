/*
 * web/quick.c -- a record made in the middle of another's form. The button sends the whole form;
 * its values travel through the second form as hidden inputs ("_v.owner") and come back into the
 * first, with the new record chosen. No script, and nothing is kept on the server in between.
 */
#include "record/list.h"
#include "web/generic.h"

static void hidden(struct ctx *c, struct value *list, const char *name, const char *value)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "name", val_text(c->arena, name));
	val_add(o, "value", val_text(c->arena, value));
	val_push(list, o);
}

/* What is asked for with _new, or with a mistake in the second form: that form again. */
static void carry(struct ctx *c, struct req *r, struct value *list, const char *prefix)
{
	for (size_t i = 0; i < r->form->n; i++) {
		const struct http_field *h = &r->form->fields[i];
		bool back = text_starts(h->name, "_v.") || text_starts(h->name, "_back_");

		if (!h->file && (prefix[0] ? h->name[0] != '_' && strcmp(h->name, "csrf") != 0 :
		    back))
			hidden(c, list, arena_printf(c->arena, "%s%s", prefix, h->name),
			    h->value.p);
	}
}

void quick_carried(struct ctx *c, struct req *r, struct value *view)
{
	struct value *list = val_arr(c->arena);

	if (!r->form || !req_field(r, "_back_type"))
		return;
	carry(c, r, list, "");
	val_set(view, "carried", list);
	val_set_bool(c->arena, view, "nested", true);
}

int quick_begin(struct ctx *c, struct req *r, const char *code, struct value *view)
{
	const struct record *t = req_type(r), *to;
	const struct field *f = field_find(t, req_field(r, "_new"));
	struct value *list = val_arr(c->arena);
	int rc;

	if (!f || !f->to)
		return err_field(&c->err, "_new", "unknown-field",
		    "is no field that names a record");
	to = record_find(f->to);
	if ((rc = access_require(c, to, VERB_CREATE)) < 0)
		return rc;
	form_view(c, r, to, NULL, val_obj(c->arena), view);
	hidden(c, list, "_back_type", t->name);
	hidden(c, list, "_back_code", code ? code : "");
	hidden(c, list, "_back_rev", req_field(r, "rev") ? req_field(r, "rev") : "");
	hidden(c, list, "_back_field", f->name);
	carry(c, r, list, "_v.");
	val_set(view, "carried", list);
	val_set_bool(c->arena, view, "nested", true);
	r->template = "form";
	return E_OK;
}

/* The first form's values; of a name that came several times all. */
static struct value *values(struct ctx *c, struct req *r, const struct record *t)
{
	struct value *o = val_obj(c->arena);

	for (size_t i = 0; i < r->form->n; i++) {
		const struct http_field *h = &r->form->fields[i];
		const char *name = text_starts(h->name, "_v.") ? h->name + 3 : "", *before;
		const struct field *f = field_find(t, name);

		if (!f)
			continue;
		before = val_get_text(o, name);
		val_set_text(c->arena, o, name, before && before[0] && h->value.n ?
		    arena_printf(c->arena, "%s%s%s", before, f->kind == FK_FILES ? "\n" : ",",
		    h->value.p) : before && before[0] ? before : h->value.p);
	}
	return o;
}

int quick_end(struct ctx *c, struct req *r, const struct rec *made, struct value *view)
{
	const struct record *t = record_find(req_field(r, "_back_type"));
	const char *code = req_field(r, "_back_code"), *field = req_field(r, "_back_field");
	const struct field *f = t && field ? field_find(t, field) : NULL;
	struct rec *rec = NULL;
	struct value *input;
	int64_t rev;
	int rc;

	if (!f)
		return err_set(&c->err, E_USAGE, "the form to go back to is not known");
	input = values(c, r, t);
	if (made && f->kind == FK_REFS && val_get_text(input, field) &&
	    val_get_text(input, field)[0])
		val_set_text(c->arena, input, field, arena_printf(c->arena, "%s, %s",
		    val_get_text(input, field), rec_code(c->arena, made)));
	else if (made)
		val_set_text(c->arena, input, field, rec_code(c->arena, made));
	rc = code && code[0] ? record_get(c, t, code, VERB_EDIT, &rec) :
	    access_require(c, t, VERB_CREATE);
	if (rc < 0)
		return rc;
	form_view(c, r, t, rec, input, view);
	if (rec && req_field(r, "_back_rev") && str_int(str_of(req_field(r, "_back_rev")), &rev))
		val_set_int(c->arena, view, "rev", rev);
	if (made)
		val_set_text(c->arena, view, "made", arena_printf(c->arena,
		    "%s %s was made and is chosen below. Your form is as you left it; save it.",
		    made->type->label, rec_code(c->arena, made)));
	r->template = "form";
	return E_OK;
}
