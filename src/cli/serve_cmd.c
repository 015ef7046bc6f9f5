/* cli/serve_cmd.c -- `annexa serve`: the web server, the signing clock, and the folder's own
 * socket. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include "base/log.h"
#include "cli/command.h"
#include "cli/socket.h"
#include "exchange/parser.h"
#include "identity/identity.h"
#include "record/fsck.h"
#include "web/app.h"
#include "web/upload.h"

enum { GROUP_MAX = 64, SIGN_EVERY_MS = 1000, STOP_SECONDS = 10 };
enum { SWEEP_FIRST_S = 60, SWEEP_EVERY_S = 3600, FILE_MB_MAX = 1 << 20 };

struct server {
	struct program *p;
	struct parser *parser;
	struct app *app;
	struct http_server *http;
	struct command_socket *socket;
	int signals;
};

/* Ends are read from a descriptor: blocked before any thread, so that all inherit it. */
static int take_signals(struct server *s, struct err *e)
{
	sigset_t set;

	if (sigemptyset(&set) || sigaddset(&set, SIGINT) || sigaddset(&set, SIGTERM) ||
	    pthread_sigmask(SIG_BLOCK, &set, NULL))
		BUG("signals");
	(void)sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC);
	return s->signals < 0 ? err_set(e, E_IO, "waiting for signals: %s", strerror(errno)) : E_OK;
}

/* Uploads that no record came to name, and what a crash left in the store. */
static void sweep(struct server *s, struct arena *a)
{
	struct ctx *c = ctx_new(s->p, a);
	int64_t removed = 0;

	c->actor = actor_program();
	if (fsck_sweep(c, &removed) < 0)
		log_event(LOG_REQUEST_FAILED, "path", "sweep", "detail", c->err.detail, NULL);
	else if (removed)
		log_event(LOG_FILES_SWEPT, "files", arena_printf(a, "%" PRId64, removed), NULL);
	arena_reset(a);
}

/* Sign what is durable once a second, until a signal comes. */
static void run_until_signal(struct server *s)
{
	struct pollfd fd = { .fd = s->signals, .events = POLLIN };
	struct arena a;
	struct err e;
	int64_t began = clock_mono_us(), next_s = SWEEP_FIRST_S;

	arena_init(&a, 64 << 20);
	while (poll(&fd, 1, SIGN_EVERY_MS) == 0) {
		if ((clock_mono_us() - began) / 1000000 >= next_s) {
			next_s += SWEEP_EVERY_S;
			sweep(s, &a);
		}
		if (!ledger_dirty(s->p->ledger))
			continue;
		err_init(&e, &a);
		if (ledger_sign_all(s->p->ledger, &e) < 0)
			log_event(LOG_SIGNER_REFUSED, "why", e.detail, NULL);
		else
			log_event(LOG_CHECKPOINT, NULL);
		arena_reset(&a);
	}
	arena_release(&a);
}

static int open_all(struct cmd *m, struct server *s, int64_t group, int64_t file_mb)
{
	const char *listen = cmd_option(m, "listen");
	struct http_config config = { .listen = listen ? listen : "127.0.0.1:8470",
		.handle = app_handle, .body_limit = app_body_limit, .sink = app_sink,
		.listen_fd = -1 };
	int rc;

	if ((rc = take_signals(s, &m->c->err)) < 0 ||
	    (rc = parser_start(&s->parser, &m->c->err)) < 0 ||
	    (rc = program_open(m->data_dir, 0, &s->p, &m->c->err)) < 0)
		return rc;
	s->p->parser = s->parser;
	s->p->committed = identity_committed;
	s->p->file_max_bytes = file_mb ? file_mb << 20 : s->p->file_max_bytes;
	db_writer_start(s->p->db, (unsigned)group);
	if ((rc = app_new(s->p, &s->app, &m->c->err)) < 0)
		return rc;
	config.arg = s->app;
	if ((rc = command_socket_open(s->p, m->data_dir, &s->socket, &m->c->err)) < 0)
		return rc;
	return http_start(&s->http, &config, &m->c->err);
}

/* In the order that loses nothing: no new work, finish what is under way, sign, close. */
static void close_all(struct server *s)
{
	struct arena a;
	struct err e;

	if (s->http)
		(void)http_stop(s->http, STOP_SECONDS);
	command_socket_close(s->socket);
	app_free(s->app);
	arena_init(&a, 64 << 20);
	err_init(&e, &a);
	if (s->p && ledger_dirty(s->p->ledger) && ledger_sign_all(s->p->ledger, &e) < 0)
		log_event(LOG_SIGNER_REFUSED, "why", e.detail, NULL);
	arena_release(&a);
	program_close(s->p);
	parser_stop(s->parser);
	identity_forget();
	if (s->signals >= 0)
		(void)close(s->signals);	/* only read */
}

static int run(struct cmd *m)
{
	struct server s = { .signals = -1 };
	const char *level = cmd_option(m, "log");
	int64_t group, file_mb;
	int rc;

	if ((rc = cmd_option_int(m, "group", GROUP_MAX, &group)) < 0 ||
	    (rc = cmd_option_int(m, "max-file-mb", 0, &file_mb)) < 0)
		return rc;
	if (file_mb < 0 || file_mb > FILE_MB_MAX)
		return err_set(&m->c->err, E_USAGE, "--max-file-mb must be between 1 and %d",
		    FILE_MB_MAX);
	if (group < 1 || group > 1024)
		return err_set(&m->c->err, E_USAGE, "--group must be between 1 and 1024");
	log_level(level && strcmp(level, "debug") == 0  ? 0
		  : level && strcmp(level, "warn") == 0 ? 2
							: 1);
	if ((rc = open_all(m, &s, group, file_mb)) == E_OK) {
		printf("Annexa answers at http://%s\n", http_address(s.http));
		(void)fflush(stdout);
		log_event(
		    LOG_STARTED, "address", http_address(s.http), "version", ANNEXA_VERSION, NULL);
		run_until_signal(&s);
	}
	close_all(&s);
	if (rc == E_OK)
		log_event(LOG_STOPPED, NULL);
	return rc;
}

static const struct option_def options[] = {
    {"listen", "ADDR:PORT", "where to answer (default 127.0.0.1:8470); port 0 takes any free one"},
    {"log", "LEVEL", "debug, info or warn (default info)"},
    {"group", "N", "at most so many changes are made durable together (default 64)"},
    {"max-file-mb", "N", "largest file taken, in MB (default 2048)"}, {0}};

COMMAND(serve, .usage = "serve [--listen ADDR:PORT]",
    .help = "Answer browsers and programs.\n\n"
	    "Prints one line with the address when it answers. Other commands on the same data "
	    "folder go "
	    "through the server while it runs. Ends in order on SIGTERM.",
    .options = options, .min = 0, .max = 0, .flags = CMD_LOCAL, .run = run);
