/* isms/control/exclusion.c -- see exclusion.h. */
#include "isms/control/exclusion.h"
#include "isms/control/soa_priv.h"
#include "record/program.h"

static const struct field fields[] = {
    {"title", FK_TEXT, N_("Condition"), F_DERIVED | F_LIST | F_SEARCH, .max = 300},
    {"control", FK_REF, N_("Excluded control"), F_REQ | F_LIST | F_FIXED, .to = "control"},
    {"records", FK_TEXT, N_("There is none among"), F_REQ | F_LIST, .max = 60,
	.help = N_("The register as its address names it: assets, risks, people, obligations."),
	.initial = "assets"},
    {"query", FK_TEXT, N_("that a list shows for"), F_LIST | F_WIDE, .max = 1000,
	.help = N_("What stands behind the ? in the address of the filtered list, such as "
		   "type=software or q=development. Empty: no record at all.")},
    {"why", FK_TEXT, N_("Why it matters"), F_WIDE, .max = 500,
	.help = N_("What it would mean for the exclusion if there were one.")}, {0}};

/* The list that must be empty. Problems as errors of the two fields. */
static int parse(struct ctx *c, const char *plural, const char *query, struct list_query *ret)
{
	struct err outer = c->err, e;
	int rc;

	*ret = (struct list_query){ .t = record_by_plural(plural) };
	if (!ret->t)
		return err_field(&c->err, "records", "unknown",
		    "there is no register \"%.60s\"; write it as in its address: assets", plural);
	err_init(&c->err, c->arena);
	rc = list_query_add(c, ret, query);
	if (rc == E_OK || rc == E_INVALID) {	/* wrong values, too, all at once */
		int checked = list_check(c, ret);

		rc = rc == E_OK ? checked : rc;
	}
	e = c->err;
	c->err = outer;
	for (const struct fielderr *f = e.fields; f; f = f->next)
		IGNORE(err_field(&c->err, "query", f->code, "%s: %s", f->field, f->detail));
	if (rc < 0 && !e.nfields)
		return err_field(&c->err, "query", "wrong", "%s",
		    e.detail ? e.detail : err_title(rc));
	return rc < 0 ? E_INVALID : E_OK;
}

static const char *word(struct arena *a, const char *label)
{
	char *p = text_lower(a, label);

	return p;
}

const char *exclusion_text(struct ctx *c, const char *plural, const char *query)
{
	struct err before = c->err;
	struct list_query lq;
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	err_init(&c->err, c->arena);
	if (parse(c, plural, query, &lq) < 0) {
		c->err = before;
		return arena_printf(c->arena, "no record of %s?%s", plural, query);
	}
	sbuf_init(b, c->arena, 4096);
	sbuf_printf(b, "no %s", word(c->arena, lq.t->label));
	for (size_t i = 0; i < lq.nfilters; i++)
		sbuf_printf(b, "%s%s", i ? " and " : " where ",
		    filter_text(c, lq.t, &lq.filter[i]));
	if (lq.q.n)
		sbuf_printf(b, "%s the words \"%s\"", lq.nfilters ? " and with" : " with", lq.q.p);
	c->err = before;
	return sbuf_str(b).p;
}

static int derive(struct ctx *c, struct rec *r)
{
	struct rec *control;
	int rc;

	if (!rec_has(r, "control"))
		return E_OK;	/* "required" is told by the machine */
	if ((rc = record_load(c, record_find("control"), rec_int(r, "control"), &control)) < 0)
		return rc;
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s: %.250s", rec_text(control, "ref"),
	    exclusion_text(c, rec_text(r, "records"), rec_text(r, "query"))));
	return E_OK;
}

static int check(struct ctx *c, const struct rec *old, const struct rec *r)
{
	struct list_query lq;

	(void)old;
	return rec_has(r, "records") ?
	    parse(c, rec_text(r, "records"), rec_text(r, "query"), &lq) : E_OK;
}

RECORD(exclusion_condition, .plural = "exclusion_conditions", .prefix = "EX",
    .label = N_("Exclusion condition"), .labels = N_("Exclusion conditions"),
    .area = "control", .icon = "exception", .title = "title", .fields = fields,
    .derive = derive, .check = check, .extend = exclusion_extend,
    .source = "ISO/IEC 27001:2022, 6.1.3 c), d)",
    .help = N_("What must stay true for a control to stay excluded, such as: no software among "
	       "the assets. Looked at whenever the Statement is read."));

/* ---- looking ---- */

