/*
 * db/sqlb.h -- the one way to put SQL together at run time.
 *
 * Takes literal pieces, identifiers from const tables (checked: a-z, 0-9, _), and numbered
 * parameters; never text from a user. The result is a struct sqltext like any other.
 */
#ifndef ANNEXA_SQLB_H
#define ANNEXA_SQLB_H

#include "base/sbuf.h"
#include "db/db.h"

enum { SQLB_PARAMS = 120 };

struct sqlb {
	struct sbuf b;
	int nparams;
	struct { bool is_int; int64_t i; struct str s; } param[SQLB_PARAMS];
};

struct sqlb *sqlb_new(struct arena *a);
void sqlb_add(struct sqlb *b, struct sqltext piece);
void sqlb_name(struct sqlb *b, const char *identifier);	/* BUG if it is not one */
void sqlb_int(struct sqlb *b, int64_t v);		/* a number of ours, such as a limit */
void sqlb_quoted(
    struct sqlb *b, const char *word); /* 'word' of a const table, same letters + - . */
/* Writes :pN and remembers the value. False when there are too many. */
bool sqlb_param_int(struct sqlb *b, int64_t v);
bool sqlb_param_str(struct sqlb *b, struct str v);
struct sqltext sqlb_text(struct sqlb *b);
int sqlb_query(struct ctx *c, struct query **ret, struct sqlb *b) MUST;	/* with parameters bound */

#endif
