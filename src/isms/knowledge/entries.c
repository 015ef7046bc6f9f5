/*
 * isms/knowledge/entries.c -- files of entries: passport, `---`, then `# REF Title`,
 * `key: value` lines and `## section` blocks. The copy is cut in place.
 */
#include "isms/knowledge/library_priv.h"

struct cursor {
	struct problems *p;
	const char *file;
	char *at, *end;			/* rest of the file */
	char *line;			/* the line read last, without its end ... */
	size_t n;			/* ... and without blanks behind it */
	long number;
	const struct library_text *passport;
	const char *kind;
	struct library_entry *first, *entry;
	struct library_text *key, *last;	/* last key and last section of entry, or NULL */
	struct library_text *section;	/* the one being read */
	char *section_start;
	bool fence;
};

static bool next_line(struct cursor *k)
{
	char *eol;

	if (k->at >= k->end)
		return false;
	eol = memchr(k->at, '\n', (size_t)(k->end - k->at));
	k->line = k->at;
	k->n = (size_t)((eol ? eol : k->end) - k->at);
	k->at = eol ? eol + 1 : k->end;
	k->number++;
	while (k->n && isspace((unsigned char)k->line[k->n - 1]))
		k->n--;
	return true;
}

static struct library_text *new_text(struct cursor *k, const char *name, struct str text)
{
	struct library_text *t = arena_zero(k->p->arena, 1, sizeof(*t));

	*t = (struct library_text){ .name = name, .text = text, .line = k->number };
	return t;
}

/* "key: value" cut in two; false if the line is none. */
static bool key_value(struct cursor *k, struct library_text **ret)
{
	size_t i = 0, v;

	while (i < k->n && ((k->line[i] >= 'a' && k->line[i] <= 'z') || (i && k->line[i] == '-')))
		i++;
	if (i == 0 || i >= k->n || k->line[i] != ':')
		return false;
	for (v = i + 1; v < k->n && k->line[v] == ' '; v++)
		;
	*ret = new_text(k, arena_text_n(k->p->arena, k->line, i),
	    str_copy(k->p->arena, k->line + v, k->n - v));
	return true;
}

static void read_passport(struct cursor *k)
{
	static const char *const wanted[] = { "kind", "origin", "licence", "edition" };
	struct library_text *last = NULL, *t;
	bool ended = false;

	while (!ended && next_line(k)) {
		if ((ended = k->n == 3 && memcmp(k->line, "---", 3) == 0) || k->n == 0)
			continue;
		if (!key_value(k, &t) || t->text.n == 0) {
			problem(k->p, k->file, k->number,
			    "passport line is not \"key: value\": %.*s",
			    (int)(k->n < 80 ? k->n : 80), k->line);
			continue;
		}
		if (library_text(k->passport, t->name))
			problem(k->p, k->file, k->number, "passport key %s stands twice", t->name);
		if (last)
			last->next = t;
		else
			k->passport = t;
		last = t;
	}
	if (!ended)
		problem(k->p, k->file, 1, "no \"---\" after the passport");
	for (size_t i = 0; i < COUNT(wanted); i++)
		if (!library_text(k->passport, wanted[i]))
			problem(k->p, k->file, 1, "passport key %s is missing", wanted[i]);
	k->kind =
	    library_text(k->passport, "kind") ? library_text(k->passport, "kind")->text.p : "";
}

/* The section that ends before `end`: without empty lines around it. */
static void close_section(struct cursor *k, char *end)
{
	char *start = k->section_start, *eol;

	if (!k->section)
		return;
	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	while (start < end && (eol = memchr(start, '\n', (size_t)(end - start))) &&
	    strspn(start, " \t\r") == (size_t)(eol - start))
		start = eol + 1;
	k->section->text = str_copy(k->p->arena, start, (size_t)(end - start));
	if (start == end)
		problem(k->p, k->file, k->section->line, "section %s of %s is empty",
		    k->section->name, k->entry->ref);
	if (k->fence)
		problem(k->p, k->file, k->section->line,
		    "section %s of %s opens ``` and never closes it", k->section->name,
		    k->entry->ref);
	k->fence = false;
	k->section = NULL;
}

