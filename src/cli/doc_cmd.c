/* cli/doc_cmd.c -- `annexa doc`: the tables the program runs on, for people, tests and reviews. */
#include "base/asset.h"
#include "base/log.h"
#include "cli/doc_text.h"
#include "cli/record_cmd.h"
#include "cli/run.h"
#include "cli/settings.h"
#include "rule/rule.h"
#include "web/openapi.h"

/* One cell: a text without breaks, a list of words with blanks between, else JSON. */
static void cell(struct sbuf *b, const struct value *v)
{
	if (v->kind == V_TEXT) {
		for (const char *p = v->u.s.p; *p; p++)
			sbuf_char(b, *p == '\t' || *p == '\n' ? ' ' : *p);
	} else if (v->kind == V_ARRAY) {
		for (const struct value *m = v->u.list.first; m; m = m->next) {
			cell(b, m);
			if (m->next)
				sbuf_char(b, ' ');
		}
	} else if (v->kind != V_NULL) {
		json_print(b, v);
	}
}

/* Rows as JSON, or as lines of cells between tabs under the first row's keys. */
static int print_rows(struct cmd *m, const struct value *rows)
{
	const struct value *k;
	struct sbuf *b = m->out;

	if (m->json) {
		cmd_json(m, rows);
		return E_OK;
	}
	for (k = rows->u.list.first ? rows->u.list.first->u.list.first : NULL; k; k = k->next)
		sbuf_printf(b, "%s%c", k->key, k->next ? '\t' : '\n');
	for (const struct value *r = rows->u.list.first; r; r = r->next)
		for (const struct value *v = r->u.list.first; v; v = v->next) {
			cell(b, v);
			sbuf_char(b, v->next ? '\t' : '\n');
		}
	return E_OK;
}

static struct value *row(struct value *rows, struct arena *a)
{
	struct value *o = val_obj(a);

	val_push(rows, o);
	return o;
}

/* ---- records, commands ---- */

static int records(struct cmd *m)
{
	struct value *list = val_arr(m->c->arena);

	for (size_t i = 0; record_index[i]; i++)
		val_push(list, record_schema(m->c->arena, record_index[i]));
	cmd_json(m, list);
	return E_OK;
}

static struct value *options_value(struct arena *a, const struct option_def *d)
{
	struct value *list = val_arr(a);

	for (; d && d->name; d++) {
		struct value *o = row(list, a);

		val_add(o, "name", val_text(a, d->name));
		val_add(o, "arg", val_text(a, d->arg));
		val_add(o, "help", val_text(a, d->help));
	}
	return list;
}

static int commands(struct cmd *m)
{
	struct arena *a = m->c->arena;
	struct value *list = val_arr(a);

	for (size_t i = 0; command_index[i]; i++) {
		const struct command *k = command_index[i];
		struct value *o;

		if (!m->json) {
			sbuf_printf(m->out, "== %s\n", k->name);
			run_usage(m->out, k);
			sbuf_char(m->out, '\n');
			continue;
		}
		o = row(list, a);
		val_add(o, "name", val_text(a, k->name));
		val_add(o, "usage", val_text(a, k->usage));
		val_add(o, "help", val_text(a, k->help));
		val_add(o, "options", options_value(a, k->options));
	}
	if (m->json)
		cmd_json(m, list);
	return E_OK;
}

/* ---- errors, events ---- */

static int errors(struct cmd *m)
{
	static const int codes[] = {
#define ERROR(name, number, http, exit, slug, title) number,
#include "base/errors.def"
#undef ERROR
	};
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);

	for (size_t i = 0; i < COUNT(codes); i++) {
		struct value *o = row(rows, a);

		val_add(o, "slug", val_text(a, err_slug(codes[i])));
		val_add(o, "http", val_int(a, err_http(codes[i])));
		val_add(o, "exit", val_int(a, err_exit(codes[i])));
		val_add(o, "title", val_text(a, err_title(codes[i])));
	}
	return print_rows(m, rows);
}

static int events(struct cmd *m)
{
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);
	const struct log_row *list;
	size_t n;

	list = log_table(&n);
	for (size_t i = 0; i < n; i++) {
		struct value *o = row(rows, a);

		val_add(o, "event", val_text(a, list[i].name));
		val_add(o, "level", val_text(a, list[i].level));
		val_add(o, "meaning", val_text(a, list[i].meaning));
	}
	return print_rows(m, rows);
}

/* ---- routes, pages ---- */

