/* ledger/leaf_doc.c -- salted digests of documents and what erasing leaves of them. See leaf.h. */
#include "ledger/leaf.h"

struct hash doc_field_salt(const struct hmac_key *seed, const char *path)
{
	return hmac_sha256(seed, path, strlen(path));
}

/* In the caller's buffer: a document has many fields. */
static struct hash commit(struct sbuf *b, const struct hash *salt, const char *path,
    const struct value *v)
{
	char hex[HASH_HEX];

	b->n = 0;
	hash_hex(salt, hex);
	sbuf_add(b, "\x10[\"", 3);
	sbuf_add(b, hex, HASH_HEX - 1);
	sbuf_add(b, "\",", 2);
	json_text(b, str_of(path));
	sbuf_char(b, ',');
	jcs_print(b, v);
	sbuf_char(b, ']');
	REQUIRE(sbuf_ok(b));
	return sha256(b->p, b->n);
}

struct hash doc_field_digest(const struct hash *salt, const char *path, const struct value *v)
{
	struct sbuf b;
	struct hash h;

	sbuf_init_free(&b, SIZE_MAX / 4);
	h = commit(&b, salt, path, v);
	sbuf_release(&b);
	return h;
}

bool doc_redacted(const struct value *v, int64_t *ret_leaf)
{
	const struct value *m;

	if (v->kind != V_OBJECT || v->u.list.n != 1)
		return false;
	m = v->u.list.first;
	if (strcmp(m->key, "redacted") != 0 || m->kind != V_INT || m->u.i < 0)
		return false;
	*ret_leaf = m->u.i;
	return true;
}

/* A document from a bundle may hold anything; what JCS cannot print is refused, not a bug. */
static bool canonical(const struct value *v)
{
	static const int64_t exact = INT64_C(1) << 53;

	if (v->kind == V_INT)
		return v->u.i <= exact && v->u.i >= -exact;
	if (v->kind != V_ARRAY && v->kind != V_OBJECT)
		return true;
	for (const struct value *m = v->u.list.first; m; m = m->next)
		if (!canonical(m))
			return false;
	return true;
}

/* Where salts come from. */
struct source {
	struct hmac_key key;		/* if seed */
	const uint8_t *seed;
	const struct value *kept;
	size_t used;			/* entries of kept that a member has claimed */
	struct sbuf buf;
};

static void source_init(struct source *s, const uint8_t *seed, const struct value *kept)
{
	s->seed = seed;
	s->kept = kept;
	s->used = 0;
	sbuf_init_free(&s->buf, SIZE_MAX / 4);
	if (seed)
		hmac_key_init(&s->key, seed, DOC_SEED);
}

/* Key and texts of the document are secrets as long as the seed lives. */
static void source_release(struct source *s)
{
	explicit_bzero(&s->key, sizeof(s->key));
	if (s->buf.p)
		explicit_bzero(s->buf.p, s->buf.room);
	sbuf_release(&s->buf);
}

/* One member: its salt (if it still has one) and its digest. */
struct field {
	bool erased;
	struct hash salt, digest;
};

/* The text of a kept entry, and which of the two it is. */
static bool kept_hash(const struct value *entry, bool *ret_erased, struct hash *ret)
{
	const struct value *m = entry->kind == V_OBJECT ? entry->u.list.first : NULL;
	char hex[HASH_HEX];

	if (!m || entry->u.list.n != 1 || m->kind != V_TEXT || m->u.s.n != HASH_HEX - 1 ||
	    strlen(m->u.s.p) != m->u.s.n || !hash_from_hex(m->u.s.p, ret))
		return false;
	hash_hex(ret, hex);
	*ret_erased = strcmp(m->key, "digest") == 0;
	return memcmp(hex, m->u.s.p, HASH_HEX) == 0 &&
	    (*ret_erased || strcmp(m->key, "salt") == 0);
}

static int field(struct source *s, const struct value *m, struct field *ret, struct err *e)
{
	const struct value *entry = s->kept ? val_get(s->kept, m->key) : NULL;
	int64_t leaf;

	ret->erased = false;
	if (entry) {
		s->used++;
		if (!kept_hash(entry, &ret->erased, &ret->salt))
			return err_set(e, E_INVALID, "what is kept of field \"%s\" is malformed",
			    m->key);
	} else if (s->seed) {
		ret->salt = doc_field_salt(&s->key, m->key);
	} else {
		return err_set(e, E_INVALID, "there is no salt for field \"%s\"", m->key);
	}
	if (ret->erased) {
		ret->digest = ret->salt;
		if (!doc_redacted(m, &leaf))
			return err_set(
			    e, E_INVALID, "field \"%s\" is erased but has a value", m->key);
		return E_OK;
	}
	if (!canonical(m))
		return err_set(e, E_INVALID, "field \"%s\" holds a number beyond 2^53", m->key);
	ret->digest = commit(&s->buf, &ret->salt, m->key, m);
	return E_OK;
}

