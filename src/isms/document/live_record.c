/* isms/document/live_record.c -- placeholders that stand for records, as far as one may read them.
 */
#include "isms/document/live.h"
#include "isms/control/soa.h"
#include "record/program.h"
#include "record/rec.h"

enum { ROWS_MAX = 2000 };

/* Does the reader see all records of this type? Without any right ret->hidden is set as well. */
bool live_readable(struct live *l, const struct record *t, struct live_thing *ret)
{
	enum scope s = access_scope(l->c, t, VERB_READ);

	ret->hidden = s != SCOPE_ALL;
	return s != SCOPE_NONE;
}

/* "type=site&state!=closed" to filters. The texts are ours: what does not fit is a bug. */
static void filters(struct live *l, const char *text, struct list_query *lq)
{
	while (text && *text) {
		size_t n = strcspn(text, "&"), eq = strcspn(text, "=");
		bool not = eq > 0 && text[eq - 1] == '!';
		const char *field = arena_text_n(l->c->arena, text, not ? eq - 1 : eq);
		const char *value = arena_text_n(l->c->arena, text + eq + 1, n - eq - 1);

		REQUIRE(list_filter(l->c, lq, field, not ? OP_NE : OP_EQ, str_of(value)) == E_OK);
		text += n + (text[n] == '&');
	}
}

/* The next of "Head=field|Head=field"; a list has fields alone. */
static bool column(const char **at, struct str *ret_head, struct str *ret_field)
{
	size_t n = strcspn(*at, "|"), eq = strcspn(*at, "=");

	if (!**at)
		return false;
	*ret_head = (struct str){ *at, eq < n ? eq : n };
	*ret_field = eq < n ? (struct str){ *at + eq + 1, n - eq - 1 } : *ret_head;
	*at += n + ((*at)[n] == '|');
	return true;
}

enum { COLUMNS_MAX = 20 };

/* What the columns refer to, in one statement a column. */
static void labels_of(struct live *l, const struct live_name *n, const struct list *list)
{
	const struct field *fields[COLUMNS_MAX];
	struct str head, field;
	size_t k = 0;

	for (const char *at = n->columns ? n->columns : ""; k < COLUMNS_MAX &&
	     column(&at, &head, &field);)
		if ((fields[k] = field_find(record_find(n->type),
		    arena_text_n(l->c->arena, field.p, field.n))))
			k++;
	list_labels(l->c, list, fields, k);
}

