/* web/api.c -- the REST API of every record type (faces.md). */
#include "exchange/import.h"
#include "record/list.h"
#include "web/generic.h"

static int api_list(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct value *rows = val_arr(c->arena);
	const char *fields = req_query(r, "fields");
	struct list_query lq;
	struct list l;
	int rc;

	if ((rc = req_list_query(c, r, t, &lq)) < 0 || (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		struct value *o = record_value(c, l.recs[i], req_query(r, "expand")), *few;

		if (fields && fields[0]) {
			few = val_obj(c->arena);
			val_add(few, "code", val_copy(c->arena, val_get(o, "code")));
			for (const struct value *m = o->u.list.first; m; m = m->next) {
				char *word = arena_printf(c->arena, ",%s,", m->key);

				if (strcmp(m->key, "code") != 0 &&
				    strstr(arena_printf(c->arena, ",%s,", fields), word))
					val_add(few, m->key, val_copy(c->arena, m));
			}
			o = few;
		}
		val_push(rows, o);
	}
	val_add(view, "data", rows);
	val_add(view, "next", val_text(c->arena, l.next));
	val_add(view, "total", val_int(c->arena, l.total));
	return E_OK;
}

static void give_record(struct ctx *c, struct req *r, const struct rec *rec, struct value *view)
{
	*view = *record_value(c, rec, req_query(r, "expand"));
	r->etag = rec->rev;
}

static int api_get(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct rec *rec;
	int rc = record_get(c, t, r->param[0], VERB_READ, &rec);

	if (rc < 0)
		return rc;
	give_record(c, r, rec, view);
	return t->extend ? t->extend(c, rec, view) : E_OK;
}

/* The body without `reason`, which is for the history and no field can be called. */
static struct value *fields_of(struct ctx *c, const struct req *r)
{
	struct value *o = val_obj(c->arena);

	for (const struct value *m = r->body->u.list.first; m; m = m->next)
		if (strcmp(m->key, "reason") != 0)
			val_add(o, m->key, val_copy(c->arena, m));
	return o;
}

static int body_object(struct ctx *c, const struct req *r)
{
	return r->body && r->body->kind == V_OBJECT ? E_OK :
	    err_set(&c->err, E_USAGE, "send the record as a JSON object");
}

/* If-Match carries the revision: "3". Without it the last change wins. */
int if_match(struct ctx *c, const struct req *r, int64_t *ret)
{
	const char *text = http_header(&r->x->request, "If-Match");
	size_t n = text ? strlen(text) : 0;

	*ret = ANY_REV;
	if (!text || strcmp(text, "*") == 0)
		return E_OK;
	if (n > 2 && text[0] == '"' && text[n - 1] == '"' &&
	    str_int((struct str){ text + 1, n - 2 }, ret) && *ret > 0)	/* "-1" would be ANY_REV */
		return E_OK;
	return err_set(
	    &c->err, E_CHANGED, "If-Match must be the ETag the record was answered with");
}

static int find_key(struct ctx *c, const char *key, const char *request, const char **ret_code)
{
	struct query *q;
	int rc;

	*ret_code = NULL;
	if ((rc = db_query(c, &q, SQL("SELECT request, code FROM idempotency WHERE org = :org"
	    " AND actor = :actor AND key = :key"))) < 0)
		return rc;
	db_bind_text(q, ":actor", c->actor->pseudonym);
	db_bind_text(q, ":key", key);
	if ((rc = db_step(c, q)) > 0) {
		if (strcmp(db_text(q, 0), request) != 0)
			rc = err_set(&c->err, E_CONFLICT,
			    "this Idempotency-Key was used for another request");
		else
			*ret_code = arena_text(c->arena, db_text(q, 1));
	}
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int keep_key(struct ctx *c, const char *key, const char *request, const char *code)
{
	char now[TIME_TEXT];
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, SQL("INSERT INTO idempotency (org, actor, key, request, code, at)"
	    " VALUES (:org, :actor, :key, :request, :code, :at)"))) < 0)
		return rc;
	time_print(c->now_us, now);
	db_bind_text(q, ":actor", c->actor->pseudonym);
	db_bind_text(q, ":key", key);
	db_bind_text(q, ":request", request);
	db_bind_text(q, ":code", code);
	db_bind_text(q, ":at", now);
	return db_run(c, q);
}

/* What an Idempotency-Key stands for: this type and this body. */
static const char *request_mark(struct ctx *c, const struct record *t, const struct value *body)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	char *hex = arena_alloc(c->arena, HASH_HEX);
	struct hash h;

	sbuf_init(b, c->arena, 4 << 20);
	sbuf_printf(b, "%s:", t->name);
	json_print(b, body);
	h = sha256(b->p, b->n);
	hash_hex(&h, hex);
	return hex;
}

