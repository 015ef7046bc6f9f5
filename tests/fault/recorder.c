/*
 * tests/fault/recorder.c -- writes down what a program does to the files of one folder, in order.
 *
 * LD_PRELOAD library. RECORD_DIR is the folder, RECORD_LOG a file of fixed size that is mapped
 * shared, so that a forked and sandboxed child goes on writing to it. Every change of a file or
 * name is noted before it is done, every fsync after it, and what goes to sockets before it leaves:
 * an answer is a promise from that moment. RECORD_DROP plants a defect: `wal`, `mark`, `names`
 * leave out the fsync of the WAL, of the signer's marks, of the signer's directory; `blob`, `blobnames`
 * that of stored files, of their directories.
 *
 * A note: length of all (4 bytes), kind, length of the path, a number (8), path NUL, data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FDS = 4096, NAME = 600, ANSWER = 4096 };

static char paths[FDS][NAME];	/* relative to the folder, "." for itself; "" = none of ours */
static char root[NAME];
static size_t root_n, size;
static uint8_t *out;		/* first 8 bytes: how far it is written */

#define REAL(name)                                                                                 \
	static __typeof__(&name) real;                                                             \
	if (!real)                                                                                 \
	real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void)
{
	const char *dir = getenv("RECORD_DIR"), *to = getenv("RECORD_LOG");
	struct stat st;
	int fd;

	if (!dir || !to || (fd = open(to, O_RDWR | O_CLOEXEC)) < 0 || fstat(fd, &st) != 0)
		return;
	size = (size_t)st.st_size;
	out = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (out == MAP_FAILED)
		abort();
	snprintf(root, sizeof(root), "%s", dir);
	root_n = strlen(root);
}

static void note(char kind, const char *path, uint64_t number, const void *data, size_t n)
{
	size_t path_n = strlen(path), all = (4 + 1 + 1 + 8 + path_n + 1 + n + 7) & ~(size_t)7;
	uint32_t length = (uint32_t)(4 + 1 + 1 + 8 + path_n + 1 + n);
	uint8_t *p;
	uint64_t at;

	if (!out)
		return;
	at = atomic_fetch_add((_Atomic uint64_t *)(void *)out, all);
	if (8 + at + all > size)
		abort();
	p = out + 8 + at;
	p[4] = (uint8_t)kind;
	p[5] = (uint8_t)path_n;
	memcpy(p + 6, &number, 8);
	memcpy(p + 14, path, path_n + 1);
	memcpy(p + 15 + path_n, data, n);
	memcpy(p, &length, 4);
}

/* The path of a name at a directory, relative to the folder; false if it is elsewhere. */
static int ours(int dir, const char *name, char *to)
{
	if (!out)
		return 0;
	if (name[0] == '/') {
		if (strncmp(name, root, root_n) != 0 || (name[root_n] && name[root_n] != '/'))
			return 0;
		for (name += root_n; *name == '/'; name++)
			;
		snprintf(to, NAME, "%s", *name ? name : ".");
		return 1;
	}
	if (dir < 0 || dir >= FDS || !paths[dir][0])
		return 0;
	if (strcmp(name, ".") == 0)
		snprintf(to, NAME, "%s", paths[dir]);
	else if (strcmp(paths[dir], ".") == 0)
		snprintf(to, NAME, "%s", name);
	else
		snprintf(to, NAME, "%.250s/%.250s", paths[dir], name);
	return 1;
}

static int opened(int fd, int dir, const char *name, int flags)
{
	char path[NAME];

	if (fd < 0 || fd >= FDS)
		return fd;
	paths[fd][0] = '\0';
	if (!ours(dir, name, path))
		return fd;
	strcpy(paths[fd], path);
	if (flags & O_CREAT)
		note('O', path, 0, "", 0);
	if (flags & O_TRUNC)
		note('T', path, 0, "", 0);
	return fd;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & O_CREAT) { \
	va_list ap; va_start(ap, flags); mode = (mode_t)va_arg(ap, int); va_end(ap); }

int open(const char *name, int flags, ...)
{
	REAL(open);
	MODE(flags)
	return opened(real(name, flags, mode), -1, name, flags);
}

int open64(const char *name, int flags, ...)
{
	REAL(open64);
	MODE(flags)
	return opened(real(name, flags, mode), -1, name, flags);
}

int openat(int dir, const char *name, int flags, ...)
{
	REAL(openat);
	MODE(flags)
	return opened(real(dir, name, flags, mode), dir, name, flags);
}

