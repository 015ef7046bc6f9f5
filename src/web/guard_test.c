/* web/guard_test.c -- what the guard refuses, without a socket. tests/http drives the rest. */
#include "base/test.h"
#include "web/guard.h"

#define H(name, value) { name, sizeof(name) - 1, value, sizeof(value) - 1 }
#define CHECK(expected, method, ...) do { \
	static const struct guard_header h__[] = { __VA_ARGS__ }; \
	assert_int_equal(guard_check(method, "HTTP/1.1", h__, COUNT(h__)).status, expected); \
} while (0)

void test_guard_check__accepted(void **state)
{
	(void)state;
	CHECK(0, "GET", H("Host", "x"));
	CHECK(0, "GET", H("host", "[::1]:8080"), H("Accept", "a"), H("Accept", "b"));
	CHECK(0, "POST", H("Host", "x"), H("Content-Length", "0"));
	CHECK(0, "PUT", H("Host", "x"), H("Transfer-Encoding", "Chunked"));
	CHECK(0, "GET", H("Host", "x"), H("X", "a\tb \xc3\xa4"));
	CHECK(0, "GET", H("Host", "x"), H("Expect", "100-continue"),
	    H("Content-Encoding", "identity"));
}

void test_guard_check__host(void **state)
{
	(void)state;
	CHECK(400, "GET", H("Accept", "x"));
	CHECK(400, "GET", H("Host", "x"), H("Host", "x"));
	CHECK(400, "GET", H("Host", "x"), H("hOST", "y"));
	CHECK(400, "GET", H("Host", ""));
	CHECK(400, "GET", H("Host", "a b"));
	CHECK(400, "GET", H("Host", "a/b"));
	CHECK(400, "GET", H("Host", "user@x"));
}

void test_guard_check__framing(void **state)
{
	(void)state;
	CHECK(400, "POST", H("Host", "x"), H("Content-Length", "5"), H("Content-Length", "5"));
	CHECK(400, "POST", H("Host", "x"), H("Content-Length", "5"),
	    H("Transfer-Encoding", "chunked"));
	CHECK(400, "POST", H("Host", "x"), H("Transfer-Encoding", "xchunked"));
	CHECK(400, "POST", H("Host", "x"), H("Transfer-Encoding", "chunked, identity"));
	CHECK(400, "POST", H("Host", "x"), H("Transfer-Encoding", "gzip, chunked"));
	CHECK(400, "POST", H("Host", "x"), H("Transfer-Encoding", ""));
	CHECK(400, "POST", H("Host", "x"), H("Transfer-Encoding", "\x0b" "chunked"));
	CHECK(400, "POST", H("Host", "x"), H("Content-Length", "+5"));
	CHECK(400, "POST", H("Host", "x"), H("Content-Length", "5, 5"));
	CHECK(400, "POST", H("Host", "x"), H("Content-Length", ""));
	CHECK(400, "POST", H("Host", "x"), H("Content-Length", "0x5"));
	CHECK(400, "POST", H("Host", "x"), H("Content-Length", "9999999999999999999"));
}

void test_guard_check__bytes(void **state)
{
	(void)state;
	CHECK(400, "GET", H("Host", "x"), H("A ", "b"));
	CHECK(400, "GET", H("Host", "x"), H("A\tb", "b"));
	CHECK(400, "GET", H("Host", "x"), H("", "b"));
	CHECK(400, "GET", H("Host", "x"), H("A(b", "b"));
	CHECK(400, "GET", H("Host", "x"), H("A\xc3\xa4", "b"));
	CHECK(400, "GET", H("Host", "x"), H("A", "b\x01"));
	CHECK(400, "GET", H("Host", "x"), H("A", "b\x7f"));
	CHECK(400, "GET", H("Host", "x"), H("A", "b\rc"));
}

void test_guard_check__once(void **state)
{
	(void)state;
	CHECK(400, "GET", H("Host", "x"), H("Authorization", "a"), H("Authorization", "b"));
	CHECK(400, "GET", H("Host", "x"), H("Cookie", "a=1"), H("cookie", "a=2"));
	CHECK(400, "GET", H("Host", "x"), H("Content-Type", "a/b"), H("Content-Type", "c/d"));
}

void test_guard_check__methods(void **state)
{
	static const struct guard_header host[] = { H("Host", "x") };

	(void)state;
	CHECK(0, "PATCH", H("Host", "x"));
	CHECK(0, "OPTIONS", H("Host", "x"));
	CHECK(405, "TRACE", H("Host", "x"));
	CHECK(405, "CONNECT", H("Host", "x"));
	CHECK(501, "get", H("Host", "x"));
	CHECK(501, "BREW", H("Host", "x"));
	CHECK(415, "POST", H("Host", "x"), H("Content-Encoding", "gzip"));
	CHECK(417, "POST", H("Host", "x"), H("Expect", "more"));
	assert_int_equal(guard_check("GET", "HTTP/1.2", host, 1).status, 505);
	assert_int_equal(guard_check("GET", "HTTP/1.0", host, 1).status, 0);
}

static int layout(const char *raw, size_t n, size_t first, size_t name, size_t value)
{
	struct guard_header h = {raw + name, strlen(raw + name), raw + value, strlen(raw + value)};

	return guard_layout(raw, n, raw + first, &h, 1).status;
}

void test_guard_layout__as_the_parser_leaves_it(void **state)
{
	static const char good[] = "GET\0/\0HTTP/1.1\0\0Host\0 x\0\0\0";
	static const char nul[] = "GET\0/\0HTTP/1.1\0\0Host\0 x\0y\0\0\0";
	static const char bare[] = "GET\0/\0HTTP/1.1\0\0Host\0 x\0\0";
	static const char line[] = "GET\0/\0HTTP/1.1\0Host\0 x\0\0\0";

	(void)state;
	assert_int_equal(layout(good, sizeof(good), 16, 16, 22), 0);
	assert_int_equal(layout(nul, sizeof(nul), 16, 16, 22), 400);
	assert_int_equal(layout(bare, sizeof(bare), 16, 16, 22), 400);
	assert_int_equal(layout(line, sizeof(line), 16, 15, 21), 400);
	assert_int_equal(layout(good, sizeof(good), 16, 17, 22), 400);
}
