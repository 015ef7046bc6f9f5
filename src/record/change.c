/* record/change.c -- creating and changing records: access, checks, states. See store.h. */
#include "record/list.h"
#include "record/program.h"
#include "record/store_priv.h"

static bool same(const struct rec *x, const struct rec *y)
{
	if (strcmp(x->state, y->state) != 0 || x->archived != y->archived ||
	    x->drafted != y->drafted)
		return false;
	for (size_t i = 0; i < field_count(x->type); i++)
		if (!x->v[i] != !y->v[i] || (x->v[i] && !val_same(x->v[i], y->v[i])))
			return false;
	return true;
}

/* Derive, check, complete. problems: rc of what came before. */
static int complete(struct ctx *c, const struct rec *old, struct rec *r, int problems)
{
	const struct record *t = r->type;
	int rc = problems;

	if (rc == E_OK || rc == E_INVALID) {
		if (t->derive && (rc = t->derive(c, r)) < 0 && rc != E_INVALID)
			return rc;
		if ((rc = input_complete(c, r)) < 0 && rc != E_INVALID)
			return rc;
		if (t->check && (rc = t->check(c, old, r)) < 0 && rc != E_INVALID)
			return rc;
	}
	return c->err.code;
}

/* Write it, unless nothing changed. */
static int finish(struct ctx *c, const struct rec *old, struct rec *r, const char *op, int problems)
{
	int rc;

	if ((rc = complete(c, old, r, problems)) < 0 || (old && same(old, r)))
		return rc;
	if ((rc = record_save(c, old, r, op)) < 0)
		return rc;
	return r->type->after ? r->type->after(c, old, r) : E_OK;
}

static int writable(struct ctx *c)
{
	if (c->as_of_us)
		return err_set(
		    &c->err, E_READONLY, "the past cannot be changed: leave the as-of view first");
	return E_OK;
}

static int require_rev(struct ctx *c, const struct rec *r, int64_t if_rev)
{
	if (if_rev == ANY_REV || if_rev == r->rev)
		return E_OK;
	return err_hint(&c->err, E_CHANGED,
	    "load it again, look at the difference, repeat the change",
	    "%s is at revision %" PRId64 ", the change was made to revision %" PRId64,
	    rec_code(c->arena, r), r->rev, if_rev);
}

static int create(struct ctx *c, const struct record *t, const struct value *input,
    enum input_mode mode, bool drafted, struct rec **ret)
{
	struct rec *r = rec_new(c, t);
	int rc;

	r->drafted = drafted;
	if ((rc = writable(c)) < 0 || (rc = access_require(c, t, VERB_CREATE)) < 0 ||
	    (rc = input_initial(c, r)) < 0)
		return rc;
	if ((rc = input_apply(c, r, input, mode)) < 0 && rc != E_INVALID)
		return rc;
	if ((rc = finish(c, NULL, r, drafted ? "draft" : "create", rc)) == E_OK)
		*ret = r;
	return rc;
}

int record_create(struct ctx *c, const struct record *t, const struct value *input,
    enum input_mode mode, struct rec **ret)
{
	return create(c, t, input, mode, false, ret);
}

int record_draft(struct ctx *c, const struct record *t, const struct value *input,
    enum input_mode mode, struct rec **ret)
{
	return create(c, t, input, mode, true, ret);
}

static const struct move *find_move(const struct rec *r, const char *state)
{
	for (const struct move *m = r->type->moves; m && m->to; m++)
		if (strcmp(m->to, state) == 0 && strcmp(r->state, state) != 0 &&
		    (strcmp(m->from, "*") == 0 || strcmp(m->from, r->state) == 0))
			return m;
	return NULL;
}

bool record_may(struct ctx *c, const struct rec *r, enum verb v)
{
	enum scope scope = access_scope(c, r->type, v);
	struct err before = c->err;
	struct rec *same;
	bool may;

	if (scope == SCOPE_NONE || scope == SCOPE_ALL)
		return scope == SCOPE_ALL;
	may = record_reach(c, r->type, r->id, v, &same) == E_OK;
	c->err = before;
	return may;
}

size_t record_moves(struct ctx *c, const struct rec *r, const struct move *out[], size_t room)
{
	size_t n = 0;

	if (r->archived || c->as_of_us || !record_may(c, r, VERB_STATE))
		return 0;
	for (const struct move *m = r->type->moves; m && m->to && n < room; m++)
		if (find_move(r, m->to) == m)
			out[n++] = m;
	return n;
}

