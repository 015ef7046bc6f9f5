/*
 * isms/asset/asset.h -- the asset room: need for protection and how it is inherited.
 *
 * An asset needs at least the protection of everything that depends on it: the maximum over all
 * paths, for each property by itself (the maximum principle).
 */
#ifndef ANNEXA_ASSET_ROOM_H
#define ANNEXA_ASSET_ROOM_H

#include "record/type.h"

extern const struct scale asset_need;
extern const struct item asset_classes[];	/* of information, also of documents */

/* Adds `inherited` to an asset's detail: per property the step and the path it comes by. */
int asset_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

#endif
