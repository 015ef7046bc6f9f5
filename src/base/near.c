/* base/near.c -- see near.h. Slips: a letter wrong, missing, too many, or two of them swapped. */
#include "base/near.h"
#include "base/str.h"

enum { NEAR_MAX = 40 };

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c == '_' ? '-' : c;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int slips(const char *a, size_t n, const char *b, size_t m)
{
	int d[NEAR_MAX + 1][NEAR_MAX + 1];

	for (size_t i = 0; i <= n; i++)
		d[i][0] = (int)i;
	for (size_t j = 0; j <= m; j++)
		d[0][j] = (int)j;
	for (size_t i = 1; i <= n; i++)
		for (size_t j = 1; j <= m; j++) {
			int same = lower(a[i - 1]) == lower(b[j - 1]);

			d[i][j] = least(d[i - 1][j - 1] + !same,
			    least(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[n][m];
}

/* One slip in a short word, two in a longer one; or the beginning of a word. */
void near_try(struct near *n, const char *candidate)
{
	size_t len = strlen(n->word), other = strlen(candidate);
	int distance, allowed = len < 3 ? 0 : len < 6 ? 1 : 2;

	if (!len || len > NEAR_MAX || other > NEAR_MAX)
		return;
	distance = slips(n->word, len, candidate, other);
	if (distance > allowed && len >= 3 && strncasecmp(n->word, candidate, len) == 0)
		distance = allowed + 1;
	else if (distance > allowed)
		return;
	if (!n->best || distance < n->distance) {
		n->best = candidate;
		n->distance = distance;
	}
}

const char *near_said(struct arena *a, const struct near *n)
{
	return n->best ? arena_printf(a, "; did you mean \"%s\"?", n->best) : "";
}
