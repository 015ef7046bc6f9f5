/* isms/document/version_page.c -- versions of a document, their difference, and files of them. */
#include "base/hash.h"
#include "isms/asset/asset.h"
#include "isms/document/compare.h"
#include "isms/document/document_priv.h"
#include "isms/document/print.h"
#include "record/program.h"
#include "record/rec.h"
#include "web/app.h"
#include "web/page.h"

/* ---- list ---- */

static struct value *version_row(struct ctx *c, const struct rec *v, const struct rec *doc)
{
	struct arena *a = c->arena;
	const char *code = rec_code(a, v), *path = rec_path(a, v->type, code);
	const struct item *i = item_find(v->type->states, v->state, strlen(v->state));
	struct value *o = val_obj(a);

	val_add(o, "code", val_text(a, code));
	val_add(o, "href", val_text(a, path));
	val_add(o, "number", val_text(a, rec_text(v, "number")));
	val_add(o, "published_on", val_text(a, rec_text(v, "published_on")));
	val_add(o, "valid_from", val_text(a, rec_text(v, "valid_from")));
	val_add(o, "note", val_text(a, rec_text(v, "note")));
	val_add(o, "approvers", val_text(a, value_text(c, field_find(v->type, "approvers"),
	    rec_value(v, "approvers"))));
	val_add(o, "digest", val_text(a, rec_text(v, "digest")));
	val_add(o, "state", val_text(a, v->state));
	val_add(o, "label", val_text(a, i->label));
	val_add(o, "tone", val_text(a, i->tone ? i->tone : "none"));
	val_add(o, "formats", print_formats(a, path));
	val_add(o, "diff_href", val_text(a, arena_printf(a, "/documents/%s/diff?from=%s&to=draft",
	    rec_code(a, doc), rec_text(v, "number"))));
	return o;
}

static struct value *choices(struct arena *a, const struct value *versions, const char *now,
    bool with_draft)
{
	struct value *list = val_arr(a);
	struct value *o;

	if (with_draft) {
		o = val_obj(a);
		val_add(o, "value", val_text(a, "draft"));
		val_add(o, "label", val_text(a, N_("Working draft")));
		val_add(o, "selected", val_bool(a, strcmp(now, "draft") == 0));
		val_push(list, o);
	}
	for (const struct value *v = versions->u.list.first; v; v = v->next) {
		o = val_obj(a);
		val_add(o, "value", val_text(a, val_get_text(v, "number")));
		val_add(o, "label", val_text(a, arena_printf(a, "%s of %s",
		    val_get_text(v, "number"), val_get_text(v, "published_on"))));
		val_add(o, "selected", val_bool(a, strcmp(now, val_get_text(v, "number")) == 0));
		val_push(list, o);
	}
	return list;
}

int versions_of(struct ctx *c, const struct rec *doc, struct value **ret)
{
	int64_t ids[500];
	size_t n;
	int rc = referring(c, "document_version", "document", doc, ids, COUNT(ids), &n);

	*ret = val_arr(c->arena);
	for (size_t i = 0; rc == E_OK && i < n; i++) {
		struct rec *v;

		if ((rc = record_load(c, record_find("document_version"), ids[i], &v)) == E_OK)
			val_push(*ret, version_row(c, v, doc));
	}
	return rc;
}

static void doc_head(struct ctx *c, const struct rec *doc, struct value *view)
{
	const char *code = rec_code(c->arena, doc);

	val_set_text(c->arena, view, "code", code);
	val_set_text(c->arena, view, "label", rec_title(doc));
	val_set_text(c->arena, view, "self_href", rec_path(c->arena, doc->type, code));
}

