/* identity/account.c -- accounts, invitations, passwords, API tokens. See identity.h. */
#include <pthread.h>
#include <sodium.h>
#include "identity/identity_priv.h"

static const struct column account_columns[] = {{"id", CK_INT, C_AUTO},
    {"email", CK_TEXT, C_NOTNULL}, {"name", CK_TEXT, C_NOTNULL}, {"password", CK_TEXT, 0},
    {"password_at", CK_TEXT, 0}, {"created_at", CK_TEXT, C_NOTNULL},
    {"disabled", CK_BOOL, C_NOTNULL}, {0}};
static const struct column session_columns[] = {
	{ "token", CK_TEXT, C_NOTNULL }, { "account", CK_INT, C_NOTNULL },
	{ "org", CK_INT, C_NOTNULL }, { "csrf", CK_TEXT, C_NOTNULL },
	{ "created_at", CK_TEXT, C_NOTNULL }, { "seen_at", CK_TEXT, C_NOTNULL },
	{ "expires_at", CK_TEXT, C_NOTNULL }, { "peer", CK_TEXT, C_NOTNULL },
	{ "agent", CK_TEXT, C_NOTNULL }, { 0 }
};
static const struct column invite_columns[] = {
	{ "token", CK_TEXT, C_NOTNULL }, { "account", CK_INT, C_NOTNULL },
	{ "expires_at", CK_TEXT, C_NOTNULL }, { 0 }
};
static const struct column token_columns[] = {
	{ "id", CK_INT, C_AUTO }, { "token", CK_TEXT, C_NOTNULL }, { "account", CK_INT, C_NOTNULL },
	{ "org", CK_INT, C_NOTNULL }, { "name", CK_TEXT, C_NOTNULL },
	{ "created_at", CK_TEXT, C_NOTNULL }, { "expires_at", CK_TEXT, C_NOTNULL },
	{ "read_only", CK_BOOL, C_NOTNULL }, { 0 }
};

const struct table identity_tables[] = {
	{ "account", account_columns, "id", { "unique email: email" } },
	{ "session", session_columns, "token", { "account: account" }, .clustered = true },
	{ "invite", invite_columns, "token", { "account: account" }, .clustered = true },
	{ "api_token", token_columns, "id", { "unique token: token" } },
	{ 0 }
};

const char *time_from(struct arena *a, int64_t us)
{
	char *out = arena_alloc(a, TIME_TEXT);

	time_print(us, out);
	return out;
}

const char *token_hash(struct arena *a, const char *token)
{
	struct hash h = sha256(token, strlen(token));
	char *hex = arena_alloc(a, HASH_HEX);

	hash_hex(&h, hex);
	return hex;
}

static bool address_ok(const char *email)
{
	const char *at = strchr(email, '@');

	return at && at != email && at[1] && !strchr(at + 1, '@') &&
	       !strpbrk(email, " \t\r\n<>\"") && strlen(email) <= 200 &&
	       str_valid(email, strlen(email));
}

int account_ensure(struct ctx *c, const char *email, const char *name, int64_t *ret_id)
{
	struct query *q;
	int rc;

	email = text_lower(c->arena, email);
	if (!address_ok(email))
		return err_field(
		    &c->err, "email", "not-an-address", "\"%s\" is not an e-mail address", email);
	if ((rc = db_query_instance(c, &q,
		 SQL("INSERT INTO account (email, name, created_at) VALUES"
		     " (:email, :name, :at) ON CONFLICT (email) DO UPDATE SET email = "
		     "excluded.email"
		     " RETURNING id"))) < 0)
		return rc;
	db_bind_text(q, ":email", email);
	db_bind_text(q, ":name", name);
	db_bind_text(q, ":at", time_from(c->arena, c->now_us));
	if ((rc = db_step(c, q)) > 0)
		*ret_id = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int invite_create(struct ctx *c, int64_t account, char out[TOKEN_TEXT])
{
	struct query *q;
	int rc;

	if ((rc = link_allowed(c, account)) < 0 || (rc = db_query_instance(c, &q,
	    SQL("DELETE FROM invite WHERE account = :account"))) < 0)
		return rc;
	db_bind_int(q, ":account", account);	/* a new link makes the older ones worthless */
	if ((rc = db_run(c, q)) < 0 ||
	    (rc = db_query_instance(c, &q,
		 SQL("INSERT INTO invite (token,"
		     " account, expires_at) VALUES (:token, :account, :expires)"))) < 0)
		return rc;
	random_token(out, TOKEN_TEXT, TOKEN_BYTES);
	db_bind_text(q, ":token", token_hash(c->arena, out));
	db_bind_int(q, ":account", account);
	db_bind_text(q, ":expires", time_from(c->arena, c->now_us +
	    INVITE_HOURS * INT64_C(3600000000)));
	return db_run(c, q);
}

static int find_invite(
    struct ctx *c, const char *token, int64_t *ret_account, const char **ret_email)
{
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q,
		 SQL("SELECT i.account, a.email FROM invite AS i JOIN account"
		     " AS a ON a.id = i.account WHERE i.token = :token AND i.expires_at > :now"
		     " AND a.disabled = FALSE"))) < 0)
		return rc;
	db_bind_text(q, ":token", token_hash(c->arena, token));
	db_bind_text(q, ":now", time_from(c->arena, c->now_us));
	if ((rc = db_step(c, q)) > 0) {
		*ret_account = db_int(q, 0);
		*ret_email = arena_text(c->arena, db_text(q, 1));
	}
	db_done(q);
	return rc == 0 ? err_hint(&c->err, E_DENIED, "ask your administrator for a new one: "
	    "`annexa user invite`", "this link has been used or has run out") : rc < 0 ? rc : E_OK;
}

