/* isms/gap/gap_cmd.c -- `annexa gap`: analyses from the command line. */
#include "cli/command.h"
#include "isms/gap/progress.h"
#include "isms/gap/proposals.h"
#include "isms/gap/tasks.h"
#include "record/list.h"
#include "record/program.h"

struct job {
	struct cmd *m;
	const char *code;		/* of the analysis or run */
	const struct value *rows;	/* named on the command line, or NULL */
	struct value *input, *ret;
	struct rec *rec;
};

/* Arguments from the i-th on, as texts; NULL when there are none. */
static struct value *rest(struct cmd *m, int i)
{
	struct value *list = val_arr(m->c->arena);

	for (; i < m->argc; i++)
		val_push(list, val_text(m->c->arena, cmd_arg(m, i)));
	return list->u.list.n ? list : NULL;
}

static int usage(struct cmd *m, const char *what)
{
	return err_hint(&m->c->err, E_USAGE, "see annexa help gap", "%s", what);
}

/* ---- create ---- */

static int create(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return record_create(c, &record_gap_analysis, j->input, IN_TEXT, &j->rec);
}

static int do_create(struct cmd *m)
{
	static const char *const options[][2] = { { "title", "title" }, { "owner", "owner" },
		{ "depth", "depth" }, { "target", "target_maturity" } };
	struct job j = { .m = m, .input = val_obj(m->c->arena) };
	const char *text;
	int rc;

	if (m->argc != 2)
		return usage(m, "name the framework, such as iso27001-2022");
	val_set_text(m->c->arena, j.input, "framework", cmd_arg(m, 1));
	val_set_text(m->c->arena, j.input, "title", arena_printf(m->c->arena, "Gap analysis of %s",
	    cmd_arg(m, 1)));
	for (size_t i = 0; i < COUNT(options); i++)
		if ((text = cmd_option(m, options[i][0])))
			val_set_text(m->c->arena, j.input, options[i][1], text);
	if ((rc = record_transaction(m->c, create, &j)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, record_value(m->c, j.rec, NULL));
	else
		cmd_printf(m, "%s\n", rec_code(m->c->arena, j.rec));
	return E_OK;
}

/* ---- show ---- */

static void print_sections(struct cmd *m, const struct gap_groups *g)
{
	static const char *const keys[] = { "title", "reached", "assessed", "below" };
	static const char *const heads[] = { "SECTION", "REACHED", "ASSESSED", "GAPS" };
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);

	for (size_t i = 0; i < g->n; i++) {
		const struct gap_tally *t = &g->list[i].tally;
		struct value *o = val_obj(a);
		int percent = gap_percent(t);

		val_add(o, "title", val_text(a, g->list[i].title));
		val_add(o, "reached", val_text(a, percent == GAP_UNKNOWN ? "-" :
		    arena_printf(a, "%d %%", percent)));
		val_add(o, "assessed", val_text(a, arena_printf(a, "%" PRId64 " of %" PRId64,
		    gap_assessed(t), t->total)));
		val_add(o, "below", val_int(a, t->below));
		val_push(rows, o);
	}
	cmd_table(m, keys, heads, COUNT(keys), rows);
}

static int do_show(struct cmd *m)
{
	struct gap_tally t = { 0 };
	struct value *progress;
	struct gap_groups g;
	struct gap_rows rows;
	struct rec *an;
	int rc;

	if (m->argc != 2)
		return usage(m, "name the analysis, such as G-1");
	if ((rc = record_get(m->c, &record_gap_analysis, cmd_arg(m, 1), VERB_READ, &an)) < 0 ||
	    (rc = gap_rows_read(m->c, an->id, VERB_READ, &rows)) < 0 ||
	    (rc = gap_progress_value(m->c, an, cmd_option(m, "from"), cmd_option(m, "to"),
		&progress)) < 0)
		return rc;
	for (size_t i = 0; i < rows.n; i++)
		gap_tally_row(&t, rows.recs[i]);
	g = gap_groups_of(m->c->arena, &rows);
	if (m->json) {
		val_set(progress, "summary", gap_tally_value(m->c->arena, &t));
		cmd_json(m, progress);
		return E_OK;
	}
	cmd_printf(m, "%s %s\n%s\n%s\n\n", rec_code(m->c->arena, an), rec_title(an),
	    val_get_text(gap_tally_value(m->c->arena, &t), "text"), val_get_text(progress, "text"));
	print_sections(m, &g);
	return E_OK;
}

