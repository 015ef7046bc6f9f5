/* exchange/csv.c -- see csv.h. One pass; cells are copied into one buffer, reused by each row. */
#include "exchange/csv.h"

static const char formula_starts[] = "=+-@\t\r";

static void release(void *thing)
{
	struct csv_reader *r = thing;

	mem_free(r->buf);
	r->buf = NULL;
	r->room = 0;
}

/* The line "sep=;" that spreadsheet programs write and understand. */
static bool take_sep_line(struct csv_reader *r)
{
	const char *p = r->at;

	if (r->end - p < 6 || strncasecmp(p, "sep=", 4) != 0 || !strchr(",;\t", p[4]) ||
	    (p[5] != '\n' && p[5] != '\r'))
		return false;
	r->separator = p[4];
	p += 5;
	if (r->end - p >= 2 && p[0] == '\r' && p[1] == '\n')
		p++;
	r->at = p + 1;
	r->line_at++;
	return true;
}

/* The commonest of , ; TAB outside quotes on the first line not empty; the comma wins ties. */
static char guess(const char *p, const char *end)
{
	size_t comma = 0, semicolon = 0, tab = 0;
	bool quoted = false;

	while (p < end && (*p == '\n' || *p == '\r'))
		p++;
	for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
		quoted ^= *p == '"';
		comma += !quoted && *p == ',';
		semicolon += !quoted && *p == ';';
		tab += !quoted && *p == '\t';
	}
	if (comma >= semicolon && comma >= tab)
		return ',';
	return semicolon >= tab ? ';' : '\t';
}

int csv_open(struct arena *a, const char *p, size_t n, struct csv_reader **ret, struct err *e)
{
	struct csv_reader *r;

	if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0))
		return err_hint(e, E_USAGE, "save the file as \"CSV UTF-8\"",
		    "reading CSV: the file is UTF-16, not UTF-8");
	if (n >= 4 && (memcmp(p, "PK\3\4", 4) == 0 || memcmp(p, "\xd0\xcf\x11\xe0", 4) == 0))
		return err_hint(e, E_USAGE, "save the file as \"CSV UTF-8\"",
		    "reading CSV: the file is a spreadsheet or an archive, not text");
	r = arena_zero(a, 1, sizeof(*r));
	r->starts = arena_alloc(a, CSV_MAX_COLUMNS * sizeof(*r->starts));
	r->ends = arena_alloc(a, CSV_MAX_COLUMNS * sizeof(*r->ends));
	r->cell_table = arena_alloc(a, CSV_MAX_COLUMNS * sizeof(*r->cell_table));
	arena_defer(a, release, r);
	r->cells = r->cell_table;
	r->at = p;
	r->end = p + n;
	r->line_at = 1;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		r->at += 3;
	if (!take_sep_line(r))
		r->separator = guess(r->at, r->end);
	*ret = r;
	return 0;
}

/* Ends the reading with one sentence: where, what. column counts from 1. */
static int refuse(struct csv_reader *r, long line, size_t column, const char *what, struct err *e)
{
	r->done = true;
	r->ncells = 0;
	return err_set(e, E_USAGE, "reading CSV, line %ld, column %zu: %s", line, column, what);
}

static void put(struct csv_reader *r, const char *p, size_t n)
{
	if (r->room - r->n < n) {
		size_t room = r->room ? r->room : 4096;

		while (room - r->n < n)
			room *= 2;
		r->buf = mem_grow(r->buf, room, 1);
		r->room = room;
	}
	if (n)
		memcpy(r->buf + r->n, p, n);
	r->n += n;
}

/* The quoted cell after its opening quote, up to behind the closing one. What is wrong, or NULL. */
static const char *quoted_cell(struct csv_reader *r, size_t start)
{
	for (;;) {
		size_t left = (size_t)(r->end - r->at);
		const char *quote = left ? memchr(r->at, '"', left) : NULL;
		size_t n = quote ? (size_t)(quote - r->at) : left;

		if (r->n - start + n > CSV_MAX_CELL)
			return quote ? "the cell is longer than 65536 bytes" :
			    "the quote that opens here is never closed";
		if (!quote)
			return "the quote that opens here is never closed";
		put(r, r->at, n);
		r->at = quote + 1;
		if (r->at == r->end || *r->at != '"')
			break;
		put(r, r->at++, 1);
	}
	if (r->at < r->end && *r->at != r->separator && *r->at != '\n' && *r->at != '\r')
		return "text after the closing quote";
	return NULL;
}

static const char *plain_cell(struct csv_reader *r)
{
	const char *p = r->at;

	while (p < r->end && *p != r->separator && *p != '\n' && *p != '\r')
		p++;
	if (p - r->at > CSV_MAX_CELL)
		return "the cell is longer than 65536 bytes";
	put(r, r->at, (size_t)(p - r->at));
	r->at = p;
	return NULL;
}

/* Texts of our export that begin like a formula carry one apostrophe more than the value. */
static size_t apostrophe(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] == '\'')
		i++;
	return i > 0 && i < n && strchr(formula_starts, p[i]) && p[i] ? 1 : 0;
}

static long lines_in(const char *p, size_t n)
{
	long lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n' || (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n'));
	return lines;
}

static const char *bad_text(const char *p, size_t n)
{
	if (memchr(p, '\0', n))
		return "a NUL byte";
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] < 0x20 && !strchr("\t\n\r", p[i]))
			return "a control character";
	return "bytes that are not UTF-8";
}

/* One cell: the text to buf, its start noted. */
static int take_cell(struct csv_reader *r, struct err *e)
{
	size_t start = r->n, n, column = r->ncells + 1;
	const char *wrong;
	bool quoted = r->at < r->end && *r->at == '"';

	if (column > CSV_MAX_COLUMNS)
		return refuse(r, r->line_at, column, "more than 201 columns", e);
	r->at += quoted;
	wrong = quoted ? quoted_cell(r, start) : plain_cell(r);
	if (wrong)
		return refuse(r, r->line_at, column, wrong, e);
	n = r->n - start;
	if (n && !str_valid(r->buf + start, n))
		return refuse(r, r->line_at, column, bad_text(r->buf + start, n), e);
	if (quoted && n)
		r->line_at += lines_in(r->buf + start, n);
	put(r, "", 1);
	r->starts[r->ncells] = start + (n ? apostrophe(r->buf + start, n) : 0);
	r->ends[r->ncells++] = start + n;
	return 0;
}

static void skip_line_end(struct csv_reader *r)
{
	if (r->at == r->end)
		return;
	if (*r->at == '\r' && r->end - r->at >= 2 && r->at[1] == '\n')
		r->at++;
	r->at++;
	r->line_at++;
}

int csv_next(struct csv_reader *r, struct err *e)
{
	int rc;

	r->n = 0;
	r->ncells = 0;
	while (!r->done && r->at < r->end && (*r->at == '\n' || *r->at == '\r'))
		skip_line_end(r);
	if (r->done || r->at == r->end)
		return 0;
	r->line = r->line_at;
	for (;;) {
		if ((rc = take_cell(r, e)) != 0)
			return rc;
		if (r->at == r->end || *r->at != r->separator)
			break;
		r->at++;
	}
	skip_line_end(r);
	for (size_t i = 0; i < r->ncells; i++)	/* only now: buf may have moved */
		r->cell_table[i] = (struct str){ r->buf + r->starts[i], r->ends[i] - r->starts[i] };
	return 1;
}
