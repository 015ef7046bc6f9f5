/* cli/tree.h -- folders of the program's own, made and thrown away whole. */
#ifndef ANNEXA_TREE_H
#define ANNEXA_TREE_H

#include "base/base.h"

/* Remove a folder with all in it, following no link; best effort. Only for paths of ours. */
void tree_remove(const char *path);

#endif
