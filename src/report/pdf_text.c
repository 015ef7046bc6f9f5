/* report/pdf_text.c -- fonts, texts, pages and the pieces on them. See pdf_priv.h. */
#include <pango/pangocairo.h>
#include "report/pdf_priv.h"

static const struct {
	double size_pt, spacing;	/* spacing: of lines, as a factor */
	bool bold, narrow;
} styles[S_N] = {
	[S_BODY] = { 9.5, 1.18, false, false },
	[S_SMALL] = { 8, 1.1, false, false },
	[S_TITLE] = { 22, 1, true, false },
	[S_SUBTITLE] = { 11.5, 1.1, false, false },
	[S_H1] = { 14.5, 1, true, false },
	[S_H2] = { 11.5, 1, true, false },
	[S_H3] = { 9.5, 1, true, false },
	[S_CAPTION] = { 8.5, 1.05, true, false },
	[S_CELL] = { 8, 1.06, false, true },
	[S_HEAD] = { 7.5, 1, true, true },
	[S_STATUS] = { 8, 1.06, true, true },
	[S_FIGURE] = { 19, 1, true, false },
	[S_STAMP] = { 7.5, 1, true, false },
	[S_FOOT] = { 6.8, 1, false, false },
};

void pdf_release(void *thing)
{
	struct pdf *p = thing;

	for (struct text *t = p->texts; t; t = t->next)
		g_clear_object(&t->layout);
	p->texts = NULL;
	for (int i = 0; i < S_N; i++)
		g_clear_pointer(&p->fonts[i], pango_font_description_free);
	g_clear_object(&p->context);
	g_clear_object(&p->map);
	g_clear_pointer(&p->cr, cairo_destroy);
	g_clear_pointer(&p->surface, cairo_surface_destroy);
	g_clear_pointer(&p->logo, cairo_surface_destroy);
	sbuf_release(&p->cell);
}

void pdf_fonts(struct pdf *p)
{
	cairo_font_options_t *options = cairo_font_options_create();

	p->map = pango_cairo_font_map_new();
	/* Pango assumes 96 dpi: without this all text is a third too large. */
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(p->map), 72);
	p->context = pango_font_map_create_context(p->map);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(p->context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(p->context, FALSE);
	/* The environment's locale must not choose glyphs or line breaks. */
	pango_context_set_language(p->context, pango_language_from_string("en"));
	for (int i = 1; i < S_N; i++) {
		PangoFontDescription *d = pango_font_description_new();

		pango_font_description_set_family_static(d, "DejaVu Sans");
		pango_font_description_set_absolute_size(d, styles[i].size_pt * PANGO_SCALE);
		if (styles[i].bold)
			pango_font_description_set_weight(d, PANGO_WEIGHT_BOLD);
		if (styles[i].narrow)
			pango_font_description_set_stretch(d, PANGO_STRETCH_CONDENSED);
		p->fonts[i] = d;
	}
}

/* ---- texts ---- */

enum { KEEP_LAYOUTS = 20000 };	/* beyond it layouts are made again for drawing, to save memory */

static int units(double pt)
{
	return (int)(pt * PANGO_SCALE + 0.5);
}

static PangoLayout *layout_make(struct pdf *p, const struct text *t)
{
	static const PangoAlignment aligns[] = {
		[REPORT_LEFT] = PANGO_ALIGN_LEFT, [REPORT_CENTRE] = PANGO_ALIGN_CENTER,
		[REPORT_RIGHT] = PANGO_ALIGN_RIGHT,
	};
	PangoLayout *l = pango_layout_new(p->context);

	pango_layout_set_font_description(l, p->fonts[t->style]);
	if (t->width >= 0)
		pango_layout_set_width(l, units(t->width));
	if (t->one_line) {
		pango_layout_set_single_paragraph_mode(l, TRUE);
		pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	} else {
		pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
		pango_layout_set_line_spacing(l, (float)styles[t->style].spacing);
	}
	pango_layout_set_alignment(l, aligns[t->align]);
	pango_layout_set_text(l, t->p, -1);
	return l;
}

PangoLayout *pdf_layout(struct pdf *p, struct text *t)
{
	if (!t->layout)
		t->layout = layout_make(p, t);
	return t->layout;
}

/* Called after each use: gives the layout back when too many are kept. */
void pdf_layout_done(struct pdf *p, struct text *t)
{
	if (p->kept > KEEP_LAYOUTS)
		g_clear_object(&t->layout);
}

/* FNV-1a over what makes two texts the same layout; the comparison follows. */
static size_t text_hash(const char *s, enum style style, double width)
{
	uint64_t h =
	    UINT64_C(14695981039346656037) ^ (unsigned)units(width) ^ (uint64_t)style << 32;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32);
}

struct text *pdf_text(struct pdf *p, const char *s, enum style style, double width,
    enum report_align align, bool one_line)
{
	size_t at = text_hash(s, style, width) % TEXTS_SHARED;
	struct text *t = p->shared[at];
	int h;

	if (t && t->style == style && t->align == align && t->one_line == one_line &&
	    units(t->width) == units(width) && strcmp(t->p, s) == 0)
		return t;
	t = p->shared[at] = arena_alloc(p->a, sizeof(*t));
	*t = (struct text){ .next = p->texts, .p = s, .width = width, .style = style,
		.align = align, .one_line = one_line };
	p->texts = t;
	p->kept++;
	pango_layout_get_size(pdf_layout(p, t), NULL, &h);
	t->height = (double)h / PANGO_SCALE;
	t->nlines = pango_layout_get_line_count(t->layout);
	pdf_layout_done(p, t);
	return t;
}

