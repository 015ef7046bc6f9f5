/* record/search.c -- see search.h. */
#include "record/access.h"
#include "record/program.h"
#include "record/list.h"
#include "record/search.h"
#include "record/store.h"

enum { BODY_MAX = 60000, TERMS_MAX = 8, ROWS_MAX = 4096 };

struct pending {
	int64_t org, id, rowid;
	const char *type;
	char *title, *body;	/* title NULL: take it out of the index */
	size_t turn;		/* its place among the changes of the group */
	bool overtaken;		/* the running job has applied a newer text of the record */
};

struct search {
	struct pending *rows;
	size_t n, room, job_from;
};

struct search *search_new(void)
{
	return mem_new(1, sizeof(struct search));
}

static void drop_from(struct search *s, size_t from)
{
	for (size_t i = from; i < s->n; i++) {
		mem_free(s->rows[i].title);
		mem_free(s->rows[i].body);
	}
	if (s->n > from)
		s->n = from;
}

void search_free(struct search *s)
{
	if (!s)
		return;
	drop_from(s, 0);
	mem_free(s->rows);
	mem_free(s);
}

/* What was overtaken by a job that is now part of the group goes. */
static void settle(struct search *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].overtaken) {
			mem_free(s->rows[i].title);
			mem_free(s->rows[i].body);
		} else {
			s->rows[n++] = s->rows[i];
		}
	s->n = n;
}

void search_job_begin(struct search *s)
{
	settle(s);
	s->job_from = s->n;
}

void search_job_undo(struct search *s)
{
	drop_from(s, s->job_from);
	for (size_t i = 0; i < s->n; i++)
		s->rows[i].overtaken = false;
}

void search_after(struct search *s)
{
	drop_from(s, 0);
	s->job_from = 0;
}

static void add_text(struct sbuf *b, const struct value *v)
{
	if (v->kind == V_TEXT) {
		sbuf_char(b, ' ');
		sbuf_add(b, v->u.s.p, v->u.s.n);
	} else if (v->kind == V_ARRAY) {
		for (const struct value *m = v->u.list.first; m; m = m->next)
			add_text(b, m);
	} else if (v->kind == V_OBJECT && val_get_text(v, "name")) {	/* a file */
		sbuf_char(b, ' ');
		sbuf_text(b, val_get_text(v, "name"));
	}
}

static int index_verb(struct dbc *conn, struct sqltext sql, int64_t rowid, const char *scope,
    const char *title, const char *body, struct err *e)
{
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, NULL, &q, sql, e)) < 0)
		return rc;
	db_bind_int(q, ":rowid", rowid);
	db_bind_text(q, ":scope", scope);
	db_bind_text(q, ":title", title);
	db_bind_text(q, ":body", body);
	return db_run_err(q, e);
}

static int remove_old(struct dbc *conn, struct pending *p, struct err *e)
{
	struct org org = { p->org };
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &org, &q, SQL("SELECT rowid, scope, title, body FROM search_doc"
	    " WHERE org = :org AND type = :type AND id = :id"), e)) < 0)
		return rc;
	db_bind_text(q, ":type", p->type);
	db_bind_int(q, ":id", p->id);
	if ((rc = db_step_err(q, e)) > 0) {
		p->rowid = db_int(q, 0);
		rc = index_verb(conn,
		    SQL("INSERT INTO search_index (search_index, rowid, scope, title,"
			" body) VALUES ('delete', :rowid, :scope, :title, :body)"),
		    p->rowid, db_text(q, 1), db_text(q, 2), db_text(q, 3), e);
	}
	db_done(q);
	return rc;
}

static int delete_doc(struct dbc *conn, const struct pending *p, struct err *e)
{
	struct org org = { p->org };
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &org, &q, SQL("DELETE FROM search_doc WHERE org = :org"
	    " AND type = :type AND id = :id"), e)) < 0)
		return rc;
	db_bind_text(q, ":type", p->type);
	db_bind_int(q, ":id", p->id);
	return db_run_err(q, e);
}

