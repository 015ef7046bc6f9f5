/* ledger/store.c -- the logs in the database. See store.h. Signing is in sign.c. */
#include <pthread.h>
#include "ledger/store_priv.h"
#include "base/log.h"

static const struct column leaf_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "epoch", CK_INT, C_NOTNULL }, { "idx", CK_INT, C_NOTNULL },
	{ "body", CK_TEXT, C_NOTNULL }, { 0 }
};
static const struct column head_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "epoch", CK_INT, C_NOTNULL },
	{ "origin", CK_TEXT, C_NOTNULL }, { "size", CK_INT, C_NOTNULL },
	{ "tree", CK_BLOB, C_NOTNULL }, { "last_us", CK_INT, C_NOTNULL },
	{ "reason", CK_TEXT, 0 },	/* why the epoch was opened; mostly NULL at first */
	{ "before_note", CK_TEXT, 0 },		/* last note of the epoch before */
	{ "seed", CK_BLOB, 0 },			/* salts of leaf 0's document */
	{ 0 }
};
static const struct column checkpoint_columns[] = {
	{ "org", CK_INT, C_NOTNULL }, { "epoch", CK_INT, C_NOTNULL }, { "size", CK_INT, C_NOTNULL },
	{ "at", CK_TEXT, C_NOTNULL }, { "note", CK_TEXT, C_NOTNULL }, { 0 }
};

const struct table ledger_tables[] = {
	{ "ledger_head", head_columns, "org, epoch", { "unique origin: origin" }, .logged = true },
	{ "ledger_leaf", leaf_columns, "org, epoch, idx", { 0 }, .clustered = true,
	  .append_only = true, .logged = true },
	{ "ledger_checkpoint", checkpoint_columns, "org, epoch, size", { 0 }, .append_only = true,
	  .logged = true },
	{ 0 }
};

int ledger_open(struct db *db, const char *dir, bool sign, struct ledger **ret, struct err *e)
{
	struct ledger *l = mem_new(1, sizeof(*l));
	uint8_t key[SIGNER_MAC_KEY] = { 0 };
	int rc = E_OK;

	l->db = db;
	if (pthread_mutex_init(&l->lock, NULL) || pthread_mutex_init(&l->signing, NULL))
		BUG("mutex");
	if (dir && sign)
		rc = signer_start(dir, &l->signer, e);
	if (dir && rc == E_OK)
		rc = signer_mac_key(dir, key, e);
	if (rc < 0) {
		ledger_close(l);
		return rc;
	}
	hmac_key_init(&l->mac, key, sizeof(key));
	*ret = l;
	return E_OK;
}

void ledger_close(struct ledger *l)
{
	if (!l)
		return;
	signer_stop(l->signer);
	for (size_t i = 0; i < l->n; i++)
		mem_free(l->heads[i]);
	mem_free(l->heads);
	for (size_t i = 0; i < l->npast; i++)
		mem_free(l->past[i]);
	mem_free(l->past);
	mem_free(l->refusal);
	mem_free(l->refusal_else);
	(void)pthread_mutex_destroy(&l->lock);
	(void)pthread_mutex_destroy(&l->signing);
	mem_free(l);
}

const struct hmac_key *ledger_mac(const struct ledger *l)
{
	return &l->mac;
}

int ledger_vkey(struct ledger *l, const char *origin, struct note_key *ret, struct err *e)
{
	if (!l->signer)
		return err_set(e, E_BUSY, "the signer is not running");
	return signer_vkey(l->signer, origin, ret, e);
}

static struct head *add_head(struct ledger *l)
{
	l->heads = mem_grow(l->heads, l->n + 1, sizeof(*l->heads));
	return l->heads[l->n++] = mem_new(1, sizeof(struct head));
}

static int read_head(struct query *q, struct head *h, struct err *e)
{
	const void *p;
	size_t n;

	h->epoch = db_int(q, 0);
	(void)snprintf(h->origin, sizeof(h->origin), "%s", db_text(q, 1));
	p = db_blob(q, 2, &n);
	h->last_us = db_int(q, 3);
	if (!tree_unpack(p, n, &h->tree))
		return err_hint(e, E_REFUSED, "run `annexa verify`; restore a backup",
		    "the head of the ledger %s is damaged", h->origin);
	return E_OK;
}

