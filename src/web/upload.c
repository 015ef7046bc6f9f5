/* web/upload.c -- see upload.h. */
#include <stdatomic.h>
#include "record/file.h"
#include "record/store.h"
#include "web/multipart.h"
#include "web/upload.h"

enum {
	FILES_AT_ONCE = 20,		/* of one request */
	UPLOADS_AT_ONCE = 48,		/* of the process: each holds some 300 KB */
	TEXT_BYTES = 1 << 20		/* of all text fields together */
};

struct incoming {
	struct blob_writer *w;
	size_t field;			/* index in the form */
};

struct upload {
	struct program *p;
	struct arena *arena;
	struct err err;			/* the first failure: everything after it is dropped */
	const struct record *type;	/* whose FK_FILES fields are taken; NULL: any name */
	const char *csrf;	/* must stand in the form before the first file; NULL: proved */
	struct multipart *parts;	/* NULL: the body is one file */
	struct http_field *fields;
	struct http_form form;
	size_t room, text_bytes;
	struct sbuf *text;		/* of the text field that is arriving */
	struct incoming files[FILES_AT_ONCE];
	size_t nfiles;
	struct blob_writer *now;	/* the file that is arriving; NULL: a text */
};

static atomic_int under_way;

/* What has arrived so far is not needed any more. */
static void drop_files(struct upload *u)
{
	for (size_t i = 0; i < u->nfiles; i++)
		blob_free(u->files[i].w);
	u->nfiles = 0;
	u->now = NULL;
}

static void release(void *thing)
{
	drop_files(thing);
	atomic_fetch_sub(&under_way, 1);
}

/* ---- parts ---- */

static struct http_field *add_field(struct upload *u, const struct http_field *head)
{
	if (u->form.n == u->room) {
		struct http_field *more =
		    arena_zero(u->arena, u->room = u->room ? u->room * 2 : 32, sizeof(*more));

		if (u->form.n)
			memcpy(more, u->fields, u->form.n * sizeof(*more));
		u->form.fields = u->fields = more;
	}
	u->fields[u->form.n] = *head;
	return &u->fields[u->form.n++];
}

static bool proved(struct upload *u)
{
	const struct http_field *f = u->csrf ? http_form_find(&u->form, "csrf") : NULL;

	if (f && f->value.n == strlen(u->csrf) && bytes_eq_secret(f->value.p, u->csrf, f->value.n))
		u->csrf = NULL;
	return !u->csrf;
}

static int begin_file(struct upload *u, const struct http_field *head)
{
	const struct field *f = u->type ? field_find(u->type, head->name) : NULL;
	int rc;

	if (!proved(u))
		return err_hint(&u->err, E_DENIED, "go back, load the page again and repeat",
		    "the form is too old or did not come from Annexa");
	if (u->type && (!f || f->kind != FK_FILES || (f->flags & F_DERIVED)))
		return err_field(&u->err, head->name, "not-a-file-field",
		    "a %s takes no files there", u->type->label);
	if (u->nfiles == FILES_AT_ONCE)
		return err_set(&u->err, E_TOOBIG, "at most %d files at a time", FILES_AT_ONCE);
	if ((rc = blob_begin(u->p->blobs, u->p->file_max_bytes, &u->now, &u->err)) < 0)
		return rc;
	u->files[u->nfiles++] = (struct incoming){ u->now, u->form.n };
	(void)add_field(u, head);
	return 0;
}

static int on_part(void *arg, const struct http_field *head)
{
	struct upload *u = arg;

	u->now = NULL;
	u->text = NULL;
	if (head->file && head->file[0])
		return begin_file(u, head);
	if (head->file)
		return 0;	/* a file control that nothing was chosen in */
	u->text = sbuf_new(u->arena, TEXT_BYTES);
	(void)add_field(u, head);
	return 0;
}

static int on_data(void *arg, const char *p, size_t n)
{
	struct upload *u = arg;

	if (u->now)
		return blob_add(u->now, p, n, &u->err);
	if (!u->text)
		return 0;
	u->text_bytes += n;
	if (u->text_bytes > TEXT_BYTES)
		return err_set(&u->err, E_TOOBIG, "the texts of the form are larger than 1 MB");
	sbuf_add(u->text, p, n);
	return 0;
}

static int on_end(void *arg)
{
	struct upload *u = arg;

	if (u->text && u->text->n) {
		if (!str_valid(u->text->p, u->text->n))
			return err_set(&u->err, E_USAGE, "form is malformed or not UTF-8");
		u->fields[u->form.n - 1].value = sbuf_str(u->text);
	}
	u->now = NULL;
	u->text = NULL;
	return 0;
}

static void take(void *arg, const char *p, size_t n)
{
	struct upload *u = arg;
	int rc;

	if (u->err.code)
		return;		/* the rest is read and dropped; the handler answers */
	rc = u->parts ? multipart_take(u->parts, p, n, &u->err) :
	    blob_add(u->now, p, n, &u->err);
	if (rc < 0)
		drop_files(u);
}

/* ---- beginning ---- */

static bool has_type(const struct http_request *r, const char *type)
{
	const char *t = http_header(r, "Content-Type");
	size_t n = strlen(type);

	return t && strncasecmp(t, type, n) == 0 && (!t[n] || strchr("; \t", t[n]));
}

/* May this request bring files? Finds out without a look at who sends it. */
static bool brings_files(const struct work *w)
{
	const struct http_request *r = &w->x->request;

	if (w->r.page->flags & PAGE_FILES)
		return true;
	return !w->r.api && w->type && record_has_files(w->type) &&
	    has_type(r, "multipart/form-data") && !strstr(r->path, "/import");
}

