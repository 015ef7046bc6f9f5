/*
 * web/template_parse.c -- Mustache text to ops. See template.h and template_priv.h.
 *
 * Whitespace follows the specification: a line that holds nothing but one tag (not a variable) is
 * standalone and leaves no trace; blanks before a standalone partial or parent indent what it
 * prints. Tags of inheritance may share a standalone line ({{<page}}{{$title}}). A block's body is
 * stored without its own indentation, and the place that prints it adds its indentation back.
 */
#include "web/template.h"
#include "web/template_priv.h"

enum { NAME_MAX_BYTES = 200, DELIMITER_MAX = 8, SOURCES_MAX_BYTES = 64 << 20 };

struct open {
	uint32_t op;
	size_t pos;		/* of the tag, for messages */
	struct str name;
	size_t strip;		/* blanks removed from the front of each line inside */
};

struct parser {
	struct template_set *set;
	struct err *e;
	const char *source;	/* name of the template */
	const char *s;
	size_t n, pos;
	struct str opening, closing;	/* delimiters */
	struct open open[TEMPLATE_MAX_DEPTH];
	size_t nopen;
	struct sbuf text;	/* not yet an op */
	bool text_bol;
	bool bol;		/* pos is at the beginning of a line */
	bool standalone;	/* the line holds tags only: drop its blanks and its end */
	const char **blocks;	/* names by number, of the whole set */
	size_t nblocks;
};

/* One tag as found at a position; nothing is changed by looking. */
struct tag {
	char kind;		/* one of #^/><$!= or 'v' */
	struct str name;	/* trimmed */
	size_t pos, end;	/* first byte, first byte behind */
	bool bol;		/* only blanks before it on its line */
	const char *blank;	/* these, without what the block strips */
	size_t blank_n;
};

