/*
 * web/http.c -- the server on libmicrohttpd. See http.h; what is refused and cut: guard.h.
 *
 * An exchange is held by the event thread from the request line until libmicrohttpd has completed
 * it, and, after HTTP_LATER, also by the thread that will call http_finish(): whoever lets go last
 * gives it back to the pool. Its state says where a parked reply stands:
 *
 *	RUNNING --(event thread has suspended the connection)--> PARKED --finish--> FINISHED
 *	RUNNING --finish, before the suspension took effect--> FINISHED
 *	PARKED --(http_stop ran out of patience)--> DROPPED
 *
 * Only the transition out of PARKED resumes the connection, so it is resumed exactly once.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <microhttpd.h>
#include "base/clock.h"
#include "base/log.h"
#include "base/value.h"
#include "web/guard.h"
#include "web/http.h"
#include "web/http_priv.h"

enum {
	BODY_DEFAULT = 1 << 20,
	BODY_KEEP = 64 << 10,		/* buffers up to this size stay with a pooled exchange */
	STREAM_BLOCK = 64 << 10,	/* of a reply that is made while it is sent */
	POOL_ROOM = 16 << 10,		/* of a connection, besides the headers: reply headers */
	LOG_PER_SECOND = 20		/* lines about refused requests: attackers write them */
};

enum state { RUNNING, PARKED, FINISHED, DROPPED };

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

/* ---- the pool ---- */

static void free_server(struct http_server *s)
{
	struct exchange *x;

	while ((x = s->all)) {
		s->all = x->next_all;
		arena_release(&x->arena);
		sbuf_release(&x->pub.reply.body);
		mem_free(x->body);
		mem_free(x);
	}
	pthread_mutex_destroy(&s->lock);
	mem_free(s);
}

static struct exchange *take(struct http_server *s)
{
	struct exchange *x;

	pthread_mutex_lock(&s->lock);
	if ((x = s->pool)) {
		s->pool = x->next_free;
	} else {
		x = mem_new(1, sizeof(*x));
		x->server = s;
		x->next_all = s->all;
		s->all = x;
		arena_init(&x->arena, s->config.arena_max_bytes);
		sbuf_init_free(&x->pub.reply.body, s->config.reply_max_bytes);
	}
	s->out++;
	pthread_mutex_unlock(&s->lock);
	return x;
}

static void drop_body(struct exchange *x)
{
	atomic_fetch_sub(&x->server->body_bytes, x->body_counted);
	x->body_n = x->body_counted = 0;
	if (x->body_room <= BODY_KEEP)
		return;
	mem_free(x->body);
	x->body = NULL;
	x->body_room = 0;
}

static void give_back(struct exchange *x)
{
	struct http_server *s = x->server;
	struct sbuf *out = &x->pub.reply.body;
	bool last;

	arena_reset(&x->arena);
	drop_body(x);
	if (out->room > 4 * BODY_KEEP)
		sbuf_release(out);
	pthread_mutex_lock(&s->lock);
	x->next_free = s->pool;
	s->pool = x;
	last = --s->out == 0 && s->stopped;
	pthread_mutex_unlock(&s->lock);
	if (last)
		free_server(s);
}

static void let_go(struct exchange *x)
{
	if (atomic_fetch_sub(&x->holders, 1) == 1)
		give_back(x);
}

/* ---- replies ---- */

void http_reply_clear(struct http_exchange *pub)
{
	struct sbuf *body = &pub->reply.body;

	body->n = 0;
	body->failed = false;
	pub->reply.status = 200;
	pub->reply.type = "text/plain; charset=utf-8";
	pub->reply.headers = pub->reply.last = NULL;
	pub->reply.fixed = NULL;
	pub->reply.fixed_n = 0;
	pub->reply.stream = NULL;
	((struct exchange *)pub)->bad_header = false;
}

static bool header_ok(const char *name, const char *value)
{
	static const char *const ours[] = { "Connection", "Content-Length", "Content-Type", "Date",
		"Transfer-Encoding" };

	for (size_t i = 0; i < COUNT(ours); i++)
		if (strcasecmp(name, ours[i]) == 0)
			return false;
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("!#$%&'*+-.^_`|~", *p))
			return false;
	for (const char *p = value; *p; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return false;
	return *name != '\0';
}

