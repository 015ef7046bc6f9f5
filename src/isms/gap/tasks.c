/* isms/gap/tasks.c -- see tasks.h. */
#include "isms/gap/tasks.h"
#include "record/any.h"

enum { TITLE_CHARS = 190 };

struct making {
	const struct gap_tasks *have;
	const char *owner, *due;
	struct value *made, *had;
};

/* At most n bytes of a text, cut before a character. */
static const char *cut(struct arena *a, const char *text, size_t n)
{
	if (strlen(text) <= n)
		return text;
	while (n && (text[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(a, "%.*s\u2026", (int)n, text);
}

static struct value *told(struct ctx *c, const struct rec *row, int64_t task, const char *title)
{
	const struct record *t = record_find("task");
	const char *code = code_text(c->arena, t, task);
	struct value *o = val_obj(c->arena);

	val_add(o, "row", val_text(c->arena, rec_code(c->arena, row)));
	val_add(o, "task", val_text(c->arena, code));
	val_add(o, "title", val_text(c->arena, title));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, code)));
	return o;
}

/* What is there, what is to be there, and what was noted: so that the task can be read alone. */
static const char *description(struct arena *a, const struct rec *r)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	struct gap_judgement now = gap_judged(r), target = gap_target(r);

	sbuf_init(b, a, 64 << 10);
	sbuf_printf(b, "%s is %s", rec_text(r, "ref"),
	    text_lower(a, gap_statuses[now.status].label));
	if (now.maturity != GAP_UNKNOWN)
		sbuf_printf(b, ", maturity %d (%s)", now.maturity,
		    text_lower(a, gap_maturity_label(now.maturity)));
	sbuf_printf(b, ". To be reached: %s", target.status == GAP_NOT_ASSESSED ?
	    "what the target asks for" : text_lower(a, gap_statuses[target.status].label));
	if (target.maturity != GAP_UNKNOWN)
		sbuf_printf(b, ", maturity %d (%s)", target.maturity,
		    text_lower(a, gap_maturity_label(target.maturity)));
	sbuf_text(b, ".");
	if (rec_has(r, "note"))
		sbuf_printf(b, "\n\n%s", cut(a, rec_text(r, "note"), 16000));
	return sbuf_str(b).p;
}

static int make(struct ctx *c, const struct rec *row, struct making *m)
{
	struct arena *a = c->arena;
	struct value *in = val_obj(a);
	struct rec *task;
	const char *owner = rec_has(row, "owner") ?
	    code_text(a, record_find("person"), rec_int(row, "owner")) : m->owner;
	const char *due = rec_has(row, "due") ? rec_text(row, "due") : m->due;
	int rc;

	for (size_t i = 0; i < m->have->n; i++)
		if (m->have->list[i].row == row->id && gap_task_live(&m->have->list[i])) {
			val_push(m->had, told(c, row, m->have->list[i].id,
			    m->have->list[i].title));
			return E_OK;
		}
	val_add(in, "title", val_text(a, cut(a, arena_printf(a, "Close the gap: %s",
	    rec_title(row)), TITLE_CHARS)));
	val_add(in, "kind", val_text(a, "gap"));
	val_add(in, "about", val_text(a, any_text(a, row->type, row->id)));
	val_add(in, "description", val_text(a, description(a, row)));
	if (owner && owner[0])
		val_add(in, "owner", val_text(a, owner));
	if (due && due[0])
		val_add(in, "due", val_text(a, due));
	if ((rc = record_create(c, record_find("task"), in, IN_TEXT, &task)) < 0)
		return rc;
	val_push(m->made, told(c, row, task->id, rec_title(task)));
	return E_OK;
}

/* The rows named; what is wrong with any of them is told together. */
static int choose(struct ctx *c, const struct gap_rows *all, const struct value *named,
    struct gap_rows *ret)
{
	*ret = (struct gap_rows){ .recs = arena_zero(c->arena, all->n + 1, sizeof(*ret->recs)) };
	for (const struct value *v = named->u.list.first; v; v = v->next) {
		const char *code = v->kind == V_TEXT ? v->u.s.p : "";
		struct rec *r = gap_rows_find(all, str_of(code));
		bool twice = false;

		for (size_t i = 0; i < ret->n; i++)
			twice |= ret->recs[i] == r;
		if (!r)
			IGNORE(err_field(&c->err, "rows", "not-found",
			    "\"%s\" is no row of this analysis", code));
		else if (rec_int(r, "gap") <= 0)
			IGNORE(err_field(&c->err, "rows", "no-gap",
			    "%s %s: there is no gap to close", code,
			    rec_has(r, "gap") ? "is on target" : "is not assessed"));
		else if (!twice)
			ret->recs[ret->n++] = r;
	}
	if (!c->err.code && !ret->n)
		return err_field(&c->err, "rows", "required", "choose at least one gap");
	return c->err.code;
}

int gap_tasks_make(struct ctx *c, const struct rec *analysis, const struct value *rows,
    const char *owner, const char *due, struct value **ret)
{
	struct gap_rows all, chosen;
	struct gap_tasks have;
	struct making m = { .have = &have, .owner = owner, .due = due, .made = val_arr(c->arena),
		.had = val_arr(c->arena) };
	int64_t unconfirmed = 0;
	int rc;

	if ((rc = gap_rows_read(c, analysis->id, VERB_READ, &all)) < 0 ||
	    (rc = gap_tasks_read(c, analysis->id, &have)) < 0)
		return rc;
	if (rows && (rc = choose(c, &all, rows, &chosen)) < 0)
		return rc;
	for (size_t i = 0; i < (rows ? chosen.n : all.n); i++) {
		const struct rec *r = rows ? chosen.recs[i] : all.recs[i];

		if (!rows && r->drafted && rec_int(r, "gap") > 0)
			unconfirmed++;
		if ((rows || (rec_int(r, "gap") > 0 && !r->drafted)) && (rc = make(c, r, &m)) < 0)
			return rc;
	}
	*ret = val_obj(c->arena);
	val_add(*ret, "made", m.made);
	val_add(*ret, "had", m.had);
	val_add(*ret, "unconfirmed", val_int(c->arena, unconfirmed));
	return E_OK;
}
