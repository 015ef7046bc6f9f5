/*
 * ledger/signer_core.c -- what the signer signs and what it refuses. See signer.h.
 *
 * No consistency proof is taken from outside: the core appends to the very tree it signed last,
 * so what it signs next extends that by construction. A proof would be checked against the same
 * frontier, at the price of a second way to be wrong; and with the bodies in hand the core can
 * also refuse leaves that no program of ours wrote, which a proof over hashes could not show.
 */
#include <sodium.h>
#include "ledger/signer_priv.h"

struct signer_log {
	struct signer_log *next;
	char origin[NOTE_NAME_MAX + 1];
	struct tree mark, grown;	/* signed last; that and the leaves appended since */
	int64_t mark_t_us, grown_t_us;	/* time of the last leaf of each */
	char *note;			/* what was signed last, or NULL */
	size_t note_n;
};

static const char magic[] = "annexa signer mark 1\n";
enum { MARK_NAME = HASH_HEX + 5 };

int signer_core_init(struct signer_core *c, int dir, struct err *e)
{
	uint8_t seed[crypto_sign_SEEDBYTES], mac[SIGNER_MAC_KEY];
	int rc;

	memset(c, 0, sizeof(*c));
	c->dir = dir;
	arena_init(&c->arena, 64 << 20);
	(void)sodium_mlock(c, sizeof(*c));	/* fails where locked memory is not granted */
	if ((rc = signer_secret(dir, "key", seed, sizeof(seed), e)) ||
	    (rc = signer_secret(dir, "mac", mac, sizeof(mac), e)))
		return rc;
	if (crypto_sign_seed_keypair(c->key.public, c->secret, seed) != 0)
		BUG("Ed25519");
	hmac_key_init(&c->mac, mac, sizeof(mac));
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(mac, sizeof(mac));
	return E_OK;
}

void signer_core_release(struct signer_core *c)
{
	struct signer_log *l;

	for (size_t i = 0; i < COUNT(c->log); i++) {
		while ((l = c->log[i])) {
			c->log[i] = l->next;
			mem_free(l->note);
			mem_free(l);
		}
	}
	arena_release(&c->arena);
	sodium_munlock(c, sizeof(*c));		/* also clears it */
}

static void mark_name(const char *origin, char out[MARK_NAME])
{
	struct hash h = sha256(origin, strlen(origin));

	hash_hex(&h, out);
	memcpy(out + HASH_HEX - 1, ".mark", 6);
}

/* Mark file: magic, origin, time, packed tree, root, note, SHA-256 of all that. */
static void mark_write(struct wire_out *w, const struct signer_log *l, const struct tree *t,
    int64_t t_us, struct str note)
{
	uint8_t packed[TREE_PACKED_MAX];
	struct hash root = tree_root(t), sum;

	wire_raw(w, magic, sizeof(magic) - 1);
	wire_bytes(w, l->origin, strlen(l->origin));
	wire_u64(w, (uint64_t)t_us);
	wire_bytes(w, packed, tree_pack(t, packed));
	wire_raw(w, root.b, sizeof(root.b));
	wire_bytes(w, note.p, note.n);
	sum = sha256(w->p, w->n);
	wire_raw(w, sum.b, sizeof(sum.b));
	REQUIRE(!w->bad);
}

static int mark_store(struct signer_core *c, const struct signer_log *l, const struct tree *t,
    int64_t t_us, struct str note, struct err *e)
{
	uint8_t file[SIGNER_FILE_MAX];
	struct wire_out w = { file, 0, sizeof(file), false };
	char name[MARK_NAME];

	mark_write(&w, l, t, t_us, note);
	mark_name(l->origin, name);
	return signer_file_write(c->dir, name, file, w.n, e);
}

/* Does the note of a mark say what the mark says? Without one nothing may have been signed. */
static bool note_fits(struct signer_core *c, const struct signer_log *l, struct str note,
    const struct hash *root, struct err *e)
{
	struct note_key key = { 0 };
	struct checkpoint head;
	struct str text;

	if (note.n == 0)
		return l->mark.size == 0;
	return note_key_init(&key, l->origin, c->key.public, e) == 0 &&
	    note_open(note, &key, 1, &text, e) == 0 && checkpoint_parse(text, &head, e) == 0 &&
	    strcmp(head.origin, l->origin) == 0 && head.size == l->mark.size &&
	    hash_eq(&head.root, root);
}

