/*
 * record/verify_form.c -- what no query of the program would show: rows of organisations and
 * epochs that are not there, links of no record, values that no column of ours holds.
 */
#include "record/verify_priv.h"
#include "record/tables.h"

static int next_org(struct verify *v, const struct table *t, int64_t *org)
{
	struct sqlb *b = sqlb_new(v->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT org FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" WHERE :org = :org AND org > ")); /* on purpose of all organisations */
	(void)sqlb_param_int(b, *org);
	sqlb_add(b, SQL(" ORDER BY org LIMIT 1"));
	if ((rc = sqlb_query(v->c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(v->c, q)) > 0) {
		if (!db_stored(q, "i")) {
			verify_problem(v, "row-nowhere", t->name,
			    "a row in table %s has no organisation", t->name);
			rc = 0;
		}
		*org = db_int(q, 0);
	}
	db_done(q);
	return rc;
}

static int org_there(struct verify *v, int64_t org)
{
	struct query *q;
	int rc;

	if ((rc = db_query_instance(v->c, &q, SQL("SELECT 1 FROM org WHERE id = :id"))) < 0)
		return rc;
	db_bind_int(q, ":id", org);
	rc = db_step(v->c, q);
	db_done(q);
	return rc;
}

/* Rows of an organisation that is not there are in nobody's verify but this. */
static int check_orgs(struct verify *v, const struct table *t)
{
	int64_t org = INT64_MIN;
	int rc, there;

	while ((rc = next_org(v, t, &org)) > 0) {
		if ((there = org_there(v, org)) < 0)
			return there;
		if (!there)
			verify_problem(v, "row-nowhere", t->name,
			    "table %s has rows of organisation %" PRId64 ", which is not there",
			    t->name, org);
	}
	return rc;
}

static char letter(const struct field *f)
{
	switch (f->kind) {
	case FK_INT:
	case FK_DECIMAL:
	case FK_MONEY:
	case FK_STEP:
	case FK_REF:
		return 'I';
	case FK_BOOL:
		return 'O';
	default:
		return 'T';
	}
}

/* Values that read like the right ones but sort and compare otherwise. */
static int check_rows(struct verify *v, const struct record *t)
{
	char *form = arena_zero(v->c->arena, field_count(t) + 8, 1);
	struct sqlb *b = sqlb_new(v->c->arena);
	struct query *q;
	size_t n = 7;
	int rc;

	memcpy(form, "iitoott", n);
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind != FK_REFS)
			form[n++] = letter(f);
	sqlb_add(b, SQL("SELECT "));
	record_columns(b, t, "t");
	sqlb_add(b, SQL(" FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org"));
	if ((rc = sqlb_query(v->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0)
		if (!db_stored(q, form))
			verify_problem(v, "row-changed", verify_code(v, t->name, db_int(q, 0)),
			    "the row in table %s holds a value of another kind than its column",
			    t->name);
	db_done(q);
	return rc;
}

/* Leaves and checkpoints of a log that is not there. */
static int check_epochs(struct verify *v, const char *table)
{
	struct sqlb *b = sqlb_new(v->c->arena);
	int64_t first = 0, last = 0;
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT min(epoch), max(epoch) FROM "));
	sqlb_name(b, table);
	sqlb_add(b, SQL(" WHERE org = :org"));
	if ((rc = sqlb_query(v->c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(v->c, q)) > 0 && !db_is_null(q, 0)) {
		first = db_int(q, 0);
		last = db_int(q, 1);
		/* A gap between the logs is told by check_logs. */
		if (!db_stored(q, "ii") || first < 1 || last > (int64_t)v->nepochs)
			verify_problem(v, "ledger-changed", table,
			    "table %s has entries of epoch %" PRId64 ", which is not there", table,
			    first < 1 ? first : last);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int check_forms(struct verify *v)
{
	struct schema s = program_schema();
	int rc = E_OK;

	for (size_t i = 0; i < s.n && rc >= 0; i++)
		if (s.tables[i]->logged)
			rc = check_orgs(v, s.tables[i]);
	for (size_t i = 0; record_index[i] && rc >= 0; i++)
		rc = check_rows(v, record_index[i]);
	if (rc >= 0)
		rc = check_epochs(v, "ledger_leaf");
	return rc < 0 ? rc : check_epochs(v, "ledger_checkpoint");
}
