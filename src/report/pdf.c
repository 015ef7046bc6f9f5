/*
 * report/pdf.c -- a document as A4 PDF, by Pango and Cairo.
 *
 * Two steps. Flow: every text becomes a PangoLayout once, is measured, and is put as a piece on
 * a page. Draw: when the number of pages is known, the pages are painted with their furniture.
 * Same bytes for the same document: the creation date is the document's moment, hinting is off.
 * Pango's font maps are not thread-safe, so each document has its own.
 */
#include <pango/pangocairo.h>
#include <cairo-pdf.h>
#include "report/pdf_priv.h"
#include "base/clock.h"

static const unsigned colours[C_N] = {
	[C_INK] = 0x1c2530, [C_SOFT] = 0x5b6775, [C_ACCENT] = 0x1f4e79, [C_LINE] = 0xd0d7de,
	[C_ZEBRA] = 0xf6f8fa, [C_HEAD] = 0xe8edf2, [C_INFO] = 0x1f4e79, [C_GOOD] = 0x1e6b3a,
	[C_WARN] = 0x8a5300, [C_BAD] = 0xa3241c, [C_SEVERE] = 0x6d1030, [C_BAR] = 0x6b7885,
};

static const double short_side = 595.28, long_side = 841.89, measure = 520;	/* points */

enum { FIGURES_PER_ROW = 4 };

double pdf_larger(double x, double y)
{
	return x > y ? x : y;
}

static void flow_title(struct pdf *p)
{
	const struct report_doc *doc = p->doc;
	double w = p->right - p->left;

	p->y += 8;
	pdf_flow(p, pdf_text_left(p, doc->title, S_TITLE, w), C_ACCENT, p->left);
	if (doc->subtitle) {
		p->y += 4;
		pdf_flow(p, pdf_text_left(p, doc->subtitle, S_SUBTITLE, w), C_SOFT, p->left);
	}
	p->y += 10;
	pdf_line(p, C_ACCENT, p->y, 1.5);
	p->y += 10;
	if (doc->as_of) {
		pdf_flow(p, pdf_text_left(p, doc->as_of, S_BODY, w), C_INK, p->left);
		p->y += 8;
	}
}

static void heading_queue(struct pdf *p, struct heading *h)
{
	if (p->last_pending)
		p->last_pending->next_pending = h;
	else
		p->pending = h;
	p->last_pending = h;
}

/* All headings are known before the flow, for the table of contents. */
static void headings_make(struct pdf *p)
{
	static const enum style style[] = { 0, S_H1, S_H2, S_H3 };

	for (const struct report_block *b = p->doc->first; b; b = b->next) {
		struct heading *h;

		if (b->kind != REPORT_B_HEADING)
			continue;
		h = arena_zero(p->a, 1, sizeof(*h));
		h->block = b;
		h->text = pdf_text_left(p, b->text, style[b->level], p->right - p->left);
		if (p->last_heading)
			p->last_heading->next = h;
		else
			p->headings = h;
		p->last_heading = h;
	}
}

/* One line of the contents; its page number is added by toc_numbers. */
static void toc_entry(struct pdf *p, struct heading *h, struct leaf **ret_leaf, double *ret_y)
{
	double indent = (h->block->level - 1) * 14, x = p->left + indent, w, natural;
	struct text *t;

	w = p->right - p->left - indent - 40;
	t = pdf_text(p, h->block->text, S_BODY, w, REPORT_LEFT, true);
	if (p->y + t->height > p->bottom)
		pdf_leaf(p);
	natural = pdf_natural_width(p, t->p, strlen(t->p), S_BODY);
	pdf_put(p, t, h->block->level == 1 ? C_INK : C_SOFT, x, p->y)->link = h;
	if (natural + 12 < w)
		pdf_piece(p, p->leaf, (struct piece){ .kind = P_DOTS, .colour = C_LINE,
			.x = x + natural + 6, .y = p->y + t->height - 3, .w = w - natural - 6 });
	*ret_leaf = p->leaf;
	*ret_y = p->y;
	p->y += t->height + 3.5;
}

struct toc_line {
	struct heading *heading;
	struct leaf *leaf;
	double y;
};

static struct toc_line *flow_toc(struct pdf *p)
{
	struct toc_line *lines = arena_zero(p->a, p->doc->nheadings + 1, sizeof(*lines)),
			*l = lines;
	struct text *t = pdf_text_left(p, "Contents", S_H2, p->right - p->left);

