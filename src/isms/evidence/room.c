/* isms/evidence/room.c -- see room.h. */
#include "isms/control/soa.h"
#include "isms/evidence/room.h"
#include "record/any.h"
#include "record/list.h"

struct room {
	struct ctx *c;
	struct arena *a;
	struct value *view, *counts;
	char today[DATE_TEXT], soon[DATE_TEXT];
	bool may_add, may_ask;
};

static const char *path(struct arena *a, const struct record *t, int64_t id)
{
	return rec_path(a, t, code_text(a, t, id));
}

static struct value *item(struct arena *a, const char *code, const char *label, const char *href)
{
	struct value *o = val_obj(a);

	val_add(o, "code", val_text(a, code));
	val_add(o, "label", val_text(a, label));
	val_add(o, "href", val_text(a, href));
	return o;
}

static void count(struct room *r, const char *name, int64_t n)
{
	val_set_int(r->a, r->counts, name, n);
}

/* ---- evidence by freshness ---- */

static struct value *evidence_item(struct room *r, struct query *q)
{
	const struct record *t = record_find("evidence");
	int64_t id = db_int(q, 0);
	const char *until = arena_text(r->a, db_text(q, 2));
	struct value *o = item(r->a, code_text(r->a, t, id), arena_text(r->a, db_text(q, 1)),
	    path(r->a, t, id));

	val_add(o, "good_until", val_text(r->a, until));
	val_add(o, "left", val_text(r->a, freshness_text(r->a, r->today, until)));
	val_add(o, "owner", val_text(r->a, arena_text(r->a, db_text(q, 4))));
	val_add(o, "shows", val_int(r->a, db_int(q, 5)));
	val_add(o, "ask_href", val_text(r->a, !r->may_ask || db_bool(q, 3) ? NULL :
	    arena_printf(r->a, "/evidence-room/ask?about=evidence/%s", code_text(r->a, t, id))));
	return o;
}

/* Does fresh evidence that the actor may read show all that t shows? As in evidence-stale. */
static void add_renewed(struct room *r, struct sqlb *b)
{
	sqlb_add(b, SQL(", NOT EXISTS (SELECT 1 FROM link AS x WHERE x.org = t.org"
	    " AND x.from_type = 'evidence' AND x.from_id = t.id AND x.to_type IN ('control',"
	    " 'measure', 'requirement') AND NOT EXISTS (SELECT 1 FROM link AS k"
	    " JOIN evidence AS f ON f.org = k.org AND f.id = k.from_id WHERE k.org = t.org"
	    " AND k.from_type = 'evidence' AND k.to_type = x.to_type AND k.to_id = x.to_id"
	    " AND f.archived = FALSE AND f.drafted = FALSE AND f.state = 'valid'"
	    " AND (f.good_until IS NULL OR f.good_until >= "));
	(void)sqlb_param_str(b, str_of(r->today));
	sqlb_add(b, SQL(")"));
	access_filter(r->c, b, record_find("evidence"), VERB_READ, "f");
	sqlb_add(b, SQL("))"));
}

