/*
 * cli/terminal.h -- results as a person at a terminal gets them: with colours, and through a pager
 * when they are longer than the window. Into a file or a pipe they go as they are.
 */
#ifndef ANNEXA_TERMINAL_H
#define ANNEXA_TERMINAL_H

#include "base/err.h"
#include "base/sbuf.h"

/* Standard output is a terminal that shows colours, and $NO_COLOR does not object. */
bool terminal_colours(void);

/*
 * Write all of b to standard output. On a terminal without what could steer it (escape sequences
 * other than those for colours), and what is longer than the window through $ANNEXA_PAGER, else
 * $PAGER, else less; "cat" or an empty one means none. Called when the data folder is free again.
 * False with errno when not all could be written; who stops reading has read enough.
 */
bool terminal_show(const struct sbuf *b) MUST;

/* Write all of b, or until nobody reads any more. False as above. */
bool terminal_put(int fd, const struct sbuf *b) MUST;

/*
 * Before anything is opened: a standard descriptor that is closed is taken, so that no database or
 * socket gets its number and is written to or read from as if it were the terminal. Using it fails.
 */
void terminal_descriptors(void);

/* b without control characters but line feed, tab and colours (ESC [ digits ; m). */
void terminal_clean(const struct sbuf *b, struct sbuf *ret);

#endif
