/* cli/demo_script.c -- see demo_script.h. */
#include "base/clock.h"
#include "base/sbuf.h"
#include "cli/demo_script.h"

enum { WORDS_MAX = 120, WORD_MAX = 64 << 10 };

static const int64_t day_us = INT64_C(86400) * 1000000, minute_us = INT64_C(60) * 1000000;

struct reader {
	struct arena *a;
	struct demo_script *script;
	const char *file;
	const char *p, *end;
	int line;
	int64_t midnight_us, at_us;
	const char *actor;
	struct err *e;
};

static int wrong(struct reader *r, const char *what)
{
	return err_set(r->e, E_USAGE, "%s, line %d: %s", r->file, r->line, what);
}

/* {+30} and {-365} as a date. */
static bool take_date(struct reader *r, struct sbuf *b)
{
	const char *close = memchr(r->p, '}', (size_t)(r->end - r->p));
	char day[DATE_TEXT];
	int64_t n;

	if (!close || close - r->p > 8 || (r->p[1] != '+' && r->p[1] != '-') ||
	    !str_int((struct str){ r->p + 1 + (r->p[1] == '+'),
		(size_t)(close - r->p) - 1 - (r->p[1] == '+') }, &n))
		return false;
	date_print(r->midnight_us + n * day_us, day);
	sbuf_text(b, day);
	r->p = close + 1;
	return true;
}

/* One word, quotes taken off; ends before a blank or the line's end. */
static int take_word(struct reader *r, char **ret)
{
	struct sbuf *b = sbuf_new(r->a, WORD_MAX);
	int opened = r->line;
	bool quoted = false;

	while (r->p < r->end && (quoted || !strchr(" \t\n", *r->p))) {
		if (*r->p == '{' && take_date(r, b))
			continue;
		if (*r->p == '"') {
			quoted = !quoted;
			opened = r->line;
		} else {
			if (quoted && *r->p == '\\' && r->p + 1 < r->end &&
			    (r->p[1] == '"' || r->p[1] == '\\'))
				r->p++;
			r->line += *r->p == '\n';
			sbuf_char(b, *r->p);
		}
		r->p++;
	}
	if (quoted) {
		r->line = opened;
		return wrong(r, "a quotation mark is not closed");
	}
	if (!sbuf_ok(b))
		return wrong(r, "a word is longer than 64 KB");
	*ret = arena_text_n(r->a, b->p ? b->p : "", b->n);
	return E_OK;
}

static void blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
		r->p++;
}

/* The words of one command. */
static int take_words(struct reader *r, char **words, int *ret)
{
	int n = 0, rc;

	for (blanks(r); r->p < r->end && *r->p != '\n'; blanks(r)) {
		if (n == WORDS_MAX)
			return wrong(r, "too many words");
		if ((rc = take_word(r, &words[n])) < 0)
			return rc;
		n++;
	}
	*ret = n;
	return E_OK;
}

/* "@-720", "09:00", "nina@bergmann.example" */
static int take_moment(struct reader *r, char **w, int n)
{
	int64_t day, hour, minute;
	const char *d = n == 3 ? w[0] + 1 : "";

	if (n != 3 || !str_int(str_of(d + (*d == '+')), &day) || day < -4000 || day > 0 ||
	    strlen(w[1]) != 5 || w[1][2] != ':' ||
	    !str_int((struct str){ w[1] + (w[1][0] == '0'), 2u - (w[1][0] == '0') }, &hour) ||
	    !str_int((struct str){ w[1] + 3 + (w[1][3] == '0'), 2u - (w[1][3] == '0') },
		&minute) || hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return wrong(r, "a moment is \"@-30 09:00 somebody@example.com\"");
	r->at_us = r->midnight_us + day * day_us + (hour * 60 + minute) * minute_us;
	r->actor = w[2];
	return E_OK;
}

static int add_step(struct reader *r, int line, char **w, int n)
{
	struct demo_script *s = r->script;
	struct demo_step *bigger;
	bool keep = n > 2 && strcmp(w[1], "=") == 0;
	char **argv;

	if (!r->actor)
		return wrong(r, "a moment must come before the first command");
	if (s->n == s->room) {
		bigger = arena_zero(r->a, s->room ? 2 * s->room : 256, sizeof(*bigger));
		if (s->n)
			memcpy(bigger, s->steps, s->n * sizeof(*bigger));
		s->room = s->room ? 2 * s->room : 256;
		s->steps = bigger;
	}
	n -= keep ? 2 : 0;
	argv = arena_zero(r->a, (size_t)n + 1, sizeof(*argv));
	memcpy(argv, w + (keep ? 2 : 0), (size_t)n * sizeof(*argv));
	s->steps[s->n++] = (struct demo_step){ r->file, line, r->at_us, r->actor,
	    keep ? w[0] : NULL, argv, n };
	r->at_us += minute_us;
	return E_OK;
}

int demo_script_add(struct arena *a, struct demo_script *s, const char *file, struct str text,
    int64_t today_us, struct err *e)
{
	struct reader r = { .a = a, .script = s, .file = file, .p = text.p, .end = text.p + text.n,
		.line = 1, .midnight_us = today_us - today_us % day_us, .e = e };
	char *w[WORDS_MAX];
	int rc = E_OK, n = 0;

	while (r.p < r.end && rc == E_OK) {
		int line = r.line;

		if (*r.p == '#')
			while (r.p < r.end && *r.p != '\n')
				r.p++;
		else if ((rc = take_words(&r, w, &n)) == E_OK && n)
			rc = w[0][0] == '@' ? take_moment(&r, w, n) : add_step(&r, line, w, n);
		if (r.p < r.end && rc == E_OK) {
			r.line++;
			r.p++;
		}
	}
	return rc;
}

void demo_script_sort(struct demo_script *s)
{
	/* By insertion: files are in order by themselves, and equal times must stay as they are. */
	for (size_t i = 1; i < s->n; i++) {
		struct demo_step one = s->steps[i];
		size_t k = i;

		for (; k > 0 && s->steps[k - 1].at_us > one.at_us; k--)
			s->steps[k] = s->steps[k - 1];
		s->steps[k] = one;
	}
}
