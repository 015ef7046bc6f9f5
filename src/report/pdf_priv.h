/*
 * report/pdf_priv.h -- what the files of the PDF writer share. pdf.c tells how it works.
 *
 * Lengths are points (1/72 inch), y grows downwards.
 */
#ifndef ANNEXA_REPORT_PDF_PRIV_H
#define ANNEXA_REPORT_PDF_PRIV_H

#include <pango/pangocairo.h>	/* before base.h, which makes functions unusable that it names */
#include "report/report.h"

enum style {
	S_BODY = 1, S_SMALL, S_TITLE, S_SUBTITLE, S_H1, S_H2, S_H3, S_CAPTION, S_CELL, S_HEAD,
	S_STATUS, S_FIGURE, S_STAMP, S_FOOT, S_N
};

enum colour {
	C_INK = 1, C_SOFT, C_ACCENT, C_LINE, C_ZEBRA, C_HEAD, C_INFO, C_GOOD, C_WARN, C_BAD,
	C_SEVERE, C_BAR, C_N
};

enum { PDF_HEAD_ROOM = 54, PDF_FOOT_ROOM = 56, PDF_SIDE = 42, TEXTS_SHARED = 2048 };

/* A text in a style, wrapped at a width. Shared by all places that print the same. */
struct text {
	struct text *next;
	const char *p;
	PangoLayout *layout;	/* NULL: made when needed */
	double width, height;	/* points; width < 0: as long as it is */
	int nlines;
	enum style style;
	enum report_align align;
	bool one_line;		/* cut with an ellipsis instead of wrapped */
};

struct heading {
	struct heading *next, *next_pending;
	const struct report_block *block;
	struct text *text;
	int page;		/* from 1; 0 = not placed yet */
	double y;
};

enum piece_kind { P_TEXT = 1, P_BOX, P_FRAME, P_LINE, P_DOTS, P_SLOPE, P_LOGO };

struct piece {
	struct piece *next;
	enum piece_kind kind;
	enum colour colour;
	unsigned rgb;			/* of charts; 0 = colour's */
	int dash;			/* slope: 0 solid, else a pattern */
	double x, y, w, h;		/* slope: from x, y to x + w, y + h */
	struct text *text;
	int from, to;			/* lines of text, to is excluded */
	const struct heading *link;	/* leads there, or NULL */
};

struct leaf {			/* a page; "page" is a type of its own in the web layer */
	struct leaf *next;
	struct piece *first, *last;
	int number;
};

struct pdf {
	const struct report_doc *doc;
	struct arena *a;
	PangoFontMap *map;
	PangoContext *context;
	PangoFontDescription *fonts[S_N];
	cairo_surface_t *surface;
	cairo_surface_t *logo;	/* decoded, or NULL */
	cairo_t *cr;
	struct text *texts;	/* all, for release */
	struct text *shared[TEXTS_SHARED];	/* by hash: the same words are laid out once */
	size_t kept;
	struct sbuf cell;
	double width, height, left, right, bottom, y;	/* y: where the next thing goes */
	double scale;		/* of what is drawn; width and height are before it */
	struct leaf *first, *leaf;			/* leaf: the current page */
	struct heading *headings, *last_heading, *pending, *last_pending;
};

/* pdf_text.c: fonts, texts, pages and the pieces on them. */
void pdf_release(void *thing);
void pdf_fonts(struct pdf *p);
struct text *pdf_text(struct pdf *p, const char *s, enum style style, double width,
    enum report_align align, bool one_line);
struct text *pdf_text_left(struct pdf *p, const char *s, enum style style, double width);
PangoLayout *pdf_layout(struct pdf *p, struct text *t);
void pdf_layout_done(struct pdf *p, struct text *t);	/* after each use of a layout */
/* Width of n bytes of s on one line. */
double pdf_natural_width(struct pdf *p, const char *s, size_t n, enum style style);
/* How many lines of t, from line `from` on, fit into `room`; their height in *ret_height. */
int pdf_lines_fitting(struct pdf *p, struct text *t, int from, double room, double *ret_height);

void pdf_leaf(struct pdf *p);			/* a new page */
bool pdf_at_top(const struct pdf *p);
struct piece *pdf_piece(struct pdf *p, struct leaf *leaf, struct piece model);
struct piece *pdf_put(struct pdf *p, struct text *t, enum colour colour, double x, double y);
void pdf_box(struct pdf *p, enum piece_kind kind, enum colour colour, double x, double y, double w,
    double h);
void pdf_line(struct pdf *p, enum colour colour, double y, double thickness);
/* Room for `need` together with the headings before it, on a new page where it must be. */
void pdf_reserve(struct pdf *p, double need);
/* A text in the flow, broken over pages between lines, never leaving one line alone. */
void pdf_flow(struct pdf *p, struct text *t, enum colour colour, double x);
enum colour pdf_tone(enum report_tone tone);
double pdf_larger(double x, double y);
/* A chart, or two that share a row. Returns the last block it put. */
const struct report_block *pdf_charts(struct pdf *p, const struct report_block *b);

cairo_surface_t *report_logo_decode(struct str png);	/* logo.c; the caller asks its status */

/* pdf_table.c */
void pdf_table(struct pdf *p, const struct report_block *b);

#endif
