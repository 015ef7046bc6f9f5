/*
 * isms/knowledge/search.c -- words in everything there is. Lower-case copies of the texts are
 * made once; a search is one memmem() per word and thing over about two megabytes.
 */
#include "isms/knowledge/library_priv.h"

/* ---- preparing ---- */

static void add_text(struct sbuf *b, const char *text)
{
	if (text[0]) {
		sbuf_text(b, text);
		sbuf_char(b, '\n');
	}
}

static void add_entry(struct sbuf *b, const struct library_entry *e)
{
	for (const struct library_text *t = e ? e->keys : NULL; t; t = t->next)
		add_text(b, t->text.p);
	for (const struct library_text *t = e ? e->sections : NULL; t; t = t->next)
		add_text(b, t->text.p);
}

static struct str lowered(struct arena *a, const char *text)
{
	return str_of(text_lower(a, text));
}

static void add_doc(struct library *l, struct sbuf *b, struct library_thing t)
{
	struct library_doc *d = &l->docs[l->ndocs++];

	d->thing = t;
	d->ref = lowered(l->arena, library_ref(&t));
	d->title = lowered(l->arena, t.entry && t.node ? arena_printf(l->arena, "%s\n%s",
	    t.node->title, library_key(t.entry, "plain")) : library_title(&t));
	b->n = 0;
	if (t.node)
		for (size_t i = 0; i < t.node->framework->table->ncolumns; i++)
			add_text(b, t.node->row->cells[i]);
	add_entry(b, t.entry);
	for (size_t i = 0; t.row && i < t.row->table->ncolumns; i++)
		add_text(b, t.row->cells[i]);
	d->text = b->n ? lowered(l->arena, b->p) : STR("");
}

void library_prepare_search(struct library *l)
{
	struct sbuf b;
	size_t n = 0;

	for (size_t i = 0; i < l->nframeworks; i++)
		n += l->frameworks[i].nnodes;
	for (const struct library_entry *e = l->entries; e; e = e->next)
		n++;
	for (const struct library_table *t = l->tables; t; t = t->next)
		n += t->nrows;
	l->docs = arena_zero(l->arena, n + 1, sizeof(*l->docs));
	sbuf_init_free(&b, 4u << 20);
	for (size_t i = 0; i < l->nframeworks; i++)
		for (size_t j = 0; j < l->frameworks[i].nnodes; j++)
			add_doc(l, &b, (struct library_thing){ .node = &l->frameworks[i].nodes[j],
			    .entry = l->frameworks[i].nodes[j].entry });
	for (const struct library_entry *e = l->entries; e; e = e->next)
		if (!e->node)
			add_doc(l, &b, (struct library_thing){ .entry = e });
	for (const struct library_table *t = l->tables; t; t = t->next)
		for (size_t i = 0; library_is_catalogue(t) && i < t->nrows; i++)
			add_doc(l, &b, (struct library_thing){ .row = &t->rows[i] });
	sbuf_release(&b);
}

/* ---- searching ---- */

enum { WORDS = 16 };

static size_t split(struct arena *a, const char *words, struct str ret[WORDS],
    struct str *ret_whole)
{
	char *low = text_lower(a, words);
	size_t n = 0;

	while (n < WORDS) {
		size_t len;

		low += strspn(low, " \t\r\n\"");
		if (!(len = strcspn(low, " \t\r\n\"")))
			break;
		ret[n++] = str_copy(a, low, len);
		low += len;
	}
	*ret_whole = n == 1 ? ret[0] : STR("");
	return n;
}

static const char *within(struct str text, struct str word)
{
	return memmem(text.p, text.n, word.p, word.n);
}

/* 30 for a word of the title, 45 at the beginning of one of its words, 0 if it is not there. */
static int title_score(struct str title, struct str word)
{
	const char *at = within(title, word);

	if (!at)
		return 0;
	for (; at; at = memmem(at + 1, title.n - (size_t)(at + 1 - title.p), word.p, word.n))
		if (at == title.p || !isalnum((unsigned char)at[-1]))
			return 45;
	return 30;
}

/* 0 if a word is missing. */
static int score(const struct library_doc *d, const struct str *words, size_t n, struct str whole)
{
	int sum;
	bool titled = true, begins;

	if (whole.n && str_eq(d->ref, whole) && strpbrk(whole.p, "0123456789-"))
		return 1000;	/* but "backup", the key of an asset type, is first of all a word */
	begins = whole.n > 1 && d->ref.n > whole.n && memcmp(d->ref.p, whole.p, whole.n) == 0 &&
	    !isdigit((unsigned char)d->ref.p[whole.n]);
	sum = begins ? 500 : 0;
	for (size_t i = 0; i < n; i++) {
		int s = title_score(d->title, words[i]);

		if (!s && !begins && !within(d->text, words[i]) && !within(d->ref, words[i]))
			return 0;
		titled = titled && s;
		sum += s ? s : 1;
	}
	sum += titled ? 100 : 0;
	return sum + (d->thing.entry ? 10 : 0);	/* guidance says more than a bare row */
}

static void keep(struct library_hit ret[LIBRARY_HITS], size_t *n, struct library_hit hit)
{
	size_t at = *n;

	while (at > 0 && ret[at - 1].score < hit.score)
		at--;
	if (at >= LIBRARY_HITS)
		return;
	*n = *n < LIBRARY_HITS ? *n + 1 : *n;
	memmove(ret + at + 1, ret + at, (*n - at - 1) * sizeof(*ret));
	ret[at] = hit;
}

size_t library_search(const struct library *l, struct arena *a, const char *words,
    struct library_hit ret[LIBRARY_HITS], size_t *ret_total)
{
	struct str word[WORDS], whole;
	size_t nwords = split(a, words, word, &whole), n = 0;

	*ret_total = 0;
	for (size_t i = 0; nwords && i < l->ndocs; i++) {
		int s = score(&l->docs[i], word, nwords, whole);

		if (!s)
			continue;
		++*ret_total;
		keep(ret, &n, (struct library_hit){ l->docs[i].thing, s });
	}
	return n;
}
