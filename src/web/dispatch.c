/* web/dispatch.c -- see app.h: route, session, permission, origin; then the right thread. */
#include <pthread.h>
#include "base/asset.h"
#include "base/log.h"
#include "record/asof.h"
#include "record/store.h"
#include "web/app.h"
#include "web/upload.h"

enum { ROUTES_MAX = 4000, WORKERS = 2, LAST_WORDS_BYTES = 1 << 20 };

/* Twice what a report of 10,000 risks or of 100,000 assets takes. */
enum { SLOW_BYTES = 320 << 20 };

struct job {
	struct job *next;
	struct work *w;
};

struct app {
	struct program *p;
	struct template_set *templates;
	struct nav *nav;
	pthread_t worker[WORKERS];
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct job *first, *last;
	bool stop;
	const struct app_machine *machine;
};

void app_machine_set(struct app *a, const struct app_machine *m)
{
	a->machine = m;
}

const struct app_machine *app_machine_of(const struct app *a)
{
	static const struct app_machine none;

	return a->machine ? a->machine : &none;
}

struct program *app_program(struct app *a)
{
	return a->p;
}

const struct template_set *app_templates(struct app *a)
{
	return a->templates;
}

const struct nav *app_nav(const struct app *a)
{
	return a->nav;
}

/* ---- matching ---- */

/* A generic route seen as a page. */
static const struct page *as_page(struct arena *a, const struct route *g, const struct record *t)
{
	struct page *p = arena_zero(a, 1, sizeof(*p));

	*p = (struct page){ .name = g->path, .method = g->method, .path = g->path, .run = g->run,
	    .type = t->name, .verb = g->verb, .flags = g->flags, .template = g->template,
	    .title = t->labels };
	return p;
}

/* Finds w->r.page. other: some route has this path with another method. */
static bool find_route(struct work *w, bool *other)
{
	const char *method = w->x->request.method, *path = w->x->request.path;
	struct arena *a = w->x->request.arena;
	const struct route *generic = w->r.api ? generic_api_routes : generic_routes;

	if (w->r.api)
		path += strlen("/api/v1");
	for (size_t i = 0; page_index[i]; i++) {
		const struct page *p = page_index[i];

		if ((w->r.api && !p->api) || !route_match(a, p->path, path, &w->type, w->r.param))
			continue;
		if (strcmp(p->method, method) == 0) {
			w->r.page = p;
			return true;
		}
		*other = true;
	}
	for (const struct route *g = generic; g->path; g++) {
		if (!route_match(a, g->path, path, &w->type, w->r.param))
			continue;
		if (strcmp(g->method, method) == 0) {
			w->r.page = as_page(a, g, w->type);
			return true;
		}
		*other = true;
	}
	return false;
}

const struct record *req_type(const struct req *r)
{
	const struct record *t = record_find(r->page->type);

	REQUIRE(t);
	return t;
}

/* ---- who ---- */

static int authenticate(struct work *w)
{
	const char *bearer = http_header(&w->x->request, "Authorization");
	const char *cookie = http_cookie(&w->x->request, "__Host-annexa");
	int rc;

	if (bearer && strncasecmp(bearer, "Bearer ", 7) == 0)
		w->token = bearer + 7;
	else if (cookie)
		w->token = cookie;
	if (!w->token || !w->token[0])
		return err_set(&w->c->err, E_SIGNIN, "sign in first");
	if ((rc = session_resolve(w->c, w->token, w->token != cookie, &w->r.session)) == E_OK)
		session_seen(w->app->p, w->token);
	return rc;
}

/* Whole words only: `localhost.evil.example` is not `localhost`. */
static bool same_origin(const struct http_request *x)
{
	const char *origin = http_header(x, "Origin"), *host = http_header(x, "Host");
	const char *site = http_header(x, "Sec-Fetch-Site");

	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return false;
	if (!origin)
		return true;	/* no browser leaves it out of a cross-site POST */
	if (text_starts(origin, "http://"))
		origin += 7;
	else if (text_starts(origin, "https://"))
		origin += 8;
	return host && strcmp(origin, host) == 0;
}

static bool token_fits(const struct work *w, const char *want)
{
	const char *got = http_header(&w->x->request, "X-CSRF-Token");

	if (!got && w->r.form)
		got = req_field(&w->r, "csrf");
	return got && want[0] && strlen(got) == strlen(want) &&
	       bytes_eq_secret(got, want, strlen(want));
}

