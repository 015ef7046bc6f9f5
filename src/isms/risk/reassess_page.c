/* isms/risk/reassess_page.c -- which risks to look at again, and saying that one was. */
#include "isms/risk/reassess.h"
#include "isms/risk/risk.h"
#include "web/generic.h"

/* Only who may change a risk is offered to say that it was looked at. */
static void may_edit(struct ctx *c, struct value *risks)
{
	enum scope scope = access_scope(c, record_find("risk"), VERB_EDIT);
	struct err before = c->err;
	struct rec *rec;

	for (struct value *o = risks->u.list.first; o; o = o->next) {
		bool may = !c->as_of_us && (scope == SCOPE_ALL || (scope != SCOPE_NONE &&
		    record_get(c, record_find("risk"), val_get_text(o, "code"), VERB_EDIT,
		    &rec) == E_OK));
		struct value *r = val_get(o, "reasons")->u.list.first;

		val_add(o, "can_edit", val_bool(c->arena, may));
		for (; !may && r; r = r->next) {	/* others may only look */
			val_set_text(c->arena, r, "href", val_get_text(o, "href"));
			val_set_text(c->arena, r, "label", N_("Look at it"));
		}
	}
	c->err = before;
}

static int list(struct ctx *c, struct req *r, struct value *view)
{
	struct value *result;
	int rc = reassess(c, &result);

	if (rc < 0)
		return rc;
	val_set(view, "total", val_copy(c->arena, val_get(result, "total")));
	val_set(view, "truncated", val_copy(c->arena, val_get(result, "truncated")));
	val_set(view, "risks", val_get(result, "risks"));
	if (!r->json) {
		val_set_bool(c->arena, view, "none", val_get_int(view, "total", 0) == 0);
		val_set_bool(c->arena, view, "can_recompute", !c->as_of_us &&
		    access_scope(c, record_find("risk_criteria"), VERB_STATE) != SCOPE_NONE);
		may_edit(c, val_get(view, "risks"));
	}
	return E_OK;
}

PAGE(risk_reassess, .method = "GET", .path = "/risks/reassess", .run = list, .type = "risk",
    .verb = VERB_READ, .template = "reassess", .title = N_("Reassessment"),
    .nav = "risk|Reassessment|review", .api = true,
    .help = "Risks to look at again and why: dates, changed assets, failed tests, acceptances "
	    "that end or are outdated.");

int risk_seen(struct ctx *c, const struct req *q, const struct rec *r, int64_t *ret)
{
	int rc = E_OK;

	*ret = req_int(q, "rev", ANY_REV);
	if (q->api && (rc = if_match(c, q, ret)) < 0)
		return rc;
	if (*ret == ANY_REV || *ret == r->rev)
		return E_OK;
	return err_hint(&c->err, E_CHANGED, "load it again, look at the difference, repeat it",
	    "%s is at revision %" PRId64 ", you have seen revision %" PRId64,
	    rec_code(c->arena, r), r->rev, *ret);
}

static int reviewed(struct ctx *c, struct req *r, struct value *view)
{
	struct value *in = val_obj(c->arena);
	char *today = arena_alloc(c->arena, DATE_TEXT);
	const char *due = req_field(r, "review_due");
	struct rec *rec;
	int64_t rev;
	int rc;

	date_print(c->now_us, today);
	val_add(in, "reviewed_on", val_text(c->arena, today));
	val_add(in, "review_due", val_text(c->arena, due ? due : ""));
	if (!c->reason)
		c->reason = "Looked at again: the assessment stands";
	if ((rc = record_get(c, record_find("risk"), r->param[0], VERB_EDIT, &rec)) < 0 ||
	    (rc = risk_seen(c, r, rec, &rev)) < 0 ||
	    (rc = record_update(c, rec->type, r->param[0], in, IN_TEXT, rev, &rec)) < 0)
		return rc;
	val_add(view, "code", val_text(c->arena, rec_code(c->arena, rec)));
	val_add(view, "reviewed_on", val_text(c->arena, today));
	r->redirect = "/risks/reassess";
	r->flash = arena_printf(c->arena, "%s was assessed again.", rec_code(c->arena, rec));
	return E_OK;
}

PAGE(risk_reviewed, .method = "POST", .path = "/risks/:code/reviewed", .run = reviewed,
    .type = "risk", .verb = VERB_EDIT, .title = N_("Assessed again"), .api = true,
    .help = "The risk was looked at today and its assessment stands: review_due (next day).");

static int recompute(struct ctx *c, struct req *r, struct value *view)
{
	int64_t changed;
	int rc;

	if (!c->reason)
		return err_field(&c->err, "reason", "required",
		    "say why: the reason is kept with each level that changes");
	if ((rc = risk_recompute(c, c->reason, &changed)) < 0)
		return rc;
	val_add(view, "changed", val_int(c->arena, changed));
	r->redirect = "/risks/reassess";
	r->flash = arena_printf(c->arena, "Levels were computed again; %s changed.",
	    text_counted(c->arena, changed, "risk", "risks"));
	return E_OK;
}

PAGE(risk_recompute, .method = "POST", .path = "/risk_criteria/recompute", .run = recompute,
    .type = "risk_criteria", .verb = VERB_STATE, .title = N_("Compute levels again"), .api = true,
    .help = "Evaluate every live risk again by the criteria in force and the measures: reason.");
