/* exchange/sheet.c -- the plain form, and CSV of any kind to it. See sheet.h. */
#include "exchange/csv.h"
#include "exchange/sheet.h"

bool sheet_is_xlsx(const char *p, size_t n)
{
	return n > 4 && memcmp(p, "PK\x03\x04", 4) == 0;
}

static void put(struct sbuf *line, struct str s)
{
	size_t quotes = 0;

	/* Our reader takes one apostrophe away before = + - @, so one is put there. */
	while (quotes < s.n && s.p[quotes] == '\'')
		quotes++;
	sbuf_char(line, '"');
	if (quotes && quotes < s.n && strchr("=+-@\t\r", s.p[quotes]))
		sbuf_char(line, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			sbuf_char(line, '"');
		sbuf_char(line, s.p[i]);
	}
	sbuf_char(line, '"');
}

bool sheet_row(const struct sheet_out *out, struct sbuf *line, long row, const struct str *cells,
    size_t n)
{
	while (n && !cells[n - 1].n)
		n--;
	if (!n)
		return true;
	line->n = 0;
	sbuf_printf(line, "%ld", row);
	for (size_t i = 0; i < n; i++) {
		sbuf_char(line, ',');
		if (strcspn(cells[i].p, "\",\n\r;\t'") == cells[i].n)
			sbuf_add(line, cells[i].p, cells[i].n);
		else
			put(line, cells[i]);
	}
	sbuf_char(line, '\n');
	return sbuf_ok(line) && out->write(out->arg, line->p, line->n);
}

/* ---- encodings ---- */

static void put_utf8(struct sbuf *b, uint32_t c)
{
	if (c < 0x80) {
		sbuf_char(b, (char)c);
	} else if (c < 0x800) {
		sbuf_char(b, (char)(0xc0 | c >> 6));
		sbuf_char(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		sbuf_char(b, (char)(0xe0 | c >> 12));
		sbuf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		sbuf_char(b, (char)(0x80 | (c & 0x3f)));
	} else {
		sbuf_char(b, (char)(0xf0 | c >> 18));
		sbuf_char(b, (char)(0x80 | (c >> 12 & 0x3f)));
		sbuf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		sbuf_char(b, (char)(0x80 | (c & 0x3f)));
	}
}

static uint32_t unit(const char *p, bool big)
{
	uint32_t first = (unsigned char)p[0], second = (unsigned char)p[1];

	return big ? first << 8 | second : second << 8 | first;
}

/* UTF-16 from byte i, which is behind its byte order mark if it has one. */
static int from_utf16(struct sbuf *b, const char *p, size_t n, size_t i, bool big, struct err *e)
{
	for (; i + 1 < n; i += 2) {
		uint32_t c = unit(p + i, big), low;

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < n &&
		    (low = unit(p + i + 2, big)) >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		if (c >= 0xd800 && c < 0xe000)
			return err_set(e, E_INVALID, "reading UTF-16: half a character at byte %zu",
			    i);
		put_utf8(b, c);
	}
	return E_OK;
}

/* What Windows programs call ANSI in the west; the five unused bytes are refused. */
static int from_windows(struct sbuf *b, const char *p, size_t n, struct err *e)
{
	static const uint16_t high[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020,
		0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019,
		0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,
		0x017e, 0x0178 };

	for (size_t i = 0; i < n; i++) {
		uint32_t c = (unsigned char)p[i];

		if (c >= 0x80 && c < 0xa0 && !(c = high[c - 0x80]))
			return err_set(e, E_INVALID, "byte %zu is neither UTF-8 nor Windows-1252 "
			    "text; save the file as UTF-8", i);
		put_utf8(b, c);
	}
	return E_OK;
}

/* Text of mostly Latin letters without a mark: every other byte is NUL. */
static bool unmarked_utf16(const char *p, size_t n, bool big)
{
	size_t pairs = n / 2 < 512 ? n / 2 : 512, nul = 0, other = 0;

	for (size_t i = 0; i < pairs; i++) {
		nul += p[2 * i + !big] == '\0';
		other += p[2 * i + big] == '\0';
	}
	return pairs > 3 && !other && nul > pairs * 3 / 4;
}

static int to_utf8(struct arena *a, struct str *text, struct err *e)
{
	const char *p = text->p;
	struct sbuf *b;
	int rc;

	if (text->n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		*text = (struct str){ p + 3, text->n - 3 };
		return E_OK;
	}
	b = sbuf_new(a, (size_t)256 << 20);
	if (text->n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0))
		rc = from_utf16(b, p, text->n, 2, *p == '\xfe', e);
	else if (unmarked_utf16(p, text->n, false) || unmarked_utf16(p, text->n, true))
		rc = from_utf16(b, p, text->n, 0, unmarked_utf16(p, text->n, true), e);
	else if (str_valid(p, text->n) || memchr(p, '\0', text->n))
		return E_OK;	/* a NUL is told by the reader, with its line */
	else
		rc = from_windows(b, p, text->n, e);
	if (rc == E_OK && !sbuf_ok(b))
		rc = err_set(e, E_TOOBIG, "the file is too big");
	if (rc == E_OK)
		*text = sbuf_str(b);
	return rc;
}

