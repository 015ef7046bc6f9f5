/* db/schema_test.c -- fresh = migrated, for the program's whole schema; newer is refused. */
#include <sys/stat.h>
#include "base/test.h"
#include "record/program.h"

enum { TABLES = 256, COLUMNS = 200 };

static bool in_list(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; p && (p = strstr(p, word)); p += n)
		if ((p == list || strchr(" ,(", p[-1])) && (p[n] == '\0' || strchr(" ,)", p[n])))
			return true;
	return false;
}

static bool in_key(const struct table *t, const struct column *c)
{
	return (c->flags & C_AUTO) || in_list(t->key, c->name);
}

/*
 * The table as an older program knew it: without its nth column beside the key, and without the
 * indexes over it. nth < 0: all columns but no index.
 */
static const struct table *older(struct arena *a, const struct table *t, int nth)
{
	struct column *columns = arena_zero(a, COLUMNS, sizeof(*columns));
	struct table *old = arena_alloc(a, sizeof(*old));
	const char *gone = NULL;
	size_t n = 0, k = 0;

	for (const struct column *c = t->columns; c->name; c++)
		if (nth >= 0 && !in_key(t, c) && nth-- == 0)
			gone = c->name;
		else
			columns[n++] = *c;
	*old = *t;
	old->columns = columns;
	memset(old->indexes, 0, sizeof(old->indexes));
	for (size_t i = 0; gone && i < COUNT(t->indexes) && t->indexes[i]; i++)
		if (!in_list(strchr(t->indexes[i], ':'), gone))
			old->indexes[k++] = t->indexes[i];
	return old;
}

static void build(struct dbc *conn, const struct schema *s, struct err *e)
{
	struct sbuf b;

	sbuf_init_free(&b, 4 << 20);
	ddl_schema(&b, s, SQLITE);
	assert_true(sbuf_ok(&b));
	if (db_script(conn, b.p, e) < 0)
		fail_msg("%s", e->detail);
	sbuf_release(&b);
}

static void list(struct arena *a, struct dbc *conn, struct sqltext sql, struct sbuf *out,
    struct err *e)
{
	struct query *q;
	int rc;

	(void)a;
	assert_int_equal(db_prepare(conn, NULL, &q, sql, e), E_OK);
	while ((rc = db_step_err(q, e)) > 0)
		for (int i = 0; i < db_columns(q); i++)
			sbuf_printf(out, "%s%c", db_is_null(q, i) ? "-" : db_text(q, i),
			    i + 1 == db_columns(q) ? '\n' : '|');
	db_done(q);
	assert_int_equal(rc, 0);
}

/* Everything about the schema that does not depend on the order in which columns came. */
static const char *picture(struct arena *a, struct dbc *conn, struct err *e)
{
	struct sbuf *b = sbuf_new(a, 4 << 20);

	list(a, conn, SQL("SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM"
	    " sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
	    " AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.name"), b, e);
	list(a, conn, SQL("SELECT m.name, i.name, i.\"unique\", i.origin, c.seqno, c.name FROM"
	    " sqlite_master AS m, pragma_index_list(m.name) AS i, pragma_index_info(i.name) AS c"
	    " WHERE m.type = 'table' ORDER BY m.name, i.name, c.seqno"), b, e);
	list(a, conn, SQL("SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', "
	    "'trigger')"
	    " AND sql IS NOT NULL ORDER BY type, name"), b, e);
	list(a, conn, SQL("PRAGMA user_version"), b, e);
	assert_true(sbuf_ok(b));
	return sbuf_str(b).p;
}

/* Every column stands in the table with its type, default and checks, word for word. */
static void columns_whole(struct arena *a, struct dbc *conn, const struct schema *s, struct err *e)
{
	for (size_t i = 0; i < s->n; i++) {
		struct query *q;

		assert_int_equal(db_prepare(conn, NULL, &q, SQL("SELECT sql FROM sqlite_master"
		    " WHERE name = :name"), e), E_OK);
		db_bind_text(q, ":name", s->tables[i]->name);
		assert_int_equal(db_step_err(q, e), 1);
		for (const struct column *c = s->tables[i]->columns; c->name; c++) {
			struct sbuf *b = sbuf_new(a, 1 << 16);

			ddl_column(b, c, SQLITE);
			if (!strstr(db_text(q, 0), sbuf_str(b).p))
				fail_msg("%s has no \"%s\"", s->tables[i]->name, sbuf_str(b).p);
		}
		db_done(q);
	}
}

static struct dbc *empty(struct db **db, struct err *e)
{
	assert_int_equal(db_open(NULL, DB_MEMORY, db, e), E_OK);
	return db_memory(*db);
}

static const char *fresh(struct arena *a, struct err *e)
{
	struct schema s = program_schema();
	const char *p;
	struct db *db;

	(void)empty(&db, e);
	assert_int_equal(migrate_on(db_memory(db), &s, e), E_OK);
	p = picture(a, db_memory(db), e);
	db_close(db);
	return p;
}