/* A change must come from our own pages: same origin, and the session's token in it. */
static int prove_origin(struct work *w)
{
	const char *pre = http_cookie(&w->x->request, "__Host-annexa-form");
	bool ok;

	if (strcmp(w->x->request.method, "GET") == 0)
		return E_OK;
	if (w->r.session && w->r.session->token)	/* no cookie, so no browser was tricked */
		return w->r.api ? E_OK
				: err_set(&w->c->err, E_DENIED,
				      "an API token changes things at /api/v1 only: accounts and "
				      "tokens need a session");
	ok = same_origin(&w->x->request) && (w->r.session ? token_fits(w, w->r.session->csrf) :
	    pre && token_fits(w, pre));
	if (ok || (same_origin(&w->x->request) && (w->r.page->flags & PAGE_NO_CSRF)))
		return E_OK;
	log_event(LOG_CSRF, "request", w->c->request, "path", w->x->request.path, NULL);
	return err_hint(&w->c->err, E_DENIED, "go back, load the page again and repeat",
	    "the form is too old or did not come from Annexa");
}

static int authorize(struct work *w)
{
	const struct page *p = w->r.page;
	int rc;

	rc = authenticate(w);
	if (rc == E_SIGNIN && (p->flags & PAGE_PUBLIC)) {
		err_clear(&w->c->err);
		return E_OK;
	}
	if (rc < 0 || (p->flags & PAGE_PUBLIC) ||
	    ((p->flags & PAGE_SIGNED_IN) && p->verb == VERB_N))
		return rc;
	if (!w->c->actor)
		return err_hint(&w->c->err, E_DENIED, "choose an organisation at /choose-org",
		    "you have no access to this organisation");
	if (p->flags & PAGE_SIGNED_IN)
		return E_OK;
	REQUIRE(p->type);	/* a page that says neither who nor what is nobody's */
	if ((rc = access_require(w->c, record_find(p->type), p->verb)) < 0)
		log_event(LOG_DENIED, "request", w->c->request, "path", w->x->request.path, "actor",
		    w->c->actor->pseudonym, NULL);
	return rc;
}

int app_admit(struct work *w, const char **ret_csrf)
{
	int rc = authorize(w);

	*ret_csrf = NULL;
	if (rc < 0 || (w->r.session && w->r.session->token) || !w->r.session)
		return rc < 0 ? rc : prove_origin(w);
	if (!http_header(&w->x->request, "X-CSRF-Token") && same_origin(&w->x->request)) {
		*ret_csrf = w->r.session->csrf;
		return E_OK;
	}
	return prove_origin(w);
}

/* What an import takes over the API. */
static bool is_table(const char *type)
{
	static const char *const tables[] = { "text/csv",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };

	for (size_t i = 0; type && i < COUNT(tables); i++)
		if (strncasecmp(type, tables[i], strlen(tables[i])) == 0)
			return true;
	return false;
}

/* ---- body and moment ---- */

static int take_body(struct work *w)
{
	const char *type = http_header(&w->x->request, "Content-Type");
	struct http_form *form = arena_zero(w->c->arena, 1, sizeof(*form));
	struct value *body = NULL;
	int rc;

	if (upload_of(w->x)) {
		w->r.form = upload_form(upload_of(w->x));
		return E_OK;
	}
	if (strcmp(w->x->request.method, "GET") == 0 || w->x->request.body.n == 0)
		return E_OK;
	if (type && strncasecmp(type, "application/json", 16) == 0) {
		rc = json_parse(
		    w->c->arena, w->x->request.body.p, w->x->request.body.n, &body, &w->c->err);
		w->r.body = body;
		return rc;
	}
	if (w->r.api)
		return is_table(type) ? E_OK :
		    err_set(&w->c->err, E_MEDIA, "send application/json");
	if ((rc = http_form(w->x, form, &w->c->err)) == E_OK)
		w->r.form = form;
	return rc;
}

static int choose_moment(struct work *w)
{
	const char *text = http_query(&w->x->request, "as_of");
	int64_t us;

	if (!text || !text[0] || !w->c->org.id)
		return E_OK;
	if (strcmp(w->x->request.method, "GET") != 0)
		return err_set(&w->c->err, E_READONLY, "the past cannot be changed");
	if (!time_parse(str_of(text), &us))
		return err_field(&w->c->err, "as_of", "not-a-time",
		    "is not a time such as 2026-03-14 or "
		    "2026-03-14T09:30:00Z");
	return asof_enter(w->c, us);
}

/* ---- running ---- */

static int run_handler(struct ctx *c, void *arg)
{
	struct work *w = arg;

	w->view = val_obj(c->arena);
	return w->r.page->run(c, &w->r, w->view);
}

static void read_now(struct work *w)
{
	if ((w->rc = ctx_reader(w->c)) == E_OK && (w->rc = choose_moment(w)) == E_OK)
		w->rc = run_handler(w->c, w);
	answer(w);
	asof_leave(w->c);
}

