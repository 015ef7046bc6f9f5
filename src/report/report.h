/*
 * report/report.h -- writing a document (model.h) in one of the known formats.
 *
 *	struct sbuf out;
 *	sbuf_init(&out, a, REPORT_MAX);
 *	rc = report_write(doc, "pdf", &out, e);
 *
 * The same document gives the same bytes, whenever and wherever it is written with the same
 * fonts and libraries: no clock, locale or random number takes part.
 */
#ifndef ANNEXA_REPORT_REPORT_H
#define ANNEXA_REPORT_REPORT_H

#include "report/model.h"

enum { REPORT_MAX = 64 << 20 };	/* bytes: a good maximum for the output */

struct report_format {
	const char *name;	/* "pdf" */
	const char *media;	/* "application/pdf" */
	const char *extension;	/* "pdf", without the dot */
	const char *title;	/* for people: "PDF document" */
	int (*write)(const struct report_doc *doc, struct sbuf *out, struct err *e);
};

#define REPORT_FORMATS "pdf, docx, xlsx, csv, json or html"	/* for help; a test compares */
extern const struct report_format report_formats[];	/* ended by a NULL name */
const struct report_format *report_format_find(const char *name);	/* NULL if unknown */

/*
 * Adds the document to out. Errors: E_USAGE unknown format (names the known ones), E_NOTFOUND
 * CSV of a table that is not there, E_TOOBIG does not fit into out or the format (a PDF or DOCX
 * holds 100,000 table cells, a sheet 1,048,575 rows), E_IO temporary files or a library failed. On
 * failure the contents of out are worthless.
 * Memory: scratch comes from doc->arena and stays there until its reset.
 */
int report_write(const struct report_doc *doc, const char *format, struct sbuf *out,
    struct err *e) MUST;

/* The writers, one per file. */
int report_pdf(const struct report_doc *doc, struct sbuf *out, struct err *e) MUST;
int report_docx(const struct report_doc *doc, struct sbuf *out, struct err *e) MUST;
int report_xlsx(const struct report_doc *doc, struct sbuf *out, struct err *e) MUST;
int report_csv(const struct report_doc *doc, struct sbuf *out, struct err *e) MUST;
int report_json(const struct report_doc *doc, struct sbuf *out, struct err *e) MUST;
int report_html(const struct report_doc *doc, struct sbuf *out, struct err *e) MUST;

/* E_TOOBIG when the tables have more cells than somebody reads; format is its name: "PDF". */
int report_cells_check(const struct report_doc *doc, const char *format, struct err *e) MUST;

/*
 * Logos (logo.c). A logo is a PNG; E_INVALID says what is wrong with it. The size of what is no
 * PNG of allowed size is 0 x 0.
 */
enum { REPORT_LOGO_BYTES = 256 << 10, REPORT_LOGO_SIDE = 2000 };
struct report_logo {
	int width, height;
};
int report_logo_check(struct str png, struct err *e) MUST;
struct report_logo report_logo_size(struct str png);

#endif
