/* isms/knowledge/items.c -- the items of a list in a section, each on one line. See library.h. */
#include "isms/knowledge/library.h"

bool library_item(struct arena *a, const char **at, const char **ret)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	const char *p = *at;

	while (*p && strncmp(p, "- ", 2) != 0) {
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	if (!*p)
		return false;
	sbuf_init(b, a, 16 << 10);
	for (p += 2; ; p += strspn(p, " ")) {
		size_t n = strcspn(p, "\n");

		sbuf_add(b, p, n);
		p += n + (p[n] == '\n');
		if (*p != ' ')
			break;
		sbuf_char(b, ' ');
	}
	*at = p;
	*ret = sbuf_ok(b) ? sbuf_str(b).p : "";
	return true;
}
