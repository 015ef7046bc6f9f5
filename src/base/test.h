/*
 * base/test.h -- for *_test.c only: cmocka and an arena per test.
 *
 * A test is `void test_<module>_<topic>__<case>(void **state)`; it is found by its name.
 */
#ifndef ANNEXA_TEST_H
#define ANNEXA_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "base/arena.h"
#include "base/err.h"

/* Declares `struct arena *a` and `struct err *e` for the test; T_END releases them. */
#define T_BEGIN struct arena t_arena__, *a = &t_arena__; struct err t_err__, *e = &t_err__; \
	arena_init(a, 256u << 20); err_init(e, a); (void)state
#define T_END arena_release(a)

#endif