struct text *pdf_text_left(struct pdf *p, const char *s, enum style style, double width)
{
	return pdf_text(p, s, style, width, REPORT_LEFT, false);
}

double pdf_natural_width(struct pdf *p, const char *s, size_t n, enum style style)
{
	PangoLayout *l = pango_layout_new(p->context);
	int w;

	pango_layout_set_font_description(l, p->fonts[style]);
	pango_layout_set_text(l, s, (int)n);
	pango_layout_get_size(l, &w, NULL);
	g_object_unref(l);
	return (double)w / PANGO_SCALE;
}

int pdf_lines_fitting(struct pdf *p, struct text *t, int from, double room, double *ret_height)
{
	PangoLayoutIter *it = pango_layout_get_iter(pdf_layout(p, t));
	int line = 0, y0 = 0, y1, start = 0, fit = 0;

	*ret_height = 0;
	do {
		pango_layout_iter_get_line_yrange(it, &y0, &y1);
		if (line == from)
			start = y0;
		if (line >= from) {
			if (y1 - start > units(room))
				break;
			*ret_height = (double)(y1 - start) / PANGO_SCALE;
			fit++;
		}
		line++;
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
	pdf_layout_done(p, t);
	return fit;
}

/* ---- pages and pieces ---- */

void pdf_leaf(struct pdf *p)
{
	struct leaf *leaf = arena_zero(p->a, 1, sizeof(*leaf));

	leaf->number = p->leaf ? p->leaf->number + 1 : 1;
	if (p->leaf)
		p->leaf->next = leaf;
	else
		p->first = leaf;
	p->leaf = leaf;
	p->y = PDF_HEAD_ROOM;
}

struct piece *pdf_piece(struct pdf *p, struct leaf *leaf, struct piece model)
{
	struct piece *pc = arena_alloc(p->a, sizeof(*pc));

	*pc = model;
	pc->next = NULL;
	if (leaf->last)
		leaf->last->next = pc;
	else
		leaf->first = pc;
	leaf->last = pc;
	return pc;
}

bool pdf_at_top(const struct pdf *p)
{
	return p->y < PDF_HEAD_ROOM + 1;
}

void pdf_box(struct pdf *p, enum piece_kind kind, enum colour colour, double x, double y, double w,
    double h)
{
	pdf_piece(p, p->leaf, (struct piece){ .kind = kind, .colour = colour, .x = x, .y = y,
		.w = w, .h = h });
}

void pdf_line(struct pdf *p, enum colour colour, double y, double thickness)
{
	pdf_piece(p, p->leaf, (struct piece){ .kind = P_LINE, .colour = colour, .x = p->left,
		.y = y, .w = p->right - p->left, .h = thickness });
}

struct piece *pdf_put(struct pdf *p, struct text *t, enum colour colour, double x, double y)
{
	return pdf_piece(p, p->leaf, (struct piece){ .kind = P_TEXT, .colour = colour, .x = x,
		.y = y, .text = t, .to = t->nlines });
}

/* Puts the headings that waited for what they stand above. */
static void put_pending(struct pdf *p)
{
	static const double above[] = { 0, 16, 12, 9 }, below[] = { 0, 6, 5, 4 };
	static const enum colour colour[] = { 0, C_ACCENT, C_INK, C_INK };

	for (struct heading *h = p->pending; h; h = h->next_pending) {
		int level = h->block->level;

		if (!pdf_at_top(p))
			p->y += above[level];
		h->page = p->leaf->number;
		h->y = p->y;
		pdf_put(p, h->text, colour[level], p->left, p->y);
		p->y += h->text->height + below[level];
	}
	p->pending = p->last_pending = NULL;
}

void pdf_reserve(struct pdf *p, double need)
{
	double waiting = 0;

	for (struct heading *h = p->pending; h; h = h->next_pending)
		waiting += h->text->height + 22;
	if (!pdf_at_top(p) && p->y + waiting + need > p->bottom)
		pdf_leaf(p);
	put_pending(p);
}

void pdf_flow(struct pdf *p, struct text *t, enum colour colour, double x)
{
	double h, first = t->nlines > 3 ? t->height * 2 / t->nlines : t->height;
	int from = 0;

	pdf_reserve(p, first + 1);
	while (from < t->nlines) {
		int n = pdf_lines_fitting(p, t, from, p->bottom - p->y, &h);
		struct piece *pc;

		if (n < t->nlines - from && n == t->nlines - from - 1 && n > 2)
			n--;	/* the next page gets two lines */
		if (n < 1 && !pdf_at_top(p)) {
			pdf_leaf(p);
			continue;
		}
		if (n < 1)
			n = 1;
		pc = pdf_put(p, t, colour, x, p->y);
		pc->from = from;
		pc->to = from += n;
		p->y += h;
		if (from < t->nlines)
			pdf_leaf(p);
	}
}

enum colour pdf_tone(enum report_tone tone)
{
	static const enum colour of[] = {
		[0] = C_INK, [REPORT_NEUTRAL] = C_INK, [REPORT_INFO] = C_INFO,
		[REPORT_GOOD] = C_GOOD, [REPORT_WARN] = C_WARN, [REPORT_BAD] = C_BAD,
		[REPORT_SEVERE] = C_SEVERE,
	};

	return of[tone];
}
