/*
 * exchange/csv.h -- reading CSV files of strangers, row after row.
 *
 * RFC 4180 quotes; CRLF, LF or CR; a UTF-8 byte order mark; the separator is guessed from
 * , ; TAB on the first line (or said by a first line "sep=;"). Lines without a character are
 * skipped. An apostrophe before = + - @ TAB or CR, as our own export writes against formula
 * injection (report/csv.c), is taken away. Every cell is valid text in the sense of str.h.
 *
 *	struct csv_reader *r;
 *	if ((rc = csv_open(a, p, n, &r, e)) != 0)
 *		return rc;
 *	while ((rc = csv_next(r, e)) > 0)
 *		use(r->line, r->cells, r->ncells);
 *	return rc;
 */
#ifndef ANNEXA_EXCHANGE_CSV_H
#define ANNEXA_EXCHANGE_CSV_H

#include "base/err.h"
#include "base/str.h"

/* Columns: 200 and one for the row's number (sheet.h). Bytes of one cell. */
enum { CSV_MAX_COLUMNS = 201, CSV_MAX_CELL = 64 << 10 };

struct csv_reader {
	/* The row read last; cells are valid until the next csv_next. */
	const struct str *cells;
	size_t ncells;		/* rows of one file may differ */
	long line;		/* where the row begins in the file, from 1 */
	char separator;		/* , ; or TAB */

	/* Private. */
	const char *at, *end;
	long line_at;		/* line of `at` */
	size_t *starts, *ends;	/* of each cell in buf */
	struct str *cell_table;
	char *buf;
	size_t n, room;
	bool done;
};

/*
 * Start reading n bytes at p, which must stay until the last csv_next. Errors: E_USAGE for a file
 * that is not UTF-8 text (UTF-16, spreadsheet). Memory: the reader goes with the arena.
 */
int csv_open(struct arena *a, const char *p, size_t n, struct csv_reader **ret, struct err *e) MUST;

/*
 * The next row: 1, or 0 at the end, or E_USAGE with line and column for NUL, control characters,
 * invalid UTF-8, a quote that is never closed, text after a closing quote, too many columns or a
 * cell too long. After an error the reader stays at its end.
 */
int csv_next(struct csv_reader *r, struct err *e) MUST;

#endif
