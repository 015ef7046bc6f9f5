/*
 * blob/stream.c -- one file in and out: magic, secretstream header, chunks of BLOB_CHUNK plain
 * bytes and 17 of its own; the last one carries the final tag, so that a cut is noticed.
 */
#include <sodium.h>
#include <sys/stat.h>
#include "blob/blob_priv.h"

enum {
	EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES,
	HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	SEALED = BLOB_CHUNK + EXTRA,
	TMP_NAME = 4 + 32 + 1,		/* "tmp/" and 16 bytes in hex */
	FLUSH_EVERY = 8 << 20		/* start writing back: the fsync at the end is then short */
};

_Static_assert(crypto_secretstream_xchacha20poly1305_KEYBYTES == 32, "a file's key");

struct blob_writer {
	struct blobs *store;
	int fd;
	bool done, placed;
	char tmp[TMP_NAME];
	int64_t max, size, flushed, written;
	uint8_t key[32];
	struct sha256 sum;
	struct hash digest;
	crypto_secretstream_xchacha20poly1305_state state;
	size_t n;
	uint8_t head[BLOB_HEAD];
	uint8_t plain[BLOB_CHUNK], sealed[SEALED];
};

static bool write_all(struct blob_writer *w, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t done = write(w->fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
		w->written += done;
	}
	if (w->written - w->flushed >= FLUSH_EVERY) {
		(void)sync_file_range(w->fd, w->flushed, w->written - w->flushed,
		    SYNC_FILE_RANGE_WRITE);	/* only a hint */
		w->flushed = w->written;
	}
	return true;
}

