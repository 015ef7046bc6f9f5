/* record/filter.c -- what people ask of a list: parameters, operators, words. See list.h. */
#include "record/input.h"
#include "record/list.h"
#include "record/access.h"

enum { ALL_KINDS = 127, WORDS_MAX = 20 };

const struct filter_word filter_words[] = {
	{ "eq", N_("is"), FILTER_TEXT | FILTER_NUMBER | FILTER_DATE | FILTER_CHOICE | FILTER_STEP |
	    FILTER_REF, NULL },
	{ "eq", N_("includes"), FILTER_MANY, NULL },
	{ "ne", N_("is not"), FILTER_TEXT | FILTER_NUMBER | FILTER_DATE | FILTER_CHOICE |
	    FILTER_STEP | FILTER_REF, NULL },
	{ "ne", N_("does not include"), FILTER_MANY, NULL },
	{ "in", N_("is one of"), FILTER_CHOICE | FILTER_STEP | FILTER_REF, NULL },
	{ "has", N_("contains"), FILTER_TEXT, NULL },
	{ "gte", N_("is at least"), FILTER_NUMBER | FILTER_STEP, NULL },
	{ "lte", N_("is at most"), FILTER_NUMBER | FILTER_STEP, NULL },
	{ "lt", N_("is before"), FILTER_DATE, NULL },
	{ "gt", N_("is after"), FILTER_DATE, NULL },
	{ "gte", N_("is on or after"), FILTER_DATE, NULL },
	{ "lte", N_("is on or before"), FILTER_DATE, NULL },
	{ "lt", N_("is less than"), FILTER_NUMBER | FILTER_STEP, NULL },
	{ "gt", N_("is more than"), FILTER_NUMBER | FILTER_STEP, NULL },
	{ "empty", N_("is empty"), ALL_KINDS, "yes" },
	{ "empty", N_("is not empty"), ALL_KINDS, "no" },
	{ 0 }
};

unsigned filter_kinds(const struct field *f)
{
	switch (f->kind) {
	case FK_INT:
	case FK_DECIMAL:
	case FK_MONEY:
		return FILTER_NUMBER;
	case FK_DATE:
	case FK_TIME:
		return FILTER_DATE;
	case FK_ENUM:
	case FK_BOOL:
		return FILTER_CHOICE;
	case FK_STEP:
		return FILTER_STEP;
	case FK_REF:
	case FK_ANY:
		return FILTER_REF;
	case FK_REFS:
	case FK_WORDS:
		return FILTER_MANY;
	default:
		return FILTER_TEXT;
	}
}

const struct filter_word *filter_word(const struct field *f, enum filter_op op, struct str value)
{
	for (const struct filter_word *w = filter_words; w->op; w++)
		if ((w->kinds & filter_kinds(f)) && filter_op(str_of(w->op)) == op &&
		    (!w->value || str_is(value, w->value) ||
			(!str_is(value, "no") && strcmp(w->value, "yes") == 0)))
			return w;
	return NULL;
}

/* ---- columns of the machine itself, as fields ---- */

const struct field *list_field(struct ctx *c, const struct record *t, const char *name)
{
	static const struct field own[] = {
		{ "created_at", FK_TIME, N_("Created"), F_DERIVED },
		{ "updated_at", FK_TIME, N_("Changed"), F_DERIVED },
		{ "drafted", FK_BOOL, N_("Drafted by the program"), F_DERIVED },
	};
	const struct field *f = field_find(t, name);
	struct field *state;

	if (f)
		return f->flags & F_INTERNAL ? NULL : f;
	for (size_t i = 0; i < COUNT(own); i++)
		if (strcmp(own[i].name, name) == 0)
			return &own[i];
	if (!t->states || strcmp(name, "state") != 0)
		return NULL;
	state = arena_zero(c->arena, 1, sizeof(*state));
	*state = (struct field){ .name = "state", .kind = FK_ENUM, .label = N_("State"),
		.flags = F_DERIVED | F_LIST, .items = t->states };
	return state;
}

