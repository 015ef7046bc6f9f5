/* cli/user_cmd.c -- `annexa user` and `annexa token`: who can sign in, by hand. */
#include "cli/command.h"
#include "identity/identity.h"
#include "record/list.h"

struct job {
	const char *email, *name, *roles, *what;
	int64_t days, id;
	bool read_only;
	char token[TOKEN_TEXT];
};

static int account_of_member(struct ctx *c, const char *email, int64_t *ret)
{
	struct rec *r;
	int rc = record_get(c, record_find("member"), text_lower(c->arena, email), VERB_READ, &r);

	return rc < 0 ? rc : account_ensure(c, rec_text(r, "email"), rec_text(r, "name"), ret);
}

static int add_user(struct ctx *c, void *arg)
{
	struct job *j = arg;
	struct rec *r;
	int64_t account;
	int rc;

	if ((rc = member_create(c, j->email, j->name ? j->name : j->email,
		 j->roles ? j->roles : "reader", &r)) < 0 ||
	    (rc = account_of_member(c, j->email, &account)) < 0)
		return rc;
	return invite_create(c, account, j->token);
}

static int invite_user(struct ctx *c, void *arg)
{
	struct job *j = arg;
	int64_t account;
	int rc = account_of_member(c, j->email, &account);

	return rc < 0 ? rc : invite_create(c, account, j->token);
}

static int list_users(struct cmd *m)
{
	static const char *const keys[] = { "code", "email", "name", "roles", "until", "state" };
	struct list_query lq = { .t = record_find("member"), .every = true };
	struct value *rows = val_arr(m->c->arena);
	struct list l;
	int rc;

	if ((rc = list_run(m->c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++)
		val_push(rows, record_value(m->c, l.recs[i], NULL));
	if (m->json)
		cmd_json(m, rows);
	else
		cmd_table(m, keys, keys, COUNT(keys), rows);
	return E_OK;
}

static int tell_roles(struct cmd *m)
{
	static const char *const keys[] = { "role", "standing" };
	struct value *rows;
	int rc = roles_standing(m->c, &rows);

	if (rc < 0)
		return rc;
	if (m->json) {
		cmd_json(m, rows);
		return E_OK;
	}
	cmd_table(m, keys, keys, COUNT(keys), rows);
	for (const struct value *o = rows->u.list.first; o; o = o->next)
		if (strcmp(val_get_text(o, "standing"), "own") == 0)
			cmd_printf(m, "\n%s comes with Annexa as:\n%s\n", val_get_text(o, "role"),
			    val_get_text(o, "grants"));
	return E_OK;
}

static int run_user(struct cmd *m)
{
	bool add = strcmp(cmd_arg(m, 0), "add") == 0;
	struct job j = { .name = cmd_option(m, "name"), .roles = cmd_option(m, "roles") };
	int rc;

	if (strcmp(cmd_arg(m, 0), "list") == 0)
		return list_users(m);
	if (strcmp(cmd_arg(m, 0), "roles") == 0)
		return tell_roles(m);
	if ((!add && strcmp(cmd_arg(m, 0), "invite") != 0) || m->argc != 2)
		return err_hint(&m->c->err, E_USAGE, "see `annexa user --help`",
		    "`user` has list, roles, add "
		    "EMAIL and invite EMAIL");
	j.email = cmd_arg(m, 1);
	if ((rc = record_transaction(m->c, add ? add_user : invite_user, &j)) < 0)
		return rc;
	cmd_printf(m, "Sign-in of %s, single use, valid %d hours: /welcome/%s\n", j.email,
	    INVITE_HOURS, j.token);
	return E_OK;
}

static const struct option_def user_options[] = {
	{ "name", "NAME", "add: the person's name" },
	{ "roles", "NAMES", "add: roles, separated by commas (default reader)" },
	{ 0 }
};

COMMAND(user, .usage = "user list\nuser roles\nuser add EMAIL --name NAME --roles ROLE,ROLE\n"
    "user invite EMAIL",
    .help =
	"Who can sign in to the organisation.\n\nroles says which of the roles that come with "
	"Annexa are as they come (same), as an earlier version made them (older, missing: the "
	"server brings them up to date when it starts) or changed here (own: they stay; their "
	"text as it comes is printed). add makes a member and prints a single-use link; "
	"invite prints a new link, for a forgotten password too. Change and disable members with "
	"`annexa record`.",
    .options = user_options, .min = 1, .max = 2, .flags = CMD_ORG, .run = run_user);

/* ---- token ---- */

static int make_token(struct ctx *c, void *arg)
{
	struct job *j = arg;
	int64_t account;
	int rc = account_of_member(c, j->email, &account);

	return rc < 0 ? rc : token_create(c, account, j->name, j->days, j->read_only, j->token);
}

static int drop_token(struct ctx *c, void *arg)
{
	struct job *j = arg;
	int64_t account;
	int rc = account_of_member(c, j->email, &account);

	return rc < 0 ? rc : token_revoke(c, account, j->id);
}

static int list_tokens(struct cmd *m, const char *email)
{
	static const char *const keys[] = { "id", "name", "scope", "created", "expires" };
	struct value *rows;
	struct query *q;
	int64_t account = 0;
	int rc;

	if ((rc = db_query_instance(m->c, &q, SQL("SELECT id FROM account WHERE email = :email"))) <
	    0)
		return rc;
	db_bind_text(q, ":email", text_lower(m->c->arena, email));
	if ((rc = db_step(m->c, q)) > 0)
		account = db_int(q, 0);
	db_done(q);
	if (rc == E_OK && !account)
		return err_set(&m->c->err, E_NOTFOUND, "there is no account \"%s\"", email);
	if (rc < 0 || (rc = tokens_list(m->c, account, &rows)) < 0)
		return rc;
	if (m->json)
		cmd_json(m, rows);
	else
		cmd_table(m, keys, keys, COUNT(keys), rows);
	return E_OK;
}

static int run_token(struct cmd *m)
{
	struct job j = {.what = cmd_arg(m, 0),
	    .email = cmd_arg(m, 1),
	    .name = cmd_option(m, "name"),
	    .read_only = cmd_option(m, "read-only") != NULL};
	int rc;

	if ((rc = cmd_option_int(m, "days", 90, &j.days)) < 0)
		return rc;
	if (strcmp(j.what, "list") == 0)
		return list_tokens(m, j.email);
	if (strcmp(j.what, "create") == 0) {
		j.name = j.name ? j.name : "command line";
		if ((rc = record_transaction(m->c, make_token, &j)) == E_OK)
			cmd_printf(m, "%s\n", j.token);
		return rc;
	}
	if (strcmp(j.what, "revoke") != 0 || m->argc != 3 || !str_int(str_of(cmd_arg(m, 2)), &j.id))
		return err_set(&m->c->err, E_USAGE,
		    "`token` has create EMAIL, list EMAIL and revoke EMAIL ID");
	return record_transaction(m->c, drop_token, &j);
}

static const struct option_def token_options[] = {
	{ "name", "NAME", "create: what it is for" },
	{ "days", "N", "create: how long it lives (default 90)" },
	{ "read-only", NULL, "create: it may only read" },
	{ 0 }
};

COMMAND(token, .usage = "token create EMAIL --name NAME [--days N]\ntoken list EMAIL\n"
	"token revoke EMAIL ID",
	.help = "API tokens of a member: shown once, kept as a hash, with the member's rights.",
	.options = token_options, .min = 2, .max = 3, .flags = CMD_ORG, .run = run_token);
