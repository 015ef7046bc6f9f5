/* isms/risk/risk_cmd.c -- `annexa risk`: explain, evaluate again, preview criteria. */
#include "cli/command.h"
#include "isms/risk/generate.h"
#include "isms/risk/plan.h"
#include "isms/risk/reassess.h"
#include "isms/risk/risk.h"
#include "isms/risk/suggest.h"
#include "record/store.h"

/* ---- explain ---- */

static int explain(struct cmd *m)
{
	struct value *out = val_obj(m->c->arena);
	struct rec *r;
	int rc;

	if ((rc = record_get(m->c, record_find("risk"), cmd_arg(m, 1), VERB_READ, &r)) < 0 ||
	    (rc = risk_extend(m->c, r, out)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, out);
		return E_OK;
	}
	cmd_printf(m, "%s %s\n", rec_code(m->c->arena, r), rec_title(r));
	if (val_get_text(out, "explain"))
		cmd_printf(m, "%s\n", val_get_text(out, "explain"));
	for (const struct value *s = val_get(out, "stages")->u.list.first; s; s = s->next) {
		const struct value *level = val_get(s, "level");

		cmd_printf(m, "\n%s: %" PRId64 " %s\n", val_get_text(s, "label"),
		    val_get_int(level, "n", 0), val_get_text(level, "label"));
		if (val_get_text(s, "by_hand"))
			cmd_printf(m, "  %s Reason: %s\n", val_get_text(s, "by_hand"),
			    rec_text(r, "override_reason"));
		for (const struct value *l = val_get(s, "lines")->u.list.first; l; l = l->next)
			cmd_printf(m, "  %s\n", l->u.s.p);
	}
	return E_OK;
}

/* ---- the owner ---- */

struct asking {
	const char *code, *due, *note;
	struct rec *approval;
};

static int ask_work(struct ctx *c, void *arg)
{
	struct asking *a = arg;
	struct rec *r;
	int rc = record_get(c, record_find("risk"), a->code, VERB_EDIT, &r);

	return rc < 0 ? rc : risk_ask(c, r, a->due, a->note, &a->approval);
}

static int ask(struct cmd *m)
{
	struct asking a = { cmd_arg(m, 1), cmd_option(m, "due"), cmd_option(m, "note"), NULL };
	struct value *out = val_obj(m->c->arena);
	int rc = record_transaction(m->c, ask_work, &a);

	if (rc < 0)
		return rc;
	val_add(out, "approval", val_text(m->c->arena, rec_code(m->c->arena, a.approval)));
	if (m->json)
		cmd_json(m, out);
	else
		cmd_printf(m, "%s\n", rec_code(m->c->arena, a.approval));
	return E_OK;
}

static void print_plan(struct cmd *m, const struct value *plan)
{
	for (const struct value *t = val_get(plan, "actions")->u.list.first; t; t = t->next)
		cmd_printf(m, "  %-6s %-12s %-10s %s%s%s%s\n", val_get_text(t, "code"),
		    val_get_text(val_get(t, "state"), "label"),
		    val_get_text(t, "due") ? val_get_text(t, "due") : "-",
		    val_get_text(t, "title"), val_get_text(t, "owner") ? ", " : "",
		    val_get_text(t, "owner") ? val_get_text(t, "owner") : "",
		    val_truthy(val_get(t, "late")) ? ", late" : "");
	cmd_printf(m, "  %s\n", val_get_text(plan, "text"));
}

static int plan(struct cmd *m)
{
	struct value *rows, *plan;
	struct list l;
	struct rec *r;
	int rc;

	if (m->argc == 2) {
		if ((rc = record_get(m->c, record_find("risk"), cmd_arg(m, 1), VERB_READ,
		    &r)) < 0 || (rc = plan_of(m->c, r->id, &plan)) < 0)
			return rc;
		if (m->json)
			cmd_json(m, plan);
		else
			print_plan(m, plan);
		return E_OK;
	}
	if ((rc = plan_rows(m->c, NULL, 0, &rows, &l)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, rows);
		return E_OK;
	}
	for (const struct value *o = rows->u.list.first; o; o = o->next) {
		cmd_printf(m, "%s %s: %s; level %s, after treatment %s\n",
		    val_get_text(o, "code"), val_get_text(o, "title"),
		    val_get_text(val_get(o, "standing"), "label"),
		    val_get_text(val_get(o, "current"), "label"),
		    val_get_text(val_get(o, "residual"), "label"));
		print_plan(m, val_get(o, "plan"));
	}
	return E_OK;
}

/* ---- generate ---- */

struct taking {
	const char *keys[SUGGEST_MAX];
	size_t n;
	struct value *codes;
	int64_t known;
};

static int take_work(struct ctx *c, void *arg)
{
	struct taking *t = arg;

	return generate_take(c, t->keys, t->n, &t->codes, &t->known);
}

