/* isms/transition/transition_page.c -- the assistant: table in, plan with choices, act, undo. */
#include "isms/knowledge/page_parts.h"
#include "isms/transition/transition.h"
#include "record/list.h"
#include "web/app.h"

/* ---- what is sent ---- */

/* Text of the field, or of the file when one was chosen. */
static struct str csv_of(const struct req *r)
{
	const struct http_field *f = r->form ? http_form_find(r->form, "file") : NULL;
	const char *text;

	if (f && f->file && f->value.n)
		return f->value;
	text = req_field(r, "csv");
	return str_of(text ? text : "");
}

/* Fields "choice.A.5.7" of a form, or the object of a JSON body. */
static struct value *map_of(struct ctx *c, const struct req *r, const char *name)
{
	const struct value *given = r->body ? val_get(r->body, name) : NULL;
	struct value *o = val_obj(c->arena);
	size_t n = strlen(name);

	if (given && given->kind == V_OBJECT)
		return val_copy(c->arena, given);
	for (size_t i = 0; r->form && i < r->form->n; i++) {
		const struct http_field *f = &r->form->fields[i];

		if (!f->file && strncmp(f->name, name, n) == 0 && f->name[n] == '.' &&
		    f->value.n)
			val_set(o, f->name + n + 1, val_str(c->arena, f->value));
	}
	return o;
}

static bool flag(const struct req *r, const char *name)
{
	const char *text = req_field(r, name);

	return r->body ? val_truthy(val_get(r->body, name)) : text && text[0];
}

/* ---- pages ---- */

static int runs(struct ctx *c, struct value *view)
{
	struct list_query lq = { .t = &record_soa_transition, .every = true, .sort = "-code" };
	struct value *list = val_arr(c->arena);
	struct list l;
	int rc;

	if (access_scope(c, lq.t, VERB_READ) != SCOPE_NONE) {
		if ((rc = list_run(c, &lq, &l)) < 0)
			return rc;
		for (size_t i = 0; i < l.n; i++) {
			const struct rec *r = l.recs[i];
			const char *code = rec_code(c->arena, r);
			struct value *o = val_obj(c->arena);

			val_add(o, "code", val_text(c->arena, code));
			val_add(o, "title", val_text(c->arena, rec_title(r)));
			val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
			val_add(o, "at", val_text(c->arena, moment(c->arena, r->created_at)));
			val_add(o, "state", state_view(c->arena, r->type, r->state));
			val_add(o, "entries", val_int(c->arena, rec_int(r, "entries")));
			val_add(o, "measures", val_int(c->arena, rec_int(r, "measures")));
			val_add(o, "may_undo", val_bool(c->arena, !c->as_of_us &&
			    strcmp(r->state, "applied") == 0 && record_may(c, r, VERB_EDIT)));
			val_push(list, o);
		}
	}
	val_set(view, "runs", list);
	val_set_bool(c->arena, view, "may_apply", !c->as_of_us &&
	    access_scope(c, &record_soa_transition, VERB_CREATE) != SCOPE_NONE);
	return E_OK;
}

static int start(struct ctx *c, struct req *r, struct value *view)
{
	(void)r;
	val_set_text(c->arena, view, "csv", "");
	part_crumb(c->arena, view, N_("Statement of Applicability"), "/soa");
	return runs(c, view);
}
PAGE(transition, .method = "GET", .path = "/transition", .run = start, .type = "soa_entry",
	.verb = VERB_READ, .template = "transition", .title = N_("From 2013 to 2022"),
	.nav = "control|From 2013 to 2022|change",
	.help = "Carry a Statement of Applicability of the edition of 2013 over to 2022.");

/* The groups people look at: to decide first. */
static void group(struct arena *a, struct value *view, const struct value *rows)
{
	static const struct { const char *id, *label; bool decide, kept; } groups[] = {
		{ "decide", N_("To decide"), true, false },
		{ "over", N_("Comes over"), false, false },
		{ "kept", N_("Decided already, stays"), false, true },
	};
	struct value *list = val_arr(a);

	for (size_t i = 0; i < COUNT(groups); i++) {
		struct value *o = val_obj(a), *mine = val_arr(a);

		for (const struct value *v = rows->u.list.first; v; v = v->next) {
			struct value *copy;
			const char *choice = val_get_text(v, "choice");

			if (val_truthy(val_get(v, "to_decide")) != groups[i].decide ||
			    val_truthy(val_get(v, "kept")) != groups[i].kept)
				continue;
			copy = val_copy(a, v);
			val_set_bool(a, copy, "is_applicable", strcmp(choice, "applicable") == 0);
			val_set_bool(a, copy, "is_excluded", strcmp(choice, "excluded") == 0);
			val_set_bool(a, copy, "is_later", strcmp(choice, "later") == 0);
			val_push(mine, copy);
		}
		if (!mine->u.list.n)
			continue;
		val_add(o, "id", val_text(a, groups[i].id));
		val_add(o, "label", val_text(a, groups[i].label));
		val_add(o, "decide", val_bool(a, groups[i].decide));
		val_add(o, "count", val_int(a, (int64_t)mine->u.list.n));
		val_add(o, "controls", mine);
		val_push(list, o);
	}
	val_set(view, "groups", list);
}