void http_reply_header(struct http_exchange *pub, const char *name, const char *value)
{
	struct exchange *x = (struct exchange *)pub;
	struct http_reply *r = &pub->reply;
	struct http_header *h;

	if (!header_ok(name, value)) {
		x->bad_header = true;
		return;
	}
	h = arena_alloc(&x->arena, sizeof(*h));
	*h = (struct http_header){NULL, arena_text(&x->arena, name), arena_text(&x->arena, value)};
	if (r->last)
		r->last->next = h;
	else
		r->headers = h;
	r->last = h;
}

/* What every answer owes (trust.md, 3.4.1 ..), also the one that no handler made. */
static const char problem_type[] = "application/problem+json; charset=utf-8";
static const char *const problem_headers[][2] = {
	{ "Cache-Control", "no-store" },
	{ "Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'; "
	  "base-uri 'none'; object-src 'none'" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Referrer-Policy", "same-origin" },
	{ "Strict-Transport-Security", "max-age=31536000; includeSubDomains" },
	{ "X-Content-Type-Options", "nosniff" },
};

/* Without the arena: also the answer when that is full. */
static void problem(struct http_exchange *pub, int status, const char *slug, const char *title,
    const char *detail)
{
	struct sbuf *b = &pub->reply.body;

	http_reply_clear(pub);
	pub->reply.status = status;
	pub->reply.type = problem_type;
	sbuf_printf(b, "{\"type\":\"/problems/%s\",\"title\":", slug);
	json_text(b, str_of(title));
	sbuf_printf(b, ",\"status\":%d", status);
	sbuf_text(b, ",\"detail\":");
	json_text(b, str_of(detail ? detail : title));
	sbuf_text(b, ",\"errors\":[]}");
}

void http_reply_problem(struct http_exchange *pub, int code, const char *detail)
{
	problem(pub, err_http(code), err_slug(code), err_title(code), detail);
}

static void failed(struct exchange *x, int code, const char *what)
{
	log_event(LOG_REQUEST_FAILED, "method", x->pub.request.method, "path", x->pub.request.path,
	    "reason", what, NULL);
	http_reply_problem(&x->pub, code, NULL);
}

/* Refusals are written by attackers: no more than LOG_PER_SECOND lines of them. */
static void log_refused(struct exchange *x, const char *why)
{
	struct http_server *s = x->server;
	long long now = (long long)time(NULL);

	if (atomic_exchange(&s->log_second, now) != now)
		atomic_store(&s->log_count, 0);
	if (atomic_fetch_add(&s->log_count, 1) < LOG_PER_SECOND)
		log_event(LOG_REQUEST_REFUSED, "peer", guard_peer(x->conn), "reason", why, NULL);
}

static bool add_headers(struct exchange *x, struct MHD_Response *r, bool close)
{
	const struct http_reply *reply = &x->pub.reply;
	bool ok = true;

	if (reply->type && reply->status != 204 && reply->status != 304)
		ok = MHD_add_response_header(r, "Content-Type", reply->type) == MHD_YES;
	for (size_t i = 0; reply->type == problem_type && ok && i < COUNT(problem_headers); i++)
		ok = MHD_add_response_header(r, problem_headers[i][0], problem_headers[i][1]) ==
		     MHD_YES;
	for (const struct http_header *h = reply->headers; h && ok; h = h->next)
		ok = MHD_add_response_header(r, h->name, h->value) == MHD_YES;
	if (close)
		ok = ok && MHD_add_response_header(r, "Connection", "close") == MHD_YES;
	return ok;
}

static ssize_t stream_out(void *arg, uint64_t at, char *p, size_t room)
{
	const struct http_stream *s = arg;
	ssize_t n = s->read(s->arg, p, room);

	(void)at;
	return n > 0 ? n : n == 0 ? MHD_CONTENT_READER_END_OF_STREAM :
	    MHD_CONTENT_READER_END_WITH_ERROR;
}

/* MHD wants a void * but only reads: MHD_RESPMEM_PERSISTENT. */
static struct MHD_Response *response(const struct http_reply *reply)
{
	const struct http_stream *s = reply->stream;
	const void *p = reply->fixed ? reply->fixed : reply->body.p;
	size_t n = reply->fixed ? reply->fixed_n : reply->body.n;

	if (reply->status == 204 || reply->status == 304)
		n = 0;
	if (s && s->size_bytes)
		return MHD_create_response_from_callback(s->size_bytes, STREAM_BLOCK, stream_out,
		    (void *)(uintptr_t)s, NULL);
	return MHD_create_response_from_buffer(n, (void *)(uintptr_t)p, MHD_RESPMEM_PERSISTENT);
}

/* The reply as it stands goes out; nothing is copied, the exchange outlives the sending. */
static enum MHD_Result queue(struct exchange *x)
{
	struct http_reply *reply = &x->pub.reply;
	struct MHD_Response *r;
	enum MHD_Result rc = MHD_NO;

	if (x->bad_header) {
		failed(x, E_IO, "impossible reply header");
		return queue(x);
	}
	if (!reply->fixed && !sbuf_ok(&reply->body)) {
		failed(x, E_REFUSED, "reply too large");
		return queue(x);
	}
	if (!(r = response(reply)))
		return MHD_NO;
	if (add_headers(x, r, x->refused || atomic_load(&x->server->stopping))) {
		guard_enter(x->conn, GUARD_REPLY);
		rc = MHD_queue_response(x->connection, (unsigned)reply->status, r);
	}
	MHD_destroy_response(r);
	return rc;
}

/* What people can mend of it by themselves; the rest is for those who write clients. */
static const char *in_words(const char *why)
{
	if (strcmp(why, "query") == 0)
		return "what stands behind the ? of the address cannot be read: a % must be "
		       "followed by two hexadecimal digits (the percent sign itself is %25), the "
		       "text must be UTF-8, and an address has no more parts than a form";
	if (strcmp(why, "path") == 0)
		return "the path of the address cannot be read: it must be a plain path, with % "
		       "only before two hexadecimal digits";
	return why;
}

/* An answer before the body is read: the connection ends with it. */
static enum MHD_Result refuse(struct exchange *x, int status, const char *why)
{
	static const struct { int status; const char *slug, *title; } known[] = {
		{ 400, "bad-request", "The request cannot be understood" },
		{ 405, "method-not-allowed", "This cannot be done at this address" },
		{ 413, "too-big", "This is too big" },
		{ 415, "unsupported-media", "This kind of content is not accepted" },
		{ 417, "bad-request", "The expectation cannot be met" },
		{ 431, "too-big", "The headers of the request are too big" },
		{ 501, "method-not-allowed", "The method is not known" },
		{ 503, "busy", "Not possible at the moment" },
		{ 505, "bad-request", "The version of HTTP is not supported" },
	};
	size_t i = 0;

	while (i + 1 < COUNT(known) && known[i].status != status)
		i++;
	x->refused = true;
	log_refused(x, why);
	problem(&x->pub, status, known[i].slug, known[i].title, in_words(why));
	guard_linger(x->conn);
	return queue(x);
}

/* ---- the request ---- */

struct collect {
	struct guard_header *h;
	size_t n, room;
};

static enum MHD_Result collect(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_n,
    const char *value, size_t value_n)
{
	struct collect *c = arg;

	(void)kind;
	if (c->n < c->room)
		c->h[c->n++] = (struct guard_header){ key, key_n, value ? value : "", value_n };
	return MHD_YES;
}

/* The headers, refused or copied: they must survive what libmicrohttpd does with its buffers. */
static struct guard_verdict read_headers(struct exchange *x, const char *method,
    const char *version)
{
	struct http_request *r = &x->pub.request;
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(x->connection,
	    MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	int n = MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, NULL, NULL);
	struct collect c = { .room = n > 0 ? (size_t)n : 0 };
	struct guard_verdict v;
	struct http_pair *pairs;

	if (!size || size->header_size > x->server->config.header_max_bytes)
		return (struct guard_verdict){ 431, "headers too big" };
	c.h = arena_zero(&x->arena, c.room, sizeof(*c.h));
	(void)MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, collect, &c);
	v = guard_layout(method, size->header_size, version + strlen(version) + 2, c.h, c.n);
	if (!v.status)
		v = guard_check(method, version, c.h, c.n);
	if (v.status)
		return v;
	r->headers = pairs = arena_zero(&x->arena, c.n, sizeof(*pairs));
	r->nheaders = c.n;
	for (size_t i = 0; i < c.n; i++) {
		size_t value_n = c.h[i].value_n;

		while (value_n > 0 && strchr(" \t", c.h[i].value[value_n - 1]))
			value_n--;
		pairs[i].name = arena_text_n(&x->arena, c.h[i].name, c.h[i].name_n);
		pairs[i].value = str_copy(&x->arena, c.h[i].value, value_n);
	}
	return v;
}

