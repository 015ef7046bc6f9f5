/* identity/session.c -- sessions, their cache, and the actor a member is. See identity.h. */
#include <pthread.h>
#include <stdatomic.h>
#include "base/log.h"
#include "identity/identity_priv.h"
#include "record/list.h"

static const int64_t minute_us = INT64_C(60000000);

/* ---- the cache: token hash to session and actor ---- */

enum { CACHE_SLOTS = 512 };

struct cached {
	struct cached *next;
	char token[HASH_HEX];
	uint64_t generation;
	int64_t until_us, seen_us;	/* not valid later; last noted use */
	struct session session;
	struct actor actor;		/* texts live in the block below */
	bool has_actor;
	char texts[1024];
};

static struct {
	pthread_mutex_t lock;
	struct cached *slot[CACHE_SLOTS];
	size_t n;
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };
static atomic_uint_fast64_t generation = 1;
static atomic_bool pending;

/* Now, and again after the commit: a reader in between still sees and would keep the old state. */
void identity_touch(void)
{
	atomic_store(&pending, true);
	atomic_fetch_add(&generation, 1);
}

void identity_committed(void)
{
	if (atomic_exchange(&pending, false))
		atomic_fetch_add(&generation, 1);
}

static size_t slot_of(const char *token)
{
	size_t h = 0;

	for (int i = 0; i < 8; i++)
		h = h * 16 + (size_t)(token[i] & 15);
	return h % CACHE_SLOTS;
}

void identity_forget(void)
{
	pthread_mutex_lock(&cache.lock);
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		for (struct cached *k; (k = cache.slot[i]);) {
			cache.slot[i] = k->next;
			mem_free(k);
		}
	cache.n = 0;
	pthread_mutex_unlock(&cache.lock);
}

/* A text into the entry's own block; "" when it does not fit (a label is never that long). */
static const char *keep(struct cached *k, size_t *used, const char *text)
{
	size_t n = text ? strlen(text) + 1 : 0;
	char *at = k->texts + *used;

	if (!text || *used + n > sizeof(k->texts))
		return text ? "" : NULL;
	memcpy(at, text, n);
	*used += n;
	return at;
}

static void remember(const char *token, uint64_t at, int64_t until_us, const struct session *s,
    const struct actor *a)
{
	struct cached *k = mem_new(1, sizeof(*k));
	size_t used = 0, slot = slot_of(token);

	(void)snprintf(k->token, sizeof(k->token), "%s", token);
	k->generation = at;
	k->until_us = until_us;
	k->session = *s;
	k->session.email = keep(k, &used, s->email);
	k->session.name = keep(k, &used, s->name);
	if ((k->has_actor = a != NULL)) {
		k->actor = *a;
		k->actor.pseudonym = keep(k, &used, a->pseudonym);
		k->actor.subject = keep(k, &used, a->subject);
		k->actor.label = keep(k, &used, a->label);
	}
	if (cache.n > 4 * CACHE_SLOTS)
		identity_forget();
	pthread_mutex_lock(&cache.lock);
	k->next = cache.slot[slot];
	cache.slot[slot] = k;
	cache.n++;
	pthread_mutex_unlock(&cache.lock);
}

/* Copies to the arena; drops what is out of date on the way. */
static bool recall(struct ctx *c, const char *token, struct session **ret_s, struct actor **ret_a)
{
	struct cached **at = &cache.slot[slot_of(token)], *k;
	bool found = false;

	pthread_mutex_lock(&cache.lock);
	while ((k = *at)) {
		if (k->generation != atomic_load(&generation) || k->until_us < c->now_us) {
			*at = k->next;
			mem_free(k);
			cache.n--;
			continue;
		}
		if (strcmp(k->token, token) == 0) {
			*ret_s = arena_alloc(c->arena, sizeof(**ret_s));
			**ret_s = k->session;
			(*ret_s)->email = arena_text(c->arena, k->session.email);
			(*ret_s)->name = arena_text(c->arena, k->session.name);
			*ret_a = NULL;
			if (k->has_actor) {
				*ret_a = arena_alloc(c->arena, sizeof(**ret_a));
				**ret_a = k->actor;
				(*ret_a)->pseudonym = arena_text(c->arena, k->actor.pseudonym);
				(*ret_a)->subject = arena_text(c->arena, k->actor.subject);
				(*ret_a)->label = arena_text(c->arena, k->actor.label);
			}
			found = true;
			break;
		}
		at = &k->next;
	}
	pthread_mutex_unlock(&cache.lock);
	return found;
}