/* "/:type/:code" with the plural in place of :type. */
static const char *with_plural(struct arena *a, const char *path, const struct record *t)
{
	return text_starts(path, "/:type") ? arena_printf(a, "/%s%s", t->plural, path + 6) : path;
}

static void route_row(struct arena *a, struct value *rows, bool api, const struct page *p)
{
	static const struct { unsigned flag; const char *name; } names[] = {
		{ PAGE_PUBLIC, "public" }, { PAGE_SIGNED_IN, "signed-in" }, { PAGE_SLOW, "slow" },
		{ PAGE_NO_CSRF, "own-proof" }, { PAGE_FILES, "files" },
	};
	struct value *o = row(rows, a), *flags = val_arr(a);
	/* Any signed-in person, even without an organisation: the page is about the account. */
	bool anywhere = (p->flags & PAGE_SIGNED_IN) && p->verb == VERB_N;

	val_add(o, "face", val_text(a, api ? "api" : "page"));
	val_add(o, "method", val_text(a, p->method));
	val_add(o, "path", val_text(a, api ? arena_printf(a, "/api/v1%s", p->path) : p->path));
	val_add(o, "type", val_text(a, p->type));
	val_add(o, "verb", p->type ? val_text(a, verb_name(p->verb)) : val_null(a));
	for (size_t i = 0; i < COUNT(names); i++)
		if (p->flags & names[i].flag)
			val_push(flags, val_text(a, names[i].name));
	if (anywhere)
		val_push(flags, val_text(a, "any-organisation"));
	val_add(o, "flags", flags);
	val_add(o, "help", val_text(a, p->help));
}

static void generic_rows(struct arena *a, struct value *rows, const struct route *g)
{
	for (; g->path; g++)
		for (size_t i = 0; record_index[i]; i++) {
			const struct record *t = record_index[i];
			const struct page p = { .method = g->method,
			    .path = with_plural(a, g->path, t),
			    .type = t->name, .verb = g->verb, .flags = g->flags, .help = g->help };

			route_row(a, rows, g->api, &p);
		}
}

static int routes(struct cmd *m)
{
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);

	for (size_t i = 0; page_index[i]; i++) {
		route_row(a, rows, false, page_index[i]);
		if (page_index[i]->api)
			route_row(a, rows, true, page_index[i]);
	}
	generic_rows(a, rows, generic_routes);
	generic_rows(a, rows, generic_api_routes);
	return print_rows(m, rows);
}

static int pages(struct cmd *m)
{
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);

	for (size_t i = 0; page_index[i]; i++) {
		const struct page *p = page_index[i];
		struct value *o = row(rows, a);

		val_add(o, "name", val_text(a, p->name));
		val_add(o, "method", val_text(a, p->method));
		val_add(o, "path", val_text(a, p->path));
		val_add(o, "title", val_text(a, p->title));
		val_add(o, "template", val_text(a, p->template));
		val_add(o, "nav", val_text(a, p->nav));
		val_add(o, "api", val_bool(a, p->api));
		val_add(o, "params", val_text(a, p->params));
		val_add(o, "help", val_text(a, p->help));
	}
	return print_rows(m, rows);
}

/* ---- access ---- */

static int role_rows(struct cmd *m, const struct asset *file, struct value *rows)
{
	static const char *const scopes[] = { "none", "own", "unit", "all" };
	const char *base = file->name + strlen("content/roles/");
	struct arena *a = m->c->arena;
	uint8_t scope[TYPES_MAX][VERB_N];
	int rc = grants_parse(a, (struct str){ file->p, file->n }, scope, &m->c->err);

	grants_everyone(scope);
	for (size_t i = 0; rc == E_OK && record_index[i]; i++)
		for (int v = 0; v < VERB_N; v++) {
			struct value *o = row(rows, a);
			bool made = record_index[i]->made_by && v != VERB_READ && v != VERB_STATE;

			val_add(o, "role", val_text(a, arena_text_n(a, base, strcspn(base, "."))));
			val_add(o, "type", val_text(a, record_index[i]->name));
			val_add(o, "verb", val_text(a, verb_name((enum verb)v)));
			val_add(o, "scope", val_text(a, scopes[made ? 0 : scope[i][v]]));
		}
	return rc;
}

static int access_table(struct cmd *m)
{
	struct value *rows = val_arr(m->c->arena);
	int rc = E_OK;

	for (const struct asset *f = asset_first(); f->name && rc == E_OK; f++)
		if (text_starts(f->name, "content/roles/"))
			rc = role_rows(m, f, rows);
	return rc < 0 ? rc : print_rows(m, rows);
}

