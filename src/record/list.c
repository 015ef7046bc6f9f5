/* record/list.c -- see list.h. */
#include "record/input.h"
#include "record/counts.h"
#include "record/list.h"
#include "record/program.h"
#include "record/search.h"
#include "record/tables.h"

enum filter_op filter_op(struct str word)
{
	static const struct { const char *name, *sign; enum filter_op op; } ops[] = {
		{ "eq", "=", OP_EQ }, { "ne", "!=", OP_NE }, { "lt", "<", OP_LT },
		{ "lte", "<=", OP_LTE }, { "gt", ">", OP_GT }, { "gte", ">=", OP_GTE },
		{ "has", "~", OP_HAS }, { "empty", "empty", OP_EMPTY }, { "in", "in", OP_IN },
	};

	for (size_t i = 0; i < COUNT(ops); i++)
		if (str_is(word, ops[i].name) || str_is(word, ops[i].sign))
			return ops[i].op;
	return 0;
}

enum { IN_MAX = 20, ROOM_LEFT = 20 };

static bool own_column(const char *name)
{
	return strcmp(name, "state") == 0 || strcmp(name, "drafted") == 0 ||
	    strcmp(name, "created_at") == 0 || strcmp(name, "updated_at") == 0;
}

int list_filter(struct ctx *c, struct list_query *lq, const char *field, enum filter_op op,
    struct str value)
{
	if (strcmp(field, "drafted") == 0 && !str_is(value, "true") && !str_is(value, "false"))
		return err_field(&c->err, field, "not-yes-or-no", "must be true or false");
	if (!own_column(field) && !field_find(lq->t, field))
		return no_such_field(c, lq->t, field, field);
	if (lq->nfilters == LIST_FILTERS)
		return err_field(&c->err, field, "too-many", "at most %d filters", LIST_FILTERS);
	lq->filter[lq->nfilters++] = (struct filter){ field, op, value };
	return E_OK;
}

bool list_sortable(const struct record *t, const char *field)
{
	const struct field *f;

	if (strcmp(field, "drafted") == 0)
		return false;
	if (own_column(field) || strcmp(field, "code") == 0)
		return true;
	f = field_find(t, field);
	return f && f->kind != FK_REF && f->kind != FK_REFS && f->kind != FK_WORDS &&
	    f->kind != FK_ANY && f->kind != FK_FILES &&
	    f->kind != FK_JSON && f->kind != FK_MARKDOWN;
}

/* ---- conditions ---- */

static void op_sql(struct sqlb *b, enum filter_op op)
{
	switch (op) {
	case OP_EQ:
	case OP_HAS:
	case OP_EMPTY:
	case OP_IN:
		sqlb_add(b, SQL(" = "));
		return;
	case OP_NE:
		sqlb_add(b, SQL(" IS DISTINCT FROM "));
		return;
	case OP_LT:
		sqlb_add(b, SQL(" < "));
		return;
	case OP_LTE:
		sqlb_add(b, SQL(" <= "));
		return;
	case OP_GT:
		sqlb_add(b, SQL(" > "));
		return;
	case OP_GTE:
		sqlb_add(b, SQL(" >= "));
		return;
	}
	BUG("filter operator");
}

/* The filter's text through the field's own input, so that "high" finds step 4. */
static int filter_value(struct ctx *c, const struct field *f, struct str text, struct value **ret)
{
	struct value *me = filter_me(c, f, text);

	if (f->kind == FK_DATE || f->kind == FK_TIME)
		text = filter_day(c, text);
	if (me && f->kind == FK_REFS)
		val_push(*ret = val_arr(c->arena), me);
	else if (me)
		*ret = me;
	if (me)
		return E_OK;
	if (f->kind != FK_TEXT && f->kind != FK_MARKDOWN && f->kind != FK_FILES)
		return input_one(c, f, text, ret);
	*ret = val_str(c->arena, text);		/* a part of a text has no rules */
	return E_OK;
}

static void links_condition(struct sqlb *b, const struct record *t, const struct field *f,
    const struct filter *w, const struct value *v)
{
	if (w->op == OP_NE || !v)
		sqlb_add(b, v || w->op != OP_NE ? SQL(" AND NOT EXISTS") : SQL(" AND EXISTS"));
	else
		sqlb_add(b, SQL(" AND EXISTS"));
	sqlb_add(b, SQL(" (SELECT 1 FROM link AS l WHERE l.org = t.org AND l.from_type = "));
	sqlb_quoted(b, t->name);
	sqlb_add(b, SQL(" AND l.from_id = t.id AND l.field = "));
	sqlb_quoted(b, f->name);
	if (v) {
		sqlb_add(b, SQL(" AND l.to_id = "));
		(void)sqlb_param_int(b, v->u.list.first->u.i);
	}
	sqlb_add(b, SQL(")"));
}

