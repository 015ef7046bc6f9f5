/*
 * isms/risk/generate.h -- proposals of the catalogues (suggest.h) for the organisation's assets,
 * and taking them over as drafted risks.
 */
#ifndef ANNEXA_GENERATE_H
#define ANNEXA_GENERATE_H

#include "record/store.h"

struct generate_query {
	const char *from;	/* "scenarios", "assets"; NULL = both, scenarios first */
	const char *type;	/* only assets of this type; NULL = all */
	const char *asset;	/* only this asset, by code or name; NULL = all */
	int64_t limit;		/* 0 = 50; at most SUGGEST_MAX */
};

/*
 * {proposals: [{key, title, approach, assets: [{code, label}], threat, vulnerability, controls,
 * need}], known, more, assets}: best first; known: left out because they are recorded; more:
 * fitted, but beyond the limit. The key takes a proposal over.
 */
int generate_propose(struct ctx *c, const struct generate_query *q, struct value **ret) MUST;
/*
 * Record these proposals (at most SUGGEST_MAX keys) as drafted risks. What is recorded already is
 * left out. ret_codes: array of codes; ret_known: how many were left out. All or none.
 */
int generate_take(struct ctx *c, const char *const *keys, size_t n, struct value **ret_codes,
    int64_t *ret_known) MUST;

#endif
