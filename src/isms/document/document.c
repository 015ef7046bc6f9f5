/* isms/document/document.c -- the document: the working draft and where it stands. See document.h.
 */
#include "isms/asset/asset.h"
#include "isms/approval/approval.h"
#include "isms/document/document_priv.h"
#include "isms/document/live.h"
#include "isms/knowledge/library.h"
#include "record/program.h"
#include "record/rec.h"

const struct item document_kinds[] = {
	{ "policy", N_("Policy"), NULL, N_("What is intended and required, from the top.") },
	{ "procedure", N_("Procedure"), NULL, N_("How something is done, step by step.") },
	{ "plan", N_("Plan"), NULL, NULL },
	{ "register", N_("Register"), NULL, NULL },
	{ "record", N_("Record"), NULL, N_("Proof that something was done.") },
	{ "report", N_("Report"), NULL, NULL },
	{ "statement", N_("Statement"), NULL, NULL },
	{ "form", N_("Form"), NULL, NULL },
	{ "other", N_("Other"), NULL, NULL },
	{ 0 }
};
const struct item document_tlp[] = {	/* SOURCE: FIRST, Traffic Light Protocol 2.0 */
	{ "clear", N_("TLP:CLEAR"), NULL, N_("May be given to anybody.") },
	{ "green", N_("TLP:GREEN"), "good", N_("For the community, not for the public.") },
	{ "amber", N_("TLP:AMBER"), "warn", N_("Who needs to know, here and at clients.") },
	{ "amber-strict", N_("TLP:AMBER+STRICT"), "warn", N_("Who needs to know, here alone.") },
	{ "red", N_("TLP:RED"), "severe", N_("For the named persons alone.") },
	{ 0 }
};
const struct item document_audiences[] = {
	{ "all", N_("All people"), NULL, N_("Every active person of the directory.") },
	{ "units", N_("Units"), NULL, N_("The people of the named units and of their parts.") },
	{ "people", N_("Named people"), NULL, NULL },
	{ 0 }
};
static const struct item states[] = {
	{ "draft", N_("Draft"), NULL, N_("Being written; a published version stays in force.") },
	{ "in-review", N_("In review"), "info", N_("Approvers have been asked.") },
	{ "approved", N_("Approved"), "info", N_("Enough approvers agreed; not yet published.") },
	{ "published", N_("Published"), "good", N_("The text is in force.") },
	{ "withdrawn", N_("Withdrawn"), NULL, N_("No longer in force; kept for the record.") },
	{ 0 }
};

