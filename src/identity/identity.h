/*
 * identity/identity.h -- who somebody is: accounts of the instance, members of organisations,
 * sessions, invitations, API tokens.
 *
 * An account (e-mail address, password) belongs to the instance; what it may do in an
 * organisation is a `member` record there, with roles, whose history is in the ledger. Secrets
 * are kept as hashes only: passwords by Argon2id, tokens by SHA-256 of 256 random bits.
 */
#ifndef ANNEXA_IDENTITY_H
#define ANNEXA_IDENTITY_H

#include "record/program.h"

extern const struct table identity_tables[];

enum { TOKEN_BYTES = 32, TOKEN_TEXT = 48, INVITE_HOURS = 24, SESSION_HOURS = 12,
	SESSION_IDLE_MINUTES = 30, TOKEN_DAYS = 90, PASSWORD_MIN = 15, PASSWORD_MAX = 200 };

struct session {
	int64_t account;
	struct org org;			/* 0 = not chosen yet */
	const char *email, *name;
	char csrf[TOKEN_TEXT];
	char id[17];			/* short name in lists: the first digits of the hash */
	bool token;			/* an API token, not a browser */
};

/* ---- accounts (on the writing connection) ---- */

/* The account of an address (lower-cased), made if there is none. */
int account_ensure(struct ctx *c, const char *email, const char *name, int64_t *ret_id) MUST;
/* The account of an address, 0 if there is none; a disabled one counts as none. */
int account_find(struct ctx *c, const char *email, int64_t *ret_id) MUST;
/*
 * A single-use link's token for setting the password; valid INVITE_HOURS. out: TOKEN_TEXT bytes.
 * E_DENIED where it would give the actor rights he has not: see giving.c.
 */
int invite_create(struct ctx *c, int64_t account, char out[TOKEN_TEXT]) MUST;
/* One for a member, by code or address, and a comment on the record that says so. */
int member_invite(struct ctx *c, const char *code, struct rec **ret, char out[TOKEN_TEXT]) MUST;
/* Give the account a new password and end its other sessions. Rules: password_check. */
int account_set_password(struct ctx *c, int64_t account, const char *hash) MUST;
/* Uses the token up: once, in time, else E_DENIED. ret_account and the address. */
int invite_use(struct ctx *c, const char *token, int64_t *ret_account, const char **ret_email) MUST;
/* The same without using it up, for showing the form. */
int invite_look(struct ctx *c, const char *token, const char **ret_email) MUST;

/* ---- passwords (slow: never on the writer or an event thread) ---- */

/* Problems as field errors of "password": length, address or name in it, one repeated character. */
int password_check(struct err *e, const char *password, const char *email) MUST;
/* Argon2id; one at a time in the process. hash: on the arena. */
int password_hash(struct arena *a, const char *password, const char **ret, struct err *e) MUST;
bool password_ok(const char *hash, const char *password) MUST; /* hash NULL: takes as long, false */

/* ---- signing in ---- */

/* Password hash and account of an address; account 0 if unknown or disabled (not an error). */
int account_look(
    struct ctx *c, const char *email, int64_t *ret_account, const char **ret_hash) MUST;
/* May this address and peer try now? E_LIMIT with the seconds to wait. Only failures are counted.
 */
int signin_allowed(const char *email, const char *peer, int64_t now_us, struct err *e) MUST;
void signin_failed(const char *email, const char *peer, int64_t now_us);
void signin_succeeded(const char *email);

/* Make a session; token: what the cookie holds. org 0 = the only membership, else to be chosen. */
int session_create(struct ctx *c, int64_t account, struct org org, const char *peer,
    const char *agent, char token[TOKEN_TEXT]) MUST;
int session_end(struct ctx *c, const char *token) MUST;
int session_end_by_id(struct ctx *c, int64_t account, const char *id) MUST;
int session_choose(struct ctx *c, const char *token, struct org org) MUST;
int sessions_list(struct ctx *c, int64_t account, const char *current, struct value **ret) MUST;
int organisations_of(
    struct ctx *c, int64_t account, struct value **ret) MUST; /* [{code, name, id}] */

/*
 * Who presents this cookie (token false) or bearer token (true)? Fills session and, when an
 * organisation is chosen and the membership holds, actor (both on c->arena) and c->org.
 * E_SIGNIN if nobody. Cached until accounts, members, roles or people change.
 */
int session_resolve(struct ctx *c, const char *token, bool bearer, struct session **ret) MUST;
/* Note that it was used; at most once a minute, without waiting. */
void session_seen(struct program *p, const char *token);

/* ---- API tokens ---- */

struct new_token {
	char text[TOKEN_TEXT];
	int64_t id;
	const char *expires;
};

/*
 * For c->org; read_only: only the reading half of the member's rights; days 0: TOKEN_DAYS, or as
 * long as the token it is made with. Over the network everybody's own account only, and a token
 * makes none that may more or lives longer, and reaches those of its organisation only.
 */
int token_create(struct ctx *c, int64_t account, const char *name, int64_t days, bool read_only,
    struct new_token *ret) MUST;
int token_revoke(struct ctx *c, int64_t account, int64_t id) MUST;
int tokens_list(struct ctx *c, int64_t account, struct value **ret) MUST;

/* ---- members and roles ---- */

/* The built-in roles of content/roles as records of c->org; existing ones stay as they are. */
int roles_load(struct ctx *c) MUST;
/*
 * Where the roles that come with Annexa stand here: [{role, title, standing, grants}]; grants: as
 * they come. standing: same; older, as an earlier Annexa made it; missing; own, changed or put away
 * by somebody. E_DENIED for who may not read all roles.
 */
int roles_standing(struct ctx *c, struct value **ret) MUST;
/* In a sentence: that this role, or which roles (r NULL), were changed here and do not follow. */
const char *roles_note(struct ctx *c, const struct rec *r);
/*
 * Bring older and missing ones up to date; own ones stay. In a transaction, as the program. ret:
 * their names, "" when there are none.
 */
int roles_follow(struct ctx *c, const char **ret) MUST;
/* A member with these roles (names, comma-separated). E_INVALID for unknown ones. */
int member_create(struct ctx *c, const char *email, const char *name, const char *roles,
    struct rec **ret) MUST;
/*
 * A person was entered: a member of that address without a person becomes that one. Only for a new
 * record: an address that is changed must not hand somebody's records to another.
 */
int member_joins(struct ctx *c, const struct rec *person) MUST;
/* The actor that a member is now: E_DENIED when disabled, run out or without a role. */
int member_actor(struct ctx *c, int64_t account, struct actor **ret) MUST;

/* Something a cached session depends on changes in this transaction. */
void identity_touch(void);
void identity_committed(void);		/* program.committed */
void identity_join(struct program *p);	/* what the program asks of identity */
void identity_forget(void);		/* empty the cache: end of the process */

#endif
