/* base/err.c -- see err.h. */
#include "base/err.h"

static const struct row {
	int code, http, exit;
	const char *slug, *title;
} table[] = {
	{ E_OK, 200, 0, "ok", "Done" },
#define ERROR(name, number, http, exit, slug, title) { number, http, exit, slug, title },
#include "base/errors.def"
#undef ERROR
};

static const struct row *find(int code)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].code == code)
			return &table[i];
	BUG("unknown error code");
}

void err_init(struct err *e, struct arena *a)
{
	*e = (struct err){ .arena = a };
}

void err_clear(struct err *e)
{
	err_init(e, e->arena);
}

static void set(struct err *e, int code, const char *hint, const char *fmt, va_list ap)
{
	if (e->code)
		return;		/* the first cause is the one to tell */
	e->code = code;
	e->detail = arena_vprintf(e->arena, fmt, ap);
	e->hint = hint;
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(e, code, NULL, fmt, ap);
	va_end(ap);
	return code;
}

int err_hint(struct err *e, int code, const char *hint, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(e, code, hint, fmt, ap);
	va_end(ap);
	return code;
}

static int add(struct err *e, long row, const char *field, const char *code, const char *fmt,
    va_list ap)
{
	struct fielderr *f = arena_alloc(e->arena, sizeof(*f));

	*f = (struct fielderr){ NULL, arena_text(e->arena, field), code,
		arena_vprintf(e->arena, fmt, ap), row, NULL };
	if (e->last)
		e->last->next = f;
	else
		e->fields = f;
	e->last = f;
	e->nfields++;
	if (!e->code)
		e->code = E_INVALID;
	return E_INVALID;
}

int err_field(struct err *e, const char *field, const char *code, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = add(e, 0, field, code, fmt, ap);
	va_end(ap);
	return rc;
}

void err_link(struct err *e, const char *href)
{
	REQUIRE(e->last);
	e->last->href = href;
}

int err_row(struct err *e, long row, const char *field, const char *code, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = add(e, row, field, code, fmt, ap);
	va_end(ap);
	return rc;
}

int err_http(int code)
{
	return find(code)->http;
}

int err_exit(int code)
{
	return find(code)->exit;
}

const char *err_slug(int code)
{
	return find(code)->slug;
}

const char *err_title(int code)
{
	return find(code)->title;
}
