/*
 * cli/systemd.h -- the two things systemd and a service say to each other. No library: two
 * environment variables and a datagram. SOURCE: sd_listen_fds(3), sd_notify(3).
 */
#ifndef ANNEXA_SYSTEMD_H
#define ANNEXA_SYSTEMD_H

#include "base/err.h"

/*
 * The listening socket that was handed over ($LISTEN_FDS, $LISTEN_PID), 0 = none. The variables are
 * taken out of the environment. Errors: E_USAGE more than one, or no stream socket that listens.
 */
int systemd_socket(int *ret, struct err *e) MUST;
/* "READY=1", "STOPPING=1": told if somebody wants to know ($NOTIFY_SOCKET); best effort. */
void systemd_tell(const char *state);

#endif
