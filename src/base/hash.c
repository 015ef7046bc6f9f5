/* base/hash.c -- see hash.h. */
/* The low-level calls use the processor's SHA instructions without a per-call fetch (ADR 0004). */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <sodium.h>
#include "base/hash.h"

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256), "SHA-256 state fits");

static SHA256_CTX *ctx(struct sha256 *s)
{
	return (SHA256_CTX *)(void *)s->state;
}

void sha256_init(struct sha256 *s)
{
	if (SHA256_Init(ctx(s)) != 1)
		BUG("SHA-256");
}

void sha256_add(struct sha256 *s, const void *p, size_t n)
{
	if (SHA256_Update(ctx(s), p, n) != 1)
		BUG("SHA-256");
}

void sha256_end(struct sha256 *s, struct hash *ret)
{
	if (SHA256_Final(ret->b, ctx(s)) != 1)
		BUG("SHA-256");
}

struct hash sha256(const void *p, size_t n)
{
	struct sha256 s;
	struct hash h;

	sha256_init(&s);
	sha256_add(&s, p, n);
	sha256_end(&s, &h);
	return h;
}

void hmac_key_init(struct hmac_key *k, const void *key, size_t n)
{
	uint8_t pad[64] = { 0 };
	struct hash h;

	if (n > sizeof(pad)) {
		h = sha256(key, n);
		memcpy(pad, h.b, sizeof(h.b));
	} else if (n) {
		memcpy(pad, key, n);
	}
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	sha256_init(&k->inner);
	sha256_add(&k->inner, pad, sizeof(pad));
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha256_init(&k->outer);
	sha256_add(&k->outer, pad, sizeof(pad));
	sodium_memzero(pad, sizeof(pad));
}

struct hash hmac_sha256(const struct hmac_key *k, const void *p, size_t n)
{
	struct sha256 s = k->inner;
	struct hash h;

	sha256_add(&s, p, n);
	sha256_end(&s, &h);
	s = k->outer;
	sha256_add(&s, h.b, sizeof(h.b));
	sha256_end(&s, &h);
	return h;
}

bool bytes_eq_secret(const void *x, const void *y, size_t n)
{
	return sodium_memcmp(x, y, n) == 0;
}

bool hash_eq(const struct hash *x, const struct hash *y)
{
	return bytes_eq_secret(x->b, y->b, sizeof(x->b));
}

void hash_hex(const struct hash *h, char out[HASH_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof(h->b); i++) {
		out[2 * i] = digits[h->b[i] >> 4];
		out[2 * i + 1] = digits[h->b[i] & 15];
	}
	out[64] = '\0';
}

bool hash_from_hex(const char *hex, struct hash *ret)
{
	size_t n;

	return strlen(hex) == 64 &&
	    sodium_hex2bin(ret->b, sizeof(ret->b), hex, 64, NULL, &n, NULL) == 0 &&
	    n == sizeof(ret->b);
}

void random_bytes(void *p, size_t n)
{
	randombytes_buf(p, n);		/* getrandom(2); ends the process when that fails */
}

void random_token(char *out, size_t room, size_t n)
{
	uint8_t raw[64];

	REQUIRE(n <= sizeof(raw));
	random_bytes(raw, n);
	REQUIRE(sodium_bin2base64(out, room, raw, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING));
	sodium_memzero(raw, sizeof(raw));
}

size_t base64_room(size_t n)
{
	return sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
}

void base64_encode(const void *p, size_t n, char *out)
{
	(void)sodium_bin2base64(out, base64_room(n), p, n, sodium_base64_VARIANT_ORIGINAL);
}

bool base64_decode(const char *text, size_t n, uint8_t *out, size_t room, size_t *ret_n)
{
	return sodium_base642bin(out, room, text, n, NULL, ret_n, NULL,
	    sodium_base64_VARIANT_ORIGINAL) == 0;
}
