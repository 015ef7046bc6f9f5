/* blob/store.c -- the store's folder: opening, names, listing, removing. */
#include <dirent.h>
#include <linux/openat2.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "blob/blob_priv.h"

const uint8_t blob_magic[MAGIC] = { 'A', 'N', 'N', 'E', 'X', 'A', 'B', 1 };

int blob_io(struct err *e, const char *what)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT)
		return err_hint(e, E_FULL, "make room on the disk and try again",
		    "there is no room left for the file");
	return err_set(e, E_IO, "the store of files, %s: %s", what, strerror(why));
}

int blob_open_beneath(int dir, const char *path, int flags)
{
	struct open_how how = { .flags = (unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };
	long fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));

	if (fd < 0 && (errno == ENOSYS || errno == EPERM)) /* an older kernel, a strict container */
		fd = openat(dir, path, flags | O_CLOEXEC | O_NOFOLLOW);
	return (int)fd;
}

bool blob_name_ok(const char *name)
{
	return strlen(name) == HASH_HEX - 1 && strspn(name, "0123456789abcdef") == HASH_HEX - 1;
}

void blob_path(const char *name, char *ret)
{
	memcpy(ret, name, 2);
	ret[2] = '/';
	memcpy(ret + 3, name + 2, HASH_HEX - 2);
}

void blob_name(const struct blobs *s, struct org org, const struct hash *digest,
    char ret[HASH_HEX])
{
	uint8_t at[8 + HASH_BYTES];
	struct hash h;

	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)((uint64_t)org.id >> (56 - 8 * i));
	memcpy(at + 8, digest->b, HASH_BYTES);
	h = hmac_sha256(&s->names, at, sizeof(at));
	hash_hex(&h, ret);
}

/* ---- opening ---- */

static int make_folder(int at, const char *name, struct err *e)
{
	if (mkdirat(at, name, 0700) == 0)
		return fsync(at) == 0 ? 0 : blob_io(e, name);
	return errno == EEXIST ? 0 : blob_io(e, name);
}

/* What uploads that were cut off by the end of the process left. */
static int sweep(struct blobs *s, struct err *e)
{
	int fd = blob_open_beneath(s->dir, "tmp", O_RDONLY | O_DIRECTORY);
	struct dirent *d;
	DIR *dir;

	if (fd < 0 || !(dir = fdopendir(fd)))
		return blob_io(e, "tmp");
	while ((d = readdir(dir)))
		if (d->d_name[0] != '.')
			(void)unlinkat(fd, d->d_name, 0);	/* seen again at the next start */
	(void)closedir(dir);
	return 0;
}

static int open_in(struct blobs *s, int data, const char *key_path, enum blobs_flags flags,
    struct err *e)
{
	bool create = flags & BLOBS_CREATE;
	int rc;

	if (create && (rc = make_folder(data, "blob", e)) < 0)
		return rc;
	s->dir = openat(data, "blob", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (s->dir < 0)
		return errno == ENOENT && !create ? 0 : blob_io(e, "blob");
	if (create && (rc = make_folder(s->dir, "tmp", e)) < 0)
		return rc;
	if ((rc = keys_load(s, data, key_path, create, e)) < 0)
		return rc;
	return flags & BLOBS_SWEEP ? sweep(s, e) : 0;
}

int blobs_open(const char *dir, const char *key_path, enum blobs_flags flags, struct blobs **ret,
    struct err *e)
{
	struct blobs *s = mem_new(1, sizeof(*s));
	int data = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	s->dir = -1;
	rc = data < 0 ? blob_io(e, dir) : open_in(s, data, key_path, flags, e);
	if (data >= 0)
		(void)close(data);	/* only a handle */
	if (rc < 0) {
		blobs_close(s);
		return rc;
	}
	*ret = s;
	return 0;
}

void blobs_close(struct blobs *s)
{
	if (!s)
		return;
	if (s->dir >= 0)
		(void)close(s->dir);	/* only a handle */
	sodium_memzero(s, sizeof(*s));
	mem_free(s);
}

/* ---- listing and removing ---- */

static int each_in(struct blobs *s, const char *two,
    int (*each)(void *arg, const char *name, int64_t age_s), void *arg, struct err *e)
{
	int fd = blob_open_beneath(s->dir, two, O_RDONLY | O_DIRECTORY), rc = 0;
	char name[HASH_HEX];
	struct dirent *d;
	struct stat st;
	DIR *dir;

	if (fd < 0 || !(dir = fdopendir(fd)))
		return blob_io(e, two);
	while (rc >= 0 && (d = readdir(dir))) {
		(void)snprintf(name, sizeof(name), "%.2s%.62s", two, d->d_name);
		if (strlen(d->d_name) != HASH_HEX - 3 || !blob_name_ok(name) ||
		    fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		rc = each(arg, name, (int64_t)(time(NULL) - st.st_mtime));
	}
	(void)closedir(dir);
	return rc;
}

int blobs_each(struct blobs *s, int (*each)(void *arg, const char *name, int64_t age_s), void *arg,
    struct err *e)
{
	int fd = s->dir < 0 ? -1 : openat(s->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	struct dirent *d;
	DIR *dir;

	if (s->dir < 0)
		return 0;
	if (fd < 0 || !(dir = fdopendir(fd)))
		return blob_io(e, "blob");
	while (rc >= 0 && (d = readdir(dir)))
		if (strlen(d->d_name) == 2 && strspn(d->d_name, "0123456789abcdef") == 2)
			rc = each_in(s, d->d_name, each, arg, e);
	(void)closedir(dir);
	return rc;
}

int blob_remove(struct blobs *s, const char *name, struct err *e)
{
	char path[HASH_HEX + 1], two[3] = { 0 };
	int fd, rc = 0;

	REQUIRE(blob_name_ok(name));
	blob_path(name, path);
	memcpy(two, name, 2);
	if ((fd = blob_open_beneath(s->dir, two, O_RDONLY | O_DIRECTORY)) < 0)
		return errno == ENOENT ? 0 : blob_io(e, two);
	if (unlinkat(fd, path + 3, 0) != 0 && errno != ENOENT)
		rc = blob_io(e, name);
	if (rc == 0 && fsync(fd) != 0)
		rc = blob_io(e, two);
	(void)close(fd);	/* synced */
	return rc;
}
