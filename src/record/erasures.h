/*
 * record/erasures.h -- what was erased, remembered outside of backups (DIR/erasures).
 *
 * A line for each: time, organisation, what. A restored backup is older than the erasures made
 * since; they are applied to it again. The list names no contents and no person.
 */
#ifndef ANNEXA_ERASURES_H
#define ANNEXA_ERASURES_H

#include "base/ctx.h"

/* "file" and its digest are gone. Durable when it returns. */
int erasure_note(struct ctx *c, const char *digest) MUST;
/*
 * Apply a list to the database in dir, which nobody else uses, and keep it there: what was erased
 * once is erased in every later restore too. Lines that are none are refused, all or nothing.
 * ret_n: how many erasures the list holds.
 */
int erasures_apply(const char *dir, struct str list, int64_t *ret_n, struct arena *a,
    struct err *e) MUST;

#endif
