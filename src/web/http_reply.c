/*
 * web/http_reply.c -- what goes out: headers, problems (RFC 9457), bodies and streams. See http.h.
 */
#include "base/log.h"
#include "base/value.h"
#include "web/guard.h"
#include "web/http_priv.h"

enum {
	STREAM_BLOCK = 64 << 10,	/* of a reply that is made while it is sent */
	LOG_PER_SECOND = 20		/* lines about refused requests: attackers write them */
};

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

void http_failed(struct exchange *x, int code, const char *what)
{
	log_event(LOG_REQUEST_FAILED, "method", x->pub.request.method, "path", x->pub.request.path,
	    "reason", what, NULL);
	http_reply_problem(&x->pub, code, NULL);
}

/* Refusals are written by attackers: no more than LOG_PER_SECOND lines of them. */
void http_log_refused(struct exchange *x, const char *why)
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
enum MHD_Result http_queue(struct exchange *x)
{
	struct http_reply *reply = &x->pub.reply;
	struct MHD_Response *r;
	enum MHD_Result rc = MHD_NO;

	if (x->bad_header) {
		http_failed(x, E_IO, "impossible reply header");
		return http_queue(x);
	}
	if (!reply->fixed && !sbuf_ok(&reply->body)) {
		http_failed(x, E_TOOBIG, "reply too large");
		http_reply_problem(&x->pub, E_TOOBIG, "the answer is larger than one may be: "
		    "ask for less of it, or export the list");
		return http_queue(x);
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
enum MHD_Result http_refuse(struct exchange *x, int status, const char *why)
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
	http_log_refused(x, why);
	problem(&x->pub, status, known[i].slug, known[i].title, in_words(why));
	guard_linger(x->conn);
	return http_queue(x);
}

/*
 * A chunked body turns out to be too big, or there is no room for it. libmicrohttpd takes no reply
 * in the middle of a body, so it is written past it, and the connection ends.
 */
enum MHD_Result http_cut_body(struct exchange *x, int status, const char *title,
    const char *why)
{
	char text[1200], body[240];
	int n, k;

	http_log_refused(x, why);
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