/* ---- members to actors ---- */

int member_scopes(struct ctx *c, int64_t member, uint8_t into[TYPES_MAX][VERB_N])
{
	uint8_t scope[TYPES_MAX][VERB_N];
	struct query *q;
	int rc;

	if ((rc = db_query(c, &q,
		 SQL("SELECT r.grants FROM link AS l JOIN role AS r ON r.org = l.org"
		     " AND r.id = l.to_id WHERE l.org = :org AND l.from_type = 'member' AND "
		     "l.from_id = :id"
		     " AND l.field = 'roles' AND r.archived = FALSE"))) < 0)
		return rc;
	db_bind_int(q, ":id", member);
	while ((rc = db_step(c, q)) > 0) {
		struct err ignored;

		err_init(&ignored, c->arena);
		if (grants_parse(c->arena, db_str(q, 0), scope, &ignored) == E_OK)
			grants_merge(into, scope);
	}
	db_done(q);
	grants_everyone(into);
	return rc;
}

static int find_member(struct ctx *c, int64_t account, struct actor *me)
{
	char today[DATE_TEXT];
	struct query *q;
	int rc;

	date_print(c->now_us, today);
	if ((rc = db_query(c, &q,
		 SQL("SELECT m.id, m.person_id, p.unit_id, m.name, m.email, s.pseudonym"
		     " FROM account AS a JOIN member AS m ON m.email = a.email LEFT JOIN person AS "
		     "p"
		     " ON p.org = m.org AND p.id = m.person_id LEFT JOIN actor AS s ON s.org = "
		     "m.org"
		     " AND s.subject = :subject WHERE m.org = :org AND a.id = :account AND "
		     "a.disabled = FALSE"
		     " AND m.archived = FALSE AND m.state = 'active'"
		     " AND (m.until IS NULL OR m.until >= :today)"))) < 0)
		return rc;
	me->subject = arena_printf(c->arena, "account/%" PRId64, account);
	db_bind_text(q, ":subject", me->subject);
	db_bind_int(q, ":account", account);
	db_bind_text(q, ":today", today);
	if ((rc = db_step(c, q)) > 0) {
		me->account = account;
		me->member = db_int(q, 0);
		me->person = db_int(q, 1);
		me->unit = db_int(q, 2);
		me->label = arena_printf(c->arena, "%s <%s>", db_text(q, 3), db_text(q, 4));
		me->pseudonym = arena_text(c->arena, db_text(q, 5));
	}
	db_done(q);
	return rc;
}

int member_actor(struct ctx *c, int64_t account, struct actor **ret)
{
	struct actor *me = arena_zero(c->arena, 1, sizeof(*me));
	int rc;

	me->auth = "password";
	if ((rc = find_member(c, account, me)) < 0)
		return rc;
	if (rc == 0)
		return err_hint(&c->err, E_DENIED, "ask an administrator of the organisation",
		    "your account has no access to this organisation, or its time is over");
	if ((rc = member_scopes(c, me->member, me->scope)) < 0)
		return rc;
	*ret = me;
	return E_OK;
}

/* ---- sessions ---- */

struct row {		/* of session or api_token */
	int64_t account;
	struct org org;
	const char *csrf, *email, *name;
	int64_t until_us;
	bool read_only;
};

