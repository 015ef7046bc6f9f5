/* web/answer.c -- what a handler left to a page, JSON, a redirect or a problem. */
#include "base/asset.h"
#include "base/log.h"
#include "web/app.h"

void security_headers(struct http_exchange *x, const char *nonce, bool frame)
{
	static const char *const fixed[][2] = {
		{ "X-Content-Type-Options", "nosniff" },
		{ "Referrer-Policy", "same-origin" },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
		{ "Strict-Transport-Security", "max-age=31536000; includeSubDomains" },
		{ "Permissions-Policy", "camera=(), microphone=(), geolocation=()" },
	};

	for (size_t i = 0; i < COUNT(fixed); i++)
		http_reply_header(x, fixed[i][0], fixed[i][1]);
	http_reply_header(x, "Content-Security-Policy",
	    nonce ? arena_printf(x->request.arena,
			"default-src 'none'; script-src 'self' 'nonce-%s'; style-src 'self'; "
			"img-src 'self' data:; "
			"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
			"object-src 'none'; frame-ancestors 'none'%s",
			nonce, frame ? "; frame-src 'self'" : "")
		  : arena_printf(x->request.arena,
			"default-src 'none'; sandbox; frame-ancestors %s; base-uri 'none'; "
			"object-src 'none'", frame ? "'self'" : "'none'"));
}