static void contains(struct sqlb *b, const char *column, struct str needle, bool yes)
{
	sqlb_add(b, SQL(" AND instr(lower(t."));
	sqlb_name(b, column);
	sqlb_add(b, SQL("), "));
	(void)sqlb_param_str(b, needle);
	sqlb_add(b, yes ? SQL(") > 0") : SQL(") = 0"));
}

static void column_condition(struct ctx *c, struct sqlb *b, const struct field *f,
    const struct filter *w, const struct value *v)
{
	const char *column = field_column(c->arena, f);

	if (!v) {
		sqlb_add(b, SQL(" AND t."));
		sqlb_name(b, column);
		sqlb_add(b, w->op == OP_NE ? SQL(" IS NOT NULL") : SQL(" IS NULL"));
	} else if (f->kind == FK_WORDS) {
		contains(b, column, str_of(text_lower(c->arena, arena_printf(c->arena, ";%s;",
		    v->u.list.first->u.s.p))), w->op != OP_NE);
	} else if (f->kind == FK_FILES) {	/* a part of a name, or of a digest */
		contains(b, column, str_of(text_lower(c->arena, v->u.s.p)), w->op != OP_NE);
	} else if (w->op == OP_HAS && v->kind == V_TEXT) {
		contains(b, column, str_of(text_lower(c->arena, v->u.s.p)), true);
	} else {
		sqlb_add(b, SQL(" AND t."));
		sqlb_name(b, column);
		op_sql(b, w->op);
		(void)(v->kind == V_TEXT ? sqlb_param_str(b, v->u.s) :
		    sqlb_param_int(b, v->kind == V_BOOL ? v->u.b : v->u.i));
	}
}

/* A column of the machine itself; a state also by its label. */
static void own_condition(struct ctx *c, struct sqlb *b, const struct record *t,
    const struct filter *w)
{
	struct str text = filter_day(c, w->value);

	for (const struct item *i = t->states; i && i->name && w->field[0] == 's'; i++)
		if (strcasecmp(i->label, text.p) == 0)
			text = str_of(i->name);
	sqlb_add(b, SQL(" AND t."));
	sqlb_name(b, w->field);
	if (strcmp(w->field, "drafted") == 0) {
		sqlb_add(b, SQL(" = "));
		(void)sqlb_param_int(b, str_is(w->value, "true") == (w->op != OP_NE));
	} else if (w->value.n) {
		op_sql(b, w->op);
		(void)sqlb_param_str(b, text);
	} else {
		sqlb_add(b, w->op == OP_NE ? SQL(" IS NOT NULL") : SQL(" IS NULL"));
	}
}

static int condition(struct ctx *c, struct sqlb *b, const struct record *t,
    const struct filter *w) MUST;

/* Any of several values. */
static int any_condition(struct ctx *c, struct sqlb *b, const struct record *t,
    const struct filter *w)
{
	const char *p = w->value.p;
	int rc = E_OK, n = 0;

	sqlb_add(b, SQL(" AND (1 = 0"));
	while (*p && rc == E_OK) {
		size_t len = strcspn(p, ",");

		if (n++ == IN_MAX)
			return err_field(&c->err, w->field, "too-many",
			    "at most %d values in one filter", IN_MAX);
		sqlb_add(b, SQL(" OR (1 = 1"));
		rc = condition(c, b, t, &(struct filter){ w->field, OP_EQ,
		    str_trim(c->arena, str_copy(c->arena, p, len)) });
		sqlb_add(b, SQL(")"));
		p += len + (p[len] == ',');
	}
	sqlb_add(b, SQL(")"));
	return rc;
}

static int condition(struct ctx *c, struct sqlb *b, const struct record *t, const struct filter *w)
{
	const struct field *f = field_find(t, w->field);
	struct value *v = NULL;
	int rc;

	if (w->op == OP_IN)
		return any_condition(c, b, t, w);
	if (w->op == OP_EMPTY)
		return condition(c, b, t, &(struct filter){ w->field,
		    str_is(w->value, "no") ? OP_NE : OP_EQ, STR("") });
	if (!f) {
		own_condition(c, b, t, w);
		return E_OK;
	}
	if (w->value.n && (rc = filter_value(c, f, w->value, &v)) < 0)
		return rc;
	if (f->kind == FK_REFS)
		links_condition(b, t, f, w, v);
	else
		column_condition(c, b, f, w, v);
	return E_OK;
}

