/*
 * report/docx.c -- a document as DOCX (ISO/IEC 29500), parts written here, packed by libzip.
 *
 * Headings have Word's own styles, so its navigation knows them; the table of contents is a real
 * field whose entries are filled in beforehand as links. Their page numbers are left to the word
 * processor, which alone knows them: the field is marked as due, and Word counts when it opens
 * the file. Same bytes for the same document: the zip's times are fixed, nothing is random.
 */
#include <zip.h>
#include "report/docx_priv.h"
#include "base/clock.h"

enum { DOS_DATE = 0x0021, DOS_TIME = 0 };	/* 1980-01-01, the first a zip knows */
enum { EMU_PER_PIXEL = 9525, LOGO_HEIGHT_EMU = 304800, LOGO_WIDTH_MAX_EMU = 1600000 };

static const char xml[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define NAMESPACES "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" " \
	"xmlns:r=\"" OFFICE "\" " \
	"xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" " \
	"xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" " \
	"xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""
#define TYPE_MAIN "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define TYPE_CORE "application/vnd.openxmlformats-package.core-properties+xml"
#define DUBLIN "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" " \
	"xmlns:dcterms=\"http://purl.org/dc/terms/\" " \
	"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

/* ---- the package ---- */

struct package {
	zip_t *zip;
	zip_source_t *bytes;	/* the finished file */
	bool failed;
};

static void package_release(void *thing)
{
	struct package *p = thing;

	if (p->zip)
		zip_discard(p->zip);
	if (p->bytes)
		zip_source_free(p->bytes);
	p->zip = NULL;
	p->bytes = NULL;
}

/* data is borrowed until the package is closed. */
static void part(struct package *p, const char *name, struct str data)
{
	zip_source_t *s;
	zip_int64_t at;

	if (p->failed)
		return;
	s = zip_source_buffer(p->zip, data.p, data.n, 0);
	at = s ? zip_file_add(p->zip, name, s, ZIP_FL_ENC_UTF_8) : -1;
	if (s && at < 0)
		zip_source_free(s);
	p->failed = at < 0 || zip_file_set_dostime(p->zip, (zip_uint64_t)at, DOS_TIME, DOS_DATE,
	    0) < 0;
}

static void part_text(struct package *p, const char *name, const struct sbuf *b)
{
	if (sbuf_ok(b))
		part(p, name, sbuf_str(b));
	else
		p->failed = true;
}

static int package_open(struct package *p, struct err *e)
{
	zip_error_t ze;

	zip_error_init(&ze);
	p->bytes = zip_source_buffer_create(NULL, 0, 0, &ze);
	if (p->bytes)
		p->zip = zip_open_from_source(p->bytes, ZIP_TRUNCATE, &ze);
	if (p->zip)
		zip_source_keep(p->bytes);	/* closing the zip gives one reference away */
	zip_error_fini(&ze);
	return p->zip ? 0 : err_set(e, E_IO, "writing DOCX: the zip library did not start");
}

static int package_read(struct package *p, struct sbuf *out, struct err *e)
{
	char block[65536];
	zip_int64_t n;

	if (zip_close(p->zip) < 0)
		return err_set(e, E_IO, "writing DOCX: %s", zip_strerror(p->zip));
	p->zip = NULL;
	if (zip_source_open(p->bytes) < 0)
		return err_set(e, E_IO, "writing DOCX: the finished file cannot be read");
	while ((n = zip_source_read(p->bytes, block, sizeof(block))) > 0)
		sbuf_add(out, block, (size_t)n);
	(void)zip_source_close(p->bytes);	/* read only */
	if (n < 0)
		return err_set(e, E_IO, "writing DOCX: the finished file cannot be read");
	return sbuf_ok(out) ? 0 : err_set(e, E_TOOBIG, "writing DOCX: the report is too big");
}

/* ---- head and foot ---- */

static struct sbuf *part_new(const struct report_doc *doc)
{
	struct sbuf *b = sbuf_new(doc->arena, REPORT_MAX);

	sbuf_text(b, xml);
	return b;
}

static void put(struct sbuf *x, const char *text)
{
	docx_escape(x, str_of(text));
}

/* The organisation's sign, as high as two lines, as wide as its shape asks for. */
static void logo_drawing(struct sbuf *x, const struct report_doc *doc)
{
	struct report_logo size = report_logo_size(doc->logo);
	long height = LOGO_HEIGHT_EMU, width = height * size.width / size.height;

	if (width > LOGO_WIDTH_MAX_EMU) {
		width = LOGO_WIDTH_MAX_EMU;
		height = width * size.height / size.width;
	}
	sbuf_printf(x, "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">"
	    "<wp:extent cx=\"%ld\" cy=\"%ld\"/><wp:docPr id=\"1\" name=\"Logo\" "
	    "descr=\"Logo of the organisation\"/><a:graphic><a:graphicData "
	    "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
	    "<pic:nvPicPr><pic:cNvPr id=\"1\" name=\"logo.png\"/><pic:cNvPicPr/></pic:nvPicPr>"
	    "<pic:blipFill><a:blip r:embed=\"rId1\"/><a:stretch><a:fillRect/></a:stretch>"
	    "</pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%ld\" "
	    "cy=\"%ld\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>"
	    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
	    "<w:r><w:t xml:space=\"preserve\">  </w:t></w:r>", width, height, width, height);
}

/* Left, then a tab that ends at the right margin, which stands elsewhere on a page across. */
static void line_open(struct sbuf *x, const char *style, const char *border, bool landscape)
{
	sbuf_printf(x, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s<w:tabs><w:tab w:val=\"right\" "
	    "w:pos=\"%d\"/></w:tabs></w:pPr>", style, border,
	    (landscape ? DOCX_LONG : DOCX_SHORT) - 2 * DOCX_SIDE);
}

static const char to_right[] = "<w:r><w:tab/></w:r>";

static struct sbuf *header_part(const struct report_doc *doc, bool landscape)
{
	struct sbuf *x = part_new(doc);

	sbuf_text(x, "<w:hdr " NAMESPACES ">");
	line_open(x, "Header", "", landscape);
	if (doc->logo.n)
		logo_drawing(x, doc);
	docx_run(x, str_of(arena_printf(doc->arena, "%s%s%s",
	    doc->organisation ? doc->organisation : "", doc->organisation ? "  \302\267  " : "",
	    doc->title)), (struct docx_run){ 0 });
	if (doc->classification) {
		sbuf_text(x, to_right);
		sbuf_printf(x, "<w:r><w:rPr><w:b/><w:bdr w:val=\"single\" w:sz=\"6\" w:space=\"3\" "
		    "w:color=\"%06x\"/></w:rPr><w:t xml:space=\"preserve\">",
		    (unsigned)REPORT_SOFT);
		put(x, doc->classification);
		sbuf_text(x, "</w:t></w:r>");
	}
	sbuf_text(x, "</w:p>");
	if (doc->header)
		docx_para(x, "Header", "", str_of(doc->header), (struct docx_run){ 0 });
	sbuf_text(x, "</w:hdr>");
	return x;
}

static struct sbuf *footer_part(const struct report_doc *doc, bool landscape)
{
	struct sbuf *x = part_new(doc);

	sbuf_text(x, "<w:ftr " NAMESPACES ">");
	line_open(x, "Footer", "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"4\" "
	    "w:color=\"d0d7de\"/></w:pBdr>", landscape);
	docx_run(x, str_of(arena_printf(doc->arena, "Generated %s%s%s", report_made(doc),
	    doc->as_of ? "  \302\267  " : "", doc->as_of ? doc->as_of : "")),
	    (struct docx_run){ 0 });
	sbuf_text(x, to_right);
	docx_field(x, "PAGE", "1");
	sbuf_text(x, "<w:r><w:t xml:space=\"preserve\"> / </w:t></w:r>");
	docx_field(x, "NUMPAGES", "1");
	sbuf_text(x, "</w:p>");
	if (doc->checkpoint)
		docx_para(x, "Footer", "", str_of(doc->checkpoint), (struct docx_run){ 0 });
	if (doc->footer)
		docx_para(x, "Footer", "", str_of(doc->footer), (struct docx_run){ 0 });
	sbuf_text(x, "</w:ftr>");
	return x;
}

void docx_section(struct docx *d, bool last)
{
	int w = d->landscape ? DOCX_LONG : DOCX_SHORT, h = d->landscape ? DOCX_SHORT : DOCX_LONG;

	sbuf_printf(d->x, "%s<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId%d\"/>"
	    "<w:footerReference w:type=\"default\" r:id=\"rId%d\"/><w:type w:val=\"nextPage\"/>"
	    "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar w:top=\"%d\" w:right=\"%d\" "
	    "w:bottom=\"%d\" w:left=\"%d\" w:header=\"500\" w:footer=\"450\" w:gutter=\"0\"/>"
	    "</w:sectPr>%s", last ? "" : "<w:p><w:pPr>",
	    d->landscape ? 5 : 3, d->landscape ? 6 : 4, w, h,
	    d->landscape ? " w:orient=\"landscape\"" : "", d->doc->one_page ? 1000 : 1300,
	    (int)DOCX_SIDE, d->doc->one_page ? 1000 : 1200, (int)DOCX_SIDE,
	    last ? "" : "</w:pPr></w:p>");
}

/* ---- the document ---- */

/* Entries lead to the headings' bookmarks, numbered like them. */
static void contents(struct docx *d)
{
	struct sbuf *x = d->x;
	size_t n = 0;

	docx_para(x, "TOCHeading", "", STR("Contents"), (struct docx_run){ 0 });
	for (const struct report_block *b = d->doc->first; b; b = b->next) {
		if (b->kind != REPORT_B_HEADING)
			continue;
		sbuf_printf(x, "<w:p><w:pPr><w:pStyle w:val=\"TOC%d\"/><w:tabs><w:tab "
		    "w:val=\"right\" w:leader=\"dot\" w:pos=\"%ld\"/></w:tabs>"
		    "<w:ind w:left=\"%d\"/>"
		    "</w:pPr>", b->level, d->width, (b->level - 1) * 280);
		if (n++ == 0)
			sbuf_text(x, "<w:r><w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/>"
			    "</w:r><w:r><w:instrText xml:space=\"preserve\"> TOC \\o \"1-3\" \\h "
			    "\\z \\u </w:instrText></w:r><w:r><w:fldChar "
			    "w:fldCharType=\"separate\"/></w:r>");
		sbuf_printf(x, "<w:hyperlink w:anchor=\"_Toc%06zu\" w:history=\"1\">", n);
		docx_run(x, str_of(b->text), (struct docx_run){ 0 });
		sbuf_text(x, "</w:hyperlink></w:p>");
	}
	sbuf_text(x, "<w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>");
}

static struct sbuf *document_part(struct docx *d)
{
	const struct report_doc *doc = d->doc;
	const struct docx_run plain = { 0 };

	d->x = part_new(doc);
	d->landscape = doc->landscape;
	d->width = (doc->landscape ? DOCX_LONG : DOCX_SHORT) - 2 * DOCX_SIDE;
	sbuf_text(d->x, "<w:document " NAMESPACES "><w:body>");
	docx_para(d->x, "Title", "", str_of(doc->title), plain);
	docx_para(d->x, "Subtitle", "", str_of(doc->subtitle), plain);
	if (doc->as_of)
		docx_para(d->x, "Normal", "", str_of(doc->as_of), plain);
	if (doc->nheadings >= REPORT_TOC_FROM)
		contents(d);
	docx_blocks(d);
	docx_section(d, true);
	sbuf_text(d->x, "</w:body></w:document>");
	return d->x;
}

static struct sbuf *core_part(const struct report_doc *doc)
{
	struct sbuf *x = part_new(doc);
	char made[TIME_TEXT];

	time_print(doc->generated_us, made);
	sbuf_text(x, "<cp:coreProperties xmlns:cp=\"" PACKAGE "/metadata/core-properties\" " DUBLIN
	    "><dc:title>");
	put(x, doc->title);
	sbuf_text(x, "</dc:title><dc:subject>");
	put(x, doc->subtitle);
	sbuf_text(x, "</dc:subject><dc:creator>");
	put(x, doc->organisation);
	sbuf_printf(x, "</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">%.19sZ"
	    "</dcterms:created></cp:coreProperties>", made);
	return x;
}

/* %s: an Override for each chart. */
static const char content_types[] =
    "<Types xmlns=\"" PACKAGE "/content-types\"><Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Default Extension=\"png\" ContentType=\"image/png\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" TYPE_MAIN "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" TYPE_MAIN "styles+xml\"/>"
    "<Override PartName=\"/word/settings.xml\" ContentType=\"" TYPE_MAIN "settings+xml\"/>"
    "<Override PartName=\"/word/header1.xml\" ContentType=\"" TYPE_MAIN "header+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"" TYPE_MAIN "footer+xml\"/>"
    "<Override PartName=\"/word/header2.xml\" ContentType=\"" TYPE_MAIN "header+xml\"/>"
    "<Override PartName=\"/word/footer2.xml\" ContentType=\"" TYPE_MAIN "footer+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"" TYPE_CORE "\"/>%s</Types>";

static const char package_rels[] =
    "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" "
    "Type=\"" OFFICE "/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" "
    "Type=\"" PACKAGE "/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
    "</Relationships>";

static const char document_rels[] =
    "<Relationships xmlns=\"" PACKAGE "/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" OFFICE "/settings\" Target=\"settings.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" OFFICE "/header\" Target=\"header1.xml\"/>"
    "<Relationship Id=\"rId4\" Type=\"" OFFICE "/footer\" Target=\"footer1.xml\"/>"
    "<Relationship Id=\"rId5\" Type=\"" OFFICE "/header\" Target=\"header2.xml\"/>"
    "<Relationship Id=\"rId6\" Type=\"" OFFICE "/footer\" Target=\"footer2.xml\"/>"
    "%s</Relationships>";

static const char header_rels[] =
    "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" "
    "Type=\"" OFFICE "/image\" Target=\"media/logo.png\"/></Relationships>";

static const char settings[] =
    "<w:settings " NAMESPACES "><w:defaultTabStop w:val=\"708\"/><w:compat><w:compatSetting "
    "w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" "
    "w:val=\"15\"/></w:compat></w:settings>";

static void part_fixed(struct package *p, const struct report_doc *doc, const char *name,
    const char *text)
{
	struct sbuf *b = part_new(doc);

	sbuf_text(b, text);
	part_text(p, name, b);
}

static void charts(struct package *p, const struct docx *d)
{
	struct sbuf *types = sbuf_new(d->doc->arena, 1 << 20), *x;
	struct sbuf *rels = sbuf_new(d->doc->arena, 1 << 20);

	for (const struct docx_drawn *one = d->drawn; one; one = one->next) {
		sbuf_printf(types, "<Override PartName=\"/word/charts/chart%zu.xml\" ContentType="
		    "\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>",
		    one->number);
		sbuf_printf(rels, "<Relationship Id=\"rIdC%zu\" Type=\"" OFFICE "/chart\" "
		    "Target=\"charts/chart%zu.xml\"/>", one->number, one->number);
		x = part_new(d->doc);
		docx_lines_part(x, d, one->block);
		part_text(p, arena_printf(d->doc->arena, "word/charts/chart%zu.xml",
		    one->number), x);
	}
	part_fixed(p, d->doc, "[Content_Types].xml", arena_printf(d->doc->arena, content_types,
	    types->n ? sbuf_str(types).p : ""));
	part_fixed(p, d->doc, "word/_rels/document.xml.rels", arena_printf(d->doc->arena,
	    document_rels, rels->n ? sbuf_str(rels).p : ""));
}

static void parts(struct package *p, struct docx *d)
{
	const struct report_doc *doc = d->doc;
	struct sbuf *styles = part_new(doc);

	docx_styles(styles, doc);
	part_fixed(p, doc, "_rels/.rels", package_rels);
	part_text(p, "docProps/core.xml", core_part(doc));
	part_text(p, "word/document.xml", document_part(d));
	charts(p, d);
	part_text(p, "word/styles.xml", styles);
	part_fixed(p, doc, "word/settings.xml", settings);
	part_text(p, "word/header1.xml", header_part(doc, false));
	part_text(p, "word/footer1.xml", footer_part(doc, false));
	part_text(p, "word/header2.xml", header_part(doc, true));
	part_text(p, "word/footer2.xml", footer_part(doc, true));
	if (doc->logo.n) {
		part_fixed(p, doc, "word/_rels/header1.xml.rels", header_rels);
		part_fixed(p, doc, "word/_rels/header2.xml.rels", header_rels);
		part(p, "word/media/logo.png", doc->logo);
	}
}

int report_docx(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	struct package *p = arena_zero(doc->arena, 1, sizeof(*p));
	struct docx *d = arena_zero(doc->arena, 1, sizeof(*d));
	int rc;

	if ((rc = report_cells_check(doc, "DOCX", e)) < 0)
		return rc;
	d->doc = doc;
	sbuf_init(&d->text, doc->arena, REPORT_MAX);
	arena_defer(doc->arena, package_release, p);	/* also when the arena's limit ends it */
	if ((rc = package_open(p, e)) < 0)
		return rc;
	parts(p, d);
	if (p->failed)
		rc = err_set(e, E_TOOBIG, "writing DOCX: the report is too big");
	if (!rc)
		rc = package_read(p, out, e);
	package_release(p);
	return rc;
}
