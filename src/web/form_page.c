/* web/form_page.c -- the forms every record type has: new, edit, and what comes back. */
#include "record/list.h"
#include "web/generic.h"

int page_new(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *given = val_obj(c->arena);

	for (size_t i = 0; i < r->x->request.nquery; i++)	/* /risks/new?assets=A-1 fills in */
		if (field_find(t, r->x->request.query[i].name))
			val_set(given, r->x->request.query[i].name,
			    val_str(c->arena, r->x->request.query[i].value));
	form_view(c, r, t, NULL, given, view);
	return E_OK;
}

int page_edit(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int rc = record_get(c, req_type(r), r->param[0], VERB_EDIT, &rec);

	if (rc == E_OK)
		form_view(c, r, rec->type, rec, NULL, view);
	return rc;
}

const char *next_of(const struct req *r)
{
	const char *next = req_field(r, "next");

	if (!next || next[0] != '/' || next[1] == '/' || strlen(next) > 4000)
		return NULL;
	for (const char *p = next; *p; p++)
		if (*p <= ' ' || *p > '~' || *p == '\\')
			return NULL;
	return next;
}

int post_create(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *input;
	struct rec *rec;
	int rc;

	if (req_field(r, "_new"))
		return quick_begin(c, r, NULL, view);
	if (req_field(r, "_cancel"))
		return quick_end(c, r, NULL, view);
	input = form_object(c, r, t);
	rc = record_create(c, t, input, IN_TEXT, &rec);
	if (rc == E_OK && req_field(r, "_back_type"))
		return quick_end(c, r, rec, view);
	if (rc == E_OK) {
		r->redirect = next_of(r) ? next_of(r) : self_of(c, rec);
		r->flash =
		    arena_printf(c->arena, "%s %s was created.", t->label, rec_code(c->arena, rec));
	} else if (rc == E_INVALID) {
		r->template = "form";	/* again, with what was typed and what is wrong */
		form_view(c, r, t, NULL, input, view);
		quick_carried(c, r, view);
	}
	return rc;
}

/* Somebody was faster: who, and what to do about it. */
static void conflict_view(struct ctx *c, const struct rec *rec, int64_t seen,
    const struct value *input, struct value *view)
{
	struct value *problem = val_obj(c->arena);
	const char *who = NULL;

	IGNORE(record_actor(c, rec, ANY_REV, &who));	/* the conflict is told all the same */
	val_add(problem, "text", val_text(c->arena, arena_printf(c->arena,
	    "%s was changed meanwhile%s%s", rec_code(c->arena, rec), who ? " by " : "",
	    who ? who : "")));
	val_add(problem, "hint", val_text(c->arena, "Choose what stays where you both "
	    "differ. Saving again keeps your choice; the history shows both."));
	val_set(view, "problem", problem);
	val_set_text(c->arena, view, "who", who ? who : "the other");
	val_set(view, "conflict", conflict_rows(c, rec, seen, input));
}

int post_update(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *input = conflict_picked(c, r, t, form_object(c, r, t));
	int64_t rev = req_int(r, "rev", ANY_REV);
	struct err problem;
	struct rec *rec;
	int rc;

	if (req_field(r, "_new"))
		return (rc = record_get(c, t, r->param[0], VERB_EDIT, &rec)) < 0 ? rc :
		    quick_begin(c, r, r->param[0], view);
	rc = record_update(c, t, r->param[0], input, IN_TEXT, rev, &rec);

	if (rc == E_OK) {
		r->redirect = self_of(c, rec);
		r->flash = "Saved.";
		return rc;
	}
	if (rc != E_INVALID && rc != E_CHANGED)
		return rc;
	problem = c->err;	/* show the form again; loading the record must not add to it */
	if (record_get(c, t, r->param[0], VERB_READ, &rec) < 0)
		return rc;
	c->err = problem;
	r->template = "form";
	form_view(c, r, t, rec, input, view);
	if (rc == E_CHANGED) {
		val_set_int(c->arena, view, "rev", rec->rev);
		conflict_view(c, rec, rev, input, view);
		r->status = err_http(E_CHANGED);
		return E_INVALID;
	}
	return rc;
}
