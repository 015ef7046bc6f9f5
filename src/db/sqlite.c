/*
 * db/sqlite.c -- connections and statements on SQLite. The writer's queue is in writer.c, the values
 * of statements in values.c.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include "db/db_priv.h"
#include "db/schema.h"
#include "base/log.h"

/* A page uses up to 123 statements (home); one takes some 12 KB. */
enum { CACHE_SLOTS = 256, STATEMENTS_MAX = 150, WAL_PAGES = 4000 };

/* FNV-1a over words of eight bytes: statements are hundreds of bytes long and asked for by text. */
static uint64_t hash_text(const char *p)
{
	uint64_t h = UINT64_C(14695981039346656037), word;
	size_t n = strlen(p);

	for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = (h ^ word) * UINT64_C(1099511628211);
		h ^= h >> 32;
	}
	for (; n; n--)
		h = (h ^ (unsigned char)*p++) * UINT64_C(1099511628211);
	return h;
}

int db_fail(struct dbc *conn, const char *doing, struct err *e)
{
	int code = sqlite3_extended_errcode(conn->sqlite) & 0xff;

	if (code == SQLITE_IOERR && sqlite3_system_errno(conn->sqlite) == ENOSPC)
		code = SQLITE_FULL;	/* no room for the log's index, as at the start */
	switch (code) {
	case SQLITE_FULL:
		return err_hint(e, E_FULL, "free some space; nothing was changed",
		    "%s: the disk is full", doing);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_hint(e, E_REFUSED, "restore a backup, or ask for help before writing",
		    "%s: the database file is damaged (%s)", doing, sqlite3_errmsg(conn->sqlite));
	case SQLITE_CANTOPEN:
		return err_set(e, E_IO, "%s: %s", doing, sqlite3_system_errno(conn->sqlite) ?
		    strerror(sqlite3_system_errno(conn->sqlite)) : sqlite3_errmsg(conn->sqlite));
	case SQLITE_IOERR:
	case SQLITE_READONLY:
		return err_set(e, E_IO, "%s: %s", doing, sqlite3_errmsg(conn->sqlite));
	case SQLITE_INTERRUPT:
		return err_set(e, E_LIMIT, "%s: the statement took too many steps", doing);
	default:
		return err_set(e, E_DB, "%s: %s", doing, sqlite3_errmsg(conn->sqlite));
	}
}

