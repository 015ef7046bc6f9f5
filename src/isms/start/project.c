/* isms/start/project.c -- see project.h. */
#include "isms/start/project.h"
#include "isms/start/start.h"
#include "record/program.h"

bool project_serves(const struct project_step *s, const char *clause)
{
	const char *refs = library_key(s->e, "clause");
	size_t n = strlen(clause);
	struct str part;

	while (library_part(&refs, &part))
		if (part.n >= n && strncmp(part.p, clause, n) == 0 &&
		    (part.n == n || part.p[n] == '.' || part.p[n] == '/'))
			return true;
	return false;
}

void project_count(const struct project *p, const char *clause, int64_t *ret_done,
    int64_t *ret_of, bool *ret_made)
{
	*ret_done = *ret_of = 0;
	*ret_made = false;
	for (size_t i = 0; i < p->n; i++) {
		const struct project_step *s = &p->step[i];

		if (!project_serves(s, clause))
			continue;
		*ret_of += !s->state || strcmp(s->state, "dropped") != 0;
		*ret_done += s->state && strcmp(s->state, "done") == 0;
		*ret_made |= s->state != NULL;
	}
}

static struct project_step *of_task(struct project *p, int64_t task)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->step[i].task == task)
			return &p->step[i];
	return NULL;
}

/* States of the steps' tasks, in one statement. */
static int load_tasks(struct ctx *c, struct project *p)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT id, state, due, owner_id, drafted FROM task"
	    " WHERE org = :org AND archived = FALSE"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct project_step *s = of_task(p, db_int(q, 0));

		if (!s)
			continue;
		s->state = arena_text(c->arena, db_text(q, 1));
		s->due = arena_text(c->arena, db_text(q, 2));
		s->owner = db_is_null(q, 3) ? 0 : db_int(q, 3);
		s->drafted = db_bool(q, 4);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int project_load(struct ctx *c, struct project *ret)
{
	struct rec *answers;
	size_t n = 0;
	int rc;

	if ((rc = start_answers(c, &answers)) < 0)
		return rc;
	for (const struct library_entry *e = library_entries(library()); e; e = e->next)
		n += strcmp(e->kind, "step") == 0;
	*ret = (struct project){ arena_zero(c->arena, n + 1, sizeof(struct project_step)), 0 };
	for (const struct library_entry *e = library_entries(library()); e; e = e->next) {
		struct project_step *s = &ret->step[ret->n];
		struct any task;

		if (strcmp(e->kind, "step") != 0)
			continue;
		s->e = e;
		if (start_origin(answers, arena_printf(c->arena, "step:%s", e->ref), &task))
			s->task = task.id;
		ret->n++;
	}
	return answers ? load_tasks(c, ret) : E_OK;
}