/* The newest log of the organisation, from memory or the database. */
static int head_of(struct ledger *l, struct dbc *conn, struct org org, struct head **ret,
    struct err *e)
{
	struct head *h;
	struct query *q;
	int rc;

	for (size_t i = 0; i < l->n; i++)
		if (l->heads[i]->org.id == org.id) {
			*ret = l->heads[i];
			return E_OK;
		}
	if ((rc = db_prepare(conn, &org, &q,
		 SQL("SELECT epoch, origin, tree, last_us FROM ledger_head"
		     " WHERE org = :org ORDER BY epoch DESC LIMIT 1"),
		 e)) < 0)
		return rc;
	if ((rc = db_step_err(q, e)) == 0)
		rc = err_set(e, E_REFUSED, "the organisation has no ledger");
	if (rc > 0) {
		h = add_head(l);
		h->org = org;
		if ((rc = read_head(q, h, e)) < 0)
			mem_free(l->heads[--l->n]);
		else
			*ret = h;
	}
	db_done(q);
	return rc;
}

static int insert_head(struct dbc *conn, const struct head *h, const char *reason,
    const char *before, const uint8_t *seed, struct err *e)
{
	uint8_t packed[TREE_PACKED_MAX];
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &h->org, &q,
		 SQL("INSERT INTO ledger_head (org, epoch, origin, size,"
		     " tree, last_us, reason, before_note, seed) VALUES (:org, :epoch, :origin, 0, "
		     ":tree, 0,"
		     " :reason, :before, :seed)"),
		 e)) < 0)
		return rc;
	db_bind_int(q, ":epoch", h->epoch);
	db_bind_text(q, ":origin", h->origin);
	db_bind_blob(q, ":tree", packed, tree_pack(&h->tree, packed));
	db_bind_text(q, ":reason", reason);
	db_bind_text(q, ":before", before);
	if (seed)
		db_bind_blob(q, ":seed", seed, DOC_SEED);
	return db_run_err(q, e);
}

static void remember_for_undo(struct head *h)
{
	if (h->in_job)
		return;
	h->before = h->tree;
	h->before_us = h->last_us;
	h->before_epoch = h->epoch;
	memcpy(h->before_origin, h->origin, sizeof(h->origin));
	h->in_job = true;
}

static int insert_leaf(struct dbc *conn, const struct head *h, struct str body, struct err *e)
{
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &h->org, &q,
		 SQL("INSERT INTO ledger_leaf (org, epoch, idx, body)"
		     " VALUES (:org, :epoch, :idx, :body)"),
		 e)) < 0)
		return rc;
	db_bind_int(q, ":epoch", h->epoch);
	db_bind_int(q, ":idx", (int64_t)h->tree.size);
	db_bind_str(q, ":body", body);
	return db_run_err(q, e);
}

static int append(struct ledger *l, struct dbc *conn, struct head *h, int64_t now_us,
    struct leaf *entry, struct err *e)
{
	struct hash leaf;
	struct sbuf b;
	int rc;

	sbuf_init_free(&b, LEAF_MAX);
	if (now_us < h->last_us)
		now_us = h->last_us;
	entry->log = h->origin;
	entry->i = (int64_t)h->tree.size;
	entry->t_us = now_us - now_us % 1000;
	if ((rc = leaf_print(&b, entry, &l->mac, e)) == E_OK &&
	    (rc = insert_leaf(conn, h, sbuf_str(&b), e)) == E_OK) {
		remember_for_undo(h);
		leaf = tree_leaf_hash(b.p, b.n);
		tree_append(&h->tree, &leaf);
		h->last_us = entry->t_us;
		h->dirty = true;
	}
	sbuf_release(&b);
	return rc;
}

