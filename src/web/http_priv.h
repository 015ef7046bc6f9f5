/* web/http_priv.h -- between the files of the HTTP server. Not for others. */
#ifndef ANNEXA_WEB_HTTP_PRIV_H
#define ANNEXA_WEB_HTTP_PRIV_H

#include <pthread.h>
#include <stdatomic.h>
#include <microhttpd.h>
#include "web/http.h"

/* Fill query and nquery from raw_query; false if malformed. */
bool http_parse_query(struct http_request *r) MUST;

/*
 * For multipart.c. One part's header lines with the empty line that ends them, which are all of
 * p .. p + n, to name, file and type; false if malformed. And the delimiter of a content type,
 * CR LF before it; NULL if there is none.
 */
bool http_part(struct arena *a, char *p, size_t n, struct http_field *ret) MUST;
const char *http_delimiter(struct arena *a, const char *content_type) MUST;

struct guard;
struct guard_conn;

enum exchange_state { RUNNING, PARKED, FINISHED, DROPPED };

struct exchange {
	struct http_exchange pub;	/* first: a pointer to one is a pointer to the other */
	struct arena arena;
	struct http_server *server;
	struct exchange *next_free, *next_all;
	struct MHD_Connection *connection;
	struct guard_conn *conn;
	char *body;
	size_t body_n, body_room, body_limit;
	size_t body_counted;		/* of it, in server.body_bytes */
	struct http_sink sink;		/* take NULL: the body is collected */
	char *target;			/* request target as sent */
	bool begun;			/* headers are checked, the exchange counts as in flight */
	bool refused;			/* answered before the body was read: the rest is dropped */
	bool handled;			/* the handler was called */
	bool parked;			/* counted in server.handling; event thread only */
	bool bad_header;		/* http_reply_header() was given something impossible */
	bool have_form;
	int form_rc;
	struct http_form form;
	struct err form_err;
	int64_t began_us;		/* by the monotonic clock */
	atomic_int state, holders;
};

struct http_server {
	struct http_config config;
	struct MHD_Daemon *daemon;
	struct guard *guard;
	char address[80];
	atomic_bool stopping;
	atomic_size_t in_flight;	/* begun and not completed */
	atomic_size_t connections;	/* open */
	atomic_bool closing;		/* patience is over: no handler is called any more */
	atomic_size_t handling;		/* in a handler, or parked and not yet back */
	atomic_size_t resuming;		/* threads inside http_finish() */
	atomic_size_t body_bytes;
	atomic_llong log_second;
	atomic_uint log_count;
	pthread_mutex_t lock;		/* for the next four */
	struct exchange *pool, *all;
	size_t out;			/* exchanges not in the pool */
	bool stopped;
};

/* http_reply.c. The reply as it stands goes out; nothing is copied, the exchange outlives it. */
enum MHD_Result http_queue(struct exchange *x);
/* An answer before the body is read: the connection ends with it. */
enum MHD_Result http_refuse(struct exchange *x, int status, const char *why);
/* In the middle of a body that has become too much: written past libmicrohttpd. */
enum MHD_Result http_cut_body(struct exchange *x, int status, const char *title,
    const char *why);
/* Logs why, and makes the problem the reply. */
void http_failed(struct exchange *x, int code, const char *what);
void http_log_refused(struct exchange *x, const char *why);

/* http_listen.c. An address, not a name. Returns the socket. Errors: E_USAGE, E_IO. */
int http_listen(const char *where, struct err *e) MUST;
void http_name_address(int fd, char *ret, size_t room);

#endif
