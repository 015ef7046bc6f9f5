/*
 * isms/risk/reassess.h -- risks that should be looked at again, and why: a date, an asset that has
 * changed, a measure that failed its test, an acceptance that runs out or is outdated.
 * SOURCE: ISO/IEC 27001:2022, 8.2 (planned intervals, significant changes).
 */
#ifndef ANNEXA_REASSESS_H
#define ANNEXA_REASSESS_H

#include "record/store.h"

enum { REASSESS_MAX = 1000 };	/* reasons listed */

/*
 * {risks: [{code, title, href, owner, reasons: [{why, text, href, label}]}], total, truncated}:
 * live risks the actor may read, each with its reasons and where to act on them.
 */
int reassess(struct ctx *c, struct value **ret) MUST;

#endif
