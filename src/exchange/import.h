/*
 * exchange/import.h -- rows of a table to records of one type: all rows or none.
 *
 * A column is for the field that its header names, by name or label, by what it is usually called
 * (headers.c), or by a map. Every row is written, problems are collected (with row and column), and
 * any problem undoes the whole. A reference that names no record or several is unclear: it is told
 * with the records that may be meant, and a choice settles it.
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

/* In this field this text means that record; code "" = nobody. */
struct import_choice {
	const char *field, *text, *code;
};

struct import {
	const struct record *t;
	struct str text;		/* CSV; with `numbered` in the plain form of sheet.h */
	bool numbered;
	const char *key; /* field, or "code": rows that match change; NULL = all are new */
	struct import_map map[IMPORT_MAPS];
	size_t nmaps;
	struct import_choice choice[IMPORT_CHOICES];
	size_t nchoices;
	bool dry;			/* check only */
	bool lenient;			/* columns of no known field are left out, not refused */
	const char *track;		/* name under which import_progress finds it, or NULL */
	/* Result. */
	int64_t created, updated, unchanged;
	struct value *columns;	/* [{header, field, how: "named" "guessed" "mapped" or "out"}] */
	/* [{field, label, text, why: "none"|"several", candidates: [{code, label}]}] */
	struct value *unclear;
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

/* Rows done and rows in all of the import of this name; false when none is running. */
bool import_progress(const char *track, int64_t *ret_done, int64_t *ret_all);

/* ---- between the files of exchange/ ---- */

/* The field a header is for: by name or label (*ret_guess false), or as it is usually called. */
const struct field *header_field(struct arena *a, const struct record *t, const char *header,
    bool *ret_guess);
/* A reference cell with the choices put in place of what they are for. */
struct str choices_applied(struct ctx *c, const struct import *im, const struct field *f,
    struct str cell);
/* Note the parts of a reference cell that name no record or several. */
void unclear_note(struct ctx *c, struct import *im, const struct field *f, struct str cell);
/* Fill in the candidates of what was noted. */
void unclear_candidates(struct ctx *c, struct import *im);

#endif