static size_t body_limit(struct exchange *x)
{
	const struct http_config *c = &x->server->config;

	return c->body_limit ? c->body_limit(c->arg, x->pub.request.method, x->pub.request.path) :
	    (size_t)BODY_DEFAULT;
}

static struct guard_verdict read_target(struct exchange *x)
{
	struct http_request *r = &x->pub.request;
	char *query = strchrnul(x->target, '?');

	if (!(r->path = http_path(&x->arena, x->target, (size_t)(query - x->target))))
		return (struct guard_verdict){ 400, "path" };
	r->raw_query = *query ? query + 1 : query;
	for (const char *p = r->raw_query; *p; p++)
		if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7f || *p == '#')
			return (struct guard_verdict){ 400, "query" };
	if (!http_parse_query(r))
		return (struct guard_verdict){ 400, "query" };
	return (struct guard_verdict){ 0 };
}

/* All that can be refused before the body. */
static struct guard_verdict begin(struct exchange *x, const char *method, const char *version)
{
	struct http_request *r = &x->pub.request;
	struct guard_verdict v = read_headers(x, method, version);
	const char *length;

	if (v.status)
		return v;
	if ((v = read_target(x)).status)
		return v;
	r->head = strcmp(method, "HEAD") == 0;
	r->method = r->head ? "GET" : arena_text(&x->arena, method);
	r->peer = arena_text(&x->arena, guard_peer(x->conn));
	if (x->server->config.sink &&
	    x->server->config.sink(x->server->config.arg, &x->pub, &x->sink))
		x->body_limit = (size_t)x->sink.limit_bytes;
	else
		x->body_limit = body_limit(x);
	length = http_header(r, "Content-Length"); /* digits only, at most 18: the guard saw it */
	if (length && strtoull(length, NULL, 10) > x->body_limit)
		return (struct guard_verdict){ 413, "body too big" };
	return v;
}

