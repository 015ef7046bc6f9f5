/* isms/risk/plan_page.c -- the treatment plan over all risks, and asking an owner to approve. */
#include "isms/approval/approval.h"
#include "isms/risk/plan.h"
#include "isms/risk/risk.h"
#include "web/page.h"

enum { ROWS = 100 };

static int plan(struct ctx *c, struct req *r, struct value *view)
{
	struct value *rows, *summary;
	struct list l;
	int rc;

	if ((rc = plan_rows(c, req_query(r, "after"), ROWS, &rows, &l)) < 0 ||
	    (rc = plan_summary(c, &summary)) < 0)
		return rc;
	val_add(view, "summary", summary);
	val_add(view, "risks", rows);
	val_add(view, "total", val_int(c->arena, l.total));
	val_add(view, "next", val_text(c->arena, l.next));
	if (!r->json) {
		val_add(view, "none", val_bool(c->arena, l.total == 0));
		if (access_scope(c, record_find("task"), VERB_READ) != SCOPE_NONE)
			val_add(view, "late_href", val_text(c->arena,
			    "/tasks?kind=treatment&state=open&sort=due"));
		if (l.next)
			val_add(view, "next_href", val_text(c->arena, arena_printf(c->arena,
			    "/treatment-plan?after=%s", l.next)));
	}
	return E_OK;
}

PAGE(treatment_plan, .method = "GET", .path = "/treatment-plan", .run = plan, .type = "risk",
    .verb = VERB_READ, .template = "treatment-plan", .title = N_("Treatment plan"),
    .nav = "risk|Treatment plan|plan", .api = true,
    .params = "after text cursor of the page before",
    .help = "Risks that are treated, by due date, with actions, progress and the owner's "
	    "approval.");

static int ask(struct ctx *c, struct req *r, struct value *view)
{
	const char *due = req_field(r, "due"), *note = req_field(r, "note");
	struct rec *risk, *approval;
	int64_t rev;
	int rc;

	if ((rc = record_get(c, record_find("risk"), r->param[0], VERB_EDIT, &risk)) < 0 ||
	    (rc = risk_seen(c, r, risk, &rev)) < 0 ||
	    (rc = risk_ask(c, risk, due, note, &approval)) < 0)
		return rc;
	val_add(view, "approval", val_text(c->arena, rec_code(c->arena, approval)));
	val_add(view, "approver", val_text(c->arena, code_text(c->arena, record_find("person"),
	    rec_int(approval, "approver"))));
	r->redirect = rec_path(c->arena, risk->type, rec_code(c->arena, risk));
	r->flash = arena_printf(c->arena, "%s: the owner is asked to approve.",
	    rec_code(c->arena, approval));
	return E_OK;
}

PAGE(risk_ask, .method = "POST", .path = "/risks/:code/ask", .run = ask, .type = "risk",
    .verb = VERB_EDIT, .title = N_("Ask the owner"), .api = true,
    .help = "Ask the risk owner to approve treatment plan and residual risk as they stand: due, "
	    "note.");