static int count(struct ctx *c, struct list_query lq, int64_t *ret)
{
	const struct actor *who = c->actor;
	struct list l;
	int rc;

	lq.limit = 1;
	c->actor = actor_program();	/* what is hidden from the reader contradicts too */
	rc = list_run(c, &lq, &l);
	c->actor = who;
	*ret = rc == E_OK ? l.total : 0;
	return rc;
}

static int name(struct ctx *c, struct list_query lq, struct value *into)
{
	struct list l;
	int rc;

	if (access_scope(c, lq.t, VERB_READ) == SCOPE_NONE)
		return E_OK;
	lq.limit = EXCLUSION_SHOWN;
	if ((rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++) {
		struct value *o = val_obj(c->arena);
		const char *code = rec_code(c->arena, l.recs[i]);

		val_add(o, "code", val_text(c->arena, code));
		val_add(o, "label", val_text(c->arena, rec_title(l.recs[i])));
		val_add(o, "href", val_text(c->arena, rec_path(c->arena, lq.t, code)));
		val_push(into, o);
	}
	return E_OK;
}

int exclusion_look(struct ctx *c, const char *plural, const char *query, int64_t *ret_found,
    struct value **records)
{
	struct list_query lq;
	int rc;

	if ((rc = parse(c, plural, query, &lq)) < 0 || (rc = count(c, lq, ret_found)) < 0)
		return rc;
	if (!records)
		return E_OK;
	*records = val_arr(c->arena);
	return *ret_found ? name(c, lq, *records) : E_OK;
}

struct condition {
	struct soa_row *row;
	const char *code, *records, *query, *why;
	bool readable;
};

/* A condition that cannot be read any more (its field has gone) does not hold. */
static int look(struct soa *s, const struct condition *k)
{
	struct arena *a = s->c->arena;
	struct err before = s->c->err;
	struct value *o = val_obj(a), *records = val_arr(a);
	int64_t found = 0;
	bool holds = exclusion_look(s->c, k->records, k->query, &found, &records) == E_OK &&
	    found == 0;

	if (s->c->err.code && s->c->err.code != E_INVALID)
		return s->c->err.code;
	s->c->err = before;
	val_add(o, "code", val_text(a, k->readable ? k->code : NULL));
	val_add(o, "href", val_text(a, k->readable ?
	    arena_printf(a, "/exclusion_conditions/%s", k->code) : NULL));
	/* Whether it holds is a matter of the Statement; what it says, of the condition. */
	val_add(o, "text", val_text(a, k->readable ?
	    exclusion_text(s->c, k->records, k->query) :
			    N_("a condition that is not shown to you")));
	val_add(o, "why", val_text(a, k->readable ? k->why : NULL));
	val_add(o, "holds", val_bool(a, holds));
	val_add(o, "found", k->readable ? val_int(a, found) : val_null(a));
	val_add(o, "records", k->readable ? records : val_arr(a));
	val_add(o, "list_href", val_text(a, k->readable ?
	    arena_printf(a, "/%s?%s", k->records, k->query) : NULL));
	val_push(k->row->conditions, o);
	k->row->nconditions++;
	k->row->broken += !holds;
	return E_OK;
}

int soa_read_conditions(struct soa *s)
{
	enum { CONDITIONS_MAX = 500 };
	struct condition *k = NULL;
	struct sqlb *b = sqlb_new(s->c->arena);
	struct query *q;
	size_t n = 0;
	int rc;

	sqlb_add(b, SQL("SELECT t.control_id, t.id, t.records, t.query, t.why, (1 = 1"));
	access_filter(s->c, b, record_find("exclusion_condition"), VERB_READ, "t");
	sqlb_add(b, SQL(") FROM exclusion_condition AS t WHERE t.org = :org"
	    " AND t.archived = FALSE AND t.drafted = FALSE ORDER BY t.id"));
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(s->c, q)) > 0 && n < CONDITIONS_MAX) {
		struct arena *a = s->c->arena;

		k = k ? k : arena_zero(a, CONDITIONS_MAX, sizeof(*k));
		k[n] = (struct condition){ soa_row_find(s, db_int(q, 0)), code_text(a,
			record_find("exclusion_condition"), db_int(q, 1)),
			arena_text(a, db_text(q, 2)),
			db_is_null(q, 3) ? "" : arena_text(a, db_text(q, 3)),
			arena_text(a, db_text(q, 4)), db_bool(q, 5) };
		n += k[n].row != NULL;
	}
	db_done(q);
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = look(s, &k[i]);
	return rc < 0 ? rc : E_OK;
}
