/* isms/risk/suggest.c -- see suggest.h. */
#include "isms/risk/suggest.h"

enum { THREATS_MAX = 256, VULNERABILITIES_MAX = 256 };

/* Categories of the catalogue of vulnerabilities and the types of assets that have them. */
static const struct { const char *category, *types[6]; } fits[] = {
	{ "hardware", { "hardware", "data-store" } },
	{ "software", { "software", "service", "data-store" } },
	{ "network", { "network", "service" } },
	{ "personnel", { "person", "process", "information" } },
	{ "site", { "site" } },
	{ "organization", { "process", "information", "supplier", "service" } },
};

static const char *const types[] = { "information", "process", "software", "hardware", "network",
	"service", "site", "person", "supplier", "data-store" };

static unsigned type_bit(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i], type) == 0)
			return 1u << i;
	return 0;
}

static unsigned category_bits(const char *category)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNT(fits); i++)
		for (size_t k = 0; strcmp(fits[i].category, category) == 0 && fits[i].types[k]; k++)
			bits |= type_bit(fits[i].types[k]);
	return bits;
}

static const struct library_table *catalogue(const char *name)
{
	const struct library_table *t = library_table(library(), name);

	REQUIRE(t && t->nrows);
	return t;
}

static size_t row_index(const struct library_table *t, struct str ref)
{
	for (size_t i = 0; i < t->nrows; i++)
		if (str_is(ref, t->rows[i].cells[0]))
			return i;
	return t->nrows;
}

/* Groups of a scenario's asset types. */
static unsigned scenario_bits(const struct library_entry *s)
{
	const struct library_table *t = catalogue("catalogues/asset_types");
	const char *at = library_key(s, "assets");
	unsigned bits = 0;
	struct str part;

	while (library_part(&at, &part)) {
		size_t i = row_index(t, part);

		if (i < t->nrows)
			bits |= type_bit(library_cell(&t->rows[i], "group"));
	}
	return bits;
}

/* ---- asset x threat x vulnerability ---- */

struct joined {
	const struct library_table *threats, *vulnerabilities;
	uint16_t types[VULNERABILITIES_MAX][THREATS_MAX];	/* a scenario joins them */
	uint8_t times[VULNERABILITIES_MAX][THREATS_MAX];
};

static void join_scenario(struct joined *j, const struct library_entry *s)
{
	const char *vs = library_key(s, "vulnerabilities");
	unsigned bits = scenario_bits(s);
	struct str v, t;

	while (library_part(&vs, &v)) {
		const char *ts = library_key(s, "threats");
		size_t vi = row_index(j->vulnerabilities, v);

		while (vi < j->vulnerabilities->nrows && library_part(&ts, &t)) {
			size_t ti = row_index(j->threats, t);

			if (ti >= j->threats->nrows)
				continue;
			j->types[vi][ti] |= (uint16_t)bits;
			j->times[vi][ti]++;
		}
	}
}

static void join(struct joined *j)
{
	j->threats = catalogue("catalogues/threats");
	j->vulnerabilities = catalogue("catalogues/vulnerabilities");
	REQUIRE(j->threats->nrows <= THREATS_MAX &&
	    j->vulnerabilities->nrows <= VULNERABILITIES_MAX);
	for (const struct library_entry *s = library_entries(library()); s; s = s->next)
		if (strcmp(s->kind, "scenario") == 0)
			join_scenario(j, s);
}

/* The asset's highest need among what the threat affects, "C;I;A". */
static int need_of(const struct suggest_asset *a, const char *affects)
{
	int need = 0;

	for (; *affects; affects++) {
		int i = *affects == 'C' ? 0 : *affects == 'I' ? 1 : *affects == 'A' ? 2 : -1;

		if (i >= 0 && a->need[i] > need)
			need = a->need[i];
	}
	return need;
}

static int by_score(const void *x, const void *y)
{
	const struct suggestion *a = x, *b = y;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->asset[0] != b->asset[0])
		return a->asset[0] < b->asset[0] ? -1 : 1;
	if (a->scenario)
		return strcmp(a->scenario->ref, b->scenario->ref);
	return a->vulnerability != b->vulnerability ? (a->vulnerability < b->vulnerability ? -1 : 1)
	    : a->threat < b->threat ? -1 : a->threat > b->threat;
}

struct collecting {
	struct suggestion *list;
	size_t n, known;
	suggest_known is_known;
	const void *arg;
};