static enum MHD_Result first_call(struct exchange *x, const char *method, const char *version)
{
	struct guard_verdict v = { 0 };

	x->begun = true;
	atomic_fetch_add(&x->server->in_flight, 1);
	guard_enter(x->conn, GUARD_BODY);
	http_reply_clear(&x->pub);
	ARENA_TRY(&x->arena) {
		v = begin(x, method, version);
	} ARENA_CAUGHT {
		v = (struct guard_verdict){ 431, "headers too big" };
	} ARENA_END
	return v.status ? refuse(x, v.status, v.why) : MHD_YES;
}

/*
 * A chunked body turns out to be too big, or there is no room for it. libmicrohttpd takes no reply
 * in the middle of a body, so it is written past it, and the connection ends.
 */
static enum MHD_Result cut_body(struct exchange *x, int status, const char *title, const char *why)
{
	char text[1200], body[240];
	int n, k;

	log_refused(x, why);
	n = snprintf(body, sizeof(body),
	    "{\"type\":\"/problems/%s\",\"title\":\"%s\","
	    "\"status\":%d,\"detail\":\"%s\",\"errors\":[]}",
	    status == 413 ? "too-big" : "busy", title, status, why);
	k = snprintf(text, sizeof(text), "HTTP/1.1 %d %s\r\nConnection: close\r\n"
	    "Content-Type: %s\r\nContent-Length: %d\r\n", status,
	    status == 413 ? "Content Too Large" : "Service Unavailable", problem_type, n);
	for (size_t i = 0; i < COUNT(problem_headers); i++)
		k += snprintf(text + k, sizeof(text) - (size_t)k, "%s: %s\r\n",
		    problem_headers[i][0], problem_headers[i][1]);
	k += snprintf(text + k, sizeof(text) - (size_t)k, "\r\n%s", body);
	REQUIRE(k > 0 && (size_t)k < sizeof(text) && (size_t)n < sizeof(body));
	guard_say(x->conn, text, (size_t)k);
	guard_linger(x->conn);
	return MHD_NO;
}

