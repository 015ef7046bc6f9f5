/*
 * ledger/sign.c -- from durable leaves to signed checkpoints, and proofs against them.
 *
 * Runs beside the writer: reads leaves through a reader, lets the signer grow and sign, stores the
 * note as one job of the writer. See store.h.
 */
#include "ledger/store_priv.h"
#include "base/log.h"

enum { PORTION = 2000 };	/* leaves sent to the signer at once */

struct signed_log {
	struct org org;
	int64_t epoch;
	const char *origin;
	struct tree tree;
	struct signed_log *next;
};

/* The newest log of every organisation, on the arena. */
static int all_logs(struct dbc *conn, struct arena *a, struct signed_log **ret, struct err *e)
{
	struct query *q;
	const void *p;
	size_t n;
	int rc;

	if ((rc = db_prepare(conn, NULL, &q,
		 SQL("SELECT org, epoch, origin, tree FROM ledger_head AS h"
		     " WHERE epoch = (SELECT max(epoch) FROM ledger_head WHERE org = h.org)"),
		 e)) < 0)
		return rc;
	*ret = NULL;
	while ((rc = db_step_err(q, e)) > 0) {
		struct signed_log *r = arena_zero(a, 1, sizeof(*r));

		r->org.id = db_int(q, 0);
		r->epoch = db_int(q, 1);
		r->origin = arena_text(a, db_text(q, 2));
		p = db_blob(q, 3, &n);
		if (!tree_unpack(p, n, &r->tree)) {
			rc = err_set(
			    e, E_REFUSED, "the head of the ledger %s is damaged", r->origin);
			break;
		}
		r->next = *ret;
		*ret = r;
	}
	db_done(q);
	return rc;
}

/* Send the leaves from..size to the signer. */
static int send_leaves(struct ledger *l, struct dbc *conn, const struct signed_log *r,
    uint64_t from, struct arena *a, struct err *e)
{
	struct str *bodies = arena_alloc(a, PORTION * sizeof(*bodies));
	struct arena_mark mark = arena_mark(a);
	struct query *q;
	size_t n = 0;
	int rc;

	if ((rc = db_prepare(conn, &r->org, &q, SQL("SELECT body FROM ledger_leaf WHERE org = :org"
	    " AND epoch = :epoch AND idx >= :from AND idx < :size ORDER BY idx"), e)) < 0)
		return rc;
	db_bind_int(q, ":epoch", r->epoch);
	db_bind_int(q, ":from", (int64_t)from);
	db_bind_int(q, ":size", (int64_t)r->tree.size);
	while ((rc = db_step_err(q, e)) > 0) {
		struct str s = db_str(q, 0);

		bodies[n++] = str_copy(a, s.p, s.n);
		if (n == PORTION) {
			if ((rc = signer_append(l->signer, r->origin, bodies, n, e)) < 0)
				break;
			arena_rewind(a, mark);
			n = 0;
		}
	}
	db_done(q);
	return rc == 0 && n ? signer_append(l->signer, r->origin, bodies, n, e) : rc;
}

struct store_note {
	const struct signed_log *row;
	struct str note;
	struct err *err;
};

static int store_note(struct dbc *conn, void *arg)
{
	struct store_note *s = arg;
	char when[TIME_TEXT];
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &s->row->org, &q,
		 SQL("INSERT INTO ledger_checkpoint (org, epoch,"
		     " size, at, note) VALUES (:org, :epoch, :size, :at, :note) ON CONFLICT DO "
		     "NOTHING"),
		 s->err)) < 0)
		return rc;
	time_print(clock_now(&clock_system), when);
	db_bind_int(q, ":epoch", s->row->epoch);
	db_bind_int(q, ":size", (int64_t)s->row->tree.size);
	db_bind_text(q, ":at", when);
	db_bind_str(q, ":note", s->note);
	return db_run_err(q, s->err);
}

static int stored_size(struct dbc *conn, const struct signed_log *r, int64_t *ret, struct err *e)
{
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &r->org, &q, SQL("SELECT coalesce(max(size), 0) FROM"
	    " ledger_checkpoint WHERE org = :org AND epoch = :epoch"), e)) < 0)
		return rc;
	db_bind_int(q, ":epoch", r->epoch);
	if ((rc = db_step_err(q, e)) > 0)
		*ret = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