/* The request has used its memory up: it gets a little more to say so. */
static void too_much(struct work *w)
{
	struct arena *a = w->c->arena;

	a->limit_bytes = a->used_bytes + LAST_WORDS_BYTES;
	http_reply_clear(w->x);
	ARENA_TRY(a) {
		err_init(&w->c->err, a);
		w->rc = err_hint(&w->c->err, E_TOOBIG, "ask for less with a filter, or take the "
		    "list as CSV or JSON from its export", "the answer would need more memory "
		    "than one request may use");
		w->c->actor = NULL;	/* the plain page asks the database for nothing */
		w->view = NULL;
		answer(w);
	} ARENA_CAUGHT {
		http_reply_problem(w->x, E_TOOBIG, NULL);
	} ARENA_END
}

static void answer_within(struct work *w)
{
	ARENA_TRY(w->c->arena) {
		answer(w);
	} ARENA_CAUGHT {
		w->rc = w->rc < 0 ? w->rc : E_TOOBIG;
		too_much(w);
	} ARENA_END
}

static int change(struct ctx *c, void *arg)
{
	struct work *w = arg;

	if ((w->rc = run_handler(c, w)) >= 0)
		answer(w);
	return w->rc;
}

/*
 * On the writer's thread, inside its group. The answer is made here and sent after the commit: it
 * is a part of the job, so that one for which there is no memory leaves nothing written.
 */
static int write_job(struct dbc *conn, void *arg)
{
	struct work *w = arg;

	w->rc = record_job(w->c, conn, change, w);
	if (w->rc >= 0)
		return w->rc;
	http_reply_clear(w->x);
	w->c->db = conn;	/* pages of errors may want to read */
	answer_within(w);
	w->c->db = NULL;
	return w->rc;
}

static void write_done(void *arg, int result)
{
	struct work *w = arg;

	ARENA_TRY(w->c->arena) {
		if (result < 0 && w->rc >= 0)
			answer_failed_commit(w, result);
	} ARENA_CAUGHT {
		too_much(w);
	} ARENA_END
	http_finish(w->x);
}

/* A worker reads, or waits for the disk and then leaves the change itself to the writer. */
static void work_off(struct work *w)
{
	volatile bool files = upload_of(w->x) && upload_has_files(upload_of(w->x));

	ARENA_TRY(w->c->arena) {
		if (!files)
			read_now(w);
		else if ((w->rc = upload_store(upload_of(w->x), w->c)) < 0)
			answer(w);
	} ARENA_CAUGHT {
		w->rc = E_TOOBIG;
		too_much(w);
	} ARENA_END
	if (files && w->rc >= 0)
		db_write_later(w->app->p->db, write_job, w, write_done);
	else
		http_finish(w->x);
}

static void *worker(void *arg)
{
	struct app *a = arg;

	for (;;) {
		struct job *j;

		pthread_mutex_lock(&a->lock);
		while (!a->first && !a->stop)
			pthread_cond_wait(&a->wake, &a->lock);
		if ((j = a->first) && !(a->first = j->next))
			a->last = NULL;
		pthread_mutex_unlock(&a->lock);
		if (!j)
			return NULL;
		work_off(j->w);
	}
}

/* Only as many at a time as there are workers: each may use more. */
static enum http_verdict slowly(struct work *w)
{
	struct job *j = arena_zero(w->c->arena, 1, sizeof(*j));
	struct app *a = w->app;

	w->c->arena->limit_bytes = SLOW_BYTES;
	j->w = w;
	pthread_mutex_lock(&a->lock);
	if (a->last)
		a->last->next = j;
	else
		a->first = j;
	a->last = j;
	pthread_cond_signal(&a->wake);
	pthread_mutex_unlock(&a->lock);
	return HTTP_LATER;
}

static bool wants_json(const struct work *w)
{
	const char *accept = http_header(&w->x->request, "Accept");

	return w->r.api ||
	       (accept && strstr(accept, "application/json") && !strstr(accept, "text/html"));
}

static enum http_verdict refuse(struct work *w, int rc)
{
	w->rc = rc;
	w->view = val_obj(w->c->arena);
	answer(w);
	return HTTP_DONE;
}

static enum http_verdict plain(struct http_exchange *x, int status, const char *text)
{
	security_headers(x, NULL, false);
	x->reply.status = status;
	sbuf_text(&x->reply.body, text);
	return HTTP_DONE;
}

static enum http_verdict static_file(struct http_exchange *x)
{
	struct str file;
	const char *type = app_static_file(x->request.path, &file);

