/*
 * report/model.h -- one document model for everything Annexa prints, and the text of its cells.
 *
 * A report builds a document once; the writers (report.h) make PDF, spreadsheet, CSV, JSON and
 * HTML of it. The document lives on an arena. All texts, rows and columns given to it are
 * borrowed: they live as long as the arena or are literals. Dates are ISO (2026-11-22), moments
 * are UTC: nothing depends on a locale, so the same document gives the same bytes everywhere.
 *
 *	static const struct report_column cols[] = {
 *		{ .key = "code", .label = "Code", .weight = 1, .kind = REPORT_CODE },
 *		{ .key = "title", .label = "Title", .weight = 5 },
 *		{ .key = "state", .label = "Status", .weight = 2, .kind = REPORT_STATUS },
 *	};
 *	struct report_doc *doc = report_doc_new(a, "Risk register");
 *	doc->organisation = "Nordwind Klinik GmbH";
 *	doc->generated_us = c->now_us;
 *	report_heading(doc, 1, "All risks");
 *	report_table(doc, "risks", "Risks, highest first", cols, COUNT(cols), rows);
 */
#ifndef ANNEXA_REPORT_MODEL_H
#define ANNEXA_REPORT_MODEL_H

#include "base/value.h"

enum report_kind {		/* of a column; 0 means text */
	REPORT_TEXT = 1,
	REPORT_INT,		/* right-aligned; a number in spreadsheets */
	REPORT_DATE,		/* text YYYY-MM-DD or RFC 3339, or an int of microseconds */
	REPORT_CODE,		/* short identifier: kept on one line, tabular digits */
	REPORT_STATUS,		/* word with a tone; see report_cell_tone */
	REPORT_LIST,		/* array; joined with "; ", one item per line in PDF and XLSX */
};

enum report_align { REPORT_LEFT = 1, REPORT_CENTRE, REPORT_RIGHT };	/* 0 = by kind */

/* Colour class, always shown beside words. Names in data: see report_tone_of. */
enum report_tone {
	REPORT_NEUTRAL = 1,	/* "none" */
	REPORT_INFO,		/* "info" */
	REPORT_GOOD,		/* "good" */
	REPORT_WARN,		/* "warn" */
	REPORT_BAD,		/* "bad" */
	REPORT_SEVERE,		/* "severe" */
};

struct report_column {
	const char *key;	/* member of the row objects */
	const char *label;	/* head of the column */
	int weight;		/* relative width, from 1; 0 counts as 1 */
	enum report_kind kind;
	enum report_align align;
};

enum report_block_kind {
	REPORT_B_HEADING = 1, REPORT_B_PARA, REPORT_B_PAIRS, REPORT_B_FIGURES, REPORT_B_TABLE,
	REPORT_B_CHART
};

enum report_chart_kind {
	REPORT_BARS = 1,	/* a bar for each item */
	REPORT_STACKED,		/* a bar of parts for each item, a part for each series */
	REPORT_LINES,		/* items are points in time, a line for each series */
};

struct report_series {		/* of a stacked or line chart */
	const char *label;
	enum report_tone tone;
};
enum { REPORT_SERIES_MAX = 8 };

/* One pair of a key/value list, one figure of a figure row, or one bar of a chart. */
struct report_item {
	struct report_item *next;
	const char *label;
	const char *text;	/* pair: the value; figure: the number; bar: shown value */
	const char *note;	/* figure: explanation, or NULL */
	double value;		/* bar: length, >= 0; of a stack the sum of its parts */
	const double *values;	/* stack, point: one for each series; NULL of a bar */
	enum report_tone tone;	/* bar and figure */
};

struct report_block {
	struct report_block *next;
	enum report_block_kind kind;
	int level;		/* heading: 1..3 */
	const char *text;	/* heading, paragraph; caption of table and chart, or NULL */
	struct report_item *first, *last;	/* pairs, figures, chart */
	size_t n;				/* number of items or columns */
	const char *id;				/* table */
	const struct report_column *columns;
	const struct value *rows;		/* array of objects */
	enum report_chart_kind chart;		/* chart */
	const struct report_series *series;	/* stacked and line chart */
	size_t nseries;
	const char *note;			/* chart: what is counted, or NULL */
	bool half;	/* chart: two neighbours stand side by side where there is room */
};

