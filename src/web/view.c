/* web/view.c -- records as the templates want them: cells, states, forms. See app.h. */
#include "record/any.h"
#include "record/file.h"
#include "record/list.h"
#include "web/app.h"
#include "web/markdown.h"

enum { OPTIONS_MAX = 200 };

const char *moment(struct arena *a, const char *time)
{
	return strlen(time) < 19 ? time : arena_printf(a, "%.10s %.8s UTC", time, time + 11);
}

void moments(struct arena *a, struct value *list, const char *key)
{
	for (struct value *o = list->u.list.first; o; o = o->next)
		if (val_get_text(o, key))
			val_set_text(a, o, key, moment(a, val_get_text(o, key)));
}

struct value *type_view(struct arena *a, const struct record *t)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, t->name));
	val_add(o, "plural", val_text(a, t->plural));
	val_add(o, "label", val_text(a, t->label));
	val_add(o, "labels", val_text(a, t->labels));
	val_add(o, "help", val_text(a, t->help));
	val_add(o, "icon", val_text(a, t->icon ? t->icon : "file"));
	return o;
}

static const char *tone_or_none(const char *tone)
{
	return tone ? tone : "none";
}

static struct value *badge(struct arena *a, const struct item *i, const char *word)
{
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, i ? i->label : word));
	val_add(o, "tone", val_text(a, tone_or_none(i ? i->tone : NULL)));
	return o;
}

struct value *state_view(struct arena *a, const struct record *t, const char *state)
{
	if (!t->states)
		return val_null(a);
	return badge(a, item_find(t->states, state, strlen(state)), state);
}

static struct value *ref_link(struct ctx *c, const struct record *t, int64_t id)
{
	struct ref_label l = ref_label(c, t, id);
	struct value *o = val_obj(c->arena);

	val_add(o, "code", val_text(c->arena, l.code));
	val_add(o, "label", val_text(c->arena, l.label ? l.label : l.code));
	val_add(o, "href", val_text(c->arena, l.label ? rec_path(c->arena, t, l.code) : NULL));
	return o;
}

static struct value *step_view(struct arena *a, const struct scale *s, int64_t n)
{
	const struct item *i = scale_step(s, n);
	struct value *o = val_obj(a);

	val_add(o, "label", val_text(a, i ? i->label : "?"));
	val_add(o, "tone", val_text(a, tone_or_none(i ? i->tone : NULL)));
	val_add(o, "n", val_int(a, n));
	val_add(o, "of", val_int(a, scale_length(s)));
	return o;
}

/*
 * A mark stands only where it tells words apart by tone. In a list "Modify: apply controls" is
 * "Modify".
 */
static void enum_cell(struct arena *a, const struct field *f, const struct value *v, bool in_list,
    struct value *o)
{
	const struct item *i = item_find(f->items, v->u.s.p, v->u.s.n);
	struct item shown = i ? *i : (struct item){ v->u.s.p, v->u.s.p, NULL, NULL };
	bool toned = false;

	for (const struct item *m = f->items; m && m->name; m++)
		toned |= m->tone != NULL;
	if (in_list && strstr(shown.label, ": "))
		shown.label = arena_text_n(a, shown.label,
		    (size_t)(strstr(shown.label, ": ") - shown.label));
	if (toned)
		val_add(o, "badge", badge(a, &shown, shown.name));
	else
		val_add(o, "text", val_text(a, shown.label));
}

const char *file_href(struct arena *a, const char *digest, const char *name)
{
	struct sbuf *b = sbuf_new(a, 4096);

	sbuf_printf(b, "/files/%s/", digest);
	url_add(b, name);
	return sbuf_str(b).p;
}

static struct value *file_list(struct arena *a, const struct value *v)
{
	struct value *list = val_arr(a);

	for (const struct value *m = v->u.list.first; m; m = m->next) {
		const char *digest = val_get_text(m, "digest"), *name = val_get_text(m, "name");
		struct value *o = val_obj(a);

		val_add(o, "name", val_text(a, name));
		val_add(o, "href", val_text(a, file_href(a, digest, name)));
		val_add(o, "look_href", val_text(a, arena_printf(a, "%s/look",
		    file_href(a, digest, name))));
		val_add(o, "value", val_text(a, arena_printf(a, "%s %s", digest, name)));
		val_add(o, "size", val_text(a, size_text(a, val_get_int(m, "size", 0))));
		val_add(o, "type", val_text(a, val_get_text(m, "type")));
		val_add(o, "digest", val_text(a, digest));
		val_add(o, "short", val_text(a, arena_text_n(a, digest, 12)));
		val_push(list, o);
	}
	return list;
}

