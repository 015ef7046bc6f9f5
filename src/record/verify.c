/* record/verify.c -- see verify.h. The leaves are in verify_log.c, rows and links here. */
#include "record/verify_priv.h"
#include "record/any.h"
#include "record/subject.h"
#include "record/tables.h"

void verify_problem(struct verify *v, const char *kind, const char *record, const char *fmt, ...)
{
	struct value *o;
	va_list ap;

	v->total++;
	if (v->problems->u.list.n >= VERIFY_PROBLEMS)
		return;
	o = val_obj(v->keep);
	va_start(ap, fmt);
	val_add(o, "kind", val_text(v->keep, kind));
	val_add(o, "record", val_text(v->keep, arena_text(v->keep, record)));
	val_add(o, "detail", val_text(v->keep, arena_vprintf(v->keep, fmt, ap)));
	va_end(ap);
	val_push(v->problems, o);
}

/* "R-7" for type and id, also for a type that this program does not know. */
const char *verify_code(struct verify *v, const char *type, int64_t id)
{
	const struct record *t = record_find(type);

	return t ? code_text(v->c->arena, t, id)
		 : arena_printf(v->c->arena, "%s/%" PRId64, type, id);
}

static bool same_text(const char *x, const char *y)
{
	return strcmp(x ? x : "", y ? y : "") == 0;
}

/* The row as a document; what stays sealed in the revision for want of its key is not compared. */
static struct value *row_doc(struct verify *v, const struct last *l, const struct rec *r)
{
	struct value *doc = rec_doc(v->c->arena, r), *was;
	struct err e;

	err_init(&e, v->c->arena);
	if (!l->sealed || json_parse(v->c->arena, l->doc.p, l->doc.n, &was, &e) < 0)
		return doc;
	for (const struct field *f = r->type->fields; f->name; f++)
		if ((f->flags & F_PERSONAL) && val_get(was, f->name))
			val_set(doc, f->name, val_copy(v->c->arena, val_get(was, f->name)));
	return doc;
}

/* The row against its last revision. */
static int check_row(struct verify *v, const struct last *l, struct record_scan *rows)
{
	const struct record *t = record_find(l->type);
	const char *code = verify_code(v, l->type, l->id);
	struct sbuf *b = arena_alloc(v->c->arena, sizeof(*b));
	struct rec *r;
	int rc;

	v->records++;
	if (!t)
		return E_OK;	/* kept history of a type that is gone */
	if (rows->t != t && (rc = scan_open(v->c, t, rows)) < 0)
		return rc;
	if ((rc = scan_find(v->c, rows, l->id, &r)) == E_NOTFOUND) {
		verify_problem(v, "row-missing", code,
		    "the record is in the ledger but not in table %s", t->name);
		return E_OK;
	}
	if (rc < 0)
		return rc;
	sbuf_init(b, v->c->arena, 4 << 20);
	jcs_print(b, row_doc(v, l, r));
	if (r->rev != l->rev)
		verify_problem(v, "row-revision", code,
		    "the row is at revision %" PRId64 ", the history ends at %" PRId64, r->rev,
		    l->rev);
	else if (!str_eq(sbuf_str(b), l->doc))
		verify_problem(v, "row-changed", code,
		    "the row in table %s is not what revision %" PRId64 " says: %s", t->name,
		    l->rev, verify_difference(v, t, l, r));
	if (!same_text(r->created_at, l->created_at) || !same_text(r->updated_at, l->at))
		verify_problem(
		    v, "row-times", code, "the row's times are not those of its revisions");
	return record_has_files(t) ? check_files(v, r) : E_OK;
}

/* Which fields differ, for people. */
const char *verify_difference(struct verify *v, const struct record *t, const struct last *l,
    const struct rec *r)
{
	struct sbuf *b = arena_alloc(v->c->arena, sizeof(*b));
	struct value *doc, *now = row_doc(v, l, r);
	struct err e;

	sbuf_init(b, v->c->arena, 4096);
	err_init(&e, v->c->arena);
	if (json_parse(v->c->arena, l->doc.p, l->doc.n, &doc, &e) < 0)
		return "the revision is damaged";
	for (const struct field *f = t->fields; f->name; f++) {
		const struct value *x = val_get(doc, f->name), *y = val_get(now, f->name);

		if ((!x != !y) || (x && !val_same(x, y)))
			sbuf_printf(b, "%s%s", b->n ? ", " : "", f->name);
	}
	if (!same_text(val_get_text(doc, "state"), r->state))
		sbuf_printf(b, "%sstate", b->n ? ", " : "");
	if (val_truthy(val_get(doc, "archived")) != r->archived)
		sbuf_printf(b, "%sarchived", b->n ? ", " : "");
	if (val_truthy(val_get(doc, "drafted")) != r->drafted)
		sbuf_printf(b, "%sdrafted", b->n ? ", " : "");
	return b->n ? sbuf_str(b).p : "its form";
}

