/* cli/backup_read.c -- see backup.h. Bytes in, files out; nothing unauthenticated is written. */
#include <sodium.h>
#include <sys/stat.h>
#include "base/str.h"
#include "cli/backup_priv.h"

enum { ENTRY_HEAD = 1 + 1 + BACKUP_NAME + 8 };

struct backup_reader {
	int dir;
	bool sealed;			/* secret is the recipient's, else the stream's own key */
	uint8_t secret[BACKUP_KEY];
	crypto_secretstream_xchacha20poly1305_state state;
	uint8_t in[BACKUP_HEAD + BACKUP_PIECE];
	size_t in_n;
	uint8_t plain[BACKUP_CHUNK];
	bool begun, final, summed;
	struct sha256 sum;
	uint8_t head[ENTRY_HEAD];	/* of an entry, as far as it came */
	size_t head_n;
	FILE *f;
	int64_t left, files;
	char why[300];
	int code;			/* with it */
};

bool backup_name_ok(const char *name)
{
	if (strcmp(name, "annexa.db") == 0 || strcmp(name, "subjects.keys") == 0 ||
	    strcmp(name, "blob/key") == 0)
		return true;
	return strncmp(name, "blob/", 5) == 0 && strlen(name) == 5 + 2 + 1 + 62 && name[7] == '/' &&
	    strspn(name + 5, "0123456789abcdef") == 2 &&
	    strspn(name + 8, "0123456789abcdef") == 62;
}

void backup_reader_free(struct backup_reader *r)
{
	if (!r)
		return;
	if (r->f)
		(void)fclose(r->f);	/* torn: thrown away by the caller */
	if (r->dir >= 0)
		(void)close(r->dir);	/* only a handle */
	sodium_memzero(r, sizeof(*r));
	mem_free(r);
}

const char *backup_why(const struct backup_reader *r)
{
	return r->why;
}

int64_t backup_files(const struct backup_reader *r)
{
	return r->files;
}

static bool stop(struct backup_reader *r, int code, const char *why)
{
	if (!r->why[0]) {
		(void)snprintf(r->why, sizeof(r->why), "%s", why);
		r->code = code;
	}
	return false;
}

static bool refuse(struct backup_reader *r, const char *why)
{
	return stop(r, E_REFUSED, why);
}

/* The backup is not to blame. */
static bool unwritten(struct backup_reader *r)
{
	int no = errno;

	return stop(r, no == ENOSPC || no == EDQUOT ? E_FULL : E_IO, strerror(no));
}

struct backup_reader *backup_reader_new(const char *dir, const uint8_t *secret,
    const uint8_t *stream)
{
	struct backup_reader *r = mem_new(1, sizeof(*r));

	r->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	r->sealed = secret != NULL;
	memcpy(r->secret, secret ? secret : stream, BACKUP_KEY);
	sha256_init(&r->sum);
	if (r->dir < 0)
		IGNORE(unwritten(r));	/* told by the next call */
	return r;
}

/* ---- entries ---- */

static bool make_folders(struct backup_reader *r, const char *name)
{
	char part[BACKUP_NAME + 1];

	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		(void)snprintf(part, sizeof(part), "%.*s", (int)(slash - name), name);
		if (mkdirat(r->dir, part, 0700) != 0 && errno != EEXIST)
			return unwritten(r);
	}
	return true;
}

static bool begin_file(struct backup_reader *r)
{
	char name[BACKUP_NAME + 1];
	size_t n = r->head[1];
	uint64_t size = 0;
	int fd;

	memcpy(name, r->head + 2, n);
	name[n] = '\0';
	for (size_t i = 0; i < 8; i++)
		size = size << 8 | r->head[2 + n + i];
	if (!backup_name_ok(name) || size > INT64_MAX)
		return refuse(r, "the backup names a file that is none of ours");
	if (!make_folders(r, name))
		return false;
	fd = openat(r->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || !(r->f = fdopen(fd, "we"))) {
		if (fd >= 0)
			(void)close(fd);	/* nothing written */
		return unwritten(r);
	}
	r->left = (int64_t)size;
	return true;
}

static bool end_file(struct backup_reader *r)
{
	bool ok = fflush(r->f) == 0 && fsync(fileno(r->f)) == 0;

	ok &= fclose(r->f) == 0;
	r->f = NULL;
	r->files++;
	return ok || unwritten(r);
}

/* How long the entry's head is, as far as its first bytes say; 0 = no such entry. */
static size_t head_size(const struct backup_reader *r)
{
	if (r->head[0] == 'E')
		return 1 + HASH_BYTES;
	if (r->head[0] != 'F' || (r->head_n > 1 && (!r->head[1] || r->head[1] > BACKUP_NAME)))
		return 0;
	return r->head_n < 2 ? 2 : 2 + (size_t)r->head[1] + 8;
}

