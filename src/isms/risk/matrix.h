/*
 * isms/risk/matrix.h -- pure engine: likelihood and consequence to a level of risk.
 *
 * Steps count from 1. Source: ISO/IEC 27005:2022, 7.3.4 (a level for every assessed pair).
 */
#ifndef ANNEXA_MATRIX_H
#define ANNEXA_MATRIX_H

#include "base/err.h"

enum { MATRIX_MAX = 10 };

struct matrix {
	int nl, nc;			/* steps of likelihood and consequence, 2..MATRIX_MAX */
	uint8_t cell[MATRIX_MAX * MATRIX_MAX];	/* row by row, likelihood 1 first; levels from 1 */
};

/* The level of a pair. Errors: E_INVALID for a step outside; *ret_level untouched. */
int matrix_level(const struct matrix *m, int64_t likelihood, int64_t consequence, int *ret_level,
    struct err *e) MUST;
/* Is no level lower than that of a lower step? What a matrix must be to be used. */
bool matrix_monotone(const struct matrix *m);

#endif
