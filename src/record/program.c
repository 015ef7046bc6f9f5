/* record/program.c -- opening the data folder, contexts, organisations, transactions. */
#include <sys/file.h>
#include <sys/stat.h>
#include "base/log.h"
#include "blob/blob.h"
#include "record/counts.h"
#include "record/file.h"
#include "record/program.h"
#include "record/search.h"
#include "record/store.h"
#include "record/subject.h"
#include "record/tables.h"

enum { REQUEST_BYTES = 512u << 20 };

static const int64_t FILE_MAX_BYTES = INT64_C(2) << 30;

/* ---- the schema: core, ledger, identity (registered by its table), record types ---- */

extern const struct table identity_tables[] __attribute__((weak));

static size_t add_tables(const struct table **list, size_t n, const struct table *t)
{
	for (; t && t->name; t++)
		list[n++] = t;
	return n;
}

struct schema program_schema(void)
{
	static const struct table *list[256];	/* filled once, before any thread */
	static size_t n;

	if (n == 0) {
		n = add_tables(list, n, core_tables);
		n = add_tables(list, n, ledger_tables);
		n = add_tables(list, n, file_tables);
		n = add_tables(list, n, identity_tables);
		for (size_t i = 0; record_index[i]; i++) {
			REQUIRE(n < COUNT(list));
			list[n++] = record_table(record_index[i]);
		}
	}
	return (struct schema){ list, n };
}

/* ---- hooks of the writer ---- */

static int before_commit(struct dbc *conn, void *arg)
{
	struct program *p = arg;
	struct arena a;
	struct err e;
	int rc;

	arena_init(&a, 1 << 20);
	err_init(&e, &a);
	if ((rc = ledger_before_commit(p->ledger, conn, &e)) == E_OK)
		rc = search_before_commit(p->search, conn, &e);
	if (rc == E_OK)
		rc = subjects_before_commit(p->subjects, &e);	/* keys before what they open */
	if (rc < 0)
		log_event(LOG_COMMIT_FAILED, "detail", e.detail, NULL);
	arena_release(&a);
	return rc;
}

static void after(bool committed, void *arg)
{
	struct program *p = arg;

	ledger_after(p->ledger, committed);
	search_after(p->search);
	counts_after(p->counts);
	if (p->committed)
		p->committed();
}

/* ---- opening ---- */

static int lock(struct program *p, struct err *e)
{
	size_t room = strlen(p->dir) + 8;
	char *path = mem_new(room, 1);
	int rc = E_OK;

	(void)snprintf(path, room, "%s/lock", p->dir);
	p->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (p->lock_fd < 0 && errno == ENOENT)
		rc = err_hint(e, E_NOTFOUND, "create one with `annexa init`, or name another with --data",
		    "there is no folder \"%s\"", p->dir);
	else if (p->lock_fd < 0)
		rc = err_set(e, E_IO, "opening %s: %s", path, strerror(errno));
	else if (flock(p->lock_fd, LOCK_EX | LOCK_NB) != 0)
		rc = err_hint(e, E_BUSY, "stop it, or let this command go through it",
		    "another Annexa works on \"%s\"", p->dir);
	mem_free(path);
	return rc;
}

/* Said before the lock, which would only speak of a file that nobody knows. */
static int has_data(const char *dir, struct err *e)
{
	char path[4096];

	if (snprintf(path, sizeof(path), "%s/annexa.db", dir) < (int)sizeof(path) &&
	    access(path, F_OK) == 0)
		return E_OK;
	if (errno == EACCES)
		return err_hint(e, E_IO, "run it as the folder's owner, or through its server with "
		    "--url", "opening the data folder \"%s\": %s", dir, strerror(errno));
	return err_hint(e, E_NOTFOUND, "create one with `annexa init`, or name another with --data",
	    "there is no Annexa data in \"%s\"", dir);
}

static int make_dir(const char *dir, struct err *e)
{
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return E_OK;
	return err_set(e, E_IO, "making the folder \"%s\": %s", dir, strerror(errno));
}

static int prepare(struct program *p, enum program_flags flags, struct err *e)
{
	bool memory = flags & PROGRAM_MEMORY, writes = !memory && !(flags & PROGRAM_READ);
	struct schema schema = program_schema();
	const struct db_hooks hooks = { before_commit, after, p };
	struct dbc *conn;
	int rc;

	if ((rc = db_open(p->dir,
		 memory                   ? DB_MEMORY
		 : flags & PROGRAM_CREATE ? DB_CREATE
					  : 0,
		 &p->db, e)) < 0)
		return rc;
	/* Its child holds what memory there is by now: before the tables are read. */
	if ((rc = ledger_open(p->db, memory ? NULL : p->dir, writes, &p->ledger, e)) < 0 ||
	    (rc = migrate(p->db, &schema, e)) < 0)
		return rc;
	if ((rc = subjects_open(memory ? NULL : p->dir, flags & PROGRAM_CREATE, &p->subjects, e)) <
	    0)
		return rc;
	if (!memory && (rc = blobs_open(p->dir, getenv("ANNEXA_MASTER_KEY"),
	    writes ? BLOBS_CREATE | BLOBS_SWEEP : 0, &p->blobs, e)) < 0)
		return rc;
	db_set_hooks(p->db, &hooks);
	if ((rc = db_reader_take(p->db, &conn, e)) < 0)
		return rc;
	if (memory || (flags & PROGRAM_CREATE))
		rc = E_OK;
	if (rc == E_OK)
		rc = ledger_compare(p->ledger, conn, e);
	db_reader_give(conn);
	return rc;
}

