/* record/tables.c -- see tables.h. */
#include "base/sbuf.h"
#include "record/tables.h"

static const struct column org_columns[] = {
	{ "id", CK_INT, C_AUTO }, { "code", CK_TEXT, C_NOTNULL }, { "name", CK_TEXT, C_NOTNULL },
	{ "uuid", CK_TEXT, C_NOTNULL }, { "created_at", CK_TEXT, C_NOTNULL }, { 0 }
};
static const struct column counter_columns[] = {
    {"org", CK_INT, C_NOTNULL}, {"name", CK_TEXT, C_NOTNULL}, {"value", CK_INT, C_NOTNULL}, {0}};
static const struct column link_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "from_type", CK_TEXT, C_NOTNULL },
	{ "from_id", CK_INT, C_NOTNULL }, { "field", CK_TEXT, C_NOTNULL },
	{ "to_type", CK_TEXT, C_NOTNULL }, { "to_id", CK_INT, C_NOTNULL }, { 0 }
};
static const struct column revision_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "type", CK_TEXT, C_NOTNULL }, { "id", CK_INT, C_NOTNULL },
	{ "rev", CK_INT, C_NOTNULL }, { "at", CK_TEXT, C_NOTNULL }, { "actor", CK_TEXT, C_NOTNULL },
	{ "op", CK_TEXT, C_NOTNULL }, { "request", CK_TEXT, C_NOTNULL }, { "reason", CK_TEXT, 0 },
	{ "doc", CK_JSON, C_NOTNULL }, { "seed", CK_BLOB, 0 }, { "kept", CK_JSON, 0 },
	{ "epoch", CK_INT, C_NOTNULL }, { "leaf", CK_INT, C_NOTNULL }, { 0 }
};
static const struct column actor_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "pseudonym", CK_TEXT, C_NOTNULL },
	{ "subject", CK_TEXT, 0 }, { "label", CK_TEXT, 0 }, { "seed", CK_BLOB, 0 },
	{ "epoch", CK_INT, C_NOTNULL }, { "leaf", CK_INT, C_NOTNULL }, { 0 }
};
static const struct column idem_columns[] = {{"org", CK_INT, C_NOTNULL},
    {"actor", CK_TEXT, C_NOTNULL}, {"key", CK_TEXT, C_NOTNULL}, {"request", CK_TEXT, C_NOTNULL},
    {"code", CK_TEXT, C_NOTNULL}, {"at", CK_TEXT, C_NOTNULL}, {0}};
static const struct column stage_columns[] = {{"org", CK_INT, C_NOTNULL},
    {"id", CK_TEXT, C_NOTNULL}, {"actor", CK_TEXT, C_NOTNULL}, {"type", CK_TEXT, C_NOTNULL},
    {"at", CK_TEXT, C_NOTNULL}, {"plain", CK_TEXT, C_NOTNULL}, {0}};
static const struct column search_columns[] = {
	{ "rowid", CK_INT, C_AUTO }, { "org", CK_INT, C_NOTNULL }, { "type", CK_TEXT, C_NOTNULL },
	{ "id", CK_INT, C_NOTNULL }, { "scope", CK_TEXT, C_NOTNULL },
	{ "title", CK_TEXT, C_NOTNULL }, { "body", CK_TEXT, C_NOTNULL }, { 0 }
};

const struct table core_tables[] = {
	{ "org", org_columns, "id", { "unique code: code" } },
	{ "counter", counter_columns, "org, name", { 0 }, .clustered = true },
	{ "link", link_columns, "org, from_type, from_id, field, to_id",
	  { "back: org, to_type, to_id" }, .clustered = true, .logged = true },
	{ "revision", revision_columns, "org, type, id, rev", { "leaf: org, epoch, leaf" },
	  .clustered = true, .logged = true },
	{ "actor", actor_columns, "org, pseudonym", { "unique subject: org, subject" },
	  .logged = true },
	{ "idempotency", idem_columns, "org, actor, key", { 0 }, .clustered = true },
	{ "import_stage", stage_columns, "org, id", { 0 } },
	{ "search_doc", search_columns, "rowid", { "unique record: org, type, id" } },
	{ 0 }
};

const char *field_column(struct arena *a, const struct field *f)
{
	if (f->kind == FK_REFS)
		return NULL;
	return f->kind == FK_REF ? arena_printf(a, "%s_id", f->name) : f->name;
}

