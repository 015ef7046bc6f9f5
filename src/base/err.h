/*
 * base/err.h -- how functions fail.
 *
 * A function that can fail returns 0 (E_OK) or a negative code of errors.def and fills a
 * struct err with one sentence for the person: what was attempted, what is wrong. Problems of
 * single fields are collected, all of them, before anybody gives up.
 *
 *	if (len > max)
 *		return err_field(e, "title", "too-long", "at most %d characters", max);
 */
#ifndef ANNEXA_ERR_H
#define ANNEXA_ERR_H

#include "base/arena.h"

enum errcode {
	E_OK = 0,
#define ERROR(name, number, http, exit, slug, title) E_##name = number,
#include "base/errors.def"
#undef ERROR
};

/* One problem of one field of a form, API body or imported row. */
struct fielderr {
	struct fielderr *next;
	const char *field;	/* name of the field; "" = the whole record */
	const char *code;	/* machine word: "required", "too-long", ... */
	const char *detail;	/* sentence for the person */
	long row;		/* of a file, as it numbers its rows, or of an array; 0 = none */
	const char *href;	/* page where it is mended, when that is another one; or NULL */
};

struct err {
	struct arena *arena;	/* where the texts live; set by err_init */
	int code;
	const char *detail;	/* one sentence, or NULL */
	const char *hint;	/* what to do, or NULL */
	struct fielderr *fields, *last;
	size_t nfields;
};

void err_init(struct err *e, struct arena *a);
void err_clear(struct err *e);

/* Set code and sentence (the first one stays if one is set already); returns code. */
int err_set(struct err *e, int code, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The same with a hint: what the person can do about it. */
int err_hint(struct err *e, int code, const char *hint, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Add a problem of one field; sets the code to E_INVALID and returns it. */
int err_field(struct err *e, const char *field, const char *code, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* The problem added last is mended on this page; href is not copied and may be NULL. */
void err_link(struct err *e, const char *href);
/* The same for row `row` of an imported file. */
int err_row(struct err *e, long row, const char *field, const char *code, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

int err_http(int code);			/* 422, ... ; 200 for E_OK */
int err_exit(int code);			/* 0..5 */
const char *err_slug(int code);		/* "invalid", ... */
const char *err_title(int code);

#endif
