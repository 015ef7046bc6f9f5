/* base/sbuf.c -- see sbuf.h. */
#include "base/sbuf.h"

static void release(void *thing)
{
	sbuf_release(thing);
}

void sbuf_init_free(struct sbuf *b, size_t max)
{
	*b = (struct sbuf){ .max = max };
}

void sbuf_init(struct sbuf *b, struct arena *a, size_t max)
{
	sbuf_init_free(b, max);
	arena_defer(a, release, b);
}

void sbuf_release(struct sbuf *b)
{
	mem_free(b->p);
	*b = (struct sbuf){ .max = b->max };
}

char *sbuf_take(struct sbuf *b, size_t *ret_n)
{
	char *p = b->p;

	*ret_n = b->n;
	b->p = NULL;
	b->n = b->room = 0;
	return p;
}

struct sbuf *sbuf_new(struct arena *a, size_t max)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, max);
	return b;
}

static bool make_room(struct sbuf *b, size_t n)
{
	size_t need, room = b->room ? b->room : 512;

	if (b->failed || __builtin_add_overflow(b->n, n, &need) || need > b->max) {
		b->failed = true;
		return false;
	}
	if (need + 1 <= b->room)
		return true;
	while (room < need + 1)
		room *= 2;
	b->p = mem_grow(b->p, room, 1);
	b->room = room;
	return true;
}

void sbuf_grow_add(struct sbuf *b, const char *p, size_t n)
{
	if (!make_room(b, n))
		return;
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

static void sbuf_grouped(struct sbuf *b, int64_t v)
{
	char digits[24], text[32], *to = text;
	int n = snprintf(digits, sizeof(digits), "%" PRId64, v);

	for (int i = 0; i < n; i++) {
		*to++ = digits[i];
		if (digits[i] != '-' && i + 1 < n && (n - i - 1) % 3 == 0)
			*to++ = ',';
	}
	sbuf_add(b, text, (size_t)(to - text));
}

void sbuf_counted(struct sbuf *b, int64_t n, const char *one, const char *many)
{
	sbuf_grouped(b, n);
	sbuf_char(b, ' ');
	sbuf_text(b, n == 1 ? one : many);
}

const char *text_counted(struct arena *a, int64_t n, const char *one, const char *many)
{
	struct sbuf *b = sbuf_new(a, 4096);

	sbuf_counted(b, n, one, many);
	return sbuf_str(b).p;
}

const char *text_grouped(struct arena *a, int64_t n)
{
	struct sbuf *b = sbuf_new(a, 64);

	sbuf_grouped(b, n);
	return sbuf_str(b).p;
}

void sbuf_int(struct sbuf *b, int64_t v)
{
	char digits[24], *p = digits + sizeof(digits);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		*--p = '-';
	sbuf_add(b, p, (size_t)(digits + sizeof(digits) - p));
}

void sbuf_printf(struct sbuf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	REQUIRE(n >= 0);
	if (!make_room(b, (size_t)n))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

bool sbuf_ok(const struct sbuf *b)
{
	return !b->failed;
}

struct str sbuf_str(const struct sbuf *b)
{
	return b->p ? (struct str){ b->p, b->n } : STR("");
}
