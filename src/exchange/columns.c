/* exchange/columns.c -- which column of a table is for which field. See import.h. */
#include "exchange/import_priv.h"

enum { SAMPLES = 3, SAMPLE_LEN = 20 };

/* What a header is mapped to, or NULL. */
static const char *mapped(const struct import *im, const char *header)
{
	for (size_t i = 0; i < im->nmaps; i++)
		if (strcasecmp(im->map[i].header, header) == 0)
			return im->map[i].field;
	return NULL;
}

/* A map for a header that the file has not is a slip: its column would go elsewhere. */
static void unused_maps(struct ctx *c, const struct run *r)
{
	for (size_t k = 0; k < r->im->nmaps; k++) {
		const char *header = r->im->map[k].header;
		bool used = false;

		for (size_t i = 0; i < r->ncolumns && !used; i++)
			used = strcasecmp(r->columns[i].header, header) == 0;
		if (!used)
			IGNORE(err_field(&c->err, header, "unknown-column", "the file has no "
			    "column of this name"));
	}
}

/* What our own exports have beside the fields of input. */
static bool silent(const struct field *f, const char *name)
{
	return (f && (f->flags & F_DERIVED)) || strcasecmp(name, "state") == 0 ||
	    strcasecmp(name, "drafted") == 0;
}

/* The column that has this field already, or NULL. */
static const struct import_column *taken(const struct run *r, const struct field *f)
{
	for (size_t i = 0; i < r->ncolumns; i++)
		if (r->columns[i].field == f)
			return &r->columns[i];
	return NULL;
}

/* ---- samples: what stands in the first rows below the headers ---- */

static struct str sample(const struct run *r, size_t column, size_t *at)
{
	for (; *at < r->table->nhead; (*at)++) {
		const struct table_row *row = &r->table->head[*at];

		if (row->row > r->im->header_row && column < row->n && row->cells[column].n) {
			(*at)++;
			return row->cells[column];
		}
	}
	return STR("");
}

/* Do the first rows hold steps rather than sentences? */
static bool short_values(const struct run *r, size_t column)
{
	struct str s;
	size_t n = 0;

	for (size_t at = 0; (s = sample(r, column, &at)).n; n++)
		if (s.n > SAMPLE_LEN)
			return false;
	return n > 0;
}

static const char *samples(struct ctx *c, const struct run *r, size_t column)
{
	struct sbuf *b = sbuf_new(c->arena, 1024);
	size_t at = 0;
	struct str s;

	for (size_t n = 0; n < SAMPLES && (s = sample(r, column, &at)).n; n++) {
		size_t cut = s.n > 40 ? 40 : s.n;

		while (cut < s.n && ((unsigned char)s.p[cut] & 0xc0) == 0x80)
			cut--;
		sbuf_printf(b, "%s%.*s%s", n ? ", " : "", (int)cut, s.p, cut < s.n ? "..." : "");
	}
	return b->n ? sbuf_str(b).p : NULL;
}

static void tell_column(struct ctx *c, const struct run *r, size_t i)
{
	const struct import_column *col = &r->columns[i];
	struct value *o = val_obj(c->arena);

	val_add(o, "header", val_text(c->arena, col->header));
	val_add(o, "field", val_text(c->arena, col->code ? "code" : col->field ? col->field->name :
	    NULL));
	val_add(o, "how", val_text(c->arena, !col->field && !col->code ? "out" : col->how ?
	    col->how : "named"));
	val_add(o, "sample", val_text(c->arena, samples(c, r, i)));
	val_push(r->im->columns, o);
}

/* ---- settling ---- */

/*
 * "Impact" names a text of ours; with figures and short words below it people mean a step, unless
 * another column is for that.
 */
static const struct field *rather_step(const struct run *r, size_t i, const struct field *f)
{
	const struct field *step = f->kind == FK_TEXT || f->kind == FK_MARKDOWN ?
	    header_step(r->im->t, r->columns[i].header) : NULL;
	bool guess;

	if (!step || step == f || !short_values(r, i))
		return f;
	for (size_t k = 0; k < r->ncolumns; k++)
		if (k != i && header_field(r->im->t, r->columns[k].header, &guess) == step)
			return f;
	return step;
}

/* Settle one column. guesses: the second pass, for what no header names outright. */
static void settle(struct run *r, size_t i, bool guesses)
{
	struct import_column *col = &r->columns[i];
	const char *map = mapped(r->im, col->header), *name = map && map[0] ? map : col->header;
	const struct import_column *other;
	const struct field *f, *step;
	bool guess = false;

	if (map && !map[0]) {
		col->ignored = true;
		return;
	}
	if (col->unnamed && !map)
		return;
	f = header_field(r->im->t, name, &guess);
	if (guess && map)
		f = NULL;	/* a map says what is meant; it is not guessed at */
	if (f && !map && (step = rather_step(r, i, f)) != f) {
		f = step;
		guess = true;
	}
	if (guess != guesses)
		return;
	col->code = strcasecmp(name, "code") == 0;
	col->ignored = silent(f, name);
	other = f ? taken(r, f) : NULL;
	if (col->code || col->ignored || !f || (guess && other &&
	    !(header_name_part(col->header) && header_name_part(other->header))))
		return;
	col->field = f;
	col->how = map ? "mapped" : guess ? "guessed" : "named";
}

