/*
 * record/asof.c -- the records as they were at a moment: the last revisions up to it, folded into
 * a database in memory with the same schema. Everything that reads then works unchanged.
 *
 * Views are kept for the next request of the same moment; one request at a time uses one (its
 * single connection is not for several threads), the others wait for it: a view takes seconds to
 * make and a page milliseconds.
 */
#include <pthread.h>
#include "base/clock.h"
#include "record/asof.h"
#include "record/program.h"
#include "record/store_priv.h"
#include "record/subject.h"

enum { KEPT = 2 };

struct view {
	struct view *next;
	struct org org;
	int64_t us;
	struct db *db;
	bool busy;		/* being made or used */
	int64_t until_us;	/* of the monotonic clock: when the last use ended */
};

struct asof_hold {		/* a request's use of a view */
	struct view *v;		/* NULL: given back */
};

static struct view *kept;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;

static int put(struct ctx *mem, struct query *q)
{
	const struct record *t = record_find(db_text(q, 0));
	const uint8_t *seed;
	struct value *doc;
	struct rec *r;
	int rc;

	if (!t)
		return E_OK;	/* a type this program no longer has */
	if ((rc = subject_open(mem, t, db_int(q, 1), db_str(q, 4), STR(""), &doc, &seed)) < 0 ||
	    (rc = rec_from_doc(mem, t, db_int(q, 1), db_int(q, 2), doc, &r)) < 0)
		return rc;
	r->updated_at = db_text(q, 3);
	r->created_at = db_text(q, 5);
	if ((rc = row_insert(mem, r)) < 0 || (rc = row_links(mem, r)) < 0)
		return rc;
	return E_OK;
}

static int fold(struct ctx *c, struct ctx *mem, int64_t us)
{
	char until[TIME_TEXT];
	struct query *q;
	int rc, n = 0;

	if ((rc = db_query(c, &q,
		 SQL("SELECT r.type, r.id, r.rev, r.at, r.doc, CASE WHEN r.rev = 1"
		     " THEN r.at ELSE (SELECT f.at FROM revision AS f WHERE f.org = r.org AND "
		     "f.type = r.type"
		     " AND f.id = r.id AND f.rev = 1) END FROM revision AS r WHERE r.org = :org"
		     " AND r.at <= :until AND NOT EXISTS (SELECT 1 FROM revision AS n WHERE n.org "
		     "= r.org"
		     " AND n.type = r.type AND n.id = r.id AND n.rev = r.rev + 1 AND n.at <= "
		     ":until)"
		     " ORDER BY r.type, r.id, r.rev"))) <
	    0) /* rows arrive as they are stored: appended */
		return rc;
	time_print(us, until);
	db_bind_text(q, ":until", until);
	while ((rc = db_step(c, q)) > 0) {
		if ((rc = put(mem, q)) < 0) {
			c->err = mem->err;
			break;
		}
		if (++n % 64 == 0)
			arena_reset(mem->arena);
	}
	db_done(q);
	return rc;
}

/* Indexes go before the rows come and are made behind them: sorted once, not moved 100,000 times.
 */
static int indexes(struct dbc *conn, const struct schema *s, bool make, struct err *e)
{
	struct sbuf b;
	int rc;

	sbuf_init_free(&b, 1 << 20);
	for (size_t i = 0; i < s->n; i++)
		if (make)
			ddl_table(&b, s->tables[i], SQLITE);
		else
			ddl_drop_indexes(&b, s->tables[i]);
	if (make)
		stats_print(&b, s);	/* those of a dropped index went with it */
	rc = sbuf_ok(&b) ? db_script(conn, b.p, e) : E_TOOBIG;
	sbuf_release(&b);
	return rc;
}

