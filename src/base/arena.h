/*
 * base/arena.h -- memory with the lifetime of a request.
 *
 * Everything a request allocates comes from its arena and goes with arena_reset(); nothing is
 * freed one by one. Allocation never returns NULL: past the arena's limit, or when the machine
 * has no memory, control jumps to the nearest ARENA_TRY of this arena on this thread, which answers
 * "too much" and drops the request. Without one it is a bug. Escapes belong to the thread, not to
 * the arena: a request may be handed on while the one who had it is still on his way out.
 * Things that are not memory (statements, files, locks) are registered with arena_defer() and
 * released newest first, by the reset or by the jump alike. ADR 0003.
 *
 *	struct arena a;
 *	arena_init(&a, 64 << 20);
 *	char *s = arena_printf(&a, "R-%d", 7);
 *	arena_release(&a);
 */
#ifndef ANNEXA_ARENA_H
#define ANNEXA_ARENA_H

#include "base/base.h"

struct arena_block;
struct arena_defer;

struct arena {
	struct arena_block *block;	/* current block, older ones behind it */
	struct arena_defer *defers;
	size_t used_bytes, limit_bytes;
	const struct arena *parent;	/* whose escapes are ours as well; or NULL */
};

void arena_init(struct arena *a, size_t limit_bytes);
void arena_reset(struct arena *a);	/* empty, first block kept */
void arena_release(struct arena *a);	/* everything back to the system */

/*
 * An arena for one round of a loop, to be reset after each. It lives in its parent and goes with
 * it, also by a jump; arena_release() may give its blocks back earlier. Past its limit control
 * jumps to the parent's escape.
 */
struct arena *arena_child(struct arena *parent, size_t limit_bytes) MUST;

void *arena_alloc(struct arena *a, size_t size) MUST;	/* aligned to 16, NOT zeroed */
void *arena_zero(struct arena *a, size_t count, size_t size) MUST;
char *arena_text(struct arena *a, const char *text) MUST;	/* NULL stays NULL */
char *arena_text_n(struct arena *a, const char *text, size_t n) MUST;
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST;
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) MUST;
/* One text of up to eight, in a tenth of the time arena_printf("%s%s") takes. */
#define arena_join(a, ...) arena_join_texts(a, (const char *const[]){ __VA_ARGS__ }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))
char *arena_join_texts(struct arena *a, const char *const *texts, size_t count) MUST;

/* Call release(thing) when the arena is reset or released, newest first. */
void arena_defer(struct arena *a, void (*release)(void *thing), void *thing);

/* A position to come back to; memory allocated since is reused. Defers must not lie between. */
struct arena_mark {
	struct arena_block *block;
	size_t used, used_bytes;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);

/*
 * Run body with an escape: ARENA_TRY(a) { work } ARENA_CAUGHT { answer "too much" } ARENA_END
 * The body must not return or break out. Only the dispatcher and the writer thread use it.
 */
#define ARENA_TRY(a) { struct arena_escape arena_escape__; arena_enter(&arena_escape__, (a)); \
	if (arena_catch(arena_escape__.env) == 0)
#define ARENA_CAUGHT else
#define ARENA_END arena_leave(&arena_escape__); }
struct arena_escape {
	const struct arena *arena;
	struct arena_escape *outer;
	jmp_buf env;
};
void arena_enter(struct arena_escape *e, const struct arena *a);
void arena_leave(const struct arena_escape *e);
#define arena_catch(env) __builtin_expect(_setjmp(env), 0)

#endif
