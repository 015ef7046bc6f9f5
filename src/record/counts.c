/* record/counts.c -- see counts.h. */
#include <pthread.h>
#include "record/access.h"
#include "record/counts.h"
#include "record/program.h"

enum { SLOTS = 1024 };

struct counts {
	pthread_mutex_t lock;
	uint64_t serial;
	uint64_t generation[TYPES_MAX];
	bool touched[TYPES_MAX];	/* by the running group; the writer's alone */
	struct { uint64_t key, generation; int64_t total; } slot[SLOTS];
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
uint64_t count_key(struct ctx *c, const struct sqlb *b)
{
	uint64_t h = mix(UINT64_C(14695981039346656037), b->b.p, b->b.n);

	h = mix(h, &c->org.id, sizeof(c->org.id));
	for (int i = 0; i < b->nparams; i++)
		h = b->param[i].is_int ? mix(h, &b->param[i].i, sizeof(b->param[i].i)) :
		    mix(mix(h, b->param[i].s.p, b->param[i].s.n), "\0", 1);
	return h ^ h >> 29;
}

bool count_known(struct ctx *c, const struct record *t, uint64_t key, int64_t *ret)
{
	struct counts *k = c->program->counts;
	bool known;

	if (!c->generations)
		return false;
	pthread_mutex_lock(&k->lock);
	known = k->slot[key % SLOTS].key == key &&
	    k->slot[key % SLOTS].generation == c->generations[*t->place] &&
	    k->generation[*t->place] == c->generations[*t->place];
	if (known)
		*ret = k->slot[key % SLOTS].total;
	pthread_mutex_unlock(&k->lock);
	return known;
}

void count_keep(struct ctx *c, const struct record *t, uint64_t key, int64_t total)
{
	struct counts *k = c->program->counts;

	if (!c->generations)
		return;
	pthread_mutex_lock(&k->lock);
	k->slot[key % SLOTS].key = key;
	k->slot[key % SLOTS].generation = c->generations[*t->place];
	k->slot[key % SLOTS].total = total;
	pthread_mutex_unlock(&k->lock);
}
