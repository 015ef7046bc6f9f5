/* web/req.c -- what handlers ask a request for. See page.h. */
#include "record/list.h"
#include "web/app.h"

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

int64_t req_int(const struct req *r, const char *name, int64_t otherwise)
{
	const char *text = r->form ? req_field(r, name) : req_query(r, name);
	int64_t v;

	if (r->body)
		return val_get_int(r->body, name, otherwise);
	return text && str_int(str_of(text), &v) ? v : otherwise;
}

/* The unreserved characters of RFC 3986 as they are, all others encoded. */
void url_add(struct sbuf *b, const char *text)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";

	for (const char *t = text; *t; t++)
		if (strchr(plain, *t))
			sbuf_char(b, *t);
		else
			sbuf_printf(b, "%%%02X", (unsigned char)*t);
}

/* This page's address with one query parameter changed, the cursor dropped; value NULL removes. */
const char *query_with(struct ctx *c, const struct req *r, const char *name, const char *value)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	bool first = true;

	sbuf_init(b, c->arena, 16 << 10);
	sbuf_text(b, r->x->request.path);
	for (size_t i = 0; i <= r->x->request.nquery; i++) {
		bool own = i == r->x->request.nquery;
		const struct http_pair *p = own ? NULL : &r->x->request.query[i];
		const char *key = own ? name : p->name, *text = own ? value : p->value.p;

		if (!text || !text[0] ||
		    (!own && (strcmp(key, name) == 0 || strcmp(key, "after") == 0)))
			continue;
		sbuf_printf(b, "%c%s=", first ? '?' : '&', key);
		first = false;
		url_add(b, text);
	}
	return sbuf_str(b).p;
}

int req_list_query(struct ctx *c, struct req *r, const struct record *t,
    struct list_query *lq)
{
	static const char *const own[] = {
	    "q", "sort", "after", "limit", "as_of", "fields", "expand", "archived", "format"};
	const struct http_request *x = &r->x->request;

	*lq = (struct list_query){.t = t,
	    .sort = req_query(r, "sort"),
	    .after = req_query(r, "after"),
	    .q = str_of(req_query(r, "q")),
	    .limit = req_int(r, "limit", 0),
	    .archived = req_query(r, "archived") && strcmp(req_query(r, "archived"), "true") == 0};
	if (req_query(r, "limit") && lq->limit == 0)
		IGNORE(err_field(&c->err, "limit", "out-of-range", "must be a number from 1 to %d",
		    LIST_LIMIT_MAX));
	for (size_t i = 0; i < x->nquery; i++) {
		const char *name = x->query[i].name, *open = strchr(name, '[');
		size_t n = open ? (size_t)(open - name) : strlen(name);
		enum filter_op op = OP_EQ;
		bool mine = false;

		for (size_t k = 0; k < COUNT(own); k++)
			mine |= strcmp(own[k], name) == 0;
		if (mine || (!r->api && x->query[i].value.n == 0))
			continue;	/* an empty choice in the page's filter form is none */
		if (open) {
			size_t len = strlen(open);

			op = len > 2 && open[len - 1] == ']' ?
			    filter_op((struct str){ open + 1, len - 2 }) : 0;
		}
		if (!op)
			IGNORE(err_field(&c->err, name, "unknown-operator",
			    "use field=value or field[ne|lt|lte|gt|gte|has]=value"));
		else
			IGNORE(list_filter(
			    c, lq, arena_text_n(c->arena, name, n), op, x->query[i].value));
	}
	return c->err.code;
}
