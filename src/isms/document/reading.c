/* isms/document/reading.c -- see reading.h, and the pages of readers. */
#include "isms/document/reading.h"
#include "isms/document/document_priv.h"
#include "isms/document/readers.h"
#include "isms/people/acts.h"
#include "record/program.h"
#include "record/rec.h"
#include "web/page.h"

int reading_of(struct ctx *c, const char *code, struct value **ret)
{
	struct arena *a = c->arena;
	struct readers s;
	struct rec *doc;
	struct value *o;
	int rc = record_get(c, record_find("document"), code, VERB_READ, &doc);

	if (rc < 0 || (rc = readers_standing(c, doc, true, &s)) < 0)
		return rc;
	o = val_obj(a);
	val_add(o, "document", val_text(a, rec_code(a, doc)));
	val_add(o, "title", val_text(a, rec_title(doc)));
	val_add(o, "number", val_text(a, rec_text(doc, "number")));
	val_add(o, "asked", val_int(a, s.asked));
	val_add(o, "done", val_int(a, s.done));
	val_add(o, "late", val_int(a, s.late));
	val_add(o, "missing", val_int(a, s.missing));
	val_add(o, "percent", s.percent < 0 ? val_null(a) : val_int(a, s.percent));
	val_add(o, "text", val_text(a, !rec_has(doc, "in_force") ?
	    N_("There is no published version yet.") : !s.asked ? N_("Nobody was asked yet.") :
	    arena_printf(a, "%" PRId64 " of %" PRId64 " have confirmed (%" PRId64 " %%), %" PRId64
	    " are overdue", s.done, s.asked, s.percent, s.late)));
	val_add(o, "readers", s.rows);
	*ret = o;
	return E_OK;
}

static int publisher(struct ctx *c, const char *code, struct rec **ret)
{
	return record_get(c, record_find("document"), code, VERB_STATE, ret);
}

int reading_ask(struct ctx *c, const char *code, int64_t *ret_n)
{
	struct rec *doc;
	int rc = publisher(c, code, &doc);

	return rc < 0 ? rc : readers_ask(c, doc, ret_n);
}

int reading_remind(struct ctx *c, const char *code, int64_t *ret_n)
{
	struct rec *doc;
	int rc = publisher(c, code, &doc);

	return rc < 0 ? rc : readers_remind(c, doc, ret_n);
}

/* ---- what one is to read ---- */

struct mine {
	int64_t version, ack;
	const char *due, *on;
};

enum { MINE_MAX = 1000 };

/* The person's confirmations, the newest of a version. */
static int my_acks(struct ctx *c, int64_t person, struct mine *ret, size_t *ret_n)
{
	struct query *q;
	int rc = db_query(c, &q, SQL("SELECT version_id, id, due, acknowledged_on"
	    " FROM acknowledgement WHERE org = :org AND archived = FALSE AND person_id = :person"
	    " AND state <> 'withdrawn' ORDER BY state DESC, due, id"));

	*ret_n = 0;
	if (rc < 0)
		return rc;
	db_bind_int(q, ":person", person);
	while (*ret_n < MINE_MAX && (rc = db_step(c, q)) > 0)
		ret[(*ret_n)++] = (struct mine){ db_int(q, 0), db_int(q, 1),
		    arena_text(c->arena, db_text(q, 2)), arena_text(c->arena, db_text(q, 3)) };
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static struct value *version_row(struct ctx *c, const struct rec *v, const struct mine *m)
{
	struct arena *a = c->arena;
	const char *code = rec_code(a, v);
	struct value *o = val_obj(a);
	bool open = m && !m->on;

	val_add(o, "version", val_text(a, code));
	val_add(o, "number", val_text(a, rec_text(v, "number")));
	val_add(o, "title", val_text(a, rec_title(v)));
	val_add(o, "kind", val_text(a, item_label(document_kinds, rec_text(v, "kind"))));
	val_add(o, "href", val_text(a, rec_path(a, v->type, code)));
	val_add(o, "published_on", val_text(a, rec_text(v, "published_on")));
	val_add(o, "confirmation", val_text(a, open ?
	    code_text(a, record_find("acknowledgement"), m->ack) : NULL));
	val_add(o, "due", val_text(a, open ? m->due : NULL));
	val_add(o, "late", val_bool(a, open && m->due && strcmp(m->due, today_of(c)) < 0));
	val_add(o, "confirmed_on", val_text(a, m ? m->on : NULL));
	return o;
}

static const struct mine *ack_of(const struct mine *list, size_t n, int64_t version)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].version == version)
			return &list[i];
	return NULL;
}

