/*
 * isms/control/recur.h -- days on which something is due again. Pure: dates in, dates out.
 *
 * A series is start, start + 1 interval, start + 2 intervals, ...; months are counted from the
 * start, so that a series from 31 January goes 28 February, 31 March.
 */
#ifndef ANNEXA_RECUR_H
#define ANNEXA_RECUR_H

#include "base/clock.h"

enum recur { RECUR_NONE, RECUR_WEEKLY, RECUR_MONTHLY, RECUR_QUARTERLY, RECUR_HALF_YEARLY,
	RECUR_YEARLY };

enum recur recur_of(const char *word);		/* "quarterly"; anything else: RECUR_NONE */
/*
 * The first day of the series that is after `after` ("" = the start itself). start and after are
 * valid dates. False without interval, and when the calendar ends (year 2999).
 */
bool recur_next(enum recur r, const char *start, const char *after, char out[DATE_TEXT]) MUST;

#endif