/* Without the index, which an as-of view has not: every word in one of the searchable fields. */
static void search_slowly(struct ctx *c, struct sqlb *b, const struct list_query *lq)
{
	struct str words = str_of(text_lower(c->arena, lq->q.p));
	size_t i = 0;

	while (i < words.n) {
		size_t from = i;

		while (i < words.n && words.p[i] != ' ')
			i++;
		if (i > from) {
			sqlb_add(b, SQL(" AND instr(lower("));
			for (const struct field *f = lq->t->fields; f->name; f++)
				if ((f->flags & F_SEARCH) && f->kind != FK_REF &&
				    f->kind != FK_REFS) {
					sqlb_add(b, SQL("coalesce(t."));
					sqlb_name(b, f->name);
					sqlb_add(b, SQL(", '') || ' ' || "));
				}
			sqlb_add(b, SQL("t.id), "));
			(void)sqlb_param_str(b, str_copy(c->arena, words.p + from, i - from));
			sqlb_add(b, SQL(") > 0"));
		}
		i++;
	}
}

static int where(struct ctx *c, struct sqlb *b, const struct list_query *lq)
{
	const char *match;
	int rc = E_OK, one;

	sqlb_add(b, SQL(" FROM "));
	sqlb_name(b, lq->t->name);
	sqlb_add(b, SQL(" AS t WHERE t.org = :org"));
	if (!lq->archived)
		sqlb_add(b, SQL(" AND t.archived = FALSE"));
	access_filter(c, b, lq->t, VERB_READ, "t");
	for (size_t i = 0; i < lq->nfilters; i++)
		if ((one = condition(c, b, lq->t, &lq->filter[i])) < 0)
			rc = one;
	if (rc == E_OK && b->nparams > SQLB_PARAMS - ROOM_LEFT)
		rc = err_field(&c->err, "filter", "too-many", "these filters have too many values");
	if (lq->q.n && c->as_of_us) {
		search_slowly(c, b, lq);
	} else if (lq->q.n) {
		if (!(match = search_match(c, lq->t, lq->q))) {
			sqlb_add(b, SQL(" AND 1 = 0"));
			return rc;
		}
		sqlb_add(
		    b, SQL(" AND t.id IN (SELECT d.id FROM search_index AS i JOIN search_doc AS d"
			   " ON d.rowid = i.rowid WHERE search_index MATCH "));
		(void)sqlb_param_str(b, str_of(match));
		sqlb_add(b, SQL(" AND d.org = :org AND d.type = "));
		sqlb_quoted(b, lq->t->name);
		sqlb_add(b, SQL(")"));
	}
	return rc;
}

/* ---- order and page ---- */

struct order {
	const char *column;	/* NULL = by id alone */
	const struct field *f;	/* NULL for own columns */
	bool falling;
};

static int order_of(struct ctx *c, const struct list_query *lq, struct order *ret)
{
	const char *sort = lq->sort && lq->sort[0] ? lq->sort : lq->t->sort ? lq->t->sort : "-code";

	*ret = (struct order){ 0 };
	if (*sort == '-') {
		ret->falling = true;
		sort++;
	}
	if (!list_sortable(lq->t, sort))
		return err_field(&c->err, "sort", "not-sortable",
		    "a list of %s cannot be sorted by \"%s\"%s", lq->t->plural, sort,
		    field_meant(c->arena, lq->t, sort));
	ret->f = field_find(lq->t, sort);
	if (strcmp(sort, "code") != 0)
		ret->column = ret->f ? ret->f->name : sort;
	return E_OK;
}

static void order_sql(struct sqlb *b, const struct order *o)
{
	sqlb_add(b, SQL(" ORDER BY "));
	if (o->column) {
		sqlb_add(b, SQL("t."));
		sqlb_name(b, o->column);
		sqlb_add(b, o->falling ? SQL(" DESC NULLS LAST, ") : SQL(" ASC NULLS FIRST, "));
	}
	sqlb_add(b, o->falling ? SQL("t.id DESC") : SQL("t.id"));
}

