/* isms/document/diff.c -- see diff.h. */
#include "isms/document/diff.h"

/* ---- Myers ---- */

struct myers {
	const size_t *a, *b;
	long n, m;
	long *v;		/* furthest x on each diagonal, from -most to +most */
	long **trace;		/* v after d edits, 2 d + 1 entries from diagonal -d */
	long most;
	struct arena *arena;
};

static void keep(struct myers *s, const long *v, long d)
{
	size_t bytes = (size_t)(2 * d + 1) * sizeof(*v);

	s->trace[d] = arena_alloc(s->arena, bytes);
	memcpy(s->trace[d], v - d, bytes);
}

/* Does the step to diagonal k come from k + 1, by adding? */
static bool down(const long *v, long k, long d)
{
	return k == -d || (k != d && v[k - 1] < v[k + 1]);
}

/* Edits needed, or -1 when more than `most`. */
static long forward(struct myers *s)
{
	long *v = s->v + s->most + 1;

	v[1] = 0;
	for (long d = 0; d <= s->most; d++) {
		for (long k = -d; k <= d; k += 2) {
			long x = down(v, k, d) ? v[k + 1] : v[k - 1] + 1, y = x - k;

			while (x < s->n && y < s->m && s->a[x] == s->b[y])
				x++, y++;
			v[k] = x;
			if (x >= s->n && y >= s->m)
				return d;
		}
		keep(s, v, d);
	}
	return -1;
}

static void backward(const struct myers *s, long d, bool *removed, bool *added)
{
	long x = s->n, y = s->m;

	for (; d > 0; d--) {
		const long *v = s->trace[d - 1] + (d - 1);
		long k = x - y, from, px, py;
		bool adds = down(v, k, d);

		from = adds ? k + 1 : k - 1;
		px = v[from];
		py = px - from;
		if (adds && py >= 0 && py < s->m)
			added[py] = true;
		else if (!adds && px >= 0 && px < s->n)
			removed[px] = true;
		x = px;
		y = py;
	}
}

bool diff_ids(struct arena *a, const size_t *from, size_t n, const size_t *to, size_t m,
    size_t most, bool *removed, bool *added)
{
	struct myers s = { .a = from, .b = to, .n = (long)n, .m = (long)m };
	long d;

	s.most = (long)(n + m < most ? n + m : most);
	s.v = arena_zero(a, (size_t)(2 * s.most + 4), sizeof(*s.v));
	s.trace = arena_alloc(a, (size_t)(s.most + 1) * sizeof(*s.trace));
	s.arena = a;
	d = forward(&s);
	if (d < 0)
		return false;
	backward(&s, d, removed, added);
	return true;
}

/* ---- pieces of a text, and numbers for equal ones ---- */

struct pieces {
	struct str *p;
	size_t *id;
	size_t n;
};

static struct pieces pieces_new(struct arena *a, size_t room)
{
	return (struct pieces){ arena_alloc(a, (room + 1) * sizeof(struct str)),
	    arena_zero(a, room + 1, sizeof(size_t)), 0 };
}

static struct pieces lines_of(struct arena *a, struct str text)
{
	struct pieces l;
	size_t room = 1, from = 0;

	for (size_t i = 0; i < text.n; i++)
		room += text.p[i] == '\n';
	l = pieces_new(a, room);
	for (size_t i = 0; i <= text.n; i++)
		if (i == text.n ? from < i : text.p[i] == '\n') {
			l.p[l.n++] = (struct str){ text.p + from, i - from };
			from = i + 1;
		}
	return l;
}

static int class_of(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80) ? 0 : c == ' ' || c == '\t' ? 1 : 2;
}

/* Words, runs of blanks, single marks. */
static struct pieces words_of(struct arena *a, struct str line)
{
	struct pieces w = pieces_new(a, line.n);

	for (size_t i = 0, from; i < line.n;) {
		int kind = class_of(line.p[i]);

		for (from = i++; i < line.n && kind < 2 && class_of(line.p[i]) == kind; i++)
			;
		w.p[w.n++] = (struct str){ line.p + from, i - from };
	}
	return w;
}

static uint64_t hash_of(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h;
}

/* Equal pieces of both get the same number, from 1. */
static void number(struct arena *a, struct pieces *x, struct pieces *y)
{
	size_t room = 16, next = 1;
	struct { struct str s; size_t id; } *slot;

	while (room < 2 * (x->n + y->n))
		room *= 2;
	slot = arena_zero(a, room, sizeof(*slot));
	for (size_t i = 0; i < x->n + y->n; i++) {
		struct pieces *of = i < x->n ? x : y;
		size_t k = i < x->n ? i : i - x->n, at = hash_of(of->p[k]) & (room - 1);

		while (slot[at].id && !str_eq(slot[at].s, of->p[k]))
			at = (at + 1) & (room - 1);
		if (!slot[at].id) {
			slot[at].s = of->p[k];
			slot[at].id = next++;
		}
		of->id[k] = slot[at].id;
	}
}

struct marks {
	bool *removed, *added;
	bool bounded;
};

