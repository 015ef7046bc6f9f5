/*
 * base/log.h -- the application log: one JSON object a line on stderr, event names in a table.
 *
 * For the person who runs the server; never the audit trail (that is the ledger), never a
 * secret. Values are escaped, so one event stays one line whatever they hold.
 *
 *	log_event(LOG_SIGNIN_FAILED, "request", id, "reason", "password", NULL);
 */
#ifndef ANNEXA_LOG_H
#define ANNEXA_LOG_H

#include "base/base.h"

enum log_event {
#define EVENT(name, level, text, meaning) LOG_##name,
#include "base/events.def"
#undef EVENT
	LOG_N
};

/* Pairs of key and text, ended by NULL; a NULL text is left out. */
void log_event(enum log_event event, ...) __attribute__((sentinel));
/* For who typed a command: "annexa: EVENT: TEXT, TEXT" instead of JSON. */
void log_people(bool on);
/* Level below which nothing is printed: 0 debug, 1 info, 2 warn, 3 error. */
void log_level(int level);

struct log_row { const char *name, *level, *meaning; };
const struct log_row *log_table(size_t *ret_n);	/* for `annexa doc events` */

#endif
