/*
 * record/last.h -- when something was last done for the data folder: DIR/<name>.last.
 *
 * The first line is the moment it last went well, or -; a second one, "failed MOMENT WHY", says
 * that it was tried since and did not. The doctor and /metrics read what is kept here, by the one
 * table. A file and not a row: it says what happened to the folder, and no backup takes it along.
 */
#ifndef ANNEXA_LAST_H
#define ANNEXA_LAST_H

#include "base/clock.h"
#include "base/err.h"
#include "base/metrics.h"

enum last_what { LAST_BACKUP, LAST_DRILL, LAST_N };

struct last_kind {
	const char *name;		/* "backup" */
	int days;			/* older than so many is worth a look */
	enum metric metric;
	const char *never, *cure;	/* for the doctor */
};
extern const struct last_kind last_kinds[LAST_N];

struct last {
	int64_t at_us;			/* 0: never */
	char at[TIME_TEXT];
	char failed_at[TIME_TEXT];	/* "" unless the last try failed */
	char why[200];
};

void last_read(const char *dir, enum last_what what, struct last *ret);
/* It was done now: failure NULL, well; else why not. Errors: E_IO. */
int last_note(const char *dir, enum last_what what, int64_t now_us, const char *failure,
    struct err *e) MUST;

#endif
