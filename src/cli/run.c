/* cli/run.c -- see run.h. */
#include "cli/run.h"
#include "base/near.h"
#include "identity/identity.h"
#include "record/asof.h"

const struct option_def run_global_options[] = {
	{ "data", "DIR", "data folder (default $ANNEXA_DATA, else ./annexa-data)" },
	{ "url", "URL", "work on this server, with the token in $ANNEXA_TOKEN" },
	{ "org", "CODE", "organisation (default $ANNEXA_ORG, else the only one)" },
	{ "json", NULL, "print JSON" },
	{ "as-of", "TIME", "look at the records as they were, e.g. 2026-03-14 or 2026-03-14T09:30:00Z" },
	{ "as", "USER", "who acts, for the record (local database)" },
	{ "reason", "TEXT", "why, for the history" },
	{ "help", NULL, "explain the command; also -h" },
	{ "version", NULL, "print the program's version" },
	{ 0 }
};

enum { USAGE_WIDTH = 88 };

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; command_index[i]; i++)
		if (strcmp(command_index[i]->name, name) == 0)
			return command_index[i];
	return NULL;
}

static const struct option_def *find_option(
    const struct option_def *defs, const char *name, size_t n)
{
	for (; defs && defs->name; defs++)
		if (strncmp(defs->name, name, n) == 0 && defs->name[n] == '\0')
			return defs;
	return NULL;
}

static void set_global(struct invocation *inv, const char *name, const char *value)
{
	const struct { const char *name, **to; } texts[] = {
		{ "data", &inv->data_dir }, { "org", &inv->org }, { "as-of", &inv->as_of },
		{ "as", &inv->as_user }, { "reason", &inv->reason },
		{ "url", &inv->url },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(texts[i].name, name) == 0)
			*texts[i].to = value;
	inv->json |= strcmp(name, "json") == 0;
	inv->help |= strcmp(name, "help") == 0;
	inv->version |= strcmp(name, "version") == 0;
}

static int no_command(struct arena *a, const char *name, struct err *e)
{
	struct near n = { .word = name };

	for (size_t i = 0; command_index[i]; i++)
		near_try(&n, command_index[i]->name);
	return err_hint(e, E_USAGE, "see `annexa help`", "unknown command \"%s\"%s", name,
	    near_said(a, &n));
}

static int no_option(struct arena *a, const struct command *cmd, const char *name, struct err *e)
{
	struct near n = { .word = name };

	for (const struct option_def *d = run_global_options; d->name; d++)
		near_try(&n, d->name);
	for (const struct option_def *d = cmd ? cmd->options : NULL; d && d->name; d++)
		near_try(&n, d->name);
	if (n.best)
		n.best = arena_printf(a, "--%s", n.best);
	return err_hint(e, E_USAGE, cmd ? arena_printf(a, "see `annexa %s --help`", cmd->name) :
	    "see `annexa help`", cmd ? "`%s` has no option --%s%s" :
	    "%sunknown option --%s%s", cmd ? cmd->name : "", name, near_said(a, &n));
}

/* One --option at argv[*i]; takes its value, from `=` or the next argument. */
static int take_option(struct arena *a, struct invocation *inv, int argc, char *const *argv, int *i,
    struct err *e)
{
	const char *name = argv[*i] + 2, *equals = strchr(name, '='), *value = "";
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	const struct option_def *global = find_option(run_global_options, name, n);
	const struct option_def *d = global ? global : inv->command ?
	    find_option(inv->command->options, name, n) : NULL;

	if (!d)
		return no_option(a, inv->command, arena_text_n(a, name, n), e);
	if (!d->arg && equals)
		return err_set(e, E_USAGE, "--%s takes no value", d->name);
	if (d->arg && equals)
		value = equals + 1;
	else if (d->arg && *i + 1 < argc)
		value = argv[++*i];
	else if (d->arg)
		return err_set(e, E_USAGE, "--%s needs a value: %s", d->name, d->arg);
	if (global)
		set_global(inv, d->name, value);
	else
		inv->options[inv->noptions++] = (struct cmd_option){ d->name, value };
	return E_OK;
}