static void print_proposals(struct cmd *m, const struct value *result)
{
	static const char *const keys[] = { "key", "title", "controls" };
	static const char *const heads[] = { "KEY", "RISK", "CONTROLS" };

	if (val_get(result, "proposals")->u.list.n)
		cmd_table(m, keys, heads, COUNT(keys), val_get(result, "proposals"));
	cmd_chat(m, "%s; %s recorded already, %s\n", text_counted(m->c->arena,
	    (int64_t)val_get(result, "proposals")->u.list.n, "proposal", "proposals"),
	    text_counted(m->c->arena, val_get_int(result, "known", 0), "more is", "more are"),
	    text_counted(m->c->arena, val_get_int(result, "more", 0), "more fits", "more fit"));
}

static int generate(struct cmd *m)
{
	struct generate_query q = { cmd_option(m, "from"), cmd_option(m, "type"),
		cmd_option(m, "asset"), 0 };
	struct taking *t = arena_zero(m->c->arena, 1, sizeof(*t));
	struct value *result;
	int rc;

	if ((rc = cmd_option_int(m, "limit", 0, &q.limit)) < 0 ||
	    (rc = generate_propose(m->c, &q, &result)) < 0)
		return rc;
	for (const struct value *p = val_get(result, "proposals")->u.list.first;
	    p && t->n < SUGGEST_MAX; p = p->next)
		t->keys[t->n++] = val_get_text(p, "key");
	if (!cmd_option(m, "dry-run") && t->n) {
		if ((rc = record_transaction(m->c, take_work, t)) < 0)
			return rc;
		val_add(result, "risks", t->codes);
	}
	if (m->json)
		cmd_json(m, result);
	else
		print_proposals(m, result);
	if (t->codes)
		cmd_chat(m, "%s drafted\n", text_counted(m->c->arena,
		    (int64_t)t->codes->u.list.n, "risk was", "risks were"));
	return E_OK;
}

/* ---- reassess ---- */

static int to_reassess(struct cmd *m)
{
	struct value *result;
	int rc = reassess(m->c, &result);

	if (rc < 0)
		return rc;
	if (m->json) {
		cmd_json(m, result);
		return E_OK;
	}
	for (const struct value *o = val_get(result, "risks")->u.list.first; o; o = o->next) {
		cmd_printf(m, "%s %s\n", val_get_text(o, "code"), val_get_text(o, "title"));
		for (const struct value *r = val_get(o, "reasons")->u.list.first; r; r = r->next)
			cmd_printf(m, "  %s\n", val_get_text(r, "text"));
	}
	cmd_chat(m, "%s to assess again\n", text_counted(m->c->arena,
	    val_get_int(result, "total", 0), "risk", "risks"));
	return E_OK;
}

/* ---- recompute ---- */

static int recompute_work(struct ctx *c, void *arg)
{
	return risk_recompute(c, "Levels computed again", arg);
}

static int recompute(struct cmd *m)
{
	struct value *out = val_obj(m->c->arena);
	int64_t changed = 0;
	int rc = record_transaction(m->c, recompute_work, &changed);

	if (rc < 0)
		return rc;
	val_add(out, "changed", val_int(m->c->arena, changed));
	if (m->json)
		cmd_json(m, out);
	else
		cmd_printf(m, "%s changed\n", text_counted(m->c->arena, changed, "risk", "risks"));
	return E_OK;
}

/* ---- criteria ---- */

/* "1,2,2,3,3" to the array of a mapping. */
static int steps(struct cmd *m, const char *side, struct value *mapping)
{
	const char *text = cmd_option(m, side), *at = text;
	struct value *list = val_arr(m->c->arena);

	if (!text)
		return E_OK;
	while (*at) {
		size_t n = strcspn(at, ",");
		int64_t step;

		if (!str_int(str_copy(m->c->arena, at, n), &step))
			return err_set(&m->c->err, E_USAGE,
			    "--%s wants new steps separated by commas, not \"%s\"", side, text);
		val_push(list, val_int(m->c->arena, step));
		at += n + (at[n] == ',');
	}
	val_set(mapping, side, list);
	return E_OK;
}

static const char *level_words(struct arena *a, const struct value *level)
{
	return arena_printf(a, "%" PRId64 " %s", val_get_int(level, "n", 0),
	    val_get_text(level, "label"));
}

static void print_preview(struct cmd *m, const struct value *p)
{
	static const char *const keys[] = { "code", "title", "now", "then", "evaluation" };
	static const char *const heads[] = { "CODE", "RISK", "NOW", "THEN", "EVALUATION" };
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);

	for (const struct value *r = val_get(p, "risks")->u.list.first; r; r = r->next) {
		struct value *o = val_obj(a);

		val_add(o, "code", val_text(a, val_get_text(r, "code")));
		val_add(o, "title", val_text(a, val_get_text(r, "title")));
		val_add(o, "now", val_text(a, level_words(a, val_get(r, "from"))));
		val_add(o, "then", val_text(a, level_words(a, val_get(r, "to"))));
		val_add(o, "evaluation", val_text(a, val_get_text(r, "verdict_to")));
		val_push(rows, o);
	}
	if (rows->u.list.n)
		cmd_table(m, keys, heads, COUNT(keys), rows);
	for (const struct value *b = val_get(p, "problems")->u.list.first; b; b = b->next)
		cmd_printf(m, "in the way: %s %s: %s\n", val_get_text(b, "code"),
		    val_get_text(b, "title"), val_get_text(b, "detail"));
	cmd_chat(m, "%" PRId64 " of %" PRId64 " live risks move: %" PRId64 " higher, %" PRId64
	    " lower\n", val_get_int(p, "moved", 0), val_get_int(p, "total", 0),
	    val_get_int(p, "up", 0), val_get_int(p, "down", 0));
}

