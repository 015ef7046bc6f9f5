/* record/value.c -- records as values for API and pages: labels, history, back links. See list.h.
 */
#include "record/any.h"
#include "record/file.h"
#include "record/list.h"
#include "record/program.h"
#include "record/subject.h"
#include "record/tables.h"

enum { REF_SLOTS = 256, REF_TOGETHER = 50 };

struct ref_cache {
	struct ref_slot {
		const struct record *t;
		int64_t id;
		struct ref_label label;
		struct ref_slot *next;
	} *slot[REF_SLOTS];
};

/* The slot of a record; made with its number alone if there is none yet. */
static struct ref_slot *slot_of(struct ctx *c, const struct record *t, int64_t id, bool *ret_new)
{
	struct ref_slot **at;

	if (!c->refs)
		c->refs = arena_zero(c->arena, 1, sizeof(*c->refs));
	at = &c->refs->slot[((uint64_t)id ^ ((uintptr_t)t >> 6)) % REF_SLOTS];
	while (*at && ((*at)->t != t || (*at)->id != id))
		at = &(*at)->next;
	if ((*ret_new = !*at)) {
		*at = arena_zero(c->arena, 1, sizeof(**at));
		**at = (struct ref_slot){ t, id, { code_text(c->arena, t, id), NULL }, NULL };
	}
	return *at;
}

/* Fill in the names of n records, which have slots: those the actor may read. */
static void look_up(struct ctx *c, const struct record *t, const int64_t *ids, size_t n)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	bool fresh;

	sqlb_add(b, SQL("SELECT t.id, t."));
	sqlb_name(b, t->title);
	if (t->key_is_code) {
		sqlb_add(b, SQL(", t."));
		sqlb_name(b, t->key);
	}
	sqlb_add(b, SQL(" FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t.id IN ("));
	for (size_t i = 0; i < n; i++) {
		sqlb_add(b, i ? SQL(", ") : SQL(""));
		(void)sqlb_param_int(b, ids[i]);
	}
	sqlb_add(b, SQL(")"));
	access_filter(
	    c, b, t, VERB_READ, "t"); /* the number stands in the record; its name is not ours */
	if (sqlb_query(c, &q, b) < 0)
		return;
	while (db_step(c, q) > 0) {
		struct ref_slot *s = slot_of(c, t, db_int(q, 0), &fresh);

		s->label.label = arena_text(c->arena, db_text(q, 1));
		if (t->key_is_code && !db_is_null(q, 2))
			s->label.code = arena_text(c->arena, db_text(q, 2));
	}
	db_done(q);
}

struct ref_label ref_label(struct ctx *c, const struct record *t, int64_t id)
{
	bool fresh;
	struct ref_slot *s = slot_of(c, t, id, &fresh);

	if (fresh)
		look_up(c, t, &id, 1);
	return s->label;
}

/* Ids of a field's value that have no slot yet, as far as there is room. */
static size_t unknown_ids(struct ctx *c, const struct record *t, const struct value *v,
    int64_t *ids, size_t n)
{
	const struct value *m = v && v->kind == V_ARRAY ? v->u.list.first : v;
	bool fresh;

	for (; m && n < REF_TOGETHER; m = m == v ? NULL : m->next)
		if ((slot_of(c, t, m->u.i, &fresh), fresh))
			ids[n++] = m->u.i;
	return n;
}

static void labels_of(struct ctx *c, const struct list *l, const struct field *f)
{
	const struct record *t = record_find(f->to);
	int64_t ids[REF_TOGETHER];
	size_t i = 0;

	while (i < l->n) {
		size_t n = 0;

		for (; i < l->n && n < REF_TOGETHER; i++)
			n = unknown_ids(c, t, l->recs[i]->v[field_index(l->recs[i]->type, f)], ids,
			    n);
		/* The same statement for any number. */
		for (size_t k = n; n && k < REF_TOGETHER; k++)
			ids[k] = ids[0];
		if (n)
			look_up(c, t, ids, REF_TOGETHER);
	}
}

void list_labels(struct ctx *c, const struct list *l, const struct field *const *fields, size_t n)
{
	for (size_t i = 0; l->n && i < n; i++)
		if (fields[i]->kind == FK_REF || fields[i]->kind == FK_REFS)
			labels_of(c, l, fields[i]);
}

static bool named(const char *list, const char *name)
{
	size_t n = strlen(name);

	if (!list || strcmp(list, "*") == 0)
		return list != NULL;
	for (const char *p = list; (p = strstr(p, name)); p += n)
		if ((p == list || p[-1] == ',') && (p[n] == ',' || p[n] == '\0'))
			return true;
	return false;
}

