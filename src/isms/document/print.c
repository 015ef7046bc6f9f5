/* isms/document/print.c -- see print.h. The head of a document comes from its record. */
#include "isms/document/print.h"
#include "isms/asset/asset.h"
#include "isms/document/document_priv.h"
#include "isms/document/live.h"
#include "record/program.h"
#include "report/markdown.h"
#include "report/named.h"

static const struct { const char *name, *label; } formats[] = { { "pdf", "PDF" },
	{ "docx", "Word" }, { "html", "HTML" }, { "md", "Markdown" } };

struct value *print_formats(struct arena *a, const char *path)
{
	struct value *list = val_arr(a);

	for (size_t i = 0; i < COUNT(formats); i++) {
		struct value *o = val_obj(a);

		val_add(o, "label", val_text(a, formats[i].label));
		val_add(o, "href", val_text(a, arena_printf(a, "%s/file?format=%s", path,
		    formats[i].name)));
		val_push(list, o);
	}
	return list;
}

/* What the head says, in its order; empty ones are left out. */
struct line {
	const char *label, *text;
};
enum { LINES = 10 };

static size_t head(struct ctx *c, const struct rec *r, struct line out[LINES])
{
	static const struct { const char *label, *field; } lines[] = {
		{ N_("Version"), "number" }, { N_("Kind"), "kind" }, { N_("Owner"), "owner" },
		{ N_("Approved by"), "approvers" }, { N_("Approved on"), "approved_on" },
		{ N_("Published on"), "published_on" }, { N_("Valid from"), "valid_from" },
		{ N_("Next review"), "next_review" }, { N_("Traffic light"), "tlp" },
		{ N_("SHA-256 of the text"), "digest" },
	};
	bool draft = strcmp(r->type->name, "document") == 0;
	size_t n = 0;

	for (size_t i = 0; i < COUNT(lines); i++) {
		const struct field *f = field_find(r->type, lines[i].field);
		const char *text = f ? value_text(c, f, rec_value(r, f->name)) : "";

		if (draft && strcmp(lines[i].field, "number") == 0)
			text = arena_printf(c->arena, "working draft%s%s", text[0] ? " after " : "",
			    text);
		else if (draft && strcmp(lines[i].field, "kind") && strcmp(lines[i].field, "owner"))
			continue;	/* approval and dates belong to versions */
		if (text[0])
			out[n++] = (struct line){ lines[i].label, text };
	}
	return n;
}

static int body(struct ctx *c, const struct rec *r, struct str *ret)
{
	const struct live_doc of = { .record = r->id, .id = rec_code(c->arena, r),
		.title = rec_title(r) };
	struct live_text t;
	int rc;

	*ret = str_of(rec_text(r, "body"));
	if (strcmp(r->type->name, "document") != 0 || !ret->n)
		return E_OK;
	if ((rc = live_render(c, *ret, &of, &t)) == E_OK)
		*ret = t.text;
	return rc;
}

static void markdown(struct ctx *c, const struct rec *r, const struct line *lines, size_t n,
    struct str text, struct sbuf *out)
{
	sbuf_printf(out, "# %s\n\n", rec_title(r));
	for (size_t i = 0; i < n; i++)
		sbuf_printf(out, "- %s: %s\n", lines[i].label, lines[i].text);
	sbuf_printf(out, "- %s: %s\n\n", N_("Classification"),
	    item_label(asset_classes, rec_text(r, "classification")));
	sbuf_add(out, text.p, text.n);
	(void)c;
}

static int report(struct ctx *c, const struct rec *r, const struct line *lines, size_t n,
    struct str text, const char *format, struct sbuf *out)
{
	struct report_doc *doc = report_doc_new(c->arena, rec_title(r));
	int rc;

	doc->name = rec_code(c->arena, r);
	doc->subtitle = lines[0].text;
	doc->classification = item_label(asset_classes, rec_text(r, "classification"));
	if ((rc = report_dress(c, doc)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++)
		report_pair(doc, lines[i].label, lines[i].text);
	report_markdown(doc, text);
	return report_write(doc, format, out, &c->err);
}

static const char *file_name(struct ctx *c, const struct rec *r, const char *extension)
{
	const char *number = rec_text(r, "number");
	char *title = arena_text(c->arena, rec_title(r));

	for (char *p = title; *p; p++)
		if (!isalnum((unsigned char)*p))
			*p = '-';
	return arena_printf(c->arena, "%.80s-%s.%s", title, strcmp(r->type->name, "document") ?
	    number : "draft", extension);
}

int print_document(struct ctx *c, const struct rec *what, const char *format,
    struct print_file *ret)
{
	struct sbuf *out = sbuf_new(c->arena, REPORT_MAX);
	const struct report_format *f = report_format_find(format);
	bool md = strcmp(format, "md") == 0, known = md;
	struct line lines[LINES];
	struct str text;
	size_t n;
	int rc;

	for (size_t i = 0; i < COUNT(formats); i++)
		known = known || (f && strcmp(format, formats[i].name) == 0);
	if (!known)
		return err_set(&c->err, E_USAGE, "a document comes as pdf, docx, html or md, not"
		    " as \"%.20s\"", format);
	if ((rc = body(c, what, &text)) < 0)
		return rc;
	n = head(c, what, lines);
	if (md)
		markdown(c, what, lines, n, text, out);
	else if ((rc = report(c, what, lines, n, text, format, out)) < 0)
		return rc;
	ret->contents = sbuf_str(out);
	ret->media = md ? "text/markdown; charset=utf-8" : f->media;
	ret->name = file_name(c, what, md ? "md" : f->extension);
	return E_OK;
}
