/* record/load.c -- rows back to records. See store.h. */
#include "record/program.h"
#include "record/store_priv.h"
#include "record/tables.h"

void record_columns(struct sqlb *b, const struct record *t, const char *as)
{
	static const char *const own[] = { "id", "rev", "state", "archived", "drafted",
		"created_at", "updated_at" };

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
			val_push(
			    list, val_str(c->arena, str_copy(c->arena, s.p + from, at - from)));
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
	case FK_FILES:
		s = db_str(q, i);
		if (json_parse(c->arena, s.p, s.n, &v, &c->err) < 0)
			return val_str(
			    c->arena, copied(c, q, i)); /* damaged: verify will name it */
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
	int i = 7;

	r->id = db_int(q, 0);
	r->rev = db_int(q, 1);
	r->state = state_word(c, t, db_text(q, 2));
	r->archived = db_bool(q, 3);
	r->drafted = db_bool(q, 4);
	r->created_at = arena_text(c->arena, db_text(q, 5));
	r->updated_at = arena_text(c->arena, db_text(q, 6));
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind != FK_REFS)
			r->v[field_index(t, f)] = cell(c, f, q, i++);
	return r;
}

void record_name_columns(struct sqlb *b, const struct record *t, const char *as)
{
	const char *const columns[] = { "id", t->key_is_code ? t->key : "id", t->title };

	for (size_t i = 0; i < COUNT(columns); i++) {
		sqlb_add(b, i ? SQL(", ") : SQL(""));
		sqlb_name(b, as);
		sqlb_add(b, SQL("."));
		sqlb_name(b, columns[i]);
	}
}

struct rec_name record_name(struct ctx *c, const struct record *t, struct query *q, int at)
{
	return (struct rec_name){ t->key_is_code && !db_is_null(q, at + 1) ?
	    arena_text(c->arena, db_text(q, at + 1)) : code_text(c->arena, t, db_int(q, at)),
	    db_is_null(q, at + 2) ? "" : arena_text(c->arena, db_text(q, at + 2)) };
}

static bool has_refs(const struct record *t)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind == FK_REFS)
			return true;
	return false;
}

/* Links of single references have a column already. */
static void take_link(struct ctx *c, struct rec *r, struct query *q)
{
	const struct field *f = field_find(r->type, db_text(q, 1));
	struct value **at;

	if (!f || f->kind != FK_REFS)
		return;
	at = &r->v[field_index(r->type, f)];
	if (!*at)
		*at = val_arr(c->arena);
	val_push(*at, val_int(c->arena, db_int(q, 2)));
}

/* Links of the records in by_id, which holds those of the ids from lo to hi, or NULL. */
static int links_between(struct ctx *c, const struct record *t, struct rec **by_id, int64_t lo,
    int64_t hi)
{
	struct query *q;
	int rc;

	if (!has_refs(t))
		return E_OK;
	/* In the table's order. A condition on the field would cost more than it leaves out. */
	if ((rc = db_query(c, &q, SQL("SELECT from_id, field, to_id FROM link WHERE org = :org"
	    " AND from_type = :type AND from_id BETWEEN :lo AND :hi"
	    " ORDER BY from_id, field, to_id"))) < 0)
		return rc;
	db_bind_text(q, ":type", t->name);
	db_bind_int(q, ":lo", lo);
	db_bind_int(q, ":hi", hi);
	while ((rc = db_step(c, q)) > 0)
		if (by_id[db_int(q, 0) - lo])
			take_link(c, by_id[db_int(q, 0) - lo], q);
	db_done(q);
	return rc;
}

/* One statement when their ids lie close together, as those of a page mostly do. */
int record_load_links(struct ctx *c, struct rec *const *recs, size_t n)
{
	int64_t lo = n ? recs[0]->id : 0, hi = lo;
	struct rec **by_id, *one;
	int rc = E_OK;

	for (size_t i = 1; i < n; i++) {
		lo = recs[i]->id < lo ? recs[i]->id : lo;
		hi = recs[i]->id > hi ? recs[i]->id : hi;
	}
	if (n && hi - lo < 4 * (int64_t)n) {
		by_id = arena_zero(c->arena, (size_t)(hi - lo) + 1, sizeof(struct rec *));
		for (size_t i = 0; i < n; i++)
			by_id[recs[i]->id - lo] = recs[i];
		return links_between(c, recs[0]->type, by_id, lo, hi);
	}
	for (size_t i = 0; i < n && rc == E_OK; i++) {
		one = recs[i];
		rc = links_between(c, one->type, &one, one->id, one->id);
	}
	return rc;
}

