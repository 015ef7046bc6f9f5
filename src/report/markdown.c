/* report/markdown.c -- see markdown.h. md4c reads, the functions of model.h write. */
#include <md4c.h>
#include "report/markdown.h"

enum { DEPTH = 16, TEXT_MAX = 1 << 20, COLUMNS_MAX = 30, WEIGHT_MAX = 8 };

struct maker {
	struct report_doc *doc;
	struct sbuf *text;	/* of the block in hand */
	struct { bool ordered; int64_t n; } list[DEPTH];
	size_t depth;
	bool fresh;		/* a list entry has just begun */
	size_t tables, column;
	struct report_column columns[COLUMNS_MAX];
	size_t ncolumns, longest[COLUMNS_MAX];
	struct value *rows, *row;
	bool head;
};

static const char *taken(struct maker *m)
{
	char *text = arena_text_n(m->doc->arena, m->text->p ? m->text->p : "", m->text->n);

	m->text->n = 0;
	return text;
}

/* ---- lists ---- */

static size_t listed(const struct maker *m)
{
	return m->depth < DEPTH ? m->depth : DEPTH;
}

static void entry(struct maker *m)
{
	size_t k = listed(m) - 1;

	if (m->text->n)
		sbuf_char(m->text, '\n');
	for (size_t i = 0; i < 3 * k; i++)
		sbuf_char(m->text, ' ');
	if (m->list[k].ordered)
		sbuf_printf(m->text, "%" PRId64 ". ", m->list[k].n++);
	else
		sbuf_text(m->text, "\xe2\x80\xa2 ");
	m->fresh = true;
}

static void list_begins(struct maker *m, bool ordered, int64_t from)
{
	if (m->depth < DEPTH) {
		m->list[m->depth].ordered = ordered;
		m->list[m->depth].n = from;
	}
	m->depth++;
}

static void list_ends(struct maker *m)
{
	if (--m->depth == 0)
		report_para(m->doc, taken(m));
}

/* ---- tables ---- */

static void cell_ends(struct maker *m)
{
	const char *text = taken(m);
	size_t n = strlen(text), i = m->column++;

	if (i >= COLUMNS_MAX)
		return;
	m->longest[i] = n > m->longest[i] ? n : m->longest[i];
	if (m->head) {
		m->columns[i] = (struct report_column){ .label = text,
			.key = arena_printf(m->doc->arena, "c%zu", i) };
		m->ncolumns = i + 1;
	} else if (m->row && i < m->ncolumns) {
		val_add(m->row, m->columns[i].key, val_text(m->doc->arena, text));
	}
}

static void row_begins(struct maker *m)
{
	m->column = 0;
	m->row = NULL;
	if (!m->head) {
		m->row = val_obj(m->doc->arena);
		val_push(m->rows, m->row);
	}
}

static void table_begins(struct maker *m)
{
	memset(m->longest, 0, sizeof(m->longest));
	m->ncolumns = 0;
	m->rows = val_arr(m->doc->arena);
}

static void table_ends(struct maker *m)
{
	for (size_t i = 0; i < m->ncolumns; i++) {
		size_t weight = 1 + m->longest[i] / 12;

		m->columns[i].weight = (int)(weight < WEIGHT_MAX ? weight : WEIGHT_MAX);
	}
	if (m->ncolumns)
		report_table(m->doc, arena_printf(m->doc->arena, "table-%zu", ++m->tables), NULL,
		    m->columns, m->ncolumns, m->rows);
}

/* ---- md4c ---- */

static int enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct maker *m = user;

	switch (type) {
	case MD_BLOCK_UL:
		list_begins(m, false, 0);
		break;
	case MD_BLOCK_OL:
		list_begins(m, true, ((MD_BLOCK_OL_DETAIL *)detail)->start);
		break;
	case MD_BLOCK_LI:
		entry(m);
		break;
	case MD_BLOCK_P:
	case MD_BLOCK_CODE:
		if (m->depth && !m->fresh)
			sbuf_char(m->text, '\n');
		m->fresh = false;
		break;
	case MD_BLOCK_TABLE:
		if (m->depth && m->text->n)
			report_para(m->doc, taken(m));
		table_begins(m);
		break;
	case MD_BLOCK_THEAD:
	case MD_BLOCK_TBODY:
		m->head = type == MD_BLOCK_THEAD;
		break;
	case MD_BLOCK_TR:
		row_begins(m);
		break;
	default:
		break;
	}
	return sbuf_ok(m->text) ? 0 : -1;
}

static void heading(struct maker *m, const MD_BLOCK_H_DETAIL *d)
{
	int level = d->level > 1 ? (int)d->level - 1 : 1;

	report_heading(m->doc, level > 3 ? 3 : level, taken(m));
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct maker *m = user;

	switch (type) {
	case MD_BLOCK_H:
		heading(m, detail);
		break;
	case MD_BLOCK_P:
	case MD_BLOCK_CODE:
		if (!m->depth)
			report_para(m->doc, taken(m));
		break;
	case MD_BLOCK_UL:
	case MD_BLOCK_OL:
		list_ends(m);
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		cell_ends(m);
		break;
	case MD_BLOCK_TABLE:
		table_ends(m);
		break;
	default:
		break;
	}
	return 0;
}

static int span(MD_SPANTYPE type, void *detail, void *user)
{
	(void)type, (void)detail, (void)user;
	return 0;
}

static void entity(struct sbuf *b, const char *p, size_t n)
{
	static const struct { const char *name, *text; } known[] = { { "&amp;", "&" },
		{ "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&nbsp;", " " } };

	for (size_t i = 0; i < COUNT(known); i++)
		if (strlen(known[i].name) == n && memcmp(p, known[i].name, n) == 0) {
			sbuf_text(b, known[i].text);
			return;
		}
	sbuf_add(b, p, n);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *user)
{
	struct maker *m = user;

	if (type == MD_TEXT_BR)
		sbuf_char(m->text, '\n');
	else if (type == MD_TEXT_SOFTBR)
		sbuf_char(m->text, ' ');
	else if (type == MD_TEXT_ENTITY)
		entity(m->text, p, n);
	else if (type == MD_TEXT_NULLCHAR)
		sbuf_text(m->text, "\xef\xbf\xbd");
	else
		sbuf_add(m->text, p, n);
	m->fresh = false;
	return sbuf_ok(m->text) ? 0 : -1;
}

void report_markdown(struct report_doc *doc, struct str source)
{
	static const MD_PARSER parser = { .abi_version = 0,
		.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML |
		    MD_FLAG_NOINDENTEDCODEBLOCKS,
		.enter_block = enter_block, .leave_block = leave_block, .enter_span = span,
		.leave_span = span, .text = text };
	struct maker m = { .doc = doc, .text = sbuf_new(doc->arena, TEXT_MAX) };

	if (source.n > TEXT_MAX || md_parse(source.p, (MD_SIZE)source.n, &parser, &m) != 0)
		report_para(doc, source.p);	/* too deep or too long: nothing is lost */
}
