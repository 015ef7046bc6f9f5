/* isms/control/soa_version.c -- versions of the Statement and their approval. See soa_version.h. */
#include "isms/approval/approval.h"
#include "isms/control/soa_version.h"
#include "record/program.h"

static const struct item states[] = {
	{ "draft", N_("Draft"), NULL, N_("Frozen, not yet submitted.") },
	{ "in-review", N_("In review"), "info", N_("Waits for its approval.") },
	{ "approved", N_("Approved"), "good", N_("The Statement that is in force.") },
	{ "superseded", N_("Superseded"), NULL, N_("A later version has been approved.") },
	{ 0 }
};

static int decided_on_all(struct ctx *c, const struct rec *r)
{
	int64_t undecided = rec_int(r, "undecided");

	if (!undecided)
		return E_OK;
	return err_hint(&c->err, E_CONFLICT,
	    "decide on them in the Statement, then make a new version",
	    "%s undecided when %s was made", text_counted(c->arena, undecided, "control was",
	    "controls were"), rec_code(c->arena, r));
}

static int approved_enough(struct ctx *c, const struct rec *r, bool *ret)
{
	struct approval_standing s;
	int64_t quorum = rec_has(r, "quorum") ? rec_int(r, "quorum") : 1;
	int rc = approval_standing(c, r, NULL, &s);

	*ret = rc == E_OK && s.approved >= quorum && !s.refused;
	return rc;
}

static int is_approved(struct ctx *c, const struct rec *r)
{
	bool enough;
	int rc = approved_enough(c, r, &enough);

	if (rc < 0 || enough)
		return rc;
	return err_hint(&c->err, E_CONFLICT, "ask for the approvals that are missing",
	    "%s is not approved by as many people as it needs, or somebody refused it",
	    rec_code(c->arena, r));
}