static int find_row(struct ctx *c, const char *hash, bool bearer, struct row *r)
{
	int64_t expires = 0, seen = 0;
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, bearer ?
	    SQL("SELECT t.account, t.org, '', a.email, a.name, t.expires_at, t.expires_at,"
	        " t.read_only FROM api_token"
	        " AS t JOIN account AS a ON a.id = t.account WHERE t.token = :token"
	        " AND a.disabled = FALSE") :
	    SQL("SELECT s.account, s.org, s.csrf, a.email, a.name, s.expires_at, s.seen_at,"
	        " FALSE FROM session"
	        " AS s JOIN account AS a ON a.id = s.account WHERE s.token = :token"
	        " AND a.disabled = FALSE"))) < 0)
		return rc;
	db_bind_text(q, ":token", hash);
	if ((rc = db_step(c, q)) > 0) {
		*r = (struct row){db_int(q, 0), {db_int(q, 1)}, arena_text(c->arena, db_text(q, 2)),
		    arena_text(c->arena, db_text(q, 3)), arena_text(c->arena, db_text(q, 4)), 0,
		    db_bool(q, 7)};
		if (!time_parse(db_str(q, 5), &expires) || !time_parse(db_str(q, 6), &seen))
			rc = 0;
	}
	db_done(q);
	if (rc <= 0)
		return rc;
	r->until_us = expires;
	if (!bearer && seen + SESSION_IDLE_MINUTES * minute_us < r->until_us)
		r->until_us = seen + SESSION_IDLE_MINUTES * minute_us;
	return r->until_us > c->now_us;
}

static int sign_in_needed(struct ctx *c)
{
	return err_set(&c->err, E_SIGNIN, "sign in first: there is no valid session or token");
}

static void limit_token(struct actor *me, const struct row *r)
{
	me->auth = "token";
	me->until_us = r->until_us;
	me->read_only = r->read_only;
	for (size_t t = 0; r->read_only && t < TYPES_MAX; t++)
		for (size_t v = 0; v < VERB_N; v++)
			if (v != VERB_READ)
				me->scope[t][v] = SCOPE_NONE;
}

static int load(struct ctx *c, const char *hash, bool bearer, struct session **ret,
    struct actor **ret_actor)
{
	uint64_t at = atomic_load(&generation);
	struct session *s = arena_zero(c->arena, 1, sizeof(*s));
	struct row r = { 0 };
	int64_t until;
	int rc;

	if ((rc = find_row(c, hash, bearer, &r)) <= 0)
		return rc < 0 ? rc : sign_in_needed(c);
	*s = (struct session){ .account = r.account, .org = r.org, .email = r.email, .name = r.name,
	    .token = bearer };
	(void)snprintf(s->csrf, sizeof(s->csrf), "%s", r.csrf);
	(void)snprintf(s->id, sizeof(s->id), "%.16s", hash);
	*ret = s;
	*ret_actor = NULL;
	if (r.org.id) {
		c->org = r.org;
		rc = member_actor(c, r.account, ret_actor);
		if (rc == E_DENIED)
			err_clear(
			    &c->err); /* signed in, but not here: the dispatcher offers others */
		else if (rc < 0)
			return rc;
		else if (bearer)
			limit_token(*ret_actor, &r);
	}
	/* Memberships end at midnight; a minute of memory is the most anybody gets. */
	until = c->now_us + minute_us < r.until_us ? c->now_us + minute_us : r.until_us;
	remember(hash, at, until, s, *ret_actor);
	return E_OK;
}

int session_resolve(struct ctx *c, const char *token, bool bearer, struct session **ret)
{
	const char *hash;
	struct actor *me = NULL;
	int rc;

	if (strlen(token) < 20 || strlen(token) >= TOKEN_TEXT)
		return sign_in_needed(c);
	hash = token_hash(c->arena, token);
	if (!recall(c, hash, ret, &me) && ((rc = ctx_reader(c)) < 0 ||
	    (rc = load(c, hash, bearer, ret, &me)) < 0))
		return rc;
	if ((*ret)->token != bearer)
		return sign_in_needed(c);
	c->org = (*ret)->org;
	c->actor = me;
	return E_OK;
}

int session_create(struct ctx *c, int64_t account, struct org org, const char *peer,
    const char *agent, char token[TOKEN_TEXT])
{
	char csrf[TOKEN_TEXT];
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q,
		 SQL("INSERT INTO session (token, account, org, csrf,"
		     " created_at, seen_at, expires_at, peer, agent) VALUES (:token, :account, "
		     ":to_org, :csrf,"
		     " :now, :now, :expires, :peer, :agent)"))) < 0)
		return rc;
	random_token(token, TOKEN_TEXT, TOKEN_BYTES);
	random_token(csrf, sizeof(csrf), TOKEN_BYTES);
	db_bind_text(q, ":token", token_hash(c->arena, token));
	db_bind_int(q, ":account", account);
	db_bind_int(q, ":to_org", org.id);
	db_bind_text(q, ":csrf", csrf);
	db_bind_text(q, ":now", time_from(c->arena, c->now_us));
	db_bind_text(q, ":expires", time_from(c->arena, c->now_us +
	    SESSION_HOURS * 60 * minute_us));
	db_bind_text(q, ":peer", peer ? peer : "");
	db_bind_text(q, ":agent", agent ? arena_text_n(c->arena, agent, strnlen(agent, 200)) : "");
	return db_run(c, q);
}

