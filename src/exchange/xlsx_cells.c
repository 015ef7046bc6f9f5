/* exchange/xlsx_cells.c -- the rows of a sheet. See sheet.h. */
#include <math.h>
#include "base/clock.h"
#include "exchange/xlsx_priv.h"

/* What a <c> says of its value. */
enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_INLINE, CELL_BOOL, CELL_ERROR, CELL_FORMULA };

struct cells {
	struct xlsx *x;
	struct arena row_arena;		/* texts of one row */
	struct sbuf *line, *value;	/* the plain form's line; the cell's text as it comes */
	struct str cell[SHEET_COLUMNS];
	size_t n;
	long row;
	size_t column;			/* of the cell being read, from 0 */
	enum cell_type type;
	enum xlsx_look look;
	bool in_value;
	int reading;
};

static int refused(struct part *part, const char *what)
{
	struct cells *s = part->own;
	char letters[4] = { 0 };
	size_t c = s->column, i = 2;

	letters[i] = (char)('A' + c % 26);
	for (; c >= 26 && i > 0; letters[--i] = (char)('A' + c % 26))
		c = c / 26 - 1;
	part->failed = err_set(part->x->e, E_INVALID, "cell %s%ld: %s", letters + i, s->row, what);
	(void)XML_StopParser(part->parser, XML_FALSE);
	return part->failed;
}

/* Days before 1900-03-01 are counted one too many there: 1900 is taken for a leap year. */
bool xlsx_date(double serial, bool from_1904, char out[XLSX_DATE])
{
	const int64_t day_us = INT64_C(86400) * 1000000;
	double days = from_1904 ? serial + 1462 : serial;
	double whole = floor(days);
	int64_t second = llround((days - whole) * 86400);
	char text[TIME_TEXT];

	if (!(days >= 1 && days < 401769))	/* 2999-12-31 */
		return false;
	if (days < 60)
		whole += 1;
	time_print(((int64_t)whole - 25569) * day_us + second * 1000000, text);
	if (second % 86400 == 0)
		(void)snprintf(out, XLSX_DATE, "%.10s", text);
	else
		(void)snprintf(out, XLSX_DATE, "%.19sZ", text);
	return true;
}

/* "AB12": the column from 0, and the row. */
static bool reference(const char *text, size_t *ret_column, long *ret_row)
{
	size_t column = 0;
	int64_t row;

	for (; *text >= 'A' && *text <= 'Z' && column < 20000; text++)
		column = column * 26 + (size_t)(*text - 'A') + 1;
	if (!column || !str_int(str_of(text), &row) || row < 1 || row > 1048576)
		return false;
	*ret_column = column - 1;
	*ret_row = (long)row;
	return true;
}

static enum cell_type type_of(const char *t)
{
	static const struct { const char *name; enum cell_type type; } types[] = {
		{ "s", CELL_SHARED }, { "inlineStr", CELL_INLINE }, { "b", CELL_BOOL },
		{ "e", CELL_ERROR }, { "str", CELL_FORMULA }, { "d", CELL_FORMULA },
	};

	for (size_t i = 0; t && i < COUNT(types); i++)
		if (strcmp(t, types[i].name) == 0)
			return types[i].type;
	return CELL_NUMBER;
}

static void begin_cell(struct part *part, const XML_Char **at)
{
	struct cells *s = part->own;
	const char *r = xml_attribute(at, "r"), *style = xml_attribute(at, "s");
	size_t column = s->n;
	long row = s->row;
	int64_t k;

	if (r && !reference(r, &column, &row)) {
		(void)refused(part, "its address is none");
		return;
	}
	s->column = column;
	s->type = type_of(xml_attribute(at, "t"));
	s->look = style && str_int(str_of(style), &k) && k >= 0 && (size_t)k < part->x->nstyles ?
	    part->x->style[k] : LOOK_PLAIN;
	s->value->n = 0;
}

static struct str kept(struct cells *s, const char *p, size_t n)
{
	return str_copy(&s->row_arena, p, n);
}

/* 0.30000000000000004 was typed as 0.3; 0.25 shown as a percentage was typed as 25%. */
static struct str number_text(struct cells *s, struct str v, bool *ret_ok)
{
	char text[64], *end;
	double d = strtod(v.p, &end);

