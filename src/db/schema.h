/*
 * db/schema.h -- tables as data, one printer of DDL for both engines, and migration.
 *
 * A table is a const struct; record types turn themselves into one (record/ddl.c). Creating and
 * migrating share the column printer, so that fresh = migrated holds by construction and is
 * tested. A newer database than the program is refused untouched.
 */
#ifndef ANNEXA_SCHEMA_H
#define ANNEXA_SCHEMA_H

#include "base/sbuf.h"
#include "db/db.h"

enum column_kind { CK_INT = 1, CK_TEXT, CK_BOOL, CK_BLOB, CK_JSON };

enum column_flags {
	C_NOTNULL = 1 << 0,	/* with a default that suits a new column: 0, '', false */
	C_AUTO = 1 << 1,	/* single integer primary key given by the engine */
};

struct column {
	const char *name;
	enum column_kind kind;
	unsigned flags;
	const char *check;	/* SQL condition on the column, both dialects, or NULL */
};

struct table {
	const char *name;
	const struct column *columns;	/* ended by a row without name */
	const char *key;		/* "org, id" */
	const char *indexes[10];		/* each "name: columns" or "unique name: columns" */
	bool clustered;			/* rows lie in key order (SQLite: WITHOUT ROWID) */
	bool append_only;		/* triggers refuse UPDATE and DELETE */
	bool logged; /* verify covers it; the others are named by `annexa verify` */
};

enum dialect { SQLITE, POSTGRES };

void ddl_table(struct sbuf *b, const struct table *t, enum dialect d);
void ddl_drop_indexes(struct sbuf *b, const struct table *t);	/* ddl_table makes them again */
void ddl_column(struct sbuf *b, const struct column *c, enum dialect d);

/* All tables of the program, in order of creation: core tables, then the record types'. */
struct schema {
	const struct table *const *tables;
	size_t n;
};
void ddl_schema(struct sbuf *b, const struct schema *s, enum dialect d);
void stats_print(struct sbuf *b, const struct schema *s); /* SQLite's planner; see db/stats.c */

enum { SCHEMA_VERSION = 3 };	/* raise with every change; a change that is not additive gets a
				   step in migrate.c */

/* E_REFUSED when a database of this version is newer than the program. */
int migrate_allowed(int64_t version, struct err *e) MUST;
/*
 * Bring the database to the schema: create missing tables, columns and indexes, run the written
 * steps. Errors: E_REFUSED when the database is newer than the program (exit 4, file untouched).
 */
int migrate(struct db *db, const struct schema *s, struct err *e) MUST;
/* The same directly on a connection, inside the caller's transaction. */
int migrate_on(struct dbc *conn, const struct schema *s, struct err *e) MUST;

#endif
