/* isms/start/start_cmd.c -- `annexa start`: answer, preview, draft, review. */
#include "cli/command.h"
#include "isms/start/start.h"
#include "record/list.h"
#include "record/program.h"

/* ---- show ---- */

static struct value *question_value(struct arena *a, const struct rec *answers,
    const struct start_question *q)
{
	struct value *o = val_obj(a), *fields = val_arr(a);

	val_add(o, "key", val_text(a, q->key));
	val_add(o, "question", val_text(a, q->title));
	val_add(o, "state", val_text(a, start_answered(answers, q) ? "answered" :
	    start_skipped(answers, q) ? "skipped" : "open"));
	for (size_t i = 0; q->fields[i]; i++)
		val_push(fields, val_text(a, q->fields[i]));
	val_add(o, "fields", fields);
	return o;
}

static const char *answer_text(struct cmd *m, const struct rec *answers,
    const struct start_question *q)
{
	const char *text = "";

	for (size_t i = 0; answers && q->fields[i]; i++) {
		const struct field *f = field_find(answers->type, q->fields[i]);
		const char *one = value_text(m->c, f, rec_value(answers, f->name));

		if (one[0])
			text = arena_printf(m->c->arena, "%s%s%s", text, text[0] ? "; " : "", one);
	}
	return text;
}

static int show(struct cmd *m)
{
	struct arena *a = m->c->arena;
	struct value *list = val_arr(a), *o = val_obj(a);
	struct rec *answers;
	int rc;

	if ((rc = ctx_reader(m->c)) < 0 || (rc = start_answers(m->c, &answers)) < 0)
		return rc;
	for (size_t i = 0; i < START_QUESTIONS; i++) {
		const struct start_question *q = &start_questions[i];

		val_push(list, question_value(a, answers, q));
		if (m->json)
			continue;
		cmd_printf(m, "%2zu. %s\n    %s", i + 1, q->title,
		    start_answered(answers, q) ? answer_text(m, answers, q) :
		    start_skipped(answers, q) ? "(skipped)" : "(open)");
		cmd_printf(m, "\n    set:");
		for (size_t k = 0; q->fields[k]; k++)
			cmd_printf(m, " %s=", q->fields[k]);
		cmd_printf(m, "\n");
	}
	if (!m->json)
		return E_OK;
	val_add(o, "questions", list);
	val_add(o, "answers", answers ? record_value(m->c, answers, NULL) : val_null(a));
	cmd_json(m, o);
	return E_OK;
}

/* ---- answer ---- */

struct answering {
	const struct value *input;
	enum input_mode mode;
	struct rec *r;
};

static int write_answers(struct ctx *c, void *arg)
{
	struct answering *w = arg;

	return start_answer(c, w->input, w->mode, &w->r);
}

static int read_answers(struct cmd *m, const char *path, struct answering *w)
{
	struct value *input;
	struct str text;
	int rc;

	if ((rc = m->read_file(m, path, &text)) < 0 ||
	    (rc = json_parse(m->c->arena, text.p, text.n, &input, &m->c->err)) < 0)
		return rc;
	if (input->kind != V_OBJECT)
		return err_set(&m->c->err, E_USAGE, "%s is not an object of answers", path);
	w->input = input;
	w->mode = IN_JSON;
	return E_OK;
}

static int answer(struct cmd *m)
{
	struct answering w = { .mode = IN_TEXT };
	struct value *input = val_obj(m->c->arena);
	const char *from = cmd_option(m, "from");
	int rc;

	for (int i = 1; i < m->argc; i++) {
		const char *arg = cmd_arg(m, i), *eq = strchr(arg, '=');

		if (!eq)
			return err_set(&m->c->err, E_USAGE, "\"%s\" is not of the form name=value",
			    arg);
		val_set_text(m->c->arena, input, arena_text_n(m->c->arena, arg,
		    (size_t)(eq - arg)), eq + 1);
	}
	w.input = input;
	if (from && m->argc > 1)
		return err_set(&m->c->err, E_USAGE, "give answers with --from or as name=value");
	if (!from && m->argc < 2)
		return err_set(&m->c->err, E_USAGE, "give an answer, such as size=11-50");
	if ((from && (rc = read_answers(m, from, &w)) < 0) ||
	    (rc = record_transaction(m->c, write_answers, &w)) < 0)
		return from && rc >= 0 ? m->c->err.code : rc;
	if (m->json)
		cmd_json(m, record_value(m->c, w.r, NULL));
	else if (start_next(w.r))
		cmd_printf(m, "Next: %s\n", start_next(w.r)->title);
	else
		cmd_printf(m, "All questions have been seen. See `annexa start preview`.\n");
	return E_OK;
}

