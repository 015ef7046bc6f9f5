/* cli/search_cmd.c -- `annexa search`: every record with these words. */
#include "cli/record_cmd.h"
#include "record/search.h"

static int run(struct cmd *m)
{
	static const char *const keys[] = { "label", "code", "title" };
	static const char *const heads[] = { "TYPE", "CODE", "TITLE" };
	struct value *hits;
	const char *type = cmd_option(m, "type");
	const struct record *t = NULL;
	struct str words = STR("");
	int64_t limit;
	int rc;

	for (int i = 0; i < m->argc; i++)
		words = str_of(arena_printf(m->c->arena, "%s %s", words.p, cmd_arg(m, i)));
	if ((type && (rc = cmd_type_named(m, type, &t)) < 0) ||
	    (rc = cmd_option_int(m, "limit", 50, &limit)) < 0 ||
	    (rc = search_type(m->c, t, words, limit, true, &hits)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, hits);
	else if (!hits->u.list.n)
		cmd_chat(m, "nothing found\n");
	else
		cmd_table(m, keys, heads, COUNT(keys), hits);
	return E_OK;
}

static const struct option_def options[] = {
	{ "limit", "N", "at most so many (default 50)" },
	{ "type", "TYPE", "only records of this type" },
	{ 0 }
};

COMMAND(search, .usage = "search WORD ...", .help = "Find records of all types by their words.",
	.options = options, .min = 1, .max = -1, .flags = CMD_ORG, .remote = remote_any,
    .run = run);
