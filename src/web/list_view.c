/* web/list_view.c -- what stands around a list. See list_view.h. */
#include "web/list_view.h"

enum { VIEWS_MAX = 50 };

/* ---- columns ---- */

static const char *sort_of(const struct list_query *lq)
{
	return lq->sort && lq->sort[0] ? lq->sort : lq->t->sort ? lq->t->sort : "-code";
}

static bool numeric(const struct field *f)
{
	return f->kind == FK_INT || f->kind == FK_DECIMAL || f->kind == FK_MONEY;
}

struct value *column_view(struct ctx *c, struct req *r, const struct list_query *lq,
    const struct field *f)
{
	struct value *o = val_obj(c->arena);
	const char *sort = sort_of(lq);
	bool falling = *sort == '-', mine = strcmp(sort + falling, f->name) == 0;

	val_add(o, "name", val_text(c->arena, f->name));
	val_add(o, "label", val_text(c->arena, f->label));
	val_add(o, "href", list_sortable(lq->t, f->name) ? val_text(c->arena, query_with(c, r,
	    "sort", mine && !falling ? arena_printf(c->arena, "-%s", f->name) : f->name)) :
	    val_null(c->arena));
	val_add(o, "sort", mine ? val_text(c->arena, falling ? "descending" : "ascending") :
	    val_null(c->arena));
	val_add(o, "numeric", val_bool(c->arena, numeric(f)));
	return o;
}

struct value *list_cell(struct ctx *c, const struct rec *r, const struct field *f)
{
	const struct value *v = list_value(c, r, f);
	struct value *o;

	if (f->kind == FK_ENUM && f->items == r->type->states && strcmp(f->name, "state") == 0) {
		o = val_obj(c->arena);
		val_add(o, "badge", state_view(c->arena, r->type, r->state));
		return o;
	}
	if (f->kind == FK_TIME && v) {
		o = val_obj(c->arena);
		val_add(o, "text", val_text(c->arena, moment(c->arena, v->u.s.p)));
		return o;
	}
	return cell_value(c, r, f, v, true);
}

static struct value *choice_of(struct arena *a, const struct field *f)
{
	struct value *o = val_obj(a);

	val_add(o, "name", val_text(a, f->name));
	val_add(o, "label", val_text(a, f->label));
	return o;
}

/* Check boxes for all that can be a column: those shown in their order, and the others. */
static void chooser(struct ctx *c, const struct field *const *shown, size_t n,
    const struct field *const *all, size_t total, struct value *view)
{
	struct value *list = val_arr(c->arena), *others = val_arr(c->arena);

	for (size_t i = 0; i < n; i++) {
		struct value *o = choice_of(c->arena, shown[i]);

		val_add(o, "first", val_bool(c->arena, i == 0));
		val_add(o, "last", val_bool(c->arena, i == n - 1));
		val_push(list, o);
	}
	for (size_t i = 0; i < total; i++) {
		bool on = false;

		for (size_t k = 0; k < n; k++)
			on |= strcmp(shown[k]->name, all[i]->name) == 0;
		if (!on)
			val_push(others, choice_of(c->arena, all[i]));
	}
	val_add(view, "chosen_columns", list);
	val_add(view, "other_columns", others);
}

/* ---- filters ---- */

static struct value *option(struct arena *a, const char *value, const char *label, bool selected)
{
	struct value *o = val_obj(a);

	val_add(o, "value", val_text(a, value));
	val_add(o, "label", val_text(a, label));
	val_add(o, "selected", val_bool(a, selected));
	return o;
}

/* The words or steps of a field; none if it has no fixed ones. */
static struct value *options(struct ctx *c, const struct field *f, const char *now)
{
	const struct item *items = f->scale ? scale_in(c, f->scale)->items : f->items;
	struct arena *a = c->arena;
	struct value *list = val_arr(a);
	int64_t step = 0;

	if (f->kind == FK_BOOL) {
		val_push(list, option(a, "true", N_("Yes"), now && strcmp(now, "true") == 0));
		val_push(list, option(a, "false", N_("No"), now && strcmp(now, "false") == 0));
		return list;
	}
	for (; items && items->name; items++) {
		const char *value = f->scale ? arena_printf(a, "%" PRId64, ++step) : items->name;

		val_push(list, option(a, value, items->label, now && strcmp(now, value) == 0));
	}
	return list;
}

