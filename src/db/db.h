/*
 * db/db.h -- one SQL API over the embedded database.
 *
 * A `struct db` is the process's hold on one data folder. Exactly one connection writes and
 * checkpoints (Debian's SQLite has the WAL-reset bug that needs two; and one writer is what makes
 * group commit possible); readers are separate, query_only, one per request in hand.
 *
 * SQL is literal text: db_query() takes a `struct sqltext`, which only SQL("...") and the builder
 * sqlb_* (db/sqlb.h) make. Values go in by :name. Every statement names the organisation by :org,
 * which is bound from the context; the few that work on the instance say so with
 * db_query_instance(). Both engines' common dialect only (ADR 0006).
 *
 *	struct query *q;
 *	if ((rc = db_query(c, &q, SQL("SELECT id, title FROM risk WHERE org = :org AND id > :id")))
 *< 0) return rc; db_bind_int(q, ":id", 7); while ((rc = db_step(c, q)) > 0)
 *		... db_int(q, 0), db_text(q, 1) ...
 *	db_done(q);
 */
#ifndef ANNEXA_DB_H
#define ANNEXA_DB_H

#include "base/ctx.h"
#include "base/hash.h"

struct sqltext {
	const char *text;
};
#define SQL(literal) ((struct sqltext){ "" literal "" })

struct db;
struct dbc;
struct query;

enum db_flags {
	DB_CREATE = 1 << 0,	/* make the file; it must not exist */
	DB_MEMORY = 1 << 1,	/* a private database in memory: as-of views, tests */
	DB_KEYS = 1 << 2,	/* DIR/subjects.keys instead of DIR/annexa.db */
	DB_READ = 1 << 3	/* only readers: beside the process that has the folder */
};

/*
 * Open DIR/annexa.db. Does not look at the schema (db/migrate.h does).
 * Errors: E_NOTFOUND no database there, E_CONFLICT it exists already (DB_CREATE), E_IO, E_DB.
 * Memory: db_close.
 */
int db_open(const char *dir, enum db_flags flags, struct db **ret, struct err *e) MUST;
void db_close(struct db *db);		/* waits for the writer thread; NULL is fine */

/* Readers. Take one for a request, give it back; statements are reset by giving. */
int db_reader_take(struct db *db, struct dbc **ret, struct err *e) MUST;
void db_reader_give(struct dbc *conn);
/*
 * Called every few seconds by a thread without a connection: when hardly a reader was taken since,
 * those at rest let go of the pages they keep; the next request has them from the system's cache.
 * The writer does so by itself.
 */
void db_rest(struct db *db);

/*
 * Work for the writing connection. fn runs inside the group's transaction in a savepoint of its
 * own; a negative result undoes what it did and nothing else. The call returns, or done() is
 * called on the writer thread, when the group is durable or has failed:
 * result = what fn returned, or E_IO / E_FULL / E_DB when the commit failed.
 * fn runs on the writer thread when one was started, else on the caller's (command line).
 */
typedef int (*db_work)(struct dbc *conn, void *arg);
int db_write(struct db *db, db_work fn, void *arg) MUST;
void db_write_later(struct db *db, db_work fn, void *arg, void (*done)(void *arg, int result));
void db_writer_start(struct db *db, unsigned group_max); /* group_max 1 = commit each alone */

/*
 * Called on the writing connection: before_commit once per group, inside the transaction (a
 * negative result fails the whole group); after(committed) when the outcome is known.
 */
struct db_hooks {
	int (*before_commit)(struct dbc *conn, void *arg);
	void (*after)(bool committed, void *arg);
	void *arg;
};
void db_set_hooks(struct db *db, const struct db_hooks *hooks);

/* The single connection of a DB_MEMORY database, which reads and writes without the writer. */
struct dbc *db_memory(struct db *db);
/* The writing connection of a database that has no writer thread: for its one user. */
struct dbc *db_own(struct db *db);

int db_query(struct ctx *c, struct query **ret, struct sqltext sql) MUST;
int db_query_instance(struct ctx *c, struct query **ret, struct sqltext sql) MUST;
/* For code without a context (migration, ledger): org may be NULL when sql has no :org. */
int db_prepare(struct dbc *conn, const struct org *org, struct query **ret, struct sqltext sql,
    struct err *e) MUST;

void db_bind_int(struct query *q, const char *name, int64_t v);
/* By place, which is the order of first use in the text; db_place() finds a name's, BUG if none. */
int db_place(struct query *q, const char *name);
void db_bind_int_at(struct query *q, int at, int64_t v);
void db_bind_str_at(struct query *q, int at, struct str v);
void db_bind_bool(struct query *q, const char *name, bool v);
void db_bind_text(struct query *q, const char *name, const char *v); /* NULL binds null; borrowed */
void db_bind_str(struct query *q, const char *name, struct str v);	/* borrowed till db_done */
void db_bind_blob(struct query *q, const char *name, const void *p, size_t n);
void db_bind_null(struct query *q, const char *name);
bool db_has_param(struct query *q, const char *name);

/* 1 = a row, 0 = no more, negative = error (also in c->err / e). */
int db_step(struct ctx *c, struct query *q) MUST;
int db_step_err(struct query *q, struct err *e) MUST;
void db_done(struct query *q);		/* reset and back to the cache; NULL is fine */
/* Step a statement that returns no rows, and finish it. */
int db_run(struct ctx *c, struct query *q) MUST;
int db_run_err(struct query *q, struct err *e) MUST;
int64_t db_changes(struct dbc *conn);	/* rows changed by the last statement */

int db_columns(struct query *q);
const char *db_column_name(struct query *q, int i);
bool db_is_null(struct query *q, int i);
/*
 * Is every value of the row stored as its column says? form has a letter per column: i integer,
 * o 0 or 1, t text without NUL, b blob; upper case: or nothing. SQLite's columns hold anything
 * once somebody has switched its checks off.
 */
bool db_stored(struct query *q, const char *form);
int64_t db_int(struct query *q, int i);
bool db_bool(struct query *q, int i);
const char *db_text(struct query *q, int i); /* valid until the next step; NULL for null */
struct str db_str(struct query *q, int i);
const void *db_blob(struct query *q, int i, size_t *ret_n);

/* Several statements without parameters, given as text: DDL only. */
int db_script(struct dbc *conn, const char *sql, struct err *e) MUST;
/* The same for objects of schema temp, also on a reader: the views of rules. */
int db_script_temp(struct dbc *conn, const char *sql, struct err *e) MUST;
/* A consistent snapshot over several statements of a reader. */
int db_begin(struct dbc *conn, struct err *e) MUST;
void db_end(struct dbc *conn);

/*
 * Let statements prepared on conn between on and off read only views named v_*: for rules and
 * reports written as SQL files (trust.md, Fossil's lesson). steps_max bounds the work of one.
 */
void db_views_only(struct dbc *conn, bool on, int64_t steps_max);

struct db *db_of(struct dbc *conn);
void *db_handle(struct dbc *conn);	/* the sqlite3 *: for db/ only */
/*
 * A copy of what conn sees into a new file, also while others write: an exact one, page by page.
 * Errors: E_IO, E_FULL.
 */
int db_copy(struct dbc *conn, const char *path, struct err *e) MUST;
int db_engine(const char **ret_version);	/* of SQLite: 3040001 and "3.40.1" */
int db_checkpoint(struct db *db);	/* fold the WAL into the file, best effort */

#endif
