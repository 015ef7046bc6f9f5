/* cli/settings.c -- see settings.h. */
#include "cli/settings.h"

const struct setting settings[] = {
#define SETTING(name, arg, kind, initial, min, max, unit, words, doc)                              \
	{ name, SETTING_##kind, initial, min, max, unit, words, false, doc },
#define SECRET(name, kind, initial, min, max, unit, words, doc)                                    \
	{ name, SETTING_##kind, initial, min, max, unit, words, true, doc },
#include "cli/settings.def"
#undef SETTING
#undef SECRET
	{ 0 }
};

enum { FILE_BYTES = 64 << 10, COUNT_OF = COUNT(settings) - 1 };

struct settings {
	const char *value[COUNT_OF];
};

const char *setting_variable(struct arena *a, const struct setting *s)
{
	char *text = arena_printf(a, "ANNEXA_%s", s->name);

	for (char *p = text; *p; p++)
		*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
	return text;
}

/* ---- checking ---- */

static bool is_word(const char *words, const char *text)
{
	size_t n = strlen(text);

	for (const char *at = words; n && (at = strstr(at, text)); at += n)
		if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static void check(struct cmd *m, const struct setting *s, const char *value, const char *from)
{
	int64_t n;

	if (s->kind == SETTING_WORD && !is_word(s->words, value))
		IGNORE(err_field(&m->c->err, s->name, "unknown-word",
		    "%s: must be one of: %s", from, s->words));
	if (s->kind == SETTING_INT && (!str_int(str_of(value), &n) || n < s->min || n > s->max))
		IGNORE(err_field(&m->c->err, s->name, "out-of-range",
		    "%s: must be a whole number from %" PRId64 " to %" PRId64, from, s->min,
		    s->max));
}

static void take(struct cmd *m, struct settings *all, size_t i, const char *value, const char *from)
{
	all->value[i] = value;
	check(m, &settings[i], value, from);
}

/* ---- the file ---- */

static void read_line(struct cmd *m, struct settings *all, const char *path, char *line, long no)
{
	char *equals = strchr(line, '='), *hash = strchr(line, '#');
	const char *from = arena_printf(m->c->arena, "%s:%ld", path, no);
	struct str name, value;

	if (hash == line || !str_trim(m->c->arena, str_of(line)).n)
		return;
	if (!equals) {
		IGNORE(err_field(&m->c->err, "config", "malformed",
		    "%s: write name = value", from));
		return;
	}
	*equals = '\0';
	name = str_trim(m->c->arena, str_of(line));
	value = str_trim(m->c->arena, str_of(equals + 1));
	for (size_t i = 0; i < COUNT_OF; i++)
		if (str_is(name, settings[i].name)) {
			take(m, all, i, arena_text_n(m->c->arena, value.p, value.n), from);
			return;
		}
	IGNORE(err_field(&m->c->err, "config", "unknown",
	    "%s: there is no setting \"%.60s\"; see annexa doc settings", from, name.p));
}

/* The file of the data folder lies where the data is, not where the caller stands. */
static bool read_here(struct cmd *m, const char *path, struct str *ret)
{
	FILE *f = fopen(path, "re");
	char *text;

	if (!f)
		return false;
	text = arena_zero(m->c->arena, FILE_BYTES + 2, 1);
	*ret = (struct str){ text, fread(text, 1, FILE_BYTES + 1, f) };
	(void)fclose(f);	/* only read */
	return true;
}

static int read_file(struct cmd *m, struct settings *all)
{
	const char *given = cmd_option(m, "config");
	const char *path = given ? given : arena_printf(m->c->arena, "%s/annexa.conf", m->data_dir);
	char *text, *at;
	struct str file;
	long no = 1;
	int rc;

	if (!given && !read_here(m, path, &file))
		return E_OK;
	if (given && (rc = m->read_file(m, path, &file)) < 0)
		return rc;
	if (file.n > FILE_BYTES || !str_valid(file.p, file.n))
		return err_set(&m->c->err, E_USAGE,
		    "%s is no settings file: at most 64 KB of UTF-8", path);
	for (at = text = arena_text_n(m->c->arena, file.p, file.n); at; no++) {
		char *end = strchr(at, '\n');

		if (end)
			*end = '\0';
		read_line(m, all, path, at, no);
		at = end ? end + 1 : NULL;
	}
	return E_OK;
}

/* ---- all of it ---- */

int settings_load(struct cmd *m, struct settings **ret)
{
	struct settings *all = arena_zero(m->c->arena, 1, sizeof(*all));
	int rc;

	for (size_t i = 0; i < COUNT_OF; i++)
		take(m, all, i, settings[i].initial, "default");
	if ((rc = read_file(m, all)) < 0)
		return rc;
	for (size_t i = 0; i < COUNT_OF; i++) {
		const char *variable = setting_variable(m->c->arena, &settings[i]);
		const char *value = getenv(variable);

		if (value)
			take(m, all, i, arena_text(m->c->arena, value), variable);
		if (!settings[i].secret && (value = cmd_option(m, settings[i].name)))
			take(m, all, i, value, arena_printf(m->c->arena, "--%s",
			    settings[i].name));
	}
	*ret = all;
	return m->c->err.code;
}

static size_t index_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF; i++)
		if (strcmp(settings[i].name, name) == 0)
			return i;
	BUG("no such setting");
}

const char *setting_text(const struct settings *s, const char *name)
{
	return s->value[index_of(name)];
}

int64_t setting_int(const struct settings *s, const char *name)
{
	int64_t n = 0;

	REQUIRE(str_int(str_of(setting_text(s, name)), &n));
	return n;
}

/* ---- told ---- */

static const char *limits(struct arena *a, const struct setting *s)
{
	return s->kind == SETTING_WORD ? s->words : s->kind == SETTING_INT ?
	    arena_printf(a, "%" PRId64 "..%" PRId64, s->min, s->max) : "";
}

struct value *settings_value(struct arena *a)
{
	static const char *const kinds[] = { "text", "whole number", "word" };
	struct value *rows = val_arr(a);

	for (const struct setting *s = settings; s->name; s++) {
		struct value *o = val_obj(a);

		val_add(o, "name", val_text(a, s->name));
		val_add(o, "variable", val_text(a, setting_variable(a, s)));
		val_add(o, "kind", val_text(a, s->secret ? "secret" : kinds[s->kind]));
		val_add(o, "default", val_text(a, s->initial));
		val_add(o, "limits", val_text(a, limits(a, s)));
		val_add(o, "unit", val_text(a, s->unit));
		val_add(o, "doc", val_text(a, s->doc));
		val_push(rows, o);
	}
	return rows;
}
