/*
 * report/pdf_table.c -- tables in PDF: widths, repeated heads, zebra, rows kept whole.
 *
 * A row goes to the next page when it does not fit; only a row taller than half a page is
 * broken, between lines. Widths follow the weights, but no column gets narrower than its codes
 * and dates, or than its longest word within reason.
 */
#include <pango/pangocairo.h>
#include "report/pdf_priv.h"

static const double pad_x = 4, pad_y = 3;

enum { WORD_MAX = 22 };		/* bytes; longer words are broken rather than given room */

struct table {
	const struct report_block *b;
	double *widths;			/* with padding */
	struct text **head, **cells;	/* cells: of the current row; NULL = empty */
	enum colour *inks;		/* of the current row */
	const char **texts;		/* all cells, row by row */
	double head_h;
	bool odd;
};

/* The cell's text; status cells without a value and the like give "". */
static const char *cell_text(struct pdf *p, const struct report_column *col, const struct value *v)
{
	if (!v || v->kind == V_NULL)
		return "";
	if (v->kind == V_TEXT && col->kind != REPORT_DATE)
		return v->u.s.p;
	p->cell.n = 0;
	report_cell_text(&p->cell, col, v, col->kind == REPORT_LIST ? "\n" : "; ");
	return p->cell.n ? arena_text_n(p->a, p->cell.p, p->cell.n) : "";
}

static void texts_make(struct pdf *p, struct table *t)
{
	size_t n = t->b->n, i = 0;

	t->texts = arena_alloc(p->a, (t->b->rows->u.list.n * n + 1) * sizeof(*t->texts));
	for (const struct value *row = t->b->rows->u.list.first; row; row = row->next)
		for (size_t c = 0; c < n; c++)
			t->texts[i++] = cell_text(p, &t->b->columns[c],
			    val_get(row, t->b->columns[c].key));
}

/* Longest run of s without blanks, up to WORD_MAX bytes. */
static size_t longest_word(const char *s, const char **ret)
{
	size_t best = 0;

	while (*s) {
		size_t n = strcspn(s, " \n\t");

		if (n > best && n <= WORD_MAX) {
			best = n;
			*ret = s;
		}
		s += n + (s[n] != '\0');
	}
	return best;
}

/* What column c must have: its codes whole, else its longest word. */
static double least_width(struct pdf *p, const struct table *t, size_t c)
{
	const struct report_column *col = &t->b->columns[c];
	bool whole =
	    col->kind == REPORT_CODE || col->kind == REPORT_DATE || col->kind == REPORT_INT;
	size_t rows = t->b->rows->u.list.n, best = 0;
	const char *longest = "", *word = "";
	double w, head;

	for (size_t r = 0; r < rows; r++) {
		const char *s = t->texts[r * t->b->n + c];
		size_t n = whole ? strlen(s) : longest_word(s, &s);

		if (n > best) {
			best = n;
			longest = s;
		}
	}
	w = pdf_natural_width(p, longest, best, col->kind == REPORT_STATUS ? S_STATUS : S_CELL);
	best = longest_word(col->label, &word);
	head = pdf_natural_width(p, word, best, S_HEAD);
	return (w > head ? w : head) + 2 * pad_x + 1;
}

static void widths_make(struct pdf *p, struct table *t)
{
	size_t n = t->b->n, taken = 0;
	double total = p->right - p->left, least_sum = 0;
	double *least = arena_alloc(p->a, n * sizeof(*least));
	bool *fixed = arena_zero(p->a, n, sizeof(*fixed)), changed = true;

	t->widths = arena_alloc(p->a, n * sizeof(*t->widths));
	for (size_t c = 0; c < n; c++) {
		least[c] = least_width(p, t, c);
		if (n > 2 && least[c] > total * 0.3)
			least[c] = total * 0.3;
		least_sum += least[c];
	}
	if (least_sum >= total) {	/* no room for weights */
		for (size_t c = 0; c < n; c++)
			t->widths[c] = least[c] * total / least_sum;
		return;
	}
	while (changed && taken < n) {
		double room = total, weights = 0;

		changed = false;
		for (size_t c = 0; c < n; c++) {
			room -= fixed[c] ? least[c] : 0;
			weights += fixed[c] ? 0 : t->b->columns[c].weight;
		}
		for (size_t c = 0; c < n; c++) {
			t->widths[c] =
			    fixed[c] ? least[c] : room * t->b->columns[c].weight / weights;
			if (t->widths[c] < least[c]) {
				fixed[c] = changed = true;
				taken++;
			}
		}
	}
}

static void head_make(struct pdf *p, struct table *t)
{
	t->head = arena_alloc(p->a, t->b->n * sizeof(struct text *));
	for (size_t c = 0; c < t->b->n; c++) {
		t->head[c] = pdf_text(p, t->b->columns[c].label, S_HEAD, t->widths[c] - 2 * pad_x,
		    report_column_align(&t->b->columns[c]), false);
		if (t->head[c]->height > t->head_h)
			t->head_h = t->head[c]->height;
	}
	t->head_h += 2 * pad_y + 1;
}

static void head_put(struct pdf *p, struct table *t)
{
	double x = p->left;

	pdf_box(p, P_BOX, C_HEAD, p->left, p->y, p->right - p->left, t->head_h);
	for (size_t c = 0; c < t->b->n; c++) {
		pdf_put(p, t->head[c], C_INK, x + pad_x,
		    p->y + t->head_h - t->head[c]->height - pad_y);
		x += t->widths[c];
	}
	p->y += t->head_h;
	pdf_line(p, C_BAR, p->y - 0.4, 0.8);
	t->odd = false;
}

