/* web/openapi.c -- the document and its paths. See openapi.h. */
#include "web/openapi.h"

enum body { NO_BODY, NEW, CHANGE, STATE, CSV, BULK, LINK, BACK };
enum answer { LIST, ONE, NOTHING, HISTORY, IMPORTED, PROGRESS, BULK_DONE, GRAPH };

/* What the operations of generic_api_routes take and give beyond their path. */
static const struct shape {
	/* word: operationId, %s = name or plural of the type */
	const char *method, *path, *word;
	enum body body;
	enum answer answer;
	int status;
	bool plural;
} shapes[] = {
	{ "GET", "/:type", "list_%s", NO_BODY, LIST, 200, true },
	{ "POST", "/:type", "create_%s", NEW, ONE, 201, false },
	{ "POST", "/:type/import", "import_%s", CSV, IMPORTED, 200, true },
	{ "GET", "/:type/import-progress", "import_progress_of_%s", NO_BODY, PROGRESS, 200, true },
	{ "POST", "/:type/bulk", "bulk_change_%s", BULK, BULK_DONE, 200, true },
	{ "GET", "/:type/:code", "get_%s", NO_BODY, ONE, 200, false },
	{ "PATCH", "/:type/:code", "change_%s", CHANGE, ONE, 200, false },
	{ "DELETE", "/:type/:code", "archive_%s", NO_BODY, NOTHING, 204, false },
	{ "POST", "/:type/:code/restore", "restore_%s", NO_BODY, ONE, 200, false },
	{ "POST", "/:type/:code/confirm", "confirm_%s", NO_BODY, ONE, 200, false },
	{ "POST", "/:type/:code/state", "move_%s", STATE, ONE, 200, false },
	{ "POST", "/:type/:code/restore-value", "restore_value_of_%s", BACK, ONE, 200, false },
	{ "POST", "/:type/:code/links", "link_%s", LINK, ONE, 200, false },
	{ "GET", "/:type/:code/graph", "graph_of_%s", NO_BODY, GRAPH, 200, false },
	{ "GET", "/:type/:code/history", "history_of_%s", NO_BODY, HISTORY, 200, false },
};

static const struct shape *shape_of(const struct route *g)
{
	for (size_t i = 0; i < COUNT(shapes); i++)
		if (strcmp(shapes[i].method, g->method) == 0 &&
		    strcmp(shapes[i].path, g->path) == 0)
			return &shapes[i];
	BUG("a generic route of the API without a description");
}

static struct value *text(struct arena *a, const char *p)
{
	return val_text(a, p);
}

static struct value *typed(struct arena *a, const char *type)
{
	return obj_of(a, "type", text(a, type), NULL);
}

/* "/:type/:code" with the plural in it, and :x as {x}. */
static const char *path_of(struct arena *a, const char *pattern, const struct record *t)
{
	struct sbuf *b = sbuf_new(a, 1000);

	while (*pattern) {
		size_t n = 1 + strcspn(pattern + 1, "/");

		if (n == 6 && strncmp(pattern, "/:type", 6) == 0)
			sbuf_printf(b, "/%s", t->plural);
		else if (pattern[1] == ':')
			sbuf_printf(b, "/{%.*s}", (int)n - 2, pattern + 2);
		else
			sbuf_add(b, pattern, n);
		pattern += n;
	}
	return sbuf_str(b).p;
}

static struct value *parameter(struct arena *a, const char *name, const char *in, const char *type,
    const char *what)
{
	return obj_of(a, "name", text(a, name), "in", text(a, in), "required",
	    strcmp(in, "path") == 0 ?
	    val_bool(a, true) : NULL, "description", text(a, what), "schema", typed(a, type), NULL);
}

static void shared(struct arena *a, struct value *params, const char *name)
{
	val_push(params, obj_of(a, "$ref", text(a, arena_printf(a, "#/components/parameters/%s",
	    name)), NULL));
}

/* The parameters in {braces} of a path. */
static void path_parameters(struct arena *a, const char *path, struct value *params)
{
	for (const char *p = path; (p = strchr(p, '{')); p++) {
		const char *name = arena_text_n(a, p + 1, strcspn(p, "}") - 1);

		if (strcmp(name, "code") == 0)
			shared(a, params, "code");
		else
			val_push(params, parameter(a, name, "path", "string",
			    "Names one of them."));
	}
}