int openat64(int dir, const char *name, int flags, ...)
{
	REAL(openat64);
	MODE(flags)
	return opened(real(dir, name, flags, mode), dir, name, flags);
}

int close(int fd)
{
	REAL(close);
	if (fd >= 0 && fd < FDS)
		paths[fd][0] = '\0';
	return real(fd);
}

static const char *path_of(int fd)
{
	return out && fd >= 0 && fd < FDS && paths[fd][0] ? paths[fd] : NULL;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	REAL(pwrite64);
	if (path_of(fd))
		note('W', paths[fd], (uint64_t)at, p, n);
	return real(fd, p, n, at);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

ssize_t write(int fd, const void *p, size_t n)
{
	off_t at;

	REAL(write);
	if (path_of(fd) &&
	    (at = lseek(fd, 0, SEEK_CUR)) >= 0) /* else closed where we did not look */
		note('W', paths[fd], (uint64_t)at, p, n);
	return real(fd, p, n);
}

int ftruncate64(int fd, off64_t n)
{
	REAL(ftruncate64);
	if (path_of(fd))
		note('T', paths[fd], (uint64_t)n, "", 0);
	return real(fd, n);
}

int ftruncate(int fd, off_t n)
{
	return ftruncate64(fd, n);
}

static int dropped(const char *path)
{
	const char *drop = getenv("RECORD_DROP");
	size_t n = strlen(path);

	if (!drop)
		return 0;
	if (strcmp(drop, "wal") == 0)
		return n > 4 && strcmp(path + n - 4, "-wal") == 0;
	if (strcmp(drop, "names") == 0)
		return strcmp(path, "signer") == 0;
	if (strcmp(drop, "blob") == 0)
		return strncmp(path, "blob/tmp/", 9) == 0;
	if (strcmp(drop, "blobnames") == 0)
		return strcmp(path, "blob") == 0 || (strncmp(path, "blob/", 5) == 0 && n == 7);
	return strncmp(path, "signer/", 7) == 0;
}

static int synced(int fd, int rc)
{
	const char *path = path_of(fd);
	int no = errno;

	if (rc == 0 && path && !dropped(path))
		note('S', path, 0, "", 0);
	errno = no;
	return rc;
}

int fsync(int fd)
{
	REAL(fsync);
	return synced(fd, real(fd));
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	return synced(fd, real(fd));
}

int unlinkat(int dir, const char *name, int flags)
{
	char path[NAME];

	REAL(unlinkat);
	if (ours(dir, name, path))
		note('U', path, 0, "", 0);
	return real(dir, name, flags);
}

int unlink(const char *name)
{
	char path[NAME];

	REAL(unlink);
	if (ours(-1, name, path))
		note('U', path, 0, "", 0);
	return real(name);
}

static void two(char kind, int dir, const char *from, int dir2, const char *to)
{
	char path[NAME], other[NAME];

	if (ours(dir, from, path) && ours(dir2, to, other))
		note(kind, path, 0, other, strlen(other));
}

int renameat(int dir, const char *from, int dir2, const char *to)
{
	REAL(renameat);
	two('R', dir, from, dir2, to);
	return real(dir, from, dir2, to);
}

int rename(const char *from, const char *to)
{
	REAL(rename);
	two('R', -1, from, -1, to);
	return real(from, to);
}

int linkat(int dir, const char *from, int dir2, const char *to, int flags)
{
	REAL(linkat);
	two('L', dir, from, dir2, to);
	return real(dir, from, dir2, to, flags);
}

int mkdirat(int dir, const char *name, mode_t mode)
{
	char path[NAME];

	REAL(mkdirat);
	if (ours(dir, name, path))
		note('M', path, 0, "", 0);
	return real(dir, name, mode);
}

/* Answers: text that goes to a socket. */
static void answer(const void *p, size_t n)
{
	note('A', "", 0, p, n < ANSWER ? n : ANSWER);
}

ssize_t send(int fd, const void *p, size_t n, int flags)
{
	REAL(send);
	answer(p, n);
	return real(fd, p, n, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
	REAL(sendmsg);
	for (size_t i = 0; i < m->msg_iovlen; i++)
		answer(m->msg_iov[i].iov_base, m->msg_iov[i].iov_len);
	return real(fd, m, flags);
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
	REAL(writev);
	for (int i = 0; i < n; i++)
		answer(v[i].iov_base, v[i].iov_len);
	return real(fd, v, n);
}
