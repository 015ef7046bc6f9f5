/*
 * isms/document/write_page.c -- the editor: the text on one side, what readers would see on the
 * other. The preview is made by the server, as the published text is; without the script a button
 * asks for it.
 */
#include "isms/document/document_priv.h"
#include "isms/document/live.h"
#include "record/program.h"
#include "record/rec.h"
#include "web/app.h"
#include "web/markdown.h"
#include "web/page.h"

/* {html, gaps, problems}: of a text that need not be saved or right. */
static int preview_of(struct ctx *c, const struct rec *doc, struct str text, struct value *view)
{
	const struct live_doc of = { .record = doc->id, .id = rec_code(c->arena, doc),
		.title = rec_title(doc), .version = "draft" };
	struct value *problems = val_arr(c->arena);
	struct live_text t;
	struct err e;
	int rc;

	err_init(&e, c->arena);
	if (text.n > DOCUMENT_BODY_MAX * 4)
		return err_field(&c->err, "body", "too-long", "at most %d characters",
		    DOCUMENT_BODY_MAX);
	IGNORE(live_check(text, "body", &e));
	for (const struct fielderr *f = e.fields; f; f = f->next)
		val_push(problems, val_text(c->arena, f->detail));
	if ((rc = live_render(c, text, &of, &t)) < 0)
		return rc;
	val_set(view, "html", markdown_html(c->arena, t.text, 2));
	val_set(view, "gaps", t.gaps);
	val_set(view, "problems", problems);
	return E_OK;
}

static int preview(struct ctx *c, struct req *r, struct value *view)
{
	const char *text = req_field(r, "body");
	struct rec *doc;
	int rc = document_seen(c, r, VERB_READ, &doc);

	return rc < 0 ? rc : preview_of(c, doc, str_of(text), view);
}
PAGE(document_preview, .method = "POST", .path = "/documents/:code/preview", .run = preview,
    .type = "document", .verb = VERB_READ, .flags = PAGE_SLOW, .title = N_("Preview"),
    .template = "document-preview", .api = true,
    .help = "What a text would read like with today's data: html, gaps and problems. Nothing is "
	    "saved.");

/* ---- the page ---- */

static void editor(struct ctx *c, const struct rec *doc, const char *text, struct value *view)
{
	struct arena *a = c->arena;
	const char *code = rec_code(a, doc), *path = rec_path(a, doc->type, code);
	struct value *errors = val_arr(a);

	val_set_text(a, view, "code", code);
	val_set_text(a, view, "label", rec_title(doc));
	val_set_text(a, view, "self_href", path);
	val_set_text(a, view, "action", arena_printf(a, "%s/write", path));
	val_set_text(a, view, "preview_href", arena_printf(a, "%s/preview", path));
	val_set_text(a, view, "text", text);
	val_set_int(a, view, "max", DOCUMENT_BODY_MAX);
	val_set_text(a, view, "placeholder_example", "{{org.name}}");
	val_set_bool(a, view, "in_review", strcmp(doc->state, "in-review") == 0 ||
	    strcmp(doc->state, "approved") == 0);
	for (const struct fielderr *e = c->err.fields; e; e = e->next) {
		struct value *o = val_obj(a);

		val_add(o, "field", val_text(a, e->field));
		val_add(o, "label", val_text(a, N_("Text")));
		val_add(o, "detail", val_text(a, e->detail));
		val_push(errors, o);
	}
	val_set(view, "errors", errors);
}

static int write_form(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *doc;
	int rc = record_get(c, record_find("document"), r->param[0], VERB_EDIT, &doc);

	if (rc < 0 || (rc = preview_of(c, doc, str_of(rec_text(doc, "body")), view)) < 0)
		return rc;
	editor(c, doc, rec_text(doc, "body"), view);
	val_set_int(c->arena, view, "rev", doc->rev);
	return E_OK;
}
PAGE(document_write, .method = "GET", .path = "/documents/:code/write", .run = write_form,
    .type = "document", .verb = VERB_EDIT, .template = "document-write", .title = N_("Write"),
    .help = "The text of a document beside what it reads like.");

/* Shown again with what was typed: for the preview, for mistakes, for somebody who was faster. */
static int again(struct ctx *c, struct req *r, const char *text, int64_t rev, struct value *view)
{
	struct err problem = c->err;
	struct rec *doc;
	int rc;

	err_clear(&c->err);
	if ((rc = record_get(c, record_find("document"), r->param[0], VERB_READ, &doc)) < 0 ||
	    (rc = preview_of(c, doc, str_of(text), view)) < 0)
		return rc;
	c->err = problem;
	editor(c, doc, text, view);
	val_set_int(c->arena, view, "rev", rev == ANY_REV ? doc->rev : rev);
	r->template = "document-write";
	return E_OK;
}

static int conflict(struct ctx *c, struct req *r, const char *text, struct value *view)
{
	struct value *o = val_obj(c->arena);
	struct rec *doc;
	const char *who = NULL;
	int rc = again(c, r, text, ANY_REV, view);

	if (rc < 0 || (rc = record_get(c, record_find("document"), r->param[0], VERB_READ,
	    &doc)) < 0)
		return rc;
	IGNORE(record_actor(c, doc, ANY_REV, &who));	/* the conflict is told all the same */
	val_add(o, "text", val_text(c->arena, arena_printf(c->arena, "%s was changed meanwhile%s%s",
	    r->param[0], who ? " by " : "", who ? who : "")));
	val_add(o, "hint", val_text(c->arena, N_("What you typed is kept below. Saving again "
	    "replaces the other change; the history shows both.")));
	val_set(view, "problem", o);
	r->status = err_http(E_CHANGED);
	return E_INVALID;
}

static int save(struct ctx *c, struct req *r, struct value *view)
{
	const char *text = req_field(r, "body"), *act = req_field(r, "do");
	int64_t rev = req_int(r, "rev", ANY_REV);
	struct value *in = val_obj(c->arena);
	struct rec *doc;
	int rc;

	if (act && strcmp(act, "preview") == 0)
		return again(c, r, text ? text : "", rev, view);
	val_add(in, "body", val_text(c->arena, text ? text : ""));
	rc = record_update(c, record_find("document"), r->param[0], in, IN_TEXT, rev, &doc);
	if (rc == E_OK) {
		r->redirect = rec_path(c->arena, doc->type, rec_code(c->arena, doc));
		r->flash = N_("Saved.");
		return rc;
	}
	if (rc == E_CHANGED)
		return conflict(c, r, text ? text : "", view);
	if (rc == E_INVALID && again(c, r, text ? text : "", rev, view) < 0)
		return rc;
	return rc;
}
PAGE(document_save, .method = "POST", .path = "/documents/:code/write", .run = save,
    .type = "document", .verb = VERB_EDIT, .title = N_("Write"),
    .help = "Save the text of a document, or show it again with its preview (do=preview).");
