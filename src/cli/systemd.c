/* cli/systemd.c -- see systemd.h. */
#include <sys/socket.h>
#include <sys/un.h>
#include "base/str.h"
#include "cli/systemd.h"

enum { FIRST_FD = 3 };

static int64_t number(const char *text)
{
	int64_t n = 0;

	return text && str_int(str_of(text), &n) ? n : 0;
}

int systemd_socket(int *ret, struct err *e)
{
	int64_t n = number(getenv("LISTEN_FDS")), pid = number(getenv("LISTEN_PID"));
	int type = 0, listens = 0;
	socklen_t room = sizeof(int);

	*ret = 0;
	(void)unsetenv("LISTEN_FDS");		/* not for our children */
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDNAMES");
	if (n == 0 || pid != getpid())
		return E_OK;
	if (n != 1)
		return err_set(e, E_USAGE, "systemd handed over %" PRId64
		    " sockets; the unit must name exactly one", n);
	if (getsockopt(FIRST_FD, SOL_SOCKET, SO_TYPE, &type, &room) != 0 || type != SOCK_STREAM ||
	    getsockopt(FIRST_FD, SOL_SOCKET, SO_ACCEPTCONN, &listens, &room) != 0 || !listens)
		return err_set(e, E_USAGE,
		    "what systemd handed over is no stream socket that listens");
	(void)fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC);
	*ret = FIRST_FD;
	return E_OK;
}

void systemd_tell(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t n = path ? strlen(path) : 0;
	int fd;

	if (!n || n >= sizeof(to.sun_path) || (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(to.sun_path, path, n);
	if (path[0] == '@')
		to.sun_path[0] = '\0';		/* the abstract namespace */
	if ((fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0)
		return;
	(void)sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&to,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));	/* best effort */
	(void)close(fd);
}