static struct value *ref_value(struct ctx *c, const struct field *f, int64_t id, bool expanded)
{
	const struct record *t = record_find(f->to);
	struct ref_label l = { code_text(c->arena, t, id), NULL };
	struct value *o;

	if (t->key_is_code || expanded)
		l = ref_label(c, t, id);
	if (!expanded)
		return val_text(c->arena, l.code);
	o = val_obj(c->arena);
	val_add(o, "code", val_text(c->arena, l.code));
	val_add(o, "label", val_text(c->arena, l.label));
	return o;
}

/* The stored text, or {code, label, type} when it is asked to be named. */
static struct value *any_value(struct ctx *c, const struct value *v, bool expanded)
{
	struct any s;
	struct ref_label l;
	struct value *o;

	if (!expanded || !any_parse(v->u.s, &s))
		return val_copy(c->arena, v);
	l = ref_label(c, s.t, s.id);
	o = val_obj(c->arena);
	val_add(o, "code", val_text(c->arena, l.code));
	val_add(o, "label", val_text(c->arena, l.label));
	val_add(o, "type", val_text(c->arena, s.t->name));
	return o;
}

static struct value *field_value(struct ctx *c, const struct field *f, const struct value *v,
    bool expanded)
{
	struct value *list;

	if (!v)
		return val_null(c->arena);
	switch (f->kind) {
	case FK_REF:
		return ref_value(c, f, v->u.i, expanded);
	case FK_REFS:
		list = val_arr(c->arena);
		for (const struct value *m = v->u.list.first; m; m = m->next)
			val_push(list, ref_value(c, f, m->u.i, expanded));
		return list;
	case FK_ANY:
		return any_value(c, v, expanded);
	case FK_DECIMAL:
		return val_text(c->arena, fixed_text(c->arena, v->u.i, 6, 0));
	case FK_MONEY:
		return val_text(c->arena, fixed_text(c->arena, v->u.i, 2, 2));
	default:
		return val_copy(c->arena, v);
	}
}

struct value *record_value(struct ctx *c, const struct rec *r, const char *expand)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, rec_code(c->arena, r)));
	for (const struct field *f = r->type->fields; f->name; f++)
		val_add(o, f->name, field_value(c, f, r->v[field_index(r->type, f)],
		    (f->to || f->kind == FK_ANY) && named(expand, f->name)));
	val_add(o, "state", val_text(c->arena, r->state));
	val_add(o, "rev", val_int(c->arena, r->rev));
	val_add(o, "archived", val_bool(c->arena, r->archived));
	val_add(o, "drafted", val_bool(c->arena, r->drafted));
	val_add(o, "created_at", val_text(c->arena, r->created_at));
	val_add(o, "updated_at", val_text(c->arena, r->updated_at));
	return o;
}

static void term_text(struct sbuf *b, const char *term)
{
	for (const char *p = term; *p; p++)
		sbuf_char(b, *p == '_' ? ' ' : *p);
}

static void one_text(struct ctx *c, struct sbuf *b, const struct field *f, const struct value *v)
{
	const struct item *i;
	struct ref_label l;
	struct any s;

	if (b->n)
		sbuf_text(b, ", ");
	switch (f->kind) {
	case FK_REF:
	case FK_REFS:
		l = ref_label(c, record_find(f->to), v->u.i);
		sbuf_printf(b, "%s %s", l.code, l.label ? l.label : "");
		return;
	case FK_ANY:
		if (!any_parse(v->u.s, &s))
			break;
		l = ref_label(c, s.t, s.id);
		sbuf_printf(b, "%s %s", l.code, l.label ? l.label : "");
		return;
	case FK_ENUM:
	case FK_WORDS:
		i = item_find(f->items, v->u.s.p, v->u.s.n);
		if (f->flags & F_TERMS)
			term_text(b, v->u.s.p);
		else
			sbuf_text(b, i ? i->label : v->u.s.p);
		return;
	case FK_STEP:
		i = scale_step(scale_in(c, f->scale), v->u.i);
		sbuf_printf(b, "%" PRId64 " %s", v->u.i, i ? i->label : "");
		return;
	case FK_BOOL:
		sbuf_text(b, v->u.b ? "yes" : "no");
		return;
	case FK_INT:
		sbuf_int(b, v->u.i);
		return;
	case FK_DECIMAL:
		sbuf_text(b, fixed_text(c->arena, v->u.i, 6, 0));
		return;
	case FK_MONEY:
		sbuf_text(b, fixed_text(c->arena, v->u.i, 2, 2));
		return;
	case FK_JSON:
		json_print(b, v);
		return;
	case FK_FILES:
		sbuf_printf(b, "%s (%s, SHA-256 %.12s)", val_get_text(v, "name"),
		    size_text(c->arena, val_get_int(v, "size", 0)), val_get_text(v, "digest"));
		return;
	default:
		break;
	}
	sbuf_text(b, v->u.s.p);
}

