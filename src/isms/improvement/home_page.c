/* isms/improvement/home_page.c -- where the ISMS stands: figures, clauses, next steps, changes. */
#include "isms/control/soa.h"
#include "isms/improvement/next.h"
#include "isms/improvement/progress.h"
#include "isms/risk/risk.h"
#include "record/counts.h"
#include "record/list.h"
#include "rule/rule.h"
#include "web/app.h"

enum { RECENT = 10, RECENT_LOOKED_AT = 200, MENTIONS = 5 };

struct standing {
	int64_t major, minor;
};

/* ---- clauses ---- */

/* Findings of a clause and below it. */
static void findings_of(const struct value *result, const char *clause, struct standing *s)
{
	size_t n = strlen(clause);

	*s = (struct standing){ 0 };
	for (const struct value *k = val_get(result, "clauses")->u.list.first; k; k = k->next) {
		const char *own = val_get_text(k, "clause");

		if (strncmp(own, clause, n) != 0 || (own[n] != '\0' && own[n] != '.'))
			continue;
		s->major += val_get_int(k, "major", 0);
		s->minor += val_get_int(k, "minor", 0);
	}
}

/* How much is done colours a clause; findings stand beside it in words. */
static struct value *clause_view(struct arena *a, const struct value *progress,
    const struct value *result)
{
	const struct value *percent = val_get(progress, "percent");
	const char *clause = val_get_text(progress, "clause");
	struct value *o = val_obj(a);
	struct standing s;

	findings_of(result, clause, &s);
	val_add(o, "clause", val_text(a, clause));
	val_add(o, "title", val_copy(a, val_get(progress, "title")));
	val_add(o, "href", val_text(a, arena_printf(a, "/clauses/%s", clause)));
	val_add(o, "tone", val_copy(a, val_get(progress, "tone")));
	val_add(o, "percent", val_copy(a, percent));
	val_add(o, "counted", val_bool(a, percent->kind == V_INT));
	val_add(o, "state_label", val_text(a, percent->kind == V_INT ?
	    arena_printf(a, "%" PRId64 " of %" PRId64, val_get_int(progress, "done", 0),
	    val_get_int(progress, "of", 0)) : N_("Nothing to count")));
	val_add(o, "text", val_copy(a, val_get(progress, "text")));
	val_add(o, "major", val_int(a, s.major));
	val_add(o, "minor", val_int(a, s.minor));
	return o;
}

static struct value *pdca(struct arena *a, const struct value *progress,
    const struct value *result)
{
	struct value *list = val_arr(a), *phase = NULL;

	for (const struct value *p = progress->u.list.first; p; p = p->next) {
		const char *label = val_get_text(p, "phase");

		if (!phase || strcmp(val_get_text(phase, "label"), label) != 0) {
			phase = val_obj(a);
			val_add(phase, "label", val_text(a, label));
			val_add(phase, "clauses", val_arr(a));
			val_push(list, phase);
		}
		val_push(val_get(phase, "clauses"), clause_view(a, p, result));
	}
	return list;
}

/* ---- figures ---- */

static struct value *card(struct arena *a, const char *label, int64_t number, const char *explain,
    const char *href, const char *tone)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "number", val_text(a, arena_printf(a, "%" PRId64, number)));
	val_add(o, "explain", val_text(a, explain));
	val_add(o, "href", val_text(a, href));
	val_add(o, "tone", val_text(a, tone));
	return o;
}

/* Of live records the actor may read: those to look after, of how many. */
static int two_counts(struct ctx *c, const char *type, struct counted *ret)
{
	const struct record *t = record_find(type);
	struct sqlb *b = sqlb_new(c->arena);

	if (strcmp(type, "risk") == 0)
		sqlb_add(b, SQL("SELECT count(*) FILTER (WHERE t.verdict IN"
		    " ('tolerable', 'unacceptable')), count(*) FROM risk AS t"
		    " WHERE t.org = :org AND t.archived = FALSE AND t.state <> 'closed'"));
	else
		sqlb_add(b, SQL("SELECT count(*) FILTER (WHERE t.owner_id IS NULL), count(*)"
		    " FROM asset AS t WHERE t.org = :org AND t.archived = FALSE"
		    " AND t.state <> 'retired'"));
	access_filter(c, b, t, VERB_READ, "t");
	return counted(c, t, access_scope(c, t, VERB_READ) == SCOPE_ALL, b, ret);
}