static void keep_last(struct verify *v, struct query *q, struct last *l)
{
	if (l->id != db_int(q, 1) || strcmp(l->type, db_text(q, 0)) != 0)
		l->created_at = arena_text(v->c->arena, db_text(q, 3));
	l->type = arena_text(v->c->arena, db_text(q, 0));
	l->id = db_int(q, 1);
	l->rev = db_int(q, 2);
	l->at = arena_text(v->c->arena, db_text(q, 3));
	l->doc = v->clear;
	l->sealed = v->sealed_now;
}

/* A member that reads as erased must name the leaf that erased it: else anybody could hide one. */
static bool erasures_hold(struct verify *v, const struct value *doc, int64_t epoch, uint64_t obj)
{
	for (const struct value *m = doc->u.list.first; m; m = m->next) {
		const struct leaf_note *n;
		int64_t leaf;

		if (!doc_redacted(m, &leaf))
			continue;
		n = log_find(v, epoch, leaf);
		if (!n || n->obj != obj || n->op != text_mark("erase"))
			return false;
	}
	return true;
}

/* Is the text the one form that Annexa writes? */
static bool canonical(struct verify *v, const struct value *doc, struct str text)
{
	struct sbuf *b = arena_alloc(v->c->arena, sizeof(*b));

	sbuf_init(b, v->c->arena, 4 << 20);
	jcs_print(b, doc);
	return str_eq(sbuf_str(b), text);
}

/*
 * The clear document and seed of a revision, which must stand there in the one form Annexa writes;
 * the clear text stays in v->clear for the comparison with the row. Negative: it cannot be read.
 */
static int open_revision(struct verify *v, struct query *q, struct value **ret_doc,
    const uint8_t **ret_seed)
{
	const struct record *t = record_find(db_text(q, 0));
	struct str text = db_str(q, 6), salt;
	struct sbuf *b;
	int rc;

	salt.p = db_blob(q, 9, &salt.n);
	v->clear = str_copy(v->c->arena, text.p, text.n);
	*ret_seed = salt.n == DOC_SEED ? (const uint8_t *)salt.p : NULL;
	if ((rc = json_parse(v->c->arena, text.p, text.n, ret_doc, &v->c->err)) < 0)
		return rc;
	if ((*ret_doc)->kind != V_OBJECT || !canonical(v, *ret_doc, text))
		return E_REFUSED;
	if (!t || !record_personal(t))
		return salt.n == DOC_SEED || salt.n == 0 ? E_OK : E_REFUSED;
	if ((rc = subject_open(v->c, t, db_int(q, 1), text, salt, ret_doc, ret_seed)) < 0)
		return rc;
	b = sbuf_new(v->c->arena, 4 << 20);
	jcs_print(b, *ret_doc);
	v->clear = sbuf_str(b);
	return E_OK;
}

/*
 * The short way for most revisions: the text as it stands gives the digest, so it is the one that
 * was committed, and need not be read. False: look closer.
 */
static bool digest_of_text(struct verify *v, struct query *q, const struct leaf_note *n)
{
	const struct record *t = record_find(db_text(q, 0));
	struct str text = db_str(q, 6), reason = db_str(q, 11), salt;
	struct value *more;
	struct hash digest;

	salt.p = db_blob(q, 9, &salt.n);
	if (!t || record_personal(t) || !db_is_null(q, 10) || salt.n != DOC_SEED ||
	    memmem(text.p, text.n, "\"redacted\"", 10) ||
	    memmem(text.p, text.n, "\"reason\":", 9) ||
	    memmem(text.p, text.n, "\"request\":", 10))
		return false;
	more = val_obj(v->c->arena);
	if (!db_is_null(q, 11))
		val_add(more, "reason", val_str(v->c->arena, reason));
	val_add(more, "request", val_str(v->c->arena, db_str(q, 12)));
	if (!doc_digest_text((const uint8_t *)salt.p, text, more, &digest) ||
	    !hash_eq(&digest, &n->doc))
		return false;
	v->clear = str_copy(v->c->arena, text.p, text.n);
	return true;
}

/* Reason and request stand in columns of their own; inside a document nobody would read them. */
static bool beside(const struct value *doc)
{
	return val_get(doc, "reason") || val_get(doc, "request");
}

