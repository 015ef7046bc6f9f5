/*
 * exchange/values.c -- cells as people write them, in the form that record/input.h reads: days,
 * numbers, yes and no, steps, words, references. What is not understood stays as it is and is told
 * there. See import.h.
 */
#include "exchange/import_priv.h"

/* ---- days ---- */

static int month_of(const char *p, size_t n)
{
	static const char *const months[12] = { "jan", "feb fév fev", "mar mär mrz", "apr avr",
		"may mai", "jun jui", "jul", "aug aoû aou", "sep", "oct okt", "nov",
		"dec dez déc" };
	char *lower;
	char text[40];

	if (n < 3 || n >= sizeof(text))
		return 0;
	(void)snprintf(text, sizeof(text), "%.*s", (int)n, p);
	for (lower = text; *lower; lower++)
		*lower = (char)(*lower >= 'A' && *lower <= 'Z' ? *lower + 'a' - 'A' : *lower);
	if (strncmp(text, "juil", 4) == 0)
		return 7;
	for (int m = 0; m < 12; m++)
		for (const char *w = months[m]; *w; w += strcspn(w, " "), w += *w == ' ')
			if (strncmp(text, w, strcspn(w, " ")) == 0)
				return m + 1;
	return 0;
}

/* The three parts of a day with the mark between the first two, ' ' before a month's name. */
struct day {
	int64_t part[3];
	size_t digits[3], n;
	int named;		/* place of the month by name, or -1 */
	char mark;
};

static bool split(struct str s, struct day *d)
{
	*d = (struct day){ .named = -1 };
	for (size_t i = 0; i < s.n;) {
		size_t from = i;

		if (strchr("./- ,", s.p[i])) {
			d->mark = d->n == 1 && (d->mark == 0 || d->mark == ' ') ? s.p[i] : d->mark;
			i++;
			continue;
		}
		if (d->n == 3)
			return false;
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && i - from < 5; i++)
				d->part[d->n] = d->part[d->n] * 10 + (s.p[i] - '0');
		} else {
			while (i < s.n && !strchr("./- ,0123456789", s.p[i]))
				i++;
			d->part[d->n] = month_of(s.p + from, i - from);
			if (!d->part[d->n] || d->named >= 0)
				return false;
			d->named = (int)d->n;
		}
		d->digits[d->n++] = i - from;
	}
	return d->n == 3;
}

static bool put_day(struct ctx *c, int64_t y, size_t digits, int64_t m, int64_t day,
    struct str *ret)
{
	const char *text;

	if (digits == 2)
		y += y < 70 ? 2000 : 1900;
	else if (digits != 4)
		return false;
	text = arena_printf(c->arena, "%04d-%02d-%02d", (int)y, (int)m, (int)day);
	if (!date_valid(str_of(text)))
		return false;
	*ret = str_of(text);
	return true;
}

static int date_read(struct ctx *c, const struct import *im, const struct field *f, struct str s,
    struct str *ret)
{
	struct day d;
	bool month_first;

	if (s.n > 10 && s.p[10] == 'T' && date_valid(str_copy(c->arena, s.p, 10))) {
		*ret = str_copy(c->arena, s.p, 10);	/* a spreadsheet's day with a time */
		return E_OK;
	}
	if (date_valid(s) || s.n > 40 || !split(s, &d))
		return E_OK;
	if (d.digits[0] == 4 && d.named != 0) {
		(void)put_day(c, d.part[0], 4, d.part[1], d.part[2], ret);
		return E_OK;
	}
	month_first = d.named >= 0 ? d.named == 0 : d.mark != '.' &&
	    (im->dates == DATES_MONTH_FIRST || (im->dates == DATES_UNSAID && d.part[1] > 12));
	if (d.named < 0 && d.mark != '.' && im->dates == DATES_UNSAID && d.part[0] <= 12 &&
	    d.part[1] <= 12 && d.part[0] != d.part[1])
		return err_field(&c->err, f->name, "ambiguous-date", "\"%s\" may be day or month "
		    "first; say which dates the file has: day-first or month-first", s.p);
	(void)put_day(c, d.part[2], d.digits[2], d.part[month_first ? 0 : 1],
	    d.part[month_first ? 1 : 0], ret);
	return E_OK;
}

/* ---- numbers ---- */

