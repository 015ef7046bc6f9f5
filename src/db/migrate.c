/* db/migrate.c -- any older database to today's schema. See schema.h. */
#include "base/log.h"
#include "db/schema.h"

/* Written steps, for what adding cannot do. Each runs once, on databases older than .version. */
static const struct step {
	int version;
	const char *sql;
} steps[] = {
	{ 0, NULL }	/* none yet: what came so far was added */
};

static int version_of(struct dbc *conn, int64_t *ret, struct err *e)
{
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, NULL, &q, SQL("PRAGMA user_version"), e)) < 0)
		return rc;
	if ((rc = db_step_err(q, e)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int has_column(struct dbc *conn, const char *table, const char *column, struct err *e)
{
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, NULL, &q, SQL("SELECT 1 FROM pragma_table_info(:table)"
	    " WHERE name = :column"), e)) < 0)
		return rc;
	db_bind_text(q, ":table", table);
	db_bind_text(q, ":column", column);
	rc = db_step_err(q, e);
	db_done(q);
	return rc;
}

static int script(struct dbc *conn, struct sbuf *b, struct err *e)
{
	int rc;

	REQUIRE(sbuf_ok(b));
	rc = b->n ? db_script(conn, b->p, e) : E_OK;
	sbuf_release(b);
	return rc;
}

/* Columns that the declared table has and the one on disk has not. */
static int add_columns(struct dbc *conn, const struct table *t, struct sbuf *b, struct err *e)
{
	int rc = E_OK;

	for (const struct column *c = t->columns; c->name; c++) {
		if ((rc = has_column(conn, t->name, c->name, e)) < 0)
			return rc;
		if (rc > 0)
			continue;
		sbuf_printf(b, "ALTER TABLE %s ADD COLUMN ", t->name);
		ddl_column(b, c, SQLITE);
		sbuf_text(b, ";\n");
	}
	return script(conn, b, e);
}

int migrate_on(struct dbc *conn, const struct schema *s, struct err *e)
{
	int64_t version = 0;
	struct sbuf b;
	int rc;

	sbuf_init_free(&b, 1 << 20);
	if ((rc = version_of(conn, &version, e)) < 0)
		return rc;
	if (version == SCHEMA_VERSION)
		return E_OK;
	for (size_t i = 0; i < s->n; i++) {
		const struct table *t = s->tables[i];

		rc = has_column(conn, t->name, t->columns->name, e);
		if (rc > 0)
			rc = add_columns(conn, t, &b, e);
		if (rc < 0)
			return rc;
		ddl_table(&b, t, SQLITE); /* table, or only its missing indexes and triggers */
		if ((rc = script(conn, &b, e)) < 0)
			return rc;
	}
	for (size_t i = 0; i < COUNT(steps); i++)
		if (steps[i].sql && version && version < steps[i].version &&
		    (rc = db_script(conn, steps[i].sql, e)) < 0)
			return rc;
	stats_print(&b, s);
	sbuf_printf(&b, "PRAGMA user_version = %d;", SCHEMA_VERSION);
	return script(conn, &b, e);
}

struct job {
	const struct schema *schema;
	struct err *err;
};

static int work(struct dbc *conn, void *arg)
{
	struct job *j = arg;

	return migrate_on(conn, j->schema, j->err);
}

int migrate_allowed(int64_t version, struct err *e)
{
	if (version <= SCHEMA_VERSION)
		return E_OK;
	return err_hint(e, E_REFUSED,
	    "use the newer Annexa, or restore the backup made before the upgrade",
	    "the database has schema version %" PRId64 ", this program knows version %d; "
	    "nothing was changed", version, SCHEMA_VERSION);
}

/* db_open has refused a newer database already, before anything could touch its file. */
int migrate(struct db *db, const struct schema *s, struct err *e)
{
	struct job job = { s, e };
	int64_t version = 0;
	struct dbc *conn;
	int rc;

	if ((rc = db_reader_take(db, &conn, e)) < 0)
		return rc;
	rc = version_of(conn, &version, e);
	db_reader_give(conn);
	if (rc < 0)
		return rc;
	if ((rc = migrate_allowed(version, e)) < 0)
		return rc;
	if (version == SCHEMA_VERSION)
		return E_OK;
	rc = db_write(db, work, &job);
	if (rc >= 0)
		log_event(LOG_MIGRATED, NULL);
	return rc;
}
