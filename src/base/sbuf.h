/*
 * base/sbuf.h -- a growing text with a compulsory maximum and a sticky error.
 *
 * Append freely, ask once: sbuf_ok(). Grows by mem_grow (so that a large page does not fill the
 * arena with its earlier copies); sbuf_init registers the release with the arena.
 */
#ifndef ANNEXA_SBUF_H
#define ANNEXA_SBUF_H

#include "base/arena.h"
#include "base/str.h"

struct sbuf {
	char *p;		/* always NUL-terminated once something was added; may be NULL */
	size_t n, room, max;	/* bytes */
	bool failed;		/* something did not fit: contents are incomplete */
};

/* On the arena, released with it. */
struct sbuf *sbuf_new(struct arena *a, size_t max) MUST;
/* The same for a buffer inside another struct ON THE ARENA: never for one on the stack. */
void sbuf_init(struct sbuf *b, struct arena *a, size_t max);
/* The same without an arena: the caller calls sbuf_release. */
void sbuf_init_free(struct sbuf *b, size_t max);
void sbuf_release(struct sbuf *b);
/* Give the memory away: the caller mem_free()s it. NULL if nothing was added. */
char *sbuf_take(struct sbuf *b, size_t *ret_n) MUST;

void sbuf_grow_add(struct sbuf *b, const char *p, size_t n); /* what sbuf_add does without room */

/* Inline: a page is written in thousands of short pieces. */
static inline void sbuf_add(struct sbuf *b, const char *p, size_t n)
{
	if (b->failed || n >= b->room - b->n || n > b->max - b->n) {
		sbuf_grow_add(b, p, n);
		return;
	}
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

static inline void sbuf_text(struct sbuf *b, const char *text)
{
	sbuf_add(b, text, strlen(text));
}

static inline void sbuf_char(struct sbuf *b, char c)
{
	sbuf_add(b, &c, 1);
}

void sbuf_int(struct sbuf *b, int64_t v);
/*
 * A number with its noun: "1 file", "1,234 files", "0 files". The words may be more
 * than a noun, so that the verb agrees: text_counted(a, n, "row is", "rows are"). Every sentence
 * for people that counts is made by one of these, or by {{+n one|many}} of a template.
 */
void sbuf_counted(struct sbuf *b, int64_t n, const char *one, const char *many);
const char *text_counted(struct arena *a, int64_t n, const char *one, const char *many) MUST;
/* The number alone, by thousands: 1,234. */
const char *text_grouped(struct arena *a, int64_t n) MUST;
void sbuf_printf(struct sbuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool sbuf_ok(const struct sbuf *b) MUST;
struct str sbuf_str(const struct sbuf *b);

#endif
