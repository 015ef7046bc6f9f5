/* record/type.c -- looking things up in the type tables, and proving them sane. See type.h. */
#include "base/near.h"
#include "record/type.h"

const struct scale *scale_in(struct ctx *c, const struct scale *s)
{
	return s && s->of ? s->of(c) : s;
}

const struct item *scale_step(const struct scale *s, int64_t step)
{
	return step >= 1 && step <= scale_length(s) ? &s->items[step - 1] : NULL;
}

int64_t scale_length(const struct scale *s)
{
	int64_t n = 0;

	while (s->items[n].name)
		n++;
	return n;
}

const struct record *record_find(const char *name)
{
	for (size_t i = 0; record_index[i]; i++)
		if (record_index[i]->name[0] == name[0] && strcmp(record_index[i]->name, name) == 0)
			return record_index[i];
	return NULL;
}

const struct record *record_by_plural(const char *plural)
{
	for (size_t i = 0; record_index[i]; i++)
		if (record_index[i]->plural[0] == plural[0] &&
		    strcmp(record_index[i]->plural, plural) == 0)
			return record_index[i];
	return NULL;
}

const struct field *field_find(const struct record *t, const char *name)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (f->name[0] == name[0] && strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const char *field_meant(struct arena *a, const struct record *t, const char *name)
{
	struct near n = { .word = name };

	if (field_find(t, name))
		return "";
	for (const struct field *f = t->fields; f->name; f++)
		if (!(f->flags & F_INTERNAL))
			near_try(&n, f->name);
	for (const struct field *f = t->fields; f->name && !n.best; f++)
		if (!(f->flags & F_INTERNAL) && strcasecmp(f->label, name) == 0)
			n.best = f->name;
	return near_said(a, &n);
}

size_t field_count(const struct record *t)
{
	size_t n = 0;

	while (t->fields[n].name)
		n++;
	return n;
}

size_t field_index(const struct record *t, const struct field *f)
{
	return (size_t)(f - t->fields);
}

const struct item *item_find(const struct item *items, const char *name, size_t n)
{
	for (; items && items->name; items++)
		if (strncmp(items->name, name, n) == 0 && items->name[n] == '\0')
			return items;
	return NULL;
}

bool record_has_files(const struct record *t)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind == FK_FILES)
			return true;
	return false;
}

const char *field_kind_name(enum field_kind k)
{
	static const char *const names[] = {
		[FK_TEXT] = "text", [FK_MARKDOWN] = "markdown", [FK_INT] = "int",
		[FK_DECIMAL] = "decimal", [FK_MONEY] = "money", [FK_BOOL] = "bool",
		[FK_DATE] = "date", [FK_TIME] = "time", [FK_ENUM] = "enum", [FK_WORDS] = "words",
		[FK_STEP] = "step", [FK_REF] = "ref", [FK_REFS] = "refs", [FK_ANY] = "any",
		[FK_JSON] = "json", [FK_FILES] = "files",
	};

	return names[k];
}

const char *verb_name(enum verb v)
{
	static const char *const names[] = { "read", "create", "edit", "state", "archive" };

	if (v == VERB_CHANGE)
		return "change";
	REQUIRE(v < VERB_N);
	return names[v];
}

static bool word(const char *p)
{
	if (!p || *p < 'a' || *p > 'z')
		return false;
	while ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_')
		p++;
	return *p == '\0';
}

/* Names the machine uses itself, in rows, documents and the API. */
static bool reserved(const char *name)
{
	static const char *const names[] = { "id", "org", "rev", "code", "state", "archived",
		"drafted",
		"created_at", "updated_at", "label", "links", "q", "sort", "limit", "after",
		"fields", "expand", "as_of", "reason", "request", "csrf", "if_rev", "columns",
		"view", "next" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Each of these words is a state; a type without states is "active". */
static bool are_states(const struct record *t, const char *words)
{
	for (size_t n; *words; words += n + strspn(words + n, " ")) {
		n = strcspn(words, " ");
		if (t->states ? !item_find(t->states, words, n) :
			n != 6 || memcmp(words, "active", n) != 0)
			return false;
	}
	return true;
}

const char *record_first_state(const struct record *t)
{
	return t->first ? t->first : t->states ? t->states[0].name : "active";
}

static const char *field_wrong(const struct record *t, const struct field *f)
{
	if (!word(f->name) || reserved(f->name))
		return "its name is not a free lower-case word";
	if (field_find(t, f->name) != f)
		return "its name is used twice";
	if (!f->kind || f->kind > FK_FILES)
		return "it has no kind";
	if (!f->label)
		return "it has no label";
	if ((f->kind == FK_REF || f->kind == FK_REFS) != (f->to != NULL))
		return "only ref and refs name a type, and must";
	if (f->to && !record_find(f->to))
		return "it refers to an unknown type";
	if (f->kind == FK_ENUM && (!f->items || !f->items->name))
		return "an enum needs items";
	if (f->due_in && (f->kind != FK_DATE || !are_states(t, f->due_in)))
		return "due_in is for dates, and names states";
	if ((f->kind == FK_STEP) != (f->scale != NULL))
		return "a step needs a scale, and nothing else has one";
	return NULL;
}

static bool field_is(const struct record *t, const char *name, enum field_kind kind, const char *to)
{
	const struct field *f = field_find(t, name);

	return f && f->kind == kind && (!to || strcmp(f->to, to) == 0);
}

static const char *type_wrong(const struct record *t)
{
	if (!word(t->name) || !word(t->plural) || !t->label || !t->labels || !t->prefix || !t->area)
		return "name, plural, prefix, area and labels are needed";
	if (record_find(t->name) != t || record_by_plural(t->plural) != t)
		return "its name or plural is used twice";
	for (size_t i = 0; record_index[i]; i++)
		if (record_index[i] != t && strcmp(record_index[i]->prefix, t->prefix) == 0)
			return "its prefix is used twice";
	if (!t->title || !field_find(t, t->title))
		return "its title is not one of its fields";
	if (t->key && !field_is(t, t->key, FK_TEXT, NULL))
		return "its key is not one of its text fields";
	if (t->own && !field_is(t, t->own, FK_REF, "person") &&
	    !field_is(t, t->own, FK_REF, "member"))
		return "own is not a ref to person or member";
	if (t->about && !field_is(t, t->about, FK_ANY, NULL))
		return "about is not one of its fields of any type";
	if (t->shared && (!t->own || !field_is(t, t->shared, FK_BOOL, NULL)))
		return "shared is not one of its bool fields, or it has no owner";
	if (t->unit && !field_is(t, t->unit, FK_REF, "unit"))
		return "unit is not a ref to unit";
	for (const struct move *m = t->moves; m && m->to; m++)
		if (!item_find(t->states, m->to, strlen(m->to)) || (strcmp(m->from, "*") != 0 &&
		    !item_find(t->states, m->from, strlen(m->from))))
			return "a move names an unknown state";
	if (t->first && !are_states(t, t->first))
		return "new records begin in an unknown state";
	return NULL;
}

int types_check(struct err *e)
{
	const char *wrong;

	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];

		if ((wrong = type_wrong(t)))
			return err_set(e, E_USAGE, "record type %s: %s", t->name, wrong);
		for (const struct field *f = t->fields; f->name; f++)
			if ((wrong = field_wrong(t, f)))
				return err_set(
				    e, E_USAGE, "field %s.%s: %s", t->name, f->name, wrong);
	}
	return E_OK;
}
