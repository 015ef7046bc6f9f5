/*
 * isms/control/effectiveness.h -- how well a measure works, in percent, from what is recorded.
 * Pure: numbers in, numbers out; no clock, so that the same records always give the same figure.
 *
 *	claim    = by maturity: 20, 40, 60, 80, 90 for steps 1 to 5; 50 when it is not assessed
 *	shown    = claim + 20 % of what is missing to 100, when there is evidence
 *	proved   = by the newest test: passed, shown + 50 % of what is missing to 100;
 *	           partly, 60 % of shown; failed, 20 % of shown; not tested, shown
 *	in force = in place, proved; partly in place, half of it; planned or retired, 0
 *
 * Each step rounds down. A better state, maturity, test or more evidence never lowers the figure.
 * How old a test may be is a rule (measure-tested), not part of the figure.
 *
 * SOURCE: ISO/IEC 27001:2022, 9.1 (evaluate effectiveness) leaves the method to the organisation;
 * the figures are ours, doc/adr/0021.
 */
#ifndef ANNEXA_EFFECTIVENESS_H
#define ANNEXA_EFFECTIVENESS_H

#include "base/arena.h"

/* From bad to good; the order is what the property tests climb. */
enum force { FORCE_NONE, FORCE_PARTLY, FORCE_WHOLE };
enum proof { PROOF_FAIL, PROOF_PARTLY, PROOF_NONE, PROOF_PASS };

struct effectiveness_in {
	enum force force;
	int maturity;		/* 1..5; 0 = not assessed */
	enum proof proof;	/* newest test; of several on that day the worst */
	int evidence;		/* pieces of it */
};

struct effectiveness {
	int claim, shown, proved, percent;	/* each 0..100; percent is the result */
};

struct effectiveness effectiveness_of(struct effectiveness_in in);
/* The same in words, with the numbers of this case. */
const char *effectiveness_words(struct arena *a, struct effectiveness_in in);

enum force force_of(const char *state);			/* of a measure */
enum proof proof_of(const char *result);		/* of a test; NULL = none */
const char *proof_word(enum proof p);			/* and back; NULL for none */

#endif
