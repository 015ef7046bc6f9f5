/* isms/document/action_page.c -- what is done with a document by one button or one call. */
#include "isms/document/document_priv.h"
#include "record/rec.h"
#include "web/generic.h"
#include "web/page.h"

int document_seen(struct ctx *c, struct req *r, enum verb v, struct rec **ret)
{
	int64_t rev = req_int(r, "rev", ANY_REV);
	int rc;

	if ((r->api && (rc = if_match(c, r, &rev)) < 0) ||
	    (rc = record_get(c, record_find("document"), r->param[0], v, ret)) < 0)
		return rc;
	if (rev == ANY_REV || rev == (*ret)->rev)
		return E_OK;
	return err_hint(&c->err, E_CHANGED, "load it again and look at what has changed",
	    "%s is at revision %" PRId64 ", not at %" PRId64, r->param[0], (*ret)->rev, rev);
}

static int done(struct ctx *c, struct req *r, const struct rec *doc, const char *flash,
    struct value *view)
{
	if (r->json) {
		*view = *record_value(c, doc, NULL);
		r->etag = doc->rev;
	}
	r->redirect = rec_path(c->arena, doc->type, rec_code(c->arena, doc));
	r->flash = flash;
	return E_OK;
}

static int review(struct ctx *c, struct req *r, struct value *view)
{
	const char *due = req_field(r, "due");
	struct rec *doc;
	int rc;

	if (due && due[0] && !date_valid(str_of(due)))
		return err_field(&c->err, "due", "not-a-date", "must be a day such as 2026-03-14");
	if ((rc = document_seen(c, r, VERB_STATE, &doc)) < 0 ||
	    (rc = round_start(c, r->param[0], due, req_field(r, "note"), &doc)) < 0)
		return rc;
	return done(c, r, doc, N_("The approvers were asked."), view);
}
PAGE(document_review, .method = "POST", .path = "/documents/:code/review", .run = review,
    .type = "document", .verb = VERB_STATE, .title = N_("Start the review round"), .api = true,
    .help = "Ask the approvers of a draft; `due` and `note` may be given.");

static int publish(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *doc;
	int rc = document_seen(c, r, VERB_STATE, &doc);

	if (rc == E_OK)
		rc = document_publish(c, r->param[0], &doc);
	return rc < 0 ? rc : done(c, r, doc, arena_printf(c->arena, "Version %s was published.",
	    rec_text(doc, "number")), view);
}
PAGE(document_publish, .method = "POST", .path = "/documents/:code/publish", .run = publish,
    .type = "document", .verb = VERB_STATE, .title = N_("Publish"), .api = true,
    .help = "Make a version of an approved document, or of a published one whose live data has "
	    "changed; `reason` says what has changed.");

static int reviewed(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *doc;
	int rc = document_seen(c, r, VERB_STATE, &doc);

	if (rc == E_OK)
		rc = document_reviewed(c, r->param[0], &doc);
	return rc < 0 ? rc : done(c, r, doc, arena_printf(c->arena, "The next review is on %s.",
	    rec_text(doc, "next_review")), view);
}
PAGE(document_reviewed, .method = "POST", .path = "/documents/:code/reviewed", .run = reviewed,
    .type = "document", .verb = VERB_STATE, .title = N_("Reviewed, no change"), .api = true,
    .help = "Confirm that nothing has to change; the review clock starts again.");
