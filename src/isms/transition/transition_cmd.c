/* isms/transition/transition_cmd.c -- `annexa transition`: an old Statement carried over. */
#include "cli/command.h"
#include "isms/transition/transition.h"
#include "record/list.h"
#include "record/program.h"

struct job {
	const struct old_statement *old;
	const struct value *choices, *why;
	bool measures;
	const char *code;
	struct rec *run;
	struct value *told;
};

/* "A.5.7=applicable" or "A.5.7=excluded:We buy no such thing" to choices and reasons. */
static int read_choices(struct cmd *m, struct value *choices, struct value *why)
{
	struct arena *a = m->c->arena;

	for (size_t i = 0; i < m->noptions; i++) {
		const char *text = m->options[i].value, *equals, *colon;

		if (strcmp(m->options[i].name, "choose") != 0)
			continue;
		if (!(equals = strchr(text, '=')))
			return err_set(&m->c->err, E_USAGE,
			    "--choose \"%s\" is not CONTROL=applicable|excluded|later[:REASON]",
			    text);
		colon = strchr(equals, ':');
		val_set_text(a, choices, arena_text_n(a, text, (size_t)(equals - text)),
		    colon ? arena_text_n(a, equals + 1, (size_t)(colon - equals - 1)) : equals + 1);
		if (colon)
			val_set_text(a, why, arena_text_n(a, text, (size_t)(equals - text)),
			    colon + 1);
	}
	return E_OK;
}

static int print_plan(struct cmd *m, const struct job *j)
{
	static const char *const keys[] = { "ref", "title", "what", "applies", "status", "from" };
	static const char *const heads[] = { "CONTROL", "TITLE", "WHAT", "BECOMES", "STATUS",
		"FROM" };
	struct value *told, *rows;
	int rc;

	if ((rc = transition_value(m->c, j->old, j->choices, j->why, &told)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, told);
		return E_OK;
	}
	rows = val_get(told, "rows");
	for (struct value *o = rows->u.list.first; o; o = o->next) {
		const char *from = "";

		val_set_text(m->c->arena, o, "what", val_truthy(val_get(o, "kept")) ? "stays" :
		    val_get_text(val_get(o, "kind"), "name"));
		for (const struct value *f = val_get(o, "from")->u.list.first; f; f = f->next)
			from = arena_printf(m->c->arena, "%s%s%s", from, from[0] ? " " : "",
			    val_get_text(f, "ref"));
		val_set_text(m->c->arena, o, "from", from);
	}
	cmd_table(m, keys, heads, COUNT(keys), rows);
	cmd_chat(m, "%s\nnothing was written\n", val_get_text(told, "text"));
	return E_OK;
}

static int apply(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return transition_apply(c, j->old, j->choices, j->why, j->measures, &j->run);
}

static int do_import(struct cmd *m)
{
	struct value *choices = val_obj(m->c->arena), *why = val_obj(m->c->arena);
	struct old_statement old;
	struct job j = { .old = &old, .choices = choices, .why = why,
		.measures = cmd_option(m, "measures") != NULL };
	struct str csv;
	int rc;

	if ((rc = read_choices(m, choices, why)) < 0 ||
	    (rc = m->read_file(m, cmd_arg(m, 1), &csv)) < 0 ||
	    (rc = old_statement_parse(m->c, csv, &old)) < 0)
		return rc;
	if (cmd_option(m, "dry-run"))
		return print_plan(m, &j);
	if ((rc = record_transaction(m->c, apply, &j)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, record_value(m->c, j.run, NULL));
	else
		cmd_printf(m, "%s\n", rec_code(m->c->arena, j.run));
	cmd_chat(m, "%s and %s drafted\n", text_counted(m->c->arena, rec_int(j.run, "entries"),
	    "SoA entry", "SoA entries"), text_counted(m->c->arena, rec_int(j.run, "measures"),
	    "measure", "measures"));
	return E_OK;
}

static int undo(struct ctx *c, void *arg)
{
	struct job *j = arg;

	return transition_undo(c, j->code, &j->told);
}

static int do_undo(struct cmd *m)
{
	struct job j = { .code = cmd_arg(m, 1) };
	int rc = record_transaction(m->c, undo, &j);

	if (rc < 0)
		return rc;
	if (m->json) {
		cmd_json(m, j.told);
		return E_OK;
	}
	cmd_printf(m, "%s taken back\n", text_counted(m->c->arena,
	    val_get_int(j.told, "undone", 0), "record", "records"));
	for (const struct value *k = val_get(j.told, "kept")->u.list.first; k; k = k->next)
		cmd_printf(m, "kept %s %s: confirmed or changed since\n", val_get_text(k, "code"),
		    val_get_text(k, "label"));
	return E_OK;
}

static int run(struct cmd *m)
{
	if (strcmp(cmd_arg(m, 0), "import") == 0)
		return do_import(m);
	if (strcmp(cmd_arg(m, 0), "undo") == 0)
		return do_undo(m);
	return err_hint(&m->c->err, E_USAGE, "see annexa help transition",
	    "there is no \"transition %s\"", cmd_arg(m, 0));
}

static const struct option_def options[] = {
	{ "dry-run", NULL, "print the plan and write nothing" },
	{ "choose", "CONTROL=WORD", "decide one control of 2022: applicable, later or "
	  "excluded:REASON; several times" },
	{ "measures", NULL, "also draft measures for what the old Statement says is implemented" },
	{ 0 }
};
/* Over the network; what changes is for who may change every one. */
static const struct remote_grant remote[] = {
	{ "*", "soa_entry", VERB_EDIT },
	{ 0 }
};

COMMAND(transition, .usage = "transition import FILE.csv [--dry-run] [--choose CONTROL=WORD ...]"
	" [--measures]\n"
	"transition undo CODE",
    .help = "Carry a Statement of Applicability of 2013 over to 2022.\n\n"
	"The table has columns control, applicable, justification and status. What comes over is\n"
	"drafted in one act; what somebody has decided already stays as it is. Controls whose\n"
	"predecessors disagree and those new in 2022 are left to be decided, or by --choose.",
    .options = options, .min = 2, .max = 2, .flags = CMD_ORG, .remote = remote,
    .run = run);
