/* record/subject.c -- see subject.h. XChaCha20-Poly1305 of libsodium; the place is authenticated.
 */
#include <sodium.h>
#include "record/program.h"
#include "record/subject.h"

enum { KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	EXTRA = NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES };

struct subjects {
	struct db *db;
	bool open;		/* a transaction holds keys that are not durable yet */
};

int subjects_open(const char *dir, bool create, struct subjects **ret, struct err *e)
{
	struct subjects *s = mem_new(1, sizeof(*s));
	int rc =
	    db_open(dir, dir ? (create ? DB_KEYS | DB_CREATE : DB_KEYS) : DB_MEMORY, &s->db, e);

	if (rc == E_OK && (create || !dir))
		rc = db_script(db_own(s->db),
		    "CREATE TABLE subject (org INTEGER NOT NULL, type TEXT NOT NULL,"
		    " id INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY (org, type, id)) WITHOUT "
		    "ROWID",
		    e);
	if (rc == E_OK && db_script(db_own(s->db), "SELECT 1 FROM subject LIMIT 0", e) < 0) {
		err_clear(e);
		rc = err_hint(e, E_REFUSED, "bring it back from its own backup", "%s/subjects.keys "
		    "holds no keys of people: it was cut off or is damaged", dir ? dir : "");
	}
	if (rc < 0) {
		subjects_close(s);
		return rc;
	}
	*ret = s;
	return E_OK;
}

void subjects_close(struct subjects *s)
{
	if (s)
		db_close(s->db);
	mem_free(s);
}

int subjects_copy(struct subjects *s, const char *path, struct err *e)
{
	struct dbc *conn;
	int rc;

	if ((rc = db_reader_take(s->db, &conn, e)) < 0)
		return rc;
	rc = db_copy(conn, path, e);
	db_reader_give(conn);
	return rc;
}

int subjects_before_commit(struct subjects *s, struct err *e)
{
	if (!s->open)
		return E_OK;
	s->open = false;
	return db_script(db_own(s->db), "COMMIT", e);
}

bool record_personal(const struct record *t)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (f->flags & F_PERSONAL)
			return true;
	return false;
}

/* ---- keys ---- */

static int find_key(struct ctx *c, struct dbc *conn, const struct record *t, int64_t id,
    uint8_t ret[KEY])
{
	struct query *q;
	const void *p;
	size_t n;
	int rc;

	if ((rc = db_prepare(conn, &c->org, &q, SQL("SELECT key FROM subject WHERE org = :org"
	    " AND type = :type AND id = :id"), &c->err)) < 0)
		return rc;
	db_bind_text(q, ":type", t->name);
	db_bind_int(q, ":id", id);
	if ((rc = db_step_err(q, &c->err)) > 0) {
		p = db_blob(q, 0, &n);
		if (n == KEY)
			memcpy(ret, p, KEY);
		else
			rc = err_set(&c->err, E_REFUSED, "the key of %s is damaged",
			    code_text(c->arena, t, id));
	}
	db_done(q);
	return rc;
}

static int make_key(struct ctx *c, const struct record *t, int64_t id, uint8_t ret[KEY])
{
	struct subjects *s = c->program->subjects;
	struct dbc *conn = db_own(s->db);
	struct query *q;
	int rc;

	if (!s->open && (rc = db_script(conn, "BEGIN IMMEDIATE", &c->err)) < 0)
		return rc;
	s->open = true;
	if ((rc = db_prepare(conn, &c->org, &q,
		 SQL("INSERT INTO subject (org, type, id, key) VALUES"
		     " (:org, :type, :id, :key)"),
		 &c->err)) < 0)
		return rc;
	random_bytes(ret, KEY);
	db_bind_text(q, ":type", t->name);
	db_bind_int(q, ":id", id);
	db_bind_blob(q, ":key", ret, KEY);
	return db_run_err(q, &c->err);
}

/* 1 found, 0 none (destroyed). The writer looks on its own connection: it may have just made it. */
static int key_of(struct ctx *c, const struct record *t, int64_t id, bool make, uint8_t ret[KEY])
{
	struct db *db = c->program->subjects->db;
	struct dbc *conn = db_own(db);
	int rc;

	if (!c->writing && (rc = db_reader_take(db, &conn, &c->err)) < 0)
		return rc;
	rc = find_key(c, conn, t, id, ret);
	if (!c->writing)
		db_reader_give(conn);
	if (rc == 0 && make)
		rc = (rc = make_key(c, t, id, ret)) < 0 ? rc : 1;
	return rc;
}

/* ---- sealing ---- */

static const char *place(struct ctx *c, const struct record *t, int64_t id, const char *what)
{
	return arena_printf(
	    c->arena, "%" PRId64 "/%s/%" PRId64 "/%s", c->org.id, t->name, id, what);
}

static struct str seal(
    struct ctx *c, const uint8_t key[KEY], const char *at, const void *p, size_t n)
{
	uint8_t *out = arena_alloc(c->arena, n + EXTRA);

