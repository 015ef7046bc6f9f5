/*
 * isms/control/soa.c -- see soa.h. One statement per source, joined in memory by control.
 *
 * A risk is a reason from the moment its treatment is chosen, also while it is a draft: who
 * chooses controls for it wants to see them in the Statement. Without a treatment the draft only
 * collects ideas. Closed risks, retired measures and everything archived count for nothing.
 */
#include "isms/control/soa.h"
#include "record/rec.h"

/* What one control's row is put together from. */
struct row {
	int64_t id;
	const char *ref, *title, *theme;
	struct value *reasons, *measures;
	int in_place, partly, planned;		/* measures */
	bool has_entry, entry_readable;
	const char *entry, *decision, *justification, *provider;
};

struct soa {
	struct ctx *c;
	struct row *rows;
	size_t n, room;
	uint32_t *slots, mask;	/* open hash of ids: index in rows + 1 */
};

/* A record that names controls; its texts are made once for all its links. */
struct cause {
	int64_t id;
	bool readable;
	const char *code, *title, *href, *word;
};

static const char hidden[] = N_("not shown to you");

/* ---- controls ---- */

static uint32_t slot_of(const struct soa *s, int64_t id)
{
	return (uint32_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & s->mask;
}

static struct row *row_find(const struct soa *s, int64_t id)
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

static struct row *row_add(struct soa *s)
{
	struct row *r;

	if (s->n == s->room) {
		struct row *more = arena_zero(s->c->arena, s->room * 2 + 128, sizeof(*more));

		if (s->n)
			memcpy(more, s->rows, s->n * sizeof(*more));
		s->rows = more;
		s->room = s->room * 2 + 128;
	}
	r = &s->rows[s->n++];
	r->reasons = val_arr(s->c->arena);
	r->measures = val_arr(s->c->arena);
	return r;
}

static int read_controls(struct soa *s, const char *framework)
{
	struct ctx *c = s->c;
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.ref, t.title, t.theme FROM control AS t JOIN framework AS f"
	    " ON f.org = t.org AND f.id = t.framework_id WHERE t.org = :org AND t.archived = FALSE"
	    " AND f.ref = "));
	(void)sqlb_param_str(b, str_of(framework));
	access_filter(c, b, record_find("control"), VERB_READ, "t");
	sqlb_add(b, SQL(" ORDER BY t.sort_key NULLS FIRST, t.id"));
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		struct row *r = row_add(s);

		r->id = db_int(q, 0);
		r->ref = arena_text(c->arena, db_text(q, 1));
		r->title = arena_text(c->arena, db_text(q, 2));
		r->theme = arena_text(c->arena, db_text(q, 3));
	}
	db_done(q);
	index_rows(s);
	return rc;
}

/* ---- what names controls ---- */

static void add_reason(struct soa *s, struct row *r, const char *kind, const char *label,
    const char *code, const char *href)
{
	struct arena *a = s->c->arena;
	struct value *o = val_obj(a);

	val_add(o, "kind", val_text(a, kind));
	val_add(o, "label", val_text(a, label));
	val_add(o, "code", val_text(a, code));
	val_add(o, "href", val_text(a, href));
	val_push(r->reasons, o);
}

static void use_risk(struct soa *s, struct row *r, const struct cause *k)
{
	add_reason(s, r, "risk", k->title, k->code, k->href);
}

static void use_obligation(struct soa *s, struct row *r, const struct cause *k)
{
	add_reason(s, r, k->word, k->title, k->code, k->href);
}

static void use_measure(struct soa *s, struct row *r, const struct cause *k)
{
	struct arena *a = s->c->arena;
	struct value *o = val_obj(a);

	if (strcmp(k->word, "in-place") == 0)
		r->in_place++;
	else if (strcmp(k->word, "partly") == 0)
		r->partly++;
	else
		r->planned++;
	val_add(o, "code", val_text(a, k->code));
	val_add(o, "label", val_text(a, k->title));
	val_add(o, "href", val_text(a, k->href));
	val_add(o, "state", val_text(a, k->word));
	val_push(r->measures, o);
}

static void read_cause(struct soa *s, const struct record *t, struct query *q, struct cause *k)
{
	struct arena *a = s->c->arena;

	if (k->id == db_int(q, 1))
		return;
	*k = (struct cause){ .id = db_int(q, 1), .readable = db_bool(q, 4), .title = hidden };
	k->word = arena_text(a, db_text(q, 3));
	if (!k->readable)
		return;
	k->title = arena_text(a, db_text(q, 2));
	k->code = code_text(a, t, k->id);
	k->href = arena_printf(a, "/%s/%s", t->plural, k->code);
}

/*
 * Live records of the type that name controls, one row a link. word: the column a cause keeps;
 * dead: the state that does not count; in a draft only what has a treatment counts.
 */
