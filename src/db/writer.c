/*
 * db/writer.c -- the one writer: a queue, a thread, and group commit.
 *
 * All waiting jobs are taken together; each runs in a savepoint of its own, one COMMIT makes them
 * durable, then all are answered. A job that fails takes nothing with it; a COMMIT that fails
 * fails every job of the group, because none of them is durable.
 */
#include "db/db_priv.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"

enum { REST_S = 5 };

struct waiter {		/* a caller that blocks until its job is durable */
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool done;
	int result;
	db_work fn;
	void *arg;
};

static int statement(struct dbc *conn, struct sqltext sql, struct err *e)
{
	struct query *q;
	int rc = db_prepare(conn, NULL, &q, sql, e);

	return rc < 0 ? rc : db_run_err(q, e);
}

/* One job in its savepoint. Negative: its own failure, or the connection's (then *broken). */
static int run_job(struct dbc *conn, struct job *j, struct err *e, bool *broken)
{
	int rc;

	if ((rc = statement(conn, SQL("SAVEPOINT job"), e)) < 0) {
		*broken = true;
		return rc;
	}
	rc = j->fn(conn, j->arg);
	db_release_busy(conn);
	if (rc < 0 && statement(conn, SQL("ROLLBACK TO job"), e) < 0)
		*broken = true;
	if (statement(conn, SQL("RELEASE job"), e) < 0) {
		*broken = true;
		rc = rc < 0 ? rc : e->code;
	}
	return rc;
}

static int group(struct db *db, struct job *jobs, struct err *e)
{
	struct dbc *conn = db->writer;
	bool broken = false, any = false;
	int rc;

	if ((rc = statement(conn, SQL("BEGIN IMMEDIATE"), e)) < 0)
		return rc;
	for (struct job *j = jobs; j && !broken; j = j->next) {
		j->result = run_job(conn, j, e, &broken);
		any |= j->result >= 0;
	}
	if (broken)
		return e->code ? e->code : E_DB;
	if (any && db->hooks.before_commit)
		rc = db->hooks.before_commit(conn, db->hooks.arg);
	db_release_busy(conn);
	if (rc < 0)
		return rc;
	return statement(conn, SQL("COMMIT"), e);
}

static void run_group(struct db *db, struct job *jobs)
{
	int64_t began = clock_mono_us();
	struct arena a;
	struct err e;
	unsigned n = 0;
	int rc;

	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	rc = group(db, jobs, &e);
	for (const struct job *j = jobs; j; j = j->next)
		n++;
	metrics_group(n, clock_mono_us() - began);
	if (rc < 0) {
		log_event(LOG_COMMIT_FAILED, "detail", e.detail, NULL);
		if (!sqlite3_get_autocommit(db->writer->sqlite))
			(void)sqlite3_exec(db->writer->sqlite, "ROLLBACK", NULL, NULL, NULL);
	}
	if (db->hooks.after)
		db->hooks.after(rc >= 0, db->hooks.arg);
	for (struct job *j = jobs, *next; j; j = next) {
		next = j->next;
		j->done(j->arg, rc < 0 && j->result >= 0 ? rc : j->result);
		mem_free(j);
	}
	arena_release(&a);
}

/* With the lock. Who waits for long lets go of the database's pages. */
static void wait_for_work(struct db *db)
{
	struct timespec rest;

	(void)clock_gettime(CLOCK_REALTIME, &rest);
	rest.tv_sec += REST_S;
	while (!db->first && !db->stop)
		if (pthread_cond_timedwait(&db->wake, &db->lock, &rest) == ETIMEDOUT)
			break;
	if (db->first || db->stop)
		return;
	(void)sqlite3_db_release_memory(db->writer->sqlite);
	while (!db->first && !db->stop)
		pthread_cond_wait(&db->wake, &db->lock);
}

/* Up to group_max waiting jobs, or NULL when the writer is to end. */
static struct job *take(struct db *db)
{
	struct job *jobs, *last;
	unsigned n = 1;

	pthread_mutex_lock(&db->lock);
	wait_for_work(db);
	jobs = last = db->first;
	while (last && last->next && n < db->group_max) {
		last = last->next;
		n++;
	}
	if (last) {
		metrics_queue(-(int)n);
		db->first = last->next;
		last->next = NULL;
		if (!db->first)
			db->last = NULL;
	}
	pthread_mutex_unlock(&db->lock);
	return jobs;
}

static void *writer(void *arg)
{
	struct db *db = arg;
	struct job *jobs;

	while ((jobs = take(db)))
		run_group(db, jobs);
	return NULL;
}

void db_writer_start(struct db *db, unsigned group_max)
{
	db->group_max = group_max ? group_max : 1;
	db->running = true;
	if (pthread_create(&db->thread, NULL, writer, db) != 0)
		BUG("the writer thread cannot be started");
}

void db_writer_stop(struct db *db)
{
	if (!db->running)
		return;
	pthread_mutex_lock(&db->lock);
	db->stop = true;		/* what is queued is still done */
	pthread_cond_broadcast(&db->wake);
	pthread_mutex_unlock(&db->lock);
	(void)pthread_join(db->thread, NULL);
	db->running = false;
}

void db_set_hooks(struct db *db, const struct db_hooks *hooks)
{
	db->hooks = *hooks;
}

void db_write_later(struct db *db, db_work fn, void *arg, void (*done)(void *arg, int result))
{
	struct job *j = mem_new(1, sizeof(*j));

	*j = (struct job){ .fn = fn, .arg = arg, .done = done };
	if (!db->running) {
		run_group(db, j);
		return;
	}
	metrics_queue(1);
	pthread_mutex_lock(&db->lock);
	if (db->last)
		db->last->next = j;
	else
		db->first = j;
	db->last = j;
	pthread_cond_signal(&db->wake);
	pthread_mutex_unlock(&db->lock);
}

static int work_for(struct dbc *conn, void *arg)
{
	struct waiter *w = arg;

	return w->fn(conn, w->arg);
}

static void wake(void *arg, int result)
{
	struct waiter *w = arg;

	pthread_mutex_lock(&w->lock);
	w->result = result;
	w->done = true;
	pthread_cond_signal(&w->cond);
	pthread_mutex_unlock(&w->lock);
}

int db_write(struct db *db, db_work fn, void *arg)
{
	struct waiter w = { .fn = fn, .arg = arg };

	if (pthread_mutex_init(&w.lock, NULL) || pthread_cond_init(&w.cond, NULL))
		BUG("mutex");
	db_write_later(db, work_for, &w, wake);
	pthread_mutex_lock(&w.lock);
	while (!w.done)
		pthread_cond_wait(&w.cond, &w.lock);
	pthread_mutex_unlock(&w.lock);
	(void)pthread_mutex_destroy(&w.lock);
	(void)pthread_cond_destroy(&w.cond);
	return w.result;
}
