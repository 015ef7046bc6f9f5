/* cli/token_cmd.c -- `annexa token`: API tokens of members; over the network the caller's own. */
#include "cli/command.h"
#include "identity/identity.h"
#include "record/store.h"

struct job {
	const char *email, *name;
	int64_t days, id;
	bool read_only;
	struct new_token made;
};

/*
 * The account of a member, made if need be; over the network whatever the address names, so that
 * all but the caller's own are refused with the same words.
 */
static int account_of(struct ctx *c, const char *email, int64_t *ret)
{
	struct rec *r;
	int rc;

	if (!c->actor->all)
		return account_find(c, email, ret);
	rc = record_get(c, record_find("member"), text_lower(c->arena, email), VERB_READ, &r);
	return rc < 0 ? rc : account_ensure(c, rec_text(r, "email"), rec_text(r, "name"), ret);
}

static int make_token(struct ctx *c, void *arg)
{
	struct job *j = arg;
	int64_t account;
	int rc = account_of(c, j->email, &account);

	return rc < 0 ? rc : token_create(c, account, j->name, j->days, j->read_only, &j->made);
}

static int drop_token(struct ctx *c, void *arg)
{
	struct job *j = arg;
	int64_t account;
	int rc = account_of(c, j->email, &account);

	return rc < 0 ? rc : token_revoke(c, account, j->id);
}

static int list(struct cmd *m)
{
	static const char *const keys[] = { "id", "name", "scope", "created", "expires" };
	struct value *rows;
	int64_t account;
	int rc;

	if ((rc = account_find(m->c, cmd_arg(m, 1), &account)) < 0)
		return rc;
	if (!account && m->c->actor->all)
		return err_set(&m->c->err, E_NOTFOUND, "there is no account \"%s\"",
		    cmd_arg(m, 1));
	if ((rc = tokens_list(m->c, account, &rows)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, rows);
	else
		cmd_table(m, keys, keys, COUNT(keys), rows);
	return E_OK;
}

static int create(struct cmd *m)
{
	struct job j = { .email = cmd_arg(m, 1), .name = cmd_option(m, "name"),
		.read_only = cmd_option(m, "read-only") != NULL };
	struct value *o = val_obj(m->c->arena);
	int rc;

	if ((rc = cmd_option_int(m, "days", 0, &j.days)) < 0)
		return rc;
	if (j.days == 0 && cmd_option(m, "days"))
		j.days = -1;	/* none is what is left out */
	j.name = j.name ? j.name : "command line";
	if ((rc = record_transaction(m->c, make_token, &j)) < 0)
		return rc;
	cmd_chat(m, "valid until %.10s\n", j.made.expires);
	if (!m->json) {
		cmd_printf(m, "%s\n", j.made.text);
		return E_OK;
	}
	val_add(o, "id", val_int(m->c->arena, j.made.id));
	val_add(o, "token", val_text(m->c->arena, j.made.text));
	val_add(o, "expires", val_text(m->c->arena, j.made.expires));
	cmd_json(m, o);
	return E_OK;
}

static int run(struct cmd *m)
{
	struct job j = { .email = cmd_arg(m, 1) };
	const char *what = cmd_arg(m, 0);

	if (m->c->as_of_us)
		return err_set(&m->c->err, E_USAGE,
		    "tokens are listed as they are now: leave --as-of away");
	if (strcmp(what, "list") == 0)
		return list(m);
	if (strcmp(what, "create") == 0)
		return create(m);
	if (strcmp(what, "revoke") != 0 || m->argc != 3 || !str_int(str_of(cmd_arg(m, 2)), &j.id))
		return err_set(&m->c->err, E_USAGE,
		    "`token` has create EMAIL, list EMAIL and revoke EMAIL ID");
	return record_transaction(m->c, drop_token, &j);
}

static const struct option_def options[] = {
	{ "name", "NAME", "create: what it is for" },
	{ "days", "N", "create: how long it lives (default 90)" },
	{ "read-only", NULL, "create: it may only read" },
	{ 0 }
};

COMMAND(token, .usage = "token create EMAIL --name NAME [--days N] [--read-only]\n"
	"token list EMAIL\ntoken revoke EMAIL ID",
	.help = "API tokens of a member: shown once, kept as a hash, with the member's rights.\n\n"
	"With --url EMAIL is your own address. A token made with a token ends no later than that, "
	"and one for reading neither makes nor revokes any.",
	.options = options, .min = 2, .max = 3, .flags = CMD_ORG, .remote = remote_any,
	.run = run);
