/* record/access.c -- see access.h. */
#include "record/program.h"

/* The widest of the ways to change a record. */
static enum scope to_change(const struct ctx *c, const struct record *t)
{
	static const enum verb ways[] = { VERB_EDIT, VERB_STATE, VERB_ARCHIVE };
	enum scope widest = SCOPE_NONE;

	for (size_t i = 0; i < COUNT(ways); i++)
		if (access_scope(c, t, ways[i]) > widest)
			widest = access_scope(c, t, ways[i]);
	return widest;
}

enum scope access_scope(const struct ctx *c, const struct record *t, enum verb v)
{
	REQUIRE(c->actor);
	if (v == VERB_CHANGE)
		return to_change(c, t);
	if (t->made_by && (v == VERB_CREATE || v == VERB_EDIT || v == VERB_ARCHIVE))
		return SCOPE_NONE;
	return c->actor->all ? SCOPE_ALL : (enum scope)c->actor->scope[*t->place][v];
}

const char *verb_doing(enum verb v)
{
	return v == VERB_STATE ? "change the state of" : verb_name(v);
}

const char *access_advice(struct ctx *c, const struct record *t, enum verb v)
{
	struct who who = { .roles = "" };

	if (c->program->who_may && v != VERB_CHANGE)
		c->program->who_may(c, t, v, NULL, &who);
	return arena_printf(c->arena, "ask an administrator for a role that includes it%s%s",
	    who.roles[0] ? ": " : "", who.roles);
}

int access_require(struct ctx *c, const struct record *t, enum verb v)
{
	if (access_scope(c, t, v) != SCOPE_NONE)
		return E_OK;
	if (t->made_by && v != VERB_READ && v != VERB_STATE && v != VERB_CHANGE)
		return err_set(&c->err, E_DENIED, "%s are made by %s and stay as they are: nobody"
		    " can %s one", t->plural, t->made_by, verb_name(v));
	return err_hint(&c->err, E_DENIED, access_advice(c, t, v),
	    "your roles do not let you %s %s", verb_doing(v), text_lower(c->arena, t->labels));
}

static void by_member(struct sqlb *b, const struct record *t, const char *as,
    const struct actor *me)
{
	sqlb_name(b, as);
	sqlb_add(b, SQL("."));
	sqlb_name(b, t->own);
	sqlb_add(b, SQL("_id = "));
	sqlb_int(b, me->member ? me->member : -1);
}

/* Records whose owner, or whose owner's unit, is the actor's. */
static void by_owner(struct sqlb *b, const struct record *t, const char *as, const struct actor *me,
    bool whole_unit)
{
	if (t->own && strcmp(field_find(t, t->own)->to, "member") == 0) {
		by_member(b, t, as, me);
		return;
	}
	sqlb_name(b, as);
	sqlb_add(b, SQL("."));
	if (strcmp(t->name, "person") == 0 && !t->own) {
		sqlb_add(b, SQL("id"));
	} else if (t->own) {
		sqlb_name(b, t->own);
		sqlb_add(b, SQL("_id"));
	} else {
		sqlb_add(b, SQL("id IS NULL"));
		return;
	}
	if (!whole_unit || !me->unit) {
		sqlb_add(b, SQL(" = "));
		sqlb_int(b, me->person ? me->person : -1);
		return;
	}
	sqlb_add(b, SQL(" IN (SELECT id FROM person WHERE org = :org AND unit_id = "));
	sqlb_int(b, me->unit);
	sqlb_add(b, SQL(")"));
}

/* Private records are their owner's alone, whatever the scope. */
static void unless_shared(struct ctx *c, struct sqlb *b, const struct record *t, const char *as)
{
	if (!t->shared || c->actor->all)
		return;
	sqlb_add(b, SQL(" AND ("));
	sqlb_name(b, as);
	sqlb_add(b, SQL("."));
	sqlb_name(b, t->shared);
	sqlb_add(b, SQL(" = TRUE OR "));
	by_owner(b, t, as, c->actor, false);
	sqlb_add(b, SQL(")"));
}

/* Types all of whose records the actor may read: no need to look at the single one. */
static bool all_of(struct ctx *c, const struct record *t)
{
	return access_scope(c, t, VERB_READ) == SCOPE_ALL && !t->shared && !t->about;
}

/* What is about a record is seen by those who may read that record. */
static void if_subject(struct ctx *c, struct sqlb *b, const struct record *t, const char *as)
{
	if (!t->about || c->actor->all)
		return;
	sqlb_add(b, SQL(" AND EXISTS (SELECT 1 FROM link AS s WHERE s.org = :org"
	    " AND s.from_type = "));
	sqlb_quoted(b, t->name);
	sqlb_add(b, SQL(" AND s.from_id = "));
	sqlb_name(b, as);
	sqlb_add(b, SQL(".id AND s.field = "));
	sqlb_quoted(b, t->about);
	sqlb_add(b, SQL(" AND (s.to_type IN (''"));
	for (size_t i = 0; record_index[i]; i++)
		if (all_of(c, record_index[i])) {
			sqlb_add(b, SQL(", "));
			sqlb_quoted(b, record_index[i]->name);
		}
	sqlb_add(b, SQL(")"));
	for (size_t i = 0; record_index[i]; i++) {
		const struct record *o = record_index[i];

		if (o->about || all_of(c, o) || access_scope(c, o, VERB_READ) == SCOPE_NONE)
			continue;
		sqlb_add(b, SQL(" OR (s.to_type = "));
		sqlb_quoted(b, o->name);
		sqlb_add(b, SQL(" AND EXISTS (SELECT 1 FROM "));
		sqlb_name(b, o->name);
		sqlb_add(b, SQL(" AS o WHERE o.org = :org AND o.id = s.to_id"));
		access_filter(c, b, o, VERB_READ, "o");
		sqlb_add(b, SQL("))"));
	}
	sqlb_add(b, SQL("))"));
}

