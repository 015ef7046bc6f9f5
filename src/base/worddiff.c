/* base/worddiff.c -- see worddiff.h. */
#include "base/worddiff.h"

struct words {
	struct str *w;
	bool *same;
	size_t n;
};

static bool letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
	    (ch & 0x80) || ch == '_' || ch == '\'';
}

/* Words, runs of blanks, and single signs. */
static struct words split(struct arena *a, struct str s)
{
	struct words r = { arena_alloc(a, (s.n + 1) * sizeof(struct str)),
		arena_zero(a, s.n + 1, sizeof(bool)), 0 };
	size_t i = 0;

	while (i < s.n) {
		size_t from = i++;

		if (letter(s.p[from]))
			while (i < s.n && letter(s.p[i]))
				i++;
		else if (s.p[from] == ' ')
			while (i < s.n && s.p[i] == ' ')
				i++;
		r.w[r.n++] = (struct str){ s.p + from, i - from };
	}
	return r;
}

/* Marks a longest common sequence of x[from..] and y[from..] without their common ends. */
static void mark_common(struct arena *a, struct words *x, struct words *y, size_t from, size_t nx,
    size_t ny)
{
	size_t width = ny + 1, i = 0, k = 0;
	uint16_t *best = arena_zero(a, (nx + 1) * width, sizeof(*best));

	for (i = nx; i-- > 0;)
		for (k = ny; k-- > 0;) {
			uint16_t *at = &best[i * width + k], down = at[width], right = at[1];

			*at = str_eq(x->w[from + i], y->w[from + k]) ?
			    (uint16_t)(at[width + 1] + 1) : down > right ? down : right;
		}
	for (i = k = 0; i < nx && k < ny;) {
		if (str_eq(x->w[from + i], y->w[from + k]))
			x->same[from + i++] = y->same[from + k++] = true;
		else if (best[(i + 1) * width + k] >= best[i * width + k + 1])
			i++;
		else
			k++;
	}
}

/* Neighbours that are alike in being the same or not become one part. */
static struct diff_text join(struct arena *a, const struct words *x)
{
	struct diff_text r = { arena_alloc(a, (x->n + 1) * sizeof(struct diff_part)), 0 };

	for (size_t i = 0; i < x->n; i++) {
		struct diff_part *last = r.n ? &r.part[r.n - 1] : NULL;

		if (last && last->differs == !x->same[i])
			last->text.n += x->w[i].n;
		else
			r.part[r.n++] = (struct diff_part){ x->w[i], !x->same[i] };
	}
	for (size_t i = 0; i < r.n; i++)
		r.part[i].text = str_copy(a, r.part[i].text.p, r.part[i].text.n);
	return r;
}

void words_diff(struct arena *a, struct str before, struct str after, struct diff_text *ret_before,
    struct diff_text *ret_after)
{
	struct words x = split(a, before), y = split(a, after);
	size_t from = 0, end = 0, nx, ny;

	while (from < x.n && from < y.n && str_eq(x.w[from], y.w[from]))
		x.same[from] = y.same[from] = true, from++;
	while (end < x.n - from && end < y.n - from &&
	    str_eq(x.w[x.n - 1 - end], y.w[y.n - 1 - end])) {
		x.same[x.n - 1 - end] = y.same[y.n - 1 - end] = true;
		end++;
	}
	nx = x.n - from - end;
	ny = y.n - from - end;
	if (nx && ny && nx < UINT16_MAX && (nx + 1) * (ny + 1) <= DIFF_CELLS)
		mark_common(a, &x, &y, from, nx, ny);
	*ret_before = join(a, &x);
	*ret_after = join(a, &y);
}
