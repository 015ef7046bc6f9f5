/*
 * cli/demo_script.h -- the demonstration as a script: commands of the command line with the day
 * they were given on and who gave them.
 *
 *	@-720 09:00 nina@bergmann.example
 *	mail = record create asset name="Mail" type=service owner=nina@bergmann.example
 *	record set asset $mail confidentiality=4 --reason "customers write here"
 *	record create task title="Test the restore" about=asset/$mail due={+30}
 *
 * `@` says day (counted from today), hour and actor of the commands below it; each is a minute
 * after the one before. `name =` keeps what a command prints first, its code, for `$name`;
 * `$@approval` is the newest approval, for records that a command makes beside its own. {-30}
 * is a date, counted from today. Quotes hold blanks and line ends, \" and \\ inside them. A line
 * that begins with # is a comment.
 */
#ifndef ANNEXA_DEMO_SCRIPT_H
#define ANNEXA_DEMO_SCRIPT_H

#include "base/err.h"
#include "base/str.h"

struct demo_step {
	const char *file;
	int line;
	int64_t at_us;
	const char *actor;	/* e-mail address */
	const char *keep;	/* alias for the code printed, or NULL */
	char **argv;		/* words of the command; $aliases not yet replaced */
	int argc;
};

struct demo_script {
	struct demo_step *steps;	/* in the order of time; equal times in that of the files */
	size_t n;
	/* for the parser */
	size_t room;
};

/*
 * Add the steps of one file. today_us: any moment of the day that the script's days are counted
 * from. Errors: E_USAGE with file and line. Memory: arena; text is borrowed.
 */
int demo_script_add(struct arena *a, struct demo_script *s, const char *file, struct str text,
    int64_t today_us, struct err *e) MUST;
/* Bring the steps of all files into the order of time. */
void demo_script_sort(struct demo_script *s);

#endif