void access_filter(struct ctx *c, struct sqlb *b, const struct record *t, enum verb v,
    const char *as)
{
	const struct actor *me = c->actor;

	unless_shared(c, b, t, as);
	if_subject(c, b, t, as);
	switch (access_scope(c, t, v)) {
	case SCOPE_ALL:
		return;
	case SCOPE_NONE:
		sqlb_add(b, SQL(" AND 1 = 0"));
		return;
	case SCOPE_OWN:
		sqlb_add(b, SQL(" AND ("));
		by_owner(b, t, as, me, false);
		if (v == VERB_READ && t->reads)
			t->reads(c, b, as);
		sqlb_add(b, SQL(")"));
		return;
	case SCOPE_UNIT:
		sqlb_add(b, SQL(" AND ("));
		by_owner(b, t, as, me, true);
		if (t->unit && me->unit) {
			sqlb_add(b, SQL(" OR "));
			sqlb_name(b, as);
			sqlb_add(b, SQL("."));
			sqlb_name(b, t->unit);
			sqlb_add(b, SQL("_id = "));
			sqlb_int(b, me->unit);
		}
		if (v == VERB_READ && t->reads)
			t->reads(c, b, as);
		sqlb_add(b, SQL(")"));
		return;
	}
	BUG("scope");
}

void grants_everyone(uint8_t scope[TYPES_MAX][VERB_N])
{
	static const uint8_t base[VERB_N] = { [VERB_READ] = SCOPE_ALL, [VERB_CREATE] = SCOPE_ALL,
		[VERB_EDIT] = SCOPE_OWN, [VERB_STATE] = SCOPE_OWN, [VERB_ARCHIVE] = SCOPE_OWN };

	for (size_t i = 0; record_index[i]; i++)
		for (size_t v = 0; record_index[i]->everyone && v < VERB_N; v++)
			if (base[v] > scope[i][v])
				scope[i][v] = base[v];
}

void grants_merge(uint8_t into[TYPES_MAX][VERB_N], uint8_t more[TYPES_MAX][VERB_N])
{
	for (size_t i = 0; i < TYPES_MAX; i++)
		for (size_t v = 0; v < VERB_N; v++)
			if (more[i][v] > into[i][v])
				into[i][v] = more[i][v];
}

/* The next word of letters, digits, _ and *; moves *p behind it and the blanks after it. */
static struct str next_word(const char **p)
{
	struct str w = { *p, 0 };

	while ((**p >= 'a' && **p <= 'z') || **p == '_' || **p == '*' || (**p >= '0' && **p <= '9'))
		(*p)++, w.n++;
	while (**p == ' ' || **p == '\t' || **p == '\r')
		(*p)++;
	return w;
}

static bool word_is(struct str w, const char *text)
{
	return w.n == strlen(text) && strncmp(w.p, text, w.n) == 0;
}

static bool verb_of(struct str w, int *from, int *to)
{
	if (word_is(w, "all_verbs")) {
		*from = 0;
		*to = VERB_N - 1;
		return true;
	}
	for (int v = 0; v < VERB_N; v++)
		if (word_is(w, verb_name((enum verb)v))) {
			*from = *to = v;
			return true;
		}
	return false;
}

static bool scope_of(struct str w, uint8_t *ret)
{
	static const char *const names[] = { "none", "own", "unit", "all" };

	for (uint8_t i = 0; i < COUNT(names); i++)
		if (word_is(w, names[i])) {
			*ret = i;
			return true;
		}
	return false;
}

static bool types_of(struct str w, size_t *from, size_t *to)
{
	size_t n = 0;

	for (; record_index[n]; n++)
		if (word_is(w, record_index[n]->name)) {
			*from = *to = n;
			return true;
		}
	*from = 0;
	*to = n - 1;
	return word_is(w, "*");
}

/* One line, `type: verb scope, verb scope`. Returns what is wrong, or NULL. */
static const char *grant_line(const char *p, uint8_t scope[TYPES_MAX][VERB_N])
{
	size_t from, to;
	uint8_t s;
	int v1, v2;

	while (*p == ' ' || *p == '\t' || *p == '\r')
		p++;
	if (*p == '\0' || *p == '\n' || *p == '#')
		return NULL;
	if (!types_of(next_word(&p), &from, &to))
		return "it does not begin with a record type or *";
	if (*p++ != ':')
		return "there is no : after the type";
	do {
		while (*p == ' ' || *p == '\t')
			p++;
		if (!verb_of(next_word(&p), &v1, &v2))
			return "a verb is one of read, create, edit, state, archive, all_verbs";
		if (!scope_of(next_word(&p), &s))
			return "a scope is one of none, own, unit, all";
		for (size_t t = from; t <= to; t++)
			for (int v = v1; v <= v2; v++)
				scope[t][v] = s;
	} while (*p++ == ',');
	p--;
	return *p == '\0' || *p == '\n' || *p == '#' ? NULL
						     : "there is something after the last scope";
}

int grants_parse(struct arena *a, struct str text, uint8_t scope[TYPES_MAX][VERB_N], struct err *e)
{
	const char *p = text.p, *wrong;
	int line = 1, rc = E_OK;

	(void)a;
	memset(scope, 0, sizeof(uint8_t[TYPES_MAX][VERB_N]));
	for (;;) {
		if ((wrong = grant_line(p, scope)))
			rc = err_field(e, "grants", "not-a-grant", "line %d: %s", line, wrong);
		while (*p && *p != '\n')
			p++;
		if (!*p++)
			return rc;
		line++;
	}
}
