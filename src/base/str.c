/* base/str.c -- see str.h. */
#include "base/str.h"

struct str str_of(const char *text)
{
	return text ? (struct str){ text, strlen(text) } : STR("");
}

struct str str_copy(struct arena *a, const char *p, size_t n)
{
	return (struct str){ arena_text_n(a, p, n), n };
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *text)
{
	return str_eq(a, str_of(text));
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str str_trim(struct arena *a, struct str s)
{
	size_t from = 0, to = s.n;

	while (from < to && blank(s.p[from]))
		from++;
	while (to > from && blank(s.p[to - 1]))
		to--;
	return from == 0 && to == s.n ? s : str_copy(a, s.p + from, to - from);
}

/* Length of the well-formed sequence at p (RFC 3629, table in section 4), 0 if there is none. */
static size_t sequence(const unsigned char *p, size_t n)
{
	unsigned lo = 0x80, hi = 0xbf;
	size_t len;

	if (p[0] < 0x80)
		return p[0] >= 0x20 || blank((char)p[0]) ? 1 : 0;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (len > n)
		return 0;
	if (p[0] == 0xe0)
		lo = 0xa0;	/* overlong */
	if (p[0] == 0xed)
		hi = 0x9f;	/* surrogates */
	if (p[0] == 0xf0)
		lo = 0x90;
	if (p[0] == 0xf4)
		hi = 0x8f;	/* above U+10FFFF */
	if (p[1] < lo || p[1] > hi)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

bool str_valid(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t len;

	for (size_t i = 0; i < n; i += len)
		if ((len = sequence(u + i, n - i)) == 0)
			return false;
	return true;
}

uint32_t str_turns(struct str s)
{
	for (size_t i = 0; i + 2 < s.n; i++) {
		const unsigned char *p = (const unsigned char *)s.p + i;
		uint32_t c = p[0] == 0xe2 ? 0x2000u | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu) : 0;

		if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
			return c;
	}
	return 0;
}

size_t str_chars(struct str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.n; i++)
		count += (s.p[i] & 0xc0) != 0x80;
	return count;
}

bool str_int(struct str s, int64_t *ret)
{
	int64_t v = 0;
	size_t i = s.n && s.p[0] == '-';

	if (i == s.n)
		return false;
	for (size_t at = i; at < s.n; at++)
		if (s.p[at] < '0' || s.p[at] > '9' || __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, s.p[at] - '0', &v))
			return false;
	if (!i && __builtin_sub_overflow(0, v, &v))
		return false;	/* counted downwards so that INT64_MIN fits */
	*ret = v;
	return true;
}

void hex_encode(const uint8_t *in, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[2 * n] = '\0';
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(const char *in, uint8_t *out, size_t n)
{
	if (strlen(in) != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = nibble(in[2 * i]), lo = nibble(in[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	return true;
}

char *text_lower(struct arena *a, const char *text)
{
	char *copy = arena_text(a, text);

	for (char *p = copy; p && *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return copy;
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}
