/* isms/people/acts.c -- see acts.h. */
#include "isms/people/acts.h"
#include "record/rec.h"
#include "record/store.h"

int person_acts(struct ctx *c, int64_t person, bool *ret)
{
	struct rec *p;
	int rc;

	*ret = person && c->actor->person == person;
	if (*ret || c->actor->account || !c->actor->subject)
		return E_OK;
	if ((rc = record_load(c, record_find("person"), person, &p)) < 0)
		return rc;
	*ret = rec_text(p, "email")[0] && strcmp(c->actor->subject,
	    arena_printf(c->arena, "local/%s", rec_text(p, "email"))) == 0;
	return E_OK;
}

int person_self(struct ctx *c, int64_t *ret)
{
	static const char local[] = "local/";
	const char *subject = c->actor->subject;
	struct query *q;
	int rc;

	*ret = c->actor->person;
	if (*ret || c->actor->account || !subject || !text_starts(subject, local))
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM person WHERE org = :org"
	    " AND archived = FALSE AND email = :email"))) < 0)
		return rc;
	db_bind_text(q, ":email", subject + sizeof(local) - 1);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}
