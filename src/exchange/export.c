/* exchange/export.c -- see export.h. */
#include "exchange/export.h"
#include "record/file.h"
#include "report/report.h"

static enum report_kind column_kind(const struct field *f)
{
	return f->kind == FK_INT || f->kind == FK_STEP ? REPORT_INT :
	    f->kind == FK_REFS || f->kind == FK_WORDS ? REPORT_LIST : REPORT_TEXT;
}

/* Fields by name, so that the file can be imported again. */
static int table(struct ctx *c, const struct list_query *lq, const struct value *rows,
    const char *format, struct sbuf *out)
{
	const struct record *t = lq->t;
	size_t room = field_count(t) + LIST_OWN, fields, n = 0;
	const struct field **all = arena_alloc(c->arena, room * sizeof(struct field *));
	struct report_column *cols = arena_zero(c->arena, room + 2, sizeof(*cols));
	struct report_doc *doc = report_doc_new(c->arena, t->labels);
	bool chosen = lq->columns && lq->columns[0];

	cols[n++] = (struct report_column){ .key = "code", .label = "code", .weight = 1,
	    .kind = REPORT_CODE };
	fields = chosen ? list_columns(c, lq, all) : 0;
	for (size_t i = 0; i < fields; i++)
		cols[n++] = (struct report_column){ .key = all[i]->name, .label = all[i]->name,
		    .weight = 3, .kind = column_kind(all[i]) };
	for (const struct field *f = t->fields; !chosen && f->name; f++)
		cols[n++] = (struct report_column){ .key = f->name, .label = f->name, .weight = 3,
		    .kind = column_kind(f) };
	if (!chosen)
		cols[n++] = (struct report_column){ .key = "state", .label = "state", .weight = 1 };
	doc->name = t->plural;
	doc->generated_us = c->now_us;
	doc->landscape = true;
	report_table(doc, t->plural, NULL, cols, n, rows);
	return report_write(doc, format, out, &c->err);
}

/* Files as the lines that an import takes. */
static void name_files(struct ctx *c, const struct record *t, struct value *rows)
{
	for (const struct field *f = t->fields; f->name; f++)
		for (struct value *o = f->kind == FK_FILES ? rows->u.list.first : NULL; o;
		     o = o->next)
			if (val_truthy(val_get(o, f->name)))
				val_set_text(c->arena, o, f->name,
				    files_text(c->arena, val_get(o, f->name)));
}

/* Only the columns chosen, in their order. */
static struct value *some(struct ctx *c, const struct list_query *lq, struct value *o)
{
	const struct field **all =
	    arena_alloc(c->arena, (field_count(lq->t) + LIST_OWN) * sizeof(struct field *));
	struct value *few = val_obj(c->arena);
	size_t n;

	if (!lq->columns || !lq->columns[0])
		return o;
	n = list_columns(c, lq, all);
	val_add(few, "code", val_copy(c->arena, val_get(o, "code")));
	for (size_t i = 0; i < n; i++)
		val_add(few, all[i]->name, val_copy(c->arena, val_get(o, all[i]->name)));
	return few;
}

/* The rows of one answer of the list. lq: as the caller asks for them. */
static int rows_of(struct ctx *c, struct list_query *lq, struct value **ret, struct list *ret_list)
{
	struct value *rows = val_arr(c->arena);
	int rc = list_run(c, lq, ret_list);

	for (size_t i = 0; rc == E_OK && i < ret_list->n; i++)
		val_push(rows, some(c, lq, record_value(c, ret_list->recs[i], NULL)));
	*ret = rows;
	return rc;
}

/*
 * One page behind the others: without the line of headers, or as further elements of the array. A
 * page alone is "[ ... \n]\n", an empty one "[]\n".
 */
static int put_page(struct ctx *c, const struct list_query *lq, struct value *rows, bool json,
    bool first, struct sbuf *page, struct sbuf *out)
{
	size_t from = 0;
	int rc = E_OK;

	page->n = 0;
	if (json) {
		json_print_pretty(page, rows);
		from = 1;
		sbuf_char(out, first ? '[' : ',');
		page->n -= rows->u.list.n ? 3 : 2;
	} else {
		name_files(c, lq->t, rows);
		rc = table(c, lq, rows, "csv", page);
		from = first ? 0 : (size_t)((char *)memchr(page->p, '\n', page->n) - page->p) + 1;
	}
	if (rc == E_OK)
		sbuf_add(out, page->p + from, page->n - from);
	return rc;
}

/* Page by page, so that memory does not grow with the register. The reader's snapshot is one. */
static int pages(struct ctx *c, struct list_query *lq, bool json, struct sbuf *out)
{
	struct arena *scratch = arena_child(c->arena, 256 << 20);
	struct ctx one = *c;
	struct value *rows;
	struct sbuf *page = sbuf_new(c->arena, 256 << 20);
	struct list l;
	bool first = true, filled = false;
	int rc;

	one.arena = scratch;
	lq->limit = LIST_LIMIT_MAX;
	do {
		one.refs = NULL;
		one.scales = NULL;
		err_init(&one.err, c->arena);
		if ((rc = rows_of(&one, lq, &rows, &l)) < 0 ||
		    (rc = put_page(&one, lq, rows, json, first, page, out)) < 0)
			break;
		filled |= l.n > 0;
		first = false;
		lq->after = l.next ? arena_text(c->arena, l.next) : NULL;
		arena_reset(scratch);
	} while (lq->after && sbuf_ok(out));
	if (rc < 0)
		c->err = one.err;
	else if (json)
		sbuf_text(out, filled ? "\n]\n" : "]\n");
	arena_release(scratch);
	return rc;
}

int export_list(struct ctx *c, struct list_query *lq, const char *format, struct sbuf *out)
{
	bool json = strcmp(format, "json") == 0;
	struct value *rows;
	struct list l;
	int rc;

	lq->after = NULL;
	lq->sort = lq->sort && lq->sort[0] ? lq->sort : "code";
	if (json || strcmp(format, "csv") == 0) {
		rc = pages(c, lq, json, out);
	} else {
		lq->every = true;
		if ((rc = rows_of(c, lq, &rows, &l)) == E_OK) {
			name_files(c, lq->t, rows);
			rc = table(c, lq, rows, format, out);
		}
	}
	return rc < 0 || sbuf_ok(out) ? rc :
	    err_set(&c->err, E_TOOBIG, "the table is too big for one answer");
}
