/*
 * isms/gap/view.h -- analyses and rows as values: one form for pages, API, terminal and reports.
 */
#ifndef ANNEXA_GAP_VIEW_H
#define ANNEXA_GAP_VIEW_H

#include "isms/gap/gap.h"

/* Tasks about the rows of an analysis that the actor may read, by row. */
struct gap_task {
	int64_t row, id;
	const char *title, *state, *due, *updated_at;
};
struct gap_tasks {
	struct gap_task *list;
	size_t n;
};
int gap_tasks_read(struct ctx *c, int64_t analysis, struct gap_tasks *ret) MUST;
/* Open or in progress. */
bool gap_task_live(const struct gap_task *t);
/* Was a task done after the row was judged, and the gap is still there? */
bool gap_to_reassess(const struct gap_tasks *tasks, const struct rec *row);

/*
 * {code, ref, title, href, work_href, status: {name, label, tone}, maturity, maturity_label,
 * target, target_status, gap, below, gap_text, note, evidence, justification, owner: {code, label},
 * due, inferred, inferred_text, strength, tasks: [{code, label, href, state: {label, tone}, due}],
 * reassess, may_edit, rev}
 */
struct value *gap_row_value(struct ctx *c, const struct rec *row, const struct gap_tasks *tasks);

/* {total, parts: [{name, label, x, width, n}]}: a stacked bar of statuses and its legend. */
struct value *gap_bar_value(struct arena *a, const struct gap_tally *t);

struct gap_group {
	const char *title;
	struct gap_tally tally;
	struct value *rows;
};
struct gap_groups {
	struct gap_group *list;
	size_t n;
};
/* Rows by section, in their order; `rows` of each is an empty array to fill. */
struct gap_groups gap_groups_of(struct arena *a, const struct gap_rows *rows);
struct gap_group *gap_group_of(const struct gap_groups *g, const struct rec *row);
struct value *gap_group_value(struct arena *a, const struct gap_group *g);
/*
 * Mean maturity and target of three to sixteen sections as two polygons in a picture of 320 by
 * 260; null for fewer or more. {rings: [{points}], axes: [{x, y, lx, ly, anchor, label}], now,
 * target, text}
 */
struct value *gap_radar_value(struct arena *a, const struct gap_groups *g);

#endif