int ledger_time(struct ledger *l, struct dbc *conn, struct org org, int64_t now_us,
    int64_t *ret_us, struct err *e)
{
	struct head *h;
	int rc = head_of(l, conn, org, &h, e);

	if (rc < 0)
		return rc;
	if (now_us < h->last_us) {	/* recorded time never goes back */
		if (h->last_us - now_us > 1000000)
			log_event(LOG_CLOCK_BACK, "log", h->origin, NULL);
		now_us = h->last_us;
	}
	*ret_us = now_us - now_us % 1000;	/* what the text can say */
	return E_OK;
}

int ledger_append(struct ledger *l, struct dbc *conn, struct org org, int64_t now_us,
    int64_t prev_epoch, struct leaf *entry, int64_t *ret_epoch, struct err *e)
{
	struct head *h;
	int rc;

	if (l->refusal)
		return err_hint(e, E_REFUSED,
		    "run `annexa verify`; after a restore open a new epoch with "
		    "`annexa ledger new-epoch --reason TEXT`",
		    "nothing can be written: %s", l->refusal);
	if ((rc = head_of(l, conn, org, &h, e)) < 0)
		return rc;
	if (prev_epoch != h->epoch)
		entry->prev = LEAF_NO_PREV;
	*ret_epoch = h->epoch;
	return append(l, conn, h, now_us, entry, e);
}

/* A log's first leaf commits to why it exists. */
static int first_leaf(struct ledger *l, struct dbc *conn, struct head *h, int64_t now_us,
    const char *act, const char *op, const char *reason, const char *before, struct err *e)
{
	struct value *doc = val_obj(e->arena);
	struct leaf leaf = {.act = act, .auth = "local", .op = op, .obj = "", .prev = LEAF_NO_PREV};
	uint8_t seed[DOC_SEED];
	int rc;

	random_bytes(seed, sizeof(seed));
	val_set_text(e->arena, doc, "origin", h->origin);
	val_set_text(e->arena, doc, "reason", reason);
	val_set_text(e->arena, doc, "before", before);
	if ((rc = insert_head(conn, h, reason, before, seed, e)) < 0 ||
	    (rc = doc_digest(seed, doc, NULL, &leaf.doc, e)) < 0)
		return rc;
	return append(l, conn, h, now_us, &leaf, e);
}

int ledger_begin(struct ledger *l, struct dbc *conn, struct org org, const char *uuid,
    int64_t now_us, const char *act, const char *reason, struct err *e)
{
	struct head *h = add_head(l);
	char host[65] = "annexa";

	(void)gethostname(host, sizeof(host) - 1);	/* only a name for people; "annexa" else */
	if (!note_name_ok(host))
		(void)snprintf(host, sizeof(host), "annexa");
	h->org = org;
	h->epoch = 1;
	tree_init(&h->tree);
	(void)snprintf(h->origin, sizeof(h->origin), "%s/%s/1", host, uuid);
	return first_leaf(l, conn, h, now_us, act, "genesis", reason, NULL, e);
}

int ledger_new_epoch(struct ledger *l, struct dbc *conn, struct org org, int64_t now_us,
    const char *act, const char *reason, struct err *e)
{
	struct ledger_status st;
	struct head *h;
	size_t stem;
	int rc;

	if ((rc = ledger_status(conn, org, e->arena, &st, e)) < 0 ||
	    (rc = head_of(l, conn, org, &h, e)) < 0)
		return rc;
	remember_for_undo(h);
	stem = strlen(h->origin);
	while (stem && h->origin[stem - 1] != '/')
		stem--;
	h->epoch = st.epoch + 1;
	(void)snprintf(h->origin + stem, sizeof(h->origin) - stem, "%" PRId64, h->epoch);
	tree_init(&h->tree);
	rc = first_leaf(l, conn, h, now_us, act, "epoch", reason, st.note, e);
	if (rc == E_OK && l->refusal && (rc = ledger_refused_else(l, conn, org, e)) == E_OK)
		l->reopens = true;
	return rc;
}

void ledger_job_begin(struct ledger *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->heads[i]->in_job = false;
}

/* Also takes back a head that the job made: its row has gone with the savepoint. */
void ledger_job_undo(struct ledger *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct head *h = l->heads[i];

		if (h->in_job) {
			h->tree = h->before;
			h->last_us = h->before_us;
			h->epoch = h->before_epoch;
			memcpy(h->origin, h->before_origin, sizeof(h->origin));
			h->in_job = false;
		}
		if (h->tree.size == 0) {
			mem_free(h);
			l->heads[i--] = l->heads[--l->n];
		}
	}
}