/* Column types were checked when the revisions were written. */
static int build(struct ctx *c, int64_t us, struct db **ret)
{
	struct schema schema = program_schema();
	struct ctx mem = *c;
	struct arena a;
	struct db *db;
	int rc;

	if ((rc = db_open(NULL, DB_MEMORY, &db, &c->err)) < 0)
		return rc;
	arena_init(&a, 64 << 20);
	mem.arena = &a;
	err_init(&mem.err, c->arena);
	mem.db = db_memory(db);
	if ((rc = db_script(mem.db,
		 "PRAGMA journal_mode=OFF; PRAGMA secure_delete=OFF;"
		 " PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON; BEGIN",
		 &c->err)) == E_OK &&
	    (rc = migrate_on(mem.db, &schema, &c->err)) == E_OK &&
	    (rc = indexes(mem.db, &schema, false, &c->err)) == E_OK &&
	    (rc = fold(c, &mem, us)) == E_OK &&
	    (rc = indexes(mem.db, &schema, true, &c->err)) == E_OK)
		rc = db_script(mem.db, "COMMIT", &c->err);
	arena_release(&a);
	if (rc < 0)
		db_close(db);
	else
		*ret = db;
	return rc;
}

/* The view of this moment for the caller alone; without a database when it is yet to be made. */
static struct view *take(struct org org, int64_t us)
{
	struct view *v;

	pthread_mutex_lock(&lock);
	for (;;) {
		for (v = kept; v && (v->org.id != org.id || v->us != us); v = v->next)
			continue;
		if (!v || !v->busy)
			break;
		pthread_cond_wait(&freed, &lock);
	}
	if (!v) {
		v = mem_new(1, sizeof(*v));
		*v = (struct view){ kept, org, us, NULL, true, 0 };
		kept = v;
	}
	v->busy = true;
	pthread_mutex_unlock(&lock);
	return v;
}

/* Newest first; what is too many and idle goes, what could not be made, and what has ended its last
 * use before that moment. The lock is held. */
static void drop(int64_t before_us)
{
	int n = 0;

	for (struct view **at = &kept; *at;) {
		struct view *old = *at;

		if (!old->busy && (!old->db || ++n > KEPT || old->until_us < before_us)) {
			*at = old->next;
			db_close(old->db);
			mem_free(old);
		} else {
			at = &old->next;
		}
	}
}

static void let_go(void *thing)
{
	struct asof_hold *hold = thing;

	if (!hold->v)
		return;
	pthread_mutex_lock(&lock);
	hold->v->busy = false;
	hold->v->until_us = clock_mono_us();
	hold->v = NULL;
	drop(0);
	pthread_cond_broadcast(&freed);
	pthread_mutex_unlock(&lock);
}

void asof_rest(int64_t unused_s)
{
	pthread_mutex_lock(&lock);
	drop(clock_mono_us() - unused_s * INT64_C(1000000));
	pthread_mutex_unlock(&lock);
}

int asof_enter(struct ctx *c, int64_t us)
{
	struct asof_hold *hold;
	int rc;

	if (us >= c->now_us)
		return E_OK;	/* the future looks like now */
	REQUIRE(!c->held);	/* it would wait for itself */
	if ((rc = ctx_reader(c)) < 0)
		return rc;
	hold = arena_zero(c->arena, 1, sizeof(*hold));
	arena_defer(c->arena, let_go, hold);
	hold->v = take(c->org, us);
	if (!hold->v->db && (rc = build(c, us, &hold->v->db)) < 0) {
		let_go(hold);
		return rc;
	}
	c->held = hold;
	c->live = c->db;
	c->db = db_memory(hold->v->db);
	c->as_of_us = us;
	c->generations = NULL;
	c->refs = NULL;
	c->scales = NULL;
	return E_OK;
}

void asof_leave(struct ctx *c)
{
	if (!c->held)
		return;
	db_reader_give(c->db);		/* what a failure left unfinished */
	c->db = c->live;
	let_go(c->held);
	c->held = NULL;
}

size_t asof_count(void)
{
	size_t n = 0;

	pthread_mutex_lock(&lock);
	for (const struct view *v = kept; v; v = v->next)
		n += v->db != NULL;
	pthread_mutex_unlock(&lock);
	return n;
}

void asof_forget(struct program *p)
{
	(void)p;
	pthread_mutex_lock(&lock);
	for (struct view *v; (v = kept);) {
		kept = v->next;
		db_close(v->db);
		mem_free(v);
	}
	pthread_mutex_unlock(&lock);
}