static struct value *content(struct arena *a, const char *media, struct value *schema)
{
	return obj_of(a, media, obj_of(a, "schema", schema, NULL), NULL);
}

/* ---- the generic operations ---- */

static struct value *body_of(struct arena *a, const struct record *t, enum body body)
{
	struct value *o, *to = typed(a, "string");

	switch (body) {
	case NO_BODY:
		return NULL;
	case CSV:
		o = content(a, "text/csv", typed(a, "string"));
		val_add(o, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		    obj_of(a, "schema", typed(a, "string"), NULL));
		break;
	case BULK:
		o = content(a, "application/json", schema_ref(a, "bulk"));
		break;
	case LINK:
		o = content(a, "application/json", obj_of(a, "type", text(a, "object"), "required",
		    arr_of_text(a, "field", "to", NULL), "properties", obj_of(a, "field",
		    typed(a, "string"), "to", typed(a, "string"), "remove", typed(a, "boolean"),
		    "reason", typed(a, "string"), NULL), NULL));
		break;
	case BACK:
		o = content(a, "application/json", obj_of(a, "type", text(a, "object"), "required",
		    arr_of_text(a, "rev", NULL), "properties", obj_of(a, "rev",
		    typed(a, "integer"), "field", typed(a, "string"), "reason",
		    typed(a, "string"), NULL), NULL));
		break;
	case STATE:
		if (t->states) {
			struct value *names = val_arr(a);

			for (const struct item *i = t->states; i->name; i++)
				val_push(names, text(a, i->name));
			val_add(to, "enum", names);
		}
		o = content(a, "application/json", obj_of(a, "type", text(a, "object"), "required",
		    arr_of_text(a, "to", NULL), "properties", obj_of(a, "to", to, "reason",
		    typed(a, "string"), NULL), NULL));
		break;
	default:
		o = content(a, "application/json", schema_ref(a, arena_printf(a, "%s_%s", t->name,
		    body == NEW ? "new" : "patch")));
	}
	return obj_of(a, "required", val_bool(a, true), "content", o, NULL);
}

static struct value *list_schema(struct arena *a, struct value *items, bool paged)
{
	struct value *data = obj_of(a, "type", text(a, "array"), "items", items, NULL), *next;

	if (!paged)
		return obj_of(a, "type", text(a, "object"),
		    "required", arr_of_text(a, "data", NULL),
		    "properties", obj_of(a, "data", data, NULL), NULL);
	next = obj_of(a, "type", arr_of_text(a, "string", "null", NULL), "description",
	    text(a, "cursor of the next page"), NULL);
	return obj_of(a, "type", text(a, "object"),
	    "required", arr_of_text(a, "data", "next", "total", NULL),
	    "properties", obj_of(a, "data", data, "next", next, "total", typed(a, "integer"), NULL),
	    NULL);
}

static struct value *answer_schema(struct arena *a, const struct record *t, enum answer answer)
{
	switch (answer) {
	case NOTHING:
		return NULL;
	case ONE:
		return schema_ref(a, t->name);
	case LIST:
		return list_schema(a, schema_ref(a, t->name), true);
	case HISTORY:
		return list_schema(a, typed(a, "object"), false);
	case GRAPH:
		return obj_of(a, "type", text(a, "object"), "properties", obj_of(a,
		    "nodes", obj_of(a, "type", text(a, "array"), "items", typed(a, "object"), NULL),
		    "edges", obj_of(a, "type", text(a, "array"), "items", typed(a, "object"), NULL),
		    "cut", typed(a, "boolean"), NULL), NULL);
	case BULK_DONE:
		return obj_of(a, "type", text(a, "object"), "properties", obj_of(a,
		    "matched", typed(a, "integer"), "changed", typed(a, "integer"),
		    "unchanged", typed(a, "integer"), "refused", typed(a, "integer"),
		    "dry_run", typed(a, "boolean"), "act", typed(a, "string"),
		    "rows", obj_of(a, "type", text(a, "array"), "items", typed(a, "object"), NULL),
		    NULL), NULL);
	case IMPORTED:
		return obj_of(a, "type", text(a, "object"), "properties", obj_of(a,
		    "created", typed(a, "integer"), "updated", typed(a, "integer"),
		    "unchanged", typed(a, "integer"), "act", typed(a, "string"), "columns",
		    obj_of(a, "type", text(a, "array"), "items", typed(a, "object"), NULL), "sheet",
		    typed(a, "string"), "header_row", typed(a, "integer"), "sheets", obj_of(a,
		    "type", text(a, "array"), "items", typed(a, "object"), NULL), NULL), NULL);
	case PROGRESS:
		return obj_of(a, "type", text(a, "object"), "properties", obj_of(a,
		    "done", typed(a, "integer"), "all", typed(a, "integer"), NULL), NULL);
	}
	BUG("answer");
}

