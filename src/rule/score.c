/* rule/score.c -- see score.h. */
#include "base/sbuf.h"
#include "rule/score.h"

int64_t score_points(struct tally t)
{
	return t.major * POINTS_MAJOR + t.minor * POINTS_MINOR + t.opportunity * POINTS_OPPORTUNITY;
}

int score_of(struct tally t)
{
	int64_t score = 100 * SCORE_HALF / (SCORE_HALF + score_points(t));

	if (t.major && score > SCORE_WITH_MAJOR)
		score = SCORE_WITH_MAJOR;
	if (t.minor && score > SCORE_WITH_MINOR)
		score = SCORE_WITH_MINOR;
	return (int)score;
}

const char *score_words(struct arena *a, struct tally t)
{
	int64_t points = score_points(t), plain = 100 * SCORE_HALF / (SCORE_HALF + points);
	int score = score_of(t);

	if (!points)
		return "No finding, so 100 of 100.";
	return arena_printf(a, "%" PRId64 " major x %d + %" PRId64 " minor x %d + %s x %d = %s. "
	    "%d points halve the score: 100 x %d / "
	    "(%d + %" PRId64 ") = %" PRId64 "%s.",
	    t.major, (int)POINTS_MAJOR, t.minor, (int)POINTS_MINOR, text_counted(a,
	    t.opportunity, "opportunity", "opportunities"), (int)POINTS_OPPORTUNITY,
	    text_counted(a, points, "point", "points"), (int)SCORE_HALF, (int)SCORE_HALF,
	    (int)SCORE_HALF,
	    points, plain, score == plain ? "" :
	    arena_printf(a, "; with a %s finding it is at most %d", t.major ? "major" : "minor",
	    score));
}

struct predicted predicted_of(struct tally rules)
{
	bool systemic = rules.minor >= SYSTEMIC;

	return (struct predicted){ .major = rules.major + systemic,
		.minor = systemic ? 0 : rules.minor, .opportunity = rules.opportunity,
		.systemic = systemic };
}
