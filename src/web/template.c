/*
 * web/template.c -- rendering. Parsing is in template_parse.c, the ops between them in
 * template_priv.h. See template.h.
 */
#include "web/template.h"
#include "web/template_priv.h"

enum { CALLS_MAX = 10000000 };	/* partials and blocks of one page: stops 2^100 recursions */

enum { MANY = 4 };	/* members; with more, the names that are not there are sifted out first */

/* What names are looked up in, innermost first. hint: the member found last. */
struct scope {
	const struct value *v;
	struct scope *up;
	const struct value *hint;
	bool sifted;
	uint64_t marks[4];	/* if sifted: a bit for the mark of each member's name */
};

/* Blocks given to a parent, innermost first. The outermost giver wins (multi-level inheritance). */
struct given {
	uint32_t parent;	/* op index: its blocks follow it */
	const struct given *up;
};

/* What stands before every line of the template text, outermost last. */
struct indent {
	const char *p;
	size_t n;
	const struct indent *up;
};

/* The page's view by the marks of its members: most names end up there, behind the rows' own. */
struct top {
	const struct value *view;	/* NULL: it is no object */
	const struct value *slot[256];	/* the first member with this mark */
};

struct render {
	const struct template_set *set;
	const struct top *top;
	struct sbuf *out;
	struct err *e;
	int rc;
	unsigned depth;
	uint32_t calls;
	bool skip_bol;		/* the line has begun already: no indent before the next op */
};

/* Where rendering stands: passed by value, changed on the way down. */
struct place {
	struct scope *scope;
	const struct given *given;
	const struct indent *indent;
};

static void run(struct render *r, uint32_t from, uint32_t to, struct place at);

static const struct { const char *p; size_t n; } entities[] = {
	{ NULL, 0 }, { "&amp;", 5 }, { "&lt;", 4 }, { "&gt;", 4 }, { "&quot;", 6 }, { "&#39;", 5 },
	{ "&#96;", 5 }, { "&#61;", 5 }, { "&#123;", 6 }, { "&#125;", 6 },
};