static bool has_choice(const struct field *f)
{
	return (f->flags & F_LIST) && (f->kind == FK_ENUM || f->kind == FK_STEP);
}

/* Is this filter what a drop-down above the list shows? */
static bool in_choice(struct ctx *c, struct req *r, const struct record *t, const char *name)
{
	const struct field *f = list_field(c, t, name);

	return f && has_choice(f) && req_query(r, name);
}

/* Enums, steps and the state become drop-downs above the list. */
static struct value *choices(struct ctx *c, struct req *r, const struct field *const *all, size_t n)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < n; i++) {
		const char *now = req_query(r, all[i]->name);
		struct value *o;

		if (!has_choice(all[i]))
			continue;
		o = val_obj(c->arena);
		val_add(o, "name", val_text(c->arena, all[i]->name));
		val_add(o, "label", val_text(c->arena, all[i]->label));
		val_add(o, "active", val_bool(c->arena, now && now[0]));
		val_add(o, "options", options(c, all[i], now));
		val_push(list, o);
	}
	return list;
}

/* Hidden inputs, so that a form changes its own part of the address and keeps the rest. */
static struct value *keep(struct ctx *c, struct req *r, const struct record *t, bool of_filters,
    const char *but)
{
	const struct http_request *x = &r->x->request;
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < x->nquery; i++) {
		const char *name = x->query[i].name;
		struct value *o;

		if (!x->query[i].value.n || name[0] == '_' || strcmp(name, "after") == 0 ||
		    strcmp(name, "as_of") == 0 || strcmp(name, "view") == 0 ||
		    strcmp(name, but) == 0 || (of_filters && in_choice(c, r, t, name)))
			continue;
		o = val_obj(c->arena);
		val_add(o, "name", val_text(c->arena, name));
		val_add(o, "value", val_str(c->arena, x->query[i].value));
		val_push(list, o);
	}
	return list;
}

struct value *chips_view(struct ctx *c, struct req *r, const struct list_query *lq, bool all)
{
	const struct http_request *x = &r->x->request;
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < x->nquery; i++) {
		struct list_query one = { .t = lq->t };
		struct err before = c->err;
		struct value *o;

		if (!x->query[i].value.n || x->query[i].name[0] == '_' ||
		    (!all && in_choice(c, r, lq->t, x->query[i].name)))
			continue;
		if (list_param(c, &one, x->query[i].name, x->query[i].value) < 0)
			c->err = before;	/* not about what is in the list */
		if (!one.nfilters && !(all && one.q.n))
			continue;
		o = val_obj(c->arena);
		val_add(o, "label", val_text(c->arena, one.nfilters ?
		    filter_text(c, lq->t, &one.filter[0]) :
		    arena_printf(c->arena, "with the words \"%s\"", one.q.p)));
		val_add(o, "href", val_text(c->arena, query_edit(c, r,
		    &(struct query_edit){ .skip = i + 1 })));
		val_push(list, o);
	}
	return list;
}

static const char *kind_word(const struct field *f)
{
	static const char *const words[] = { "text", "number", "date", "choice", "step", "ref",
		"many" };
	unsigned kinds = filter_kinds(f);
	size_t i = 0;

	while (!(kinds & 1U << i))
		i++;
	return words[i];
}

/* The form that adds one filter: field, operator, value. */
static struct value *adder(struct ctx *c, const struct field *const *all, size_t n)
{
	static const char *const words[] = { "text", "number", "date", "choice", "step", "ref",
		"many" };
	struct arena *a = c->arena;
	struct value *o = val_obj(a), *fields = val_arr(a), *ops = val_arr(a);

	for (size_t i = 0; i < n; i++) {
		struct value *f = val_obj(a);

		if (all[i]->kind == FK_JSON)
			continue;
		val_add(f, "name", val_text(a, all[i]->name));
		val_add(f, "label", val_text(a, all[i]->label));
		val_add(f, "kind", val_text(a, kind_word(all[i])));
		val_add(f, "options", options(c, all[i], NULL));
		if (all[i]->to)
			val_add(f, "list_href", val_text(a, arena_printf(a, "/api/v1/%s",
			    record_find(all[i]->to)->plural)));
		val_push(fields, f);
	}
	for (const struct filter_word *w = filter_words; w->op; w++) {
		struct value *one = val_obj(a);
		struct sbuf *b = arena_alloc(a, sizeof(*b));

		sbuf_init(b, a, 200);
		for (size_t k = 0; k < COUNT(words); k++)
			if (w->kinds & 1U << k)
				sbuf_printf(b, "%s%s", b->n ? " " : "", words[k]);
		val_add(one, "value", val_text(a, w->value ? arena_printf(a, "%s:%s", w->op,
		    w->value) : w->op));
		val_add(one, "label", val_text(a, w->label));
		val_add(one, "kinds", val_str(a, sbuf_str(b)));
		val_add(one, "alone", val_bool(a, w->value != NULL));
		val_push(ops, one);
	}
	val_add(o, "fields", fields);
	val_add(o, "ops", ops);
	return o;
}