/* A cursor is the sort value and id of the last row, as JSON in hex: opaque, checked on return. */
static const char *cursor_print(struct ctx *c, const struct order *o, const struct rec *r)
{
	struct value *list = val_arr(c->arena), *v = NULL;
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	char *hex;

	if (o->f)
		v = r->v[field_index(r->type, o->f)];
	else if (o->column)
		v = val_text(c->arena, strcmp(o->column, "state") == 0 ? r->state :
		    strcmp(o->column, "created_at") == 0 ? r->created_at : r->updated_at);
	val_push(list, val_int(c->arena, r->id));
	if (o->column)
		val_push(list, v ? val_copy(c->arena, v) : val_null(c->arena));
	sbuf_init(b, c->arena, 4096);
	json_print(b, list);
	if (!sbuf_ok(b))
		return NULL;
	hex = arena_alloc(c->arena, 2 * b->n + 1);
	hex_encode((const uint8_t *)b->p, b->n, hex);
	return hex;
}

static int cursor_parse(struct ctx *c, const struct order *o, const char *text,
    int64_t *ret_id, struct value **ret_v)
{
	size_t n = strlen(text) / 2;
	char *json = arena_alloc(c->arena, n + 1);
	struct value *list = NULL;
	struct err e;

	err_init(&e, c->arena);
	if (n > 4096 || !hex_decode(text, (uint8_t *)json, n) ||
	    json_parse(c->arena, json, n, &list, &e) < 0 || list->kind != V_ARRAY ||
	    list->u.list.n != (o->column ? 2u : 1u) || list->u.list.first->kind != V_INT)
		return err_field(&c->err, "after", "not-a-cursor", "is not a cursor of this list");
	*ret_id = list->u.list.first->u.i;
	*ret_v = o->column ? list->u.list.last : NULL;
	if (*ret_v && ((*ret_v)->kind == V_ARRAY || (*ret_v)->kind == V_OBJECT ||
	    (*ret_v)->kind == V_REAL))
		return err_field(&c->err, "after", "not-a-cursor", "is not a cursor of this list");
	if (*ret_v && (*ret_v)->kind == V_NULL)
		*ret_v = NULL;
	return E_OK;
}

/* Rows behind the cursor; empty values come first, falling: last (NULLs do not compare). */
static int after_sql(struct ctx *c, struct sqlb *b, const struct order *o, const char *cursor)
{
	struct value *v = NULL;
	int64_t id = 0;
	int rc;

	if ((rc = cursor_parse(c, o, cursor, &id, &v)) < 0)
		return rc;
	if (!o->column) {
		sqlb_add(b, o->falling ? SQL(" AND t.id < ") : SQL(" AND t.id > "));
		(void)sqlb_param_int(b, id);
		return E_OK;
	}
	sqlb_add(b, v ? SQL(" AND ((t.") : SQL(" AND (t."));
	sqlb_name(b, o->column);
	if (v) {
		sqlb_add(b, o->falling ? SQL(", t.id) < (") : SQL(", t.id) > ("));
		(void)(v->kind == V_TEXT ? sqlb_param_str(b, v->u.s) :
		    sqlb_param_int(b, v->kind == V_BOOL ? v->u.b : v->u.i));
		sqlb_add(b, SQL(", "));
	} else {
		sqlb_add(b, o->falling ? SQL(" IS NULL AND t.id < ") : SQL(" IS NULL AND t.id > "));
	}
	(void)sqlb_param_int(b, id);
	sqlb_add(b, SQL(")"));
	if ((v && o->falling) || (!v && !o->falling)) {
		sqlb_add(b, SQL(" OR t."));
		sqlb_name(b, o->column);
		sqlb_add(b, v ? SQL(" IS NULL") : SQL(" IS NOT NULL"));
	}
	if (v)
		sqlb_add(b, SQL(")"));
	return E_OK;
}

int list_check(struct ctx *c, struct list_query *lq)
{
	struct order o;
	int order = order_of(c, lq, &o), rc = where(c, sqlb_new(c->arena), lq);

	return rc < 0 ? rc : order;
}

/*
 * What is addressed to somebody, or about another record, depends on more than its own type, so its
 * total is not kept.
 */
static bool countable(struct ctx *c, const struct record *t)
{
	return !t->about && (!t->reads || access_scope(c, t, VERB_READ) == SCOPE_ALL);
}

static int count(struct ctx *c, const struct list_query *lq, int64_t *ret)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct counted n;
	int rc;

	sqlb_add(b, SQL("SELECT count(*)"));
	if ((rc = where(c, b, lq)) < 0 ||
	    (rc = counted(c, lq->t, countable(c, lq->t), b, &n)) < 0)
		return rc;
	*ret = n.n;
	return E_OK;
}

static int collect(struct ctx *c, const struct list_query *lq, struct query *q, size_t room,
    struct list *l)
{
	int rc = 0;

