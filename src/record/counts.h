/*
 * record/counts.h -- totals of lists and of cards, kept until something of the type changes.
 *
 * Counting 100,000 rows costs more than the page itself. A total belongs to the exact statement
 * and its values, and to the generation of the type when the request's snapshot began; a commit
 * that touches the type raises the generation.
 */
#ifndef ANNEXA_COUNTS_H
#define ANNEXA_COUNTS_H

#include "db/sqlb.h"
#include "record/type.h"

struct counts;

struct counts *counts_new(void);
void counts_free(struct counts *k);
/* On the writer: noted at once, raised when the group is durable. */
void counts_touch(struct counts *k, const struct record *t);
void counts_after(struct counts *k);
/* Remember the generations as they are before the request's snapshot; lives on the arena. */
const uint64_t *counts_now(struct counts *k, struct arena *a);

/* Has no record of the type changed since the request's snapshot began? false = do not cache. */
bool counts_same(struct ctx *c, const struct record *t);

/* All types together: another number as soon as a record of any type has changed. */
uint64_t counts_stamp(const uint64_t *generations);
uint64_t counts_stamp_now(struct counts *k);
/* No two counts of this process have the same. */
uint64_t counts_serial(const struct counts *k);

/* What a statement counted: one or two whole numbers, of two the second is usually "of so many". */
struct counted {
	int64_t n, of;
};
/*
 * The numbers of a statement's first row, or what it said before. t: the type whose records alone
 * it looks at; NULL when it looks at several. Access is the statement's business: what it asks of
 * other tables for it must not be kept, give keep false then.
 */
int counted(struct ctx *c, const struct record *t, bool keep, struct sqlb *b,
    struct counted *ret) MUST;

/* For statements that are run otherwise: a key of all that makes the numbers; ask, then keep. */
uint64_t count_key(struct ctx *c, const struct sqlb *b, const char *more);
bool count_known(struct ctx *c, const struct record *t, uint64_t key, struct counted *ret);
void count_keep(struct ctx *c, const struct record *t, uint64_t key, struct counted n);

#endif