static struct value *answer_of(struct arena *a, const struct record *t, const struct shape *s)
{
	static const char *const words[] = {
		[LIST] = "One page of the list.", [ONE] = "The record.", [NOTHING] = "Done.",
		[HISTORY] = "Revisions, newest first.", [IMPORTED] = "What was done.",
		[GRAPH] = "Nodes, and edges by their places.",
		[PROGRESS] = "Rows done and in all; null when it is not running.",
		[BULK_DONE] = "What was done, or would be; for the first 200 records in detail.",
	};
	struct value *schema = answer_schema(a, t, s->answer), *headers = NULL;

	if (s->answer == ONE)
		headers = obj_of(a, "ETag", obj_of(a, "$ref",
		    text(a, "#/components/headers/ETag"), NULL), NULL);
	if (s->status == 201)
		val_add(headers, "Location", obj_of(a, "schema", typed(a, "string"), NULL));
	return obj_of(a, "description", text(a, words[s->answer]), "headers", headers,
	    "content", schema ? content(a, "application/json", schema) : NULL, NULL);
}

static struct value *responses(struct arena *a, int status, struct value *answer)
{
	struct value *o = val_obj(a);

	val_add(o, arena_printf(a, "%d", status), answer);
	val_add(o, "default", obj_of(a, "$ref", text(a, "#/components/responses/problem"), NULL));
	return o;
}

static struct value *generic_operation(struct arena *a, const struct route *g,
    const struct record *t)
{
	static const char *const lists[] = { "q", "sort", "limit", "after", "fields", "expand",
		"archived", "view", "as_of" };
	const struct shape *s = shape_of(g);
	struct value *params = val_arr(a), *tags = arr_of_text(a, t->plural, NULL);
	bool reads = strcmp(g->method, "GET") == 0;

	path_parameters(a, path_of(a, g->path, t), params);
	for (size_t i = 0; s->answer == LIST && i < COUNT(lists); i++)
		shared(a, params, lists[i]);
	if (s->answer == LIST)
		openapi_filters(a, t, params);
	else if (s->answer == ONE)
		shared(a, params, "expand");
	if (reads && s->answer != LIST)
		shared(a, params, "as_of");
	if (!reads && strstr(g->path, "/:code"))
		shared(a, params, "if_match");
	if (s->answer == GRAPH) {
		val_push(params, parameter(a, "depth", "query", "integer", "Levels, 1 to 3."));
		val_push(params, parameter(a, "dir", "query", "string",
		    "out: what it names, instead of what names it."));
	}
	if (s->body == NEW)
		shared(a, params, "idempotency_key");
	if (s->body == CSV) {
		val_push(params, parameter(a, "key", "query", "string",
		    "Column that names existing records to change; without it every row is new."));
		val_push(params, parameter(a, "dry_run", "query", "string",
		    "Present: only check."));
		val_push(params, parameter(a, "skip_unknown", "query", "string",
		    "Present: columns that no field is for are left out."));
		val_push(params, parameter(a, "map", "query", "string",
		    "Header:field, for each column whose header does not say it; empty field: left "
		    "out. As often as needed."));
		val_push(params, parameter(a, "choose", "query", "string",
		    "field:text:code, which record or word an unclear text means; empty code: "
		    "none. As often as needed."));
		val_push(params, parameter(a, "sheet", "query", "string",
		    "Of a spreadsheet, this sheet; else the visible one whose headers name most "
		    "fields."));
		val_push(params, parameter(a, "header", "query", "integer",
		    "The row with the headers; else the one near the top that names most fields."));
		val_push(params, parameter(a, "dates", "query", "string",
		    "day-first or month-first: what 03/04/2026 is."));
		val_push(params, parameter(a, "track", "query", "string",
		    "A name of your own to ask import-progress for."));
	}
	return obj_of(a, "operationId", text(a, arena_printf(a, s->word, s->plural ? t->plural :
	    t->name)), "summary", text(a, g->help), "tags",
	    tags, "parameters", params, "requestBody", body_of(a, t, s->body), "responses",
	    responses(a, s->status, answer_of(a, t, s)), "x-grant",
	    text(a, arena_printf(a, "%s: %s",
	    t->name, verb_name(g->verb))), NULL);
}

