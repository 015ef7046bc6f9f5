/*
 * isms/gap/score.h -- how far a judgement is from its target, and how a set of them adds up.
 *
 * Pure: numbers in, numbers out. Status is the four-step rating of process assessment (not,
 * partly, largely, fully), each worth a third; maturity runs from 0 (nothing there) to 5.
 * SOURCE: ISO/IEC 33020, rating scale N-P-L-F; ISO/IEC 27001:2022, 9.2, 10.1.
 */
#ifndef ANNEXA_GAP_SCORE_H
#define ANNEXA_GAP_SCORE_H

#include "base/base.h"

enum gap_status {
	GAP_NOT_ASSESSED, GAP_NOT_MET, GAP_PARTLY, GAP_LARGELY, GAP_MET, GAP_NOT_APPLICABLE,
	GAP_STATUS_N
};
enum { GAP_MATURITY_MAX = 5, GAP_UNKNOWN = -1 };

struct gap_judgement {
	enum gap_status status;
	int maturity;			/* 0..5, or GAP_UNKNOWN */
};

/*
 * Steps below the target: the larger of the distance in status and in maturity, 0 = reached.
 * GAP_UNKNOWN while it is not assessed; 0 for what is not applicable. A target that is
 * GAP_NOT_ASSESSED or GAP_UNKNOWN asks for nothing.
 */
int gap_size(struct gap_judgement now, struct gap_judgement target);

struct gap_tally {
	int64_t n[GAP_STATUS_N];	/* rows by status */
	int64_t total;			/* all rows */
	int64_t inferred;		/* of the assessed, not yet confirmed by a person */
	int64_t below;			/* assessed and below the target */
	int64_t maturity_sum, maturity_n;	/* of rows with a maturity */
	int64_t target_sum, target_n;		/* of rows with a target that apply */
};
void gap_tally_add(struct gap_tally *t, struct gap_judgement now, struct gap_judgement target,
    bool inferred);
int64_t gap_assessed(const struct gap_tally *t);	/* rows that say something */
/*
 * Per cent reached over what applies: met 100, largely 67, partly 33, not met and not assessed 0.
 * GAP_UNKNOWN when nothing applies.
 */
int gap_percent(const struct gap_tally *t);
/* Mean maturity in tenths; GAP_UNKNOWN without any. */
int gap_mean_tenths(int64_t sum, int64_t n);

#endif