static int end_where(struct ctx *c, struct query *q)
{
	int rc = db_run(c, q);

	identity_touch();
	return rc;
}

int session_end(struct ctx *c, const char *token)
{
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("DELETE FROM session WHERE token = :token"))) < 0)
		return rc;
	db_bind_text(q, ":token", token_hash(c->arena, token));
	return end_where(c, q);
}

int session_end_by_id(struct ctx *c, int64_t account, const char *id)
{
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("DELETE FROM session WHERE account = :account"
	    " AND substr(token, 1, 16) = :id"))) < 0)
		return rc;
	db_bind_int(q, ":account", account);
	db_bind_text(q, ":id", id);
	return end_where(c, q);
}

int session_choose(struct ctx *c, const char *token, struct org org)
{
	struct query *q;
	int rc;

	if ((rc = db_query_instance(c, &q, SQL("UPDATE session SET org = :to_org"
	    " WHERE token = :token"))) < 0)
		return rc;
	db_bind_int(q, ":to_org", org.id);
	db_bind_text(q, ":token", token_hash(c->arena, token));
	return end_where(c, q);
}

int sessions_list(struct ctx *c, int64_t account, const char *current, struct value **ret)
{
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	if ((rc = db_query_instance(c, &q,
		 SQL("SELECT substr(token, 1, 16), created_at, seen_at, agent,"
		     " peer FROM session WHERE account = :account AND expires_at > :now ORDER BY "
		     "seen_at DESC"))) < 0)
		return rc;
	db_bind_int(q, ":account", account);
	db_bind_text(q, ":now", time_from(c->arena, c->now_us));
	while ((rc = db_step(c, q)) > 0) {
		static const char *const keys[] = { "id", "created", "seen", "agent", "address" };
		struct value *o = val_obj(c->arena);

		for (int i = 0; i < 5; i++)
			val_add(
			    o, keys[i], val_text(c->arena, arena_text(c->arena, db_text(q, i))));
		val_add(o, "current", val_bool(c->arena, strcmp(db_text(q, 0), current) == 0));
		val_push(*ret, o);
	}
	db_done(q);
	return rc;
}

int organisations_of(struct ctx *c, int64_t account, struct value **ret)
{
	char today[DATE_TEXT];
	struct query *q;
	int rc;

	*ret = val_arr(c->arena);
	date_print(c->now_us, today);
	if ((rc = db_query_instance(c, &q,
		 SQL("SELECT o.id, o.code, o.name FROM account AS a JOIN member"
		     " AS m ON m.email = a.email JOIN org AS o ON o.id = m.org WHERE a.id = "
		     ":account"
		     " AND m.archived = FALSE AND m.state = 'active' AND (m.until IS NULL OR "
		     "m.until >= :today)"
		     " ORDER BY o.name"))) < 0)
		return rc;
	db_bind_int(q, ":account", account);
	db_bind_text(q, ":today", today);
	while ((rc = db_step(c, q)) > 0) {
		struct value *o = val_obj(c->arena);

		val_add(o, "id", val_int(c->arena, db_int(q, 0)));
		val_add(o, "code", val_text(c->arena, arena_text(c->arena, db_text(q, 1))));
		val_add(o, "name", val_text(c->arena, arena_text(c->arena, db_text(q, 2))));
		val_push(*ret, o);
	}
	db_done(q);
	return rc;
}

/* ---- noting use ---- */

struct seen {
	char hash[HASH_HEX];
	int64_t now_us;
};

static int write_seen(struct dbc *conn, void *arg)
{
	struct seen *s = arg;
	struct arena a;
	struct query *q;
	struct err e;
	int rc;

	arena_init(&a, 1 << 16);
	err_init(&e, &a);
	if ((rc = db_prepare(conn, NULL, &q, SQL("UPDATE session SET seen_at = :now"
	    " WHERE token = :token"), &e)) == E_OK) {
		db_bind_text(q, ":now", time_from(&a, s->now_us));
		db_bind_text(q, ":token", s->hash);
		rc = db_run_err(q, &e);
	}
	arena_release(&a);
	return rc;
}

