/* cli/setup.h -- a new organisation with what it starts with: `init`, `org create`, `demo`. */
#ifndef ANNEXA_SETUP_H
#define ANNEXA_SETUP_H

#include "cli/command.h"
#include "identity/identity.h"

struct org_setup {
	const char *org, *name, *admin, *framework;
	const char *admin_name;		/* of the administrator; NULL: the address */
	char token[TOKEN_TEXT];		/* set: of the administrator's single-use link */
	struct value *loaded;		/* set: what knowledge was loaded */
};

/* arg is a struct org_setup; roles, knowledge, first administrator, in the caller's transaction. */
int org_set_up(struct ctx *c, void *arg) MUST;

#endif