int ledger_before_commit(struct ledger *l, struct dbc *conn, struct err *e)
{
	uint8_t packed[TREE_PACKED_MAX];
	struct query *q;
	int rc;

	for (size_t i = 0; i < l->n; i++) {
		struct head *h = l->heads[i];

		if (!h->dirty)
			continue;
		if ((rc = db_prepare(conn, &h->org, &q, SQL("UPDATE ledger_head SET size = :size,"
		    " tree = :tree, last_us = :last WHERE org = :org AND epoch = :epoch"), e)) < 0)
			return rc;
		db_bind_int(q, ":size", (int64_t)h->tree.size);
		db_bind_blob(q, ":tree", packed, tree_pack(&h->tree, packed));
		db_bind_int(q, ":last", h->last_us);
		db_bind_int(q, ":epoch", h->epoch);
		if ((rc = db_run_err(q, e)) < 0)
			return rc;
	}
	return E_OK;
}

void ledger_after(struct ledger *l, bool committed)
{
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < l->n; i++) {
		l->unsigned_yet |= l->heads[i]->dirty && committed;
		l->heads[i]->dirty = false;
		if (!committed)
			mem_free(l->heads[i]);
	}
	if (!committed)
		l->n = 0;
	if (l->reopens && committed) {
		/* Readers may still hold the text without a lock: it is kept to the end. */
		l->past = mem_grow(l->past, l->npast + 1, sizeof(*l->past));
		l->past[l->npast++] = l->refusal;
		l->refusal = l->refusal_else;
		l->refusal_else = NULL;
	}
	l->reopens = false;
	pthread_mutex_unlock(&l->lock);
}

const char *ledger_refusal(const struct ledger *l)
{
	return l->refusal;
}

bool ledger_dirty(const struct ledger *l)
{
	return l->unsigned_yet;
}

int ledger_status(struct dbc *conn, struct org org, struct arena *a, struct ledger_status *ret,
    struct err *e)
{
	struct head h = { .org = org };
	struct query *q;
	int rc;

	*ret = (struct ledger_status){ 0 };
	if ((rc = db_prepare(conn, &org, &q,
		 SQL("SELECT h.epoch, h.origin, h.tree, h.last_us, c.size,"
		     " c.note, c.at FROM ledger_head AS h LEFT JOIN ledger_checkpoint AS c ON "
		     "c.org = h.org"
		     " AND c.epoch = h.epoch WHERE h.org = :org ORDER BY h.epoch DESC, c.size DESC "
		     "LIMIT 1"),
		 e)) < 0)
		return rc;
	if ((rc = db_step_err(q, e)) == 0)
		rc = err_set(e, E_REFUSED, "the organisation has no ledger");
	else if (rc > 0 && (rc = read_head(q, &h, e)) == E_OK)
		*ret = (struct ledger_status){ arena_text(a, h.origin), h.epoch, h.tree.size,
		    tree_root(&h.tree), db_int(q, 4), arena_text(a, db_text(q, 5)),
		    arena_text(a, db_text(q, 6)) };
	db_done(q);
	return rc;
}

int ledger_progress(struct dbc *conn, struct org org, int64_t *ret_size, int64_t *ret_signed,
    struct err *e)
{
	struct query *q;
	int rc;

	if ((rc = db_prepare(conn, &org, &q, SQL("SELECT h.size, (SELECT max(c.size)"
	    " FROM ledger_checkpoint AS c WHERE c.org = h.org AND c.epoch = h.epoch)"
	    " FROM ledger_head AS h WHERE h.org = :org ORDER BY h.epoch DESC LIMIT 1"), e)) < 0)
		return rc;
	if ((rc = db_step_err(q, e)) > 0) {
		*ret_size = db_int(q, 0);
		*ret_signed = db_int(q, 1);
	}
	db_done(q);
	return rc > 0 ? E_OK : rc < 0 ? rc :
	    err_set(e, E_REFUSED, "the organisation has no ledger");
}
