/* web/openapi_schema.c -- record types as JSON Schema (2020-12, as OpenAPI 3.1 has it). */
#include "web/openapi.h"

struct value *obj_of(struct arena *a, ...)
{
	struct value *o = val_obj(a);
	const char *key;
	va_list ap;

	va_start(ap, a);
	while ((key = va_arg(ap, const char *))) {
		struct value *v = va_arg(ap, struct value *);

		if (v)
			val_add(o, key, v);
	}
	va_end(ap);
	return o;
}

struct value *arr_of_text(struct arena *a, ...)
{
	struct value *list = val_arr(a);
	const char *text;
	va_list ap;

	va_start(ap, a);
	while ((text = va_arg(ap, const char *)))
		val_push(list, val_text(a, text));
	va_end(ap);
	return list;
}

struct value *schema_ref(struct arena *a, const char *name)
{
	return obj_of(a, "$ref", val_text(a, arena_printf(a, "#/components/schemas/%s", name)),
	    NULL);
}

static struct value *words(struct arena *a, const struct item *items)
{
	struct value *list = val_arr(a);

	for (; items && items->name; items++)
		val_push(list, val_text(a, items->name));
	return list;
}

/* "type": name, or [name, "null"]: an empty field is answered as null, and null empties. */
static struct value *type_of(struct arena *a, const char *name, bool nullable)
{
	return nullable ? arr_of_text(a, name, "null", NULL) : val_text(a, name);
}

static void text_schema(struct arena *a, const struct field *f, struct value *o)
{
	int64_t max = f->max ? f->max : f->kind == FK_MARKDOWN ? 20000 : 200;

	if (f->min)
		val_add(o, "minLength", val_int(a, f->min));
	val_add(o, "maxLength", val_int(a, max));
	if (f->kind == FK_MARKDOWN)
		val_add(o, "contentMediaType", val_text(a, "text/markdown"));
}

static struct value *list_of(struct arena *a, struct value *o, struct value *items)
{
	val_add(o, "type", type_of(a, "array", true));
	val_add(o, "items", items);
	val_add(o, "maxItems", val_int(a, 500));
	val_add(o, "uniqueItems", val_bool(a, true));
	return o;
}

static struct value *code_schema(struct arena *a, const char *to)
{
	return obj_of(a, "type", val_text(a, "string"), "description", val_text(a, arena_printf(a,
	    "code or key of a %s", to)), NULL);
}

static struct value *plain_schema(struct arena *a, const struct field *f, struct value *o)
{
	static const struct {
		enum field_kind kind;
		const char *type, *format, *pattern;
	} rows[] = {
		{ FK_TEXT, "string", NULL, NULL }, { FK_MARKDOWN, "string", NULL, NULL },
		{ FK_INT, "integer", NULL, NULL }, { FK_BOOL, "boolean", NULL, NULL },
		{ FK_DECIMAL, "string", NULL, "^-?[0-9]+(\\.[0-9]{1,6})?$" },
		{ FK_MONEY, "string", NULL, "^-?[0-9]+(\\.[0-9]{1,2})?$" },
		{ FK_DATE, "string", "date", NULL }, { FK_TIME, "string", "date-time", NULL },
		{ FK_STEP, "integer", NULL, NULL }, { FK_ENUM, "string", NULL, NULL },
		{ FK_REF, "string", NULL, NULL }, { FK_ANY, "string", NULL, NULL },
	};
	size_t i = 0;

	while (i < COUNT(rows) && rows[i].kind != f->kind)
		i++;
	REQUIRE(i < COUNT(rows));
	val_add(o, "type", type_of(a, rows[i].type, true));
	if (rows[i].format)
		val_add(o, "format", val_text(a, rows[i].format));
	if (rows[i].pattern)
		val_add(o, "pattern", val_text(a, rows[i].pattern));
	return o;
}

/* Labels of words and steps for people: "3 = high". */
static const char *meanings(struct arena *a, const struct item *items, bool steps)
{
	struct sbuf *b = sbuf_new(a, 64 << 10);

	for (int64_t n = 1; items && items->name; items++, n++) {
		if (b->n)
			sbuf_text(b, "; ");
		if (steps)
			sbuf_printf(b, "%" PRId64 " = %s", n, items->label);
		else
			sbuf_printf(b, "%s = %s", items->name, items->label);
	}
	return b->n ? sbuf_str(b).p : NULL;
}

static void describe(struct arena *a, const struct field *f, struct value *o)
{
	const char *more = meanings(a, f->scale ? f->scale->items : f->items, f->scale != NULL);

	val_add(o, "title", val_text(a, f->label));
	if (f->help || more)
		val_add(o, "description", val_text(a, arena_printf(a, "%s%s%s%s",
		    f->help ? f->help : "",
		    f->help && more ? " " : "", more ? more : "", f->scale && f->scale->of ?
		    ", unless the organisation has its own scale" : "")));
	if (f->flags & F_DERIVED)
		val_add(o, "readOnly", val_bool(a, true));
	if (f->flags & F_PERSONAL)
		val_add(o, "x-personal", val_bool(a, true));
	if (f->source)
		val_add(o, "x-source", val_text(a, f->source));
}

