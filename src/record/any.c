/* record/any.c -- see any.h. */
#include "record/any.h"
#include "record/input.h"

bool any_parse(struct str text, struct any *ret)
{
	const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
	size_t n = slash ? (size_t)(slash - text.p) : 0;

	for (size_t i = 0; n && record_index[i]; i++) {
		const struct record *t = record_index[i];
		int64_t id;

		if (strlen(t->name) != n || memcmp(t->name, text.p, n) != 0)
			continue;
		if (!code_id(t, (struct str){ slash + 1, text.n - n - 1 }, &id))
			return false;
		*ret = (struct any){ t, id };
		return true;
	}
	return false;
}

const char *any_text(struct arena *a, const struct record *t, int64_t id)
{
	return arena_printf(a, "%s/%s", t->name, code_text(a, t, id));
}

static const struct record *type_of(struct ctx *c, struct str name)
{
	const struct record *t = record_find(arena_text_n(c->arena, name.p, name.n));

	return t ? t : record_by_plural(arena_text_n(c->arena, name.p, name.n));
}

int any_resolve(struct ctx *c, struct str text, struct any *ret)
{
	const char *slash = text.n ? memchr(text.p, '/', text.n) : NULL;
	const struct record *t = NULL;
	int64_t id = 0;

	if (slash) {
		size_t n = (size_t)(slash - text.p);

		if ((t = type_of(c, (struct str){ text.p, n })))
			id = ref_resolve(c, t, str_copy(c->arena, slash + 1, text.n - n - 1));
	} else {
		for (size_t i = 0; !id && record_index[i]; i++)	/* prefixes are unique */
			if (code_id((t = record_index[i]), text, &id))
				id = ref_resolve(c, t, text);
	}
	if (id == -2)
		return E_CONFLICT;
	if (id <= 0)
		return E_NOTFOUND;
	*ret = (struct any){ t, id };
	return E_OK;
}

bool rec_any(const struct rec *r, const char *field, struct any *ret)
{
	const struct value *v = rec_value(r, field);

	return v && v->kind == V_TEXT && any_parse(v->u.s, ret);
}
