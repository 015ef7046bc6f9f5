/* isms/risk/plan.c -- see plan.h. SOURCE: ISO/IEC 27001:2022, 6.1.3 e), 8.3. */
#include "isms/risk/plan.h"
#include "isms/risk/risk.h"

static const char *today(struct ctx *c)
{
	char *text = arena_alloc(c->arena, DATE_TEXT);

	date_print(c->as_of_us ? c->as_of_us : c->now_us, text);
	return text;
}

static bool is_over(const char *state)
{
	return strcmp(state, "done") == 0 || strcmp(state, "dropped") == 0;
}

static struct value *toned_item(struct arena *a, const struct item *i, const char *word)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, word));
	val_add(o, "label", val_text(a, i ? i->label : word));
	val_add(o, "tone", val_text(a, i && i->tone ? i->tone : "none"));
	return o;
}

/* Columns: id, title, owner_id, due, state, done_on, resources. */
static struct value *action(struct ctx *c, struct query *q, const char *day, bool *ret_late)
{
	const struct record *t = record_find("task");
	struct arena *a = c->arena;
	struct value *o = val_obj(a);
	const char *code = code_text(a, t, db_int(q, 0)), *state = arena_text(a, db_text(q, 4));
	struct ref_label owner = { NULL, NULL };

	*ret_late = !db_is_null(q, 3) && !is_over(state) && strcmp(db_text(q, 3), day) < 0;
	if (!db_is_null(q, 2))
		owner = ref_label(c, record_find("person"), db_int(q, 2));
	val_add(o, "code", val_text(a, code));
	val_add(o, "title", val_text(a, arena_text(a, db_text(q, 1))));
	val_add(o, "href", val_text(a, rec_path(a, t, code)));
	val_add(o, "owner", val_text(a, owner.label ? owner.label : owner.code));
	val_add(o, "due", val_text(a, arena_text(a, db_text(q, 3))));
	val_add(o, "state", toned_item(a, item_find(t->states, state, strlen(state)), state));
	val_add(o, "late", val_bool(a, *ret_late));
	val_add(o, "done_on", val_text(a, arena_text(a, db_text(q, 5))));
	val_add(o, "resources", val_text(a, arena_text(a, db_text(q, 6))));
	return o;
}

static const char *progress(struct arena *a, int64_t total, int64_t done, int64_t late)
{
	if (!total)
		return N_("No action is planned yet.");
	return arena_printf(a, late ? "%" PRId64 " of %s done, %" PRId64 " late" :
	    "%" PRId64 " of %s done", done, text_counted(a, total, "action", "actions"), late);
}

int plan_of(struct ctx *c, int64_t risk, struct value **ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct value *o = val_obj(c->arena), *list = val_arr(c->arena);
	int64_t total = 0, done = 0, late = 0;
	const char *day = today(c);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.title, t.owner_id, t.due, t.state, t.done_on, t.resources"
	    " FROM link AS l JOIN task AS t ON t.org = l.org AND t.id = l.from_id"
	    " WHERE l.org = :org AND l.to_type = 'risk' AND l.to_id = "));
	(void)sqlb_param_int(b, risk);
	sqlb_add(b, SQL(" AND l.from_type = 'task' AND l.field = 'about'"
	    " AND t.kind = 'treatment' AND t.archived = FALSE AND t.drafted = FALSE"));
	access_filter(c, b, record_find("task"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.due NULLS LAST, t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		bool overdue;

		val_push(list, action(c, q, day, &overdue));
		total += strcmp(db_text(q, 4), "dropped") != 0;
		done += strcmp(db_text(q, 4), "done") == 0;
		late += overdue;
	}
	db_done(q);
	val_add(o, "actions", list);
	val_add(o, "total", val_int(c->arena, total));
	val_add(o, "done", val_int(c->arena, done));
	val_add(o, "late", val_int(c->arena, late));
	val_add(o, "percent", val_int(c->arena, total ? 100 * done / total : 0));
	val_add(o, "text", val_text(c->arena, progress(c->arena, total, done, late)));
	*ret = o;
	return rc;
}

static struct value *word(struct arena *a, const struct rec *r, const char *field)
{
	const char *name = rec_text(r, field);
	const struct item *i = item_find(field_find(r->type, field)->items, name, strlen(name));

	return i ? toned_item(a, i, name) : val_null(a);
}