	*ret_ok = *end == '\0' && end != v.p && isfinite(d);
	if (s->look == LOOK_DATE && *ret_ok) {
		char date[XLSX_DATE];

		if (xlsx_date(d, s->x->from_1904, date))
			return kept(s, date, strlen(date));
	}
	d = s->look == LOOK_PERCENT ? d * 100 : d;
	(void)snprintf(text, sizeof(text), fabs(d) < 1e15 && floor(d) == d ? "%.0f%s" : "%.15g%s",
	    d, s->look == LOOK_PERCENT ? "%" : "");
	return kept(s, text, strlen(text));
}

static bool cell_text(struct part *part, struct str *ret)
{
	struct cells *s = part->own;
	struct str v = s->value->n ? sbuf_str(s->value) : STR("");
	bool ok = true;
	int64_t k;

	switch (s->type) {
	case CELL_SHARED:
		if (!str_int(v, &k) || k < 0 || (size_t)k >= s->x->nstrings)
			return refused(part, "it names a text that is not there") == E_OK;
		*ret = str_of(s->x->strings->p + s->x->string_from[k]);
		return true;
	case CELL_BOOL:
		*ret = v.n && v.p[0] == '1' ? STR("true") : STR("false");
		return true;
	case CELL_NUMBER:
		*ret = number_text(s, v, &ok);
		return ok || refused(part, "its number is none") == E_OK;
	case CELL_INLINE:
	case CELL_FORMULA:
	case CELL_ERROR:	/* "#N/A": the importer tells it, if it wants the cell */
		break;
	}
	*ret = kept(s, v.p, v.n);
	return true;
}

static void end_cell(struct part *part)
{
	struct cells *s = part->own;
	struct str text;

	if (!s->value->n)
		return;
	if (s->column >= SHEET_COLUMNS) {
		(void)refused(part, "a table has at most 200 columns");
		return;
	}
	if (!sbuf_ok(s->value)) {
		(void)refused(part, "a cell holds at most 64 KB of text");
		return;
	}
	if (!cell_text(part, &text))
		return;
	if (!str_valid(text.p, text.n)) {
		(void)refused(part, "it holds control characters");
		return;
	}
	while (s->n <= s->column)
		s->cell[s->n++] = STR("");
	s->cell[s->column] = text;
}

static void XMLCALL start(void *arg, const XML_Char *name, const XML_Char **at)
{
	struct part *part = arg;
	struct cells *s = part->own;
	const char *n = xml_local(name), *r;
	int64_t row;

	if (strcmp(n, "row") == 0) {
		r = xml_attribute(at, "r");
		s->row = r && str_int(str_of(r), &row) && row > s->row && row <= 1048576 ?
		    (long)row : s->row + 1;
		s->n = 0;
	} else if (strcmp(n, "c") == 0) {
		begin_cell(part, at);
	} else if (strcmp(n, "rPh") == 0) {
		s->reading++;
	} else if (strcmp(n, "v") == 0 || (strcmp(n, "t") == 0 && !s->reading)) {
		s->in_value = s->type == CELL_INLINE ? strcmp(n, "t") == 0 : strcmp(n, "v") == 0;
	}
}

static void XMLCALL end(void *arg, const XML_Char *name)
{
	struct part *part = arg;
	struct cells *s = part->own;
	const char *n = xml_local(name);

	if (strcmp(n, "v") == 0 || strcmp(n, "t") == 0) {
		s->in_value = false;
	} else if (strcmp(n, "rPh") == 0) {
		s->reading--;
	} else if (strcmp(n, "c") == 0) {
		end_cell(part);
	} else if (strcmp(n, "row") == 0) {
		if (s->row > SHEET_ROWS || !sheet_row(s->x->out, s->line, s->row, s->cell, s->n)) {
			part->failed = err_set(s->x->e, E_TOOBIG, "the table is too big");
			(void)XML_StopParser(part->parser, XML_FALSE);
		}
		arena_reset(&s->row_arena);
		s->n = 0;
	}
}

static void XMLCALL text(void *arg, const XML_Char *p, int n)
{
	struct part *part = arg;
	struct cells *s = part->own;

	if (s->in_value)
		sbuf_add(s->value, p, (size_t)n);
}

int xlsx_cells(struct xlsx *x, const char *name)
{
	static const struct part_handlers handlers = { start, end, text };
	struct cells *s = arena_zero(x->a, 1, sizeof(*s));
	int rc;

	s->x = x;
	s->line = sbuf_new(x->a, (size_t)32 << 20);
	s->value = sbuf_new(x->a, SHEET_CELL);
	arena_init(&s->row_arena, 64 << 20);
	rc = xlsx_part(x, name, &handlers, s);
	arena_release(&s->row_arena);
	return rc;
}
