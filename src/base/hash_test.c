/* base/hash_test.c */
#include "base/test.h"
#include "base/hash.h"
#include "base/str.h"

static void is(const struct hash *h, const char *hex)
{
	char got[HASH_HEX];

	hash_hex(h, got);
	assert_string_equal(got, hex);
}

/* SOURCE: FIPS 180-4 examples. */
void test_hash_sha256__known_answers(void **state)
{
	struct sha256 s;
	struct hash h;

	(void)state;
	h = sha256("", 0);
	is(&h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	h = sha256("abc", 3);
	is(&h, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	h = sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56);
	is(&h, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	sha256_init(&s);
	for (int i = 0; i < 1000000; i++)
		sha256_add(&s, "a", 1);
	sha256_end(&s, &h);
	is(&h, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* SOURCE: RFC 4231, cases 1-4, 6, 7 (5 is about cutting the result off). */
void test_hash_hmac__rfc_4231(void **state)
{
	static const char long_key_data[] =
	    "Test Using Larger Than Block-Size Key - Hash Key First";
	static const char long_both[] =
	    "This is a test using a larger than block-size key and a larger "
	    "than block-size data. The key needs to be hashed before being used by the HMAC "
	    "algorithm.";
	uint8_t key[131], data[50];
	struct hmac_key k;
	struct hash h;

	(void)state;
	memset(key, 0x0b, 20);
	hmac_key_init(&k, key, 20);
	h = hmac_sha256(&k, "Hi There", 8);
	is(&h, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	hmac_key_init(&k, "Jefe", 4);
	h = hmac_sha256(&k, "what do ya want for nothing?", 28);
	is(&h, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, 20);
	memset(data, 0xdd, 50);
	hmac_key_init(&k, key, 20);
	h = hmac_sha256(&k, data, 50);
	is(&h, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
	for (uint8_t i = 0; i < 25; i++)
		key[i] = (uint8_t)(i + 1);
	memset(data, 0xcd, 50);
	hmac_key_init(&k, key, 25);
	h = hmac_sha256(&k, data, 50);
	is(&h, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
	memset(key, 0xaa, 131);
	hmac_key_init(&k, key, 131);
	h = hmac_sha256(&k, long_key_data, strlen(long_key_data));
	is(&h, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	h = hmac_sha256(&k, long_both, strlen(long_both));
	is(&h, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
	h = hmac_sha256(&k, long_key_data, strlen(long_key_data));	/* a key is used again */
	is(&h, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

void test_hash_hex__round_trip_and_refusals(void **state)
{
	struct hash h = sha256("x", 1), back;
	char hex[HASH_HEX], longer[HASH_HEX + 2];

	(void)state;
	hash_hex(&h, hex);
	(void)snprintf(longer, sizeof(longer), "%s00", hex);
	assert_false(hash_from_hex(longer, &back));
	assert_true(hash_from_hex(hex, &back));
	assert_true(hash_eq(&h, &back));
	back.b[31] ^= 1;
	assert_false(hash_eq(&h, &back));
	hex[63] = 'g';
	assert_false(hash_from_hex(hex, &back));
	hex[63] = '\0';
	assert_false(hash_from_hex(hex, &back));
}

/* SOURCE: RFC 4648 section 10. */
void test_hash_base64__rfc_4648(void **state)
{
	static const char *const text[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=",
		"Zm9vYmFy" };
	static const char *const bad[] = { "Zg", "Zg=", "Zh==", "Zm9v\n", " Zm9v", "Zm9v=", "Zm-_",
		"Zg==Zg==", "====", "Z" };
	uint8_t out[8];
	char got[16];
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(text); i++) {
		base64_encode("foobar", i, got);
		assert_string_equal(got, text[i]);
		assert_true(base64_decode(text[i], strlen(text[i]), out, sizeof(out), &n));
		assert_int_equal(n, i);
		assert_memory_equal(out, "foobar", i);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(base64_decode(bad[i], strlen(bad[i]), out, sizeof(out), &n));
	assert_false(base64_decode("Zm9vYmFy", 8, out, 5, &n));		/* no room */
}