static void offer(struct collecting *k, const struct joined *j, const struct suggest_asset *a,
    size_t at, size_t vi, size_t ti, bool category)
{
	struct suggestion p = { .threat = &j->threats->rows[ti],
		.vulnerability = &j->vulnerabilities->rows[vi], .asset = { at }, .nassets = 1 };
	bool scene = j->types[vi][ti] & type_bit(a->type);

	if (!category && !scene)
		return;
	if (k->is_known(k->arg, a->id, p.threat->cells[0], p.vulnerability->cells[0], NULL)) {
		k->known++;
		return;
	}
	p.need = need_of(a, library_cell(p.threat, "affects"));
	p.score = 10 * p.need + (scene ? 4 + (j->times[vi][ti] > 3 ? 3 : j->times[vi][ti]) : 0);
	k->list[k->n++] = p;
}

static void offer_asset(struct collecting *k, const struct joined *j, const struct suggest_asset *a,
    size_t at)
{
	for (size_t vi = 0; vi < j->vulnerabilities->nrows; vi++) {
		const struct library_row *v = &j->vulnerabilities->rows[vi];
		bool category = category_bits(library_cell(v, "category")) & type_bit(a->type);
		const char *ts = library_cell(v, "threats");
		struct str t;

		while (library_part(&ts, &t)) {
			size_t ti = row_index(j->threats, t);

			if (ti < j->threats->nrows)
				offer(k, j, a, at, vi, ti, category);
		}
	}
}

/* Pairs of threat and vulnerability in the catalogue: how many an asset can have. */
static size_t pairs(const struct joined *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->vulnerabilities->nrows; i++) {
		const char *ts = library_cell(&j->vulnerabilities->rows[i], "threats");
		struct str t;

		while (library_part(&ts, &t))
			n++;
	}
	return n;
}

size_t suggest_assets(struct arena *a, const struct suggest_asset *assets, size_t n,
    suggest_known known, const void *arg, size_t limit, size_t per_asset, struct suggestion *ret,
    size_t *ret_known, size_t *ret_more)
{
	struct joined *j = arena_zero(a, 1, sizeof(*j));
	struct collecting k = { .is_known = known, .arg = arg };
	size_t *share, taken = 0;

	n = n < SUGGEST_ASSETS ? n : SUGGEST_ASSETS;
	limit = limit < SUGGEST_MAX ? limit : SUGGEST_MAX;
	join(j);
	k.list = arena_alloc(a, (n * pairs(j) + 1) * sizeof(*k.list));
	share = arena_zero(a, n + 1, sizeof(*share));
	for (size_t i = 0; i < n; i++)
		offer_asset(&k, j, &assets[i], i);
	if (k.n)
		qsort(k.list, k.n, sizeof(*k.list), by_score);
	for (size_t i = 0; i < k.n && taken < limit; i++)
		if (share[k.list[i].asset[0]]++ < per_asset)
			ret[taken++] = k.list[i];
	*ret_known = k.known;
	*ret_more = k.n - taken;
	return taken;
}

/* ---- scenarios ---- */

/* has: the bit of each asset's type. */
static bool scenario_fits(const struct library_entry *s, const struct suggest_asset *assets,
    const unsigned *has, size_t n, struct suggestion *ret)
{
	unsigned bits = scenario_bits(s), seen = 0;
	const char *affects = library_key(s, "affects");

	*ret = (struct suggestion){ .scenario = s };
	for (size_t i = 0; i < n; i++) {
		int need;

		if (!(has[i] & bits))
			continue;
		need = need_of(&assets[i], affects);
		seen |= has[i];
		ret->need = need > ret->need ? need : ret->need;
		if (ret->nassets < SUGGEST_IN_SCENARIO)
			ret->asset[ret->nassets++] = i;
	}
	ret->score = 10 * ret->need + 5 * __builtin_popcount(seen) -
	    3 * __builtin_popcount(bits & ~seen);
	return ret->nassets > 0;
}

size_t suggest_scenarios(struct arena *a, const struct suggest_asset *assets, size_t n,
    suggest_known known, const void *arg, size_t limit, struct suggestion *ret, size_t *ret_known,
    size_t *ret_more)
{
	unsigned *has = arena_alloc(a, (n + 1) * sizeof(*has));
	size_t taken = 0;

	for (size_t i = 0; i < n; i++)
		has[i] = type_bit(assets[i].type);
	limit = limit < SUGGEST_MAX ? limit : SUGGEST_MAX;
	*ret_known = *ret_more = 0;
	for (const struct library_entry *s = library_entries(library()); s; s = s->next) {
		struct suggestion p;

		if (strcmp(s->kind, "scenario") != 0 || !scenario_fits(s, assets, has, n, &p))
			continue;
		if (known(arg, 0, NULL, NULL, s->ref)) {
			++*ret_known;
			continue;
		}
		if (taken == SUGGEST_MAX)
			++*ret_more;	/* the catalogue has fewer */
		else
			ret[taken++] = p;
	}
	if (taken)
		qsort(ret, taken, sizeof(*ret), by_score);
	if (taken > limit) {
		*ret_more += taken - limit;
		taken = limit;
	}
	return taken;
}
