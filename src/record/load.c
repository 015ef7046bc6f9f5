/* record/load.c -- rows back to records. See store.h. */
#include "record/program.h"
#include "record/store.h"
#include "record/tables.h"

void record_columns(struct sqlb *b, const struct record *t, const char *as)
{
	static const char *const own[] = { "id", "rev", "state", "archived", "created_at",
		"updated_at" };

	for (size_t i = 0; i < COUNT(own); i++) {
		sqlb_add(b, i ? SQL(", ") : SQL(""));
		sqlb_name(b, as);
		sqlb_add(b, SQL("."));
		sqlb_name(b, own[i]);
	}
	for (const struct field *f = t->fields; f->name; f++) {
		if (f->kind == FK_REFS)
			continue;
		sqlb_add(b, SQL(", "));
		sqlb_name(b, as);
		sqlb_add(b, SQL("."));
		sqlb_name(b, f->name);
		if (f->kind == FK_REF)
			sqlb_add(b, SQL("_id"));
	}
}

static struct str copied(struct ctx *c, struct query *q, int i)
{
	struct str s = db_str(q, i);

	return str_copy(c->arena, s.p, s.n);
}

/* ";a;b;" to an array. What is written otherwise is damaged: an empty word tells verify. */
static struct value *words(struct ctx *c, struct query *q, int i)
{
	struct value *list = val_arr(c->arena);
	struct str s = copied(c, q, i);
	size_t from = 1;

	if (!s.n)
		return list;
	if (s.n < 2 || s.p[0] != ';' || s.p[s.n - 1] != ';') {
		val_push(list, val_str(c->arena, s));
		val_push(list, val_text(c->arena, ""));
		return list;
	}
	for (size_t at = 1; at < s.n; at++)
		if (s.p[at] == ';') {
			val_push(list, val_str(c->arena, str_copy(c->arena, s.p + from, at - from)));
			from = at + 1;
		}
	return list;
}

static struct value *cell(struct ctx *c, const struct field *f, struct query *q, int i)
{
	struct value *v = NULL;
	struct str s;

	if (db_is_null(q, i))
		return NULL;
	switch (f->kind) {
	case FK_INT:
	case FK_DECIMAL:
	case FK_MONEY:
	case FK_STEP:
	case FK_REF:
		return val_int(c->arena, db_int(q, i));
	case FK_BOOL:
		return val_bool(c->arena, db_bool(q, i));
	case FK_WORDS:
		return words(c, q, i);
	case FK_JSON:
		s = db_str(q, i);
		if (json_parse(c->arena, s.p, s.n, &v, &c->err) < 0)
			return val_str(c->arena, copied(c, q, i));	/* damaged: verify will name it */
		return v;
	default:
		return val_str(c->arena, copied(c, q, i));
	}
}

/* States are few words: the type's own text when it is one of them. */
static const char *state_word(struct ctx *c, const struct record *t, const char *p)
{
	const struct item *i = item_find(t->states, p, strlen(p));

	return i ? i->name : strcmp(p, "active") == 0 ? "active" : arena_text(c->arena, p);
}

struct rec *record_row(struct ctx *c, const struct record *t, struct query *q)
{
	struct rec *r = rec_new(c, t);
	int i = 6;

	r->id = db_int(q, 0);
	r->rev = db_int(q, 1);
	r->state = state_word(c, t, db_text(q, 2));
	r->archived = db_bool(q, 3);
	r->created_at = arena_text(c->arena, db_text(q, 4));
	r->updated_at = arena_text(c->arena, db_text(q, 5));
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind != FK_REFS)
			r->v[field_index(t, f)] = cell(c, f, q, i++);
	return r;
}

/* One record's links, all its refs fields in one go. */
static int links_of(struct ctx *c, struct rec *r)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("SELECT field, to_id FROM link WHERE org = :org"
	    " AND from_type = :type AND from_id = :id ORDER BY field, to_id"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	while ((rc = db_step(c, q)) > 0) {
		const struct field *f = field_find(r->type, db_text(q, 0));
		struct value **at;

		if (!f || f->kind != FK_REFS)
			continue;
		at = &r->v[field_index(r->type, f)];
		if (!*at)
			*at = val_arr(c->arena);
		val_push(*at, val_int(c->arena, db_int(q, 1)));
	}
	db_done(q);
	return rc;
}

int record_load_links(struct ctx *c, struct rec *const *recs, size_t n)
{
	bool any = false;
	int rc;

	for (const struct field *f = n ? recs[0]->type->fields : NULL; f && f->name; f++)
		any |= f->kind == FK_REFS;
	for (size_t i = 0; any && i < n; i++)
		if ((rc = links_of(c, recs[i])) < 0)
			return rc;
	return E_OK;
}

static int load(struct ctx *c, const struct record *t, int64_t id, enum verb v, bool filtered,
    struct rec **ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT "));
	record_columns(b, t, "t");
	sqlb_add(b, SQL(" FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t.id = "));
	(void)sqlb_param_int(b, id);
	if (filtered)
		access_filter(c, b, t, v, "t");
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = record_row(c, t, q);
	db_done(q);
	if (rc <= 0)
		return rc < 0 ? rc : E_NOTFOUND;
	return record_load_links(c, ret, 1);
}

int record_load(struct ctx *c, const struct record *t, int64_t id, struct rec **ret)
{
	int rc = load(c, t, id, VERB_READ, false, ret);

	return rc == E_NOTFOUND ? err_set(&c->err, rc, "there is no %s %s", t->label,
	    code_text(c->arena, t, id)) : rc;
}

/* The id a natural key stands for; archived ones last. 0 = none. */
static int key_id(struct ctx *c, const struct record *t, const char *key, int64_t *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	*ret = 0;
	sqlb_add(b, SQL("SELECT id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" WHERE org = :org AND "));
	sqlb_name(b, t->key);
	sqlb_add(b, SQL(" = "));
	(void)sqlb_param_str(b, str_of(key));
	sqlb_add(b, SQL(" ORDER BY archived, id LIMIT 1"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int record_get(struct ctx *c, const struct record *t, const char *code, enum verb v,
    struct rec **ret)
{
	int64_t id = 0;
	int rc;

	if (!code_id(t, str_of(code), &id) && t->key && (rc = key_id(c, t, code, &id)) < 0)
		return rc;
	rc = id ? load(c, t, id, VERB_READ, true, ret) : E_NOTFOUND;
	if (rc == E_NOTFOUND)
		return err_set(&c->err, rc, "there is no %s \"%s\"", t->label, code);
	if (rc == E_OK && v != VERB_READ && (rc = load(c, t, id, v, true, ret)) == E_NOTFOUND)
		rc = err_hint(&c->err, E_DENIED, "ask an administrator for a role that includes it",
		    "your roles do not let you %s %s", verb_name(v), code);
	return rc;
}
