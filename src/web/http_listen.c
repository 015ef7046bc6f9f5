/* web/http_listen.c -- the socket a server listens on, and its address as text. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include "web/http_priv.h"

/* "127.0.0.1:8080" or "[::1]:8080": an address, never a name to be looked up. */
int http_listen(const char *where, struct err *e)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM }, *ai;
	const char *colon = where ? strrchr(where, ':') : NULL;
	const char *from = where;
	int64_t port;
	char host[INET6_ADDRSTRLEN + 1];
	int fd, on = 1;

	if (colon && colon - where >= 2 && where[0] == '[' && colon[-1] == ']')
		from++;
	if (!colon || colon == where || colon - where > INET6_ADDRSTRLEN ||
	    (from == where && memchr(where, ':', (size_t)(colon - where))))
		return err_hint(e, E_USAGE, "give it as 127.0.0.1:8080 or [::1]:8080",
		    "'%s' is not an address to listen on", where ? where : "");
	(void)snprintf(host, sizeof(host), "%.*s", (int)(colon - from - (from > where)), from);
	if (!str_int(str_of(colon + 1), &port) || port < 0 || port > 65535 ||
	    getaddrinfo(host, colon + 1, &hints, &ai) != 0)
		return err_hint(e, E_USAGE, "give it as 127.0.0.1:8080 or [::1]:8080",
		    "'%s' is not an address to listen on", where);
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    (ai->ai_family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0) ||
	    bind(fd, ai->ai_addr, ai->ai_addrlen) < 0 || listen(fd, 1024) < 0)) {
		int why = errno;

		close(fd);
		fd = -1;
		errno = why;
	}
	freeaddrinfo(ai);
	return fd >= 0 ? fd : err_hint(e, E_IO, "another program or another Annexa answers there; "
	    "name another with --listen", "cannot listen on %s: %s", where, strerror(errno));
}

int http_listen_try(const char *where, struct err *e)
{
	int fd = http_listen(where, e);

	if (fd >= 0)
		(void)close(fd);	/* nothing came */
	return fd >= 0 ? E_OK : fd;
}

void http_name_address(int fd, char *ret, size_t room)
{
	union {
		struct sockaddr any;
		struct sockaddr_storage room;
	} a = { .any = { .sa_family = AF_UNSPEC } };
	socklen_t n = sizeof(a);
	char host[INET6_ADDRSTRLEN + 20], port[8];

	if (getsockname(fd, &a.any, &n) < 0 || a.any.sa_family == AF_UNIX ||
	    getnameinfo(&a.any, n, host, sizeof(host), port, sizeof(port),
	    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		(void)snprintf(ret, room, "unix");
	else
		(void)snprintf(ret, room,
		    a.any.sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}