static int api_create(struct ctx *c, struct req *r, struct value *view)
{
	const char *key = http_header(&r->x->request, "Idempotency-Key"), *mark = NULL,
		   *code = NULL;
	const struct record *t = req_type(r);
	struct rec *rec;
	int rc;

	if ((rc = body_object(c, r)) < 0)
		return rc;
	if (key && (strlen(key) < 1 || strlen(key) > 200))
		return err_set(&c->err, E_USAGE, "Idempotency-Key must have 1 to 200 characters");
	if (key) {
		mark = request_mark(c, t, r->body);
		if ((rc = find_key(c, key, mark, &code)) < 0)
			return rc;
	}
	rc = code ? record_get(c, t, code, VERB_READ, &rec) :
	    record_create(c, t, fields_of(c, r), IN_JSON, &rec);
	if (rc == E_OK && key && !code)
		rc = keep_key(c, key, mark, code_text(c->arena, t, rec->id));
	if (rc < 0)
		return rc;
	give_record(c, r, rec, view);
	r->status = 201;
	r->location = arena_printf(c->arena, "/api/v1/%s/%s", t->plural, rec_code(c->arena, rec));
	return E_OK;
}

static int api_update(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int64_t rev;
	int rc;

	if ((rc = body_object(c, r)) < 0 || (rc = if_match(c, r, &rev)) < 0 ||
	    (rc = record_update(c, req_type(r), r->param[0], fields_of(c, r), IN_JSON, rev, &rec)) <
		0)
		return rc;
	give_record(c, r, rec, view);
	return E_OK;
}

static int api_archive(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int64_t rev;
	int rc;

	(void)view;
	if ((rc = if_match(c, r, &rev)) < 0 ||
	    (rc = record_archive(c, req_type(r), r->param[0], true, rev, &rec)) < 0)
		return rc;
	r->status = 204;
	return E_OK;
}

static int api_restore(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int64_t rev;
	int rc;

	if ((rc = if_match(c, r, &rev)) < 0 ||
	    (rc = record_archive(c, req_type(r), r->param[0], false, rev, &rec)) < 0)
		return rc;
	give_record(c, r, rec, view);
	return E_OK;
}

static int api_confirm(struct ctx *c, struct req *r, struct value *view)
{
	struct rec *rec;
	int64_t rev;
	int rc;

	if ((rc = if_match(c, r, &rev)) < 0 ||
	    (rc = record_confirm(c, req_type(r), r->param[0], rev, &rec)) < 0)
		return rc;
	give_record(c, r, rec, view);
	return E_OK;
}

static int api_state(struct ctx *c, struct req *r, struct value *view)
{
	const char *to = val_get_text(r->body, "to");
	struct rec *rec;
	int64_t rev;
	int rc;

	if ((rc = body_object(c, r)) < 0 || (rc = if_match(c, r, &rev)) < 0)
		return rc;
	if (!to)
		return err_field(&c->err, "to", "required", "say which state it goes to");
	if ((rc = record_move(c, req_type(r), r->param[0], to, rev, &rec)) < 0)
		return rc;
	give_record(c, r, rec, view);
	return E_OK;
}

static int api_history(struct ctx *c, struct req *r, struct value *view)
{
	struct value *revs;
	struct rec *rec;
	int rc;

	if ((rc = record_get(c, req_type(r), r->param[0], VERB_READ, &rec)) < 0 ||
	    (rc = record_history(c, rec, req_int(r, "before", 0), 100, &revs)) < 0)
		return rc;
	val_add(view, "data", revs);
	return E_OK;
}

/* map=Header:field and choose=field:text:CODE, each as often as needed. */
static int import_options(struct ctx *c, const struct req *r, struct import *im)
{
	const struct http_request *x = &r->x->request;

	for (size_t i = 0; i < x->nquery; i++) {
		const char *name = x->query[i].name, *value = x->query[i].value.p;
		const char *last = strrchr(value, ':'), *first = strchr(value, ':');
		bool map = strcmp(name, "map") == 0;

		if (!map && strcmp(name, "choose") != 0)
			continue;
		if (!last || (!map && first == last) || im->nmaps == IMPORT_MAPS ||
		    im->nchoices == IMPORT_CHOICES)
			return err_field(&c->err, name, "wrong-form", map ?
			    "write map=Header:field" : "write choose=field:text:CODE");
		if (map)
			im->map[im->nmaps++] = (struct import_map){
				arena_text_n(c->arena, value, (size_t)(last - value)), last + 1 };
		else
			im->choice[im->nchoices++] = (struct import_choice){
				arena_text_n(c->arena, value, (size_t)(first - value)),
				arena_text_n(c->arena, first + 1, (size_t)(last - first) - 1),
				last + 1 };
	}
	return E_OK;
}

