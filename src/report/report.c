/* report/report.c -- the known formats. See report.h. */
#include "report/report.h"

const struct report_format report_formats[] = {
	{ "pdf", "application/pdf", "pdf", N_("PDF document"), report_pdf },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
	    N_("Word document"), report_docx },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
	    N_("Excel workbook"), report_xlsx },
	{ "csv", "text/csv; charset=utf-8", "csv", N_("CSV table"), report_csv },
	{ "json", "application/json", "json", N_("JSON data"), report_json },
	{ "html", "text/html; charset=utf-8", "html", N_("Web page"), report_html },
	{ NULL, NULL, NULL, NULL, NULL },
};

const struct report_format *report_format_find(const char *name)
{
	for (const struct report_format *f = report_formats; name && f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

enum { CELLS_MAX = 100000 };	/* some 7 s and 700 pages of PDF: spreadsheets do it better */

int report_cells_check(const struct report_doc *doc, const char *format, struct err *e)
{
	size_t cells = 0;

	for (const struct report_block *b = doc->first; b; b = b->next)
		cells += b->kind == REPORT_B_TABLE ? b->n * b->rows->u.list.n : 0;
	if (cells <= CELLS_MAX)
		return 0;
	return err_hint(e, E_TOOBIG, "filter the list, or choose XLSX or CSV",
	    "writing %s: the report has %zu table cells, at most %d are possible", format, cells,
	    (int)CELLS_MAX);
}

static int unknown(const char *format, struct err *e)
{
	struct sbuf known;

	sbuf_init_free(&known, 256);
	for (const struct report_format *f = report_formats; f->name; f++)
		sbuf_printf(&known, "%s%s", known.n ? ", " : "", f->name);
	err_set(e, E_USAGE, "writing a report: unknown format \"%.40s\"; known are %s",
	    format ? format : "", known.p);
	sbuf_release(&known);
	return E_USAGE;
}

int report_write(const struct report_doc *doc, const char *format, struct sbuf *out, struct err *e)
{
	const struct report_format *f = report_format_find(format);
	int rc;

	if (!f)
		return unknown(format, e);
	if ((rc = f->write(doc, out, e)) != 0)
		return rc;
	return sbuf_ok(out) ? 0 : err_set(e, E_TOOBIG, "writing a report: \"%s\" is too big as %s",
	    doc->title, f->name);
}
