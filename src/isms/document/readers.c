/* isms/document/readers.c -- see readers.h. */
#include "isms/document/readers.h"
#include "isms/document/document_priv.h"
#include "record/program.h"
#include "record/rec.h"

struct ids {
	int64_t *id;
	size_t n, room;
};

static void ids_add(struct arena *a, struct ids *s, int64_t id)
{
	if (s->n == s->room) {
		int64_t *more = arena_alloc(a, (s->room * 2 + 64) * sizeof(*more));

		if (s->n)
			memcpy(more, s->id, s->n * sizeof(*more));
		s->id = more;
		s->room = s->room * 2 + 64;
	}
	s->id[s->n++] = id;
}

static int ids_of(struct ctx *c, struct query *q, struct ids *ret)
{
	int rc;

	*ret = (struct ids){ 0 };
	while ((rc = db_step(c, q)) > 0)
		ids_add(c->arena, ret, db_int(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* ---- the audience ---- */

/* Active people the version is for, in the order of their ids. */
static int audience(struct ctx *c, const struct rec *v, struct ids *ret)
{
	struct query *q;
	int rc;

	if (rec_is(v, "audience", "units"))
		rc = db_query(c, &q, SQL("WITH RECURSIVE down(id) AS (SELECT to_id FROM link"
		    " WHERE org = :org AND from_type = 'document_version' AND from_id = :version"
		    " AND field = 'units' UNION SELECT u.id FROM unit AS u JOIN down"
		    " ON u.parent_id = down.id WHERE u.org = :org)"
		    " SELECT p.id FROM person AS p WHERE p.org = :org AND p.archived = FALSE"
		    " AND p.state = 'active' AND p.unit_id IN (SELECT id FROM down)"
		    " ORDER BY p.id"));
	else if (rec_is(v, "audience", "people"))
		rc = db_query(c, &q, SQL("SELECT p.id FROM person AS p JOIN link AS l"
		    " ON l.org = p.org AND l.to_type = 'person' AND l.to_id = p.id"
		    " WHERE p.org = :org AND p.archived = FALSE AND p.state = 'active'"
		    " AND l.from_type = 'document_version' AND l.from_id = :version"
		    " AND l.field = 'people' ORDER BY p.id"));
	else
		rc = db_query(c, &q, SQL("SELECT id FROM person WHERE org = :org"
		    " AND archived = FALSE AND state = 'active' ORDER BY id"));
	if (rc < 0)
		return rc;
	if (db_has_param(q, ":version"))
		db_bind_int(q, ":version", v->id);
	return ids_of(c, q, ret);
}

/* ---- those asked ---- */

static int asked_people(struct ctx *c, const struct rec *doc, int64_t edition, struct ids *ret)
{
	struct query *q;
	int rc = db_query(c, &q, SQL("SELECT person_id FROM acknowledgement WHERE org = :org"
	    " AND archived = FALSE AND document_id = :doc AND edition = :edition"
	    " AND state <> 'withdrawn' ORDER BY person_id"));

	if (rc < 0)
		return rc;
	db_bind_int(q, ":doc", doc->id);
	db_bind_int(q, ":edition", edition);
	return ids_of(c, q, ret);
}

static int open_ones(struct ctx *c, const struct rec *doc, struct ids *ret)
{
	struct query *q;
	int rc = db_query(c, &q, SQL("SELECT id FROM acknowledgement WHERE org = :org"
	    " AND archived = FALSE AND document_id = :doc AND state = 'asked' ORDER BY id"));

	if (rc < 0)
		return rc;
	db_bind_int(q, ":doc", doc->id);
	return ids_of(c, q, ret);
}

static int ask_one(struct ctx *c, const struct rec *doc, const struct rec *v, int64_t person)
{
	struct rec *a = rec_new(c, record_find("acknowledgement"));
	int64_t days = rec_int(doc, "acknowledge_days");
	char *due = arena_alloc(c->arena, DATE_TEXT);

	date_add_days(today_of(c), days ? days : 14, due);
	rec_set_text(c, a, "title", arena_printf(c->arena, "%s %s", rec_title(v),
	    rec_text(v, "number")));
	rec_set_int(c, a, "version", v->id);
	rec_set_int(c, a, "document", doc->id);
	rec_set_int(c, a, "edition", rec_int(v, "edition"));
	rec_set_int(c, a, "person", person);
	rec_set_text(c, a, "asked_on", today_of(c));
	rec_set_text(c, a, "due", due);
	return record_save(c, NULL, a, "create");
}

/* Both lists are in order: those of the first that are not in the second. */
static void without(struct arena *a, const struct ids *all, const struct ids *less,
    struct ids *ret)
{
	size_t k = 0;

	*ret = (struct ids){ 0 };
	for (size_t i = 0; i < all->n; i++) {
		while (k < less->n && less->id[k] < all->id[i])
			k++;
		if (k == less->n || less->id[k] != all->id[i])
			ids_add(a, ret, all->id[i]);
	}
}

static int not_asked(struct ctx *c, const struct rec *doc, const struct rec *v, struct ids *ret)
{
	struct ids all, asked;
	int rc;

	if ((rc = audience(c, v, &all)) < 0 ||
	    (rc = asked_people(c, doc, rec_int(v, "edition"), &asked)) < 0)
		return rc;
	without(c->arena, &all, &asked, ret);
	return E_OK;
}

int readers_ask(struct ctx *c, const struct rec *doc, int64_t *ret_n)
{
	struct ids missing = { 0 };
	struct rec *v;
	int rc = document_current(c, doc, &v);

	if (rc < 0)
		return rc;
	if (!v || strcmp(v->state, "current") != 0)
		return err_hint(&c->err, E_CONFLICT, "publish it first",
		    "%s has no version in force that could be read", rec_code(c->arena, doc));
	rc = not_asked(c, doc, v, &missing);
	for (size_t i = 0; i < missing.n && rc == E_OK; i++)
		rc = ask_one(c, doc, v, missing.id[i]);
	if (ret_n)
		*ret_n = (int64_t)missing.n;
	return rc;
}

static int each_open(struct ctx *c, const struct rec *doc,
    int (*fn)(struct ctx *c, const struct rec *a, const struct rec *v, int64_t *n),
    const struct rec *v, int64_t *n)
{
	struct ids open;
	struct rec *a;
	int rc = open_ones(c, doc, &open);

	for (size_t i = 0; rc == E_OK && i < open.n; i++)
		if ((rc = record_load(c, record_find("acknowledgement"), open.id[i], &a)) == E_OK)
			rc = fn(c, a, v, n);
	return rc;
}

static int release(struct ctx *c, const struct rec *a, const struct rec *v, int64_t *n)
{
	struct rec *r = rec_copy(c, a);
	int rc;

	(void)v, (void)n;
	r->state = "withdrawn";
	if ((rc = record_save(c, a, r, "state")) < 0)
		return rc;
	return tasks_end(c, a->type->name, a->id, "document", N_("No longer asked."));
}

static int follow(struct ctx *c, const struct rec *a, const struct rec *v, int64_t *n)
{
	struct rec *r = rec_copy(c, a);

	if (rec_int(a, "edition") != rec_int(v, "edition"))
		return release(c, a, v, n);
	rec_set_int(c, r, "version", v->id);
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s %s", rec_title(v),
	    rec_text(v, "number")));
	return record_save(c, a, r, "update");
}

int readers_follow(struct ctx *c, const struct rec *doc)
{
	struct rec *v;
	int rc = document_current(c, doc, &v);

	return rc < 0 || !v ? rc : each_open(c, doc, follow, v, NULL);
}

int readers_release(struct ctx *c, const struct rec *doc)
{
	return each_open(c, doc, release, NULL, NULL);
}

static int remind(struct ctx *c, const struct rec *a, const struct rec *v, int64_t *n)
{
	bool open;
	int rc = task_open(c, a, "document", &open);

	(void)v;
	if (rc < 0 || open)
		return rc;
	(*n)++;
	return task_make(c, a, "document", arena_printf(c->arena, "Read and confirm: %s",
	    rec_title(a)), rec_int(a, "person"), rec_text(a, "due"));
}

int readers_remind(struct ctx *c, const struct rec *doc, int64_t *ret_n)
{
	*ret_n = 0;
	return each_open(c, doc, remind, NULL, ret_n);
}

/* ---- where it stands ---- */

static struct value *row(struct ctx *c, const struct rec *a, bool late)
{
	struct ref_label who = ref_label(c, record_find("person"), rec_int(a, "person"));
	const struct item *i = item_find(a->type->states, a->state, strlen(a->state));
	const char *code = rec_code(c->arena, a);
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, a->type, code)));
	val_add(o, "person", val_text(c->arena, who.label ? who.label : who.code));
	val_add(o, "state", val_text(c->arena, a->state));
	val_add(o, "label", val_text(c->arena, late ? N_("Overdue") : i->label));
	val_add(o, "tone", val_text(c->arena, late ? "bad" : i->tone));
	val_add(o, "asked_on", val_text(c->arena, rec_text(a, "asked_on")));
	val_add(o, "due", val_text(c->arena, rec_text(a, "due")));
	val_add(o, "on", val_text(c->arena, rec_text(a, "acknowledged_on")));
	val_add(o, "late", val_bool(c->arena, late));
	return o;
}

