/* db/statement_test.c -- prepared statements are kept for their next use, but not without end. */
#include "base/test.h"
#include "db/db_priv.h"
#include "db/sqlb.h"

enum { MANY = 1000, KEPT = 150 };

static struct query *numbered(struct arena *a, struct dbc *conn, int n, struct err *e)
{
	struct sqlb *b = sqlb_new(a);
	struct query *q;

	sqlb_add(b, SQL("SELECT "));
	sqlb_int(b, n);
	assert_int_equal(db_prepare(conn, NULL, &q, sqlb_text(b), e), E_OK);
	assert_int_equal(db_step_err(q, e), 1);
	assert_int_equal(db_int(q, 0), n);
	return q;
}

/* The one in use stays, and so does the one that is asked for again and again. */
void test_db_statements__kept_to_a_bound(void **state)
{
	struct query *used, *often;
	struct db *db;
	T_BEGIN;

	assert_int_equal(db_open(NULL, DB_MEMORY, &db, e), E_OK);
	used = numbered(a, db_memory(db), -1, e);
	db_done(often = numbered(a, db_memory(db), -2, e));
	for (int i = 0; i < MANY; i++) {
		struct query *again = numbered(a, db_memory(db), -2, e);

		assert_ptr_equal(again, often);
		db_done(again);
		db_done(numbered(a, db_memory(db), i, e));
		assert_true(db_memory(db)->kept <= KEPT);
	}
	assert_int_equal(db_memory(db)->kept, KEPT);
	assert_int_equal(db_int(used, 0), -1);
	db_done(used);
	db_close(db);
	T_END;
}

/* More parameters than digits: each where it belongs. */
void test_db_parameters__in_their_places(void **state)
{
	struct sqlb *b;
	struct query *q;
	struct db *db;
	struct ctx c = { .org = { 7 } };
	T_BEGIN;

	assert_int_equal(db_open(NULL, DB_MEMORY, &db, e), E_OK);
	err_init(&c.err, a);
	c.arena = a;
	c.db = db_memory(db);
	for (int first = 0; first < 2; first++) {	/* :org before them, or among them */
		b = sqlb_new(a);
		sqlb_add(b, first ? SQL("SELECT :org") : SQL("SELECT 7"));
		for (int i = 0; i < SQLB_PARAMS; i++) {
			sqlb_add(b, SQL(", "));
			assert_true(sqlb_param_int(b, 1000 + i));
			if (i == 60)
				sqlb_add(b, SQL(" + 0 * :org"));
		}
		assert_int_equal(sqlb_query(&c, &q, b), E_OK);
		assert_int_equal(db_step(&c, q), 1);
		assert_int_equal(db_int(q, 0), 7);
		for (int i = 0; i < SQLB_PARAMS; i++)
			assert_int_equal(db_int(q, i + 1), 1000 + i);
		db_done(q);
	}
	db_close(db);
	T_END;
}