static int64_t rows(struct dbc *conn, const struct schema *s, bool put, struct err *e)
{
	int64_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct sqlb *b = sqlb_new(e->arena);
		struct query *q;

		sqlb_add(b, put ? SQL("INSERT INTO ") : SQL("SELECT count(*) FROM "));
		sqlb_name(b, s->tables[i]->name);
		if (put)
			sqlb_add(b, SQL(" DEFAULT VALUES"));
		assert_int_equal(db_prepare(conn, NULL, &q, sqlb_text(b), e), E_OK);
		if (db_step_err(q, e) > 0)
			/* a CHECK may refuse the empty row: then there is none */
			n += db_int(q, 0);
		db_done(q);
		err_clear(e);
	}
	return n;
}

/* An older database of these tables comes to exactly the fresh schema and keeps its rows. */
static void migrates(struct arena *a, const struct schema *old, const char *want, struct err *e)
{
	struct schema s = program_schema();
	struct dbc *conn;
	struct db *db;
	int64_t n;

	conn = empty(&db, e);
	build(conn, old, e);
	(void)rows(conn, old, true, e);
	n = rows(conn, old, false, e);
	if (migrate_on(conn, &s, e) < 0)
		fail_msg("%s", e->detail);
	assert_string_equal(picture(a, conn, e), want);
	columns_whole(a, conn, &s, e);
	assert_int_equal(rows(conn, old, false, e), n);
	db_close(db);
}

void test_schema_migrate__missing_column_anywhere(void **state)
{
	T_BEGIN;
	const struct schema s = program_schema();
	const struct table *tables[TABLES];
	const char *want = fresh(a, e);
	int longest = 0, rounds = 0;

	assert_true(s.n <= TABLES);
	for (size_t i = 0; i < s.n; i++) {
		int n = 0;

		for (const struct column *c = s.tables[i]->columns; c->name; c++)
			n += !in_key(s.tables[i], c);
		longest = n > longest ? n : longest;
	}
	for (int nth = -1; nth < longest; nth++, rounds++) {
		for (size_t i = 0; i < s.n; i++)
			tables[i] = older(a, s.tables[i], nth);
		migrates(a, &(struct schema){ tables, s.n }, want, e);
	}
	assert_true(rounds > 10);
	T_END;
}

void test_schema_migrate__missing_tables(void **state)
{
	static const size_t every[] = { 1, 2, 3, 5, 7 };
	const struct schema s = program_schema();
	const struct table *tables[TABLES];

	T_BEGIN;
	const char *want = fresh(a, e);

	for (size_t k = 0; k < COUNT(every); k++)
		for (size_t from = 0; from < every[k]; from++) {
			size_t n = 0;

			for (size_t i = 0; i < s.n; i++)
				if (i % every[k] != from)
					tables[n++] = s.tables[i];
			migrates(a, &(struct schema){ tables, n }, want, e);
		}
	T_END;
}

/* The comparison itself sees a difference in any of what it lists. */
void test_schema_picture__sees_differences(void **state)
{
	static const char *const changes[] = {
		"ALTER TABLE risk ADD COLUMN planted TEXT", "DROP INDEX risk_level",
		    "DROP TABLE risk",
		"CREATE INDEX planted ON risk (org)", "DROP TRIGGER ledger_leaf_no_update",
		"PRAGMA user_version = 77", "ALTER TABLE risk DROP COLUMN plan",
	};
	const struct schema s = program_schema();

	T_BEGIN;
	const char *want = fresh(a, e);

	for (size_t i = 0; i < COUNT(changes); i++) {
		struct dbc *conn;
		struct db *db;

		conn = empty(&db, e);
		assert_int_equal(migrate_on(conn, &s, e), E_OK);
		if (db_script(conn, changes[i], e) < 0)
			fail_msg("%s: %s", changes[i], e->detail);
		assert_string_not_equal(picture(a, conn, e), want);
		db_close(db);
	}
	T_END;
}

static struct hash file_hash(const char *path)
{
	char *p = mem_new(8 << 20, 1);
	FILE *f = fopen(path, "rb");
	struct hash h;

	assert_non_null(f);
	h = sha256(p, fread(p, 1, 8 << 20, f));
	(void)fclose(f);
	mem_free(p);
	return h;
}

static int set_version(struct dbc *conn, void *arg)
{
	struct err *e = arg;

	return db_script(conn, "PRAGMA user_version = 1000", e);
}

void test_schema_migrate__newer_is_refused_untouched(void **state)
{
	char dir[] = "/tmp/annexa-schema-XXXXXX", path[64];
	const struct schema s = program_schema();
	struct hash before, now;
	struct db *db;

	T_BEGIN;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/annexa.db", dir);
	assert_int_equal(db_open(dir, DB_CREATE, &db, e), E_OK);
	assert_int_equal(migrate(db, &s, e), E_OK);
	assert_true(db_write(db, set_version, e) >= 0);
	db_close(db);
	before = file_hash(path);
	assert_int_equal(db_open(dir, 0, &db, e), E_REFUSED);	/* before it could touch the file */
	assert_int_equal(err_exit(e->code), 4);
	assert_non_null(strstr(e->detail, "1000"));
	now = file_hash(path);
	assert_true(hash_eq(&now, &before));
	(void)unlink(path);
	(void)rmdir(dir);
	T_END;
}
