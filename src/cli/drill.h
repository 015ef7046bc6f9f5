/* cli/drill.h -- what `annexa drill` measures: a backup beside the running data. For drill_*.c. */
#ifndef ANNEXA_DRILL_H
#define ANNEXA_DRILL_H

#include "base/ctx.h"
#include "base/value.h"

/* What an instance holds: [{org, uuid, leaves, changes, last_change}] of what c->db sees. */
int drill_holds(struct ctx *c, struct value **ret) MUST;
/*
 * Into each organisation of `held` (and one more for each that is younger) what the folder's data
 * have beyond it: changes_since and the moment of the first (first_since). *ret_same: so many of
 * them are in both. The folder may be in use; nothing is written to it.
 */
int drill_beyond(struct ctx *c, const char *dir, struct value *held, int64_t *ret_same) MUST;
/*
 * {last_change, age_s, changes_since, first_since, lost_s}: how much a loss of everything now
 * would cost. What cannot be known is null.
 */
struct value *drill_point(struct arena *a, const struct value *held, int64_t now_us);
/* "3 days 4 h", "1 h 43 min", "40 s" */
const char *drill_span(struct arena *a, int64_t seconds);

#endif
