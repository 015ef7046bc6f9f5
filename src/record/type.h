/*
 * record/type.h -- what an ISMS is made of, as const tables.
 *
 * A record type is declared once, in one file of its room; tables in the database, validation,
 * forms, lists, API, OpenAPI, history, search and access follow from it.
 *
 *	static const struct field fields[] = {
 *		{ "title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 200 },
 *		{ "owner", FK_REF, N_("Risk owner"), F_REQ | F_LIST, .to = "person" },
 *		{ 0 }
 *	};
 *	RECORD(risk, .plural = "risks", .prefix = "R", .label = N_("Risk"), .labels = N_("Risks"),
 *		.title = "title", .own = "owner", .fields = fields);
 */
#ifndef ANNEXA_TYPE_H
#define ANNEXA_TYPE_H

#include "base/ctx.h"
#include "base/index.h"
#include "base/value.h"

enum field_kind {
	FK_TEXT = 1,	/* one line */
	FK_MARKDOWN,	/* several lines, shown through the Markdown renderer */
	FK_INT,
	FK_DECIMAL,	/* fixed point, six decimals; JSON text "12.5" */
	FK_MONEY,	/* fixed point, two decimals, in the organisation's currency; JSON text */
	FK_BOOL,
	FK_DATE,	/* YYYY-MM-DD */
	FK_TIME,	/* RFC 3339 UTC */
	FK_ENUM,	/* one word of .items */
	FK_WORDS,	/* a set of words, of .items if given; JSON array */
	FK_STEP,	/* a step on a scale, 1 .. scale length; 0 is never stored, unset is null */
	FK_REF,		/* one record of type .to */
	FK_REFS,	/* several */
	FK_ANY,		/* one record of any type, "risk/R-42"; see record/any.h */
	FK_JSON,	/* an object or array, at most 64 KB */
	FK_FILES	/* files in the store: array of {digest, name, size, type}; record/file.h */
};

enum field_flags {
	F_REQ = 1 << 0,		/* must have a value */
	F_LIST = 1 << 1,	/* column of the generic list */
	F_SEARCH = 1 << 2,	/* goes into the search index */
	F_DERIVED = 1 << 3,	/* set by the derive hook or the program, never by input */
	F_UNIQUE = 1 << 4,	/* no two live records of an organisation share it */
	F_INDEX = 1 << 5,	/* sorted lists by it are quick */
	F_PERSONAL = 1 << 6,	/* personal data: can be erased, never logged */
	F_FIXED = 1 << 7,	/* given at creation, cannot change */
	F_WIDE = 1 << 8,	/* full width in forms */
	F_LINES = 1 << 9,	/* a text whose lines are kept, no Markdown */
	F_INTERNAL = 1 << 10,	/* for the program: pages do not show it */
	F_PAST = 1 << 11,	/* a day on which something was done: not one that is to come */
	F_PANEL = 1 << 12,	/* the type's own partial shows it, not the facts below */
	F_TERMS = 1 << 13	/* words of a catalogue: people read their "_" as blanks */
};

/* A word of an enum, a step of a scale, a state: machine name, label, tone (see style of badges).
 */
struct item {
	const char *name, *label;
	const char *tone;	/* "good" "warn" "bad" "severe" "info" or NULL */
	const char *help;	/* what it means, for scales and forms, or NULL */
};

/*
 * Steps from 1: items[0] is step 1. A scale that organisations may replace by their own has `of`:
 * every use of such a scale that has a context asks scale_in() first; the items are the built-in
 * ones.
 */
struct scale {
	const char *name, *label;
	const struct item *items;	/* ended by a row without name */
	const struct scale *(*of)(struct ctx *c);	/* never NULL; kept in c->scales */
};
enum { SCALE_MAX = 10 };	/* steps an organisation's own scale may have */
const struct scale *scale_in(struct ctx *c, const struct scale *s);
const struct item *scale_step(const struct scale *s, int64_t step);	/* NULL if there is none */
int64_t scale_length(const struct scale *s);

struct field {
	const char *name;
	enum field_kind kind;
	const char *label;
	unsigned flags;
	int64_t max;		/* text: characters (default 200, Markdown 20,000); int: largest */
	int64_t min;		/* text: fewest characters; int: smallest */
	const char *to;		/* ref, refs: name of the type */
	const struct item *items;
	const struct scale *scale;
	const char *help;	/* one sentence a user understands */
	const char *source;	/* standard and clause that ask for it */
	const char *group;	/* heading in form and detail; NULL = as the field before */
	const char *due_in;	/* dates: in these states (blanks between) it is a day not to miss */
	const char *initial;	/* text that a form starts with and a creation without it gets */
};