static struct value *field_schema(struct arena *a, const struct field *f)
{
	struct value *o = val_obj(a), *choice;

	describe(a, f, o);
	switch (f->kind) {
	case FK_WORDS:
		return list_of(a, o, obj_of(a, "type", val_text(a, "string"), "enum",
		    f->items ? words(a, f->items) : NULL, NULL));
	case FK_REFS:
		return list_of(a, o, code_schema(a, f->to));
	case FK_FILES:
		return list_of(a, o, schema_ref(a, "file"));
	case FK_JSON:
		val_add(o, "type", arr_of_text(a, "object", "array", "null", NULL));
		return o;
	default:
		break;
	}
	plain_schema(a, f, o);
	if (f->kind == FK_TEXT || f->kind == FK_MARKDOWN)
		text_schema(a, f, o);
	if (f->kind == FK_ENUM) {
		val_push(choice = words(a, f->items), val_null(a));
		val_add(o, "enum", choice);
	}
	if (f->kind == FK_STEP || (f->kind == FK_INT && (f->min || f->max)))
		val_add(o, "minimum", val_int(a, f->scale ? 1 : f->min));
	if (f->kind == FK_STEP || (f->kind == FK_INT && f->max))
		val_add(o, "maximum", val_int(a, !f->scale ? f->max : f->scale->of ? SCALE_MAX :
		    scale_length(f->scale)));
	if (f->to)
		val_add(o, "x-record", val_text(a, f->to));
	return o;
}

/* What the program gives a record: never accepted from outside. */
static struct value *own_member(struct arena *a, const char *type, const char *what)
{
	return obj_of(a, "type", val_text(a, type), "readOnly", val_bool(a, true), "description",
	    val_text(a, what), NULL);
}

static struct value *state_schema(struct arena *a, const struct record *t)
{
	struct value *o = own_member(a, "string", "Changed by POST .../state only.");

	val_add(o, "enum", t->states ? words(a, t->states) : arr_of_text(a, "active", NULL));
	return o;
}

static struct value *answer_schema(struct arena *a, const struct record *t)
{
	struct value *p = val_obj(a), *required = arr_of_text(a, "code", NULL);
	struct value *when = own_member(a, "string", "RFC 3339, UTC.");

	val_add(when, "format", val_text(a, "date-time"));
	val_add(p, "code", own_member(a, "string", arena_printf(a, "%s-1 and so on%s%s", t->prefix,
	    t->key_is_code ? ", or " : "", t->key_is_code ? t->key : "")));
	for (const struct field *f = t->fields; f->name; f++) {
		val_add(p, f->name, field_schema(a, f));
		val_push(required, val_text(a, f->name));
	}
	val_add(p, "state", state_schema(a, t));
	val_add(p, "rev", own_member(a, "integer", "Revision, from 1; the ETag."));
	val_add(p, "archived", own_member(a, "boolean", "Put away; lists leave it out."));
	val_add(p, "drafted", own_member(a, "boolean",
	    "Made by the program and not yet confirmed by a person."));
	val_add(p, "created_at", when);
	val_add(p, "updated_at", val_copy(a, when));
	for (const struct value *m = val_get(p, "state"); m; m = m->next)
		val_push(required, val_text(a, m->key));
	return obj_of(a, "type", val_text(a, "object"), "title", val_text(a, t->label),
	    "description", t->help ? val_text(a, t->help) : NULL, "required", required,
	    "properties", p, NULL);
}

static struct value *change_schema(struct arena *a, const struct record *t)
{
	struct value *p = val_obj(a);

	for (const struct field *f = t->fields; f->name; f++)
		if (!(f->flags & F_DERIVED))
			val_add(p, f->name, field_schema(a, f));
	return obj_of(a, "type", val_text(a, "object"), "title", val_text(a, arena_printf(a,
	    "Change of a %s", t->label)), "properties", p, NULL);
}

static struct value *new_schema(struct arena *a, const struct record *t)
{
	struct value *all = val_arr(a), *required = val_arr(a);

	val_push(all, schema_ref(a, arena_printf(a, "%s_change", t->name)));
	for (const struct field *f = t->fields; f->name; f++)
		if ((f->flags & F_REQ) && !(f->flags & F_DERIVED) && !f->initial)
			val_push(required, val_text(a, f->name));
	return obj_of(a, "allOf", all, "title", val_text(a, arena_printf(a, "New %s", t->label)),
	    "required", required->u.list.n ? required : NULL, "unevaluatedProperties",
	    val_bool(a, false), NULL);
}

static struct value *text_member(struct arena *a, const char *what)
{
	return obj_of(a, "type", val_text(a, "string"), "description", val_text(a, what), NULL);
}

