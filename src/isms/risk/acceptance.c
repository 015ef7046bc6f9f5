/*
 * isms/risk/acceptance.c -- the owner's approval of plan and residual risk: asked for, given,
 * refused, outdated. See risk.h; how approvals are bound and decided is isms/approval.
 * SOURCE: ISO/IEC 27001:2022, 6.1.3 f).
 */
#include "isms/approval/approval.h"
#include "isms/risk/risk.h"
#include "record/any.h"
#include "record/program.h"

static const char purpose[] = N_("Treatment plan and residual risk");
enum { REVISE_DAYS = 14 };

int risk_ask(struct ctx *c, const struct rec *r, const char *due, const char *note,
    struct rec **ret)
{
	int rc;

	if (strcmp(r->state, "assessed") != 0 && strcmp(r->state, "treated") != 0)
		return err_hint(&c->err, E_CONFLICT, "mark it as assessed first",
		    "%s is not assessed: there is nothing to approve yet", rec_code(c->arena, r));
	if ((rc = risk_decidable(c, r)) < 0)
		return rc;
	return approval_ask(c, r, rec_int(r, "owner"), purpose, due, note, ret);
}

int risk_acceptance(struct ctx *c, struct rec *r)
{
	struct rec *shown;
	bool stands;
	int rc;

	rec_set_text(c, r, "acceptance", rec_has(r, "refusal") ? "refused" : NULL);
	if (!r->id || !rec_has(r, "accepted_rev"))
		return E_OK;
	if ((rc = record_revision(c, r->type, r->id, rec_int(r, "accepted_rev"), &shown)) < 0)
		return rc;
	stands = approval_same(r, shown) &&
	    rec_int(r, "residual_level") <= rec_int(r, "accepted_level");
	if (!rec_has(r, "refusal"))
		rec_set_text(c, r, "acceptance", stands ? "accepted" : "outdated");
	return E_OK;
}

/* ---- decided ---- */

static int approved(struct ctx *c, struct rec *r, const struct rec *approval)
{
	struct rec *shown;
	int rc;

	if ((rc = record_revision(c, r->type, r->id, rec_int(approval, "subject_rev"),
	    &shown)) < 0 || (rc = risk_decidable(c, r)) < 0)
		return rc;
	if (rec_int(shown, "residual_level") != rec_int(r, "residual_level"))
		return err_hint(&c->err, E_CHANGED, "withdraw this request and ask again",
		    "the residual level of %s was %" PRId64 " when the approval was asked for and "
		    "is %" PRId64 " now", rec_code(c->arena, r), rec_int(shown, "residual_level"),
		    rec_int(r, "residual_level"));
	r->state = "treated";
	rec_set_text(c, r, "accepted_on", rec_text(approval, "decided_on"));
	rec_set_int(c, r, "accepted_level", rec_int(r, "residual_level"));
	rec_set_int(c, r, "accepted_rev", rec_int(approval, "subject_rev"));
	rec_set(r, "refusal", NULL);
	return E_OK;
}

/* The person who asked: by the account behind the pseudonym, or the address on the command line. */
static int who_asked(struct ctx *c, const struct rec *approval, int64_t *ret)
{
	struct query *q;
	int rc;

	*ret = 0;
	if ((rc = db_query(c, &q, SQL("SELECT p.id FROM revision AS v JOIN actor AS a"
	    " ON a.org = v.org AND a.pseudonym = v.actor"
	    " LEFT JOIN account AS k ON a.subject = 'account/' || k.id"
	    " LEFT JOIN member AS m ON m.org = v.org AND m.email = k.email"
	    " JOIN person AS p ON p.org = v.org AND p.archived = FALSE"
	    " AND (p.id = m.person_id OR a.subject = 'local/' || p.email)"
	    " WHERE v.org = :org AND v.type = 'approval' AND v.id = :id AND v.rev = 1"
	    " ORDER BY p.id LIMIT 1"))) < 0)
		return rc;
	db_bind_int(q, ":id", approval->id);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* A task for who asked: the program's own write, whatever the owner may do with tasks. */
static int task_to_revise(struct ctx *c, const struct rec *r, const struct rec *approval)
{
	const struct record *t = record_find("task");
	struct rec *task = rec_new(c, t);
	char *due = arena_alloc(c->arena, DATE_TEXT);
	int64_t asker;
	int rc;

	if ((rc = who_asked(c, approval, &asker)) < 0)
		return rc;
	date_print(c->now_us + REVISE_DAYS * INT64_C(86400000000), due);
	task->state = record_first_state(t);
	rec_set_text(c, task, "title", arena_printf(c->arena, "Revise the treatment of %s",
	    rec_code(c->arena, r)));
	rec_set_text(c, task, "kind", "treatment");
	rec_set_text(c, task, "priority", "high");
	rec_set_text(c, task, "about", any_text(c->arena, r->type, r->id));
	rec_set_text(c, task, "due", due);
	rec_set_text(c, task, "description", arena_printf(c->arena, "The owner refused %s: %s",
	    rec_code(c->arena, approval), rec_text(approval, "comment")));
	if (asker)
		rec_set_int(c, task, "owner", asker);
	return record_save(c, NULL, task, "create");
}

static void refused(struct ctx *c, struct rec *r, const struct rec *approval)
{
	const char *why = rec_text(approval, "comment");

	if (strcmp(r->state, "treated") == 0)
		r->state = "assessed";
	rec_set_text(c, r, "refusal", arena_text_n(c->arena, why, strcspn(why, "\r\n")));
	rec_set(r, "accepted_on", NULL);
	rec_set(r, "accepted_level", NULL);
	rec_set(r, "accepted_rev", NULL);
}

int risk_decided(struct ctx *c, const struct rec *old, const struct rec *approval)
{
	struct rec *r = rec_copy(c, old);
	int rc;

	if (rec_int(approval, "approver") != rec_int(old, "owner"))
		return E_OK;
	if (strcmp(approval->state, "refused") == 0) {
		refused(c, r, approval);
		if ((rc = task_to_revise(c, old, approval)) < 0)
			return rc;
	} else if ((rc = approved(c, r, approval)) < 0) {
		return rc;
	}
	if ((rc = risk_acceptance(c, r)) < 0)
		return rc;
	return record_save(c, old, r, "state");
}
