/* isms/control/check_cmd.c -- `annexa check`: what an auditor would find, grouped by clause. */
#include "cli/command.h"
#include "rule/rule.h"

enum { PRINTED_MAX = 10 };	/* findings of one rule shown to people */

/* How many findings are of this severity or worse. */
static int64_t count_from(const struct value *counts, enum severity worst)
{
	int64_t n = 0;

	for (enum severity s = SEVERITY_MAJOR; s <= worst; s++)
		n += val_get_int(counts, severity_name(s), 0);
	return n;
}

/* All findings of one rule, told once what it is about and how to mend it. Returns the next one. */
static const struct value *print_rule(struct cmd *m, const struct value *f)
{
	const char *severity = val_get_text(f, "severity");
	const char *rule = val_get_text(f, "rule");
	const struct value *first = f;
	const char *href;
	int64_t n = 0;

	cmd_printf(m, "  ");
	cmd_tone(m, strcmp(severity, "major") == 0 ? TONE_BAD : strcmp(severity, "minor") == 0 ?
	    TONE_LOOK : TONE_FAINT, "%s", severity);
	cmd_printf(m, ": %s  (%s, rule %s)\n", val_get_text(f, "title"),
	    val_get_text(f, "source"), rule);
	for (; f && strcmp(val_get_text(f, "rule"), rule) == 0; f = f->next, n++) {
		const char *code = val_get_text(val_get(f, "subject"), "code");

		if (n >= PRINTED_MAX)
			continue;
		cmd_printf(m, "    %s%s%s\n", code ? code : "", code ? ": " : "",
		    val_get_text(f, "finding"));
		if ((href = val_get_text(f, "action_href")))
			cmd_printf(m, "      %s: %s\n", val_get_text(f, "action_label"), href);
	}
	if (n > PRINTED_MAX)
		cmd_printf(m, "    and %" PRId64 " more; --json lists them\n", n - PRINTED_MAX);
	cmd_printf(m, "    Fix: %s\n", val_get_text(first, "fix"));
	return f;
}

static void print(struct cmd *m, const struct value *result)
{
	const struct value *counts = val_get(result, "counts"), *score = val_get(result, "score");
	const struct value *f = val_get(result, "findings")->u.list.first;

	for (const struct value *k = val_get(result, "clauses")->u.list.first; k; k = k->next) {
		const char *clause = val_get_text(k, "clause");

		if (!f || strcmp(val_get_text(f, "clause"), clause) != 0)
			continue;
		cmd_tone(m, TONE_HEAD, "%s %s\n", clause, val_get_text(k, "title"));
		while (f && strcmp(val_get_text(f, "clause"), clause) == 0)
			f = print_rule(m, f);
		cmd_printf(m, "\n");
	}
	for (const struct value *p = val_get(result, "predicted")->u.list.first; p; p = p->next)
		cmd_printf(m, "An auditor would write, %s: %s\n", val_get_text(p, "clause"),
		    val_get_text(p, "text"));
	cmd_printf(m, "%" PRId64 " major, %" PRId64 " minor, %s\n",
	    val_get_int(counts, "major", 0), val_get_int(counts, "minor", 0),
	    text_counted(m->c->arena, val_get_int(counts, "opportunity", 0), "opportunity",
	    "opportunities"));
	cmd_printf(m, "Readiness %" PRId64 " of 100\n", val_get_int(score, "value", 0));
	cmd_chat(m, "%s\n", val_get_text(score, "explain"));
}

static int run(struct cmd *m)
{
	const char *fail_on = cmd_option(m, "fail-on"), *only = cmd_option(m, "severity");
	enum severity worst = 0, one;
	struct value *result;
	int64_t n;
	int rc;

	if (fail_on && !severity_parse(fail_on, &worst))
		return err_set(&m->c->err, E_USAGE,
		    "--fail-on is major, minor or opportunity, not \"%s\"", fail_on);
	if (only && !severity_parse(only, &one))
		return err_set(&m->c->err, E_USAGE,
		    "--severity is major, minor or opportunity, not \"%s\"", only);
	if ((rc = rules_check(m->c, cmd_option(m, "clause"), &result)) < 0)
		return rc;
	rules_filter(result, only, cmd_option(m, "owner"));
	if (m->json)
		cmd_json(m, result);
	else
		print(m, result);
	n = fail_on ? count_from(val_get(result, "counts"), worst) : 0;
	if (n)
		cmd_chat(m, "%s of severity %s%s\n", text_counted(m->c->arena, n, "finding",
		    "findings"), fail_on,
		    worst == SEVERITY_MAJOR ? "" : " or worse");
	return n ? E_NO : E_OK;
}

static const struct option_def options[] = {
	{ "clause", "REF", "only rules of this clause or below it: 6.1, A.5.9" },
	{ "severity", "SEVERITY", "show only findings of it: major, minor, opportunity" },
	{ "owner", "PERSON", "show only findings whose subject this person owns: P-1" },
	{ "fail-on", "SEVERITY",
	    "exit with 1 when there is a finding of it or worse: major, minor, "
	    "opportunity" },
	{ 0 }
};

COMMAND(check, .usage = "check [--clause REF] [--severity SEVERITY] [--owner PERSON] "
	"[--fail-on SEVERITY]",
    .help = "Say what a certification auditor would raise today.\n\n"
	    "Runs the conformity rules over the organisation's records. Each finding names the "
	    "clause, the record, how to mend it and the page to do it on. --severity and --owner "
	    "choose what is shown; counts, score and exit status are those of all findings. Rules "
	    "see records only, not how people work.",
    .options = options, .min = 0, .max = 0, .flags = CMD_ORG, .remote = remote_any,
    .run = run);
