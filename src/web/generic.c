/* web/generic.c -- the page of one record, its moves; and the routes every record type has. */
#include "record/any.h"
#include "record/list.h"
#include "web/generic.h"
#include "web/markdown.h"

/* ---- detail ---- */

static struct value *facts(struct ctx *c, const struct rec *r)
{
	struct value *groups = val_arr(c->arena), *fields = NULL;

	for (const struct field *f = r->type->fields; f->name; f++) {
		struct value *o = val_obj(c->arena);

		if (f->flags & (F_INTERNAL | F_PANEL))
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
		val_add(o, "cell", cell_value(c, r, f, r->v[field_index(r->type, f)], false));
		val_push(fields, o);
	}
	return groups;
}

static struct value *moves_view(struct ctx *c, const struct rec *r)
{
	const struct move *moves[20];
	size_t n = record_moves(c, r, moves, COUNT(moves));
	const struct field *own = r->type->own ? field_find(r->type, r->type->own) : NULL;
	bool fixed = own && (own->flags & F_FIXED);	/* that person alone, whoever else may */
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < n; i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "to", val_text(c->arena, moves[i]->to));
		val_add(o, "label", val_text(c->arena, moves[i]->label));
		val_add(o, "four_eyes", val_bool(c->arena, moves[i]->four_eyes));
		if (moves[i]->four_eyes && !fixed)
			val_add(o, "eyes", val_text(c->arena, record_eyes(c, r)));
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
		    o, "edit_href", val_text(c->arena, arena_join(c->arena, self, "/edit")));
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

/* Types of which the actor may make a record: for the buttons of panels. */
static struct value *may_create(struct ctx *c)
{
	struct value *o = val_obj(c->arena);

	for (size_t i = 0; record_index[i] && !c->as_of_us; i++)
		if (access_scope(c, record_index[i], VERB_CREATE) != SCOPE_NONE)
			val_add(o, record_index[i]->name, val_bool(c->arena, true));
	return o;
}

const char *self_of(struct ctx *c, const struct rec *r)
{
	return rec_path(c->arena, r->type, rec_code(c->arena, r));
}

/* What is said about it, and the form for more. */
static int comments_view(struct ctx *c, const struct rec *rec, struct value *view)
{
	struct value *list;
	int rc;

	if (rec->type->everyone)
		return E_OK;
	if ((rc = record_comments(c, rec, &list)) < 0)
		return rc;
	for (struct value *o = list->u.list.first; o; o = o->next) {
		val_set(o, "html", markdown_html(c->arena, str_of(val_get_text(o, "body")), 4));
		val_set(o, "edit_href", val_truthy(val_get(o, "mine")) && !c->as_of_us ?
		    val_text(c->arena, arena_printf(c->arena, "/comments/%s/edit",
		    val_get_text(o, "code"))) : val_null(c->arena));
	}
	moments(c->arena, list, "at");
	val_set(view, "comments", list);
	val_set_bool(c->arena, view, "discussed", true);
	val_set_int(c->arena, view, "comment_count", (int64_t)list->u.list.n);
	val_set_bool(c->arena, view, "can_comment", !c->as_of_us &&
	    access_scope(c, record_find("comment"), VERB_CREATE) != SCOPE_NONE);
	val_set_text(c->arena, view, "subject", any_text(c->arena, rec->type, rec->id));
	return E_OK;
}