const char *value_text(struct ctx *c, const struct field *f, const struct value *v)
{
	struct sbuf *b;

	if (!v)
		return "";
	if (f->kind == FK_TEXT || f->kind == FK_MARKDOWN || f->kind == FK_DATE ||
	    f->kind == FK_TIME)
		return v->u.s.p;
	b = arena_alloc(c->arena, sizeof(*b));
	sbuf_init(b, c->arena, 256 << 10);
	if (v->kind == V_ARRAY && f->kind != FK_JSON)
		for (const struct value *m = v->u.list.first; m; m = m->next)
			one_text(c, b, f, m);
	else
		one_text(c, b, f, v);
	return sbuf_str(b).p;
}

/* ---- history ---- */

static struct value *change(struct ctx *c, const char *name, const char *label, const char *before,
    const char *after)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "field", val_text(c->arena, name));
	val_add(o, "label", val_text(c->arena, label));
	val_add(o, "before", val_text(c->arena, before));
	val_add(o, "after", val_text(c->arena, after));
	return o;
}

static const char *state_label(const struct record *t, const char *state)
{
	const struct item *i = t->states ? item_find(t->states, state, strlen(state)) : NULL;

	return i ? i->label : state;
}

struct value *record_difference(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct value *list = val_arr(c->arena);

	for (const struct field *f = r->type->fields; f->name; f++) {
		size_t i = field_index(r->type, f);
		const struct value *was = old ? old->v[i] : NULL, *is = r->v[i];

		if (was == is || (was && is && val_same(was, is)))
			continue;
		val_push(list,
		    change(c, f->name, f->label, value_text(c, f, was), value_text(c, f, is)));
	}
	if (!old || strcmp(old->state, r->state) != 0)
		val_push(list, change(c, "state", "State",
		    old ? state_label(r->type, old->state) : "", state_label(r->type, r->state)));
	if ((old && old->archived) != r->archived)
		val_push(list, change(c, "archived", "Archived", r->archived ? "no" : "yes",
		    r->archived ? "yes" : "no"));
	if ((old && old->drafted) != r->drafted)
		val_push(list, change(c, "drafted", "Drafted", r->drafted ? "no" : "yes",
		    r->drafted ? "yes" : "no"));
	return list;
}

struct revision {
	struct value *view;
	struct rec *rec;
};

static int read_revision(struct ctx *c, const struct rec *r, struct query *q, struct revision *ret)
{
	struct value *o = val_obj(c->arena), *doc;
	const uint8_t *seed;
	int rc;

	val_add(o, "rev", val_int(c->arena, db_int(q, 0)));
	val_add(o, "at", val_text(c->arena, arena_text(c->arena, db_text(q, 1))));
	val_add(o, "actor", val_text(c->arena, actor_label(c, db_text(q, 2))));
	val_add(o, "op", val_text(c->arena, arena_text(c->arena, db_text(q, 3))));
	val_add(o, "reason", val_text(c->arena, arena_text(c->arena, db_text(q, 4))));
	val_add(o, "request", val_text(c->arena, arena_text(c->arena, db_text(q, 5))));
	val_add(o, "leaf", val_int(c->arena, db_int(q, 6)));
	if ((rc = subject_open(c, r->type, r->id, db_str(q, 7), STR(""), &doc, &seed)) < 0)
		return rc;
	ret->view = o;
	return rec_from_doc(c, r->type, r->id, db_int(q, 0), doc, &ret->rec);
}

/* Revisions up to this time belong to the moment that is looked at. */
static void latest(const struct ctx *c, char ret[TIME_TEXT])
{
	time_print(c->as_of_us ? c->as_of_us : c->now_us + 86400 * INT64_C(1000000), ret);
}

int record_history(struct ctx *c, const struct rec *r, int64_t before_rev, int64_t limit,
    struct value **ret)
{
	struct revision newer = { NULL, NULL }, rev;
	struct dbc *here = c->db;
	struct query *q;
	char until[TIME_TEXT];
	int64_t left = limit;
	int rc;

