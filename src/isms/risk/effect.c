/* isms/risk/effect.c -- see effect.h. */
#include "isms/risk/effect.h"

static int percent(const struct effect_part *p, bool planned)
{
	int e = planned ? p->planned : p->now;

	return e < 0 ? 0 : e > 100 ? 100 : e;
}

/*
 * Which measure serves which control: each control takes one, each measure is taken once, so that
 * the strongest are taken. Taking measures from the strongest down and moving earlier ones to other
 * controls of theirs when that makes room (augmenting paths) is best, because the sets that can be
 * served form a matroid; and it never leaves more when a measure becomes stronger.
 */
struct matching {
	const struct effect_part *parts;
	size_t n;
	enum effect_side side;
	size_t slot[EFFECT_PARTS];		/* first part of the same control */
	int64_t taken_by[EFFECT_PARTS];		/* by slot; 0 = free */
	bool seen[EFFECT_PARTS];
};

static bool take(struct matching *m, int64_t measure)
{
	for (size_t i = 0; i < m->n; i++) {
		size_t s = m->slot[i];

		if (m->parts[i].measure != measure || !(m->parts[i].sides & m->side) || m->seen[s])
			continue;
		m->seen[s] = true;
		if (!m->taken_by[s] || take(m, m->taken_by[s])) {
			m->taken_by[s] = measure;
			return true;
		}
	}
	return false;
}

static void slots(struct matching *m)
{
	for (size_t i = 0; i < m->n; i++) {
		m->slot[i] = i;		/* linked directly: a place of its own */
		for (size_t k = 0; m->parts[i].control && k < i; k++)
			if (m->parts[k].control == m->parts[i].control) {
				m->slot[i] = k;
				break;
			}
	}
}

/* Before in order: stronger, then the lower number. */
static bool comes_before(const struct effect_part *x, const struct effect_part *y, bool planned)
{
	int ex = percent(x, planned), ey = percent(y, planned);

	return ex != ey ? ex > ey : x->measure < y->measure;
}

/* The next measure in order behind `last`; NULL at the end. */
static const struct effect_part *next_in_order(const struct matching *m,
    const struct effect_part *last, bool planned)
{
	const struct effect_part *best = NULL;

	for (size_t i = 0; i < m->n; i++) {
		const struct effect_part *p = &m->parts[i];

		if ((p->sides & m->side) && percent(p, planned) > 0 &&
		    (!last || comes_before(last, p, planned)) &&
		    (!best || comes_before(p, best, planned)))
			best = p;
	}
	return best;
}

static void count(struct effect *ret, const struct effect_part *p, bool planned)
{
	/* Upwards: rounding never makes a risk smaller. */
	ret->share = (ret->share * (100 - percent(p, planned)) + 99) / 100;
	if (ret->n < EFFECT_USED)
		ret->used[ret->n] = p;
	ret->n++;
}

void effect_of(const struct effect_part *parts, size_t n, enum effect_side side, bool planned,
    int most, struct effect *ret)
{
	int64_t floor = (int64_t)(100 - most) * (EFFECT_WHOLE / 100);
	struct matching m;		/* 14 KB: only cleared when there is something to match */

	*ret = (struct effect){ .share = EFFECT_WHOLE };
	if (!n)
		return;
	m = (struct matching){ .parts = parts, .n = n < EFFECT_PARTS ? n : EFFECT_PARTS,
		.side = side };
	slots(&m);
	for (const struct effect_part *p = NULL; (p = next_in_order(&m, p, planned));) {
		memset(m.seen, 0, sizeof(m.seen));
		if (take(&m, p->measure))
			count(ret, p, planned);
	}
	if (ret->share < floor) {
		ret->share = floor;
		ret->floored = true;
	}
}

int effect_step(int inherent, int64_t share)
{
	int64_t above = (int64_t)(inherent - 1) * share;

	return 1 + (int)((2 * above + EFFECT_WHOLE) / (2 * EFFECT_WHOLE));
}
