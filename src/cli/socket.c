/* cli/socket.c -- see socket.h. */
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "cli/run.h"
#include "cli/socket.h"
#include "cli/wire.h"

struct command_socket {
	struct program *p;
	struct sockaddr_un at;
	int fd, stop[2];
	pthread_t thread;
	pthread_mutex_t lock;
	int talking;		/* to whom a command is running, or -1; under the lock */
};

static int far_failure(struct cmd *m, const char *text, size_t n)
{
	return err_set(&m->c->err, E_IO, "%s", arena_text_n(m->c->arena, text, n));
}

/* Ask the other side for a file, or give it one. */
static int exchange(struct cmd *m, char kind, const void *p, size_t n, struct str *ret)
{
	int fd = *(int *)m->io, rc = E_OK;
	char answer, *data;
	size_t size;

	if (!wire_send(fd, kind, p, n) || !wire_receive(fd, &answer, &data, &size))
		return err_set(&m->c->err, E_IO, "the command line has gone");
	if (answer == WIRE_DATA && ret)
		*ret = str_copy(m->c->arena, data, size);
	else if (answer != WIRE_DATA)
		rc = far_failure(m, data, size);
	mem_free(data);
	return rc;
}

static int far_read(struct cmd *m, const char *path, struct str *ret)
{
	return exchange(m, WIRE_READ, path, strlen(path) + 1, ret);
}

static int send_file(struct cmd *m, char kind, const char *path, const void *p, size_t n)
{
	struct sbuf b;
	int rc;

	sbuf_init_free(&b, WIRE_MAX);
	sbuf_add(&b, path, strlen(path) + 1);
	sbuf_add(&b, p, n);
	rc = sbuf_ok(&b) ? exchange(m, kind, b.p, b.n, NULL) :
	    err_set(&m->c->err, E_TOOBIG, "%s would be larger than 256 MB", path);
	sbuf_release(&b);
	return rc;
}

static int far_write(struct cmd *m, const char *path, const void *p, size_t n)
{
	return send_file(m, WIRE_WRITE, path, p, n);
}

static int far_write_new(struct cmd *m, const char *path, const void *p, size_t n)
{
	return send_file(m, WIRE_NEW, path, p, n);
}

static int far_pull(struct cmd *m, const char *path,
    int (*take)(void *arg, const void *p, size_t n), void *arg)
{
	int fd = *(int *)m->io, rc = E_OK;
	bool more = true;
	char kind, *data;
	size_t n;

	if (!wire_send(fd, WIRE_PULL, path, strlen(path) + 1))
		return err_set(&m->c->err, E_IO, "the command line has gone");
	while (more) {
		if (!wire_receive(fd, &kind, &data, &n))
			return err_set(&m->c->err, E_IO, "the command line has gone");
		more = kind == WIRE_DATA && n > 0;
		if (kind != WIRE_DATA)
			rc = far_failure(m, data, n);
		else if (more && rc == E_OK)	/* after a failure the rest is read and dropped */
			rc = take(arg, data, n);
		mem_free(data);
	}
	return rc;
}

static int far_push(struct cmd *m, const char *path,
    ssize_t (*next)(void *arg, void *p, size_t room), void *arg)
{
	int fd = *(int *)m->io, rc = exchange(m, WIRE_OPEN, path, strlen(path) + 1, NULL);
	char *piece = arena_alloc(m->c->arena, WIRE_PIECE);
	unsigned char keep;
	ssize_t n = 0;

	if (rc < 0)
		return rc;
	while (rc == E_OK && (n = next(arg, piece, WIRE_PIECE)) > 0)
		if (!wire_send(fd, WIRE_MORE, piece, (size_t)n))
			rc = err_set(&m->c->err, E_IO, "the command line has gone");
	keep = n == 0 && rc == E_OK;
	return rc < 0 ? rc : exchange(m, WIRE_CLOSE, &keep, 1, NULL);
}

static char *const *argv_of(struct arena *a, const struct value *list, int *ret_n)
{
	char **argv = arena_zero(a, list->u.list.n + 1, sizeof(*argv));
	int n = 0;

	for (const struct value *v = list->u.list.first; v; v = v->next)
		argv[n++] = arena_text(a, v->kind == V_TEXT ? v->u.s.p : "");
	*ret_n = n;
	return argv;
}

/* One command. Returns the exit status. */
static int run_one(struct command_socket *s, int fd, const struct value *o, struct arena *a,
    struct sbuf *out, struct sbuf *chatter)
{
	const struct value *list = val_get(o, "argv");
	const char *user = val_get_text(o, "user");
	struct cmd m = {.out = out,
	    .chatter = chatter,
	    .read_file = far_read,
	    .write_file = far_write, .write_new = far_write_new,
	    .pull_file = far_pull,
	    .push_file = far_push,
	    .io = &fd,
	    .terminal = val_truthy(val_get(o, "terminal")),
	    .colour = val_truthy(val_get(o, "colour"))};
	struct invocation inv;
	struct err e;
	int argc;

