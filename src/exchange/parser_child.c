/* exchange/parser_child.c -- the parser's process and the one it makes for each table. */
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/log.h"
#include "base/sandbox.h"
#include "exchange/parser.h"
#include "exchange/sheet.h"

enum { BUFFER = 256 << 10 };

struct sink {
	int fd;
	char *p;
	size_t n;
};

static bool flush(struct sink *s)
{
	for (size_t done = 0; done < s->n;) {
		ssize_t n = write(s->fd, s->p + done, s->n - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	s->n = 0;
	return true;
}

static bool take(void *arg, const char *p, size_t n)
{
	struct sink *s = arg;

	while (n) {
		size_t part = n < BUFFER - s->n ? n : BUFFER - s->n;

		memcpy(s->p + s->n, p, part);
		s->n += part;
		p += part;
		n -= part;
		if (s->n == BUFFER && !flush(s))
			return false;
	}
	return true;
}

static void limits(void)
{
	const struct rlimit seconds = { PARSER_SECONDS, PARSER_SECONDS + 1 },
		out = { PARSER_OUT, PARSER_OUT };

	(void)signal(SIGXFSZ, SIG_IGN);		/* the write fails instead, and says why */
	if (setrlimit(RLIMIT_CPU, &seconds) != 0 || setrlimit(RLIMIT_FSIZE, &out) != 0)
		_exit(5);
#ifndef __SANITIZE_ADDRESS__	/* which maps terabytes */
	if (setrlimit(RLIMIT_AS, &(struct rlimit){ PARSER_MEMORY, PARSER_MEMORY }) != 0)
		_exit(5);
#endif
}

/* One table, in a process of its own. Exit status: minus the code of errors.def. */
static _Noreturn void one_table(const struct parser_job *job, int in, int out, int why)
{
	struct sink sink = { out, mem_new(1, BUFFER), 0 };
	const struct sheet_out to = { take, &sink };
	struct arena a;
	struct err e;
	char *p;
	int rc;

	(void)prctl(PR_SET_NAME, "annexa-parse", 0, 0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	limits();
	arena_init(&a, PARSER_MEMORY);
	err_init(&e, &a);
	p = mmap(NULL, job->n ? job->n : 1, PROT_READ, MAP_PRIVATE, in, 0);
	if (p == MAP_FAILED || sandbox_narrow(NULL, 0, &e) < 0)
		_exit(5);
	rc = sheet_is_xlsx(p, job->n) ?
	    sheet_read_xlsx(&a, p, job->n, job->sheet, &to, &e) :
	    sheet_read_csv(&a, p, job->n, &to, &e);
	if (rc >= 0 && !flush(&sink))
		rc = err_set(&e, E_TOOBIG, "the table is too big");
	if (rc < 0 && e.detail && write(why, e.detail, strlen(e.detail)) < 0)
		_exit(5);
	_exit(rc < 0 ? -rc : 0);
}

/* The job and its three descriptors: bytes in, plain form out, reason out. */
static bool receive(int sock, struct parser_job *job, int fds[3])
{
	union { char room[CMSG_SPACE(3 * sizeof(int))]; struct cmsghdr align; } control;
	struct iovec io = { job, sizeof(*job) };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = control.room,
		.msg_controllen = sizeof(control.room) };
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(sock, &m, 0);
	while (n < 0 && errno == EINTR);
	c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
	if (n != sizeof(*job) || !c || c->cmsg_type != SCM_RIGHTS ||
	    c->cmsg_len != CMSG_LEN(3 * sizeof(int)))
		return false;
	memcpy(fds, CMSG_DATA(c), 3 * sizeof(int));
	job->sheet[PARSER_SHEET - 1] = '\0';
	return true;
}

/* What the parent is told: 0, the code of an error, or E_LIMIT when it was killed at a limit. */
static int32_t outcome(int status)
{
	if (WIFEXITED(status))
		return -WEXITSTATUS(status);
	return E_LIMIT;
}

void parser_child(int sock)
{
	static const int needed[] = { SCMP_SYS(recvmsg), SCMP_SYS(sendto), SCMP_SYS(clone),
		SCMP_SYS(wait4), SCMP_SYS(prlimit64), SCMP_SYS(setrlimit), SCMP_SYS(prctl),
		SCMP_SYS(seccomp), SCMP_SYS(set_robust_list), SCMP_SYS(ftruncate) };
	struct parser_job job;
	struct arena a;
	struct err e;
	int fds[3];

	(void)prctl(PR_SET_NAME, "annexa-parser", 0, 0, 0);
	sandbox_ignore_signals();
	sandbox_close_others(sock);
	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	if (sandbox_enter("parser", -1, needed, COUNT(needed), &e) < 0)
		_exit(1);
	while (receive(3, &job, fds)) {
		int status = 0;
		int32_t told;
		pid_t pid = fork();

		if (pid == 0)
			one_table(&job, fds[0], fds[1], fds[2]);
		while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
		for (int i = 0; i < 3; i++)
			(void)close(fds[i]);
		told = pid < 0 ? E_REFUSED : outcome(status);
		if (send(3, &told, sizeof(told), MSG_NOSIGNAL) != sizeof(told))
			break;
	}
	_exit(0);
}
