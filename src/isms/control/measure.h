/*
 * isms/control/measure.h -- what a measure's record is computed from: its tests, its occurrences,
 * its evidence.
 *
 * effectiveness and next_on are derived fields: computed by measure_derive() when the measure is
 * saved, and by measure_refresh() when a record that they depend on is.
 */
#ifndef ANNEXA_MEASURE_H
#define ANNEXA_MEASURE_H

#include "isms/control/effectiveness.h"
#include "record/store.h"

int measure_derive(struct ctx *c, struct rec *r) MUST;
int measure_check(struct ctx *c, const struct rec *old, const struct rec *r) MUST;
int measure_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

/*
 * A test, an occurrence or evidence of the measure has changed: compute it again and save it, with
 * `why` as the reason, if that makes a difference. Inside a transaction, without access.
 */
int measure_refresh(struct ctx *c, int64_t measure, const char *why) MUST;

/* What the engine is asked about this measure. */
int measure_facts(struct ctx *c, const struct rec *r, struct effectiveness_in *ret) MUST;

#endif