/* One word per organisation, and one per type of it: searches are limited by a term. */
static void scope_words(char *out, size_t room, const struct pending *p)
{
	(void)snprintf(out, room, "o%" PRId64 " o%" PRId64 "t%s", p->org, p->org, p->type);
}

static int rowid_of(struct dbc *conn, struct pending *p, struct err *e)
{
	struct org org = { p->org };
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &org, &q, SQL("SELECT rowid FROM search_doc WHERE org = :org"
	    " AND type = :type AND id = :id"), e)) < 0)
		return rc;
	db_bind_text(q, ":type", p->type);
	db_bind_int(q, ":id", p->id);
	if ((rc = db_step_err(q, e)) > 0)
		p->rowid = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int put_doc(struct dbc *conn, struct pending *p, struct err *e)
{
	struct org org = { p->org };
	char scope[96];
	struct query *q;
	int rc;

	if (!p->title)
		return p->rowid ? delete_doc(conn, p, e) : E_OK;
	if ((rc = db_prepare(conn, &org, &q, p->rowid ? SQL("UPDATE search_doc SET scope = :scope,"
	    " title = :title, body = :body WHERE org = :org AND type = :type AND id = :id") :
	    SQL("INSERT INTO search_doc (org, type, id, scope, title, body)"
	        " VALUES (:org, :type, :id, :scope, :title, :body)"), e)) < 0)
		return rc;
	scope_words(scope, sizeof(scope), p);
	db_bind_text(q, ":type", p->type);
	db_bind_int(q, ":id", p->id);
	db_bind_text(q, ":scope", scope);
	db_bind_text(q, ":title", p->title);
	db_bind_text(q, ":body", p->body);
	if ((rc = db_run_err(q, e)) < 0 || p->rowid)
		return rc;
	return rowid_of(conn, p, e);
}

static int add_new(struct dbc *conn, struct pending *p, struct err *e)
{
	char scope[96];

	if (!p->title)
		return E_OK;
	scope_words(scope, sizeof(scope), p);
	return index_verb(conn, SQL("INSERT INTO search_index (rowid, scope, title, body)"
	    " VALUES (:rowid, :scope, :title, :body)"), p->rowid, scope, p->title, p->body, e);
}

static int by_record(const void *x, const void *y)
{
	const struct pending *a = x, *b = y;
	int type = strcmp(a->type, b->type);

	return a->org != b->org ? (a->org < b->org ? -1 : 1) : type ? type :
	    a->id != b->id ? (a->id < b->id ? -1 : 1) : 0;
}

static int by_turn(const void *x, const void *y)
{
	const struct pending *a = x, *b = y;
	int record = by_record(x, y);

	return record ? record : a->turn < b->turn ? -1 : 1;
}

/* From `from` on in order of records; of several changes to one the last. */
static void keep_last(struct search *s, size_t from)
{
	size_t n = from;

	if (s->n > from)
		qsort(s->rows + from, s->n - from, sizeof(*s->rows), by_turn);
	for (size_t i = from; i < s->n; i++) {
		const struct pending *p = &s->rows[i];

		if (i + 1 < s->n && by_record(p, p + 1) == 0) {
			mem_free(p->title);
			mem_free(p->body);
		} else {
			s->rows[n++] = *p;
		}
	}
	s->n = n;
}

/*
 * In three passes: a statement on another table that may be undone alone makes FTS5 write out
 * what it has gathered, so that going record by record would write a segment for each.
 */
static int apply(struct search *s, size_t from, struct dbc *conn, struct err *e)
{
	static int (*const pass[])(struct dbc *conn, struct pending *p, struct err *e) = {
		remove_old, put_doc, add_new
	};
	int rc = E_OK;

	keep_last(s, from);
	for (size_t k = 0; k < COUNT(pass); k++)
		for (size_t i = from; i < s->n && rc >= 0; i++)
			rc = pass[k](conn, &s->rows[i], e);
	return rc < 0 ? rc : E_OK;
}

