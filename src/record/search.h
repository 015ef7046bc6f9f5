/*
 * record/search.h -- full-text search over every record (FTS5), filtered by access.
 *
 * Index rows wait in memory until the end of the writer's group: FTS5 flushes at every savepoint,
 * and a group has one per request. They are applied in the same transaction, before its commit.
 */
#ifndef ANNEXA_SEARCH_H
#define ANNEXA_SEARCH_H

#include "record/rec.h"

struct search *search_new(void);
void search_free(struct search *s);
/*
 * The record's text has changed (or it is gone: archived). Applied by search_before_commit, and
 * every 4096 rows of one job: an import of any length keeps within a few MB.
 */
int search_note(struct ctx *c, const struct rec *r) MUST;
void search_job_begin(struct search *s);
void search_job_undo(struct search *s);
int search_before_commit(struct search *s, struct dbc *conn, struct err *e) MUST;
void search_after(struct search *s);

/*
 * The index expression for a user's words: each becomes a quoted prefix term, all must match;
 * with the scope of organisation and type. NULL if there is no word in it.
 */
const char *search_match(struct ctx *c, const struct record *t, struct str words);

/* Hits over all types the actor may read: [{type, label, code, title, url}], best first. */
int search_all(struct ctx *c, struct str words, int64_t limit, struct value **ret) MUST;
/*
 * The same of one type only; t NULL = all. Ranking looks at every hit: false takes the first ones
 * as they stand in the index.
 */
int search_type(struct ctx *c, const struct record *t, struct str words, int64_t limit,
    bool ranked, struct value **ret) MUST;
/* A few hits in no order, quickly: for suggestions while typing. */
int search_some(struct ctx *c, struct str words, int64_t limit, struct value **ret) MUST;
/* How many of each type the actor may read: [{type, label, count}], most first. */
int search_facets(struct ctx *c, struct str words, struct value **ret) MUST;

#endif
