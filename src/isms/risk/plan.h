/*
 * isms/risk/plan.h -- the treatment plan: actions are tasks of kind "treatment" about a risk.
 */
#ifndef ANNEXA_PLAN_H
#define ANNEXA_PLAN_H

#include "record/list.h"

/*
 * Plan of one risk: {actions: [{code, title, href, owner, due, state, late, done_on, resources}],
 * total, done, late, text, percent}. Only tasks the actor may read.
 */
int plan_of(struct ctx *c, int64_t risk, struct value **ret) MUST;

/*
 * Live risks with a treatment, by due date, a page of them: as rows with their plans. `text` is
 * what is planned in words, `standing` whether it is carried out, `progress` says by what one sees.
 */
int plan_rows(struct ctx *c, const char *after, int64_t limit, struct value **ret_rows,
    struct list *ret) MUST;
/* Over all of them: {risks, accepted, actions, done, late}. */
int plan_summary(struct ctx *c, struct value **ret) MUST;

#endif
