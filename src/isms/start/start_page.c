/*
 * isms/start/start_page.c -- the questions on the screen and in the API, the preview, drafting.
 *
 * One question a page; every step is a link or a form, so that it works without a script. What has
 * been answered stays answered: the page opens where it was left.
 */
#include "isms/knowledge/library.h"
#include "isms/start/start.h"
#include "record/list.h"
#include "web/app.h"

/* ---- one question ---- */

/* Starting points are entries of the library, so the field's options come from there. */
static void preset_options(struct arena *a, struct value *field)
{
	const char *now = val_get_text(field, "value");
	struct value *options = val_arr(a);

	for (const struct library_entry *e = library_entries(library()); e; e = e->next) {
		struct value *o;

		if (strcmp(e->kind, "preset") != 0)
			continue;
		o = val_obj(a);
		val_add(o, "value", val_text(a, e->ref));
		val_add(o, "label", val_text(a, e->title));
		val_add(o, "selected", val_bool(a, now && strcmp(now, e->ref) == 0));
		val_push(options, o);
	}
	val_set(field, "options", options);
	val_set(field, "is_text", val_null(a));
	val_set(field, "is_enum", val_bool(a, true));
}

static bool asks_for(const struct start_question *q, const char *field)
{
	for (size_t i = 0; q->fields[i]; i++)
		if (strcmp(q->fields[i], field) == 0)
			return true;
	return false;
}

/* The question's fields as the generic form would show them. */
static struct value *fields_view(struct ctx *c, struct req *r, const struct start_question *q,
    const struct rec *answers, const struct value *typed, struct value *view)
{
	struct value *form = val_obj(c->arena), *list = val_arr(c->arena);

	form_view(c, r, record_find("start_answers"), answers, typed, form);
	for (struct value *g = val_get(form, "groups")->u.list.first; g; g = g->next)
		for (struct value *f = val_get(g, "fields")->u.list.first; f; f = f->next) {
			struct value *mine;

			if (!asks_for(q, val_get_text(f, "name")))
				continue;
			mine = val_copy(c->arena, f);
			mine->key = NULL;
			mine->next = NULL;
			if (strcmp(q->key, "preset") == 0) {
				preset_options(c->arena, mine);
				val_set_text(c->arena, mine, "help", "");	/* of keys */
			}
			val_set_bool(c->arena, mine, "wide", true);
			val_push(list, mine);
		}
	if (val_get(form, "errors")) {
		val_set(view, "errors", val_copy(c->arena, val_get(form, "errors")));
		val_set_text(c->arena, view, "problem", val_get_text(form, "problem"));
	}
	return list;
}

static const char *state_of(const struct rec *answers, const struct start_question *q)
{
	return start_answered(answers, q) ? "answered" : start_skipped(answers, q) ? "skipped" :
	    "open";
}

static struct value *steps_view(struct ctx *c, const struct rec *answers,
    const struct start_question *now)
{
	struct arena *a = c->arena;
	struct value *list = val_arr(a);

	for (size_t i = 0; i < START_QUESTIONS; i++) {
		const struct start_question *q = &start_questions[i];
		struct value *o = val_obj(a);
		const char *state = state_of(answers, q);

		val_add(o, "n", val_int(a, (int64_t)i + 1));
		val_add(o, "label", val_text(a, q->title));
		val_add(o, "href", val_text(a, arena_printf(a, "/start?q=%s", q->key)));
		val_add(o, "state", val_text(a, state));
		val_add(o, "tone", val_text(a, strcmp(state, "answered") == 0 ? "good" :
		    strcmp(state, "skipped") == 0 ? "warn" : "none"));
		val_add(o, "current", val_bool(a, q == now));
		val_push(list, o);
	}
	return list;
}

static int64_t answered(const struct rec *answers)
{
	int64_t n = 0;

	for (size_t i = 0; i < START_QUESTIONS; i++)
		n += start_answered(answers, &start_questions[i]);
	return n;
}

