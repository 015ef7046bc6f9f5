/*
 * isms/control/soa.c -- see soa.h. One statement per source, joined in memory by control; what
 * follows from a row is in soa_row.c.
 *
 * A risk is a reason from the moment its treatment is chosen, also while it is a draft: who
 * chooses controls for it wants to see them in the Statement. Without a treatment the draft only
 * collects ideas. Closed risks, obligations that have ended, parties' requirements that are not met
 * through the ISMS, retired measures, what the program has drafted and nobody confirmed, and
 * everything archived count for nothing.
 */
#include "isms/control/effectiveness.h"
#include "isms/control/soa_priv.h"
#include "record/rec.h"

/* A record that names controls; its texts are made once for all its links. */
struct cause {
	int64_t id;
	bool readable;
	const char *code, *title, *href, *word;
	const char *result;		/* measures: of the newest test, or NULL */
	int64_t effectiveness;
	bool evidence;
};

static const char hidden[] = N_("not shown to you");

/* ---- controls ---- */

static uint32_t slot_of(const struct soa *s, int64_t id)
{
	return (uint32_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & s->mask;
}

struct soa_row *soa_row_find(const struct soa *s, int64_t id)
{
	for (uint32_t at = slot_of(s, id); s->slots[at]; at = (at + 1) & s->mask)
		if (s->rows[s->slots[at] - 1].id == id)
			return &s->rows[s->slots[at] - 1];
	return NULL;
}

static void index_rows(struct soa *s)
{
	uint32_t room = 64, at;

	while (room < 2 * s->n)
		room *= 2;
	s->mask = room - 1;
	s->slots = arena_zero(s->c->arena, room, sizeof(*s->slots));
	for (size_t i = 0; i < s->n; i++) {
		for (at = slot_of(s, s->rows[i].id); s->slots[at]; at = (at + 1) & s->mask)
			;
		s->slots[at] = (uint32_t)(i + 1);
	}
}

static struct soa_row *row_add(struct soa *s)
{
	struct arena *a = s->c->arena;
	struct soa_row *r;

	if (s->n == s->room) {
		struct soa_row *more = arena_zero(a, s->room * 2 + 128, sizeof(*more));

		if (s->n)
			memcpy(more, s->rows, s->n * sizeof(*more));
		s->rows = more;
		s->room = s->room * 2 + 128;
	}
	r = &s->rows[s->n++];
	r->reasons = val_arr(a);
	r->measures = val_arr(a);
	r->conditions = val_arr(a);
	r->kinds = "";
	return r;
}

/* ";Preventive;" as ";type:Preventive;": the values of different attributes stay apart. */
static void attribute(struct sbuf *b, const char *name, const char *words)
{
	for (const char *p = words; p && *p; p += strcspn(p, ";"), p += *p == ';') {
		size_t n = strcspn(p, ";");

		if (n)
			sbuf_printf(b, "%s%s:%.*s;", b->n ? "" : ";", name, (int)n, p);
	}
}

static const char *attributes(struct arena *a, struct query *q, int from)
{
	static const char *const names[] = { "type", "property", "concept", "capability",
		"domain" };
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 8192);
	for (size_t i = 0; i < COUNT(names); i++)
		attribute(b, names[i], db_text(q, from + (int)i));
	return sbuf_str(b).p;
}

/* The Statement holds Annex A, the organisation's own controls, and what it has chosen besides. */
static void of_framework(struct sqlb *b, const char *framework)
{
	if (framework) {
		sqlb_add(b, SQL(" AND f.ref = "));
		(void)sqlb_param_str(b, str_of(framework));
	} else {
		sqlb_add(b, SQL(" AND (f.in_soa = TRUE OR f.ref IN ('iso27001-2022', 'own'))"));
	}
}

