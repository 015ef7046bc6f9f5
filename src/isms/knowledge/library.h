/*
 * isms/knowledge/library.h -- everything under content/, parsed once, immutable, shared.
 *
 * The library is built from the embedded files at its first use, by whichever thread comes first,
 * and stays for the life of the process. It knows no organisation: what an organisation makes of
 * it are records (knowledge_load). Pointers into it may be kept for ever.
 *
 *	struct library_thing t = library_find(library(), "6.1.2/c");
 *	if (t.node)
 *		print(t.node->title, library_section(t.node->entry, "summary"));
 *
 * Two formats (content/README.md): tables (*.csv) are rows of texts; entries (*.md) have a
 * reference, a title, keys of one line and Markdown sections. Frameworks are tables whose rows are
 * nodes of a tree; mappings are pairs of such nodes.
 */
#ifndef ANNEXA_LIBRARY_H
#define ANNEXA_LIBRARY_H

#include "base/asset.h"
#include "base/err.h"
#include "base/str.h"
#include "base/value.h"

enum { LIBRARY_VERSION = 17 };	/* bytes of a content version with the NUL */

/* A key of an entry or passport, or a section. */
struct library_text {
	const char *name;		/* "related", "purpose" */
	struct str text;
	long line;
	const struct library_text *next;
};

struct library_table;
struct library_row {
	const struct library_table *table;
	const char *const *cells;	/* one per column, "" when empty */
	long line;
};

struct library_table {
	const char *name;		/* "catalogues/threats" */
	const char *file;		/* "content/catalogues/threats.csv" */
	const struct library_text *passport;
	const char *const *columns;
	size_t ncolumns;
	const struct library_row *rows;
	size_t nrows;
	const struct library_table *next;
};

struct library_node;
struct library_entry {
	const char *kind;		/* "control" "scenario" ...: kinds.csv */
	const char *ref, *title;
	const struct library_text *keys, *sections;
	const char *file;
	long line;
	const struct library_node *node; /* what it guides: control, requirement, item; or NULL */
	const struct library_text *passport;
	const struct library_entry *next;	/* in the order of the files */
};

struct library_pair;
struct library_framework {
	const char *key, *title, *edition, *publisher, *licence, *note;
	const char *prefix; /* "CSF2"; "" for the first framework, whose refs stand alone */
	char version[LIBRARY_VERSION];	/* hex of the SHA-256 of its rows, shortened */
	const struct library_table *table;
	const struct library_node *nodes;	/* in the framework's order */
	size_t nnodes;
};

struct library_node {
	const struct library_framework *framework;
	const char *ref;		/* as the framework writes it: "AC-2" */
	const char *name;		/* unique: "800-53:AC-2", "A.8.8" */
	const char *kind, *title, *text;
	const struct library_row *row;	/* further columns */
	const struct library_node *parent, *child, *sibling;	/* first child, next sibling */
	const struct library_entry *entry;	/* guidance, or NULL */
	const struct library_pair *from, *to;	/* pairs that begin and end here */
};

/* "from is ... of to": equal, subset, superset, intersects. */
struct library_pair {
	const struct library_node *from, *to;
	const char *relation, *rationale, *source;
	const struct library_pair *next_from, *next_to;	/* the next with the same beginning, end */
};

/* What a reference names. All NULL: nothing. A node brings its entry, a document its list row. */
struct library_thing {
	const struct library_node *node;
	const struct library_entry *entry;
	const struct library_row *row;
};

struct library_problem {
	const char *file;
	long line;
	const char *text;
	const struct library_problem *next;
};

struct library;
const struct library *library(void);

/* Everything that is wrong with the content, in the order found; NULL = nothing. */
const struct library_problem *library_problems(const struct library *l);

const struct library_framework *library_frameworks(const struct library *l, size_t *ret_n);
const struct library_framework *library_framework(const struct library *l, const char *key);
/* Cell of the row's column; "" if there is no such column. */
const char *library_cell(const struct library_row *r, const char *column);
const struct library_table *library_tables(const struct library *l);	/* linked by next */
const struct library_table *library_table(const struct library *l, const char *name);
const struct library_entry *library_entries(const struct library *l);	/* linked by next */
const struct library_entry *library_entry(const struct library *l, const char *kind,
    const char *ref);
const struct library_text *library_text(const struct library_text *list, const char *name);
/* Text of a key or section; "" if the entry has none or is NULL. */
const char *library_key(const struct library_entry *e, const char *name);
const char *library_section(const struct library_entry *e, const char *name);
/* Next part of "T30;T28" at *at; false at the end. The part is not followed by a NUL. */
bool library_part(const char **at, struct str *ret);

/* The next "- item" of a section at *at, its lines joined by blanks; false at the end. */
bool library_item(struct arena *a, const char **at, const char **ret);

/* Node of a framework by its own ref. */
const struct library_node *library_node(const struct library *l, const struct library_framework *f,
    const char *ref);
/*
 * What `ref` names: a node ("A.8.8", "6.1.2/c", "CSF2:PR.DS-11", "nist-csf-2.0:PR.DS-11"), an
 * entry or a row of a catalogue ("T07", "S014", "scenario/S014", "threats/T07"). Case does not
 * matter. A ref without its prefix is found when only one framework has it.
 */
struct library_thing library_find(const struct library *l, const char *ref);
/* The same by the full name alone and with regard to case: for references in running text. */
struct library_thing library_find_exact(const struct library *l, const char *ref);
/* At most `room` names that look like ref, best first. */
size_t library_near(const struct library *l, struct arena *a, const char *ref,
    const char **ret, size_t room);

struct library_hit {
	struct library_thing thing;
	int score;			/* ref 1000, title 100 and more, text below */
};
enum { LIBRARY_HITS = 50 };
/*
 * Things whose reference, title or text have all the words, best first. Returns how many were
 * put into ret (at most LIBRARY_HITS); ret_total: how many there are.
 */
size_t library_search(const struct library *l, struct arena *a, const char *words,
    struct library_hit ret[LIBRARY_HITS], size_t *ret_total);

/* What a thing is called, and what it is: "control", "threats". */
const char *library_ref(const struct library_thing *t);
const char *library_title(const struct library_thing *t);
const char *library_kind(const struct library_thing *t);

/* What a node is for an organisation: "control", "section", "requirement" or "item". */
const char *library_role(const struct library_node *n);
/* No longer part of the framework (withdrawn controls); read, but not loaded. */
bool library_withdrawn(const struct library_node *n);
/* Tables whose first column names the row: those have pages of their own. */
bool library_is_catalogue(const struct library_table *t);

/* Words people read: of a kind or table ("Risk scenarios"), section, column or attribute value. */
const char *library_kind_label(struct arena *a, const char *kind, bool several);
const char *library_label(struct arena *a, const char *name);

#endif
