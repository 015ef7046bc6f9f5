/*
 * isms/document/readers.h -- who is to read a published document, and who has confirmed it.
 *
 * A confirmation belongs to an edition (1.x): a renewal of figures (1.1) asks nobody again, and who
 * has not confirmed yet is then asked for the newer text.
 */
#ifndef ANNEXA_READERS_H
#define ANNEXA_READERS_H

#include "record/store.h"

struct readers {
	int64_t asked, done, late;	/* asked: with those who have confirmed */
	int64_t missing;		/* of the audience, not asked yet */
	int64_t percent;		/* confirmed of those asked; -1 = nobody was asked */
	struct value *rows;	/* [{code, href, person, state, label, tone, due, on, late}] */
};
/* Of the version in force. `rows` says whether they are wanted. */
int readers_standing(struct ctx *c, const struct rec *doc, bool rows, struct readers *ret) MUST;

/* Ask everybody of the audience who was not asked yet about this edition; ret_n may be NULL. */
int readers_ask(struct ctx *c, const struct rec *doc, int64_t *ret_n) MUST;
/* After a publication: open ones of earlier editions end, those of this edition follow. */
int readers_follow(struct ctx *c, const struct rec *doc) MUST;
/* Nobody is asked any more. */
int readers_release(struct ctx *c, const struct rec *doc) MUST;
/* A task for everybody who has not confirmed; one at a time for each. */
int readers_remind(struct ctx *c, const struct rec *doc, int64_t *ret_n) MUST;

#endif