PRINTF_LIKE(3, 4) static int mistake(struct parser *p, size_t pos, const char *fmt, ...)
{
	size_t line = 1;
	va_list ap;
	char *what;

	for (size_t i = 0; i < pos && i < p->n; i++)
		line += p->s[i] == '\n';
	va_start(ap, fmt);
	what = arena_vprintf(p->e->arena, fmt, ap);
	va_end(ap);
	return err_set(p->e, E_INVALID, "%s:%zu: %s", p->source, line, what);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool space(char c)
{
	return blank(c) || c == '\r' || c == '\n';
}

static bool at(const struct parser *p, size_t pos, struct str what)
{
	return what.n <= p->n - pos && memcmp(p->s + pos, what.p, what.n) == 0;
}

static size_t skip_blanks(const struct parser *p, size_t pos)
{
	while (pos < p->n && blank(p->s[pos]))
		pos++;
	return pos;
}

/* Position behind the end of the line at pos; 0 if something else stands there. */
static size_t line_end(const struct parser *p, size_t pos)
{
	if (pos == p->n)
		return pos;
	if (p->s[pos] == '\r' && pos + 1 < p->n && p->s[pos + 1] == '\n')
		return pos + 2;
	return p->s[pos] == '\n' ? pos + 1 : 0;
}

static struct str trimmed(const char *s, size_t from, size_t to)
{
	while (from < to && space(s[from]))
		from++;
	while (to > from && space(s[to - 1]))
		to--;
	return (struct str){ s + from, to - from };
}

/* The tag at pos, where an opening delimiter stands. False: it never closes. */
static bool look(const struct parser *p, size_t pos, struct tag *t)
{
	size_t from = pos + p->opening.n, end;
	bool delimiters;

	while (from < p->n && space(p->s[from]))
		from++;
	*t = (struct tag){ .kind = 'v', .pos = pos };
	if (from < p->n && p->s[from] != '\0' && strchr("#^/><$!={&+", p->s[from]))
		t->kind = p->s[from++];
	delimiters = t->kind == '=';
	for (end = from; end < p->n; end++) {
		if (delimiters && p->s[end] == '=' && at(p, end + 1, p->closing))
			break;
		if (!delimiters && at(p, end, p->closing))
			break;
	}
	if (end >= p->n)
		return false;
	t->name = trimmed(p->s, from, end);
	t->end = end + (delimiters ? 1 : 0) + p->closing.n;
	return true;
}

static bool inheritance(const struct parser *p, const struct tag *t, size_t *closes)
{
	if (t->kind == '<' || t->kind == '$')
		return true;
	if (t->kind != '/' || *closes >= p->nopen)
		return false;
	++*closes;
	return p->set->ops[p->open[p->nopen - *closes].op].kind >= OP_PARENT;
}

/*
 * Whether the line, whose first thing is the tag t, is standalone. Exactly {{$a}}{{/a}} is not:
 * the end of its line belongs to the page.
 */
static bool standalone(const struct parser *p, const struct tag *t)
{
	struct tag next = *t, first = *t;
	size_t pos = skip_blanks(p, t->end), closes = 0, opened = 0, count = 1;
	bool all;

	if (t->kind == 'v' || t->kind == '{' || t->kind == '&')
		return false;
	if (line_end(p, pos) || pos == p->n)
		return true;
	all = inheritance(p, t, &closes);
	opened = t->kind != '/';
	while (all && at(p, pos, p->opening) && look(p, pos, &next)) {
		if (next.kind == '/' && opened > 0)
			opened--;
		else if (next.kind == '<' || next.kind == '$')
			opened++;
		else
			all = inheritance(p, &next, &closes);
		count++;
		pos = skip_blanks(p, next.end);
		if (line_end(p, pos) || pos == p->n)
			return all && !(count == 2 && first.kind == '$' && next.kind == '/');
	}
	return false;
}

static struct template_op *new_op(struct parser *p, enum template_kind kind)
{
	struct template_set *set = p->set;

	if (set->nops == set->room) {
		set->room = set->room ? set->room * 2 : 64;
		set->ops = mem_grow(set->ops, set->room, sizeof(set->ops[0]));
	}
	set->ops[set->nops] = (struct template_op){ .kind = (uint8_t)kind,
		.end = (uint32_t)set->nops + 1 };
	return &set->ops[set->nops++];
}

static void flush(struct parser *p)
{
	struct template_op *op;

	if (p->text.n == 0)
		return;
	op = new_op(p, OP_TEXT);
	op->flags = p->text_bol ? OP_BOL : 0;
	if (memchr(p->text.p, '\n', p->text.n - 1))
		op->flags |= OP_LINES;
	op->u.text.n = p->text.n;
	op->u.text.p = arena_text_n(&p->set->mem, p->text.p, p->text.n);
	p->text.n = 0;
}

static void add_text(struct parser *p, size_t from, size_t to, bool bol)
{
	if (from == to)
		return;
	if (p->text.n == 0)
		p->text_bol = bol;
	sbuf_add(&p->text, p->s + from, to - from);
}

static int check_name(struct parser *p, const struct tag *t)
{
	if (t->name.n == 0)
		return mistake(p, t->pos, "tag without a name");
	if (t->name.n > NAME_MAX_BYTES)
		return mistake(p, t->pos, "name longer than %d bytes", NAME_MAX_BYTES);
	for (size_t i = 0; i < t->name.n; i++)
		if (space(t->name.p[i]) || t->name.p[i] == '\0' || strchr("{}", t->name.p[i]))
			return mistake(
			    p, t->pos, "'%.*s' is not a name", (int)t->name.n, t->name.p);
	return 0;
}

/* "a.b.c" to its parts; "." has none. */
static int dotted(struct parser *p, const struct tag *t, struct template_op *op)
{
	struct template_seg *segs;
	uint32_t n = 1, k = 0;
	char *name;

	if (str_is(t->name, "."))
		return 0;
	for (size_t i = 0; i < t->name.n; i++)
		n += t->name.p[i] == '.';
	name = arena_text_n(&p->set->mem, t->name.p, t->name.n);
	segs = arena_zero(&p->set->mem, n, sizeof(*segs));
	for (char *part = name, *dot; k < n; part = dot + 1, k++) {
		if (!(dot = strchr(part, '.')))
			dot = part + strlen(part);
		*dot = '\0';
		segs[k] = (struct template_seg){ part, (size_t)(dot - part),
		    val_mark(part, (size_t)(dot - part)) };
		if (segs[k].n == 0)
			return mistake(
			    p, t->pos, "'%.*s' has an empty part", (int)t->name.n, t->name.p);
	}
	op->nsegs = n;
	op->u.segs = segs;
	return 0;
}

/* "a.b one|many", behind the +. */
static int counted_noun(struct parser *p, const struct tag *t, struct template_op *op)
{
	struct tag name = *t;
	const char *end = t->name.p + t->name.n, *words = t->name.p, *bar;
	struct template_seg *segs;

	while (words < end && !space(*words))
		words++;
	name.name.n = (size_t)(words - t->name.p);
	while (words < end && space(*words))
		words++;
	bar = memchr(words, '|', (size_t)(end - words));
	if (!bar || bar == words || bar + 1 == end || strpbrk(arena_text_n(&p->set->mem, words,
	    (size_t)(end - words)), "<>&\"'{}=`"))
		return mistake(p, t->pos, "a counted noun is {{+name one|many}}, in plain words");
	if (str_is(name.name, "."))
		return mistake(p, t->pos, "a counted noun needs a name");
	if (check_name(p, &name) < 0 || dotted(p, &name, op) < 0)
		return E_INVALID;
	segs = arena_alloc(&p->set->mem, (op->nsegs + 2) * sizeof(*segs));
	memcpy(segs, op->u.segs, op->nsegs * sizeof(*segs));
	segs[op->nsegs] = (struct template_seg){ .p = arena_text_n(&p->set->mem, words,
	    (size_t)(bar - words)) };
	segs[op->nsegs + 1] = (struct template_seg){ .p = arena_text_n(&p->set->mem, bar + 1,
	    (size_t)(end - bar - 1)) };
	op->u.segs = segs;
	return 0;
}

static uint32_t block_number(struct parser *p, struct str name)
{
	for (size_t i = 0; i < p->nblocks; i++)
		if (str_is(name, p->blocks[i]))
			return (uint32_t)i;
	p->blocks = mem_grow(p->blocks, p->nblocks + 1, sizeof(p->blocks[0]));
	p->blocks[p->nblocks] = arena_text_n(&p->set->mem, name.p, name.n);
	return (uint32_t)p->nblocks++;
}

static int range_number(struct parser *p, const struct tag *t, struct template_op *op)
{
	for (size_t lo = 0, hi = p->set->nranges; lo < hi;) {
		size_t mid = (lo + hi) / 2;
		const char *name = p->set->ranges[mid].name;
		int c = strncmp(t->name.p, name, t->name.n);

		if (c == 0 && name[t->name.n] != '\0')
			c = -1;
		if (c == 0) {
			op->target = (uint32_t)mid;
			return 0;
		}
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return mistake(p, t->pos, "no template '%.*s'", (int)t->name.n, t->name.p);
}

static size_t strip_of(const struct parser *p)
{
	return p->nopen ? p->open[p->nopen - 1].strip : 0;
}

static int push(struct parser *p, const struct tag *t, size_t strip)
{
	if (p->nopen == TEMPLATE_MAX_DEPTH)
		return mistake(p, t->pos, "nested more than %d deep", TEMPLATE_MAX_DEPTH);
	p->open[p->nopen++] = (struct open){ (uint32_t)p->set->nops - 1, t->pos, t->name, strip };
	return 0;
}

static void set_indent(struct parser *p, struct template_op *op, const char *blanks, size_t n)
{
	op->indent = n ? arena_text_n(&p->set->mem, blanks, n) : "";
	op->indent_n = (uint32_t)n;
}

/* A block's indentation: that of its first line if the body has lines of its own, else the tag's.
 */
static int open_block(struct parser *p, const struct tag *t)
{
	struct template_op *op = new_op(p, OP_BLOCK);
	size_t outer = strip_of(p), strip = outer, pos = skip_blanks(p, t->end), line, first;
	struct tag next;

	op->target = block_number(p, t->name);
	op->flags = t->bol ? OP_BOL : 0;
	set_indent(p, op, t->blank, t->bol ? t->blank_n : 0);
	if ((line = line_end(p, pos)) == 0 || pos == p->n || !p->standalone)
		return push(p, t, strip);
	op->flags |= OP_OWN_LINE;
	first = skip_blanks(p, line);
	if (at(p, first, p->opening) && look(p, first, &next) && next.kind == '/') {
		strip = outer + op->indent_n;		/* an empty body */
	} else if (first - line > outer) {
		strip = first - line;
		if (t->bol)
			set_indent(p, op, p->s + line + outer, strip - outer);
	} else {
		set_indent(p, op, "", 0);
	}
	return push(p, t, strip);
}

static int close_tag(struct parser *p, const struct tag *t)
{
	struct open *o = p->nopen ? &p->open[p->nopen - 1] : NULL;

	if (!o)
		return mistake(p, t->pos, "'%.*s' is closed but was not opened", (int)t->name.n,
		    t->name.p);
	if (!str_eq(o->name, t->name))
		return mistake(p, t->pos, "'%.*s' is closed where '%.*s' is open", (int)t->name.n,
		    t->name.p, (int)o->name.n, o->name.p);
	p->set->ops[o->op].end = (uint32_t)p->set->nops;
	p->nopen--;
	return 0;
}

static int set_delimiters(struct parser *p, const struct tag *t)
{
	size_t i = 0, k;

	while (i < t->name.n && !space(t->name.p[i]))
		i++;
	for (k = i; k < t->name.n && space(t->name.p[k]); k++)
		;
	if (i == 0 || k == t->name.n || i > DELIMITER_MAX || t->name.n - k > DELIMITER_MAX)
		return mistake(p, t->pos, "two delimiters expected");
	for (size_t j = 0; j < t->name.n; j++)
		if (t->name.p[j] == '=' || (j >= k && space(t->name.p[j])))
			return mistake(p, t->pos, "not delimiters");
	p->opening = (struct str){ t->name.p, i };
	p->closing = (struct str){ t->name.p + k, t->name.n - k };
	return 0;
}

static int make_op(struct parser *p, const struct tag *t)
{
	struct template_op *op;

	switch (t->kind) {
	case '>':
	case '<':
		op = new_op(p, t->kind == '>' ? OP_PARTIAL : OP_PARENT);
		op->flags = t->bol ? OP_BOL : 0;
		if (p->standalone)
			set_indent(p, op, t->blank, t->blank_n);
		if (range_number(p, t, op) < 0)
			return E_INVALID;
		return t->kind == '>' ? 0 : push(p, t, strip_of(p));
	case '$':
		return open_block(p, t);
	case '#':
	case '^':
		op = new_op(p, t->kind == '#' ? OP_SECTION : OP_INVERTED);
		op->flags = t->bol && !p->standalone ? OP_BOL : 0;
		if (dotted(p, t, op) < 0)
			return E_INVALID;
		return push(p, t, strip_of(p));
	case '+':
		op = new_op(p, OP_COUNTED);
		op->flags = t->bol ? OP_BOL : 0;
		return counted_noun(p, t, op);
	default:
		op = new_op(p, OP_VARIABLE);
		op->flags = t->bol ? OP_BOL : 0;
		return dotted(p, t, op);
	}
}

static int tag(struct parser *p, const struct tag *t)
{
	if (t->kind == '{' || t->kind == '&')
		return mistake(p, t->pos, "unescaped output is not possible");
	if (t->kind == '!')
		return 0;
	if (t->kind == '=')
		return set_delimiters(p, t);
	if (t->kind != '+' && check_name(p, t) < 0)
		return E_INVALID;
	flush(p);
	return t->kind == '/' ? close_tag(p, t) : make_op(p, t);
}

/* One tag, with the blanks before it on its line (from .. pos) if it is the first thing there. */
static int take_tag(struct parser *p, size_t from, bool bol)
{
	struct tag t;
	size_t end;
	int rc;

	if (!look(p, p->pos, &t))
		return mistake(p, p->pos, "tag is not closed");
	t.bol = bol;
	t.blank = p->s + from;
	t.blank_n = bol ? p->pos - from : 0;
	if (bol)
		p->standalone = standalone(p, &t);
	if (!p->standalone && t.kind != '$')
		add_text(p, from, p->pos, bol);
	if (!p->standalone && t.blank_n && t.kind != '$')
		t.bol = false;		/* the blanks are the beginning of the line */
	if ((rc = tag(p, &t)) < 0)
		return rc;
	p->pos = t.end;
	if (p->standalone) {
		p->pos = skip_blanks(p, p->pos);
		if ((end = line_end(p, p->pos)) || p->pos == p->n) {
			p->pos = end ? end : p->n;
			p->bol = true;
		}
	}
	return 0;
}

/* From pos up to the next tag or the end of the line. */
static int step(struct parser *p)
{
	bool bol = p->bol;
	size_t from, strip = strip_of(p);

	if (bol) {
		p->standalone = false;
		while (strip-- > 0 && p->pos < p->n && blank(p->s[p->pos]))
			p->pos++;
	}
	p->bol = false;
	from = p->pos;
	if (bol)
		p->pos = skip_blanks(p, p->pos);
	if (p->pos < p->n && at(p, p->pos, p->opening))
		return take_tag(p, from, bol);
	while (p->pos < p->n && !p->bol && !at(p, p->pos, p->opening))
		p->bol = p->s[p->pos++] == '\n';
	add_text(p, from, p->pos, bol);
	return 0;
}

static int parse(struct parser *p, const struct template_source *src, struct template_range *range)
{
	struct open *o;
	int rc = 0;

	p->source = src->name;
	p->s = src->text;
	p->n = src->n ? src->n : strlen(src->text);
	p->pos = p->nopen = p->text.n = 0;
	p->opening = STR("{{");
	p->closing = STR("}}");
	p->bol = true;
	range->from = (uint32_t)p->set->nops;
	while (p->pos < p->n && rc == 0)
		rc = step(p);
	if (rc < 0)
		return rc;
	flush(p);
	range->to = (uint32_t)p->set->nops;
	o = p->nopen ? &p->open[p->nopen - 1] : NULL;
	return o ? mistake(p, o->pos, "'%.*s' is never closed", (int)o->name.n, o->name.p) : 0;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct template_range *)x)->name,
	    ((const struct template_range *)y)->name);
}

