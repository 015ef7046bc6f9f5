/* isms/improvement/next.h -- what to do next: for the ISMS, and for the person who looks. */
#ifndef ANNEXA_NEXT_H
#define ANNEXA_NEXT_H

#include "record/store.h"

/*
 * Adds next_steps to the view: at most five of {label, why, href, kind}, the most useful first:
 * questions of the start that are open, approvals the person is asked for, the person's overdue
 * tasks, drafts to confirm, then the worst findings of result (rules_check), one of each rule.
 */
int next_steps(struct ctx *c, const struct value *result, struct value *view) MUST;
/*
 * Adds my_work: {tasks: [{code, label, href, due, late}], approvals: [..], reading: [..], drafted:
 * [{label, n, href}], nothing} of the signed-in person; null without one.
 */
int my_work(struct ctx *c, struct value *view) MUST;

#endif