/* To the sink. body_n counts what has gone there. */
static enum MHD_Result pass_on(struct exchange *x, const char *p, size_t n)
{
	volatile bool full = false;

	x->body_n += n;
	ARENA_TRY(&x->arena) {
		x->sink.take(x->sink.arg, p, n);
	} ARENA_CAUGHT {
		full = true;
	} ARENA_END
	return full ? cut_body(x, 413, "This is too big", "form too big") : MHD_YES;
}

/* Room grows with what has arrived, not with what was announced. */
static enum MHD_Result add_body(struct exchange *x, const char *p, size_t n)
{
	struct http_server *s = x->server;
	size_t room = x->body_counted ? x->body_counted : 4096, more;

	guard_received(x->conn, n);
	if (n > x->body_limit || x->body_n > x->body_limit - n)
		return cut_body(x, 413, "This is too big", "body too big");
	if (x->sink.take)
		return pass_on(x, p, n);
	while (room < x->body_n + n + 1)
		room *= 2;
	more = room - x->body_counted;
	if (atomic_fetch_add(&s->body_bytes, more) + more > s->config.bodies_max_bytes) {
		atomic_fetch_sub(&s->body_bytes, more);
		return cut_body(x, 503, "Not possible at the moment", "too many bodies");
	}
	x->body_counted = room;
	if (room > x->body_room)
		x->body = mem_grow(x->body, x->body_room = room, 1);
	memcpy(x->body + x->body_n, p, n);
	x->body_n += n;
	x->body[x->body_n] = '\0';
	return MHD_YES;
}

/* ---- the handler ---- */

static void came_back(struct exchange *x)
{
	if (!x->parked)
		return;
	x->parked = false;
	atomic_fetch_sub(&x->server->handling, 1);
}

static enum http_verdict handle(struct exchange *x)
{
	const struct http_config *c = &x->server->config;
	volatile enum http_verdict verdict = HTTP_DONE;

	ARENA_TRY(&x->arena) {
		verdict = c->handle(c->arg, &x->pub);
	} ARENA_CAUGHT {
		failed(x, E_BUSY, "memory limit of the request");
	} ARENA_END
	return verdict;
}

static enum MHD_Result call_handler(struct exchange *x)
{
	int running = RUNNING;

	x->handled = x->parked = true;
	atomic_fetch_add(&x->server->handling, 1);
	if (atomic_load(&x->server->closing))
		return MHD_NO;	/* on_completed() takes it from there */
	x->pub.request.body = x->body_n && !x->sink.take ? (struct str){ x->body, x->body_n } :
	    STR("");
	guard_enter(x->conn, GUARD_WORK);
	atomic_store(&x->holders, 2);	/* before the handler can hand it to another thread */
	if (handle(x) != HTTP_LATER) {
		atomic_store(&x->holders, 1);
		came_back(x);
		return queue(x);
	}
	if (atomic_load(&x->state) == FINISHED) {	/* quicker than we came back */
		came_back(x);
		return queue(x);
	}
	MHD_suspend_connection(x->connection);
	if (!atomic_compare_exchange_strong(&x->state, &running, PARKED))
		MHD_resume_connection(x->connection);	/* finished in between */
	return MHD_YES;
}

void http_finish(struct http_exchange *pub)
{
	struct exchange *x = (struct exchange *)pub;
	struct http_server *s = x->server;
	int old = RUNNING;

	atomic_fetch_add(&s->resuming, 1);
	while (old != DROPPED && !atomic_compare_exchange_weak(&x->state, &old, FINISHED))
		;
	if (old == PARKED)
		MHD_resume_connection(x->connection);
	atomic_fetch_sub(&s->resuming, 1);
	let_go(x);		/* the server lives as long as an exchange of it */
}