size_t list_fields(struct ctx *c, const struct record *t, const struct field **ret)
{
	static const char *const own[] = { "state", "created_at", "updated_at", "drafted" };
	size_t n = 0;

	for (const struct field *f = t->fields; f->name; f++)
		if (list_field(c, t, f->name))
			ret[n++] = f;
	for (size_t i = 0; i < COUNT(own); i++)
		if (list_field(c, t, own[i]))
			ret[n++] = list_field(c, t, own[i]);
	return n;
}

struct value *list_value(struct ctx *c, const struct rec *r, const struct field *f)
{
	if (field_find(r->type, f->name) == f)
		return r->v[field_index(r->type, f)];
	if (strcmp(f->name, "drafted") == 0)
		return val_bool(c->arena, r->drafted);
	return val_text(c->arena, strcmp(f->name, "state") == 0 ? r->state :
	    strcmp(f->name, "created_at") == 0 ? r->created_at : r->updated_at);
}

size_t list_columns(struct ctx *c, const struct list_query *lq, const struct field **ret)
{
	const char *p = lq->columns;
	size_t n = 0, all = list_fields(c, lq->t, ret);

	if (!p || !*p) {
		for (size_t i = 0; i < all; i++)
			if (ret[i]->flags & F_LIST)
				ret[n++] = ret[i];
		return n;
	}
	for (; *p && n < all; p += strcspn(p, ","), p += *p == ',') {
		const struct field *f =
		    list_field(c, lq->t, arena_text_n(c->arena, p, strcspn(p, ",")));
		bool twice = false;

		for (size_t i = 0; i < n; i++)
			twice |= f && strcmp(ret[i]->name, f->name) == 0;
		if (f && !twice)
			ret[n++] = f;
	}
	return n;
}

static int check_columns(struct ctx *c, const struct record *t, const char *text)
{
	for (const char *p = text; *p; p += strcspn(p, ","), p += *p == ',') {
		const char *name = arena_text_n(c->arena, p, strcspn(p, ","));

		if (!list_field(c, t, name) && strcmp(name, "code") != 0)
			return no_such_field(c, t, "columns", name);
	}
	return E_OK;
}

/* ---- parameters ---- */

int list_param(struct ctx *c, struct list_query *lq, const char *name, struct str value)
{
	const char *open = strchr(name, '[');
	size_t n = open ? strlen(open) : 0;
	enum filter_op op = OP_EQ;

	if (strcmp(name, "q") == 0)
		lq->q = value;
	else if (strcmp(name, "sort") == 0)
		lq->sort = value.p;
	else if (strcmp(name, "archived") == 0)
		lq->archived = str_is(value, "true");
	else if (strcmp(name, "columns") == 0)
		return check_columns(c, lq->t, lq->columns = value.p);
	else {
		if (open)
			op = n > 2 && open[n - 1] == ']' ?
			    filter_op((struct str){ open + 1, n - 2 }) : 0;
		if (!op)
			return err_field(&c->err, name, "unknown-operator",
			    "use field=value or field[ne|lt|lte|gt|gte|has|in|empty]=value");
		return list_filter(c, lq,
		    open ? arena_text_n(c->arena, name, (size_t)(open - name)) : name, op, value);
	}
	return E_OK;
}

static int hex_digit(char ch)
{
	return ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 :
	    ch >= 'A' && ch <= 'F' ? ch - 'A' + 10 : -1;
}

/* "a%20b+c" to "a b c"; a % without two digits stays. */
static struct str decoded(struct ctx *c, const char *p, size_t n)
{
	char *out = arena_alloc(c->arena, n + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '%' && i + 2 < n && hex_digit(p[i + 1]) >= 0 &&
		    hex_digit(p[i + 2]) >= 0) {
			out[k++] = (char)(hex_digit(p[i + 1]) << 4 | hex_digit(p[i + 2]));
			i += 2;
		} else {
			out[k++] = p[i] == '+' ? ' ' : p[i];
		}
	}
	out[k] = '\0';
	return (struct str){ out, k };
}

