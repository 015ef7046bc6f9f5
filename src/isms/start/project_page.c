/*
 * isms/start/project_page.c -- the implementation project: phases and steps, what each one's task
 * says, and how complete the clauses are that it serves. SOURCE: ISO/IEC 27003:2017.
 */
#include "isms/improvement/progress.h"
#include "isms/knowledge/knowledge.h"
#include "isms/start/project.h"
#include "record/list.h"
#include "web/page.h"

static const struct { const char *state, *label, *tone; } shown[] = {
	{ "done", N_("Done"), "good" }, { "doing", N_("In progress"), "warn" },
	{ "open", N_("Open"), "info" }, { "dropped", N_("Dropped"), "none" },
	{ NULL, N_("No task"), "none" },
};

static struct value *state_value(struct arena *a, const char *state)
{
	struct value *o = val_obj(a);
	size_t i = 0;

	while (shown[i].state && (!state || strcmp(shown[i].state, state) != 0))
		i++;
	val_add(o, "name", val_text(a, state ? state : "none"));
	val_add(o, "label", val_text(a, shown[i].label));
	val_add(o, "tone", val_text(a, shown[i].tone));
	return o;
}

/* The mean of the clauses a step serves; null when none can be counted. */
static struct value *completeness(struct arena *a, const struct value *complete,
    const struct project_step *s, struct value *list)
{
	int64_t sum = 0, n = 0;

	for (const struct value *k = complete->u.list.first; k; k = k->next) {
		const char *ref = val_get_text(k, "clause");
		struct value *o;

		if (!project_serves(s, ref))
			continue;
		o = val_obj(a);
		val_add(o, "clause", val_text(a, ref));
		val_add(o, "href", val_text(a, arena_printf(a, "/clauses/%s", ref)));
		val_push(list, o);
		if (val_get(k, "percent")->kind != V_INT)
			continue;
		sum += val_get_int(k, "percent", 0);
		n++;
	}
	return n ? val_int(a, sum / n) : val_null(a);
}

static struct value *step_value(struct ctx *c, const struct project_step *s,
    const struct value *complete, const char *today)
{
	const struct library_thing thing = { .entry = s->e };
	struct value *o = val_obj(c->arena), *served = val_arr(c->arena);
	struct arena *a = c->arena;
	const char *code = code_text(a, record_find("task"), s->task);
	bool late = s->due && strcmp(s->due, today) < 0 && s->state &&
	    (strcmp(s->state, "open") == 0 || strcmp(s->state, "doing") == 0);

	val_add(o, "ref", val_text(a, s->e->ref));
	val_add(o, "title", val_text(a, s->e->title));
	val_add(o, "guide_href", val_text(a, knowledge_href(a, &thing)));
	val_add(o, "percent", completeness(a, complete, s, served));
	val_add(o, "clauses", served);
	val_add(o, "state", state_value(a, s->state));
	val_add(o, "task", val_text(a, s->state ? code : NULL));
	val_add(o, "task_href", val_text(a, s->state ? arena_printf(a, "/tasks/%s", code) : NULL));
	val_add(o, "due", val_text(a, s->due));
	val_add(o, "late", val_bool(a, late));
	val_add(o, "owner", val_text(a, s->owner ? ref_label(c, record_find("person"),
	    s->owner).label : NULL));
	val_add(o, "drafted", val_bool(a, s->drafted));
	return o;
}

/* The phase of a step; the content names them with spaces and signs. */
static struct value *phase_of(struct arena *a, struct value *phases, const char *name)
{
	struct value *p = phases->u.list.last;
	char *label;

	if (p && strcmp(val_get_text(p, "name"), name) == 0)
		return p;
	label = arena_text(a, name);
	if (label[0] >= 'a' && label[0] <= 'z')
		label[0] = (char)(label[0] - 32);
	p = val_obj(a);
	val_add(p, "name", val_text(a, name));
	val_add(p, "label", val_text(a, label));
	val_add(p, "done", val_int(a, 0));
	val_add(p, "of", val_int(a, 0));
	val_add(p, "steps", val_arr(a));
	val_push(phases, p);
	return p;
}

static void add(struct arena *a, struct value *o, const char *key, int64_t n)
{
	val_set_int(a, o, key, val_get_int(o, key, 0) + n);
}

static int project(struct ctx *c, struct req *r, struct value *view)
{
	const char *clause = req_query(r, "clause");
	struct value *complete, *phases = val_arr(c->arena);
	char today[DATE_TEXT];
	struct project p;
	bool made = false;
	int rc;

	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	if ((rc = progress_all(c, &complete)) < 0 || (rc = project_load(c, &p)) < 0)
		return rc;
	val_set_int(c->arena, view, "done", 0);
	val_set_int(c->arena, view, "of", 0);
	for (size_t i = 0; i < p.n; i++) {
		struct value *phase;

		if (clause && clause[0] && !project_serves(&p.step[i], clause))
			continue;
		phase = phase_of(c->arena, phases, library_key(p.step[i].e, "phase"));
		val_push(val_get(phase, "steps"), step_value(c, &p.step[i], complete, today));
		made |= p.step[i].state != NULL;
		add(c->arena, phase, "of", 1);
		add(c->arena, view, "of", 1);
		if (p.step[i].state && strcmp(p.step[i].state, "done") == 0) {
			add(c->arena, phase, "done", 1);
			add(c->arena, view, "done", 1);
		}
	}
	val_add(view, "phases", phases);
	val_add(view, "made", val_bool(c->arena, made));
	val_add(view, "may_start", val_bool(c->arena, page_may_follow(c, "/start")));
	val_add(view, "clause", val_text(c->arena, clause && clause[0] ? clause : NULL));
	return E_OK;
}

PAGE(project, .method = "GET", .path = "/project", .run = project, .type = "task",
    .verb = VERB_READ, .template = "project", .title = N_("Implementation project"),
    .nav = "context|Implementation project|project", .api = true,
    .params = "clause text only steps that serve this clause: 6.1",
    .help = "Phases and steps of the project, the task of each, and how complete its clauses are.");
