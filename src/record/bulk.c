/* record/bulk.c -- see bulk.h. */
#include "record/any.h"
#include "record/bulk.h"
#include "record/program.h"

enum { REFUSED_MAX = 1000, POSSIBLE_MAX = 300 << 10 };

struct target {
	int64_t id, rev;	/* rev ANY_REV = whichever */
	int64_t before;		/* the revision before the act, 0 = it was not there */
};

struct run {
	struct bulk *b;
	struct target *target;
	size_t n;
	struct sbuf *possible;
	struct value *refused, *rows;
};

/* ---- which ---- */

static int from_codes(struct ctx *c, const struct bulk *b, struct run *r)
{
	r->target = arena_alloc(c->arena, (BULK_MAX + 1) * sizeof(*r->target));
	for (const char *p = b->codes; *p;) {
		size_t n = strcspn(p, ", \t\r\n"), code = strcspn(p, ":, \t\r\n");
		struct target *at = &r->target[r->n];
		struct rec *rec;

		if (n && r->n == BULK_MAX)
			return err_field(&c->err, "codes", "too-many",
			    "at most %d records can be changed in one act", BULK_MAX);
		at->rev = ANY_REV;
		if (n > code && !str_int((struct str){ p + code + 1, n - code - 1 }, &at->rev))
			return err_field(&c->err, "codes", "not-a-code",
			    "\"%s\" is not a code", arena_text_n(c->arena, p, n));
		if (n && !code_id(b->t, str_copy(c->arena, p, code), &at->id)) {
			const char *name = arena_text_n(c->arena, p, code);

			if (record_get(c, b->t, name, VERB_READ, &rec) < 0) {
				err_clear(&c->err);
				return err_field(&c->err, "codes", "no-such-record",
				    "there is no %s \"%s\"", b->t->label, name);
			}
			at->id = rec->id;
		}
		r->n += n > 0;
		p += n + strspn(p + n, ", \t\r\n");
	}
	return r->n ? E_OK : err_field(&c->err, "codes", "required", "name at least one record");
}

static int from_list(struct ctx *c, const struct bulk *b, struct run *r)
{
	int64_t *ids = NULL;
	int rc = list_ids(c, b->lq, BULK_MAX, &ids, &r->n);

	r->target = arena_alloc(c->arena, (r->n + 1) * sizeof(*r->target));
	for (size_t i = 0; rc == E_OK && i < r->n; i++)
		r->target[i] = (struct target){ .id = ids[i], .rev = ANY_REV };
	return rc;
}

/*
 * The records a request changed, at the revisions it made; those it made itself too. The last
 * first: what refers to another goes before it.
 */
static int from_request(struct ctx *c, const struct bulk *b, struct run *r)
{
	size_t room = 64;
	struct query *q;
	int rc;

	r->target = arena_alloc(c->arena, room * sizeof(*r->target));
	if ((rc = db_query(c, &q, SQL("SELECT id, max(rev), min(rev) FROM revision"
	    " WHERE org = :org AND type = :type AND request = :request"
	    " GROUP BY id ORDER BY id DESC"))) < 0)
		return rc;
	db_bind_text(q, ":type", b->t->name);
	db_bind_text(q, ":request", b->undo);
	while ((rc = db_step(c, q)) > 0) {
		if (r->n == room) {
			struct target *more = arena_alloc(c->arena, 2 * room * sizeof(*more));

			memcpy(more, r->target, room * sizeof(*more));
			r->target = more;
			room *= 2;
		}
		r->target[r->n++] = (struct target){ db_int(q, 0), db_int(q, 1),
			db_int(q, 2) - 1 };
	}
	db_done(q);
	return rc < 0 ? rc : r->n ? E_OK : err_set(&c->err, E_NOTFOUND,
	    "no act \"%s\" changed %s", b->undo, b->t->labels);
}

/* ---- what ---- */

