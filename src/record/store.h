/*
 * record/store.h -- the one door to the tables: reading through access, writing with history.
 *
 * Every write is one transaction: row, links, search row, revision, ledger leaf. It runs on the
 * writing connection (db_write or a web handler the dispatcher put there), re-reads what it
 * wrote, and fails whole. There is no other path to a record's table.
 *
 *	struct rec *r;
 *	rc = record_create(c, &record_risk, input, IN_JSON, &r);
 */
#ifndef ANNEXA_STORE_H
#define ANNEXA_STORE_H

#include "base/hash.h"
#include "record/input.h"
#include "record/access.h"

/* The record named by code or key, if the actor may `v` it; else E_NOTFOUND. */
int record_get(struct ctx *c, const struct record *t, const char *code, enum verb v,
    struct rec **ret) MUST;
/* By id, without access: for hooks and engines that follow references. E_NOTFOUND. */
int record_load(struct ctx *c, const struct record *t, int64_t id, struct rec **ret) MUST;

int record_create(struct ctx *c, const struct record *t, const struct value *input,
    enum input_mode mode, struct rec **ret) MUST;
/*
 * The same, marked as drafted: made by the program from a preset, catalogue or generator, and
 * counted as not done until a person confirms or changes it.
 */
int record_draft(struct ctx *c, const struct record *t, const struct value *input,
    enum input_mode mode, struct rec **ret) MUST;
enum { ANY_REV = -1 };
/* if_rev: the revision the caller has seen, or ANY_REV. E_CHANGED when another is there. */
int record_update(struct ctx *c, const struct record *t, const char *code,
    const struct value *input, enum input_mode mode, int64_t if_rev, struct rec **ret) MUST;
int record_move(struct ctx *c, const struct record *t, const char *code, const char *state,
    int64_t if_rev, struct rec **ret) MUST;
/* A person has looked at a drafted record and agrees with it. E_CONFLICT when it is not drafted. */
int record_confirm(struct ctx *c, const struct record *t, const char *code, int64_t if_rev,
    struct rec **ret) MUST;
/* Put away (true) or back (false). Refused while live records refer to it. */
int record_archive(struct ctx *c, const struct record *t, const char *code, bool archived,
    int64_t if_rev, struct rec **ret) MUST;
/* What is done to a record: one of these. */
enum change_kind {
	CHANGE_FIELDS, CHANGE_STATE, CHANGE_ARCHIVE, CHANGE_RESTORE, CHANGE_CONFIRM,
	CHANGE_BACK	/* fields as they were in `before`, all or one */
};
struct record_change {
	enum change_kind kind;
	const struct value *input;	/* CHANGE_FIELDS */
	enum input_mode mode;
	const char *state;		/* CHANGE_STATE */
	struct rec *before;		/* CHANGE_BACK */
	const char *field;		/* CHANGE_BACK: only this one; NULL = all */
};
/*
 * The same for a record at hand, loaded in this transaction. dry: everything but the writing (and
 * .after), so that it can be told what would happen; needs only a reader then.
 */
int record_apply(struct ctx *c, const struct rec *old, const struct record_change *ch, bool dry,
    struct rec **ret) MUST;
/*
 * Bring back what a field (NULL: every field) said at an earlier revision, as a new revision. The
 * state stays, and what the program sets itself. E_NOTFOUND: no such revision.
 */
int record_back(struct ctx *c, const struct record *t, const char *code, int64_t rev,
    const char *field, int64_t if_rev, struct rec **ret) MUST;

/*
 * One reference more (add) or less in a field of several or one, leaving the others. Errors:
 * E_INVALID no such field, E_NOTFOUND the other record, or it is not linked.
 */
int record_link(struct ctx *c, const struct record *t, const char *code, const char *field,
    const char *other, bool add, int64_t if_rev, struct rec **ret) MUST;
bool record_can_link(const struct record *t, const struct field *f);

/*
 * For the program's own writes (loading knowledge, hooks): r is complete and already checked by
 * its maker. A new record has id 0. Access is the caller's business.
 */
int record_save(struct ctx *c, const struct rec *old, struct rec *r, const char *op) MUST;

/* Has the actor the verb on this very record? What pages offer follows from it. */
bool record_may(struct ctx *c, const struct rec *r, enum verb v);
/* Did the actor make its last revision? */
int record_mine(struct ctx *c, const struct rec *r, bool *ret) MUST;
/* NULL, or, when a step of four eyes is not the actor's, who can take it, as half a sentence. */
const char *record_eyes(struct ctx *c, const struct rec *r);
/* Moves open from this record's state, with the actor's right to them. */
size_t record_moves(struct ctx *c, const struct rec *r, const struct move *out[], size_t room);

/*
 * Run a write as one job of the writer with the ledger's and search's undo: fn gets c with the
 * writing connection. The only way from a command or handler to the functions above.
 */
int record_transaction(struct ctx *c, int (*fn)(struct ctx *c, void *arg), void *arg) MUST;
/* The same for the web: the caller is on the writer thread already, conn is its connection. */
int record_job(
    struct ctx *c, struct dbc *conn, int (*fn)(struct ctx *c, void *arg), void *arg) MUST;

/* A record as it was at revision rev, whatever may be read now. E_NOTFOUND. */
int record_revision(struct ctx *c, const struct record *t, int64_t id, int64_t rev,
    struct rec **ret) MUST;
/* The digest that the ledger's leaf of this revision commits to. E_NOTFOUND. */
int record_revision_digest(struct ctx *c, const struct record *t, int64_t id, int64_t rev,
    struct hash *ret) MUST;

/* What a revision's leaf commits to: its document, the reason given, the request's id. */
struct value *revision_committed(struct arena *a, const struct value *doc, const char *reason,
    const char *request);

/* Rows to recs: columns in the order of record_columns(). */
void record_columns(struct sqlb *b, const struct record *t, const char *as);
struct rec *record_row(struct ctx *c, const struct record *t, struct query *q);
/* A record's name alone: three columns, the first of which is number `at` of the row. */
struct rec_name {
	const char *code, *title;	/* title "" if it has none */
};
void record_name_columns(struct sqlb *b, const struct record *t, const char *as);
struct rec_name record_name(struct ctx *c, const struct record *t, struct query *q, int at);
/*
 * The records of a type in the order of their ids, archived ones too, without access: two
 * statements for all of them, where record_load needs two for each. c->arena may be reset in
 * between.
 */
struct record_scan {
	const struct record *t;		/* NULL: not open */
	struct query *row, *link;	/* standing on the next, NULL = no more */
};
int scan_open(struct ctx *c, const struct record *t, struct record_scan *s) MUST;
/* The record of this id, which must be above those asked for before. E_NOTFOUND, without a text. */
int scan_find(struct ctx *c, struct record_scan *s, int64_t id, struct rec **ret) MUST;
void scan_close(struct record_scan *s);

/* Fill the refs fields of n records of one type (one statement a field). */
int record_load_links(struct ctx *c, struct rec *const *recs, size_t n) MUST;

#endif
