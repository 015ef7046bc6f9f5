/* identity/types.c -- members and roles: who may do what in an organisation, as records. */
#include "identity/identity_priv.h"
#include "record/any.h"
#include "record/store.h"

static const struct field role_fields[] = {
    {"name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_UNIQUE | F_SEARCH, .max = 60},
    {"title", FK_TEXT, N_("Title"), F_REQ | F_LIST | F_SEARCH, .max = 100},
    {"help", FK_TEXT, N_("For whom"), F_LIST | F_WIDE, .max = 300},
    {"grants", FK_MARKDOWN, N_("Grants"), F_REQ | F_WIDE | F_LINES, .max = 4000,
	.help =
	    N_("One line per record type: `risk: read all, edit own, state own`. `*` stands for "
	       "every type, later lines win; scopes are none, own, unit, all.")},
    {0}};

/* Is there a right in it that the actor has not? as_other: what is own there is another's. */
static bool beyond(const struct ctx *c, uint8_t scope[TYPES_MAX][VERB_N], bool as_other)
{
	for (size_t t = 0; !c->actor->all && record_index[t]; t++)
		for (size_t v = 0; v < VERB_N; v++)
			if (scope[t][v] > c->actor->scope[t][v] ||
			    (as_other && scope[t][v] && c->actor->scope[t][v] != SCOPE_ALL))
				return true;
	return false;
}

/* Nobody gives more than he has, also not by writing it into a role. */
static int check_role(struct ctx *c, const struct rec *old, const struct rec *r)
{
	uint8_t scope[TYPES_MAX][VERB_N];
	int rc = grants_parse(c->arena, str_of(rec_text(r, "grants")), scope, &c->err);

	(void)old;
	return rc == E_OK && beyond(c, scope, false) ?
	    err_field(&c->err, "grants", "more-than-yours",
	    "the grants include rights that you do not have") : rc;
}

static int role_changed(struct ctx *c, const struct rec *old, const struct rec *r)
{
	(void)c, (void)old, (void)r;
	identity_touch();
	return E_OK;
}

RECORD(role, .plural = "roles", .prefix = "RO", .label = N_("Role"), .labels = N_("Roles"),
	.area = "admin", .icon = "role", .title = "title", .key = "name", .key_is_code = true,
	.sort = "name", .fields = role_fields, .check = check_role, .after = role_changed,
	.note = roles_note, .source = "ISO/IEC 27001:2022, 5.3, A.5.15",
	.help = N_("What people may do, as data. Change them or write your own."));

static const struct item member_states[] = {
	{ "active", N_("Active"), "good", NULL },
	{ "disabled", N_("Disabled"), "bad", N_("Cannot sign in to this organisation.") },
	{ 0 }
};
static const struct move member_moves[] = {
	{ "active", "disabled", N_("Disable"), NULL, false },
	{ "disabled", "active", N_("Enable"), NULL, false },
	{ 0 }
};

static const struct field member_fields[] = {
    {"email", FK_TEXT, N_("E-mail address"),
	F_REQ | F_LIST | F_UNIQUE | F_SEARCH | F_FIXED | F_PERSONAL, .max = 200,
	.help = N_("Names the account that signs in.")},
    {"name", FK_TEXT, N_("Name"), F_REQ | F_LIST | F_SEARCH | F_PERSONAL, .max = 120},
    {"roles", FK_REFS, N_("Roles"), F_REQ | F_WIDE, .to = "role"},
    {"person", FK_REF, N_("Person"), F_LIST, .to = "person",
	.help = N_("Whose records count as own. Empty for a new member: the person of that "
		   "address. "
		   "Without it, grants with scope own reach nothing.")},
    {"until", FK_DATE, N_("Valid until"), F_LIST,
	.help = N_("Last day of access; empty = no end. For external auditors always set it.")},
    {0}};

/* The one person of this address, 0 if there is none or several. */
static int person_of_address(struct ctx *c, const char *email, int64_t *ret)
{
	struct query *q;
	int rc, n = 0;

	*ret = 0;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM person WHERE org = :org"
	    " AND archived = FALSE AND lower(email) = :email LIMIT 2"))) < 0)
		return rc;
	db_bind_text(q, ":email", email);
	for (; (rc = db_step(c, q)) > 0; n++)
		*ret = n ? 0 : db_int(q, 0);
	db_done(q);
	return rc;
}

/*
 * Addresses are compared in lower case everywhere. A new member is the person of that address
 * unless it says another.
 */
static int derive_member(struct ctx *c, struct rec *r)
{
	int64_t person;
	int rc;

	if (!rec_has(r, "email"))
		return E_OK;
	rec_set_text(c, r, "email", text_lower(c->arena, rec_text(r, "email")));
	if (r->id || rec_has(r, "person"))
		return E_OK;
	if ((rc = person_of_address(c, rec_text(r, "email"), &person)) == E_OK && person)
		rec_set_int(c, r, "person", person);
	return rc;
}

/*
 * Is another person set, or another role beside a person? Whoever signs in as the member, perhaps
 * the actor, has that person's records as own: it takes a right over all of them. Not for a new
 * member that is the person of its address.
 */
static int changes_own(struct ctx *c, const struct rec *old, const struct rec *r, bool *ret)
{
	int64_t person = 0;
	int rc;

	*ret = false;
	if (!rec_has(r, "person"))
		return E_OK;
	if (!old && (rc = person_of_address(c, rec_text(r, "email"), &person)) < 0)
		return rc;
	*ret = old ? rec_int(old, "person") != rec_int(r, "person") ||
	    !val_same(rec_value(old, "roles"), rec_value(r, "roles")) :
	    rec_int(r, "person") != person;
	return E_OK;
}

