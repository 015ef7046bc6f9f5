/*
 * isms/gap/proposals.h -- rows of an analysis filled from the Statement of Applicability or from
 * another analysis, through the mappings of the library; looked at first, undone as one act.
 *
 * What a person judged is never touched: proposals are for rows that are not assessed, and for
 * those that an earlier run filled and nobody has confirmed. Each filled row is `drafted` and
 * keeps its provenance.
 */
#ifndef ANNEXA_GAP_PROPOSALS_H
#define ANNEXA_GAP_PROPOSALS_H

#include "isms/gap/gap.h"
#include "isms/gap/infer.h"

struct gap_ask {
	bool soa;			/* else another analysis */
	const struct rec *from;		/* that analysis */
	struct infer_limits limits;
};
/*
 * From texts: source "soa" or the code of an analysis (NULL = soa), the weakest relation (NULL =
 * intersects), hops 1..4 (0 = 3). All problems at once.
 */
int gap_ask_parse(struct ctx *c, const struct rec *analysis, const char *source,
    const char *weakest, int64_t hops, struct gap_ask *ret) MUST;

/*
 * {source: {label, code}, proposals: [{row, ref, title, href, status, label, tone, maturity,
 * relation, strength, hops, text, path: [{ref, link}], value, was}], own: how many rows were left
 * alone because a person judged them, silent: rows about which nothing is said}.
 */
int gap_infer_preview(struct ctx *c, const struct rec *analysis, const struct gap_ask *ask,
    struct value **ret) MUST;
/*
 * Apply in one act what preview proposes. chosen: array of `value`s; NULL = all of them. A chosen
 * one that is not proposed (any more) is E_CONFLICT. ret: the run.
 */
int gap_infer_apply(struct ctx *c, const struct rec *analysis, const struct gap_ask *ask,
    const struct value *chosen, struct rec **ret) MUST;
/*
 * Take a run back: rows become what they were before it, but for those that were confirmed or
 * changed since. ret: {run, undone, kept: [{row, title, href}]}.
 */
int gap_infer_undo(struct ctx *c, const char *run, struct value **ret) MUST;

/* What is known where: of both kinds of source. In gap/sources.c. */
struct gap_known {
	const char *ref;		/* full name: "A.5.15", "CSF2:PR.AA-01" */
	struct gap_judgement judged;
	const char *said;		/* "in place" */
	const char *why;		/* reason of what is not applicable, or NULL */
};
struct gap_knowns {
	struct gap_known *list;
	size_t n;
};
int gap_sources_read(struct ctx *c, const struct gap_ask *ask, struct gap_knowns *ret) MUST;

#endif