static bool end_head(struct backup_reader *r)
{
	struct hash h;

	if (r->head[0] == 'F') {
		sha256_add(&r->sum, r->head, r->head_n);
		return begin_file(r);
	}
	sha256_add(&r->sum, r->head, 1);
	sha256_end(&r->sum, &h);
	r->summed = true;
	return memcmp(h.b, r->head + 1, HASH_BYTES) == 0 ||
	    refuse(r, "the sum of the backup does not fit what is in it");
}

static bool take_plain(struct backup_reader *r, const uint8_t *p, size_t n)
{
	while (n) {
		size_t some;

		if (r->summed)
			return refuse(r, "something stands behind the end of the backup");
		if (r->f) {
			some = (int64_t)n < r->left ? n : (size_t)r->left;
			sha256_add(&r->sum, p, some);
			if (fwrite(p, 1, some, r->f) != some)
				return unwritten(r);
			r->left -= (int64_t)some;
		} else {
			r->head[r->head_n++] = *p;
			some = 1;
			if (!head_size(r))
				return refuse(r, "the backup is malformed");
			if (r->head_n == head_size(r)) {
				if (!end_head(r))
					return false;
				r->head_n = 0;
			}
		}
		p += some;
		n -= some;
		if (r->f && r->left == 0 && !end_file(r))
			return false;
	}
	return true;
}

/* ---- the stream ---- */

static bool begin(struct backup_reader *r)
{
	uint8_t key[BACKUP_KEY], public[BACKUP_KEY];
	const uint8_t *seal = r->in + BACKUP_MAGIC;
	bool ok = true;

	if (memcmp(r->in, backup_magic, BACKUP_MAGIC) != 0)
		return refuse(r, "this is no backup of Annexa");
	memcpy(key, r->secret, BACKUP_KEY);
	if (r->sealed)
		ok = crypto_scalarmult_base(public, r->secret) == 0 &&
		    crypto_box_seal_open(key, seal, BACKUP_SEAL, public, r->secret) == 0;
	if (!ok)
		return refuse(r, "the backup was made for another key");
	r->begun = crypto_secretstream_xchacha20poly1305_init_pull(&r->state, seal + BACKUP_SEAL,
	    key) == 0;
	sodium_memzero(key, sizeof(key));
	return r->begun || refuse(r, "the backup was changed");
}

static size_t piece_size(const struct backup_reader *r)
{
	size_t n = 0;

	for (size_t i = 0; i < 4; i++)
		n = n << 8 | r->in[i];
	return n;
}

static bool piece(struct backup_reader *r, size_t n)
{
	unsigned char tag;
	unsigned long long got = 0;

	if (crypto_secretstream_xchacha20poly1305_pull(&r->state, r->plain, &got, &tag, r->in + 4,
	    n, NULL, 0) != 0)
		return refuse(r, "the backup was changed, or the file is damaged");
	r->final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return take_plain(r, r->plain, (size_t)got);
}

/* What the buffer holds, as far as it is complete. */
static bool digest(struct backup_reader *r)
{
	for (;;) {
		size_t used = BACKUP_HEAD;

		if (!r->begun) {
			if (r->in_n < BACKUP_HEAD)
				return true;
			if (!begin(r))
				return false;
		} else {
			if (r->in_n < 4)
				return true;
			used = 4 + piece_size(r);
			if (used > BACKUP_PIECE || r->final)
				return refuse(r, "the backup is malformed");
			if (r->in_n < used)
				return true;
			if (!piece(r, used - 4))
				return false;
		}
		memmove(r->in, r->in + used, r->in_n - used);
		r->in_n -= used;
	}
}

int backup_take(void *reader, const void *p, size_t n)
{
	struct backup_reader *r = reader;
	const uint8_t *at = p;

	while (n && !r->why[0]) {
		size_t some = sizeof(r->in) - r->in_n < n ? sizeof(r->in) - r->in_n : n;

		memcpy(r->in + r->in_n, at, some);
		r->in_n += some;
		at += some;
		n -= some;
		if (!digest(r))
			break;
	}
	return r->code;
}

int backup_end(struct backup_reader *r, struct err *e)
{
	size_t begin = r->in_n < BACKUP_MAGIC ? r->in_n : BACKUP_MAGIC;

	if (!r->begun && memcmp(r->in, backup_magic, begin) != 0)	/* too short to be begun */
		IGNORE(refuse(r, "this is no backup of Annexa"));
	if (!r->why[0] && (!r->final || !r->summed || r->in_n))
		IGNORE(refuse(r, "the backup is torn: its end is missing"));
	if (!r->why[0] && fsync(r->dir) != 0)
		IGNORE(unwritten(r));
	return r->why[0] ? err_set(e, r->code, "%s", r->why) : E_OK;
}