static int read_controls(struct soa *s)
{
	struct ctx *c = s->c;
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.ref, t.title, t.theme, f.ref, t.control_type,"
	    " t.properties, t.concepts, t.capabilities, t.domains FROM control AS t"
	    " JOIN framework AS f ON f.org = t.org AND f.id = t.framework_id WHERE t.org = :org"
	    " AND t.archived = FALSE"));
	of_framework(b, s->framework);
	access_filter(c, b, record_find("control"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY CASE WHEN f.ref = 'iso27001-2022' THEN 0 ELSE 1 END, f.ref,"
	    " t.sort_key NULLS FIRST, t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct soa_row *r = row_add(s);

		r->id = db_int(q, 0);
		r->ref = arena_text(c->arena, db_text(q, 1));
		r->title = arena_text(c->arena, db_text(q, 2));
		r->theme = arena_text(c->arena, db_text(q, 3));
		r->framework = arena_text(c->arena, db_text(q, 4));
		r->attributes = attributes(c->arena, q, 5);
	}
	db_done(q);
	index_rows(s);
	return rc;
}

/* ---- what names controls ---- */

void soa_add_reason(struct soa *s, struct soa_row *r, const char *kind, const char *label,
    const char *code, const char *href)
{
	struct arena *a = s->c->arena;
	struct value *o;

	if (kind != r->last_kind && !strstr(r->kinds, arena_printf(a, ";%s;", kind)))
		r->kinds = arena_printf(a, "%s%s;", r->kinds[0] ? r->kinds : ";", kind);
	r->last_kind = kind;
	if (s->cap && r->reasons->u.list.n >= (size_t)s->cap)
		return;
	o = val_obj(a);
	val_add(o, "kind", val_text(a, kind));
	val_add(o, "label", val_text(a, label));
	val_add(o, "code", val_text(a, code));
	val_add(o, "href", val_text(a, href));
	val_push(r->reasons, o);
}

static void add_cause(struct soa *s, struct soa_row *r, const char *kind, const struct cause *k)
{
	size_t n = r->reasons->u.list.n;

	r->causes++;
	soa_add_reason(s, r, kind, k->title, k->code, k->href);
	if (r->reasons->u.list.n > n)
		val_add(r->reasons->u.list.last, "linked", val_bool(s->c->arena, true));
}

static void use_risk(struct soa *s, struct soa_row *r, const struct cause *k)
{
	r->treats = true;
	add_cause(s, r, "risk", k);
}

static void use_obligation(struct soa *s, struct soa_row *r, const struct cause *k)
{
	add_cause(s, r, k->word, k);
}

static void use_need(struct soa *s, struct soa_row *r, const struct cause *k)
{
	add_cause(s, r, "party", k);
}

/* A measure whose newest test failed is not in place, whatever its state says. */
static void count_measure(struct soa_row *r, const struct cause *k)
{
	enum force force = force_of(k->word);
	enum proof proof = proof_of(k->result);

	if (force == FORCE_WHOLE && proof != PROOF_FAIL)
		r->in_place++;
	else if (force != FORCE_NONE)
		r->partly++;
	else
		r->planned++;
	if (force != FORCE_NONE) {
		r->failing += proof == PROOF_FAIL;
		r->proved += proof == PROOF_PASS;
		r->shown += proof == PROOF_PASS || k->evidence;
	}
	r->effectiveness += k->effectiveness;
}

static const char *label_of(const struct item *items, const char *word)
{
	const struct item *i = word ? item_find(items, word, strlen(word)) : NULL;

	return i ? i->label : word;
}

static void use_measure(struct soa *s, struct soa_row *r, const struct cause *k)
{
	struct arena *a = s->c->arena;
	struct value *o = val_obj(a);

	count_measure(r, k);
	val_add(o, "code", val_text(a, k->code));
	val_add(o, "label", val_text(a, k->title));
	val_add(o, "href", val_text(a, k->href));
	val_add(o, "state", val_text(a, k->word));
	val_add(o, "state_label", val_text(a, label_of(record_find("measure")->states, k->word)));
	val_add(o, "effectiveness", val_int(a, k->effectiveness));
	val_add(o, "test", val_text(a, k->result));
	val_add(o, "test_label", val_text(a, label_of(field_find(record_find("measure"),
	    "test_result")->items, k->result)));
	val_add(o, "evidence", val_bool(a, k->evidence));
	val_push(r->measures, o);
}

