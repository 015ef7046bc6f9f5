/* web/report_page.c -- the reports there are, and one of them as a file. */
#include "record/access.h"
#include "report/named.h"
#include "web/page.h"

/* Lists of every type the actor may read, as files. */
static struct value *lists_view(struct ctx *c)
{
	static const char *const formats[] = { "csv", "xlsx", "json" };
	struct value *lists = val_arr(c->arena);

	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];
		struct value *o = val_obj(c->arena), *files = val_arr(c->arena);

		if (access_scope(c, t, VERB_READ) == SCOPE_NONE)
			continue;
		for (size_t k = 0; k < COUNT(formats); k++) {
			struct value *f = val_obj(c->arena);

			val_add(f, "label", val_text(c->arena, formats[k]));
			val_add(f, "href", val_text(c->arena, arena_printf(c->arena,
			    "/%s/export?format=%s", t->plural, formats[k])));
			val_push(files, f);
		}
		val_add(o, "title", val_text(c->arena, t->labels));
		val_add(o, "list_href", val_text(c->arena, arena_printf(c->arena, "/%s",
		    t->plural)));
		val_add(o, "formats", files);
		val_push(lists, o);
	}
	return lists;
}

static int reports(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *style = record_find("report_style");

	(void)r;
	val_add(view, "reports", report_list(c));
	val_add(view, "lists", lists_view(c));
	if (access_scope(c, style, VERB_READ) != SCOPE_NONE)
		val_add(view, "style_href", val_text(c->arena, arena_printf(c->arena, "/%s",
		    style->plural)));
	return E_OK;
}
PAGE(reports, .method = "GET", .path = "/reports", .run = reports, .flags = PAGE_SIGNED_IN,
    .template = "reports", .title = N_("Reports"), .api = true, .nav = "improvement|Reports|print",
    .help = "The reports the reader may have, what each is for and in which formats; and the lists "
	    "of every kind of record as tables.");

static int report_file(struct ctx *c, struct req *r, struct value *view)
{
	const char *format = req_query(r, "format");
	const struct report *rep = report_find(r->param[0]);
	struct sbuf *out = arena_alloc(c->arena, sizeof(*out));
	const struct report_format *f;
	struct report_doc *doc;
	int rc;

	(void)view;
	format = format ? format : "pdf";
	if (!rep || !(f = report_format_find(format)))
		return err_set(
		    &c->err, E_NOTFOUND, "there is no report \"%s\" as %s", r->param[0], format);
	if ((rc = access_require(c, record_find(rep->type), VERB_READ)) < 0 ||
	    (rc = report_build_of(c, r->param[0], req_query(r, "of"), &doc)) < 0)
		return rc;
	sbuf_init(out, c->arena, REPORT_MAX);
	if ((rc = report_write(doc, format, out, &c->err)) < 0)
		return rc;
	r->raw = sbuf_str(out);
	r->raw_type = f->media;
	r->raw_name = arena_printf(c->arena, "%s.%s", r->param[0], f->extension);
	return E_OK;
}
PAGE(report_file, .method = "GET", .path = "/reports/:name", .run = report_file,
	.flags = PAGE_SIGNED_IN | PAGE_SLOW, .title = N_("Report"), .api = true,
	.params = "format text " REPORT_FORMATS "\n"
	"of text code of the record a report is about, where it is about one",
	.help = "A report as a file. The reader's rights apply.");

