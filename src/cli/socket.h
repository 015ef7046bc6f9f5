/*
 * cli/socket.h -- the server's side of cli/wire.h: commands of local users run in the server.
 */
#ifndef ANNEXA_SOCKET_H
#define ANNEXA_SOCKET_H

#include "record/program.h"

struct command_socket;

/* Listen on DIR/annexa.sock, one thread; one command at a time. Errors: E_IO. */
int command_socket_open(struct program *p, const char *dir, struct command_socket **ret,
    struct err *e) MUST;
/*
 * A command that runs has so many seconds to end; then its caller is cut off, which ends what waits
 * for it. NULL is fine.
 */
void command_socket_close(struct command_socket *s, unsigned seconds);

#endif
