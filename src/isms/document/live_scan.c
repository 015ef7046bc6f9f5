/* isms/document/live_scan.c -- the pure half of live.h: finding placeholders in a text. */
#include "isms/document/live.h"

enum { ERRORS_MAX = 20 };

bool live_line(struct str *text, struct str *ret)
{
	const char *end;

	if (!text->n)
		return false;
	end = memchr(text->p, '\n', text->n);
	ret->p = text->p;
	ret->n = end ? (size_t)(end - text->p) : text->n;
	text->p += ret->n + (end != NULL);
	text->n -= ret->n + (end != NULL);
	if (ret->n && ret->p[ret->n - 1] == '\r')
		ret->n--;
	return true;
}

struct str live_trim(struct str s)
{
	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s.p++, s.n--;
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* Where `what` begins in s, or s.n. */
static size_t find(struct str s, const char *what)
{
	const char *at = s.n >= 2 ? memmem(s.p, s.n, what, 2) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

bool live_next(struct str *line, struct live_piece *ret)
{
	size_t from = 0, open, end;
	struct str rest;

	*ret = (struct live_piece){ .before = *line };
	do {
		rest = (struct str){ line->p + from, line->n - from };
		open = from + find(rest, "{{");
		from = open + 2;
	} while (open < line->n && open > 0 && line->p[open - 1] == '\\');
	if (open >= line->n)
		return false;
	ret->before.n = open;
	rest = (struct str){ line->p + open + 2, line->n - open - 2 };
	end = find(rest, "}}");
	ret->closed = end < rest.n;
	ret->name = live_trim((struct str){ rest.p, end });
	end = ret->closed ? end + 2 : end;
	*line = (struct str){ rest.p + end, rest.n - end };
	return true;
}

bool live_alone(struct str line, struct str *ret_name)
{
	struct live_piece piece;

	line = live_trim(line);
	if (!live_next(&line, &piece) || piece.before.n || line.n || !piece.closed)
		return false;
	*ret_name = piece.name;
	return true;
}

void live_escape(struct sbuf *b, const char *text)
{
	const char *p = text;

	/* "1." and "-" would begin a list where the value begins the line. */
	while (isdigit((unsigned char)*p))
		p++;
	if (p > text && (*p == '.' || *p == ')')) {
		sbuf_add(b, text, (size_t)(p - text));
		sbuf_char(b, '\\');
		text = p;
	} else if (*text == '-' || *text == '+' || *text == '=') {
		sbuf_char(b, '\\');
	}
	for (; *text; text++) {
		if (strchr("\\`*_[]<>|#~{}&!", *text))
			sbuf_char(b, '\\');
		sbuf_char(b, (unsigned char)*text < ' ' ? ' ' : *text);
	}
}

/* ---- what is wrong with a source ---- */

struct check {
	const char *field;
	struct err *e;
	long line, opened;	/* opened: line of the {{#if}} we are in, 0 = none */
	int problems;
};

static void wrong(struct check *k, const char *code, const char *fmt, ...) PRINTF_LIKE(3, 4);
static void wrong(struct check *k, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (k->problems++ < ERRORS_MAX)
		IGNORE(err_field(k->e, k->field, code, "line %ld: %s", k->line,
		    arena_vprintf(k->e->arena, fmt, ap)));
	va_end(ap);
}

static bool starts(struct str s, const char *word, struct str *ret_rest)
{
	size_t n = strlen(word);

	if (s.n < n || memcmp(s.p, word, n) != 0)
		return false;
	*ret_rest = live_trim((struct str){ s.p + n, s.n - n });
	return true;
}

/* Is it a tag of a condition? Then it is looked at here. */
static bool tag(struct check *k, struct str name, bool alone)
{
	const struct live_name *n;
	struct str rest;
	bool opens = starts(name, "#if", &rest), closes = !opens && starts(name, "/if", &rest);

	if (!opens && !closes)
		return false;
	if (!alone) {
		wrong(k, "not-alone", "{{%.*s}} stands alone on its line", (int)name.n, name.p);
	} else if (closes) {
		if (!k->opened)
			wrong(k, "not-open", "{{/if}} closes a condition that is not open");
		k->opened = 0;
	} else {
		if (k->opened)
			wrong(k, "nested", "the condition of line %ld is still open: conditions do"
			    " not stand inside each other", k->opened);
		k->opened = k->line;
		n = live_find(rest);
		if (!n || n->kind != LIVE_IF)
			wrong(k, "unknown-condition", "there is no condition \"%.*s\"",
			    (int)(rest.n > 60 ? 60 : rest.n), rest.p);
	}
	return true;
}

static void check_name(struct check *k, struct str name, bool alone)
{
	const struct live_name *n;

	if (tag(k, name, alone))
		return;
	n = live_find(name);
	if (!n || n->kind == LIVE_IF)
		wrong(k, "unknown-placeholder", "there is no placeholder {{%.*s}}; for two braces"
		    " as text write \\{{", (int)(name.n > 60 ? 60 : name.n), name.p);
	else if (n->kind == LIVE_TABLE && !alone)
		wrong(k, "not-alone", "{{%s}} is a table and stands alone on its line", n->name);
}

int live_check(struct str source, const char *field, struct err *e)
{
	struct check k = { .field = field, .e = e };
	struct live_piece piece;
	struct str line, name;

	while (live_line(&source, &line)) {
		bool alone = live_alone(line, &name);

		for (k.line++; live_next(&line, &piece);)
			if (piece.closed)
				check_name(&k, piece.name, alone);
			else
				wrong(&k, "not-closed", "{{%.*s is not closed by }} on its line",
				    (int)(piece.name.n > 30 ? 30 : piece.name.n), piece.name.p);
	}
	if (k.opened) {
		k.line = k.opened;
		wrong(&k, "not-closed", "the condition is not closed by {{/if}}");
	}
	if (k.problems > ERRORS_MAX)
		IGNORE(err_field(e, field, "more", "and %d more problems of this kind",
		    k.problems - ERRORS_MAX));
	return k.problems ? E_INVALID : E_OK;
}