static int read_links(struct soa *s, const char *type, const char *word, const char *dead,
    void (*use)(struct soa *s, struct row *r, const struct cause *k))
{
	const struct record *t = record_find(type);
	struct sqlb *b = sqlb_new(s->c->arena);
	struct cause k = { 0 };
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT l.to_id, t.id, t.title, t."));
	sqlb_name(b, word);
	sqlb_add(b, SQL(", (1 = 1"));
	access_filter(s->c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(") FROM "));	/* CROSS JOIN: in the order of the key, without sorting */
	sqlb_name(b, type);
	sqlb_add(b, SQL(" AS t CROSS JOIN link AS l WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.state <> "));
	sqlb_quoted(b, dead);
	if (strcmp(type, "risk") == 0)
		sqlb_add(b, SQL(" AND (t.state <> 'draft' OR t.treatment IS NOT NULL)"));
	sqlb_add(b, SQL(" AND l.org = t.org AND l.from_id = t.id AND l.field = 'controls'"
	    " AND l.from_type = "));
	sqlb_quoted(b, type);
	sqlb_add(b, SQL(" ORDER BY t.id"));
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(s->c, q)) > 0) {
		struct row *r = row_find(s, db_int(q, 0));

		if (!r)
			continue;	/* of another framework */
		read_cause(s, t, q, &k);
		use(s, r, &k);
	}
	db_done(q);
	return rc;
}

static void entry_reason(struct soa *s, struct row *r, const char *kind, const char *text)
{
	if (text)
		add_reason(s, r, kind, r->entry_readable ? arena_text(s->c->arena, text) : hidden,
		    r->entry_readable ? r->entry : NULL, r->entry_readable ?
		    arena_printf(s->c->arena, "/soa_entries/%s", r->entry) : NULL);
}

static void read_entry(struct soa *s, struct query *q, struct row *r)
{
	struct arena *a = s->c->arena;

	r->has_entry = true;
	r->entry_readable = db_bool(q, 8);
	r->entry = code_text(a, record_find("soa_entry"), db_int(q, 0));
	r->decision = arena_text(a, db_text(q, 2));
	if (r->entry_readable) {
		r->justification = arena_text(a, db_text(q, 3));
		r->provider = arena_text(a, db_text(q, 4));
	}
	entry_reason(s, r, "legal", db_text(q, 5));
	entry_reason(s, r, "contractual", db_text(q, 6));
	entry_reason(s, r, "business", db_text(q, 7));
}

static int read_entries(struct soa *s)
{
	struct sqlb *b = sqlb_new(s->c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.control_id, t.decision, t.justification, t.provider,"
	    " t.legal_reason, t.contractual_reason, t.business_reason, (1 = 1"));
	access_filter(s->c, b, record_find("soa_entry"), VERB_READ, "t");
	sqlb_add(b, SQL(") FROM soa_entry AS t WHERE t.org = :org AND t.archived = FALSE"
	    " ORDER BY t.id"));
	if ((rc = sqlb_query(s->c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(s->c, q)) > 0) {
		struct row *r = row_find(s, db_int(q, 1));

		if (r && !r->has_entry)
			read_entry(s, q, r);
	}
	db_done(q);
	return rc;
}

/* ---- rows as values ---- */

static struct value *toned(struct arena *a, const char *name, const char *label, const char *tone)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, name));
	val_add(o, "label", val_text(a, label));
	val_add(o, "tone", val_text(a, tone));
	return o;
}

static bool decided(const struct row *r, const char *word)
{
	return r->decision && strcmp(r->decision, word) == 0;
}

static bool applies(const struct row *r)
{
	return decided(r, "applicable") || decided(r, "inherited") ||
	    (!r->decision && r->reasons->u.list.n > 0);
}

static struct value *decision_value(struct arena *a, const struct row *r)
{
	if (decided(r, "excluded"))
		return toned(a, "excluded", N_("Not applicable"), "none");
	if (decided(r, "inherited"))
		return toned(a, "inherited", N_("Inherited from a provider"), "info");
	if (applies(r))
		return toned(a, "applicable", N_("Applicable"), "good");
	return toned(a, "undecided", N_("Undecided"), "warn");
}

static struct value *status_value(struct arena *a, const struct row *r)
{
	int all = r->in_place + r->partly + r->planned;

	if (all == 0 && decided(r, "excluded"))
		return toned(a, "not-needed", NULL, "none");
	if (all == 0 && decided(r, "inherited"))
		return toned(a, "provider", N_("Done by the provider"), "info");
	if (all == 0)
		return toned(a, "not-implemented", N_("Not implemented"),
		    applies(r) ? "bad" : "none");
	if (r->in_place == all)
		return toned(a, "in-place", N_("In place"), "good");
	if (r->in_place + r->partly > 0)
		return toned(a, "partly", N_("Partly"), "warn");
	return toned(a, "planned", N_("Planned"), "info");
}

