/* exchange/parser.c -- the server's side of the parser. See parser.h. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/log.h"
#include "exchange/parser.h"

enum { WAIT_MS = (PARSER_SECONDS + 30) * 1000 };

struct parser {
	pthread_mutex_t lock;	/* one table at a time */
	pid_t pid;
	int sock;		/* -1 once the child has ended */
};

int parser_start(struct parser **ret, struct err *e)
{
	struct parser *p;
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(e, E_IO, "starting the parser: %s", strerror(errno));
	if ((pid = fork()) < 0) {
		(void)close(pair[0]);
		(void)close(pair[1]);
		return err_set(e, E_IO, "starting the parser: %s", strerror(errno));
	}
	if (pid == 0)
		parser_child(pair[1]);
	(void)close(pair[1]);
	p = mem_new(1, sizeof(*p));
	*p = (struct parser){ PTHREAD_MUTEX_INITIALIZER, pid, pair[0] };
	*ret = p;
	return E_OK;
}

void parser_stop(struct parser *p)
{
	if (!p)
		return;
	if (p->sock >= 0)
		(void)close(p->sock);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	mem_free(p);
}

/* A file without a name, in memory, with these bytes. */
static int memory_file(const char *name, const char *p, size_t n)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	for (size_t done = 0; fd >= 0 && done < n;) {
		ssize_t w = write(fd, p + done, n - done);

		if (w <= 0 && errno != EINTR) {
			(void)close(fd);
			return -1;
		}
		done += w > 0 ? (size_t)w : 0;
	}
	return fd;
}

static bool send_job(int sock, struct parser_job *job, const int fds[3])
{
	union { char room[CMSG_SPACE(3 * sizeof(int))]; struct cmsghdr align; } control;
	struct iovec io = { job, sizeof(*job) };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = control.room,
		.msg_controllen = sizeof(control.room) };
	struct cmsghdr *c;

	memset(&control, 0, sizeof(control));
	c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(3 * sizeof(int));
	memcpy(CMSG_DATA(c), fds, 3 * sizeof(int));
	return sendmsg(sock, &m, MSG_NOSIGNAL) == (ssize_t)sizeof(*job);
}

static bool receive_answer(int sock, int32_t *ret)
{
	struct pollfd fd = { sock, POLLIN, 0 };
	int n;

	do
		n = poll(&fd, 1, WAIT_MS);
	while (n < 0 && errno == EINTR);
	return n > 0 && recv(sock, ret, sizeof(*ret), 0) == sizeof(*ret);
}

/* Under the lock. false: the child is no more. */
static bool exchange(struct parser *p, struct parser_job *job, const int fds[3], int32_t *ret)
{
	if (p->sock < 0)
		return false;
	if (send_job(p->sock, job, fds) && receive_answer(p->sock, ret))
		return true;
	(void)kill(p->pid, SIGKILL);
	(void)close(p->sock);
	p->sock = -1;
	log_event(LOG_CHILD_ENDED, "process", "parser", "how", "no answer", "why", "a table", NULL);
	return false;
}

/* What the child wrote, on the arena. */
static int contents(struct arena *a, int fd, size_t max, struct str *ret, struct err *e)
{
	off_t n = lseek(fd, 0, SEEK_END);
	char *p;

	if (n < 0 || (size_t)n > max)
		return err_set(e, E_TOOBIG, "the table is too big");
	p = arena_alloc(a, (size_t)n + 1);
	for (off_t done = 0; done < n;) {
		ssize_t got = pread(fd, p + done, (size_t)(n - done), done);

		if (got <= 0 && errno != EINTR)
			return err_set(e, E_IO, "reading the table back: %s", strerror(errno));
		done += got > 0 ? got : 0;
	}
	p[n] = '\0';
	*ret = (struct str){ p, (size_t)n };
	return E_OK;
}

static int understood(struct arena *a, int32_t told, int why, struct err *e)
{
	struct str reason = STR("");

	if (told == 0)
		return E_OK;
	if (told == E_LIMIT || told == -5)
		return err_hint(e, E_TOOBIG, "save the table alone, as CSV, or in several parts",
		    "reading the file took more time or memory than is allowed");
	if (told < E_NO || contents(a, why, 4096, &reason, e) < 0 || !str_valid(reason.p, reason.n))
		return err_set(e, E_INVALID, "the file cannot be read as a table");
	return err_set(e, told == E_TOOBIG ? E_TOOBIG : E_INVALID, "%s", reason.p);
}

int parser_table(struct parser *p, struct arena *a, const char *bytes, size_t n, const char *sheet,
    struct str *ret, struct err *e)
{
	int fds[3] = { memory_file("in", bytes, n), memory_file("out", NULL, 0),
		memory_file("why", NULL, 0) };
	struct parser_job job = { .n = n };
	int32_t told = 0;
	int rc = E_OK;
	bool there = false;

	(void)snprintf(job.sheet, sizeof(job.sheet), "%s", sheet ? sheet : "");
	if (fds[0] < 0 || fds[1] < 0 || fds[2] < 0) {
		rc = err_set(e, E_IO, "handing the table over: %s", strerror(errno));
	} else {
		pthread_mutex_lock(&p->lock);
		there = exchange(p, &job, fds, &told);
		pthread_mutex_unlock(&p->lock);
		rc = there ? understood(a, told, fds[2], e) :
		    err_hint(e, E_REFUSED, "restart Annexa; look in its log for the reason",
			"the process that reads tables has ended");
	}
	if (rc == E_OK)
		rc = contents(a, fds[1], PARSER_OUT, ret, e);
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
	return rc;
}