/* Everything that is not withdrawn, the soonest to run out first. */
static int ask_evidence(struct room *r, struct query **ret)
{
	struct sqlb *b = sqlb_new(r->a);

	sqlb_add(b, SQL("SELECT t.id, t.title, t.good_until, t.state = 'draft' OR t.drafted,"
	    " p.name, (SELECT count(*) FROM link AS l WHERE l.org = t.org"
	    " AND l.from_type = 'evidence' AND l.from_id = t.id AND l.to_type IN ('control',"
	    " 'measure', 'requirement'))"));
	add_renewed(r, b);
	sqlb_add(b, SQL(" FROM evidence AS t LEFT JOIN person AS p ON p.org = t.org"
	    " AND p.id = t.owner_id WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.state <> 'withdrawn'"));
	access_filter(r->c, b, record_find("evidence"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.good_until NULLS LAST, t.id"));
	return sqlb_query(r->c, ret, b);
}

static int read_evidence(struct room *r)
{
	struct value *lists[EVIDENCE_ENDLESS + 1], *drafts = val_arr(r->a);
	int64_t n[EVIDENCE_ENDLESS + 1] = { 0 }, ndrafts = 0, renewed = 0;
	struct query *q;
	int rc;

	for (size_t i = 0; i < COUNT(lists); i++)
		lists[i] = val_arr(r->a);
	if ((rc = ask_evidence(r, &q)) < 0)
		return rc;
	while ((rc = db_step(r->c, q)) > 0) {
		bool draft = db_bool(q, 3);
		enum freshness f = evidence_freshness(r->today, db_text(q, 2));
		struct value *to = draft ? drafts : lists[f];

		if (!draft && f == EVIDENCE_STALE && db_int(q, 5) && db_bool(q, 6)) {
			renewed++;
			continue;
		}
		ndrafts += draft;
		n[f] += !draft;
		if (to->u.list.n < ROOM_LISTED &&
		    (draft || f == EVIDENCE_STALE || f == EVIDENCE_SOON))
			val_push(to, evidence_item(r, q));
	}
	db_done(q);
	count(r, "fresh", n[EVIDENCE_FRESH] + n[EVIDENCE_ENDLESS]);
	count(r, "soon", n[EVIDENCE_SOON]);
	count(r, "stale", n[EVIDENCE_STALE]);
	count(r, "renewed", renewed);
	count(r, "drafts", ndrafts);
	val_add(r->view, "stale", lists[EVIDENCE_STALE]);
	val_add(r->view, "soon", lists[EVIDENCE_SOON]);
	val_add(r->view, "drafts", drafts);
	return rc;
}

/* ---- requests ---- */

static struct value *about(struct room *r, const char *text)
{
	struct ref_label l;
	struct any any;

	if (!text || !any_parse(str_of(text), &any) ||
	    access_scope(r->c, any.t, VERB_READ) == SCOPE_NONE)
		return val_null(r->a);
	l = ref_label(r->c, any.t, any.id);
	return item(r->a, l.code, l.label, rec_path(r->a, any.t, l.code));
}

static int read_requests(struct room *r)
{
	const struct record *t = record_find("task");
	struct value *list = val_arr(r->a), *o;
	struct sqlb *b = sqlb_new(r->a);
	int64_t n = 0, late = 0;
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.title, t.due, t.about, p.name FROM task AS t"
	    " LEFT JOIN person AS p ON p.org = t.org AND p.id = t.owner_id WHERE t.org = :org"
	    " AND t.archived = FALSE AND t.kind = 'evidence' AND t.state IN ('open', 'doing')"));
	access_filter(r->c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.due NULLS LAST, t.id"));
	if ((rc = sqlb_query(r->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(r->c, q)) > 0) {
		const char *due = arena_text(r->a, db_text(q, 2)),
			   *code = code_text(r->a, t, db_int(q, 0));
		bool overdue = due && strcmp(due, r->today) < 0;

		n++;
		late += overdue;
		if (list->u.list.n >= ROOM_LISTED)
			continue;
		o = item(r->a, code, arena_text(r->a, db_text(q, 1)), path(r->a, t, db_int(q, 0)));
		val_add(o, "due", val_text(r->a, due));
		val_add(o, "late", val_bool(r->a, overdue));
		val_add(o, "about", about(r, db_text(q, 3)));
		val_add(o, "owner", val_text(r->a, arena_text(r->a, db_text(q, 4))));
		val_add(o, "answer_href", val_text(r->a, !r->may_add ? NULL :
		    arena_printf(r->a, "/evidence-room/answer?task=%s", code)));
		val_push(list, o);
	}
	db_done(q);
	count(r, "requests", n);
	count(r, "overdue", late);
	val_add(r->view, "requests", list);
	return rc;
}

/* ---- what has none ---- */

struct bare {		/* a control or measure with no fresh evidence */
	const char *type, *field, *code, *label, *href;
	bool stale;		/* there is some, but it is stale */
};

static void push_bare(struct room *r, struct value *list, const struct bare *x)
{
	struct value *o;

	if (list->u.list.n >= ROOM_LISTED)
		return;
	o = item(r->a, x->code, x->label, x->href);
	val_add(o, "stale", val_bool(r->a, x->stale));
	val_add(o, "add_href", val_text(r->a, !r->may_add ? NULL :
	    arena_printf(r->a, "/evidence/new?%s=%s", x->field, x->code)));
	val_add(o, "ask_href", val_text(r->a, !r->may_ask ? NULL :
	    arena_printf(r->a, "/evidence-room/ask?about=%s/%s", x->type, x->code)));
	val_push(list, o);
}

/* Refs of controls that evidence shows to work, itself or through a measure: ref -> fresh. */
static int read_covered(struct room *r, struct value *ret)
{
	struct sqlb *b = sqlb_new(r->a);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT k.ref, max(t.good_until IS NULL OR t.good_until >= "));
	(void)sqlb_param_str(b, str_of(r->today));
	sqlb_add(b, SQL(") FROM evidence AS t JOIN link AS l ON l.org = t.org"
	    " AND l.from_type = 'evidence' AND l.from_id = t.id"
	    " LEFT JOIN link AS m ON m.org = t.org AND l.to_type = 'measure'"
	    " AND m.from_type = 'measure' AND m.from_id = l.to_id AND m.field = 'controls'"
	    " JOIN control AS k ON k.org = t.org AND k.id = CASE l.to_type"
	    " WHEN 'control' THEN l.to_id ELSE m.to_id END"
	    " WHERE t.org = :org AND t.archived = FALSE AND t.drafted = FALSE"
	    " AND t.state = 'valid'"));
	access_filter(r->c, b, record_find("evidence"), VERB_READ, "t");
	sqlb_add(b, SQL(" GROUP BY k.ref"));
	if ((rc = sqlb_query(r->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(r->c, q)) > 0)
		val_add(ret, arena_text(r->a, db_text(q, 0)), val_bool(r->a, db_bool(q, 1)));
	db_done(q);
	return rc;
}

static int read_controls(struct room *r)
{
	struct value *covered = val_obj(r->a), *rows, *list = val_arr(r->a);
	int64_t applicable = 0, bare = 0;
	int rc;

	if (access_scope(r->c, record_find("control"), VERB_READ) == SCOPE_NONE)
		return E_OK;
	if ((rc = read_covered(r, covered)) < 0 ||
	    (rc = soa_rows(r->c, "iso27001-2022", &rows)) < 0)
		return rc;
	for (const struct value *row = rows->u.list.first; row; row = row->next) {
		const char *ref = val_get_text(row, "control");
		const struct value *has = val_get(covered, ref);
		struct bare x = { "control", "controls", ref, val_get_text(row, "title"),
			val_get_text(row, "href"), has != NULL };

		if (!val_truthy(val_get(row, "applicable")))
			continue;
		applicable++;
		if (val_truthy(has))
			continue;
		bare++;
		push_bare(r, list, &x);
	}
	count(r, "applicable", applicable);
	count(r, "uncovered", bare);
	count(r, "covered", applicable - bare);
	val_add(r->view, "controls", list);
	return E_OK;
}

/* In place, and neither evidence nor words on where one finds it. */
static int read_measures(struct room *r)
{
	const struct record *t = record_find("measure");
	struct value *list = val_arr(r->a);
	struct sqlb *b = sqlb_new(r->a);
	struct query *q;
	int64_t n = 0;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.title, max(e.id IS NOT NULL) FROM measure AS t"
	    " LEFT JOIN link AS l ON l.org = t.org AND l.to_type = 'measure' AND l.to_id = t.id"
	    " AND l.from_type = 'evidence' LEFT JOIN evidence AS e ON e.org = t.org"
	    " AND e.id = l.from_id AND e.archived = FALSE AND e.drafted = FALSE"
	    " AND e.state = 'valid' WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.state = 'in-place'"));
	access_filter(r->c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(" GROUP BY t.id, t.title HAVING coalesce(max(CASE WHEN e.id IS NOT NULL"
	    " AND (e.good_until IS NULL OR e.good_until >= "));
	(void)sqlb_param_str(b, str_of(r->today));
	sqlb_add(b, SQL(") THEN 1 ELSE 0 END), 0) = 0 ORDER BY t.id"));
	if ((rc = sqlb_query(r->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(r->c, q)) > 0) {
		struct bare x = { "measure", "measures", code_text(r->a, t, db_int(q, 0)),
			arena_text(r->a, db_text(q, 1)), path(r->a, t, db_int(q, 0)),
			db_bool(q, 2) };

		n++;
		push_bare(r, list, &x);
	}
	db_done(q);
	count(r, "measures", n);
	val_add(r->view, "measures", list);
	return rc;
}

int room_fill(struct ctx *c, struct value *view)
{
	struct room r = { .c = c, .a = c->arena, .view = view, .counts = val_obj(c->arena) };
	int rc;

	date_print(c->as_of_us ? c->as_of_us : c->now_us, r.today);
	r.may_add = !c->as_of_us &&
	    access_scope(c, record_find("evidence"), VERB_CREATE) != SCOPE_NONE;
	r.may_ask = !c->as_of_us && access_scope(c, record_find("task"), VERB_CREATE) != SCOPE_NONE;
	if ((rc = read_evidence(&r)) < 0 || (rc = read_requests(&r)) < 0 ||
	    (rc = read_controls(&r)) < 0 || (rc = read_measures(&r)) < 0)
		return rc;
	val_add(view, "counts", r.counts);
	val_add(view, "may_add", val_bool(c->arena, r.may_add));
	val_add(view, "may_ask", val_bool(c->arena, r.may_ask));
	return E_OK;
}
