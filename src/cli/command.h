/*
 * cli/command.h -- a command: one const struct next to its function; usage, help, man page and
 * completion follow from it.
 *
 * Commands run where the database is: in this process when the data folder is free, else inside
 * the server that holds it (cli/remote.h). So they never touch files or terminals themselves:
 * what they read and print goes through struct cmd.
 *
 *	static int run(struct cmd *m)
 *	{
 *		cmd_printf(m, "%s\n", cmd_arg(m, 0));
 *		return E_OK;
 *	}
 *	COMMAND(echo, .usage = "echo TEXT", .help = "Print the text.", .min = 1, .max = 1, .run =
 *run);
 */
#ifndef ANNEXA_COMMAND_H
#define ANNEXA_COMMAND_H

#include "base/ctx.h"
#include "base/index.h"
#include "base/sbuf.h"
#include "base/value.h"
#include "record/type.h"

/* --name VALUE, or --name alone when arg is NULL. Options may stand anywhere. */
struct option_def {
	const char *name;	/* "limit" */
	const char *arg;	/* "N", or NULL for a switch */
	const char *help;
};

enum command_flags {
	CMD_ORG = 1 << 0,	/* works for one organisation: m->c->org is set */
	CMD_LOCAL = 1 << 1,	/* opens the data folder itself: init, serve, restore */
	CMD_NODATA = 1 << 2,	/* needs no data folder: doc, help */
	CMD_TABLES = 1 << 3,	/* reads tables of strangers: the parser's process is there */
	CMD_ANYWAY = 1 << 4	/* runs also when the data cannot be opened: c->program is NULL */
};

/*
 * Which grant a word of a command needs to be run over the network (cli/command_page.c). word "*":
 * any other; a list ends with a row without word. type NULL: what it does asks by itself.
 * here: it is run only where the data is, because of this: "it ...".
 */
struct remote_grant {
	const char *word, *type;
	enum verb verb;
	const char *here;
};
extern const struct remote_grant remote_any[];	/* every word, each asks by itself */

struct cmd;

struct command {
	const char *name;
	const char *usage;	/* several lines for several forms */
	const char *help;	/* first line: one sentence; then details, Markdown */
	const struct option_def *options; /* ended by a row without name; beside the global ones */
	int min, max;		/* arguments behind the name; max -1 = any number */
	unsigned flags;
	const struct remote_grant *remote;	/* NULL: needs no data, so it runs on the spot */
	int (*run)(struct cmd *m);	/* 0 or a code of errors.def; texts in m->c->err */
};

#define COMMAND(n, ...) const struct command command_##n = { .name = #n, __VA_ARGS__ }

struct cmd_option {
	const char *name, *value;
};

struct cmd {
	struct ctx *c; /* arena, err; program and org by the flags; db = a reader */
	const struct command *command;
	int argc;			/* arguments without name and options */
	const char **argv;
	const struct cmd_option *options;
	size_t noptions;
	struct sbuf *out, *chatter;	/* stdout and stderr */
	const struct err *unopened;	/* with CMD_ANYWAY and no program: why it did not open */
	bool json, terminal;
	bool colour;			/* a person reads, and likes colours: see cmd_tone */
	const char *data_dir, *org;	/* as given; org may be NULL */
	/* Files named on the command line, read and written on the caller's side. */
	int (*read_file)(struct cmd *m, const char *path, struct str *ret);
	int (*write_file)(struct cmd *m, const char *path, const void *p, size_t n);
	/* Never over a file that is there: what cannot be had again. NULL: not over this way. */
	int (*write_new)(struct cmd *m, const char *path, const void *p, size_t n);
	/* The same in pieces, for what may be large. take: 0 or a code that ends it. */
	int (*pull_file)(struct cmd *m, const char *path,
	    int (*take)(void *arg, const void *p, size_t n), void *arg);
	/* next: bytes given, 0 at the end, negative when it broke off: then no file is left. */
	int (*push_file)(struct cmd *m, const char *path,
	    ssize_t (*next)(void *arg, void *p, size_t room), void *arg);
	void *io;
};

const char *cmd_arg(const struct cmd *m, int i);		/* BUG if there is none */
const char *cmd_option(const struct cmd *m, const char *name);	/* value, "" for a switch, NULL */
int cmd_option_int(struct cmd *m, const char *name, int64_t otherwise, int64_t *ret) MUST;
void cmd_printf(struct cmd *m, const char *fmt, ...) PRINTF_LIKE(2, 3);
void cmd_chat(struct cmd *m, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A word with emphasis: plain where no colours are shown, so meaning never hangs on it alone. */
enum tone { TONE_HEAD, TONE_FAINT, TONE_GOOD, TONE_LOOK, TONE_BAD };
void cmd_tone(struct cmd *m, enum tone tone, const char *fmt, ...) PRINTF_LIKE(3, 4);
void cmd_json(struct cmd *m, const struct value *v);		/* one document, pretty */
/*
 * Rows as aligned columns: rows is an array of objects. On a terminal what is longer than 60
 * characters is cut; into a file or a pipe it goes whole.
 */
void cmd_table(struct cmd *m, const char *const *keys, const char *const *heads, size_t n,
    const struct value *rows);

#endif
