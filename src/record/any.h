/*
 * record/any.h -- references to a record of any type: what a comment, task, approval or finding is
 * about. Inside and outside alike they are text: "risk/R-42", by type and number, so that a key
 * that is renamed does not lose its subject.
 */
#ifndef ANNEXA_ANY_H
#define ANNEXA_ANY_H

#include "record/rec.h"

struct any {
	const struct record *t;
	int64_t id;
};

/* "risk/R-42" as stored; false for anything else, also an unknown type. */
bool any_parse(struct str text, struct any *ret);
const char *any_text(struct arena *a, const struct record *t, int64_t id);
/*
 * As people write it: "R-42", "risk/R-42", "control/A.8.13". Only among the records the actor may
 * read. 0, E_NOTFOUND, or E_CONFLICT when several fit; no text is set.
 */
int any_resolve(struct ctx *c, struct str text, struct any *ret) MUST;
/* The subject a field of kind FK_ANY holds; false when it is empty. */
bool rec_any(const struct rec *r, const char *field, struct any *ret);

#endif
