/*
 * exchange/sheet.h -- tables of strangers, spreadsheet or CSV, to rows of text in one plain form.
 *
 * These readers meet bytes that nobody has checked, so they run in the parser's process only
 * (parser.h) and in unit tests. They know no type and no database.
 *
 * The plain form: CSV with commas, LF and UTF-8 as csv.h reads it, and before the cells of each
 * row its number in the file (from 1), so that a problem can be told where the person sees it. A
 * row 0 begins a sheet of a spreadsheet with its name; one without name says why what came before
 * could not be read to its end.
 */
#ifndef ANNEXA_SHEET_H
#define ANNEXA_SHEET_H

#include "base/err.h"
#include "base/sbuf.h"
#include "base/str.h"

enum {
	SHEET_COLUMNS = 200,
	SHEET_CELL = 64 << 10,		/* bytes of one cell */
	SHEET_ROWS = 1000000,
	SHEET_PARTS = 1000,		/* entries of a spreadsheet's archive */
	SHEET_SHEETS = 60,		/* of a workbook; more are not looked at */
	SHEET_RATIO = 100		/* times smaller packed than unpacked, at most (F13) */
};
static const uint64_t SHEET_PART_MAX = UINT64_C(512) << 20;	/* one part, unpacked, streamed */
static const size_t SHEET_STRINGS_MAX = (size_t)96 << 20;	/* shared strings, in memory */

/* Takes the plain form as it is made; false stops the reading (there is no room left). */
struct sheet_out {
	bool (*write)(void *arg, const char *p, size_t n);
	void *arg;
};

/*
 * XLSX (ECMA-376): all visible sheets, or the one of this name. Dates become YYYY-MM-DD, or
 * with a time of day YYYY-MM-DDTHH:MM:SSZ; truth values true and false; percentages what is seen,
 * 25%; errors of formulas stay as they are, #N/A. Errors: E_INVALID says what is wrong and where.
 */
int sheet_read_xlsx(struct arena *a, const char *p, size_t n, const char *sheet,
    const struct sheet_out *out, struct err *e) MUST;

/* CSV and its relatives: UTF-8, UTF-16 with a byte order mark, else Windows-1252; , ; or TAB. */
int sheet_read_csv(struct arena *a, const char *p, size_t n, const struct sheet_out *out,
    struct err *e) MUST;

/* Is that a spreadsheet's archive by its first bytes? */
bool sheet_is_xlsx(const char *p, size_t n);

/* ---- for the readers ---- */

/* One row in the plain form. cells: n texts; empty ones at the end are left out. */
bool sheet_row(const struct sheet_out *out, struct sbuf *line, long row, const struct str *cells,
    size_t n);

#endif