int invite_look(struct ctx *c, const char *token, const char **ret_email)
{
	int64_t account;

	return find_invite(c, token, &account, ret_email);
}

int invite_use(struct ctx *c, const char *token, int64_t *ret_account, const char **ret_email)
{
	struct query *q;
	int rc;

	if ((rc = find_invite(c, token, ret_account, ret_email)) < 0 ||
	    (rc = db_query_instance(c, &q, SQL("DELETE FROM invite WHERE token = :token"))) < 0)
		return rc;
	db_bind_text(q, ":token", token_hash(c->arena, token));
	return db_run(c, q);
}

int account_set_password(struct ctx *c, int64_t account, const char *hash)
{
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q,
		 SQL("UPDATE account SET password = :hash, password_at = :at"
		     " WHERE id = :id"))) < 0)
		return rc;
	db_bind_text(q, ":hash", hash);
	db_bind_text(q, ":at", time_from(c->arena, c->now_us));
	db_bind_int(q, ":id", account);
	if ((rc = db_run(c, q)) < 0 ||
	    (rc = db_query_instance(c, &q, SQL("DELETE FROM session WHERE account = :id"))) < 0)
		return rc;
	db_bind_int(q, ":id", account);
	identity_touch();
	return db_run(c, q);
}

int account_find(struct ctx *c, const char *email, int64_t *ret_id)
{
	struct query *q;
	int rc;

	*ret_id = 0;
	if ((rc = db_query_instance(c, &q,
		 SQL("SELECT id FROM account WHERE email = :email AND disabled = FALSE"))) < 0)
		return rc;
	db_bind_text(q, ":email", text_lower(c->arena, email));
	if ((rc = db_step(c, q)) > 0)
		*ret_id = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int account_look(struct ctx *c, const char *email, int64_t *ret_account, const char **ret_hash)
{
	struct query *q;
	int rc;

	*ret_account = 0;
	*ret_hash = NULL;
	if ((rc = db_query_instance(c, &q,
		 SQL("SELECT id, password FROM account WHERE email = :email"
		     " AND disabled = FALSE AND password IS NOT NULL"))) < 0)
		return rc;
	db_bind_text(q, ":email", text_lower(c->arena, email));
	if ((rc = db_step(c, q)) > 0) {
		*ret_account = db_int(q, 0);
		*ret_hash = arena_text(c->arena, db_text(q, 1));
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* ---- passwords ---- */

/* One at a time: each takes 32 MB and a core. */
static pthread_mutex_t hashing = PTHREAD_MUTEX_INITIALIZER;
enum { ARGON_OPS = 3, ARGON_BYTES = 32 << 20 };

int password_hash(struct arena *a, const char *password, const char **ret, struct err *e)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
	int rc;

	pthread_mutex_lock(&hashing);
	rc = crypto_pwhash_str_alg(out, password, strlen(password), ARGON_OPS, ARGON_BYTES,
	    crypto_pwhash_ALG_ARGON2ID13);
	pthread_mutex_unlock(&hashing);
	*ret = out;
	return rc == 0 ? E_OK
		       : err_set(e, E_BUSY, "there is not enough memory to check a password now");
}

bool password_ok(const char *hash, const char *password)
{
	/* Nobody's: an unknown address takes as long as a wrong password. */
	static const char nobody[] = "$argon2id$v=19$m=32768,t=3,p=1$"
	    "c29tZXNhbHRzb21lc2FsdA$lHaE0fEBdxvDSkyJBkN8OJsBXl2ybI7wTl9N1ZgQRUE";
	bool ok;

	if (strlen(password) > 4 * PASSWORD_MAX)
		return false;
	pthread_mutex_lock(&hashing);
	ok = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0;
	pthread_mutex_unlock(&hashing);
	return ok && hash;
}

static bool one_character(const char *p)
{
	for (const char *q = p; *q; q++)
		if (*q != *p)
			return false;
	return true;
}

static bool holds(struct arena *a, const char *text, const char *part)
{
	return strlen(part) >= 4 && strstr(text_lower(a, text), text_lower(a, part)) != NULL;
}

int password_check(struct err *e, const char *password, const char *email)
{
	size_t chars = str_chars(str_of(password));
	const char *at = strchr(email, '@');

	if (!str_valid(password, strlen(password)))
		return err_field(e, "password", "not-text", "the password must be text");
	if (chars < PASSWORD_MIN)
		return err_field(e, "password", "too-short",
		    "use at least %d characters; a sentence is easy "
		    "to remember",
		    PASSWORD_MIN);
	if (chars > PASSWORD_MAX)
		return err_field(
		    e, "password", "too-long", "use at most %d characters", PASSWORD_MAX);
	if (one_character(password))
		return err_field(
		    e, "password", "too-simple", "one character over and over is guessed at once");
	if (holds(e->arena, password, email) ||
	    (at &&
		holds(e->arena, password, arena_text_n(e->arena, email, (size_t)(at - email)))) ||
	    holds(e->arena, password, "annexa"))
		return err_field(e, "password", "context",
		    "leave your address and the program's name out of it");
	return E_OK;
}

/* ---- API tokens ---- */

/*
 * When it ends. One made with a token ends no later than that: else whoever got hold of a token for
 * a day would have one for two years.
 */
static int token_end(struct ctx *c, int64_t days, int64_t *ret_us)
{
	int64_t last = c->actor->until_us;

	*ret_us = c->now_us + (days ? days : TOKEN_DAYS) * INT64_C(86400000000);
	if (days < 0 || days > 730)
		return err_field(&c->err, "days", "out-of-range", "a token lives 1 to 730 days");
	if (!last || *ret_us <= last)
		return E_OK;
	*ret_us = last;
	return days ? err_field(&c->err, "days", "longer-than-yours",
	    "a token made with a token ends no later: the one you use ends on %.10s",
	    time_from(c->arena, last)) : E_OK;
}

int token_create(struct ctx *c, int64_t account, const char *name, int64_t days, bool read_only,
    struct new_token *ret)
{
	struct query *q;
	int64_t end;
	int rc;

	if ((rc = tokens_allowed(c, account, true)) < 0)
		return rc;
	if (!name[0] || strlen(name) > 100 || !str_valid(name, strlen(name)))
		IGNORE(err_field(&c->err, "name", "required",
		    "give the token a name of 1 to 100 characters"));	/* said with the others */
	IGNORE(token_end(c, days, &end));
	if (c->err.code)
		return c->err.code;
	if ((rc = db_query_instance(c, &q,
		 SQL("INSERT INTO api_token (token, account, org, name,"
		     " created_at, expires_at, read_only) VALUES (:token, :account, :org, :name, "
		     ":at, :expires,"
		     " :read_only) RETURNING id"))) < 0)
		return rc;
	random_token(ret->text, TOKEN_TEXT, TOKEN_BYTES);
	ret->expires = time_from(c->arena, end);
	db_bind_text(q, ":token", token_hash(c->arena, ret->text));
	db_bind_int(q, ":account", account);
	db_bind_text(q, ":name", name);
	db_bind_text(q, ":at", time_from(c->arena, c->now_us));
	db_bind_text(q, ":expires", ret->expires);
	db_bind_bool(q, ":read_only", read_only);
	if ((rc = db_step(c, q)) > 0)
		ret->id = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* A token reaches its own organisation; a session and the local command line all of an account. */
static bool reaches_all(const struct ctx *c)
{
	return c->actor->until_us == 0;
}

int token_revoke(struct ctx *c, int64_t account, int64_t id)
{
	struct query *q;
	int rc;

	if ((rc = tokens_allowed(c, account, true)) < 0 ||
	    (rc = db_query_instance(c, &q, SQL("DELETE FROM api_token WHERE id = :id"
	    " AND account = :account AND (org = :org OR :everywhere)"))) < 0)
		return rc;
	db_bind_int(q, ":id", id);
	db_bind_int(q, ":account", account);
	db_bind_bool(q, ":everywhere", reaches_all(c));
	if ((rc = db_run(c, q)) < 0)
		return rc;
	identity_touch();
	return db_changes(c->db) ? E_OK : err_set(&c->err, E_NOTFOUND, "there is no such token");
}

int tokens_list(struct ctx *c, int64_t account, struct value **ret)
{
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	if ((rc = tokens_allowed(c, account, false)) < 0 ||
	    (rc = db_query_instance(c, &q,
		 SQL("SELECT t.id, t.name, t.created_at, t.expires_at, CASE"
		     " WHEN t.read_only THEN 'read' ELSE 'read and write' END || ' in ' || o.code"
		     " FROM api_token AS t JOIN org AS o ON o.id = t.org WHERE t.account = :account"
		     " AND (t.org = :org OR :everywhere) ORDER BY t.id"))) < 0)
		return rc;
	db_bind_int(q, ":account", account);
	db_bind_bool(q, ":everywhere", reaches_all(c));
	while ((rc = db_step(c, q)) > 0) {
		static const char *const keys[] = { "name", "created", "expires", "scope" };
		struct value *o = val_obj(c->arena);

		val_add(o, "id", val_int(c->arena, db_int(q, 0)));
		for (int i = 0; i < 4; i++)
			val_add(o, keys[i],
			    val_text(c->arena, arena_text(c->arena, db_text(q, i + 1))));
		val_push(*ret, o);
	}
	db_done(q);
	return rc;
}
