/*
 * record/asof.h -- looking at the records as they were.
 */
#ifndef ANNEXA_ASOF_H
#define ANNEXA_ASOF_H

#include "base/ctx.h"

/*
 * From here on the context reads the state at `us` (microseconds since 1970) and is read-only:
 * c->db is the view, c->live today's database. A moment not in the past changes nothing.
 */
int asof_enter(struct ctx *c, int64_t us) MUST;
/* Nothing is read any more: others may use the view. Else it is given back with the arena. */
void asof_leave(struct ctx *c);
size_t asof_count(void);		/* views kept in memory now; any thread */
void asof_rest(int64_t unused_s);	/* drops those unused for so long; any thread */
void asof_forget(struct program *p);	/* all kept views: at the end of the process */

#endif