static int one_row(struct ctx *c, struct sqlb *b, int64_t *numbers, int n)
{
	struct query *q;
	int rc;

	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		for (int i = 0; i < n; i++)
			numbers[i] = db_int(q, i);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* How many controls of the risk there are, how many have a measure in place; {total, in_place}. */
static int works_of(struct ctx *c, int64_t risk, int64_t n[2])
{
	struct sqlb *b = sqlb_new(c->arena);

	sqlb_add(b, SQL("SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM link AS k"
	    " JOIN measure AS m ON m.org = k.org AND m.id = k.from_id WHERE k.org = :org"
	    " AND k.to_type = 'control' AND k.to_id = l.to_id AND k.from_type = 'measure'"
	    " AND k.field = 'controls' AND m.state = 'in-place' AND m.archived = FALSE"
	    " AND m.drafted = FALSE)) FROM link AS l WHERE l.org = :org"
	    " AND l.from_type = 'risk' AND l.field = 'controls' AND l.from_id = "));
	(void)sqlb_param_int(b, risk);
	return one_row(c, b, n, 2);
}

/*
 * Where the treatment stands, as the rule risk-overdue sees it: carried out when each control has a
 * measure in place and no action is open. A risk that is avoided is closed then and not here; a
 * shared one is never late, because of its contract records cannot tell.
 */
static int standing(struct ctx *c, const struct rec *r, const struct value *plan, struct value *o)
{
	static const struct item open = { "open", N_("Under way"), "info", NULL },
		carried = { "carried-out", N_("Carried out"), "good", NULL },
		late = { "late", N_("Late"), "bad", NULL };
	int64_t n[2] = { 0 }, actions = val_get_int(plan, "total", 0);
	bool over, done;
	const char *text = val_get_text(plan, "text");
	struct arena *a = c->arena;
	int rc = works_of(c, r->id, n);

	if (rc < 0)
		return rc;
	over = rec_has(r, "due") && strcmp(rec_text(r, "due"), today(c)) < 0;
	done = n[0] && n[1] == n[0] && val_get_int(plan, "done", 0) == actions &&
	    !rec_is(r, "treatment", "avoid");
	over = (over && !done && !rec_is(r, "treatment", "share")) || val_get_int(plan, "late", 0);
	if (n[0])
		text = arena_printf(a, "%" PRId64 " of %s a measure in place%s%s", n[1],
		    text_counted(a, n[0], "control has", "controls have"), actions ? "; " : "",
		    actions ? text : "");
	val_add(o, "late", val_bool(a, over));
	val_add(o, "standing", done ? toned_item(a, &carried, carried.name) :
	    over ? toned_item(a, &late, late.name) : toned_item(a, &open, open.name));
	val_add(o, "progress", val_text(a, text));
	return E_OK;
}

static int row(struct ctx *c, const struct rec *r, struct value **ret)
{
	const struct criteria *k = criteria_of(c);
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *plan;
	const char *code = rec_code(a, r);
	int rc;

	if ((rc = plan_of(c, r->id, &plan)) < 0)
		return rc;
	val_add(o, "code", val_text(a, code));
	val_add(o, "title", val_text(a, rec_title(r)));
	val_add(o, "href", val_text(a, rec_path(a, r->type, code)));
	val_add(o, "owner", val_text(a, rec_has(r, "owner") ? ref_label(c, record_find("person"),
	    rec_int(r, "owner")).label : NULL));
	val_add(o, "treatment", word(a, r, "treatment"));
	val_add(o, "current", step_value_of(a, &k->level, rec_int(r, "current_level")));
	val_add(o, "residual", step_value_of(a, &k->level, rec_int(r, "residual_level")));
	val_add(o, "acceptance", word(a, r, "acceptance"));
	val_add(o, "due", val_text(a, rec_has(r, "due") ? rec_text(r, "due") : NULL));
	val_add(o, "text", val_text(a, rec_has(r, "plan") ? rec_text(r, "plan") : NULL));
	val_add(o, "plan", plan);
	*ret = o;
	return standing(c, r, plan, o);
}

int plan_rows(struct ctx *c, const char *after, int64_t limit, struct value **ret_rows,
    struct list *ret)
{
	struct list_query lq = { .t = record_find("risk"), .sort = "due", .after = after,
		.limit = limit, .every = limit == 0 };
	struct value *o;
	int rc;

	*ret_rows = val_arr(c->arena);
	if ((rc = list_filter(c, &lq, "state", OP_NE, STR("closed"))) < 0 ||
	    (rc = list_filter(c, &lq, "treatment", OP_NE, STR(""))) < 0 ||
	    (rc = list_filter(c, &lq, "treatment", OP_NE, STR("retain"))) < 0 ||
	    (rc = list_run(c, &lq, ret)) < 0)
		return rc;
	for (size_t i = 0; i < ret->n; i++) {
		if ((rc = row(c, ret->recs[i], &o)) < 0)
			return rc;
		val_push(*ret_rows, o);
	}
	return E_OK;
}

int plan_summary(struct ctx *c, struct value **ret)
{
	struct sqlb *b = sqlb_new(c->arena), *t = sqlb_new(c->arena);
	int64_t risks[2] = { 0 }, tasks[3] = { 0 };
	struct value *o = val_obj(c->arena);
	int rc;

	sqlb_add(b, SQL("SELECT count(*), count(*) FILTER (WHERE t.acceptance = 'accepted')"
	    " FROM risk AS t WHERE t.org = :org AND t.archived = FALSE AND t.state <> 'closed'"
	    " AND t.treatment IN ('modify', 'avoid', 'share')"));
	access_filter(c, b, record_find("risk"), VERB_READ, "t");
	sqlb_add(t, SQL("SELECT count(*), count(*) FILTER (WHERE t.state = 'done'),"
	    " count(*) FILTER (WHERE t.state <> 'done' AND t.due < "));
	(void)sqlb_param_str(t, str_of(today(c)));
	sqlb_add(t, SQL(") FROM task AS t WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.drafted = FALSE AND t.kind = 'treatment' AND t.state <> 'dropped'"));
	access_filter(c, t, record_find("task"), VERB_READ, "t");
	if ((rc = one_row(c, b, risks, 2)) < 0 || (rc = one_row(c, t, tasks, 3)) < 0)
		return rc;
	val_add(o, "risks", val_int(c->arena, risks[0]));
	val_add(o, "accepted", val_int(c->arena, risks[1]));
	val_add(o, "actions", val_int(c->arena, tasks[0]));
	val_add(o, "done", val_int(c->arena, tasks[1]));
	val_add(o, "late", val_int(c->arena, tasks[2]));
	*ret = o;
	return E_OK;
}
