/*
 * isms/risk/criteria.h -- what risks are measured by: scales, matrix, acceptance; those of
 * the organisation, of any size from 2 to 10 steps, or the built-in 5 by 5.
 *
 * At most one record of type risk_criteria is in force. criteria_of() reads it once a request and
 * keeps it in c->scales; what is broken behind the program's back falls back to the built-in ones,
 * and verify names it.
 *
 *	const struct criteria *k = criteria_of(c);
 *	scale_step(&k->level, 3)->label
 */
#ifndef ANNEXA_CRITERIA_H
#define ANNEXA_CRITERIA_H

#include "isms/risk/matrix.h"
#include "record/rec.h"

enum verdict { VERDICT_NONE, VERDICT_ACCEPTABLE, VERDICT_TOLERABLE, VERDICT_UNACCEPTABLE };

struct criteria {
	struct org org;
	int64_t id;			/* of the record; 0 = built-in */
	const char *code, *title;
	struct scale likelihood, consequence, level;
	struct matrix matrix;
	int acceptable;			/* levels up to it are retained without a decision */
	int tolerable;			/* levels up to it may be accepted for a time */
	int most;			/* percent: what measures can take away at the most */
	int acceptance_months;		/* longest acceptance; 0 = not limited */
};

/* The built-in ones: kept for the life of the process. */
const struct criteria *criteria_builtin(void);
/* In force for c->org; never NULL. */
const struct criteria *criteria_of(struct ctx *c);
/*
 * From a record, complete or not: what the record lacks is taken from `base`. All problems become
 * field errors; E_INVALID then.
 */
int criteria_read(struct ctx *c, const struct rec *r, const struct criteria *base,
    struct criteria *ret) MUST;
/* And back: the fields for scales and matrix that r lacks, filled from k. */
void criteria_fill(struct ctx *c, struct rec *r, const struct criteria *k);

enum verdict criteria_verdict(const struct criteria *k, int64_t level);	/* 0: VERDICT_NONE */

/*
 * Steps of one scale on another: map[old - 1] = new. proportional: the lowest stays the lowest, the
 * highest the highest, between them by proportion, halves upwards.
 */
enum { STEPS_MAX = MATRIX_MAX };
void steps_proportional(int from, int to, int map[STEPS_MAX]);

/* ---- from the criteria in force to new ones (criteria_map.c) ---- */

struct step_maps {
	int likelihood[STEPS_MAX], consequence[STEPS_MAX];	/* [old - 1] = new */
};
/* In force beside the record r, which may itself be in force already. */
const struct criteria *criteria_before(struct ctx *c, const struct rec *r);
/*
 * How steps of `from` become steps of r: by `mapping` ({"likelihood": [..], "consequence": [..]}),
 * else by r's own mapping, else by proportion. Problems as field errors of "mapping".
 */
int criteria_maps(struct ctx *c, const struct criteria *from, const struct rec *r,
    const struct value *mapping, struct step_maps *ret) MUST;
/* The steps people set in a risk, moved. */
void criteria_map_steps(struct ctx *c, struct rec *risk, const struct step_maps *maps);
/* The areas of consequence, [{"label", "steps": [..]}], fit the scale. Field errors. */
void criteria_check_areas(struct ctx *c, const struct rec *r, const struct criteria *k);
/*
 * What putting r in force would do, without doing it: {from, to, total, moved, up, down, maps:
 * [{..}], pairs: [{from, to, count, up}], risks: [{code, title, href, from, to, ..}], problems:
 * [{code, title, href, detail}]}. Only risks the actor may read.
 */
int criteria_preview(struct ctx *c, const struct rec *r, const struct value *mapping,
    struct value **ret) MUST;
int criteria_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;
/* {n, label, tone} of a step; null for 0. */
struct value *step_value_of(struct arena *a, const struct scale *s, int64_t step);
/*
 * The matrix for matrix.html, highest likelihood first: {heads, rows: [{n, label, cells}]}. count:
 * per cell, or NULL for the levels themselves.
 */
struct matrix_look {
	const int64_t *count;
	const char *likelihood, *consequence;	/* fields to filter by; NULL: no links */
	int64_t here_l, here_k;
};
struct value *matrix_value_of(struct arena *a, const struct criteria *k,
    const struct matrix_look *look);

#endif