static struct value *errors_of(struct ctx *c)
{
	struct value *list = val_arr(c->arena);

	for (const struct fielderr *f = c->err.fields; f; f = f->next) {
		struct value *o = val_obj(c->arena);

		val_add(o, "field", val_text(c->arena, "csv"));
		val_add(o, "label", val_null(c->arena));
		val_add(o, "detail", val_text(c->arena, f->detail));
		val_push(list, o);
	}
	return list;
}

/* The plan as a page; without one, as when the table cannot be read, the page to begin with. */
static int show(struct ctx *c, struct req *r, const struct value *told, struct value *view)
{
	if (told) {
		val_set_text(c->arena, view, "text", val_get_text(told, "text"));
		val_set(view, "counts", val_copy(c->arena, val_get(told, "counts")));
		group(c->arena, view, val_get(told, "rows"));
		val_set_bool(c->arena, view, "planned", true);
	}
	val_set(view, "csv", val_str(c->arena, csv_of(r)));
	part_crumb(c->arena, view, N_("Statement of Applicability"), "/soa");
	return runs(c, view);
}

/* The page again with what was wrong; table and choices stay in it. */
static int refused(struct ctx *c, struct req *r, int problem, struct value *view)
{
	struct err e = c->err;
	struct old_statement old;
	struct value *told = NULL;
	int rc;

	if (r->json || problem != E_INVALID)
		return problem;
	err_clear(&c->err);
	if (old_statement_parse(c, csv_of(r), &old) < 0 || transition_value(c, &old,
	    map_of(c, r, "choices"), map_of(c, r, "why"), &told) < 0)
		err_clear(&c->err);
	if ((rc = show(c, r, told, view)) < 0)
		return rc;
	c->err = e;
	val_set(view, "errors", errors_of(c));
	r->template = "transition";
	return problem;
}

static int plan(struct ctx *c, struct req *r, struct value *view)
{
	struct value *told, *choices = map_of(c, r, "choices"), *why = map_of(c, r, "why");
	struct old_statement old;
	int rc;

	if ((rc = old_statement_parse(c, csv_of(r), &old)) < 0 ||
	    (rc = transition_value(c, &old, choices, why, &told)) < 0)
		return refused(c, r, rc, view);
	if (!r->json)
		return show(c, r, told, view);
	*view = *told;
	return E_OK;
}
PAGE(transition_plan, .method = "POST", .path = "/transition/plan", .run = plan,
	.type = "soa_entry", .verb = VERB_READ, .template = "transition",
	.title = N_("From 2013 to 2022"), .api = true,
	.help = "What of an old Statement (`csv`) comes over for each control of 2022, with "
	"`choices` ({\"A.5.7\": \"applicable\"}) and reasons of exclusions (`why`). Writes nothing.");

static int apply(struct ctx *c, struct req *r, struct value *view)
{
	struct value *choices = map_of(c, r, "choices"), *why = map_of(c, r, "why");
	struct old_statement old;
	struct rec *run;
	int rc;

	if ((rc = old_statement_parse(c, csv_of(r), &old)) < 0 ||
	    (rc = transition_apply(c, &old, choices, why, flag(r, "measures"), &run)) < 0)
		return refused(c, r, rc, view);
	*view = *record_value(c, run, NULL);
	r->status = 201;
	r->redirect = "/transition";
	r->flash = arena_printf(c->arena, "%s and %s are drafted. They count when somebody has "
	    "confirmed them.", text_counted(c->arena, rec_int(run, "entries"), "SoA entry",
	    "SoA entries"), text_counted(c->arena, rec_int(run, "measures"), "measure",
	    "measures"));
	return E_OK;
}
PAGE(transition_apply, .method = "POST", .path = "/transition", .run = apply,
	.type = "soa_transition", .verb = VERB_CREATE, .template = "transition",
	.title = N_("From 2013 to 2022"), .api = true,
	.help = "Draft SoA entries of what comes over, and with `measures` also measures for what "
	"was implemented, in one act. Fields as for the plan.");

static int undo(struct ctx *c, struct req *r, struct value *view)
{
	struct value *told;
	int64_t kept;
	int rc;

	if ((rc = transition_undo(c, r->param[0], &told)) < 0)
		return rc;
	kept = (int64_t)val_get(told, "kept")->u.list.n;
	*view = *told;
	r->redirect = "/transition";
	r->flash = arena_printf(c->arena, kept ? "%s taken back; %s." : "%s taken back.",
	    text_counted(c->arena, val_get_int(told, "undone", 0), "record", "records"),
	    text_counted(c->arena, kept, "was confirmed or changed since and stays",
	    "were confirmed or changed since and stay"));
	return E_OK;
}
PAGE(transition_undo, .method = "POST", .path = "/soa_transitions/:code/undo", .run = undo,
	.type = "soa_transition", .verb = VERB_EDIT, .title = N_("From 2013 to 2022"), .api = true,
	.help = "Take a transition back, but for what was confirmed or changed since.");
