/* web/list_page.c -- the pages of many records: list, print, export. */
#include "exchange/export.h"
#include "report/report.h"
#include "web/generic.h"
#include "web/list_view.h"

enum { PRINT_MAX = 2000 };

static struct value *row_view(struct ctx *c, const struct rec *r, const struct field *const *cols,
    size_t n)
{
	const char *code = rec_code(c->arena, r);
	struct value *o = val_obj(c->arena), *cells = val_arr(c->arena);

	val_add(o, "code", val_text(c->arena, code));
	val_add(o, "title", val_text(c->arena, rec_title(r)));
	val_add(o, "href", val_text(c->arena, rec_path(c->arena, r->type, code)));
	val_add(o, "archived", val_bool(c->arena, r->archived));
	val_add(o, "drafted", val_bool(c->arena, r->drafted));
	for (size_t i = 0; i < n; i++)
		val_push(cells, list_cell(c, r, cols[i]));
	val_add(o, "cells", cells);
	return o;
}

static const struct field **room_for(struct ctx *c, const struct record *t)
{
	return arena_alloc(c->arena, (field_count(t) + LIST_OWN) * sizeof(struct field *));
}

/* Who sees a part only is told so: an empty list would read as an empty register. */
static const char *limited(struct ctx *c, const struct record *t)
{
	enum scope s = access_scope(c, t, VERB_READ);

	return s == SCOPE_OWN ? N_("your roles show your own") :
	    s == SCOPE_UNIT ? N_("your roles show those of your unit") : NULL;
}

static void rows_view(struct ctx *c, const struct list_query *lq, struct list *l,
    const struct field *const *cols, size_t n, struct value *view)
{
	struct value *rows = val_arr(c->arena);

	list_labels(c, l, cols, n);
	for (size_t i = 0; i < l->n; i++)
		val_push(rows, row_view(c, l->recs[i], cols, n));
	val_add(view, "rows", rows);
	val_add(view, "total", val_int(c->arena, l->total));
	val_add(view, "total_text", val_text(c->arena, text_counted(c->arena, l->total,
	    lq->t->label, lq->t->labels)));
	val_add(view, "limited", val_text(c->arena, limited(c, lq->t)));
	val_add(view, "from_to", val_text(c->arena, arena_printf(c->arena, "%zu of %s shown", l->n,
	    text_grouped(c->arena, l->total))));
}

int page_list(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	const struct field **cols = room_for(c, t);
	struct list_query lq;
	struct list l;
	size_t n;
	int rc;

	if ((r->redirect = list_form(c, r, t)) || (r->redirect = view_address(c, r, t)))
		return E_OK;
	if ((rc = req_list_query(c, r, t, &lq)) < 0 || (rc = list_run(c, &lq, &l)) < 0)
		return rc;
	n = list_columns(c, &lq, cols);
	list_head(c, r, &lq, cols, n, view);
	if (t->note)
		val_add(view, "note", val_text(c->arena, t->note(c, NULL)));
	rows_view(c, &lq, &l, cols, n, view);
	val_add(view, "none", val_bool(c->arena, l.total == 0 && !lq.nfilters && !lq.q.n));
	val_add(view, "nothing", val_bool(c->arena, l.total == 0 && (lq.nfilters || lq.q.n)));
	if (l.next)
		val_add(view, "next_href", val_text(c->arena, query_with(c, r, "after", l.next)));
	if (lq.after && lq.after[0])
		val_add(view, "first_href", val_text(c->arena, query_with(c, r, "after", NULL)));
	val_add(view, "archived_shown", val_bool(c->arena, lq.archived));
	val_add(view, "archived_href", val_text(c->arena, query_with(c, r, "archived",
	    lq.archived ? NULL : "true")));
	return E_OK;
}

/* The whole list on paper, as filtered and with the columns chosen. */
int page_print(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	const struct field **cols = room_for(c, t);
	struct value *columns = val_arr(c->arena);
	struct list_query lq;
	struct list l;
	size_t n;
	int rc;

	if ((rc = req_list_query(c, r, t, &lq)) < 0)
		return rc;
	lq.every = true;
	lq.top = PRINT_MAX;
	lq.after = NULL;
	if ((rc = list_run(c, &lq, &l)) < 0)
		return rc;
	n = list_columns(c, &lq, cols);
	for (size_t i = 0; i < n; i++)
		val_push(columns, column_view(c, r, &lq, cols[i]));
	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "title", val_text(c->arena, t->labels));
	val_add(view, "columns", columns);
	val_add(view, "chips", chips_view(c, r, &lq, true));
	rows_view(c, &lq, &l, cols, n, view);
	if (l.total > (int64_t)l.n)
		val_add(view, "cut", val_text(c->arena, arena_printf(c->arena,
		    "The first %d are printed. Filter the list, or export it as a table.",
		    PRINT_MAX)));
	val_add(view, "list_href", val_text(c->arena, query_edit(c, r,
	    &(struct query_edit){ .path = arena_printf(c->arena, "/%s", t->plural) })));
	return E_OK;
}

int page_export(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	const char *format = req_query(r, "format");
	struct sbuf *out = arena_alloc(c->arena, sizeof(*out));
	const struct report_format *f;
	struct list_query lq;
	int rc;

	(void)view;
	format = format ? format : "csv";
	sbuf_init(out, c->arena, REPORT_MAX);
	if ((rc = req_list_query(c, r, t, &lq)) < 0 || (rc = export_list(c, &lq, format, out)) < 0)
		return rc;
	f = report_format_find(format);
	r->raw = sbuf_str(out);
	r->raw_type = f ? f->media : "application/json";
	r->raw_name = arena_printf(c->arena, "%s.%s", t->plural, format);
	return E_OK;
}
