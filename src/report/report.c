/* report/report.c -- the known formats. See report.h. */
#include "report/report.h"

const struct report_format report_formats[] = {
	{ "pdf", "application/pdf", "pdf", N_("PDF document"), report_pdf },
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
