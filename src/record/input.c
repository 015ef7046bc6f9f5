/* record/input.c -- see input.h. */
#include "db/sqlb.h"
#include "record/access.h"
#include "record/any.h"
#include "record/file.h"
#include "record/input.h"

enum { TEXT_MAX = 200, MARKDOWN_MAX = 20000, JSON_MAX = 64 << 10, REFS_MAX = 500 };

/* ---- references ---- */

/* The one live record that meets the condition at the end of b; 0 none, -2 several. */
static int64_t only_one(struct ctx *c, struct sqlb *b, const struct record *t)
{
	struct query *q;
	int64_t id = 0;
	int n = 0;

	sqlb_add(b, SQL(" AND t.archived = FALSE"));
	access_filter(c, b, t, VERB_READ, "t");
	sqlb_add(b, SQL(" LIMIT 2"));
	if (sqlb_query(c, &q, b) < 0)
		return 0;
	while (db_step(c, q) > 0) {
		id = db_int(q, 0);
		n++;
	}
	db_done(q);
	return n > 1 ? -2 : id;
}

static struct sqlb *where_column(struct ctx *c, const struct record *t, const char *column)
{
	struct sqlb *b = sqlb_new(c->arena);

	sqlb_add(b, SQL("SELECT t.id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t."));
	sqlb_name(b, column);
	sqlb_add(b, SQL(" = "));
	return b;
}

static int64_t by_column(struct ctx *c, const struct record *t, const char *column, struct str text)
{
	struct sqlb *b = where_column(c, t, column);

	(void)sqlb_param_str(b, text);
	return only_one(c, b, t);
}

static int64_t by_number(struct ctx *c, const struct record *t, const char *column, int64_t value)
{
	struct sqlb *b = where_column(c, t, column);

	(void)sqlb_param_int(b, value);
	return only_one(c, b, t);
}

static int64_t by_id(struct ctx *c, const struct record *t, int64_t id)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int64_t found = 0;

	sqlb_add(b, SQL("SELECT t.id FROM "));
	sqlb_name(b, t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org AND t.id = "));
	(void)sqlb_param_int(b, id);
	access_filter(c, b, t, VERB_READ, "t");
	if (sqlb_query(c, &q, b) < 0)
		return 0;
	if (db_step(c, q) > 0)
		found = db_int(q, 0);
	db_done(q);
	return found;
}

int64_t ref_resolve(struct ctx *c, const struct record *t, struct str text)
{
	const struct field *key = t->key ? field_find(t, t->key) : NULL;
	int64_t id;

	if (code_id(t, text, &id))
		return by_id(c, t, id);
	if (key && (id = by_column(c, t, key->name, text)) != 0)
		return id;
	return key && t->key_is_code ? 0 : by_column(c, t, t->title, text);
}

int64_t ref_by_field(struct ctx *c, const struct record *t, const struct field *f, struct str text)
{
	int64_t id;

	if (f->kind == FK_TEXT)
		return by_column(c, t, f->name, text);
	if (f->kind != FK_REF || (id = ref_resolve(c, record_find(f->to), text)) <= 0)
		return 0;
	return by_number(c, t, arena_printf(c->arena, "%s_id", f->name), id);
}

static struct value *one_ref(struct ctx *c, const struct field *f, struct str text)
{
	const struct record *t = record_find(f->to);
	int64_t id = ref_resolve(c, t, text);

	if (id > 0)
		return val_int(c->arena, id);
	if (id == -2)
		IGNORE(err_field(&c->err, f->name, "ambiguous",
		    "\"%s\": more than one %s has this name; "
		    "use the code",
		    text.p, t->label));
	else
		IGNORE(err_field(
		    &c->err, f->name, "no-such-record", "there is no %s \"%s\"", t->label, text.p));
	return NULL;
}

static struct value *ref_of_any(struct ctx *c, const struct field *f, struct str text)
{
	struct any s;
	int rc = any_resolve(c, text, &s);

	if (rc == E_OK)
		return val_text(c->arena, any_text(c->arena, s.t, s.id));
	IGNORE(err_field(&c->err, f->name, rc == E_CONFLICT ? "ambiguous" : "no-such-record",
	    rc == E_CONFLICT ? "\"%s\": more than one record has this name; use the code" :
	    "there is no record \"%s\"; write its code, such as R-42, or type and key, "
	    "such as control/A.8.13", text.p));
	return NULL;
}