static bool may_read(const struct ctx *c, const char *type)
{
	return access_scope(c, record_find(type), VERB_READ) != SCOPE_NONE;
}

static int record_cards(struct ctx *c, struct value *cards)
{
	struct arena *a = c->arena;
	struct counted k;
	int rc;

	if (may_read(c, "risk")) {
		if ((rc = two_counts(c, "risk", &k)) < 0)
			return rc;
		val_push(cards,
		    card(a, N_("Risks above acceptance"), k.n,
			arena_printf(a, "of %s", text_counted(a, k.of, "live risk",
			"live risks")), arena_printf(a,
			    "/risks?current_level[gt]=%d&state[ne]=closed",
			    criteria_of(c)->acceptable),
			k.n ? "warn" : "good"));
	}
	if (may_read(c, "asset")) {
		if ((rc = two_counts(c, "asset", &k)) < 0)
			return rc;
		val_push(cards,
		    card(a, N_("Assets"), k.of,
			k.n ? arena_printf(a, "%" PRId64 " without an owner", k.n) :
				k.of ? N_("each with an owner") : N_("none yet"),
			"/assets", k.n ? "warn" : "info"));
	}
	return E_OK;
}

/* Of the Statement: applicable controls of all, undecided ones; kept for who sees all of it. */
static int soa_counts(struct ctx *c, struct counted *applicable, struct counted *undecided)
{
	struct sqlb *b = sqlb_new(c->arena);
	bool keep = soa_sees_all(c);
	char today[DATE_TEXT];
	struct value *rows, *s;
	uint64_t key;
	int rc;

	sqlb_add(b, SQL("Statement of Applicability"));
	date_print(c->now_us, today);
	key = count_key(c, b, today);
	if (keep && count_known(c, NULL, key, applicable) &&
	    count_known(c, NULL, key + 1, undecided))
		return E_OK;
	if ((rc = soa_rows(c, "iso27001-2022", &rows)) < 0)
		return rc;
	s = soa_summary(c->arena, rows);
	*applicable = (struct counted){ val_get_int(s, "applicable", 0), (int64_t)rows->u.list.n };
	*undecided = (struct counted){ val_get_int(s, "undecided", 0), 0 };
	if (keep) {
		count_keep(c, NULL, key, *applicable);
		count_keep(c, NULL, key + 1, *undecided);
	}
	return E_OK;
}

static int soa_card(struct ctx *c, struct value *cards)
{
	struct counted applicable, undecided;
	int rc;

	if (!may_read(c, "control"))
		return E_OK;
	if ((rc = soa_counts(c, &applicable, &undecided)) < 0)
		return rc;
	val_push(cards, card(c->arena, N_("Applicable controls"), applicable.n,
	    arena_printf(c->arena, "of %" PRId64 "; %" PRId64 " undecided", applicable.of,
	    undecided.n), "/soa", undecided.n ? "warn" : "good"));
	return E_OK;
}

static struct value *readiness_card(struct arena *a, const struct value *result)
{
	const struct value *counts = val_get(result, "counts");
	int64_t major = val_get_int(counts, "major", 0), minor = val_get_int(counts, "minor", 0);

	return card(a, N_("Readiness"), val_get_int(val_get(result, "score"), "value", 0),
	    arena_printf(
		a, "of 100; %" PRId64 " major and %" PRId64 " minor findings", major, minor),
	    "/check",
	    major     ? "severe" :
		minor ? "warn" :
			"good");
}

/* ---- latest changes ---- */

static const char *what_done(const char *op)
{
	static const struct { const char *op, *words; } words[] = {
		{ "create", N_("added") }, { "update", N_("changed") }, { "state", N_("moved on") },
		{ "archive", N_("archived") }, { "restore", N_("brought back") },
		{ "compute", N_("computed again") },
		{ "draft", N_("had drafted") }, { "confirm", N_("confirmed") },
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i].op, op) == 0)
			return words[i].words;
	return N_("changed");
}

/* One revision as a line, unless its record is hidden from the actor. db: where records are read.
 */
