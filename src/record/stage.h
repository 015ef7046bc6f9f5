/*
 * record/stage.h -- a table between its preview and its import: read once, kept in the database
 * for the one who sent it, forgotten when it is imported or after a day.
 */
#ifndef ANNEXA_STAGE_H
#define ANNEXA_STAGE_H

#include "record/store.h"

enum { STAGE_ID = 33 };

/* Keep the plain form of a table. id: its name, 32 hex digits. In a transaction of its own. */
int stage_put(struct ctx *c, const struct record *t, struct str plain, char id[STAGE_ID]) MUST;
/* What was kept under this name by the same actor for the same type. E_NOTFOUND. Memory: arena. */
int stage_get(struct ctx *c, const struct record *t, const char *id, struct str *ret) MUST;
int stage_drop(struct ctx *c, const char *id) MUST;

#endif