static int page_detail(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	const char *self, *changed_by;
	struct value *backlinks;
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, t, r->param[0], VERB_READ, &rec)) < 0 ||
	    (t->extend && (rc = t->extend(c, rec, view)) < 0) ||
	    (rc = record_backlinks(c, rec, &backlinks)) < 0 ||
	    (rc = record_actor(c, rec, ANY_REV, &changed_by)) < 0 ||
	    (rc = comments_view(c, rec, view)) < 0)
		return rc;
	self = self_of(c, rec);
	val_set(view, "type", type_view(c->arena, t));
	val_set_text(c->arena, view, "code", rec_code(c->arena, rec));
	val_set_text(c->arena, view, "label", rec_title(rec));
	val_set_text(c->arena, view, "title",
	    arena_join(c->arena, rec_code(c->arena, rec), " ", rec_title(rec)));
	val_set(view, "state", state_view(c->arena, t, rec->state));
	val_set_bool(c->arena, view, "archived", rec->archived);
	val_set_bool(c->arena, view, "drafted", rec->drafted);
	if (t->note)
		val_set_text(c->arena, view, "note", t->note(c, rec));
	val_set_int(c->arena, view, "rev", rec->rev);
	val_set_text(c->arena, view, "updated", moment(c->arena, rec->updated_at));
	if (changed_by)
		val_set_text(c->arena, view, "updated_by", changed_by);
	val_set(view, "groups", facts(c, rec));
	val_set(view, "moves", moves_view(c, rec));
	val_set(view, "actions", actions_view(c, rec, self));
	val_set(view, "may_create", may_create(c));
	val_set_text(c->arena, view, "self_href", self);
	val_set_text(c->arena, view, "history_href", arena_join(c->arena, self, "/history"));
	val_set(view, "backlinks", backlinks);
	val_set(view, "relations", relations_view(c, rec));
	val_set_text(c->arena, view, "links_href", arena_join(c->arena, self, "/links"));
	val_set_text(c->arena, view, "graph_href", arena_join(c->arena, self, "/graph"));
	val_set_bool(c->arena, view, arena_join(c->arena, "is_", t->name), true);
	return E_OK;
}

/* ---- moves ---- */

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
		r->redirect = next_of(r) ? next_of(r) : self_of(c, rec);
		r->flash = arena_printf(c->arena, "%s is moved on.", rec_code(c->arena, rec));
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

const struct route generic_routes[] = {
    {"GET", "/:type", page_list, VERB_READ, 0, "list", false, "Records, filtered and sorted."},
    {"GET", "/:type/new", page_new, VERB_CREATE, 0, "form", false, "An empty form."},
    {"GET", "/:type/print", page_print, VERB_READ, 0, "print", false, "The list on paper."},
    {"GET", "/:type/board", page_board, VERB_READ, 0, "board", false,
	"The list as a board, a column for each state."},
    {"GET", "/:type/bulk", page_bulk, VERB_CHANGE, PAGE_SLOW, "bulk", false,
	"Choose what changes in many records."},
    {"POST", "/:type/bulk", post_bulk, VERB_CHANGE, PAGE_SLOW, "bulk", false,
	"Preview it, do it, take it back."},
    {"GET", "/:type/export", page_export, VERB_READ, PAGE_SLOW, NULL, false,
	"The list as a file."},
    {"GET", "/:type/import", import_form, VERB_CREATE, 0, "import", false, "Upload a table."},
    {"GET", "/:type/import/template", import_template, VERB_CREATE, 0, NULL, false,
	"An empty sheet with the names of the columns."},
    {"POST", "/:type/import", import_post, VERB_CREATE, PAGE_SLOW, "import", false,
	"Import a table."},
    {"POST", "/:type", post_create, VERB_CREATE, 0, "form", false, "Create a record."},
    {"GET", "/:type/:code", page_detail, VERB_READ, 0, "detail", false, "One record."},
    {"GET", "/:type/:code/edit", page_edit, VERB_EDIT, 0, "form", false, "The record's form."},
    {"GET", "/:type/:code/history", page_history, VERB_READ, 0, "history", false, "Its revisions."},
    {"GET", "/:type/:code/graph", page_graph, VERB_READ, 0, "graph", false,
	"What hangs on it, level by level."},
    {"GET", "/:type/:code/links", page_links, VERB_READ, 0, "links", false,
	"What it names and what names it."},
    {"POST", "/:type/:code/links", post_links, VERB_READ, 0, "links", false,
	"Link it with another record, or take a link away."},
    {"POST", "/:type/:code/back", post_back, VERB_EDIT, 0, "history", false,
	"Bring back what a revision said."},
    {"POST", "/:type/:code", post_update, VERB_EDIT, 0, "form", false, "Change a record."},
    {"POST", "/:type/:code/state", post_state, VERB_STATE, 0, NULL, false, "Move it to a state."},
    {"POST", "/:type/:code/confirm", post_confirm, VERB_EDIT, 0, NULL, false,
	"Agree with what was drafted."},
    {"POST", "/:type/:code/archive", post_archive, VERB_ARCHIVE, 0, NULL, false, "Put it away."},
    {"POST", "/:type/:code/restore", post_restore, VERB_ARCHIVE, 0, NULL, false, "Bring it back."},
    {0}};
