/*
 * exchange/import.h -- rows of a table to records of one type: all rows or none.
 *
 * The headers are in the row near the top that names most fields, of a workbook in the sheet that
 * does; titles above them are passed over. A column is for the field that its header names, by name
 * or label, by what it is usually called (headers.c), or by a map. Headers that are the same are
 * told apart as "Comment" and "Comment (2)"; a column without one is "Column D".
 *
 * Cells are read as people write them (values.c). Every row is written, problems are collected with
 * column and the file's own row number, and any problem undoes the whole. A reference that names
 * no record or several, and a word that is none of the field's, is unclear: it is told with what
 * may be meant, and a choice settles it.
 */
#ifndef ANNEXA_IMPORT_H
#define ANNEXA_IMPORT_H

#include "record/store.h"

enum {
	IMPORT_ERRORS = 1000,	/* then it stops looking for more */
	IMPORT_UNCLEAR = 100,	/* different unclear references that are told */
	IMPORT_MAPS = 200, IMPORT_CHOICES = 200
};

struct import_map {
	const char *header, *field;	/* field "": the column is left out */
};

/* In this field this text means that record or word; code "" = nothing. */
struct import_choice {
	const char *field, *text, *code;
};

/* What 03/04/2026 is. */
enum import_dates { DATES_UNSAID, DATES_DAY_FIRST, DATES_MONTH_FIRST };

struct import {
	const struct record *t;
	struct str text;		/* in the plain form of sheet.h */
	const char *sheet;	/* of several, this one; NULL: the likeliest, which is set */
	long header_row;	/* where the headers are; 0: the likeliest, which is set */
	enum import_dates dates;
	const char *key; /* field, or "code": rows that match change; NULL = all are new */
	struct import_map map[IMPORT_MAPS];
	size_t nmaps;
	struct import_choice choice[IMPORT_CHOICES];
	size_t nchoices;
	bool dry;			/* check only */
	bool lenient;			/* columns of no known field are left out, not refused */
	bool find_key;			/* without a key: the code, if the file has codes of ours */
	const char *track;		/* name under which import_progress finds it, or NULL */
	/* Result. */
	int64_t created, updated, unchanged;
	/* [{header, field, how: "named" "guessed" "mapped" or "out", sample}] */
	struct value *columns;
	struct value *sheets;	/* [{name, rows, problem}]; empty for a file that is no workbook */
	/* [{field, label, text, why: "none"|"several"|"word", candidates: [{code, label}]}] */
	struct value *unclear;
	bool more_mistakes;	/* it stopped looking at IMPORT_ERRORS */
	const char *act; /* request id, what the act is taken back by; NULL: nothing changed */
	struct arena *unclear_arena;	/* where what is told lives */
};

/*
 * Read the bytes of a CSV or XLSX file in the parser's process into im->text. sheet: name of a
 * spreadsheet's sheet, or NULL. Errors: E_INVALID and E_TOOBIG say what is wrong with the file.
 */
int import_read(struct ctx *c, struct import *im, struct str bytes, const char *sheet) MUST;

/*
 * In a transaction of its own, so never from inside one (web: PAGE_SLOW). Errors: E_INVALID with
 * c->err.fields naming row, column and what is wrong with each; nothing is written then.
 */
int import_run(struct ctx *c, struct import *im) MUST;

/* At most n rows below the headers as they stand in the file: [{row, cells: [{text}]}]. */
struct value *import_first_rows(struct ctx *c, const struct import *im, size_t n);

/* columns, sheet, header_row and sheets of what was read, added to o. */
void import_tell(struct arena *a, const struct import *im, struct value *o);

/* Where dates are said by a word: "day-first", "month-first"; false for another. */
bool import_dates_of(const char *word, enum import_dates *ret) MUST;

/* Rows done and rows in all of the import of this name; false when none is running. */
bool import_progress(const char *track, int64_t *ret_done, int64_t *ret_all);

#endif