/* The document of a revision must be what its leaf commits to. */
static int check_digest(
    struct verify *v, struct query *q, const char *code, const struct leaf_note *n)
{
	struct value *d, *all, *k = NULL;
	struct str kept = db_str(q, 10);
	const uint8_t *seed;
	size_t salt_n;
	struct hash digest;
	struct err e;

	v->sealed_now = false;
	if (digest_of_text(v, q, n))
		return E_OK;
	err_init(&e, v->c->arena);
	if (open_revision(v, q, &d, &seed) < 0 || beside(d) || (!db_is_null(q, 10) &&
	    (json_parse(v->c->arena, kept.p, kept.n, &k, &e) < 0 || k->kind != V_OBJECT ||
	    !k->u.list.n || !canonical(v, k, kept)))) {
		err_clear(&v->c->err);
		verify_problem(v, "revision-damaged", code, "revision %" PRId64 " cannot be read",
		    db_int(q, 2));
		return E_OK;
	}
	(void)db_blob(q, 9, &salt_n);
	v->sealed_now = !seed && !k && salt_n > DOC_SEED;
	if (v->sealed_now) {
		v->sealed++;	/* told once, for all of them */
		return E_OK;
	}
	all = revision_committed(v->c->arena, d, arena_text(v->c->arena, db_text(q, 11)),
	    db_text(q, 12));
	if (doc_digest(seed, all, k, &digest, &e) < 0 || !hash_eq(&digest, &n->doc) ||
	    !erasures_hold(v, d, db_int(q, 7), n->obj))
		verify_problem(v, "revision-changed", code,
		    "revision %" PRId64 " is not what leaf %" PRId64 " of the ledger commits to",
		    db_int(q, 2), db_int(q, 8));
	return E_OK;
}

static int check_revision(struct verify *v, struct query *q, const struct last *before)
{
	const char *type = db_text(q, 0), *code = verify_code(v, type, db_int(q, 1));
	bool first = before->id != db_int(q, 1) || strcmp(before->type, type) != 0;
	int64_t rev = db_int(q, 2);
	struct leaf_note *n = log_find(v, db_int(q, 7), db_int(q, 8));
	char obj[160];

	v->revisions++;
	if (rev != (first ? 1 : before->rev + 1))
		verify_problem(
		    v, "revision-missing", code, "before revision %" PRId64 " one is missing", rev);
	if (!db_stored(q, "tiitttt" "iiBTTt"))
		verify_problem(v, "revision-changed", code,
		    "revision %" PRId64 " holds a value of another kind "
		    "than its column",
		    rev);
	(void)snprintf(obj, sizeof(obj), "%s/%" PRId64, type, db_int(q, 1));
	if (!n || n->used || n->obj != text_mark(obj) || n->rev != rev) {
		verify_problem(v, "revision-unlogged", code,
		    "revision %" PRId64 " has no leaf in the ledger", rev);
		return E_OK;
	}
	n->used = true;
	if (n->t != text_mark(db_text(q, 3)) || n->act != text_mark(db_text(q, 4)) ||
	    n->op != text_mark(db_text(q, 5)))
		verify_problem(v, "revision-changed", code,
		    "revision %" PRId64 ": time, actor or operation are not "
		    "those of leaf %" PRId64,
		    rev, db_int(q, 8));
	return check_digest(v, q, code, n);
}

/* Without its key a revision cannot be compared: lost, or taken away to hide a change. */
static void check_sealed(struct verify *v)
{
	if (v->sealed)
		verify_problem(v, "person-keys-missing", "", "%" PRId64 " revisions hold "
		    "personal data whose keys are not there, so that what they say cannot be compared with the "
		    "ledger: bring the file subjects.keys of that time back", v->sealed);
}

/* Revisions in the order of their records; after each record its row. */
static int check_revisions(struct verify *v)
{
	struct last l = { .type = "" };
	struct record_scan rows = { 0 };
	struct query *q;
	int rc;

	if ((rc = db_query(v->c, &q,
		 SQL("SELECT type, id, rev, at, actor, op, doc, epoch, leaf, seed,"
		     " kept, reason, request FROM revision WHERE org = :org ORDER BY type, id, "
		     "rev"))) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0) {
		bool next = l.id && (l.id != db_int(q, 1) || strcmp(l.type, db_text(q, 0)) != 0);

		if (next && (rc = check_row(v, &l, &rows)) < 0)
			break;
		if (next) {
			l = (struct last){ .type = "" };
			verify_breathe(v);
		}
		if ((rc = check_revision(v, q, &l)) < 0)
			break;
		keep_last(v, q, &l);
	}
	db_done(q);
	if (rc == 0 && l.id)
		rc = check_row(v, &l, &rows);
	scan_close(&rows);
	check_sealed(v);
	return rc;
}

