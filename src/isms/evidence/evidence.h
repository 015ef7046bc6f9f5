/*
 * isms/evidence/evidence.h -- the evidence room: what shows that a control works, and how long it
 * does so.
 */
#ifndef ANNEXA_EVIDENCE_H
#define ANNEXA_EVIDENCE_H

#include "record/store.h"

/* A piece of evidence is looked at as "running out" so many days before its last day. */
enum { EVIDENCE_SOON_DAYS = 30 };

enum freshness { EVIDENCE_FRESH = 1, EVIDENCE_SOON, EVIDENCE_STALE, EVIDENCE_ENDLESS };

/*
 * How fresh evidence is on a day, from the last day it is good for ("" or NULL: no end). Days are
 * YYYY-MM-DD and counted by the calendar; the last day itself is still good. Pure.
 */
enum freshness evidence_freshness(const char *today, const char *good_until);

/* The last day: valid_until when it is given, else collected_on and valid_days; false: no end. */
bool evidence_last_day(const char *collected_on, int64_t valid_days, const char *valid_until,
    char ret[DATE_TEXT]);

/* After a change: requests (tasks of kind evidence) that it newly answers are done with it. */
int evidence_answer(struct ctx *c, const struct rec *old, const struct rec *r) MUST;

#endif