static void read_cause(struct soa *s, const struct record *t, struct query *q, struct cause *k)
{
	struct arena *a = s->c->arena;

	if (k->id == db_int(q, 1))
		return;
	*k = (struct cause){ .id = db_int(q, 1), .readable = db_bool(q, 4), .title = hidden };
	k->word = arena_text(a, db_text(q, 3));
	if (strcmp(t->name, "measure") == 0) {
		k->effectiveness = db_int(q, 5);
		k->result = arena_text(a, db_text(q, 6));
		k->evidence = db_bool(q, 7);
	}
	if (!k->readable)
		return;
	k->title = arena_text(a, db_text(q, 2));
	k->code = code_text(a, t, k->id);
	k->href = arena_printf(a, "/%s/%s", t->plural, k->code);
}

/* Where controls come from: column a cause keeps as its word, and what does not count. */
static const struct source {
	const char *type, *word;
	void (*use)(struct soa *s, struct soa_row *r, const struct cause *k);
	struct sqltext more, live;
} sources[] = {
	{ "risk", "state", use_risk, { "" }, { " AND t.state <> 'closed'"
	    " AND (t.state <> 'draft' OR t.treatment IS NOT NULL)" } },
	{ "obligation", "kind", use_obligation, { "" },
	    { " AND (t.applies_until IS NULL OR t.applies_until >= :today)" } },
	{ "party_need", "state", use_need, { "" }, { " AND coalesce(t.treated, 'yes') <> 'no'" } },
	{ "measure", "state", use_measure, { ", coalesce(t.effectiveness, 0), t.test_result,"
	    " t.evidence IS NOT NULL OR coalesce(t.pieces, 0) > 0" },
	    { " AND t.state <> 'retired'" } },
};

/* Live records of the type that name controls, one row a link. */
static int read_links(struct soa *s, const struct source *from)
{
	const struct record *t = record_find(from->type);
	struct sqlb *b = sqlb_new(s->c->arena);
	struct cause k = { 0 };
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT l.to_id, t.id, t.title, t."));
	sqlb_name(b, from->word);
	sqlb_add(b, SQL(", (1 = 1"));
	access_filter(s->c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(")"));
	sqlb_add(b, from->more);
	sqlb_add(b, SQL(" FROM "));	/* CROSS JOIN: in the order of the key, without sorting */
	sqlb_name(b, from->type);
	sqlb_add(b, SQL(" AS t CROSS JOIN link AS l WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.drafted = FALSE"));
	sqlb_add(b, from->live);
	sqlb_add(b, SQL(" AND l.org = t.org AND l.from_id = t.id AND l.field = 'controls'"
	    " AND l.from_type = "));
	sqlb_quoted(b, from->type);
	sqlb_add(b, SQL(" ORDER BY t.id"));
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	if (db_has_param(q, ":today"))
		db_bind_text(q, ":today", s->today);
	while ((rc = db_step(s->c, q)) > 0) {
		struct soa_row *r = soa_row_find(s, db_int(q, 0));

		if (!r)
			continue;	/* of another framework */
		read_cause(s, t, q, &k);
		from->use(s, r, &k);
	}
	db_done(q);
	return rc;
}

/* ---- entries ---- */

/* Words in the entry: a reason, but with no record behind it. */
static void entry_reason(struct soa *s, struct soa_row *r, const char *kind, const char *text)
{
	size_t n = r->reasons->u.list.n;

	if (!text)
		return;
	r->worded++;
	soa_add_reason(s, r, kind, r->entry_readable ? arena_text(s->c->arena, text) : hidden,
	    r->entry_readable ? r->entry : NULL, r->entry_readable ?
	    arena_printf(s->c->arena, "/soa_entries/%s", r->entry) : NULL);
	if (r->reasons->u.list.n > n)
		val_add(r->reasons->u.list.last, "linked", val_bool(s->c->arena, false));
}

enum { E_ID, E_CONTROL, E_DECISION, E_WHY, E_PROVIDER, E_LEGAL, E_CONTRACT, E_BUSINESS, E_DRAFTED,
	E_OVERRIDE, E_OVERRIDE_WHY, E_SUPPLIER, E_AGREEMENT, E_READABLE, E_SUPPLIER_NAME };