/* ---- preview and draft ---- */

static void tell(struct cmd *m, const struct value *v)
{
	const struct value *counts = val_get(v, "counts");

	for (const struct value *g = val_get(v, "groups")->u.list.first; g; g = g->next) {
		cmd_printf(m, "%" PRId64 " %s\n", val_get_int(g, "n", 0),
		    val_get_text(g, "labels"));
		for (const struct value *t = val_get(g, "titles")->u.list.first; t; t = t->next)
			cmd_printf(m, "    %s\n", t->u.s.p);
	}
	for (const struct value *r = val_get(v, "archive")->u.list.first; r; r = r->next)
		cmd_printf(m, "archive %s %s\n", val_get_text(r, "code"), val_get_text(r, "label"));
	for (const struct value *r = val_get(v, "stays")->u.list.first; r; r = r->next)
		cmd_printf(m, "confirmed, stays: %s %s\n", val_get_text(r, "code"),
		    val_get_text(r, "label"));
	cmd_chat(m, "%" PRId64 " to draft, %" PRId64 " to archive, %" PRId64 " there already\n",
	    val_get_int(counts, "create", 0), val_get_int(counts, "archive", 0),
	    val_get_int(counts, "there", 0) + val_get_int(counts, "adopt", 0));
}

static int preview(struct cmd *m)
{
	struct start_plan plan;
	struct value *v;
	int rc;

	if ((rc = ctx_reader(m->c)) < 0 || (rc = start_plan(m->c, &plan)) < 0)
		return rc;
	v = start_plan_value(m->c, &plan);
	if (m->json)
		cmd_json(m, v);
	else
		tell(m, v);
	return E_OK;
}

static int draft_all(struct ctx *c, void *arg)
{
	struct value **v = arg;
	struct start_plan plan;
	int rc;

	if ((rc = start_plan(c, &plan)) < 0 || (rc = start_draft(c, &plan)) < 0)
		return rc;
	*v = val_get(start_plan_value(c, &plan), "counts");
	return E_OK;
}

