/* cli/report_cmd.c -- `annexa report`: documents of the organisation's records in any format. */
#include "cli/command.h"
#include "record/file.h"
#include "report/named.h"

static int list_reports(struct cmd *m)
{
	static const char *const keys[] = { "name", "title", "help" };
	static const char *const heads[] = { "NAME", "TITLE", "WHAT IT HOLDS" };
	struct value *rows = report_list(m->c);

	if (m->json)
		cmd_json(m, rows);
	else
		cmd_table(m, keys, heads, COUNT(keys), rows);
	return E_OK;
}

/* The format asked for, or the one the file's name ends in. */
static const char *format_of(struct cmd *m, const char *file)
{
	const char *format = cmd_option(m, "format"), *dot = file ? strrchr(file, '.') : NULL;

	if (!format && dot && report_format_find(dot + 1))
		format = dot + 1;
	return format ? format : m->json ? "json" : NULL;
}

static bool is_text(const char *format)
{
	return strcmp(format, "csv") == 0 || strcmp(format, "json") == 0 ||
	    strcmp(format, "html") == 0;
}

static int run(struct cmd *m)
{
	const char *file = cmd_option(m, "output"), *format = format_of(m, file);
	struct sbuf *out = arena_alloc(m->c->arena, sizeof(*out));
	struct report_doc *doc;
	int rc;

	if (m->argc == 0)
		return list_reports(m);
	if ((rc = report_known(m->c, cmd_arg(m, 0))) < 0)
		return rc;
	if (!format)
		return err_hint(&m->c->err, E_USAGE, "add --format " REPORT_FORMATS,
		    "a report needs a format");
	if (!file && m->terminal && !is_text(format))
		return err_hint(&m->c->err, E_USAGE, "name a file with -o",
		    "%s is not for a terminal", format);
	sbuf_init(out, m->c->arena, REPORT_MAX);
	if ((rc = report_build_of(m->c, cmd_arg(m, 0), cmd_option(m, "of"), &doc)) < 0 ||
	    (rc = report_write(doc, format, out, &m->c->err)) < 0)
		return rc;
	if (!file) {
		sbuf_add(m->out, out->p, out->n);
		return E_OK;
	}
	if ((rc = m->write_file(m, file, out->p, out->n)) == E_OK)
		cmd_chat(m, "%s: %s, %s\n", file, doc->title, size_text(m->c->arena,
		    (int64_t)out->n));
	return rc;
}

static const struct option_def options[] = {
	{ "of", "CODE", "the record a report is about; the newest when left out" },
	{ "format", "FORMAT", REPORT_FORMATS "; else what the file's name ends in" },
	{ "output", "FILE",
	    "where to write; also -o; without it csv, json and html go to standard output" },
	{ 0 }
};

COMMAND(report, .usage = "report [REPORT [--of CODE] [--format FORMAT] [-o FILE]]",
    .help = "Write a report, or list the reports there are.\n\n"
	    "Without a name it lists the reports with what they hold. "
	    "With the global --as-of the report shows the state of that moment.",
    .options = options, .min = 0, .max = 1, .flags = CMD_ORG, .remote = remote_any,
    .run = run);