static struct value *problem_schema(struct arena *a)
{
	struct value *one = obj_of(a,
	    "field", text_member(a, "name of the field; empty for the whole record"),
	    "code", text_member(a, "machine word: required, too-long, ..."),
	    "detail", text_member(a, "sentence for the person"),
	    "row", obj_of(a, "type", val_text(a, "integer"), NULL),
	    "href", text_member(a, "page where it is mended"), NULL);
	struct value *errors = obj_of(a, "type", val_text(a, "array"), "items", obj_of(a, "type",
	    val_text(a, "object"), "required", arr_of_text(a, "field", "code", "detail", NULL),
	    "properties", one, NULL), "description", val_text(a, "All problems at once."), NULL);

	return obj_of(a, "type", val_text(a, "object"), "title", val_text(a, "Problem (RFC 9457)"),
	    "required", arr_of_text(a, "type", "title", "status", "detail", "errors", NULL),
	    "properties", obj_of(a, "type", text_member(a, "/problems/ and a word"),
	    "title", text_member(a, "what kind"), "status", obj_of(a, "type",
	    val_text(a, "integer"), NULL), "detail", text_member(a, "what is wrong here"),
	    "hint", text_member(a, "what to do"), "request", text_member(a, "id for the log"),
	    "errors", errors, NULL), NULL);
}

static struct value *of_type(struct arena *a, const char *type, const char *what)
{
	return obj_of(a, "type", val_text(a, type), "description", val_text(a, what), NULL);
}

static struct value *bulk_schema(struct arena *a)
{
	struct value *codes = of_type(a, "array", "the records: `R-1`, `R-1:3` at that revision");

	val_add(codes, "items", of_type(a, "string", "a code"));
	return obj_of(a, "type", val_text(a, "object"),
	    "title", val_text(a, "Change of many records"), "properties", obj_of(a, "codes", codes,
	    "filter", of_type(a, "string", "instead: all of a list, as behind the ? of it"),
	    "set", of_type(a, "object", "fields and their new values"),
	    "add", of_type(a, "object", "entries added to fields that hold several"),
	    "take", of_type(a, "object", "entries taken from fields that hold several"),
	    "state", of_type(a, "string", "instead: the state they move to"),
	    "archive", of_type(a, "boolean", "instead: put away (true) or bring back (false)"),
	    "undo", of_type(a, "string", "instead: the act whose changes are taken back"),
	    "dry_run", of_type(a, "boolean", "only tell what would change or be refused"),
	    "skip_refused", of_type(a, "boolean", "leave out what is refused, not all"),
	    "reason", of_type(a, "string", "why, for every history"), NULL), NULL);
}

static struct value *file_schema(struct arena *a)
{
	struct value *digest = text_member(a, "SHA-256 of the contents; from POST /api/v1/files");
	struct value *name = text_member(a, "shown, and offered when saving");
	struct value *size = own_member(a, "integer", "bytes");
	struct value *type = own_member(a, "string", "media type, by name and contents");

	val_add(digest, "pattern", val_text(a, "^[0-9a-f]{64}$"));
	val_add(name, "maxLength", val_int(a, 200));
	return obj_of(a, "type", val_text(a, "object"), "title", val_text(a, "File"), "required",
	    arr_of_text(a, "digest", NULL), "properties", obj_of(a, "digest", digest, "name", name,
	    "size", size, "type", type, NULL), NULL);
}

struct value *openapi_schemas(struct arena *a)
{
	struct value *all = val_obj(a);

	val_add(all, "problem", problem_schema(a));
	val_add(all, "bulk", bulk_schema(a));
	val_add(all, "file", file_schema(a));
	for (size_t i = 0; record_index[i]; i++) {
		const struct record *t = record_index[i];
		struct value *change = change_schema(a, t), *closed = val_arr(a);

		val_add(all, t->name, answer_schema(a, t));
		val_add(all, arena_printf(a, "%s_change", t->name), change);
		val_add(all, arena_printf(a, "%s_new", t->name), new_schema(a, t));
		val_push(closed, schema_ref(a, arena_printf(a, "%s_change", t->name)));
		val_add(all, arena_printf(a, "%s_patch", t->name), obj_of(a, "allOf", closed,
		    "unevaluatedProperties", val_bool(a, false), NULL));
	}
	return all;
}

static struct value *filter(struct arena *a, const char *name, const char *label)
{
	return obj_of(a, "name", val_text(a, name), "in", val_text(a, "query"), "description",
	    val_text(a, arena_printf(a,
	    "%s is this; also %s[ne], [lt], [lte], [gt], [gte], [has], [in]=a,b,"
	    " [empty]=yes|no; empty = has no value", label, name)), "schema",
	    obj_of(a, "type", val_text(a, "string"), NULL),
	    NULL);
}

void openapi_filters(struct arena *a, const struct record *t, struct value *params)
{
	for (const struct field *f = t->fields; f->name; f++)
		if (f->kind != FK_JSON)
			val_push(params, filter(a, f->name, f->label));
	val_push(params, filter(a, "state", N_("State")));
	val_push(params, filter(a, "created_at", N_("Time of creation")));
	val_push(params, filter(a, "updated_at", N_("Time of the last change")));
}
