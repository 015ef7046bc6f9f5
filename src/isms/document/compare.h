/* isms/document/compare.h -- the difference of two versions as pages and the API show it. */
#ifndef ANNEXA_COMPARE_H
#define ANNEXA_COMPARE_H

#include "record/store.h"

struct compare {
	const char *from, *to;	/* numbers or "draft"; NULL: in force, draft; filled in */
	bool source;		/* with placeholders, instead of what is read */
};
/*
 * Adds to view: {from, to, added, removed, changed, bounded, same, rows: [{kind, old, new, parts:
 * [{kind, text, is_added, is_removed}]} | {skipped}]}. Errors: E_NOTFOUND no such version.
 */
int compare_versions(struct ctx *c, const struct rec *doc, struct compare *k,
    struct value *view) MUST;

#endif
