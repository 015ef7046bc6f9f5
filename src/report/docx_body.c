/* report/docx_body.c -- the blocks of a document as Word's paragraphs and tables. */
#include "report/docx_priv.h"

enum { WIDE_FROM = 9, PER_ROW = 4 };	/* columns that turn a page, figures beside each other */

static const char no_borders[] = "<w:tblLayout w:type=\"fixed\"/>";

static void heading(struct docx *d, const struct report_block *b)
{
	size_t n = ++d->headings;

	sbuf_printf(d->x, "<w:p><w:pPr><w:pStyle w:val=\"Heading%d\"/></w:pPr>"
	    "<w:bookmarkStart w:id=\"%zu\" w:name=\"_Toc%06zu\"/>", b->level, n, n);
	docx_run(d->x, str_of(b->text), (struct docx_run){ 0 });
	sbuf_printf(d->x, "<w:bookmarkEnd w:id=\"%zu\"/></w:p>", n);
}

/* One paragraph for each; an empty line separates them. */
static void paragraphs(struct docx *d, const char *text)
{
	for (const char *p = text, *end; *p; p = end) {
		end = strstr(p, "\n\n");
		end = end ? end : p + strlen(p);
		docx_para(d->x, "Normal", "", (struct str){ p, (size_t)(end - p) },
		    (struct docx_run){ 0 });
		while (*end == '\n')
			end++;
	}
}

static void cell(struct sbuf *x, long width, const char *style, const char *more, struct str text,
    struct docx_run look)
{
	sbuf_printf(x, "<w:tc><w:tcPr><w:tcW w:w=\"%ld\" w:type=\"dxa\"/></w:tcPr>", width);
	docx_para(x, style, more, text, look);
	sbuf_text(x, "</w:tc>");
}

static void pairs(struct docx *d, const struct report_block *b)
{
	long key = d->width * 28 / 100, value = d->width - key;

	sbuf_printf(d->x, "<w:tbl><w:tblPr><w:tblW w:w=\"%ld\" w:type=\"dxa\"/>%s</w:tblPr>"
	    "<w:tblGrid><w:gridCol w:w=\"%ld\"/><w:gridCol w:w=\"%ld\"/></w:tblGrid>", d->width,
	    no_borders, key, value);
	for (const struct report_item *it = b->first; it; it = it->next) {
		sbuf_text(d->x, "<w:tr>");
		cell(d->x, key, "Normal", "", str_of(it->label),
		    (struct docx_run){ .rgb = REPORT_SOFT });
		cell(d->x, value, "Normal", "", str_of(it->text), (struct docx_run){ 0 });
		sbuf_text(d->x, "</w:tr>");
	}
	sbuf_text(d->x, "</w:tbl><w:p/>");
}

static void figure(struct docx *d, const struct report_item *it, long width)
{
	struct sbuf *x = d->x;

	sbuf_printf(x, "<w:tc><w:tcPr><w:tcW w:w=\"%ld\" w:type=\"dxa\"/><w:tcBorders>"
	    "<w:left w:val=\"single\" w:sz=\"24\" w:space=\"0\" w:color=\"%06x\"/>"
	    "</w:tcBorders><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"f6f8fa\"/></w:tcPr>",
	    width, report_bar_rgb(it->tone));
	docx_para(x, "Note", "<w:keepNext/>", str_of(it->label), (struct docx_run){ 0 });
	docx_para(x, "Figure", "<w:keepNext/>", str_of(it->text),
	    (struct docx_run){ .rgb = report_tone_rgb(it->tone) });
	if (it->note)
		docx_para(x, "Note", "", str_of(it->note), (struct docx_run){ 0 });
	sbuf_text(x, "</w:tc>");
}

