/*
 * isms/risk/suggest.h -- risks that the catalogues suggest for these assets, ranked and bounded.
 * Knows the library and the assets given to it; no database.
 *
 * Asset-based: asset x vulnerability x threat. A vulnerability fits an asset when its category
 * belongs to the asset's type, or when a scenario of the catalogue joins them; its threats stand in
 * the catalogue. Ranked by the asset's need for what the threat affects, then by how many scenarios
 * join the three; no asset gets more than its share.
 *
 * Event-based: a scenario fits when an asset has one of its types; ranked by how many of its types
 * are there and how much these assets need.
 */
#ifndef ANNEXA_SUGGEST_H
#define ANNEXA_SUGGEST_H

#include "isms/knowledge/library.h"

enum { SUGGEST_MAX = 200, SUGGEST_ASSETS = 200, SUGGEST_PER_ASSET = 5, SUGGEST_IN_SCENARIO = 10 };

struct suggest_asset {
	int64_t id;
	const char *type;	/* group of asset_types.csv: "hardware" */
	int need[3];		/* confidentiality, integrity, availability; 0 = not assessed */
};

struct suggestion {
	const struct library_entry *scenario;		/* event-based; else NULL and */
	const struct library_row *threat, *vulnerability;
	size_t asset[SUGGEST_IN_SCENARIO], nassets;	/* places in the list of assets */
	int score, need;		/* need: the highest for what is affected, 0 = not known */
};

/* Is this risk recorded already? For a scenario threat and vulnerability are NULL, asset 0. */
typedef bool (*suggest_known)(const void *arg, int64_t asset, const char *threat,
    const char *vulnerability, const char *scenario);

/*
 * At most `limit` proposals, best first, into ret. ret_known: how many were left out because they
 * are recorded; ret_more: how many fitted beyond the limits. Memory: from the arena.
 */
size_t suggest_assets(struct arena *a, const struct suggest_asset *assets, size_t n,
    suggest_known known, const void *arg, size_t limit, size_t per_asset, struct suggestion *ret,
    size_t *ret_known, size_t *ret_more);
size_t suggest_scenarios(struct arena *a, const struct suggest_asset *assets, size_t n,
    suggest_known known, const void *arg, size_t limit, struct suggestion *ret, size_t *ret_known,
    size_t *ret_more);

#endif
