/*
 * web/guard.h -- what libmicrohttpd lets pass and we do not: ambiguous requests, slow clients.
 *
 * Request smuggling lives on two servers reading one message differently. The guard therefore
 * refuses whatever can be read in two ways instead of choosing a reading (RFC 9112, sections 2.2,
 * 5 and 6). Slow clients hold connections; a watchdog thread shuts them down. Only web/http.c
 * uses this; the checks are pure, so tests need no socket.
 */
#ifndef ANNEXA_WEB_GUARD_H
#define ANNEXA_WEB_GUARD_H

#include "base/base.h"

struct guard_header {
	const char *name;
	size_t name_n;
	const char *value;
	size_t value_n;
};

/* status 0: nothing to object to. Otherwise the answer's status and what the log says. */
struct guard_verdict {
	int status;
	const char *why;
};

/* Method, version and all headers of a request. Bodies are not looked at. */
struct guard_verdict guard_check(const char *method, const char *version,
    const struct guard_header *h, size_t n);

/*
 * The header block as libmicrohttpd 0.9.75 leaves it: `raw` is its first byte (the method), raw_n
 * its size; every line's CR LF has become two NULs and its colon one. Refuses what the parser
 * tolerates silently: a bare LF ends a line, a NUL cuts a value, a folded line is joined. first is
 * the byte behind the request line's end. With another layout everything would be refused, which a
 * test notices at once.
 */
struct guard_verdict guard_layout(const char *raw, size_t raw_n, const char *first,
    const struct guard_header *h, size_t n);

struct guard_limits {
	unsigned idle_ms, header_ms, slow_ms, slow_bytes_per_s;
};

enum guard_phase {
	GUARD_IDLE = 1,		/* no request yet, or the next one not begun */
	GUARD_HEADERS,		/* request line read */
	GUARD_BODY,
	GUARD_WORK,		/* ours: never cut */
	GUARD_REPLY
};

struct guard;
struct guard_conn;

struct guard *guard_new(const struct guard_limits *limits) MUST;	/* starts the watchdog */
void guard_free(struct guard *g);	/* stops it; every connection must be closed */

/* A connection's life. The descriptor must stay open until guard_close() has returned. */
struct guard_conn *guard_open(struct guard *g, int fd) MUST;
void guard_close(struct guard *g, struct guard_conn *c);
void guard_enter(struct guard_conn *c, enum guard_phase phase);
void guard_received(struct guard_conn *c, size_t bytes);	/* of a body */
const char *guard_peer(const struct guard_conn *c);		/* as http_request.peer */

/*
 * The reply now sent leaves part of the request unread. Closing at once would make the kernel
 * answer with a reset that can overtake the reply: keep the socket for 2 s and drop what comes.
 */
void guard_linger(struct guard_conn *c);
/* Send bytes past the server library, for a reply it gives no occasion to. May send only a part. */
void guard_say(struct guard_conn *c, const char *p, size_t n);

#endif
