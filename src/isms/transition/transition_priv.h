/* isms/transition/transition_priv.h -- a plan settled by choices and by what is decided. */
#ifndef ANNEXA_TRANSITION_PRIV_H
#define ANNEXA_TRANSITION_PRIV_H

#include "isms/transition/transition.h"

enum choice { CHOICE_NONE, CHOICE_APPLICABLE, CHOICE_EXCLUDED, CHOICE_LATER };

struct settled {
	const struct carried *k;
	int64_t control;		/* id of the record, 0 = not loaded */
	int64_t entry, rev;		/* SoA entry that is there, 0 = none */
	bool kept;			/* a person decided it: stays */
	enum choice choice;
	enum old_applies applies;	/* what will be written; OLD_UNKNOWN = nothing */
	const char *justification, *why;	/* or NULL */
};
/* strict: an exclusion without a reason is an error, all of them at once. */
int transition_settle(struct ctx *c, const struct old_statement *old,
    const struct value *choices, const struct value *why, bool strict, struct settled **ret,
    size_t *ret_n) MUST;
const char *transition_status_label(enum old_status s);

#endif