/* What both begin and end with alike costs nothing. */
static struct marks compare(struct arena *a, const struct pieces *x, const struct pieces *y,
    size_t most)
{
	struct marks k = { arena_zero(a, x->n + 1, 1), arena_zero(a, y->n + 1, 1), false };
	size_t head = 0, tail = 0, n, m;

	while (head < x->n && head < y->n && x->id[head] == y->id[head])
		head++;
	while (tail < x->n - head && tail < y->n - head &&
	    x->id[x->n - 1 - tail] == y->id[y->n - 1 - tail])
		tail++;
	n = x->n - head - tail;
	m = y->n - head - tail;
	if (!diff_ids(a, x->id + head, n, y->id + head, m, most, k.removed + head,
	    k.added + head)) {
		memset(k.removed + head, 1, n);
		memset(k.added + head, 1, m);
		k.bounded = true;
	}
	return k;
}

/* ---- rows ---- */

struct out {
	struct arena *a;
	struct diff *d;
	struct diff_row **end;
};

static struct diff_row *row(struct out *o, enum diff_kind kind, size_t old_line, size_t new_line,
    struct str text)
{
	struct diff_row *r = arena_zero(o->a, 1, sizeof(*r));

	*r = (struct diff_row){ .kind = kind, .old_line = old_line, .new_line = new_line,
		.text = text };
	*o->end = r;
	o->end = &r->next;
	o->d->added += kind == DIFF_ADDED;
	o->d->removed += kind == DIFF_REMOVED;
	o->d->changed += kind == DIFF_CHANGED;
	return r;
}

static void part(struct arena *a, struct diff_part ***end, enum diff_kind kind, struct str text)
{
	struct diff_part *p = arena_zero(a, 1, sizeof(*p));

	p->kind = kind;
	p->text = text;
	**end = p;
	*end = &p->next;
}

enum { WORD_EDITS = 200 };

/*
 * The words of two lines; false when they share too little to be one changed line: less than a
 * third of the longer one's letters.
 */
static bool changed(struct arena *a, struct str from, struct str to, struct diff_part **ret)
{
	struct arena_mark before = arena_mark(a);
	struct pieces x = words_of(a, from), y = words_of(a, to);
	size_t i = 0, k = 0, same = 0;
	struct diff_part **end = ret;
	struct marks m;

	number(a, &x, &y);
	m = compare(a, &x, &y, WORD_EDITS);
	for (size_t w = 0; w < x.n; w++)
		same += m.removed[w] || class_of(*x.p[w].p) ? 0 : x.p[w].n;
	if (m.bounded || 3 * same < (from.n > to.n ? from.n : to.n)) {
		arena_rewind(a, before);
		return false;
	}
	while (i < x.n || k < y.n) {
		if (i < x.n && m.removed[i])
			part(a, &end, DIFF_REMOVED, x.p[i++]);
		else if (k < y.n && m.added[k])
			part(a, &end, DIFF_ADDED, y.p[k++]);
		else
			part(a, &end, DIFF_SAME, (i++, y.p[k++]));
	}
	return true;
}

/* Removed lines i0..i1 and added ones k0..k1 between two that are the same: pairs in order. */
static void hunk(struct out *o, const struct pieces *x, size_t i0, size_t i1,
    const struct pieces *y, size_t k0, size_t k1)
{
	while (i0 < i1 && k0 < k1) {
		struct diff_part *parts = NULL;

		if (changed(o->a, x->p[i0], y->p[k0], &parts)) {
			row(o, DIFF_CHANGED, i0 + 1, k0 + 1, y->p[k0])->parts = parts;
			i0++, k0++;
		} else if (i1 - i0 >= k1 - k0) {
			(void)row(o, DIFF_REMOVED, i0 + 1, 0, x->p[i0]);
			i0++;
		} else {
			(void)row(o, DIFF_ADDED, 0, k0 + 1, y->p[k0]);
			k0++;
		}
	}
	for (; i0 < i1; i0++)
		(void)row(o, DIFF_REMOVED, i0 + 1, 0, x->p[i0]);
	for (; k0 < k1; k0++)
		(void)row(o, DIFF_ADDED, 0, k0 + 1, y->p[k0]);
}

void diff_texts(struct arena *a, struct str from, struct str to, struct diff *ret)
{
	struct pieces x = lines_of(a, from), y = lines_of(a, to);
	struct out o = { .a = a, .d = ret };
	struct marks m;
	size_t i = 0, k = 0;

	*ret = (struct diff){ 0 };
	o.end = &ret->first;
	number(a, &x, &y);
	m = compare(a, &x, &y, DIFF_EDITS);
	ret->bounded = m.bounded;
	while (i < x.n || k < y.n) {
		size_t i0 = i, k0 = k;

		while (i < x.n && m.removed[i])
			i++;
		while (k < y.n && m.added[k])
			k++;
		hunk(&o, &x, i0, i, &y, k0, k);
		if (i < x.n && k < y.n) {
			(void)row(&o, DIFF_SAME, i + 1, k + 1, y.p[k]);
			i++, k++;
		}
	}
}