/* Names first, so that partials can be resolved whatever the order of the sources. */
static int name_ranges(struct template_set *set, const struct template_source *src, size_t n,
    struct err *e)
{
	size_t bytes = 0;

	set->ranges = mem_new(n, sizeof(set->ranges[0]));
	set->nranges = n;
	for (size_t i = 0; i < n; i++) {
		bytes += src[i].n ? src[i].n : strlen(src[i].text);
		set->ranges[i].name = arena_text(&set->mem, src[i].name);
	}
	if (bytes > SOURCES_MAX_BYTES)
		return err_set(e, E_TOOBIG, "templates of more than %d bytes", SOURCES_MAX_BYTES);
	qsort(set->ranges, n, sizeof(set->ranges[0]), by_name);
	for (size_t i = 1; i < n; i++)
		if (strcmp(set->ranges[i - 1].name, set->ranges[i].name) == 0)
			return err_set(e, E_INVALID, "two templates '%s'", set->ranges[i].name);
	return 0;
}

int template_load(struct template_set **ret, const struct template_source *src, size_t n,
    struct err *e)
{
	struct template_set *set = mem_new(1, sizeof(*set));
	struct parser p = { .set = set, .e = e };
	int rc;

	arena_init(&set->mem, SIZE_MAX / 4);
	sbuf_init_free(&p.text, SOURCES_MAX_BYTES);
	rc = name_ranges(set, src, n, e);
	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct template_range key = { .name = src[i].name };

		rc = parse(&p, &src[i], bsearch(&key, set->ranges, n, sizeof(key), by_name));
	}
	sbuf_release(&p.text);
	mem_free(p.blocks);
	if (rc < 0) {
		template_free(set);
		return rc;
	}
	*ret = set;
	return 0;
}

void template_free(struct template_set *set)
{
	if (!set)
		return;
	arena_release(&set->mem);
	mem_free(set->ranges);
	mem_free(set->ops);
	mem_free(set);
}
