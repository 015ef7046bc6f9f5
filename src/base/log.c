/* base/log.c -- see log.h. Level and form are two of the program's few global variables. */
#include "base/clock.h"
#include "base/log.h"
#include "base/value.h"

static const struct log_row table[] = {
#define EVENT(NAME, level, name, meaning) { name, #level, meaning },
#include "base/events.def"
#undef EVENT
};

static int threshold = 1;
static bool people;

void log_people(bool on)
{
	people = on;
}

void log_level(int level)
{
	threshold = level;
}

const struct log_row *log_table(size_t *ret_n)
{
	*ret_n = COUNT(table);
	return table;
}

static void head(struct sbuf *b, const struct log_row *row, int level)
{
	static const char *const words[] = { "debug", "info", "warn", "error" };
	char when[TIME_TEXT];

	time_print(clock_now(&clock_system), when);
	if (people)
		sbuf_printf(b, "annexa: %s", row->name);
	else
		sbuf_printf(b, "{\"t\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"", when,
		    words[level], row->name);
}

static void pair(struct sbuf *b, const char *key, struct str text, bool first)
{
	if (!people) {
		sbuf_printf(b, ",\"%s\":", key);
		json_text(b, text);
		return;
	}
	sbuf_text(b, first ? ": " : ", ");
	for (size_t i = 0; i < text.n; i++)	/* one line, and nothing for the terminal to obey */
		sbuf_char(b, (unsigned char)text.p[i] < ' ' || text.p[i] == 127 ? ' ' : text.p[i]);
}

void log_event(enum log_event event, ...)
{
	const struct log_row *row = &table[event];
	int level = row->level[0] - '0', n = 0;
	const char *key, *text;
	struct sbuf b;
	va_list ap;

	if (level < threshold)
		return;
	sbuf_init_free(&b, 16 << 10);
	head(&b, row, level);
	va_start(ap, event);
	while ((key = va_arg(ap, const char *)))
		if ((text = va_arg(ap, const char *)))
			pair(&b, key, (struct str){ text, strnlen(text, 2000) }, n++ == 0);
	va_end(ap);
	sbuf_text(&b, people ? "\n" : "}\n");
	if (sbuf_ok(&b))
		(void)!write(STDERR_FILENO, b.p, b.n);	/* nobody is left to tell */
	sbuf_release(&b);
}
