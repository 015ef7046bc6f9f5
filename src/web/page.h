/*
 * web/page.h -- a page: one const struct next to its handler; route, access, CSRF, transaction
 * and the twin in the API follow from it.
 *
 * The dispatcher does session, organisation, permission, CSRF, body parsing, reader or
 * transaction; the handler fills `view` (names as in the template) and returns. The same view is
 * the JSON answer at /api/v1<path> when .api is set. GET handlers get a reader and cannot write;
 * the others run on the writer's thread inside one transaction.
 *
 *	static int overdue(struct ctx *c, struct req *r, struct value *view) { ... return E_OK; }
 *	PAGE(risk_overdue, .method = "GET", .path = "/risks/overdue", .run = overdue,
 *		.type = "risk", .verb = VERB_READ, .template = "overdue", .title = N_("Overdue"),
 *		.help = "Retained risks past their end date, worst first.", .api = true);
 */
#ifndef ANNEXA_PAGE_H
#define ANNEXA_PAGE_H

#include "record/program.h"
#include "web/http.h"

enum page_flags {
	PAGE_PUBLIC = 1 << 0,		/* no session needed */
	PAGE_SIGNED_IN = 1 << 1,	/* any signed-in person, no grant needed */
	PAGE_SLOW = 1 << 2,		/* runs on a worker thread: reports, password hashing */
	PAGE_NO_CSRF = 1 << 3,		/* public POST with its own proof (single-use token) */
	PAGE_FILES = 1 << 4		/* takes files: web/upload.h */
};

enum { REQ_PARAMS = 4 };

struct req {
	struct http_exchange *x;
	const struct page *page;
	const char *param[REQ_PARAMS];	/* what stood for :name in the path, in order */
	bool json;			/* the answer is JSON */
	bool api;			/* came through /api/v1 */
	const struct template_set *templates;	/* for parts made once and kept */
	const struct http_form *form;	/* POST of a form; NULL for JSON bodies and GET */
	const struct value *body;	/* JSON body; NULL otherwise */
	struct session *session;	/* NULL when not signed in */
	/* What the handler may set. */
	int status;			/* 0 = 200 */
	const char *redirect;		/* path of this server: answer 303 there (pages) */
	const char *flash;		/* one sentence shown on the page redirected to */
	const char *template;		/* another template than the page's */
	struct str raw;			/* a finished body of type raw_type instead of the view */
	const char *raw_type, *raw_name;	/* media type; file name for download, or NULL */
	const struct http_stream *stream;	/* instead of raw, of type raw_type */
	/* A page that frames such a body of ours; a body that such a page may frame and show. */
	bool frame;
	struct value *extra; /* of a failure over the API: member of the problem beside errors */
	int64_t etag;			/* revision for ETag, 0 = none */
	const char *location;		/* of what was created (API) */
};

struct page {
	const char *name;
	const char *method, *path;	/* ":x" stands for one segment */
	int (*run)(struct ctx *c, struct req *r, struct value *view);
	const char *type; /* record type whose grant is asked; NULL with PUBLIC, SIGNED_IN */
	enum verb verb;
	unsigned flags;
	const char *template;		/* NULL: no page, only an action or raw body */
	const char *title;
	const char *help;		/* what it shows; also OpenAPI's description */
	const char *params; /* query parameters: "min integer lowest level shown" a line */
	const char *nav;		/* entry in the navigation: "area|label|icon", or NULL */
	bool api;			/* also at /api/v1<path> */
};

#define PAGE(n, ...) const struct page page_##n = { .name = #n, __VA_ARGS__ }

/*
 * May the actor open what this address of ours shows, by the grant its route asks for? Ask before
 * a link is offered. Single records may still be out of reach; an address without route is true.
 */
bool page_may_follow(struct ctx *c, const char *href);

const char *req_query(const struct req *r, const char *name);	/* NULL if not given once */
const char *req_field(const struct req *r, const char *name);	/* of form or JSON body */
int64_t req_int(const struct req *r, const char *name, int64_t otherwise);
/* Why it is done, into c->reason for every history that is written: kept whole, or refused. */
int req_reason(struct ctx *c, const struct req *r) MUST;

#endif
