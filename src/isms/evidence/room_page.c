/* isms/evidence/room_page.c -- the evidence room on the screen: overview, asking, answering. */
#include "isms/evidence/room.h"
#include "record/any.h"
#include "record/list.h"
#include "web/app.h"

/* ---- overview ---- */

static void tile(struct arena *a, struct value *list, const char *label, int64_t n,
    const char *tone, const char *href, const char *explain)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "number", val_int(a, n));
	val_add(o, "tone", val_text(a, tone));
	val_add(o, "href", val_text(a, href));
	val_add(o, "explain", val_text(a, explain));
	val_push(list, o);
}

static struct value *tiles(struct arena *a, const struct value *k)
{
	struct value *list = val_arr(a);
	int64_t stale = val_get_int(k, "stale", 0), soon = val_get_int(k, "soon", 0),
		late = val_get_int(k, "overdue", 0), bare = val_get_int(k, "uncovered", 0),
		open = val_get_int(k, "requests", 0);

	tile(a, list, N_("Fresh"), val_get_int(k, "fresh", 0), "good", "/evidence?state=valid",
	    N_("accepted, and good for more than 30 days"));
	tile(a, list, N_("Running out"), soon, soon ? "warn" : "none", "#soon",
	    N_("within the next 30 days"));
	tile(a, list, N_("Stale"), stale, stale ? "bad" : "none", "#stale",
	    N_("an auditor will ask for newer"));
	tile(a, list, N_("Requests"), open, late ? "bad" : open ? "info" : "none", "#requests",
	    late ? arena_printf(a, "open, %" PRId64 " of them overdue", late) : N_("open"));
	tile(a, list, N_("Controls without"), bare, bare ? "warn" : "good", "#controls",
	    arena_printf(a, "of %" PRId64 " that apply have no fresh evidence",
	    val_get_int(k, "applicable", 0)));
	return list;
}

static int room(struct ctx *c, struct req *r, struct value *view)
{
	const struct value *k;
	int rc;

	(void)r;
	if ((rc = room_fill(c, view)) < 0)
		return rc;
	k = val_get(view, "counts");
	val_add(view, "tiles", tiles(c->arena, k));
	val_add(view, "none", val_bool(c->arena, !val_get_int(k, "fresh", 0) &&
	    !val_get_int(k, "soon", 0) && !val_get_int(k, "stale", 0) &&
	    !val_get_int(k, "drafts", 0) && !val_get_int(k, "requests", 0)));
	val_add(view, "more_controls", val_bool(c->arena,
	    val_get_int(k, "uncovered", 0) > ROOM_LISTED));
	return E_OK;
}

PAGE(evidence_room, .method = "GET", .path = "/evidence-room", .run = room, .type = "evidence",
    .verb = VERB_READ, .template = "evidence-room", .title = N_("Evidence room"),
    .nav = "evidence|Evidence room|evidence", .api = true,
    .help = "What evidence is fresh, runs out or is stale, which requests are open, and which "
	    "applicable controls and measures in place have none.");

/* ---- asking ---- */

/* What a request's title begins with, and the title of its answer not. */
static const char FOR[] = "Evidence for ", NEWER[] = "Newer: ";

static const char *const asked[] = { "about", "title", "owner", "due", "description" };

/* The task's own fields, those that a request needs, with what was typed or is likely. */
static void ask_form(struct ctx *c, struct req *r, const struct value *input, struct value *view)
{
	const struct record *t = record_find("task");
	struct value *fields = val_arr(c->arena);

	for (size_t i = 0; i < COUNT(asked); i++) {
		const struct field *f = field_find(t, asked[i]);
		const char *text = val_get_text(input, f->name);
		struct value *o = form_field(c, r, f, text ? text : "");

		if (strcmp(f->name, "owner") == 0)
			val_set_text(c->arena, o, "label", N_("Who is asked"));
		else if (strcmp(f->name, "description") == 0)
			val_set_text(c->arena, o, "label", N_("What is needed"));
		else if (strcmp(f->name, "title") == 0)
			val_set_text(c->arena, o, "help", NULL);
		val_push(fields, o);
	}
	val_set(view, "fields", fields);
	if (c->err.code) {
		val_set(view, "errors", error_list(c, t));
		val_set_text(c->arena, view, "problem", c->err.detail);
	}
}

