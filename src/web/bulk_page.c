/* web/bulk_page.c -- changing many records: choose, preview, do, take back; and over the API. */
#include "record/bulk.h"
#include "web/generic.h"
#include "web/list_view.h"

enum { CHOSEN_SHOWN = 20, ACT_SHOWN = 200 };

/* ---- the form ---- */

static bool can_be_changed(const struct field *f)
{
	return !(f->flags & (F_DERIVED | F_FIXED | F_INTERNAL)) && f->kind != FK_FILES;
}

/* Was this check box of the form set? */
static bool ticked(const struct req *r, const char *name, const char *value)
{
	for (size_t i = 0; r->form && i < r->form->n; i++)
		if (strcmp(r->form->fields[i].name, name) == 0 &&
		    str_is(r->form->fields[i].value, value))
			return true;
	return false;
}

static void fields_view(struct ctx *c, struct req *r, const struct record *t, struct value *view)
{
	struct value *input = form_object(c, r, t), *list = val_arr(c->arena);

	for (const struct field *f = t->fields; f->name; f++) {
		const char *typed = val_get_text(input, f->name), *how;
		struct value *o;

		if (!can_be_changed(f) || access_scope(c, t, VERB_EDIT) == SCOPE_NONE)
			continue;
		o = form_field(c, r, f, typed ? typed : "");
		how = req_field(r, arena_printf(c->arena, "_how_%s", f->name));
		val_add(o, "ticked", val_bool(c->arena, ticked(r, "_set", f->name)));
		val_add(o, "several",
		    val_bool(c->arena, f->kind == FK_REFS || f->kind == FK_WORDS));
		val_add(o, "how_add", val_bool(c->arena, how && strcmp(how, "add") == 0));
		val_add(o, "how_take", val_bool(c->arena, how && strcmp(how, "take") == 0));
		val_push(list, o);
	}
	val_set(view, "fields", list);
}

static void what_view(struct ctx *c, struct req *r, const struct record *t, struct value *view)
{
	const char *what = req_field(r, "_what"), *to = req_field(r, "_to");
	bool edits = access_scope(c, t, VERB_EDIT) != SCOPE_NONE;
	struct value *states = val_arr(c->arena);

	what = what ? what : edits ? "fields" : "state";
	val_set_bool(c->arena, view, "can_fields", edits);
	for (const struct item *i = t->states; i && i->name; i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "value", val_text(c->arena, i->name));
		val_add(o, "label", val_text(c->arena, i->label));
		val_add(o, "selected", val_bool(c->arena, to && strcmp(to, i->name) == 0));
		val_push(states, o);
	}
	val_set(view, "what_fields", val_bool(c->arena, strcmp(what, "fields") == 0));
	val_set(view, "what_state", val_bool(c->arena, strcmp(what, "state") == 0));
	val_set(view, "what_archive", val_bool(c->arena, strcmp(what, "archive") == 0));
	if (t->moves && access_scope(c, t, VERB_STATE) != SCOPE_NONE)
		val_set(view, "states", states);
	if (access_scope(c, t, VERB_ARCHIVE) != SCOPE_NONE)
		val_set(view, "can_archive", val_bool(c->arena, true));
}

static void head(struct ctx *c, const struct record *t, size_t n, struct value *view)
{
	const char *many = arena_printf(c->arena, "%zu %s", n, n == 1 ? t->label : t->labels);

	val_set(view, "type", type_view(c->arena, t));
	val_set_text(c->arena, view, "heading", arena_printf(c->arena, "Change %s", many));
	val_set_text(c->arena, view, "title", arena_printf(c->arena, "Change %s", many));
	val_set_text(c->arena, view, "many", many);
	val_set_text(c->arena, view, "list_href", arena_printf(c->arena, "/%s", t->plural));
	val_set_text(c->arena, view, "action", arena_printf(c->arena, "/%s/bulk", t->plural));
	val_set_int(c->arena, view, "most", BULK_MAX);
}

static struct value *chosen_view(struct ctx *c, const struct record *t, const int64_t *ids,
    size_t n)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < n && i < CHOSEN_SHOWN; i++) {
		struct ref_label l = ref_label(c, t, ids[i]);
		struct value *o = val_obj(c->arena);

		val_add(o, "code", val_text(c->arena, l.code));
		val_add(o, "label", val_text(c->arena, l.label));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, l.code)));
		val_push(list, o);
	}
	return list;
}

