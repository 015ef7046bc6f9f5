/* db/copy.c -- a copy of a database in use, and which engine it is. */
#include "db/db_priv.h"

int db_engine(const char **ret_version)
{
	*ret_version = sqlite3_libversion();
	return sqlite3_libversion_number();
}

int db_copy(struct dbc *conn, const char *path, struct err *e)
{
	sqlite3_backup *b = NULL;
	sqlite3 *to = NULL;
	int rc = sqlite3_open_v2(path, &to,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL), end;

	if (rc == SQLITE_OK && (b = sqlite3_backup_init(to, "main", conn->sqlite, "main"))) {
		rc = sqlite3_backup_step(b, -1);
		end = sqlite3_backup_finish(b);
		rc = rc == SQLITE_DONE ? end : rc;
	} else if (rc == SQLITE_OK) {
		rc = sqlite3_errcode(to);
	}
	(void)sqlite3_close(to);	/* rc has what matters */
	return rc == SQLITE_OK ? E_OK : err_set(e, rc == SQLITE_FULL ? E_FULL : E_IO,
	    "copying the database to %s: %s", path, sqlite3_errstr(rc));
}