	random_bytes(out, NONCE);
	if (crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, p, n, (const uint8_t *)at,
	    strlen(at), NULL, out, key) != 0)
		BUG("sealing");
	return (struct str){ (const char *)out, n + EXTRA };
}

static bool unseal(
    struct ctx *c, const uint8_t key[KEY], const char *at, struct str s, struct str *ret)
{
	uint8_t *out;

	if (s.n < EXTRA)
		return false;
	out = arena_alloc(c->arena, s.n - EXTRA + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL,
		(const uint8_t *)s.p + NONCE, s.n - NONCE, (const uint8_t *)at, strlen(at),
		(const uint8_t *)s.p, key) != 0)
		return false;
	out[s.n - EXTRA] = '\0';
	*ret = (struct str){ (const char *)out, s.n - EXTRA };
	return true;
}

static struct value *seal_member(struct ctx *c, const uint8_t key[KEY], const char *at,
    const struct value *v)
{
	struct sbuf *b = sbuf_new(c->arena, 1 << 20);
	struct value *o = val_obj(c->arena);
	struct str s;
	char *text;

	jcs_print(b, v);
	s = seal(c, key, at, b->p, b->n);
	text = arena_alloc(c->arena, base64_room(s.n));
	base64_encode(s.p, s.n, text);
	val_add(o, "sealed", val_text(c->arena, text));
	return o;
}

int subject_seal(struct ctx *c, const struct record *t, int64_t id, const struct value *doc,
    struct str clear, const uint8_t seed[DOC_SEED], struct str *ret_text, struct str *ret_seed)
{
	struct value *out;
	struct sbuf *b;
	uint8_t key[KEY];
	int rc;

	*ret_seed = (struct str){ (const char *)seed, DOC_SEED };
	*ret_text = clear;
	if (!record_personal(t))
		return E_OK;
	if ((rc = key_of(c, t, id, true, key)) < 0)
		return rc;
	out = val_obj(c->arena);
	for (const struct value *m = doc->u.list.first; m; m = m->next) {
		const struct field *f = field_find(t, m->key);

		val_add(out, m->key, f && (f->flags & F_PERSONAL) ?
		    seal_member(c, key, place(c, t, id, m->key), m) : val_copy(c->arena, m));
	}
	*ret_seed = seal(c, key, place(c, t, id, "/seed"), seed, DOC_SEED);
	sodium_memzero(key, sizeof(key));
	b = sbuf_new(c->arena, 2 << 20);
	jcs_print(b, out);
	*ret_text = sbuf_str(b);
	return sbuf_ok(b) ? E_OK : err_set(&c->err, E_TOOBIG, "the record is larger than 1 MB");
}

static int changed(struct ctx *c, const struct record *t, int64_t id)
{
	return err_set(&c->err, E_REFUSED, "a revision of %s is not what was written",
	    code_text(c->arena, t, id));
}

static int unseal_members(struct ctx *c, const struct record *t, int64_t id, const uint8_t key[KEY],
    struct value *doc)
{
	for (const struct value *m = doc->u.list.first, *next; m; m = next) {
		const struct field *f = field_find(t, m->key);
		const char *sealed =
		    f && (f->flags & F_PERSONAL) ? val_get_text(m, "sealed") : NULL;
		const char *name = m->key;
		size_t n = sealed ? strlen(sealed) : 0, got;
		uint8_t *raw;
		struct value *v;
		struct str s;

		next = m->next;
		if (!sealed)
			continue;
		raw = arena_alloc(c->arena, n + 1);
		if (!base64_decode(sealed, n, raw, n + 1, &got) ||
		    !unseal(
			c, key, place(c, t, id, name), (struct str){(const char *)raw, got}, &s) ||
		    json_parse(c->arena, s.p, s.n, &v, &c->err) < 0)
			return changed(c, t, id);
		val_set(doc, name, v);
	}
	return E_OK;
}

int subject_open(struct ctx *c, const struct record *t, int64_t id, struct str text,
    struct str seed, struct value **ret_doc, const uint8_t **ret_seed)
{
	uint8_t key[KEY];
	struct str s;
	int rc;

	*ret_seed = seed.n == DOC_SEED ? (const uint8_t *)seed.p : NULL;
	if ((rc = json_parse(c->arena, text.p, text.n, ret_doc, &c->err)) < 0)
		return rc;
	if ((*ret_doc)->kind != V_OBJECT || (seed.n && seed.n != DOC_SEED && !record_personal(t)))
		return changed(c, t, id);
	if (!record_personal(t) || (rc = key_of(c, t, id, false, key)) == 0)
		return E_OK;	/* nothing sealed, or the key is gone for good */
	if (rc < 0 || (rc = unseal_members(c, t, id, key, *ret_doc)) < 0)
		return rc;
	if (seed.n && (!unseal(c, key, place(c, t, id, "/seed"), seed, &s) || s.n != DOC_SEED))
		return changed(c, t, id);
	if (seed.n)
		*ret_seed = (const uint8_t *)s.p;
	sodium_memzero(key, sizeof(key));
	return E_OK;
}