static void check_names(struct ctx *c, const struct record *t, const struct value *names, bool many)
{
	for (const struct value *m = names ? names->u.list.first : NULL; m; m = m->next) {
		const struct field *f = field_find(t, m->key);

		if (!f || (f->flags & (F_DERIVED | F_FIXED | F_INTERNAL)))
			IGNORE(err_field(&c->err, m->key, "unknown-field",
			    "is not a field of %s that can be changed", t->label));
		else if (f->kind == FK_FILES)
			IGNORE(err_field(&c->err, m->key, "unknown-field",
			    "files are added to records one by one"));
		else if (many && f->kind != FK_REFS && f->kind != FK_WORDS)
			IGNORE(err_field(&c->err, m->key, "not-several",
			    "has one value: set it instead of adding to it"));
	}
}

static bool any_of(const struct value *o)
{
	return o && o->u.list.n;
}

static int check_change(struct ctx *c, const struct bulk *b)
{
	const struct record_change *ch = &b->change;

	check_names(c, b->t, b->set, false);
	check_names(c, b->t, b->add, true);
	check_names(c, b->t, b->take, true);
	if (ch->kind == CHANGE_FIELDS && !any_of(b->set) && !any_of(b->add) && !any_of(b->take))
		IGNORE(err_field(&c->err, "set", "required", "say which field gets which value"));
	if (ch->kind == CHANGE_STATE && (!ch->state || !item_find(b->t->states, ch->state,
	    strlen(ch->state))))
		IGNORE(err_field(&c->err, "state", "not-a-choice", "\"%s\" is not a state of %s",
		    ch->state ? ch->state : "", b->t->label));
	if (c->err.code)
		return c->err.code;
	return access_require(c, b->t, ch->kind == CHANGE_STATE ? VERB_STATE :
	    ch->kind == CHANGE_ARCHIVE || ch->kind == CHANGE_RESTORE ? VERB_ARCHIVE :
	    ch->kind == CHANGE_BACK ? VERB_CHANGE :	/* what it takes, each record says */
	    VERB_EDIT);
}

/* The entries a field has, and those added, without those taken away. */
static int merged(struct ctx *c, const struct rec *old, const struct field *f,
    const struct value *more, bool add, struct value *list)
{
	struct rec *probe = rec_new(c, old->type);
	struct value *one = val_obj(c->arena), *v;
	int rc;

	val_add(one, f->name, val_copy(c->arena, more));
	if ((rc = input_apply(c, probe, one, more->kind == V_TEXT ? IN_TEXT : IN_JSON)) < 0)
		return rc;
	v = rec_value(probe, f->name);
	for (struct value *m = list->u.list.first; v && m && !add; m = m->next)
		for (const struct value *gone = v->u.list.first; gone; gone = gone->next)
			if (val_same(gone, m)) {
				m->kind = V_NULL;	/* entries() leaves it out */
				break;
			}
	for (const struct value *m = v && add ? v->u.list.first : NULL; m; m = m->next)
		val_push(list, val_copy(c->arena, m));
	return E_OK;
}

/* As input: codes and words. */
static struct value *entries(struct ctx *c, const struct field *f, const struct value *list)
{
	struct value *out = val_arr(c->arena);

	for (const struct value *m = list->u.list.first; m; m = m->next)
		if (m->kind != V_NULL)
			val_push(out, m->kind == V_INT ? val_text(c->arena, code_text(c->arena,
			    record_find(f->to), m->u.i)) : val_copy(c->arena, m));
	return out;
}

static int edit_lists(struct ctx *c, const struct rec *old, const struct value *names, bool add,
    struct value *input)
{
	int rc;

	for (const struct value *m = names ? names->u.list.first : NULL; m; m = m->next) {
		const struct field *f = field_find(old->type, m->key);
		const struct value *has = rec_value(old, f->name);
		struct value *list = has ? val_copy(c->arena, has) : val_arr(c->arena);

		if ((rc = merged(c, old, f, m, add, list)) < 0)
			return rc;
		val_set(input, f->name, entries(c, f, list));
	}
	return E_OK;
}

/* Text values stay text; lists made here are JSON: one object a mode. */
static int apply_fields(struct ctx *c, const struct bulk *b, const struct rec *old, bool dry,
    struct rec **ret)
{
	struct record_change ch = b->change;
	struct value *lists = val_obj(c->arena);
	struct rec *with = rec_copy(c, old);
	int rc;

