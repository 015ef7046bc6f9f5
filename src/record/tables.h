/*
 * record/tables.h -- the record machine's own tables, and the table a record type becomes.
 */
#ifndef ANNEXA_TABLES_H
#define ANNEXA_TABLES_H

#include "db/schema.h"
#include "record/type.h"

extern const struct table core_tables[];	/* ended by a row without name */

/* The table of a record type. Memory: for the life of the process. */
const struct table *record_table(const struct record *t);
/* Column of a field: its name, with _id for ref; NULL for refs, which live in `link`. */
const char *field_column(struct arena *a, const struct field *f);
/* CREATE TEMP VIEW v_<type> for rules: live rows of one organisation, code and all fields. */
int views_create(struct dbc *conn, struct org org, struct err *e) MUST;
/* The search index lives outside the schema's tables: it is made of virtual ones. */
int search_tables(struct dbc *conn, struct err *e) MUST;

#endif
