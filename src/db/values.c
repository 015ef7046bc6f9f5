/* db/values.c -- what goes into a statement and what comes out of its rows. See db.h. */
#include <sqlite3.h>
#include "db/db_priv.h"

/* ---- in ---- */

int db_place(struct query *q, const char *name)
{
	int i = sqlite3_bind_parameter_index(q->stmt, name);

	if (i == 0)
		BUG("no such parameter in the statement");
	return i;
}

static void bound(int rc)
{
	if (rc != SQLITE_OK)
		BUG("binding a value");
}

bool db_has_param(struct query *q, const char *name)
{
	return sqlite3_bind_parameter_index(q->stmt, name) > 0;
}

void db_bind_int_at(struct query *q, int at, int64_t v)
{
	bound(sqlite3_bind_int64(q->stmt, at, v));
}

void db_bind_str_at(struct query *q, int at, struct str v)
{
	bound(sqlite3_bind_text64(q->stmt, at, v.p, v.n, SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_int(struct query *q, const char *name, int64_t v)
{
	db_bind_int_at(q, db_place(q, name), v);
}

void db_bind_bool(struct query *q, const char *name, bool v)
{
	db_bind_int(q, name, v);
}

void db_bind_str(struct query *q, const char *name, struct str v)
{
	db_bind_str_at(q, db_place(q, name), v);
}

void db_bind_text(struct query *q, const char *name, const char *v)
{
	if (v)
		db_bind_str(q, name, str_of(v));
	else
		db_bind_null(q, name);
}

void db_bind_blob(struct query *q, const char *name, const void *p, size_t n)
{
	bound(sqlite3_bind_blob64(q->stmt, db_place(q, name), p ? p : "", n, SQLITE_STATIC));
}

void db_bind_null(struct query *q, const char *name)
{
	bound(sqlite3_bind_null(q->stmt, db_place(q, name)));
}

/* ---- out ---- */

int db_columns(struct query *q)
{
	return sqlite3_column_count(q->stmt);
}

const char *db_column_name(struct query *q, int i)
{
	return sqlite3_column_name(q->stmt, i);
}

bool db_is_null(struct query *q, int i)
{
	return sqlite3_column_type(q->stmt, i) == SQLITE_NULL;
}

bool db_stored(struct query *q, const char *form)
{
	for (int i = 0; form[i]; i++) {
		int type = sqlite3_column_type(q->stmt, i);
		bool upper = form[i] >= 'A' && form[i] <= 'Z';
		struct str s;

		if (type == SQLITE_NULL && upper)
			continue;
		switch (upper ? form[i] - 'A' + 'a' : form[i]) {
		case 'o':
			if (sqlite3_column_int64(q->stmt, i) & ~INT64_C(1))
				return false;
			__attribute__((fallthrough));
		case 'i':
			if (type != SQLITE_INTEGER)
				return false;
			break;
		case 't':
			s = db_str(q, i);
			if (type != SQLITE_TEXT || memchr(s.p, '\0', s.n))
				return false;
			break;
		default:
			if (type != SQLITE_BLOB)
				return false;
		}
	}
	return true;
}

int64_t db_int(struct query *q, int i)
{
	return sqlite3_column_int64(q->stmt, i);
}

bool db_bool(struct query *q, int i)
{
	return sqlite3_column_int64(q->stmt, i) != 0;
}

const char *db_text(struct query *q, int i)
{
	return (const char *)sqlite3_column_text(q->stmt, i);
}

struct str db_str(struct query *q, int i)
{
	const char *p = (const char *)sqlite3_column_text(q->stmt, i);

	return p ? (struct str){ p, (size_t)sqlite3_column_bytes(q->stmt, i) } : STR("");
}

const void *db_blob(struct query *q, int i, size_t *ret_n)
{
	const void *p = sqlite3_column_blob(q->stmt, i);

	*ret_n = p ? (size_t)sqlite3_column_bytes(q->stmt, i) : 0;
	return p;
}
