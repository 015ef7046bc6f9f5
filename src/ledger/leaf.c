/* ledger/leaf.c -- leaf bodies. See leaf.h. */
#include "base/clock.h"
#include "ledger/leaf.h"

/*
 * One place for the order of the members (RFC 8785: sorted keys) in print() and parse(); every
 * text is free of what JSON would escape, so the canonical form needs no escaping at all.
 */
static const char mac_open[] = ",\"mac\":\"";
enum {
	MAC_OPEN = sizeof(mac_open) - 1,
	MAC_MEMBER = MAC_OPEN + 2 * HASH_BYTES + 1,
	EVIDENCE_MAX = 950,	/* 67 bytes each; the rest of a body is below 1,500 */
};
static const int64_t exact = (INT64_C(1) << 53) - 1;	/* what a double holds */
static const int64_t year_3000_us = INT64_C(32503680000) * 1000000;

static bool text_char(char c)
{
	return c > ' ' && c <= '~' && c != '"' && c != '\\';
}

static bool text_ok(const char *text, size_t min)
{
	size_t n = 0;

	if (!text)
		return min == 0;
	for (; text[n]; n++)
		if (n == LEAF_TEXT_MAX || !text_char(text[n]))
			return false;
	return n >= min;
}

static bool number_ok(int64_t v, int64_t min)
{
	return v >= min && v <= exact;
}

static int check(const struct leaf *l, struct err *e)
{
	if (!text_ok(l->log, 1) || !text_ok(l->act, 0) || !text_ok(l->auth, 0) ||
	    !text_ok(l->op, 1) || !text_ok(l->obj, 0))
		return err_set(e, E_INVALID, "a text of the ledger entry is empty, longer than %d "
		    "bytes or not plain ASCII", LEAF_TEXT_MAX);
	if (!number_ok(l->v, 1) || l->v > LEAF_VERSION || !number_ok(l->i, 0) ||
	    !number_ok(l->rev, 0) || !number_ok(l->prev, LEAF_NO_PREV) || l->prev >= l->i)
		return err_set(e, E_INVALID, "a number of the ledger entry is out of range");
	if (l->t_us < 0 || l->t_us >= year_3000_us)
		return err_set(e, E_INVALID, "the time of the ledger entry is out of range");
	if (l->nev > EVIDENCE_MAX)
		return err_set(e, E_TOOBIG, "one ledger entry covers at most %d evidence files, "
		    "not %zu", EVIDENCE_MAX, l->nev);
	return E_OK;
}

static void put_text(struct sbuf *b, const char *key, const char *text)
{
	sbuf_text(b, key);
	if (text)
		sbuf_text(b, text);
}

static void put_number(struct sbuf *b, const char *key, int64_t v)
{
	sbuf_text(b, key);
	sbuf_int(b, v);
}

static void put_hash(struct sbuf *b, const struct hash *h)
{
	char hex[HASH_HEX];

	hash_hex(h, hex);
	sbuf_add(b, hex, HASH_HEX - 1);
}

/* The body with a mac of zeros. */
static void print(struct sbuf *b, struct leaf *l)
{
	static const struct hash zero;
	char time[TIME_TEXT];
	size_t from = b->n;

	put_text(b, "{\"act\":\"", l->act);
	put_text(b, "\",\"auth\":\"", l->auth);
	sbuf_text(b, "\",\"doc\":\"");
	put_hash(b, &l->doc);
	sbuf_text(b, "\",\"ev\":[");
	for (size_t i = 0; i < l->nev; i++) {
		sbuf_text(b, i ? ",\"" : "\"");
		put_hash(b, &l->ev[i]);
		sbuf_char(b, '"');
	}
	put_number(b, "],\"i\":", l->i);
	put_text(b, ",\"log\":\"", l->log);
	sbuf_char(b, '"');
	l->mac_at = b->n - from;
	sbuf_text(b, mac_open);
	put_hash(b, &zero);
	put_text(b, "\",\"obj\":\"", l->obj);
	put_text(b, "\",\"op\":\"", l->op);
	sbuf_char(b, '"');
	if (l->prev != LEAF_NO_PREV)
		put_number(b, ",\"prev\":", l->prev);
	put_number(b, ",\"rev\":", l->rev);
	time_print(l->t_us, time);
	put_text(b, ",\"t\":\"", time);
	put_number(b, "\",\"v\":", l->v);
	sbuf_char(b, '}');
}

/* HMAC-SHA-256 of the body with the mac member cut out. */
static struct hash mac_of(const struct hmac_key *k, const char *body, size_t n, size_t mac_at)
{
	struct sha256 s = k->inner;
	struct hash h;

	sha256_add(&s, body, mac_at);
	sha256_add(&s, body + mac_at + MAC_MEMBER, n - mac_at - MAC_MEMBER);
	sha256_end(&s, &h);
	s = k->outer;
	sha256_add(&s, h.b, sizeof(h.b));
	sha256_end(&s, &h);
	return h;
}

int leaf_print(struct sbuf *b, struct leaf *l, const struct hmac_key *k, struct err *e)
{
	char hex[HASH_HEX];
	size_t from = b->n;
	int rc;

	if (l->v == 0)
		l->v = LEAF_VERSION;
	if ((rc = check(l, e)))
		return rc;
	print(b, l);
	if (!sbuf_ok(b))
		return err_set(e, E_TOOBIG, "there is no room for the ledger entry");
	REQUIRE(b->n - from <= LEAF_MAX);
	l->mac = mac_of(k, b->p + from, b->n - from, l->mac_at);
	hash_hex(&l->mac, hex);
	memcpy(b->p + from + l->mac_at + MAC_OPEN, hex, HASH_HEX - 1);
	return E_OK;
}

