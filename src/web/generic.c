/* web/generic.c -- the pages every record type has: list, detail, form, history, moves. */
#include "exchange/export.h"
#include "record/any.h"
#include "record/list.h"
#include "report/report.h"
#include "web/app.h"

/* ---- list ---- */

static const char *sort_of(const struct list_query *lq)
{
	return lq->sort && lq->sort[0] ? lq->sort : lq->t->sort ? lq->t->sort : "-code";
}

static struct value *column(struct ctx *c, struct req *r, const struct list_query *lq,
    const char *name, const char *label, bool numeric)
{
	struct value *o = val_obj(c->arena);
	const char *sort = sort_of(lq);
	bool falling = *sort == '-', mine = strcmp(sort + falling, name) == 0;

	val_add(o, "name", val_text(c->arena, name));
	val_add(o, "label", val_text(c->arena, label));
	if (list_sortable(lq->t, name))
		val_add(o, "href", val_text(c->arena, query_with(c, r, "sort",
		    mine && !falling ? arena_printf(c->arena, "-%s", name) : name)));
	if (mine)
		val_add(o, "sort", val_text(c->arena, falling ? "descending" : "ascending"));
	val_add(o, "numeric", val_bool(c->arena, numeric));
	return o;
}

static bool numeric(const struct field *f)
{
	return f->kind == FK_INT || f->kind == FK_DECIMAL || f->kind == FK_MONEY;
}

static struct value *row_view(struct ctx *c, const struct rec *r)
{
	const struct record *t = r->type;
	const char *code = rec_code(c->arena, r);
	struct value *o = val_obj(c->arena), *cells = val_arr(c->arena), *cell;

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, code)));
	if (r->archived)
		val_add(o, "archived", val_bool(c->arena, true));
	if (r->drafted)
		val_add(o, "drafted", val_bool(c->arena, true));
	for (const struct field *f = t->fields; f->name; f++)
		if (f->flags & F_LIST)
			val_push(cells, cell_value(c, t, f, r->v[field_index(t, f)], true));
	if (t->states) {
		cell = val_obj(c->arena);
		val_add(cell, "badge", state_view(c->arena, t, r->state));
		val_push(cells, cell);
	}
	val_add(o, "cells", cells);
	return o;
}

static struct value *choice(struct ctx *c, struct req *r, const char *name, const char *label,
    const struct item *items, const struct scale *scale)
{
	struct value *o = val_obj(c->arena), *options = val_arr(c->arena);
	const char *now = req_query(r, name);
	int64_t step = 0;

	if (scale)
		items = scale->items;
	for (; items && items->name; items++) {
		const char *value =
		    scale ? arena_printf(c->arena, "%" PRId64, ++step) : items->name;
		struct value *one = val_obj(c->arena);

		val_add(one, "value", val_text(c->arena, value));
		val_add(one, "label", val_text(c->arena, items->label));
		val_add(one, "selected", val_bool(c->arena, now && strcmp(now, value) == 0));
		val_push(options, one);
	}
	val_add(o, "name", val_text(c->arena, name));
	val_add(o, "label", val_text(c->arena, label));
	val_add(o, "active", val_bool(c->arena, now && now[0]));
	val_add(o, "options", options);
	return o;
}

/* Enums, steps and the state become drop-downs above the list. */
static struct value *filters_view(struct ctx *c, struct req *r, const struct record *t)
{
	struct value *list = val_arr(c->arena);

	for (const struct field *f = t->fields; f->name; f++)
		if ((f->flags & F_LIST) && (f->kind == FK_ENUM || f->kind == FK_STEP))
			val_push(list, choice(c, r, f->name, f->label, f->items, f->scale));
	if (t->states)
		val_push(list, choice(c, r, "state", N_("State"), t->states, NULL));
	return list;
}

static const char *grouped(struct arena *a, int64_t n)
{
	return n < 1000      ? arena_printf(a, "%" PRId64, n)
	       : n < 1000000 ? arena_printf(a, "%" PRId64 ",%03" PRId64, n / 1000, n % 1000)
			     : arena_printf(a, "%" PRId64 ",%03" PRId64 ",%03" PRId64, n / 1000000,
				   n / 1000 % 1000, n % 1000);
}

