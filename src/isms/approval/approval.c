/* isms/approval/approval.c -- see approval.h. How approvals add up is in standing.c. */
#include "base/hash.h"
#include "isms/approval/approval_priv.h"
#include "isms/people/acts.h"
#include "record/program.h"

static const struct item states[] = {
	{ "asked", N_("Asked"), "info", N_("Waits for the decision of the approver.") },
	{ "approved", N_("Approved"), "good", NULL },
	{ "refused", N_("Refused"), "bad", N_("The comment says why.") },
	{ "withdrawn", N_("Withdrawn"), NULL, N_("No longer asked for.") },
	{ 0 }
};

/* The approver in person; on the command line who acts there by that address. */
static int is_approver(struct ctx *c, const struct rec *r)
{
	struct rec *p;
	bool is;
	int rc;

	if ((rc = person_acts(c, rec_int(r, "approver"), &is)) < 0 || is ||
	    (rc = record_load(c, record_find("person"), rec_int(r, "approver"), &p)) < 0)
		return rc;
	return err_hint(&c->err, E_DENIED,
	    "sign in as that person, or withdraw the request and ask somebody else",
	    "%s waits for the decision of %s, and nobody else can take it",
	    rec_code(c->arena, r), rec_title(p));
}

/* Four eyes: who wrote what is to be approved does not approve it. */
static int other_than_author(struct ctx *c, const struct rec *r, const struct any *subject)
{
	const char *author;
	bool mine;
	int rc;

	if ((rc = content_author(c, subject, rec_int(r, "subject_rev"), &author)) < 0 || !author ||
	    (rc = actor_is(c, author, &mine)) < 0)
		return rc;
	if (mine)
		return err_hint(&c->err, E_DENIED, "another person must approve it",
		    "you made the last change to %s yourself: it needs another pair of eyes",
		    code_text(c->arena, subject->t, subject->id));
	return E_OK;
}

/* What is approved is what was shown: not a later text. */
static int unchanged(struct ctx *c, const struct rec *r, const struct any *subject)
{
	struct rec *now, *shown;
	int rc;

	if ((rc = record_load(c, subject->t, subject->id, &now)) < 0 ||
	    (rc = record_revision(
		 c, subject->t, subject->id, rec_int(r, "subject_rev"), &shown)) < 0)
		return rc;
	if (now->archived || !approval_same(now, shown))
		return err_hint(&c->err, E_CHANGED,
		    "withdraw this request and ask again with the record as it is now",
		    "%s has changed since this approval was asked for (revision %" PRId64 ")",
		    rec_code(c->arena, now), rec_int(r, "subject_rev"));
	return E_OK;
}

/* Nobody asks himself. */
static int other_than_asker(struct ctx *c, const struct rec *r)
{
	bool mine;
	int rc = record_mine(c, r, &mine);

	if (rc < 0 || !mine)
		return rc;
	return err_hint(&c->err, E_DENIED, "withdraw it and have another person ask you",
	    "you asked for %s yourself: it needs another pair of eyes", rec_code(c->arena, r));
}

static int approve(struct ctx *c, const struct rec *r)
{
	struct any subject;
	int rc;

	if ((rc = is_approver(c, r)) < 0 || (rc = other_than_asker(c, r)) < 0)
		return rc;
	REQUIRE(rec_any(r, "subject", &subject));
	if ((rc = unchanged(c, r, &subject)) < 0)
		return rc;
	return other_than_author(c, r, &subject);
}

static int refuse(struct ctx *c, const struct rec *r)
{
	int rc = is_approver(c, r);

	if (rc == E_OK && (!c->reason || !c->reason[0]))
		return err_field(&c->err, "reason", "required",
		    "say why you refuse: it is shown with the record");
	return rc;
}