	if (!type)
		return plain(x, 404, "There is no such file.\n");
	security_headers(x, NULL, false);
	x->reply.type = type;
	x->reply.fixed = file.p;
	x->reply.fixed_n = file.n;
	http_reply_header(x, "Cache-Control", http_query(&x->request, "v") ?
	    "public, max-age=31536000, immutable" : "public, max-age=300");
	return HTTP_DONE;
}

struct work *app_work(void *app, struct http_exchange *x, struct arena *a)
{
	struct work *w = arena_zero(a, 1, sizeof(*w));

	w->app = app;
	w->x = x;
	w->c = ctx_new(w->app->p, a);
	w->r.x = x;
	w->r.templates = w->app->templates;
	w->r.api = text_starts(x->request.path, "/api/v1/");
	w->r.json = wants_json(w);
	return w;
}

bool app_route(struct work *w)
{
	bool other;

	return find_route(w, &other);
}

enum http_verdict app_handle(void *arg, struct http_exchange *x)
{
	const char *path = x->request.path;
	struct upload *u = upload_of(x);
	bool other = false;
	struct work *w;
	int rc;

	if (text_starts(path, "/static/"))
		return static_file(x);
	w = app_work(arg, x, x->request.arena);
	if (strcmp(path, "/healthz") == 0 || strcmp(path, "/readyz") == 0)
		return app_health(arg, x);
	if (strcmp(path, "/metrics") == 0)
		return app_metrics(arg, x, false);
	if (!find_route(w, &other))
		return refuse(w,
		    other
			? err_set(&w->c->err, E_METHOD, "%s cannot be done here", x->request.method)
			: err_set(&w->c->err, E_NOTFOUND, "there is nothing at %s", path));
	if ((rc = authorize(w)) < 0 || (rc = take_body(w)) < 0 || (rc = prove_origin(w)) < 0 ||
	    (u && (rc = upload_problem(u, &w->c->err)) < 0) || (rc = req_reason(w->c, &w->r)) < 0)
		return refuse(w, rc);
	if ((w->r.page->flags & PAGE_SLOW) || (u && upload_has_files(u)) ||
	    http_query(&x->request, "as_of"))
		return slowly(w);	/* an as-of view takes seconds to make */
	if (strcmp(x->request.method, "GET") == 0) {
		ARENA_TRY(w->c->arena) {
			read_now(w);
		} ARENA_CAUGHT {
			too_much(w);
		} ARENA_END
		return HTTP_DONE;
	}
	db_write_later(w->app->p->db, write_job, w, write_done);
	return HTTP_LATER;
}

size_t app_body_limit(void *arg, const char *method, const char *path)
{
	size_t n = strlen(path);

	(void)arg, (void)method;
	return (n > 7 && strcmp(path + n - 7, "/import") == 0) ||
	    strcmp(path, "/api/v1/command") == 0 ? 64u << 20 : 1u << 20;
}

/* ---- the application ---- */

static int load_templates(struct app *a, struct err *e)
{
	static const char dir[] = "web/templates/";
	struct template_source *src;
	size_t n = 0, room = 0;
	int rc;

	for (const struct asset *f = asset_first(); f->name; f++)
		room += text_starts(f->name, dir);
	src = mem_new(room, sizeof(*src));
	for (const struct asset *f = asset_first(); f->name; f++)
		if (text_starts(f->name, dir)) {
			const char *base = f->name + sizeof(dir) - 1;

			src[n++] = (struct template_source){ arena_text_n(e->arena, base,
			    strlen(base) - strlen(".html")), f->p, f->n };
		}
	rc = template_load(&a->templates, src, n, e);
	mem_free(src);
	return rc;
}

int app_new(struct program *p, struct app **ret, struct err *e)
{
	struct app *a = mem_new(1, sizeof(*a));
	int rc;

	a->p = p;
	p->may_follow = page_may_follow;
	if (pthread_mutex_init(&a->lock, NULL) || pthread_cond_init(&a->wake, NULL))
		BUG("mutex");
	if ((rc = load_templates(a, e)) < 0) {
		mem_free(a);
		return rc;
	}
	a->nav = nav_new();
	for (size_t i = 0; i < WORKERS; i++)
		if (pthread_create(&a->worker[i], NULL, worker, a) != 0)
			BUG("the workers cannot be started");
	*ret = a;
	return E_OK;
}

void app_free(struct app *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->stop = true;
	pthread_cond_broadcast(&a->wake);
	pthread_mutex_unlock(&a->lock);
	for (size_t i = 0; i < WORKERS; i++)
		(void)pthread_join(a->worker[i], NULL);
	template_free(a->templates);
	nav_free(a->nav);
	(void)pthread_mutex_destroy(&a->lock);
	(void)pthread_cond_destroy(&a->wake);
	mem_free(a);
}
