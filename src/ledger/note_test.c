/* ledger/note_test.c */
#include <sodium.h>
#include <sys/wait.h>
#include "base/test.h"
#include "ledger/note.h"
#include "ledger/tree.h"

/* SOURCE: C2SP signed-note, section Example. */
static const char spec_vkey[] =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static const char spec_note[] = "This is an example message.\n\n"
    "\xe2\x80\x94 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXs"
    "YjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
/* SOURCE: golang.org/x/mod sumdb/note, package example. */
static const char go_vkey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char go_note[] = "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvq"
    "fqdngotpRZb6KE6RyyBwJnAM=\n";

static int open_text(const char *note, size_t n, const char *vkey, struct str *ret, struct err *e)
{
	struct note_key k;

	assert_int_equal(note_key_parse(str_of(vkey), &k, e), 0);
	return note_open((struct str){ note, n }, &k, 1, ret, e);
}

void test_note_open__published_examples(void **state)
{
	struct note_key k;
	char again[NOTE_VKEY_MAX + 1];
	struct str text;
	T_BEGIN;

	assert_int_equal(open_text(spec_note, strlen(spec_note), spec_vkey, &text, e), 0);
	assert_true(str_is(text, "This is an example message.\n"));
	assert_int_equal(open_text(go_note, strlen(go_note), go_vkey, &text, e), 0);
	assert_int_equal(open_text(spec_note, strlen(spec_note), go_vkey, &text, e), E_NOTFOUND);
	err_clear(e);
	assert_int_equal(note_key_parse(str_of(spec_vkey), &k, e), 0);
	assert_string_equal(k.name, "example.com/foo");
	note_key_print(&k, again);
	assert_string_equal(again, spec_vkey);
	T_END;
}

/* A change leaves a note that is malformed, wrong, or by nobody we know: never a good one. */
void test_note_open__every_bit_matters(void **state)
{
	size_t n = strlen(spec_note);
	struct str text;
	char *copy;
	T_BEGIN;

	for (size_t i = 0; i < 8 * n; i++) {
		copy = arena_text_n(a, spec_note, n);
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
		assert_int_not_equal(open_text(copy, n, spec_vkey, &text, e), 0);
		err_clear(e);
	}
	for (size_t i = 0; i < n; i++) {
		assert_int_not_equal(open_text(spec_note, i, spec_vkey, &text, e), 0);
		err_clear(e);
	}
	T_END;
}

void test_note_vkey__strict(void **state)
{
	static const char *const bad[] = {
		"", "+", "++", "example.com/foo",
		"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
		"example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"example.com/foo+530d903a-AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"exam ple/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	};
	struct note_key k;
	T_BEGIN;

	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(note_key_parse(str_of(bad[i]), &k, e), E_INVALID);
		err_clear(e);
	}
	T_END;
}

struct pair {
	struct note_key key;
	uint8_t secret[64];
};

static struct pair pair_of(const char *name, uint8_t fill, struct err *e)
{
	uint8_t seed[32], public[32];
	struct pair p;

	memset(seed, fill, sizeof(seed));
	assert_int_equal(crypto_sign_seed_keypair(public, p.secret, seed), 0);
	assert_int_equal(note_key_init(&p.key, name, public, e), 0);
	return p;
}

static struct sbuf *signed_note(struct arena *a, const char *text, const struct pair *p,
    struct err *e)
{
	struct sbuf *b = arena_alloc(a, sizeof(*b));

	sbuf_init(b, a, 1 << 20);
	assert_int_equal(note_sign(b, str_of(text), &p->key, p->secret, e), 0);
	return b;
}

void test_note_sign__opens_again(void **state)
{
	struct str text;
	struct sbuf *b;
	struct pair p;
	T_BEGIN;

	p = pair_of("h/u/1", 1, e);
	b = signed_note(a, "one\n\ntwo\n", &p, e);
	assert_int_equal(note_open(sbuf_str(b), &p.key, 1, &text, e), 0);
	assert_true(str_is(text, "one\n\ntwo\n"));
	assert_int_equal(note_sign(b, STR("no line feed"), &p.key, p.secret, e), E_INVALID);
	err_clear(e);
	assert_int_equal(note_sign(b, STR("tab\there\n"), &p.key, p.secret, e), E_INVALID);
	err_clear(e);
	assert_int_equal(note_sign(b, STR(""), &p.key, p.secret, e), E_INVALID);
	T_END;
}

