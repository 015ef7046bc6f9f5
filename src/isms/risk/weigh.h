/*
 * isms/risk/weigh.h -- the measures that work on a risk, read from the records, and what the pure
 * engine (effect.h) makes of them.
 *
 * How well a measure works is the business of isms/control/effectiveness.h; here it is only asked.
 */
#ifndef ANNEXA_WEIGH_H
#define ANNEXA_WEIGH_H

#include "isms/risk/criteria.h"
#include "isms/risk/effect.h"

struct weighing {
	struct effect_part part[EFFECT_PARTS];
	size_t n;
	int64_t idle[EFFECT_USED];	/* controls of the risk without a live measure */
	size_t nidle;
};

/* Measures that implement the risk's controls, and those it names directly. */
int weigh(struct ctx *c, const struct rec *r, struct weighing *ret) MUST;

/* One pair of steps: before (inherent), and what the engine leaves. */
struct weighed {
	int likelihood, consequence;
	struct effect on_likelihood, on_consequence;
};
/* Needs likelihood and consequence in r. planned: with the treatment plan carried out. */
void weigh_steps(const struct criteria *k, const struct rec *r, const struct weighing *w,
    bool planned, struct weighed *ret);
/* Does this risk's treatment count what is still planned? Only modifying and sharing do. */
bool weigh_counts_plan(const struct rec *r);

#endif
