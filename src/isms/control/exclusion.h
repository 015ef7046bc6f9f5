/*
 * isms/control/exclusion.h -- conditions under which a control stays excluded, looked at whenever
 * somebody reads.
 *
 * A condition says that there is no record of a type that a list's address would show: "assets",
 * "type=software" means that there is no software among the assets. That is data in the language
 * of lists (record/list.h), not SQL, and it is checked when it is saved. Several conditions of one
 * control must all hold. doc/adr/0020.
 */
#ifndef ANNEXA_EXCLUSION_H
#define ANNEXA_EXCLUSION_H

#include "record/list.h"

enum { EXCLUSION_SHOWN = 5 };	/* contradicting records that are named */

/*
 * How many live records contradict: counted over all, whatever the actor may read. records (may be
 * NULL): [{code, label, href}] of those the actor may read, at most EXCLUSION_SHOWN.
 */
int exclusion_look(struct ctx *c, const char *plural, const char *query, int64_t *ret_found,
    struct value **records) MUST;

int exclusion_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

/* "no asset where Type is Software" */
const char *exclusion_text(struct ctx *c, const char *plural, const char *query);

#endif
