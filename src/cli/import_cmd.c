/* cli/import_cmd.c -- `annexa import` and `annexa export`: tables in and out, all rows or none. */
#include "cli/record_cmd.h"
#include "exchange/export.h"
#include "exchange/import.h"
#include "record/file.h"

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

/* Every --choose "field:text=CODE". */
static int choices(struct cmd *m, struct import *im)
{
	for (size_t i = 0; i < m->noptions; i++) {
		const char *value = m->options[i].value, *colon = strchr(value, ':'),
			   *equals = strrchr(value, '=');

		if (strcmp(m->options[i].name, "choose") != 0)
			continue;
		if (!colon || !equals || equals < colon || im->nchoices == COUNT(im->choice))
			return err_set(&m->c->err, E_USAGE,
			    "--choose \"%s\" is not field:text=CODE", value);
		im->choice[im->nchoices++] = (struct import_choice){
			arena_text_n(m->c->arena, value, (size_t)(colon - value)),
			arena_text_n(m->c->arena, colon + 1, (size_t)(equals - colon) - 1),
			equals + 1 };
	}
	return E_OK;
}

/* What may have been meant, so that the next try can say it. */
static void tell_unclear(struct cmd *m, const struct import *im)
{
	const struct value *o = im->unclear ? im->unclear->u.list.first : NULL;

	for (; o; o = o->next) {
		const struct value *candidates = val_get(o, "candidates");

		cmd_chat(m, "  unclear: %s \"%s\"%s", val_get_text(o, "field"),
		    val_get_text(o, "text"), candidates->u.list.n ? "; perhaps" : "");
		for (const struct value *k = candidates->u.list.first; k; k = k->next)
			cmd_chat(m, " %s (%s)", val_get_text(k, "code"), val_get_text(k, "label"));
		cmd_chat(m, "; settle it with --choose \"%s:%s=CODE\"\n",
		    val_get_text(o, "field"), val_get_text(o, "text"));
	}
}

/* A spreadsheet is an archive; any other bytes would be read as CSV, with puzzling complaints. */
static int is_what_it_says(struct cmd *m, const char *path, struct str file)
{
	const char *dot = strrchr(path, '.');

	if (dot && strcasecmp(dot, ".xlsx") == 0 && !(file.n > 1 && memcmp(file.p, "PK", 2) == 0))
		return err_hint(&m->c->err, E_INVALID, "open it in a spreadsheet program and save "
		    "it as .xlsx, or name it .csv if it is one", "%s is called .xlsx but holds "
		    "no spreadsheet", path);
	return E_OK;
}

/* What to do about columns without a field, in the words of the command line. */
static void hint_columns(struct err *e)
{
	for (const struct fielderr *f = e->fields; f && !e->hint; f = f->next)
		if (strcmp(f->code, "unknown-column") == 0 ||
		    strcmp(f->code, "unnamed-column") == 0)
			e->hint = "--map \"Header=FIELD\" names a column's field, "
			    "--map \"Header=\" leaves it out, --skip-unknown leaves out all "
			    "that no field is for";
}

/* --header and --dates. */
static int reading(struct cmd *m, struct import *im)
{
	const char *header = cmd_option(m, "header"), *dates = cmd_option(m, "dates");
	int64_t row = 0;

	if (header && (!str_int(str_of(header), &row) || row < 1 || row > 1000000))
		return err_set(&m->c->err, E_USAGE, "--header \"%s\" is not the number of a row",
		    header);
	im->header_row = (long)row;
	if (dates && !import_dates_of(dates, &im->dates))
		return err_set(&m->c->err, E_USAGE, "--dates is day-first or month-first, not "
		    "\"%s\"", dates);
	return E_OK;
}

/* What was read, where it is not plain to see. */
static void tell_read(struct cmd *m, const struct import *im)
{
	if (im->sheets->u.list.n > 1)
		cmd_chat(m, "sheet \"%s\", headers in row %ld\n", im->sheet, im->header_row);
	else if (im->header_row > 1)
		cmd_chat(m, "headers in row %ld\n", im->header_row);
	for (const struct value *o = im->columns->u.list.first; o && im->dry; o = o->next)
		if (strcmp(val_get_text(o, "how"), "guessed") == 0)
			cmd_chat(m, "guessed: \"%s\" is %s\n", val_get_text(o, "header"),
			    val_get_text(o, "field"));
}