/* "# REF Title" */
static void begin_entry(struct cursor *k)
{
	struct arena *a = k->p->arena;
	struct library_entry *e = arena_zero(a, 1, sizeof(*e));
	size_t from = 1, to, title;

	while (from < k->n && isspace((unsigned char)k->line[from]))
		from++;
	for (to = from; to < k->n && !isspace((unsigned char)k->line[to]); to++)
		;
	for (title = to; title < k->n && isspace((unsigned char)k->line[title]); title++)
		;
	if (title >= k->n)
		problem(k->p, k->file, k->number,
		    "entry heading needs a reference and a title: %.*s",
		    (int)(k->n < 80 ? k->n : 80), k->line);
	*e = (struct library_entry){ .kind = k->kind, .file = k->file, .line = k->number,
		.ref = arena_text_n(a, k->line + from, to - from),
		.title = arena_text_n(a, k->line + title, k->n - title), .passport = k->passport };
	if (k->entry)
		k->entry->next = e;
	else
		k->first = e;
	k->entry = e;
	k->key = k->last = NULL;
}

static void begin_section(struct cursor *k)
{
	struct library_entry *e = k->entry;
	struct library_text *s;
	size_t i = 2;

	while (i < k->n && k->line[i] == ' ')
		i++;
	s = new_text(k, arena_text_n(k->p->arena, k->line + i, k->n - i), STR(""));
	if (i == 2 || i == k->n)
		problem(k->p, k->file, k->number, "a section heading is \"## name\"");
	if (library_text(e->sections, s->name))
		problem(k->p, k->file, k->number, "section %s stands twice in %s", s->name, e->ref);
	if (k->last)
		k->last->next = s;
	else
		e->sections = s;
	k->section = k->last = s;
	k->section_start = k->at;
}

static void key_line(struct cursor *k)
{
	struct library_text *t;

	if (k->n == 0)
		return;
	if (!key_value(k, &t)) {
		problem(k->p, k->file, k->number, "neither a key nor a section: %.*s",
		    (int)(k->n < 80 ? k->n : 80), k->line);
		return;
	}
	if (library_text(k->entry->keys, t->name))
		problem(
		    k->p, k->file, k->number, "key %s stands twice in %s", t->name, k->entry->ref);
	if (k->key)
		k->key->next = t;
	else
		k->entry->keys = t;
	k->key = t;
}

/* A tag such as <b> or </b> outside `code`. */
static bool has_tag(const char *p, size_t n)
{
	bool code = false;

	for (size_t i = 0; i + 1 < n; i++) {
		const char *name = p + i + 1 + (p[i + 1] == '/' && i + 2 < n);

		code ^= p[i] == '`';
		if (!code && p[i] == '<' && isalpha((unsigned char)*name) &&
		    memchr(name, '>', n - (size_t)(name - p)))
			return true;
	}
	return false;
}

static void section_line(struct cursor *k, size_t level)
{
	if (level && level != 3)
		problem(k->p, k->file, k->number,
		    "only ### headings may stand inside a section: %.*s",
		    (int)(k->n < 80 ? k->n : 80), k->line);
	if (!k->fence && has_tag(k->line, k->n))
		problem(k->p, k->file, k->number, "raw HTML: %.*s", (int)(k->n < 80 ? k->n : 80),
		    k->line);
}

/* Number of # that make the line a heading, else 0. */
static size_t heading(const struct cursor *k)
{
	size_t n = 0;

	while (n < k->n && k->line[n] == '#')
		n++;
	return !k->fence && n > 0 && n <= 6 && n < k->n && isspace((unsigned char)k->line[n]) ? n
											      : 0;
}

static void body_line(struct cursor *k)
{
	size_t level = heading(k);

	if (k->n >= 3 && memcmp(k->line, "```", 3) == 0 && k->section)
		k->fence = !k->fence;
	if (level == 1) {
		close_section(k, k->line);
		begin_entry(k);
	} else if (!k->entry) {
		if (k->n)
			problem(k->p, k->file, k->number, "text before the first entry: %.*s",
			    (int)(k->n < 80 ? k->n : 80), k->line);
	} else if (level == 2) {
		close_section(k, k->line);
		begin_section(k);
	} else if (k->section) {
		section_line(k, level);
	} else {
		key_line(k);
	}
}

struct library_entry *entries_parse(struct problems *p, const char *file, const char *text,
    size_t n)
{
	char *copy;
	struct cursor k = { .p = p, .file = file };

	if (!str_valid(text, n)) {
		problem(p, file, 1, "not valid UTF-8 text");
		return NULL;
	}
	copy = arena_text_n(p->arena, text, n);
	k.at = copy;
	k.end = copy + n;
	read_passport(&k);
	while (next_line(&k))
		body_line(&k);
	close_section(&k, k.end);
	if (!k.first)
		problem(p, file, 1, "no entries");
	return k.first;
}
