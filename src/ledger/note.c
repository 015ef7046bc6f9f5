/* ledger/note.c -- see note.h. SOURCE: C2SP signed-note v1.0.0, tlog-checkpoint v1.0.0. */
#include <sodium.h>
#include "ledger/note.h"
#include "ledger/tree.h"

enum { ED25519 = 1, SIGNATURE = 4 + crypto_sign_BYTES };

static const char dash[] = "\xe2\x80\x94 ";	/* em dash and blank start a signature line */

bool note_name_ok(const char *name)
{
	size_t n = 0;

	for (; name[n]; n++)
		if (n == NOTE_NAME_MAX || name[n] <= ' ' || name[n] > '~' ||
		    strchr("+\"\\", name[n]))
			return false;
	return n > 0;
}

static void key_id(struct note_key *k)
{
	static const uint8_t between[] = { '\n', ED25519 };
	struct sha256 s;
	struct hash h;

	sha256_init(&s);
	sha256_add(&s, k->name, strlen(k->name));
	sha256_add(&s, between, sizeof(between));
	sha256_add(&s, k->public, sizeof(k->public));
	sha256_end(&s, &h);
	memcpy(k->id, h.b, sizeof(k->id));
}

int note_key_init(struct note_key *k, const char *name, const uint8_t public[32], struct err *e)
{
	struct note_key fresh = { 0 };

	if (!note_name_ok(name))
		return err_set(e, E_INVALID,
		    "\"%.*s\" cannot be the name of a key: 1 to %d "
		    "printable ASCII characters without blank and plus",
		    NOTE_NAME_MAX, name, NOTE_NAME_MAX);
	memcpy(fresh.name, name, strlen(name));
	memcpy(fresh.public, public, sizeof(fresh.public));
	key_id(&fresh);
	*k = fresh;
	return E_OK;
}

void note_key_print(const struct note_key *k, char out[NOTE_VKEY_MAX + 1])
{
	uint8_t typed[1 + 32] = { ED25519 };
	size_t n = strlen(k->name);

	memcpy(out, k->name, n);
	out[n++] = '+';
	hex_encode(k->id, sizeof(k->id), out + n);
	n += 2 * sizeof(k->id);
	out[n++] = '+';
	memcpy(typed + 1, k->public, sizeof(k->public));
	base64_encode(typed, sizeof(typed), out + n);
}

/* Prints what was read and compares: one spelling of a key, and the id is the right one. */
int note_key_parse(struct str vkey, struct note_key *ret, struct err *e)
{
	char name[NOTE_NAME_MAX + 1], again[NOTE_VKEY_MAX + 1];
	const char *plus = vkey.n ? memchr(vkey.p, '+', vkey.n) : NULL;
	size_t n = plus ? (size_t)(plus - vkey.p) : 0, tail, got;
	uint8_t typed[1 + 32];
	struct note_key k;

	tail = vkey.n - n;
	if (!plus || n > NOTE_NAME_MAX || tail != 1 + 8 + 1 + 44 ||
	    !base64_decode(plus + 10, 44, typed, sizeof(typed), &got) || got != sizeof(typed))
		return err_set(e, E_INVALID, "the verifier key is not of the form "
		    "name+id+base64 of an Ed25519 key");
	memcpy(name, vkey.p, n);
	name[n] = '\0';
	if (typed[0] != ED25519)
		return err_set(e, E_INVALID,
		    "the verifier key is of type %d; only Ed25519 (type 1) "
		    "is known",
		    typed[0]);
	if (note_key_init(&k, name, typed + 1, e))
		return e->code;
	note_key_print(&k, again);
	if (strlen(again) != vkey.n || memcmp(again, vkey.p, vkey.n) != 0)
		return err_set(e, E_INVALID,
		    "the verifier key's id does not belong to its name and "
		    "key");
	*ret = k;
	return E_OK;
}

static bool clean(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\n')
			return false;
	return str_valid(s.p, s.n);
}

int note_sign(struct sbuf *b, struct str text, const struct note_key *k, const uint8_t secret[64],
    struct err *e)
{
	char encoded[4 * (SIGNATURE + 2) / 3 + 4];
	uint8_t sig[SIGNATURE];

	if (text.n == 0 || text.p[text.n - 1] != '\n' || text.n > NOTE_MAX / 2 || !clean(text))
		return err_set(e, E_INVALID, "only clean text of whole lines can be signed");
	memcpy(sig, k->id, 4);
	if (crypto_sign_detached(sig + 4, NULL, (const uint8_t *)text.p, text.n, secret) != 0)
		return err_set(e, E_INVALID, "the text cannot be signed");
	base64_encode(sig, sizeof(sig), encoded);
	sbuf_add(b, text.p, text.n);
	sbuf_printf(b, "\n%s%s %s\n", dash, k->name, encoded);
	return sbuf_ok(b) ? E_OK : err_set(e, E_TOOBIG, "the signed note is too big");
}

/* Unicode's White_Space beyond ASCII, which a name must not hold either. */
static bool has_space(const char *p, size_t n)
{
	static const char *const spaces[] = { " ", "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80",
		"\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84",
		"\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89",
		"\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
		"\xe3\x80\x80" };

	for (size_t i = 0; i < COUNT(spaces); i++)
		if (memmem(p, n, spaces[i], strlen(spaces[i])))
			return true;
	return false;
}

struct signature {
	struct str name;
	size_t n;
	uint8_t b[SIGNATURE];	/* the first bytes of it */
};