	l->recs = arena_alloc(c->arena, room * sizeof(*l->recs));
	l->n = 0;
	while ((rc = db_step(c, q)) > 0) {
		if (l->n == room) {	/* only `every` gets here */
			struct rec **more = arena_alloc(c->arena, 2 * room * sizeof(*more));

			memcpy(more, l->recs, room * sizeof(*more));
			l->recs = more;
			room *= 2;
		}
		l->recs[l->n++] = record_row(c, lq->t, q);
	}
	db_done(q);
	return rc;
}

int list_run(struct ctx *c, struct list_query *lq, struct list *ret)
{
	int64_t limit = lq->limit ? lq->limit : LIST_LIMIT;
	struct sqlb *b = sqlb_new(c->arena);
	struct order o;
	struct query *q;
	int rc;

	*ret = (struct list){ 0 };
	if (limit < 1 || limit > LIST_LIMIT_MAX)
		return err_field(&c->err, "limit", "out-of-range", "must be between 1 and %d",
		    LIST_LIMIT_MAX);
	if ((rc = access_require(c, lq->t, VERB_READ)) < 0 || (rc = order_of(c, lq, &o)) < 0 ||
	    (rc = count(c, lq, &ret->total)) < 0)
		return rc;
	sqlb_add(b, SQL("SELECT "));
	record_columns(b, lq->t, "t");
	if ((rc = where(c, b, lq)) < 0 ||
	    (lq->after && lq->after[0] && (rc = after_sql(c, b, &o, lq->after)) < 0))
		return rc;
	order_sql(b, &o);
	if (!lq->every || lq->top) {
		sqlb_add(b, SQL(" LIMIT "));
		(void)sqlb_param_int(b, lq->every ? lq->top :
		    limit + 1);	/* one more shows that there is a next page */
	}
	if ((rc = sqlb_query(c, &q, b)) < 0 ||
	    (rc = collect(c, lq, q, (size_t)limit + 1, ret)) < 0)
		return rc;
	if (!lq->every && ret->n > (size_t)limit) {
		ret->n = (size_t)limit;
		ret->next = cursor_print(c, &o, ret->recs[ret->n - 1]);
	}
	return record_load_links(c, ret->recs, ret->n);
}

int list_rest(struct ctx *c, struct sqlb *b, const struct list_query *lq, size_t max)
{
	struct order o;
	int rc;

	if ((rc = access_require(c, lq->t, VERB_READ)) < 0 || (rc = order_of(c, lq, &o)) < 0 ||
	    (rc = where(c, b, lq)) < 0)
		return rc;
	order_sql(b, &o);
	sqlb_add(b, SQL(" LIMIT "));
	(void)sqlb_param_int(b, (int64_t)max);
	return E_OK;
}

int list_total(struct ctx *c, const struct list_query *lq, int64_t *ret)
{
	int rc = access_require(c, lq->t, VERB_READ);

	return rc < 0 ? rc : count(c, lq, ret);
}

int list_ids(struct ctx *c, struct list_query *lq, size_t max, int64_t **ret, size_t *ret_n)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct query *q;
	int64_t total = 0;
	int rc;

	sqlb_add(b, SQL("SELECT t.id"));
	if ((rc = list_rest(c, b, lq, max)) < 0 || (rc = count(c, lq, &total)) < 0)
		return rc;
	if (total > (int64_t)max)
		return err_field(&c->err, "filter", "too-many",
		    "%" PRId64 " %s match; at most %zu can be changed in one act", total,
		    lq->t->labels, max);
	if ((rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	*ret = arena_alloc(c->arena, (max + 1) * sizeof(**ret));
	*ret_n = 0;
	while (*ret_n < max && (rc = db_step(c, q)) > 0)
		(*ret)[(*ret_n)++] = db_int(q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}

int list_choices(struct ctx *c, const struct record *t, size_t max, struct rec_name **ret,
    size_t *ret_n)
{
	struct sqlb *b = sqlb_new(c->arena);
	struct list_query lq = { .t = t };
	struct query *q;
	int rc;

	*ret = NULL;
	*ret_n = 0;
	sqlb_add(b, SQL("SELECT "));
	record_name_columns(b, t, "t");
	if ((rc = list_rest(c, b, &lq, max)) < 0 || (rc = sqlb_query(c, &q, b)) < 0)
		return rc;
	*ret = arena_alloc(c->arena, max * sizeof(**ret));
	while (*ret_n < max && (rc = db_step(c, q)) > 0)
		(*ret)[(*ret_n)++] = record_name(c, t, q, 0);
	db_done(q);
	return rc < 0 ? rc : E_OK;
}
