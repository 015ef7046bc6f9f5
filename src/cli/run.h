/*
 * cli/run.h -- from an argument vector to a command that has run, wherever that happens.
 */
#ifndef ANNEXA_RUN_H
#define ANNEXA_RUN_H

#include "cli/command.h"
#include "record/program.h"

/* What stands before everything: where the data is, who asks, how to answer. */
struct invocation {
	const char *data_dir, *org, *url, *as_of, *as_user, *reason;
	bool json, help, version;
	const struct command *command;	/* NULL: only help was asked for */
	struct cmd_option *options;
	size_t noptions;
	const char **argv;
	int argc;
};

extern const struct option_def run_global_options[];

/* Understand the arguments (without the program's name). Errors: E_USAGE. */
int run_parse(struct arena *a, int argc, char *const *argv, struct invocation *ret,
    struct err *e) MUST;

/*
 * Run the command with the output and file functions of `io`. p may be NULL for CMD_LOCAL and
 * CMD_NODATA. user: whose name the local command line has. Returns the exit status; everything
 * there is to say is in io->out and io->chatter.
 */
int run_command(struct program *p, const struct invocation *inv, const char *user, struct cmd *io,
    struct arena *a);

/*
 * The same with a context that has its actor and organisation already: over the network. Only for
 * commands that work for one organisation.
 */
int run_command_as(struct ctx *c, const struct invocation *inv, struct cmd *io);

/* Print an error as people read it: sentence, hint, every field. */
void run_print_error(struct sbuf *b, const struct err *e);
struct value *run_error_value(struct arena *a, const struct err *e);	/* the same as JSON */
void run_usage(struct sbuf *b, const struct command *cmd);	/* NULL: all of them */

#endif
