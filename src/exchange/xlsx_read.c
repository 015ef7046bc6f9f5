/*
 * exchange/xlsx_read.c -- a spreadsheet's archive: which sheet, its strings and date styles. The
 * cells are read in xlsx_cells.c. See sheet.h.
 *
 * Every part is unpacked as a stream and counted while it is: a bomb ends at the limit, not in
 * memory. A document type declaration is refused, so there are no entities (F13, F14).
 */
#include <expat.h>
#include <zip.h>
#include "exchange/xlsx_priv.h"

/* ---- one part of the archive through the XML parser ---- */

static void XMLCALL no_doctype(void *arg, const XML_Char *name, const XML_Char *sysid,
    const XML_Char *pubid, int internal)
{
	struct part *part = arg;

	(void)name, (void)sysid, (void)pubid, (void)internal;
	part->failed = err_set(part->x->e, E_INVALID,
	    "the spreadsheet holds a document type declaration, which none should");
	(void)XML_StopParser(part->parser, XML_FALSE);
}

static int feed(struct part *part, zip_file_t *f, const zip_stat_t *st)
{
	uint64_t limit = st->comp_size * SHEET_RATIO + (1 << 20), all = 0;
	enum XML_Status ok = XML_STATUS_OK;
	zip_int64_t n = 1;

	while (ok == XML_STATUS_OK && n > 0) {
		void *room = XML_GetBuffer(part->parser, 64 << 10);

		if (!room)
			return err_set(part->x->e, E_TOOBIG, "reading %s: no memory", part->name);
		if ((n = zip_fread(f, room, 64 << 10)) < 0)
			return err_set(part->x->e, E_INVALID, "%s is damaged", part->name);
		all += (uint64_t)n;
		if (all > limit || all > SHEET_PART_MAX)
			return err_set(part->x->e, E_TOOBIG,
			    "%s unpacks to more than is allowed; save a smaller table", part->name);
		ok = XML_ParseBuffer(part->parser, (int)n, n == 0);
	}
	if (part->failed)
		return part->failed;
	return ok == XML_STATUS_OK || part->enough ? E_OK :
	    err_set(part->x->e, E_INVALID, "%s, line %lu: %s", part->name,
	    (unsigned long)XML_GetCurrentLineNumber(part->parser),
	    XML_ErrorString(XML_GetErrorCode(part->parser)));
}