/* Who may not do everything cannot make somebody who may. */
static int check_member(struct ctx *c, const struct rec *old, const struct rec *r)
{
	const struct value *roles = rec_value(r, "roles");
	const struct record *role = record_find("role");
	bool as_other;
	int rc;

	if (c->actor->all)
		return E_OK;
	if ((rc = changes_own(c, old, r, &as_other)) < 0)
		return rc;
	for (const struct value *v = roles ? roles->u.list.first : NULL; v; v = v->next) {
		uint8_t scope[TYPES_MAX][VERB_N];
		struct rec *one;

		if ((rc = record_load(c, role, v->u.i, &one)) < 0 ||
		    (rc = grants_parse(c->arena, str_of(rec_text(one, "grants")), scope, &c->err)) <
			0)
			return rc;
		if (beyond(c, scope, as_other))
			return err_field(&c->err, "roles", "more-than-yours",
			    "the role \"%s\" includes "
			    "rights that you do not have%s",
			    rec_text(one, "name"), beyond(c, scope, false) ? "" :
			    " over that person's records");
	}
	return E_OK;
}

static int member_changed(struct ctx *c, const struct rec *old, const struct rec *r)
{
	int64_t account;

	(void)old;
	identity_touch();
	return account_ensure(c, rec_text(r, "email"), rec_text(r, "name"), &account);
}

/* May the reader make a sign-in link, and if not, why: for who could edit the member anyway. */
static int member_extend(struct ctx *c, const struct rec *r, struct value *out)
{
	struct value *o = val_obj(c->arena);
	struct err before = c->err;
	int64_t account = 0;
	int rc;

	if (c->as_of_us || access_scope(c, r->type, VERB_EDIT) != SCOPE_ALL)
		return E_OK;
	if ((rc = account_find(c, rec_text(r, "email"), &account)) == E_OK)
		rc = link_allowed(c, account);
	if (rc < 0 && rc != E_DENIED && rc != E_NOTFOUND)
		return rc;
	val_add(o, "allowed", val_bool(c->arena, rc == E_OK));
	val_add(o, "why", val_text(c->arena, rc == E_OK ? NULL : c->err.detail));
	val_add(o, "hint", val_text(c->arena, rc == E_OK ? NULL : c->err.hint));
	val_add(o, "valid_hours", val_int(c->arena, INVITE_HOURS));
	val_set(out, "sign_in_link", o);
	c->err = before;
	return E_OK;
}

RECORD(member, .plural = "members", .prefix = "ME", .label = N_("Member"), .labels = N_("Members"),
	.area = "admin", .icon = "people", .title = "name", .key = "email", .sort = "name",
	.own = "person", .fields = member_fields, .states = member_states, .moves = member_moves,
	.derive = derive_member, .check = check_member, .after = member_changed,
	.extend = member_extend, .partial = "member_panel",
	.source = "ISO/IEC 27001:2022, A.5.16, A.5.18",
	.help = N_("Who can sign in to this organisation, with which roles and until when."));

/* The member of this address who is nobody's person yet, or 0. */
static int member_without_person(struct ctx *c, const char *email, int64_t *ret)
{
	struct query *q;
	int rc;

	*ret = 0;
	if ((rc = db_query(c, &q, SQL("SELECT id FROM member WHERE org = :org AND email = :email"
	    " AND archived = FALSE AND person_id IS NULL"))) < 0)
		return rc;
	db_bind_text(q, ":email", email);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int member_joins(struct ctx *c, const struct rec *person)
{
	const struct record *t = record_find("member");
	const char *email = text_lower(c->arena, rec_text(person, "email")), *reason = c->reason;
	struct rec *old, *r;
	int64_t member, only;
	int rc;

	if (!email[0] || (rc = member_without_person(c, email, &member)) < 0 || !member)
		return email[0] ? rc : E_OK;
	if ((rc = person_of_address(c, email, &only)) < 0 || only != person->id)
		return rc;
	if ((rc = record_load(c, t, member, &old)) < 0)
		return rc;
	r = rec_copy(c, old);
	rec_set_int(c, r, "person", person->id);
	c->reason = N_("The person of this address was entered.");
	if ((rc = record_save(c, old, r, "update")) == E_OK)
		rc = member_changed(c, old, r);
	c->reason = reason;
	return rc;
}

int member_create(struct ctx *c, const char *email, const char *name, const char *roles,
    struct rec **ret)
{
	struct value *in = val_obj(c->arena);

	val_add(in, "email", val_text(c->arena, email));
	val_add(in, "name", val_text(c->arena, name));
	val_add(in, "roles", val_text(c->arena, roles));
	return record_create(c, record_find("member"), in, IN_TEXT, ret);
}

/* What a sign-in link does leaves no trace of its own: who made one stands on the record. */
static int note_link(struct ctx *c, const struct rec *member)
{
	struct value *in = val_obj(c->arena);
	struct rec *r;

	val_add(in, "subject", val_text(c->arena, any_text(c->arena, record_find("member"),
	    member->id)));
	val_add(in, "body", val_text(c->arena, arena_printf(c->arena,
	    "Made a link to sign in as %s.", rec_code(c->arena, member))));
	return record_create(c, record_find("comment"), in, IN_TEXT, &r);
}

int member_invite(struct ctx *c, const char *code, struct rec **ret, char out[TOKEN_TEXT])
{
	int64_t account;
	struct rec *r;
	int rc;

	if ((rc = access_require(c, record_find("member"), VERB_EDIT)) < 0 ||
	    (rc = record_get(c, record_find("member"), code, VERB_READ, &r)) < 0 ||
	    (rc = account_ensure(c, rec_text(r, "email"), rec_text(r, "name"), &account)) < 0 ||
	    (rc = invite_create(c, account, out)) < 0)
		return rc;
	*ret = r;
	return note_link(c, r);
}
