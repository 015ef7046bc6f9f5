/* isms/gap/view.c -- see view.h. */
#include "isms/gap/view.h"
#include "record/list.h"

/* ---- tasks ---- */

int gap_tasks_read(struct ctx *c, int64_t analysis, struct gap_tasks *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	size_t room = 0;
	int rc;

	*ret = (struct gap_tasks){ 0 };
	sqlb_add(b, SQL("SELECT r.id, t.id, t.title, t.state, t.due, t.updated_at"
	    " FROM gap_row AS r JOIN link AS l ON l.org = r.org AND l.to_type = 'gap_row'"
	    " AND l.to_id = r.id AND l.from_type = 'task' AND l.field = 'about'"
	    " JOIN task AS t ON t.org = l.org AND t.id = l.from_id AND t.archived = FALSE"
	    " WHERE r.org = :org AND r.analysis_id = "));
	(void)sqlb_param_int(b, analysis);
	access_filter(c, b, record_find("task"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY r.id, t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		if (ret->n == room) {
			struct gap_task *more = arena_zero(c->arena, room * 2 + 64, sizeof(*more));

			if (ret->n)
				memcpy(more, ret->list, ret->n * sizeof(*more));
			ret->list = more;
			room = room * 2 + 64;
		}
		ret->list[ret->n++] = (struct gap_task){ db_int(q, 0), db_int(q, 1),
			arena_text(c->arena, db_text(q, 2)), arena_text(c->arena, db_text(q, 3)),
			arena_text(c->arena, db_text(q, 4)), arena_text(c->arena, db_text(q, 5)) };
	}
	db_done(q);
	return rc;
}

bool gap_task_live(const struct gap_task *t)
{
	return strcmp(t->state, "open") == 0 || strcmp(t->state, "doing") == 0;
}

bool gap_to_reassess(const struct gap_tasks *tasks, const struct rec *row)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (tasks->list[i].row == row->id && rec_int(row, "gap") > 0 &&
		    strcmp(tasks->list[i].state, "done") == 0 &&
		    strcmp(tasks->list[i].updated_at, rec_text(row, "judged_at")) >= 0)
			return true;
	return false;
}

static struct value *task_value(struct arena *a, const struct gap_task *t)
{
	const struct record *type = record_find("task");
	const struct item *state = item_find(type->states, t->state, strlen(t->state));
	const char *code = code_text(a, type, t->id);
	struct value *o = val_obj(a), *s = val_obj(a);

	val_add(s, "name", val_text(a, t->state));
	val_add(s, "label", val_text(a, state ? state->label : t->state));
	val_add(s, "tone", val_text(a, state && state->tone ? state->tone : "none"));
	val_add(o, "code", val_text(a, code));
	val_add(o, "label", val_text(a, t->title));
	val_add(o, "href", val_text(a, rec_path(a, type, code)));
	val_add(o, "state", s);
	val_add(o, "due", val_text(a, t->due));
	return o;
}

/* ---- a row ---- */

static struct value *status_value(struct arena *a, enum gap_status s)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, gap_statuses[s].name));
	val_add(o, "label", val_text(a, gap_statuses[s].label));
	val_add(o, "tone", val_text(a, gap_statuses[s].tone ? gap_statuses[s].tone : "none"));
	return o;
}

static void put_text(struct arena *a, struct value *o, const char *key, const struct rec *r)
{
	val_add(o, key, rec_has(r, key) ? val_text(a, rec_text(r, key)) : val_null(a));
}

static void put_maturity(struct arena *a, struct value *o, const char *key, const char *label,
    const struct rec *r)
{
	bool has = rec_has(r, key);

	val_add(o, key, has ? val_int(a, rec_int(r, key)) : val_null(a));
	val_add(o, label, val_text(a, has ? gap_maturity_label((int)rec_int(r, key)) : NULL));
}

static struct value *owner_value(struct ctx *c, const struct rec *r)
{
	struct value *o = val_obj(c->arena);

	if (rec_has(r, "owner")) {
		struct ref_label who = ref_label(c, record_find("person"), rec_int(r, "owner"));

		val_add(o, "code", val_text(c->arena, who.code));
		val_add(o, "label", val_text(c->arena, who.label ? who.label : who.code));
	}
	return o;
}

static void put_gap(struct arena *a, struct value *o, const struct rec *r)
{
	int64_t gap = rec_int(r, "gap");

	val_add(o, "gap", rec_has(r, "gap") ? val_int(a, gap) : val_null(a));
	val_add(o, "below", val_bool(a, gap > 0));
	val_add(o, "gap_text", val_text(a, !rec_has(r, "gap") ? NULL : gap == 0 ? N_("On target") :
	    text_counted(a, gap, "step below", "steps below")));
}

