/*
 * report/docx_chart.c -- charts in a DOCX, as tables whose cells are shaded.
 *
 * A bar is as many shaded cells of a fine grid as its value asks for, with its number beside it.
 * Nothing is said by colour alone, and it prints, copies and reads aloud like any table. Lines are
 * drawn: docx_lines.c.
 */
#include "report/docx_priv.h"

enum { UNITS = 50 };		/* of the longest bar */

static void cell_open(struct sbuf *x, long width, int span, unsigned fill)
{
	sbuf_printf(x, "<w:tc><w:tcPr><w:tcW w:w=\"%ld\" w:type=\"dxa\"/>", width);
	if (span > 1)
		sbuf_printf(x, "<w:gridSpan w:val=\"%d\"/>", span);
	if (fill)
		sbuf_printf(x, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"%06x\"/>", fill);
	sbuf_text(x, "</w:tcPr>");
}

static void text_cell(struct sbuf *x, long width, const char *text, const char *more)
{
	cell_open(x, width, 1, 0);
	docx_para(x, "TableText", more, str_of(text), (struct docx_run){ 0 });
	sbuf_text(x, "</w:tc>");
}

static void bar_cell(struct sbuf *x, long unit, int span, unsigned fill)
{
	if (span < 1)
		return;
	cell_open(x, unit * span, span, fill);
	sbuf_text(x, "<w:p><w:pPr><w:pStyle w:val=\"TableText\"/></w:pPr></w:p></w:tc>");
}

static int units_of(double value, double max)
{
	int n = max > 0 ? (int)(value / max * UNITS + 0.5) : 0;

	return n > UNITS ? UNITS : value > 0 && n < 1 ? 1 : n;
}

/* The shaded cells of one row; the rest of the grid stays white. */
static void bar_cells(struct sbuf *x, const struct report_block *b, const struct report_item *it,
    double max, long unit)
{
	int used = 0, n;

	if (b->chart == REPORT_BARS)
		bar_cell(x, unit, used = units_of(it->value, max), report_bar_rgb(it->tone));
	for (size_t i = 0; i < b->nseries; i++) {
		n = units_of(it->values[i], max);
		n = n > UNITS - used ? UNITS - used : n;
		bar_cell(x, unit, n, report_bar_rgb(b->series[i].tone));
		used += n;
	}
	bar_cell(x, unit, UNITS - used, 0);
}

/* What stands beside a bar: its value, or the parts of a stack in the legend's order. */
static const char *shown(struct docx *d, const struct report_block *b,
    const struct report_item *it)
{
	struct sbuf *text;

	if (!b->nseries)
		return it->text;
	text = sbuf_new(d->doc->arena, 512);
	for (size_t i = 0; i < b->nseries; i++)
		sbuf_printf(text, "%s%s", i ? " / " : "",
		    report_number(d->doc->arena, it->values[i]));
	return sbuf_str(text).p;
}

static void bars(struct docx *d, const struct report_block *b, long width)
{
	long label = width * 32 / 100, value = width * (b->nseries ? 22 : 12) / 100;
	long unit = (width - label - value) / UNITS;
	struct sbuf *x = d->x;
	double max = 0;

	for (const struct report_item *it = b->first; it; it = it->next)
		max = it->value > max ? it->value : max;
	sbuf_printf(x, "<w:tbl><w:tblPr><w:tblW w:w=\"%ld\" w:type=\"dxa\"/>"
	    "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"15\" w:type=\"dxa\"/>"
	    "<w:left w:w=\"20\" w:type=\"dxa\"/><w:bottom w:w=\"15\" w:type=\"dxa\"/>"
	    "<w:right w:w=\"20\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>"
	    "<w:tblGrid><w:gridCol w:w=\"%ld\"/><w:gridCol w:w=\"%ld\"/>",
	    label + value + unit * UNITS, label, value);
	for (int i = 0; i < UNITS; i++)
		sbuf_printf(x, "<w:gridCol w:w=\"%ld\"/>", unit);
	sbuf_text(x, "</w:tblGrid>");
	for (const struct report_item *it = b->first; it; it = it->next) {
		sbuf_text(x, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
		text_cell(x, label, it->label, "");
		text_cell(x, value, shown(d, b, it), "<w:jc w:val=\"right\"/>");
		bar_cells(x, b, it, max, unit);
		sbuf_text(x, "</w:tr>");
	}
	sbuf_text(x, "</w:tbl>");
}

/* The series in their colours, in the order of the numbers beside the bars. */
static void legend(struct docx *d, const struct report_block *b)
{
	sbuf_text(d->x, "<w:p><w:pPr><w:pStyle w:val=\"Note\"/><w:keepNext/></w:pPr>");
	for (size_t i = 0; i < b->nseries; i++)
		docx_run(d->x, str_of(arena_printf(d->doc->arena, "%s%s", i ? " / " : "",
		    b->series[i].label)), (struct docx_run){ .bold = true,
		    .rgb = report_tone_rgb(b->series[i].tone) });
	sbuf_text(d->x, "</w:p>");
}

void docx_chart(struct docx *d, const struct report_block *b, long width)
{
	if (b->text)
		docx_para(d->x, "Caption", "", str_of(b->text), (struct docx_run){ 0 });
	if (b->note)
		docx_para(d->x, "Note", "<w:keepNext/>", str_of(b->note), (struct docx_run){ 0 });
	if (b->chart == REPORT_STACKED)
		legend(d, b);
	if (b->chart == REPORT_LINES)
		docx_lines(d, b, width);
	else if (b->first)
		bars(d, b, width);
	docx_para(d->x, d->doc->one_page ? "Gap" : "Note", "", STR(""), (struct docx_run){ 0 });
}