static const struct move moves[] = {
	{ "draft", "in-review", N_("Start the review round"), round_guard, false },
	{ "in-review", "draft", N_("Stop the round"), NULL, false },
	{ "approved", "published", N_("Publish"), publish_guard, false },
	{ "approved", "draft", N_("Back to draft"), NULL, false },
	{ "*", "withdrawn", N_("Withdraw"), NULL, false },
	{ "withdrawn", "draft", N_("Take up again"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.group = N_("Document")},
    {"kind", FK_ENUM, N_("Kind"), F_REQ | F_LIST, .items = document_kinds, .initial = "policy"},
    {"owner", FK_REF, N_("Owner"), F_LIST, .to = "person",
	.help = N_("Who keeps it true and brings it to review."),
	.source = "ISO/IEC 27001:2022, 7.5.2"},
    {"number", FK_TEXT, N_("Version in force"), F_DERIVED | F_LIST, .max = 20},
    {"published_on", FK_DATE, N_("Published on"), F_DERIVED | F_LIST | F_INDEX},
    {"next_review", FK_DATE, N_("Next review"), F_DERIVED | F_LIST | F_INDEX,
	.due_in = "published",
	.help = N_("The last publication or review and the interval.")},
    {"classification", FK_ENUM, N_("Classification"), F_LIST, .items = asset_classes,
	.initial = "internal", .source = "ISO/IEC 27001:2022, A.5.12"},
    {"tlp", FK_ENUM, N_("Traffic light"), 0, .items = document_tlp,
	.help = N_("For documents that leave the organisation.")},
    {"language", FK_TEXT, N_("Language"), 0, .max = 10, .initial = "en",
	.help = N_("Two letters, such as en, de, fr.")},
    {"kit", FK_TEXT, N_("Document of the kit"), F_SEARCH, .max = 10,
	.help = N_("Reference of the document in the kit that it stands for, such as D02.")},
    {"approvers", FK_REFS, N_("Approvers"), F_WIDE, .to = "person", .group = N_("Approval"),
	.source = "ISO/IEC 27001:2022, 7.5.2 c)"},
    {"quorum", FK_INT, N_("Approvals needed"), 0, .min = 1, .max = 20, .initial = "1",
	.help = N_("How many of the approvers must agree before it can be published.")},
    {"valid_from", FK_DATE, N_("Next version valid from"), 0,
	.help = N_("Empty or past: from the day of publication.")},
    {"audience", FK_ENUM, N_("For whom"), 0, .items = document_audiences, .initial = "all",
	.group = N_("Readers"), .source = "ISO/IEC 27001:2022, 5.2 f), 7.5.3"},
    {"units", FK_REFS, N_("Units"), 0, .to = "unit"},
    {"people", FK_REFS, N_("People"), 0, .to = "person"},
    {"acknowledge", FK_BOOL, N_("Readers confirm that they have read it"), 0,
	.source = "ISO/IEC 27001:2022, 7.3"},
    {"acknowledge_days", FK_INT, N_("Days to confirm"), 0, .min = 1, .max = 365,
	.initial = "14"},
    {"review_months", FK_INT, N_("Review every"), 0, .min = 1, .max = 60, .initial = "12",
	.group = N_("Review"), .help = N_("Months.")},
    {"reviewed_on", FK_DATE, N_("Last reviewed"), F_DERIVED,
	.help = N_("When somebody said that nothing had to change.")},
    {"requirements", FK_REFS, N_("Requirements it serves"), F_WIDE, .to = "requirement",
	.group = N_("What it serves")},
    {"controls", FK_REFS, N_("Controls it serves"), F_WIDE, .to = "control"},
    {"in_force", FK_REF, N_("Version record"), F_DERIVED, .to = "document_version"},
    {"files", FK_FILES, N_("Files from elsewhere"), F_WIDE, .group = N_("Text"),
	.help = N_("Such as a signed PDF or a Word document: published as a version, beside the "
	    "text or instead of it.")},
    {"body", FK_MARKDOWN, N_("Text"), F_WIDE | F_SEARCH | F_PANEL, .max = DOCUMENT_BODY_MAX,
	.help = N_("Markdown. {{placeholders}} stand for live data; the manual lists them.")},
    {0}};

bool document_same_text(const struct rec *x, const struct rec *y)
{
	static const char *const text[] = { "title", "kind", "classification", "tlp", "language",
		"body", "files" };

	for (size_t i = 0; i < COUNT(text); i++) {
		const struct value *a = rec_value(x, text[i]), *b = rec_value(y, text[i]);

		if (!a != !b || (a && !val_same(a, b)))
			return false;
	}
	return true;
}

/* What was agreed on has changed: a round or approval ends, a published text is being worked on. */
static bool reopened(const struct rec *old, const struct rec *r)
{
	if (strcmp(old->state, r->state) != 0)
		return false;
	if (strcmp(r->state, "published") == 0)
		return !document_same_text(old, r);
	return (strcmp(r->state, "in-review") == 0 || strcmp(r->state, "approved") == 0) &&
	    !approval_same(old, r);
}

static int derive(struct ctx *c, struct rec *r)
{
	struct rec *old;
	int rc;

	if (r->id) {
		if ((rc = record_load(c, r->type, r->id, &old)) < 0)
			return rc;
		if (reopened(old, r))
			r->state = "draft";
		if (strcmp(r->state, "published") == 0 && strcmp(old->state, "published") != 0 &&
		    (rc = publish_version(c, r)) < 0)
			return rc;
	}
	clock_derive(c, r);
	return E_OK;
}

static void check_readers(struct ctx *c, const struct rec *r)
{
	if (rec_is(r, "audience", "units") && !rec_has(r, "units"))
		IGNORE(err_field(&c->err, "units", "required", "name the units it is for"));
	if (rec_is(r, "audience", "people") && !rec_has(r, "people"))
		IGNORE(err_field(&c->err, "people", "required", "name the people it is for"));
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const struct value *approvers = rec_value(r, "approvers");
	const char *kit = rec_text(r, "kit");

	(void)old;
	if (rec_has(r, "body"))
		IGNORE(live_check(rec_value(r, "body")->u.s, "body", &c->err));
	if (kit[0] && !library_entry(library(), "document", kit))
		IGNORE(err_field(&c->err, "kit", "unknown", "the kit has no document \"%s\"", kit));
	if (approvers && (int64_t)approvers->u.list.n < rec_int(r, "quorum"))
		IGNORE(err_field(&c->err, "quorum", "too-high", "%s cannot come from %s",
		    text_counted(c->arena, rec_int(r, "quorum"), "approval", "approvals"),
		    text_counted(c->arena, (int64_t)approvers->u.list.n, "approver",
		    "approvers")));
	check_readers(c, r);
	return c->err.code;
}

/* What follows from a state that was just saved. */
static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	if (!old || strcmp(old->state, r->state) == 0)
		return E_OK;
	if (strcmp(r->state, "in-review") == 0)
		return round_ask(c, r, NULL, NULL);
	if (strcmp(old->state, "in-review") == 0 && strcmp(r->state, "approved") != 0) {
		int rc = round_stop(c, r, N_("The round was stopped."));

		if (rc < 0)
			return rc;
	}
	if (strcmp(r->state, "published") == 0)
		return publish_after(c, r);
	if (strcmp(r->state, "withdrawn") == 0)
		return withdraw_after(c, r);
	return E_OK;
}

RECORD(document, .plural = "documents", .prefix = "DOC", .label = N_("Document"),
    .labels = N_("Documents"), .area = "document", .icon = "document", .title = "title",
    .own = "owner", .sort = "title", .fields = fields, .states = states, .moves = moves,
    .derive = derive, .check = check, .after = after, .extend = document_extend,
    .partial = "document_panel", .decided = round_decided,
    .source = "ISO/IEC 27001:2022, 5.2, 7.5",
    .help = N_("Policies, procedures, plans and records: written here, reviewed, approved, "
	       "published as versions and read by those they are for."));