/* -o FILE is the one short option: everybody expects it. */
static bool is_output(const struct invocation *inv, const char *arg)
{
	return strcmp(arg, "-o") == 0 && inv->command && find_option(inv->command->options, "output", 6);
}

int run_parse(struct arena *a, int argc, char *const *argv, struct invocation *ret, struct err *e)
{
	bool only_args = false;
	int rc;

	*ret = (struct invocation){ .data_dir = getenv("ANNEXA_DATA"), .org = getenv("ANNEXA_ORG") };
	ret->options = arena_zero(a, (size_t)argc + 1, sizeof(*ret->options));
	ret->argv = arena_zero(a, (size_t)argc + 1, sizeof(*ret->argv));
	for (int i = 0; i < argc; i++) {
		if (!only_args && strcmp(argv[i], "--") == 0) {
			only_args = true;
		} else if (!only_args && is_output(ret, argv[i]) && i + 1 < argc) {
			ret->options[ret->noptions++] = (struct cmd_option){ "output", argv[++i] };
		} else if (!only_args && strncmp(argv[i], "--", 2) == 0) {
			if ((rc = take_option(a, ret, argc, argv, &i, e)) < 0)
				return rc;
		} else if (!only_args && strcmp(argv[i], "-h") == 0) {
			ret->help = true;
		} else if (!ret->command) {
			if (!(ret->command = find_command(argv[i])))
				return no_command(a, argv[i], e);
		} else {
			ret->argv[ret->argc++] = argv[i];
		}
	}
	if (!ret->data_dir || !ret->data_dir[0])
		ret->data_dir = "./annexa-data";
	return E_OK;
}

static void print_option(struct sbuf *b, const struct option_def *d)
{
	sbuf_printf(b, "  --%s%s%s\n      %s\n", d->name, d->arg ? " " : "",
	    d->arg ? d->arg : "", d->help);
}

/* As it stands, lines that are too long for a window broken at blanks. */
static void wrapped(struct sbuf *b, const char *text)
{
	for (const char *p = text; *p;) {
		size_t line = strcspn(p, "\n"), n = line;

		if (n > USAGE_WIDTH) {
			for (n = USAGE_WIDTH; n && p[n] != ' ';)
				n--;
			n = n ? n : strcspn(p, " \n");
		}
		sbuf_add(b, p, n);
		sbuf_char(b, '\n');
		p += n + (p[n] != '\0');
	}
}

void run_usage(struct sbuf *b, const struct command *cmd)
{
	if (!cmd) {
		sbuf_text(b, "Annexa " ANNEXA_VERSION ": an information security management system\n\n"
		    "usage: annexa COMMAND [ARGUMENTS] [OPTIONS]\n\ncommands:\n");
		for (size_t i = 0; command_index[i]; i++) {
			const char *help = command_index[i]->help;

			sbuf_printf(b, "  %-10s %.*s\n", command_index[i]->name,
			    (int)strcspn(help, "\n"), help);
		}
	} else {
		sbuf_printf(b, "usage: ");
		for (const char *p = cmd->usage; *p; p += strcspn(p, "\n"), p += *p == '\n')
			sbuf_printf(b, "%sannexa %.*s\n", p == cmd->usage ? "" : "       ",
			    (int)strcspn(p, "\n"), p);
		sbuf_char(b, '\n');
		wrapped(b, cmd->help);
		sbuf_text(b, cmd->options ? "\noptions:\n" : "\n");
		for (const struct option_def *d = cmd->options; d && d->name; d++)
			print_option(b, d);
	}
	sbuf_text(b, cmd ? "global options:\n" : "\noptions of all commands:\n");
	for (const struct option_def *d = run_global_options; d->name; d++)
		print_option(b, d);
}