static bool joins(const struct field *f)
{
	return f->kind == FK_TEXT || f->kind == FK_MARKDOWN || f->kind == FK_WORDS ||
	    f->kind == FK_REFS;
}

/* Several columns for one field: joined if it was said so, or names of people in two parts. */
static void join(struct ctx *c, struct run *r, size_t i)
{
	struct import_column *col = &r->columns[i], *first = NULL, *last;
	int part = header_name_part(col->header);

	for (size_t k = 0; k < i && !first; k++)
		if (r->columns[k].field == col->field && !r->columns[k].second)
			first = &r->columns[k];
	if (!first)
		return;
	if (!joins(col->field) || !((strcmp(col->how, "mapped") == 0 &&
	    strcmp(first->how, "mapped") == 0) || (part && header_name_part(first->header)))) {
		IGNORE(err_field(&c->err, col->header, "twice", "two columns are for the field "
		    "\"%s\"", col->field->name));
		return;
	}
	if (part == 1 && header_name_part(first->header) == 2) {
		first->second = true;
		col->more = first;
		return;
	}
	for (last = first; last->more;)
		last = last->more;
	last->more = col;
	col->second = true;
}

/* Empty headers get the column's letters, repeated ones a number, so that each can be mapped. */
static void name_columns(struct ctx *c, struct run *r)
{
	for (size_t i = 0; i < r->ncolumns; i++) {
		struct import_column *col = &r->columns[i];
		struct str cell = i + 1 < r->csv->ncells ?
		    value_one_line(c, str_trim(c->arena, r->csv->cells[i + 1])) : STR("");
		int same = 1;

		col->unnamed = !cell.n;
		if (col->unnamed && i < 26)
			col->header = arena_printf(c->arena, "Column %c", (char)('A' + i));
		else if (col->unnamed)
			col->header = arena_printf(c->arena, "Column %c%c",
			    (char)('A' + i / 26 - 1), (char)('A' + i % 26));
		else
			col->header = arena_text(c->arena, cell.p);
		for (size_t k = 0; k < i; k++) {
			const char *before = k + 1 < r->csv->ncells ? str_trim(c->arena,
			    r->csv->cells[k + 1]).p : "";

			same += cell.n && strcasecmp(before, cell.p) == 0;
		}
		if (same > 1)
			col->header = arena_printf(c->arena, "%s (%d)", cell.p, same);
	}
}

/* Does this column hold codes of the type, as an export has them? */
static bool ours(const struct run *r, size_t i)
{
	size_t at = 0;
	struct str s = sample(r, i, &at);
	int64_t id;

	return s.n && code_id(r->im->t, s, &id);
}

static const char *short_text(struct ctx *c, const char *text)
{
	size_t n = strlen(text), cut = n > 60 ? 57 : n;

	while (cut < n && ((unsigned char)text[cut] & 0xc0) == 0x80)
		cut--;
	return cut < n ? arena_printf(c->arena, "%.*s...", (int)cut, text) : text;
}

static void told(struct ctx *c, struct run *r, size_t i)
{
	const struct import_column *col = &r->columns[i];
	const char *map = mapped(r->im, col->header);
	const struct import *im = r->im;

	if (!col->code && !col->ignored && !col->field && !im->lenient && !col->unnamed)
		IGNORE(err_field(&c->err, col->header, "unknown-column",
		    "%s has no field \"%s\"; name the field it is for, or leave the column out",
		    im->t->label, short_text(c, map && map[0] ? map : col->header)));
	if (col->field)
		join(c, r, i);
	tell_column(c, r, i);
	if (col->code && !im->key && im->find_key && ours(r, i))
		r->im->key = "code";
	if (im->key && (col->code ? strcasecmp(im->key, "code") == 0 :
	    col->field && strcasecmp(im->key, col->field->name) == 0))
		r->key = i;
}

/* r->csv has just read the row with the headers. */
int columns_read(struct ctx *c, struct run *r)
{
	struct import *im = r->im;

	r->ncolumns = r->csv->ncells - 1;
	if (im->sheet && r->table->width > r->ncolumns)
		r->ncolumns = r->table->width;	/* notes beside a spreadsheet's table */
	r->key = r->ncolumns;
	r->columns = arena_zero(c->arena, r->ncolumns, sizeof(*r->columns));
	name_columns(c, r);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < r->ncolumns; i++)
			if (!r->columns[i].field && !r->columns[i].code && !r->columns[i].ignored)
				settle(r, i, pass == 1);
	unused_maps(c, r);
	for (size_t i = 0; i < r->ncolumns; i++)
		told(c, r, i);
	if (im->key && r->key == r->ncolumns)
		IGNORE(err_field(&c->err, im->key, "key",
		    "there is no column for the key \"%s\"", im->key));
	return c->err.code;
}
