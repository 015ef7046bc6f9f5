/* base/log.c -- see log.h. The level is one of the program's few global variables. */
#include "base/clock.h"
#include "base/log.h"
#include "base/value.h"

static const struct log_row table[] = {
#define EVENT(NAME, level, name, meaning) { name, #level, meaning },
#include "base/events.def"
#undef EVENT
};

static int threshold = 1;

void log_level(int level)
{
	threshold = level;
}

const struct log_row *log_table(size_t *ret_n)
{
	*ret_n = COUNT(table);
	return table;
}

void log_event(enum log_event event, ...)
{
	static const char *const words[] = { "debug", "info", "warn", "error" };
	const struct log_row *row = &table[event];
	int level = row->level[0] - '0';
	char when[TIME_TEXT];
	const char *key, *text;
	struct sbuf b;
	va_list ap;

	if (level < threshold)
		return;
	sbuf_init_free(&b, 16 << 10);
	time_print(clock_now(&clock_system), when);
	sbuf_printf(&b, "{\"t\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"", when, words[level],
	    row->name);
	va_start(ap, event);
	while ((key = va_arg(ap, const char *))) {
		if (!(text = va_arg(ap, const char *)))
			continue;
		sbuf_printf(&b, ",\"%s\":", key);
		json_text(&b, (struct str){ text, strnlen(text, 2000) });
	}
	va_end(ap);
	sbuf_text(&b, "}\n");
	if (sbuf_ok(&b))
		(void)!write(STDERR_FILENO, b.p, b.n);	/* nobody is left to tell */
	sbuf_release(&b);
}
