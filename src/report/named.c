/* report/named.c -- see named.h. */
#include "ledger/store.h"
#include "record/access.h"
#include "report/named.h"
#include "report/style.h"

/* risk-register and risk_register are the same name. */
static bool same_name(const char *x, const char *y)
{
	for (; *x && *y; x++, y++)
		if (*x != *y && !((*x == '-' || *x == '_') && (*y == '-' || *y == '_')))
			return false;
	return *x == *y;
}

const struct report *report_find(const char *name)
{
	for (size_t i = 0; report_index[i]; i++)
		if (same_name(report_index[i]->name, name))
			return report_index[i];
	return NULL;
}

const char *report_name(struct arena *a, const struct report *r)
{
	char *p = arena_text(a, r->name);

	for (char *at = p; *at; at++)
		if (*at == '_')
			*at = '-';
	return p;
}

static int unknown(struct ctx *c, const char *name)
{
	struct sbuf *known = arena_alloc(c->arena, sizeof(*known));

	sbuf_init(known, c->arena, 4096);
	for (size_t i = 0; report_index[i]; i++)
		sbuf_printf(known, "%s%s", known->n ? ", " : "",
		    report_name(c->arena, report_index[i]));
	return err_hint(&c->err, E_NOTFOUND, arena_printf(c->arena, "known are: %s",
	    sbuf_str(known).p), "there is no report \"%.80s\"", name);
}

int report_known(struct ctx *c, const char *name)
{
	return report_find(name) ? E_OK : unknown(c, name);
}

/* Today's database: an as-of view holds records only, neither organisation nor ledger. */
static struct dbc *today(struct ctx *c)
{
	return c->live ? c->live : c->db;
}

static int organisation(struct ctx *c, const char **ret)
{
	struct query *q;
	int rc;

	if ((rc = db_prepare(today(c), &c->org, &q, SQL("SELECT name FROM org WHERE id = :org"),
	    &c->err)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = arena_text(c->arena, db_text(q, 0));
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* "Ledger: 120 entries, root 0123456789abcdef, signed 2026-11-22T03:04:05.678Z" */
static int checkpoint(struct ctx *c, const char **ret)
{
	struct ledger_status s;
	char hex[HASH_HEX];
	int rc;

	if ((rc = ledger_status(today(c), c->org, c->arena, &s, &c->err)) < 0) {
		if (rc != E_REFUSED)
			return rc;
		err_clear(&c->err);	/* no ledger: a document without the line, not none */
		return E_OK;
	}
	hash_hex(&s.root, hex);
	*ret = arena_printf(c->arena, "Ledger: %" PRIu64 " entries, root %.16s, %s%s", s.size, hex,
	    s.signed_at ? "signed " : "not signed yet", s.signed_at ? s.signed_at : "");
	return E_OK;
}

static struct value *formats_view(struct arena *a, const char *name)
{
	struct value *list = val_arr(a);

	for (const struct report_format *f = report_formats; f->name; f++) {
		struct value *o = val_obj(a);

		val_add(o, "format", val_text(a, f->name));
		val_add(o, "label", val_text(a, f->title));
		val_add(o, "href", val_text(a,
		    arena_printf(a, "/reports/%s?format=%s", name, f->name)));
		val_push(list, o);
	}
	return list;
}

static struct value *report_view(struct arena *a, const struct report *r)
{
	struct value *o = val_obj(a);
	const char *name = report_name(a, r);

	val_add(o, "name", val_text(a, name));
	val_add(o, "title", val_text(a, r->title));
	val_add(o, "help", val_text(a, r->help));
	val_add(o, "reader", val_text(a, r->reader));
	val_add(o, "source", val_text(a, r->source));
	val_add(o, "formats", formats_view(a, name));
	return o;
}

static int by_title(const void *x, const void *y)
{
	const struct report *const *a = x, *const *b = y;

	return strcmp((*a)->title, (*b)->title);
}

struct value *report_list(struct ctx *c)
{
	const struct report **mine;
	struct value *list = val_arr(c->arena);
	size_t n = 0;

	while (report_index[n])
		n++;
	mine = arena_zero(c->arena, n + 1, sizeof(struct report *));
	n = 0;
	for (size_t i = 0; report_index[i]; i++)
		if (access_scope(c, record_find(report_index[i]->type), VERB_READ) != SCOPE_NONE)
			mine[n++] = report_index[i];
	qsort(mine, n, sizeof(struct report *), by_title);
	for (size_t i = 0; i < n; i++)
		val_push(list, report_view(c->arena, mine[i]));
	return list;
}

int report_dress(struct ctx *c, struct report_doc *doc)
{
	char at[TIME_TEXT];
	int rc;

	if ((rc = organisation(c, &doc->organisation)) < 0 ||
	    (rc = checkpoint(c, &doc->checkpoint)) < 0)
		return rc;
	doc->generated_us = c->now_us;
	if ((rc = report_style_apply(c, doc)) < 0)
		return rc;
	if (!doc->classification)
		doc->classification = N_("Internal");
	if (c->as_of_us) {
		time_print(c->as_of_us, at);
		doc->as_of = arena_printf(c->arena, "State of %s", at);
	}
	return E_OK;
}

static int build(struct ctx *c, const struct report *r, const char *of, struct report_doc **ret)
{
	if (r->build_of)
		return r->build_of(c, of && of[0] ? of : NULL, ret);
	if (of && of[0])
		return err_set(&c->err, E_USAGE, "the report \"%s\" is not about one record",
		    report_name(c->arena, r));
	return r->build(c, ret);
}

int report_build(struct ctx *c, const char *name, struct report_doc **ret)
{
	return report_build_of(c, name, NULL, ret);
}

int report_build_of(struct ctx *c, const char *name, const char *of, struct report_doc **ret)
{
	const struct report *r = report_find(name);
	struct report_doc *doc;
	int rc;

	if (!r)
		return unknown(c, name);
	if ((rc = build(c, r, of, &doc)) < 0 || (rc = report_dress(c, doc)) < 0)
		return rc;
	doc->name = report_name(c->arena, r);
	*ret = doc;
	return E_OK;
}
