/*
 * base/near.h -- the word that was probably meant, for refusals of one that is not known.
 *
 *	struct near n = { .word = "recrod" };
 *	for (...)
 *		near_try(&n, name);
 *	... "unknown command%s", near_said(a, &n)	// "; did you mean \"record\"?" or ""
 */
#ifndef ANNEXA_NEAR_H
#define ANNEXA_NEAR_H

#include "base/arena.h"

struct near {
	const char *word;	/* what was written; letters' case does not count */
	const char *best;	/* the candidate that is nearest, NULL: none is near */
	int distance;
};

void near_try(struct near *n, const char *candidate);
const char *near_said(struct arena *a, const struct near *n);

#endif
