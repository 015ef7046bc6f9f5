/* cli/main.c -- the program: find out where the data is held, run the command there. */
#include <pwd.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include "base/log.h"
#include "exchange/parser.h"
#include "cli/remote.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "cli/wire.h"
#include "identity/identity.h"

enum { WAIT_MS = 10000 };

static const char *user_name(void)
{
	const struct passwd *pw = getpwuid(geteuid());

	return pw && pw->pw_name[0] ? pw->pw_name : "unknown";
}

static int local_read(struct cmd *m, const char *path, struct str *ret)
{
	const char *why;

	return file_read(m->c->arena, path, ret, &why) ? E_OK :
	    err_set(&m->c->err, E_IO, "%s", why);
}

static int local_write(struct cmd *m, const char *path, const void *p, size_t n)
{
	const char *why;

	return file_write(m->c->arena, path, p, n, &why) ? E_OK :
	    err_set(&m->c->err, E_IO, "%s", why);
}

static int local_write_new(struct cmd *m, const char *path, const void *p, size_t n)
{
	const char *why;

	return file_write_new(m->c->arena, path, p, n, &why) ? E_OK :
	    err_set(&m->c->err, E_IO, "%s", why);
}

static int local_pull(struct cmd *m, const char *path,
    int (*take)(void *arg, const void *p, size_t n), void *arg)
{
	char *piece = arena_alloc(m->c->arena, WIRE_PIECE);
	struct arena *a = m->c->arena;
	const char *why = NULL, *late;
	struct file_pipe f;
	ssize_t n = 0;
	int rc = E_OK;

	if (!pipe_read_open(a, path, &f, &why))
		return err_set(&m->c->err, E_IO, "%s", why);
	while (rc == E_OK && (n = pipe_read(a, &f, piece, WIRE_PIECE, &why)) > 0)
		rc = take(arg, piece, (size_t)n);
	IGNORE(pipe_close(a, &f, true, &late));	/* only read */
	return n < 0 ? err_set(&m->c->err, E_IO, "%s", why) : rc;
}

static int local_push(struct cmd *m, const char *path,
    ssize_t (*next)(void *arg, void *p, size_t room), void *arg)
{
	char *piece = arena_alloc(m->c->arena, WIRE_PIECE);
	struct arena *a = m->c->arena;
	struct file_pipe f;
	const char *why, *late;
	ssize_t n = 0;
	bool ok;

	if (!pipe_write_open(a, path, &f, &why))
		return err_set(&m->c->err, E_IO, "%s", why);
	for (ok = true; ok && (n = next(arg, piece, WIRE_PIECE)) > 0;)
		ok = pipe_write(a, &f, piece, (size_t)n, &why);
	if (!pipe_close(a, &f, ok && n == 0, &late) && ok)
		why = late;
	else if (ok)
		return E_OK;
	return err_set(&m->c->err, E_IO, "%s", why);
}

/* Also of arguments that were not understood: their --json may stand behind the mistake. */
static bool wants_json(int argc, char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return true;
	return false;
}

static void tell(struct arena *a, const struct err *e, bool json)
{
	struct sbuf *text = sbuf_new(a, 256 << 10), *data = sbuf_new(a, 256 << 10);

	run_print_error(text, e);
	IGNORE(terminal_put(STDERR_FILENO, text));
	if (json)
		json_print_pretty(data, run_error_value(a, e));
	IGNORE(terminal_put(STDOUT_FILENO, data));
}

/* In this process; the results go into `out`, to be shown when the data folder is free again. */
static int here(struct program *p, const struct err *unopened, const struct invocation *inv,
    struct arena *a, struct sbuf *out)
{
	struct sbuf *chatter = sbuf_new(a, 16 << 20);
	struct cmd m = { .out = out, .chatter = chatter, .unopened = unopened,
		.terminal = isatty(STDOUT_FILENO) != 0, .colour = terminal_colours(),
		.read_file = local_read, .write_file = local_write, .write_new = local_write_new,
		.pull_file = local_pull, .push_file = local_push };
	struct err e;
	int status;

	status = run_command(p, inv, user_name(), &m, a);
	IGNORE(terminal_put(STDERR_FILENO, chatter));
	err_init(&e, a);
	if (p && ledger_dirty(p->ledger) && ledger_sign_all(p->ledger, &e) < 0)
		fprintf(stderr, "annexa: the change is durable but not signed yet: %s\n", e.detail);
	return status;
}

/* ---- through the server that holds the folder ---- */

