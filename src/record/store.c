/* record/store.c -- see store.h. Reading is in load.c, changes in change.c, transactions
 * in program.c. */
#include "record/any.h"
#include "record/file.h"
#include "record/program.h"
#include "record/search.h"
#include "record/store_priv.h"
#include "record/subject.h"
#include "record/tables.h"

/* ---- the row ---- */

/* Two plain statements: RETURNING makes SQLite open a table of its own for the one row. */
static int next_id(struct ctx *c, const struct record *t, int64_t *ret)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q,
		 SQL("INSERT INTO counter (org, name, value) VALUES (:org, :name, 1)"
		     " ON CONFLICT (org, name) DO UPDATE SET value = value + 1"))) < 0)
		return rc;
	db_bind_text(q, ":name", t->name);
	if ((rc = db_run(c, q)) < 0 || (rc = db_query(c, &q, SQL("SELECT value FROM counter"
	    " WHERE org = :org AND name = :name"))) < 0)
		return rc;
	db_bind_text(q, ":name", t->name);
	if ((rc = db_step(c, q)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static void bind_value(struct ctx *c, struct query *q, const struct field *f, const struct value *v)
{
	char name[72];
	struct sbuf *b;

	(void)snprintf(name, sizeof(name), ":f_%s", f->name);
	if (!v) {
		db_bind_null(q, name);
		return;
	}
	switch (v->kind) {
	case V_INT:
		db_bind_int(q, name, v->u.i);
		return;
	case V_BOOL:
		db_bind_bool(q, name, v->u.b);
		return;
	case V_TEXT:
		db_bind_str(q, name, v->u.s);
		return;
	default:
		break;
	}
	b = arena_alloc(c->arena, sizeof(*b));
	sbuf_init(b, c->arena, 1 << 20);
	if (f->kind == FK_WORDS)	/* ;a;b; so that one word can be looked for */
		for (const struct value *m = v->u.list.first; m; m = m->next)
			sbuf_printf(b, "%s%s;", b->n ? "" : ";", m->u.s.p);
	else
		jcs_print(b, v);
	db_bind_str(q, name, sbuf_str(b));
}

/* INSERT or UPDATE of a type's row: the same text every time, so it is prepared once. */
static struct sqltext row_sql(struct ctx *c, const struct record *t, bool insert)
{
	struct sqlb *b = sqlb_new(c->arena), *v = sqlb_new(c->arena);

	sqlb_add(b, insert ? SQL("INSERT INTO ") : SQL("UPDATE "));
	sqlb_name(b, t->name);
	sqlb_add(b, insert ? SQL(" (org, id, rev, state, archived, drafted, created_at,"
	        " updated_at") :
	    SQL(" SET rev = :rev, state = :state, archived = :archived, drafted = :drafted,"
	        " updated_at = :updated_at"));
	sqlb_add(v, SQL(" VALUES (:org, :id, :rev, :state, :archived, :drafted, :created_at,"
	    " :updated_at"));
	for (const struct field *f = t->fields; f->name; f++) {
		const char *column = field_column(c->arena, f);

		if (!column)
			continue;
		sqlb_add(b, SQL(", "));
		sqlb_name(b, column);
		sqlb_add(insert ? v : b, insert ? SQL(", :f_") : SQL(" = :f_"));
		sqlb_name(insert ? v : b, f->name);
	}
	if (insert) {
		sqlb_add(b, SQL(")"));
		sqlb_add(v, SQL(")"));
		sqlb_add(b, sqlb_text(v));
	} else {
		sqlb_add(b, SQL(" WHERE org = :org AND id = :id"));
	}
	return sqlb_text(b);
}

static int write_row(struct ctx *c, const struct rec *r, bool insert)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, row_sql(c, r->type, insert))) < 0)
		return rc;
	db_bind_int(q, ":id", r->id);
	db_bind_int(q, ":rev", r->rev);
	db_bind_text(q, ":state", r->state);
	db_bind_bool(q, ":archived", r->archived);
	db_bind_bool(q, ":drafted", r->drafted);
	if (insert)
		db_bind_text(q, ":created_at", r->created_at);
	db_bind_text(q, ":updated_at", r->updated_at);
	for (const struct field *f = r->type->fields; f->name; f++)
		if (f->kind != FK_REFS)
			bind_value(c, q, f, r->v[field_index(r->type, f)]);
	return db_run(c, q);
}

