/*
 * report/xlsx.c -- a document as a workbook, by libxlsxwriter 1.1.
 *
 * Sheet "About" holds who, when, as of when and everything that is not a table; sheet "Charts"
 * the numbers of the charts with native charts beside them; then one sheet for each table. Text
 * is always written as a string, never as a formula.
 * This version of the library cannot write to memory: it gets a folder of its own, made by
 * mkdtemp (mode 0700) inside doc->tmp_dir, for the file and for its own temporary files.
 * Rows are flushed one by one (constant_memory): memory does not grow with the table.
 */
#include "report/xlsx_priv.h"
#include "base/clock.h"

static const int64_t day_us = 86400 * INT64_C(1000000);

enum { EPOCH_SERIAL = 25569, FIRST_SERIAL = 61 }; /* 1970-01-01; 1900-03-01, Excel's 1900 is odd */
enum { EXACT_INT = 99999999 };				/* times 10^7: Excel keeps 15 digits */
enum { CELL_CHARS = 32767 }; /* Excel's limit for text, in UTF-16 units */

static void release(void *thing)
{
	struct xlsx *j = thing;

	if (j->book)
		lxw_workbook_free(j->book);
	j->book = NULL;
	if (j->fd >= 0)
		(void)close(j->fd);	/* read only */
	j->fd = -1;
	if (j->dir) {
		(void)unlink(j->file);	/* may not exist */
		(void)rmdir(j->dir);	/* the library unlinks its own files */
	}
	j->dir = NULL;
	sbuf_release(&j->text);
}

void xlsx_note(struct xlsx *j, lxw_error rc)
{
	if (rc && !j->failed)
		j->failed = rc;
}

/* ---- formats ---- */

static lxw_format *format_new(struct xlsx *j, bool wrap)
{
	lxw_format *f = workbook_add_format(j->book);

	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (wrap)
		format_set_text_wrap(f);
	return f;
}

static void formats_make(struct xlsx *j)
{
	struct formats *f = &j->f;

	f->head = format_new(j, true);
	format_set_bold(f->head);
	format_set_bg_color(f->head, 0xe8edf2);
	format_set_bottom(f->head, LXW_BORDER_THIN);
	f->text = format_new(j, true);
	f->date = format_new(j, false);
	format_set_num_format(f->date, "yyyy-mm-dd");
	format_set_align(f->date, LXW_ALIGN_LEFT);
	f->moment = format_new(j, false);
	format_set_num_format(f->moment, "yyyy-mm-dd hh:mm");
	format_set_align(f->moment, LXW_ALIGN_LEFT);
	f->integer = format_new(j, false);
	format_set_num_format(f->integer, "0");
	f->real = format_new(j, false);
	f->title = format_new(j, false);
	format_set_bold(f->title);
	format_set_font_size(f->title, 16);
	format_set_font_color(f->title, report_accent(j->doc));
	f->label = format_new(j, true);
	format_set_bold(f->label);
	for (size_t i = REPORT_NEUTRAL; i <= REPORT_SEVERE; i++) {
		f->tones[i] = format_new(j, true);
		format_set_bold(f->tones[i]);
		format_set_font_color(f->tones[i], report_tone_rgb((enum report_tone)i));
	}
}

/* ---- cells ---- */

/* Cuts at Excel's limit and takes out U+FFFE and U+FFFF, which XML does not allow. */
static void clean(struct sbuf *b)
{
	static const char cut[] = " [cut]";
	size_t units = 0, limit = CELL_CHARS - sizeof(cut);

	for (size_t i = 0; i < b->n; i++) {
		unsigned char c = (unsigned char)b->p[i];

		if (c == 0xef && (unsigned char)b->p[i + 1] == 0xbf &&
		    (unsigned char)b->p[i + 2] >= 0xbe)
			b->p[i + 2] = (char)0xbd;	/* U+FFFD */
		if ((c & 0xc0) == 0x80)
			continue;
		if (units++ >= limit) {
			b->n = i;
			sbuf_text(b, cut);
			return;
		}
		units += c >= 0xf0;
	}
}

static void write_text(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
    lxw_format *format)
{
	struct sbuf *b = &j->text;

	if (b->n == 0) {
		xlsx_note(j, worksheet_write_blank(sheet, row, col, format));
		return;
	}
	clean(b);
	xlsx_note(j, worksheet_write_string(sheet, row, col, b->p, format));
}