/* ---- one value ---- */

static struct value *bad(struct ctx *c, const struct field *f, const char *code, const char *what)
{
	IGNORE(err_field(&c->err, f->name, code, "%s", what));
	return NULL;
}

/* Browsers end lines with CR LF: one form of a text, so that it does not change by being saved. */
static struct str plain_lines(struct ctx *c, struct str s)
{
	char *out;
	size_t n = 0;

	if (!memchr(s.p, '\r', s.n))
		return s;
	out = arena_alloc(c->arena, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r' || i + 1 == s.n || s.p[i + 1] != '\n')
			out[n++] = s.p[i];
	out[n] = '\0';
	return (struct str){ out, n };
}

/* Titles, names, words: what a hidden mark makes of them stands in lists, reports and messages. */
static bool plain_direction(struct ctx *c, const struct field *f, struct str s)
{
	uint32_t mark = str_turns(s);

	if (mark)
		(void)bad(c, f, "hidden-mark", arena_printf(c->arena, "holds the hidden mark "
		    "U+%04X, which turns what is read around: type the text anew instead of "
		    "pasting it", (unsigned)mark));
	return !mark;
}

static struct value *text_value(struct ctx *c, const struct field *f, struct str s)
{
	int64_t max = f->max ? f->max : f->kind == FK_MARKDOWN ? MARKDOWN_MAX : TEXT_MAX;

	if (f->kind == FK_MARKDOWN)
		s = plain_lines(c, s);
	if (f->kind == FK_TEXT && (memchr(s.p, '\n', s.n) || memchr(s.p, '\r', s.n)))
		return bad(c, f, "not-one-line", "must be one line");
	if (f->kind == FK_TEXT && !plain_direction(c, f, s))
		return NULL;
	if ((int64_t)str_chars(s) > max)
		return bad(c, f, "too-long", arena_printf(c->arena, "is longer than %" PRId64
		    " characters", max));
	if ((int64_t)str_chars(s) < f->min)
		return bad(c, f, "too-short", arena_printf(c->arena, "must have at least %" PRId64
		    " characters", f->min));
	return val_str(c->arena, s);
}

static struct value *int_value(struct ctx *c, const struct field *f, int64_t i)
{
	static const int64_t exact = INT64_C(1) << 53;	/* what JSON readers keep exactly */
	int64_t max = f->max ? f->max : exact, min = f->min;

	if (i < min || i > max)
		return bad(c, f, "out-of-range", max == exact ?
		    arena_printf(c->arena, "must be at least %" PRId64, min) :
		    arena_printf(c->arena, "must be between %" PRId64 " and %" PRId64, min, max));
	return val_int(c->arena, i);
}

/* "1 Rare, 2 Unlikely, ..." */
static const char *steps(struct ctx *c, const struct scale *scale)
{
	struct sbuf *b = sbuf_new(c->arena, 4096);

	for (int64_t i = 1; i <= scale_length(scale); i++)
		sbuf_printf(b, "%s%" PRId64 " %s", i > 1 ? ", " : "", i, scale->items[i - 1].label);
	return sbuf_str(b).p;
}

/* A step by number, by name or by label. */
static struct value *step_value(struct ctx *c, const struct field *f, struct str s)
{
	const struct scale *scale = scale_in(c, f->scale);
	int64_t n = scale_length(scale), step = 0;

	if (!str_int(s, &step))
		for (int64_t i = 1; i <= n; i++)
			if (strcasecmp(scale->items[i - 1].name, s.p) == 0 ||
			    strcasecmp(scale->items[i - 1].label, s.p) == 0)
				step = i;
	if (step < 1 || step > n)
		return bad(c, f, "out-of-range", arena_printf(c->arena,
		    "\"%s\" is not a step of the scale: %s", s.p, steps(c, scale)));
	return val_int(c->arena, step);
}

static const char *choices(struct ctx *c, const struct item *items)
{
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	sbuf_init(b, c->arena, 4096);
	for (; items->name; items++)
		sbuf_printf(b, "%s%s", b->n ? ", " : "", items->name);
	return sbuf_str(b).p;
}

/* A word of the list, by name or by label. */
static const struct item *item_of(const struct field *f, struct str s)
{
	for (const struct item *i = f->items; i && i->name; i++)
		if (strcasecmp(i->name, s.p) == 0 || strcasecmp(i->label, s.p) == 0)
			return i;
	return NULL;
}

static struct value *word_value(struct ctx *c, const struct field *f, struct str s)
{
	const struct item *i = item_of(f, s);

