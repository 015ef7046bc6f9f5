/* web/guard.c -- see guard.h. */
#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include "web/guard.h"

enum { TICK_MS = 250, LINGER_MS = 2000, LINGERING_MAX = 256, DRAIN_MAX = 64, GONE_MS = 2000 };

/* ---- checks of a request ---- */

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };

/* More than one of these means two readings. */
static const char *const once[] = { "Host", "Content-Length", "Transfer-Encoding", "Authorization",
	"Cookie", "Content-Type", "Content-Encoding", "Expect", "Origin", "Range" };

static struct guard_verdict refuse(int status, const char *why)
{
	return (struct guard_verdict){ status, why };
}

static bool token_byte(unsigned char c)
{
	return isalnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is(const char *p, size_t n, const char *text)
{
	return strlen(text) == n && strncasecmp(p, text, n) == 0;
}

static const struct guard_header *find(const struct guard_header *h, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (is(h[i].name, h[i].name_n, name))
			return &h[i];
	return NULL;
}

static struct guard_verdict check_method(const char *method)
{
	for (size_t i = 0; i < COUNT(methods); i++)
		if (strcmp(method, methods[i]) == 0)
			return refuse(0, NULL);
	if (strcmp(method, "TRACE") == 0 || strcmp(method, "CONNECT") == 0)
		return refuse(405, "method not allowed");
	return refuse(501, "unknown method");
}

static struct guard_verdict check_bytes(const struct guard_header *h)
{
	if (h->name_n == 0)
		return refuse(400, "header without a name");
	for (size_t i = 0; i < h->name_n; i++)
		if (!token_byte((unsigned char)h->name[i]))
			return refuse(400, "byte not allowed in a header name");
	for (size_t i = 0; i < h->value_n; i++) {
		unsigned char c = (unsigned char)h->value[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return refuse(400, "control byte in a header value");
	}
	return refuse(0, NULL);
}

static struct guard_verdict check_once(const struct guard_header *h, size_t n)
{
	for (size_t k = 0; k < COUNT(once); k++) {
		const struct guard_header *first = find(h, n, once[k]);

		if (first && find(first + 1, n - (size_t)(first + 1 - h), once[k]))
			return refuse(400, "header given twice");
	}
	return refuse(0, NULL);
}

static struct guard_verdict check_host(const struct guard_header *host)
{
	if (!host)
		return refuse(400, "no Host");
	if (host->value_n == 0)
		return refuse(400, "empty Host");
	for (size_t i = 0; i < host->value_n; i++)
		if (!isalnum((unsigned char)host->value[i]) && !strchr("-._:[]", host->value[i]))
			return refuse(400, "byte not allowed in Host");
	return refuse(0, NULL);
}

static struct guard_verdict check_framing(const char *version, const struct guard_header *h,
    size_t n)
{
	const struct guard_header *length = find(h, n, "Content-Length");
	const struct guard_header *coding = find(h, n, "Transfer-Encoding");

	if (length && coding)
		return refuse(400, "Content-Length and Transfer-Encoding");
	if (coding && !is(coding->value, coding->value_n, "chunked"))
		return refuse(400, "Transfer-Encoding other than chunked");
	if (coding && strcmp(version, "HTTP/1.1") != 0)
		return refuse(400, "Transfer-Encoding before HTTP/1.1");
	if (length && (length->value_n == 0 || length->value_n > 18))
		return refuse(400, "Content-Length is no length");
	for (size_t i = 0; length && i < length->value_n; i++)
		if (length->value[i] < '0' || length->value[i] > '9')
			return refuse(400, "Content-Length is no length");
	return refuse(0, NULL);
}

static struct guard_verdict check_offers(const struct guard_header *h, size_t n)
{
	const struct guard_header *coding = find(h, n, "Content-Encoding");
	const struct guard_header *expect = find(h, n, "Expect");

	if (coding && !is(coding->value, coding->value_n, "identity"))
		return refuse(415, "Content-Encoding");
	if (expect && !is(expect->value, expect->value_n, "100-continue"))
		return refuse(417, "Expect");
	return refuse(0, NULL);
}

struct guard_verdict guard_check(const char *method, const char *version,
    const struct guard_header *h, size_t n)
{
	struct guard_verdict v = { 0 };

	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		return refuse(505, "HTTP version");
	for (size_t i = 0; i < n && !v.status; i++)
		v = check_bytes(&h[i]);
	if (!v.status)
		v = check_once(h, n);
	if (!v.status)
		v = check_host(find(h, n, "Host"));
	if (!v.status)
		v = check_framing(version, h, n);
	if (!v.status)
		v = check_method(method);
	if (!v.status)
		v = check_offers(h, n);
	return v;
}

struct guard_verdict guard_layout(const char *raw, size_t raw_n, const char *first,
    const struct guard_header *h, size_t n)
{
	const char *at = first, *end = raw + raw_n;

	/* The byte before is the LF of the request line, the one before that its CR. */
	if (at - raw < 2 || at > end || at[-1] || at[-2])
		return refuse(400, "request line ends with a bare LF");
	for (size_t i = 0; i < n; i++) {
		if (h[i].name != at || end - at < (ptrdiff_t)h[i].name_n + 1)
			return refuse(400, "folded line, bare LF or NUL in the headers");
		at += h[i].name_n + 1;
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (h[i].value != at || end - at < (ptrdiff_t)h[i].value_n + 2)
			return refuse(400, "folded line, bare LF or NUL in the headers");
		at += h[i].value_n;
		if (at[0] || at[1])
			return refuse(400, "header line ends with a bare LF");
		at += 2;
	}
	if (end - at != 2 || at[0] || at[1])
		return refuse(400, "headers end with a bare LF");
	return refuse(0, NULL);
}

/* ---- the watchdog ---- */

struct guard_conn {
	struct guard_conn *next, *prev;
	int fd;
	atomic_int phase;
	atomic_llong since_ms;		/* when the phase began */
	atomic_size_t received;		/* bytes of this body */
	atomic_bool linger;
	bool cut;
	long long reply_since_ms;	/* watchdog's own: which reply the next belongs to */
	uint64_t acked;			/* bytes the peer had acknowledged when it was first seen */
	long long gone_ms;		/* watchdog's own: since when the peer has ended its side */
	uint64_t gone_received;
	char peer[INET6_ADDRSTRLEN];
};

struct lingering {
	int fd;
	long long until_ms;
};

struct guard {
	struct guard_limits limits;
	pthread_mutex_t lock; /* the list, and every use of a descriptor by the watchdog */
	pthread_cond_t wake;
	pthread_t thread;
	bool stopping;
	struct guard_conn *first;
	struct lingering lingering[LINGERING_MAX];
	size_t nlingering;
};

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void guard_enter(struct guard_conn *c, enum guard_phase phase)
{
	atomic_store_explicit(&c->since_ms, now_ms(), memory_order_relaxed);
	if (phase == GUARD_BODY)
		atomic_store_explicit(&c->received, 0, memory_order_relaxed);
	atomic_store_explicit(&c->phase, (int)phase, memory_order_release);
}

void guard_received(struct guard_conn *c, size_t bytes)
{
	atomic_fetch_add_explicit(&c->received, bytes, memory_order_relaxed);
}

static bool too_slow(const struct guard *g, uint64_t bytes, long long ms)
{
	return ms > (long long)g->limits.slow_ms &&
	    bytes < (uint64_t)ms * g->limits.slow_bytes_per_s / 1000;
}

/* Bytes acknowledged by the peer: how far a reply really got, whatever the kernel has buffered. */
static uint64_t acked(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof(info);

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n) == 0 ? info.tcpi_bytes_acked :
	    UINT64_MAX / 2;	/* not TCP: never slow */
}

/*
 * The peer has ended its side in the middle of a body, and what it sent has been read. With edges
 * instead of levels libmicrohttpd can miss that end when it comes with the last bytes, and would
 * wait for more until the body is too slow. Seen for GONE_MS without a byte more, it is the end.
 */
static bool gone(struct guard_conn *c, uint64_t received, long long now)
{
	struct pollfd p = { .fd = c->fd, .events = POLLRDHUP };
	int unread = 0;

	if (poll(&p, 1, 0) != 1 || !(p.revents & (POLLRDHUP | POLLHUP | POLLERR)) ||
	    ioctl(c->fd, FIONREAD, &unread) != 0 || unread > 0 || c->gone_received != received) {
		c->gone_ms = 0;
		c->gone_received = received;
		return false;
	}
	if (!c->gone_ms)
		c->gone_ms = now;
	return now - c->gone_ms > GONE_MS;
}

static bool overdue(const struct guard *g, struct guard_conn *c, long long now)
{
	int phase = atomic_load_explicit(&c->phase, memory_order_acquire);
	long long since = atomic_load_explicit(&c->since_ms, memory_order_relaxed),
		  ms = now - since;
	uint64_t received;

	switch (phase) {
	case GUARD_IDLE:
		return ms > (long long)g->limits.idle_ms;
	case GUARD_HEADERS:
		return ms > (long long)g->limits.header_ms;
	case GUARD_BODY:
		received = atomic_load_explicit(&c->received, memory_order_relaxed);
		return too_slow(g, received, ms) || gone(c, received, now);
	case GUARD_REPLY:
		if (c->reply_since_ms != since) {
			c->reply_since_ms = since;
			c->acked = acked(c->fd);
		}
		return ms > (long long)g->limits.slow_ms &&
		       too_slow(g, acked(c->fd) - c->acked, ms);
	default:
		return false;
	}
}

/* True when there is no more to drop. */
static bool drained(int fd)
{
	char buf[16384];
	ssize_t n = 1;

	for (int i = 0; i < DRAIN_MAX && n > 0; i++)
		n = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
	return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static void drain_lingering(struct guard *g, long long now, bool all)
{
	for (size_t i = 0; i < g->nlingering;) {
		struct lingering *l = &g->lingering[i];

		if (!drained(l->fd) && now < l->until_ms && !all) {
			i++;
			continue;
		}
		close(l->fd);
		*l = g->lingering[--g->nlingering];
	}
}

static void *watch(void *arg)
{
	struct guard *g = arg;
	struct timespec until;
	long long now;

	pthread_mutex_lock(&g->lock);
	while (!g->stopping) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += TICK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		(void)pthread_cond_timedwait(&g->wake, &g->lock, &until); /* time is up or stop */
		now = now_ms();
		for (struct guard_conn *c = g->first; c; c = c->next) {
			if (c->cut || !overdue(g, c, now))
				continue;
			c->cut = true;
			(void)shutdown(c->fd, SHUT_RDWR);	/* the event thread sees the end */
		}
		drain_lingering(g, now, false);
	}
	drain_lingering(g, 0, true);
	pthread_mutex_unlock(&g->lock);
	return NULL;
}

struct guard *guard_new(const struct guard_limits *limits)
{
	struct guard *g = mem_new(1, sizeof(*g));
	pthread_condattr_t attr;

	g->limits = *limits;
	pthread_mutex_init(&g->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&g->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&g->thread, NULL, watch, g) != 0)
		BUG("no thread for the watchdog");
	return g;
}

