/*
 * cli/wire.h -- messages between a command line and the server that holds the data folder.
 *
 * One byte of kind, four of length (big endian), payload. The command line sends RUN (JSON: argv,
 * org, user, terminal, colour); the server answers OUT and CHAT as they come, asks READ (path) and
 * gets DATA or FAIL (text), sends WRITE (path NUL bytes), or NEW if no file may be there yet, and
 * gets DATA (empty) or FAIL, ends with EXIT (one byte). Large files go in pieces: PULL (path) is
 * answered by DATA again and again until an empty one, or by FAIL; OPEN (path) by DATA (empty) or
 * FAIL, MORE (bytes) by nothing, CLOSE (one byte: 1 keep, 0 throw away) by DATA (empty) or FAIL.
 * The socket lies in the data folder; only its owner and root are served.
 */
#ifndef ANNEXA_WIRE_H
#define ANNEXA_WIRE_H

#include "base/str.h"

enum { WIRE_RUN = 'R', WIRE_OUT = 'O', WIRE_CHAT = 'C', WIRE_READ = 'r', WIRE_WRITE = 'w',
	WIRE_NEW = 'n', WIRE_PULL = 'p', WIRE_OPEN = 'o', WIRE_MORE = 'm', WIRE_CLOSE = 'c',
	WIRE_DATA = 'D', WIRE_FAIL = 'F', WIRE_EXIT = 'X' };
enum { WIRE_MAX = 256 << 20, WIRE_PIECE = 64 << 10 };

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
/* The same, but refused when the file is there already. */
bool file_write_new(
    struct arena *a, const char *path, const void *p, size_t n, const char **ret_why) MUST;

/* In pieces. A file is opened for reading or writing; "-" is standard input or output. */
struct file_pipe {
	int fd;			/* -1: not open */
	char *path, *tmp;	/* tmp NULL: written in place */
};
bool pipe_read_open(struct arena *a, const char *path, struct file_pipe *ret,
    const char **ret_why) MUST;
/* Bytes, 0 at the end, -1 with *ret_why. */
ssize_t pipe_read(struct arena *a, struct file_pipe *f, void *p, size_t room,
    const char **ret_why) MUST;
bool pipe_write_open(struct arena *a, const char *path, struct file_pipe *ret,
    const char **ret_why) MUST;
bool pipe_write(struct arena *a, struct file_pipe *f, const void *p, size_t n,
    const char **ret_why) MUST;
/* keep false throws away what was written. Also for reading. */
bool pipe_close(struct arena *a, struct file_pipe *f, bool keep, const char **ret_why) MUST;

#endif
