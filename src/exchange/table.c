/* exchange/table.c -- which sheet of a file is the table, and which of its rows has the headers. */
#include "exchange/import_priv.h"
#include "exchange/sheet.h"

long table_number(const struct csv_reader *csv)
{
	int64_t n = 0;

	return csv->ncells && str_int(csv->cells[0], &n) ? (long)n : -1;
}

static struct str cell_of(const struct csv_reader *csv, size_t i)
{
	return i < csv->ncells ? csv->cells[i] : STR("");
}

static void keep_row(struct ctx *c, struct sheet_table *t, const struct csv_reader *csv)
{
	struct table_row *row = &t->head[t->nhead];
	size_t n = csv->ncells - 1;

	t->rows++;
	if (t->nhead == TABLE_HEAD)
		return;
	row->row = table_number(csv);
	row->n = n;
	row->cells = arena_alloc(c->arena, (n ? n : 1) * sizeof(*row->cells));
	for (size_t i = 0; i < n; i++)
		row->cells[i] = str_trim(c->arena, str_copy(c->arena, csv->cells[i + 1].p,
		    csv->cells[i + 1].n));
	t->width = n > t->width ? n : t->width;
	t->nhead++;
}

/* Every sheet with its first rows. */
static int scan(struct ctx *c, const struct import *im, struct sheet_table *t, size_t *ret)
{
	struct csv_reader *csv;
	size_t n = 0;
	int rc;

	if ((rc = csv_open(c->arena, im->text.p, im->text.n, &csv, &c->err)) < 0)
		return rc;
	while ((rc = csv_next(csv, &c->err)) > 0) {
		bool mark = table_number(csv) == 0;
		struct str name = mark ? cell_of(csv, 1) : STR(""), why = cell_of(csv, 2);

		if (mark && name.n && n < SHEET_SHEETS)
			t[n++].sheet = str_copy(c->arena, name.p, name.n).p;
		else if (mark && n)
			t[n - 1].problem = str_copy(c->arena, why.p, why.n).p;
		else if (!mark)
			keep_row(c, &t[n ? n - 1 : 0], csv);
		n = n ? n : 1;
	}
	*ret = n;
	return rc;
}

/* How many fields the cells of a row name. */
static size_t named(const struct record *t, const struct table_row *row)
{
	const struct field *seen[CSV_MAX_COLUMNS];
	size_t n = 0, codes = 0;
	bool guess;

	for (size_t i = 0; i < row->n; i++) {
		const struct field *f = header_field(t, row->cells[i].p, &guess);
		size_t k = 0;

		while (f && k < n && seen[k] != f)
			k++;
		if (f && k == n)
			seen[n++] = f;
		codes += !f && strcasecmp(row->cells[i].p, "code") == 0;
	}
	return n + (codes > 0);
}

static size_t filled(const struct table_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++)
		n += row->cells[i].n > 0;
	return n;
}

/*
 * The row that names most fields, the first of equals. When none names any: the first with two
 * cells and more, since titles stand alone. *ret: its place in the head. How many fields it names.
 */
static size_t header_of(const struct record *type, const struct sheet_table *t, size_t *ret)
{
	size_t best = 0, wide = t->nhead;

	*ret = 0;
	for (size_t i = 0; i < t->nhead; i++) {
		size_t n = named(type, &t->head[i]);

		if (n > best) {
			best = n;
			*ret = i;
		}
		if (wide == t->nhead && filled(&t->head[i]) > 1)
			wide = i;
	}
	if (!best && wide < t->nhead)
		*ret = wide;
	return best;
}

static void tell_sheets(struct ctx *c, struct import *im, const struct sheet_table *t, size_t n)
{
	im->sheets = val_arr(c->arena);
	for (size_t i = 0; i < n && t[i].sheet; i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "name", val_text(c->arena, t[i].sheet));
		val_add(o, "rows", val_int(c->arena, t[i].rows));
		val_add(o, "problem", val_text(c->arena, t[i].problem));
		val_push(im->sheets, o);
	}
}

