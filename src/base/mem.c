/* base/mem.c -- the one door to the C library's allocator, and the last words of a bug. */
#define ANNEXA_ALLOW_MALLOC
#include <malloc.h>
#include "base/base.h"

void bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr, "{\"event\":\"bug\",\"at\":\"%s:%d\",\"what\":\"", file, line);
	for (const char *p = what; *p; p++)	/* an expression may hold quotes */
		fputc(*p == '"' || *p == '\\' || (unsigned char)*p < 32 ? '\'' : *p, stderr);
	fputs("\"}\n", stderr);
	abort();
}

/*
 * glibc would give each thread a heap of its own, and let what it keeps of each rise with the
 * largest block ever freed. Blocks of a usual page come from a heap, those of a large one do not.
 */
void mem_settle(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_ARENA_MAX, 2);
	(void)mallopt(M_MMAP_THRESHOLD, 512 << 10);
	(void)mallopt(M_TRIM_THRESHOLD, 512 << 10);
#endif
}

/* Pages of the database stay where they were put, between what requests have freed since. */
void mem_trim(void)
{
#ifdef __GLIBC__
	(void)malloc_trim(0);	/* says whether it found any */
#endif
}

void *mem_new(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		BUG("out of memory");
	return p;
}

void *mem_grow(void *old, size_t count, size_t size)
{
	size_t total;
	void *p;

	if (__builtin_mul_overflow(count, size, &total) || !(p = realloc(old, total ? total : 1)))
		BUG("out of memory");
	return p;
}

char *mem_text(const char *text)
{
	size_t n = text ? strlen(text) + 1 : 0;
	char *p = text ? mem_new(n, 1) : NULL;

	if (p)
		memcpy(p, text, n);
	return p;
}

void mem_free(void *p)
{
	free(p);
}
