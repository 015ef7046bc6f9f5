/*
 * isms/evidence/room.h -- what the evidence room knows: what is fresh, what runs out, what is
 * missing, what was asked for. All of it as far as the actor may read.
 */
#ifndef ANNEXA_ROOM_H
#define ANNEXA_ROOM_H

#include "isms/evidence/evidence.h"

enum { ROOM_LISTED = 100 };	/* of each list; the counts are of all */

/*
 * Adds to view: counts {fresh, soon, stale, renewed (stale, but fresh evidence shows the same; not
 * listed), drafts, requests, overdue, applicable, covered, uncovered, measures}, and the lists
 * stale, soon, drafts [{code, label, href, owner, good_until, left}], requests [{code, label,
 * href, owner, due, late, about: {code, label, href}, answer_href}], controls and measures without
 * fresh evidence [{code, label, href, stale, add_href, ask_href}].
 */
int room_fill(struct ctx *c, struct value *view) MUST;

/* "12 days left", "since 3 days", "no end". */
const char *freshness_text(struct arena *a, const char *today, const char *good_until);
/* Whole days from one date to the other; 0 when either is none. */
int64_t days_between(const char *from, const char *to);

#endif
