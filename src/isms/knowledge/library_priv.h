/* isms/knowledge/library_priv.h -- the parts of the library, for its own files and tests. */
#ifndef ANNEXA_LIBRARY_PRIV_H
#define ANNEXA_LIBRARY_PRIV_H

#include "isms/knowledge/library.h"

struct problems {
	struct arena *arena;
	struct library_problem *first, *last;
	size_t n;
};
void problem(struct problems *p, const char *file, long line, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/*
 * Parse one file of entries or one table. What is wrong goes to p; what could be understood is
 * returned, so that one mistake does not hide the others. text is copied.
 */
struct library_entry *entries_parse(struct problems *p, const char *file, const char *text,
    size_t n);
struct library_table *table_parse(struct problems *p, const char *file, const char *text, size_t n);

enum { LIBRARY_SLOTS = 1 << 14 };
struct library_slot {
	const char *key;
	struct library_thing thing;
	struct library_slot *next;
};

/* Lower-case texts of one thing, for searching. */
struct library_doc {
	struct library_thing thing;
	struct str ref, title, text;
};

struct library {
	struct arena *arena;
	struct problems problems;
	const struct library_framework *frameworks;
	size_t nframeworks;
	const struct library_table *tables;
	struct library_entry *entries;
	size_t npairs;
	struct library_slot *slot[LIBRARY_SLOTS];
	struct library_doc *docs;
	size_t ndocs;
};

/* A library of the assets whose names begin with "content/". Memory: a. */
struct library *library_build(struct arena *a, const struct asset *assets);

/* find.c: the index. Keys are compared without case; false if the key stands for another thing. */
bool library_index(struct library *l, const char *key, struct library_thing thing);
const struct library_thing *library_lookup(const struct library *l, const char *key);

void library_join(struct library *l); /* join.c: frameworks, guidance, pairs, catalogues */
void library_check(struct library *l);		/* check.c: kinds.csv and every reference */
void library_prepare_search(struct library *l);	/* search.c */

#endif
