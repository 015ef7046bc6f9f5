/* isms/leadership/objectives_page.c -- objectives side by side: how far, until when, what lacks. */
#include "record/list.h"
#include "record/program.h"
#include "web/page.h"

/* What 6.2 asks of a plan and the objective does not say. */
static struct value *lacking(struct arena *a, const struct rec *r)
{
	static const char *const fields[] = { "measure", "target", "plan", "resources", "owner",
		"due", "evaluated" };
	struct value *list = val_arr(a);

	for (size_t i = 0; i < COUNT(fields); i++)
		if (!rec_has(r, fields[i]))
			val_push(list, val_text(a, text_lower(a, field_find(r->type,
			    fields[i])->label)));
	return list;
}

static int card(struct ctx *c, const struct rec *r, const char *today, struct value *list)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *extra = val_obj(a);
	const char *code = rec_code(a, r), *due = rec_text(r, "due");
	bool live = strcmp(r->state, "planned") == 0 || strcmp(r->state, "active") == 0;
	int rc;

	if ((rc = r->type->extend(c, r, extra)) < 0)
		return rc;
	val_add(o, "code", val_text(a, code));
	val_add(o, "label", val_text(a, rec_title(r)));
	val_add(o, "href", val_text(a, rec_path(a, r->type, code)));
	val_add(o, "drafted", val_bool(a, r->drafted));
	val_add(o, "owner", val_text(a, rec_has(r, "owner") ?
	    ref_label(c, record_find("person"), rec_int(r, "owner")).label : NULL));
	val_add(o, "due", val_text(a, due[0] ? due : NULL));
	val_add(o, "late", val_bool(a, live && due[0] && strcmp(due, today) < 0));
	val_add(o, "unit", val_text(a, rec_text(r, "unit")));
	val_add(o, "target", val_text(a, rec_has(r, "target") ?
	    fixed_text(a, rec_int(r, "target"), 6, 0) : NULL));
	val_add(o, "current", val_text(a, rec_has(r, "current") ?
	    fixed_text(a, rec_int(r, "current"), 6, 0) : NULL));
	val_add(o, "measured_on", val_text(a, rec_text(r, "measured_on")));
	val_add(o, "share", val_copy(a, val_get(extra, "share")));
	val_add(o, "counted", val_bool(a, val_get(extra, "share")->kind == V_INT));
	val_add(o, "entry_href", val_text(a, live && access_scope(c, record_find("objective_entry"),
	    VERB_CREATE) != SCOPE_NONE && !c->as_of_us ? arena_printf(a,
	    "/objective_entries/new?objective=%s", code) : NULL));
	val_add(o, "lacking", live ? lacking(a, r) : val_arr(a));
	val_push(list, o);
	return E_OK;
}

static int board(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = record_find("objective");
	struct list_query lq = { .t = t, .sort = "due", .every = true };
	struct value *columns = val_arr(c->arena);
	char today[DATE_TEXT];
	struct list l;
	int rc;

	(void)r;
	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	if ((rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (const struct item *s = t->states; s->name; s++) {
		struct value *o = val_obj(c->arena), *cards = val_arr(c->arena);

		for (size_t i = 0; i < l.n; i++)
			if (strcmp(l.recs[i]->state, s->name) == 0 &&
			    (rc = card(c, l.recs[i], today, cards)) < 0)
				return rc;
		val_add(o, "name", val_text(c->arena, s->name));
		val_add(o, "label", val_text(c->arena, s->label));
		val_add(o, "n", val_int(c->arena, (int64_t)cards->u.list.n));
		val_add(o, "objectives", cards);
		if (cards->u.list.n || strcmp(s->name, "planned") == 0 ||
		    strcmp(s->name, "active") == 0)
			val_push(columns, o);
	}
	val_add(view, "columns", columns);
	val_add(view, "total", val_int(c->arena, (int64_t)l.n));
	val_add(view, "may_create", val_bool(c->arena, !c->as_of_us &&
	    access_scope(c, t, VERB_CREATE) != SCOPE_NONE));
	return E_OK;
}

PAGE(objectives_board, .method = "GET", .path = "/objectives/board", .run = board,
    .type = "objective", .verb = VERB_READ, .template = "objectives",
    .title = N_("Objectives"), .nav = "context|Objectives board|goal", .api = true,
    .help = "Objectives by state: how far each is, until when, and what its plan does not say.");