static const struct move moves[] = {
	{ "draft", "in-review", N_("Submit for approval"), decided_on_all, false },
	{ "in-review", "draft", N_("Take back"), NULL, false },
	{ "in-review", "approved", N_("Put in force"), is_approved, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Version"), F_DERIVED | F_LIST | F_SEARCH, .max = 200},
    {"note", FK_MARKDOWN, N_("What changed, and why"), F_WIDE | F_SEARCH},
    {"quorum", FK_INT, N_("Approvals needed"), 0, .min = 1, .max = 9, .initial = "1",
	.help = N_("How many people have to approve it before it is in force.")},
    {"frozen_at", FK_TIME, N_("State of"), F_DERIVED | F_LIST, .group = N_("What was frozen"),
	.help = N_("The moment at which the rows were taken from the registers.")},
    {"controls", FK_INT, N_("Controls"), F_DERIVED | F_LIST},
    {"applicable", FK_INT, N_("Applicable"), F_DERIVED | F_LIST},
    {"excluded", FK_INT, N_("Not applicable"), F_DERIVED | F_LIST},
    {"inherited", FK_INT, N_("Inherited"), F_DERIVED},
    {"undecided", FK_INT, N_("Undecided"), F_DERIVED | F_LIST},
    {"in_place", FK_INT, N_("In place"), F_DERIVED},
    {"digest", FK_TEXT, N_("Digest of the rows"), F_DERIVED | F_WIDE, .max = 64,
	.help = N_("SHA-256 of their canonical JSON (RFC 8785).")},
    {"approved_on", FK_DATE, N_("Approved on"), F_DERIVED | F_LIST},
    {"frozen", FK_TEXT, N_("Rows"), F_DERIVED | F_INTERNAL, .max = 900000}, {0}};

int soa_now(struct ctx *c, struct soa *ret)
{
	return soa_now_short(c, 0, ret);
}

int soa_now_short(struct ctx *c, int cap, struct soa *ret)
{
	const struct actor *who = c->actor;
	int rc;

	*ret = (struct soa){ .c = c, .cap = cap };
	c->actor = actor_program();	/* a Statement with holes for some readers is none */
	rc = soa_read(ret);
	c->actor = who;
	return rc;
}

static void set_counts(struct ctx *c, struct rec *r, const struct soa *s)
{
	int64_t n[SOA_EXCLUDED + 1] = { 0 }, in_place = 0;

	for (size_t i = 0; i < s->n; i++) {
		n[soa_decision_of(&s->rows[i])]++;
		in_place += soa_status_of(&s->rows[i]) == SOA_IN_PLACE;
	}
	rec_set_int(c, r, "controls", (int64_t)s->n);
	rec_set_int(c, r, "applicable", n[SOA_APPLICABLE] + n[SOA_INHERITED]);
	rec_set_int(c, r, "excluded", n[SOA_EXCLUDED]);
	rec_set_int(c, r, "inherited", n[SOA_INHERITED]);
	rec_set_int(c, r, "undecided", n[SOA_UNDECIDED]);
	rec_set_int(c, r, "in_place", in_place);
}

/* At its creation a version takes the rows as they are; after that they never change. */
static int freeze(struct ctx *c, struct rec *r)
{
	char *digest = arena_alloc(c->arena, HASH_HEX), *at = arena_alloc(c->arena, TIME_TEXT);
	const char *text;
	struct soa s;
	int rc;

	if ((rc = soa_now(c, &s)) < 0)
		return rc;
	if (!s.n)
		return err_field(&c->err, "", "empty",
		    "there are no controls to state anything about: load ISO/IEC 27001:2022 first");
	if (!(text = soa_canonical(c->arena, soa_frozen(c->arena, &s), digest)))
		return err_set(&c->err, E_TOOBIG,
		    "the rows of the Statement are larger than a version can hold");
	time_print(c->now_us, at);
	rec_set_text(c, r, "frozen", text);
	rec_set_text(c, r, "digest", digest);
	rec_set_text(c, r, "frozen_at", at);
	rec_set_text(c, r, "title", arena_printf(c->arena,
	    "Statement of Applicability as of %.10s", at));
	set_counts(c, r, &s);
	return E_OK;
}

int soa_version_derive(struct ctx *c, struct rec *r)
{
	char *today = arena_alloc(c->arena, DATE_TEXT);

	if (!r->id)
		return freeze(c, r);
	if (strcmp(r->state, "approved") == 0 && !rec_has(r, "approved_on")) {
		date_print(c->now_us, today);
		rec_set_text(c, r, "approved_on", today);
	}
	return E_OK;
}

/* What is submitted or approved stands as it was submitted. */
static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	if (!old || strcmp(old->state, "draft") == 0)
		return E_OK;
	if (strcmp(rec_text(old, "note"), rec_text(r, "note")) != 0)
		IGNORE(err_field(&c->err, "note", "fixed",
		    "what was submitted does not change: take it back, or make a new version"));
	if (rec_int(old, "quorum") != rec_int(r, "quorum"))
		IGNORE(err_field(&c->err, "quorum", "fixed",
		    "how many have to approve was settled when it was submitted"));
	return c->err.code;
}

static int save_state(struct ctx *c, const struct rec *old, const char *state, const char *why)
{
	struct rec *r = rec_copy(c, old);
	const char *reason = c->reason;
	int rc;

	r->state = state;
	if ((rc = soa_version_derive(c, r)) < 0)
		return rc;
	c->reason = why;
	rc = record_save(c, old, r, "state");
	c->reason = reason;
	return rc == E_OK && r->type->after ? r->type->after(c, old, r) : rc;
}

/* Enough approvals put it in force; the approvers need no further step. */
static int decided(struct ctx *c, const struct rec *r, const struct rec *approval)
{
	bool enough;
	int rc;

	if (strcmp(r->state, "in-review") != 0)
		return E_OK;
	if ((rc = approved_enough(c, r, &enough)) < 0 || !enough)
		return rc;
	return save_state(c, r, "approved", arena_printf(c->arena, "approved, %s",
	    rec_code(c->arena, approval)));
}

/* One Statement is in force: the one before is superseded. */
static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	int64_t others[16];
	struct rec *other;
	struct query *q;
	size_t n = 0;
	int rc;

	if (strcmp(r->state, "approved") != 0 || (old && strcmp(old->state, "approved") == 0))
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM soa_version WHERE org = :org"
	    " AND state = 'approved' AND id <> :id ORDER BY id"))) < 0)
		return rc;
	db_bind_int(q, ":id", r->id);
	while (n < COUNT(others) && (rc = db_step(c, q)) > 0)
		others[n++] = db_int(q, 0);
	db_done(q);
	for (size_t i = 0; i < n && rc >= 0; i++)
		if ((rc = record_load(c, r->type, others[i], &other)) == E_OK)
			rc = save_state(c, other, "superseded", arena_printf(c->arena,
			    "superseded by %s", rec_code(c->arena, r)));
	return rc < 0 ? rc : E_OK;
}

