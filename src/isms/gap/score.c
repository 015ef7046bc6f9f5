/* isms/gap/score.c -- see score.h. */
#include "isms/gap/score.h"

static int status_steps(enum gap_status now, enum gap_status target)
{
	if (target < GAP_NOT_MET || target > GAP_MET || now >= target)
		return 0;
	return (int)target - (int)now;
}

int gap_size(struct gap_judgement now, struct gap_judgement target)
{
	int status, maturity = 0;

	if (now.status == GAP_NOT_ASSESSED)
		return GAP_UNKNOWN;
	if (now.status == GAP_NOT_APPLICABLE)
		return 0;
	status = status_steps(now.status, target.status);
	if (now.maturity != GAP_UNKNOWN && target.maturity > now.maturity)
		maturity = target.maturity - now.maturity;
	return status > maturity ? status : maturity;
}

void gap_tally_add(struct gap_tally *t, struct gap_judgement now, struct gap_judgement target,
    bool inferred)
{
	bool applies = now.status != GAP_NOT_APPLICABLE;

	t->total++;
	t->n[now.status]++;
	t->inferred += inferred && now.status != GAP_NOT_ASSESSED;
	t->below += gap_size(now, target) > 0;
	if (applies && now.maturity != GAP_UNKNOWN) {
		t->maturity_sum += now.maturity;
		t->maturity_n++;
	}
	if (applies && target.maturity != GAP_UNKNOWN) {
		t->target_sum += target.maturity;
		t->target_n++;
	}
}

int64_t gap_assessed(const struct gap_tally *t)
{
	return t->total - t->n[GAP_NOT_ASSESSED];
}

int gap_percent(const struct gap_tally *t)
{
	int64_t applies = t->total - t->n[GAP_NOT_APPLICABLE];
	int64_t thirds = 3 * t->n[GAP_MET] + 2 * t->n[GAP_LARGELY] + t->n[GAP_PARTLY];

	return applies ? (int)((thirds * 200 + 3 * applies) / (6 * applies)) : GAP_UNKNOWN;
}

int gap_mean_tenths(int64_t sum, int64_t n)
{
	return n ? (int)((sum * 20 + n) / (2 * n)) : GAP_UNKNOWN;
}
