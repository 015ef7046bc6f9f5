/* isms/context/scope.c -- versions of the scope statement. See scope.h; pages: scope_page.c. */
#include "isms/approval/approval.h"
#include "isms/context/scope.h"
#include "record/rec.h"

static const struct item states[] = {
	{ "draft", N_("Draft"), NULL, N_("Being written.") },
	{ "in-review", N_("In review"), "info", N_("Waits for approval.") },
	{ "approved", N_("Approved"), "good", N_("The scope that holds. There is only one.") },
	{ "superseded", N_("Superseded"), NULL, N_("Held until the next version was approved.") },
	{ 0 }
};

static int submitted(struct ctx *c, const struct rec *r)
{
	return rec_has(r, "statement") ? E_OK :
	    err_field(&c->err, "statement", "required",
		"write the statement before it is reviewed");
}

static int approved(struct ctx *c, const struct rec *r)
{
	struct approval_standing s;
	int rc;

	if ((rc = approval_standing(c, r, NULL, &s)) < 0)
		return rc;
	if (s.approved && !s.refused)
		return E_OK;
	return err_hint(&c->err, E_CONFLICT, "ask for approval on the page of the version; it is "
	    "approved as soon as the approver agrees", "nobody has approved this version");
}

static const struct move moves[] = {
	{ "draft", "in-review", N_("Submit for approval"), submitted, false },
	{ "in-review", "draft", N_("Back to draft"), NULL, false },
	{ "in-review", "approved", N_("Put into force"), approved, false },
	{ 0 }
};

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 200,
	.initial = N_("Scope of the ISMS"), .group = N_("Scope")},
    {"version", FK_INT, N_("Version"), F_DERIVED | F_LIST},
    {"owner", FK_REF, N_("Responsible"), F_LIST, .to = "person"},
    {"statement", FK_MARKDOWN, N_("Statement"), F_WIDE | F_SEARCH,
	.help = N_("As it will stand on the certificate: what the organisation does, where, with "
		   "what."),
	.source = "ISO/IEC 27001:2022, 4.3"},
    {"sites", FK_REFS, N_("Sites"), F_WIDE, .to = "asset", .group = N_("Inside"),
	.help = N_("Assets of type site.")},
    {"units", FK_REFS, N_("Units"), F_WIDE, .to = "unit"},
    {"processes", FK_REFS, N_("Processes and services"), F_WIDE, .to = "asset"},
    {"systems", FK_REFS, N_("Systems"), F_WIDE, .to = "asset"},
    {"interfaces", FK_MARKDOWN, N_("Interfaces and dependencies"), F_WIDE | F_LINES | F_SEARCH,
	.group = N_("Boundaries"),
	.help = N_("Each on a line of its own: with whom | what crosses, and what rules it."),
	.source = "ISO/IEC 27001:2022, 4.3 c)"},
    {"exclusions", FK_MARKDOWN, N_("Excluded"), F_WIDE | F_LINES | F_SEARCH,
	.help = N_("Each on a line of its own: what is outside | why.")},
    {"unreasoned", FK_INT, N_("Exclusions without a reason"), F_DERIVED | F_INTERNAL},
    {"approved_on", FK_DATE, N_("Approved on"), F_DERIVED | F_LIST, .group = N_("Care")},
    {"review_due", FK_DATE, N_("Review due"), F_INDEX, .due_in = "approved"}, {0}};

/* ---- lines ---- */

static struct str trimmed(const char *p, size_t n)
{
	while (n && strchr(" \t\r-*", p[0]))
		p++, n--;
	while (n && strchr(" \t\r", p[n - 1]))
		n--;
	return (struct str){ p, n };
}

/* The next line that says something; false at the end. */
static bool next_line(const char **at, struct str *ret_what, struct str *ret_why)
{
	while (**at) {
		size_t n = strcspn(*at, "\n");
		const char *bar = memchr(*at, '|', n);
		const char *line = *at;

		*at += n + (line[n] == '\n');
		*ret_what = trimmed(line, bar ? (size_t)(bar - line) : n);
		*ret_why = (struct str){ "", 0 };
		if (bar)
			*ret_why = trimmed(bar + 1, (size_t)(line + n - bar - 1));
		if (ret_what->n || ret_why->n)
			return true;
	}
	return false;
}

struct value *scope_lines(struct arena *a, const char *text)
{
	struct value *list = val_arr(a);
	struct str what, why;

	while (next_line(&text, &what, &why)) {
		struct value *o = val_obj(a);

		val_add(o, "what", val_str(a, what));
		val_add(o, "why", why.n ? val_str(a, why) : val_null(a));
		val_push(list, o);
	}
	return list;
}