static int versions(struct ctx *c, struct req *r, struct value *view)
{
	struct value *list;
	struct rec *doc;
	int rc;

	if ((rc = record_get(c, record_find("document"), r->param[0], VERB_READ, &doc)) < 0 ||
	    (rc = versions_of(c, doc, &list)) < 0)
		return rc;
	doc_head(c, doc, view);
	val_add(view, "versions", list);
	if (r->json)
		return E_OK;
	val_add(view, "none", val_bool(c->arena, list->u.list.n == 0));
	if (list->u.list.n) {
		val_add(view, "from", choices(c->arena, list, rec_text(doc, "number"), false));
		val_add(view, "to", choices(c->arena, list, "draft", true));
	}
	val_add(view, "formats", print_formats(c->arena, rec_path(c->arena, doc->type,
	    rec_code(c->arena, doc))));
	return E_OK;
}
PAGE(document_versions, .method = "GET", .path = "/documents/:code/versions", .run = versions,
    .type = "document", .verb = VERB_READ, .template = "document-versions",
    .title = N_("Versions"), .api = true,
    .help = "The published versions of a document, newest first.");

/* ---- difference ---- */

static int diff(struct ctx *c, struct req *r, struct value *view)
{
	struct compare k = { .from = req_query(r, "from"), .to = req_query(r, "to"),
		.source = req_query(r, "of") && strcmp(req_query(r, "of"), "source") == 0 };
	struct value *list;
	struct rec *doc;
	int rc;

	if ((rc = record_get(c, record_find("document"), r->param[0], VERB_READ, &doc)) < 0 ||
	    (rc = compare_versions(c, doc, &k, view)) < 0)
		return rc;
	doc_head(c, doc, view);
	if (r->json)
		return E_OK;
	if ((rc = versions_of(c, doc, &list)) < 0)
		return rc;
	val_add(view, "choose_from", choices(c->arena, list, k.from, true));
	val_add(view, "choose_to", choices(c->arena, list, k.to, true));
	val_add(view, "source", val_bool(c->arena, k.source));
	val_add(view, "other_href", val_text(c->arena, query_with(c, r, "of",
	    k.source ? NULL : "source")));
	return E_OK;
}
PAGE(document_diff, .method = "GET", .path = "/documents/:code/diff", .run = diff,
    .type = "document", .verb = VERB_READ, .template = "document-diff", .title = N_("Difference"),
    .api = true,
    .params = "from text number of a version, or draft; without it the version in force\n"
	      "to text number of a version, or draft (default)\n"
	      "of text source compares the text with its placeholders instead of what is read",
    .help = "What has changed between two versions of a document, by lines and words.");

/* ---- files ---- */

static int as_file(struct ctx *c, struct req *r, const struct rec *what)
{
	const char *format = req_query(r, "format");
	struct print_file f;
	int rc = print_document(c, what, format ? format : "pdf", &f);

	if (rc < 0)
		return rc;
	r->raw = f.contents;
	r->raw_type = f.media;
	r->raw_name = f.name;
	return E_OK;
}

static int version_file(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *v;
	int rc = record_get(c, record_find("document_version"), r->param[0], VERB_READ, &v);

	(void)view;
	return rc < 0 ? rc : as_file(c, r, v);
}
PAGE(document_version_file, .method = "GET", .path = "/document_versions/:code/file",
    .run = version_file, .type = "document_version", .verb = VERB_READ, .flags = PAGE_SLOW,
    .title = N_("File of a version"), .api = true,
    .params = "format text pdf (default), docx, html or md",
    .help = "A published version as a file.");

static int draft_file(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *doc;
	int rc = record_get(c, record_find("document"), r->param[0], VERB_READ, &doc);

	(void)view;
	return rc < 0 ? rc : as_file(c, r, doc);
}
PAGE(document_file, .method = "GET", .path = "/documents/:code/file", .run = draft_file,
    .type = "document", .verb = VERB_READ, .flags = PAGE_SLOW,
    .title = N_("File of a working draft"), .api = true,
    .params = "format text pdf (default), docx, html or md",
    .help = "The working draft as a file, with today's data, marked as a draft.");
