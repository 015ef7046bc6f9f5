/*
 * isms/document/diff.h -- pure engine: what has changed between two texts, by lines, then by words.
 *
 * Lines by the shortest edit script (E. W. Myers, "An O(ND) Difference Algorithm and Its
 * Variations", Algorithmica 1986); a removed and an added line that resemble each other are one
 * changed line, with its words marked. The work is bounded: texts that differ in more than
 * DIFF_EDITS lines are shown as removed and added in the part that differs.
 */
#ifndef ANNEXA_DIFF_H
#define ANNEXA_DIFF_H

#include "base/str.h"

enum { DIFF_EDITS = 1500 };

enum diff_kind { DIFF_SAME = 1, DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

struct diff_part {		/* of a changed line: same, added or removed words */
	enum diff_kind kind;
	struct str text;
	struct diff_part *next;
};

struct diff_row {
	enum diff_kind kind;
	size_t old_line, new_line;	/* from 1; 0 = not in that text */
	struct str text;		/* the line; of a changed one the new line */
	struct diff_part *parts;	/* of a changed line */
	struct diff_row *next;
};

struct diff {
	struct diff_row *first;
	size_t added, removed, changed;	/* lines */
	bool bounded;			/* the limit was reached: not the shortest difference */
};

/* Memory: the arena; the texts are borrowed. */
void diff_texts(struct arena *a, struct str from, struct str to, struct diff *ret);

/*
 * Mark what of from[0..n) is removed and what of to[0..m) is added so that the rest is the same
 * sequence. False when more than `most` edits would be needed: then nothing is marked.
 */
bool diff_ids(struct arena *a, const size_t *from, size_t n, const size_t *to, size_t m,
    size_t most, bool *removed, bool *added);

#endif
