/* web/history_page.c -- the revisions of a record, word by word; bringing back what one said. */
#include "base/worddiff.h"
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

static struct value *parts(struct ctx *c, const struct diff_text *t)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < t->n; i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "text", val_str(c->arena, t->part[i].text));
		val_add(o, "differs", val_bool(c->arena, t->part[i].differs));
		val_push(list, o);
	}
	return list;
}

/* Dates, steps and words of a list are read whole; texts and lists of references part by part. */
static bool in_parts(const struct record *t, const char *field)
{
	const struct field *f = field_find(t, field);

	return f && (f->kind == FK_TEXT || f->kind == FK_MARKDOWN || f->kind == FK_REFS ||
	    f->kind == FK_WORDS);
}

void changes_in_words(struct ctx *c, const struct record *t, struct value *changes)
{
	for (struct value *o = changes ? changes->u.list.first : NULL; o; o = o->next) {
		const char *before = val_get_text(o, "before"), *after = val_get_text(o, "after");
		struct diff_text x, y;

		if (!before || !before[0] || !after || !after[0] ||
		    !in_parts(t, val_get_text(o, "field")))
			continue;
		words_diff(c->arena, str_of(before), str_of(after), &x, &y);
		val_set(o, "before_parts", parts(c, &x));
		val_set(o, "after_parts", parts(c, &y));
	}
}

/* Which of a revision's changes can be taken back: fields that people fill. */
static void offer_back(struct ctx *c, const struct record *t, struct value *rev)
{
	int64_t n = val_get_int(rev, "rev", 0);
	struct value *changes = val_get(rev, "changes");

	for (struct value *o = changes ? changes->u.list.first : NULL; o; o = o->next) {
		const struct field *f = field_find(t, val_get_text(o, "field"));

		if (n > 1 && f && !(f->flags & (F_DERIVED | F_FIXED | F_INTERNAL)))
			val_set_text(c->arena, o, "back", arena_printf(c->arena, "%" PRId64 ":%s",
			    n - 1, f->name));
	}
}

static int history_view(struct ctx *c, struct req *r, const struct rec *rec, struct value *view)
{
	enum { PAGE = 50 };
	bool may = !c->as_of_us && !rec->archived && record_may(c, rec, VERB_EDIT);
	const char *self = self_of(c, rec);
	struct value *revs;
	int rc = record_history(c, rec, r->form ? 0 : req_int(r, "before", 0), PAGE, &revs);

	if (rc < 0)
		return rc;
	val_set(view, "type", type_view(c->arena, rec->type));
	val_set_text(c->arena, view, "code", rec_code(c->arena, rec));
	val_set_text(c->arena, view, "title", arena_printf(c->arena, "History of %s",
	    rec_code(c->arena, rec)));
	val_set_text(c->arena, view, "label", rec_title(rec));
	val_set_text(c->arena, view, "self_href", self);
	val_set_int(c->arena, view, "now", rec->rev);
	val_set_bool(c->arena, view, "may", may);
	if (revs->u.list.n == PAGE && val_get_int(revs->u.list.last, "rev", 1) > 1)
		val_set_text(c->arena, view, "next_href", arena_printf(c->arena,
		    "%s/history?before=%" PRId64, self, val_get_int(revs->u.list.last, "rev", 0)));
	moments(c->arena, revs, "at");
	for (struct value *o = revs->u.list.first; o; o = o->next) {
		val_set_text(c->arena, o, "op", what_was_done(val_get_text(o, "op")));
		changes_in_words(c, rec->type, val_get(o, "changes"));
		if (may)
			offer_back(c, rec->type, o);
		val_set_bool(c->arena, o, "past", may && val_get_int(o, "rev", 0) < rec->rev);
	}
	val_set(view, "revisions", revs);
	return E_OK;
}

int page_history(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int rc = record_get(c, req_type(r), r->param[0], VERB_READ, &rec);

	return rc < 0 ? rc : history_view(c, r, rec, view);
}

/* "3" is all of revision 3, "3:title" its title. */
static int back(struct ctx *c, struct req *r, const char *text, int64_t if_rev, struct rec **ret)
{
	const char *colon = text ? strchr(text, ':') : NULL;
	size_t n = text ? strcspn(text, ":") : 0;
	struct rec *now;
	int64_t rev;
	int rc;

	if ((rc = record_get(c, req_type(r), r->param[0], VERB_EDIT, &now)) < 0)
		return rc;
	if (if_rev != ANY_REV && now->rev != if_rev)
		return err_hint(&c->err, E_CHANGED, "look at its history again",
		    "%s was changed meanwhile", rec_code(c->arena, now));
	if (!text || !str_int((struct str){ text, n }, &rev))
		return err_field(&c->err, "rev", "required", "say which revision, by its number");
	return record_back(c, req_type(r), r->param[0], rev, colon ? colon + 1 : NULL, if_rev, ret);
}

int post_back(struct ctx *c, struct req *r, struct value *view)
{
	int64_t if_rev = req_int(r, "rev", ANY_REV);
	struct err problem;
	struct rec *rec;
	int rc = back(c, r, req_field(r, "back"), if_rev, &rec);

	if (rc == E_OK) {
		r->redirect = arena_printf(c->arena, "%s/history", self_of(c, rec));
		r->flash = "Brought back, as a new revision.";
		return rc;
	}
	if (rc != E_INVALID)
		return rc;
	problem = c->err;
	err_clear(&c->err);
	if (record_get(c, req_type(r), r->param[0], VERB_READ, &rec) < 0 ||
	    history_view(c, r, rec, view) < 0)
		return c->err.code;
	c->err = problem;
	val_set_text(c->arena, view, "problem", "It cannot be brought back as it was");
	val_set(view, "errors", error_list(c, rec->type));
	r->template = "history";
	return rc;
}

int api_back(struct ctx *c, struct req *r, struct value *view)
{
	const char *field = val_get_text(r->body, "field"), *text = NULL;
	int64_t if_rev, rev = val_get_int(r->body, "rev", -1);
	struct rec *rec;
	int rc;

	if (!r->body || r->body->kind != V_OBJECT)
		return err_set(&c->err, E_USAGE, "send a JSON object");
	if (rev > 0)
		text = arena_printf(c->arena, "%" PRId64 "%s%s", rev, field ? ":" : "",
		    field ? field : "");
	if ((rc = if_match(c, r, &if_rev)) < 0 || (rc = back(c, r, text, if_rev, &rec)) < 0)
		return rc;
	*view = *record_value(c, rec, NULL);
	r->etag = rec->rev;
	return E_OK;
}
