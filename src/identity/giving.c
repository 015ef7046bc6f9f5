/*
 * identity/giving.c -- nobody gives more than he has, also not by a sign-in link or a token: asked
 * by what makes them (account.c), so that pages and commands have one rule.
 *
 * Who opens a sign-in link sets the account's password and is that person from then on, in every
 * organisation that has the address as a member. See doc/adr/0025.
 */
#include "identity/identity_priv.h"
#include "record/store.h"

/* ---- sign-in links ---- */

/* Accounts are shared by the organisations of a folder, and none is to know another's members. */
static int alone(struct ctx *c)
{
	struct query *q;
	int64_t n = 0;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("SELECT count(*) FROM org"))) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		n = db_int(q, 0);
	db_done(q);
	if (rc < 0 || n == 1)
		return rc < 0 ? rc : E_OK;
	return err_hint(&c->err, E_DENIED, "make the member (annexa record create member) and have "
	    "who runs the server make the link: annexa user invite EMAIL --org CODE",
	    "this server has several organisations, which share accounts: sign-in links are made "
	    "only on the machine that has the data");
}

static int member_of(struct ctx *c, int64_t account, int64_t *ret)
{
	struct query *q;
	int rc;

	*ret = 0;
	if ((rc = db_query(c, &q, SQL("SELECT m.id FROM account AS a JOIN member AS m"
	    " ON m.email = a.email WHERE m.org = :org AND a.id = :account"))) < 0)
		return rc;
	db_bind_int(q, ":account", account);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* What the program makes nobody makes, whatever `*` grants. */
static bool can_be(const struct record *t, enum verb v)
{
	return !t->made_by || v == VERB_READ || v == VERB_STATE;
}

/*
 * Whatever the member may do, if only with own records: the actor must be allowed it with all, for
 * the member's own records are not his.
 */
static int covers(struct ctx *c, int64_t member)
{
	uint8_t scope[TYPES_MAX][VERB_N] = { 0 };
	int rc = member_scopes(c, member, scope);

	for (size_t t = 0; rc >= 0 && record_index[t]; t++)
		for (int v = 0; v < VERB_N; v++)
			if (scope[t][v] != SCOPE_NONE && c->actor->scope[t][v] != SCOPE_ALL &&
			    can_be(record_index[t], (enum verb)v))
				return err_hint(&c->err, E_DENIED, "ask an administrator, or who "
				    "runs the server: annexa user invite EMAIL",
				    "who opens the link acts as that member, and that takes a "
				    "right you lack: to %s all %s", verb_doing((enum verb)v),
				    text_lower(c->arena, record_index[t]->labels));
	return rc < 0 ? rc : E_OK;
}

int link_allowed(struct ctx *c, int64_t account)
{
	int64_t member;
	int rc;

	REQUIRE(c->actor);
	if (c->actor->all)
		return E_OK;
	if (c->actor->read_only)
		return err_set(&c->err, E_DENIED, "a token for reading makes no sign-in links");
	if (access_scope(c, record_find("member"), VERB_EDIT) != SCOPE_ALL)
		return err_hint(&c->err, E_DENIED, access_advice(c, record_find("member"),
		    VERB_EDIT), "your roles do not let you edit every member, which a sign-in "
		    "link needs");
	if (c->actor->account == account)
		return err_hint(&c->err, E_DENIED, "change your own at /account, which asks for "
		    "the present one", "for yourself a link would be a new password "
		    "without the present one");
	if ((rc = alone(c)) < 0 || (rc = member_of(c, account, &member)) < 0)
		return rc;
	if (!member)
		return err_set(&c->err, E_NOTFOUND, "there is no such member");
	return covers(c, member);
}

/* ---- tokens ---- */

int tokens_allowed(struct ctx *c, int64_t account, bool change)
{
	REQUIRE(c->actor);
	if (c->actor->all)
		return E_OK;
	if (c->actor->account != account)
		return err_hint(&c->err, E_DENIED, "name your own address; who runs the server "
		    "reaches all tokens, with `annexa token` on the machine that has the data",
		    "over the network you reach the tokens of your own account only");
	if (change && c->actor->read_only)
		return err_hint(&c->err, E_DENIED, "do it at /account, or with a token that may "
		    "write", "a token for reading makes and revokes no tokens");
	return E_OK;
}
