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

int export_list(struct ctx *c, struct list_query *lq, const char *format, struct sbuf *out)
{
	struct value *rows = val_arr(c->arena);
	struct list l;
	int rc;

	lq->every = true;
	lq->after = NULL;
	lq->sort = lq->sort && lq->sort[0] ? lq->sort : "code";
	if ((rc = list_run(c, lq, &l)) < 0)
		return rc;
	for (size_t i = 0; i < l.n; i++)
		val_push(rows, some(c, lq, record_value(c, l.recs[i], NULL)));
	if (strcmp(format, "json") != 0) {
		name_files(c, lq->t, rows);
		return table(c, lq, rows, format, out);
	}
	json_print_pretty(out, rows);
	return sbuf_ok(out) ? E_OK
			    : err_set(&c->err, E_TOOBIG, "the table is too big for one answer");
}