static void put_inferred(struct arena *a, struct value *o, const struct rec *r)
{
	const struct value *p = rec_value(r, "provenance");

	val_add(o, "inferred", val_bool(a, p && r->drafted));
	val_add(o, "inferred_text", val_text(a, val_get_text(p, "text")));
	val_add(o, "strength", val_text(a, val_get_text(p, "strength")));
}

struct value *gap_row_value(struct ctx *c, const struct rec *r, const struct gap_tasks *tasks)
{
	struct arena *a = c->arena;
	const char *code = rec_code(a, r);
	struct value *o = val_obj(a), *list = val_arr(a);

	val_add(o, "code", val_text(a, code));
	put_text(a, o, "ref", r);
	val_add(o, "title", val_text(a, rec_title(r) + (text_starts(rec_title(r),
	    rec_text(r, "ref")) ? strlen(rec_text(r, "ref")) + 1 : 0)));
	val_add(o, "href", val_text(a, rec_path(a, r->type, code)));
	val_add(o, "work_href", val_text(a, arena_printf(a, "/gap_analyses/%s/work?row=%s",
	    code_text(a, &record_gap_analysis, rec_int(r, "analysis")), code)));
	val_add(o, "status", status_value(a, gap_judged(r).status));
	put_maturity(a, o, "maturity", "maturity_label", r);
	put_maturity(a, o, "target", "target_label", r);
	put_text(a, o, "target_status", r);
	put_gap(a, o, r);
	put_text(a, o, "section", r);
	put_text(a, o, "note", r);
	put_text(a, o, "evidence", r);
	put_text(a, o, "justification", r);
	val_add(o, "owner", owner_value(c, r));
	put_text(a, o, "due", r);
	put_inferred(a, o, r);
	for (size_t i = 0; i < tasks->n; i++)
		if (tasks->list[i].row == r->id)
			val_push(list, task_value(a, &tasks->list[i]));
	val_add(o, "tasks", list);
	val_add(o, "reassess", val_bool(a, gap_to_reassess(tasks, r)));
	val_add(o, "rev", val_int(a, r->rev));
	return o;
}

/* ---- bars ---- */

/* Best first, so that a bar fills from the left as things get better. */
struct value *gap_bar_value(struct arena *a, const struct gap_tally *t)
{
	static const enum gap_status order[] = { GAP_MET, GAP_LARGELY, GAP_PARTLY, GAP_NOT_MET,
		GAP_NOT_APPLICABLE, GAP_NOT_ASSESSED };
	struct value *o = val_obj(a), *parts = val_arr(a);
	int64_t x = 0;

	for (size_t i = 0; i < COUNT(order); i++) {
		struct value *p = val_obj(a);

		val_add(p, "name", val_text(a, gap_statuses[order[i]].name));
		val_add(p, "label", val_text(a, gap_statuses[order[i]].label));
		val_add(p, "x", val_int(a, x));
		val_add(p, "width", val_int(a, t->n[order[i]]));
		x += t->n[order[i]];
		val_push(parts, p);
	}
	val_add(o, "total", val_int(a, t->total ? t->total : 1));
	val_add(o, "parts", parts);
	return o;
}

/* ---- sections ---- */

struct gap_group *gap_group_of(const struct gap_groups *g, const struct rec *row)
{
	for (size_t i = g->n; i-- > 0; )
		if (strcmp(g->list[i].title, rec_text(row, "section")) == 0)
			return &g->list[i];
	BUG("a row without its section");
}

struct gap_groups gap_groups_of(struct arena *a, const struct gap_rows *rows)
{
	struct gap_groups g = { .list = arena_zero(a, rows->n + 1, sizeof(*g.list)) };

	for (size_t i = 0; i < rows->n; i++) {
		const char *section = rec_text(rows->recs[i], "section");
		size_t k = 0;

		while (k < g.n && strcmp(g.list[k].title, section) != 0)
			k++;
		if (k == g.n)
			g.list[g.n++] = (struct gap_group){ .title = section, .rows = val_arr(a) };
		gap_tally_row(&g.list[k].tally, rows->recs[i]);
	}
	return g;
}

struct value *gap_group_value(struct arena *a, const struct gap_group *g)
{
	size_t n = strcspn(g->title, " ");
	struct value *o = val_obj(a);

	val_add(o, "id", val_text(a, arena_text_n(a, g->title, n)));
	val_add(o, "title", val_text(a, g->title[0] ? g->title : N_("Other requirements")));
	val_add(o, "tally", gap_tally_value(a, &g->tally));
	val_add(o, "bar", gap_bar_value(a, &g->tally));
	val_add(o, "rows", g->rows);
	return o;
}