/* ---- pages ---- */

/* "name type what it means" a line. */
static void page_parameters(struct arena *a, const struct page *p, struct value *params)
{
	for (const char *line = p->params; line && *line;) {
		size_t n = strcspn(line, "\n"), name = strcspn(line, " ");
		size_t type = strcspn(line + name + 1, " ");
		const char *word = arena_text_n(a, line + name + 1, type);

		REQUIRE(name + type + 1 < n);
		if (strcmp(word, "integer") != 0)
			word = "string";
		val_push(params, parameter(a, arena_text_n(a, line, name), "query", word,
		    arena_text_n(a, line + name + type + 2, n - name - type - 2)));
		line += n + (line[n] == '\n');
	}
}

/* Files come as a form or as the body itself, and go as bytes. */
static struct value *files_body(struct arena *a)
{
	struct value *file =
	    obj_of(a, "type", text(a, "string"), "format", text(a, "binary"), NULL);
	struct value *form = obj_of(a, "type", text(a, "object"), "properties", obj_of(a, "file",
	    obj_of(a, "type", text(a, "array"), "items", file, NULL), NULL), NULL);
	struct value *o = content(a, "multipart/form-data", form);

	val_add(o, "application/octet-stream", obj_of(a, "schema", val_copy(a, file), NULL));
	return obj_of(a, "required", val_bool(a, true), "content", o, NULL);
}

static struct value *files_answer(struct arena *a, bool up)
{
	if (up)
		return obj_of(a, "description", text(a, "As fields for files take them."),
		    "content",
		    content(a, "application/json", list_schema(a, schema_ref(a, "file"), false)),
		    NULL);
	return obj_of(a, "description", text(a, "The file, always as a download."), "content",
	    content(a, "application/octet-stream", obj_of(a, "type", text(a, "string"), "format",
	    text(a, "binary"), NULL)), NULL);
}

static struct value *page_operation(struct arena *a, const struct page *p)
{
	const char *tag = p->type ? record_find(p->type)->plural : "other";
	struct value *params = val_arr(a), *answer, *o;
	bool up;

	path_parameters(a, path_of(a, p->path, NULL), params);
	page_parameters(a, p, params);
	up = p->flags & PAGE_FILES;
	answer = up || text_starts(p->path, "/files/") ? files_answer(a, up) :
	    obj_of(a, "description", text(a, "What the page of this name shows."),
	    "content", content(a, "application/json", typed(a, "object")), NULL);
	o = obj_of(a, "operationId", text(a, p->name), "summary", text(a, p->title), "description",
	    text(a, p->help), "tags", arr_of_text(a, tag, NULL), "parameters", params,
	    "requestBody", up ? files_body(a) : NULL,
	    "responses", responses(a, up ? 201 : 200, answer), NULL);
	if (p->type)
		val_add(o, "x-grant", text(a, arena_printf(a, "%s: %s", p->type,
		    verb_name(p->verb))));
	return o;
}

/* ---- the document ---- */

static void add_operation(struct arena *a, struct value *paths, const char *path,
    const char *method, struct value *operation)
{
	struct value *at = val_get(paths, path);

	if (!at)
		val_add(paths, path, at = val_obj(a));
	val_add(at, text_lower(a, method), operation);
}

static struct value *paths(struct arena *a)
{
	struct value *o = val_obj(a);

	for (size_t i = 0; record_index[i]; i++)
		for (const struct route *g = generic_api_routes; g->path; g++)
			add_operation(a, o, path_of(a, g->path, record_index[i]), g->method,
			    generic_operation(a, g, record_index[i]));
	for (size_t i = 0; page_index[i]; i++)
		if (page_index[i]->api)
			add_operation(a, o, path_of(a, page_index[i]->path, NULL),
			    page_index[i]->method, page_operation(a, page_index[i]));
	return o;
}

