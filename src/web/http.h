/*
 * web/http.h -- the HTTP/1.1 server: requests in, replies out, nothing of the domain.
 *
 * libmicrohttpd (epoll, thread pool) reads and writes; the guard (web/guard.h) refuses what is
 * ambiguous or slow before any handler runs. The handler is called once, with the complete body,
 * on an event thread, and must not wait there: it fills x->reply and returns HTTP_DONE, or hands x
 * to another thread, returns HTTP_LATER, and that thread calls http_finish(x) exactly once.
 * Everything of an exchange lives on its arena and goes when the reply has been sent.
 *
 *	static enum http_verdict hello(void *arg, struct http_exchange *x)
 *	{
 *		sbuf_text(&x->reply.body, "hello");
 *		return HTTP_DONE;	// status 200, type text/plain unless set
 *	}
 *	struct http_config config = { .listen = "127.0.0.1:8080", .handle = hello };
 *	int rc = http_start(&server, &config, e);
 *	...
 *	http_stop(server, 10);
 *
 * What the handler can rely on: the method is GET, POST, PUT, PATCH, DELETE or OPTIONS (HEAD
 * arrives as GET with .head set and its body is not sent); there is exactly one Host; the path
 * begins with `/`, is valid UTF-8 without controls, has no empty, `.` or `..` segment and came
 * without an encoded slash; no Content-Encoding; the body is no longer than body_limit() allowed.
 * A reply gets Date and Content-Length, the caller's headers, and no other. Header Server: none.
 */
#ifndef ANNEXA_WEB_HTTP_H
#define ANNEXA_WEB_HTTP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sbuf.h"
#include "base/str.h"

/* A header, a cookie or a query parameter. */
struct http_pair {
	const char *name;
	struct str value;
};

struct http_request {
	struct arena *arena;
	const char *method;		/* "GET", never "HEAD" */
	bool head;			/* the body of the reply will not be sent */
	const char *path;		/* decoded, see above */
	const char *raw_query;		/* behind the `?`, as sent; "" if there is none */
	const struct http_pair *headers;/* in order of arrival, values as sent (bytes 32-255) */
	size_t nheaders;
	const struct http_pair *query;	/* decoded, in order, duplicates visible */
	size_t nquery;
	struct str body;		/* bytes as sent, followed by a NUL that is not counted */
	const char *peer; /* address of the other end: "192.0.2.7", "2001:db8::1", "unix" */
};

struct http_header {
	struct http_header *next;
	const char *name, *value;
};

/* A body made while it is sent, in bounded memory. Runs on the event thread. */
struct http_stream {
	ssize_t (*read)(void *arg, char *p, size_t room); /* bytes; 0 the end; -1 broken off */
	void *arg;			/* lives as long as the exchange: arena_defer() */
	uint64_t size_bytes;
};

struct http_reply {
	int status;			/* 200 at first */
	const char *type; /* Content-Type; "text/plain; charset=utf-8" at first, NULL = none */
	struct sbuf body;		/* ready for use; max http_config.reply_max_bytes */
	struct http_header *headers, *last;	/* http_reply_header() adds */
	const void *fixed; /* instead of body: bytes that outlive the server, not copied */
	size_t fixed_n;
	const struct http_stream *stream;	/* instead of body; NULL = none */
};

struct http_exchange {
	struct http_request request;
	struct http_reply reply;
	void *user;			/* the handler's own */
};

enum http_verdict { HTTP_DONE = 1, HTTP_LATER };

/* Where a body goes piece by piece as it arrives, instead of being collected. */
struct http_sink {
	/* On the event thread. Failures are kept for the handler: it answers to them. */
	void (*take)(void *arg, const char *p, size_t n);
	void *arg;
	uint64_t limit_bytes;		/* more is refused with 413 */
};

struct http_config {
	const char *listen;		/* "127.0.0.1:8080", "[::1]:8080"; port 0 = any free */
	int listen_fd; /* > 0: a listening socket we were given, instead of listen */
	unsigned threads;		/* event threads; 0 = one a processor */
	enum http_verdict (*handle)(void *arg, struct http_exchange *x);
	/*
	 * Largest body for this method and decoded path; asked before the body is read. NULL or
	 * not set: 1 MB. 0 = no body is accepted.
	 */
	size_t (*body_limit)(void *arg, const char *method, const char *path);
	/*
	 * Asked first, when the headers are there: true gives the body to the sink and leaves
	 * request.body empty. The exchange's arena and .user are the callee's to use. NULL: never.
	 */
	bool (*sink)(void *arg, struct http_exchange *x, struct http_sink *ret);
	/* Told on the event thread when an exchange is over, with how long it took. NULL: never. */
	void (*sent)(void *arg, const struct http_exchange *x, int64_t took_us);
	void *arg;			/* for all of them */

