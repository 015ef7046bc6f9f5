/* cli/cmd.c -- what commands read and print with. See command.h. */
#include "cli/command.h"

const char *cmd_arg(const struct cmd *m, int i)
{
	REQUIRE(i < m->argc);
	return m->argv[i];
}

const char *cmd_option(const struct cmd *m, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < m->noptions; i++)
		if (strcmp(m->options[i].name, name) == 0)
			value = m->options[i].value;	/* the last one counts */
	return value;
}

int cmd_option_int(struct cmd *m, const char *name, int64_t otherwise, int64_t *ret)
{
	const char *text = cmd_option(m, name);

	*ret = otherwise;
	if (text && !str_int(str_of(text), ret))
		return err_set(
		    &m->c->err, E_USAGE, "--%s must be a whole number, not \"%s\"", name, text);
	return E_OK;
}

static void print(struct sbuf *b, const char *fmt, va_list ap)
{
	char small[512], *p = small;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	REQUIRE(n >= 0);
	if ((size_t)n >= sizeof(small)) {
		p = mem_new((size_t)n + 1, 1);
		(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	sbuf_add(b, p, (size_t)n);
	if (p != small)
		mem_free(p);
}

void cmd_printf(struct cmd *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(m->out, fmt, ap);
	va_end(ap);
}

void cmd_chat(struct cmd *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(m->chatter, fmt, ap);
	va_end(ap);
}

void cmd_tone(struct cmd *m, enum tone tone, const char *fmt, ...)
{
	static const char *const codes[] = { [TONE_HEAD] = "1", [TONE_FAINT] = "2",
		[TONE_GOOD] = "32", [TONE_LOOK] = "33", [TONE_BAD] = "1;31" };
	va_list ap;

	if (m->colour)
		sbuf_printf(m->out, "\033[%sm", codes[tone]);
	va_start(ap, fmt);
	print(m->out, fmt, ap);
	va_end(ap);
	if (m->colour)
		sbuf_text(m->out, "\033[0m");
}

void cmd_json(struct cmd *m, const struct value *v)
{
	json_print_pretty(m->out, v);
}

/* A value as one cell: texts as they are, lists joined, the rest as JSON. */
static const char *cell(struct arena *a, const struct value *v)
{
	struct sbuf *b;

	if (!v || v->kind == V_NULL)
		return "";
	if (v->kind == V_TEXT)
		return v->u.s.p;
	b = arena_alloc(a, sizeof(*b));
	sbuf_init(b, a, 64 << 10);
	if (v->kind == V_ARRAY)
		for (const struct value *m = v->u.list.first; m; m = m->next)
			sbuf_printf(b, "%s%s", b->n ? "," : "", cell(a, m));
	else
		json_print(b, v);
	return sbuf_str(b).p;
}

enum { CELL_MAX = 60 };

/* One line, whatever the text holds. */
static void padded(struct cmd *m, const char *text, size_t width, bool last)
{
	size_t all = str_chars(str_of(text)), chars = 0;
	bool cut = m->terminal && all > CELL_MAX;

	for (size_t i = 0; text[i] && !(cut && chars == CELL_MAX - 1); i++) {
		sbuf_char(m->out, text[i] == '\n' ? ' ' : text[i]);
		if ((text[i + 1] & 0xc0) != 0x80)	/* the next byte begins a character */
			chars++;
	}
	if (cut)
		sbuf_text(m->out, "…");
	for (size_t end = (chars += cut) > width ? chars : width; !last && chars < end + 2; chars++)
		sbuf_char(m->out, ' ');
}

void cmd_table(struct cmd *m, const char *const *keys, const char *const *heads, size_t n,
    const struct value *rows)
{
	size_t width[16];

	REQUIRE(n <= COUNT(width));
	for (size_t k = 0; k < n; k++)
		width[k] = strlen(heads[k]);
	for (const struct value *r = rows->u.list.first; r; r = r->next)
		for (size_t k = 0; k < n; k++) {
			size_t w = str_chars(str_of(cell(m->c->arena, val_get(r, keys[k]))));

			if (w > width[k])
				width[k] = w < CELL_MAX ? w : CELL_MAX;
		}
	sbuf_text(m->out, m->colour ? "\033[1m" : "");
	for (size_t k = 0; k < n; k++)
		padded(m, heads[k], width[k], k + 1 == n);
	sbuf_text(m->out, m->colour ? "\033[0m\n" : "\n");
	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		for (size_t k = 0; k < n; k++)
			padded(m, cell(m->c->arena, val_get(r, keys[k])), width[k], k + 1 == n);
		sbuf_char(m->out, '\n');
	}
}