/* EUR before or behind: three capital letters in a row, at an end. */
static bool currency(struct str s, size_t *from, size_t *to)
{
	size_t i = strspn(s.p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), k = s.n;

	while (k > 0 && s.p[k - 1] >= 'A' && s.p[k - 1] <= 'Z')
		k--;
	*from = i;
	*to = k < i ? s.n : k;
	return (i == 0 || i == 3) && (*to == s.n || *to + 3 == s.n);
}

/* "1.234,50 €", "1,234.5", "EUR 12 000", "25 %" to digits and a point. */
static int number_read(struct ctx *c, const struct field *f, struct str s, struct str *ret)
{
	char out[64];
	size_t n = 0, commas = 0, points = 0, after = 0, from, to;
	char last = 0;

	if (s.n > 60 || !currency(s, &from, &to))
		return E_OK;
	for (size_t i = from; i < to; i++) {
		char ch = s.p[i];

		if (ch == ',' || ch == '.') {
			commas += ch == ',';
			points += ch == '.';
			last = ch;
			after = 0;
		} else if ((ch >= '0' && ch <= '9') || (ch == '-' && !n)) {
			after++;
		} else if ((unsigned char)ch < 0x80 && !strchr(" %'$", ch)) {
			return E_OK;
		} else {
			continue;
		}
		out[n++] = ch;
	}
	out[n] = '\0';
	if (commas == 1 && !points && after == 3)
		return err_field(&c->err, f->name, "ambiguous-number", "\"%s\" may be a thousand "
		    "or a fraction; write it without a comma", s.p);
	if (commas > 1 && !points)
		last = 0;			/* 1,234,567 */
	else if (points > 1 && !commas)
		last = 0;
	else if (commas && points && (last == ',' ? commas : points) > 1)
		return E_OK;
	n = 0;
	for (const char *p = out; *p; p++)
		if ((*p != ',' && *p != '.') || *p == last)
			out[n++] = (char)(*p == last ? '.' : *p);
	out[n] = '\0';
	if (f->kind == FK_INT && n > 2 && strcmp(out + n - 2, ".0") == 0)
		out[n - 2] = '\0';
	*ret = str_of(arena_text(c->arena, out));
	return E_OK;
}

/* ---- yes and no, steps, words ---- */

static struct str bool_read(struct str s)
{
	static const char *const yes[] = { "y", "j", "ja", "oui", "o", "wahr", "vrai",
		"\xe2\x9c\x93", "\xe2\x9c\x94" };
	static const char *const no[] = { "n", "nein", "non", "falsch", "faux" };

	for (size_t i = 0; i < COUNT(yes); i++)
		if (strcasecmp(s.p, yes[i]) == 0)
			return STR("true");
	for (size_t i = 0; i < COUNT(no); i++)
		if (strcasecmp(s.p, no[i]) == 0)
			return STR("false");
	return s;
}

/* "4 - likely", "4 (likely)", "likely (4)", "4.0": the number that is in it. */
static struct str step_read(struct ctx *c, struct str s)
{
	size_t digits = strspn(s.p, "0123456789");
	const char *open = strrchr(s.p, '(');
	size_t in = open ? strspn(open + 1, "0123456789") : 0;

	if (strspn(s.p + digits, ".0") == s.n - digits && digits && digits < s.n)
		return str_copy(c->arena, s.p, digits);
	if (digits && digits < s.n && strchr(" -:=(", s.p[digits]) &&
	    strcspn(s.p + digits, "0123456789") == s.n - digits)
		return str_copy(c->arena, s.p, digits);
	if (!digits && in && open[in + 1] == ')')
		return str_copy(c->arena, open + 1, in);
	return s;
}

struct str value_one_line(struct ctx *c, struct str s)
{
	char *out;
	size_t n = 0;

