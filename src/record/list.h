/*
 * record/list.h -- lists of records: filter, search, sort, page by key, count; and as values.
 *
 * The access filter is part of the statement, before anything is counted.
 */
#ifndef ANNEXA_LIST_H
#define ANNEXA_LIST_H

#include "record/store.h"

/* OP_EMPTY: value "no" asks for what has a value; OP_IN: any of several, separated by commas. */
enum filter_op { OP_EQ = 1, OP_NE, OP_LT, OP_LTE, OP_GT, OP_GTE, OP_HAS, OP_EMPTY, OP_IN };

struct filter {
	const char *field;	/* a field's name, or "state", "created_at", "updated_at" */
	enum filter_op op;
	/*
	 * As text input; empty = has no value. "me" in a reference to people is who asks, "today",
	 * "today+30", "today-7" in a date are days from the request's.
	 */
	struct str value;
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
	int64_t top;		/* with every: at most so many; 0 = all */
	const char *after;	/* cursor of the page before, or NULL */
	bool archived;		/* also what was put away */
	const char *columns;	/* fields shown and exported, "a,b"; NULL = as usual */
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
/* One parameter of an address: q, sort, archived, columns, field=value, field[op]=value. */
int list_param(struct ctx *c, struct list_query *lq, const char *name, struct str value) MUST;
/* The next "name=value" of a query's text, decoded; false at its end. */
bool list_param_next(struct ctx *c, const char **at, struct str *ret_name, struct str *ret_value);
/* Everything an address says behind the `?`, as a saved view keeps it; all problems at once. */
int list_query_add(struct ctx *c, struct list_query *lq, const char *query) MUST;
/* Would the list accept it? Problems as field errors; nothing is read but what filters name. */
int list_check(struct ctx *c, struct list_query *lq) MUST;
/* Add what a saved view says. Errors: E_NOTFOUND, E_INVALID (of another list). */
int list_view(struct ctx *c, struct list_query *lq, const char *code) MUST;
struct saved_view {
	const char *code, *name, *query;
	bool mine, shared, opens;
};
/* The views of a type's list that the actor may see, by name. */
int list_views(struct ctx *c, const struct record *t, struct saved_view *ret, size_t room,
    size_t *ret_n) MUST;
/* The id "me" stands for in a field, -1 for who is nobody's record; NULL if it is not said. */
struct value *filter_me(struct ctx *c, const struct field *f, struct str text);
/* "today+7" as the day it is now; anything else as it is. */
struct str filter_day(struct ctx *c, struct str text);

/* Operators as people choose them, for kinds of fields. */
enum filter_kinds {
	FILTER_TEXT = 1 << 0, FILTER_NUMBER = 1 << 1, FILTER_DATE = 1 << 2, FILTER_CHOICE = 1 << 3,
	FILTER_STEP = 1 << 4, FILTER_REF = 1 << 5, FILTER_MANY = 1 << 6
};
struct filter_word {
	const char *op, *label;		/* "gte", "is at least" */
	unsigned kinds;
	const char *value;		/* the only value there is ("yes", "no"), or NULL */
};
extern const struct filter_word filter_words[];		/* ended by a row without op */
unsigned filter_kinds(const struct field *f);
const struct filter_word *filter_word(const struct field *f, enum filter_op op, struct str value);
/* "Risk owner is Ann Example". */
const char *filter_text(struct ctx *c, const struct record *t, const struct filter *w);

/* A field, or a column of the machine (state, created_at ..) as one; or NULL. */
const struct field *list_field(struct ctx *c, const struct record *t, const char *name);
enum { LIST_OWN = 4 };		/* room for those beside the type's fields */
/* All that can be a column; ret has room for field_count + LIST_OWN. Returns how many. */
size_t list_fields(struct ctx *c, const struct record *t, const struct field **ret);
/* Those of lq->columns, or the usual ones. The same room. */
size_t list_columns(struct ctx *c, const struct list_query *lq, const struct field **ret);
struct value *list_value(struct ctx *c, const struct rec *r, const struct field *f);

bool list_sortable(const struct record *t, const char *field);
int list_run(struct ctx *c, struct list_query *lq, struct list *ret) MUST;
/* How many the list has on all its pages; kept like the total of a page. */
int list_total(struct ctx *c, const struct list_query *lq, int64_t *ret) MUST;
/* Ids of all the list has, in its order; E_INVALID when they are more than max. */
int list_ids(struct ctx *c, struct list_query *lq, size_t max, int64_t **ret, size_t *ret_n) MUST;
/*
 * The rest of a statement behind "SELECT columns of t": from, access, filters, order, at most max
 * rows. Errors: those of the list.
 */
int list_rest(struct ctx *c, struct sqlb *b, const struct list_query *lq, size_t max) MUST;
/*
 * Code and title of the type's first max records, in its own order: what a form offers. Reads those
 * two columns alone, and counts nothing.
 */
int list_choices(struct ctx *c, const struct record *t, size_t max, struct rec_name **ret,
    size_t *ret_n) MUST;

/*
 * Name and code of a referenced record, looked up once a request. label NULL if it is not there or
 * the actor may not read it; the code is then made of prefix and number.
 */
struct ref_label {
	const char *code, *label;
};
struct ref_label ref_label(struct ctx *c, const struct record *t, int64_t id);
/* Labels of what these columns refer to, in one statement a column. */
void list_labels(struct ctx *c, const struct list *l, const struct field *const *fields, size_t n);

/*
 * A record as the API shows it: code, fields with codes for refs, state, rev, times. expand: names
 * of ref fields (comma-separated) or "*" to show as {code, label} instead; NULL none.
 */
struct value *record_value(struct ctx *c, const struct rec *r, const char *expand);

/* Revisions, newest first: [{rev, at, actor, op, reason, leaf, request, changes: [...]}]. */
int record_history(struct ctx *c, const struct rec *r, int64_t before_rev, int64_t limit,
    struct value **ret) MUST;
/* Who made this revision; ANY_REV: the newest at the moment looked at. NULL: nobody. */
int record_actor(struct ctx *c, const struct rec *r, int64_t rev, const char **ret) MUST;
/* [{field, label, before, after}] from old (NULL = nothing was) to r. */
struct value *record_difference(struct ctx *c, const struct rec *old, const struct rec *r);
/* Who refers to it: [{type, label, items: [{code, label, href, field}], count}], access applied. */
int record_backlinks(struct ctx *c, const struct rec *r, struct value **ret) MUST;
enum { COMMENTS_MAX = 200 };
/* Comments on a record, oldest first: [{code, author, at, edited, body, mine}]. */
int record_comments(struct ctx *c, const struct rec *r, struct value **ret) MUST;
/* Comments of the last 30 days that name the actor: [{code, label, href, author, at, excerpt}]. */
int record_mentions(struct ctx *c, int64_t limit, struct value **ret) MUST;
/* A field's value as people read it: labels of words, steps and refs. "" when empty. */
const char *value_text(struct ctx *c, const struct field *f, const struct value *v);

#endif
