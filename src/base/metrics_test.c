/* base/metrics_test.c -- buckets add up, and the text is what Prometheus reads. */
#include "base/metrics.h"
#include "base/test.h"

static int64_t value_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);
	int64_t n = 0;

	if (!at)
		fail_msg("%s is missing", name);
	for (at += strlen(name); *at >= '0' && *at <= '9'; at++)
		n = 10 * n + (*at - '0');
	return n;
}

void test_metrics_print__buckets_add_up(void **state)
{
	struct arena a;
	struct sbuf b;
	const char *text;

	(void)state;
	arena_init(&a, 1 << 20);
	sbuf_init(&b, &a, METRICS_MAX);
	metrics_request(ROUTE_REPORT, 200, 700);	/* 0.7 ms */
	metrics_request(ROUTE_REPORT, 404, 1000);	/* a bound belongs to its bucket */
	metrics_request(ROUTE_REPORT, 503, 99000000);	/* above all bounds */
	metrics_request(ROUTE_REPORT, 0, -1);		/* broken off: no status, no time */
	metrics_print(&b);
	text = sbuf_str(&b).p;
	assert_int_equal(value_of(text, "requests_total{route=\"report\",status=\"2xx\"} "), 1);
	assert_int_equal(value_of(text, "requests_total{route=\"report\",status=\"4xx\"} "), 1);
	assert_int_equal(value_of(text, "seconds_bucket{route=\"report\",le=\"0.0005\"} "), 1);
	assert_int_equal(value_of(text, "seconds_bucket{route=\"report\",le=\"0.001\"} "), 3);
	assert_int_equal(value_of(text, "seconds_bucket{route=\"report\",le=\"10\"} "), 3);
	assert_int_equal(value_of(text, "seconds_bucket{route=\"report\",le=\"+Inf\"} "), 4);
	assert_int_equal(value_of(text, "seconds_count{route=\"report\"} "), 4);
	assert_int_equal(value_of(text, "seconds_sum{route=\"report\"} "), 99);
	assert_non_null(strstr(text, "# TYPE annexa_http_request_seconds histogram\n"));
	arena_release(&a);
}

void test_metrics_route__by_path(void **state)
{
	(void)state;
	assert_int_equal(metrics_route_of("/api/v1/risks"), ROUTE_API);
	assert_int_equal(metrics_route_of("/reports/soa"), ROUTE_REPORT);
	assert_int_equal(metrics_route_of("/reports"), ROUTE_PAGE);
	assert_int_equal(metrics_route_of("/static/annexa.css"), ROUTE_STATIC);
	assert_int_equal(metrics_route_of("/metrics"), ROUTE_PROBE);
	assert_int_equal(metrics_route_of(NULL), ROUTE_PAGE);
}
