/* isms/improvement/next.c -- see next.h. */
#include "isms/improvement/next.h"
#include "isms/start/start.h"
#include "record/counts.h"
#include "record/list.h"
#include "record/program.h"
#include "rule/rule.h"

enum { STEPS = 5, MINE = 8 };

static struct value *step(struct arena *a, const char *kind, const char *label, const char *why,
    const char *href)
{
	struct value *o = val_obj(a);

	val_add(o, "kind", val_text(a, kind));
	val_add(o, "label", val_text(a, label));
	val_add(o, "why", val_text(a, why));
	val_add(o, "href", val_text(a, href));
	return o;
}

/* ---- findings: the worst, one of each rule ---- */

static int64_t alike(const struct value *f)
{
	const char *rule = val_get_text(f, "rule");
	int64_t n = 0;

	for (; f && strcmp(val_get_text(f, "rule"), rule) == 0; f = f->next)
		n++;
	return n;
}

static struct value *finding_step(struct arena *a, const struct value *f)
{
	const char *href = val_get_text(val_get(f, "subject"), "href");
	int64_t n = alike(f);

	return step(a, "finding", n == 1 ? val_get_text(f, "finding") :
	    arena_printf(a, "%s, and %" PRId64 " more", val_get_text(f, "finding"), n - 1),
	    arena_printf(a, "%s (%s)", val_get_text(f, "fix"), val_get_text(f, "source")),
	    href && n == 1 ? href : arena_printf(a, "/check?clause=%s", val_get_text(f, "clause")));
}

static void findings(struct arena *a, const struct value *result, struct value *list)
{
	for (enum severity s = SEVERITY_MAJOR; s <= SEVERITY_OPPORTUNITY; s++) {
		const char *rule = "";

		for (const struct value *f = val_get(result, "findings")->u.list.first; f;
		     f = f->next) {
			bool first = strcmp(val_get_text(f, "rule"), rule) != 0;

			rule = val_get_text(f, "rule");
			if (first && list->u.list.n < STEPS &&
			    strcmp(val_get_text(f, "severity"), severity_name(s)) == 0)
				val_push(list, finding_step(a, f));
		}
	}
}

/* ---- counts ---- */