static int criteria(struct cmd *m)
{
	struct value *mapping = val_obj(m->c->arena), *p;
	struct rec *r;
	int rc;

	if (strcmp(cmd_arg(m, 1), "preview") != 0 || m->argc != 3)
		return err_hint(&m->c->err, E_USAGE, "see `annexa risk --help`",
		    "say: risk criteria preview CODE");
	if ((rc = steps(m, "likelihood", mapping)) < 0 ||
	    (rc = steps(m, "consequence", mapping)) < 0 ||
	    (rc = record_get(m->c, record_find("risk_criteria"), cmd_arg(m, 2), VERB_READ,
	    &r)) < 0 ||
	    (rc = criteria_preview(m->c, r, mapping->u.list.n ? mapping : NULL, &p)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, p);
	else
		print_preview(m, p);
	return val_get(p, "problems")->u.list.n ? E_NO : E_OK;
}

static int run(struct cmd *m)
{
	static const struct {
		const char *name;
		int min, max;
		int (*run)(struct cmd *m);
	} forms[] = {
	    {"explain", 2, 2, explain},
	    {"plan", 1, 2, plan},
	    {"ask", 2, 2, ask},
	    {"generate", 1, 1, generate},
	    {"reassess", 1, 1, to_reassess},
	    {"recompute", 1, 1, recompute},
	    {"criteria", 2, 3, criteria},
	};

	for (size_t i = 0; i < COUNT(forms); i++) {
		if (strcmp(forms[i].name, cmd_arg(m, 0)) != 0)
			continue;
		if (m->argc < forms[i].min || m->argc > forms[i].max)
			return err_hint(&m->c->err, E_USAGE, "see `annexa risk --help`",
			    "wrong number of arguments for risk %s", forms[i].name);
		return forms[i].run(m);
	}
	return err_hint(&m->c->err, E_USAGE, "see `annexa risk --help`",
	    "say one of explain, plan, ask, generate, reassess, recompute, criteria");
}

static const struct option_def options[] = {
	{ "likelihood", "STEPS", "criteria preview: new step of each step in force, 1,2,2,3,3" },
	{ "consequence", "STEPS", "the same for the consequence" },
	{ "from", "SOURCE", "generate: scenarios or assets; both without it" },
	{ "type", "TYPE", "generate: only assets of this type" },
	{ "asset", "CODE", "generate: only this asset" },
	{ "limit", "N", "generate: at most so many, up to 200" },
	{ "dry-run", NULL, "generate: print, record nothing" },
	{ "due", "DATE", "ask: the day until which the owner should decide" },
	{ "note", "TEXT", "ask: a note for the owner" },
	{ 0 }
};

/* Over the network; what changes is for who may change every one. */
static const struct remote_grant remote[] = {
	{ "explain", "risk", VERB_READ },
	{ "plan", "risk", VERB_READ },
	{ "reassess", "risk", VERB_READ },
	{ "ask", NULL, VERB_READ },	/* asks by itself: owners ask for their own */
	{ "*", "risk", VERB_EDIT },
	{ 0 }
};

COMMAND(risk, .usage = "risk explain CODE\nrisk plan [CODE]\n"
		       "risk ask CODE [--due DATE] [--note TEXT]\nrisk reassess\n"
		       "risk generate [--from scenarios|assets] [--type TYPE] [--asset CODE]"
		       " [--limit N] [--dry-run]\n"
		       "risk recompute\n"
		       "risk criteria preview CODE [--likelihood STEPS] [--consequence STEPS]",
    .help =
	"Explain levels of risk, plan treatment, ask owners, and see what criteria would move.\n\n"
	"`explain` says in words and numbers how the three levels of a risk come about. `plan`\n"
	"prints the actions of the treatment plan, `ask` asks the owner of a risk to approve plan\n"
	"and residual risk. `generate` drafts the risks that the catalogues suggest for the\n"
	"assets, at most 50 or --limit, without those recorded; --dry-run only prints them.\n"
	"`reassess` lists the risks to look at again and why. `recompute` evaluates every live\n"
	"risk again and writes those that change. `criteria preview` lists the risks that get\n"
	"another level when the criteria are put in force, and what stands against it: exit 1\n"
	"when something does. Nothing is changed by it.",
    .options = options, .min = 1, .max = 3, .flags = CMD_ORG, .remote = remote,
    .run = run);
