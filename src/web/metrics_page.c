/* web/metrics_page.c -- /metrics, /healthz, /readyz: what machines ask. See app.h. */
#include <sys/stat.h>
#include <sys/statvfs.h>
#include "base/metrics.h"
#include "record/last.h"
#include "web/app.h"

static enum http_verdict plain(struct http_exchange *x, int status, const char *text)
{
	security_headers(x, NULL, false);
	http_reply_header(x, "Cache-Control", "no-store");
	x->reply.status = status;
	sbuf_text(&x->reply.body, text);
	return HTTP_DONE;
}

/* ---- health ---- */

/* Alive: this process answers. Ready: it also reads its database, and may write. */
enum http_verdict app_health(struct app *a, struct http_exchange *x)
{
	struct program *p = app_program(a);
	struct ctx *c = ctx_new(p, x->request.arena);
	const char *why = ledger_refusal(p->ledger);
	struct query *q;
	int rc;

	if (strcmp(x->request.path, "/readyz") != 0)
		return plain(x, 200, "ok\n");
	if (why)
		return plain(x, 503, "read-only\n");
	if ((rc = ctx_reader(c)) == E_OK &&
	    (rc = db_query_instance(c, &q, SQL("SELECT id FROM org LIMIT 1"))) == E_OK) {
		rc = db_step(c, q);
		db_done(q);
	}
	return rc < 0 ? plain(x, 503, "database\n") : plain(x, 200, "ok\n");
}

/* ---- metrics ---- */

/* Leaves of all logs, and how many of them no checkpoint covers. */
static int ledger_gauges(struct ctx *c, struct sbuf *b)
{
	uint64_t entries = 0, lag = 0;
	struct ledger_status s;
	struct query *q;
	int rc;

	if ((rc = ctx_reader(c)) < 0 ||
	    (rc = db_query_instance(c, &q, SQL("SELECT id FROM org ORDER BY id"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct org org = { db_int(q, 0) };

		if ((rc = ledger_status(c->db, org, c->arena, &s, &c->err)) < 0)
			break;
		entries += s.size;
		lag += s.size - (s.signed_size > 0 ? (uint64_t)s.signed_size : 0);
	}
	db_done(q);
	metrics_gauge(b, METRIC_ledger_entries, (double)entries);
	metrics_gauge(b, METRIC_signer_lag_entries, (double)lag);
	return rc;
}

static double memory_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	char text[64] = "";
	char *at = text;
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	if (f)
		(void)fclose(f);	/* only read */
	text[n] = '\0';
	(void)strtoull(at, &at, 10);	/* the whole address space; then what is resident */
	return (double)strtoull(at, NULL, 10) * (double)sysconf(_SC_PAGESIZE);
}

static void folder_gauges(const struct program *p, struct arena *a, struct sbuf *b)
{
	struct statvfs disk;
	struct stat st;

	if (stat(arena_printf(a, "%s/annexa.db", p->dir), &st) == 0)
		metrics_gauge(b, METRIC_database_bytes, (double)st.st_size);
	if (statvfs(p->dir, &disk) == 0)
		metrics_gauge(b, METRIC_disk_free_bytes,
		    (double)disk.f_bavail * (double)disk.f_frsize);
	for (size_t i = 0; i < LAST_N; i++) {
		struct last l;

		last_read(p->dir, (enum last_what)i, &l);
		metrics_gauge(b, last_kinds[i].metric, (double)l.at_us / 1000000);
	}
}

static void print(struct app *a, struct ctx *c, struct sbuf *b)
{
	struct program *p = app_program(a);
	const struct app_machine *m = app_machine_of(a);

	metrics_print(b);
	if (m->server)
		metrics_gauge(b, METRIC_open_connections, (double)http_connections(m->server));
	if (ledger_gauges(c, b) < 0)
		err_clear(&c->err);	/* the rest is worth having without them */
	metrics_gauge(b, METRIC_read_only, ledger_refusal(p->ledger) ? 1 : 0);
	metrics_gauge(b, METRIC_asof_views, (double)asof_count());
	folder_gauges(p, c->arena, b);
	metrics_gauge(b, METRIC_memory_bytes, memory_bytes());
	metrics_gauge(b, METRIC_start_time_seconds, (double)m->started_us / 1000000);
	metrics_head(b, METRIC_build_info);
	sbuf_printf(b, "annexa_build_info{version=\"%s\"} 1\n", ANNEXA_VERSION);
}

static bool token_fits(const struct http_exchange *x, const char *want)
{
	const char *got = http_header(&x->request, "Authorization");

	return got && strncasecmp(got, "Bearer ", 7) == 0 && strlen(got + 7) == strlen(want) &&
	    bytes_eq_secret(got + 7, want, strlen(want));
}

/* Without a token of its own the address does not exist: a proxy could hand it to anybody. */
enum http_verdict app_metrics(struct app *a, struct http_exchange *x, bool trusted)
{
	const struct app_machine *m = app_machine_of(a);
	struct ctx *c;

	if (!trusted && (!m->token || !m->token[0]))
		return plain(x, 404, "There is nothing here.\n");
	if (!trusted && !token_fits(x, m->token)) {
		http_reply_header(x, "WWW-Authenticate", "Bearer realm=\"metrics\"");
		return plain(x, 401, "Send the token of the metrics.\n");
	}
	c = ctx_new(app_program(a), x->request.arena);
	security_headers(x, NULL, false);
	http_reply_header(x, "Cache-Control", "no-store");
	x->reply.type = "text/plain; version=0.0.4; charset=utf-8";
	print(a, c, &x->reply.body);
	return HTTP_DONE;
}

enum http_verdict app_machine_handle(void *arg, struct http_exchange *x)
{
	const char *path = x->request.path;

	if (strcmp(path, "/healthz") == 0 || strcmp(path, "/readyz") == 0)
		return app_health(arg, x);
	return strcmp(path, "/metrics") == 0 ? app_metrics(arg, x, true) :
	    plain(x, 404, "There is only /metrics, /healthz and /readyz here.\n");
}

void app_sent(void *arg, const struct http_exchange *x, int64_t took_us)
{
	(void)arg;
	metrics_request(metrics_route_of(x->request.path), x->reply.status, took_us);
}