/* Fill l, whose origin is set. False if anything at all is odd. */
static bool mark_read(struct signer_core *c, struct signer_log *l, const uint8_t *file, size_t n,
    struct err *e)
{
	struct wire_in w = { file, n - HASH_BYTES, n < HASH_BYTES };
	struct str origin, packed, note;
	const uint8_t *start, *root_bytes;
	struct hash sum, root, said;

	if (w.bad)
		return false;
	start = wire_get_raw(&w, sizeof(magic) - 1);
	origin = wire_get_bytes(&w);
	l->mark_t_us = (int64_t)wire_get_u64(&w);
	packed = wire_get_bytes(&w);
	root_bytes = wire_get_raw(&w, HASH_BYTES);
	note = wire_get_bytes(&w);
	sum = sha256(file, n - HASH_BYTES);
	if (w.bad || w.n || !start || !root_bytes || memcmp(start, magic, sizeof(magic) - 1) != 0 ||
	    memcmp(sum.b, file + n - HASH_BYTES, HASH_BYTES) != 0 ||
	    !str_is(origin, l->origin) || !tree_unpack(packed.p, packed.n, &l->mark))
		return false;
	root = tree_root(&l->mark);
	memcpy(said.b, root_bytes, HASH_BYTES);
	if (!hash_eq(&root, &said) || !note_fits(c, l, note, &root, e))
		return false;
	if (note.n) {
		l->note = mem_new(note.n, 1);
		memcpy(l->note, note.p, note.n);
		l->note_n = note.n;
	}
	return true;
}

static void grown_reset(struct signer_log *l)
{
	l->grown = l->mark;
	l->grown_t_us = l->mark_t_us;
}

static struct signer_log **slot(struct signer_core *c, const char *origin)
{
	struct hash h = sha256(origin, strlen(origin));

	return &c->log[((size_t)h.b[0] << 8 | h.b[1]) % COUNT(c->log)];
}

/*
 * The log of an origin, read from its mark when first asked for. A mark that cannot be read is
 * a refusal, never an unknown log: that would let the log start from nothing again.
 */
static int find(struct signer_core *c, const char *origin, struct signer_log **ret, struct err *e)
{
	uint8_t file[SIGNER_FILE_MAX];
	struct signer_log **at, *l;
	char name[MARK_NAME];
	size_t n;
	int rc;

	if (!note_name_ok(origin))
		return err_set(e, E_INVALID, "this is not the origin of a log");
	at = slot(c, origin);
	for (l = *at; l; l = l->next)
		if (strcmp(l->origin, origin) == 0)
			break;
	if (!l) {
		mark_name(origin, name);
		if ((rc = signer_file_read(c->dir, name, file, sizeof(file), &n, e)))
			return rc == E_NOTFOUND ? err_set(e, rc, "the signer does not know the log "
			    "\"%s\"", origin) : rc;
		l = mem_new(1, sizeof(*l));
		memcpy(l->origin, origin, strlen(origin));
		if (!mark_read(c, l, file, n, e)) {
			mem_free(l->note);
			mem_free(l);
			err_clear(e);
			return err_hint(e, E_REFUSED, "open a new epoch",
			    "the signer's mark of \"%s\" is damaged", origin);
		}
		grown_reset(l);
		l->next = *at;
		*at = l;
	}
	*ret = l;
	return E_OK;
}

static void mark_say(const struct signer_log *l, struct signer_mark *ret)
{
	*ret = (struct signer_mark){ l->mark.size, tree_root(&l->mark), l->mark_t_us,
		l->grown.size };
}

int signer_core_mark(struct signer_core *c, const char *origin, struct signer_mark *ret,
    struct err *e)
{
	struct signer_log *l;
	int rc;

	if ((rc = find(c, origin, &l, e)))
		return rc;
	mark_say(l, ret);
	return E_OK;
}

int signer_core_open(struct signer_core *c, const char *origin, struct signer_mark *ret,
    struct err *e)
{
	struct signer_log *l, **at;
	int rc;

	rc = find(c, origin, &l, e);
	if (rc == E_NOTFOUND) {
		err_clear(e);
		l = mem_new(1, sizeof(*l));
		memcpy(l->origin, origin, strlen(origin));
		if ((rc = mark_store(c, l, &l->mark, 0, STR(""), e))) {
			mem_free(l);
			return rc;
		}
		at = slot(c, origin);
		l->next = *at;
		*at = l;
	}
	if (rc)
		return rc;
	grown_reset(l);
	mark_say(l, ret);
	return E_OK;
}

