/*
 * base/str.h -- text as pointer and length, and the checks every text from outside passes.
 *
 * A struct str is UTF-8, has no NUL inside, and is followed by a NUL that is not counted, so
 * that .p also serves where C wants a string. str_valid() is what makes it true for input.
 */
#ifndef ANNEXA_STR_H
#define ANNEXA_STR_H

#include "base/arena.h"

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ "" literal "", sizeof(literal) - 1 })

struct str str_of(const char *text);			/* NULL gives the empty text */
struct str str_copy(struct arena *a, const char *p, size_t n);
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *text);
struct str str_trim(struct arena *a, struct str s);	/* without blanks at both ends */

/* UTF-8 by RFC 3629 without NUL; controls other than tab, line feed and return are refused. */
bool str_valid(const char *p, size_t n) MUST;
/*
 * The first mark that turns the direction of what follows (embeddings, overrides, isolates of
 * Unicode's UAX #9: U+202A to U+202E, U+2066 to U+2069), or 0. Such a mark is not seen, and a
 * text reads as another one. Writing from right to left needs none.
 */
uint32_t str_turns(struct str s) MUST;
size_t str_chars(struct str s);				/* code points */

/* Whole text to a number: optional minus, digits, within range. False leaves *ret alone. */
bool str_int(struct str s, int64_t *ret) MUST;

/* Bytes to lower-case hex; out has 2 n + 1 bytes. And back: exactly n bytes or false. */
void hex_encode(const uint8_t *in, size_t n, char *out);
bool hex_decode(const char *in, uint8_t *out, size_t n) MUST;

/* Lower-case copy, ASCII only: for keys, e-mail addresses, header names. */
char *text_lower(struct arena *a, const char *text) MUST;
bool text_starts(const char *text, const char *prefix);

#endif
