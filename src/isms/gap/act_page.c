/* isms/gap/act_page.c -- inference looked at, applied and undone; gaps made into tasks. */
#include "isms/gap/page.h"
#include "isms/gap/proposals.h"
#include "isms/gap/tasks.h"

static int open_analysis(struct ctx *c, struct req *r, struct rec **ret)
{
	return record_get(c, &record_gap_analysis, r->param[0], VERB_READ, ret);
}

/* ---- inference ---- */

static const char *asked(const struct req *r, const char *name)
{
	return r->form || r->body ? req_field(r, name) : req_query(r, name);
}

/* Other analyses that judge something; closed ones say it in their label. */
static int source_options(struct ctx *c, const struct rec *an, const char *now,
    struct value **ret)
{
	struct list_query lq = { .t = &record_gap_analysis, .every = true, .sort = "-started_on" };
	struct value *list = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = list_run(c, &lq, &l)) < 0)
		return rc;
	val_push(list, part_option(c->arena, "soa", N_("Statement of Applicability"),
	    !now || !now[0] || strcmp(now, "soa") == 0));
	for (size_t i = 0; i < l.n; i++) {
		const char *code = rec_code(c->arena, l.recs[i]);

		if (l.recs[i]->id != an->id)
			val_push(list, part_option(c->arena, code, arena_printf(c->arena,
			    "%s %s (%s)", code, rec_title(l.recs[i]),
			    strcmp(l.recs[i]->state, "closed") == 0 ? "closed" : "still open"),
			    now && strcmp(now, code) == 0));
	}
	*ret = list;
	return E_OK;
}

static struct value *weakest_options(struct arena *a, enum infer_relation now)
{
	static const struct { enum infer_relation r; const char *label; } words[] = {
		{ INFER_EQUAL, N_("Only equal") },
		{ INFER_SUPERSET, N_("Equal or superset: strong") },
		{ INFER_SUBSET, N_("And subset: some of it") },
		{ INFER_INTERSECTS, N_("And intersects: weak") },
		{ INFER_SUGGESTS, N_("And hints that prove nothing") },
	};
	struct value *list = val_arr(a);

	for (size_t i = 0; i < COUNT(words); i++)
		val_push(list, part_option(a, infer_relation_name(words[i].r), words[i].label,
		    words[i].r == now));
	return list;
}

static struct value *hops_options(struct arena *a, int now)
{
	struct value *list = val_arr(a);

	for (int i = 1; i <= INFER_HOPS_MAX; i++)
		val_push(list, part_option(a, arena_printf(a, "%d", i), text_counted(a, i,
		    "mapping", "mappings"), i == now));
	return list;
}

/* Runs of this analysis, newest first, for undoing. */
static int runs(struct ctx *c, const struct rec *an, struct value **ret)
{
	struct list_query lq = { .t = &record_gap_inference, .every = true, .sort = "-code" };
	struct value *list = val_arr(c->arena);
	struct list l;
	int rc;

	if (access_scope(c, lq.t, VERB_READ) == SCOPE_NONE) {
		*ret = list;
		return E_OK;
	}
	if ((rc = list_filter(c, &lq, "analysis", OP_EQ, str_of(rec_code(c->arena, an)))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		const struct rec *r = l.recs[i];
		const char *code = rec_code(c->arena, r);
		struct value *o = val_obj(c->arena);

		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "title", val_text(c->arena, rec_title(r)));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
		val_add(o, "at", val_text(c->arena, moment(c->arena, r->created_at)));
		val_add(o, "state", state_view(c->arena, r->type, r->state));
		val_add(o, "kept", val_int(c->arena, rec_int(r, "kept")));
		val_add(o, "may_undo", val_bool(c->arena, !c->as_of_us &&
		    strcmp(r->state, "applied") == 0 && record_may(c, r, VERB_EDIT)));
		val_push(list, o);
	}
	*ret = list;
	return E_OK;
}

static int64_t hops_of(const struct req *r)
{
	const char *text = asked(r, "hops");

	return r->body || (text && text[0]) ? req_int(r, "hops", r->body ? 0 : -1) : 0;
}