/* Makes the cells of row number r; the row's height. */
static double row_make(struct pdf *p, struct table *t, const struct value *row, size_t r)
{
	double h = 0;

	for (size_t c = 0; c < t->b->n; c++) {
		const struct report_column *col = &t->b->columns[c];
		const char *s = t->texts[r * t->b->n + c];
		bool status = col->kind == REPORT_STATUS;

		t->cells[c] = !*s ? NULL : pdf_text(p, s, status ? S_STATUS : S_CELL,
		    t->widths[c] - 2 * pad_x, report_column_align(col), false);
		t->inks[c] = !status ? C_INK :
		    pdf_tone(report_cell_tone(val_get(row, col->key)));
		if (t->cells[c] && t->cells[c]->height > h)
			h = t->cells[c]->height;
	}
	return (h > 0 ? h : 10) + 2 * pad_y;
}

static void zebra(struct pdf *p, struct table *t, double h)
{
	if (t->odd)
		pdf_box(p, P_BOX, C_ZEBRA, p->left, p->y, p->right - p->left, h);
	t->odd = !t->odd;
}

static void row_put(struct pdf *p, struct table *t, double h)
{
	double x = p->left;

	zebra(p, t, h);
	for (size_t c = 0; c < t->b->n; c++) {
		if (t->cells[c])
			pdf_put(p, t->cells[c], t->inks[c], x + pad_x, p->y + pad_y);
		x += t->widths[c];
	}
	p->y += h;
	pdf_line(p, C_LINE, p->y - 0.5, 0.5);
}

/*
 * The part of a too tall row that fits here, from[c] the next line of each cell. Whether lines
 * are left over.
 */
static bool row_part(struct pdf *p, struct table *t, int *from)
{
	double room = p->bottom - p->y - 2 * pad_y, tallest = 0, x = p->left, h;
	bool left_over = false;
	int *count = arena_zero(p->a, t->b->n, sizeof(*count));

	for (size_t c = 0; c < t->b->n; c++) {
		if (!t->cells[c])
			continue;
		count[c] = pdf_lines_fitting(p, t->cells[c], from[c], room, &h);
		if (h > tallest)
			tallest = h;
		left_over |= from[c] + count[c] < t->cells[c]->nlines;
	}
	if (tallest <= 0)	/* a head as tall as the page: go on all the same */
		for (size_t c = 0; c < t->b->n; c++)
			count[c] = t->cells[c] && from[c] < t->cells[c]->nlines;
	zebra(p, t, tallest + 2 * pad_y);
	for (size_t c = 0; c < t->b->n; c++) {
		if (count[c]) {
			struct piece *pc = pdf_put(p, t->cells[c], t->inks[c], x + pad_x,
			    p->y + pad_y);

			pc->from = from[c];
			pc->to = from[c] += count[c];
		}
		x += t->widths[c];
	}
	p->y += tallest + 2 * pad_y;
	pdf_line(p, C_LINE, p->y - 0.5, 0.5);
	return left_over;
}

static void row_break(struct pdf *p, struct table *t)
{
	int *from = arena_zero(p->a, t->b->n, sizeof(*from));
	bool odd = t->odd;

	while (row_part(p, t, from)) {
		pdf_leaf(p);
		head_put(p, t);
		t->odd = odd;	/* the parts look like one row */
	}
}

static void caption_and_head(struct pdf *p, struct table *t, double first_row_h)
{
	struct text *caption = !t->b->text ? NULL :
	    pdf_text_left(p, t->b->text, S_CAPTION, p->right - p->left);
	double caption_h = caption ? caption->height + 5 : 0,
	       half = (p->bottom - PDF_HEAD_ROOM) / 2;

	pdf_reserve(p, 6 + caption_h + t->head_h + (first_row_h < half ? first_row_h : 40));
	p->y += 6;
	if (caption) {
		pdf_put(p, caption, C_INK, p->left, p->y);
		p->y += caption_h;
	}
	head_put(p, t);
}

static void no_rows(struct pdf *p, struct table *t)
{
	struct text *none = pdf_text_left(p, "No entries", S_CELL, p->right - p->left - 2 * pad_x);

	caption_and_head(p, t, none->height + 2 * pad_y);
	pdf_put(p, none, C_SOFT, p->left + pad_x, p->y + pad_y);
	p->y += none->height + 2 * pad_y;
	pdf_line(p, C_LINE, p->y, 0.5);
}

void pdf_table(struct pdf *p, const struct report_block *b)
{
	struct table *t = arena_zero(p->a, 1, sizeof(*t));
	double half = (p->bottom - PDF_HEAD_ROOM) / 2;
	size_t r = 0;

	t->b = b;
	t->cells = arena_alloc(p->a, b->n * sizeof(struct text *));
	t->inks = arena_alloc(p->a, b->n * sizeof(*t->inks));
	texts_make(p, t);
	widths_make(p, t);
	head_make(p, t);
	if (!b->rows->u.list.first)
		no_rows(p, t);
	for (const struct value *row = b->rows->u.list.first; row; row = row->next, r++) {
		double h = row_make(p, t, row, r);
		bool tall = h > half;

		if (r == 0)
			caption_and_head(p, t, h);
		if (p->y + (tall && h > p->bottom - p->y ? 60 : h) > p->bottom) {
			pdf_leaf(p);
			head_put(p, t);
		}
		if (p->y + h > p->bottom)
			row_break(p, t);
		else
			row_put(p, t, h);
	}
	p->y += 12;
}