/* ---- infer, undo ---- */

static int ask_of(struct cmd *m, const char *code, struct rec **ret_an, struct gap_ask *ret)
{
	int64_t hops;
	int rc;

	if ((rc = record_get(m->c, &record_gap_analysis, code, VERB_READ, ret_an)) < 0 ||
	    (rc = cmd_option_int(m, "hops", 0, &hops)) < 0)
		return rc;
	return gap_ask_parse(m->c, *ret_an, cmd_option(m, "source"), cmd_option(m, "weakest"), hops,
	    ret);
}

static int apply(struct ctx *c, void *arg)
{
	struct job *j = arg;
	struct gap_ask ask;
	struct rec *an;
	int rc = ask_of(j->m, j->code, &an, &ask);

	return rc < 0 ? rc : gap_infer_apply(c, an, &ask, j->rows, &j->rec);
}

static int do_preview(struct cmd *m)
{
	static const char *const keys[] = { "value", "title", "strength", "text" };
	static const char *const heads[] = { "PROPOSAL", "REQUIREMENT", "STRENGTH", "BECAUSE" };
	struct gap_ask ask;
	struct value *seen;
	struct rec *an;
	int rc;

	if ((rc = ask_of(m, cmd_arg(m, 1), &an, &ask)) < 0 ||
	    (rc = gap_infer_preview(m->c, an, &ask, &seen)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, seen);
		return E_OK;
	}
	cmd_table(m, keys, heads, COUNT(keys), val_get(seen, "proposals"));
	cmd_chat(m, "nothing was written; %s left alone\n", text_counted(m->c->arena,
	    val_get_int(seen, "own", 0), "row judged by a person is",
	    "rows judged by persons are"));
	return E_OK;
}

static int do_infer(struct cmd *m)
{
	struct job j = { .m = m };
	int rc;

	if (m->argc < 2)
		return usage(m, "name the analysis, such as G-1");
	if (cmd_option(m, "dry-run"))
		return do_preview(m);
	j.code = cmd_arg(m, 1);
	j.rows = rest(m, 2);
	if ((rc = record_transaction(m->c, apply, &j)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, record_value(m->c, j.rec, NULL));
	else
		cmd_printf(m, "%s\n", rec_code(m->c->arena, j.rec));
	cmd_chat(m, "%s somebody has confirmed that\n", text_counted(m->c->arena,
	    rec_int(j.rec, "applied"), "row filled; it counts when",
	    "rows filled; they count when"));
	return E_OK;
}

static int undo(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return gap_infer_undo(c, j->code, &j->ret);
}

static int do_undo(struct cmd *m)
{
	struct job j = { .m = m };
	int rc;

	if (m->argc != 2)
		return usage(m, "name the run, such as GI-1");
	j.code = cmd_arg(m, 1);
	if ((rc = record_transaction(m->c, undo, &j)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, j.ret);
		return E_OK;
	}
	cmd_printf(m, "%s\n", text_counted(m->c->arena, val_get_int(j.ret, "undone", 0),
	    "row is as it was", "rows are as they were"));
	for (const struct value *k = val_get(j.ret, "kept")->u.list.first; k; k = k->next)
		cmd_printf(m, "kept %s %s: confirmed or changed since\n", val_get_text(k, "row"),
		    val_get_text(k, "title"));
	return E_OK;
}

/* ---- tasks ---- */

static int make_tasks(struct ctx *c, void *arg)
{
	struct job *j = arg;
	struct rec *an;
	int rc;

	if ((rc = record_get(c, &record_gap_analysis, j->code, VERB_READ, &an)) < 0)
		return rc;
	return gap_tasks_make(c, an, j->rows, cmd_option(j->m, "owner"), cmd_option(j->m, "due"),
	    &j->ret);
}

static int do_tasks(struct cmd *m)
{
	struct job j = { .m = m };
	int rc;

	if (m->argc < 2)
		return usage(m, "name the analysis, such as G-1");
	j.code = cmd_arg(m, 1);
	j.rows = rest(m, 2);
	if ((rc = record_transaction(m->c, make_tasks, &j)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, j.ret);
		return E_OK;
	}
	for (const struct value *t = val_get(j.ret, "made")->u.list.first; t; t = t->next)
		cmd_printf(m, "%s %s\n", val_get_text(t, "task"), val_get_text(t, "title"));
	for (const struct value *t = val_get(j.ret, "had")->u.list.first; t; t = t->next)
		cmd_chat(m, "%s has %s already\n", val_get_text(t, "row"),
		    val_get_text(t, "task"));
	if (val_get_int(j.ret, "unconfirmed", 0))
		cmd_chat(m, "%s\n", text_counted(m->c->arena,
		    val_get_int(j.ret, "unconfirmed", 0),
		    "gap was only inferred: confirm it first, or name it",
		    "gaps were only inferred: confirm them first, or name them"));
	return E_OK;
}

static int run(struct cmd *m)
{
	static const struct { const char *name; int (*run)(struct cmd *m); } words[] = {
		{ "create", do_create }, { "show", do_show }, { "infer", do_infer },
		{ "undo", do_undo }, { "tasks", do_tasks },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].name, cmd_arg(m, 0)) == 0)
			return words[i].run(m);
	return usage(m, arena_printf(m->c->arena, "there is no \"gap %s\"", cmd_arg(m, 0)));
}

