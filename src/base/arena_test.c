/* base/arena_test.c -- limits, jumps, what is released, and whose escape it is. */
#include "base/test.h"
#include <pthread.h>

static void count(void *thing)
{
	int *order = thing;

	*order = *order * 10 + 1;
}

static void count_more(void *thing)
{
	int *order = thing;

	*order = *order * 10 + 2;
}

/* Released newest first, by the reset and by the jump alike. */
void test_arena_limit__jumps_and_releases(void **state)
{
	struct arena small;
	volatile int caught = 0;
	int order = 0;

	(void)state;
	arena_init(&small, 100000);
	ARENA_TRY(&small) {
		arena_defer(&small, count, &order);
		arena_defer(&small, count_more, &order);
		for (;;)
			memset(arena_alloc(&small, 1000), 1, 1000);
	} ARENA_CAUGHT {
		caught = 1;
	} ARENA_END
	assert_int_equal(caught, 1);
	arena_reset(&small);
	assert_int_equal(order, 21);
	assert_int_equal(small.used_bytes, 0);
	arena_release(&small);
}

/* What a child cannot give, its parent's escape answers for; its blocks and defers go with it. */
void test_arena_child__jumps_to_the_parents_escape(void **state)
{
	struct arena parent;
	volatile int caught = 0;
	int order = 0;

	(void)state;
	arena_init(&parent, 100000);
	ARENA_TRY(&parent) {
		struct arena *child = arena_child(&parent, 5000);

		arena_defer(child, count, &order);
		for (;;)
			memset(arena_alloc(child, 1000), 1, 1000);
	} ARENA_CAUGHT {
		caught = 1;
	} ARENA_END
	assert_int_equal(caught, 1);
	assert_true(parent.used_bytes < 5000);
	assert_int_equal(order, 0);
	arena_release(&parent);
	assert_int_equal(order, 1);
}

static void *overflow(void *arg)
{
	struct arena *a = arg;
	volatile intptr_t caught = 0;

	ARENA_TRY(a) {
		for (;;)
			memset(arena_alloc(a, 1000), 1, 1000);
	} ARENA_CAUGHT {
		caught = 1;
	} ARENA_END
	return (void *)caught;
}

/* A request handed on is caught by the thread that has it, whatever its first still has open. */
void test_arena_escape__belongs_to_the_thread(void **state)
{
	struct arena a;
	pthread_t other;
	void *caught = NULL;

	(void)state;
	arena_init(&a, 100000);
	ARENA_TRY(&a) {
		assert_int_equal(pthread_create(&other, NULL, overflow, &a), 0);
		assert_int_equal(pthread_join(other, &caught), 0);
	} ARENA_CAUGHT {
		caught = NULL;
	} ARENA_END
	assert_ptr_equal(caught, (void *)1);
	arena_release(&a);
}

static void overflow_twice(struct arena *a, volatile int *order)
{
	ARENA_TRY(a) {
		memset(arena_alloc(a, 200000), 0, 1);
	} ARENA_CAUGHT {
		*order = 1;
		memset(arena_alloc(a, 200000), 0, 1);
	} ARENA_END
}

/* A second time, while the first is being answered, is for the one around it. */
void test_arena_caught__does_not_catch_itself(void **state)
{
	struct arena a;
	volatile int order = 0;

	(void)state;
	arena_init(&a, 100000);
	ARENA_TRY(&a) {
		overflow_twice(&a, &order);
	} ARENA_CAUGHT {
		order = order * 10 + 2;
	} ARENA_END
	assert_int_equal(order, 12);
	arena_release(&a);
}

void test_arena_rewind__gives_back(void **state)
{
	struct arena_mark m;
	T_BEGIN;

	(void)e;
	memset(arena_alloc(a, 10), 0, 10);
	m = arena_mark(a);
	for (int i = 0; i < 100; i++)
		memset(arena_alloc(a, 5000), 1, 5000);
	arena_rewind(a, m);
	assert_int_equal(a->used_bytes, m.used_bytes);
	T_END;
}