/* Whose eyes it needs: names where they may be read, else roles; or that there is nobody yet. */
static const char *whose_eyes(struct ctx *c, const struct rec *r)
{
	struct who who = { .roles = "", .people = "" };

	if (c->program->who_may)
		c->program->who_may(c, r->type, VERB_STATE, r, &who);
	if (!who.roles[0])
		return "another person must do it";
	if (!who.anybody)
		return arena_printf(c->arena, "nobody else here may do it yet: have an"
		    " administrator give a second person a role that includes it: %s", who.roles);
	return who.people[0] ? arena_printf(c->arena, "it can be done by %s", who.people) :
	    arena_printf(c->arena, "it can be done by another person with a role that includes"
	    " it: %s", who.roles);
}

int record_mine(struct ctx *c, const struct rec *r, bool *ret)
{
	const char *author = NULL;
	struct query *q;
	int rc;

	*ret = false;
	if ((rc = db_query(c, &q, SQL("SELECT actor FROM revision WHERE org = :org AND type = :type"
	    " AND id = :id AND rev = :rev"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	db_bind_int(q, ":rev", r->rev);
	if ((rc = db_step(c, q)) > 0)
		author = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return rc < 0 || !author ? rc : actor_is(c, author, ret);
}

const char *record_eyes(struct ctx *c, const struct rec *r)
{
	bool mine = false;

	return record_mine(c, r, &mine) == E_OK && mine ? whose_eyes(c, r) : NULL;
}

/* Four eyes: the one who made the last change does not approve it. */
static int other_eyes(struct ctx *c, const struct rec *r)
{
	bool mine;
	int rc = record_mine(c, r, &mine);

	if (rc < 0 || !mine)
		return rc;
	return err_hint(&c->err, E_DENIED, whose_eyes(c, r), "who made the last change to %s cannot"
	    " take this step: it needs another pair of eyes", rec_code(c->arena, r));
}

/* Live records that refer to this one keep it from being put away. */
static int unreferenced(struct ctx *c, const struct rec *r)
{
	struct query *q;
	int rc, n = 0;

	if ((rc = db_query(c, &q, SQL("SELECT from_type, from_id, field FROM link WHERE org = :org"
	    " AND to_type = :type AND to_id = :id ORDER BY from_type, from_id"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	while (n < 5 && (rc = db_step(c, q)) > 0) {
		const struct record *t = record_find(db_text(q, 0));
		int64_t id = db_int(q, 1);
		struct rec *from;

		if (!t || record_load(c, t, id, &from) < 0 || from->archived)
			continue;
		IGNORE(err_field(&c->err, "", "in-use", "%s %s refers to it (%s)", t->label,
		    rec_code(c->arena, from), db_text(q, 2)));
		n++;
	}
	db_done(q);
	if (!n)
		return rc < 0 ? rc : E_OK;
	c->err.code = E_CONFLICT;
	c->err.detail = "it is still in use";
	c->err.hint = "change or archive what refers to it first";
	return E_CONFLICT;
}

/* Where the record may go, for who named another state. */
static const char *ways_on(struct ctx *c, const struct rec *r)
{
	const struct move *m = r->archived ? NULL : r->type->moves;
	struct sbuf *b = sbuf_new(c->arena, 1000);

	for (; m && m->to; m++)
		if (find_move(r, m->to) == m)
			sbuf_printf(b, "%s%s", b->n ? ", " : "from here it can go to: ", m->to);
	return b->n ? sbuf_str(b).p : NULL;
}

static int move_to(struct ctx *c, const struct rec *old, struct rec *r, const char *state)
{
	const struct move *m = find_move(old, state);
	int rc;

	if (!m || old->archived)
		return err_hint(&c->err, E_CONFLICT, ways_on(c, old), "%s cannot go from \"%s\" to "
		    "\"%s\"", rec_code(c->arena, old), old->archived ? "archived" : old->state,
		    state);
	if ((m->guard && (rc = m->guard(c, old)) < 0) ||
	    (m->four_eyes && (rc = other_eyes(c, old)) < 0))
		return rc;
	r->state = m->to;
	r->drafted = false;
	return E_OK;
}

/* What it said before, but for what the program sets and what was erased since. */
static int take_back(struct ctx *c, struct rec *r, const struct rec *before, const char *field)
{
	const struct record *t = r->type;

	if (field && (!field_find(t, field) ||
	    (field_find(t, field)->flags & (F_DERIVED | F_FIXED))))
		return err_field(&c->err, field, "unknown-field",
		    "is not a field of %s that can be brought back", t->label);
	for (const struct field *f = t->fields; f->name; f++) {
		size_t i = field_index(t, f);

		if ((f->flags & (F_DERIVED | F_FIXED)) || (field && strcmp(f->name, field) != 0) ||
		    (!field && !before->v[i] && (f->flags & F_PERSONAL)))
			continue;
		r->v[i] = before->v[i];
	}
	r->drafted = false;
	return E_OK;
}

static int changed(struct ctx *c, const struct rec *old, struct rec *r,
    const struct record_change *ch)
{
	const char *code = rec_code(c->arena, old);

	if (old->archived && ch->kind != CHANGE_ARCHIVE && ch->kind != CHANGE_RESTORE &&
	    ch->kind != CHANGE_STATE && ch->kind != CHANGE_CONFIRM)
		return err_hint(&c->err, E_CONFLICT, "bring it back first",
		    "%s is archived and cannot be changed", code);
	switch (ch->kind) {
	case CHANGE_FIELDS:
		r->drafted = false;	/* who edits a drafted record has looked at it */
		return input_apply(c, r, ch->input, ch->mode);
	case CHANGE_STATE:
		return move_to(c, old, r, ch->state);
	case CHANGE_CONFIRM:
		r->drafted = false;
		return old->drafted && !old->archived ? E_OK : err_set(&c->err, E_CONFLICT,
		    "%s is no draft of the program that waits to be confirmed", code);
	case CHANGE_ARCHIVE:
		r->archived = true;
		return old->archived ? E_OK : unreferenced(c, old);
	case CHANGE_RESTORE:
		r->archived = false;
		return E_OK;
	case CHANGE_BACK:
		return take_back(c, r, ch->before, ch->field);
	}
	BUG("kind of change");
}

static enum verb verb_of(enum change_kind kind)
{
	return kind == CHANGE_STATE ? VERB_STATE :
	    kind == CHANGE_ARCHIVE || kind == CHANGE_RESTORE ? VERB_ARCHIVE : VERB_EDIT;
}

int record_apply(struct ctx *c, const struct rec *old, const struct record_change *ch, bool dry,
    struct rec **ret)
{
	static const char *const ops[] = { [CHANGE_FIELDS] = "update", [CHANGE_STATE] = "state",
		[CHANGE_CONFIRM] = "confirm", [CHANGE_ARCHIVE] = "archive",
		[CHANGE_RESTORE] = "restore", [CHANGE_BACK] = "update" };
	struct rec *r = rec_copy(c, old);
	int rc;

	if ((rc = writable(c)) < 0)
		return rc;
	if (!record_may(c, old, verb_of(ch->kind)))
		return err_hint(&c->err, E_DENIED,
		    "ask an administrator for a role that includes it",
		    "your roles do not let you %s %s", verb_doing(verb_of(ch->kind)),
		    rec_code(c->arena, old));
	if ((rc = changed(c, old, r, ch)) < 0 && rc != E_INVALID)
		return rc;
	rc = dry ? complete(c, old, r, rc) : finish(c, old, r, ops[ch->kind], rc);
	if (rc == E_OK)
		*ret = r;
	return rc;
}

static int change(struct ctx *c, const struct record *t, const char *code, int64_t if_rev,
    const struct record_change *ch, struct rec **ret)
{
	struct rec *old;
	int rc;

	if ((rc = writable(c)) < 0 || (rc = record_get(c, t, code, verb_of(ch->kind), &old)) < 0 ||
	    (rc = require_rev(c, old, if_rev)) < 0)
		return rc;
	return record_apply(c, old, ch, false, ret);
}

int record_update(struct ctx *c, const struct record *t, const char *code,
    const struct value *input, enum input_mode mode, int64_t if_rev, struct rec **ret)
{
	return change(c, t, code, if_rev, &(struct record_change){ .kind = CHANGE_FIELDS,
	    .input = input, .mode = mode }, ret);
}

int record_confirm(struct ctx *c, const struct record *t, const char *code, int64_t if_rev,
    struct rec **ret)
{
	return change(c, t, code, if_rev, &(struct record_change){ .kind = CHANGE_CONFIRM }, ret);
}

int record_move(struct ctx *c, const struct record *t, const char *code, const char *state,
    int64_t if_rev, struct rec **ret)
{
	return change(c, t, code, if_rev, &(struct record_change){ .kind = CHANGE_STATE,
	    .state = state }, ret);
}

int record_archive(struct ctx *c, const struct record *t, const char *code, bool archived,
    int64_t if_rev, struct rec **ret)
{
	return change(c, t, code, if_rev, &(struct record_change){
	    .kind = archived ? CHANGE_ARCHIVE : CHANGE_RESTORE }, ret);
}

int record_back(struct ctx *c, const struct record *t, const char *code, int64_t rev,
    const char *field, int64_t if_rev, struct rec **ret)
{
	struct record_change ch = { .kind = CHANGE_BACK, .field = field };
	struct rec *old;
	int rc;

	if ((rc = record_get(c, t, code, VERB_EDIT, &old)) < 0 ||
	    (rc = record_revision(c, t, old->id, rev, &ch.before)) < 0)
		return rc;
	return change(c, t, code, if_rev, &ch, ret);
}
