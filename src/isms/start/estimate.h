/*
 * isms/start/estimate.h -- from a scenario's ranges to steps of the scales: a first proposal.
 *
 * A range is "low..high", the middle 90 per cent of what happens in organisations of its kind. The
 * proposal takes the upper end: without data of its own an organisation cannot claim to be better
 * than most, and the step may be lowered with a reason. Pure: numbers in, numbers out.
 *
 * SOURCE: ISO/IEC 27005:2022, A.1 (scales with ranges of values); the choice of the end is ours.
 */
#ifndef ANNEXA_ESTIMATE_H
#define ANNEXA_ESTIMATE_H

#include "base/str.h"

/* "0.02..0.12" to its ends; false unless 0 < low <= high. */
bool estimate_range(const char *text, double *ret_low, double *ret_high) MUST;
/* At most so many events a year to 1 .. 5: up to 0.1 (once in ten years), 1/3, 0.8, 2, more. */
int estimate_likelihood(double most_a_year);
/* Loss of one event in thousands, for a company of 200, to 1 .. 5: 10, 50, 250, 1500, more. */
int estimate_consequence(double most_thousands);

#endif
