/* record/store_priv.h -- rows without history: for as-of views alone. */
#ifndef ANNEXA_STORE_PRIV_H
#define ANNEXA_STORE_PRIV_H

#include "record/store.h"

int row_insert(struct ctx *c, const struct rec *r) MUST;
int row_links(struct ctx *c, const struct rec *r) MUST;

#endif
