/* cli/trial.c -- see trial.h. */
#include "cli/trial.h"
#include "db/db.h"
#include "record/verify.h"

static void sort(struct trial *t, struct arena *a, const char *org, const struct value *told)
{
	t->leaves += val_get_int(told, "leaves", 0);
	t->revisions += val_get_int(told, "revisions", 0);
	t->records += val_get_int(told, "records", 0);
	t->wrong += val_get_int(told, "problems_total", 0);
	for (const struct value *p = val_get(told, "problems")->u.list.first; p; p = p->next) {
		const char *kind = val_get_text(p, "kind");
		bool sealed = strcmp(kind, "person-keys-missing") == 0,
		     signer = strcmp(kind, "signer-unknown") == 0,
		     epoch = strcmp(kind, "ledger-refused") == 0;
		struct value *o;

		t->sealed |= sealed;
		t->unsigned_by_us |= signer;
		t->wants_epoch |= epoch;
		t->wrong -= sealed || signer || epoch;
		if (sealed || signer || epoch)
			continue;
		o = val_copy(a, p);
		val_add(o, "org", val_text(a, org));
		val_push(t->problems, o);
	}
}

int trial_verify(struct ctx *c, struct trial *ret)
{
	struct ctx work = *c;
	struct value *told;
	struct query *q;
	int rc;

	*ret = (struct trial){ .problems = val_arr(c->arena) };
	work.generations = NULL;
	work.refs = NULL;
	if ((rc = db_query_instance(&work, &q, SQL("SELECT id, code FROM org ORDER BY id"))) < 0) {
		c->err = work.err;
		return rc;
	}
	while ((rc = db_step(&work, q)) > 0) {
		work.org = (struct org){ db_int(q, 0) };
		told = NULL;
		rc = verify_org(&work, &told);
		if (rc < 0 && rc != E_NO)
			break;
		err_clear(&work.err);
		ret->orgs++;
		sort(ret, c->arena, arena_text(c->arena, db_text(q, 1)), told);
	}
	db_done(q);
	c->err = work.err;
	return rc;
}
