/* cli/serve_cmd.c -- `annexa serve`: the web server, the signing clock, and the folder's own
 * socket. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include "base/log.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "cli/socket.h"
#include "cli/systemd.h"
#include "exchange/parser.h"
#include "identity/identity.h"
#include "record/fsck.h"
#include "record/store.h"
#include "web/app.h"
#include "web/upload.h"

enum { SIGN_EVERY_MS = 1000, SWEEP_FIRST_S = 60, SWEEP_EVERY_S = 3600,
	REST_EVERY_S = 5,
	VIEWS_REST_S = 300 };	/* a view of 100,000 records is 40 MB */

struct server {
	struct program *p;
	struct parser *parser;
	struct app *app;
	struct http_server *http, *machine;	/* machine: the listener for metrics, or NULL */
	struct app_machine about;
	const struct settings *set;
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
	int64_t began = clock_mono_us(), next_s = SWEEP_FIRST_S, rest_s = REST_EVERY_S, now_s;

	arena_init(&a, 64 << 20);
	while (poll(&fd, 1, SIGN_EVERY_MS) == 0) {
		now_s = (clock_mono_us() - began) / 1000000;
		if (now_s >= rest_s) {
			rest_s = now_s + REST_EVERY_S;
			db_rest(s->p->db);
			asof_rest(VIEWS_REST_S);
			mem_trim();
		}
		if (now_s >= next_s) {
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

static const char *set_text(const struct server *s, const char *name)
{
	return setting_text(s->set, name);
}

static unsigned set_number(const struct server *s, const char *name)
{
	return (unsigned)setting_int(s->set, name);	/* limits of all are far below */
}

/* Only this machine may ask without a token. */
static int open_machine(struct server *s, struct err *e)
{
	const char *listen = set_text(s, "metrics-listen");
	struct http_config config = { .listen = listen, .handle = app_machine_handle,
		.arg = s->app, .listen_fd = -1, .threads = 1, .connections = 20 };

	if (!listen[0])
		return E_OK;
	if (!text_starts(listen, "127.") && !text_starts(listen, "[::1]:") &&
	    !text_starts(listen, "localhost:"))
		return err_set(e, E_USAGE, "metrics-listen must be a loopback address such as "
		    "127.0.0.1:9470, not \"%s\": what is counted is for this machine", listen);
	return http_start(&s->machine, &config, e);
}

static int open_http(struct server *s, struct err *e)
{
	struct http_config config = { .listen = set_text(s, "listen"), .handle = app_handle,
		.body_limit = app_body_limit, .sink = app_sink, .sent = app_sent, .arg = s->app,
		.listen_fd = -1, .connections = set_number(s, "connections"),
		.per_address = set_number(s, "per-address") };
	int rc, fd;

	if ((rc = systemd_socket(&fd, e)) < 0)
		return rc;
	config.listen_fd = fd > 0 ? fd : -1;
	if ((rc = http_start(&s->http, &config, e)) < 0)
		return rc;
	s->about = (struct app_machine){ set_text(s, "metrics-token"), s->http,
		clock_now(&s->p->clock) };
	app_machine_set(s->app, &s->about);
	return open_machine(s, e);
}

static int follow(struct ctx *c, void *arg)
{
	const char *names;
	int rc = roles_follow(c, &names);

	if (rc == E_OK && names[0])
		log_event(LOG_ROLES, "org", *(const char *const *)arg, "roles", names, NULL);
	return rc;
}

/* Roles learn of what this version has. A folder that takes no writes is served all the same. */
static int follow_roles(struct server *s, struct err *e)
{
	struct arena a;
	struct value *orgs;
	struct query *q;
	struct ctx *c;
	int rc;

	arena_init(&a, 64 << 20);
	c = ctx_new(s->p, &a);
	orgs = val_obj(&a);
	if ((rc = ctx_reader(c)) == E_OK && (rc = db_query_instance(c, &q,
	    SQL("SELECT id, code FROM org ORDER BY id"))) == E_OK) {
		while ((rc = db_step(c, q)) > 0)
			val_add(orgs, arena_text(&a, db_text(q, 1)), val_int(&a, db_int(q, 0)));
		db_done(q);
	}
	if (rc < 0)
		err_set(e, rc, "reading the organisations: %s", c->err.detail);
	for (const struct value *o = orgs->u.list.first;
	     o && rc == E_OK && !ledger_refusal(s->p->ledger); o = o->next) {
		struct ctx *w = ctx_new(s->p, &a);
		const char *code = o->key;

		w->actor = actor_program();
		w->org = (struct org){ o->u.i };
		w->reason = "Annexa " ANNEXA_VERSION ": roles that come with it";
		IGNORE(record_transaction(w, follow, &code));	/* else at the next start */
	}
	arena_release(&a);
	return rc;
}

static int open_all(struct cmd *m, struct server *s)
{
	int rc;

	mem_settle();
	if ((rc = take_signals(s, &m->c->err)) < 0 ||
	    (rc = parser_start(&s->parser, &m->c->err)) < 0 ||
	    (rc = program_open(m->data_dir, 0, &s->p, &m->c->err)) < 0)
		return rc;
	s->p->parser = s->parser;
	identity_join(s->p);
	s->p->file_max_bytes = setting_int(s->set, "max-file-mb") << 20;
	db_writer_start(s->p->db, set_number(s, "group"));
	if ((rc = follow_roles(s, &m->c->err)) < 0 ||
	    (rc = app_new(s->p, &s->app, &m->c->err)) < 0 ||
	    (rc = command_socket_open(s->p, m->data_dir, &s->socket, &m->c->err)) < 0)
		return rc;
	return open_http(s, &m->c->err);
}

/* In the order that loses nothing: no new work, finish what is under way, sign, close. */
static void close_all(struct server *s)
{
	struct arena a;
	struct err e;

	if (s->http)
		(void)http_stop(s->http, set_number(s, "stop-seconds"));
	if (s->machine)
		(void)http_stop(s->machine, 1);
	command_socket_close(s->socket, set_number(s, "stop-seconds"));
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
	struct settings *set;
	const char *level;
	int rc;

	if ((rc = settings_load(m, &set)) < 0)
		return rc;
	s.set = set;
	level = set_text(&s, "log");
	log_people(false);
	log_level(strcmp(level, "debug") == 0 ? 0 : strcmp(level, "warn") == 0 ? 2 : 1);
	if ((rc = open_all(m, &s)) == E_OK) {
		printf("Annexa answers at http://%s\n", http_address(s.http));
		if (s.machine)
			printf("Metrics at http://%s/metrics\n", http_address(s.machine));
		(void)fflush(stdout);
		log_event(
		    LOG_STARTED, "address", http_address(s.http), "version", ANNEXA_VERSION, NULL);
		systemd_tell("READY=1");
		run_until_signal(&s);
		systemd_tell("STOPPING=1");
	}
	close_all(&s);
	if (rc == E_OK)
		log_event(LOG_STOPPED, NULL);
	return rc;
}

static const struct option_def options[] = {
#define SETTING(name, arg, kind, initial, min, max, unit, words, doc) { name, arg, doc },
#define SECRET(...)
#include "cli/settings.def"
#undef SETTING
#undef SECRET
	{ "config", "FILE", "settings file; annexa.conf in the data folder when left out" },
	{ 0 }
};

static const struct remote_grant remote[] = {
	{ "*", .here = "it is the server itself" },
	{ 0 }
};

COMMAND(serve, .usage = "serve [--listen ADDR:PORT] [--config FILE] [--SETTING VALUE ...]",
    .help = "Answer browsers and programs.\n\n"
	    "Prints one line with the address when it answers. Other commands on the same data "
	    "folder go "
	    "through the server while it runs. Ends in order on SIGTERM. Every setting may also "
	    "stand in the settings file or in the environment; `annexa doc settings` prints them "
	    "with their defaults and limits.",
    .options = options, .min = 0, .max = 0, .flags = CMD_LOCAL, .remote = remote, .run = run);
