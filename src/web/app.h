/*
 * web/app.h -- the web application: from an exchange to a handler and back.
 *
 * dispatch.c finds the route, resolves the session, asks for permission, proves the origin of
 * changes, and puts the work where it belongs: reading on the event thread, changes on the
 * writer's thread inside one transaction, slow work on a worker. answer.c turns what the handler
 * left into a page or JSON. Handlers never see any of it.
 */
#ifndef ANNEXA_APP_H
#define ANNEXA_APP_H

#include "identity/identity.h"
#include "web/page.h"
#include "web/template.h"

struct app;
struct nav;

/* Templates and routes. Errors: a template that does not parse. Memory: app_free. */
int app_new(struct program *p, struct app **ret, struct err *e) MUST;
void app_free(struct app *a);
/* Callbacks for http_config. */
enum http_verdict app_handle(void *app, struct http_exchange *x);
size_t app_body_limit(void *app, const char *method, const char *path);
const char *app_static_file(const char *path, struct str *ret);	/* media type, NULL if unknown */

/* What the pages for machines know of the process. */
struct app_machine {
	const char *token;		/* that /metrics asks for; NULL or "" = it is not there */
	const struct http_server *server;	/* whose connections are counted, or NULL */
	int64_t started_us;
};
/* m outlives the application. */
void app_machine_set(struct app *a, const struct app_machine *m);
const struct app_machine *app_machine_of(const struct app *a);
/*
 * The handler of a listener of its own that only this machine reaches: /metrics without a token,
 * /healthz, /readyz.
 */
enum http_verdict app_machine_handle(void *app, struct http_exchange *x);
/* http_config.sent */
void app_sent(void *app, const struct http_exchange *x, int64_t took_us);

/* ---- between the files of web/ ---- */

enum http_verdict app_health(struct app *a, struct http_exchange *x);
enum http_verdict app_metrics(struct app *a, struct http_exchange *x, bool trusted);

/* Routes of every record type: like pages, with ":type" meaning the plural. */
struct route {
	const char *method, *path;
	int (*run)(struct ctx *c, struct req *r, struct value *view);
	enum verb verb;
	unsigned flags;
	const char *template;
	bool api;		/* only below /api/v1 */
	const char *help;
};
extern const struct route generic_routes[], generic_api_routes[];	/* ended by a NULL path */
/* Does the path fit the pattern? Collects what stands for :x, and the type for :type. */
bool route_match(struct arena *a, const char *pattern, const char *path,
    const struct record **ret_type, const char *ret_param[REQ_PARAMS]);

struct work {			/* one request on its way */
	struct app *app;
	struct http_exchange *x;
	struct ctx *c;
	struct req r;
	const struct record *type;	/* of a generic route */
	const char *token;		/* cookie or bearer */
	struct value *view;
	int rc;
};

/* web/import_page.c */
int import_form(struct ctx *c, struct req *r, struct value *view) MUST;
int import_template(struct ctx *c, struct req *r, struct value *view) MUST;
int import_post(struct ctx *c, struct req *r, struct value *view) MUST;

/* For upload.c, before the body is there: who sends this, and what for. */
struct work *app_work(void *app, struct http_exchange *x, struct arena *a);
bool app_route(struct work *w);		/* false: no such route */
/* May they? *ret_csrf: what the form must hold besides, NULL when the origin is proved. */
int app_admit(struct work *w, const char **ret_csrf) MUST;

struct program *app_program(struct app *a);
const struct template_set *app_templates(struct app *a);
const struct nav *app_nav(const struct app *a);
const struct record *req_type(const struct req *r);	/* of a generic route; BUG elsewhere */

/* Fill x->reply from w: page, JSON, redirect, error. */
void answer(struct work *w);
void answer_failed_commit(struct work *w, int rc);
/* The navigation as pages and types declare it; each request takes what its actor may see. */
struct nav *nav_new(void) MUST;
void nav_free(struct nav *nav);
/* What every page inside the frame shows: navigation, user, organisation, banner, path. */
void frame_fill(struct work *w);
/* nonce: of a page, else NULL; frame: as in struct req. */
void security_headers(struct http_exchange *x, const char *nonce, bool frame);
void set_session_cookie(struct http_exchange *x, const char *token);	/* NULL: delete it */

/* A field's value as a cell of the templates. A day the record's state has missed is .late. */
struct value *cell_value(struct ctx *c, const struct rec *r, const struct field *f,
    const struct value *v, bool in_list);
/* The form's view for a record; input: what was typed, or NULL. */
void form_view(struct ctx *c, struct req *r, const struct record *t, const struct rec *rec,
    const struct value *input, struct value *view);
/* One control of it, for a value as typed. */
struct value *form_field(struct ctx *c, struct req *r, const struct field *f, const char *value);
/*
 * The first records of a type as options of a datalist, web/templates/choices.html; the rest is
 * looked up as one types. Nothing for who may not read them.
 */
struct value *choices_html(struct ctx *c, const struct req *r, const struct record *t);
/* The errors of the context in the words of the type's form. */
struct value *error_list(struct ctx *c, const struct record *t);
/* A time as a page says it, "2026-03-14 09:30:00 UTC"; the API says RFC 3339. */
const char *moment(struct arena *a, const char *time);
/* The member `key` of every object in the list. */
void moments(struct arena *a, struct value *list, const char *key);
struct value *type_view(struct arena *a, const struct record *t);
struct value *state_view(struct arena *a, const struct record *t, const char *state);
/* how: "attachment" or "inline". */
const char *disposition(struct arena *a, const char *how, const char *name);
/* A file's address: the name is for people and for saving under, the server looks at the digest. */
const char *file_href(struct arena *a, const char *digest, const char *name);
void url_add(struct sbuf *b, const char *text);
/* This page's address with a parameter changed, the cursor dropped; value NULL removes it. */
const char *query_with(struct ctx *c, const struct req *r, const char *name, const char *value);
struct query_edit {
	const char *path;		/* another page; NULL = this one */
	const char *const *drop;	/* parameters left out, ended by NULL */
	size_t skip;			/* the parameter in this place, from 1; 0 = none */
	const char *name, *value;	/* parameter set, or with .add one more of that name */
	bool add;
};
const char *query_edit(struct ctx *c, const struct req *r, const struct query_edit *e);
/* What the address says about the list itself, for a saved view: "level[gte]=3&sort=-due". */
const char *query_saved(struct ctx *c, const struct req *r);
/* Filters, search, order and page of a list from the query parameters; all problems at once. */
struct list_query;
int req_list_query(
    struct ctx *c, struct req *r, const struct record *t, struct list_query *lq) MUST;
struct value *form_object(struct ctx *c, const struct req *r, const struct record *t);

#endif
