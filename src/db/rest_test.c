/* db/rest_test.c -- connections at rest give their pages back, those at work keep them. */
#include <unistd.h>
#include "base/test.h"
#include "db/db_priv.h"

enum { BUSY = 60, READERS = 4, ROWS = 2000 };

static int fill(struct dbc *conn, void *arg)
{
	struct err *e = arg;

	return db_script(conn, "CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);"
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
	    " INSERT INTO big SELECT i, hex(randomblob(200)) FROM n", e);
}

static void read_all(struct dbc *conn, struct err *e)
{
	struct query *q;

	assert_int_equal(db_prepare(conn, NULL, &q, SQL("SELECT count(text) FROM big"), e), E_OK);
	assert_int_equal(db_step_err(q, e), 1);
	assert_int_equal(db_int(q, 0), ROWS);
	db_done(q);
}

static int pages_bytes(struct dbc *conn)
{
	int now, most;

	assert_int_equal(sqlite3_db_status(conn->sqlite, SQLITE_DBSTATUS_CACHE_USED, &now, &most,
	    0), SQLITE_OK);
	return now;
}

static int idle(const struct db *db, int *ret_bytes)
{
	int n = 0;

	*ret_bytes = 0;
	for (struct dbc *r = db->idle; r; r = r->next_idle, n++)
		*ret_bytes += pages_bytes(r);
	return n;
}

void test_db_rest__pages_go_when_nobody_asks(void **state)
{
	char dir[] = "/tmp/annexa-rest-XXXXXX", path[64];
	struct dbc *r[READERS];
	int bytes, full;
	struct db *db;
	T_BEGIN;

	assert_non_null(mkdtemp(dir));
	assert_int_equal(db_open(dir, DB_CREATE, &db, e), E_OK);
	assert_int_equal(fill(db_own(db), e), E_OK);
	for (int i = 0; i < READERS; i++) {
		assert_int_equal(db_reader_take(db, &r[i], e), E_OK);
		read_all(r[i], e);
	}
	for (int i = 0; i < READERS; i++)
		db_reader_give(r[i]);
	for (int i = 0; i < BUSY; i++) {
		assert_int_equal(db_reader_take(db, &r[0], e), E_OK);
		db_reader_give(r[0]);
	}
	assert_int_equal(idle(db, &full), READERS);
	assert_true(full > READERS * ROWS * 200);
	db_rest(db);				/* they were at work until now */
	assert_int_equal(idle(db, &bytes), READERS);
	assert_int_equal(bytes, full);
	db_rest(db);
	assert_true(idle(db, &bytes) < READERS);
	assert_true(bytes < full / 20);
	assert_int_equal(db_reader_take(db, &r[0], e), E_OK);
	read_all(r[0], e);
	db_reader_give(r[0]);
	db_close(db);
	for (size_t i = 0; i < 3; i++) {
		static const char *const ends[] = { "", "-wal", "-shm" };

		(void)snprintf(path, sizeof(path), "%s/annexa.db%s", dir, ends[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(dir), 0);
	T_END;
}
