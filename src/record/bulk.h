/*
 * record/bulk.h -- one change to many records: a preview of each, then one act in one transaction.
 *
 * Every record goes the way of a single change (record_apply): access, checks, guards, history,
 * ledger. The preview says of each what changes, or why it is refused, and writes nothing. The act
 * is done whole or not at all; what is refused is left out only if that was asked for.
 *
 *	struct bulk b = { .t = t, .lq = &lq, .change = { .kind = CHANGE_FIELDS, .mode = IN_TEXT },
 *		.set = input, .dry = true };
 *	rc = bulk_run(c, &b);
 */
#ifndef ANNEXA_BULK_H
#define ANNEXA_BULK_H

#include "record/list.h"

enum { BULK_MAX = 10000, BULK_DETAILS = 200 };

struct bulk {
	const struct record *t;
	struct list_query *lq;		/* which: all the list has, or */
	const char *codes;		/* "R-1,R-2:3": these, at this revision if one is said */
	struct record_change change;
	const struct value *set;	/* CHANGE_FIELDS: field -> new value, */
	const struct value *add, *take;	/* entries added to and taken from several refs or words */
	const char *undo;		/* CHANGE_BACK: request whose changes are taken back */
	bool skip, dry;			/* leave out what is refused; only tell */
	/* Set by bulk_run. */
	size_t matched, changed, unchanged, refused;
	/*
	 * [{code, title, outcome: "change"|"same"|"refused", detail, changes}], refused ones first;
	 * changes and what is not refused for the first BULK_DETAILS only.
	 */
	struct value *rows;
	const char *possible;		/* "R-1:1,R-2:3": what can be changed, for .codes */
};

/*
 * Errors: E_INVALID what is to be changed makes no sense, too many records; E_CONFLICT some are
 * refused and not to be left out (rows tell which); E_CHANGED some were changed since the preview.
 */
int bulk_run(struct ctx *c, struct bulk *b) MUST;

#endif