void run_print_error(struct sbuf *b, const struct err *e)
{
	long shown = 0;

	sbuf_printf(b, "annexa: %s\n", e->detail ? e->detail : err_title(e->code));
	for (const struct fielderr *f = e->fields; f; f = f->next) {
		if (++shown > 200) {
			sbuf_printf(b, "  ... and %zu more\n", e->nfields - 200);
			break;
		}
		if (f->row)
			sbuf_printf(b, "  row %ld, ", f->row);
		else
			sbuf_text(b, "  ");
		sbuf_printf(b, "%s%s%s%s%s%s\n", f->field, f->field[0] ? ": " : "", f->detail,
		    f->href ? " (" : "", f->href ? f->href : "", f->href ? ")" : "");
	}
	if (e->hint)
		sbuf_printf(b, "  hint: %s\n", e->hint);
}

struct value *run_error_value(struct arena *a, const struct err *e)
{
	struct value *o = val_obj(a), *list = val_arr(a);

	val_add(o, "error", val_text(a, err_slug(e->code)));
	val_add(o, "detail", val_text(a, e->detail ? e->detail : err_title(e->code)));
	val_add(o, "hint", val_text(a, e->hint));
	for (const struct fielderr *f = e->fields; f; f = f->next) {
		struct value *one = val_obj(a);

		val_add(one, "field", val_text(a, f->field));
		val_add(one, "code", val_text(a, f->code));
		val_add(one, "detail", val_text(a, f->detail));
		if (f->row)
			val_add(one, "row", val_int(a, f->row));
		if (f->href)
			val_add(one, "href", val_text(a, f->href));
		val_push(list, one);
	}
	val_add(o, "errors", list);
	return o;
}

/*
 * Who is named by the address of a member acts as that account: the same pseudonym, the same
 * person, so that four eyes see that it is one.
 */
static int as_member(struct ctx *c, const char *user, struct actor *me)
{
	struct actor *member;
	int64_t account;
	struct err none;
	int rc;

	if (!strchr(user, '@') || (rc = account_find(c, user, &account)) < 0 || !account)
		return strchr(user, '@') && rc < 0 ? rc : E_OK;
	err_init(&none, c->arena);
	if ((rc = member_actor(c, account, &member)) < 0) {
		c->err = none;	/* an account without access here: only a name */
		return rc == E_DENIED ? E_OK : rc;
	}
	me->member = member->member;
	me->person = member->person;
	me->unit = member->unit;
	me->pseudonym = member->pseudonym;
	me->subject = member->subject;
	me->label = member->label;
	return E_OK;
}

/* Organisation, moment and actor of a command that works for one organisation. */
static int settle(struct cmd *m, const struct invocation *inv, const char *user)
{
	struct ctx *c = m->c;
	struct actor *me = arena_zero(c->arena, 1, sizeof(*me));
	int64_t us;
	int rc;

	if (inv->as_user && inv->as_user[0])
		user = inv->as_user;
	*me = (struct actor){ .all = true, .auth = "local",
		.subject = arena_printf(c->arena, "local/%s", user),
		.label = arena_printf(c->arena, "%s (command line)", user) };
	c->actor = me;
	c->reason = inv->reason && inv->reason[0] ? inv->reason : NULL;
	if (c->reason && (!str_valid(c->reason, strlen(c->reason)) || strlen(c->reason) > 2000))
		return err_set(&c->err, E_USAGE, "--reason must be text of at most 2,000 bytes");
	if (c->reason && str_turns(str_of(c->reason)))
		return err_set(&c->err, E_USAGE, "--reason holds a hidden mark that turns what is "
		    "read around");
	if (!(m->command->flags & CMD_ORG))
		return E_OK;
	if ((rc = ctx_reader(c)) < 0)
		return rc;
	rc = inv->org && inv->org[0] ? org_find(c, inv->org, &c->org) : org_only(c, &c->org);
	if (rc < 0 || (rc = as_member(c, user, me)) < 0 || !inv->as_of)
		return rc;
	if (!time_parse(str_of(inv->as_of), &us))
		return err_set(&c->err, E_USAGE, "--as-of \"%s\" is not a time such as 2026-03-14 or "
		    "2026-03-14T09:30:00Z", inv->as_of);
	return asof_enter(c, us);
}