static int put_back(const struct signed_log *r, const struct signer_mark *mark, struct err *e)
{
	return err_set(e, E_REFUSED, "the ledger %s has %" PRIu64 " leaves, but %" PRIu64
	    " were signed: an older database was put back", r->origin, r->tree.size, mark->size);
}

/* Sign one log as it stands in the reader's snapshot, which no other signing has overtaken. */
static int sign_one(struct ledger *l, struct dbc *conn, const struct signed_log *r, struct arena *a,
    struct store_note *ret, struct err *e)
{
	struct hash root = tree_root(&r->tree);
	struct signer_mark mark;
	int rc;

	if ((rc = signer_mark(l->signer, r->origin, &mark, e)) == E_NOTFOUND) {
		err_clear(e);
		rc = signer_open(l->signer, r->origin, &mark, e);
	}
	if (rc == E_OK && mark.grown > r->tree.size)	/* shown, but not signed */
		rc = signer_open(l->signer, r->origin, &mark, e);
	if (rc == E_OK && mark.size > r->tree.size)
		return put_back(r, &mark, e);
	if (rc == E_OK && mark.grown < r->tree.size)
		rc = send_leaves(l, conn, r, mark.grown, a, e);
	if (rc == E_OK)
		rc = signer_sign(l->signer, r->origin, r->tree.size, &root, a, &ret->note, e);
	ret->row = r;
	return rc;
}

static int sign_logs(struct ledger *l, struct dbc *conn, struct arena *a, struct err *e)
{
	struct signed_log *rows;
	int64_t stored = 0;
	int rc;

	if ((rc = db_begin(conn, e)) < 0 || (rc = all_logs(conn, a, &rows, e)) < 0)
		return rc;
	for (; rows; rows = rows->next) {
		struct store_note s = { .err = e };

		if ((rc = stored_size(conn, rows, &stored, e)) < 0)
			return rc;
		if ((uint64_t)stored == rows->tree.size)
			continue;
		if ((rc = sign_one(l, conn, rows, a, &s, e)) < 0)
			return rc;
		if (s.note.n && (rc = db_write(l->db, store_note, &s)) < 0)
			return rc;
	}
	return E_OK;
}

static void refuse(struct ledger *l, const char *why)
{
	log_event(LOG_SIGNER_REFUSED, "why", why, NULL);
	if (!l->refusal)
		l->refusal = mem_text(why);
}

int ledger_sign_all(struct ledger *l, struct err *e)
{
	struct arena a;
	struct dbc *conn;
	int rc;

	if (!l->signer || l->refusal)
		return E_OK;
	pthread_mutex_lock(&l->lock);
	l->unsigned_yet = false;	/* what comes after our snapshot sets it again */
	pthread_mutex_unlock(&l->lock);
	pthread_mutex_lock(&l->signing);
	if ((rc = db_reader_take(l->db, &conn, e)) == E_OK) {
		arena_init(&a, 256u << 20);
		rc = sign_logs(l, conn, &a, e);
		db_reader_give(conn);
		if (rc == E_REFUSED)
			refuse(l, e->detail ? e->detail : "the signer refuses");
		arena_release(&a);
	}
	pthread_mutex_unlock(&l->signing);
	return rc;
}

/* Behind what was signed, or another tree of the same size: somebody put back or edited it. */
static int compare_one(struct ledger *l, struct dbc *conn, const struct signed_log *r,
    struct err *e)
{
	struct hash root = tree_root(&r->tree);
	struct signer_mark mark;
	int64_t stored = 0;	/* a stored note was in a signer's mark before, durably */
	int rc;

	if (!note_name_ok(r->origin))	/* reading and verifying go on all the same */
		return err_set(e, E_REFUSED, "a ledger is named \"%s\", which Annexa names none: "
		    "its row was edited", r->origin);
	if ((rc = signer_open(l->signer, r->origin, &mark, e)) < 0 ||
	    (mark.size == 0 && (rc = stored_size(conn, r, &stored, e)) < 0))
		return rc;
	if (stored)	/* a restored copy, or the signer's folder is lost */
		return err_set(e, E_REFUSED, "the signer does not know the ledger %s, which was "
		    "signed: bring the folder signer back, or open a new epoch", r->origin);
	if (r->tree.size < mark.size)
		return put_back(r, &mark, e);
	if (r->tree.size == mark.size && mark.size && !hash_eq(&root, &mark.root))
		return err_set(
		    e, E_REFUSED, "the ledger %s is not the one that was signed", r->origin);
	return E_OK;
}

