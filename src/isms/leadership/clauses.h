/*
 * isms/leadership/clauses.h -- clauses 4 to 10 as an ISMS is steered by them: the PDCA map, the
 * rows of the RACI matrix, completeness.
 *
 * SOURCE: ISO/IEC 27001:2022, titles of clauses 4 to 10.
 */
#ifndef ANNEXA_CLAUSES_H
#define ANNEXA_CLAUSES_H

#include "base/base.h"

struct clause {
	const char *phase, *ref, *title;
};
extern const struct clause clauses[];
extern const size_t clauses_count;

const struct clause *clause_find(const char *ref);	/* NULL if there is none */

#endif
