/* base/arena.c -- see arena.h. */
#define ANNEXA_ALLOW_MALLOC
#include "base/arena.h"

enum { FIRST_BLOCK = 16 << 10, ALIGN = 16, JOIN_MAX = 8 };

struct arena_block {
	struct arena_block *older;
	size_t size, used;
	_Alignas(ALIGN) unsigned char data[];
};

struct arena_defer {
	struct arena_defer *older;
	void (*release)(void *thing);
	void *thing;
};

static _Thread_local struct arena_escape *escapes;	/* this thread's, nearest first */

static NORETURN void escape(const struct arena *a)
{
	for (struct arena_escape *e = escapes; e; e = e->outer)
		for (const struct arena *p = a; p; p = p->parent)
			if (e->arena == p) {
				escapes = e->outer;	/* what catches must not catch itself */
				_longjmp(e->env, 1);
			}
	BUG("arena limit reached outside a request");
}

void arena_enter(struct arena_escape *e, const struct arena *a)
{
	e->arena = a;
	e->outer = escapes;
	escapes = e;
}

void arena_leave(const struct arena_escape *e)
{
	escapes = e->outer;
}

void arena_init(struct arena *a, size_t limit_bytes)
{
	*a = (struct arena){ .limit_bytes = limit_bytes };
}

static void add_block(struct arena *a, size_t need)
{
	size_t size = a->block ? a->block->size * 2 : (size_t)FIRST_BLOCK;
	struct arena_block *b;

	if (size > (1u << 20))
		size = 1u << 20;
	if (size < need)
		size = need;
	if (!(b = malloc(sizeof(*b) + size)))
		escape(a);
	*b = (struct arena_block){ .older = a->block, .size = size };
	a->block = b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b = a->block;
	void *p;

	if (size > a->limit_bytes)
		escape(a);
	size = (size + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
	if (a->used_bytes + size > a->limit_bytes)
		escape(a);
	if (!b || b->size - b->used < size) {
		add_block(a, size);
		b = a->block;
	}
	p = b->data + b->used;
	b->used += size;
	a->used_bytes += size;
	return p;
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
	size_t total;
	void *p;

	if (__builtin_mul_overflow(count, size, &total))
		escape(a);
	p = arena_alloc(a, total);
	return memset(p, 0, total);
}

char *arena_text_n(struct arena *a, const char *text, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, text, n);
	p[n] = '\0';
	return p;
}

char *arena_text(struct arena *a, const char *text)
{
	return text ? arena_text_n(a, text, strlen(text)) : NULL;
}

/* Printed where it will stand; only what does not fit the block is printed twice. */
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	struct arena_block *b = a->block;
	size_t room = b ? b->size - b->used : 0;
	char *p = b ? (char *)b->data + b->used : NULL;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(p, room, fmt, ap);
	REQUIRE(n >= 0);
	p = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n >= room)
		(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

char *arena_join_texts(struct arena *a, const char *const *texts, size_t count)
{
	size_t length[JOIN_MAX], n = 0;
	char *out, *p;

	REQUIRE(count <= JOIN_MAX);
	for (size_t i = 0; i < count; i++)
		n += length[i] = strlen(texts[i]);
	p = out = arena_alloc(a, n + 1);
	for (size_t i = 0; i < count; p += length[i++])
		memcpy(p, texts[i], length[i]);
	*p = '\0';
	return out;
}

void arena_defer(struct arena *a, void (*release)(void *thing), void *thing)
{
	struct arena_defer *d = arena_alloc(a, sizeof(*d));

	*d = (struct arena_defer){ a->defers, release, thing };
	a->defers = d;
}

static void run_defers(struct arena *a)
{
	struct arena_defer *d;

	while ((d = a->defers)) {	/* a release may itself look at the arena */
		a->defers = d->older;
		d->release(d->thing);
	}
}

static void drop_blocks(struct arena *a, const struct arena_block *until)
{
	struct arena_block *b;

	while ((b = a->block) && b != until) {
		a->block = b->older;
		free(b);
	}
}

void arena_reset(struct arena *a)
{
	run_defers(a);
	while (a->block && a->block->older)	/* keep the first, smallest block */
		drop_blocks(a, a->block->older);
	if (a->block)
		a->block->used = 0;
	a->used_bytes = 0;
}

void arena_release(struct arena *a)
{
	run_defers(a);
	drop_blocks(a, NULL);
	a->used_bytes = 0;
}

static void release_child(void *thing)
{
	arena_release(thing);
}

struct arena *arena_child(struct arena *parent, size_t limit_bytes)
{
	struct arena *a = arena_alloc(parent, sizeof(*a));

	*a = (struct arena){ .limit_bytes = limit_bytes, .parent = parent };
	arena_defer(parent, release_child, a);
	return a;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){ a->block, a->block ? a->block->used : 0, a->used_bytes };
}

void arena_rewind(struct arena *a, struct arena_mark m)
{
	if (!m.block) {		/* the arena was empty */
		arena_reset(a);
		return;
	}
	drop_blocks(a, m.block);
	m.block->used = m.used;
	a->used_bytes = m.used_bytes;
}
