/* record/verify_file.c -- files that records name against the tables that know them. */
#include "record/verify_priv.h"

static int check_one(struct verify *v, const struct rec *r, const struct value *m)
{
	const char *digest = val_get_text(m, "digest"), *name = val_get_text(m, "name");
	const char *code = code_text(v->c->arena, r->type, r->id);
	struct query *q;
	int rc;

	if (!digest || !name)
		return E_OK;	/* the row is not what its revision says: that is told */
	if ((rc = db_query(v->c, &q, SQL("SELECT size, (SELECT count(*) FROM file_use AS u"
	    " WHERE u.org = f.org AND u.digest = f.digest AND u.type = :type AND u.id = :id)"
	    " FROM file AS f WHERE f.org = :org AND f.digest = :digest"))) < 0)
		return rc;
	db_bind_text(q, ":digest", digest);
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	if ((rc = db_step(v->c, q)) == 0)
		verify_problem(v, "file-missing", code, "table file has no row for \"%s\", %s",
		    name, digest);
	else if (rc > 0 && db_int(q, 0) != val_get_int(m, "size", -1))
		verify_problem(v, "file-changed", code, "table file gives \"%s\" another size",
		    name);
	else if (rc > 0 && db_int(q, 1) == 0)
		verify_problem(v, "file-unused", code,
		    "table file_use does not say that it names \"%s\"", name);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int check_files(struct verify *v, const struct rec *r)
{
	int rc;

	for (const struct field *f = r->type->fields; f->name; f++) {
		const struct value *list = r->v[field_index(r->type, f)], *m = NULL;

		if (f->kind == FK_FILES && list && list->kind == V_ARRAY)
			m = list->u.list.first;
		for (; m; m = m->next)
			if ((rc = check_one(v, r, m)) < 0)
				return rc;
	}
	return E_OK;
}