static int count(struct ctx *c, struct sqltext sql, int64_t *ret)
{
	char today[DATE_TEXT];
	struct query *q;
	int rc;

	*ret = 0;
	if ((rc = db_query(c, &q, sql)) < 0)
		return rc;
	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	if (db_has_param(q, ":person"))
		db_bind_int(q, ":person", c->actor->person);
	if (db_has_param(q, ":today"))
		db_bind_text(q, ":today", today);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int count_drafted(struct ctx *c, const struct record *t, bool own, int64_t *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct counted n;
	int rc;

	sqlb_add(b, SQL("SELECT count(*) FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" WHERE org = :org AND archived = FALSE AND drafted = TRUE"));
	if (own) {
		sqlb_add(b, SQL(" AND "));
		sqlb_name(b, arena_join(c->arena, t->own, "_id"));
		sqlb_add(b, SQL(" = "));
		(void)sqlb_param_int(b, c->actor->person);
	}
	rc = counted(c, t, true, b, &n);
	*ret = n.n;
	return rc;
}

/* Drafted records of all types the actor may read all of. own: mine only. */
static int drafted_counts(struct ctx *c, bool own, struct value *list, int64_t *ret_total)
{
	const char *mine = arena_join(c->arena, "=", code_text(c->arena, record_find("person"),
	    c->actor->person));
	int64_t n;
	int rc;

	*ret_total = 0;
	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];
		enum scope s = access_scope(c, t, VERB_READ);
		struct value *o;

		if (own ? !t->own || s == SCOPE_NONE : s != SCOPE_ALL)
			continue;
		if ((rc = count_drafted(c, t, own, &n)) < 0)
			return rc;
		if (!n)
			continue;
		*ret_total += n;
		o = val_obj(c->arena);
		val_add(o, "label", val_text(c->arena, t->labels));
		val_add(o, "n", val_int(c->arena, n));
		val_add(o, "href", val_text(c->arena, arena_join(c->arena, "/", t->plural,
		    "?drafted=true", own ? "&" : "", own ? t->own : "", own ? mine : "")));
		val_push(list, o);
	}
	return E_OK;
}

/* ---- next steps ---- */

static int of_person(struct ctx *c, struct value *list)
{
	struct arena *a = c->arena;
	int64_t asked, late;
	int rc;

	if (!c->actor->person)
		return E_OK;
	if ((rc = count(c, SQL("SELECT count(*) FROM approval WHERE org = :org AND archived = FALSE"
	    " AND state = 'asked' AND approver_id = :person"), &asked)) < 0 ||
	    (rc = count(c, SQL("SELECT count(*) FROM task WHERE org = :org AND archived = FALSE"
	    " AND state IN ('open', 'doing') AND owner_id = :person AND due < :today"),
	    &late)) < 0)
		return rc;
	if (asked)
		val_push(list, step(a, "approval", text_counted(a, asked,
		    "approval waits for your decision", "approvals wait for your decision"),
		    N_("Others cannot go on before you have decided."),
		    "/approvals?state=asked"));
	if (late)
		val_push(list, step(a, "task", text_counted(a, late,
		    "of your tasks is overdue", "of your tasks are overdue"),
		    N_("Do them, drop them with a reason, or agree on another day."),
		    "/tasks?state=open"));
	return E_OK;
}

static int of_start(struct ctx *c, struct value *list)
{
	const struct start_question *next;
	struct value *types = val_arr(c->arena);
	struct rec *answers;
	int64_t drafted;
	int rc;

	if (access_scope(c, record_find("start_answers"), VERB_EDIT) == SCOPE_NONE)
		return E_OK;
	if ((rc = start_answers(c, &answers)) < 0)
		return rc;
	next = answers && rec_value(answers, "origins") ? NULL : start_next(answers);
	if (next && answers)
		val_push(list, step(c->arena, "start", arena_printf(c->arena,
		    "Go on with the start: %s", next->title), next->why, "/start"));
	else if (answers && !rec_value(answers, "origins"))
		val_push(list, step(c->arena, "start", N_("See what your answers would draft"),
		    N_("Scope, issues, parties, roles, assets and risks to begin with."),
		    "/start/preview"));
	if ((rc = drafted_counts(c, false, types, &drafted)) < 0)
		return rc;
	if (drafted)
		val_push(list, step(c->arena, "draft", arena_join(c->arena,
		    "Look through ", text_counted(c->arena, drafted, "drafted record",
		    "drafted records")),
		    N_("What the program drafted counts as not done until somebody agrees."),
		    "/drafted"));
	return E_OK;
}

int next_steps(struct ctx *c, const struct value *result, struct value *view)
{
	struct value *list = val_arr(c->arena);
	int rc;

	if ((rc = of_person(c, list)) < 0 || (rc = of_start(c, list)) < 0)
		return rc;
	findings(c->arena, result, list);
	val_add(view, "next_steps", list);
	return E_OK;
}

/* ---- my work ---- */

/* Rows of a statement (id, title, due) as links. */
static int links(struct ctx *c, const struct record *t, struct sqltext sql, struct value **ret)
{
	char today[DATE_TEXT];
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	if ((rc = db_query(c, &q, sql)) < 0)
		return rc;
	db_bind_int(q, ":person", c->actor->person);
	db_bind_int(q, ":limit", MINE);
	while ((rc = db_step(c, q)) > 0) {
		struct value *o = val_obj(c->arena);
		const char *code = code_text(c->arena, t, db_int(q, 0));
		const char *due = arena_text(c->arena, db_text(q, 2));

		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "label", val_text(c->arena, arena_text(c->arena, db_text(q, 1))));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, code)));
		val_add(o, "due", val_text(c->arena, due));
		val_add(o, "late", val_bool(c->arena, due && strcmp(due, today) < 0));
		val_push(*ret, o);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int my_work(struct ctx *c, struct value *view)
{
	struct value *o = val_obj(c->arena), *tasks, *approvals, *drafted = val_arr(c->arena);
	int64_t total;
	int rc;

	if (!c->actor->person) {
		val_add(view, "my_work", val_null(c->arena));
		return E_OK;
	}
	if ((rc = links(c, record_find("task"), SQL("SELECT id, title, due FROM task"
	    " WHERE org = :org AND archived = FALSE AND state IN ('open', 'doing')"
	    " AND owner_id = :person ORDER BY due IS NULL, due, id LIMIT :limit"), &tasks)) < 0 ||
	    (rc = links(c, record_find("approval"), SQL("SELECT id, title, due FROM approval"
	    " WHERE org = :org AND archived = FALSE AND state = 'asked'"
	    " AND approver_id = :person ORDER BY due IS NULL, due, id LIMIT :limit"),
	    &approvals)) < 0 || (rc = drafted_counts(c, true, drafted, &total)) < 0)
		return rc;
	val_add(o, "tasks", tasks);
	val_add(o, "approvals", approvals);
	val_add(o, "drafted", drafted);
	val_add(o, "nothing", val_bool(c->arena, !tasks->u.list.n && !approvals->u.list.n &&
	    !drafted->u.list.n));
	val_add(view, "my_work", o);
	return E_OK;
}
