/*
 * isms/gap/gap.h -- gap analyses: every requirement of a framework judged against a target.
 *
 * A gap_analysis holds one gap_row for each requirement or control of its framework; they are
 * made with it, in one act. What inference wrote is marked `drafted` until a person confirms or
 * changes it, and carries its provenance.
 */
#ifndef ANNEXA_GAP_H
#define ANNEXA_GAP_H

#include "isms/gap/score.h"
#include "record/store.h"

extern const struct record record_gap_analysis, record_gap_row, record_gap_inference;
extern const struct item gap_statuses[];	/* one per enum gap_status, in its order */

/* The word to the number; anything else, also NULL, is GAP_NOT_ASSESSED. */
enum gap_status gap_status_of(const char *word);
const char *gap_maturity_label(int maturity);	/* "Defined"; 0..5 */
struct gap_judgement gap_judged(const struct rec *row);
struct gap_judgement gap_target(const struct rec *row);

/* after hook of gap_analysis: its rows. */
int gap_rows_make(struct ctx *c, const struct rec *old, const struct rec *r) MUST;
int gap_analysis_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;
int gap_row_extend(struct ctx *c, const struct rec *r, struct value *out) MUST;

struct gap_rows {
	struct rec **recs;
	size_t n;
};
/* The live rows of the analysis that the actor may `v`, in the framework's order. */
int gap_rows_read(struct ctx *c, int64_t analysis, enum verb v, struct gap_rows *ret) MUST;
/* Archived in the same order are left out; the row of this code among them, or NULL. */
struct rec *gap_rows_find(const struct gap_rows *rows, struct str code);

void gap_tally_row(struct gap_tally *t, const struct rec *row);
/* {total, assessed, met, largely, partly, not_met, ..., percent, below, inferred, text}. */
struct value *gap_tally_value(struct arena *a, const struct gap_tally *t);

#endif