	if ((rc = edit_lists(c, old, b->add, true, lists)) < 0 ||
	    (rc = edit_lists(c, old, b->take, false, lists)) < 0)
		return rc;
	ch.input = b->set ? b->set : lists;
	if (!any_of(lists))
		return record_apply(c, old, &ch, dry, ret);
	if (any_of(b->set) && ch.mode == IN_TEXT) {	/* both: as the values they come to */
		if ((rc = input_apply(c, with, b->set, IN_TEXT)) < 0)
			return rc;
		for (const struct value *m = b->set->u.list.first; m; m = m->next)
			val_set(lists, m->key, val_copy(c->arena,
			    val_get(record_value(c, with, NULL), m->key)));
	} else if (any_of(b->set)) {
		for (const struct value *m = b->set->u.list.first; m; m = m->next)
			val_set(lists, m->key, val_copy(c->arena, m));
	}
	ch.input = lists;
	ch.mode = IN_JSON;
	return record_apply(c, old, &ch, dry, ret);
}

/* What the request's revision replaced comes back, unless somebody has changed it since. */
static int apply_back(struct ctx *c, const struct rec *old, const struct target *at, bool dry,
    struct rec **ret)
{
	struct record_change ch = { .kind = CHANGE_BACK };
	int rc;

	if (old->rev != at->rev)
		return err_set(&c->err, E_CONFLICT, "%s has been changed since",
		    rec_code(c->arena, old));
	if (!at->before) {		/* it was not there before: put away */
		ch.kind = CHANGE_ARCHIVE;
		return record_apply(c, old, &ch, dry, ret);
	}
	if ((rc = record_revision(c, old->type, old->id, at->before, &ch.before)) < 0)
		return rc;
	if (ch.before->archived != old->archived)
		ch.kind = old->archived ? CHANGE_RESTORE : CHANGE_ARCHIVE;
	else if (strcmp(ch.before->state, old->state) != 0)
		ch = (struct record_change){ .kind = CHANGE_STATE, .state = ch.before->state };
	return record_apply(c, old, &ch, dry, ret);
}

static int apply(struct ctx *c, const struct bulk *b, const struct rec *old,
    const struct target *at, bool dry, struct rec **ret)
{
	if (b->change.kind == CHANGE_BACK)
		return apply_back(c, old, at, dry, ret);
	if (b->change.kind == CHANGE_FIELDS)
		return apply_fields(c, b, old, dry, ret);
	return record_apply(c, old, &b->change, dry, ret);
}

/* ---- one by one ---- */

static const char *why(struct ctx *c, const struct err *e)
{
	const struct fielderr *f = e->fields;

	if (e->detail && !f)
		return arena_text(c->arena, e->detail);
	if (!f)
		return err_title(e->code);
	return arena_printf(c->arena, "%s%s%s%s", e->detail ? e->detail : f->field,
	    e->detail ? ": " : " ", f->detail, f->next ? ", and more" : "");
}

static void note(struct ctx *c, struct run *r, const struct rec *old, const struct rec *now,
    const struct err *e)
{
	bool refused = e != NULL;
	struct value *o, *list = refused ? r->refused : r->rows;

	if (list->u.list.n >= (refused ? (size_t)REFUSED_MAX : (size_t)BULK_DETAILS))
		return;
	o = val_obj(c->arena);
	val_add(o, "code", val_text(c->arena, arena_text(c->arena, rec_code(c->arena, old))));
	val_add(o, "title", val_text(c->arena, arena_text(c->arena, rec_title(old))));
	val_add(o, "outcome", val_text(c->arena, refused ? "refused" : now ? "change" : "same"));
	val_add(o, "detail", val_text(c->arena, refused ? why(c, e) : NULL));
	val_add(o, "changes", now ? record_difference(c, old, now) : val_arr(c->arena));
	val_push(list, o);
}

static bool is_refusal(int rc)
{
	return rc == E_INVALID || rc == E_NOTFOUND || rc == E_CONFLICT || rc == E_DENIED ||
	    rc == E_CHANGED;
}