/* The document itself is no row of its own lists. */
static void leave_out(const struct live *l, struct list *list)
{
	size_t n = 0;

	if (!l->doc || !l->doc->record || !list->n ||
	    strcmp(list->recs[0]->type->name, "document") != 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (list->recs[i]->id != l->doc->record)
			list->recs[n++] = list->recs[i];
	list->n = n;
}

int live_select(struct live *l, const struct live_name *n, struct list *ret)
{
	const struct record *t = record_find(n->type);
	struct list_query lq = { .t = t, .every = true, .top = ROWS_MAX + 1,
		.sort = t->sort ? t->sort : "code" };
	int rc;

	filters(l, n->filter, &lq);
	if ((rc = list_run(l->c, &lq, ret)) < 0)
		return rc;
	if (ret->n > ROWS_MAX)
		return err_set(&l->c->err, E_TOOBIG, "{{%s}} has %" PRId64 " rows, a document "
		    "takes %d: name the register instead", n->name, ret->total, ROWS_MAX);
	labels_of(l, n, ret);
	leave_out(l, ret);
	return E_OK;
}

/* A field, or "code" and "state" which every record has. */
static const char *text_of(struct live *l, const struct rec *r, struct str name)
{
	const char *field = arena_text_n(l->c->arena, name.p, name.n);
	const struct field *f = field_find(r->type, field);
	const struct item *i;

	if (f)
		return value_text(l->c, f, r->v[field_index(r->type, f)]);
	if (strcmp(field, "code") == 0)
		return rec_code(l->c->arena, r);
	REQUIRE(strcmp(field, "state") == 0);
	i = item_find(r->type->states, r->state, strlen(r->state));
	return i ? i->label : r->state;
}

int live_records(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct arena *a = l->c->arena;
	struct list list;
	int rc;

	ret->rows = val_arr(a);
	if (!n->type || !live_readable(l, record_find(n->type), ret))
		return E_OK;
	if ((rc = live_select(l, n, &list)) < 0)
		return rc;
	for (size_t i = 0; i < list.n; i++) {
		struct value *row = val_arr(a);
		const char *at = n->columns;
		struct str head, field;

		while (column(&at, &head, &field))
			val_push(row, val_text(a, text_of(l, list.recs[i], field)));
		val_push(ret->rows, row);
	}
	return E_OK;
}

/* "Lyon, Kiel" */
int live_names_of(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct sbuf *b = sbuf_new(l->c->arena, 16 << 10);
	struct list list;
	int rc;

	if (!live_readable(l, record_find(n->type), ret))
		return E_OK;
	if ((rc = live_select(l, n, &list)) < 0)
		return rc;
	for (size_t i = 0; i < list.n; i++)
		sbuf_printf(b, "%s%s", i ? ", " : "", rec_title(list.recs[i]));
	ret->text = b->n ? sbuf_str(b).p : NULL;
	return E_OK;
}

int live_count(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct list_query lq = { .t = record_find(n->type), .limit = 1 };
	struct list list;
	int rc;

	if (!live_readable(l, lq.t, ret))
		return E_OK;
	if (l->doc && l->doc->record && strcmp(n->type, "document") == 0) {
		if ((rc = live_select(l, n, &list)) == E_OK)
			ret->text = arena_printf(l->c->arena, "%zu", list.n + 1);
		return rc;
	}
	filters(l, n->filter, &lq);
	if ((rc = list_run(l->c, &lq, &list)) == E_OK)
		ret->text = arena_printf(l->c->arena, "%" PRId64, list.total);
	return rc;
}

/* The words of an enum with the number of records that have it. */
int live_groups(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	const struct field *f = field_find(record_find(n->type), n->columns);
	struct live_thing one = { 0 };
	int rc = E_OK;

	ret->rows = val_arr(l->c->arena);
	for (const struct item *i = f->items; i->name && rc == E_OK; i++) {
		struct live_name part = *n;
		struct value *row = val_arr(l->c->arena);

		part.filter = arena_printf(l->c->arena, "%s&%s=%s", n->filter, f->name, i->name);
		if ((rc = live_count(l, &part, &one)) < 0 || !one.text ||
		    strcmp(one.text, "0") == 0)
			continue;
		val_push(row, val_text(l->c->arena, i->label));
		val_push(row, val_text(l->c->arena, one.text));
		val_push(ret->rows, row);
	}
	ret->hidden = one.hidden;
	return rc;
}

int live_last(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct list_query lq = { .t = record_find(n->type), .limit = 1,
		.sort = arena_printf(l->c->arena, "-%s", n->columns) };
	struct list list;
	int rc;

	if (!live_readable(l, lq.t, ret))
		return E_OK;
	REQUIRE(list_filter(l->c, &lq, n->columns, OP_NE, str_of("")) == E_OK);
	if ((rc = list_run(l->c, &lq, &list)) == E_OK && list.n)
		ret->text = rec_text(list.recs[0], n->columns);
	return rc;
}

/* ---- the Statement of Applicability ---- */

static const char *labels(struct arena *a, const struct value *items)
{
	struct sbuf *b = sbuf_new(a, 16 << 10);

	for (const struct value *o = items ? items->u.list.first : NULL; o; o = o->next)
		sbuf_printf(b, "%s%s", b->n ? "; " : "", val_get_text(o, "label"));
	return b->n ? sbuf_str(b).p : "";
}

int live_soa(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct arena *a = l->c->arena;
	struct value *rows;
	int rc;

	ret->rows = val_arr(a);
	if (!live_readable(l, record_find(n->type), ret))
		return E_OK;
	if ((rc = soa_rows(l->c, "iso27001-2022", &rows)) < 0)
		return rc;
	for (const struct value *o = rows->u.list.first; o; o = o->next) {
		const char *why = val_get_text(o, "justification");
		const char *reasons = labels(a, val_get(o, "reasons"));
		struct value *row = val_arr(a);

		val_push(row, val_text(a, val_get_text(o, "control")));
		val_push(row, val_text(a, val_get_text(o, "title")));
		val_push(row, val_text(a, val_get_text(val_get(o, "decision"), "label")));
		val_push(row, val_text(a, arena_printf(a, "%s%s%s", reasons,
		    reasons[0] && why ? ". " : "", why ? why : "")));
		val_push(row, val_text(a, val_get_text(val_get(o, "status"), "label")));
		val_push(ret->rows, row);
	}
	return E_OK;
}

int live_soa_count(struct live *l, const struct live_name *n, struct live_thing *ret)
{
	struct value *rows;
	int rc;

	if (!live_readable(l, record_find(n->type), ret))
		return E_OK;
	if ((rc = soa_rows(l->c, "iso27001-2022", &rows)) < 0)
		return rc;
	ret->text = arena_printf(l->c->arena, "%" PRId64,
	    val_get_int(soa_summary(l->c->arena, rows), strchr(n->name, '.') + 1, 0));
	return E_OK;
}