static int all_used(const struct source *s, struct err *e)
{
	if (s->kept && s->used != s->kept->u.list.n)
		return err_set(
		    e, E_INVALID, "salts are kept for fields the document does not have");
	return E_OK;
}

static int kinds(const struct value *object, const struct value *kept, struct err *e)
{
	if (object->kind != V_OBJECT || (kept && kept->kind != V_OBJECT))
		return err_set(e, E_INVALID, "a document and what is kept of it must be objects");
	return E_OK;
}

static int by_bytes(const void *x, const void *y)
{
	return memcmp(x, y, HASH_BYTES);
}

static struct hash list_digest(struct sbuf *b, struct hash *d, size_t n)
{
	char hex[HASH_HEX];

	qsort(d, n, sizeof(*d), by_bytes);
	b->n = 0;
	sbuf_add(b, "\x11[", 2);
	for (size_t i = 0; i < n; i++) {
		hash_hex(&d[i], hex);
		sbuf_text(b, i ? ",\"" : "\"");
		sbuf_add(b, hex, HASH_HEX - 1);
		sbuf_char(b, '"');
	}
	sbuf_char(b, ']');
	REQUIRE(sbuf_ok(b));
	return sha256(b->p, b->n);
}

int doc_digest(const uint8_t *seed, const struct value *object, const struct value *kept,
    struct hash *ret, struct err *e)
{
	struct hash few[64], *d = few;
	struct source s;
	struct field f;
	size_t n = 0;
	int rc;

	if ((rc = kinds(object, kept, e)))
		return rc;
	if (object->u.list.n > COUNT(few))
		d = mem_new(object->u.list.n, sizeof(*d));
	source_init(&s, seed, kept);
	for (const struct value *m = object->u.list.first; m && !rc; m = m->next)
		if (!(rc = field(&s, m, &f, e)))
			d[n++] = f.digest;
	if (!rc && !(rc = all_used(&s, e)))
		*ret = list_digest(&s.buf, d, n);
	source_release(&s);
	if (d != few)
		mem_free(d);
	return rc;
}

/* Behind a value's last byte, or NULL. Strings and brackets are stepped over, nothing is checked.
 */
static const char *value_end(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end; p++) {
		if (*p == '"') {
			for (p++; p < end && *p != '"'; p++)
				p += *p == '\\';
			if (p >= end)
				return NULL;
		} else if (*p == '[' || *p == '{') {
			depth++;
		} else if ((*p == ']' || *p == '}') && depth) {
			depth--;
		} else if (depth == 0 && (*p == ',' || *p == '}')) {
			return p;
		}
	}
	return NULL;
}

/* A key of ours: `"name":`, name of printable ASCII. Moves *p behind it; key.n 0 = none. */
static struct str plain_key(const char **p, const char *end)
{
	const char *from = *p + 1, *at = from;

	if (*p >= end || **p != '"')
		return STR("");
	while (at < end && *at > ' ' && *at < 127 && *at != '"' && *at != '\\')
		at++;
	if (end - at < 2 || at[0] != '"' || at[1] != ':')
		return STR("");
	*p = at + 2;
	return (struct str){ from, (size_t)(at - from) };
}

static bool rises(struct str before, struct str key)
{
	size_t n = before.n < key.n ? before.n : key.n;
	int order = memcmp(before.p, key.p, n);

	return order < 0 || (order == 0 && before.n < key.n);
}

/* As commit(), of a value's text. */
static struct hash commit_text(struct source *s, struct str key, const char *value, size_t n)
{
	struct hash salt = hmac_sha256(&s->key, key.p, key.n);
	struct sbuf *b = &s->buf;
	char hex[HASH_HEX];

	b->n = 0;
	hash_hex(&salt, hex);
	sbuf_add(b, "\x10[\"", 3);
	sbuf_add(b, hex, HASH_HEX - 1);
	sbuf_add(b, "\",\"", 3);
	sbuf_add(b, key.p, key.n);
	sbuf_add(b, "\",", 2);
	sbuf_add(b, value, n);
	sbuf_char(b, ']');
	REQUIRE(sbuf_ok(b));
	return sha256(b->p, b->n);
}

