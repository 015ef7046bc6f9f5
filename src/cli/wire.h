/*
 * cli/wire.h -- messages between a command line and the server that holds the data folder.
 *
 * One byte of kind, four of length (big endian), payload. The command line sends RUN (JSON: argv,
 * org, user, terminal); the server answers OUT and CHAT as they come, asks READ (path) and gets
 * DATA or FAIL (text), sends WRITE (path NUL bytes) and gets DATA (empty) or FAIL, ends with EXIT
 * (one byte). The socket lies in the data folder; only its owner and root are served.
 */
#ifndef ANNEXA_WIRE_H
#define ANNEXA_WIRE_H

#include "base/str.h"

enum { WIRE_RUN = 'R', WIRE_OUT = 'O', WIRE_CHAT = 'C', WIRE_READ = 'r', WIRE_WRITE = 'w',
	WIRE_DATA = 'D', WIRE_FAIL = 'F', WIRE_EXIT = 'X' };
enum { WIRE_MAX = 256 << 20 };

bool wire_send(int fd, char kind, const void *p, size_t n) MUST;
/* Payload on the heap with a NUL behind it (mem_free), even when empty. False: gone or malformed.
 */
bool wire_receive(int fd, char *ret_kind, char **ret_p, size_t *ret_n) MUST;

/* The address of a data folder's socket; false if the path is too long for one. */
struct sockaddr_un;
bool wire_address(const char *dir, struct sockaddr_un *ret) MUST;

/* Files on this machine, for the side that has them. Texts of failure on the arena. */
bool file_read(struct arena *a, const char *path, struct str *ret, const char **ret_why) MUST;
bool file_write(
    struct arena *a, const char *path, const void *p, size_t n, const char **ret_why) MUST;

#endif
