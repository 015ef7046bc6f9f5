/* isms/gap/tasks.h -- gaps become tasks of the to-do list, in one step and not twice. */
#ifndef ANNEXA_GAP_TASKS_H
#define ANNEXA_GAP_TASKS_H

#include "isms/gap/view.h"

/*
 * A task (kind gap, about the row) for each row named by its code; with rows NULL for every row
 * below its target that a person has judged. Owner and due are the row's, else those given
 * (NULL = none). Rows that have an open task already are left alone. Rows that are on target,
 * unknown or not assessed are refused, all of them at once.
 * ret: {made: [{row, task, title, href}], had: [{row, task, ...}], unconfirmed: rows left out
 * because they were only inferred}.
 */
int gap_tasks_make(struct ctx *c, const struct rec *analysis, const struct value *rows,
    const char *owner, const char *due, struct value **ret) MUST;

#endif