/* ---- links: every reference, so that "what hangs on this" is one query ---- */

static int link_row(struct ctx *c, const struct rec *r, const struct field *f,
    const char *to_type, int64_t to, bool add)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, add ?
	    SQL("INSERT INTO link (org, from_type, from_id, field, to_type, to_id)"
	        " VALUES (:org, :type, :id, :field, :to_type, :to_id)") :
	    SQL("DELETE FROM link WHERE org = :org AND from_type = :type AND from_id = :id"
	        " AND field = :field AND to_type = :to_type AND to_id = :to_id"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	db_bind_text(q, ":field", f->name);
	db_bind_text(q, ":to_type", to_type);
	db_bind_int(q, ":to_id", to);
	return db_run(c, q);
}

static bool links_to(const struct value *v, int64_t id)
{
	if (!v || v->kind == V_INT)
		return v && v->u.i == id;
	for (const struct value *m = v->u.list.first; m; m = m->next)
		if (m->u.i == id)
			return true;
	return false;
}

/* Links that `has` has and `lacks` lacks are added or removed. */
static int link_difference(struct ctx *c, const struct rec *r, const struct field *f,
    const struct value *has, const struct value *lacks, bool add)
{
	struct any s;
	int rc;

	if (!has)
		return E_OK;
	if (f->kind == FK_ANY)	/* a subject that is none was refused when it came in */
		return (lacks && val_same(has, lacks)) || !any_parse(has->u.s, &s) ? E_OK :
		    link_row(c, r, f, s.t->name, s.id, add);
	if (has->kind == V_INT)
		return links_to(lacks, has->u.i) ? E_OK :
		    link_row(c, r, f, f->to, has->u.i, add);
	for (const struct value *m = has->u.list.first; m; m = m->next)
		if (!links_to(lacks, m->u.i) && (rc = link_row(c, r, f, f->to, m->u.i, add)) < 0)
			return rc;
	return E_OK;
}

static int write_links(struct ctx *c, const struct rec *old, const struct rec *r)
{
	int rc;

	for (const struct field *f = r->type->fields; f->name; f++) {
		size_t i = field_index(r->type, f);
		const struct value *was = old ? old->v[i] : NULL;

		if (!f->to && f->kind != FK_ANY)
			continue;
		if ((rc = link_difference(c, r, f, was, r->v[i], false)) < 0 ||
		    (rc = link_difference(c, r, f, r->v[i], was, true)) < 0)
			return rc;
	}
	return E_OK;
}

int row_insert(struct ctx *c, const struct rec *r)
{
	return write_row(c, r, true);
}

int row_links(struct ctx *c, const struct rec *r)
{
	return write_links(c, NULL, r);
}

/* ---- revision and leaf ---- */

