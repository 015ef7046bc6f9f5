/*
 * base/asset.h -- the files compiled into the program: content, templates, styles, manual, rules.
 *
 * Names are paths in the source tree ("content/kinds.csv", "web/templates/list.html").
 * Contents are followed by a NUL that is not counted.
 */
#ifndef ANNEXA_ASSET_H
#define ANNEXA_ASSET_H

#include "base/base.h"

struct asset {
	const char *name;
	const char *p;
	size_t n;
};

const struct asset *asset_find(const char *name);		/* NULL if there is none */
const struct asset *asset_first(void); /* sorted; a row without name ends */

#endif
