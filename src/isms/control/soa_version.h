/*
 * isms/control/soa_version.h -- the Statement as it was agreed on: frozen rows, what is different
 * between two sets of them, and where the Statement stands.
 *
 * Frozen rows are an array of {control, title, framework, decision, reasons: ["risk R-1", ..],
 * justification, provider, status, override}, in the Statement's order: what the Statement says,
 * without what merely describes it. Their canonical JSON (RFC 8785) is what a version keeps and
 * what its digest is of.
 */
#ifndef ANNEXA_SOA_VERSION_H
#define ANNEXA_SOA_VERSION_H

#include "base/hash.h"
#include "isms/control/soa_priv.h"

/* What can differ in a row; a sum of them. */
enum soa_diff { SOA_DIFF_ADDED = 1, SOA_DIFF_REMOVED = 2, SOA_DIFF_DECISION = 4,
	SOA_DIFF_REASONS = 8, SOA_DIFF_WHY = 16, SOA_DIFF_STATUS = 32 };

struct value *soa_frozen(struct arena *a, const struct soa *s);
/* Canonical text of a value and its SHA-256 in hex. NULL when it is larger than a record holds. */
const char *soa_canonical(struct arena *a, const struct value *v, char digest[HASH_HEX]);

/*
 * Row by row, pure: [{control, title, what (sum of soa_diff), change ("added", "removed",
 * "changed"), fields: [{name, label, before, after}]}], rows that are the same left out; in the
 * order of after, removed ones behind. Reasons say which came and went.
 */
struct value *soa_compare(struct arena *a, const struct value *before, const struct value *after);

/* The Statement as it is now, or as of the context's moment, with nothing hidden. */
int soa_now(struct ctx *c, struct soa *ret) MUST;
/* The same with at most `cap` reasons of a row: for what does not look at them. */
int soa_now_short(struct ctx *c, int cap, struct soa *ret) MUST;
/* The rows a version froze. E_INVALID when its text is not what the program wrote. */
int soa_version_rows(struct ctx *c, const struct rec *version, struct value **ret) MUST;
/*
 * {reference: sum of soa_diff} against the approved version, while there is none against the one
 * in review; empty when there is neither.
 */
int soa_version_changed(struct ctx *c, const struct soa *s, struct value **ret) MUST;

struct soa_standing {
	int64_t approved, in_review;	/* ids of versions, 0 = none */
	int64_t comparison;		/* newest comparison by 6.1.3 c), 0 = none */
	bool comparison_current;	/* risks choose the same controls as then */
	const char *comparison_on, *approved_on;
};
int soa_standing(struct ctx *c, const struct soa *s, struct soa_standing *ret) MUST;

/* Digest of the set of controls that treat risks: what a comparison by 6.1.3 c) is about. */
void soa_basis(struct arena *a, const struct soa *s, char digest[HASH_HEX]);

int soa_version_derive(struct ctx *c, struct rec *r) MUST;
int soa_version_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;
int soa_comparison_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;
int soa_comparison_derive(struct ctx *c, struct rec *r) MUST;
/* What is to be compared: {annex: [..], beyond: [..], undecided}. */
struct value *soa_comparison_rows(struct arena *a, const struct soa *s);

#endif
