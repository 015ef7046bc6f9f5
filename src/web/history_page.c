/* web/history_page.c -- the revisions of a record. */
#include "record/list.h"
#include "web/generic.h"

static const char *what_was_done(const char *op)
{
	static const struct { const char *op, *words; } words[] = {
		{ "create", N_("Created") }, { "update", N_("Changed") },
		{ "state", N_("Moved on") }, { "archive", N_("Archived") },
		{ "restore", N_("Brought back") }, { "draft", N_("Drafted") },
		{ "confirm", N_("Confirmed") }, { "compute", N_("Computed again") },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].op, op) == 0)
			return words[i].words;
	return op;
}

int page_history(struct ctx *c, struct req *r, struct value *view)
{
	enum { PAGE = 50 };
	const struct record *t = req_type(r);
	struct value *revs;
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, t, r->param[0], VERB_READ, &rec)) < 0 ||
	    (rc = record_history(c, rec, req_int(r, "before", 0), PAGE, &revs)) < 0)
		return rc;
	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "code", val_text(c->arena, rec_code(c->arena, rec)));
	val_add(view, "label", val_text(c->arena, rec_title(rec)));
	val_add(view, "self_href", val_text(c->arena, self_of(c, rec)));
	if (revs->u.list.n == PAGE && val_get_int(revs->u.list.last, "rev", 1) > 1)
		val_add(view, "next_href",
		    val_text(
			c->arena, arena_printf(c->arena, "%s/history?before=%" PRId64,
				      self_of(c, rec), val_get_int(revs->u.list.last, "rev", 0))));
	moments(c->arena, revs, "at");
	for (struct value *o = revs->u.list.first; o; o = o->next)
		val_set_text(c->arena, o, "op", what_was_done(val_get_text(o, "op")));
	val_add(view, "revisions", revs);
	return E_OK;
}