void test_note_open__unknown_signatures_ignored(void **state)
{
	char *long_signature = NULL, *with_long;
	struct pair p, other, namesake;
	struct sbuf *b, *c;
	struct str text;
	const char *line;
	uint8_t *raw;
	T_BEGIN;

	p = pair_of("h/u/1", 1, e);
	other = pair_of("witness.example", 2, e);
	namesake = pair_of("h/u/1", 3, e);		/* same name, another id */
	b = signed_note(a, "x\n", &p, e);
	c = signed_note(a, "y\n", &other, e);		/* even a signature of something else */
	line = strstr(c->p, "\n\n") + 2;
	sbuf_text(b, line);
	c = signed_note(a, "x\n", &namesake, e);
	sbuf_text(b, strstr(c->p, "\n\n") + 2);
	assert_int_equal(note_open(sbuf_str(b), &p.key, 1, &text, e), 0);
	assert_int_equal(note_open(sbuf_str(b), &namesake.key, 1, &text, e), 0);
	/* Known to us, the other's wrong signature spoils the note. */
	struct note_key both[2] = { p.key, other.key };
	assert_int_equal(note_open(sbuf_str(b), both, 2, &text, e), E_INVALID);
	err_clear(e);
	assert_int_equal(note_open(sbuf_str(b), NULL, 0, &text, e), E_NOTFOUND);
	err_clear(e);
	/* Post-quantum signatures are long. */
	raw = arena_zero(a, 5000, 1);
	long_signature = arena_alloc(a, base64_room(5000));
	base64_encode(raw, 5000, long_signature);
	with_long = arena_printf(a, "%s\xe2\x80\x94 p\xc3\xa9q.example %s\n", b->p, long_signature);
	assert_int_equal(note_open(str_of(with_long), &p.key, 1, &text, e), 0);
	T_END;
}

void test_note_open__malformed_refused(void **state)
{
	static const char good[] = "\xe2\x80\x94 n AAAAAAA=\n";
	static const char *const bad[] = { "\xe2\x80\x94 n AAAAAAA\n", "\xe2\x80\x94 n AAAA\n",
		"\xe2\x80\x94 n\n", "\xe2\x80\x94  AAAAAAA=\n", "\xe2\x80\x94 n AAAAAAA=",
		"- n AAAAAAA=\n", "\xe2\x80\x94 n+m AAAAAAA=\n", "\xe2\x80\x94 n AAAAAAB=\n",
		"\xe2\x80\x94 n AAAAAAA= \n", "\xe2\x80\x94 n\xc2\xa0m AAAAAAA=\n",
		"\xe2\x80\x94 n\xe2\x80\x8am AAAAAAA=\n", "\xe2\x80\x94\tn AAAAAAA=\n", "text\n" };
	struct str text;
	struct sbuf *b;
	struct pair p;
	T_BEGIN;

	p = pair_of("h/u/1", 1, e);
	b = signed_note(a, "x\n", &p, e);
	const char *ok = arena_printf(a, "%s%s", b->p, good);
	assert_int_equal(note_open(str_of(ok), &p.key, 1, &text, e), 0);
	for (size_t i = 0; i < COUNT(bad); i++) {
		const char *note = arena_printf(a, "%s%s", b->p, bad[i]);

		assert_int_equal(note_open(str_of(note), &p.key, 1, &text, e), E_INVALID);
		err_clear(e);
	}
	assert_int_equal(note_open(STR("x\n\n"), &p.key, 1, &text, e), E_INVALID);
	err_clear(e);
	for (int i = 0; i < NOTE_SIGNATURES_MAX - 1; i++)
		sbuf_text(b, good);
	assert_int_equal(note_open(sbuf_str(b), &p.key, 1, &text, e), 0);
	sbuf_text(b, good);
	assert_int_equal(note_open(sbuf_str(b), &p.key, 1, &text, e), E_INVALID);
	T_END;
}