static int infer_page(struct ctx *c, struct req *r, struct value *view)
{
	struct value *seen, *sources, *list;
	struct gap_ask ask;
	struct rec *an;
	int rc;

	if ((rc = open_analysis(c, r, &an)) < 0 || (rc = gap_ask_parse(c, an, asked(r, "source"),
	    asked(r, "weakest"), hops_of(r), &ask)) < 0 ||
	    (rc = gap_infer_preview(c, an, &ask, &seen)) < 0 ||
	    (rc = source_options(c, an, asked(r, "source"), &sources)) < 0 ||
	    (rc = runs(c, an, &list)) < 0)
		return rc;
	for (const struct value *v = seen->u.list.first; v; v = v->next)
		val_set(view, v->key, val_copy(c->arena, v));
	gap_head(c, an, N_("Inference"), view);
	val_set(view, "runs", list);
	val_set(view, "sources", sources);
	val_set(view, "weakests", weakest_options(c->arena, ask.limits.weakest));
	val_set(view, "hopses", hops_options(c->arena, ask.limits.hops));
	val_set_text(c->arena, view, "weakest", infer_relation_name(ask.limits.weakest));
	val_set_int(c->arena, view, "hops", ask.limits.hops);
	val_set_bool(c->arena, view, "nothing", val_get(seen, "proposals")->u.list.n == 0);
	val_set_int(c->arena, view, "count", (int64_t)val_get(seen, "proposals")->u.list.n);
	return E_OK;
}
PAGE(gap_infer, .method = "GET", .path = "/gap_analyses/:code/infer", .run = infer_page,
	.type = "gap_row", .verb = VERB_READ, .template = "gap-infer", .title = N_("Inference"),
	.params = "source string soa, or the code of another analysis; soa when left out\n"
	"weakest string weakest relation that counts: equal, superset, subset, intersects or "
	"suggests\n"
	"hops integer how many mappings a path may have, 1 to 4",
	.help = "What the Statement of Applicability or another analysis says about the rows.",
	.api = true);

static int infer_apply(struct ctx *c, struct req *r, struct value *view)
{
	struct value *chosen = gap_many(c, r, "rows");
	struct gap_ask ask;
	struct rec *an, *run;
	int rc;

	if ((rc = open_analysis(c, r, &an)) < 0 || (rc = gap_ask_parse(c, an, asked(r, "source"),
	    asked(r, "weakest"), hops_of(r), &ask)) < 0 ||
	    (rc = gap_infer_apply(c, an, &ask, r->body && !val_get(r->body, "rows") ? NULL : chosen,
		&run)) < 0)
		return rc;
	*view = *record_value(c, run, NULL);
	r->redirect = arena_printf(c->arena, "/gap_analyses/%s/rows?gap=inferred", r->param[0]);
	r->flash = arena_printf(c->arena, "%s filled by %s. What is filled so waits to be "
	    "confirmed.", text_counted(c->arena, rec_int(run, "applied"), "row", "rows"),
	    rec_code(c->arena, run));
	return E_OK;
}
PAGE(gap_infer_apply, .method = "POST", .path = "/gap_analyses/:code/infer", .run = infer_apply,
	.type = "gap_inference", .verb = VERB_CREATE, .title = N_("Inference"), .api = true,
	.help = "Fill the chosen rows (`rows`: values of the preview; all when left out).");

static int infer_undo(struct ctx *c, struct req *r, struct value *view)
{
	struct value *told;
	struct rec *run;
	int64_t kept;
	int rc;

	if ((rc = gap_infer_undo(c, r->param[0], &told)) < 0 ||
	    (rc = record_get(c, &record_gap_inference, r->param[0], VERB_READ, &run)) < 0)
		return rc;
	kept = (int64_t)val_get(told, "kept")->u.list.n;
	*view = *told;
	r->redirect = arena_printf(c->arena, "/gap_analyses/%s/infer",
	    code_text(c->arena, &record_gap_analysis, rec_int(run, "analysis")));
	r->flash = arena_printf(c->arena, kept ? "%s; %s." : "%s.", text_counted(c->arena,
	    val_get_int(told, "undone", 0), "row is as it was", "rows are as they were"),
	    text_counted(c->arena, kept, "was confirmed or changed since and stays",
	    "were confirmed or changed since and stay"));
	return E_OK;
}
PAGE(gap_infer_undo, .method = "POST", .path = "/gap_inferences/:code/undo", .run = infer_undo,
	.type = "gap_inference", .verb = VERB_EDIT, .title = N_("Inference"), .api = true,
	.help = "Take a run back, but for rows that were confirmed or changed since.");

/* ---- tasks ---- */

static int make_tasks(struct ctx *c, struct req *r, struct value *view)
{
	struct value *rows = gap_many(c, r, "rows"), *told;
	struct rec *an;
	size_t made, had;
	int rc;

	if ((rc = open_analysis(c, r, &an)) < 0 ||
	    (rc = gap_tasks_make(c, an, r->body && !val_get(r->body, "rows") ? NULL : rows,
		req_field(r, "owner"), req_field(r, "due"), &told)) < 0)
		return rc;
	made = val_get(told, "made")->u.list.n;
	had = val_get(told, "had")->u.list.n;
	*view = *told;
	r->redirect = arena_printf(c->arena, "/gap_analyses/%s/rows?gap=1", r->param[0]);
	r->flash = arena_printf(c->arena, had ? "%s made; %s one already." : "%s made.",
	    text_counted(c->arena, (int64_t)made, "task", "tasks"),
	    text_counted(c->arena, (int64_t)had, "gap had", "gaps had"));
	return E_OK;
}
PAGE(gap_make_tasks, .method = "POST", .path = "/gap_analyses/:code/tasks", .run = make_tasks,
	.type = "task", .verb = VERB_CREATE, .title = N_("Tasks from gaps"), .api = true,
	.help = "Make tasks of the chosen gaps (`rows`: codes; every judged gap when left out), "
	"with `owner` and `due` for rows that have none.");