static void list_head(struct ctx *c, struct req *r, const struct list_query *lq, struct value *view)
{
	const struct record *t = lq->t;
	struct value *columns = val_arr(c->arena), *exports = val_arr(c->arena);
	static const char *const formats[] = { "csv", "xlsx", "json" };

	for (const struct field *f = t->fields; f->name; f++)
		if (f->flags & F_LIST)
			val_push(columns, column(c, r, lq, f->name, f->label, numeric(f)));
	if (t->states)
		val_push(columns, column(c, r, lq, "state", N_("State"), false));
	for (size_t i = 0; i < COUNT(formats); i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "label", val_text(c->arena, formats[i]));
		val_add(o, "href", val_text(c->arena, arena_printf(c->arena, "/%s/export?format=%s",
		    t->plural, formats[i])));
		val_push(exports, o);
	}
	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "columns", columns);
	val_add(view, "exports", exports);
	val_add(view, "filters", filters_view(c, r, t));
	val_add(view, "filter_count", val_int(c->arena, (int64_t)lq->nfilters + (lq->q.n > 0)));
	val_add(view, "clear_href", val_text(c->arena, arena_printf(c->arena, "/%s", t->plural)));
	val_add(view, "q", val_str(c->arena, lq->q));
	if (!c->as_of_us && access_scope(c, t, VERB_CREATE) != SCOPE_NONE) {
		val_add(view, "can_create", val_bool(c->arena, true));
		val_add(view, "create_href",
		    val_text(c->arena, arena_printf(c->arena, "/%s/new", t->plural)));
		val_add(view, "import_href", val_text(c->arena, arena_printf(c->arena, "/%s/import",
		    t->plural)));
	}
}

static int page_list(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *rows = val_arr(c->arena);
	struct list_query lq;
	struct list l;
	int rc;

	if ((rc = req_list_query(c, r, t, &lq)) < 0 || (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	list_labels(c, &l);
	list_head(c, r, &lq, view);
	for (size_t i = 0; i < l.n; i++)
		val_push(rows, row_view(c, l.recs[i]));
	val_add(view, "rows", rows);
	val_add(view, "total", val_int(c->arena, l.total));
	val_add(view, "total_text", val_text(c->arena, arena_printf(c->arena, "%s %s",
	    grouped(c->arena, l.total), l.total == 1 ? t->label : t->labels)));
	val_add(view, "from_to", val_text(c->arena, arena_printf(c->arena, "%zu of %s shown", l.n,
	    grouped(c->arena, l.total))));
	val_add(view, "none", val_bool(c->arena, l.total == 0 && !lq.nfilters && !lq.q.n));
	val_add(view, "nothing", val_bool(c->arena, l.total == 0 && (lq.nfilters || lq.q.n)));
	if (l.next)
		val_add(view, "next_href", val_text(c->arena, query_with(c, r, "after", l.next)));
	if (lq.after && lq.after[0])
		val_add(view, "first_href", val_text(c->arena, query_with(c, r, "after", NULL)));
	val_add(view, "archived_shown", val_bool(c->arena, lq.archived));
	val_add(view, "archived_href", val_text(c->arena, query_with(c, r, "archived",
	    lq.archived ? NULL : "true")));
	return E_OK;
}

/* ---- detail ---- */

static struct value *facts(struct ctx *c, const struct rec *r)
{
	struct value *groups = val_arr(c->arena), *fields = NULL;

	for (const struct field *f = r->type->fields; f->name; f++) {
		struct value *o = val_obj(c->arena);

		if (f->flags & F_INTERNAL)
			continue;
		if (!fields || f->group) {
			struct value *g = val_obj(c->arena);

			fields = val_arr(c->arena);
			val_add(g, "label", val_text(c->arena, f->group));
			val_add(g, "fields", fields);
			val_push(groups, g);
		}
		val_add(o, "name", val_text(c->arena, f->name));
		val_add(o, "label", val_text(c->arena, f->label));
		val_add(o, "help", val_text(c->arena, f->help));
		val_add(o, "source", val_text(c->arena, f->source));
		val_add(o, "wide", val_bool(c->arena, f->flags & F_WIDE));
		val_add(o, "cell", cell_value(c, r->type, f, r->v[field_index(r->type, f)], false));
		val_push(fields, o);
	}
	return groups;
}

static struct value *moves_view(struct ctx *c, const struct rec *r)
{
	const struct move *moves[20];
	size_t n = record_moves(c, r, moves, COUNT(moves));
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < n; i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "to", val_text(c->arena, moves[i]->to));
		val_add(o, "label", val_text(c->arena, moves[i]->label));
		val_add(o, "four_eyes", val_bool(c->arena, moves[i]->four_eyes));
		val_push(list, o);
	}
	return list;
}