/* The rows whose boxes were set, or all the list has. */
static int chosen(struct ctx *c, struct req *r, const struct record *t, int64_t **ret,
    size_t *ret_n)
{
	const struct http_request *x = &r->x->request;
	struct list_query lq;
	int rc;

	if (req_query(r, "_all"))
		return (rc = req_list_query(c, r, t, &lq)) < 0 ? rc :
		    list_ids(c, &lq, BULK_MAX, ret, ret_n);
	*ret = arena_alloc(c->arena, (x->nquery + 1) * sizeof(**ret));
	*ret_n = 0;
	for (size_t i = 0; i < x->nquery; i++) {
		struct rec *rec;

		if (strcmp(x->query[i].name, "_code") != 0)
			continue;
		if ((rc = record_get(c, t, x->query[i].value.p, VERB_READ, &rec)) < 0)
			return rc;
		(*ret)[(*ret_n)++] = rec->id;
	}
	return E_OK;
}

/* What one act changed, with the button that takes it back. */
static int page_done(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct bulk b = { .t = t, .change = { .kind = CHANGE_BACK }, .undo = req_query(r, "_done"),
		.dry = true };
	int rc = bulk_run(c, &b);

	if (rc < 0)
		return rc;
	head(c, t, b.matched, view);
	val_set_text(c->arena, view, "heading", arena_printf(c->arena, "%s changed",
	    val_get_text(view, "many")));
	val_set_text(c->arena, view, "title", val_get_text(view, "heading"));
	val_set_text(c->arena, view, "done", b.undo);
	val_set_int(c->arena, view, "back", (int64_t)b.changed);
	val_set_int(c->arena, view, "stay", (int64_t)b.refused);
	val_set(view, "rows", b.rows);
	for (struct value *o = b.rows->u.list.first; o; o = o->next)
		val_set_text(c->arena, o, "href", rec_path(c->arena, t, val_get_text(o, "code")));
	r->template = "bulk-done";
	return E_OK;
}

int page_bulk(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	int64_t *ids = NULL;
	size_t n = 0;
	int rc;

	if (req_query(r, "_done"))
		return page_done(c, r, view);
	if ((rc = chosen(c, r, t, &ids, &n)) < 0)
		return rc;
	sbuf_init(b, c->arena, 300 << 10);
	for (size_t i = 0; i < n; i++)
		sbuf_printf(b, "%s%s", i ? "," : "", code_text(c->arena, t, ids[i]));
	head(c, t, n, view);
	val_set_text(c->arena, view, "codes", sbuf_str(b).p);
	val_set(view, "chosen", chosen_view(c, t, ids, n));
	val_set_bool(c->arena, view, "nobody", n == 0);
	if (n > CHOSEN_SHOWN)
		val_set_text(c->arena, view, "more", arena_printf(c->arena, "and %zu more",
		    n - CHOSEN_SHOWN));
	what_view(c, r, t, view);
	fields_view(c, r, t, view);
	return E_OK;
}

/* ---- what was sent ---- */

static void take_fields(struct ctx *c, struct req *r, struct bulk *b)
{
	struct value *input = form_object(c, r, b->t), *set = val_obj(c->arena),
		     *add = val_obj(c->arena), *take = val_obj(c->arena);

	for (const struct field *f = b->t->fields; f->name; f++) {
		const char *how = req_field(r, arena_printf(c->arena, "_how_%s", f->name));
		const char *typed = val_get_text(input, f->name);
		struct value *o = set;

		if (!ticked(r, "_set", f->name))
			continue;
		if (how && (f->kind == FK_REFS || f->kind == FK_WORDS))
			o = strcmp(how, "add") == 0 ? add : strcmp(how, "take") == 0 ? take : set;
		val_add(o, f->name, val_text(c->arena, typed ? typed : ""));
	}
	b->set = set;
	b->add = add;
	b->take = take;
}

static struct bulk from_form(struct ctx *c, struct req *r)
{
	const char *what = req_field(r, "_what"), *step = req_field(r, "_step");
	struct bulk b = { .t = req_type(r), .codes = req_field(r, "_codes"),
		.change = { .mode = IN_TEXT, .state = req_field(r, "_to") },
		.dry = !step || strcmp(step, "act") != 0 };