static bool differs(const struct rec *x, const struct rec *y)
{
	bool same = strcmp(x->state, y->state) == 0 && x->archived == y->archived &&
	    x->drafted == y->drafted;

	for (size_t i = 0; same && i < field_count(x->type); i++)
		same = !x->v[i] == !y->v[i] && (!x->v[i] || val_same(x->v[i], y->v[i]));
	return !same;
}

/* In one's own memory; `row` has it, c keeps what is told of it. */
static int one(struct ctx *c, struct ctx *row, struct run *r, const struct target *at)
{
	const struct record *t = r->b->t;
	struct bulk *b = r->b;
	struct rec *old = NULL, *now = NULL;
	int rc = record_get(row, t, code_text(row->arena, t, at->id), VERB_READ, &old);

	if (rc == E_NOTFOUND)
		return err_field(&c->err, "codes", "no-such-record", "there is no %s \"%s\"",
		    t->label, code_text(c->arena, t, at->id));
	if (rc < 0)
		return rc;
	if (at->rev != ANY_REV && old->rev != at->rev && b->change.kind != CHANGE_BACK)
		rc = err_set(&row->err, E_CHANGED, "somebody has changed it since the preview");
	else if (b->dry || b->skip)
		rc = apply(row, b, old, at, true, &now);
	if (rc == E_OK && !b->dry && (!b->skip || differs(old, now)))
		rc = apply(row, b, old, at, false, &now);
	if (rc < 0 && !is_refusal(rc))
		return err_set(&c->err, rc, "%s",
		    row->err.detail ? row->err.detail : err_title(rc));
	if (rc < 0) {
		b->refused++;
		note(c, r, old, NULL, &row->err);
	} else if (!differs(old, now)) {
		b->unchanged++;
		note(c, r, old, NULL, NULL);
	} else {
		b->changed++;
		note(c, r, old, now, NULL);
		sbuf_printf(r->possible, "%s%s:%" PRId64, r->possible->n ? "," : "",
		    code_text(row->arena, t, old->id), old->rev);
	}
	return E_OK;
}

static int all(struct ctx *c, void *arg)
{
	struct arena *scratch = arena_child(c->arena, 64 << 20);
	struct ctx row = *c;
	struct run *r = arg;
	int rc = E_OK;

	row.arena = scratch;
	row.writing = c->writing;
	for (size_t i = 0; i < r->n && rc == E_OK; i++) {
		row.refs = NULL;
		err_init(&row.err, scratch);
		if (r->rows->u.list.n < BULK_DETAILS && r->refused->u.list.n < BULK_DETAILS) {
			row.arena = c->arena;	/* what is told of it stays */
			err_init(&row.err, c->arena);
		} else {
			row.arena = scratch;
		}
		rc = one(c, &row, r, &r->target[i]);
		arena_reset(scratch);
	}
	arena_release(scratch);
	if (rc < 0)
		return rc;
	if (!r->b->dry && r->b->refused && !r->b->skip)
		return err_hint(&c->err, E_CONFLICT,
		    "look at the preview, or have those that are refused left out",
		    "%zu of %zu %s cannot be changed like this; nothing was changed", r->b->refused,
		    r->n, r->b->t->labels);
	return E_OK;
}

int bulk_run(struct ctx *c, struct bulk *b)
{
	struct run r = { .b = b, .possible = arena_alloc(c->arena, sizeof(struct sbuf)),
		.refused = val_arr(c->arena), .rows = val_arr(c->arena) };
	int rc;

	b->matched = b->changed = b->unchanged = b->refused = 0;
	b->rows = r.refused;
	sbuf_init(r.possible, c->arena, POSSIBLE_MAX);
	if ((rc = check_change(c, b)) < 0 || (rc = b->undo ? from_request(c, b, &r) :
	    b->codes ? from_codes(c, b, &r) : from_list(c, b, &r)) < 0)
		return rc;
	b->matched = r.n;
	rc = b->dry ? all(c, &r) : record_transaction(c, all, &r);
	for (struct value *v = r.rows->u.list.first, *next; v; v = next) {
		next = v->next;
		v->next = NULL;
		val_push(b->rows, v);
	}
	b->possible = sbuf_str(r.possible).p;
	return rc;
}