static struct value *actions_view(struct ctx *c, const struct rec *r, const char *self)
{
	struct value *o = val_obj(c->arena);

	if (c->as_of_us)
		return o;
	if (!r->archived && record_may(c, r, VERB_EDIT))
		val_add(
		    o, "edit_href", val_text(c->arena, arena_printf(c->arena, "%s/edit", self)));
	if (!r->archived && r->type->decided &&
	    access_scope(c, record_find("approval"), VERB_CREATE) != SCOPE_NONE)
		val_add(o, "approval_href", val_text(c->arena, arena_printf(c->arena,
		    "/approvals/new?subject=%s", any_text(c->arena, r->type, r->id))));
	if (!r->archived && r->drafted && record_may(c, r, VERB_EDIT))
		val_add(o, "confirm", val_bool(c->arena, true));
	if (record_may(c, r, VERB_ARCHIVE))
		val_add(o, r->archived ? "restore" : "archive", val_bool(c->arena, true));
	return o;
}

static const char *self_of(struct ctx *c, const struct rec *r)
{
	return rec_path(c->arena, r->type, rec_code(c->arena, r));
}

static int page_detail(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *backlinks, *history;
	const char *self;
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, t, r->param[0], VERB_READ, &rec)) < 0 ||
	    (t->extend && (rc = t->extend(c, rec, view)) < 0) ||
	    (rc = record_backlinks(c, rec, &backlinks)) < 0 ||
	    (rc = record_history(c, rec, 0, 1, &history)) < 0)
		return rc;
	self = self_of(c, rec);
	val_set(view, "type", type_view(c->arena, t));
	val_set_text(c->arena, view, "code", rec_code(c->arena, rec));
	val_set_text(c->arena, view, "label", rec_title(rec));
	val_set_text(c->arena, view, "title",
	    arena_printf(c->arena, "%s %s", rec_code(c->arena, rec), rec_title(rec)));
	val_set(view, "state", state_view(c->arena, t, rec->state));
	val_set_bool(c->arena, view, "archived", rec->archived);
	val_set_bool(c->arena, view, "drafted", rec->drafted);
	val_set_int(c->arena, view, "rev", rec->rev);
	val_set_text(c->arena, view, "updated", moment(c->arena, rec->updated_at));
	if (history->u.list.first)
		val_set_text(
		    c->arena, view, "updated_by", val_get_text(history->u.list.first, "actor"));
	val_set(view, "groups", facts(c, rec));
	val_set(view, "moves", moves_view(c, rec));
	val_set(view, "actions", actions_view(c, rec, self));
	val_set_text(c->arena, view, "self_href", self);
	val_set_text(c->arena, view, "history_href", arena_printf(c->arena, "%s/history", self));
	val_set(view, "backlinks", backlinks);
	val_set_bool(c->arena, view, arena_printf(c->arena, "is_%s", t->name), true);
	return E_OK;
}

static const char *what_was_done(const char *op)
{
	static const struct { const char *op, *words; } words[] = {
		{ "create", N_("Created") }, { "update", N_("Changed") },
		{ "state", N_("Moved on") }, { "archive", N_("Archived") },
		{ "restore", N_("Brought back") }, { "draft", N_("Drafted") },
		{ "confirm", N_("Confirmed") },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].op, op) == 0)
			return words[i].words;
	return op;
}