	if (what && strcmp(what, "state") == 0)
		b.change.kind = CHANGE_STATE;
	else if (what && strcmp(what, "archive") == 0)
		b.change.kind = CHANGE_ARCHIVE;
	else
		take_fields(c, r, &b);
	if (!b.codes)
		b.codes = "";
	return b;
}

/* Everything the form said, for the form of the preview. */
static struct value *carried(struct ctx *c, const struct req *r)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; r->form && i < r->form->n; i++) {
		const struct http_field *f = &r->form->fields[i];
		struct value *o;

		if (f->file || strcmp(f->name, "csrf") == 0 || strcmp(f->name, "_step") == 0 ||
		    strcmp(f->name, "_codes") == 0 || strcmp(f->name, "reason") == 0)
			continue;
		o = val_obj(c->arena);
		val_add(o, "name", val_text(c->arena, f->name));
		val_add(o, "value", val_str(c->arena, f->value));
		val_push(list, o);
	}
	return list;
}

static void preview_view(struct ctx *c, struct req *r, const struct bulk *b, struct value *view)
{
	struct value *o = val_obj(c->arena), *refused = val_arr(c->arena);
	struct value *rows = val_arr(c->arena);

	for (struct value *v = b->rows->u.list.first, *next; v; v = next) {
		next = v->next;
		v->next = NULL;
		val_set_text(c->arena, v, "href",
		    rec_path(c->arena, b->t, val_get_text(v, "code")));
		if (strcmp(val_get_text(v, "outcome"), "refused") == 0)
			val_push(refused, v);
		else if (strcmp(val_get_text(v, "outcome"), "change") == 0)
			val_push(rows, v);
	}
	val_add(o, "changed", val_int(c->arena, (int64_t)b->changed));
	val_add(o, "unchanged", val_int(c->arena, (int64_t)b->unchanged));
	val_add(o, "refused_n", val_int(c->arena, (int64_t)b->refused));
	val_add(o, "refused", refused);
	val_add(o, "rows", rows);
	if (b->changed > rows->u.list.n)
		val_add(o, "cut", val_text(c->arena, arena_printf(c->arena,
		    "The first %zu of %zu are shown.", rows->u.list.n, b->changed)));
	val_add(o, "codes", val_text(c->arena, b->possible));
	val_add(o, "carry", carried(c, r));
	val_add(o, "button", val_text(c->arena, arena_printf(c->arena, "%s %zu %s",
	    b->change.kind == CHANGE_ARCHIVE ? "Archive" : b->change.kind == CHANGE_STATE ? "Move" :
	    "Change", b->changed, b->changed == 1 ? b->t->label : b->t->labels)));
	val_set(view, "preview", o);
	val_set_text(c->arena, view, "reason", req_field(r, "reason"));
}

static int undo(struct ctx *c, struct req *r)
{
	struct bulk b = { .t = req_type(r), .change = { .kind = CHANGE_BACK },
		.undo = req_field(r, "_undo"), .skip = true };
	int rc = bulk_run(c, &b);

	if (rc < 0)
		return rc;
	r->redirect = arena_printf(c->arena, "/%s?view=all", b.t->plural);
	r->flash = arena_printf(c->arena, "%zu %s are as they were before.%s", b.changed,
	    b.changed == 1 ? b.t->label : b.t->labels, b.refused ?
	    arena_printf(c->arena, " %zu stay: changed since, or not to be taken back.", b.refused)
	    : "");
	return E_OK;
}

int post_bulk(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct bulk b = from_form(c, r);
	int rc;

	if (req_field(r, "_undo"))
		return undo(c, r);
	rc = bulk_run(c, &b);
	if (rc == E_OK && !b.dry) {
		r->redirect = arena_printf(c->arena, "/%s/bulk?_done=%s", t->plural, c->request);
		r->flash = "Done.";
		return rc;
	}
	if (rc < 0 && rc != E_INVALID && rc != E_CONFLICT)
		return rc;
	r->template = "bulk";
	head(c, t, b.matched, view);
	val_set_text(c->arena, view, "codes", b.codes);
	what_view(c, r, t, view);
	fields_view(c, r, t, view);
	if (rc == E_OK || rc == E_CONFLICT)
		preview_view(c, r, &b, view);
	if (rc < 0) {
		val_set(view, "errors", error_list(c, t));
		val_set_text(c->arena, view, "problem", c->err.detail);
		r->status = err_http(rc);
		return E_INVALID;
	}
	return rc;
}

