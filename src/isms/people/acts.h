/* isms/people/acts.h -- is it this person who acts? For what nobody does for somebody else. */
#ifndef ANNEXA_ACTS_H
#define ANNEXA_ACTS_H

#include "base/ctx.h"

/*
 * The actor's own person; on the local command line the person with the address given by --as.
 * Errors: E_NOTFOUND there is no such person.
 */
int person_acts(struct ctx *c, int64_t person, bool *ret) MUST;

/* Who acts, as a person of the directory; 0 = nobody of it. */
int person_self(struct ctx *c, int64_t *ret) MUST;

#endif
