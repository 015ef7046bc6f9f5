/*
 * isms/gap/progress.h -- how an analysis stood at earlier days, from the revisions of its rows.
 *
 * Nothing is stored beside the history: a row counts at a moment as its last revision up to then
 * says. The pure part takes events and moments; the reading part gives it those of an analysis.
 */
#ifndef ANNEXA_GAP_PROGRESS_H
#define ANNEXA_GAP_PROGRESS_H

#include "isms/gap/gap.h"

/* A row says from this moment on ... */
struct gap_event {
	int64_t row;			/* 0 .. rows-1 */
	int64_t at_us;
	struct gap_judgement judged, target;
	bool counts;			/* false: put away from now on */
	bool inferred;
};
/*
 * Tallies at n moments, rising; events in the order of time. A row counts from its first event.
 * Memory: a.
 */
struct gap_tally *gap_progress(struct arena *a, const struct gap_event *events, size_t nevents,
    size_t rows, const int64_t *moments_us, size_t n);

enum { GAP_MONTHS_MAX = 36 };
/*
 * Ends of the months from from_us to now_us, and now itself as the last; at most GAP_MONTHS_MAX,
 * the earliest left out. Returns how many.
 */
size_t gap_months(int64_t from_us, int64_t now_us, int64_t ret[GAP_MONTHS_MAX]);

struct gap_history {
	struct rec **rows;		/* as they are now */
	size_t nrows;
	struct gap_event *events;
	size_t n;
};
/* Of the rows the actor may read; in an as-of view up to its moment. */
int gap_history_read(struct ctx *c, int64_t analysis, struct gap_history *ret) MUST;
/* What each row said at a moment; NULL = it was not there. Memory: a. */
const struct gap_event **gap_state_at(struct arena *a, const struct gap_history *h, int64_t us);

/*
 * {since, months: [{on, label, tally, bar}], baseline: {on, tally}, now: tally, text, from, to,
 * changes: [{code, title, href, was, now}], better, worse}: since and the two days compared are
 * dates. from and to NULL = the baseline's day and today.
 */
int gap_progress_value(struct ctx *c, const struct rec *analysis, const char *from,
    const char *to, struct value **ret) MUST;

#endif