void xlsx_write(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
    const char *text, lxw_format *format)
{
	j->text.n = 0;
	sbuf_text(&j->text, text ? text : "");
	write_text(j, sheet, row, col, format);
}

/* A date as Excel's number of days; false for what is not a date Excel can count. */
static bool write_date(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
    const struct value *v)
{
	bool moment = v->kind == V_TEXT && v->u.s.n > 10;
	int64_t us, days;
	double serial;

	if (v->kind == V_INT)
		us = v->u.i;
	else if (v->kind != V_TEXT || !time_parse(v->u.s, &us))
		return false;
	days = us / day_us - (us % day_us < 0);
	if (days + EPOCH_SERIAL < FIRST_SERIAL)
		return false;
	serial = (double)(days + EPOCH_SERIAL);
	if (moment)
		serial += (double)(us - days * day_us) / (double)day_us;
	xlsx_note(j, worksheet_write_number(sheet, row, col, serial,
	    moment ? j->f.moment : j->f.date));
	return true;
}

static void write_cell(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col,
    const struct report_column *column, const struct value *v)
{
	const int64_t exact = EXACT_INT * INT64_C(10000000);

	if (v && column->kind == REPORT_DATE && write_date(j, sheet, row, col, v))
		return;
	if (v && v->kind == V_INT && v->u.i <= exact && v->u.i >= -exact) {
		xlsx_note(j, worksheet_write_number(sheet, row, col, (double)v->u.i, j->f.integer));
		return;
	}
	if (v && v->kind == V_REAL) {
		xlsx_note(j, worksheet_write_number(sheet, row, col, v->u.r, j->f.real));
		return;
	}
	j->text.n = 0;
	report_cell_text(&j->text, column, v, column->kind == REPORT_LIST ? "\n" : "; ");
	write_text(j, sheet, row, col, column->kind == REPORT_STATUS ?
	    j->f.tones[report_cell_tone(v)] : j->f.text);
}

/* ---- sheets ---- */

static bool name_taken(const struct xlsx *j, const char *name)
{
	lxw_sheet *s;

	STAILQ_FOREACH(s, j->book->sheets, list_pointers)
		if (strcasecmp(s->u.worksheet->name, name) == 0)
			return true;
	return false;
}

/* A caption as a sheet name: at most 31 characters, without what Excel refuses there. */
static const char *name_clean(struct arena *a, const char *caption)
{
	char *name = arena_text(a, caption), *to = name;
	size_t chars = 0;

	for (const char *p = caption; *p; p++) {
		if ((*p & 0xc0) != 0x80 && (chars += (unsigned char)*p >= 0xf0 ? 2 : 1) > 31)
			break;
		*to++ = strchr("[]:*?/\\'\n\r\t", *p) ? ' ' : *p;
	}
	while (to > name && to[-1] == ' ')
		to--;
	*to = '\0';
	return name + strspn(name, " ");
}

static lxw_worksheet *sheet_new(struct xlsx *j, const struct report_block *t, size_t number)
{
	const char *name = name_clean(j->doc->arena, t->text ? t->text : t->id);

	if (!*name || strcasecmp(name, "History") == 0 || name_taken(j, name))
		name = name_clean(j->doc->arena, t->id);
	if (name_taken(j, name))
		name = arena_printf(j->doc->arena, "Table %zu", number);
	return workbook_add_worksheet(j->book, name);
}

/* Excel reads & in page heads as a command, and takes 255 characters of all three together. */
static void add_escaped(struct sbuf *b, const char *text, size_t chars)
{
	size_t n = 0;

	for (const char *p = text; p && *p; p++) {
		if ((*p & 0xc0) != 0x80 && ++n > chars)
			return;
		sbuf_add(b, *p == '&' ? "&&" : p, *p == '&' ? 2 : 1);
	}
}