	if (!memchr(s.p, '\n', s.n) && !memchr(s.p, '\r', s.n))
		return s;
	out = arena_alloc(c->arena, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r' && s.p[i] != '\n')
			out[n++] = s.p[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	out[n] = '\0';
	return (struct str){ out, n };
}

/* What a spreadsheet shows where a formula has no result. */
static bool formula_error(struct str s)
{
	static const char *const errors[] = { "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?",
		"#NUM!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA" };

	for (size_t i = 0; i < COUNT(errors); i++)
		if (str_is(s, errors[i]))
			return true;
	return false;
}

/* What people put where there is nothing. Texts keep it. */
static bool nothing(const struct field *f, struct str s)
{
	static const char *const marks[] = { "-", "--", "\xe2\x80\x93", "\xe2\x80\x94", "n/a",
		"N/A", "n.a.", "k.A." };
	bool text = f->kind == FK_TEXT || f->kind == FK_MARKDOWN || f->kind == FK_WORDS ||
	    f->kind == FK_ENUM;

	for (size_t i = 0; !text && i < COUNT(marks); i++)
		if (str_is(s, marks[i]))
			return true;
	return false;
}

/* ---- references ---- */

static bool names_one(struct ctx *c, const struct record *t, struct str text)
{
	return text.n && ref_resolve(c, t, text) > 0;
}

/*
 * "Ann Example <ann@example.com>", "A.8.13 Information backup", "A-7: mail", "Example, Ann",
 * "Ann.Example@example.com": in the form that is known here, if one of these is.
 */
struct str value_ref(struct ctx *c, const struct field *f, struct str part)
{
	const struct record *t = record_find(f->to);
	const char *open = strpbrk(part.p, "<("), *comma = strchr(part.p, ',');
	size_t word = strcspn(part.p, " \t\n:");
	struct str form;

	if (!part.n || ref_resolve(c, t, part) != 0)
		return part;
	form = str_of(text_lower(c->arena, part.p));
	if (names_one(c, t, form))
		return form;
	if (open) {
		form = str_copy(c->arena, open + 1, strcspn(open + 1, ">)"));
		if (names_one(c, t, str_trim(c->arena, form)))
			return str_trim(c->arena, form);
		form = str_trim(c->arena, str_copy(c->arena, part.p, (size_t)(open - part.p)));
		if (names_one(c, t, form))
			return form;
	}
	form = str_copy(c->arena, part.p, word);
	if (word < part.n && (t->key_is_code || strpbrk(form.p, "0123456789")) &&
	    names_one(c, t, form))
		return form;
	if (f->kind == FK_REF && comma) {
		form = str_of(arena_printf(c->arena, "%s %.*s",
		    str_trim(c->arena, str_of(comma + 1)).p, (int)(comma - part.p), part.p));
		if (names_one(c, t, form))
			return form;
	}
	return part;
}

struct str value_part(struct ctx *c, const struct field *f, struct str cell, size_t *at)
{
	const char *marks = f->kind == FK_REFS || f->kind == FK_WORDS ? ",;\n" : "";
	size_t from = *at;

	while (*at < cell.n && !strchr(marks, cell.p[*at]))
		(*at)++;
	return str_trim(c->arena, str_copy(c->arena, cell.p + from, (*at)++ - from));
}

static struct str refs_read(struct ctx *c, const struct field *f, struct str cell)
{
	struct sbuf *b;

	if (f->kind == FK_REF)
		return value_ref(c, f, cell);
	b = sbuf_new(c->arena, 256 << 10);
	for (size_t at = 0; at <= cell.n;) {
		struct str part = value_part(c, f, cell, &at);

		if (part.n)
			sbuf_printf(b, "%s%s", b->n ? ";" : "", value_ref(c, f, part).p);
	}
	return b->n ? sbuf_str(b) : STR("");
}

/* ---- all together ---- */

int value_read(struct ctx *c, const struct import *im, const struct field *f, struct str cell,
    struct str *ret)
{
	const struct item *item;
	struct str s = str_trim(c->arena, cell);

	*ret = s;
	if (!s.n)
		return E_OK;
	if (s.p[0] == '#' && formula_error(s))
		return err_field(&c->err, f->name, "formula-error", "the formula's result is the "
		    "error %s", s.p);
	if (nothing(f, s)) {
		*ret = STR("");
		return E_OK;
	}
	switch (f->kind) {
	case FK_DATE:
		return date_read(c, im, f, s, ret);
	case FK_INT:
	case FK_DECIMAL:
	case FK_MONEY:
		return number_read(c, f, s, ret);
	case FK_BOOL:
		*ret = bool_read(s);
		return E_OK;
	case FK_STEP:
		*ret = step_read(c, s);
		return E_OK;
	case FK_ENUM:
		if ((item = usual_item(f, s.p)))
			*ret = str_of(item->name);
		return E_OK;
	case FK_TEXT:
		*ret = value_one_line(c, s);
		return E_OK;
	case FK_REF:
	case FK_REFS:
		*ret = refs_read(c, f, s);
		return E_OK;
	default:
		return E_OK;
	}
}

bool import_dates_of(const char *word, enum import_dates *ret)
{
	*ret = strcmp(word, "day-first") == 0 ? DATES_DAY_FIRST :
	    strcmp(word, "month-first") == 0 ? DATES_MONTH_FIRST : DATES_UNSAID;
	return *ret != DATES_UNSAID;
}