	if (f->items)
		return i ? val_text(c->arena, i->name)
			 : bad(c, f, "not-a-choice",
			       arena_printf(c->arena, "\"%s\" is not one of: %s", s.p,
				   choices(c, f->items)));
	if (s.n > 60 || memchr(s.p, ';', s.n) || memchr(s.p, ',', s.n))
		return bad(
		    c, f, "not-a-word", "a word has at most 60 characters, no comma or semicolon");
	return plain_direction(c, f, s) ? val_str(c->arena, s) : NULL;
}

static struct value *bool_value(struct ctx *c, const struct field *f, struct str s)
{
	static const char *const yes[] = { "true", "yes", "1", "on", "x" };
	static const char *const no[] = { "false", "no", "0", "off" };

	for (size_t i = 0; i < COUNT(yes); i++)
		if (strcasecmp(s.p, yes[i]) == 0)
			return val_bool(c->arena, true);
	for (size_t i = 0; i < COUNT(no); i++)
		if (strcasecmp(s.p, no[i]) == 0)
			return val_bool(c->arena, false);
	return bad(c, f, "not-yes-or-no", "must be yes or no");
}

static struct value *fixed_value(struct ctx *c, const struct field *f, struct str s)
{
	int places = f->kind == FK_MONEY ? 2 : 6;
	int64_t v;

	if (!fixed_parse(s, places, &v))
		return bad(c, f, "not-a-number",
		    arena_printf(c->arena,
			"\"%s\" is not a number with at "
			"most %d decimals and a point",
			s.p, places));
	return val_int(c->arena, v);
}

/* A day that has begun nowhere yet is to come: clocks are up to 14 hours ahead of UTC. */
static struct value *date_value(struct ctx *c, const struct field *f, struct str s)
{
	char latest[DATE_TEXT];

	if (!date_valid(s))
		return bad(c, f, "not-a-date",
		    arena_printf(c->arena, "\"%s\" is not a date such as 2026-11-22", s.p));
	date_print(c->now_us + 14 * 3600 * INT64_C(1000000), latest);
	if ((f->flags & F_PAST) && strcmp(s.p, latest) > 0)
		return bad(c, f, "future", arena_printf(c->arena,
		    "%s is still to come: give the day on which it was done", s.p));
	return val_str(c->arena, s);
}

static struct value *time_value(struct ctx *c, const struct field *f, struct str s)
{
	char *out = arena_alloc(c->arena, TIME_TEXT);
	int64_t us;

	if (!time_parse(s, &us))
		return bad(c, f, "not-a-time", "must be a time such as 2026-11-22T09:30:00Z");
	time_print(us, out);
	return val_text(c->arena, out);
}

static struct value *json_value(struct ctx *c, const struct field *f, struct str s)
{
	struct value *v;
	struct err e;

	err_init(&e, c->arena);
	if (s.n > JSON_MAX)
		return bad(c, f, "too-long", "is larger than 64 KB");
	if (json_parse(c->arena, s.p, s.n, &v, &e) < 0)
		return bad(c, f, "not-json", e.detail);
	return v;
}

/* A single text to the field's form; not for lists. */
static struct value *from_text(struct ctx *c, const struct field *f, struct str s)
{
	int64_t i;