static int page_history(struct ctx *c, struct req *r, struct value *view)
{
	enum { PAGE = 50 };
	const struct record *t = req_type(r);
	struct value *revs;
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, t, r->param[0], VERB_READ, &rec)) < 0 ||
	    (rc = record_history(c, rec, req_int(r, "before", 0), PAGE, &revs)) < 0)
		return rc;
	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "code", val_text(c->arena, rec_code(c->arena, rec)));
	val_add(view, "label", val_text(c->arena, rec_title(rec)));
	val_add(view, "self_href", val_text(c->arena, self_of(c, rec)));
	if (revs->u.list.n == PAGE && val_get_int(revs->u.list.last, "rev", 1) > 1)
		val_add(view, "next_href",
		    val_text(
			c->arena, arena_printf(c->arena, "%s/history?before=%" PRId64,
				      self_of(c, rec), val_get_int(revs->u.list.last, "rev", 0))));
	moments(c->arena, revs, "at");
	for (struct value *o = revs->u.list.first; o; o = o->next)
		val_set_text(c->arena, o, "op", what_was_done(val_get_text(o, "op")));
	val_add(view, "revisions", revs);
	return E_OK;
}

/* ---- forms ---- */

static int page_new(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *given = val_obj(c->arena);

	for (size_t i = 0; i < r->x->request.nquery; i++)	/* /risks/new?assets=A-1 fills in */
		if (field_find(t, r->x->request.query[i].name))
			val_set(given, r->x->request.query[i].name,
			    val_str(c->arena, r->x->request.query[i].value));
	form_view(c, r, t, NULL, given, view);
	return E_OK;
}

static int page_edit(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int rc = record_get(c, req_type(r), r->param[0], VERB_EDIT, &rec);

	if (rc == E_OK)
		form_view(c, r, rec->type, rec, NULL, view);
	return rc;
}

static int post_create(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *input = form_object(c, r, t);
	struct rec *rec;
	int rc = record_create(c, t, input, IN_TEXT, &rec);

	if (rc == E_OK) {
		r->redirect = self_of(c, rec);
		r->flash =
		    arena_printf(c->arena, "%s %s was created.", t->label, rec_code(c->arena, rec));
	} else if (rc == E_INVALID) {
		r->template = "form";	/* again, with what was typed and what is wrong */
		form_view(c, r, t, NULL, input, view);
	}
	return rc;
}

/* Somebody was faster: who, and what to do about it. */
static void conflict_view(struct ctx *c, const struct rec *rec, struct value *view)
{
	struct value *problem = val_obj(c->arena), *revs;
	const char *who = NULL;

	if (record_history(c, rec, 0, 1, &revs) == E_OK && revs->u.list.first)
		who = val_get_text(revs->u.list.first, "actor");
	val_add(problem, "text", val_text(c->arena, arena_printf(c->arena,
	    "%s was changed meanwhile%s%s", rec_code(c->arena, rec), who ? " by " : "",
	    who ? who : "")));
	val_add(problem, "hint", val_text(c->arena, "What you typed is kept below. Saving again "
	    "replaces the other change; the history shows both."));
	val_set(view, "problem", problem);
}

static int post_update(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *input = form_object(c, r, t);
	int64_t rev = req_int(r, "rev", ANY_REV);
	struct err problem;
	struct rec *rec;
	int rc = record_update(c, t, r->param[0], input, IN_TEXT, rev, &rec);

	if (rc == E_OK) {
		r->redirect = self_of(c, rec);
		r->flash = "Saved.";
		return rc;
	}
	if (rc != E_INVALID && rc != E_CHANGED)
		return rc;
	problem = c->err;	/* show the form again; loading the record must not add to it */
	if (record_get(c, t, r->param[0], VERB_READ, &rec) < 0)
		return rc;
	c->err = problem;
	r->template = "form";
	form_view(c, r, t, rec, input, view);
	if (rc == E_CHANGED) {
		val_set_int(c->arena, view, "rev", rec->rev);
		conflict_view(c, rec, view);
		r->status = err_http(E_CHANGED);
		return E_INVALID;
	}
	return rc;
}

