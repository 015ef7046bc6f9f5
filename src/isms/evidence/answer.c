/* isms/evidence/answer.c -- requests for evidence that a piece of evidence answers. */
#include "isms/evidence/evidence.h"

static bool had(const struct value *list, int64_t id)
{
	for (const struct value *m = list ? list->u.list.first : NULL; m; m = m->next)
		if (m->u.i == id)
			return true;
	return false;
}

/* Done, with the evidence as its result; only by who may do so, else it waits for its owner. */
static int done(struct ctx *c, const struct rec *r, struct rec *task)
{
	const char *code = code_text(c->arena, task->type, task->id), *result;
	struct value *input = val_obj(c->arena);
	struct rec *now;
	int rc;

	if (!rec_is(task, "kind", "evidence") || task->archived ||
	    (strcmp(task->state, "open") != 0 && strcmp(task->state, "doing") != 0) ||
	    !record_may(c, task, VERB_STATE) || !record_may(c, task, VERB_EDIT))
		return E_OK;
	result = arena_printf(c->arena, "%s%sAnswered with %s.", rec_text(task, "result"),
	    rec_has(task, "result") ? "\n\n" : "", code_text(c->arena, r->type, r->id));
	val_add(input, "result", val_text(c->arena, result));
	if ((rc = record_update(c, task->type, code, input, IN_TEXT, ANY_REV, &now)) < 0)
		return rc;
	return record_move(c, task->type, code, "done", ANY_REV, &now);
}

int evidence_answer(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const struct record *t = record_find("task");
	const struct value *list = rec_value(r, "answers");
	const struct value *before = old ? rec_value(old, "answers") : NULL;
	struct rec *task;
	int rc = E_OK;

	for (const struct value *m = list ? list->u.list.first : NULL; m && rc == E_OK; m = m->next)
		if (!had(before, m->u.i) && (rc = record_load(c, t, m->u.i, &task)) == E_OK)
			rc = done(c, r, task);
	return rc;
}