/* One leaf onto the tree *t, whose last leaf is of *t_us. */
static int append(struct signer_core *c, const char *origin, struct str body, struct tree *t,
    int64_t *t_us, struct err *e)
{
	struct hash h;
	struct leaf l;
	int rc;

	if ((rc = leaf_parse(&c->arena, body.p, body.n, &l, e)))
		return E_REFUSED;
	if (!leaf_mac_ok(&c->mac, body.p, body.n, &l))
		return err_set(e, E_REFUSED,
		    "leaf %" PRId64 " was not written by this program: its "
		    "mac is wrong",
		    l.i);
	if (strcmp(l.log, origin) != 0)
		return err_set(
		    e, E_REFUSED, "leaf %" PRId64 " belongs to the log \"%s\"", l.i, l.log);
	if ((uint64_t)l.i != t->size)
		return err_set(e, E_REFUSED, "leaf %" PRId64 " came where leaf %" PRIu64 " is next",
		    l.i, t->size);
	if (l.t_us < *t_us)
		return err_set(
		    e, E_REFUSED, "leaf %" PRId64 " is older than the leaf before it", l.i);
	h = tree_leaf_hash(body.p, body.n);
	tree_append(t, &h);
	*t_us = l.t_us;
	return E_OK;
}

int signer_core_append(struct signer_core *c, const char *origin, const struct str *bodies,
    size_t n, struct err *e)
{
	struct arena_mark back;
	struct signer_log *l;
	struct tree t;
	int64_t t_us;
	int rc;

	if ((rc = find(c, origin, &l, e)))
		return rc;
	t = l->grown;
	t_us = l->grown_t_us;
	for (size_t i = 0; i < n; i++) {
		back = arena_mark(&c->arena);
		if ((rc = append(c, origin, bodies[i], &t, &t_us, e))) {
			e->code = rc;	/* whatever made a leaf unreadable: it is refused */
			return rc;
		}
		arena_rewind(&c->arena, back);
	}
	l->grown = t;
	l->grown_t_us = t_us;
	return E_OK;
}

/* Only what was grown here may be signed, whole, and never less than before. */
static int check(const struct signer_log *l, uint64_t size, const struct hash *root,
    struct err *e)
{
	struct hash mine = tree_root(&l->grown);

	if (size < l->mark.size)
		return err_set(e, E_REFUSED, "the log \"%s\" has %" PRIu64 " entries, but %" PRIu64
		    " were signed: entries are missing", l->origin, size, l->mark.size);
	if (size != l->grown.size)
		return err_set(e, E_REFUSED, "the log \"%s\" is to be signed at %" PRIu64
		    " entries, but %" PRIu64 " were shown", l->origin, size, l->grown.size);
	if (!hash_eq(root, &mine))
		return err_set(e, E_REFUSED, "the log \"%s\" differs from the %" PRIu64
		    " entries shown", l->origin, size);
	return E_OK;
}

static int sign(struct signer_core *c, struct signer_log *l, struct sbuf *note, struct err *e)
{
	struct checkpoint head = { .size = l->grown.size, .root = tree_root(&l->grown) };
	struct note_key key;
	struct sbuf text;
	int rc;

	memcpy(head.origin, l->origin, sizeof(head.origin));
	sbuf_init_free(&text, 4096);
	checkpoint_print(&text, &head);
	rc = note_key_init(&key, l->origin, c->key.public, e);
	if (!rc)
		rc = note_sign(note, sbuf_str(&text), &key, c->secret, e);
	sbuf_release(&text);
	return rc;
}

int signer_core_sign(struct signer_core *c, const char *origin, uint64_t size,
    const struct hash *root, struct str *ret_note, struct err *e)
{
	struct signer_log *l;
	struct sbuf note;
	int rc;

	if ((rc = find(c, origin, &l, e)) || (rc = check(l, size, root, e)))
		return rc;
	if (!l->note || size != l->mark.size) {
		sbuf_init_free(&note, 4096);
		rc = sign(c, l, &note, e);
		/* Durable before anybody sees the signature: a crash must not forget it. */
		if (rc || (rc = mark_store(c, l, &l->grown, l->grown_t_us, sbuf_str(&note), e))) {
			sbuf_release(&note);
			return rc;
		}
		l->mark = l->grown;
		l->mark_t_us = l->grown_t_us;
		mem_free(l->note);
		l->note = sbuf_take(&note, &l->note_n);
	}
	*ret_note = (struct str){ l->note, l->note_n };
	return E_OK;
}
