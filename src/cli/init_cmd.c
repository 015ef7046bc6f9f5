/* cli/init_cmd.c -- `annexa init` and `annexa org`: organisations with their first knowledge. */
#include "cli/setup.h"
#include "isms/knowledge/knowledge.h"
#include "isms/start/start.h"

static int draft_from(struct ctx *c, struct org_setup *s)
{
	struct start_plan plan;
	struct rec *answers;
	int rc;

	if (!s->answers)
		return E_OK;
	if ((rc = start_answer(c, s->answers, IN_JSON, &answers)) < 0 ||
	    (rc = start_plan(c, &plan)) < 0 || (rc = start_draft(c, &plan)) < 0)
		return rc;
	s->drafted = plan.ncreate;
	return E_OK;
}

int org_set_up(struct ctx *c, void *arg)
{
	struct org_setup *s = arg;
	const char *called = s->admin_name && s->admin_name[0] ? s->admin_name : s->admin;
	struct rec *member;
	struct org org;
	int64_t account;
	int rc;

	c->actor = actor_program();
	if ((rc = org_create(c, s->org, s->name, &org)) < 0)
		return rc;
	c->org = org;
	if ((rc = roles_load(c)) < 0 ||
	    (rc = knowledge_load(c, s->framework, &s->loaded)) < 0 ||
	    (rc = account_ensure(c, s->admin, called, &account)) < 0 ||
	    (rc = member_create(c, s->admin, called, "administrator", &member)) < 0 ||
	    (rc = draft_from(c, s)) < 0)
		return rc;
	return invite_create(c, account, s->token);
}

static void tell(struct cmd *m, const struct org_setup *s)
{
	struct value *o = val_obj(m->c->arena);
	char *link = arena_printf(m->c->arena, "/welcome/%s", s->token);

	if (m->json) {
		val_add(o, "org", val_text(m->c->arena, s->org));
		val_add(o, "admin", val_text(m->c->arena, s->admin));
		val_add(o, "sign_in", val_text(m->c->arena, link));
		val_add(o, "loaded", s->loaded);
		val_add(o, "drafted", val_int(m->c->arena, (int64_t)s->drafted));
		cmd_json(m, o);
		return;
	}
	cmd_chat(m, "organisation \"%s\" is ready with %s\n", s->org, s->framework);
	if (s->answers)
		cmd_chat(m, "%s drafted from the answers; look through what was drafted at "
		    "/drafted\n", text_counted(m->c->arena, (int64_t)s->drafted, "record was",
		    "records were"));
	cmd_printf(m, "First sign-in of %s, single use, valid %d hours: %s\n", s->admin,
	    INVITE_HOURS, link);
}

/* The file of --answers, an object of fields and values. */
static int read_answers(struct cmd *m, struct org_setup *s)
{
	const char *path = cmd_option(m, "answers");
	struct value *v;
	struct str text;
	int rc;

	if (!path)
		return E_OK;
	if ((rc = m->read_file(m, path, &text)) < 0 ||
	    (rc = json_parse(m->c->arena, text.p, text.n, &v, &m->c->err)) < 0)
		return rc;
	if (v->kind != V_OBJECT)
		return err_set(&m->c->err, E_USAGE, "%s is not an object of answers", path);
	s->answers = v;
	return E_OK;
}

static int options_of(struct cmd *m, struct org_setup *s)
{
	s->org = m->command->flags & CMD_LOCAL ? m->org : cmd_option(m, "code");
	s->name = cmd_option(m, "name");
	s->admin = cmd_option(m, "admin");
	s->admin_name = cmd_option(m, "admin-name");
	s->framework = cmd_option(m, "framework");
	if (!s->framework)
		s->framework = "iso27001-2022";
	if (!s->org || !s->org[0])
		IGNORE(err_field(
		    &m->c->err, "org", "required", "give the organisation a code with --org"));
	if (!s->name || !s->name[0])
		IGNORE(err_field(
		    &m->c->err, "name", "required", "give the organisation's name with --name"));
	if (!s->admin || !s->admin[0])
		IGNORE(err_field(&m->c->err, "admin", "required",
		    "give the first administrator's e-mail address with --admin"));
	return m->c->err.code ? m->c->err.code : read_answers(m, s);
}