static int make_search(struct dbc *conn, void *arg)
{
	return search_tables(conn, arg);
}

int program_open(const char *dir, enum program_flags flags, struct program **ret, struct err *e)
{
	struct program *p = mem_new(1, sizeof(*p));
	int rc;

	p->dir = mem_text(dir);
	p->lock_fd = -1;
	p->clock = clock_system;
	p->file_max_bytes = FILE_MAX_BYTES;
	p->search = search_new();
	p->counts = counts_new();
	if ((rc = types_check(e)) == E_OK && (flags & PROGRAM_CREATE) && !(flags & PROGRAM_MEMORY))
		rc = make_dir(dir, e);
	if (rc == E_OK && !(flags & (PROGRAM_MEMORY | PROGRAM_CREATE)))
		rc = has_data(dir, e);
	if (rc == E_OK && !(flags & (PROGRAM_MEMORY | PROGRAM_READ)))
		rc = lock(p, e);
	if (rc == E_OK)
		rc = prepare(p, flags, e);
	if (rc == E_OK && !(flags & PROGRAM_READ))
		rc = db_write(p->db, make_search, e);
	if (rc < 0) {
		program_close(p);
		return rc;
	}
	*ret = p;
	return E_OK;
}

void program_close(struct program *p)
{
	if (!p)
		return;
	asof_forget(p);
	db_close(p->db);
	ledger_close(p->ledger);
	subjects_close(p->subjects);
	blobs_close(p->blobs);
	search_free(p->search);
	counts_free(p->counts);
	if (p->lock_fd >= 0)
		(void)close(p->lock_fd);	/* the lock goes with it */
	mem_free(p->dir);
	mem_free(p);
}

void program_discard(const char *dir)
{
	static const char *const names[] = { "annexa.db", "annexa.db-wal", "annexa.db-shm",
		"subjects.keys", "subjects.keys-wal", "subjects.keys-shm",
		"master.key", "blob/key" };
	static const char *const folders[] = { "blob/tmp", "blob" };
	char path[4096];

	for (size_t i = 0; i < COUNT(names); i++)
		if (snprintf(path, sizeof(path), "%s/%s", dir, names[i]) < (int)sizeof(path))
			(void)unlink(path);	/* may not be there */
	for (size_t i = 0; i < COUNT(folders); i++)
		if (snprintf(path, sizeof(path), "%s/%s", dir, folders[i]) < (int)sizeof(path))
			(void)rmdir(path);	/* as above; never one with files in it */
}

void program_touch(struct program *p, struct org org, const struct record *t)
{
	(void)org;	/* totals of all organisations are counted anew: cheap, and never wrong */
	counts_touch(p->counts, t);
}

/* ---- contexts ---- */

struct ctx *ctx_new(struct program *p, struct arena *a)
{
	struct ctx *c = arena_zero(a, 1, sizeof(*c));
	uint8_t id[8];

	random_bytes(id, sizeof(id));
	c->arena = a;
	err_init(&c->err, a);
	c->program = p;
	c->now_us = clock_now(&p->clock);
	hex_encode(id, sizeof(id), c->request);
	return c;
}

static void give(void *thing)
{
	db_reader_give(thing);
}

int ctx_reader(struct ctx *c)
{
	int rc;

	if (c->db)
		return E_OK;
	c->generations = counts_now(c->program->counts, c->arena);
	if ((rc = db_reader_take(c->program->db, &c->db, &c->err)) < 0)
		return rc;
	arena_defer(c->arena, give, c->db);
	return db_begin(c->db, &c->err);
}

/* ---- organisations ---- */

int org_find(struct ctx *c, const char *code, struct org *ret)
{
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("SELECT id FROM org WHERE code = :code"))) < 0)
		return rc;
	db_bind_text(q, ":code", code);
	if ((rc = db_step(c, q)) > 0)
		ret->id = db_int(q, 0);
	db_done(q);
	return rc == 0  ? err_set(&c->err, E_NOTFOUND, "there is no organisation \"%s\" here", code)
	       : rc < 0 ? rc
			: E_OK;
}

int org_only(struct ctx *c, struct org *ret)
{
	struct query *q;
	int rc, n = 0;

	if ((rc = db_query_instance(c, &q, SQL("SELECT id FROM org ORDER BY id LIMIT 2"))) < 0)
		return rc;
	while ((rc = db_step(c, q)) > 0) {
		ret->id = db_int(q, 0);
		n++;
	}
	db_done(q);
	if (rc < 0)
		return rc;
	return n == 1 ? E_OK : err_hint(&c->err, E_USAGE, "name one with --org CODE or $ANNEXA_ORG",
	    n ? "there are several organisations here" : "there is no organisation here");
}

