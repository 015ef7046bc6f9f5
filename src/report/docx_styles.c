/* report/docx_styles.c -- word/styles.xml: the names Word's navigation and users know. */
#include "report/docx_priv.h"

static const char fonts[] = "<w:rFonts w:ascii=\"DejaVu Sans\" w:hAnsi=\"DejaVu Sans\" "
    "w:eastAsia=\"DejaVu Sans\" w:cs=\"DejaVu Sans\"/>";

static const struct {
	const char *id, *name, *based, *next;
	int half_points, before, after;	/* before, after: twips around the paragraph */
	bool bold, accent, soft;
	int outline;			/* 1..3: a heading of that level */
	const char *more;		/* further XML of the paragraph, in front of its spacing */
} styles[] = {
	{ "Title", "Title", "Normal", "Normal", 44, 120, 80, true, true, false, 0, "" },
	{ "Subtitle", "Subtitle", "Normal", "Normal", 23, 0, 200, false, false, true, 0,
	    "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"6\" w:color=\"6b7885\"/>"
	    "</w:pBdr>" },
	{ "Heading1", "heading 1", "Normal", "Normal", 29, 360, 120, true, true, false, 1, "" },
	{ "Heading2", "heading 2", "Normal", "Normal", 23, 280, 100, true, false, false, 2, "" },
	{ "Heading3", "heading 3", "Normal", "Normal", 20, 220, 80, true, false, false, 3, "" },
	{ "TOCHeading", "TOC Heading", "Normal", "Normal", 23, 200, 100, true, false, false, 0,
	    "<w:keepNext/>" },
	{ "TOC1", "toc 1", "Normal", "Normal", 19, 40, 40, false, false, false, 0, "" },
	{ "TOC2", "toc 2", "Normal", "Normal", 19, 20, 20, false, false, true, 0, "" },
	{ "TOC3", "toc 3", "Normal", "Normal", 19, 20, 20, false, false, true, 0, "" },
	{ "Caption", "caption", "Normal", "Normal", 18, 160, 80, true, false, false, 0,
	    "<w:keepNext/>" },
	{ "TableText", "Table Text", "Normal", "TableText", 16, 20, 20, false, false, false, 0,
	    "" },
	{ "TableHead", "Table Head", "TableText", "TableText", 15, 20, 20, true, false, false, 0,
	    "<w:keepNext/>" },
	{ "Gap", "Gap", "Normal", "Normal", 12, 0, 0, false, false, false, 0, "" },
	{ "Note", "Note", "Normal", "Normal", 16, 0, 60, false, false, true, 0, "" },
	{ "Figure", "Figure", "Normal", "Normal", 38, 0, 0, true, false, false, 0, "" },
	{ "Header", "header", "Normal", "Header", 14, 0, 0, false, false, true, 0, "" },
	{ "Footer", "footer", "Normal", "Footer", 14, 0, 0, false, false, true, 0, "" },
};

/* Of what is meant for one page, titles and spaces are smaller; texts stay as they are. */
static void style(struct sbuf *x, size_t i, unsigned accent, bool tight)
{
	int size = styles[i].half_points, around = tight ? 6 : 10;

	if (tight && size > 24)
		size = size * 8 / 10;
	sbuf_printf(x, "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name w:val=\"%s\"/>"
	    "<w:basedOn w:val=\"%s\"/><w:next w:val=\"%s\"/><w:qFormat/><w:pPr>",
	    styles[i].id, styles[i].name, styles[i].based,
	    styles[i].next);
	if (styles[i].outline)
		sbuf_text(x, "<w:keepNext/><w:keepLines/>");
	sbuf_text(x, styles[i].more);
	sbuf_printf(x, "<w:spacing w:before=\"%d\" w:after=\"%d\"/>",
	    styles[i].before * around / 10, styles[i].after * around / 10);
	if (styles[i].outline)
		sbuf_printf(x, "<w:outlineLvl w:val=\"%d\"/>", styles[i].outline - 1);
	sbuf_text(x, "</w:pPr><w:rPr>");
	if (styles[i].bold)
		sbuf_text(x, "<w:b/><w:bCs/>");
	if (styles[i].accent || styles[i].soft)
		sbuf_printf(x, "<w:color w:val=\"%06x\"/>", styles[i].accent ? accent :
		    (unsigned)REPORT_SOFT);
	sbuf_printf(x, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr></w:style>",
	    size, size);
}

/* Tables: a line under each row, the head grey. */
static void table_style(struct sbuf *x)
{
	sbuf_text(x, "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\">"
	    "<w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/><w:semiHidden/>"
	    "<w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar>"
	    "<w:top w:w=\"20\" w:type=\"dxa\"/><w:left w:w=\"70\" w:type=\"dxa\"/>"
	    "<w:bottom w:w=\"20\" w:type=\"dxa\"/><w:right w:w=\"70\" w:type=\"dxa\"/>"
	    "</w:tblCellMar></w:tblPr></w:style>"
	    "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"ReportTable\">"
	    "<w:name w:val=\"Report Table\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr>"
	    "<w:tblBorders><w:top w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"d0d7de\"/>"
	    "<w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"d0d7de\"/>"
	    "<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"d0d7de\"/>"
	    "</w:tblBorders></w:tblPr><w:tblStylePr w:type=\"firstRow\"><w:tcPr>"
	    "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"e8edf2\"/></w:tcPr>"
	    "</w:tblStylePr></w:style>");
}

void docx_styles(struct sbuf *x, const struct report_doc *doc)
{
	sbuf_printf(x, "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/"
	    "2006/main\"><w:docDefaults><w:rPrDefault><w:rPr>%s<w:color w:val=\"1c2530\"/>"
	    "<w:sz w:val=\"19\"/><w:szCs w:val=\"19\"/><w:lang w:val=\"en-GB\"/></w:rPr>"
	    "</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"%d\" w:line=\"%d\" "
	    "w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>"
	    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
	    "<w:name w:val=\"Normal\"/><w:qFormat/></w:style>", fonts, doc->one_page ? 40 : 100,
	    doc->one_page ? 240 : 264);
	for (size_t i = 0; i < COUNT(styles); i++)
		style(x, i, report_accent(doc), doc->one_page);
	table_style(x);
	sbuf_text(x, "</w:styles>");
}