struct rec;
struct sqlb;

/* A move from one state to another. */
struct move {
	const char *from, *to;	/* from "*" = any */
	const char *label;	/* verb on the button: "Mark as assessed" */
	/* May refuse: fills c->err and returns its code. */
	int (*guard)(struct ctx *c, const struct rec *r);
	bool four_eyes;		/* not by who made the last change */
};

/* CHANGE is what a route asks when its body says which of the last three it is: any of them. */
enum verb { VERB_READ, VERB_CREATE, VERB_EDIT, VERB_STATE, VERB_ARCHIVE, VERB_N,
	VERB_CHANGE };

struct record {
	const char *name;		/* "risk": also the table */
	const unsigned *place;		/* in record_index; from tools/mkindex */
	const char *plural;		/* "risks": path and API */
	const char *prefix;		/* "R": codes R-1, R-2 */
	const char *label, *labels;
	const char *help;		/* what it is, for the empty list and the manual */
	const char *source;		/* standard and clause */
	const char *area; /* navigation: "asset" "risk" "control" "knowledge" "people" "admin" */
	const char *icon;		/* name of an icon in web/img */
	const struct field *fields;	/* ended by a row without name */
	const struct item *states;	/* NULL = just "active"; in the order they are passed */
	const char *first;		/* state of a new record, when it is not states[0] */
	const struct move *moves;	/* ended by a row without to */
	const char *title;		/* field shown as the record's name */
	const char *key;		/* unique text field records can be named by, or NULL */
	bool key_is_code;		/* the key is shown as the code (A.8.13) instead of C-42 */
	const char *own; /* ref to person or member: whose record it is, for scope "own" */
	const char *unit;		/* ref to unit, for scope "unit" */
	/*
	 * Every member may read and make them and change his own, whatever the roles say: views,
	 * comments. What is seen of them is limited by .shared and .about.
	 */
	bool everyone;
	const char *about; /* field of kind FK_ANY: who may read that record sees this one */
	const char *shared; /* bool field: while it is not set, only the owner sees the record */
	/*
	 * Records of others that count as own when they are read, such as what is addressed to
	 * the actor: appends " OR ..." about the table alias `as`, or nothing.
	 */
	void (*reads)(struct ctx *c, struct sqlb *b, const char *as);
	/*
	 * What makes its records: "publishing a document". Then they come from the program alone;
	 * nobody creates, edits or archives one, whatever the roles say.
	 */
	const char *made_by;
	const char *sort; /* field lists are sorted by at first, "-" before = falling */
	/* Hooks, all optional, run inside the write. Errors go into c->err. */
	int (*derive)(struct ctx *c, struct rec *r);	/* set F_DERIVED fields */
	int (*check)(
	    struct ctx *c, const struct rec *old, const struct rec *r); /* old may be NULL */
	int (*after)(struct ctx *c, const struct rec *old, const struct rec *r);
	/* Adds computed members to what GET of one record and its page show. */
	int (*extend)(struct ctx *c, const struct rec *r, struct value *out);
	/* A sentence above the record's page, or above the list (r NULL); NULL for none. */
	const char *(*note)(struct ctx *c, const struct rec *r);
	const char *partial;		/* template shown on the detail page above the fields */
	/*
	 * Records of this type are submitted for approval (isms/approval): called in the same
	 * transaction when somebody has approved or refused r, with the approval as it was saved.
	 */
	int (*decided)(struct ctx *c, const struct rec *r, const struct rec *approval);
};

#define RECORD(n, ...) extern const unsigned record_place_##n; \
	const struct record record_##n = { .name = #n, .place = &record_place_##n, __VA_ARGS__ }

const struct record *record_find(const char *name);		/* "risk"; NULL if none */
const struct record *record_by_plural(const char *plural);	/* "risks" */
const char *record_first_state(const struct record *t);
const struct field *field_find(const struct record *t, const char *name);
/* "; did you mean \"owner\"?" for a name of no field, by name or label; or "". */
const char *field_meant(struct arena *a, const struct record *t, const char *name);
size_t field_count(const struct record *t);
size_t field_index(const struct record *t, const struct field *f);
const struct item *item_find(const struct item *items, const char *name, size_t n);
bool record_has_files(const struct record *t);	/* a field of kind FK_FILES */
const char *field_kind_name(enum field_kind k);
const char *verb_name(enum verb v);

/*
 * Prove the tables sane: names unique and well-formed, references resolve, labels present, enums
 * not empty, titles exist. Run at every start. BUG-free when it returns; else E_USAGE with text.
 */
int types_check(struct err *e) MUST;

#endif
