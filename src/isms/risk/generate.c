/* isms/risk/generate.c -- see generate.h. */
#include "isms/knowledge/knowledge.h"
#include "isms/risk/generate.h"
#include "isms/risk/risk.h"
#include "isms/risk/suggest.h"
#include "isms/start/estimate.h"
#include "record/list.h"

enum { LIMIT = 50, NEEDS = 5, ASSETS_MAX = 1000000 };

/* ---- what is recorded already: an open hash of signatures ---- */

struct recorded {
	uint64_t *slots, mask;
	size_t n;
};

static uint64_t signature(int64_t asset, const char *x, const char *y)
{
	uint64_t h = UINT64_C(1469598103934665603) ^ (uint64_t)asset;	/* FNV-1a */

	for (const char *p = x; *p; p++)
		h = (h ^ (uint8_t)*p) * UINT64_C(1099511628211);
	h = (h ^ '|') * UINT64_C(1099511628211);
	for (const char *p = y; *p; p++)
		h = (h ^ (uint8_t)*p) * UINT64_C(1099511628211);
	return h ? h : 1;
}

static bool has(const struct recorded *r, uint64_t s)
{
	for (uint64_t at = s & r->mask; r->slots[at]; at = (at + 1) & r->mask)
		if (r->slots[at] == s)
			return true;
	return false;
}

static void remember(struct ctx *c, struct recorded *r, uint64_t s)
{
	uint64_t at = s & r->mask;

	if (has(r, s))
		return;
	if (2 * (r->n + 1) > r->mask) {
		struct recorded more = { arena_zero(c->arena, 2 * (r->mask + 1),
		    sizeof(*more.slots)), 2 * (r->mask + 1) - 1, 0 };

		for (uint64_t i = 0; i <= r->mask; i++)
			if (r->slots[i])
				remember(c, &more, r->slots[i]);
		*r = more;
		at = s & r->mask;
	}
	while (r->slots[at])
		at = (at + 1) & r->mask;
	r->slots[at] = s;
	r->n++;
}

/* Columns: threats, vulnerabilities as ";a;b;", asset id. */
static void remember_pairs(struct ctx *c, struct recorded *r, struct query *q)
{
	const char *vs = arena_text(c->arena, db_text(q, 1) + 1);
	struct str v, t;

	while (library_part(&vs, &v)) {
		const char *ts = arena_text(c->arena, db_text(q, 0) + 1);

		while (library_part(&ts, &t))
			remember(c, r, signature(db_int(q, 2),
			    arena_text_n(c->arena, t.p, t.n), arena_text_n(c->arena, v.p, v.n)));
	}
}

