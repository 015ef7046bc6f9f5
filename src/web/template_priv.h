/*
 * web/template_priv.h -- the op array between template_parse.c and template.c. Not for others.
 *
 * Ops of all templates stand in one array. An op's body follows it; `end` is the index behind the
 * body (for an op without body: the next index), so that walking siblings is i = ops[i].end.
 */
#ifndef ANNEXA_WEB_TEMPLATE_PRIV_H
#define ANNEXA_WEB_TEMPLATE_PRIV_H

#include "base/value.h"

enum template_kind {
	OP_TEXT, OP_VARIABLE, OP_COUNTED, OP_SECTION, OP_INVERTED, OP_PARTIAL, OP_PARENT, OP_BLOCK
};

enum {
	OP_BOL = 1 << 0,	/* begins a line of the template: the indent goes before it */
	OP_OWN_LINE = 1 << 1,	/* a block whose body begins on the line after its tag */
	OP_LINES = 1 << 2	/* text that goes on behind a line feed */
};

struct template_seg {
	const char *p;
	size_t n;
	uint8_t mark;		/* val_mark() of it */
};

struct template_op {
	uint8_t kind, flags;
	uint32_t end;
	uint32_t target;	/* partial, parent: index of ranges; block: number of its name */
	uint32_t nsegs;		/* variable, section: parts of the dotted name, 0 = `.` */
			/* counted: behind them the words for one and for many */
	uint32_t indent_n;	/* blanks before a standalone partial, parent or block */
	const char *indent;
	union {
		struct { const char *p; size_t n; } text;
		const struct template_seg *segs;
	} u;
};

struct template_range {
	const char *name;
	uint32_t from, to;
};

struct template_set {
	struct arena mem;
	struct template_op *ops;
	size_t nops, room;
	struct template_range *ranges;	/* sorted by name */
	size_t nranges;
};

#endif