void guard_free(struct guard *g)
{
	pthread_mutex_lock(&g->lock);
	REQUIRE(!g->first);
	g->stopping = true;
	pthread_cond_signal(&g->wake);
	pthread_mutex_unlock(&g->lock);
	pthread_join(g->thread, NULL);
	pthread_cond_destroy(&g->wake);
	pthread_mutex_destroy(&g->lock);
	mem_free(g);
}

static void set_peer(struct guard_conn *c)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_storage room;
	} a = { .any = { .sa_family = AF_UNSPEC } };
	socklen_t n = sizeof(a);
	const char *text = NULL;

	if (getpeername(c->fd, &a.any, &n) == 0 && a.any.sa_family == AF_INET)
		text = inet_ntop(AF_INET, &a.v4.sin_addr, c->peer, sizeof(c->peer));
	else if (a.any.sa_family == AF_INET6)
		text = inet_ntop(AF_INET6, &a.v6.sin6_addr, c->peer, sizeof(c->peer));
	if (!text)
		(void)snprintf(
		    c->peer, sizeof(c->peer), a.any.sa_family == AF_UNIX ? "unix" : "unknown");
}

struct guard_conn *guard_open(struct guard *g, int fd)
{
	struct guard_conn *c = mem_new(1, sizeof(*c));

