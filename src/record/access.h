/*
 * record/access.h -- who may do what, as data: role x type x verb x scope.
 *
 * An actor is resolved once per request from the session, the token or the command line; its
 * grants are a table of scopes. Lists filter in SQL before they count; single records are
 * loaded through the same filter, so that "not permitted" and "not there" look the same.
 */
#ifndef ANNEXA_ACCESS_H
#define ANNEXA_ACCESS_H

#include "db/sqlb.h"
#include "record/type.h"

enum scope { SCOPE_NONE, SCOPE_OWN, SCOPE_UNIT, SCOPE_ALL };

enum { TYPES_MAX = 128 };

struct actor {
	int64_t account;		/* 0 = the command line on the local database */
	int64_t member;			/* id of the member record, 0 = none */
	int64_t person;			/* whose records are "own"; 0 = none */
	int64_t unit;			/* the person's unit, 0 = none */
	const char *pseudonym;		/* what leaves say; NULL = not looked up yet */
	const char *subject; /* whom the pseudonym stands for: "account/7", "local/ann" */
	const char *label;		/* what people read */
	const char *auth;		/* "local", "password", "token" */
	bool all;			/* local command line and the program itself: no limits */
	bool read_only;			/* came with a token for reading */
	int64_t until_us;		/* end of the token it came with; 0 = came with none */
	uint8_t scope[TYPES_MAX][VERB_N];	/* enum scope; index as in record_index */
};

/* Who may what the actor may not: for what a refusal advises. */
struct who {
	const char *roles;	/* titles, ", " between them */
	const char *people;	/* "A or B": the first, if the actor may read members */
	bool anybody;		/* is there another member? */
};
/* What to do about a refusal: which roles include it. */
const char *access_advice(struct ctx *c, const struct record *t, enum verb v);
/* "edit", "change the state of": what verb_name() means in a sentence. */
const char *verb_doing(enum verb v);
enum scope access_scope(const struct ctx *c, const struct record *t, enum verb v);
/* E_DENIED unless the actor has the verb on the type in some scope. */
int access_require(struct ctx *c, const struct record *t, enum verb v) MUST;
/*
 * Append " AND ..." that limits table alias `as` of type t to what the actor may `v`.
 * With SCOPE_NONE the condition is false.
 */
void access_filter(struct ctx *c, struct sqlb *b, const struct record *t, enum verb v,
    const char *as);

/*
 * Parse grants text: one per line, `risk: read all, edit own`, `*: read all`, later lines win,
 * `none` takes away. Fills scope; problems go to e as field "grants".
 */
int grants_parse(struct arena *a, struct str text, uint8_t scope[TYPES_MAX][VERB_N],
    struct err *e) MUST;
/* What every member has beside the roles: types with .everyone. */
void grants_everyone(uint8_t scope[TYPES_MAX][VERB_N]);
void grants_merge(uint8_t into[TYPES_MAX][VERB_N], uint8_t more[TYPES_MAX][VERB_N]);

#endif
