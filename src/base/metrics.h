/*
 * base/metrics.h -- what a process counts about itself, for Prometheus.
 *
 * Counters and histograms are global and lock-free: any thread may add to them at any time. The
 * names stand in metrics.def. Nothing here names an organisation, a person or an address.
 */
#ifndef ANNEXA_METRICS_H
#define ANNEXA_METRICS_H

#include "base/sbuf.h"

enum metric {
#define METRIC(name, type, help) METRIC_##name,
#include "base/metrics.def"
#undef METRIC
	METRIC_COUNT
};
enum metric_route { ROUTE_PAGE, ROUTE_API, ROUTE_REPORT, ROUTE_STATIC, ROUTE_PROBE, ROUTE_N };

enum metric_route metrics_route_of(const char *path);	/* NULL: page */
void metrics_request(enum metric_route route, int status, int64_t took_us);
void metrics_queue(int change);			/* +1 a change waits, -n they were taken */
void metrics_group(unsigned changes, int64_t took_us);

/* The text format 0.0.4: HELP and TYPE, then values. */
void metrics_head(struct sbuf *b, enum metric m);
void metrics_gauge(struct sbuf *b, enum metric m, double value);
/* Everything that is counted here: requests, queue, groups, commits. */
void metrics_print(struct sbuf *b);
enum { METRICS_MAX = 256 << 10 };		/* bytes; a text is far smaller */

#endif
