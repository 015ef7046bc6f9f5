/* identity/identity_priv.h -- what the files of identity/ share. */
#ifndef ANNEXA_IDENTITY_PRIV_H
#define ANNEXA_IDENTITY_PRIV_H

#include "base/asset.h"
#include "identity/identity.h"

const char *time_from(struct arena *a, int64_t us);		/* as text, on the arena */
const char *token_hash(struct arena *a, const char *token);	/* hex SHA-256 */

/* Adds what the member's roles give, and what every member has. */
int member_scopes(struct ctx *c, int64_t member, uint8_t into[TYPES_MAX][VERB_N]) MUST;

/* identity/giving.c: may the actor give this away? E_DENIED, or E_INVALID with fields. */
int link_allowed(struct ctx *c, int64_t account) MUST;
int tokens_allowed(struct ctx *c, int64_t account, bool change) MUST;

/* A role that comes with Annexa. */
struct builtin {
	const char *name, *title, *help, *grants;
};
/* The next one after *at, the first one for NULL. */
bool builtin_next(struct arena *a, const struct asset **at, struct builtin *ret);
bool builtin_find(struct arena *a, const char *name, struct builtin *ret);
int builtin_create(struct ctx *c, const struct builtin *b) MUST;

/* program.who_may */
void identity_who(struct ctx *c, const struct record *t, enum verb v, const struct rec *r,
    struct who *ret);

#endif