/* A body that is one file. From a browser's session not of a type that any page can send. */
static int begin_body(struct upload *u, const struct http_request *r, bool bearer)
{
	const struct multipart_events on = { on_part, on_data, on_end, u };
	const char *name = http_query(r, "name");

	if (has_type(r, "multipart/form-data")) {
		u->parts = multipart_new(u->arena, http_header(r, "Content-Type"), &on);
		return u->parts ? 0 : err_set(&u->err, E_USAGE, "the form has no boundary");
	}
	if (has_type(r, "application/x-www-form-urlencoded") ||
	    (!bearer && (has_type(r, "text/plain") || !http_header(r, "Content-Type") ||
	    !http_header(r, "Content-Type")[0])))
		return err_set(&u->err, E_MEDIA,
		    "send multipart/form-data, or the file's own bytes");
	if (!name || !name[0])
		return err_field(&u->err, "name", "required",
		    "say with ?name= what the file is called");
	return begin_file(u, &(struct http_field){ .name = "file", .value = { "", 0 },
	    .file = name });
}

/* Refused: the body is dropped as it comes, and the handler finds the same reason again. */
static void admit(struct upload *u, struct work *w)
{
	int rc = app_admit(w, &u->csrf);

	if (rc == 0 && (!w->c->actor || !file_may_upload(w->c)))
		rc = err_hint(&w->c->err, E_DENIED,
		    "ask an administrator for a role that includes it",
		    "your roles let you attach no files");
	if (rc == 0 && atomic_load(&under_way) > UPLOADS_AT_ONCE)
		rc = err_set(&w->c->err, E_BUSY, "too many uploads at a time");
	u->csrf = arena_text(u->arena, u->csrf);
	if (rc < 0)
		IGNORE(err_hint(&u->err, rc, arena_text(u->arena, w->c->err.hint), "%s",
		    w->c->err.detail ? w->c->err.detail : err_title(rc)));
	else if ((rc = begin_body(u, &w->x->request,
	    w->r.session && w->r.session->token)) < 0)
		drop_files(u);
}

static struct upload *begin(struct work *w)
{
	struct arena *a = w->x->request.arena;
	struct upload *u = arena_zero(a, 1, sizeof(*u));

	u->p = w->c->program;
	u->arena = a;
	err_init(&u->err, a);
	u->type = w->r.page->flags & PAGE_FILES ? NULL : w->type;
	atomic_fetch_add(&under_way, 1);
	arena_defer(a, release, u);
	admit(u, w);
	return u;
}

bool app_sink(void *app, struct http_exchange *x, struct http_sink *ret)
{
	struct upload *volatile u = NULL;
	struct arena scratch;

	if (strcmp(x->request.method, "POST") != 0 && strcmp(x->request.method, "PUT") != 0)
		return false;
	arena_init(&scratch, 8 << 20);	/* a reader must not be held while a body comes */
	ARENA_TRY(&scratch) {
		struct work *w = app_work(app, x, &scratch);

		if (app_route(w) && brings_files(w))
			u = begin(w);
	} ARENA_CAUGHT {
		u = NULL;
	} ARENA_END
	arena_release(&scratch);
	x->user = u;
	if (u)
		*ret = (struct http_sink){ take, u,
			(uint64_t)u->p->file_max_bytes + 2 * TEXT_BYTES };
	return u != NULL;
}

/* ---- the end of the body ---- */

struct upload *upload_of(const struct http_exchange *x)
{
	return x->user;
}

const struct http_form *upload_form(const struct upload *u)
{
	return &u->form;
}

bool upload_has_files(const struct upload *u)
{
	return u->nfiles > 0;
}

int upload_problem(const struct upload *u, struct err *e)
{
	if (u->err.code == 0)
		return !u->parts || multipart_complete(u->parts) ? 0 :
		    err_set(e, E_USAGE, "form is malformed or not UTF-8");
	for (const struct fielderr *f = u->err.fields; f; f = f->next)
		IGNORE(err_field(e, f->field, f->code, "%s", f->detail));
	return e->code ? e->code : err_hint(e, u->err.code, u->err.hint, "%s", u->err.detail);
}

struct adding {
	struct blob_writer *w;
	const char *name;
	struct file file;
};

static int add(struct ctx *c, void *arg)
{
	struct adding *a = arg;

	return file_add(c, a->w, a->name, &a->file);
}

static int store_one(struct upload *u, struct ctx *c, const struct incoming *in)
{
	struct http_field *f = &u->fields[in->field];
	struct adding a = { .w = in->w, .name = f->file };
	const char *why;
	int rc;

	if ((rc = blob_end(in->w, &c->err)) < 0)
		return rc;
	f->file = NULL;
	if ((rc = record_transaction(c, add, &a)) == E_OK) {
		f->value = str_of(arena_printf(u->arena, "%s %s", a.file.digest, a.file.name));
	} else if (rc == E_INVALID) {
		why = c->err.detail ? c->err.detail : err_title(rc);
		err_clear(&c->err);
		IGNORE(err_field(&c->err, f->name, "not-what-it-says", "%s", why));
		rc = E_OK;
	}
	return rc;
}

int upload_store(struct upload *u, struct ctx *c)
{
	struct err problems;
	int rc = E_OK;

	err_init(&problems, c->arena);
	for (size_t i = 0; i < u->nfiles && rc == E_OK; i++) {
		err_clear(&c->err);
		rc = store_one(u, c, &u->files[i]);
		for (const struct fielderr *f = rc ? NULL : c->err.fields; f; f = f->next)
			IGNORE(err_field(&problems, f->field, f->code, "%s", f->detail));
	}
	if (rc == E_OK)
		c->err = problems;
	drop_files(u);
	return rc;
}