static void seen_done(void *arg, int result)
{
	(void)result;		/* the next use notes it again */
	mem_free(arg);
}

void session_seen(struct program *p, const char *token)
{
	struct hash h = sha256(token, strlen(token));
	struct seen *s = mem_new(1, sizeof(*s));
	bool due = false;

	hash_hex(&h, s->hash);
	s->now_us = clock_now(&p->clock);
	pthread_mutex_lock(&cache.lock);
	for (struct cached *k = cache.slot[slot_of(s->hash)]; k; k = k->next)
		if (strcmp(k->token, s->hash) == 0 && !k->session.token &&
		    k->seen_us + minute_us < s->now_us) {
			k->seen_us = s->now_us;
			due = true;
		}
	pthread_mutex_unlock(&cache.lock);
	if (due)
		db_write_later(p->db, write_seen, s, seen_done);
	else
		mem_free(s);
}

/* ---- slowing down guesses ---- */

enum { GUESS_SLOTS = 1024, FREE_TRIES = 5 };

static struct {
	pthread_mutex_t lock;
	struct { uint64_t key; int64_t until_us; int tries; } slot[GUESS_SLOTS];
} guesses = { .lock = PTHREAD_MUTEX_INITIALIZER };

static uint64_t guess_key(const char *kind, const char *text)
{
	char buf[300];
	struct hash h;
	uint64_t key;

	(void)snprintf(buf, sizeof(buf), "%s:%.250s", kind, text);
	h = sha256(buf, strlen(buf));
	memcpy(&key, h.b, sizeof(key));
	return key;
}

static bool fresh(size_t i, uint64_t key, int64_t now_us)
{
	return guesses.slot[i].key == key && guesses.slot[i].until_us + 15 * minute_us >= now_us;
}

static int64_t wait_of(uint64_t key, int64_t now_us)
{
	size_t i = key % GUESS_SLOTS;

	return fresh(i, key, now_us) && guesses.slot[i].until_us > now_us ?
	    guesses.slot[i].until_us - now_us : 0;
}

/* Some failures are free, then each doubles the wait, up to a quarter of an hour. */
static void count_failure(uint64_t key, int64_t now_us, int free_tries)
{
	size_t i = key % GUESS_SLOTS;
	int64_t wait = 0;
	int over;

	if (!fresh(i, key, now_us))
		guesses.slot[i].tries = 0;
	guesses.slot[i].key = key;
	over = ++guesses.slot[i].tries - free_tries;
	if (over > 0)
		wait = INT64_C(1000000) << (over < 10 ? over : 10);
	guesses.slot[i].until_us = now_us + (wait < 15 * minute_us ? wait : 15 * minute_us);
}

int signin_allowed(const char *email, const char *peer, int64_t now_us, struct err *e)
{
	int64_t wait, other;

	pthread_mutex_lock(&guesses.lock);
	wait = wait_of(guess_key("email", email), now_us);
	other = wait_of(guess_key("peer", peer), now_us);
	pthread_mutex_unlock(&guesses.lock);
	if (other > wait)
		wait = other;
	return wait ? err_set(e, E_LIMIT, "too many tries; wait %" PRId64 " seconds",
	    wait / 1000000 + 1) : E_OK;
}

void signin_failed(const char *email, const char *peer, int64_t now_us)
{
	pthread_mutex_lock(&guesses.lock);
	count_failure(guess_key("email", email), now_us, FREE_TRIES);
	count_failure(
	    guess_key("peer", peer), now_us, 10 * FREE_TRIES); /* many sit behind one proxy */
	pthread_mutex_unlock(&guesses.lock);
}

void signin_succeeded(const char *email)
{
	uint64_t key = guess_key("email", email);

	pthread_mutex_lock(&guesses.lock);
	if (guesses.slot[key % GUESS_SLOTS].key == key)
		guesses.slot[key % GUESS_SLOTS].tries = 0;
	pthread_mutex_unlock(&guesses.lock);
}