static void question_view(struct ctx *c, struct req *r, const struct start_question *q,
    const struct rec *answers, const struct value *typed, struct value *view)
{
	struct arena *a = c->arena;
	size_t i = (size_t)(q - start_questions);
	struct value *o = val_obj(a);

	val_add(o, "key", val_text(a, q->key));
	val_add(o, "n", val_int(a, (int64_t)i + 1));
	val_add(o, "of", val_int(a, START_QUESTIONS));
	val_add(o, "title", val_text(a, q->title));
	val_add(o, "why", val_text(a, q->why));
	val_add(o, "fields", fields_view(c, r, q, answers, typed, view));
	val_add(o, "back_href", val_text(a, i ? arena_printf(a, "/start?q=%s",
	    start_questions[i - 1].key) : NULL));
	val_add(o, "first", val_bool(a, i == 0));
	val_add(o, "last", val_bool(a, i + 1 == START_QUESTIONS));
	val_add(o, "choices", val_bool(a, field_find(record_find("start_answers"),
	    q->fields[0])->kind == FK_WORDS));
	val_add(o, "answered", val_bool(a, start_answered(answers, q)));
	val_set(view, "question", o);
	val_set(view, "steps", steps_view(c, answers, q));
	val_set(view, "answered", val_int(a, answered(answers)));
	val_set(view, "total", val_int(a, START_QUESTIONS));
	val_set(view, "begun", val_bool(a, answers != NULL));
	val_set(view, "ready", val_bool(a, answers && rec_has(answers, "preset")));
	val_set(view, "may_answer", val_bool(a, access_scope(c, record_find("start_answers"),
	    VERB_EDIT) != SCOPE_NONE));
}

/* ---- the API's view: all questions, their fields, the answers ---- */

static struct value *api_fields(struct arena *a, const struct start_question *q)
{
	const struct record *t = record_find("start_answers");
	struct value *list = val_arr(a);

	for (size_t i = 0; q->fields[i]; i++) {
		const struct field *f = field_find(t, q->fields[i]);
		struct value *o = val_obj(a), *words = val_arr(a);

		val_add(o, "name", val_text(a, f->name));
		val_add(o, "kind", val_text(a, field_kind_name(f->kind)));
		for (const struct item *w = f->items; w && w->name; w++)
			val_push(words, val_text(a, w->name));
		for (const struct library_entry *e = library_entries(library());
		     e && strcmp(f->name, "preset") == 0; e = e->next)
			if (strcmp(e->kind, "preset") == 0)
				val_push(words, val_text(a, e->ref));
		val_add(o, "options", words);
		val_push(list, o);
	}
	return list;
}

static void api_view(struct ctx *c, const struct rec *answers, struct value *view)
{
	struct arena *a = c->arena;
	struct value *list = val_arr(a);
	const struct start_question *next = start_next(answers);

	for (size_t i = 0; i < START_QUESTIONS; i++) {
		const struct start_question *q = &start_questions[i];
		struct value *o = val_obj(a);

		val_add(o, "key", val_text(a, q->key));
		val_add(o, "question", val_text(a, q->title));
		val_add(o, "why", val_text(a, q->why));
		val_add(o, "state", val_text(a, state_of(answers, q)));
		val_add(o, "fields", api_fields(a, q));
		val_push(list, o);
	}
	val_add(view, "questions", list);
	val_add(view, "next", val_text(a, next ? next->key : NULL));
	val_add(view, "answers", answers ? record_value(c, answers, NULL) : val_null(a));
}

static int get_start(struct ctx *c, struct req *r, struct value *view)
{
	const struct start_question *q = start_question(req_query(r, "q"));
	struct rec *answers;
	int rc;

	if ((rc = start_answers(c, &answers)) < 0)
		return rc;
	if (r->json) {
		api_view(c, answers, view);
		return E_OK;
	}
	if (req_query(r, "q") && req_query(r, "q")[0] && !q)
		return err_set(&c->err, E_NOTFOUND, "there is no question \"%s\"",
		    req_query(r, "q"));
	if (!q)
		q = start_next(answers);
	if (!q) {
		r->redirect = "/start/preview";
		return E_OK;
	}
	question_view(c, r, q, answers, NULL, view);
	return E_OK;
}

