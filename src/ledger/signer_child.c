/* ledger/signer_child.c -- the signer's process: its sandbox and its loop. See signer.h. */
#include <seccomp.h>
#include <sys/prctl.h>
#include "base/sandbox.h"
#include "ledger/signer_priv.h"

int signer_confine(int dir, struct err *e)
{
	static const int files[] = { SCMP_SYS(openat), SCMP_SYS(fsync), SCMP_SYS(renameat),
		SCMP_SYS(renameat2), SCMP_SYS(unlinkat) };

	return sandbox_enter("signer", dir, files, COUNT(files), e);
}

static bool read_all(int fd, uint8_t *p, size_t n)
{
	while (n) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static bool write_message(int fd, uint32_t op, const struct wire_out *w)
{
	uint8_t message[WIRE_HEADER + WIRE_ANSWER_MAX], *p = message;
	size_t n = WIRE_HEADER + w->n;

	wire_head(message, op, w->n);
	memcpy(message + WIRE_HEADER, w->p, w->n);
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static int start(const char *dir, struct signer_core *c, struct err *e)
{
	int fd, lock, rc;

	if ((rc = signer_dir_open(dir, &fd, e)) || (rc = signer_dir_lock(fd, &lock, e)))
		return rc;
	if (chdir("/") != 0)	/* keep no mount busy; all paths start at fd */
		return err_set(e, E_IO, "the signer cannot leave its directory");
	if ((rc = signer_core_init(c, fd, e)))
		return rc;
	return signer_confine(fd, e);
}

void signer_child(int sock, const char *dir)
{
	uint8_t head[WIRE_HEADER], answer[WIRE_ANSWER_MAX], *message;
	struct signer_core *c = mem_new(1, sizeof(*c));
	struct wire_out w = { answer, 0, sizeof(answer), false };
	struct arena a;
	struct err e;
	uint32_t op;
	size_t n;

	(void)prctl(PR_SET_NAME, "annexa-signer", 0, 0, 0);
	sandbox_ignore_signals();
	sandbox_close_others(sock);
	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	message = mem_new(WIRE_MAX, 1);
	wire_u32(&w, E_OK);
	if (start(dir, c, &e))
		signer_answer_err(&w, &e);
	else
		wire_raw(&w, c->key.public, sizeof(c->key.public));
	if (!write_message(3, WIRE_HELLO, &w) || e.code)
		_exit(1);
	while (read_all(3, head, sizeof(head))) {
		if (!wire_head_read(head, WIRE_MAX, &op, &n) || !read_all(3, message, n))
			_exit(2);
		w.n = 0;
		signer_answer(c, op, message, n, &w);
		if (!write_message(3, op, &w))
			break;
	}
	signer_core_release(c);		/* clears the keys */
	_exit(0);
}