static int run_init(struct cmd *m)
{
	struct program *p = NULL;
	struct org_setup s = { 0 };
	struct ctx *c;
	int rc;

	if ((rc = options_of(m, &s)) < 0 ||
	    (rc = program_open(m->data_dir, PROGRAM_CREATE, &p, &m->c->err)) < 0)
		return rc;
	identity_join(p);
	c = ctx_new(p, m->c->arena);
	rc = record_transaction(c, org_set_up, &s);
	if (rc == E_OK)
		rc = ledger_sign_all(p->ledger, &c->err);
	m->c->err = c->err;
	program_close(p);
	if (rc == E_OK)
		tell(m, &s);
	else
		program_discard(m->data_dir);	/* nothing half made stays behind */
	return rc;
}

static const struct option_def init_options[] = {
	{ "name", "NAME", "the organisation's name" },
	{ "admin", "EMAIL", "the first administrator" },
	{ "admin-name", "NAME", "what the administrator is called (default: the address)" },
	{ "framework", "KEY", "knowledge to begin with (default iso27001-2022)" },
	{ "answers", "FILE", "answers of the start in JSON: the first records are drafted" },
	{ 0 }
};

static const struct remote_grant remote[] = {
	{ "*", .here = "it makes a data folder" },
	{ 0 }
};

COMMAND(init, .usage = "init --org CODE --name NAME --admin EMAIL [--framework iso27001-2022]"
	" [--answers FILE.json]",
	.help = "Make a new data folder with an organisation, knowledge and a first sign-in.\n\n"
	"Prints a single-use link with which the administrator sets a password. With --answers the "
	"first records are drafted at once, as `annexa start` would.",
	.options = init_options, .min = 0, .max = 0, .flags = CMD_LOCAL, .remote = remote,
	.run = run_init);

/* ---- org ---- */

static int list_orgs(struct cmd *m)
{
	static const char *const keys[] = { "code", "name", "created_at" };
	struct value *rows = val_arr(m->c->arena);
	struct query *q;
	int rc;

	if ((rc = ctx_reader(m->c)) < 0 || (rc = db_query_instance(m->c, &q,
	    SQL("SELECT code, name, created_at FROM org ORDER BY code"))) < 0)
		return rc;
	while ((rc = db_step(m->c, q)) > 0) {
		struct value *o = val_obj(m->c->arena);

		for (int i = 0; i < 3; i++)
			val_add(o, keys[i],
			    val_text(m->c->arena, arena_text(m->c->arena, db_text(q, i))));
		val_push(rows, o);
	}
	db_done(q);
	if (m->json)
		cmd_json(m, rows);
	else
		cmd_table(m, keys, keys, COUNT(keys), rows);
	return rc;
}

static int run_org(struct cmd *m)
{
	struct org_setup s = { 0 };
	int rc;

	if (strcmp(cmd_arg(m, 0), "list") == 0)
		return list_orgs(m);
	if (strcmp(cmd_arg(m, 0), "create") != 0)
		return err_set(
		    &m->c->err, E_USAGE, "`org` has list and create, not \"%s\"", cmd_arg(m, 0));
	m->c->actor =
	    actor_program(); /* there is no organisation yet whose pseudonym one could have */
	if ((rc = options_of(m, &s)) < 0 || (rc = record_transaction(m->c, org_set_up, &s)) < 0)
		return rc;
	tell(m, &s);
	return E_OK;
}

static const struct option_def org_options[] = {
	{ "code", "CODE", "create: the new organisation's code" },
	{ "name", "NAME", "create: its name" },
	{ "admin", "EMAIL", "create: its first administrator" },
	{ "admin-name", "NAME", "create: what he or she is called" },
	{ "framework", "KEY", "create: knowledge to begin with (default iso27001-2022)" },
	{ "answers", "FILE", "create: answers of the start in JSON" },
	{ 0 }
};

static const struct remote_grant org_remote[] = {
	{ "*", .here = "a token belongs to one organisation, and the others are none of its "
		"business" },
	{ 0 }
};

COMMAND(org, .usage = "org list\norg create --code CODE --name NAME --admin EMAIL",
	.help = "The organisations of this data folder, strictly separate from each other.",
	.options = org_options, .min = 1, .max = 1, .remote = org_remote, .run = run_org);
