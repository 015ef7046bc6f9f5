/*
 * isms/improvement/summary.h -- the parts of the management summary.
 *
 * Each adds its figures and charts to the document, or nothing when the actor may not read what it
 * counts.
 */
#ifndef ANNEXA_SUMMARY_H
#define ANNEXA_SUMMARY_H

#include "base/ctx.h"
#include "report/model.h"

/*
 * Risks month by month, from their revisions: of the last twelve months the live ones and those
 * above acceptance at each month's end, or today. Nothing when there is only one month to show, or
 * when more than TREND_REVISIONS would have to be read; *ret says whether it was added.
 */
enum { TREND_MONTHS = 12, TREND_REVISIONS = 20000 };
int summary_trend(struct ctx *c, struct report_doc *doc, bool *ret) MUST;

/* Ends of the months up to the moment: "2026-10-31", .., the day itself last. Pure. */
void month_ends(int64_t now_us, char ret[TREND_MONTHS][DATE_TEXT]);

#endif
