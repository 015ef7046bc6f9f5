/* web/import_page.c -- importing a table in the browser: a preview first, then all rows or none. */
#include "exchange/csv.h"
#include "exchange/import.h"
#include "web/app.h"

enum { PREVIEW_ROWS = 20 };

/* What a record can be recognised by: its code, and fields no two records share. */
static struct value *keys(struct ctx *c, const struct record *t, const char *chosen)
{
	struct value *list = val_arr(c->arena);

	for (const struct field *f = NULL; !f || f->name; f = f ? f + 1 : t->fields) {
		const char *name = f ? f->name : "code";
		struct value *o;

		if (f && !(f->flags & F_UNIQUE))
			continue;
		o = val_obj(c->arena);
		val_add(o, "value", val_text(c->arena, name));
		val_add(o, "label", val_text(c->arena, f ? f->label : N_("Code")));
		val_add(o, "selected", val_bool(c->arena, chosen && strcmp(chosen, name) == 0));
		val_push(list, o);
	}
	return list;
}

int import_form(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	const char *self = arena_printf(c->arena, "/%s/import", t->plural);

	val_add(view, "type", type_view(c->arena, t));
	val_add(view, "title", val_text(c->arena, arena_printf(c->arena, "Import %s", t->labels)));
	val_add(view, "self_href", val_text(c->arena, self));
	val_add(view, "cancel_href", val_text(c->arena, arena_printf(c->arena, "/%s", t->plural)));
	val_add(
	    view, "template_href", val_text(c->arena, arena_printf(c->arena, "%s/template", self)));
	val_add(view, "keys", keys(c, t, r->form ? req_field(r, "key") : NULL));
	return E_OK;
}

/* A sheet with nothing but the names of the columns. */
int import_template(struct ctx *c, struct req *r, struct value *view)
{
	const struct record *t = req_type(r);
	struct sbuf *b = arena_alloc(c->arena, sizeof(*b));

	(void)view;
	sbuf_init(b, c->arena, 8192);
	for (const struct field *f = t->fields; f->name; f++)
		if (!(f->flags & F_DERIVED))
			sbuf_printf(b, "%s%s", b->n ? "," : "", f->name);
	sbuf_char(b, '\n');
	r->raw = sbuf_str(b);
	r->raw_type = "text/csv; charset=utf-8";
	r->raw_name = arena_printf(c->arena, "%s-empty.csv", t->plural);
	return E_OK;
}

static struct value *import_errors(struct ctx *c)
{
	struct value *list = val_arr(c->arena);

	for (const struct fielderr *f = c->err.fields; f && list->u.list.n < 500; f = f->next) {
		struct value *o = val_obj(c->arena);

		val_add(o, "row", val_int(c->arena, f->row));
		val_add(o, "field", val_text(c->arena, f->field));
		val_add(o, "detail", val_text(c->arena, f->detail));
		val_push(list, o);
	}
	return list;
}

static struct value *cells(struct ctx *c, const struct csv_reader *csv, bool head)
{
	struct value *list = val_arr(c->arena);

	for (size_t i = 0; i < csv->ncells; i++) {
		struct value *o = val_obj(c->arena);

		val_add(o, head ? "label" : "text",
		    val_str(c->arena, str_copy(c->arena, csv->cells[i].p, csv->cells[i].n)));
		val_push(list, o);
	}
	return list;
}

/* The first rows as they stand in the file; it has been read whole already, without a mistake. */
static struct value *preview(struct ctx *c, const struct import *im)
{
	struct value *o = val_obj(c->arena), *rows = val_arr(c->arena), *row;
	struct csv_reader *csv;

	val_add(o, "count", val_int(c->arena, im->created + im->updated));
	if (csv_open(c->arena, im->text.p, im->text.n, &csv, &c->err) < 0 ||
	    csv_next(csv, &c->err) <= 0)
		return o;
	val_add(o, "columns", cells(c, csv, true));
	while (rows->u.list.n < PREVIEW_ROWS && csv_next(csv, &c->err) > 0) {
		row = val_obj(c->arena);
		val_add(row, "cells", cells(c, csv, false));
		val_push(rows, row);
	}
	val_add(o, "rows", rows);
	return o;
}

static struct str table_of(const struct req *r)
{
	const struct http_field *file = r->form ? http_form_find(r->form, "file") : NULL;
	const char *staged = req_field(r, "staged"), *text = req_field(r, "text");

	if (staged && staged[0])
		return str_of(staged);
	return file && file->file && file->value.n ? file->value : str_of(text);
}

static int told(struct ctx *c, struct req *r, struct value *view)
{
	const char *text = req_field(r, "text");

	r->template = "import";
	val_set_text(c->arena, view, "problem", c->err.detail ? c->err.detail :
	    "The file has mistakes; nothing was imported.");
	val_set_text(c->arena, view, "text", text);
	val_set(view, "errors", import_errors(c));
	val_set_int(c->arena, view, "error_count", (int64_t)c->err.nfields);
	return E_INVALID;
}

/* step=preview checks everything and writes nothing; step=import is what the preview's button
 * sends. */
int import_post(struct ctx *c, struct req *r, struct value *view)
{
	const char *step = req_field(r, "step");
	struct import im = { .t = req_type(r), .key = req_field(r, "key"), .text = table_of(r),
		.dry = !step || strcmp(step, "import") != 0 };
	struct value *done;
	int rc;

	if (im.key && !im.key[0])
		im.key = NULL;
	if ((rc = import_form(c, r, view)) < 0)
		return rc;
	rc = im.text.n ? import_run(c, &im) :
	    err_field(&c->err, "file", "required", "choose a CSV file or paste rows");
	if (rc == E_INVALID || rc == E_USAGE)
		return told(c, r, view);
	if (rc < 0)
		return rc;
	r->template = "import";
	if (im.dry) {
		val_set(view, "staged", val_str(c->arena, im.text));
		val_set(view, "preview", preview(c, &im));
		return E_OK;
	}
	done = val_obj(c->arena);
	val_add(done, "count", val_int(c->arena, im.created + im.updated));
	val_add(done, "list_href", val_copy(c->arena, val_get(view, "cancel_href")));
	val_set(view, "done", done);
	return E_OK;
}
