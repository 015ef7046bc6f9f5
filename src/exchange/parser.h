/*
 * exchange/parser.h -- the process that reads tables of strangers: no database, no network, no
 * files, little memory. A mistake in reading a spreadsheet ends there.
 *
 * parser_start() forks a child before any thread exists. For each table that child forks another
 * with limits on memory and time, which is given the bytes in one descriptor and writes the plain
 * form (sheet.h) to another. So one bad file cannot hurt the next.
 */
#ifndef ANNEXA_PARSER_H
#define ANNEXA_PARSER_H

#include "base/err.h"
#include "base/str.h"

struct parser;

/* Errors: E_REFUSED the sandbox, E_IO. Memory: parser_stop. */
int parser_start(struct parser **ret, struct err *e) MUST;
void parser_stop(struct parser *p);	/* NULL is fine */

/*
 * The table in n bytes at bytes, CSV or XLSX by their look, in the plain form of sheet.h. sheet: of
 * a spreadsheet, its name, or NULL. One at a time, others wait. Errors: E_INVALID and E_TOOBIG for
 * what is wrong with the file, E_REFUSED when the child has ended. Memory: arena.
 */
int parser_table(struct parser *p, struct arena *a, const char *bytes, size_t n, const char *sheet,
    struct str *ret, struct err *e) MUST;

enum {
	PARSER_MEMORY = 320 << 20,	/* of the child that reads one table, bytes */
	PARSER_SECONDS = 60,		/* of processor time */
	PARSER_OUT = 192 << 20		/* of the plain form, bytes */
};

/* ---- between parser.c and parser_child.c ---- */

enum { PARSER_SHEET = 128 };
struct parser_job {
	char sheet[PARSER_SHEET];
	uint64_t n;		/* bytes in the first descriptor */
};
/* The child's whole life; sock is its end. */
_Noreturn void parser_child(int sock);

#endif