static bool org_code_ok(const char *code)
{
	size_t n = strlen(code);

	for (const char *p = code; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
			(*p == '-' && p != code)))
			return false;
	return n >= 2 && n <= 40;
}

static int insert_org(struct ctx *c, const char *code, const char *name, const char *uuid,
    struct org *ret)
{
	char now[TIME_TEXT];
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q,
		 SQL("INSERT INTO org (code, name, uuid, created_at) VALUES"
		     " (:code, :name, :uuid, :at) ON CONFLICT DO NOTHING RETURNING id"))) < 0)
		return rc;
	time_print(c->now_us, now);
	db_bind_text(q, ":code", code);
	db_bind_text(q, ":name", name);
	db_bind_text(q, ":uuid", uuid);
	db_bind_text(q, ":at", now);
	if ((rc = db_step(c, q)) > 0)
		ret->id = db_int(q, 0);
	db_done(q);
	return rc == 0  ? err_field(&c->err, "org", "taken",
			      "there is an organisation \"%s\" already", code)
	       : rc < 0 ? rc
			: E_OK;
}

int org_create(struct ctx *c, const char *code, const char *name, struct org *ret)
{
	uint8_t raw[16];
	char hex[33], uuid[37];
	int rc;

	if (!org_code_ok(code))
		IGNORE(err_field(&c->err, "org", "not-a-code",
		    "the code \"%s\" must be 2 to 40 lower-case "
		    "letters, digits and -",
		    code));
	if (!name[0] || !str_valid(name, strlen(name)) || str_chars(str_of(name)) > 200 ||
	    str_turns(str_of(name)))
		IGNORE(err_field(&c->err, "name", "invalid",
		    "the name must have 1 to 200 characters, without marks that turn its "
		    "direction"));
	if (c->err.code)
		return c->err.code;
	random_bytes(raw, sizeof(raw));
	raw[6] = (uint8_t)((raw[6] & 0x0f) | 0x40);	/* RFC 9562, version 4 */
	raw[8] = (uint8_t)((raw[8] & 0x3f) | 0x80);
	hex_encode(raw, sizeof(raw), hex);
	(void)snprintf(uuid, sizeof(uuid), "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
	    hex + 16, hex + 20);
	if ((rc = insert_org(c, code, name, uuid, ret)) < 0)
		return rc;
	c->org = *ret;
	return ledger_begin(c->program->ledger, c->db, *ret, uuid, c->now_us,
	    actor_program()->pseudonym, c->reason, &c->err);
}

bool org_demonstration(struct ctx *c)
{
	struct dbc *here = c->db;
	struct query *q;
	bool yes = false;

	c->db = c->live ? c->live : c->db;
	if (db_query(c, &q, SQL("SELECT reason FROM ledger_head WHERE org = :org AND epoch = 1")) ==
	    E_OK) {
		yes = db_step(c, q) > 0 && !db_is_null(q, 0) &&
		    strcmp(db_text(q, 0), DEMONSTRATION) == 0;
		db_done(q);
	}
	c->db = here;
	return yes;
}

/* ---- transactions ---- */

int record_job(struct ctx *c, struct dbc *conn, int (*fn)(struct ctx *c, void *arg), void *arg)
{
	struct dbc *before = c->db;
	volatile int rc = E_OK;

	c->db = conn;
	c->writing = true;
	c->refs = NULL;
	c->scales = NULL;
	c->now_us = clock_now(&c->program->clock);
	ledger_job_begin(c->program->ledger);
	search_job_begin(c->program->search);
	ARENA_TRY(c->arena) {
		if (c->actor && !c->actor->pseudonym &&
		    c->org.id) /* pseudonyms are an organisation's */
			rc = actor_ensure(c);
		if (rc == E_OK)
			rc = fn(c, arg);
	} ARENA_CAUGHT {
		c->err.code = 0;
		rc = E_TOOBIG;
		c->err = (struct err){ .arena = c->arena, .code = E_TOOBIG,
		    .detail = "this takes more memory than one request may use" };
	} ARENA_END
	if (rc < 0) {
		ledger_job_undo(c->program->ledger);
		search_job_undo(c->program->search);
	}
	c->db = before;
	c->writing = false;
	c->refs = NULL;
	c->scales = NULL;
	return rc;
}

struct closure {
	struct ctx *c;
	int (*fn)(struct ctx *c, void *arg);
	void *arg;
};

static int run_closure(struct dbc *conn, void *arg)
{
	struct closure *k = arg;

	return record_job(k->c, conn, k->fn, k->arg);
}

int record_transaction(struct ctx *c, int (*fn)(struct ctx *c, void *arg), void *arg)
{
	struct closure k = { c, fn, arg };
	int rc;

	REQUIRE(!c->writing);	/* a dry run inside another's transaction would be no dry run */
	rc = db_write(c->program->db, run_closure, &k);

	if (rc < 0 && !c->err.code)
		return err_hint(&c->err, rc, rc == E_FULL ? "the disk is full: make room, then try "
		    "again" : "see the log for why, then try again",
		    "the change could not be made durable; nothing was written");
	return rc;
}
