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
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <microhttpd.h>
#include "base/clock.h"
#include "base/log.h"
#include "web/guard.h"
#include "web/http.h"
#include "web/http_priv.h"

enum {
	BODY_DEFAULT = 1 << 20,
	BODY_KEEP = 64 << 10,		/* buffers up to this size stay with a pooled exchange */
	POOL_ROOM = 16 << 10		/* of a connection, besides the headers: reply headers */
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
	x->arena.limit_bytes = s->config.arena_max_bytes;	/* a slow request had more */
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
	return v.status ? http_refuse(x, v.status, v.why) : MHD_YES;
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
	return full ? http_cut_body(x, 413, "This is too big", "form too big") : MHD_YES;
}

/* Room grows with what has arrived, not with what was announced. */
static enum MHD_Result add_body(struct exchange *x, const char *p, size_t n)
{
	struct http_server *s = x->server;
	size_t room = x->body_counted ? x->body_counted : 4096, more;

	guard_received(x->conn, n);
	if (n > x->body_limit || x->body_n > x->body_limit - n)
		return http_cut_body(x, 413, "This is too big", "body too big");
	if (x->sink.take)
		return pass_on(x, p, n);
	while (room < x->body_n + n + 1)
		room *= 2;
	more = room - x->body_counted;
	if (atomic_fetch_add(&s->body_bytes, more) + more > s->config.bodies_max_bytes) {
		atomic_fetch_sub(&s->body_bytes, more);
		return http_cut_body(x, 503, "Not possible at the moment", "too many bodies");
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
		http_failed(x, E_BUSY, "memory limit of the request");
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
		return http_queue(x);
	}
	if (atomic_load(&x->state) == FINISHED) {	/* quicker than we came back */
		came_back(x);
		return http_queue(x);
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
	return atomic_load(&x->state) == FINISHED ? http_queue(x) : MHD_NO;
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
	int fd = config->listen_fd > 0 ? config->listen_fd : http_listen(config->listen, e), on = 1;

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
	http_name_address(fd, s->address, sizeof(s->address));
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