enum { TEXT_MEMBERS = 64 };	/* with more, the other way is taken */

/* Digests of the members of a text; 0 if it is not one of ours. */
static size_t text_members(struct source *s, struct str text, struct hash d[TEXT_MEMBERS])
{
	const char *p = text.p, *end = text.p + text.n, *to;
	struct str before = STR(""), key;
	size_t n = 0;

	if (text.n < 2 || *p != '{')
		return 0;
	do {
		p++;
		key = plain_key(&p, end);
		if (!key.n || n == TEXT_MEMBERS || !rises(before, key) ||
		    !(to = value_end(p, end)) || to == p)
			return 0;
		d[n++] = commit_text(s, key, p, (size_t)(to - p));
		before = key;
		p = to;
	} while (*p == ',');
	return p == end - 1 ? n : 0;
}

bool doc_digest_text(const uint8_t seed[DOC_SEED], struct str text, const struct value *more,
    struct hash *ret)
{
	struct hash d[TEXT_MEMBERS];
	struct source s;
	size_t n;

	source_init(&s, seed, NULL);
	n = text_members(&s, text, d);
	for (const struct value *m = more->u.list.first; m && n; m = m->next) {
		struct hash salt = doc_field_salt(&s.key, m->key);

		if (n == TEXT_MEMBERS) {
			n = 0;
			break;
		}
		d[n++] = commit(&s.buf, &salt, m->key, m);
	}
	if (n)
		*ret = list_digest(&s.buf, d, n);
	source_release(&s);
	return n > 0;
}

static bool listed(const char *key, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(paths[i], key) == 0)
			return true;
	return false;
}

/* The kept object when the n members of paths go. */
static int spell_out(struct arena *a, struct source *s, const struct value *object,
    const char *const *paths, size_t n, struct value **ret, struct err *e)
{
	struct value *all = val_obj(a), *one;
	char hex[HASH_HEX];
	struct field f;
	bool gone;
	int rc;

	for (const struct value *m = object->u.list.first; m; m = m->next) {
		if ((rc = field(s, m, &f, e)))
			return rc;
		gone = f.erased || listed(m->key, paths, n);
		hash_hex(gone ? &f.digest : &f.salt, hex);
		one = val_obj(a);
		val_add(one, gone ? "digest" : "salt", val_str(a, str_copy(a, hex, HASH_HEX - 1)));
		val_add(all, m->key, one);
	}
	*ret = all;
	return all_used(s, e);
}

static void release(void *thing)
{
	source_release(thing);
}

int doc_disclose(struct arena *a, const uint8_t *seed, const struct value *object,
    const struct value *kept, struct value **ret_kept, struct err *e)
{
	struct source *s;
	int rc;

	if ((rc = kinds(object, kept, e)))
		return rc;
	s = arena_alloc(a, sizeof(*s));	/* the arena may be left by a jump */
	source_init(s, seed, kept);
	arena_defer(a, release, s);
	return spell_out(a, s, object, NULL, 0, ret_kept, e);
}

static struct value *redact(struct arena *a, const struct value *object, const struct value *kept,
    const char *const *paths, size_t n, int64_t leaf)
{
	struct value *copy = val_obj(a), *v;

	for (const struct value *m = object->u.list.first; m; m = m->next) {
		const struct value *entry = kept ? val_get(kept, m->key) : NULL;

		if (listed(m->key, paths, n) && !(entry && val_get(entry, "digest"))) {
			v = val_obj(a);
			val_add(v, "redacted", val_int(a, leaf));
		} else {
			v = val_copy(a, m);
		}
		val_add(copy, m->key, v);
	}
	return copy;
}

int doc_erase(struct arena *a, const uint8_t *seed, const struct value *object,
    const struct value *kept, const char *const *paths, size_t n, int64_t leaf,
    struct value **ret_object, struct value **ret_kept, struct err *e)
{
	struct source *s;
	int rc;

	if ((rc = kinds(object, kept, e)))
		return rc;
	for (size_t i = 0; i < n; i++)
		if (!val_get(object, paths[i]))
			return err_set(e, E_NOTFOUND, "the document has no field \"%s\"", paths[i]);
	s = arena_alloc(a, sizeof(*s));
	source_init(s, seed, kept);
	arena_defer(a, release, s);
	if ((rc = spell_out(a, s, object, paths, n, ret_kept, e)))
		return rc;
	*ret_object = redact(a, object, kept, paths, n, leaf);
	return E_OK;
}