void xlsx_page(struct xlsx *j, lxw_worksheet *sheet, bool landscape)
{
	const struct report_doc *doc = j->doc;
	struct sbuf *b = &j->text;

	worksheet_set_paper(sheet, 9);	/* A4 */
	if (landscape)
		worksheet_set_landscape(sheet);
	worksheet_fit_to_pages(sheet, 1, 0);
	b->n = 0;
	sbuf_text(b, "&L&8");
	add_escaped(b, doc->checkpoint, 120);
	sbuf_text(b, doc->footer ? "\n" : "");
	add_escaped(b, doc->footer, 100);
	sbuf_text(b, "&R&8&P / &N");
	xlsx_note(j, worksheet_set_footer(sheet, b->p));
	b->n = 0;
	sbuf_text(b, "&L&8");
	add_escaped(b, doc->header ? doc->header : doc->organisation, 100);
	sbuf_text(b, "&R&8");
	add_escaped(b, doc->classification, 60);
	xlsx_note(j, worksheet_set_header(sheet, b->p));
}

static void columns_make(lxw_worksheet *sheet, const struct report_block *t)
{
	double total = 0;

	for (size_t c = 0; c < t->n; c++)
		total += t->columns[c].weight;
	for (size_t c = 0; c < t->n; c++) {
		double w = t->columns[c].weight * 150.0 / total;
		double least = (double)str_chars(str_of(t->columns[c].label)) * 1.2 + 3;

		if (least < 10)
			least = 10;
		if (least > 24)
			least = 24;
		w = w < least ? least : w > 70 ? 70 : w;
		(void)worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, w, NULL);
	}
}

static void table_sheet(struct xlsx *j, const struct report_block *t, size_t number)
{
	lxw_worksheet *sheet = sheet_new(j, t, number);
	lxw_col_t last = (lxw_col_t)(t->n - 1);
	lxw_row_t row = 0;

	if (!sheet) {
		xlsx_note(j, LXW_ERROR_SHEETNAME_ALREADY_USED);
		return;
	}
	columns_make(sheet, t);
	xlsx_page(j, sheet, true);
	xlsx_note(j, worksheet_repeat_rows(sheet, 0, 0));
	worksheet_freeze_panes(sheet, 1, 0);
	xlsx_note(j, worksheet_autofilter(sheet, 0, 0, (lxw_row_t)t->rows->u.list.n, last));
	for (size_t c = 0; c < t->n; c++)
		xlsx_write(j, sheet, 0, (lxw_col_t)c, t->columns[c].label, j->f.head);
	for (const struct value *v = t->rows->u.list.first; v && !j->failed; v = v->next) {
		row++;
		for (size_t c = 0; c < t->n; c++)
			write_cell(j, sheet, row, (lxw_col_t)c, &t->columns[c],
			    val_get(v, t->columns[c].key));
	}
}

static void about_row(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t *row, const char *label,
    const char *text)
{
	if (!text)
		return;
	xlsx_write(j, sheet, *row, 0, label, j->f.label);
	xlsx_write(j, sheet, (*row)++, 1, text, j->f.text);
}

static void about_items(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t *row,
    const struct report_block *b)
{
	for (const struct report_item *it = b->first; it; it = it->next) {
		xlsx_write(j, sheet, *row, 0, it->label, j->f.text);
		xlsx_write(j, sheet, *row, 1, it->text, j->f.text);
		if (it->note)
			xlsx_write(j, sheet, *row, 2, it->note, j->f.text);
		(*row)++;
	}
}

static void about_block(struct xlsx *j, lxw_worksheet *sheet, lxw_row_t *row,
    const struct report_block *b)
{
	switch (b->kind) {
	case REPORT_B_HEADING:
		(*row)++;
		xlsx_write(j, sheet, (*row)++, 0, b->text, j->f.label);
		return;
	case REPORT_B_PARA:
		xlsx_write(j, sheet, (*row)++, 1, b->text, j->f.text);
		return;
	case REPORT_B_PAIRS:
	case REPORT_B_FIGURES:
		about_items(j, sheet, row, b);
		return;
	case REPORT_B_CHART:	/* on a sheet of their own */
	case REPORT_B_TABLE:
		return;
	}
}

static void about_sheet(struct xlsx *j)
{
	const struct report_doc *doc = j->doc;
	lxw_worksheet *sheet = workbook_add_worksheet(j->book, "About");
	lxw_row_t row = 1;

	(void)worksheet_set_column(sheet, 0, 0, 32, NULL);
	(void)worksheet_set_column(sheet, 1, 2, 70, NULL);
	xlsx_page(j, sheet, doc->landscape);
	xlsx_write(j, sheet, 0, 0, doc->title, j->f.title);
	about_row(j, sheet, &row, "Subtitle", doc->subtitle);
	about_row(j, sheet, &row, "Organisation", doc->organisation);
	about_row(j, sheet, &row, "Classification", doc->classification);
	about_row(j, sheet, &row, "Generated", report_made(doc));
	about_row(j, sheet, &row, "As of", doc->as_of);
	about_row(j, sheet, &row, "Ledger checkpoint", doc->checkpoint);
	for (const struct report_block *b = doc->first; b; b = b->next)
		about_block(j, sheet, &row, b);
}