/* ---- schema, columns, API ---- */

static int schema(struct cmd *m, enum dialect d)
{
	struct schema s = program_schema();

	ddl_schema(m->out, &s, d);
	return E_OK;
}

static int schema_sqlite(struct cmd *m)
{
	return schema(m, SQLITE);
}

static int schema_postgres(struct cmd *m)
{
	return schema(m, POSTGRES);
}

/* The columns of imports, exports and the API, one line a field. */
static int columns(struct cmd *m)
{
	static const struct { unsigned flag; const char *name; } names[] = {
		{ F_REQ, "required" }, { F_LIST, "list" }, { F_SEARCH, "search" },
		{ F_DERIVED, "derived" },
		{ F_UNIQUE, "unique" }, { F_INDEX, "index" }, { F_PERSONAL, "personal" },
		{ F_FIXED, "fixed" }, { F_PAST, "past" },
	};
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);

	for (size_t i = 0; record_index[i]; i++)
		for (const struct field *f = record_index[i]->fields; f->name; f++) {
			struct value *o = row(rows, a), *flags = val_arr(a), *items = val_arr(a);

			for (size_t k = 0; k < COUNT(names); k++)
				if (f->flags & names[k].flag)
					val_push(flags, val_text(a, names[k].name));
			for (const struct item *t = f->scale ? f->scale->items : f->items;
			    t && t->name; t++)
				val_push(items, val_text(a, t->name));
			val_add(o, "type", val_text(a, record_index[i]->name));
			val_add(o, "field", val_text(a, f->name));
			val_add(o, "kind", val_text(a, field_kind_name(f->kind)));
			val_add(o, "to", val_text(a, f->to));
			val_add(o, "min", f->min ? val_int(a, f->min) : val_null(a));
			val_add(o, "max", f->max ? val_int(a, f->max) : val_null(a));
			val_add(o, "flags", flags);
			val_add(o, "items", items);
			val_add(o, "initial", val_text(a, f->initial));
		}
	return print_rows(m, rows);
}

/* The conformity rules, one line each. */
static int rules(struct cmd *m)
{
	struct arena *a = m->c->arena;
	struct value *rows = val_arr(a);
	const struct rule *const *list;
	size_t n;
	int rc;

	if ((rc = rules_load(&list, &n, &m->c->err)) < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct value *o = row(rows, a);

		val_add(o, "clause", val_text(a, list[i]->clause));
		val_add(o, "rule", val_text(a, list[i]->name));
		val_add(o, "severity", val_text(a, severity_name(list[i]->severity)));
		val_add(o, "subject", val_text(a, list[i]->subject ? list[i]->subject->name :
		    NULL));
		val_add(o, "title", val_text(a, list[i]->title));
		val_add(o, "source", val_text(a, list[i]->source));
	}
	return print_rows(m, rows);
}

static int openapi(struct cmd *m)
{
	cmd_json(m, openapi_document(m->c->arena));
	return E_OK;
}

static int settings_table(struct cmd *m)
{
	return print_rows(m, settings_value(m->c->arena));
}

static int run(struct cmd *m)
{
	static const struct { const char *name; int (*run)(struct cmd *m); } what[] = {
		{ "records", records }, { "commands", commands }, { "pages", pages },
		{ "errors", errors },
		{ "events", events }, { "routes", routes }, { "access", access_table },
		{ "openapi", openapi },
		{ "schema-sqlite", schema_sqlite }, { "schema-postgres", schema_postgres },
		{ "columns", columns }, { "rules", rules },
		{ "settings", settings_table }, { "man", doc_man },
		{ "completion", doc_completion },
	};

	for (size_t i = 0; i < COUNT(what); i++)
		if (strcmp(what[i].name, cmd_arg(m, 0)) == 0)
			return what[i].run(m);
	return err_hint(&m->c->err, E_USAGE, "see `annexa doc --help`",
	    "there is no document \"%s\"",
	    cmd_arg(m, 0));
}

COMMAND(doc, .usage = "doc NAME [--json]",
	.help = "Print one of the tables the program runs on.\n\n"
	"records: types, fields, states. columns: every field, one a line. commands, pages, "
	"routes: what can be asked. rules: the conformity rules. access: what the built-in roles "
	"may. errors, events: their meaning. settings: what can be set, with defaults and limits. "
	"openapi: the API as OpenAPI 3.1. schema-sqlite, schema-postgres: the tables as DDL. "
	"man: the manual page, completion: that of bash.",
	.min = 1, .max = 1, .flags = CMD_NODATA, .run = run);