	/* 0 = the default in brackets. */
	unsigned connections;		/* at most so many at a time [1000] */
	unsigned per_address;		/* at most so many of one address; 0 = any number */
	unsigned idle_ms;		/* without a request [10000] */
	unsigned header_ms; /* from the request line to the end of the headers [10000] */
	unsigned slow_ms;   /* after this, bodies and replies must have kept up .. [30000] */
	unsigned slow_bytes_per_s;	/* .. this rate on average [1024] */
	size_t header_max_bytes;	/* request line and headers, else 431 [32 KB] */
	size_t arena_max_bytes;		/* of one exchange [64 MB] */
	size_t reply_max_bytes;		/* of reply.body [64 MB] */
	size_t bodies_max_bytes; /* of all request bodies held at a time, else 503 [256 MB] */
};

struct http_server;

/*
 * Open the socket and answer requests from now on. Texts of config need not outlive the call.
 * Errors: E_USAGE (address not understood), E_IO (cannot listen), with the address.
 * Memory: http_stop() gives it back.
 */
/* Could an address be listened on? Errors: E_USAGE it is none, E_IO taken, or not ours. */
int http_listen_try(const char *where, struct err *e) MUST;
int http_start(struct http_server **ret, const struct http_config *config, struct err *e) MUST;

/* Connections of clients that are open now. Any thread. */
size_t http_connections(const struct http_server *s);

/* The address really listened on, "127.0.0.1:43211": for port 0 and the start-up log. */
const char *http_address(const struct http_server *s);

/*
 * Accept no more, finish what is under way for at most `seconds`, then close everything. Returns
 * how many exchanges did not make it. Their threads may still call http_finish(), which then only
 * gives the exchange back; the handler's arg must live until they have.
 */
size_t http_stop(struct http_server *s, unsigned seconds);

/*
 * The reply of an exchange left with HTTP_LATER is complete. Any thread, also before the handler
 * has returned. x belongs to the server from here on: do not touch it afterwards.
 */
void http_finish(struct http_exchange *x);

/* First header of that name (case does not matter), NULL if there is none. */
const char *http_header(const struct http_request *r, const char *name);
/* Value of the cookie; NULL if there is none or more than one of that name. */
const char *http_cookie(const struct http_request *r, const char *name);
/* Value of the query parameter; NULL if there is none or more than one of that name. */
const char *http_query(const struct http_request *r, const char *name);

/*
 * Add a header; both texts are copied to the arena. Names must be tokens and values free of
 * control bytes: anything else is left out and the exchange answers 500 (header splitting).
 * Connection, Content-Length, Content-Type, Date and Transfer-Encoding are not the caller's.
 */
void http_reply_header(struct http_exchange *x, const char *name, const char *value);
/* Start over: status 200, no headers, no body. */
void http_reply_clear(struct http_exchange *x);
/* A complete answer of type application/problem+json (RFC 9457) for an error code, its status. */
void http_reply_problem(struct http_exchange *x, int code, const char *detail);

/* One field of a submitted form. */
struct http_field {
	const char *name;	/* valid UTF-8 */
	struct str value; /* text fields: valid UTF-8. Files: any bytes. Both followed by a NUL */
	const char *file;	/* name the browser gave, last segment only; NULL = a text field */
	const char *type;	/* content type of a file as sent, or NULL */
};

struct http_form {
	const struct http_field *fields;	/* in order, duplicates visible */
	size_t n;
};

enum {
	HTTP_FORM_FIELDS = 2000,	/* more are refused */
	HTTP_FORM_PARTS = 2000,		/* the same for multipart/form-data */
	HTTP_FORM_PART_HEADER = 4096	/* bytes of headers of one part */
};

/*
 * The body as a form: application/x-www-form-urlencoded or multipart/form-data. May be called
 * again and gives the same; a multipart body is cut in place, so look at request.body before.
 * Errors: E_MEDIA (another or no content type), E_USAGE (malformed, not UTF-8), E_TOOBIG (limits).
 */
int http_form(struct http_exchange *x, struct http_form *ret, struct err *e) MUST;
/* First field of that name, NULL if there is none. */
const struct http_field *http_form_find(const struct http_form *f, const char *name);

/* The pure parts of the above, for other users of the same formats and for tests. */
int http_form_urlencoded(struct arena *a, struct str text, struct http_form *ret,
    struct err *e) MUST;
int http_form_multipart(struct arena *a, char *body, size_t n, const char *content_type,
    struct http_form *ret, struct err *e) MUST;
/* A request target's path, decoded and checked as promised above; NULL if refused. */
const char *http_path(struct arena *a, const char *raw, size_t n) MUST;

#endif
