/* base/jcs.c -- canonical JSON by RFC 8785: the form that is hashed and signed. See value.h. */
#include "base/value.h"

/* Next code point of valid UTF-8; moves *p. */
static uint32_t code_point(const unsigned char **p)
{
	const unsigned char *s = *p;
	int more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
	uint32_t c = more == 0 ? s[0] : s[0] & (0x3fu >> more);

	for (int i = 1; i <= more; i++)
		c = c << 6 | (s[i] & 0x3fu);
	*p = s + 1 + more;
	return c;
}

/* First UTF-16 code unit: what RFC 8785 section 3.2.3 sorts by. */
static uint32_t unit(uint32_t c)
{
	return c < 0x10000 ? c : 0xd800 + ((c - 0x10000) >> 10);
}

static int key_order(const char *x, const char *y)
{
	const unsigned char *p = (const unsigned char *)x, *q = (const unsigned char *)y;

	while (*p && *q) {
		uint32_t c = code_point(&p), d = code_point(&q);

		if (unit(c) != unit(d))
			return unit(c) < unit(d) ? -1 : 1;
		if (c != d)	/* same high surrogate: the low ones decide, in the same order */
			return c < d ? -1 : 1;
	}
	return (*p != 0) - (*q != 0);
}

static int by_key(const void *x, const void *y)
{
	const struct value *const *p = x, *const *q = y;

	return key_order((*p)->key, (*q)->key);
}

/* Digits and exponent of the shortest decimal that reads back as r (r > 0). */
static int shortest(double r, char digits[20], int *ret_exponent)
{
	char text[40];
	int n = 0, precision = 1;
	const char *p;

	for (; precision <= 17; precision++) {
		(void)snprintf(text, sizeof(text), "%.*e", precision - 1, r);
		if (strtod(text, NULL) == r)
			break;
	}
	for (p = text; *p != 'e'; p++)
		if (*p != '.')
			digits[n++] = *p;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	p++;
	bool minus = *p == '-';
	int exponent = 0;
	for (p++; *p; p++)
		exponent = exponent * 10 + (*p - '0');
	*ret_exponent = minus ? -exponent : exponent;
	return n;
}

static void zeros(struct sbuf *b, int n)
{
	while (n-- > 0)
		sbuf_char(b, '0');
}

/* ECMA-262, Number::toString: plain digits between 1e-7 and 1e21, else an exponent. */
static void number(struct sbuf *b, double r)
{
	char digits[20];
	int exponent, n, point;

	REQUIRE(r - r == 0);
	if (!(r < 0 || r > 0)) {
		sbuf_char(b, '0');	/* also for minus zero */
		return;
	}
	if (r < 0)
		sbuf_char(b, '-');
	n = shortest(r < 0 ? -r : r, digits, &exponent);
	point = exponent + 1;		/* digits before the point */
	if (n <= point && point <= 21) {
		sbuf_add(b, digits, (size_t)n);
		zeros(b, point - n);
	} else if (0 < point && point <= 21) {
		sbuf_add(b, digits, (size_t)point);
		sbuf_char(b, '.');
		sbuf_add(b, digits + point, (size_t)(n - point));
	} else if (-6 < point && point <= 0) {
		sbuf_text(b, "0.");
		zeros(b, -point);
		sbuf_add(b, digits, (size_t)n);
	} else {
		sbuf_char(b, digits[0]);
		if (n > 1) {
			sbuf_char(b, '.');
			sbuf_add(b, digits + 1, (size_t)(n - 1));
		}
		sbuf_printf(
		    b, "e%c%d", exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
	}
}

static void object(struct sbuf *b, const struct value *v)
{
	const struct value *few[32], **sorted = few;
	size_t n = 0;

	if (v->u.list.n > COUNT(few))
		sorted = mem_new(v->u.list.n, sizeof(*sorted));
	for (const struct value *m = v->u.list.first; m; m = m->next)
		sorted[n++] = m;
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted), by_key);
	sbuf_char(b, '{');
	for (size_t i = 0; i < n; i++) {
		if (i)
			sbuf_char(b, ',');
		json_text(b, str_of(sorted[i]->key));
		sbuf_char(b, ':');
		jcs_print(b, sorted[i]);
	}
	sbuf_char(b, '}');
	if (sorted != few)
		mem_free(sorted);
}

void jcs_print(struct sbuf *b, const struct value *v)
{
	static const int64_t exact = INT64_C(1) << 53;

	switch (v->kind) {
	case V_INT:
		REQUIRE(v->u.i <= exact && v->u.i >= -exact);
		sbuf_int(b, v->u.i);
		return;
	case V_REAL:
		number(b, v->u.r);
		return;
	case V_ARRAY:
		sbuf_char(b, '[');
		for (const struct value *m = v->u.list.first; m; m = m->next) {
			jcs_print(b, m);
			if (m->next)
				sbuf_char(b, ',');
		}
		sbuf_char(b, ']');
		return;
	case V_OBJECT:
		object(b, v);
		return;
	case V_NULL:
	case V_BOOL:
	case V_TEXT:
	case V_HTML:
		json_print(b, v);
		return;
	}
	BUG("value kind");
}