static int script(struct dbc *conn, const char *sql, const char *doing, struct err *e)
{
	return sqlite3_exec(conn->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ? E_OK :
	    db_fail(conn, doing, e);
}

static const char *opening(const struct db *db, struct err *e)
{
	return db->memory ? "opening a database" : arena_printf(e->arena, "opening %s", db->path);
}

/* The settings of trust.md section 5. */
static int settle(struct dbc *conn, bool writes, struct err *e)
{
	static const char common[] =
	    "PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON;"
	    "PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;";
	const char *doing = opening(conn->db, e);
	sqlite3 *s = conn->sqlite;
	int rc;

	(void)sqlite3_extended_result_codes(s, 1);
	(void)sqlite3_db_config(s, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(s, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_db_config(s, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(s, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	(void)sqlite3_limit(s, SQLITE_LIMIT_ATTACHED, 0);
	(void)sqlite3_limit(s, SQLITE_LIMIT_LENGTH, 64 << 20);
	(void)sqlite3_busy_timeout(s, 5000);
	if ((rc = script(conn, common, doing, e)) < 0)
		return rc;
	if (conn->db->memory)
		return E_OK;
	if (!writes) {
		(void)sqlite3_db_config(s, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return script(conn, "PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0;"
		    "PRAGMA cache_size=-4000;", doing, e);
	}
	if ((rc = script(conn, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "PRAGMA cache_size=-8000;", doing, e)) < 0)
		return rc;
	(void)sqlite3_wal_autocheckpoint(s, WAL_PAGES);
	return E_OK;
}

int db_connect(struct db *db, bool writes, struct dbc **ret, struct err *e)
{
	int flags =
	    writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE; /* WAL readers need shm */
	struct dbc *conn = mem_new(1, sizeof(*conn));
	int rc;

	if (db->memory || db->create)
		flags |= SQLITE_OPEN_CREATE;
	conn->db = db;
	conn->reads = !writes && !db->memory;
	conn->slots = mem_new(CACHE_SLOTS, sizeof(*conn->slots));
	rc = sqlite3_open_v2(db->memory ? ":memory:" : db->path, &conn->sqlite,
	    flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		rc = conn->sqlite ? db_fail(conn, opening(db, e), e) :
		    err_set(e, E_IO, "%s", opening(db, e));
	else
		rc = settle(conn, writes, e);
	if (rc < 0) {
		db_disconnect(conn);
		return rc;
	}
	*ret = conn;
	return E_OK;
}

static void forget(struct query *q)
{
	(void)sqlite3_finalize(q->stmt);	/* repeats the error of the last step */
	mem_free(q->text);
	mem_free(q);
}

void db_disconnect(struct dbc *conn)
{
	if (!conn)
		return;
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		for (struct query *q = conn->slots[i], *next; q; q = next) {
			next = q->next_same_slot;
			forget(q);
		}
	mem_free(conn->slots);
	if (sqlite3_close(conn->sqlite) != SQLITE_OK)
		BUG("a statement outlives its connection");
	mem_free(conn);
}

static int refuse_version(const char *path, int64_t version, struct err *e)
{
	if (version)
		return migrate_allowed(version, e);
	return err_hint(e, E_REFUSED, "restore a backup; or, if `annexa init` was interrupted, "
	    "remove the folder and run it again", "there is no data in %s: it was cut off or never "
	    "finished", path);
}

/*
 * Refuse a newer database before it is opened for writing: that alone may fold its WAL into the
 * file or change its journal mode. And an empty one, which would be filled like a new one. What
 * cannot be read here is told by opening it in earnest.
 */
static int refuse_newer(const char *path, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *s = NULL;
	int rc = E_OK;

	if (sqlite3_open_v2(path, &s, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) ==
		SQLITE_OK &&
	    sqlite3_db_config(s, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(s, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		rc = refuse_version(path, sqlite3_column_int64(stmt, 0), e);
	(void)sqlite3_finalize(stmt);	/* repeats the error of the step */
	(void)sqlite3_close(s);
	return rc;
}

int db_open(const char *dir, enum db_flags flags, struct db **ret, struct err *e)
{
	struct db *db = mem_new(1, sizeof(*db));
	struct stat st;
	size_t room = (dir ? strlen(dir) : 0) + 32;
	int rc = E_OK;

	db->memory = (flags & DB_MEMORY) != 0;
	db->create = (flags & DB_CREATE) != 0;
	db->path = mem_new(room, 1);
	(void)snprintf(db->path, room, "%s/%s", dir ? dir : "",
	    flags & DB_KEYS ? "subjects.keys" : "annexa.db");
	if (pthread_mutex_init(&db->lock, NULL) || pthread_cond_init(&db->wake, NULL))
		BUG("mutex");
	if (!db->memory && db->create && stat(db->path, &st) == 0)
		rc = err_hint(e, E_CONFLICT,
		    "choose another --data folder, or use the one that is there",
		    "there is already a database in \"%s\"", dir);
	else if (!db->memory && !db->create && stat(db->path, &st) != 0)
		rc = flags & DB_KEYS ? err_hint(e, E_NOTFOUND, "bring it back from its own backup",
		    "%s is missing", db->path) : err_hint(e, E_NOTFOUND,
		    "create one with `annexa init`, or name another with --data",
		    "there is no Annexa data in \"%s\"", dir);
	else if (!db->memory && !db->create && !(flags & DB_KEYS))
		rc = refuse_newer(db->path, e);
	if (rc == E_OK && !(flags & DB_READ))
		rc = db_connect(db, true, &db->writer, e);
	db->create = false;
	if (rc < 0) {
		db_close(db);
		return rc;
	}
	*ret = db;
	return E_OK;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_writer_stop(db);
	for (struct dbc *r = db->idle, *next; r; r = next) {
		next = r->next_idle;
		db_disconnect(r);
	}
	db_disconnect(db->writer);
	(void)pthread_mutex_destroy(&db->lock);
	(void)pthread_cond_destroy(&db->wake);
	mem_free(db->path);
	mem_free(db);
}

int db_reader_take(struct db *db, struct dbc **ret, struct err *e)
{
	if (db->memory) {
		*ret = db->writer;
		return E_OK;
	}
	pthread_mutex_lock(&db->lock);
	*ret = db->idle;
	db->taken++;
	if (*ret)
		db->idle = (*ret)->next_idle;
	pthread_mutex_unlock(&db->lock);
	return *ret ? E_OK : db_connect(db, false, ret, e);
}

void db_release_busy(struct dbc *conn)
{
	while (conn->busy)
		db_done(conn->busy);
}

void db_reader_give(struct dbc *conn)
{
	struct db *db = conn->db;

	db_release_busy(conn);
	if (db->memory)
		return;
	db_end(conn);
	pthread_mutex_lock(&db->lock);
	conn->next_idle = db->idle;
	db->idle = conn;
	pthread_mutex_unlock(&db->lock);
}

void db_rest(struct db *db)
{
	enum { BUSY = 50, WARM = 2 };	/* readers taken: not at rest; those that stay open */
	struct dbc *resting = NULL, *conn;
	int n = 0;

	pthread_mutex_lock(&db->lock);
	if (db->taken < BUSY) {
		resting = db->idle;
		db->idle = NULL;
	}
	db->taken = 0;
	pthread_mutex_unlock(&db->lock);
	while ((conn = resting)) {
		resting = conn->next_idle;
		if (n++ < WARM) {
			(void)sqlite3_db_release_memory(conn->sqlite);
			db_reader_give(conn);
		} else {
			db_disconnect(conn);
		}
	}
}

struct dbc *db_own(struct db *db)
{
	REQUIRE(!db->running);
	return db->writer;
}

struct dbc *db_memory(struct db *db)
{
	REQUIRE(db->memory);
	return db->writer;
}

static struct query *cached(struct dbc *conn, const char *text, uint64_t hash)
{
	for (struct query *q = conn->slots[hash % CACHE_SLOTS]; q; q = q->next_same_slot)
		if (q->hash == hash && strcmp(q->text, text) == 0)
			return q;
	return NULL;
}

/* Lists are composed as people filter them: what has not been asked for the longest goes. */
static void drop_oldest(struct dbc *conn)
{
	struct query **at, **oldest = NULL, *q;

	for (size_t i = 0; i < CACHE_SLOTS; i++)
		for (at = &conn->slots[i]; *at; at = &(*at)->next_same_slot)
			if (!(*at)->busy && (!oldest || (*at)->used < (*oldest)->used))
				oldest = at;
	if (!oldest)
		return;
	q = *oldest;
	*oldest = q->next_same_slot;
	conn->kept--;
	forget(q);
}

static int compile(struct dbc *conn, const char *text, uint64_t hash, bool keep,
    struct query **ret, struct err *e)
{
	struct query *q = mem_new(1, sizeof(*q));

	q->conn = conn;
	if (sqlite3_prepare_v3(conn->sqlite, text, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0,
		&q->stmt, NULL) != SQLITE_OK ||
	    !q->stmt) {
		mem_free(q);
		return db_fail(conn, "preparing a statement", e);
	}
	q->text = mem_text(text);
	q->hash = hash;
	q->orphan = !keep;
	if (keep) {
		if (conn->kept++ >= STATEMENTS_MAX)
			drop_oldest(conn);
		q->next_same_slot = conn->slots[hash % CACHE_SLOTS];
		conn->slots[hash % CACHE_SLOTS] = q;
	}
	*ret = q;
	return E_OK;
}

int db_prepare(struct dbc *conn, const struct org *org, struct query **ret, struct sqltext sql,
    struct err *e)
{
	uint64_t hash = hash_text(sql.text);
	struct query *q = cached(conn, sql.text, hash);
	int rc;

	/* Rules compile under the authorizer: they must not meet a statement prepared without. */
	if ((!q || q->busy || conn->views_only) &&
	    (rc = compile(conn, sql.text, hash, !q && !conn->views_only, &q, e)) < 0)
		return rc;
	q->used = ++conn->uses;
	q->busy = true;
	q->next_busy = conn->busy;
	conn->busy = q;
	if (org && db_has_param(q, ":org"))
		db_bind_int(q, ":org", org->id);
	*ret = q;
	return E_OK;
}

int db_query(struct ctx *c, struct query **ret, struct sqltext sql)
{
	int rc;

	REQUIRE(c->org.id > 0);
	if ((rc = db_prepare(c->db, &c->org, ret, sql, &c->err)) == E_OK)
		REQUIRE(db_has_param(*ret, ":org"));	/* a statement without its organisation */
	return rc;
}

int db_query_instance(struct ctx *c, struct query **ret, struct sqltext sql)
{
	return db_prepare(c->db, &c->org, ret, sql, &c->err);
}

int db_step_err(struct query *q, struct err *e)
{
	struct dbc *conn = q->conn;
	int rc = sqlite3_step(q->stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	rc = db_fail(conn, "using the database", e);
	return rc;
}

int db_step(struct ctx *c, struct query *q)
{
	return db_step_err(q, &c->err);
}

void db_done(struct query *q)
{
	struct query **at;

	if (!q || !q->busy)
		return;
	(void)sqlite3_reset(q->stmt);		/* repeats the error the step has told */
	(void)sqlite3_clear_bindings(q->stmt);
	for (at = &q->conn->busy; *at != q; at = &(*at)->next_busy)
		REQUIRE(*at);
	*at = q->next_busy;
	q->busy = false;
	if (q->orphan)
		forget(q);
}

int db_run_err(struct query *q, struct err *e)
{
	int rc = db_step_err(q, e);

	db_done(q);
	return rc;
}

int db_run(struct ctx *c, struct query *q)
{
	return db_run_err(q, &c->err);
}

int64_t db_changes(struct dbc *conn)
{
	return sqlite3_changes64(conn->sqlite);
}

int db_script(struct dbc *conn, const char *sql, struct err *e)
{
	return script(conn, sql, "running a script", e);
}

int db_script_temp(struct dbc *conn, const char *sql, struct err *e)
{
	int rc, back;

	if (!conn->reads)
		return db_script(conn, sql, e);
	if ((rc = db_script(conn, "PRAGMA query_only=OFF", e)) < 0)
		return rc;
	rc = db_script(conn, sql, e);
	back = db_script(conn, "PRAGMA query_only=ON", e);
	return rc < 0 ? rc : back;
}

int db_begin(struct dbc *conn, struct err *e)
{
	struct query *q;
	int rc;

	if (!sqlite3_get_autocommit(conn->sqlite))
		return E_OK;
	rc = db_prepare(conn, NULL, &q, SQL("BEGIN"), e);
	return rc < 0 ? rc : db_run_err(q, e);
}

void db_end(struct dbc *conn)
{
	struct arena a;
	struct err e;
	struct query *q;

	if (sqlite3_get_autocommit(conn->sqlite))
		return;
	arena_init(&a, 1 << 16);
	err_init(&e, &a);
	if (db_prepare(conn, NULL, &q, SQL("COMMIT"), &e) == E_OK)
		IGNORE(db_run_err(q, &e));	/* a reader has nothing to lose */
	arena_release(&a);
}

/* Only views v_* may be read, and what they themselves read. */
static int authorize(void *arg, int action, const char *p1, const char *p2, const char *schema,
    const char *inner)
{
	(void)arg, (void)p2, (void)schema;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		if ((p1 && text_starts(p1, "v_")) || (inner && text_starts(inner, "v_")))
			return SQLITE_OK;
		return p1 && p1[0] == '\0' ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int count_steps(void *arg)
{
	struct dbc *conn = arg;

	return --conn->steps_left < 0;
}

void db_views_only(struct dbc *conn, bool on, int64_t steps_max)
{
	conn->views_only = on;
	conn->steps_left = steps_max / 1000;
	(void)sqlite3_set_authorizer(conn->sqlite, on ? authorize : NULL, NULL);
	sqlite3_progress_handler(conn->sqlite, on ? 1000 : 0, on ? count_steps : NULL, conn);
}

struct db *db_of(struct dbc *conn)
{
	return conn->db;
}

void *db_handle(struct dbc *conn)
{
	return conn->sqlite;
}

int db_checkpoint(struct db *db)
{
	return sqlite3_wal_checkpoint_v2(db->writer->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
	    NULL) == SQLITE_OK ? E_OK : E_IO;
}