static void recent_line(struct ctx *c, struct dbc *db, struct query *q, struct value *list)
{
	const struct record *t = record_find(db_text(q, 0));
	struct arena *a = c->arena;
	struct dbc *here = c->db;
	struct value *o;
	struct rec *r;
	int rc;

	if (!t || access_scope(c, t, VERB_READ) == SCOPE_NONE)
		return;
	c->db = db;
	rc = record_get(c, t, code_text(a, t, db_int(q, 1)), VERB_READ, &r);
	c->db = here;
	if (rc < 0) {
		err_clear(&c->err);
		return;
	}
	o = val_obj(a);
	val_add(
	    o, "at", val_text(a, arena_printf(a, "%.10s %.5s", db_text(q, 2), db_text(q, 2) + 11)));
	val_add(o, "actor", val_text(a, actor_label(c, db_text(q, 3))));
	val_add(o, "what", val_text(a, what_done(db_text(q, 4))));
	val_add(o, "code", val_text(a, rec_code(a, r)));
	val_add(o, "label", val_text(a, rec_title(r)));
	val_add(o, "href", val_text(a, rec_path(a, t, rec_code(a, r))));
	val_push(list, o);
}

/* An as-of view has records only; revisions and names of actors are in today's database. */
static int recent(struct ctx *c, struct value **ret)
{
	struct dbc *records = c->db;
	char until[TIME_TEXT];
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	time_print(c->as_of_us ? c->as_of_us : c->now_us + 86400 * INT64_C(1000000), until);
	c->db = c->live ? c->live : c->db;
	rc = db_query(c, &q, SQL("SELECT type, id, at, actor, op FROM revision WHERE org = :org"
	    " AND at <= :until AND actor <> 'system' ORDER BY epoch DESC, leaf DESC LIMIT :limit"));
	if (rc == E_OK) {
		db_bind_text(q, ":until", until);
		db_bind_int(q, ":limit", RECENT_LOOKED_AT);
		while ((*ret)->u.list.n < RECENT && (rc = db_step(c, q)) > 0)
			recent_line(c, records, q, *ret);
		db_done(q);
	}
	c->db = records;
	return rc < 0 ? rc : E_OK;
}

/*
 * An organisation without anything of its own, seen by somebody who may answer the first questions:
 * those come first.
 */
static int nothing_yet(struct ctx *c, bool *ret)
{
	const struct record *t = record_find("start_answers");
	struct query *q;
	int rc;

	*ret = false;
	if (c->as_of_us || access_scope(c, t, VERB_CREATE) == SCOPE_NONE)
		return E_OK;
	if ((rc = db_query(c, &q, SQL("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM start_answers"
	    " WHERE org = :org) AND NOT EXISTS (SELECT 1 FROM asset WHERE org = :org)"
	    " AND NOT EXISTS (SELECT 1 FROM risk WHERE org = :org)"
	    " AND NOT EXISTS (SELECT 1 FROM person WHERE org = :org)"))) < 0)
		return rc;
	*ret = (rc = db_step(c, q)) > 0;
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int home(struct ctx *c, struct req *r, struct value *view)
{
	struct value *result, *progress, *changes, *mentions, *matrix = NULL;
	struct value *cards = val_arr(c->arena);
	bool begin;
	int rc;

	if ((rc = nothing_yet(c, &begin)) < 0)
		return rc;
	if (begin && !r->json) {
		r->redirect = "/start";
		return E_OK;
	}
	if ((rc = rules_check(c, NULL, &result)) < 0 || (rc = progress_all(c, &progress)) < 0 ||
	    (rc = next_steps(c, result, view)) < 0 || (rc = my_work(c, view)) < 0)
		return rc;
	val_push(cards, readiness_card(c->arena, result));
	if ((rc = record_cards(c, cards)) < 0 || (rc = soa_card(c, cards)) < 0 ||
	    (may_read(c, "risk") && (rc = risk_matrix_view(c, RISK_CURRENT, 0, 0, &matrix)) < 0) ||
	    (rc = recent(c, &changes)) < 0 || (rc = record_mentions(c, MENTIONS, &mentions)) < 0)
		return rc;
	moments(c->arena, mentions, "at");
	val_add(view, "mentions", mentions);
	val_add(view, "cards", cards);
	val_add(view, "pdca", pdca(c->arena, progress, result));
	val_add(view, "recent", changes);
	if (matrix)
		val_add(view, "matrix", matrix);
	return E_OK;
}

PAGE(home, .method = "GET", .path = "/", .run = home, .flags = PAGE_SIGNED_IN, .template = "home",
    .title = N_("Home"), .help = "Figures, the state of each clause, next steps, latest changes.");
