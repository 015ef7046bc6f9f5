/*
 * exchange/import.h -- rows of a table to records of one type: all rows or none.
 *
 * Two passes over the same transaction would not be cheaper: every row is written, problems are
 * collected (with row and column), and any problem undoes the whole.
 */
#ifndef ANNEXA_IMPORT_H
#define ANNEXA_IMPORT_H

#include "record/store.h"

enum { IMPORT_ERRORS = 1000 };	/* then it stops looking for more */

struct import_map {
	const char *header, *field;
};

struct import {
	const struct record *t;
	struct str text;		/* CSV */
	const char *key; /* field, or "code": rows that match change; NULL = all are new */
	struct import_map map[64];
	size_t nmaps;
	bool dry;			/* check only */
	int64_t created, updated, unchanged;	/* result */
};

/*
 * In a transaction of its own, so never from inside one (web: PAGE_SLOW). Errors: E_INVALID with
 * c->err.fields naming row, column and what is wrong with each; nothing is written then.
 */
int import_run(struct ctx *c, struct import *im) MUST;

#endif