	p->y += 6;
	pdf_put(p, t, C_INK, p->left, p->y);
	p->y += t->height + 8;
	for (struct heading *h = p->headings; h; h = h->next, l++) {
		l->heading = h;
		toc_entry(p, h, &l->leaf, &l->y);
	}
	p->y += 10;
	if (p->y > p->height * 0.55)
		pdf_leaf(p);
	return lines;
}

static void toc_numbers(struct pdf *p, const struct toc_line *lines)
{
	for (const struct toc_line *l = lines; l->heading; l++) {
		const char *number = arena_printf(p->a, "%d", l->heading->page);
		struct text *t = pdf_text(p, number, S_BODY, 36, REPORT_RIGHT, true);

		pdf_piece(p, l->leaf, (struct piece){ .kind = P_TEXT, .colour = C_INK,
			.x = p->right - 36, .y = l->y, .text = t, .to = t->nlines,
			.link = l->heading });
	}
}

static void flow_para(struct pdf *p, const struct report_block *b)
{
	double w = p->right - p->left;

	p->y += 3;
	pdf_flow(p, pdf_text_left(p, b->text, S_BODY, w < measure ? w : measure), C_INK, p->left);
	p->y += 6;
}

static void flow_pairs(struct pdf *p, const struct report_block *b)
{
	double w = p->right - p->left, key_w = 0, value_w;

	for (const struct report_item *it = b->first; it; it = it->next) {
		double n = pdf_natural_width(p, it->label, strlen(it->label), S_BODY);

		key_w = pdf_larger(n, key_w);
	}
	key_w = key_w > w * 0.3 ? w * 0.3 : key_w + 1;
	value_w = w - key_w - 14 < measure ? w - key_w - 14 : measure;
	p->y += 3;
	for (const struct report_item *it = b->first; it; it = it->next) {
		struct text *key = pdf_text_left(p, it->label, S_BODY, key_w);
		struct text *value = pdf_text_left(p, it->text, S_BODY, value_w);
		struct leaf *leaf;
		double y;

		pdf_reserve(p, value->height < 60 && value->height > key->height ? value->height :
		    key->height);
		leaf = p->leaf;
		y = p->y;
		pdf_put(p, key, C_SOFT, p->left, y);
		pdf_flow(p, value, C_INK, p->left + key_w + 14);
		if (p->leaf == leaf && p->y < y + key->height)
			p->y = y + key->height;
		p->y += 3;
	}
	p->y += 5;
}

/* One row of n boxes, from item it on. */
static void figure_row(struct pdf *p, const struct report_item *it, size_t n)
{
	struct { struct text *label, *number, *note; enum report_tone tone; } t[FIGURES_PER_ROW];
	const double gap = 10, inner = 9, w = (p->right - p->left - gap * (double)(n - 1)) /
	    (double)n, tw = w - 2 * inner;
	double labels = 0, h = 0;

	for (size_t i = 0; i < n; i++, it = it->next) {
		t[i].label = pdf_text_left(p, it->label, S_SMALL, tw);
		t[i].number = pdf_text_left(p, it->text, S_FIGURE, tw);
		t[i].note = it->note ? pdf_text_left(p, it->note, S_SMALL, tw) : NULL;
		t[i].tone = it->tone;
		labels = pdf_larger(t[i].label->height, labels);
		h = pdf_larger(t[i].number->height + (t[i].note ? t[i].note->height + 3 : 0), h);
	}
	h += labels + 2 * inner;
	pdf_reserve(p, h + 4);
	for (size_t i = 0; i < n; i++) {
		double x = p->left + (w + gap) * (double)i, y = p->y + inner - 1;

		pdf_box(p, P_BOX, C_ZEBRA, x, p->y, w, h);
		pdf_box(p, P_BOX, t[i].tone == REPORT_NEUTRAL ? C_BAR : pdf_tone(t[i].tone), x,
		    p->y, 2.5, h);
		pdf_put(p, t[i].label, C_SOFT, x + inner, y);
		pdf_put(p, t[i].number, pdf_tone(t[i].tone), x + inner, y += labels + 1);
		if (t[i].note)
			pdf_put(p, t[i].note, C_SOFT, x + inner, y + t[i].number->height + 2);
	}
	p->y += h + 10;
}

/* Rows as even as can be: 5 figures are 3 and 2, not 4 and 1. */
static void flow_figures(struct pdf *p, const struct report_block *b)
{
	size_t rows = (b->n + FIGURES_PER_ROW - 1) / FIGURES_PER_ROW;
	size_t per_row = (b->n + rows - 1) / rows, left = b->n;
	const struct report_item *it = b->first;

	p->y += 4;
	while (it) {
		size_t n = left < per_row ? left : per_row;

		figure_row(p, it, n);
		for (size_t i = 0; i < n; i++)
			it = it->next;
		left -= n;
	}
}