int ledger_refused_else(struct ledger *l, struct dbc *conn, struct org org, struct err *e)
{
	struct signed_log *rows;
	int rc = l->signer ? all_logs(conn, e->arena, &rows, e) : E_OK;

	mem_free(l->refusal_else);
	l->refusal_else = NULL;
	if (rc < 0 || !l->signer)
		return rc;
	for (; rows; rows = rows->next) {
		if (rows->org.id == org.id)
			continue;
		if ((rc = compare_one(l, conn, rows, e)) == E_REFUSED) {
			l->refusal_else = mem_text(e->detail);
			err_clear(e);
			return E_OK;
		}
		if (rc < 0)
			return rc;
	}
	return E_OK;
}

/* What the signer, or the rows themselves, say against a log; reading goes on all the same. */
static int compare_all(struct ledger *l, struct dbc *reader, struct err *e)
{
	struct signed_log *rows;
	int rc = all_logs(reader, e->arena, &rows, e);

	for (; rc == E_OK && rows; rows = rows->next)
		rc = compare_one(l, reader, rows, e);
	return rc;
}

int ledger_compare(struct ledger *l, struct dbc *reader, struct err *e)
{
	int rc = l->signer ? compare_all(l, reader, e) : E_OK;

	if (rc == E_REFUSED) {
		refuse(l, e->detail);	/* writing is refused with this text */
		err_clear(e);
		return E_OK;
	}
	if (rc == E_OK && l->signer)
		l->unsigned_yet = true;	/* a crash may have left leaves without signature */
	return rc;
}

struct leaf_reader {
	struct dbc *conn;
	struct org org;
	int64_t epoch;
};

static int read_hashes(void *arg, uint64_t first, size_t n, struct hash *ret, struct err *e)
{
	struct leaf_reader *r = arg;
	struct query *q;
	struct str s;
	size_t i = 0;
	int rc;

	if ((rc = db_prepare(r->conn, &r->org, &q,
		 SQL("SELECT body FROM ledger_leaf WHERE org = :org"
		     " AND epoch = :epoch AND idx >= :first AND idx < :end ORDER BY idx"),
		 e)) < 0)
		return rc;
	db_bind_int(q, ":epoch", r->epoch);
	db_bind_int(q, ":first", (int64_t)first);
	db_bind_int(q, ":end", (int64_t)(first + n));
	while (i < n && (rc = db_step_err(q, e)) > 0) {
		s = db_str(q, 0);
		ret[i++] = tree_leaf_hash(s.p, s.n);
	}
	db_done(q);
	if (rc >= 0 && i < n)
		return err_set(
		    e, E_REFUSED, "leaf %" PRIu64 " of the ledger is missing", first + i);
	return rc < 0 ? rc : E_OK;
}

static void release_cache(void *thing)
{
	proof_cache_release(thing);
}

int ledger_prove(struct dbc *conn, struct org org, uint64_t index, struct arena *a,
    struct str *ret, struct err *e)
{
	struct proof_cache *cache = arena_alloc(a, sizeof(*cache));
	struct sbuf *b = arena_alloc(a, sizeof(*b));
	struct ledger_status st;
	struct leaf_reader r = { conn, org, 0 };
	struct proof p;
	char text[64];
	int rc;

	if ((rc = ledger_status(conn, org, a, &st, e)) < 0)
		return rc;
	if (index >= (uint64_t)st.signed_size)
		return err_hint(e, E_BUSY, "make one with `annexa ledger checkpoint`",
		    "no checkpoint covers leaf %" PRIu64 " yet", index);
	r.epoch = st.epoch;
	proof_cache_init(cache, read_hashes, &r);
	arena_defer(a, release_cache, cache);
	if ((rc = proof_cache_extend(cache, (uint64_t)st.signed_size, e)) < 0 ||
	    (rc = proof_inclusion(&cache->source, index, (uint64_t)st.signed_size, &p, e)) < 0)
		return rc;
	sbuf_init(b, a, 1 << 20);
	sbuf_printf(b, "c2sp.org/tlog-proof@v1\nindex %" PRIu64 "\n", index);
	for (size_t i = 0; i < p.n; i++) {
		base64_encode(p.node[i].b, HASH_BYTES, text);
		sbuf_printf(b, "%s\n", text);
	}
	sbuf_printf(b, "\n%s", st.note);
	*ret = sbuf_str(b);
	return E_OK;
}