	switch (f->kind) {
	case FK_TEXT:
	case FK_MARKDOWN:
		return text_value(c, f, s);
	case FK_INT:
		return str_int(s, &i) ? int_value(c, f, i) :
		    bad(c, f, "not-a-number", "must be a whole number");
	case FK_DECIMAL:
	case FK_MONEY:
		return fixed_value(c, f, s);
	case FK_BOOL:
		return bool_value(c, f, s);
	case FK_DATE:
		return date_value(c, f, s);
	case FK_TIME:
		return time_value(c, f, s);
	case FK_ENUM:
	case FK_WORDS:
		return word_value(c, f, s);
	case FK_STEP:
		return step_value(c, f, s);
	case FK_REF:
	case FK_REFS:
		return one_ref(c, f, s);
	case FK_ANY:
		return ref_of_any(c, f, s);
	case FK_JSON:
		return json_value(c, f, s);
	case FK_FILES:
		return files_from_text(c, f, s);
	}
	BUG("field kind");
}

int no_such_field(struct ctx *c, const struct record *t, const char *at, const char *name)
{
	return err_field(&c->err, at, "unknown-field", "%s has no field \"%s\"%s", t->label, name,
	    field_meant(c->arena, t, name));
}

/* ---- lists: refs and words, sorted, each once ---- */

static bool before(const struct value *x, const struct value *y)
{
	return x->kind == V_INT ? x->u.i < y->u.i : strcmp(x->u.s.p, y->u.s.p) < 0;
}

static void insert_sorted(struct value *list, struct value *v)
{
	struct value **at = &list->u.list.first;

	while (*at && before(*at, v))
		at = &(*at)->next;
	if (*at && val_same(*at, v))
		return;
	v->next = *at;
	*at = v;
	if (!v->next)
		list->u.list.last = v;
	list->u.list.n++;
}

static struct value *finish_list(struct ctx *c, const struct field *f, struct value *list)
{
	if (list->u.list.n > REFS_MAX)
		return bad(c, f, "too-many", "at most 500 entries");
	return list->u.list.n ? list : NULL;
}

static struct value *list_from_text(struct ctx *c, const struct field *f, struct str s)
{
	struct value *list = val_arr(c->arena), *v;
	size_t from = 0;

	for (size_t i = 0; i <= s.n; i++) {
		struct str part;

		if (i < s.n && s.p[i] != ',' && s.p[i] != ';' && s.p[i] != '\n')
			continue;
		part = str_trim(c->arena, str_copy(c->arena, s.p + from, i - from));
		from = i + 1;
		if (part.n && (v = from_text(c, f, part)))
			insert_sorted(list, v);
	}
	return finish_list(c, f, list);
}

static struct value *list_from_json(struct ctx *c, const struct field *f, const struct value *in)
{
	struct value *list = val_arr(c->arena), *v;

	if (in->kind != V_ARRAY)
		return bad(c, f, "wrong-type", "must be an array of texts");
	for (const struct value *m = in->u.list.first; m; m = m->next) {
		if (m->kind != V_TEXT)
			return bad(c, f, "wrong-type", "must be an array of texts");
		if ((v = from_text(c, f, m->u.s)))
			insert_sorted(list, v);
	}
	return finish_list(c, f, list);
}

int input_one(struct ctx *c, const struct field *f, struct str text, struct value **ret)
{
	struct str s = str_trim(c->arena, text);

	*ret = f->kind == FK_REFS || f->kind == FK_WORDS ? list_from_text(c, f, s) :
	    from_text(c, f, s);
	return *ret ? E_OK : E_INVALID;
}

/* ---- JSON: the type must be right already ---- */

static struct value *from_json(struct ctx *c, const struct field *f, const struct value *in)
{
	switch (f->kind) {
	case FK_INT:
		return in->kind == V_INT ? int_value(c, f, in->u.i) :
		    bad(c, f, "wrong-type", "must be a whole number");
	case FK_STEP:
		if (in->kind != V_INT)
			return bad(
			    c, f, "wrong-type", "must be a whole number, a step of the scale");
		return from_text(c, f, str_of(arena_printf(c->arena, "%" PRId64, in->u.i)));
	case FK_BOOL:
		return in->kind == V_BOOL ? val_bool(c->arena, in->u.b) :
		    bad(c, f, "wrong-type", "must be true or false");
	case FK_REFS:
	case FK_WORDS:
		return list_from_json(c, f, in);
	case FK_FILES:
		return files_from_json(c, f, in);
	case FK_JSON:
		return in->kind == V_ARRAY || in->kind == V_OBJECT ? val_copy(c->arena, in) :
		    bad(c, f, "wrong-type", "must be an object or an array");
	default:
		return in->kind == V_TEXT ? from_text(c, f, in->u.s) :
		    bad(c, f, "wrong-type", "must be a text");
	}
}

/* Empty input empties the field. */
static bool is_empty(const struct value *in)
{
	return in->kind == V_NULL || (in->kind == V_TEXT && in->u.s.n == 0) ||
	    (in->kind == V_ARRAY && in->u.list.n == 0);
}

static void apply_field(struct ctx *c, struct rec *r, const struct field *f, const struct value *in,
    enum input_mode mode)
{
	struct value trimmed = *in, *v;
	struct value **at = &r->v[field_index(r->type, f)];
	size_t problems = c->err.nfields;