static void flow_blocks(struct pdf *p)
{
	struct heading *h = p->headings;

	for (const struct report_block *b = p->doc->first; b; b = b->next) {
		switch (b->kind) {
		case REPORT_B_HEADING:
			heading_queue(p, h);
			h = h->next;
			break;
		case REPORT_B_PARA:
			flow_para(p, b);
			break;
		case REPORT_B_PAIRS:
			flow_pairs(p, b);
			break;
		case REPORT_B_FIGURES:
			flow_figures(p, b);
			break;
		case REPORT_B_TABLE:
			pdf_table(p, b);
			break;
		case REPORT_B_CHART:
			b = pdf_charts(p, b);
			break;
		}
	}
	pdf_reserve(p, 0);	/* headings at the very end */
}

/* ---- drawing ---- */

static void ink(struct pdf *p, const struct piece *pc)
{
	unsigned rgb = pc->rgb ? pc->rgb : pc->colour == C_ACCENT ? report_accent(p->doc) :
	    colours[pc->colour];

	cairo_set_source_rgb(p->cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
	    (rgb & 255) / 255.0);
}

/* Some lines of a text that is broken over pages. */
static void draw_lines(struct pdf *p, const struct piece *pc)
{
	PangoLayoutIter *it = pango_layout_get_iter(pdf_layout(p, pc->text));
	int line = 0, y0 = 0, start = 0;

	do {
		PangoRectangle logical;

		pango_layout_iter_get_line_yrange(it, &y0, NULL);
		if (line == pc->from)
			start = y0;
		if (line >= pc->from && line < pc->to) {
			pango_layout_iter_get_line_extents(it, NULL, &logical);
			cairo_move_to(p->cr, pc->x + (double)logical.x / PANGO_SCALE, pc->y +
			    (double)(pango_layout_iter_get_baseline(it) - start) / PANGO_SCALE);
			pango_cairo_show_layout_line(p->cr,
			    pango_layout_iter_get_line_readonly(it));
		}
		line++;
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
}

static void draw_text(struct pdf *p, const struct piece *pc)
{
	char link[64];

	if (pc->link) {
		(void)snprintf(link, sizeof(link), "page=%d pos=[%d %d]", pc->link->page,
		    (int)(p->left * p->scale), (int)(pc->link->y * p->scale));
		cairo_tag_begin(p->cr, CAIRO_TAG_LINK, link);
	}
	if (pc->from == 0 && pc->to == pc->text->nlines) {
		cairo_move_to(p->cr, pc->x, pc->y);
		pango_cairo_show_layout(p->cr, pdf_layout(p, pc->text));
	} else {
		draw_lines(p, pc);
	}
	pdf_layout_done(p, pc->text);
	if (pc->link)
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
}

static void draw_logo(struct pdf *p, const struct piece *pc)
{
	double scale = pc->h / cairo_image_surface_get_height(p->logo);

	cairo_save(p->cr);
	cairo_translate(p->cr, pc->x, pc->y);
	cairo_scale(p->cr, scale, scale);
	cairo_set_source_surface(p->cr, p->logo, 0, 0);
	cairo_paint(p->cr);
	cairo_restore(p->cr);
}

static void draw_piece(struct pdf *p, const struct piece *pc)
{
	static const double dots[] = { 0.6, 2.4 };
	static const double dashes[][2] = { { 1, 0 }, { 5, 2.5 }, { 1.5, 2 } };

	ink(p, pc);
	switch (pc->kind) {
	case P_TEXT:
		draw_text(p, pc);
		break;
	case P_BOX:
		cairo_rectangle(p->cr, pc->x, pc->y, pc->w, pc->h);
		cairo_fill(p->cr);
		break;
	case P_FRAME:
		cairo_set_line_width(p->cr, 0.7);
		cairo_rectangle(p->cr, pc->x, pc->y, pc->w, pc->h);
		cairo_stroke(p->cr);
		break;
	case P_LINE:
		cairo_rectangle(p->cr, pc->x, pc->y, pc->w, pc->h);
		cairo_fill(p->cr);
		break;
	case P_SLOPE:
		cairo_set_dash(p->cr, pc->dash ? dashes[pc->dash % 3] : NULL, pc->dash ? 2 : 0, 0);
		cairo_set_line_width(p->cr, 1.4);
		cairo_move_to(p->cr, pc->x, pc->y);
		cairo_line_to(p->cr, pc->x + pc->w, pc->y + pc->h);
		cairo_stroke(p->cr);
		cairo_set_dash(p->cr, NULL, 0, 0);
		break;
	case P_LOGO:
		draw_logo(p, pc);
		break;
	case P_DOTS:
		cairo_set_dash(p->cr, dots, 2, 0);
		cairo_set_line_width(p->cr, 0.6);
		cairo_move_to(p->cr, pc->x, pc->y);
		cairo_line_to(p->cr, pc->x + pc->w, pc->y);
		cairo_stroke(p->cr);
		cairo_set_dash(p->cr, NULL, 0, 0);
		break;
	}
}

/* Head and foot of one page, as pieces after the contents. */
struct furniture {
	struct text *first_head, *head, *own_head, *stamp, *made, *checkpoint, *own_foot;
	double logo_w, logo_h;
	int pages;
};

enum { LOGO_H = 22, LOGO_W_MAX = 110 };

static void logo_make(struct pdf *p, struct furniture *f)
{
	struct report_logo size = report_logo_size(p->doc->logo);

	if (!size.width)
		return;
	p->logo = report_logo_decode(p->doc->logo);
	if (cairo_surface_status(p->logo))
		return;		/* looked at when it came in; a document without it, not none */
	f->logo_h = LOGO_H;
	f->logo_w = f->logo_h * size.width / size.height;
	if (f->logo_w > LOGO_W_MAX) {
		f->logo_w = LOGO_W_MAX;
		f->logo_h = f->logo_w * size.height / size.width;
	}
}

static void furniture_make(struct pdf *p, struct furniture *f)
{
	const struct report_doc *doc = p->doc;
	const char *org = doc->organisation ? doc->organisation : "";
	double w = p->right - p->left;

	logo_make(p, f);
	if (doc->classification) {
		double limit = w * 0.35, n = pdf_natural_width(p, doc->classification,
		    strlen(doc->classification), S_STAMP) + 1;

		f->stamp = pdf_text(p, doc->classification, S_STAMP, n > limit ? limit : n,
		    REPORT_CENTRE, true);
	}
	f->first_head = pdf_text(p, org, S_STAMP, w * 0.6, REPORT_LEFT, true);
	f->head = pdf_text(p, arena_printf(p->a, "%s%s%s", org, *org ? "  \302\267  " : "",
	    doc->title), S_FOOT, w * 0.6, REPORT_LEFT, true);
	f->made = pdf_text(p, arena_printf(p->a, "Generated %s%s%s",
	    report_made(doc), doc->as_of ? "  \302\267  " : "", doc->as_of ? doc->as_of : ""),
	    S_FOOT, w - 90,
	    REPORT_LEFT, true);
	if (doc->checkpoint)
		f->checkpoint = pdf_text_left(p, doc->checkpoint, S_FOOT, w);
	if (doc->header)
		f->own_head = pdf_text(p, doc->header, S_FOOT, w * 0.6, REPORT_LEFT, true);
	if (doc->footer)
		f->own_foot = pdf_text(p, doc->footer, S_FOOT, w - 90, REPORT_LEFT, true);
	f->pages = p->leaf->number;
}

static void furniture_put(struct pdf *p, const struct furniture *f, int number)
{
	double y = p->height - PDF_FOOT_ROOM + 18, x = p->left;
	struct text *page = pdf_text(p, arena_printf(p->a, "%d / %d", number, f->pages),
	    S_FOOT, 84, REPORT_RIGHT, true);

	if (f->logo_h > 0) {
		pdf_piece(p, p->leaf, (struct piece){ .kind = P_LOGO, .x = p->left, .y = 18,
			.h = f->logo_h });
		x += f->logo_w + 8;
	}
	pdf_put(p, number == 1 ? f->first_head : f->head, C_SOFT, x, f->own_head ? 21 : 27);
	if (f->own_head)
		pdf_put(p, f->own_head, C_SOFT, x, 33);
	if (f->stamp) {
		x = p->right - f->stamp->width - 6;
		pdf_box(p, P_FRAME, C_SOFT, x - 6, 22.5, f->stamp->width + 12,
		    f->stamp->height + 7);
		pdf_put(p, f->stamp, C_SOFT, x, 26);
	}
	pdf_line(p, C_LINE, y - 6, 0.6);
	pdf_put(p, f->made, C_SOFT, p->left, y);
	if (f->checkpoint)
		pdf_put(p, f->checkpoint, C_SOFT, p->left, y + 10);
	if (f->own_foot)
		pdf_put(p, f->own_foot, C_SOFT, p->left, y + 20);
	pdf_put(p, page, C_SOFT, p->right - 84, y);
}

static void draw_pages(struct pdf *p)
{
	struct furniture f = { 0 };

	furniture_make(p, &f);
	for (struct leaf *leaf = p->first; leaf; leaf = leaf->next) {
		p->leaf = leaf;
		cairo_identity_matrix(p->cr);
		cairo_scale(p->cr, p->scale, p->scale);
		furniture_put(p, &f, leaf->number);
		for (const struct piece *pc = leaf->first; pc; pc = pc->next)
			draw_piece(p, pc);
		cairo_show_page(p->cr);
	}
}

/* ---- the file ---- */

static cairo_status_t to_sbuf(void *arg, const unsigned char *data, unsigned int n)
{
	struct sbuf *out = arg;

	sbuf_add(out, (const char *)data, n);
	return sbuf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void surface_open(struct pdf *p, struct sbuf *out)
{
	const struct report_doc *doc = p->doc;
	char made[TIME_TEXT];

	p->surface = cairo_pdf_surface_create_for_stream(to_sbuf, out,
	    p->width * p->scale, p->height * p->scale);
	time_print(doc->generated_us, made);
	made[19] = 'Z';		/* ISO 8601 without the fraction */
	made[20] = '\0';
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, doc->title);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR,
	    doc->organisation ? doc->organisation : "");
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_SUBJECT,
	    doc->subtitle ? doc->subtitle : "");
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR,
	    "Annexa " ANNEXA_VERSION);
	p->cr = cairo_create(p->surface);
}

