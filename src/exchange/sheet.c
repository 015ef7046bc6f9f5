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

/* UTF-16 behind its byte order mark. */
static int from_utf16(struct sbuf *b, const char *p, size_t n, bool big, struct err *e)
{
	for (size_t i = 2; i + 1 < n; i += 2) {
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
		rc = from_utf16(b, p, text->n, *p == '\xfe', e);
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

int sheet_read_csv(struct arena *a, const char *p, size_t n, const struct sheet_out *out,
    struct err *e)
{
	struct str text = { p, n };
	struct sbuf *line = sbuf_new(a, (size_t)32 << 20);
	struct csv_reader *csv;
	long rows = 0;
	int rc;

	if ((rc = to_utf8(a, &text, e)) < 0 ||
	    (rc = csv_open(a, text.p, text.n, &csv, e)) < 0)
		return rc;
	while ((rc = csv_next(csv, e)) > 0) {
		if (++rows > SHEET_ROWS)
			return err_set(e, E_TOOBIG, "the file has more than %d rows", SHEET_ROWS);
		if (!sheet_row(out, line, csv->line, csv->cells, csv->ncells))
			return err_set(e, E_TOOBIG, "the table is too big");
	}
	return rc;
}