bool list_param_next(struct ctx *c, const char **at, struct str *ret_name, struct str *ret_value)
{
	const char *p = *at + (**at == '?' || **at == '&');
	size_t n = strcspn(p, "&"), name = strcspn(p, "=&");

	if (!*p)
		return false;
	*ret_name = decoded(c, p, name);
	*ret_value = name < n ? decoded(c, p + name + 1, n - name - 1) : STR("");
	*at = p + n;
	return true;
}

int list_query_add(struct ctx *c, struct list_query *lq, const char *query)
{
	struct str name, value;

	while (list_param_next(c, &query, &name, &value)) {
		if (!str_valid(name.p, name.n) || !str_valid(value.p, value.n) ||
		    strlen(value.p) != value.n)
			return err_field(&c->err, "query", "not-text", "is not a filter's text");
		if (name.n && value.n)
			IGNORE(list_param(c, lq, name.p, value));
	}
	return c->err.code;
}

/* ---- values that depend on who asks, and when ---- */

struct value *filter_me(struct ctx *c, const struct field *f, struct str text)
{
	int64_t id;

	if (!f->to || !str_is(text, "me"))
		return NULL;
	if (strcmp(f->to, "person") == 0)
		id = c->actor->person;
	else if (strcmp(f->to, "member") == 0)
		id = c->actor->member;
	else
		return NULL;
	return val_int(c->arena, id ? id : -1);
}

struct str filter_day(struct ctx *c, struct str text)
{
	int64_t days = 0, now = c->as_of_us ? c->as_of_us : c->now_us;
	char day[DATE_TEXT];

	if (strncmp(text.p, "today", 5) != 0 || (text.p[5] && ((text.p[5] != '+' &&
	    text.p[5] != '-') || !str_int((struct str){ text.p + 6, text.n - 6 }, &days) ||
	    days < 0 || days > 36500)))
		return text;
	days = text.p[5] == '-' ? -days : days;
	date_print(now + days * 86400 * 1000000, day);
	return str_of(arena_text(c->arena, day));
}

/* ---- in words ---- */

static const char *value_words(struct ctx *c, const struct field *f, struct str text)
{
	struct err before = c->err;
	struct value *v = NULL;
	const char *words = text.p;

	if (str_is(text, "me"))
		return f->to ? N_("me") : words;
	if (strncmp(text.p, "today", 5) == 0 && filter_kinds(f) == FILTER_DATE)
		return words;
	if (filter_kinds(f) != FILTER_TEXT && filter_kinds(f) != FILTER_DATE &&
	    input_one(c, f, text, &v) == E_OK && v)
		words = value_text(c, f, v);
	c->err = before;
	return words;
}

const char *filter_text(struct ctx *c, const struct record *t, const struct filter *w)
{
	const struct field *f = list_field(c, t, w->field);
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	const struct filter_word *word;
	const char *p = w->value.p;

	sbuf_init(b, c->arena, 8192);
	if (!f || !(word = filter_word(f, w->op, w->value)))
		return arena_printf(c->arena, "%s %s", f ? f->label : w->field, w->value.p);
	sbuf_printf(b, "%s %s", f->label, word->label);
	if (word->value)
		return sbuf_str(b).p;
	if (!w->value.n)
		sbuf_text(b, " empty");
	else if (w->op != OP_IN)
		sbuf_printf(b, " %s", value_words(c, f, w->value));
	for (int i = 0; w->op == OP_IN && *p && i < WORDS_MAX; i++) {
		size_t n = strcspn(p, ",");

		sbuf_printf(b, "%s%s", i ? ", " : " ",
		    value_words(c, f, str_copy(c->arena, p, n)));
		p += n + (p[n] == ',');
	}
	return sbuf_ok(b) ? sbuf_str(b).p : f->label;
}
