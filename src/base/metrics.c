/* base/metrics.c -- see metrics.h. */
#include <stdatomic.h>
#include "base/metrics.h"
#include "base/str.h"

enum { STATUSES = 5, BUCKETS_MAX = 14 };	/* 1xx .. 5xx */

static const struct { const char *name, *type, *help; } about[METRIC_COUNT] = {
#define METRIC(name, type, help) { #name, #type, help },
#include "base/metrics.def"
#undef METRIC
};
static const char *const routes[ROUTE_N] = { "page", "api", "report", "static", "probe" };

/* Upper bounds; what is above the last counts in +Inf alone. Ended by 0. */
static const double seconds[] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
	1, 2.5, 10, 0 };
static const double sizes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 0 };

/* Global, as counters are: written by all threads, read by whoever prints. */
struct histogram {
	atomic_uint_least64_t bucket[BUCKETS_MAX], count, sum_micro;
};
static atomic_uint_least64_t requests[ROUTE_N][STATUSES];
static struct histogram took[ROUTE_N], groups, commits;
static atomic_int_least64_t queue;

static void observe(struct histogram *h, const double *bounds, double value)
{
	/* The count first, which is printed last: no reader sees a bucket with more than all. */
	atomic_fetch_add(&h->count, 1);
	atomic_fetch_add(&h->sum_micro, (uint64_t)(value * 1000000));
	for (int i = 0; bounds[i] > 0; i++)
		if (value <= bounds[i]) {
			atomic_fetch_add(&h->bucket[i], 1);
			break;
		}
}

enum metric_route metrics_route_of(const char *path)
{
	static const struct { const char *begin; enum metric_route route; } known[] = {
		{ "/api/", ROUTE_API }, { "/static/", ROUTE_STATIC }, { "/reports/", ROUTE_REPORT },
		{ "/healthz", ROUTE_PROBE }, { "/readyz", ROUTE_PROBE },
		{ "/metrics", ROUTE_PROBE },
	};

	for (size_t i = 0; path && i < COUNT(known); i++)
		if (text_starts(path, known[i].begin))
			return known[i].route;
	return ROUTE_PAGE;
}

void metrics_request(enum metric_route route, int status, int64_t took_us)
{
	if (status >= 100 && status < 600)
		atomic_fetch_add(&requests[route][status / 100 - 1], 1);
	observe(&took[route], seconds, took_us > 0 ? (double)took_us / 1000000 : 0);
}

void metrics_queue(int change)
{
	atomic_fetch_add(&queue, change);
}

void metrics_group(unsigned changes, int64_t took_us)
{
	observe(&groups, sizes, (double)changes);
	observe(&commits, seconds, took_us > 0 ? (double)took_us / 1000000 : 0);
}

/* ---- the text format ---- */

void metrics_head(struct sbuf *b, enum metric m)
{
	sbuf_printf(b, "# HELP annexa_%s %s\n# TYPE annexa_%s %s\n", about[m].name, about[m].help,
	    about[m].name, about[m].type);
}

void metrics_gauge(struct sbuf *b, enum metric m, double value)
{
	metrics_head(b, m);
	sbuf_printf(b, "annexa_%s %.17g\n", about[m].name, value);
}

static void print_histogram(struct sbuf *b, enum metric m, const char *label, struct histogram *h,
    const double *bounds)
{
	const char *name = about[m].name;
	uint64_t below = 0;

	for (int i = 0; bounds[i] > 0; i++) {
		below += atomic_load(&h->bucket[i]);
		sbuf_printf(b, "annexa_%s_bucket{%s%sle=\"%g\"} %" PRIu64 "\n", name, label,
		    label[0] ? "," : "", bounds[i], below);
	}
	sbuf_printf(b, "annexa_%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", name, label,
	    label[0] ? "," : "", (uint64_t)atomic_load(&h->count));
	sbuf_printf(b, "annexa_%s_sum%s%s%s %.6f\n", name, label[0] ? "{" : "", label,
	    label[0] ? "}" : "", (double)atomic_load(&h->sum_micro) / 1000000);
	sbuf_printf(b, "annexa_%s_count%s%s%s %" PRIu64 "\n", name, label[0] ? "{" : "", label,
	    label[0] ? "}" : "", (uint64_t)atomic_load(&h->count));
}

static void print_requests(struct sbuf *b)
{
	char label[40];

	metrics_head(b, METRIC_http_requests_total);
	for (int r = 0; r < ROUTE_N; r++)
		for (int s = 1; s < STATUSES; s++)
			sbuf_printf(b, "annexa_http_requests_total{route=\"%s\",status=\"%dxx\"} %"
			    PRIu64 "\n", routes[r], s + 1, (uint64_t)atomic_load(&requests[r][s]));
	metrics_head(b, METRIC_http_request_seconds);
	for (int r = 0; r < ROUTE_N; r++) {
		(void)snprintf(label, sizeof(label), "route=\"%s\"", routes[r]);
		print_histogram(b, METRIC_http_request_seconds, label, &took[r], seconds);
	}
}

void metrics_print(struct sbuf *b)
{
	print_requests(b);
	metrics_gauge(b, METRIC_writer_queue, (double)atomic_load(&queue));
	metrics_head(b, METRIC_group_size);
	print_histogram(b, METRIC_group_size, "", &groups, sizes);
	metrics_head(b, METRIC_commit_seconds);
	print_histogram(b, METRIC_commit_seconds, "", &commits, seconds);
}