/*
 * A usage error behind a word of the command: the word that was meant, or the usage of this one.
 * The words are the second ones of the usage's lines, "archive|restore" are two.
 */
static void better_hint(struct cmd *m)
{
	struct near n = { .word = m->argc ? cmd_arg(m, 0) : "" };
	struct arena *a = m->c->arena;
	const char *line, *exact = NULL;

	for (line = m->command->usage; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *p = line + strcspn(line, " \n");

		while (*p == ' ' || *p == '|') {
			size_t k = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz-");
			const char *word = arena_text_n(a, p + 1, k);

			if (k && strcmp(word, n.word) == 0)
				exact = line;
			else if (k)
				near_try(&n, word);
			p = p[k + 1] == '|' && k ? p + k + 1 : "";
		}
	}
	if (exact && m->c->err.hint)
		m->c->err.hint = arena_printf(a, "usage: annexa %.*s", (int)strcspn(exact, "\n"),
		    exact);
	else if (n.best && !exact)
		m->c->err.hint = arena_printf(a, "did you mean `annexa %s %s`?", m->command->name,
		    n.best);
}

static int run(struct program *p, const struct invocation *inv, const char *user, struct cmd *m)
{
	int rc;

	if (m->argc < m->command->min || (m->command->max >= 0 && m->argc > m->command->max)) {
		run_usage(m->chatter, m->command);
		return err_set(&m->c->err, E_USAGE, "wrong number of arguments");
	}
	if (p && (rc = settle(m, inv, user)) < 0)
		return rc;
	rc = m->command->run(m);
	if (rc == E_USAGE && m->c->err.code == E_USAGE && !m->c->err.fields &&
	    (!m->c->err.hint || text_starts(m->c->err.hint, "see `annexa ")))
		better_hint(m);
	return rc;
}

const struct remote_grant remote_any[] = { { "*", NULL, VERB_READ }, { 0 } };

static void take_invocation(struct cmd *io, const struct invocation *inv)
{
	io->command = inv->command;
	io->argc = inv->argc;
	io->argv = inv->argv;
	io->options = inv->options;
	io->noptions = inv->noptions;
	io->json = inv->json;
	io->data_dir = inv->data_dir;
	io->org = inv->org;
}

static int end(struct cmd *io, int rc)
{
	if (rc < 0 && rc != E_NO) {
		if (!io->c->err.code)
			io->c->err.code = rc;
		if (io->json)
			cmd_json(io, run_error_value(io->c->arena, &io->c->err));
		run_print_error(io->chatter, &io->c->err);
	}
	return rc < 0 ? err_exit(rc) : 0;
}

int run_command_as(struct ctx *c, const struct invocation *inv, struct cmd *io)
{
	int64_t us;
	int rc = E_OK;

	if (inv->help) {
		run_usage(io->out, inv->command);
		return 0;
	}
	io->c = c;
	take_invocation(io, inv);
	REQUIRE(inv->command->remote);	/* asked by who calls */
	if (inv->as_of && !time_parse(str_of(inv->as_of), &us))
		rc = err_set(&c->err, E_USAGE, "--as-of \"%s\" is not a time", inv->as_of);
	else if (inv->as_of)
		rc = asof_enter(c, us);
	return end(io, rc < 0 ? rc : run(NULL, inv, NULL, io));
}

int run_command(struct program *p, const struct invocation *inv, const char *user, struct cmd *io,
    struct arena *a)
{
	struct ctx none = { .arena = a };

	if (!inv->command || inv->help) {
		run_usage(io->out, inv->command);
		return inv->help ? 0 : err_exit(E_USAGE);
	}
	err_init(&none.err, a);
	io->c = p ? ctx_new(p, a) : &none;
	take_invocation(io, inv);
	return end(io, run(p, inv, user, io));
}
