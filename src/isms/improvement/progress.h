/*
 * isms/improvement/progress.h -- how complete the ISMS is, clause by clause, and why.
 *
 * For each clause a list of things that must exist; each is counted live from the records: how many
 * are done of how many wanted. What the program drafted and nobody confirmed is not done. A thing
 * of which nothing is wanted (no change is planned) says so and does not count. The share of a
 * clause is the mean over its things, so that a register of a hundred rows does not hide an
 * unanswered question.
 */
#ifndef ANNEXA_PROGRESS_H
#define ANNEXA_PROGRESS_H

#include "db/db.h"
#include "isms/leadership/clauses.h"
#include "base/value.h"

/* One thing a clause asks for. The statement answers one row: done, wanted; it may name :clause,
 * :today and :last_year. */
struct progress_need {
	const char *clause, *label;
	const char *type;	/* who may not read all of it does not see the thing */
	const char *href;	/* where to go on */
	const char *how;	/* what makes it done */
	struct sqltext sql;
	int64_t least;		/* wanted at least; 0: nothing is wanted while nothing is there */
};
extern const struct progress_need progress_needs[];
extern const size_t progress_needs_count;

/*
 * {clause, title, phase, percent, tone, done, of, text, things: [{label, done, wanted, missing,
 * percent, state: "done" "part" "open" "none", tone, how, href}]}; percent is null when
 * nothing can be seen. The context is a reader or an as-of view. progress_all: one for each of
 * clauses[], in order.
 */
int progress_clause(struct ctx *c, const struct clause *k, struct value **ret) MUST;
int progress_all(struct ctx *c, struct value **ret) MUST;

#endif
