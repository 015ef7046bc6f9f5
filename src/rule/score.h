/*
 * rule/score.h -- how ready findings leave an organisation, and what an auditor would make of them.
 * Pure: numbers in, numbers out.
 *
 *	points = 10 x major + 3 x minor + 1 x opportunity
 *	score  = 100 x 100 / (100 + points), rounded down
 *	         with a major finding at most 74, with a minor one at most 94
 *
 * So 100 points halve the score and 300 quarter it; it is 100 only without any finding. One more
 * finding, or a worse one, never raises it. Findings are weighed, not rules: 75 controls nobody
 * has decided on are 75 findings.
 *
 * SOURCE: ISO/IEC 27006-1 and ISO/IEC 17021-1, 9.5.2: no certificate while a major nonconformity
 * is open; hence the limits. The weights are ours.
 */
#ifndef ANNEXA_RULE_SCORE_H
#define ANNEXA_RULE_SCORE_H

#include "base/arena.h"

enum { POINTS_MAJOR = 10, POINTS_MINOR = 3, POINTS_OPPORTUNITY = 1 };
enum { SCORE_HALF = 100, SCORE_WITH_MAJOR = 74, SCORE_WITH_MINOR = 94 };

struct tally {
	int64_t major, minor, opportunity;
};

int64_t score_points(struct tally t);
int score_of(struct tally t);		/* 0..100 */
/* The same in words, with the numbers of this case. */
const char *score_words(struct arena *a, struct tally t);

/*
 * What an auditor's report would hold about one clause. An auditor writes one nonconformity for a
 * requirement, with its cases as examples: `rules` counts the rules broken, not the findings.
 * SYSTEMIC minor ones against one clause show that the requirement as a whole is not met and become
 * one major.
 * SOURCE: ISO/IEC 17021-1:2015, 3.12, note.
 */
enum { SYSTEMIC = 3 };
struct predicted {
	int64_t major, minor, opportunity;
	bool systemic;
};
struct predicted predicted_of(struct tally rules);

#endif