/* ---- all records of a type ---- */

/* Step to the next row with this id or a higher one; NULL at the end. */
static int advance(struct ctx *c, struct query **q, int64_t id)
{
	int rc = 1;

	while (*q && db_int(*q, 0) < id && (rc = db_step(c, *q)) > 0)
		continue;
	if (rc <= 0) {
		db_done(*q);
		*q = NULL;
	}
	return rc < 0 ? rc : E_OK;
}

/* On its first row. */
static int started(struct ctx *c, struct sqlb *b, struct query **ret)
{
	int rc = sqlb_query(c, ret, b);

	if (rc < 0 || (rc = db_step(c, *ret)) > 0)
		return rc < 0 ? rc : E_OK;
	db_done(*ret);
	*ret = NULL;
	return rc;
}

void scan_close(struct record_scan *s)
{
	db_done(s->row);
	db_done(s->link);
	*s = (struct record_scan){ 0 };
}

int scan_open(struct ctx *c, const struct record *t, struct record_scan *s)
{
	struct sqlb *b = sqlb_new(c->arena), *l = sqlb_new(c->arena);
	int rc;

	scan_close(s);
	sqlb_add(b, SQL("SELECT "));
	record_columns(b, t, "t");
	sqlb_add(b, SQL(" FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org ORDER BY t.id"));
	sqlb_add(
	    l, SQL("SELECT from_id, field, to_id FROM link WHERE org = :org AND from_type = "));
	sqlb_quoted(l, t->name);
	sqlb_add(l, SQL(" ORDER BY from_id, field, to_id"));
	if ((rc = started(c, b, &s->row)) < 0 ||
	    (has_refs(t) && (rc = started(c, l, &s->link)) < 0))
		return rc;
	s->t = t;
	return E_OK;
}

int scan_find(struct ctx *c, struct record_scan *s, int64_t id, struct rec **ret)
{
	int rc;

	if ((rc = advance(c, &s->row, id)) < 0)
		return rc;
	if (!s->row || db_int(s->row, 0) != id)
		return E_NOTFOUND;
	*ret = record_row(c, s->t, s->row);
	if ((rc = advance(c, &s->link, id)) < 0)
		return rc;
	while (s->link && db_int(s->link, 0) == id) {
		take_link(c, *ret, s->link);
		if ((rc = db_step(c, s->link)) > 0)
			continue;
		db_done(s->link);
		s->link = NULL;
		if (rc < 0)
			return rc;
	}
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
		access_filter(c, b, t, VERB_READ, "t");
	if (filtered && v != VERB_READ)
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

int record_reach(struct ctx *c, const struct record *t, int64_t id, enum verb v,
    struct rec **ret)
{
	return load(c, t, id, v, true, ret);
}

int record_get(struct ctx *c, const struct record *t, const char *code, enum verb v,
    struct rec **ret)
{
	int64_t id = 0;
	int rc;

	if (!code_id(t, str_of(code), &id) && t->key && (rc = key_id(c, t, code, &id)) < 0)
		return rc;
	rc = id ? load(c, t, id, v, true, ret) : E_NOTFOUND;
	if (rc != E_NOTFOUND)
		return rc;
	/* Who may read it is told that he may not do this; for anybody else it is not there. */
	if (id && v != VERB_READ && (rc = load(c, t, id, VERB_READ, true, ret)) == E_OK)
		return err_hint(&c->err, E_DENIED, access_advice(c, t, v),
		    "your roles do not let you %s %s", verb_doing(v), code);
	return rc == E_NOTFOUND ? err_set(&c->err, rc, "there is no %s \"%s\"", t->label, code) :
	    rc;
}