static struct value *parameters(struct arena *a)
{
	struct value *limit = parameter(a, "limit", "query", "integer",
	    "Records a page, 50 if not given.");
	struct value *range = val_get(limit, "schema");

	val_add(range, "minimum", val_int(a, 1));
	val_add(range, "maximum", val_int(a, 500));
	return obj_of(a,
	    "code", parameter(a, "code", "path", "string", "Code (R-42) or natural key."),
	    "q", parameter(a, "q", "query", "string", "Words to search for."),
	    "sort", parameter(a, "sort", "query", "string", "Field, with - before it falling."),
	    "limit", limit,
	    "after", parameter(a, "after", "query", "string", "`next` of the page before."),
	    "fields", parameter(a, "fields", "query", "string",
	    "Only these members, comma-separated."),
	    "expand", parameter(a, "expand", "query", "string",
	        "Reference fields to answer as {code, label}; * = all."),
	    "archived", parameter(a, "archived", "query", "string",
	    "true: also what was put away."),
	    "view", parameter(a, "view", "query", "string",
	    "Code of a saved view whose filters and order apply."),
	    "as_of", parameter(a, "as_of", "query", "string",
	    "As the records were at this time or day."),
	    "if_match", parameter(a, "If-Match", "header", "string",
	        "ETag of the revision the change is based on; 412 when another is there."),
	    "idempotency_key", parameter(a, "Idempotency-Key", "header", "string",
	        "The same key and body again answer the record made first."), NULL);
}

static struct value *security_schemes(struct arena *a)
{
	return obj_of(a,
	    "bearer", obj_of(a, "type", text(a, "http"), "scheme", text(a, "bearer"), "description",
	        text(a, "An API token of `annexa token create` or the account page."), NULL),
	    "session", obj_of(a, "type", text(a, "apiKey"), "in", text(a, "cookie"), "name",
	        text(a, "__Host-annexa"), "description", text(a, "A browser's session."), NULL),
	    "csrf", obj_of(a, "type", text(a, "apiKey"), "in", text(a, "header"), "name",
	        text(a, "X-CSRF-Token"), "description", text(a,
	            "Needed beside the session's cookie by everything but GET."), NULL), NULL);
}

struct value *openapi_document(struct arena *a)
{
	struct value *security = val_arr(a), *servers = val_arr(a);

	val_push(security, obj_of(a, "bearer", val_arr(a), NULL));
	val_push(security, obj_of(a, "session", val_arr(a), "csrf", val_arr(a), NULL));
	val_push(servers, obj_of(a, "url", text(a, "/api/v1"), NULL));
	return obj_of(a, "openapi", text(a, "3.1.0"),
	    "info", obj_of(a, "title", text(a, "Annexa"), "version", text(a, "v1"), "description",
	        text(a, "The records of an information security management system. The "
	        "organisation comes from the token or the session."), "license", obj_of(a, "name",
	        text(a, "Apache-2.0"), "identifier", text(a, "Apache-2.0"), NULL), NULL),
	    "servers", servers, "security", security, "paths", paths(a),
	    "components", obj_of(a, "schemas", openapi_schemas(a), "parameters", parameters(a),
	        "headers", obj_of(a, "ETag", obj_of(a, "description", text(a,
	            "Revision, for If-Match."),
	            "schema", typed(a, "string"), NULL), NULL),
	        "responses", obj_of(a, "problem", obj_of(a, "description", text(a,
	            "What went wrong, all of it."), "content",
	            content(a, "application/problem+json", schema_ref(a, "problem")), NULL), NULL),
	        "securitySchemes", security_schemes(a), NULL), NULL);
}

static int openapi(struct ctx *c, struct req *r, struct value *view)
{
	struct sbuf *b = sbuf_new(c->arena, 8 << 20);

	(void)view;
	json_print(b, openapi_document(c->arena));
	r->raw = sbuf_str(b);
	r->raw_type = "application/json; charset=utf-8";
	return E_OK;
}
PAGE(openapi, .method = "GET", .path = "/openapi.json", .run = openapi, .flags = PAGE_SIGNED_IN,
	.title = N_("OpenAPI"), .api = true, .help = "This document.");