static int draft(struct cmd *m)
{
	struct value *counts;
	int rc;

	if ((rc = record_transaction(m->c, draft_all, &counts)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, counts);
	else
		cmd_printf(m, "%" PRId64 " drafted, %" PRId64 " archived, %" PRId64
		    " already there. They count as not done until somebody confirms them.\n",
		    val_get_int(counts, "create", 0), val_get_int(counts, "archive", 0),
		    val_get_int(counts, "there", 0) + val_get_int(counts, "adopt", 0));
	return E_OK;
}

/* ---- review ---- */

static int list_drafted(struct cmd *m)
{
	struct value *types;
	int64_t total;
	int rc;

	if ((rc = ctx_reader(m->c)) < 0 || (rc = start_drafted(m->c, &types, &total)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, types);
		return E_OK;
	}
	for (const struct value *t = types->u.list.first; t; t = t->next) {
		cmd_printf(m, "%" PRId64 " %s\n", val_get_int(t, "n", 0),
		    val_get_text(t, "labels"));
		for (const struct value *i = val_get(t, "items")->u.list.first; i; i = i->next)
			cmd_printf(m, "    %s %s\n", val_get_text(i, "code"),
			    val_get_text(i, "label"));
	}
	cmd_chat(m, "%s\n", text_counted(m->c->arena, total,
	    "drafted record waits for somebody to confirm it",
	    "drafted records wait for somebody to confirm them"));
	return E_OK;
}

struct reviewing {
	const char *const *codes;
	size_t n, done;
	const char *type;
	bool archive;
};

/* Every drafted record of the type. */
static int codes_of_type(struct ctx *c, struct reviewing *w)
{
	const struct record *t = record_find(w->type);
	struct list_query lq = { .t = t, .every = true };
	const char **codes;
	struct list l;
	int rc;

	if (!t)
		return err_set(&c->err, E_USAGE, "there is no type \"%s\"", w->type);
	if ((rc = list_filter(c, &lq, "drafted", OP_EQ, STR("true"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	codes = arena_zero(c->arena, l.n + 1, sizeof(*codes));
	for (size_t i = 0; i < l.n; i++)
		codes[i] = rec_code(c->arena, l.recs[i]);
	w->codes = codes;
	w->n = l.n;
	return E_OK;
}

static int review_job(struct ctx *c, void *arg)
{
	struct reviewing *w = arg;
	int rc;

	if (w->type && (rc = codes_of_type(c, w)) < 0)
		return rc;
	return start_review(c, w->codes, w->n, w->archive, &w->done);
}

static int review(struct cmd *m, bool archive)
{
	struct reviewing w = { .type = cmd_option(m, "type"), .archive = archive };
	const char **codes = arena_zero(m->c->arena, (size_t)m->argc, sizeof(*codes));
	int rc;

	if (!w.type && m->argc < 2)
		return err_set(&m->c->err, E_USAGE, "name records, or a type with --type");
	for (int i = 1; i < m->argc; i++)
		codes[w.n++] = cmd_arg(m, i);
	w.codes = codes;
	if ((rc = record_transaction(m->c, review_job, &w)) < 0)
		return rc;
	if (m->json) {
		struct value *o = val_obj(m->c->arena);

		val_add(o, archive ? "archived" : "confirmed", val_int(m->c->arena,
		    (int64_t)w.done));
		cmd_json(m, o);
	} else {
		cmd_printf(m, "%zu %s\n", w.done, archive ? "archived" : "confirmed");
	}
	return E_OK;
}

static int run_start(struct cmd *m)
{
	const char *what = cmd_arg(m, 0);

	if (strcmp(what, "answer") == 0)
		return answer(m);
	if (strcmp(what, "confirm") == 0 || strcmp(what, "discard") == 0)
		return review(m, strcmp(what, "discard") == 0);
	if (m->argc > 1)
		return err_set(&m->c->err, E_USAGE, "`start %s` takes no arguments", what);
	if (strcmp(what, "show") == 0)
		return show(m);
	if (strcmp(what, "preview") == 0)
		return preview(m);
	if (strcmp(what, "draft") == 0)
		return draft(m);
	if (strcmp(what, "drafted") == 0)
		return list_drafted(m);
	return err_set(&m->c->err, E_USAGE,
	    "`start` has show, answer, preview, draft, drafted, confirm and discard, not \"%s\"",
	    what);
}

static const struct option_def options[] = {
	{ "from", "FILE", "answer: an object of answers in JSON" },
	{ "type", "TYPE", "confirm, discard: everything of this type that is drafted" },
	{ 0 }
};

/* Over the network; what changes is for who may change every one. */
static const struct remote_grant remote[] = {
	{ "show", "start_answers", VERB_READ },
	{ "*", "start_answers", VERB_EDIT },
	{ 0 }
};

COMMAND(start, .usage = "start show\nstart answer NAME=VALUE ...\nstart answer --from FILE.json\n"
	"start preview\nstart draft\nstart drafted\nstart confirm CODE ... | --type TYPE\n"
	"start discard CODE ... | --type TYPE",
	.help = "Answer the first questions, see what would be drafted, draft it, review it.\n\n"
	"Answers can be changed at any time: the preview then says what would be drafted anew and "
	"which drafts no longer fit. What somebody has confirmed is never touched.",
	.options = options, .min = 1, .max = -1, .flags = CMD_ORG, .remote = remote,
    .run = run_start);
