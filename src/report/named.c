/* report/named.c -- see named.h. */
#include "ledger/store.h"
#include "report/named.h"

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

static const char *outside_name(struct arena *a, const char *name)
{
	char *p = arena_text(a, name);

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
		    outside_name(c->arena, report_index[i]->name));
	return err_hint(&c->err, E_NOTFOUND, arena_printf(c->arena, "known are: %s",
	    sbuf_str(known).p), "there is no report \"%.80s\"", name);
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

int report_build(struct ctx *c, const char *name, struct report_doc **ret)
{
	const struct report *r = report_find(name);
	struct report_doc *doc;
	char at[TIME_TEXT];
	int rc;

	if (!r)
		return unknown(c, name);
	if ((rc = r->build(c, &doc)) < 0 || (rc = organisation(c, &doc->organisation)) < 0 ||
	    (rc = checkpoint(c, &doc->checkpoint)) < 0)
		return rc;
	doc->name = outside_name(c->arena, r->name);
	doc->generated_us = c->now_us;
	if (!doc->classification)
		doc->classification = N_("Internal");
	if (c->as_of_us) {
		time_print(c->as_of_us, at);
		doc->as_of = arena_printf(c->arena, "State of %s", at);
	}
	*ret = doc;
	return E_OK;
}
