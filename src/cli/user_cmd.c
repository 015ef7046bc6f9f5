/* cli/user_cmd.c -- `annexa user`: who can sign in, by hand. */
#include "cli/command.h"
#include "identity/identity.h"
#include "record/list.h"

struct job {
	const char *email, *name, *roles;
	char token[TOKEN_TEXT];
};

static int add_user(struct ctx *c, void *arg)
{
	struct job *j = arg;
	struct rec *r;
	int64_t account;
	int rc;

	if ((rc = member_create(c, j->email, j->name ? j->name : j->email,
		 j->roles ? j->roles : "reader", &r)) < 0 ||
	    (rc = account_ensure(c, rec_text(r, "email"), rec_text(r, "name"), &account)) < 0)
		return rc;
	return invite_create(c, account, j->token);
}

static int invite_user(struct ctx *c, void *arg)
{
	struct job *j = arg;
	struct rec *r;

	return member_invite(c, text_lower(c->arena, j->email), &r, j->token);
}

static int list_users(struct cmd *m)
{
	static const char *const keys[] = { "code", "email", "name", "roles", "until", "state" };
	struct list_query lq = { .t = record_find("member"), .every = true };
	struct value *rows = val_arr(m->c->arena);
	struct list l;
	int rc;

	if ((rc = access_require(m->c, lq.t, VERB_READ)) < 0 ||
	    (rc = list_run(m->c, &lq, &l)) < 0)
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

static void tell_link(struct cmd *m, const struct job *j)
{
	struct value *o = val_obj(m->c->arena);
	const char *link = arena_printf(m->c->arena, "/welcome/%s", j->token);

	if (!m->json) {
		cmd_printf(m, "Sign-in of %s, single use, valid %d hours: %s\n", j->email,
		    INVITE_HOURS, link);
		return;
	}
	val_add(o, "email", val_text(m->c->arena, j->email));
	val_add(o, "sign_in", val_text(m->c->arena, link));
	val_add(o, "valid_hours", val_int(m->c->arena, INVITE_HOURS));
	cmd_json(m, o);
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
	if ((rc = record_transaction(m->c, add ? add_user : invite_user, &j)) == E_OK)
		tell_link(m, &j);
	return rc;
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
	"invite prints a new link, for a forgotten password too, and leaves a comment on the "
	"member. Change and disable members with `annexa record`.\n\nWith --url links are made "
	"only by who may do everything the member may, over all records, never for oneself, and "
	"not on a server with several organisations.",
    .options = user_options, .min = 1, .max = 2, .flags = CMD_ORG, .remote = remote_any,
    .run = run_user);
