/*
 * isms/gap/work_page.c -- one requirement at a time, with what the library knows about it beside:
 * made for the keyboard, and a plain form without the script.
 */
#include "isms/gap/page.h"
#include "isms/knowledge/questions.h"

enum { QUESTIONS_SHOWN = 12 };

/* Rows that are walked through: all, those not judged by a person yet, those below their target. */
static bool walked(const struct rec *r, const char *only)
{
	if (strcmp(only, "open") == 0)
		return gap_judged(r).status == GAP_NOT_ASSESSED || r->drafted;
	return strcmp(only, "gaps") != 0 || rec_int(r, "gap") > 0;
}

static const char *only_of(const struct req *r)
{
	const char *only = r->form ? req_field(r, "only") : req_query(r, "only");

	return only && (strcmp(only, "open") == 0 || strcmp(only, "gaps") == 0) ? only : "all";
}

static const char *work_href(struct ctx *c, const struct rec *row, const char *only)
{
	return row ? arena_printf(c->arena, "/gap_analyses/%s/work?row=%s&only=%s",
	    code_text(c->arena, &record_gap_analysis, rec_int(row, "analysis")),
	    rec_code(c->arena, row), only) : NULL;
}

/* Neighbours among what is walked through; the row itself need not be one of them any more. */
static void neighbours(const struct gap_rows *rows, const struct rec *row, const char *only,
    const struct rec **ret_before, const struct rec **ret_after)
{
	bool past = false;

	*ret_before = *ret_after = NULL;
	for (size_t i = 0; i < rows->n; i++) {
		const struct rec *r = rows->recs[i];

		if (r->id == row->id) {
			past = true;
			continue;
		}
		if (!walked(r, only))
			continue;
		if (!past)
			*ret_before = r;
		else if (!*ret_after)
			*ret_after = r;
	}
}

/* ---- what the library knows ---- */

static struct value *questions_of(struct arena *a, const char *ref)
{
	const struct question_filter f = { .ref = ref };
	struct value *all = questions_find(a, &f), *few = val_arr(a);

	for (const struct value *q = all->u.list.first; q && few->u.list.n < QUESTIONS_SHOWN;
	     q = q->next)
		val_push(few, val_copy(a, q));
	return few;
}

static void guidance(struct ctx *c, const struct rec *row, struct value *view)
{
	struct arena *a = c->arena;
	struct library_thing t = library_find_exact(library(), rec_text(row, "ref"));
	struct value *thing;

	val_set(view, "questions", questions_of(a, rec_text(row, "ref")));
	if (!t.node)
		return;
	thing = view_thing(a, &t);
	part_html(a, thing);
	val_set(view, "thing", thing);
	val_set_text(a, view, "text", t.node->text[0] ? t.node->text : NULL);
	val_set_text(a, view, "guide_href", knowledge_href(a, &t));
}

/* ---- the page ---- */

static struct value *onlys(struct ctx *c, const struct rec *row, const char *only)
{
	static const struct { const char *name, *label; } words[] = {
		{ "all", N_("All rows") }, { "open", N_("Not judged yet") },
		{ "gaps", N_("Below target") },
	};
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < COUNT(words); i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "label", val_text(c->arena, words[i].label));
		val_add(o, "href", val_text(c->arena, work_href(c, row, words[i].name)));
		val_add(o, "current", val_bool(c->arena, strcmp(words[i].name, only) == 0));
		val_push(list, o);
	}
	return list;
}

static int fill(struct ctx *c, const struct rec *an, const struct gap_rows *rows,
    const struct rec *row, const char *only, const struct value *typed, struct value *view)
{
	const struct rec *before, *after;
	struct gap_tally all = { 0 };
	struct gap_tasks tasks;
	int64_t at = 0, n = 0;
	struct value *o;
	int rc;

	if ((rc = gap_tasks_read(c, an->id, &tasks)) < 0)
		return rc;
	for (size_t i = 0; i < rows->n; i++) {
		gap_tally_row(&all, rows->recs[i]);
		n += walked(rows->recs[i], only) || rows->recs[i]->id == row->id;
		if (rows->recs[i]->id == row->id)
			at = n;
	}
	neighbours(rows, row, only, &before, &after);
	gap_head(c, an, rec_title(row), view);
	o = gap_row_value(c, row, &tasks);
	gap_row_inputs(c, row, typed, o);
	val_set_bool(c->arena, o, "may_edit", val_truthy(val_get(val_get(view, "analysis"),
	    "may_edit")) && record_may(c, row, VERB_EDIT));
	val_set(view, "row", o);
	val_set_int(c->arena, view, "at", at);
	val_set_int(c->arena, view, "of", n);
	val_set(view, "summary", gap_tally_value(c->arena, &all));
	val_set(view, "bar", gap_bar_value(c->arena, &all));
	val_set_text(c->arena, view, "previous_href", work_href(c, before, only));
	val_set_text(c->arena, view, "next_href", work_href(c, after, only));
	val_set_text(c->arena, view, "only", only);
	val_set(view, "onlys", onlys(c, row, only));
	guidance(c, row, view);
	return E_OK;
}

/* The row asked for; else the first one nobody has judged, else the first. */
static const struct rec *start(const struct gap_rows *rows, const char *code, const char *only)
{
	if (code && code[0])
		return gap_rows_find(rows, str_of(code));
	for (size_t i = 0; i < rows->n; i++)
		if (walked(rows->recs[i], strcmp(only, "all") == 0 ? "open" : only))
			return rows->recs[i];
	return rows->n ? rows->recs[0] : NULL;
}

