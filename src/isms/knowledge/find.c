/* isms/knowledge/find.c -- from a reference to what it names, and to names that look like it. */
#include "isms/knowledge/library_priv.h"

static size_t slot_of(const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);	/* FNV-1a */

	for (; *key; key++)
		h = (h ^ (uint64_t)(unsigned char)tolower((unsigned char)*key)) *
		    UINT64_C(1099511628211);
	return (size_t)((h ^ (h >> 32)) % LIBRARY_SLOTS);
}

static struct library_slot *slot_find(const struct library *l, const char *key)
{
	struct library_slot *s = l->slot[slot_of(key)];

	while (s && strcasecmp(s->key, key) != 0)
		s = s->next;
	return s;
}

bool library_index(struct library *l, const char *key, struct library_thing thing)
{
	struct library_slot *s = slot_find(l, key), **at;

	if (s)
		return false;
	at = &l->slot[slot_of(key)];
	s = arena_zero(l->arena, 1, sizeof(*s));
	*s = (struct library_slot){ key, thing, *at };
	*at = s;
	return true;
}

const struct library_thing *library_lookup(const struct library *l, const char *key)
{
	const struct library_slot *s = slot_find(l, key);

	return s ? &s->thing : NULL;
}

enum { NAME_BYTES = 200 };	/* longer references name nothing */

/* The name of ref in framework f; false if it is too long. */
static bool node_name(char out[NAME_BYTES], const struct library_framework *f, const char *ref)
{
	int n = snprintf(out, NAME_BYTES, "%s%s%s", f->prefix, f->prefix[0] ? ":" : "", ref);

	return n > 0 && n < NAME_BYTES;
}

const struct library_node *library_node(const struct library *l, const struct library_framework *f,
    const char *ref)
{
	char name[NAME_BYTES];
	const struct library_thing *t = node_name(name, f, ref) ? library_lookup(l, name) : NULL;

	return t && t->node && t->node->framework == f ? t->node : NULL;
}

/* "nist-csf-2.0:PR.DS-11": the framework's key instead of its prefix. */
static const struct library_node *by_key(const struct library *l, const char *ref)
{
	const char *colon = strchr(ref, ':');

	for (size_t i = 0; colon && i < l->nframeworks; i++) {
		const struct library_framework *f = &l->frameworks[i];

		if (strlen(f->key) == (size_t)(colon - ref) &&
		    strncasecmp(f->key, ref, (size_t)(colon - ref)) == 0)
			return library_node(l, f, colon + 1);
	}
	return NULL;
}

/* "AC-2": without prefix, if just one framework has it. */
static const struct library_node *without_prefix(const struct library *l, const char *ref)
{
	const struct library_node *found = NULL, *n;

	for (size_t i = 0; i < l->nframeworks; i++) {
		if (!(n = library_node(l, &l->frameworks[i], ref)))
			continue;
		if (found)
			return NULL;
		found = n;
	}
	return found;
}

struct library_thing library_find(const struct library *l, const char *ref)
{
	const struct library_thing *t;
	const struct library_node *n;

	if (!ref[0] || strlen(ref) >= NAME_BYTES)
		return (struct library_thing){ 0 };
	if ((t = library_lookup(l, ref)))
		return *t;
	if (!(n = by_key(l, ref)))
		n = without_prefix(l, ref);
	return (struct library_thing){ .node = n, .entry = n ? n->entry : NULL };
}

struct library_thing library_find_exact(const struct library *l, const char *ref)
{
	const struct library_slot *s = slot_find(l, ref);

	return s && strcmp(s->key, ref) == 0 ? s->thing : (struct library_thing){ 0 };
}

const struct library_entry *library_entry(const struct library *l, const char *kind,
    const char *ref)
{
	char key[NAME_BYTES];
	int n = snprintf(key, sizeof(key), "%s/%s", kind, ref);
	const struct library_thing *t = n > 0 && n < NAME_BYTES ? library_lookup(l, key) : NULL;

	return t ? t->entry : NULL;
}

/* ---- near misses ---- */

/* Damerau's distance of two short words without case, at most `limit`; more is limit + 1. */
static int distance(const char *x, const char *y, int limit)
{
	enum { MOST = 24 };
	int row[3][MOST + 1], n = (int)strlen(x), m = (int)strlen(y);

	if (n > MOST || m > MOST || abs(n - m) > limit)
		return limit + 1;
	for (int j = 0; j <= m; j++)
		row[0][j] = j;
	for (int i = 1; i <= n; i++) {
		int *now = row[i % 3], *above = row[(i + 2) % 3], *over = row[(i + 1) % 3], least;

		now[0] = least = i;
		for (int j = 1; j <= m; j++) {
			bool same =
			    tolower((unsigned char)x[i - 1]) == tolower((unsigned char)y[j - 1]);
			int best = above[j - 1] + !same;

			best = above[j] + 1 < best ? above[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && over[j - 2] + 1 < best && x[i - 1] == y[j - 2] &&
			    x[i - 2] == y[j - 1])
				best = over[j - 2] + 1;
			now[j] = best;
			least = best < least ? best : least;
		}
		if (least > limit)
			return limit + 1;
	}
	return row[n % 3][m];
}

/* How far name is from ref: 0 = the same but for the prefix; NEAR_NOT = not alike. */
enum { NEAR_NOT = 9 };
static int farness(const char *ref, const char *name)
{
	const char *colon = strchr(name, ':'), *ref_colon = strchr(ref, ':');
	int d;

	if (colon && !ref_colon && strcasecmp(colon + 1, ref) == 0)
		return 0;
	if (colon && ref_colon && strcasecmp(colon, ref_colon) == 0)
		return 1;
	d = distance(ref, name, 2);
	if (colon && !ref_colon && strlen(ref) > 3 && 2 + distance(ref, colon + 1, 1) < d)
		d = 2 + distance(ref, colon + 1, 1);
	if (d <= 2 && d < (int)strlen(ref))
		return 1 + d;
	if (strlen(ref) >= 2 && strncasecmp(ref, name, strlen(ref)) == 0)
		return 4;
	return NEAR_NOT;
}

size_t library_near(const struct library *l, struct arena *a, const char *ref,
    const char **ret, size_t room)
{
	int *far = arena_zero(a, room + 1, sizeof(*far));
	size_t n = 0;

	for (size_t i = 0; i < l->ndocs; i++) {
		const char *name = library_ref(&l->docs[i].thing);
		int d = farness(ref, name);
		size_t at = n;

		if (d == NEAR_NOT)
			continue;
		while (at > 0 && far[at - 1] > d)
			at--;
		if (at >= room)
			continue;
		n = n < room ? n + 1 : n;
		memmove(ret + at + 1, ret + at, (n - at - 1) * sizeof(*ret));
		memmove(far + at + 1, far + at, (n - at - 1) * sizeof(*far));
		ret[at] = name;
		far[at] = d;
	}
	return n;
}