void set_session_cookie(struct http_exchange *x, const char *token)
{
	http_reply_header(x, "Set-Cookie", token ? arena_printf(x->request.arena,
	    "__Host-annexa=%s; Path=/; Secure; HttpOnly; SameSite=Lax", token) :
	    "__Host-annexa=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

static const struct { const char *end, *type; } media[] = {
	{ ".css", "text/css; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" }, { ".woff2", "font/woff2" }, { ".png", "image/png" },
};

const char *app_static_file(const char *path, struct str *ret)
{
	static const char *const dirs[] = { "web/css/", "web/js/", "web/img/", "web/" };
	const struct asset *f = NULL;
	const char *name = path + strlen("/static/"), *dot = strrchr(name, '.');
	char full[200];

	for (size_t i = 0; i < COUNT(dirs) && !f && dot; i++) {
		bool vendor = text_starts(name, "vendor/");

		if (vendor != (i == COUNT(dirs) - 1) ||
		    snprintf(full, sizeof(full), "%s%s", dirs[i], name) >= (int)sizeof(full))
			continue;
		f = asset_find(full);
	}
	for (size_t i = 0; f && i < COUNT(media); i++)
		if (strcmp(dot, media[i].end) == 0) {
			*ret = (struct str){ f->p, f->n };
			return media[i].type;
		}
	return NULL;
}

/* ---- JSON ---- */

static struct value *problem_value(struct work *w)
{
	struct arena *a = w->c->arena;
	const struct err *e = &w->c->err;
	struct value *o = val_obj(a), *list = val_arr(a);

	val_add(o, "type", val_text(a, arena_printf(a, "/problems/%s", err_slug(w->rc))));
	val_add(o, "title", val_text(a, err_title(w->rc)));
	val_add(o, "status", val_int(a, err_http(w->rc)));
	val_add(o, "detail", val_text(a, e->detail ? e->detail : err_title(w->rc)));
	if (e->hint)
		val_add(o, "hint", val_text(a, e->hint));
	val_add(o, "request", val_text(a, w->c->request));
	for (const struct fielderr *f = e->fields; f; f = f->next) {
		struct value *one = val_obj(a);

		val_add(one, "field", val_text(a, f->field));
		val_add(one, "code", val_text(a, f->code));
		val_add(one, "detail", val_text(a, f->detail));
		if (f->row)
			val_add(one, "row", val_int(a, f->row));
		if (f->href)
			val_add(one, "href", val_text(a, f->href));
		val_push(list, one);
	}
	val_add(o, "errors", list);
	for (struct value *m = w->r.extra ? w->r.extra->u.list.first : NULL; m; m = m->next)
		val_add(o, m->key, val_copy(a, m));
	return o;
}

static void answer_json(struct work *w)
{
	struct http_reply *reply = &w->x->reply;

	security_headers(w->x, NULL, false);
	http_reply_header(w->x, "Cache-Control", "no-store");
	if (w->rc < 0) {
		reply->status = err_http(w->rc);
		reply->type = "application/problem+json; charset=utf-8";
		json_print(&reply->body, problem_value(w));
		return;
	}
	reply->status = w->r.status ? w->r.status : 200;
	if (w->r.etag)
		http_reply_header(
		    w->x, "ETag", arena_printf(w->c->arena, "\"%" PRId64 "\"", w->r.etag));
	if (w->r.location)
		http_reply_header(w->x, "Location", w->r.location);
	if (reply->status == 204) {
		reply->type = NULL;
		return;
	}
	reply->type = "application/json; charset=utf-8";
	json_print(&reply->body, w->view);
}

/* ---- pages ---- */

static void error_view(struct work *w)
{
	struct arena *a = w->c->arena;
	const struct err *e = &w->c->err;
	struct value *errors = val_arr(a);

	for (const struct fielderr *f = e->fields; f; f = f->next) {
		struct value *one = val_obj(a);

		val_add(one, "field", val_text(a, f->field));
		val_add(one, "label", val_text(a, f->field));
		val_add(one, "detail", val_text(a, f->detail));
		val_add(one, "href", val_text(a, f->href));
		val_push(errors, one);
	}
	val_set_int(a, w->view, "status", err_http(w->rc));
	val_set_text(a, w->view, "heading", err_title(w->rc));
	val_set_text(a, w->view, "title", err_title(w->rc));
	val_set_text(a, w->view, "detail", e->detail ? e->detail : err_title(w->rc));
	val_set_text(a, w->view, "hint", e->hint);
	val_set_text(a, w->view, "request", w->c->request);
	val_set(w->view, "errors", errors);
}

static void flash_cookie(struct work *w, const char *text)
{
	char hex[801];
	size_t n = strnlen(text, 400);

	hex_encode((const uint8_t *)text, n, hex);
	http_reply_header(w->x, "Set-Cookie", arena_printf(w->c->arena,
	    "__Host-annexa-flash=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60", hex));
}

static void redirect(struct work *w, const char *to)
{
	security_headers(w->x, NULL, false);
	http_reply_header(w->x, "Cache-Control", "no-store");
	http_reply_header(w->x, "Location", to);
	if (w->r.flash)
		flash_cookie(w, w->r.flash);
	w->x->reply.status = 303;
	w->x->reply.type = NULL;
}

/* Where the person wanted to go, for after the sign-in: only ever a path of ours. */
static const char *sign_in_path(struct work *w)
{
	const char *path = w->x->request.path;

	for (const char *p = path; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9') || strchr("/_.-", *p)))
			return "/signin";
	return strcmp(path, "/") == 0 ? "/signin"
				      : arena_printf(w->c->arena, "/signin?next=%s", path);
}

/* RFC 6266, 5987: for old readers the name in ASCII, for the others as it is, encoded. */
const char *disposition(struct arena *a, const char *how, const char *name)
{
	struct sbuf *b = sbuf_new(a, 4096);
	bool ascii = true;

	sbuf_printf(b, "%s; filename=\"", how);
	for (const char *p = name; *p; p++) {
		bool plain = *p >= 0x20 && *p < 0x7f && !strchr("\"\\%", *p);

		ascii &= plain;
		sbuf_char(b, plain ? *p : '_');
	}
	sbuf_char(b, '"');
	if (!ascii) {
		sbuf_text(b, "; filename*=UTF-8''");
		url_add(b, name);
	}
	return sbuf_str(b).p;
}

static void raw_file(struct work *w)
{
	security_headers(w->x, NULL, w->r.frame);
	http_reply_header(w->x, "Cache-Control", "no-store");
	if (w->r.raw_name)
		http_reply_header(w->x, "Content-Disposition",
		    disposition(w->x->request.arena, w->r.frame ? "inline" : "attachment",
			w->r.raw_name));
	w->x->reply.type = w->r.raw_type;
	w->x->reply.stream = w->r.stream;
	if (w->r.stream)
		return;
	sbuf_add(&w->x->reply.body, w->r.raw.p, w->r.raw.n);
}

static void answer_page(struct work *w)
{
	const char *template = w->rc < 0 && !(w->rc == E_INVALID && w->r.template) ? "error" :
	    w->r.template ? w->r.template : w->r.page ? w->r.page->template : NULL;
	char nonce[32];
	int rc;

	if (w->rc < 0 && strcmp(template, "error") == 0) {
		error_view(w);
		if (!w->c->actor)
			template = "error-plain";
	}
	random_token(nonce, sizeof(nonce), 16);
	security_headers(w->x, nonce, w->r.frame);
	http_reply_header(w->x, "Cache-Control", "no-store");
	w->x->reply.status = w->r.status ? w->r.status : w->rc < 0 ? err_http(w->rc) : 200;
	w->x->reply.type = "text/html; charset=utf-8";
	val_set_text(w->c->arena, w->view, "nonce", arena_text(w->c->arena, nonce));
	frame_fill(w);
	REQUIRE(template);
	if ((rc = template_render(app_templates(w->app), template, w->view, &w->x->reply.body,
	    &w->c->err)) < 0) {
		log_event(LOG_REQUEST_FAILED, "request", w->c->request, "template", template,
		    "detail", w->c->err.detail, NULL);
		http_reply_clear(w->x);
		http_reply_problem(w->x, rc, "the page could not be made");
	}
}

static void log_answer(struct work *w)
{
	bool fault = w->rc == E_IO || w->rc == E_DB || w->rc == E_FULL;

	log_event(fault ? LOG_REQUEST_FAILED : LOG_REQUEST, "request", w->c->request, "method",
	    w->x->request.method, "path", w->x->request.path, "detail", w->c->err.detail, NULL);
	if (w->rc == E_IO || w->rc == E_DB)	/* what the database said is for the log alone */
		w->c->err.detail = "Annexa could not read or write its data; the log has the cause";
}

void answer(struct work *w)
{
	log_answer(w);
	if (!w->view)
		w->view = val_obj(w->c->arena);
	if (w->rc == E_SIGNIN && !w->r.json && strcmp(w->x->request.method, "GET") == 0) {
		redirect(w, sign_in_path(w));
		return;
	}
	if (w->rc >= 0 && w->r.raw_type)
		raw_file(w);
	else if (w->r.json)
		answer_json(w);
	else if (w->rc >= 0 && w->r.redirect)
		redirect(w, w->r.redirect);
	else
		answer_page(w);
}

void answer_failed_commit(struct work *w, int rc)
{
	http_reply_clear(w->x);
	w->rc = rc;
	err_clear(&w->c->err);
	IGNORE(err_hint(&w->c->err, rc, rc == E_FULL ? "the server's disk is full: tell who runs "
	    "it; nothing was changed" : "try again; nothing was changed",
	    "the change could not be made durable"));
	if (w->r.json)
		answer_json(w);
	else
		http_reply_problem(
		    w->x, rc, "the change could not be made durable; nothing was changed");
}
