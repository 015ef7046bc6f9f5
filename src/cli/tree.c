/* cli/tree.c -- see tree.h. */
#include <ftw.h>
#include "cli/tree.h"

static int each(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	(void)remove(path);	/* what stays is seen when the folder is made anew */
	return 0;
}

void tree_remove(const char *path)
{
	(void)nftw(path, each, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