int blob_begin(struct blobs *s, int64_t max_bytes, struct blob_writer **ret, struct err *e)
{
	struct blob_writer *w;
	uint8_t header[MAGIC + HEADER], id[16];

	if (!s || s->dir < 0 || !s->keyed)
		return err_set(e, E_REFUSED, "there is no store for files here");
	w = mem_new(1, sizeof(*w));
	w->store = s;
	w->max = max_bytes;
	random_bytes(id, sizeof(id));
	memcpy(w->tmp, "tmp/", 4);
	for (size_t i = 0; i < sizeof(id); i++)
		(void)snprintf(w->tmp + 4 + 2 * i, 3, "%02x", id[i]);
	w->fd = openat(s->dir, w->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	random_bytes(w->key, sizeof(w->key));
	memcpy(header, blob_magic, MAGIC);
	if (crypto_secretstream_xchacha20poly1305_init_push(&w->state, header + MAGIC, w->key) != 0)
		BUG("secretstream");
	sha256_init(&w->sum);
	if (w->fd < 0 || !write_all(w, header, sizeof(header))) {
		int rc = blob_io(e, "beginning");

		blob_free(w);
		return rc;
	}
	*ret = w;
	return 0;
}

static bool seal(struct blob_writer *w, bool last)
{
	unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;

	if (crypto_secretstream_xchacha20poly1305_push(&w->state, w->sealed, NULL, w->plain, w->n,
	    blob_magic, MAGIC, tag) != 0)
		BUG("secretstream");
	return write_all(w, w->sealed, w->n + EXTRA);
}

int blob_add(struct blob_writer *w, const void *p, size_t n, struct err *e)
{
	const uint8_t *at = p;

	REQUIRE(!w->done);
	if ((int64_t)n > w->max - w->size)
		return err_set(e, E_TOOBIG, "the file is larger than %" PRId64 " MB",
		    w->max >> 20);
	if (w->size < BLOB_HEAD) {
		size_t room = (size_t)(BLOB_HEAD - w->size);

		memcpy(w->head + w->size, p, n < room ? n : room);
	}
	sha256_add(&w->sum, p, n);
	w->size += (int64_t)n;
	while (n) {
		size_t some = sizeof(w->plain) - w->n;

		if (some == 0) {	/* full: not the last one, more is coming */
			if (!seal(w, false))
				return blob_io(e, "writing");
			w->n = 0;
			continue;
		}
		some = some < n ? some : n;
		memcpy(w->plain + w->n, at, some);
		w->n += some;
		at += some;
		n -= some;
	}
	return 0;
}

int blob_end(struct blob_writer *w, struct err *e)
{
	REQUIRE(!w->done);
	if (!seal(w, true) || fsync(w->fd) != 0)
		return blob_io(e, "writing");
	sha256_end(&w->sum, &w->digest);
	w->done = true;
	return 0;
}

struct blob_info blob_info(const struct blob_writer *w)
{
	REQUIRE(w->done);
	return (struct blob_info){ w->digest, w->size, w->head,
		w->size < BLOB_HEAD ? (size_t)w->size : BLOB_HEAD };
}

/* The folder of two digits, made durable when it is new. */
static int open_two(struct blobs *s, const char *two, struct err *e)
{
	int fd;

	if (mkdirat(s->dir, two, 0700) == 0 && fsync(s->dir) != 0)
		return blob_io(e, two);
	fd = openat(s->dir, two, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return fd >= 0 ? fd : blob_io(e, two);
}

int blob_place(struct blob_writer *w, struct org org, uint8_t key[BLOB_KEY], struct err *e)
{
	char name[HASH_HEX], two[3] = { 0 };
	int fd, rc = 0;

	REQUIRE(w->done && !w->placed);
	blob_name(w->store, org, &w->digest, name);
	memcpy(two, name, 2);
	if ((fd = open_two(w->store, two, e)) < 0)
		return fd;
	if (renameat(w->store->dir, w->tmp, fd, name + 2) != 0)
		rc = blob_io(e, "naming");
	else if ((w->placed = true) && fsync(fd) != 0)
		rc = blob_io(e, "naming");
	(void)close(fd);	/* synced */
	if (rc == 0)
		key_wrap(w->store, org, &w->digest, w->key, key);
	return rc;
}

void blob_free(struct blob_writer *w)
{
	if (!w)
		return;
	if (w->fd >= 0)
		(void)close(w->fd);	/* synced, or thrown away */
	if (!w->placed && w->fd >= 0)
		(void)unlinkat(w->store->dir, w->tmp, 0);	/* swept at the next start */
	sodium_memzero(w, sizeof(*w));
	mem_free(w);
}

/* ---- reading ---- */

struct blob_reader {
	int fd;
	bool ended, bad;
	size_t at, n;			/* of plain */
	crypto_secretstream_xchacha20poly1305_state state;
	uint8_t plain[BLOB_CHUNK], sealed[SEALED];
};

/* As many bytes as there are, up to n. */
static ssize_t read_all(int fd, uint8_t *p, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t some = read(fd, p + got, n - got);

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return -1;
		if (some == 0)
			break;
		got += (size_t)some;
	}
	return (ssize_t)got;
}

static int begin_reading(struct blob_reader *r, const struct blobs *s, struct org org,
    const struct hash *digest, const uint8_t key[BLOB_KEY], struct err *e)
{
	uint8_t header[MAGIC + HEADER], own[32];
	bool ok = key_unwrap(s, org, digest, key, own) &&
	    read_all(r->fd, header, sizeof(header)) == (ssize_t)sizeof(header) &&
	    memcmp(header, blob_magic, MAGIC) == 0 &&
	    crypto_secretstream_xchacha20poly1305_init_pull(&r->state, header + MAGIC, own) == 0;

	sodium_memzero(own, sizeof(own));
	return ok ? 0 : err_hint(e, E_REFUSED, "run `annexa fsck`; restore the file from a backup",
	    "the stored file is damaged, or its key is");
}

int blob_open(struct blobs *s, struct org org, const struct hash *digest,
    const uint8_t key[BLOB_KEY], struct blob_reader **ret, struct err *e)
{
	char name[HASH_HEX], path[HASH_HEX + 1];
	struct blob_reader *r;
	int rc, fd;

	if (!s || s->dir < 0 || !s->keyed)
		return err_set(e, E_REFUSED, "there is no store for files here");
	blob_name(s, org, digest, name);
	blob_path(name, path);
	if ((fd = blob_open_beneath(s->dir, path, O_RDONLY)) < 0)
		return errno == ENOENT ? err_hint(e, E_NOTFOUND, "restore it from a backup",
		    "the file is not in the store") : blob_io(e, "reading");
	r = mem_new(1, sizeof(*r));
	r->fd = fd;
	if ((rc = begin_reading(r, s, org, digest, key, e)) < 0) {
		blob_close(r);
		return rc;
	}
	*ret = r;
	return 0;
}

/* The next chunk. False: it is not one, or something follows the last one. */
static bool next_chunk(struct blob_reader *r)
{
	ssize_t n = read_all(r->fd, r->sealed, sizeof(r->sealed));
	unsigned long long plain;
	unsigned char tag, more;

	if (n < EXTRA || crypto_secretstream_xchacha20poly1305_pull(&r->state, r->plain, &plain,
	    &tag, r->sealed, (unsigned long long)n, blob_magic, MAGIC) != 0)
		return false;
	r->at = 0;
	r->n = (size_t)plain;
	r->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return r->ended ? read_all(r->fd, &more, 1) == 0 : n == (ssize_t)sizeof(r->sealed);
}

ssize_t blob_read(struct blob_reader *r, void *p, size_t room)
{
	size_t n;

	if (!r->bad && r->at == r->n && !r->ended)
		r->bad = !next_chunk(r);
	if (r->bad)
		return -1;
	n = r->n - r->at < room ? r->n - r->at : room;
	memcpy(p, r->plain + r->at, n);
	r->at += n;
	return (ssize_t)n;
}

void blob_close(struct blob_reader *r)
{
	if (!r)
		return;
	(void)close(r->fd);	/* read only */
	sodium_memzero(r, sizeof(*r));
	mem_free(r);
}