/* How the status came about, in words. */
static const char *derivation(struct arena *a, const struct row *r)
{
	int all = r->in_place + r->partly + r->planned;

	if (all == 0 && decided(r, "inherited"))
		return r->provider ?
		    arena_printf(a, "done by %s; no measure of our own", r->provider) :
		    "done by a provider; no measure of our own";
	if (all == 0)
		return "no measure implements it";
	if (r->in_place == all)
		return all == 1 ? "its only measure is in place" :
		    arena_printf(a, "all %d measures are in place", all);
	return arena_printf(a, "of %d measures %d in place, %d partly, %d planned", all,
	    r->in_place, r->partly, r->planned);
}

static struct value *row_value(struct arena *a, const struct row *r)
{
	bool excluded = decided(r, "excluded"), yes = applies(r);
	struct value *o = val_obj(a);

	val_add(o, "control", val_text(a, r->ref));
	val_add(o, "title", val_text(a, r->title));
	val_add(o, "theme", val_text(a, r->theme));
	val_add(o, "href", val_text(a, arena_printf(a, "/controls/%s", r->ref)));
	val_add(o, "decision", decision_value(a, r));
	val_add(o, "applicable", val_bool(a, yes));
	val_add(o, "excluded", val_bool(a, excluded));
	val_add(o, "undecided", val_bool(a, !yes && !excluded));
	val_add(o, "inherited", val_bool(a, decided(r, "inherited")));
	val_add(o, "reasons", r->reasons);
	val_add(o, "justification", val_text(a, r->justification));
	val_add(o, "provider", val_text(a, r->provider));
	val_add(o, "status", status_value(a, r));
	val_add(o, "derivation", val_text(a, derivation(a, r)));
	val_add(o, "measures", r->measures);
	val_add(o, "entry", val_text(a, r->entry_readable ? r->entry : NULL));
	return o;
}

int soa_rows(struct ctx *c, const char *framework, struct value **ret)
{
	struct soa s = { .c = c };
	int rc;

	if ((rc = access_require(c, record_find("control"), VERB_READ)) < 0 ||
	    (rc = read_controls(&s, framework)) < 0 ||
	    (rc = read_links(&s, "risk", "state", "closed", use_risk)) < 0 ||
	    (rc = read_links(&s, "obligation", "kind", "archived", use_obligation)) < 0 ||
	    (rc = read_links(&s, "measure", "state", "retired", use_measure)) < 0 ||
	    (rc = read_entries(&s)) < 0)
		return rc;
	*ret = val_arr(c->arena);
	for (size_t i = 0; i < s.n; i++)
		val_push(*ret, row_value(c->arena, &s.rows[i]));
	return E_OK;
}

struct value *soa_summary(struct arena *a, const struct value *rows)
{
	int64_t applicable = 0, excluded = 0, undecided = 0, inherited = 0;
	struct value *o = val_obj(a);

	for (const struct value *r = rows->u.list.first; r; r = r->next) {
		applicable += val_truthy(val_get(r, "applicable"));
		excluded += val_truthy(val_get(r, "excluded"));
		undecided += val_truthy(val_get(r, "undecided"));
		inherited += val_truthy(val_get(r, "inherited"));
	}
	val_add(o, "applicable", val_int(a, applicable));
	val_add(o, "excluded", val_int(a, excluded));
	val_add(o, "undecided", val_int(a, undecided));
	val_add(o, "inherited", val_int(a, inherited));
	val_add(o, "total", val_int(a, (int64_t)rows->u.list.n));
	val_add(o, "text",
	    val_text(a,
		arena_printf(a,
		    "%zu controls: %" PRId64 " applicable, %" PRId64 " excluded, %" PRId64
		    " undecided",
		    rows->u.list.n, applicable, excluded, undecided)));
	return o;
}

/* "A.8.13 Information backup: Applicable" */
int soa_entry_derive(struct ctx *c, struct rec *r)
{
	const struct field *f = field_find(r->type, "decision");
	const char *decision = rec_text(r, "decision");
	const struct item *i = item_find(f->items, decision, strlen(decision));
	struct rec *control;
	int rc;

	if (!rec_has(r, "control"))
		return E_OK;	/* "required" is told by the machine */
	if ((rc = record_load(c, record_find("control"), rec_int(r, "control"), &control)) < 0)
		return rc;
	rec_set_text(c, r, "title", arena_printf(c->arena, "%s %s: %s", rec_text(control, "ref"),
	    rec_text(control, "title"), i ? i->label : N_("By its reasons")));
	return E_OK;
}

const char *soa_edit_href(struct ctx *c, const struct value *row)
{
	const struct record *t = record_find("soa_entry");
	const char *entry = val_get_text(row, "entry");
	struct err before = c->err;
	struct rec *rec;

	if (c->as_of_us || access_scope(c, t, entry ? VERB_EDIT : VERB_CREATE) == SCOPE_NONE)
		return NULL;
	if (entry && record_get(c, t, entry, VERB_EDIT, &rec) < 0) {
		c->err = before;	/* another one's entry */
		return NULL;
	}
	return entry ? arena_printf(c->arena, "/soa_entries/%s/edit", entry) :
	    arena_printf(c->arena, "/soa_entries/new?control=%s", val_get_text(row, "control"));
}