RECORD(soa_version, .plural = "soa_versions", .prefix = "SOA-V", .label = N_("SoA version"),
    .labels = N_("SoA versions"), .area = "control", .icon = "certificate", .title = "title",
    .sort = "-frozen_at", .fields = fields, .states = states, .moves = moves,
    .derive = soa_version_derive, .check = check, .after = after,
    .extend = soa_version_extend, .decided = decided,
    .source = "ISO/IEC 27001:2022, 6.1.3 d), 7.5.2 c)",
    .help = N_("The Statement of Applicability as it was at one moment, to be approved. Its rows "
	       "never change; a later state is a new version."));

int soa_version_rows(struct ctx *c, const struct rec *version, struct value **ret)
{
	const char *text = rec_text(version, "frozen");
	char digest[HASH_HEX];
	struct hash h = sha256(text, strlen(text));
	int rc = json_parse(c->arena, text, strlen(text), ret, &c->err);

	hash_hex(&h, digest);
	if (rc < 0 || (*ret)->kind != V_ARRAY || strcmp(digest, rec_text(version, "digest")) != 0)
		return err_set(&c->err, E_INVALID, "the rows of %s are not what was frozen",
		    rec_code(c->arena, version));
	return E_OK;
}

/* ---- where the Statement stands ---- */

static int newest(struct ctx *c, struct sqltext sql, int64_t *ret, const char **ret_text,
    const char **ret_more)
{
	struct query *q;
	int rc = db_query(c, &q, sql);

	if (rc < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0) {
		*ret = db_int(q, 0);
		*ret_text = arena_text(c->arena, db_text(q, 1));
		*ret_more = arena_text(c->arena, db_text(q, 2));
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int soa_standing(struct ctx *c, const struct soa *s, struct soa_standing *ret)
{
	const char *basis = NULL, *nothing;
	char now[HASH_HEX];
	int rc;

	*ret = (struct soa_standing){ 0 };
	if ((rc = newest(c, SQL("SELECT id, approved_on, digest FROM soa_version WHERE org = :org"
	    " AND archived = FALSE AND state = 'approved' ORDER BY id DESC LIMIT 1"),
	    &ret->approved, &ret->approved_on, &nothing)) < 0 ||
	    (rc = newest(c, SQL("SELECT id, title, digest FROM soa_version WHERE org = :org"
	    " AND archived = FALSE AND state = 'in-review' ORDER BY id DESC LIMIT 1"),
	    &ret->in_review, &nothing, &nothing)) < 0 ||
	    (rc = newest(c, SQL("SELECT id, performed_on, basis FROM soa_comparison WHERE"
	    " org = :org AND archived = FALSE AND drafted = FALSE ORDER BY id DESC LIMIT 1"),
	    &ret->comparison, &ret->comparison_on, &basis)) < 0)
		return rc;
	soa_basis(c->arena, s, now);
	ret->comparison_current = basis && strcmp(basis, now) == 0;
	return E_OK;
}

int soa_version_changed(struct ctx *c, const struct soa *s, struct value **ret)
{
	struct soa_standing st;
	struct value *before, *list;
	struct rec *version;
	int rc;

	*ret = val_obj(c->arena);
	if ((rc = soa_standing(c, s, &st)) < 0 || (!st.approved && !st.in_review))
		return rc;
	if ((rc = record_load(c, record_find("soa_version"), st.approved ? st.approved :
	    st.in_review, &version)) < 0 ||
	    (rc = soa_version_rows(c, version, &before)) < 0)
		return rc;
	list = soa_compare(c->arena, before, soa_frozen(c->arena, s));
	for (const struct value *o = list->u.list.first; o; o = o->next)
		val_add(*ret, val_get_text(o, "control"),
		    val_int(c->arena, val_get_int(o, "what", 0)));
	return E_OK;
}
