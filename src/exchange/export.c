/* exchange/export.c -- see export.h. */
#include "exchange/export.h"
#include "record/file.h"
#include "record/list.h"
#include "report/report.h"

static enum report_kind column_kind(const struct field *f)
{
	return f->kind == FK_INT || f->kind == FK_STEP ? REPORT_INT :
	    f->kind == FK_REFS || f->kind == FK_WORDS ? REPORT_LIST : REPORT_TEXT;
}

static int table(struct ctx *c, const struct record *t, const struct value *rows,
    const char *format, struct sbuf *out)
{
	struct report_column *cols = arena_zero(c->arena, field_count(t) + 3, sizeof(*cols));
	struct report_doc *doc = report_doc_new(c->arena, t->labels);
	size_t n = 0;

	cols[n++] = (struct report_column){ .key = "code", .label = "code", .weight = 1,
	    .kind = REPORT_CODE };
	for (const struct field *f = t->fields; f->name; f++)
		cols[n++] = (struct report_column){ .key = f->name, .label = f->name, .weight = 3,
		    .kind = column_kind(f) };
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

int export_records(struct ctx *c, const struct record *t, const char *format, struct sbuf *out)
{
	struct list_query lq = { .t = t, .every = true, .sort = "code" };
	struct value *rows = val_arr(c->arena);
	struct list l;
	int rc;

	if ((rc = list_run(c, &lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++)
		val_push(rows, record_value(c, l.recs[i], NULL));
	if (strcmp(format, "json") != 0) {
		name_files(c, t, rows);
		return table(c, t, rows, format, out);
	}
	json_print_pretty(out, rows);
	return sbuf_ok(out) ? E_OK
			    : err_set(&c->err, E_TOOBIG, "the table is too big for one answer");
}
