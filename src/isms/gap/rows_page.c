/* isms/gap/rows_page.c -- the rows of an analysis by section: filtered, edited in place, chosen. */
#include "isms/gap/page.h"

struct wanted {
	const char *status, *section, *owner, *gap, *q;
};

static const char *given(const struct req *r, const char *name)
{
	const char *text = req_query(r, name);

	return text && text[0] ? text : NULL;
}

/* ---- filters ---- */

static void add_filter(struct arena *a, struct value *list, const char *name, const char *label,
    const char *now, struct value *options)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, label));
	val_add(o, "active", val_bool(a, now != NULL));
	val_add(o, "options", options);
	val_push(list, o);
}

static struct value *option(struct arena *a, const char *value, const char *label, const char *now)
{
	return part_option(a, value, label, now && strcmp(now, value) == 0);
}

static struct value *status_options(struct arena *a, const char *now)
{
	struct value *list = val_arr(a);

	for (const struct item *i = gap_statuses; i->name; i++)
		val_push(list, option(a, i->name, i->label, now));
	return list;
}

static struct value *gap_options(struct arena *a, const char *now)
{
	struct value *list = val_arr(a);

	val_push(list, option(a, "1", N_("Below target"), now));
	val_push(list, option(a, "2", N_("2 steps or more below"), now));
	val_push(list, option(a, "3", N_("3 steps or more below"), now));
	val_push(list, option(a, "inferred", N_("Inferred, not confirmed"), now));
	val_push(list, option(a, "reassess", N_("To be judged again"), now));
	return list;
}

static struct value *section_options(struct arena *a, const struct gap_groups *g, const char *now)
{
	struct value *list = val_arr(a);

	for (size_t i = 0; i < g->n; i++)
		if (g->list[i].title[0])
			val_push(list, option(a, g->list[i].title, g->list[i].title, now));
	return list;
}

static struct value *owner_options(struct ctx *c, const struct gap_rows *rows, const char *now)
{
	struct value *list = val_arr(c->arena);

	val_push(list, option(c->arena, "none", N_("Nobody"), now));
	for (size_t i = 0; i < rows->n; i++) {
		int64_t id = rec_int(rows->recs[i], "owner");
		struct ref_label who;
		bool seen = id == 0;

		for (size_t k = 0; k < i && !seen; k++)
			seen = rec_int(rows->recs[k], "owner") == id;
		if (seen)
			continue;
		who = ref_label(c, record_find("person"), id);
		val_push(list, option(c->arena, who.code, who.label ? who.label : who.code, now));
	}
	return list;
}

static bool owner_is(struct ctx *c, const struct rec *r, const char *owner)
{
	return strcmp(owner, "none") == 0 ? !rec_has(r, "owner") : rec_has(r, "owner") &&
	    strcmp(code_text(c->arena, record_find("person"), rec_int(r, "owner")), owner) == 0;
}

static bool gap_is(const struct rec *r, const struct gap_tasks *tasks, const char *gap)
{
	if (strcmp(gap, "inferred") == 0)
		return r->drafted;
	if (strcmp(gap, "reassess") == 0)
		return gap_to_reassess(tasks, r);
	return rec_int(r, "gap") >= (gap[0] == '2' ? 2 : gap[0] == '3' ? 3 : 1);
}

static bool shown(struct ctx *c, const struct wanted *w, const struct gap_tasks *tasks,
    const struct rec *r)
{
	if (w->status && strcmp(gap_statuses[gap_judged(r).status].name, w->status) != 0)
		return false;
	if (w->section && strcmp(rec_text(r, "section"), w->section) != 0)
		return false;
	if ((w->owner && !owner_is(c, r, w->owner)) || (w->gap && !gap_is(r, tasks, w->gap)))
		return false;
	return !w->q || part_matches(c->arena, arena_printf(c->arena, "%s %s %s", rec_title(r),
	    rec_text(r, "note"), rec_text(r, "evidence")), w->q);
}

