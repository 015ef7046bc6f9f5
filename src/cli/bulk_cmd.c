/* cli/bulk_cmd.c -- `annexa record bulk`: one change to many records. */
#include "cli/record_cmd.h"
#include "record/bulk.h"

/* Every --set, --add or --take "field=value". */
static int values(struct cmd *m, const char *option, const struct value **ret)
{
	struct value *o = NULL;

	for (size_t i = 0; i < m->noptions; i++) {
		const char *text = m->options[i].value, *equals;

		if (strcmp(m->options[i].name, option) != 0)
			continue;
		equals = strchr(text, '=');
		if (!equals || equals == text)
			return err_set(&m->c->err, E_USAGE, "--%s \"%s\" is not field=value",
			    option, text);
		o = o ? o : val_obj(m->c->arena);
		val_set_text(m->c->arena, o, arena_text_n(m->c->arena, text,
		    (size_t)(equals - text)), equals + 1);
	}
	*ret = o;
	return E_OK;
}

static int kind_of(struct cmd *m, struct bulk *b)
{
	int n = (b->set || b->add || b->take) + (cmd_option(m, "state") != NULL) +
	    (cmd_option(m, "archive") != NULL) + (b->undo != NULL);

	if (n != 1)
		return err_set(&m->c->err, E_USAGE,
		    "give one of --set, --add, --take field=value; --state; --archive; --undo");
	b->change.state = cmd_option(m, "state");
	b->change.kind = b->undo ? CHANGE_BACK : b->change.state ? CHANGE_STATE :
	    cmd_option(m, "archive") ? CHANGE_ARCHIVE : CHANGE_FIELDS;
	return E_OK;
}

static void tell(struct cmd *m, const struct bulk *b)
{
	for (const struct value *o = b->rows->u.list.first; o; o = o->next) {
		const char *outcome = val_get_text(o, "outcome");
		const char *detail = val_get_text(o, "detail");

		if (strcmp(outcome, "same") == 0)
			continue;
		cmd_printf(m, "%s  %s%s%s\n", val_get_text(o, "code"), outcome,
		    detail ? ": " : "", detail ? detail : "");
		for (const struct value *ch = val_get(o, "changes")->u.list.first; ch;
		     ch = ch->next)
			cmd_printf(m, "    %s: \"%s\" -> \"%s\"\n", val_get_text(ch, "label"),
			    val_get_text(ch, "before"), val_get_text(ch, "after"));
	}
	cmd_chat(m, "%s%zu of %zu %s, %zu as they were, %zu refused\n",
	    b->dry ? "would change: " : "changed: ", b->changed, b->matched, b->t->labels,
	    b->unchanged, b->refused);
	if (!b->dry && b->changed)
		cmd_chat(m, "take it back: annexa record bulk %s --undo %s\n", b->t->name,
		    m->c->request);
}

static void as_json(struct cmd *m, const struct bulk *b)
{
	struct value *o = val_obj(m->c->arena);

	val_add(o, "matched", val_int(m->c->arena, (int64_t)b->matched));
	val_add(o, "changed", val_int(m->c->arena, (int64_t)b->changed));
	val_add(o, "unchanged", val_int(m->c->arena, (int64_t)b->unchanged));
	val_add(o, "refused", val_int(m->c->arena, (int64_t)b->refused));
	val_add(o, "act", b->dry ? val_null(m->c->arena) : val_text(m->c->arena, m->c->request));
	val_add(o, "rows", b->rows);
	cmd_json(m, o);
}

int record_bulk(struct cmd *m)
{
	struct list_query lq = { 0 };
	struct bulk b = { .lq = &lq, .codes = cmd_option(m, "codes"), .undo = cmd_option(m, "undo"),
		.change = { .mode = IN_TEXT }, .dry = cmd_option(m, "dry-run") != NULL,
		.skip = cmd_option(m, "skip-refused") != NULL };
	int rc;

	if ((rc = cmd_type(m, 1, &b.t)) < 0 || (rc = values(m, "set", &b.set)) < 0 ||
	    (rc = values(m, "add", &b.add)) < 0 || (rc = values(m, "take", &b.take)) < 0 ||
	    (rc = kind_of(m, &b)) < 0)
		return rc;
	lq.t = b.t;
	if (!b.codes && !b.undo && m->argc == 2 && !cmd_option(m, "all") &&
	    !cmd_option(m, "view") && !cmd_option(m, "search"))
		return err_set(&m->c->err, E_USAGE, "say which: conditions, --codes, --view, "
		    "--search, or --all for every %s", b.t->label);
	if ((rc = cmd_list_query(m, &lq, 2)) < 0)
		return rc;
	rc = bulk_run(m->c, &b);
	if (rc == E_CONFLICT)
		tell(m, &b);
	if (rc < 0)
		return rc;
	if (m->json)
		as_json(m, &b);
	else
		tell(m, &b);
	return E_OK;
}