static void tell_done(struct cmd *m, const struct import *im)
{
	struct arena *a = m->c->arena;
	struct value *o = val_obj(a);

	if (m->json) {
		val_add(o, "created", val_int(a, im->created));
		val_add(o, "updated", val_int(a, im->updated));
		val_add(o, "unchanged", val_int(a, im->unchanged));
		val_add(o, "dry_run", val_bool(a, im->dry));
		val_add(o, "act", val_text(a, im->act));
		import_tell(a, im, o);
		cmd_json(m, o);
		return;
	}
	tell_read(m, im);
	cmd_printf(m, "%s%" PRId64 " created, %" PRId64 " updated, %" PRId64 " unchanged\n",
	    im->dry ? "would be: " : "", im->created, im->updated, im->unchanged);
	if (im->act)
		cmd_chat(m, "take it back: annexa record bulk %s --undo %s\n", im->t->name,
		    im->act);
}

static int run_import_cmd(struct cmd *m)
{
	struct import im = { .key = cmd_option(m, "key"), .dry = cmd_option(m, "dry-run") != NULL,
		.lenient = cmd_option(m, "skip-unknown") != NULL };
	struct str file;
	int rc;

	if ((rc = cmd_type(m, 0, &im.t)) < 0 ||
	    (rc = maps(m, &im)) < 0 || (rc = choices(m, &im)) < 0 ||
	    (rc = reading(m, &im)) < 0 || (rc = m->read_file(m, cmd_arg(m, 1), &file)) < 0 ||
	    (rc = is_what_it_says(m, cmd_arg(m, 1), file)) < 0 ||
	    (rc = import_read(m->c, &im, file, cmd_option(m, "sheet"))) < 0)
		return rc;
	if ((rc = import_run(m->c, &im)) < 0) {
		hint_columns(&m->c->err);
		tell_unclear(m, &im);
		return rc;
	}
	tell_done(m, &im);
	return E_OK;
}

static const struct option_def import_options[] = {
	{ "map", "HEADER=FIELD", "which field a column is for; may be given several times" },
	{ "skip-unknown", NULL, "leave out the columns that no field is for" },
	{ "sheet", "NAME", "of a spreadsheet, this sheet (default: the visible one whose headers "
	  "name most fields)" },
	{ "header", "ROW", "the row with the headers (default: the one that names most fields)" },
	{ "dates", "ORDER", "day-first or month-first: what 03/04/2026 is" },
	{ "choose", "FIELD:TEXT=CODE", "which record or word an unclear text means; empty: none" },
	{ "key", "FIELD", "rows whose value of this field exists already change that record" },
	{ "dry-run", NULL, "check everything, write nothing" },
	{ 0 }
};

COMMAND(import, .usage = "import TYPE FILE.csv|FILE.xlsx",
    .help = "Make records of a table's rows, all or none.\n\n"
	    "The row with the headers names the columns: by field name, label, what people "
	    "usually call it, or --map; `--map Header=` leaves a column out. References are given "
	    "by code, key or title. Every mistake is told with column and the file's own row. "
	    "What was imported is taken back as one act with `record bulk TYPE --undo`.",
    .options = import_options, .min = 2, .max = 2, .flags = CMD_ORG | CMD_TABLES,
    .remote = remote_any,
    .run = run_import_cmd);

/* ---- export ---- */

static int run_export(struct cmd *m)
{
	const char *format = cmd_option(m, "format"), *path = cmd_option(m, "output");
	struct sbuf *out = arena_alloc(m->c->arena, sizeof(*out));
	struct list_query lq = { 0 };
	int rc;

	sbuf_init(out, m->c->arena, 256 << 20);
	if (!path && m->terminal && format && strcmp(format, "xlsx") == 0)
		return err_hint(&m->c->err, E_USAGE, "write it to a file with -o FILE",
		    "a spreadsheet is not for a terminal");
	if ((rc = cmd_type(m, 0, &lq.t)) < 0 || (rc = cmd_list_query(m, &lq, 1)) < 0 ||
	    (rc = export_list(m->c, &lq, format ? format : "json", out)) < 0)
		return rc;
	if (path) {
		if ((rc = m->write_file(m, path, out->p, out->n)) == E_OK)
			cmd_chat(m, "%s: %s, %s\n", path, lq.t->labels, size_text(m->c->arena,
			    (int64_t)out->n));
		return rc;
	}
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
    .options = export_options, .min = 1, .max = -1, .flags = CMD_ORG, .remote = remote_any,
    .run = run_export);
