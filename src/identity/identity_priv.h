/* identity/identity_priv.h -- what the files of identity/ share. */
#ifndef ANNEXA_IDENTITY_PRIV_H
#define ANNEXA_IDENTITY_PRIV_H

#include "identity/identity.h"

const char *time_from(struct arena *a, int64_t us);		/* as text, on the arena */
const char *token_hash(struct arena *a, const char *token);	/* hex SHA-256 */

#endif