static void figures(struct docx *d, const struct report_block *b)
{
	size_t rows = (b->n + PER_ROW - 1) / PER_ROW, per_row = (b->n + rows - 1) / rows;
	const struct report_item *it = b->first;
	long width = d->width / (long)per_row;

	while (it) {
		sbuf_printf(d->x, "<w:tbl><w:tblPr><w:tblW w:w=\"%ld\" w:type=\"dxa\"/>%s"
		    "</w:tblPr><w:tblGrid>", width * (long)per_row, no_borders);
		for (size_t i = 0; i < per_row; i++)
			sbuf_printf(d->x, "<w:gridCol w:w=\"%ld\"/>", width);
		sbuf_text(d->x, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>");
		for (size_t i = 0; i < per_row && it; i++, it = it->next)
			figure(d, it, width);
		sbuf_text(d->x, "</w:tr></w:tbl>");
		docx_para(d->x, d->doc->one_page ? "Gap" : "Note", "", STR(""),
		    (struct docx_run){ 0 });
	}
}

static const char *align(const struct report_column *c)
{
	static const char *const xml[] = {
		[REPORT_LEFT] = "", [REPORT_CENTRE] = "<w:jc w:val=\"center\"/>",
		[REPORT_RIGHT] = "<w:jc w:val=\"right\"/>",
	};

	return xml[report_column_align(c)];
}

static void table_row(struct docx *d, const struct report_block *b, const struct value *row,
    const long *widths)
{
	sbuf_text(d->x, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	for (size_t c = 0; c < b->n; c++) {
		const struct report_column *col = &b->columns[c];
		const struct value *v = val_get(row, col->key);
		struct docx_run look = { 0 };

		d->text.n = 0;
		report_cell_text(&d->text, col, v, col->kind == REPORT_LIST ? "\n" : "; ");
		if (col->kind == REPORT_STATUS)
			look = (struct docx_run){ .bold = true,
				.rgb = report_tone_rgb(report_cell_tone(v)) };
		cell(d->x, widths[c], "TableText", align(col),
		    d->text.n ? sbuf_str(&d->text) : STR(""), look);
	}
	sbuf_text(d->x, "</w:tr>\n");
}

static void table_head(struct docx *d, const struct report_block *b, const long *widths)
{
	sbuf_text(d->x, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
	for (size_t c = 0; c < b->n; c++)
		cell(d->x, widths[c], "TableHead", align(&b->columns[c]),
		    str_of(b->columns[c].label), (struct docx_run){ 0 });
	sbuf_text(d->x, "</w:tr>\n");
}

/* Room for the longest word of the head, and for a date or code on one line. */
static long least_width(const struct report_column *col)
{
	size_t longest = col->kind == REPORT_DATE ? 10 : col->kind == REPORT_CODE ? 6 : 3;
	enum { PER_CHARACTER = 108, SIDES = 150 };

	for (const char *p = col->label, *end; *p; p = *end ? end + 1 : end) {
		end = p + strcspn(p, " ");
		if (str_chars((struct str){ p, (size_t)(end - p) }) > longest)
			longest = str_chars((struct str){ p, (size_t)(end - p) });
	}
	return (long)longest * PER_CHARACTER + SIDES;
}

/* By weight; columns that would be too narrow get their least width, the others share the rest. */
static long *column_widths(struct docx *d, const struct report_block *b)
{
	long *widths = arena_zero(d->doc->arena, b->n, sizeof(*widths)), room = d->width, total;
	bool again = true;

	while (again) {		/* each round fixes a column or is the last */
		again = false;
		total = 0;
		for (size_t c = 0; c < b->n; c++)
			total += widths[c] ? 0 : b->columns[c].weight;
		for (size_t c = 0; c < b->n && !again; c++) {
			long least = least_width(&b->columns[c]);

			if (widths[c] || room * b->columns[c].weight / total >= least ||
			    room - least < 400 * (long)b->n)
				continue;
			widths[c] = least;
			room -= least;
			again = true;
		}
	}
	for (size_t c = 0; c < b->n; c++)
		if (!widths[c])
			widths[c] = room * b->columns[c].weight / total;
	return widths;
}

static void table_rows(struct docx *d, const struct report_block *b)
{
	const long *widths = column_widths(d, b);

	sbuf_printf(d->x, "<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/>"
	    "<w:tblW w:w=\"%ld\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>"
	    "<w:tblLook w:val=\"0020\" w:firstRow=\"1\"/>", d->width);
	if (b->text) {
		sbuf_text(d->x, "<w:tblCaption w:val=\"");
		docx_escape(d->x, str_of(b->text));
		sbuf_text(d->x, "\"/>");
	}
	sbuf_text(d->x, "</w:tblPr><w:tblGrid>");
	for (size_t c = 0; c < b->n; c++)
		sbuf_printf(d->x, "<w:gridCol w:w=\"%ld\"/>", widths[c]);
	sbuf_text(d->x, "</w:tblGrid>");
	table_head(d, b, widths);
	for (const struct value *row = b->rows->u.list.first; row; row = row->next)
		table_row(d, b, row, widths);
	sbuf_text(d->x, "</w:tbl>");
}

static void turn(struct docx *d, bool landscape)
{
	docx_section(d, false);
	d->landscape = landscape;
	d->width = (landscape ? DOCX_LONG : DOCX_SHORT) - 2 * DOCX_SIDE;
}

/* A wide table in an upright document gets pages of its own, across. */
static void table(struct docx *d, const struct report_block *b)
{
	bool across = b->n >= WIDE_FROM && !d->landscape;

	if (across)
		turn(d, true);
	if (b->text)
		docx_para(d->x, "Caption", "", str_of(b->text), (struct docx_run){ 0 });
	table_rows(d, b);
	if (!b->rows->u.list.n)
		docx_para(d->x, "Note", "", STR("No rows."), (struct docx_run){ 0 });
	if (across)
		turn(d, false);
	else
		docx_para(d->x, d->doc->one_page ? "Gap" : "Normal", "", STR(""),
		    (struct docx_run){ 0 });
}

/* Two half charts in a table of two cells. */
static void chart_pair(struct docx *d, const struct report_block *b)
{
	long half = d->width / 2;

	sbuf_printf(d->x, "<w:tbl><w:tblPr><w:tblW w:w=\"%ld\" w:type=\"dxa\"/>%s</w:tblPr>"
	    "<w:tblGrid><w:gridCol w:w=\"%ld\"/><w:gridCol w:w=\"%ld\"/></w:tblGrid><w:tr>"
	    "<w:trPr><w:cantSplit/></w:trPr>", half * 2, no_borders, half, half);
	for (int i = 0; i < 2; i++, b = b->next) {
		sbuf_printf(d->x, "<w:tc><w:tcPr><w:tcW w:w=\"%ld\" w:type=\"dxa\"/></w:tcPr>",
		    half);
		docx_chart(d, b, half - 300);
		sbuf_text(d->x, "</w:tc>");
	}
	sbuf_text(d->x, "</w:tr></w:tbl>");
}

static bool paired(const struct report_block *b)
{
	return b->half && b->next && b->next->kind == REPORT_B_CHART && b->next->half;
}

void docx_blocks(struct docx *d)
{
	for (const struct report_block *b = d->doc->first; b; b = b->next) {
		switch (b->kind) {
		case REPORT_B_HEADING:
			heading(d, b);
			break;
		case REPORT_B_PARA:
			paragraphs(d, b->text);
			break;
		case REPORT_B_PAIRS:
			pairs(d, b);
			break;
		case REPORT_B_FIGURES:
			figures(d, b);
			break;
		case REPORT_B_TABLE:
			table(d, b);
			break;
		case REPORT_B_CHART:
			if (paired(b)) {
				chart_pair(d, b);
				b = b->next;
			} else {
				docx_chart(d, b, d->width);
			}
			break;
		}
	}
}
