/*
 * db/stats.c -- what SQLite's planner is told about the indexes.
 *
 * Every index begins with the organisation. Without figures SQLite takes that column alone for
 * nearly unique (10 rows), so it reads a whole table by its key rather than use an index on the
 * organisation and one more column. Fixed figures instead of ANALYZE: the same plan on every
 * database, in every test, from the first row on.
 */
#include "db/schema.h"

enum { ROWS_LOG2 = 20, SAME_LOG2 = 3 };	/* a million rows; eight alike in an index not unique */

static int columns_in(const char *list)
{
	int n = 1;

	for (const char *p = list; *p; p++)
		n += *p == ',';
	return n;
}

/* "rows all-of-org .. alike": the organisation keeps every row, each further column cuts equally.
 */
static void row(struct sbuf *b, const char *table, const char *index, const char *columns,
    bool unique)
{
	int n = columns_in(columns), cut = ROWS_LOG2 - (unique ? 0 : SAME_LOG2);
	int first = n > 1 && text_starts(columns, "org,");

	sbuf_printf(b, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('%s', '%s', '%d", table,
	    index, 1 << ROWS_LOG2);
	for (int i = 1; i <= n; i++)
		sbuf_printf(
		    b, " %d", 1 << (ROWS_LOG2 - (i > first ? cut * (i - first) / (n - first) : 0)));
	sbuf_text(b, "');\n");
}

static void table_rows(struct sbuf *b, const struct table *t)
{
	char name[128];

	if (t->clustered) {		/* the key's index bears the table's name */
		row(b, t->name, t->name, t->key, true);
	} else if (!(t->columns->flags & C_AUTO)) {
		(void)snprintf(name, sizeof(name), "sqlite_autoindex_%s_1", t->name);
		row(b, t->name, name, t->key, true);
	}
	for (size_t i = 0; i < COUNT(t->indexes) && t->indexes[i]; i++) {
		bool unique = text_starts(t->indexes[i], "unique ");
		const char *text = t->indexes[i] + (unique ? 7 : 0), *colon = strchr(text, ':');

		(void)snprintf(name, sizeof(name), "%s_%.*s", t->name, (int)(colon - text), text);
		row(b, t->name, name, colon + 2, unique);
	}
}

void stats_print(struct sbuf *b, const struct schema *s)
{
	sbuf_text(b, "ANALYZE sqlite_schema;\nDELETE FROM sqlite_stat1;\n"); /* makes the table */
	for (size_t i = 0; i < s->n; i++)
		table_rows(b, s->tables[i]);
	sbuf_text(
	    b, "ANALYZE sqlite_schema;\n"); /* this connection reads them now, others on opening */
}
