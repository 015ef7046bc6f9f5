/* record/rec.c -- see rec.h. */
#include "record/rec.h"

struct rec *rec_new(struct ctx *c, const struct record *t)
{
	struct rec *r = arena_zero(c->arena, 1, sizeof(*r));

	r->type = t;
	r->state = record_first_state(t);
	r->v = arena_zero(c->arena, field_count(t), sizeof(struct value *));
	return r;
}

struct rec *rec_copy(struct ctx *c, const struct rec *r)
{
	struct rec *n = rec_new(c, r->type);
	struct value **v = n->v;

	*n = *r;
	n->v = v;
	memcpy(
	    n->v, r->v, field_count(r->type) * sizeof(struct value *)); /* values are not edited */
	return n;
}

static size_t at(const struct rec *r, const char *field)
{
	const struct field *f = field_find(r->type, field);

	REQUIRE(f);
	return field_index(r->type, f);
}

struct value *rec_value(const struct rec *r, const char *field)
{
	return r->v[at(r, field)];
}

bool rec_has(const struct rec *r, const char *field)
{
	return rec_value(r, field) != NULL;
}

bool rec_is(const struct rec *r, const char *field, const char *word)
{
	return strcmp(rec_text(r, field), word) == 0;
}

const char *rec_text(const struct rec *r, const char *field)
{
	const struct value *v = rec_value(r, field);

	return v && v->kind == V_TEXT ? v->u.s.p : "";
}

int64_t rec_int(const struct rec *r, const char *field)
{
	const struct value *v = rec_value(r, field);

	return v && v->kind == V_INT ? v->u.i : v && v->kind == V_BOOL ? v->u.b : 0;
}

const char *rec_title(const struct rec *r)
{
	return rec_text(r, r->type->title);
}

void rec_set(struct rec *r, const char *field, struct value *v)
{
	r->v[at(r, field)] = v && v->kind == V_NULL ? NULL : v;
}

void rec_set_text(struct ctx *c, struct rec *r, const char *field, const char *text)
{
	rec_set(r, field, text && text[0] ? val_text(c->arena, text) : NULL);
}

void rec_set_int(struct ctx *c, struct rec *r, const char *field, int64_t i)
{
	rec_set(r, field, val_int(c->arena, i));
}

const char *code_text(struct arena *a, const struct record *t, int64_t id)
{
	char digits[24], *p = digits + sizeof(digits);
	size_t n = strlen(t->prefix);
	char *out;

	*--p = '\0';
	do
		*--p = (char)('0' + id % 10);
	while (id /= 10);
	out = arena_alloc(a, n + 1 + (size_t)(digits + sizeof(digits) - p));
	memcpy(out, t->prefix, n);
	out[n] = '-';
	memcpy(out + n + 1, p, (size_t)(digits + sizeof(digits) - p));
	return out;
}

const char *rec_code(struct arena *a, const struct rec *r)
{
	return r->type->key_is_code && rec_has(r, r->type->key) ? rec_text(r, r->type->key) :
	    code_text(a, r->type, r->id);
}

const char *rec_path(struct arena *a, const struct record *t, const char *code)
{
	char *path = arena_join(a, "/", t->plural, "/", code);

	for (char *p = path + strlen(t->plural) + 2; *p; p++)
		if (*p == '/')
			*p = '~';
	return path;
}

bool code_id(const struct record *t, struct str code, int64_t *ret_id)
{
	size_t n = strlen(t->prefix);
	int64_t id;

	if (code.n < n + 2 || strncasecmp(code.p, t->prefix, n) != 0 || code.p[n] != '-' ||
	    code.p[n + 1] == '0' || code.p[n + 1] == '-' ||
	    !str_int((struct str){ code.p + n + 1, code.n - n - 1 }, &id) || id < 1)
		return false;
	*ret_id = id;
	return true;
}

const char *fixed_text(struct arena *a, int64_t v, int places, int keep)
{
	int64_t unit = 1, whole, part;
	char *text;
	size_t n;

	for (int i = 0; i < places; i++)
		unit *= 10;
	whole = v / unit;
	part = v % unit;
	text = arena_printf(a, "%s%" PRId64 ".%0*" PRId64, v < 0 ? "-" : "",
	    whole < 0 ? -whole : whole, places, part < 0 ? -part : part);
	n = strlen(text);
	for (int i = places; i > keep && text[n - 1] == '0'; i--)
		text[--n] = '\0';
	if (text[n - 1] == '.')
		text[n - 1] = '\0';
	return text;
}

