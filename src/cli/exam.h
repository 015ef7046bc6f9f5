/*
 * cli/exam.h -- things looked at one after the other: what was found, and what to do about it.
 * `annexa doctor` and `annexa drill` answer so.
 */
#ifndef ANNEXA_EXAM_H
#define ANNEXA_EXAM_H

#include "cli/command.h"

enum exam_state { GOOD, LOOK, BAD };

struct exam {
	struct cmd *m;
	struct value *rows;	/* {state: ok | look | wrong, check, found, cure} */
	enum exam_state worst;
	const char *first_bad;	/* what was found there, or NULL */
};

struct exam exam_new(struct cmd *m);
/* cure is left out when all is good. */
void exam_say(struct exam *x, enum exam_state state, const char *check, const char *cure,
    const char *fmt, ...) PRINTF_LIKE(5, 6);
void exam_print(const struct exam *x);

#endif
