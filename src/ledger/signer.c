/* ledger/signer.c -- the server's side of the signer. See signer.h. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include "base/clock.h"
#include "base/log.h"
#include "ledger/signer_priv.h"

struct signer {
	pthread_mutex_t lock;
	pid_t pid;
	int sock;		/* -1 once the child has ended */
	uint8_t public[32];
	uint8_t message[WIRE_HEADER + WIRE_MAX];	/* being sent */
};

/*
 * An answer, on the caller's stack: nothing is allocated on an arena while the lock is held,
 * for that may jump.
 */
struct answer {
	uint8_t bytes[WIRE_ANSWER_MAX];
	struct wire_in in;	/* after the code */
	int code;
	char reason[WIRE_REASON_MAX + 1];
};

static bool wait_for(int fd, short what, int64_t until)
{
	struct pollfd p = { fd, what, 0 };
	int64_t left;
	int rc;

	do {
		left = until - clock_mono_us();
		rc = poll(&p, 1, left > 0 ? (int)(left / 1000 + 1) : 0);
	} while (rc < 0 && errno == EINTR);
	if (rc == 0)
		errno = ETIMEDOUT;
	return rc > 0;
}

static bool send_all(int fd, const uint8_t *p, size_t n, int64_t until)
{
	ssize_t done;

	for (; n; p += done, n -= (size_t)done) {
		done = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (done >= 0)
			continue;
		if (errno != EINTR && errno != EAGAIN)
			return false;
		if (errno == EAGAIN && !wait_for(fd, POLLOUT, until))
			return false;
		done = 0;
	}
	return true;
}

static bool receive_all(int fd, uint8_t *p, size_t n, int64_t until)
{
	ssize_t got;

	for (; n; p += got, n -= (size_t)got) {
		if (!wait_for(fd, POLLIN, until))
			return false;
		got = recv(fd, p, n, MSG_DONTWAIT);
		if (got > 0)
			continue;
		if (got == 0)
			errno = ECONNRESET;
		if (got == 0 || (errno != EINTR && errno != EAGAIN))
			return false;
		got = 0;
	}
	return true;
}

/* How a child ended, waiting a moment for it; false if it lives. */
static bool reap(pid_t pid, int wait_ms, int *ret_status)
{
	static const struct timespec pause = { 0, 5000000 };
	int64_t until = clock_mono_us() + wait_ms * INT64_C(1000);
	pid_t got;

	while ((got = waitpid(pid, ret_status, WNOHANG)) == 0 ||
	    (got < 0 && errno == EINTR)) {
		if (clock_mono_us() > until)
			return false;
		nanosleep(&pause, NULL);
	}
	if (got < 0)
		*ret_status = 0;	/* somebody else waited for it */
	return true;
}

/* After a broken exchange the two sides may count messages differently: no way back. */
static void give_up(struct signer *s, const char *why)
{
	char how[64] = "killed for not answering";
	int status;

	close(s->sock);
	s->sock = -1;
	if (!reap(s->pid, 200, &status)) {
		(void)kill(s->pid, SIGKILL);
		(void)reap(s->pid, 1000, &status);
	} else if (WIFSIGNALED(status)) {
		(void)snprintf(how, sizeof(how), "signal %d", WTERMSIG(status));
	} else {
		(void)snprintf(how, sizeof(how), "exit %d", WEXITSTATUS(status));
	}
	log_event(LOG_CHILD_ENDED, "process", "signer", "how", how, "why", why, NULL);
}

static bool answer_read(struct answer *a, size_t n)
{
	struct str reason;

	a->in = (struct wire_in){ a->bytes, n, false };
	a->code = (int)wire_get_u32(&a->in);
	if (a->in.bad || a->code > 0)
		return false;
	if (a->code == 0)
		return true;
	reason = wire_get_bytes(&a->in);
	if (a->in.bad || a->in.n || reason.n > WIRE_REASON_MAX)
		return false;
	memcpy(a->reason, reason.p, reason.n);
	a->reason[reason.n] = '\0';
	return a->code >= E_NO;
}

