/*
 * base/hash.h -- SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104). The only file beside
 * identity/ and ledger/ that touches a crypto library. ADR 0004 says why not EVP.
 */
#ifndef ANNEXA_HASH_H
#define ANNEXA_HASH_H

#include "base/base.h"

enum { HASH_BYTES = 32, HASH_HEX = 65 };

struct hash {
	uint8_t b[HASH_BYTES];
};

struct sha256 {			/* opaque state, may be copied by value */
	_Alignas(8) unsigned char state[128];
};
void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *p, size_t n);
void sha256_end(struct sha256 *s, struct hash *ret);
struct hash sha256(const void *p, size_t n);

struct hmac_key { /* both padded halves already hashed: a key costs twice, a use once */
	struct sha256 inner, outer;
};
void hmac_key_init(struct hmac_key *k, const void *key, size_t n);	/* any length */
struct hash hmac_sha256(const struct hmac_key *k, const void *p, size_t n);

bool hash_eq(const struct hash *x, const struct hash *y);	/* in constant time */
bool bytes_eq_secret(const void *x, const void *y, size_t n);	/* in constant time */
void hash_hex(const struct hash *h, char out[HASH_HEX]);
bool hash_from_hex(const char *hex, struct hash *ret) MUST;

/* Random bytes of the system; the process ends when there are none. */
void random_bytes(void *p, size_t n);
/* n random bytes as URL-safe base64 without padding, on the arena's or caller's buffer. */
void random_token(char *out, size_t room, size_t n);	/* room >= n * 4 / 3 + 3 */

/* Standard base64 with padding; out has room for base64_room(n) bytes. */
size_t base64_room(size_t n);
void base64_encode(const void *p, size_t n, char *out);
bool base64_decode(const char *text, size_t n, uint8_t *out, size_t room, size_t *ret_n) MUST;

#endif