/* Rows of a type that no revision speaks of. */
static int check_strays(struct verify *v, const struct record *t)
{
	struct sqlb *b = sqlb_new(v->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND NOT EXISTS (SELECT 1 FROM revision AS r"
	    " WHERE r.org = t.org AND r.id = t.id AND r.type = "));
	sqlb_quoted(b, t->name);
	sqlb_add(b, SQL(") ORDER BY t.id LIMIT 1000"));
	if ((rc = sqlb_query(v->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0)
		verify_problem(v, "row-unlogged", verify_code(v, t->name, db_int(q, 0)),
		    "the row in table %s is in no revision and no leaf", t->name);
	db_done(q);
	return rc;
}

/* Links of a ref field against its column, one way: what `link` has and the column has not, or
 * back. */
static int check_ref(struct verify *v, const struct record *t, const struct field *f, bool extra)
{
	struct sqlb *b = sqlb_new(v->c->arena), *l = sqlb_new(v->c->arena),
		    *r = sqlb_new(v->c->arena);
	struct query *q;
	int rc;

	sqlb_add(
	    l, SQL("SELECT from_id AS x, to_id AS y FROM link WHERE org = :org AND from_type = "));
	sqlb_quoted(l, t->name);
	sqlb_add(l, SQL(" AND to_type = "));
	sqlb_quoted(l, f->to);
	sqlb_add(l, SQL(" AND field = "));
	sqlb_quoted(l, f->name);
	sqlb_add(r, SQL("SELECT id, "));
	sqlb_name(r, f->name);
	sqlb_add(r, SQL("_id FROM "));
	sqlb_name(r, t->name);
	sqlb_add(r, SQL(" WHERE org = :org AND "));
	sqlb_name(r, f->name);
	sqlb_add(r, SQL("_id IS NOT NULL"));
	sqlb_add(b, sqlb_text(extra ? l : r));
	sqlb_add(b, SQL(" EXCEPT "));
	sqlb_add(b, sqlb_text(extra ? r : l));
	sqlb_add(b, SQL(" LIMIT 100"));
	if ((rc = sqlb_query(v->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0)
		verify_problem(v, "link-changed", verify_code(v, t->name, db_int(q, 0)),
		    extra ? "table link says that %s is %s, the record does not" :
		    "the record says that %s is %s, table link does not", f->name,
		    verify_code(v, f->to, db_int(q, 1)));
	db_done(q);
	return rc;
}

/* The same for a reference to a record of any type, whose column is text. */
static int check_any(struct verify *v, const struct record *t, const struct field *f)
{
	struct sqlb *b = sqlb_new(v->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t."));
	sqlb_name(b, f->name);
	sqlb_add(b, SQL(", l.to_type, l.to_id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t LEFT JOIN link AS l ON l.org = t.org AND l.from_type = "));
	sqlb_quoted(b, t->name);
	sqlb_add(b, SQL(" AND l.from_id = t.id AND l.field = "));
	sqlb_quoted(b, f->name);
	sqlb_add(b, SQL(" WHERE t.org = :org AND (l.to_id IS NOT NULL OR t."));
	sqlb_name(b, f->name);
	sqlb_add(b, SQL(" IS NOT NULL)"));
	if ((rc = sqlb_query(v->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0) {
		const struct record *to = db_is_null(q, 2) ? NULL : record_find(db_text(q, 2));
		const char *linked = to ? any_text(v->c->arena, to, db_int(q, 3)) : "";

		if (db_is_null(q, 1) || strcmp(linked, db_text(q, 1)) != 0)
			verify_problem(v, "link-changed", verify_code(v, t->name, db_int(q, 0)),
			    "the record says that %s is \"%s\", table link says \"%s\"", f->name,
			    db_is_null(q, 1) ? "" : db_text(q, 1), linked);
	}
	db_done(q);
	return rc;
}

/* Links from records that are not there; those that are were compared with their links. */
static int check_lost_links(struct verify *v, const struct record *t)
{
	struct sqlb *b = sqlb_new(v->c->arena);
	struct query *q;
	int rc;

	sqlb_add(
	    b, SQL("SELECT DISTINCT from_id FROM link AS l WHERE l.org = :org AND from_type = "));
	sqlb_quoted(b, t->name);
	sqlb_add(b, SQL(" AND NOT EXISTS (SELECT 1 FROM "));
	sqlb_name(b, t->name);
	sqlb_add(
	    b, SQL(" AS t WHERE t.org = l.org AND t.id = l.from_id) ORDER BY from_id LIMIT 1000"));
	if ((rc = sqlb_query(v->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0)
		verify_problem(v, "link-unlogged", verify_code(v, t->name, db_int(q, 0)),
		    "table link has rows of a record that is not there");
	db_done(q);
	return rc;
}

/* Links of no known type and field, or between the wrong types. */
static int check_stray_links(struct verify *v)
{
	struct query *q;
	int rc;

	if ((rc = db_query(v->c, &q,
		 SQL("SELECT from_type, from_id, field, to_type, to_id FROM link"
		     " WHERE org = :org"))) < 0)
		return rc;
	while ((rc = db_step(v->c, q)) > 0) {
		const struct record *t = record_find(db_text(q, 0));
		const struct field *f = t ? field_find(t, db_text(q, 2)) : NULL;

		if (!f || (f->kind != FK_ANY && (!f->to || strcmp(f->to, db_text(q, 3)) != 0)) ||
		    !db_stored(q, "titti"))
			verify_problem(v, "link-unlogged",
			    verify_code(v, db_text(q, 0), db_int(q, 1)),
			    "table link has a row for \"%s\", which no record says", db_text(q, 2));
	}
	db_done(q);
	return rc;
}

static int check_links(struct verify *v)
{
	int rc;

	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];

		if ((rc = check_strays(v, t)) < 0 || (rc = check_lost_links(v, t)) < 0)
			return rc;
		for (const struct field *f = t->fields; f->name; f++)
			if (f->kind == FK_REF && ((rc = check_ref(v, t, f, true)) < 0 ||
			    (rc = check_ref(v, t, f, false)) < 0))
				return rc;
			else if (f->kind == FK_ANY && (rc = check_any(v, t, f)) < 0)
				return rc;
	}
	return check_stray_links(v);
}

static struct value *not_covered(struct verify *v)
{
	struct schema s = program_schema();
	struct value *list = val_arr(v->keep);

	for (size_t i = 0; i < s.n; i++)
		if (!s.tables[i]->logged)
			val_push(list, val_text(v->keep, s.tables[i]->name));
	val_push(list, val_text(v->keep, "search_index"));
	/* When a note was stored, and that an old one is still there: newer ones contain it. */
	val_push(list, val_text(v->keep, "ledger_checkpoint.at"));
	return list;
}

static struct value *summary(struct verify *v)
{
	struct value *o = val_obj(v->keep);

	val_add(o, "ok", val_bool(v->keep, v->total == 0));
	val_add(o, "leaves", val_int(v->keep, v->leaves));
	val_add(o, "revisions", val_int(v->keep, v->revisions));
	val_add(o, "records", val_int(v->keep, v->records));
	val_add(o, "problems_total", val_int(v->keep, v->total));
	val_add(o, "problems", v->problems);
	val_add(o, "logs", v->logs);
	val_add(o, "not_covered", not_covered(v));
	return o;
}

/* Memory of what has been checked is not needed again; the context's own is on v->keep. */
void verify_breathe(struct verify *v)
{
	if (v->scratch.used_bytes > (8u << 20))
		arena_reset(&v->scratch);
}

int verify_org(struct ctx *c, struct value **ret)
{
	struct ctx work = *c;
	struct verify v = { .c = &work, .keep = c->arena };
	int rc;

	arena_init(&v.scratch, 1u << 30);
	work.arena = &v.scratch;
	work.actor = actor_program();
	work.refs = NULL;
	work.scales = NULL;
	err_init(&work.err, c->arena);
	v.problems = val_arr(c->arena);
	v.logs = val_arr(c->arena);
	if (ledger_refusal(c->program->ledger))
		verify_problem(&v, "ledger-refused", "", "%s", ledger_refusal(c->program->ledger));
	if ((rc = check_logs(&v)) >= 0 && (rc = check_revisions(&v)) >= 0 &&
	    (rc = check_actors(&v)) >= 0 && (rc = check_unused(&v)) >= 0 &&
	    (rc = check_links(&v)) >= 0 && (rc = check_forms(&v)) >= 0)
		*ret = summary(&v);
	for (size_t i = 0; i < v.nepochs; i++)
		mem_free(v.epoch[i].notes);
	mem_free(v.epoch);
	arena_release(&v.scratch);
	c->err = work.err;
	if (rc < 0)
		return rc;
	return v.total ? err_set(&c->err, E_NO, "%s with the ledger", text_counted(c->arena,
	    v.total, "place does not agree", "places do not agree")) : E_OK;
}
