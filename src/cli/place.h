/*
 * cli/place.h -- a folder for a while, which is gone afterwards however its user ends.
 *
 * A child waits for the end of this process and removes the folder: also when it is killed, since
 * what lies there may be a restored database. What outlived even that (a power cut) is removed by
 * the next one who takes the place. A folder that no place_take() made is never touched.
 */
#ifndef ANNEXA_PLACE_H
#define ANNEXA_PLACE_H

#include "base/err.h"

struct place {
	const char *path;		/* the whole of it */
	const char *work;		/* an empty folder in it, for the user */
	int lock, alive;		/* held; the child reads the other end */
	pid_t guard;
};

/*
 * Before any thread and any secret: it forks. E_BUSY somebody works there, E_CONFLICT there is
 * something else, E_IO. Memory: arena of e; place_give, also after a failure.
 */
int place_take(struct place *p, const char *path, struct err *e) MUST;
void place_give(struct place *p);

#endif