static enum column_kind column_kind(const struct field *f)
{
	switch (f->kind) {
	case FK_INT:
	case FK_DECIMAL:
	case FK_MONEY:
	case FK_STEP:
	case FK_REF:
		return CK_INT;
	case FK_BOOL:
		return CK_BOOL;
	case FK_JSON:
	case FK_FILES:
		return CK_JSON;
	default:
		return CK_TEXT;
	}
}

/* For the life of the process: types are few and known at compile time. */
static char *join(const char *x, const char *y, const char *z)
{
	size_t n = strlen(x) + strlen(y) + strlen(z) + 1;
	char *p = mem_new(n, 1);

	(void)snprintf(p, n, "%s%s%s", x, y, z);
	return p;
}

static bool indexed(const struct field *f)
{
	return f->kind == FK_REF || (f->kind != FK_REFS && (f->flags & (F_INDEX | F_UNIQUE)));
}

const struct table *record_table(const struct record *t)
{
	static const struct column own[] = {
		{ "org", CK_INT, C_NOTNULL }, { "id", CK_INT, C_NOTNULL },
		{ "rev", CK_INT, C_NOTNULL }, { "state", CK_TEXT, C_NOTNULL },
		{ "archived", CK_BOOL, C_NOTNULL }, { "drafted", CK_BOOL, C_NOTNULL },
		{ "created_at", CK_TEXT, C_NOTNULL }, { "updated_at", CK_TEXT, C_NOTNULL },
	};
	struct column *columns = mem_new(COUNT(own) + field_count(t) + 1, sizeof(*columns));
	struct table *table = mem_new(1, sizeof(*table));
	size_t n = COUNT(own), nindexes = 0;

	memcpy(columns, own, sizeof(own));
	*table = (struct table){ t->name, columns, "org, id", { 0 }, .clustered = true,
	    .logged = true };
	for (const struct field *f = t->fields; f->name; f++) {
		const char *column = f->kind == FK_REF ? join(f->name, "_id", "") : f->name;

		if (f->kind != FK_REFS)
			columns[n++] = (struct column){ column, column_kind(f), 0, NULL };
		if (!indexed(f))
			continue;
		REQUIRE(nindexes < COUNT(table->indexes));
		table->indexes[nindexes++] = join(f->name, ": org, ", column);
	}
	return table;
}

static void view(struct sbuf *b, const struct record *t, struct org org)
{
	sbuf_printf(b, "CREATE TEMP VIEW v_%s AS SELECT id, ", t->name);
	if (t->key_is_code)
		sbuf_printf(b, "coalesce(%s, '%s-' || id) AS code", t->key, t->prefix);
	else
		sbuf_printf(b, "'%s-' || id AS code", t->prefix);
	sbuf_text(b, ", rev, state, drafted, created_at, updated_at");
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind != FK_REFS)
			sbuf_printf(b, ", %s%s", f->name, f->kind == FK_REF ? "_id" : "");
	sbuf_printf(
	    b, " FROM main.%s WHERE org = %" PRId64 " AND archived = FALSE;\n", t->name, org.id);
}

int views_create(struct dbc *conn, struct org org, struct err *e)
{
	struct sbuf b;
	int rc;

	sbuf_init_free(&b, 1 << 20);
	for (size_t i = 0; record_index[i]; i++) {
		sbuf_printf(&b, "DROP VIEW IF EXISTS temp.v_%s;\n", record_index[i]->name);
		view(&b, record_index[i], org);
	}
	sbuf_printf(&b,
	    "DROP VIEW IF EXISTS temp.v_link;\nCREATE TEMP VIEW v_link AS SELECT from_type,"
	    " from_id, field, to_type, to_id FROM main.link WHERE org = %" PRId64 ";\n",
	    org.id);
	rc = sbuf_ok(&b) ? db_script_temp(conn, b.p, e) : E_TOOBIG;
	sbuf_release(&b);
	return rc;
}

int search_tables(struct dbc *conn, struct err *e)
{
	return db_script(conn, "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5("
	    "scope, title, body, content='search_doc', content_rowid='rowid',"
	    " tokenize=\"unicode61 remove_diacritics 2 tokenchars '.'\");", e);
}