static void prose_cell(struct arena *a, const struct field *f, const struct value *v, bool in_list,
    struct value *o)
{
	if (f->flags & F_LINES)
		val_add(o, "lines", val_str(a, v->u.s));
	else if (in_list)
		val_add(o, "text", val_str(a, v->u.s));
	else
		val_add(o, "html", markdown_html(a, v->u.s, 3));
}

/* Is this word among "a,b;c" as typed or stored? */
static bool among(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p += n)
		if ((p == list || strchr(",; ", p[-1])) && (p[n] == '\0' || strchr(",; ", p[n])))
			return true;
	return false;
}

/* A day that must not pass while the record is in one of some states, and has passed. */
static bool missed(struct ctx *c, const struct rec *r, const struct field *f, const char *day)
{
	char today[DATE_TEXT];

	if (!f->due_in || !r || !among(f->due_in, r->state))
		return false;
	date_print(c->as_of_us ? c->as_of_us : c->now_us, today);
	return strcmp(day, today) < 0;
}

struct value *cell_value(struct ctx *c, const struct rec *r, const struct field *f,
    const struct value *v, bool in_list)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *list;
	struct any s;

	if (!v) {
		val_add(o, "empty", val_bool(a, true));
		return o;
	}
	switch (f->kind) {
	case FK_REF:
		val_push(list = val_arr(a), ref_link(c, record_find(f->to), v->u.i));
		if (in_list)	/* the name is enough; null, or the row's own code would show */
			val_set(list->u.list.first, "code", val_null(a));
		val_add(o, "links", list);
		break;
	case FK_REFS:
		list = val_arr(a);
		for (const struct value *m = v->u.list.first; m; m = m->next)
			val_push(list, ref_link(c, record_find(f->to), m->u.i));
		val_add(o, "links", list);
		break;
	case FK_ANY:
		if (!any_parse(v->u.s, &s))
			break;
		val_push(list = val_arr(a), ref_link(c, s.t, s.id));
		val_add(o, "links", list);
		break;
	case FK_ENUM:
		enum_cell(a, f, v, in_list, o);
		break;
	case FK_STEP:
		val_add(o, "step", step_view(a, scale_in(c, f->scale), v->u.i));
		break;
	case FK_MARKDOWN:
		prose_cell(a, f, v, in_list, o);
		break;
	case FK_TIME:
		val_add(o, "text", val_text(a, moment(a, value_text(c, f, v))));
		break;
	case FK_DATE:
		val_add(o, missed(c, r, f, v->u.s.p) ? "late" : "text", val_str(a, v->u.s));
		break;
	case FK_INT:
	case FK_DECIMAL:
	case FK_MONEY:
		val_add(o, "numeric", val_bool(a, true));
		val_add(o, "text", val_text(a, value_text(c, f, v)));
		break;
	case FK_FILES:
		val_add(o, in_list ? "file_names" : "files", file_list(a, v));
		val_add(o, "has_files", val_bool(a, !in_list));
		break;
	default:
		val_add(o, "text", val_text(a, value_text(c, f, v)));
	}
	return o;
}

/* ---- forms ---- */

static struct value *option(struct arena *a, const char *value, const char *label, const char *help,
    bool selected)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	if (help)
		val_add(o, "help", val_text(a, help));
	val_add(o, "selected", val_bool(a, selected));
	return o;
}

static struct value *item_options(struct arena *a, const struct item *items, const char *value)
{
	struct value *list = val_arr(a);

	for (; items && items->name; items++)
		val_push(list,
		    option(a, items->name, items->label, items->help, among(value, items->name)));
	return list;
}

static struct value *step_options(struct arena *a, const struct scale *s, const char *value)
{
	struct value *list = val_arr(a);

	for (int64_t i = 1; i <= scale_length(s); i++) {
		const char *n = arena_printf(a, "%" PRId64, i);

		val_push(list, option(a, n, s->items[i - 1].label, s->items[i - 1].help,
		    strcmp(n, value) == 0));
	}
	return list;
}

