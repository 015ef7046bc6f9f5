/* record/store_priv.h -- between the files of record/. */
#ifndef ANNEXA_STORE_PRIV_H
#define ANNEXA_STORE_PRIV_H

#include "record/store.h"

/* Rows without history: for as-of views alone. */
int row_insert(struct ctx *c, const struct rec *r) MUST;
int row_links(struct ctx *c, const struct rec *r) MUST;

/* The record, if the actor may do this with it; E_NOTFOUND without a sentence. */
int record_reach(struct ctx *c, const struct record *t, int64_t id, enum verb v,
    struct rec **ret) MUST;

#endif