/* header=ROW and dates=day-first or month-first. */
static int import_reading(struct ctx *c, const struct req *r, struct import *im)
{
	const char *header = req_query(r, "header"), *dates = req_query(r, "dates");
	int64_t row = 0;

	if (header && (!str_int(str_of(header), &row) || row < 1 || row > 1000000))
		IGNORE(err_field(&c->err, "header", "wrong-form", "give the number of the row with "
		    "the headers"));
	im->header_row = (long)row;
	if (dates && !import_dates_of(dates, &im->dates))
		IGNORE(err_field(&c->err, "dates", "wrong-form", "write day-first or month-first"));
	return c->err.code;
}

static int api_import(struct ctx *c, struct req *r, struct value *view)
{
	struct import im = {.t = req_type(r),
	    .key = req_query(r, "key"),
	    .track = req_query(r, "track"),
	    .dry = req_query(r, "dry_run") != NULL,
	    .lenient = req_query(r, "skip_unknown") != NULL};
	int rc;

	if (!r->x->request.body.n)
		return err_set(&c->err, E_USAGE, "send the table as text/csv or as a spreadsheet");
	if ((rc = import_options(c, r, &im)) < 0 || (rc = import_reading(c, r, &im)) < 0 ||
	    (rc = import_read(c, &im, r->x->request.body, req_query(r, "sheet"))) < 0)
		return rc;
	rc = import_run(c, &im);
	if (rc < 0) {
		r->extra = val_obj(c->arena);
		if (im.unclear)
			val_add(r->extra, "unclear", im.unclear);
		if (im.columns)
			import_tell(c->arena, &im, r->extra);
		return rc;
	}
	val_add(view, "created", val_int(c->arena, im.created));
	val_add(view, "updated", val_int(c->arena, im.updated));
	val_add(view, "unchanged", val_int(c->arena, im.unchanged));
	val_add(view, "act", val_text(c->arena, im.act));
	import_tell(c->arena, &im, view);
	return E_OK;
}

/* {done, all} rows of the import that was sent with ?track=NAME; null when it is not running. */
static int api_import_progress(struct ctx *c, struct req *r, struct value *view)
{
	const char *track = req_query(r, "track");
	int64_t done = 0, all = 0;
	bool running = track && import_progress(track, &done, &all);

	val_add(view, "done", running ? val_int(c->arena, done) : val_null(c->arena));
	val_add(view, "all", running ? val_int(c->arena, all) : val_null(c->arena));
	return E_OK;
}

const struct route generic_api_routes[] = {
    {"GET", "/:type", api_list, VERB_READ, 0, NULL, true, "List records."},
    {"POST", "/:type", api_create, VERB_CREATE, 0, NULL, true, "Create a record."},
    {"POST", "/:type/import", api_import, VERB_CREATE, PAGE_SLOW, NULL, true,
	"Import a CSV or XLSX table, all rows or none."},
    {"GET", "/:type/import-progress", api_import_progress, VERB_CREATE, 0, NULL, true,
	"How many rows of a running import are done."},
    {"POST", "/:type/bulk", api_bulk, VERB_CHANGE, PAGE_SLOW, NULL, true,
	"Change many records in one act, all or none; or tell what would change."},
    {"GET", "/:type/:code", api_get, VERB_READ, 0, NULL, true, "Get a record."},
    {"PATCH", "/:type/:code", api_update, VERB_EDIT, 0, NULL, true, "Change a record."},
    {"DELETE", "/:type/:code", api_archive, VERB_ARCHIVE, 0, NULL, true, "Archive a record."},
    {"POST", "/:type/:code/restore", api_restore, VERB_ARCHIVE, 0, NULL, true,
	"Bring an archived record back."},
    {"POST", "/:type/:code/confirm", api_confirm, VERB_EDIT, 0, NULL, true,
	"Confirm a record that the program drafted."},
    {"POST", "/:type/:code/state", api_state, VERB_STATE, 0, NULL, true,
	"Move a record to a state."},
    {"POST", "/:type/:code/restore-value", api_back, VERB_EDIT, 0, NULL, true,
	"Bring back what a field, or every field, said at an earlier revision."},
    {"POST", "/:type/:code/links", api_links, VERB_EDIT, 0, NULL, true,
	"Add one reference to a field, or take one away, leaving the others."},
    {"GET", "/:type/:code/graph", api_graph, VERB_READ, 0, NULL, true,
	"Records that hang on it, level by level, with the links between them."},
    {"GET", "/:type/:code/history", api_history, VERB_READ, 0, NULL, true,
	"Revisions of a record, newest first."},
    {0}};
