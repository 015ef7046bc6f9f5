/* exchange/import_priv.h -- between the files that import tables. */
#ifndef ANNEXA_IMPORT_PRIV_H
#define ANNEXA_IMPORT_PRIV_H

#include "exchange/csv.h"
#include "exchange/import.h"

/* ---- table.c: sheets, and the row with the headers ---- */

enum { TABLE_HEAD = 20 };	/* rows at the top in which headers are looked for */

struct table_row {
	long row;		/* its number in the file */
	struct str *cells;
	size_t n;
};

struct sheet_table {
	const char *sheet;	/* NULL: the file is no spreadsheet */
	const char *problem;	/* why it could not be read to its end, or NULL */
	int64_t rows;
	struct table_row head[TABLE_HEAD];
	size_t nhead, width;	/* width: most cells of a row of the head */
};

/* The table that im asks for, or the likeliest; im->sheet, im->header_row, im->sheets are set. */
int table_choose(struct ctx *c, struct import *im, struct sheet_table **ret) MUST;
/* A reader that has just read the row with the headers. */
int table_open(struct ctx *c, const struct import *im, struct csv_reader **ret) MUST;
/* Has the reader come to another sheet? A sheet that ended early is E_INVALID. */
int table_row(struct ctx *c, struct csv_reader *csv) MUST;
/* The number in front of a row. */
long table_number(const struct csv_reader *csv);

/* ---- columns.c: which column is for which field ---- */

struct import_column {
	const struct field *field;	/* NULL with ignored or code */
	bool code, ignored, unnamed, second;	/* second: another column begins this field */
	const char *header, *how;
	struct import_column *more;	/* the next column that is joined to this one, or NULL */
};

struct run {
	struct import *im;
	struct csv_reader *csv;
	struct sheet_table *table;
	struct import_column *columns;
	size_t ncolumns, key;		/* key: index of the key column, or ncolumns */
	bool unnamed_told;
};

int columns_read(struct ctx *c, struct run *r) MUST;

/* ---- headers.c ---- */

enum { HEADER_MAX = 100 };	/* bytes; what is longer is text, not a header */

/* The field a header is for: by name or label (*ret_guess false), or as it is usually called. */
const struct field *header_field(const struct record *t, const char *header, bool *ret_guess);
/* The field of steps that people call so, or NULL: "impact" is a text here, elsewhere a step. */
const struct field *header_step(const struct record *t, const char *header);
/* 1: a column of given names, 2: of family names, 0: neither. */
int header_name_part(const char *header);
/* The word of the field's list that people mean by this, or NULL. */
const struct item *usual_item(const struct field *f, const char *said);

/* ---- values.c ---- */

/* A cell as people write it, in the form that record/input.h reads. Errors: field problems. */
int value_read(struct ctx *c, const struct import *im, const struct field *f, struct str cell,
    struct str *ret) MUST;
struct str value_one_line(struct ctx *c, struct str s);
/* One of the parts of a cell, from *at, which moves behind it: of a list; else the whole cell. */
struct str value_part(struct ctx *c, const struct field *f, struct str cell, size_t *at);
/* A part of a reference's cell in a form that names one record, or as it is. */
struct str value_ref(struct ctx *c, const struct field *f, struct str part);

/* ---- unclear.c ---- */

/* A cell with the choices put in place of what they are for. */
struct str choices_applied(struct ctx *c, const struct import *im, const struct field *f,
    struct str cell);
/* Note the parts of a cell that name no record, several, or no word of the field. */
void unclear_note(struct ctx *c, struct import *im, const struct field *f, struct str cell);
/* Fill in the candidates of what was noted. */
void unclear_candidates(struct ctx *c, struct import *im);

/* ---- progress.c ---- */

void progress_begin(const char *name, int64_t rows);
void progress_add(const char *name);
void progress_end(const char *name);

#endif