/*
 * The columns that the chooser's form names, one of them a place earlier (_up) or later (_down);
 * then the address leads to its place in the chooser. NULL: the form named none.
 */
static const char *columns_form(struct ctx *c, struct req *r)
{
	const char *up = req_query(r, "_up"), *moved = up ? up : req_query(r, "_down"), *address;
	const struct http_request *x = &r->x->request;
	const char **names = arena_alloc(c->arena, (x->nquery + 1) * sizeof(*names));
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));
	size_t n = 0, at, to;

	for (size_t i = 0; i < x->nquery; i++)
		if (strcmp(x->query[i].name, "_col") == 0)
			names[n++] = x->query[i].value.p;
	for (at = 0; moved && at < n && strcmp(names[at], moved) != 0; at++)
		;
	to = up ? at - 1 : at + 1;
	if (moved && at < n && to < n) {
		names[at] = names[to];
		names[to] = moved;
	}
	sbuf_init(b, c->arena, 8192);
	for (size_t i = 0; i < n; i++)
		sbuf_printf(b, "%s%s", i ? "," : "", names[i]);
	if (!b->n)
		return NULL;
	address = query_with(c, r, "columns", sbuf_str(b).p);
	if (!moved || at == n)
		return address;
	b = sbuf_new(c->arena, 16 << 10);
	sbuf_printf(b, "%s#column-", address);
	url_add(b, moved);
	return sbuf_str(b).p;
}

/* What the forms of a list say, as the address of the list they lead to; NULL if there was none. */
const char *list_form(struct ctx *c, struct req *r, const struct record *t)
{
	const char *field = req_query(r, "_f"), *op = req_query(r, "_op"), *v = req_query(r, "_v");
	const char *columns = columns_form(c, r);
	struct query_edit e = { .add = true, .value = v };

	if (columns)
		return columns;
	if (req_query(r, "_usual"))
		return query_with(c, r, "columns", NULL);
	if (!field || !op)
		return NULL;
	if (list_field(c, t, field) && strchr(op, ':')) {
		e.value = strchr(op, ':') + 1;
		op = arena_text_n(c->arena, op, strcspn(op, ":"));
	}
	e.name = strcmp(op, "eq") == 0 ? field : arena_printf(c->arena, "%s[%s]", field, op);
	return query_edit(c, r, &e);
}

/* ---- views ---- */

static void one_view(struct ctx *c, struct value *list, const char *label, const char *href,
    bool active)
{
	struct value *o = val_obj(c->arena);

	val_add(o, "label", val_text(c->arena, label));
	val_add(o, "href", val_text(c->arena, href));
	val_add(o, "active", val_bool(c->arena, active));
	val_push(list, o);
}

static void views_view(struct ctx *c, struct req *r, const struct list_query *lq,
    struct value *view)
{
	struct saved_view views[VIEWS_MAX], *active = NULL;
	const char *now = query_saved(c, r);
	struct value *list = val_arr(c->arena), *save;
	size_t n = 0;

	if (list_views(c, lq->t, views, COUNT(views), &n) < 0)
		n = 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(views[i].query, now) == 0 && (!active || views[i].mine))
			active = &views[i];
	if (n)
		one_view(c, list, arena_printf(c->arena, "All %s", lq->t->labels),
		    arena_printf(c->arena, "/%s?view=all", lq->t->plural), !now[0]);
	for (size_t i = 0; i < n; i++)
		one_view(c, list, views[i].name, arena_printf(c->arena, "/%s%s%s", lq->t->plural,
		    views[i].query[0] ? "?" : "?view=all", views[i].query), active == &views[i]);
	val_add(view, "views", list);
	if (active)
		val_add(view, "view_href", val_text(c->arena, arena_printf(c->arena, "/views/%s",
		    active->code)));
	if (c->as_of_us || active || !now[0] ||
	    access_scope(c, record_find("saved_view"), VERB_CREATE) == SCOPE_NONE)
		return;
	save = val_obj(c->arena);
	val_add(save, "query", val_text(c->arena, now));
	val_add(save, "next", val_text(c->arena, arena_printf(c->arena, "/%s?%s", lq->t->plural,
	    now)));
	val_add(view, "save_view", save);
}