static int add_row(struct ctx *c, int64_t id, bool late, struct value *rows)
{
	struct rec *a;
	int rc = record_load(c, record_find("acknowledgement"), id, &a);

	if (rc == E_OK)
		val_push(rows, row(c, a, late));
	return rc;
}

static int count_asked(struct ctx *c, const struct rec *doc, const struct rec *v,
    struct readers *r)
{
	struct query *q;
	int rc = db_query(c, &q, SQL("SELECT id, state, CASE WHEN due < :today THEN 1"
	    " ELSE 0 END"
	    " FROM acknowledgement WHERE org = :org AND archived = FALSE AND document_id = :doc"
	    " AND edition = :edition AND state <> 'withdrawn' ORDER BY state DESC, due, id"));

	if (rc < 0)
		return rc;
	db_bind_int(q, ":doc", doc->id);
	db_bind_int(q, ":edition", rec_int(v, "edition"));
	db_bind_text(q, ":today", today_of(c));
	while ((rc = db_step(c, q)) > 0) {
		bool done = strcmp(db_text(q, 1), "acknowledged") == 0;
		bool late = !done && db_int(q, 2);

		r->asked++;
		r->done += done;
		r->late += late;
		if (r->rows && (rc = add_row(c, db_int(q, 0), late, r->rows)) < 0)
			break;
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int readers_standing(struct ctx *c, const struct rec *doc, bool rows, struct readers *ret)
{
	struct ids missing;
	struct rec *v;
	int rc = document_current(c, doc, &v);

	*ret = (struct readers){ .percent = -1, .rows = rows ? val_arr(c->arena) : NULL };
	if (rc < 0 || !v)
		return rc;
	if ((rc = count_asked(c, doc, v, ret)) < 0 || (rc = not_asked(c, doc, v, &missing)) < 0)
		return rc;
	ret->missing = (int64_t)missing.n;
	if (ret->asked)
		ret->percent = ret->done * 100 / ret->asked;
	return E_OK;
}