/* ---- API ---- */

static const char *joined(struct ctx *c, const struct value *codes)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	sbuf_init(b, c->arena, 300 << 10);
	for (const struct value *m = codes->u.list.first; m; m = m->next)
		if (m->kind == V_TEXT)
			sbuf_printf(b, "%s%s", b->n ? "," : "", m->u.s.p);
	return sbuf_str(b).p;
}

/* What the body asks for; all that does not fit is told. */
static int from_body(struct ctx *c, const struct req *r, struct bulk *b, struct list_query *lq)
{
	static const char *const known[] = { "codes", "filter", "set", "add", "take", "state",
		"archive", "undo", "dry_run", "skip_refused", "reason" };
	const struct value *codes = val_get(r->body, "codes");
	int kinds;

	for (const struct value *m = r->body->u.list.first; m; m = m->next) {
		bool found = false;

		for (size_t i = 0; i < COUNT(known); i++)
			found |= strcmp(known[i], m->key) == 0;
		if (!found)
			IGNORE(err_field(&c->err, m->key, "unknown-field", "is not known here"));
		if ((m->key[0] == 's' || m->key[0] == 'a' || m->key[0] == 't') &&
		    (strcmp(m->key, "set") == 0 || strcmp(m->key, "add") == 0 ||
		    strcmp(m->key, "take") == 0) && m->kind != V_OBJECT)
			IGNORE(err_field(&c->err, m->key, "not-an-object",
			    "must be an object of fields"));
	}
	b->set = val_get(r->body, "set");
	b->add = val_get(r->body, "add");
	b->take = val_get(r->body, "take");
	b->undo = val_get_text(r->body, "undo");
	b->change.state = val_get_text(r->body, "state");
	b->dry = val_truthy(val_get(r->body, "dry_run"));
	b->skip = val_truthy(val_get(r->body, "skip_refused"));
	kinds = (b->set || b->add || b->take) + (b->change.state != NULL) + (b->undo != NULL) +
	    (val_get(r->body, "archive") != NULL);
	if (kinds != 1)
		IGNORE(err_field(&c->err, "set", "required",
		    "give one of: set, add, take; state; archive; undo"));
	if (b->undo)
		b->change.kind = CHANGE_BACK;
	else if (b->change.state)
		b->change.kind = CHANGE_STATE;
	else if (val_get(r->body, "archive"))
		b->change.kind = val_truthy(val_get(r->body, "archive")) ? CHANGE_ARCHIVE :
		    CHANGE_RESTORE;
	if (codes && codes->kind == V_ARRAY)
		b->codes = joined(c, codes);
	else if (val_get_text(r->body, "filter"))
		IGNORE(list_query_add(c, lq, val_get_text(r->body, "filter")));
	else if (!b->undo)
		IGNORE(err_field(&c->err, "codes", "required", "name the records in \"codes\", or "
		    "give a \"filter\" as behind the ? of a list"));
	lq->archived |= b->change.kind == CHANGE_RESTORE;
	return c->err.code;
}

int api_bulk(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct list_query lq = { .t = t };
	struct bulk b = { .t = t, .lq = &lq, .change = { .mode = IN_JSON } };
	int rc;

	if (!r->body || r->body->kind != V_OBJECT)
		return err_set(&c->err, E_USAGE, "send a JSON object");
	if ((rc = from_body(c, r, &b, &lq)) < 0)
		return rc;
	rc = bulk_run(c, &b);
	if (rc == E_CONFLICT)
		for (const struct value *o = b.rows->u.list.first; o; o = o->next)
			if (strcmp(val_get_text(o, "outcome"), "refused") == 0)
				IGNORE(err_field(&c->err, val_get_text(o, "code"), "refused", "%s",
				    val_get_text(o, "detail")));
	if (rc < 0)
		return rc;
	val_add(view, "matched", val_int(c->arena, (int64_t)b.matched));
	val_add(view, "changed", val_int(c->arena, (int64_t)b.changed));
	val_add(view, "unchanged", val_int(c->arena, (int64_t)b.unchanged));
	val_add(view, "refused", val_int(c->arena, (int64_t)b.refused));
	val_add(view, "dry_run", val_bool(c->arena, b.dry));
	val_add(view, "act", b.dry ? val_null(c->arena) : val_text(c->arena, c->request));
	val_add(view, "rows", b.rows);
	return E_OK;
}