const char *view_address(struct ctx *c, struct req *r, const struct record *t)
{
	struct saved_view views[VIEWS_MAX];
	const char *code = req_query(r, "view");
	size_t n = 0;

	if (r->x->request.nquery > 1 || (r->x->request.nquery == 1 && !code) ||
	    (code && strcmp(code, "all") == 0) || list_views(c, t, views, COUNT(views), &n) < 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (views[i].query[0] && (code ? strcmp(code, views[i].code) == 0 :
		    views[i].opens && views[i].mine))
			return arena_printf(c->arena, "/%s?%s", t->plural, views[i].query);
	return NULL;
}

/* ---- all of it ---- */

static void exports_view(struct ctx *c, struct req *r, const struct record *t, struct value *view)
{
	static const char *const formats[] = { "csv", "xlsx", "json" };
	static const char *const drop[] = { "limit", NULL };
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < COUNT(formats); i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, "label", val_text(c->arena, formats[i]));
		val_add(o, "href", val_text(c->arena, query_edit(c, r, &(struct query_edit){
		    .path = arena_printf(c->arena, "/%s/export", t->plural), .drop = drop,
		    .name = "format", .value = formats[i] })));
		val_push(list, o);
	}
	val_add(view, "exports", list);
	val_add(view, "print_href", val_text(c->arena, query_edit(c, r, &(struct query_edit){
	    .path = arena_printf(c->arena, "/%s/print", t->plural), .drop = drop })));
}

void list_head(struct ctx *c, struct req *r, const struct list_query *lq,
    const struct field *const *cols, size_t n, struct value *view)
{
	const struct record *t = lq->t;
	const struct field **all =
	    arena_alloc(c->arena, (field_count(t) + LIST_OWN) * sizeof(struct field *));
	size_t total = list_fields(c, t, all);
	struct value *columns = val_arr(c->arena);

	for (size_t i = 0; i < n; i++)
		val_push(columns, column_view(c, r, lq, cols[i]));
	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "columns", columns);
	chooser(c, cols, n, all, total, view);
	val_add(view, "chosen", val_bool(c->arena, lq->columns && lq->columns[0]));
	val_add(view, "keep_columns", keep(c, r, t, false, "columns"));
	exports_view(c, r, t, view);
	val_add(view, "filters", choices(c, r, all, total));
	val_add(view, "keep", keep(c, r, t, true, "q"));
	val_add(view, "keep_all", keep(c, r, t, false, ""));
	val_add(view, "chips", chips_view(c, r, lq, false));
	val_add(view, "adder", adder(c, all, total));
	val_add(view, "filter_count", val_int(c->arena, (int64_t)lq->nfilters + (lq->q.n > 0)));
	val_add(view, "clear_href", val_text(c->arena, arena_printf(c->arena, "/%s?view=all",
	    t->plural)));
	val_add(view, "q", val_str(c->arena, lq->q));
	views_view(c, r, lq, view);
	if (t->states && t->moves)
		val_add(view, "board_href", val_text(c->arena, query_edit(c, r,
		    &(struct query_edit){
			.path = arena_printf(c->arena, "/%s/board", t->plural) })));
	val_add(view, "bulk_action", val_text(c->arena, arena_printf(c->arena, "/%s/bulk",
	    t->plural)));
	val_add(view, "can_bulk", val_bool(c->arena, !c->as_of_us &&
	    access_scope(c, t, VERB_CHANGE) != SCOPE_NONE));
	if (!c->as_of_us && access_scope(c, t, VERB_CREATE) != SCOPE_NONE) {
		val_add(view, "can_create", val_bool(c->arena, true));
		val_add(view, "create_href",
		    val_text(c->arena, arena_printf(c->arena, "/%s/new", t->plural)));
		val_add(view, "import_href", val_text(c->arena, arena_printf(c->arena, "/%s/import",
		    t->plural)));
	}
}
