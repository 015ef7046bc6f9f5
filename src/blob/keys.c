/* blob/keys.c -- the master key: made, found, checked; keys of files wrapped and unwrapped. */
#include <sodium.h>
#include <sys/stat.h>
#include "base/str.h"
#include "blob/blob_priv.h"

enum { MASTER = 32, FILE_MAX_BYTES = 256, VERSION = 1,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };

_Static_assert(BLOB_KEY == 1 + NONCE + 32 + TAG, "a wrapped key");

/* A small text file, whole. -1 with errno. */
static ssize_t read_text(int dir, const char *path, char *p, size_t room)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOCTTY), why;
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, p, room - 1);
	why = errno;
	(void)close(fd);	/* read only */
	errno = why;
	if (n >= 0)
		p[n] = '\0';
	return n;
}

/* The folder that a name lies in: a name is durable when its folder is. */
static int sync_folder(int dir, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *of = slash ? mem_text(path) : mem_text(".");
	int fd, rc = 0;

	if (slash)
		of[slash == path ? 1 : slash - path] = '\0';
	fd = openat(dir, of, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		rc = blob_io(e, of);
	if (fd >= 0)
		(void)close(fd);	/* only a handle */
	mem_free(of);
	return rc;
}

/* Written once and durable; it must not be there yet. */
static int write_text(int dir, const char *path, const char *text, struct err *e)
{
	int fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), rc;
	size_t n = strlen(text);

	if (fd < 0)
		return blob_io(e, path);
	rc = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0 ? 0 : blob_io(e, path);
	if (close(fd) != 0 && rc == 0)
		rc = blob_io(e, path);
	return rc == 0 ? sync_folder(dir, path, e) : rc;
}

static int make_master(int dir, const char *path, uint8_t master[MASTER], struct err *e)
{
	char text[2 * MASTER + 2];
	int rc;

	random_bytes(master, MASTER);
	hex_encode(master, MASTER, text);
	text[2 * MASTER] = '\n';
	text[2 * MASTER + 1] = '\0';
	rc = write_text(dir, path, text, e);
	sodium_memzero(text, sizeof(text));
	return rc;
}

/* 1 read, 0 there is none. */
static int read_master(int dir, const char *path, uint8_t master[MASTER], struct err *e)
{
	char text[FILE_MAX_BYTES];
	ssize_t n = read_text(dir, path, text, sizeof(text));
	int rc = 1;

	if (n < 0)
		return errno == ENOENT ? 0 : blob_io(e, path);
	while (n > 0 && strchr(" \t\r\n", text[n - 1]))
		text[--n] = '\0';
	if (n != 2 * MASTER || !hex_decode(text, master, MASTER))
		rc = err_hint(e, E_REFUSED, "put the right file back: 64 hexadecimal digits",
		    "the master key %s is damaged", path);
	sodium_memzero(text, sizeof(text));
	return rc;
}

static void derive(const uint8_t master[MASTER], const char *what, uint8_t ret[HASH_BYTES])
{
	struct hmac_key k;
	struct hash h;

	hmac_key_init(&k, master, MASTER);
	h = hmac_sha256(&k, what, strlen(what));
	memcpy(ret, h.b, HASH_BYTES);
	sodium_memzero(&h, sizeof(h));
	sodium_memzero(&k, sizeof(k));
}

/* blob/key holds a mark of the master key, so that a wrong one is told before it does harm. */
static int check_mark(struct blobs *s, const uint8_t master[MASTER], bool create, struct err *e)
{
	uint8_t mark[HASH_BYTES];
	char want[HASH_HEX], got[FILE_MAX_BYTES];
	ssize_t n;

	derive(master, "annexa/mark/1", mark);
	hex_encode(mark, 16, want);
	n = read_text(s->dir, "key", got, sizeof(got));
	if (n < 0 && errno == ENOENT)
		return create ? write_text(s->dir, "key", want, e) : 0;
	if (n < 0)
		return blob_io(e, "key");
	return strcmp(want, got) == 0 ? 0 :
	    err_hint(e, E_REFUSED, "give the key that was in use when the files were stored",
	        "the master key is not the one that the stored files are sealed with");
}

int keys_load(struct blobs *s, int data_dir, const char *key_path, bool create, struct err *e)
{
	const char *path = key_path && key_path[0] ? key_path : "master.key";
	uint8_t master[MASTER], names[HASH_BYTES];
	int at = key_path && key_path[0] ? AT_FDCWD : data_dir;
	bool used = faccessat(s->dir, "key", F_OK, 0) == 0;
	int rc = read_master(at, path, master, e);

	if (rc == 0 && used)
		return err_hint(e, E_REFUSED, "put the file back, or name it with "
		    "$ANNEXA_MASTER_KEY",
		    "the master key %s of the stored files is not there", path);
	if (rc == 0 && !create)
		return 0;
	if (rc == 0)
		rc = make_master(at, path, master, e);
	if (rc >= 0)
		rc = check_mark(s, master, create, e);
	if (rc >= 0) {
		derive(master, "annexa/wrap/1", s->wrap);
		derive(master, "annexa/name/1", names);
		hmac_key_init(&s->names, names, sizeof(names));
		s->keyed = true;
	}
	sodium_memzero(master, sizeof(master));
	sodium_memzero(names, sizeof(names));
	return rc < 0 ? rc : 0;
}

/* The place a wrapped key belongs to: taken to another row it does not open. */
static size_t place(struct org org, const struct hash *digest, uint8_t ret[48])
{
	memcpy(ret, "annexa/1", 8);
	for (int i = 0; i < 8; i++)
		ret[8 + i] = (uint8_t)((uint64_t)org.id >> (56 - 8 * i));
	memcpy(ret + 16, digest->b, HASH_BYTES);
	return 48;
}

void key_wrap(const struct blobs *s, struct org org, const struct hash *digest,
    const uint8_t key[32], uint8_t ret[BLOB_KEY])
{
	uint8_t at[48];
	size_t n = place(org, digest, at);

	ret[0] = VERSION;
	random_bytes(ret + 1, NONCE);
	if (crypto_aead_xchacha20poly1305_ietf_encrypt(ret + 1 + NONCE, NULL, key, 32, at, n, NULL,
	    ret + 1, s->wrap) != 0)
		BUG("wrapping a key");
}

bool key_unwrap(const struct blobs *s, struct org org, const struct hash *digest,
    const uint8_t wrapped[BLOB_KEY], uint8_t ret[32])
{
	uint8_t at[48];
	size_t n = place(org, digest, at);

	return wrapped[0] == VERSION && crypto_aead_xchacha20poly1305_ietf_decrypt(ret, NULL, NULL,
	    wrapped + 1 + NONCE, 32 + TAG, at, n, wrapped + 1, s->wrap) == 0;
}
