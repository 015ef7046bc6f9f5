/*
 * isms/start/project.h -- the steps of an ISMS project (content/plan) and the tasks made of them.
 *
 * A step is known again by the origin the answers record keeps. Access is the caller's business:
 * whoever may read tasks and the answers.
 */
#ifndef ANNEXA_PROJECT_H
#define ANNEXA_PROJECT_H

#include "isms/knowledge/library.h"
#include "record/store.h"

struct project_step {
	const struct library_entry *e;	/* kind "step" */
	int64_t task, owner;		/* ids; 0 = none */
	const char *state, *due;	/* the task's; NULL = no task */
	bool drafted;
};
struct project {
	struct project_step *step;	/* in the order of the plan */
	size_t n;
};

/* The context is a reader or an as-of view. */
int project_load(struct ctx *c, struct project *ret) MUST;
bool project_serves(const struct project_step *s, const char *clause); /* or a part of it */
/* How many of the steps that serve a clause are done, of how many; is any of them a task? */
void project_count(const struct project *p, const char *clause, int64_t *ret_done,
    int64_t *ret_of, bool *ret_made);

#endif