static int dial(const char *dir)
{
	struct sockaddr_un to;
	int fd;

	if (!wire_address(dir, &to) || (fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static bool answer_file(int fd, char kind, const char *p, size_t n, struct arena *a)
{
	const char *why = NULL;
	size_t name = strlen(p);
	struct str data = STR("");

	if (kind == WIRE_READ ? file_read(a, p, &data, &why) :
	    name < n && (kind == WIRE_NEW ? file_write_new : file_write)(
	        a, p, p + name + 1, n - name - 1, &why))
		return wire_send(fd, WIRE_DATA, data.p, data.n);
	why = why ? why : "malformed message";
	return wire_send(fd, WIRE_FAIL, why, strlen(why));
}

static bool fail(int fd, const char *why)
{
	return wire_send(fd, WIRE_FAIL, why, strlen(why));
}

/* A file of ours in pieces, until an empty one. */
static bool answer_pull(int fd, const char *path, struct arena *a)
{
	const char *why, *late;
	struct file_pipe f;
	char piece[16 << 10];
	ssize_t n;
	bool ok = true;

	if (!pipe_read_open(a, path, &f, &why))
		return fail(fd, why);
	while (ok && (n = pipe_read(a, &f, piece, sizeof(piece), &why)) > 0)
		ok = wire_send(fd, WIRE_DATA, piece, (size_t)n);
	IGNORE(pipe_close(a, &f, true, &late));	/* only read */
	return ok && (n < 0 ? fail(fd, why) : wire_send(fd, WIRE_DATA, "", 0));
}

/* OPEN, MORE, CLOSE: a failure is told when the other side asks next. */
static bool answer_push(int fd, char kind, const char *p, size_t n, struct arena *a)
{
	static struct file_pipe f = { .fd = -1 };	/* one at a time */
	static const char *failure;
	const char *late;

	if (kind == WIRE_MORE) {
		if (!failure && f.fd >= 0)
			IGNORE(pipe_write(a, &f, p, n, &failure));
		return true;
	}
	if (kind == WIRE_OPEN) {
		failure = NULL;
		return pipe_write_open(a, p, &f, &failure) ? wire_send(fd, WIRE_DATA, "", 0) :
		    fail(fd, failure);
	}
	if (!pipe_close(a, &f, !failure && n == 1 && p[0] == 1, &late))
		return fail(fd, failure ? failure : late);
	return wire_send(fd, WIRE_DATA, "", 0);
}

/* One question about a file; false: it is none, or the answer did not get through. */
static bool answer_question(int fd, char kind, const char *p, size_t n, struct arena *a)
{
	switch (kind) {
	case WIRE_READ:
	case WIRE_WRITE:
	case WIRE_NEW:
		return answer_file(fd, kind, p, n, a);
	case WIRE_PULL:
		return answer_pull(fd, p, a);
	case WIRE_OPEN:
	case WIRE_MORE:
	case WIRE_CLOSE:
		return answer_push(fd, kind, p, n, a);
	default:
		return false;
	}
}

static int converse(int fd, struct arena *a, struct sbuf *out)
{
	int status = -1;
	char kind, *p;
	size_t n;

	while (status < 0 && wire_receive(fd, &kind, &p, &n)) {
		struct sbuf view = { .p = p, .n = n };

		if (kind == WIRE_OUT)
			sbuf_add(out, view.p, view.n);
		else if (kind == WIRE_CHAT)
			IGNORE(terminal_put(STDERR_FILENO, &view));
		else if (kind == WIRE_EXIT && n == 1)
			status = (unsigned char)p[0];
		else if (!answer_question(fd, kind, p, n, a))
			status = err_exit(E_IO);
		mem_free(p);
	}
	if (status < 0) {
		IGNORE(answer_push(fd, WIRE_CLOSE, "", 1, a));	/* half a file is none */
		fprintf(stderr, "annexa: the server closed the connection before it had answered\n");
		status = err_exit(E_IO);
	}
	return status;
}

static int there(int fd, int argc, char **argv, const struct invocation *inv, struct arena *a,
    struct sbuf *out)
{
	struct value *o = val_obj(a), *list = val_arr(a);
	struct sbuf *b = sbuf_new(a, 16 << 20);
	int status;

	for (int i = 1; i < argc; i++)
		val_push(list, val_text(a, argv[i]));
	val_add(o, "argv", list);
	val_add(o, "org", val_text(a, inv->org));
	val_add(o, "user", val_text(a, user_name()));
	val_add(o, "terminal", val_bool(a, isatty(STDOUT_FILENO) != 0));
	val_add(o, "colour", val_bool(a, terminal_colours()));
	json_print(b, o);
	status = wire_send(fd, WIRE_RUN, b->p, b->n) ? converse(fd, a, out) : err_exit(E_IO);
	(void)close(fd);
	return status;
}

/* Take the folder, or go through who has it; another command line is waited for. */
static int with_data(int argc, char **argv, const struct invocation *inv, struct arena *a,
    struct sbuf *out)
{
	struct parser *parser = NULL;
	struct program *p = NULL;
	struct err e;
	int rc = E_BUSY, status, fd;

	err_init(&e, a);
	if ((inv->command->flags & CMD_TABLES) && parser_start(&parser, &e) < 0) {
		tell(a, &e, inv->json);
		return err_exit(e.code);
	}
	for (int waited = 0; rc == E_BUSY && waited < WAIT_MS; waited += 20) {
		err_clear(&e);
		if ((rc = program_open(inv->data_dir, 0, &p, &e)) == E_BUSY) {
			if ((fd = dial(inv->data_dir)) >= 0) {
				parser_stop(parser);	/* the server has its own */
				return there(fd, argc, argv, inv, a, out);
			}
			(void)usleep(20000);
		}
	}
	if (rc < 0 && (inv->command->flags & CMD_ANYWAY))
		return here(NULL, &e, inv, a, out);
	if (rc < 0) {
		parser_stop(parser);
		tell(a, &e, inv->json);
		return err_exit(rc);
	}
	p->parser = parser;
	identity_join(p);
	status = here(p, NULL, inv, a, out);
	arena_reset(a);		/* gives readers back before the database closes */
	program_close(p);
	parser_stop(parser);
	return status;
}

/* On a server. */
static int far(int argc, char **argv, const struct invocation *inv, struct arena *a,
    struct sbuf *out)
{
	struct sbuf *chatter = sbuf_new(a, 16 << 20);
	struct cmd m = { .out = out, .chatter = chatter, .terminal = isatty(STDOUT_FILENO) != 0,
		.colour = terminal_colours(), .read_file = local_read, .write_file = local_write };
	int status = remote_run(a, argc, argv, inv, &m);

	IGNORE(terminal_put(STDERR_FILENO, chatter));
	return status;
}

/* A command whose result is lost has not succeeded, though it may have done its work. */
static int show(const struct sbuf *out, int status)
{
	if (!sbuf_ok(out)) {
		fprintf(stderr, "annexa: the result is larger than %d MB; write it to a file "
		    "with -o, or ask for less\n", WIRE_MAX >> 20);
		return err_exit(E_TOOBIG);
	}
	if (terminal_show(out))
		return status;
	fprintf(stderr, "annexa: writing the result to standard output: %s\n", strerror(errno));
	return status == 0 || status == err_exit(E_NO) ? err_exit(E_IO) : status;
}

int main(int argc, char **argv)
{
	struct invocation inv;
	struct sbuf *out;
	struct arena a;
	struct err e;
	int status;

	terminal_descriptors();
	if (sodium_init() < 0)
		BUG("libsodium");
	(void)umask(077);	/* what is in the data folder is for its owner */
	log_level(2);		/* a command line is no service; serve says more, */
	log_people(true);	/* and as JSON */
	arena_init(&a, (size_t)4 << 30);
	err_init(&e, &a);
	out = sbuf_new(&a, WIRE_MAX);
	if (run_parse(&a, argc - 1, argv + 1, &inv, &e) < 0) {
		tell(&a, &e, wants_json(argc, argv));
		status = err_exit(e.code);
	} else if (inv.version) {
		sbuf_text(out, "annexa " ANNEXA_VERSION "\n");
		status = 0;
	} else if (inv.url && inv.url[0] && inv.command && !inv.help &&
	    !(inv.command->flags & CMD_NODATA)) {
		status = far(argc, argv, &inv, &a, out);
	} else if (!inv.command || inv.help || (inv.command->flags & (CMD_LOCAL | CMD_NODATA))) {
		status = here(NULL, NULL, &inv, &a, out);
	} else {
		/* What with_data prints and parses must outlive the reset of its own arena. */
		struct arena work;

		arena_init(&work, (size_t)4 << 30);
		status = with_data(argc, argv, &inv, &work, out);
		arena_release(&work);
	}
	status = show(out, status);
	arena_release(&a);
	return status;
}
