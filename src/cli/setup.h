/* cli/setup.h -- a new organisation with what it starts with: `init`, `org create`, `demo`. */
#ifndef ANNEXA_SETUP_H
#define ANNEXA_SETUP_H

#include "cli/command.h"
#include "identity/identity.h"

struct org_setup {
	const char *org, *name, *admin, *framework;
	const char *admin_name;		/* of the administrator; NULL: the address */
	char token[TOKEN_TEXT];		/* set: of the administrator's single-use link */
	const struct value *answers;	/* of the start, JSON; NULL: no record is drafted */
	struct value *loaded;		/* set: what knowledge was loaded */
	size_t drafted;			/* set: records drafted from the answers */
};

/*
 * arg is a struct org_setup: roles, knowledge, first administrator, and what the answers propose,
 * in the caller's transaction.
 */
int org_set_up(struct ctx *c, void *arg) MUST;

#endif