	if (in->kind == V_TEXT && !str_valid(in->u.s.p, in->u.s.n)) {
		IGNORE(err_field(&c->err, f->name, "not-text", "holds control characters or bytes "
		    "that are not UTF-8 text"));
		return;
	}
	if (in->kind == V_TEXT)
		trimmed.u.s = str_trim(c->arena, in->u.s);
	if (is_empty(&trimmed))
		v = NULL;
	else if (mode == IN_JSON)
		v = from_json(c, f, &trimmed);
	else if (in->kind != V_TEXT)
		v = bad(c, f, "wrong-type", "must be a text");
	else
		v = f->kind == FK_REFS || f->kind == FK_WORDS ? list_from_text(c, f, trimmed.u.s) :
		    from_text(c, f, trimmed.u.s);
	if (c->err.nfields > problems)
		return;
	if ((f->flags & F_FIXED) && r->id && (!v != !*at || (v && !val_same(v, *at)))) {
		IGNORE(err_field(&c->err, f->name, "fixed", "cannot be changed after creation"));
		return;
	}
	*at = v;
}

int input_apply(struct ctx *c, struct rec *r, const struct value *input, enum input_mode mode)
{
	size_t problems = c->err.nfields;

	if (input->kind != V_OBJECT)
		return err_set(&c->err, E_USAGE, "the record must be a JSON object");
	for (const struct value *m = input->u.list.first; m; m = m->next) {
		const struct field *f = field_find(r->type, m->key);

		if (!f)
			IGNORE(no_such_field(c, r->type, m->key, m->key));
		else if (f->flags & F_DERIVED)
			IGNORE(err_field(
			    &c->err, m->key, "not-yours", "is computed and cannot be set"));
		else
			apply_field(c, r, f, m, mode);
	}
	return c->err.nfields > problems ? E_INVALID : E_OK;
}

int input_initial(struct ctx *c, struct rec *r)
{
	size_t problems = c->err.nfields;

	for (const struct field *f = r->type->fields; f->name; f++)
		if (f->initial) {
			struct value *v = val_text(c->arena, f->initial);

			apply_field(c, r, f, v, IN_TEXT);
		}
	return c->err.nfields > problems ? E_INVALID : E_OK;
}

/* Has a problem of this field been told already? Then "required" would only confuse. */
static bool told(const struct ctx *c, const char *field)
{
	for (const struct fielderr *e = c->err.fields; e; e = e->next)
		if (strcmp(e->field, field) == 0)
			return true;
	return false;
}

static int check_unique(struct ctx *c, const struct rec *r, const struct field *f)
{
	const struct value *v = r->v[field_index(r->type, f)];
	struct sqlb *b;
	struct query *q;
	int rc;

	if (!v || r->archived)
		return E_OK;
	b = sqlb_new(c->arena);
	sqlb_add(b, SQL("SELECT id FROM "));
	sqlb_name(b, r->type->name);
	sqlb_add(b, SQL(" WHERE org = :org AND archived = FALSE AND "));
	sqlb_name(b, f->name);
	if (f->kind == FK_REF)
		sqlb_add(b, SQL("_id"));
	sqlb_add(b, SQL(" = "));
	(void)(v->kind == V_TEXT ? sqlb_param_str(b, v->u.s) : sqlb_param_int(b, v->u.i));
	sqlb_add(b, SQL(" AND id <> "));
	(void)sqlb_param_int(b, r->id);
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	if ((rc = db_step(c, q)) > 0)
		rc = err_field(&c->err, f->name, "taken", "%s already has this %s",
		    code_text(c->arena, r->type, db_int(q, 0)), f->label);
	db_done(q);
	return rc;
}

int input_complete(struct ctx *c, const struct rec *r)
{
	size_t problems = c->err.nfields;
	int rc;

	for (const struct field *f = r->type->fields; f->name; f++) {
		if ((f->flags & F_REQ) && !r->v[field_index(r->type, f)] && !told(c, f->name))
			IGNORE(err_field(&c->err, f->name, "required", "%s is needed", f->label));
		if ((f->flags & F_UNIQUE) && (rc = check_unique(c, r, f)) < 0 && rc != E_INVALID)
			return rc;
	}
	return c->err.nfields > problems ? E_INVALID : E_OK;
}
