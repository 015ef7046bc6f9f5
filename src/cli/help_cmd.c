/* cli/help_cmd.c -- `annexa help`: what there is, or one command explained. */
#include "cli/run.h"

static int run(struct cmd *m)
{
	for (size_t i = 0; m->argc && command_index[i]; i++)
		if (strcmp(command_index[i]->name, cmd_arg(m, 0)) == 0) {
			run_usage(m->out, command_index[i]);
			return E_OK;
		}
	if (m->argc)
		return err_hint(&m->c->err, E_USAGE, "see `annexa help`", "unknown command \"%s\"",
		    cmd_arg(m, 0));
	run_usage(m->out, NULL);
	return E_OK;
}

COMMAND(help, .usage = "help [COMMAND]", .help = "Say what there is, or explain one command.",
	.min = 0, .max = 1, .flags = CMD_NODATA, .run = run);
