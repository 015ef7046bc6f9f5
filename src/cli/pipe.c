/* cli/pipe.c -- files in pieces on the caller's side, see wire.h. */
#include <sys/stat.h>
#include "cli/wire.h"

static const char *because(struct arena *a, const char *doing, const char *path)
{
	return arena_printf(a, "%s %s: %s", doing, path, strerror(errno));
}

bool pipe_read_open(struct arena *a, const char *path, struct file_pipe *ret, const char **ret_why)
{
	struct stat st;

	*ret = (struct file_pipe){ .path = arena_text(a, path) };
	ret->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (ret->fd < 0) {
		*ret_why = because(a, "opening", path);
		return false;
	}
	if (fstat(ret->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		(void)close(ret->fd);	/* a folder */
		errno = EISDIR;
		*ret_why = because(a, "reading", path);
		return false;
	}
	return true;
}

ssize_t pipe_read(struct arena *a, struct file_pipe *f, void *p, size_t room, const char **ret_why)
{
	ssize_t n;

	do
		n = read(f->fd, p, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		*ret_why = because(a, "reading", f->path);
	return n;
}

/* Beside its final name first, so that a failure leaves what was there. */
bool pipe_write_open(struct arena *a, const char *path, struct file_pipe *ret,
    const char **ret_why)
{
	struct stat st;

	*ret = (struct file_pipe){ .path = arena_text(a, path) };
	if (strcmp(path, "-") == 0) {
		ret->fd = STDOUT_FILENO;
		return true;
	}
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))	/* a pipe, /dev/stdout */
		ret->fd = open(path, O_WRONLY | O_CLOEXEC);
	else
		ret->fd = open(ret->tmp = arena_printf(a, "%s.part", path),
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (ret->fd < 0)
		*ret_why = because(a, "writing", path);
	return ret->fd >= 0;
}

bool pipe_write(struct arena *a, struct file_pipe *f, const void *p, size_t n,
    const char **ret_why)
{
	const char *at = p;

	while (n) {
		ssize_t done = write(f->fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			*ret_why = because(a, "writing", f->path);
			return false;
		}
		at += done;
		n -= (size_t)done;
	}
	return true;
}

bool pipe_close(struct arena *a, struct file_pipe *f, bool keep, const char **ret_why)
{
	bool ok = true;

	*ret_why = "the file broke off and was not kept";
	if (f->fd > STDERR_FILENO && close(f->fd) != 0)
		ok = false;
	f->fd = -1;
	if (ok && keep && f->tmp && rename(f->tmp, f->path) != 0)
		ok = false;
	if (!ok)
		*ret_why = because(a, "writing", f->path);
	if (f->tmp && (!ok || !keep))
		(void)unlink(f->tmp);	/* best effort: the cause is told */
	return ok && keep;
}
