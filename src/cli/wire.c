/* cli/wire.c -- see wire.h. */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "cli/wire.h"

static bool send_all(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n) {
		ssize_t done = send(fd, at, n, MSG_NOSIGNAL);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

static bool receive_all(int fd, void *p, size_t n)
{
	char *at = p;

	while (n) {
		ssize_t done = recv(fd, at, n, 0);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

bool wire_send(int fd, char kind, const void *p, size_t n)
{
	unsigned char head[5] = { (unsigned char)kind, (unsigned char)(n >> 24),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n };

	return n <= WIRE_MAX && send_all(fd, head, sizeof(head)) && send_all(fd, p, n);
}

bool wire_receive(int fd, char *ret_kind, char **ret_p, size_t *ret_n)
{
	unsigned char head[5];
	size_t n;
	char *p;

	if (!receive_all(fd, head, sizeof(head)))
		return false;
	n = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
	if (n > WIRE_MAX)
		return false;
	p = mem_new(n + 1, 1);
	if (!receive_all(fd, p, n)) {
		mem_free(p);
		return false;
	}
	*ret_kind = (char)head[0];
	*ret_p = p;
	*ret_n = n;
	return true;
}

bool wire_address(const char *dir, struct sockaddr_un *ret)
{
	int n;

	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	n = snprintf(ret->sun_path, sizeof(ret->sun_path), "%s/annexa.sock", dir);
	return n > 0 && (size_t)n < sizeof(ret->sun_path);
}

bool file_read(struct arena *a, const char *path, struct str *ret, const char **ret_why)
{
	bool input = strcmp(path, "-") == 0;
	int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	size_t room = 64 << 10, n = 0;
	char *p;
	ssize_t got = -1;

	*ret_why = NULL;
	if (fd < 0) {
		*ret_why = arena_printf(a, "opening %s: %s", path, strerror(errno));
		return false;
	}
	p = mem_new(room, 1);
	while (n < WIRE_MAX && (got = read(fd, p + n, room - n)) > 0) {
		n += (size_t)got;
		if (n == room)
			p = mem_grow(p, room *= 2, 1);
	}
	if (got < 0)
		*ret_why = arena_printf(a, "reading %s: %s", path, strerror(errno));
	else if (n >= WIRE_MAX)
		*ret_why = arena_printf(a, "%s is larger than 256 MB", path);
	else
		*ret = str_copy(a, p, n);
	mem_free(p);
	if (!input)
		(void)close(fd);	/* read only */
	return *ret_why == NULL;
}

bool file_write(struct arena *a, const char *path, const void *p, size_t n, const char **ret_why)
{
	const char *late;
	struct file_pipe f;
	bool ok;

	*ret_why = NULL;
	if (!pipe_write_open(a, path, &f, ret_why))
		return false;
	ok = pipe_write(a, &f, p, n, ret_why);
	if (!pipe_close(a, &f, ok, &late) && ok)
		*ret_why = late;
	return *ret_why == NULL;
}

bool file_write_new(struct arena *a, const char *path, const void *p, size_t n,
    const char **ret_why)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return file_write(a, path, p, n, ret_why);
	*ret_why = arena_printf(a, "writing %s: it is there already and stays as it is; name "
	    "another file", path);
	return false;
}
