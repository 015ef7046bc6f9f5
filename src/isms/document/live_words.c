/* isms/document/live_words.c -- a text with placeholders for who only reads it, as in the library. */
#include "isms/document/live.h"

enum { WORDS_MAX = 1 << 20 };

static void add_piece(struct sbuf *b, struct str name)
{
	bool condition = name.n > 4 && memcmp(name.p, "#if ", 4) == 0;
	const struct live_name *n = live_find(condition ?
	    live_trim((struct str){ name.p + 4, name.n - 4 }) : name);

	if (name.n && name.p[0] == '/')
		sbuf_text(b, N_("‹end of the condition›"));
	else if (condition)
		sbuf_printf(b, "‹Only if: %s›", n ? n->says : "");
	else if (n)
		sbuf_printf(b, "‹%s›", n->says);
	else
		sbuf_printf(b, "‹%.*s›", (int)name.n, name.p);
}

struct str live_words(struct arena *a, struct str source)
{
	struct sbuf *b = sbuf_new(a, WORDS_MAX);
	struct live_piece piece;
	struct str line;

	while (live_line(&source, &line)) {
		while (live_next(&line, &piece)) {
			sbuf_add(b, piece.before.p, piece.before.n);
			add_piece(b, piece.name);
		}
		sbuf_add(b, line.p, line.n);
		sbuf_char(b, '\n');
	}
	return sbuf_ok(b) && b->n ? sbuf_str(b) : STR("");
}