/* ---- answering ---- */

/* The list of what is skipped with the key added or taken away. */
static const char *skipped_with(struct ctx *c, const struct rec *answers, const char *key, bool add)
{
	const struct value *now = answers ? rec_value(answers, "skipped") : NULL;
	const char *text = add ? key : "";

	for (const struct value *w = now ? now->u.list.first : NULL; w; w = w->next)
		if (!str_is(w->u.s, key))
			text = arena_printf(c->arena, "%s%s%s", text, text[0] ? "," : "", w->u.s.p);
	return text;
}

static struct value *typed_answers(struct ctx *c, struct req *r, const struct start_question *q)
{
	struct value *all = form_object(c, r, record_find("start_answers"));
	struct value *input = val_obj(c->arena);

	for (size_t i = 0; q->fields[i]; i++) {
		const char *text = val_get_text(all, q->fields[i]);

		if (text)
			val_add(input, q->fields[i], val_text(c->arena, text));
	}
	return input;
}

static bool says_anything(struct arena *a, const struct value *input)
{
	for (const struct value *v = input->u.list.first; v; v = v->next)
		if (str_trim(a, v->u.s).n)
			return true;
	return false;
}

/* Nothing is no answer: whether it is skipped, or none of them, is for who answers to say. */
static int nothing_said(struct ctx *c, const struct start_question *q)
{
	const struct field *f = field_find(record_find("start_answers"), q->fields[0]);

	return err_field(&c->err, f->name, "required", "%s", f->kind == FK_WORDS ?
	    N_("nothing is chosen: choose \"None of these\" if that is the answer, or skip the"
	       " question for now") :
	    f->kind == FK_MARKDOWN ?
	    N_("nothing is written: write \"none\" if there are none, or skip the question for now")
	    : N_("nothing is answered: answer it, or skip the question for now"));
}

/* Skipping takes back what was answered before. */
static struct value *emptied(struct ctx *c, const struct start_question *q)
{
	struct value *input = val_obj(c->arena);

	for (size_t i = 0; q->fields[i]; i++)
		val_add(input, q->fields[i], val_text(c->arena, ""));
	return input;
}

static int answer_form(struct ctx *c, struct req *r, struct value *view)
{
	const struct start_question *q = start_question(req_field(r, "question"));
	const char *step = req_field(r, "step");
	bool skip = step && strcmp(step, "skip") == 0;
	struct rec *before, *answers;
	struct value *input;
	int rc;

	if (step && strcmp(step, "later") == 0) {
		r->redirect = "/";
		return start_answer(c, val_obj(c->arena), IN_TEXT, &answers);
	}
	if (!q)
		return err_field(&c->err, "question", "required", "say which question it answers");
	if ((rc = start_answers(c, &before)) < 0)
		return rc;
	input = skip ? emptied(c, q) : typed_answers(c, r, q);
	rc = skip || says_anything(c->arena, input) ? E_OK : nothing_said(c, q);
	val_set_text(c->arena, input, "skipped", skipped_with(c, before, q->key, skip ||
	    !val_get_text(input, q->fields[0]) || !val_get_text(input, q->fields[0])[0]));
	if (rc < 0 || (rc = start_answer(c, input, IN_TEXT, &answers)) < 0) {
		if (rc != E_INVALID)
			return rc;
		r->template = "start";
		question_view(c, r, q, before, input, view);
		return rc;
	}
	q = q + 1 < start_questions + START_QUESTIONS ? q + 1 : NULL;
	r->redirect = !q || (!start_next(answers) && start_answered(answers, q)) ?
	    start_next(answers) ? "/start" : "/start/preview" :
	    arena_printf(c->arena, "/start?q=%s", q->key);
	return E_OK;
}

