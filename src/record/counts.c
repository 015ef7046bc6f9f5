/* record/counts.c -- see counts.h. */
#include <pthread.h>
#include "record/access.h"
#include "record/counts.h"
#include "record/program.h"

enum { BUCKETS = 1024, WAYS = 4 };	/* a card of a page each, a cell of a matrix each */

struct counts {
	pthread_mutex_t lock;
	uint64_t serial;
	uint64_t generation[TYPES_MAX];
	bool touched[TYPES_MAX];	/* by the running group; the writer's alone */
	struct slot { uint64_t key, generation; struct counted n; } slot[BUCKETS][WAYS];
	unsigned next;			/* way to give up, by turns */
};

static _Atomic uint64_t serials;	/* given out so far */

struct counts *counts_new(void)
{
	struct counts *k = mem_new(1, sizeof(*k));

	k->serial = ++serials;

	if (pthread_mutex_init(&k->lock, NULL))
		BUG("mutex");
	return k;
}

void counts_free(struct counts *k)
{
	if (k)
		(void)pthread_mutex_destroy(&k->lock);
	mem_free(k);
}

void counts_touch(struct counts *k, const struct record *t)
{
	k->touched[*t->place] = true;
}

void counts_after(struct counts *k)
{
	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; i < TYPES_MAX; i++) {
		k->generation[i] += k->touched[i];
		k->touched[i] = false;
	}
	pthread_mutex_unlock(&k->lock);
}

const uint64_t *counts_now(struct counts *k, struct arena *a)
{
	uint64_t *copy = arena_alloc(a, sizeof(k->generation));

	pthread_mutex_lock(&k->lock);
	memcpy(copy, k->generation, sizeof(k->generation));
	pthread_mutex_unlock(&k->lock);
	return copy;
}

bool counts_same(struct ctx *c, const struct record *t)
{
	struct counts *k = c->program->counts;
	bool same;

	if (!c->generations)
		return false;
	pthread_mutex_lock(&k->lock);
	same = k->generation[*t->place] == c->generations[*t->place];
	pthread_mutex_unlock(&k->lock);
	return same;
}

uint64_t counts_stamp(const uint64_t *generations)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < TYPES_MAX; i++)	/* each only rises: the sum tells */
		sum += generations[i];
	return sum;
}

uint64_t counts_stamp_now(struct counts *k)
{
	uint64_t sum;

	pthread_mutex_lock(&k->lock);
	sum = counts_stamp(k->generation);
	pthread_mutex_unlock(&k->lock);
	return sum;
}

uint64_t counts_serial(const struct counts *k)
{
	return k->serial;
}

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
	const unsigned char *u = p;

	for (size_t i = 0; i < n; i++)
		h = (h ^ u[i]) * UINT64_C(1099511628211);
	return h;
}

/* 128 bits would be needed against an attacker; here a clash only shows another list's total. */
uint64_t count_key(struct ctx *c, const struct sqlb *b, const char *more)
{
	uint64_t h = mix(UINT64_C(14695981039346656037), b->b.p, b->b.n);

	h = mix(h, &c->org.id, sizeof(c->org.id));
	h = mix(h, more, strlen(more));
	for (int i = 0; i < b->nparams; i++)
		h = b->param[i].is_int ? mix(h, &b->param[i].i, sizeof(b->param[i].i)) :
		    mix(mix(h, b->param[i].s.p, b->param[i].s.n), "\0", 1);
	return h ^ h >> 29;
}

/* Of the type, or of all together. */
static uint64_t generation_of(const uint64_t *generations, const struct record *t)
{
	return t ? generations[*t->place] : counts_stamp(generations);
}

/* With the lock. NULL if nothing of this key was kept. */
static struct slot *slot_of(struct counts *k, uint64_t key)
{
	for (struct slot *at = k->slot[key % BUCKETS]; at < k->slot[key % BUCKETS] + WAYS; at++)
		if (at->key == key)
			return at;
	return NULL;
}

bool count_known(struct ctx *c, const struct record *t, uint64_t key, struct counted *ret)
{
	struct counts *k = c->program->counts;
	const struct slot *at;
	uint64_t then;
	bool known;

	if (!c->generations)
		return false;
	then = generation_of(c->generations, t);
	pthread_mutex_lock(&k->lock);
	at = slot_of(k, key);
	known = at && at->generation == then && generation_of(k->generation, t) == then;
	if (known)
		*ret = at->n;
	pthread_mutex_unlock(&k->lock);
	return known;
}

void count_keep(struct ctx *c, const struct record *t, uint64_t key, struct counted n)
{
	struct counts *k = c->program->counts;
	struct slot *at;

	if (!c->generations)
		return;
	pthread_mutex_lock(&k->lock);
	if (!(at = slot_of(k, key)))
		at = &k->slot[key % BUCKETS][k->next++ % WAYS];
	*at = (struct slot){ key, generation_of(c->generations, t), n };
	pthread_mutex_unlock(&k->lock);
}

int counted(struct ctx *c, const struct record *t, bool keep, struct sqlb *b, struct counted *ret)
{
	uint64_t key = count_key(c, b, "");
	struct query *q;
	int rc;

	if (keep && count_known(c, t, key, ret))
		return E_OK;
	*ret = (struct counted){ 0, 0 };
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		*ret = (struct counted){ db_int(q, 0), db_columns(q) > 1 ? db_int(q, 1) : 0 };
	db_done(q);
	if (rc >= 0 && keep)
		count_keep(c, t, key, *ret);
	return rc < 0 ? rc : E_OK;
}
