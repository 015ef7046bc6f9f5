/*
 * record/verify.h -- does the database say what the ledger says? (trust.md C1, C2)
 *
 * Reads every leaf, revision, row and link of one organisation and reports every place where they
 * disagree, naming the record. Needs no right to write and changes nothing.
 */
#ifndef ANNEXA_VERIFY_H
#define ANNEXA_VERIFY_H

#include "record/store.h"

enum { VERIFY_PROBLEMS = 1000 };	/* more are counted, not listed */

/*
 * ret: {ok, leaves, revisions, records, problems_total, problems: [{kind, record, detail}],
 * logs: [{origin, size, root, signed_size}], not_covered: [table names]}.
 * Errors: E_NO when something was found (ret is filled), others when it could not be done.
 */
int verify_org(struct ctx *c, struct value **ret) MUST;

#endif
