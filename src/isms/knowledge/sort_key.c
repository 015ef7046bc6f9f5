/* isms/knowledge/sort_key.c -- references as texts that sort as people count. */
#include "isms/knowledge/knowledge.h"
#include "record/rec.h"

enum { DIGITS = 5, KEY_MAX = 200 };

/* "A.5.10" becomes "A.00005.00010"; what is longer than the field is cut, never refused. */
int knowledge_sort_key(struct ctx *c, struct rec *r)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	const char *p = rec_text(r, "ref");
	struct str key;

	sbuf_init(b, c->arena, 4096);
	while (*p) {
		size_t n = strspn(p, "0123456789");

		for (size_t i = n; n && i < DIGITS; i++)
			sbuf_char(b, '0');
		sbuf_add(b, p, n ? n : 1);
		p += n ? n : 1;
	}
	key = sbuf_str(b);
	if (key.n > KEY_MAX) {
		key.n = KEY_MAX;
		while ((key.p[key.n] & 0xc0) == 0x80)
			key.n--;	/* not inside a character */
	}
	rec_set_text(c, r, "sort_key", arena_text_n(c->arena, key.p, key.n));
	return E_OK;
}
