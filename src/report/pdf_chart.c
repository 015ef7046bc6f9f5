/*
 * report/pdf_chart.c -- charts on pages: bars, stacks of parts, lines over time. See pdf_priv.h.
 *
 * Every bar and part has its number in words beside it, lines have a legend and differ by dash,
 * so that nothing is told by colour alone.
 */
#include "report/pdf_priv.h"

static const double plot_height = 92;

/* Where a chart stands: the whole width or half of it. */
struct frame {
	double left, right, y;
};

static void fill(struct pdf *p, unsigned rgb, double x, double y, double w, double h)
{
	pdf_piece(p, p->leaf, (struct piece){ .kind = P_BOX, .colour = C_BAR, .rgb = rgb, .x = x,
		.y = y, .w = w, .h = h });
}

static void put(struct pdf *p, struct frame *f, const char *text, enum style style,
    enum colour colour, double below)
{
	struct text *t;

	if (!text)
		return;
	t = pdf_text_left(p, text, style, f->right - f->left);
	pdf_put(p, t, colour, f->left, f->y);
	f->y += t->height + below;
}

/* Widths of the columns of a chart of bars. */
struct widths {
	double label, full, max;	/* full: of a bar of the value max */
};

static enum style shown_style(const struct report_block *b)
{
	return b->chart == REPORT_STACKED ? S_FOOT : S_SMALL;	/* its parts take more words */
}

static struct widths widths_of(struct pdf *p, const struct report_block *b, const struct frame *f)
{
	double room = f->right - f->left, shown = 0;
	struct widths w = { 0 };

	for (const struct report_item *it = b->first; it; it = it->next) {
		w.label = pdf_larger(w.label, pdf_natural_width(p, it->label, strlen(it->label),
		    S_SMALL));
		shown = pdf_larger(shown, pdf_natural_width(p, it->text, strlen(it->text),
		    shown_style(b)));
		w.max = pdf_larger(w.max, it->value);
	}
	w.label = w.label > room * 0.3 ? room * 0.3 : w.label + 1;
	shown = shown > room * 0.5 ? room * 0.5 : shown + 6;
	w.full = pdf_larger(room - w.label - shown - 16, 40);
	w.full = w.full > 380 ? 380 : w.full;
	return w;
}

static double parts(struct pdf *p, const struct report_block *b, const struct report_item *it,
    const struct widths *w, double x, double y, double h)
{
	double from = x, scale = w->max > 0 ? w->full / w->max : 0;

	if (it->value <= 0)
		return 0;
	if (b->chart == REPORT_BARS) {
		fill(p, report_bar_rgb(it->tone), x, y, pdf_larger(it->value * scale, 0.8), h);
		return pdf_larger(it->value * scale, 0.8);
	}
	for (size_t i = 0; i < b->nseries; i++) {
		double part = it->values[i] * scale;

		if (part <= 0)
			continue;
		fill(p, report_bar_rgb(b->series[i].tone), x, y, pdf_larger(part - 0.5, 0.3), h);
		x += part;
	}
	return x - from;
}

static double bar_height(struct pdf *p, const struct report_item *it, const struct widths *w)
{
	return pdf_text(p, it->label, S_SMALL, w->label, REPORT_RIGHT, false)->height + 5;
}

static void bar(struct pdf *p, const struct report_block *b, const struct report_item *it,
    const struct widths *w, struct frame *f)
{
	struct text *label = pdf_text(p, it->label, S_SMALL, w->label, REPORT_RIGHT, false);
	double x = f->left + w->label + 8, line = label->height / label->nlines, end;
	struct text *shown;

	pdf_put(p, label, C_INK, f->left, f->y + 1);
	end = x + parts(p, b, it, w, x, f->y + 1.5, line - 1) + 5;
	shown = pdf_text(p, it->text, shown_style(b), pdf_larger(f->right - end, 12), REPORT_LEFT,
	    true);
	pdf_put(p, shown, C_INK, end, f->y + 1);
	f->y += label->height + 5;
}

/* ---- lines ---- */

static double lines_max(const struct report_block *b)
{
	double max = 0;

	for (const struct report_item *it = b->first; it; it = it->next)
		for (size_t i = 0; i < b->nseries; i++)
			max = pdf_larger(max, it->values[i]);
	return max > 0 ? max : 1;
}

static void slope(struct pdf *p, const struct report_series *s, size_t number, double x, double y,
    double w, double h)
{
	pdf_piece(p, p->leaf, (struct piece){ .kind = P_SLOPE, .colour = C_BAR,
		.rgb = report_bar_rgb(s->tone), .dash = (int)(number % 3), .x = x, .y = y, .w = w,
		.h = h });
}

/* The last value stands in the legend, so that a line need not be measured by eye. */
static void legend(struct pdf *p, const struct report_block *b, struct frame *f)
{
	const struct report_item *last = b->last;
	double x = f->left;

	for (size_t i = 0; last && i < b->nseries; i++) {
		const char *text = arena_printf(p->a, "%s: %s", b->series[i].label,
		    report_number(p->a, last->values[i]));
		double w = pdf_natural_width(p, text, strlen(text), S_SMALL) + 1;

		if (x > f->left && x + w + 20 > f->right) {
			x = f->left;
			f->y += 11;
		}
		slope(p, &b->series[i], i, x, f->y + 5, 14, 0);
		pdf_put(p, pdf_text(p, text, S_SMALL, w, REPORT_LEFT, true), C_INK, x + 18, f->y);
		x += w + 30;
	}
	f->y += 13;
}

