/*
 * base/base.h -- what every file of Annexa starts from: the compiler's help, sizes, bugs.
 *
 * No domain, no database. Every header of the tree includes this one first; it ends by
 * making dangerous C functions uncompilable (banned.h).
 */
#ifndef ANNEXA_BASE_H
#define ANNEXA_BASE_H

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define MUST __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* A result that must be looked at is not, and the comment beside it says why. */
#define IGNORE(result) do { if (result) { } } while (0)
/* Marks a text shown to people, for later translation. */
#define N_(text) text

/*
 * A broken invariant: our mistake, never the user's. Logs where, then ends the process;
 * the database is transactional and the supervisor restarts the server. Stays in release builds.
 */
NORETURN void bug_at(const char *file, int line, const char *what);
#define BUG(what) bug_at(__FILE__, __LINE__, (what))
#define REQUIRE(cond) ((cond) ? (void)0 : bug_at(__FILE__, __LINE__, #cond))

/* For a process that stays: what is freed goes back to the system. Before there are threads. */
void mem_settle(void);
void mem_trim(void);	/* now and then: also what lies between blocks in use */
/* Long-lived memory, never NULL: the process ends when there is none. Zeroed. */
void *mem_new(size_t count, size_t size) MUST;
void *mem_grow(void *old, size_t count, size_t size) MUST;	/* contents kept, rest undefined */
char *mem_text(const char *text) MUST;				/* a copy; NULL stays NULL */
void mem_free(void *p);						/* NULL is fine */

#include "base/banned.h"
#endif