/* libmicrohttpd's handler: once after the headers, for each piece of the body, and at the end. */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *data_n, void **state)
{
	struct exchange *x = *state;
	enum MHD_Result rc;

	(void)arg;
	(void)connection;
	(void)url;
	if (!x)
		return MHD_NO;
	if (!x->begun)
		return first_call(x, method, version);
	if (*data_n > 0) {
		rc = x->refused ? MHD_YES : add_body(x, data, *data_n);
		*data_n = 0;
		return rc;
	}
	if (!x->handled)
		return call_handler(x);
	came_back(x);
	return atomic_load(&x->state) == FINISHED ? queue(x) : MHD_NO;
}

/* The request line has arrived; the target is still as sent. */
static void *on_target(void *arg, const char *target, struct MHD_Connection *connection)
{
	struct http_server *s = arg;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection,
	    MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct exchange *x = take(s);

	x->connection = connection;
	x->conn = info->socket_context;
	x->began_us = clock_mono_us();
	x->begun = x->refused = x->handled = x->parked = x->have_form = false;
	atomic_store(&x->state, RUNNING);
	atomic_store(&x->holders, 1);
	x->pub.request = (struct http_request){ .arena = &x->arena };
	x->pub.user = NULL;
	x->sink = (struct http_sink){ 0 };
	x->target = arena_text(&x->arena, target ? target : "");
	guard_enter(x->conn, GUARD_HEADERS);
	return x;
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *state;

	(void)arg;
	(void)connection;
	(void)code;
	if (!x)
		return;
	*state = NULL;
	came_back(x);
	guard_enter(x->conn, GUARD_IDLE);
	if (x->begun) {
		if (x->server->config.sent)
			x->server->config.sent(x->server->config.arg, &x->pub,
			    clock_mono_us() - x->began_us);
		atomic_fetch_sub(&x->server->in_flight, 1);
	}
	let_go(x);
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = arg;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		atomic_fetch_add(&s->connections, 1);
		*context = guard_open(
		    s->guard, MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
				  ->connect_fd);
	} else if (*context) {
		atomic_fetch_sub(&s->connections, 1);
		guard_close(s->guard, *context);
		*context = NULL;
	}
}

/* Targets are decoded by http_path(), once: libmicrohttpd leaves them alone. */
static size_t no_unescape(void *arg, struct MHD_Connection *connection, char *s)
{
	(void)arg;
	(void)connection;
	return strlen(s);
}

/* ---- forms ---- */

static int parse_form(struct exchange *x)
{
	struct http_request *r = &x->pub.request;
	const char *type = http_header(r, "Content-Type");
	size_t n = type ? strcspn(type, "; \t") : 0;

	if (n == 33 && strncasecmp(type, "application/x-www-form-urlencoded", n) == 0)
		return http_form_urlencoded(r->arena, r->body, &x->form, &x->form_err);
	if (n == 19 && strncasecmp(type, "multipart/form-data", n) == 0)
		return http_form_multipart(r->arena, x->body_n ? x->body : arena_text(r->arena, ""),
		    x->body_n, type, &x->form, &x->form_err);
	return err_set(&x->form_err, E_MEDIA, "a form was expected");
}

int http_form(struct http_exchange *pub, struct http_form *ret, struct err *e)
{
	struct exchange *x = (struct exchange *)pub;

	if (!x->have_form) {
		err_init(&x->form_err, &x->arena);
		x->form_rc = parse_form(x);
		x->have_form = true;
	}
	if (x->form_rc < 0)
		return err_set(e, x->form_rc, "%s", x->form_err.detail);
	*ret = x->form;
	return 0;
}

/* ---- start and stop ---- */

/* "127.0.0.1:8080" or "[::1]:8080": an address, never a name to be looked up. */
static int listen_on(const char *where, struct err *e)
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
	return fd >= 0 ? fd : err_set(e, E_IO, "cannot listen on %s: %s", where, strerror(errno));
}

static void name_address(struct http_server *s, int fd)
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
		(void)snprintf(s->address, sizeof(s->address), "unix");
	else
		(void)snprintf(s->address, sizeof(s->address),
		    a.any.sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

#define DEFAULT(field, value) ((field) = (field) ? (field) : (value))

static void set_defaults(struct http_config *c)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	DEFAULT(c->threads, cores > 0 ? (unsigned)cores : 1);
	DEFAULT(c->connections, 1000);
	DEFAULT(c->idle_ms, 10000);
	DEFAULT(c->header_ms, 10000);
	DEFAULT(c->slow_ms, 30000);
	DEFAULT(c->slow_bytes_per_s, 1024);
	DEFAULT(c->header_max_bytes, (size_t)32 << 10);
	DEFAULT(c->arena_max_bytes, (size_t)64 << 20);
	DEFAULT(c->reply_max_bytes, (size_t)64 << 20);
	DEFAULT(c->bodies_max_bytes, (size_t)256 << 20);
	if (c->connections < c->threads)
		c->connections = c->threads;
}

