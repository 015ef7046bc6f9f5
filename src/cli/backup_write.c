/* cli/backup_write.c -- see backup.h. */
#include <sodium.h>
#include "cli/backup_priv.h"

struct backup_writer {
	const struct backup_file *files;
	size_t n, at;			/* the file being read */
	FILE *f;
	int64_t left;			/* bytes of it still to come */
	crypto_secretstream_xchacha20poly1305_state state;
	struct sha256 sum;
	uint8_t key[BACKUP_KEY];
	uint8_t plain[BACKUP_CHUNK];
	size_t plain_n;
	uint8_t out[BACKUP_HEAD + BACKUP_PIECE];
	size_t out_n, out_at;
	bool ended, summed;
	char failure[300];
};

const uint8_t backup_magic[BACKUP_MAGIC] = "ANNEXA BACKUP 1\n";

static void begin_out(struct backup_writer *w, const uint8_t to[BACKUP_KEY])
{
	uint8_t *p = w->out;

	memcpy(p, backup_magic, BACKUP_MAGIC);
	p += BACKUP_MAGIC;
	if (crypto_box_seal(p, w->key, BACKUP_KEY, to) != 0)
		(void)snprintf(w->failure, sizeof(w->failure),
		    "the recipient's key is no public key");
	p += BACKUP_SEAL;
	(void)crypto_secretstream_xchacha20poly1305_init_push(&w->state, p, w->key);
	w->out_n = BACKUP_HEAD;
}

struct backup_writer *backup_writer_new(const uint8_t to[BACKUP_KEY],
    const struct backup_file *files, size_t n)
{
	struct backup_writer *w = mem_new(1, sizeof(*w));

	w->files = files;
	w->n = n;
	crypto_secretstream_xchacha20poly1305_keygen(w->key);
	sha256_init(&w->sum);
	begin_out(w, to);
	return w;
}

void backup_writer_free(struct backup_writer *w)
{
	if (!w)
		return;
	if (w->f)
		(void)fclose(w->f);	/* only read */
	sodium_memzero(w, sizeof(*w));
	mem_free(w);
}

const char *backup_failure(const struct backup_writer *w)
{
	return w->failure;
}

void backup_stream_key(const struct backup_writer *w, uint8_t ret[BACKUP_KEY])
{
	memcpy(ret, w->key, BACKUP_KEY);
}

static void fail(struct backup_writer *w, const char *what, const char *path)
{
	(void)snprintf(w->failure, sizeof(w->failure), "%s %.200s", what, path);
}

static void put(struct backup_writer *w, const void *p, size_t n)
{
	memcpy(w->plain + w->plain_n, p, n);
	w->plain_n += n;
	sha256_add(&w->sum, p, n);
}

/* Head of the next entry, or the sum of all of them. The caller saw that there is room. */
static void next_entry(struct backup_writer *w)
{
	const struct backup_file *f = &w->files[w->at];
	uint8_t head[1 + 1 + BACKUP_NAME + 8];
	size_t n = w->at < w->n ? strlen(f->name) : 0;
	struct hash h;

	if (w->at == w->n) {
		put(w, "E", 1);
		sha256_end(&w->sum, &h);
		memcpy(w->plain + w->plain_n, h.b, HASH_BYTES);
		w->plain_n += HASH_BYTES;
		w->summed = true;
		return;
	}
	if (!(w->f = fopen(f->path, "re"))) {
		fail(w, "cannot read", f->path);
		return;
	}
	head[0] = 'F';
	head[1] = (uint8_t)n;
	memcpy(head + 2, f->name, n);
	for (size_t i = 0; i < 8; i++)
		head[2 + n + i] = (uint8_t)((uint64_t)f->size_bytes >> (56 - 8 * i));
	put(w, head, 2 + n + 8);
	w->left = f->size_bytes;
}

static void more_of_file(struct backup_writer *w)
{
	size_t room = BACKUP_CHUNK - w->plain_n, want = room, got;

	if ((int64_t)want > w->left)
		want = (size_t)w->left;
	got = want ? fread(w->plain + w->plain_n, 1, want, w->f) : 0;
	sha256_add(&w->sum, w->plain + w->plain_n, got);
	w->plain_n += got;
	w->left -= (int64_t)got;
	if (got < want) {
		fail(w, "shorter than it was:", w->files[w->at].path);
		return;
	}
	if (w->left == 0) {
		(void)fclose(w->f);	/* only read */
		w->f = NULL;
		w->at++;
	}
}

/* One chunk: as full as it gets, so that its size says nothing about the files in it. */
static void fill(struct backup_writer *w)
{
	const size_t entry = 1 + 1 + BACKUP_NAME + 8;
	unsigned char tag;
	unsigned long long n = 0;

	w->plain_n = 0;
	while (!w->failure[0] && !w->summed && w->plain_n < BACKUP_CHUNK) {
		if (w->f)
			more_of_file(w);
		else if (BACKUP_CHUNK - w->plain_n < entry)
			break;
		else
			next_entry(w);
	}
	if (w->failure[0])
		return;
	tag = w->summed ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
	(void)crypto_secretstream_xchacha20poly1305_push(&w->state, w->out + 4, &n, w->plain,
	    w->plain_n, NULL, 0, tag);
	for (size_t i = 0; i < 4; i++)
		w->out[i] = (uint8_t)(n >> (24 - 8 * i));
	w->out_n = 4 + (size_t)n;
	w->out_at = 0;
	w->ended = w->summed;
}

ssize_t backup_next(void *writer, void *p, size_t room)
{
	struct backup_writer *w = writer;
	size_t n;

	if (w->failure[0])
		return -1;
	if (w->out_at == w->out_n) {
		if (w->ended)
			return 0;
		fill(w);
		if (w->failure[0])
			return -1;
	}
	n = w->out_n - w->out_at < room ? w->out_n - w->out_at : room;
	memcpy(p, w->out + w->out_at, n);
	w->out_at += n;
	return (ssize_t)n;
}
