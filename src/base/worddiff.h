/*
 * base/worddiff.h -- which words of two texts differ, for showing a change. Pure.
 *
 * The longest common sequence of words and of what stands between them. Texts whose differing
 * middle is too long for that (more than DIFF_CELLS comparisons) differ wholly there.
 *
 *	struct diff_text before, after;
 *	words_diff(a, STR("at the office"), STR("at our office"), &before, &after);
 *	// before: "at " "the" (differs) " office"
 */
#ifndef ANNEXA_WORDDIFF_H
#define ANNEXA_WORDDIFF_H

#include "base/arena.h"
#include "base/str.h"

enum { DIFF_CELLS = 1000000 };

struct diff_part {
	struct str text;
	bool differs;
};
struct diff_text {
	struct diff_part *part;
	size_t n;
};

/* The parts of each text, in order; put together they are the text again. */
void words_diff(struct arena *a, struct str before, struct str after, struct diff_text *ret_before,
    struct diff_text *ret_after);

#endif
