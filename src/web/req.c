/* web/req.c -- what handlers ask a request for. See page.h. */
#include "record/list.h"
#include "web/app.h"

enum { REASON_BYTES = 2000 };	/* forms take 500 characters */

const char *req_query(const struct req *r, const char *name)
{
	return http_query(&r->x->request, name);
}

const char *req_field(const struct req *r, const char *name)
{
	const struct http_field *f;

	if (r->form) {
		f = http_form_find(r->form, name);
		return f && !f->file ? f->value.p : NULL;
	}
	return val_get_text(r->body, name);
}

int req_reason(struct ctx *c, const struct req *r)
{
	const char *reason = req_field(r, "reason");

	if (!reason || !reason[0])
		return E_OK;
	if (strlen(reason) > REASON_BYTES)
		return err_field(&c->err, "reason", "too-long", "is longer than %d bytes",
		    REASON_BYTES);
	if (str_turns(str_of(reason)))
		return err_field(&c->err, "reason", "hidden-mark", "holds a hidden mark that turns "
		    "what is read around: type it anew instead of pasting it");
	c->reason = reason;
	return E_OK;
}

int64_t req_int(const struct req *r, const char *name, int64_t otherwise)
{
	const char *text = r->form ? req_field(r, name) : req_query(r, name);
	int64_t v;

	if (r->body)
		return val_get_int(r->body, name, otherwise);
	return text && str_int(str_of(text), &v) ? v : otherwise;
}

static void percent(struct sbuf *b, const char *text, const char *more)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";

	for (const char *t = text; *t; t++)
		if (strchr(plain, *t) || strchr(more, *t))
			sbuf_char(b, *t);
		else
			sbuf_printf(b, "%%%02X", (unsigned char)*t);
}

/* The unreserved characters of RFC 3986 as they are, all others encoded. */
void url_add(struct sbuf *b, const char *text)
{
	percent(b, text, "");
}

static bool listed(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

const char *query_edit(struct ctx *c, const struct req *r, const struct query_edit *e)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	size_t n = r->x->request.nquery, start;

	sbuf_init(b, c->arena, 16 << 10);
	sbuf_text(b, e->path ? e->path : r->x->request.path);
	start = b->n;
	for (size_t i = 0; i <= n; i++) {
		bool own = i == n;
		const struct http_pair *p = own ? NULL : &r->x->request.query[i];
		const char *key = own ? e->name : p->name, *text = own ? e->value : p->value.p;

		if (!key || !text || !text[0] || (!own && ((e->skip == i + 1) ||
		    (e->name && strcmp(key, e->name) == 0 && !e->add) || key[0] == '_' ||
		    strcmp(key, "after") == 0 || listed(e->drop, key))))
			continue;
		sbuf_char(b, b->n == start ? '?' : '&');
		percent(b, key, "[]");
		sbuf_char(b, '=');
		percent(b, text, ",:");
	}
	return sbuf_str(b).p;
}

const char *query_with(struct ctx *c, const struct req *r, const char *name, const char *value)
{
	return query_edit(c, r, &(struct query_edit){ .name = name, .value = value });
}

/* Parameters that say how a list is answered, not what is in it; those of forms begin with _. */
static const char *const answer_words[] = {
	"after", "limit", "as_of", "fields", "expand", "format", "view", NULL
};

const char *query_saved(struct ctx *c, const struct req *r)
{
	struct query_edit e = { .path = "", .drop = answer_words };
	const char *all = query_edit(c, r, &e);

	return all[0] == '?' ? all + 1 : all;
}

int req_list_query(struct ctx *c, struct req *r, const struct record *t,
    struct list_query *lq)
{
	const struct http_request *x = &r->x->request;

	*lq = (struct list_query){ .t = t, .after = req_query(r, "after"),
	    .limit = req_int(r, "limit", 0) };
	if (req_query(r, "limit") && lq->limit < 1)
		IGNORE(err_field(&c->err, "limit", "out-of-range", "must be a number from 1 to %d",
		    LIST_LIMIT_MAX));
	if (req_query(r, "view") && req_query(r, "view")[0] &&
	    strcmp(req_query(r, "view"), "all") != 0)
		IGNORE(list_view(c, lq, req_query(r, "view")));
	for (size_t i = 0; i < x->nquery; i++) {
		const char *name = x->query[i].name;

		if (name[0] == '_' || listed(answer_words, name) ||
		    (!r->api && x->query[i].value.n == 0))
			continue;	/* an empty choice in the page's filter form is none */
		IGNORE(list_param(c, lq, name, x->query[i].value));
	}
	if (c->err.code)	/* then what is wrong with order and values is told as well */
		IGNORE(list_check(c, lq));
	return c->err.code;
}
