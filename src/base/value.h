/*
 * base/value.h -- the value tree: what a handler answers, before it is a page or JSON.
 *
 * One tree on the request's arena serves the HTML template, the JSON printer, the canonical
 * printer (RFC 8785) and the report writers. Objects keep the order of insertion; a key set
 * twice replaces. Keys are borrowed: literals or arena text.
 *
 *	struct value *o = val_obj(a);
 *	val_set_text(a, o, "code", "R-1");
 *	val_set_int(a, o, "rev", 3);
 */
#ifndef ANNEXA_VALUE_H
#define ANNEXA_VALUE_H

#include "base/err.h"
#include "base/sbuf.h"
#include "base/str.h"

enum value_kind { V_NULL, V_BOOL, V_INT, V_REAL, V_TEXT, V_HTML, V_ARRAY, V_OBJECT };

struct value {
	enum value_kind kind;
	uint8_t mark;		/* val_mark() of key */
	union {
		bool b;
		int64_t i;
		double r;
		struct str s;
		struct { struct value *first, *last; size_t n; } list;	/* array and object */
	} u;
	const char *key;	/* name inside an object, else NULL */
	struct value *next;	/* next in the array or object */
};

/* A number for a name: equal names, equal marks. Of a literal the compiler knows it. */
static inline uint8_t val_mark(const char *p, size_t n)
{
	return n ? (uint8_t)(n * 57 + (unsigned char)p[0] * 5u + (unsigned char)p[n / 2] * 11u +
	    (unsigned char)p[n - 1] * 3u) : 0;
}

struct value *val_null(struct arena *a);
struct value *val_bool(struct arena *a, bool b);
struct value *val_int(struct arena *a, int64_t i);
struct value *val_real(struct arena *a, double r);	/* finite */
struct value *val_text(struct arena *a, const char *text);	/* borrowed; NULL gives null */
struct value *val_str(struct arena *a, struct str s);		/* borrowed */
/* HTML that the Markdown renderer or a template made, printed as it is; nobody else (lint). */
struct value *val_html(struct arena *a, struct str s);
struct value *val_arr(struct arena *a);
struct value *val_obj(struct arena *a);

/* For the two below: to the end of an array or object, whatever its key. */
static inline void val_append(struct value *list, struct value *v)
{
	v->next = NULL;
	if (list->u.list.last)
		list->u.list.last->next = v;
	else
		list->u.list.first = v;
	list->u.list.last = v;
	list->u.list.n++;
}

/* v must be fresh: a value stands in one place only. */
void val_push(struct value *array, struct value *v);
void val_set(struct value *object, const char *key, struct value *v);
/* The same without looking for an earlier one of that name: for keys known to be new. */
static inline void val_add(struct value *object, const char *key, struct value *v)
{
	REQUIRE(object->kind == V_OBJECT);
	v->key = key;
	v->mark = val_mark(key, strlen(key));
	val_append(object, v);
}

void val_set_text(struct arena *a, struct value *o, const char *key, const char *text);
void val_set_int(struct arena *a, struct value *o, const char *key, int64_t i);
void val_set_bool(struct arena *a, struct value *o, const char *key, bool b);

struct value *val_get(const struct value *object, const char *key);	/* NULL if none */
struct value *val_get_n(const struct value *object, const char *key, size_t n);
const char *val_get_text(const struct value *object, const char *key);	/* NULL unless text */
int64_t val_get_int(const struct value *object, const char *key, int64_t otherwise);
bool val_truthy(const struct value *v);	/* template truth: not null, false, "", empty array */
struct value *val_copy(struct arena *a, const struct value *v);	/* deep, texts shared */
bool val_same(const struct value *x, const struct value *y);	/* deep, order of keys matters */

/* JSON text (RFC 8259). */
void json_print(struct sbuf *b, const struct value *v);
void json_print_pretty(struct sbuf *b, const struct value *v);	/* two blanks, final newline */
void json_text(struct sbuf *b, struct str s);			/* one quoted JSON string */
/*
 * Untrusted JSON to a tree. At most JSON_MAX_DEPTH deep; duplicate keys, lone surrogates, NUL,
 * NaN and text after the value are refused. Errors: E_USAGE with line and column.
 */
enum { JSON_MAX_DEPTH = 32 };
int json_parse(struct arena *a, const char *text, size_t n, struct value **ret, struct err *e) MUST;

/*
 * Canonical JSON, RFC 8785: keys by UTF-16 code units, shortest numbers as in ECMAScript.
 * Integers beyond 2^53 do not survive a double: they are a bug here, callers send text.
 */
void jcs_print(struct sbuf *b, const struct value *v);

#endif