/* ---- the file ---- */

static void properties_set(struct xlsx *j)
{
	const struct report_doc *doc = j->doc;
	struct arena *a = doc->arena;
	lxw_doc_properties properties = {
		.title = arena_text(a, doc->title),
		.subject = arena_text(a, doc->subtitle),
		.company = arena_text(a, doc->organisation),
		.author = arena_text(a, doc->organisation),
		.created = (time_t)(doc->generated_us / 1000000),
	};

	if (properties.created == 0)
		properties.created = 1;		/* 0 would mean now */
	xlsx_note(j, workbook_set_properties(j->book, &properties));
}

static int folder_make(struct xlsx *j, struct err *e)
{
	const char *in = j->doc->tmp_dir ? j->doc->tmp_dir : "/tmp";
	char *dir = arena_printf(j->doc->arena, "%s/annexa-xlsx-XXXXXX", in);

	j->file = arena_printf(j->doc->arena, "%s/report.xlsx", dir);
	if (!mkdtemp(dir))
		return err_set(e, E_IO, "writing XLSX: cannot make a folder in \"%s\": %s", in,
		    strerror(errno));
	memcpy(j->file, dir, strlen(dir));
	j->dir = dir;
	return 0;
}

static int read_back(struct xlsx *j, struct sbuf *out, struct err *e)
{
	char block[65536];
	ssize_t n;

	j->fd = open(j->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (j->fd < 0)
		return err_set(e, E_IO, "writing XLSX: cannot read the file back: %s",
		    strerror(errno));
	while ((n = read(j->fd, block, sizeof(block))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, E_IO, "writing XLSX: cannot read the file back: %s",
			    strerror(errno));
		sbuf_add(out, block, (size_t)n);
	}
	return sbuf_ok(out) ? 0 : err_set(e, E_TOOBIG, "writing XLSX: the report is too big");
}

static int sizes_check(const struct report_doc *doc, struct err *e)
{
	for (const struct report_block *b = doc->first; b; b = b->next)
		if (b->kind == REPORT_B_TABLE && b->rows->u.list.n >= LXW_ROW_MAX)
			return err_set(e, E_TOOBIG, "writing XLSX: table \"%s\" has more than "
			    "1048575 rows", b->id);
	return 0;
}

static int fill(struct xlsx *j, struct err *e)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = j->dir };
	size_t number = 0;
	lxw_error rc;

	j->book = workbook_new_opt(j->file, &options);
	if (!j->book)
		return err_set(e, E_IO, "writing XLSX: the library did not start");
	formats_make(j);
	properties_set(j);
	about_sheet(j);
	xlsx_charts(j);
	for (const struct report_block *b = j->doc->first; b && !j->failed; b = b->next)
		if (b->kind == REPORT_B_TABLE)
			table_sheet(j, b, ++number);
	if (!sbuf_ok(&j->text))
		return err_set(e, E_TOOBIG, "writing XLSX: a cell is too big");
	if (j->failed)
		return err_set(e, E_IO, "writing XLSX: %s", lxw_strerror(j->failed));
	rc = workbook_close(j->book);	/* frees it, whatever it returns */
	j->book = NULL;
	return !rc ? 0 : err_set(e, E_IO, "writing XLSX: %s", lxw_strerror(rc));
}

int report_xlsx(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	struct xlsx *j = arena_zero(doc->arena, 1, sizeof(*j));
	int rc;

	j->doc = doc;
	j->fd = -1;
	sbuf_init_free(&j->text, REPORT_MAX);
	arena_defer(doc->arena, release, j);	/* also when the arena's limit ends the request */
	rc = sizes_check(doc, e);
	if (!rc)
		rc = folder_make(j, e);
	if (!rc)
		rc = fill(j, e);
	if (!rc)
		rc = read_back(j, out, e);
	release(j);
	return rc;
}
