/* base/json.c -- value trees to JSON text and untrusted JSON text to value trees. See value.h. */
#include <jansson.h>
#include "base/value.h"

/* The letter behind the backslash; 'u': none of its own; 0: the byte stands as it is. */
static const char escape[256] = {
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	['"'] = '"', ['\\'] = '\\',
};

void json_text(struct sbuf *b, struct str s)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *u = (const unsigned char *)s.p;
	size_t from = 0;

	sbuf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		while (i + 4 <= s.n &&
		    !(escape[u[i]] | escape[u[i + 1]] | escape[u[i + 2]] | escape[u[i + 3]]))
			i += 4;
		if (i == s.n)
			break;
		if (!escape[u[i]])
			continue;
		sbuf_add(b, s.p + from, i - from);
		from = i + 1;
		sbuf_add(b, (char[]){ '\\', escape[u[i]] }, 2);
		if (escape[u[i]] == 'u')
			sbuf_add(b, (char[]){ '0', '0', hex[u[i] >> 4], hex[u[i] & 15] }, 4);
	}
	sbuf_add(b, s.p + from, s.n - from);
	sbuf_char(b, '"');
}

/* indent < 0: everything on one line. */
static void newline(struct sbuf *b, int indent)
{
	if (indent < 0)
		return;
	sbuf_char(b, '\n');
	for (int i = 0; i < indent; i++)
		sbuf_text(b, "  ");
}

static void print(struct sbuf *b, const struct value *v, int indent)
{
	int deeper = indent < 0 ? -1 : indent + 1;
	bool object = v->kind == V_OBJECT;

	switch (v->kind) {
	case V_NULL:
		sbuf_text(b, "null");
		return;
	case V_BOOL:
		sbuf_text(b, v->u.b ? "true" : "false");
		return;
	case V_INT:
		sbuf_int(b, v->u.i);
		return;
	case V_REAL:
		jcs_print(b, v);
		return;
	case V_TEXT:
	case V_HTML:
		json_text(b, v->u.s);
		return;
	case V_ARRAY:
	case V_OBJECT:
		break;
	}
	sbuf_char(b, object ? '{' : '[');
	for (const struct value *m = v->u.list.first; m; m = m->next) {
		newline(b, deeper);
		if (object) {
			json_text(b, str_of(m->key));
			sbuf_text(b, indent < 0 ? ":" : ": ");
		}
		print(b, m, deeper);
		if (m->next)
			sbuf_char(b, ',');
	}
	if (v->u.list.n)
		newline(b, indent);
	sbuf_char(b, object ? '}' : ']');
}

void json_print(struct sbuf *b, const struct value *v)
{
	print(b, v, -1);
}

void json_print_pretty(struct sbuf *b, const struct value *v)
{
	print(b, v, 0);
	sbuf_char(b, '\n');
}

/* Refuse depth before jansson recurses: brackets outside strings, nothing else matters here. */
static bool depth_ok(const char *p, size_t n)
{
	bool in_text = false;
	int depth = 0;

	for (size_t i = 0; i < n; i++) {
		if (in_text) {
			if (p[i] == '\\')
				i++;
			else if (p[i] == '"')
				in_text = false;
		} else if (p[i] == '"') {
			in_text = true;
		} else if (p[i] == '[' || p[i] == '{') {
			if (++depth > JSON_MAX_DEPTH)
				return false;
		} else if (p[i] == ']' || p[i] == '}') {
			depth--;
		}
	}
	return true;
}

static struct value *convert(struct arena *a, json_t *j)
{
	struct value *v;
	const char *key;
	json_t *member;
	size_t i;

	switch (json_typeof(j)) {
	case JSON_NULL:
		return val_null(a);
	case JSON_TRUE:
	case JSON_FALSE:
		return val_bool(a, json_is_true(j));
	case JSON_INTEGER:
		return val_int(a, (int64_t)json_integer_value(j));
	case JSON_REAL:
		return val_real(a, json_real_value(j));
	case JSON_STRING:
		return val_str(a, str_copy(a, json_string_value(j), json_string_length(j)));
	case JSON_ARRAY:
		v = val_arr(a);
		json_array_foreach(j, i, member)
			val_push(v, convert(a, member));
		return v;
	case JSON_OBJECT:
		v = val_obj(a);
		json_object_foreach(j, key, member)
			val_add(v, arena_text(a, key), convert(a, member));
		return v;
	}
	BUG("JSON kind");
}

static void drop(void *thing)
{
	json_decref(thing);
}

int json_parse(struct arena *a, const char *text, size_t n, struct value **ret, struct err *e)
{
	json_error_t why;
	json_t *j;

	if (!depth_ok(text, n))
		return err_set(e, E_USAGE, "the JSON is nested more than %d deep", JSON_MAX_DEPTH);
	j = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	if (!j)
		return err_set(e, E_USAGE, "the JSON is not well-formed: line %d, column %d: %s",
		    why.line, why.column, why.text);
	arena_defer(a, drop, j);	/* also when the arena's limit is hit while converting */
	*ret = convert(a, j);
	return E_OK;
}