/*
 * The rows of a long job, in its savepoint, so that they do not gather in memory. Those of earlier
 * jobs stay, for undoing this one must not take them along; but not with older texts of the same
 * records.
 */
static int apply_early(struct search *s, struct dbc *conn, struct err *e)
{
	int rc = apply(s, s->job_from, conn, e);

	for (size_t i = 0; i < s->job_from; i++)
		if (bsearch(&s->rows[i], s->rows + s->job_from, s->n - s->job_from,
		        sizeof(*s->rows), by_record))
			s->rows[i].overtaken = true;
	drop_from(s, s->job_from);
	return rc;
}

int search_note(struct ctx *c, const struct rec *r)
{
	struct search *s = c->program->search;
	struct pending *p;
	struct sbuf b;
	size_t n;
	int rc;

	if (s->n - s->job_from >= ROWS_MAX && (rc = apply_early(s, c->db, &c->err)) < 0)
		return rc;
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 64;
		s->rows = mem_grow(s->rows, s->room, sizeof(*s->rows));
	}
	p = &s->rows[s->n];
	*p = (struct pending){.org = c->org.id, .id = r->id, .type = r->type->name, .turn = s->n++};
	if (r->archived)
		return E_OK;
	sbuf_init_free(&b, BODY_MAX);
	sbuf_text(&b, rec_code(c->arena, r));
	for (const struct field *f = r->type->fields; f->name; f++) {
		const struct value *v = r->v[field_index(r->type, f)];

		if (v && (f->flags & F_SEARCH) && strcmp(f->name, r->type->title) != 0)
			add_text(&b, v);
	}
	p->title = mem_text(rec_title(r));
	p->body = sbuf_take(&b, &n); /* what did not fit is not found by search: the row is whole */
	return E_OK;
}

int search_before_commit(struct search *s, struct dbc *conn, struct err *e)
{
	settle(s);
	return apply(s, 0, conn, e);
}

static bool word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c & 0x80) || c == '.';
}

/* Each word as a quoted prefix; all must be there. Returns how many. */
static int add_terms(struct sbuf *b, const char *columns, struct str words)
{
	int terms = 0;

	for (size_t i = 0; i < words.n && terms < TERMS_MAX;) {
		size_t from = i;

		while (i < words.n && word_byte(words.p[i]))
			i++;
		if (i == from) {
			i++;
			continue;
		}
		sbuf_printf(b, "%s%s : \"", b->n ? " AND " : "", columns);
		sbuf_add(b, words.p + from, i - from);
		sbuf_text(b, "\" *");
		terms++;
	}
	return terms;
}

const char *search_match(struct ctx *c, const struct record *t, struct str words)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	sbuf_init(b, c->arena, 8192);
	if (t)
		sbuf_printf(b, "scope : \"o%" PRId64 "t%s\"", c->org.id, t->name);
	else
		sbuf_printf(b, "scope : \"o%" PRId64 "\"", c->org.id);
	return add_terms(b, "{title body}", words) && sbuf_ok(b) ? sbuf_str(b).p : NULL;
}

static struct value *hit_view(struct ctx *c, const struct rec *r)
{
	const struct record *t = r->type;
	struct value *o = val_obj(c->arena);
	const char *code = rec_code(c->arena, r);

	val_set_text(c->arena, o, "type", t->name);
	val_set_text(c->arena, o, "label", t->label);
	val_set_text(c->arena, o, "code", code);
	val_set_text(c->arena, o, "title", rec_title(r));
	val_set_text(c->arena, o, "href", rec_path(c->arena, t, code));
	return o;
}

static struct value *hit(struct ctx *c, struct query *q)
{
	const struct record *t = record_find(db_text(q, 0));
	struct rec *r;

	if (!t || access_scope(c, t, VERB_READ) == SCOPE_NONE)
		return NULL;
	if (record_get(c, t, code_text(c->arena, t, db_int(q, 1)), VERB_READ, &r) < 0) {
		err_clear(&c->err);	/* not ours to see */
		return NULL;
	}
	return hit_view(c, r);
}