static bool receive(int fd, uint32_t op, struct answer *a, int64_t until)
{
	uint8_t head[WIRE_HEADER];
	uint32_t got_op;
	size_t n;

	errno = EPROTO;
	return receive_all(fd, head, sizeof(head), until) &&
	    wire_head_read(head, sizeof(a->bytes), &got_op, &n) && got_op == op &&
	    receive_all(fd, a->bytes, n, until) && answer_read(a, n);
}

/* Send the n bytes behind the header in s->message and wait. Under the lock. */
static bool exchange(struct signer *s, uint32_t op, size_t n, struct answer *a)
{
	int64_t until = clock_mono_us() + SIGNER_TIMEOUT_MS * INT64_C(1000);

	if (s->sock < 0)
		return false;
	wire_head(s->message, op, n);
	if (send_all(s->sock, s->message, WIRE_HEADER + n, until) &&
	    receive(s->sock, op, a, until))
		return true;
	give_up(s, errno == ETIMEDOUT ? "no answer in time" : "the connection broke");
	return false;
}

static int ended(struct err *e)
{
	return err_hint(e, E_REFUSED, "look in the server's log for the reason, then restart it",
	    "the process that signs the ledger has ended");
}

static struct wire_out message(struct signer *s, const char *origin)
{
	struct wire_out w = { s->message + WIRE_HEADER, 0, WIRE_MAX, false };

	wire_bytes(&w, origin, strlen(origin));
	return w;
}

/* Outside the lock: what the answer means. */
static int outcome(bool ok, const struct answer *a, const char *origin, struct err *e)
{
	if (!ok)
		return ended(e);
	if (a->code == E_REFUSED)
		log_event(LOG_SIGNER_REFUSED, "log", origin, "reason", a->reason, NULL);
	return a->code ? err_set(e, a->code, "%s", a->reason) : E_OK;
}

static int name_check(const char *origin, struct err *e)
{
	return note_name_ok(origin) ? E_OK :
	    err_set(e, E_INVALID, "this is not the origin of a log");
}

static int ask_mark(struct signer *s, uint32_t op, const char *origin, struct signer_mark *ret,
    struct err *e)
{
	struct answer a = { .code = 0 };
	struct signer_mark m;
	struct wire_out w;
	const uint8_t *root;
	bool ok;
	int rc;

	if ((rc = name_check(origin, e)))
		return rc;
	pthread_mutex_lock(&s->lock);
	w = message(s, origin);
	ok = exchange(s, op, w.n, &a);
	pthread_mutex_unlock(&s->lock);
	if ((rc = outcome(ok, &a, origin, e)))
		return rc;
	m.size = wire_get_u64(&a.in);
	root = wire_get_raw(&a.in, HASH_BYTES);
	m.t_us = (int64_t)wire_get_u64(&a.in);
	m.grown = wire_get_u64(&a.in);
	if (!root || a.in.bad || a.in.n)
		return err_set(e, E_REFUSED, "the signer's answer is malformed");
	memcpy(m.root.b, root, HASH_BYTES);
	*ret = m;
	return E_OK;
}

int signer_mark(struct signer *s, const char *origin, struct signer_mark *ret, struct err *e)
{
	return ask_mark(s, WIRE_MARK, origin, ret, e);
}

int signer_open(struct signer *s, const char *origin, struct signer_mark *ret, struct err *e)
{
	return ask_mark(s, WIRE_OPEN, origin, ret, e);
}

/* As many of the n bodies as fit in one message, at least one: a body has 64 KiB at most. */
static size_t portion(const struct str *bodies, size_t n, size_t room)
{
	size_t i = 0, used = 4;

	for (; i < n && used + 4 + bodies[i].n <= room; i++)
		used += 4 + bodies[i].n;
	return i;
}

int signer_append(struct signer *s, const char *origin, const struct str *bodies, size_t n,
    struct err *e)
{
	struct answer a = { .code = 0 };
	struct wire_out w;
	size_t some;
	bool ok;
	int rc;