static int post_state(struct ctx *c, struct req *r, struct value *view)
{
	const char *to = req_field(r, "to");
	struct rec *rec;
	int rc;

	(void)view;
	if (!to)
		return err_field(&c->err, "to", "required", "say which state it goes to");
	if ((rc = record_move(c, req_type(r), r->param[0], to, req_int(r, "rev", ANY_REV), &rec)) ==
	    E_OK) {
		r->redirect = self_of(c, rec);
		r->flash = "Done.";
	}
	return rc;
}

static int archive(struct ctx *c, struct req *r, bool away)
{
	struct rec *rec;
	int rc =
	    record_archive(c, req_type(r), r->param[0], away, req_int(r, "rev", ANY_REV), &rec);

	if (rc == E_OK) {
		r->redirect = self_of(c, rec);
		r->flash = away ? "Archived." : "Brought back.";
	}
	return rc;
}

static int post_archive(struct ctx *c, struct req *r, struct value *view)
{
	(void)view;
	return archive(c, r, true);
}

static int post_restore(struct ctx *c, struct req *r, struct value *view)
{
	(void)view;
	return archive(c, r, false);
}

static int post_confirm(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct rec *rec;
	int rc = record_confirm(c, t, r->param[0], req_int(r, "rev", ANY_REV), &rec);

	(void)view;
	if (rc == E_OK) {
		r->redirect = self_of(c, rec);
		r->flash = "Confirmed.";
	}
	return rc;
}

/* ---- export ---- */

static int page_export(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	const char *format = req_query(r, "format");
	struct sbuf *out = arena_alloc(c->arena, sizeof(*out));
	const struct report_format *f;
	int rc;

	(void)view;
	format = format ? format : "csv";
	sbuf_init(out, c->arena, REPORT_MAX);
	if ((rc = export_records(c, t, format, out)) < 0)
		return rc;
	f = report_format_find(format);
	r->raw = sbuf_str(out);
	r->raw_type = f ? f->media : "application/json";
	r->raw_name = arena_printf(c->arena, "%s.%s", t->plural, format);
	return E_OK;
}

const struct route generic_routes[] = {
    {"GET", "/:type", page_list, VERB_READ, 0, "list", false, "Records, filtered and sorted."},
    {"GET", "/:type/new", page_new, VERB_CREATE, 0, "form", false, "An empty form."},
    {"GET", "/:type/export", page_export, VERB_READ, PAGE_SLOW, NULL, false,
	"All records as a file."},
    {"GET", "/:type/import", import_form, VERB_CREATE, 0, "import", false, "Upload a table."},
    {"GET", "/:type/import/template", import_template, VERB_CREATE, 0, NULL, false,
	"An empty sheet with the names of the columns."},
    {"POST", "/:type/import", import_post, VERB_CREATE, PAGE_SLOW, "import", false,
	"Import a table."},
    {"POST", "/:type", post_create, VERB_CREATE, 0, "form", false, "Create a record."},
    {"GET", "/:type/:code", page_detail, VERB_READ, 0, "detail", false, "One record."},
    {"GET", "/:type/:code/edit", page_edit, VERB_EDIT, 0, "form", false, "The record's form."},
    {"GET", "/:type/:code/history", page_history, VERB_READ, 0, "history", false, "Its revisions."},
    {"POST", "/:type/:code", post_update, VERB_EDIT, 0, "form", false, "Change a record."},
    {"POST", "/:type/:code/state", post_state, VERB_STATE, 0, NULL, false, "Move it to a state."},
    {"POST", "/:type/:code/confirm", post_confirm, VERB_EDIT, 0, NULL, false,
	"Agree with what was drafted."},
    {"POST", "/:type/:code/archive", post_archive, VERB_ARCHIVE, 0, NULL, false, "Put it away."},
    {"POST", "/:type/:code/restore", post_restore, VERB_ARCHIVE, 0, NULL, false, "Bring it back."},
    {0}};
