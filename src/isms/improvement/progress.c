/* isms/improvement/progress.c -- see progress.h. */
#include "isms/improvement/progress.h"
#include "isms/start/project.h"
#include "record/counts.h"
#include "record/program.h"

enum { YEAR_DAYS = 365 };

struct tally {
	int64_t done, wanted;
};

/* ---- one thing ---- */

/* The day so many days before that of the context. */
static const char *days_ago(struct ctx *c, int64_t days)
{
	char *text = arena_alloc(c->arena, DATE_TEXT);
	int64_t now = c->as_of_us ? c->as_of_us : c->now_us;

	date_print(now - days * 86400 * INT64_C(1000000), text);
	return text;
}

static int ask_need(struct ctx *c, const struct progress_need *n, struct counted *ret)
{
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q, n->sql)) < 0)
		return rc;
	if (db_has_param(q, ":last_year"))
		db_bind_text(q, ":last_year", days_ago(c, YEAR_DAYS));
	if (db_has_param(q, ":today"))
		db_bind_text(q, ":today", days_ago(c, 0));
	if (db_has_param(q, ":clause"))
		db_bind_text(q, ":clause", n->clause);
	*ret = (struct counted){ 0, 0 };
	if ((rc = db_step(c, q)) > 0)
		*ret = (struct counted){ db_int(q, 0), db_int(q, 1) };
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

/* The same for everybody who sees it: until a record changes, or the day does. */
static int count_need(struct ctx *c, const struct progress_need *n, struct tally *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct counted k;
	uint64_t key;
	int rc;

	sqlb_add(b, n->sql);
	key = count_key(c, b, arena_join(c->arena, n->clause, " ", days_ago(c, 0)));
	if (!count_known(c, NULL, key, &k)) {
		if ((rc = ask_need(c, n, &k)) < 0)
			return rc;
		count_keep(c, NULL, key, k);
	}
	ret->wanted = k.of < n->least ? n->least : k.of;
	ret->done = k.n < ret->wanted ? k.n : ret->wanted;
	return E_OK;
}

static int64_t percent_of(const struct tally *t)
{
	return t->wanted ? t->done * 100 / t->wanted : 0;
}

static void add_thing(struct arena *a, struct value *things, const char *label, const char *how,
    const char *href, const struct tally *t)
{
	const char *state = !t->wanted ? "none" : t->done == t->wanted ? "done" : t->done ? "part" :
	    "open";
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, label));
	val_add(o, "done", val_int(a, t->done));
	val_add(o, "wanted", val_int(a, t->wanted));
	val_add(o, "missing", val_int(a, t->wanted - t->done));
	val_add(o, "percent", val_int(a, percent_of(t)));
	val_add(o, "state", val_text(a, state));
	val_add(o, "tone", val_text(a, strcmp(state, "done") == 0 ? "good" :
	    strcmp(state, "part") == 0 ? "warn" : strcmp(state, "open") == 0 ? "bad" : "none"));
	val_add(o, "how", val_text(a, how));
	val_add(o, "href", val_text(a, href));
	val_push(things, o);
}

/* ---- a clause ---- */

static bool may_see(const struct ctx *c, const char *type)
{
	const struct record *t = record_find(type);

	return t && access_scope(c, t, VERB_READ) == SCOPE_ALL;
}

/*
 * The steps of the project that serve the clause count when they were drafted as tasks; of a
 * clause for which there is nothing else to count, they count anyway.
 */
static void add_steps(struct ctx *c, const struct project *p, const struct clause *k,
    struct value *things)
{
	struct tally t;
	bool made;

	if (!may_see(c, "task"))
		return;
	project_count(p, k->ref, &t.done, &t.wanted, &made);
	if (t.wanted && (made || !things->u.list.n))
		add_thing(c->arena, things, N_("Steps of the project"),
		    N_("Tasks made from the steps that serve the clause, done with a result."),
		    arena_printf(c->arena, "/project?clause=%s", k->ref), &t);
}

/* How much is done as a colour. */
static const char *tone_of(int64_t percent, int64_t of)
{
	return !of ? "none" : percent == 100 ? "good" : percent >= 50 ? "info" : percent > 0 ?
	    "warn" : "bad";
}

static struct value *clause_value(struct arena *a, const struct clause *k, struct value *things)
{
	int64_t done = 0, of = 0, sum = 0;
	struct value *o = val_obj(a);
	const char *missing = "";

	for (const struct value *t = things->u.list.first; t; t = t->next) {
		const char *state = val_get_text(t, "state");

		if (strcmp(state, "none") == 0)
			continue;
		of++;
		done += strcmp(state, "done") == 0;
		sum += val_get_int(t, "percent", 0);
		if (strcmp(state, "done") != 0)
			missing = arena_printf(a, "%s%s%s (%" PRId64 " of %" PRId64 ")", missing,
			    missing[0] ? "; " : "", val_get_text(t, "label"),
			    val_get_int(t, "done", 0), val_get_int(t, "wanted", 0));
	}
	val_add(o, "clause", val_text(a, k->ref));
	val_add(o, "title", val_text(a, k->title));
	val_add(o, "phase", val_text(a, k->phase));
	val_add(o, "percent", of ? val_int(a, sum / of) : val_null(a));
	val_add(o, "tone", val_text(a, tone_of(of ? sum / of : 0, of)));
	val_add(o, "done", val_int(a, done));
	val_add(o, "of", val_int(a, of));
	val_add(o, "text", val_text(a, !of ? N_("Nothing to count yet") : done == of ?
	    N_("Everything counted is done") : arena_printf(a, "%" PRId64 " of %" PRId64
	    " done. Missing: %s", done, of, missing)));
	val_add(o, "things", things);
	return o;
}

static int one_clause(struct ctx *c, const struct project *p, const struct clause *k,
    struct value **ret)
{
	struct value *things = val_arr(c->arena);
	int rc;

	for (size_t i = 0; i < progress_needs_count; i++) {
		const struct progress_need *n = &progress_needs[i];
		struct tally t;

		if (strcmp(n->clause, k->ref) != 0 || !may_see(c, n->type))
			continue;
		if ((rc = count_need(c, n, &t)) < 0)
			return rc;
		add_thing(c->arena, things, n->label, n->how, n->href, &t);
	}
	add_steps(c, p, k, things);
	*ret = clause_value(c->arena, k, things);
	return E_OK;
}

int progress_clause(struct ctx *c, const struct clause *k, struct value **ret)
{
	struct project p;
	int rc = project_load(c, &p);

	return rc < 0 ? rc : one_clause(c, &p, k, ret);
}

int progress_all(struct ctx *c, struct value **ret)
{
	struct project p;
	struct value *one;
	int rc;

	*ret = val_arr(c->arena);
	if ((rc = project_load(c, &p)) < 0)
		return rc;
	for (size_t i = 0; i < clauses_count; i++) {
		if ((rc = one_clause(c, &p, &clauses[i], &one)) < 0)
			return rc;
		val_push(*ret, one);
	}
	return E_OK;
}