static int ask(struct ctx *c, struct req *r, struct value *view)
{
	const char *text = req_query(r, "about");
	struct value *input = val_obj(c->arena);
	struct ref_label l;
	struct any any;

	if (text && any_resolve(c, str_of(text), &any) == E_OK) {
		l = ref_label(c, any.t, any.id);
		val_set_text(c->arena, input, "about", arena_printf(c->arena, "%s/%s", any.t->name,
		    l.code));
		val_set_text(c->arena, input, "title", arena_printf(c->arena, "%s%s%s%.120s",
		    strcmp(any.t->name, "evidence") == 0 ? NEWER : FOR, l.code,
		    l.label ? " " : "", l.label ? l.label : ""));
	}
	ask_form(c, r, input, view);
	return E_OK;
}

static int post_ask(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = record_find("task");
	struct value *input = form_object(c, r, t);
	struct rec *task;
	int rc;

	val_set_text(c->arena, input, "kind", "evidence");
	if (!val_truthy(val_get(input, "owner")))
		IGNORE(err_field(&c->err, "owner", "required", "say who is asked"));
	if (!val_truthy(val_get(input, "due")))
		IGNORE(err_field(&c->err, "due", "required", "say by when it is needed"));
	if ((rc = record_create(c, t, input, IN_TEXT, &task)) == E_OK) {
		r->redirect = "/evidence-room";
		r->flash = arena_printf(c->arena, "Asked for: %s.",
		    code_text(c->arena, t, task->id));
	} else if (rc == E_INVALID) {
		r->template = "evidence-ask";
		ask_form(c, r, input, view);
	}
	return rc;
}

PAGE(evidence_ask, .method = "GET", .path = "/evidence-room/ask", .run = ask, .type = "task",
    .verb = VERB_CREATE, .template = "evidence-ask", .title = N_("Ask for evidence"),
    .params = "about text the record that evidence is asked for, control/A.8.13",
    .help = "A form that asks a person for evidence until a day.");
PAGE(evidence_ask_post, .method = "POST", .path = "/evidence-room/ask", .run = post_ask,
    .type = "task", .verb = VERB_CREATE, .template = "evidence-ask",
    .title = N_("Ask for evidence"),
    .help = "Ask a person for evidence: a task of kind evidence.");

/* ---- answering: the form of new evidence, filled from the request ---- */

static void add_query(struct sbuf *b, const char *name, const char *value)
{
	sbuf_printf(b, "%c%s=", memchr(b->p, '?', b->n) ? '&' : '?', name);
	url_add(b, value);
}

/* What the request is about goes into the field that refers to its type. */
static void add_subject(struct ctx *c, struct sbuf *b, const struct any *any)
{
	const struct record *t = record_find("evidence");
	struct rec *old;

	for (const struct field *f = t->fields; f->name; f++)
		if (f->to && f->kind == FK_REFS && strcmp(f->to, any->t->name) == 0)
			add_query(b, f->name, ref_label(c, any->t, any->id).code);
	if (any->t != t || record_load(c, t, any->id, &old) < 0)
		return;
	for (const struct field *f = t->fields; f->name; f++) {	/* newer: for the same things */
		const struct value *v = f->kind == FK_REFS ? rec_value(old, f->name) : NULL;
		struct sbuf *codes = sbuf_new(c->arena, 4096);

		for (const struct value *m = v ? v->u.list.first : NULL; m; m = m->next)
			sbuf_printf(codes, "%s%s", codes->n ? "," : "",
			    ref_label(c, record_find(f->to), m->u.i).code);
		if (codes->n && sbuf_ok(codes) && strcmp(f->name, "answers") != 0)
			add_query(b, f->name, codes->p);
	}
}

static int answer_request(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = record_find("task");
	const char *code = req_query(r, "task");
	struct sbuf *b = sbuf_new(c->arena, 8192);
	const char *title;
	struct rec *task;
	struct any any;
	int rc;

	(void)view;
	if ((rc = record_get(c, t, code ? code : "", VERB_READ, &task)) < 0)
		return rc;
	sbuf_text(b, "/evidence/new");
	add_query(b, "answers", code_text(c->arena, t, task->id));
	title = rec_title(task);
	add_query(b, "title", text_starts(title, FOR) ? title + strlen(FOR) :
	    text_starts(title, NEWER) ? title + strlen(NEWER) : title);
	if (rec_any(task, "about", &any) && access_scope(c, any.t, VERB_READ) != SCOPE_NONE)
		add_subject(c, b, &any);
	r->redirect = sbuf_ok(b) ? sbuf_str(b).p : "/evidence/new";
	return E_OK;
}

PAGE(evidence_answer, .method = "GET", .path = "/evidence-room/answer", .run = answer_request,
    .type = "evidence", .verb = VERB_CREATE, .title = N_("Answer a request"),
    .params = "task text the request, T-3",
    .help = "Leads to the form of new evidence, filled from the request it answers.");