static int previous_leaf(struct ctx *c, const struct rec *r, int64_t *ret_epoch, int64_t *ret)
{
	struct query *q;
	int rc;

	*ret = LEAF_NO_PREV;
	*ret_epoch = 0;
	if (r->rev == 1)
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT epoch, leaf FROM revision WHERE org = :org"
	    " AND type = :type AND id = :id AND rev = :rev"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	db_bind_int(q, ":rev", r->rev - 1);
	if ((rc = db_step(c, q)) > 0) {
		*ret_epoch = db_int(q, 0);
		*ret = db_int(q, 1);
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int write_revision(struct ctx *c, const struct rec *r, const struct leaf *leaf,
    int64_t epoch, const uint8_t seed[DOC_SEED], const struct value *doc,
    struct str clear)
{
	struct str text, salt;
	struct query *q;
	int rc;

	if ((rc = subject_seal(c, r->type, r->id, doc, clear, seed, &text, &salt)) < 0 ||
	    (rc = db_query(c, &q,
		 SQL("INSERT INTO revision (org, type, id, rev, at, actor, op, request,"
		     " reason, doc, seed, epoch, leaf) VALUES (:org, :type, :id, :rev, :at, "
		     ":actor, :op,"
		     " :request, :reason, :doc, :seed, :epoch, :leaf)"))) < 0)
		return rc;
	db_bind_text(q, ":type", r->type->name);
	db_bind_int(q, ":id", r->id);
	db_bind_int(q, ":rev", r->rev);
	db_bind_text(q, ":at", r->updated_at);
	db_bind_text(q, ":actor", leaf->act);
	db_bind_text(q, ":op", leaf->op);
	db_bind_text(q, ":request", c->request);
	db_bind_text(q, ":reason", c->reason);
	db_bind_str(q, ":doc", text);
	db_bind_blob(q, ":seed", salt.p, salt.n);
	db_bind_int(q, ":epoch", epoch);
	db_bind_int(q, ":leaf", leaf->i);
	return db_run(c, q);
}

/* Reason and request stand beside the fields, under names that no field can have. */
struct value *revision_committed(struct arena *a, const struct value *doc, const char *reason,
    const char *request)
{
	struct value *all = val_copy(a, doc);

	if (reason)
		val_add(all, "reason", val_text(a, reason));
	val_add(all, "request", val_text(a, request));
	return all;
}

static int append_leaf(struct ctx *c, const struct rec *r, const char *op, const struct value *doc,
    const uint8_t seed[DOC_SEED], struct leaf *leaf, int64_t *ret_epoch)
{
	struct value *all = revision_committed(c->arena, doc, c->reason, c->request);
	int64_t prev_epoch;
	int rc;

	*leaf = (struct leaf){ .act = c->actor->pseudonym, .auth = c->actor->auth, .op = op,
	    .obj = arena_printf(c->arena, "%s/%" PRId64, r->type->name, r->id), .rev = r->rev };
	if ((rc = previous_leaf(c, r, &prev_epoch, &leaf->prev)) < 0 ||
	    (rc = doc_digest(seed, all, NULL, &leaf->doc, &c->err)) < 0)
		return rc;
	return ledger_append(
	    c->program->ledger, c->db, c->org, c->now_us, prev_epoch, leaf, ret_epoch, &c->err);
}

/* Read back what was written and compare (Fossil): a row that says something else never commits. */
static int reread(struct ctx *c, const struct rec *r, struct str doc)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	struct rec *again;
	int rc;

	if ((rc = record_load(c, r->type, r->id, &again)) < 0)
		return rc;
	sbuf_init(b, c->arena, 1 << 20);
	jcs_print(b, rec_doc(c->arena, again));
	if (again->rev != r->rev || !str_eq(sbuf_str(b), doc))
		return err_set(&c->err, E_DB,
		    "writing %s: the database does not give back what was written",
		    rec_code(c->arena, r));
	return E_OK;
}

static int stamp(struct ctx *c, const struct rec *old, struct rec *r)
{
	char *now = arena_alloc(c->arena, TIME_TEXT);
	int64_t us;
	int rc;

	if ((rc = ledger_time(c->program->ledger, c->db, c->org, c->now_us, &us, &c->err)) < 0)
		return rc;
	time_print(us, now);
	r->rev = old ? old->rev + 1 : 1;
	r->created_at = old ? old->created_at : now;
	r->updated_at = now;
	return E_OK;
}

int record_save(struct ctx *c, const struct rec *old, struct rec *r, const char *op)
{
	struct sbuf *text = arena_alloc(c->arena, sizeof(*text));
	uint8_t *seed = arena_alloc(c->arena, DOC_SEED);
	struct value *doc;
	struct leaf leaf;
	int64_t epoch = 0;
	int rc;

	REQUIRE(c->as_of_us == 0);
	if ((!old && (rc = next_id(c, r->type, &r->id)) < 0) || (rc = stamp(c, old, r)) < 0)
		return rc;
	doc = rec_doc(c->arena, r);
	sbuf_init(text, c->arena, 1 << 20);
	jcs_print(text, doc);
	if (!sbuf_ok(text))
		return err_set(&c->err, E_TOOBIG, "the record is larger than 1 MB");
	random_bytes(seed, DOC_SEED);
	if ((rc = append_leaf(c, r, op, doc, seed, &leaf, &epoch)) < 0)
		return rc;
	if ((rc = write_row(c, r, !old)) < 0 || (rc = write_links(c, old, r)) < 0 ||
	    (rc = files_note(c, r)) < 0 ||
	    (rc = write_revision(c, r, &leaf, epoch, seed, doc, sbuf_str(text))) < 0 ||
	    (rc = reread(c, r, sbuf_str(text))) < 0 || (rc = search_note(c, r)) < 0)
		return rc;
	program_touch(c->program, c->org, r->type);
	return E_OK;
}