static const struct move moves[] = {
	{ "asked", "approved", N_("Approve"), approve, true },
	{ "asked", "refused", N_("Refuse"), refuse, false },
	{ "asked", "withdrawn", N_("Withdraw the request"), NULL, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Approval"), F_DERIVED | F_LIST | F_SEARCH, .max = 300},
    {"subject", FK_ANY, N_("What is to be approved"), F_REQ | F_FIXED | F_LIST,
	.help = N_("The record; its content as it stands when the approval is asked for.")},
    {"purpose", FK_TEXT, N_("Purpose"), F_FIXED | F_LIST | F_SEARCH,
	.max = 100,
	.help = N_("What the approval is for, such as: treatment plan and residual risk.")},
    {"approver", FK_REF, N_("Approver"), F_REQ | F_FIXED | F_LIST, .to = "person",
	.help = N_("The person who decides. Not who made the last change.")},
    {"due", FK_DATE, N_("Decision until"), F_LIST | F_INDEX, .due_in = "asked"},
    {"note", FK_MARKDOWN, N_("Note for the approver"), F_WIDE},
    {"subject_rev", FK_INT, N_("Revision shown"), F_DERIVED,
	.help = N_("The revision that the decision is bound to.")},
    {"digest", FK_TEXT, N_("Digest shown"), F_DERIVED | F_WIDE, .max = 64,
	.help = N_("What the ledger's leaf of that revision commits to, SHA-256.")},
    {"comment", FK_MARKDOWN, N_("Comment of the approver"), F_DERIVED | F_WIDE},
    {"decided_on", FK_DATE, N_("Decided on"), F_DERIVED | F_LIST}, {0}};

/* At the asking: which revision, which digest. */
static int bind_revision(struct ctx *c, struct rec *r)
{
	char *hex = arena_alloc(c->arena, HASH_HEX);
	struct rec *subject;
	struct any any;
	struct hash h;
	int rc;

	if (!rec_any(r, "subject", &any))
		return E_OK;	/* "required" is told by the machine */
	if ((rc = record_load(c, any.t, any.id, &subject)) < 0 ||
	    (rc = record_revision_digest(c, any.t, any.id, subject->rev, &h)) < 0)
		return rc;
	hash_hex(&h, hex);
	rec_set_int(c, r, "subject_rev", subject->rev);
	rec_set_text(c, r, "digest", hex);
	/* The code alone: who may read the approval may not be one to read the record. */
	rec_set_text(c, r, "title", arena_printf(c->arena, "Approval of %s%s%s",
	    rec_code(c->arena, subject), rec_has(r, "purpose") ? ": " : "",
	    rec_text(r, "purpose")));
	return E_OK;
}

static int derive(struct ctx *c, struct rec *r)
{
	bool decided = strcmp(r->state, "approved") == 0 || strcmp(r->state, "refused") == 0;
	char *today = arena_alloc(c->arena, DATE_TEXT);

	if (!r->id)
		return bind_revision(c, r);
	if (decided && !rec_has(r, "decided_on")) {
		date_print(c->now_us, today);
		rec_set_text(c, r, "decided_on", today);
		rec_set_text(c, r, "comment", c->reason);
	}
	return E_OK;
}

/* What the approver was told stands with what was decided. */
static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	static const char *const fixed[] = { "due", "note" };

	for (size_t i = 0; old && strcmp(old->state, "asked") != 0 && i < COUNT(fixed); i++)
		if (strcmp(rec_text(old, fixed[i]), rec_text(r, fixed[i])) != 0)
			IGNORE(err_field(&c->err, fixed[i], "fixed",
			    "a request that has ended stays as it was: ask again"));
	return E_OK;
}

/* The subject's own rules follow a decision. */
static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct rec *subject;
	struct any any;
	int rc;

	if (!old || strcmp(old->state, r->state) == 0 || strcmp(r->state, "withdrawn") == 0 ||
	    !rec_any(r, "subject", &any))
		return E_OK;
	if ((rc = record_load(c, any.t, any.id, &subject)) < 0)
		return rc;
	return any.t->decided ? any.t->decided(c, subject, r) : E_OK;
}

RECORD(approval, .plural = "approvals", .prefix = "AP", .label = N_("Approval"),
    .labels = N_("Approvals"), .area = "improvement", .icon = "approval", .title = "title",
    .own = "approver", .sort = "-code", .fields = fields, .states = states, .moves = moves,
    .derive = derive, .check = check, .after = after, .extend = approval_extend,
    .source = "ISO/IEC 27001:2022, 6.1.3 f), 7.5.2 c)",
    .help = N_("Who was asked to approve what, bound to the revision that was shown, and what "
	       "he or she decided."));