/* The record's value as the form's control holds it. */
static const char *form_value(struct ctx *c, const struct field *f, const struct value *v)
{
	const struct record *t = f->to ? record_find(f->to) : NULL;
	struct sbuf *b;

	if (!v)
		return "";
	if (f->kind == FK_REF)
		return ref_label(c, t, v->u.i).code;
	if (f->kind == FK_ANY)
		return v->u.s.p;
	if (f->kind == FK_ENUM || f->kind == FK_STEP || f->kind == FK_BOOL)
		return v->kind == V_TEXT ? v->u.s.p : v->kind == V_BOOL ? (v->u.b ? "true" : "") :
		    arena_printf(c->arena, "%" PRId64, v->u.i);
	if (f->kind == FK_FILES)
		return files_text(c->arena, v);
	if (f->kind != FK_REFS && f->kind != FK_WORDS)
		return value_text(c, f, v);
	b = arena_alloc(c->arena, sizeof(*b));
	sbuf_init(b, c->arena, 64 << 10);
	for (const struct value *m = v->u.list.first; m; m = m->next)
		sbuf_printf(b, "%s%s", b->n ? ", " : "",
		    t ? ref_label(c, t, m->u.i).code : m->u.s.p);
	return sbuf_str(b).p;
}

static const char *kind_flag(enum field_kind k)
{
	static const char *const flags[] = {
		[FK_TEXT] = "is_text", [FK_MARKDOWN] = "is_markdown", [FK_INT] = "is_int",
		[FK_DECIMAL] = "is_decimal", [FK_MONEY] = "is_decimal", [FK_BOOL] = "is_bool",
		[FK_DATE] = "is_date", [FK_TIME] = "is_time", [FK_ENUM] = "is_enum",
		[FK_WORDS] = "is_words", [FK_STEP] = "is_step", [FK_REF] = "is_ref",
		[FK_REFS] = "is_refs", [FK_ANY] = "is_any", [FK_JSON] = "is_json",
		[FK_FILES] = "is_files",
	};

	return flags[k];
}

static const char *error_of(struct ctx *c, const char *field)
{
	for (const struct fielderr *e = c->err.fields; e; e = e->next)
		if (strcmp(e->field, field) == 0)
			return e->detail;
	return NULL;
}

/* The files that are attached already, as typed or stored: unchecking one takes it off. */
static struct value *kept_files(struct ctx *c, const struct field *f, const char *lines)
{
	struct err before = c->err;
	struct value *v = NULL, *list;

	err_init(&c->err, c->arena);
	if (lines[0])
		v = files_from_text(c, f, str_of(lines));
	c->err = before;	/* what is wrong with them has been told by the input */
	list = v ? file_list(c->arena, v) : val_arr(c->arena);
	for (struct value *o = list->u.list.first; o; o = o->next)
		val_add(o, "field", val_text(c->arena, f->name));
	return list;
}

struct value *form_field(struct ctx *c, struct req *r, const struct field *f, const char *value)
{
	struct arena *a = c->arena;
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, f->name));
	val_add(o, "id", val_text(a, f->name));
	val_add(o, "label", val_text(a, f->label));
	val_add(o, "help", val_text(a, f->help));
	val_add(o, "source", val_text(a, f->source));
	val_add(o, "required", val_bool(a, f->flags & F_REQ));
	val_add(o, "wide", val_bool(a, f->flags & F_WIDE));
	val_add(o, "error", val_text(a, error_of(c, f->name)));
	val_add(o, kind_flag(f->kind), val_bool(a, true));
	val_add(o, "value", val_text(a, value));
	if (f->kind == FK_TEXT)
		val_add(o, "max", val_int(a, f->max ? f->max : 200));
	if (f->kind == FK_ENUM || (f->kind == FK_WORDS && f->items))
		val_add(o, "options", item_options(a, f->items, value));
	if (f->kind == FK_STEP)
		val_add(o, "options", step_options(a, scale_in(c, f->scale), value));
	if (f->kind == FK_FILES)
		val_add(o, "kept", kept_files(c, f, value));
	if (f->to && access_scope(c, record_find(f->to), VERB_CREATE) != SCOPE_NONE)
		val_add(o, "quick", val_text(a, record_find(f->to)->label));
	if (f->to) {
		val_add(o, "choices", choices_html(c, r, record_find(f->to)));
		val_add(o, "list_href", val_text(a, arena_join(a, "/api/v1/",
		    record_find(f->to)->plural)));
	}
	return o;
}