	c->fd = fd;
	set_peer(c);
	guard_enter(c, GUARD_IDLE);
	pthread_mutex_lock(&g->lock);
	if ((c->next = g->first))
		c->next->prev = c;
	g->first = c;
	pthread_mutex_unlock(&g->lock);
	return c;
}

void guard_close(struct guard *g, struct guard_conn *c)
{
	int fd;

	pthread_mutex_lock(&g->lock);
	if (c->next)
		c->next->prev = c->prev;
	if (c->prev)
		c->prev->next = c->next;
	else
		g->first = c->next;
	if (atomic_load(&c->linger) && g->nlingering < LINGERING_MAX && !g->stopping &&
	    (fd = fcntl(c->fd, F_DUPFD_CLOEXEC, 0)) >= 0) {
		(void)shutdown(fd, SHUT_WR);
		g->lingering[g->nlingering++] = (struct lingering){ fd, now_ms() + LINGER_MS };
	}
	pthread_mutex_unlock(&g->lock);
	mem_free(c);
}

const char *guard_peer(const struct guard_conn *c)
{
	return c->peer;
}

void guard_linger(struct guard_conn *c)
{
	atomic_store(&c->linger, true);
}

void guard_say(struct guard_conn *c, const char *p, size_t n)
{
	(void)send(
	    c->fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL); /* a client that is gone hears nothing */
}