/* E_NOTFOUND without a text: no such part. Memory: the parser's own is freed before the end. */
int xlsx_part(struct xlsx *x, const char *name, const struct part_handlers *h, void *own)
{
	struct part part = { .x = x, .name = name, .own = own };
	zip_stat_t st;
	zip_file_t *f;
	int rc;

	if (zip_stat(x->zip, name, ZIP_FL_NOCASE, &st) != 0)
		return E_NOTFOUND;
	if (!(f = zip_fopen_index(x->zip, st.index, 0)))
		return err_set(x->e, E_INVALID, "%s cannot be unpacked; is it encrypted?", name);
	part.parser = XML_ParserCreate(NULL);
	XML_SetUserData(part.parser, &part);
	XML_SetElementHandler(part.parser, h->start, h->end);
	XML_SetCharacterDataHandler(part.parser, h->text);
	XML_SetStartDoctypeDeclHandler(part.parser, no_doctype);
	rc = feed(&part, f, &st);
	XML_ParserFree(part.parser);
	(void)zip_fclose(f);
	return rc;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2)
		if (strcmp(xml_local(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

/* Names may carry a prefix: "x:row" is "row". */
const char *xml_local(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

/* ---- workbook: the sheets in order ---- */

static void XMLCALL workbook_start(void *arg, const XML_Char *name, const XML_Char **at)
{
	struct part *part = arg;
	struct xlsx *x = part->x;
	const char *n = xml_local(name), *state, *id, *title, *d;
	struct xlsx_sheet *sheet;

	if (strcmp(n, "workbookPr") == 0 && (d = xml_attribute(at, "date1904")))
		x->from_1904 = strcmp(d, "1") == 0 || strcmp(d, "true") == 0;
	if (strcmp(n, "sheet") != 0)
		return;
	title = xml_attribute(at, "name");
	id = NULL;
	for (size_t i = 0; at[i]; i += 2)	/* r:id, not sheetId */
		if (strcmp(xml_local(at[i]), "id") == 0 && strchr(at[i], ':'))
			id = at[i + 1];
	state = xml_attribute(at, "state");
	if (!title || !id || x->nsheets == SHEET_SHEETS)
		return;
	sheet = &x->sheet[x->nsheets++];
	sheet->taken = x->wanted ? strcasecmp(x->wanted, title) == 0 :
	    !state || strcmp(state, "visible") == 0;
	(void)snprintf(sheet->name, sizeof(sheet->name), "%s", title);
	(void)snprintf(sheet->rel, sizeof(sheet->rel), "%s", id);
}

static void XMLCALL nothing_end(void *arg, const XML_Char *name)
{
	(void)arg, (void)name;
}

static void XMLCALL nothing_text(void *arg, const XML_Char *p, int n)
{
	(void)arg, (void)p, (void)n;
}

static void XMLCALL rels_start(void *arg, const XML_Char *name, const XML_Char **at)
{
	struct part *part = arg;
	struct xlsx *x = part->x;
	const char *id, *target;

	if (strcmp(xml_local(name), "Relationship") != 0 || !(id = xml_attribute(at, "Id")) ||
	    !(target = xml_attribute(at, "Target")))
		return;
	for (size_t i = 0; i < x->nsheets; i++)
		if (strcmp(id, x->sheet[i].rel) == 0)
			(void)snprintf(x->sheet[i].part, sizeof(x->sheet[i].part), "%s%.200s",
			    target[0] == '/' ? "" : "xl/", target + (target[0] == '/'));
}

/* "A", "B" and "C": what there is, for who named another. */
static const char *sheet_names(struct xlsx *x)
{
	struct sbuf *b = sbuf_new(x->a, 16384);

	for (size_t i = 0; i < x->nsheets; i++)
		sbuf_printf(b, "%s\"%s\"", i ? ", " : "", x->sheet[i].name);
	return sbuf_str(b).p;
}

/* What an archive is that is no XLSX. */
static const char *other_archive(struct xlsx *x)
{
	static const struct { const char *part, *said; } kinds[] = {
		{ "content.xml", "this is an OpenDocument file (.ods); save it as .xlsx" },
		{ "xl/workbook.bin", "this is a binary Excel file (.xlsb); save it as .xlsx" },
		{ "word/document.xml", "this is a Word document; copy its table to a spreadsheet "
		  "and save that as .xlsx" },
		{ "Index/Document.iwa", "this is a Numbers document; export it as .xlsx" },
	};

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (zip_name_locate(x->zip, kinds[i].part, 0) >= 0)
			return kinds[i].said;
	return "this archive is not a spreadsheet (.xlsx): it has no workbook";
}

static int find_sheets(struct xlsx *x)
{
	static const struct part_handlers workbook = { workbook_start, nothing_end, nothing_text },
		rels = { rels_start, nothing_end, nothing_text };
	size_t taken = 0;
	int rc;

	if ((rc = xlsx_part(x, "xl/workbook.xml", &workbook, NULL)) == E_NOTFOUND)
		return err_set(x->e, E_INVALID, "%s", other_archive(x));
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < x->nsheets; i++)
		taken += x->sheet[i].taken;
	if (!taken)
		return x->wanted ? err_set(x->e, E_INVALID, "there is no sheet \"%s\"; there is %s",
		    x->wanted, sheet_names(x)) :
		    err_set(x->e, E_INVALID, "the spreadsheet has no visible sheet");
	rc = xlsx_part(x, "xl/_rels/workbook.xml.rels", &rels, NULL);
	return rc == E_NOTFOUND ? err_set(x->e, E_INVALID, "the spreadsheet does not say where its "
	    "sheets are") : rc;
}

/* ---- shared strings: runs of a text joined, readings of Asian scripts left out ---- */

static void XMLCALL strings_start(void *arg, const XML_Char *name, const XML_Char **at)
{
	struct part *part = arg;
	struct xlsx *x = part->x;
	const char *n = xml_local(name);

	(void)at;
	if (strcmp(n, "si") == 0)
		x->string_at = x->strings->n;
	else if (strcmp(n, "rPh") == 0)
		x->reading++;
	else if (strcmp(n, "t") == 0)
		x->in_text = !x->reading;
}

static void XMLCALL strings_end(void *arg, const XML_Char *name)
{
	struct part *part = arg;
	struct xlsx *x = part->x;
	const char *n = xml_local(name);

	if (strcmp(n, "t") == 0) {
		x->in_text = false;
	} else if (strcmp(n, "rPh") == 0) {
		x->reading--;
	} else if (strcmp(n, "si") == 0) {
		if (x->nstrings == x->strings_room) {
			size_t room = x->strings_room ? 2 * x->strings_room : 4096;

			x->string_from = mem_grow(x->string_from, room, sizeof(uint32_t));
			x->strings_room = room;
		}
		x->string_from[x->nstrings++] = (uint32_t)x->string_at;
		sbuf_char(x->strings, '\0');
		if (!sbuf_ok(x->strings))
			part->failed = err_set(x->e, E_TOOBIG, "the spreadsheet's texts are too "
			    "many");
		if (part->failed)
			(void)XML_StopParser(part->parser, XML_FALSE);
	}
}

static void XMLCALL strings_text(void *arg, const XML_Char *p, int n)
{
	struct part *part = arg;

	if (part->x->in_text)
		sbuf_add(part->x->strings, p, (size_t)n);
}

/* ---- styles: which of them mean dates and percentages ---- */

/* Letters of days, months, years and hours outside quotes and brackets, or a percent sign. */
static enum xlsx_look look_of(const char *f)
{
	bool quoted = false, bracket = false;

	for (; *f; f++) {
		if (*f == '"')
			quoted = !quoted;
		else if (*f == '[' || *f == ']')
			bracket = *f == '[';
		else if (*f == '\\' && f[1])
			f++;
		else if (!quoted && !bracket && strchr("dmyhsDMYHS%", *f))
			return *f == '%' ? LOOK_PERCENT : LOOK_DATE;
	}
	return LOOK_PLAIN;
}

static enum xlsx_look built_in(int64_t k)
{
	return (k >= 14 && k <= 22) || (k >= 45 && k <= 47) ? LOOK_DATE :
	    k == 9 || k == 10 ? LOOK_PERCENT : LOOK_PLAIN;
}

static void XMLCALL styles_start(void *arg, const XML_Char *name, const XML_Char **at)
{
	struct part *part = arg;
	struct xlsx *x = part->x;
	const char *n = xml_local(name), *id = xml_attribute(at, "numFmtId"), *code;
	int64_t k;

	if (strcmp(n, "cellXfs") == 0) {
		x->in_xfs = true;
		return;
	}
	if (!id || !str_int(str_of(id), &k) || k < 0 || k >= XLSX_FORMATS)
		return;
	if (strcmp(n, "numFmt") == 0 && (code = xml_attribute(at, "formatCode")))
		x->format[k] = look_of(code);
	else if (strcmp(n, "xf") == 0 && x->in_xfs && x->nstyles < XLSX_STYLES)
		x->style[x->nstyles++] = built_in(k) ? built_in(k) : x->format[k];
}

static void XMLCALL styles_end(void *arg, const XML_Char *name)
{
	struct part *part = arg;

	if (strcmp(xml_local(name), "cellXfs") == 0)
		part->x->in_xfs = false;
}

/* ---- the archive ---- */

/* A row 0: a sheet begins, or with no name: it cannot be read, and why. */
static bool mark(struct xlsx *x, const char *name, const char *problem)
{
	const struct str cells[] = { str_of(name), str_of(problem) };
	struct sbuf *line = sbuf_new(x->a, 16384);

	return sheet_row(x->out, line, 0, cells, 2);
}

/* With several sheets, one that cannot be read does not hinder the others; a bomb does. */
static int read_sheets(struct xlsx *x)
{
	size_t taken = 0;
	int rc;

	for (size_t i = 0; i < x->nsheets; i++)
		taken += x->sheet[i].taken;
	for (size_t i = 0; i < x->nsheets; i++) {
		const struct xlsx_sheet *sheet = &x->sheet[i];

		if (!sheet->taken)
			continue;
		if (!mark(x, sheet->name, ""))
			return err_set(x->e, E_TOOBIG, "the table is too big");
		rc = xlsx_cells(x, sheet->part);
		if (rc == E_NOTFOUND)
			rc = err_set(x->e, E_INVALID, "the sheet \"%s\" is not in the archive",
			    sheet->name);
		if (rc < 0 && (taken == 1 || rc == E_TOOBIG))
			return rc;
		if (rc < 0 && !mark(x, "", x->e->detail))
			return err_set(x->e, E_TOOBIG, "the table is too big");
		err_clear(x->e);
	}
	return E_OK;
}

static int read_parts(struct xlsx *x)
{
	static const struct part_handlers strings = { strings_start, strings_end, strings_text },
		styles = { styles_start, styles_end, nothing_text };
	int rc;

	if (zip_get_num_entries(x->zip, 0) > SHEET_PARTS)
		return err_set(x->e, E_TOOBIG, "the spreadsheet's archive has more than %d parts",
		    SHEET_PARTS);
	if ((rc = find_sheets(x)) < 0 ||
	    ((rc = xlsx_part(x, "xl/sharedStrings.xml", &strings, NULL)) < 0 && rc != E_NOTFOUND) ||
	    ((rc = xlsx_part(x, "xl/styles.xml", &styles, NULL)) < 0 && rc != E_NOTFOUND))
		return rc;
	return read_sheets(x);
}

int sheet_read_xlsx(struct arena *a, const char *p, size_t n, const char *sheet,
    const struct sheet_out *out, struct err *e)
{
	struct xlsx *x = arena_zero(a, 1, sizeof(*x));
	zip_source_t *source = zip_source_buffer_create(p, n, 0, NULL);
	struct sbuf strings;
	int rc;

	*x = (struct xlsx){ .a = a, .e = e, .out = out, .wanted = sheet && sheet[0] ? sheet : NULL,
		.strings = &strings };
	sbuf_init_free(&strings, SHEET_STRINGS_MAX);
	if (!source || !(x->zip = zip_open_from_source(source, ZIP_RDONLY, NULL))) {
		zip_source_free(source);
		rc = err_set(e, E_INVALID, "the file is no spreadsheet, or it is damaged");
	} else {
		rc = read_parts(x);
		zip_discard(x->zip);
	}
	sbuf_release(&strings);
	mem_free(x->string_from);
	return rc;
}
