/* cli/place.c -- see place.h. */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "base/sandbox.h"
#include "base/str.h"
#include "cli/place.h"
#include "cli/tree.h"

enum { WAIT_MS = 10000, STEP_MS = 20 };

static bool locked(int fd)
{
	for (int waited = 0; waited < WAIT_MS; waited += STEP_MS) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		(void)usleep(STEP_MS * 1000);
	}
	return false;
}

/* The folder, made now or by a place_take() that was killed, and its lock. */
static int enter(struct place *p, struct err *e)
{
	const char *lock = arena_printf(e->arena, "%s/place.lock", p->path);
	bool made;
	struct stat st;

	(void)rmdir(p->path);	/* an empty one is as good as none */
	made = mkdir(p->path, 0700) == 0;
	if (!made && errno != EEXIST)
		return err_set(e, E_IO, "making %s: %s", p->path, strerror(errno));
	if (lstat(p->path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	    !(st.st_mode & 077))
		p->lock = open(lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (made ? O_CREAT : 0), 0600);
	if (p->lock < 0)
		return err_hint(e, E_CONFLICT, "move it away, or name another place",
		    "there is something in %s already", p->path);
	if (!locked(p->lock)) {
		(void)close(p->lock);	/* only a handle */
		p->lock = -1;
		return err_set(e, E_BUSY, "another one works in %s", p->path);
	}
	tree_remove(p->work);
	return mkdir(p->work, 0700) == 0 ? E_OK :
	    err_set(e, E_IO, "making %s: %s", p->work, strerror(errno));
}

/* In the child: wait until nobody holds the other end, and clean up unless somebody came. */
static _Noreturn void guard(const struct place *p, int end)
{
	char path[4096], nothing;
	int fd;

	sandbox_ignore_signals();
	sandbox_close_others(end);
	while (read(3, &nothing, 1) < 0 && errno == EINTR)
		continue;
	(void)snprintf(path, sizeof(path), "%s/place.lock", p->path);
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		tree_remove(p->path);
	_exit(0);
}

int place_take(struct place *p, const char *path, struct err *e)
{
	int ends[2], rc;

	*p = (struct place){ .path = path, .work = arena_printf(e->arena, "%s/data", path),
		.lock = -1, .alive = -1 };
	if ((rc = enter(p, e)) < 0)
		return rc;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(e, E_IO, "watching over %s: %s", path, strerror(errno));
	p->alive = ends[1];
	if ((p->guard = fork()) == 0) {
		(void)close(ends[1]);	/* the child's copy, which would keep it waiting */
		guard(p, ends[0]);
	}
	(void)close(ends[0]);	/* the child's */
	return p->guard > 0 ? E_OK :
	    err_set(e, E_IO, "watching over %s: %s", path, strerror(errno));
}

void place_give(struct place *p)
{
	bool ours = p->lock >= 0;

	if (ours)
		(void)close(p->lock);	/* for the guard, who takes it */
	if (p->alive >= 0)
		(void)close(p->alive);	/* the guard's signal */
	if (p->guard > 0)
		(void)waitpid(p->guard, NULL, 0);	/* it never fails */
	else if (ours)
		tree_remove(p->path);
	p->lock = p->alive = -1;
}