	*ret = val_arr(c->arena);
	latest(c, until);
	c->db = c->live ? c->live : c->db;	/* an as-of view has no revisions of its own */
	rc = db_query(c, &q,
	    SQL("SELECT rev, at, actor, op, reason, request, leaf, doc FROM revision"
		" WHERE org = :org AND type = :type AND id = :id AND rev < :before AND at <= :until"
		" ORDER BY rev DESC LIMIT :limit"));
	if (rc == E_OK) {
		db_bind_text(q, ":type", r->type->name);
		db_bind_int(q, ":id", r->id);
		db_bind_int(q, ":before", before_rev > 0 ? before_rev : INT64_MAX);
		db_bind_text(q, ":until", until);
		db_bind_int(q, ":limit", limit + 1);
		while ((rc = db_step(c, q)) > 0) {
			if ((rc = read_revision(c, r, q, &rev)) < 0)
				break;
			if (newer.view)
				val_add(newer.view, "changes",
				    record_difference(c, rev.rec, newer.rec));
			if (left-- <= 0) {
				newer.view = NULL;
				break;
			}
			val_push(*ret, rev.view);
			newer = rev;
		}
		db_done(q);
	}
	if (rc >= 0 && newer.view)
		val_add(newer.view, "changes", record_difference(c, NULL, newer.rec));
	c->db = here;
	return rc < 0 ? rc : E_OK;
}

int record_actor(struct ctx *c, const struct rec *r, int64_t rev, const char **ret)
{
	struct dbc *here = c->db;
	char until[TIME_TEXT];
	struct query *q;
	int rc;

	*ret = NULL;
	latest(c, until);
	c->db = c->live ? c->live : c->db;	/* an as-of view has no revisions of its own */
	if ((rc = db_query(c, &q, SQL("SELECT actor FROM revision WHERE org = :org AND type = :type"
	    " AND id = :id AND rev <= :rev AND at <= :until ORDER BY rev DESC LIMIT 1"))) == E_OK) {
		db_bind_text(q, ":type", r->type->name);
		db_bind_int(q, ":id", r->id);
		db_bind_int(q, ":rev", rev == ANY_REV ? INT64_MAX : rev);
		db_bind_text(q, ":until", until);
		if ((rc = db_step(c, q)) > 0)
			*ret = actor_label(c, db_text(q, 0));
		db_done(q);
	}
	c->db = here;
	return rc < 0 ? rc : E_OK;
}

/* ---- back links ---- */

static struct value *group_for(struct ctx *c, struct value *groups, const struct record *t)
{
	struct value *last = groups->u.list.last;

	if (last && strcmp(val_get_text(last, "type"), t->name) == 0)
		return last;
	last = val_obj(c->arena);
	val_add(last, "type", val_text(c->arena, t->name));
	val_add(last, "label", val_text(c->arena, t->labels));
	val_add(last, "count", val_int(c->arena, 0));
	val_add(last, "items", val_arr(c->arena));
	val_push(groups, last);
	return last;
}

/* The links of one type's records to r, at most `most`: those that stand and the actor may read. */
static int links_from(struct ctx *c, const struct rec *r, const struct record *t, int64_t most,
    struct value *groups)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT l.field, "));
	record_name_columns(b, t, "t");
	sqlb_add(b, SQL(" FROM (SELECT from_id, field FROM link WHERE org = :org AND to_type = "));
	sqlb_quoted(b, r->type->name);
	sqlb_add(b, SQL(" AND to_id = "));
	(void)sqlb_param_int(b, r->id);
	sqlb_add(b, SQL(" AND from_type = "));
	sqlb_quoted(b, t->name);
	sqlb_add(b, SQL(" ORDER BY from_id, field LIMIT "));
	(void)sqlb_param_int(b, most);
	sqlb_add(b, SQL(") AS l CROSS JOIN "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t ON t.org = :org AND t.id = l.from_id WHERE t.archived = FALSE"));
	access_filter(c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY l.from_id, l.field"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct value *g = group_for(c, groups, t), *items = val_get(g, "items"), *o;
		struct rec_name name;

		val_get(g, "count")->u.i++;
		if (items->u.list.n >= 50)
			continue;
		name = record_name(c, t, q, 1);
		o = val_obj(c->arena);
		val_add(o, "code", val_text(c->arena, name.code));
		val_add(o, "label", val_text(c->arena, name.title));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, t, name.code)));
		val_add(o, "field", val_text(c->arena, arena_text(c->arena, db_text(q, 0))));
		val_push(items, o);
	}
	db_done(q);
	return rc;
}

int record_backlinks(struct ctx *c, const struct rec *r, struct value **ret)
{
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	if ((rc = db_query(c, &q, SQL("SELECT from_type, count(*) FROM (SELECT from_type FROM link"
	    " WHERE org = :org AND to_type = :type AND to_id = :id ORDER BY from_type LIMIT 1000)"
	    " GROUP BY from_type ORDER BY from_type"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	while ((rc = db_step(c, q)) > 0) {
		const struct record *t = record_find(db_text(q, 0));

		if (t && access_scope(c, t, VERB_READ) != SCOPE_NONE &&
		    (rc = links_from(c, r, t, db_int(q, 1), *ret)) < 0)
			break;
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}