int64_t scope_unreasoned(const char *text)
{
	struct str what, why;
	int64_t n = 0;

	while (next_line(&text, &what, &why))
		n += why.n == 0;
	return n;
}

/* ---- versions ---- */

int scope_approved(struct ctx *c, struct rec **ret)
{
	struct query *q;
	int64_t id = 0;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT id FROM scope_statement WHERE org = :org"
	    " AND state = 'approved' AND archived = FALSE ORDER BY id DESC LIMIT 1"))) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		id = db_int(q, 0);
	db_done(q);
	if (rc < 0)
		return rc;
	return id ? record_load(c, record_find("scope_statement"), id, ret) : E_NOTFOUND;
}

static int derive(struct ctx *c, struct rec *r)
{
	char *today = arena_alloc(c->arena, DATE_TEXT);
	struct query *q;
	int rc;

	rec_set_int(c, r, "unreasoned", scope_unreasoned(rec_text(r, "exclusions")));
	if (strcmp(r->state, "approved") == 0 && !rec_has(r, "approved_on")) {
		date_print(c->now_us, today);
		rec_set_text(c, r, "approved_on", today);
	}
	if (r->id)
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT coalesce(max(version), 0) + 1 FROM scope_statement"
	    " WHERE org = :org"))) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		rec_set_int(c, r, "version", db_int(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	bool over = old && (strcmp(old->state, "approved") == 0 ||
	    strcmp(old->state, "superseded") == 0);

	if (over && !approval_same(old, r))
		return err_hint(&c->err, E_CONFLICT, "make a new version from it and change that",
		    "version %" PRId64 " has been approved and keeps its content",
		    rec_int(old, "version"));
	return E_OK;
}

/* The version that held until now. */
static int supersede(struct ctx *c, int64_t by)
{
	const struct record *t = record_find("scope_statement");
	struct query *q;
	struct rec *old, *r;
	int64_t id = 0;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT id FROM scope_statement WHERE org = :org"
	    " AND state = 'approved' AND id <> :by"))) < 0)
		return rc;
	db_bind_int(q, ":by", by);
	if ((rc = db_step(c, q)) > 0)
		id = db_int(q, 0);
	db_done(q);
	if (rc < 0 || !id)
		return rc < 0 ? rc : E_OK;
	if ((rc = record_load(c, t, id, &old)) < 0)
		return rc;
	r = rec_copy(c, old);
	r->state = "superseded";
	return record_save(c, old, r, "state");
}

static int after(struct ctx *c, const struct rec *old, const struct rec *r)
{
	bool now = strcmp(r->state, "approved") == 0;

	return now && (!old || strcmp(old->state, "approved") != 0) ? supersede(c, r->id) : E_OK;
}

/* Approved: it holds from now on. Refused: back to its author. */
static int decided(struct ctx *c, const struct rec *r, const struct rec *approval)
{
	struct approval_standing s;
	struct rec *now;
	int rc;

	if (strcmp(r->state, "in-review") != 0)
		return E_OK;
	if ((rc = approval_standing(c, r, NULL, &s)) < 0)
		return rc;
	now = rec_copy(c, r);
	if (strcmp(approval->state, "refused") == 0)
		now->state = "draft";
	else if (s.approved && !s.asked && !s.refused)
		now->state = "approved";
	else
		return E_OK;
	if ((rc = derive(c, now)) < 0 || (rc = record_save(c, r, now, "state")) < 0)
		return rc;
	return after(c, r, now);
}

static int extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct approval_standing s;
	int rc;

	if ((rc = approval_standing(c, r, NULL, &s)) < 0)
		return rc;
	val_set(out, "exclusion_lines", scope_lines(c->arena, rec_text(r, "exclusions")));
	val_set(out, "interface_lines", scope_lines(c->arena, rec_text(r, "interfaces")));
	val_set(out, "approval", approval_value(c->arena, &s));
	return E_OK;
}

RECORD(scope_statement, .plural = "scope_statements", .prefix = "SS",
    .label = N_("Scope version"), .labels = N_("Scope versions"), .area = "context",
    .icon = "scope", .title = "title", .own = "owner", .sort = "-version", .fields = fields,
    .states = states, .moves = moves, .derive = derive, .check = check, .after = after,
    .extend = extend, .decided = decided, .source = "ISO/IEC 27001:2022, 4.3",
    .help = N_("What the ISMS covers: sites, units, processes and systems, its interfaces, and "
	       "what is outside and why. Each version is approved; one holds."));
