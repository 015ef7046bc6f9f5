/* isms/control/soa_cmd.c -- `annexa soa`: the Statement's rows, decisions, versions row by row. */
#include "cli/command.h"
#include "isms/control/soa_version.h"

static int show(struct cmd *m)
{
	static const char *const keys[] = { "control", "decided", "implemented", "reasons_total",
		"title" };
	static const char *const heads[] = { "CONTROL", "DECISION", "STATUS", "REASONS", "TITLE" };
	struct value *rows;
	int rc;

	if ((rc = soa_rows(m->c, NULL, &rows)) < 0)
		return rc;
	if (m->json) {
		cmd_json(m, rows);
		return E_OK;
	}
	for (struct value *o = rows->u.list.first; o; o = o->next) {
		const char *status = val_get_text(val_get(o, "status"), "name");

		val_add(o, "decided", val_text(m->c->arena, val_get_text(val_get(o, "decision"),
		    "name")));
		val_add(o, "implemented", val_text(m->c->arena, status));
	}
	cmd_table(m, keys, heads, COUNT(keys), rows);
	cmd_chat(m, "%s\n", val_get_text(soa_summary(m->c->arena, rows), "text"));
	return E_OK;
}

static int side(struct cmd *m, const char *name, struct value **ret)
{
	struct rec *version;
	struct soa s;
	int rc;

	if (strcmp(name, "now") == 0) {
		if ((rc = soa_now(m->c, &s)) == E_OK)
			*ret = soa_frozen(m->c->arena, &s);
		return rc;
	}
	rc = record_get(m->c, record_find("soa_version"), name, VERB_READ, &version);
	return rc < 0 ? rc : soa_version_rows(m->c, version, ret);
}

static int compare(struct cmd *m)
{
	struct value *before, *after, *rows;
	int rc;

	if (m->argc < 2)
		return err_hint(&m->c->err, E_USAGE, "annexa soa compare SOA-V-1 [SOA-V-2 | now]",
		    "name the version to compare");
	if ((rc = side(m, cmd_arg(m, 1), &before)) < 0 ||
	    (rc = side(m, m->argc > 2 ? cmd_arg(m, 2) : "now", &after)) < 0)
		return rc;
	rows = soa_compare(m->c->arena, before, after);
	if (m->json) {
		cmd_json(m, rows);
		return E_OK;
	}
	for (const struct value *o = rows->u.list.first; o; o = o->next) {
		cmd_printf(m, "%s %s: %s\n", val_get_text(o, "control"), val_get_text(o, "title"),
		    val_get_text(o, "change"));
		for (const struct value *f = val_get(o, "fields")->u.list.first; f; f = f->next)
			cmd_printf(m, "  %s: \"%s\" -> \"%s\"\n", val_get_text(f, "label"),
			    val_get_text(f, "before"), val_get_text(f, "after"));
	}
	cmd_chat(m, "%s\n", text_counted(m->c->arena, (int64_t)rows->u.list.n, "row differs",
	    "rows differ"));
	return E_OK;
}

static int run(struct cmd *m)
{
	if (m->argc == 0)
		return show(m);
	if (strcmp(cmd_arg(m, 0), "compare") == 0)
		return compare(m);
	return err_hint(&m->c->err, E_USAGE, "annexa soa, or annexa soa compare SOA-V-1",
	    "soa has no \"%.40s\"", cmd_arg(m, 0));
}

/* Over the network; what changes is for who may change every one. */
static const struct remote_grant remote[] = {
	{ "*", "control", VERB_READ },
	{ 0 }
};

COMMAND(soa, .usage = "soa [compare FROM [TO]]",
    .help = "Show the Statement of Applicability, or what differs between two versions of it.\n\n"
	    "FROM and TO are codes of versions (SOA-V-1) or `now`, which is also what TO is when "
	    "left out. Decisions are records: see `annexa record create soa_entry`; versions and "
	    "comparisons likewise (`soa_version`, `soa_comparison`). As a document: `annexa report "
	    "soa`. With the global --as-of all of it is as it was then.",
    .min = 0, .max = 3, .flags = CMD_ORG, .remote = remote,
    .run = run);