static void read_entry(struct soa *s, struct query *q, struct soa_row *r)
{
	struct arena *a = s->c->arena;

	r->has_entry = true;
	r->entry_id = db_int(q, E_ID);
	r->drafted = db_bool(q, E_DRAFTED);
	r->entry_readable = db_bool(q, E_READABLE);
	r->justified = !db_is_null(q, E_WHY);
	r->entry = code_text(a, record_find("soa_entry"), r->entry_id);
	r->decision = arena_text(a, db_text(q, E_DECISION));
	r->override = arena_text(a, db_text(q, E_OVERRIDE));
	if (!db_is_null(q, E_SUPPLIER))
		r->supplier = code_text(a, record_find("asset"), db_int(q, E_SUPPLIER));
	r->agreement = arena_text(a, db_text(q, E_AGREEMENT));
	if (r->entry_readable) {
		r->justification = arena_text(a, db_text(q, E_WHY));
		r->provider = arena_text(a, db_text(q, E_SUPPLIER_NAME));
		r->provider = r->provider ? r->provider : arena_text(a, db_text(q, E_PROVIDER));
		r->override_reason = arena_text(a, db_text(q, E_OVERRIDE_WHY));
	}
	if (r->drafted)
		return;
	entry_reason(s, r, "legal", db_text(q, E_LEGAL));
	entry_reason(s, r, "contractual", db_text(q, E_CONTRACT));
	entry_reason(s, r, "business", db_text(q, E_BUSINESS));
}

static int read_entries(struct soa *s)
{
	struct sqlb *b = sqlb_new(s->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.control_id, t.decision, t.justification, t.provider,"
	    " t.legal_reason, t.contractual_reason, t.business_reason, t.drafted,"
	    " t.status_override, t.override_reason, t.supplier_id, t.agreement, (1 = 1"));
	access_filter(s->c, b, record_find("soa_entry"), VERB_READ, "t");
	sqlb_add(b, SQL("), CASE WHEN (p.id IS NOT NULL"));
	access_filter(s->c, b, record_find("asset"), VERB_READ, "p");
	sqlb_add(b, SQL(") THEN p.name END FROM soa_entry AS t LEFT JOIN asset AS p"
	    " ON p.org = t.org AND p.id = t.supplier_id WHERE t.org = :org"
	    " AND t.archived = FALSE ORDER BY t.id"));
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(s->c, q)) > 0) {
		struct soa_row *r = soa_row_find(s, db_int(q, E_CONTROL));

		if (r && !r->has_entry)
			read_entry(s, q, r);
	}
	db_done(q);
	return rc;
}

int soa_read(struct soa *s)
{
	struct ctx *c = s->c;
	int rc;

	date_print(c->as_of_us ? c->as_of_us : c->now_us, s->today);
	if ((rc = access_require(c, record_find("control"), VERB_READ)) < 0 ||
	    (rc = read_controls(s)) < 0)
		return rc;
	for (size_t i = 0; i < COUNT(sources); i++)
		if ((rc = read_links(s, &sources[i])) < 0)
			return rc;
	if ((rc = read_entries(s)) < 0 || (rc = soa_read_reasons(s)) < 0 ||
	    (rc = soa_read_conditions(s)) < 0)
		return rc;
	return soa_read_evidence(s);
}

struct value *soa_values(const struct soa *s)
{
	struct value *rows = val_arr(s->c->arena);

	for (size_t i = 0; i < s->n; i++)
		val_push(rows, soa_row_value(s->c->arena, &s->rows[i]));
	return rows;
}

bool soa_sees_all(struct ctx *c)
{
	static const char *const types[] = { "control", "risk", "obligation", "party_need",
		"measure", "soa_entry", "soa_reason", "exclusion_condition", "asset" };

	for (size_t i = 0; i < COUNT(types); i++)
		if (access_scope(c, record_find(types[i]), VERB_READ) != SCOPE_ALL)
			return false;
	return true;
}

int soa_rows_of(struct ctx *c, const char *framework, int cap, struct value **ret)
{
	struct soa s = { .c = c, .framework = framework, .cap = cap };
	int rc = soa_read(&s);

	if (rc == E_OK)
		*ret = soa_values(&s);
	return rc;
}

int soa_rows(struct ctx *c, const char *framework, struct value **ret)
{
	return soa_rows_of(c, framework, 0, ret);
}