static void axes(struct pdf *p, const struct report_block *b, const struct frame *f, double x0,
    double max)
{
	double step = (f->right - x0) / (double)(b->n > 1 ? b->n - 1 : 1);
	double bottom = f->y + plot_height;
	size_t n = 0, every = b->n > 6 ? (b->n + 5) / 6 : 1;

	pdf_box(p, P_LINE, C_LINE, x0, bottom, f->right - x0, 0.6);
	pdf_box(p, P_LINE, C_LINE, x0, f->y, f->right - x0, 0.3);
	pdf_put(p, pdf_text(p, report_number(p->a, max), S_FOOT, x0 - f->left - 4, REPORT_RIGHT,
	    true), C_SOFT, f->left, f->y - 3);
	pdf_put(p, pdf_text(p, "0", S_FOOT, x0 - f->left - 4, REPORT_RIGHT, true), C_SOFT, f->left,
	    bottom - 6);
	for (const struct report_item *it = b->first; it; it = it->next, n++) {
		double w = 46, x = x0 + step * (double)n - w / 2;

		if (n % every && it->next)
			continue;
		if (it->next && b->n - 1 - n < every)
			continue;	/* would touch the last one */
		x = x + w > f->right ? f->right - w : x < x0 ? x0 : x;
		pdf_put(p, pdf_text(p, it->label, S_FOOT, w, n == 0 ? REPORT_LEFT : !it->next ?
		    REPORT_RIGHT : REPORT_CENTRE, true), C_SOFT, x, bottom + 2);
	}
}

static void lines(struct pdf *p, const struct report_block *b, struct frame *f)
{
	double max = lines_max(b), x0 = f->left + 26;
	double step = (f->right - x0) / (double)(b->n > 1 ? b->n - 1 : 1);

	legend(p, b, f);
	f->y += 4;
	axes(p, b, f, x0, max);
	for (size_t i = 0; i < b->nseries; i++) {
		double x = x0, scale = plot_height / max;

		for (const struct report_item *it = b->first; it && it->next; it = it->next) {
			double from = f->y + plot_height - it->values[i] * scale;

			slope(p, &b->series[i], i, x, from, step,
			    (it->values[i] - it->next->values[i]) * scale);
			x += step;
		}
	}
	f->y += plot_height + 14;
}

/* ---- placing ---- */

static double text_height(struct pdf *p, const char *text, enum style style, double width)
{
	return text ? pdf_text_left(p, text, style, width)->height + 3 : 0;
}

static double chart_height(struct pdf *p, const struct report_block *b, const struct frame *f)
{
	struct widths w = widths_of(p, b, f);
	double h = text_height(p, b->text, S_CAPTION, f->right - f->left) +
	    text_height(p, b->note, S_FOOT, f->right - f->left) + 12;

	if (b->chart == REPORT_LINES)
		return h + plot_height + 42;
	for (const struct report_item *it = b->first; it; it = it->next)
		h += bar_height(p, it, &w);
	return h;
}

/* breaks: bars may go on on the next page. */
static void chart(struct pdf *p, const struct report_block *b, struct frame *f, bool breaks)
{
	struct widths w = widths_of(p, b, f);

	f->y += 4;
	put(p, f, b->text, S_CAPTION, C_INK, 3);
	put(p, f, b->note, S_FOOT, C_SOFT, 3);
	if (b->chart == REPORT_LINES) {
		lines(p, b, f);
		return;
	}
	for (const struct report_item *it = b->first; it; it = it->next) {
		if (breaks) {
			p->y = f->y;
			pdf_reserve(p, bar_height(p, it, &w));
			f->y = p->y;
		}
		bar(p, b, it, &w, f);
	}
	f->y += 8;
}

const struct report_block *pdf_charts(struct pdf *p, const struct report_block *b)
{
	struct frame all = { p->left, p->right, 0 }, left = all, right = all;
	const struct report_block *mate = b->next;
	bool pair = b->half && mate && mate->kind == REPORT_B_CHART && mate->half;
	double room = p->bottom - PDF_HEAD_ROOM, need;

	left.right = (p->left + p->right) / 2 - 9;
	right.left = left.right + 18;
	need = pair ? pdf_larger(chart_height(p, b, &left), chart_height(p, mate, &right)) :
	    chart_height(p, b, &all);
	pair = pair && need <= room;
	pdf_reserve(p, need <= room ? need : 60);
	if (!pair) {
		all.y = p->y;
		chart(p, b, &all, b->chart != REPORT_LINES && need > p->bottom - p->y);
		p->y = all.y;
		return b;
	}
	left.y = right.y = p->y;
	chart(p, b, &left, false);
	chart(p, mate, &right, false);
	p->y = pdf_larger(left.y, right.y);
	return mate;
}
