/*
 * report/csv.c -- one table as CSV: RFC 4180 with LF, UTF-8 without a byte order mark.
 *
 * Spreadsheet programs run text that begins like a formula, so such text gets a leading
 * apostrophe (OWASP, "CSV Injection"); numbers stay numbers. Text that begins with apostrophes
 * and then such a character gets one more, so that our reader can take exactly one away.
 */
#include "report/report.h"

static bool formula_like(struct str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] == '\'')
		i++;
	return i < s.n && strchr("=+-@\t\r", s.p[i]) != NULL;
}

/* alone: the only cell of its line, where empty text would look like no line at all. */
static void put_cell(struct sbuf *out, struct str s, bool text, bool alone)
{
	bool guard = text && formula_like(s);

	if (!(alone && s.n == 0) && strcspn(s.p, "\",\n\r;\t") == s.n) {
		if (guard)
			sbuf_char(out, '\'');
		sbuf_add(out, s.p, s.n);
		return;
	}
	sbuf_text(out, guard ? "\"'" : "\"");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			sbuf_char(out, '"');
		sbuf_char(out, s.p[i]);
	}
	sbuf_char(out, '"');
}

static bool numeric(const struct value *v, const struct report_column *col)
{
	return v && (v->kind == V_INT || v->kind == V_REAL) && col->kind != REPORT_DATE;
}

static void put_table(struct sbuf *out, const struct report_block *t, struct sbuf *cell)
{
	for (size_t c = 0; c < t->n; c++) {
		if (c)
			sbuf_char(out, ',');
		put_cell(out, str_of(t->columns[c].label), true, t->n == 1);
	}
	sbuf_char(out, '\n');
	for (const struct value *row = t->rows->u.list.first; row; row = row->next) {
		for (size_t c = 0; c < t->n; c++) {
			const struct value *v = val_get(row, t->columns[c].key);

			if (c)
				sbuf_char(out, ',');
			cell->n = 0;
			report_cell_text(cell, &t->columns[c], v, "; ");
			put_cell(out, cell->n ? sbuf_str(cell) : STR(""),
			    !numeric(v, &t->columns[c]), t->n == 1);
		}
		sbuf_char(out, '\n');
	}
}

static const struct report_block *chosen(const struct report_doc *doc)
{
	const struct report_block *b = doc->first;

	if (doc->csv_table)
		return report_table_find(doc, doc->csv_table);
	while (b && b->kind != REPORT_B_TABLE)
		b = b->next;
	return b;
}

int report_csv(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	const struct report_block *t = chosen(doc);
	struct sbuf cell;
	bool ok;

	if (!t && doc->csv_table)
		return err_set(e, E_NOTFOUND, "writing CSV: the report has no table \"%s\"",
		    doc->csv_table);
	if (!t)
		return err_set(e, E_NOTFOUND, "writing CSV: the report has no table");
	sbuf_init_free(&cell, REPORT_MAX);
	put_table(out, t, &cell);
	ok = sbuf_ok(&cell) && sbuf_ok(out);
	sbuf_release(&cell);
	return ok ? 0 : err_set(e, E_TOOBIG, "writing CSV: the table is too big");
}