static const struct option_def options[] = {
	{ "title", "TEXT", "of a new analysis" },
	{ "owner", "PERSON", "who leads a new analysis; of tasks for rows without an owner" },
	{ "depth", "main|all", "rows of a new analysis: all also takes items and enhancements" },
	{ "target", "N", "target maturity of a new analysis, 0 to 5" },
	{ "from", "DATE", "first day of the comparison that show prints" },
	{ "to", "DATE", "second day of it; today when left out" },
	{ "source", "soa|CODE", "what to infer from; soa when left out" },
	{ "weakest", "RELATION", "weakest relation that counts; intersects when left out" },
	{ "hops", "N", "how many mappings a path may have, 1 to 4; 3 when left out" },
	{ "dry-run", NULL, "print what would be inferred, with the reasons, and write nothing" },
	{ "due", "DATE", "of tasks for rows without a date" },
	{ 0 }
};
/* Over the network; what changes is for who may change every one. */
static const struct remote_grant remote[] = {
	{ "show", "gap_analysis", VERB_READ },
	{ "create", "gap_analysis", VERB_CREATE },
	{ "*", "gap_row", VERB_EDIT },
	{ 0 }
};

COMMAND(gap, .usage = "gap create FRAMEWORK [--title TEXT] [--owner PERSON] [--depth all]"
	" [--target N]\n"
	"gap show ANALYSIS [--from DATE] [--to DATE]\n"
	"gap infer ANALYSIS [--source soa|CODE] [--weakest RELATION] [--hops N] [--dry-run]"
	" [PROPOSAL ...]\n"
	"gap undo RUN\n"
	"gap tasks ANALYSIS [ROW ...] [--owner PERSON] [--due DATE]",
    .help = "Gap analyses: begin, read, infer, undo, make tasks.\n\n"
	"`create` makes a row for every requirement of a loaded framework and prints the code.\n"
	"`show` prints the sections and the progress between two days. `infer` fills rows nobody\n"
	"has judged from the Statement of Applicability or another analysis; PROPOSAL is as\n"
	"--dry-run prints it, all when left out; the run it prints can be taken back with `undo`.\n"
	"`tasks` makes a task of each gap, or of the rows named. One row is changed with\n"
	"`annexa record set gap_row GR-5 status=partly maturity=2`.",
    .options = options, .min = 1, .max = -1, .flags = CMD_ORG, .remote = remote,
    .run = run);