/* The place of a byte's entity, 0 = it has none: small enough to stay near. */
static const uint8_t entity[256] = {
	['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5, ['`'] = 6, ['='] = 7, ['{'] = 8,
	['}'] = 9,
};

void template_escape(struct sbuf *out, const char *text, size_t n)
{
	const unsigned char *u = (const unsigned char *)text;
	size_t done = 0;

	for (size_t i = 0; i < n; i++) {
		while (i + 4 <= n &&
		    !(entity[u[i]] | entity[u[i + 1]] | entity[u[i + 2]] | entity[u[i + 3]]))
			i += 4;
		if (i == n)
			break;
		if (!entity[u[i]])
			continue;
		if (i > done)
			sbuf_add(out, text + done, i - done);
		sbuf_add(out, entities[entity[u[i]]].p, entities[entity[u[i]]].n);
		done = i + 1;
	}
	if (n > done)
		sbuf_add(out, text + done, n - done);
}

/*
 * A cell asks for what it might be and mostly is not, so every name not found is looked for in all
 * scopes, the outermost of which is the whole page's view. May a member have this name?
 */
static bool may_have(struct scope *s, uint8_t mark)
{
	if (s->v->u.list.n <= MANY)
		return true;
	if (!s->sifted) {
		memset(s->marks, 0, sizeof(s->marks));
		for (const struct value *m = s->v->u.list.first; m; m = m->next)
			s->marks[m->mark / 64] |= UINT64_C(1) << m->mark % 64;
		s->sifted = true;
	}
	return s->marks[mark / 64] >> mark % 64 & 1;
}

static void top_init(struct top *t, const struct value *view)
{
	*t = (struct top){ .view = view && view->kind == V_OBJECT ? view : NULL };
	for (const struct value *m = t->view ? view->u.list.first : NULL; m; m = m->next)
		if (!t->slot[m->mark])
			t->slot[m->mark] = m;
}

static const struct value *top_member(const struct top *t, const struct template_seg *g)
{
	for (const struct value *m = t->slot[g->mark]; m; m = m->next)
		if (m->mark == g->mark && strcmp(m->key, g->p) == 0)
			return m;
	return NULL;
}

/* Keys of a row are mostly asked for in the order they were added: look behind the last one. */
static const struct value *member(struct scope *s, const struct template_seg *g)
{
	const struct value *start, *m;

	if (!s->v || s->v->kind != V_OBJECT || !may_have(s, g->mark))
		return NULL;
	start = s->hint ? s->hint : s->v->u.list.first;
	for (m = s->hint ? start->next : start; m; m = m->next)
		if (m->mark == g->mark && strcmp(m->key, g->p) == 0)
			return s->hint = m;
	if (!s->hint)
		return NULL;
	for (m = s->v->u.list.first; m; m = m->next) {
		if (m->mark == g->mark && strcmp(m->key, g->p) == 0)
			return s->hint = m;
		if (m == start)
			return NULL;
	}
	return NULL;
}

static const struct value *lookup(const struct render *r, const struct template_op *op,
    struct scope *s)
{
	const struct value *v = NULL;

	if (op->nsegs == 0)	/* {{.}} */
		return s->v;
	for (; s->up && !v; s = s->up)
		v = member(s, &op->u.segs[0]);
	if (!v)
		v = top_member(r->top, &op->u.segs[0]);
	for (uint32_t i = 1; v && i < op->nsegs; i++)
		v = val_get_n(v, op->u.segs[i].p, op->u.segs[i].n);
	return v;
}

static void print_real(struct sbuf *out, double d)
{
	char text[40];
	int n;

	for (int digits = 15; digits <= 17; digits++) {
		n = snprintf(text, sizeof(text), "%.*g", digits, d);
		if (!(strtod(text, NULL) < d || strtod(text, NULL) > d))
			break;
	}
	sbuf_add(out, text, (size_t)n);
}

static void print(struct sbuf *out, const struct value *v)
{
	if (!v)
		return;
	switch (v->kind) {
	case V_TEXT:
		template_escape(out, v->u.s.p, v->u.s.n);
		break;
	case V_HTML:
		sbuf_add(out, v->u.s.p, v->u.s.n);
		break;
	case V_INT:
		sbuf_int(out, v->u.i);
		break;
	case V_REAL:
		print_real(out, v->u.r);
		break;
	case V_BOOL:
		sbuf_text(out, v->u.b ? "true" : "false");
		break;
	case V_NULL:
	case V_ARRAY:
	case V_OBJECT:
		break;
	}
}

/* A number with its words; whatever is no number is printed before those for many. */
static void print_counted(struct sbuf *out, const struct value *v, const struct template_seg *words)
{
	if (v && v->kind == V_INT) {
		sbuf_counted(out, v->u.i, words[0].p, words[1].p);
		return;
	}
	print(out, v);
	sbuf_char(out, ' ');
	sbuf_text(out, words[1].p);
}

static void put_indent(struct sbuf *out, const struct indent *in)
{
	if (!in)
		return;
	put_indent(out, in->up);
	sbuf_add(out, in->p, in->n);
}

/* The indent of an op that begins a line, unless the line has begun already. */
static inline void begin_line(struct render *r, const struct template_op *op,
    const struct indent *in)
{
	if (r->skip_bol)
		r->skip_bol = false;
	else if (in && (op->flags & OP_BOL))
		put_indent(r->out, in);
}

static void put_text(struct render *r, const struct template_op *op, const struct indent *in)
{
	const char *p = op->u.text.p, *end = p + op->u.text.n, *nl;

	if (!in) {
		r->skip_bol = false;
		sbuf_add(r->out, p, op->u.text.n);
		return;
	}
	if (op->u.text.n && *p == '\n')
		r->skip_bol = false;	/* an empty line gets no indent */
	else
		begin_line(r, op, in);
	while ((op->flags & OP_LINES) && (nl = memchr(p, '\n', (size_t)(end - p)))) {
		sbuf_add(r->out, p, (size_t)(nl + 1 - p));
		p = nl + 1;
		if (p < end && *p != '\n')
			put_indent(r->out, in);
	}
	sbuf_add(r->out, p, (size_t)(end - p));
}

static bool enter(struct render *r)
{
	if (r->rc == 0 && r->depth >= TEMPLATE_MAX_DEPTH)
		r->rc = err_set(
		    r->e, E_TOOBIG, "template nested more than %d deep", TEMPLATE_MAX_DEPTH);
	if (r->rc == 0 && ++r->calls > CALLS_MAX)
		r->rc = err_set(r->e, E_TOOBIG, "template calls itself without end");
	r->depth++;
	return r->rc == 0;
}

static void section(struct render *r, uint32_t i, struct place at)
{
	const struct template_op *op = &r->set->ops[i];
	const struct value *v = lookup(r, op, at.scope);
	struct scope inner = { .v = v, .up = at.scope };

	if (!val_truthy(v))
		return;
	at.scope = &inner;
	if (enter(r)) {
		if (v->kind != V_ARRAY) {
			run(r, i + 1, op->end, at);
		} else {
			for (v = v->u.list.first; v && r->rc == 0; v = v->next) {
				inner.v = v;
				inner.hint = NULL;
				inner.sifted = false;
				run(r, i + 1, op->end, at);
			}
		}
	}
	r->depth--;
}

/* A partial, or a parent with the blocks given to it. */
static void call(struct render *r, uint32_t i, struct place at)
{
	const struct template_op *op = &r->set->ops[i];
	const struct template_range *t = &r->set->ranges[op->target];
	struct given given = { i, at.given };
	struct indent indent = { op->indent, op->indent_n, at.indent };

	if (op->kind == OP_PARENT && op->end > i + 1)
		at.given = &given;
	if (op->indent_n)
		at.indent = &indent;
	if (!(op->flags & OP_BOL))
		r->skip_bol = true;
	if (enter(r))
		run(r, t->from, t->to, at);
	r->depth--;
	r->skip_bol = false;
}

/* The block of that name given furthest out, else the default at i itself. */
static uint32_t given_block(const struct render *r, uint32_t i, const struct given *given)
{
	const struct template_op *ops = r->set->ops;
	uint32_t found = i;

	for (; given; given = given->up)
		for (uint32_t k = given->parent + 1; k < ops[given->parent].end; k = ops[k].end)
			if (ops[k].kind == OP_BLOCK && ops[k].target == ops[i].target)
				found = k;
	return found;
}

static void block(struct render *r, uint32_t i, struct place at)
{
	const struct template_op *site = &r->set->ops[i];
	uint32_t body = given_block(r, i, at.given);
	struct indent indent = { site->indent, site->indent_n, at.indent };
	bool own_line = (r->set->ops[body].flags & OP_OWN_LINE) != 0;

	if (site->indent_n)
		at.indent = &indent;
	if ((site->flags & OP_BOL) && !own_line && at.indent && r->set->ops[body].end > body + 1) {
		begin_line(r, site, at.indent);
		r->skip_bol = true;
	} else if (!(site->flags & OP_BOL) && own_line) {
		r->skip_bol = true;
	}
	if (enter(r))
		run(r, body + 1, r->set->ops[body].end, at);
	r->depth--;
	r->skip_bol = false;
}

static void run(struct render *r, uint32_t from, uint32_t to, struct place at)
{
	const struct template_op *ops = r->set->ops;

	for (uint32_t i = from; i < to && r->rc == 0; i = ops[i].end) {
		switch (ops[i].kind) {
		case OP_TEXT:
			put_text(r, &ops[i], at.indent);
			break;
		case OP_VARIABLE:
			begin_line(r, &ops[i], at.indent);
			print(r->out, lookup(r, &ops[i], at.scope));
			break;
		case OP_COUNTED:
			begin_line(r, &ops[i], at.indent);
			print_counted(r->out, lookup(r, &ops[i], at.scope),
			    ops[i].u.segs + ops[i].nsegs);
			break;
		case OP_SECTION:
			if (ops[i].flags & OP_BOL)
				begin_line(r, &ops[i], at.indent);
			section(r, i, at);
			break;
		case OP_INVERTED:
			if (ops[i].flags & OP_BOL)
				begin_line(r, &ops[i], at.indent);
			if (!val_truthy(lookup(r, &ops[i], at.scope)) && enter(r)) {
				run(r, i + 1, ops[i].end, at);
				r->depth--;
			}
			break;
		case OP_PARTIAL:
		case OP_PARENT:
			call(r, i, at);
			break;
		case OP_BLOCK:
			block(r, i, at);
			break;
		}
	}
	if (r->rc == 0 && !sbuf_ok(r->out))
		r->rc = err_set(r->e, E_TOOBIG, "page larger than %zu bytes", r->out->max);
}

static int compare(const void *x, const void *y)
{
	return strcmp(x, ((const struct template_range *)y)->name);
}

static const struct template_range *find(const struct template_set *set, const char *name)
{
	return set->nranges == 0 ? NULL :
	    bsearch(name, set->ranges, set->nranges, sizeof(set->ranges[0]), compare);
}

bool template_has(const struct template_set *set, const char *name)
{
	return find(set, name) != NULL;
}

int template_render(const struct template_set *set, const char *name, const struct value *view,
    struct sbuf *out, struct err *e)
{
	const struct template_range *t = find(set, name);
	struct scope scope = { .v = view };
	struct top top;
	struct render r = { .set = set, .top = &top, .out = out, .e = e };

	if (!t)
		return err_set(e, E_NOTFOUND, "no template '%s'", name);
	top_init(&top, view);
	run(&r, t->from, t->to, (struct place){ &scope, NULL, NULL });
	return r.rc;
}
