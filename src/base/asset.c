/* base/asset.c -- see asset.h. The table is made by tools/mkassets. */
#include "base/asset.h"

extern const struct asset asset_rows[];

const struct asset *asset_first(void)
{
	return asset_rows;
}

const struct asset *asset_find(const char *name)
{
	for (const struct asset *f = asset_rows; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}