	err_init(&e, a);
	if (!list || list->kind != V_ARRAY || !user)
		return err_exit(E_USAGE);
	char *const *argv = argv_of(a, list, &argc);
	if (run_parse(a, argc, argv, &inv, &e) < 0) {
		run_print_error(chatter, &e);
		return err_exit(e.code);
	}
	if (!inv.org || !inv.org[0])
		inv.org = val_get_text(o, "org");
	return run_command(s->p, &inv, user, &m, a);
}

static void serve_one(struct command_socket *s, int fd)
{
	struct sbuf *out, *chatter;
	struct value *o;
	struct arena a;
	struct err e;
	unsigned char status;
	char kind, *p;
	size_t n;

	if (!wire_receive(fd, &kind, &p, &n))
		return;
	arena_init(&a, (size_t)4 << 30);
	err_init(&e, &a);
	out = sbuf_new(&a, WIRE_MAX);
	chatter = sbuf_new(&a, 16 << 20);
	status = (unsigned char)err_exit(E_USAGE);
	if (kind == WIRE_RUN && json_parse(&a, p, n, &o, &e) == E_OK)
		status = (unsigned char)run_one(s, fd, o, &a, out, chatter);
	if (!wire_send(fd, WIRE_CHAT, chatter->p, chatter->n) ||
	    !wire_send(fd, WIRE_OUT, out->p, out->n) || !wire_send(fd, WIRE_EXIT, &status, 1))
		status = 0;	/* nobody waits for the answer any more */
	mem_free(p);
	arena_release(&a);
}

/* Only the folder's owner and root. */
static bool trusted(int fd)
{
	struct ucred who;
	socklen_t n = sizeof(who);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 &&
	    (who.uid == geteuid() || who.uid == 0);
}

static void talk_to(struct command_socket *s, int fd)
{
	pthread_mutex_lock(&s->lock);
	s->talking = fd;
	pthread_mutex_unlock(&s->lock);
}

static void *serve(void *arg)
{
	struct command_socket *s = arg;
	struct timeval limit = { .tv_sec = 60 };
	struct pollfd fds[2] = {
	    {.fd = s->fd, .events = POLLIN}, {.fd = s->stop[0], .events = POLLIN}};

	while (poll(fds, 2, -1) >= 0 || errno == EINTR) {
		int fd;

		if (fds[1].revents)
			break;
		if (!(fds[0].revents & POLLIN) ||
		    (fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC)) < 0)
			continue;
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
		talk_to(s, fd);
		if (trusted(fd))
			serve_one(s, fd);
		talk_to(s, -1);
		(void)close(fd);
	}
	return NULL;
}

int command_socket_open(
    struct program *p, const char *dir, struct command_socket **ret, struct err *e)
{
	struct command_socket *s = mem_new(1, sizeof(*s));
	mode_t mask;
	int rc;

	s->p = p;
	s->talking = -1;
	if (pthread_mutex_init(&s->lock, NULL))
		BUG("mutex");
	s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!wire_address(dir, &s->at)) {
		mem_free(s);
		return err_hint(e, E_USAGE, "use a shorter --data, or a relative one",
		    "the path of the data folder \"%s\" is too long for a socket", dir);
	}
	(void)unlink(s->at.sun_path);	/* left by a crash; the folder's lock is ours */
	mask = umask(0177);
	rc = s->fd < 0 ? -1 : bind(s->fd, (const struct sockaddr *)&s->at, sizeof(s->at));
	(void)umask(mask);
	if (rc < 0 || listen(s->fd, 16) < 0 || pipe2(s->stop, O_CLOEXEC) < 0) {
		rc = err_set(e, E_IO, "listening on %s: %s", s->at.sun_path, strerror(errno));
		if (s->fd >= 0)
			(void)close(s->fd);
		mem_free(s);
		return rc;
	}
	if (pthread_create(&s->thread, NULL, serve, s) != 0)
		BUG("the command thread cannot be started");
	*ret = s;
	return E_OK;
}

void command_socket_close(struct command_socket *s, unsigned seconds)
{
	struct timespec until;

	if (!s)
		return;
	IGNORE(write(s->stop[1], "x", 1) < 0);	/* the pipe is empty */
	(void)clock_gettime(CLOCK_REALTIME, &until);	/* cannot fail */
	until.tv_sec += seconds;
	if (pthread_timedjoin_np(s->thread, NULL, &until) != 0) {
		pthread_mutex_lock(&s->lock);
		if (s->talking >= 0)
			(void)shutdown(s->talking, SHUT_RDWR);	/* its next message fails */
		pthread_mutex_unlock(&s->lock);
		(void)pthread_join(s->thread, NULL);
	}
	(void)pthread_mutex_destroy(&s->lock);
	(void)unlink(s->at.sun_path);
	(void)close(s->fd);
	(void)close(s->stop[0]);
	(void)close(s->stop[1]);
	mem_free(s);
}