static int work(struct ctx *c, struct req *r, struct value *view)
{
	const char *only = only_of(r), *code = req_query(r, "row");
	const struct rec *row;
	struct gap_rows rows;
	struct rec *an;
	int rc;

	if ((rc = record_get(c, &record_gap_analysis, r->param[0], VERB_READ, &an)) < 0 ||
	    (rc = gap_rows_read(c, an->id, VERB_READ, &rows)) < 0)
		return rc;
	if (!(row = start(&rows, code, only)))
		return err_hint(&c->err, E_NOTFOUND, "choose a row on the page of the analysis",
		    "%s has no row %s that you may read", r->param[0], code ? code : "");
	return fill(c, an, &rows, row, only, NULL, view);
}
PAGE(gap_work, .method = "GET", .path = "/gap_analyses/:code/work", .run = work,
	.type = "gap_row", .verb = VERB_READ, .template = "gap-work", .title = N_("Assess"),
	.params = "row string code of the row; the first one not judged when left out\n"
	"only string open or gaps: which rows are walked through; all when left out",
	.help = "One requirement at a time with guidance and questions, for the keyboard.");

/* ---- saving ---- */

static struct value *typed_of(struct ctx *c, const struct req *r)
{
	static const char *const names[] = { "status", "maturity", "target", "note", "evidence",
		"justification", "owner", "due" };
	struct value *o = val_obj(c->arena);

	for (size_t i = 0; i < COUNT(names); i++)
		if (req_field(r, names[i]))
			val_add(o, names[i], val_text(c->arena, req_field(r, names[i])));
	return o;
}

static const char *target_of(struct ctx *c, const struct req *r, const struct gap_rows *rows,
    const struct rec *row, const char *only)
{
	const char *go = req_field(r, "go"), *back = req_field(r, "back");
	const struct rec *before, *after;

	neighbours(rows, row, only, &before, &after);
	if (back && text_starts(back, "/gap_analyses/"))	/* edited in place */
		return arena_printf(c->arena, "%s#%s", back, rec_code(c->arena, row));
	if (go && strcmp(go, "previous") == 0 && before)
		return work_href(c, before, only);
	if (go && strcmp(go, "next") == 0 && after)
		return work_href(c, after, only);
	return work_href(c, row, only);
}

/* [{field, label, detail}] of what was wrong with the input. */
static struct value *errors_of(struct ctx *c, const struct err *e)
{
	struct value *list = val_arr(c->arena);

	for (const struct fielderr *f = e->fields; f; f = f->next) {
		const struct field *field = field_find(&record_gap_row, f->field);
		struct value *o = val_obj(c->arena);

		val_add(o, "field", val_text(c->arena, f->field));
		val_add(o, "label", val_text(c->arena, field ? field->label : NULL));
		val_add(o, "detail", val_text(c->arena, f->detail));
		val_push(list, o);
	}
	return list;
}

/* Somebody was faster, or something is wrong: the form again, with what was typed. */
static int again(struct ctx *c, struct req *r, const struct value *typed, int problem,
    struct value *view)
{
	struct err e = c->err;
	const struct rec *row;
	struct gap_rows rows;
	struct rec *an, *now;
	int rc;

	err_clear(&c->err);
	if ((rc = record_get(c, &record_gap_row, r->param[0], VERB_READ, &now)) < 0)
		return rc;
	/* The page shows the analysis; who may read the row alone is told what is wrong. */
	if (record_get(c, &record_gap_analysis, code_text(c->arena, &record_gap_analysis,
	    rec_int(now, "analysis")), VERB_READ, &an) < 0) {
		c->err = e;
		return problem;
	}
	if ((rc = gap_rows_read(c, an->id, VERB_READ, &rows)) < 0 ||
	    !(row = gap_rows_find(&rows, str_of(r->param[0]))) ||
	    (rc = fill(c, an, &rows, row, only_of(r), typed, view)) < 0)
		return rc;
	c->err = e;
	r->template = "gap-work";
	val_set(view, "errors", errors_of(c, &e));
	if (problem == E_CHANGED) {
		struct value *o = val_obj(c->arena);

		val_add(o, "text", val_text(c->arena, e.detail));
		val_add(o, "hint", val_text(c->arena, N_("What you typed is kept below. Saving "
		    "again replaces the other change; the history shows both.")));
		val_set(view, "problem", o);
		r->status = err_http(E_CHANGED);
	}
	return E_INVALID;
}

static int judge(struct ctx *c, struct req *r, struct value *view)
{
	struct value *typed = typed_of(c, r);
	struct gap_rows rows;
	struct rec *row;
	int rc = record_update(c, &record_gap_row, r->param[0], typed, IN_TEXT,
	    req_int(r, "rev", ANY_REV), &row);

	if (rc == E_INVALID || rc == E_CHANGED)
		return again(c, r, typed, rc, view);
	if (rc < 0 || (rc = gap_rows_read(c, rec_int(row, "analysis"), VERB_READ, &rows)) < 0)
		return rc;
	r->redirect = target_of(c, r, &rows, row, only_of(r));
	r->flash = arena_printf(c->arena, "%s saved.", rec_text(row, "ref"));
	return E_OK;
}
PAGE(gap_judge, .method = "POST", .path = "/gap_rows/:code/judge", .run = judge,
	.type = "gap_row", .verb = VERB_EDIT, .template = "gap-work", .title = N_("Assess"),
	.help = "Save the judgement of one row and go on to a neighbour.");