bool leaf_mac_ok(const struct hmac_key *k, const char *body, size_t n, const struct leaf *l)
{
	struct hash h;

	if (n < MAC_MEMBER || l->mac_at > n - MAC_MEMBER)
		return false;
	h = mac_of(k, body, n, l->mac_at);
	return hash_eq(&h, &l->mac);
}

/* What is left to read. The first surprise sets bad, and everything after it reads nothing. */
struct cursor {
	struct arena *a;
	const char *p, *end;
	bool bad;
};

static bool next_is(const struct cursor *c, const char *text, size_t n)
{
	return !c->bad && (size_t)(c->end - c->p) >= n && memcmp(c->p, text, n) == 0;
}

static void take(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if (next_is(c, text, n))
		c->p += n;
	else
		c->bad = true;
}

static const char *take_text(struct cursor *c, const char *key)
{
	const char *from;
	size_t n = 0;

	take(c, key);
	if (c->bad)
		return "";
	for (from = c->p; c->p < c->end && text_char(*c->p); c->p++)
		if (++n > LEAF_TEXT_MAX)
			break;
	c->bad = n > LEAF_TEXT_MAX;
	return c->bad ? "" : arena_text_n(c->a, from, n);
}

static int64_t take_number(struct cursor *c, const char *key)
{
	const char *from;
	int64_t v = 0;

	take(c, key);
	for (from = c->p; !c->bad && c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++) {
		v = v * 10 + (*c->p - '0');
		c->bad = v > exact;
	}
	if (c->p == from || (*from == '0' && c->p - from > 1))
		c->bad = true;
	return v;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct hash take_hash(struct cursor *c, const char *key)
{
	struct hash h = { { 0 } };
	int both = 0;

	take(c, key);
	if (c->bad || c->end - c->p < 2 * HASH_BYTES) {
		c->bad = true;
		return h;
	}
	for (size_t i = 0; i < HASH_BYTES; i++, c->p += 2) {
		int hi = nibble(c->p[0]), lo = nibble(c->p[1]);

		both |= hi | lo;	/* negative once one of them was */
		h.b[i] = (uint8_t)((unsigned)hi << 4 | ((unsigned)lo & 15));
	}
	c->bad = both < 0;
	return h;
}

static void take_evidence(struct cursor *c, struct leaf *l)
{
	struct hash *ev;
	const char *end;
	size_t n;

	take(c, "\",\"ev\":[");
	end = c->bad ? NULL : memchr(c->p, ']', (size_t)(c->end - c->p));
	if (!end || end == c->p)
		return;
	n = (size_t)(end - c->p + 1) / 67;
	if (n == 0 || n > EVIDENCE_MAX) {
		c->bad = true;
		return;
	}
	ev = arena_alloc(c->a, n * sizeof(*ev));
	for (size_t i = 0; i < n; i++) {
		ev[i] = take_hash(c, i ? ",\"" : "\"");
		take(c, "\"");
	}
	l->ev = ev;
	l->nev = n;
}

/* One spelling of a moment: what time_print makes of it again. */
static int64_t take_time(struct cursor *c, const char *key)
{
	char text[TIME_TEXT], again[TIME_TEXT];
	int64_t us = 0;

	take(c, key);
	if (c->bad || c->end - c->p < TIME_TEXT - 1) {
		c->bad = true;
		return 0;
	}
	memcpy(text, c->p, TIME_TEXT - 1);
	text[TIME_TEXT - 1] = '\0';
	c->p += TIME_TEXT - 1;
	if (!time_parse((struct str){ text, TIME_TEXT - 1 }, &us)) {
		c->bad = true;
		return 0;
	}
	time_print(us, again);
	c->bad = strcmp(text, again) != 0;
	return us;
}

int leaf_parse(struct arena *a, const char *body, size_t n, struct leaf *ret, struct err *e)
{
	struct cursor c = { a, body, body + n, n > LEAF_MAX };
	struct leaf l = { .prev = LEAF_NO_PREV };
	static const char prev[] = ",\"prev\":";

	l.act = take_text(&c, "{\"act\":\"");
	l.auth = take_text(&c, "\",\"auth\":\"");
	l.doc = take_hash(&c, "\",\"doc\":\"");
	take_evidence(&c, &l);
	l.i = take_number(&c, "],\"i\":");
	l.log = take_text(&c, ",\"log\":\"");
	l.mac_at = (size_t)(c.p - body) + 1;
	l.mac = take_hash(&c, "\",\"mac\":\"");
	l.obj = take_text(&c, "\",\"obj\":\"");
	l.op = take_text(&c, "\",\"op\":\"");
	take(&c, "\"");
	if (next_is(&c, prev, sizeof(prev) - 1))
		l.prev = take_number(&c, prev);
	l.rev = take_number(&c, ",\"rev\":");
	l.t_us = take_time(&c, ",\"t\":\"");
	l.v = take_number(&c, "\",\"v\":");
	take(&c, "}");
	if (c.bad || c.p != c.end)
		return err_set(e, E_INVALID, "the ledger entry is not in the form this program "
		    "writes, from byte %zu on", (size_t)(c.p - body));
	if (check(&l, e))
		return e->code;
	*ret = l;
	return E_OK;
}
