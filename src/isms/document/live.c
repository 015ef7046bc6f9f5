/*
 * isms/document/live.c -- a source with placeholders to the text that people read. See live.h.
 *
 * Line by line: conditions take lines away, then each placeholder is replaced. What is replaced is
 * not looked at again, so that a record named "{{table.risks}}" prints its own name. List numbers
 * run on where a condition took a line away.
 */
#include "base/hash.h"
#include "isms/document/document.h"
#include "isms/document/live.h"
#include "record/rec.h"

struct known {			/* resolved once a document */
	const struct live_name *n;
	struct live_thing thing;
	struct known *next;
};

struct render {
	struct live live;
	struct live_text *ret;
	struct sbuf *out;
	struct known *known;
	long line;
	bool skipping;
	int64_t number;		/* of the last numbered line of the list we are in, 0 = none */
};

static const char no_entries[] = N_("no entries yet");
static const char not_shown[] = N_("not shown to you");

/* ---- what stands for a name ---- */

static void mark_of(const struct live_thing *t, struct arena *a, const char **ret)
{
	struct sbuf *b = sbuf_new(a, 4 << 20);
	char *hex = arena_alloc(a, HASH_HEX);
	struct hash h;

	if (t->rows)
		json_print(b, t->rows);
	else
		sbuf_text(b, t->text ? t->text : "");
	h = sha256(b->p ? b->p : "", b->n);
	hash_hex(&h, hex);
	hex[16] = '\0';
	*ret = hex;
}

