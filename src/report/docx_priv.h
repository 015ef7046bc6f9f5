/*
 * report/docx_priv.h -- what the files of the DOCX writer share. docx.c tells how it works.
 *
 * Lengths in the file are twentieths of a point ("twips"), font sizes half points.
 */
#ifndef ANNEXA_REPORT_DOCX_PRIV_H
#define ANNEXA_REPORT_DOCX_PRIV_H

#include "report/report.h"

enum { DOCX_SHORT = 11906, DOCX_LONG = 16838, DOCX_SIDE = 1000 };	/* A4, side margins */

struct docx {
	const struct report_doc *doc;
	struct sbuf *x;		/* word/document.xml as it grows */
	struct sbuf text;	/* of one cell */
	long width;		/* of the text */
	size_t headings;	/* numbers of bookmarks */
	struct docx_drawn *drawn, *last_drawn;	/* charts that are parts of their own */
	bool landscape;		/* the section being written */
};

struct docx_drawn {
	struct docx_drawn *next;
	const struct report_block *block;
	size_t number;		/* word/charts/chartNUMBER.xml, relationship rIdC NUMBER */
};

/* How a run of text looks; 0 means as its paragraph's style says. */
struct docx_run {
	bool bold;
	unsigned rgb;		/* 0 = the style's */
	int half_points;
};

/* docx_text.c: the pieces everything is made of. */
void docx_escape(struct sbuf *x, struct str s);
void docx_run(struct sbuf *x, struct str s, struct docx_run look);
/* A paragraph of one run; more is XML inside w:pPr behind the style, or "". */
void docx_para(struct sbuf *x, const char *style, const char *more, struct str s,
    struct docx_run look);
void docx_field(struct sbuf *x, const char *instruction, const char *shown);

void docx_blocks(struct docx *d);			/* docx_body.c */
void docx_chart(struct docx *d, const struct report_block *b, long width);	/* docx_chart.c */
void docx_lines(struct docx *d, const struct report_block *b, long width);	/* docx_lines.c */
void docx_lines_part(struct sbuf *x, const struct docx *d, const struct report_block *b);
/* Ends the section: its page size and the parts of head and foot. */
void docx_section(struct docx *d, bool last);
void docx_styles(struct sbuf *x, const struct report_doc *doc);	/* docx_styles.c */

#endif
