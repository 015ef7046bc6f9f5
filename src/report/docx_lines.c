/*
 * report/docx_lines.c -- line charts of a DOCX: parts of their own, drawn by the word processor.
 *
 * Its values stand in the part itself (there is no workbook behind it), and in words in the
 * drawing's description for who listens.
 */
#include "report/docx_priv.h"

enum { EMU = 635, TALL = 2300, LABELS = 4 };	/* EMUs a twip; twips; labels below the line */
#define CHART "http://schemas.openxmlformats.org/drawingml/2006/chart"
#define MAIN "http://schemas.openxmlformats.org/drawingml/2006/main"
#define PLACE "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"

void docx_lines(struct docx *d, const struct report_block *b, long width)
{
	struct docx_drawn *one = arena_zero(d->doc->arena, 1, sizeof(*one));
	struct sbuf *x = d->x;

	one->block = b;
	one->number = d->last_drawn ? d->last_drawn->number + 1 : 1;
	if (d->last_drawn)
		d->last_drawn->next = one;
	else
		d->drawn = one;
	d->last_drawn = one;
	sbuf_printf(x, "<w:p><w:pPr><w:pStyle w:val=\"TableText\"/></w:pPr><w:r><w:drawing>"
	    "<wp:inline xmlns:wp=\"" PLACE "\"><wp:extent cx=\"%ld\" cy=\"%ld\"/>"
	    "<wp:docPr id=\"%zu\" name=\"Chart %zu\" descr=\"", width * EMU,
	    (long)TALL * EMU, 100 + one->number, one->number);
	for (const struct report_item *it = b->first; it; it = it->next) {
		docx_escape(x, str_of(it->label));
		sbuf_text(x, ": ");
		docx_escape(x, str_of(report_values_text(d->doc->arena, b, it)));
		sbuf_text(x, it->next ? "; " : "");
	}
	sbuf_printf(x, "\"/><a:graphic xmlns:a=\"" MAIN "\"><a:graphicData uri=\"" CHART "\">"
	    "<c:chart xmlns:c=\"" CHART "\" r:id=\"rIdC%zu\"/></a:graphicData></a:graphic>"
	    "</wp:inline></w:drawing></w:r></w:p>", one->number);
}

static void texts(struct sbuf *x, const struct report_block *b)
{
	size_t n = 0;

	sbuf_printf(x, "<c:cat><c:strLit><c:ptCount val=\"%zu\"/>", b->n);
	for (const struct report_item *it = b->first; it; it = it->next) {
		sbuf_printf(x, "<c:pt idx=\"%zu\"><c:v>", n++);
		docx_escape(x, str_of(it->label));
		sbuf_text(x, "</c:v></c:pt>");
	}
	sbuf_text(x, "</c:strLit></c:cat>");
}

/* One line; its label says the last value, its dashes tell it from the others without colour. */
static void series(struct sbuf *x, const struct docx *d, const struct report_block *b, size_t i)
{
	static const char *const dashes[] = { "solid", "dash", "sysDot" };
	struct arena *a = d->doc->arena;
	size_t n = 0;

	sbuf_printf(x, "<c:ser><c:idx val=\"%zu\"/><c:order val=\"%zu\"/><c:tx><c:v>", i, i);
	docx_escape(x, str_of(b->series[i].label));
	if (b->last)
		sbuf_printf(x, ": %s", report_number(a, b->last->values[i]));
	sbuf_printf(x, "</c:v></c:tx><c:spPr><a:ln w=\"19050\"><a:solidFill>"
	    "<a:srgbClr val=\"%06x\"/></a:solidFill><a:prstDash val=\"%s\"/></a:ln></c:spPr>"
	    "<c:marker><c:symbol val=\"none\"/></c:marker>", report_bar_rgb(b->series[i].tone),
	    dashes[i % COUNT(dashes)]);
	texts(x, b);
	sbuf_printf(x, "<c:val><c:numLit><c:formatCode>General</c:formatCode>"
	    "<c:ptCount val=\"%zu\"/>", b->n);
	for (const struct report_item *it = b->first; it; it = it->next)
		sbuf_printf(x, "<c:pt idx=\"%zu\"><c:v>%s</c:v></c:pt>", n++,
		    report_number(a, it->values[i]));
	sbuf_text(x, "</c:numLit></c:val><c:smooth val=\"0\"/></c:ser>");
}

static const char axis_line[] = "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr "
    "val=\"d0d7de\"/></a:solidFill></a:ln></c:spPr>";

static void axes(struct sbuf *x, const struct report_block *b)
{
	size_t skip = (b->n + LABELS - 1) / LABELS;

	sbuf_printf(x, "<c:catAx><c:axId val=\"1\"/><c:scaling><c:orientation val=\"minMax\"/>"
	    "</c:scaling><c:delete val=\"0\"/><c:axPos val=\"b\"/><c:numFmt formatCode=\"General\" "
	    "sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>"
	    "<c:tickLblPos val=\"low\"/>%s<c:crossAx val=\"2\"/><c:crosses val=\"autoZero\"/>"
	    "<c:auto val=\"0\"/><c:lblOffset val=\"60\"/><c:tickLblSkip val=\"%zu\"/>"
	    "<c:noMultiLvlLbl val=\"1\"/></c:catAx>", axis_line, skip ? skip : 1);
	sbuf_printf(x, "<c:valAx><c:axId val=\"2\"/><c:scaling><c:orientation val=\"minMax\"/>"
	    "<c:min val=\"0\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"l\"/>"
	    "<c:majorGridlines>%s</c:majorGridlines><c:numFmt formatCode=\"General\" "
	    "sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>"
	    "<c:tickLblPos val=\"nextTo\"/>%s<c:crossAx val=\"1\"/><c:crosses val=\"autoZero\"/>"
	    "<c:crossBetween val=\"midCat\"/></c:valAx>", axis_line, axis_line);
}

void docx_lines_part(struct sbuf *x, const struct docx *d, const struct report_block *b)
{
	sbuf_text(x, "<c:chartSpace xmlns:c=\"" CHART "\" xmlns:a=\"" MAIN "\">"
	    "<c:roundedCorners val=\"0\"/><c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea>"
	    "<c:layout/><c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>");
	for (size_t i = 0; i < b->nseries; i++)
		series(x, d, b, i);
	sbuf_text(x, "<c:marker val=\"0\"/><c:axId val=\"1\"/><c:axId val=\"2\"/></c:lineChart>");
	axes(x, b);
	sbuf_text(x, "</c:plotArea><c:legend><c:legendPos val=\"t\"/><c:overlay val=\"0\"/>"
	    "</c:legend><c:plotVisOnly val=\"1\"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln>"
	    "</c:spPr><c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"750\"/></a:pPr>"
	    "<a:endParaRPr lang=\"en-GB\"/></a:p></c:txPr></c:chartSpace>");
}
