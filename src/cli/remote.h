/* cli/remote.h -- the command line on a server: `annexa --url URL` with $ANNEXA_TOKEN. */
#ifndef ANNEXA_REMOTE_H
#define ANNEXA_REMOTE_H

#include "cli/run.h"

/*
 * Send the arguments to the server at inv->url and do what it answers: print, write the files
 * named in the arguments, ask again with a file it wants. read, write: the caller's files. Returns
 * the exit status; 5 with a sentence when the server is not reached, 3 when the token is refused.
 */
int remote_run(struct arena *a, int argc, char **argv, const struct invocation *inv,
    struct cmd *io);

#endif
