/*
 * ledger/leaf.h -- what one entry of a log says, and the salted digest of the document it covers.
 *
 * A leaf body is RFC 8785 JSON with the members act, auth, doc, ev, i, log, mac, obj, op, prev
 * (left out if none), rev, t, v. It holds no free text and no personal data: texts are ids and
 * words of printable ASCII without quote and backslash, the rest are numbers and digests. The
 * mac, HMAC-SHA-256 of the body without the mac member, shows the signer that this program wrote
 * the leaf, not somebody in the database; auditors ignore it.
 *
 *	struct leaf l = { .log = origin, .i = 17, .t_us = now, .act = "u-7f3a", .auth = "webauthn",
 *		.op = "update", .obj = "risk/12", .rev = 3, .prev = 9, .doc = digest };
 *	rc = leaf_print(&buf, &l, &mac_key, e);
 */
#ifndef ANNEXA_LEDGER_LEAF_H
#define ANNEXA_LEDGER_LEAF_H

#include "base/err.h"
#include "base/hash.h"
#include "base/value.h"

/* A body's limit: entry bundles of C2SP tlog-tiles carry a length of 16 bits. */
enum { LEAF_MAX = 65535, LEAF_VERSION = 1, LEAF_TEXT_MAX = 200, LEAF_NO_PREV = -1 };

struct leaf {
	int64_t v;		/* format, LEAF_VERSION; 0 is printed as LEAF_VERSION */
	const char *log;	/* origin, not empty */
	int64_t i;		/* index in the log, from 0 */
	int64_t t_us;		/* time; printed as RFC 3339 UTC, cut to milliseconds */
	const char *act;	/* pseudonym of who did it; may be empty, NULL is empty */
	const char *auth;	/* how strongly the session was proven; may be empty */
	const char *op;		/* what was done, not empty */
	const char *obj;	/* object id; may be empty */
	int64_t rev;		/* revision of the object, 0 = none */
	int64_t prev;		/* index of the object's leaf before (< i), LEAF_NO_PREV if none */
	struct hash doc;	/* doc_digest of the revision's document */
	const struct hash *ev;	/* digests of evidence files */
	size_t nev;
	struct hash mac;	/* set by leaf_print and leaf_parse */
	size_t mac_at;		/* where in the body `,"mac":"…"` starts; likewise */
};

/*
 * Append the body to b; sets v, mac, mac_at. Errors: E_INVALID, and E_TOOBIG for more evidence than
 * fits, with b unchanged; E_TOOBIG also if b is full.
 */
int leaf_print(struct sbuf *b, struct leaf *l, const struct hmac_key *k, struct err *e) MUST;
/*
 * Exactly what leaf_print can have written (any version number up to LEAF_VERSION), else
 * E_INVALID. Texts and evidence are copied to the arena.
 */
int leaf_parse(struct arena *a, const char *body, size_t n, struct leaf *ret, struct err *e) MUST;
/* Is the mac of this body, parsed into l, made with the key? */
bool leaf_mac_ok(const struct hmac_key *k, const char *body, size_t n, const struct leaf *l) MUST;

/*
 * Document digests: one salted commitment per top-level member, so that one field can be erased
 * and the digest in the leaf still verifies.
 *	salt_k = HMAC-SHA-256(seed, key)
 *	d_k = SHA-256(10 || JCS([hex salt_k, key, value]))
 *	doc = SHA-256(11 || JCS(sorted list of hex d_k))
 * A revision keeps 32 random bytes of seed, no more. The seed yields every salt, so whoever can
 * guess a value (an e-mail address) could check the guess with it; erasing a field therefore
 * destroys the seed and keeps, per member, what it still needs:
 *	kept = { "title": {"salt": hex}, "email": {"digest": hex d_k} }
 * and the erased member's value becomes {"redacted": index of the erase leaf}.
 */
enum { DOC_SEED = 32 };

struct hash doc_field_salt(const struct hmac_key *seed, const char *path);
struct hash doc_field_digest(const struct hash *salt, const char *path, const struct value *v);

/*
 * seed: DOC_SEED bytes, or NULL once destroyed. kept: as above, or NULL. What kept says of a member
 * goes before the seed. A member kept as a digest must read {"redacted": n}; that leaf n exists
 * and erases this member is for the verifier to check, else anybody could hide a field.
 * Errors: E_INVALID if a member has neither seed nor kept entry, a kept entry has no member or
 * is malformed.
 */
int doc_digest(const uint8_t *seed, const struct value *object, const struct value *kept,
    struct hash *ret, struct err *e) MUST;
/*
 * The same for a document's text, of which nothing is read but where its members begin and end: an
 * object as JCS prints it, keys rising and without escapes, no blanks between; false when it is
 * not, or is no text of ours. What the values hold is not looked at: spelt otherwise than what was
 * committed, they give another digest. more: an object of members that stand beside the document's.
 */
bool doc_digest_text(const uint8_t seed[DOC_SEED], struct str text, const struct value *more,
    struct hash *ret) MUST;
/*
 * The `kept` object of a document with every salt spelled out, for an auditor's bundle: whoever
 * has it checks the digest without the seed. Digests of erased members stay digests.
 */
int doc_disclose(struct arena *a, const uint8_t *seed, const struct value *object,
    const struct value *kept, struct value **ret_kept, struct err *e) MUST;
/*
 * Erase n members under leaf `leaf`: a copy of the document with {"redacted": leaf} in their place
 * and the new kept object. The caller stores both and destroys the seed; the digest is unchanged.
 * A member erased earlier keeps its first leaf. Errors: E_NOTFOUND if there is no such member.
 */
int doc_erase(struct arena *a, const uint8_t *seed, const struct value *object,
    const struct value *kept, const char *const *paths, size_t n, int64_t leaf,
    struct value **ret_object, struct value **ret_kept, struct err *e) MUST;
/* Is this value {"redacted": n}? */
bool doc_redacted(const struct value *v, int64_t *ret_leaf) MUST;

#endif