static void filters(struct ctx *c, const struct wanted *w, const struct gap_rows *rows,
    const struct gap_groups *g, struct value *view)
{
	struct arena *a = c->arena;
	struct value *list = val_arr(a);

	add_filter(a, list, "status", N_("Status"), w->status, status_options(a, w->status));
	add_filter(a, list, "gap", N_("Gap"), w->gap, gap_options(a, w->gap));
	add_filter(a, list, "section", N_("Section"), w->section,
	    section_options(a, g, w->section));
	add_filter(a, list, "owner", N_("Owner"), w->owner, owner_options(c, rows, w->owner));
	val_set(view, "filters", list);
	val_set_int(a, view, "filter_count", (w->status != NULL) + (w->section != NULL) +
	    (w->owner != NULL) + (w->gap != NULL) + (w->q != NULL));
	val_set_text(a, view, "q", w->q ? w->q : "");
}

/* ---- the page ---- */

/* The row that is being edited in place gets the inputs of its form. */
static void edit_in_place(struct ctx *c, struct req *r, const struct rec *row, struct value *o)
{
	const char *edit = given(r, "edit");
	bool open = edit && strcmp(edit, rec_code(c->arena, row)) == 0 && !c->as_of_us &&
	    record_may(c, row, VERB_EDIT);

	val_set_bool(c->arena, o, "edit", open);
	if (open)
		gap_row_inputs(c, row, NULL, o);
	val_set_text(c->arena, o, "edit_href", c->as_of_us ? NULL : arena_printf(c->arena, "%s#%s",
	    query_with(c, r, "edit", rec_code(c->arena, row)), rec_code(c->arena, row)));
}

static int rows_page(struct ctx *c, struct req *r, struct value *view)
{
	const struct wanted w = { given(r, "status"), given(r, "section"), given(r, "owner"),
		given(r, "gap"), given(r, "q") };
	struct value *groups = val_arr(c->arena);
	struct gap_tally all = { 0 };
	struct gap_tasks tasks;
	struct gap_groups g;
	struct gap_rows rows;
	struct rec *an;
	int64_t gaps = 0;
	int rc;

	if ((rc = record_get(c, &record_gap_analysis, r->param[0], VERB_READ, &an)) < 0 ||
	    (rc = gap_rows_read(c, an->id, VERB_READ, &rows)) < 0 ||
	    (rc = gap_tasks_read(c, an->id, &tasks)) < 0)
		return rc;
	g = gap_groups_of(c->arena, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		const struct rec *row = rows.recs[i];
		struct value *o;

		gap_tally_row(&all, row);
		if (!shown(c, &w, &tasks, row))
			continue;
		o = gap_row_value(c, row, &tasks);
		gaps += rec_int(row, "gap") > 0;
		edit_in_place(c, r, row, o);
		val_push(gap_group_of(&g, row)->rows, o);
	}
	for (size_t i = 0; i < g.n; i++)
		if (g.list[i].rows->u.list.n)
			val_push(groups, gap_group_value(c->arena, &g.list[i]));
	gap_head(c, an, N_("Rows"), view);
	val_set(view, "summary", gap_tally_value(c->arena, &all));
	val_set(view, "bar", gap_bar_value(c->arena, &all));
	val_set(view, "groups", groups);
	filters(c, &w, &rows, &g, view);
	val_set_text(c->arena, view, "clear_href", arena_printf(c->arena, "/gap_analyses/%s/rows",
	    rec_code(c->arena, an)));
	val_set_bool(c->arena, view, "nothing", groups->u.list.n == 0);
	val_set_bool(c->arena, view, "can_task", gaps > 0 && !c->as_of_us &&
	    access_scope(c, record_find("task"), VERB_CREATE) != SCOPE_NONE);
	return E_OK;
}
PAGE(gap_rows, .method = "GET", .path = "/gap_analyses/:code/rows", .run = rows_page,
	.type = "gap_row", .verb = VERB_READ, .template = "gap-rows", .title = N_("Gap rows"),
	.params = "status string not-assessed, not-met, partly, largely, met or not-applicable\n"
	"gap string 1, 2 or 3 steps at least, inferred, or reassess\n"
	"section string heading of the framework\nowner string code of a person, or none\n"
	"q string words of title, note or evidence\nedit string code of the row to edit in place",
	.help = "The rows of a gap analysis by section, with their tasks and provenance.",
	.api = true);
