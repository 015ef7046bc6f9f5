/* identity/who.c -- who else may do what somebody was refused. See struct who. */
#include "identity/identity_priv.h"
#include "record/store.h"

enum { NAMED_MAX = 5 };

static enum scope scope_in(struct ctx *c, struct str grants, const struct record *t, enum verb v)
{
	uint8_t scope[TYPES_MAX][VERB_N];
	struct err ignored;

	err_init(&ignored, c->arena);
	if (grants_parse(c->arena, grants, scope, &ignored) < 0)
		return SCOPE_NONE;
	for (size_t i = 0; record_index[i]; i++)
		if (record_index[i] == t)
			return (enum scope)scope[i][v];
	return SCOPE_NONE;
}

/*
 * Those that come with Annexa by the title they come with; the organisation's own for who may read
 * roles.
 */
static int roles_that_may(struct ctx *c, const struct record *t, enum verb v, struct who *ret)
{
	bool reads = access_scope(c, record_find("role"), VERB_READ) == SCOPE_ALL;
	struct builtin b;
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT name, title, grants FROM role WHERE org = :org"
	    " AND archived = FALSE ORDER BY title"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		enum scope s = scope_in(c, db_str(q, 2), t, v);
		bool ours = builtin_find(c->arena, db_text(q, 0), &b);

		if (s != SCOPE_NONE && (ours || reads))
			ret->roles = arena_printf(c->arena, "%s%s%s%s", ret->roles,
			    ret->roles[0] ? ", " : "", ours ? b.title : db_text(q, 1),
			    s == SCOPE_OWN ? " (own ones)" :
			    s == SCOPE_UNIT ? " (of the unit)" : "");
	}
	db_done(q);
	return rc;
}

/* May the member of the row, by the role of the row? */
static bool reaches(struct ctx *c, struct query *q, const struct record *t, enum verb v,
    const struct rec *r)
{
	enum scope s = scope_in(c, db_str(q, 3), t, v);

	return s == SCOPE_ALL || (s == SCOPE_OWN && r && t->own && !db_is_null(q, 2) &&
	    rec_int(r, t->own) == db_int(q, 2));
}

static int members_that_may(struct ctx *c, const struct record *t, enum verb v,
    const struct rec *r, struct who *ret)
{
	bool reads = access_scope(c, record_find("member"), VERB_READ) == SCOPE_ALL;
	char today[DATE_TEXT];
	int64_t last = 0;
	struct query *q;
	int rc, n = 0;

	date_print(c->now_us, today);
	if ((rc = db_query(c, &q, SQL("SELECT m.id, m.name, m.person_id, r.grants FROM member AS m"
	    " JOIN link AS l ON l.org = m.org AND l.from_type = 'member' AND l.from_id = m.id"
	    " AND l.field = 'roles' JOIN role AS r ON r.org = l.org AND r.id = l.to_id"
	    " WHERE m.org = :org AND m.archived = FALSE AND m.state = 'active'"
	    " AND r.archived = FALSE AND (m.until IS NULL OR m.until >= :today) AND m.id <> :me"
	    " ORDER BY m.name, m.id"))) < 0)
		return rc;
	db_bind_text(q, ":today", today);
	db_bind_int(q, ":me", c->actor->member);
	while (n < NAMED_MAX && (rc = db_step(c, q)) > 0) {
		if (db_int(q, 0) == last || !reaches(c, q, t, v, r))
			continue;
		last = db_int(q, 0);
		ret->anybody = true;
		if (reads)
			ret->people = arena_printf(c->arena, "%s%s%s", ret->people,
			    ret->people[0] ? " or " : "", db_text(q, 1));
		n++;
	}
	db_done(q);
	return rc;
}

void identity_who(struct ctx *c, const struct record *t, enum verb v, const struct rec *r,
    struct who *ret)
{
	struct err before = c->err;

	*ret = (struct who){ .roles = "", .people = "" };
	if (ctx_reader(c) < 0 || roles_that_may(c, t, v, ret) < 0 ||
	    members_that_may(c, t, v, r, ret) < 0)
		c->err = before;	/* it only adds to a refusal */
}

void identity_join(struct program *p)
{
	p->committed = identity_committed;
	p->who_may = identity_who;
}