/* A code in a box says nothing to who does not know it by heart: what is stored is named beside. */
static struct value *typed_or_stored(struct ctx *c, struct req *r, const struct field *f,
    const char *typed, const struct rec *rec)
{
	const struct value *v = rec ? rec->v[field_index(rec->type, f)] : NULL;
	struct value *o = form_field(c, r, f, typed ? typed : rec ? form_value(c, f, v) :
	    f->initial ? f->initial : "");

	if (v && f->to)
		val_add(o, "now", val_text(c->arena, value_text(c, f, v)));
	return o;
}

/* Errors of the whole, in the words of the form. */
struct value *error_list(struct ctx *c, const struct record *t)
{
	struct value *list = val_arr(c->arena);

	for (const struct fielderr *e = c->err.fields; e; e = e->next) {
		const struct field *f = field_find(t, e->field);
		struct value *o = val_obj(c->arena);

		val_add(o, "field", val_text(c->arena, e->field));
		val_add(o, "label", val_text(c->arena, f ? f->label : e->field));
		val_add(o, "detail", val_text(c->arena, e->detail));
		val_push(list, o);
	}
	return list;
}

void form_view(struct ctx *c, struct req *r, const struct record *t, const struct rec *rec,
    const struct value *input, struct value *view)
{
	struct arena *a = c->arena;
	struct value *groups = val_arr(a), *g = NULL, *fields = NULL;
	const char *code = rec && rec->id ? rec_code(a, rec) : NULL;

	for (const struct field *f = t->fields; f->name; f++) {
		const char *typed = val_get_text(input, f->name);

		if (!fields || f->group) {
			g = val_obj(a);
			fields = val_arr(a);
			val_add(g, "label", val_text(a, f->group ? f->group : t->label));
			val_add(g, "fields", fields);
		}
		if ((f->flags & (F_DERIVED | F_INTERNAL)) || (code && (f->flags & F_FIXED)))
			continue;
		if (!fields->u.list.n)	/* a group of which nothing can be typed in has no heading */
			val_push(groups, g);
		val_push(fields, typed_or_stored(c, r, f, typed, rec));
	}
	val_set(view, "type", type_view(a, t));
	val_set_text(a, view, "code", code);
	val_set_text(
	    a, view, "heading", code ? rec_title(rec) : arena_printf(a, "New %s", t->label));
	val_set_text(a, view, "title", code ? arena_printf(a, "Edit %s", code) :
	    arena_printf(a, "New %s", t->label));
	val_set_text(a, view, "action", code ? rec_path(a, t, code) :
	    arena_printf(a, "/%s", t->plural));
	val_set_text(a, view, "cancel_href", val_get_text(view, "action"));
	val_set(view, "groups", groups);
	val_set_bool(a, view, "ask_reason", code != NULL);
	val_set_bool(a, view, "has_files", record_has_files(t));
	if (code)
		val_set_int(a, view, "rev", rec->rev);
	if (c->err.code) {
		val_set(view, "errors", error_list(c, t));
		val_set_text(a, view, "problem", c->err.detail);
		val_set_text(a, view, "hint", c->err.hint);
	}
}

/* The fields of a posted form as an object of texts; a name that comes several times is a list. */
struct value *form_object(struct ctx *c, const struct req *r, const struct record *t)
{
	static const char *const own[] = { "csrf", "rev", "reason", "next" };
	struct value *o = val_obj(c->arena);

	for (size_t i = 0; r->form && i < r->form->n; i++) {
		const struct http_field *h = &r->form->fields[i];
		const struct field *f = field_find(t, h->name);
		const char *before = val_get_text(o, h->name);
		bool mine = false;

		for (size_t k = 0; k < COUNT(own); k++)
			mine |= strcmp(own[k], h->name) == 0;
		if (mine || h->file || h->name[0] == '_')	/* _x is the form's own */
			continue;
		if (f && before && before[0] &&
		    (f->kind == FK_WORDS || f->kind == FK_REFS || f->kind == FK_FILES))
			val_set_text(c->arena, o, h->name, arena_printf(c->arena, "%s%c%s",
			    before, f->kind == FK_FILES ? '\n' : ',', h->value.p));
		else
			val_set(o, h->name, val_str(c->arena, h->value));
	}
	return o;
}