struct report_doc {
	struct arena *arena;
	/* Set by the caller after report_doc_new; all but the title may stay NULL. */
	const char *name;		/* machine name: "risk-register" */
	const char *title, *subtitle, *organisation;
	const char *classification;	/* stamp on every page: "Internal" */
	const char *as_of;		/* note: "State of 2026-09-30" */
	const char *checkpoint;		/* ledger line for the footer */
	const char *csv_table;		/* id of the table CSV writes; NULL = the first */
	const char *tmp_dir;		/* where XLSX may make a temporary folder; NULL = "/tmp" */
	int64_t generated_us;
	bool landscape;
	bool one_page;			/* meant to be one: PDF and DOCX set it as tight as that takes */
	/* Look of the organisation. */
	unsigned accent;		/* 0xrrggbb of titles and lines; 0 = REPORT_ACCENT */
	const char *header, *footer;	/* one line on every page, or NULL */
	struct str logo;		/* a PNG that report_logo_check passed, or n = 0 */
	/* Kept by the functions below. */
	struct report_block *first, *last;
	size_t nheadings, ntables;
};

struct report_doc *report_doc_new(struct arena *a, const char *title);

void report_heading(struct report_doc *doc, int level, const char *text);
/* Plain text; an empty line separates paragraphs. NULL or "" adds nothing. */
void report_para(struct report_doc *doc, const char *text);
void report_paraf(struct report_doc *doc, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Neighbouring pairs form one key/value list, neighbouring figures one row. */
void report_pair(struct report_doc *doc, const char *key, const char *text);
void report_figure(struct report_doc *doc, const char *label, const char *number,
    const char *note, enum report_tone tone);
/* Begin a chart of horizontal bars (caption may be NULL), then add the bars to it. */
void report_chart(struct report_doc *doc, const char *caption);
/* The same for stacks and lines, filled by report_point. series is borrowed, at most
 * REPORT_SERIES_MAX. */
void report_chart_series(struct report_doc *doc, enum report_chart_kind kind, const char *caption,
    const struct report_series *series, size_t n);
/* n values, as many as series, each finite and >= 0; they are copied. */
void report_point(struct report_doc *doc, const char *label, const double *values, size_t n);
/* What the chart just begun counts, and whether it shares its row with its neighbour. */
void report_chart_note(struct report_doc *doc, const char *note, bool half);
void report_bar(struct report_doc *doc, const char *label, double value, const char *shown,
    enum report_tone tone);	/* shown NULL = the value printed */
/*
 * id: unique in the document, of [a-z0-9_-]. rows: array of objects, looked at only when the
 * document is written, so that it may grow until then. columns is copied, its texts are not.
 */
void report_table(struct report_doc *doc, const char *id, const char *caption,
    const struct report_column *columns, size_t n, const struct value *rows);

const struct report_block *report_table_find(const struct report_doc *doc, const char *id);

/*
 * The text of a cell, added to b: null is empty, bool is yes/no, an array is joined with
 * `between`, an object prints its "label". Dates and moments print as 2026-11-22 [03:04].
 * v may be NULL (the row has no such member).
 */
void report_cell_text(struct sbuf *b, const struct report_column *col, const struct value *v,
    const char *between);
/*
 * The tone of a status cell: member "tone" of an object {"label", "tone"}; everything else,
 * also an unknown word, is neutral.
 */
enum report_tone report_cell_tone(const struct value *v);
enum report_tone report_tone_of(const char *name);	/* NULL and unknown: neutral */
const char *report_tone_name(enum report_tone tone);	/* 0 counts as neutral */
unsigned report_tone_rgb(enum report_tone tone);	/* 0xrrggbb, contrast 4.5 on white */
enum { REPORT_ACCENT = 0x1f4e79, REPORT_SOFT = 0x5b6775, REPORT_BAR = 0x6b7885 };
/* The colour of a bar or series: the tone's, grey for neutral. */
unsigned report_bar_rgb(enum report_tone tone);
unsigned report_accent(const struct report_doc *doc);
enum { REPORT_TOC_FROM = 6 };	/* headings that make a table of contents */
/* "2026-11-22 03:04 UTC", the document's moment. */
const char *report_made(const struct report_doc *doc);
/* A value of a chart as text: 12, 0.5. */
const char *report_number(struct arena *a, double value);
/* "3 open, 1 done": the values of a stack or point in words. */
const char *report_values_text(struct arena *a, const struct report_block *b,
    const struct report_item *it);
enum report_align report_column_align(const struct report_column *col);	/* never 0 */

#endif
