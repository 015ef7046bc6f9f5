/* cli/import_cmd.c -- `annexa import` and `annexa export`: tables in and out, all rows or none. */
#include "cli/record_cmd.h"
#include "exchange/export.h"
#include "exchange/import.h"

static int type_of(struct cmd *m, const struct record **ret)
{
	*ret = record_find(cmd_arg(m, 0));
	if (!*ret)
		*ret = record_by_plural(cmd_arg(m, 0));
	return *ret ? E_OK : err_hint(&m->c->err, E_USAGE, "see `annexa record types`",
	    "\"%s\" is no record type", cmd_arg(m, 0));
}

/* Every --map "Header=field". */
static int maps(struct cmd *m, struct import *im)
{
	for (size_t i = 0; i < m->noptions; i++) {
		const char *value = m->options[i].value, *equals = strrchr(value, '=');

		if (strcmp(m->options[i].name, "map") != 0)
			continue;
		if (!equals || im->nmaps == COUNT(im->map))
			return err_set(
			    &m->c->err, E_USAGE, "--map \"%s\" is not Header=field", value);
		im->map[im->nmaps++] = (struct import_map){ arena_text_n(m->c->arena, value,
		    (size_t)(equals - value)), equals + 1 };
	}
	return E_OK;
}

static int run_import_cmd(struct cmd *m)
{
	struct import im = { .key = cmd_option(m, "key"), .dry = cmd_option(m, "dry-run") != NULL };
	struct value *o;
	int rc;

	if ((rc = type_of(m, &im.t)) < 0 || (rc = maps(m, &im)) < 0 ||
	    (rc = m->read_file(m, cmd_arg(m, 1), &im.text)) < 0)
		return rc;
	if ((rc = import_run(m->c, &im)) < 0)
		return rc;
	if (m->json) {
		o = val_obj(m->c->arena);
		val_add(o, "created", val_int(m->c->arena, im.created));
		val_add(o, "updated", val_int(m->c->arena, im.updated));
		val_add(o, "unchanged", val_int(m->c->arena, im.unchanged));
		val_add(o, "dry_run", val_bool(m->c->arena, im.dry));
		cmd_json(m, o);
	} else {
		cmd_printf(m, "%s%" PRId64 " created, %" PRId64 " updated, %" PRId64 " unchanged\n",
		    im.dry ? "would be: " : "", im.created, im.updated, im.unchanged);
	}
	return E_OK;
}

static const struct option_def import_options[] = {
	{ "map", "HEADER=FIELD", "which field a column is for; may be given several times" },
	{ "key", "FIELD", "rows whose value of this field exists already change that record" },
	{ "dry-run", NULL, "check everything, write nothing" },
	{ 0 }
};

COMMAND(import, .usage = "import TYPE FILE.csv",
    .help = "Make records of a table's rows, all or none.\n\n"
	    "The first line names the columns: by field name, label, or --map. References are "
	    "given by code, "
	    "key or title. Every mistake is told with row and column.",
    .options = import_options, .min = 2, .max = 2, .flags = CMD_ORG, .run = run_import_cmd);

/* ---- export ---- */

static int run_export(struct cmd *m)
{
	const char *format = cmd_option(m, "format"), *path = cmd_option(m, "output");
	struct sbuf *out = arena_alloc(m->c->arena, sizeof(*out));
	struct list_query lq = { 0 };
	int rc;

	sbuf_init(out, m->c->arena, 256 << 20);
	if ((rc = type_of(m, &lq.t)) < 0 || (rc = cmd_list_query(m, &lq, 1)) < 0 ||
	    (rc = export_list(m->c, &lq, format ? format : "json", out)) < 0)
		return rc;
	if (path)
		return m->write_file(m, path, out->p, out->n);
	sbuf_add(m->out, out->p, out->n);
	return E_OK;
}

static const struct option_def export_options[] = {
	{ "format", "FORMAT", "csv, xlsx or json (default json)" },
	{ "output", "FILE", "where to write it, also -o FILE (default: standard output)" },
	{ "sort", "FIELD", "in this order, -FIELD falling (default: code)" },
	{ "search", "TEXT", "only records with these words" },
	{ "columns", "FIELDS", "only these fields, separated by commas" },
	{ "view", "CODE", "with the filters, order and columns of a saved view" },
	{ "archived", NULL, "also what was put away" },
	{ 0 }
};

COMMAND(export, .usage = "export TYPE [field=value ...] --format csv|xlsx|json -o FILE",
    .help = "Write the live records of a type as a table.\n\nAll of them, or those that meet "
	    "conditions as in `record list`. Columns are named like the fields, so that the "
	    "file can be imported again.",
    .options = export_options, .min = 1, .max = -1, .flags = CMD_ORG, .run = run_export);