static int post_start(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *answers;
	int rc;

	if (r->form)
		return answer_form(c, r, view);
	if (!r->body || r->body->kind != V_OBJECT)
		return err_set(&c->err, E_USAGE, "send an object of answers");
	if ((rc = start_answer(c, r->body, IN_JSON, &answers)) < 0)
		return rc;
	api_view(c, answers, view);
	return E_OK;
}

/* ---- preview and drafting ---- */

enum { OPEN_MOST = 12 };

/* Three hundred lines are no overview: longer groups are opened by who wants to read them. */
static void fold_long(struct arena *a, struct value *groups)
{
	for (struct value *g = groups->u.list.first; g; g = g->next)
		val_set_bool(a, g, "many", val_get_int(g, "n", 0) > OPEN_MOST);
}

static int get_preview(struct ctx *c, struct req *r, struct value *view)
{
	struct start_plan plan;
	struct value *v;
	int rc;

	if ((rc = start_answers(c, &plan.answers)) < 0)
		return rc;
	if (!r->json && (!plan.answers || !rec_has(plan.answers, "preset"))) {
		r->redirect = "/start?q=preset";
		return E_OK;
	}
	if ((rc = start_plan(c, &plan)) < 0)
		return rc;
	v = start_plan_value(c, &plan);
	for (struct value *m = v->u.list.first, *next; m; m = next) {
		next = m->next;
		m->next = NULL;
		val_add(view, m->key, m);
	}
	if (r->json)
		return E_OK;
	fold_long(c->arena, val_get(view, "groups"));
	val_add(view, "steps", steps_view(c, plan.answers, NULL));
	val_add(view, "answered", val_int(c->arena, answered(plan.answers)));
	val_add(view, "total", val_int(c->arena, START_QUESTIONS));
	val_add(view, "left", val_int(c->arena, START_QUESTIONS - answered(plan.answers)));
	val_add(view, "may_draft", val_bool(c->arena, access_scope(c, plan.answers->type,
	    VERB_EDIT) != SCOPE_NONE && plan.ncreate + plan.narchive + plan.nadopt > 0));
	val_add(view, "nothing", val_bool(c->arena, plan.ncreate + plan.narchive +
	    plan.nadopt == 0));
	return E_OK;
}

static int post_draft(struct ctx *c, struct req *r, struct value *view)
{
	struct start_plan plan;
	int rc;

	if ((rc = start_plan(c, &plan)) < 0 || (rc = start_draft(c, &plan)) < 0)
		return rc;
	val_set(view, "counts", val_copy(c->arena, val_get(start_plan_value(c, &plan), "counts")));
	r->redirect = "/drafted";
	r->flash = arena_printf(c->arena, "%s drafted%s. Each counts as not done "
	    "until somebody confirms or changes it.", text_counted(c->arena,
	    (int64_t)plan.ncreate, "record was", "records were"), plan.narchive ?
	    arena_printf(c->arena, ", %s archived", text_counted(c->arena,
	    (int64_t)plan.narchive, "draft", "drafts")) : "");
	return E_OK;
}

PAGE(start, .method = "GET", .path = "/start", .run = get_start, .type = "start_answers",
    .verb = VERB_READ, .template = "start", .title = N_("Start"), .nav = "admin|Start|question",
    .api = true, .params = "q text key of the question to show",
    .help = "The questions of the start, what has been answered, and the next one.");
PAGE(start_post, .method = "POST", .path = "/start", .run = post_start, .type = "start_answers",
    .verb = VERB_EDIT, .title = N_("Start"), .api = true,
    .help = "Answer questions: an object of fields and values. Answers can be changed later.");
PAGE(start_preview, .method = "GET", .path = "/start/preview", .run = get_preview,
    .type = "start_answers", .verb = VERB_READ, .template = "start-preview",
    .title = N_("What would be drafted"), .api = true,
    .help = "Exactly what drafting would make now, what it would archive, what it leaves alone.");
PAGE(start_draft_post, .method = "POST", .path = "/start/draft", .run = post_draft,
    .type = "start_answers", .verb = VERB_EDIT, .title = N_("Draft"), .api = true,
    .help = "Draft what the answers propose, in one act; again only the difference.");
