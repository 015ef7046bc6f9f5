/*
 * isms/risk/risk.h -- the risk room: scales, criteria, and what a risk's page shows beside it.
 */
#ifndef ANNEXA_RISK_H
#define ANNEXA_RISK_H

#include "isms/risk/matrix.h"
#include "record/type.h"

extern const struct scale risk_likelihood, risk_consequence, risk_level;
extern const struct matrix risk_matrix;
enum { RISK_ACCEPTABLE = 2 };	/* levels up to this one may be retained without a reason */

int risk_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;
/* The matrix as rows for a page, with the number of live risks per cell. here: 0, 0 = none. */
int risk_matrix_view(
    struct ctx *c, int64_t likelihood, int64_t consequence, struct value **ret) MUST;

#endif
