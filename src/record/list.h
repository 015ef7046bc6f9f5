/*
 * record/list.h -- lists of records: filter, search, sort, page by key, count; and as values.
 *
 * The access filter is part of the statement, before anything is counted.
 */
#ifndef ANNEXA_LIST_H
#define ANNEXA_LIST_H

#include "record/store.h"

enum filter_op { OP_EQ = 1, OP_NE, OP_LT, OP_LTE, OP_GT, OP_GTE, OP_HAS };

struct filter {
	const char *field;	/* a field's name, or "state", "created_at", "updated_at" */
	enum filter_op op;
	struct str value;	/* as text input; empty = has no value */
};

enum { LIST_FILTERS = 20, LIST_LIMIT = 50, LIST_LIMIT_MAX = 500 };

struct list_query {
	const struct record *t;
	struct filter filter[LIST_FILTERS];
	size_t nfilters;
	struct str q;		/* words to search for, or empty */
	const char *sort;	/* field, "-" before = falling; NULL = the type's own order */
	int64_t limit;		/* 0 = LIST_LIMIT; at most LIST_LIMIT_MAX unless `every` */
	bool every;		/* no limit: exports, on the caller's head */
	const char *after;	/* cursor of the page before, or NULL */
	bool archived;		/* also what was put away */
};

struct list {
	struct rec **recs;
	size_t n;
	int64_t total;		/* over all pages */
	const char *next;	/* cursor, or NULL at the end */
};

/* Reads "gte" and ">=" alike; 0 if unknown. */
enum filter_op filter_op(struct str word);
/* Adds a filter; problems as field errors. */
int list_filter(struct ctx *c, struct list_query *lq, const char *field, enum filter_op op,
    struct str value) MUST;
bool list_sortable(const struct record *t, const char *field);
int list_run(struct ctx *c, struct list_query *lq, struct list *ret) MUST;

/*
 * Name and code of a referenced record, looked up once a request. label NULL if it is not there or
 * the actor may not read it; the code is then made of prefix and number.
 */
struct ref_label {
	const char *code, *label;
};
struct ref_label ref_label(struct ctx *c, const struct record *t, int64_t id);
/* Labels of what the list's columns refer to, in one statement a column. */
void list_labels(struct ctx *c, const struct list *l);

/*
 * A record as the API shows it: code, fields with codes for refs, state, rev, times. expand: names
 * of ref fields (comma-separated) or "*" to show as {code, label} instead; NULL none.
 */
struct value *record_value(struct ctx *c, const struct rec *r, const char *expand);

/* Revisions, newest first: [{rev, at, actor, op, reason, leaf, request, changes: [...]}]. */
int record_history(struct ctx *c, const struct rec *r, int64_t before_rev, int64_t limit,
    struct value **ret) MUST;
/* Who refers to it: [{type, label, items: [{code, label, href, field}], count}], access applied. */
int record_backlinks(struct ctx *c, const struct rec *r, struct value **ret) MUST;
/* A field's value as people read it: labels of words, steps and refs. "" when empty. */
const char *value_text(struct ctx *c, const struct field *f, const struct value *v);

#endif