int reading_mine(struct ctx *c, struct value **ret)
{
	struct list_query lq = { .t = record_find("document_version"), .every = true,
		.sort = "title" };
	struct mine *acks = arena_alloc(c->arena, MINE_MAX * sizeof(*acks));
	struct value *first = val_arr(c->arena), *rest = val_arr(c->arena), *o, *next;
	int64_t person;
	struct list l;
	size_t n;
	int rc;

	if ((rc = person_self(c, &person)) < 0 || (rc = my_acks(c, person, acks, &n)) < 0 ||
	    (rc = list_filter(c, &lq, "state", OP_EQ, str_of("current"))) < 0 ||
	    (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		const struct mine *m = ack_of(acks, n, l.recs[i]->id);

		val_push(m && !m->on ? first : rest, version_row(c, l.recs[i], m));
	}
	*ret = val_obj(c->arena);
	val_add(*ret, "open", val_int(c->arena, (int64_t)first->u.list.n));
	for (o = rest->u.list.first; o; o = next) {
		next = o->next;
		val_push(first, o);
	}
	val_add(*ret, "documents", first);
	return E_OK;
}

/* ---- pages ---- */

static int take_all(const struct value *from, struct value *view)
{
	for (struct value *m = from->u.list.first, *next; m; m = next) {
		next = m->next;
		val_set(view, m->key, m);
	}
	return E_OK;
}

static int my_reading(struct ctx *c, struct req *r, struct value *view)
{
	struct value *v;
	int rc = reading_mine(c, &v);

	(void)r;
	if (rc < 0)
		return rc;
	val_set_bool(c->arena, v, "nothing", val_get(v, "documents")->u.list.n == 0);
	val_set_bool(c->arena, v, "open_one", val_get_int(v, "open", 0) == 1);
	val_set_bool(c->arena, v, "nobody", c->actor->person == 0);
	return take_all(v, view);
}
PAGE(reading, .method = "GET", .path = "/reading", .run = my_reading, .type = "document_version",
    .verb = VERB_READ, .template = "reading", .title = N_("To read"),
    .nav = "document|To read|awareness", .api = true,
    .help = "Documents in force that are addressed to you; those you are asked to confirm first.");

static int readers_page(struct ctx *c, struct req *r, struct value *view)
{
	struct value *v;
	struct rec *doc;
	int rc;

	if ((rc = record_get(c, record_find("document"), r->param[0], VERB_READ, &doc)) < 0 ||
	    (rc = reading_of(c, r->param[0], &v)) < 0)
		return rc;
	if (r->json)
		return take_all(v, view);
	val_set_bool(c->arena, v, "can_ask", !c->as_of_us && rec_has(doc, "in_force") &&
	    record_may(c, doc, VERB_STATE));
	val_set_int(c->arena, v, "open", val_get_int(v, "asked", 0) - val_get_int(v, "done", 0));
	val_set_text(c->arena, v, "document_href", rec_path(c->arena, doc->type,
	    rec_code(c->arena, doc)));
	val_set_bool(c->arena, v, "nobody", val_get(v, "readers")->u.list.n == 0);
	return take_all(v, view);
}
PAGE(document_readers, .method = "GET", .path = "/documents/:code/readers", .run = readers_page,
    .type = "document", .verb = VERB_READ, .template = "document-readers",
    .title = N_("Readers"), .api = true,
    .help = "Who was asked to read the version in force, who has confirmed it and who has not.");

static int counted(struct ctx *c, struct req *r, struct value *view, const char *key, int64_t n,
    const char *flash)
{
	val_add(view, key, val_int(c->arena, n));
	r->redirect = arena_printf(c->arena, "/documents/%s/readers", r->param[0]);
	r->flash = flash;
	return E_OK;
}

static int ask(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *doc;
	int64_t n = 0;
	int rc = document_seen(c, r, VERB_STATE, &doc);

	if (rc == E_OK)
		rc = reading_ask(c, r->param[0], &n);
	return rc < 0 ? rc : counted(c, r, view, "asked", n, arena_printf(c->arena,
	    "%" PRId64 " people were asked.", n));
}
PAGE(document_ask, .method = "POST", .path = "/documents/:code/ask", .run = ask,
    .type = "document", .verb = VERB_STATE, .title = N_("Ask readers"), .api = true,
    .help = "Ask everybody of the audience who was not asked yet to read and confirm.");

static int remind(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *doc;
	int64_t n = 0;
	int rc = document_seen(c, r, VERB_STATE, &doc);

	if (rc == E_OK)
		rc = reading_remind(c, r->param[0], &n);
	return rc < 0 ? rc : counted(c, r, view, "reminded", n, arena_printf(c->arena,
	    "%s made; who has one already keeps it.", text_counted(c->arena, n, "task was",
	    "tasks were")));
}
PAGE(document_remind, .method = "POST", .path = "/documents/:code/remind", .run = remind,
    .type = "document", .verb = VERB_STATE, .title = N_("Remind readers"), .api = true,
    .help = "A task for everybody who has not confirmed yet.");