/* What a file is that is no table of text, by its first bytes; NULL: it may be one. */
static const char *other_kind(const char *p, size_t n)
{
	static const struct { const char *start, *said; } kinds[] = {
		{ "\xd0\xcf\x11\xe0", "this is an old Excel file (.xls), or a spreadsheet with a "
		  "password; save it as .xlsx without one" },
		{ "%PDF", "this is a PDF; export the table it was made of as .xlsx or CSV" },
		{ "<", "this is HTML or XML, whatever its name; open it in a spreadsheet program "
		  "and save it as .xlsx" },
		{ "{", "this is JSON, which `annexa record create` and the API take" },
		{ "[{", "this is JSON, which `annexa record create` and the API take" },
		{ "\x89PNG", "this is a picture" }, { "\xff\xd8\xff", "this is a picture" },
		{ "GIF8", "this is a picture" }, { "\x1f\x8b", "this is a packed file; unpack it" },
		{ "7z\xbc\xaf", "this is a packed file; unpack it" },
		{ "Rar!", "this is a packed file; unpack it" },
		{ "SQLite format", "this is a database" }, { "\x7f" "ELF", "this is a program" },
	};
	size_t at = n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < n && strchr(" \t\r\n", p[at]) && p[at])
		at++;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t k = strlen(kinds[i].start);

		if (n - at >= k && memcmp(p + at, kinds[i].start, k) == 0)
			return kinds[i].said;
	}
	return NULL;
}

int sheet_read_csv(struct arena *a, const char *p, size_t n, const struct sheet_out *out,
    struct err *e)
{
	const char *other = other_kind(p, n);
	struct str text = { p, n };
	struct sbuf *line = sbuf_new(a, (size_t)32 << 20);
	struct csv_reader *csv;
	long rows = 0;
	int rc;

	if (other)
		return err_set(e, E_INVALID, "%s", other);
	if ((rc = to_utf8(a, &text, e)) < 0 ||
	    (rc = csv_open(a, text.p, text.n, &csv, e)) < 0)
		return rc;
	while ((rc = csv_next(csv, e)) > 0) {
		if (++rows > SHEET_ROWS)
			return err_set(e, E_TOOBIG, "the file has more than %d rows", SHEET_ROWS);
		if (csv->ncells > SHEET_COLUMNS)
			return err_set(e, E_INVALID, "line %ld: more than %d columns", csv->line,
			    SHEET_COLUMNS);
		if (!sheet_row(out, line, csv->line, csv->cells, csv->ncells))
			return err_set(e, E_TOOBIG, "the table is too big");
	}
	return rc;
}