	if ((rc = name_check(origin, e)))
		return rc;
	for (size_t i = 0; i < n; i++)
		if (bodies[i].n > LEAF_MAX)
			return err_set(e, E_TOOBIG, "a ledger entry has %zu bytes", bodies[i].n);
	for (; n; bodies += some, n -= some) {
		pthread_mutex_lock(&s->lock);
		w = message(s, origin);
		some = portion(bodies, n, w.room - w.n);
		wire_u32(&w, (uint32_t)some);
		for (size_t i = 0; i < some; i++)
			wire_bytes(&w, bodies[i].p, bodies[i].n);
		ok = exchange(s, WIRE_APPEND, w.n, &a);
		pthread_mutex_unlock(&s->lock);
		if ((rc = outcome(ok, &a, origin, e)))
			return rc;
	}
	return E_OK;
}

int signer_sign(struct signer *s, const char *origin, uint64_t size, const struct hash *root,
    struct arena *a, struct str *ret_note, struct err *e)
{
	struct answer got = { .code = 0 };
	struct wire_out w;
	struct str note;
	bool ok;
	int rc;

	if ((rc = name_check(origin, e)))
		return rc;
	pthread_mutex_lock(&s->lock);
	w = message(s, origin);
	wire_u64(&w, size);
	wire_raw(&w, root->b, sizeof(root->b));
	ok = exchange(s, WIRE_SIGN, w.n, &got);
	pthread_mutex_unlock(&s->lock);
	if ((rc = outcome(ok, &got, origin, e)))
		return rc;
	note = wire_get_bytes(&got.in);
	if (got.in.bad || got.in.n || note.n == 0)
		return err_set(e, E_REFUSED, "the signer's answer is malformed");
	*ret_note = str_copy(a, note.p, note.n);
	return E_OK;
}

int signer_vkey(const struct signer *s, const char *origin, struct note_key *ret, struct err *e)
{
	return note_key_init(ret, origin, s->public, e);
}

int signer_mac_key(const char *dir, uint8_t ret[SIGNER_MAC_KEY], struct err *e)
{
	int fd, rc;

	if ((rc = signer_dir_open(dir, &fd, e)))
		return rc;
	rc = signer_secret(fd, "mac", ret, SIGNER_MAC_KEY, e);
	close(fd);
	return rc;
}

/* The child's first message: its public key, or why it cannot work. */
static int hello(struct signer *s, struct err *e)
{
	int64_t until = clock_mono_us() + SIGNER_TIMEOUT_MS * INT64_C(1000);
	struct answer a = { .code = 0 };
	const uint8_t *public;

	if (!receive(s->sock, WIRE_HELLO, &a, until)) {
		give_up(s, "it did not start");
		return ended(e);
	}
	if (a.code)
		return err_set(e, a.code, "%s", a.reason);
	if (!(public = wire_get_raw(&a.in, sizeof(s->public))) || a.in.n)
		return err_set(e, E_REFUSED, "the signer's answer is malformed");
	memcpy(s->public, public, sizeof(s->public));
	return E_OK;
}

int signer_start(const char *dir, struct signer **ret, struct err *e)
{
	struct signer *s;
	int pair[2], rc;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(e, E_IO, "the signer cannot be started: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		signer_child(pair[1], dir);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return err_set(e, E_IO, "the signer cannot be started: %s", strerror(errno));
	}
	s = mem_new(1, sizeof(*s));
	s->pid = pid;
	s->sock = pair[0];
	if (pthread_mutex_init(&s->lock, NULL) != 0)
		BUG("mutex");
	if ((rc = hello(s, e))) {
		signer_stop(s);
		return rc;
	}
	*ret = s;
	return E_OK;
}

void signer_stop(struct signer *s)
{
	int status;

	if (!s)
		return;
	if (s->sock >= 0) {
		close(s->sock);		/* the child's read ends, and so does it */
		if (!reap(s->pid, 2000, &status)) {
			(void)kill(s->pid, SIGKILL);
			(void)reap(s->pid, 1000, &status);
		}
	}
	pthread_mutex_destroy(&s->lock);
	mem_free(s);
}