/* `line` is without its line feed. */
static bool signature_parse(struct str line, struct signature *ret)
{
	size_t from = sizeof(dash) - 1, n, room;
	const char *blank;
	uint8_t *raw;
	bool ok;

	if (line.n < from || memcmp(line.p, dash, from) != 0 ||
	    !(blank = memchr(line.p + from, ' ', line.n - from)))
		return false;
	ret->name = (struct str){ line.p + from, (size_t)(blank - line.p) - from };
	if (ret->name.n == 0 || memchr(ret->name.p, '+', ret->name.n) ||
	    has_space(ret->name.p, ret->name.n))
		return false;
	n = line.n - from - ret->name.n - 1;
	room = n / 4 * 3 + 3;
	raw = mem_new(room, 1);
	ok = base64_decode(blank + 1, n, raw, room, &ret->n) && ret->n > 4;
	if (ok)
		memcpy(ret->b, raw, ret->n < sizeof(ret->b) ? ret->n : sizeof(ret->b));
	mem_free(raw);
	return ok;
}

static const struct note_key *known(const struct signature *s, const struct note_key *keys,
    size_t nkeys)
{
	for (size_t i = 0; i < nkeys; i++)
		if (str_is(s->name, keys[i].name) && memcmp(s->b, keys[i].id, 4) == 0)
			return &keys[i];
	return NULL;
}

static int malformed(struct err *e, const char *why)
{
	return err_set(e, E_INVALID, "the signed note is malformed: %s", why);
}

/* Every signature line; *ret_good counts those by keys we know. */
static int signatures(struct str lines, struct str text, const struct note_key *keys, size_t nkeys,
    size_t *ret_good, struct err *e)
{
	const struct note_key *k;
	struct signature sig;
	size_t n, count = 0;
	const char *end;

	*ret_good = 0;
	for (; lines.n; lines.p += n + 1, lines.n -= n + 1) {
		if (!(end = memchr(lines.p, '\n', lines.n)))
			return malformed(e, "the last line is cut off");
		n = (size_t)(end - lines.p);
		if (++count > NOTE_SIGNATURES_MAX)
			return malformed(e, "too many signatures");
		if (!signature_parse((struct str){ lines.p, n }, &sig))
			return malformed(e, "a signature line cannot be read");
		if (!(k = known(&sig, keys, nkeys)))
			continue;	/* another algorithm, a witness: not ours to judge */
		if (sig.n != SIGNATURE || crypto_sign_verify_detached(sig.b + 4,
		    (const uint8_t *)text.p, text.n, k->public) != 0)
			return err_set(e, E_INVALID, "the signature of \"%s\" is wrong", k->name);
		++*ret_good;
	}
	return count ? E_OK : malformed(e, "there is no signature");
}

int note_open(struct str note, const struct note_key *keys, size_t nkeys, struct str *ret_text,
    struct err *e)
{
	struct str text, lines;
	size_t cut = note.n, good;
	int rc;

	if (note.n > NOTE_MAX)
		return malformed(e, "it is too long");
	if (!clean(note))
		return malformed(e, "it holds control characters or is not UTF-8");
	while (cut >= 2 && !(note.p[cut - 1] == '\n' && note.p[cut - 2] == '\n'))
		cut--;
	if (cut < 3)
		return malformed(e, "no empty line parts text and signatures");
	text = (struct str){ note.p, cut - 1 };
	lines = (struct str){ note.p + cut, note.n - cut };
	if ((rc = signatures(lines, text, keys, nkeys, &good, e)))
		return rc;
	if (!good)
		return err_set(e, E_NOTFOUND, "no known key has signed this note");
	*ret_text = text;
	return E_OK;
}

void checkpoint_print(struct sbuf *b, const struct checkpoint *c)
{
	char root[48];

	REQUIRE(note_name_ok(c->origin) && c->size <= TREE_SIZE_MAX);
	base64_encode(c->root.b, sizeof(c->root.b), root);
	sbuf_printf(b, "%s\n%" PRIu64 "\n%s\n", c->origin, c->size, root);
}

/* The next line without its line feed; moves s past it. */
static bool line_take(struct str *s, struct str *ret)
{
	const char *end = s->n ? memchr(s->p, '\n', s->n) : NULL;

	if (!end)
		return false;
	*ret = (struct str){ s->p, (size_t)(end - s->p) };
	s->p += ret->n + 1;
	s->n -= ret->n + 1;
	return true;
}

static bool size_parse(struct str s, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.n == 0 || s.n > 19 || (s.n > 1 && s.p[0] == '0'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*ret = v;
	return v <= TREE_SIZE_MAX;
}

int checkpoint_parse(struct str text, struct checkpoint *ret, struct err *e)
{
	struct checkpoint c = { 0 };
	struct str origin, size, root;
	size_t n;

	if (!line_take(&text, &origin) || !line_take(&text, &size) || !line_take(&text, &root) ||
	    text.n)
		return err_set(e, E_INVALID, "a checkpoint has three lines: origin, size, root");
	if (origin.n > NOTE_NAME_MAX || memchr(origin.p, '\0', origin.n))
		return err_set(e, E_INVALID, "the checkpoint's origin is too long or not text");
	memcpy(c.origin, origin.p, origin.n);
	if (!note_name_ok(c.origin))
		return err_set(e, E_INVALID, "the checkpoint's origin is not a name");
	if (!size_parse(size, &c.size))
		return err_set(e, E_INVALID, "the checkpoint's size is not a number of leaves");
	if (root.n != 44 || !base64_decode(root.p, root.n, c.root.b, sizeof(c.root.b), &n) ||
	    n != sizeof(c.root.b))
		return err_set(e, E_INVALID, "the checkpoint's root is not the base64 of 32 bytes");
	*ret = c;
	return E_OK;
}