static int head_parse(const char *text, struct checkpoint *ret, struct err *e)
{
	err_clear(e);
	return checkpoint_parse(str_of(text), ret, e);
}

#define ROOT44 "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

void test_note_checkpoint__round_trip(void **state)
{
	struct checkpoint c = { .origin = "h/u/1", .size = 1234567 }, d;
	struct sbuf b;
	T_BEGIN;

	c.root = sha256("", 0);
	sbuf_init(&b, a, 1000);
	checkpoint_print(&b, &c);
	assert_string_equal(b.p, "h/u/1\n1234567\n" ROOT44 "\n");
	assert_int_equal(head_parse(b.p, &d, e), 0);
	assert_string_equal(d.origin, c.origin);
	assert_int_equal(d.size, c.size);
	assert_true(hash_eq(&d.root, &c.root));
	assert_int_equal(head_parse("o\n0\n" ROOT44 "\n", &d, e), 0);
	T_END;
}

void test_note_checkpoint__strict(void **state)
{
	static const char *const bad[] = { "", "o\n1\n", "o\n1\n" ROOT44, "\n1\n" ROOT44 "\n",
		"o\n01\n" ROOT44 "\n", "o\n-1\n" ROOT44 "\n", "o\n+1\n" ROOT44 "\n",
		"o\n\n" ROOT44 "\n", "o\n1 \n" ROOT44 "\n", "o o\n1\n" ROOT44 "\n",
		"o+o\n1\n" ROOT44 "\n", "o\n1\n" ROOT44 "\nextension\n", "o\n1\n" ROOT44 "\n\n",
		"o\n18446744073709551617\n" ROOT44 "\n", "o\n9223372036854775808\n" ROOT44 "\n",
		"o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",	/* spare bits */
		"o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
		"o\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n" };
	struct checkpoint c;
	T_BEGIN;

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(head_parse(bad[i], &c, e), E_INVALID);
	T_END;
}

static void put(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* A second implementation agrees: openssl pkeyutl over the text alone. Left out if not installed.
 */
static int openssl_verify(const char *dir, struct arena *a)
{
	char *key = arena_printf(a, "%s/key", dir), *sig = arena_printf(a, "%s/sig", dir);
	char *text = arena_printf(a, "%s/text", dir);
	int status, null;
	pid_t pid = fork();

	if (pid == 0) {
		null = open("/dev/null", O_WRONLY);
		(void)dup2(null, 1);
		(void)dup2(null, 2);
		execlp("openssl", "openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform",
		    "DER", "-inkey", key, "-sigfile", sig, "-in", text, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void test_note_sign__openssl_agrees(void **state)
{
	static const uint8_t spki[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03,
		0x21, 0x00 };		/* RFC 8410: what stands before an Ed25519 key */
	char dir[] = "/tmp/annexa-note-XXXXXX";
	uint8_t der[sizeof(spki) + 32], sig[100];
	const char *text = "h/u/1\n7\n" ROOT44 "\n", *b64;
	struct sbuf *b;
	struct pair p;
	size_t n;
	int rc;
	T_BEGIN;

	p = pair_of("h/u/1", 9, e);
	b = signed_note(a, text, &p, e);
	b64 = strrchr(b->p, ' ') + 1;
	assert_true(base64_decode(b64, strlen(b64) - 1, sig, sizeof(sig), &n));
	assert_int_equal(n, 68);
	memcpy(der, spki, sizeof(spki));
	memcpy(der + sizeof(spki), p.key.public, 32);
	assert_non_null(mkdtemp(dir));
	put(arena_printf(a, "%s/key", dir), der, sizeof(der));
	put(arena_printf(a, "%s/sig", dir), sig + 4, 64);
	put(arena_printf(a, "%s/text", dir), text, strlen(text));
	rc = openssl_verify(dir, a);
	if (rc != 127) {
		assert_int_equal(rc, 0);
		put(arena_printf(a, "%s/text", dir), text, strlen(text) - 1);
		assert_int_equal(openssl_verify(dir, a), 1);
	}
	(void)unlink(arena_printf(a, "%s/key", dir));
	(void)unlink(arena_printf(a, "%s/sig", dir));
	(void)unlink(arena_printf(a, "%s/text", dir));
	(void)rmdir(dir);
	T_END;
}