bool fixed_parse(struct str s, int places, int64_t *ret)
{
	bool minus = s.n && s.p[0] == '-', point = false;
	int64_t v = 0;
	int left = places;
	size_t i = minus, digits = 0;

	for (; i < s.n; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' || (point && left-- == 0) ||
		    __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, s.p[i] - '0', &v))
			return false;
		digits++;
	}
	if (!point)
		left = places;
	for (; left > 0; left--)
		if (__builtin_mul_overflow(v, 10, &v))
			return false;
	if (!digits || (point && s.p[s.n - 1] == '.'))
		return false;
	*ret = minus ? -v : v;
	return true;
}

/* One value as documents and the API have it. */
static struct value *outside(struct arena *a, const struct field *f, const struct value *v)
{
	const struct record *to = f->to ? record_find(f->to) : NULL;
	struct value *list;

	switch (f->kind) {
	case FK_REF:
		return val_text(a, code_text(a, to, v->u.i));
	case FK_REFS:
		list = val_arr(a);
		for (const struct value *m = v->u.list.first; m; m = m->next)
			val_push(list, val_text(a, code_text(a, to, m->u.i)));
		return list;
	case FK_DECIMAL:
		return val_text(a, fixed_text(a, v->u.i, 6, 0));
	case FK_MONEY:
		return val_text(a, fixed_text(a, v->u.i, 2, 2));
	case FK_WORDS:
	case FK_JSON:
	case FK_FILES:
		return val_copy(a, v);
	default:
		list = val_null(a);
		*list = *v;
		list->next = NULL;
		return list;
	}
}

struct value *rec_doc(struct arena *a, const struct rec *r)
{
	struct value *doc = val_obj(a);

	for (const struct field *f = r->type->fields; f->name; f++) {
		const struct value *v = r->v[field_index(r->type, f)];

		if (v)
			val_add(doc, f->name, outside(a, f, v));
	}
	val_add(doc, "state", val_text(a, r->state));
	if (r->archived)
		val_add(doc, "archived", val_bool(a, true));
	if (r->drafted)
		val_add(doc, "drafted", val_bool(a, true));
	return doc;
}

/* A code in a document back to the id. */
static bool inside_ref(const struct record *to, const struct value *v, int64_t *ret)
{
	return v->kind == V_TEXT && code_id(to, v->u.s, ret);
}

static struct value *inside(struct ctx *c, const struct field *f, const struct value *v)
{
	const struct record *to = f->to ? record_find(f->to) : NULL;
	struct value *list;
	int64_t id;

	switch (f->kind) {
	case FK_REF:
		return inside_ref(to, v, &id) ? val_int(c->arena, id) : NULL;
	case FK_REFS:
		list = val_arr(c->arena);
		for (const struct value *m = v->u.list.first; m; m = m->next) {
			if (!inside_ref(to, m, &id))
				return NULL;
			val_push(list, val_int(c->arena, id));
		}
		return list;
	case FK_DECIMAL:
	case FK_MONEY:
		return v->kind == V_TEXT && fixed_parse(v->u.s, f->kind == FK_MONEY ? 2 : 6, &id) ?
		    val_int(c->arena, id) : NULL;
	default:
		return val_copy(c->arena, v);
	}
}

int rec_from_doc(struct ctx *c, const struct record *t, int64_t id, int64_t rev,
    const struct value *doc, struct rec **ret)
{
	struct rec *r = rec_new(c, t);
	const struct field *f;

	r->id = id;
	r->rev = rev;
	for (const struct value *m = doc->u.list.first; m; m = m->next) {
		if (strcmp(m->key, "state") == 0 && m->kind == V_TEXT) {
			r->state = m->u.s.p;
		} else if (strcmp(m->key, "archived") == 0) {
			r->archived = val_truthy(m);
		} else if (strcmp(m->key, "drafted") == 0) {
			r->drafted = val_truthy(m);
		} else if ((f = field_find(t, m->key)) && f->kind != FK_JSON &&
			   m->kind == V_OBJECT &&
			   (val_get(m, "redacted") || val_get(m, "sealed"))) {
			continue;	/* erased, or its key is: reads as empty */
		} else if (!f || !(r->v[field_index(t, f)] = inside(c, f, m))) {
			return err_set(&c->err, E_REFUSED,
			    "revision %" PRId64 " of %s holds \"%s\", which "
			    "this program does not understand",
			    rev, code_text(c->arena, t, id), m->key);
		}
	}
	*ret = r;
	return E_OK;
}
