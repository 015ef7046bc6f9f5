/* base/value.c -- building and reading value trees. See value.h. */
#include "base/value.h"

static struct value *fresh(struct arena *a, enum value_kind kind)
{
	struct value *v = arena_alloc(a, sizeof(*v));

	*v = (struct value){ .kind = kind };
	return v;
}

struct value *val_null(struct arena *a)
{
	return fresh(a, V_NULL);
}

struct value *val_bool(struct arena *a, bool b)
{
	struct value *v = fresh(a, V_BOOL);

	v->u.b = b;
	return v;
}

struct value *val_int(struct arena *a, int64_t i)
{
	struct value *v = fresh(a, V_INT);

	v->u.i = i;
	return v;
}

struct value *val_real(struct arena *a, double r)
{
	struct value *v = fresh(a, V_REAL);

	REQUIRE(r - r == 0);	/* finite */
	v->u.r = r;
	return v;
}

struct value *val_str(struct arena *a, struct str s)
{
	struct value *v = fresh(a, V_TEXT);

	v->u.s = s;
	return v;
}

struct value *val_html(struct arena *a, struct str s)
{
	struct value *v = fresh(a, V_HTML);

	v->u.s = s;
	return v;
}

struct value *val_text(struct arena *a, const char *text)
{
	return text ? val_str(a, str_of(text)) : val_null(a);
}

struct value *val_arr(struct arena *a)
{
	return fresh(a, V_ARRAY);
}

struct value *val_obj(struct arena *a)
{
	return fresh(a, V_OBJECT);
}

void val_push(struct value *array, struct value *v)
{
	REQUIRE(array->kind == V_ARRAY);
	val_append(array, v);
}

void val_set(struct value *object, const char *key, struct value *v)
{
	struct value **at = &object->u.list.first;
	uint8_t mark = val_mark(key, strlen(key));

	REQUIRE(object->kind == V_OBJECT);
	for (; *at; at = &(*at)->next) {
		if ((*at)->mark != mark || strcmp((*at)->key, key) != 0)
			continue;
		v->key = key;
		v->mark = mark;
		v->next = (*at)->next;
		if (object->u.list.last == *at)
			object->u.list.last = v;
		*at = v;
		return;
	}
	val_add(object, key, v);
}

void val_set_text(struct arena *a, struct value *o, const char *key, const char *text)
{
	val_set(o, key, val_text(a, text));
}

void val_set_int(struct arena *a, struct value *o, const char *key, int64_t i)
{
	val_set(o, key, val_int(a, i));
}

void val_set_bool(struct arena *a, struct value *o, const char *key, bool b)
{
	val_set(o, key, val_bool(a, b));
}

struct value *val_get_n(const struct value *object, const char *key, size_t n)
{
	uint8_t mark = val_mark(key, n);

	if (!object || object->kind != V_OBJECT)
		return NULL;
	for (struct value *v = object->u.list.first; v; v = v->next)
		if (v->mark == mark && strncmp(v->key, key, n) == 0 && v->key[n] == '\0')
			return v;
	return NULL;
}

struct value *val_get(const struct value *object, const char *key)
{
	return val_get_n(object, key, strlen(key));
}

const char *val_get_text(const struct value *object, const char *key)
{
	const struct value *v = val_get(object, key);

	return v && v->kind == V_TEXT ? v->u.s.p : NULL;
}

int64_t val_get_int(const struct value *object, const char *key, int64_t otherwise)
{
	const struct value *v = val_get(object, key);

	return v && v->kind == V_INT ? v->u.i : otherwise;
}

bool val_truthy(const struct value *v)
{
	if (!v)
		return false;
	switch (v->kind) {
	case V_NULL:
		return false;
	case V_BOOL:
		return v->u.b;
	case V_INT:
		return v->u.i != 0;
	case V_REAL:
		return v->u.r < 0 || v->u.r > 0;
	case V_TEXT:
	case V_HTML:
		return v->u.s.n > 0;
	case V_ARRAY:
		return v->u.list.n > 0;
	case V_OBJECT:
		return true;
	}
	BUG("value kind");
}

struct value *val_copy(struct arena *a, const struct value *v)
{
	struct value *c = fresh(a, v->kind);

	if (v->kind != V_ARRAY && v->kind != V_OBJECT) {
		c->u = v->u;
		return c;
	}
	for (const struct value *m = v->u.list.first; m; m = m->next) {
		struct value *mc = val_copy(a, m); /* depth is bounded: parsed or built by us */

		mc->key = m->key;
		mc->mark = m->mark;
		val_append(c, mc);
	}
	return c;
}

bool val_same(const struct value *x, const struct value *y)
{
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case V_NULL:
		return true;
	case V_BOOL:
		return x->u.b == y->u.b;
	case V_INT:
		return x->u.i == y->u.i;
	case V_REAL:
		return !(x->u.r < y->u.r || x->u.r > y->u.r);
	case V_TEXT:
	case V_HTML:
		return str_eq(x->u.s, y->u.s);
	case V_ARRAY:
	case V_OBJECT:
		break;
	}
	if (x->u.list.n != y->u.list.n)
		return false;
	for (const struct value *p = x->u.list.first, *q = y->u.list.first; p;
	    p = p->next, q = q->next)
		if ((p->key && strcmp(p->key, q->key) != 0) || !val_same(p, q))
			return false;
	return true;
}
