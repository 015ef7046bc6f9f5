/*
 * isms/risk/risk.h -- the risk room: what its files share, and what other rooms may ask of it.
 *
 * Current and residual steps are stored in the risk (lists sort by them) and follow from its
 * inherent steps, the criteria in force and the measures. So they are computed again when the risk
 * is written (risk_derive), when a measure changes (risk_measure_changed), and when criteria are
 * put in force. ADR 0019.
 */
#ifndef ANNEXA_RISK_H
#define ANNEXA_RISK_H

#include "isms/risk/criteria.h"
#include "record/type.h"

extern const struct scale risk_likelihood, risk_consequence, risk_level;

int risk_derive(struct ctx *c, struct rec *r) MUST;
int risk_check(struct ctx *c, const struct rec *old, const struct rec *r) MUST;
int risk_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

/* ---- the owner's approval (acceptance.c) ---- */

/* What must be there before an owner can decide: all problems as field errors. */
int risk_decidable(struct ctx *c, const struct rec *r) MUST;
/* Ask the owner of the risk to approve plan and residual risk as they stand. Inside the write. */
int risk_ask(struct ctx *c, const struct rec *r, const char *due, const char *note,
    struct rec **ret) MUST;
/*
 * An approval of the risk was decided. By the owner: approved, the risk counts as treated and
 * accepted at this residual level; refused, it goes back to assessed with the reason, and
 * whoever asked gets a task. Others' approvals change nothing here.
 */
int risk_decided(struct ctx *c, const struct rec *r, const struct rec *approval) MUST;
/* Part of derive: does what the owner approved still stand? */
int risk_acceptance(struct ctx *c, struct rec *r) MUST;

/*
 * After hook of a measure, or for who changes its effectiveness with record_save(): risks it works
 * on get their current and residual levels anew. old may be NULL (new). Inside the write.
 */
int risk_measure_changed(struct ctx *c, const struct rec *old, const struct rec *r) MUST;
/*
 * Evaluate every live risk again; written are those that change, with the reason. ret_changed: how
 * many. Inside the write.
 */
int risk_recompute(struct ctx *c, const char *reason, int64_t *ret_changed) MUST;
/* Criteria r have just been put in force: supersede the others, move and evaluate all risks. */
int risk_criteria_activate(struct ctx *c, const struct rec *r) MUST;

/* The three levels of a risk, and the fields that hold them. */
enum risk_stage { RISK_INHERENT, RISK_CURRENT, RISK_RESIDUAL, RISK_STAGES };
struct risk_stage_def {
	const char *name, *label, *likelihood, *consequence, *level;
	const char *by_hand_l, *by_hand_k;	/* overrides; NULL: cannot be overridden */
};
extern const struct risk_stage_def risk_stages[RISK_STAGES];

/*
 * The revision that a form or an If-Match header says was seen, ANY_REV without; E_CHANGED when r
 * has moved on.
 */
struct req;
int risk_seen(struct ctx *c, const struct req *q, const struct rec *r, int64_t *ret) MUST;

/* Live risks the actor may read per cell of m, row by row, likelihood 1 first. */
int risk_count_cells(struct ctx *c, enum risk_stage stage, const struct matrix *m,
    int64_t count[MATRIX_MAX * MATRIX_MAX]) MUST;
/* The matrix as rows for a page, with the number of live risks per cell. here: 0, 0 = none. */
int risk_matrix_view(struct ctx *c, enum risk_stage stage, int64_t likelihood, int64_t consequence,
    struct value **ret) MUST;

#endif
