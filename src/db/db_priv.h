/* db/db_priv.h -- what the files of db/ share. Not for others. */
#ifndef ANNEXA_DB_PRIV_H
#define ANNEXA_DB_PRIV_H

#include <pthread.h>
#include <sqlite3.h>
#include "db/db.h"

struct dbc {
	struct db *db;
	sqlite3 *sqlite;
	struct query **slots;	/* prepared statements by hash of their text */
	struct query *busy;	/* in use, newest first */
	size_t kept;		/* in slots */
	uint64_t uses;
	struct dbc *next_idle;
	bool views_only, reads;
	int64_t steps_left;	/* thousands of virtual machine steps */
};

/* One prepared statement, kept for the next use of the same text. */
struct query {
	sqlite3_stmt *stmt;
	struct dbc *conn;
	struct query *next_same_slot;
	char *text;
	uint64_t hash, used;	/* used: conn->uses at its last use */
	bool busy, orphan;	/* orphan: a second use while busy; finalised when done */
	struct query *next_busy;
};

struct job {
	struct job *next;
	db_work fn;
	void *arg;
	void (*done)(void *arg, int result);
	int result;
};

struct db {
	char *path;
	bool memory, create;
	struct dbc *writer;	/* used by the writer thread alone once it runs */
	struct dbc *idle;	/* readers not in use */
	unsigned taken;		/* readers since the last db_rest */
	pthread_mutex_t lock;	/* idle readers and the queue */
	pthread_cond_t wake;
	struct job *first, *last;
	pthread_t thread;
	bool running, stop;
	unsigned group_max;
	struct db_hooks hooks;
};

int db_connect(struct db *db, bool writes, struct dbc **ret, struct err *e) MUST;
void db_disconnect(struct dbc *conn);
void db_release_busy(struct dbc *conn);
int db_fail(struct dbc *conn, const char *doing, struct err *e);
void db_writer_stop(struct db *db);

#endif