static int read_recorded(struct ctx *c, struct recorded *r)
{
	struct query *q;
	int rc;

	*r = (struct recorded){ arena_zero(c->arena, 1024, sizeof(*r->slots)), 1023, 0 };
	if ((rc = db_query(c, &q, SQL("SELECT t.threats, t.vulnerabilities, l.to_id FROM risk AS t"
	    " JOIN link AS l ON l.org = t.org AND l.from_type = 'risk' AND l.from_id = t.id"
	    " AND l.field = 'assets' WHERE t.org = :org AND t.archived = FALSE"
	    " AND t.threats IS NOT NULL AND t.vulnerabilities IS NOT NULL"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		remember_pairs(c, r, q);
	db_done(q);
	if (rc < 0 || (rc = db_query(c, &q, SQL("SELECT DISTINCT scenario FROM risk"
	    " WHERE org = :org AND archived = FALSE AND scenario IS NOT NULL"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0)
		remember(c, r, signature(0, db_text(q, 0), ""));
	db_done(q);
	return rc;
}

static bool known(const void *arg, int64_t asset, const char *threat, const char *vulnerability,
    const char *scenario)
{
	return has(arg, scenario ? signature(0, scenario, "") :
	    signature(asset, threat, vulnerability));
}

/* ---- assets ---- */

struct assets {
	struct suggest_asset *list;
	size_t n, room;
};

static int highest(const struct suggest_asset *a)
{
	int top = a->need[0] > a->need[1] ? a->need[0] : a->need[1];

	return top > a->need[2] ? top : a->need[2];
}

static int by_need(const void *x, const void *y)
{
	const struct suggest_asset *a = x, *b = y;
	int d = highest(b) - highest(a);

	return d ? d : a->id < b->id ? -1 : a->id > b->id;
}

/* Id, type and needs, no more: a register of 100,000 assets is read for this. */
static int read_rows(struct ctx *c, const struct list_query *lq, int64_t only, struct assets *as)
{
	const struct item *types = field_find(lq->t, "type")->items;
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int rc;

	sqlb_add(b, SQL("SELECT t.id, t.type, t.confidentiality, t.integrity, t.availability"));
	if ((rc = list_rest(c, b, lq, ASSETS_MAX)) < 0 || (rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		const struct item *type = item_find(types, db_text(q, 1), strlen(db_text(q, 1)));

		if (only && db_int(q, 0) != only)
			continue;
		if (as->n == as->room) {
			size_t room = as->room ? 2 * as->room : 256;
			struct suggest_asset *more = arena_alloc(c->arena, room * sizeof(*more));

			memcpy(more, as->list, as->n * sizeof(*more));
			as->list = more;
			as->room = room;
		}
		as->list[as->n++] = (struct suggest_asset){ db_int(q, 0), type ? type->name : "",
			{ (int)db_int(q, 2), (int)db_int(q, 3), (int)db_int(q, 4) } };
	}
	db_done(q);
	return rc;
}

/* Live assets the actor may read, greatest need first. */
static int read_assets(struct ctx *c, const struct generate_query *gq, struct assets *as)
{
	struct list_query lq = { .t = record_find("asset"), .sort = "code" };
	int64_t only = 0;
	int rc;

	*as = (struct assets){ arena_alloc(c->arena, sizeof(*as->list)), 0, 0 };
	if (gq->asset && (only = ref_resolve(c, lq.t, str_of(gq->asset))) <= 0)
		return err_field(&c->err, "asset", "no-such-record", "there is no asset \"%s\"",
		    gq->asset);
	if ((rc = list_filter(c, &lq, "state", OP_NE, STR("retired"))) < 0 ||
	    (gq->type && (rc = list_filter(c, &lq, "type", OP_EQ, str_of(gq->type))) < 0) ||
	    (rc = read_rows(c, &lq, only, as)) < 0)
		return rc;
	if (as->n)
		qsort(as->list, as->n, sizeof(*as->list), by_need);
	return E_OK;
}

static struct ref_label asset_name(struct ctx *c, const struct assets *as, size_t at)
{
	return ref_label(c, record_find("asset"), as->list[at].id);
}

/* ---- proposals as values ---- */

/* References of the catalogue that the organisation has loaded, joined with commas. */
static const char *loaded(struct ctx *c, const char *refs)
{
	struct sbuf *b = sbuf_new(c->arena, 4096);
	const char *at = refs;
	struct str part;

	while (library_part(&at, &part))
		if (ref_resolve(c, record_find("control"), str_copy(c->arena, part.p, part.n)) > 0)
			sbuf_printf(b, "%s%.*s", b->n ? "," : "", (int)part.n, part.p);
	return b->n ? sbuf_str(b).p : "";
}

/* Controls of the vulnerability that also treat the threat; those of the vulnerability if none. */
static const char *controls_of(struct ctx *c, const struct suggestion *p)
{
	const struct library_table *t = library_table(library(), "catalogues/threat_controls");
	struct sbuf *b = sbuf_new(c->arena, 4096);
	const char *refs, *at;
	struct str part;

	if (p->scenario)
		return library_key(p->scenario, "controls");
	refs = at = library_cell(p->vulnerability, "controls");
	while (library_part(&at, &part))
		for (size_t i = 0; t && i < t->nrows; i++)
			if (strcmp(t->rows[i].cells[0], p->threat->cells[0]) == 0 &&
			    str_is(part, t->rows[i].cells[1]))
				sbuf_printf(b, "%s%.*s", b->n ? ";" : "", (int)part.n, part.p);
	return b->n ? sbuf_str(b).p : refs;
}

static const char *key_of(struct ctx *c, const struct suggestion *p, const struct assets *as)
{
	struct sbuf *b = sbuf_new(c->arena, 4096);

	if (!p->scenario)
		return arena_printf(c->arena, "%s:%s:%s",
		    asset_name(c, as, p->asset[0]).code, p->threat->cells[0],
		    p->vulnerability->cells[0]);
	sbuf_printf(b, "%s:", p->scenario->ref);
	for (size_t i = 0; i < p->nassets; i++)
		sbuf_printf(b, "%s%s", i ? "+" : "", asset_name(c, as, p->asset[i]).code);
	return sbuf_str(b).p;
}

static struct value *named(struct arena *a, const char *code, const char *label)
{
	struct value *o = val_obj(a);

	val_add(o, "code", val_text(a, code));
	val_add(o, "label", val_text(a, label));
	return o;
}

static struct value *row_name(struct arena *a, const struct library_row *r)
{
	return r ? named(a, r->cells[0], library_cell(r, "title")) : val_null(a);
}

static const char *title_of(struct ctx *c, const struct suggestion *p, const char *asset)
{
	return p->scenario ? p->scenario->title : arena_printf(c->arena, "%s: %s (%s)", asset,
	    library_cell(p->threat, "title"), library_cell(p->vulnerability, "title"));
}

static struct value *proposal_value(struct ctx *c, const struct suggestion *p,
    const struct assets *as)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *assets = val_arr(a);

	for (size_t i = 0; i < p->nassets; i++) {
		struct ref_label l = asset_name(c, as, p->asset[i]);

		val_push(assets, named(a, l.code, l.label));
	}
	val_add(o, "key", val_text(a, key_of(c, p, as)));
	val_add(o, "title", val_text(a, title_of(c, p, asset_name(c, as, p->asset[0]).label)));
	val_add(o, "approach", val_text(a, p->scenario ? "event" : "asset"));
	val_add(o, "scenario", val_text(a, p->scenario ? p->scenario->ref : NULL));
	if (p->scenario)
		val_add(o, "scenario_href", val_text(a, knowledge_href(a,
		    &(struct library_thing){ .entry = p->scenario })));
	val_add(o, "assets", assets);
	val_add(o, "threat", row_name(a, p->threat));
	val_add(o, "vulnerability", row_name(a, p->vulnerability));
	val_add(o, "controls", val_text(a, loaded(c, controls_of(c, p))));
	val_add(o, "need", val_int(a, p->need));
	return o;
}

int generate_propose(struct ctx *c, const struct generate_query *q, struct value **ret)
{
	struct suggestion *list = arena_zero(c->arena, SUGGEST_MAX, sizeof(*list));
	size_t limit = q->limit ? (size_t)q->limit : LIMIT, n = 0, known_n = 0, more = 0, k, m;
	struct value *rows = val_arr(c->arena);
	struct recorded r;
	struct assets as;
	int rc;

	if (q->limit < 0 || q->limit > SUGGEST_MAX)
		return err_field(&c->err, "limit", "out-of-range", "must be between 1 and %d",
		    SUGGEST_MAX);
	if (q->from && strcmp(q->from, "scenarios") != 0 && strcmp(q->from, "assets") != 0)
		return err_field(&c->err, "from", "not-a-choice", "must be scenarios or assets");
	if ((rc = read_assets(c, q, &as)) < 0 || (rc = read_recorded(c, &r)) < 0)
		return rc;
	if (!q->from || strcmp(q->from, "scenarios") == 0) {
		/* Half for each when both are wanted. */
		n = suggest_scenarios(c->arena, as.list, as.n, known, &r,
		    q->from ? limit : (limit + 1) / 2, list, &k, &m);
		known_n += k;
		more += m;
	}
	if (!q->from || strcmp(q->from, "assets") == 0) {
		n += suggest_assets(c->arena, as.list, as.n, known, &r, limit - n,
		    SUGGEST_PER_ASSET, list + n, &k, &m);
		known_n += k;
		more += m;
	}
	for (size_t i = 0; i < n; i++)
		val_push(rows, proposal_value(c, &list[i], &as));
	*ret = val_obj(c->arena);
	val_add(*ret, "proposals", rows);
	val_add(*ret, "known", val_int(c->arena, (int64_t)known_n));
	val_add(*ret, "more", val_int(c->arena, (int64_t)more));
	val_add(*ret, "assets", val_int(c->arena, (int64_t)as.n));
	return E_OK;
}

/* ---- taking over ---- */

static const char *affects_words(struct ctx *c, const char *letters)
{
	struct sbuf *b = sbuf_new(c->arena, 200);

	for (; *letters; letters++)
		sbuf_printf(b, "%s", *letters == 'C' ? "confidentiality," : *letters == 'I' ?
		    "integrity," : *letters == 'A' ? "availability," : "");
	return b->n ? sbuf_str(b).p : "";
}

static void put(struct ctx *c, struct value *in, const char *field, const char *text)
{
	if (text && text[0])
		val_set_text(c->arena, in, field, text);
}

/* A step of five on the organisation's scale. */
static const char *on_scale(struct ctx *c, int step, const struct scale *s)
{
	int map[STEPS_MAX];

	steps_proportional(NEEDS, (int)scale_length(s), map);
	return step >= 1 && step <= NEEDS ? arena_printf(c->arena, "%d", map[step - 1]) : "";
}

static void from_scenario(struct ctx *c, const struct library_entry *e, struct value *in)
{
	const struct criteria *k = criteria_of(c);
	double low, high;

	put(c, in, "title", arena_text_n(c->arena, e->title, strnlen(e->title, 200)));
	put(c, in, "approach", "event");
	put(c, in, "scenario", e->ref);
	put(c, in, "threats", library_key(e, "threats"));
	put(c, in, "vulnerabilities", library_key(e, "vulnerabilities"));
	put(c, in, "affects", affects_words(c, library_key(e, "affects")));
	put(c, in, "cause", library_section(e, "cause"));
	put(c, in, "event", library_section(e, "event"));
	put(c, in, "impact", library_section(e, "consequence"));
	put(c, in, "controls", loaded(c, library_key(e, "controls")));
	if (estimate_range(library_key(e, "frequency"), &low, &high))
		put(c, in, "likelihood", on_scale(c, estimate_likelihood(high), &k->likelihood));
	if (estimate_range(library_key(e, "loss"), &low, &high))
		put(c, in, "consequence", on_scale(c, estimate_consequence(high),
		    &k->consequence));
	put(c, in, "rationale", arena_printf(c->arena, "Proposed by the upper end of the "
	    "catalogue's ranges: %s events a year, %s thousand euro for one event in a company "
	    "of about 200 people. %s", library_key(e, "frequency"), library_key(e, "loss"),
	    library_section(e, "ranges")));
}

static void from_asset(struct ctx *c, const struct suggestion *p, const struct rec *asset,
    struct value *in)
{
	static const char *const needs[] = { "confidentiality", "integrity", "availability" };
	static const char letters[] = "CIA";
	const char *affects = library_cell(p->threat, "affects");
	const char *title = title_of(c, p, rec_title(asset));
	int64_t need = 0;

	for (size_t i = 0; i < COUNT(needs); i++)
		if (strchr(affects, letters[i]) && rec_int(asset, needs[i]) > need)
			need = rec_int(asset, needs[i]);
	put(c, in, "title", str_chars(str_of(title)) > 200 ? library_cell(p->threat, "title") :
	    title);
	put(c, in, "approach", "asset");
	put(c, in, "threats", p->threat->cells[0]);
	put(c, in, "vulnerabilities", p->vulnerability->cells[0]);
	put(c, in, "affects", affects_words(c, affects));
	put(c, in, "cause", library_cell(p->vulnerability, "text"));
	put(c, in, "event", library_cell(p->threat, "text"));
	put(c, in, "controls", loaded(c, controls_of(c, p)));
	if (rec_has(asset, "owner"))
		put(c, in, "owner", code_text(c->arena, record_find("person"),
		    rec_int(asset, "owner")));
	if (need) {
		put(c, in, "consequence", on_scale(c, (int)need, &criteria_of(c)->consequence));
		put(c, in, "rationale", arena_printf(c->arena, "The consequence is proposed from "
		    "the asset's need for protection, %" PRId64 " of 5 for what the threat "
		    "affects. The likelihood is still to be assessed.", need));
	}
}

/* "A-3:T30:V18" or "S014:A-1+A-2" to an input; false if it names nothing. */
static bool input_of(struct ctx *c, const char *key, const struct recorded *r, struct value *in,
    bool *ret_known, uint64_t *ret_signature)
{
	const char *colon = strchr(key, ':'), *second = colon ? strchr(colon + 1, ':') : NULL;
	const struct record *t = record_find("asset");
	struct suggestion p = { 0 };
	struct rec *asset;
	const char *head;
	char *names;

	if (!colon)
		return false;
	head = arena_text_n(c->arena, key, (size_t)(colon - key));
	if (!second) {
		if (!(p.scenario = library_entry(library(), "scenario", head)))
			return false;
		from_scenario(c, p.scenario, in);
		names = arena_text(c->arena, colon + 1);
		for (char *at = names; *at; at++)
			*at = *at == '+' ? ',' : *at;
		put(c, in, "assets", names);
		*ret_signature = signature(0, p.scenario->ref, "");
	} else {
		p.threat = library_find(library(), arena_text_n(c->arena, colon + 1,
		    (size_t)(second - colon - 1))).row;
		p.vulnerability = library_find(library(), second + 1).row;
		if (!p.threat || !p.vulnerability || record_get(c, t, head, VERB_READ,
		    &asset) < 0)
			return false;
		from_asset(c, &p, asset, in);
		put(c, in, "assets", rec_code(c->arena, asset));
		*ret_signature = signature(asset->id, p.threat->cells[0],
		    p.vulnerability->cells[0]);
	}
	*ret_known = has(r, *ret_signature);
	return true;
}

int generate_take(struct ctx *c, const char *const *keys, size_t n, struct value **ret_codes,
    int64_t *ret_known)
{
	struct recorded r;
	int rc;

	*ret_codes = val_arr(c->arena);
	*ret_known = 0;
	if (!n || n > SUGGEST_MAX)
		return err_field(&c->err, "pick", "out-of-range",
		    "choose between 1 and %d proposals", SUGGEST_MAX);
	if ((rc = read_recorded(c, &r)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct value *in = val_obj(c->arena);
		uint64_t s = 0;
		bool there = false;
		struct rec *rec;

		if (!input_of(c, keys[i], &r, in, &there, &s)) {
			err_clear(&c->err);
			return err_field(&c->err, "pick", "no-such-proposal",
			    "\"%.60s\" names no proposal", keys[i]);
		}
		if (there) {
			++*ret_known;
			continue;
		}
		if ((rc = record_draft(c, record_find("risk"), in, IN_TEXT, &rec)) < 0)
			return rc;
		remember(c, &r, s);
		val_push(*ret_codes, val_text(c->arena, rec_code(c->arena, rec)));
	}
	return E_OK;
}