static struct MHD_Daemon *start_daemon(struct http_server *s, int fd)
{
	const struct http_config *c = &s->config;
	struct MHD_OptionItem pool[] = {
	    {c->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)c->threads,
		NULL},
	    {MHD_OPTION_END, 0, NULL},
	};

	return MHD_start_daemon(MHD_USE_EPOLL_INTERNALLY | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME,
	    0, NULL, NULL, on_request, s,
	    MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_ARRAY, pool,
	    MHD_OPTION_CONNECTION_LIMIT, c->connections,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, c->per_address,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, c->header_max_bytes + POOL_ROOM,
	    MHD_OPTION_STRICT_FOR_CLIENT, 0,	/* the guard refuses more, and in our words */
	    MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
	    MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
	    MHD_OPTION_END);
}

int http_start(struct http_server **ret, const struct http_config *config, struct err *e)
{
	struct http_server *s;
	int fd = config->listen_fd > 0 ? config->listen_fd : listen_on(config->listen, e), on = 1;

	if (fd < 0)
		return fd;
	s = mem_new(1, sizeof(*s));
	s->config = *config;
	s->config.listen = NULL;
	set_defaults(&s->config);
	pthread_mutex_init(&s->lock, NULL);
	/* Inherited by every connection: a reply's last packet must not wait for an
	 * acknowledgement. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* fails on unix sockets */
	name_address(s, fd);
	s->guard = guard_new(&(struct guard_limits){ s->config.idle_ms, s->config.header_ms,
	    s->config.slow_ms, s->config.slow_bytes_per_s });
	if (!(s->daemon = start_daemon(s, fd))) {
		close(fd);
		guard_free(s->guard);
		free_server(s);
		return err_set(e, E_IO, "the HTTP server does not start");
	}
	*ret = s;
	return 0;
}

size_t http_connections(const struct http_server *s)
{
	return atomic_load(&s->connections);
}

const char *http_address(const struct http_server *s)
{
	return s->address;
}

static void pause_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	(void)nanosleep(&t, NULL);	/* woken early: the caller looks again anyway */
}

/* Take parked replies away from the threads that did not finish them. */
static void drop_parked(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	for (struct exchange *x = s->all; x; x = x->next_all) {
		int parked = PARKED;

		if (atomic_compare_exchange_strong(&x->state, &parked, DROPPED))
			MHD_resume_connection(x->connection);
	}
	pthread_mutex_unlock(&s->lock);
}

size_t http_stop(struct http_server *s, unsigned seconds)
{
	int fd = MHD_quiesce_daemon(s->daemon);
	size_t left;
	bool last;

	/*
	 * Event threads may still be letting go of the socket: closed only behind them. One we were
	 * given stays open to whoever shares it, and clients wait there for the next process.
	 */
	if (fd >= 0 && s->config.listen_fd <= 0)
		(void)shutdown(fd, SHUT_RD);
	atomic_store(&s->stopping, true);
	for (unsigned i = 0; i < seconds * 200 && atomic_load(&s->in_flight) > 0; i++)
		pause_ms(5);
	left = atomic_load(&s->in_flight);
	atomic_store(&s->closing, true);
	/* libmicrohttpd must not be stopped with a connection suspended. */
	while (atomic_load(&s->handling) > 0 || atomic_load(&s->resuming) > 0) {
		drop_parked(s);
		pause_ms(1);
	}
	MHD_stop_daemon(s->daemon);
	if (fd >= 0)
		close(fd);
	guard_free(s->guard);
	pthread_mutex_lock(&s->lock);
	s->stopped = true;
	last = s->out == 0;
	pthread_mutex_unlock(&s->lock);
	if (last)
		free_server(s);
	return left;
}