/* At most n bytes that end between two characters. */
static size_t whole_chars(const char *text, size_t n)
{
	while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* What changes by itself, such as the day, is no figure of the document. */
static bool figure(const struct live_name *n)
{
	return n->kind != LIVE_IF && n->get != live_today && n->get != live_document;
}

static void note(struct render *r, const struct known *k)
{
	struct arena *a = r->live.c->arena;
	struct value *o = val_obj(a);
	const char *mark, *text = k->thing.text;

	if (!figure(k->n))
		return;
	mark_of(&k->thing, a, &mark);
	if (k->thing.rows)
		text = text_counted(a, (int64_t)k->thing.rows->u.list.n, "row", "rows");
	if (text && strlen(text) > 80)
		text = arena_printf(a, "%.*s...", (int)whole_chars(text, 77), text);
	val_add(o, "name", val_text(a, k->n->name));
	val_add(o, "label", val_text(a, k->n->says));
	val_add(o, "text", val_text(a, text ? text : ""));
	val_add(o, "mark", val_text(a, mark));
	val_add(o, "hidden", val_bool(a, k->thing.hidden));
	r->ret->hidden += k->thing.hidden;
	val_push(r->ret->figures, o);
}

static int resolve(struct render *r, const struct live_name *n, const struct live_thing **ret)
{
	struct known *k = r->known;
	int rc;

	while (k && k->n != n)
		k = k->next;
	if (!k) {
		k = arena_zero(r->live.c->arena, 1, sizeof(*k));
		k->n = n;
		if ((rc = n->get(&r->live, n, &k->thing)) < 0)
			return rc;
		k->next = r->known;
		r->known = k;
		note(r, k);
	}
	*ret = &k->thing;
	return E_OK;
}

static void gap(struct render *r, const struct live_name *n, const struct live_thing *t)
{
	struct arena *a = r->live.c->arena;
	struct value *o = val_obj(a);
	const char *why = arena_printf(a, t->unconfirmed ?
	    "comes from a draft that nobody has confirmed: look at %s" :
	    "has no value yet: fill in %s", n->fill);

	val_add(o, "name", val_text(a, n->name));
	val_add(o, "line", val_int(a, r->line));
	val_add(o, "why", val_text(a, why));
	val_add(o, "href", val_text(a, t->href ? t->href : n->href));
	val_push(r->ret->gaps, o);
}

/* ---- printing ---- */

/* Nothing of it may be read, or nothing is there. */
static bool nothing(struct render *r, const struct live_name *n, const struct live_thing *t)
{
	bool none = t->rows ? t->rows->u.list.n == 0 : !t->text;

	if (none && t->hidden)
		sbuf_printf(r->out, "*%s*", not_shown);
	else if (none && !t->rows && n->fill) {
		sbuf_printf(r->out, "**[missing: %s, see %s]**", n->says, n->fill);
		gap(r, n, t);
	} else if (none)
		sbuf_printf(r->out, "*%s*", no_entries);
	return none;
}

static void inline_thing(struct render *r, const struct live_name *n, const struct live_thing *t)
{
	if (nothing(r, n, t))
		return;
	if (t->unconfirmed)
		gap(r, n, t);
	if (!t->rows) {
		live_escape(r->out, t->text);
		return;
	}
	for (const struct value *row = t->rows->u.list.first; row; row = row->next) {
		sbuf_text(r->out, row == t->rows->u.list.first ? "" : ", ");
		live_escape(r->out, row->u.list.first->u.s.p);
	}
}

static void bullets(struct render *r, const struct live_name *n, const struct live_thing *t)
{
	if (nothing(r, n, t))
		return;
	for (const struct value *row = t->rows->u.list.first; row; row = row->next) {
		const struct value *more = row->u.list.first->next;

		sbuf_text(r->out, "- ");
		live_escape(r->out, row->u.list.first->u.s.p);
		if (more && more->kind == V_TEXT && more->u.s.n) {
			sbuf_text(r->out, " (");
			live_escape(r->out, more->u.s.p);
			sbuf_char(r->out, ')');
		}
		if (row->next)
			sbuf_char(r->out, '\n');
	}
}

static size_t head(struct sbuf *b, const char *columns)
{
	size_t count = 0;

	for (const char *at = columns; *at;) {
		size_t n = strcspn(at, "|"), eq = strcspn(at, "=");

		sbuf_text(b, "| ");
		sbuf_add(b, at, eq < n ? eq : n);
		sbuf_char(b, ' ');
		at += n + (at[n] == '|');
		count++;
	}
	sbuf_text(b, "|\n");
	for (size_t i = 0; i < count; i++)
		sbuf_text(b, "|---");
	sbuf_text(b, "|\n");
	return count;
}

static void table(struct render *r, const struct live_name *n, const struct live_thing *t)
{
	size_t columns = head(r->out, t->columns ? t->columns : n->columns);

	if (!t->rows->u.list.n) {
		sbuf_printf(r->out, "| *%s* ", t->hidden ? not_shown : no_entries);
		for (size_t i = 1; i < columns; i++)
			sbuf_text(r->out, "| ");
		sbuf_char(r->out, '|');
		return;
	}
	for (const struct value *row = t->rows->u.list.first; row; row = row->next) {
		for (const struct value *v = row->u.list.first; v; v = v->next) {
			sbuf_text(r->out, "| ");
			if (v->kind == V_TEXT)
				live_escape(r->out, v->u.s.p);
			sbuf_char(r->out, ' ');
		}
		sbuf_text(r->out, row->next ? "|\n" : "|");
	}
}

/* ---- lines ---- */

/* A numbered line of a list: its number becomes one more than that of the line before. */
static void numbered(struct render *r, struct str *line)
{
	int64_t given = 0;
	size_t n = 0;

	for (; n < line->n && n < 9 && isdigit((unsigned char)line->p[n]); n++)
		given = given * 10 + line->p[n] - '0';
	if (n && n + 1 < line->n && line->p[n] == '.' && line->p[n + 1] == ' ') {
		r->number = r->number ? r->number + 1 : given;
		sbuf_int(r->out, r->number);
		line->p += n;
		line->n -= n;
	} else if (line->n && line->p[0] != ' ') {
		r->number = 0;
	}
}

static int pieces(struct render *r, struct str line)
{
	const struct live_thing *t;
	struct live_piece piece;
	int rc;

	numbered(r, &line);
	while (live_next(&line, &piece)) {
		const struct live_name *n = piece.closed ? live_find(piece.name) : NULL;

		sbuf_add(r->out, piece.before.p, piece.before.n);
		if (!n || n->kind == LIVE_IF || n->kind == LIVE_TABLE) {
			sbuf_printf(r->out, "\\{\\{%.*s}}", (int)piece.name.n, piece.name.p);
			continue;	/* saved before the check knew it */
		}
		if ((rc = resolve(r, n, &t)) < 0)
			return rc;
		inline_thing(r, n, t);
	}
	sbuf_add(r->out, piece.before.p, piece.before.n);
	return E_OK;
}

static bool tag(struct str name, const char *word)
{
	return name.n >= 3 && memcmp(name.p, word, 3) == 0;
}

/* A line that is a condition's tag is taken. */
static int condition(struct render *r, struct str name, bool *ret)
{
	const struct live_name *n;
	const struct live_thing *t;
	int rc;

	*ret = tag(name, "#if") || tag(name, "/if");
	if (!*ret)
		return E_OK;
	if (name.p[0] == '/') {
		r->skipping = false;
		return E_OK;
	}
	n = live_find(live_trim((struct str){ name.p + 3, name.n - 3 }));
	if (!n || n->kind != LIVE_IF)
		return E_OK;
	if ((rc = resolve(r, n, &t)) == E_OK)
		r->skipping = !t->text[0];
	return rc;
}

static int one_line(struct render *r, struct str line)
{
	const struct live_thing *t;
	const struct live_name *n;
	struct str name;
	bool taken = false;
	int rc;

	if (!live_alone(line, &name)) {
		rc = r->skipping ? E_OK : pieces(r, line);
	} else if ((rc = condition(r, name, &taken)) < 0 || taken) {
		return rc;
	} else if (!r->skipping && (n = live_find(name)) && n->kind != LIVE_VALUE) {
		if ((rc = resolve(r, n, &t)) < 0)
			return rc;
		r->number = 0;
		if (n->kind == LIVE_TABLE)
			table(r, n, t);
		else
			bullets(r, n, t);
	} else if (!r->skipping) {
		rc = pieces(r, line);
	}
	if (!r->skipping)
		sbuf_char(r->out, '\n');
	return rc;
}

int live_render(struct ctx *c, struct str source, const struct live_doc *doc,
    struct live_text *ret)
{
	struct render r = { .live = { .c = c, .doc = doc }, .ret = ret };
	struct str line;
	int rc = E_OK;

	*ret = (struct live_text){ .figures = val_arr(c->arena), .gaps = val_arr(c->arena) };
	r.out = sbuf_new(c->arena, DOCUMENT_RENDERED_MAX);
	for (r.line = 1; rc == E_OK && live_line(&source, &line); r.line++)
		rc = one_line(&r, line);
	if (rc == E_OK && !sbuf_ok(r.out))
		rc = err_hint(&c->err, E_TOOBIG, "take large tables out and name the register",
		    "the document would be longer than %d bytes", DOCUMENT_RENDERED_MAX);
	if (rc == E_OK)
		ret->text = r.out->n ? sbuf_str(r.out) : STR("");
	return rc;
}

int live_gaps(const struct live_text *t, struct err *e)
{
	for (const struct value *g = t->gaps->u.list.first; g; g = g->next) {
		IGNORE(err_field(e, "body", "gap", "line %" PRId64 ": {{%s}} %s",
		    val_get_int(g, "line", 0), val_get_text(g, "name"),
		    val_get_text(g, "why")));
		err_link(e, val_get_text(g, "href"));
	}
	return e->code;
}

int live_one(struct ctx *c, const struct live_name *n, const struct live_doc *doc,
    struct live_thing *ret)
{
	struct live l = { .c = c, .doc = doc };

	*ret = (struct live_thing){ 0 };
	return n->get(&l, n, ret);
}