/* The reader's side panel. */
static void add_outline(struct pdf *p)
{
	int parent[4] = { CAIRO_PDF_OUTLINE_ROOT }, id;

	for (const struct heading *h = p->headings; h; h = h->next) {
		int level = h->block->level;
		char where[64];

		(void)snprintf(where, sizeof(where), "page=%d pos=[%d %d]", h->page,
		    (int)(p->left * p->scale), (int)(h->y * p->scale));
		id = cairo_pdf_surface_add_outline(p->surface, parent[level - 1], h->block->text,
		    where, level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
		for (int below = level; below < 4; below++)
			parent[below] = id;	/* also under a level that was left out */
	}
}

/* The pages, before anything is drawn. */
static struct pdf *lay_out(const struct report_doc *doc, double scale)
{
	struct pdf *p = arena_zero(doc->arena, 1, sizeof(*p));
	struct toc_line *toc = NULL;

	p->doc = doc;
	p->a = doc->arena;
	p->scale = scale;
	p->width = (doc->landscape ? long_side : short_side) / scale;
	p->height = (doc->landscape ? short_side : long_side) / scale;
	p->left = PDF_SIDE;
	p->right = p->width - PDF_SIDE;
	p->bottom = p->height - PDF_FOOT_ROOM;
	sbuf_init_free(&p->cell, REPORT_MAX);
	arena_defer(p->a, pdf_release, p);	/* also when the arena's limit ends the request */
	pdf_fonts(p);
	pdf_leaf(p);
	flow_title(p);
	headings_make(p);
	if (doc->nheadings >= REPORT_TOC_FROM)
		toc = flow_toc(p);
	flow_blocks(p);
	if (toc)
		toc_numbers(p, toc);
	return p;
}

/* What is meant for one page is drawn smaller, as far as it can be read; else it has two. */
static struct pdf *lay_out_tight(const struct report_doc *doc)
{
	enum { LEAST = 80, STEP = 4 };	/* per cent: texts of 8 points become 6.4 */
	struct pdf *p = lay_out(doc, 1);

	for (int n = 100 - STEP; doc->one_page && p->leaf->number > 1 && n >= LEAST; n -= STEP) {
		pdf_release(p);
		p = lay_out(doc, n / 100.0);
	}
	if (p->leaf->number > 1 && p->scale < 1) {
		pdf_release(p);
		p = lay_out(doc, 1);
	}
	return p;
}

static int write_pdf(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	struct pdf *p = lay_out_tight(doc);
	cairo_status_t status;

	surface_open(p, out);
	add_outline(p);
	draw_pages(p);
	cairo_surface_finish(p->surface);
	status = cairo_status(p->cr);
	if (!status)
		status = cairo_surface_status(p->surface);
	pdf_release(p);
	if (!sbuf_ok(out))
		return err_set(e, E_TOOBIG, "writing PDF: the report is too big");
	return !status ? 0 : err_set(e, E_IO, "writing PDF: %s", cairo_status_to_string(status));
}

int report_pdf(const struct report_doc *doc, struct sbuf *out, struct err *e)
{
	int rc = report_cells_check(doc, "PDF", e);

	return rc ? rc : write_pdf(doc, out, e);
}
