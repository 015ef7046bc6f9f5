/* web/account_page.c -- signing in and out, first password, sessions, tokens, choosing the
 * organisation. */
#include "base/log.h"
#include "record/store.h"
#include "web/app.h"

/* ---- signing in ---- */

/* Where to go afterwards: a plain path of this server, nothing else (A20 of trust.md). */
static const char *safe_next(const char *next)
{
	if (!next || next[0] != '/' || !next[1] || !isalnum((unsigned char)next[1]))
		return "/";
	for (const char *p = next; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/_.-", *p))
			return "/";
	return next;
}

static int signin_form(struct ctx *c, struct req *r, struct value *view)
{
	if (r->session && c->actor)
		r->redirect = "/";
	val_add(view, "next", val_text(c->arena, safe_next(req_query(r, "next"))));
	return E_OK;
}
PAGE(signin, .method = "GET", .path = "/signin", .run = signin_form, .flags = PAGE_PUBLIC,
	.template = "signin", .title = N_("Sign in"), .help = "The form to sign in.");

struct signing {
	struct ctx *c;
	struct req *r;
	int64_t account;
	const char *hash;		/* a new password's, or NULL */
	const char *invite;		/* token of a single-use link, or NULL */
	char token[TOKEN_TEXT];
};

/* A session for the account, in its only organisation if it has just one. */
static int open_session(struct ctx *c, void *arg)
{
	struct signing *s = arg;
	struct value *orgs;
	struct org org = { 0 };
	const char *email;
	int rc;

	if (s->invite && (rc = invite_use(c, s->invite, &s->account, &email)) < 0)
		return rc;
	if (s->hash && (rc = account_set_password(c, s->account, s->hash)) < 0)
		return rc;
	if ((rc = organisations_of(c, s->account, &orgs)) < 0)
		return rc;
	if (orgs->u.list.n == 1)
		org.id = val_get_int(orgs->u.list.first, "id", 0);
	return session_create(c, s->account, org, s->r->x->request.peer,
	    http_header(&s->r->x->request, "User-Agent"), s->token);
}

static int begin(struct ctx *c, struct req *r, struct signing *s, const char *next)
{
	int rc;

	db_end(c->db);		/* nothing is read any more before the write */
	if ((rc = record_transaction(c, open_session, s)) < 0)
		return rc;
	set_session_cookie(r->x, s->token);
	r->redirect = next;
	return E_OK;
}

static int signin(struct ctx *c, struct req *r, struct value *view)
{
	const char *email = req_field(r, "email"), *password = req_field(r, "password"), *hash;
	struct signing s = { .c = c, .r = r };
	int rc;

	email = email ? email : "";
	password = password ? password : "";
	rc = signin_allowed(email, r->x->request.peer, c->now_us, &c->err);
	if (rc == E_OK && (rc = account_look(c, email, &s.account, &hash)) == E_OK) {
		if (password_ok(hash, password) && s.account) {
			signin_succeeded(email);
			log_event(
			    LOG_SIGNIN, "request", c->request, "peer", r->x->request.peer, NULL);
			return begin(c, r, &s, safe_next(req_field(r, "next")));
		}
		signin_failed(email, r->x->request.peer, c->now_us);
		rc = E_INVALID;	/* the same words whether the address exists or not */
	}
	if (rc != E_INVALID && rc != E_LIMIT)
		return rc;
	log_event(LOG_SIGNIN_FAILED, "request", c->request, "peer", r->x->request.peer, "reason",
	    err_slug(rc), NULL);
	val_add(view, "email", val_text(c->arena, email));
	val_add(view, "next", val_text(c->arena, safe_next(req_field(r, "next"))));
	val_add(view, "problem", val_text(c->arena, rc == E_LIMIT ? c->err.detail :
	    "This e-mail address and password do not belong together."));
	r->template = "signin";
	r->status = err_http(rc == E_LIMIT ? E_LIMIT : E_SIGNIN);
	err_clear(&c->err);
	return E_OK;
}
PAGE(signin_do, .method = "POST", .path = "/signin", .run = signin,
    .flags = PAGE_PUBLIC | PAGE_SLOW, .template = "signin", .title = N_("Sign in"),
    .help = "Sign in with address and password.");

/* ---- the first password, by a single-use link ---- */

static int welcome_form(struct ctx *c, struct req *r, struct value *view)
{
	const char *email;
	int rc = invite_look(
	    c, r->param[0], &email); /* looking does not use it up: mail scanners look */

	if (rc < 0)
		return rc;
	val_add(view, "email", val_text(c->arena, email));
	val_add(view, "token", val_text(c->arena, r->param[0]));
	return E_OK;
}
PAGE(welcome, .method = "GET", .path = "/welcome/:token", .run = welcome_form, .flags = PAGE_PUBLIC,
    .template = "welcome", .title = N_("Welcome"),
    .help = "Set a password with a single-use link.");

static const char *label_of(const char *field)
{
	static const char *const labels[][2] = { { "again", N_("The same again") },
		{ "current", N_("Password now") }, { "password", N_("New password") },
		{ "name", N_("Name") }, { "days", N_("Ends") } };

	for (size_t i = 0; i < COUNT(labels); i++)
		if (strcmp(labels[i][0], field) == 0)
			return labels[i][1];
	return field;
}

static struct value *errors_view(struct ctx *c)
{
	struct value *list = val_arr(c->arena);

	for (const struct fielderr *f = c->err.fields; f; f = f->next) {
		struct value *o = val_obj(c->arena);

		val_add(o, "field", val_text(c->arena, f->field));
		val_add(o, "label", val_text(c->arena, label_of(f->field)));
		val_add(o, "detail", val_text(c->arena, f->detail));
		val_push(list, o);
	}
	return list;
}

/* Both fields equal and good enough; problems in c->err. */
static int new_password(struct ctx *c, const struct req *r, const char *email, const char **ret)
{
	const char *password = req_field(r, "password"), *again = req_field(r, "again");

	*ret = password = password ? password : "";
	IGNORE(password_check(&c->err, password, email));
	if (!again || strcmp(password, again) != 0)
		IGNORE(
		    err_field(&c->err, "again", "different", "the two passwords are not the same"));
	return c->err.code;
}

static int welcome(struct ctx *c, struct req *r, struct value *view)
{
	struct signing s = { .c = c, .r = r, .invite = req_field(r, "token") };
	const char *email, *password;
	int rc;

	s.invite = s.invite ? s.invite : "";
	if ((rc = invite_look(c, s.invite, &email)) < 0)
		return rc;
	if ((rc = new_password(c, r, email, &password)) == E_INVALID) {
		r->template = "welcome";
		val_add(view, "email", val_text(c->arena, email));
		val_add(view, "token", val_text(c->arena, s.invite));
		val_add(view, "errors", errors_view(c));
		return rc;
	}
	if (rc < 0 || (rc = password_hash(c->arena, password, &s.hash, &c->err)) < 0)
		return rc;
	return begin(c, r, &s, "/");
}
PAGE(welcome_do, .method = "POST", .path = "/welcome", .run = welcome,
	.flags = PAGE_PUBLIC | PAGE_SLOW, .template = "welcome", .title = N_("Welcome"),
	.help = "Set a password with a single-use link.");

/* ---- signing out, choosing ---- */

static int signout(struct ctx *c, struct req *r, struct value *view)
{
	const char *cookie = http_cookie(&r->x->request, "__Host-annexa");

	(void)view;
	set_session_cookie(r->x, NULL);
	http_reply_header(r->x, "Clear-Site-Data", "\"cache\", \"storage\"");
	r->redirect = "/signin";
	log_event(LOG_SIGNOUT, "request", c->request, NULL);
	return cookie ? session_end(c, cookie) : E_OK;
}
PAGE(session_end, .method = "POST", .path = "/session/end", .run = signout, .flags = PAGE_SIGNED_IN,
    .verb = VERB_N, .title = N_("Sign out"), .help = "End this session.");

static int choose_form(struct ctx *c, struct req *r, struct value *view)
{
	struct value *orgs;
	int rc = organisations_of(c, r->session->account, &orgs);

	val_add(view, "orgs", orgs);
	return rc;
}
PAGE(choose_org, .method = "GET", .path = "/choose-org", .run = choose_form,
    .flags = PAGE_SIGNED_IN, .verb = VERB_N, .template = "choose-org",
    .title = N_("Choose an organisation"), .help = "The organisations this account belongs to.");

static int choose(struct ctx *c, struct req *r, struct value *view)
{
	const char *code = req_field(r, "org"),
		   *cookie = http_cookie(&r->x->request, "__Host-annexa");
	struct value *orgs;
	int rc = organisations_of(c, r->session->account, &orgs);

	(void)view;
	for (const struct value *o = orgs->u.list.first; rc == E_OK && o; o = o->next)
		if (code && cookie && strcmp(val_get_text(o, "code"), code) == 0) {
			r->redirect = "/";
			return session_choose(c, cookie, (struct org){ val_get_int(o, "id", 0) });
		}
	return rc < 0 ? rc
		      : err_set(&c->err, E_NOTFOUND, "you have no access to this organisation");
}
PAGE(session_org, .method = "POST", .path = "/session/org", .run = choose, .flags = PAGE_SIGNED_IN,
    .verb = VERB_N, .title = N_("Choose an organisation"), .help = "Work in another organisation.");

/* ---- the account page ---- */

static int account_view(struct ctx *c, struct req *r, struct value *view)
{
	struct value *sessions, *tokens;
	int rc;

	if ((rc = sessions_list(c, r->session->account, r->session->id, &sessions)) < 0 ||
	    (rc = tokens_list(c, r->session->account, &tokens)) < 0)
		return rc;
	moments(c->arena, sessions, "created");
	moments(c->arena, sessions, "seen");
	moments(c->arena, tokens, "created");
	moments(c->arena, tokens, "expires");
	val_set(view, "sessions", sessions);
	val_set(view, "tokens", tokens);
	return E_OK;
}
PAGE(account, .method = "GET", .path = "/account", .run = account_view, .flags = PAGE_SIGNED_IN,
	.template = "account", .title = N_("My account"), .help = "Password, sessions and tokens.");

struct password_change {
	int64_t account;
	const char *hash;
};

static int store_password(struct ctx *c, void *arg)
{
	struct password_change *p = arg;

	return account_set_password(c, p->account, p->hash);
}

static int change_password(struct ctx *c, struct req *r, struct value *view)
{
	struct password_change change = { .account = r->session->account };
	const char *current = req_field(r, "current"), *hash, *password;
	int64_t account;
	int rc;

	if ((rc = signin_allowed(r->session->email, r->x->request.peer, c->now_us, &c->err)) < 0 ||
	    (rc = account_look(c, r->session->email, &account, &hash)) < 0)
		return rc;
	if (!current || !password_ok(hash, current)) {
		signin_failed(r->session->email, r->x->request.peer, c->now_us);
		IGNORE(err_field(&c->err, "current", "wrong", "this is not your present password"));
	}
	rc = new_password(c, r, r->session->email, &password);
	if (rc == E_INVALID) {
		r->template = "account";
		val_add(view, "errors", errors_view(c));
		return account_view(c, r, view) < 0 ? rc : rc;
	}
	if ((rc = password_hash(c->arena, password, &change.hash, &c->err)) < 0)
		return rc;
	signin_succeeded(r->session->email);
	db_end(c->db);
	if ((rc = record_transaction(c, store_password, &change)) == E_OK)
		r->redirect = "/signin";	/* every session has ended, this one too */
	return rc;
}
PAGE(account_password, .method = "POST", .path = "/account/password", .run = change_password,
	.flags = PAGE_SIGNED_IN | PAGE_SLOW, .template = "account", .title = N_("My account"),
	.help = "Change the password; ends all sessions.");

static int end_session(struct ctx *c, struct req *r, struct value *view)
{
	const char *id = req_field(r, "id");

	(void)view;
	r->redirect = "/account";
	r->flash = "The session has ended.";
	return session_end_by_id(c, r->session->account, id ? id : "");
}
PAGE(account_sessions_end, .method = "POST", .path = "/account/sessions/end", .run = end_session,
	.flags = PAGE_SIGNED_IN, .title = N_("My account"), .help = "End one session.");

/* Days from today until the date, at least 1; 0 without one, negative for one that is past. */
static int64_t days_until(struct ctx *c, const char *date)
{
	int64_t us;

	if (!date || !date[0] || !time_parse(str_of(date), &us))
		return 0;
	return us <= c->now_us ? -1 : (us - c->now_us) / INT64_C(86400000000) + 1;
}

static int make_token(struct ctx *c, struct req *r, struct value *view)
{
	const char *name = req_field(r, "name"), *scope = req_field(r, "scope");
	struct new_token token;
	int rc;

	rc = token_create(c, r->session->account, name ? name : "",
	    days_until(c, req_field(r, "expires")), !scope || strcmp(scope, "write") != 0, &token);
	if (rc == E_INVALID) {
		r->template = "account";
		val_add(view, "errors", errors_view(c));
	} else if (rc == E_OK) {
		r->template = "account";
		val_add(view, "new_token", val_text(c->arena, arena_text(c->arena, token.text)));
	} else {
		return rc;
	}
	IGNORE(
	    account_view(c, r, view)); /* the token is made; a list less complete is no failure */
	return rc;
}
PAGE(account_tokens, .method = "POST", .path = "/account/tokens", .run = make_token,
	.flags = PAGE_SIGNED_IN, .template = "account", .title = N_("My account"),
	.help = "Make an API token; it is shown once.");

static int drop_token(struct ctx *c, struct req *r, struct value *view)
{
	(void)view;
	r->redirect = "/account";
	r->flash = "The token is revoked.";
	return token_revoke(c, r->session->account, req_int(r, "id", 0));
}
PAGE(account_tokens_revoke, .method = "POST", .path = "/account/tokens/revoke", .run = drop_token,
	.flags = PAGE_SIGNED_IN, .title = N_("My account"), .help = "Revoke an API token.");
