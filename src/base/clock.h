/*
 * base/clock.h -- time, always UTC, always given by the caller's clock.
 *
 * A moment is microseconds since 1970 (int64_t). Its text is RFC 3339 with milliseconds and Z,
 * fixed width, so that texts compare as times. A date is `YYYY-MM-DD`.
 */
#ifndef ANNEXA_CLOCK_H
#define ANNEXA_CLOCK_H

#include "base/str.h"

typedef int64_t (*clock_fn)(void *arg);

struct clock {
	clock_fn now;		/* microseconds since 1970, UTC */
	void *arg;
};

extern const struct clock clock_system;
int64_t clock_now(const struct clock *c);
int64_t clock_mono_us(void);	/* for durations only */

enum { TIME_TEXT = 25, DATE_TEXT = 11 };	/* bytes with the NUL */
void time_print(int64_t us, char out[TIME_TEXT]);	/* 2026-11-22T03:04:05.678Z */
void date_print(int64_t us, char out[DATE_TEXT]);
/* RFC 3339 with Z or offset, seconds and fraction optional, or a bare date (its end of day). */
bool time_parse(struct str s, int64_t *ret_us) MUST;
bool date_valid(struct str s) MUST;			/* YYYY-MM-DD of a real day, 1900..2999 */

#endif
