/*
 * tests/http/probe.c -- a server that only answers what the behaviour tests ask of web/http.c.
 *
 *	http-probe [name=number ...]	prints "listening ADDRESS", stops on SIGTERM
 *
 * Settings: threads, connections, per_address, idle_ms, header_ms, slow_ms, limit (bytes of a
 * body), stop_s. Addresses: see answer().
 */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include "base/sbuf.h"
#include "web/http.h"

enum { WORKERS = 2 };

static struct queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct http_exchange *x[4096];
	size_t from, n;
	bool end;
} queue = { .lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER };

static size_t limit = 1 << 20;
static char page[20000];

static void echo(struct http_exchange *x)
{
	const struct http_request *r = &x->request;
	struct sbuf *b = &x->reply.body;

	sbuf_printf(b, "method=%s\nhead=%d\npath=%s\nraw_query=%s\npeer=%s\nbody=%zu\n", r->method,
	    r->head, r->path, r->raw_query, r->peer, r->body.n);
	for (size_t i = 0; i < r->nquery; i++)
		sbuf_printf(b, "query %s=%s\n", r->query[i].name, r->query[i].value.p);
	for (size_t i = 0; i < r->nheaders; i++)
		sbuf_printf(b, "header %s=%s\n", r->headers[i].name, r->headers[i].value.p);
	if (http_cookie(r, "sid"))
		sbuf_printf(b, "cookie sid=%s\n", http_cookie(r, "sid"));
}

static void form(struct http_exchange *x)
{
	struct http_form f;
	struct err e;

	err_init(&e, x->request.arena);
	if (http_form(x, &f, &e) < 0 || http_form(x, &f, &e) < 0) {	/* asked again: the same */
		http_reply_problem(x, e.code, e.detail);
		return;
	}
	for (size_t i = 0; i < f.n; i++)
		sbuf_printf(&x->reply.body, "%s=%zu:%s;%s;%s\n", f.fields[i].name,
		    f.fields[i].value.n, f.fields[i].value.p,
		    f.fields[i].file ? f.fields[i].file : "-",
		    f.fields[i].type ? f.fields[i].type : "-");
}

static void resources(struct http_exchange *x)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	sbuf_printf(&x->reply.body, "%ld", u.ru_maxrss);	/* KB */
}

static void answer(struct http_exchange *x)
{
	const char *path = x->request.path;

	if (text_starts(path, "/echo")) {
		echo(x);
	} else if (strcmp(path, "/form") == 0) {
		form(x);
	} else if (strcmp(path, "/body") == 0) {
		sbuf_add(&x->reply.body, x->request.body.p, x->request.body.n);
	} else if (strcmp(path, "/20k") == 0) {
		x->reply.fixed = page;
		x->reply.fixed_n = sizeof(page);
	} else if (strcmp(path, "/8m") == 0) {
		for (int i = 0; i < 400; i++)
			sbuf_add(&x->reply.body, page, sizeof(page));
	} else if (strcmp(path, "/rss") == 0) {
		resources(x);
	} else if (strcmp(path, "/none") == 0) {
		x->reply.status = 204;
	} else if (strcmp(path, "/same") == 0) {
		x->reply.status = 304;
		http_reply_header(x, "ETag", "\"1\"");
	} else if (strcmp(path, "/split") == 0) {
		http_reply_header(x, "Location", "/x\r\nSet-Cookie: a=b");
	} else if (strcmp(path, "/eat") == 0) {
		for (;;)
			x->user = arena_zero(x->request.arena, 1, 1 << 20);
	} else if (strcmp(path, "/flood") == 0) {
		while (sbuf_ok(&x->reply.body))
			sbuf_add(&x->reply.body, page, sizeof(page));
	} else {
		sbuf_text(&x->reply.body, "hello");
	}
}

static void *worker(void *arg)
{
	struct http_exchange *x;

	(void)arg;
	pthread_mutex_lock(&queue.lock);
	for (;;) {
		while (queue.n == 0 && !queue.end)
			pthread_cond_wait(&queue.more, &queue.lock);
		if (queue.n == 0)
			break;
		x = queue.x[queue.from];
		queue.from = (queue.from + 1) % COUNT(queue.x);
		queue.n--;
		pthread_mutex_unlock(&queue.lock);
		if (http_query(&x->request, "ms"))
			usleep(
			    (useconds_t)strtoull(http_query(&x->request, "ms"), NULL, 10) * 1000);
		sbuf_printf(&x->reply.body, "later %s", x->request.raw_query);
		http_finish(x);
		pthread_mutex_lock(&queue.lock);
	}
	pthread_mutex_unlock(&queue.lock);
	return NULL;
}

static enum http_verdict handle(void *arg, struct http_exchange *x)
{
	(void)arg;
	if (strcmp(x->request.path, "/later") != 0) {
		answer(x);
		return HTTP_DONE;
	}
	pthread_mutex_lock(&queue.lock);
	if (queue.n == COUNT(queue.x))
		abort();
	queue.x[(queue.from + queue.n++) % COUNT(queue.x)] = x;
	pthread_cond_signal(&queue.more);
	pthread_mutex_unlock(&queue.lock);
	return HTTP_LATER;
}

static size_t body_limit(void *arg, const char *method, const char *path)
{
	(void)arg;
	(void)method;
	return strcmp(path, "/large") == 0 ? (size_t)1 << 30 : limit;
}

static unsigned setting(int argc, char **argv, const char *name, unsigned otherwise)
{
	size_t n = strlen(name);

	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], name, n) == 0 && argv[i][n] == '=')
			return (unsigned)strtoull(argv[i] + n + 1, NULL, 10);
	return otherwise;
}

int main(int argc, char **argv)
{
	struct http_config config = { .listen = "127.0.0.1:0", .handle = handle,
		.body_limit = body_limit };
	struct http_server *server;
	pthread_t threads[WORKERS];
	struct arena a;
	struct err e;
	sigset_t set;
	int sig;

	memset(page, 'x', sizeof(page));
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	config.threads = setting(argc, argv, "threads", 2);
	config.connections = setting(argc, argv, "connections", 0);
	config.per_address = setting(argc, argv, "per_address", 0);
	config.idle_ms = setting(argc, argv, "idle_ms", 0);
	config.header_ms = setting(argc, argv, "header_ms", 0);
	config.slow_ms = setting(argc, argv, "slow_ms", 0);
	limit = setting(argc, argv, "limit", 1 << 20);
	if (http_start(&server, &config, &e) < 0) {
		fprintf(stderr, "%s\n", e.detail);
		return 1;
	}
	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&threads[i], NULL, worker, NULL) != 0)
			return 1;
	printf("listening %s\n", http_address(server));
	fflush(stdout);
	sigwait(&set, &sig);
	printf("unfinished %zu\n", http_stop(server, setting(argc, argv, "stop_s", 10)));
	pthread_mutex_lock(&queue.lock);
	queue.end = true;
	pthread_cond_broadcast(&queue.more);
	pthread_mutex_unlock(&queue.lock);
	for (int i = 0; i < WORKERS; i++)
		pthread_join(threads[i], NULL);
	arena_release(&a);
	printf("stopped\n");
	return 0;
}
