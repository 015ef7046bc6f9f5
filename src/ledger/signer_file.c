/* ledger/signer_file.c -- the signer's files. See signer_priv.h. */
#include <dirent.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include "base/clock.h"
#include "ledger/signer_priv.h"

static int failed(struct err *e, const char *what, const char *name)
{
	int no = errno;

	return err_set(e, no == ENOSPC || no == EDQUOT ? E_FULL : E_IO,
	    "the signer cannot %s \"%s\": %s", what, name, strerror(no));
}

/* Make names in a directory durable. Some file systems cannot, and say EINVAL. */
static int dir_sync(int dir, struct err *e)
{
	if (fsync(dir) != 0 && errno != EINVAL)
		return failed(e, "make durable", "signer");
	return E_OK;
}

static int dir_check(int fd, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return failed(e, "look at", "signer");
	if (st.st_uid != geteuid())
		return err_set(e, E_REFUSED, "the signer's directory belongs to another user");
	if ((st.st_mode & 077) && fchmod(fd, 0700) != 0)
		return failed(e, "close to others", "signer");
	return E_OK;
}

int signer_dir_open(const char *dir, int *ret_fd, struct err *e)
{
	int top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = -1, rc = E_OK;

	if (top < 0)
		return failed(e, "open", dir);
	if (mkdirat(top, "signer", 0700) == 0)
		rc = dir_sync(top, e);
	else if (errno != EEXIST)
		rc = failed(e, "create", "signer");
	if (!rc &&
	    (fd = openat(top, "signer", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
		rc = failed(e, "open", "signer");
	close(top);
	if (!rc)
		rc = dir_check(fd, e);
	if (!rc)
		*ret_fd = fd;
	else if (fd >= 0)
		close(fd);
	return rc;
}

int signer_dir_lock(int dir, int *ret_fd, struct err *e)
{
	static const struct timespec pause = { 0, 20000000 };
	int fd = openat(dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int64_t until = clock_mono_us() + 2000000;	/* one just told to end needs a moment */

	if (fd < 0)
		return failed(e, "open", "lock");
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK || clock_mono_us() > until) {
			close(fd);
			return err_set(e, E_REFUSED, "another signer works on this directory");
		}
		nanosleep(&pause, NULL);
	}
	*ret_fd = fd;
	return E_OK;
}

static bool write_all(int fd, const void *p, size_t n)
{
	const uint8_t *from = p;

	while (n) {
		ssize_t done = write(fd, from, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		from += done;
		n -= (size_t)done;
	}
	return true;
}

int signer_file_read(int dir, const char *name, uint8_t *p, size_t room, size_t *ret_n,
    struct err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), rc = E_OK;
	ssize_t got = 1;
	size_t n = 0;

	if (fd < 0)
		return errno == ENOENT ? E_NOTFOUND : failed(e, "open", name);
	while (got && n < room) {
		got = read(fd, p + n, room - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			rc = failed(e, "read", name);
			break;
		}
		n += (size_t)got;
	}
	close(fd);
	if (!rc && n == room)
		rc = err_set(e, E_REFUSED, "the signer's file \"%s\" is too long", name);
	if (!rc)
		*ret_n = n;
	return rc;
}

/* A new file with these bytes, durable itself but not yet its name. */
static int file_fill(int dir, const char *name, int flags, const void *p, size_t n, struct err *e)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
	bool ok;

	if (fd < 0)
		return failed(e, "create", name);
	ok = write_all(fd, p, n) && fsync(fd) == 0;
	if (!ok)
		(void)failed(e, "write", name);		/* before close changes errno */
	if (close(fd) != 0 && ok) {
		ok = false;
		(void)failed(e, "write", name);
	}
	if (!ok)
		(void)unlinkat(dir, name, 0);
	return ok ? E_OK : e->code;
}

int signer_file_write(int dir, const char *name, const void *p, size_t n, struct err *e)
{
	char temp[128];
	int rc;

	REQUIRE(snprintf(temp, sizeof(temp), "%s.tmp", name) < (int)sizeof(temp));
	if ((rc = file_fill(dir, temp, O_TRUNC, p, n, e)))
		return rc;
	if (renameat(dir, temp, dir, name) != 0) {
		rc = failed(e, "rename", temp);
		(void)unlinkat(dir, temp, 0);
		return rc;
	}
	return dir_sync(dir, e);
}

static int has_marks(int dir, bool *ret, struct err *e)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	size_t n;

	if (!d) {
		(void)failed(e, "list", "signer");
		if (fd >= 0)
			close(fd);
		return e->code;
	}
	*ret = false;
	while ((entry = readdir(d)))
		if ((n = strlen(entry->d_name)) > 5 && strcmp(entry->d_name + n - 5, ".mark") == 0)
			*ret = true;
	closedir(d);
	return E_OK;
}

/* By link, which fails if the name is taken: two processes end with the same secret. */
static int secret_create(int dir, const char *name, size_t n, struct err *e)
{
	char temp[64], token[24];
	uint8_t fresh[64];
	int rc;

	REQUIRE(n <= sizeof(fresh));
	random_token(token, sizeof(token), 12);
	REQUIRE(snprintf(temp, sizeof(temp), "%s.%s.tmp", name, token) < (int)sizeof(temp));
	random_bytes(fresh, n);
	rc = file_fill(dir, temp, O_EXCL, fresh, n, e);
	sodium_memzero(fresh, sizeof(fresh));
	if (rc)
		return rc;
	if (linkat(dir, temp, dir, name, 0) != 0 && errno != EEXIST)
		rc = failed(e, "create", name);
	(void)unlinkat(dir, temp, 0);	/* a second name left over does no harm */
	return rc ? rc : dir_sync(dir, e);
}

static int secret_check(int dir, const char *name, struct err *e)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return failed(e, "look at", name);
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077))
		return err_hint(e, E_REFUSED, "chown it to the server's user and chmod it 600",
		    "the signer's file \"%s\" is open to other users", name);
	return E_OK;
}

int signer_secret(int dir, const char *name, uint8_t *p, size_t n, struct err *e)
{
	uint8_t all[65];
	size_t got = 0;
	bool marks = false;
	int rc;

	REQUIRE(n < sizeof(all));
	rc = signer_file_read(dir, name, all, n + 1, &got, e);
	if (rc == E_NOTFOUND) {
		if ((rc = has_marks(dir, &marks, e)))
			return rc;
		if (marks)
			return err_hint(e, E_REFUSED, "restore it from its own backup, or move the "
			    "whole signer directory away and open new epochs",
			    "the signer's file \"%s\" is missing although logs were signed", name);
		if ((rc = secret_create(dir, name, n, e)))
			return rc;
		rc = signer_file_read(dir, name, all, n + 1, &got, e);
	}
	if (!rc)
		rc = secret_check(dir, name, e);
	if (!rc && got != n)
		rc = err_set(e, E_REFUSED, "the signer's file \"%s\" is damaged", name);
	if (!rc)
		memcpy(p, all, n);
	sodium_memzero(all, sizeof(all));
	return rc;
}