/* A view of the past has no index: type by type, as their lists look for words. */
static int search_then(struct ctx *c, const struct record *t, struct str words, int64_t limit,
    struct value *hits)
{
	int rc;

	for (size_t i = 0; record_index[i]; i++) {
		struct list_query lq = { .t = record_index[i], .q = words, .limit = limit };
		struct list l;

		if ((t && t != lq.t) || access_scope(c, lq.t, VERB_READ) == SCOPE_NONE)
			continue;
		if ((rc = list_run(c, &lq, &l)) < 0)
			return rc;
		for (size_t k = 0; k < l.n && (int64_t)hits->u.list.n < limit; k++)
			val_push(hits, hit_view(c, l.recs[k]));
	}
	return E_OK;
}

static int collect(struct ctx *c, const char *match, bool ranked, int64_t limit, struct value *hits)
{
	struct value *v;
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, ranked ?
	    SQL("SELECT d.type, d.id FROM search_index AS i"
		" JOIN search_doc AS d ON d.rowid = i.rowid"
		" WHERE search_index MATCH :match AND d.org = :org ORDER BY i.rank LIMIT 500") :
	    SQL("SELECT d.type, d.id FROM search_index AS i"
		" JOIN search_doc AS d ON d.rowid = i.rowid"
		" WHERE search_index MATCH :match AND d.org = :org LIMIT 100"))) < 0)
		return rc;
	db_bind_text(q, ":match", match);
	while ((int64_t)hits->u.list.n < limit && (rc = db_step(c, q)) > 0)
		if ((v = hit(c, q)))
			val_push(hits, v);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int search_type(struct ctx *c, const struct record *t, struct str words, int64_t limit,
    bool ranked, struct value **ret)
{
	const char *match = search_match(c, t, words);

	*ret = val_arr(c->arena);
	if (!match)
		return E_OK;
	return c->as_of_us ? search_then(c, t, words, limit, *ret) :
	    collect(c, match, ranked, limit, *ret);
}

int search_all(struct ctx *c, struct str words, int64_t limit, struct value **ret)
{
	return search_type(c, NULL, words, limit, true, ret);
}

/* Titles alone, without the scope's long list: the join keeps to the organisation. */
int search_some(struct ctx *c, struct str words, int64_t limit, struct value **ret)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	*ret = val_arr(c->arena);
	sbuf_init(b, c->arena, 8192);
	if (c->as_of_us || !add_terms(b, "{title}", words) || !sbuf_ok(b))
		return E_OK;
	return collect(c, sbuf_str(b).p, false, limit, *ret);
}

/* ---- how many of each type ---- */

static void facet(struct ctx *c, struct value *list, const struct record *t, int64_t n)
{
	struct value *o = val_obj(c->arena), **at = &list->u.list.first;

	val_add(o, "type", val_text(c->arena, t->name));
	val_add(o, "label", val_text(c->arena, t->labels));
	val_add(o, "count", val_int(c->arena, n));
	while (*at && val_get_int(*at, "count", 0) >= n)
		at = &(*at)->next;
	o->next = *at;
	*at = o;
	if (!o->next)
		list->u.list.last = o;
	list->u.list.n++;
}

/* Their lists count, with access, and keep what they counted. */
int search_facets(struct ctx *c, struct str words, struct value **ret)
{
	int64_t n;
	int rc;

	*ret = val_arr(c->arena);
	if (!search_match(c, NULL, words))
		return E_OK;
	for (size_t i = 0; record_index[i]; i++) {
		struct list_query lq = { .t = record_index[i], .q = words };

		if (access_scope(c, lq.t, VERB_READ) == SCOPE_NONE)
			continue;
		if ((rc = list_total(c, &lq, &n)) < 0)
			return rc;
		if (n)
			facet(c, *ret, lq.t, n);
	}
	return E_OK;
}