/* The row that was named, or the likeliest. */
static int settle_header(struct ctx *c, struct import *im, const struct sheet_table *t,
    size_t likely)
{
	if (!im->header_row) {
		im->header_row = t->head[likely].row;
		return E_OK;
	}
	for (size_t i = 0; i < t->nhead; i++)
		if (t->head[i].row == im->header_row)
			return E_OK;
	return err_field(&c->err, "header", "no-such-row", "row %ld is empty, or not among the "
	    "first %d rows that are not", im->header_row, TABLE_HEAD);
}

int table_choose(struct ctx *c, struct import *im, struct sheet_table **ret)
{
	struct sheet_table *t = arena_zero(c->arena, SHEET_SHEETS, sizeof(*t)), *chosen = NULL;
	size_t n, header = 0, best = 0;
	int rc;

	if ((rc = scan(c, im, t, &n)) < 0)
		return rc;
	tell_sheets(c, im, t, n);
	for (size_t i = 0; i < n; i++) {
		size_t at, fields = header_of(im->t, &t[i], &at);
		bool asked = im->sheet && t[i].sheet && strcasecmp(im->sheet, t[i].sheet) == 0;

		if (!t[i].nhead || (im->sheet && t[i].sheet && !asked))
			continue;
		if (!chosen || fields > best) {
			chosen = &t[i];
			best = fields;
			header = at;
		}
	}
	if (!chosen && im->sheet)
		return err_field(&c->err, "sheet", "no-such-sheet", "there is no sheet \"%s\" with "
		    "rows", im->sheet);
	if (!chosen)
		return err_set(&c->err, E_INVALID, "the file has no line with the names of the "
		    "columns");
	if (chosen->problem)
		return err_set(&c->err, E_INVALID, "%s", chosen->problem);
	im->sheet = chosen->sheet;
	*ret = chosen;
	return settle_header(c, im, chosen, header);
}

int table_row(struct ctx *c, struct csv_reader *csv)
{
	int rc = csv_next(csv, &c->err);

	return rc > 0 && table_number(csv) == 0 ? 0 : rc;
}

int table_open(struct ctx *c, const struct import *im, struct csv_reader **ret)
{
	bool here = !im->sheet;
	int rc = csv_open(c->arena, im->text.p, im->text.n, ret, &c->err);

	while (rc >= 0 && (rc = csv_next(*ret, &c->err)) > 0) {
		long row = table_number(*ret);

		if (row == 0)
			here = im->sheet && strcmp(cell_of(*ret, 1).p, im->sheet) == 0;
		else if (here && row == im->header_row)
			return E_OK;
	}
	return rc < 0 ? rc : err_set(&c->err, E_INVALID, "the file has no row %ld", im->header_row);
}

struct value *import_first_rows(struct ctx *c, const struct import *im, size_t n)
{
	struct value *rows = val_arr(c->arena);
	struct ctx own = *c;
	struct csv_reader *csv;

	err_init(&own.err, c->arena);
	if (!im->header_row || table_open(&own, im, &csv) < 0)
		return rows;
	while (rows->u.list.n < n && table_row(&own, csv) > 0) {
		struct value *o = val_obj(c->arena), *cells = val_arr(c->arena);

		for (size_t i = 1; i < csv->ncells; i++) {
			struct value *cell = val_obj(c->arena);

			val_add(cell, "text", val_str(c->arena, str_copy(c->arena, csv->cells[i].p,
			    csv->cells[i].n)));
			val_push(cells, cell);
		}
		val_add(o, "row", val_int(c->arena, table_number(csv)));
		val_add(o, "cells", cells);
		val_push(rows, o);
	}
	return rows;
}

void import_tell(struct arena *a, const struct import *im, struct value *o)
{
	val_add(o, "columns", im->columns);
	val_add(o, "sheet", val_text(a, im->sheet));
	val_add(o, "header_row", val_int(a, im->header_row));
	val_add(o, "sheets", im->sheets);
}
