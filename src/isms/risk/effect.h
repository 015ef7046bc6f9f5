/*
 * isms/risk/effect.h -- what measures take away from likelihood and consequence. Pure: numbers
 * in, numbers out.
 *
 * Each control of a risk is served by measures, and each measure works with an effectiveness of 0
 * to 100 %. A preventive control acts before the event and lowers the likelihood; a detective or
 * corrective one acts during and after it and lowers the consequence; a control may do both.
 *
 *	share = product of (100 % - effectiveness) over the measures that count, at least the floor
 *	step  = 1 + (inherent step - 1) x share, rounded to the nearest step, halves upwards
 *
 * Each control counts with one measure and each measure once, chosen so that most is taken away:
 * three measures for one control are not independent and are not multiplied, and a measure that
 * serves several controls works only once. A stronger measure never leaves more. The floor
 * (100 % - most) says that no set of measures takes away everything.
 *
 * SOURCE: ISO/IEC 27005:2022, 7.3 (existing controls and their effect belong into the analysis);
 * ISO/IEC 27002:2022, 4.2 (control types). The formula is ours, ADR 0019.
 */
#ifndef ANNEXA_EFFECT_H
#define ANNEXA_EFFECT_H

#include "base/base.h"

enum effect_side { EFFECT_LIKELIHOOD = 1 << 0, EFFECT_CONSEQUENCE = 1 << 1 };

/* One measure serving one control (control 0: linked to the risk directly). */
struct effect_part {
	int64_t control, measure;
	unsigned sides;			/* of enum effect_side */
	int now, planned;		/* effectiveness in percent: today; when the plan is done */
};

enum {
	EFFECT_WHOLE = 1000000,
	EFFECT_PARTS = 512,	/* parts behind these count for nothing */
	EFFECT_USED = 64
};

struct effect {
	int64_t share;			/* what is left, in parts of EFFECT_WHOLE */
	bool floored;			/* the floor had to be used */
	size_t n;			/* measures that count, strongest first */
	const struct effect_part *used[EFFECT_USED];	/* the first of them */
};

/* most: largest reduction in percent, 0..100. planned: with the treatment plan carried out. */
void effect_of(const struct effect_part *parts, size_t n, enum effect_side side, bool planned,
    int most, struct effect *ret);
/* The step that is left of an inherent step from 1. Never 0, never above it. */
int effect_step(int inherent, int64_t share);

#endif
