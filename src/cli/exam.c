/* cli/exam.c -- see exam.h. */
#include "cli/exam.h"

static const struct { const char *word; enum tone tone; } states[] = {
	[GOOD] = { "ok", TONE_GOOD }, [LOOK] = { "look", TONE_LOOK },
	[BAD] = { "wrong", TONE_BAD },
};

struct exam exam_new(struct cmd *m)
{
	return (struct exam){ .m = m, .rows = val_arr(m->c->arena) };
}

void exam_say(struct exam *x, enum exam_state state, const char *check, const char *cure,
    const char *fmt, ...)
{
	struct arena *a = x->m->c->arena;
	struct value *o = val_obj(a);
	const char *found;
	va_list ap;

	va_start(ap, fmt);
	found = arena_vprintf(a, fmt, ap);
	va_end(ap);
	val_add(o, "state", val_text(a, states[state].word));
	val_add(o, "check", val_text(a, check));
	val_add(o, "found", val_text(a, found));
	val_add(o, "cure", val_text(a, state == GOOD ? NULL : cure));
	val_push(x->rows, o);
	x->worst = state > x->worst ? state : x->worst;
	if (state == BAD && !x->first_bad)
		x->first_bad = arena_printf(a, "%s: %s", check, found);
}

void exam_print(const struct exam *x)
{
	for (const struct value *o = x->rows->u.list.first; o; o = o->next) {
		const char *cure = val_get_text(o, "cure"), *word = val_get_text(o, "state");

		for (size_t i = 0; i < COUNT(states); i++)
			if (strcmp(states[i].word, word) == 0)
				cmd_tone(x->m, states[i].tone, "%-6s", word);
		cmd_printf(x->m, " %-15s %s\n", val_get_text(o, "check"),
		    val_get_text(o, "found"));
		if (cure)
			cmd_printf(x->m, "%-22s -> %s\n", "", cure);
	}
}
