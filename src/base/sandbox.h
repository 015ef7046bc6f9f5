/*
 * base/sandbox.h -- a child process gives up what it does not need: capabilities, files, system
 * calls. For children only, after fork and before the first byte from outside.
 */
#ifndef ANNEXA_SANDBOX_H
#define ANNEXA_SANDBOX_H

#include "base/err.h"

/*
 * No capabilities, no core, no tracing by others, no new privileges; files only below the directory
 * dir (-1: none at all; without Landlock in the kernel the filter alone stands); system calls for
 * memory, the given files and the end of the process, and the n of `more`. What has no business in
 * a child kills it, the rest fails with EPERM. name: for the log. Errors: E_REFUSED.
 */
int sandbox_enter(const char *name, int dir, const int *more, size_t n, struct err *e) MUST;
/* A second, narrower filter in a child of such a process: `more` as above. */
int sandbox_narrow(const int *more, size_t n, struct err *e) MUST;

/* No descriptor of the parent's but keep (as 3) and stderr; stdin and stdout are /dev/null. */
void sandbox_close_others(int keep);
/* The parent ends its children by closing a socket; a signal to the group must not do it first. */
void sandbox_ignore_signals(void);

#endif
